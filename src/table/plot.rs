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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Method, Table};
    use crate::layout::words::tests::blank_page;

    /// A table of these cells at (100, 100) with places of 40 by 20 points.
    fn placed(n_rows: u32, n_cols: u32, filled: impl Fn(u32, u32) -> bool) -> PlacedTable {
        let text = |r, c| if filled(r, c) { "1" } else { "" };
        let cells = (0..n_rows).flat_map(|r| (0..n_cols).map(move |c| (r, c)));
        let cells = cells.map(|(r, c)| Cell::new(r, c, text(r, c))).collect();
        let (right, bottom) = (100.0 + 40.0 * n_cols as f32, 100.0 + 20.0 * n_rows as f32);
        PlacedTable {
            table: Table::new(n_rows, n_cols, cells, Method::Alignment).unwrap(),
            page: 1,
            bbox: Rect::new(100.0, 100.0, right, bottom),
            xs: Vec::new(),
            em: 10.0,
            chars: Vec::new(),
            closed: (true, true),
        }
    }

    fn is_drawn(placed: &PlacedTable, shape: Rect) -> bool {
        let mut page = blank_page();
        page.shapes = vec![shape];
        is_plot(&page, placed, 10.0, &TableSettings::default())
    }

    #[test]
    fn few_figures_around_a_curve_are_a_plot_and_a_full_table_under_a_seal_is_none() {
        let curve = Rect::new(110.0, 105.0, 190.0, 150.0);
        let scale = placed(5, 4, |_, c| c == 0);
        assert!(is_drawn(&scale, curve));
        assert!(!is_drawn(&scale, Rect::new(110.0, 105.0, 118.0, 113.0)));
        assert!(!is_drawn(&scale, Rect::new(10.0, 500.0, 90.0, 560.0)));
        assert!(!is_drawn(&placed(5, 4, |_, _| true), curve));
        assert!(!is_drawn(&placed(3, 15, |_, _| true), curve));
    }
}
