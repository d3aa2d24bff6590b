//! `requests-outcome-total`: （七）总计 = the sum of the rows of （一） to （六）, in each of the seven columns.
//!
//! **Why.** 三、本年度办理结果 divides all concluded requests into outcomes; （七） is their total. Rows that the form does
//! not know (a subtotal) are not added. **Source.** Both forms, table 3.

use super::equation::{Equation, Operand};
use super::{Check, Context};
use crate::report::{COLUMNS, Requests, value_path};

/// Rows of table 3 that are no outcome.
const NO_OUTCOME: [&str; 4] = ["received", "carried_over", "concluded", "carried_forward"];

/// One check a column.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let Some(requests) = &context.report.requests else {
        return Vec::new();
    };
    COLUMNS
        .iter()
        .filter_map(|column| equation(requests, column))
        .map(|e| e.assess())
        .collect()
}

fn equation<'a>(requests: &'a Requests, column: &'static str) -> Option<Equation<'a>> {
    let operand = |row: &str| {
        let value = requests.get(row, column)?;
        Some(Operand {
            path: value_path("requests", row, column),
            value,
        })
    };
    let outcomes = requests
        .rows
        .iter()
        .filter_map(|r| r.key)
        .filter(|k| !NO_OUTCOME.contains(k));
    Some(Equation {
        rule: "requests-outcome-total",
        place: column.to_owned(),
        addends: outcomes.filter_map(operand).collect(),
        totals: vec![operand("concluded")?],
        needs_total: true,
    })
}
