//! The report's own equations and other rules, one rule a file. A rule reads a report and says what it found; it
//! never changes a value.

mod blank_total;
pub(crate) mod count_not_natural;
pub mod equation;
mod litigation_total;
mod narrative;
mod narrative_counts;
mod narrative_outcomes;
mod requests_applicant_total;
mod requests_balance;
mod requests_outcome_total;

use crate::document::Document;
use crate::report::{Number, Report};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The equation holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It cannot be assessed, for the reason given.
    NotAssessable,
}

impl Outcome {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotAssessable => "not_assessable",
        }
    }
}

/// What one rule found at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Stable kebab-case id of the rule.
    pub rule: &'static str,
    /// The column key, the row key, or `review`, `direct_suit`, `suit_after_review`; for rules about the text, the
    /// key of what it speaks of.
    pub place: String,
    /// The outcome with blanks taken as unknown.
    pub outcome: Outcome,
    /// The outcome with blanks and marks taken as 0; `None` for rules that are no equations.
    pub outcome_blank_as_zero: Option<Outcome>,
    /// What the other cells say the value should be.
    pub expected: Option<Number>,
    /// What is printed.
    pub actual: Option<Number>,
    /// The cells it speaks of: `requests/denied.state_secret/total`.
    pub cells: Vec<String>,
    /// Why it could not be assessed, or what was found, in one line of plain words.
    pub note: Option<String>,
}

/// What a rule looks at.
pub struct Context<'a> {
    /// The report's values and sections.
    pub report: &'a Report,
    /// The document, for the running text.
    pub document: &'a Document,
}

/// A rule: reads a report, says what it found.
type Rule = fn(&Context<'_>) -> Vec<Check>;

/// The report's own equations, in the order of the output. Only these can move the verdict.
const EQUATIONS: [Rule; 4] = [
    requests_balance::check,
    requests_outcome_total::check,
    requests_applicant_total::check,
    litigation_total::check,
];

/// Findings that stand beside the equations.
const FINDINGS: [Rule; 4] = [
    blank_total::check,
    count_not_natural::check,
    narrative_counts::check,
    narrative_outcomes::check,
];

/// Whether the rule is one of the report's own equations.
pub fn is_equation(rule: &str) -> bool {
    [
        "requests-balance",
        "requests-outcome-total",
        "requests-applicant-total",
        "litigation-total",
    ]
    .contains(&rule)
}

/// The paths of an equation's cells, parted into what is added up and what it must come to; `None` for rules that are
/// no equations. Equations name their addends first.
pub fn sides<'a, T>(rule: &str, cells: &'a [T]) -> Option<(&'a [T], &'a [T])> {
    // 办理总计 and 结转下年 stand together on one side; every other equation has one total.
    let totals = if rule == "requests-balance" { 2 } else { 1 };
    let at = cells.len().checked_sub(totals).filter(|_| is_equation(rule))?;
    cells.split_at_checked(at)
}

/// Applies every rule to a report. A document that is no report gives none.
pub fn run(report: &Report, document: &Document) -> Vec<Check> {
    if report.form.is_none() {
        return Vec::new();
    }
    let context = Context { report, document };
    EQUATIONS
        .iter()
        .chain(&FINDINGS)
        .flat_map(|rule| rule(&context))
        .collect()
}

#[cfg(test)]
pub(crate) mod testing {
    //! Reports made by hand.

    use super::*;
    use crate::document::{Block, BlockKind, Format, Provenance};
    use crate::report::labels::{LITIGATION_COLUMNS, LITIGATION_GROUPS, ROWS_2021};
    use crate::report::{
        COLUMNS, Form, Group, GroupTable, NamedValue, RequestRow, Requests, Section, SectionKind, Value,
        values,
    };

    /// The value that a cell with this text has.
    pub fn value(text: &str) -> Value {
        let parsed = values::parse(text);
        Value {
            raw: text.into(),
            kind: parsed.kind,
            number: parsed.number,
            unit: parsed.unit,
            ..Value::absent()
        }
    }

    /// A report of form 2021 in which every value is 0.
    pub fn zeros() -> Report {
        let row = |key: &&'static str| RequestRow {
            key: Some(*key),
            path: Vec::new(),
            values: COLUMNS.iter().map(|_| value("0")).collect(),
            extra: Vec::new(),
        };
        let named = |key: &&'static str| NamedValue {
            key: Some(*key),
            path: Vec::new(),
            value: value("0"),
        };
        let group = |key: &&'static str| Group {
            key: Some(*key),
            values: LITIGATION_COLUMNS.iter().map(named).collect(),
        };
        Report {
            form: Some(Form::Form2021),
            requests: Some(Requests {
                rows: ROWS_2021.iter().map(row).collect(),
                extra_columns: Vec::new(),
            }),
            litigation: Some(GroupTable {
                groups: LITIGATION_GROUPS.iter().map(group).collect(),
            }),
            ..Report::default()
        }
    }

    /// Sets a value of table 3 or 4 by its path.
    pub fn set(report: &mut Report, path: &str, text: &str) {
        let slot = report.values_mut().find(|(p, _)| p == path).map(|(_, v)| v);
        *slot.unwrap() = value(text);
    }

    /// A document whose overview section is this text.
    pub fn overview(report: &mut Report, text: &str) -> Document {
        let mut document = Document::empty(Format::Text);
        document
            .blocks
            .push(Block::new(BlockKind::Paragraph, text, Provenance::Line(1)));
        report.sections.push(Section {
            kind: Some(SectionKind::Overview),
            number: None,
            heading: "一、总体情况".into(),
            blocks: 0..1,
            heading_block: None,
        });
        document
    }

    /// The places at which a rule failed.
    pub fn failed(report: &Report, document: &Document, rule: &str) -> Vec<String> {
        let checks = run(report, document);
        checks
            .into_iter()
            .filter(|c| c.rule == rule && c.outcome == Outcome::Fail)
            .map(|c| c.place)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{failed, overview, set, zeros};
    use super::*;
    use crate::document::Format;

    #[test]
    fn each_equation_fails_at_the_place_that_is_wrong() {
        let document = Document::empty(Format::Text);
        let mut report = zeros();
        set(&mut report, "requests/denied.state_secret/enterprise", "3");
        assert_eq!(failed(&report, &document, "requests-balance"), [""; 0]);
        assert_eq!(
            failed(&report, &document, "requests-outcome-total"),
            ["enterprise"]
        );
        assert_eq!(
            failed(&report, &document, "requests-applicant-total"),
            ["denied.state_secret"]
        );
        set(&mut report, "requests/received/total", "2");
        assert_eq!(failed(&report, &document, "requests-balance"), ["total"]);
        set(&mut report, "litigation/direct_suit/other", "1");
        assert_eq!(failed(&report, &document, "litigation-total"), ["direct_suit"]);
    }

    #[test]
    fn a_blank_total_is_a_finding_and_not_a_failed_equation() {
        let document = Document::empty(Format::Text);
        let mut report = zeros();
        set(&mut report, "requests/granted/natural_person", "3");
        set(&mut report, "requests/granted/total", "");
        assert_eq!(failed(&report, &document, "blank-total"), ["granted"]);
        assert_eq!(failed(&report, &document, "requests-applicant-total"), [""; 0]);
    }

    #[test]
    fn a_negative_or_broken_count_is_found() {
        let document = Document::empty(Format::Text);
        let mut report = zeros();
        set(&mut report, "requests/granted/enterprise", "-1");
        set(&mut report, "litigation/review/total", "1.5");
        assert_eq!(
            failed(&report, &document, "count-not-natural"),
            ["requests", "litigation"]
        );
    }

    #[test]
    fn the_texts_numbers_are_held_against_the_tables() {
        let mut report = zeros();
        set(&mut report, "requests/received/total", "86");
        set(&mut report, "requests/carried_over/total", "2");
        let document = overview(
            &mut report,
            "全年共收到政府信息公开申请90件。行政复议1件，行政诉讼0件。",
        );
        assert_eq!(
            failed(&report, &document, "narrative-counts"),
            ["received", "review"]
        );
        let mut report = zeros();
        set(&mut report, "requests/received/total", "88");
        let document = overview(&mut report, "全年受理依申请公开申请８８件。");
        assert_eq!(failed(&report, &document, "narrative-counts"), [""; 0]);
    }

    #[test]
    fn outcomes_that_the_text_does_not_name_are_found() {
        let mut report = zeros();
        set(&mut report, "requests/denied.internal_affairs/total", "2");
        set(&mut report, "requests/unavailable.not_held/total", "1");
        let document = overview(&mut report, "对收到的申请均按期作出不予公开答复。");
        assert_eq!(failed(&report, &document, "narrative-outcomes"), ["unavailable"]);
    }
}
