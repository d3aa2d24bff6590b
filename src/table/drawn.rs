//! How a grid is drawn, for the grids in which there is little or no text.
//!
//! A grid with text in most of its rows is a table however it is drawn. One with a single text or none may be a form
//! to be filled in, a cell of its own, a plot, a frame or a check box; here the drawing itself must tell.

use crate::geometry::{Orientation, Rect};
use crate::layout::words::Word;

use super::edges::Edge;
use super::lattice::{Lattice, Region};
use super::settings::TableSettings;

/// What the lines of a grid tell about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Lines run along all four sides.
    pub(crate) closed: bool,
    /// The corners are made of lines of their own, which reach over one another or fall short. A shape or frame is
    /// drawn in one go: its sides end in the very same points.
    pub(crate) separate: bool,
    /// Every row and column has room for a line of text.
    pub(crate) roomy: bool,
    /// Regions at the rim that no line closes, in a grid that is closed everywhere else: when they are empty, the
    /// document has no cell there.
    pub(crate) notches: Vec<Region>,
}

/// A corner where two lines end closer than this (points, the resolution of written coordinates) was drawn in one go.
const SAME_POINT: f32 = 0.1;

impl Drawn {
    /// Looks at the edges of one grid.
    pub(crate) fn of(edges: &[Edge], lattice: &Lattice, em: f32, settings: &TableSettings) -> Drawn {
        let Some(bbox) = lattice.bbox() else {
            return Drawn::default();
        };
        let snap = settings.snap * em;
        // Only what lies along the four sides counts, so that a large grid is not gone through cell by cell.
        let rim: Vec<&Edge> = edges
            .iter()
            .filter(|e| {
                let (low, high) = match e.orientation {
                    Orientation::Horizontal => (bbox.top, bbox.bottom),
                    Orientation::Vertical => (bbox.x0, bbox.x1),
                };
                (e.position - low).abs() <= snap || (e.position - high).abs() <= snap
            })
            .collect();
        let cover = |orientation, position: f32, from: f32, to: f32| {
            let near = rim
                .iter()
                .filter(|e| e.orientation == orientation && (e.position - position).abs() <= snap);
            let covered: f32 = near.map(|e| (e.end.min(to) - e.start.max(from)).max(0.0)).sum();
            covered / (to - from).max(0.01)
        };
        let side =
            |orientation, position, from, to| cover(orientation, position, from, to) >= settings.closed_cover;
        let closed = side(Orientation::Horizontal, bbox.top, bbox.x0, bbox.x1)
            && side(Orientation::Horizontal, bbox.bottom, bbox.x0, bbox.x1)
            && side(Orientation::Vertical, bbox.x0, bbox.top, bbox.bottom)
            && side(Orientation::Vertical, bbox.x1, bbox.top, bbox.bottom);
        let widest = |borders: &[f32]| {
            borders
                .windows(2)
                .filter_map(|w| Some(w.get(1)? - w.first()?))
                .fold(f32::INFINITY, f32::min)
        };
        Drawn {
            closed,
            separate: closed && !is_one_path(edges, &bbox, settings.snap * em),
            notches: if closed {
                Vec::new()
            } else {
                notches(lattice, cover, settings)
            },
            roomy: widest(&lattice.xs).min(widest(&lattice.ys)) >= settings.room * em,
        }
    }
}

/// The regions at the rim without any line on their outer sides, if all other regions at the rim are closed.
fn notches(
    lattice: &Lattice,
    cover: impl Fn(Orientation, f32, f32, f32) -> f32,
    settings: &TableSettings,
) -> Vec<Region> {
    let (rows, cols) = (lattice.n_rows(), lattice.n_cols());
    let mut out = Vec::new();
    for region in lattice.regions() {
        let Some(b) = lattice.region_box(&region) else {
            continue;
        };
        let sides = [
            (region.rows.start == 0, Orientation::Horizontal, b.top, b.x0, b.x1),
            (
                region.rows.end == rows,
                Orientation::Horizontal,
                b.bottom,
                b.x0,
                b.x1,
            ),
            (
                region.cols.start == 0,
                Orientation::Vertical,
                b.x0,
                b.top,
                b.bottom,
            ),
            (
                region.cols.end == cols,
                Orientation::Vertical,
                b.x1,
                b.top,
                b.bottom,
            ),
        ];
        let covers: Vec<f32> = sides
            .iter()
            .filter(|s| s.0)
            .map(|(_, orientation, position, from, to)| cover(*orientation, *position, *from, *to))
            .collect();
        if covers.iter().all(|c| *c >= settings.wall_cover) {
            continue;
        }
        if covers.iter().any(|c| *c > 1.0 - settings.closed_cover) {
            return Vec::new();
        }
        out.push(region);
    }
    out
}

/// Whether all four corners of the outline are points in which two lines end exactly.
fn is_one_path(edges: &[Edge], bbox: &Rect, snap: f32) -> bool {
    let corner = |x: f32, y: f32| {
        edges
            .iter()
            .filter(|e| e.orientation == Orientation::Horizontal)
            .any(|h| {
                let near = (h.position - y).abs() <= snap;
                let end = if (h.start - x).abs() < (h.end - x).abs() {
                    h.start
                } else {
                    h.end
                };
                near && edges
                    .iter()
                    .filter(|e| e.orientation == Orientation::Vertical)
                    .any(|v| {
                        let other = if (v.start - y).abs() < (v.end - y).abs() {
                            v.start
                        } else {
                            v.end
                        };
                        (v.position - x).abs() <= snap
                            && (end - v.position).abs() < SAME_POINT
                            && (other - h.position).abs() < SAME_POINT
                    })
            })
    };
    corner(bbox.x0, bbox.top)
        && corner(bbox.x1, bbox.top)
        && corner(bbox.x0, bbox.bottom)
        && corner(bbox.x1, bbox.bottom)
}

/// Whether several texts stand along the left, right or lower side, as the figures along the axes of a plot do. A
/// single one is the text before or after a form.
pub(crate) fn has_axis(bbox: &Rect, words: &[Word], em: f32, settings: &TableSettings) -> bool {
    let reach = settings.axis * em;
    // The outermost figures stand in the middle of their lines.
    let level = |r: &Rect| r.center().y > bbox.top - 0.5 * em && r.center().y < bbox.bottom + 0.5 * em;
    let left = |r: &Rect| level(r) && r.x1 <= bbox.x0 && bbox.x0 - r.x1 < reach;
    let right = |r: &Rect| level(r) && r.x0 >= bbox.x1 && r.x0 - bbox.x1 < reach;
    let below =
        |r: &Rect| r.top >= bbox.bottom && r.top - bbox.bottom < reach && r.x0 < bbox.x1 && r.x1 > bbox.x0;
    // An axis is labelled along most of its length: a list item beside a table is none.
    let labelled = |beside: &dyn Fn(&Rect) -> bool, span: fn(&Rect) -> (f32, f32), gap: f32| {
        let mut spans: Vec<(f32, f32)> = words
            .iter()
            .map(|w| w.bbox)
            .filter(|b| beside(b))
            .map(|b| span(&b))
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let start = spans.first().map_or(0.0, |s| s.0);
        let mut end = f32::NEG_INFINITY;
        let mut n = 0;
        for (from, to) in spans {
            n += usize::from(from > end + gap);
            end = end.max(to);
        }
        let (low, high) = span(bbox);
        n > 1 && end - start >= settings.axis_length * (high - low)
    };
    let ys = |r: &Rect| (r.top, r.bottom);
    let xs = |r: &Rect| (r.x0, r.x1);
    labelled(&left, ys, 0.0) || labelled(&right, ys, 0.0) || labelled(&below, xs, em)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Budget, Limits};
    use crate::geometry::Ruling;
    use crate::table::edges::join_rulings;
    use crate::table::edges::tests::{h, v};

    fn drawn(rulings: &[Ruling]) -> Drawn {
        drawn_with(rulings, &[])
    }

    fn drawn_with(rulings: &[Ruling], text: &[Rect]) -> Drawn {
        let settings = TableSettings::default();
        let budget = Budget::new(&Limits::default(), None);
        let edges = join_rulings(rulings, 10.0, &settings, &budget).unwrap();
        let lattice = Lattice::build(
            &edges,
            text,
            10.0,
            &settings,
            &mut crate::table::lattice::Places::up_to(1_000),
        )
        .unwrap();
        Drawn::of(&edges, &lattice, 10.0, &settings)
    }

    #[test]
    fn a_box_of_four_lines_is_separate_and_one_path_is_not() {
        let lines = [
            h(0.0, -0.2, 100.2),
            h(40.0, -0.2, 100.2),
            v(0.0, 0.0, 40.0),
            v(100.0, 0.0, 40.0),
        ];
        let path = [
            h(0.0, 0.0, 100.0),
            h(40.0, 0.0, 100.0),
            v(0.0, 0.0, 40.0),
            v(100.0, 0.0, 40.0),
        ];
        assert!(drawn(&lines).closed && drawn(&lines).separate && drawn(&lines).roomy);
        assert!(drawn(&path).closed && !drawn(&path).separate);
    }

    #[test]
    fn a_corner_without_lines_is_a_notch_and_a_table_without_sides_has_none() {
        let grid = [
            h(0.0, 0.0, 100.0),
            h(20.0, 0.0, 100.0),
            h(40.0, 50.0, 100.0),
            v(0.0, 0.0, 20.0),
            v(50.0, 0.0, 40.0),
            v(100.0, 0.0, 40.0),
        ];
        let corner = Region {
            rows: 1..2,
            cols: 0..1,
        };
        assert_eq!(drawn(&grid).notches, [corner]);
        let open = [
            h(0.0, 0.0, 100.0),
            h(20.0, 0.0, 100.0),
            h(40.0, 0.0, 100.0),
            v(50.0, 0.0, 40.0),
        ];
        let text = [Rect::new(10.0, 5.0, 30.0, 15.0), Rect::new(60.0, 5.0, 90.0, 15.0)];
        assert_eq!(drawn_with(&open, &text).notches, []);
    }

    #[test]
    fn a_grid_without_a_side_is_open_and_graph_paper_has_no_room() {
        let open = [
            h(0.0, 0.0, 100.0),
            h(40.0, 0.0, 100.0),
            v(0.0, 0.0, 40.0),
            v(100.0, 0.0, 10.0),
        ];
        assert!(!drawn(&open).closed);
        let mut paper = vec![h(0.0, 0.0, 100.0), h(40.0, 0.0, 100.0)];
        paper.extend((0..21).map(|i| v(5.0 * i as f32, 0.0, 40.0)));
        assert!(!drawn(&paper).roomy);
    }
}
