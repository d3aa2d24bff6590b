//! A table that was cut in two, put together again.
//!
//! Two tables that follow each other with nothing between are one table when the second begins with the first one's
//! head again, or when it has no head of its own and goes on with the same columns. Tables that merely follow each
//! other stay two.

use super::heads;
use crate::document::{Cell, Table};

/// What came of joining.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// The whole table.
    pub table: Table,
    /// Cells of the head that stood again in the second part and were left out.
    pub repeated: Vec<Cell>,
}

/// Joins `second` to the end of `first` when they are parts of one table; `None` when they are two. Both went
/// through [`heads::mark`].
pub fn join(first: &Table, second: &Table) -> Option<Joined> {
    if first.n_cols() != second.n_cols() || first.header_rows == 0 || first.header_rows >= first.n_rows() {
        return None;
    }
    let repeated_rows = repeated_head(first, second);
    if repeated_rows == 0 && !goes_on(first, second) {
        return None;
    }
    let (repeated, body): (Vec<Cell>, Vec<Cell>) = second
        .cells()
        .iter()
        .cloned()
        .partition(|c| c.rows.start < repeated_rows);
    let shift = |row: u32| first.n_rows() + row - repeated_rows;
    let mut cells = first.cells().to_vec();
    for mut cell in body {
        cell.rows = shift(cell.rows.start)..shift(cell.rows.end);
        match continued(&mut cells, &cell, first.n_rows(), first.label_cols) {
            Some(above) => {
                above.rows.end = cell.rows.end;
                above.provenance.extend(cell.provenance);
            }
            None => cells.push(cell),
        }
    }
    let n_rows = first.n_rows() + second.n_rows() - repeated_rows;
    let mut table = Table::new(n_rows, first.n_cols(), cells, first.method).ok()?;
    table.title.clone_from(&first.title);
    table.page = first.page;
    table.repeated_heads.clone_from(&first.repeated_heads);
    table.header_rows = first.header_rows;
    table.label_cols = first.label_cols;
    table.doubts = first.doubts.iter().chain(&second.doubts).cloned().collect();
    heads::mark(&mut table);
    Some(Joined { table, repeated })
}

/// How many rows at the top of `second` print the head of `first` again: all of its head rows, or none.
fn repeated_head(first: &Table, second: &Table) -> u32 {
    let rows = first.header_rows;
    let head = |table: &Table| {
        let cells = table.cells().iter().filter(|c| c.rows.start < rows);
        cells
            .map(|c| (c.rows.clone(), c.cols.clone(), squeezed(&c.text)))
            .collect::<Vec<_>>()
    };
    if second.n_rows() > rows && head(first) == head(second) {
        rows
    } else {
        0
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether `second` has no head and goes on with rows like those of `first`: labels where it has labels, values
/// where it has values.
fn goes_on(first: &Table, second: &Table) -> bool {
    let values = |table: &Table, row: u32| {
        let numbers = table
            .cells()
            .iter()
            .filter(move |c| c.rows.start == row && heads::is_numeric(&c.text));
        numbers.map(|c| c.cols.start).collect::<Vec<u32>>()
    };
    let first_row = values(second, 0);
    let in_value_columns = first_row.iter().all(|&col| col >= first.label_cols);
    second.header_rows == 0 && !first_row.is_empty() && in_value_columns
}

/// The label above that an empty cell at the cut goes on with: one that reaches the cut over the same columns.
fn continued<'a>(cells: &'a mut [Cell], cell: &Cell, cut: u32, label_cols: u32) -> Option<&'a mut Cell> {
    let empty = cell.text.trim().is_empty() && cell.tables.is_empty();
    if !empty || cell.rows.start != cut || cell.cols.end > label_cols {
        return None;
    }
    cells
        .iter_mut()
        .find(|c| c.rows.end == cut && c.cols == cell.cols && !c.text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Method;

    fn table(rows: &[&[&str]]) -> Table {
        let mut cells = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            cells.extend(
                row.iter()
                    .enumerate()
                    .map(|(c, text)| Cell::new(r as u32, c as u32, *text)),
            );
        }
        let mut table = Table::new(rows.len() as u32, rows[0].len() as u32, cells, Method::Grid).unwrap();
        heads::mark(&mut table);
        table
    }

    const FIRST: [&[&str]; 2] = [&["类别", "项目", "数量"], &["甲", "一", "1"]];

    #[test]
    fn a_second_part_with_the_head_again_is_joined_without_it() {
        let joined = join(
            &table(&FIRST),
            &table(&[&["类别", "项\n目", "数量"], &["乙", "二", "2"]]),
        )
        .unwrap();
        assert_eq!((joined.table.n_rows(), joined.repeated.len()), (3, 3));
        assert_eq!(joined.table.at(2, 2).cell().unwrap().text, "2");
    }

    #[test]
    fn a_second_part_without_a_head_goes_on_and_so_does_a_cut_label() {
        let joined = join(&table(&FIRST), &table(&[&["", "二", "2"]])).unwrap();
        assert_eq!(joined.table.at(2, 0).cell().unwrap().text, "甲");
        assert_eq!(joined.table.at(2, 2).cell().unwrap().text, "2");
    }

    #[test]
    fn tables_that_merely_follow_each_other_stay_two() {
        assert_eq!(
            join(
                &table(&FIRST),
                &table(&[&["名称", "单位", "金额"], &["丙", "元", "3"]])
            ),
            None
        );
        assert_eq!(join(&table(&FIRST), &table(&[&["甲", "1"]])), None);
    }
}
