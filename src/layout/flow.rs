//! Lines outside tables to paragraphs, in reading order over one or more columns.

use crate::geometry::Rect;
use crate::reader::pdf::Direction;

use super::script::{is_cjk, is_shared_punctuation};
use super::words::{Line, Word, lines, median};

/// Words on one line further apart than this many em are separate pieces: perhaps of two columns.
const PIECE_GAP_EM: f32 = 1.3;
/// The narrowest gutter between two columns of text, in em.
const GUTTER_EM: f32 = 1.0;
/// Pieces that may run over a gutter, as a part of all pieces: headings and wide figures.
const CROSSING: f32 = 0.2;
/// Columns are never nested deeper than this.
const MOST_NESTED: u32 = 4;

/// Something on a page that takes part in the reading order.
#[derive(Clone, Debug)]
pub enum Item {
    /// A piece of a line.
    Piece(Vec<Word>),
    /// A table or picture: the number that the caller gave it.
    Figure(usize),
}

/// A line or figure in reading order.
#[derive(Clone, Debug)]
pub enum Flow {
    /// A whole line of one column; `column` is its column's left and right side in points.
    Line(Line, (f32, f32)),
    /// A figure by the caller's number.
    Figure(usize),
}

/// Puts words and figures (boxes of tables and pictures) of one page into reading order. The last argument is the
/// width and height of the page in points: a wide sheet may hold two pages side by side.
pub fn order(words: Vec<Word>, figures: &[Rect], em: f32, (width, height): (f32, f32)) -> Vec<Flow> {
    let mut items: Vec<(Rect, Item)> = pieces(words, em)
        .into_iter()
        .filter_map(|p| {
            let bbox = p.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b))?;
            Some((bbox, Item::Piece(p)))
        })
        .collect();
    items.extend(figures.iter().enumerate().map(|(i, r)| (*r, Item::Figure(i))));
    let mut out = Vec::new();
    let middle = width / 2.0;
    if width > 1.2 * height && is_two_up(&items, middle, em) {
        let (left, right): (Vec<_>, Vec<_>) = items.into_iter().partition(|(r, _)| r.center().x < middle);
        split(left, em, 1, &mut out);
        split(right, em, 1, &mut out);
    } else {
        split(items, em, 0, &mut out);
    }
    out
}

/// Whether a wide sheet holds two pages: nothing crosses the middle, and both halves are filled to their margins.
fn is_two_up(items: &[(Rect, Item)], middle: f32, em: f32) -> bool {
    let gap = 2.0 * em;
    let crosses = |r: &Rect| r.x0 < middle + gap && r.x1 > middle - gap;
    let span = |side: &dyn Fn(&Rect) -> bool| {
        let boxes = || items.iter().map(|(r, _)| r).filter(|r| side(r));
        let low = boxes().map(|r| r.x0).fold(f32::INFINITY, f32::min);
        let high = boxes().map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
        (boxes().count(), high - low)
    };
    let (n_left, left) = span(&|r| r.x1 <= middle);
    let (n_right, right) = span(&|r| r.x0 >= middle);
    !items.iter().any(|(r, _)| crosses(r)) && n_left.min(n_right) >= 2 && left.min(right) > 0.55 * middle
}

/// Cuts lines into pieces at wide gaps.
pub fn pieces(words: Vec<Word>, em: f32) -> Vec<Vec<Word>> {
    let mut out: Vec<Vec<Word>> = Vec::new();
    for line in lines(words) {
        let level = line.direction() == Direction::Right;
        let mut piece: Vec<Word> = Vec::new();
        for word in line.words {
            let gap = piece.last().map_or(0.0, |last| word.bbox.x0 - last.bbox.x1);
            let unit = word.size.max(em * 0.5);
            if level && gap > PIECE_GAP_EM * unit && !piece.is_empty() {
                out.push(std::mem::take(&mut piece));
            }
            piece.push(word);
        }
        out.push(piece);
    }
    out
}

/// Splits items into columns where a gutter is found, and gives the lines of each in order.
fn split(items: Vec<(Rect, Item)>, em: f32, depth: u32, out: &mut Vec<Flow>) {
    let gutter = if depth < MOST_NESTED {
        find_gutter(&items, em)
    } else {
        None
    };
    let Some(x) = gutter else {
        emit(items, out);
        return;
    };
    // What runs over the gutter parts the page into strips; inside a strip the left column is read first.
    let mut order = items;
    order.sort_by(|a, b| a.0.top.total_cmp(&b.0.top).then(a.0.x0.total_cmp(&b.0.x0)));
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for (bbox, item) in order {
        if bbox.x0 < x && bbox.x1 > x {
            // What stands below the strip's top in the other column has been collected by now: close the strip.
            split(std::mem::take(&mut left), em, depth + 1, out);
            split(std::mem::take(&mut right), em, depth + 1, out);
            across.push((bbox, item));
        } else {
            emit(std::mem::take(&mut across), out);
            if bbox.x1 <= x { &mut left } else { &mut right }.push((bbox, item));
        }
    }
    emit(across, out);
    split(left, em, depth + 1, out);
    split(right, em, depth + 1, out);
}

/// The x of a gutter between two columns of running text, or `None`.
fn find_gutter(items: &[(Rect, Item)], em: f32) -> Option<f32> {
    let boxes: Vec<Rect> = items
        .iter()
        .filter(|(_, i)| matches!(i, Item::Piece(_)))
        .map(|(r, _)| *r)
        .collect();
    if boxes.len() < 8 {
        return None;
    }
    let mut starts: Vec<f32> = boxes.iter().map(|r| r.x0).collect();
    starts.sort_by(f32::total_cmp);
    starts.dedup_by(|a, b| (*a - *b).abs() < 0.5 * em);
    let left = boxes.iter().map(|r| r.x0).fold(f32::INFINITY, f32::min);
    let right = boxes.iter().map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
    let mut best: Option<(usize, f32)> = None;
    for x in starts.into_iter().take(400).map(|x| x - 0.5 * em) {
        if !is_gutter(&boxes, x, em, (left, right)) {
            continue;
        }
        let crossing = boxes.iter().filter(|r| r.x0 < x && r.x1 > x).count();
        if best.is_none_or(|(n, _)| crossing < n) {
            best = Some((crossing, x));
        }
    }
    best.map(|(_, x)| x)
}

/// Whether the strip left of `x` is white and both sides are running text that fills its column.
fn is_gutter(boxes: &[Rect], x: f32, em: f32, (left, right): (f32, f32)) -> bool {
    let half = GUTTER_EM * em / 2.0;
    let on_left: Vec<&Rect> = boxes.iter().filter(|r| r.x1 <= x + 0.3 * em).collect();
    let on_right: Vec<&Rect> = boxes.iter().filter(|r| r.x0 >= x - half).collect();
    let crossing = boxes.len().saturating_sub(on_left.len() + on_right.len());
    if on_left.len() < 4 || on_right.len() < 4 || crossing as f32 > CROSSING * boxes.len() as f32 {
        return false;
    }
    // The white strip: no left piece may end right of it.
    let edge = on_left.iter().map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
    let start = on_right.iter().map(|r| r.x0).fold(f32::INFINITY, f32::min);
    if start - edge < GUTTER_EM * em {
        return false;
    }
    // Running text fills its column; labels, numbers and tables do not.
    let fills = |side: &[&Rect], width: f32| {
        let mut widths: Vec<f32> = side.iter().map(|r| r.width()).collect();
        width > 9.0 * em && median(&mut widths).unwrap_or(0.0) > 0.6 * width
    };
    fills(&on_left, edge - left) && fills(&on_right, right - start)
}

/// Gives the items of one column from top to bottom, pieces of one height as one line.
fn emit(items: Vec<(Rect, Item)>, out: &mut Vec<Flow>) {
    let column = items
        .iter()
        .filter(|(_, i)| matches!(i, Item::Piece(_)))
        .map(|(r, _)| (r.x0, r.x1))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or((0.0, 0.0));
    let mut words = Vec::new();
    let mut list: Vec<(f32, Flow)> = Vec::new();
    for (bbox, item) in items {
        match item {
            Item::Piece(piece) => words.extend(piece),
            Item::Figure(i) => list.push((bbox.top, Flow::Figure(i))),
        }
    }
    list.extend(
        lines(words)
            .into_iter()
            .map(|line| (line.bbox.center().y, Flow::Line(line, column))),
    );
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.extend(list.into_iter().map(|(_, f)| f));
}

/// A paragraph: lines that belong together.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// The lines from top to bottom.
    pub lines: Vec<Line>,
    /// The box around them.
    pub bbox: Rect,
    /// Left and right side of the column it stands in, in points.
    pub column: (f32, f32),
}

impl Paragraph {
    /// A paragraph of one line in a column that reaches from the first to the second x, in points.
    pub fn new(line: Line, column: (f32, f32)) -> Paragraph {
        Paragraph {
            bbox: line.bbox,
            lines: vec![line],
            column,
        }
    }

    /// Goes on with a line below.
    pub fn push(&mut self, line: Line) {
        self.bbox = self.bbox.union(&line.bbox);
        self.lines.push(line);
    }

    /// The paragraph as text: lines joined, with a space only between words of scripts that have spaces.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let text = line.text();
            push_joined(&mut out, &text);
        }
        out
    }

    /// The commonest type size of its lines, in points.
    pub fn size(&self) -> f32 {
        median(&mut self.lines.iter().map(|l| l.size).collect::<Vec<_>>()).unwrap_or(0.0)
    }

    /// Whether all its lines are bold.
    pub fn bold(&self) -> bool {
        self.lines.iter().all(Line::bold)
    }
}

/// Appends a line to a text: hanzi close up, a hyphen keeps its word together, other words get a space.
pub fn push_joined(out: &mut String, line: &str) {
    if let (Some(a), Some(b)) = (out.chars().last(), line.chars().next()) {
        let wide = |c: char| is_cjk(c) || is_shared_punctuation(c);
        let closed = (is_cjk(a) || is_cjk(b)) && wide(a) | wide(b);
        if !closed && a != '-' && a != '\u{ad}' {
            out.push(' ');
        }
    }
    out.push_str(line);
}

/// Joins lines that follow one another into paragraphs. `None` in the result stands for a figure by its number.
pub fn paragraphs(flow: Vec<Flow>) -> Vec<Result<Paragraph, usize>> {
    let mut out: Vec<Result<Paragraph, usize>> = Vec::new();
    for item in flow {
        match item {
            Flow::Figure(i) => out.push(Err(i)),
            Flow::Line(line, column) => match out.last_mut() {
                Some(Ok(p)) if continues(p, &line, column) => p.push(line),
                _ => out.push(Ok(Paragraph::new(line, column))),
            },
        }
    }
    out
}

/// Whether a line goes on with a paragraph.
fn continues(p: &Paragraph, line: &Line, column: (f32, f32)) -> bool {
    let Some(last) = p.lines.last() else { return false };
    let em = last.size.max(line.size);
    let step = line.bbox.center().y - last.bbox.center().y;
    let same_style = (last.size - line.size).abs() < 0.12 * em && !changes_weight(last, line);
    if column != p.column || !same_style || step <= 0.0 || line.direction() != last.direction() {
        return false;
    }
    // The usual step is that between the lines before; for a second line up to two and a half em are usual.
    let usual = p
        .lines
        .len()
        .checked_sub(2)
        .and_then(|i| p.lines.get(i))
        .map_or(2.3 * em, |before| {
            1.25 * (last.bbox.center().y - before.bbox.center().y)
        });
    if step > usual {
        return false;
    }
    let (left, right) = column;
    // The first word of this line would have fitted on the last one: the break was meant.
    let first = line.words.first().map_or(0.0, |w| {
        if w.text().chars().any(is_cjk) {
            w.size
        } else {
            w.bbox.width()
        }
    });
    let room = right - last.bbox.x1;
    let centred = |l: &Line| (l.bbox.x0 - left - (right - l.bbox.x1)).abs() < em && l.bbox.x0 - left > em;
    if centred(last) && centred(line) {
        return p.size() > 0.0;
    }
    if room > first + 1.5 * em {
        return false;
    }
    // An indented line starts a paragraph, unless the whole paragraph hangs.
    let body_left = p.lines.get(1).map_or(left, |l| l.bbox.x0);
    if line.bbox.x0 > body_left + 0.8 * em && p.lines.len() >= 2 {
        return false;
    }
    !(p.lines.len() == 1 && line.bbox.x0 > last.bbox.x0 + 1.2 * em && (last.bbox.x0 - left).abs() < 0.5 * em)
        || starts_list(&p.text())
}

/// Whether the weight changes at the break between two lines, as from a heading to the text below it: one line is bold
/// or plain throughout, the other is not, and it is not a bold phrase that runs over the break.
fn changes_weight(above: &Line, below: &Line) -> bool {
    let all_bold = |l: &Line| l.glyphs().all(|g| g.bold || !g.unicode.is_alphanumeric());
    let ends = above.glyphs().last().is_some_and(|g| g.bold);
    let begins = below.glyphs().next().is_some_and(|g| g.bold);
    ends != begins && all_bold(above) != all_bold(below)
}

/// Whether a text begins like an item of a list: a bullet, or a number with a sign behind it.
pub fn starts_list(text: &str) -> bool {
    super::headings::list_mark(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn texts(page: &crate::reader::pdf::PdfPage, figures: &[Rect]) -> Vec<String> {
        paragraphs(order(all_words(page), figures, 10.0, (page.width, page.height)))
            .iter()
            .map(|p| match p {
                Ok(p) => p.text(),
                Err(i) => format!("#{i}"),
            })
            .collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let mut page = blank_page();
        for i in 0..6 {
            let y = 100.0 + 14.0 * i as f32;
            print(
                &mut page,
                &format!("left column text number {i}"),
                50.0,
                y,
                10.0,
                0.0,
            );
            print(
                &mut page,
                &format!("right column text goes {i}"),
                300.0,
                y,
                10.0,
                0.0,
            );
        }
        let all = texts(&page, &[]).join(" ");
        assert!(all.find("number 5").unwrap() < all.find("goes 0").unwrap());
    }

    #[test]
    fn an_indented_line_starts_a_paragraph_and_hanzi_lines_close_up() {
        let mut page = blank_page();
        print(
            &mut page,
            "二〇二三年全年受理申请六件全部按期",
            120.0,
            100.0,
            10.0,
            0.0,
        );
        print(&mut page, "答复。没有收取任何费用。", 100.0, 116.0, 10.0, 0.0);
        print(&mut page, "另有一段。", 120.0, 132.0, 10.0, 0.0);
        assert_eq!(
            texts(&page, &[]),
            [
                "二〇二三年全年受理申请六件全部按期答复。没有收取任何费用。",
                "另有一段。"
            ]
        );
    }

    #[test]
    fn a_table_keeps_its_place_between_paragraphs() {
        let mut page = blank_page();
        print(&mut page, "before", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "after", 100.0, 300.0, 10.0, 0.0);
        assert_eq!(
            texts(&page, &[Rect::new(50.0, 150.0, 500.0, 250.0)]),
            ["before", "#0", "after"]
        );
    }
}
