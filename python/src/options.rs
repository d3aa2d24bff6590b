//! Keyword arguments as settings of the library.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use baobiao::batch::document::{Mode, Settings};
use baobiao::diagnostic::{CancelToken, Limits, Threads};
use baobiao::document::Format;
use baobiao::output::StructureFormat;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How documents are read, as a `dict` of all these keys.
#[derive(Clone, Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct ReadOptions {
    /// Whether the structure alone is wanted.
    structure: bool,
    /// `pdf`, `docx` or `text`.
    format: Option<String>,
    /// Seconds.
    timeout: Option<f64>,
    /// Bytes.
    max_memory: Option<u64>,
    /// Bytes.
    max_file_size: Option<u64>,
}

impl ReadOptions {
    /// The settings for documents that have no output folder.
    ///
    /// # Errors
    /// `ValueError` for a value out of range.
    pub(crate) fn settings(&self) -> PyResult<Settings> {
        let limits = Limits {
            timeout: self.timeout.map(duration).transpose()?,
            memory: size("max_memory", self.max_memory)?,
            file_size: size("max_file_size", self.max_file_size)?,
            ..Limits::default()
        };
        Ok(Settings {
            mode: if self.structure {
                Mode::Structure(StructureFormat::Json)
            } else {
                Mode::Report
            },
            limits,
            format: self.format.as_deref().map(format).transpose()?,
            output: PathBuf::new(),
            tag: String::new(),
            cancel: CancelToken::new(),
            threads: Threads::ONE,
        })
    }
}

fn duration(seconds: f64) -> PyResult<Duration> {
    let time = Some(seconds).filter(|&s| s > 0.0);
    time.and_then(|s| Duration::try_from_secs_f64(s).ok())
        .ok_or_else(|| PyValueError::new_err("timeout must be a number of seconds above 0, or None"))
}

/// `None` is no limit.
fn size(name: &str, bytes: Option<u64>) -> PyResult<u64> {
    match bytes {
        Some(0) => Err(PyValueError::new_err(format!(
            "{name} must be a number of bytes above 0, or None"
        ))),
        Some(bytes) => Ok(bytes),
        None => Ok(u64::MAX),
    }
}

fn format(name: &str) -> PyResult<Format> {
    [Format::Pdf, Format::Docx, Format::Text]
        .into_iter()
        .find(|format| format.as_str() == name)
        .ok_or_else(|| PyValueError::new_err("format must be 'pdf', 'docx', 'text' or None"))
}

/// How many documents are read at a time: `jobs`, by default one for each processor.
pub(crate) fn threads(jobs: Option<u16>) -> PyResult<usize> {
    match jobs {
        Some(0) => Err(PyValueError::new_err("jobs must be a number above 0, or None")),
        Some(jobs) => Ok(jobs.into()),
        None => Ok(thread::available_parallelism().map_or(1, usize::from)),
    }
}

/// Adds the limits that hold when the caller sets none.
pub(crate) fn add_defaults(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let limits = Limits::default();
    module.add("DEFAULT_TIMEOUT", limits.timeout.map(|t| t.as_secs_f64()))?;
    module.add("DEFAULT_MAX_MEMORY", limits.memory)?;
    module.add("DEFAULT_MAX_FILE_SIZE", limits.file_size)
}
