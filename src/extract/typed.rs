//! Text whose columns are laid out by blanks, as `pdftotext -layout` writes it: a page of type of one width.
//!
//! What stands below what is all that tells its columns and which lines of a wrapped label belong together. That is what
//! the readings of a page without rulings go by, so that such a text is printed on pages and read like them.

use unicode_width::UnicodeWidthChar;

use super::pdf;
use crate::diagnostic::{Budget, Error, Warnings};
use crate::document::{Document, Format, Provenance, Table};
use crate::geometry::Rect;
use crate::reader::pdf::{Char, Cut, Direction, Imitated, PdfContent, PdfPage, Visibility};
use crate::reader::text::TextContent;
use crate::table::values::is_value_like;

/// Size of the type in points; everything else of the page is a multiple of it.
const SIZE: f32 = 10.0;
/// From one baseline to the next, in points: single spacing.
const LINE: f32 = 1.2 * SIZE;
/// White around the text, in points.
const MARGIN: f32 = 4.0 * SIZE;
/// Lines of a page where no form feed ends it. Long enough for any table of a report, short enough to be read at once.
const MAX_PAGE_LINES: usize = 400;
/// Texts of more bytes are read as flattened rows only: no report has so many, and each character of a page costs memory.
const MAX_BYTES: usize = 1 << 20;
/// A row shows columns with this many values.
const MIN_VALUES: usize = 3;
/// A row is held against the next one within this many lines: labels of several lines and empty ones stand between.
const MAX_DISTANCE: usize = 8;
/// Fewer pairs of rows than this are not told from chance.
const MIN_PAIRS: usize = 3;
/// This share of the values must stand below those of the row before.
const MIN_ALIGNED: f32 = 0.8;

/// How many columns a character takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Widths {
    /// One for every character, as programs write that count characters.
    Even,
    /// Two for hanzi and other wide characters, as a terminal shows them.
    Terminal,
}

impl Widths {
    fn of(self, c: char) -> usize {
        match self {
            Widths::Even => 1,
            Widths::Terminal => c.width().unwrap_or(0).max(1),
        }
    }

    /// Width of a column in points. Where hanzi and digits are equally wide both stand between their usual widths.
    fn column(self) -> f32 {
        match self {
            Widths::Even => 0.7 * SIZE,
            Widths::Terminal => 0.5 * SIZE,
        }
    }
}

/// A run of characters without blanks, or with single ones between them, and its columns.
struct Run {
    text: String,
    from: usize,
    to: usize,
}

/// The runs of a line that two blanks or more part.
fn runs(line: &str, widths: Widths) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    let mut gap = usize::MAX;
    for c in line.chars() {
        let wide = if c == '\u{3000}' { 2 } else { 1 };
        let width = widths.of(c);
        if c.is_whitespace() {
            gap = gap.saturating_add(wide);
        } else {
            match runs.last_mut() {
                Some(run) if gap < 2 => {
                    run.text.extend(std::iter::repeat_n(' ', gap));
                    run.text.push(c);
                    run.to = at + width;
                }
                _ => runs.push(Run {
                    text: c.to_string(),
                    from: at,
                    to: at + width,
                }),
            }
            gap = 0;
        }
        at += width;
    }
    runs
}

/// The values of a row that shows columns: parted from each other, and from a label before them, by two blanks at least.
fn row_values(line: &str, widths: Widths) -> Option<Vec<Run>> {
    let runs = runs(line, widths);
    let values: Vec<Run> = runs.into_iter().filter(|r| is_value_like(&r.text)).collect();
    (values.len() >= MIN_VALUES).then_some(values)
}

/// How many values stand below, or above, one of the row next to theirs, out of how many, in how many pairs of rows.
fn aligned(lines: &[String], widths: Widths) -> (usize, usize, usize) {
    let rows = lines.iter().enumerate();
    let rows: Vec<(usize, Vec<Run>)> = rows
        .filter_map(|(at, line)| Some((at, row_values(line, widths)?)))
        .collect();
    let (mut hits, mut all, mut pairs) = (0, 0, 0);
    for pair in rows.windows(2) {
        let [(at, above), (next, below)] = pair else {
            continue;
        };
        if next - at > MAX_DISTANCE {
            continue;
        }
        let meets = |v: &&Run| above.iter().any(|a| a.from < v.to && v.from < a.to);
        hits += below.iter().filter(meets).count();
        all += below.len();
        pairs += 1;
    }
    (hits, all, pairs)
}

/// By which widths the values of the lines stand in columns; `None` when by neither.
fn widths_of(lines: &[String]) -> Option<Widths> {
    let fit = |widths| {
        let (hits, all, pairs) = aligned(lines, widths);
        let fits = pairs >= MIN_PAIRS && hits as f32 >= MIN_ALIGNED * all as f32;
        fits.then_some((hits, widths))
    };
    match (fit(Widths::Even), fit(Widths::Terminal)) {
        (Some(even), Some(terminal)) if terminal.0 > even.0 => Some(terminal.1),
        (Some((_, widths)), _) | (None, Some((_, widths))) => Some(widths),
        (None, None) => None,
    }
}

/// Reads a text that is laid out by blanks; `None` when this one is not.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn read_document(
    content: &TextContent,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Option<Document>, Error> {
    let bytes: usize = content.lines.iter().map(String::len).sum();
    if bytes > MAX_BYTES {
        return Ok(None);
    }
    budget.work(bytes as u64 / 16 + 1)?;
    let Some(widths) = widths_of(&content.lines) else {
        return Ok(None);
    };
    let needed = (bytes * size_of::<Char>()) as u64;
    budget.hold(needed)?;
    let starts = page_starts(content);
    let ends = starts.iter().copied().skip(1).chain([content.lines.len()]);
    let pages = starts.iter().zip(ends).zip(1..);
    let pages = pages
        .map(|((from, to), number)| page(content.lines.get(*from..to).unwrap_or_default(), widths, number));
    let printed = PdfContent {
        pages: pages.collect(),
        ..PdfContent::default()
    };
    let (mut document, unread) = pdf::read_document(printed, true, budget, warnings)?;
    if let Some(unread) = unread {
        unread.read_into(&mut document, budget)?;
    }
    budget.release(needed);
    document.format = Format::Text;
    document.pages.clear();
    tell_lines(&mut document, &starts);
    Ok(Some(document))
}

/// The first lines (0-based) of the pages: after each form feed, and, where there are none, where a page is full, between
/// lines if an empty one is near.
fn page_starts(content: &TextContent) -> Vec<usize> {
    let mut starts = vec![0];
    let ends = content.pages.iter().copied().chain([content.lines.len()]);
    for end in ends {
        while let Some(full) = starts.last().map(|s| s + MAX_PAGE_LINES).filter(|f| *f < end) {
            let is_blank = |at: &usize| content.lines.get(*at).is_some_and(|l| l.trim().is_empty());
            let near = full - MAX_PAGE_LINES / 8..full;
            starts.push(near.rev().find(is_blank).unwrap_or(full));
        }
        if end < content.lines.len() && starts.last() != Some(&end) {
            starts.push(end);
        }
    }
    starts
}

/// Prints lines on a page.
fn page(lines: &[String], widths: Widths, number: u32) -> PdfPage {
    let mut page = PdfPage::blank(number, 2.0 * MARGIN, 2.0 * MARGIN + LINE * lines.len() as f32);
    for (at, line) in lines.iter().enumerate() {
        let baseline = MARGIN + LINE * at as f32 + 0.9 * SIZE;
        for run in runs(line, widths) {
            let mut column = run.from;
            for c in run.text.chars() {
                let next = column + widths.of(c);
                let x = |column: usize| MARGIN + widths.column() * column as f32;
                page.chars.push(char_at(c, x(column), x(next), baseline));
                page.width = page.width.max(x(next) + MARGIN);
                column = next;
            }
        }
    }
    page
}

/// A character in the one type of the page.
fn char_at(unicode: char, x0: f32, x1: f32, baseline: f32) -> Char {
    Char {
        unicode,
        bbox: Rect::new(x0, baseline - 0.8 * SIZE, x1, baseline + 0.2 * SIZE),
        size: SIZE,
        font: 0,
        direction: Direction::Right,
        vertical_writing: false,
        skew: 0.0,
        baseline,
        mcid: None,
        artifact: false,
        visibility: Visibility::Visible,
        cut: Cut::default(),
        lightness: 0,
        imitated: Imitated::Nothing,
    }
}

/// Says of everything on which line it stands instead of where on a page.
fn tell_lines(document: &mut Document, starts: &[usize]) {
    let line = |place: &mut Provenance| {
        if let Provenance::Page { page, bbox } = place {
            let first = (*page as usize).checked_sub(1).and_then(|p| starts.get(p));
            let below = ((bbox.top - MARGIN) / LINE).max(0.0) as usize;
            *place = Provenance::Line((first.copied().unwrap_or(0) + below) as u32 + 1);
        }
    };
    document.for_each_place(line);
    let readings = document.readings.iter_mut().flat_map(|r| &mut r.tables);
    let mut stack: Vec<&mut Table> = document.tables.iter_mut().chain(readings).collect();
    while let Some(table) = stack.pop() {
        table.page = None;
        stack.extend(table.cells_mut().iter_mut().flat_map(|c| &mut c.tables));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn content(text: &str) -> TextContent {
        let limits = Limits::default();
        let budget = Budget::new(&limits, None);
        crate::reader::text::read(text.as_bytes(), &budget, &mut Warnings::new(&limits)).unwrap()
    }

    fn read(text: &str) -> Option<Document> {
        let limits = Limits::default();
        let budget = Budget::new(&limits, None);
        read_document(&content(text), &budget, &mut Warnings::new(&limits)).unwrap()
    }

    /// Rows with labels of several lengths; a character of a label takes `width` columns.
    fn laid_out(width: usize) -> String {
        let row = |(label, values): &(&str, [u32; 3])| {
            let blanks = 24 - width * label.chars().count();
            let values = values.map(|v| format!("{v:>8}")).concat();
            format!("{label}{}{values}\n", " ".repeat(blanks))
        };
        let rows = [
            ("粮食", [12, 7, 5]),
            ("蔬菜和瓜果", [1204, 8, 39]),
            ("水果", [61, 88, 40]),
            ("茶叶和其他饮料", [9, 101, 250]),
            ("烟草", [70, 3, 6]),
        ];
        rows.iter().map(row).collect()
    }

    #[test]
    fn values_below_one_another_tell_the_widths_of_characters() {
        let widths = |text: &str| widths_of(&content(text).lines);
        assert_eq!(widths(&laid_out(1)), Some(Widths::Even));
        assert_eq!(widths(&laid_out(2)), Some(Widths::Terminal));
        let ragged: String = laid_out(1)
            .lines()
            .map(|l| l.split_whitespace().collect::<Vec<_>>().join("  ") + "\n")
            .collect();
        assert_eq!(widths(&ragged), None);
        assert!(read(&ragged).is_none());
    }

    #[test]
    fn a_table_says_in_which_line_each_cell_stands() {
        let text = format!("产量\n\n{}", laid_out(1));
        let document = read(&text).unwrap();
        assert_eq!(document.format, Format::Text);
        assert!(document.pages.is_empty());
        let table = document.tables.iter().find(|t| t.n_cols() == 4).unwrap();
        let cell = table.cells().iter().find(|c| c.text == "1204").unwrap();
        assert_eq!(cell.provenance, [Provenance::Line(4)]);
        assert_eq!(table.page, None);
    }

    #[test]
    fn pages_end_at_form_feeds_and_where_they_are_full() {
        let text = content("a\nb\u{c}c\nd\n");
        assert_eq!(page_starts(&text), [0, 2]);
        let mut long: Vec<String> = (0..900).map(|n| n.to_string()).collect();
        long[390] = String::new();
        let text = content(&long.join("\n"));
        assert_eq!(page_starts(&text), [0, 390, 790]);
    }
}
