//! `narrative-counts`: a number that the text states differs from the table's.
//!
//! **What.** 新收 / 收到 / 受理 N 件 申请 is held against 新收 and against 新收 + 上年结转; 行政复议 N 件 and 行政诉讼 N 件 against
//! table 4. **Why.** Text and tables are often written by different hands. It is information and never moves the
//! verdict: sentences can speak of other things than the tables count.

use super::narrative::{counted, sentences};
use super::{Check, Context, Outcome};
use crate::report::{Number, SectionKind, value_path};

const VERBS: [&str; 7] = ["新收到", "新收", "共收到", "收到", "受理", "收办", "接收"];
/// A number belongs to a word when it begins within so many characters behind it.
const REACH: usize = 24;

/// One check for each kind of number that the text states.
pub fn check(context: &Context<'_>) -> Vec<Check> {
    requests(context)
        .into_iter()
        .chain(review(context))
        .chain(suits(context))
        .collect()
}

fn requests(context: &Context<'_>) -> Option<Check> {
    let table = context.report.requests.as_ref()?;
    let number = |row| table.get(row, "total").and_then(|v| v.number);
    let received = number("received")?;
    let all = Number::sum([Some(received), number("carried_over")].into_iter().flatten())?;
    let kinds = [SectionKind::Overview, SectionKind::Requests];
    let stated = sentences(context, &kinds)
        .iter()
        .find_map(|s| requests_stated(s))?;
    let right = stated == received || stated == all;
    let cells = ["received", "carried_over"]
        .map(|row| value_path("requests", row, "total"))
        .to_vec();
    Some(finding("received", right, stated, received, cells))
}

fn requests_stated(sentence: &str) -> Option<Number> {
    let about = sentence.contains("申请") && (sentence.contains("信息公开") || sentence.contains("依申请"));
    let from = VERBS
        .iter()
        .filter_map(|v| sentence.find(v).map(|at| at + v.len()))
        .min()?;
    about
        .then(|| sentence.get(from..).and_then(|rest| counted(rest, REACH)))
        .flatten()
}

fn review(context: &Context<'_>) -> Option<Check> {
    let total = context
        .report
        .litigation
        .as_ref()?
        .get("review", "total")?
        .number?;
    let stated = case_stated(context, "复议")?;
    Some(finding(
        "review",
        stated == total,
        stated,
        total,
        vec![value_path("litigation", "review", "total")],
    ))
}

fn suits(context: &Context<'_>) -> Option<Check> {
    let table = context.report.litigation.as_ref()?;
    let direct = table.get("direct_suit", "total")?.number?;
    let after = table.get("suit_after_review", "total")?.number?;
    let both = Number::sum([direct, after])?;
    let stated = case_stated(context, "诉讼")?;
    let right = [direct, after, both].contains(&stated);
    let cells = ["direct_suit", "suit_after_review"]
        .map(|g| value_path("litigation", g, "total"))
        .to_vec();
    Some(finding("suits", right, stated, both, cells))
}

/// How far behind 复议 or 诉讼 its number may begin: 案件, 申请, 共.
const CASE_REACH: usize = 6;

fn case_stated(context: &Context<'_>, word: &str) -> Option<Number> {
    let kinds = [SectionKind::Overview, SectionKind::Litigation];
    sentences(context, &kinds).iter().find_map(|s| {
        let from = s.find(word)? + word.len();
        s.get(from..).and_then(|rest| counted(rest, CASE_REACH))
    })
}

fn finding(place: &str, right: bool, stated: Number, printed: Number, cells: Vec<String>) -> Check {
    let note = (!right).then(|| format!("the text says {stated}, the table {printed}"));
    Check {
        rule: "narrative-counts",
        place: place.to_owned(),
        outcome: if right { Outcome::Pass } else { Outcome::Fail },
        outcome_blank_as_zero: None,
        expected: Some(stated),
        actual: Some(printed),
        cells,
        note,
    }
}
