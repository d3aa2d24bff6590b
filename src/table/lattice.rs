//! Edges to a grid, and the grid to cells.
//!
//! Every vertical edge gives a column border and every horizontal one a row border. A place of the grid is walled
//! off from its neighbour where an edge covers most of the side between them; places without a wall between them
//! are one cell.

use std::ops::Range;

use crate::geometry::{Orientation, Rect};

use super::edges::{Edge, root, unite};
use super::settings::TableSettings;

/// Row and column borders and the walls between the places.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    /// Column borders from left to right, in points; one more than there are columns.
    pub xs: Vec<f32>,
    /// Row borders from top to bottom, in points; one more than there are rows.
    pub ys: Vec<f32>,
    /// `walls_right[row][col]`: whether there is a wall between this place and the next to the right.
    walls_right: Vec<Vec<bool>>,
    /// `walls_below[row][col]`: whether there is a wall between this place and the next below.
    walls_below: Vec<Vec<bool>>,
}

/// A cell of the grid: half-open ranges of rows and columns, 0-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Rows.
    pub rows: Range<usize>,
    /// Columns.
    pub cols: Range<usize>,
}

/// The most places of one grid, counted; a drawing with more is no table.
const MOST_PLACES: usize = 200_000;

/// How large a grid may be, and whether one was larger.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    most: usize,
    /// Whether a grid was given up because it has more places than it may have.
    pub exceeded: bool,
}

impl Places {
    /// So many at most, as far as any table has so many.
    pub fn up_to(most: usize) -> Places {
        Places {
            most: most.min(MOST_PLACES),
            exceeded: false,
        }
    }
}

impl Lattice {
    /// Builds the grid of one component of edges. `text` are the boxes of the words nearby, which tell whether a
    /// side without a border is part of the table. `None` when there are no two borders each way, or more places than
    /// there may be.
    pub fn build(
        edges: &[Edge],
        text: &[Rect],
        em: f32,
        settings: &TableSettings,
        places: &mut Places,
    ) -> Option<Lattice> {
        let snap = settings.snap * em;
        let mut xs = borders(edges, Orientation::Vertical, snap);
        let mut ys = borders(edges, Orientation::Horizontal, snap);
        let level = extent(edges, Orientation::Horizontal);
        let upright = extent(edges, Orientation::Vertical);
        if let (Some((left, right)), Some((top, bottom))) = (level, upright) {
            let band = (
                top.min(ys.first().copied().unwrap_or(top)),
                bottom.max(ys.last().copied().unwrap_or(bottom)),
            );
            let side = (
                left.min(xs.first().copied().unwrap_or(left)),
                right.max(xs.last().copied().unwrap_or(right)),
            );
            let columns: Vec<(f32, f32)> = text
                .iter()
                .filter(|r| r.center().y > band.0 && r.center().y < band.1)
                .map(|r| (r.x0, r.x1))
                .collect();
            let lines: Vec<(f32, f32)> = text
                .iter()
                .filter(|r| r.center().x > side.0 && r.center().x < side.1)
                .map(|r| (r.top, r.bottom))
                .collect();
            let open = settings.open_side * em;
            close_sides(&mut xs, left, right, &columns, open);
            close_sides(&mut ys, top, bottom, &lines, open);
        }
        let (n_rows, n_cols) = (ys.len().checked_sub(1)?, xs.len().checked_sub(1)?);
        if n_rows == 0 || n_cols == 0 {
            return None;
        }
        if n_rows.saturating_mul(n_cols) > places.most {
            places.exceeded = true;
            return None;
        }
        let upright_cover = covers(edges, Orientation::Vertical, &xs, snap);
        let level_cover = covers(edges, Orientation::Horizontal, &ys, snap);
        let cover = settings.wall_cover;
        let walls_right = (0..n_rows)
            .map(|r| {
                (0..n_cols)
                    .map(|c| c + 1 == n_cols || is_covered(&upright_cover, c + 1, &ys, r, cover))
                    .collect()
            })
            .collect();
        let walls_below = (0..n_rows)
            .map(|r| {
                (0..n_cols)
                    .map(|c| r + 1 == n_rows || is_covered(&level_cover, r + 1, &xs, c, cover))
                    .collect()
            })
            .collect();
        Some(
            Lattice {
                xs,
                ys,
                walls_right,
                walls_below,
            }
            .without_idle_borders(),
        )
    }

    /// Number of rows of the grid.
    pub fn n_rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// Number of columns of the grid.
    pub fn n_cols(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The box around the grid.
    pub fn bbox(&self) -> Option<Rect> {
        Some(Rect::new(
            *self.xs.first()?,
            *self.ys.first()?,
            *self.xs.last()?,
            *self.ys.last()?,
        ))
    }

    /// The box of a region.
    pub fn region_box(&self, region: &Region) -> Option<Rect> {
        Some(Rect::new(
            *self.xs.get(region.cols.start)?,
            *self.ys.get(region.rows.start)?,
            *self.xs.get(region.cols.end)?,
            *self.ys.get(region.rows.end)?,
        ))
    }

    fn wall(walls: &[Vec<bool>], row: usize, col: usize) -> bool {
        walls.get(row).and_then(|w| w.get(col)).copied().unwrap_or(true)
    }

    /// Leaves out borders at which no wall stands anywhere (a tick, an edge inside nothing).
    fn without_idle_borders(self) -> Lattice {
        let (rows, cols) = (self.n_rows(), self.n_cols());
        let live_cols: Vec<usize> = (0..cols)
            .filter(|&c| (0..rows).any(|r| Lattice::wall(&self.walls_right, r, c)))
            .collect();
        let live_rows: Vec<usize> = (0..rows)
            .filter(|&r| (0..cols).any(|c| Lattice::wall(&self.walls_below, r, c)))
            .collect();
        let keep = |all: &[f32], live: &[usize]| -> Vec<f32> {
            let first = all.first().copied();
            first
                .into_iter()
                .chain(live.iter().filter_map(|&i| all.get(i + 1).copied()))
                .collect()
        };
        // The first place of a merged strip of rows stands for them all where walls differ: a wall counts when
        // any of the merged places has it.
        let strips = |live: &[usize]| -> Vec<Range<usize>> {
            let mut from = 0;
            live.iter()
                .map(|&i| {
                    let strip = from..i + 1;
                    from = i + 1;
                    strip
                })
                .collect()
        };
        let (row_strips, col_strips) = (strips(&live_rows), strips(&live_cols));
        let walls_right = row_strips
            .iter()
            .map(|rows| {
                live_cols
                    .iter()
                    .map(|&c| rows.clone().any(|r| Lattice::wall(&self.walls_right, r, c)))
                    .collect()
            })
            .collect();
        let walls_below = live_rows
            .iter()
            .map(|&r| {
                col_strips
                    .iter()
                    .map(|cols| cols.clone().any(|c| Lattice::wall(&self.walls_below, r, c)))
                    .collect()
            })
            .collect();
        Lattice {
            xs: keep(&self.xs, &live_cols),
            ys: keep(&self.ys, &live_rows),
            walls_right,
            walls_below,
        }
    }

    /// The cells: places without a wall between them, cut into rectangles where they are none.
    pub fn regions(&self) -> Vec<Region> {
        let (rows, cols) = (self.n_rows(), self.n_cols());
        let mut group: Vec<usize> = (0..rows * cols).collect();
        for r in 0..rows {
            for c in 0..cols {
                if c + 1 < cols && !Lattice::wall(&self.walls_right, r, c) {
                    unite(&mut group, r * cols + c, r * cols + c + 1);
                }
                if r + 1 < rows && !Lattice::wall(&self.walls_below, r, c) {
                    unite(&mut group, r * cols + c, (r + 1) * cols + c);
                }
            }
        }
        let roots: Vec<usize> = (0..rows * cols).map(|i| root(&mut group, i)).collect();
        rectangles(&roots, rows, cols)
    }

    /// The grid with more row borders: those of `extra` (y, from top to bottom) are put between the others. Regions
    /// change with it: see `refine`.
    pub(crate) fn with_rows(mut self, extra: &[f32]) -> Lattice {
        self.ys.extend_from_slice(extra);
        self.ys.sort_by(f32::total_cmp);
        // Walls are asked for no more after the regions were built.
        self.walls_right.clear();
        self.walls_below.clear();
        self
    }

    /// The column that holds `x`, or the outermost one on its side.
    pub fn col_at(&self, x: f32) -> usize {
        place(&self.xs, x)
    }

    /// The row that holds `y`, or the outermost one on its side.
    pub fn row_at(&self, y: f32) -> usize {
        place(&self.ys, y)
    }
}

/// The index of the interval between borders that holds `at`.
fn place(borders: &[f32], at: f32) -> usize {
    let after = borders.partition_point(|b| *b <= at);
    after.saturating_sub(1).min(borders.len().saturating_sub(2))
}

/// Cuts groups of places into rectangles: each takes the widest run to the right, then as many full rows below.
fn rectangles(roots: &[usize], rows: usize, cols: usize) -> Vec<Region> {
    let mut done = vec![false; roots.len()];
    let mut out = Vec::new();
    let free = |done: &[bool], r: usize, c: usize, want: usize| {
        let i = r * cols + c;
        roots.get(i) == Some(&want) && done.get(i) == Some(&false)
    };
    for r in 0..rows {
        for c in 0..cols {
            let Some(&want) = roots.get(r * cols + c) else {
                continue;
            };
            if !free(&done, r, c, want) {
                continue;
            }
            let right = (c..cols).take_while(|&k| free(&done, r, k, want)).count() + c;
            let below = (r..rows)
                .take_while(|&k| (c..right).all(|j| free(&done, k, j, want)))
                .count()
                + r;
            for k in r..below {
                for j in c..right {
                    if let Some(slot) = done.get_mut(k * cols + j) {
                        *slot = true;
                    }
                }
            }
            out.push(Region {
                rows: r..below,
                cols: c..right,
            });
        }
    }
    out
}

/// The positions of all edges of one orientation, those within `snap` of the first of them as one.
pub(super) fn borders(edges: &[Edge], orientation: Orientation, snap: f32) -> Vec<f32> {
    let mut at: Vec<(f32, f32)> = edges
        .iter()
        .filter(|e| e.orientation == orientation)
        .map(|e| (e.position, e.length().max(0.01)))
        .collect();
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f32, f32, f32)> = Vec::new();
    for (position, weight) in at {
        match out.last_mut() {
            Some((first, mean, sum)) if position - *first <= snap => {
                *mean = (*mean * *sum + position * weight) / (*sum + weight);
                *sum += weight;
            }
            _ => out.push((position, position, weight)),
        }
    }
    out.into_iter().map(|(_, mean, _)| mean).collect()
}

/// From the smallest start to the largest end of all edges of one orientation.
fn extent(edges: &[Edge], orientation: Orientation) -> Option<(f32, f32)> {
    edges
        .iter()
        .filter(|e| e.orientation == orientation)
        .map(|e| (e.start, e.end))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Adds a border at an open side: where the lines across reach beyond the outermost border and text stands there.
fn close_sides(borders: &mut Vec<f32>, low: f32, high: f32, text: &[(f32, f32)], open: f32) {
    match borders.first().copied() {
        Some(first) => {
            let stands = text
                .iter()
                .any(|(a, b)| *a > low - open && *a < first - open && *b > low);
            if first - low > open && stands {
                borders.insert(0, low);
            }
        }
        None => borders.push(low),
    }
    if let Some(last) = borders.last().copied() {
        let stands = text
            .iter()
            .any(|(a, b)| *b < high + open && *b > last + open && *a < high);
        if high - last > open && stands {
            borders.push(high);
        }
    }
}

/// For every border, the stretches that edges cover there.
fn covers(edges: &[Edge], orientation: Orientation, borders: &[f32], snap: f32) -> Vec<Vec<(f32, f32)>> {
    let mut out = vec![Vec::new(); borders.len()];
    for e in edges.iter().filter(|e| e.orientation == orientation) {
        let near = borders
            .iter()
            .enumerate()
            .min_by(|a, b| (a.1 - e.position).abs().total_cmp(&(b.1 - e.position).abs()));
        if let Some((i, b)) = near
            && (b - e.position).abs() <= snap
            && let Some(list) = out.get_mut(i)
        {
            list.push((e.start, e.end));
        }
    }
    out
}

/// Whether the stretch between borders `at` and `at + 1` is covered at border `line` to at least this part.
fn is_covered(covers: &[Vec<(f32, f32)>], line: usize, borders: &[f32], at: usize, part: f32) -> bool {
    let (Some(list), Some(&from), Some(&to)) = (covers.get(line), borders.get(at), borders.get(at + 1))
    else {
        return false;
    };
    let covered: f32 = list.iter().map(|(a, b)| (b.min(to) - a.max(from)).max(0.0)).sum();
    covered >= part * (to - from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Budget, Limits};
    use crate::geometry::Ruling;
    use crate::table::edges::join_rulings;
    use crate::table::edges::tests::{h, v};

    fn lattice(rulings: &[Ruling], text: &[Rect]) -> Lattice {
        let settings = TableSettings::default();
        let budget = Budget::new(&Limits::default(), None);
        let edges = join_rulings(rulings, 10.0, &settings, &budget).unwrap();
        Lattice::build(&edges, text, 10.0, &settings, &mut Places::up_to(100)).unwrap()
    }

    fn spans(rulings: &[Ruling], text: &[Rect]) -> Vec<(usize, usize, usize, usize)> {
        lattice(rulings, text)
            .regions()
            .into_iter()
            .map(|r| (r.rows.start, r.cols.start, r.rows.len(), r.cols.len()))
            .collect()
    }

    #[test]
    fn a_missing_side_merges_two_places() {
        // Two columns below one head cell.
        let rules = [
            h(0.0, 0.0, 100.0),
            h(20.0, 0.0, 100.0),
            h(40.0, 0.0, 100.0),
            v(0.0, 0.0, 40.0),
            v(50.0, 20.0, 40.0),
            v(100.0, 0.0, 40.0),
        ];
        assert_eq!(spans(&rules, &[]), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn missing_outer_borders_are_closed_where_text_stands() {
        let rules = [h(20.0, 0.0, 100.0), v(50.0, 0.0, 40.0)];
        let text = [
            Rect::new(10.0, 5.0, 20.0, 15.0),
            Rect::new(60.0, 25.0, 70.0, 35.0),
        ];
        assert_eq!(lattice(&rules, &text).regions().len(), 4);
    }

    #[test]
    fn cells_tile_the_grid_once_even_where_a_group_is_no_rectangle() {
        // The middle wall of an L is missing.
        let rules = [
            h(0.0, 0.0, 100.0),
            h(20.0, 0.0, 50.0),
            h(40.0, 0.0, 100.0),
            v(0.0, 0.0, 40.0),
            v(50.0, 0.0, 20.0),
            v(100.0, 0.0, 40.0),
        ];
        let regions = lattice(&rules, &[]).regions();
        let places: usize = regions.iter().map(|r| r.rows.len() * r.cols.len()).sum();
        assert_eq!(places, 4);
    }
}
