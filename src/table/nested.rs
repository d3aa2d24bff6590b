//! Tables inside a cell whose lines touch those of the table around them on some sides only.
//!
//! Such a table has sides of its own, a cell's padding away from the sides of the cell, and they end with it. Where it
//! touches a line of the cell, both would be taken for one grid. ([`super::inner`] parts what fills its cell.)

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Rect};

use super::edges::Edge;
use super::settings::TableSettings;

/// So many tables are taken out of one.
const MOST_NESTED: usize = 64;

/// A component with more pairs of level and upright lines is not looked through.
const MOST_PAIRS: usize = 1_000_000;

/// Takes the lines of tables inside cells out of the components of the tables around them, as components of their own.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn detach(
    parts: Vec<Vec<Edge>>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Vec<Edge>>, Error> {
    let snap = settings.snap * em;
    let mut out = Vec::with_capacity(parts.len());
    for mut part in parts {
        for _ in 0..MOST_NESTED {
            let component = Component::of(&part, snap, settings.room * em);
            budget.work(component.pairs() as u64 / 16)?;
            let Some(frame) = component.frame(budget)? else {
                break;
            };
            let (inner, outer) = cut(part, &frame, snap);
            out.push(inner);
            part = outer;
        }
        out.push(part);
    }
    Ok(out)
}

/// The lines of a component by direction.
struct Component {
    level: Vec<Edge>,
    upright: Vec<Edge>,
    bbox: Rect,
    snap: f32,
    /// The widest padding of a cell, in points.
    padding: f32,
}

impl Component {
    fn of(edges: &[Edge], snap: f32, padding: f32) -> Component {
        let (level, upright) = edges
            .iter()
            .partition(|e| e.orientation == Orientation::Horizontal);
        let bbox = edges.iter().map(Edge::rect).reduce(|a, b| a.union(&b));
        Component {
            level,
            upright,
            bbox: bbox.unwrap_or(Rect::new(0.0, 0.0, 0.0, 0.0)),
            snap,
            padding,
        }
    }

    fn pairs(&self) -> usize {
        self.level.len().saturating_mul(self.upright.len())
    }

    /// The outline of a table inside a cell.
    fn frame(&self, budget: &Budget) -> Result<Option<Rect>, Error> {
        if self.pairs() > MOST_PAIRS {
            return Ok(None);
        }
        let (left, right) = (self.bbox.x0 + self.snap, self.bbox.x1 - self.snap);
        for h in self.level.iter().filter(|h| h.start > left && h.end < right) {
            let Some(frame) = self.around(h).filter(|frame| self.is_padded(frame)) else {
                continue;
            };
            budget.work((self.level.len() + self.upright.len()) as u64 / 16 + 1)?;
            if self.holds_cells(&frame) {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    /// The box between two upright lines of one length that stand where a level one ends.
    fn around(&self, h: &Edge) -> Option<Rect> {
        let at = |x: f32| {
            let near = |v: &&Edge| {
                (v.position - x).abs() <= self.snap
                    && v.start <= h.position + self.snap
                    && v.end >= h.position - self.snap
            };
            self.upright.iter().find(near)
        };
        let (left, right) = (at(h.start)?, at(h.end)?);
        let alike =
            (left.start - right.start).abs() <= self.snap && (left.end - right.end).abs() <= self.snap;
        alike.then(|| {
            Rect::new(
                left.position,
                left.start.min(right.start),
                right.position,
                left.end.max(right.end),
            )
        })
    }

    /// Whether a box is lower than the component and stands a padding away from longer lines on both sides.
    fn is_padded(&self, frame: &Rect) -> bool {
        let (grown, core) = (frame.grown(self.snap), frame.grown(-self.snap));
        let lower = self.bbox.height() - frame.height() > self.padding;
        let beside = |from: f32, to: f32| {
            self.upright.iter().any(|v| {
                v.position > from
                    && v.position < to
                    && v.start <= grown.top + self.snap
                    && v.end >= core.bottom
            })
        };
        lower
            && core.width() > 0.0
            && core.height() > 0.0
            && beside(frame.x0 - self.padding, frame.x0 - self.snap)
            && beside(frame.x1 + self.snap, frame.x1 + self.padding)
    }

    /// Whether lines cut a box into several cells, and none of them goes on beyond it.
    fn holds_cells(&self, frame: &Rect) -> bool {
        let (grown, core) = (frame.grown(self.snap), frame.grown(-self.snap));
        let inside = |e: &&Edge| core.intersection(&e.rect()).is_some();
        let mut crossing = self.level.iter().chain(&self.upright).filter(inside).peekable();
        crossing.peek().is_some() && crossing.all(|e| is_within(e, &grown))
    }
}

fn is_within(edge: &Edge, bbox: &Rect) -> bool {
    let r = edge.rect();
    r.x0 >= bbox.x0 && r.x1 <= bbox.x1 && r.top >= bbox.top && r.bottom <= bbox.bottom
}

/// The lines inside the frame, with its own upper and lower side, and the others.
fn cut(edges: Vec<Edge>, frame: &Rect, snap: f32) -> (Vec<Edge>, Vec<Edge>) {
    let grown = frame.grown(snap);
    let (mut inner, outer): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(|e| is_within(e, &grown));
    for position in [frame.top, frame.bottom] {
        let is_side =
            |e: &Edge| e.orientation == Orientation::Horizontal && (e.position - position).abs() <= snap;
        if !inner.iter().any(is_side) {
            inner.push(Edge {
                orientation: Orientation::Horizontal,
                position,
                start: frame.x0,
                end: frame.x1,
            });
        }
    }
    (inner, outer)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Budget, Limits, Warnings};
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::edges::tests::{h, v};
    use crate::table::rulings::{PlacedTable, find_tables};
    use crate::table::settings::TableSettings;

    /// Two columns and two rows; in the second cell of the second row a table of two columns stands on the upper line,
    /// `padding` points away from the sides, with text below it.
    fn found(padding: f32) -> Vec<PlacedTable> {
        let mut page = blank_page();
        let (left, right) = (100.0 + padding, 300.0 - padding);
        page.rulings = vec![
            h(0.0, 0.0, 300.0),
            h(20.0, 0.0, 300.0),
            h(80.0, 0.0, 300.0),
            v(0.0, 0.0, 80.0),
            v(100.0, 0.0, 80.0),
            v(300.0, 0.0, 80.0),
            h(40.0, left, right),
            v(left, 20.0, 40.0),
            v(200.0, 20.0, 40.0),
            v(right, 20.0, 40.0),
        ];
        let texts = [
            ("a", 10.0, 14.0),
            ("b", 110.0, 14.0),
            ("c", 10.0, 34.0),
            ("d", 125.0, 34.0),
            ("e", 210.0, 34.0),
            ("below", 110.0, 60.0),
        ];
        for (text, x, y) in texts {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let words = all_words(&page);
        let found = find_tables(
            &page,
            words,
            10.0,
            &TableSettings::default(),
            &budget,
            &mut warnings,
        );
        found.unwrap().0
    }

    #[test]
    fn a_table_on_one_line_of_its_cell_is_nested_and_text_below_it_stays_in_the_cell() {
        let tables = found(5.0);
        assert_eq!(tables.len(), 1);
        let cells = tables[0].table.cells();
        let texts: Vec<&str> = cells.iter().map(|c| c.text.as_str()).collect();
        assert_eq!(texts, ["a", "b", "c", "below"]);
        let nested: Vec<&str> = cells[3].tables[0]
            .cells()
            .iter()
            .map(|c| c.text.as_str())
            .collect();
        assert_eq!(nested, ["d", "e"]);
    }

    #[test]
    fn lines_far_from_the_sides_of_a_cell_are_borders_of_one_table() {
        assert!(
            found(20.0)
                .iter()
                .all(|t| t.table.cells().iter().all(|c| c.tables.is_empty()))
        );
    }
}
