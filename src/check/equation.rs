//! Sums that must be equal, assessed strictly and with blanks as zero.

use super::{Check, Outcome};
use crate::report::{Number, Value, ValueKind};

/// A cell that takes part in an equation, with its path.
pub struct Operand<'a> {
    /// `requests/received/total`
    pub path: String,
    /// Its value.
    pub value: &'a Value,
}

/// The sum of `addends` must equal the sum of `totals`.
pub struct Equation<'a> {
    /// Id of the rule.
    pub rule: &'static str,
    /// Column, row or group that it is about.
    pub place: String,
    /// What is added up.
    pub addends: Vec<Operand<'a>>,
    /// What it must come to.
    pub totals: Vec<Operand<'a>>,
    /// Whether `totals` is one printed total, without which the equation says nothing.
    pub needs_total: bool,
}

impl Equation<'_> {
    /// Assesses the equation twice: with blanks as unknown, and with blanks and marks as 0.
    pub fn assess(&self) -> Check {
        let cells = self
            .addends
            .iter()
            .chain(&self.totals)
            .map(|o| o.path.clone())
            .collect();
        let check = |outcome, zero, expected, actual, note: Option<String>| Check {
            rule: self.rule,
            place: self.place.clone(),
            outcome,
            outcome_blank_as_zero: Some(zero),
            expected,
            actual,
            cells,
            note,
        };
        if let Some(note) = self.hindrance() {
            return check(
                Outcome::NotAssessable,
                Outcome::NotAssessable,
                None,
                None,
                Some(note),
            );
        }
        let (Some(expected), Some(actual)) = (sum(&self.addends), sum(&self.totals)) else {
            let note = "the sum has too many digits".to_owned();
            return check(
                Outcome::NotAssessable,
                Outcome::NotAssessable,
                None,
                None,
                Some(note),
            );
        };
        let zero = if expected == actual {
            Outcome::Pass
        } else {
            Outcome::Fail
        };
        let empty = self.operands().filter(|o| is_empty(o.value)).count();
        if empty > 0 {
            let note = format!("{empty} of the cells are blank or marked");
            return check(
                Outcome::NotAssessable,
                zero,
                Some(expected),
                Some(actual),
                Some(note),
            );
        }
        check(zero, zero, Some(expected), Some(actual), None)
    }

    fn operands(&self) -> impl Iterator<Item = &Operand<'_>> {
        self.addends.iter().chain(&self.totals)
    }

    /// Why the equation cannot be assessed at all.
    fn hindrance(&self) -> Option<String> {
        let of = |kind| self.operands().find(|o| o.value.kind == kind);
        if let Some(o) = of(ValueKind::Absent) {
            return Some(format!("{} is absent", o.path));
        }
        if let Some(o) = of(ValueKind::Unreadable) {
            return Some(format!("{} is no number", o.path));
        }
        let blank = self.totals.iter().find(|o| is_empty(o.value));
        blank
            .filter(|_| self.needs_total)
            .map(|o| format!("the total {} is blank", o.path))
    }
}

/// Blank, or a mark that stands for nothing.
pub fn is_empty(value: &Value) -> bool {
    matches!(value.kind, ValueKind::Blank | ValueKind::Mark)
}

fn sum(operands: &[Operand<'_>]) -> Option<Number> {
    Number::sum(operands.iter().filter_map(|o| o.value.number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::value;

    fn check(addends: &[&str], total: &str, strict: Outcome, zero: Outcome) {
        let values: Vec<Value> = addends.iter().map(|a| value(a)).collect();
        let total = value(total);
        let operand = |value| Operand {
            path: "x".into(),
            value,
        };
        let equation = Equation {
            rule: "r",
            place: "p".into(),
            addends: values.iter().map(operand).collect(),
            totals: vec![operand(&total)],
            needs_total: true,
        };
        let check = equation.assess();
        assert_eq!(
            (check.outcome, check.outcome_blank_as_zero),
            (strict, Some(zero)),
            "{addends:?}"
        );
    }

    #[test]
    fn blanks_are_assessed_twice() {
        use Outcome::{Fail, NotAssessable, Pass};
        check(&["1", "2"], "3", Pass, Pass);
        check(&["1", "2"], "4", Fail, Fail);
        check(&["1", ""], "1", NotAssessable, Pass);
        check(&["1", "/"], "2", NotAssessable, Fail);
        check(&["1", "2"], "", NotAssessable, NotAssessable);
        check(&["1", "two"], "3", NotAssessable, NotAssessable);
    }
}
