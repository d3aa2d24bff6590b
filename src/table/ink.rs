//! What is printed in a cell so that its characters are not what a reader of the page sees: figures drawn as pictures or
//! outlines in a blank cell, texts printed over one another, text in the colour of the paper, and digits struck out.
//!
//! All readings of a page share its characters, so that none of them can gainsay these.

use std::cell::{Cell, OnceCell};

use crate::document::Doubt;
use crate::fold::is_digit;
use crate::geometry::{Orientation, Rect};
use crate::layout::words::{Glyph, Word};
use crate::reader::pdf::{Char, PdfPage, Visibility};

/// Marks smaller than this (em) in both directions are specks and dots.
const SPECK_EM: f32 = 0.35;
/// The part of a mark, 0 to 1, that lies in the cell to which it belongs.
const INSIDE: f32 = 0.8;
/// A mark over this part of a cell's width and height, 0 to 1, crosses the cell out or fills it.
const WHOLE: f32 = 0.7;
/// Characters that share more than this part, 0 to 1, of the narrower one are printed over one another: kerning and slanted
/// letters share less.
const SHARED: f32 = 0.4;
/// And begin less than this (em) apart: where a font gives digits too much width, they only seem to share it.
const STEP_EM: f32 = 0.3;
/// As light as this (of 255) is the colour of paper, darker than that is a background on which it shows.
const WHITE: u8 = 250;
const DARK: u8 = 215;
/// A line strikes digits out between these heights above their baseline, in em: their middle is a third of an em up.
const STRUCK_EM: std::ops::Range<f32> = 0.15..0.6;
/// And covers this part of a digit's width, 0 to 1.
const STRUCK: f32 = 0.7;
/// Ends of it lie so close to the text, in em: longer lines are those of the table.
const STRIKE_END_EM: f32 = 0.6;

/// Digits of one number have sizes of at least this part of its largest one, 0 to 1.
const UNEVEN: f32 = 0.8;

/// A value has no more characters than this.
const MOST_GLYPHS: usize = 64;
/// So many marks of a page are held against its cells; a page with more is a drawing.
const MOST_LOOKED: usize = 20_000_000;

/// The marks of a page that are neither text nor borders, found when they are asked for.
pub(crate) struct Ink<'a> {
    /// The page that it is of.
    pub(crate) page: &'a PdfPage,
    em: f32,
    marks: OnceCell<Vec<Rect>>,
    levels: OnceCell<Vec<(f32, f32, f32)>>,
    is_white: OnceCell<bool>,
    /// How many marks were looked at so far.
    looked: Cell<usize>,
}

impl<'a> Ink<'a> {
    /// `em` is the page's type size in points.
    pub(crate) fn of(page: &'a PdfPage, em: f32) -> Ink<'a> {
        Ink {
            page,
            em,
            marks: OnceCell::new(),
            levels: OnceCell::new(),
            is_white: OnceCell::new(),
            looked: Cell::new(0),
        }
    }

    /// Why what is read of a cell at this place of its table may not be what is seen there. `cell` is the cell's box, where
    /// lines tell it.
    pub(crate) fn doubt(&self, words: &[Word], cell: Option<&Rect>, place: (u32, u32)) -> Option<Doubt> {
        let (code, message) = self.reason(words, cell)?;
        Some(Doubt {
            code,
            message: message.to_owned(),
            place: Some(place),
        })
    }

    fn reason(&self, words: &[Word], cell: Option<&Rect>) -> Option<(&'static str, &'static str)> {
        if words.is_empty() {
            let holds = cell.is_some_and(|cell| self.holds_mark(cell));
            return holds.then_some((
                Doubt::UNREAD_MARKS,
                "a blank cell holds a picture, a drawing or text that is not seen",
            ));
        }
        let all = || words.iter().flat_map(|w| &w.glyphs);
        let count = words.iter().map(|w| w.glyphs.len()).sum();
        // Labels have numbers, too; only values are asked for.
        let digits = all().take(MOST_GLYPHS).filter(|g| is_digit(g.unicode));
        if digits.count() * 2 < count {
            return None;
        }
        let mut glyphs: Vec<&Glyph> = Vec::with_capacity(count);
        glyphs.extend(all());
        if is_overprinted(&glyphs) {
            return Some((
                Doubt::OVERPRINTED,
                "characters of a cell are printed over one another",
            ));
        }
        if is_uneven(&glyphs) {
            return Some((Doubt::UNEVEN_SIZES, "digits of a cell differ in size"));
        }
        if self.is_unseen(&glyphs) {
            return Some((
                Doubt::UNSEEN_TEXT,
                "characters of a cell have the colour of the paper",
            ));
        }
        self.is_struck(words)
            .then_some((Doubt::STRUCK_OUT, "digits of a cell are struck out"))
    }

    /// Whether a picture, a drawing or invisible text of the size of characters lies in a cell.
    fn holds_mark(&self, cell: &Rect) -> bool {
        let marks = self.marks.get_or_init(|| marks(self.page, self.em));
        let from = marks.partition_point(|m| m.center().y < cell.top);
        let below = marks
            .iter()
            .skip(from)
            .take_while(|m| m.center().y <= cell.bottom && self.may_look());
        below.into_iter().any(|m| {
            let inside = m.intersection(cell).map_or(0.0, |i| i.area());
            let whole = m.width() > WHOLE * cell.width() && m.height() > WHOLE * cell.height();
            // What has no width or no height has no area.
            inside >= INSIDE * m.area().max(0.01) && !whole
        })
    }

    /// Whether a character is as white as paper, and nothing darker was painted behind it.
    fn is_unseen(&self, glyphs: &[&Glyph]) -> bool {
        let white = |c: &Char| c.lightness >= WHITE && c.visibility == Visibility::Visible;
        if !*self.is_white.get_or_init(|| self.page.chars.iter().any(white)) {
            return false;
        }
        glyphs.iter().any(|g| {
            let behind = |r: &Rect| r.contains(g.bbox.center());
            let dark = || {
                let dark = self.page.areas.iter().filter(|a| a.lightness < DARK);
                let grounds = dark.map(|a| &a.bbox).chain(&self.page.images);
                grounds.take_while(|_| self.may_look()).any(behind)
            };
            self.page.chars.get(g.index).is_some_and(white) && !dark()
        })
    }

    /// Counts a look at a mark; no when there were too many.
    fn may_look(&self) -> bool {
        self.looked.set(self.looked.get() + 1);
        self.looked.get() <= MOST_LOOKED
    }

    /// Whether a line runs through digits, and not on beside the text.
    fn is_struck(&self, words: &[Word]) -> bool {
        let levels = self.levels.get_or_init(|| levels(self.page));
        if levels.is_empty() {
            return false;
        }
        let Some(text) = words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b)) else {
            return false;
        };
        let glyphs = words.iter().flat_map(|w| &w.glyphs);
        glyphs.filter(|g| is_digit(g.unicode)).any(|g| {
            let Some(baseline) = self.page.chars.get(g.index).map(|c| c.baseline) else {
                return false;
            };
            let end = STRIKE_END_EM * g.size;
            let from = levels.partition_point(|l| l.0 < baseline - STRUCK_EM.end * g.size);
            let through = levels
                .iter()
                .skip(from)
                .take_while(|l| l.0 <= baseline - STRUCK_EM.start * g.size && self.may_look());
            through.into_iter().any(|(_, x0, x1)| {
                let covered = x1.min(g.bbox.x1) - x0.max(g.bbox.x0);
                covered >= STRUCK * g.bbox.width() && *x0 > text.x0 - end && *x1 < text.x1 + end
            })
        })
    }
}

/// Whether some of the digits are clearly smaller than others: the mark of a note, perhaps, that is not raised.
fn is_uneven(glyphs: &[&Glyph]) -> bool {
    let sizes = glyphs.iter().filter(|g| is_digit(g.unicode)).map(|g| g.size);
    let (least, most) = sizes.fold((f32::INFINITY, 0.0_f32), |(l, m), s| (l.min(s), m.max(s)));
    least < UNEVEN * most
}

/// Pictures, drawings and invisible characters, from the top down by their middles.
fn marks(page: &PdfPage, em: f32) -> Vec<Rect> {
    let hidden = |c: &&Char| c.visibility == Visibility::Invisible && !c.unicode.is_whitespace();
    let hidden = page.chars.iter().filter(hidden).map(|c| c.bbox);
    let drawn = page.images.iter().chain(&page.shapes).copied();
    let is_mark = |m: &Rect| m.is_sane() && m.width().max(m.height()) >= SPECK_EM * em;
    let mut marks: Vec<Rect> = drawn.chain(hidden).filter(is_mark).collect();
    marks.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    marks
}

/// The horizontal lines of a page as (y, x0, x1), from the top down.
fn levels(page: &PdfPage) -> Vec<(f32, f32, f32)> {
    let level = page
        .rulings
        .iter()
        .filter(|r| r.orientation == Orientation::Horizontal);
    let mut levels: Vec<_> = level.map(|r| (r.position, r.start, r.end)).collect();
    levels.sort_by(|a, b| a.0.total_cmp(&b.0));
    levels
}

/// Whether two characters of a cell, not the same one, lie on one another.
fn is_overprinted(glyphs: &[&Glyph]) -> bool {
    if glyphs.len() < 2 {
        return false;
    }
    let mut order: Vec<&Glyph> = glyphs.to_vec();
    order.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    order.iter().enumerate().any(|(i, a)| {
        let next = order.iter().skip(i + 1);
        let near = next.take_while(|b| b.bbox.x0 - a.bbox.x0 < STEP_EM * a.size.min(b.size));
        near.into_iter().any(|b| {
            let width = a.bbox.x1.min(b.bbox.x1) - b.bbox.x0;
            let height = a.bbox.bottom.min(b.bbox.bottom) - a.bbox.top.max(b.bbox.top);
            a.unicode != b.unicode
                && width > SHARED * a.bbox.width().min(b.bbox.width())
                && height > 0.5 * a.bbox.height().min(b.bbox.height())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::FilledArea;
    use crate::table::edges::tests::h;

    const CELL: Rect = Rect {
        x0: 40.0,
        top: 90.0,
        x1: 100.0,
        bottom: 106.0,
    };

    fn code(page: &PdfPage) -> Option<&'static str> {
        let words = all_words(page);
        Ink::of(page, 10.0)
            .doubt(&words, Some(&CELL), (0, 0))
            .map(|d| d.code)
    }

    #[test]
    fn a_picture_in_a_blank_cell_is_said_and_one_over_several_cells_or_a_stroke_through_it_is_not() {
        let mut page = blank_page();
        for mark in [
            Rect::new(20.0, 50.0, 300.0, 200.0),
            Rect::new(41.0, 91.0, 99.0, 105.0),
            Rect::new(60.0, 98.0, 61.0, 99.0),
        ] {
            page.images = vec![mark];
            page.shapes = vec![mark];
            assert_eq!(code(&page), None);
        }
        page.shapes = vec![Rect::new(60.0, 94.0, 65.0, 102.0)];
        assert_eq!(code(&page), Some(Doubt::UNREAD_MARKS));
        print(&mut page, "12", 60.0, 102.0, 10.0, 0.0);
        assert_eq!(code(&page), None);
    }

    #[test]
    fn numbers_over_one_another_are_said() {
        let mut page = blank_page();
        print(&mut page, "12", 60.0, 102.0, 10.0, 0.0);
        assert_eq!(code(&page), None);
        let mut wide = page.clone();
        wide.chars.iter_mut().for_each(|c| c.bbox.x1 += 5.0);
        assert_eq!(code(&wide), None);
        print(&mut page, "7", 62.5, 102.0, 10.0, 0.0);
        assert_eq!(code(&page), Some(Doubt::OVERPRINTED));
    }

    #[test]
    fn digits_of_two_sizes_are_said() {
        let sizes = |text: &str, second: f32| {
            let mut page = blank_page();
            print(&mut page, text, 60.0, 102.0, 10.0, 0.0);
            page.chars[1].size = second;
            code(&page)
        };
        assert_eq!(sizes("12", 7.0), Some(Doubt::UNEVEN_SIZES));
        assert_eq!(sizes("12", 9.0), None);
        assert_eq!(sizes("1²", 7.0), None);
    }

    #[test]
    fn white_digits_are_said_unless_something_dark_is_behind_them() {
        let mut page = blank_page();
        print(&mut page, "12", 60.0, 102.0, 10.0, 0.0);
        page.chars[1].lightness = 255;
        assert_eq!(code(&page), Some(Doubt::UNSEEN_TEXT));
        page.areas.push(FilledArea {
            bbox: CELL,
            lightness: 90,
        });
        assert_eq!(code(&page), None);
    }

    #[test]
    fn a_short_line_through_digits_strikes_them_out() {
        let line = |y: f32, x0: f32, x1: f32| {
            let mut page = blank_page();
            print(&mut page, "7 278", 60.0, 102.0, 10.0, 0.0);
            page.rulings = vec![h(y, x0, x1)];
            code(&page)
        };
        assert_eq!(line(98.5, 60.0, 65.0), Some(Doubt::STRUCK_OUT));
        // Under it, over it, and a border that runs through it.
        assert_eq!(line(103.0, 60.0, 65.0), None);
        assert_eq!(line(93.0, 60.0, 65.0), None);
        assert_eq!(line(98.5, 40.0, 100.0), None);
    }
}
