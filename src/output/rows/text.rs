//! Rows as text fields, for CSV.

use std::borrow::Cow;
use std::fmt::Display;

use super::{ReportRow, Row, ValueRow};
use crate::output::wire::Number;

fn text(value: &str) -> Cow<'_, str> {
    Cow::Borrowed(value)
}

fn optional(value: &Option<String>) -> Cow<'_, str> {
    Cow::Borrowed(value.as_deref().unwrap_or_default())
}

fn shown(value: Option<impl Display>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |v| Cow::Owned(v.to_string()))
}

fn name(value: Option<&'static str>) -> Cow<'static, str> {
    Cow::Borrowed(value.unwrap_or_default())
}

/// The number as it is printed, in plain digits.
pub(super) fn digits(number: Number) -> String {
    match number {
        Number::Whole(whole) => whole.to_string(),
        Number::Decimal(decimal) => decimal.to_string(),
    }
}

impl Row for ValueRow {
    const COLUMNS: &'static [&'static str] = &[
        "report_id",
        "file",
        "agency",
        "year",
        "form",
        "table",
        "row_key",
        "row_path",
        "column_key",
        "column_path",
        "raw",
        "value",
        "unit",
        "kind",
        "status",
        "verdict",
        "page",
        "x0",
        "top",
        "x1",
        "bottom",
        "line",
        "table_id",
        "grid_row",
        "grid_col",
    ];

    fn fields(&self) -> Vec<Cow<'_, str>> {
        vec![
            text(&self.report_id),
            text(&self.file),
            optional(&self.agency),
            shown(self.year),
            name(self.form.map(|f| f.as_str())),
            text(&self.table),
            optional(&self.row_key),
            text(&self.row_path),
            optional(&self.column_key),
            text(&self.column_path),
            text(&self.raw),
            shown(self.value.map(digits)),
            optional(&self.unit),
            text(self.kind.as_str()),
            text(self.status.as_str()),
            name(self.verdict.map(|v| v.as_str())),
            shown(self.page),
            shown(self.x0),
            shown(self.top),
            shown(self.x1),
            shown(self.bottom),
            shown(self.line),
            optional(&self.table_id),
            shown(self.grid_row),
            shown(self.grid_col),
        ]
    }

    #[cfg(feature = "parquet")]
    fn schema() -> arrow_schema::SchemaRef {
        super::values_schema()
    }

    #[cfg(feature = "parquet")]
    fn to_record_batch(rows: &[ValueRow]) -> Result<arrow_array::RecordBatch, crate::diagnostic::Error> {
        super::values_to_record_batch(rows)
    }
}

impl Row for ReportRow {
    const COLUMNS: &'static [&'static str] = &[
        "report_id",
        "file",
        "status",
        "format",
        "size",
        "pages",
        "form",
        "verdict",
        "reasons",
        "agency",
        "year",
        "title",
        "confirmed",
        "single",
        "disputed",
        "checks_passed",
        "checks_failed",
        "checks_not_assessable",
        "tables",
        "warnings",
        "producer",
        "salvaged",
        "error_kind",
        "error_stage",
        "error_message",
        "retryable",
        "schema_version",
    ];

    fn fields(&self) -> Vec<Cow<'_, str>> {
        vec![
            optional(&self.report_id),
            text(&self.file),
            text(self.status.as_str()),
            name(self.format.map(|f| f.as_str())),
            shown(self.size),
            shown(self.pages),
            name(self.form.map(|f| f.as_str())),
            name(self.verdict.map(|v| v.as_str())),
            optional(&self.reasons),
            optional(&self.agency),
            shown(self.year),
            optional(&self.title),
            shown(self.confirmed),
            shown(self.single),
            shown(self.disputed),
            shown(self.checks_passed),
            shown(self.checks_failed),
            shown(self.checks_not_assessable),
            shown(self.tables),
            optional(&self.warnings),
            optional(&self.producer),
            shown(self.salvaged),
            optional(&self.error_kind),
            optional(&self.error_stage),
            optional(&self.error_message),
            shown(self.retryable),
            text(&self.schema_version),
        ]
    }

    #[cfg(feature = "parquet")]
    fn schema() -> arrow_schema::SchemaRef {
        super::reports_schema()
    }

    #[cfg(feature = "parquet")]
    fn to_record_batch(rows: &[ReportRow]) -> Result<arrow_array::RecordBatch, crate::diagnostic::Error> {
        super::reports_to_record_batch(rows)
    }
}
