//! Words into cells.
//!
//! A word belongs to the cell that holds its middle. A word that crosses a drawn border is cut there when the
//! border falls between two characters and the gap there is no ordinary one; when the border runs through a
//! character the text overflows its cell, and the word stays whole.

use crate::geometry::Rect;
use crate::layout::script::is_numeric;
use crate::layout::words::{Glyph, Word, lines};
use crate::reader::pdf::Direction;

use super::settings::TableSettings;

/// Cuts words at vertical borders. `borders` gives, for a word's box, the x of the borders that cross it.
pub fn cut_at_borders(words: Vec<Word>, borders: impl Fn(&Rect) -> Vec<f32>) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        let xs = if word.direction == Direction::Right {
            borders(&word.bbox)
        } else {
            Vec::new()
        };
        if xs.is_empty() {
            out.push(word);
        } else {
            out.extend(cut(word, &xs));
        }
    }
    out
}

/// Cuts one word at those of the borders where it may be cut.
fn cut(word: Word, xs: &[f32]) -> Vec<Word> {
    let usual = usual_gap(&word);
    let direction = word.direction;
    let mut parts: Vec<Vec<Glyph>> = Vec::new();
    for glyph in word.glyphs {
        let parted = parts
            .last()
            .and_then(|p| p.last())
            .is_some_and(|last| xs.iter().any(|&x| may_cut(last, &glyph, x, usual)));
        match parts.last_mut() {
            Some(part) if !parted => part.push(glyph),
            _ => parts.push(vec![glyph]),
        }
    }
    parts
        .into_iter()
        .filter_map(|glyphs| Word::new(glyphs, direction))
        .collect()
}

/// The largest gap that is ordinary inside the word: its median gap.
fn usual_gap(word: &Word) -> f32 {
    let mut gaps: Vec<f32> = word
        .glyphs
        .windows(2)
        .filter_map(|w| Some(w.get(1)?.bbox.x0 - w.first()?.bbox.x1))
        .collect();
    crate::layout::words::median(&mut gaps).unwrap_or(0.0)
}

/// Whether two neighbours are parted by a border at `x`.
fn may_cut(a: &Glyph, b: &Glyph, x: f32, usual: f32) -> bool {
    let em = a.size.min(b.size);
    // A glyph's advance may reach over the line by its side bearing.
    let slack = 0.12 * em;
    let between = x >= a.bbox.x1 - slack && x <= b.bbox.x0 + slack;
    let gap = b.bbox.x0 - a.bbox.x1;
    // Text that was written in one go has neighbours in the stream and an even gap; cells have padding.
    between && (b.index != a.index + 1 || gap > usual + 0.04 * em || b.space_before)
}

/// Whether a cell holds two numbers side by side on one line: two values in one cell.
pub fn holds_two_numbers(words: &[Word], settings: &TableSettings) -> bool {
    if words.len() < 2 {
        return false;
    }
    lines(words.to_vec()).iter().any(|line| {
        line.words.windows(2).any(|pair| {
            let [a, b] = pair else { return false };
            let apart = b.bbox.x0 - a.bbox.x1;
            let both = is_numeric(&a.text()) && is_numeric(&b.text());
            both && apart > settings.two_numbers_gap * a.size.min(b.size)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn texts(words: &[Word]) -> Vec<String> {
        words.iter().map(Word::text).collect()
    }

    #[test]
    fn numbers_that_touch_over_a_border_are_cut_there() {
        let mut page = blank_page();
        print(&mut page, "101", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "102", 116.0, 100.0, 10.0, 0.0);
        let words = cut_at_borders(all_words(&page), |_| vec![115.5]);
        assert_eq!(texts(&words), ["101", "102"]);
    }

    #[test]
    fn text_that_overflows_its_cell_stays_whole() {
        let mut page = blank_page();
        print(&mut page, "251000", 100.0, 100.0, 10.0, 0.0);
        let words = cut_at_borders(all_words(&page), |_| vec![112.0]);
        assert_eq!(texts(&words), ["251000"]);
    }
}
