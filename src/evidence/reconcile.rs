//! Readings held against each other, value by value.
//!
//! For each of the three tables the most complete reading is taken as the main one. Every other reading that speaks
//! of the table is compared with it by key. A reading that has no such cell, or that doubts the place itself, has
//! nothing to say: that is no disagreement.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::document::Method;
use crate::report::read::Figures;
use crate::report::{OtherReading, Report, Status, Value, ValueKind, ValuePath, normalise, values};

/// The three tables, as [`Figures::doubted`] names them.
pub const TABLES: [&str; 3] = ["disclosure", "requests", "litigation"];

/// Takes for each table the reading that gives most values, preferring earlier readings, and returns the chosen
/// figures with the index of the reading that each table came from.
pub fn choose(readings: &[Figures]) -> (Figures, [Option<usize>; 3]) {
    let mut chosen = Figures::default();
    let mut from = [None; 3];
    let scores: Vec<[Score; 3]> = readings.iter().map(complete_values).collect();
    // What is as complete by the order of labels and numbers as by where text stands is surer by the former.
    let main_infers = readings.first().and_then(|f| f.method).is_some_and(infers_cells);
    let by_order = |i: usize| readings.get(i).is_some_and(is_by_order);
    for (slot, place) in from.iter_mut().enumerate() {
        let ranked = scores
            .iter()
            .enumerate()
            .filter_map(|(i, s)| Some((*s.get(slot)?, i)))
            .filter(|((_, values), _)| *values > 0);
        *place = ranked
            .max_by_key(|&(score, i)| (score, main_infers && by_order(i), std::cmp::Reverse(i)))
            .map(|(_, i)| i);
    }
    let of = |slot: usize| from.get(slot).copied().flatten().and_then(|i| readings.get(i));
    for (source, slot) in chosen.sources.iter_mut().zip(0..) {
        *source = of(slot).and_then(|f| f.method);
    }
    chosen.disclosure = of(0).and_then(|f| f.disclosure.clone());
    chosen.requests = of(1).and_then(|f| f.requests.clone());
    chosen.litigation = of(2).and_then(|f| f.litigation.clone());
    for (slot, table) in TABLES.iter().enumerate() {
        let Some(figures) = of(slot) else { continue };
        chosen
            .doubted
            .extend(figures.doubted.iter().filter(|d| *d == table));
        // That there are two is a fact of the document, whichever reading gives the values.
        let seen = [Some(figures), readings.first()].into_iter().flatten();
        let rivalled = seen.flat_map(|f| &f.rivalled).any(|d| d == table);
        chosen.rivalled.extend(rivalled.then_some(*table));
    }
    chosen.disclosure_form = of(0).and_then(|f| f.disclosure_form);
    chosen.requests_form = of(1).and_then(|f| f.requests_form);
    chosen.request_columns = of(1).map(|f| f.request_columns.clone()).unwrap_or_default();
    chosen.litigation_columns = of(2).map(|f| f.litigation_columns.clone()).unwrap_or_default();
    // Only the first reading's tables are the document's own.
    let own = readings.first().filter(|_| from.contains(&Some(0)));
    if let Some(own) = own {
        for ((used, tables), from) in chosen.tables.iter_mut().zip(&own.tables).zip(from) {
            if from == Some(0) {
                used.clone_from(tables);
            }
        }
    }
    chosen.method = readings.first().and_then(|f| f.method);
    chosen.warnings = own.map(|f| f.warnings.clone()).unwrap_or_default();
    (chosen, from)
}

/// Whether a reading has a table and does not doubt it as a whole, and how many of its values are sure, one more for the table
/// itself. Of a table in doubt all count: no reading that doubts it comes before one that does not.
type Score = (bool, usize);

/// The score of each table in a reading.
fn complete_values(figures: &Figures) -> [Score; 3] {
    let is_there = |v: &Value| v.kind != ValueKind::Absent;
    let count = |table: &str| {
        let values = || figures.values().filter(|(path, _)| path.table == table);
        let any = usize::from(values().next().is_some());
        if figures.doubted.contains(&table) {
            return (false, values().filter(|(_, v)| is_there(v)).count() + any);
        }
        let sure = values()
            .filter(|(_, v)| is_there(v) && v.status != Status::Disputed)
            .count();
        (any > 0, sure + any)
    };
    TABLES.map(count)
}

/// Compares each value of the report with the readings that it did not come from, and sets its status.
pub fn compare(report: &mut Report, readings: &[Figures], from: &[Option<usize>; 3]) {
    let in_one_cell = rows_in_one_cell(report);
    for (index, figures) in readings.iter().enumerate() {
        let Some(method) = figures.method else { continue };
        let values: Vec<(ValuePath, &Value)> = figures.values().collect();
        let theirs: HashMap<ValuePath, &Value> = values.iter().copied().collect();
        let rows = by_row(&values);
        let unsure = if places_are_inferred(method) {
            rows_not_found(figures, &rows, report, &theirs)
        } else {
            BTreeSet::new()
        };
        let of_order = |i: &Option<usize>| i.and_then(|i| readings.get(i)).is_some_and(is_by_order);
        let without_text = match method {
            Method::Placement => rows_with(&rows, |row| row.iter().all(|v| v.raw.is_empty())),
            _ => BTreeSet::new(),
        };
        let with_blanks = match infers_cells(method) && from.iter().any(of_order) {
            true => rows_with(&rows, |row| row.iter().any(|v| v.raw.is_empty())),
            false => BTreeSet::new(),
        };
        // The groups of table 4 stand in one row.
        let litigation_blank = with_blanks.iter().any(|(table, _)| *table == "litigation");
        for (path, value) in report.values_mut() {
            let source = source_of(path.table, from);
            let is_source = source == Some(index);
            let by_order = of_order(&source);
            let in_unsure_row =
                unsure.contains(&(path.table, None)) || unsure.contains(&(path.table, Some(path.row)));
            let silent = is_source || in_unsure_row || figures.doubted.contains(&path.table);
            let Some(their) = theirs.get(&path).filter(|v| !silent && speaks(v)) else {
                continue;
            };
            let row = (path.table, Some(path.row));
            // Where a row has all of its numbers, a reading that infers places and leaves one out has others beside their columns.
            let has_blanks = with_blanks.contains(&row) || (litigation_blank && path.table == "litigation");
            if by_order && has_blanks {
                continue;
            }
            // A reading that could not make out the heads has lost texts elsewhere, too: its blanks say nothing. Nor does a row
            // without any text by placement: one that a page end cuts has its label on one page and its numbers on the next.
            // What stands in the only cell of a row they find in one of its columns.
            let blank = without_text.contains(&row) || in_one_cell.contains(&(path.table, path.row));
            let lost = (blank || figures.by_order.contains(&path.table))
                && their.raw.is_empty()
                && !value.raw.is_empty();
            if value.kind != ValueKind::Absent && !lost {
                value.readings.push(OtherReading {
                    method,
                    raw: their.raw.clone(),
                    number: their.number,
                });
            }
        }
    }
    let unclear = unclear_by_drawing(readings, from);
    for (path, value) in report.values_mut() {
        let source = source_of(path.table, from);
        let method = source.and_then(|i| readings.get(i)).and_then(|f| f.method);
        value.status = match unclear.contains(&path) {
            true => Status::Disputed,
            false => weighed(value, method),
        };
    }
}

/// The places that a number takes of which the first reading, where it knows cells and not only texts, cannot tell whose it is, as a cell
/// that spans several columns or rows. A reading that goes by where the number stands in that cell gives it to one of them, and is no wiser.
/// A row that is in doubt as a whole is so for other reasons, of which others may know better, unless one cell is all that it has.
fn unclear_by_drawing(readings: &[Figures], from: &[Option<usize>; 3]) -> BTreeSet<ValuePath> {
    let others_taken = from.iter().flatten().any(|i| *i > 0);
    let knows_cells = |m| matches!(m, Method::Rulings | Method::Grid | Method::Tags);
    let drawn = readings
        .first()
        .filter(|f| others_taken && f.method.is_some_and(knows_cells));
    let values: Vec<(ValuePath, &Value)> = drawn.into_iter().flat_map(Figures::values).collect();
    let rows = values.chunk_by(|(a, _), (b, _)| (a.table, a.row) == (b.table, b.row));
    let is_disputed = |(_, value): &(ValuePath, &Value)| value.status == Status::Disputed;
    let in_part = rows
        .filter(|row| !row.iter().all(is_disputed) || one_cell(row))
        .flatten();
    let is_unclear = |(path, value): &&(ValuePath, &Value)| {
        value.status == Status::Disputed
            && value.number.is_some()
            && source_of(path.table, from).is_some_and(|i| i > 0)
    };
    in_part.filter(is_unclear).map(|(path, _)| *path).collect()
}

/// The rows (table and key) of a report all of whose values come from the same cell.
fn rows_in_one_cell(report: &Report) -> BTreeSet<(&'static str, &'static str)> {
    let values: Vec<(ValuePath, &Value)> = report.values().collect();
    let rows = values.chunk_by(|(a, _), (b, _)| (a.table, a.row) == (b.table, b.row));
    let first = |row: &[(ValuePath, &Value)]| row.first().map(|(path, _)| (path.table, path.row));
    rows.filter(|row| one_cell(row)).filter_map(first).collect()
}

/// Whether the values of a row, more than one, come from the same cell.
fn one_cell(row: &[(ValuePath, &Value)]) -> bool {
    let mut cells = row.iter().map(|(_, value)| value.cell);
    let first = cells.next().flatten();
    row.len() > 1 && first.is_some() && cells.all(|cell| cell == first)
}

/// The status that the other readings give a value. A value once in doubt stays disputed; agreement confirms what
/// nobody disputes. Readings that infer the cells from where text is fail most: the lone dissent of one of them is
/// listed, and does not dispute what at least two others besides the main one agree on, nor, when it has only a part
/// of a value that the print wraps onto several lines, what one other gives whole. Nor does it dispute what one of its kind
/// reads as the `source` does, when that is the order of labels and numbers, which infers no places.
fn weighed(value: &Value, source: Option<Method>) -> Status {
    if value.status == Status::Disputed || value.readings.is_empty() {
        return value.status;
    }
    let agrees = |r: &&OtherReading| said_alike(value, r);
    let agreeing = agreeing(value);
    let mut dissent = value.readings.iter().filter(|r| !agrees(r));
    match (dissent.next(), dissent.next()) {
        (None, _) => Status::Confirmed,
        (Some(one), None) if infers_cells(one.method) && agreeing >= enough(value, one, source) => {
            Status::Confirmed
        }
        _ => Status::Disputed,
    }
}

/// How many readings besides the main one give the same value.
pub fn agreeing(value: &Value) -> usize {
    value.readings.iter().filter(|r| said_alike(value, r)).count()
}

/// So many readings besides the main one outweigh the lone dissent of one that infers cells.
pub const ENOUGH: usize = 2;

/// How many readings must agree against a lone dissent.
fn enough(value: &Value, dissent: &OtherReading, source: Option<Method>) -> usize {
    let squeezed = normalise::squeeze(&dissent.raw);
    let wrapped = value.raw.contains('\n');
    let part = value.raw.lines().any(|line| normalise::squeeze(line) == squeezed) || squeezed.is_empty();
    let one_will_do = (wrapped && part) || source == Some(Method::Order);
    if one_will_do { 1 } else { ENOUGH }
}

/// The reading that a table came from.
fn source_of(table: &str, from: &[Option<usize>; 3]) -> Option<usize> {
    let slot = TABLES.iter().position(|t| *t == table);
    slot.and_then(|s| from.get(s)).copied().flatten()
}

fn is_by_order(figures: &Figures) -> bool {
    figures.method == Some(Method::Order)
}

/// Whether a method infers where cells are from where text is.
pub fn infers_cells(method: Method) -> bool {
    places_are_inferred(method) || method == Method::Placement
}

/// Whether a method takes what stands nowhere for a blank only by inference. For such a one a row without any text is a row that it
/// did not find.
fn places_are_inferred(method: Method) -> bool {
    matches!(method, Method::Alignment | Method::Stream)
}

/// The values of a reading by table and key of their row.
type Rows<'a> = BTreeMap<(&'static str, &'static str), Vec<&'a Value>>;

fn by_row<'a>(values: &[(ValuePath, &'a Value)]) -> Rows<'a> {
    let mut rows = Rows::new();
    // Most values of a row follow one another.
    for run in values.chunk_by(|(a, _), (b, _)| (a.table, a.row) == (b.table, b.row)) {
        if let Some((path, _)) = run.first() {
            let row = rows.entry((path.table, path.row)).or_default();
            row.extend(run.iter().map(|(_, value)| *value));
        }
    }
    rows
}

/// The rows (table and key) of a reading of which `test` holds.
fn rows_with(
    rows: &Rows<'_>,
    test: impl Fn(&[&Value]) -> bool,
) -> BTreeSet<(&'static str, Option<&'static str>)> {
    let fitting = rows.iter().filter(|(_, row)| test(row));
    fitting.map(|((table, row), _)| (*table, Some(*row))).collect()
}

/// What such a reading says nothing of: rows (table and key) in which no value has text, and whole tables (without a
/// key) of which it found too little, or rows only in part: then its columns or rows are not the table's. Where it lacks
/// a few rows, those beside them may hold what is theirs, so that it says nothing of rows that it gives otherwise.
fn rows_not_found(
    figures: &Figures,
    rows: &Rows<'_>,
    report: &Report,
    theirs: &HashMap<ValuePath, &Value>,
) -> BTreeSet<(&'static str, Option<&'static str>)> {
    let mut silent = rows_with(rows, |row| row.iter().all(|v| v.raw.is_empty()));
    let absent = |row: &[&Value]| row.iter().filter(|v| v.kind == ValueKind::Absent).count();
    // Named by order, a table says of each row by itself whether it was found.
    for table in TABLES.iter().filter(|t| !figures.by_order.contains(t)) {
        let of_table = || rows.iter().filter(|((t, _), _)| t == table).map(|(_, row)| row);
        let whole = of_table().filter(|row| absent(row) == 0).count();
        let in_part = of_table().any(|row| (1..row.len()).contains(&absent(row)));
        if in_part || whole * 4 < of_table().count() * 3 {
            silent.insert((*table, None));
        } else if whole < of_table().count() {
            let differs = |(path, value): &(ValuePath, &Value)| {
                path.table == *table
                    && theirs
                        .get(path)
                        .is_none_or(|v| v.number != value.number || v.raw.is_empty() != value.raw.is_empty())
            };
            silent.extend(
                report
                    .values()
                    .filter(differs)
                    .map(|(path, _)| (*table, Some(path.row))),
            );
        }
    }
    silent
}

fn speaks(value: &Value) -> bool {
    value.kind != ValueKind::Absent && value.status != Status::Disputed
}

/// Whether another reading gave the same: the same number in the same unit, or the same text. The mark of a note that one of them
/// took for a text of its own is no part of the number.
pub fn said_alike(value: &Value, other: &OtherReading) -> bool {
    let (ours, theirs) = (&value.raw, &other.raw);
    let same_text = || ours == theirs || normalise::squeeze(ours) == normalise::squeeze(theirs);
    let same_unit = || values::parse(ours).unit == values::parse(theirs).unit;
    value.number == other.number && (same_text() || (value.number.is_some() && same_unit()))
}
