//! Tables inside a cell whose lines run into those of the table around them.
//!
//! A table that fills a cell stands on the cell's own lines above and below, and a cell's padding away from its sides.
//! The grid of both then shows the padding as two narrow empty strips, and borders between them that no other cell
//! knows.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Doubt, Provenance, Table};
use crate::geometry::Rect;

use super::rulings::PlacedTable;
use super::settings::TableSettings;

/// Tables in tables are looked for so many levels down at most.
const MOST_NESTED: usize = 8;

/// So many pairs of strips are looked at for one table: real ones have a few.
const MOST_FRAMES: usize = 256;

/// A cell of the outer table that the grid cut into an inner table with padding beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frame {
    rows: Range<u32>,
    /// The columns of the cell with its padding.
    outer: Range<u32>,
    /// The columns of the inner table.
    inner: Range<u32>,
}

/// Puts tables that fill cells of this one into those cells.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn part(
    mut placed: PlacedTable,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<PlacedTable, Error> {
    for _ in 0..MOST_NESTED {
        let Some(frame) = find(&placed, settings, budget)? else {
            break;
        };
        match cut(&placed.table, &frame) {
            Some(table) => {
                placed.table = table;
                let kept = |i: usize| !strictly_in(i as u32, &frame.outer);
                placed.xs = (0..placed.xs.len())
                    .filter(|i| kept(*i))
                    .filter_map(|i| placed.xs.get(i).copied())
                    .collect();
            }
            None => break,
        }
    }
    Ok(placed)
}

fn strictly_in(border: u32, range: &Range<u32>) -> bool {
    border > range.start && border < range.end
}

/// The box of a cell that stands on one page.
fn box_of(cell: &Cell) -> Option<Rect> {
    match cell.provenance.as_slice() {
        [Provenance::Page { bbox, .. }] => Some(*bbox),
        _ => None,
    }
}

/// The first cell that holds an inner table.
fn find(placed: &PlacedTable, settings: &TableSettings, budget: &Budget) -> Result<Option<Frame>, Error> {
    let cells = placed.table.cells();
    let mut strips: BTreeMap<(u32, u32), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        let is_empty = cell.cols.len() == 1 && cell.text.is_empty() && cell.tables.is_empty();
        if is_empty && box_of(cell).is_some_and(|b| b.width() < settings.room * placed.em) {
            strips
                .entry((cell.rows.start, cell.rows.end))
                .or_default()
                .push(cell);
        }
    }
    let frames = strips.values().flat_map(|row| {
        let pairs = row
            .iter()
            .enumerate()
            .flat_map(|(at, left)| row.iter().skip(at + 1).map(move |right| (left, right)));
        pairs.filter(|(left, right)| right.cols.start > left.cols.end)
    });
    for (left, right) in frames.take(MOST_FRAMES) {
        budget.work(cells.len() as u64 / 16 + 1)?;
        let frame = Frame {
            rows: left.rows.clone(),
            outer: left.cols.start..right.cols.end,
            inner: left.cols.end..right.cols.start,
        };
        if frame.holds_table(cells) {
            return Ok(Some(frame));
        }
    }
    Ok(None)
}

impl Frame {
    fn touches(&self, c: &Cell) -> bool {
        c.rows.start < self.rows.end
            && self.rows.start < c.rows.end
            && c.cols.start < self.outer.end
            && self.outer.start < c.cols.end
    }

    fn is_inner(&self, c: &Cell) -> bool {
        c.rows.start >= self.rows.start
            && c.rows.end <= self.rows.end
            && c.cols.start >= self.inner.start
            && c.cols.end <= self.inner.end
    }

    fn is_padding(&self, c: &Cell) -> bool {
        let sides = [self.outer.start..self.inner.start, self.inner.end..self.outer.end];
        c.rows == self.rows && sides.contains(&c.cols)
    }

    /// Whether several cells lie between the strips, and no cell elsewhere ends at one of the borders among them.
    fn holds_table(&self, cells: &[Cell]) -> bool {
        let (mine, others): (Vec<&Cell>, Vec<&Cell>) = cells.iter().partition(|c| self.touches(c));
        let inner = mine.iter().filter(|c| self.is_inner(c)).count();
        let whole = mine.iter().all(|c| self.is_inner(c) || self.is_padding(c));
        let shares = |c: &&Cell| {
            [c.cols.start, c.cols.end]
                .iter()
                .any(|x| strictly_in(*x, &self.outer))
                || [c.rows.start, c.rows.end]
                    .iter()
                    .any(|y| strictly_in(*y, &self.rows))
        };
        whole && inner >= 2 && !others.is_empty() && !others.iter().any(shares)
    }
}

/// A border after those inside `gone` were left out.
fn moved(border: u32, gone: &Range<u32>) -> u32 {
    let after = border.saturating_sub(gone.start).saturating_sub(1);
    border - after.min((gone.end - gone.start).saturating_sub(1))
}

/// The table with the cell as one cell that holds the inner table.
fn cut(table: &Table, frame: &Frame) -> Option<Table> {
    let mut inner = Vec::new();
    let mut outer = Vec::new();
    let mut host = Cell::spanning(
        moved(frame.rows.start, &frame.rows)..moved(frame.rows.end, &frame.rows),
        moved(frame.outer.start, &frame.outer)..moved(frame.outer.end, &frame.outer),
        "",
    );
    for cell in table.cells() {
        let mut cell = cell.clone();
        if frame.is_inner(&cell) {
            cell.rows = cell.rows.start - frame.rows.start..cell.rows.end - frame.rows.start;
            cell.cols = cell.cols.start - frame.inner.start..cell.cols.end - frame.inner.start;
            inner.push(cell);
        } else if frame.is_padding(&cell) {
            host.provenance.append(&mut cell.provenance);
        } else {
            cell.rows = moved(cell.rows.start, &frame.rows)..moved(cell.rows.end, &frame.rows);
            cell.cols = moved(cell.cols.start, &frame.outer)..moved(cell.cols.end, &frame.outer);
            outer.push(cell);
        }
    }
    host.provenance = one_place(&host.provenance);
    let in_frame = |(row, col): (u32, u32)| frame.rows.contains(&row) && frame.inner.contains(&col);
    let (own, others): (Vec<Doubt>, Vec<Doubt>) = table
        .doubts
        .iter()
        .cloned()
        .partition(|d| d.place.is_some_and(in_frame));
    let size = |range: &Range<u32>| range.end - range.start;
    let mut nested = Table::new(size(&frame.rows), size(&frame.inner), inner, table.method).ok()?;
    nested.page = table.page;
    nested.doubts = own;
    for doubt in &mut nested.doubts {
        doubt.place = doubt
            .place
            .map(|(row, col)| (row - frame.rows.start, col - frame.inner.start));
    }
    host.tables.push(nested);
    outer.push(host);
    let mut whole = Table::new(
        moved(table.n_rows(), &frame.rows),
        moved(table.n_cols(), &frame.outer),
        outer,
        table.method,
    )
    .ok()?;
    whole.page = table.page;
    whole.doubts = others;
    for doubt in &mut whole.doubts {
        doubt.place = doubt
            .place
            .map(|(row, col)| (moved(row, &frame.rows), moved(col, &frame.outer)));
    }
    Some(whole)
}

/// The two strips' places as that of the cell between their outer sides.
fn one_place(places: &[Provenance]) -> Vec<Provenance> {
    let boxes = places.iter().filter_map(|p| match p {
        Provenance::Page { page, bbox } => Some((*page, *bbox)),
        _ => None,
    });
    boxes
        .reduce(|a, b| (a.0, a.1.union(&b.1)))
        .map(|(page, bbox)| Provenance::Page { page, bbox })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Budget, Limits, Warnings};
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::edges::tests::{h, v};
    use crate::table::rulings::{PlacedTable, find_tables};
    use crate::table::settings::TableSettings;

    /// Three columns, two rows; the middle cell of the second row holds a table of 2 x 2, `padding` points away from
    /// the cell's sides and standing on its lines.
    fn found(padding: f32) -> PlacedTable {
        let mut page = blank_page();
        let (left, right) = (100.0 + padding, 200.0 - padding);
        page.rulings = vec![
            h(0.0, 0.0, 300.0),
            h(20.0, 0.0, 300.0),
            h(60.0, 0.0, 300.0),
            v(0.0, 0.0, 60.0),
            v(100.0, 0.0, 60.0),
            v(200.0, 0.0, 60.0),
            v(300.0, 0.0, 60.0),
            h(40.0, left, right),
            v(left, 20.0, 60.0),
            v(150.0, 20.0, 60.0),
            v(right, 20.0, 60.0),
        ];
        let texts = [
            ("a", 10.0, 14.0),
            ("b", 110.0, 14.0),
            ("c", 210.0, 14.0),
            ("d", 10.0, 34.0),
            ("e", 125.0, 34.0),
            ("f", 160.0, 54.0),
        ];
        for (text, x, y) in texts {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let settings = TableSettings::default();
        let words = all_words(&page);
        let found = find_tables(&page, words, 10.0, &settings, &budget, &mut warnings);
        found.unwrap().0.remove(0)
    }

    #[test]
    fn a_table_that_fills_a_cell_is_put_into_it() {
        let placed = found(5.0);
        assert_eq!((placed.table.n_rows(), placed.table.n_cols()), (2, 3));
        assert_eq!(placed.xs, [0.0, 100.0, 200.0, 300.0]);
        let host = &placed.table.cells()[4];
        assert_eq!((host.rows.clone(), host.cols.clone()), (1..2, 1..2));
        let inner = &host.tables[0];
        let texts: Vec<&str> = inner.cells().iter().map(|c| c.text.as_str()).collect();
        assert_eq!(texts, ["e", "", "", "f"]);
    }

    #[test]
    fn columns_beside_split_cells_are_columns() {
        let placed = found(20.0);
        assert_eq!((placed.table.n_rows(), placed.table.n_cols()), (3, 6));
    }
}
