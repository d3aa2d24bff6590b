//! The pages hold what they must, and nothing of a file can become markup.

use super::*;
use crate::extract::trace::extract_traced;
use crate::extract::{Options, trace::Traced};
use crate::output::ReportJson;

fn sample(name: &str) -> (ReportJson, Traced) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name);
    let traced = extract_traced(&std::fs::read(path).unwrap(), &Options::default()).unwrap();
    (ReportJson::from_extraction(&traced.extraction, name), traced)
}

#[test]
fn tracing_changes_nothing_of_the_result() {
    for name in ["lo-plain.pdf", "direct-sideways.pdf", "word-plain.docx"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("samples")
            .join(name);
        let plain = crate::extract::extract(&std::fs::read(path).unwrap(), &Options::default()).unwrap();
        assert_eq!(plain, sample(name).1.extraction, "{name}");
    }
}

#[test]
fn a_page_shows_each_value_on_both_sides() {
    let (report, traced) = sample("lo-plain.pdf");
    let html = page(&report, &traced.pages, None);
    let value = report
        .requests
        .as_ref()
        .unwrap()
        .get("received", "total")
        .unwrap();
    let cell = value.cell.as_ref().unwrap();
    let key = format!("data-k=\"{}-{}-{}\"", cell.table, cell.row, cell.col);
    // On the sheet, among the standard tables, and in the table as it was read.
    assert_eq!(html.matches(&key).count(), 3);
    assert!(html.contains("data-path=\"requests/received/total\""));
    assert!(html.len() < 700_000, "{}", html.len());
    for remote in ["src=", "@import", "url(", "href=\"http"] {
        assert!(!html.contains(remote), "{remote}");
    }
}

#[test]
fn a_failing_equation_is_drawn_with_both_sides_and_the_difference() {
    let (report, traced) = sample("lo-inconsistent.pdf");
    let html = page(&report, &traced.pages, None);
    assert!(html.contains("44≠47 +3"));
    assert!(html.contains("44 ≠ 47  (+3)"));
    assert_eq!(html.matches("class=\"finding fail\"").count(), 4);
}

#[test]
fn a_disputed_value_shows_each_reading() {
    let (report, traced) = sample("lo-fullwidth.pdf");
    let html = page(&report, &traced.pages, None);
    assert_eq!(
        html.matches("class=\"finding doubt\"").count(),
        report.evidence.disputed as usize
    );
    assert!(html.contains("<span lang=\"en\">alignment</span></b> ８１"));
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
    let (mut report, mut traced) = sample("lo-inconsistent.pdf");
    report.source.file = hostile.into();
    report.source.producer = Some(hostile.into());
    report.agency.iter_mut().for_each(|a| a.value = hostile.into());
    for table in &mut report.tables {
        table.title = Some(hostile.into());
        table.cells.iter_mut().for_each(|c| c.text = hostile.into());
    }
    for section in &mut report.sections {
        section.heading = hostile.into();
    }
    for row in report.requests.iter_mut().flat_map(|r| &mut r.rows) {
        row.key = None;
        row.path = vec![hostile.into()];
        row.values.iter_mut().for_each(|v| v.raw = hostile.into());
    }
    for check in &mut report.checks {
        check.note = Some(hostile.into());
        check.place = hostile.into();
    }
    report.warnings.push(crate::output::wire::Warning {
        code: hostile.into(),
        message: hostile.into(),
        page: None,
    });
    for word in traced.pages.iter_mut().flat_map(|p| &mut p.words) {
        word.text = hostile.into();
    }
    let change = Change {
        class: "value".into(),
        place: hostile.into(),
        old: Some(hostile.into()),
        new: Some(hostile.into()),
        was: Vec::new(),
        is: report.tables[0].cells[0].provenance.clone(),
    };
    let mut changes = ChangesPage::default();
    changes.add(hostile, &[change], Some(&report), &traced.pages);
    for html in [
        page(&report, &traced.pages, None),
        changes.finish(&[hostile.into()], 1),
    ] {
        assert_eq!(html.matches("<script>").count(), 1);
        assert!(!html.contains("<img"));
        assert!(html.contains("&lt;script&gt;"));
    }
    let svg = stage_svg(&report, &traced.pages[0], Stage::Words);
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"));
}

#[test]
fn a_word_in_no_cell_of_a_table_is_marked() {
    let (mut report, traced) = sample("lo-plain.pdf");
    let lost = |report: &ReportJson| {
        page(report, &traced.pages, None)
            .matches("class=\"lost\"")
            .count()
    };
    assert_eq!(lost(&report), 0);
    // A cell that the table does not have leaves what is printed there without a place.
    let table = &mut report.tables[1];
    let at = table
        .cells
        .iter()
        .position(|c| c.row == 5 && c.text == "1")
        .unwrap();
    table.cells.remove(at);
    assert_eq!(lost(&report), 1);
}

#[test]
fn every_stage_is_listed_and_drawn() {
    let (report, traced) = sample("direct-cut-repeated-head.pdf");
    for stage in [
        Stage::Chars,
        Stage::Words,
        Stage::Edges,
        Stage::Cells,
        Stage::Tables,
    ] {
        let text = listing(&report, &traced.pages[0], stage);
        assert!(
            text.lines().filter(|l| !l.starts_with('#')).count() > 10,
            "{stage:?}"
        );
        let svg = stage_svg(&report, &traced.pages[0], stage);
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{stage:?}");
    }
}
