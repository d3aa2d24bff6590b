//! The stages of a page as text: one line for each thing, boxes as `x0 top x1 bottom` in points.

use std::fmt::Write as _;

use super::svg::Stage;
use crate::extract::trace::PageTrace;
use crate::geometry::{Orientation, Rect};
use crate::output::wire::{Provenance, ReportJson};

/// One stage of one page. A first line, behind `#`, names the columns.
pub fn listing(report: &ReportJson, trace: &PageTrace, stage: Stage) -> String {
    let mut out = String::new();
    let page = &trace.page;
    let size = format!(
        "# page {}, {:.1} x {:.1} pt, type size {:.1} pt",
        page.number, page.width, page.height, trace.em
    );
    line(&mut out, &size);
    match stage {
        Stage::Chars => chars(&mut out, trace),
        Stage::Words => words(&mut out, trace),
        Stage::Edges => edges(&mut out, trace),
        Stage::Cells => cells(&mut out, trace),
        Stage::Tables => tables(&mut out, report, page.number),
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn boxed(r: &Rect) -> String {
    format!("{:.1}\t{:.1}\t{:.1}\t{:.1}", r.x0, r.top, r.x1, r.bottom)
}

/// A text on one line, with what a terminal would act upon escaped.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

fn chars(out: &mut String, trace: &PageTrace) {
    line(
        out,
        "# char\tx0\ttop\tx1\tbottom\tsize\tbaseline\tfont\tdirection\ttaken_for",
    );
    for (c, fate) in trace.page.chars.iter().zip(&trace.fates) {
        let text = shown(&c.unicode.to_string());
        let direction = format!("{:?}", c.direction).to_lowercase();
        let row = format!(
            "{text}\t{}\t{:.2}\t{:.1}\t{}\t{direction}\t{}",
            boxed(&c.bbox),
            c.size,
            c.baseline,
            c.font,
            fate.as_str()
        );
        line(out, &row);
    }
}

fn words(out: &mut String, trace: &PageTrace) {
    line(out, "# word\tx0\ttop\tx1\tbottom\tsize\tbold\ttaken_for");
    for w in &trace.words {
        let bold = if w.bold { "bold" } else { "-" };
        let row = format!(
            "{}\t{}\t{:.2}\t{bold}\t{}",
            shown(&w.text),
            boxed(&w.bbox),
            w.size,
            w.fate.as_str()
        );
        line(out, &row);
    }
}

fn edges(out: &mut String, trace: &PageTrace) {
    line(out, "# kind\torientation\tposition\tstart\tend");
    for (kind, list) in [("drawn", &trace.edges), ("shading", &trace.shading)] {
        for e in list {
            let way = match e.orientation {
                Orientation::Horizontal => "horizontal",
                Orientation::Vertical => "vertical",
            };
            line(
                out,
                &format!("{kind}\t{way}\t{:.2}\t{:.2}\t{:.2}", e.position, e.start, e.end),
            );
        }
    }
    line(out, "# intersection\tx\ty");
    for p in &trace.intersections {
        line(out, &format!("intersection\t{:.2}\t{:.2}", p.x, p.y));
    }
}

fn cells(out: &mut String, trace: &PageTrace) {
    line(
        out,
        "# table\trow\tcol\trow_span\tcol_span\tx0\ttop\tx1\tbottom\ttext",
    );
    for c in &trace.cells {
        let row = format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            c.table,
            c.rows.0,
            c.cols.0,
            c.rows.1,
            c.cols.1,
            boxed(&c.bbox),
            shown(&c.text)
        );
        line(out, &row);
    }
}

fn tables(out: &mut String, report: &ReportJson, page: u32) {
    line(
        out,
        "# table\trow\tcol\trow_span\tcol_span\tx0\ttop\tx1\tbottom\trole\ttext",
    );
    for table in &report.tables {
        let mut about = String::new();
        for cell in &table.cells {
            for place in &cell.provenance {
                let Provenance::Page {
                    page: at,
                    bbox: [x0, top, x1, bottom],
                } = place
                else {
                    continue;
                };
                if *at != page {
                    continue;
                }
                let role = format!("{:?}", cell.role).to_lowercase();
                let _ = writeln!(
                    about,
                    "{}\t{}\t{}\t{}\t{}\t{x0:.1}\t{top:.1}\t{x1:.1}\t{bottom:.1}\t{role}\t{}",
                    table.id,
                    cell.row,
                    cell.col,
                    cell.row_span,
                    cell.col_span,
                    shown(&cell.text)
                );
            }
        }
        if !about.is_empty() {
            let head = format!(
                "# {}: {} rows, {} columns, {} head rows, read by {:?}",
                table.id, table.n_rows, table.n_cols, table.header_rows, table.method
            );
            line(out, &head);
            out.push_str(&about);
        }
    }
}
