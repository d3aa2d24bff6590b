//! Bullets that are drawn and no characters, as browsers print them.

use crate::geometry::Rect;
use crate::reader::pdf::PdfPage;

use super::words::Line;

/// A bullet is so many em wide and high.
const SIZE_EM: std::ops::Range<f32> = 0.15..0.7;

/// One side of a bullet may be so much longer than the other, as a part of it.
const UNEVEN: f32 = 0.25;

/// A bullet ends so many em before its text.
const GAP_EM: std::ops::Range<f32> = 0.15..2.0;

/// Fills as light as this are not seen on paper.
const PALE: u8 = 235;

/// The curved marks and small fills of a page that may be bullets, from top to bottom; `em` is the page's type size in points.
pub fn drawn(page: &PdfPage, em: f32) -> Vec<Rect> {
    let is_bullet = |r: &&Rect| {
        let (w, h) = (r.width(), r.height());
        SIZE_EM.contains(&(w / em)) && SIZE_EM.contains(&(h / em)) && (w - h).abs() <= UNEVEN * w.max(h)
    };
    let dark = page.areas.iter().filter(|a| a.lightness < PALE);
    let marks = page.shapes.iter().chain(dark.map(|a| &a.bbox));
    let mut out: Vec<Rect> = marks.filter(is_bullet).copied().collect();
    out.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    out
}

/// Whether one of these bullets, from top to bottom, stands in front of the line.
pub fn stands_before(bullets: &[Rect], line: &Line) -> bool {
    let from = bullets.partition_point(|b| b.center().y < line.bbox.top);
    let level = bullets
        .iter()
        .skip(from)
        .take_while(|b| b.center().y <= line.bbox.bottom);
    let mut gaps = level.map(|b| (line.bbox.x0 - b.x1) / line.size.max(0.1));
    gaps.any(|gap| GAP_EM.contains(&gap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn stands(bullet: Rect) -> bool {
        let mut page = blank_page();
        print(&mut page, "An item", 60.0, 100.0, 10.0, 0.0);
        page.shapes.push(bullet);
        Line::new(all_words(&page)).is_some_and(|line| stands_before(&drawn(&page, 10.0), &line))
    }

    #[test]
    fn a_small_round_mark_in_front_of_a_line_is_a_bullet() {
        assert!(stands(Rect::new(48.0, 94.0, 52.0, 98.0)));
    }

    #[test]
    fn a_mark_of_another_size_or_place_is_none() {
        assert!(!stands(Rect::new(40.0, 88.0, 52.0, 100.0)));
        assert!(!stands(Rect::new(42.0, 96.0, 52.0, 98.0)));
        assert!(!stands(Rect::new(20.0, 94.0, 24.0, 98.0)));
        assert!(!stands(Rect::new(48.0, 114.0, 52.0, 118.0)));
    }
}
