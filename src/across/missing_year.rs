//! `missing-year`: an agency has reports of earlier and of later years, and none of this one.
//!
//! What: one finding a missing year, or one for a longer gap with its last year in the note; `file` is the first report after
//! the gap, `other_file` the last before it.
//! Why: the report was not collected, not published, or its year or agency was misread.
//! Example: 2020 and 2022 are there, 2021 is not.

use super::Series;
use crate::output::rows::FindingRow;

/// A longer gap is a misread year rather than so many missing reports.
const LISTED: i64 = 10;

pub(super) fn check(series: &Series<'_>) -> Vec<FindingRow> {
    let years: Vec<i32> = series.years.keys().copied().collect();
    let mut findings = Vec::new();
    for (&before, &after) in years.iter().zip(years.iter().skip(1)) {
        let [last, next] = [before, after].map(|year| series.years.get(&year).and_then(|m| m.first()));
        let (Some(last), Some(next)) = (last, next) else {
            continue;
        };
        let gap = i64::from(after) - i64::from(before) - 1;
        let finding = |year: i32, note: Option<String>| FindingRow {
            year: Some(year),
            other_file: Some(last.file.clone()),
            note,
            ..series.finding("missing-year", next)
        };
        if gap > LISTED {
            findings.push(finding(before + 1, Some(format!("and all up to {}", after - 1))));
        } else {
            findings.extend((before.saturating_add(1)..after).map(|year| finding(year, None)));
        }
    }
    findings
}
