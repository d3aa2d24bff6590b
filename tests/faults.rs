//! Fault injection: right documents, one reading of them damaged, and the wrong values that nothing warns of counted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use baobiao::document::{Cell, Document, Format, Table};
use baobiao::evidence::Verdict;
use baobiao::extract::{Assessment, assess};
use baobiao::report::{Report, Status, Value};
use common::{Dice, options};

type Damage = fn(&Table, &mut Dice) -> Option<Table>;

const DAMAGES: [(&str, Damage); 7] = [
    ("digit changed", change_digit),
    ("cell emptied", empty_cell),
    ("neighbours swapped", swap_neighbours),
    ("cells of a column swapped", swap_in_column),
    ("columns merged", merge_columns),
    ("row lost", lose_row),
    ("values shifted", shift_row),
];

fn rebuilt(table: &Table, n_rows: u32, n_cols: u32, cells: Vec<Cell>) -> Option<Table> {
    let mut new = Table::new(n_rows, n_cols, cells, table.method).ok()?;
    new.doubts.clone_from(&table.doubts);
    Some(new)
}

fn with_cells(table: &Table, cells: Vec<Cell>) -> Option<Table> {
    rebuilt(table, table.n_rows(), table.n_cols(), cells)
}

/// Indexes of cells that hold a number.
fn numbers(table: &Table) -> Vec<usize> {
    let is_number = |c: &Cell| !c.text.trim().is_empty() && c.text.trim().chars().all(|c| c.is_ascii_digit());
    table
        .cells()
        .iter()
        .enumerate()
        .filter(|(_, c)| is_number(c))
        .map(|(i, _)| i)
        .collect()
}

fn change_digit(table: &Table, dice: &mut Dice) -> Option<Table> {
    let numbers = numbers(table);
    let mut cells = table.cells().to_vec();
    let cell = &mut cells[*numbers.get(dice.roll(numbers.len()))?];
    let at = dice.roll(cell.text.len());
    let new = char::from(b'0' + dice.roll(10) as u8);
    cell.text = cell
        .text
        .chars()
        .enumerate()
        .map(|(i, c)| if i == at { new } else { c })
        .collect();
    with_cells(table, cells)
}

fn empty_cell(table: &Table, dice: &mut Dice) -> Option<Table> {
    let numbers = numbers(table);
    let mut cells = table.cells().to_vec();
    cells[*numbers.get(dice.roll(numbers.len()))?].text.clear();
    with_cells(table, cells)
}

/// Swaps the texts of a number and of the next number that `pairs` accepts.
fn swap(table: &Table, dice: &mut Dice, pairs: fn(&Cell, &Cell) -> bool) -> Option<Table> {
    let numbers = numbers(table);
    let mut cells = table.cells().to_vec();
    let a = *numbers.get(dice.roll(numbers.len()))?;
    let b = *numbers.iter().find(|&&b| b > a && pairs(&cells[a], &cells[b]))?;
    let text = std::mem::take(&mut cells[a].text);
    cells[a].text = std::mem::replace(&mut cells[b].text, text);
    with_cells(table, cells)
}

fn swap_neighbours(table: &Table, dice: &mut Dice) -> Option<Table> {
    swap(table, dice, |a, b| a.rows == b.rows && a.cols.end == b.cols.start)
}

fn swap_in_column(table: &Table, dice: &mut Dice) -> Option<Table> {
    swap(table, dice, |a, b| a.cols == b.cols && a.rows.end == b.rows.start)
}

/// Joins the cells of two neighbouring columns, as a lost vertical ruling would.
fn merge_columns(table: &Table, dice: &mut Dice) -> Option<Table> {
    let col = dice.roll(table.n_cols().saturating_sub(1) as usize) as u32;
    let mut cells: Vec<Cell> = Vec::new();
    for mut cell in table.cells().iter().cloned() {
        let neighbour = cells
            .iter_mut()
            .find(|l| l.cols.end == col + 1 && cell.cols.start == col + 1 && l.rows == cell.rows);
        match neighbour {
            Some(left) => {
                left.text.push_str(&cell.text);
                left.cols.end = cell.cols.end;
            }
            None => {
                cell.provenance.clear();
                cells.push(cell);
            }
        }
    }
    with_cells(table, cells)
}

fn lose_row(table: &Table, dice: &mut Dice) -> Option<Table> {
    let lost = dice.roll(table.n_rows() as usize) as u32;
    let up = |row: u32| if row > lost { row - 1 } else { row };
    let kept = table.cells().iter().cloned().filter_map(|mut c| {
        c.rows = up(c.rows.start)..up(c.rows.end);
        (!c.rows.is_empty()).then_some(c)
    });
    rebuilt(table, table.n_rows() - 1, table.n_cols(), kept.collect())
}

/// Moves the texts of a row's numbers one place to the left, as a blank that was lost would.
fn shift_row(table: &Table, dice: &mut Dice) -> Option<Table> {
    let numbers = numbers(table);
    let mut cells = table.cells().to_vec();
    let row = cells[*numbers.get(dice.roll(numbers.len()))?].rows.start;
    let in_row: Vec<usize> = numbers
        .into_iter()
        .filter(|&i| table.cells()[i].rows.start == row)
        .collect();
    for pair in in_row.windows(2) {
        cells[pair[0]].text = table.cells()[pair[1]].text.clone();
    }
    cells[*in_row.last()?].text.clear();
    with_cells(table, cells)
}

fn values(report: &Report) -> BTreeMap<String, Value> {
    report.values().map(|(p, v)| (p.to_string(), v.clone())).collect()
}

/// Values that differ from the undamaged ones without a word of warning. In a text, of which parts have but one reading, a
/// value says by `single` that nothing confirms it.
fn unflagged(right: &BTreeMap<String, Value>, damaged: &Assessment) -> Vec<String> {
    if damaged.judgement.verdict == Some(Verdict::Suspect) {
        return Vec::new();
    }
    let wrong = |path: &String, v: &Value| {
        let same = right
            .get(path)
            .is_some_and(|r| r.kind == v.kind && r.number == v.number);
        let absent = v.kind == baobiao::report::ValueKind::Absent;
        let is_text = damaged.document.format == Format::Text;
        let says_so = v.status == Status::Disputed || (is_text && v.status == Status::Single);
        !same && !absent && !says_so
    };
    values(&damaged.report)
        .into_iter()
        .filter(|(p, v)| wrong(p, v))
        .map(|(p, _)| p)
        .collect()
}

/// The document with one table of one reading damaged; reading 0 is the document's own.
fn damaged(document: &Document, reading: usize, table: usize, new: Table) -> Document {
    let mut document = document.clone();
    match reading {
        0 => document.tables[table] = new,
        n => document.readings[n - 1].tables[table] = new,
    }
    document
}

/// What came of the damages: for each class how many were done and how many went unnoticed, and these in words.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, (usize, usize)>,
    faults: Vec<String>,
}

/// Damages every table of every reading of one sample, once for each class.
fn damage_sample(path: &Path, tally: &mut Tally) {
    let bytes = std::fs::read(path).unwrap();
    let document = baobiao::extract(&bytes, &options(path)).unwrap().document;
    let right = values(&assess(document.clone()).report);
    if document.readings.iter().all(|r| r.tables.is_empty()) || right.is_empty() {
        return;
    }
    let file = path.file_name().unwrap().to_string_lossy();
    let mut dice = Dice::of(&file);
    for reading in 0..=document.readings.len() {
        let tables = match reading {
            0 => &document.tables,
            n => &document.readings[n - 1].tables,
        };
        for (index, table) in tables.iter().enumerate() {
            for (name, damage) in DAMAGES {
                let Some(new) = damage(table, &mut dice).filter(|new| new != table) else {
                    continue;
                };
                let after = assess(damaged(&document, reading, index, new));
                let wrong = unflagged(&right, &after);
                let count = tally.counts.entry(name).or_default();
                *count = (count.0 + 1, count.1 + usize::from(!wrong.is_empty()));
                if !wrong.is_empty() {
                    tally.faults.push(format!(
                        "{file}, reading {reading}, table {index}, {name}: {wrong:?}"
                    ));
                }
            }
        }
    }
}

#[test]
fn a_damage_to_one_reading_is_never_a_wrong_value_without_warning() {
    let [mut all, other] = common::on_two_threads(damage_sample);
    for (name, (done, wrong)) in other.counts {
        let count = all.counts.entry(name).or_default();
        *count = (count.0 + done, count.1 + wrong);
    }
    all.faults.extend(other.faults);
    for (name, (done, wrong)) in &all.counts {
        eprintln!("{name:28} {done:6} damages, {wrong} with a wrong value and no warning");
    }
    let total: usize = all.counts.values().map(|c| c.0).sum();
    eprintln!("{:28} {total:6} damages", "in all");
    assert!(
        all.faults.is_empty(),
        "{} damages went unnoticed:\n{}",
        all.faults.len(),
        all.faults.join("\n")
    );
    assert!(total >= 2_000, "only {total} damages were made");
}
