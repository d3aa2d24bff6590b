//! Lines that name the rows below them.

use super::WRAP_STEP;
use crate::table::alignment::{Draft, Row};
use crate::table::columns::{Column, covered};

/// Lines that belong together.
pub(super) enum RowPart {
    /// The name of the rows below it, up to the next name.
    Group(Row),
    Rows(Vec<Row>),
}

/// The lines, parted at those that name the rows below them.
pub(super) fn parts(lines: Vec<Row>, columns: &[Column], em: f32) -> Vec<RowPart> {
    let is_group: Vec<bool> = (0..lines.len())
        .map(|i| is_group(&lines, i, columns, em))
        .collect();
    let mut out = Vec::new();
    for (line, is_group) in lines.into_iter().zip(is_group) {
        match out.last_mut() {
            _ if is_group => out.push(RowPart::Group(line)),
            Some(RowPart::Rows(rows)) => rows.push(line),
            _ => out.push(RowPart::Rows(vec![line])),
        }
    }
    out
}

/// Whether a line is one text that begins in the first column, no closer to its neighbours than rows are, above a row that
/// has a label of its own.
fn is_group(lines: &[Row], at: usize, columns: &[Column], em: f32) -> bool {
    let (Some(line), Some(below)) = (lines.get(at), lines.get(at + 1)) else {
        return false;
    };
    let above = at.checked_sub(1).and_then(|i| lines.get(i));
    let apart = |a: &Row, b: &Row| b.y() - a.y() >= WRAP_STEP * line.size;
    let begins = |row: &Row| row.segments.first().map(|s| covered(columns, &s.bbox, em).start) == Some(0);
    line.segments.len() == 1
        && begins(line)
        && begins(below)
        && below.segments.len() > 1
        && apart(line, below)
        && above.is_none_or(|above| apart(above, line))
}

/// The name of a group as a row of one cell.
pub(super) fn group(line: Row, n_cols: usize) -> Draft {
    Draft {
        rows: 0..1,
        cols: 0..n_cols,
        words: line.segments.into_iter().flat_map(|s| s.words).collect(),
    }
}
