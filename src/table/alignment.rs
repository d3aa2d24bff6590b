//! Tables without full rules: columns from white strips, rows from the lines of the values, labels and heads from
//! where their texts stand.
//!
//! The same reading serves ruled tables as a second opinion; then the rulings are not looked at.

mod apart;
mod ending;

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Doubt, Method, Provenance, Table};
use crate::geometry::Rect;
use crate::layout::bidi;
use crate::layout::captions::is_unit_line;
use crate::layout::flow::{Flow, order_among_rules};
use crate::layout::headings::{Numbering, is_caption, numbering};
use crate::layout::words::{Line, Word, cell_text, lines};
use crate::reader::pdf::{Direction, PdfPage};

use apart::{ITEM_EM, is_apart, is_item};
use ending::{is_last_name, lines_to_closing_rule};

use super::boxes::{frames_of, is_partly_framed};
use super::columns::{self, Column, Segment, is_tabular, is_value_column, segments};
use super::edges::horizontal_rules;
use super::evidence::has_evidence;
use super::fill::holds_two_numbers;
use super::formulas::are_formulas;
use super::ink::Ink;
use super::parting::{Parting, Rule, background_edges, held};
use super::plot::is_plot;
use super::rulings::{Filled, PlacedTable};
use super::settings::TableSettings;
use super::values::is_year_like;
use super::{beside, leaves, parts, rows, ruled, rungs, stack, upright};

/// Lines of one text follow one another within this many em, baseline to baseline: the fonts of hanzi ask for 1.45.
pub(super) const LINE_STEP_EM: f32 = 1.5;

/// A table has at most so many places, rows times columns.
pub(crate) const MOST_PLACES: usize = 100_000;

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
    pub(crate) fn new(line: &Line) -> Row {
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

    /// Whether the line is a banner over these columns: one that begins where one of them does, and ends within it, is a text
    /// of that column that goes on from the line above.
    pub(crate) fn is_banner_over(&self, columns: &[Column], table: &Rect, settings: &TableSettings) -> bool {
        let goes_on = || {
            let texts = self.segments.iter().map(|s| s.bbox);
            let Some(text) = texts.reduce(|a, b| a.union(&b)) else {
                return false;
            };
            let near = settings.grid_start * self.size;
            // The widest text of a column may be the line itself, where it is a column of words that wrap.
            let ends = columns.iter().skip(1).map(|next| next.x0);
            let ends = ends.chain([table.x1 + near]);
            let mut places = columns.iter().zip(ends);
            places.any(|(c, end)| (text.x0 - c.x0).abs() <= near && text.x1 <= (c.x1 + near).max(end - near))
        };
        self.is_banner(table) && !goes_on()
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
    let ink = Ink::of(search.page, em);
    let rules = if search.rules {
        horizontal_rules(&search.page.rulings, em, settings, budget)?
    } else {
        Vec::new()
    };
    // Without rules a drawn table is read for a second time, and what is drawn in it counts for nothing.
    let edges = if search.rules {
        budget.work(search.page.areas.len() as u64)?;
        background_edges(search.page, em)
    } else {
        Vec::new()
    };
    let parting = Parting {
        rules: &rules,
        edges: &edges,
    };
    let (level, other): (Vec<Word>, Vec<Word>) =
        words.into_iter().partition(|w| w.direction == Direction::Right);
    let size = (search.page.width, search.page.height);
    let mut tables = Vec::new();
    let mut rest = other;
    let mut frames: Option<Vec<Rect>> = None;
    let (aside, level) = beside::part(level, &rules, em);
    let flow = order_among_rules(level, search.taken, &rules, em, size);
    for zone in zones(flow, search.taken).into_iter().chain(aside) {
        let mut left: Vec<Option<Line>> = zone.into_iter().map(Some).collect();
        let mut found = regions(&left, parting, em, settings, budget)?;
        // The second reading of a drawn table looks at no frames either.
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
            let table = build_in_its_direction(&ink, &lines, parting, em, settings);
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
    budget.work((tables.len() * rest.len()) as u64 / 64)?;
    let rest = upright::add_heads(&mut tables, rest, em, settings);
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
    // A box around one text of a line is a cell.
    let pieces: Vec<usize> = all.iter().map(|(_, line)| segments(line).len()).collect();
    let around: Vec<&Rect> = frames
        .iter()
        .filter(|f| {
            let held = all.iter().zip(&pieces).filter(|((_, line), _)| holds(f, line));
            held.map(|(_, n)| n).sum::<usize>() > 1
        })
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
    let ink = Ink::of(page, em);
    let words: Vec<Word> = filled.iter().flat_map(|f| f.words.iter().cloned()).collect();
    budget.work(words.len() as u64 * 8)?;
    let all: Vec<Option<Line>> = lines(words).into_iter().map(Some).collect();
    let count = |lines: &[Option<Line>]| lines.iter().flatten().map(|l| l.words.len()).sum::<usize>();
    let mut inside = 0;
    for region in regions(&all, Parting::default(), em, settings, budget)? {
        let some = all.get(region).unwrap_or_default();
        let lines: Vec<&Line> = some.iter().flatten().collect();
        budget.work(lines.len() as u64 * 64)?;
        let table = build_in_its_direction(&ink, &lines, Parting::default(), em, settings);
        if table.is_some_and(|t| !is_plot(page, &t, em, settings)) {
            inside += count(some);
        }
    }
    Ok(inside as f32 >= settings.framed * count(&all) as f32 && inside > 0)
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
    parting: Parting<'_>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<std::ops::Range<usize>>, Error> {
    let lines: Vec<&Line> = lines.iter().flatten().collect();
    let rules = parting.rules;
    let tabular: Vec<bool> = lines.iter().map(|l| is_tabular(l) && !is_apart(l)).collect();
    budget.work((lines.len() * rules.len()) as u64 / 16)?;
    let held = held(&lines, &tabular, rules, em);
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
        let is_tabular = tabular.get(i).copied().unwrap_or(false);
        let held = held.get(i) == Some(&true);
        let ends = headed || (!is_tabular && breaks_table(i, &lines, open, width, held));
        let breaks = far || apart || (ends && (is_tabular || !is_group_label(i, &lines, &tabular, open)));
        if breaks && let Some((from, to)) = open.take() {
            out.push(from..to + 1);
        }
        largest = if open.is_some() { largest.max(step) } else { 0.0 };
        if tabular.get(i) == Some(&true) {
            open = Some(open.map_or((i, i), |(from, _)| (from, i)));
        } else if open.is_some_and(|(_, to)| {
            i - to > 5 && (i - to > MOST_CELL_LINES || !goes_on_in_cell(to, i, &lines))
        }) && !held
        {
            out.extend(open.take().map(|(from, to)| from..to + 1));
        }
    }
    out.extend(open.map(|(from, to)| from..to + 1));
    let mut parts = Vec::new();
    for range in out {
        // The rules of a table say themselves where it ends.
        if has_rules(&range, &lines, rules, em, settings) {
            parts.extend(ruled::split(range, &lines, &tabular, rules, em, settings));
        } else {
            parts.extend(parts::split(range, &lines, &tabular, em, settings, budget)?);
        }
    }
    let mut end = 0;
    Ok(parts
        .into_iter()
        .filter_map(|r| without_formulas(r, &lines, rules, settings))
        .map(|r| {
            let grown = grow(&r, &lines, end, rules, settings);
            end = grown.end;
            grown
        })
        .collect())
}

/// A cell has at most so many lines below the first.
const MOST_CELL_LINES: usize = 40;

/// Whether a line is a further one of a text of the row `at`, right of the labels: it begins where that does, and follows the
/// line above as the lines of one text do.
fn goes_on_in_cell(at: usize, line: usize, lines: &[&Line]) -> bool {
    let (Some(row), Some(above), Some(line)) = (
        lines.get(at),
        line.checked_sub(1).and_then(|i| lines.get(i)),
        lines.get(line),
    ) else {
        return false;
    };
    let near = SAME_PLACE_EM * line.size;
    let step = line.bbox.center().y - above.bbox.center().y;
    let starts = |s: &Segment| (s.bbox.x0 - line.bbox.x0).abs() <= near;
    (0.0..LINE_STEP_EM * line.size).contains(&step)
        && (line.bbox.x0 - above.bbox.x0).abs() <= near
        && segments(row).iter().skip(1).any(starts)
}

/// A range of lines without those outside the rules of its table that are formulas; `None` without any other.
fn without_formulas(
    range: std::ops::Range<usize>,
    lines: &[&Line],
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> Option<std::ops::Range<usize>> {
    let inside = || lines.iter().enumerate().take(range.end).skip(range.start);
    let bbox = inside().map(|(_, l)| l.bbox).reduce(|a, b| a.union(&b))?;
    let long = |r: &&(f32, f32, f32)| {
        r.0 > bbox.top
            && r.0 < bbox.bottom
            && r.2.min(bbox.x1) - r.1.max(bbox.x0) > settings.rule_width * bbox.width()
    };
    let ys = || rules.iter().filter(long).map(|r| r.0);
    let (first, last) = (
        ys().fold(f32::INFINITY, f32::min),
        ys().fold(f32::NEG_INFINITY, f32::max),
    );
    if first > last {
        return Some(range);
    }
    let rows = |is: &dyn Fn(f32) -> bool| -> Vec<Row> {
        let some = inside().filter(|(_, l)| is(l.bbox.center().y));
        some.map(|(_, l)| Row::new(l)).collect()
    };
    let (above, below) = (rows(&|y| y < first), rows(&|y| y > last));
    let start = range.start + if are_formulas(&above) { above.len() } else { 0 };
    let end = range.end - if are_formulas(&below) { below.len() } else { 0 };
    (start < end).then_some(start..end)
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
    let within = |(y, x0, x1): &&Rule| {
        let level = *y > bbox.top - 2.0 * em && *y < bbox.bottom + 2.0 * em;
        level && x1 - x0 > long && *x0 < bbox.x1 && *x1 > bbox.x0
    };
    rules.iter().filter(within).count() >= 2
}

/// Whether a text begins like a heading of the document, `四、` or `第二章`, and is long enough for one.
fn is_numbered_heading(text: &str) -> bool {
    let kind = numbering(text).map(|(kind, _)| kind);
    matches!(kind, Some(Numbering::Hanzi | Numbering::Chapter)) && text.chars().count() >= 8
}

/// Whether a line without pieces ends a table: running text (not where rules hold it in the table), a caption, a heading.
fn breaks_table(at: usize, lines: &[&Line], open: Option<(usize, usize)>, width: f32, held: bool) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let text = line.text();
    let chars = text.chars().count();
    let prose = !held && chars > 30 && line.bbox.width() > 0.75 * width;
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
    // An item that begins where the table does is one of a list below it, not of one in a cell.
    let x0 = inside.iter().map(|l| l.bbox.x0).fold(f32::INFINITY, f32::min);
    let item = !held && line.bbox.x0 < x0 + ITEM_EM * line.size && is_item(line);
    prose || larger || bolder || numbered || item || is_caption(&text)
}

/// So many labels of groups may follow one another, each of a level below the last.
const MOST_LABELS: usize = 3;

/// Whether a line is a label between rows of the same columns: it stands in the column of the labels, alone or among others, and
/// every figure of the next row stands below one of the rows before. Another table would begin with a head.
fn is_group_label(i: usize, lines: &[&Line], tabular: &[bool], open: Option<(usize, usize)>) -> bool {
    let below = (i + 1..)
        .take(MOST_LABELS)
        .find(|k| tabular.get(*k) != Some(&false));
    let (Some(line), Some((from, to)), Some(below)) = (lines.get(i), open, below.and_then(|k| lines.get(k)))
    else {
        return false;
    };
    let next = segments(below);
    if next.len() > MOST_PIECES {
        return false;
    }
    let over = |a: &Rect, b: &Rect| a.x0 < b.x1 && b.x0 < a.x1;
    // The label may be a year, and others may stand beside it.
    let labels = |label: &Segment, rest: &[Segment], leftward: bool| {
        let figure = if leftward {
            rest.iter().rev().find(|s| s.value)
        } else {
            rest.iter().find(|s| s.value)
        };
        over(&label.bbox, &line.bbox) && figure.is_some_and(|figure| !over(&figure.bbox, &line.bbox))
    };
    // What stands right of the label, or left of it where the text runs from right to left.
    let leftward = |s: &Segment| s.text().chars().any(bidi::is_rtl);
    let inner = match next.as_slice() {
        [label, rest @ ..] if labels(label, rest, false) => rest,
        [rest @ .., label] if leftward(label) && labels(label, rest, true) => rest,
        _ => return false,
    };
    let near = SAME_PLACE_EM * below.size;
    let above: Vec<Segment> = (from..=to)
        .rev()
        .filter(|k| tabular.get(*k) == Some(&true))
        .take(MOST_ABOVE)
        .filter_map(|k| lines.get(k))
        .map(|l| segments(l))
        .filter(|l| l.len() <= MOST_PIECES)
        .flatten()
        .collect();
    let in_line = |a: &Segment, b: &Segment| {
        let places = [
            (a.bbox.x0, b.bbox.x0),
            (a.bbox.center().x, b.bbox.center().x),
            (a.bbox.x1, b.bbox.x1),
        ];
        over(&a.bbox, &b.bbox) && places.iter().any(|(a, b)| (a - b).abs() <= near)
    };
    // Where there is no figure above, as below the heads, there is a head; years are heads as often as figures.
    let fits = |s: &Segment| {
        let hosts = || above.iter().filter(|a| over(&a.bbox, &s.bbox));
        let mut figures = hosts().filter(|a| a.value && !is_year_like(&a.text())).peekable();
        match figures.peek() {
            Some(_) => figures.any(|a| in_line(a, s)),
            None => hosts().next().is_some(),
        }
    };
    inner.iter().filter(|s| s.value).all(fits)
}

/// Figures of one column begin, stand or end within this many em of one another: brackets and signs of notes reach so far out.
const SAME_PLACE_EM: f32 = 0.5;
/// So many rows above a label tell where the figures of a table stand.
const MOST_ABOVE: usize = 12;
/// Rows of more texts are not compared: every two of them are looked at.
const MOST_PIECES: usize = 64;

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
        let title = is_caption(&text)
            || is_unit_line(&text)
            || is_numbered_heading(&text)
            || text.ends_with(['。', '.', ':', '：'])
            || is_remark(line, below, &inside, rules);
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
        let label = line.bbox.x1 < x0 + 0.5 * (x1 - x0)
            && line.bbox.x0 > x0 - 0.3 * size
            && !reaches_under_values(line, &last);
        let goes_on = (label && step < 1.35 * size)
            || (step < LINE_STEP_EM * size && !ruled && goes_on_below(line, &last, size));
        if end - r.end < MOST_LINES && goes_on && step > 0.0 && (line.size - size).abs() < 0.1 * size {
            end += 1;
        } else {
            break;
        }
    }
    let open = lines.get(end..).unwrap_or_default();
    let more = match open {
        [last] if is_last_name(last, lines.get(start..end).unwrap_or_default(), settings) => 1,
        _ => lines_to_closing_rule(open, &inside, rules, settings),
    };
    start..end + more
}

/// A rule this far (em) above a line, or nearer, is the first of the table: the line stands inside.
const REMARK_EM: f32 = 3.0;

/// Whether a line above a table is a remark on all of it, as that its figures are in thousands, and no head: one text in
/// brackets in the middle or at the right side of the whole table, or one above the first rule of the table.
fn is_remark(line: &Line, below: &Line, inside: &[&Line], rules: &[(f32, f32, f32)]) -> bool {
    let pieces = segments(line);
    let whole = inside.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b));
    let ([only], Some(whole)) = (pieces.as_slice(), whole) else {
        return false;
    };
    let figures = inside
        .iter()
        .flat_map(|l| segments(l))
        .filter(|s| s.value)
        .map(|s| s.bbox);
    let off = |table: &Rect| (table.center().x - line.bbox.center().x).abs();
    let of_figures = figures
        .reduce(|a, b| a.union(&b))
        .is_some_and(|f| off(&f) < off(&whole));
    let at_right = (whole.x1 - line.bbox.x1).abs() < line.size;
    let text = only.text();
    let bracketed = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')]
        .iter()
        .any(|(open, close)| text.starts_with(*open) && text.ends_with(*close));
    let long = |x0: f32, x1: f32| x0 <= whole.x0 + line.size && x1 >= whole.x1 - line.size;
    let between = |from: f32, to: f32| {
        rules
            .iter()
            .any(|&(y, x0, x1)| y > from && y < to && long(x0, x1))
    };
    let middle = line.bbox.center().y;
    let above_rules =
        between(middle, below.bbox.center().y) && !between(middle - REMARK_EM * line.size, middle);
    let over_heads = !segments(below).iter().any(|s| s.value);
    (bracketed && (at_right || !of_figures))
        || (above_rules && over_heads && (bracketed || off(&whole) < line.size))
}

/// Whether a line below a table stands below the label of its last row and below values of it, too: a text after the table.
fn reaches_under_values(line: &Line, last: &[&Line]) -> bool {
    let row = last.iter().map(|l| segments(l)).find(|s| s.len() > 1);
    let values = row.into_iter().flatten().skip(1).filter(|s| s.value);
    values.into_iter().any(|s| s.bbox.x0 < line.bbox.x1)
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
    ink: &Ink<'_>,
    lines: &[&Line],
    parting: Parting<'_>,
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
        let seen = Seen { ink, mirrored: false };
        return build(seen, lines, parting, em, settings);
    }
    let width = ink.page.width;
    let mirrored = |l: &&Line| Line::new(l.words.iter().rev().map(|w| w.clone().mirrored(width)).collect());
    let mirrored: Vec<Line> = lines.iter().filter_map(mirrored).collect();
    let lines: Vec<&Line> = mirrored.iter().collect();
    let turned = |rules: &[Rule]| -> Vec<Rule> {
        let turn = |(y, x0, x1): &Rule| (*y, width - x1, width - x0);
        rules.iter().map(turn).collect()
    };
    let (rules, edges) = (turned(parting.rules), turned(parting.edges));
    let parting = Parting {
        rules: &rules,
        edges: &edges,
    };
    let seen = Seen { ink, mirrored: true };
    let mut placed = build(seen, &lines, parting, em, settings)?;
    placed.table.reverse_columns();
    placed.bbox = placed.bbox.mirrored(width);
    placed.xs = placed.xs.iter().rev().map(|x| width - x).collect();
    Some(placed)
}

/// The page on which lines stand, or in whose mirror.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) ink: &'a Ink<'a>,
    pub(crate) mirrored: bool,
}

/// Builds the table of a region, or `None` when there is not enough evidence that it is one.
fn build(
    seen: Seen<'_>,
    lines: &[&Line],
    parting: Parting<'_>,
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let rules = parting.rules;
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
    if !has_evidence(&lines, &columns, parting, size, settings) {
        return None;
    }
    let is_near =
        |(y, x0, x1): &&Rule| *y > bbox.top - em && *y < bbox.bottom + em && *x0 < bbox.x1 && *x1 > bbox.x0;
    let near: Vec<Rule> = rules.iter().filter(is_near).copied().collect();
    let between: Vec<Rule> = near
        .iter()
        .chain(parting.edges.iter().filter(is_near))
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
    let ladder = rungs::body(&lines, (&columns, &values), first, &near, size, settings);
    let first = ladder.as_ref().map_or(first, |b| b.first);
    let body = lines.split_off(first.min(lines.len()));
    let head: Vec<(Vec<Word>, Rect)> = lines
        .into_iter()
        .flat_map(|l| l.segments)
        .map(|s| (s.words, s.bbox))
        .collect();
    let mut texts = stack::texts(head, &columns, &near, size);
    stack::widen(&mut texts, &columns, &near, size);
    let (levels, heads) = stack::cells(texts, columns.len());
    let (n_body, drafts) = match ladder {
        Some(ladder) => (ladder.n_rows, ladder.drafts),
        None => rows::body(body, &columns, &values, &between, &bbox, size, settings),
    };
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
        if !line.is_banner_over(columns, table, settings) {
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

/// The table of these drafts; `None` when it would be too large or has one row only.
fn finish(
    seen: Seen<'_>,
    drafts: Vec<Draft>,
    n_rows: usize,
    columns: &[Column],
    bbox: Rect,
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let page = seen.ink.page;
    let n_cols = columns.len();
    if n_rows.checked_mul(n_cols)? > MOST_PLACES || n_rows < 2 {
        return None;
    }
    let laid = lay(seen, drafts, n_rows, n_cols, settings);
    let mut table = Table::new(n_rows as u32, n_cols as u32, laid.cells, Method::Alignment).ok()?;
    table.page = Some(page.number);
    table.doubts = laid.doubts;
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
        chars: laid.chars,
        closed: (false, false),
        open: false,
    })
}

/// Drafts in a grid.
pub(crate) struct Laid {
    /// A cell for every place of the grid.
    pub(crate) cells: Vec<Cell>,
    pub(crate) doubts: Vec<Doubt>,
    /// The characters in the cells: indices into the page's characters, sorted.
    pub(crate) chars: Vec<usize>,
}

/// Lays drafts into a grid of at most [`MOST_PLACES`]: places that two of them claim go to the first, blanks get cells of
/// their own.
pub(crate) fn lay(
    seen: Seen<'_>,
    drafts: Vec<Draft>,
    n_rows: usize,
    n_cols: usize,
    settings: &TableSettings,
) -> Laid {
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
        if !seen.mirrored {
            doubts.extend(seen.ink.doubt(&words, None, place));
        }
        if seen.mirrored {
            words = words
                .into_iter()
                .map(|w| w.mirrored(seen.ink.page.width))
                .collect();
        }
        let text_box = words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
        let mut cell = Cell::spanning(
            d.rows.start as u32..d.rows.end as u32,
            d.cols.start as u32..d.cols.end as u32,
            cell_text(words),
        );
        cell.provenance.extend(text_box.map(|bbox| Provenance::Page {
            page: seen.ink.page.number,
            bbox,
        }));
        cells.push(cell);
    }
    chars.sort_unstable();
    Laid { cells, doubts, chars }
}

#[cfg(test)]
pub(crate) mod tests;
