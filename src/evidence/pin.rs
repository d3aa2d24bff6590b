//! Equations as evidence.
//!
//! A number that one reading alone gives is pinned when the row equation and a column equation through it both hold,
//! blank cells counted as 0: a number that was lost would break both. A digit misread in that cell breaks both; two cells
//! swapped in a row break the columns' equations, two swapped in a column the rows'. Table 4 has one equation a group,
//! which a swap within the group leaves whole, so it pins nothing; neither does table 2, which has none.

use std::collections::{BTreeMap, BTreeSet};

use super::verdict::fails;
use crate::check::{self, Check, Outcome};
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

/// Takes back the confirmation of values that a failing equation goes through. What all readings share, a character that
/// the file misnames or one that was never read, shows in no comparison of readings; but a value that is wrong breaks
/// every equation that it is in. So those of the equation's values are meant that no other equation vouches for by
/// holding strictly; and all of them where that would be none.
pub fn release(report: &mut Report, checks: &[Check]) {
    let equations = || checks.iter().filter(|c| check::is_equation(c.rule));
    let holding = equations().filter(|c| c.outcome == Outcome::Pass);
    let vouched: BTreeSet<&str> = holding.flat_map(|c| &c.cells).map(String::as_str).collect();
    let mut doubtful: BTreeSet<&str> = BTreeSet::new();
    for failing in equations().filter(|c| fails(c)) {
        let cells = || failing.cells.iter().map(String::as_str);
        let all_vouched = cells().all(|c| vouched.contains(c));
        doubtful.extend(cells().filter(|c| all_vouched || !vouched.contains(c)));
    }
    if doubtful.is_empty() {
        return;
    }
    for (path, value) in report.values_mut() {
        if value.status == Status::Confirmed && doubtful.contains(path.to_string().as_str()) {
            value.status = Status::Single;
        }
    }
}

/// For each value that one of these equations goes through, whether all of those hold.
fn proven<'a>(checks: &'a [Check], rules: &[&str]) -> BTreeMap<&'a str, bool> {
    let mut proven = BTreeMap::new();
    for check in checks.iter().filter(|c| rules.contains(&c.rule)) {
        for cell in &check.cells {
            *proven.entry(cell.as_str()).or_insert(true) &= holds(check);
        }
    }
    proven
}

/// Whether an equation holds, with blank cells as 0 where it has any.
fn holds(check: &Check) -> bool {
    check.outcome == Outcome::Pass
        || (check.outcome != Outcome::Fail && check.outcome_blank_as_zero == Some(Outcome::Pass))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{set, zeros};
    use crate::document::{Document, Format};

    /// The values that are no longer confirmed when all were, after these were set.
    fn released(changes: &[(&str, &str)]) -> Vec<String> {
        let mut report = zeros();
        for (path, text) in changes {
            set(&mut report, path, text);
        }
        report
            .values_mut()
            .for_each(|(_, v)| v.status = Status::Confirmed);
        let checks = check::run(&report, &Document::empty(Format::Pdf));
        release(&mut report, &checks);
        let single = report.values().filter(|(_, v)| v.status == Status::Single);
        single.map(|(path, _)| path.to_string()).collect()
    }

    #[test]
    fn the_value_where_failing_equations_cross_is_released() {
        assert!(released(&[]).is_empty());
        assert_eq!(
            released(&[("requests/denied.state_secret/enterprise", "3")]),
            ["requests/denied.state_secret/enterprise"]
        );
    }

    #[test]
    fn all_of_a_failing_equation_are_released_when_every_one_is_vouched_for() {
        let in_one_row = [
            ("requests/denied.state_secret/enterprise", "3"),
            ("requests/denied.state_secret/total", "3"),
        ];
        let released = released(&in_one_row);
        for path in [
            "requests/denied.state_secret/enterprise",
            "requests/denied.state_secret/total",
        ] {
            assert!(released.iter().any(|p| p == path), "{path}");
        }
        assert!(!released.iter().any(|p| p.ends_with("/natural_person")));
    }

    #[test]
    fn a_failing_group_of_table_4_is_released_whole() {
        assert_eq!(released(&[("litigation/review/other", "2")]).len(), 5);
    }

    #[test]
    fn numbers_among_blanks_are_pinned_and_the_blanks_are_not() {
        let mut report = zeros();
        for path in ["requests/granted/enterprise", "requests/granted/legal_service"] {
            set(&mut report, path, "");
        }
        let confirmed = |report: &mut Report| {
            report.values_mut().for_each(|(_, v)| v.status = Status::Single);
            let checks = check::run(report, &Document::empty(Format::Pdf));
            pin(report, &checks);
            let of = |path: &str| report.values().find(|(p, _)| p == path).map(|(_, v)| v.status);
            [of("requests/granted/total"), of("requests/granted/enterprise")]
        };
        assert_eq!(
            confirmed(&mut report),
            [Some(Status::Confirmed), Some(Status::Single)]
        );
        set(&mut report, "requests/granted/natural_person", "4");
        assert_eq!(confirmed(&mut report), [Some(Status::Single); 2]);
    }
}
