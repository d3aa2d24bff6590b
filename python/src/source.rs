//! Where a document comes from.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use baobiao::batch::document::{Converted, Settings, convert, read_report};
use baobiao::batch::{read, sha256, shown};
use baobiao::diagnostic::Error;
use baobiao::output::ReportJson;
use baobiao::output::rows::ReportRow;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

/// A document and the name it goes by, from the pair `(path or bytes, name or None)`.
pub(crate) struct Source {
    content: Content,
    shown: String,
}

#[derive(FromPyObject)]
enum Content {
    /// Kept as it is: nothing is copied.
    Bytes(PyBackedBytes),
    Path(PathBuf),
}

impl<'py> FromPyObject<'_, 'py> for Source {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Source> {
        let (content, name): (Content, Option<String>) = object.extract()?;
        let shown = name.unwrap_or_else(|| match &content {
            Content::Bytes(_) => String::new(),
            Content::Path(path) => shown(Path::new(path.file_name().unwrap_or_default())),
        });
        Ok(Source { content, shown })
    }
}

impl Source {
    /// The name that the JSON, rows and errors give the document; empty for bytes without a name.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Reads the document. Bytes are plain text only when their name or the settings say so.
    ///
    /// # Errors
    /// As [`convert`] and [`read::read_input`].
    pub(crate) fn convert(&self, settings: &Settings) -> Result<Converted, Error> {
        let (bytes, name) = self.open(settings)?;
        convert(&bytes, Some(name), &self.shown, settings)
    }

    /// Reads the document as a report. One that cannot be read comes back as the row that tells of it, together with
    /// its error.
    pub(crate) fn report(&self, settings: &Settings) -> Result<Box<ReportJson>, Box<(Error, ReportRow)>> {
        let (bytes, name) = self.open(settings).map_err(|error| self.failed(error, None))?;
        read_report(&bytes, Some(name), &self.shown, settings)
            .map_err(|error| self.failed(error, Some(&bytes)))
    }

    fn failed(&self, error: Error, bytes: Option<&[u8]>) -> Box<(Error, ReportRow)> {
        let row = ReportRow {
            report_id: bytes.map(sha256),
            size: bytes.map(|bytes| bytes.len() as u64),
            ..ReportRow::from_error(&error, &self.shown)
        };
        Box::new((error, row))
    }

    fn open(&self, settings: &Settings) -> Result<(Cow<'_, [u8]>, &Path), Error> {
        match &self.content {
            Content::Bytes(bytes) => Ok((Cow::Borrowed(bytes.as_ref()), Path::new(&self.shown))),
            Content::Path(path) => {
                let bytes = read::read_input(path, true, settings.limits.file_size)?;
                Ok((Cow::Owned(bytes), path))
            }
        }
    }
}
