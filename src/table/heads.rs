//! Which rows of a table are heads, which columns are labels, and the path of heads and labels to each value.
//!
//! Works on any table: nothing here knows a form. Heads are told from the body by merged cells and by numbers:
//! a head row holds no numbers; a cell that spans several columns is divided by the row below it; the corner over
//! the labels reaches down to the end of the head. A row of one cell over the full width inside the body begins a
//! new block, whose own head follows it when the next row holds no numbers either.

use crate::document::{Cell, CellRole, Grid, Table};

/// What a row is made of.
#[derive(Clone, Copy, Debug, Default)]
struct RowShape {
    /// Cells that start in the row and have text.
    texts: u32,
    /// Of those, the ones that hold numbers.
    numbers: u32,
    /// Whether one cell covers the whole row.
    full_width: bool,
    /// Whether a cell that starts here spans several columns, but not all.
    divided_below: bool,
    /// The end of the lowest row that a cell starting here reaches.
    reach: u32,
}

/// Finds head rows and label columns, stores them in the table and gives every cell its role. A table whose
/// `header_rows` or `label_cols` are set already (by a tag tree or a rebuild) keeps them.
pub fn mark(table: &mut Table) {
    let shapes = shapes(table);
    if table.header_rows == 0 {
        table.header_rows = head_rows(&shapes);
    }
    if table.label_cols == 0 {
        table.label_cols = label_columns(table);
    }
    let inner = inner_heads(&shapes, table.header_rows);
    let (header_rows, label_cols) = (table.header_rows, table.label_cols);
    for cell in table.cells_mut() {
        let start = cell.rows.start;
        let inner_head = inner.get(start as usize).copied().unwrap_or(false);
        if start < header_rows || inner_head {
            cell.role = CellRole::ColumnHead;
        } else if cell.cols.start < label_cols && cell.role != CellRole::ColumnHead {
            cell.role = CellRole::RowHead;
        }
    }
}

fn shapes(table: &Table) -> Vec<RowShape> {
    let mut shapes = vec![RowShape::default(); table.n_rows() as usize];
    for cell in table.cells() {
        let Some(shape) = shapes.get_mut(cell.rows.start as usize) else {
            continue;
        };
        let has_text = !cell.text.trim().is_empty();
        shape.texts += u32::from(has_text);
        shape.numbers += u32::from(has_text && is_numeric(&cell.text));
        shape.full_width |= cell.col_span() == table.n_cols() && table.n_cols() > 1;
        shape.divided_below |= cell.col_span() > 1 && cell.col_span() < table.n_cols() && has_text;
        shape.reach = shape.reach.max(cell.rows.end);
    }
    shapes
}

/// Whether a text is mostly digits: a number with its unit, a date, a percentage, a range. Years that head columns
/// (`2021年`) count as text.
pub fn is_numeric(text: &str) -> bool {
    let bare: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = bare.iter().filter(|c| c.is_numeric()).count();
    let looks_like_year = match bare.as_slice() {
        [a, b, c, d] | [a, b, c, d, '年'] => {
            matches!((a, b), ('1', '9') | ('2', '0')) && c.is_ascii_digit() && d.is_ascii_digit()
        }
        [a, b, c, d, '年', '度'] => [a, b, c, d].iter().all(|x| x.is_ascii_digit()),
        _ => false,
    };
    let letters = bare.iter().filter(|c| c.is_alphabetic()).count();
    digits > 0 && !looks_like_year && letters <= digits && letters <= 4
}

fn head_rows(shapes: &[RowShape]) -> u32 {
    let n_rows = shapes.len() as u32;
    let mut end = 0;
    while let Some(shape) = shapes.get(end as usize) {
        if shape.numbers > 0 || shape.texts == 0 {
            break;
        }
        // The whole of a corner that reaches down belongs to the head.
        let mut reach = shape.reach.max(end + 1);
        let mut row = end + 1;
        let mut more = shape.divided_below || shape.full_width;
        while row < reach.min(n_rows) {
            if let Some(inside) = shapes.get(row as usize) {
                reach = reach.max(inside.reach);
                more = inside.divided_below || inside.full_width;
            }
            row += 1;
        }
        end = reach.min(n_rows);
        if !more {
            break;
        }
    }
    // A table that would be nothing but head has none that can be told.
    if end >= n_rows {
        u32::from(n_rows > 1 && shapes.first().is_some_and(|s| s.numbers == 0 && s.reach <= 1))
    } else {
        end
    }
}

/// Rows inside the body that head the rows below them: a row of one cell over the full width, and the row after it
/// when that holds no numbers.
fn inner_heads(shapes: &[RowShape], header_rows: u32) -> Vec<bool> {
    let mut inner = vec![false; shapes.len()];
    let mut after_full_width = false;
    for (row, shape) in shapes.iter().enumerate().skip(header_rows as usize) {
        let head = shape.texts > 0 && (shape.full_width || (after_full_width && shape.numbers == 0));
        after_full_width = shape.full_width && shape.texts > 0;
        if let Some(slot) = inner.get_mut(row) {
            *slot = head;
        }
    }
    inner
}

/// The columns at the left that hold labels: up to the first column in which numbers outweigh texts.
fn label_columns(table: &Table) -> u32 {
    let n_cols = table.n_cols() as usize;
    let (mut texts, mut numbers) = (vec![0_u32; n_cols], vec![0_u32; n_cols]);
    for cell in table
        .cells()
        .iter()
        .filter(|c| c.rows.start >= table.header_rows && c.col_span() < table.n_cols())
    {
        if cell.text.trim().is_empty() {
            continue;
        }
        let counts = if is_numeric(&cell.text) {
            &mut numbers
        } else {
            &mut texts
        };
        if let Some(count) = counts.get_mut(cell.cols.start as usize) {
            *count += cell.row_span();
        }
    }
    let first_numbers = numbers.iter().zip(&texts).position(|(n, t)| n > t);
    let corner = table.cells().first().filter(|c| {
        c.rows.start == 0 && c.cols.start == 0 && c.rows.end == table.header_rows && table.header_rows > 1
    });
    let corner = corner
        .map_or(0, |c| c.cols.end)
        .min(table.n_cols().saturating_sub(1));
    match first_numbers {
        Some(col) => (col as u32).max(corner),
        None if corner > 0 => corner,
        None => u32::from(table.header_rows > 0 && table.n_cols() > 1),
    }
}

/// The heads over a place, outermost first, each on one line. Inside a table with several blocks the heads are those
/// of the place's own block.
pub fn column_path(table: &Table, grid: &Grid, row: u32, col: u32) -> Vec<String> {
    let is_head = |r: u32| head_cell(table, grid, r, col).is_some();
    let top = table.header_rows.min(row);
    // The nearest run of inner head rows above.
    let inner_end = (top..row).rev().find(|&r| is_head(r)).map(|r| r + 1);
    let inner_start = inner_end.map(|end| (top..end).rev().take_while(|&r| is_head(r)).last().unwrap_or(end));
    let mut rows: Vec<u32> = Vec::new();
    match (inner_start, inner_end) {
        (Some(start), Some(end)) => {
            let own_head = (start..end)
                .any(|r| head_cell(table, grid, r, col).is_some_and(|c| c.col_span() < table.n_cols()));
            if !own_head {
                rows.extend(0..top);
            }
            rows.extend(start..end);
        }
        _ => rows.extend(0..top),
    }
    let mut path: Vec<String> = Vec::new();
    let mut last: Option<(u32, u32)> = None;
    for cell in rows.into_iter().filter_map(|r| head_cell(table, grid, r, col)) {
        let place = (cell.rows.start, cell.cols.start);
        if last != Some(place) && !cell.text.trim().is_empty() {
            path.push(on_one_line(&cell.text));
        }
        last = Some(place);
    }
    path
}

fn head_cell<'a>(table: &'a Table, grid: &Grid, row: u32, col: u32) -> Option<&'a Cell> {
    let cell = table.cells().get(grid.index_at(row, col)?)?;
    (cell.role == CellRole::ColumnHead).then_some(cell)
}

/// The labels of a place's row, outermost first, each on one line.
pub fn row_path(table: &Table, grid: &Grid, row: u32, col: u32) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let mut last = None;
    for c in 0..col.min(table.label_cols) {
        let Some(index) = grid.index_at(row, c) else {
            continue;
        };
        let Some(cell) = table.cells().get(index).filter(|_| last != Some(index)) else {
            continue;
        };
        last = Some(index);
        if cell.role == CellRole::RowHead && !cell.text.trim().is_empty() {
            path.push(on_one_line(&cell.text));
        }
    }
    path
}

/// A cell's text on one line: line breaks between ideographs vanish, others become a space.
pub fn on_one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let apart = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if apart(out.chars().next_back()) && apart(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Method;

    fn cell(rows: std::ops::Range<u32>, cols: std::ops::Range<u32>, text: &str) -> Cell {
        Cell::spanning(rows, cols, text)
    }

    fn marked(n_rows: u32, n_cols: u32, cells: Vec<Cell>) -> Table {
        let mut table = Table::new(n_rows, n_cols, cells, Method::Grid).unwrap();
        mark(&mut table);
        table
    }

    fn paths(table: &Table, row: u32, col: u32) -> (Vec<String>, Vec<String>) {
        let grid = table.grid();
        (
            column_path(table, &grid, row, col),
            row_path(table, &grid, row, col),
        )
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
}
