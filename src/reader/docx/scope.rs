//! What is open while a story is read: paragraphs, tables, rows, cells and text boxes, and how they are closed
//! into blocks.

use super::props::{CellProps, ListRef, RunProps};
use super::story::RunState;
use super::{RawBlock, RawCell, RawParagraph, RawPicture, RawRow, RawTable};
use crate::fold::half_width;

/// Digits of one number are lifted alike, within so many half-points.
const STEP: i64 = 3;

/// One level of what is open.
#[derive(Debug)]
pub(super) enum Scope {
    /// The story itself or a text box.
    Blocks(Container),
    /// A paragraph.
    Paragraph(Box<OpenParagraph>),
    /// A table.
    Table(RawTable),
    /// A row.
    Row(OpenRow),
    /// A cell.
    Cell(OpenCell),
}

/// Blocks in the order in which they came, and a paragraph that waits to be joined with the next.
#[derive(Debug, Default)]
pub(super) struct Container {
    pub(super) blocks: Vec<RawBlock>,
    /// A paragraph whose mark was deleted: its text runs on in the next paragraph.
    pub(super) pending: Option<Box<OpenParagraph>>,
    /// Whether this is a text box.
    pub(super) is_text_box: bool,
}

impl Container {
    /// The blocks, when nothing more comes.
    pub(super) fn into_blocks(mut self) -> Vec<RawBlock> {
        self.flush();
        let mut blocks = self.blocks;
        if self.is_text_box {
            mark_text_box(&mut blocks);
        }
        blocks.shrink_to_fit();
        blocks
    }

    /// Ends the paragraph that waits for the next one, since something else came.
    pub(super) fn flush(&mut self) {
        if let Some(paragraph) = self.pending.take() {
            if !paragraph.raw.text.is_empty() {
                paragraph.finish(&mut self.blocks);
            } else {
                // Nothing was left of it: only what it anchors stays.
                self.blocks.extend(paragraph.after);
            }
        }
    }

    /// Appends a block.
    pub(super) fn push(&mut self, block: RawBlock) {
        self.flush();
        self.blocks.push(block);
    }
}

fn mark_text_box(blocks: &mut [RawBlock]) {
    for block in blocks {
        if let RawBlock::Paragraph(paragraph) = block {
            paragraph.in_text_box = true;
        }
    }
}

/// How many sizes of one paragraph are told apart; one with more has no usual size.
const SIZES: usize = 64;

/// How many colours of one paragraph are told apart.
const INKS: usize = 16;

/// A paragraph that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenParagraph {
    pub(super) raw: RawParagraph,
    /// Its style's id.
    pub(super) style: Option<String>,
    /// Its own list reference.
    pub(super) list: ListRef,
    /// Character properties of its style and of the document.
    pub(super) base: RunProps,
    /// Whether its number is still to be counted.
    pub(super) number_due: bool,
    /// Whether its properties were read.
    pub(super) has_props: bool,
    /// Whether its mark is hidden.
    pub(super) mark_hidden: bool,
    /// Whether it is the large first letter of the next paragraph.
    pub(super) drop_cap: bool,
    /// Whether its mark was deleted.
    pub(super) mark_removed: bool,
    /// A page or column break came; it shows as a line end only when text follows.
    pub(super) break_due: bool,
    /// Characters of each size in half-points.
    sizes: Vec<(u32, usize)>,
    /// Characters that are bold, and that are not; blanks do not count.
    bold: usize,
    plain: usize,
    /// The least and the greatest size of digits, in half-points.
    digits: Option<(u32, u32)>,
    /// How far digits are lifted at least and at most, in half-points.
    levels: Option<(i64, i64)>,
    /// Text boxes and pictures that it anchors: they come right after it.
    pub(super) after: Vec<RawBlock>,
}

impl OpenParagraph {
    /// Appends text in a run's size, weight and colour, moved up by so many half-points more than the run is.
    pub(super) fn push(&mut self, text: &str, run: &RunState, moved: i64) {
        if std::mem::take(&mut self.break_due) && !self.raw.text.is_empty() {
            self.raw.text.push('\n');
        }
        self.raw.text.push_str(text);
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        if count == 0 {
            return;
        }
        self.raw.unseen_text |= run.unseen;
        let ink = (run.ink, run.ground);
        if self.raw.inks.len() < INKS && !self.raw.inks.contains(&ink) {
            self.raw.inks.push(ink);
        }
        if text.chars().any(|c| half_width(c).is_ascii_digit()) {
            if let Some(size) = run.half_points {
                let (least, most) = self.digits.unwrap_or((size, size));
                self.digits = Some((least.min(size), most.max(size)));
            }
            let lifted = run.lifted.saturating_add(moved);
            let (least, most) = self.levels.unwrap_or((lifted, lifted));
            self.levels = Some((least.min(lifted), most.max(lifted)));
        }
        if run.bold {
            self.bold += count;
        } else {
            self.plain += count;
        }
        if let Some(size) = run.half_points {
            if let Some((_, n)) = self.sizes.iter_mut().find(|(s, _)| *s == size) {
                *n += count;
            } else if self.sizes.len() < SIZES {
                self.sizes.push((size, count));
            }
        }
    }

    /// Takes the text of a paragraph that runs on into this one.
    pub(super) fn continue_from(&mut self, earlier: OpenParagraph) {
        self.raw.text = earlier.raw.text;
        self.raw.notes = earlier.raw.notes;
        self.sizes = earlier.sizes;
        self.raw.unseen_text = earlier.raw.unseen_text;
        self.raw.inks = earlier.raw.inks;
        self.raw.outdated = earlier.raw.outdated;
        self.raw.drawn_field = earlier.raw.drawn_field;
        self.digits = earlier.digits;
        self.levels = earlier.levels;
        self.bold = earlier.bold;
        self.plain = earlier.plain;
        self.after = earlier.after;
        self.break_due = earlier.break_due;
    }

    /// Ends the paragraph: itself, then what it anchors.
    pub(super) fn finish(self, into: &mut Vec<RawBlock>) {
        let mut raw = self.raw;
        raw.bold = self.bold > 0 && self.plain == 0;
        raw.half_points = self.sizes.iter().max_by_key(|(_, n)| *n).map(|(size, _)| *size);
        let uneven = self
            .digits
            .is_some_and(|(least, most)| least.saturating_mul(5) < most.saturating_mul(4));
        let stepped = self
            .levels
            .is_some_and(|(least, most)| most.saturating_sub(least) >= STEP);
        raw.uneven_digits = uneven || stepped;
        raw.text.shrink_to_fit();
        into.push(RawBlock::Paragraph(raw));
        into.extend(self.after);
    }
}

/// A row that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenRow {
    pub(super) raw: RawRow,
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    /// Blocks that stand in the row and in no cell.
    pub(super) loose: Vec<RawBlock>,
}

/// A cell that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenCell {
    pub(super) props: CellProps,
    pub(super) content: Container,
}

impl OpenCell {
    /// The cell, when nothing more comes.
    pub(super) fn finish(self) -> RawCell {
        RawCell {
            grid_span: self.props.grid_span.max(1),
            v_merge: self.props.v_merge,
            h_merge: self.props.h_merge,
            width: self.props.width,
            ground: self.props.ground,
            blocks: self.content.into_blocks(),
        }
    }
}

/// A drawing, VML picture or embedded object that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenPicture {
    /// Whether there is an image, chart or object in it; a line or box alone is none.
    pub(super) is_picture: bool,
    /// Its description, else its name.
    pub(super) description: Option<String>,
}

impl OpenPicture {
    /// The picture, where it is one.
    pub(super) fn finish(self, paragraph: u32) -> Option<RawPicture> {
        self.is_picture.then_some(RawPicture {
            paragraph,
            description: self.description,
        })
    }
}
