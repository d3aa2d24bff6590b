//! Documents into rows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use baobiao::batch::document::Settings;
use baobiao::batch::pool::STACK;
use baobiao::diagnostic::{Error, ErrorKind, Stage};
use baobiao::output::rows::{ReportRow, ValueRow, value_rows};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::batches::{Batches, Collect, Reports, Values, ValuesAndErrors};
use crate::options::{self, ReadOptions};
use crate::source::Source;
use crate::{errors, waiting};

/// What rows are wanted, as a `dict` of all these keys.
#[derive(Clone, Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct RowOptions {
    /// `values` or `reports`.
    table: String,
    /// Whether a document that cannot be read becomes a row instead of an exception.
    errors_as_rows: bool,
    jobs: Option<u16>,
}

impl RowOptions {
    fn collector(&self) -> PyResult<Box<dyn Collect + Send>> {
        match (self.table.as_str(), self.errors_as_rows) {
            ("reports", _) => Ok(Box::new(Reports::default())),
            ("values", false) => Ok(Box::new(Values::default())),
            ("values", true) => Ok(Box::new(
                ValuesAndErrors::new().map_err(|e| errors::raise(&e, ""))?,
            )),
            _ => Err(PyValueError::new_err("table must be 'values' or 'reports'")),
        }
    }
}

/// The rows of the documents, in their order.
#[pyfunction]
pub(crate) fn rows(
    py: Python<'_>,
    sources: Vec<Source>,
    read: ReadOptions,
    options: RowOptions,
) -> PyResult<Batches> {
    let reading = Reading {
        sources: &sources,
        settings: &read.settings()?,
        next: AtomicUsize::new(0),
        threads: options::threads(options.jobs)?.min(sources.len()),
    };
    let collector = options.collector()?;
    let work = || reading.collect(collector, options.errors_as_rows);
    let batches = waiting::interruptible(py, &reading.settings.cancel, work)?;
    batches.map_err(|failure| errors::raise(&failure.error, &failure.file))
}

/// Why there are no rows at all.
struct Failure {
    error: Error,
    /// The document; empty when it is no document's fault.
    file: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure {
            error,
            file: String::new(),
        }
    }
}

/// What was got out of one document.
struct Part {
    values: Vec<ValueRow>,
    report: ReportRow,
    error: Option<Error>,
}

/// Documents that are read by several threads.
struct Reading<'a> {
    sources: &'a [Source],
    settings: &'a Settings,
    /// The document that is to be read next.
    next: AtomicUsize,
    threads: usize,
}

impl Reading<'_> {
    /// Reads all documents and collects their rows in order. At the first error, when errors are no rows, the
    /// documents that are being read are given up.
    fn collect(
        &self,
        mut collector: Box<dyn Collect + Send>,
        errors_as_rows: bool,
    ) -> Result<Batches, Failure> {
        let mut take = |part: Part| match part.error {
            Some(error) if !errors_as_rows => Err(Failure {
                error,
                file: part.report.file,
            }),
            _ => Ok(collector.take(part.values, part.report)?),
        };
        thread::scope(|scope| {
            let (sender, parts) = channel();
            for started in 0..self.threads {
                let sender = sender.clone();
                let thread = thread::Builder::new().stack_size(STACK);
                match thread.spawn_scoped(scope, move || self.work(&sender)) {
                    Ok(_) => {}
                    Err(error) if started == 0 => {
                        let message = format!("no thread can be started: {error}");
                        return Err(Error::new(ErrorKind::Io, Stage::Open, message).into());
                    }
                    // Fewer threads than asked for do the same work.
                    Err(_) => break,
                }
            }
            drop(sender);
            self.in_order(&parts, &mut take)
                .inspect_err(|_| self.settings.cancel.cancel())
        })?;
        Ok(collector.finish()?)
    }

    fn work(&self, parts: &Sender<(usize, Part)>) {
        while !self.settings.cancel.is_cancelled() {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = self.sources.get(index) else {
                break;
            };
            if parts.send((index, read(source, self.settings))).is_err() {
                break;
            }
        }
    }

    /// Gives the parts on in the order of the documents.
    fn in_order(
        &self,
        parts: &Receiver<(usize, Part)>,
        take: &mut dyn FnMut(Part) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (index, part) in parts {
            early.insert(index, part);
            while let Some(part) = early.remove(&turn) {
                take(part)?;
                turn += 1;
            }
        }
        if turn == self.sources.len() {
            Ok(())
        } else {
            let message = "stopped before all documents were read";
            Err(Error::new(ErrorKind::Cancelled, Stage::Read, message).into())
        }
    }
}

fn read(source: &Source, settings: &Settings) -> Part {
    match source.report(settings) {
        Ok(report) => Part {
            values: value_rows(&*report),
            report: ReportRow::from_report(&*report),
            error: None,
        },
        Err(failed) => {
            let (error, report) = *failed;
            Part {
                values: Vec::new(),
                report,
                error: Some(error),
            }
        }
    }
}
