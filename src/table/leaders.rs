//! Leaders: dots that lead the eye from a label to its value, or from the title of a chapter to its page.

use std::ops::Range;

use crate::document::{Cell, Provenance, Table};
use crate::geometry::Rect;
use crate::layout::contents::{LEADER_DOTS, dots};
use crate::layout::words::Word;

use super::values::is_value_like;

/// The dots of a Chinese ellipsis, two characters of three.
const ELLIPSIS_DOTS: usize = 6;

fn is_dot(c: char) -> bool {
    dots(c).is_some()
}

/// Whether dots in a row are a leader: there are enough of them, and they are no ellipsis of either print.
fn are_leader(row: impl Iterator<Item = char>) -> bool {
    let (mut total, mut single) = (0, false);
    for n in row.filter_map(dots) {
        total += n;
        single |= n == 1;
    }
    total >= LEADER_DOTS && (single || total > ELLIPSIS_DOTS)
}

/// How many glyphs at the end of a word are dots.
fn trailing(word: &Word) -> usize {
    word.glyphs.iter().rev().take_while(|g| is_dot(g.unicode)).count()
}

/// The dots at the end of a word.
fn dots_at_end(word: &Word) -> impl Iterator<Item = char> {
    let from = word.glyphs.len() - trailing(word);
    word.glyphs.iter().skip(from).map(|g| g.unicode)
}

/// Whether a word ends in dots enough for a leader, or is made of dots.
fn may_lead(word: &Word) -> bool {
    let n = trailing(word);
    n > 0 && (n == word.glyphs.len() || are_leader(dots_at_end(word)))
}

/// The boxes of the words of a line without the leaders at their ends; `None` for a word that is a part of a leader. `None` at
/// all where there are no leaders, as in most lines.
pub(super) fn solid_boxes(words: &[Word]) -> Option<Vec<Option<Rect>>> {
    if !words.iter().any(may_lead) {
        return None;
    }
    let mut boxes: Vec<Option<Rect>> = words.iter().map(|w| Some(w.bbox)).collect();
    let mut found = false;
    for run in runs(words) {
        if !are_leader(words.get(run.clone())?.iter().flat_map(dots_at_end)) {
            continue;
        }
        found = true;
        for (slot, word) in boxes.iter_mut().zip(words).take(run.end).skip(run.start) {
            let solid = word.glyphs.len() - trailing(word);
            let before = word.glyphs.iter().take(solid).map(|g| g.bbox);
            *slot = before.reduce(|a, b| a.union(&b));
        }
    }
    found.then_some(boxes)
}

/// Runs of words that are dots, each with the word before it where that one ends in dots.
fn runs(words: &[Word]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, word) in words.iter().enumerate().filter(|(_, w)| trailing(w) > 0) {
        let is_made_of_dots = trailing(word) == word.glyphs.len();
        match out.last_mut() {
            Some(run) if run.end == i && is_made_of_dots => run.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

/// A text without the leader at its end, and the dots of that; `None` without a leader, or where there is nothing before it.
pub(super) fn without_leader(text: &str) -> Option<(&str, String)> {
    let bare = text.trim_end_matches(|c: char| is_dot(c) || c.is_whitespace());
    let tail = text.get(bare.len()..).filter(|tail| !tail.is_empty())?;
    let dots: String = tail.chars().filter(|c| !c.is_whitespace()).collect();
    let leads = are_leader(dots.chars());
    (leads && bare.contains(char::is_alphanumeric)).then_some((bare, dots))
}

/// Takes the leaders off the labels of a table, where they lead to a value in the same row; gives them back, one for each label
/// with the place of its cell.
pub(crate) fn take_off(table: &mut Table) -> Vec<(String, Vec<Provenance>)> {
    let has_leader = |text: &str| text.ends_with(is_dot);
    if !table.cells().iter().any(|c| has_leader(&c.text)) {
        return Vec::new();
    }
    // The rightmost value of each row.
    let mut last: Vec<Option<u32>> = vec![None; table.n_rows() as usize];
    for cell in table.cells().iter().filter(|c| is_value_like(&c.text)) {
        let rows = cell.rows.start as usize..cell.rows.end as usize;
        for slot in last.get_mut(rows).into_iter().flatten() {
            *slot = (*slot).max(Some(cell.cols.start));
        }
    }
    let mut taken = Vec::new();
    // The rows whose labels have leaders.
    let mut led: Vec<bool> = vec![false; table.n_rows() as usize];
    for cell in table.cells_mut() {
        let rows = cell.rows.start as usize..cell.rows.end as usize;
        let leads = |_: &(&str, String)| {
            let mut of_rows = last.get(rows).into_iter().flatten().flatten();
            of_rows.any(|col| *col >= cell.cols.end)
        };
        let bare = without_leader(&cell.text).filter(leads);
        if let Some((bare, dots)) = bare.map(|(bare, dots)| (bare.to_owned(), dots)) {
            let rows = cell.rows.start as usize..cell.rows.end as usize;
            led.get_mut(rows)
                .into_iter()
                .flatten()
                .for_each(|led| *led = true);
            cell.text = bare;
            taken.push((dots, cell.provenance.clone()));
        }
    }
    let is_led = |cell: &Cell| led.get(cell.rows.start as usize) == Some(&true);
    for cell in table.cells_mut() {
        let rest = last_dot(&cell.text).filter(|_| is_led(cell)).map(str::to_owned);
        if let Some(rest) = rest {
            cell.text = rest;
            taken.push((".".to_owned(), cell.provenance.clone()));
        }
    }
    taken
}

/// A figure without the last dot of the leader before it, which may stand close up (`.69.70`): a figure with a point of its
/// own has no other in front.
fn last_dot(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('.')?.trim_start();
    let figure = rest.starts_with(|c: char| c.is_ascii_digit()) && is_value_like(rest);
    (figure && rest.contains('.')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Method};
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn boxes(text: &str) -> Option<Vec<Option<(f32, f32)>>> {
        let mut page = blank_page();
        print(&mut page, text, 100.0, 50.0, 10.0, 0.0);
        let found = solid_boxes(&all_words(&page))?;
        Some(found.into_iter().map(|b| b.map(|b| (b.x0, b.x1))).collect())
    }

    #[test]
    fn dots_behind_a_word_are_no_part_of_its_box() {
        assert_eq!(boxes("Wheat......"), Some(vec![Some((100.0, 125.0))]));
        assert_eq!(boxes("Wheat ......"), Some(vec![Some((100.0, 125.0)), None]));
        assert_eq!(
            boxes("Rye . . . . ."),
            Some(vec![Some((100.0, 115.0)), None, None, None, None, None])
        );
        for plain in [
            "Wheat",
            "and so on...",
            "the end....",
            "3.5 ..",
            "No. 4",
            "等等……",
        ] {
            assert_eq!(boxes(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_leader_is_taken_off_where_something_stands_before_it() {
        assert_eq!(without_leader("Wheat ....."), Some(("Wheat", ".....".to_owned())));
        assert_eq!(without_leader("小麦…………"), Some(("小麦", "…………".to_owned())));
        for text in ["Wheat", "etc...", "the end....", "其他……", ".....", "3.5"] {
            assert_eq!(without_leader(text), None, "{text}");
        }
    }

    #[test]
    fn leaders_are_taken_off_labels_before_values_only() {
        let texts = ["Wheat......", "12", "To be filled in......", ""];
        let cell =
            |(i, text): (u32, &str)| Cell::spanning(i / 2..i / 2 + 1, i % 2..i % 2 + 1, text.to_owned());
        let cells = (0..).zip(texts).map(cell).collect();
        let mut table = Table::new(2, 2, cells, Method::Alignment).unwrap();
        let taken = take_off(&mut table);
        assert_eq!(
            taken.iter().map(|(dots, _)| dots.as_str()).collect::<Vec<_>>(),
            ["......"]
        );
        let left: Vec<&str> = table.cells().iter().map(|c| c.text.as_str()).collect();
        assert_eq!(left, ["Wheat", "12", "To be filled in......", ""]);
    }

    #[test]
    fn the_last_dot_of_a_leader_is_no_part_of_the_figure() {
        let texts = ["Wheat......", ".69.70", "Rye......", ".5", "Oats", ".8.1"];
        let cell =
            |(i, text): (u32, &str)| Cell::spanning(i / 2..i / 2 + 1, i % 2..i % 2 + 1, text.to_owned());
        let cells = (0..).zip(texts).map(cell).collect();
        let mut table = Table::new(3, 2, cells, Method::Alignment).unwrap();
        let taken = take_off(&mut table);
        assert_eq!(taken.len(), 3);
        let left: Vec<&str> = table.cells().iter().map(|c| c.text.as_str()).collect();
        assert_eq!(left, ["Wheat", "69.70", "Rye", ".5", "Oats", ".8.1"]);
    }
}
