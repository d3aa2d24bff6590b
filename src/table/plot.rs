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
    let every = taken >= places;
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
    // The scale and the legend of a bar chart stand right below its bars.
    let stands = |r: &&Rect| {
        let gap = placed.bbox.top - r.bottom;
        gap.abs() <= 2.0 * em && r.center().x > placed.bbox.x0 && r.center().x < placed.bbox.x1
    };
    let bars = areas.clone().filter(lies).filter(large).filter(is_bar);
    let on_it = areas.filter(stands).filter(large).filter(is_bar);
    curves > 0 || bars.take(3).count() >= 3 || (!every && on_it.take(3).count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Method, Table};
    use crate::layout::words::tests::blank_page;
    use crate::reader::pdf::FilledArea;

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
            open: false,
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

    #[test]
    fn names_below_three_bars_are_a_scale_and_a_full_row_below_them_is_a_table() {
        let mut page = blank_page();
        page.areas = (0..3)
            .map(|i| {
                let x = 110.0 + 40.0 * i as f32;
                FilledArea {
                    bbox: Rect::new(x, 40.0, x + 20.0, 95.0),
                    lightness: 100,
                }
            })
            .collect();
        let is_scale = |placed: &PlacedTable| is_plot(&page, placed, 10.0, &TableSettings::default());
        let scale = placed(2, 5, |r, c| r == 0 && c != 2 || r == 1 && (c == 1 || c == 3));
        assert!(is_scale(&scale));
        assert!(!is_scale(&placed(2, 5, |_, _| true)));
        page.areas.truncate(2);
        assert!(!is_plot(&page, &scale, 10.0, &TableSettings::default()));
    }
}
