//! Cuts a stream of cells without row ends into rows.
//!
//! A row is some labels and a run of values after them. The commonest length of the runs tells the value columns. More
//! texts before a run than a row has labels are a head: where its rows end is found by trying.

use std::cmp::Reverse;

use super::blocks::Class;
use super::head::{Bounds, HeadFacts, HeadRow, HeadTask, solve};
use super::{FlatCell, FlatRow, LabelHints, RowForm, squeezed};
use crate::diagnostic::{Budget, Error};
use crate::document::{Doubt, Provenance};
use crate::table::outline::parse_outline;
use crate::table::values::is_value_like;

/// Heads with more texts than this are not cut into rows.
const MAX_HEAD: usize = 24;
/// Heads with at most this many texts are cut in every way.
const SMALL_HEAD: usize = 12;
/// Cuts whose scores differ by less are equally good.
const CUT_MARGIN: i32 = 4;
/// A known label that was broken into pieces is looked for over this many.
const MAX_PIECES: usize = 4;

/// Rows cut out of a stream, and the reasons to doubt the cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub rows: Vec<FlatRow>,
    pub doubts: Vec<Doubt>,
}

/// Texts and the run of values and empty cells after them.
#[derive(Clone, Debug, Default)]
struct Pair {
    texts: Vec<FlatCell>,
    run: Vec<FlatCell>,
}

/// Pairs that share their value columns, with the head texts before the first.
struct Part {
    head: Vec<FlatCell>,
    pairs: Vec<Pair>,
    values: usize,
}

/// About how long the cutting of the head takes, in cells: each place where a row may end is tried with each other.
pub(super) fn head_work(cells: &[FlatCell]) -> usize {
    let texts = cells.iter().take_while(|c| class(c) == Class::Text);
    let head = texts.take(MAX_HEAD + 1).count();
    if head > MAX_HEAD { 0 } else { head.pow(2) }
}

pub(super) fn cut_stream(cells: &[FlatCell], hints: &dyn LabelHints, budget: &Budget) -> Result<Cut, Error> {
    budget.work(cells.len() as u64)?;
    let pairs = pairs(&join_known(cells, hints));
    let mut cut = Cut::default();
    if pairs.iter().all(|p| p.run.is_empty() || p.texts.is_empty()) {
        return Ok(cut);
    }
    let parts = parts(pairs, hints);
    let corners = recurring(&parts);
    let cutter = HeadCutter {
        corners: &corners,
        hints,
        budget,
    };
    for part in parts {
        emit(part, &cutter, &mut cut)?;
    }
    Ok(cut)
}

/// Head texts that stand in more than one part's head: they start head rows (`内容 | 数量` below one title, `内容 | 金额`
/// below the next).
fn recurring(parts: &[Part]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for part in parts {
        let mut own: Vec<String> = part.head.iter().map(|c| squeezed(&c.text)).collect();
        own.sort_unstable();
        own.dedup();
        texts.append(&mut own);
    }
    texts.sort_unstable();
    let runs = texts.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
    runs.filter_map(|run| run.first().cloned()).collect()
}

fn class(cell: &FlatCell) -> Class {
    match cell.text.trim() {
        "" => Class::Empty,
        t if is_value_like(t) => Class::Value,
        _ => Class::Text,
    }
}

/// Joins neighbouring pieces that together are a known label.
fn join_known(cells: &[FlatCell], hints: &dyn LabelHints) -> Vec<FlatCell> {
    let is_text: Vec<bool> = cells.iter().map(|c| class(c) == Class::Text).collect();
    let mut joined = Vec::with_capacity(cells.len());
    let mut at = 0;
    while let Some(first) = cells.get(at) {
        let texts = is_text
            .iter()
            .skip(at)
            .take(MAX_PIECES)
            .take_while(|t| **t)
            .count();
        let pieces = (2..=texts).rev().find(|&n| {
            let run = cells.get(at..at + n).unwrap_or_default();
            let text: Vec<&str> = run.iter().map(|c| c.text.as_str()).collect();
            hints.is_label(&text.concat())
        });
        let run = cells.get(at..at + pieces.unwrap_or(1)).unwrap_or_default();
        joined.push(FlatCell {
            text: run.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("\n"),
            provenance: run
                .iter()
                .skip(1)
                .fold(first.provenance, |p, c| joined_place(p, c.provenance)),
        });
        at += pieces.unwrap_or(1);
    }
    joined
}

/// The place of two pieces of one cell.
fn joined_place(a: Provenance, b: Provenance) -> Provenance {
    match (a, b) {
        (
            Provenance::Page { page, bbox },
            Provenance::Page {
                page: other,
                bbox: more,
            },
        ) if page == other => Provenance::Page {
            page,
            bbox: bbox.union(&more),
        },
        _ => a,
    }
}

fn pairs(cells: &[FlatCell]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for cell in cells {
        let is_text = class(cell) == Class::Text;
        match pairs.last_mut() {
            Some(pair) if is_text && pair.run.is_empty() => pair.texts.push(cell.clone()),
            Some(pair) if !is_text => pair.run.push(cell.clone()),
            _ if is_text => pairs.push(Pair {
                texts: vec![cell.clone()],
                run: Vec::new(),
            }),
            _ => pairs.push(Pair {
                texts: Vec::new(),
                run: vec![cell.clone()],
            }),
        }
    }
    pairs
}

/// How many texts before a run are surely labels of its row: the last ones, with known levels or outline numbers that
/// go deeper from one to the next.
fn sure_labels(texts: &[FlatCell], hints: &dyn LabelHints) -> usize {
    let depth = |c: &FlatCell| {
        let known = hints.row_level(&c.text).map(|l| (0, u32::from(l)));
        known.or_else(|| parse_outline(&c.text).map(|o| (1, o.kind as u32)))
    };
    let mut count = 0;
    let mut deeper = None;
    for text in texts.iter().rev() {
        match (depth(text), deeper) {
            (Some(d), Some(below)) if d >= below => break,
            (Some(d), _) => deeper = Some(d),
            (None, _) => break,
        }
        count += 1;
    }
    count
}

fn parts(pairs: Vec<Pair>, hints: &dyn LabelHints) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, mut pair) in pairs.into_iter().enumerate() {
        let sure = sure_labels(&pair.texts, hints);
        let labels = sure.max(1).min(pair.texts.len());
        let heads = pair.texts.len() - labels;
        let known_head = pair
            .texts
            .iter()
            .take(heads)
            .any(|c| hints.is_label(&c.text) && hints.row_level(&c.text).is_none());
        let starts = at == 0 || heads >= 2 || (heads == 1 && (sure > 0 || known_head));
        if starts || parts.is_empty() {
            let head = pair.texts.drain(..heads).collect();
            parts.push(Part {
                head,
                pairs: vec![pair],
                values: 0,
            });
        } else if let Some(part) = parts.last_mut() {
            part.pairs.push(pair);
        }
    }
    for part in &mut parts {
        part.values = usual_run(&part.pairs);
    }
    parts
}

/// The commonest length of the runs, the longer of equally common ones.
fn usual_run(pairs: &[Pair]) -> usize {
    let mut lengths: Vec<usize> = pairs.iter().map(|p| p.run.len()).filter(|&n| n > 0).collect();
    lengths.sort_unstable();
    let commonest = lengths.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    commonest.and_then(|run| run.first().copied()).unwrap_or(0)
}

fn emit(mut part: Part, cutter: &HeadCutter<'_>, cut: &mut Cut) -> Result<(), Error> {
    let lone = part.pairs.len() == 1;
    let labels = part.pairs.iter().map(|p| p.texts.len()).max().unwrap_or(0);
    let most = deepest_level(&part, cutter.hints).max(labels);
    let with_labels = cutter.tries(&part.head, most, part.values)?;
    // One run of values alone: its last text may be a label or the last head.
    let last = part.pairs.first_mut();
    let found = match last.filter(|p| lone && sure_labels(&p.texts, cutter.hints) == 0) {
        Some(pair) => {
            let mut all = part.head.clone();
            all.extend(pair.texts.iter().cloned());
            let without = cutter.tries(&all, 0, part.values)?;
            match cutter.better(with_labels, without)? {
                Better::First(cut) => cut,
                Better::Second(cut) => {
                    part.head = all;
                    pair.texts.clear();
                    Some(cut)
                }
            }
        }
        None => cutter.best_of(with_labels)?,
    };
    if found.as_ref().is_some_and(|f| f.ambiguous) {
        cut.doubts.push(Doubt {
            code: "ambiguous-head",
            message: "the head's rows can be cut in more than one way".to_owned(),
            place: None,
        });
    }
    let mut rest = part.head.as_slice();
    let whole = vec![rest.len()];
    for size in found.map_or(whole, |f| f.sizes) {
        let (row, tail) = rest.split_at(size.min(rest.len()));
        if !row.is_empty() {
            cut.rows.push(lost(row.to_vec()));
        }
        rest = tail;
    }
    for pair in part.pairs {
        emit_pair(pair, part.values, cut);
    }
    Ok(())
}

/// The number of label columns that known levels ask for.
fn deepest_level(part: &Part, hints: &dyn LabelHints) -> usize {
    let levels = part
        .pairs
        .iter()
        .flat_map(|p| &p.texts)
        .filter_map(|c| hints.row_level(&c.text));
    levels.max().map_or(0, |l| usize::from(l) + 1)
}

fn lost(cells: Vec<FlatCell>) -> FlatRow {
    FlatRow {
        cells,
        form: RowForm::Lost { width: None },
    }
}

/// A row, or several where the run is a multiple of the columns.
fn emit_pair(pair: Pair, values: usize, cut: &mut Cut) {
    let mut run = pair.run;
    if run.len() > values && run.iter().skip(values).all(|c| class(c) == Class::Empty) {
        // Empty cells past the last column belong to the front of the next row.
        run.truncate(values);
    }
    if values == 0 || run.len() <= values || !run.len().is_multiple_of(values) {
        if run.len() > values {
            cut.doubts.push(uneven(run.len(), values));
        }
        let cells = pair.texts.into_iter().chain(run).collect();
        cut.rows.push(lost(cells));
        return;
    }
    cut.doubts.push(uneven(run.len(), values));
    let mut texts = pair.texts;
    for chunk in run.chunks(values) {
        let cells = texts.drain(..).chain(chunk.iter().cloned()).collect();
        cut.rows.push(lost(cells));
    }
}

fn uneven(found: usize, values: usize) -> Doubt {
    Doubt {
        code: "uneven-runs",
        message: format!("{found} values stand together where rows have {values}"),
        place: None,
    }
}

/// The rows of a head: how many texts each has.
struct HeadCut {
    sizes: Vec<usize>,
    score: i32,
    /// Whether another cut is as good.
    ambiguous: bool,
}

/// Cuts the texts of a head into rows.
struct HeadCutter<'a> {
    /// Texts that are known to start head rows.
    corners: &'a [String],
    hints: &'a dyn LabelHints,
    budget: &'a Budget,
}

impl HeadCutter<'_> {
    /// The ways to cut a head that may fit the columns; none for a head that is too long to be cut.
    fn tries(&self, head: &[FlatCell], labels: usize, values: usize) -> Result<Tries, Error> {
        let mut texts: Vec<String> = head.iter().map(|c| squeezed(&c.text)).collect();
        if texts.len() > MAX_HEAD || values == 0 {
            texts.clear();
        }
        let facts = HeadFacts::new(texts.clone(), self.hints);
        let mut bounds = Bounds::new(&facts, self.budget);
        let mut tries: Vec<Try> = Vec::new();
        for titles in 0..texts.len().min(2) {
            let starts_row = texts.get(titles).is_some_and(|t| self.corners.contains(t));
            for sizes in row_sizes(texts.len() - titles, labels + values) {
                let bonus = plain_bonus(&sizes, starts_row, titles, labels, values)
                    - 2 * (sizes.len() + titles) as i32;
                if !may_fit(&sizes, labels, values) {
                    continue;
                }
                if let Some(most) = bounds.most(titles, &sizes)? {
                    tries.push(Try {
                        sizes,
                        titles,
                        bonus,
                        most: most + bonus,
                    });
                }
            }
        }
        Ok(Tries {
            facts,
            tries,
            labels,
            values,
        })
    }

    /// The better of the best cuts of two heads, of equally good ones the first. What can reach more is read first, the
    /// other only when it can still win.
    fn better(&self, first: Tries, second: Tries) -> Result<Better, Error> {
        let score = |cut: &Option<HeadCut>| cut.as_ref().map(|c| c.score);
        let (a, b);
        if second.most() > first.most() {
            b = self.best_of(second)?;
            a = if first.most() >= score(&b) {
                self.best_of(first)?
            } else {
                None
            };
        } else {
            a = self.best_of(first)?;
            b = if second.most() > score(&a) {
                self.best_of(second)?
            } else {
                None
            };
        }
        Ok(match b {
            Some(cut) if Some(cut.score) > score(&a) => Better::Second(cut),
            _ => Better::First(a),
        })
    }

    /// The best cut; `None` when none fits the columns. Reads the heads in the order of what they can reach at most,
    /// until no other can come near the best.
    fn best_of(&self, tries: Tries) -> Result<Option<HeadCut>, Error> {
        let Tries {
            facts,
            tries,
            labels,
            values,
        } = tries;
        let mut order: Vec<(usize, Try)> = tries.into_iter().enumerate().collect();
        order.sort_by_key(|(_, t)| Reverse(t.most));
        let mut best: Option<(i32, Reverse<usize>, Try)> = None;
        let mut second = i32::MIN;
        for (at, tried) in order {
            let near = best.as_ref().map_or(i32::MIN, |b| b.0.saturating_sub(CUT_MARGIN));
            if tried.most <= near {
                break;
            }
            let rows = rows_of(&tried);
            let task = HeadTask {
                facts: &facts,
                rows: &rows,
                kept: false,
                labels,
                values: &[(values, 0)],
                budget: self.budget,
            };
            let Some(plan) = solve(&task)? else { continue };
            let score = plan.score + tried.bonus;
            // Of equally good cuts the first one stays.
            let is_better = best.as_ref().is_none_or(|b| (score, Reverse(at)) > (b.0, b.1));
            if is_better {
                second = best.replace((score, Reverse(at), tried)).map_or(second, |b| b.0);
            } else {
                second = second.max(score);
            }
        }
        Ok(best.map(|(score, _, tried)| HeadCut {
            sizes: std::iter::repeat_n(1, tried.titles).chain(tried.sizes).collect(),
            score,
            ambiguous: second.saturating_add(CUT_MARGIN) > score,
        }))
    }
}

/// Which of two heads is cut better, and how; `None` when neither fits the columns.
enum Better {
    First(Option<HeadCut>),
    Second(HeadCut),
}

/// The ways to cut one head.
struct Tries {
    facts: HeadFacts,
    tries: Vec<Try>,
    labels: usize,
    values: usize,
}

impl Tries {
    /// A score that no cut is above; `None` without any.
    fn most(&self) -> Option<i32> {
        self.tries.iter().map(|t| t.most).max()
    }
}

/// A way to cut a head, and the most that its score can be.
struct Try {
    sizes: Vec<usize>,
    /// Title rows of one text before the rows.
    titles: usize,
    /// What speaks for the cut as such.
    bonus: i32,
    most: i32,
}

/// The rows of a cut, as places in the head's texts.
fn rows_of(tried: &Try) -> Vec<HeadRow> {
    let mut next = tried.titles;
    let row = |&size: &usize| -> HeadRow {
        next += size;
        (next - size..next).collect()
    };
    tried.sizes.iter().map(row).collect()
}

/// Whether rows of these sizes can have as many leaves as there are value columns, or label columns more.
fn may_fit(sizes: &[usize], labels: usize, values: usize) -> bool {
    let bottom = sizes.last().copied().unwrap_or(0);
    // Every row above the bottom has at least one parent, all others may be leaves.
    let most_leaves = sizes.iter().sum::<usize>() - (sizes.len() - 1);
    bottom <= labels + values && most_leaves >= values
}

/// What speaks for one head row that just fits the columns: much when its first text starts head rows elsewhere.
fn plain_bonus(sizes: &[usize], starts_row: bool, titles: usize, labels: usize, values: usize) -> i32 {
    let &[only] = sizes else { return 0 };
    let fits = only > values || labels == 0;
    match (fits, starts_row) {
        (true, true) => 14,
        (true, false) if titles == 0 => 8,
        (true, false) => 3,
        (false, _) => 0,
    }
}

/// Every way to part `n` texts into one, two or three rows of at most `width`. The rows of long heads get longer
/// downwards.
fn row_sizes(n: usize, width: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    if n == 0 {
        return all;
    }
    all.push(vec![n]);
    for bottom in 1..n {
        let above = n - bottom;
        all.push(vec![above, bottom]);
        all.extend((1..above).map(|top| vec![top, above - top, bottom]));
    }
    let widens = |sizes: &[usize]| sizes.windows(2).all(|w| w.first() <= w.last());
    all.retain(|sizes| sizes.iter().all(|&s| s <= width) && (n <= SMALL_HEAD || widens(sizes)));
    all
}

#[cfg(test)]
mod tests {
    use super::super::NoHints;
    use super::super::blocks::tests::row;
    use super::*;
    use crate::diagnostic::Limits;

    fn check(stream: &str, expect: &[&str], doubts: usize) {
        let cells = row(RowForm::Stream, stream).cells;
        let cut = cut_stream(&cells, &NoHints, &Budget::new(&Limits::default(), None)).unwrap();
        let shown: Vec<String> = cut
            .rows
            .iter()
            .map(|r| {
                r.cells
                    .iter()
                    .map(|c| c.text.as_str())
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect();
        assert_eq!(shown, expect);
        assert_eq!(cut.doubts.len(), doubts);
    }

    #[test]
    fn labels_and_runs_make_rows() {
        check(
            "地区|户数|金额|东区|12|300|西区|5|90",
            &["地区|户数|金额", "东区|12|300", "西区|5|90"],
            0,
        );
    }

    #[test]
    fn titles_and_inner_heads_are_cut_off() {
        let stream = "甲项|内容|制发|废止|有效|规章|0|0|0|文件|5|0|15|乙项|内容|数量|许可|777|丙项|内容|数量|处罚|0|强制|1";
        let rows = [
            "甲项",
            "内容|制发|废止|有效",
            "规章|0|0|0",
            "文件|5|0|15",
            "乙项",
            "内容|数量",
            "许可|777",
            "丙项",
            "内容|数量",
            "处罚|0",
            "强制|1",
        ];
        check(stream, &rows, 0);
    }

    #[test]
    fn numbered_labels_end_the_head() {
        let stream = "c|all|p|q|sum|p1|q1|一、甲|1|2|3|4|二、乙|（一）丙|1|2|3|4|（二）丁|1|2|3|4";
        let cells = row(RowForm::Stream, stream).cells;
        let cut = cut_stream(&cells, &NoHints, &Budget::new(&Limits::default(), None)).unwrap();
        let last: Vec<usize> = cut.rows.iter().rev().take(3).map(|r| r.cells.len()).collect();
        assert_eq!(last, [5, 6, 5]);
    }

    #[test]
    fn a_run_of_two_rows_is_cut_with_a_doubt() {
        check(
            "n|a|b|x|1|2|y|3|4|5|6|z|7|8",
            &["n|a|b", "x|1|2", "y|3|4", "5|6", "z|7|8"],
            1,
        );
    }

    #[test]
    fn texts_without_values_are_no_table() {
        check("a|b|c", &[], 0);
    }
}
