//! `duplicate-document`: two files have the same bytes.
//!
//! What: a file whose SHA-256 an earlier file has; `other_file` is the earlier one.
//! Why: its values would be counted twice.
//! Example: `2022.pdf` and `2022 (1).pdf`.

use std::collections::BTreeMap;

use super::{Member, finding};
use crate::output::rows::FindingRow;

pub(super) fn check(members: &[Member]) -> Vec<FindingRow> {
    let mut first: BTreeMap<&str, &Member> = BTreeMap::new();
    let mut findings = Vec::new();
    for member in members {
        match first.get(member.sha256.as_str()) {
            Some(earlier) => findings.push(FindingRow {
                other_file: Some(earlier.file.clone()),
                note: Some("the same bytes".to_owned()),
                ..finding("duplicate-document", member)
            }),
            None => {
                first.insert(&member.sha256, member);
            }
        }
    }
    findings
}
