use super::*;
use crate::diagnostic::{Limits, Warnings};
use crate::document::{Method, Provenance};
use crate::geometry::{Rect, Ruling};
use crate::layout::words::tests::{all_words, blank_page, print};
use crate::reader::pdf::{FilledArea, PdfPage};
use crate::table::edges::tests::{h, v};
use crate::table::pages;
use crate::table::rulings::find_tables;

/// Boxes around three names, side by side from x = 50 on, 100 wide, between these heights.
fn boxes(top: f32, bottom: f32) -> Vec<Ruling> {
    let levels = [top, bottom].map(|y| h(y, 50.0, 350.0));
    let uprights = [50.0, 150.0, 250.0, 350.0].map(|x| v(x, top, bottom));
    levels.into_iter().chain(uprights).collect()
}

const HEADS: [(&str, f32, f32); 3] = [
    ("place", 60.0, 114.0),
    ("kind", 160.0, 114.0),
    ("count", 260.0, 114.0),
];

fn page(rulings: Vec<Ruling>, texts: &[(&str, f32, f32)]) -> PdfPage {
    let mut page = blank_page();
    page.rulings = rulings;
    for (text, x, y) in texts {
        print(&mut page, text, *x, *y, 10.0, 0.0);
    }
    page
}

fn tables(page: &PdfPage) -> (Vec<PlacedTable>, Vec<Word>) {
    let limits = Limits::default();
    let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
    let settings = TableSettings::default();
    find_tables(page, all_words(page), 10.0, &settings, &budget, &mut warnings).unwrap()
}

/// The cells of the tables as `rows x columns text`, and the texts outside.
fn read(rulings: Vec<Ruling>, texts: &[(&str, f32, f32)]) -> (Vec<Vec<String>>, Vec<String>) {
    let (found, rest) = tables(&page(rulings, texts));
    let shown = |c: &Cell| format!("{:?}x{:?} {}", c.rows, c.cols, c.text);
    let cells = found.iter().map(|t| t.table.cells().iter().map(shown).collect());
    (cells.collect(), rest.iter().map(Word::text).collect())
}

#[test]
fn rows_below_a_drawn_head_stand_in_its_columns_and_text_below_them_does_not() {
    let rows = [
        ("east", 60.0, 134.0),
        ("town", 160.0, 134.0),
        ("12", 300.0, 134.0),
        ("west", 60.0, 152.0),
        ("7", 305.0, 152.0),
        ("this text runs on over all of the columns", 60.0, 172.0),
    ];
    let (found, rest) = read(boxes(100.0, 120.0), &[&HEADS[..], &rows].concat());
    let expected = [
        "0..1x0..1 place",
        "0..1x1..2 kind",
        "0..1x2..3 count",
        "1..2x0..1 east",
        "1..2x1..2 town",
        "1..2x2..3 12",
        "2..3x0..1 west",
        "2..3x1..2 ",
        "2..3x2..3 7",
    ];
    assert_eq!(found, [expected]);
    assert_eq!(rest.first().map(String::as_str), Some("this"));
}

#[test]
fn a_head_drawn_by_backgrounds_has_rows_too() {
    let mut page = page(Vec::new(), &HEADS);
    for (text, x, y) in [("east", 60.0, 134.0), ("12", 300.0, 134.0)] {
        print(&mut page, text, x, y, 10.0, 0.0);
    }
    for x in [50.0, 150.0, 250.0] {
        page.areas.push(FilledArea {
            bbox: Rect::new(x, 100.0, x + 100.0, 120.0),
            lightness: 200,
        });
    }
    let (found, _) = tables(&page);
    let sizes: Vec<_> = found
        .iter()
        .map(|t| (t.table.n_rows(), t.table.n_cols()))
        .collect();
    assert_eq!(sizes, [(2, 3)]);
}

#[test]
fn a_name_of_rows_is_a_row_of_one_cell_and_a_drawn_total_is_the_last_row() {
    let rows = [
        ("north", 60.0, 138.0),
        ("east", 60.0, 156.0),
        ("town", 160.0, 156.0),
        ("12", 300.0, 156.0),
        ("total", 60.0, 178.0),
        ("12", 300.0, 178.0),
    ];
    let lines = [boxes(100.0, 120.0), boxes(164.0, 184.0)].concat();
    let (found, _) = read(lines, &[&HEADS[..], &rows].concat());
    let below: Vec<&str> = found[0].iter().skip(3).map(String::as_str).collect();
    let expected = [
        "1..2x0..3 north",
        "2..3x0..1 east",
        "2..3x1..2 town",
        "2..3x2..3 12",
        "3..4x0..1 total",
        "3..4x1..2 ",
        "3..4x2..3 12",
    ];
    assert_eq!(below, expected);
}

#[test]
fn boxes_with_values_or_with_other_columns_below_them_are_tables_of_their_own() {
    let row = [
        ("east", 60.0, 134.0),
        ("town", 160.0, 134.0),
        ("12", 300.0, 134.0),
    ];
    let values = [
        ("place", 60.0, 114.0),
        ("7", 160.0, 114.0),
        ("count", 260.0, 114.0),
    ];
    let (found, rest) = read(boxes(100.0, 120.0), &[&values[..], &row].concat());
    assert_eq!((found[0].len(), rest.len()), (3, 3));
    let others = [
        ("east", 60.0, 134.0),
        ("12", 160.0, 134.0),
        ("7", 210.0, 134.0),
        ("3", 300.0, 134.0),
    ];
    let (found, rest) = read(boxes(100.0, 120.0), &[&HEADS[..], &others].concat());
    assert_eq!((found[0].len(), rest.len()), (3, 4));
}

#[test]
fn labels_of_two_columns_stand_below_one_corner() {
    let rows = [
        ("east", 60.0, 134.0),
        ("red", 110.0, 134.0),
        ("12", 200.0, 134.0),
        ("3", 300.0, 134.0),
        ("blue", 110.0, 152.0),
        ("7", 205.0, 152.0),
        ("4", 300.0, 152.0),
    ];
    let (found, rest) = read(boxes(100.0, 120.0), &[&HEADS[..], &rows].concat());
    let shape = |i: usize| found[0].get(i).map(String::as_str);
    assert_eq!(
        (shape(0), shape(1)),
        (Some("0..1x0..2 place"), Some("0..1x2..3 kind"))
    );
    assert!(found[0].contains(&"1..2x1..2 red".to_owned()) && rest.is_empty());
}

#[test]
fn rows_on_the_next_page_go_into_the_columns_of_the_head() {
    let row = [
        ("east", 60.0, 134.0),
        ("town", 160.0, 134.0),
        ("12", 300.0, 134.0),
    ];
    let (first, _) = tables(&page(boxes(100.0, 120.0), &[&HEADS[..], &row].concat()));
    let cell = |row: u32, col: u32, text: &str, x: f32| {
        let mut cell = Cell::new(row, col, text);
        cell.provenance.push(Provenance::Page {
            page: 2,
            bbox: Rect::new(x, 50.0, x + 20.0, 60.0),
        });
        cell
    };
    // Nothing stands in the second column there.
    let cells = |x: f32| vec![cell(0, 0, "south", 60.0), cell(0, 1, "5", x)];
    let part = |x: f32| PlacedTable {
        table: Table::new(1, 2, cells(x), Method::Alignment).unwrap(),
        page: 2,
        bbox: Rect::new(60.0, 50.0, 330.0, 60.0),
        xs: vec![60.0, 200.0, 330.0],
        ..first[0].clone()
    };
    let settings = TableSettings::default();
    let join = |x: f32| pages::join(vec![first[0].clone(), part(x)], &[false, true], &settings).0;
    let joined = join(300.0);
    assert_eq!((joined.len(), joined[0].table.n_rows()), (1, 3));
    let last: Vec<&str> = joined[0]
        .table
        .cells()
        .iter()
        .skip(6)
        .map(|c| c.text.as_str())
        .collect();
    assert_eq!(last, ["south", "", "5"]);
    // A text over a border is in no column.
    assert_eq!(join(240.0).len(), 2);
}
