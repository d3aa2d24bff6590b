//! Tables without full rules: columns from white strips, rows from the lines of the values, labels and heads from
//! where their texts stand.
//!
//! The same reading serves ruled tables as a second opinion; then the rulings are not looked at.

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Doubt, Method, Provenance, Table};
use crate::geometry::{Orientation, Rect};
use crate::layout::bidi;
use crate::layout::flow::{Flow, order};
use crate::layout::headings::{Numbering, is_caption, numbering};
use crate::layout::words::{Line, Word, cell_text, lines};
use crate::reader::pdf::{Direction, PdfPage};

use super::boxes::{frames_of, is_partly_framed};
use super::columns::{self, Column, Segment, is_tabular, is_value_column, segments};
use super::edges::join_rulings;
use super::evidence::has_evidence;
use super::fill::holds_two_numbers;
use super::plot::is_plot;
use super::rulings::{Filled, PlacedTable};
use super::settings::TableSettings;
use super::{leaves, parts, rows, stack};

/// Lines of one text follow one another within this many em, baseline to baseline: the fonts of hanzi ask for 1.45.
const LINE_STEP_EM: f32 = 1.5;

/// What a search for tables by alignment looks at.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The (turned) page.
    pub page: &'a PdfPage,
    /// Boxes of tables that are there already: no table reaches over them.
    pub taken: &'a [Rect],
    /// Whether horizontal rulings may be used.
    pub rules: bool,
    /// The page's type size in points.
    pub em: f32,
}

/// A line of a region, cut into segments.
pub(crate) struct Row {
    pub(crate) segments: Vec<Segment>,
    pub(crate) bbox: Rect,
    pub(crate) size: f32,
    /// Whether most of its characters are bold.
    pub(crate) bold: bool,
}

impl Row {
    fn new(line: &Line) -> Row {
        Row {
            segments: segments(line),
            bold: line.bold(),
            bbox: line.bbox,
            size: line.size,
        }
    }

    /// Whether the line is one text in the middle of the table: a row that is one merged cell.
    pub(crate) fn is_banner(&self, table: &Rect) -> bool {
        let [only] = self.segments.as_slice() else {
            return false;
        };
        let off = (only.bbox.center().x - table.center().x).abs();
        // The texts of the last column need not reach the table's right side, so that its middle is not exact.
        let near = (1.2 * self.size).max(0.1 * table.width());
        !only.value && off < near && only.bbox.x0 > table.x0 + 0.2 * table.width()
    }

    /// The middle of the line's height.
    pub(crate) fn y(&self) -> f32 {
        self.bbox.center().y
    }
}

/// A cell before it goes into the grid.
pub(crate) struct Draft {
    pub(crate) rows: std::ops::Range<usize>,
    pub(crate) cols: std::ops::Range<usize>,
    pub(crate) words: Vec<Word>,
}

/// Finds tables by alignment; gives them and the words that are in none.
///
/// # Errors
/// The limits of `budget`.
pub fn find_tables(
    search: &Search<'_>,
    words: Vec<Word>,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Vec<PlacedTable>, Vec<Word>), Error> {
    budget.work(words.len() as u64 * 8)?;
    let em = search.em;
    let rules = horizontal_rules(search, settings, budget)?;
    let (level, other): (Vec<Word>, Vec<Word>) =
        words.into_iter().partition(|w| w.direction == Direction::Right);
    let size = (search.page.width, search.page.height);
    let mut tables = Vec::new();
    let mut rest = other;
    let mut frames: Option<Vec<Rect>> = None;
    for zone in zones(order(level, search.taken, em, size), search.taken) {
        let mut left: Vec<Option<Line>> = zone.into_iter().map(Some).collect();
        let mut found = regions(&left, &rules, em, settings, budget)?;
        // Without rules a drawn table is read for a second time, and what is drawn in it counts for nothing.
        let frames: &[Rect] = if !search.rules || found.is_empty() {
            &[]
        } else {
            match &mut frames {
                Some(frames) => frames,
                none => none.insert(frames_of(&search.page.rulings, em, settings, budget)?),
            }
        };
        if !frames.is_empty() {
            budget.work((frames.len() * left.len()) as u64 / 16)?;
            let parted = found
                .into_iter()
                .flat_map(|r| part_at_frames(r, &left, frames, settings.snap * em));
            found = parted.collect();
        }
        for region in found {
            let places = left.iter().take(region.end).skip(region.start);
            let lines: Vec<&Line> = places.flatten().collect();
            budget.work((lines.len() * (64 + frames.len())) as u64)?;
            let table = build_in_its_direction(search.page, &lines, &rules, em, settings);
            let is_drawing = |t: &PlacedTable| {
                is_plot(search.page, t, em, settings) || is_partly_framed(search.page, t, frames, settings)
            };
            let n_chars = table.as_ref().map_or(0, |t| t.chars.len());
            budget.work((frames.len() * n_chars) as u64 / 64)?;
            let table = table.filter(|t| !search.rules || !is_drawing(t));
            if let Some(table) = table {
                tables.push(table);
                for slot in left.iter_mut().take(region.end).skip(region.start) {
                    *slot = None;
                }
            }
        }
        rest.extend(left.into_iter().flatten().flat_map(|l| l.words));
    }
    Ok((tables, rest))
}

/// The parts of a region of lines that a frame around several whole lines parts from those outside it.
fn part_at_frames(
    region: std::ops::Range<usize>,
    lines: &[Option<Line>],
    frames: &[Rect],
    snap: f32,
) -> Vec<std::ops::Range<usize>> {
    let holds = |frame: &Rect, line: &Line| {
        let b = line.bbox;
        (frame.top..frame.bottom).contains(&b.center().y)
            && b.x0 >= frame.x0 - snap
            && b.x1 <= frame.x1 + snap
    };
    let all: Vec<(usize, &Line)> = lines
        .iter()
        .enumerate()
        .take(region.end)
        .skip(region.start)
        .filter_map(|(i, line)| Some((i, line.as_ref()?)))
        .collect();
    let around: Vec<&Rect> = frames
        .iter()
        .filter(|f| all.iter().filter(|(_, line)| holds(f, line)).count() > 1)
        .collect();
    let is_inside = |line: &Line| around.iter().any(|f| holds(f, line));
    all.chunk_by(|a, b| is_inside(a.1) == is_inside(b.1))
        .filter_map(|part| Some(part.first()?.0..part.last()?.0 + 1))
        .collect()
}

/// Whether nearly all words of a drawn grid of one column stand in the columns of a table: lines were drawn around it
/// or between its rows, but not between its columns.
pub(crate) fn is_made_of_columns(
    page: &PdfPage,
    filled: &[Filled],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<bool, Error> {
    let words: Vec<Word> = filled.iter().flat_map(|f| f.words.iter().cloned()).collect();
    budget.work(words.len() as u64 * 8)?;
    let all: Vec<Option<Line>> = lines(words).into_iter().map(Some).collect();
    let count = |lines: &[Option<Line>]| lines.iter().flatten().map(|l| l.words.len()).sum::<usize>();
    let mut inside = 0;
    for region in regions(&all, &[], em, settings, budget)? {
        let some = all.get(region).unwrap_or_default();
        let lines: Vec<&Line> = some.iter().flatten().collect();
        budget.work(lines.len() as u64 * 64)?;
        let table = build_in_its_direction(page, &lines, &[], em, settings);
        if table.is_some_and(|t| !is_plot(page, &t, em, settings)) {
            inside += count(some);
        }
    }
    Ok(inside as f32 >= settings.framed * count(&all) as f32 && inside > 0)
}

/// Horizontal lines as (y, x0, x1).
fn horizontal_rules(
    search: &Search<'_>,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<(f32, f32, f32)>, Error> {
    if !search.rules {
        return Ok(Vec::new());
    }
    let edges = join_rulings(&search.page.rulings, search.em, settings, budget)?;
    Ok(edges
        .iter()
        .filter(|e| e.orientation == Orientation::Horizontal && e.length() > 2.0 * search.em)
        .map(|e| (e.position, e.start, e.end))
        .collect())
}

/// Runs of lines of one column of the page, without a table between them.
fn zones(flow: Vec<Flow>, taken: &[Rect]) -> Vec<Vec<Line>> {
    let mut out: Vec<((f32, f32), Vec<Line>)> = Vec::new();
    for item in flow {
        let Flow::Line(line, column) = item else { continue };
        let goes_on = out.last().is_some_and(|(c, lines)| {
            let above = lines.last().map_or(line.bbox, |l| l.bbox);
            let parted = taken.iter().any(|t| {
                let y = t.center().y;
                y > above.top && y < line.bbox.bottom && t.x0 < line.bbox.x1 && t.x1 > line.bbox.x0
            });
            *c == column && !parted
        });
        match out.last_mut() {
            Some((_, lines)) if goes_on => lines.push(line),
            _ => out.push((column, vec![line])),
        }
    }
    out.into_iter().map(|(_, lines)| lines).collect()
}

/// Ranges of lines that may be tables, in order.
fn regions(
    lines: &[Option<Line>],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<std::ops::Range<usize>>, Error> {
    let lines: Vec<&Line> = lines.iter().flatten().collect();
    let tabular: Vec<bool> = lines.iter().map(|l| is_tabular(l)).collect();
    let width = lines.iter().map(|l| l.bbox.width()).fold(0.0, f32::max);
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    // The largest step between the lines of the open region.
    let mut largest = 0.0_f32;
    for (i, line) in lines.iter().enumerate() {
        let step = i
            .checked_sub(1)
            .and_then(|k| lines.get(k))
            .map_or(0.0, |p| line.bbox.center().y - p.bbox.center().y);
        let ruled = rules.iter().any(|(y, x0, x1)| {
            let above = line.bbox.center().y - step;
            *y > above && *y < line.bbox.center().y && *x0 < line.bbox.x1 && *x1 > line.bbox.x0
        });
        let far = step > settings.row_gap * em.max(line.size) * if ruled { 1.6 } else { 1.0 } || step < 0.0;
        // A gap twice as large as any before, without a line in it, lies between two tables.
        let apart = !ruled
            && open.is_some_and(|(from, to)| to >= from + 2)
            && step > settings.table_gap * largest.max(em);
        // So does a smaller one above a bold line that is no value, where no line before it was bold.
        let headed = !ruled
            && open.is_some_and(|(from, to)| to > from)
            && step > settings.head_above * largest.max(em)
            && is_head_line(line)
            && i.checked_sub(1)
                .and_then(|k| lines.get(k))
                .is_some_and(|p| !p.bold());
        let breaks = far
            || apart
            || headed
            || (!tabular.get(i).copied().unwrap_or(false)
                && breaks_table(i, &lines, open, width)
                && !is_group_label(i, &lines, &tabular, open));
        if breaks && let Some((from, to)) = open.take() {
            out.push(from..to + 1);
        }
        largest = if open.is_some() { largest.max(step) } else { 0.0 };
        if tabular.get(i) == Some(&true) {
            open = Some(open.map_or((i, i), |(from, _)| (from, i)));
        } else if open.is_some_and(|(_, to)| i - to > 5) {
            out.extend(open.take().map(|(from, to)| from..to + 1));
        }
    }
    out.extend(open.map(|(from, to)| from..to + 1));
    let mut parts = Vec::new();
    for range in out {
        // The rules of a table say themselves where it ends.
        if has_rules(&range, &lines, rules, em, settings) {
            parts.push(range);
        } else {
            parts.extend(parts::split(range, &lines, &tabular, em, settings, budget)?);
        }
    }
    let mut end = 0;
    Ok(parts
        .into_iter()
        .map(|r| {
            let grown = grow(&r, &lines, end, rules, settings);
            end = grown.end;
            grown
        })
        .collect())
}

/// Whether a line is bold and holds no value.
fn is_head_line(line: &Line) -> bool {
    line.bold() && !segments(line).iter().any(|s| s.value)
}

/// Whether two long horizontal lines or more lie among these lines of text or close to them.
fn has_rules(
    range: &std::ops::Range<usize>,
    lines: &[&Line],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> bool {
    let inside = lines.iter().take(range.end).skip(range.start).map(|l| l.bbox);
    let Some(bbox) = inside.reduce(|a, b| a.union(&b)) else {
        return false;
    };
    let long = settings.rule_width * bbox.width();
    let within =
        |r: &&(f32, f32, f32)| r.0 > bbox.top - 2.0 * em && r.0 < bbox.bottom + 2.0 * em && r.2 - r.1 > long;
    rules.iter().filter(within).count() >= 2
}

/// Whether a text begins like a heading of the document, `四、` or `第二章`, and is long enough for one.
fn is_numbered_heading(text: &str) -> bool {
    let kind = numbering(text).map(|(kind, _)| kind);
    matches!(kind, Some(Numbering::Hanzi | Numbering::Chapter)) && text.chars().count() >= 8
}

/// Whether a line without pieces ends a table: running text, a caption, a heading.
fn breaks_table(at: usize, lines: &[&Line], open: Option<(usize, usize)>, width: f32) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let text = line.text();
    let chars = text.chars().count();
    let prose = chars > 30 && line.bbox.width() > 0.75 * width;
    let inside: Vec<&&Line> = open.map_or_else(Vec::new, |(a, b)| lines.iter().take(b + 1).skip(a).collect());
    let size = inside.iter().map(|l| l.size).fold(0.0, f32::max);
    let larger = size > 0.0 && line.size > 1.15 * size;
    let bolder = line.bold() && !inside.is_empty() && inside.iter().all(|l| !l.bold()) && chars > 6;
    // The label of several rows stands between the heights of their lines, a heading below one and above the next.
    let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let beside = near.filter_map(|i| lines.get(i)).any(|other| {
        let shared = line.bbox.bottom.min(other.bbox.bottom) - line.bbox.top.max(other.bbox.top);
        shared > 0.2 * line.bbox.height().min(other.bbox.height())
    });
    let numbered = is_numbered_heading(&text) && !beside;
    prose || larger || bolder || numbered || is_caption(&text)
}

/// Whether a line is a bold label between rows of the same columns: it stands in the column of the labels, and the next
/// row has its values below those of the last one. Another table would begin with a head.
fn is_group_label(i: usize, lines: &[&Line], tabular: &[bool], open: Option<(usize, usize)>) -> bool {
    let (Some(line), Some(above), Some(below)) = (
        lines.get(i),
        open.and_then(|(_, last)| lines.get(last)),
        lines.get(i + 1).filter(|_| tabular.get(i + 1) == Some(&true)),
    ) else {
        return false;
    };
    let (above, below) = (segments(above), segments(below));
    let over = |a: &Rect, b: &Rect| a.x0 < b.x1 && b.x0 < a.x1;
    let in_line = |(a, b): (&Segment, &Segment)| a.value == b.value && over(&a.bbox, &b.bbox);
    let alike = above.len() == below.len() && above.iter().zip(&below).all(in_line);
    let (mut left, mut right) = (above.iter(), above.iter().rev());
    let alone = |label: Option<&Segment>, next: Option<&Segment>| match (label, next) {
        (Some(label), Some(next)) => {
            !label.value && next.value && over(&label.bbox, &line.bbox) && !over(&next.bbox, &line.bbox)
        }
        _ => false,
    };
    line.bold() && alike && (alone(left.next(), left.next()) || alone(right.next(), right.next()))
}

/// Takes in head lines above a region and the last lines of its last row below it.
fn grow(
    r: &std::ops::Range<usize>,
    lines: &[&Line],
    least: usize,
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> std::ops::Range<usize> {
    let inside: Vec<&Line> = lines.iter().take(r.end).skip(r.start).copied().collect();
    let x0 = inside.iter().map(|l| l.bbox.x0).fold(f32::INFINITY, f32::min);
    let x1 = inside.iter().map(|l| l.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
    let size = inside.iter().map(|l| l.size).fold(0.0, f32::max);
    let step = |above: &Line, below: &Line| below.bbox.center().y - above.bbox.center().y;
    let mut start = r.start;
    while let Some(line) = start
        .checked_sub(1)
        .filter(|i| *i >= least)
        .and_then(|i| lines.get(i))
    {
        let Some(below) = lines.get(start) else { break };
        let step = step(line, below);
        let centred = ((line.bbox.x0 + line.bbox.x1) - (x0 + x1)).abs() < 3.0 * size;
        let right_of_labels = line.bbox.x0 > x0 + 0.2 * (x1 - x0);
        // A line of smaller type in the middle belongs to what stands above the table.
        let small = centred && line.size < 0.9 * size;
        let within = line.bbox.x0 > x0 - size && line.bbox.x1 < x1 + size;
        let text = line.text();
        let title = is_caption(&text) || is_numbered_heading(&text) || text.ends_with(['。', '.', ':', '：']);
        let before = start.checked_sub(2).and_then(|i| lines.get(i));
        let head = centred || right_of_labels || is_first_head_line(line, below, before, size, settings);
        if step <= 2.4 * size && step > 0.0 && head && within && !title && !small && line.size <= 1.08 * size
        {
            start -= 1;
        } else {
            break;
        }
    }
    let mut end = r.end;
    let last = inside.iter().rev().take(MOST_LINES).copied().collect::<Vec<_>>();
    while let (Some(line), Some(above)) = (lines.get(end), lines.get(end.saturating_sub(1))) {
        let step = step(above, line);
        let ruled = rules.iter().any(|(y, from, to)| {
            let between = *y > above.bbox.center().y && *y < line.bbox.center().y;
            between && *from < line.bbox.x1 && *to > line.bbox.x0
        });
        let label = line.bbox.x1 < x0 + 0.5 * (x1 - x0) && line.bbox.x0 > x0 - 0.3 * size;
        let goes_on = (label && step < 1.35 * size)
            || (step < LINE_STEP_EM * size && !ruled && goes_on_below(line, &last, size));
        if end - r.end < MOST_LINES && goes_on && step > 0.0 && (line.size - size).abs() < 0.1 * size {
            end += 1;
        } else {
            break;
        }
    }
    start..end
}

/// More texts than this above the values are no heads; every two of them are looked at.
const MOST_HEADS: usize = 1000;

/// A cell of the last row has at most so many lines below its first.
const MOST_LINES: usize = 3;

/// Whether a line begins the head over the labels, which goes on beside the other heads: it stands over the first text of
/// the line below, no further right, and further from the line before it than from that.
fn is_first_head_line(
    line: &Line,
    below: &Line,
    before: Option<&&Line>,
    size: f32,
    settings: &TableSettings,
) -> bool {
    let heads = segments(below);
    let [first, second, ..] = heads.as_slice() else {
        return false;
    };
    let white = |a: &Line, b: &Line| b.bbox.top - a.bbox.bottom;
    let apart = before.is_none_or(|b| white(b, line) - white(line, below) > settings.row_white * size);
    let over = line.bbox.x0 < first.bbox.x1 && first.bbox.x0 < line.bbox.x1;
    let step = below.bbox.center().y - line.bbox.center().y;
    // Between two levels of heads, left of them all.
    let between = line.bbox.x1 < first.bbox.x0 && step < 1.1 * size;
    between
        || over
            && line.bbox.x1 < second.bbox.x0
            && step < LINE_STEP_EM * size
            && line.bold() == below.bold()
            && apart
}

/// Whether each text of a line stands below one of the texts, no values, of the last lines of a table with values, and
/// below no other.
fn goes_on_below(line: &Line, last: &[&Line], size: f32) -> bool {
    let above: Vec<Segment> = last.iter().flat_map(|l| segments(l)).collect();
    let over = |a: &Rect, b: &Rect| a.x0 < b.x1 && b.x0 < a.x1;
    let in_line = |a: &Rect, b: &Rect| {
        let places = [(a.x0, b.x0), (a.center().x, b.center().x), (a.x1, b.x1)];
        places.iter().any(|(a, b)| (a - b).abs() < 0.3 * size)
    };
    let figures = above.iter().any(|s| s.value);
    figures
        && segments(line).iter().all(|s| {
            let hosts = || above.iter().filter(|a| over(&a.bbox, &s.bbox));
            !s.value
                && hosts().next().is_some()
                && hosts().all(|a| !a.value)
                && hosts().any(|a| in_line(&a.bbox, &s.bbox))
        })
}

/// [`build`], in a mirror where most letters run from right to left: there labels stand at the right, and rows begin
/// there. The columns of what comes out stand as on the page.
fn build_in_its_direction(
    page: &PdfPage,
    lines: &[&Line],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let letters = || {
        lines
            .iter()
            .flat_map(|l| l.glyphs())
            .filter(|g| g.unicode.is_alphabetic())
    };
    let leftward = letters().filter(|g| bidi::is_rtl(g.unicode)).count() * 2 > letters().count();
    if !leftward {
        let seen = Seen {
            page,
            mirrored: false,
        };
        return build(seen, lines, rules, em, settings);
    }
    let width = page.width;
    let mirrored = |l: &&Line| Line::new(l.words.iter().rev().map(|w| w.clone().mirrored(width)).collect());
    let mirrored: Vec<Line> = lines.iter().filter_map(mirrored).collect();
    let lines: Vec<&Line> = mirrored.iter().collect();
    let rules: Vec<(f32, f32, f32)> = rules
        .iter()
        .map(|(y, x0, x1)| (*y, width - x1, width - x0))
        .collect();
    let seen = Seen { page, mirrored: true };
    let mut placed = build(seen, &lines, &rules, em, settings)?;
    placed.table.reverse_columns();
    placed.bbox = placed.bbox.mirrored(width);
    placed.xs = placed.xs.iter().rev().map(|x| width - x).collect();
    Some(placed)
}

/// The page on which lines stand, or in whose mirror.
#[derive(Clone, Copy)]
struct Seen<'a> {
    page: &'a PdfPage,
    mirrored: bool,
}

/// Builds the table of a region, or `None` when there is not enough evidence that it is one.
fn build(
    seen: Seen<'_>,
    lines: &[&Line],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let mut lines: Vec<Row> = lines.iter().map(|l| Row::new(l)).collect();
    lines.sort_by(|a, b| a.y().total_cmp(&b.y()));
    let size = crate::layout::words::median(&mut lines.iter().map(|l| l.size).collect::<Vec<_>>())?;
    let bbox = lines.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b))?;
    let whole = lines
        .iter_mut()
        .map(|l| std::mem::take(&mut l.segments))
        .collect();
    let cut = columns::cut_at_common_gaps(whole, size, settings);
    for (line, texts) in lines.iter_mut().zip(cut) {
        line.segments = texts;
    }
    let pieces = pieces_of(&lines, &bbox);
    let mut columns = columns::find(&pieces, size, settings);
    if columns.len() < 2 {
        return None;
    }
    let mut values: Vec<bool> = columns.iter().map(|c| is_value_column(c, &pieces)).collect();
    cut_at_columns(&mut lines, &columns, &bbox, size, settings);
    if !has_evidence(&lines, &columns, rules, size, settings) {
        return None;
    }
    let near: Vec<(f32, f32, f32)> = rules
        .iter()
        .filter(|(y, x0, x1)| *y > bbox.top - em && *y < bbox.bottom + em && *x0 < bbox.x1 && *x1 > bbox.x0)
        .copied()
        .collect();
    let first = rows::first_body_line(&lines, &columns, &values, size);
    let first = rows::begin_of_first_row(first, &lines, &columns, &values, &near, size, settings);
    if let Some(told) = columns_under_heads(&lines, first, &near, size, settings) {
        cut_at_columns(&mut lines, &told, &bbox, size, settings);
        let pieces = pieces_of(&lines, &bbox);
        values = told.iter().map(|c| is_value_column(c, &pieces)).collect();
        columns = told;
    }
    let body = lines.split_off(first.min(lines.len()));
    let head: Vec<(Vec<Word>, Rect)> = lines
        .into_iter()
        .flat_map(|l| l.segments)
        .map(|s| (s.words, s.bbox))
        .collect();
    let mut texts = stack::texts(head, &columns, &near, size);
    stack::widen(&mut texts, &columns, &near, size);
    let (levels, heads) = stack::cells(texts, columns.len());
    let (n_body, drafts) = rows::body(body, &columns, &values, &near, &bbox, size, settings);
    let mut all: Vec<Draft> = heads
        .into_iter()
        .map(|h| Draft {
            rows: h.rows,
            cols: h.cols,
            words: h.words,
        })
        .collect();
    all.extend(drafts.into_iter().map(|mut d| {
        d.rows = d.rows.start + levels..d.rows.end + levels;
        d
    }));
    finish(seen, all, levels + n_body, &columns, bbox, size, settings)
}

/// The texts of the lines that are no banner over the whole table.
fn pieces_of<'a>(lines: &'a [Row], table: &Rect) -> Vec<&'a [Segment]> {
    let rows = lines.iter().filter(|l| !l.is_banner(table));
    rows.map(|l| l.segments.as_slice()).collect()
}

/// [`columns::cut_at_columns`] of all lines but banners.
fn cut_at_columns(lines: &mut [Row], columns: &[Column], table: &Rect, em: f32, settings: &TableSettings) {
    for line in lines {
        if !line.is_banner(table) {
            let whole = std::mem::take(&mut line.segments);
            line.segments = columns::cut_at_columns(whole, columns, em, settings);
        }
    }
}

/// The columns of the body, which begins at line `first`, as the heads above it tell them.
fn columns_under_heads(
    lines: &[Row],
    first: usize,
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Column>> {
    let (head, body) = lines.split_at_checked(first)?;
    let [heads, rows] =
        [head, body].map(|lines| lines.iter().map(|l| l.segments.as_slice()).collect::<Vec<_>>());
    if heads.iter().map(|l| l.len()).sum::<usize>() > MOST_HEADS {
        return None;
    }
    let found = columns::find(&rows, em, settings);
    leaves::columns(&found, &heads, rules, em)
}

/// Lays the drafts into a grid: places that two of them claim go to the first, blanks get cells of their own.
fn finish(
    seen: Seen<'_>,
    drafts: Vec<Draft>,
    n_rows: usize,
    columns: &[Column],
    bbox: Rect,
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let page = seen.page;
    let n_cols = columns.len();
    if n_rows.checked_mul(n_cols)? > 100_000 || n_rows < 2 {
        return None;
    }
    let mut owner: Vec<Option<usize>> = vec![None; n_rows * n_cols];
    let mut kept: Vec<Draft> = Vec::new();
    let mut doubts = Vec::new();
    for mut draft in drafts {
        draft.rows.end = draft.rows.end.min(n_rows);
        draft.cols.end = draft.cols.end.min(n_cols);
        let places = |d: &Draft| -> Vec<usize> {
            d.rows
                .clone()
                .flat_map(|r| d.cols.clone().map(move |c| r * n_cols + c))
                .collect()
        };
        let clash = places(&draft)
            .iter()
            .find_map(|&p| owner.get(p).copied().flatten());
        if let Some(i) = clash {
            // One place, two texts: nothing is lost, and the place is doubted.
            if let Some(other) = kept.get_mut(i) {
                if !draft.words.is_empty() && !other.words.is_empty() {
                    doubts.push(Doubt {
                        code: "ambiguous-columns",
                        message: "two texts claim one place of a table without rules".into(),
                        place: Some((other.rows.start as u32, other.cols.start as u32)),
                    });
                }
                other.words.append(&mut draft.words);
            }
            continue;
        }
        for p in places(&draft) {
            if let Some(slot) = owner.get_mut(p) {
                *slot = Some(kept.len());
            }
        }
        kept.push(draft);
    }
    for (p, slot) in owner.iter().enumerate() {
        if slot.is_none() {
            let (r, c) = (p / n_cols, p % n_cols);
            kept.push(Draft {
                rows: r..r + 1,
                cols: c..c + 1,
                words: Vec::new(),
            });
        }
    }
    let mut chars = Vec::new();
    let mut cells = Vec::new();
    for d in kept {
        chars.extend(d.words.iter().flat_map(|w| w.glyphs.iter().map(|g| g.index)));
        let place = (d.rows.start as u32, d.cols.start as u32);
        if holds_two_numbers(&d.words, settings) {
            doubts.push(Doubt {
                code: "two-numbers-in-cell",
                message: "the cell holds two numbers side by side".into(),
                place: Some(place),
            });
        }
        let mut words = d.words;
        if seen.mirrored {
            words = words.into_iter().map(|w| w.mirrored(page.width)).collect();
        }
        let text_box = words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
        let mut cell = Cell::spanning(
            d.rows.start as u32..d.rows.end as u32,
            d.cols.start as u32..d.cols.end as u32,
            cell_text(words),
        );
        cell.provenance.extend(text_box.map(|bbox| Provenance::Page {
            page: page.number,
            bbox,
        }));
        cells.push(cell);
    }
    let mut table = Table::new(n_rows as u32, n_cols as u32, cells, Method::Alignment).ok()?;
    table.page = Some(page.number);
    table.doubts = doubts;
    chars.sort_unstable();
    let middle = columns
        .windows(2)
        .filter_map(|w| Some((w.first()?.x1 + w.get(1)?.x0) / 2.0));
    let xs: Vec<f32> = std::iter::once(bbox.x0)
        .chain(middle)
        .chain(std::iter::once(bbox.x1))
        .collect();
    Some(PlacedTable {
        table,
        page: page.number,
        bbox,
        xs,
        em,
        chars,
        closed: (false, false),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::edges::tests::{h, v};

    pub(crate) fn tables_of(page: &PdfPage) -> Vec<PlacedTable> {
        tables_from(page, all_words(page))
    }

    fn tables_from(page: &PdfPage, words: Vec<Word>) -> Vec<PlacedTable> {
        let search = Search {
            page,
            taken: &[],
            rules: true,
            em: 10.0,
        };
        let budget = Budget::new(&Limits::default(), None);
        find_tables(&search, words, &TableSettings::default(), &budget)
            .unwrap()
            .0
    }

    /// The cells with a text of the only table on a page, as `row column: text` with `+n` behind what spans n more. The
    /// texts stand in lines, each with its baseline; the rules are (y, x0, x1).
    pub(crate) fn cells(lines: &[(f32, &[(&str, f32)])], rules: &[(f32, f32, f32)]) -> Vec<String> {
        let mut page = blank_page();
        for (y, texts) in lines {
            for (text, x) in *texts {
                print(&mut page, text, *x, *y, 10.0, 0.0);
            }
        }
        page.rulings
            .extend(rules.iter().map(|(y, x0, x1)| h(*y, *x0, *x1)));
        let found = tables_of(&page);
        assert_eq!(found.len(), 1);
        let at = |r: &std::ops::Range<u32>| match r.len() {
            1 => r.start.to_string(),
            n => format!("{}+{}", r.start, n - 1),
        };
        let all = found[0].table.cells().iter().filter(|c| !c.text.is_empty());
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|c| (c.rows.start, c.cols.start));
        let text = |c: &&Cell| format!("{} {}: {}", at(&c.rows), at(&c.cols), c.text.replace('\n', "/"));
        all.iter().map(text).collect()
    }

    fn texts(t: &PlacedTable) -> Vec<(std::ops::Range<u32>, std::ops::Range<u32>, &str)> {
        t.table
            .cells()
            .iter()
            .map(|c| (c.rows.clone(), c.cols.clone(), c.text.as_str()))
            .collect()
    }

    /// The tables of a page with these texts, each with its x; one list a line.
    fn found(step: impl Fn(usize) -> f32, rows: &[&[(&str, f32)]]) -> Vec<(u32, u32)> {
        let mut page = blank_page();
        for (i, row) in rows.iter().enumerate() {
            for (text, x) in *row {
                print(&mut page, text, *x, 100.0 + step(i), 10.0, 0.0);
            }
        }
        let size = |t: &PlacedTable| (t.table.n_rows(), t.table.n_cols());
        tables_of(&page).iter().map(size).collect()
    }

    fn even(i: usize) -> f32 {
        16.0 * i as f32
    }

    #[test]
    fn a_small_grid_of_words_is_a_table_and_a_form_with_colons_is_not() {
        let grid: [&[(&str, f32)]; 2] = [
            &[("simple", 50.0), ("table", 200.0)],
            &[("without", 50.0), ("head", 200.0)],
        ];
        assert_eq!(found(even, &grid), [(2, 2)]);
        let form: [&[(&str, f32)]; 2] = [
            &[("name:", 50.0), ("some", 200.0)],
            &[("place:", 50.0), ("where", 200.0)],
        ];
        assert_eq!(found(even, &form), []);
        let askew: [&[(&str, f32)]; 2] = [
            &[("simple", 50.0), ("table", 200.0)],
            &[("without", 50.0), ("head", 206.0)],
        ];
        assert_eq!(found(even, &askew), []);
    }

    #[test]
    fn text_with_wide_gaps_in_some_lines_is_no_table() {
        let rows: [&[(&str, f32)]; 8] = [
            &[
                ("having", 50.0),
                ("some way in for", 140.0),
                ("all of the people", 280.0),
            ],
            &[("who may come, whatever their abilities", 50.0)],
            &[("and whatever else they may have to do", 50.0)],
            &[
                ("having", 50.0),
                ("some means of help", 140.0),
                ("and of warning for", 280.0),
            ],
            &[("an emergency that nobody could foresee", 50.0)],
            &[("or that came at another time of a day", 50.0)],
            &[
                ("having", 50.0),
                ("paper in sufficient", 140.0),
                ("amounts and other", 280.0),
            ],
            &[("things that are needed to write it all down", 50.0)],
        ];
        assert_eq!(found(even, &rows), []);
    }

    #[test]
    fn words_spread_over_a_line_are_no_table() {
        let rows: [&[(&str, f32)]; 4] = [
            &[("所", 50.0), ("在", 100.0), ("地", 150.0)],
            &[("団", 50.0), ("体", 100.0), ("名", 150.0)],
            &[("代", 50.0), ("表", 100.0), ("者", 150.0)],
            &[("提", 50.0), ("案", 100.0), ("書", 150.0)],
        ];
        assert_eq!(found(even, &rows), []);
    }

    #[test]
    fn a_wide_gap_parts_two_tables() {
        let row: &[(&str, f32)] = &[("label", 50.0), ("10", 150.0), ("20", 220.0)];
        let stacked = |i: usize| even(i) + if i >= 3 { 18.0 } else { 0.0 };
        assert_eq!(found(stacked, &[row; 6]), [(3, 3), (3, 3)]);
        assert_eq!(found(even, &[row; 6]), [(6, 3)]);
    }

    #[test]
    fn a_head_that_comes_again_begins_another_table() {
        let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
        let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
        let title: &[(&str, f32)] = &[("of another", 120.0)];
        assert_eq!(
            found(even, &[head, row, row, title, head, row, row]),
            [(3, 3), (4, 3)]
        );
        assert_eq!(found(even, &[head, row, row, title, row, row, row]), [(7, 3)]);
    }

    #[test]
    fn other_columns_below_a_text_are_another_table() {
        let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
        let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
        let title: &[(&str, f32)] = &[("of another", 120.0)];
        let other_head: &[(&str, f32)] = &[("name", 50.0), ("one", 112.0), ("two", 181.0)];
        let other: &[(&str, f32)] = &[("sum", 50.0), ("1", 112.0), ("2", 181.0)];
        assert_eq!(
            found(
                even,
                &[head, row, row, row, title, title, other_head, other, other, other]
            ),
            [(4, 3), (6, 3)]
        );
    }

    #[test]
    fn lines_shown_before_the_next_cell_are_lines_of_one_cell() {
        let shown = |order: &[(&str, f32, f32)]| {
            let mut page = blank_page();
            for (text, x, y) in order {
                print(&mut page, text, *x, *y, 10.0, 0.0);
            }
            let found = tables_of(&page);
            texts(&found[0])
                .iter()
                .map(|c| c.2.to_owned())
                .collect::<Vec<_>>()
        };
        let by_cell = [
            ("name", 50.0, 100.0),
            ("head", 200.0, 100.0),
            ("one", 50.0, 116.0),
            ("two", 50.0, 132.0),
            ("red", 200.0, 116.0),
            ("blue", 200.0, 132.0),
            ("last", 50.0, 148.0),
            ("end", 200.0, 148.0),
        ];
        assert_eq!(
            shown(&by_cell),
            ["name", "head", "one\ntwo", "red\nblue", "last", "end"]
        );
        let mut by_line = by_cell;
        by_line.sort_by(|a, b| a.2.total_cmp(&b.2));
        assert_eq!(shown(&by_line).len(), 8);
    }

    #[test]
    fn heads_in_the_middle_of_wide_columns_head_texts_at_their_sides() {
        let rows: [&[(&str, f32)]; 4] = [
            &[("Item", 90.0), ("Budget", 270.0), ("Spent", 440.0)],
            &[("Repairs", 50.0), ("4,500", 200.0), ("4,210", 375.0)],
            &[("Wages", 50.0), ("12,000", 200.0), ("11,840", 375.0)],
            &[("Tools", 50.0), ("900", 200.0), ("1,015", 375.0)],
        ];
        assert_eq!(found(even, &rows), [(4, 3)]);
        // Figures flush right stand behind the heads.
        let rows: [&[(&str, f32)]; 4] = [
            &[("Item", 90.0), ("Budget", 230.0), ("Spent", 400.0)],
            &[("Repairs", 50.0), ("4,500", 315.0), ("4,210", 475.0)],
            &[("Wages", 50.0), ("12,000", 310.0), ("11,840", 470.0)],
            &[("Tools", 50.0), ("900", 325.0), ("1,015", 475.0)],
        ];
        assert_eq!(found(even, &rows), [(4, 3)]);
        // Two rows of heads, at the left over figures flush right.
        let rows: [&[(&str, f32)]; 5] = [
            &[("Item", 50.0), ("Income", 150.0), ("Costs", 350.0)],
            &[("Plan", 150.0), ("Real", 250.0), ("Plan", 350.0), ("Real", 450.0)],
            &[
                ("Wages", 50.0),
                ("4,500", 215.0),
                ("4,210", 315.0),
                ("900", 425.0),
                ("910", 525.0),
            ],
            &[
                ("Tools", 50.0),
                ("4,100", 215.0),
                ("4,300", 315.0),
                ("800", 425.0),
                ("710", 525.0),
            ],
            &[
                ("Paper", 50.0),
                ("4,200", 215.0),
                ("4,110", 315.0),
                ("700", 425.0),
                ("810", 525.0),
            ],
        ];
        assert_eq!(found(even, &rows), [(5, 5)]);
        // The head of the labels alone.
        let rows: [&[(&str, f32)]; 4] = [
            &[("Item", 110.0), ("Budget", 230.0), ("Spent", 400.0)],
            &[("Repairs", 50.0), ("4,500", 235.0), ("4,210", 400.0)],
            &[("Wages", 50.0), ("12,000", 230.0), ("11,840", 395.0)],
            &[("Tools", 50.0), ("900", 245.0), ("1,015", 400.0)],
        ];
        assert_eq!(found(even, &rows), [(4, 3)]);
        // Labels without a head are a column.
        let rows: [&[(&str, f32)]; 4] = [
            &[("Budget", 230.0), ("Spent", 400.0)],
            &[("Repairs", 50.0), ("4,500", 235.0), ("4,210", 405.0)],
            &[("Wages", 50.0), ("12,000", 230.0), ("11,840", 400.0)],
            &[("Tools", 50.0), ("900", 245.0), ("1,015", 405.0)],
        ];
        assert_eq!(found(even, &rows), [(4, 3)]);
    }

    #[test]
    fn heads_that_nearly_touch_stand_over_their_own_columns() {
        // Two heads of seven letters, six points apart, over figures of their own.
        let rows: [&[(&str, f32)]; 3] = [
            &[("label", 50.0), ("Failure", 150.0), ("Failing", 191.0)],
            &[("sum", 50.0), ("10", 175.0), ("20", 216.0)],
            &[("all", 50.0), ("11", 175.0), ("21", 216.0)],
        ];
        assert_eq!(found(even, &rows), [(3, 3)]);
    }

    #[test]
    fn a_column_flush_right_and_one_flush_left_are_parted_where_they_nearly_touch() {
        // The left one ends at 200, the right one begins at 206.5, in type of uneven width.
        let flush = |text: &str| 200.0 - 5.0 * text.len() as f32;
        let rows = [
            ("Alpha", "red", "10"),
            ("Be", "green", "11"),
            ("Gammas", "blue", "12"),
        ];
        let table = |gap: &dyn Fn(usize) -> f32| {
            let mut page = blank_page();
            for (i, (left, right, value)) in rows.iter().enumerate() {
                let y = 100.0 + 16.0 * i as f32;
                print(&mut page, left, flush(left), y, 10.0, 0.0);
                print(&mut page, right, 200.0 + gap(i), y, 10.0, 0.0);
                print(&mut page, value, 320.0, y, 10.0, 0.0);
            }
            // A narrow letter, so that a space is narrower than a letter.
            for c in &mut page.chars {
                if c.unicode == 'l' {
                    c.bbox.x1 -= 3.0;
                }
            }
            tables_of(&page)
                .iter()
                .map(|t| t.table.n_cols())
                .collect::<Vec<_>>()
        };
        assert_eq!(table(&|_| 6.5), [3]);
        // Gaps that are wide in one line alone are spaces.
        assert_eq!(table(&|i| if i == 1 { 6.5 } else { 3.0 }), [2]);
    }

    #[test]
    fn a_bold_head_below_a_gap_begins_another_table() {
        let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
        let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
        let sizes = |head_is_bold: bool| {
            let mut page = blank_page();
            // Wider than a row's step, and not as wide as what parts tables without heads.
            for (i, line) in [head, row, row, row, head, row, row, row].into_iter().enumerate() {
                let y = 100.0 + 16.0 * i as f32 + if i >= 4 { 10.0 } else { 0.0 };
                for (text, x) in line {
                    print(&mut page, text, *x, y, 10.0, 0.0);
                }
            }
            let mut words = all_words(&page);
            let heads = words
                .iter_mut()
                .filter(|w| ["label", "some", "more"].contains(&w.text().as_str()));
            heads.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = head_is_bold));
            tables_from(&page, words)
                .iter()
                .map(|t| t.table.n_rows())
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(true), [4, 4]);
        assert_eq!(sizes(false), [8]);
    }

    #[test]
    fn a_bold_label_between_rows_of_the_same_columns_is_a_row_of_the_table() {
        let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
        let head: &[(&str, f32)] = &[("name", 50.0), ("one", 150.0), ("two", 220.0)];
        let sizes = |lines: &[&[(&str, f32)]]| {
            let mut page = blank_page();
            for (i, line) in lines.iter().enumerate() {
                for (text, x) in *line {
                    print(&mut page, text, *x, 100.0 + 16.0 * i as f32, 10.0, 0.0);
                }
            }
            let mut words = all_words(&page);
            let labels = words.iter_mut().filter(|w| w.text() == "households");
            labels.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = true));
            let found = tables_from(&page, words);
            found.iter().map(|t| t.table.n_rows()).collect::<Vec<_>>()
        };
        let label: &[(&str, f32)] = &[("households", 50.0)];
        assert_eq!(sizes(&[head, row, row, row, label, row, row, row]), [8]);
        // A head below it begins another table.
        assert_eq!(sizes(&[head, row, row, row, label, head, row, row, row]), [4, 4]);
    }

    #[test]
    fn labels_at_the_right_of_text_that_runs_left_head_their_rows() {
        let mut page = blank_page();
        let rows = [
            (
                "\u{5e9}\u{5dd}",
                "\u{5d0}\u{5d7}\u{5d3}",
                "\u{5e9}\u{5ea}\u{5d9}\u{5dd}",
            ),
            ("\u{5e8}\u{5d0}\u{5e9}\u{5d5}\u{5df}", "10", "200"),
            ("\u{5e9}\u{5e0}\u{5d9}", "3", ""),
            ("\u{5e9}\u{5dc}\u{5d9}\u{5e9}\u{5d9}", "7", "8"),
        ];
        for (i, (label, a, b)) in rows.iter().enumerate() {
            let y = 100.0 + 16.0 * i as f32;
            // Flush right, as it is written.
            for (text, right) in [(b, 150.0), (a, 220.0), (label, 300.0)] {
                let x = right - 5.0 * text.chars().count() as f32;
                print(&mut page, text, x, y, 10.0, 0.0);
            }
        }
        let found = tables_of(&page);
        assert_eq!(found.len(), 1);
        // Columns stand as on the page; the boxes do, too.
        let cells = texts(&found[0]);
        assert_eq!((found[0].table.n_rows(), found[0].table.n_cols()), (4, 3));
        assert_eq!(
            (cells[3].2, cells[4].2, cells[6].2, cells[10].2),
            ("200", "10", "", "7")
        );
        assert!(found[0].xs.is_sorted() && found[0].bbox.x1 == 300.0);
    }

    #[test]
    fn names_that_come_again_tell_what_the_heads_above_them_span() {
        let years = [("2022", 140.0), ("2023", 200.0), ("2022", 260.0), ("2023", 320.0)];
        let spans = |years: &[(&str, f32)]| {
            let mut page = blank_page();
            // The heads begin with their first column and do not stand in the middle of both.
            print(&mut page, "in", 140.0, 100.0, 10.0, 0.0);
            print(&mut page, "out", 260.0, 100.0, 10.0, 0.0);
            for (text, x) in years {
                print(&mut page, text, *x, 116.0, 10.0, 0.0);
            }
            for i in 0..3 {
                let y = 132.0 + 16.0 * i as f32;
                print(&mut page, ["first", "second", "third"][i], 50.0, y, 10.0, 0.0);
                for (_, x) in years {
                    print(&mut page, "1234", *x, y, 10.0, 0.0);
                }
            }
            let found = tables_of(&page);
            let heads = texts(&found[0]).into_iter();
            let heads = heads.filter(|(_, _, text)| ["in", "out"].contains(text));
            heads.map(|(_, cols, _)| cols).collect::<Vec<_>>()
        };
        assert_eq!(spans(&years), [1..3, 3..5]);
        let all_other = [("2020", 140.0), ("2021", 200.0), ("2022", 260.0), ("2023", 320.0)];
        assert_ne!(spans(&all_other), [1..3, 3..5]);
    }

    #[test]
    fn columns_and_rows_come_from_alignment_alone() {
        let mut page = blank_page();
        for (i, (label, a, b)) in [
            ("name", "2021", "2022"),
            ("first", "10", "200"),
            ("second", "3", ""),
        ]
        .iter()
        .enumerate()
        {
            let y = 100.0 + 16.0 * i as f32;
            print(&mut page, label, 50.0, y, 10.0, 0.0);
            print(&mut page, a, 150.0, y, 10.0, 0.0);
            print(&mut page, b, 220.0, y, 10.0, 0.0);
        }
        print(&mut page, "third", 50.0, 148.0, 10.0, 0.0);
        print(&mut page, "7", 220.0, 148.0, 10.0, 0.0);
        let found = tables_of(&page);
        assert_eq!(found.len(), 1);
        let cells = texts(&found[0]);
        assert_eq!((found[0].table.n_rows(), found[0].table.n_cols()), (4, 3));
        assert_eq!(cells[8], (2..3, 2..3, ""));
        assert_eq!(cells[11].2, "7");
    }

    #[test]
    fn running_text_and_lists_are_no_tables() {
        let mut page = blank_page();
        for i in 0..6 {
            let y = 100.0 + 14.0 * i as f32;
            print(&mut page, &format!("{}.", i + 1), 50.0, y, 10.0, 0.0);
            print(&mut page, "an item of a list with some words", 75.0, y, 10.0, 0.0);
        }
        assert!(tables_of(&page).is_empty());
    }

    #[test]
    fn a_frame_parts_the_lines_inside_it_from_those_outside() {
        let table = |framed: bool| {
            let mut page = blank_page();
            let lines = [
                ("Salaries", "120"),
                ("Travel", "35"),
                ("Printing", "8"),
                ("Part 3", "Pay"),
            ];
            for (i, (left, right)) in lines.into_iter().enumerate() {
                let y = 100.0 + 20.0 * i as f32;
                print(&mut page, left, 60.0, y, 10.0, 0.0);
                print(&mut page, right, 160.0, y, 10.0, 0.0);
            }
            if framed {
                page.rulings.extend([88.0, 146.0].map(|y| h(y, 56.0, 300.0)));
                page.rulings.extend([56.0, 300.0].map(|x| v(x, 88.0, 146.0)));
            }
            tables_of(&page)
                .iter()
                .map(|t| t.table.n_rows())
                .collect::<Vec<_>>()
        };
        assert_eq!((table(false), table(true)), (vec![4], vec![3]));
    }

    #[test]
    fn the_head_over_the_labels_may_begin_above_the_others_and_the_last_row_end_below_its_values() {
        let lines: [(f32, &[(&str, f32)]); 6] = [
            (94.0, &[("Name of", 50.0)]),
            (100.0, &[("2020", 200.0), ("2021", 260.0), ("Remarks", 320.0)]),
            (106.0, &[("the office", 50.0)]),
            (
                130.0,
                &[
                    ("Roads", 50.0),
                    ("12", 200.0),
                    ("15", 260.0),
                    ("as before", 320.0),
                ],
            ),
            (
                146.0,
                &[("Water", 50.0), ("7", 200.0), ("9", 260.0), ("with the", 320.0)],
            ),
            (158.0, &[("canals", 320.0)]),
        ];
        let found = cells(&lines, &[]);
        assert_eq!(found.first().map(String::as_str), Some("0 0: Name of/the office"));
        assert_eq!(found.last().map(String::as_str), Some("2 3: with the/canals"));
        // What stands below the last rule is not of the table.
        let rules = [(84.0, 50.0, 380.0), (112.0, 50.0, 380.0), (150.0, 50.0, 380.0)];
        let found = cells(&lines, &rules);
        assert_eq!(found.last().map(String::as_str), Some("2 3: with the"));
    }

    #[test]
    fn a_label_of_several_rows_that_nearly_touches_the_next_column_is_no_heading_and_no_part_of_it() {
        // Its second line stands beside a row, half a line lower, and begins like a heading of the document.
        let found = cells(
            &[
                (100.0, &[("（一）予以公开", 146.0), ("12", 300.0), ("7", 360.0)]),
                (116.0, &[("（二）部分公开", 146.0), ("3", 300.0), ("5", 360.0)]),
                (128.5, &[("三、本年", 100.0)]),
                (132.0, &[("（三）不予公开", 146.0), ("41", 300.0), ("8", 360.0)]),
                (140.5, &[("办理结果", 100.0)]),
                (148.0, &[("（四）无法提供", 146.0), ("9", 300.0), ("16", 360.0)]),
                (164.0, &[("（五）不予处理", 146.0), ("1", 300.0), ("2", 360.0)]),
            ],
            &[],
        );
        let row = |label: &str| found.iter().any(|c| c.ends_with(&format!(" 1: {label}")));
        assert!(row("（三）不予公开") && row("（四）无法提供"), "{found:?}");
        assert!(
            found.iter().any(|c| c.ends_with(" 0: 三、本年/办理结果")),
            "{found:?}"
        );
    }

    #[test]
    fn hanzi_heads_that_nearly_touch_are_told_by_the_columns_below() {
        let row = |at: usize| -> (f32, [(&str, f32); 4]) {
            let values = [("甲类", 100.0), ("12", 210.0), ("7", 258.0), ("35", 310.0)];
            (116.0 + 16.0 * at as f32, values)
        };
        let rows: Vec<(f32, [(&str, f32); 4])> = (0..8).map(row).collect();
        let heads = [
            ("项目", 100.0),
            ("商业企业", 195.0),
            ("科研机构", 241.0),
            ("合计", 305.0),
        ];
        let mut lines: Vec<(f32, &[(&str, f32)])> = vec![(100.0, &heads)];
        lines.extend(rows.iter().map(|(y, texts)| (*y, texts.as_slice())));
        let found = cells(&lines, &[]);
        for head in ["0 1: 商业企业", "0 2: 科研机构", "0 3: 合计"] {
            assert!(found.iter().any(|c| c == head), "{head}: {found:?}");
        }
    }
}
