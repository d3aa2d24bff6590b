//! A table that grows by the parts of page after page. What a part has to be held against is kept ready, so that each
//! costs its own size, however long the table is already.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{
    Cut, MOST_HEAD, append, common_columns, is_blank, is_fresh, is_labelled, is_new_head, is_value, narrow,
    remap, repeated_rows, row_is_cut, spans_on,
};
use crate::document::{Cell, Doubt, Dropped, Method, Provenance, RepeatedHead, Table};
use crate::table::open;
use crate::table::rulings::PlacedTable;
use crate::table::settings::TableSettings;

/// A table, and what it grew to when parts were joined to it.
pub(super) struct Growing {
    first: PlacedTable,
    grown: Option<Grown>,
}

/// The first part with those that were joined to it.
struct Grown {
    cells: Vec<Cell>,
    n_rows: u32,
    /// Column borders of all parts, in the frame of the first.
    xs: Vec<f32>,
    facts: Facts,
    doubts: Vec<Doubt>,
    repeated_heads: Vec<RepeatedHead>,
    /// Whether a line closes the last part at its bottom.
    closed: bool,
}

/// What the next part is held against.
#[derive(Default)]
struct Facts {
    columns: Vec<Column>,
    /// How many texts begin with a number or a bullet, by the columns of their cells.
    fresh: BTreeMap<(u32, u32), usize>,
    /// Places in the list of cells of those that start above [`MOST_HEAD`].
    top: Vec<usize>,
    /// Places of those that reach the last row's end.
    last: Vec<usize>,
}

/// What stands in a column, of cells that are one column wide.
#[derive(Clone, Copy, Default)]
struct Column {
    filled: usize,
    /// Numbers and marks.
    values: usize,
    /// Others, below the first row.
    words: usize,
    /// From where to where its texts reach on their pages, x in points.
    reach: Option<(f32, f32)>,
}

impl Facts {
    fn of(cells: &[Cell], n_rows: u32, n_cols: usize) -> Facts {
        let mut facts = Facts {
            columns: vec![Column::default(); n_cols],
            ..Facts::default()
        };
        for (at, cell) in cells.iter().enumerate() {
            facts.take_in(cell);
            facts.place(at, cell, n_rows);
        }
        facts
    }

    fn place(&mut self, at: usize, cell: &Cell, n_rows: u32) {
        if cell.rows.start < MOST_HEAD {
            self.top.push(at);
        }
        if cell.rows.end == n_rows {
            self.last.push(at);
        }
    }

    fn take_in(&mut self, cell: &Cell) {
        self.count(cell, |n| *n += 1);
        if cell.cols.len() != 1 || cell.text.trim().is_empty() {
            return;
        }
        let Some(column) = self.columns.get_mut(cell.cols.start as usize) else {
            return;
        };
        for place in &cell.provenance {
            let Provenance::Page { bbox, .. } = place else {
                continue;
            };
            let (x0, x1) = column.reach.unwrap_or((bbox.x0, bbox.x1));
            column.reach = Some((x0.min(bbox.x0), x1.max(bbox.x1)));
        }
    }

    /// Before a cell is changed: what it was is no longer there.
    fn take_out(&mut self, cell: &Cell) {
        self.count(cell, |n| *n = n.saturating_sub(1));
    }

    fn count(&mut self, cell: &Cell, change: impl Fn(&mut usize)) {
        if cell.text.trim().is_empty() {
            return;
        }
        let value = is_value(&cell.text);
        if !value && is_fresh(&cell.text) {
            change(self.fresh.entry((cell.cols.start, cell.cols.end)).or_default());
        }
        if cell.cols.len() != 1 {
            return;
        }
        let Some(column) = self.columns.get_mut(cell.cols.start as usize) else {
            return;
        };
        change(&mut column.filled);
        match value {
            true => change(&mut column.values),
            false if cell.rows.start > 0 => change(&mut column.words),
            false => {}
        }
    }

    /// For every column whether most filled cells of one column's width are numbers or marks.
    fn numeric(&self) -> Vec<bool> {
        let is_numeric = |c: &Column| c.values > 0 && c.values * 2 >= c.filled;
        self.columns.iter().map(is_numeric).collect()
    }
}

/// A part that belongs to the table, and how it goes on with it.
struct Part {
    /// The cells below a head that is printed again, their columns counted in the joined borders.
    cells: Vec<Cell>,
    n_rows: u32,
    /// Rows of the head that is printed again.
    head: u32,
    cut: Cut,
    /// Label columns.
    labels: u32,
    dropped: Vec<Dropped>,
}

impl Growing {
    pub(super) fn new(first: PlacedTable) -> Growing {
        Growing { first, grown: None }
    }

    /// Joins a part, and gives what was dropped of it; `None` when it is another table.
    pub(super) fn add(&mut self, part: &PlacedTable, settings: &TableSettings) -> Option<Vec<Dropped>> {
        if is_blank(&part.table) {
            return None;
        }
        let under_head;
        let part = match (self.first.table.method, part.table.method) {
            (one, other) if one == other => part,
            (_, Method::Alignment) if self.first.open => {
                let xs = self.grown.as_ref().map_or(&self.first.xs, |g| &g.xs);
                under_head = open::under(xs, part, settings)?;
                &under_head
            }
            _ => return None,
        };
        if self.grown.is_none() && is_blank(&self.first.table) {
            return None;
        }
        // Without rules a column ends where its texts end, which differs from page to page. So do the columns of labels below
        // a drawn corner.
        let loose = if part.table.method == Method::Alignment || (part.open && self.first.open) {
            settings.loose_column
        } else {
            1.0
        };
        let tolerance = loose * settings.same_column * self.first.em.min(part.em);
        // Before the first part is joined, the table is made ready for growing; that is lost when it does not grow.
        let mut ready = None;
        let grown = match self.grown.as_mut() {
            Some(grown) => grown,
            None => ready.insert(Grown::of(&self.first)),
        };
        let dropped = grown.add(part, tolerance)?;
        if let Some(ready) = ready {
            self.grown = Some(ready);
        }
        Some(dropped)
    }

    /// The whole table.
    pub(super) fn finish(self) -> PlacedTable {
        let Some(grown) = self.grown else {
            return self.first;
        };
        let first = self.first;
        let n_cols = grown.xs.len().saturating_sub(1) as u32;
        let mut table = whole(grown.cells, grown.n_rows, n_cols, first.table.method);
        table.page = first.table.page;
        table.title = first.table.title;
        table.doubts.extend(grown.doubts);
        table.repeated_heads = grown.repeated_heads;
        PlacedTable {
            table,
            xs: grown.xs,
            closed: (first.closed.0, grown.closed),
            ..first
        }
    }
}

/// A table of these cells; if they should not fit a grid, one cell a row and a doubt, so that nothing is lost.
fn whole(cells: Vec<Cell>, n_rows: u32, n_cols: u32, method: Method) -> Table {
    let (mut table, error) = Table::new_or_list(n_rows, n_cols, cells, method);
    table.doubts.extend(error.map(|e| Doubt {
        code: "cells-overlap",
        message: format!("the parts of the table do not fit one grid: {e}"),
        place: None,
    }));
    table
}

impl Grown {
    fn of(first: &PlacedTable) -> Grown {
        let cells = first.table.cells().to_vec();
        let n_rows = first.table.n_rows();
        Grown {
            facts: Facts::of(&cells, n_rows, first.xs.len().saturating_sub(1)),
            cells,
            n_rows,
            xs: first.xs.clone(),
            doubts: first.table.doubts.clone(),
            repeated_heads: first.table.repeated_heads.clone(),
            closed: first.closed.1,
        }
    }

    /// Whether a part without rules, as wide in columns, begins with the head printed again: its columns are the same, however
    /// wide the texts below are that tell where they end.
    fn has_head_of(&self, part: &PlacedTable) -> bool {
        let top: Vec<&Cell> = self
            .facts
            .top
            .iter()
            .filter_map(|at| self.cells.get(*at))
            .collect();
        part.table.method == Method::Alignment
            && part.xs.len() == self.xs.len()
            && repeated_rows(&top, part.table.cells(), part.table.n_rows()) > 0
    }

    /// Whether the texts of a part without rules stand in the columns of those above: from white strip to white strip, whatever
    /// the texts of either page are wide.
    fn shares_strips(&self, part: &PlacedTable) -> bool {
        if part.table.method != Method::Alignment || part.xs.len() != self.xs.len() || part.xs.len() < 3 {
            return false;
        }
        let lower = Facts::of(part.table.cells(), part.table.n_rows(), part.xs.len() - 1);
        let pairs = self.facts.columns.iter().zip(&lower.columns);
        let mut end = f32::NEG_INFINITY;
        for (above, below) in pairs {
            let (Some(above), Some(below)) = (above.reach, below.reach) else {
                return false;
            };
            // Texts of one column stand below one another.
            if above.0.min(below.0) < end || above.0 > below.1 || below.0 > above.1 {
                return false;
            }
            end = above.1.max(below.1);
        }
        true
    }

    /// Joins a part, or gives `None` and stays as it is.
    fn add(&mut self, part: &PlacedTable, tolerance: f32) -> Option<Vec<Dropped>> {
        let moved;
        let (part, union) = match common_columns(&self.xs, &part.xs, tolerance) {
            Some(union) => (part, union),
            None if self.has_head_of(part) || self.shares_strips(part) => {
                moved = PlacedTable {
                    xs: self.xs.clone(),
                    ..part.clone()
                };
                (&moved, self.xs.clone())
            }
            None => return None,
        };
        // Mostly the borders are those that are known already.
        let wider = if union.len() > self.xs.len() {
            let cells = remap(&self.cells, &self.xs, 0.0, &union, tolerance)?;
            let facts = Facts::of(&cells, self.n_rows, union.len().saturating_sub(1));
            Some((cells, facts))
        } else {
            None
        };
        let (cells, facts) = match &wider {
            Some((cells, facts)) => (cells, facts),
            None => (&self.cells, &self.facts),
        };
        let part_of = self.part(cells, facts, part, &union, tolerance)?;
        if let Some((cells, facts)) = wider {
            (self.cells, self.facts) = (cells, facts);
        }
        self.xs = union;
        self.closed = part.closed.1;
        self.take(
            part_of.cells,
            part_of.head,
            part_of.cut,
            part_of.labels,
            part_of.n_rows,
            part,
        );
        Some(part_of.dropped)
    }

    /// What of a part goes below these cells; `None` when it is another table.
    fn part(
        &self,
        cells: &[Cell],
        facts: &Facts,
        part: &PlacedTable,
        union: &[f32],
        tolerance: f32,
    ) -> Option<Part> {
        let shift = self.xs.first()? - part.xs.first()?;
        let lower = remap(part.table.cells(), &part.xs, shift, union, tolerance)?;
        let lower = if part.table.method == Method::Alignment {
            narrow(lower, &part.table, shift, union)
        } else {
            lower
        };
        let at = |places: &[usize]| -> Vec<&Cell> { places.iter().filter_map(|&i| cells.get(i)).collect() };
        let head = repeated_rows(&at(&facts.top), &lower, part.table.n_rows());
        let numeric = facts.numeric();
        let words = facts
            .columns
            .iter()
            .zip(&numeric)
            .filter(|(_, n)| **n)
            .map(|(c, _)| c.words);
        if head == 0 && is_new_head(words.sum(), &lower, &numeric) {
            return None;
        }
        let (head_cells, rest): (Vec<Cell>, Vec<Cell>) = lower.into_iter().partition(|c| c.rows.start < head);
        let dropped = head_cells
            .into_iter()
            .filter(|c| !c.text.trim().is_empty())
            .map(|cell| Dropped {
                text: cell.text,
                reason: "repeated-head",
                provenance: cell.provenance,
            });
        let n_rows = part.table.n_rows().checked_sub(head).filter(|n| *n > 0)?;
        let numbered = |cols: &Range<u32>| facts.fresh.get(&(cols.start, cols.end)).copied().unwrap_or(0);
        let labels = facts.columns.first().map_or(0, |c| c.filled);
        let labelled =
            !numeric.contains(&true) && is_labelled(labels, self.n_rows, &rest, head, part.table.n_rows());
        let cut = row_is_cut(&at(&facts.last), &rest, head, &numeric, numbered, labelled);
        self.n_rows.checked_sub(u32::from(cut != Cut::Between))?;
        fits(&rest, head, n_rows, union.len().saturating_sub(1), self.n_rows).then_some(Part {
            cells: rest,
            n_rows,
            head,
            cut,
            labels: numeric.iter().position(|n| *n).unwrap_or(1).max(1) as u32,
            dropped: dropped.collect(),
        })
    }

    /// Puts the cells of a part below the others: cells that the cut parted become one.
    fn take(&mut self, lower: Vec<Cell>, head: u32, cut: Cut, labels: u32, n_rows: u32, part: &PlacedTable) {
        let n_upper = self.n_rows;
        let offset = n_upper.saturating_sub(u32::from(cut != Cut::Between));
        self.n_rows = offset + n_rows;
        let at_cut = std::mem::take(&mut self.facts.last);
        let mut reached: Vec<usize> = at_cut.clone();
        for mut cell in lower {
            let at_top = cell.rows.start == head;
            cell.rows = (cell.rows.start + offset).saturating_sub(head)
                ..(cell.rows.end + offset).saturating_sub(head);
            let goes_on =
                |c: &Cell| c.cols == cell.cols && (cut != Cut::Between || spans_on(c, &cell, labels));
            let host = at_cut
                .iter()
                .copied()
                .filter(|_| at_top)
                .find(|&i| self.cells.get(i).is_some_and(goes_on));
            match host.and_then(|i| self.cells.get_mut(i)) {
                Some(host) => {
                    self.facts.take_out(host);
                    append(host, cell);
                    self.facts.take_in(host);
                }
                None => {
                    self.facts.take_in(&cell);
                    if cell.rows.start < MOST_HEAD {
                        self.facts.top.push(self.cells.len());
                    }
                    reached.push(self.cells.len());
                    self.cells.push(cell);
                }
            }
        }
        let ends = |i: &usize| self.cells.get(*i).is_some_and(|c| c.rows.end == self.n_rows);
        self.facts.last = reached.into_iter().filter(ends).collect();
        self.remember(part, head, offset, n_upper, cut);
    }

    /// Keeps what a part says besides its cells.
    fn remember(&mut self, part: &PlacedTable, head: u32, offset: u32, n_upper: u32, cut: Cut) {
        let moved = part.table.doubts.iter().map(|d| Doubt {
            place: d
                .place
                .map(|(row, col)| ((row + offset).saturating_sub(head), col)),
            ..d.clone()
        });
        self.doubts.extend(moved);
        if cut == Cut::Guessed {
            self.doubts.push(Doubt {
                code: "row-cut-by-page",
                message: "the last row of a page and the first of the next were taken for one row".into(),
                place: Some((n_upper.saturating_sub(1), 0)),
            });
        }
        if head > 0 {
            self.repeated_heads.push(RepeatedHead {
                page: part.page,
                rows: head,
            });
        }
    }
}

/// Whether a part's cells lie beside each other in a grid of their own, and the grid of all is not too large.
fn fits(cells: &[Cell], head: u32, n_rows: u32, n_cols: usize, n_upper: u32) -> bool {
    let all = (n_upper as usize + n_rows as usize).checked_mul(n_cols);
    let moved = cells.iter().map(|c| {
        let rows = c.rows.start.saturating_sub(head)..c.rows.end.saturating_sub(head);
        Cell::spanning(rows, c.cols.clone(), "")
    });
    all.is_some_and(|places| places <= Table::MAX_PLACES)
        && Table::new(n_rows, n_cols as u32, moved.collect(), Method::Rulings).is_ok()
}
