//! Rows as Arrow record batches.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array,
    UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::text::digits;
use super::{ReportRow, Row, ValueRow};
use crate::diagnostic::{Error, ErrorKind, Stage};
use crate::output::wire::Number;

/// Digits of the decimals in the column `value`: as many before the point as the largest whole number has, and
/// [`VALUE_SCALE`] behind it.
pub const VALUE_PRECISION: u8 = 28;

/// Digits behind the point of the decimals in the column `value`: as many as a printed number may have.
pub const VALUE_SCALE: i8 = 9;

/// A text that few values repeat: as it is.
fn text(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8, nullable)
}

/// A text that comes again and again: a dictionary.
fn word(name: &str, nullable: bool) -> Field {
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Field::new(name, dictionary, nullable)
}

fn number(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

/// The Arrow schema of [`ValueRow`]. Names, labels, paths and codes are dictionaries of strings (`Dictionary(Int32, Utf8)`),
/// `raw` and `file` of the report rows plain strings, `value` is `Decimal128(28, 9)`, counts and places are unsigned, boxes
/// are doubles. No column is a list; columns that may be null say so.
pub fn values_schema() -> SchemaRef {
    let decimal = DataType::Decimal128(VALUE_PRECISION, VALUE_SCALE);
    Arc::new(Schema::new(vec![
        word("report_id", false),
        word("file", false),
        word("agency", true),
        number("year", DataType::Int32),
        word("form", true),
        word("table", false),
        word("row_key", true),
        word("row_path", false),
        word("column_key", true),
        word("column_path", false),
        text("raw", false),
        number("value", decimal),
        word("unit", true),
        word("kind", false),
        word("status", false),
        word("verdict", true),
        number("page", DataType::UInt32),
        number("x0", DataType::Float64),
        number("top", DataType::Float64),
        number("x1", DataType::Float64),
        number("bottom", DataType::Float64),
        number("line", DataType::UInt32),
        word("table_id", true),
        number("grid_row", DataType::UInt32),
        number("grid_col", DataType::UInt32),
    ]))
}

/// The Arrow schema of [`ReportRow`], with the types of [`values_schema`].
pub fn reports_schema() -> SchemaRef {
    let count = |name| number(name, DataType::UInt32);
    Arc::new(Schema::new(vec![
        text("report_id", true),
        text("file", false),
        word("status", false),
        word("format", true),
        number("size", DataType::UInt64),
        count("pages"),
        word("form", true),
        word("verdict", true),
        word("reasons", true),
        word("agency", true),
        number("year", DataType::Int32),
        text("title", true),
        count("confirmed"),
        count("single"),
        count("disputed"),
        count("checks_passed"),
        count("checks_failed"),
        count("checks_not_assessable"),
        count("tables"),
        word("warnings", true),
        word("producer", true),
        number("salvaged", DataType::Boolean),
        word("error_kind", true),
        word("error_stage", true),
        text("error_message", true),
        number("retryable", DataType::Boolean),
        word("schema_version", false),
    ]))
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    for value in values {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

fn whole(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(values.collect::<UInt32Array>())
}

fn years(values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(values.collect::<Int32Array>())
}

fn points(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

fn truths(values: impl Iterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(values.collect::<BooleanArray>())
}

/// The values as exact decimals.
fn decimals(values: impl Iterator<Item = Option<Number>>) -> Result<ArrayRef, Error> {
    let exact = |value: Number| scaled(&digits(value)).ok_or_else(|| too_many_digits(value));
    let scaled: Vec<Option<i128>> = values
        .map(|v| v.map(exact).transpose())
        .collect::<Result<_, _>>()?;
    let array = Decimal128Array::from(scaled).with_precision_and_scale(VALUE_PRECISION, VALUE_SCALE);
    Ok(Arc::new(array.map_err(arrow_error)?))
}

/// Plain digits times ten to the power of [`VALUE_SCALE`]; `None` where they do not fit.
fn scaled(digits: &str) -> Option<i128> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let width = usize::try_from(VALUE_SCALE).ok()?;
    if fraction.len() > width {
        return None;
    }
    let scaled: i128 = format!("{whole}{fraction:0<width$}").parse().ok()?;
    (scaled.unsigned_abs() < 10_u128.pow(u32::from(VALUE_PRECISION))).then_some(scaled)
}

fn too_many_digits(value: Number) -> Error {
    let message = format!("{} has more digits than a row can hold", digits(value));
    Error::new(ErrorKind::Internal, Stage::Output, message)
}

fn arrow_error(error: ArrowError) -> Error {
    Error::new(ErrorKind::Internal, Stage::Output, error.to_string())
}

/// Value rows as one record batch of [`values_schema`].
///
/// # Errors
/// `Internal` when a number has more than [`VALUE_SCALE`] decimals or more than [`VALUE_PRECISION`] digits, which none that
/// this program wrote has.
pub fn values_to_record_batch(rows: &[ValueRow]) -> Result<RecordBatch, Error> {
    fn some(value: &str) -> Option<&str> {
        Some(value)
    }
    let all = || rows.iter();
    let columns = vec![
        words(all().map(|r| some(&r.report_id))),
        words(all().map(|r| some(&r.file))),
        words(all().map(|r| r.agency.as_deref())),
        years(all().map(|r| r.year)),
        words(all().map(|r| r.form.map(|f| f.as_str()))),
        words(all().map(|r| some(&r.table))),
        words(all().map(|r| r.row_key.as_deref())),
        words(all().map(|r| some(&r.row_path))),
        words(all().map(|r| r.column_key.as_deref())),
        words(all().map(|r| some(&r.column_path))),
        texts(all().map(|r| some(&r.raw))),
        decimals(all().map(|r| r.value))?,
        words(all().map(|r| r.unit.as_deref())),
        words(all().map(|r| Some(r.kind.as_str()))),
        words(all().map(|r| Some(r.status.as_str()))),
        words(all().map(|r| r.verdict.map(|v| v.as_str()))),
        whole(all().map(|r| r.page)),
        points(all().map(|r| r.x0)),
        points(all().map(|r| r.top)),
        points(all().map(|r| r.x1)),
        points(all().map(|r| r.bottom)),
        whole(all().map(|r| r.line)),
        words(all().map(|r| r.table_id.as_deref())),
        whole(all().map(|r| r.grid_row)),
        whole(all().map(|r| r.grid_col)),
    ];
    RecordBatch::try_new(ValueRow::schema(), columns).map_err(arrow_error)
}

/// Report rows as one record batch of [`reports_schema`].
///
/// # Errors
/// `Internal` when there are more rows than a batch can hold.
pub fn reports_to_record_batch(rows: &[ReportRow]) -> Result<RecordBatch, Error> {
    let all = || rows.iter();
    let columns = vec![
        texts(all().map(|r| r.report_id.as_deref())),
        texts(all().map(|r| Some(r.file.as_str()))),
        words(all().map(|r| Some(r.status.as_str()))),
        words(all().map(|r| r.format.map(|f| f.as_str()))),
        Arc::new(all().map(|r| r.size).collect::<UInt64Array>()),
        whole(all().map(|r| r.pages)),
        words(all().map(|r| r.form.map(|f| f.as_str()))),
        words(all().map(|r| r.verdict.map(|v| v.as_str()))),
        words(all().map(|r| r.reasons.as_deref())),
        words(all().map(|r| r.agency.as_deref())),
        years(all().map(|r| r.year)),
        texts(all().map(|r| r.title.as_deref())),
        whole(all().map(|r| r.confirmed)),
        whole(all().map(|r| r.single)),
        whole(all().map(|r| r.disputed)),
        whole(all().map(|r| r.checks_passed)),
        whole(all().map(|r| r.checks_failed)),
        whole(all().map(|r| r.checks_not_assessable)),
        whole(all().map(|r| r.tables)),
        words(all().map(|r| r.warnings.as_deref())),
        words(all().map(|r| r.producer.as_deref())),
        truths(all().map(|r| r.salvaged)),
        words(all().map(|r| r.error_kind.as_deref())),
        words(all().map(|r| r.error_stage.as_deref())),
        texts(all().map(|r| r.error_message.as_deref())),
        truths(all().map(|r| r.retryable)),
        words(all().map(|r| Some(r.schema_version.as_str()))),
    ];
    RecordBatch::try_new(ReportRow::schema(), columns).map_err(arrow_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_digits_become_exact_decimals() {
        for (digits, expected) in [
            ("0", Some(0)),
            ("12", Some(12_000_000_000)),
            ("-3.25", Some(-3_250_000_000)),
            ("0.000000001", Some(1)),
            ("-0.5", Some(-500_000_000)),
            ("0.0000000001", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(scaled(digits), expected, "{digits}");
        }
    }
}
