//! A table read from where its texts stand to each other: a value belongs to the head above it and to the label
//! beside it.
//!
//! What is looked at are the pieces of text of one table, as the content stream prints them, with their boxes. No
//! ruling, no white strip and no order takes part, so this reading fails otherwise than those do, and it knows a blank
//! where the order of the text shows nothing. It is cautious: where a piece could belong to two places, it gives no
//! table at all.
//!
//! Lengths are in em of the page's type size, boxes in points of the turned page.

mod middles;

use std::ops::Range;

use middles::ByMiddle;

use super::outline::parse_outline;
use super::stream::StreamChunk;
use super::values::{is_numeric, is_value_like};
use crate::document::{Cell, Doubt, Method, Table};
use crate::geometry::Rect;

/// Texts whose boxes reach into each other by no more than this (em) stand beside each other.
const TOUCH: f32 = 0.3;
/// A label without values of its own this close (em) to labels on its right is a group's, centred over its rows.
const GROUP: f32 = 1.0;
/// Pieces of one value that a narrow cell wraps follow each other within this (em).
const WRAP: f32 = 0.6;
/// Lines of one label or head are at most this far (em) apart, bottom to top: fixed spacing of 28 points is common.
const LINES: f32 = 2.2;
/// Heads begin at one x when they begin within this (em) of each other.
const FLUSH: f32 = 0.2;
/// The heads next to a head stand within this (em), along the line.
const NEIGHBOUR: f32 = 4.0;
/// A value belongs to the nearest head when the next one is further by at least this factor.
const CLEARLY_NEARER: f32 = 1.6;

/// The heads over the columns of a block, which may go on on the next page without being printed again.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    /// The lowest heads from left to right: one a column.
    leaves: Vec<StreamChunk>,
    /// The heads right above the leaves: text and the leaves under it.
    groups: Vec<(StreamChunk, Range<usize>)>,
}

/// The tables that the pieces of one table's area make, one for each block of heads and rows; none when a piece could
/// stand in two places.
///
/// `above` holds the heads of the page before, for an area that begins with values; it is left holding the last heads
/// of this one. `em` is the page's type size in points.
pub fn rebuild(chunks: &[StreamChunk], em: f32, above: &mut Heads) -> Vec<Table> {
    let blocks = blocks(chunks, em);
    let tables: Option<Vec<Option<Table>>> = blocks.iter().map(|b| b.table(em, above)).collect();
    tables.unwrap_or_default().into_iter().flatten().collect()
}

/// The pieces of a block: heads, and the labels and values under them.
#[derive(Default)]
struct Block<'a> {
    /// Pieces above the values; empty when the block goes on from the page before.
    heads: Vec<&'a StreamChunk>,
    labels: Vec<&'a StreamChunk>,
    values: Vec<&'a StreamChunk>,
}

/// Parts the pieces into blocks: heads begin one where values stand above them.
fn blocks(chunks: &[StreamChunk], em: f32) -> Vec<Block<'_>> {
    let (values, texts): (Vec<&StreamChunk>, Vec<&StreamChunk>) =
        chunks.iter().partition(|c| is_value_like(&c.text));
    let edge = values.iter().map(|c| c.bbox.x0).fold(f32::INFINITY, f32::min);
    let bands = bands(&values);
    let in_band = |c: &StreamChunk| bands.iter().any(|b| b.contains(&c.bbox.center().y));
    // Where the labels beside the values end: what stands right of that is a head, although the values of its column
    // may all be blank. Heads at the foot of a page may stand alone.
    let beside = texts
        .iter()
        .filter(|c| in_band(c) && c.bbox.x1 <= edge + TOUCH * em);
    let label_end = beside.map(|c| c.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
    let right = |c: &StreamChunk| {
        values.is_empty() || c.bbox.x1 > edge + TOUCH * em || c.bbox.x0 > label_end.max(0.0) - TOUCH * em
    };
    // Where each block of heads begins, by how many rows of values stand above.
    let above = |y: f32| bands.iter().filter(|b| b.end <= y).count();
    let mut starts: Vec<(usize, Range<f32>)> = Vec::new();
    let mut heads: Vec<&StreamChunk> = texts
        .iter()
        .copied()
        .filter(|c| right(c) && !in_band(c))
        .collect();
    heads.sort_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top));
    for head in heads {
        let count = above(head.bbox.center().y);
        match starts.last_mut() {
            Some((last, zone)) if *last == count => zone.end = zone.end.max(head.bbox.bottom),
            _ => starts.push((count, head.bbox.top..head.bbox.bottom)),
        }
    }
    let zones: Vec<Range<f32>> = starts.into_iter().map(|(_, zone)| zone).collect();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    blocks.resize_with(zones.len() + 1, Block::default);
    for chunk in chunks {
        let y = chunk.bbox.center().y;
        let number = zones.iter().filter(|z| z.start <= y).count();
        let in_zone = number
            .checked_sub(1)
            .and_then(|i| zones.get(i))
            .is_some_and(|z| y <= z.end);
        let Some(block) = blocks.get_mut(number) else {
            continue;
        };
        if in_zone {
            block.heads.push(chunk);
        } else if is_value_like(&chunk.text) || (right(chunk) && in_band(chunk)) {
            block.values.push(chunk);
        } else {
            block.labels.push(chunk);
        }
    }
    blocks.retain(|b| !b.values.is_empty() || !b.heads.is_empty());
    blocks
}

/// The heights that rows of values take, from top to bottom, merged where they overlap.
fn bands(values: &[&StreamChunk]) -> Vec<Range<f32>> {
    let mut sorted: Vec<Range<f32>> = values.iter().map(|c| c.bbox.top..c.bbox.bottom).collect();
    sorted.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut bands: Vec<Range<f32>> = Vec::new();
    for next in sorted {
        match bands.last_mut() {
            Some(last) if next.start < last.end => last.end = last.end.max(next.end),
            _ => bands.push(next),
        }
    }
    bands
}

fn overlap(a: Range<f32>, b: Range<f32>) -> f32 {
    a.end.min(b.end) - a.start.max(b.start)
}

fn xs(r: &Rect) -> Range<f32> {
    r.x0..r.x1
}

fn ys(r: &Rect) -> Range<f32> {
    r.top..r.bottom
}

impl Block<'_> {
    /// The block as a table; `Some(None)` when it has no heads to go by, `None` when a piece could stand in two places.
    fn table(&self, em: f32, above: &mut Heads) -> Option<Option<Table>> {
        if self.values.iter().any(|v| holds_two(&v.text)) {
            return None;
        }
        if !self.heads.is_empty() {
            let label_end = self
                .labels
                .iter()
                .map(|c| c.bbox.x1)
                .fold(f32::NEG_INFINITY, f32::max);
            let heads = self
                .heads
                .iter()
                .copied()
                .filter(|h| h.bbox.x0 > label_end - TOUCH * em);
            *above = Heads::new(&whole_heads(heads.collect(), em), &self.values, em)?;
        }
        if above.leaves.is_empty() || self.values.is_empty() {
            return Some(None);
        }
        let columns = above.columns(&self.values)?;
        let labels = whole_labels(self.labels.clone(), em);
        let rows = self.rows(&labels, em);
        let places = self.place(&rows, &columns, em)?;
        Some(above.table(rows.pieces(), &places))
    }

    /// The labels that rows have, from top to bottom: the innermost ones.
    fn rows<'l>(&self, labels: &'l [StreamChunk], em: f32) -> ByMiddle<'l> {
        let (others, values) = (ByMiddle::new(labels), ByMiddle::new(self.values.iter().copied()));
        // Rows that are set close reach into each other: beside a label with values of its own is what is beside it for the
        // most part.
        let right_of = |label: &StreamChunk, own: bool| {
            let reach = if own { 0.0 } else { GROUP * em };
            let tall = label.bbox.top - reach..label.bbox.bottom + reach;
            let least = |other: &StreamChunk| match own {
                true => 0.5 * label.bbox.height().min(other.bbox.height()),
                false => 0.1 * em,
            };
            others.around(&tall).iter().any(|other| {
                other.bbox.x0 >= label.bbox.x1 - TOUCH * em
                    && overlap(tall.clone(), ys(&other.bbox)) > least(other)
            })
        };
        let has_values = |label: &StreamChunk| !values.within(&ys(&label.bbox)).is_empty();
        ByMiddle::new(labels.iter().filter(|l| !right_of(l, has_values(l))))
    }

    /// Row and column of every value, and the places (row, column) that are not sure; `None` when one of the values
    /// stands far from all rows.
    fn place(&self, rows: &ByMiddle<'_>, columns: &[usize], em: f32) -> Option<Placing<'_>> {
        let mut sorted: Vec<(usize, &StreamChunk)> =
            columns.iter().copied().zip(self.values.iter().copied()).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.bbox.top.total_cmp(&b.1.bbox.top)));
        let mut placing = Placing::default();
        for column in sorted.chunk_by(|a, b| a.0 == b.0) {
            let pieces: Vec<(Option<usize>, &StreamChunk)> = column
                .iter()
                .map(|(_, v)| (nearest_row(rows, &v.bbox, em), *v))
                .collect();
            let together = |a: &(Option<usize>, &StreamChunk), b: &(Option<usize>, &StreamChunk)| {
                let unclear = a.0.is_none() || b.0.is_none();
                (a.0 == b.0 || unclear) && follow(&a.1.bbox, &b.1.bbox, em)
            };
            let col = column.first().map_or(0, |(c, _)| *c);
            for value in pieces.chunk_by(together) {
                let (row, unsure) = row_of_value(rows, value, em)?;
                placing.unsure.extend(unsure.into_iter().map(|r| (r, col)));
                placing.values.extend(value.iter().map(|v| (row, col, v.1)));
            }
        }
        // Two values in one place that are not the lines of one.
        placing.values.sort_by(|a, b| {
            (a.0, a.1)
                .cmp(&(b.0, b.1))
                .then(a.2.bbox.top.total_cmp(&b.2.bbox.top))
        });
        for pair in placing.values.windows(2) {
            if let [a, b] = pair
                && (a.0, a.1) == (b.0, b.1)
                && !follow(&a.2.bbox, &b.2.bbox, em)
            {
                placing.unsure.push((a.0, a.1));
            }
        }
        Some(placing)
    }
}

/// Where the values of a block stand.
#[derive(Default)]
struct Placing<'a> {
    /// Row, column (0-based) and piece, in their order; a wrapped value has several pieces.
    values: Vec<(usize, usize, &'a StreamChunk)>,
    /// Rows and columns of places whose value is not sure.
    unsure: Vec<(usize, usize)>,
}

/// Whether `b` is the line after `a` of one value.
fn follow(a: &Rect, b: &Rect, em: f32) -> bool {
    (b.top - a.bottom).abs() < WRAP * em && overlap(xs(a), xs(b)) > 0.0
}

/// The row that the pieces of one value stand in, and the rows that are in doubt with it: a value of several lines is
/// beside one label, with its middle; where other labels are beside it, too, it could be several values.
fn row_of_value(
    rows: &ByMiddle<'_>,
    pieces: &[(Option<usize>, &StreamChunk)],
    em: f32,
) -> Option<(usize, Vec<usize>)> {
    if rows.pieces().is_empty() {
        return Some((0, Vec::new()));
    }
    let whole = pieces.iter().map(|(_, v)| v.bbox).reduce(|a, b| a.union(&b))?;
    let ranked = rows.nearest(whole.center().y);
    let nearest = ranked[0].filter(|(away, _)| *away < 2.0 * em)?.1;
    let near = match pieces {
        [_, _, ..] => rows.within(&ys(&whole)),
        _ => 0..0,
    };
    let sure = nearest_row(rows, &whole, em).is_some();
    if sure && (near.is_empty() || near == (nearest..nearest + 1)) {
        return Some((nearest, Vec::new()));
    }
    let unsure = if near.is_empty() {
        ranked.iter().flatten().map(|(_, row)| *row).collect()
    } else {
        near.chain([nearest]).collect()
    };
    Some((nearest, unsure))
}

/// Whether a line of a piece holds more than one number, as two narrow columns give.
fn holds_two(text: &str) -> bool {
    text.lines()
        .any(|line| line.split_whitespace().filter(|w| is_numeric(w)).count() > 1)
}

/// The row whose label stands beside a value: the only one that holds its middle, or the clearly nearest.
fn nearest_row(rows: &ByMiddle<'_>, value: &Rect, em: f32) -> Option<usize> {
    match rows.nearest(value.center().y) {
        [Some((first, row)), None] => (first < 2.0 * em).then_some(row),
        [Some((first, row)), Some((second, _))] => (first + TOUCH * em < second).then_some(row),
        [None, _] => None,
    }
}

impl Heads {
    /// Tells the lowest heads from those over them; `None` when two of the lowest overlap.
    fn new(heads: &[StreamChunk], values: &[&StreamChunk], em: f32) -> Option<Heads> {
        let is_group = |a: &&StreamChunk| {
            let lower = || heads.iter().filter(|b| b.bbox.top >= a.bbox.bottom - TOUCH * em);
            let reaches = |b: &StreamChunk| overlap(xs(&a.bbox), xs(&b.bbox)) > 0.2 * em;
            // A short group over an even number of heads stands between two of them, and no value below it.
            let between = lower().any(|b| b.bbox.x1 <= a.bbox.x0) && lower().any(|b| b.bbox.x0 >= a.bbox.x1);
            lower().any(reaches) || (between && !values.iter().any(|v| reaches(v)))
        };
        let (upper, mut leaves): (Vec<&StreamChunk>, Vec<&StreamChunk>) = heads.iter().partition(is_group);
        leaves.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let parted = leaves
            .windows(2)
            .all(|w| matches!(w, [a, b] if overlap(xs(&a.bbox), xs(&b.bbox)) < TOUCH * em));
        if !parted {
            return None;
        }
        let lowest = lowest_groups(&upper, em);
        let at_left = begin_at_the_left(&lowest, &leaves, em);
        let mut groups: Vec<(StreamChunk, Range<usize>)> = Vec::new();
        for (i, leaf) in leaves.iter().enumerate() {
            let x = leaf.bbox.center().x;
            // Groups that begin where their first leaves do reach to where the next ones begin.
            let over = lowest.iter().filter(|g| {
                g.bbox.bottom <= leaf.bbox.top + TOUCH * em
                    && (!at_left || g.bbox.x0 <= leaf.bbox.x0 + FLUSH * em)
            });
            let near = |g: &&&StreamChunk| {
                if at_left {
                    leaf.bbox.x0 - g.bbox.x0
                } else {
                    (g.bbox.center().x - x).abs()
                }
            };
            let Some(group) = over.min_by(|a, b| near(a).total_cmp(&near(b))) else {
                continue;
            };
            match groups.last_mut() {
                Some((last, under)) if last.bbox == group.bbox && under.end == i => under.end = i + 1,
                _ => groups.push(((*group).clone(), i..i + 1)),
            }
        }
        Some(Heads {
            leaves: leaves.into_iter().cloned().collect(),
            groups,
        })
    }

    /// The column, 0-based, of each value; `None` when one of them could stand under two heads.
    fn columns(&self, values: &[&StreamChunk]) -> Option<Vec<usize>> {
        let mut strips: Vec<Range<f32>> = values.iter().map(|v| xs(&v.bbox)).collect();
        strips.sort_by(|a, b| a.start.total_cmp(&b.start));
        let mut merged: Vec<Range<f32>> = Vec::new();
        for strip in strips {
            match merged.last_mut() {
                Some(last) if strip.start < last.end => last.end = last.end.max(strip.end),
                _ => merged.push(strip),
            }
        }
        // Every column has values, each nearest to its own head: then they need not be clearly nearer.
        let middle = |m: &Range<f32>| (m.start + m.end) / 2.0;
        let in_order = |(i, m): (usize, &Range<f32>)| self.nearest(middle(m), 1.0) == Some(i);
        if merged.len() == self.leaves.len() && merged.iter().enumerate().all(in_order) {
            let of = |v: &&StreamChunk| merged.iter().position(|m| m.contains(&v.bbox.center().x));
            return values.iter().map(of).collect();
        }
        let nearest = |v: &&StreamChunk| self.nearest(v.bbox.center().x, CLEARLY_NEARER);
        values.iter().map(nearest).collect()
    }

    /// The head nearest to `x`, when the next one is further by more than the factor `clearly`.
    fn nearest(&self, x: f32, clearly: f32) -> Option<usize> {
        let away = |leaf: &StreamChunk| (leaf.bbox.center().x - x).abs();
        let mut ranked: Vec<(f32, usize)> = self
            .leaves
            .iter()
            .enumerate()
            .map(|(i, l)| (away(l), i))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        match ranked.as_slice() {
            [(_, only)] => Some(*only),
            [(first, col), (second, _), ..] => (first * clearly < *second).then_some(*col),
            [] => None,
        }
    }

    /// Heads over one column of labels and the columns of values.
    fn table(&self, rows: &[&StreamChunk], placing: &Placing<'_>) -> Option<Table> {
        let levels = if self.groups.is_empty() { 1 } else { 2 };
        let n_rows = levels + rows.len().max(1);
        let mut cells = Vec::new();
        for (group, under) in &self.groups {
            cells.push(cell(group, 0..1, under.start + 1..under.end + 1));
        }
        for (i, leaf) in self.leaves.iter().enumerate() {
            cells.push(cell(leaf, levels - 1..levels, i + 1..i + 2));
        }
        for (i, label) in rows.iter().enumerate() {
            cells.push(cell(label, levels + i..levels + i + 1, 0..1));
        }
        for row in 0..rows.len().max(1) {
            for col in 0..self.leaves.len() {
                let at = (levels + row..levels + row + 1, col + 1..col + 2);
                let from = placing.values.partition_point(|v| (v.0, v.1) < (row, col));
                let mut here = placing.values.get(from..).unwrap_or_default().iter();
                let mut here =
                    std::iter::from_fn(|| here.next().filter(|v| (v.0, v.1) == (row, col)).map(|v| v.2));
                let mut made = match here.next() {
                    Some(first) => cell(first, at.0, at.1),
                    None => Cell::spanning(narrow(at.0), narrow(at.1), ""),
                };
                for more in here {
                    made.text.push('\n');
                    made.text.push_str(&more.text);
                    made.provenance.push(more.provenance());
                }
                cells.push(made);
            }
        }
        let n_cols = self.leaves.len() + 1;
        let mut table = Table::new(n_rows as u32, n_cols as u32, cells, Method::Placement).ok()?;
        table.header_rows = levels as u32;
        table.label_cols = 1;
        table.doubts = placing
            .unsure
            .iter()
            .map(|&(row, col)| unsure(levels + row, col + 1))
            .collect();
        Some(table)
    }
}

/// Heads whose lines the stream prints apart put together: a line in the middle below another, where each is the only
/// one near the other. A head over several stands above only one of them, too; there the neighbours of the lower one
/// have nothing of their own beside the upper one.
fn whole_heads(mut heads: Vec<&StreamChunk>, em: f32) -> Vec<StreamChunk> {
    heads.sort_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top));
    let reach = |a: &Rect, b: &Rect| overlap(xs(a), xs(b)) > 0.2 * em;
    let beside = |a: &Rect, b: &Rect| overlap(ys(a), ys(b)) > 0.5 * a.height().min(b.height());
    let goes_on = |a: &Rect, b: &Rect| {
        let gap = b.top - a.bottom;
        let middle = (a.center().x - b.center().x).abs() < 0.5 * em;
        let close_by = |n: &Rect| (n.x0 - b.x1).max(b.x0 - n.x1) < NEIGHBOUR * em;
        let neighbours = || {
            heads
                .iter()
                .filter(|n| beside(b, &n.bbox) && n.bbox != *b && close_by(&n.bbox))
        };
        let has_own = |n: &StreamChunk| {
            heads
                .iter()
                .any(|u| u.bbox != *a && beside(a, &u.bbox) && reach(&u.bbox, &n.bbox))
        };
        let all_two = neighbours().all(|n| has_own(n) && !reach(a, &n.bbox));
        let close = if neighbours().next().is_some() {
            LINES
        } else {
            TOUCH
        };
        middle && gap > -TOUCH * em && gap < close * em && all_two
    };
    let mut out: Vec<(StreamChunk, Rect)> = Vec::new();
    for head in &heads {
        let mut near = out.iter_mut().filter(|(_, last)| {
            let gap = head.bbox.top - last.bottom;
            reach(last, &head.bbox) && gap > -TOUCH * em && gap < LINES * em
        });
        match (near.next(), near.next()) {
            (Some((above, last)), None) if goes_on(last, &head.bbox) => {
                join(above, head);
                *last = head.bbox;
            }
            _ => out.push(((*head).clone(), head.bbox)),
        }
    }
    out.into_iter().map(|(head, _)| head).collect()
}

/// Labels whose lines the stream prints apart put together: a numbered text goes on in the text without a number right
/// below it.
fn whole_labels(mut labels: Vec<&StreamChunk>, em: f32) -> Vec<StreamChunk> {
    labels.sort_by(|a, b| a.bbox.top.total_cmp(&b.bbox.top));
    let mut out: Vec<StreamChunk> = Vec::new();
    for label in labels {
        let goes_on = |above: &StreamChunk| {
            let gap = label.bbox.top - above.bbox.bottom;
            let left = (label.bbox.x0 - above.bbox.x0).abs() < 0.5 * em;
            let middle = (label.bbox.center().x - above.bbox.center().x).abs() < 0.5 * em;
            (left || middle) && gap > -TOUCH * em && gap < LINES * em && parse_outline(&above.text).is_some()
        };
        let above = out
            .iter_mut()
            .rev()
            .find(|o| overlap(xs(&o.bbox), xs(&label.bbox)) > 0.0);
        match above {
            Some(above) if parse_outline(&label.text).is_none() && goes_on(above) => join(above, label),
            _ => out.push(label.clone()),
        }
    }
    out
}

fn join(above: &mut StreamChunk, line: &StreamChunk) {
    above.text.push('\n');
    above.text.push_str(&line.text);
    above.bbox = above.bbox.union(&line.bbox);
}

/// Heads that have no other head between them and the leaves: those that no group on a line below is nearest to.
fn lowest_groups<'a>(upper: &[&'a StreamChunk], em: f32) -> Vec<&'a StreamChunk> {
    let below = |a: &StreamChunk, b: &StreamChunk| b.bbox.top >= a.bbox.bottom - TOUCH * em;
    let parent = |child: &StreamChunk| {
        let x = child.bbox.center().x;
        let near = |g: &&&StreamChunk| (g.bbox.center().x - x).abs();
        let over = upper.iter().filter(|g| below(g, child));
        over.min_by(|a, b| near(a).total_cmp(&near(b))).map(|g| g.bbox)
    };
    let parents: Vec<Rect> = upper.iter().filter_map(|g| parent(g)).collect();
    upper
        .iter()
        .copied()
        .filter(|g| !parents.contains(&g.bbox))
        .collect()
}

/// Whether groups of heads stand at the left of what they are over, each beginning where a leaf begins, and not in the
/// middle: then one at least is not in the middle of that leaf.
fn begin_at_the_left(groups: &[&StreamChunk], leaves: &[&StreamChunk], em: f32) -> bool {
    let first = |g: &StreamChunk| {
        leaves
            .iter()
            .find(|l| (l.bbox.x0 - g.bbox.x0).abs() <= FLUSH * em)
            .map(|l| (l.bbox.center().x - g.bbox.center().x).abs())
    };
    let off: Option<Vec<f32>> = groups.iter().map(|g| first(g)).collect();
    off.is_some_and(|off| off.len() > 1 && off.iter().any(|off| *off > TOUCH * em))
}

fn unsure(row: usize, col: usize) -> Doubt {
    Doubt {
        code: "wrapped-or-several",
        message: "numbers below each other may be one value or several".to_owned(),
        place: Some((row as u32, col as u32)),
    }
}

fn narrow(range: Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}

fn cell(chunk: &StreamChunk, rows: Range<usize>, cols: Range<usize>) -> Cell {
    let mut cell = Cell::spanning(narrow(rows), narrow(cols), chunk.text.clone());
    cell.provenance.push(chunk.provenance());
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A piece of text of 10 points on page 1, centred at (x, y).
    fn at(text: &str, x: f32, y: f32) -> StreamChunk {
        let lines: Vec<&str> = text.split('\n').collect();
        let longest = lines.iter().map(|l| l.chars().count()).max().unwrap();
        let wide = |c: char| if c.is_ascii() { 5.0 } else { 10.0 };
        let width: f32 = lines
            .iter()
            .map(|l| l.chars().map(wide).sum::<f32>())
            .fold(0.0, f32::max);
        assert!(longest > 0);
        let height = 10.0 * lines.len() as f32;
        StreamChunk {
            text: text.to_owned(),
            bbox: Rect::new(
                x - width / 2.0,
                y - height / 2.0,
                x + width / 2.0,
                y + height / 2.0,
            ),
            page: 1,
        }
    }

    fn rows(table: &Table) -> Vec<Vec<String>> {
        (0..table.n_rows())
            .map(|r| {
                let text = |c| {
                    table
                        .cells()
                        .iter()
                        .find(|x| x.rows.contains(&r) && x.cols.contains(&c))
                };
                (0..table.n_cols())
                    .map(|c| text(c).map_or_else(String::new, |x| x.text.clone()))
                    .collect()
            })
            .collect()
    }

    fn two_columns() -> Vec<StreamChunk> {
        vec![
            at("申请人", 150.0, 10.0),
            at("自然人", 100.0, 30.0),
            at("企业", 200.0, 30.0),
            at("新收", 20.0, 60.0),
            at("3", 100.0, 60.0),
            at("结转", 20.0, 90.0),
            at("14", 198.0, 90.0),
        ]
    }

    #[test]
    fn values_go_to_the_head_above_and_the_label_beside_and_blanks_stay_blank() {
        let tables = rebuild(&two_columns(), 10.0, &mut Heads::default());
        assert_eq!(
            rows(&tables[0]),
            [
                ["", "申请人", "申请人"],
                ["", "自然人", "企业"],
                ["新收", "3", ""],
                ["结转", "", "14"],
            ]
        );
    }

    #[test]
    fn groups_that_begin_with_their_first_head_reach_to_the_next_one() {
        let left = |text: &str, x: f32, y: f32| at(text, x + 5.0 * text.chars().count() as f32, y);
        let mut pieces = vec![left("行政复议", 100.0, 10.0), left("行政诉讼", 220.0, 10.0)];
        for (i, head) in ["维持", "纠正", "总计", "维持", "纠正", "总计"]
            .iter()
            .enumerate()
        {
            let x = 100.0 + 40.0 * i as f32;
            pieces.push(left(head, x, 30.0));
            pieces.push(at(&i.to_string(), x + 2.5, 60.0));
        }
        pieces.push(at("件数", 20.0, 60.0));
        let groups = |pieces: &[StreamChunk]| -> Vec<(String, Range<u32>)> {
            let tables = rebuild(pieces, 10.0, &mut Heads::default());
            let cells = tables[0].cells().iter().take(2);
            cells.map(|c| (c.text.clone(), c.cols.clone())).collect()
        };
        assert_eq!(
            groups(&pieces),
            [("行政复议".to_owned(), 1..4), ("行政诉讼".to_owned(), 4..7)]
        );
        // In the middle of an odd number of heads of their own width they begin where one of these does, too.
        let middle: Vec<StreamChunk> = pieces
            .iter()
            .map(|p| match p.text.as_str() {
                "行政复议" => at("复议", 150.0, 10.0),
                "行政诉讼" => at("诉讼", 270.0, 10.0),
                _ => p.clone(),
            })
            .collect();
        assert_eq!(
            groups(&middle),
            [("复议".to_owned(), 1..4), ("诉讼".to_owned(), 4..7)]
        );
    }

    #[test]
    fn a_page_that_goes_on_without_heads_uses_those_of_the_page_before() {
        let mut heads = Heads::default();
        rebuild(&two_columns(), 10.0, &mut heads);
        let next = [at("其他", 20.0, 20.0), at("7", 201.0, 20.0)];
        let tables = rebuild(&next, 10.0, &mut heads);
        assert_eq!(rows(&tables[0])[2], ["其他", "", "7"]);
        assert!(rebuild(&next, 10.0, &mut Heads::default()).is_empty());
    }

    #[test]
    fn a_group_label_beside_its_rows_is_no_row() {
        let mut chunks = two_columns();
        chunks
            .iter_mut()
            .filter(|c| c.text == "新收" || c.text == "结转")
            .for_each(|c| {
                c.bbox.x0 += 20.0;
                c.bbox.x1 += 20.0;
            });
        chunks.push(at("甲", 10.0, 75.0));
        chunks.push(at("乙", 10.0, 60.0));
        let tables = rebuild(&chunks, 10.0, &mut Heads::default());
        let labels: Vec<String> = rows(&tables[0]).into_iter().map(|r| r[0].clone()).collect();
        assert_eq!(labels, ["", "", "新收", "结转"]);
    }

    #[test]
    fn each_block_of_heads_is_a_table() {
        let mut chunks = two_columns();
        chunks.push(at("金额", 150.0, 120.0));
        chunks.push(at("收费", 20.0, 140.0));
        chunks.push(at("9.5", 150.0, 140.0));
        let tables = rebuild(&chunks, 10.0, &mut Heads::default());
        assert_eq!(tables.len(), 2);
        assert_eq!(rows(&tables[1]), [["", "金额"], ["收费", "9.5"]]);
    }

    #[test]
    fn digits_wrapped_in_a_narrow_cell_are_one_value() {
        let mut chunks = two_columns();
        chunks.push(at("12", 100.0, 85.0));
        chunks.push(at("34", 100.0, 95.0));
        let tables = rebuild(&chunks, 10.0, &mut Heads::default());
        assert_eq!(rows(&tables[0])[3], ["结转", "12\n34", "14"]);
    }

    #[test]
    fn a_value_between_two_heads_gives_no_table_and_one_between_two_rows_puts_both_in_doubt() {
        let with = |stray: StreamChunk| {
            let mut chunks = two_columns();
            chunks.retain(|c| c.text != "14" && c.text != "申请人");
            chunks.push(stray);
            rebuild(&chunks, 10.0, &mut Heads::default())
        };
        assert!(with(at("8", 150.0, 60.0)).is_empty());
        assert!(with(at("8 9", 100.0, 90.0)).is_empty());
        let tables = with(at("8", 200.0, 75.0));
        let doubts: Vec<_> = tables[0].doubts.iter().map(|d| d.place).collect();
        assert_eq!(doubts, [Some((1, 2)), Some((2, 2))]);
    }
}
