//! Rows of a table without rules: every line with values is a row; lines of labels alone belong to the row that
//! they stand nearest to, and labels left of those span the rows that they stand in the middle of.

mod labels;
mod section;

use crate::geometry::Rect;
use crate::layout::headings::{Numbering, numbering};
use crate::layout::words::Word;

use section::is_section_line;

use super::alignment::{Draft, Row};
use super::bands::{self, BandLine};
use super::columns::{Column, covered, partition};
use super::settings::TableSettings;
use super::values::is_year_like;

/// Lines of one label follow one another within this many em, baseline to baseline.
const LABEL_STEP_EM: f32 = 1.6;
/// A label stands in the middle of (or at the top of) its rows within this many em.
const CENTRED_EM: f32 = 0.6;

/// Labels further than this from the middle of their rows, and half as far from the line of their first row, stand at the
/// top of their rows.
const AT_TOP_EM: f32 = 0.2;

/// A segment of a line with the columns it covers.
struct Part {
    cols: std::ops::Range<usize>,
    words: Vec<Word>,
    bbox: Rect,
    value: bool,
}

/// A row of the body while it is gathered.
struct BodyRow {
    y: f32,
    parts: Vec<Part>,
    /// Lines of its label that stand above or below it.
    more: Vec<Part>,
}

/// The index of the first line of the body: the first with a value in a column of values, or 0 when no column holds
/// values.
pub(crate) fn first_body_line(lines: &[Row], columns: &[Column], values: &[bool], em: f32) -> usize {
    if !values.contains(&true) {
        return 0;
    }
    let figures = |l: &Row, is: fn(&str) -> bool| {
        l.segments.iter().any(|s| {
            let cols = covered(columns, &s.bbox, em);
            s.value && values.get(cols.start) == Some(&true) && is(&s.text())
        })
    };
    // Years above other figures are the names of their columns.
    let other = lines.iter().position(|l| figures(l, |t| !is_year_like(t)));
    other
        .or_else(|| lines.iter().position(|l| figures(l, |_| true)))
        .unwrap_or(0)
}

/// Where the row of the line `first`, the first with values, begins: a label or another text of several lines may stand
/// higher than the values beside it. Lines without a text over the values belong to the row when a rule parts them from the
/// head, or more white than from the values.
pub(crate) fn begin_of_first_row(
    first: usize,
    lines: &[Row],
    columns: &[Column],
    values: &[bool],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> usize {
    let over_values = |l: &Row| {
        let mut cols = l.segments.iter().flat_map(|s| covered(columns, &s.bbox, em));
        cols.any(|c| values.get(c) == Some(&true))
    };
    let parted = |a: &Row, b: &Rect| rules.iter().any(|(y, ..)| *y > a.y() && *y < b.center().y);
    let mut begin = first;
    while let Some([above, line, below]) = begin
        .checked_sub(2)
        .and_then(|from| lines.get(from..=begin))
        .and_then(|three| <&[Row; 3]>::try_from(three).ok())
    {
        let white = |a: &Row, b: &Row| b.bbox.top - a.bbox.bottom;
        let nearer = white(above, line) - white(line, below) > settings.row_white * em;
        let goes_on = parted(above, &line.bbox) || nearer;
        if over_values(line) || parted(line, &below.bbox) || !goes_on {
            break;
        }
        begin -= 1;
    }
    // Names of groups may stand below one another, each of a level below the last.
    let names = (1..=MOST_NAMES).map_while(|n| begin.checked_sub(n));
    let names = names.take_while(|at| lines.get(*at).is_some_and(|l| l.segments.len() == 1));
    names
        .filter(|at| is_section_line(*at, begin, first, lines, rules, settings))
        .last()
        .unwrap_or(begin)
}

/// So many names of groups may stand below one another.
const MOST_NAMES: usize = 3;

/// The rows of the body: how many, and their cells (rows counted from 0).
pub(crate) fn body(
    lines: Vec<Row>,
    columns: &[Column],
    values: &[bool],
    rules: &[(f32, f32, f32)],
    table: &Rect,
    em: f32,
    settings: &TableSettings,
) -> (usize, Vec<Draft>) {
    let first_value = values.iter().position(|v| *v).unwrap_or(1).max(1);
    let parts: Vec<(f32, Vec<Part>)> = lines
        .into_iter()
        .map(|l| {
            let y = l.y();
            let banner = l.is_banner_over(columns, table, settings);
            let parts = l.segments.into_iter().map(|s| Part {
                cols: if banner {
                    0..columns.len()
                } else {
                    covered(columns, &s.bbox, em)
                },
                bbox: s.bbox,
                value: s.value,
                words: s.words,
            });
            (y, parts.collect())
        })
        .collect();
    let words_only = !values.contains(&true);
    let bands = if words_only {
        bands::find_words(&word_lines(&parts, columns.len()), rules, em, settings)
    } else {
        bands::find(&band_lines(&parts, values, first_value), rules, em, settings)
    };
    let (mut rows, labels) = match bands {
        Some(bands) => (rows_of_bands(parts, &bands), Vec::new()),
        None if words_only => (text_rows(parts, rules, em), Vec::new()),
        None => {
            let (parts, rest) = without_continuations(parts, values, first_value);
            let (mut rows, labels) = value_rows(parts, first_value, columns.len());
            continue_texts(&mut rows, rest, em);
            (rows, labels)
        }
    };
    join_wrapped_numbers(&mut rows, columns, first_value, em);
    let mut outer: Vec<Part> = Vec::new();
    labels::attach(&mut rows, labels, &mut outer, first_value, columns, rules, em);
    rows.sort_by(|a, b| a.y.total_cmp(&b.y));
    take_outer_labels(&mut rows, &mut outer, first_value);
    let mut drafts = Vec::new();
    let spans = outer_spans(&rows, outer, first_value, columns, em);
    for (r, row) in rows.into_iter().enumerate() {
        drafts.extend(row_cells(row, r));
    }
    drafts.extend(spans);
    (drafts.iter().map(|d| d.rows.end).max().unwrap_or(0), drafts)
}

/// What of the lines tells rows: all but labels left of the innermost ones.
fn band_lines(lines: &[(f32, Vec<Part>)], values: &[bool], first_value: usize) -> Vec<BandLine> {
    let of_values = |p: &Part| p.value && is_whole(&p.words) && values.get(p.cols.start) == Some(&true);
    let line = |(_, parts): &(f32, Vec<Part>)| {
        let inner = || parts.iter().filter(|p| p.cols.end >= first_value);
        BandLine {
            bbox: inner().map(|p| p.bbox).reduce(|a, b| a.union(&b)),
            has_value: inner().any(of_values),
            full: false,
            labelled: parts.iter().any(|p| p.cols.start == 0),
        }
    };
    lines.iter().map(line).collect()
}

/// The lines of a table of words, with all their texts.
fn word_lines(lines: &[(f32, Vec<Part>)], n_cols: usize) -> Vec<BandLine> {
    let line = |(_, parts): &(f32, Vec<Part>)| BandLine {
        bbox: parts.iter().map(|p| p.bbox).reduce(|a, b| a.union(&b)),
        has_value: false,
        full: parts.iter().map(|p| p.cols.len()).sum::<usize>() >= n_cols,
        labelled: parts.iter().any(|p| p.cols.start == 0),
    };
    lines.iter().map(line).collect()
}

/// Whether a band of lines has a text in the first column and one right of it.
fn has_label(lines: &[(f32, Vec<Part>)], band: &std::ops::Range<usize>) -> bool {
    let inside = lines.get(band.clone()).unwrap_or_default();
    let mut parts = inside.iter().flat_map(|(_, parts)| parts);
    parts.clone().any(|p| p.cols.start == 0) && parts.any(|p| p.cols.start > 0)
}

/// The rows of words in boxes without a line between them, as [`body`] gives them, where white or the order in which the file
/// shows the lines tells them.
pub(crate) fn told_word_rows(
    lines: Vec<Row>,
    columns: &[Column],
    em: f32,
    settings: &TableSettings,
) -> Option<(usize, Vec<Draft>)> {
    let parts: Vec<(f32, Vec<Part>)> = lines
        .into_iter()
        .map(|l| {
            let y = l.y();
            let parts = l.segments.into_iter().map(|s| Part {
                cols: covered(columns, &s.bbox, em),
                bbox: s.bbox,
                value: s.value,
                words: s.words,
            });
            (y, parts.collect())
        })
        .collect();
    let rows = match bands::find_words(&word_lines(&parts, columns.len()), &[], em, settings) {
        Some(bands) if bands.iter().all(|b| has_label(&parts, b)) => rows_of_bands(parts, &bands),
        _ if is_written_by_cell(&parts) => text_rows(parts, &[], em),
        _ if is_written_by_row(&parts, columns.len()) => {
            let bands: Vec<_> = (0..parts.len()).map(|i| i..i + 1).collect();
            rows_of_bands(parts, &bands)
        }
        _ => return None,
    };
    let mut drafts = Vec::new();
    for (r, row) in rows.into_iter().enumerate() {
        drafts.extend(row_cells(row, r));
    }
    Some((drafts.iter().map(|d| d.rows.end).max().unwrap_or(0), drafts))
}

/// Whether a number can stand by itself: it has both or none of its brackets and does not end before its decimals.
fn is_whole(words: &[Word]) -> bool {
    let text: String = words.iter().map(Word::text).collect();
    let opens = text.starts_with(['(', '（']);
    opens == text.ends_with([')', '）']) && !text.ends_with(['.', ','])
}

/// A row of each band of lines, at the middle of its height.
fn rows_of_bands(lines: Vec<(f32, Vec<Part>)>, bands: &[std::ops::Range<usize>]) -> Vec<BodyRow> {
    let mut lines = lines.into_iter().map(|(_, parts)| parts);
    let row = |band: &std::ops::Range<usize>| {
        let parts: Vec<Part> = lines.by_ref().take(band.len()).flatten().collect();
        let bbox = parts.iter().map(|p| p.bbox).reduce(|a, b| a.union(&b));
        BodyRow {
            y: bbox.map_or(0.0, |b| b.center().y),
            parts,
            more: Vec::new(),
        }
    };
    bands.iter().map(row).collect()
}

/// Takes out the lines that hold nothing but texts right of the labels in columns without values: such a line goes on with
/// a text beside it.
fn without_continuations(
    lines: Vec<(f32, Vec<Part>)>,
    values: &[bool],
    first_value: usize,
) -> (Vec<(f32, Vec<Part>)>, Vec<Part>) {
    let text = |p: &Part| {
        p.cols.start >= first_value && !p.value && p.cols.clone().all(|c| values.get(c) == Some(&false))
    };
    let (rest, kept): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(_, parts)| parts.iter().all(text));
    (kept, rest.into_iter().flat_map(|(_, parts)| parts).collect())
}

/// Gives lines of texts to the rows that they stand nearest to, to the upper one when both have a text there or are as
/// near; one far from all rows is a row of its own.
fn continue_texts(rows: &mut Vec<BodyRow>, rest: Vec<Part>, em: f32) {
    let mut own = Vec::new();
    for part in rest {
        let y = part.bbox.center().y;
        let away = |row: &BodyRow| {
            let all = row.parts.iter().chain(&row.more).filter(|p| p.cols == part.cols);
            // Lines of the same text are nearer than the values beside it.
            let lines = all.map(|p| (p.bbox.center().y - y).abs());
            lines.fold((row.y - y).abs(), f32::min)
        };
        let up = rows.iter().rposition(|r| r.y <= y);
        let down = rows.iter().position(|r| r.y > y);
        let reach = |i: Option<usize>| i.and_then(|i| Some((i, away(rows.get(i)?))));
        let near = |found: &(usize, f32)| found.1 < LABEL_STEP_EM * em;
        let host = match (reach(up).filter(near), reach(down).filter(near)) {
            (Some((a, up)), Some((b, down))) => Some(if down < 0.8 * up { b } else { a }),
            (one, other) => one.or(other).map(|(i, _)| i),
        };
        match host.and_then(|i| rows.get_mut(i)) {
            Some(row) => row.more.push(part),
            None => own.push(BodyRow {
                y,
                parts: vec![part],
                more: Vec::new(),
            }),
        }
    }
    rows.append(&mut own);
    rows.sort_by(|a, b| a.y.total_cmp(&b.y));
}

/// Lines with something outside the labels are rows; the others are lines of labels.
fn value_rows(
    lines: Vec<(f32, Vec<Part>)>,
    first_value: usize,
    n_cols: usize,
) -> (Vec<BodyRow>, Vec<(f32, Vec<Part>)>) {
    let mut rows = Vec::new();
    let mut labels = Vec::new();
    for (y, parts) in lines {
        let row = parts
            .iter()
            .any(|p| p.cols.end > first_value && (p.cols.start >= first_value || p.cols.end >= n_cols));
        if row {
            rows.push(BodyRow {
                y,
                parts,
                more: Vec::new(),
            });
        } else {
            labels.push((y, parts));
        }
    }
    (rows, labels)
}

/// Rows of a table of words: at rules where there are rules between them, else at wide steps, else where the first
/// column has a text.
fn text_rows(lines: Vec<(f32, Vec<Part>)>, rules: &[(f32, f32, f32)], em: f32) -> Vec<BodyRow> {
    let ys: Vec<f32> = lines.iter().map(|(y, _)| *y).collect();
    let steps: Vec<f32> = ys
        .windows(2)
        .filter_map(|w| Some(w.get(1)? - w.first()?))
        .collect();
    let least = steps.iter().copied().fold(f32::INFINITY, f32::min);
    let most = steps.iter().copied().fold(0.0, f32::max);
    let parted = |a: f32, b: f32| rules.iter().any(|(y, ..)| *y > a && *y < b);
    let ruled = ys
        .windows(2)
        .filter(|w| matches!(w, [a, b] if parted(*a, *b)))
        .count()
        * 2
        >= ys.len();
    let two_steps = most > 1.3 * least && least < 1.5 * em;
    let by_cell = is_written_by_cell(&lines);
    let mut rows: Vec<BodyRow> = Vec::new();
    for (y, parts) in lines {
        let last = rows.last().map(|r| {
            r.parts
                .iter()
                .chain(&r.more)
                .map(|p| p.bbox.center().y)
                .fold(r.y, f32::max)
        });
        let starts = parts.iter().any(|p| p.cols.start == 0);
        let goes_on = last.is_some_and(|above| {
            if ruled {
                !parted(above, y)
            } else if two_steps && y - above < (least + most) / 2.0 && y - above < 1.5 * em {
                !starts || parts.len() == 1 || y - above < 1.12 * least
            } else {
                !starts && y - above < LABEL_STEP_EM * em
            }
        });
        let told = rows
            .last()
            .and_then(|r| is_within(&r.parts, &parts))
            .filter(|_| by_cell && !ruled);
        match rows.last_mut() {
            Some(row) if told.unwrap_or(goes_on) => row.more.extend(parts),
            _ => rows.push(BodyRow {
                y,
                parts,
                more: Vec::new(),
            }),
        }
    }
    rows
}

/// Where the file shows the first character of a part.
fn written_at(part: &Part) -> usize {
    let indices = part.words.iter().flat_map(|w| w.glyphs.iter().map(|g| g.index));
    indices.min().unwrap_or(usize::MAX)
}

/// Whether the file shows a line in the middle of the row above it: before texts of that row that stand further right.
/// Then it is the next line of the row's cells; where all of it comes after them, it is a new row. `None` when the
/// order tells nothing, or both.
fn is_within(row: &[Part], line: &[Part]) -> Option<bool> {
    let mut told = None;
    for part in line {
        for right in row.iter().filter(|r| r.cols.start >= part.cols.end) {
            let within = written_at(part) < written_at(right);
            if told.is_some_and(|t| t != within) {
                return None;
            }
            told = Some(within);
        }
    }
    told
}

/// Whether the file shows the table cell after cell, so that some lines come before what stands above them on the
/// right, and others do not. A table that is shown column after column has lines of the first kind alone, one that is
/// shown line after line has none.
fn is_written_by_cell(lines: &[(f32, Vec<Part>)]) -> bool {
    let told: Vec<bool> = lines
        .windows(2)
        .filter_map(|w| match w {
            [(_, above), (_, below)] => is_within(above, below),
            _ => None,
        })
        .collect();
    told.contains(&true) && told.contains(&false)
}

/// Whether every line has a text in all columns, and the file shows one line after the other.
fn is_written_by_row(lines: &[(f32, Vec<Part>)], n_cols: usize) -> bool {
    let full = |(_, parts): &(f32, Vec<Part>)| parts.iter().map(|p| p.cols.len()).sum::<usize>() == n_cols;
    let after = |w: &[(f32, Vec<Part>)]| match w {
        [(_, above), (_, below)] => is_within(above, below) == Some(false),
        _ => true,
    };
    lines.iter().all(full) && lines.windows(2).all(after)
}

/// Joins a row into the one above when it only holds the ends of numbers that were too long for their columns.
fn join_wrapped_numbers(rows: &mut Vec<BodyRow>, columns: &[Column], first_value: usize, em: f32) {
    let mut i = 1;
    while i < rows.len() {
        let (Some(above), Some(row)) = (rows.get(i - 1), rows.get(i)) else {
            break;
        };
        let close = row.y - above.y < 1.35 * em;
        let bare = |r: &BodyRow| {
            r.parts
                .iter()
                .all(|p| p.cols.start >= first_value || (first_value == 1 && p.value))
        };
        let fills = |p: &Part| {
            columns
                .get(p.cols.start)
                .is_some_and(|c| p.bbox.width() > 0.85 * (c.x1 - c.x0))
        };
        let ends = row.parts.iter().all(|p| {
            p.value
                && above.parts.iter().any(|a| {
                    a.value && a.cols == p.cols && fills(a) && p.bbox.width() <= a.bbox.width() + 0.1 * em
                })
        });
        let labelled = above.parts.iter().any(|p| p.cols.start < first_value && !p.value);
        if close && bare(row) && ends && (labelled || row.parts.len() < above.parts.len()) {
            let gone = rows.remove(i);
            if let Some(above) = rows.get_mut(i - 1) {
                above.more.extend(gone.parts);
            }
        } else {
            i += 1;
        }
    }
}

/// Moves labels that stand left of another label of their row to `outer`; the last label of a row without a label
/// in the innermost column reaches to the values.
fn take_outer_labels(rows: &mut [BodyRow], outer: &mut Vec<Part>, first_value: usize) {
    let leaf = first_value.saturating_sub(1);
    if leaf == 0 {
        return;
    }
    for row in rows {
        let has_leaf = row.parts.iter().chain(&row.more).any(|p| p.cols.contains(&leaf));
        let last = if has_leaf {
            None
        } else {
            row.parts.iter().rposition(|p| p.cols.end <= leaf)
        };
        let mut kept = Vec::new();
        for (i, mut part) in std::mem::take(&mut row.parts).into_iter().enumerate() {
            if part.cols.end > leaf {
                kept.push(part);
            } else if last == Some(i) {
                part.cols.end = first_value;
                kept.push(part);
            } else {
                outer.push(part);
            }
        }
        row.parts = kept;
    }
}

/// The labels that span rows, column by column.
fn outer_spans(
    rows: &[BodyRow],
    outer: Vec<Part>,
    first_value: usize,
    columns: &[Column],
    em: f32,
) -> Vec<Draft> {
    let leaf = first_value.saturating_sub(1);
    let mut out = Vec::new();
    let mut pool = outer;
    for col in 0..leaf {
        let (mine, rest): (Vec<Part>, Vec<Part>) = pool.into_iter().partition(|p| p.cols.start == col);
        pool = rest;
        let free: Vec<bool> = rows
            .iter()
            .map(|r| !r.parts.iter().chain(&r.more).any(|p| p.cols.contains(&col)))
            .collect();
        let room = columns.get(col).copied().unwrap_or(Column { x0: 0.0, x1: 0.0 });
        let n_free = free.iter().filter(|f| **f).count();
        let mut blocks = blocks(mine, rows, n_free, &room, em);
        let mut i = 0;
        while i < rows.len() {
            if free.get(i) != Some(&true) {
                i += 1;
                continue;
            }
            let end = (i..rows.len())
                .take_while(|&k| free.get(k) == Some(&true))
                .count()
                + i;
            let bottom = rows.get(end).map_or(f32::INFINITY, |r| r.y);
            let (here, later): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|b| b.0.center().y < bottom);
            blocks = later;
            let run = || rows.iter().take(end).skip(i);
            let centers: Vec<f32> = run().map(|r| r.y).collect();
            let tops: Vec<f32> = run().map(|r| first_line(r, leaf)).collect();
            let numbers: Vec<Option<u32>> = run().map(|r| label_number(r, leaf)).collect();
            match counted(&numbers, here.len(), i == 0).filter(|_| !here.is_empty()) {
                Some(starts) => out.extend(by_starts(here, &starts, end - i, i, col)),
                None => out.extend(spread(here, &centers, &tops, i, col, em)),
            }
            i = end;
        }
        // Labels below the last free row belong to it.
        out.extend(blocks.into_iter().map(|(_, words)| Draft {
            rows: rows.len().saturating_sub(1)..rows.len().max(1),
            cols: col..col + 1,
            words,
        }));
    }
    out
}

/// The number that the innermost label of a row begins with (`3.`), if it has one.
fn label_number(row: &BodyRow, leaf: usize) -> Option<u32> {
    let first = row
        .parts
        .iter()
        .chain(&row.more)
        .filter(|p| p.cols.contains(&leaf))
        .min_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top))?;
    let text: String = first.words.iter().map(Word::text).collect();
    let (Numbering::Digit, length) = numbering(&text)? else {
        return None;
    };
    let digits: String = text
        .chars()
        .take(length)
        .filter_map(|c| c.to_digit(10))
        .filter_map(|d| char::from_digit(d, 10))
        .collect();
    digits.parse().ok()
}

/// The rows at which labels that span rows begin, where the labels of the single rows are counted anew in each
/// group; `None` when the counting does not give as many groups as there are labels. On the first rows of a page
/// (`first`) a group may go on whose label stands on the page before; it is not among the starts.
fn counted(numbers: &[Option<u32>], labels: usize, first: bool) -> Option<Vec<usize>> {
    let all: Option<Vec<u32>> = numbers.iter().copied().collect();
    let all = all.filter(|a| a.len() >= 2)?;
    let mut starts = vec![0];
    for (i, pair) in all.windows(2).enumerate() {
        match pair {
            [a, b] if *b == a + 1 => {}
            [_, 1] => starts.push(i + 1),
            _ => return None,
        }
    }
    if first && all.first() != Some(&1) && starts.len() == labels + 1 {
        starts.remove(0);
    }
    (starts.len() == labels).then_some(starts)
}

/// Labels over the runs that begin at these rows; rows before the first run get one blank cell.
fn by_starts(
    blocks: Vec<(Rect, Vec<Word>)>,
    starts: &[usize],
    n: usize,
    from: usize,
    col: usize,
) -> Vec<Draft> {
    let draft = |rows: std::ops::Range<usize>, words| Draft {
        rows: rows.start + from..rows.end + from,
        cols: col..col + 1,
        words,
    };
    let lead = starts.first().copied().filter(|l| *l > 0);
    let ends = starts.iter().copied().skip(1).chain(std::iter::once(n));
    let labels = starts.iter().copied().zip(ends).zip(blocks);
    lead.map(|l| draft(0..l, Vec::new()))
        .into_iter()
        .chain(labels.map(|((a, b), (_, words))| draft(a..b, words)))
        .collect()
}

/// A label on the line of a row stands within this many em of its middle: lifted signs and rounding.
const ON_LINE_EM: f32 = 0.15;
/// The part of all rows, 0 to 1, that have a text in an outer column on their own line where each has one of its own.
const LABELLED: f32 = 0.9;
/// So many rows, counted, tell that each has its own.
const LEAST_LABELLED: usize = 3;

/// The row on whose line a label stands.
fn row_beside(rows: &[BodyRow], part: &Part, em: f32) -> Option<usize> {
    let y = part.bbox.center().y;
    let at = rows.partition_point(|r| r.y < y - ON_LINE_EM * em);
    rows.get(at)
        .is_some_and(|r| r.y <= y + ON_LINE_EM * em)
        .then_some(at)
}

/// Gathers the lines of labels of one column, whose texts reach over `room`, into whole labels; `n_free` rows have no other
/// text there. Two lines beside rows of their own are two labels where every row has one, or where the first had room for the
/// next word. Among numbered labels one without a number goes on.
fn blocks(
    mut parts: Vec<Part>,
    rows: &[BodyRow],
    n_free: usize,
    room: &Column,
    em: f32,
) -> Vec<(Rect, Vec<Word>)> {
    parts.sort_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top));
    let mut beside: Vec<usize> = parts.iter().filter_map(|p| row_beside(rows, p, em)).collect();
    beside.dedup();
    let every = beside.len() >= LEAST_LABELLED && beside.len() as f32 >= LABELLED * n_free as f32;
    let is_fresh = |p: &Part| numbering(&p.words.iter().map(Word::text).collect::<String>()).is_some();
    let numbered = parts.iter().filter(|p| is_fresh(p)).count() >= 2;
    let mut out: Vec<(Rect, Vec<Word>)> = Vec::new();
    // The last line and the row beside it.
    let mut last: Option<(Rect, Option<usize>)> = None;
    for part in parts {
        let text: String = part.words.iter().map(Word::text).collect();
        let fresh = is_fresh(&part);
        let goes_on = text.starts_with(char::is_lowercase);
        let row = row_beside(rows, &part, em);
        let apart = last.is_some_and(|(line, above)| {
            let had_room = !labels::is_full(room, &line, labels::first_width(&part.words), em);
            above.is_some() && row.is_some() && above != row && (every || (had_room && !goes_on && !numbered))
        });
        last = Some((part.bbox, row));
        match out.last_mut() {
            Some((bbox, words))
                if part.bbox.bottom - bbox.bottom < LABEL_STEP_EM * em && !fresh && !apart =>
            {
                *bbox = bbox.union(&part.bbox);
                words.extend(part.words);
            }
            _ => out.push((part.bbox, part.words)),
        }
    }
    out
}

/// The middle of the first line of a row, without labels left of column `leaf`.
fn first_line(row: &BodyRow, leaf: usize) -> f32 {
    let inner = row.parts.iter().chain(&row.more).filter(|p| p.cols.end > leaf);
    inner.map(|p| p.bbox.center().y).fold(row.y, f32::min)
}

/// Parts a run of rows, with their middles (`centers`) and the middles of their first lines (`tops`), between the labels
/// that stand beside it.
fn spread(
    blocks: Vec<(Rect, Vec<Word>)>,
    centers: &[f32],
    tops: &[f32],
    from: usize,
    col: usize,
    em: f32,
) -> Vec<Draft> {
    let n = centers.len();
    let draft = |rows: std::ops::Range<usize>, words| Draft {
        rows: rows.start + from..rows.end + from,
        cols: col..col + 1,
        words,
    };
    if blocks.is_empty() {
        // The label stands on another page: one blank cell, so that it can be joined to it.
        return if n > 1 {
            vec![draft(0..n, Vec::new())]
        } else {
            Vec::new()
        };
    }
    let middles: Vec<f32> = blocks.iter().map(|(b, _)| b.center().y).collect();
    // The rows beside whose line each label begins, and how far off the worst of them is.
    let at_top: Option<Vec<(usize, f32)>> = blocks
        .iter()
        .map(|(b, _)| {
            let first = b.top + 0.5 * em;
            let off = tops.iter().map(|c| (c - first).abs()).enumerate();
            off.min_by(|a, b| a.1.total_cmp(&b.1))
                .filter(|(_, off)| *off < 0.5 * em)
        })
        .collect();
    let at_top = at_top.map(|rows| {
        let off = rows.iter().map(|(_, off)| *off).fold(0.0, f32::max);
        (rows.into_iter().map(|(row, _)| row).collect::<Vec<usize>>(), off)
    });
    let at_top = at_top.filter(|(t, _)| t.first() == Some(&0) && t.windows(2).all(|w| w.first() < w.get(1)));
    // The label of the first rows may stand on the page before: then they have none here. That is so when the
    // labels then stand much nearer the middle of their rows.
    let from_lead = |lead: usize| {
        let rest = centers.get(lead..)?;
        let starts = partition(rest, &middles)?;
        let off = farthest(&starts, rest, &middles);
        Some((off, lead, starts.iter().map(|s| s + lead).collect::<Vec<_>>()))
    };
    let plain = from_lead(0).map_or(f32::INFINITY, |(off, ..)| off);
    let late = (1..n)
        .filter_map(from_lead)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(off, ..)| {
            *off < 0.4 * plain && *off < 0.5 * CENTRED_EM * em && plain > 0.4 * CENTRED_EM * em
        });
    if let (0, Some((_, lead, starts))) = (from, late) {
        debug_assert!(lead > 0);
        return by_starts(blocks, &starts, n, from, col);
    }
    let starts = match (partition(centers, &middles), at_top) {
        (Some(p), Some((t, off))) => {
            let centred = farthest(&p, centers, &middles);
            let clearly = off < 0.5 * centred && centred > AT_TOP_EM * em;
            // Both fit: rows in groups of like size are the likelier.
            let both = off.max(centred) < AT_TOP_EM * em && unevenness(&t, n) < unevenness(&p, n);
            let is_centred = centred < CENTRED_EM * em && !clearly && !both;
            Some(if is_centred { p } else { t })
        }
        (None, Some((t, _))) => Some(t),
        (p, None) => p,
    };
    match starts {
        Some(starts) => {
            let ends = starts.iter().copied().skip(1).chain(std::iter::once(n));
            starts
                .iter()
                .copied()
                .zip(ends)
                .zip(blocks)
                .map(|((a, b), (_, words))| draft(a..b, words))
                .collect()
        }
        None => {
            let words = blocks.into_iter().flat_map(|(_, w)| w).collect();
            vec![draft(0..n, words)]
        }
    }
}

/// How many rows the largest of the runs that begin at `starts` has more than the smallest; `n` rows in all.
fn unevenness(starts: &[usize], n: usize) -> usize {
    let ends = starts.iter().skip(1).chain(std::iter::once(&n));
    let sizes = || starts.iter().zip(ends.clone()).map(|(a, b)| b.saturating_sub(*a));
    sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0)
}

/// How far, in points, the worst label stands from the middle of its run.
fn farthest(starts: &[usize], centers: &[f32], middles: &[f32]) -> f32 {
    let ends = starts
        .iter()
        .copied()
        .skip(1)
        .chain(std::iter::once(centers.len()));
    starts
        .iter()
        .zip(ends)
        .zip(middles)
        .map(
            |((a, b), m)| match (centers.get(*a), centers.get(b.saturating_sub(1))) {
                (Some(first), Some(last)) => ((first + last) / 2.0 - m).abs(),
                _ => f32::INFINITY,
            },
        )
        .fold(0.0, f32::max)
}

/// The cells of a row: parts over the same columns are one text.
fn row_cells(row: BodyRow, r: usize) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let mut parts = row.parts;
    parts.sort_by(|a, b| {
        b.cols
            .len()
            .cmp(&a.cols.len())
            .then(a.cols.start.cmp(&b.cols.start))
    });
    for part in parts.into_iter().chain(row.more) {
        let host = out
            .iter_mut()
            .find(|d| d.cols.start < part.cols.end && part.cols.start < d.cols.end);
        match host {
            Some(d) => {
                d.cols = d.cols.start.min(part.cols.start)..d.cols.end.max(part.cols.end);
                d.words.extend(part.words);
            }
            None => out.push(Draft {
                rows: r..r + 1,
                cols: part.cols,
                words: part.words,
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests;
