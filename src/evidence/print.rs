//! Values that are not what is seen at their place: doubts of print hold for every reading, for all share the characters.

use crate::document::{Document, Provenance, Table};
use crate::geometry::Rect;
use crate::report::{Report, Status};

/// Disputes the values that stand where a table of any reading has a doubt of print.
pub fn dispute(report: &mut Report, document: &Document) {
    let tables = document
        .tables
        .iter()
        .chain(document.readings.iter().flat_map(|r| &r.tables));
    let places: Vec<Provenance> = tables.flat_map(doubted).collect();
    if places.is_empty() {
        return;
    }
    for (_, value) in report.values_mut() {
        let stands_there = |place: &Provenance| places.iter().any(|doubted| is_at(doubted, place));
        if value.provenance.iter().any(stands_there) {
            value.status = Status::Disputed;
        }
    }
}

/// Where the table has doubts of print.
fn doubted(table: &Table) -> Vec<Provenance> {
    let mut of_print = table.doubts.iter().filter(|d| d.is_of_print()).peekable();
    if of_print.peek().is_none() {
        return Vec::new();
    }
    let grid = table.grid();
    let cells = of_print.filter_map(|d| {
        let (row, col) = d.place?;
        table.cells().get(grid.index_at(row, col)?)
    });
    cells.flat_map(|c| c.provenance.iter().copied()).collect()
}

/// Whether a value stands at a place.
fn is_at(place: &Provenance, value: &Provenance) -> bool {
    match (place, value) {
        (
            Provenance::Page { page, bbox },
            Provenance::Page {
                page: other,
                bbox: text,
            },
        ) => page == other && covers(bbox, text),
        _ => place == value,
    }
}

/// Whether two boxes share half of the smaller one.
fn covers(a: &Rect, b: &Rect) -> bool {
    let shared = a.intersection(b).map_or(0.0, |i| i.area());
    shared > 0.5 * a.area().min(b.area())
}
