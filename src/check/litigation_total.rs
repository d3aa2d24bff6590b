//! `litigation-total`: 总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结, in each of the three groups of table 4.
//!
//! **Why.** Every case is decided in one of three ways or still open. **Source.** Both forms, table 4.

use super::equation::{Equation, Operand};
use super::{Check, Context};
use crate::report::{Group, value_path};

/// One check a group.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let Some(litigation) = &context.report.litigation else {
        return Vec::new();
    };
    litigation
        .groups
        .iter()
        .filter_map(equation)
        .map(|e| e.assess())
        .collect()
}

fn equation(group: &Group) -> Option<Equation<'_>> {
    let key = group.key?;
    let named = group.values.iter().filter_map(|v| Some((v.key?, &v.value)));
    let (totals, addends): (Vec<_>, Vec<_>) = named.partition(|(k, _)| *k == "total");
    let operands = |list: Vec<(&str, _)>| {
        list.into_iter()
            .map(|(k, value)| Operand {
                path: value_path("litigation", key, k),
                value,
            })
            .collect()
    };
    Some(Equation {
        rule: "litigation-total",
        place: key.to_owned(),
        addends: operands(addends),
        totals: operands(totals),
        needs_total: true,
    })
}
