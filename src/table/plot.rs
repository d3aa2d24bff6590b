//! Plots whose figures and legends stand in rows and columns as those of a table do.

use crate::geometry::Rect;
use crate::reader::pdf::PdfPage;

use super::rulings::PlacedTable;
use super::settings::TableSettings;

/// Whether texts that were found in columns are the scales, names and figures of a plot: few of the places between
/// them are taken, and something is drawn there that no table has (lines that lean, curves, bars).
///
/// A full table is never one: a seal or a logo may lie over it.
pub(crate) fn is_plot(page: &PdfPage, placed: &PlacedTable, em: f32, settings: &TableSettings) -> bool {
    let table = &placed.table;
    let places = (table.n_rows() * table.n_cols()).max(1);
    let taken = table.cells().iter().filter(|c| !c.text.trim().is_empty());
    let taken: u32 = taken.map(|c| c.row_span() * c.col_span()).sum();
    let full = taken as f32 >= settings.full_table * places as f32;
    if full && (table.n_rows() >= settings.full_rows || places >= settings.full_places) {
        return false;
    }
    let around = placed.bbox.grown(em);
    let lies = |r: &&Rect| around.contains(r.center());
    let large = |r: &&Rect| r.width().max(r.height()) >= settings.drawn * em;
    let curves = page.shapes.iter().filter(lies).filter(large).count();
    let texts: Vec<Rect> = placed
        .chars
        .iter()
        .filter_map(|i| page.chars.get(*i))
        .map(|c| c.bbox)
        .collect();
    let is_bar = |r: &&Rect| {
        r.width().min(r.height()) >= 0.3 * em
            && r.width() < 0.8 * placed.bbox.width()
            && !texts.iter().any(|t| r.contains(t.center()))
    };
    let areas = page.areas.iter().map(|a| &a.bbox);
    let bars = areas.filter(lies).filter(large).filter(is_bar).take(3).count();
    curves > 0 || bars >= 3
}
