//! Rows of cells parted by commas or semicolons, as spreadsheets write them: cells in quotes may hold the mark, doubled
//! quotes and line breaks.

use super::{FlatCell, FlatRow, Found, Free, MAX_CELL, cell, form_of};
use crate::table::values::is_numeric;

/// Fewer columns, or fewer lines one below the other, are no table: commas stand in running text, too.
const MIN_COLUMNS: usize = 4;
const MIN_ROWS: usize = 3;
/// Most lines that one quoted cell may run over.
const MAX_QUOTED: usize = 20;

pub(super) fn find(lines: &Free<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let runs = [',', ';'].map(|mark| read_run(lines, at, mark));
        // No part of a run that is no table is one: going on behind it keeps long texts linear.
        let end = runs.iter().map(|(end, _)| *end).max().unwrap_or(at);
        match runs.into_iter().find_map(|(_, table)| table) {
            Some(table) => {
                at = table.lines.end;
                found.push(table);
            }
            None => at = end.max(at + 1),
        }
    }
    found
}

/// The end of the run of lines from `start` on that all have as many cells as the first, and the table that it is.
fn read_run(lines: &Free<'_>, start: usize, mark: char) -> (usize, Option<Found>) {
    let mut rows: Vec<Vec<FlatCell>> = Vec::new();
    let mut end = start;
    while let Some((row, next)) = read_row(lines, end, mark) {
        let fits = row.len() >= MIN_COLUMNS
            && rows.first().is_none_or(|first| first.len() == row.len())
            && row.iter().all(|c| c.text.chars().count() <= MAX_CELL);
        if !fits {
            break;
        }
        rows.push(row);
        end = next;
    }
    let numbers = rows.iter().flatten().any(|c| is_numeric(&c.text));
    if rows.len() < MIN_ROWS || !numbers {
        return (end, None);
    }
    let form = form_of(&rows);
    let table = Found {
        lines: start..end,
        rows: rows.into_iter().map(|cells| FlatRow { cells, form }).collect(),
        rules: Vec::new(),
    };
    (end, Some(table))
}

/// The cells of the row that begins at a line, and the line after the row.
fn read_row(lines: &Free<'_>, at: usize, mark: char) -> Option<(Vec<FlatCell>, usize)> {
    let line = |i: usize| lines.get(i).copied().flatten();
    // A quoted cell may break before the first mark.
    let first = line(at).filter(|l| l.contains(mark) || l.trim_start().starts_with('"'))?;
    let mut text = first.to_owned();
    let mut next = at + 1;
    while text.matches('"').count() % 2 == 1 {
        if next - at > MAX_QUOTED {
            return None;
        }
        text = format!("{text}\n{}", line(next)?);
        next += 1;
    }
    if !text.contains(mark) {
        return None;
    }
    Some((split(&text, mark).iter().map(|c| cell(c, at)).collect(), next))
}

fn split(text: &str, mark: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == mark && !quoted {
            cells.push(String::new());
            continue;
        }
        let Some(open) = cells.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                open.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if open.trim().is_empty() => quoted = true,
            c => open.push(c),
        }
    }
    cells
}
