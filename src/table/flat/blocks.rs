//! Tells head rows from data rows, and parts a run of rows into blocks: head rows with the data rows below them.

use std::ops::Range;

use super::{FlatRow, RowForm};
use crate::table::outline::parse_outline;
use crate::table::values::{is_value_like, is_year_like};

/// What a cell looks like on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Empty,
    Text,
    Value,
}

/// A row with what each of its cells looks like.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub flat: &'a FlatRow,
    pub classes: Vec<Class>,
}

/// Head rows and the data rows that follow them. Either may be empty, not both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub head: Range<usize>,
    pub data: Range<usize>,
}

impl<'a> Row<'a> {
    pub fn new(flat: &'a FlatRow) -> Row<'a> {
        let class = |text: &str| match text {
            t if t.trim().is_empty() => Class::Empty,
            t if is_value_like(t) => Class::Value,
            _ => Class::Text,
        };
        let classes = flat.cells.iter().map(|c| class(&c.text)).collect();
        Row { flat, classes }
    }

    pub fn len(&self) -> usize {
        self.classes.len()
    }

    pub fn count(&self, class: Class) -> usize {
        self.classes.iter().filter(|&&c| c == class).count()
    }

    pub fn is_kept(&self) -> bool {
        self.flat.form == RowForm::Kept
    }

    pub fn text(&self, at: usize) -> &'a str {
        self.flat.cells.get(at).map_or("", |c| c.text.as_str())
    }

    /// How many cells at the row's end are empty or values.
    fn trailing(&self) -> usize {
        self.classes
            .iter()
            .rev()
            .take_while(|&&c| c != Class::Text)
            .count()
    }

    /// How many cells at the row's end are empty.
    pub fn trailing_empty(&self) -> usize {
        self.classes
            .iter()
            .rev()
            .take_while(|&&c| c == Class::Empty)
            .count()
    }

    /// How many cells stand before the value area: up to the last text before the first value (before the end, where
    /// there is no value).
    pub fn lead(&self) -> usize {
        let first_value = self.classes.iter().position(|&c| c == Class::Value);
        let before = self
            .classes
            .get(..first_value.unwrap_or(self.len()))
            .unwrap_or_default();
        before
            .iter()
            .rposition(|&c| c == Class::Text)
            .map_or(0, |p| p + 1)
    }

    /// Whether the cells are empty ones, then texts, then no more texts.
    fn is_labels_then_blanks(&self) -> bool {
        let start = self.classes.iter().position(|&c| c == Class::Text).unwrap_or(0);
        let end = self.len() - self.trailing();
        (start..end).all(|i| self.classes.get(i) == Some(&Class::Text))
    }

    /// Whether all texts have outline numbers, as row labels have and heads have not.
    fn labels_are_numbered(&self) -> bool {
        let mut texts = self
            .classes
            .iter()
            .enumerate()
            .filter(|(_, c)| **c == Class::Text);
        self.count(Class::Text) > 0 && texts.all(|(i, _)| parse_outline(self.text(i)).is_some())
    }

    fn values_are_years(&self) -> bool {
        let mut values = self
            .classes
            .iter()
            .enumerate()
            .filter(|(_, c)| **c == Class::Value)
            .peekable();
        values.peek().is_some() && values.all(|(i, _)| is_year_like(self.text(i)))
    }
}

/// Parts the rows into blocks.
pub(super) fn blocks(rows: &[Row<'_>]) -> Vec<Block> {
    let kinds = head_flags(rows);
    let mut blocks: Vec<Block> = Vec::new();
    for (at, &is_head) in kinds.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if is_head && block.data.is_empty() => {
                block.head.end = at + 1;
                block.data = at + 1..at + 1;
            }
            Some(block) if !is_head => block.data.end = at + 1,
            _ if is_head => blocks.push(Block {
                head: at..at + 1,
                data: at + 1..at + 1,
            }),
            _ => blocks.push(Block {
                head: at..at,
                data: at..at + 1,
            }),
        }
    }
    blocks
}

/// For each row whether it is a head row.
fn head_flags(rows: &[Row<'_>]) -> Vec<bool> {
    let mut flags = Vec::with_capacity(rows.len());
    // The most cells that stand before the values of any row with values.
    let most_labels = rows
        .iter()
        .filter(|r| r.count(Class::Value) > 0)
        .map(Row::lead)
        .max()
        .unwrap_or(usize::MAX);
    // Whether the block has a head row of several cells, and whether it has a data row.
    let (mut has_leaves, mut has_data) = (false, false);
    for (at, row) in rows.iter().enumerate() {
        let is_head = is_head_row(rows, at, most_labels, (has_leaves, has_data));
        if is_head && has_data {
            (has_leaves, has_data) = (false, false);
        }
        has_leaves |= is_head && row.count(Class::Text) + row.count(Class::Value) > 1;
        has_data |= !is_head;
        flags.push(is_head);
    }
    flags
}

fn is_head_row(
    rows: &[Row<'_>],
    at: usize,
    most_labels: usize,
    (has_leaves, has_data): (bool, bool),
) -> bool {
    let Some(row) = rows.get(at) else { return false };
    let next = rows.get(at + 1);
    if row.count(Class::Value) > 0 {
        let more_follow = next.is_some_and(|n| n.count(Class::Value) > 0 && !n.values_are_years());
        let stands_as_head = if row.count(Class::Text) > 0 {
            !has_leaves
        } else {
            row.count(Class::Value) > 1
        };
        return !has_data
            && stands_as_head
            && !row.labels_are_numbered()
            && row.values_are_years()
            && more_follow;
    }
    let texts = row.count(Class::Text);
    if texts == 0 {
        return false;
    }
    let heads_follow = next.is_some_and(|n| {
        n.count(Class::Value) == 0 && n.count(Class::Text) > 1 && !is_blank_data(n, most_labels)
    });
    if texts == 1 && (row.len() == 1 || row.classes.first() == Some(&Class::Text)) {
        // A lone text is the title of the head that follows; else it is a label whose values are blank or stand below.
        return heads_follow || !(has_leaves || has_data);
    }
    if at > 0 && row.labels_are_numbered() {
        return false;
    }
    if row.trailing() == 0 || !row.is_labels_then_blanks() || row.lead() > most_labels {
        return true;
    }
    if !has_data && (at == 0 || row.classes.first() == Some(&Class::Empty)) {
        return true;
    }
    !has_data && row.trailing() < texts
}

/// Whether the row looks like labels with blank values: few texts, then at least as many empty cells.
fn is_blank_data(row: &Row<'_>, most_labels: usize) -> bool {
    let texts = row.count(Class::Text);
    let blanks = row.trailing() > 0 && row.is_labels_then_blanks() && row.trailing() >= texts;
    row.labels_are_numbered() || (blanks && row.lead() <= most_labels)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::document::Provenance;
    use crate::table::flat::FlatCell;

    /// A row written as `a | b | | c`.
    pub fn row(form: RowForm, line: &str) -> FlatRow {
        let cell = |text: &str| FlatCell {
            text: text.trim().replace("\\n", "\n"),
            provenance: Provenance::Line(1),
        };
        FlatRow {
            cells: line.split('|').map(cell).collect(),
            form,
        }
    }

    fn check(lines: &[&str], heads: &[usize]) {
        let flat: Vec<FlatRow> = lines.iter().map(|l| row(RowForm::Kept, l)).collect();
        let rows: Vec<Row<'_>> = flat.iter().map(Row::new).collect();
        let flags = head_flags(&rows);
        let found: Vec<usize> = (0..rows.len()).filter(|&i| flags[i]).collect();
        assert_eq!(found, heads);
    }

    #[test]
    fn titles_and_inner_heads_start_blocks() {
        let lines = [
            "title one",
            "name | a | b",
            "x | 1 | 2",
            "y | | ",
            "title two",
            "name | c",
            "z | 3",
        ];
        check(&lines, &[0, 1, 4, 5]);
    }

    #[test]
    fn kept_empty_cells_do_not_hide_a_head() {
        check(
            &[
                "corner | all",
                " | one | two | sum",
                " | | a | b | ",
                "row | 1 | 2 | 3 | 4",
            ],
            &[0, 1, 2],
        );
    }

    #[test]
    fn years_head_columns_at_the_top_only() {
        check(&["name | 2020 | 2021", "x | 1 | 2", "y | 2019 | 2020"], &[0]);
    }

    #[test]
    fn a_label_with_its_blanks_lost_is_data() {
        check(
            &["t", "name | a | b", "x", "y", "u", "name | c", "z | 3"],
            &[0, 1, 4, 5],
        );
    }

    #[test]
    fn an_empty_row_is_data() {
        check(&["a | b | c", " | | "], &[0]);
    }
}
