//! Columns told by the heads over them: as many lowest heads as the body has columns head them one by one, wherever in
//! its column each of them stands.

use crate::geometry::Rect;

use super::columns::{Column, Segment};

/// Lines of one head follow one another within this many em, baseline to baseline.
const LINE_STEP_EM: f32 = 1.5;
/// Lines of one head begin, stand or end below one another within this many em.
const IN_LINE_EM: f32 = 0.3;

/// The columns of the body widened by the heads over them; `None` where there are not as many lowest heads as columns
/// (the first column, of labels, may have none), or a head with its column would reach into another.
///
/// `rules` are horizontal lines as (y, x0, x1); lengths in points, `em` is the type size.
pub(crate) fn columns(
    body: &[Column],
    heads: &[&[Segment]],
    rules: &[(f32, f32, f32)],
    em: f32,
) -> Option<Vec<Column>> {
    let leaves = leaves(&texts(heads, rules, em), em);
    let first = body.first()?;
    let bare = body.len().checked_sub(leaves.len())?;
    let beside = leaves.first().is_some_and(|l| l.x0 > first.x1);
    if bare > 1 || (bare == 1 && !beside) {
        return None;
    }
    let mut out: Vec<Column> = body.to_vec();
    for (column, head) in out.iter_mut().skip(bare).zip(&leaves) {
        *column = Column {
            x0: column.x0.min(head.x0),
            x1: column.x1.max(head.x1),
        };
    }
    let apart = |w: &[Column]| matches!(w, [a, b] if a.x1 < b.x0);
    out.windows(2).all(apart).then_some(out)
}

/// The boxes of whole texts: a line goes on with the one right above it where the two stand in line and nothing else
/// stands above or below either.
fn texts(heads: &[&[Segment]], rules: &[(f32, f32, f32)], em: f32) -> Vec<Rect> {
    let over = |a: &Rect, b: &Rect| a.x0 < b.x1 && b.x0 < a.x1;
    let in_line = |a: &Rect, b: &Rect| {
        let places = [(a.x0, b.x0), (a.center().x, b.center().x), (a.x1, b.x1)];
        places.iter().any(|(a, b)| (a - b).abs() <= IN_LINE_EM * em)
    };
    let parted = |a: &Rect, b: &Rect| {
        let between = |r: &&(f32, f32, f32)| r.0 > a.bottom - 0.5 * em && r.0 < b.center().y;
        rules.iter().filter(between).any(|r| r.1 < b.x1 && r.2 > b.x0)
    };
    let mut out: Vec<Rect> = Vec::new();
    for line in heads {
        let above = out.clone();
        for segment in line.iter() {
            let b = segment.bbox;
            let near = |a: &Rect| over(a, &b) && b.bottom - a.bottom <= LINE_STEP_EM * em;
            let mut hosts = above.iter().enumerate().filter(|(_, a)| near(a));
            let (host, other) = (hosts.next(), hosts.next());
            let alone = |a: &Rect| line.iter().filter(|s| over(a, &s.bbox)).count() == 1;
            let goes_on =
                host.filter(|(_, a)| other.is_none() && alone(a) && in_line(a, &b) && !parted(a, &b));
            match goes_on.and_then(|(i, _)| out.get_mut(i)) {
                Some(text) => *text = text.union(&b),
                None => out.push(b),
            }
        }
    }
    out
}

/// The texts that have no other below them, from left to right.
fn leaves(texts: &[Rect], em: f32) -> Vec<Rect> {
    let below = |a: &Rect, b: &Rect| b.top >= a.bottom - 0.3 * em && a.x0 < b.x1 && b.x0 < a.x1;
    let mut out: Vec<Rect> = texts
        .iter()
        .filter(|a| !texts.iter().any(|b| below(a, b)))
        .copied()
        .collect();
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    out
}
