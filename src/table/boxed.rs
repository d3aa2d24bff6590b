//! Rows that stand in one row of boxes, no line between them: told by the lines of their values, as in a table without
//! lines, but with the columns of the boxes.

use std::ops::Range;

use crate::geometry::Rect;
use crate::layout::words::{Line, Word, lines};

use super::alignment::{Draft, Row};
use super::columns::{Column, Segment, is_value_column};
use super::rows;
use super::settings::TableSettings;

/// The most places (rows times boxes) that one row of boxes is cut into.
const MOST_PLACES: usize = 100_000;
/// The fewest lines of values that make rows of one box.
const LEAST_ROWS: usize = 3;
/// Rows of words are told in so many boxes or more: in two they may as well be two texts.
const LEAST_BOXES: usize = 3;

/// What stands in one box: its columns in the grid, 0-based, and its words.
pub(crate) struct BoxTexts<'a> {
    pub(crate) cols: Range<usize>,
    pub(crate) words: &'a [Word],
}

/// The rows in a row of boxes.
pub(crate) struct Rows {
    /// The heights between them, in points, from top to bottom.
    pub(crate) ys: Vec<f32>,
    /// Their cells: rows from 0, columns of the grid. They fill all places.
    pub(crate) cells: Vec<(Range<usize>, Range<usize>, Vec<Word>)>,
}

/// The rows in a row of boxes, from left to right; `None` when it is one row or nothing tells.
pub(crate) fn rows(boxes: &[BoxTexts<'_>], em: f32, settings: &TableSettings) -> Option<Rows> {
    let figures: Vec<usize> = boxes.iter().map(|b| value_lines(b.words)).collect();
    let most = figures.iter().copied().max()?;
    let told = figures.iter().skip(1).filter(|n| **n >= LEAST_ROWS).count();
    let columns: Vec<Column> = boxes.iter().map(column).collect::<Option<_>>()?;
    let lines = rows_of_words(boxes);
    let (n, drafts) = if most < LEAST_ROWS || told == 0 || told * 2 < boxes.len() - 1 {
        if boxes.len() < LEAST_BOXES || lines.len() < LEAST_ROWS {
            return None;
        }
        rows::told_word_rows(lines, &columns, em, settings)?
    } else {
        let texts: Vec<&[Segment]> = lines.iter().map(|l| l.segments.as_slice()).collect();
        let values: Vec<bool> = columns.iter().map(|c| is_value_column(c, &texts)).collect();
        // No text of a box is a banner over all of them.
        let nowhere = Rect::new(0.0, 0.0, 0.0, 0.0);
        rows::body(lines, &columns, &values, &[], &nowhere, em, settings)
    };
    let rows = fill(n, drafts, boxes.len())?;
    let ys = borders(&rows, n)?;
    let cells = rows.into_iter().map(|d| {
        let start = boxes.get(d.cols.start).map_or(0, |b| b.cols.start);
        let end = boxes.get(d.cols.end - 1).map_or(0, |b| b.cols.end);
        (d.rows, start..end, d.words)
    });
    (n > 1).then_some(Rows {
        ys,
        cells: cells.collect(),
    })
}

/// How many lines of a box are values, where all of them are.
fn value_lines(words: &[Word]) -> usize {
    let all = lines(words.to_vec());
    let is_value = |l: &Line| super::columns::segments(l).iter().all(|s| s.value);
    if all.iter().all(is_value) { all.len() } else { 0 }
}

/// What the texts of a box cover; `None` for a box without words.
fn column(b: &BoxTexts<'_>) -> Option<Column> {
    let all = b.words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b))?;
    Some(Column {
        x0: all.x0,
        x1: all.x1,
    })
}

/// The lines over all boxes, each with one text a box.
fn rows_of_words(boxes: &[BoxTexts<'_>]) -> Vec<Row> {
    let mut parts: Vec<(usize, Line)> = Vec::new();
    for (i, b) in boxes.iter().enumerate() {
        parts.extend(lines(b.words.to_vec()).into_iter().map(|l| (i, l)));
    }
    parts.sort_by(|a, b| {
        a.1.bbox
            .center()
            .y
            .total_cmp(&b.1.bbox.center().y)
            .then(a.0.cmp(&b.0))
    });
    let mut out: Vec<(f32, Row)> = Vec::new();
    for (_, line) in parts {
        let y = line.bbox.center().y;
        let bold = line.bold();
        let Some(segment) = Segment::new(line.words) else {
            continue;
        };
        match out.last_mut() {
            Some((at, row)) if y - *at < 0.3 * line.size => {
                row.bbox = row.bbox.union(&segment.bbox);
                row.segments.push(segment);
            }
            _ => out.push((
                y,
                Row {
                    bbox: segment.bbox,
                    segments: vec![segment],
                    size: line.size,
                    bold,
                },
            )),
        }
    }
    out.into_iter().map(|(_, row)| row).collect()
}

/// The cells with blank ones where there are none; `None` when two claim one place.
fn fill(n_rows: usize, drafts: Vec<Draft>, n_cols: usize) -> Option<Vec<Draft>> {
    let places = n_rows.checked_mul(n_cols).filter(|n| *n <= MOST_PLACES)?;
    let mut taken = vec![false; places];
    for draft in &drafts {
        for row in draft.rows.clone() {
            for slot in taken.get_mut(row * n_cols + draft.cols.start..row * n_cols + draft.cols.end)? {
                if std::mem::replace(slot, true) {
                    return None;
                }
            }
        }
    }
    let mut out = drafts;
    let free = taken.iter().enumerate().filter(|(_, t)| !**t);
    out.extend(free.map(|(place, _)| {
        let (row, col) = (place / n_cols, place % n_cols);
        Draft {
            rows: row..row + 1,
            cols: col..col + 1,
            words: Vec::new(),
        }
    }));
    Some(out)
}

/// The heights between rows: in the middle between the values of one and of the next. `None` when they do not grow.
fn borders(cells: &[Draft], n_rows: usize) -> Option<Vec<f32>> {
    let mut boxes: Vec<Option<Rect>> = vec![None; n_rows];
    for cell in cells.iter().filter(|d| d.rows.len() == 1) {
        let Some(slot) = boxes.get_mut(cell.rows.start) else {
            continue;
        };
        for word in &cell.words {
            *slot = Some(slot.map_or(word.bbox, |b| b.union(&word.bbox)));
        }
    }
    let rows: Vec<Rect> = boxes.into_iter().collect::<Option<_>>()?;
    let ys: Vec<f32> = rows
        .windows(2)
        .filter_map(|w| Some((w.first()?.bottom + w.get(1)?.top) / 2.0))
        .collect();
    ys.windows(2).all(|w| w.first() < w.get(1)).then_some(ys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};

    /// The rows and the text of each cell with one: `boxes` holds one list of texts with their baselines a box.
    fn found(boxes: &[&[(&str, f32)]]) -> Option<Vec<(Range<usize>, String)>> {
        let words: Vec<Vec<Word>> = boxes
            .iter()
            .enumerate()
            .map(|(i, texts)| {
                let mut page = blank_page();
                for (text, y) in *texts {
                    print(&mut page, text, 50.0 + 100.0 * i as f32, *y, 10.0, 0.0);
                }
                all_words(&page)
            })
            .collect();
        let boxes: Vec<BoxTexts<'_>> = words
            .iter()
            .enumerate()
            .map(|(i, words)| BoxTexts {
                cols: i..i + 1,
                words,
            })
            .collect();
        let rows = rows(&boxes, 10.0, &TableSettings::default())?;
        let text = |words: &[Word]| words.iter().map(Word::text).collect::<Vec<_>>().join(" ");
        let with_text = rows.cells.into_iter().filter(|c| !c.2.is_empty());
        let mut out: Vec<_> = with_text.map(|(r, c, w)| (r, c, text(&w))).collect();
        out.sort_by_key(|(r, c, _)| (r.start, c.start));
        Some(out.into_iter().map(|(r, _, text)| (r, text)).collect())
    }

    #[test]
    fn labels_of_several_lines_and_labels_over_several_rows_keep_their_rows() {
        let groups: &[(&str, f32)] = &[("north", 100.0), ("south", 132.0)];
        let labels: &[(&str, f32)] = &[
            ("roads and", 100.0),
            ("bridges", 112.0),
            ("water", 132.0),
            ("parks", 152.0),
        ];
        let values: &[(&str, f32)] = &[("12", 100.0), ("7", 132.0), ("40", 152.0)];
        let cells = found(&[groups, labels, values]).unwrap();
        let rows: Vec<(Range<usize>, &str)> = cells.iter().map(|(r, t)| (r.clone(), t.as_str())).collect();
        assert_eq!(
            rows,
            [
                (0..1, "north"),
                (0..1, "roads and bridges"),
                (0..1, "12"),
                (1..3, "south"),
                (1..2, "water"),
                (1..2, "7"),
                (2..3, "parks"),
                (2..3, "40"),
            ]
        );
    }

    #[test]
    fn words_of_several_lines_with_white_between_them_are_rows() {
        let names: &[(&str, f32)] = &[("north", 100.0), ("south", 136.0), ("east", 160.0)];
        let kinds: &[(&str, f32)] = &[("roads", 100.0), ("water", 136.0), ("parks", 160.0)];
        let texts: &[(&str, f32)] = &[
            ("built", 100.0),
            ("anew", 112.0),
            ("as before", 136.0),
            ("closed", 160.0),
        ];
        let cells = found(&[names, kinds, texts]).unwrap();
        let rows: Vec<Range<usize>> = cells.iter().map(|(r, _)| r.clone()).collect();
        assert_eq!(rows, [0..1, 0..1, 0..1, 1..2, 1..2, 1..2, 2..3, 2..3, 2..3]);
        // Texts of one row.
        assert!(found(&[&names[..1], &kinds[..1], texts]).is_none());
    }

    #[test]
    fn words_and_two_values_are_one_row() {
        assert!(found(&[&[("one", 100.0), ("two", 112.0)], &[("12", 100.0), ("7", 112.0)]]).is_none());
        let words: &[(&str, f32)] = &[("one", 100.0), ("two", 112.0), ("three", 124.0)];
        assert!(found(&[words, words]).is_none());
    }
}
