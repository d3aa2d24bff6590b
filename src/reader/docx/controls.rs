//! Content controls that are bound to data stored beside the text (`w:sdt` with `w:dataBinding`, ECMA-376 part 1,
//! 17.5.2.6): Word shows the stored text, and the text inside the control is what was stored when the file was saved.

use super::package::Part;
use super::symbols;
use super::xml::Xml;
use crate::diagnostic::{Budget, Error, ErrorKind};

/// The item ids that stand for the package's own properties and not for a custom part (MS-OI29500, 2.1.460).
const CORE_PROPERTIES: &str = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}";
const APP_PROPERTIES: &str = "{6668398D-A668-4E3E-A5EB-62B293D839F1}";

/// The most steps of a path that are followed, and the most entries of a list.
const STEPS: usize = 64;
const ENTRIES: usize = 4_096;

/// A bound control, and what the file shows in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bound {
    /// Which part holds the data: its item id, as the file writes it.
    item: String,
    /// Where in the part.
    path: String,
    /// What entries of a list show, and what is stored for each.
    entries: Vec<(String, String)>,
    /// What it holds.
    kind: Kind,
    /// Whether the text inside is the placeholder, which is shown for as long as nothing is stored.
    is_placeholder: bool,
    /// The text inside.
    pub(super) shown: String,
}

/// What a control holds.
#[derive(Clone, Debug, Default, PartialEq)]
enum Kind {
    /// A text, stored as it is shown.
    #[default]
    Text,
    /// A date in this form (`yyyy年M月d日`), stored as ISO 8601 has it.
    Date(String),
    /// A box that is ticked or not, shown by these signs.
    Check { on: char, off: char },
    /// Anything else, which is not compared.
    Other,
}

/// One step of a path: a name without its prefix, and which of that name it is, 1-based.
#[derive(Debug, PartialEq)]
enum Step<'p> {
    Element(&'p str, usize),
    Attribute(&'p str),
}

/// A part that controls are bound to.
#[derive(Debug)]
pub(super) struct Store {
    /// Its item id, where one is known.
    pub(super) id: Option<String>,
    /// Its XML.
    pub(super) part: Part,
}

impl Store {
    /// The package's core properties (`docProps/core.xml`).
    pub(super) fn core(part: Part) -> Store {
        let id = Some(CORE_PROPERTIES.to_owned());
        Store { id, part }
    }

    /// The package's extended properties (`docProps/app.xml`).
    pub(super) fn app(part: Part) -> Store {
        let id = Some(APP_PROPERTIES.to_owned());
        Store { id, part }
    }
}

impl Bound {
    /// What Word shows in place of the text inside, where that is something else.
    ///
    /// # Errors
    /// The limits of the budget. A store that is no XML has nothing to show.
    pub(super) fn stored(&self, stores: &[Store], budget: &Budget) -> Result<Option<String>, Error> {
        let Some(steps) = steps(&self.path).filter(|_| self.kind != Kind::Other) else {
            return Ok(None);
        };
        for store in stores {
            let is_other = match &store.id {
                Some(id) if !self.item.is_empty() => !id.eq_ignore_ascii_case(&self.item),
                _ => false,
            };
            if is_other {
                continue;
            }
            match find(&store.part.text, &steps, budget) {
                Ok(Some(value)) => return Ok(self.differing(value)),
                Err(e) if is_of_budget(e.kind()) => return Err(e),
                Ok(None) | Err(_) => {}
            }
        }
        Ok(None)
    }

    fn differing(&self, value: String) -> Option<String> {
        let value = match &self.kind {
            Kind::Date(form) if !value.trim().is_empty() => shown_date(value.trim(), form)?,
            Kind::Check { on, off } => match value.trim() {
                "1" | "true" => on.to_string(),
                "0" | "false" => off.to_string(),
                _ => return None,
            },
            _ => value,
        };
        let entry = self.entries.iter().find(|(_, stored)| *stored == value);
        let value = entry.map_or(value, |(shown, _)| shown.clone());
        // What is stored for a text with runs of its own is a whole document.
        let is_text = !value.trim_start().starts_with('<');
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let is_empty = self.is_placeholder && value.trim().is_empty();
        (is_text && !is_empty && plain(&value) != plain(&self.shown)).then_some(value)
    }
}

/// A stored date (`2023-01-05`, with a time behind it or not) in the form that a control shows it in: `y`, `M`, `d` for
/// digits, `E`, `O`, `A` for Chinese ones, text in quotes and anything else that is no letter as it is. `None` for names of
/// months and days, for times, and for what is no date.
fn shown_date(stored: &str, form: &str) -> Option<String> {
    let date = stored.split(['T', ' ']).next()?;
    let parts: Vec<u32> = date.split('-').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let &[year, month, day] = parts.as_slice() else {
        return None;
    };
    if !(1000..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let mut shown = String::new();
    let mut rest = form;
    while let Some(c) = rest.chars().next() {
        let run = rest.chars().take_while(|r| *r == c).count();
        let mut behind = rest.get(run * c.len_utf8()..)?;
        match (c, run) {
            ('y', 2) => shown.push_str(&format!("{:02}", year % 100)),
            ('y', _) => shown.push_str(&year.to_string()),
            ('M', 1) => shown.push_str(&month.to_string()),
            ('M', 2) => shown.push_str(&format!("{month:02}")),
            ('d', 1) => shown.push_str(&day.to_string()),
            ('d', 2) => shown.push_str(&format!("{day:02}")),
            ('E', _) => shown.extend(year.to_string().chars().filter_map(chinese_digit)),
            ('O', _) => shown.push_str(&chinese(month)),
            ('A', _) => shown.push_str(&chinese(day)),
            ('\'', 1) => {
                let (quoted, tail) = behind.split_once('\'')?;
                shown.push_str(quoted);
                behind = tail;
            }
            (c, _) if c.is_ascii_alphabetic() || c == '\'' => return None,
            (c, run) => shown.extend(std::iter::repeat_n(c, run)),
        }
        rest = behind;
    }
    Some(shown)
}

fn chinese_digit(digit: char) -> Option<char> {
    "〇一二三四五六七八九".chars().nth(digit.to_digit(10)? as usize)
}

/// A number up to 99 in Chinese: 十, 二十一.
fn chinese(number: u32) -> String {
    let digit = |n: u32| char::from_digit(n % 10, 10).and_then(chinese_digit);
    let (tens, ones) = (number / 10, number % 10);
    let tens_digit = (tens > 1).then(|| digit(tens)).flatten();
    let ten = (tens > 0).then_some('十');
    let one = (ones > 0).then(|| digit(ones)).flatten();
    tens_digit.into_iter().chain(ten).chain(one).collect()
}

/// Reads `w:date`, which was opened last, to its end.
fn date(xml: &mut Xml<'_, '_>) -> Result<Kind, Error> {
    let (mut form, mut as_text) = (None, false);
    while let Some(child) = xml.child()? {
        match child.name() {
            "dateFormat" => form = child.val().map(|v| v.into_owned()),
            "storeMappedDataAs" => as_text = child.val().as_deref() == Some("text"),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(match form {
        _ if as_text => Kind::Text,
        Some(form) => Kind::Date(form),
        None => Kind::Other,
    })
}

/// Reads `w14:checkbox`, which was opened last, to its end.
fn check(xml: &mut Xml<'_, '_>) -> Result<Kind, Error> {
    let (mut on, mut off) = ('☒', '☐');
    while let Some(child) = xml.child()? {
        let code = child.val().and_then(|v| u32::from_str_radix(v.trim(), 16).ok());
        let font = child.attr("font").unwrap_or_default();
        let sign = code.and_then(|code| symbols::symbol(&font, code).or_else(|| char::from_u32(code)));
        match child.name() {
            "checkedState" => on = sign.unwrap_or(on),
            "uncheckedState" => off = sign.unwrap_or(off),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(Kind::Check { on, off })
}

/// Whether an error says that the whole document costs too much, and not that one part is no good.
fn is_of_budget(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Timeout | ErrorKind::Memory | ErrorKind::LimitWork
    )
}

/// The steps of a location path from the root, such as `/a:root[1]/a:item[2]/@b`. `None` for any other XPath.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for step in path.trim().strip_prefix('/')?.split('/') {
        if steps.len() == STEPS || matches!(steps.last(), Some(Step::Attribute(_))) {
            return None;
        }
        if step == "text()" {
            continue;
        }
        let (is_attribute, step) = match step.strip_prefix('@') {
            Some(name) => (true, name),
            None => (false, step),
        };
        let (name, at) = match step.split_once('[') {
            Some((name, at)) => (name, at.strip_suffix(']')?.trim().parse().ok()?),
            None => (step, 1),
        };
        let name = name.rsplit(':').next()?.trim();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        steps.push(match is_attribute {
            true => Step::Attribute(name),
            false => Step::Element(name, at),
        });
    }
    Some(steps)
}

/// The text at a path; `None` where the part has no such place.
fn find(text: &str, steps: &[Step<'_>], budget: &Budget) -> Result<Option<String>, Error> {
    let mut xml = Xml::new(text, budget);
    let mut found = xml.root()?;
    let mut steps = steps.iter();
    match steps.next() {
        Some(Step::Element(name, 1)) if found.name() == *name => {}
        _ => return Ok(None),
    }
    for step in steps {
        match step {
            Step::Attribute(name) => return Ok(found.attr(name).map(|v| v.into_owned())),
            Step::Element(name, at) => {
                let mut seen = 0;
                found = loop {
                    let Some(child) = xml.child()? else {
                        return Ok(None);
                    };
                    seen += usize::from(child.name() == *name);
                    if child.name() == *name && seen == *at {
                        break child;
                    }
                    xml.skip()?;
                };
            }
        }
    }
    xml.text().map(Some)
}

/// What `w:sdtPr`, which was opened last and is read to its end, binds the control to.
///
/// # Errors
/// Those of the XML.
pub(super) fn binding(xml: &mut Xml<'_, '_>) -> Result<Option<Bound>, Error> {
    let mut bound = Bound::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "dataBinding" => {
                bound.item = child.attr("storeItemID").unwrap_or_default().trim().to_owned();
                bound.path = child.attr("xpath").unwrap_or_default().into_owned();
            }
            "showingPlcHdr" => bound.is_placeholder |= child.is_on(),
            "date" => {
                bound.kind = date(xml)?;
                continue;
            }
            "checkbox" => {
                bound.kind = check(xml)?;
                continue;
            }
            "picture"
            | "docPartObj"
            | "docPartList"
            | "repeatingSection"
            | "repeatingSectionItem"
            | "group"
            | "equation" => bound.kind = Kind::Other,
            "comboBox" | "dropDownList" => {
                while let Some(entry) = xml.child()? {
                    let shown = entry.attr("displayText").or_else(|| entry.attr("value"));
                    if let (Some(shown), Some(stored)) = (shown, entry.attr("value"))
                        && bound.entries.len() < ENTRIES
                    {
                        let entry = (shown.into_owned(), stored.into_owned());
                        bound.entries.push(entry);
                    }
                    xml.skip()?;
                }
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok((!bound.path.is_empty()).then_some(bound))
}

/// The item id in the properties of a custom part (`ds:datastoreItem`).
pub(super) fn item_id(text: &str, budget: &Budget) -> Result<Option<String>, Error> {
    let mut xml = Xml::new(text, budget);
    let id = xml.root()?.attr("itemID").map(|id| id.trim().to_owned());
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn stored(path: &str, shown: &str, store: &str) -> Option<String> {
        let bound = Bound {
            path: path.to_owned(),
            shown: shown.to_owned(),
            ..Bound::default()
        };
        let store = Store {
            id: None,
            part: Part {
                text: store.to_owned(),
                damaged: false,
            },
        };
        let budget = Budget::new(&Limits::default(), None);
        bound.stored(&[store], &budget).expect("no limit is met")
    }

    #[test]
    fn a_path_leads_to_the_element_or_attribute_that_it_names() {
        let store = "<r><a>1</a><b x='5'>2</b><a>3<c/>4</a></r>";
        let cases = [
            ("/r/a", Some("1")),
            ("/n:r[1]/n:a[2]", Some("34")),
            ("/r/b[1]/@n:x", Some("5")),
            ("/r/b/text()", Some("2")),
            ("/r/a[3]", None),
            ("/q/a", None),
            ("r/a", None),
            ("//a", None),
            ("/r/a[last()]", None),
            ("/r/a[0]", None),
        ];
        for (path, expected) in cases {
            assert_eq!(stored(path, "", store).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn dates_are_shown_in_the_form_of_their_control() {
        let cases = [
            ("yyyy年M月d日", Some("2023年1月5日")),
            ("yyyy-MM-dd", Some("2023-01-05")),
            ("EEEE年O月A日", Some("二〇二三年一月五日")),
            ("'于'yy/M", Some("于23/1")),
            ("d MMMM yyyy", None),
            ("h:mm", None),
        ];
        for (form, expected) in cases {
            let shown = shown_date("2023-01-05T00:00:00Z", form);
            assert_eq!(shown.as_deref(), expected, "{form}");
        }
        assert_eq!(shown_date("2023年", "yyyy"), None);
        assert_eq!([chinese(10), chinese(21), chinese(30)], ["十", "二十一", "三十"]);
    }

    #[test]
    fn only_what_differs_is_given_and_blanks_are_no_difference() {
        assert_eq!(stored("/r", "一 二", "<r>一\n二</r>"), None);
        assert_eq!(stored("/r", "9", "<r/>").as_deref(), Some(""));
        assert_eq!(stored("/r", "9", "<r>&lt;?xml version='1.0'?></r>"), None);
        assert_eq!(stored("/r", "9", "no XML"), None);
    }
}
