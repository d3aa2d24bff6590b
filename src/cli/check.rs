//! `baobiao check`.

use anyhow::Context;

use super::args::{CheckArgs, RowFormat};
use super::drawing::{DrawnCell, draw};
use super::style::{Style, columns, wants_colours};
use super::{BROKEN, FAILED, OK, counted, print, say};
use crate::across::{self, Member};
use crate::batch::converted::{brief, json_files};
use crate::batch::shown;
use crate::output::rows::{FindingRow, Format, Writer};
use crate::output::to_json;
use crate::output::wire::{Number, Outcome};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    if !args.folder.is_dir() {
        say(&format!("{} is no folder", shown(&args.folder)));
        return Ok(BROKEN);
    }
    let files = json_files(&args.folder).with_context(|| format!("cannot list {}", shown(&args.folder)))?;
    let (mut members, mut unread) = (Vec::new(), 0_usize);
    for file in &files {
        match brief(&args.folder, file) {
            (_, Ok(report)) => members.push(Member::new(&report)),
            (name, Err(error)) => {
                unread += 1;
                say(&format!("{name}: {error}"));
            }
        }
    }
    if members.is_empty() {
        say(&format!("no report's JSON below {}", shown(&args.folder)));
        return Ok(BROKEN);
    }
    let findings = across::run(&members);
    match args.format {
        Some(format) => print(&rows(&findings, format, args.bom)?)?,
        None => print(table(&findings).as_bytes())?,
    };
    if !args.quiet {
        say(&sentence(&members, &findings));
    }
    Ok(if unread > 0 || findings.iter().any(is_found) {
        FAILED
    } else {
        OK
    })
}

/// Whether something is wrong, with blanks as unknown or as 0.
fn is_found(finding: &FindingRow) -> bool {
    finding.outcome == Outcome::Fail || finding.outcome_blank_as_zero == Some(Outcome::Fail)
}

fn rows(findings: &[FindingRow], format: RowFormat, bom: bool) -> anyhow::Result<Vec<u8>> {
    let format = match format {
        RowFormat::Json => return Ok(to_json(&findings)?),
        RowFormat::Ndjson => Format::Ndjson,
        RowFormat::Csv => Format::Csv { bom },
    };
    let mut writer = Writer::new(Vec::new(), format)?;
    writer.push(findings.iter().cloned())?;
    Ok(writer.finish()?)
}

const HEADS: [&str; 7] = ["agency", "year", "rule", "where", "expected", "printed", "files"];

/// What was found as a table; empty when all is well.
fn table(findings: &[FindingRow]) -> String {
    let found: Vec<&FindingRow> = findings.iter().filter(|f| is_found(f)).collect();
    if found.is_empty() {
        return String::new();
    }
    let row = |index: usize, texts: [String; 7], style| {
        texts.into_iter().enumerate().map(move |(col, text)| DrawnCell {
            rows: (index, 1),
            cols: (col, 1),
            text,
            style,
        })
    };
    let mut cells: Vec<DrawnCell> = row(0, HEADS.map(str::to_owned), Style::Strong).collect();
    for (index, finding) in found.iter().enumerate() {
        cells.extend(row(index + 1, texts(finding), Style::Plain));
    }
    draw(&cells, columns(), wants_colours())
}

fn texts(finding: &FindingRow) -> [String; 7] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<Number>| value.map(|v| v.as_f64().to_string()).unwrap_or_default();
    let files = [&finding.file, &finding.other_file];
    let mut files: Vec<String> = files.into_iter().flatten().cloned().collect();
    files.extend(finding.note.as_ref().map(|note| format!("({note})")));
    [
        text(&finding.agency),
        finding.year.map(|y| y.to_string()).unwrap_or_default(),
        finding.rule.clone(),
        text(&finding.place),
        number(finding.expected),
        number(finding.actual),
        files.join("\n"),
    ]
}

/// What was looked at and found, in one sentence.
fn sentence(members: &[Member], findings: &[FindingRow]) -> String {
    let nameless = members
        .iter()
        .filter(|m| m.agency.is_none() || m.year.is_none())
        .count();
    let count = |is: &dyn Fn(&FindingRow) -> bool| findings.iter().filter(|f| is(f)).count();
    let agencies = across::series(members).len();
    let mut parts = vec![
        format!(
            "{} of {}",
            counted(members.len(), "report", "reports"),
            counted(agencies, "agency", "agencies")
        ),
        format!(
            "{} equations between years hold",
            count(&|f| f.outcome == Outcome::Pass)
        ),
        counted(count(&is_found), "finding", "findings"),
    ];
    let open = count(&|f| f.outcome == Outcome::NotAssessable && !is_found(f));
    if open > 0 {
        parts.push(format!("{open} equations cannot be assessed"));
    }
    if nameless > 0 {
        parts.push(format!(
            "left out of the series for want of agency or year: {nameless}"
        ));
    }
    parts.join(", ")
}
