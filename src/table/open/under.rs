//! A part of a table on a later page, put into the columns of the head that was drawn on the first.

use std::collections::BTreeSet;

use crate::document::{Cell, Provenance, Table};
use crate::table::columns::between_borders;
use crate::table::rulings::PlacedTable;
use crate::table::settings::TableSettings;

/// A part of a table on a later page, whose columns are told by its texts alone, in the columns of the drawn head; `None`
/// when a text reaches over a border. `xs` are the head's column borders, in the frame of the part, which is not turned.
pub(crate) fn under(xs: &[f32], part: &PlacedTable, settings: &TableSettings) -> Option<PlacedTable> {
    let columns = between_borders(xs, part.em);
    let slack = settings.snap * part.em;
    let sheet = part.bbox.grown(slack);
    let place = |x: f32| xs.partition_point(|border| *border <= x).checked_sub(1);
    // Where the texts of each column stand: a blank cell tells nothing.
    let mut at: Vec<Option<usize>> = vec![None; part.table.n_cols() as usize];
    for cell in part.table.cells() {
        for provenance in &cell.provenance {
            let Provenance::Page { bbox, .. } = provenance else {
                continue;
            };
            if !sheet.contains(bbox.center()) {
                return None;
            }
            let narrow = slack.min(0.5 * bbox.width());
            let (first, last) = (place(bbox.x0 + narrow)?, place(bbox.x1 - narrow)?);
            if last >= columns.len() || (first != last && cell.cols.len() == 1) {
                return None;
            }
            if cell.cols.len() == 1 {
                let slot = at.get_mut(cell.cols.start as usize)?;
                if slot.is_some_and(|known| known != first) {
                    return None;
                }
                *slot = Some(first);
            }
        }
    }
    let at: Vec<u32> = at
        .into_iter()
        .map(|c| c.map(|c| c as u32))
        .collect::<Option<_>>()?;
    if !at.windows(2).all(|w| w.first() < w.last()) {
        return None;
    }
    let moved = |c: &Cell| -> Option<Cell> {
        let (first, last) = (at.get(c.cols.start as usize)?, at.get(c.cols.end as usize - 1)?);
        Some(Cell {
            cols: *first..last + 1,
            ..c.clone()
        })
    };
    let mut cells: Vec<Cell> = part.table.cells().iter().map(moved).collect::<Option<_>>()?;
    let missing: Vec<u32> = (0..columns.len() as u32)
        .filter(|col| !at.contains(col))
        .collect();
    let wide = cells.iter().filter(|c| c.cols.len() > 1);
    let covered: BTreeSet<(u32, u32)> = wide
        .flat_map(|c| {
            let missing = missing.iter().filter(|col| c.cols.contains(col));
            missing.flat_map(|col| c.rows.clone().map(|row| (row, *col)))
        })
        .collect();
    for row in 0..part.table.n_rows() {
        let blank = missing.iter().filter(|col| !covered.contains(&(row, **col)));
        cells.extend(blank.map(|col| Cell::new(row, *col, "")));
    }
    let mut table = Table::new(
        part.table.n_rows(),
        columns.len() as u32,
        cells,
        part.table.method,
    )
    .ok()?;
    table.page = part.table.page;
    table.doubts = part
        .table
        .doubts
        .iter()
        .cloned()
        .map(|mut d| {
            d.place = d
                .place
                .map(|(row, col)| (row, at.get(col as usize).copied().unwrap_or(col)));
            d
        })
        .collect();
    Some(PlacedTable {
        table,
        xs: xs.to_vec(),
        ..part.clone()
    })
}
