//! Cells that run over several rows: `w:vMerge` joined to the cell above.

use std::ops::Range;

use super::columns::Placed;
use crate::diagnostic::{Warning, Warnings};
use crate::reader::docx::{Merge, RawTable};

/// A cell of the resolved table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Merged {
    /// Rows, half-open.
    pub(super) rows: Range<u32>,
    /// Columns, half-open.
    pub(super) cols: Range<u32>,
    /// First grid column as the file counts.
    pub(super) grid_col: u32,
    /// Row and index of every raw cell in it whose content is kept.
    pub(super) sources: Vec<(u32, u32)>,
}

/// A cell of the row above that may go on.
#[derive(Clone, Debug)]
struct Open {
    cols: Range<u32>,
    /// Index of the merged cell.
    cell: usize,
    /// Whether a `restart` began it; WPS leaves that out.
    restarted: bool,
}

/// Joins the cells of every column that continue each other.
pub(super) fn merge(raw: &RawTable, rows: &[Vec<Placed>], warnings: &mut Warnings) -> Vec<Merged> {
    let mut cells: Vec<Merged> = Vec::with_capacity(rows.iter().map(Vec::len).sum());
    let mut above: Vec<Open> = Vec::new();
    for (row, placed) in rows.iter().enumerate() {
        let mut open = Vec::new();
        for (index, place) in placed.iter().enumerate() {
            let source = Source {
                raw,
                row: row as u32,
                place,
            };
            let going_on = match place.v_merge {
                Merge::Continue => continued(&source, index, placed, &above, &cells, warnings),
                _ => None,
            };
            let restarted = match going_on {
                Some(up) => {
                    extend(&source, up.cell, &mut cells, warnings);
                    up.restarted
                }
                None => {
                    cells.push(source.start());
                    place.v_merge == Merge::Restart
                }
            };
            if place.v_merge != Merge::None {
                let cell = going_on.map_or(cells.len() - 1, |up| up.cell);
                let cols = cells.get(cell).map_or(place.cols.clone(), |c| c.cols.clone());
                // Two cells of one row may continue one cell above.
                if open.last().is_none_or(|o: &Open| o.cell != cell) {
                    open.push(Open {
                        cols,
                        cell,
                        restarted,
                    });
                }
            }
        }
        above = open;
    }
    cells
}

/// A placed cell and where it comes from.
struct Source<'t> {
    raw: &'t RawTable,
    row: u32,
    place: &'t Placed,
}

impl Source<'_> {
    fn start(&self) -> Merged {
        Merged {
            rows: self.row..self.row + 1,
            cols: self.place.cols.clone(),
            grid_col: self.place.grid_col,
            sources: self.place.cells.clone().map(|i| (self.row, i)).collect(),
        }
    }

    /// The raw cells that show text or hold a table.
    fn filled(&self) -> Vec<(u32, u32)> {
        let is_filled = |i: &u32| {
            let cell = super::raw_cell(self.raw, self.row, *i);
            cell.is_some_and(|c| {
                let has_table = c
                    .blocks
                    .iter()
                    .any(|b| matches!(b, crate::reader::docx::RawBlock::Table(_)));
                has_table || super::has_text(c)
            })
        };
        self.place
            .cells
            .clone()
            .filter(is_filled)
            .map(|i| (self.row, i))
            .collect()
    }
}

/// The cell above that a cell continues; `None` where it stands for itself.
fn continued<'o>(
    source: &Source<'_>,
    index: usize,
    row: &[Placed],
    above: &'o [Open],
    cells: &[Merged],
    warnings: &mut Warnings,
) -> Option<&'o Open> {
    let cols = &source.place.cols;
    let from = above.partition_point(|o| o.cols.end <= cols.start);
    let overlapping = above
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(|o| o.cols.start < cols.end);
    let up = overlapping.max_by_key(|o| common(&o.cols, cols))?;
    // Without a restart nothing but its text tells where a merged cell begins (WPS writes tables in this way).
    if !up.restarted && !source.filled().is_empty() {
        return None;
    }
    if up.cols == *cols {
        return Some(up);
    }
    let fits = fits(up, index, row);
    let message = if fits {
        "a cell continues one above that is not as wide; they were joined"
    } else {
        "a cell should continue one above but covers other columns; it was kept as a cell of its own"
    };
    warnings.push(Warning::new("merge_columns_differ", message));
    let grows = cells.get(up.cell).is_some_and(|c| c.rows.end <= source.row + 1);
    (fits && grows).then_some(up)
}

/// Whether the cell above can go on in this row: no cell that does not continue it stands in its columns.
fn fits(up: &Open, index: usize, row: &[Placed]) -> bool {
    let touches = |p: &&Placed| common(&p.cols, &up.cols) > 0;
    let after = row.get(index..).unwrap_or_default().iter().take_while(touches);
    let before = row
        .get(..index)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(touches);
    before.chain(after).all(|p| p.v_merge == Merge::Continue)
}

fn common(a: &Range<u32>, b: &Range<u32>) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Lets a cell go on over the row of `source`. Text that stands there, which Word hides, is kept and told.
fn extend(source: &Source<'_>, cell: usize, cells: &mut [Merged], warnings: &mut Warnings) {
    let Some(cell) = cells.get_mut(cell) else { return };
    cell.rows.end = cell.rows.end.max(source.row + 1);
    let filled = source.filled();
    if !filled.is_empty() {
        let message = format!(
            "text stands in a merged cell's row {}; it was kept in the cell",
            source.row + 1
        );
        warnings.push(Warning::new("text_in_merged_cell", message));
        cell.sources.extend(filled);
    }
}
