//! The head of a table without full rules: texts above the values, stacked in levels, some over several columns.

use std::ops::Range;

use crate::geometry::Rect;
use crate::layout::words::{Word, line_text};

use super::columns::{Column, covered, partition};

/// Lines of one text of a head follow one another within this many em, baseline to baseline.
const LINE_STEP_EM: f32 = 1.5;

/// Texts that begin within this many em of one another begin at the same place.
const STARTS_ALIKE_EM: f32 = 0.15;

/// So many names that begin alike beside their columns are set to the left: fewer may be so by chance.
const LEAST_SET_LEFT: usize = 3;

/// The box of a text and the columns that it stands over, half-open.
type Placed = (Rect, Range<usize>);

/// A text of the head: its words, box and the columns that it stands over.
#[derive(Clone, Debug)]
pub struct HeadText {
    /// The words of all its lines.
    pub words: Vec<Word>,
    /// The box around them.
    pub bbox: Rect,
    /// Columns, half-open.
    pub cols: Range<usize>,
}

/// A cell of the head.
#[derive(Clone, Debug)]
pub struct HeadCell {
    /// Levels from the top, half-open.
    pub rows: Range<usize>,
    /// Columns, half-open.
    pub cols: Range<usize>,
    /// The words.
    pub words: Vec<Word>,
}

/// Gathers the lines of the head's texts: a segment goes on with the text above it when it stands over the same
/// columns, close below, and no rule (y, x0, x1) lies between them.
pub fn texts(
    segments: Vec<(Vec<Word>, Rect)>,
    columns: &[Column],
    rules: &[(f32, f32, f32)],
    em: f32,
) -> Vec<HeadText> {
    let mut sorted = segments;
    sorted.sort_by(|a, b| a.1.top.total_cmp(&b.1.top).then(a.1.x0.total_cmp(&b.1.x0)));
    let boxes: Vec<Placed> = sorted
        .iter()
        .map(|(_, bbox)| (*bbox, covered(columns, bbox, em)))
        .collect();
    let groups = group_heads(&boxes, em);
    let mut out: Vec<HeadText> = Vec::new();
    // Where in `out` heads of groups are: the next line is no line of theirs.
    let mut closed: Vec<bool> = Vec::new();
    for (i, (words, bbox)) in sorted.into_iter().enumerate() {
        let cols = covered(columns, &bbox, em);
        // A text with several others side by side below it is the head of them all.
        let beside = |t: &HeadText| {
            boxes.iter().any(|(b, other)| {
                let level = (b.center().y - bbox.center().y).abs() < 0.3 * em;
                let under = b.x0 < t.bbox.x1 && b.x1 > t.bbox.x0;
                level && under && (other.end <= cols.start || other.start >= cols.end)
            })
        };
        let size = words.iter().map(|w| w.size).fold(0.0, f32::max);
        let open = out.iter_mut().zip(&closed).rev().filter(|(_, closed)| !**closed);
        let host = open.map(|(t, _)| t).find(|t| {
            let step = bbox.bottom - t.bbox.bottom;
            let shares = bbox.x0 < t.bbox.x1 && bbox.x1 > t.bbox.x0;
            // The next line of a text over several columns may be shorter; a head of one of them is much shorter.
            let inside = t.cols.start <= cols.start && cols.end <= t.cols.end;
            let long = bbox.width() >= 0.4 * t.bbox.width();
            let alike = t.cols == cols || (inside && (long || t.cols.len() <= 2));
            let parted = rules.iter().any(|(y, x0, x1)| {
                let over = *x0 < bbox.x1 && *x1 > bbox.x0;
                over && *y > t.bbox.bottom - 0.5 * size && *y < bbox.center().y
            });
            step > 0.3 * size && step <= LINE_STEP_EM * size && shares && alike && !parted && !beside(t)
        });
        match host {
            Some(t) => {
                t.bbox = t.bbox.union(&bbox);
                t.cols = t.cols.start.min(cols.start)..t.cols.end.max(cols.end);
                t.words.extend(words);
            }
            None => {
                out.push(HeadText { words, bbox, cols });
                closed.push(groups.contains(&i));
            }
        }
    }
    out
}

/// Texts of one level right above more than twice as many that are each the name of one column, where they share all these
/// columns among them so that each stands in the middle of two or more: heads of groups, and not the first lines of the names
/// that they happen to stand over. Gives their places, sorted; `boxes` are all texts from top to bottom.
fn group_heads(boxes: &[Placed], em: f32) -> Vec<usize> {
    let mut start = 0;
    let levels: Vec<(usize, &[Placed])> = boxes
        .chunk_by(|a, b| (b.0.center().y - a.0.center().y).abs() < 0.3 * em)
        .map(|level| {
            let from = start;
            start += level.len();
            (from, level)
        })
        .collect();
    let mut out = Vec::new();
    for pair in levels.windows(2) {
        let [(at, upper), (_, lower)] = pair else { continue };
        let mut names: Vec<(&Rect, usize)> = lower
            .iter()
            .filter(|(_, cols)| cols.len() == 1)
            .map(|(bbox, cols)| (bbox, cols.start))
            .collect();
        names.sort_by_key(|(_, col)| *col);
        let (Some((_, from)), Some((_, to))) = (names.first(), names.last()) else {
            continue;
        };
        let mut heads: Vec<(usize, &Rect)> = upper
            .iter()
            .enumerate()
            .filter(|(_, (_, cols))| cols.start <= *to && *from < cols.end)
            .map(|(i, (bbox, _))| (at + i, bbox))
            .collect();
        heads.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
        let step = names
            .first()
            .zip(heads.first())
            .map(|(n, h)| n.0.bottom - h.1.bottom);
        let near = step.is_some_and(|step| step <= LINE_STEP_EM * em);
        let full = names.len() == lower.len() && to - from + 1 == names.len();
        if heads.len() >= 2 && names.len() > 2 * heads.len() && near && full && share(&heads, &names, em) {
            out.extend(heads.iter().map(|(i, _)| *i));
        }
    }
    out.sort_unstable();
    out
}

/// Whether heads can share the names below them so that each stands in the middle of two names or more.
fn share(heads: &[(usize, &Rect)], names: &[(&Rect, usize)], em: f32) -> bool {
    let centers: Vec<f32> = names.iter().map(|(b, _)| b.center().x).collect();
    let middles: Vec<f32> = heads.iter().map(|(_, b)| b.center().x).collect();
    let Some(starts) = partition(&centers, &middles) else {
        return false;
    };
    let ends = starts.iter().copied().skip(1).chain(std::iter::once(names.len()));
    let mut runs = starts.iter().copied().zip(ends).zip(&middles);
    starts.first() == Some(&0)
        && runs.all(|((from, to), middle)| {
            let (Some(first), Some(last)) = (centers.get(from), centers.get(to.saturating_sub(1))) else {
                return false;
            };
            // A fifth of a column off is as near as names of uneven width allow.
            let pitch = (last - first) / (to - from).saturating_sub(1).max(1) as f32;
            to >= from + 2 && ((first + last) / 2.0 - middle).abs() <= (0.2 * pitch).max(0.4 * em)
        })
}

/// Widens texts to the columns that they head: a text in the middle over several columns with texts of their own
/// below it heads them all. `rules` are short horizontal lines (y, x0, x1), which say it outright.
pub fn widen(texts: &mut [HeadText], columns: &[Column], rules: &[(f32, f32, f32)], em: f32) {
    let mut told = repeated_groups(texts, em);
    let begin = groups_that_begin(texts, columns, em);
    // What begins alike says more than where it stands over a rule.
    if begin.is_empty() {
        let on_rule = groups_on_one_rule(texts, columns, rules, em);
        let of_runs: Vec<usize> = told.iter().map(|(i, _)| *i).collect();
        told.extend(on_rule.into_iter().filter(|(i, _)| !of_runs.contains(i)));
    } else if told.is_empty() {
        told = begin;
    }
    for (i, cols) in &told {
        if let Some(text) = texts.get_mut(*i) {
            text.cols = cols.clone();
        }
    }
    // From the lowest level up: what a text heads depends on what the texts below it head.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let y = |i: usize| texts.get(i).map_or(0.0, |t| t.bbox.center().y);
    order.sort_by(|a, b| y(*b).total_cmp(&y(*a)));
    for i in order {
        let view: Vec<(Rect, Range<usize>)> = texts.iter().map(|t| (t.bbox, t.cols.clone())).collect();
        let Some(text) = texts.get_mut(i) else { continue };
        let has_below = view.iter().any(|(b, _)| b.top >= text.bbox.bottom - 0.15 * em);
        if !has_below {
            continue;
        }
        let ruled = ruled_range(&text.bbox, columns, rules, em).filter(|cols| {
            // A rule under several texts of one level is the line under a row.
            !view.iter().enumerate().any(|(k, (b, other))| {
                let level = b.bottom.min(text.bbox.bottom) - b.top.max(text.bbox.top) > 0.2 * em;
                k != i && level && cols.start < other.end && other.start < cols.end
            })
        });
        text.cols = match ruled {
            Some(cols) => cols,
            None if told.iter().any(|(k, _)| *k == i) => continue,
            None if is_title(&text.bbox, &view, i, columns, em) => 0..columns.len(),
            None => centred_range(text, &view, i, columns, em),
        };
    }
}

/// Heads have fewer rules than this; each of them is held against every text.
const MOST_RULES: usize = 200;

/// Texts side by side on one rule above other texts, as the borders of cells make it: they share the columns under the
/// rule, so that each stands as near the middle of its own as can be. Gives the places of these texts and their columns.
fn groups_on_one_rule(
    texts: &[HeadText],
    columns: &[Column],
    rules: &[(f32, f32, f32)],
    em: f32,
) -> Vec<(usize, Range<usize>)> {
    let mut out = Vec::new();
    let lowest = texts
        .iter()
        .map(|t| t.bbox.bottom)
        .fold(f32::NEG_INFINITY, f32::max);
    for rule in rules.iter().filter(|r| r.0 < lowest).take(MOST_RULES) {
        let on = |t: &Rect| ruled_range(t, columns, std::slice::from_ref(rule), em);
        let mut above: Vec<(usize, &HeadText)> = texts
            .iter()
            .enumerate()
            .filter(|(_, t)| on(&t.bbox).is_some())
            .collect();
        above.sort_by(|a, b| a.1.bbox.x0.total_cmp(&b.1.bbox.x0));
        let Some(cols) = above
            .first()
            .and_then(|(_, t)| on(&t.bbox))
            .filter(|_| above.len() > 1)
        else {
            continue;
        };
        let has_text_below = |c: usize| {
            texts
                .iter()
                .any(|t| t.bbox.top > rule.0 - 0.15 * em && t.cols.contains(&c))
        };
        if !cols.clone().all(has_text_below) {
            continue;
        }
        let inside = columns.get(cols.clone()).unwrap_or_default();
        let centers: Vec<f32> = inside.iter().map(Column::center).collect();
        let middles: Vec<f32> = above.iter().map(|(_, t)| t.bbox.center().x).collect();
        let Some(starts) = partition(&centers, &middles) else {
            continue;
        };
        let ends = starts.iter().copied().skip(1).chain(std::iter::once(cols.len()));
        let runs = starts
            .iter()
            .zip(ends)
            .map(|(a, b)| cols.start + a..cols.start + b);
        out.extend(above.iter().map(|(i, _)| *i).zip(runs));
    }
    out
}

/// Texts that begin where the same run of names begins anew one level below (`2022`, `2023`, `2022`, `2023`): each
/// heads its run. Gives the places of these texts and their columns.
fn repeated_groups(texts: &[HeadText], em: f32) -> Vec<(usize, Range<usize>)> {
    let Some(lowest) = texts.iter().map(|t| t.bbox.bottom).reduce(f32::max) else {
        return Vec::new();
    };
    let is_low = |t: &&HeadText| t.bbox.bottom > lowest - 0.3 * em && t.cols.len() == 1;
    let mut low: Vec<&HeadText> = texts.iter().filter(is_low).collect();
    low.sort_by_key(|t| t.cols.start);
    let upper: Vec<(usize, &HeadText)> = texts
        .iter()
        .enumerate()
        .filter(|(_, t)| low.iter().any(|l| l.bbox.top >= t.bbox.bottom - 0.15 * em))
        .collect();
    let names: Vec<String> = low.iter().map(|t| line_text(&t.words)).collect();
    for (from, first) in names.iter().enumerate() {
        let Some(period) = names
            .iter()
            .skip(from + 1)
            .position(|n| n == first)
            .map(|p| p + 1)
        else {
            continue;
        };
        let runs: Vec<&[String]> = names.get(from..).unwrap_or_default().chunks(period).collect();
        if period < 2 || runs.iter().any(|r| Some(r) != runs.first()) {
            continue;
        }
        let starts: Vec<&&HeadText> = low.iter().skip(from).step_by(period).collect();
        let heads: Vec<(usize, Range<usize>)> = starts
            .iter()
            .filter_map(|s| {
                let cols = s.cols.start..s.cols.start + period;
                let over: Vec<&(usize, &HeadText)> = upper
                    .iter()
                    .filter(|(_, t)| t.cols.start < cols.end && cols.start < t.cols.end)
                    .collect();
                match over.as_slice() {
                    [(i, t)] if t.cols.start >= cols.start && t.cols.end <= cols.end => Some((*i, cols)),
                    _ => None,
                }
            })
            .collect();
        if heads.len() == runs.len() {
            return heads;
        }
    }
    Vec::new()
}

/// Texts of one level that each begin just where a name of the lowest level begins, though their middles differ or the names
/// do not stand in the middle of their columns, as where all cells are set to the left: each heads the names from there to
/// where the next of them begins. Gives the places of these texts and their columns.
fn groups_that_begin(texts: &[HeadText], columns: &[Column], em: f32) -> Vec<(usize, Range<usize>)> {
    let Some(lowest) = texts.iter().map(|t| t.bbox.bottom).reduce(f32::max) else {
        return Vec::new();
    };
    let is_low = |t: &HeadText| t.bbox.bottom > lowest - 0.3 * em && t.cols.len() == 1;
    let low = |c: usize| texts.iter().find(|t| is_low(t) && t.cols.start == c);
    let mut upper: Vec<(usize, &HeadText)> = texts.iter().enumerate().filter(|(_, t)| !is_low(t)).collect();
    upper.sort_by_key(|(_, t)| t.cols.start);
    // One level of groups above one of names; names without a group stand beside the groups.
    let level = upper
        .iter()
        .map(|(_, t)| t.bbox.top)
        .fold(f32::INFINITY, f32::min);
    if upper.is_empty() || upper.iter().any(|(_, t)| t.bbox.top > level + 0.5 * em) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut is_aside = are_set_left(texts.iter().filter(|t| is_low(t)), columns, em);
    let starts = upper.iter().skip(1).map(|(_, t)| t.cols.start);
    let all = texts.iter().map(|t| t.cols.end).max().unwrap_or(0);
    for ((i, text), next) in upper.iter().zip(starts.chain(std::iter::once(all))) {
        let Some(first) = low(text.cols.start) else {
            continue;
        };
        if (first.bbox.x0 - text.bbox.x0).abs() > STARTS_ALIKE_EM * em {
            return Vec::new();
        }
        is_aside |= (first.bbox.center().x - text.bbox.center().x).abs() > 0.3 * em;
        let names = (text.cols.start..next).take_while(|c| low(*c).is_some()).count();
        out.push((*i, text.cols.start..text.cols.start + names));
    }
    // Texts of one width that are set in the middle of the same columns begin alike, too.
    if is_aside && out.iter().any(|(_, cols)| cols.len() > 1) {
        out
    } else {
        Vec::new()
    }
}

/// Whether names begin at one distance from where their columns begin, and do not stand in the middle of all of them.
fn are_set_left<'a>(names: impl Iterator<Item = &'a HeadText>, columns: &[Column], em: f32) -> bool {
    let placed: Vec<(f32, f32)> = names
        .filter_map(|t| {
            let column = columns.get(t.cols.start)?;
            let off = t.bbox.center().x - column.center();
            Some((t.bbox.x0 - column.x0, off.abs()))
        })
        .collect();
    let begins = placed.iter().map(|p| p.0);
    let (least, most) = begins.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, m), x| {
        (l.min(x), m.max(x))
    });
    placed.len() >= LEAST_SET_LEFT
        && most - least <= STARTS_ALIKE_EM * em
        && placed.iter().any(|p| p.1 > 0.2 * em)
}

/// Whether a text stands alone above all others, in the very middle of the table, and every column has a text below it.
fn is_title(text: &Rect, view: &[(Rect, Range<usize>)], own: usize, columns: &[Column], em: f32) -> bool {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else {
        return false;
    };
    let below = || {
        view.iter()
            .enumerate()
            .filter(|(k, _)| *k != own)
            .map(|(_, other)| other)
    };
    let alone = below().all(|(b, _)| b.top >= text.bottom - 0.15 * em);
    let headed = (0..columns.len()).all(|c| below().any(|(_, cols)| cols.contains(&c)));
    // Names may reach beyond the figures below them.
    let left = below().map(|(b, _)| b.x0).fold(first.x0, f32::min);
    let right = below().map(|(b, _)| b.x1).fold(last.x1, f32::max);
    let off = ((left + right) / 2.0 - text.center().x).abs();
    alone && headed && off <= 0.15 * em
}

/// The columns over a rule that is drawn close below a text, from side to side of what the text heads.
fn ruled_range(text: &Rect, columns: &[Column], rules: &[(f32, f32, f32)], em: f32) -> Option<Range<usize>> {
    let (_, x0, x1) = rules.iter().find(|(y, x0, x1)| {
        let under = *y > text.center().y && *y < text.bottom + 0.9 * em;
        under && *x0 <= text.x0 + em && *x1 >= text.x1 - em
    })?;
    // A rule from side to side of the table says nothing about this text.
    let whole =
        columns.first().is_some_and(|c| *x0 <= c.x0 + em) && columns.last().is_some_and(|c| *x1 >= c.x1 - em);
    let over = |c: &Column| c.center() > *x0 && c.center() < *x1;
    let first = columns.iter().position(over)?;
    let last = columns.iter().rposition(over)?;
    (!whole).then_some(first..last + 1)
}

/// Whether column `c` is headed by the text: it has a text of its own below, and that text stands in the middle of
/// what is left below the heading text, not in the middle of that text's level and all below.
fn is_headed(text: &Rect, own: usize, view: &[(Rect, Range<usize>)], c: usize, em: f32) -> bool {
    let below: Vec<&Rect> = view
        .iter()
        .enumerate()
        .filter(|(k, (b, cols))| *k != own && cols.contains(&c) && b.top >= text.bottom - 0.15 * em)
        .map(|(_, (b, _))| b)
        .collect();
    let [single] = below.as_slice() else {
        return !below.is_empty();
    };
    let bottom = view.iter().map(|(b, _)| b.bottom).fold(text.bottom, f32::max);
    let next = view
        .iter()
        .map(|(b, _)| b.top)
        .filter(|t| *t >= text.bottom - 0.15 * em)
        .fold(f32::INFINITY, f32::min);
    let border = (text.bottom + next) / 2.0;
    let with_level = (text.top + bottom) / 2.0;
    let below_level = (border + bottom) / 2.0;
    let y = single.center().y;
    (y - below_level).abs() <= (y - with_level).abs()
}

/// The widest run of columns around a text whose middle is the text's middle, every column of it headed by the
/// text, not reaching into a neighbour on the same level.
fn centred_range(
    text: &HeadText,
    view: &[(Rect, Range<usize>)],
    own: usize,
    columns: &[Column],
    em: f32,
) -> Range<usize> {
    let beside = |c: usize| {
        view.iter().enumerate().any(|(k, (b, cols))| {
            let level = b.bottom.min(text.bbox.bottom) - b.top.max(text.bbox.top) > 0.2 * em;
            k != own && level && cols.contains(&c)
        })
    };
    let may = |c: usize| !beside(c) && is_headed(&text.bbox, own, view, c, em);
    let middle = text.bbox.center().x;
    let mut best = text.cols.clone();
    let mut best_off = f32::INFINITY;
    for a in (0..=text.cols.start).rev() {
        if a < text.cols.start && !may(a) {
            break;
        }
        for b in text.cols.end..=columns.len() {
            if b > text.cols.end && !may(b - 1) {
                break;
            }
            let (Some(first), Some(last)) = (columns.get(a), columns.get(b.saturating_sub(1))) else {
                break;
            };
            let width = (last.x1 - first.x0) / (b - a) as f32;
            let off = ((first.x0 + last.x1) / 2.0 - middle).abs();
            // A third of a column off is as near as texts of uneven width allow; the wider run wins.
            let close = off <= (0.35 * width).max(0.4 * em);
            if close
                && (best_off == f32::INFINITY
                    || b - a > best.len()
                    || (b - a == best.len() && off < best_off))
            {
                best = a..b;
                best_off = off;
            }
        }
    }
    best
}

/// Puts texts into levels: over every column they are stacked from the top, and the last one of a shorter stack
/// reaches down to the values.
pub fn cells(texts: Vec<HeadText>, n_cols: usize) -> (usize, Vec<HeadCell>) {
    let mut order = texts;
    order.sort_by(|a, b| {
        a.bbox
            .center()
            .y
            .total_cmp(&b.bbox.center().y)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    let mut depth = vec![0usize; n_cols];
    let mut placed: Vec<(usize, HeadText)> = Vec::new();
    for text in order {
        let level = text
            .cols
            .clone()
            .filter_map(|c| depth.get(c).copied())
            .max()
            .unwrap_or(0);
        for c in text.cols.clone() {
            if let Some(d) = depth.get_mut(c) {
                *d = level + 1;
            }
        }
        placed.push((level, text));
    }
    let levels = depth.iter().copied().max().unwrap_or(0);
    let next_below = |level: usize, cols: &Range<usize>| {
        placed
            .iter()
            .filter(|(l, t)| *l > level && t.cols.start < cols.end && cols.start < t.cols.end)
            .map(|(l, _)| *l)
            .min()
            .unwrap_or(levels)
    };
    let cells = placed
        .iter()
        .map(|(level, t)| HeadCell {
            rows: *level..next_below(*level, &t.cols),
            cols: t.cols.clone(),
            words: t.words.clone(),
        })
        .collect();
    (levels, cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn text(x0: f32, x1: f32, top: f32) -> (Vec<Word>, Rect) {
        (Vec::new(), Rect::new(x0, top, x1, top + 10.0))
    }

    #[test]
    fn a_text_alone_in_the_middle_of_the_table_heads_all_its_columns() {
        let columns: Vec<Column> = (0..4)
            .map(|i| Column {
                x0: 30.0 * i as f32,
                x1: 30.0 * i as f32 + 20.0,
            })
            .collect();
        let heads = |title: (f32, f32)| {
            let mut all: Vec<_> = (0..4)
                .map(|i| text(30.0 * i as f32, 30.0 * i as f32 + 20.0, 20.0))
                .collect();
            all.insert(0, text(title.0, title.1, 0.0));
            let mut found = texts(all, &columns, &[], 10.0);
            widen(&mut found, &columns, &[], 10.0);
            found.first().map(|t| t.cols.clone())
        };
        assert_eq!(heads((45.0, 65.0)), Some(0..4));
        assert_ne!(heads((75.0, 95.0)), Some(0..4));
    }

    #[test]
    fn texts_in_the_middle_of_groups_are_no_first_lines_of_the_names_below_them() {
        let found = |groups: &[(&'static str, f32)]| {
            let column = |i: usize| 100.0 + 50.0 * i as f32;
            let row = |texts: [&'static str; 6]| -> Vec<(&'static str, f32)> {
                texts
                    .into_iter()
                    .enumerate()
                    .map(|(i, t)| (t, column(i)))
                    .collect()
            };
            let names = row(["2014", "late", "2016", "2017", "soon", "2019"]);
            let mut lines = vec![(100.0, groups.to_vec()), (112.0, names)];
            for (y, label) in [(126.0, "Roads"), (140.0, "Water"), (154.0, "Parks")] {
                let mut line = vec![(label, 40.0)];
                line.extend(row(["12.5", "47.0", "31.2", "88.1", "90.3", "11.9"]));
                lines.push((y, line));
            }
            let lines: Vec<(f32, &[(&str, f32)])> = lines.iter().map(|(y, l)| (*y, l.as_slice())).collect();
            crate::table::alignment::tests::cells(&lines, &[])
        };
        let groups = found(&[("City", 150.0), ("Land", 300.0)]);
        assert!(groups.contains(&"0 1+2: City".to_owned()), "{groups:?}");
        assert!(groups.contains(&"1 2: late".to_owned()), "{groups:?}");
        // The first lines of names: not in the middle of all that stand below.
        let lines = found(&[("Very", 150.0), ("Very", 200.0)]);
        assert!(lines.iter().any(|c| c.ends_with("Very/late")), "{lines:?}");
    }

    #[test]
    fn a_text_in_the_middle_over_several_columns_heads_them_all() {
        let columns: Vec<Column> = (0..3)
            .map(|i| Column {
                x0: 30.0 * i as f32,
                x1: 30.0 * i as f32 + 20.0,
            })
            .collect();
        let mut found = texts(
            vec![
                text(32.0, 48.0, 0.0),
                text(2.0, 18.0, 20.0),
                text(32.0, 48.0, 20.0),
                text(62.0, 78.0, 20.0),
            ],
            &columns,
            &[],
            10.0,
        );
        widen(&mut found, &columns, &[], 10.0);
        let (levels, cells) = cells(found, 3);
        assert_eq!(levels, 2);
        assert_eq!((cells[0].rows.clone(), cells[0].cols.clone()), (0..1, 0..3));
        assert_eq!((cells[1].rows.clone(), cells[1].cols.clone()), (1..2, 0..1));
    }

    fn columns(n: usize) -> Vec<Column> {
        let column = |i| Column {
            x0: 30.0 * i as f32,
            x1: 30.0 * i as f32 + 20.0,
        };
        (0..n).map(column).collect()
    }

    #[test]
    fn heads_that_begin_where_their_first_name_begins_head_the_names_up_to_the_next() {
        let columns = columns(5);
        let names = |i: usize| text(30.0 * i as f32, 30.0 * i as f32 + 20.0, 20.0);
        let heads = |second: (f32, f32)| {
            let upper = [
                text(0.0, 10.0, 0.0),
                text(30.0, 40.0, 0.0),
                text(second.0, second.1, 0.0),
            ];
            let all = upper.into_iter().chain((1..5).map(names)).collect();
            // A rule under all of them says nothing.
            let rules = [(15.0, 0.0, 140.0)];
            let mut found = texts(all, &columns, &rules, 10.0);
            widen(&mut found, &columns, &rules, 10.0);
            found.iter().take(3).map(|t| t.cols.clone()).collect::<Vec<_>>()
        };
        assert_eq!(heads((90.0, 110.0)), [0..1, 1..3, 3..5]);
        // Set in the middle over its two names.
        assert_ne!(heads((105.0, 125.0)), [0..1, 1..3, 3..4]);
    }

    #[test]
    fn texts_on_one_rule_share_the_columns_under_it() {
        let columns = columns(6);
        let leaf = |i: usize| text(30.0 * i as f32, 30.0 * i as f32 + 18.0, 20.0);
        // The second stands above one of its columns alone.
        let mut all: Vec<_> = (1..6).map(leaf).collect();
        all.push(text(40.0, 70.0, 0.0));
        all.push(text(122.0, 138.0, 0.0));
        let rule = [(15.0, 28.0, 172.0)];
        let heads = |rules: &[(f32, f32, f32)]| {
            let mut found = texts(all.clone(), &columns, rules, 10.0);
            widen(&mut found, &columns, rules, 10.0);
            let upper = found.into_iter().filter(|t| t.bbox.top == 0.0);
            upper.map(|t| t.cols).collect::<Vec<_>>()
        };
        assert_eq!(heads(&rule), [1..3, 3..6]);
    }

    #[test]
    fn a_line_below_is_of_another_text_behind_a_rule_or_beside_others_below_the_same() {
        let columns = columns(3);
        let text = |text: &str, x: f32, y: f32| {
            let mut page = blank_page();
            print(&mut page, text, x, y, 10.0, 0.0);
            let words = all_words(&page);
            let bbox = words[0].bbox;
            (words, bbox)
        };
        let two = [text("one", 32.0, 8.0), text("two", 32.0, 20.0)];
        let count = |all: &[(Vec<Word>, Rect)], rules: &[(f32, f32, f32)]| {
            texts(all.to_vec(), &columns, rules, 10.0).len()
        };
        assert_eq!(count(&two, &[]), 1);
        assert_eq!(count(&two, &[(11.0, 30.0, 80.0)]), 2);
        let wide = [text("oneoneone", 32.0, 8.0), text("two", 32.0, 20.0)];
        let beside = [wide[0].clone(), wide[1].clone(), text("two", 62.0, 20.0)];
        assert_eq!((count(&wide, &[]), count(&beside, &[])), (1, 3));
    }
}
