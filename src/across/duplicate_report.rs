//! `duplicate-report`: one agency has two documents for one year.
//!
//! What: a document with other bytes than an earlier one for the same agency and year; the note says whether their values
//! agree. `other_file` is the earlier one. Documents with the same bytes are `duplicate-document`.
//! Why: its values would be counted twice, and where they differ one of the two is out of date. Equations between years
//! leave such a year out.
//! Example: a report as PDF and as DOCX, or a corrected report beside the first one.

use super::{Member, Series};
use crate::output::rows::FindingRow;

pub(super) fn check(series: &Series<'_>) -> Vec<FindingRow> {
    let mut findings = Vec::new();
    for members in series.years.values() {
        let mut distinct: Vec<&Member> = Vec::new();
        for member in members {
            if distinct.iter().any(|other| other.sha256 == member.sha256) {
                continue;
            }
            if let Some(first) = distinct.first() {
                let note = if first.digest == member.digest {
                    "the same values"
                } else {
                    "other values"
                };
                findings.push(FindingRow {
                    other_file: Some(first.file.clone()),
                    note: Some(note.to_owned()),
                    ..series.finding("duplicate-report", member)
                });
            }
            distinct.push(member);
        }
    }
    findings
}
