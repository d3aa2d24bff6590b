//! Rows of several lines, told by what parts them: rules from row to row, or white that is wider between rows than between
//! the lines of one.

use std::ops::Range;

use crate::geometry::Rect;

use super::settings::TableSettings;

/// A line of the body as far as it tells rows: its texts right of the labels that span rows.
pub(crate) struct BandLine {
    /// The box around these texts; `None` without any.
    pub(crate) bbox: Option<Rect>,
    /// Whether one of them is a value in a column of values.
    pub(crate) has_value: bool,
    /// Whether every column has a text on it.
    pub(crate) full: bool,
    /// Whether the first column has a text on it.
    pub(crate) labelled: bool,
}

/// The rows as ranges of lines, top to bottom, when rules or white part all of them and each has its values on one
/// line; `None` where nothing tells, or every row is one line. `rules` are horizontal lines as (y, x0, x1), `em` the
/// type size in points.
pub(crate) fn find(
    lines: &[BandLine],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Range<usize>>> {
    let ruled = by_rules(lines, rules, settings);
    let found = ruled.or_else(|| by_white(lines, em, settings))?;
    let several = |band: &Range<usize>| {
        let inside = lines.get(band.clone()).unwrap_or_default();
        inside.iter().filter(|l| l.bbox.is_some()).count() > 1
    };
    found.iter().any(several).then_some(found)
}

/// The rows between rules that reach over most of the lines' width, where there are at least as many of them as make a table.
fn by_rules(
    lines: &[BandLine],
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> Option<Vec<Range<usize>>> {
    let bands = between_rules(lines, rules, settings)?;
    let rows = bands.len() >= settings.least_rows && bands.iter().all(|b| value_lines(lines, b) <= 1);
    rows.then_some(bands)
}

/// The runs of lines between rules that reach over most of the lines' width.
fn between_rules(
    lines: &[BandLine],
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> Option<Vec<Range<usize>>> {
    let all = lines.iter().filter_map(|l| l.bbox).reduce(|a, b| a.union(&b))?;
    let long = |r: &&(f32, f32, f32)| r.2.min(all.x1) - r.1.max(all.x0) > settings.rule_width * all.width();
    let ys: Vec<f32> = rules.iter().filter(long).map(|r| r.0).collect();
    let parted = |a: &Rect, b: &Rect| {
        let (from, to) = (a.center().y, b.center().y);
        ys.iter().any(|y| *y > from && *y < to)
    };
    Some(parts(lines, parted))
}

/// The rows of a table of words as ranges of lines, when rules or white part all of them; `None` where nothing tells, where
/// every row is one line, or where what is parted are groups of rows: all lines of those have texts in every column, and
/// lines that go on with a row only in some.
pub(crate) fn find_words(
    lines: &[BandLine],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Range<usize>>> {
    let are_rows = |bands: &Vec<Range<usize>>| {
        let inside = |band: &Range<usize>| lines.get(band.clone()).unwrap_or_default();
        let several: Vec<&[BandLine]> = bands.iter().map(inside).filter(|b| b.len() > 1).collect();
        let full = |band: &&[BandLine]| band.iter().filter(|l| l.full).count();
        let single = several.iter().filter(|b| full(b) <= 1).count();
        !several.is_empty() && bands.len() >= settings.least_rows && single * 4 >= several.len() * 3
    };
    let ruled = between_rules(lines, rules, settings).filter(are_rows);
    ruled.or_else(|| {
        let labelled = |bands: &Vec<Range<usize>>| {
            let inside = |band: &Range<usize>| lines.get(band.clone()).unwrap_or_default();
            bands.iter().all(|b| inside(b).iter().any(|l| l.labelled))
        };
        let mut found = by_white_of_words(lines, em, settings)
            .into_iter()
            .filter(are_rows)
            .peekable();
        let widest = found.peek().cloned();
        found.find(labelled).or(widest)
    })
}

/// The widest steps between gaps that are looked at, counted.
const MOST_BORDERS: usize = 8;

/// Runs of lines with clearly more white between them than between the lines within, for each step between gaps that may part
/// the two, the widest first. Lines of texts in the middle of their rows overlap those beside them: then no white is left
/// within, or less than between the lines of one text.
fn by_white_of_words(lines: &[BandLine], em: f32, settings: &TableSettings) -> Vec<Vec<Range<usize>>> {
    let mut below = f32::NEG_INFINITY;
    let mut whites = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(bbox) = line.bbox else { return Vec::new() };
        whites.push((bbox.top - below).max(0.0));
        below = below.max(bbox.bottom);
    }
    let gaps = whites.iter().skip(1).copied().collect();
    let runs = |border: f32| {
        let mut out: Vec<Range<usize>> = Vec::new();
        for (i, white) in whites.iter().enumerate() {
            match out.last_mut() {
                Some(band) if *white <= border => band.end = i + 1,
                _ => out.push(i..i + 1),
            }
        }
        out
    };
    borders(gaps, em, settings)
        .into_iter()
        .take(MOST_BORDERS)
        .map(runs)
        .collect()
}

/// The whites, in points, that may part the gaps between rows from those within: in the middle of each step between gaps that is
/// clearly wider than none, the widest step first.
fn borders(mut gaps: Vec<f32>, em: f32, settings: &TableSettings) -> Vec<f32> {
    gaps.sort_by(f32::total_cmp);
    let step = |w: &[f32]| match w {
        [a, b] => Some((b - a, (a + b) / 2.0)),
        _ => None,
    };
    let mut steps: Vec<(f32, f32)> = gaps.windows(2).filter_map(step).collect();
    steps.retain(|(width, _)| *width >= settings.row_white * em);
    // Of steps as wide as one another the last one, between the wider gaps.
    steps.reverse();
    steps.sort_by(|a, b| b.0.total_cmp(&a.0));
    steps.into_iter().map(|(_, border)| border).collect()
}

/// The rows between which there is clearly more white than between their lines.
fn by_white(lines: &[BandLine], em: f32, settings: &TableSettings) -> Option<Vec<Range<usize>>> {
    let boxes: Vec<Rect> = lines.iter().filter_map(|l| l.bbox).collect();
    let white = |a: &Rect, b: &Rect| b.top - a.bottom;
    let gaps = boxes.windows(2).filter_map(|w| match w {
        [a, b] => Some(white(a, b)),
        _ => None,
    });
    let border = *borders(gaps.collect(), em, settings).first()?;
    let bands = parts(lines, |a, b| white(a, b) > border);
    // White alone may as well stand between the lines of one label: every row has its values.
    bands.iter().all(|b| value_lines(lines, b) == 1).then_some(bands)
}

/// Runs of lines between which `parted` holds for the nearest boxes above and below.
fn parts(lines: &[BandLine], parted: impl Fn(&Rect, &Rect) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut above: Option<Rect> = None;
    for (i, line) in lines.iter().enumerate() {
        let new = match (above, line.bbox) {
            (Some(a), Some(b)) => parted(&a, &b),
            _ => false,
        };
        match out.last_mut() {
            Some(band) if !new => band.end = i + 1,
            _ => out.push(i..i + 1),
        }
        above = line.bbox.or(above);
    }
    out
}

/// How many lines of a band hold values. The pieces of a number that was too long for its column are no values by
/// themselves.
fn value_lines(lines: &[BandLine], band: &Range<usize>) -> usize {
    let inside = lines.get(band.clone()).unwrap_or_default();
    inside.iter().filter(|l| l.has_value).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of ten points at these heights, each with a value or without one.
    fn lines(all: &[(f32, bool)]) -> Vec<BandLine> {
        let line = |(top, has_value): &(f32, bool)| BandLine {
            bbox: Some(Rect::new(0.0, *top, 100.0, top + 10.0)),
            has_value: *has_value,
            full: false,
            labelled: true,
        };
        all.iter().map(line).collect()
    }

    fn rows(all: &[(f32, bool)], rules: &[(f32, f32, f32)]) -> Option<Vec<Range<usize>>> {
        find(&lines(all), rules, 10.0, &TableSettings::default())
    }

    #[test]
    fn white_between_rows_is_wider_than_between_their_lines() {
        let (yes, no) = (true, false);
        let two_lines = [(0.0, yes), (12.0, no), (30.0, no), (42.0, yes), (60.0, yes)];
        assert_eq!(rows(&two_lines, &[]), Some(vec![0..2, 2..4, 4..5]));
        // As much white everywhere, or single lines alone, tells nothing.
        assert_eq!(rows(&[(0.0, yes), (12.0, no), (24.0, yes)], &[]), None);
        assert_eq!(rows(&[(0.0, yes), (12.0, yes), (24.0, yes)], &[]), None);
        // Groups of rows, and lines without values, are no rows.
        assert_eq!(
            rows(&[(0.0, yes), (12.0, yes), (30.0, yes), (42.0, yes)], &[]),
            None
        );
        assert_eq!(
            rows(&[(0.0, yes), (12.0, no), (30.0, no), (48.0, yes)], &[]),
            None
        );
    }

    #[test]
    fn white_or_rules_part_rows_of_words_but_not_groups_of_rows() {
        let words = |all: &[(f32, bool)], rules: &[(f32, f32, f32)]| {
            let mut lines = lines(all);
            lines
                .iter_mut()
                .zip(all)
                .for_each(|(l, (_, full))| l.full = *full);
            find_words(&lines, rules, 10.0, &TableSettings::default())
        };
        let (yes, no) = (true, false);
        let rows = Some(vec![0..1, 1..3, 3..5]);
        assert_eq!(
            words(
                &[(0.0, yes), (18.0, yes), (30.0, no), (48.0, yes), (60.0, no)],
                &[]
            ),
            rows
        );
        // So it does beside the middle one of three, where white is left between the others.
        let mut three = lines(&[
            (0.0, no),
            (12.0, yes),
            (24.0, no),
            (40.0, no),
            (46.0, yes),
            (52.0, no),
            (68.0, yes),
        ]);
        for line in &mut three {
            line.labelled = line.has_value;
        }
        let found = find_words(&three, &[], 10.0, &TableSettings::default());
        assert_eq!(found, Some(vec![0..3, 3..6, 6..7]));
        // A label in the middle of its row stands beside two lines of the text beside it.
        assert_eq!(
            words(&[(0.0, yes), (18.0, no), (24.0, no), (48.0, no), (54.0, no)], &[]),
            rows
        );
        assert_eq!(
            words(&[(0.0, yes), (12.0, yes), (30.0, yes), (42.0, yes)], &[]),
            None
        );
        assert_eq!(words(&[(0.0, yes), (12.0, yes), (24.0, no)], &[]), None);
        let close = [(0.0, yes), (12.0, yes), (24.0, no), (36.0, yes), (48.0, no)];
        assert_eq!(words(&close, &[(11.0, 0.0, 100.0), (35.0, 0.0, 100.0)]), rows);
    }

    #[test]
    fn rules_from_side_to_side_part_rows_however_close_their_lines() {
        let (yes, no) = (true, false);
        let all = [(0.0, yes), (12.0, no), (24.0, yes), (36.0, no), (48.0, yes)];
        let rule = |y: f32| (y, 0.0, 100.0);
        assert_eq!(
            rows(&all, &[rule(23.0), rule(47.0)]),
            Some(vec![0..2, 2..4, 4..5])
        );
        assert_eq!(rows(&all, &[rule(23.0), (47.0, 0.0, 20.0)]), None);
    }
}
