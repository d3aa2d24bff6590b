//! Tiles put together to tables.

use crate::geometry::Rect;
use crate::layout::words::Word;
use crate::table::edges::{root, unite};
use crate::table::settings::TableSettings;

use super::distinct;
use super::tiles::Tile;

/// Tiles that make up one table, and the box around it.
pub(super) struct Quilt {
    pub(super) tiles: Vec<Tile>,
    pub(super) bbox: Rect,
    /// Where rows without a background end that stand above the first tile: y in points.
    pub(super) ends: Vec<f32>,
}

/// Groups tiles that share most of a side.
pub(super) fn touching(tiles: &[Tile], em: f32, settings: &TableSettings) -> Vec<Quilt> {
    let slack = settings.snap * em;
    let mut group: Vec<usize> = (0..tiles.len()).collect();
    for (i, a) in tiles.iter().enumerate() {
        for (j, b) in tiles.iter().enumerate().skip(i + 1) {
            // Sorted by their upper sides: what begins below this tile's end touches neither it nor what follows.
            if b.bbox.top > a.bbox.bottom + slack {
                break;
            }
            let (a, b) = (&a.bbox, &b.bbox);
            let level = a.bottom.min(b.bottom) - a.top.max(b.top);
            let upright = a.x1.min(b.x1) - a.x0.max(b.x0);
            let beside = (a.x1 - b.x0).abs() <= slack || (b.x1 - a.x0).abs() <= slack;
            let below = (b.top - a.bottom).abs() <= slack;
            if (beside && level >= 0.6 * a.height().min(b.height()))
                || (below && upright >= 0.6 * a.width().min(b.width()))
            {
                unite(&mut group, i, j);
            }
        }
    }
    let mut quilts: Vec<(usize, Quilt)> = Vec::new();
    for (i, tile) in tiles.iter().enumerate() {
        let of = root(&mut group, i);
        match quilts.binary_search_by_key(&of, |(at, _)| *at) {
            Ok(at) => {
                if let Some((_, quilt)) = quilts.get_mut(at) {
                    quilt.bbox = quilt.bbox.union(&tile.bbox);
                    quilt.tiles.push(*tile);
                }
            }
            // The first of a group stands for it, so that groups come in order.
            Err(at) => quilts.insert(
                at,
                (
                    of,
                    Quilt {
                        tiles: vec![*tile],
                        bbox: tile.bbox,
                        ends: Vec::new(),
                    },
                ),
            ),
        }
    }
    quilts.into_iter().map(|(_, quilt)| quilt).collect()
}

/// A row without a background is at most so many times as high as one with: its texts may have more lines.
const MOST_LINES: f32 = 5.0;

/// Whether the texts between two quilts with cells of the same widths are the row between them: they cross no border, stand
/// in two columns or more, line upon line, and as far from the one as from the other.
fn is_one_row(
    above: &Quilt,
    below: &Quilt,
    between: impl Iterator<Item = Rect>,
    em: f32,
    slack: f32,
) -> bool {
    let borders = |quilt: &Quilt| {
        let sides = quilt.tiles.iter().flat_map(|t| [t.bbox.x0, t.bbox.x1]);
        distinct(sides.collect(), slack)
    };
    let (xs, others) = (borders(above), borders(below));
    let same = xs.len() == others.len() && xs.iter().zip(&others).all(|(a, b)| (a - b).abs() <= slack);
    let mut texts: Vec<Rect> = between.collect();
    texts.sort_by(|a, b| a.top.total_cmp(&b.top));
    let (Some(first), true) = (texts.first(), same && xs.len() > 2) else {
        return false;
    };
    let mut end = first.bottom;
    let mut columns = Vec::new();
    for text in &texts {
        let column = xs.partition_point(|x| *x <= text.x0 + 0.1 * em);
        let crosses = xs.get(column).is_none_or(|x| *x < text.x1 - 0.1 * em);
        if crosses || text.top - end > 0.7 * em {
            return false;
        }
        end = end.max(text.bottom);
        columns.push(column);
    }
    columns.sort_unstable();
    columns.dedup();
    let (from, to) = (first.top - above.bbox.bottom, below.bbox.top - end);
    columns.len() > 1 && (from - to).abs() <= 0.5 * em
}

/// Joins quilts of one width that stand one below another with one row of text between them, which has no background
/// of its own: tables in which every second row is filled.
pub(super) fn banded(
    mut quilts: Vec<Quilt>,
    words: &[Word],
    em: f32,
    settings: &TableSettings,
) -> Vec<Quilt> {
    quilts.sort_by(|a, b| (a.bbox.top.total_cmp(&b.bbox.top)).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let slack = settings.snap * em;
    let mut out: Vec<Quilt> = Vec::new();
    for quilt in quilts {
        let host = out.iter_mut().rev().take(16).find(|above| {
            let gap = quilt.bbox.top - above.bbox.bottom;
            let alike = (above.bbox.x0 - quilt.bbox.x0).abs() <= slack
                && (above.bbox.x1 - quilt.bbox.x1).abs() <= slack;
            let row = pitch(above).max(pitch(&quilt));
            let inside = |w: &&Word| {
                let p = w.center();
                p.y > above.bbox.bottom && p.y < quilt.bbox.top && p.x > above.bbox.x0 && p.x < above.bbox.x1
            };
            let between = || words.iter().filter(inside).map(|w| w.bbox);
            let near = gap <= 1.5 * row && between().next().is_some();
            alike
                && gap > slack
                && (near || (gap <= MOST_LINES * row && is_one_row(above, &quilt, between(), em, slack)))
        });
        match host {
            Some(above) => {
                above.bbox = above.bbox.union(&quilt.bbox);
                above.tiles.extend(quilt.tiles);
            }
            None => out.push(quilt),
        }
    }
    out
}

/// Puts quilts that lie within the box of another into it: rows beside a cell that has no background and reaches over
/// several of them touch no other tile.
pub(super) fn nested(mut quilts: Vec<Quilt>, em: f32, settings: &TableSettings) -> Vec<Quilt> {
    quilts.sort_by(|a, b| b.bbox.area().total_cmp(&a.bbox.area()));
    let slack = settings.snap * em;
    let mut out: Vec<Quilt> = Vec::new();
    for quilt in quilts {
        let inside = |o: &Quilt| {
            let around = o.bbox.grown(slack);
            quilt.bbox.x0 >= around.x0
                && quilt.bbox.x1 <= around.x1
                && quilt.bbox.top >= around.top
                && quilt.bbox.bottom <= around.bottom
        };
        match out.iter_mut().find(|o| inside(o)) {
            Some(around) => around.tiles.extend(quilt.tiles),
            None => out.push(quilt),
        }
    }
    out
}

/// Mends tiles that end in the midst of a row, as those do that a page end cuts: they go on to the end of the row where
/// other tiles end, and no further than the last row of texts.
pub(super) fn settle(quilt: &mut Quilt, words: &[Word], em: f32, settings: &TableSettings) {
    let slack = settings.snap * em;
    let row = pitch(quilt) + slack;
    let is_free = |r: &Rect| !words.iter().any(|w| r.contains(w.center()));
    let others: Vec<Rect> = quilt.tiles.iter().map(|t| t.bbox).collect();
    for tile in &mut quilt.tiles {
        let b = tile.bbox;
        let mine = |o: &&Rect| {
            **o != b && ((o.top - b.bottom).abs() <= slack || (o.bottom - b.bottom).abs() <= slack)
        };
        if others.iter().any(|o| mine(&o)) {
            continue;
        }
        let ends = others.iter().flat_map(|o| [o.top, o.bottom]);
        let next = ends.filter(|y| *y > b.bottom).reduce(f32::min);
        let last = others
            .iter()
            .filter(|o| **o != b)
            .map(|o| o.bottom)
            .reduce(f32::max);
        match (next, last) {
            (Some(y), _) if y - b.bottom < row && is_free(&Rect::new(b.x0, b.bottom, b.x1, y)) => {
                tile.bbox.bottom = y;
            }
            (None, Some(y))
                if y > b.top && is_free(&Rect::new(quilt.bbox.x0, y, quilt.bbox.x1, b.bottom)) =>
            {
                tile.bbox.bottom = y;
            }
            _ => {}
        }
    }
    let boxes = quilt.tiles.iter().map(|t| t.bbox);
    if let Some(bbox) = boxes.reduce(|a, b| a.union(&b)) {
        quilt.bbox = bbox;
    }
}

/// The height of the lowest tile, in points: that of a row.
fn pitch(quilt: &Quilt) -> f32 {
    let heights = quilt.tiles.iter().map(|t| t.bbox.height());
    heights.fold(f32::INFINITY, f32::min)
}
