//! Which rows of a table are heads and which columns are labels; [`super::paths`] leads from them to each value.
//!
//! Works on any table: nothing here knows a form. Heads are told from the body by merged cells and by numbers:
//! a head row holds no numbers; a cell that spans several columns is divided by the row below it; the corner over
//! the labels reaches down to the end of the head. A row of one cell over the full width inside the body begins a
//! new block, whose own head follows it when the next row holds no numbers either.

use crate::document::{CellRole, Table};

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
/// `header_rows` or `label_cols` are set already (by a tag tree or a rebuild) keeps them. Tables inside cells are marked
/// too; the readers bound how deep they nest.
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
        cell.tables.iter_mut().for_each(mark);
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
    let bare = || text.chars().filter(|c| !c.is_whitespace());
    let is_hanzi = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let letters = bare().filter(|&c| is_hanzi(c) || c.is_alphabetic()).count();
    if letters > 4 {
        return false;
    }
    let digits = bare().filter(|&c| !is_hanzi(c) && c.is_numeric()).count();
    digits > 0 && letters <= digits && !(digits >= 4 && looks_like_year(bare()))
}

/// Whether these characters are `1998`, `2021年` or `2021年度`.
fn looks_like_year(text: impl Iterator<Item = char>) -> bool {
    let chars: Vec<char> = text.take(7).collect();
    match chars.as_slice() {
        [a, b, c, d] | [a, b, c, d, '年'] => {
            matches!((a, b), ('1', '9') | ('2', '0')) && c.is_ascii_digit() && d.is_ascii_digit()
        }
        [a, b, c, d, '年', '度'] => [a, b, c, d].iter().all(|x| x.is_ascii_digit()),
        _ => false,
    }
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

/// A cell's text on one line: a line break beside a character of East Asian width vanishes, as does one behind a hyphen;
/// others become a space.
pub fn on_one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let joins = |c: Option<char>| c.is_none_or(|c| c == '-' || c >= FIRST_WIDE);
        if !joins(out.chars().next_back()) && line.chars().next().is_some_and(|c| c < FIRST_WIDE) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Where Unicode's blocks of East Asian characters begin; what stands before needs spaces between words.
const FIRST_WIDE: char = '\u{2e80}';
