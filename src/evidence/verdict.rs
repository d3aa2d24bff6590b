//! The verdict, with all its reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::{Counts, Judgement, Reason, Verdict, counts, reconcile};
use crate::check::count_not_natural::RULE;
use crate::check::{self, Check, Outcome};
use crate::document::{Document, Doubt, Format, Method};
use crate::report::read::Figures;
use crate::report::{Report, Status, Value, ValueKind, ValuePath};

/// Judges a report by the status that the readings and the passing equations give its values. `spoke` says for how many readings there was anything to
/// compare.
pub fn judge(
    report: &Report,
    figures: &Figures,
    document: &Document,
    checks: &[Check],
    spoke: usize,
) -> Judgement {
    let counts = count(report);
    if report.form.is_none() {
        return Judgement {
            verdict: None,
            counts,
            reasons: Vec::new(),
        };
    }
    let suspect = suspicions(report, figures, document, checks, spoke);
    let gaps = gaps(report, document);
    let failed = failures(checks);
    let verdict = match (suspect.is_empty(), gaps.is_empty(), failed.is_empty()) {
        (false, _, _) => Verdict::Suspect,
        (true, false, _) => Verdict::Incomplete,
        (true, true, false) => Verdict::SourceInconsistent,
        (true, true, true) => Verdict::Verified,
    };
    let reasons = suspect.into_iter().chain(gaps).chain(failed).collect();
    Judgement {
        verdict: Some(verdict),
        counts,
        reasons,
    }
}

/// How many of a report's values are how sure.
pub fn count(report: &Report) -> Counts {
    let mut counts = Counts::default();
    for (_, value) in report.values().filter(|(_, v)| v.kind != ValueKind::Absent) {
        match value.status {
            Status::Confirmed => counts.confirmed += 1,
            Status::Single => counts.single += 1,
            Status::Disputed => counts.disputed += 1,
        }
    }
    counts
}

fn reason(code: &'static str, message: impl Into<String>, cells: Vec<String>) -> Reason {
    Reason {
        code,
        message: message.into(),
        cells,
    }
}

/// Paths of the values for which `test` holds.
fn paths(report: &Report, test: impl Fn(&Value) -> bool) -> Vec<String> {
    report
        .values()
        .filter(|(_, v)| test(v))
        .map(|(path, _)| path.to_string())
        .collect()
}

fn suspicions(
    report: &Report,
    figures: &Figures,
    document: &Document,
    checks: &[Check],
    spoke: usize,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let differs = |v: &Value| v.readings.iter().any(|r| !reconcile::said_alike(v, r));
    let disagree = paths(report, |v| v.status == Status::Disputed && differs(v));
    if !disagree.is_empty() {
        reasons.push(reason(
            "readings-disagree",
            format!(
                "{} values are read differently by different means",
                disagree.len()
            ),
            disagree,
        ));
    }
    let no_counts = counts::doubtful(report, checks);
    let mut unsure = paths(report, |v| v.status == Status::Disputed && !differs(v));
    unsure.retain(|path| !no_counts.contains(path));
    if !no_counts.is_empty() {
        let message = format!(
            "{} counts are printed with decimals: which numbers are meant is not sure",
            no_counts.len()
        );
        reasons.push(reason("count-with-decimals", message, no_counts));
    }
    if !unsure.is_empty() {
        reasons.push(reason(
            "place-in-doubt",
            format!("the place of {} values is not sure", unsure.len()),
            unsure,
        ));
    }
    for table in &figures.doubted {
        reasons.push(reason(
            "table-in-doubt",
            format!("the table of {table} could not be rebuilt without doubt"),
            vec![(*table).to_owned()],
        ));
    }
    for table in &figures.rivalled {
        reasons.push(reason(
            "second-table",
            format!("another table or row of {table} has other numbers: which of them the report means, nothing tells"),
            vec![(*table).to_owned()],
        ));
    }
    for &index in &report.used_tables {
        let Some(table) = document.tables.get(index) else {
            continue;
        };
        // How a table was put together is settled when another reading gives every one of its values alike; marks that
        // fell into no cell are not.
        let mut of_table = report
            .values()
            .filter(|(_, v)| v.cell.as_ref().is_none_or(|c| c.table == index))
            .peekable();
        let settled = of_table.peek().is_some() && of_table.all(|(_, v)| v.status == Status::Confirmed);
        // What is printed in a label is no value.
        let of_value = |d: &Doubt| {
            let at = |v: &Value| v.cell.as_ref().map(|c| (c.table, (c.row, c.col)));
            d.place
                .is_some_and(|place| report.values().any(|(_, v)| at(v) == Some((index, place))))
        };
        for doubt in table
            .doubts
            .iter()
            .filter(|d| !settled || d.code == "left-over-marks")
            .filter(|d| !d.is_of_print() || of_value(d))
        {
            let new = reason(doubt.code, doubt.message.clone(), Vec::new());
            if !reasons.contains(&new) {
                reasons.push(new);
            }
        }
    }
    if document.salvaged {
        reasons.push(reason(
            "salvaged",
            "the file is damaged; parts of it were reconstructed",
            Vec::new(),
        ));
    }
    // A flattened text has but one reading, and says so by its values, which are `single`.
    let can_be_once = |method: &Option<Method>| {
        document.format != Format::Text || method.is_some_and(reconcile::infers_cells)
    };
    reasons.extend(tables_read_once(
        report,
        figures.sources.each_ref().map(can_be_once),
    ));
    reasons.extend(unconfirmed_failures(report, document, checks, spoke));
    reasons.extend(numbers_on_lines(report, checks));
    reasons.extend(numbers_in_pieces(report, checks));
    reasons.extend(cut_numbers(report, checks));
    reasons
}

/// Those of the cells that no equation bears out.
fn not_borne_out(mut cells: Vec<String>, checks: &[Check]) -> Vec<String> {
    if cells.is_empty() {
        return cells;
    }
    let holds = |c: &&Check| {
        let passes = |outcome: Option<Outcome>| outcome == Some(Outcome::Pass);
        check::is_equation(c.rule) && (passes(Some(c.outcome)) || passes(c.outcome_blank_as_zero))
    };
    let borne_out: BTreeSet<&String> = checks.iter().filter(holds).flat_map(|c| &c.cells).collect();
    cells.retain(|path| !borne_out.contains(path));
    cells
}

/// Numbers whose digits stand on several lines and that no equation bears out: a number that its cell wraps, or two that
/// stand in one cell.
fn numbers_on_lines(report: &Report, checks: &[Check]) -> Option<Reason> {
    let on_lines = |v: &Value| v.kind == ValueKind::Number && has_digits_on_lines(&v.raw);
    let cells = not_borne_out(paths(report, on_lines), checks);
    (!cells.is_empty()).then(|| {
        let message = format!(
            "the digits of {} values stand on several lines, and no equation bears them out",
            cells.len()
        );
        reason("number-on-lines", message, cells)
    })
}

/// Numbers that begin with a 0 before other digits (`04`) and that no equation bears out: nobody counts so, and what a program
/// cuts off a number ends up so.
fn cut_numbers(report: &Report, checks: &[Check]) -> Option<Reason> {
    let is_cut = |v: &Value| v.kind == ValueKind::Number && begins_with_zero(&v.raw);
    let cells = not_borne_out(paths(report, is_cut), checks);
    (!cells.is_empty()).then(|| {
        let message = format!(
            "a 0 stands before the other digits in {} of the values, as where a number was cut, and no equation bears that out",
            cells.len()
        );
        reason("number-cut", message, cells)
    })
}

fn begins_with_zero(raw: &str) -> bool {
    let mut chars = raw.chars().skip_while(|c| !c.is_numeric());
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    matches!(chars.next(), Some('0' | '０')) && chars.next().is_some_and(is_digit)
}

/// Numbers with blanks between their digits that no equation bears out, in a table that prints others as long without:
/// a number that was spaced out, or two that stand in one cell. Where no number is longer than the pieces, the blanks are the
/// way in which the table prints its numbers.
fn numbers_in_pieces(report: &Report, checks: &[Check]) -> Option<Reason> {
    let mut longest: BTreeMap<&str, usize> = BTreeMap::new();
    let numbers = || report.values().filter(|(_, v)| v.kind == ValueKind::Number);
    for (path, value) in numbers().filter(|(_, v)| longest_piece(&v.raw).is_none()) {
        let longest = longest.entry(path.table).or_default();
        *longest = count_digits(&value.raw).max(*longest);
    }
    let odd = |(path, value): &(ValuePath, &Value)| {
        let whole = longest.get(path.table).copied().unwrap_or_default();
        longest_piece(&value.raw).is_some_and(|piece| piece < whole)
    };
    let cells = numbers().filter(odd).map(|(path, _)| path.to_string());
    let cells = not_borne_out(cells.collect(), checks);
    (!cells.is_empty()).then(|| {
        let message = format!(
            "blanks stand between the digits of {} values, unlike others of their table, and no equation bears them out",
            cells.len()
        );
        reason("number-in-pieces", message, cells)
    })
}

/// Of a number in pieces on one line how many digits its longest piece has: 1 of `6 9`, 3 of `38 531`. A blank beside a
/// point or comma (`59237. 24`) parts nothing.
fn longest_piece(raw: &str) -> Option<usize> {
    let of_line = |line: &str| {
        let pieces = || line.split_whitespace().filter(|piece| count_digits(piece) > 0);
        let joined = |piece: &str| piece.starts_with(POINTS) || piece.ends_with(POINTS);
        let parted = pieces().count() > 1 && !pieces().any(joined);
        parted.then(|| pieces().map(count_digits).max()).flatten()
    };
    raw.lines().filter_map(of_line).max()
}

/// What parts digits of one number, as printed in either width.
const POINTS: [char; 4] = ['.', ',', '．', '，'];

/// The signs of notes (`12 ②`) are no digits.
fn count_digits(text: &str) -> usize {
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    text.chars().filter(is_digit).count()
}

/// Whether digits stand on more than one line.
fn has_digits_on_lines(raw: &str) -> bool {
    let with_digits = |line: &&str| line.contains(char::is_numeric);
    raw.contains('\n') && raw.lines().filter(with_digits).count() > 1
}

/// Numbers that no second reading speaks of and no equations pin, by table or group of tables 2 and 4: a fault of
/// the only reading would show nowhere. `asked` says which of the three tables are asked for it.
fn tables_read_once(report: &Report, asked: [bool; 3]) -> Vec<Reason> {
    type Part = (&'static str, Option<&'static str>);
    let mut parts: Vec<(Part, Vec<(ValuePath, &Value)>)> = Vec::new();
    let is_asked = |table: &str| {
        let slot = reconcile::TABLES.iter().position(|t| *t == table);
        slot.and_then(|s| asked.get(s)).is_some_and(|asked| *asked)
    };
    for (path, value) in report.values().filter(|(path, _)| is_asked(path.table)) {
        let part = (path.table, (path.table != "requests").then_some(path.row));
        match parts.last_mut() {
            Some((last, values)) if *last == part => values.push((path, value)),
            _ => parts.push((part, vec![(path, value)])),
        }
    }
    // Equations do not see a 0 that was lost: a blank beside numbers is as loose as a number that nothing pins.
    let number = |v: &Value| v.kind == ValueKind::Number;
    let loose = |v: &Value| v.status == Status::Single && (number(v) || v.kind == ValueKind::Blank);
    let mut reasons = Vec::new();
    for ((table, group), values) in parts {
        let alone =
            values.iter().all(|(_, v)| v.readings.is_empty()) && values.iter().any(|(_, v)| number(v));
        let cells: Vec<String> = values
            .into_iter()
            .filter(|(_, v)| loose(v) && (alone || (number(v) && v.readings.is_empty())))
            .map(|(p, _)| p.to_string())
            .collect();
        if !cells.is_empty() {
            let part = group.map_or_else(|| table.to_owned(), |group| format!("{table}/{group}"));
            let message = if alone {
                format!("{part} could be read by one means only")
            } else {
                format!("{} values of {part} could be read by one means only", cells.len())
            };
            reasons.push(reason("read-once", message, cells));
        }
    }
    reasons
}

/// Equations that fail over values which only one reading gives, where other readings could have spoken: the failure
/// may be the reading's and not the report's.
fn unconfirmed_failures(
    report: &Report,
    document: &Document,
    checks: &[Check],
    spoke: usize,
) -> Option<Reason> {
    let one_reading_is_all = match document.format {
        Format::Text => true,
        Format::Docx => spoke == 0,
        Format::Pdf => false,
    };
    if one_reading_is_all {
        return None;
    }
    let single = paths(report, |v| {
        v.status == Status::Single && v.kind == ValueKind::Number
    });
    let failing = checks
        .iter()
        .filter(|c| check::is_equation(c.rule) && fails(c))
        .flat_map(|c| &c.cells);
    let mut cells: Vec<String> = failing.filter(|p| single.contains(p)).cloned().collect();
    cells.sort();
    cells.dedup();
    (!cells.is_empty()).then(|| {
        let message = format!(
            "an equation fails over {} values that one reading alone gives",
            cells.len()
        );
        reason("unconfirmed-failure", message, cells)
    })
}

fn gaps(report: &Report, document: &Document) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let tables = [
        ("disclosure", report.disclosure.is_some()),
        ("requests", report.requests.is_some()),
        ("litigation", report.litigation.is_some()),
    ];
    for (table, _) in tables.iter().filter(|(_, there)| !there) {
        reasons.push(reason(
            "table-missing",
            format!("the report has no readable table of {table}"),
            vec![(*table).to_owned()],
        ));
    }
    let absent = paths(report, |v| v.kind == ValueKind::Absent);
    if !absent.is_empty() {
        reasons.push(reason(
            "values-absent",
            format!("{} values of the form are not in the tables", absent.len()),
            absent,
        ));
    }
    let unreadable = paths(report, |v| v.kind == ValueKind::Unreadable);
    if !unreadable.is_empty() {
        reasons.push(reason(
            "values-unreadable",
            format!(
                "{} values are neither numbers nor blank nor a mark",
                unreadable.len()
            ),
            unreadable,
        ));
    }
    if document
        .warnings
        .iter()
        .any(|w| w.code == "inserted_part_skipped")
    {
        reasons.push(reason(
            "part-not-read",
            "a part of the document is inserted from another file, which is not read",
            Vec::new(),
        ));
    }
    let pictures: Vec<String> = document
        .pages
        .iter()
        .filter(|p| p.no_text)
        .map(|p| format!("page {}", p.number))
        .collect();
    if !pictures.is_empty() {
        reasons.push(reason(
            "page-without-text",
            format!("{} pages have no readable text", pictures.len()),
            pictures,
        ));
    }
    reasons
}

/// Whether an equation fails, strictly or with blank as 0.
pub fn fails(check: &Check) -> bool {
    check.outcome == Outcome::Fail || check.outcome_blank_as_zero == Some(Outcome::Fail)
}

fn failures(checks: &[Check]) -> Vec<Reason> {
    let failed = checks.iter().filter(|c| check::is_equation(c.rule) && fails(c));
    let no_counts = checks.iter().filter(|c| c.rule == RULE && fails(c));
    let no_counts = no_counts.map(|c| {
        let message = c.note.clone().unwrap_or_default();
        reason(RULE, message, c.cells.clone())
    });
    failed
        .map(|c| {
            let side = |n: Option<crate::report::Number>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
            let message = format!(
                "{} at {}: {} is not {}",
                c.rule,
                c.place,
                side(c.expected),
                side(c.actual)
            );
            reason("equation-fails", message, c.cells.clone())
        })
        .chain(no_counts)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Warning;

    #[test]
    fn a_part_from_another_file_is_a_gap() {
        let mut document = Document::empty(Format::Docx);
        let told = |document: &Document| {
            let found = gaps(&Report::default(), document);
            found.iter().any(|r| r.code == "part-not-read")
        };
        assert!(!told(&document));
        document
            .warnings
            .push(Warning::new("inserted_part_skipped", "a part is not read"));
        assert!(told(&document));
    }
}
