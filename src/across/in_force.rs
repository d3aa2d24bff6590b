//! `years-in-force`: documents in force grow by what is issued and shrink by what is repealed.
//!
//! What: 现行有效件数 of the year before + 本年制发件数 = 现行有效件数 + 本年废止件数, for 规章 and 行政规范性文件. `expected` is the left
//! side, `actual` the right.
//! Why: a difference means that one of the two reports, or our reading of it, is wrong, or that the agency counts otherwise.
//! Example: 40 in force in 2021, 5 issued and 2 repealed in 2022, and 45 said to be in force.
//! Source: the heads of form 2021; form 2019 has no such values and no outcome.

use super::{FILES, Series};
use crate::check::equation::Equation;
use crate::output::rows::FindingRow;

pub(super) fn check(series: &Series<'_>) -> Vec<FindingRow> {
    let mut findings = Vec::new();
    for (earlier, later) in series.pairs() {
        for group in FILES {
            let path = |key| format!("disclosure/{group}/{key}");
            let before = earlier.operand(&path("in_force"));
            let [issued, repealed, in_force] =
                ["issued", "repealed", "in_force"].map(|key| later.operand(&path(key)));
            let (Some(before), Some(issued), Some(repealed), Some(in_force)) =
                (before, issued, repealed, in_force)
            else {
                continue;
            };
            let equation = Equation {
                rule: "years-in-force",
                place: group.to_owned(),
                addends: vec![before, issued],
                totals: vec![in_force, repealed],
                needs_total: false,
            };
            findings.push(series.assessed(equation.assess(), earlier, later));
        }
    }
    findings
}
