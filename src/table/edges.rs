//! Rulings to edges: the lines that the eye sees, whatever pieces they were drawn in.

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Point, Rect, Ruling};

use super::settings::TableSettings;

/// A line of a table after joining: as long as the eye sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Which way it runs.
    pub orientation: Orientation,
    /// y of a horizontal, x of a vertical edge, in points.
    pub position: f32,
    /// Smaller end.
    pub start: f32,
    /// Larger end.
    pub end: f32,
}

impl Edge {
    /// The edge as a box without thickness.
    pub fn rect(&self) -> Rect {
        match self.orientation {
            Orientation::Horizontal => Rect::new(self.start, self.position, self.end, self.position),
            Orientation::Vertical => Rect::new(self.position, self.start, self.position, self.end),
        }
    }

    /// Length in points.
    pub fn length(&self) -> f32 {
        self.end - self.start
    }
}

/// The horizontal lines of a page that are longer than two em, as (y, x0, x1) in points.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn horizontal_rules(
    rulings: &[Ruling],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<(f32, f32, f32)>, Error> {
    let edges = join_rulings(rulings, em, settings, budget)?;
    let long = |e: &&Edge| e.orientation == Orientation::Horizontal && e.length() > 2.0 * em;
    Ok(edges
        .iter()
        .filter(long)
        .map(|e| (e.position, e.start, e.end))
        .collect())
}

/// Joins the pieces of every drawn line. `em` is the page's type size in points.
///
/// # Errors
/// The limits of `budget`.
pub fn join_rulings(
    rulings: &[Ruling],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Edge>, Error> {
    let mut edges = Vec::new();
    for orientation in [Orientation::Horizontal, Orientation::Vertical] {
        let mut pieces: Vec<Edge> = rulings
            .iter()
            .filter(|r| r.orientation == orientation)
            .filter(|r| {
                r.position.is_finite() && r.start.is_finite() && r.end.is_finite() && r.end >= r.start
            })
            .map(|r| Edge {
                orientation,
                position: r.position,
                start: r.start,
                end: r.end,
            })
            .collect();
        budget.work(pieces.len() as u64)?;
        pieces.sort_by(|a, b| {
            a.position
                .total_cmp(&b.position)
                .then(a.start.total_cmp(&b.start))
        });
        edges.extend(join_sorted(&pieces, em, settings));
    }
    // What is shorter than half a line of text is a dot, a tick or the dash of a letter.
    edges.retain(|e| e.length() >= 0.5 * em);
    Ok(edges)
}

/// Joins pieces that are sorted by position.
fn join_sorted(pieces: &[Edge], em: f32, settings: &TableSettings) -> Vec<Edge> {
    let mut out = Vec::new();
    let mut rest = pieces;
    while let Some(first) = rest.first() {
        // The cluster hangs on its first member and so cannot creep over the page.
        let n = rest
            .iter()
            .take_while(|p| p.position - first.position <= settings.snap * em)
            .count();
        let (cluster, after) = rest.split_at(n.max(1));
        rest = after;
        out.extend(join_cluster(cluster, em, settings));
    }
    out
}

/// Joins the pieces of one height (or of one x) where they follow one another.
fn join_cluster(cluster: &[Edge], em: f32, settings: &TableSettings) -> Vec<Edge> {
    let mut sorted: Vec<Edge> = cluster.to_vec();
    sorted.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
    let mut out: Vec<(Edge, f32)> = Vec::new();
    for piece in sorted {
        let weight = piece.length().max(0.01);
        match out.last_mut() {
            Some((edge, sum)) if piece.start - edge.end <= settings.join * em => {
                // The position is the mean over the length, so that a long line outweighs its dots.
                edge.position = (edge.position * *sum + piece.position * weight) / (*sum + weight);
                *sum += weight;
                edge.end = edge.end.max(piece.end);
            }
            _ => out.push((piece, weight)),
        }
    }
    out.into_iter().map(|(edge, _)| edge).collect()
}

/// Groups edges that meet into components: each may be the frame of one table.
///
/// # Errors
/// The limits of `budget`.
pub fn components(
    edges: &[Edge],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Vec<Edge>>, Error> {
    let mut group: Vec<usize> = (0..edges.len()).collect();
    let mut upright: Vec<usize> = (0..edges.len())
        .filter(|&i| {
            edges
                .get(i)
                .is_some_and(|e| e.orientation == Orientation::Vertical)
        })
        .collect();
    let at = |i: usize| edges.get(i).map_or(0.0, |e| e.position);
    upright.sort_by(|&a, &b| at(a).total_cmp(&at(b)));
    let meet = settings.meet * em;
    for (h, edge) in edges.iter().enumerate() {
        if edge.orientation != Orientation::Horizontal {
            continue;
        }
        let from = upright.partition_point(|&v| at(v) < edge.start - meet);
        for &v in upright.iter().skip(from) {
            let Some(other) = edges.get(v) else { continue };
            if other.position > edge.end + meet {
                break;
            }
            budget.work(1)?;
            if edge.position >= other.start - meet && edge.position <= other.end + meet {
                unite(&mut group, h, v);
            }
        }
    }
    let mut lists: std::collections::BTreeMap<usize, Vec<Edge>> = std::collections::BTreeMap::new();
    for (i, edge) in edges.iter().enumerate() {
        lists.entry(root(&mut group, i)).or_default().push(*edge);
    }
    Ok(lists.into_values().collect())
}

/// Where level and upright edges cross or meet, in the order of the level ones.
///
/// # Errors
/// The limits of `budget`.
pub fn intersections(
    edges: &[Edge],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Point>, Error> {
    let of = |orientation| edges.iter().filter(move |e| e.orientation == orientation);
    let mut upright: Vec<&Edge> = of(Orientation::Vertical).collect();
    upright.sort_by(|a, b| a.position.total_cmp(&b.position));
    let meet = settings.meet * em;
    let mut out = Vec::new();
    for level in of(Orientation::Horizontal) {
        let from = upright.partition_point(|v| v.position < level.start - meet);
        for v in upright.iter().skip(from) {
            if v.position > level.end + meet {
                break;
            }
            budget.work(1)?;
            if level.position >= v.start - meet && level.position <= v.end + meet {
                let (x, y) = (v.position, level.position);
                out.push(Point { x, y });
            }
        }
    }
    Ok(out)
}

/// The representative of `i`, shortening the path on the way.
pub(crate) fn root(group: &mut [usize], mut i: usize) -> usize {
    while let Some(&up) = group.get(i) {
        if up == i {
            break;
        }
        let above = group.get(up).copied().unwrap_or(up);
        if let Some(slot) = group.get_mut(i) {
            *slot = above;
        }
        i = above;
    }
    i
}

/// Puts two members into one group; the smaller representative stays, so that the order of input decides nothing.
pub(crate) fn unite(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    if let Some(slot) = group.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::geometry::RulingKind;

    pub(crate) fn ruling(orientation: Orientation, position: f32, start: f32, end: f32) -> Ruling {
        Ruling {
            orientation,
            position,
            start,
            end,
            width: 0.5,
            kind: RulingKind::Stroke,
            dashed: false,
        }
    }

    pub(crate) fn h(y: f32, x0: f32, x1: f32) -> Ruling {
        ruling(Orientation::Horizontal, y, x0, x1)
    }

    pub(crate) fn v(x: f32, y0: f32, y1: f32) -> Ruling {
        ruling(Orientation::Vertical, x, y0, y1)
    }

    fn join(rulings: &[Ruling]) -> Vec<Edge> {
        let budget = Budget::new(&Limits::default(), None);
        join_rulings(rulings, 10.0, &TableSettings::default(), &budget).unwrap()
    }

    #[test]
    fn a_rule_of_hundreds_of_pieces_is_one_edge() {
        let dots: Vec<Ruling> = (0..300).map(|i| h(50.0, i as f32, i as f32 + 0.4)).collect();
        let edges = join(&dots);
        assert_eq!(edges.len(), 1);
        assert!((edges[0].length() - 299.4).abs() < 0.01);
    }

    #[test]
    fn a_double_line_is_one_edge_and_two_rows_are_two() {
        assert_eq!(join(&[h(50.0, 0.0, 100.0), h(52.0, 0.0, 100.0)]).len(), 1);
        assert_eq!(join(&[h(50.0, 0.0, 100.0), h(62.0, 0.0, 100.0)]).len(), 2);
    }

    #[test]
    fn lines_that_do_not_meet_are_two_components() {
        let budget = Budget::new(&Limits::default(), None);
        let edges = join(&[
            h(0.0, 0.0, 50.0),
            v(0.0, 0.0, 40.0),
            h(0.0, 100.0, 150.0),
            v(100.0, 0.0, 40.0),
        ]);
        let parts = components(&edges, 10.0, &TableSettings::default(), &budget).unwrap();
        assert_eq!(parts.len(), 2);
    }
}
