//! Rows of cells parted by runs of blanks, or by single blanks between short cells.

use std::ops::Range;

use super::{FlatRow, Found, Free, LabelHints, MAX_CELL, RowForm, after_headings, cell, is_sentence};
use crate::table::outline::parse_outline;
use crate::table::values::{is_numeric, is_value_like};

/// The longest text, in characters, that is taken for a whole head row of one cell.
const MAX_TITLE: usize = 40;
/// A lone data row makes a table only with this many values.
const LONE_ROW_VALUES: usize = 4;

/// A line cut at its blanks.
struct Spaced {
    line: usize,
    cells: Vec<String>,
    /// Whether it ends with values after at least one other cell.
    is_data: bool,
}

pub(super) fn find(lines: &Free<'_>, hints: &dyn LabelHints) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len())
            .find(|&i| !is_filled(lines, i))
            .unwrap_or(lines.len());
        if end > at {
            found.extend(find_in_group(lines, at..end, hints));
        }
        at = end.max(at) + 1;
    }
    found
}

fn is_filled(lines: &Free<'_>, at: usize) -> bool {
    lines
        .get(at)
        .copied()
        .flatten()
        .is_some_and(|l| !l.trim().is_empty())
}

/// The tables in lines that follow each other without a blank line.
fn find_in_group(lines: &Free<'_>, group: Range<usize>, hints: &dyn LabelHints) -> Vec<Found> {
    let spaced: Vec<Spaced> = group
        .filter_map(|i| Some(cut(lines.get(i).copied().flatten()?, i)))
        .map(|line| with_known_words(line, hints))
        .collect();
    let mut found = Vec::new();
    // Parts between sentences and headings.
    let mut from = 0;
    for part in spaced.chunk_by(|a, b| !stops(a) && !stops(b)) {
        let cuts = heading_cuts(part, hints);
        for w in cuts.windows(2) {
            if let &[start, end] = w {
                found.extend(table_of(part.get(start..end).unwrap_or_default(), hints));
            }
        }
        from += part.len();
    }
    debug_assert_eq!(from, spaced.len());
    found
}

/// Whether a line cannot stand inside a table.
fn stops(line: &Spaced) -> bool {
    !line.is_data && line.cells.iter().any(|c| is_sentence(c))
}

/// Where tables may begin: at the start, and after each heading in a stretch of lines without values.
fn heading_cuts(part: &[Spaced], hints: &dyn LabelHints) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut at = 0;
    while at < part.len() {
        let end = (at..part.len())
            .find(|&i| part.get(i).is_some_and(|l| l.is_data))
            .unwrap_or(part.len());
        let texts: Vec<&str> = part
            .get(at..end)
            .unwrap_or_default()
            .iter()
            .map(|l| l.cells.first().map_or("", String::as_str))
            .collect();
        let after = after_headings(&texts, hints);
        if after > 0 {
            // The heading lines themselves are cut off, too.
            cuts.push(at);
            cuts.push(at + after);
        }
        at = end + 1;
    }
    cuts.push(part.len());
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// The table in some lines: from the first head line to the last data line.
fn table_of(part: &[Spaced], hints: &dyn LabelHints) -> Option<Found> {
    let last = part.iter().rposition(|l| l.is_data)?;
    let first_data = part.iter().position(|l| l.is_data)?;
    let is_head = |l: &Spaced| l.cells.len() > 1 || l.cells.iter().all(|c| c.chars().count() <= MAX_TITLE);
    let first = (0..first_data)
        .rev()
        .take_while(|&i| part.get(i).is_some_and(is_head))
        .last()
        .unwrap_or(first_data);
    // Labels right below the last data line belong to rows whose values were all blank.
    let is_label = |l: &Spaced| {
        let numbered = l.cells.len() > 1 && l.cells.iter().all(|c| parse_outline(c).is_some());
        numbered
            || l.cells
                .iter()
                .all(|c| hints.row_level(c).is_some() && !hints.is_heading(c))
    };
    let more = part.iter().skip(last + 1).take_while(|l| is_label(l)).count();
    let last = last + more;
    let taken = part.get(first..=last)?;
    let data = taken.iter().filter(|l| l.is_data).count();
    let most_values = taken.iter().map(|l| trailing_values(&l.cells)).max().unwrap_or(0);
    if data < 2 && most_values < LONE_ROW_VALUES {
        return None;
    }
    let widest = taken
        .iter()
        .filter(|l| l.is_data)
        .map(|l| l.cells.len())
        .max()
        .unwrap_or(0);
    let rows = taken.iter().map(|l| FlatRow {
        cells: with_split_words(l, widest)
            .iter()
            .map(|c| cell(c, l.line))
            .collect(),
        form: RowForm::Lost { width: None },
    });
    Some(Found {
        lines: taken.first()?.line..taken.last()?.line + 1,
        rows: rows.collect(),
        rules: Vec::new(),
    })
}

/// A head line of Latin words parted by single blanks is cut at every blank when that gives as many cells as the rows have.
fn with_split_words(line: &Spaced, widest: usize) -> Vec<String> {
    let words: Vec<String> = line
        .cells
        .iter()
        .flat_map(|c| c.split_whitespace())
        .map(str::to_owned)
        .collect();
    if !line.is_data && words.len() == widest && line.cells.len() < widest {
        words
    } else {
        line.cells.clone()
    }
}

/// A cell of a head line that is known heads with single blanks between, as columns set close to each other leave it, cut
/// into them.
fn with_known_words(line: Spaced, hints: &dyn LabelHints) -> Spaced {
    if line.is_data {
        return line;
    }
    let cut = |text: &String| -> Vec<String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let known = words.len() > 1 && !hints.is_label(text) && words.iter().all(|w| hints.is_label(w));
        match known {
            true => words.into_iter().map(str::to_owned).collect(),
            false => vec![text.clone()],
        }
    };
    Spaced {
        cells: line.cells.iter().flat_map(cut).collect(),
        ..line
    }
}

fn trailing_values(cells: &[String]) -> usize {
    cells.iter().rev().take_while(|c| is_value_like(c)).count()
}

/// Cuts a line at its runs of blanks; where there are none, at its single blanks.
fn cut(text: &str, line: usize) -> Spaced {
    let text = text.trim();
    let wide: Vec<String> = split_wide(text);
    let cells = if wide.len() > 1 { wide } else { split_single(text) };
    let values = trailing_values(&cells);
    let texts = cells.get(..cells.len() - values).unwrap_or_default();
    let has_number = cells.iter().rev().take(values).any(|c| is_numeric(c));
    let labels_fit = texts.len() <= 4
        && texts
            .iter()
            .all(|t| t.chars().count() <= MAX_CELL && !t.contains(['。', '；']));
    Spaced {
        line,
        is_data: has_number && cells.len() > 1 && labels_fit,
        cells,
    }
}

/// Parts at two or more blanks, or at a blank of full width.
fn split_wide(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut blanks = String::new();
    for c in text.chars() {
        if c.is_whitespace() {
            blanks.push(c);
            continue;
        }
        if blanks.chars().count() > 1 || blanks.contains('\u{3000}') {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(&blanks);
        }
        blanks.clear();
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// Parts at every blank, but words of Latin letters that follow each other stay one cell.
fn split_single(text: &str) -> Vec<String> {
    let is_latin = |t: &str| t.is_ascii() && t.chars().any(|c| c.is_ascii_alphabetic()) && !is_value_like(t);
    let mut parts: Vec<String> = Vec::new();
    for token in text.split_whitespace() {
        match parts.last_mut() {
            Some(last) if is_latin(token) && is_latin(last) => {
                last.push(' ');
                last.push_str(token);
            }
            _ => parts.push(token.to_owned()),
        }
    }
    parts
}
