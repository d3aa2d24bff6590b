//! Complex fields (`w:fldChar`): their result is shown, their instruction is not (ECMA-376 part 1, 17.16.18).

use super::xml::Xml;
use crate::diagnostic::Error;

/// A field that has begun and not ended.
#[derive(Debug)]
struct Field {
    ordinal: u32,
    in_result: bool,
    /// Whether ordinary text stood in its instruction.
    swallowed: bool,
    /// What a form field without a result shows.
    form: Option<Form>,
    /// The beginning of its instruction.
    code: String,
}

/// A form field that shows something without having a result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// The box of a check box: a control, no text.
    Box(&'static str),
    /// The chosen entry of a list.
    Entry(String),
    /// What Word draws from the instruction.
    Drawn,
}

/// Fields that have no result and are drawn from their instruction (ECMA-376 part 1, 17.16.5).
const DRAWN: [&str; 8] = [
    "EQ",
    "MACROBUTTON",
    "GOTOBUTTON",
    "SYMBOL",
    "AUTONUM",
    "AUTONUMLGL",
    "AUTONUMOUT",
    "BARCODE",
];

/// How much of an instruction is kept: its first word tells what it is.
const CODE: usize = 32;

/// The fields that are open at a place, innermost last.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of them are still in their instruction.
    instructions: usize,
    next: u32,
    /// Fields, by the order of their beginnings, that are read as if they were none. Sorted.
    ignored: Vec<u32>,
}

impl Fields {
    /// No field open yet; those whose ordinals are named will be passed over.
    pub(super) fn without(ordinals: &[u32]) -> Fields {
        let mut ignored = ordinals.to_vec();
        ignored.sort_unstable();
        Fields {
            ignored,
            ..Fields::default()
        }
    }

    /// A field begins.
    pub(super) fn begin(&mut self, form: Option<Form>) {
        let ordinal = self.next;
        self.next = self.next.saturating_add(1);
        if self.ignored.binary_search(&ordinal).is_ok() {
            return;
        }
        self.instructions += 1;
        self.open.push(Field {
            ordinal,
            in_result: false,
            swallowed: false,
            form,
            code: String::new(),
        });
    }

    /// The innermost field's result begins.
    pub(super) fn separate(&mut self) {
        if let Some(field) = self.open.last_mut()
            && !std::mem::replace(&mut field.in_result, true)
        {
            self.instructions -= 1;
        }
    }

    /// The innermost field ends. The answer is what it shows beside its result.
    pub(super) fn end(&mut self) -> Option<Form> {
        let field = self.open.pop()?;
        if !field.in_result {
            self.instructions -= 1;
        }
        let is_drawn = || {
            let word = field.code.split_whitespace().next().unwrap_or_default();
            // A formula without a result is one that Word has yet to work out: =SUM(LEFT).
            let is_open = word.starts_with('=');
            !field.in_result && (is_open || DRAWN.iter().any(|name| word.eq_ignore_ascii_case(name)))
        };
        field.form.clone().or_else(|| is_drawn().then_some(Form::Drawn))
    }

    /// Whether the place lies in the instruction of a field.
    pub(super) fn in_instruction(&self) -> bool {
        self.instructions > 0
    }

    /// A piece of the innermost field's instruction.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|f| !f.in_result) {
            let room = CODE.saturating_sub(field.code.len());
            field.code.extend(text.chars().take(room));
        }
    }

    /// Notes that text stood in an instruction.
    pub(super) fn swallow(&mut self) {
        if let Some(field) = self.open.last_mut() {
            field.swallowed = true;
        }
    }

    /// Sets the open fields aside while a text box is read; they go on after it.
    pub(super) fn set_aside(&mut self) -> Fields {
        let inner = Fields {
            next: self.next,
            ignored: std::mem::take(&mut self.ignored),
            ..Fields::default()
        };
        std::mem::replace(self, inner)
    }

    /// Goes on with the fields that were set aside; gives those of the text box that never ended.
    pub(super) fn take_back(&mut self, outer: Fields) -> Vec<u32> {
        let inner = std::mem::replace(self, outer);
        let unfinished = inner.unfinished();
        self.next = inner.next;
        self.ignored = inner.ignored;
        unfinished
    }

    /// The fields still in their instruction, where any of them swallowed text: they were never meant to hide it.
    pub(super) fn unfinished(&self) -> Vec<u32> {
        if !self.open.iter().any(|f| f.swallowed) {
            return Vec::new();
        }
        self.open
            .iter()
            .filter(|f| !f.in_result)
            .map(|f| f.ordinal)
            .collect()
    }
}

/// What a form field shows by itself, from the `w:ffData` inside `w:fldChar`, which was opened last and is read to
/// its end: the box of a check box, the chosen entry of a list. Text fields show their result instead.
pub(super) fn form_result(xml: &mut Xml<'_, '_>) -> Result<Option<Form>, Error> {
    let mut shown = None;
    while let Some(data) = xml.child()? {
        if data.name() != "ffData" {
            xml.skip()?;
            continue;
        }
        while let Some(kind) = xml.child()? {
            match kind.name() {
                "checkBox" => shown = Some(Form::Box(check_box(xml)?)),
                "ddList" => shown = drop_down(xml)?.map(Form::Entry),
                _ => xml.skip()?,
            }
        }
    }
    Ok(shown)
}

fn check_box(xml: &mut Xml<'_, '_>) -> Result<&'static str, Error> {
    let (mut default, mut checked) = (false, None);
    while let Some(child) = xml.child()? {
        match child.name() {
            "default" => default = child.is_on(),
            "checked" => checked = Some(child.is_on()),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(if checked.unwrap_or(default) { "☒" } else { "☐" })
}

fn drop_down(xml: &mut Xml<'_, '_>) -> Result<Option<String>, Error> {
    let (mut chosen, mut entries) = (None, Vec::new());
    while let Some(child) = xml.child()? {
        match child.name() {
            "result" => chosen = child.number(),
            "default" => chosen = chosen.or(child.number()),
            "listEntry" => entries.push(child.val().unwrap_or_default().into_owned()),
            _ => {}
        }
        xml.skip()?;
    }
    let chosen = usize::try_from(chosen.unwrap_or(0)).unwrap_or(0);
    Ok(entries.into_iter().nth(chosen))
}
