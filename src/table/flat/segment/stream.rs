//! Values that stand alone on lines: one cell a line, with or without empty lines between.

use std::ops::Range;

use super::{FlatCell, FlatRow, Found, Free, LabelHints, RowForm, after_headings, cell, is_sentence};
use crate::diagnostic::{Budget, Error};
use crate::table::values::{is_numeric, is_value_like};

/// Fewer lone values than this are no table.
const MIN_VALUES: usize = 3;

/// A line that may be a cell, with the number of blank lines before it.
struct Lone<'a> {
    line: usize,
    text: &'a str,
    gap: usize,
}

pub(super) fn find(lines: &Free<'_>, hints: &dyn LabelHints, budget: &Budget) -> Result<Vec<Found>, Error> {
    budget.work(lines.len() as u64)?;
    let mut found = Vec::new();
    let mut cluster: Vec<Lone<'_>> = Vec::new();
    let mut gap = 0;
    for (at, line) in lines.iter().enumerate() {
        match line.map(str::trim) {
            Some("") => gap += 1,
            Some(text) if !is_sentence(text) || hints.is_label(text) => {
                cluster.push(Lone { line: at, text, gap });
                gap = 0;
            }
            _ => {
                found.extend(tables_of(&cluster, at, hints));
                cluster.clear();
                gap = 0;
            }
        }
    }
    found.extend(tables_of(&cluster, lines.len(), hints));
    Ok(found)
}

/// The tables in lines that are all short enough for cells; `end` is the line after the last of them.
fn tables_of(cluster: &[Lone<'_>], end: usize, hints: &dyn LabelHints) -> Vec<Found> {
    let mut found = Vec::new();
    let mut starts = table_starts(cluster, hints);
    starts.push((cluster.len(), cluster.len()));
    for pair in starts.windows(2) {
        let &[(_, from), (next_heading, _)] = pair else {
            continue;
        };
        let part = cluster.get(from..next_heading).unwrap_or_default();
        // Where an empty line stands between cells, two lines without one between them are no two cells.
        let is_spaced = usual_gap(part) >= 1;
        let mut start = from;
        for run in part.chunk_by(|_, b| !is_spaced || b.gap > 0) {
            start += run.len();
            let next = if start == next_heading {
                cluster.get(next_heading)
            } else {
                cluster.get(start)
            };
            found.extend(table_of(run, next.map_or(end, |l| l.line), hints));
        }
    }
    found
}

/// Where tables may begin, each with the place of the heading lines before it: the cluster's start, and after the
/// headings in each stretch of texts.
fn table_starts(cluster: &[Lone<'_>], hints: &dyn LabelHints) -> Vec<(usize, usize)> {
    let mut starts = vec![(0, 0)];
    let mut at = 0;
    while at < cluster.len() {
        let stretch_end = (at..cluster.len())
            .find(|&i| cluster.get(i).is_some_and(|l| is_value_like(l.text)))
            .unwrap_or(cluster.len());
        let texts: Vec<&str> = cluster
            .get(at..stretch_end)
            .unwrap_or_default()
            .iter()
            .map(|l| l.text)
            .collect();
        let after = after_headings(&texts, hints);
        if after > 0 {
            starts.push((at, at + after));
        }
        at = stretch_end + 1;
    }
    starts
}

/// The commonest gap between neighbouring lines of which the later is a value.
fn usual_gap(part: &[Lone<'_>]) -> usize {
    let mut gaps: Vec<usize> = part
        .iter()
        .skip(1)
        .filter(|l| is_value_like(l.text))
        .map(|l| l.gap)
        .collect();
    gaps.sort_unstable();
    let commonest = gaps.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    commonest.and_then(|run| run.first().copied()).unwrap_or(0)
}

fn table_of(part: &[Lone<'_>], part_end: usize, hints: &dyn LabelHints) -> Option<Found> {
    let values = part.iter().filter(|l| is_value_like(l.text)).count();
    let numbers = part.iter().filter(|l| is_numeric(l.text)).count();
    let last = part.iter().rposition(|l| is_value_like(l.text))?;
    let first_value = part.iter().position(|l| is_value_like(l.text))?;
    if values < MIN_VALUES || numbers == 0 || values * 6 < last - first_value {
        return None;
    }
    let step = usual_gap(part).min(1);
    let first = first_cell(part, first_value..last + 1, step, hints);
    let taken = part.get(first..=last)?;
    let end = last_line(part, last, part_end, step);
    let rows = if step == 1 {
        spaced_rows(taken)
    } else {
        dense_rows(taken)
    };
    Some(Found {
        lines: taken.first()?.line..end,
        rows,
        rules: Vec::new(),
    })
}

/// Most empty lines between a known head and the next cell.
const MAX_HEAD_GAP: usize = 3;

/// Where the head begins: up from the first of the `values` as long as the gaps between lines are those between cells, or
/// no larger than merged cells leave them below known heads.
fn first_cell(part: &[Lone<'_>], values: Range<usize>, step: usize, hints: &dyn LabelHints) -> usize {
    let first_value = values.start;
    let body = part.get(values).unwrap_or_default();
    let chunks: Vec<&[Lone<'_>]> = body.chunk_by(|_, b| b.gap == 0).skip(1).collect();
    let lone_row = chunks.is_empty() && part.get(first_value).is_some_and(|l| l.gap == 1);
    let rows_end_blank = step == 0 && (lone_row || (chunks.len() > 1 && rows_are_even(&chunks)));
    let fits = |i: usize| {
        let gap = part.get(i).map_or(usize::MAX, |l| l.gap);
        // Empty cells may stand before the first value.
        let below_head = gap <= MAX_HEAD_GAP && part.get(i - 1).is_some_and(|l| hints.is_label(l.text));
        i == first_value || gap == step || (rows_end_blank && gap == 1) || below_head
    };
    (1..=first_value)
        .rev()
        .take_while(|&i| fits(i))
        .last()
        .map_or(first_value, |i| i - 1)
}

/// The line after the table: the empty lines after the last value belong to it, they may hold empty cells.
fn last_line(part: &[Lone<'_>], last: usize, part_end: usize, step: usize) -> usize {
    let line = part.get(last).map_or(0, |l| l.line);
    match part.get(last + 1) {
        _ if step == 0 => line + 1,
        Some(next) => next.line.max(line + 1),
        None => part_end.max(line + 1),
    }
}

/// Cells with an empty line after each: two more empty lines are an empty cell.
fn spaced_rows(taken: &[Lone<'_>]) -> Vec<FlatRow> {
    let mut cells: Vec<FlatCell> = Vec::new();
    for (at, lone) in taken.iter().enumerate() {
        if at > 0 {
            let from = lone.line - lone.gap;
            cells.extend((0..lone.gap.saturating_sub(1) / 2).map(|i| cell("", from + 1 + 2 * i)));
        }
        cells.push(cell(lone.text, lone.line));
    }
    vec![stream(cells)]
}

fn stream(cells: Vec<FlatCell>) -> FlatRow {
    FlatRow {
        cells,
        form: RowForm::Stream,
    }
}

/// Cells on lines that follow each other. An empty line may end a row, hold an empty cell or mean nothing: the reading
/// with the evenest rows is taken.
fn dense_rows(taken: &[Lone<'_>]) -> Vec<FlatRow> {
    let chunks: Vec<&[Lone<'_>]> = taken.chunk_by(|_, b| b.gap == 0).collect();
    let ends_rows = chunks.len() > 2 && rows_are_even(&chunks);
    if ends_rows {
        let to_row = |chunk: &&[Lone<'_>]| FlatRow {
            cells: chunk.iter().map(|l| cell(l.text, l.line)).collect(),
            form: RowForm::Lost { width: None },
        };
        return chunks.iter().map(to_row).collect();
    }
    let plain: Vec<FlatCell> = taken.iter().map(|l| cell(l.text, l.line)).collect();
    let mut with_empty: Vec<FlatCell> = Vec::new();
    for (at, lone) in taken.iter().enumerate() {
        let gap = if at > 0 { lone.gap } else { 0 };
        with_empty.extend((0..gap).map(|i| cell("", lone.line - gap + i)));
        with_empty.push(cell(lone.text, lone.line));
    }
    let better = evenness(&with_empty) > evenness(&plain);
    vec![stream(if better { with_empty } else { plain })]
}

/// Whether the chunks that hold values end with equally many of them and start with a label.
fn rows_are_even(chunks: &[&[Lone<'_>]]) -> bool {
    let runs: Vec<usize> = chunks
        .iter()
        .map(|c| c.iter().rev().take_while(|l| is_value_like(l.text)).count())
        .filter(|&n| n > 0)
        .collect();
    let labelled = chunks
        .iter()
        .filter(|c| c.first().is_some_and(|l| !is_value_like(l.text)))
        .count();
    let inner = chunks.iter().all(|c| {
        let run = c.iter().rev().take_while(|l| is_value_like(l.text)).count();
        let label_part: Range<usize> = 0..c.len() - run;
        !c.get(label_part)
            .unwrap_or_default()
            .iter()
            .any(|l| is_value_like(l.text))
    });
    // One row of values alone below rows of heads, or rows that all start with a label.
    let lone_row = labelled + 1 == chunks.len() && runs.len() == 1 && runs.iter().all(|&n| n >= MIN_VALUES);
    inner && (lone_row || (runs.len() > 1 && labelled == chunks.len()))
}

/// The share of runs of values and empty cells that have the commonest length.
fn evenness(cells: &[FlatCell]) -> f64 {
    let mut runs: Vec<usize> = cells
        .chunk_by(|a, b| is_filling(a) == is_filling(b))
        .filter(|run| run.iter().any(is_filling))
        .map(<[FlatCell]>::len)
        .collect();
    runs.sort_unstable();
    let commonest = runs
        .chunk_by(|a, b| a == b)
        .map(<[usize]>::len)
        .max()
        .unwrap_or(0);
    commonest as f64 / runs.len().max(1) as f64
}

fn is_filling(cell: &FlatCell) -> bool {
    cell.text.is_empty() || is_value_like(&cell.text)
}
