//! Raised digits: a small digit above the baseline behind (or before) another character is the mark of a note or an
//! exponent, and no digit of the number beside it.

use super::{Char, Direction, Visibility};
use crate::fold::superscript;

/// A raised digit is at most this large beside the character that it is set to.
const SMALL: f32 = 0.86;
/// Its baseline is at least so many em of that character above the other's: more than rounding, less than a footnote mark.
const LEAST_RISE_EM: f32 = 0.12;
/// And at most so many: what stands higher is on another line.
const MOST_RISE_EM: f32 = 0.9;
/// A mark has at most so many digits.
const MOST_DIGITS: usize = 2;
/// The gap between the two, in em of the larger one.
const NEAR_EM: f32 = 0.35;

/// Replaces raised digits among the visible characters of a page, which come in the order of the stream, by the characters
/// that look so: `²` for 2. A digit is set to the character that is printed right before or after it.
pub(super) fn mark(chars: &mut [Char]) {
    let is_seen = |c: &Char| c.visibility == Visibility::Visible && !c.unicode.is_whitespace();
    let seen = || chars.iter().enumerate().filter(|(_, c)| is_seen(c));
    // On most pages no digit is small enough.
    let (largest, smallest_digit) = seen().fold((0.0_f32, f32::INFINITY), |(largest, digit), (_, c)| {
        let is_smaller = c.unicode.is_ascii_digit() && c.size < digit;
        (largest.max(c.size), if is_smaller { c.size } else { digit })
    });
    if smallest_digit > SMALL * largest {
        return;
    }
    let forwards = raised(seen());
    let backwards = raised(seen().rev());
    for i in forwards.into_iter().chain(backwards) {
        if let Some(c) = chars.get_mut(i) {
            c.unicode = superscript(c.unicode);
        }
    }
}

/// The digits among these characters that are raised beside the character before them; several digits of one mark are all
/// held against the character before the first.
fn raised<'a>(chars: impl Iterator<Item = (usize, &'a Char)>) -> Vec<usize> {
    let mut out = Vec::new();
    let mut mark = Vec::new();
    // The last character, and the one to which it was set where it is raised itself.
    let mut last: Option<(&Char, Option<&Char>)> = None;
    for (i, c) in chars {
        let base = last.and_then(|(before, base)| {
            let level = (before.baseline - c.baseline).abs() < 0.05 * c.size && touch(before, c, c.size);
            let bases = [Some(before), base.filter(|_| level)];
            bases.into_iter().flatten().find(|b| is_raised(c, b, before))
        });
        if base.is_some() {
            mark.push(i);
        } else {
            end(&mut mark, &mut out);
        }
        last = Some((c, base));
    }
    end(&mut mark, &mut out);
    out
}

/// Ends a run of raised digits: a longer one is a number beside a text of larger type, as in the next cell.
fn end(mark: &mut Vec<usize>, out: &mut Vec<usize>) {
    if mark.len() <= MOST_DIGITS {
        out.append(mark);
    }
    mark.clear();
}

/// Whether `c` is a digit raised beside `base`; `before` is what it touches, `base` or another digit of the same mark.
fn is_raised(c: &Char, base: &Char, before: &Char) -> bool {
    let rise = (base.baseline - c.baseline) / base.size;
    c.unicode.is_ascii_digit()
        && [c, base].iter().all(|c| c.direction == Direction::Right)
        && c.size <= SMALL * base.size
        && (LEAST_RISE_EM..=MOST_RISE_EM).contains(&rise)
        && touch(c, before, base.size)
}

/// Whether two characters stand side by side.
fn touch(a: &Char, b: &Char, em: f32) -> bool {
    let gap = (b.bbox.x0 - a.bbox.x1).max(a.bbox.x0 - b.bbox.x1);
    gap.abs() <= NEAR_EM * em
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::reader::pdf::{Cut, Imitated};

    /// Texts with where they begin, their baseline and size; characters are half an em wide.
    fn read(pieces: &[(&str, f32, f32, f32)]) -> String {
        let mut chars = Vec::new();
        for (text, x, y, size) in pieces {
            for (unicode, at) in text.chars().zip(0..) {
                let x = x + at as f32 * size / 2.0;
                chars.push(Char {
                    unicode,
                    bbox: Rect::new(x, y - 0.8 * size, x + size / 2.0, y + 0.2 * size),
                    size: *size,
                    font: 0,
                    direction: Direction::Right,
                    vertical_writing: false,
                    skew: 0.0,
                    baseline: *y,
                    mcid: None,
                    artifact: false,
                    visibility: Visibility::Visible,
                    cut: Cut::default(),
                    lightness: 0,
                    imitated: Imitated::Nothing,
                });
            }
        }
        mark(&mut chars);
        chars.iter().map(|c| c.unicode).collect()
    }

    #[test]
    fn a_small_digit_above_the_baseline_is_no_digit_of_the_number() {
        let number = ("34", 50.0, 100.0, 10.0);
        assert_eq!(read(&[number, ("1", 60.0, 96.5, 8.0)]), "34¹");
        assert_eq!(read(&[number, ("12", 60.0, 96.0, 6.0)]), "34¹²");
        assert_eq!(read(&[("1", 47.0, 96.0, 6.0), number]), "¹34");
    }

    #[test]
    fn small_digits_on_the_baseline_or_on_another_line_stay() {
        let number = ("34", 50.0, 100.0, 10.0);
        assert_eq!(read(&[number, ("1", 60.0, 100.0, 8.0)]), "341");
        assert_eq!(read(&[number, ("1", 55.0, 88.0, 8.0)]), "341");
        assert_eq!(read(&[number, ("12", 60.0, 99.0, 10.0)]), "3412");
        assert_eq!(read(&[number, ("125", 60.0, 96.0, 6.0)]), "34125");
    }
}
