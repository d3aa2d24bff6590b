use super::*;
use crate::diagnostic::Limits;
use crate::geometry::Ruling;
use crate::layout::words::tests::{all_words, blank_page, print};
use crate::table::edges::tests::{h, v};

fn tables(rulings: Vec<Ruling>, texts: &[(&str, f32, f32)]) -> Vec<PlacedTable> {
    let mut page = blank_page();
    page.rulings = rulings;
    for (text, x, y) in texts {
        print(&mut page, text, *x, *y, 10.0, 0.0);
    }
    found(&page, &Limits::default()).0
}

fn found(page: &PdfPage, limits: &Limits) -> (Vec<PlacedTable>, Vec<Warning>) {
    let (budget, mut warnings) = (Budget::new(limits, None), Warnings::new(limits));
    let settings = TableSettings::default();
    let found = find_tables(page, all_words(page), 10.0, &settings, &budget, &mut warnings);
    (found.unwrap().0, warnings.into_vec())
}

#[test]
fn lines_past_a_limit_are_told_and_not_looked_at() {
    let mut page = blank_page();
    page.rulings = grid(0.0, 0.0);
    print(&mut page, "a", 10.0, 14.0, 10.0, 0.0);
    let too_many = Limits {
        page_rulings: 5,
        ..Limits::default()
    };
    let too_fine = Limits {
        table_cells: 3,
        ..Limits::default()
    };
    for limits in [too_many, too_fine] {
        let (tables, warnings) = found(&page, &limits);
        let codes: Vec<&str> = warnings.iter().map(|w| w.code).collect();
        assert_eq!((tables.len(), codes), (0, vec!["tables_skipped"]));
    }
    assert!(found(&page, &Limits::default()).1.is_empty());
}

fn grid(x: f32, y: f32) -> Vec<Ruling> {
    vec![
        h(y, x, x + 100.0),
        h(y + 20.0, x, x + 100.0),
        h(y + 40.0, x, x + 100.0),
        v(x, y, y + 40.0),
        v(x + 50.0, y, y + 40.0),
        v(x + 100.0, y, y + 40.0),
    ]
}

#[test]
fn a_nearly_empty_grid_is_a_table_beside_text_and_none_with_an_axis() {
    let lines = || {
        let levels = [100.0, 120.0, 140.0, 160.0].map(|y| h(y, 99.5, 300.5));
        let uprights = [100.0, 200.0, 300.0].map(|x| v(x, 99.5, 160.5));
        levels.into_iter().chain(uprights).collect::<Vec<_>>()
    };
    let beside = [
        ("one", 110.0, 114.0),
        ("a)", 110.0, 175.0),
        ("item", 140.0, 175.0),
    ];
    assert_eq!(tables(lines(), &beside).len(), 1);
    let axis = [
        ("one", 110.0, 114.0),
        ("2020", 100.0, 175.0),
        ("2021", 190.0, 175.0),
        ("2022", 280.0, 175.0),
    ];
    assert_eq!(tables(lines(), &axis).len(), 0);
}

#[test]
fn text_cut_by_a_page_end_hangs_below_its_cell_and_a_caption_does_not() {
    let cut = [
        ("first", 5.0, 714.0),
        ("label", 5.0, 734.0),
        ("(n)", 5.0, 746.0),
        ("1", 60.0, 734.0),
    ];
    let found = tables(grid(0.0, 700.0), &cut);
    assert_eq!(found[0].table.cells()[2].text, "label\n(n)");
    let caption = [
        ("first", 5.0, 714.0),
        ("label", 5.0, 734.0),
        ("Table", 5.0, 746.0),
        ("1", 33.0, 746.0),
        ("This is it", 41.0, 746.0),
    ];
    let found = tables(grid(0.0, 700.0), &caption);
    assert_eq!(found[0].table.cells()[2].text, "label");
    // Not so far up the page.
    let above = cut.map(|(text, x, y)| (text, x, y - 400.0));
    let found = tables(grid(0.0, 300.0), &above);
    assert_eq!(found[0].table.cells()[2].text, "label");
}

#[test]
fn a_text_at_the_left_parts_open_tables_of_other_columns_and_a_title_does_not() {
    let part = |y: f32, middle: f32| {
        let levels = [y, y + 20.0, y + 40.0].map(|y| h(y, 50.0, 350.0));
        levels
            .into_iter()
            .chain([v(middle, y, y + 40.0)])
            .collect::<Vec<_>>()
    };
    let sizes = |second: f32, x: f32| {
        let lines = [part(100.0, 200.0), part(160.0, second)].concat();
        let texts = [
            ("one", 60.0, 114.0),
            ("10", 260.0, 114.0),
            ("two", 60.0, 134.0),
            ("20", 260.0, 134.0),
            ("some title", x, 153.0),
            ("three", 60.0, 174.0),
            ("30", 260.0, 174.0),
            ("four", 60.0, 194.0),
            ("40", 260.0, 194.0),
        ];
        let found = tables(lines, &texts);
        found.iter().map(|t| t.table.n_rows()).collect::<Vec<_>>()
    };
    assert_eq!(sizes(240.0, 50.0), [2, 2]);
    assert_eq!(sizes(240.0, 175.0), [5]);
    assert_eq!(sizes(200.0, 55.0), [5]);
}

#[test]
fn a_title_above_an_open_table_is_its_first_row_and_a_caption_is_not() {
    let rows = |title: &str| {
        let levels = [100.0, 120.0, 140.0].map(|y| h(y, 50.0, 350.0));
        let lines = levels.into_iter().chain([v(200.0, 100.0, 140.0)]).collect();
        let x = 200.0 - 2.5 * title.chars().count() as f32;
        let texts = [
            (title, x, 95.0),
            ("one", 60.0, 114.0),
            ("10", 260.0, 114.0),
            ("two", 60.0, 134.0),
            ("20", 260.0, 134.0),
        ];
        let found = tables(lines, &texts);
        found.iter().map(|t| t.table.n_rows()).collect::<Vec<_>>()
    };
    assert_eq!(rows("some title"), [3]);
    assert_eq!(rows("Table 1: title"), [2]);
}

#[test]
fn a_row_of_one_cell_between_open_parts_may_be_as_tall_as_the_others() {
    let part = |y: f32| {
        let levels = [y, y + 40.0, y + 80.0].map(|y| h(y, 50.0, 350.0));
        levels
            .into_iter()
            .chain([v(200.0, y, y + 80.0)])
            .collect::<Vec<_>>()
    };
    let rows = |gap: f32| {
        let texts = [
            ("one", 60.0, 124.0),
            ("10", 260.0, 124.0),
            ("two", 60.0, 164.0),
            ("some title", 175.0, 184.0 + gap / 2.0),
            ("three", 60.0, 204.0 + gap),
            ("30", 260.0, 204.0 + gap),
        ];
        let found = tables([part(100.0), part(180.0 + gap)].concat(), &texts);
        found.iter().map(|t| t.table.n_rows()).collect::<Vec<_>>()
    };
    assert_eq!(rows(40.0), [5]);
    assert_eq!(rows(90.0), [2, 2]);
}

#[test]
fn a_frame_around_columns_is_no_table_of_one_column() {
    let frame = || {
        vec![
            h(90.0, 40.0, 300.0),
            h(112.0, 40.0, 300.0),
            h(170.0, 40.0, 300.0),
            v(40.0, 90.0, 170.0),
            v(300.0, 90.0, 170.0),
        ]
    };
    let mut columns = Vec::new();
    for i in 0..4 {
        let y = 106.0 + 16.0 * i as f32;
        columns.extend([("label", 50.0, y), ("10", 150.0, y), ("20", 220.0, y)]);
    }
    assert_eq!(tables(frame(), &columns).len(), 0);
    let text: Vec<(&str, f32, f32)> = (0..4)
        .map(|i| {
            (
                "text that runs on from line to line",
                50.0,
                106.0 + 16.0 * i as f32,
            )
        })
        .collect();
    assert_eq!(tables(frame(), &text).len(), 1);
}

#[test]
fn a_ruled_grid_gives_its_cells_with_boxes() {
    let found = tables(
        grid(0.0, 0.0),
        &[("a", 10.0, 14.0), ("b", 60.0, 14.0), ("1", 10.0, 34.0)],
    );
    assert_eq!(found.len(), 1);
    let texts: Vec<&str> = found[0].table.cells().iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["a", "b", "1", ""]);
    let bbox = Rect::new(50.0, 0.0, 100.0, 20.0);
    assert_eq!(
        found[0].table.cells()[1].provenance,
        [Provenance::Page { page: 1, bbox }]
    );
}

#[test]
fn two_tables_side_by_side_are_two() {
    let rules = [grid(0.0, 0.0), grid(150.0, 0.0)].concat();
    let texts = [
        ("a", 10.0, 14.0),
        ("b", 60.0, 14.0),
        ("c", 160.0, 14.0),
        ("d", 210.0, 14.0),
    ];
    assert_eq!(tables(rules, &texts).len(), 2);
}

#[test]
fn a_frame_around_a_paragraph_and_a_plot_without_text_are_no_tables() {
    let frame = vec![
        h(0.0, 0.0, 200.0),
        h(60.0, 0.0, 200.0),
        v(0.0, 0.0, 60.0),
        v(200.0, 0.0, 60.0),
    ];
    assert!(tables(frame, &[("text", 10.0, 14.0)]).is_empty());
    let axis = [("0", 5.0, 60.0), ("5", 90.0, 60.0)];
    assert!(tables(grid(0.0, 0.0), &axis).is_empty());
    assert_eq!(tables(grid(0.0, 0.0), &[("after it", 10.0, 60.0)]).len(), 1);
}

#[test]
fn two_values_in_one_cell_are_doubted() {
    let found = tables(
        grid(0.0, 0.0),
        &[("12", 5.0, 14.0), ("34", 30.0, 14.0), ("b", 60.0, 14.0)],
    );
    assert_eq!(found[0].table.doubts[0].code, "two-numbers-in-cell");
}

/// Labels at the left and values in two columns, all but the lines of the column of labels drawn.
fn page_of_values(rows: usize) -> PdfPage {
    let mut page = blank_page();
    let bottom = 100.0 + 20.0 * rows as f32;
    page.rulings = [150.0, 220.0, 290.0].map(|x| v(x, 100.0, bottom)).to_vec();
    for row in 0..=rows {
        page.rulings.push(h(100.0 + 20.0 * row as f32, 150.0, 290.0));
    }
    for row in 0..rows {
        let y = 114.0 + 20.0 * row as f32;
        for (text, x) in [("label", 100.0), ("12", 160.0), ("7", 230.0)] {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
    }
    page
}

fn texts(page: &PdfPage) -> Vec<Vec<String>> {
    let (tables, _) = found(page, &Limits::default());
    let cells = |t: &PlacedTable| t.table.cells().iter().map(|c| c.text.clone()).collect();
    tables.iter().map(cells).collect()
}

#[test]
fn labels_and_names_outside_a_drawn_grid_of_values_are_its_first_column_and_row() {
    let mut page = page_of_values(3);
    print(&mut page, "one", 160.0, 96.0, 10.0, 0.0);
    print(&mut page, "two", 230.0, 96.0, 10.0, 0.0);
    let row = ["label", "12", "7"];
    let whole = [["", "one", "two"], row, row, row].concat();
    assert_eq!(texts(&page), [whole]);
    // A name is missing, and one of the labels.
    let mut short = page.clone();
    short
        .chars
        .retain(|c| !(c.bbox.x0 > 225.0 && c.bbox.bottom < 100.0));
    assert_eq!(texts(&short), [[row, row, row].concat()]);
    let mut fewer = page.clone();
    fewer.chars.retain(|c| !(c.bbox.x0 < 150.0 && c.bbox.top > 140.0));
    assert_eq!(texts(&fewer), [[["12", "7"], ["12", "7"], ["12", "7"]].concat()]);
    // Two texts beside each row are no labels.
    let mut double = page.clone();
    print(&mut double, "x", 60.0, 114.0, 10.0, 0.0);
    assert_eq!(texts(&double).concat().len(), 6);
}

#[test]
fn rows_of_labels_without_lines_between_them_are_told_by_their_grounds() {
    let mut page = page_of_values(3);
    page.rulings.push(v(90.0, 100.0, 160.0));
    for y in [100.0, 160.0] {
        page.rulings.push(h(y, 90.0, 150.0));
    }
    let row = ["label", "12", "7"];
    let merged = ["label\nlabel\nlabel", "12", "7", "12", "7", "12", "7"].map(str::to_owned);
    assert_eq!(texts(&page), [merged.to_vec()]);
    page.areas = [100.0, 120.0, 140.0]
        .map(|top| crate::reader::pdf::FilledArea {
            bbox: Rect::new(90.0, top, 150.0, top + 20.0),
            lightness: 0,
        })
        .to_vec();
    assert_eq!(texts(&page), [[row, row, row].concat()]);
    page.areas.pop();
    assert_eq!(texts(&page), [merged.to_vec()]);
}

#[test]
fn a_table_inside_a_cell_is_nested() {
    let mut rules = grid(20.0, 20.0);
    rules.extend([
        h(0.0, 0.0, 300.0),
        h(100.0, 0.0, 300.0),
        v(0.0, 0.0, 100.0),
        v(200.0, 0.0, 100.0),
        v(300.0, 0.0, 100.0),
    ]);
    let texts = [
        ("a", 30.0, 34.0),
        ("b", 80.0, 34.0),
        ("c", 220.0, 14.0),
        ("d", 30.0, 90.0),
    ];
    let found = tables(rules, &texts);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].table.cells()[0].tables.len(), 1);
    assert_eq!(found[0].table.cells()[0].text, "d");
}

#[test]
fn a_line_beside_the_labels_alone_hides_no_columns() {
    let of = |xs: &[f32]| {
        let mut lines: Vec<Ruling> = (0..6).map(|i| h(100.0 + 20.0 * i as f32, 50.0, 400.0)).collect();
        lines.extend(xs.iter().map(|x| v(*x, 100.0, 200.0)));
        let mut texts = Vec::new();
        for (i, label) in ["Day", "one", "two", "three", "four"].into_iter().enumerate() {
            let y = 114.0 + 20.0 * i as f32;
            texts.push((label, 55.0, y));
            texts.extend([130.0, 220.0, 310.0].map(|x| ("word", x, y)));
        }
        tables(lines, &texts).len()
    };
    assert_eq!(of(&[50.0, 120.0, 400.0]), 0);
    assert_eq!(of(&[50.0, 120.0, 210.0, 300.0, 400.0]), 1);
}
