//! `count-not-natural`: a count is negative or has decimals.
//!
//! **Why.** Documents, requests and cases are counted in whole numbers. Money (收费金额, 采购总金额) may have decimals,
//! 本年增/减 may be negative. **Source.** Both forms.

use super::{Check, Context, Outcome};
use crate::report::{Number, ValuePath};

/// The name of the rule.
pub const RULE: &str = "count-not-natural";

/// One check a table that the report has; the failing cells are listed.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let tables = ["disclosure", "requests", "litigation"];
    let of = |table: &'static str| {
        context
            .report
            .values()
            .filter(move |(path, _)| path.table == table)
    };
    let assess = |table: &&'static str| {
        of(table).next()?;
        let bad =
            of(table).filter(|(path, v)| v.number.is_some_and(|n| !may_stand(path, n, v.unit.as_deref())));
        let cells: Vec<String> = bad.map(|(path, _)| path.to_string()).collect();
        let outcome = if cells.is_empty() {
            Outcome::Pass
        } else {
            Outcome::Fail
        };
        let note =
            (!cells.is_empty()).then(|| "a count must be a whole number that is not negative".to_owned());
        Some(Check {
            rule: RULE,
            place: (*table).to_owned(),
            outcome,
            outcome_blank_as_zero: None,
            expected: None,
            actual: None,
            cells,
            note,
        })
    };
    tables.iter().filter_map(assess).collect()
}

/// Whether a value may be this number. One in units of more than one (`1.5万件`) may have decimals.
fn may_stand(path: &ValuePath, number: Number, unit: Option<&str>) -> bool {
    let is_whole = number.is_whole() || unit.is_some_and(|unit| unit.contains(['百', '千', '万', '亿']));
    match path.column {
        "change" => is_whole,
        "amount" | "amount_10k_yuan" => !number.is_negative(),
        _ => is_whole && !number.is_negative(),
    }
}
