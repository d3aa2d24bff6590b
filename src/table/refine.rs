//! Cells that the rulings leave too large: columns or rows that a table marks by alignment alone.

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

/// Cuts rows of boxes in which every column holds as many lines as the first, line by line.
fn cut_rows(
    lattice: Lattice,
    filled: Vec<Filled>,
    em: f32,
    settings: &TableSettings,
) -> (Lattice, Vec<Filled>) {
    let mut cuts: Vec<(usize, Vec<f32>)> = Vec::new();
    for row in 0..lattice.n_rows() {
        let band: Vec<&Filled> = filled.iter().filter(|f| f.region.rows.contains(&row)).collect();
        if let Some(ys) = line_borders(&band, em, settings) {
            cuts.push((row, ys));
        }
    }
    if cuts.is_empty() {
        return (lattice, filled);
    }
    // The new index of every old row.
    let extra_before = |row: usize| -> usize {
        cuts.iter()
            .filter(|(r, _)| *r < row)
            .map(|(_, ys)| ys.len())
            .sum()
    };
    let mut out = Vec::new();
    for f in filled {
        let cut = cuts.iter().find(|(r, _)| f.region.rows == (*r..*r + 1));
        let start = f.region.rows.start + extra_before(f.region.rows.start);
        match cut {
            Some((_, ys)) => out.extend(cut_cell(f, ys, start)),
            None => {
                let end = f.region.rows.end + extra_before(f.region.rows.end);
                out.push(Filled {
                    region: Region {
                        rows: start..end,
                        ..f.region
                    },
                    words: f.words,
                });
            }
        }
    }
    let extra: Vec<f32> = cuts.into_iter().flat_map(|(_, ys)| ys).collect();
    (lattice.with_rows(&extra), out)
}

fn cut_cell(f: Filled, ys: &[f32], start: usize) -> Vec<Filled> {
    let mut parts: Vec<Filled> = (0..ys.len() + 1)
        .map(|i| Filled {
            region: Region {
                rows: start + i..start + i + 1,
                cols: f.region.cols.clone(),
            },
            words: Vec::new(),
        })
        .collect();
    for word in f.words {
        let at = ys.partition_point(|y| *y < word.center().y);
        if let Some(part) = parts.get_mut(at) {
            part.words.push(word);
        }
    }
    parts
}

/// The heights between the lines of a row of boxes that holds several rows of values; `None` when it is one row.
fn line_borders(band: &[&Filled], em: f32, settings: &TableSettings) -> Option<Vec<f32>> {
    let single = band.iter().all(|f| f.region.rows.len() == 1);
    let label = band.iter().min_by_key(|f| f.region.cols.start)?;
    let steps: Vec<f32> = lines(label.words.clone())
        .iter()
        .map(|l| l.bbox.center().y)
        .collect();
    if !single || steps.len() < 3 || band.len() < 2 {
        return None;
    }
    let mut columns_of_values = 0;
    for f in band.iter().filter(|f| !std::ptr::eq(**f, *label)) {
        let own = lines(f.words.clone());
        let in_step = own.iter().all(|l| {
            steps
                .iter()
                .any(|y| (y - l.bbox.center().y).abs() < settings.snap * em)
        });
        if !in_step {
            return None;
        }
        columns_of_values += usize::from(own.len() >= 3 && own.iter().all(is_value_line));
    }
    let all_columns = columns_of_values * 2 >= band.len() - 1;
    (columns_of_values >= 1 && all_columns).then(|| {
        steps
            .windows(2)
            .filter_map(|w| Some((w.first()? + w.get(1)?) / 2.0))
            .collect()
    })
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
