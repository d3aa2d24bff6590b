//! Draws a table with merged cells in as many columns as a terminal has. Chinese characters take two.

use unicode_width::UnicodeWidthChar;

use super::style::{RESET, Style};

/// A cell to be drawn.
#[derive(Clone, Debug)]
pub(super) struct DrawnCell {
    /// First grid row, rows covered.
    pub(super) rows: (usize, usize),
    /// First grid column, columns covered.
    pub(super) cols: (usize, usize),
    /// What stands in it.
    pub(super) text: String,
    /// How it stands out.
    pub(super) style: Style,
}

/// The least width of a column: one Chinese character.
const MIN_WIDTH: usize = 2;

/// A word this wide is not broken, if it can be helped.
const WORD_WIDTH: usize = 10;

/// Directions in which a line leaves a place of the canvas.
const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// The table as lines, each with a line end. `width` is what the terminal has; a table with very many columns
/// becomes wider.
pub(super) fn draw(cells: &[DrawnCell], width: usize, colours: bool) -> String {
    let n_rows = cells.iter().map(|c| c.rows.0 + c.rows.1).max().unwrap_or(0);
    let n_cols = cells.iter().map(|c| c.cols.0 + c.cols.1).max().unwrap_or(0);
    if n_rows == 0 || n_cols == 0 {
        return String::new();
    }
    let widths = column_widths(cells, n_cols, width.saturating_sub(n_cols + 1));
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .map(|c| wrap(&c.text, inner(&widths, c.cols)))
        .collect();
    let heights = row_heights(cells, &wrapped, n_rows);
    let mut canvas = Canvas::new(inner(&widths, (0, n_cols)) + 2, inner(&heights, (0, n_rows)) + 2);
    for (cell, lines) in cells.iter().zip(&wrapped) {
        let (x, w) = (edge(&widths, cell.cols.0), inner(&widths, cell.cols));
        let (y, h) = (edge(&heights, cell.rows.0), inner(&heights, cell.rows));
        canvas.frame(x, y, w, h);
        for (index, line) in lines.iter().enumerate() {
            canvas.text(x + 1, y + 1 + index, line, cell.style);
        }
    }
    canvas.to_text(colours)
}

/// Where the line before a row or column stands: each takes its size and one line.
fn edge(sizes: &[usize], index: usize) -> usize {
    sizes.iter().take(index).map(|size| size + 1).sum()
}

/// The size of some rows or columns together, with the lines between them.
fn inner(sizes: &[usize], (first, count): (usize, usize)) -> usize {
    let sum: usize = sizes.iter().skip(first).take(count).sum();
    sum + count.saturating_sub(1)
}

fn column_widths(cells: &[DrawnCell], n_cols: usize, available: usize) -> Vec<usize> {
    let mut least = vec![MIN_WIDTH; n_cols];
    let mut wanted = vec![MIN_WIDTH; n_cols];
    for cell in cells.iter().filter(|c| c.cols.1 == 1) {
        let word = pieces(&cell.text)
            .map(display_width)
            .max()
            .unwrap_or(0)
            .min(WORD_WIDTH);
        let line = cell.text.lines().map(display_width).max().unwrap_or(0);
        if let (Some(least), Some(wanted)) = (least.get_mut(cell.cols.0), wanted.get_mut(cell.cols.0)) {
            *least = (*least).max(word);
            *wanted = (*wanted).max(line);
        }
    }
    for cell in cells.iter().filter(|c| c.cols.1 > 1) {
        // The last column of a merged cell grows when the cell has a word that does not fit.
        let word = pieces(&cell.text)
            .map(display_width)
            .max()
            .unwrap_or(0)
            .min(WORD_WIDTH);
        let missing = word.saturating_sub(inner(&least, cell.cols));
        if let Some(last) = least.get_mut(cell.cols.0 + cell.cols.1 - 1) {
            *last += missing;
        }
    }
    shrink(&mut least, available);
    grow(least, &wanted, available)
}

/// Narrows the widest columns until all fit, or none can be narrower.
fn shrink(widths: &mut [usize], available: usize) {
    let mut surplus = widths.iter().sum::<usize>().saturating_sub(available);
    while surplus > 0 {
        match widths.iter_mut().max() {
            Some(widest) if *widest > MIN_WIDTH => *widest -= 1,
            _ => break,
        }
        surplus -= 1;
    }
}

/// Gives what is left to the columns whose text would take most lines.
fn grow(mut widths: Vec<usize>, wanted: &[usize], available: usize) -> Vec<usize> {
    let mut left = available.saturating_sub(widths.iter().sum());
    while left > 0 {
        let hunger = |(index, width): (usize, &usize)| {
            let wanted = wanted.get(index).copied().unwrap_or(0);
            // Lines that the text takes, times a hundred.
            (wanted > *width).then(|| (wanted * 100 / (*width).max(1), index))
        };
        let Some((_, hungriest)) = widths
            .iter()
            .enumerate()
            .filter_map(hunger)
            .max_by_key(|&(h, i)| (h, usize::MAX - i))
        else {
            break;
        };
        if let Some(width) = widths.get_mut(hungriest) {
            *width += 1;
        }
        left -= 1;
    }
    widths
}

fn row_heights(cells: &[DrawnCell], wrapped: &[Vec<String>], n_rows: usize) -> Vec<usize> {
    let mut heights = vec![1; n_rows];
    let mut by_span: Vec<(&DrawnCell, usize)> = cells.iter().zip(wrapped.iter().map(Vec::len)).collect();
    by_span.sort_by_key(|(cell, _)| cell.rows.1);
    for (cell, lines) in by_span {
        let missing = lines.saturating_sub(inner(&heights, cell.rows));
        if let Some(last) = heights.get_mut(cell.rows.0 + cell.rows.1 - 1) {
            *last += missing;
        }
    }
    heights
}

/// Columns that a character takes. Control characters take none and are not drawn.
fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns that a text takes.
pub(super) fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Pieces that a line should not be broken within: runs of narrow characters without white space, up to a hyphen between
/// letters, and single wide characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let narrow = |c: char| char_width(c) < 2 && !c.is_whitespace();
        let end = if narrow(first) {
            let end = rest.find(|c| !narrow(c)).unwrap_or(rest.len());
            rest.get(..end).and_then(after_hyphen).unwrap_or(end)
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Where the first part of a word of several ends, behind its hyphen.
fn after_hyphen(word: &str) -> Option<usize> {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let bytes = word.as_bytes();
    let between = |at: &usize| {
        is_letter(at.checked_sub(1).and_then(|at| bytes.get(at))) && is_letter(bytes.get(at + 1))
    };
    let mut hyphens = word.match_indices('-').map(|(at, _)| at);
    hyphens.find(between).map(|at| at + 1)
}

/// The text in lines of at most `width` columns.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut used) = (String::new(), 0);
        for piece in pieces(paragraph) {
            let wide = display_width(piece);
            if used + wide > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used == 0 && piece.trim().is_empty() {
                continue;
            }
            for c in piece.chars().filter(|c| !c.is_control()) {
                if used + char_width(c) > width && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += char_width(c);
            }
        }
        lines.push(line);
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A place of the canvas.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Directions of lines.
    lines: u8,
    /// What stands here; the second half of a wide character is an empty text.
    text: Option<String>,
    style: Style,
}

struct Canvas {
    width: usize,
    places: Vec<Place>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Canvas {
        Canvas {
            width,
            places: vec![Place::default(); width * height],
        }
    }

    fn at(&mut self, x: usize, y: usize) -> Option<&mut Place> {
        if x < self.width {
            self.places.get_mut(y * self.width + x)
        } else {
            None
        }
    }

    fn line(&mut self, x: usize, y: usize, directions: u8) {
        if let Some(place) = self.at(x, y) {
            place.lines |= directions;
        }
    }

    /// The frame around a cell of this inner size, its top left corner at `x`, `y`.
    fn frame(&mut self, x: usize, y: usize, width: usize, height: usize) {
        let (right, bottom) = (x + width + 1, y + height + 1);
        for (cx, cy, directions) in [
            (x, y, RIGHT | DOWN),
            (right, y, LEFT | DOWN),
            (x, bottom, RIGHT | UP),
            (right, bottom, LEFT | UP),
        ] {
            self.line(cx, cy, directions);
        }
        for along in x + 1..right {
            self.line(along, y, LEFT | RIGHT);
            self.line(along, bottom, LEFT | RIGHT);
        }
        for down in y + 1..bottom {
            self.line(x, down, UP | DOWN);
            self.line(right, down, UP | DOWN);
        }
    }

    fn text(&mut self, x: usize, y: usize, text: &str, style: Style) {
        let mut x = x;
        for c in text.chars() {
            if char_width(c) == 0 {
                // A combining mark belongs to the character before it.
                if let Some(Place {
                    text: Some(before), ..
                }) = self.at(x.saturating_sub(1), y)
                {
                    before.push(c);
                }
                continue;
            }
            for (step, piece) in [c.to_string(), String::new()]
                .into_iter()
                .take(char_width(c))
                .enumerate()
            {
                if let Some(place) = self.at(x + step, y) {
                    (place.text, place.style) = (Some(piece), style);
                }
            }
            x += char_width(c);
        }
    }

    fn to_text(&self, colours: bool) -> String {
        let mut out = String::new();
        for row in self.places.chunks(self.width) {
            let mut line = String::new();
            let mut style = Style::Plain;
            for place in row {
                let wanted = match place {
                    Place {
                        text: Some(_), style, ..
                    } => *style,
                    Place { lines: 1.., .. } => Style::Faint,
                    _ => style,
                };
                if colours && wanted != style {
                    line.push_str(if style == Style::Plain { "" } else { RESET });
                    line.push_str(wanted.sequence());
                    style = wanted;
                }
                match &place.text {
                    Some(text) => line.push_str(text),
                    None => line.push(box_char(place.lines)),
                }
            }
            if colours && style != Style::Plain {
                line.push_str(RESET);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// The character that draws lines in these directions.
fn box_char(directions: u8) -> char {
    const CHARS: [char; 16] = [
        ' ', '╵', '╷', '│', '╴', '┘', '┐', '┤', '╶', '└', '┌', '├', '─', '┴', '┬', '┼',
    ];
    CHARS.get(usize::from(directions)).copied().unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(rows: (usize, usize), cols: (usize, usize), text: &str) -> DrawnCell {
        DrawnCell {
            rows,
            cols,
            text: text.to_owned(),
            style: Style::Plain,
        }
    }

    fn check(cells: &[DrawnCell], width: usize, expected: &str) {
        assert_eq!(format!("\n{}", draw(cells, width, false)), expected);
    }

    #[test]
    fn merged_cells_have_no_lines_inside() {
        let cells = [
            cell((0, 1), (0, 2), "申请人"),
            cell((0, 2), (2, 1), "总计"),
            cell((1, 1), (0, 1), "a"),
            cell((1, 1), (1, 1), "12"),
        ];
        check(
            &cells,
            80,
            "
┌─────┬────┐
│申请 │总计│
│人   │    │
├──┬──┤    │
│a │12│    │
└──┴──┴────┘
",
        );
    }

    #[test]
    fn every_line_is_as_wide_as_the_others_and_fits() {
        let long = "收到和处理政府信息公开申请情况 total 123456789";
        let cells: Vec<DrawnCell> = (0..30).map(|i| cell((i / 10, 1), (i % 10, 1), long)).collect();
        let text = draw(&cells, 80, false);
        assert!(text.lines().all(|line| display_width(line) == 80), "{text}");
    }

    #[test]
    fn a_table_with_more_columns_than_fit_is_drawn_all_the_same() {
        let cells: Vec<DrawnCell> = (0..60).map(|i| cell((0, 1), (i, 1), "年")).collect();
        assert_eq!(draw(&cells, 80, false).matches('年').count(), 60);
    }

    #[test]
    fn words_are_broken_only_when_they_must_be() {
        assert_eq!(wrap("ab 12 年报abc", 5), ["ab 12", "年报", "abc"]);
        assert_eq!(wrap("123456789", 4), ["1234", "5678", "9"]);
        assert_eq!(wrap("年\n报\n", 9), ["年", "报"]);
        assert_eq!(wrap("", 9), Vec::<String>::new());
    }

    #[test]
    fn escape_sequences_of_a_document_do_not_reach_the_terminal() {
        let text = draw(&[cell((0, 1), (0, 1), "a\u{1b}[31mb")], 80, false);
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
