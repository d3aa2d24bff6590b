use super::*;
use crate::diagnostic::Limits;
use crate::reader::docx::{Ground, Ink, Merge, RawParagraph, RawPicture, RawRow, Rgb};

fn paragraph(text: &str) -> RawBlock {
    RawBlock::Paragraph(RawParagraph {
        text: text.to_owned(),
        ..RawParagraph::default()
    })
}

/// A cell by a short word: its text, `*n` for a span, `^` for a restart, `|` for a continuation, `<` for a horizontal
/// one, `@n` for a width.
fn cell(word: &str) -> RawCell {
    let mut cell = RawCell {
        grid_span: 1,
        ..RawCell::default()
    };
    let mut text = word;
    if let Some((rest, width)) = text.rsplit_once('@') {
        cell.width = width.parse().ok();
        text = rest;
    }
    if let Some((rest, span)) = text.rsplit_once('*') {
        cell.grid_span = span.parse().expect("a span");
        text = rest;
    }
    if let Some(rest) = text.strip_suffix('^') {
        (cell.v_merge, text) = (Merge::Restart, rest);
    } else if let Some(rest) = text.strip_suffix('|') {
        (cell.v_merge, text) = (Merge::Continue, rest);
    } else if let Some(rest) = text.strip_suffix('<') {
        (cell.h_merge, text) = (Merge::Continue, rest);
    }
    cell.blocks = vec![paragraph(text)];
    cell
}

fn table(rows: &[&str]) -> RawTable {
    let row = |line: &&str| RawRow {
        cells: line.split_whitespace().map(cell).collect(),
        ..RawRow::default()
    };
    RawTable {
        rows: rows.iter().map(row).collect(),
        ..RawTable::default()
    }
}

fn resolved(raw: &RawTable) -> (Table, Vec<&'static str>) {
    let limits = Limits::default();
    let mut warnings = Warnings::new(&limits);
    let table = resolve(raw, &Budget::new(&limits, None), &mut warnings).expect("a table");
    (table, warnings.into_vec().iter().map(|w| w.code).collect())
}

/// Each cell as `text rows cols`, and the codes of the warnings.
fn check(rows: &[&str], expect: &[&str], codes: &[&str]) {
    check_raw(&table(rows), expect, codes);
}

fn check_raw(raw: &RawTable, expect: &[&str], codes: &[&str]) {
    let (table, got) = resolved(raw);
    let cells: Vec<String> = table
        .cells()
        .iter()
        .map(|c| format!("{} {:?} {:?}", c.text, c.rows, c.cols))
        .collect();
    assert_eq!(cells, expect);
    assert_eq!(got, codes);
}

#[test]
fn spans_in_both_directions() {
    check(
        &["a^*2 b*2", "|*2 c d", "e f g h"],
        &[
            "a 0..2 0..2",
            "b 0..1 2..4",
            "c 1..2 2..3",
            "d 1..2 3..4",
            "e 2..3 0..1",
            "f 2..3 1..2",
            "g 2..3 2..3",
            "h 2..3 3..4",
        ],
        &[],
    );
}

#[test]
fn merges_without_a_restart_begin_where_text_stands() {
    check(
        &["a| x", "| x", "b| x", "| x"],
        &[
            "a 0..2 0..1",
            "x 0..1 1..2",
            "x 1..2 1..2",
            "b 2..4 0..1",
            "x 2..3 1..2",
            "x 3..4 1..2",
        ],
        &[],
    );
}

#[test]
fn a_restart_ends_the_merge_above() {
    check(
        &["a^", "|", "b^", "|", "c"],
        &["a 0..2 0..1", "b 2..4 0..1", "c 4..5 0..1"],
        &[],
    );
}

#[test]
fn text_in_a_continued_cell_is_kept_and_told() {
    check(&["a^", "b|"], &["a\nb 0..2 0..1"], &["text_in_merged_cell"]);
}

#[test]
fn a_continuation_below_a_plain_cell_stands_for_itself() {
    check(&["a", "|"], &["a 0..1 0..1", " 1..2 0..1"], &[]);
}

#[test]
fn a_narrower_continuation_joins_where_the_rest_is_free_or_goes_on_too() {
    check(
        &["a^*2 b", "| | c"],
        &["a 0..2 0..1", "b 0..1 1..2", "c 1..2 1..2"],
        &["merge_columns_differ"],
    );
}

#[test]
fn a_continuation_over_columns_of_another_cell_stands_for_itself() {
    check(
        &["a^*2 b", "c | d"],
        &[
            "a 0..1 0..2",
            "b 0..1 2..3",
            "c 1..2 0..1",
            " 1..2 1..2",
            "d 1..2 2..3",
        ],
        &["merge_columns_differ"],
    );
}

#[test]
fn a_wider_continuation_leaves_the_rest_without_a_cell() {
    check(
        &["a^ b", "|*2", "c d"],
        &["a 0..2 0..1", "b 0..1 1..2", "c 2..3 0..1", "d 2..3 1..2"],
        &["merge_columns_differ"],
    );
}

#[test]
fn horizontal_merges_join_the_cell_to_the_left() {
    check(
        &["a < b", "c d e"],
        &[
            "a 0..1 0..2",
            "b 0..1 2..3",
            "c 1..2 0..1",
            "d 1..2 1..2",
            "e 1..2 2..3",
        ],
        &[],
    );
}

#[test]
fn skipped_columns_hold_no_cell() {
    let mut raw = table(&["a b", "c"]);
    raw.rows[1].grid_before = 1;
    check_raw(&raw, &["a 0..1 0..1", "b 0..1 1..2", "c 1..2 1..2"], &[]);
    let (t, _) = resolved(&raw);
    assert!(matches!(t.at(1, 0), crate::document::Slot::Empty));
}

#[test]
fn a_short_row_leaves_ragged_places() {
    check(
        &["a b c", "d"],
        &["a 0..1 0..1", "b 0..1 1..2", "c 0..1 2..3", "d 1..2 0..1"],
        &[],
    );
}

#[test]
fn grid_columns_that_no_cell_uses_are_removed() {
    check(
        &["a*3 b*2", "c*3 d*2"],
        &["a 0..1 0..1", "b 0..1 1..2", "c 1..2 0..1", "d 1..2 1..2"],
        &[],
    );
}

#[test]
fn widths_decide_where_spans_disagree() {
    check(
        &["a@3000 b@6000", "c@3000 d@2990 e@3010"],
        &[
            "a 0..1 0..1",
            "b 0..1 1..3",
            "c 1..2 0..1",
            "d 1..2 1..2",
            "e 1..2 2..3",
        ],
        &["grid_by_widths"],
    );
    // Rows of different widths are ragged, not stretched.
    check(
        &["a@3000 b@3000", "c@3000"],
        &["a 0..1 0..1", "b 0..1 1..2", "c 1..2 0..1"],
        &[],
    );
}

#[test]
fn numbers_stand_before_their_paragraph_and_bullets_do_not() {
    let mut raw = table(&["x"]);
    let item = |number: &str, bullet, text: &str| {
        RawBlock::Paragraph(RawParagraph {
            number: Some(number.to_owned()),
            bullet,
            text: text.to_owned(),
            ..RawParagraph::default()
        })
    };
    raw.rows[0].cells[0].blocks = vec![
        item("（一）", false, "公开"),
        paragraph(""),
        item("•", true, "点"),
        item("2.", false, ""),
    ];
    check_raw(&raw, &["（一）公开\n点\n2. 0..1 0..1"], &[]);
    let (t, _) = resolved(&raw);
    assert_eq!(t.cells()[0].text_without_numbers(), "公开\n点\n");
}

#[test]
fn nested_tables_go_into_the_cell_and_not_into_its_text() {
    let mut raw = table(&["x"]);
    let mut inner = table(&["in"]);
    inner.index = 1;
    raw.rows[0].cells[0].blocks.insert(0, RawBlock::Table(inner));
    let (t, _) = resolved(&raw);
    let cell = &t.cells()[0];
    assert_eq!((cell.text.as_str(), cell.tables.len()), ("x", 1));
    assert_eq!(
        cell.tables[0].cells()[0].provenance,
        [Provenance::Cell {
            table: 1,
            row: 0,
            col: 0
        }]
    );
}

#[test]
fn provenance_counts_grid_columns_of_the_file() {
    let (t, _) = resolved(&table(&["a*3 b", "c*3 d"]));
    assert_eq!(
        t.cells()[3].provenance,
        [Provenance::Cell {
            table: 0,
            row: 1,
            col: 3
        }]
    );
}

#[test]
fn head_rows_are_those_marked_at_the_top() {
    let mut raw = table(&["a", "b", "c"]);
    raw.rows[0].header = true;
    raw.rows[2].header = true;
    let (t, _) = resolved(&raw);
    assert_eq!(t.header_rows, 1);
    let roles: Vec<_> = t.cells().iter().map(|c| c.role).collect();
    assert_eq!(roles, [CellRole::ColumnHead, CellRole::Data, CellRole::Data]);
}

#[test]
fn rows_without_cells_keep_their_place() {
    let (t, _) = resolved(&table(&["", "a", ""]));
    assert_eq!((t.n_rows(), t.n_cols()), (3, 1));
    assert_eq!(resolved(&RawTable::default()).0.n_rows(), 0);
}

#[test]
fn a_grid_too_large_to_hold_is_kept_by_rows_with_a_doubt() {
    let wide = "a ".repeat(3_000);
    let mut rows = vec![wide.as_str()];
    rows.extend(std::iter::repeat_n("b", 2_000));
    let (t, codes) = resolved(&table(&rows));
    assert_eq!((t.n_rows(), t.n_cols(), t.doubts.len()), (2_001, 1, 1));
    assert_eq!(codes, ["table_not_a_grid"]);
}

#[test]
fn a_picture_in_a_blank_cell_is_said_and_one_beside_text_is_not() {
    let mut raw = table(&["a b", "c d"]);
    let blank = raw.rows[1].cells.get_mut(1).expect("a cell");
    blank.blocks = vec![paragraph(""), RawBlock::Picture(RawPicture::default())];
    raw.rows[1].cells[0]
        .blocks
        .push(RawBlock::Picture(RawPicture::default()));
    let (found, _) = resolved(&raw);
    let doubts: Vec<_> = found.doubts.iter().map(|d| (d.code, d.place)).collect();
    assert_eq!(doubts, [(Doubt::UNREAD_MARKS, Some((1, 1)))]);
}

#[test]
fn white_text_and_digits_of_two_sizes_are_said_of_numbers_and_not_of_labels() {
    let codes = |change: fn(&mut RawParagraph), text: &str, shaded: bool| {
        let mut raw = table(&["a b", "c d"]);
        let cell = &mut raw.rows[1].cells[1];
        cell.ground = shaded.then_some(Ground::Color(Rgb([0x40; 3])));
        let mut paragraph = RawParagraph {
            text: text.to_owned(),
            ..RawParagraph::default()
        };
        change(&mut paragraph);
        cell.blocks = vec![RawBlock::Paragraph(paragraph)];
        let doubts = resolved(&raw).0.doubts;
        doubts.iter().map(|d| (d.code, d.place)).collect::<Vec<_>>()
    };
    let white = |p: &mut RawParagraph| p.inks = vec![(Some(Ink::Color(Rgb([0xff; 3]))), None)];
    let grey = |p: &mut RawParagraph| p.inks = vec![(Some(Ink::Color(Rgb([0x41; 3]))), None)];
    let uneven = |p: &mut RawParagraph| p.uneven_digits = true;
    let there = Some((1, 1));
    assert_eq!(codes(white, "12", false), [(Doubt::UNSEEN_TEXT, there)]);
    assert_eq!(codes(white, "12", true), []);
    assert_eq!(codes(grey, "12", true), [(Doubt::UNSEEN_TEXT, there)]);
    assert_eq!(codes(grey, "12", false), []);
    assert_eq!(
        codes(|p| p.unseen_text = true, "12", true),
        [(Doubt::UNSEEN_TEXT, there)]
    );
    assert_eq!(codes(uneven, "12", false), [(Doubt::UNEVEN_SIZES, there)]);
    assert_eq!(codes(uneven, "2024年新收政府信息公开申请", false), []);
}

#[test]
fn values_in_inner_tables_text_boxes_and_behind_list_numbers_are_said() {
    let codes = |change: fn(&mut RawCell)| {
        let mut raw = table(&["a b", "c 12"]);
        change(&mut raw.rows[1].cells[1]);
        let doubts = resolved(&raw).0.doubts;
        doubts.iter().map(|d| (d.code, d.place)).collect::<Vec<_>>()
    };
    let said = [(Doubt::NOT_PLAIN, Some((1, 1)))];
    assert_eq!(codes(|_| ()), []);
    assert_eq!(codes(|c| c.blocks = vec![RawBlock::Table(table(&["7"]))]), said);
    fn first(c: &mut RawCell, change: fn(&mut RawParagraph)) {
        if let Some(RawBlock::Paragraph(p)) = c.blocks.first_mut() {
            change(p);
        }
    }
    assert_eq!(codes(|c| first(c, |p| p.in_text_box = true)), said);
    assert_eq!(codes(|c| first(c, |p| p.number = Some("1.".to_owned()))), said);
    assert_eq!(
        codes(|c| first(c, |p| {
            p.number = Some("12".to_owned());
            p.text.clear();
        })),
        []
    );
}
