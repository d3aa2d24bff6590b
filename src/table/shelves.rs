//! Short upright lines that stand on the lower line of a cell and end below its text, or hang from its upper line and
//! end above it.
//!
//! Forms have boxes for the parts of a date below the name of the field, with no line between the name and the boxes.
//! Such a cell is a row of one cell and a row of several; between them runs a line that nobody drew, a shelf. It is put
//! in where the text agrees: words on both sides of it or above the boxes, and none that it or an upright line crosses.
//! Where the shelf would cross texts at both sides of a short line, the line goes on: writers leave sides of merged cells
//! undrawn.

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Rect};

use super::edges::Edge;
use super::settings::TableSettings;

/// A word's box is higher than its letters: a line that enters it by less than this part of its height touches none.
const EMPTY_RIM: f32 = 0.25;

/// Boxes with more lines of text side by side are rows of a table in which lines are drawn between columns alone. The shelf
/// then goes through the whole row of boxes, or there is none.
const MOST_LINES: usize = 2;

/// Adds the shelves of a component of edges. `words` are the boxes of the words of the page, in points, in any order.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn put_in(
    mut edges: Vec<Edge>,
    words: &[Rect],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<Edge>, Error> {
    let component = Component::of(&edges, em, settings);
    let ends = [component.free(false, budget)?, component.free(true, budget)?];
    if ends.iter().all(Vec::is_empty) {
        return Ok(edges);
    }
    budget.work(words.len() as u64)?;
    let mut words = words.to_vec();
    words.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    let mut shelves = Vec::new();
    for (hanging, ends) in [false, true].into_iter().zip(ends) {
        let mut rest = ends.as_slice();
        while let Some(first) = rest.first() {
            let near = |e: &&Stub| e.free - first.free <= component.snap;
            let (level, after) = rest.split_at(rest.iter().take_while(near).count().max(1));
            rest = after;
            budget.work(component.uprights.len() as u64 / 4 + 1)?;
            component.shelves_at(level, hanging, &words, budget, &mut shelves)?;
        }
    }
    edges.extend(shelves);
    Ok(edges)
}

/// An upright line one end of which meets no level line.
#[derive(Clone, Copy)]
struct Stub {
    x: f32,
    /// The y of the end that stands free, in points.
    free: f32,
    /// The level line at the other end.
    foot: Edge,
}

/// The lines of a component by direction, sorted by position.
struct Component {
    levels: Vec<Edge>,
    uprights: Vec<Edge>,
    snap: f32,
    meet: f32,
    room: f32,
}

impl Component {
    fn of(edges: &[Edge], em: f32, settings: &TableSettings) -> Component {
        let (mut levels, mut uprights): (Vec<Edge>, Vec<Edge>) = edges
            .iter()
            .partition(|e| e.orientation == Orientation::Horizontal);
        for list in [&mut levels, &mut uprights] {
            list.sort_by(|a, b| {
                a.position
                    .total_cmp(&b.position)
                    .then(a.start.total_cmp(&b.start))
            });
        }
        Component {
            levels,
            uprights,
            snap: settings.snap * em,
            meet: settings.meet * em,
            room: settings.room * em,
        }
    }

    /// A level line that an upright one at `x` meets with its end at `y`.
    fn level_at(&self, x: f32, y: f32, budget: &Budget) -> Result<Option<Edge>, Error> {
        let from = self.levels.partition_point(|h| h.position < y - self.meet);
        let near = self.levels.iter().skip(from);
        for h in near.take_while(|h| h.position <= y + self.meet) {
            budget.work(1)?;
            if x >= h.start - self.meet && x <= h.end + self.meet {
                return Ok(Some(*h));
            }
        }
        Ok(None)
    }

    /// The upright lines with room for a line of text beside them that end free at their top, or, `hanging`, at their
    /// bottom; from top to bottom.
    fn free(&self, hanging: bool, budget: &Budget) -> Result<Vec<Stub>, Error> {
        let mut out = Vec::new();
        for v in self.uprights.iter().filter(|v| v.length() >= self.room) {
            let (free, foot) = if hanging {
                (v.end, v.start)
            } else {
                (v.start, v.end)
            };
            let Some(foot) = self.level_at(v.position, foot, budget)? else {
                continue;
            };
            // A piece of the outer side parts nothing.
            let inside = v.position - foot.start > self.room && foot.end - v.position > self.room;
            if inside && self.level_at(v.position, free, budget)?.is_none() {
                let x = v.position;
                out.push(Stub { x, free, foot });
            }
        }
        out.sort_by(|a, b| a.free.total_cmp(&b.free).then(a.x.total_cmp(&b.x)));
        Ok(out)
    }

    /// The shelves over stubs (or, `hanging`, under stubs) that end at one height: one in each cell.
    fn shelves_at(
        &self,
        stubs: &[Stub],
        hanging: bool,
        words: &[Rect],
        budget: &Budget,
        out: &mut Vec<Edge>,
    ) -> Result<(), Error> {
        let Some(y) = stubs.first().map(|s| s.free) else {
            return Ok(());
        };
        let passes = |v: &&Edge| v.start < y - self.snap && v.end > y + self.snap;
        let walls: Vec<f32> = self.uprights.iter().filter(passes).map(|v| v.position).collect();
        let mut by_x: Vec<Stub> = stubs.to_vec();
        by_x.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut rest = by_x.as_slice();
        while let Some(first) = rest.first() {
            let wall = walls.partition_point(|x| *x <= first.x);
            let right = walls.get(wall).copied();
            let left = wall.checked_sub(1).and_then(|i| walls.get(i)).copied();
            let inside = |s: &&Stub| right.is_none_or(|x| s.x < x);
            let (stubs, after) = rest.split_at(rest.iter().take_while(inside).count().max(1));
            rest = after;
            let Some(beyond) = self.beyond(first.x, y, hanging, budget)? else {
                continue;
            };
            let foot = first.foot;
            let band = Band::of(words, y, beyond, foot.position);
            budget.work(band.words.len() as u64 + walls.len() as u64 + 1)?;
            let (start, end) = (left.unwrap_or(foot.start), right.unwrap_or(foot.end));
            let lines = band.parts_the_text(start, end, stubs);
            // Boxes to be filled in stand below the text that says with what.
            let (start, end) = match lines.filter(|n| *n > 0 || !hanging) {
                None => {
                    let upright = |x| Edge {
                        orientation: Orientation::Vertical,
                        position: x,
                        start: y.min(beyond),
                        end: y.max(beyond),
                    };
                    let xs = band.going_on(start, end, stubs, lines.is_some());
                    out.extend(xs.into_iter().map(upright));
                    continue;
                }
                Some(lines) if lines <= MOST_LINES => (start, end),
                Some(_) if band.parts_all(&walls, start, &foot) => (foot.start, foot.end),
                Some(_) => continue,
            };
            out.push(Edge {
                orientation: Orientation::Horizontal,
                position: y,
                start,
                end,
            });
        }
        Ok(())
    }

    /// The y of the nearest level line over `x` beyond the shelf at `y`, if there is room for a line of text between them.
    fn beyond(&self, x: f32, y: f32, hanging: bool, budget: &Budget) -> Result<Option<f32>, Error> {
        let at = self.levels.partition_point(|h| h.position < y);
        let (before, after) = self.levels.split_at(at);
        let covers = |h: &&Edge| x >= h.start - self.meet && x <= h.end + self.meet;
        budget.work(self.levels.len() as u64 / 16 + 1)?;
        let found = match hanging {
            false => before.iter().rev().find(covers),
            true => after.iter().find(covers),
        };
        let far = |h: &Edge| (h.position - y).abs() >= self.room;
        Ok(found.filter(|h| far(h)).map(|h| h.position))
    }
}

/// What stands between the level lines of a cell, and the height of a shelf between them.
struct Band<'a> {
    /// The boxes of the words, in points, sorted by the y of their middles.
    words: &'a [Rect],
    y: f32,
    /// Whether the boxes stand above the shelf.
    hanging: bool,
}

/// Where a word stands to a shelf.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Where the boxes are.
    Boxed,
    /// On the other side.
    Beyond,
    /// On both: the shelf would cross it.
    Crossed,
}

impl<'a> Band<'a> {
    /// Of all words of the page, sorted by the y of their middles, those between a level line beyond the shelf and the one
    /// that the stubs meet.
    fn of(words: &'a [Rect], y: f32, beyond: f32, foot: f32) -> Band<'a> {
        let from = words.partition_point(|w| w.center().y < beyond.min(foot));
        let to = words.partition_point(|w| w.center().y < beyond.max(foot));
        Band {
            words: words.get(from..to).unwrap_or_default(),
            y,
            hanging: foot < y,
        }
    }

    fn side(&self, word: &Rect) -> Side {
        let rim = EMPTY_RIM * word.height();
        if word.bottom - rim > self.y && word.top + rim < self.y {
            Side::Crossed
        } else if (word.center().y < self.y) == self.hanging {
            Side::Boxed
        } else {
            Side::Beyond
        }
    }

    fn between(&self, start: f32, end: f32) -> impl Iterator<Item = &'a Rect> {
        let inside = move |w: &&Rect| w.center().x > start && w.center().x < end;
        self.words.iter().filter(inside)
    }

    /// How many lines of text the boxes of a cell hold side by side, from 0 on; `None` where no word stands beyond them, or one
    /// across the shelf or a stub.
    fn parts_the_text(&self, start: f32, end: f32, stubs: &[Stub]) -> Option<usize> {
        let (mut lines, mut beyond, mut last) = (0, false, f32::NEG_INFINITY);
        for word in self.between(start, end) {
            let rim = EMPTY_RIM * word.height();
            let from = stubs.partition_point(|s| s.x <= word.x0 + rim);
            let crossed = stubs.get(from).is_some_and(|s| s.x < word.x1 - rim);
            match self.side(word) {
                Side::Crossed => return None,
                Side::Boxed if crossed => return None,
                Side::Beyond => beyond = true,
                Side::Boxed => {
                    let y = word.center().y;
                    lines += usize::from(y - last > 0.5 * word.height());
                    last = y;
                }
            }
        }
        beyond.then_some(lines)
    }

    /// The x of the stubs that go on to the other side of the cell, drawn or not: they stand between texts and cross none, and
    /// a shelf would cross these texts (one of them where the stubs hang), or nothing stands in the `blank` boxes.
    fn going_on(&self, start: f32, end: f32, stubs: &[Stub], blank: bool) -> Vec<f32> {
        // Of each place between stubs whether there is a word in it, and one that a shelf would cross.
        let mut between = vec![(false, false); stubs.len() + 1];
        let mut crossed = vec![false; stubs.len()];
        for word in self.between(start, end) {
            let rim = EMPTY_RIM * word.height();
            let from = stubs.partition_point(|s| s.x <= word.x0 + rim);
            let to = stubs.partition_point(|s| s.x < word.x1 - rim);
            match crossed.get_mut(from..to) {
                Some(some) if !some.is_empty() => some.fill(true),
                _ => {
                    if let Some((any, over)) = between.get_mut(from) {
                        *any = true;
                        *over |= self.side(word) == Side::Crossed;
                    }
                }
            }
        }
        let told = |a: bool, b: bool| blank || (a && b) || (self.hanging && (a || b));
        let beside = between.windows(2).map(|w| match w {
            [(true, a), (true, b)] => told(*a, *b),
            _ => false,
        });
        let goes_on = beside.zip(&crossed).map(|(beside, crossed)| beside && !crossed);
        let some = stubs.iter().zip(goes_on).filter(|(_, goes_on)| *goes_on);
        some.map(|(s, _)| s.x).collect()
    }

    /// Whether every other cell of the row, between walls at these x, has texts on both sides of the shelf or none at all.
    fn parts_all(&self, walls: &[f32], but: f32, foot: &Edge) -> bool {
        let cell = |x: f32| walls.partition_point(|w| *w <= x);
        let mut sides = vec![(false, false); walls.len() + 1];
        let inside = self.between(foot.start, foot.end);
        for word in inside {
            let Some((boxed, beyond)) = sides.get_mut(cell(word.center().x)) else {
                continue;
            };
            match self.side(word) {
                Side::Crossed => return false,
                Side::Boxed => *boxed = true,
                Side::Beyond => *beyond = true,
            }
        }
        let own = cell(but);
        let agrees = |(i, (boxed, beyond)): (usize, &(bool, bool))| i == own || boxed == beyond;
        sides.iter().enumerate().all(agrees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::geometry::Ruling;
    use crate::table::edges::join_rulings;
    use crate::table::edges::tests::{h, v};

    fn put(stubs: &[Ruling], words: &[Rect]) -> Vec<Edge> {
        let mut rulings = vec![
            h(0.0, 0.0, 300.0),
            h(60.0, 0.0, 300.0),
            v(0.0, 0.0, 60.0),
            v(100.0, 0.0, 60.0),
            v(300.0, 0.0, 60.0),
        ];
        rulings.extend_from_slice(stubs);
        let (settings, budget) = (TableSettings::default(), Budget::new(&Limits::default(), None));
        let edges = join_rulings(&rulings, 10.0, &settings, &budget).unwrap();
        let before = edges.len();
        let with = put_in(edges, words, 10.0, &settings, &budget).unwrap();
        with.get(before..).unwrap_or_default().to_vec()
    }

    fn of(orientation: Orientation, edges: &[Edge]) -> Vec<(f32, f32, f32)> {
        let some = edges.iter().filter(|e| e.orientation == orientation);
        some.map(|e| (e.position, e.start, e.end)).collect()
    }

    fn shelves(stubs: &[Ruling], words: &[Rect]) -> Vec<(f32, f32, f32)> {
        of(Orientation::Horizontal, &put(stubs, words))
    }

    fn word(x0: f32, top: f32, x1: f32) -> Rect {
        Rect::new(x0, top, x1, top + 10.0)
    }

    #[test]
    fn boxes_below_a_text_are_a_row_of_their_own() {
        let stubs = [v(160.0, 30.0, 60.0), v(220.0, 30.5, 60.0)];
        let name = word(110.0, 8.0, 290.0);
        let parts = [word(110.0, 40.0, 130.0), word(165.0, 40.0, 200.0)];
        let shelf = [(30.0, 100.0, 300.0)];
        assert_eq!(shelves(&stubs, &[name]), shelf);
        assert_eq!(shelves(&stubs, &[name, parts[0], parts[1]]), shelf);
        // The cell beside it is whole, whatever stands in it.
        assert_eq!(shelves(&stubs, &[name, word(10.0, 25.0, 90.0)]), shelf);
    }

    #[test]
    fn no_boxes_are_told_where_a_word_stands_across_a_line_or_none_stands_above_them() {
        let stubs = [v(160.0, 30.0, 60.0)];
        let name = word(110.0, 8.0, 290.0);
        assert_eq!(shelves(&stubs, &[name, word(110.0, 25.0, 140.0)]), []);
        assert_eq!(shelves(&stubs, &[name, word(140.0, 40.0, 180.0)]), []);
        assert_eq!(shelves(&stubs, &[word(110.0, 40.0, 130.0)]), []);
        assert_eq!(shelves(&[v(160.0, 2.0, 60.0)], &[name]), []);
        // A tick on the line; a piece of the outer side.
        assert_eq!(shelves(&[v(160.0, 54.0, 60.0)], &[name]), []);
        assert_eq!(shelves(&[v(295.0, 30.0, 60.0)], &[name]), []);
    }

    #[test]
    fn a_side_that_is_half_drawn_between_two_texts_goes_on() {
        let texts = [word(110.0, 25.0, 150.0), word(170.0, 25.0, 290.0)];
        for stub in [v(160.0, 0.0, 28.0), v(160.0, 32.0, 60.0)] {
            let whole = if stub.start < 10.0 {
                (160.0, 28.0, 60.0)
            } else {
                (160.0, 0.0, 32.0)
            };
            let put = |words: &[Rect]| of(Orientation::Vertical, &put(&[stub], words));
            assert_eq!(put(&texts), [whole]);
            assert_eq!(put(&texts[..1]), []);
            assert_eq!(put(&[texts[0], texts[1], word(110.0, 45.0, 290.0)]), []);
            assert_eq!(put(&[texts[0], texts[1], word(110.0, 3.0, 290.0)]), []);
        }
        // Nothing stands beside its piece at the top.
        let piece = [v(160.0, 0.0, 20.0)];
        assert_eq!(
            of(Orientation::Vertical, &put(&piece, &texts)),
            [(160.0, 20.0, 60.0)]
        );
        assert_eq!(of(Orientation::Horizontal, &put(&piece, &texts)), []);
    }

    #[test]
    fn several_lines_in_the_boxes_ask_for_a_shelf_through_the_whole_row() {
        let stubs = [v(160.0, 0.0, 45.0), v(220.0, 0.0, 45.0)];
        let boxed = [110.0, 170.0, 230.0].map(|x| [3.0, 16.0, 29.0].map(|y| word(x, y, x + 30.0)));
        let mut all: Vec<Rect> = boxed.concat();
        all.push(word(110.0, 48.0, 290.0));
        assert_eq!(shelves(&stubs, &all), [(45.0, 0.0, 300.0)]);
        let beside = |tops: &[f32]| {
            let labels = tops.iter().map(|y| word(10.0, *y, 60.0));
            shelves(&stubs, &all.iter().copied().chain(labels).collect::<Vec<_>>())
        };
        assert_eq!(beside(&[3.0, 16.0, 29.0, 48.0]), [(45.0, 0.0, 300.0)]);
        assert_eq!(beside(&[3.0, 16.0, 29.0]), []);
        assert_eq!(beside(&[3.0, 40.0]), []);
    }

    #[test]
    fn boxes_may_hang_from_the_upper_line() {
        let stubs = [v(160.0, 0.0, 28.0)];
        let text = [
            word(110.0, 8.0, 150.0),
            word(170.0, 8.0, 200.0),
            word(110.0, 40.0, 290.0),
        ];
        assert_eq!(shelves(&stubs, &text), [(28.0, 100.0, 300.0)]);
        assert_eq!(shelves(&stubs, &text[..2]), []);
    }
}
