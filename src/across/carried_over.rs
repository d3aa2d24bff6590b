//! `years-carried-over`: what a report carries forward is what the next year's report carries over.
//!
//! What: for each column of table 3, 结转下年度继续办理 of one year equals 上年结转 of the next.
//! Why: a difference means that one of the two reports, or our reading of it, is wrong.
//! Example: 2021 ends with 3 applications carried forward, 2022 begins with 2.
//! Source: the form's own row names; 国办公开办函〔2021〕30号.

use super::Series;
use crate::check::equation::Equation;
use crate::output::rows::FindingRow;
use crate::report::COLUMNS;

pub(super) fn check(series: &Series<'_>) -> Vec<FindingRow> {
    let mut findings = Vec::new();
    for (earlier, later) in series.pairs() {
        for column in COLUMNS {
            let forward = earlier.operand(&format!("requests/carried_forward/{column}"));
            let over = later.operand(&format!("requests/carried_over/{column}"));
            let (Some(forward), Some(over)) = (forward, over) else {
                continue;
            };
            let equation = Equation {
                rule: "years-carried-over",
                place: column.to_owned(),
                addends: vec![forward],
                totals: vec![over],
                needs_total: false,
            };
            findings.push(series.assessed(equation.assess(), earlier, later));
        }
    }
    findings
}
