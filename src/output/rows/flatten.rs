//! From the report JSON to rows.

use std::collections::BTreeSet;

use super::{CODE_SEPARATOR, PATH_SEPARATOR, ReportRow, ReportStatus, ValueRow};
use crate::diagnostic::Error;
use crate::output::wire::{
    self, CellValue, ExtraValue, Groups, Outcome, Provenance, ReadStatus, ReportJson, Requests,
};
use crate::report::{self, captions};

/// The values of the report's three tables, in the order of the JSON: table by table, row by row.
pub fn value_rows(report: &ReportJson) -> Vec<ValueRow> {
    let mut rows = Vec::new();
    let form = report.form.map(report::Form::from);
    let mut emit = |name: Name<'_>, value: &CellValue| rows.push(value_row(report, name, value));
    if let Some(groups) = &report.disclosure {
        group_values("disclosure", groups, form, &mut emit);
    }
    if let Some(requests) = &report.requests {
        request_values(requests, form, &mut emit);
    }
    if let Some(groups) = &report.litigation {
        group_values("litigation", groups, form, &mut emit);
    }
    rows
}

/// What a value is called.
struct Name<'a> {
    table: &'static str,
    row_key: Option<&'a str>,
    row_path: String,
    column_key: Option<&'a str>,
    column_path: String,
}

type Emit<'e> = &'e mut dyn FnMut(Name<'_>, &CellValue);

fn joined<S: AsRef<str>>(path: &[S]) -> String {
    let labels: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    labels.join(PATH_SEPARATOR)
}

fn group_values(table: &'static str, groups: &Groups, form: Option<report::Form>, emit: Emit<'_>) {
    for (row_key, group) in &groups.groups {
        let row_path = joined(captions::row(table, row_key, form));
        let name = |column_key, column_path| Name {
            table,
            row_key: Some(row_key.as_str()),
            row_path: row_path.clone(),
            column_key,
            column_path,
        };
        for (column_key, value) in &group.values {
            let column_path = joined(captions::column(table, column_key, form));
            emit(name(Some(column_key.as_str()), column_path), value);
        }
        for ExtraValue { path, value } in &group.extra {
            emit(name(None, joined(path)), value);
        }
    }
    for ExtraValue { path, value } in &groups.extra {
        let name = Name {
            table,
            row_key: None,
            row_path: String::new(),
            column_key: None,
            column_path: joined(path),
        };
        emit(name, value);
    }
}

fn request_values(requests: &Requests, form: Option<report::Form>, emit: Emit<'_>) {
    const TABLE: &str = "requests";
    let known = requests.columns.iter();
    let columns: Vec<(Option<&str>, String)> = known
        .map(|key| (Some(key.as_str()), joined(captions::column(TABLE, key, form))))
        .collect();
    let extra = requests.extra_columns.iter();
    let extra_columns: Vec<(Option<&str>, String)> =
        extra.map(|column| (None, joined(&column.path))).collect();
    for row in &requests.rows {
        let row_path = joined(&row.path);
        let values = columns.iter().zip(&row.values);
        for ((column_key, column_path), value) in values.chain(extra_columns.iter().zip(&row.extra)) {
            let name = Name {
                table: TABLE,
                row_key: row.key.as_deref(),
                row_path: row_path.clone(),
                column_key: *column_key,
                column_path: column_path.clone(),
            };
            emit(name, value);
        }
    }
}

fn value_row(report: &ReportJson, name: Name<'_>, value: &CellValue) -> ValueRow {
    let place = value.provenance.first();
    let (page, bbox) = match place {
        Some(Provenance::Page { page, bbox }) => (Some(*page), Some(*bbox)),
        _ => (None, None),
    };
    let line = match place {
        Some(Provenance::Line { line }) => Some(*line),
        _ => None,
    };
    let cell = value.cell.as_ref();
    ValueRow {
        report_id: report.source.sha256.clone(),
        file: report.source.file.clone(),
        agency: report.agency.as_ref().map(|a| a.value.clone()),
        year: report.year.as_ref().map(|y| y.value),
        form: report.form,
        table: name.table.to_owned(),
        row_key: name.row_key.map(str::to_owned),
        row_path: name.row_path,
        column_key: name.column_key.map(str::to_owned),
        column_path: name.column_path,
        raw: value.raw.clone(),
        value: value.value,
        unit: value.unit.clone(),
        kind: value.kind,
        status: value.status,
        verdict: report.verdict,
        page,
        x0: bbox.map(|[x0, ..]| x0),
        top: bbox.map(|[_, top, ..]| top),
        x1: bbox.map(|[_, _, x1, _]| x1),
        bottom: bbox.map(|[.., bottom]| bottom),
        line,
        table_id: cell.map(|c| c.table.clone()),
        grid_row: cell.map(|c| c.row),
        grid_col: cell.map(|c| c.col),
    }
}

impl ReportRow {
    /// The row of a report that was read.
    pub fn from_report(report: &ReportJson) -> ReportRow {
        let mut reasons: Vec<&str> = Vec::new();
        for reason in &report.reasons {
            if !reasons.contains(&reason.code.as_str()) {
                reasons.push(&reason.code);
            }
        }
        let warnings: BTreeSet<&str> = report.warnings.iter().map(|w| w.code.as_str()).collect();
        let warnings: Vec<&str> = warnings.into_iter().collect();
        let checks = |outcome| {
            Some(count(
                report.checks.iter().filter(|c| c.outcome == outcome).count(),
            ))
        };
        ReportRow {
            report_id: Some(report.source.sha256.clone()),
            file: report.source.file.clone(),
            status: match report.status {
                ReadStatus::Ok => ReportStatus::Ok,
                ReadStatus::NoText => ReportStatus::NoText,
            },
            format: Some(report.source.format),
            size: Some(report.source.size),
            pages: report.source.pages,
            form: report.form,
            verdict: report.verdict,
            reasons: Some(reasons.join(CODE_SEPARATOR)),
            agency: report.agency.as_ref().map(|a| a.value.clone()),
            year: report.year.as_ref().map(|y| y.value),
            title: report.title.as_ref().map(|t| t.value.clone()),
            confirmed: Some(report.evidence.confirmed),
            single: Some(report.evidence.single),
            disputed: Some(report.evidence.disputed),
            checks_passed: checks(Outcome::Pass),
            checks_failed: checks(Outcome::Fail),
            checks_not_assessable: checks(Outcome::NotAssessable),
            tables: Some(count(report.tables.len())),
            warnings: Some(warnings.join(CODE_SEPARATOR)),
            producer: report.source.producer.clone(),
            salvaged: Some(report.source.salvaged),
            error_kind: None,
            error_stage: None,
            error_message: None,
            retryable: None,
            schema_version: report.schema_version.clone(),
        }
    }

    /// The row of an input that could not be read: what the other columns say stays null.
    pub fn from_error(error: &Error, file: &str) -> ReportRow {
        ReportRow {
            error_kind: Some(error.kind().as_str().to_owned()),
            error_stage: Some(error.stage().as_str().to_owned()),
            error_message: Some(error.message().to_owned()),
            retryable: Some(error.is_retryable()),
            ..ReportRow::failed(file)
        }
    }

    /// The row of an input without a result, still without the reason.
    pub(crate) fn failed(file: &str) -> ReportRow {
        ReportRow {
            report_id: None,
            file: file.to_owned(),
            status: ReportStatus::Error,
            format: None,
            size: None,
            pages: None,
            form: None,
            verdict: None,
            reasons: None,
            agency: None,
            year: None,
            title: None,
            confirmed: None,
            single: None,
            disputed: None,
            checks_passed: None,
            checks_failed: None,
            checks_not_assessable: None,
            tables: None,
            warnings: None,
            producer: None,
            salvaged: None,
            error_kind: None,
            error_stage: None,
            error_message: None,
            retryable: None,
            schema_version: wire::SCHEMA_VERSION.to_owned(),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
