//! Lines that a page end cuts through.
//!
//! Programs that print a web page in slices (WebKit, as in wkhtmltopdf) paint a line that lies across a page end on both
//! pages, each clipped to its part. It is one line, and counts where more of it is seen.

use foldhash::HashMap;

use super::{Char, PdfPage, Visibility};

/// How far the parts of a character may together be from the whole, in 255ths of its height.
const SLACK: u16 = 40;
/// How far apart both may stand from left to right, in ems.
const SAME_PLACE: f32 = 0.05;

/// Takes the lesser parts of such lines for clipped.
pub(super) fn hide_lesser(pages: &mut [PdfPage]) {
    for at in 1..pages.len() {
        let (before, after) = pages.split_at_mut(at);
        if let (Some(upper), Some(lower)) = (before.last_mut(), after.first_mut()) {
            hide_between(upper, lower);
        }
    }
}

fn hide_between(upper: &mut PdfPage, lower: &mut PdfPage) {
    let is_seen = |c: &Char| c.visibility == Visibility::Visible;
    let tops: Vec<usize> = (0..upper.chars.len())
        .filter(|&i| upper.chars.get(i).is_some_and(|c| c.cut.below > 0 && is_seen(c)))
        .collect();
    if tops.is_empty() {
        return;
    }
    let mut bottoms: HashMap<char, Vec<usize>> = HashMap::default();
    for (at, c) in lower.chars.iter().enumerate() {
        if c.cut.above > 0 && is_seen(c) {
            bottoms.entry(c.unicode).or_default().push(at);
        }
    }
    for top in tops {
        let Some(above) = upper.chars.get_mut(top) else {
            continue;
        };
        let Some(places) = bottoms.get_mut(&above.unicode) else {
            continue;
        };
        let found = places
            .iter()
            .position(|&i| lower.chars.get(i).is_some_and(|c| are_parts(above, c)));
        let Some(below) = found.and_then(|i| lower.chars.get_mut(places.swap_remove(i))) else {
            continue;
        };
        let lesser = if above.cut.below > below.cut.above {
            above
        } else {
            below
        };
        lesser.visibility = Visibility::Clipped;
    }
}

/// Whether two characters are the top and the bottom of one.
fn are_parts(top: &Char, bottom: &Char) -> bool {
    let hidden = u16::from(top.cut.below) + u16::from(bottom.cut.above);
    let em = top.size;
    hidden.abs_diff(255) <= SLACK
        && (top.size - bottom.size).abs() <= SAME_PLACE * em
        && (top.bbox.x0 - bottom.bbox.x0).abs() <= SAME_PLACE * em
}

#[cfg(test)]
mod tests {
    use super::super::{Cut, Direction, Imitated};
    use super::*;
    use crate::geometry::Rect;

    fn page(texts: &[(&str, f32, Cut)]) -> PdfPage {
        let mut page = PdfPage::blank(1, 100.0, 100.0);
        for (text, x, cut) in texts {
            for (at, unicode) in text.chars().enumerate() {
                let x = x + 10.0 * at as f32;
                page.chars.push(Char {
                    unicode,
                    bbox: Rect::new(x, 90.0, x + 10.0, 100.0),
                    size: 10.0,
                    font: 0,
                    direction: Direction::Right,
                    vertical_writing: false,
                    skew: 0.0,
                    baseline: 98.0,
                    mcid: None,
                    artifact: false,
                    visibility: Visibility::Visible,
                    cut: *cut,
                    lightness: 0,
                    imitated: Imitated::Nothing,
                });
            }
        }
        page
    }

    fn seen(page: &PdfPage) -> String {
        let seen = page.chars.iter().filter(|c| c.visibility == Visibility::Visible);
        seen.map(|c| c.unicode).collect()
    }

    const fn below(below: u8) -> Cut {
        Cut { above: 0, below }
    }

    const fn above(above: u8) -> Cut {
        Cut { above, below: 0 }
    }

    fn read(upper: &[(&str, f32, Cut)], lower: &[(&str, f32, Cut)]) -> [String; 2] {
        let mut pages = [page(upper), page(lower)];
        hide_lesser(&mut pages);
        pages.each_ref().map(seen)
    }

    #[test]
    fn a_line_cut_by_a_page_end_counts_where_more_of_it_is_seen() {
        let (little, much) = (("合计", 10.0, below(200)), ("合计", 10.0, above(55)));
        assert_eq!(read(&[little], &[much]), ["", "合计"]);
        let (much, little) = (("合计", 10.0, below(60)), ("合计", 10.0, above(200)));
        assert_eq!(read(&[much], &[little]), ["合计", ""]);
    }

    #[test]
    fn what_is_not_the_rest_of_a_cut_line_stays() {
        let cut = ("0", 10.0, below(200));
        let stays = ["0".to_owned(), "0".to_owned()];
        assert_eq!(read(&[cut], &[("0", 10.0, Cut::default())]), stays, "not cut");
        assert_eq!(
            read(&[cut], &[("0", 10.0, above(200))]),
            stays,
            "more than a whole is hidden"
        );
        assert_eq!(read(&[cut], &[("0", 30.0, above(55))]), stays, "elsewhere");
        assert_eq!(
            read(&[("0", 10.0, Cut::default())], &[("0", 10.0, above(55))]),
            stays
        );
    }
}
