//! Heads whose rows have an entry for every grid column, as spreadsheets and Markdown write them.

use super::{HeadCell, HeadPlan};

/// The reading of a head whose rows have an entry for every grid column: an empty entry continues its left
/// neighbour or the cell above.
pub(in crate::table::flat) fn rectangular(rows: &[Vec<String>], labels: usize) -> HeadPlan {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut cells: Vec<HeadCell> = Vec::new();
    // For each column the cell that covers it in the row above.
    let mut above: Vec<Option<usize>> = vec![None; width];
    for (row, entries) in rows.iter().enumerate() {
        let mut covering: Vec<Option<usize>> = vec![None; width];
        let mut left: Option<usize> = None;
        for (col, entry) in entries.iter().enumerate() {
            let up = above.get(col).copied().flatten();
            let covers = if !entry.is_empty() {
                cells.push(HeadCell {
                    row,
                    index: col,
                    row_end: row + 1,
                    col,
                    col_end: col + 1,
                });
                Some(cells.len() - 1)
            } else {
                continued(&mut cells, rows, (row, col), up, left, labels)
            };
            covering[col] = covers;
            left = covers.filter(|&i| cells.get(i).is_some_and(|c| c.row == row));
        }
        above = covering;
    }
    HeadPlan {
        cells,
        values: width - labels.min(width),
        score: 0,
        even: 0,
        ambiguous: false,
    }
}

/// Which cell an empty entry of a rectangular head continues; grows that cell.
fn continued(
    cells: &mut [HeadCell],
    rows: &[Vec<String>],
    (row, col): (usize, usize),
    up: Option<usize>,
    left: Option<usize>,
    labels: usize,
) -> Option<usize> {
    let upper = up.and_then(|i| cells.get(i).cloned());
    // All entries under the upper cell are empty in this row: it goes on downwards as a whole.
    let goes_down = upper.as_ref().is_some_and(|u| {
        let below = rows
            .get(row)
            .and_then(|r| r.get(u.col..u.col_end))
            .unwrap_or_default();
        below.iter().all(String::is_empty)
    });
    if let (true, Some(index)) = (goes_down, up) {
        cells.get_mut(index)?.row_end = row + 1;
        return Some(index);
    }
    let cell = cells.get_mut(left?)?;
    let crosses_parent = upper
        .as_ref()
        .is_some_and(|u| col >= u.col_end || cell.col < u.col);
    let crosses_labels = cell.col < labels && col >= labels;
    if crosses_parent || crosses_labels || cell.col_end != col {
        return None;
    }
    cell.col_end = col + 1;
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], labels: usize, expect: &[(usize, usize, usize, usize)]) {
        let rows: Vec<Vec<String>> = lines
            .iter()
            .map(|l| l.split('|').map(|t| t.trim().to_owned()).collect())
            .collect();
        let cells = rectangular(&rows, labels).cells;
        let found: Vec<_> = cells
            .iter()
            .map(|c| (c.row, c.row_end, c.col, c.col_end))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn empty_entries_continue_to_the_left_or_upwards() {
        let lines = ["corner||all|||", "||one|two||sum", "|||a|b|"];
        let expect = [
            (0, 3, 0, 2),
            (0, 1, 2, 6),
            (1, 3, 2, 3),
            (1, 2, 3, 5),
            (1, 3, 5, 6),
            (2, 3, 3, 4),
            (2, 3, 4, 5),
        ];
        check(&lines, 2, &expect);
    }

    #[test]
    fn a_head_over_labels_does_not_reach_into_the_values() {
        check(&["name||a|b"], 1, &[(0, 1, 0, 1), (0, 1, 2, 3), (0, 1, 3, 4)]);
    }
}
