//! What each cell of a head covers.
//!
//! The head rows are matched from the bottom up: a head cell either is a leaf (it reaches down to the data) or the
//! parent of a run of cells in the next head row. Readings are scored by evidence and the best few are kept.

mod bounds;
mod facts;
mod grid;

use crate::diagnostic::{Budget, Error};

pub(super) use bounds::Bounds;
pub(super) use facts::{HeadFacts, numbered};
pub(super) use grid::rectangular;

/// A head row: places in [`HeadFacts::texts`].
pub(super) type HeadRow = Vec<usize>;

/// What to find.
pub(super) struct HeadTask<'a> {
    pub facts: &'a HeadFacts,
    /// The head rows from the top, without title rows.
    pub rows: &'a [HeadRow],
    /// Whether empty cells stand where a cell is merged with the one above.
    pub kept: bool,
    /// Label columns.
    pub labels: usize,
    /// The numbers of value columns that are possible, each with how well the data rows bear it out.
    pub values: &'a [(usize, i32)],
    pub budget: &'a Budget,
}

/// Where one head cell stands: rows counted from the first head row, columns of the table, half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadCell {
    pub row: usize,
    pub index: usize,
    pub row_end: usize,
    pub col: usize,
    pub col_end: usize,
}

/// A reading of a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadPlan {
    pub cells: Vec<HeadCell>,
    /// Value columns of this reading.
    pub values: usize,
    pub score: i32,
    /// How much of the score is only that neighbouring parents have equally many children.
    pub even: i32,
    /// Whether another reading is as good.
    pub ambiguous: bool,
}

/// How many readings of a partial head are kept for each number of leaves.
const BEAM: usize = 4;
/// Heads with wider rows than this are not read.
const MAX_WIDTH: usize = 64;
/// Heads with more rows than this are not read.
const MAX_ROWS: usize = 6;
/// Readings whose scores differ by less are equally good.
const MARGIN: i32 = 2;
/// A reading that contradicts a known label, or lets one head cover labels and values.
const CONTRADICTION: i32 = -60;

/// What a head cell takes of the next head row: nothing (a leaf), or this many cells.
type Takes = Vec<usize>;

/// A reading of the head rows from some row down.
#[derive(Clone, Debug)]
struct Reading {
    score: i32,
    /// Leaves above the bottom row plus the bottom row.
    leaves: usize,
    /// Whether each cell of the topmost row that is read so far is a leaf.
    is_leaf: Vec<bool>,
    /// What each cell takes, row by row, the topmost row last.
    takes: Vec<Takes>,
}

/// Finds the best reading; `None` when no reading fits.
pub(super) fn solve(task: &HeadTask<'_>) -> Result<Option<HeadPlan>, Error> {
    let Some(bottom) = task.rows.last() else {
        return Ok(None);
    };
    if !is_readable(task.rows) {
        return Ok(None);
    }
    let mut readings = vec![Reading {
        score: 0,
        leaves: bottom.len(),
        is_leaf: vec![true; bottom.len()],
        takes: Vec::new(),
    }];
    for at in (0..task.rows.len() - 1).rev() {
        let mut next = Vec::new();
        let mut matcher = Matcher::new(task, at);
        for reading in &readings {
            for (score, leaves, takes) in matcher.run(reading)? {
                next.push(Match {
                    score: reading.score + score,
                    leaves: reading.leaves + leaves,
                    takes,
                    below: reading,
                });
            }
        }
        let matches = prune(next);
        readings = matches.into_iter().map(|m| m.reading(&matcher)).collect();
    }
    Ok(choose(task, readings))
}

/// Whether a head is small enough to be read.
pub(super) fn is_readable<T>(rows: &[Vec<T>]) -> bool {
    rows.len() <= MAX_ROWS && rows.iter().all(|r| !r.is_empty() && r.len() <= MAX_WIDTH)
}

/// The most grid columns that a head may cover.
fn most_columns(task: &HeadTask<'_>) -> usize {
    task.labels + task.values.iter().map(|v| v.0).max().unwrap_or(0)
}

/// How many leaves the row at `at` must have at least: every row above it has at least one parent.
fn least_leaves(task: &HeadTask<'_>, at: usize, below: usize) -> usize {
    let needed = task.values.iter().map(|v| v.0).min().unwrap_or(0);
    let above: usize = task.rows.iter().take(at).map(|r| r.len() - 1).sum();
    needed.saturating_sub(below + above)
}

/// A reading of the rows below with one more row matched to it.
struct Match<'a> {
    score: i32,
    leaves: usize,
    takes: Takes,
    below: &'a Reading,
}

impl Match<'_> {
    fn reading(self, matcher: &Matcher<'_>) -> Reading {
        let is_leaf = self
            .takes
            .iter()
            .zip(offsets(&self.takes))
            .map(|(&n, k)| n == 0 || matcher.continues(k, n))
            .collect();
        let mut takes = Vec::with_capacity(self.below.takes.len() + 1);
        takes.extend_from_slice(&self.below.takes);
        takes.push(self.takes);
        Reading {
            score: self.score,
            leaves: self.leaves,
            is_leaf,
            takes,
        }
    }
}

/// Keeps the best matches of each number of leaves.
fn prune(mut matches: Vec<Match<'_>>) -> Vec<Match<'_>> {
    matches.sort_by(|a, b| a.leaves.cmp(&b.leaves).then(b.score.cmp(&a.score)));
    let (mut run, mut last) = (0, None);
    matches.retain(|m| {
        run = if last == Some(m.leaves) { run + 1 } else { 0 };
        last = Some(m.leaves);
        run < BEAM
    });
    matches
}

/// The running sums of `takes`: where in the next row each cell's run starts.
fn offsets(takes: &Takes) -> Vec<usize> {
    let mut sum = 0;
    takes
        .iter()
        .map(|n| {
            let at = sum;
            sum += n;
            at
        })
        .collect()
}

/// Scores whole readings against the columns and takes the best.
fn choose(task: &HeadTask<'_>, readings: Vec<Reading>) -> Option<HeadPlan> {
    let mut plans: Vec<HeadPlan> = Vec::new();
    for reading in &readings {
        for &(values, support) in task.values {
            if let Some(mut plan) = place(task, reading, values) {
                plan.score += support;
                plans.push(plan);
            }
        }
    }
    plans.sort_by(|a, b| b.score.cmp(&a.score).then(b.values.cmp(&a.values)));
    let mut plans = plans.into_iter();
    let mut best = plans.next().filter(|p| p.score > CONTRADICTION)?;
    // Another number of columns that the head itself likes better is a reason to doubt, too.
    let support = |values: usize| task.values.iter().find(|v| v.0 == values).map_or(0, |v| v.1);
    let own_score = best.score - support(best.values);
    // Equal groups decide between readings, but that is a guess: nothing printed says so.
    let firm = best.score - best.even;
    best.ambiguous |= plans.any(|other| {
        let as_good = best.score - other.score < MARGIN || firm - (other.score - other.even) < MARGIN;
        let own_other = other.score - support(other.values);
        as_good || (other.values != best.values && own_other + MARGIN > own_score)
    });
    Some(best)
}

/// Puts a reading onto the columns; `None` when its leaves are not as many as the columns need.
fn place(task: &HeadTask<'_>, reading: &Reading, values: usize) -> Option<HeadPlan> {
    let over_labels = reading.leaves.checked_sub(values)?;
    if over_labels > task.labels {
        return None;
    }
    let rows: Vec<Takes> = reading.takes.iter().rev().cloned().collect();
    let widths = widths(task.rows, &rows);
    let even = equal_groups(&rows);
    let mut score = reading.score + even;
    if over_labels == 0 && task.labels > 0 {
        score -= 5;
    }
    // Atom to column: the leaves over the label columns share them, the last one takes what is left.
    let column = |atom: usize| match atom.checked_sub(over_labels) {
        Some(value) => task.labels + value,
        None => atom,
    };
    let mut cells = Vec::new();
    let mut starts: Vec<usize> = offsets(widths.first()?);
    for (row, entries) in task.rows.iter().enumerate() {
        let row_widths = widths.get(row)?;
        let takes = rows.get(row);
        let mut next_starts = Vec::new();
        for (index, &entry) in entries.iter().enumerate() {
            let (start, width) = (*starts.get(index)?, *row_widths.get(index)?);
            if start < over_labels && start + width > over_labels {
                score += CONTRADICTION;
            }
            let took = takes.and_then(|t| t.get(index)).copied().unwrap_or(0);
            push_children(&mut next_starts, start, took, widths.get(row + 1));
            if !task.facts.is_empty(entry) {
                cells.push(HeadCell {
                    row,
                    index,
                    row_end: bottom_of(task, &rows, row, index),
                    col: column(start),
                    col_end: if start + width == over_labels {
                        task.labels
                    } else {
                        column(start + width)
                    },
                });
            }
        }
        starts = next_starts;
    }
    Some(HeadPlan {
        cells,
        values,
        score,
        even,
        ambiguous: tears_brothers(task, &rows),
    })
}

/// Whether two neighbours under different heads begin more alike than two neighbours under one: names that begin alike belong
/// together.
fn tears_brothers(task: &HeadTask<'_>, takes: &[Takes]) -> bool {
    let lower_rows = task.rows.iter().skip(1);
    takes.iter().zip(lower_rows).any(|(takes, lower)| {
        let (mut within, mut across) = (usize::MAX, 0);
        let starts = offsets(takes);
        for (at, pair) in (1..).zip(lower.windows(2)) {
            let [a, b] = pair else { continue };
            let alike = task.facts.common_start(*a, *b);
            // Cells that take none begin where the next run does.
            if starts.contains(&at) {
                across = across.max(alike);
            } else {
                within = within.min(alike);
            }
        }
        across > within
    })
}

/// Adds the start atoms of the cells that a cell took in the next row.
fn push_children(next_starts: &mut Vec<usize>, start: usize, took: usize, widths: Option<&Vec<usize>>) {
    let mut at = start;
    for _ in 0..took {
        let width = widths
            .and_then(|w| w.get(next_starts.len()))
            .copied()
            .unwrap_or(1);
        next_starts.push(at);
        at += width;
    }
}

/// How many leaves each cell covers, row by row.
fn widths(rows: &[HeadRow], takes: &[Takes]) -> Vec<Vec<usize>> {
    let mut below: Vec<usize> = rows.last().map_or(Vec::new(), |r| vec![1; r.len()]);
    let mut widths = vec![below.clone()];
    for takes in takes.iter().rev() {
        below = takes
            .iter()
            .zip(offsets(takes))
            .map(|(&n, at)| match n {
                0 => 1,
                n => below.iter().skip(at).take(n).sum(),
            })
            .collect();
        widths.push(below.clone());
    }
    widths.reverse();
    widths
}

/// The row after the last one that a head cell covers.
fn bottom_of(task: &HeadTask<'_>, takes: &[Takes], row: usize, index: usize) -> usize {
    let (mut row, mut index) = (row, index);
    while let Some(row_takes) = takes.get(row) {
        let took = row_takes.get(index).copied().unwrap_or(0);
        if took == 0 {
            return task.rows.len();
        }
        let at = offsets(row_takes).get(index).copied().unwrap_or(0);
        let continues = took == 1
            && task
                .rows
                .get(row + 1)
                .and_then(|r| r.get(at))
                .is_some_and(|&t| task.facts.is_empty(t));
        if !continues {
            return row + 1;
        }
        (row, index) = (row + 1, at);
    }
    task.rows.len()
}

/// A point for each pair of neighbouring parents that have equally many children.
fn equal_groups(takes: &[Takes]) -> i32 {
    let mut points = 0;
    for row in takes {
        let groups: Vec<usize> = row.iter().copied().filter(|&n| n > 1).collect();
        points += groups.windows(2).filter(|w| w.first() == w.last()).count() as i32;
    }
    points
}

/// Matches one head row with the next.
struct Matcher<'a> {
    task: &'a HeadTask<'a>,
    at: usize,
    upper: &'a HeadRow,
    lower: &'a HeadRow,
    /// For each cell of the next row how long a run from there on stands once more, in the next row or in this one.
    repeats: Vec<usize>,
    /// For each cell of the next row the nearest cell before it with the same text.
    same_before: Vec<Option<usize>>,
    /// For each cell of the upper row, whether the same text stands in the next row.
    is_below: Vec<bool>,
    /// By cell of the upper row, cells of the next row used before it, and how many of them it takes: what speaks for and
    /// against that.
    gains: Vec<i32>,
    /// By cell of the upper row and cells used before it: whether its gains are worked out yet.
    has_gains: Vec<bool>,
}

/// A way to match the first cells of the upper row: the last of them takes `count`, `parent` is the state before it.
#[derive(Clone, Copy)]
struct State {
    /// Cells of the next row that are taken.
    used: usize,
    /// Cells of the upper row that take none.
    leaves: usize,
    score: i32,
    parent: usize,
    count: usize,
}

impl<'a> Matcher<'a> {
    fn new(task: &'a HeadTask<'a>, at: usize) -> Matcher<'a> {
        static EMPTY: HeadRow = Vec::new();
        let upper = task.rows.get(at).unwrap_or(&EMPTY);
        let lower = task.rows.get(at + 1).unwrap_or(&EMPTY);
        let is_below = |&text: &usize| {
            let id = task.facts.id(text);
            lower.iter().any(|&t| task.facts.id(t) == id)
        };
        Matcher {
            task,
            at,
            upper,
            lower,
            repeats: longest_repeats(upper, lower, task.facts),
            same_before: same_before(lower, task.facts),
            is_below: upper.iter().map(is_below).collect(),
            gains: vec![0; upper.len() * (lower.len() + 1) * (lower.len() + 1)],
            has_gains: vec![false; upper.len() * (lower.len() + 1)],
        }
    }

    /// Whether a run is one kept empty cell: the cell above goes on.
    fn continues(&self, at: usize, count: usize) -> bool {
        count == 1 && self.task.kept && self.lower.get(at).is_some_and(|&t| self.task.facts.is_empty(t))
    }

    /// The best matches over a reading of the rows below: score, number of leaves in the upper row, and what each
    /// cell takes.
    fn run(&mut self, below: &Reading) -> Result<Vec<(i32, usize, Takes)>, Error> {
        let most_leaves = most_columns(self.task).saturating_sub(below.leaves);
        let least_leaves = least_leaves(self.task, self.at, below.leaves);
        let alike = alike_until(&below.is_leaf);
        let mut layers = vec![vec![State {
            used: 0,
            leaves: 0,
            score: 0,
            parent: 0,
            count: 0,
        }]];
        for index in 0..self.upper.len() {
            let still = self.upper.len() - index - 1;
            let mut next = Vec::with_capacity(4 * layers.last().map_or(0, Vec::len));
            for (parent, state) in layers.last().into_iter().flatten().enumerate() {
                for count in self.counts(state.used, still == 0) {
                    let leaves = state.leaves + usize::from(count == 0);
                    if !self.task.kept && (leaves > most_leaves || leaves + still < least_leaves) {
                        continue;
                    }
                    let used = state.used + count;
                    let is_parent = count > 0 && !self.continues(state.used, count);
                    let mixed = is_parent && alike.get(state.used).is_some_and(|&end| end < used);
                    let gain = self.gains(index, state.used).get(count).copied().unwrap_or(0)
                        - if mixed { 6 } else { 0 };
                    next.push(State {
                        used,
                        leaves,
                        score: state.score + gain,
                        parent,
                        count,
                    });
                }
            }
            self.task.budget.work(next.len() as u64)?;
            layers.push(best_states(next, (self.lower.len(), self.upper.len())));
        }
        let used_up = |&at: &usize| {
            let state = layers.last().and_then(|l| l.get(at));
            state.is_some_and(|s| s.used == self.lower.len())
        };
        let ends = (0..layers.last().map_or(0, Vec::len)).filter(used_up);
        Ok(ends.filter_map(|at| trace(&layers, at)).collect())
    }

    /// The numbers of cells that a cell may take when `used` are taken; the last cell takes all that is left.
    fn counts(&self, used: usize, last: bool) -> std::ops::RangeInclusive<usize> {
        let rest = self.lower.get(used..).unwrap_or_default();
        let (least, most) = if self.task.kept {
            let is_empty = |t: &usize| self.task.facts.is_empty(*t);
            if rest.first().is_some_and(is_empty) {
                (1, 1)
            } else {
                (1, rest.iter().take_while(|t| !is_empty(t)).count())
            }
        } else {
            (0, rest.len())
        };
        if !last {
            least..=most
        } else if (least..=most).contains(&rest.len()) {
            rest.len()..=rest.len()
        } else {
            std::ops::RangeInclusive::new(1, 0)
        }
    }

    /// What speaks for and against this cell taking 0, 1, 2, ... of the next row's cells from `used` on.
    fn gains(&mut self, index: usize, used: usize) -> &[i32] {
        let width = self.lower.len() + 1;
        let place = index * width + used;
        if self.has_gains.get(place) == Some(&false) {
            self.work_out_gains(index, used);
        }
        self.gains
            .get(place * width..(place + 1) * width)
            .unwrap_or_default()
    }

    /// Works out what speaks for and against this cell taking 0, 1, 2, ... of the next row's cells from `used` on.
    fn work_out_gains(&mut self, index: usize, used: usize) {
        let Some(&text) = self.upper.get(index) else {
            return;
        };
        let width = self.lower.len() + 1;
        let place = index * width + used;
        if let Some(has) = self.has_gains.get_mut(place) {
            *has = true;
        }
        let set = |matcher: &mut Matcher<'_>, count: usize, gain: i32| {
            if let Some(slot) = matcher.gains.get_mut(place * width + count) {
                *slot = gain;
            }
        };
        let facts = self.task.facts;
        let has_children = facts.get(text).and_then(|f| f.has_children);
        let rest = self.lower.get(used..).unwrap_or_default();
        let leaf = self.leaf_gain(index, text, 0, has_children);
        set(self, 0, leaf);
        let mut run = Run::default();
        for (count, &child) in (1..).zip(rest) {
            let place = used + count - 1;
            let before = self.same_before.get(place).copied().flatten();
            run.add(before.is_some_and(|at| at >= used), child, text, facts);
            let gain = if self.continues(used, count) {
                self.leaf_gain(index, text, count, has_children)
            } else {
                let known = match has_children {
                    Some(true) => 10,
                    Some(false) => CONTRADICTION,
                    None => 0,
                };
                // A parent's name comes back in its children's names now and then: little evidence, since brothers
                // share more.
                known + run.known + self.shape_gain(index, used, count, &run) + run.kin.min(2)
            };
            set(self, count, gain);
        }
    }

    fn leaf_gain(&self, index: usize, text: usize, count: usize, has_children: Option<bool>) -> i32 {
        let mut gain = match has_children {
            Some(true) => CONTRADICTION,
            Some(false) => 10,
            None => 0,
        };
        if count == 0 {
            gain += if self.stands_below(index) { 6 } else { 0 };
            gain += if self.task.facts.is_total(text) { 3 } else { 0 };
            gain += if self.at == 0 && index == 0 && self.task.labels > 0 {
                4
            } else {
                0
            };
        }
        gain
    }

    /// Whether the same text stands in the next row.
    fn stands_below(&self, index: usize) -> bool {
        self.is_below.get(index).copied().unwrap_or(false)
    }

    /// What the shape of a run of children says: one child alone, repeated groups, totals at the end.
    fn shape_gain(&self, index: usize, at: usize, count: usize, run: &Run) -> i32 {
        let facts = self.task.facts;
        let mut gain = 0;
        if count == 1 {
            gain -= 4;
        }
        if self.upper.get(index).is_some_and(|&text| facts.is_total(text)) {
            gain -= 8;
        }
        if self.stands_below(index) {
            gain -= 6;
        }
        if count > 1 && self.is_repeated(at, count) {
            gain += 2 * count as i32;
        }
        if run.twice {
            gain -= 6;
        }
        let totals_inside = run.totals - i32::from(run.total_last);
        gain - 4 * totals_inside.min(3) + if run.total_last && count > 1 { 2 } else { 0 }
    }

    /// Whether the run stands once more in the next row, or as such in the row itself.
    fn is_repeated(&self, at: usize, count: usize) -> bool {
        self.repeats.get(at).is_some_and(|&longest| count <= longest)
    }
}

/// What a growing run of children says.
#[derive(Default)]
struct Run {
    /// What the hints say of the children.
    known: i32,
    /// How many share a pair of characters with the parent.
    kin: i32,
    /// Whether a text stands in it twice.
    twice: bool,
    totals: i32,
    total_last: bool,
}

impl Run {
    /// Adds a child to those before it; `twice` says that its text is among them.
    fn add(&mut self, twice: bool, child: usize, parent: usize, facts: &HeadFacts) {
        self.known += match facts.is_child(parent, child) {
            Some(true) => 10,
            Some(false) => CONTRADICTION,
            None => 0,
        };
        self.kin += i32::from(facts.are_kin(parent, child));
        self.twice |= twice;
        self.total_last = facts.is_total(child);
        self.totals += i32::from(self.total_last);
    }
}

/// For each place where the run of equal entries that it belongs to ends.
fn alike_until(kinds: &[bool]) -> Vec<usize> {
    let mut ends = Vec::with_capacity(kinds.len());
    for run in kinds.chunk_by(|a, b| a == b) {
        ends.resize(ends.len() + run.len(), ends.len() + run.len());
    }
    ends
}

/// Keeps the best few states for each (used, leaves), of equally good ones the first. `most` is the largest `used` and
/// the largest `leaves`. Their order stays as it is: by what their cells take, lexically.
fn best_states(mut states: Vec<State>, most: (usize, usize)) -> Vec<State> {
    let mut kept: Vec<Kept> = vec![Kept::default(); (most.0 + 1) * (most.1 + 1)];
    let mut stays = vec![false; states.len()];
    for (at, state) in states.iter().enumerate() {
        let Some(group) = kept.get_mut(state.used * (most.1 + 1) + state.leaves) else {
            continue;
        };
        if let Some(out) = group.add(at, state.score) {
            if let Some(stays) = stays.get_mut(out) {
                *stays = false;
            }
            if out == at {
                continue;
            }
        }
        if let Some(stays) = stays.get_mut(at) {
            *stays = true;
        }
    }
    let mut stays = stays.into_iter();
    states.retain(|_| stays.next().unwrap_or(false));
    states
}

/// The best states of one group: place and score, in the order they came.
#[derive(Clone, Copy, Default)]
struct Kept {
    len: usize,
    best: [(usize, i32); BEAM],
}

impl Kept {
    /// Takes a state in; returns the one that has to go for it, which may be itself.
    fn add(&mut self, at: usize, score: i32) -> Option<usize> {
        if let Some(slot) = self.best.get_mut(self.len) {
            *slot = (at, score);
            self.len += 1;
            return None;
        }
        // Of equally bad ones the last goes.
        let worst = self.best.iter_mut().rev().min_by_key(|(_, score)| *score)?;
        if score <= worst.1 {
            return Some(at);
        }
        let out = worst.0;
        *worst = (at, score);
        // Back into the order they came.
        self.best.sort_unstable_by_key(|(at, _)| *at);
        Some(out)
    }
}

/// Score, leaves and takes of the state at a place of the last layer.
fn trace(layers: &[Vec<State>], at: usize) -> Option<(i32, usize, Takes)> {
    let end = layers.last()?.get(at)?;
    let mut takes = Takes::with_capacity(layers.len());
    let mut at = at;
    // The first layer is the start and takes nothing.
    for layer in layers.get(1..)?.iter().rev() {
        let state = layer.get(at)?;
        takes.push(state.count);
        at = state.parent;
    }
    takes.reverse();
    Some((end.score, end.leaves, takes))
}

/// For each place of the lower row the longest run from there on that stands once more: in the lower row, apart from
/// itself and with no empty cell, or in the upper row.
fn longest_repeats(upper: &HeadRow, lower: &HeadRow, facts: &HeadFacts) -> Vec<usize> {
    let ids = |row: &HeadRow| -> Vec<usize> { row.iter().map(|&t| facts.id(t)).collect() };
    let (upper, ids) = (ids(upper), ids(lower));
    let mut longest = vec![0; ids.len()];
    let within = |i: usize, j: usize| {
        let pairs = ids
            .iter()
            .skip(i)
            .zip(ids.iter().skip(j))
            .zip(lower.iter().skip(i));
        pairs
            .take_while(|((a, b), t)| a == b && !facts.is_empty(**t))
            .count()
    };
    for (i, longest) in longest.iter_mut().enumerate() {
        for j in (0..ids.len()).filter(|&j| j != i && ids.get(j) == ids.get(i)) {
            *longest = within(i, j).min(i.abs_diff(j)).max(*longest);
        }
        for k in (0..upper.len()).filter(|&k| upper.get(k) == ids.get(i)) {
            let common = upper
                .iter()
                .skip(k)
                .zip(ids.iter().skip(i))
                .take_while(|(a, b)| a == b);
            *longest = common.count().max(*longest);
        }
    }
    longest
}

/// For each cell of a row the nearest cell before it with the same text.
fn same_before(row: &HeadRow, facts: &HeadFacts) -> Vec<Option<usize>> {
    let same = |(at, &text): (usize, &usize)| {
        let before = row.get(..at).unwrap_or_default();
        before.iter().rposition(|&t| facts.id(t) == facts.id(text))
    };
    row.iter().enumerate().map(same).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{NoHints, squeezed};
    use super::*;
    use crate::diagnostic::Limits;

    fn plan(lines: &[&str], kept: bool, labels: usize, values: usize) -> Option<HeadPlan> {
        let texts: Vec<Vec<String>> = lines
            .iter()
            .map(|l| l.split('|').map(squeezed).collect())
            .collect();
        let (facts, rows) = numbered(&texts, &NoHints);
        let task = HeadTask {
            facts: &facts,
            rows: &rows,
            kept,
            labels,
            values: &[(values, 0)],
            budget: &Budget::new(&Limits::default(), None),
        };
        solve(&task).unwrap()
    }

    /// Cells as `rows x cols` ranges, in reading order.
    fn check(
        lines: &[&str],
        kept: bool,
        labels: usize,
        values: usize,
        expect: &[(usize, usize, usize, usize)],
    ) {
        let plan = plan(lines, kept, labels, values).unwrap();
        let found: Vec<_> = plan
            .cells
            .iter()
            .map(|c| (c.row, c.row_end, c.col, c.col_end))
            .collect();
        assert_eq!(found, expect);
        assert!(!plan.ambiguous);
    }

    #[test]
    fn kept_empty_cells_give_the_spans() {
        let lines = ["corner|all", "|one|two|sum", "||a|b|"];
        let expect = [
            (0, 3, 0, 2),
            (0, 1, 2, 6),
            (1, 3, 2, 3),
            (1, 2, 3, 5),
            (1, 3, 5, 6),
            (2, 3, 3, 4),
            (2, 3, 4, 5),
        ];
        check(&lines, true, 2, 4, &expect);
    }

    #[test]
    fn lost_empty_cells_are_made_up_for_by_total_words_and_kinship() {
        let lines = ["地区|户数", "城镇户|农村居民户|合计", "农村甲|农村乙"];
        let expect = [
            (0, 3, 0, 1),
            (0, 1, 1, 5),
            (1, 3, 1, 2),
            (1, 2, 2, 4),
            (1, 3, 4, 5),
            (2, 3, 2, 3),
            (2, 3, 3, 4),
        ];
        check(&lines, false, 1, 4, &expect);
    }

    #[test]
    fn repeated_labels_form_groups() {
        let lines = ["复议|诉讼", "a|b|c|直接|间接", "a|b|c|a|b|c"];
        let plan = plan(&lines, false, 0, 9).unwrap();
        let spans: Vec<_> = plan.cells.iter().take(7).map(|c| (c.col, c.col_end)).collect();
        assert_eq!(spans, [(0, 3), (3, 9), (0, 1), (1, 2), (2, 3), (3, 6), (6, 9)]);
        assert!(!plan.ambiguous);
    }

    #[test]
    fn names_that_begin_alike_are_not_torn_apart_without_a_doubt() {
        let lines = ["项目|甲|乙|丙", "一月收|一月支|一月存|二月收|二月支|三月收"];
        assert!(plan(&lines, false, 1, 6).unwrap().ambiguous);
        let lines = ["项目|甲|乙|丙", "一月收|一月支|二月收|二月支|三月收|三月支"];
        assert!(!plan(&lines, false, 1, 6).unwrap().ambiguous);
    }

    #[test]
    fn a_head_without_evidence_is_ambiguous() {
        assert!(plan(&["x|p|q", "a|b"], false, 1, 3).unwrap().ambiguous);
    }

    #[test]
    fn a_head_that_fits_no_columns_is_not_read() {
        assert_eq!(plan(&["a|b"], false, 1, 5), None);
    }
}
