//! `values.EXT` and `reports.EXT`: the rows of a whole run, built from its JSON files when all of them stand.
//!
//! One report is in memory at a time. Both files are whole or not there; a run that is killed before they are done
//! builds them when it is taken up again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Folder;
use super::write::write_atomically;
use crate::diagnostic::Error;
use crate::output::Brief;
use crate::output::rows::{Format, ReportRow, ReportStatus, ValueRow, Writer, value_rows};
use crate::output::summary::{ManifestRow, RowStatus};

/// One entry of the run: its row, and where its output stands relative to the folder, if it has one.
pub type Entry<'a> = (&'a ManifestRow, Option<&'a Path>);

/// Writes both files, in the order of `entries`. Entries that were skipped have no row.
///
/// # Errors
/// `Interrupted` when `stop` says so; else when the folder cannot be written, or an output is not there or is not the
/// one that its row speaks of.
pub fn write<'a>(
    folder: &Folder,
    format: Format,
    entries: impl Iterator<Item = Entry<'a>>,
    stop: &dyn Fn() -> bool,
) -> io::Result<()> {
    let (values, reports) = (
        folder.table("values", format.extension()),
        folder.table("reports", format.extension()),
    );
    let tag = folder.tag();
    write_atomically(&values, &tag, |values| {
        write_atomically(&reports, &tag, |reports| {
            let mut values = Writer::new(values, format).map_err(other)?;
            let mut reports = Writer::new(reports, format).map_err(other)?;
            for (row, output) in entries {
                if stop() {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                let path = output.map(|output| folder.root().join(output));
                let (report, of_report) = rows(row, path)?;
                values.push(of_report).map_err(other)?;
                reports.push(report).map_err(other)?;
            }
            values.finish().map_err(other)?;
            reports.finish().map_err(other)?;
            Ok(())
        })
    })
}

/// The row of an entry, and those of its values.
fn rows(row: &ManifestRow, output: Option<PathBuf>) -> io::Result<(Option<ReportRow>, Vec<ValueRow>)> {
    match (row.row.status, output) {
        (RowStatus::Ok | RowStatus::Partial, Some(path)) => {
            let brief = brief(row, &path)
                .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", super::shown(&path))))?;
            Ok((Some(ReportRow::from_report(&brief)), value_rows(&brief)))
        }
        (RowStatus::Error, _) => Ok((Some(failed(row)), Vec::new())),
        _ => Ok((None, Vec::new())),
    }
}

fn brief(row: &ManifestRow, path: &Path) -> io::Result<Brief> {
    let brief = Brief::from_json(&fs::read(path)?).map_err(other)?;
    if row.sha256.as_ref() == Some(&brief.source.sha256) {
        Ok(brief)
    } else {
        Err(io::Error::other("the result is not that of this run's input"))
    }
}

fn failed(row: &ManifestRow) -> ReportRow {
    ReportRow {
        report_id: row.sha256.clone(),
        status: ReportStatus::Error,
        size: row.size,
        error_kind: row.row.kind.clone(),
        error_stage: row.row.stage.clone(),
        error_message: row.row.message.clone(),
        retryable: row.row.retryable,
        ..ReportRow::failed(&row.row.path)
    }
}

fn other(error: Error) -> io::Error {
    io::Error::other(error.to_string())
}
