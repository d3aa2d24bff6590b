//! Cells that the rulings leave too large: columns or rows that a table marks by alignment alone.

use std::ops::Range;

use crate::layout::script::{is_blank_mark, is_numeric};
use crate::layout::words::{Line, Word, lines};

use super::columns::{Segment, segments};
use super::fill::holds_two_numbers;
use super::lattice::{Lattice, Region};
use super::rulings::Filled;
use super::settings::TableSettings;

/// Cuts cells that hold several cells of the same grid: rows without upright lines in a table that has them
/// elsewhere, and rows that are set in one box with a line of text each.
pub(crate) fn refine(
    lattice: Lattice,
    filled: Vec<Filled>,
    em: f32,
    settings: &TableSettings,
) -> (Lattice, Vec<Filled>) {
    let filled = cut_columns(&lattice, filled, em);
    cut_rows(lattice, filled, em, settings)
}

/// Whether so many cells hold numbers side by side that the rulings cannot be all of the table's borders.
pub(crate) fn is_starved(filled: &[Filled], settings: &TableSettings) -> bool {
    let with_text = filled.iter().filter(|f| !f.words.is_empty()).count();
    let double = filled
        .iter()
        .filter(|f| holds_two_numbers(&f.words, settings))
        .count();
    // One box around a whole table: line after line of numbers side by side.
    let in_one_box = filled.iter().filter(|f| f.words.len() >= 6).any(|f| {
        let all = lines(f.words.clone());
        let rows = all
            .iter()
            .filter(|l| holds_two_numbers(&l.words, settings))
            .count();
        rows >= 3 && rows * 2 >= all.len()
    });
    in_one_box || (double >= 2 && double * 4 >= with_text)
}

/// Cuts merged cells of one row at the grid's own column borders where several rows show a text in each column.
fn cut_columns(lattice: &Lattice, filled: Vec<Filled>, em: f32) -> Vec<Filled> {
    let pieces = |f: &Filled| split_words(lattice, f, em);
    let wide: usize = filled
        .iter()
        .filter(|f| f.region.cols.len() > 1 && pieces(f).is_some())
        .count();
    if wide < 3 {
        return filled;
    }
    let mut out = Vec::new();
    for f in filled {
        match pieces(&f).filter(|_| f.region.cols.len() > 1) {
            Some(columns) => {
                for (col, words) in f.region.cols.clone().zip(columns) {
                    out.push(Filled {
                        region: Region {
                            rows: f.region.rows.clone(),
                            cols: col..col + 1,
                        },
                        words,
                    });
                }
            }
            None => out.push(f),
        }
    }
    out
}

/// The words of a merged cell by column, when its segments keep to the grid's columns and fill at least three of
/// them (or both of two).
fn split_words(lattice: &Lattice, f: &Filled, em: f32) -> Option<Vec<Vec<Word>>> {
    let mut columns: Vec<Vec<Word>> = vec![Vec::new(); f.region.cols.len()];
    let mut used = vec![false; f.region.cols.len()];
    let mut values = 0usize;
    for line in lines(f.words.clone()) {
        for s in segments(&line) {
            let slack = 0.3 * em;
            let first = lattice.col_at(s.bbox.x0 + slack);
            let last = lattice.col_at(s.bbox.x1 - slack);
            if first != last {
                return None;
            }
            let at = first.checked_sub(f.region.cols.start)?;
            values += usize::from(s.value);
            columns.get_mut(at)?.extend(s.words);
            *used.get_mut(at)? = true;
        }
    }
    let n = used.iter().filter(|u| **u).count();
    (n >= 2 && (n >= 3 || n == f.region.cols.len()) && values >= 1).then_some(columns)
}

/// A row of boxes that is cut line by line.
struct RowCut {
    row: usize,
    /// The borders between its lines, in points.
    ys: Vec<f32>,
}

/// Cuts rows of boxes in which the columns hold values line by line. Labels may stand in the middle of several lines, and
/// a box of labels may reach up beside the heads.
fn cut_rows(
    lattice: Lattice,
    filled: Vec<Filled>,
    em: f32,
    settings: &TableSettings,
) -> (Lattice, Vec<Filled>) {
    let mut cuts: Vec<RowCut> = Vec::new();
    for row in 0..lattice.n_rows() {
        let Some(top) = lattice.ys.get(row) else { continue };
        let in_row = || filled.iter().filter(|f| f.region.rows.contains(&row));
        if !in_row().any(holds_lines) {
            continue;
        }
        let band: Option<Vec<Filled>> = in_row().map(|f| below(f, row, *top)).collect();
        if let Some(ys) = band.and_then(|band| line_borders(&band, em, settings)) {
            cuts.push(RowCut { row, ys });
        }
    }
    if cuts.is_empty() {
        return (lattice, filled);
    }
    // The new index of every old row.
    let moved = |row: usize| -> usize {
        let before = cuts.iter().filter(|c| c.row < row);
        row + before.map(|c| c.ys.len()).sum::<usize>()
    };
    let mut out = Vec::new();
    for f in filled {
        let Region { rows, cols } = f.region.clone();
        let cut = cuts.iter().find(|c| c.row + 1 == rows.end);
        let Some((cut, top)) = cut.and_then(|c| Some((c, *lattice.ys.get(c.row)?))) else {
            let rows = moved(rows.start)..moved(rows.end);
            out.push(Filled {
                region: Region { rows, cols },
                words: f.words,
            });
            continue;
        };
        let (upper, lower): (Vec<Word>, Vec<Word>) = match rows.start < cut.row {
            true => f.words.into_iter().partition(|w| w.center().y < top),
            false => (Vec::new(), f.words),
        };
        if rows.start < cut.row {
            let rows = moved(rows.start)..moved(cut.row);
            let cols = cols.clone();
            out.push(Filled {
                region: Region { rows, cols },
                words: upper,
            });
        }
        out.extend(cut_cell(lower, &cut.ys, moved(cut.row), &cols, em, settings));
    }
    let extra: Vec<f32> = cuts.into_iter().flat_map(|c| c.ys).collect();
    (lattice.with_rows(&extra), out)
}

/// Whether a box holds three lines or more, at a glance.
fn holds_lines(f: &Filled) -> bool {
    let boxes = || f.words.iter().map(|w| w.bbox);
    let size = f.words.iter().map(|w| w.size).fold(0.0, f32::max);
    boxes()
        .reduce(|a, b| a.union(&b))
        .is_some_and(|b| b.height() > 2.5 * size)
}

/// What of a box stands in its last row, `row`, which begins at `top`; `None` when it goes on below.
fn below(f: &Filled, row: usize, top: f32) -> Option<Filled> {
    (f.region.rows.end == row + 1).then(|| Filled {
        region: Region {
            rows: row..row + 1,
            cols: f.region.cols.clone(),
        },
        words: f
            .words
            .iter()
            .filter(|w| f.region.rows.start == row || w.center().y >= top)
            .cloned()
            .collect(),
    })
}

/// The cells of a column between these borders: one a row, or where the texts stand in the middle of several rows, one
/// for these.
fn cut_cell(
    words: Vec<Word>,
    ys: &[f32],
    start: usize,
    cols: &Range<usize>,
    em: f32,
    settings: &TableSettings,
) -> Vec<Filled> {
    let own = heights(&words);
    let rows = match spans(&own, ys, em, settings) {
        Some(spans) => spans,
        None => (0..=ys.len()).map(|i| i..i + 1).collect(),
    };
    let mut parts: Vec<Filled> = rows
        .iter()
        .map(|r| Filled {
            region: Region {
                rows: start + r.start..start + r.end,
                cols: cols.clone(),
            },
            words: Vec::new(),
        })
        .collect();
    for word in words {
        let at = ys.partition_point(|y| *y < word.center().y);
        let part = rows.iter().position(|r| r.contains(&at));
        if let Some(part) = part.and_then(|i| parts.get_mut(i)) {
            part.words.push(word);
        }
    }
    parts
}

/// The middles of the lines of words.
fn heights(words: &[Word]) -> Vec<f32> {
    lines(words.to_vec()).iter().map(|l| l.bbox.center().y).collect()
}

/// The runs of rows in whose middles these texts stand, when they make up all rows and some hold several; `ys` are the
/// borders between rows of one height.
fn spans(own: &[f32], ys: &[f32], em: f32, settings: &TableSettings) -> Option<Vec<Range<usize>>> {
    let (first, second) = (ys.first()?, ys.get(1)?);
    let step = second - first;
    let middle = |i: usize| first + step * (i as f32 - 0.5);
    let n = ys.len() + 1;
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for y in own {
        let end = (start + 1..=n).find(|end| {
            let centre = (middle(start) + middle(end - 1)) / 2.0;
            (centre - y).abs() < settings.snap * em
        })?;
        out.push(start..end);
        start = end;
    }
    (start == n && out.len() < n).then_some(out)
}

/// The heights between the lines of a row of boxes that holds several rows of values; `None` when it is one row.
fn line_borders(band: &[Filled], em: f32, settings: &TableSettings) -> Option<Vec<f32>> {
    let label = band.iter().map(|f| f.region.cols.start).min()?;
    let all: Vec<Vec<f32>> = band.iter().map(|f| heights(&f.words)).collect();
    let most = all.iter().map(Vec::len).max()?;
    let steps = all.iter().find(|own| own.len() == most)?;
    if steps.len() < 3 || band.len() < 2 {
        return None;
    }
    let ys: Vec<f32> = steps
        .windows(2)
        .filter_map(|w| Some((w.first()? + w.get(1)?) / 2.0))
        .collect();
    let near = |y: &f32| steps.iter().any(|s| (s - y).abs() < settings.snap * em);
    let mut columns_of_values = 0;
    for (f, own) in band.iter().zip(&all) {
        let in_step = own.iter().all(near);
        let values = own.len() >= 3 && lines(f.words.clone()).iter().all(is_value_line);
        if !in_step && (values || spans(own, &ys, em, settings).is_none()) {
            return None;
        }
        columns_of_values += usize::from(values && f.region.cols.start != label);
    }
    let all_columns = columns_of_values * 2 >= band.len() - 1;
    (columns_of_values >= 1 && all_columns).then_some(ys)
}

fn is_value_line(line: &Line) -> bool {
    let text = line.text();
    segments(line).iter().all(|s: &Segment| s.value) && (is_numeric(&text) || is_blank_mark(&text))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Budget, Limits, Warnings};
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::edges::tests::{h, v};
    use crate::table::rulings::find_tables;
    use crate::table::settings::TableSettings;

    #[test]
    fn labels_in_the_middle_of_several_rows_span_them_and_a_box_beside_the_heads_is_cut_below_them() {
        let mut page = blank_page();
        // No line below the head of the labels, and none between the rows.
        page.rulings = vec![
            h(100.0, 50.0, 350.0),
            h(120.0, 110.0, 350.0),
            h(200.0, 50.0, 350.0),
            v(50.0, 100.0, 200.0),
            v(110.0, 100.0, 200.0),
            v(230.0, 100.0, 200.0),
            v(350.0, 100.0, 200.0),
        ];
        let heads = [
            ("group", 60.0, 114.0),
            ("name", 130.0, 114.0),
            ("count", 250.0, 114.0),
        ];
        let groups = [("one", 60.0, 144.0), ("two", 60.0, 184.0)];
        let rows = [("red", "10"), ("green", "11"), ("blue", "12"), ("black", "13")];
        for (text, x, y) in heads.into_iter().chain(groups) {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
        for (i, (name, count)) in rows.into_iter().enumerate() {
            let y = 134.0 + 20.0 * i as f32;
            print(&mut page, name, 130.0, y, 10.0, 0.0);
            print(&mut page, count, 250.0, y, 10.0, 0.0);
        }
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let words = all_words(&page);
        let (found, _) = find_tables(
            &page,
            words,
            10.0,
            &TableSettings::default(),
            &budget,
            &mut warnings,
        )
        .unwrap();
        let cells: Vec<_> = found[0]
            .table
            .cells()
            .iter()
            .map(|c| (c.rows.clone(), c.text.as_str()))
            .collect();
        assert_eq!(
            cells,
            [
                (0..1, "group"),
                (0..1, "name"),
                (0..1, "count"),
                (1..3, "one"),
                (1..2, "red"),
                (1..2, "10"),
                (2..3, "green"),
                (2..3, "11"),
                (3..5, "two"),
                (3..4, "blue"),
                (3..4, "12"),
                (4..5, "black"),
                (4..5, "13"),
            ]
        );
    }

    #[test]
    fn rows_set_in_one_box_are_cut_line_by_line() {
        let mut page = blank_page();
        page.rulings = vec![
            h(0.0, 0.0, 200.0),
            h(20.0, 0.0, 200.0),
            h(80.0, 0.0, 200.0),
            v(0.0, 0.0, 80.0),
            v(100.0, 0.0, 80.0),
            v(200.0, 0.0, 80.0),
        ];
        print(&mut page, "name", 10.0, 14.0, 10.0, 0.0);
        print(&mut page, "sum", 110.0, 14.0, 10.0, 0.0);
        for (i, (a, b)) in [("one", "1"), ("two", "2"), ("three", "3")].iter().enumerate() {
            let y = 36.0 + 16.0 * i as f32;
            print(&mut page, a, 10.0, y, 10.0, 0.0);
            print(&mut page, b, 110.0, y, 10.0, 0.0);
        }
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let words = all_words(&page);
        let settings = TableSettings::default();
        let (found, _) = find_tables(&page, words, 10.0, &settings, &budget, &mut warnings).unwrap();
        let texts: Vec<&str> = found[0].table.cells().iter().map(|c| c.text.as_str()).collect();
        assert_eq!(texts, ["name", "sum", "one", "1", "two", "2", "three", "3"]);
    }
}
