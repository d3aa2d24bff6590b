//! A report's JSON read back without its text, its tables and its furniture: what rows and checks across documents
//! need, at a fraction of the time and memory.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::check_version;
use super::wire::{
    Check, Evidence, Form, Groups, ReadStatus, Reason, ReportJson, Requests, Source, TextField, Verdict,
    Warning, YearField,
};
use crate::diagnostic::{Error, ErrorKind, Stage};

/// The parts of a [`ReportJson`] that hold named values and what is said of them. Each field is that of the report.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "each field is that of the report")]
pub struct Brief {
    pub schema_version: String,
    pub source: Source,
    pub status: ReadStatus,
    pub form: Option<Form>,
    pub verdict: Option<Verdict>,
    pub evidence: Evidence,
    pub reasons: Vec<Reason>,
    pub agency: Option<TextField>,
    pub year: Option<YearField>,
    pub title: Option<TextField>,
    pub disclosure: Option<Groups>,
    pub requests: Option<Requests>,
    pub litigation: Option<Groups>,
    pub checks: Vec<Check>,
    pub warnings: Vec<Warning>,
    tables: Vec<IgnoredAny>,
}

impl Brief {
    /// Reads the JSON of a report.
    ///
    /// # Errors
    /// As [`super::read_report`].
    pub fn from_json(bytes: &[u8]) -> Result<Brief, Error> {
        let brief: Brief = serde_json::from_slice(bytes).map_err(|e| {
            let message = format!("no JSON of a report: {e}");
            Error::new(ErrorKind::Corrupt, Stage::Open, message)
        })?;
        check_version(&brief.schema_version)?;
        Ok(brief)
    }

    /// How many tables the document has, nested ones not counted.
    pub fn table_count(&self) -> usize {
        self.tables.len()
    }
}

/// What rows are made from, borrowed from the whole report or from its brief.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(super) schema_version: &'a str,
    pub(super) source: &'a Source,
    pub(super) status: ReadStatus,
    pub(super) form: Option<Form>,
    pub(super) verdict: Option<Verdict>,
    pub(super) evidence: Evidence,
    pub(super) reasons: &'a [Reason],
    pub(super) agency: Option<&'a TextField>,
    pub(super) year: Option<i32>,
    pub(super) title: Option<&'a TextField>,
    pub(super) disclosure: Option<&'a Groups>,
    pub(super) requests: Option<&'a Requests>,
    pub(super) litigation: Option<&'a Groups>,
    pub(super) checks: &'a [Check],
    pub(super) warnings: &'a [Warning],
    pub(super) tables: usize,
}

/// The fields that a report and its brief have in common.
macro_rules! view {
    ($report:ident, $tables:expr) => {
        View {
            schema_version: &$report.schema_version,
            source: &$report.source,
            status: $report.status,
            form: $report.form,
            verdict: $report.verdict,
            evidence: $report.evidence,
            reasons: &$report.reasons,
            agency: $report.agency.as_ref(),
            year: $report.year.as_ref().map(|y| y.value),
            title: $report.title.as_ref(),
            disclosure: $report.disclosure.as_ref(),
            requests: $report.requests.as_ref(),
            litigation: $report.litigation.as_ref(),
            checks: &$report.checks,
            warnings: &$report.warnings,
            tables: $tables,
        }
    };
}

impl<'a> From<&'a ReportJson> for View<'a> {
    fn from(report: &'a ReportJson) -> View<'a> {
        view!(report, report.tables.len())
    }
}

impl<'a> From<&'a Brief> for View<'a> {
    fn from(report: &'a Brief) -> View<'a> {
        view!(report, report.tables.len())
    }
}
