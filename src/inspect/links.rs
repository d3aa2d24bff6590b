//! What belongs together: values, the cells they came from, the checks that speak of them, and the blocks of the
//! document in order. Everything that can be pointed at has a key; what has the same key lights up together.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::check;
use crate::output::wire::{
    Block, CellValue, Check, Groups, Number, Outcome, Provenance, ReportJson, Table, ValueStatus,
};

/// A report with what belongs together in it.
pub(crate) struct Links<'a> {
    pub(crate) report: &'a ReportJson,
    /// Every value that the form knows, by its path, in the order of the tables of the form.
    pub(crate) values: IndexMap<String, &'a CellValue>,
    /// What is known of the cells of the tables, by their key.
    pub(crate) cells: BTreeMap<String, CellFacts>,
    /// The checks that fail, in the report's order.
    pub(crate) failures: Vec<Failure<'a>>,
    /// The blocks in reading order, headings of sections too.
    pub(crate) flow: Vec<FlowItem<'a>>,
    /// All tables in reading order, nested ones behind those that hold them.
    pub(crate) tables: Vec<&'a Table>,
}

/// What is known of a cell besides its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellFacts {
    /// Paths of the values that came from it.
    pub(crate) paths: Vec<String>,
    /// Whether a failing equation has it as its total.
    pub(crate) failed: bool,
    /// Whether readings differ on its value.
    pub(crate) disputed: bool,
}

/// A check that fails.
pub(crate) struct Failure<'a> {
    /// `e1`, `e2`, ...
    pub(crate) id: String,
    pub(crate) check: &'a Check,
    /// Paths of what is added up.
    pub(crate) addends: &'a [String],
    /// Paths of what it must come to.
    pub(crate) totals: &'a [String],
}

/// A block, or the heading of a section, with its key.
pub(crate) struct FlowItem<'a> {
    pub(crate) key: String,
    pub(crate) places: &'a [Provenance],
    /// The id of a table.
    pub(crate) table: Option<&'a str>,
}

impl<'a> Links<'a> {
    pub(crate) fn new(report: &'a ReportJson) -> Links<'a> {
        let values = values(report);
        let failing = report.checks.iter().filter(|c| fails(c));
        let failures: Vec<Failure<'a>> = failing
            .enumerate()
            .map(|(index, check)| {
                let (addends, totals) =
                    check::sides(&check.rule, &check.cells).unwrap_or((&[], &check.cells));
                let id = format!("e{}", index + 1);
                Failure {
                    id,
                    check,
                    addends,
                    totals,
                }
            })
            .collect();
        let mut cells: BTreeMap<String, CellFacts> = BTreeMap::new();
        for (path, value) in &values {
            let facts = cells.entry(value_key(path, value)).or_default();
            facts.paths.push(path.clone());
            facts.disputed |= value.status == ValueStatus::Disputed;
        }
        for path in failures.iter().flat_map(|f| f.totals) {
            if let Some(facts) = values.get(path).and_then(|v| cells.get_mut(&value_key(path, v))) {
                facts.failed = true;
            }
        }
        Links {
            values,
            cells,
            failures,
            flow: flow(report),
            tables: tables(report),
            report,
        }
    }

    /// The key of the value with this path, if the report has it.
    pub(crate) fn key(&self, path: &str) -> Option<String> {
        self.values.get(path).map(|value| value_key(path, value))
    }

    /// Where the value with this path stands.
    pub(crate) fn places(&self, path: &str) -> &'a [Provenance] {
        self.values.get(path).map_or(&[], |v| v.provenance.as_slice())
    }

    /// The table with this id.
    pub(crate) fn table(&self, id: &str) -> Option<&'a Table> {
        self.tables.iter().copied().find(|t| t.id == id)
    }
}

/// The key of a table's cell.
pub(crate) fn cell_key(table: &str, row: u32, col: u32) -> String {
    format!("{table}-{row}-{col}")
}

/// The key of a value: that of its cell, or its own when no cell of the document's tables gave it.
pub(crate) fn value_key(path: &str, value: &CellValue) -> String {
    match &value.cell {
        Some(cell) => cell_key(&cell.table, cell.row, cell.col),
        None => format!("v-{path}"),
    }
}

/// Whether the check fails, strictly or with blanks as 0.
pub(crate) fn fails(check: &Check) -> bool {
    check.outcome == Outcome::Fail || check.outcome_blank_as_zero == Some(Outcome::Fail)
}

/// A number as it is printed.
pub(crate) fn number(number: Number) -> String {
    match number {
        Number::Whole(n) => n.to_string(),
        Number::Decimal(n) => n.to_string(),
    }
}

/// What is printed less what the other cells say, with its sign; exact to four decimals.
pub fn difference(expected: Number, actual: Number) -> String {
    let value = match (expected, actual) {
        (Number::Whole(a), Number::Whole(b)) => return format!("{:+}", i128::from(b) - i128::from(a)),
        (a, b) => b.as_f64() - a.as_f64(),
    };
    let text = format!("{value:+.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn values(report: &ReportJson) -> IndexMap<String, &CellValue> {
    let mut out = IndexMap::new();
    group_values(&mut out, "disclosure", &report.disclosure);
    for row in report.requests.iter().flat_map(|r| &r.rows) {
        let Some(key) = &row.key else { continue };
        let columns = report.requests.iter().flat_map(|r| &r.columns);
        for (column, value) in columns.zip(&row.values) {
            out.insert(format!("requests/{key}/{column}"), value);
        }
    }
    group_values(&mut out, "litigation", &report.litigation);
    out
}

fn group_values<'a>(out: &mut IndexMap<String, &'a CellValue>, name: &str, table: &'a Option<Groups>) {
    for (group, values) in table.iter().flat_map(|t| &t.groups) {
        for (key, value) in &values.values {
            out.insert(format!("{name}/{group}/{key}"), value);
        }
    }
}

fn flow(report: &ReportJson) -> Vec<FlowItem<'_>> {
    let mut out: Vec<FlowItem<'_>> = Vec::new();
    let mut push = |places, table| {
        let key = format!("b{}", out.len() + 1);
        out.push(FlowItem { key, places, table });
    };
    for block in &report.front {
        let (places, table) = place_of(block);
        push(places, table);
    }
    for section in &report.sections {
        push(&section.provenance, None);
        for block in &section.blocks {
            let (places, table) = place_of(block);
            push(places, table);
        }
    }
    out
}

fn place_of(block: &Block) -> (&[Provenance], Option<&str>) {
    match block {
        Block::Heading { provenance, .. }
        | Block::Paragraph { provenance, .. }
        | Block::ListItem { provenance, .. }
        | Block::Picture { provenance, .. }
        | Block::Footnote { provenance, .. }
        | Block::Caption { provenance, .. } => (provenance, None),
        Block::Table { table } => (&[], Some(table)),
    }
}

fn tables(report: &ReportJson) -> Vec<&Table> {
    let mut out = Vec::new();
    let mut stack: Vec<&Table> = report.tables.iter().rev().collect();
    while let Some(table) = stack.pop() {
        out.push(table);
        let inner: Vec<&Table> = table.cells.iter().flat_map(|c| &c.tables).collect();
        stack.extend(inner.into_iter().rev());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_exact_and_signed() {
        assert_eq!(difference(Number::Whole(44), Number::Whole(47)), "+3");
        assert_eq!(difference(Number::Whole(5), Number::Whole(2)), "-3");
        assert_eq!(difference(Number::Decimal(0.3), Number::Decimal(0.1)), "-0.2");
    }
}
