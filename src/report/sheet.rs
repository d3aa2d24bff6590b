//! A table seen by its labels: what stands above and to the left of a place.

use std::ops::Range;
use std::rc::Rc;

use super::lexicon::{Lexicon, Names};
use super::parted::Headed;
use super::values::{self, Parsed};
use super::{CellRef, Status, Value, ValueKind};
use crate::document::{Cell, Doubt, Grid, Table};
use crate::fold;

/// A table with an index of its grid, for filling values from.
pub struct Sheet<'a> {
    /// The table.
    pub table: &'a Table,
    /// Index into the document's tables; `None` for a table inside a cell.
    pub index: Option<usize>,
    /// Whether the table is one of the document's with rows for columns.
    is_turned: bool,
    /// How many rows of heads from another table stand above the table's own.
    rows_above: u32,
    grid: Grid,
    /// What each cell's text is among the forms' labels.
    names: Vec<Rc<Names>>,
    /// The cells that cover each row, row by row.
    covering: Vec<(usize, &'a Cell)>,
    /// Where each row's cells end in `covering`.
    ends: Vec<usize>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a table; `index` is its place among the document's tables.
    pub fn new(table: &'a Table, index: Option<usize>, lexicon: &Lexicon) -> Sheet<'a> {
        let grid = table.grid();
        let mut covering: Vec<(usize, &Cell)> = Vec::with_capacity(table.cells().len());
        let mut ends = Vec::with_capacity(table.n_rows() as usize);
        for row in 0..table.n_rows() {
            let mut last = None;
            for at in (0..table.n_cols()).filter_map(|col| grid.index_at(row, col)) {
                if last != Some(at) {
                    covering.extend(table.cells().get(at).map(|c| (at, c)));
                    last = Some(at);
                }
            }
            ends.push(covering.len());
        }
        Sheet {
            table,
            index,
            is_turned: false,
            rows_above: 0,
            grid,
            names: table.cells().iter().map(|c| lexicon.names(&c.text)).collect(),
            covering,
            ends,
        }
    }

    /// Every table of the list and every table inside their cells, outer ones first.
    pub fn all(tables: &'a [Table], lexicon: &Lexicon) -> Vec<Sheet<'a>> {
        let mut sheets = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            sheets.push(Sheet::new(table, Some(index), lexicon));
            let mut inner: Vec<&Table> = table.cells().iter().flat_map(|c| &c.tables).collect();
            while let Some(table) = inner.pop() {
                inner.extend(table.cells().iter().flat_map(|c| &c.tables));
                sheets.push(Sheet::new(table, None, lexicon));
            }
        }
        sheets
    }

    /// The sheets of tables that were turned, each with its place among the document's tables.
    pub fn all_turned(turned: &'a [(usize, Table)], lexicon: &Lexicon) -> Vec<Sheet<'a>> {
        let sheet = |(index, table): &'a (usize, Table)| Sheet {
            is_turned: true,
            ..Sheet::new(table, Some(*index), lexicon)
        };
        turned.iter().map(sheet).collect()
    }

    /// The sheets of tables below the heads of others, and of the tables behind them, which may go on with them.
    pub(super) fn all_headed(headed: &'a [Headed], tables: &'a [Table], lexicon: &Lexicon) -> Vec<Sheet<'a>> {
        let sheet = |headed: &'a Headed| Sheet {
            rows_above: headed.rows_above,
            ..Sheet::new(&headed.table, Some(headed.index), lexicon)
        };
        let behind = headed.first().map_or(tables.len(), |first| first.index + 1);
        let rest = tables.iter().enumerate().skip(behind);
        let rest = rest.filter(|(index, _)| !headed.iter().any(|h| h.index == *index));
        let rest = rest.map(|(index, table)| Sheet::new(table, Some(index), lexicon));
        headed.iter().map(sheet).chain(rest).collect()
    }

    /// The cells that cover a row, from left to right, each once, with their indexes.
    pub fn row(&self, row: u32) -> &[(usize, &'a Cell)] {
        let row = row as usize;
        let start = row
            .checked_sub(1)
            .map_or(Some(0), |above| self.ends.get(above).copied());
        let range = start.zip(self.ends.get(row)).map(|(start, &end)| start..end);
        range.and_then(|r| self.covering.get(r)).unwrap_or_default()
    }

    /// What a cell's text is among the forms' labels, by its index in the table.
    pub fn names(&self, index: usize) -> Option<&Names> {
        self.names.get(index).map(Rc::as_ref)
    }

    /// The cells above `row` that cover a column, from top to bottom, each once.
    pub fn above(&self, row: u32, col: u32) -> Vec<(usize, &'a Cell)> {
        let mut cells: Vec<(usize, &Cell)> = Vec::new();
        for r in 0..row {
            let Some(index) = self.grid.index_at(r, col) else {
                continue;
            };
            if cells.last().is_none_or(|(last, _)| *last != index) {
                cells.extend(self.table.cells().get(index).map(|c| (index, c)));
            }
        }
        cells
    }

    /// The value in a cell. A place that the table itself doubts gives a disputed value.
    pub fn value(&self, cell: &Cell) -> Value {
        let Parsed { kind, number, unit } = values::parse(&cell.text);
        let doubtful = self.is_doubted(&cell.rows, &cell.cols);
        let kept = fold::without_struck(&cell.text);
        let text = kept.as_deref().unwrap_or(&cell.text);
        Value {
            raw: if kind == ValueKind::Blank {
                String::new()
            } else {
                text.trim().to_owned()
            },
            kind,
            number,
            unit,
            status: if doubtful {
                Status::Disputed
            } else {
                Status::Single
            },
            readings: Vec::new(),
            provenance: cell.provenance.clone(),
            cell: self.index.map(|table| {
                let (row, col) = (cell.rows.start.saturating_sub(self.rows_above), cell.cols.start);
                let (row, col) = if self.is_turned { (col, row) } else { (row, col) };
                CellRef { table, row, col }
            }),
        }
    }

    /// The value of a cell that several heads share, in a row of so many cells. Whose number it is, nothing tells; a mark for nothing
    /// or a blank in the only cell of its row is everyone's.
    pub fn shared_value(&self, cell: &Cell, cells_of_row: usize) -> Value {
        let mut value = self.value(cell);
        let says_nothing = matches!(value.kind, ValueKind::Mark | ValueKind::Blank);
        if cells_of_row > 1 || !says_nothing {
            value.status = Status::Disputed;
        }
        value
    }

    fn is_doubted(&self, rows: &Range<u32>, cols: &Range<u32>) -> bool {
        // What is printed at a place is looked at for all readings together.
        let mut of_place = self.table.doubts.iter().filter(|d| !d.is_of_print());
        of_place.any(|d| {
            d.place
                .is_some_and(|(r, c)| rows.contains(&r) && cols.contains(&c))
        })
    }

    /// Whether the table as a whole is in doubt. A head that can be read in several ways puts every name in doubt,
    /// wherever the head stands.
    pub fn is_doubted_whole(&self) -> bool {
        let whole = |d: &Doubt| d.place.is_none() || d.code == "ambiguous-head";
        self.table.doubts.iter().any(whole)
    }
}

/// A label as it is shown in a path: on one line, without white space, in its own width, radicals replaced by the
/// ideographs that they look like.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '!'..='~'
            | '、'
            | '。'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '《'
            | '》'
            | '！'..='～'
            | '\u{4e00}'..='\u{9fff}' => {
                shown.push(c);
            }
            ' ' | '\n' | '\t' | '\r' | '\u{3000}' => {}
            _ => return shown_any(text),
        }
    }
    shown
}

/// [`shown`] for any text.
fn shown_any(text: &str) -> String {
    let kept = fold::without_struck(text);
    fold::ideographs(kept.as_deref().unwrap_or(text))
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

/// What stands in a row under each head.
#[derive(Clone, Debug, PartialEq)]
pub enum Under {
    /// Just this cell, by its place in the list of cells.
    Cell(usize),
    /// Nothing.
    Nothing,
    /// More than one cell could be meant; the first of them, by its place in the list of cells.
    Unclear(usize),
}

/// Pairs the cells of a row with the heads over them.
///
/// `heads` and `cells` are half-open column ranges from left to right. A cell belongs to the head over more than half
/// of the narrower of the two. Where heads and cells are as many but their columns do not match one to one (a table
/// whose head was drawn with other widths than its body), they are paired in order, as long as each cell reaches under its
/// head.
pub fn pair(heads: &[Range<u32>], cells: &[Range<u32>]) -> Vec<Under> {
    // In most rows each cell stands under its own head.
    let apart = |w: &[Range<u32>]| matches!(w, [a, b] if a.end <= b.start);
    if heads == cells && heads.windows(2).all(apart) && !heads.iter().any(Range::is_empty) {
        return (0..cells.len()).map(Under::Cell).collect();
    }
    let overlap = |a: &Range<u32>, b: &Range<u32>| {
        let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
        2 * common > (a.end - a.start).min(b.end - b.start)
    };
    let under: Vec<Vec<usize>> = heads
        .iter()
        .map(|h| {
            cells
                .iter()
                .enumerate()
                .filter(|(_, c)| overlap(h, c))
                .map(|(i, _)| i)
                .collect()
        })
        .collect();
    let mut used: Vec<usize> = under.iter().flatten().copied().collect();
    used.sort_unstable();
    let once = used.windows(2).all(|w| w.first() != w.get(1));
    let clean = once && under.iter().all(|u| u.len() <= 1);
    let touch = |(h, c): (&Range<u32>, &Range<u32>)| h.start < c.end && c.start < h.end;
    let beneath = heads.len() == cells.len() && heads.iter().zip(cells).all(touch);
    if !(clean && used.len() == cells.len()) && beneath {
        return (0..cells.len()).map(Under::Cell).collect();
    }
    let shared = |i: usize| used.iter().filter(|&&u| u == i).count() > 1;
    under
        .iter()
        .map(|u| match u.as_slice() {
            [] => Under::Nothing,
            [one] if !shared(*one) => Under::Cell(*one),
            [first, ..] => Under::Unclear(*first),
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one range is meant")]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_shown_as_all_others_are() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            let text = format!("甲{c}1");
            assert_eq!(shown(&text), shown_any(&text), "{c:?}");
        }
    }

    #[test]
    fn cells_go_to_the_head_over_them() {
        let heads = [0..2, 2..3, 3..6];
        assert_eq!(
            pair(&heads, &[0..2, 3..6]),
            [Under::Cell(0), Under::Nothing, Under::Cell(1)]
        );
    }

    #[test]
    fn a_body_drawn_with_other_widths_is_paired_in_order() {
        let heads = [0..3, 3..4, 4..8];
        assert_eq!(
            pair(&heads, &[0..1, 1..7, 7..8]),
            [Under::Cell(0), Under::Cell(1), Under::Cell(2)]
        );
    }

    #[test]
    fn a_cell_that_does_not_reach_under_its_head_is_not_paired_in_order() {
        // The first head stands over a blank, the last value under no head.
        let heads = [1..2, 2..3, 3..4];
        assert_eq!(
            pair(&heads, &[2..3, 3..4, 4..5]),
            [Under::Nothing, Under::Cell(0), Under::Cell(1)]
        );
    }

    #[test]
    fn two_cells_under_one_head_are_unclear() {
        assert_eq!(pair(&[0..4], &[0..2, 2..4]), [Under::Unclear(0)]);
        assert_eq!(
            pair(&[0..2, 2..4], &[0..4]),
            [Under::Unclear(0), Under::Unclear(0)]
        );
    }
}
