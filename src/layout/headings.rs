//! Which paragraphs are headings, told by how they look and where they stand.
//!
//! A heading stands alone and differs from the body: it is larger, or bold, or numbered the way headings are
//! (`一、`, `（一）`, `第一章`). What is set like a heading and reads like running text tells that this setting is no
//! heading's. Levels are the matter of [`super::levels`].

use std::collections::{BTreeMap, BTreeSet};

use crate::document::BlockKind;

use super::bidi;
use super::contents;
use super::paragraphs::Paragraph;
use super::script::is_cjk;
use super::settings::LayoutSettings;
use super::words::Line;

pub use super::captions::is_caption;
pub use super::numbering::{Numbering, list_mark, numbering};
use super::numbering::{item_mark, parted_mark};

/// Size and weight of the document's body text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// The commonest type size outside tables, in points.
    pub size: f32,
    /// Whether most of the text is bold: then weight tells nothing.
    pub bold: bool,
}

/// So small a part of a document's letters, 0 to 1, outside tables does not tell how its text is set.
const FEW_OUTSIDE: f32 = 0.1;

impl Body {
    /// The body style of these paragraphs, weighed by their characters.
    pub fn of<'a>(paragraphs: impl Iterator<Item = &'a Paragraph>) -> Body {
        Body::of_letters(paragraphs.flat_map(letters_of))
    }

    /// The body style of a document: that of its paragraphs, or, where nearly everything stands in tables, that of `all` its
    /// letters, each with its size in points and whether it is bold.
    pub fn of_document<'a>(
        paragraphs: impl Iterator<Item = &'a Paragraph> + Clone,
        all: impl Iterator<Item = (f32, bool)> + Clone,
    ) -> Body {
        let outside = paragraphs.clone().flat_map(letters_of).count();
        if (outside as f32) < FEW_OUTSIDE * all.clone().count() as f32 {
            Body::of_letters(all)
        } else {
            Body::of(paragraphs)
        }
    }

    /// The commonest size of letters, given with their sizes in points and whether they are bold.
    fn of_letters(letters: impl Iterator<Item = (f32, bool)>) -> Body {
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        let (mut heavy, mut all) = (0usize, 0usize);
        for (size, bold) in letters {
            *sizes.entry((size * 2.0).round() as u32).or_default() += 1;
            heavy += usize::from(bold);
            all += 1;
        }
        let size = sizes
            .into_iter()
            .max_by_key(|(size, n)| (*n, std::cmp::Reverse(*size)))
            .map_or(10.0, |(size, _)| size as f32 / 2.0);
        Body {
            size,
            bold: heavy * 2 > all,
        }
    }
}

/// The letters of a paragraph: size in points and whether they are bold.
fn letters_of(p: &Paragraph) -> impl Iterator<Item = (f32, bool)> {
    p.lines.iter().flat_map(Line::glyphs).map(|g| (g.size, g.bold))
}

/// A paragraph's style, as far as it tells a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Type size in points.
    pub size: f32,
    /// Whether all of it is bold.
    pub bold: bool,
    /// The kind of its number.
    pub numbering: Option<Numbering>,
}

impl Style {
    /// Size in half points and weight: what the eye takes for the same setting.
    pub fn look(&self) -> (i64, bool) {
        ((self.size * 2.0).round() as i64, self.bold)
    }

    /// Whether the number is of a kind that headings alone have.
    pub fn is_numbered(&self) -> bool {
        matches!(
            self.numbering,
            Some(Numbering::Chapter | Numbering::Hanzi | Numbering::BracketHanzi)
        )
    }
}

/// How a paragraph is set.
pub fn style_of(p: &Paragraph, settings: &LayoutSettings) -> Style {
    Style {
        size: p.size(),
        bold: bold_part(p) >= settings.bold_part,
        numbering: numbering(&p.text()).map(|(n, _)| n),
    }
}

/// The part of a paragraph's letters, 0 to 1, that are bold.
fn bold_part(p: &Paragraph) -> f32 {
    let letters = || {
        p.lines
            .iter()
            .flat_map(Line::glyphs)
            .filter(|g| g.unicode.is_alphanumeric())
    };
    let (bold, all) = letters().fold((0usize, 0usize), |(b, n), g| (b + usize::from(g.bold), n + 1));
    bold as f32 / all.max(1) as f32
}

/// A paragraph with its page, or `None` for a table or picture.
pub type Item<'a> = (u32, Option<&'a Paragraph>);

/// For everything in reading order its style as a heading, if it looks like one beside a body set like this.
pub fn tell(items: &[Item<'_>], body: &Body, settings: &LayoutSettings) -> Vec<Option<Style>> {
    let mut styles: Vec<Option<Style>> = (0..items.len())
        .map(|i| candidate(items, i, body, settings))
        .collect();
    take_back_text_styles(items, &mut styles, settings);
    take_back_runs(&mut styles, body, settings);
    take_back_authors(items, &mut styles, body, settings);
    add_numbered_inside(items, &mut styles, body, settings);
    take_back_contents(items, &mut styles);
    styles
}

/// Takes back the entries of lists of contents, which may be set and numbered like the headings that they name.
fn take_back_contents(items: &[Item<'_>], styles: &mut [Option<Style>]) {
    for list in contents::lists_among(items) {
        styles.get_mut(list).into_iter().flatten().for_each(|s| *s = None);
    }
}

/// Adds what is set like the body but carries a number inside that of a heading before it: `3.2.1 Losses` behind
/// `3.2 Method`, on a line of its own and apart from the text above.
fn add_numbered_inside(
    items: &[Item<'_>],
    styles: &mut [Option<Style>],
    body: &Body,
    settings: &LayoutSettings,
) {
    let mut numbers: BTreeSet<String> = BTreeSet::new();
    for (i, style) in styles.iter_mut().enumerate() {
        let Some(p) = items.get(i).and_then(|(_, p)| *p) else {
            continue;
        };
        let text = p.text();
        let number = match numbering(&text) {
            Some((Numbering::Digit | Numbering::Decimal(_), n)) => text.chars().take(n).collect::<String>(),
            _ => continue,
        };
        let number = number.trim_end_matches(['.', '、', ' ']);
        if style.is_none()
            && number
                .rsplit_once('.')
                .is_some_and(|(outer, _)| numbers.contains(outer))
            && p.lines.len() == 1
            && text.chars().count() <= settings.most_characters_plain.1
            && reads_like_one(&text, p, settings)
            && !text.ends_with(['。', '；', '，', ';', ',', '：', '.', ':'])
            && Space::around(items, i)
                .above
                .is_none_or(|a| a > settings.apart * p.size())
            && p.size() >= settings.smaller * body.size
        {
            *style = Some(style_of(p, settings));
        }
        if style.is_some() {
            numbers.insert(number.to_owned());
        }
    }
}

/// The style of the paragraph at `at`, when by itself and by its neighbours it looks like a heading.
fn candidate(items: &[Item<'_>], at: usize, body: &Body, settings: &LayoutSettings) -> Option<Style> {
    let p = items.get(at)?.1?;
    let text = p.text();
    if !reads_like_one(&text, p, settings) {
        return None;
    }
    let style = style_of(p, settings);
    let larger = style.size > settings.larger * body.size;
    let weight = style.bold && !body.bold;
    let chinese = text.chars().any(is_cjk);
    let (most, most_chinese) = settings.most_characters_plain;
    let length = text.chars().count();
    let short = length <= if chinese { most_chinese } else { most };
    let ends_sentence = text.ends_with(['。', '；', '，', ';', ',', '：'])
        || (text.ends_with(['.', ':']) && !(larger && length * 2 <= most))
        || (text.ends_with(':') && !style.bold);
    if ends_sentence || style.size < settings.smaller * body.size {
        return None;
    }
    let space = Space::around(items, at);
    let far_right = stands_far_right(p);
    let by_size = larger
        && (weight
            || style.is_numbered()
            || style.size > settings.clearly_larger * body.size
            || (!far_right && space.above.is_none_or(|a| a > settings.apart * style.size)));
    let belongs_below = space
        .above
        .zip(space.below)
        .is_none_or(|(above, below)| above >= settings.above_to_below * below);
    let begins_small = text
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_lowercase);
    let by_weight = weight && short && p.lines.len() <= 2 && belongs_below && !begins_small && !far_right;
    let by_number = style.is_numbered() && short && p.lines.len() == 1 && chinese;
    (by_size || by_weight || by_number).then_some(style)
}

/// Whether the words could be a heading's: some letters, no entry of a table of contents, no caption, no equation, no
/// address, no form field or table row.
fn reads_like_one(text: &str, p: &Paragraph, settings: &LayoutSettings) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    length > 0
        && length <= settings.most_characters
        && letters > 0
        && letters * 2 >= digits
        && p.lines.len() <= 3
        && !is_caption(text)
        && !text.contains(['=', '@', '＝', '＿'])
        && !text.contains("__")
        && !text.contains("://")
        && !p
            .lines
            .iter()
            .any(|l| contents::is_entry(l, settings) || has_inner_gap(l, settings))
}

/// Whether the line has a gap as between the fields of a form; the gap behind its first word or number, and hanzi
/// spaced out evenly, are none.
fn has_inner_gap(line: &Line, settings: &LayoutSettings) -> bool {
    let pairs = line.words.iter().zip(line.words.iter().skip(1));
    let gaps: Vec<f32> = pairs
        .map(|(a, b)| (b.bbox.x0 - a.bbox.x1) / line.size.max(0.1))
        .collect();
    let numbered = line
        .words
        .first()
        .is_some_and(|w| w.glyphs.len() <= 5 && w.glyphs.iter().any(|g| !g.unicode.is_alphabetic()));
    let widest = gaps.iter().copied().fold(0.0, f32::max);
    let narrowest = gaps.iter().copied().fold(f32::INFINITY, f32::min);
    let even = widest <= 1.5 * narrowest;
    !even
        && gaps
            .iter()
            .skip(usize::from(numbered))
            .any(|g| *g > settings.inner_gap)
}

/// Whether the paragraph stands in the right half of its column and ends at its right side: a date, a signature.
fn stands_far_right(p: &Paragraph) -> bool {
    let (left, right) = p.column;
    let glyphs = || p.lines.iter().flat_map(Line::glyphs);
    p.bbox.x0 > (left + right) / 2.0
        && right - p.bbox.x1 < p.size()
        && !glyphs().any(|g| bidi::is_rtl(g.unicode))
}

/// White space in points above and below a paragraph; `None` where no text of the same page and column is next to it.
struct Space {
    above: Option<f32>,
    below: Option<f32>,
}

impl Space {
    fn around(items: &[Item<'_>], at: usize) -> Space {
        let get = |i: Option<usize>| i.and_then(|i| items.get(i)).copied();
        let next_to = |other: Option<Item<'_>>| {
            let (page, p) = get(Some(at))?;
            let (other_page, q) = other?;
            let (p, q) = (p?, q?);
            (page == other_page && p.column == q.column).then_some((p.bbox, q.bbox))
        };
        let positive = |gap: f32| (gap >= 0.0).then_some(gap);
        Space {
            above: next_to(get(at.checked_sub(1))).and_then(|(p, q)| positive(p.top - q.bottom)),
            below: next_to(get(at.checked_add(1))).and_then(|(p, q)| positive(q.top - p.bottom)),
        }
    }
}

/// Takes back unnumbered headings whose setting is that of running text too: a second size of body text, a page that
/// is bold throughout.
fn take_back_text_styles(items: &[Item<'_>], styles: &mut [Option<Style>], settings: &LayoutSettings) {
    let mut seen: BTreeMap<(i64, bool), (usize, usize)> = BTreeMap::new();
    for ((_, p), style) in items.iter().zip(styles.iter()) {
        let Some(p) = p else { continue };
        let text = p.text();
        let n = text.chars().count();
        let (headings, running) = seen.entry(style_of(p, settings).look()).or_default();
        if style.is_some() {
            *headings += n;
        } else if !is_caption(&text) && text.ends_with(['。', '；', '，', '.', ';', ',', '、']) {
            *running += n;
        }
    }
    for style in styles.iter_mut() {
        let text = style.filter(|s| !s.is_numbered()).is_some_and(|s| {
            seen.get(&s.look()).is_some_and(|(headings, running)| {
                *running as f32 > settings.most_text_alike * *headings as f32
            })
        });
        if text {
            *style = None;
        }
    }
}

/// Takes back headings that are bold lines one after the other without any text between: the front of a letter, a
/// form, an address. `styles` holds for every paragraph in order its style as a heading, if it has one.
fn take_back_runs(styles: &mut [Option<Style>], body: &Body, settings: &LayoutSettings) {
    let plain = |s: &Option<Style>| s.is_some_and(|s| s.numbering.is_none());
    let mut i = 0;
    while i < styles.len() {
        let n = styles.iter().skip(i).take_while(|s| plain(s)).count();
        if n >= 3 {
            let largest = styles
                .iter()
                .skip(i)
                .take(n)
                .flatten()
                .map(|s| s.size)
                .fold(0.0, f32::max);
            for style in styles.iter_mut().skip(i).take(n) {
                let stays = style.is_some_and(|s| {
                    s.size > settings.larger * body.size && (n < 5 || s.size >= largest - 0.3)
                });
                if !stays {
                    *style = None;
                }
            }
        }
        i += n.max(1);
    }
}

/// Takes back what stands right below the title in its middle, little larger than the text and not bold, and set as no other
/// heading is: who wrote it, and when.
fn take_back_authors(
    items: &[Item<'_>],
    styles: &mut [Option<Style>],
    body: &Body,
    settings: &LayoutSettings,
) {
    let largest = styles.iter().flatten().map(|s| s.size).fold(0.0, f32::max);
    let Some((at, title)) = styles.iter().enumerate().find_map(|(i, s)| Some((i, (*s)?))) else {
        return;
    };
    let Some((page, Some(first))) = items.get(at).copied() else {
        return;
    };
    let middle = first.bbox.center().x;
    let is_central = |p: &Paragraph| (p.bbox.center().x - middle).abs() <= p.size();
    let in_column = (middle - (first.column.0 + first.column.1) / 2.0).abs() <= first.size();
    if title.size < largest - 0.3 || !in_column {
        return;
    }
    let is_author = |(i, style): (usize, &Option<Style>)| {
        let (Some(style), Some((on, Some(p)))) = (style, items.get(i)) else {
            return false;
        };
        *on == page
            && !style.bold
            && style.numbering.is_none()
            && style.size <= settings.clearly_larger * body.size
            && style.size * settings.larger < title.size
            && is_central(p)
    };
    let n = styles
        .iter()
        .enumerate()
        .skip(at + 1)
        .take_while(|(i, s)| is_author((*i, *s)))
        .count();
    let looks: BTreeSet<(i64, bool)> = styles
        .iter()
        .skip(at + 1 + n)
        .flatten()
        .map(Style::look)
        .collect();
    for style in styles.iter_mut().skip(at + 1).take(n) {
        if style.is_some_and(|s| !looks.contains(&s.look())) {
            *style = None;
        }
    }
}

/// Whether `q`, right below `p`, goes on with a heading that `p` begins: set alike, close below it, in small letters
/// or both centred.
pub fn goes_on(p: &Paragraph, q: &Paragraph, body: &Body, settings: &LayoutSettings) -> bool {
    let (a, b) = (style_of(p, settings), style_of(q, settings));
    let stands_out = a.size > settings.larger * body.size || (a.bold && !body.bold);
    let (Some(last), Some(first)) = (p.lines.last(), q.lines.first()) else {
        return false;
    };
    let step = first.bbox.center().y - last.bbox.center().y;
    let text = q.text();
    let small = text.chars().next().is_some_and(char::is_lowercase);
    // Scripts without small letters: the line before is as long as lines are.
    let caseless = text.chars().next().is_some_and(bidi::is_rtl);
    let long = last.bbox.width() > 0.6 * (p.column.1 - p.column.0);
    let broken = p.text().ends_with(['-', '/', '–', '&']);
    stands_out
        && a.look() == b.look()
        && b.numbering.is_none()
        && p.lines.len() + q.lines.len() <= 3
        && step > 0.0
        && step <= settings.heading_step * a.size
        && first.bbox.x0 < last.bbox.x1
        && first.bbox.x1 > last.bbox.x0
        && (small || broken || (long && caseless))
}

/// The kind of a paragraph that is no heading.
pub fn plain_kind(p: &Paragraph, text: &str, settings: &LayoutSettings) -> BlockKind {
    let item = BlockKind::ListItem {
        level: 0,
        number: None,
    };
    if p.lines.last().is_some_and(|l| contents::is_entry(l, settings)) {
        item
    } else if is_caption(text) {
        BlockKind::Caption
    } else if item_mark(text).is_some() || p.drawn_mark || parted_mark(p).is_some() {
        item
    } else {
        BlockKind::Paragraph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::flow::order;
    use crate::layout::paragraphs::paragraphs;
    use crate::layout::words::tests::blank_page;
    use crate::layout::words::tests::print;
    use crate::layout::words::words;
    use crate::reader::pdf::{PdfFont, PdfPage};

    const TEXT: &str = "running text that fills its line up to the right side.";

    /// A line of print: text, size in points, bold, and the white space above it in points.
    type Print<'a> = (&'a str, f32, bool, f32);

    /// The texts that are told to be headings on a page with these lines.
    fn headings(lines: &[Print<'_>]) -> Vec<String> {
        headings_beside(lines, &[])
    }

    /// The same where tables hold letters of these sizes, bold or not.
    fn headings_beside(lines: &[Print<'_>], table: &[(f32, bool)]) -> Vec<String> {
        let settings = LayoutSettings::default();
        let mut page: PdfPage = blank_page();
        let mut y = 60.0;
        for (text, size, bold, above) in lines {
            y += above + 1.2 * size;
            let from = page.chars.len();
            print(&mut page, text, 50.0, y, *size, 0.0);
            page.chars
                .iter_mut()
                .skip(from)
                .for_each(|c| c.font = u32::from(*bold));
        }
        let font = |bold| PdfFont {
            name: String::new(),
            bold,
            italic: false,
        };
        let all: Vec<usize> = (0..page.chars.len()).collect();
        let words = words(&page, &all, &[font(false), font(true)]);
        let flow = order(words, &[], 10.0, (page.width, page.height));
        let paragraphs: Vec<Paragraph> = paragraphs(flow, &[], &[], &settings)
            .into_iter()
            .flatten()
            .collect();
        let items: Vec<Item<'_>> = paragraphs.iter().map(|p| (1, Some(p))).collect();
        let outside: Vec<(f32, bool)> = paragraphs.iter().flat_map(letters_of).collect();
        let all = outside.iter().chain(table).copied();
        let body = Body::of_document(paragraphs.iter(), all);
        let told = tell(&items, &body, &settings);
        let heads = paragraphs.iter().zip(told).filter(|(_, s)| s.is_some());
        heads.map(|(p, _)| p.text()).collect()
    }

    const BODY: [Print<'_>; 2] = [(TEXT, 10.0, false, 6.0), (TEXT, 10.0, false, 0.0)];

    fn with_body(lines: &[Print<'_>]) -> Vec<String> {
        let mut all = BODY.to_vec();
        for line in lines {
            all.push(*line);
            all.extend(BODY);
        }
        headings(&all)
    }

    #[test]
    fn a_title_is_told_by_the_type_of_the_tables_where_nearly_everything_stands_in_them() {
        let title = [("Ledger of the year", 16.0, true, 0.0)];
        assert!(headings_beside(&title, &[]).is_empty());
        assert_eq!(headings_beside(&title, &[(10.0, false); 300]).len(), 1);
        assert!(headings_beside(&title, &[(16.0, true); 300]).is_empty());
        assert!(headings_beside(&title, &[(10.0, false); 50]).is_empty());
    }

    #[test]
    fn size_weight_and_chinese_numbers_tell_headings() {
        let lines = [
            ("Larger by far", 14.0, false, 10.0),
            ("Bold as a line of its own", 10.0, true, 10.0),
            ("一、总体情况", 10.0, false, 10.0),
        ];
        assert_eq!(with_body(&lines), lines.map(|l| l.0));
    }

    #[test]
    fn captions_entries_addresses_and_equations_are_none() {
        let lines = [
            ("Table 3: Numbers of the year", 10.0, true, 10.0),
            ("Scope of work ............... 12", 14.0, false, 10.0),
            ("somebody@example.org", 10.0, true, 10.0),
            ("p-value = 0.2", 10.0, true, 10.0),
            ("A bold sentence that ends as sentences do.", 10.0, true, 10.0),
            ("bold words in the middle of something", 10.0, true, 10.0),
        ];
        assert_eq!(with_body(&lines), [""; 0]);
    }

    #[test]
    fn a_bold_line_that_belongs_to_the_text_above_it_is_none() {
        assert_eq!(
            headings(&[
                BODY[0],
                ("A bold last line", 10.0, true, 0.0),
                (TEXT, 10.0, false, 20.0),
                BODY[1]
            ]),
            [""; 0]
        );
    }

    #[test]
    fn what_is_set_like_running_text_is_none() {
        let mut lines: Vec<Print<'_>> = vec![(TEXT, 10.0, false, 6.0); 9];
        for _ in 0..3 {
            lines.push((TEXT, 12.0, false, 9.0));
        }
        lines.push(("A larger line without a stop", 12.0, false, 9.0));
        assert_eq!(headings(&lines), [""; 0]);
    }

    #[test]
    fn a_number_inside_that_of_a_heading_tells_one() {
        let lines = [
            ("3.2 Method", 14.0, false, 10.0),
            ("3.2.1 Losses", 10.0, false, 10.0),
            ("7.4.1 Of another chapter", 10.0, false, 10.0),
        ];
        assert_eq!(with_body(&lines), ["3.2 Method", "3.2.1 Losses"]);
    }

    #[test]
    fn who_wrote_it_stands_in_the_middle_below_the_title() {
        let print_page = |below: (&str, f32)| {
            let lines = [
                ("What was found in the north", 18.0, false, 0.0),
                (below.0, below.1, false, 14.0),
                ("1 Of the roads", 14.0, false, 14.0),
                BODY[0],
                BODY[1],
                BODY[1],
                BODY[1],
            ];
            let mut page = blank_page();
            let mut y = 60.0;
            for (text, size, _, above) in lines {
                y += size * 1.2 + above;
                let width = text.chars().count() as f32 * size / 2.0;
                let x = if size > 10.0 && size != 14.0 {
                    190.0 - width / 2.0
                } else {
                    50.0
                };
                print(&mut page, text, x, y, size, 0.0);
            }
            let flow = order(
                crate::layout::words::tests::all_words(&page),
                &[],
                10.0,
                (page.width, page.height),
            );
            let found: Vec<Paragraph> = paragraphs(flow, &[], &[], &LayoutSettings::default())
                .into_iter()
                .flatten()
                .collect();
            let items: Vec<Item<'_>> = found.iter().map(|p| (1, Some(p))).collect();
            let body = Body::of(items.iter().filter_map(|(_, p)| *p));
            let told = tell(&items, &body, &LayoutSettings::default());
            let of = |text: &str| {
                items
                    .iter()
                    .position(|(_, p)| p.is_some_and(|p| p.text() == text))
            };
            of(below.0).and_then(|i| told[i]).is_some()
        };
        assert!(!print_page(("Somebody from there", 12.0)));
        assert!(print_page(("Of all the roads there", 15.0)));
    }

    #[test]
    fn bold_lines_below_one_another_are_a_letter_head() {
        let lines: Vec<Print<'_>> = ["The Ministry", "Department of Works", "High Street", "Dear Sir"]
            .iter()
            .map(|t| (*t, 10.0, true, 8.0))
            .chain([BODY[0], BODY[1], BODY[1], BODY[1]])
            .collect();
        assert_eq!(headings(&lines), [""; 0]);
    }
}
