//! Tables side by side, each between rules of its own.

use crate::geometry::Rect;
use crate::layout::flow::frames;
use crate::layout::words::{Line, Word, lines};

use super::columns::segments;
use super::parting::Rule;

/// Two tables stand side by side where they share this part, 0 to 1, of the height of the lower one.
const SHARED_HEIGHT: f32 = 0.5;
/// Fewest rows, counted, of each.
const LEAST_ROWS: usize = 2;

/// The lines of each of several tables side by side, and the words outside them. The rules of one table may have gaps between
/// its columns: then only the first of its parts has labels in front of its figures.
pub(super) fn part(words: Vec<Word>, rules: &[Rule], em: f32) -> (Vec<Vec<Line>>, Vec<Word>) {
    let frames = side_by_side(frames(rules, em), em);
    if frames.len() < 2 {
        return (Vec::new(), words);
    }
    let place = |w: &Word| frames.iter().position(|f| f.contains(w.center()));
    let mut inside: Vec<Vec<Word>> = vec![Vec::new(); frames.len()];
    for word in &words {
        if let Some(list) = place(word).and_then(|i| inside.get_mut(i)) {
            list.push(word.clone());
        }
    }
    let tables: Vec<Option<Vec<Line>>> = inside
        .into_iter()
        .map(|w| Some(lines(w)).filter(|l| has_labels(l)))
        .collect();
    if tables.iter().flatten().count() < 2 {
        return (Vec::new(), words);
    }
    let taken = |w: &Word| place(w).is_some_and(|i| tables.get(i).is_some_and(Option::is_some));
    let rest = words.iter().filter(|w| !taken(w)).cloned().collect();
    (tables.into_iter().flatten().collect(), rest)
}

/// The frames that stand beside another one, in no wider one.
fn side_by_side(frames: Vec<Rect>, em: f32) -> Vec<Rect> {
    let shared = |a: &Rect, b: &Rect| a.bottom.min(b.bottom) - a.top.max(b.top);
    let beside = |a: &Rect, b: &Rect| {
        let apart = a.x1 + em < b.x0 || b.x1 + em < a.x0;
        apart && shared(a, b) >= SHARED_HEIGHT * a.height().min(b.height())
    };
    let within = |a: &Rect, b: &Rect| {
        b.width() > a.width() + em && b.x0 <= a.x0 + em && b.x1 >= a.x1 - em && shared(a, b) > 0.0
    };
    let alone = |a: &&Rect| frames.iter().any(|b| beside(a, b)) && !frames.iter().any(|b| within(a, b));
    frames.iter().filter(alone).copied().collect()
}

/// Whether most of the lines in pieces begin with a text that is no value, and there are enough of them.
fn has_labels(lines: &[Line]) -> bool {
    let rows: Vec<_> = lines.iter().map(segments).filter(|s| s.len() >= 2).collect();
    let labelled = rows
        .iter()
        .filter(|s| s.first().is_some_and(|s| !s.value))
        .count();
    rows.len() >= LEAST_ROWS && labelled * 2 > rows.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    /// How many tables there are in rows of four texts, the last two of them between rules of their own.
    fn parts(rows: &[[&str; 4]]) -> usize {
        let mut page = blank_page();
        for (i, row) in rows.iter().enumerate() {
            for (text, x) in row.iter().zip([55.0, 130.0, 255.0, 330.0]) {
                print(&mut page, text, x, 112.0 + 14.0 * i as f32, 10.0, 0.0);
            }
        }
        let bottom = 118.0 + 14.0 * rows.len() as f32;
        let rules: Vec<Rule> = [100.0, 116.0, bottom]
            .into_iter()
            .flat_map(|y| [(y, 50.0, 180.0), (y, 250.0, 380.0)])
            .collect();
        let (tables, rest) = part(all_words(&page), &rules, 10.0);
        assert_eq!(rest.is_empty(), !tables.is_empty());
        tables.len()
    }

    #[test]
    fn tables_with_labels_of_their_own_are_parted_and_columns_of_one_table_are_not() {
        let two = [
            ["name", "sum", "kind", "sum"],
            ["roads", "12", "water", "7"],
            ["parks", "40", "ports", "9"],
        ];
        assert_eq!(parts(&two), 2);
        let one = [
            ["name", "2014", "2015", "2016"],
            ["roads", "12", "14", "7"],
            ["parks", "40", "41", "9"],
        ];
        assert_eq!(parts(&one), 0);
    }
}
