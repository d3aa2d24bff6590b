//! Several tables without rules below one another, told apart where the columns change or a head comes again.

use std::ops::Range;

use crate::diagnostic::{Budget, Error};
use crate::layout::words::Line;

use super::columns::{self, Column, Segment, segments};
use super::settings::TableSettings;

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
    let mut out: Vec<(Range<usize>, Vec<Vec<Segment>>)> = Vec::new();
    for (run, rows) in runs.into_iter().zip(pieces) {
        match out.last_mut() {
            Some((part, above)) if !is_other(above, &rows, em, settings) => {
                part.end = run.end;
                above.extend(rows);
            }
            _ => out.push((run, rows)),
        }
    }
    // The lines before the first and after the last run stay with their table.
    let last = out.len().saturating_sub(1);
    Ok(out
        .into_iter()
        .enumerate()
        .map(|(i, (part, _))| {
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

/// Whether the rows below are another table: they begin with the head of the rows above, or the texts of each do not
/// fit the columns of the other. Rows of merged cells reach over the strips of the others, but not the other
/// way round.
fn is_other(above: &[Vec<Segment>], below: &[Vec<Segment>], em: f32, settings: &TableSettings) -> bool {
    let head = |rows: &[Vec<Segment>]| -> Option<Vec<String>> {
        let first = rows.first()?;
        (!first.iter().all(|s| s.value)).then(|| first.iter().map(Segment::text).collect())
    };
    if above.len() >= 2 && head(above).is_some() && head(above) == head(below) {
        return true;
    }
    if above.len() < settings.least_grid_rows || below.len() < settings.least_grid_rows {
        return false;
    }
    let (upper, lower) = (
        columns::find(above, em, settings),
        columns::find(below, em, settings),
    );
    crosses(above, &lower, em, settings) && crosses(below, &upper, em, settings)
}

/// Whether most rows have a text that fits none of these columns: it reaches from one to the next, or stands in the
/// white strip between two.
fn crosses(rows: &[Vec<Segment>], columns: &[Column], em: f32, settings: &TableSettings) -> bool {
    let slack = settings.aligned * em;
    let strips: Vec<(f32, f32)> = columns
        .windows(2)
        .filter_map(|w| Some((w.first()?.x1, w.get(1)?.x0)))
        .collect();
    let off = |s: &Segment| {
        let (x0, x1) = (s.bbox.x0, s.bbox.x1);
        strips
            .iter()
            .any(|(a, b)| (x0 < a - slack && x1 > b + slack) || (x0 > *a && x1 < *b))
    };
    let n = rows.iter().filter(|r| r.iter().any(off)).count();
    n * 2 > rows.len()
}
