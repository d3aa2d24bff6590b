//! The page's text in the order of its content stream, cut where a printed cell seems to end.
//!
//! A program that prints a table writes cell after cell; the order of the text is thus evidence that no ruling and
//! no column position went into. The chunks are what a flattened text would have between its tabs.

use crate::document::Provenance;
use crate::geometry::Rect;
use crate::layout::script::is_cjk;
use crate::layout::sift::Sifted;
use crate::reader::pdf::{Char, PdfPage};

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

/// The chunks of a page in stream order. `sifted` says which characters are text; the others take no part.
pub fn stream_cells(page: &PdfPage, sifted: &Sifted) -> Vec<StreamChunk> {
    let mut out: Vec<StreamChunk> = Vec::new();
    let mut last: Option<&Char> = None;
    let mut line = None;
    let mut space = false;
    for c in sifted.text.iter().filter_map(|&i| page.chars.get(i)) {
        if c.unicode.is_whitespace() {
            space = true;
            continue;
        }
        let step = match (last, line) {
            (Some(a), Some(line)) => step(a, c, line, space),
            _ => Step::Away,
        };
        match out.last_mut() {
            Some(chunk) if step != Step::Away => {
                match step {
                    Step::Spaced if !is_cjk(c.unicode) => chunk.text.push(' '),
                    Step::NextLine => chunk.text.push('\n'),
                    _ => {}
                }
                chunk.text.push(c.unicode);
                chunk.bbox = chunk.bbox.union(&c.bbox);
            }
            _ => out.push(StreamChunk {
                text: c.unicode.into(),
                bbox: c.bbox,
                page: page.number,
            }),
        }
        line = match (step, line) {
            (Step::Away | Step::NextLine, _) | (_, None) => Some(c.bbox),
            (_, Some(l)) => Some(l.union(&c.bbox)),
        };
        last = Some(c);
        space = false;
    }
    out
}

fn step(a: &Char, b: &Char, line: Rect, space: bool) -> Step {
    let em = a.size.min(b.size).max(0.1);
    let drop = b.baseline - a.baseline;
    let gap = b.bbox.x0 - a.bbox.x1;
    if a.direction != b.direction {
        Step::Away
    } else if drop.abs() < 0.3 * em {
        match gap {
            g if g < -0.5 * em || g > GAP_EM * em => Step::Away,
            g if (space && g > 0.05 * em) || (g > 0.15 * em && !is_cjk(a.unicode)) => Step::Spaced,
            _ => Step::On,
        }
    } else if drop > 0.0 && drop < STEP_EM * em && b.bbox.x0 < line.x1 && b.bbox.x1 > line.x0 - 6.0 * em {
        // A number below a number is the next row's, not the next line's: digits wrap only inside a narrow cell,
        // which the stream alone cannot tell.
        let both_numbers = a.unicode.is_ascii_digit() && b.unicode.is_ascii_digit();
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
        let texts: Vec<String> = stream_cells(&page, &sift(&page))
            .into_iter()
            .map(|c| c.text)
            .collect();
        assert_eq!(texts, ["结转下年度\n继续办理", "3", "14"]);
    }
}
