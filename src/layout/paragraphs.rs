//! Lines in reading order to paragraphs.

use crate::geometry::Rect;

use crate::fold::is_superscript;

use super::bidi;
use super::bullets;
use super::captions::is_caption;
use super::contents;
use super::flow::Flow;
use super::numbering::{Numbering, bullet, follows, item_mark, numbering, outline, parted_mark};
use super::script::{is_cjk, is_shared_punctuation};
use super::settings::LayoutSettings;
use super::words::{Glyph, Line, median};

/// A paragraph: lines that belong together.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// The lines from top to bottom.
    pub lines: Vec<Line>,
    /// The box around them.
    pub bbox: Rect,
    /// Left and right side of the column it stands in, in points.
    pub column: (f32, f32),
    /// Whether a bullet that is drawn and no character stands in front of it.
    pub drawn_mark: bool,
}

impl Paragraph {
    /// A paragraph of one line in a column that reaches from the first to the second x, in points.
    pub fn new(line: Line, column: (f32, f32)) -> Paragraph {
        Paragraph {
            bbox: line.bbox,
            lines: vec![line],
            column,
            drawn_mark: false,
        }
    }

    /// Goes on with a line below.
    pub fn push(&mut self, line: Line) {
        self.bbox = self.bbox.union(&line.bbox);
        self.lines.push(line);
    }

    /// The paragraph as text: lines joined, with a space only between words of scripts that have spaces.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let text = line.text();
            push_joined(&mut out, &text);
        }
        out
    }

    /// The commonest type size of its lines, in points.
    pub fn size(&self) -> f32 {
        median(&mut self.lines.iter().map(|l| l.size).collect::<Vec<_>>()).unwrap_or(0.0)
    }

    /// Whether all its lines are bold.
    pub fn bold(&self) -> bool {
        self.lines.iter().all(Line::bold)
    }
}

/// Appends a line to a text: hanzi close up, a hyphen keeps its word together, other words get a space.
pub fn push_joined(out: &mut String, line: &str) {
    if let (Some(a), Some(b)) = (out.chars().last(), line.chars().next()) {
        let wide = |c: char| is_cjk(c) || is_shared_punctuation(c);
        let closed = (is_cjk(a) || is_cjk(b)) && wide(a) | wide(b);
        if !closed && a != '-' && a != '\u{ad}' {
            out.push(' ');
        }
    }
    out.push_str(line);
}

/// Joins lines that follow one another into paragraphs. `Err` in the result stands for a figure by its number;
/// `figures` are the boxes of tables and pictures on the page: lines beside one are as wide as it leaves them. `bullets` are
/// those that are drawn, as [`bullets::drawn`] gives them: each begins an item.
pub fn paragraphs(
    flow: Vec<Flow>,
    figures: &[Rect],
    bullets: &[Rect],
    settings: &LayoutSettings,
) -> Vec<Result<Paragraph, usize>> {
    let usual = Usual::of(&flow, settings);
    let mut out: Vec<Result<Paragraph, usize>> = Vec::new();
    for item in flow {
        match item {
            Flow::Figure(i) => out.push(Err(i)),
            Flow::Line(line, column) => {
                let drawn_mark = bullets::stands_before(bullets, &line);
                match out.last_mut() {
                    Some(Ok(p))
                        if !drawn_mark
                            && column == p.column
                            && continues(p, &line, figures, &usual, settings) =>
                    {
                        p.push(line)
                    }
                    _ => out.push(Ok(Paragraph {
                        drawn_mark,
                        ..Paragraph::new(line, column)
                    })),
                }
            }
        }
    }
    out
}

/// How most text of a page is set.
struct Usual {
    /// The distance between the lines of a paragraph in em: the middle one of all distances that can be one.
    leading: f32,
    /// The type size of the middle character, in points.
    size: f32,
    /// The right side of the rightmost column, in points.
    right: f32,
}

impl Usual {
    fn of(flow: &[Flow], settings: &LayoutSettings) -> Usual {
        let steps = flow
            .iter()
            .zip(flow.iter().skip(1))
            .filter_map(|pair| match pair {
                (Flow::Line(a, _), Flow::Line(b, _)) if same_size(a, b) => {
                    Some((b.bbox.center().y - a.bbox.center().y) / a.size.max(0.1))
                }
                _ => None,
            });
        let mut steps: Vec<f32> = steps.filter(|s| *s > 0.8 && *s <= settings.widest_step).collect();
        let sizes = flow.iter().filter_map(|item| match item {
            Flow::Line(line, _) => Some(line.glyphs().map(|g| g.size)),
            Flow::Figure(_) => None,
        });
        let rights = flow.iter().filter_map(|item| match item {
            Flow::Line(_, column) => Some(column.1),
            Flow::Figure(_) => None,
        });
        Usual {
            leading: median(&mut steps).unwrap_or(settings.widest_step),
            size: median(&mut sizes.flatten().collect::<Vec<_>>()).unwrap_or(0.0),
            right: rights.fold(f32::NEG_INFINITY, f32::max),
        }
    }
}

fn same_size(a: &Line, b: &Line) -> bool {
    (a.size - b.size).abs() < 0.12 * a.size.max(b.size)
}

/// Start and end of a line or column in the direction in which it is read: from the left, or from the right with all
/// signs turned.
type Span = (f32, f32);

fn span(rtl: bool, (left, right): (f32, f32)) -> Span {
    if rtl { (-right, -left) } else { (left, right) }
}

/// Whether a line goes on with a paragraph of its column.
fn continues(p: &Paragraph, line: &Line, figures: &[Rect], usual: &Usual, settings: &LayoutSettings) -> bool {
    let Some(last) = p.lines.last() else { return false };
    let em = last.size.max(line.size);
    let step = line.bbox.center().y - last.bbox.center().y;
    let alike = same_size(last, line) && !changes_weight(last, line) && last.direction() == line.direction();
    let centred = is_centred(last, p.column, em) && is_centred(line, p.column, em);
    let title = centred && last.size > settings.larger * usual.size;
    let widest = widest(p, usual, em, settings);
    let widest = if title {
        widest.max(settings.title_step * em)
    } else {
        widest
    };
    if !alike || step <= 0.0 || step > widest || starts_anew(p, line, settings) {
        return false;
    }
    let rtl = runs_left(last) && runs_left(line);
    let sides = |l: &Line| span(rtl, (l.bbox.x0, l.bbox.x1));
    let whole = span(rtl, p.column);
    let ((last_start, last_end), (start, _)) = (sides(last), sides(line));
    if centred {
        // Short lines, one below the other, are lines of their own: a name, a place, a date. Titles in larger type are
        // broken where their maker wanted.
        let taken = last.bbox.width() + first_width(line, rtl);
        let full = taken >= settings.centred_fill * (whole.1 - whole.0);
        return title || (full && step <= settings.heading_step * em);
    }
    // On a page with nothing but short lines, no line was broken because its column ended.
    let alone = figures.is_empty() && p.column.1 >= usual.right;
    if alone && whole.1 - whole.0 < settings.column_width * em {
        return false;
    }
    // The first word of this line would have fitted on the last one: the break was meant.
    let (_, end) = span(rtl, beside(last, p.column, figures));
    if end - last_end > first_width(line, rtl) + settings.ragged * em {
        return false;
    }
    // An indented line starts a paragraph, unless the whole paragraph hangs.
    let hangs = p.lines.get(1).map_or(whole.0, |l| sides(l).0);
    if start > hangs + settings.indent * em && p.lines.len() >= 2 {
        return false;
    }
    let first_at_side = (last_start - whole.0).abs() < 0.5 * em;
    let indented = start > last_start + 1.2 * em;
    !(p.lines.len() == 1 && indented && first_at_side)
        || hangs_by_nature(&p.text())
        || parted_mark(p).is_some()
        || (!rtl && text_behind_number(last).is_some_and(|x| (x - start).abs() < SAME_PLACE_EM * em))
}

/// Two texts begin at one place within this many em.
const SAME_PLACE_EM: f32 = 0.3;

/// Where the text behind the bare number begins that a line starts with, in points.
pub fn text_behind_number(line: &Line) -> Option<f32> {
    let [number, text, ..] = line.words.as_slice() else {
        return None;
    };
    let is_digit = |g: &Glyph| g.unicode.is_ascii_digit() || is_superscript(g.unicode);
    let is_number = (1..=3).contains(&number.glyphs.len()) && number.glyphs.iter().all(is_digit);
    is_number.then_some(text.bbox.x0)
}

/// Whether the lines of such a text stand inside its first one: an item of a list, a caption behind its number.
fn hangs_by_nature(text: &str) -> bool {
    item_mark(text).is_some() || is_caption(text)
}

/// The largest step, in points, to the next line of the paragraph.
fn widest(p: &Paragraph, usual: &Usual, em: f32, settings: &LayoutSettings) -> f32 {
    let lines = p.lines.iter().rev();
    match (lines.clone().next(), lines.clone().nth(1)) {
        (Some(last), Some(before)) => settings.step * (last.bbox.center().y - before.bbox.center().y),
        // Between the first two lines the usual step of the page counts.
        _ => (settings.step * usual.leading).min(settings.widest_step) * em,
    }
}

/// Whether the line begins something of its own: an item of a list, the line behind an entry of a table of contents, a
/// heading's number behind the end of a sentence.
fn starts_anew(p: &Paragraph, line: &Line, settings: &LayoutSettings) -> bool {
    let entry = |l: Option<&Line>| l.is_some_and(|l| contents::is_entry(l, settings));
    let text = line.text();
    // A number begins an item where the paragraph is one and both stand at one place: elsewhere it may be a number
    // that the line break has put there.
    let item = item_mark(&text).is_some()
        && item_mark(&p.text()).is_some()
        && p.lines
            .first()
            .is_some_and(|first| (first.bbox.x0 - line.bbox.x0).abs() < 0.5 * line.size);
    let back = text_behind_number(line).is_some() && hangs_behind_number(p, line);
    let next = outline(&text).is_some_and(|b| outline(&p.text()).is_some_and(|a| follows(&a, &b)));
    let headed = matches!(
        numbering(&text),
        Some((Numbering::Chapter | Numbering::Hanzi | Numbering::BracketHanzi, _))
    ) && p.text().ends_with(['。', '！', '？', '；', '：', '.', '!', '?']);
    entry(p.lines.last()) || bullet(&text).is_some() || item || back || next || headed
}

/// Whether the lines of a paragraph hang behind the bare number of its first one, and this line stands where that does.
fn hangs_behind_number(p: &Paragraph, line: &Line) -> bool {
    let [first, second, ..] = p.lines.as_slice() else {
        return false;
    };
    let near = |a: f32, b: f32| (a - b).abs() < SAME_PLACE_EM * line.size;
    let hangs = text_behind_number(first).is_some_and(|x| near(x, second.bbox.x0));
    hangs && near(first.bbox.x0, line.bbox.x0)
}

/// Whether most of the line's letters run from right to left.
pub fn runs_left(line: &Line) -> bool {
    let letters = || line.glyphs().filter(|g| g.unicode.is_alphabetic());
    letters().filter(|g| bidi::is_rtl(g.unicode)).count() * 2 > letters().count()
}

fn is_centred(line: &Line, (left, right): (f32, f32), em: f32) -> bool {
    let space = line.bbox.x0 - left;
    (space - (right - line.bbox.x1)).abs() < em && space > em
}

/// Left and right end of the place for a line: its column, less what a figure beside it takes.
fn beside(line: &Line, (mut left, mut right): (f32, f32), figures: &[Rect]) -> (f32, f32) {
    let middle = line.bbox.center().y;
    for figure in figures.iter().filter(|f| f.top <= middle && middle <= f.bottom) {
        let gap = 0.5 * line.size;
        if figure.x0 >= line.bbox.x1 - gap {
            right = right.min(figure.x0 - gap);
        } else if figure.x1 <= line.bbox.x0 + gap {
            left = left.max(figure.x1 + gap);
        }
    }
    (left, right)
}

/// The width of what a line break could part from the rest of the line: a hanzi, or the first word.
pub fn first_width(line: &Line, rtl: bool) -> f32 {
    let first = if rtl {
        line.words.last()
    } else {
        line.words.first()
    };
    first.map_or(0.0, |w| {
        if w.text().chars().any(is_cjk) {
            w.size
        } else {
            w.bbox.width()
        }
    })
}

/// Whether the weight changes at the break between two lines, as from a heading to the text below it: one line is bold
/// or plain throughout, the other is not, and it is not a bold phrase that runs over the break.
fn changes_weight(above: &Line, below: &Line) -> bool {
    let all_bold = |l: &Line| l.glyphs().all(|g| g.bold || !g.unicode.is_alphanumeric());
    let ends = above.glyphs().last().is_some_and(|g| g.bold);
    let begins = below.glyphs().next().is_some_and(|g| g.bold);
    ends != begins && all_bold(above) != all_bold(below)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::layout::flow::order;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::PdfPage;

    /// The texts of a page's paragraphs in reading order; figures as `#` with their number.
    pub(crate) fn texts(page: &PdfPage, figures: &[Rect]) -> Vec<String> {
        let flow = order(all_words(page), figures, 10.0, (page.width, page.height));
        paragraphs(flow, figures, &[], &LayoutSettings::default())
            .iter()
            .map(|p| match p {
                Ok(p) => p.text(),
                Err(i) => format!("#{i}"),
            })
            .collect()
    }

    #[test]
    fn an_indented_line_starts_a_paragraph_and_hanzi_lines_close_up() {
        let mut page = blank_page();
        print(
            &mut page,
            "二〇二三年全年受理申请六件全部按期",
            120.0,
            100.0,
            10.0,
            0.0,
        );
        print(&mut page, "答复。没有收取任何费用。", 100.0, 116.0, 10.0, 0.0);
        print(&mut page, "另有一段。", 120.0, 132.0, 10.0, 0.0);
        assert_eq!(
            texts(&page, &[]),
            [
                "二〇二三年全年受理申请六件全部按期答复。没有收取任何费用。",
                "另有一段。"
            ]
        );
    }

    #[test]
    fn a_heading_right_below_a_full_last_line_is_its_own() {
        let mut page = blank_page();
        let lines = [
            "本年度的各项工作按照计划进行并且",
            "逐条公布办理结果，随时接受监督。",
            "六、其他需要报告的各种各样的事项",
        ];
        for (i, text) in lines.iter().enumerate() {
            print(&mut page, text, 100.0, 100.0 + 16.0 * i as f32, 10.0, 0.0);
        }
        assert_eq!(texts(&page, &[]), [lines[..2].concat().as_str(), lines[2]]);
    }

    #[test]
    fn short_lines_alone_on_a_page_are_paragraphs() {
        let of = |wide: &str| {
            let mut page = blank_page();
            for (i, text) in ["Anna", "Bert", wide].iter().enumerate() {
                print(&mut page, text, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            }
            texts(&page, &[])[0].clone()
        };
        assert_eq!(of("Carl"), "Anna");
    }

    #[test]
    fn items_that_follow_by_their_numbers_are_items_of_their_own() {
        let of = |items: &[(&str, f32)]| {
            let mut page = blank_page();
            for (i, (text, x)) in items.iter().enumerate() {
                print(&mut page, text, *x, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            }
            texts(&page, &[]).len()
        };
        assert_eq!(
            of(&[
                ("1. Head one of the list", 50.0),
                ("1.1Head two below", 60.0),
                ("1.2Head three", 60.0)
            ]),
            3
        );
        assert_eq!(
            of(&[("1.2. Head one of all", 50.0), ("2. Head two of all", 40.0)]),
            2
        );
        // Any number may stand at the begin of a line.
        assert_eq!(
            of(&[
                ("1. Head one of the list with", 50.0),
                ("1.7 million of them below", 50.0)
            ]),
            1
        );
        assert!(
            follows(&[1], &[1, 1])
                && follows(&[1, 3], &[2])
                && !follows(&[1], &[3])
                && !follows(&[1], &[1, 2])
        );
    }

    #[test]
    fn lines_beside_a_figure_are_one_paragraph() {
        let mut page = blank_page();
        print(
            &mut page,
            "the whole width of the column is filled by this line of text here",
            50.0,
            86.0,
            10.0,
            0.0,
        );
        for (i, text) in ["beside the box the lines", "are short and still they", "go on"]
            .iter()
            .enumerate()
        {
            print(&mut page, text, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        let figure = Rect::new(180.0, 88.0, 380.0, 140.0);
        let all = texts(&page, &[figure]);
        assert!(
            all.iter()
                .any(|t| t.ends_with("beside the box the lines are short and still they go on")),
            "{all:?}"
        );
    }

    #[test]
    fn entries_of_contents_and_items_of_lists_stay_apart() {
        let mut page = blank_page();
        let lines = [
            "Scope of the work ......................... 1",
            "Terms and conditions ...................... 2",
            "1) the first item of the list and its text",
            "2) the second item of the list as long too",
        ];
        for (i, text) in lines.iter().enumerate() {
            print(&mut page, text, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        assert_eq!(texts(&page, &[]).len(), 4);
    }

    #[test]
    fn two_centred_titles_further_apart_than_lines_are_two() {
        let mut page = blank_page();
        let long = "a line that is as long as the column is wide and gives its sides";
        print(&mut page, "The Report", 185.0, 100.0, 10.0, 0.0);
        print(&mut page, "Overview", 190.0, 122.0, 10.0, 0.0);
        print(&mut page, long, 50.0, 150.0, 10.0, 0.0);
        assert_eq!(texts(&page, &[]), ["The Report", "Overview", long]);
    }

    #[test]
    fn lines_hang_behind_a_bare_number() {
        let of = |x: f32| {
            let mut page = blank_page();
            let lines = [
                (118.0, "the first item of the list goes on and on till here"),
                (x, "and ends on a second line below the first one here"),
            ];
            print(&mut page, "1", 100.0, 100.0, 10.0, 0.0);
            for (i, (x, text)) in lines.into_iter().enumerate() {
                print(&mut page, text, x, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            }
            print(&mut page, "2", 100.0, 128.0, 10.0, 0.0);
            print(&mut page, "the next one", 118.0, 128.0, 10.0, 0.0);
            let all = texts(&page, &[]);
            (
                all.len(),
                all.first().is_some_and(|t| t.ends_with("first one here")),
            )
        };
        assert_eq!(of(118.0), (2, true));
        // Neither where the text of the first line begins nor where its number does.
        assert!(!of(130.0).1);
    }

    #[test]
    fn a_drawn_bullet_begins_a_paragraph() {
        let of = |bullets: &[Rect]| {
            let mut page = blank_page();
            for i in 0..2 {
                let text = "one of the items that fill their lines from side to side";
                print(&mut page, text, 100.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            }
            let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
            let found = paragraphs(flow, &[], bullets, &LayoutSettings::default());
            found.iter().flatten().map(|p| p.drawn_mark).collect::<Vec<_>>()
        };
        let bullet = |y: f32| Rect::new(90.0, y - 5.0, 93.0, y - 2.0);
        assert_eq!(of(&[bullet(100.0), bullet(114.0)]), [true, true]);
        assert_eq!(of(&[]), [false]);
    }
}
