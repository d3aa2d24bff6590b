//! What leaves the program: the types of the JSON, their schemas, and the writing of them.
//!
//! Whoever writes or reads a report goes through [`wire`]; serde is used nowhere else. [`rows`] is the same, one row a value.

mod build;
mod pretty;
pub mod rows;
pub mod schema;
pub mod structure;
pub mod summary;
pub mod wire;

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Error, ErrorKind, Stage};
use pretty::Pretty;
pub use structure::StructureJson;
pub use wire::{ErrorJson, ReportJson};

/// The most bytes that the JSON of one document may have.
pub const MAX_OUTPUT_BYTES: u64 = 512 << 20;

/// Writes `value` as laid-out JSON with a line end behind it.
///
/// # Errors
/// `LimitSize` when the JSON would be larger than [`MAX_OUTPUT_BYTES`], `Io` when `out` refuses.
pub fn write_json(value: &impl Serialize, out: impl Write) -> Result<(), Error> {
    write_json_io(value, out).map_err(|e| {
        if is_too_large(&e) {
            Error::new(ErrorKind::LimitSize, Stage::Output, TooLarge.to_string())
        } else {
            Error::new(ErrorKind::Io, Stage::Output, e.to_string())
        }
    })
}

/// [`write_json`] with the error as the system gave it; see [`is_too_large`].
pub(crate) fn write_json_io(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut writer = Pretty::new(Limited {
        out,
        left: MAX_OUTPUT_BYTES,
    });
    serde_json::to_writer(&mut writer, value).map_err(io::Error::from)?;
    writer.finish().map(|_| ())
}

/// Whether the error says that the JSON is larger than it may be.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<TooLarge>())
}

#[derive(Debug, thiserror::Error)]
#[error("the result is larger than {MAX_OUTPUT_BYTES} bytes")]
struct TooLarge;

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
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&report.schema_version) != major(wire::SCHEMA_VERSION) {
        let message = format!(
            "JSON of version {}, not {}",
            report.schema_version,
            wire::SCHEMA_VERSION
        );
        return Err(Error::new(ErrorKind::NotSupported, Stage::Open, message));
    }
    Ok(report)
}

/// Refuses what goes past the limit.
struct Limited<W> {
    out: W,
    left: u64,
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.left = self
            .left
            .checked_sub(written as u64)
            .ok_or_else(|| io::Error::other(TooLarge))?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
