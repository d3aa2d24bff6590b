//! Reports as tidy rows: one row a value ([`ValueRow`]) and one row a report ([`ReportRow`]), with the same columns in
//! NDJSON, CSV, Arrow and Parquet.
//!
//! A row never holds a list. Labels of a path are joined with [`PATH_SEPARATOR`], codes with [`CODE_SEPARATOR`].
//! `report_id` is the SHA-256 of the input's bytes; two files with the same bytes have the same id and differ in
//! `file`, so that `(report_id, file)` joins the two kinds of rows.
//!
//! ```
//! use baobiao::output::{ReportJson, rows};
//!
//! # fn main() -> Result<(), baobiao::diagnostic::Error> {
//! let extraction = baobiao::extract_path("samples/lo-plain.pdf", &baobiao::Options::default())?;
//! let report = ReportJson::from_extraction(&extraction, "lo-plain.pdf");
//! let mut writer = rows::Writer::new(Vec::new(), rows::Format::Csv { bom: false })?;
//! writer.push(rows::value_rows(&report))?;
//! let csv = writer.finish()?;
//! assert!(csv.starts_with(b"report_id,file,agency,year,"));
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "parquet")]
mod arrow;
mod flatten;
mod text;
mod writer;

use serde::{Deserialize, Serialize};

use super::wire::{Form, Format as SourceFormat, Number, ValueKind, ValueStatus, Verdict};
#[cfg(feature = "parquet")]
pub use arrow::{
    VALUE_PRECISION, VALUE_SCALE, reports_schema, reports_to_record_batch, values_schema,
    values_to_record_batch,
};
pub use flatten::value_rows;
pub use writer::{Format, Writer};

/// Stands between the labels of a path.
pub const PATH_SEPARATOR: &str = " > ";

/// Stands between codes.
pub const CODE_SEPARATOR: &str = ";";

/// One value of one of the three tables, of those that the form knows and of those that it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueRow {
    /// SHA-256 of the input's bytes in lower-case hexadecimal.
    pub report_id: String,
    /// The input's path relative to the folder that was converted, with `/`.
    pub file: String,
    /// Who reports, normalised.
    pub agency: Option<String>,
    /// The year reported on.
    pub year: Option<i32>,
    /// The form that the report follows.
    pub form: Option<Form>,
    /// `disclosure`, `requests` or `litigation`.
    pub table: String,
    /// Key of the row of table 3, of the line of table 2, of the third of table 4; null where the form has no such row.
    pub row_key: Option<String>,
    /// The labels that lead to the row, outermost first: as printed for table 3 and for rows that the form does not know,
    /// else those of the form. Empty where a value outside the form is named by its column path alone.
    pub row_path: String,
    /// Key of the column; null where the form has no such column.
    pub column_key: Option<String>,
    /// The labels that lead to the column, outermost first: those of the form, or the printed ones where the form has no
    /// such column.
    pub column_path: String,
    /// The printed text; empty for blank and absent.
    pub raw: String,
    /// The printed number, never converted to another unit; null unless `kind` is `number`.
    pub value: Option<Number>,
    /// A unit printed in the cell.
    pub unit: Option<String>,
    /// What the cell holds.
    pub kind: ValueKind,
    /// How sure the value is.
    pub status: ValueStatus,
    /// The verdict on the report.
    pub verdict: Option<Verdict>,
    /// PDF: the page, 1-based, where the value begins.
    pub page: Option<u32>,
    /// PDF: left edge of the value's box on that page, in points (1/72 inch) from the left.
    pub x0: Option<f64>,
    /// PDF: top edge, in points from the top.
    pub top: Option<f64>,
    /// PDF: right edge, in points from the left.
    pub x1: Option<f64>,
    /// PDF: bottom edge, in points from the top.
    pub bottom: Option<f64>,
    /// Text: the line, 1-based.
    pub line: Option<u32>,
    /// Id of the table in the report's `tables`.
    pub table_id: Option<String>,
    /// First grid row of the cell in that table, 0-based.
    pub grid_row: Option<u32>,
    /// First grid column of the cell in that table, 0-based.
    pub grid_col: Option<u32>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// It was read.
    Ok,
    /// Not one page has readable text.
    NoText,
    /// It could not be read, for the reason in the `error_` columns.
    Error,
}

impl ReportStatus {
    /// The name in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            ReportStatus::Ok => "ok",
            ReportStatus::NoText => "no_text",
            ReportStatus::Error => "error",
        }
    }
}

/// One report, or one input that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    /// SHA-256 of the input's bytes in lower-case hexadecimal; null when they could not be read to their end.
    pub report_id: Option<String>,
    /// The input's path relative to the folder that was converted, with `/`.
    pub file: String,
    /// What became of it.
    pub status: ReportStatus,
    /// What the bytes were; null for an error, as are all columns up to `salvaged`, `size` aside.
    pub format: Option<SourceFormat>,
    /// Number of bytes; null when they could not be read to their end.
    pub size: Option<u64>,
    /// Number of pages; null for formats without pages.
    pub pages: Option<u32>,
    /// The form that the report follows; null when it is no such report.
    pub form: Option<Form>,
    /// The verdict; null without a form.
    pub verdict: Option<Verdict>,
    /// Codes of the reasons for the verdict, each once, in the order of the report.
    pub reasons: Option<String>,
    /// Who reports, normalised.
    pub agency: Option<String>,
    /// The year reported on.
    pub year: Option<i32>,
    /// The title of the document.
    pub title: Option<String>,
    /// How many values are confirmed.
    pub confirmed: Option<u32>,
    /// How many values one reading alone gives.
    pub single: Option<u32>,
    /// How many values are disputed.
    pub disputed: Option<u32>,
    /// How many checks passed.
    pub checks_passed: Option<u32>,
    /// How many checks failed.
    pub checks_failed: Option<u32>,
    /// How many checks could not be assessed.
    pub checks_not_assessable: Option<u32>,
    /// How many tables the document has, nested ones not counted.
    pub tables: Option<u32>,
    /// Codes of the document's warnings, each once, sorted.
    pub warnings: Option<String>,
    /// The program that wrote the file, as the file says.
    pub producer: Option<String>,
    /// Whether parts of the file were reconstructed.
    pub salvaged: Option<bool>,
    /// Kind of the error.
    pub error_kind: Option<String>,
    /// The stage that gave up; null where it is not known.
    pub error_stage: Option<String>,
    /// The error in one line of plain words.
    pub error_message: Option<String>,
    /// Whether the same input may succeed when it is tried again; null without an error.
    pub retryable: Option<bool>,
    /// Version of the report JSON.
    pub schema_version: String,
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ValueRow {}
    impl Sealed for super::ReportRow {}
}

/// A row of a table of rows: [`ValueRow`] or [`ReportRow`].
pub trait Row: sealed::Sealed + Serialize + Sized {
    /// The names of the columns, in order: the same in every format.
    const COLUMNS: &'static [&'static str];

    /// The fields as text in the order of [`Row::COLUMNS`]; null is empty.
    fn fields(&self) -> Vec<std::borrow::Cow<'_, str>>;

    /// The Arrow schema of these rows.
    #[cfg(feature = "parquet")]
    fn schema() -> arrow_schema::SchemaRef;

    /// The rows as one record batch of [`Row::schema`].
    ///
    /// # Errors
    /// `Internal` when a number has more digits than the schema's decimals hold, which none that this program wrote has.
    #[cfg(feature = "parquet")]
    fn to_record_batch(rows: &[Self]) -> Result<arrow_array::RecordBatch, crate::diagnostic::Error>;
}

#[cfg(test)]
mod tests;
