//! `narrative-outcomes`: the outcomes that the text names are not those that the table counts.
//!
//! **What.** The classes of 三、本年度办理结果 named in sentences about answering requests are compared with the classes
//! whose total is not zero. **Why.** A text that says all requests were refused beside a table that counts some as
//! not held contradicts itself. **Example.** 给予不予公开答复书 in the text, 无法提供 1 in the table. It is information and never
//! moves the verdict: a text need not name every class.

use super::narrative::sentences;
use super::{Check, Context, Outcome};
use crate::report::{Number, Requests, SectionKind, value_path};

/// Classes of outcomes: the first part of their rows' keys, and the word that names them.
const CLASSES: [(&str, &str); 6] = [
    ("granted", "予以公开"),
    ("partly_granted", "部分公开"),
    ("denied", "不予公开"),
    ("unavailable", "无法提供"),
    ("not_processed", "不予处理"),
    ("other", "其他处理"),
];

/// One check for each class that the text names or the table counts; none when the text names no class.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    let Some(requests) = &context.report.requests else {
        return Vec::new();
    };
    let kinds = [SectionKind::Overview, SectionKind::Requests];
    let about: Vec<String> = sentences(context, &kinds)
        .into_iter()
        .filter(|s| ["申请", "答复", "办理", "办结"].iter().any(|w| s.contains(w)))
        .collect();
    let named = |word: &str| about.iter().any(|s| s.contains(word));
    if !CLASSES.iter().any(|(_, word)| named(word)) {
        return Vec::new();
    }
    CLASSES
        .iter()
        .filter_map(|(class, word)| assess(requests, class, word, named(word)))
        .collect()
}

fn assess(requests: &Requests, class: &str, word: &str, named: bool) -> Option<Check> {
    let rows: Vec<&str> = requests
        .rows
        .iter()
        .filter_map(|r| r.key)
        .filter(|k| k.split('.').next() == Some(class))
        .collect();
    let totals = rows.iter().filter_map(|row| requests.get(row, "total")?.number);
    let counted = Number::sum(totals)?;
    if !named && counted.is_zero() {
        return None;
    }
    let right = named != counted.is_zero();
    let note = match (right, named) {
        (true, _) => None,
        (false, true) => Some(format!("the text names {word}, the table counts none")),
        (false, false) => Some(format!(
            "the table counts {counted} as {word}, the text names other outcomes only"
        )),
    };
    Some(Check {
        rule: "narrative-outcomes",
        place: class.to_owned(),
        outcome: if right { Outcome::Pass } else { Outcome::Fail },
        outcome_blank_as_zero: None,
        expected: None,
        actual: Some(counted),
        cells: rows
            .iter()
            .map(|row| value_path("requests", row, "total"))
            .collect(),
        note,
    })
}
