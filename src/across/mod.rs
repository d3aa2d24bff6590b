//! What only several reports together show: the same agency's reports of consecutive years must go on where the last
//! one ended, no year should be missing, and no report should be there twice. One rule a file.
//!
//! These are warnings about the reports. They never change a value or a verdict, since the report of another year may be
//! the one that is wrong.

mod carried_over;
mod duplicate_document;
mod duplicate_report;
mod in_force;
mod missing_year;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::check::{Check, equation::Operand};
use crate::output::Brief;
use crate::output::rows::{FindingRow, value_rows};
use crate::output::wire::{self, CellValue, Groups};
use crate::report::{COLUMNS, Number, Value, normalise};

/// What the rules need of one report; a few kilobytes, so that many thousands fit into memory.
#[derive(Clone, Debug)]
pub struct Member {
    /// The report's file, as its JSON names it.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Who reports, without white space; `None` when the report does not say.
    pub agency: Option<String>,
    /// The year reported on; `None` when the report does not say.
    pub year: Option<i32>,
    /// The values that rules across years speak of, by path.
    values: BTreeMap<String, Value>,
    /// What all the report's values come to: two reports that print the same have the same.
    digest: [u8; 32],
}

/// Groups of table 2 that count documents in force.
const FILES: [&str; 2] = ["regulations", "normative_documents"];

impl Member {
    /// What the rules need of a report.
    pub fn new(report: &Brief) -> Member {
        Member {
            file: report.source.file.clone(),
            sha256: report.source.sha256.clone(),
            agency: report.agency.as_ref().map(|a| normalise::squeeze(&a.value)),
            year: report.year.as_ref().map(|y| y.value),
            values: values(report),
            digest: digest(report),
        }
    }

    /// The value under a path as an operand of an equation; `None` when the report has no such value.
    fn operand(&self, path: &str) -> Option<Operand<'_>> {
        let value = self.values.get(path)?;
        Some(Operand {
            path: format!("{}:{path}", self.year.unwrap_or_default()),
            value,
        })
    }
}

fn values(report: &Brief) -> BTreeMap<String, Value> {
    let mut values = BTreeMap::new();
    if let Some(requests) = &report.requests {
        for row in ["carried_over", "carried_forward"] {
            for column in COLUMNS {
                let value = requests.get(row, column).map(value);
                values.extend(value.map(|v| (format!("requests/{row}/{column}"), v)));
            }
        }
    }
    let group = |groups: &Groups, group: &str, key: &str| groups.get(group, key).map(value);
    for name in FILES {
        for key in ["issued", "repealed", "in_force"] {
            let value = report.disclosure.as_ref().and_then(|d| group(d, name, key));
            values.extend(value.map(|v| (format!("disclosure/{name}/{key}"), v)));
        }
    }
    values
}

fn value(cell: &CellValue) -> Value {
    Value {
        raw: cell.raw.clone(),
        kind: cell.kind.into(),
        number: cell.value.and_then(number),
        status: cell.status.into(),
        ..Value::absent()
    }
}

fn number(number: wire::Number) -> Option<Number> {
    match number {
        wire::Number::Whole(whole) => Number::new(whole, 0),
        wire::Number::Decimal(decimal) => Number::parse(&decimal.to_string()),
    }
}

fn digest(report: &Brief) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for row in value_rows(report) {
        let keys = [&row.row_key, &row.column_key].map(|key| key.as_deref().unwrap_or("?"));
        let value = row.value.map(|v| v.as_f64().to_string()).unwrap_or_default();
        let line = format!(
            "{}/{}/{} {} {value}\n",
            row.table,
            keys[0],
            keys[1],
            row.kind.as_str()
        );
        hasher.update(line.as_bytes());
    }
    hasher.finalize().into()
}

/// The reports of one agency by year.
#[derive(Debug)]
pub struct Series<'a> {
    /// Who reports.
    pub agency: &'a str,
    /// The reports of each year, in the order in which they were given; at least one.
    pub years: BTreeMap<i32, Vec<&'a Member>>,
}

impl<'a> Series<'a> {
    /// The report of a year, when there is one, or several that say the same.
    fn only(&self, year: i32) -> Option<&'a Member> {
        let members = self.years.get(&year)?;
        let first = members.first()?;
        let alike = members.iter().all(|m| m.digest == first.digest);
        alike.then_some(*first)
    }

    /// Pairs of reports of consecutive years, earlier one first.
    fn pairs(&self) -> impl Iterator<Item = (&'a Member, &'a Member)> {
        self.years
            .keys()
            .filter_map(|&year| Some((self.only(year.checked_sub(1)?)?, self.only(year)?)))
    }

    /// A finding about a report of this agency.
    fn finding(&self, rule: &str, member: &Member) -> FindingRow {
        FindingRow {
            agency: Some(self.agency.to_owned()),
            ..finding(rule, member)
        }
    }

    /// What an equation between two years comes to.
    fn assessed(&self, check: Check, earlier: &Member, later: &Member) -> FindingRow {
        FindingRow {
            outcome: check.outcome.into(),
            outcome_blank_as_zero: check.outcome_blank_as_zero.map(Into::into),
            place: Some(check.place),
            other_file: Some(earlier.file.clone()),
            expected: check.expected.map(row_number),
            actual: check.actual.map(row_number),
            note: check.note,
            ..self.finding(check.rule, later)
        }
    }
}

/// A finding that something is wrong with a report.
fn finding(rule: &str, member: &Member) -> FindingRow {
    FindingRow {
        rule: rule.to_owned(),
        outcome: wire::Outcome::Fail,
        outcome_blank_as_zero: None,
        agency: member.agency.clone(),
        year: member.year,
        place: None,
        file: Some(member.file.clone()),
        other_file: None,
        expected: None,
        actual: None,
        note: None,
    }
}

fn row_number(number: Number) -> wire::Number {
    match number.as_whole() {
        Some(whole) => wire::Number::Whole(whole),
        None => wire::Number::Decimal(number.as_f64()),
    }
}

/// The members that say who reports on which year, agency by agency in the order of their names.
pub fn series(members: &[Member]) -> Vec<Series<'_>> {
    let mut agencies: BTreeMap<&str, BTreeMap<i32, Vec<&Member>>> = BTreeMap::new();
    for member in members {
        if let (Some(agency), Some(year)) = (&member.agency, member.year) {
            let years = agencies.entry(agency).or_default();
            years.entry(year).or_default().push(member);
        }
    }
    agencies
        .into_iter()
        .map(|(agency, years)| Series { agency, years })
        .collect()
}

/// Every outcome of every rule: documents that are there twice first, then agency by agency.
pub fn run(members: &[Member]) -> Vec<FindingRow> {
    let mut findings = duplicate_document::check(members);
    for series in series(members) {
        findings.extend(duplicate_report::check(&series));
        findings.extend(missing_year::check(&series));
        findings.extend(carried_over::check(&series));
        findings.extend(in_force::check(&series));
    }
    findings
}

#[cfg(test)]
mod tests;
