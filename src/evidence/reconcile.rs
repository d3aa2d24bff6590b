//! Readings held against each other, value by value.
//!
//! For each of the three tables the most complete reading is taken as the main one. Every other reading that speaks
//! of the table is compared with it by key. A reading that has no such cell, or that doubts the place itself, has
//! nothing to say: that is no disagreement.

use std::collections::BTreeMap;

use crate::document::Method;
use crate::report::read::Figures;
use crate::report::{OtherReading, Report, Status, Value, ValueKind, normalise};

/// The three tables, as [`Figures::doubted`] names them.
const TABLES: [&str; 3] = ["disclosure", "requests", "litigation"];

/// Takes for each table the reading that gives most values, preferring earlier readings, and returns the chosen
/// figures with the index of the reading that each table came from.
pub fn choose(readings: &[Figures]) -> (Figures, [Option<usize>; 3]) {
    let mut chosen = Figures::default();
    let mut from = [None; 3];
    let scores: Vec<[usize; 3]> = readings.iter().map(complete_values).collect();
    for (slot, place) in from.iter_mut().enumerate() {
        let ranked = scores
            .iter()
            .enumerate()
            .filter_map(|(i, s)| Some((*s.get(slot)?, i)))
            .filter(|(s, _)| *s > 0);
        *place = ranked
            .max_by_key(|&(score, i)| (score, std::cmp::Reverse(i)))
            .map(|(_, i)| i);
    }
    let of = |slot: usize| from.get(slot).copied().flatten().and_then(|i| readings.get(i));
    chosen.disclosure = of(0).and_then(|f| f.disclosure.clone());
    chosen.requests = of(1).and_then(|f| f.requests.clone());
    chosen.litigation = of(2).and_then(|f| f.litigation.clone());
    for (slot, table) in TABLES.iter().enumerate() {
        let Some(figures) = of(slot) else { continue };
        chosen
            .doubted
            .extend(figures.doubted.iter().filter(|d| *d == table));
    }
    chosen.disclosure_form = of(0).and_then(|f| f.disclosure_form);
    chosen.requests_form = of(1).and_then(|f| f.requests_form);
    // Only the first reading's tables are the document's own.
    let own = readings.first().filter(|_| from.contains(&Some(0)));
    chosen.tables = own.map(|f| f.tables.clone()).unwrap_or_default();
    chosen.method = readings.first().and_then(|f| f.method);
    chosen.warnings = own.map(|f| f.warnings.clone()).unwrap_or_default();
    (chosen, from)
}

/// How many values of each table a reading gives without doubt.
fn complete_values(figures: &Figures) -> [usize; 3] {
    let report = as_report(figures);
    let sure = |v: &Value| v.kind != ValueKind::Absent && v.status != Status::Disputed;
    let values = report.values();
    let count = |table: &str| {
        let any = usize::from(values.iter().any(|(p, _)| p.starts_with(table)));
        if figures.doubted.contains(&table) {
            // Better than nothing, and never better than a reading without doubt.
            return any;
        }
        let known = |(p, v): &&(String, &Value)| p.split('/').next() == Some(table) && sure(v);
        values.iter().filter(known).count() + any
    };
    TABLES.map(count)
}

fn as_report(figures: &Figures) -> Report {
    Report {
        disclosure: figures.disclosure.clone(),
        requests: figures.requests.clone(),
        litigation: figures.litigation.clone(),
        ..Report::default()
    }
}

/// Compares each value of the report with the readings that it did not come from, and sets its status.
pub fn compare(report: &mut Report, readings: &[Figures], from: &[Option<usize>; 3]) {
    for (index, figures) in readings.iter().enumerate() {
        let Some(method) = figures.method else { continue };
        let other = as_report(figures);
        let theirs: BTreeMap<String, &Value> = other.values().into_iter().collect();
        let unsure = if places_are_inferred(method) {
            rows_not_found(&other)
        } else {
            Vec::new()
        };
        for (path, value) in report.values_mut() {
            let table = path.split('/').next().unwrap_or_default();
            let slot = TABLES.iter().position(|t| *t == table);
            let is_source = slot.and_then(|s| from.get(s)).copied().flatten() == Some(index);
            let in_unsure_row = unsure.iter().any(|u| path.starts_with(u.as_str()));
            let silent = is_source || in_unsure_row || figures.doubted.contains(&table);
            let Some(their) = theirs.get(&path).filter(|v| !silent && speaks(v)) else {
                continue;
            };
            if value.kind != ValueKind::Absent {
                value.readings.push(OtherReading {
                    method,
                    raw: their.raw.clone(),
                    number: their.number,
                });
            }
        }
    }
    for (_, value) in report.values_mut() {
        value.status = weighed(value);
    }
}

/// The status that the other readings give a value. A value once in doubt stays disputed; agreement confirms what
/// nobody disputes. Readings that infer the cells from where text is fail most: the lone dissent of one of them is
/// listed, and does not dispute what at least two others besides the main one agree on, nor, when it has only a part
/// of a value that the print wraps onto several lines, what one other gives whole.
fn weighed(value: &Value) -> Status {
    if value.status == Status::Disputed || value.readings.is_empty() {
        return value.status;
    }
    let agrees = |r: &&OtherReading| said_alike(value, r);
    let agreeing = value.readings.iter().filter(agrees).count();
    let mut dissent = value.readings.iter().filter(|r| !agrees(r));
    match (dissent.next(), dissent.next()) {
        (None, _) => Status::Confirmed,
        (Some(one), None) if infers_cells(one.method) && agreeing >= enough(value, one) => Status::Confirmed,
        _ => Status::Disputed,
    }
}

/// How many readings must agree against a lone dissent.
fn enough(value: &Value, dissent: &OtherReading) -> usize {
    let squeezed = normalise::squeeze(&dissent.raw);
    let wrapped = value.raw.contains('\n');
    let part = value.raw.lines().any(|line| normalise::squeeze(line) == squeezed) || squeezed.is_empty();
    if wrapped && part { 1 } else { 2 }
}

/// Whether a method infers where cells are from where text is.
fn infers_cells(method: Method) -> bool {
    places_are_inferred(method) || method == Method::Placement
}

/// Whether a method takes what stands nowhere for a blank only by inference. For such a one a row without any text is a row that it
/// did not find.
fn places_are_inferred(method: Method) -> bool {
    matches!(method, Method::Alignment | Method::Stream)
}

/// Beginnings of the paths that such a reading says nothing of: rows (`requests/granted/`) in which no value has text,
/// and whole tables of which it found only a part: then its columns or rows are not the table's.
fn rows_not_found(report: &Report) -> Vec<String> {
    let mut rows: Vec<(String, bool)> = Vec::new();
    let mut partial: Vec<String> = Vec::new();
    for (path, value) in report.values() {
        let Some((row, _)) = path.rsplit_once('/') else {
            continue;
        };
        let has_text = !value.raw.is_empty();
        match rows.last_mut() {
            Some((last, any)) if last.trim_end_matches('/') == row => *any |= has_text,
            _ => rows.push((format!("{row}/"), has_text)),
        }
        if value.kind == ValueKind::Absent {
            partial.extend(path.split('/').next().map(|table| format!("{table}/")));
        }
    }
    partial.dedup();
    rows.into_iter()
        .filter(|(_, any)| !any)
        .map(|(row, _)| row)
        .chain(partial)
        .collect()
}

fn speaks(value: &Value) -> bool {
    value.kind != ValueKind::Absent && value.status != Status::Disputed
}

/// Whether another reading gave the same: the same number printed alike, or the same text.
pub fn said_alike(value: &Value, other: &OtherReading) -> bool {
    value.number == other.number && normalise::squeeze(&value.raw) == normalise::squeeze(&other.raw)
}
