//! Lines whose cells are parted by bars: `a | b | c`, with or without bars at the ends, with fillers (`|||`) at the end
//! of a row, or one cell a line.

use super::{
    FlatCell, FlatRow, Found, LabelHints, RowForm, cell, ends_by_length, form_of, is_lone_row, labels_shift,
};
use crate::table::outline::parse_outline;
use crate::table::values::is_value_like;

/// The longest piece of a cell, in characters, that may stand on a line of its own without a bar.
const MAX_PIECE: usize = 40;

pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃' | '║' | '¦')
}

/// Rows that run over lines are at most this wide.
const MAX_ROW: usize = 128;

/// A line with bars.
struct BarLine {
    /// 0-based.
    line: usize,
    cells: Vec<FlatCell>,
    /// Whether bars stood side by side at the line's end, as fillers do.
    has_fillers: bool,
    starts_with_bar: bool,
    ends_with_bar: bool,
}

fn has_bar_or_rule(line: &str) -> bool {
    line.contains(is_bar) || is_drawn_rule(line.trim())
}

/// Whether a line draws the border between two rows of a table: `├──┼──┤`, `+----+----+`.
fn is_drawn_rule(text: &str) -> bool {
    let is_box = |c: char| matches!(c, '\u{2500}'..='\u{257f}');
    let corners =
        text.starts_with('+') && text.ends_with('+') || text.starts_with(is_box) && text.ends_with(is_box);
    corners && is_rule(text)
}

pub(super) fn find(lines: &[String], hints: &dyn LabelHints) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !lines.get(at).is_some_and(|l| has_bar_or_rule(l)) {
            at += 1;
            continue;
        }
        let end = run_end(lines, at, hints);
        for range in split_at_blanks(lines, at, end) {
            for range in split_at_lengths(lines, range) {
                found.extend(read_run(lines, range));
            }
        }
        at = end;
    }
    found
}

/// The end of the run of lines with bars that starts at `start`. One blank line and pieces of broken cells may stand
/// between.
fn run_end(lines: &[String], start: usize, hints: &dyn LabelHints) -> usize {
    let closes = |at: usize| {
        let drawn = |l: &str| l.ends_with(is_bar) || is_drawn_rule(l);
        lines.get(at).is_some_and(|l| drawn(l.trim()))
    };
    let opens = |at: usize| {
        let drawn = |l: &str| l.starts_with(is_bar) || is_drawn_rule(l);
        lines.get(at).is_some_and(|l| drawn(l.trim()))
    };
    let has_bar = |at: usize| lines.get(at).is_some_and(|l| has_bar_or_rule(l));
    let is_blank = |at: usize| lines.get(at).is_some_and(|l| l.trim().is_empty());
    let is_piece = |at: usize| {
        let text = lines.get(at).map_or("", |l| l.trim());
        let open_cell = opens(start) && !closes(at - 1) && closes(start);
        let short =
            text.chars().count() <= MAX_PIECE && parse_outline(text).is_none() && !text.contains('。');
        let lone_rows = !opens(start) && !closes(start);
        !text.is_empty()
            && has_bar(at + 1)
            && !opens(at + 1)
            && short
            && !lone_rows
            && (open_cell || !opens(start))
    };
    // Where bars stand only between cells, a row of one cell has none.
    let is_lone = |at: usize| {
        let text = |at: usize| lines.get(at).map_or("", |l| l.as_str());
        let next = (at + 1..at + 4).find(|&i| has_bar(i));
        let between =
            |next: usize| (at..next).all(|i| is_lone_row(text(i), [text(at - 1), text(next)], hints));
        !opens(start) && !closes(start) && next.is_some_and(between)
    };
    let mut end = start + 1;
    while end < lines.len() {
        if has_bar(end) || is_piece(end) || is_lone(end) {
            end += 1;
        } else if is_blank(end) && has_bar(end + 1) {
            end += 2;
        } else {
            break;
        }
    }
    end
}

/// Blank lines part tables unless a blank line stands after most rows, or after whole rows that run over lines.
fn split_at_blanks(lines: &[String], start: usize, end: usize) -> Vec<std::ops::Range<usize>> {
    let is_blank = |at: &usize| lines.get(*at).is_some_and(|l| l.trim().is_empty());
    let blanks: Vec<usize> = (start..end).filter(is_blank).collect();
    let one_table = blanks.len() * 3 > end - start || blanks_end_rows(lines, start..end, &blanks);
    if blanks.is_empty() || one_table {
        return std::iter::once(start..end).collect();
    }
    let mut ranges = Vec::new();
    let mut from = start;
    for at in blanks.into_iter().chain([end]) {
        ranges.push(from..at);
        from = at + 1;
    }
    ranges
}

/// Tables below one another without anything between them, told by the lengths of their rows.
fn split_at_lengths(lines: &[String], range: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let (read, _) = read_lines(lines, &range);
    let ends = ends_by_length(read.iter().map(|l| l.cells.as_slice()));
    let mut from = range.start;
    let to = |end: usize| {
        let to = read.get(end).map_or(range.end, |l| l.line);
        std::mem::replace(&mut from, to)..to
    };
    ends.into_iter().map(to).collect()
}

/// Whether the run holds one cell a line and each blank line stands where a row of its width ends: a row without
/// fillers leaves its line of fillers empty.
fn blanks_end_rows(lines: &[String], range: std::ops::Range<usize>, blanks: &[usize]) -> bool {
    let read = read_lines(lines, &range).0;
    if blanks.is_empty() || !is_one_cell_a_line(&read) {
        return false;
    }
    let before = |blank: usize| {
        let above = |l: &&BarLine| l.line < blank;
        read.iter().filter(above).map(|l| l.cells.len()).sum::<usize>()
    };
    let width = width_by_fillers(&read, before(range.end));
    width.is_some_and(|width| blanks.iter().all(|&b| before(b).is_multiple_of(width)))
}

fn read_run(lines: &[String], range: std::ops::Range<usize>) -> Option<Found> {
    let (read, rules) = read_lines(lines, &range);
    if read.len() < 2 {
        return None;
    }
    let rows = if is_one_cell_a_line(&read) {
        rows_of_cells(&read)
    } else {
        rows_of_lines(read)
    };
    Some(Found {
        lines: range,
        rows,
        rules,
    })
}

/// The lines of a run cut into cells, and those that only draw the table.
fn read_lines(lines: &[String], range: &std::ops::Range<usize>) -> (Vec<BarLine>, Vec<usize>) {
    let mut rules = Vec::new();
    let mut read: Vec<BarLine> = Vec::new();
    let mut piece = String::new();
    let mut piece_at = range.start;
    let texts = || {
        range
            .clone()
            .filter_map(|at| lines.get(at))
            .map(|l| l.trim())
            .filter(|l| !l.is_empty())
    };
    let content = || texts().filter(|l| l.contains(is_bar) && !is_bars_only(l));
    // Where rules stand between the rows, lines without one between them are one row.
    let ruled = texts().filter(|l| is_drawn_rule(l)).count() > 2;
    let mut goes_on = false;
    let bordered = content().filter(|l| l.starts_with(is_bar)).count() * 2 > content().count();
    let inner_only = texts().all(|l| !l.starts_with(is_bar) && !l.ends_with(is_bar));
    for at in range.clone() {
        let text = lines.get(at).map_or("", |l| l.trim());
        if text.is_empty() {
            continue;
        }
        if inner_only && !text.contains(is_bar) {
            read.push(bar_line(text, at, false));
            continue;
        }
        if is_rule(text) {
            rules.push(at);
            goes_on = false;
            continue;
        }
        if !text.contains(is_bar) {
            // A piece of a cell that ends on a later line.
            piece_at = if piece.is_empty() { at } else { piece_at };
            piece.push_str(text);
            piece.push('\n');
            continue;
        }
        let mut line = bar_line(text, at, bordered);
        let above = read
            .last_mut()
            .filter(|l| ruled && goes_on && l.cells.len() == line.cells.len());
        goes_on = true;
        if let Some(above) = above {
            for (cell, more) in above.cells.iter_mut().zip(line.cells) {
                let more = more.text.trim();
                if !more.is_empty() && !cell.text.is_empty() {
                    cell.text.push('\n');
                }
                cell.text.push_str(more);
            }
            continue;
        }
        if !piece.is_empty() {
            let open = read.last_mut().filter(|l| l.starts_with_bar && !l.ends_with_bar);
            join_piece(&mut line, open, std::mem::take(&mut piece), piece_at);
        }
        read.push(line);
    }
    // What no later line takes up is a row of its own.
    if !piece.is_empty() {
        read.push(bar_line(piece.trim(), piece_at, false));
    }
    (read, rules)
}

/// Whether a line only draws the table: `|---|:-:|`, `+----+`.
fn is_rule(text: &str) -> bool {
    let drawn = |c: char| {
        is_bar(c) || matches!(c, '-' | ':' | '+' | '=' | '\u{2500}'..='\u{257f}') || c.is_whitespace()
    };
    text.chars().all(drawn)
        && (text.contains("---")
            || text.contains(":-")
            || text.contains("──")
            || text.contains("━━")
            || text.contains("══")
            || text.contains("==="))
}

fn is_bars_only(text: &str) -> bool {
    text.chars().all(|c| is_bar(c) || c.is_whitespace())
}

/// Cuts a line at its bars; `bordered` says that the table's lines start with a bar that closes no cell.
fn bar_line(text: &str, line: usize, bordered: bool) -> BarLine {
    let starts_with_bar = text.starts_with(is_bar);
    let ends_with_bar = text.ends_with(is_bar);
    let mut pieces: Vec<&str> = text.split(is_bar).collect();
    if ends_with_bar {
        pieces.pop();
    }
    // Without a border a line of bars alone closes as many cells as it has bars.
    if starts_with_bar && !pieces.is_empty() && (bordered || !is_bars_only(text)) {
        pieces.remove(0);
    }
    let no_blanks: String = text
        .chars()
        .rev()
        .take_while(|c| is_bar(*c) || c.is_whitespace())
        .collect();
    let has_fillers = no_blanks
        .chars()
        .collect::<Vec<_>>()
        .windows(2)
        .any(|w| w.iter().all(|&c| is_bar(c)));
    BarLine {
        line,
        cells: pieces.into_iter().map(|p| cell(p, line)).collect(),
        has_fillers,
        starts_with_bar,
        ends_with_bar,
    }
}

/// Joins a piece without a bar to the cell it belongs to: the open last cell of the line before, or the first cell of
/// the line after.
fn join_piece(line: &mut BarLine, open: Option<&mut BarLine>, piece: String, piece_at: usize) {
    if let Some(before) = open
        && let (Some(last), false) = (before.cells.last_mut(), line.cells.is_empty())
    {
        let first = line.cells.remove(0);
        last.text = format!("{}\n{piece}{}", last.text, first.text).trim().to_owned();
        before.cells.append(&mut line.cells);
        before.ends_with_bar = line.ends_with_bar;
        return;
    }
    match line.cells.first_mut() {
        Some(first) => {
            first.text = format!("{piece}{}", first.text).trim().to_owned();
            first.provenance = cell("", piece_at).provenance;
        }
        None => line.cells.push(cell(&piece, piece_at)),
    }
}

/// Whether the lines hold one cell each and rows run over several lines.
fn is_one_cell_a_line(read: &[BarLine]) -> bool {
    let filled = |l: &BarLine| l.cells.iter().filter(|c| !c.text.is_empty()).count();
    let single = read.iter().filter(|l| filled(l) <= 1 && l.ends_with_bar).count();
    let lone_values = read
        .iter()
        .filter(|l| filled(l) == 1 && l.cells.iter().any(|c| is_value_like(&c.text)))
        .count();
    single * 10 >= read.len() * 8 && lone_values > 0
}

/// Rows that run over lines: fillers tell the width of the table.
fn rows_of_cells(read: &[BarLine]) -> Vec<FlatRow> {
    let cells: Vec<FlatCell> = read.iter().flat_map(|l| l.cells.iter().cloned()).collect();
    match width_by_fillers(read, cells.len()) {
        Some(width) => {
            let rows: Vec<Vec<FlatCell>> = cells.chunks(width).map(<[FlatCell]>::to_vec).collect();
            rows_of_width(rows, width)
        }
        None => vec![FlatRow {
            cells: cells.into_iter().filter(|c| !c.text.is_empty()).collect(),
            form: RowForm::Stream,
        }],
    }
}

/// The width of rows such that no filler crosses a row's end and most fillers end a row; the smallest of the best.
fn width_by_fillers(read: &[BarLine], total: usize) -> Option<usize> {
    // Each run of empty cells as places in the stream of cells.
    let mut fillers: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in read {
        for c in &line.cells {
            if c.text.is_empty() {
                match fillers.last_mut() {
                    Some(last) if last.1 == at => last.1 = at + 1,
                    _ => fillers.push((at, at + 1)),
                }
            }
            at += 1;
        }
    }
    let longest = fillers.iter().map(|f| f.1 - f.0).max()?;
    let crosses = |width: usize| fillers.iter().any(|f| f.0 / width != (f.1 - 1) / width);
    let ends = |width: usize| fillers.iter().filter(|f| f.1 % width == 0).count();
    (longest + 1..=total.min(MAX_ROW))
        .filter(|&w| total.is_multiple_of(w) && !crosses(w))
        .max_by_key(|&w| (ends(w), std::cmp::Reverse(w)))
        .filter(|&w| ends(w) * 10 >= fillers.len() * 6)
}

/// One row a line.
fn rows_of_lines(read: Vec<BarLine>) -> Vec<FlatRow> {
    let fillers = read.iter().filter(|l| l.has_fillers).count();
    let has_bars_around = read.iter().all(|l| l.starts_with_bar);
    let rows: Vec<Vec<FlatCell>> = read
        .into_iter()
        .filter(|l| !l.cells.is_empty())
        .map(|l| l.cells)
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let even = rows.iter().all(|r| r.len() == width);
    let tail_only = rows.iter().all(|r| empties_at_end(r));
    let has_empty = rows.iter().flatten().any(|c| c.text.is_empty());
    if even && has_empty && tail_only && (fillers > 0 || labels_shift(&rows)) {
        return rows_of_width(rows, width);
    }
    let form = match form_of(&rows) {
        // Rows of one length without an end bar and without empty cells say nothing about lost cells.
        RowForm::Kept if !has_empty && !has_bars_around && !even => RowForm::Lost { width: None },
        form => form,
    };
    rows.into_iter().map(|cells| FlatRow { cells, form }).collect()
}

fn empties_at_end(row: &[FlatCell]) -> bool {
    let filled = row.iter().take_while(|c| !c.text.is_empty()).count();
    row.iter().skip(filled).all(|c| c.text.is_empty())
}

/// Rows of a known width whose fillers moved to the end. Where empty cells stand between others, or where the places
/// of labels are steady, the rows are whole.
fn rows_of_width(rows: Vec<Vec<FlatCell>>, width: usize) -> Vec<FlatRow> {
    let whole = !rows.iter().all(|r| empties_at_end(r)) && !labels_shift(&rows);
    let to_row = |mut cells: Vec<FlatCell>| {
        if whole {
            return FlatRow {
                cells,
                form: RowForm::Kept,
            };
        }
        while cells.len() > 1 && cells.last().is_some_and(|c| c.text.is_empty()) {
            cells.pop();
        }
        FlatRow {
            cells,
            form: RowForm::Lost {
                width: Some(width as u32),
            },
        }
    };
    rows.into_iter().map(to_row).collect()
}
