//! Counts that are printed with decimals: nothing is counted in parts, so that such a number may stand for another one.

use crate::check::Check;
use crate::check::count_not_natural::RULE;
use crate::report::{Report, Status, Value};

/// Whether a count is printed with decimals. `10.004` may be ten thousand and four with a point that parts thousands, `1.2` a
/// 12 that was misread; a negative count can only be meant as it stands.
fn has_decimals(value: &Value) -> bool {
    value.number.is_some_and(|n| !n.is_whole())
}

/// The values with decimals among those that a failing check says to be no counts.
pub fn doubtful(report: &Report, checks: &[Check]) -> Vec<String> {
    let told: Vec<&String> = checks
        .iter()
        .filter(|c| c.rule == RULE)
        .flat_map(|c| &c.cells)
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let paths = report
        .values()
        .filter(|(_, v)| has_decimals(v))
        .map(|(path, _)| path.to_string());
    paths.filter(|path| told.contains(&path)).collect()
}

/// Disputes them: which number is meant, nothing tells.
pub fn dispute(report: &mut Report, checks: &[Check]) {
    let doubtful = doubtful(report, checks);
    if doubtful.is_empty() {
        return;
    }
    for (path, value) in report.values_mut() {
        if has_decimals(value) && doubtful.contains(&path.to_string()) {
            value.status = Status::Disputed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::check::testing::{set, zeros};
    use crate::document::{Document, Format};
    use crate::evidence::verdict;
    use crate::report::read::Figures;

    /// What becomes of a confirmed count that is so printed, and which reasons about counts the verdict has.
    fn judged(raw: &str) -> (Status, Vec<&'static str>) {
        const PATH: &str = "litigation/review/upheld";
        let mut report = zeros();
        set(&mut report, PATH, raw);
        report
            .values_mut()
            .for_each(|(_, v)| v.status = Status::Confirmed);
        let document = Document::empty(Format::Text);
        let checks = check::run(&report, &document);
        dispute(&mut report, &checks);
        let judged = verdict::judge(&report, &Figures::default(), &document, &checks, 1);
        let codes = judged.reasons.into_iter().map(|r| r.code);
        let of_print = codes.filter(|code| ["count-with-decimals", "place-in-doubt", RULE].contains(code));
        let status = report
            .values()
            .find(|(path, _)| path == PATH)
            .map(|(_, v)| v.status);
        (status.unwrap(), of_print.collect())
    }

    #[test]
    fn a_count_with_decimals_is_in_doubt() {
        assert_eq!(
            judged("10.004"),
            (Status::Disputed, vec!["count-with-decimals", RULE])
        );
        assert_eq!(judged("10.0"), (Status::Confirmed, Vec::new()));
        assert_eq!(judged("1.5万"), (Status::Confirmed, Vec::new()));
    }

    #[test]
    fn a_negative_count_is_the_reports_own_mistake() {
        assert_eq!(judged("-3"), (Status::Confirmed, vec![RULE]));
    }
}
