use super::*;
use crate::document::Method;
use crate::table::heads::mark;

fn cell(rows: std::ops::Range<u32>, cols: std::ops::Range<u32>, text: &str) -> Cell {
    Cell::spanning(rows, cols, text)
}

fn marked(n_rows: u32, n_cols: u32, cells: Vec<Cell>) -> Table {
    let mut table = Table::new(n_rows, n_cols, cells, Method::Grid).unwrap();
    mark(&mut table);
    table
}

/// The paths of the cell that covers a place: column, then row.
fn paths(table: &Table, row: u32, col: u32) -> (Vec<String>, Vec<String>) {
    let path = Paths::new(table).of(table.at(row, col).cell().unwrap());
    (path.column, path.row)
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

#[test]
fn a_head_of_three_levels_over_two_label_columns() {
    let table = marked(
        5,
        5,
        vec![
            cell(0..3, 0..2, "地区"),
            cell(0..1, 2..5, "户数"),
            cell(1..3, 2..3, "合计"),
            cell(1..2, 3..5, "其\n中"),
            cell(2..3, 3..4, "城镇"),
            cell(2..3, 4..5, "农村"),
            cell(3..5, 0..1, "东部"),
            cell(3..4, 1..2, "甲县"),
            cell(3..4, 2..3, "12"),
            cell(3..4, 3..4, "5"),
            cell(3..4, 4..5, "7"),
            cell(4..5, 1..2, "乙县"),
            cell(4..5, 2..3, ""),
            cell(4..5, 3..4, "1"),
            cell(4..5, 4..5, "2"),
        ],
    );
    assert_eq!((table.header_rows, table.label_cols), (3, 2));
    assert_eq!(
        paths(&table, 4, 4),
        (words(&["户数", "其中", "农村"]), words(&["东部", "乙县"]))
    );
    assert_eq!(
        paths(&table, 3, 2),
        (words(&["户数", "合计"]), words(&["东部", "甲县"]))
    );
}

#[test]
fn blocks_inside_one_table_have_their_own_heads() {
    let table = marked(
        6,
        3,
        vec![
            cell(0..1, 0..3, "第一块"),
            cell(1..2, 0..1, "名称"),
            cell(1..2, 1..2, "件数"),
            cell(1..2, 2..3, "金额"),
            cell(2..3, 0..1, "甲"),
            cell(2..3, 1..2, "1"),
            cell(2..3, 2..3, "2"),
            cell(3..4, 0..3, "第二块"),
            cell(4..5, 0..1, "名称"),
            cell(4..5, 1..3, "数量"),
            cell(5..6, 0..1, "乙"),
            cell(5..6, 1..3, "3"),
        ],
    );
    assert_eq!(table.header_rows, 2);
    assert_eq!(paths(&table, 2, 2), (words(&["第一块", "金额"]), words(&["甲"])));
    assert_eq!(paths(&table, 5, 2), (words(&["第二块", "数量"]), words(&["乙"])));
}

#[test]
fn a_table_of_text_has_one_head_row_at_most() {
    let table = marked(
        3,
        2,
        vec![
            cell(0..1, 0..1, "Name"),
            cell(0..1, 1..2, "Meaning"),
            cell(1..2, 0..1, "row"),
            cell(1..2, 1..2, "from left to right"),
            cell(2..3, 0..1, "column"),
            cell(2..3, 1..2, "from top to bottom"),
        ],
    );
    assert_eq!((table.header_rows, table.label_cols), (1, 1));
    assert_eq!(paths(&table, 2, 1), (words(&["Meaning"]), words(&["column"])));
}

#[test]
fn a_cell_over_two_columns_has_only_the_heads_that_both_have() {
    let table = marked(
        3,
        3,
        vec![
            cell(0..2, 0..1, "Item"),
            cell(0..1, 1..3, "Cost"),
            cell(1..2, 1..2, "planned"),
            cell(1..2, 2..3, "spent"),
            cell(2..3, 0..1, "Roads"),
            cell(2..3, 1..3, "12"),
        ],
    );
    assert_eq!(paths(&table, 2, 2), (words(&["Cost"]), words(&["Roads"])));
}

#[test]
fn a_cell_over_two_rows_has_only_the_labels_that_both_have() {
    let table = marked(
        3,
        3,
        vec![
            cell(0..1, 0..1, "Region"),
            cell(0..1, 1..2, "Town"),
            cell(0..1, 2..3, "Staff"),
            cell(1..3, 0..1, "North"),
            cell(1..2, 1..2, "A"),
            cell(2..3, 1..2, "B"),
            cell(1..3, 2..3, "9"),
        ],
    );
    assert_eq!(table.label_cols, 2);
    assert_eq!(paths(&table, 2, 2), (words(&["Staff"]), words(&["North"])));
}

#[test]
fn the_stub_head_stands_over_the_labels_and_heads_have_no_path() {
    let table = marked(
        3,
        3,
        vec![
            cell(0..2, 0..1, "Region"),
            cell(0..1, 1..3, "Staff"),
            cell(1..2, 1..2, "2023"),
            cell(1..2, 2..3, "2024"),
            cell(2..3, 0..1, "North"),
            cell(2..3, 1..2, "7"),
            cell(2..3, 2..3, "8"),
        ],
    );
    assert_eq!(paths(&table, 2, 0), (words(&["Region"]), words(&[])));
    assert_eq!(paths(&table, 1, 2), (words(&[]), words(&[])));
    assert_eq!(
        paths(&table, 2, 2),
        (words(&["Staff", "2024"]), words(&["North"]))
    );
}

#[test]
fn a_row_of_one_cell_labels_the_rows_below_until_the_next() {
    let mut cells = vec![cell(0..1, 0..1, "Item"), cell(0..1, 1..2, "Count")];
    for (row, text) in [(1, "Income"), (4, "Expenses")] {
        cells.push(cell(row..row + 1, 0..2, text));
    }
    for (row, label, value) in [(2, "fees", "1"), (3, "taxes", "2"), (5, "wages", "3")] {
        cells.extend([cell(row..row + 1, 0..1, label), cell(row..row + 1, 1..2, value)]);
    }
    let table = marked(6, 2, cells);
    assert_eq!(
        paths(&table, 3, 1),
        (words(&["Count"]), words(&["Income", "taxes"]))
    );
    assert_eq!(
        paths(&table, 5, 1),
        (words(&["Count"]), words(&["Expenses", "wages"]))
    );
}

#[test]
fn a_place_without_a_cell_leaves_no_gap_in_the_paths() {
    let table = marked(
        3,
        3,
        vec![
            cell(0..1, 1..2, "First"),
            cell(0..1, 2..3, "Second"),
            cell(1..2, 0..1, "a"),
            cell(1..2, 1..2, "1"),
            cell(1..2, 2..3, "2"),
            cell(2..3, 2..3, "3"),
        ],
    );
    assert_eq!(paths(&table, 1, 1), (words(&["First"]), words(&["a"])));
    assert_eq!(paths(&table, 2, 2), (words(&["Second"]), words(&[])));
}

#[test]
fn heads_that_stand_in_the_middle_of_a_long_table_are_found_for_every_row() {
    const ROWS: u32 = 20_000;
    let mut cells = Vec::new();
    for row in 0..ROWS {
        let [a, b] = if row % 100 == 0 {
            [format!("name {}", row / 100), "value".to_owned()]
        } else {
            [format!("label {row}"), row.to_string()]
        };
        cells.extend([cell(row..row + 1, 0..1, &a), cell(row..row + 1, 1..2, &b)]);
    }
    let mut table = Table::new(ROWS, 2, cells, Method::Tags).unwrap();
    for cell in table.cells_mut() {
        if cell.rows.start % 100 == 0 {
            cell.role = CellRole::ColumnHead;
        }
    }
    mark(&mut table);
    let paths = Paths::new(&table);
    let last = table.cells().last().unwrap();
    let path = paths.of(last);
    assert_eq!(
        (path.column, path.row),
        (words(&["value"]), words(&["label 19999"]))
    );
    assert!(
        table
            .cells()
            .iter()
            .filter(|c| c.role == CellRole::Data)
            .all(|c| !paths.of(c).row.is_empty())
    );
}

#[test]
fn tables_inside_cells_are_marked_too() {
    let mut outer = cell(0..1, 0..1, "");
    let inner = vec![
        cell(0..1, 0..1, "Name"),
        cell(0..1, 1..2, "Size"),
        cell(1..2, 0..1, "a"),
        cell(1..2, 1..2, "1"),
    ];
    outer.tables.push(Table::new(2, 2, inner, Method::Grid).unwrap());
    let table = marked(1, 1, vec![outer]);
    let inner = &table.cells()[0].tables[0];
    assert_eq!(paths(inner, 1, 1), (words(&["Size"]), words(&["a"])));
}
