//! One table out of the parts that page ends cut it into.
//!
//! Two parts are one table when nothing but furniture stands between them and their columns have the same borders.
//! A head that is printed again is dropped, a label that spans rows goes on over the cut, and a row that the page
//! end cut in two is put together.

mod growing;

use std::ops::Range;

use crate::document::{Cell, Dropped, Provenance, Table};
use crate::layout::headings::{list_mark, numbering};
use crate::layout::script::{is_blank_mark, is_numeric, normalised};

use super::rulings::PlacedTable;
use super::settings::TableSettings;
use super::values::{is_date_like, is_year_like};
use growing::Growing;

/// Joins tables that follow one another. `follows[i]` says whether nothing but furniture stands between table
/// `i - 1` and table `i`, and they are on pages that follow one another; missing entries mean no.
///
/// Gives the tables, for every input the index of the table it went into, and what was dropped.
pub fn join(
    tables: Vec<PlacedTable>,
    follows: &[bool],
    settings: &TableSettings,
) -> (Vec<PlacedTable>, Vec<usize>, Vec<Dropped>) {
    let mut out: Vec<PlacedTable> = Vec::new();
    let mut index = Vec::new();
    let mut dropped = Vec::new();
    let mut last: Option<Growing> = None;
    for (i, table) in tables.into_iter().enumerate() {
        let mut rest = Some(table);
        if let Some(whole) = last.as_mut().filter(|_| follows.get(i) == Some(&true))
            && let Some(mut gone) = rest.as_ref().and_then(|part| whole.add(part, settings))
        {
            dropped.append(&mut gone);
            rest = None;
        }
        if let Some(table) = rest {
            out.extend(last.replace(Growing::new(table)).map(Growing::finish));
        }
        index.push(out.len());
    }
    out.extend(last.map(Growing::finish));
    (out, index, dropped)
}

/// Whether a part holds no text, so that nothing but its columns says what it belongs to.
fn is_blank(table: &Table) -> bool {
    table.cells().iter().all(|c| c.text.trim().is_empty())
}

/// The column borders of both parts, in the frame of the first; `None` when the columns are not the same.
///
/// A part may lack borders that the other has (a page that holds only rows with merged labels), but both must be
/// equally wide and every border of the poorer part must be one of the richer.
fn common_columns(a: &[f32], b: &[f32], tolerance: f32) -> Option<Vec<f32>> {
    let shift = a.first()? - b.first()?;
    let moved: Vec<f32> = b.iter().map(|x| x + shift).collect();
    if (a.last()? - moved.last()?).abs() > tolerance || a.len().min(b.len()) < 3 {
        return None;
    }
    let has = |xs: &[f32], x: f32| xs.iter().any(|y| (x - y).abs() <= tolerance);
    let (few, many) = if a.len() < moved.len() {
        (a, &moved[..])
    } else {
        (&moved[..], a)
    };
    few.iter().all(|x| has(many, *x)).then(|| {
        let mut union = a.to_vec();
        union.extend(moved.iter().copied().filter(|x| !has(a, *x)));
        union.sort_by(f32::total_cmp);
        union
    })
}

/// Cells with their columns counted in the joined borders.
fn remap(cells: &[Cell], xs: &[f32], shift: f32, union: &[f32], tolerance: f32) -> Option<Vec<Cell>> {
    let at = |i: u32| -> Option<u32> {
        let x = xs.get(i as usize)? + shift;
        let near = union
            .iter()
            .enumerate()
            .min_by(|p, q| (p.1 - x).abs().total_cmp(&(q.1 - x).abs()))?;
        ((near.1 - x).abs() <= tolerance).then_some(near.0 as u32)
    };
    cells
        .iter()
        .map(|cell| {
            let mut moved = cell.clone();
            moved.cols = at(cell.cols.start)?..at(cell.cols.end)?;
            (!moved.cols.is_empty()).then_some(moved)
        })
        .collect()
}

/// Without rules a page that shows nothing in a column of labels has that column inside the next one. Once the
/// other part tells where the border is, labels that start right of it leave the outer column blank.
fn narrow(cells: Vec<Cell>, table: &Table, shift: f32, union: &[f32]) -> Vec<Cell> {
    let mut out = Vec::new();
    let mut vacated: Vec<(u32, u32)> = Vec::new();
    for (mut cell, original) in cells.into_iter().zip(table.cells()) {
        let starts = cell.provenance.iter().find_map(|p| match p {
            Provenance::Page { bbox, .. } => Some(bbox.x0 + shift),
            _ => None,
        });
        let merged = cell.cols.len() > original.cols.len();
        if merged {
            // A blank belongs to the innermost column, as the labels of the rows around it do.
            let right_of =
                |c: &u32| starts.is_none_or(|x| union.get(*c as usize).is_some_and(|border| *border <= x));
            let inner = (cell.cols.start..cell.cols.end)
                .rev()
                .find(right_of)
                .unwrap_or(cell.cols.start);
            for col in cell.cols.start..inner {
                vacated.extend(cell.rows.clone().map(|row| (col, row)));
            }
            cell.cols.start = inner;
        }
        out.push(cell);
    }
    vacated.sort_unstable();
    let mut last: Option<(u32, u32)> = None;
    for (col, row) in vacated {
        match out.last_mut() {
            Some(blank) if last == Some((col, row.wrapping_sub(1))) => blank.rows.end = row + 1,
            _ => out.push(Cell::new(row, col, "")),
        }
        last = Some((col, row));
    }
    out
}

/// A text for comparing: no spaces, compatibility forms resolved.
fn plain(text: &str) -> String {
    normalised(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// A head that is printed again has fewer rows than this.
const MOST_HEAD: u32 = 8;

/// How many of the first rows of `lower` are the first rows of the upper part printed again; `top` are its cells that
/// start above [`MOST_HEAD`].
fn repeated_rows(top: &[&Cell], lower: &[Cell], n_lower: u32) -> u32 {
    let keys = |cells: &mut dyn Iterator<Item = &Cell>| -> Vec<_> {
        let mut keys: Vec<_> = cells
            .map(|c| (c.rows.clone(), c.cols.clone(), plain(&c.text)))
            .collect();
        keys.sort_by_key(|(rows, cols, _)| (rows.start, cols.start));
        keys
    };
    let up = keys(&mut top.iter().copied());
    let low = keys(&mut lower.iter().filter(|c| c.rows.start < MOST_HEAD));
    let mut best = 0;
    for k in 1..n_lower.min(MOST_HEAD) {
        let first =
            |keys: &[(Range<u32>, Range<u32>, String)]| keys.partition_point(|(rows, ..)| rows.start < k);
        let up = up.get(..first(&up)).unwrap_or_default();
        let low = low.get(..first(&low)).unwrap_or_default();
        let whole = low.iter().all(|(rows, ..)| rows.end <= k);
        let same = up == low;
        let text = low.iter().filter(|(.., t)| !t.is_empty()).count();
        let values = low
            .iter()
            .any(|(.., t)| is_numeric(t) && t.chars().any(|c| c.is_ascii_digit()) && !names_column(t));
        if !same || values {
            break;
        }
        if whole && text >= 2 {
            best = k;
        }
    }
    best
}

/// Whether a number may name a column: a year (`2021`, `2021年`), a date, or the number of the column itself (`(3)`).
fn names_column(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let numbered = inner.is_some_and(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    numbered || is_year_like(text.strip_suffix('年').unwrap_or(text)) || is_date_like(text)
}

fn is_value(text: &str) -> bool {
    is_numeric(text) || is_blank_mark(text)
}

/// Whether the lower part begins with a head of its own: words in every column where the upper part has numbers.
/// `words` counts the words that stand in those columns of the upper part below its first row.
fn is_new_head(words: usize, lower: &[Cell], numeric: &[bool]) -> bool {
    let first: Vec<&Cell> = lower
        .iter()
        .filter(|c| c.rows.start == 0)
        .filter(|c| c.cols.clone().any(|k| numeric.get(k as usize) == Some(&true)))
        .collect();
    first.len() >= 2
        && words < 2 * first.len()
        && first
            .iter()
            .all(|c| !c.text.trim().is_empty() && !is_value(&c.text))
}

/// Whether a text begins like one that stands for itself: with a number or a bullet.
fn is_fresh(text: &str) -> bool {
    let text = text.trim();
    numbering(text).is_some() || list_mark(text).is_some()
}

/// What the page end did to the row at the cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// It fell between two rows.
    Between,
    /// It fell into a row.
    Within,
    /// It seems to have fallen into a row; another reading is possible.
    Guessed,
}

/// Whether the last row above (the cells `above` that reach its end) and the first row below are the halves of one row:
/// the same cells, no two values in one column, and a text that goes on. `numbered` counts the texts of the upper part in
/// these columns that begin with a number or a bullet. `labelled` says that all rows but the first below the cut are words
/// with a label in front.
fn row_is_cut(
    above: &[&Cell],
    lower: &[Cell],
    head: u32,
    numeric: &[bool],
    numbered: impl Fn(&Range<u32>) -> usize,
    labelled: bool,
) -> Cut {
    let below: Vec<&Cell> = lower.iter().filter(|c| c.rows.start == head).collect();
    let partner = |c: &Cell| above.iter().find(|a| a.cols == c.cols).copied();
    let pairs: Option<Vec<(&Cell, &Cell)>> = below.iter().map(|b| Some((partner(b)?, *b))).collect();
    let Some(pairs) = pairs else { return Cut::Between };
    let blank = |c: &Cell| c.text.trim().is_empty();
    // Programs that cut a row leave an empty strip of it on the next page.
    if pairs.iter().all(|(_, b)| blank(b))
        && pairs.iter().any(|(_, b)| holds_values(b, numeric))
        && pairs.len() == above.len()
    {
        return Cut::Within;
    }
    if pairs.len() != above.len() || pairs.iter().all(|(_, b)| blank(b)) {
        return Cut::Between;
    }
    let mut goes_on = false;
    for (a, b) in &pairs {
        match (blank(a), blank(b)) {
            (false, false) if is_value(&a.text) || is_value(&b.text) => return Cut::Between,
            // A list in a cell goes on with its next item.
            (false, false) if is_fresh(&b.text) && !labelled => return Cut::Between,
            (false, false) => goes_on = true,
            _ => {}
        }
    }
    if labelled && goes_on {
        return Cut::Within;
    }
    // The values must stand on one side alone; a row without any value on either side tells nothing.
    let valued = |c: &Cell| holds_values(c, numeric) && !blank(c);
    let (up, down) = (
        pairs.iter().filter(|(a, _)| valued(a)).count(),
        pairs.iter().filter(|(_, b)| valued(b)).count(),
    );
    match (goes_on, up, down) {
        (true, 1.., 0) | (true, 0, 1..) => {
            // Where labels are numbered, a label without a number is the rest of one.
            let numbered = pairs.first().map_or(0, |(_, b)| numbered(&b.cols));
            if numbered >= 2 { Cut::Within } else { Cut::Guessed }
        }
        // Below the end stand just the values that are missing above it, and at most the rest of the labels.
        (_, 1.., 1..) if is_missing_rest(&pairs, numeric) => Cut::Guessed,
        _ => Cut::Between,
    }
}

/// Whether the lower half of each pair has no new label, and each column of values has its value in one half alone.
fn is_missing_rest(pairs: &[(&Cell, &Cell)], numeric: &[bool]) -> bool {
    let blank = |c: &Cell| c.text.trim().is_empty();
    let labelled = pairs.iter().any(|(a, _)| !holds_values(a, numeric) && !blank(a));
    labelled
        && pairs.iter().all(|(a, b)| {
            if holds_values(a, numeric) {
                blank(a) != blank(b)
            } else {
                !blank(a) || blank(b)
            }
        })
}

/// Whether a cell stands in a column of values.
fn holds_values(cell: &Cell, numeric: &[bool]) -> bool {
    numeric.get(cell.cols.start as usize) == Some(&true)
}

/// So many rows with labels say that every row has one.
const LABELLED_ROWS: u32 = 4;

/// Whether every row of both parts has a label of its own in the first column, but for the first one below the cut, and
/// there are enough of them to say so. `labels` counts those of the upper part, `n_upper` its rows.
fn is_labelled(labels: usize, n_upper: u32, lower: &[Cell], head: u32, n_lower: u32) -> bool {
    let mut firsts = lower.iter().filter(|c| c.cols.start == 0);
    let blank = |c: &Cell| c.text.trim().is_empty();
    let below = n_lower.saturating_sub(head + 1);
    labels == n_upper as usize
        && n_upper + below >= LABELLED_ROWS
        && firsts.all(|c| c.cols.len() == 1 && c.rows.len() == 1 && blank(c) == (c.rows.start == head))
}

/// Whether a label that spans rows goes on below the cut: the piece below is blank, repeats the label, or is the
/// rest of its text; only labels, never values.
fn spans_on(above: &Cell, below: &Cell, labels: u32) -> bool {
    if above.cols.end > labels {
        return false;
    }
    let spans = above.rows.len() > 1 || below.rows.len() > 1;
    let (a, b) = (plain(&above.text), plain(&below.text));
    // The last label column names single rows: a blank there is a row without a name, unless it spans rows.
    let outer = above.cols.end < labels;
    if b.is_empty() {
        return (outer || spans) && !a.is_empty() || (spans && a.is_empty());
    }
    let fresh = is_fresh(&below.text);
    spans && (a == b || (!fresh && (a.is_empty() || outer || above.rows.len() > 1)))
}

/// Appends the lower piece of a cell to its upper piece.
fn append(cell: &mut Cell, lower: Cell) {
    cell.rows = cell.rows.start..lower.rows.end;
    let text = lower.text.trim();
    if !text.is_empty() {
        if !cell.text.trim().is_empty() {
            cell.text.push('\n');
        }
        cell.text.push_str(text);
    }
    cell.provenance.extend(lower.provenance);
    cell.tables.extend(lower.tables);
}

/// Whether a page-end piece of text between two parts only says that the table goes on (`续表`, `continued`).
pub fn says_continued(text: &str) -> bool {
    let t = plain(text).to_lowercase();
    t.chars().count() <= 24
        && [
            "续表",
            "续上",
            "接上页",
            "（续",
            "(续",
            "continued",
            "cont'd",
            "转下页",
        ]
        .iter()
        .any(|w| t.contains(w))
}

/// The boxes of a cell on its pages.
pub fn cell_pages(cell: &Cell) -> impl Iterator<Item = u32> + '_ {
    cell.provenance.iter().filter_map(|p| match p {
        Provenance::Page { page, .. } => Some(*page),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Method, RepeatedHead};
    use crate::geometry::Rect;

    fn part(page: u32, xs: &[f32], n_rows: u32, cells: Vec<Cell>) -> PlacedTable {
        let cells = cells
            .into_iter()
            .map(|mut c| {
                let bbox = Rect::new(0.0, 0.0, 1.0, 1.0);
                c.provenance.push(Provenance::Page { page, bbox });
                c
            })
            .collect();
        let mut table = Table::new(n_rows, xs.len() as u32 - 1, cells, Method::Rulings).unwrap();
        table.page = Some(page);
        PlacedTable {
            table,
            page,
            bbox: Rect::new(0.0, 0.0, 300.0, 100.0),
            xs: xs.to_vec(),
            em: 10.0,
            chars: Vec::new(),
            closed: (true, true),
            open: false,
        }
    }

    fn row(r: u32, texts: &[&str]) -> Vec<Cell> {
        texts
            .iter()
            .enumerate()
            .map(|(c, t)| Cell::new(r, c as u32, *t))
            .collect()
    }

    const XS: [f32; 4] = [0.0, 100.0, 200.0, 300.0];

    fn join_parts(a: PlacedTable, b: PlacedTable) -> (Vec<PlacedTable>, Vec<Dropped>) {
        let (tables, _, dropped) = join(vec![a, b], &[false, true], &TableSettings::default());
        (tables, dropped)
    }

    fn texts(t: &PlacedTable) -> Vec<&str> {
        t.table.cells().iter().map(|c| c.text.as_str()).collect()
    }

    #[test]
    fn years_may_be_printed_again_with_the_sign_of_a_year() {
        let heads = ["项目", "2021年", "2020年"];
        let a = part(1, &XS, 2, [row(0, &heads), row(1, &["a", "1", "2"])].concat());
        let b = part(2, &XS, 2, [row(0, &heads), row(1, &["b", "3", "4"])].concat());
        let (tables, dropped) = join_parts(a, b);
        assert_eq!((tables.len(), tables[0].table.n_rows(), dropped.len()), (1, 3, 3));
    }

    #[test]
    fn parts_without_rules_whose_texts_stand_in_the_same_strips_are_one_table() {
        let at = |page: u32, reaches: [(f32, f32); 3], texts: [&str; 3]| {
            let xs = [reaches[0].0, reaches[1].0, reaches[2].0, reaches[2].1];
            let cells = row(0, &texts).into_iter().chain(row(1, &texts)).collect();
            let mut p = part(page, &xs, 2, cells);
            p.table.method = Method::Alignment;
            for cell in p.table.cells_mut() {
                let (x0, x1) = reaches[cell.cols.start as usize];
                let bbox = Rect::new(x0, 0.0, x1, 10.0);
                cell.provenance = vec![Provenance::Page { page, bbox }];
            }
            p
        };
        let a = at(1, [(0.0, 90.0), (150.0, 200.0), (250.0, 300.0)], ["a", "b", "c"]);
        let b = at(2, [(0.0, 40.0), (150.0, 160.0), (250.0, 400.0)], ["d", "e", "f"]);
        assert_eq!(join_parts(a.clone(), b).0.len(), 1);
        let c = at(2, [(0.0, 40.0), (80.0, 160.0), (250.0, 400.0)], ["d", "e", "f"]);
        assert_eq!(join_parts(a, c).0.len(), 2);
    }

    #[test]
    fn parts_without_rules_below_one_head_are_one_table_however_wide_their_texts_are() {
        let parts = |heads: [&str; 3], method: Method| {
            let a = part(
                1,
                &XS,
                2,
                [row(0, &["Item", "Sum", "Rest"]), row(1, &["a", "1", "2"])].concat(),
            );
            let wider = [0.0, 160.0, 260.0, 390.0];
            let b = part(2, &wider, 2, [row(0, &heads), row(1, &["b", "3", "4"])].concat());
            [a, b].map(|mut p| {
                p.table.method = method;
                p
            })
        };
        let [a, b] = parts(["Item", "Sum", "Rest"], Method::Alignment);
        let (tables, _) = join_parts(a, b);
        assert_eq!(
            texts(&tables[0]),
            ["Item", "Sum", "Rest", "a", "1", "2", "b", "3", "4"]
        );
        let [a, b] = parts(["Item", "Part", "Rest"], Method::Alignment);
        assert_eq!(join_parts(a, b).0.len(), 2);
        let [a, b] = parts(["Item", "Sum", "Rest"], Method::Rulings);
        assert_eq!(join_parts(a, b).0.len(), 2);
    }

    #[test]
    fn a_repeated_head_is_dropped_and_recorded() {
        let head = ["项目", "数量", "合计"];
        let a = part(1, &XS, 2, [row(0, &head), row(1, &["甲", "1", "2"])].concat());
        let b = part(2, &XS, 2, [row(0, &head), row(1, &["乙", "3", "4"])].concat());
        let (tables, dropped) = join_parts(a, b);
        assert_eq!(tables.len(), 1);
        assert_eq!(texts(&tables[0])[6..], ["乙", "3", "4"]);
        assert_eq!(
            tables[0].table.repeated_heads,
            [RepeatedHead { page: 2, rows: 1 }]
        );
        assert_eq!(dropped.len(), 3);
    }

    #[test]
    fn a_repeated_head_may_name_years_but_hold_no_other_numbers() {
        let rows = |second: &str, first: &str| {
            let head = ["Item", second, "Change"];
            let a = part(1, &XS, 2, [row(0, &head), row(1, &["Roads", "1", "2"])].concat());
            let b = part(2, &XS, 2, [row(0, &head), row(1, &[first, "3", "4"])].concat());
            join_parts(a, b).0[0].table.n_rows()
        };
        assert_eq!(rows("2020", "Water"), 3);
        assert_eq!(rows("4711", "Water"), 4);
    }

    #[test]
    fn a_table_with_other_columns_stays_its_own() {
        let a = part(1, &XS, 1, row(0, &["甲", "1", "2"]));
        let b = part(2, &[0.0, 150.0, 220.0, 300.0], 1, row(0, &["乙", "3", "4"]));
        assert_eq!(join_parts(a, b).0.len(), 2);
    }

    #[test]
    fn a_table_with_a_head_of_its_own_stays_its_own() {
        let a = part(
            1,
            &XS,
            2,
            [row(0, &["项目", "数量", "合计"]), row(1, &["甲", "1", "2"])].concat(),
        );
        let b = part(
            2,
            &XS,
            2,
            [row(0, &["名称", "面积", "价格"]), row(1, &["乙", "3", "4"])].concat(),
        );
        assert_eq!(join_parts(a, b).0.len(), 2);
    }

    #[test]
    fn a_row_of_words_without_its_label_is_the_rest_of_the_row_above() {
        let table = |label: &str| {
            let rows = [
                ["Clause", "What to do"],
                ["Scope", "Rewrite the clause"],
                ["Terms", "Convert"],
            ];
            let rows = rows.iter().zip(0..).flat_map(|(texts, r)| row(r, texts));
            let a = part(1, &XS[..3], 3, rows.collect());
            let rows = [
                [label, "- and the notes"],
                ["Notes", "Number them"],
                ["Index", "Remove it"],
            ];
            let rows = rows.iter().zip(0..).flat_map(|(texts, r)| row(r, texts));
            let b = part(2, &XS[..3], 3, rows.collect());
            let (tables, _) = join_parts(a, b);
            (tables[0].table.n_rows(), tables[0].table.cells()[5].text.clone())
        };
        assert_eq!(table(""), (5, "Convert\n- and the notes".to_owned()));
        assert_eq!(table("Other"), (6, "Convert".to_owned()));
    }

    #[test]
    fn a_label_that_spans_rows_goes_on_over_the_cut() {
        let a = part(
            1,
            &XS,
            2,
            vec![
                Cell::spanning(0..2, 0..1, "（三）不予公开"),
                Cell::new(0, 1, "1.国家秘密"),
                Cell::new(0, 2, "0"),
                Cell::new(1, 1, "2.其他"),
                Cell::new(1, 2, "0"),
            ],
        );
        let b = part(
            2,
            &XS,
            2,
            vec![
                Cell::spanning(0..2, 0..1, ""),
                Cell::new(0, 1, "3.危及"),
                Cell::new(0, 2, "0"),
                Cell::new(1, 1, "4.保护"),
                Cell::new(1, 2, "0"),
            ],
        );
        let (tables, _) = join_parts(a, b);
        let first = &tables[0].table.cells()[0];
        assert_eq!(first.rows, 0..4);
        assert_eq!(cell_pages(first).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_row_cut_in_two_is_one_row_and_a_new_row_is_not() {
        let above = || {
            let rows = [
                row(0, &["1.甲", "1", "2"]),
                row(1, &["2.乙", "1", "2"]),
                row(2, &["3.申请人无正当", "5", "6"]),
            ];
            part(1, &XS, 3, rows.concat())
        };
        let (tables, _) = join_parts(
            above(),
            part(
                2,
                &XS,
                2,
                [row(0, &["理由逾期", "", ""]), row(1, &["4.丙", "7", "8"])].concat(),
            ),
        );
        assert_eq!(tables[0].table.n_rows(), 4);
        assert_eq!(tables[0].table.cells()[6].text, "3.申请人无正当\n理由逾期");
        let (tables, _) = join_parts(above(), part(2, &XS, 1, row(0, &["4.丙", "", ""])));
        assert_eq!(tables[0].table.n_rows(), 4);
    }

    #[test]
    fn a_row_of_which_values_alone_went_over_the_page_is_one_row() {
        let above = || {
            let rows = [
                row(0, &["1.甲", "1", "2"]),
                row(1, &["2.乙", "1", "2"]),
                row(2, &["3.丙", "", "6"]),
            ];
            part(1, &XS, 3, rows.concat())
        };
        let below = |first: &[&str]| part(2, &XS, 2, [row(0, first), row(1, &["4.丁", "7", "8"])].concat());
        let (tables, _) = join_parts(above(), below(&["", "5", ""]));
        assert_eq!(tables[0].table.n_rows(), 4);
        assert_eq!(tables[0].table.cells()[7].text, "5");
        assert_eq!(tables[0].table.doubts[0].code, "row-cut-by-page");
        for other in [["", "5", "6"], ["9.戊", "5", ""], ["", "", "6"]] {
            let (tables, _) = join_parts(above(), below(&other));
            assert_eq!(tables[0].table.n_rows(), 5, "{other:?}");
        }
    }

    #[test]
    fn dates_and_numbers_of_columns_are_printed_again() {
        let joined = |heads: [&str; 3]| {
            let a = part(1, &XS, 2, [row(0, &heads), row(1, &["a", "1", "2"])].concat());
            let b = part(2, &XS, 2, [row(0, &heads), row(1, &["b", "3", "4"])].concat());
            let (tables, dropped) = join_parts(a, b);
            (tables.len(), tables[0].table.n_rows(), dropped.len())
        };
        assert_eq!(joined(["Item", "31.12.2023", "31.12.2022"]), (1, 3, 3));
        assert_eq!(joined(["Item", "(1)", "(2)"]), (1, 3, 3));
        assert_eq!(joined(["Item", "31.12", "31.11"]), (1, 4, 0));
    }
}
