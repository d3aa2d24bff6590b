//! Lines with tabs: one cell a line behind a tab with rows ended by blank lines, or rows of cells parted by tabs.

use std::ops::Range;

use super::{
    FlatCell, FlatRow, Found, Free, LabelHints, RowForm, cell, ends_by_length, form_of, is_lone_row,
    labels_shift,
};
use crate::document::Provenance;
use crate::table::values::is_value_like;

/// Most lines that one quoted cell may run over.
const MAX_QUOTED: usize = 20;

pub(super) fn find(lines: &Free<'_>, hints: &dyn LabelHints) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !has_tab(lines, at) {
            at += 1;
            continue;
        }
        let end = run_end(lines, at, hints);
        found.extend(read_run(lines, at, end));
        at = end.max(at + 1);
    }
    found
}

fn line<'a>(lines: &Free<'a>, at: usize) -> Option<&'a str> {
    lines.get(at).copied().flatten()
}

fn has_tab(lines: &Free<'_>, at: usize) -> bool {
    line(lines, at).is_some_and(|l| l.contains('\t'))
}

fn is_blank(lines: &Free<'_>, at: usize) -> bool {
    line(lines, at).is_some_and(|l| l.trim().is_empty() && !l.contains('\t'))
}

/// A tab in front and no other: one cell behind a tab. A lone tab is an empty cell.
fn is_cell_line(text: &str) -> bool {
    text.strip_prefix('\t')
        .is_some_and(|rest| !rest.trim_end_matches('\t').contains('\t'))
}

/// The end of the run of lines with tabs that starts at `start`: one blank line ends a row, more end the table.
fn run_end(lines: &Free<'_>, start: usize, hints: &dyn LabelHints) -> usize {
    let mut end = start + 1;
    while let Some(text) = line(lines, end) {
        let goes_on = if has_tab(lines, end) {
            true
        } else if is_blank(lines, end) {
            has_tab(lines, end + 1) || late_piece(lines, end)
        } else {
            // A piece of a cell with line breaks stands right below the line where the cell starts.
            let below_cell = !is_blank(lines, end - 1) && line(lines, start).is_some_and(is_cell_line);
            let piece = below_cell && !text.contains('。') || late_piece(lines, end - 1);
            piece || stands_between(lines, end, hints)
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a line without a tab stands between lines of cells parted by tabs and can be a row of one cell.
fn stands_between(lines: &Free<'_>, at: usize, hints: &dyn LabelHints) -> bool {
    let Some(next) = (at + 1..at + 4).find(|&i| has_tab(lines, i)) else {
        return false;
    };
    let neighbours = [
        line(lines, at - 1).unwrap_or_default(),
        line(lines, next).unwrap_or_default(),
    ];
    let all_lone = (at..next).all(|i| line(lines, i).is_some_and(|l| is_lone_row(l, neighbours, hints)));
    all_lone && (has_tab(lines, at - 1) || !is_blank(lines, at - 1))
}

/// An empty cell's value may stand after a blank line: `\t`, blank, `0`, and then another row or cell.
fn late_piece(lines: &Free<'_>, blank: usize) -> bool {
    let opened_empty =
        blank > 0 && line(lines, blank - 1).is_some_and(|l| l.trim().is_empty() && l.contains('\t'));
    let value = line(lines, blank + 1).is_some_and(is_value_like);
    let then = has_tab(lines, blank + 2) || (is_blank(lines, blank + 2) && has_tab(lines, blank + 3));
    is_blank(lines, blank) && opened_empty && value && then
}

fn read_run(lines: &Free<'_>, start: usize, end: usize) -> Vec<Found> {
    let tabbed: Vec<&str> = (start..end)
        .filter_map(|at| line(lines, at))
        .filter(|l| l.contains('\t'))
        .collect();
    let cell_lines = tabbed.iter().filter(|l| is_cell_line(l)).count();
    if cell_lines * 2 > tabbed.len() {
        let rows = rows_of_cell_lines(lines, start, end);
        return table_of(rows, start..end).into_iter().collect();
    }
    let mut rows = tabbed_lines(lines, start, end).into_iter();
    let ends = ends_by_length(rows.as_slice().iter().map(Vec::as_slice));
    let mut found = Vec::new();
    let (mut from, mut taken) = (start, 0);
    for stop in ends {
        let part: Vec<Vec<FlatCell>> = rows.by_ref().take(stop - taken).collect();
        taken = stop;
        let next = rows.as_slice().first().and_then(|row| row.first());
        let to = next.map_or(end, |c| match c.provenance {
            Provenance::Line(line) => (line as usize).saturating_sub(1),
            _ => end,
        });
        found.extend(table_of(rows_of_tabbed_lines(part), from..to));
        from = to;
    }
    found
}

/// The table of these rows, where they are one.
fn table_of(rows: Vec<FlatRow>, lines: Range<usize>) -> Option<Found> {
    let filled = rows
        .iter()
        .flat_map(|r| &r.cells)
        .filter(|c| !c.text.is_empty())
        .count();
    let is_table = rows.len() > 1
        || rows
            .iter()
            .any(|r| r.form == RowForm::Stream && r.cells.len() > 3);
    (filled > 1 && is_table).then_some(Found {
        lines,
        rows,
        rules: Vec::new(),
    })
}

fn rows_of_cell_lines(lines: &Free<'_>, start: usize, end: usize) -> Vec<FlatRow> {
    let mut rows: Vec<Vec<FlatCell>> = vec![Vec::new()];
    for at in start..end {
        let text = line(lines, at).unwrap_or_default();
        if is_blank(lines, at) {
            if !late_piece(lines, at) {
                rows.push(Vec::new());
            }
        } else if let (true, Some(row)) = (text.contains('\t'), rows.last_mut()) {
            let body = text.strip_prefix('\t').unwrap_or(text).trim_end_matches('\t');
            row.extend(body.split('\t').map(|piece| cell(piece, at)));
        } else if let Some(last) = rows.last_mut().and_then(|r| r.last_mut()) {
            last.text = format!("{}\n{}", last.text, text.trim()).trim().to_owned();
        } else if let Some(row) = rows.last_mut() {
            row.push(cell(text, at));
        }
    }
    rows.retain(|r| !r.is_empty());
    if rows.len() == 1 {
        return rows
            .into_iter()
            .map(|cells| FlatRow {
                cells,
                form: RowForm::Stream,
            })
            .collect();
    }
    let form = form_of(&rows);
    rows.into_iter().map(|cells| FlatRow { cells, form }).collect()
}

fn tabbed_lines(lines: &Free<'_>, start: usize, end: usize) -> Vec<Vec<FlatCell>> {
    let mut rows: Vec<Vec<FlatCell>> = Vec::new();
    let mut at = start;
    while at < end {
        let first = at;
        let mut text = line(lines, at).unwrap_or_default().to_owned();
        // A spreadsheet quotes cells with line breaks: the row goes on until the quotes are even.
        while text.matches('"').count() % 2 == 1 && at + 1 < end && at - first < MAX_QUOTED {
            at += 1;
            text = format!("{text}\n{}", line(lines, at).unwrap_or_default());
        }
        at += 1;
        if text.contains('\t') {
            rows.push(
                text.split('\t')
                    .map(|piece| cell(unquoted(piece.trim()), first))
                    .collect(),
            );
        } else if !text.trim().is_empty() {
            rows.push(vec![cell(&text, first)]);
        }
    }
    rows
}

fn rows_of_tabbed_lines(rows: Vec<Vec<FlatCell>>) -> Vec<FlatRow> {
    let rows = padded(rows);
    let form = form_of(&rows);
    rows.into_iter().map(|cells| FlatRow { cells, form }).collect()
}

fn unquoted(piece: &str) -> &str {
    piece
        .strip_prefix('"')
        .and_then(|p| p.strip_suffix('"'))
        .unwrap_or(piece)
}

/// A tab at the end of every line closes the last cell; lines of a spreadsheet whose last cells are empty may have lost
/// their tabs, while rows of most lines have one length.
fn padded(mut rows: Vec<Vec<FlatCell>>) -> Vec<Vec<FlatCell>> {
    let closes = |r: &Vec<FlatCell>| r.len() > 1 && r.last().is_some_and(|c| c.text.is_empty());
    if rows.iter().all(closes) {
        for row in &mut rows {
            row.pop();
        }
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let full = rows.iter().filter(|r| r.len() == width).count();
    let has_empty = rows.iter().flatten().any(|c| c.text.is_empty());
    if full * 10 >= rows.len() * 7 && has_empty && !labels_shift(&rows) {
        for row in &mut rows {
            let provenance = row.last().map(|c| c.provenance);
            while let (true, Some(provenance)) = (row.len() < width && row.len() > 1, provenance) {
                row.push(FlatCell {
                    text: String::new(),
                    provenance,
                });
            }
        }
    }
    rows
}
