//! Heads that are drawn above rows that are not: lines stand around the names of the columns only, and the columns go on
//! below them.
//!
//! The drawn head says where the columns are, so that the rows below need no white strips to tell them: a row is any line
//! whose texts each keep within one column. Further down a total may be drawn again.

mod groups;
mod under;

use std::collections::VecDeque;

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Doubt, Table};
use crate::layout::headings::is_caption;
use crate::layout::words::{Line, Word, lines};
use crate::reader::pdf::Direction;

use super::alignment::{Draft, MOST_PLACES, Row, Seen, lay};
use super::columns::{
    Column, Segment, between_borders, covered, cut_at_columns, find, is_value_column, segments,
};
use super::edges::horizontal_rules;
use super::ink::Ink;
use super::rows;
use super::rulings::PlacedTable;
use super::settings::TableSettings;
use super::values::{is_value_like, is_year_like};
use groups::{RowPart, group, parts};

pub(crate) use under::under;

/// A head has at most so many rows, counted.
const MOST_HEAD_ROWS: u32 = 6;

/// A drawn total below the rows has at most so many rows, counted.
const MOST_TOTAL_ROWS: u32 = 2;

/// Lines of a text follow one another within this many times their size, baseline to baseline; rows are further apart.
const WRAP_STEP: f32 = 1.35;

/// Horizontal lines as (y, x0, x1) in points.
type Rules = [(f32, f32, f32)];

/// Gives the tables that are nothing but a head the rows below it, and gives the words that are left.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn extend(
    ink: &Ink<'_>,
    tables: Vec<PlacedTable>,
    words: Vec<Word>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Vec<PlacedTable>, Vec<Word>), Error> {
    if !tables.iter().any(is_head) {
        return Ok((tables, words));
    }
    let rules = horizontal_rules(&ink.page.rulings, em, settings, budget)?;
    let mut rest = words;
    let mut waiting: VecDeque<PlacedTable> = tables.into();
    let mut out = Vec::with_capacity(waiting.len());
    while let Some(table) = waiting.pop_front() {
        if !is_head(&table) {
            out.push(table);
            continue;
        }
        budget.work(waiting.len() as u64)?;
        let end = next_top(&table, &waiting);
        let (whole, left) = with_body(ink, &table, rest, end, &rules, settings, budget)?;
        rest = left;
        let Some(whole) = whole else {
            out.push(table);
            continue;
        };
        let total = waiting.iter().position(|t| is_total(t, &whole, settings));
        match total.and_then(|at| Some((at, with_total(&whole, waiting.get(at)?)?))) {
            Some((at, with_total)) => {
                waiting.remove(at);
                out.push(with_total);
            }
            None => out.push(whole),
        }
    }
    Ok((out, rest))
}

/// Where the next of these tables below begins; infinity without one.
fn next_top<'a>(head: &PlacedTable, tables: impl IntoIterator<Item = &'a PlacedTable>) -> f32 {
    let beside = |t: &&PlacedTable| t.bbox.x0 < head.bbox.x1 && t.bbox.x1 > head.bbox.x0;
    let tops = tables.into_iter().filter(beside).map(|t| t.bbox.top);
    tops.filter(|top| *top > head.bbox.top)
        .fold(f32::INFINITY, f32::min)
}

/// A head among `tables`, which stand on the same page, with the rows below it, and the words that are left; `None` where
/// it is no head or no rows are below it: then all words are left.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn complete(
    ink: &Ink<'_>,
    head: &PlacedTable,
    tables: &[PlacedTable],
    words: Vec<Word>,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Option<PlacedTable>, Vec<Word>), Error> {
    let rules = horizontal_rules(&ink.page.rulings, head.em, settings, budget)?;
    with_body(ink, head, words, next_top(head, tables), &rules, settings, budget)
}

/// A head with the rows between it and `end`, as [`complete`].
fn with_body(
    ink: &Ink<'_>,
    head: &PlacedTable,
    words: Vec<Word>,
    end: f32,
    rules: &Rules,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Option<PlacedTable>, Vec<Word>), Error> {
    if !is_head(head) {
        return Ok((None, words));
    }
    budget.work(words.len() as u64)?;
    // Most boxes with a name have other boxes below them.
    let reach = head.bbox.bottom + first_gap(head, settings);
    if !words
        .iter()
        .any(|w| is_below(w, head, end) && w.bbox.top <= reach)
    {
        return Ok((None, words));
    }
    let (below, mut rest): (Vec<Word>, Vec<Word>) = words.into_iter().partition(|w| is_below(w, head, end));
    let rows = body_lines(below, head, settings, &mut rest);
    budget.work(rows.len() as u64 * 64)?;
    let segments = rows.iter().flat_map(|r| &r.segments);
    let taken: Vec<Word> = segments.flat_map(|s| &s.words).cloned().collect();
    let whole = with_rows(head, rows, ink, rules, settings);
    if whole.is_none() {
        rest.extend(taken);
    }
    rest.sort_by(|a, b| {
        a.bbox
            .top
            .total_cmp(&b.bbox.top)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    Ok((whole, rest))
}

/// Whether a drawn table is nothing but names of columns: a text for every column, but for the corner, and no value.
fn is_head(placed: &PlacedTable) -> bool {
    let table = &placed.table;
    let is_name = |c: &Cell| {
        let text = c.text.trim();
        c.tables.is_empty() && (!is_value_like(text) || is_year_like(text))
    };
    let last = table.n_rows().saturating_sub(1);
    let lowest = || table.cells().iter().filter(|c| c.rows.contains(&last));
    table.n_cols() >= 2
        && table.n_rows() <= MOST_HEAD_ROWS
        && placed.xs.len() == table.n_cols() as usize + 1
        && table.cells().iter().all(is_name)
        && lowest().all(|c| c.cols.start == 0 || !c.text.trim().is_empty())
        && lowest().all(|c| c.col_span() == 1)
}

/// The most white, in points, between the head and its first row.
fn first_gap(head: &PlacedTable, settings: &TableSettings) -> f32 {
    0.5 * settings.row_gap * head.em
}

/// Whether a word stands below the head, above `end`, and not far beside its columns.
fn is_below(word: &Word, head: &PlacedTable, end: f32) -> bool {
    let (b, y) = (&head.bbox, word.center().y);
    word.direction == Direction::Right
        && y > b.bottom
        && y < end
        && word.bbox.x1 > b.x0 - head.em
        && word.bbox.x0 < b.x1 + head.em
}

/// The lines right below the head that are rows of its columns; the words of all others go to `rest`.
fn body_lines(
    words: Vec<Word>,
    head: &PlacedTable,
    settings: &TableSettings,
    rest: &mut Vec<Word>,
) -> Vec<Row> {
    let mut all = lines(words);
    all.sort_by(|a, b| a.bbox.center().y.total_cmp(&b.bbox.center().y));
    let columns = between_borders(&head.xs, head.em);
    let mut rows: Vec<Row> = Vec::new();
    // How many of them are rows for sure: the lines after the last with two texts may be a text below the table.
    let mut sure = 0;
    let mut largest = 0.0_f32;
    // Whether there is a row below another.
    let mut parted = false;
    let mut taken = 0;
    for line in &all {
        let Some(row) = row_of(line, head, &columns, settings) else {
            break;
        };
        let above = rows.last().map_or(head.bbox.bottom, |r| r.bbox.bottom);
        let white = row.bbox.top - above;
        // The lines of one row tell nothing of the white between rows.
        let far = if !parted {
            first_gap(head, settings)
        } else {
            (settings.table_gap * largest).max(head.em)
        };
        if white > far {
            break;
        }
        let wraps = rows
            .last()
            .is_some_and(|r| row.y() - r.y() < WRAP_STEP * row.size);
        let goes_on = row.segments.len() >= 2 || (wraps && sure == rows.len());
        largest = largest.max(white);
        parted |= !rows.is_empty() && row.segments.len() >= 2;
        rows.push(row);
        if goes_on {
            sure = rows.len();
        }
        taken += 1;
    }
    taken -= rows.len() - sure;
    rows.truncate(sure);
    let has_values = rows
        .iter()
        .flat_map(|r| r.segments.iter().skip(1))
        .any(|s| s.value);
    if rows.len() < 2 && !has_values {
        rows.clear();
        taken = 0;
    }
    rest.extend(all.into_iter().skip(taken).flat_map(|l| l.words));
    rows
}

/// A line as a row of the columns; `None` when a text of it reaches over a border or shares its column with another, or when
/// it is a caption.
fn row_of(line: &Line, head: &PlacedTable, columns: &[Column], settings: &TableSettings) -> Option<Row> {
    let mut row = Row::new(line);
    row.segments = cut_at_columns(segments(line), columns, head.em, settings);
    let slack = settings.snap * head.em;
    let crosses = |s: &Segment| {
        let over = |x: &f32| s.bbox.x0 < x - slack && s.bbox.x1 > x + slack;
        head.xs.iter().any(over)
    };
    let places = row
        .segments
        .iter()
        .map(|s| covered(columns, &s.bbox, head.em).start);
    // Labels of several columns may stand below one head, the corner.
    let apart = places.is_sorted_by(|a, b| a < b || (*a == 0 && *b == 0));
    let outside = line.bbox.x0 < head.bbox.x0 - slack || line.bbox.x1 > head.bbox.x1 + slack;
    let fits = apart && !outside && !row.segments.iter().any(crosses);
    (fits && !is_caption(&line.text())).then_some(row)
}

/// The table with these lines as rows below its head, each text in the column in which it stands; `None` when
/// there are none or too many.
fn with_rows(
    head: &PlacedTable,
    lines: Vec<Row>,
    ink: &Ink<'_>,
    rules: &Rules,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let (xs, n_labels) = label_borders(head, &lines, settings);
    let columns = between_borders(&xs, head.em);
    if lines.len().checked_mul(columns.len())? > MOST_PLACES {
        return None;
    }
    let head = &under_corner(head, xs, n_labels)?;
    let texts = lines.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b))?;
    let pieces: Vec<&[Segment]> = lines.iter().map(|l| l.segments.as_slice()).collect();
    let values: Vec<bool> = columns.iter().map(|c| is_value_column(c, &pieces)).collect();
    let within =
        |r: &&(f32, f32, f32)| r.0 > texts.top && r.0 < texts.bottom && r.1 < texts.x1 && r.2 > texts.x0;
    let near: Vec<(f32, f32, f32)> = rules.iter().filter(within).copied().collect();
    let bbox = head.bbox.union(&texts);
    let (mut n_rows, mut drafts) = (0, Vec::new());
    for part in parts(lines, &columns, head.em) {
        let (n, part) = match part {
            RowPart::Group(line) => (1, vec![group(line, columns.len())]),
            RowPart::Rows(lines) => rows::body(lines, &columns, &values, &near, &bbox, head.em, settings),
        };
        drafts.extend(part.into_iter().map(|mut d| {
            d.rows = d.rows.start + n_rows..d.rows.end + n_rows;
            // Labels without a head of their own may span what they like.
            if d.cols.end > n_labels || n_labels == 1 {
                keep_to_column(&mut d, &columns, head.em);
            }
            d
        }));
        n_rows += n;
    }
    let seen = Seen { ink, mirrored: false };
    let laid = lay(seen, drafts, n_rows, columns.len(), settings);
    let mut table = below(&head.table, laid.cells, laid.doubts, n_rows as u32)?;
    table.page = head.table.page;
    let mut chars = head.chars.clone();
    chars.extend(laid.chars);
    chars.sort_unstable();
    Some(PlacedTable {
        table,
        bbox,
        chars,
        closed: (head.closed.0, false),
        open: true,
        ..head.clone()
    })
}

/// The column borders of the head with those between the columns of labels that stand below its first cell, and how many
/// columns these are: mostly one.
fn label_borders(head: &PlacedTable, lines: &[Row], settings: &TableSettings) -> (Vec<f32>, usize) {
    let columns = between_borders(&head.xs, head.em);
    let of_first = |s: &&Segment| covered(&columns, &s.bbox, head.em).start == 0;
    if lines
        .iter()
        .all(|l| l.segments.iter().filter(of_first).count() < 2)
    {
        return (head.xs.clone(), 1);
    }
    let rows: Vec<&[Segment]> = lines.iter().map(|l| l.segments.as_slice()).collect();
    let end = head.xs.get(1).copied().unwrap_or(head.bbox.x1);
    let mut found = find(&rows, head.em, settings);
    found.retain(|c| c.center() < end);
    let between = found
        .windows(2)
        .filter_map(|w| Some((w.first()?.x1 + w.get(1)?.x0) / 2.0));
    let mut xs = head.xs.clone();
    xs.splice(1..1, between);
    (xs, found.len().max(1))
}

/// The head with its first column over so many columns of labels.
fn under_corner(head: &PlacedTable, xs: Vec<f32>, n_labels: usize) -> Option<PlacedTable> {
    let more = n_labels.checked_sub(1)? as u32;
    if more == 0 {
        return Some(head.clone());
    }
    let shifted = |col: u32| if col == 0 { 0 } else { col + more };
    let cells = head.table.cells().iter().cloned().map(|mut c| {
        c.cols = shifted(c.cols.start)..shifted(c.cols.end);
        c
    });
    let (n_rows, n_cols) = (head.table.n_rows(), head.table.n_cols() + more);
    let mut table = Table::new(n_rows, n_cols, cells.collect(), head.table.method).ok()?;
    table.page = head.table.page;
    table.doubts = head.table.doubts.clone();
    for (_, col) in table.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
        *col = shifted(*col);
    }
    Some(PlacedTable {
        table,
        xs,
        ..head.clone()
    })
}

/// The drawn head names every column, so that a label beside a blank place spans no more than its column.
fn keep_to_column(draft: &mut Draft, columns: &[Column], em: f32) {
    let text = draft.words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
    if let Some(text) = text.filter(|_| draft.cols.len() < columns.len()) {
        let cols = covered(columns, &text, em);
        if draft.cols.start <= cols.start && cols.end <= draft.cols.end {
            draft.cols = cols;
        }
    }
}

/// A table with `n_rows` more rows below its last.
fn below(table: &Table, cells: Vec<Cell>, doubts: Vec<Doubt>, n_rows: u32) -> Option<Table> {
    let first = table.n_rows();
    let lowered = cells.into_iter().map(|mut c| {
        c.rows = c.rows.start + first..c.rows.end + first;
        c
    });
    let all = table.cells().iter().cloned().chain(lowered).collect();
    let mut out = Table::new(first + n_rows, table.n_cols(), all, table.method).ok()?;
    out.page = table.page;
    out.doubts.clone_from(&table.doubts);
    out.doubts.extend(doubts.into_iter().map(|mut d| {
        d.place = d.place.map(|(row, col)| (row + first, col));
        d
    }));
    Some(out)
}

/// Whether a drawn table is the total of the rows above it: right below them, in the same columns.
fn is_total(total: &PlacedTable, above: &PlacedTable, settings: &TableSettings) -> bool {
    let slack = settings.same_column * above.em;
    let same = |(a, b): (&f32, &f32)| (a - b).abs() <= slack;
    let white = total.bbox.top - above.bbox.bottom;
    total.table.n_rows() <= MOST_TOTAL_ROWS
        && total.xs.len() == above.xs.len()
        && total.xs.iter().zip(&above.xs).all(same)
        && white > -slack
        && white < 0.5 * settings.row_gap * above.em
        && !is_head(total)
}

/// The table with another as its last rows.
fn with_total(above: &PlacedTable, total: &PlacedTable) -> Option<PlacedTable> {
    let (cells, doubts) = (total.table.cells().to_vec(), total.table.doubts.clone());
    let table = below(&above.table, cells, doubts, total.table.n_rows())?;
    let mut chars = [above.chars.as_slice(), &total.chars].concat();
    chars.sort_unstable();
    Some(PlacedTable {
        table,
        bbox: above.bbox.union(&total.bbox),
        chars,
        closed: (above.closed.0, total.closed.1),
        open: false,
        ..above.clone()
    })
}

#[cfg(test)]
mod tests;
