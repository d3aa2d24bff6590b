//! Table 3 by order: runs of as many numbers as it has columns, named by the labels before them.

use super::super::labels::{ColumnLabel, REQUEST_COLUMNS, REQUEST_ROWS, ROWS_2019, ROWS_2021, RowLabel};
use super::super::number::Number;
use super::super::requests::named_between;
use super::super::values::{self, Parsed};
use super::{Row, Token, bare_labels, begun, holds, joined, last_of, value};
use crate::document::{Cell, Method, Table};
use crate::report::{COLUMNS, ValueKind};

/// Rows as many as the form's are the form's when this share of them stands behind its label, in percent.
const LABELLED: usize = 80;
/// Fewer rows are no table 3.
const MIN_ROWS: usize = 5;

/// A run of as many numbers as there are columns, with the keys of the labels that begin before it.
struct Run<'a> {
    /// Empty for numbers that are more or fewer than there are columns.
    values: &'a [Token<'a>],
    /// Whether no other run stands between the same labels and its numbers stand in one line or each in a line of its own.
    alone: bool,
    begun: Vec<&'static str>,
}

/// Table 3.
pub(super) fn table(rows: &[Row<'_>]) -> Option<Table> {
    let labels = bare_labels(&REQUEST_ROWS, |label| match label {
        RowLabel::Leaf(key) => Some(key),
        _ => None,
    });
    let with_values = rows.iter().filter(|r| !r.values.is_empty());
    let all: Vec<(&Row<'_>, Vec<&str>)> = with_values.map(|r| (r, begun(&r.texts, &labels))).collect();
    let begins = |at: usize, key: &str| all.get(at).is_some_and(|(_, begun)| begun.contains(&key));
    // Rows that can be the first and the last one twice are those of two tables.
    let only = |fits: &dyn Fn(usize) -> bool| {
        let mut found = (0..all.len()).filter(|&at| fits(at));
        found.next().filter(|_| found.next().is_none())
    };
    let first = only(&|at| begins(at, "received") && begins(at + 1, "carried_over"))?;
    let last = only(&|at| begins(at, "carried_forward"))?;
    // Where the last labels are printed behind their numbers, what follows them is not the table's.
    let ends = all.get(last)?.0.values.len().is_multiple_of(COLUMNS.len());
    let inside = all.get(first..last + usize::from(ends))?;
    let (head, _) = inside.first()?;
    let runs: Vec<Run<'_>> = inside.iter().flat_map(|(row, begun)| cut(row, begun)).collect();
    // The head 总计 may be printed behind rows that stand beside it; that its numbers come last, their sums then tell.
    let sums = runs.iter().filter(|run| row_adds_up(run)).count();
    let (heads, last) = (last_of(&head.texts), COLUMNS.len() - 1);
    let has_heads = has_request_heads(heads, COLUMNS.get(..last)?)
        && (has_request_heads(heads, &COLUMNS) || sums * 2 > runs.len());
    if !has_heads {
        return None;
    }
    // Where blanks are lost or numbers are torn, some rows may have the right number of numbers by chance; numbers of several
    // rows may be mixed.
    let whole = runs.iter().filter(|r| !r.values.is_empty()).count();
    let sure =
        |run: &Run<'_>| !run.values.is_empty() && ((whole == runs.len() && run.alone) || row_adds_up(run));
    let named: Vec<(&'static str, &[Token<'_>])> = names(&runs)
        .into_iter()
        .zip(&runs)
        .filter_map(|(name, run)| name.filter(|_| sure(run)).zip(Some(run.values)))
        .collect();
    let enough = named.len() >= MIN_ROWS && whole * 2 > runs.len();
    enough.then(|| sheet(&named)).flatten()
}

/// A row's numbers as runs of as many as there are columns. Several runs without a label between them are rows whose labels
/// stand elsewhere.
fn cut<'a>(row: &'a Row<'a>, begun: &[&'static str]) -> Vec<Run<'a>> {
    let n = COLUMNS.len();
    if !row.values.len().is_multiple_of(n) {
        return vec![Run {
            values: &[],
            alone: true,
            begun: begun.to_vec(),
        }];
    }
    let runs = row.values.chunks(n).enumerate();
    runs.map(|(at, values)| Run {
        values,
        alone: row.values.len() == n && is_even(values),
        begun: if at == 0 { begun.to_vec() } else { Vec::new() },
    })
    .collect()
}

/// Whether numbers stand in one line, or each in a line of its own.
fn is_even(values: &[Token<'_>]) -> bool {
    let lines = values.chunk_by(|a, b| a.line == b.line).count();
    lines == 1 || lines == values.len()
}

/// The names of runs. As many as a form has rows are that form's in its order, when all of its equations hold or when
/// nearly all stand behind their labels; then those that do not are named only between ones that do. Of fewer or more only
/// those are named that [`anchors`] tells, and those between them where just as many are missing.
fn names(runs: &[Run<'_>]) -> Vec<Option<&'static str>> {
    let forms: [&[&'static str]; 2] = [&ROWS_2021, &ROWS_2019];
    for form in forms.into_iter().filter(|form| form.len() == runs.len()) {
        let printed = form
            .iter()
            .filter(|key| runs.iter().any(|r| r.begun.contains(key)));
        if printed.count() * 100 >= LABELLED * form.len() && adds_up(runs) {
            return form.iter().map(|key| Some(*key)).collect();
        }
        let pairs = runs.iter().zip(form);
        let own: Vec<Option<&'static str>> = pairs
            .map(|(run, key)| run.begun.contains(key).then_some(*key))
            .collect();
        if own.iter().flatten().count() * 100 >= LABELLED * form.len() {
            return named_between(&own, form);
        }
    }
    let divided = runs.iter().any(|r| r.begun.contains(&"other.correction_overdue"));
    let form: &[&'static str] = if divided { &ROWS_2021 } else { &ROWS_2019 };
    named_between(&anchors(runs, form), form)
}

/// Names of the runs before which one label begins that has, in the form, just as many rows before it as the run has, or
/// as many behind it. A label that begins before the numbers of the row above it, as lines of wrapped labels do, or
/// whose row is blank, moves the runs against the labels from there on.
fn anchors(runs: &[Run<'_>], form: &[&'static str]) -> Vec<Option<&'static str>> {
    let anchor = |(at, run): (usize, &Run<'_>)| {
        let mut keys = run.begun.iter().filter(|key| form.contains(key));
        let key = *keys.next()?;
        let place = form.iter().position(|k| *k == key)?;
        let fits = place == at || form.len() - place == runs.len() - at;
        (fits && keys.all(|k| *k == key)).then_some(key)
    };
    runs.iter().enumerate().map(anchor).collect()
}

/// The counts of a run, marks for none as 0; `None` when one is no count.
fn counts(run: &Run<'_>) -> Option<Vec<i64>> {
    let count = |token: &Token<'_>| match values::parse(token.text) {
        Parsed {
            kind: ValueKind::Mark,
            ..
        } => Some(0),
        Parsed { number, .. } => number.and_then(Number::as_whole),
    };
    run.values.iter().map(count).collect()
}

/// Whether a run's last number is the sum of the others, as the form has it.
fn row_adds_up(run: &Run<'_>) -> bool {
    counts(run).is_some_and(|counts| {
        let total = counts.last().copied();
        total.is_some_and(|total| counts.iter().sum::<i64>() == 2 * total)
    })
}

/// Whether the runs are numbers of a whole table 3 in its order: every row and every column adds up, and there is something
/// to add up.
fn adds_up(runs: &[Run<'_>]) -> bool {
    let Some(rows) = runs.iter().map(counts).collect::<Option<Vec<Vec<i64>>>>() else {
        return false;
    };
    let [received, carried_over, outcomes @ .., concluded, carried_forward] = rows.as_slice() else {
        return false;
    };
    let column_adds_up = |col: usize| {
        let of = |row: &Vec<i64>| row.get(col).copied();
        let sum: Option<i64> = outcomes.iter().map(of).sum();
        let begun = of(received).zip(of(carried_over)).map(|(a, b)| a + b);
        let ended = of(concluded).zip(of(carried_forward)).map(|(a, b)| a + b);
        begun.is_some() && begun == ended && sum == of(concluded)
    };
    let something = outcomes.iter().flatten().any(|n| *n > 0);
    something && runs.iter().all(row_adds_up) && (0..COLUMNS.len()).all(column_adds_up)
}

/// Whether the texts before the first row hold the heads of these columns, and print those that share a line in the
/// form's order.
fn has_request_heads(texts: &[Token<'_>], columns: &[&str]) -> bool {
    let heads = bare_labels(&REQUEST_COLUMNS, |label| match label {
        ColumnLabel::Leaf(key) => Some(key),
        ColumnLabel::Parent => None,
    });
    let first = |key: &str| {
        heads
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, label)| label.as_slice())
    };
    let wanted: Vec<char> = columns
        .iter()
        .filter_map(|key| first(key))
        .flatten()
        .copied()
        .collect();
    let lines: Vec<Vec<char>> = texts.chunk_by(|a, b| a.line == b.line).map(joined).collect();
    let one_a_line = lines.iter().all(|line| places_in(line, &first).len() < 2);
    let in_order = |line: &Vec<char>| places_in(line, &first).is_sorted();
    let ordered = match one_a_line {
        true => places_in(&lines.concat(), &first).is_sorted(),
        false => lines.iter().all(in_order),
    };
    ordered && holds(&lines.concat(), &wanted)
}

/// Columns that stand side by side below one head and begin with characters of their own: where these stand in a line,
/// as numbers of the columns in the order of the line.
fn places_in<'a>(line: &[char], label: &impl Fn(&str) -> Option<&'a [char]>) -> Vec<usize> {
    const TOLD: [&str; 4] = [
        "enterprise",
        "research_institution",
        "social_organization",
        "legal_service",
    ];
    let beginnings = TOLD.iter().map(|key| label(key).and_then(|l| l.get(..2)));
    let found = beginnings.enumerate().filter_map(|(at, begin)| {
        let place = line.windows(2).position(|pair| Some(pair) == begin)?;
        Some((place, at))
    });
    let mut found: Vec<(usize, usize)> = found.collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Table 3 with its columns' heads in one row and its rows' labels in one column.
fn sheet(named: &[(&'static str, &[Token<'_>])]) -> Option<Table> {
    let mut cells = vec![Cell::new(0, 0, "")];
    for (col, key) in (1..).zip(COLUMNS) {
        cells.push(Cell::new(
            0,
            col,
            REQUEST_COLUMNS.label_of(ColumnLabel::Leaf(key))?,
        ));
    }
    for (row, (key, values)) in (1..).zip(named) {
        cells.push(Cell::new(row, 0, REQUEST_ROWS.label_of(RowLabel::Leaf(key))?));
        cells.extend((1..).zip(*values).map(|(col, token)| value(row, col, token)));
    }
    Table::new(
        named.len() as u32 + 1,
        COLUMNS.len() as u32 + 1,
        cells,
        Method::Order,
    )
    .ok()
}
