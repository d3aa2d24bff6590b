//! Heads that are set upright, turned by a quarter, above the columns of a table without vertical lines: the columns are
//! known from the texts below, and each such head stands over one of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Cell, Provenance, Table};
use crate::geometry::Rect;
use crate::layout::words::{Word, cell_text};
use crate::reader::pdf::Direction;

use super::rulings::PlacedTable;
use super::settings::TableSettings;

/// More words than this that are set upright are no heads; each is held against every table.
const MOST_WORDS: usize = 2_000;
/// The fewest heads of one table, counted: a single one may be a note at the side.
const LEAST_HEADS: usize = 2;

/// Gives the tables of a page the heads among `words` that stand upright above their columns; gives the words that are left.
/// `em` is the page's type size in points.
pub(super) fn add_heads(
    tables: &mut [PlacedTable],
    words: Vec<Word>,
    em: f32,
    settings: &TableSettings,
) -> Vec<Word> {
    let is_upright = |w: &Word| matches!(w.direction, Direction::Up | Direction::Down);
    let (upright, mut rest): (Vec<Word>, Vec<Word>) = words.into_iter().partition(is_upright);
    let mut left = upright;
    if left.len() <= MOST_WORDS {
        for table in tables {
            left = add_to(table, left, em, settings);
        }
    }
    rest.extend(left);
    rest
}

/// Gives one table its heads among `words`, and gives those that are left.
fn add_to(placed: &mut PlacedTable, words: Vec<Word>, em: f32, settings: &TableSettings) -> Vec<Word> {
    let Some(first) = first_row(&placed.table) else {
        return words;
    };
    let mut heads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, word) in words.iter().enumerate() {
        if let Some(column) = column_below(word, placed, &first, em, settings) {
            heads.entry(column).or_default().push(i);
        }
    }
    // All but the labels have one.
    let n_cols = placed.table.n_cols() as usize;
    if heads.len() < LEAST_HEADS || (heads.len() + 1) * 2 < n_cols {
        return words;
    }
    let boxes = heads
        .values()
        .flatten()
        .filter_map(|&i| words.get(i))
        .map(|w| w.bbox);
    let Some(bbox) = boxes.reduce(|a, b| a.union(&b)) else {
        return words;
    };
    let texts: Vec<Cell> = heads
        .iter()
        .map(|(column, list)| {
            let own: Vec<Word> = list.iter().filter_map(|&i| words.get(i)).cloned().collect();
            head_cell(*column as u32, own, placed.page)
        })
        .collect();
    let Some(table) = with_heads(&placed.table, texts, bbox.bottom <= first.top + 0.3 * em) else {
        return words;
    };
    let taken: BTreeSet<usize> = heads.into_values().flatten().collect();
    placed.table = table;
    placed.bbox = placed.bbox.union(&bbox);
    let (used, left): (Vec<_>, Vec<_>) = words
        .into_iter()
        .enumerate()
        .partition(|(i, _)| taken.contains(i));
    let glyphs = used.iter().flat_map(|(_, w)| &w.glyphs);
    placed.chars.extend(glyphs.map(|g| g.index));
    placed.chars.sort_unstable();
    left.into_iter().map(|(_, w)| w).collect()
}

/// The box around the texts of the first row.
fn first_row(table: &Table) -> Option<Rect> {
    let cells = table.cells().iter().filter(|c| c.rows.start == 0);
    let boxes = cells.flat_map(|c| &c.provenance).filter_map(|p| match p {
        Provenance::Page { bbox, .. } => Some(*bbox),
        _ => None,
    });
    boxes.reduce(|a, b| a.union(&b))
}

/// The column that a word heads: it stands within its borders, and ends beside the first row or right above it.
fn column_below(
    word: &Word,
    placed: &PlacedTable,
    first: &Rect,
    em: f32,
    settings: &TableSettings,
) -> Option<usize> {
    let b = &word.bbox;
    let reach = 0.5 * settings.row_gap * em;
    if b.bottom < first.top - reach || b.bottom > first.bottom + 0.5 * em || b.top > first.bottom {
        return None;
    }
    let center = b.center().x;
    let column = placed.xs.windows(2).position(|w| match w {
        [x0, x1] => center > *x0 && center < *x1,
        _ => false,
    })?;
    (column < placed.table.n_cols() as usize).then_some(column)
}

/// A head of these words, 0-based column, in the first row.
fn head_cell(column: u32, words: Vec<Word>, page: u32) -> Cell {
    let bbox = words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
    let mut cell = Cell::new(0, column, cell_text(words));
    let place = bbox.map(|bbox| Provenance::Page { page, bbox });
    cell.provenance.extend(place);
    cell
}

/// The table with these texts in its first row, or in a new one above where they stand `above` it; `None` where a place is taken.
fn with_heads(table: &Table, heads: Vec<Cell>, above: bool) -> Option<Table> {
    let more = u32::from(above);
    let n_rows = table.n_rows().checked_add(more)?;
    let named: BTreeSet<u32> = heads.iter().map(|c| c.cols.start).collect();
    let is_place = |c: &Cell| c.rows.start == 0 && c.cols.clone().any(|col| named.contains(&col));
    let mut cells: Vec<Cell> = Vec::with_capacity(table.cells().len() + heads.len());
    for cell in table.cells() {
        if above || !is_place(cell) {
            let mut cell = cell.clone();
            cell.rows = cell.rows.start + more..cell.rows.end + more;
            cells.push(cell);
        } else if !cell.text.trim().is_empty() || cell.row_span() != 1 || cell.col_span() != 1 {
            return None;
        }
    }
    cells.extend(heads);
    if above {
        let blank = (0..table.n_cols()).filter(|col| !named.contains(col));
        cells.extend(blank.map(|col| Cell::new(0, col, "")));
    }
    cells.sort_by_key(|c| (c.rows.start, c.cols.start));
    let mut out = Table::new(n_rows, table.n_cols(), cells, table.method).ok()?;
    out.page = table.page;
    out.doubts = table.doubts.clone();
    for (row, _) in out.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
        *row += more;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::Glyph;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::alignment::tests::tables_of;

    /// A word of letters five points high that runs up from `bottom`.
    fn upright(text: &str, x: f32, bottom: f32) -> Word {
        let glyphs = text.chars().enumerate().map(|(i, unicode)| {
            let y = bottom - 5.0 * i as f32;
            Glyph {
                index: 1000 + i,
                unicode,
                bbox: Rect::new(x, y - 5.0, x + 10.0, y),
                size: 10.0,
                bold: false,
                italic: false,
                space_before: false,
            }
        });
        Word::new(glyphs.collect(), Direction::Up).unwrap()
    }

    /// The rows of the table of these figures, its first texts, and how many words are left.
    fn read(head: bool, words: Vec<Word>) -> (u32, Vec<String>, usize) {
        let mut page = blank_page();
        if head {
            print(&mut page, "Name", 50.0, 100.0, 10.0, 0.0);
        }
        for (i, label) in ["north", "south", "east", "west"].iter().enumerate() {
            let y = 116.0 + 16.0 * i as f32;
            print(&mut page, label, 50.0, y, 10.0, 0.0);
            print(&mut page, "12", 150.0, y, 10.0, 0.0);
            print(&mut page, "34", 200.0, y, 10.0, 0.0);
        }
        assert!(!all_words(&page).is_empty());
        let mut tables = tables_of(&page);
        let left = add_heads(&mut tables, words, 10.0, &TableSettings::default());
        let table = &tables[0].table;
        let texts = table.cells().iter().take(4).map(|c| c.text.clone());
        (table.n_rows(), texts.collect(), left.len())
    }

    #[test]
    fn heads_above_the_first_row_are_a_row_of_their_own() {
        let words = vec![upright("roads", 150.0, 105.0), upright("water", 200.0, 105.0)];
        let texts = ["", "roads", "water", "north"].map(String::from).to_vec();
        assert_eq!(read(false, words), (5, texts, 0));
    }

    #[test]
    fn a_single_upright_word_and_one_far_above_are_left() {
        assert_eq!(read(false, vec![upright("roads", 150.0, 105.0)]).2, 1);
        let far = vec![upright("roads", 150.0, 40.0), upright("water", 200.0, 40.0)];
        assert_eq!(read(false, far).2, 2);
    }
}
