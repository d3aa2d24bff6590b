//! Equations as evidence.
//!
//! A value that one reading alone gives is pinned when the row equation and a column equation through it both hold
//! strictly, that is over printed numbers only. A digit misread in that cell breaks both; two cells swapped in a row
//! break the columns' equations, two swapped in a column the rows'. Table 4 has one equation a group, which a swap
//! within the group leaves whole, so it pins nothing; neither does table 2, which has none.

use std::collections::BTreeMap;

use crate::check::{Check, Outcome};
use crate::report::{Report, Status};

/// The equation along the rows of table 3.
const ROW_RULE: &str = "requests-applicant-total";
/// The equations along its columns.
const COLUMN_RULES: [&str; 2] = ["requests-balance", "requests-outcome-total"];

/// Confirms the values that crossing equations pin, where nothing disputes them.
pub fn pin(report: &mut Report, checks: &[Check]) {
    let rows = proven(checks, &[ROW_RULE]);
    let columns = proven(checks, &COLUMN_RULES);
    for (path, value) in report.values_mut() {
        if value.status != Status::Single || value.number.is_none() {
            continue;
        }
        let path = path.to_string();
        let holds = |proven: &BTreeMap<&str, bool>| proven.get(path.as_str()) == Some(&true);
        if holds(&rows) && holds(&columns) {
            value.status = Status::Confirmed;
        }
    }
}

/// For each value that one of these equations goes through, whether all of those hold.
fn proven<'a>(checks: &'a [Check], rules: &[&str]) -> BTreeMap<&'a str, bool> {
    let mut proven = BTreeMap::new();
    for check in checks.iter().filter(|c| rules.contains(&c.rule)) {
        for cell in &check.cells {
            *proven.entry(cell.as_str()).or_insert(true) &= check.outcome == Outcome::Pass;
        }
    }
    proven
}
