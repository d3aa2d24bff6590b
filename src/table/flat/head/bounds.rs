//! How well a head can be read at most, whichever way its texts are cut into rows.

use std::collections::BTreeMap;

use super::{HeadFacts, HeadRow, HeadTask, Matcher};
use crate::diagnostic::{Budget, Error};

/// What speaks for the first cell of a head being a leaf: only the whole head tells which cell that is.
const CORNER: i32 = 4;

/// Scores that no reading of a head is above. What a row's cells take of the next row is scored without asking whether
/// the leaves fit the columns, for all rows that end at the same text at once.
pub(in crate::table::flat) struct Bounds<'a> {
    facts: &'a HeadFacts,
    budget: &'a Budget,
    /// For the places where a row and the one below it end: by the place where the row starts, its best score.
    pairs: BTreeMap<(usize, usize), Vec<Option<i32>>>,
}

impl<'a> Bounds<'a> {
    /// Bounds for heads that are cut out of these texts, in their order and without kept empty cells.
    pub fn new(facts: &'a HeadFacts, budget: &'a Budget) -> Bounds<'a> {
        Bounds {
            facts,
            budget,
            pairs: BTreeMap::new(),
        }
    }

    /// A score that no reading is above when rows of these sizes follow one another from the text `start` on; `None` when
    /// no reading fits.
    ///
    /// # Errors
    /// The limits of the budget.
    pub fn most(&mut self, start: usize, sizes: &[usize]) -> Result<Option<i32>, Error> {
        let mut most = CORNER;
        let mut from = start;
        for pair in sizes.windows(2) {
            let [upper, lower] = pair else { continue };
            let Some(score) = self.pair(from, from + upper, from + upper + lower)? else {
                return Ok(None);
            };
            // A point for each pair of equal groups.
            let groups = (*upper).min(lower / 2).saturating_sub(1);
            most += score + groups as i32;
            from += upper;
        }
        Ok(Some(most))
    }

    /// The most that a row from `start` to `middle` can gain from the row from there to `end`.
    fn pair(&mut self, start: usize, middle: usize, end: usize) -> Result<Option<i32>, Error> {
        if !self.pairs.contains_key(&(middle, end)) {
            let bounds = self.rows_to(middle, end)?;
            self.pairs.insert((middle, end), bounds);
        }
        let known = self.pairs.get(&(middle, end));
        Ok(known.and_then(|b| b.get(start)).copied().flatten())
    }

    /// For every place where a row that ends at `middle` may start, the most that it can gain from the row that goes on to
    /// `end`.
    fn rows_to(&self, middle: usize, end: usize) -> Result<Vec<Option<i32>>, Error> {
        let rows: [HeadRow; 2] = [(0..middle).collect(), (middle..end).collect()];
        let task = HeadTask {
            facts: self.facts,
            rows: &rows,
            kept: false,
            labels: 0,
            values: &[],
            budget: self.budget,
        };
        let mut matcher = Matcher::new(&task, 0);
        let width = end - middle;
        // By cells used before: the best of the cells from some place to the row's end, which use up the rest.
        let mut best: Vec<Option<i32>> = vec![None; width];
        best.push(Some(0));
        let mut next: Vec<Option<i32>> = vec![None; width + 1];
        let mut bounds = vec![None; middle];
        for index in (0..middle).rev() {
            for (used, slot) in next.iter_mut().enumerate() {
                let rests = best.get(used..).unwrap_or_default();
                let gains = matcher.gains(index, used);
                let scores = rests
                    .iter()
                    .zip(gains)
                    .filter_map(|(rest, gain)| Some((*rest)? + gain));
                *slot = scores.max();
            }
            self.budget.work(width as u64)?;
            std::mem::swap(&mut best, &mut next);
            if let Some(bound) = bounds.get_mut(index) {
                *bound = best.first().copied().flatten();
            }
        }
        Ok(bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{NoHints, squeezed};
    use super::super::solve;
    use super::*;
    use crate::diagnostic::Limits;

    #[test]
    fn no_reading_is_above_its_bound() {
        let texts: Vec<String> = "复议|诉讼|a|b|c|直接|间接|a|b|合计|a|b|合计"
            .split('|')
            .map(squeezed)
            .collect();
        let n = texts.len();
        let facts = HeadFacts::new(texts, &NoHints);
        let budget = Budget::new(&Limits::default(), None);
        let mut bounds = Bounds::new(&facts, &budget);
        let mut read = 0;
        for top in 1..n - 1 {
            for middle in 1..n - top {
                let sizes = [top, middle, n - top - middle];
                let mut from = 0;
                let rows = sizes.map(|size| {
                    from += size;
                    (from - size..from).collect::<HeadRow>()
                });
                for values in 1..n {
                    let task = HeadTask {
                        facts: &facts,
                        rows: &rows,
                        kept: false,
                        labels: 1,
                        values: &[(values, 0)],
                        budget: &budget,
                    };
                    if let Some(plan) = solve(&task).unwrap() {
                        read += 1;
                        assert!(
                            Some(plan.score) <= bounds.most(0, &sizes).unwrap(),
                            "{sizes:?} {values}"
                        );
                    }
                }
            }
        }
        assert!(read > 50, "{read}");
    }
}
