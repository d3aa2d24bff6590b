//! The heads over a cell and the labels of its row, for any table whose roles are marked ([`heads::mark`]).
//!
//! [`heads::mark`]: super::heads::mark

use std::ops::Range;

use super::heads::on_one_line;
use crate::document::{Cell, CellRole, Grid, Table};

/// What leads to a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderPath {
    /// The heads that stand over all of the cell's columns, outermost first, each on one line.
    pub column: Vec<String>,
    /// The labels that stand beside all of the cell's rows, outermost first, each on one line. A row of one cell over
    /// the full width inside the body, without heads of its own, is a label of the rows below it.
    pub row: Vec<String>,
}

/// A table's grid and the places of its heads, made once for many cells.
#[derive(Debug)]
pub struct Paths<'t> {
    table: &'t Table,
    grid: Grid,
    /// For each column the runs of rows below the table's head in which head cells stand, from top to bottom.
    inner: Vec<Vec<Range<u32>>>,
}

impl<'t> Paths<'t> {
    /// Looks through the grid once.
    pub fn new(table: &'t Table) -> Paths<'t> {
        let grid = table.grid();
        let column = |col| inner_runs(table, &grid, col);
        let inner = (0..table.n_cols()).map(column).collect();
        Paths { table, grid, inner }
    }

    /// What leads to a cell of the table. A head cell leads to others and has no path itself.
    pub fn of(&self, cell: &Cell) -> HeaderPath {
        if cell.role == CellRole::ColumnHead {
            return HeaderPath::default();
        }
        let top = self.table.header_rows.min(cell.rows.start);
        let run = self.run_above(cell);
        let own_head = run
            .clone()
            .any(|row| self.head(row, cell).is_some_and(|c| !self.is_full_width(c)));
        let (over, beside) = match (own_head, run) {
            (true, run) => (self.heads(run, cell), Vec::new()),
            (false, run) => (self.heads(0..top, cell), self.heads(run, cell)),
        };
        HeaderPath {
            column: lines(over),
            row: lines(beside.into_iter().chain(self.labels(cell))),
        }
    }

    /// The nearest run of inner head rows above a cell, in its first column; empty where there is none.
    fn run_above(&self, cell: &Cell) -> Range<u32> {
        let runs = self.inner.get(cell.cols.start as usize);
        let runs = runs.map(Vec::as_slice).unwrap_or_default();
        let above = runs.partition_point(|run| run.end <= cell.rows.start);
        above
            .checked_sub(1)
            .and_then(|last| runs.get(last))
            .cloned()
            .unwrap_or(0..0)
    }

    /// The head cells in these rows that stand over all of the cell's columns, each once.
    fn heads(&self, rows: Range<u32>, cell: &Cell) -> Vec<&'t Cell> {
        let mut heads: Vec<&Cell> = rows.filter_map(|row| self.head(row, cell)).collect();
        heads.dedup_by(|a, b| std::ptr::eq(*a, *b));
        heads
    }

    fn head(&self, row: u32, cell: &Cell) -> Option<&'t Cell> {
        head_cell(self.table, &self.grid, row, cell.cols.start).filter(|head| head.cols.end >= cell.cols.end)
    }

    /// The labels to the left of a cell that stand beside all of its rows, each once.
    fn labels(&self, cell: &Cell) -> Vec<&'t Cell> {
        let columns = 0..cell.cols.start.min(self.table.label_cols);
        let label = |col| {
            let index = self.grid.index_at(cell.rows.start, col)?;
            let label = self.table.cells().get(index)?;
            (label.role == CellRole::RowHead && label.rows.end >= cell.rows.end).then_some(label)
        };
        let mut labels: Vec<&Cell> = columns.filter_map(label).collect();
        labels.dedup_by(|a, b| std::ptr::eq(*a, *b));
        labels
    }

    fn is_full_width(&self, cell: &Cell) -> bool {
        cell.col_span() == self.table.n_cols()
    }
}

fn head_cell<'t>(table: &'t Table, grid: &Grid, row: u32, col: u32) -> Option<&'t Cell> {
    let cell = table.cells().get(grid.index_at(row, col)?)?;
    (cell.role == CellRole::ColumnHead).then_some(cell)
}

fn inner_runs(table: &Table, grid: &Grid, col: u32) -> Vec<Range<u32>> {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for row in table.header_rows..table.n_rows() {
        if head_cell(table, grid, row, col).is_none() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == row => run.end = row + 1,
            _ => runs.push(row..row + 1),
        }
    }
    runs
}

fn lines<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Vec<String> {
    let lines = cells.into_iter().map(|cell| on_one_line(&cell.text));
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests;
