//! Several tables below one another, each between rules of its own: the rules of a table are of one length, those of the next
//! are of another.

use std::ops::Range;

use crate::layout::words::Line;

use super::settings::TableSettings;

/// A horizontal rule: y, x0, x1 in points.
type Rule = (f32, f32, f32);

/// More rules than this are left alone, so that looking costs little.
const MOST_RULES: usize = 400;

/// What two rules or more of one length enclose.
#[derive(Clone, Copy, Debug)]
struct Frame {
    top: f32,
    bottom: f32,
    x0: f32,
    x1: f32,
}

/// Parts a range of lines where it holds several frames of rules, none of which reaches into another; else gives it as it is.
/// `tabular` says which lines have pieces side by side: such lines below a frame are rows whose table has rules around its
/// head only.
pub(super) fn split(
    range: Range<usize>,
    lines: &[&Line],
    tabular: &[bool],
    rules: &[Rule],
    em: f32,
    settings: &TableSettings,
) -> Vec<Range<usize>> {
    let own = || lines.iter().enumerate().take(range.end).skip(range.start);
    let boxes = own().map(|(_, l)| l.bbox);
    let Some(bbox) = boxes.reduce(|a, b| a.union(&b)) else {
        return vec![range];
    };
    let near = |r: &&Rule| {
        r.0 > bbox.top - 2.0 * em && r.0 < bbox.bottom + 2.0 * em && r.2 > bbox.x0 && r.1 < bbox.x1
    };
    let rules: Vec<Rule> = rules.iter().filter(near).copied().collect();
    if rules.len() < 4 || rules.len() > MOST_RULES {
        return vec![range];
    }
    let frames = outer(frames(&rules, settings.snap * em));
    if frames.len() < 2 {
        return vec![range];
    }
    let is_inside = |f: &Frame, l: &Line| {
        let c = l.bbox.center();
        c.y > f.top && c.y < f.bottom && l.bbox.x1 > f.x0 && l.bbox.x0 < f.x1
    };
    let first = |f: &Frame| own().find(|(_, l)| is_inside(f, l)).map(|(i, _)| i);
    let mut starts: Vec<usize> = frames.iter().filter_map(first).collect();
    starts.sort_unstable();
    starts.dedup();
    // What stands above the first frame is the head of its table.
    if let Some(start) = starts.first_mut() {
        *start = range.start;
    }
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    let parts = starts.iter().zip(ends).filter_map(|(&start, end)| {
        let last = (start..end).rev().find(|i| tabular.get(*i) == Some(&true))?;
        Some(start..last + 1)
    });
    let parts: Vec<Range<usize>> = parts.collect();
    if parts.len() > 1 { parts } else { vec![range] }
}

/// What the rules of each length enclose, where there are two or more.
fn frames(rules: &[Rule], snap: f32) -> Vec<Frame> {
    let mut found: Vec<(Frame, usize)> = Vec::new();
    for &(y, x0, x1) in rules {
        let alike = |(f, _): &&mut (Frame, usize)| (f.x0 - x0).abs() <= snap && (f.x1 - x1).abs() <= snap;
        match found.iter_mut().find(alike) {
            Some((f, n)) => {
                (f.top, f.bottom) = (f.top.min(y), f.bottom.max(y));
                *n += 1;
            }
            None => {
                let (top, bottom) = (y, y);
                found.push((Frame { top, bottom, x0, x1 }, 1));
            }
        }
    }
    let several = found.into_iter().filter(|(f, n)| *n > 1 && f.bottom > f.top);
    several.map(|(f, _)| f).collect()
}

/// The frames that lie in no other. None where two reach into each other: then their rules do not say what is a table.
fn outer(frames: Vec<Frame>) -> Vec<Frame> {
    let holds = |a: &Frame, b: &Frame| a.top <= b.top && a.bottom >= b.bottom;
    let inner = |i: usize, f: &Frame| {
        let others = frames.iter().enumerate().filter(|(k, _)| *k != i);
        others
            .into_iter()
            .any(|(k, o)| holds(o, f) && (!holds(f, o) || k < i))
    };
    let kept: Vec<Frame> = frames
        .iter()
        .enumerate()
        .filter(|(i, f)| !inner(*i, f))
        .map(|(_, f)| *f)
        .collect();
    let meet = kept.iter().enumerate().any(|(i, a)| {
        kept.iter()
            .skip(i + 1)
            .any(|b| a.top < b.bottom && b.top < a.bottom)
    });
    if meet { Vec::new() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_frames(rules: &[Rule]) -> usize {
        outer(frames(rules, 2.0)).len()
    }

    #[test]
    fn rules_of_one_length_are_those_of_one_table() {
        let first = [(100.0, 50.0, 300.0), (115.0, 50.0, 300.0), (160.0, 50.0, 300.0)];
        let second = [(170.0, 50.0, 200.0), (220.0, 50.0, 200.0)];
        assert_eq!(n_frames(&[&first[..], &second[..]].concat()), 2);
        // Rules below heads that span columns lie within.
        let spans = [
            (107.0, 120.0, 200.0),
            (107.0, 210.0, 300.0),
            (140.0, 120.0, 200.0),
        ];
        assert_eq!(n_frames(&[&first[..], &spans[..]].concat()), 1);
        // Rules that take turns are those of one table.
        let turns = [(110.0, 50.0, 200.0), (180.0, 50.0, 200.0)];
        assert_eq!(n_frames(&[&first[..], &turns[..]].concat()), 0);
    }

    #[test]
    fn rows_below_rules_around_a_head_stay_with_it() {
        use crate::layout::words::tests::{blank_page, print};
        use crate::table::alignment::tests::tables_of;
        use crate::table::edges::tests::h;

        let mut page = blank_page();
        for (top, width) in [(100.0, 300.0), (190.0, 200.0)] {
            for (k, row) in ["name", "Anna", "Bert"].iter().enumerate() {
                let y = top + 12.0 + 16.0 * k as f32;
                print(&mut page, row, 60.0, y, 10.0, 0.0);
                print(&mut page, ["sum", "12", "15"][k], 180.0, y, 10.0, 0.0);
            }
            page.rulings
                .extend([h(top, 50.0, 50.0 + width), h(top + 17.0, 50.0, 50.0 + width)]);
        }
        let rows: Vec<u32> = tables_of(&page).iter().map(|t| t.table.n_rows()).collect();
        assert_eq!(rows, [3, 3]);
    }
}
