//! Several tables without rules below one another, told apart where the columns change or a head comes again.

use std::ops::Range;

use crate::diagnostic::{Budget, Error};
use crate::layout::words::Line;

use super::columns::{Segment, segments};
use super::settings::TableSettings;

/// So many rows on either side, counted, tell whether the columns go on.
const MOST_ROWS: usize = 12;

/// Parts a range of lines at the texts between two tables: lines in one piece (`tabular` is false) where the lines
/// above and below them stand in other columns, or where the first line below is the first line of the table again.
/// What lies between two parts is in neither.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn split(
    range: Range<usize>,
    lines: &[&Line],
    tabular: &[bool],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Range<usize>>, Error> {
    let runs = runs(&range, tabular);
    if runs.len() < 2 {
        return Ok(vec![range]);
    }
    let pieces: Vec<Vec<Vec<Segment>>> = runs
        .iter()
        .map(|r| {
            lines
                .iter()
                .take(r.end)
                .skip(r.start)
                .map(|l| segments(l))
                .collect()
        })
        .collect();
    budget.work(pieces.iter().flatten().map(|l| l.len() as u64).sum())?;
    let mut out: Vec<Range<usize>> = Vec::new();
    // The run at which the open part begins.
    let mut first = 0;
    for (i, run) in runs.iter().enumerate() {
        let above: Vec<&[Segment]> = rows_of(&pieces, first..i);
        let below = rows_of(&pieces, i..pieces.len());
        // One line between them names a group of rows; several are a text between two tables.
        let text = out.last().is_some_and(|part| run.start >= part.end + 2);
        let other = comes_again(&above, &below) || (text && is_other(&above, &below, em, settings));
        match out.last_mut() {
            Some(part) if !other => part.end = run.end,
            _ => {
                out.push(run.clone());
                first = i;
            }
        }
        budget.work(above.len() as u64)?;
    }
    // The lines before the first and after the last run stay with their table.
    let last = out.len().saturating_sub(1);
    Ok(out
        .into_iter()
        .enumerate()
        .map(|(i, part)| {
            let start = if i == 0 { range.start } else { part.start };
            let end = if i == last { range.end } else { part.end };
            start..end
        })
        .collect())
}

/// The runs of lines that are in pieces.
fn runs(range: &Range<usize>, tabular: &[bool]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in range.clone().filter(|i| tabular.get(*i) == Some(&true)) {
        match out.last_mut() {
            Some(run) if run.end == i => run.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

fn rows_of(runs: &[Vec<Vec<Segment>>], range: Range<usize>) -> Vec<&[Segment]> {
    let some = runs.iter().take(range.end).skip(range.start);
    some.flatten().map(Vec::as_slice).collect()
}

/// Whether the rows below begin with the head of the rows above.
fn comes_again(above: &[&[Segment]], below: &[&[Segment]]) -> bool {
    let head = |rows: &[&[Segment]]| -> Option<Vec<String>> {
        let first = rows.first()?;
        (!first.iter().all(|s| s.value)).then(|| first.iter().map(Segment::text).collect())
    };
    above.len() >= 2 && head(above).is_some() && head(above) == head(below)
}

/// Whether the texts of most of the first rows below stand in other columns than those above.
fn is_other(above: &[&[Segment]], below: &[&[Segment]], em: f32, settings: &TableSettings) -> bool {
    // As many rows tell the columns of a table as make one.
    let (near_above, near_below) = (
        above
            .get(above.len().saturating_sub(MOST_ROWS)..)
            .unwrap_or_default(),
        below.get(..MOST_ROWS).unwrap_or(below),
    );
    // The lines of a head stand in other columns than the figures below them.
    let bodies = above.iter().filter(|r| r.iter().any(|s| s.value)).count();
    bodies >= settings.least_rows
        && below.len() >= settings.least_rows
        && shared(near_above, near_below, em, settings) + shared(near_below, near_above, em, settings)
            < 2.0 * settings.same_columns
}

/// The part, 0 to 1, of the texts right of the first in each row that start, stand or end where one of the other rows
/// does.
fn shared(rows: &[&[Segment]], others: &[&[Segment]], em: f32, settings: &TableSettings) -> f32 {
    let near = settings.grid_start * em;
    let places = |s: &Segment| [s.bbox.x0, s.bbox.center().x, s.bbox.x1];
    let inner = |rows: &[&[Segment]]| -> Vec<[f32; 3]> {
        rows.iter().flat_map(|r| r.iter().skip(1)).map(places).collect()
    };
    let (mine, theirs) = (inner(rows), inner(others));
    let fits = |a: &[f32; 3]| {
        theirs
            .iter()
            .any(|b| a.iter().zip(b).any(|(x, y)| (x - y).abs() <= near))
    };
    let n = mine.iter().filter(|a| fits(a)).count();
    if mine.is_empty() {
        1.0
    } else {
        n as f32 / mine.len() as f32
    }
}
