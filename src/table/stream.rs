//! The page's text in the order of its content stream, cut where a printed cell seems to end.
//!
//! A program that prints a table writes cell after cell; the order of the text is thus evidence that no ruling and
//! no column position went into. The chunks are what a flattened text would have between its tabs.

use crate::document::Provenance;
use crate::fold::is_digit;
use crate::geometry::Rect;
use crate::layout::script::is_cjk;
use crate::layout::sift::Sifted;
use crate::reader::pdf::{Char, PdfPage};
use crate::table::outline::parse_outline;
use crate::table::values::is_numeric;

/// A run of characters that follow one another in the stream and on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamChunk {
    /// The text; `\n` where it goes on in a new line.
    pub text: String,
    /// The box around its characters, in points.
    pub bbox: Rect,
    /// 1-based page.
    pub page: u32,
}

impl StreamChunk {
    /// Where the chunk stands.
    pub fn provenance(&self) -> Provenance {
        Provenance::Page {
            page: self.page,
            bbox: self.bbox,
        }
    }
}

/// A gap along the line wider than this many em ends a chunk.
const GAP_EM: f32 = 0.6;
/// A number this far behind a label is a cell of its own. Programs set a quarter of an em between ideographs and digits
/// of one text.
const LABEL_GAP_EM: f32 = 0.35;
/// Ideographs set without spacing follow each other within this many em,
const SOLID_EM: f32 = 0.08;
/// and where they do, a gap this wide is that between two cells.
const CELL_GAP_EM: f32 = 0.22;
/// The next line of one cell follows within this many em, baseline to baseline.
const STEP_EM: f32 = 1.9;

/// How a character follows the chunk before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// On the same line, close by.
    On,
    /// On the same line after a space.
    Spaced,
    /// At the start of the next line.
    NextLine,
    /// Somewhere else.
    Away,
}

/// The chunks of a page in stream order. `sifted` says which characters are text; the others take no part. No chunk
/// reaches over the border of one of the `outlines`, the boxes of the page's tables in points.
pub fn stream_cells(page: &PdfPage, sifted: &Sifted, outlines: &[Rect]) -> Vec<StreamChunk> {
    let crosses = |a: &Char, b: &Char| {
        let inside = |c: &Char| outlines.iter().position(|o| o.contains(c.bbox.center()));
        inside(a) != inside(b)
    };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last: Option<&Char> = None;
    let mut space = false;
    // The widest gap so far between the ideographs of the line, in em.
    let mut widest: Option<f32> = None;
    for c in sifted.text.iter().filter_map(|&i| page.chars.get(i)) {
        if c.unicode.is_whitespace() {
            space = true;
            continue;
        }
        let line = drafts.last().and_then(|d| d.last()).map(|l| l.bbox);
        let step = match (last, line) {
            (Some(a), Some(_)) if crosses(a, c) || (!space && parts_heads(a, c, widest)) => Step::Away,
            (Some(a), Some(line)) => step(a, c, line, space),
            _ => Step::Away,
        };
        widest = match (last, step) {
            (Some(a), Step::On | Step::Spaced) => Some(widest.unwrap_or(0.0).max(gap_em(a, c))),
            _ => None,
        };
        match drafts.last_mut() {
            Some(draft) if step != Step::Away => push(draft, c, step, page.number),
            _ => drafts.push(vec![line_of(c, page.number)]),
        }
        last = Some(c);
        space = false;
    }
    drafts.into_iter().flat_map(chunks).collect()
}

/// The gap along the line between two characters, in em.
fn gap_em(a: &Char, b: &Char) -> f32 {
    (b.bbox.x0 - a.bbox.x1) / a.size.min(b.size).max(0.1)
}

/// Whether a gap between two ideographs parts two cells that nearly touch: the line so far was set without any gap.
fn parts_heads(a: &Char, b: &Char, widest: Option<f32>) -> bool {
    is_cjk(a.unicode)
        && is_cjk(b.unicode)
        && widest.is_some_and(|w| w < SOLID_EM)
        && gap_em(a, b) > CELL_GAP_EM
}

/// The lines of a chunk, each a chunk of its own.
type Draft = Vec<StreamChunk>;

fn line_of(c: &Char, page: u32) -> StreamChunk {
    StreamChunk {
        text: c.unicode.into(),
        bbox: c.bbox,
        page,
    }
}

fn push(draft: &mut Draft, c: &Char, step: Step, page: u32) {
    match draft.last_mut() {
        Some(line) if step != Step::NextLine => {
            if step == Step::Spaced && !is_cjk(c.unicode) {
                line.text.push(' ');
            }
            line.text.push(c.unicode);
            line.bbox = line.bbox.union(&c.bbox);
        }
        _ => draft.push(line_of(c, page)),
    }
}

/// The lines joined, cut where a numbered text follows a numbered text, and where a number follows a text: labels with
/// nothing but blank cells between them, and a head and the value below it, stand close together in the stream, too.
fn chunks(draft: Draft) -> Vec<StreamChunk> {
    let mut out: Vec<StreamChunk> = Vec::new();
    let numbered = draft.first().is_some_and(|l| parse_outline(&l.text).is_some());
    for line in draft {
        match out.last_mut() {
            Some(chunk)
                if ends_number(chunk, &line)
                    || (!(numbered && parse_outline(&line.text).is_some())
                        && is_numeric(&line.text) == is_numeric(&chunk.text)) =>
            {
                chunk.text.push('\n');
                chunk.text.push_str(&line.text);
                chunk.bbox = chunk.bbox.union(&line.bbox);
            }
            _ => out.push(line),
        }
    }
    out
}

/// Whether a line is the unit, or the rest of the unit or of a note, of the number right above it: narrow cells wrap them (`284人` / `次`).
fn ends_number(number: &StreamChunk, line: &StreamChunk) -> bool {
    let is_short = line.text.chars().count() <= UNIT_CHARS;
    is_short
        && !line.text.contains(is_digit)
        && is_numeric(&number.text)
        && is_numeric(&format!("{}{}", number.text, line.text))
}

/// The longest rest of a unit that a line of its own holds, in characters.
const UNIT_CHARS: usize = 4;

fn step(a: &Char, b: &Char, line: Rect, space: bool) -> Step {
    let em = a.size.min(b.size).max(0.1);
    let drop = b.baseline - a.baseline;
    let gap = b.bbox.x0 - a.bbox.x1;
    if a.direction != b.direction {
        Step::Away
    } else if drop.abs() < 0.3 * em {
        match gap {
            g if g < -0.5 * em || g > GAP_EM * em => Step::Away,
            g if g > LABEL_GAP_EM * em && is_cjk(a.unicode) && is_digit(b.unicode) => Step::Away,
            g if (space && g > 0.05 * em) || (g > 0.15 * em && !is_cjk(a.unicode)) => Step::Spaced,
            _ => Step::On,
        }
    } else if drop > 0.0 && drop < STEP_EM * em && b.bbox.x0 < line.x1 && b.bbox.x1 > line.x0 - 6.0 * em {
        // A number below a number is the next row's, not the next line's: digits wrap only inside a narrow cell,
        // which the stream alone cannot tell.
        let both_numbers = is_digit(a.unicode) && is_digit(b.unicode);
        if both_numbers { Step::Away } else { Step::NextLine }
    } else {
        Step::Away
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::sift::sift;
    use crate::layout::words::tests::{blank_page, print};

    #[test]
    fn cells_of_a_row_are_chunks_and_a_wrapped_label_is_one() {
        let mut page = blank_page();
        print(&mut page, "结转下年度", 50.0, 100.0, 10.0, 0.0);
        print(&mut page, "继续办理", 50.0, 112.0, 10.0, 0.0);
        print(&mut page, "3", 150.0, 106.0, 10.0, 0.0);
        print(&mut page, "14", 180.0, 106.0, 10.0, 0.0);
        let texts: Vec<String> = stream_cells(&page, &sift(&page, 10.0), &[])
            .into_iter()
            .map(|c| c.text)
            .collect();
        assert_eq!(texts, ["结转下年度\n继续办理", "3", "14"]);
    }

    #[test]
    fn the_unit_that_a_narrow_cell_wraps_stays_with_its_number() {
        let mut page = blank_page();
        print(&mut page, "284人", 150.0, 100.0, 10.0, 0.0);
        print(&mut page, "次", 155.0, 112.0, 10.0, 0.0);
        print(&mut page, "7", 155.0, 140.0, 10.0, 0.0);
        print(&mut page, "其他", 150.0, 152.0, 10.0, 0.0);
        let texts: Vec<String> = stream_cells(&page, &sift(&page, 10.0), &[])
            .into_iter()
            .map(|c| c.text)
            .collect();
        assert_eq!(texts, ["284人\n次", "7", "其他"]);
    }

    #[test]
    fn numbered_labels_below_each_other_are_two_chunks() {
        let mut page = blank_page();
        print(&mut page, "1.国家秘密", 50.0, 100.0, 10.0, 0.0);
        print(&mut page, "2.其他法律", 50.0, 116.0, 10.0, 0.0);
        print(&mut page, "禁止公开", 50.0, 128.0, 10.0, 0.0);
        let texts: Vec<String> = stream_cells(&page, &sift(&page, 10.0), &[])
            .into_iter()
            .map(|c| c.text)
            .collect();
        assert_eq!(texts, ["1.国家秘密", "2.其他法律\n禁止公开"]);
    }
}
