//! Turning a page so that its text runs to the right.
//!
//! A landscape table that was set on an upright page runs up or down the sheet. Instead of teaching every later
//! step four directions, the page is turned once, read, and the boxes are turned back for the provenance.

use crate::geometry::{Orientation, Rect, Ruling};
use crate::reader::pdf::{Char, Direction, FilledArea, PdfPage, Visibility};

/// How a page is turned: which direction of the sheet becomes "to the right".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    direction: Direction,
    width: f32,
    height: f32,
}

impl Turn {
    /// The turn that makes text which ran in `direction` on a sheet of `width` x `height` points run right.
    pub fn new(direction: Direction, width: f32, height: f32) -> Turn {
        Turn {
            direction,
            width,
            height,
        }
    }

    /// Width and height of the page after the turn, in points.
    pub fn page_size(&self) -> (f32, f32) {
        match self.direction {
            Direction::Right | Direction::Left => (self.width, self.height),
            Direction::Down | Direction::Up => (self.height, self.width),
        }
    }

    /// A box of the sheet, as it stands on the turned page.
    pub fn rect(&self, r: &Rect) -> Rect {
        let (w, h) = (self.width, self.height);
        match self.direction {
            Direction::Right => *r,
            Direction::Down => Rect::new(r.top, w - r.x1, r.bottom, w - r.x0),
            Direction::Up => Rect::new(h - r.bottom, r.x0, h - r.top, r.x1),
            Direction::Left => Rect::new(w - r.x1, h - r.bottom, w - r.x0, h - r.top),
        }
    }

    /// A box of the turned page, as it stands on the sheet.
    pub fn back(&self, r: &Rect) -> Rect {
        let (w, h) = (self.width, self.height);
        match self.direction {
            Direction::Right => *r,
            Direction::Down => Rect::new(w - r.bottom, r.x0, w - r.top, r.x1),
            Direction::Up => Rect::new(r.top, h - r.x1, r.bottom, h - r.x0),
            Direction::Left => Rect::new(w - r.x1, h - r.bottom, w - r.x0, h - r.top),
        }
    }

    /// The direction on the turned page of what ran in `direction` on the sheet.
    pub fn direction(&self, direction: Direction) -> Direction {
        let quarter = |d: Direction| match d {
            Direction::Right => 0u8,
            Direction::Down => 1,
            Direction::Left => 2,
            Direction::Up => 3,
        };
        match (4 + quarter(direction) - quarter(self.direction)) % 4 {
            0 => Direction::Right,
            1 => Direction::Down,
            2 => Direction::Left,
            _ => Direction::Up,
        }
    }

    fn char(&self, c: &Char) -> Char {
        let (w, h) = (self.width, self.height);
        // The baseline is a y for level lines and an x for upright ones; both turn like a point.
        let baseline = match (self.direction, c.direction) {
            (Direction::Right, _) => c.baseline,
            (Direction::Down, Direction::Down | Direction::Up) => w - c.baseline,
            (Direction::Down, _) => c.baseline,
            (Direction::Up, Direction::Down | Direction::Up) => c.baseline,
            (Direction::Up, _) => h - c.baseline,
            (Direction::Left, Direction::Down | Direction::Up) => w - c.baseline,
            (Direction::Left, _) => h - c.baseline,
        };
        Char {
            bbox: self.rect(&c.bbox),
            direction: self.direction(c.direction),
            baseline,
            ..c.clone()
        }
    }

    fn ruling(&self, r: &Ruling) -> Ruling {
        let rect = match r.orientation {
            Orientation::Horizontal => Rect::new(r.start, r.position, r.end, r.position),
            Orientation::Vertical => Rect::new(r.position, r.start, r.position, r.end),
        };
        let turned = self.rect(&rect);
        let upright = matches!(self.direction, Direction::Down | Direction::Up);
        let horizontal = (r.orientation == Orientation::Horizontal) != upright;
        let (orientation, position, start, end) = if horizontal {
            (Orientation::Horizontal, turned.top, turned.x0, turned.x1)
        } else {
            (Orientation::Vertical, turned.x0, turned.top, turned.bottom)
        };
        Ruling {
            orientation,
            position,
            start,
            end,
            ..*r
        }
    }

    /// [`Turn::page`] of a page that is not needed otherwise: one that stands upright already comes back as it is.
    pub fn whole(&self, page: PdfPage) -> PdfPage {
        match self.direction {
            Direction::Right => page,
            _ => self.page(&page),
        }
    }

    /// The whole page, turned.
    pub fn page(&self, page: &PdfPage) -> PdfPage {
        let (width, height) = self.page_size();
        PdfPage {
            width,
            height,
            chars: page.chars.iter().map(|c| self.char(c)).collect(),
            rulings: page.rulings.iter().map(|r| self.ruling(r)).collect(),
            areas: page
                .areas
                .iter()
                .map(|a| FilledArea {
                    bbox: self.rect(&a.bbox),
                    ..*a
                })
                .collect(),
            shapes: page.shapes.iter().map(|r| self.rect(r)).collect(),
            images: page.images.iter().map(|r| self.rect(r)).collect(),
            ..page.clone()
        }
    }
}

/// The direction in which most of the visible characters of a page run; `Right` for a page without text.
pub fn main_direction(page: &PdfPage) -> Direction {
    let mut counts = [0u32; 4];
    for c in &page.chars {
        if c.visibility != Visibility::Visible || c.unicode.is_whitespace() {
            continue;
        }
        let slot = match c.direction {
            Direction::Right => 0,
            Direction::Down => 1,
            Direction::Left => 2,
            Direction::Up => 3,
        };
        if let Some(n) = counts.get_mut(slot) {
            *n += 1;
        }
    }
    let [right, down, left, up] = counts;
    // A tie stays as it is: turning a page needs a clear majority.
    let most = right.max(down).max(left).max(up);
    match most {
        n if n == right => Direction::Right,
        n if n == down => Direction::Down,
        n if n == up => Direction::Up,
        _ => Direction::Left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_turned_and_turned_back_is_the_same() {
        let r = Rect::new(10.0, 20.0, 30.0, 60.0);
        for d in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
            let turn = Turn::new(d, 200.0, 300.0);
            assert_eq!(turn.back(&turn.rect(&r)), r, "{d:?}");
            assert_eq!(turn.direction(d), Direction::Right);
        }
    }

    #[test]
    fn text_that_runs_up_the_sheet_runs_right_after_the_turn() {
        let turn = Turn::new(Direction::Up, 200.0, 300.0);
        let first = turn.rect(&Rect::new(50.0, 280.0, 60.0, 290.0));
        let second = turn.rect(&Rect::new(50.0, 270.0, 60.0, 280.0));
        assert!(second.x0 > first.x0);
        let next_line = turn.rect(&Rect::new(65.0, 280.0, 75.0, 290.0));
        assert!(next_line.top > first.top);
    }
}
