//! What leaves the program: the types of the JSON, their schemas, and the writing of them.
//!
//! Whoever writes or reads a report goes through [`wire`]; serde is used nowhere else. [`rows`] is the same, one row a value.

pub mod brief;
mod build;
mod html;
mod markdown;
mod pretty;
pub mod rows;
pub mod schema;
pub mod structure;
pub mod summary;
pub mod wire;

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Budget, Error, ErrorKind, Stage};
use crate::parallel;
pub use brief::Brief;
pub use structure::StructureJson;
pub use wire::{ErrorJson, ReportJson};

/// The most bytes that what is written of one document may have, where nobody says otherwise.
pub const MAX_OUTPUT_BYTES: u64 = 512 << 20;

/// Writes `value` as laid-out JSON with a line end behind it.
///
/// # Errors
/// `LimitSize` when the JSON would be larger than [`MAX_OUTPUT_BYTES`], `Io` when `out` refuses.
pub fn write_json(value: &impl Serialize, out: impl Write) -> Result<(), Error> {
    write_json_io(value, MAX_OUTPUT_BYTES, out).map_err(as_error)
}

pub(crate) fn as_error(e: io::Error) -> Error {
    if is_too_large(&e) {
        Error::new(ErrorKind::LimitSize, Stage::Output, e.to_string())
    } else {
        Error::new(ErrorKind::Io, Stage::Output, e.to_string())
    }
}

/// In which form a document's structure is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StructureFormat {
    /// The whole of it as JSON.
    #[default]
    Json,
    /// What stands in the flow as Markdown, with tables that have spans as HTML inside.
    Markdown,
    /// What stands in the flow as one HTML page.
    Html,
}

impl StructureFormat {
    /// Every form.
    pub const ALL: [StructureFormat; 3] = [
        StructureFormat::Json,
        StructureFormat::Markdown,
        StructureFormat::Html,
    ];

    /// The name on the command line: `json`, `markdown` or `html`.
    pub fn as_str(self) -> &'static str {
        match self {
            StructureFormat::Json => "json",
            StructureFormat::Markdown => "markdown",
            StructureFormat::Html => "html",
        }
    }

    /// What the names of its files end in, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            StructureFormat::Json => ".json",
            StructureFormat::Markdown => ".md",
            StructureFormat::Html => ".html",
        }
    }
}

/// Writes a document's structure in one of its forms.
///
/// # Errors
/// As [`write_json`].
pub fn write_structure(
    structure: &StructureJson,
    format: StructureFormat,
    out: impl Write,
) -> Result<(), Error> {
    write_structure_io(structure, format, MAX_OUTPUT_BYTES, out).map_err(as_error)
}

/// [`write_structure`] of at most `most` bytes, with the error as the system gave it; see [`is_too_large`].
pub(crate) fn write_structure_io(
    structure: &StructureJson,
    format: StructureFormat,
    most: u64,
    out: impl Write,
) -> io::Result<()> {
    let mut out = Limited::new(out, most);
    match format {
        StructureFormat::Json => return write_json_io(structure, most, out.out),
        StructureFormat::Markdown => markdown::write_document(structure, &mut out)?,
        StructureFormat::Html => html::write_page(structure, &mut out)?,
    }
    out.flush()
}

/// [`write_json`] of at most `most` bytes, with the error as the system gave it; see [`is_too_large`].
pub(crate) fn write_json_io(value: &impl Serialize, most: u64, out: impl Write) -> io::Result<()> {
    pretty::write(value, Limited::new(out, most)).map(|_| ())
}

/// Of tables with fewer cells a helper is not asked to lay any out.
const WORTH_A_HELPER: usize = 100;

/// [`write_json_io`] of a report. Half of it are its tables: a helper of `budget`, if it has any, lays them out meanwhile.
pub(crate) fn write_report_io(
    report: &Arc<ReportJson>,
    budget: &Budget,
    most: u64,
    out: impl Write,
) -> io::Result<()> {
    let cells: usize = report.tables.iter().map(|table| table.cells.len()).sum();
    let helped = budget.threads().count > 1 && cells >= WORTH_A_HELPER;
    let known = helped.then(|| {
        let report = Arc::clone(report);
        let lay_out = move || pretty::field(&report.tables, Limited::new(Vec::new(), most)).map(|l| l.out);
        pretty::KnownField {
            name: "tables",
            bytes: parallel::aside(budget, lay_out),
        }
    });
    pretty::write_with(&**report, known, Limited::new(out, most)).map(|_| ())
}

/// Whether the error says that the JSON is larger than it may be.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<TooLarge>())
}

#[derive(Debug, thiserror::Error)]
#[error("the result is larger than {0} bytes")]
struct TooLarge(u64);

/// The laid-out JSON as bytes.
///
/// # Errors
/// As [`write_json`].
pub fn to_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    write_json(value, &mut bytes)?;
    Ok(bytes)
}

/// Reads a report back from its JSON.
///
/// # Errors
/// `Corrupt` when the bytes are no JSON of a report, `NotSupported` when they are of another major version.
pub fn read_report(bytes: &[u8]) -> Result<ReportJson, Error> {
    let report: ReportJson = serde_json::from_slice(bytes).map_err(|e| {
        Error::new(
            ErrorKind::Corrupt,
            Stage::Open,
            format!("no JSON of a report: {e}"),
        )
    })?;
    check_version(&report.schema_version)?;
    Ok(report)
}

/// Whether JSON of this version can be read: it is of the same major version.
fn check_version(version: &str) -> Result<(), Error> {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(version) == major(wire::SCHEMA_VERSION) {
        return Ok(());
    }
    let message = format!("JSON of version {version}, not {}", wire::SCHEMA_VERSION);
    Err(Error::new(ErrorKind::NotSupported, Stage::Open, message))
}

/// Refuses what goes past the limit.
struct Limited<W> {
    out: W,
    left: u64,
    most: u64,
}

impl<W> Limited<W> {
    fn new(out: W, most: u64) -> Limited<W> {
        Limited {
            out,
            left: most,
            most,
        }
    }
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.left = self
            .left
            .checked_sub(written as u64)
            .ok_or_else(|| io::Error::other(TooLarge(self.most)))?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
