use super::*;
use crate::extract::{Options, extract};
use crate::output::wire::{Outcome, ValueKind};
use crate::output::{ReportJson, to_json};

/// A sample's report, made that of another year, under another name and with other bytes.
fn report(year: i32, name: &str) -> ReportJson {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/lo-plain.pdf");
    let extraction = extract(&std::fs::read(path).unwrap(), &Options::default()).unwrap();
    let mut report = ReportJson::from_extraction(&extraction, name);
    report.source.sha256 = name.to_owned();
    report.year.as_mut().unwrap().value = year;
    report
}

fn member(report: &ReportJson) -> Member {
    Member::new(&Brief::from_json(&to_json(report).unwrap()).unwrap())
}

fn set(report: &mut ReportJson, row: &str, number: i64) {
    let requests = report.requests.as_mut().unwrap();
    let row = requests
        .rows
        .iter_mut()
        .find(|r| r.key.as_deref() == Some(row))
        .unwrap();
    let cell = row.values.last_mut().unwrap();
    (cell.value, cell.kind) = (Some(wire::Number::Whole(number)), ValueKind::Number);
}

fn set_files(report: &mut ReportJson, key: &str, number: i64) {
    let group = report
        .disclosure
        .as_mut()
        .unwrap()
        .groups
        .get_mut("regulations")
        .unwrap();
    let cell = group.values.get_mut(key).unwrap();
    (cell.value, cell.kind) = (Some(wire::Number::Whole(number)), ValueKind::Number);
}

/// The findings that fail, as `rule year place`.
fn failures(members: &[Member]) -> Vec<String> {
    run(members)
        .iter()
        .filter(|f| f.outcome == Outcome::Fail)
        .map(|f| {
            format!(
                "{} {} {}",
                f.rule,
                f.year.unwrap(),
                f.place.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn what_one_year_carries_forward_the_next_carries_over() {
    let (mut earlier, mut later) = (report(2021, "a"), report(2022, "b"));
    set(&mut earlier, "carried_forward", 3);
    set(&mut later, "carried_over", 3);
    let rule = |members: &[Member]| {
        let all = failures(members).into_iter();
        all.filter(|f| f.starts_with("years-carried-over") && f.ends_with("total"))
            .collect::<Vec<_>>()
    };
    assert_eq!(rule(&[member(&earlier), member(&later)]), Vec::<String>::new());
    set(&mut later, "carried_over", 2);
    // The order in which reports are given does not matter.
    let members = [member(&later), member(&earlier)];
    assert_eq!(rule(&members), ["years-carried-over 2022 total"]);
    let finding = run(&members)
        .into_iter()
        .find(|f| f.place.as_deref() == Some("total"))
        .unwrap();
    assert_eq!(
        (finding.file.as_deref(), finding.other_file.as_deref()),
        (Some("b"), Some("a"))
    );
    assert_eq!(finding.expected, Some(wire::Number::Whole(3)));
    assert_eq!(finding.actual, Some(wire::Number::Whole(2)));
}

#[test]
fn documents_in_force_grow_and_shrink_by_what_is_issued_and_repealed() {
    let (mut earlier, mut later) = (report(2021, "a"), report(2022, "b"));
    set_files(&mut earlier, "in_force", 40);
    for (key, number) in [("issued", 5), ("repealed", 2), ("in_force", 43)] {
        set_files(&mut later, key, number);
    }
    let place = |members: &[Member]| {
        let all = failures(members).into_iter();
        all.filter(|f| f.starts_with("years-in-force 2022 regulations"))
            .count()
    };
    assert_eq!(place(&[member(&earlier), member(&later)]), 0);
    set_files(&mut later, "in_force", 45);
    assert_eq!(place(&[member(&earlier), member(&later)]), 1);
}

#[test]
fn a_year_between_others_that_has_no_report_is_missing() {
    let members = [2019, 2022, 2023].map(|year| member(&report(year, &year.to_string())));
    let missing: Vec<String> = failures(&members)
        .into_iter()
        .filter(|f| f.starts_with("missing"))
        .collect();
    assert_eq!(missing, ["missing-year 2020 -", "missing-year 2021 -"]);
    let far = [1022, 2022].map(|year| member(&report(year, &year.to_string())));
    let missing: Vec<_> = run(&far)
        .into_iter()
        .filter(|f| f.rule == "missing-year")
        .collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].note.as_deref(), Some("and all up to 2021"));
}

#[test]
fn the_same_bytes_and_the_same_year_twice_are_two_different_things() {
    let first = report(2022, "a");
    let mut copy = first.clone();
    copy.source.file = "copy".to_owned();
    let same = report(2022, "b");
    let mut other = report(2022, "c");
    set(&mut other, "received", 99);
    let notes: Vec<_> = run(&[&first, &copy, &same, &other].map(member))
        .into_iter()
        .map(|f| (f.rule, f.file.unwrap(), f.note.unwrap()))
        .collect();
    let expected = [
        ("duplicate-document", "copy", "the same bytes"),
        ("duplicate-report", "b", "the same values"),
        ("duplicate-report", "c", "other values"),
    ];
    assert_eq!(
        notes,
        expected.map(|(r, f, n)| (r.to_owned(), f.to_owned(), n.to_owned()))
    );
}

#[test]
fn a_year_with_two_reports_that_differ_stands_in_no_equation() {
    let mut other = report(2022, "c");
    set(&mut other, "received", 99);
    let members = [&report(2021, "a"), &report(2022, "b"), &other].map(member);
    assert!(run(&members).iter().all(|f| !f.rule.starts_with("years-")));
}
