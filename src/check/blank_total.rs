//! `blank-total`: a total is left blank although cells that it should add up are filled.
//!
//! **Why.** The equation over a blank total says nothing, so the gap is named by itself. It never moves the verdict.
//! **Example.** A row of table 3 with 自然人 3 and an empty 总计.

use super::equation::is_empty;
use super::{Check, Context, Outcome};
use crate::report::{COLUMNS, Value, value_path};

/// One failed check for each blank total over cells that are not blank; nothing where all is well.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let mut found = Vec::new();
    let filled = |v: &&Value| v.number.is_some();
    for row in context.report.requests.iter().flat_map(|r| &r.rows) {
        let (Some(key), Some((total, addends))) = (row.key, row.values.split_last()) else {
            continue;
        };
        if is_empty(total) && addends.iter().any(|v| filled(&v)) {
            let column = COLUMNS.last().copied().unwrap_or_default();
            found.push(finding(key, value_path("requests", key, column)));
        }
    }
    for group in context.report.litigation.iter().flat_map(|l| &l.groups) {
        let Some(key) = group.key else { continue };
        let others = group
            .values
            .iter()
            .filter(|v| v.key != Some("total"))
            .map(|v| &v.value);
        if group.get("total").is_some_and(is_empty) && others.into_iter().any(|v| filled(&v)) {
            found.push(finding(key, value_path("litigation", key, "total")));
        }
    }
    found
}

fn finding(place: &str, path: String) -> Check {
    Check {
        rule: "blank-total",
        place: place.to_owned(),
        outcome: Outcome::Fail,
        outcome_blank_as_zero: None,
        expected: None,
        actual: None,
        cells: vec![path],
        note: Some("the total is blank although other cells are filled".to_owned()),
    }
}
