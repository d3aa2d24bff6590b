//! Folders into folders.

use std::path::PathBuf;

use baobiao::batch::document::Settings;
use baobiao::batch::journal::Shard;
use baobiao::batch::pool::STACK;
use baobiao::batch::run::{Finished, Observer, RunOptions, run};
use baobiao::batch::supervisor::Worker;
use baobiao::batch::walk::{WalkOptions, globs, walk};
use baobiao::batch::{shown, worker};
use baobiao::diagnostic::{Error, ErrorKind, Stage};
use baobiao::output::rows::Format;
use baobiao::output::summary::SummaryRow;
use globset::GlobSet;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::options::ReadOptions;
use crate::{errors, options, waiting};

/// How a folder is converted, as a `dict` of all these keys.
#[derive(Clone, Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct FolderOptions {
    jobs: Option<u16>,
    include: Vec<String>,
    exclude: Vec<String>,
    resume: bool,
    retry_failed: bool,
    /// Part, from 1, and number of parts.
    shard: Option<(u32, u32)>,
    fail_fast: bool,
    /// How rows are written beside the JSON; `None` for not at all.
    tables: Option<String>,
    /// The command line of a process that serves; `None` to read in this one.
    worker: Option<Vec<String>>,
}

/// Converts files and folders into the folder `output`. Returns whether every entry was dealt with, and the lines of
/// the summary.
#[pyfunction]
pub(crate) fn convert_folder(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    output: PathBuf,
    read: ReadOptions,
    options: FolderOptions,
) -> PyResult<(bool, Vec<u8>)> {
    let settings = Settings {
        output,
        ..read.settings()?
    };
    let cancel = settings.cancel.clone();
    let walk_options = WalkOptions {
        include: globset(&options.include)?,
        exclude: globset(&options.exclude)?,
        output: Some(settings.output.clone()),
    };
    let name = shown(&settings.output);
    let run_options = options.run_options(settings, &paths)?;
    let work = || {
        let entries = walk(&paths, &walk_options);
        run(entries, &run_options, &|| cancel.is_cancelled(), &mut Unwatched)
    };
    let finished = waiting::interruptible(py, &cancel, work)?;
    summary(
        finished.map_err(|clash| PyValueError::new_err(clash.to_string()))?,
        &name,
    )
}

/// Reads documents for [`convert_folder`] in another process, until standard input ends.
#[pyfunction]
pub(crate) fn serve(py: Python<'_>) -> PyResult<()> {
    py.detach(|| worker::serve().map_err(PyOSError::new_err))
}

impl FolderOptions {
    fn run_options(&self, settings: Settings, paths: &[PathBuf]) -> PyResult<RunOptions> {
        let resume = self.resume || self.retry_failed;
        Ok(RunOptions {
            settings,
            threads: options::threads(self.jobs)?,
            stack: STACK,
            worker: self.worker.as_deref().and_then(worker_of),
            manifest: resume || paths.iter().any(|path| path.is_dir()),
            resume,
            retry_failed: self.retry_failed,
            fail_fast: self.fail_fast,
            shard: self.shard.map(shard).transpose()?,
            tables: self.tables.as_deref().map(tables).transpose()?,
        })
    }
}

fn worker_of(command: &[String]) -> Option<Worker> {
    let (program, arguments) = command.split_first()?;
    Some(Worker {
        program: program.into(),
        arguments: arguments.to_vec(),
    })
}

fn shard((index, count): (u32, u32)) -> PyResult<Shard> {
    Shard::new(index, count)
        .ok_or_else(|| PyValueError::new_err("shard must be (i, n) with i from 1 to n, such as (1, 4)"))
}

fn globset(patterns: &[String]) -> PyResult<GlobSet> {
    globs(patterns).map_err(|e| PyValueError::new_err(e.to_string()))
}

/// `ndjson`, `csv`, `csv-bom` or `parquet`.
fn tables(name: &str) -> PyResult<Format> {
    match name {
        "ndjson" => Ok(Format::Ndjson),
        "csv" => Ok(Format::Csv { bom: false }),
        "csv-bom" => Ok(Format::Csv { bom: true }),
        "parquet" => Ok(Format::Parquet),
        _ => Err(PyValueError::new_err(
            "tables must be 'ndjson', 'csv', 'csv-bom', 'parquet' or None",
        )),
    }
}

/// The rows as JSON lines.
fn summary(finished: Finished, output: &str) -> PyResult<(bool, Vec<u8>)> {
    if let Some(reason) = &finished.fatal {
        let error = Error::new(ErrorKind::Io, Stage::Output, format!("cannot go on: {reason}"));
        return Err(errors::raise(&error, output));
    }
    let lines = finished.rows.iter().flat_map(|row| row.row.to_line()).collect();
    Ok((finished.complete, lines))
}

/// Nobody looks on.
struct Unwatched;

impl Observer for Unwatched {
    fn progress(&mut self, _done: usize, _total: usize) {}

    fn row(&mut self, _row: &SummaryRow) {}
}
