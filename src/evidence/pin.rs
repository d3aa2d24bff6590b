//! Equations as evidence.
//!
//! A value that one reading alone gives is pinned when the row equation and a column equation through it both hold
//! strictly, that is over printed numbers only. A digit misread in that cell breaks both; two cells swapped in a row
//! break the columns' equations, two swapped in a column the rows'. Table 4 has one equation a group, which a swap
//! within the group leaves whole, so it pins nothing; neither does table 2, which has none.

use crate::check::{Check, Outcome};
use crate::report::{Report, Status};

/// The equation along the rows of table 3.
const ROW_RULE: &str = "requests-applicant-total";
/// The equations along its columns.
const COLUMN_RULES: [&str; 2] = ["requests-balance", "requests-outcome-total"];

/// Confirms the values that crossing equations pin, where nothing disputes them.
pub fn pin(report: &mut Report, checks: &[Check]) {
    let holds = |rules: &[&str], path: &str| {
        let mut through = checks
            .iter()
            .filter(|c| rules.contains(&c.rule) && c.cells.iter().any(|p| p == path))
            .peekable();
        through.peek().is_some() && through.all(|c| c.outcome == Outcome::Pass)
    };
    let pinned: Vec<bool> = report
        .values()
        .iter()
        .map(|(path, _)| holds(&[ROW_RULE], path) && holds(&COLUMN_RULES, path))
        .collect();
    for ((_, value), pinned) in report.values_mut().into_iter().zip(pinned) {
        if pinned && value.status == Status::Single && value.number.is_some() {
            value.status = Status::Confirmed;
        }
    }
}
