//! Lines outside tables in reading order over one or more columns.

use crate::geometry::Rect;
use crate::reader::pdf::Direction;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::paragraphs::tests::texts;
    use crate::layout::words::tests::{blank_page, print};

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
