//! Reads annual government disclosure reports (政府信息公开工作年度报告) from PDF, DOCX and text into checked values.
//!
//! One document: [`extract`] (bytes), [`extract_reader`] (anything that can be read), [`extract_path`]; the report's JSON
//! is [`output::ReportJson`], whose types can be written and read back. Many documents: [`pipeline::Batch`]. Rows for
//! tables: [`output::rows`]. Equations between the reports of several years: [`across`].
//!
//! A step of a pipeline, whole: reads a stream of documents with bounded memory, gives up after a time, writes rows, and
//! tells what to try again.
//!
//! ```
//! use std::time::{Duration, Instant};
//!
//! use baobiao::output::rows::{Format, ReportRow, Writer, value_rows};
//! use baobiao::pipeline::{Batch, Input, Plan};
//!
//! # fn main() -> Result<(), baobiao::diagnostic::Error> {
//! let inputs = ["samples/lo-plain.pdf", "samples/lo-resaved.docx", "Cargo.toml"].map(Input::path);
//! let plan = Plan {
//!     deadline: Instant::now().checked_add(Duration::from_secs(600)),
//!     ..Plan::default()
//! };
//! let mut values = Writer::new(Vec::new(), Format::Ndjson)?;
//! let mut reports = Writer::new(Vec::new(), Format::Csv { bom: true })?;
//! let mut again = Vec::new();
//! for item in Batch::new(inputs, plan)? {
//!     match item.result {
//!         Ok(report) => {
//!             values.push(value_rows(&*report))?;
//!             reports.push([ReportRow::from_report(&*report)])?;
//!         }
//!         Err(error) => {
//!             reports.push([ReportRow::from_error(&error, &item.name)])?;
//!             if error.is_retryable() {
//!                 again.push(item.name);
//!             }
//!         }
//!     }
//! }
//! let (values, reports) = (values.finish()?, reports.finish()?);
//! assert!(!values.is_empty() && reports.starts_with("\u{feff}report_id".as_bytes()));
//! assert!(again.is_empty(), "Cargo.toml is no document, and trying again will not make it one");
//! # Ok(())
//! # }
//! ```
//!
//! # What stays as it is
//!
//! The JSON, the rows and the names in them keep a promise of their own, told by `schema_version` (MAJOR.MINOR), apart
//! from the version of this crate:
//!
//! - Within a major version, fields, columns, rules, kinds of errors and other names may be added. None goes away, is
//!   renamed, changes its type or its meaning, or becomes null where it never was. Columns of rows are added at the end.
//! - A program that reads the JSON must pass over fields and names that it does not know.
//! - [`output::read_report`] reads every JSON of the same major version, of this minor version and of earlier ones.
//! - A better reading may change *values* with any version of the program: the manifest and the golden files exist to
//!   show it. The same bytes, options and program version give the same bytes, with any number of threads.
//! - The Rust API follows Cargo's rules for versions. Enumerations that may grow are `#[non_exhaustive]` or say so.
//!
//! # Features
//!
//! - `cli` (default): the command, and with it `batch`, `golden` and `cli`. The library does without.
//! - `parquet` (default): Arrow record batches and Parquet files of rows. No C code.

pub mod across;
#[cfg(feature = "cli")]
pub mod batch;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod crew;
pub mod diagnostic;
pub mod document;
pub mod evidence;
pub mod extract;
mod fold;
pub mod geometry;
#[cfg(feature = "cli")]
pub mod golden;
mod heap;
pub mod inspect;
pub mod layout;
pub mod output;
mod parallel;
pub mod pipeline;
pub mod reader;
pub mod report;
pub mod table;

pub use extract::{Extraction, Options, extract, extract_path, extract_reader, read_document};

/// The example of the README is compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
