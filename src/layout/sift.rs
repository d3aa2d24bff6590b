//! Sets aside what a reader of the page does not take for its text: second copies printed for boldness, invisible
//! characters, watermarks and stamps.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::geometry::Rect;
use crate::reader::pdf::{Char, PdfPage, Visibility};

/// A copy that is printed for boldness is shifted by no more than this many em.
const COPY_SHIFT_EM: f32 = 0.2;
/// Slanted by more than this many degrees is no ordinary line.
const SLANT_DEGREES: f32 = 4.0;
/// As light as this (of 255) and large is a watermark.
const PALE: u8 = 170;
/// Pale text this many times larger than the page's own type size is a watermark.
const LARGE: f32 = 1.7;

/// A pale text of so many characters or more that a page prints so often is the tile of a watermark.
const TILE_CHARS: usize = 4;
const LEAST_TILES: usize = 6;
/// So many dark backgrounds of a page are looked at.
const MOST_DARK: usize = 256;
/// Its characters are no further apart than this many em.
const TILE_GAP_EM: f32 = 1.2;

/// Characters of a page, told apart; each list holds indices into [`PdfPage::chars`] in stream order, and together
/// they hold every character once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sifted {
    /// The page's text, spaces included.
    pub text: Vec<usize>,
    /// Second copies of characters that stand in one of the other lists.
    pub copies: Vec<usize>,
    /// Characters that a viewer does not show.
    pub invisible: Vec<usize>,
    /// Slanted, or pale and large, or pale and printed again and again.
    pub watermark: Vec<usize>,
    /// Characters set around a circle.
    pub stamp: Vec<usize>,
}

/// The page's own type size: the commonest em, to half a point, over its visible characters. 10 points without text.
pub fn type_size(page: &PdfPage) -> f32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for c in &page.chars {
        if is_ordinary(c) && !c.unicode.is_whitespace() {
            *counts.entry((c.size * 2.0).round() as u32).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .filter(|(size, _)| *size > 0)
        .max_by_key(|(size, n)| (*n, std::cmp::Reverse(*size)));
    most.map_or(10.0, |(size, _)| size as f32 / 2.0)
}

fn is_ordinary(c: &Char) -> bool {
    c.visibility == Visibility::Visible
        && c.skew.abs() <= SLANT_DEGREES
        && c.bbox.is_sane()
        && c.size.is_finite()
}

/// Tells the characters of a page apart. `size` is its type size in points; see [`type_size`].
pub fn sift(page: &PdfPage, size: f32) -> Sifted {
    let mut out = Sifted::default();
    let mut seen = Places::default();
    let mut slanted = Vec::new();
    // Pale characters last: a shadow or a halo is a copy of the text that it is set behind, and not the other way round.
    let any_pale = page.chars.iter().any(|c| c.lightness >= PALE);
    let of = |pale: bool| {
        let all = page.chars.iter().enumerate();
        all.filter(move |(_, c)| (c.lightness >= PALE) == pale)
    };
    for (i, c) in of(false).chain(of(true)) {
        if !c.bbox.is_sane() || c.visibility == Visibility::Clipped {
            out.invisible.push(i);
        } else if c.unicode.is_whitespace() {
            if c.visibility == Visibility::Visible {
                out.text.push(i);
            }
        } else if c.visibility == Visibility::Invisible {
            // Decided below: invisible text often lies under the same text in a visible font.
        } else if has_width(c) && seen.has_copy(c) {
            out.copies.push(i);
        } else {
            seen.add(c);
            if c.skew.abs() > SLANT_DEGREES {
                slanted.push(i);
            } else if c.lightness >= PALE && c.size > LARGE * size {
                out.watermark.push(i);
            } else {
                out.text.push(i);
            }
        }
    }
    for (i, c) in page.chars.iter().enumerate() {
        let hidden = c.visibility == Visibility::Invisible && c.bbox.is_sane() && !c.unicode.is_whitespace();
        if hidden {
            let list = if seen.has_copy(c) {
                &mut out.copies
            } else {
                &mut out.invisible
            };
            list.push(i);
        }
    }
    if any_pale {
        set_tiles_aside(page, &mut out);
        for list in [
            &mut out.text,
            &mut out.copies,
            &mut out.invisible,
            &mut out.watermark,
            &mut slanted,
        ] {
            list.sort_unstable();
        }
    }
    if is_one_slant(page, &slanted) {
        out.watermark.append(&mut slanted);
        out.watermark.sort_unstable();
    } else {
        out.stamp = slanted;
    }
    out
}

/// Takes pale texts out that the page prints again and again: the tiles of a watermark, which may be as small and as level
/// as the text.
fn set_tiles_aside(page: &PdfPage, out: &mut Sifted) {
    let mut tiles: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut run: Vec<usize> = Vec::new();
    // White heads on a dark background repeat themselves, too.
    let dark = page.areas.iter().filter(|a| a.lightness < PALE);
    let dark: Vec<Rect> = dark.map(|a| a.bbox).take(MOST_DARK).collect();
    let is_on_dark = |c: &Char| dark.iter().any(|d| d.contains(c.bbox.center()));
    let mut end = |run: &mut Vec<usize>| {
        let text: String = run
            .iter()
            .filter_map(|&i| page.chars.get(i))
            .map(|c| c.unicode)
            .collect();
        let squeezed: String = text.split_whitespace().collect();
        if squeezed.chars().count() >= TILE_CHARS && squeezed.contains(char::is_alphabetic) {
            *counts.entry(squeezed.clone()).or_default() += 1;
            tiles.entry(squeezed).or_default().append(run);
        }
        run.clear();
    };
    for &i in &out.text {
        let Some(c) = page
            .chars
            .get(i)
            .filter(|c| c.lightness >= PALE && !is_on_dark(c))
        else {
            end(&mut run);
            continue;
        };
        let goes_on = run
            .last()
            .and_then(|&last| page.chars.get(last))
            .is_some_and(|last| {
                let gap = c.bbox.x0 - last.bbox.x1;
                (c.baseline - last.baseline).abs() < 0.1 * c.size && gap.abs() < TILE_GAP_EM * c.size
            });
        if !goes_on {
            end(&mut run);
        }
        run.push(i);
    }
    end(&mut run);
    let is_tile = |text: &String| counts.get(text).is_some_and(|n| *n >= LEAST_TILES);
    let mut gone: Vec<usize> = tiles
        .into_iter()
        .filter(|(text, _)| is_tile(text))
        .flat_map(|(_, at)| at)
        .collect();
    // A page of pale text alone is a page of text.
    if gone.is_empty() || gone.len() * 2 > out.text.len() {
        return;
    }
    gone.sort_unstable();
    out.text.retain(|i| gone.binary_search(i).is_err());
    out.watermark.append(&mut gone);
}

/// Whether a character moves on by its width: without any, where a font gives none, all characters of a text stand in one
/// place and are no copies.
fn has_width(c: &Char) -> bool {
    c.bbox.width().max(c.bbox.height()) > 0.0 && c.bbox.width().min(c.bbox.height()) > 0.01 * c.size
}

/// Whether slanted characters share one slant (a watermark) rather than follow a curve (a stamp).
fn is_one_slant(page: &PdfPage, slanted: &[usize]) -> bool {
    let skews = || slanted.iter().filter_map(|&i| page.chars.get(i)).map(|c| c.skew);
    let low = skews().fold(f32::INFINITY, f32::min);
    let high = skews().fold(f32::NEG_INFINITY, f32::max);
    high - low <= 3.0
}

/// Where each character was printed, in a raster as coarse as the characters, so that a copy is found at once.
#[derive(Default)]
struct Places {
    /// The last place in each square, as an index into `places`.
    last: HashMap<(char, i32, i32), usize>,
    places: Vec<Place>,
}

/// Where a character was printed.
struct Place {
    bbox: Rect,
    size: f32,
    /// The place before it in its square, and how many there are up to this one.
    before: Option<usize>,
    count: usize,
}

/// Width of a square of the raster, in points; only speed depends on it.
const SQUARE: f32 = 8.0;
/// A hostile page may print one character a million times in one place: a few are enough to compare with.
const MOST_IN_SQUARE: usize = 64;

impl Places {
    fn square(c: &Char) -> (i32, i32) {
        let p = c.bbox.center();
        ((p.x / SQUARE).floor() as i32, (p.y / SQUARE).floor() as i32)
    }

    fn add(&mut self, c: &Char) {
        let (x, y) = Places::square(c);
        let before = self.last.get(&(c.unicode, x, y)).copied();
        let count = before.and_then(|at| self.places.get(at)).map_or(0, |p| p.count);
        if count < MOST_IN_SQUARE {
            self.last.insert((c.unicode, x, y), self.places.len());
            self.places.push(Place {
                bbox: c.bbox,
                size: c.size,
                before,
                count: count + 1,
            });
        }
    }

    /// What was printed in a square.
    fn in_square(&self, square: (char, i32, i32)) -> impl Iterator<Item = &Place> {
        let at = |at: Option<usize>| at.and_then(|at| self.places.get(at));
        std::iter::successors(at(self.last.get(&square).copied()), move |p| at(p.before))
    }

    fn has_copy(&self, c: &Char) -> bool {
        let (x, y) = Places::square(c);
        let p = c.bbox.center();
        // Narrow characters follow one another closely (`11`, `ll`): a copy is nearer than half the advance.
        let near = (COPY_SHIFT_EM * c.size).min(0.45 * c.bbox.width().max(c.bbox.height() * 0.1));
        // The squares that a copy's middle may lie in: mostly the character's own alone.
        let reach = |at: f32, square: i32, shift: f32| {
            let low = ((at - shift) / SQUARE).floor() as i32;
            let high = ((at + shift) / SQUARE).floor() as i32;
            low.max(square.saturating_sub(1))..=high.min(square.saturating_add(1))
        };
        reach(p.x, x, near).any(|x| {
            reach(p.y, y, COPY_SHIFT_EM * c.size).any(|y| {
                self.in_square((c.unicode, x, y)).any(|place| {
                    let q = place.bbox.center();
                    (q.x - p.x).abs() <= near
                        && (q.y - p.y).abs() <= COPY_SHIFT_EM * c.size
                        && (place.size - c.size).abs() <= 0.1 * c.size
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{blank_page, print};

    #[test]
    fn a_second_copy_for_boldness_is_set_aside_and_a_doubled_digit_is_not() {
        let mut page = blank_page();
        print(&mut page, "11", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "11", 100.4, 100.0, 10.0, 0.0);
        let sifted = sift(&page, type_size(&page));
        assert_eq!(sifted.text, [0, 1]);
        assert_eq!(sifted.copies, [2, 3]);
    }

    #[test]
    fn of_a_text_and_its_shadow_the_text_stays_whichever_is_printed_first() {
        for shadow in [0, 2] {
            let mut page = blank_page();
            print(&mut page, "报告", 100.0, 100.0, 20.0, 0.0);
            print(&mut page, "报告", 101.0, 101.0, 20.0, 0.0);
            for c in page.chars.iter_mut().skip(shadow).take(2) {
                c.lightness = 190;
            }
            let sifted = sift(&page, 10.0);
            assert_eq!(
                (sifted.text, sifted.copies),
                (vec![2 - shadow, 3 - shadow], vec![shadow, shadow + 1])
            );
        }
    }

    #[test]
    fn a_slanted_pale_line_is_a_watermark_and_a_curve_is_a_stamp() {
        let mut page = blank_page();
        print(&mut page, "正文", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "内部资料", 100.0, 300.0, 40.0, 0.0);
        for c in page.chars.iter_mut().skip(2) {
            c.skew = 30.0;
        }
        assert_eq!(sift(&page, type_size(&page)).watermark.len(), 4);
        for (i, c) in page.chars.iter_mut().enumerate().skip(2) {
            c.skew = 10.0 * i as f32;
        }
        assert_eq!(sift(&page, type_size(&page)).stamp.len(), 4);
    }

    #[test]
    fn a_pale_text_that_is_printed_again_and_again_is_a_watermark() {
        let tiles = |times: usize, text: &str| {
            let mut page = blank_page();
            print(
                &mut page,
                "年度工作报告的正文在这里，比水印上的文字长得多。",
                20.0,
                50.0,
                10.0,
                0.0,
            );
            print(
                &mut page,
                "它有好几行，每一行都印在水印上面，因此要分得开。",
                20.0,
                70.0,
                10.0,
                0.0,
            );
            let first = page.chars.len();
            for i in 0..times {
                print(&mut page, text, 80.0 * i as f32, 100.0, 8.0, 0.0);
            }
            for c in page.chars.iter_mut().skip(first) {
                c.lightness = 200;
            }
            sift(&page, 10.0).watermark.len()
        };
        assert_eq!(tiles(6, "某市某局"), 24);
        assert_eq!(tiles(5, "某市某局"), 0);
        assert_eq!(tiles(7, "1234"), 0);
    }

    #[test]
    fn every_character_ends_in_one_list() {
        let mut page = blank_page();
        print(&mut page, "公开", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "公开", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "隐", 100.0, 200.0, 10.0, 0.0);
        if let Some(c) = page.chars.last_mut() {
            c.visibility = Visibility::Invisible;
        }
        let s = sift(&page, type_size(&page));
        let mut all = [s.text, s.copies, s.invisible, s.watermark, s.stamp].concat();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }
}
