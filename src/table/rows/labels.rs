//! Lines of labels beside the rows of a table without rules: which row each belongs to, and which names a group of rows.

use crate::geometry::Rect;
use crate::layout::headings::{list_mark, numbering};
use crate::layout::script::is_hanzi;
use crate::layout::words::Word;
use crate::table::columns::Column;

use super::{BodyRow, LABEL_STEP_EM, Part};

/// A line of hanzi ends at most so many of them early.
const EARLY_HANZI: f32 = 2.5;
/// The narrowest space between two words.
const SPACE_EM: f32 = 0.15;
/// Lines of one label follow one another within this part of the least step between rows of one line.
const TIGHT: f32 = 0.9;

/// Gives lines of labels to the rows that they belong to; what stands left of the innermost label column goes to
/// `outer`, and a line that names no row becomes a row of its own.
pub(super) fn attach(
    rows: &mut Vec<BodyRow>,
    labels: Vec<(f32, Vec<Part>)>,
    outer: &mut Vec<Part>,
    first_value: usize,
    columns: &[Column],
    rules: &[(f32, f32, f32)],
    em: f32,
) {
    let leaf = first_value.saturating_sub(1);
    // Rows without values, and whether each names a group.
    let mut own: Vec<(BodyRow, bool)> = Vec::new();
    let bare: Vec<bool> = rows
        .iter()
        .map(|r| !r.parts.iter().any(|p| p.cols.contains(&leaf)))
        .collect();
    let pitch = pitch(rows);
    let room = room_of_labels(columns, leaf, &labels);
    let labelled = |r: &&BodyRow| r.parts.iter().any(|p| p.cols.contains(&leaf));
    let bold = |r: &&BodyRow| {
        r.parts
            .iter()
            .filter(|p| p.cols.contains(&leaf))
            .all(|p| is_bold(&p.words))
    };
    let n_labelled = rows.iter().filter(labelled).count();
    let rows_are_bold = rows.iter().filter(labelled).filter(bold).count() * 2 > n_labelled;
    let names = Names::of(rows, leaf);
    let heights: Vec<f32> = labels.iter().map(|(y, _)| *y).collect();
    for (y, parts) in labels {
        if names.as_ref().is_some_and(|n| n.is_name(rows, &parts, y, em)) {
            own.push((
                BodyRow {
                    y,
                    parts,
                    more: Vec::new(),
                },
                true,
            ));
            continue;
        }
        let (inner, left): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|p| p.cols.end > leaf);
        outer.extend(left);
        if inner.is_empty() {
            continue;
        }
        let above = rows.iter().rposition(|r| r.y <= y);
        let below = rows.iter().position(|r| r.y > y);
        let of_leaf = |row: &BodyRow| {
            let parts = row
                .parts
                .iter()
                .chain(&row.more)
                .filter(|p| p.cols.contains(&leaf));
            parts.map(|p| (p.bbox, first_width(&p.words))).collect::<Vec<_>>()
        };
        // What a line of a label would take with the first word of the next one.
        let fills = |line: &Rect, next: f32| is_full(&room, line, next, em);
        let next = inner.first().map_or(0.0, |p| first_width(&p.words));
        let full = |i: usize| {
            let lines = rows.get(i).map(of_leaf).unwrap_or_default();
            let lowest = lines.iter().max_by(|a, b| a.0.bottom.total_cmp(&b.0.bottom));
            lowest.is_some_and(|(line, _)| fills(line, next))
        };
        let own_bold = inner.iter().all(|p| is_bold(&p.words));
        let ends_group = inner.last().is_some_and(|p| ends_with_colon(&p.words));
        let indented = inner
            .first()
            .is_some_and(|p| has_indented_rows(rows, &p.bbox, y, &heights, leaf, em));
        let place = Place {
            y,
            // The label of a group, of which the rows below are parts.
            group: ends_group || (own_bold && !rows_are_bold) || indented,
            pitch,
            above: above.and_then(|i| {
                let row = rows.get(i)?;
                Some((i, end_of_label(row, leaf).filter(|end| *end < y).unwrap_or(row.y)))
            }),
            below: below.and_then(|i| Some((i, rows.get(i)?.y))),
            text: inner.first().map(|p| text_of(&p.words)).unwrap_or_default(),
            ends_full: below.and_then(|i| rows.get(i)).is_some_and(|row| {
                let lines = of_leaf(row);
                let highest = lines.iter().min_by(|a, b| a.0.top.total_cmp(&b.0.top));
                inner
                    .iter()
                    .any(|p| highest.is_none_or(|(_, next)| fills(&p.bbox, *next)))
            }),
        };
        match choose(&place, &bare, &full, rules, em) {
            Some(i) => {
                if let Some(row) = rows.get_mut(i) {
                    row.more.extend(inner);
                }
            }
            None => {
                // A label of a group may have several lines, too.
                let before = own
                    .last_mut()
                    .filter(|(row, _)| above.and_then(|i| rows.get(i)).is_none_or(|a| row.y > a.y));
                let lowest = before.as_ref().and_then(|(row, _)| lowest_line(row));
                let goes_on = lowest.is_some_and(|line| {
                    let step = y - line.center().y;
                    step < LABEL_STEP_EM * em && fills(&line, next) && !parted(rules, line.center().y, y)
                });
                match before.filter(|_| goes_on) {
                    Some((row, group)) => {
                        row.more.extend(inner);
                        *group |= place.group;
                    }
                    None => own.push((
                        BodyRow {
                            y,
                            parts: inner,
                            more: Vec::new(),
                        },
                        place.group,
                    )),
                }
            }
        }
    }
    let fills = |line: &Rect, next: f32| is_full(&room, line, next, em);
    let own = begin_labels(rows, own, leaf, rules, em, &fills);
    rows.extend(own);
}

/// Rows that begin so many em further right than a label are inside its group.
const INDENT_EM: f32 = 0.6;
/// Labels begin at one place within this many em.
const SAME_PLACE_EM: f32 = 0.3;

/// Whether the two rows below a line of a label, one right after the other, begin at one place further right than it, and it
/// begins no further right than the row above: it names their group. The rest of a label that wraps may stand as far right, but
/// then the row after it begins where the label does. `heights` are those of all lines of labels, from the top.
fn has_indented_rows(rows: &[BodyRow], line: &Rect, y: f32, heights: &[f32], leaf: usize, em: f32) -> bool {
    let label = |row: &BodyRow| {
        row.parts
            .iter()
            .find(|p| p.cols.contains(&leaf))
            .map(|p| p.bbox.x0)
    };
    let at = rows.partition_point(|r| r.y <= y);
    let Some([first, second]) = rows.get(at..at + 2) else {
        return false;
    };
    let (Some(a), Some(b)) = (label(first), label(second)) else {
        return false;
    };
    let line_between = |from: f32, to: f32| {
        let next = heights.get(heights.partition_point(|h| *h <= from));
        next.is_some_and(|h| *h < to)
    };
    let above = at.checked_sub(1).and_then(|i| rows.get(i));
    let hangs = above.is_some_and(|r| {
        let deeper = label(r).is_some_and(|x0| line.x0 > x0 + SAME_PLACE_EM * em);
        deeper && !line_between(r.y, y)
    });
    let inside = a - line.x0 >= INDENT_EM * em && (a - b).abs() <= SAME_PLACE_EM * em;
    inside && !hangs && !line_between(first.y, second.y)
}

/// The part of all rows, 0 to 1, that have a text of their own in the first column where no label of that spans rows.
const OWN_LABEL: f32 = 0.9;
/// So many rows, counted, tell that each has its own.
const LEAST_OWN: usize = 3;

/// What tells a name of a group of rows in a first column where every row has a text of its own, as the numbers of articles.
struct Names {
    /// From where to where the texts of rows reach.
    room: Column,
    /// Whether they are bold.
    bold: bool,
}

impl Names {
    /// `None` where the first column is the innermost of the labels, or some rows have no text in it.
    fn of(rows: &[BodyRow], leaf: usize) -> Option<Names> {
        let firsts = || {
            rows.iter()
                .filter_map(|r| first_of(r).filter(|p| p.cols.end <= leaf))
        };
        let n = firsts().count();
        if leaf == 0 || n < LEAST_OWN || (n as f32) < OWN_LABEL * rows.len() as f32 {
            return None;
        }
        let bold = firsts().filter(|p| is_bold(&p.words)).count();
        Some(Names {
            room: Column {
                x0: firsts().map(|p| p.bbox.x0).fold(f32::INFINITY, f32::min),
                x1: firsts().map(|p| p.bbox.x1).fold(f32::NEG_INFINITY, f32::max),
            },
            bold: bold * 2 > n,
        })
    }

    /// Whether a line that holds nothing but a text which begins in the first column names the rows below it, and does not go on
    /// with the text of the row above.
    fn is_name(&self, rows: &[BodyRow], line: &[Part], y: f32, em: f32) -> bool {
        let [only] = line else { return false };
        if only.cols.start != 0 {
            return false;
        }
        let above = rows.iter().rfind(|r| r.y <= y).and_then(first_of);
        let goes_on = above.is_some_and(|p| is_full(&self.room, &p.bbox, first_width(&only.words), em));
        !goes_on || only.bbox.x1 > self.room.x1 + 0.5 * em || (is_bold(&only.words) && !self.bold)
    }
}

/// The text of a row in the first column on the line of its values.
fn first_of(row: &BodyRow) -> Option<&Part> {
    row.parts.iter().find(|p| p.cols.start == 0)
}

/// Gives lines of labels that are left over to the label right below, where the first word of that had no room behind them:
/// the values stand beside the last line of such a label. From the bottom up, so that a label may have several lines more.
fn begin_labels(
    rows: &mut [BodyRow],
    mut own: Vec<(BodyRow, bool)>,
    leaf: usize,
    rules: &[(f32, f32, f32)],
    em: f32,
    fills: &dyn Fn(&Rect, f32) -> bool,
) -> Vec<BodyRow> {
    let mut left = Vec::new();
    let mut next_own = f32::INFINITY;
    while let Some((row, group)) = own.pop() {
        let y = row.y;
        let below = rows.iter_mut().find(|r| r.y > y).filter(|r| r.y < next_own);
        let highest = below.as_ref().and_then(|r| {
            let of_leaf = r.parts.iter().chain(&r.more).filter(|p| p.cols.contains(&leaf));
            of_leaf.min_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top))
        });
        let last = lowest_line(&row);
        let begins = !group
            && highest.zip(last).is_some_and(|(first, line)| {
                let (from, to) = (line.center().y, first.bbox.center().y);
                let step = to - from;
                step > 0.0
                    && step < LABEL_STEP_EM * em
                    && !parted(rules, from, to)
                    && fills(&line, first_width(&first.words))
                    && numbering(&text_of(&first.words)).is_none()
            });
        match below.filter(|_| begins) {
            Some(below) => below.more.extend(row.parts.into_iter().chain(row.more)),
            None => {
                next_own = y;
                left.push(row);
            }
        }
    }
    left
}

/// The middle of the lowest line so far of a label that begins beside the values of its row; `None` where it does not.
fn end_of_label(row: &BodyRow, leaf: usize) -> Option<f32> {
    let lines = |parts: &[Part]| -> Vec<f32> {
        let of_leaf = parts.iter().filter(|p| p.cols.contains(&leaf));
        of_leaf.map(|p| p.bbox.center().y).collect()
    };
    let (beside, more) = (lines(&row.parts), lines(&row.more));
    let begins_here = !beside.is_empty() && more.iter().all(|y| *y > row.y);
    begins_here.then(|| more.into_iter().fold(row.y, f32::max))
}

fn text_of(words: &[Word]) -> String {
    words.iter().map(Word::text).collect()
}

/// The lowest line of a row's texts.
fn lowest_line(row: &BodyRow) -> Option<Rect> {
    let boxes = row.parts.iter().chain(&row.more).map(|p| p.bbox);
    boxes.max_by(|a, b| a.bottom.total_cmp(&b.bottom))
}

/// Whether a rule lies between two heights.
fn parted(rules: &[(f32, f32, f32)], a: f32, b: f32) -> bool {
    rules.iter().any(|(y, ..)| *y > a.min(b) && *y < a.max(b))
}

/// Whether a line of a label has no room left in its column for a word of this width.
pub(super) fn is_full(column: &Column, line: &Rect, next: f32, em: f32) -> bool {
    let more = SPACE_EM * em + next;
    line.x1 + more > column.x1 || line.width() + more > column.x1 - column.x0
}

/// What the lines of labels take of their column `leaf`, those without values beside them, too.
fn room_of_labels(columns: &[Column], leaf: usize, labels: &[(f32, Vec<Part>)]) -> Column {
    let column = columns.get(leaf).copied().unwrap_or(Column { x0: 0.0, x1: 0.0 });
    let end = columns.get(leaf + 1).map_or(f32::INFINITY, |c| c.x0);
    let alone = labels
        .iter()
        .flat_map(|(_, parts)| parts)
        .filter(|p| p.cols == (leaf..leaf + 1));
    let ends = alone.map(|p| p.bbox.x1).filter(|x1| *x1 < end);
    Column {
        x1: ends.fold(column.x1, f32::max),
        ..column
    }
}

fn is_bold(words: &[Word]) -> bool {
    let glyphs = || words.iter().flat_map(|w| &w.glyphs);
    glyphs().filter(|g| g.bold).count() * 2 > glyphs().count()
}

fn ends_with_colon(words: &[Word]) -> bool {
    let last = words.last().and_then(|w| w.glyphs.last());
    last.is_some_and(|g| matches!(g.unicode, ':' | '：'))
}

/// The least step between two rows, from line to line, in points.
fn pitch(rows: &[BodyRow]) -> f32 {
    let mut ys: Vec<f32> = rows.iter().map(|r| r.y).collect();
    ys.sort_by(f32::total_cmp);
    let steps = ys.windows(2).filter_map(|w| Some(w.get(1)? - w.first()?));
    steps.filter(|step| *step > 0.0).fold(f32::INFINITY, f32::min)
}

/// What the first word of a text takes, in points: a line may end between any two hanzi, but signs stay with the one before
/// them, so that a line may end some hanzi early.
pub(super) fn first_width(words: &[Word]) -> f32 {
    let Some(first) = words.first() else { return 0.0 };
    match first.glyphs.first() {
        Some(glyph) if is_hanzi(glyph.unicode) => EARLY_HANZI * glyph.bbox.width(),
        _ => first.bbox.width(),
    }
}

/// A line of a label between two rows.
struct Place {
    y: f32,
    above: Option<(usize, f32)>,
    below: Option<(usize, f32)>,
    text: String,
    /// Whether it names a group of rows.
    group: bool,
    /// The least step between two rows.
    pitch: f32,
    /// Whether the first word of the row below has no room left on the line.
    ends_full: bool,
}

/// The row that a line of a label belongs to; `None` for a row of its own.
fn choose(
    place: &Place,
    bare: &[bool],
    full: &dyn Fn(usize) -> bool,
    rules: &[(f32, f32, f32)],
    em: f32,
) -> Option<usize> {
    let parted = |a: f32, b: f32| parted(rules, a, b);
    let near = |d: f32| d < LABEL_STEP_EM * em;
    let up = place
        .above
        .map(|(i, y)| (i, place.y - y))
        .filter(|(_, d)| !parted(place.y, place.y - d));
    let down = place
        .below
        .map(|(i, y)| (i, y - place.y))
        .filter(|(_, d)| !parted(place.y, place.y + d));
    let is_bare = |i: usize| bare.get(i) == Some(&true);
    // Lines of one text stand no further apart than rows do; as far, only where the first word of the next line had no room.
    let tight = |d: f32| d < TIGHT * place.pitch;
    let fresh = numbering(&place.text).is_some() || list_mark(&place.text).is_some();
    match (up, down) {
        (Some((a, da)), Some((b, db))) => match (is_bare(a), is_bare(b)) {
            (false, true) if near(db) && (db < 1.5 * da) => Some(b),
            (true, false) if near(da) && (da < 1.5 * db) => Some(a),
            (true, true) => Some(if da <= db { a } else { b }),
            _ if fresh && near(db) && is_bare(b) => Some(b),
            _ if place.group => None,
            _ if near(da) && da < 0.8 * db && !fresh && (tight(da) || full(a)) => Some(a),
            _ if near(db) && db < 0.8 * da && (tight(db) || place.ends_full) => Some(b),
            _ if near(da) && full(a) && !fresh => Some(a),
            _ if near(db) && place.ends_full => Some(b),
            _ => None,
        },
        (Some((a, d)), None) if near(d) || is_bare(a) => Some(a),
        (None, Some((b, d))) if is_bare(b) || (near(d) && place.ends_full && !place.group) => Some(b),
        _ => None,
    }
}
