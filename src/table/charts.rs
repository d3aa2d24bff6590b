//! Boxes that lines connect: a flow chart, or a tree of offices. Each box is a frame of its own, and the lines between them
//! draw no cells.

use crate::geometry::Orientation;

use super::edges::Edge;
use super::lattice::borders;

/// Two boxes and a line between them are so many edges at least, and a drawing of more than so many is left as it is, so
/// that looking costs little.
const EDGES: std::ops::RangeInclusive<usize> = 9..=120;

/// Parts components in which lines connect plain boxes: each box is a part of its own, and the lines are gone. `meet` is how
/// close a line must come to meet another, and `snap` how close two are one, both in points.
pub(crate) fn part_charts(parts: Vec<Vec<Edge>>, meet: f32, snap: f32) -> Vec<Vec<Edge>> {
    parts
        .into_iter()
        .flat_map(|part| boxes_of(&part, meet, snap).unwrap_or_else(|| vec![part]))
        .collect()
}

/// Where an edge is met by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At one of its ends.
    End,
    /// Between them.
    Between,
}

/// Where `edge` is met by `other`, if they meet.
fn place_on(edge: &Edge, other: &Edge, meet: f32) -> Option<Place> {
    let reaches = |e: &Edge, at: f32| at >= e.start - meet && at <= e.end + meet;
    let crosses = edge.orientation != other.orientation
        && reaches(edge, other.position)
        && reaches(other, edge.position);
    let near = |at: f32| (other.position - at).abs() <= meet;
    crosses.then(|| match near(edge.start) || near(edge.end) {
        true => Place::End,
        false => Place::Between,
    })
}

/// The boxes of a component, when a line runs from one plain box to another.
fn boxes_of(edges: &[Edge], meet: f32, snap: f32) -> Option<Vec<Vec<Edge>>> {
    if !EDGES.contains(&edges.len()) {
        return None;
    }
    let contacts: Vec<Vec<usize>> = edges
        .iter()
        .map(|e| {
            let others = edges.iter().enumerate();
            let met = others.filter(|(_, o)| place_on(e, o, meet).is_some());
            met.map(|(i, _)| i).collect()
        })
        .collect();
    let on = |a: usize, b: usize| place_on(edges.get(a)?, edges.get(b)?, meet);
    // A line that nothing crosses and that ends on the side of something.
    let is_line = |i: usize, met: &[usize]| {
        met.iter().all(|&k| on(i, k) == Some(Place::End))
            && met.iter().any(|&k| on(k, i) == Some(Place::Between))
    };
    let lines: Vec<bool> = contacts
        .iter()
        .enumerate()
        .map(|(i, met)| is_line(i, met))
        .collect();
    let homes = groups(&contacts, &lines);
    let home = |i: usize| homes.get(i).copied().flatten();
    let of = |group: usize| -> Vec<Edge> {
        let all = edges.iter().enumerate();
        all.filter(|(i, _)| home(*i) == Some(group))
            .map(|(_, e)| *e)
            .collect()
    };
    let is_box = |group: &usize| {
        let part = of(*group);
        [Orientation::Horizontal, Orientation::Vertical]
            .into_iter()
            .all(|orientation| {
                let sides: Vec<Edge> = part
                    .iter()
                    .filter(|e| e.orientation == orientation)
                    .copied()
                    .collect();
                borders(&sides, orientation, snap).len() == 2
            })
    };
    let mut connected = false;
    let mut kept: Vec<(usize, Edge)> = Vec::new();
    for (i, edge) in edges
        .iter()
        .enumerate()
        .filter(|(i, _)| lines.get(*i) == Some(&true))
    {
        let met = contacts.get(i).map_or(&[][..], Vec::as_slice);
        let mut ends: Vec<usize> = met.iter().filter_map(|&k| home(k)).collect();
        ends.sort_unstable();
        let n_contacts = ends.len();
        ends.dedup();
        match ends.as_slice() {
            // A line from side to side of one thing is part of it; one that ends in the air is none.
            [one] if n_contacts > 1 || !is_box(one) => kept.push((*one, *edge)),
            [_] => {}
            several => {
                if several.len() < 2 || !several.iter().all(is_box) {
                    return None;
                }
                connected = true;
            }
        }
    }
    if !connected {
        return None;
    }
    let mut all: Vec<usize> = homes.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    let with_own = |group: &usize| {
        let own = kept.iter().filter(|(g, _)| g == group).map(|(_, e)| *e);
        of(*group).into_iter().chain(own).collect()
    };
    Some(all.iter().map(with_own).collect())
}

/// The group of each edge: edges that meet are of one; `None` for those that are left out.
fn groups(contacts: &[Vec<usize>], left_out: &[bool]) -> Vec<Option<usize>> {
    let is_in = |i: usize| left_out.get(i) == Some(&false);
    let mut group: Vec<Option<usize>> = vec![None; contacts.len()];
    for start in 0..contacts.len() {
        if !is_in(start) || group.get(start).copied().flatten().is_some() {
            continue;
        }
        let mut rest = vec![start];
        while let Some(i) = rest.pop() {
            match group.get_mut(i) {
                Some(slot @ None) => *slot = Some(start),
                _ => continue,
            }
            let met = contacts.get(i).map_or(&[][..], Vec::as_slice);
            rest.extend(met.iter().filter(|k| is_in(**k)));
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Ruling;
    use crate::table::edges::tests::{h, v};

    fn boxed(x0: f32, top: f32, x1: f32, bottom: f32) -> Vec<Ruling> {
        vec![
            h(top, x0, x1),
            h(bottom, x0, x1),
            v(x0, top, bottom),
            v(x1, top, bottom),
        ]
    }

    /// How many edges each part has.
    fn parts(rulings: Vec<Ruling>) -> Vec<usize> {
        let edge = |r: Ruling| Edge {
            orientation: r.orientation,
            position: r.position,
            start: r.start,
            end: r.end,
        };
        let all = vec![rulings.into_iter().map(edge).collect()];
        part_charts(all, 3.0, 2.0).iter().map(Vec::len).collect()
    }

    #[test]
    fn boxes_that_lines_connect_are_parts_of_their_own() {
        let chart = [
            boxed(100.0, 100.0, 200.0, 130.0),
            boxed(300.0, 90.0, 400.0, 160.0),
            boxed(90.0, 180.0, 210.0, 220.0),
            vec![
                h(115.0, 200.0, 300.0),
                v(150.0, 130.0, 180.0),
                v(150.0, 220.0, 240.0),
            ],
        ];
        assert_eq!(parts(chart.concat()), [4, 4, 4]);
    }

    #[test]
    fn grids_that_share_a_line_are_left_as_they_are() {
        let grid = |x: f32| {
            vec![
                v(x, 100.0, 160.0),
                v(x + 50.0, 100.0, 160.0),
                v(x + 100.0, 100.0, 160.0),
                h(120.0, x, x + 100.0),
                h(140.0, x, x + 100.0),
                h(160.0, x, x + 100.0),
            ]
        };
        let shared = [grid(100.0), grid(300.0), vec![h(100.0, 100.0, 400.0)]].concat();
        let count = shared.len();
        assert_eq!(parts(shared), [count]);
        // A box with lines across and one that sticks out.
        let ladder = [
            boxed(100.0, 100.0, 200.0, 200.0),
            (1..5).map(|i| h(100.0 + 20.0 * i as f32, 100.0, 200.0)).collect(),
            vec![h(130.0, 200.0, 260.0)],
        ]
        .concat();
        let count = ladder.len();
        assert_eq!(parts(ladder), [count]);
    }
}
