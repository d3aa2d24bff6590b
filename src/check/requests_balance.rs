//! `requests-balance`: 新收 + 上年结转 = （七）总计 + 结转下年度, in each of the seven columns.
//!
//! **Why.** The corner of table 3 states it: 第一项加第二项之和，等于第三项加第四项之和. Every request that comes in is
//! concluded or carried forward. **Source.** Both forms, table 3.

use super::equation::{Equation, Operand};
use super::{Check, Context};
use crate::report::{COLUMNS, Requests, value_path};

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
    Some(Equation {
        rule: "requests-balance",
        place: column.to_owned(),
        addends: vec![operand("received")?, operand("carried_over")?],
        totals: vec![operand("concluded")?, operand("carried_forward")?],
        needs_total: false,
    })
}
