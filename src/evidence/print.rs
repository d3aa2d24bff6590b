//! Values that are not what is seen at their place: doubts of print hold for every reading, for all share the characters.

use foldhash::{HashMap, HashMapExt};

use crate::document::{Document, Provenance, Table};
use crate::geometry::Rect;
use crate::report::{Report, Status};

/// Disputes the values that stand where a table of any reading has a doubt of print.
pub fn dispute(report: &mut Report, document: &Document) {
    let tables = document
        .tables
        .iter()
        .chain(document.readings.iter().flat_map(|r| &r.tables));
    let mut places: HashMap<u32, Vec<Rect>> = HashMap::new();
    for (page, bbox) in tables.flat_map(doubted) {
        places.entry(page).or_default().push(bbox);
    }
    if places.is_empty() {
        return;
    }
    for (_, value) in report.values_mut() {
        let of_value = value.provenance.iter().filter_map(boxed);
        let doubted = of_value.into_iter().any(|(page, bbox)| {
            let on_page = places.get(&page).map(Vec::as_slice).unwrap_or_default();
            on_page.iter().any(|place| covers(place, bbox))
        });
        if doubted {
            value.status = Status::Disputed;
        }
    }
}

/// Where the table has doubts of print: page and box.
fn doubted(table: &Table) -> Vec<(u32, Rect)> {
    let mut of_print = table.doubts.iter().filter(|d| d.is_of_print()).peekable();
    if of_print.peek().is_none() {
        return Vec::new();
    }
    let grid = table.grid();
    let cells = of_print.filter_map(|d| {
        let (row, col) = d.place?;
        table.cells().get(grid.index_at(row, col)?)
    });
    cells
        .flat_map(|c| c.provenance.iter().filter_map(boxed))
        .map(|(page, bbox)| (page, *bbox))
        .collect()
}

fn boxed(provenance: &Provenance) -> Option<(u32, &Rect)> {
    match provenance {
        Provenance::Page { page, bbox } => Some((*page, bbox)),
        _ => None,
    }
}

/// Whether two boxes share half of the smaller one.
fn covers(a: &Rect, b: &Rect) -> bool {
    let shared = a.intersection(b).map_or(0.0, |i| i.area());
    shared > 0.5 * a.area().min(b.area())
}
