//! Cells that the rulings leave too large: columns or rows that a table marks by alignment alone.

use crate::layout::words::{Line, Word, lines};

use super::boxed;
use super::columns::segments;
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
    let filled = filled
        .into_iter()
        .flat_map(|f| cut_values(&lattice, f, em))
        .collect();
    cut_rows(lattice, filled, em, settings)
}

/// So many texts side by side, one for each column, are names; fewer may be a title in two pieces.
const LEAST_NAMES: usize = 3;

/// Lines of one text follow one another within this many times their size, baseline to baseline.
const WRAP_STEP: f32 = 1.35;

/// Cuts a merged cell at the grid's own borders where it holds nothing but values, some in each row and there one in each
/// column or one alone: lines were drawn around labels and heads only.
fn cut_values(lattice: &Lattice, f: Filled, em: f32) -> Vec<Filled> {
    match parts_of_values(lattice, &f, em) {
        Some(parts) => parts,
        None => vec![f],
    }
}

/// The parts of such a cell; `None` for any other.
fn parts_of_values(lattice: &Lattice, f: &Filled, em: f32) -> Option<Vec<Filled>> {
    let Region { rows, cols } = &f.region;
    if rows.len() * cols.len() < 2 || f.words.len() < 2 {
        return None;
    }
    let all = lines(f.words.clone());
    // A number that is wrapped in its cell has its lines closer together than rows are.
    let wraps = |w: &[Line]| match w {
        [a, b] => b.bbox.center().y - a.bbox.center().y < WRAP_STEP * a.size.max(b.size),
        _ => false,
    };
    if all.len() != rows.len() || all.windows(2).any(wraps) {
        return None;
    }
    let mut out = Vec::new();
    for (row, line) in rows.clone().zip(&all) {
        let values = segments(line);
        if lattice.row_at(line.bbox.center().y) != row || !values.iter().all(|s| s.value) {
            return None;
        }
        let lone = values.len() == 1;
        if !lone && values.len() != cols.len() {
            return None;
        }
        for (col, value) in cols.clone().zip(values) {
            let slack = (0.3 * em).min(0.5 * value.bbox.width());
            let [from, to] = [value.bbox.x0 + slack, value.bbox.x1 - slack].map(|x| lattice.col_at(x));
            if !lone && (from, to) != (col, col) {
                return None;
            }
            out.push(Filled {
                region: Region {
                    rows: row..row + 1,
                    cols: if lone { cols.clone() } else { col..col + 1 },
                },
                words: value.words,
            });
        }
    }
    Some(out)
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
    let filled: Vec<Filled> = filled
        .into_iter()
        .flat_map(|f| match names(lattice, &f, em) {
            Some(names) => names,
            None => vec![f],
        })
        .collect();
    let wide = |f: &&Filled| f.region.cols.len() > 1 && pieces(f).is_some();
    let few = filled.iter().filter(wide).count() < 3;
    if few && !filled.iter().any(|f| is_row(lattice, f, em)) {
        return filled;
    }
    let mut out = Vec::new();
    for f in filled {
        let cut = f.region.cols.len() > 1 && (!few || is_row(lattice, &f, em));
        match pieces(&f).filter(|_| cut) {
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

/// Whether a cell over the whole table holds a row: a text in each column, values in all but the first of them.
fn is_row(lattice: &Lattice, f: &Filled, em: f32) -> bool {
    let Region { rows, cols } = &f.region;
    let whole = rows.len() == 1 && cols.len() == lattice.n_cols() && cols.len() >= LEAST_NAMES;
    whole
        && split_words(lattice, f, em).is_some_and(|columns| {
            let one_value = |words: &Vec<Word>| {
                let texts: Vec<_> = lines(words.clone()).iter().flat_map(segments).collect();
                matches!(texts.as_slice(), [text] if text.value)
            };
            columns.first().is_some_and(|label| !label.is_empty()) && columns.iter().skip(1).all(one_value)
        })
}

/// The cells of a head that is drawn as one cell over the whole table, where it has a text for every column.
fn names(lattice: &Lattice, f: &Filled, em: f32) -> Option<Vec<Filled>> {
    let Region { rows, cols } = &f.region;
    if rows.start != 0 || rows.len() != 1 || cols.len() != lattice.n_cols() || cols.len() < LEAST_NAMES {
        return None;
    }
    let mut names: Vec<Vec<Word>> = vec![Vec::new(); cols.len()];
    for line in lines(f.words.clone()) {
        for s in segments(&line) {
            let slack = (0.3 * em).min(0.5 * s.bbox.width());
            let [from, to] = [s.bbox.x0 + slack, s.bbox.x1 - slack].map(|x| lattice.col_at(x));
            if from != to {
                return None;
            }
            names.get_mut(from)?.extend(s.words);
        }
    }
    let cell = |(col, words)| Filled {
        region: Region {
            rows: 0..1,
            cols: col..col + 1,
        },
        words,
    };
    let all = names.iter().all(|words| !words.is_empty());
    all.then(|| names.into_iter().enumerate().map(cell).collect())
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

/// A row of boxes that holds several rows.
struct RowCut {
    row: usize,
    rows: boxed::Rows,
}

/// Cuts rows of boxes that hold several rows. Labels may stand in the middle of several of them, and a box of labels may
/// reach up beside the heads.
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
        let Some(mut band) = in_row()
            .map(|f| below(f, row, *top))
            .collect::<Option<Vec<Filled>>>()
        else {
            continue;
        };
        band.sort_by_key(|f| f.region.cols.start);
        let boxes: Vec<boxed::BoxTexts<'_>> = band
            .iter()
            .map(|f| boxed::BoxTexts {
                cols: f.region.cols.clone(),
                words: &f.words,
            })
            .collect();
        if let Some(rows) = boxed::rows(&boxes, em, settings) {
            cuts.push(RowCut { row, rows });
        }
    }
    if cuts.is_empty() {
        return (lattice, filled);
    }
    // The new index of every old row.
    let moved = |row: usize| -> usize {
        let before = cuts.iter().filter(|c| c.row < row);
        row + before.map(|c| c.rows.ys.len()).sum::<usize>()
    };
    let mut out = Vec::new();
    for mut f in filled {
        let Region { rows, cols } = f.region.clone();
        let cut = cuts.iter().find(|c| c.row + 1 == rows.end);
        let cut = cut.and_then(|c| Some((c.row, *lattice.ys.get(c.row)?)));
        let end = match cut {
            // What stands in the row of boxes comes out of it; what reaches up beside the heads stays.
            Some((row, top)) => {
                f.words.retain(|w| rows.start < row && w.center().y < top);
                row
            }
            None => rows.end,
        };
        if rows.start < end {
            let rows = moved(rows.start)..moved(end);
            out.push(Filled {
                region: Region { rows, cols },
                words: f.words,
            });
        }
    }
    let mut extra = Vec::new();
    for cut in cuts.iter() {
        extra.extend_from_slice(&cut.rows.ys);
    }
    let starts: Vec<usize> = cuts.iter().map(|c| moved(c.row)).collect();
    for (cut, start) in cuts.into_iter().zip(starts) {
        out.extend(cut.rows.cells.into_iter().map(|(rows, cols, words)| Filled {
            region: Region {
                rows: rows.start + start..rows.end + start,
                cols,
            },
            words,
        }));
    }
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

    #[test]
    fn values_in_one_box_are_cut_where_lines_stand_around_the_labels_only() {
        let mut page = blank_page();
        // Lines around two heads and two labels; none between the values.
        page.rulings = vec![
            h(0.0, 0.0, 300.0),
            h(20.0, 0.0, 300.0),
            h(40.0, 0.0, 100.0),
            h(60.0, 0.0, 300.0),
            v(0.0, 0.0, 60.0),
            v(100.0, 0.0, 60.0),
            v(200.0, 0.0, 20.0),
            v(300.0, 0.0, 60.0),
        ];
        let texts = [
            ("name", 10.0, 14.0),
            ("old", 110.0, 14.0),
            ("new", 210.0, 14.0),
            ("one", 10.0, 34.0),
            ("1", 110.0, 34.0),
            ("2", 210.0, 34.0),
            ("two", 10.0, 54.0),
            ("34", 195.0, 54.0),
        ];
        for (text, x, y) in texts {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let words = all_words(&page);
        let settings = TableSettings::default();
        let (found, _) = find_tables(&page, words, 10.0, &settings, &budget, &mut warnings).unwrap();
        let cells = found[0].table.cells().iter();
        let cells: Vec<_> = cells.map(|c| (c.cols.clone(), c.text.as_str())).collect();
        let expected = [
            (0..1, "name"),
            (1..2, "old"),
            (2..3, "new"),
            (0..1, "one"),
            (1..2, "1"),
            (2..3, "2"),
            (0..1, "two"),
            (1..3, "34"),
        ];
        assert_eq!(cells, expected);
    }

    #[test]
    fn names_in_one_box_above_all_columns_are_heads_and_a_title_is_none() {
        let heads = |texts: &[(&str, f32)]| {
            let mut page = blank_page();
            // One box, filled for example, above three columns.
            page.rulings = vec![
                h(0.0, 0.0, 300.0),
                h(20.0, 0.0, 300.0),
                h(40.0, 0.0, 300.0),
                h(60.0, 0.0, 300.0),
                v(0.0, 0.0, 60.0),
                v(100.0, 20.0, 60.0),
                v(200.0, 20.0, 60.0),
                v(300.0, 0.0, 60.0),
            ];
            for (text, x) in texts {
                print(&mut page, text, *x, 14.0, 10.0, 0.0);
            }
            for (y, row) in [(34.0, ["one", "1", "2"]), (54.0, ["two", "3", "4"])] {
                for (text, x) in row.into_iter().zip([10.0, 110.0, 210.0]) {
                    print(&mut page, text, x, y, 10.0, 0.0);
                }
            }
            let limits = Limits::default();
            let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
            let words = all_words(&page);
            let settings = TableSettings::default();
            let (found, _) = find_tables(&page, words, 10.0, &settings, &budget, &mut warnings).unwrap();
            found[0]
                .table
                .cells()
                .iter()
                .filter(|c| c.rows.start == 0)
                .count()
        };
        assert_eq!(heads(&[("name", 10.0), ("old", 110.0), ("new", 210.0)]), 3);
        assert_eq!(heads(&[("name", 10.0), ("new", 210.0)]), 1);
        assert_eq!(heads(&[("a title over them", 100.0)]), 1);
    }
}
