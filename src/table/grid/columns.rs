//! Which grid columns the cells of each row cover.

use std::ops::Range;

use crate::diagnostic::{Warning, Warnings};
use crate::reader::docx::{Merge, RawRow, RawTable};

/// A cell, or a run of cells joined by `w:hMerge`, on its grid columns.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Columns by which rows are compared, half-open.
    pub(super) cols: Range<u32>,
    /// First grid column by the spans, as the file counts.
    pub(super) grid_col: u32,
    /// The cells of the row that it is made of, half-open.
    pub(super) cells: Range<u32>,
    /// How it takes part in a vertical merge.
    pub(super) v_merge: Merge,
}

/// Cell edges nearer to each other than this, in twips (5 pt), are one column boundary when columns are told by
/// widths. Word rounds widths of the same column by a few twips from row to row; no column that holds text is
/// narrower than a character.
const SAME_EDGE: i64 = 100;

/// Rows whose widths add up to within this share of each other are equally wide.
const SAME_WIDTH: f64 = 0.02;

/// The cells of every row on common columns.
pub(super) fn place(raw: &RawTable, warnings: &mut Warnings) -> Vec<Vec<Placed>> {
    let rows: Vec<Vec<Placed>> = raw.rows.iter().map(by_spans).collect();
    let mut ends = raw
        .rows
        .iter()
        .zip(&rows)
        .filter(|(_, cells)| !cells.is_empty())
        .map(|(row, cells)| {
            let end = cells.last().map_or(0, |c| c.cols.end);
            end.saturating_add(row.grid_after)
        });
    let first = ends.next();
    if ends.all(|end| Some(end) == first) {
        return rows;
    }
    match by_widths(raw, &rows) {
        Some(placed) => {
            let message = "the rows of a table disagree in their columns; the widths of the cells decided";
            warnings.push(Warning::new("grid_by_widths", message));
            placed
        }
        None => rows,
    }
}

/// Columns by `w:gridSpan`, one after the other.
fn by_spans(row: &RawRow) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(row.cells.len());
    let mut col = row.grid_before;
    for (index, cell) in row.cells.iter().enumerate() {
        let end = col.saturating_add(cell.grid_span.max(1));
        let index = index as u32;
        match placed.last_mut() {
            Some(left) if cell.h_merge == Merge::Continue => {
                left.cols.end = end;
                left.cells.end = index + 1;
            }
            _ => placed.push(Placed {
                cols: col..end,
                grid_col: col,
                cells: index..index + 1,
                v_merge: cell.v_merge,
            }),
        }
        col = end;
    }
    placed
}

/// Columns by the edges of cells, where every cell has a width and all rows are equally wide; `None` elsewhere.
fn by_widths(raw: &RawTable, rows: &[Vec<Placed>]) -> Option<Vec<Vec<Placed>>> {
    let mut lines: Vec<Vec<i64>> = Vec::with_capacity(rows.len());
    for (row, placed) in raw.rows.iter().zip(rows) {
        lines.push(edges(row, placed, &raw.grid)?);
    }
    let ends = || {
        lines
            .iter()
            .filter(|l| l.len() > 1)
            .filter_map(|l| l.last().copied())
    };
    let (narrow, wide) = (ends().min()?, ends().max()?);
    if (wide - narrow) as f64 > wide as f64 * SAME_WIDTH {
        return None;
    }
    let boundaries = clusters(lines.iter().flatten().copied().collect());
    let index = |x: i64| boundaries.partition_point(|b| *b <= x).saturating_sub(1) as u32;
    let mut out = Vec::with_capacity(rows.len());
    for (line, placed) in lines.iter().zip(rows) {
        let mut moved = placed.clone();
        for (cell, edge) in moved.iter_mut().zip(line.windows(2)) {
            let &[x0, x1] = edge else { return None };
            cell.cols = index(x0)..index(x1);
            if cell.cols.is_empty() {
                return None;
            }
        }
        out.push(moved);
    }
    Some(out)
}

/// The x positions of a row's cell edges, in twips from the table's left side: one more than it has cells. `None`
/// where a width is missing.
fn edges(row: &RawRow, placed: &[Placed], grid: &[i32]) -> Option<Vec<i64>> {
    let before = row.grid_before as usize;
    let mut x: i64 = if before > 0 {
        grid.get(..before)?.iter().map(|w| i64::from(*w)).sum()
    } else {
        0
    };
    let mut out = vec![x];
    for cell in placed {
        let range = cell.cells.start as usize..cell.cells.end as usize;
        for raw in row.cells.get(range)? {
            x += i64::from(raw.width?);
        }
        out.push(x);
    }
    Some(out)
}

/// The first of each group of positions that lie within [`SAME_EDGE`] of the group's first.
fn clusters(mut positions: Vec<i64>) -> Vec<i64> {
    positions.sort_unstable();
    let mut out: Vec<i64> = Vec::new();
    for x in positions {
        if out.last().is_none_or(|first| x - first > SAME_EDGE) {
            out.push(x);
        }
    }
    out
}
