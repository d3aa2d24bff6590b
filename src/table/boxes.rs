//! Boxes around text that are no tables of several cells: those that stand on one another, and those that were drawn
//! side after side, as the borders of paragraphs are.

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Rect, Ruling, RulingKind};
use crate::reader::pdf::PdfPage;

use super::charts::part_charts;
use super::edges::{Edge, components, join_rulings};
use super::lattice::borders;
use super::rulings::PlacedTable;
use super::settings::TableSettings;

/// A stack of more boxes than this is left as it is, so that looking costs little.
const MOST_BOXES: usize = 100;

/// What stands between two levels of a stack.
#[derive(Clone, Copy, Debug)]
struct Band {
    top: f32,
    bottom: f32,
    left: f32,
    right: f32,
}

/// Parts components that are boxes on one another: between any two levels a left and a right side and nothing else, and
/// somewhere the sides do not go on in line. `snap` is in points.
pub(crate) fn part_stacks(parts: Vec<Vec<Edge>>, snap: f32) -> Vec<Vec<Edge>> {
    parts
        .into_iter()
        .flat_map(|part| match stacked(&part, snap) {
            Some(boxes) => boxes.iter().map(|b| edges_of(&part, b, snap)).collect(),
            None => vec![part],
        })
        .collect()
}

/// The boxes of a component, top to bottom, when it is a stack of at least two.
fn stacked(edges: &[Edge], snap: f32) -> Option<Vec<Rect>> {
    let levels = borders(edges, Orientation::Horizontal, snap);
    if levels.len() < 3 || levels.len() > MOST_BOXES + 1 {
        return None;
    }
    let bands: Option<Vec<Band>> = levels
        .windows(2)
        .map(|w| match w {
            [top, bottom] => band(edges, *top, *bottom, snap),
            _ => None,
        })
        .collect();
    let mut boxes: Vec<Rect> = Vec::new();
    for b in bands? {
        match boxes.last_mut() {
            Some(last) if (last.x0 - b.left).abs() <= snap && (last.x1 - b.right).abs() <= snap => {
                last.bottom = b.bottom;
            }
            _ => boxes.push(Rect::new(b.left, b.top, b.right, b.bottom)),
        }
    }
    (boxes.len() > 1).then_some(boxes)
}

/// The band between two levels when exactly two upright lines stand in it.
fn band(edges: &[Edge], top: f32, bottom: f32, snap: f32) -> Option<Band> {
    let middle = (top + bottom) / 2.0;
    let beside: Vec<Edge> = edges
        .iter()
        .filter(|e| e.orientation == Orientation::Vertical && e.start < middle && e.end > middle)
        .copied()
        .collect();
    match borders(&beside, Orientation::Vertical, snap).as_slice() {
        [left, right] => Some(Band {
            top,
            bottom,
            left: *left,
            right: *right,
        }),
        _ => None,
    }
}

/// What of the component's edges is drawn around one of its boxes.
fn edges_of(edges: &[Edge], bbox: &Rect, snap: f32) -> Vec<Edge> {
    let (across, along) = (
        bbox.x0 - snap..=bbox.x1 + snap,
        bbox.top - snap..=bbox.bottom + snap,
    );
    edges
        .iter()
        .filter_map(|e| {
            let (place, length) = match e.orientation {
                Orientation::Horizontal => (&along, &across),
                Orientation::Vertical => (&across, &along),
            };
            let (start, end) = (e.start.max(*length.start()), e.end.min(*length.end()));
            (place.contains(&e.position) && end - start > snap).then_some(Edge { start, end, ..*e })
        })
        .collect()
}

/// The boxes of a page that stand alone or on one another, as the frames of a flow chart or of paragraphs do; boxes of one
/// width on one another are one.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn frames_of(
    rulings: &[Ruling],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Rect>, Error> {
    let snap = settings.snap * em;
    let edges = join_rulings(rulings, em, settings, budget)?;
    let parts = part_charts(
        components(&edges, em, settings, budget)?,
        settings.meet * em,
        snap,
    );
    let parts = part_stacks(parts, snap);
    // Lines across a box part what is in it from one another, and all of it from what is outside.
    let frame = |part: &Vec<Edge>| {
        let levels = borders(part, Orientation::Horizontal, snap);
        if levels.len() > MOST_BOXES + 1 {
            return None;
        }
        let bands = levels.windows(2).map(|w| match w {
            [top, bottom] => band(part, *top, *bottom, snap),
            _ => None,
        });
        let boxes = bands.map(|b| b.map(|b| Rect::new(b.left, b.top, b.right, b.bottom)));
        let boxes: Option<Vec<Rect>> = boxes.collect();
        boxes?.into_iter().reduce(|a, b| a.union(&b))
    };
    Ok(parts.iter().filter_map(frame).collect())
}

/// Whether some texts of a table stand in frames of their own and others do not: it is a drawing. A table whose cells
/// stand apart has a box around every text.
pub(crate) fn is_partly_framed(
    page: &PdfPage,
    table: &PlacedTable,
    frames: &[Rect],
    settings: &TableSettings,
) -> bool {
    let is_inside = |f: &&Rect| table.bbox.intersection(f).is_some() && f.area() < 0.5 * table.bbox.area();
    let inside: Vec<&Rect> = frames.iter().filter(is_inside).collect();
    let mut taken = vec![false; inside.len()];
    let mut framed = 0_usize;
    for char in table.chars.iter().filter_map(|i| page.chars.get(*i)) {
        if let Some(k) = inside.iter().position(|f| f.contains(char.bbox.center())) {
            framed += 1;
            if let Some(slot) = taken.get_mut(k) {
                *slot = true;
            }
        }
    }
    let boxes = taken.iter().filter(|t| **t).count();
    boxes >= 2 && (framed as f32) < settings.framed * table.chars.len() as f32
}

/// Whether the sides of a box were drawn one after another around it. The lines of a table are drawn one way first and
/// then the other, be it a table of one cell.
pub(crate) fn is_drawn_round(rulings: &[Ruling], bbox: &Rect, snap: f32) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() <= snap;
    let is_side = |r: &&Ruling| match r.orientation {
        Orientation::Horizontal => {
            (near(r.position, bbox.top) || near(r.position, bbox.bottom))
                && near(r.start, bbox.x0)
                && near(r.end, bbox.x1)
        }
        Orientation::Vertical => {
            (near(r.position, bbox.x0) || near(r.position, bbox.x1))
                && r.start >= bbox.top - snap
                && r.end <= bbox.bottom + snap
        }
    };
    let sides: Vec<&Ruling> = rulings.iter().filter(is_side).collect();
    let turns = sides.windows(2).filter(|w| match w {
        [a, b] => a.orientation != b.orientation,
        _ => false,
    });
    sides.iter().all(|r| r.kind == RulingKind::Stroke) && turns.count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::alignment::{self, Search};
    use crate::table::edges::tests::{h, v};

    fn edge(r: Ruling) -> Edge {
        Edge {
            orientation: r.orientation,
            position: r.position,
            start: r.start,
            end: r.end,
        }
    }

    /// The boxes of a component of these lines.
    fn boxes(rulings: Vec<Ruling>) -> Vec<Rect> {
        let parts = part_stacks(vec![rulings.into_iter().map(edge).collect()], 2.0);
        let bbox = |part: &Vec<Edge>| part.iter().map(Edge::rect).reduce(|a, b| a.union(&b));
        parts.iter().filter_map(bbox).collect()
    }

    #[test]
    fn boxes_of_different_widths_on_one_another_are_parted() {
        let narrow = [v(10.0, 0.0, 20.0), v(200.0, 0.0, 20.0)];
        let wide = [v(40.0, 20.0, 50.0), v(210.0, 20.0, 50.0)];
        let levels = [h(0.0, 10.0, 200.0), h(20.0, 10.0, 210.0), h(50.0, 40.0, 210.0)];
        let all: Vec<Ruling> = levels.into_iter().chain(narrow).chain(wide).collect();
        let found = boxes(all.clone());
        assert_eq!(found.len(), 2);
        assert!(
            (found[0].x0, found[0].bottom) == (10.0, 20.0) && (found[1].x0, found[1].top) == (38.0, 20.0)
        );
        // One more line makes two cells of the lower one.
        let table = all.into_iter().chain([v(100.0, 20.0, 50.0)]).collect();
        assert_eq!(boxes(table).len(), 1);
    }

    #[test]
    fn rows_of_one_column_stay_together() {
        let sides = [v(10.0, 0.0, 60.0), v(200.0, 0.0, 60.0)];
        let levels = [0.0, 20.0, 40.0, 60.0].map(|y| h(y, 10.0, 200.0));
        assert_eq!(boxes(levels.into_iter().chain(sides).collect()).len(), 1);
    }

    #[test]
    fn sides_drawn_one_after_another_go_round_and_lines_of_a_table_do_not() {
        let bbox = Rect::new(10.0, 0.0, 200.0, 20.0);
        let [top, bottom] = [0.0, 20.0].map(|y| h(y, 10.0, 200.0));
        let [left, right] = [10.0, 200.0].map(|x| v(x, 0.0, 20.0));
        assert!(is_drawn_round(&[top, right, bottom, left], &bbox, 2.0));
        assert!(!is_drawn_round(&[top, bottom, left, right], &bbox, 2.0));
        assert!(!is_drawn_round(&[left, right, top, bottom], &bbox, 2.0));
    }

    #[test]
    fn texts_in_some_boxes_are_a_drawing_and_a_box_around_each_is_a_table() {
        let limits = Limits::default();
        let budget = Budget::new(&limits, None);
        let table = |boxed: usize| {
            let mut page = blank_page();
            for (i, (text, value)) in [("one", "10"), ("two", "20"), ("three", "30"), ("four", "40")]
                .into_iter()
                .enumerate()
            {
                let y = 100.0 + 30.0 * i as f32;
                for (k, (text, x)) in [(text, 60.0), (value, 160.0)].into_iter().enumerate() {
                    print(&mut page, text, x, y, 10.0, 0.0);
                    if 2 * i + k < boxed {
                        let (left, right, top, bottom) = (x - 4.0, x + 60.0, y - 12.0, y + 6.0);
                        page.rulings.extend([top, bottom].map(|y| h(y, left, right)));
                        page.rulings.extend([left, right].map(|x| v(x, top, bottom)));
                    }
                }
            }
            let search = Search {
                page: &page,
                taken: &[],
                rules: true,
                em: 10.0,
            };
            let words = all_words(&page);
            let found = alignment::find_tables(&search, words, &TableSettings::default(), &budget);
            found.unwrap().0.len()
        };
        assert_eq!((table(0), table(3), table(8)), (1, 0, 1));
    }
}
