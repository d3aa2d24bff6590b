//! Lines outside tables in reading order over one or more columns.

use std::cmp::Reverse;

use crate::geometry::Rect;
use crate::reader::pdf::Direction;

use super::bidi;
use super::captions;
use super::settings::LayoutSettings;
use super::words::{Line, Word, lines};

/// Columns are never nested deeper than this.
const MOST_NESTED: u32 = 4;

/// A frame over two columns reaches so many em into each.
const FRAME_REACH_EM: f32 = 2.0;

/// What a page's order depends on beside its texts.
struct Page<'a> {
    /// The type size of the page in points.
    em: f32,
    /// Whether its text runs from right to left: then the right column comes first.
    rtl: bool,
    settings: &'a LayoutSettings,
    /// What lines of one length enclose: tables, most often.
    frames: Vec<Rect>,
}

impl Page<'_> {
    /// The frame that holds the middle of a box.
    fn frame_of(&self, bbox: &Rect) -> Option<&Rect> {
        self.frames.iter().find(|f| f.contains(bbox.center()))
    }

    /// Whether a box runs over `x`, or stands in a frame that does.
    fn crosses(&self, bbox: &Rect, x: f32) -> bool {
        (bbox.x0 < x && bbox.x1 > x) || self.is_framed_across(bbox, x)
    }

    /// Whether a box stands in a frame that reaches far over `x`: one around a column begins close before its texts.
    fn is_framed_across(&self, bbox: &Rect, x: f32) -> bool {
        let far = FRAME_REACH_EM * self.em;
        self.frame_of(bbox)
            .is_some_and(|f| f.x0 < x - far && f.x1 > x + far)
    }
}

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
pub fn order(words: Vec<Word>, figures: &[Rect], em: f32, size: (f32, f32)) -> Vec<Flow> {
    order_among_rules(words, figures, &[], em, size)
}

/// [`order`] where tables are not known yet: what stands between horizontal rules (y, x0, x1 in points) of one length that run
/// over a gutter is read across it.
pub fn order_among_rules(
    words: Vec<Word>,
    figures: &[Rect],
    rules: &[(f32, f32, f32)],
    em: f32,
    (width, height): (f32, f32),
) -> Vec<Flow> {
    let settings = LayoutSettings::default();
    let rtl = words.iter().filter(|w| is_rtl(w)).count() * 2 > words.len();
    let page = Page {
        em,
        rtl,
        settings: &settings,
        frames: frames(rules, em),
    };
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
        split_both(left, right, &page, 1, &mut out);
    } else {
        split(items, &page, 0, &mut out);
    }
    out
}

/// More frames than this are not looked at: every piece of text is held against each.
const MOST_FRAMES: usize = 40;

/// Lines whose ends differ by no more than this (em) are of one length.
const SAME_END_EM: f32 = 0.3;

/// What two rules or more of one length enclose, longer than it is to the next of them: boxes over the rules of a table.
pub(crate) fn frames(rules: &[(f32, f32, f32)], em: f32) -> Vec<Rect> {
    let mut sorted: Vec<&(f32, f32, f32)> = rules.iter().filter(|r| r.2 - r.1 > 2.0 * em).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found: Vec<(Rect, usize)> = Vec::new();
    for &&(y, x0, x1) in &sorted {
        let near = SAME_END_EM * em;
        let alike = |(f, _): &&mut (Rect, usize)| {
            (f.x0 - x0).abs() <= near && (f.x1 - x1).abs() <= near && y - f.bottom < x1 - x0
        };
        match found.iter_mut().rev().take(MOST_FRAMES).find(alike) {
            Some((frame, n)) => {
                frame.bottom = y;
                *n += 1;
            }
            None => found.push((Rect::new(x0, y, x1, y), 1)),
        }
    }
    let several = found.into_iter().filter(|(_, n)| *n > 1).map(|(f, _)| f);
    several.take(MOST_FRAMES).collect()
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

fn is_rtl(word: &Word) -> bool {
    word.glyphs.iter().any(|g| bidi::is_rtl(g.unicode))
}

/// Cuts lines into pieces at wide gaps, and at narrower ones behind which several lines go on at one place: columns of
/// justified text stand as close as that.
pub fn pieces(words: Vec<Word>, em: f32) -> Vec<Vec<Word>> {
    let settings = LayoutSettings::default();
    let lines = lines(words);
    let starts = aligned_starts(&lines, em, &settings);
    let is_start = |x: f32| {
        let at = starts.partition_point(|s| *s < x - START_EM * em);
        starts.get(at).is_some_and(|s| *s <= x + START_EM * em)
    };
    let mut out: Vec<Vec<Word>> = Vec::new();
    for line in lines {
        let level = line.direction() == Direction::Right;
        let mut piece: Vec<Word> = Vec::new();
        for word in line.words {
            let gap = piece.last().map_or(0.0, |last| word.bbox.x0 - last.bbox.x1);
            let unit = word.size.max(em * 0.5);
            let wide =
                gap > settings.piece_gap * unit || (gap >= settings.gutter * em && is_start(word.bbox.x0));
            if level && wide && !piece.is_empty() {
                out.push(std::mem::take(&mut piece));
            }
            piece.push(word);
        }
        out.push(piece);
    }
    out
}

/// Words that begin within this many em of one another begin at one place: rounding, and signs that are hung out.
const START_EM: f32 = 0.1;

/// Places where words begin below one another behind gaps as wide as a gutter, sorted. Gaps between justified words are
/// now and then as wide, but not at one place again and again.
fn aligned_starts(lines: &[Line], em: f32, settings: &LayoutSettings) -> Vec<f32> {
    let level = lines.iter().filter(|l| l.direction() == Direction::Right);
    let mut starts: Vec<f32> = level
        .flat_map(|l| l.words.windows(2))
        .filter_map(|pair| match pair {
            [a, b] if b.bbox.x0 - a.bbox.x1 >= settings.gutter * em => Some(b.bbox.x0),
            _ => None,
        })
        .collect();
    starts.sort_by(f32::total_cmp);
    starts
        .chunk_by(|a, b| b - a < START_EM * em)
        .filter(|alike| alike.len() >= settings.least_pieces / 2)
        .filter_map(|alike| alike.get(alike.len() / 2).copied())
        .collect()
}

/// Splits items into columns where a gutter is found, and gives the lines of each in order.
fn split(items: Vec<(Rect, Item)>, page: &Page<'_>, depth: u32, out: &mut Vec<Flow>) {
    let gutter = if depth < MOST_NESTED {
        find_gutter(&items, page)
    } else {
        None
    };
    let Some(x) = gutter else {
        if depth < MOST_NESTED
            && let Some((from, to)) = find_band(&items, page)
        {
            let (above, rest): (Vec<_>, Vec<_>) = items.into_iter().partition(|(r, _)| r.center().y < from);
            let (band, below): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(r, _)| r.center().y < to);
            split(above, page, depth + 1, out);
            split(band, page, depth + 1, out);
            split(below, page, depth + 1, out);
            return;
        }
        emit(items, out);
        return;
    };
    // What runs over the gutter parts the page into strips; inside a strip one column is read after the other.
    let mut order = items;
    order.sort_by(|a, b| a.0.top.total_cmp(&b.0.top).then(a.0.x0.total_cmp(&b.0.x0)));
    let boxes: Vec<Rect> = order.iter().map(|(r, _)| *r).collect();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut across: Vec<(Rect, Item)> = Vec::new();
    for (bbox, item) in order {
        let short = across
            .last()
            .is_some_and(|(above, _)| ends_across(&bbox, above, &boxes, x));
        if short || page.crosses(&bbox, x) {
            // What stands below the strip's top in the other column has been collected by now: close the strip.
            let (left, right) = (std::mem::take(&mut left), std::mem::take(&mut right));
            split_both(left, right, page, depth + 1, out);
            across.push((bbox, item));
        } else {
            emit(std::mem::take(&mut across), out);
            if bbox.x1 <= x { &mut left } else { &mut right }.push((bbox, item));
        }
    }
    emit(across, out);
    split_both(left, right, page, depth + 1, out);
}

/// Gives two columns one after the other, the one first that is read first.
fn split_both(
    left: Vec<(Rect, Item)>,
    right: Vec<(Rect, Item)>,
    page: &Page<'_>,
    depth: u32,
    out: &mut Vec<Flow>,
) {
    let (first, second) = if page.rtl { (right, left) } else { (left, right) };
    split(first, page, depth, out);
    split(second, page, depth, out);
}

/// Whether a piece in the left column is the short last line of the text of full width right above it: it begins
/// below its start, as close as lines are, and nothing stands beside it.
fn ends_across(piece: &Rect, above: &Rect, all: &[Rect], x: f32) -> bool {
    let height = piece.height();
    piece.x1 <= x
        && above.x1 > x
        && (piece.x0 - above.x0).abs() < 0.5 * height
        && (above.height() - height).abs() < 0.2 * height
        && piece.top - above.bottom < 0.6 * height
        && !all
            .iter()
            .any(|r| r.x0 >= x && r.top < piece.bottom && r.bottom > piece.top)
}

/// Top and bottom of a band of the page that holds two columns of running text, where text of the full width stands
/// above or below it; `None` without one.
fn find_band(items: &[(Rect, Item)], page: &Page<'_>) -> Option<(f32, f32)> {
    let em = page.em;
    let mut boxes: Vec<Rect> = items
        .iter()
        .filter(|(_, i)| matches!(i, Item::Piece(_)))
        .map(|(r, _)| *r)
        .collect();
    boxes.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.x0.total_cmp(&b.x0)));
    let mut best: Option<(usize, (f32, f32))> = None;
    for x in column_starts(&boxes, page) {
        // Pieces from one that runs over the gutter to the next.
        let mut before = 0usize;
        for run in boxes.split(|r| page.crosses(r, x)) {
            let whole = run.len() == boxes.len();
            let above = before.checked_sub(1).and_then(|i| boxes.get(i));
            before += run.len() + 1;
            let ends = |first: &Rect| above.is_some_and(|above| ends_across(first, above, &boxes, x));
            let run = match run {
                [first, rest @ ..] if ends(first) => rest,
                run => run,
            };
            if whole || best.is_some_and(|(n, _)| n >= run.len()) || run.len() < page.settings.least_pieces {
                continue;
            }
            let left = run.iter().map(|r| r.x0).fold(f32::INFINITY, f32::min);
            let right = run.iter().map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
            let top = run.iter().map(|r| r.center().y).fold(f32::INFINITY, f32::min);
            let bottom = run.iter().map(|r| r.center().y).fold(f32::NEG_INFINITY, f32::max);
            if is_gutter(run, x, page, (left, right)) {
                best = Some((run.len(), (top - 0.1 * em, bottom + 0.1 * em)));
            }
        }
    }
    best.map(|(_, band)| band)
}

/// The x of a gutter is so many em left of where the column behind it begins.
const GUTTER_END_EM: f32 = 0.5;

/// Most places, counted, that are looked at as starts of a column.
const MOST_STARTS: usize = 100;

/// Places a little left of where several pieces begin below one another: gutters may end there.
fn column_starts(boxes: &[Rect], page: &Page<'_>) -> Vec<f32> {
    let em = page.em;
    let mut starts: Vec<f32> = boxes.iter().map(|r| r.x0).collect();
    starts.sort_by(f32::total_cmp);
    starts
        .chunk_by(|a, b| b - a < 0.2 * em)
        .filter(|alike| alike.len() >= page.settings.least_pieces / 2)
        .filter_map(|alike| alike.first().map(|x| x - GUTTER_END_EM * em))
        .take(40)
        .collect()
}

/// The x of a gutter between two columns of running text, or `None`.
fn find_gutter(items: &[(Rect, Item)], page: &Page<'_>) -> Option<f32> {
    let em = page.em;
    let boxes: Vec<Rect> = items
        .iter()
        .filter(|(_, i)| matches!(i, Item::Piece(_)))
        .map(|(r, _)| *r)
        .collect();
    if boxes.len() < page.settings.least_pieces {
        return None;
    }
    let mut starts: Vec<f32> = boxes.iter().map(|r| r.x0).collect();
    starts.sort_by(f32::total_cmp);
    // Where most pieces begin a column does; each place is looked at with all pieces.
    let mut alike: Vec<&[f32]> = starts.chunk_by(|a, b| b - a < START_EM * em).collect();
    alike.sort_by_key(|places| Reverse(places.len()));
    let mut starts: Vec<f32> = alike
        .iter()
        .take(MOST_STARTS)
        .filter_map(|places| places.first().copied())
        .collect();
    starts.sort_by(f32::total_cmp);
    let left = boxes.iter().map(|r| r.x0).fold(f32::INFINITY, f32::min);
    let right = boxes.iter().map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
    let mut best: Option<(usize, f32)> = None;
    for x in starts.into_iter().map(|x| x - GUTTER_END_EM * em) {
        if !is_gutter(&boxes, x, page, (left, right)) {
            continue;
        }
        let crossing = boxes.iter().filter(|r| page.crosses(r, x)).count();
        if best.is_none_or(|(n, _)| crossing < n) {
            best = Some((crossing, x));
        }
    }
    best.map(|(_, x)| x)
}

/// Whether the strip left of `x` is white and both sides are running text that fills its column.
fn is_gutter(boxes: &[Rect], x: f32, page: &Page<'_>, (left, right): (f32, f32)) -> bool {
    let (em, settings) = (page.em, page.settings);
    let least = settings.least_pieces / 2;
    // Right of `x` by half an em columns begin; words that could not be broken stick out into the gutter.
    let begin = x + GUTTER_END_EM * em;
    let is_left = |r: &Rect| r.x1 <= begin - settings.gutter * em;
    let is_right = |r: &Rect| r.x0 >= begin - START_EM * em;
    // Most places have too little on one side, or no room for a column, which is told without looking for frames.
    let narrowest = settings.column_width * em;
    let has_column = |side: &dyn Fn(&Rect) -> bool| {
        let mine = boxes.iter().filter(|r| side(r));
        let (n, ends) = mine.fold((0, (right, left)), |(n, (from, to)), r| {
            (n + 1, (r.x0.min(from), r.x1.max(to)))
        });
        (n >= least).then_some(ends)
    };
    let is_narrow = |width: f32| width <= narrowest;
    match (has_column(&is_left), has_column(&is_right)) {
        (Some((_, edge)), Some((start, _))) if !is_narrow(edge - left) && !is_narrow(right - start) => {}
        _ => return false,
    }
    // What stands in a frame over both columns is a table, and no text of either.
    let outside: Vec<&Rect> = boxes.iter().filter(|r| !page.is_framed_across(r, x)).collect();
    let (mut n_left, mut n_right) = (0, 0);
    let (mut edge, mut start) = (f32::NEG_INFINITY, f32::INFINITY);
    for r in &outside {
        if is_left(r) {
            n_left += 1;
            edge = edge.max(r.x1);
        } else if is_right(r) {
            n_right += 1;
            start = start.min(r.x0);
        }
    }
    let n = outside.len();
    let crossing = n.saturating_sub(n_left + n_right);
    if n_left < least || n_right < least || crossing as f32 > settings.crossing * n as f32 {
        return false;
    }
    // Running text fills its column; labels, numbers and tables do not. Beside a column of running text, one with
    // headings, captions and short last lines between its full lines is enough.
    let fills = |side: &dyn Fn(&Rect) -> bool, width: f32| {
        if is_narrow(width) {
            return (false, false);
        }
        let mine = || outside.iter().copied().filter(|r| side(r));
        // Nor do the texts of a table in one column: in a frame, or several on a line.
        let alone = without_rows(mine().filter(|r| page.frame_of(r).is_none()).collect(), em);
        let text = Widths::of(alone.into_iter(), width, settings);
        let widths = if text.all < least {
            Widths::of(mine(), width, settings)
        } else {
            text
        };
        let partly = widths.full as f32 >= settings.full_lines * widths.all as f32;
        (widths.short <= widths.all / 2, partly)
    };
    // Running text throughout, or in part.
    let of_left = fills(&is_left, edge - left);
    if !(of_left.0 || of_left.1) {
        return false;
    }
    let of_right = fills(&is_right, right - start);
    of_right.0 || (of_right.1 && of_left.0)
}

/// Text begins at the left side of its column within this many em: lists are set in a little.
const FLUSH_EM: f32 = 3.0;

/// Pieces of a column without those that stand beside others of it, as the texts of a row do. All of them where most of the
/// others begin further right than text does: then they are texts of rows, too, wrapped in their cells.
fn without_rows(mut pieces: Vec<&Rect>, em: f32) -> Vec<&Rect> {
    pieces.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    let level = |a: &Rect, b: &Rect| {
        let shared = a.bottom.min(b.bottom) - a.top.max(b.top);
        shared > 0.5 * a.height().min(b.height())
    };
    let lines = pieces.chunk_by(|a, b| level(a, b));
    let single = lines.filter_map(|line| match line {
        [only] => Some(*only),
        _ => None,
    });
    let alone: Vec<&Rect> = single.collect();
    let left = pieces.iter().map(|r| r.x0).fold(f32::INFINITY, f32::min);
    let flush = alone.iter().filter(|r| r.x0 - left < FLUSH_EM * em).count();
    if flush * 2 < alone.len() { pieces } else { alone }
}

/// How many pieces of a column there are, how many of them fill it, and how many take less of it than those of running text
/// do in the middle.
struct Widths {
    all: usize,
    full: usize,
    short: usize,
}

impl Widths {
    fn of<'a>(pieces: impl Iterator<Item = &'a Rect>, width: f32, settings: &LayoutSettings) -> Widths {
        let (full, filled) = (settings.full * width, settings.filled * width);
        let none = Widths {
            all: 0,
            full: 0,
            short: 0,
        };
        pieces.fold(none, |sum, r| Widths {
            all: sum.all + 1,
            full: sum.full + usize::from(r.width() > full),
            short: sum.short + usize::from(r.width() <= filled),
        })
    }
}

/// A line cut where captions stand side by side: those of tables or pictures below them. Any other line is whole.
fn without_captions_beside(line: Line) -> Vec<Line> {
    let widest = LayoutSettings::default().piece_gap;
    let is_apart = |a: &Word, b: &Word| b.bbox.x0 - a.bbox.x1 > widest * b.size;
    let begins_caption = |piece: &&[Word]| {
        piece.first().is_some_and(|w| captions::may_begin(&w.text()))
            && Line::new(piece.to_vec()).is_some_and(|l| captions::is_caption(&l.text()))
    };
    let pieces = || line.words.chunk_by(|a, b| !is_apart(a, b));
    let beside = pieces().count() > 1 && pieces().filter(begins_caption).count() > 1;
    if !beside || line.direction() != Direction::Right {
        return vec![line];
    }
    let mut out: Vec<Vec<Word>> = Vec::new();
    for piece in pieces() {
        match out.last_mut().filter(|_| !begins_caption(&piece)) {
            Some(caption) => caption.extend_from_slice(piece),
            None => out.push(piece.to_vec()),
        }
    }
    out.into_iter().filter_map(Line::new).collect()
}

/// Gives the items of one column from top to bottom, pieces of one height as one line.
fn emit(items: Vec<(Rect, Item)>, out: &mut Vec<Flow>) {
    let column = items
        .iter()
        .filter(|(_, i)| matches!(i, Item::Piece(_)))
        .map(|(r, _)| (r.x0, r.x1))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or((0.0, 0.0));
    let count = items.iter().map(|(_, item)| match item {
        Item::Piece(piece) => piece.len(),
        Item::Figure(_) => 0,
    });
    let mut words = Vec::with_capacity(count.sum());
    let mut list: Vec<(f32, Flow)> = Vec::new();
    for (bbox, item) in items {
        match item {
            Item::Piece(piece) => words.extend(piece),
            Item::Figure(i) => list.push((bbox.top, Flow::Figure(i))),
        }
    }
    let lines = lines(words);
    list.reserve(lines.len());
    list.extend(
        lines
            .into_iter()
            .flat_map(without_captions_beside)
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

    /// Prints the words of a line justified from one x to another.
    fn justify(page: &mut crate::reader::pdf::PdfPage, words: &[String], from: f32, to: f32, y: f32) {
        // `print` gives each Latin character half an em.
        let width = |w: &String| 5.0 * w.chars().count() as f32;
        let gaps = words.len().max(2) as f32 - 1.0;
        let gap = (to - from - words.iter().map(width).sum::<f32>()) / gaps;
        let mut x = from;
        for word in words {
            print(page, word, x, y, 10.0, 0.0);
            x += width(word) + gap;
        }
    }

    #[test]
    fn a_table_without_lines_in_one_column_leaves_columns_columns() {
        let mut page = blank_page();
        for i in 0..24usize {
            let y = 100.0 + 14.0 * i as f32;
            print(
                &mut page,
                &format!("left column has a text {i:02}"),
                50.0,
                y,
                10.0,
                0.0,
            );
            if i < 10 {
                print(
                    &mut page,
                    &format!("right column has a text {i}"),
                    250.0,
                    y,
                    10.0,
                    0.0,
                );
            } else {
                for (text, x) in [("row", 250.0), ("12", 310.0), ("34", 360.0)] {
                    print(&mut page, text, x, y, 10.0, 0.0);
                }
            }
        }
        let all = texts(&page, &[]).join(" ");
        assert!(all.find("text 23").unwrap() < all.find("right").unwrap());
    }

    #[test]
    fn texts_wrapped_in_the_columns_of_a_table_are_no_columns_of_the_page() {
        let mut page = blank_page();
        for row in 0..6usize {
            for line in 0..4usize {
                let y = 100.0 + 14.0 * (4 * row + line) as f32;
                if line == 0 {
                    print(&mut page, "name", 50.0, y, 10.0, 0.0);
                }
                print(
                    &mut page,
                    &format!("what is said of it {row}{line}"),
                    120.0,
                    y,
                    10.0,
                    0.0,
                );
                print(
                    &mut page,
                    &format!("and a remark on it {row}{line}"),
                    260.0,
                    y,
                    10.0,
                    0.0,
                );
            }
        }
        let all = texts(&page, &[]).join(" ");
        assert!(all.find("said of it 53").unwrap() > all.find("remark on it 00").unwrap());
    }

    #[test]
    fn justified_columns_less_than_an_em_apart_are_read_one_after_the_other() {
        let mut page = blank_page();
        for i in 0..12usize {
            let words = |side: &str| -> Vec<String> {
                let long = (0..8).map(|k| "w".repeat(3 + (i * i + i * k + k * 2 + k / 3) % 3));
                long.chain([format!("{side}{i}")]).collect()
            };
            let y = 100.0 + 14.0 * i as f32;
            justify(&mut page, &words("left"), 50.0, 280.0, y);
            justify(&mut page, &words("right"), 288.0, 518.0, y);
        }
        assert_in_order(
            &texts(&page, &[]).join(" "),
            &["left0", "left11", "right0", "right11"],
        );
    }

    #[test]
    fn a_table_between_rules_over_both_columns_is_read_across() {
        let mut page = blank_page();
        columns(&mut page, "upper", 200.0, 8);
        for i in 0..4 {
            let y = 112.0 + 14.0 * i as f32;
            print(&mut page, &format!("label {i}"), 50.0, y, 10.0, 0.0);
            print(&mut page, &format!("{i}4"), 260.0, y, 10.0, 0.0);
            print(&mut page, &format!("{i}7"), 400.0, y, 10.0, 0.0);
        }
        let words = crate::layout::words::tests::all_words(&page);
        let rules = [(100.0, 50.0, 430.0), (160.0, 50.0, 430.0)];
        let flow = order_among_rules(words, &[], &rules, 10.0, (page.width, page.height));
        let all: Vec<String> = flow
            .iter()
            .filter_map(|f| match f {
                Flow::Line(line, _) => Some(line.text()),
                Flow::Figure(_) => None,
            })
            .collect();
        assert_eq!(all[1], "label 1 14 17");
        assert_in_order(
            &all.join(" "),
            &["label 3", "left text of line 7", "right text of line 0"],
        );
    }

    #[test]
    fn captions_side_by_side_are_lines_of_their_own() {
        let found = |second: &str| {
            let mut page = blank_page();
            print(&mut page, "Table 1. Spring", 50.0, 100.0, 10.0, 0.0);
            print(&mut page, second, 300.0, 100.0, 10.0, 0.0);
            texts(&page, &[])
        };
        assert_eq!(found("Table 2. Autumn"), ["Table 1. Spring", "Table 2. Autumn"]);
        assert_eq!(found("(in metres)").len(), 1);
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

    /// Prints two columns of `lines` lines from `top` on, the texts beginning with `name`.
    fn columns(page: &mut crate::reader::pdf::PdfPage, name: &str, top: f32, lines: usize) {
        for i in 0..lines {
            let y = top + 14.0 * i as f32;
            print(page, &format!("{name} left text of line {i}"), 50.0, y, 10.0, 0.0);
            print(
                page,
                &format!("{name} right text of line {i}"),
                250.0,
                y,
                10.0,
                0.0,
            );
        }
    }

    fn assert_in_order(all: &str, parts: &[&str]) {
        let places: Vec<Option<usize>> = parts.iter().map(|p| all.find(p)).collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{places:?} in {all}"
        );
    }

    #[test]
    fn a_table_over_both_columns_parts_them_into_strips() {
        let mut page = blank_page();
        columns(&mut page, "upper", 100.0, 6);
        columns(&mut page, "lower", 300.0, 3);
        let all = texts(&page, &[Rect::new(50.0, 200.0, 430.0, 280.0)]).join(" ");
        let parts = ["upper left text of line 5", "upper right text of line 0", "#0"];
        assert_in_order(&all, &parts);
        assert_in_order(
            &all,
            &["#0", "lower left text of line 2", "lower right text of line 0"],
        );
    }

    #[test]
    fn columns_below_text_of_the_full_width_are_found() {
        let mut page = blank_page();
        for i in 0..12 {
            let text = format!("full width text of line {i} that runs over where the columns are below");
            print(&mut page, &text, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        print(&mut page, "and its short last line", 50.0, 268.0, 10.0, 0.0);
        columns(&mut page, "lower", 300.0, 8);
        for i in 0..12 {
            let text = format!("final width text of line {i} that runs over where the columns are above");
            print(&mut page, &text, 50.0, 440.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        let all = texts(&page, &[]).join(" ");
        let parts = [
            "full width text of line 11",
            "lower left text of line 0",
            "lower left text of line 7",
        ];
        assert_in_order(&all, &parts);
        assert_in_order(
            &all,
            &[
                "lower left text of line 7",
                "lower right text of line 0",
                "final width text of line 0",
            ],
        );
    }

    #[test]
    fn a_column_of_headings_and_short_lines_beside_a_full_one_is_a_column() {
        let mut page = blank_page();
        let left = [
            "a full line of the left column",
            "and its end",
            "Heading",
            "one more full line on the left",
            "end",
            "Next",
        ];
        for (i, text) in left.iter().enumerate() {
            print(&mut page, text, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            let text = format!("a full line of the right one {i}");
            print(&mut page, &text, 250.0, 103.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        assert_in_order(
            &texts(&page, &[]).join(" "),
            &["Heading", "Next", "right one 0", "right one 5"],
        );
    }
}
