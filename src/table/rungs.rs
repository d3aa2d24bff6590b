//! Tables with a line between every two rows and none between the columns, where some of these lines leave columns out:
//! what stands there goes on over several rows.
//!
//! The lines say what the rows are, however many lines of text these have, and how far each cell reaches down; where the
//! texts stand says what the columns are.

use std::ops::Range;

use super::alignment::{Draft, Row};
use super::columns::{Column, Segment, covered};
use super::settings::TableSettings;

/// A horizontal line: y, x0, x1 in points.
type Rule = (f32, f32, f32);

/// More lines than this are a drawing.
const MOST_RULES: usize = 400;
/// The most places (rows times columns) of such a table.
const MOST_PLACES: usize = 20_000;
/// Fewer rows than this tell too little.
const LEAST_ROWS: usize = 3;
/// A head has no more levels than this.
const MOST_LEVELS: usize = 4;

/// The rows below the head of such a table.
pub(super) struct Body {
    /// The index of the first line of text below the head.
    pub(super) first: usize,
    /// How many rows there are.
    pub(super) n_rows: usize,
    /// Their cells, rows counted from 0.
    pub(super) drafts: Vec<Draft>,
}

/// The rows below the last line from side to side above the text line `first`, the first with values, or below the first such
/// line where no column has `values`. `None` for a table that is not drawn like that.
pub(super) fn body(
    lines: &[Row],
    (columns, values): (&[Column], &[bool]),
    first: usize,
    rules: &[Rule],
    em: f32,
    settings: &TableSettings,
) -> Option<Body> {
    if rules.len() > MOST_RULES || lines.len() < LEAST_ROWS || rules.len() < LEAST_ROWS {
        return None;
    }
    let all = with_lines_between(borders(columns, rules, em, settings), lines);
    let whole = |b: &Border| b.covered.iter().all(|c| *c);
    let head = if values.contains(&true) {
        let y = lines.get(first)?.y();
        all.iter().rposition(|b| b.y < y && whole(b)).filter(|i| *i > 0)?
    } else {
        all.iter().skip(1).position(whole)? + 1
    };
    let borders = all.get(head..)?;
    let (first, last) = (borders.first()?, borders.last()?);
    let inside = |l: &Row| all.first().is_some_and(|top| l.y() > top.y) && l.y() < last.y;
    let n_rows = borders.len() - 1;
    let inner = borders.get(1..n_rows)?;
    // Below a cell that goes on to the end of the table its last line, too, may be left out.
    let passes = last.covered.iter().filter(|c| **c).count();
    let closed = passes * 2 >= columns.len();
    let drawn = closed && lines.iter().all(inside) && !inner.iter().all(whole);
    if !drawn || n_rows < LEAST_ROWS || head > MOST_LEVELS || n_rows * columns.len() > MOST_PLACES {
        return None;
    }
    let start = lines.partition_point(|l| l.y() <= first.y);
    let lines = lines.get(start..)?;
    if !holds_rows(lines, borders, columns.len()) {
        return None;
    }
    let mut grid = Grid::of(borders, columns.len());
    // What reaches over several columns first: it says which cells are wide.
    let segments = lines.iter().flat_map(|l| &l.segments);
    let mut texts: Vec<(Range<usize>, &Segment)> =
        segments.map(|s| (covered(columns, &s.bbox, em), s)).collect();
    texts.sort_by_key(|(cols, _)| std::cmp::Reverse(cols.len()));
    for (cols, segment) in texts {
        let value = segment.value && values.get(cols.start) == Some(&true);
        let row = row_at(borders, segment.bbox.center().y)?;
        let cell = grid.cell(row, cols)?;
        cell.values += usize::from(value);
        cell.draft.words.extend(segment.words.iter().cloned());
    }
    let drafts = grid.into_drafts()?;
    Some(Body {
        first: start,
        n_rows,
        drafts,
    })
}

/// A height at which lines are drawn.
struct Border {
    y: f32,
    /// For each column whether a line passes below or above its texts.
    covered: Vec<bool>,
}

/// The heights at which lines are drawn, from top to bottom.
fn borders(columns: &[Column], rules: &[Rule], em: f32, settings: &TableSettings) -> Vec<Border> {
    let mut sorted: Vec<Rule> = rules.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out = Vec::new();
    let mut rest = sorted.as_slice();
    while let Some(first) = rest.first() {
        let level = |r: &&Rule| r.0 - first.0 <= settings.snap * em;
        let (rules, after) = rest.split_at(rest.iter().take_while(level).count().max(1));
        rest = after;
        let passes = |c: &Column| {
            let shared = |r: &Rule| (r.2.min(c.x1) - r.1.max(c.x0)).max(0.0);
            let sum: f32 = rules.iter().map(shared).sum();
            sum >= settings.wall_cover * (c.x1 - c.x0)
        };
        let covered: Vec<bool> = columns.iter().map(passes).collect();
        if covered.contains(&true) {
            out.push(Border { y: first.0, covered });
        }
    }
    out
}

/// The borders, those without a line of text between them as one.
fn with_lines_between(borders: Vec<Border>, lines: &[Row]) -> Vec<Border> {
    let mut out: Vec<Border> = Vec::with_capacity(borders.len());
    for border in borders {
        let between = |b: &Border| {
            let from = lines.partition_point(|l| l.y() <= b.y);
            lines.get(from).is_some_and(|l| l.y() < border.y)
        };
        match out.last_mut() {
            Some(last) if !between(last) => {
                let both = last.covered.iter_mut().zip(&border.covered);
                both.for_each(|(a, b)| *a |= b);
            }
            _ => out.push(border),
        }
    }
    out
}

/// The row between borders that holds a height.
fn row_at(borders: &[Border], y: f32) -> Option<usize> {
    borders.partition_point(|b| b.y <= y).checked_sub(1)
}

/// Whether what stands between borders are rows: nearly none holds several lines with a text in every column.
fn holds_rows(lines: &[Row], borders: &[Border], n_cols: usize) -> bool {
    let mut full = vec![0usize; borders.len()];
    for line in lines.iter().filter(|l| l.segments.len() >= n_cols) {
        if let Some(n) = row_at(borders, line.y()).and_then(|row| full.get_mut(row)) {
            *n += 1;
        }
    }
    let several = full.iter().filter(|n| **n > 1).count();
    several * 4 <= borders.len()
}

/// A cell with the number of values in it.
struct Place {
    draft: Draft,
    values: usize,
}

/// Cells by rows and columns.
struct Grid {
    places: Vec<Place>,
    /// For each row and column the cell that holds it.
    owner: Vec<Vec<usize>>,
}

impl Grid {
    /// In each column a cell from one line that passes there to the next.
    fn of(borders: &[Border], n_cols: usize) -> Grid {
        let n_rows = borders.len().saturating_sub(1);
        let mut owner = vec![vec![0; n_cols]; n_rows];
        let mut places: Vec<Place> = Vec::new();
        for col in 0..n_cols {
            for (row, slots) in owner.iter_mut().enumerate() {
                let passes = borders.get(row).and_then(|b| b.covered.get(col)) == Some(&true);
                match places.last_mut() {
                    Some(place) if row > 0 && !passes => place.draft.rows.end = row + 1,
                    _ => places.push(Place {
                        draft: Draft {
                            rows: row..row + 1,
                            cols: col..col + 1,
                            words: Vec::new(),
                        },
                        values: 0,
                    }),
                }
                if let Some(slot) = slots.get_mut(col) {
                    *slot = places.len() - 1;
                }
            }
        }
        Grid { places, owner }
    }

    /// The cell of a row that holds these columns, widened where it is narrower; `None` where its neighbours have other rows.
    fn cell(&mut self, row: usize, cols: Range<usize>) -> Option<&mut Place> {
        let slots = self.owner.get(row)?;
        let held: Vec<usize> = slots.get(cols)?.to_vec();
        let (&first, rest) = held.split_first()?;
        for &other in rest.iter().filter(|i| **i != first) {
            let taken = self.places.get(other)?.draft.cols.clone();
            let rows = self.places.get(first)?.draft.rows.clone();
            if self.places.get(other)?.draft.rows != rows || !self.places.get(other)?.draft.words.is_empty() {
                return None;
            }
            self.places.get_mut(other)?.draft.rows = 0..0;
            let place = self.places.get_mut(first)?;
            place.draft.cols.end = place.draft.cols.end.max(taken.end);
            for slots in self.owner.get_mut(rows)? {
                slots.get_mut(taken.clone())?.fill(first);
            }
        }
        self.places.get_mut(first)
    }

    /// The cells; `None` where one over several rows holds several values: then lines were left out for another reason.
    fn into_drafts(self) -> Option<Vec<Draft>> {
        let places = || self.places.iter().filter(|p| !p.draft.rows.is_empty());
        let one = places().all(|p| p.draft.rows.len() == 1 || p.values <= 1);
        one.then(|| {
            let kept = self.places.into_iter().map(|p| p.draft);
            kept.filter(|d| !d.rows.is_empty()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::table::alignment::tests::cells;

    /// A group of three rows and one of two, the names of the groups in the middle of their rows.
    fn groups(rules: &[(f32, f32, f32)]) -> Vec<String> {
        cells(
            &[
                (100.0, &[("kind", 50.0), ("what it is", 150.0), ("whose", 300.0)]),
                (120.0, &[("a first text", 150.0), ("his", 300.0)]),
                (140.0, &[("one", 50.0), ("a second one", 150.0), ("her", 300.0)]),
                (160.0, &[("a third text", 150.0), ("its", 300.0)]),
                (180.0, &[("a fourth one", 150.0), ("our", 300.0)]),
                (190.0, &[("two", 50.0)]),
                (200.0, &[("the last text", 150.0), ("all", 300.0)]),
            ],
            rules,
        )
    }

    #[test]
    fn a_line_that_leaves_a_column_out_says_that_its_cell_goes_on() {
        let whole = |y: f32| (y, 45.0, 340.0);
        let part = |y: f32| (y, 145.0, 340.0);
        let of = |first: (f32, f32, f32)| {
            let rules = [90.0, 106.0, 166.0, 206.0].map(whole);
            groups(&[&rules[..], &[first, part(146.0), part(186.0)]].concat())
        };
        let found = of(part(126.0));
        for cell in [
            "0 0: kind",
            "1+2 0: one",
            "2 1: a second one",
            "4+1 0: two",
            "5 2: all",
        ] {
            assert!(found.iter().any(|c| c == cell), "{cell}: {found:?}");
        }
        // Through all columns.
        let found = of(whole(126.0));
        assert!(found.iter().any(|c| c == "2+1 0: one"), "{found:?}");
    }
}
