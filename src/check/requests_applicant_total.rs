//! `requests-applicant-total`: 总计 = 自然人 + the five kinds of organisations, in each row.
//!
//! **Why.** The columns divide the applicants; the last is their total. Columns that the form does not know (a
//! subtotal, remarks) are not added. **Source.** Both forms, table 3.

use super::equation::{Equation, Operand};
use super::{Check, Context};
use crate::report::{COLUMNS, RequestRow, value_path};

/// One check a row.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let Some(requests) = &context.report.requests else {
        return Vec::new();
    };
    requests
        .rows
        .iter()
        .filter_map(equation)
        .map(|e| e.assess())
        .collect()
}

fn equation(row: &RequestRow) -> Option<Equation<'_>> {
    let key = row.key?;
    let operands = COLUMNS.iter().zip(&row.values);
    let mut operands: Vec<Operand<'_>> = operands
        .map(|(column, value)| Operand {
            path: value_path("requests", key, column),
            value,
        })
        .collect();
    let total = operands.pop()?;
    Some(Equation {
        rule: "requests-applicant-total",
        place: key.to_owned(),
        addends: operands,
        totals: vec![total],
        needs_total: true,
    })
}
