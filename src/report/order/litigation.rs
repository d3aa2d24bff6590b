//! Table 4 by order: as many numbers as it has columns, below its heads or each behind its own.

use super::super::labels::{LITIGATION_COLUMNS, LITIGATION_GROUPS, LITIGATION_HEADS, LitigationLabel};
use super::{Row, Token, bare, bare_labels, holds, joined, last_of, value};
use crate::document::{Cell, Method, Table};

/// Table 4: the one run of as many numbers as it has columns, with its heads before it or each of them before its number.
pub(super) fn table(rows: &[Row<'_>]) -> Option<Table> {
    let n = LITIGATION_GROUPS.len() * LITIGATION_COLUMNS.len();
    let below = rows
        .iter()
        .filter(|r| r.values.len() == n && has_litigation_heads(last_of(&r.texts)))
        .map(|r| r.values.iter().collect::<Vec<_>>());
    let behind = rows.windows(n).filter(|rows| are_behind_heads(rows));
    let behind = behind.map(|rows| rows.iter().flat_map(|r| &r.values).collect());
    let mut found = below.chain(behind);
    let values = found.next().filter(|_| found.next().is_none())?;
    let label = |head: LitigationLabel| LITIGATION_HEADS.label_of(head);
    let mut cells = Vec::new();
    let per_group = LITIGATION_COLUMNS.len() as u32;
    for (at, group) in (0..).zip(LITIGATION_GROUPS) {
        let from = at * per_group;
        cells.push(Cell::spanning(
            0..1,
            from..from + per_group,
            label(LitigationLabel::Group(group))?,
        ));
        for (col, key) in (from..).zip(LITIGATION_COLUMNS) {
            cells.push(Cell::new(1, col, label(LitigationLabel::Column(key))?));
        }
    }
    cells.extend((0..).zip(values).map(|(col, token)| value(2, col, token)));
    Table::new(3, n as u32, cells, Method::Order).ok()
}

/// Whether each of these rows is one number behind the head of its column, in the form's order, with the heads of the groups
/// among them.
fn are_behind_heads(rows: &[Row<'_>]) -> bool {
    let keys = LITIGATION_GROUPS.iter().flat_map(|_| LITIGATION_COLUMNS);
    let ends = |row: &Row<'_>, key: &'static str| {
        let head = LITIGATION_HEADS.label_of(LitigationLabel::Column(key)).map(bare);
        head.is_some_and(|head| joined(last_of(&row.texts)).ends_with(&head))
    };
    // The numbers first: hardly any other rows are like this.
    rows.iter().all(|row| row.values.len() == 1)
        && rows.iter().zip(keys).all(|(row, key)| ends(row, key))
        && {
            let text: Vec<char> = rows.iter().flat_map(|row| joined(last_of(&row.texts))).collect();
            let labels = bare_labels(&LITIGATION_HEADS, |head| {
                (!matches!(head, LitigationLabel::Column(_))).then_some(())
            });
            labels.iter().all(|(_, label)| holds(&text, label))
        }
}

/// Whether texts hold all heads of table 4, and print 维持 and 纠正 in turn where they share a line.
fn has_litigation_heads(texts: &[Token<'_>]) -> bool {
    let lines: Vec<Vec<char>> = texts.chunk_by(|a, b| a.line == b.line).map(joined).collect();
    let labels = bare_labels(&LITIGATION_HEADS, Some);
    let mut wanted: Vec<char> = Vec::new();
    let mut seen: Vec<LitigationLabel> = Vec::new();
    for (key, label) in &labels {
        if !seen.contains(key) {
            let times = if matches!(key, LitigationLabel::Column(_)) {
                LITIGATION_GROUPS.len()
            } else {
                1
            };
            wanted.extend(std::iter::repeat_n(label, times).flatten());
            seen.push(*key);
        }
    }
    let outcomes = |line: &[char]| -> Vec<bool> {
        let pairs = line.windows(2).filter_map(|pair| match pair {
            ['维', '持'] => Some(true),
            ['纠', '正'] => Some(false),
            _ => None,
        });
        pairs.collect()
    };
    let in_turn = |line: &Vec<char>| {
        let found = outcomes(line);
        let alone = found.iter().all(|o| *o) || found.iter().all(|o| !*o);
        alone || found.iter().enumerate().all(|(at, o)| *o == (at % 2 == 0))
    };
    lines.iter().all(in_turn) && holds(&lines.concat(), &wanted)
}
