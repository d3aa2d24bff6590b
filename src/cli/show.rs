//! `baobiao show`.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use super::args::{ShowArgs, TableChoice};
use super::drawing::{DrawnCell, draw, wrap};
use super::style::{Style, columns, painted, wants_colours};
use super::{FAILED, counted, print, say, usage};
use crate::batch::document::{self, Mode, Settings};
use crate::batch::pool::silence_panics;
use crate::batch::{read, shown};
use crate::diagnostic::{CancelToken, Error, ErrorKind, Stage, Threads, one_line};
use crate::inspect::difference;
use crate::output::read_report;
use crate::output::wire::{
    Block, CellRef, CellRole, CellValue, Check, Groups, Number, Outcome, ReadStatus, ReportJson, Table,
    ValueStatus, Verdict,
};

pub(super) fn run(args: &ShowArgs) -> anyhow::Result<u8> {
    silence_panics();
    let name = shown(Path::new(args.file.file_name().unwrap_or(args.file.as_os_str())));
    let report = match load(args, &name) {
        Ok(report) => report,
        Err(error) => {
            say(&format!("{}: {error}", one_line(&name, 100)));
            return Ok(FAILED);
        }
    };
    let width = args.width.map_or_else(columns, usize::from);
    let sheet = Sheet {
        report: &report,
        width,
        colours: wants_colours(),
        marks: marks(&report),
    };
    let text = match &args.table {
        Some(choice) => sheet.chosen(choice)?,
        None => sheet.whole(),
    };
    print(text.as_bytes())
}

/// The report in a document, or in a JSON that was made of one.
fn load(args: &ShowArgs, name: &str) -> Result<ReportJson, Error> {
    let limits = args.limits.limits();
    let stdin = args.file == Path::new("-");
    let bytes = if stdin {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(limits.file_size).read_to_end(&mut bytes);
        read.map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()))?;
        bytes
    } else {
        read::read_input(&args.file, true, limits.file_size)?
    };
    if bytes.starts_with(b"{") {
        return read_report(&bytes);
    }
    let settings = Settings {
        mode: Mode::Report,
        limits,
        format: None,
        output: Default::default(),
        tag: String::new(),
        cancel: CancelToken::new(),
        threads: Threads::new(super::processors()),
    };
    let name_of_file = (!stdin).then_some(args.file.as_path());
    document::read_report(&bytes, name_of_file, name, &settings).map(|report| *report)
}

/// What is to be seen at a cell besides its text.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    failed: bool,
    disputed: bool,
}

/// Marks by table id, row and column.
type Marks = BTreeMap<(String, u32, u32), Mark>;

fn marks(report: &ReportJson) -> Marks {
    let mut marks = Marks::new();
    let mut note = |cell: &Option<CellRef>, set: fn(&mut Mark)| {
        if let Some(CellRef { table, row, col }) = cell {
            set(marks.entry((table.clone(), *row, *col)).or_default());
        }
    };
    for path in report.checks.iter().filter(|c| fails(c)).flat_map(|c| &c.cells) {
        if let Some(value) = find(report, path) {
            note(&value.cell, |mark| mark.failed = true);
        }
    }
    for value in values(report).filter(|v| v.status == ValueStatus::Disputed) {
        note(&value.cell, |mark| mark.disputed = true);
    }
    marks
}

fn fails(check: &Check) -> bool {
    [Some(check.outcome), check.outcome_blank_as_zero].contains(&Some(Outcome::Fail))
}

/// The value that a check names: `requests/denied.state_secret/total`.
fn find<'a>(report: &'a ReportJson, path: &str) -> Option<&'a CellValue> {
    let mut parts = path.splitn(3, '/');
    let (table, row, column) = (parts.next()?, parts.next()?, parts.next()?);
    match table {
        "requests" => report.requests.as_ref()?.get(row, column),
        "disclosure" => report.disclosure.as_ref()?.get(row, column),
        "litigation" => report.litigation.as_ref()?.get(row, column),
        _ => None,
    }
}

fn values(report: &ReportJson) -> impl Iterator<Item = &CellValue> {
    let groups = report.disclosure.iter().chain(&report.litigation);
    let grouped = groups
        .flat_map(|g| g.groups.values())
        .flat_map(|g| g.values.values());
    let rows = report.requests.iter().flat_map(|r| &r.rows);
    grouped.chain(rows.flat_map(|row| row.values.iter().chain(&row.extra)))
}

/// Every value that the form knows, with its path, in the order of the tables of the form.
fn named_values(report: &ReportJson) -> Vec<(String, &CellValue)> {
    let groups = |name: &str, table: &Option<Groups>| -> Vec<String> {
        let table = table.iter().flat_map(|t| &t.groups);
        let keys = table.flat_map(|(group, g)| g.values.keys().map(move |key| (group, key)));
        keys.map(|(group, key)| format!("{name}/{group}/{key}")).collect()
    };
    let mut paths = groups("disclosure", &report.disclosure);
    if let Some(requests) = &report.requests {
        let rows = requests.rows.iter().filter_map(|r| r.key.as_ref());
        paths.extend(rows.flat_map(|r| requests.columns.iter().map(move |c| format!("requests/{r}/{c}"))));
    }
    paths.extend(groups("litigation", &report.litigation));
    paths
        .into_iter()
        .filter_map(|path| find(report, &path).map(|value| (path, value)))
        .collect()
}

/// A report to be seen.
struct Sheet<'a> {
    report: &'a ReportJson,
    width: usize,
    colours: bool,
    marks: Marks,
}

impl Sheet<'_> {
    fn paint(&self, text: &str, style: Style) -> String {
        painted(text, style, self.colours)
    }

    fn whole(&self) -> String {
        let mut out = self.head();
        out.push_str(&self.sections());
        for table in &self.report.tables {
            out.push('\n');
            out.push_str(&self.table(table));
        }
        out.push_str(&self.failures(|_| true));
        out.push_str(&self.disputes(|_| true));
        out.push_str(&self.warnings());
        out
    }

    fn chosen(&self, choice: &TableChoice) -> anyhow::Result<String> {
        let report = self.report;
        let (name, values): (&str, Vec<&CellValue>) = match choice {
            TableChoice::Number(number) => {
                let table = report.tables.get(number - 1);
                let table = table.ok_or_else(|| {
                    let has = counted(report.tables.len(), "table", "tables");
                    usage(format!("--table {number}: the document has {has}"))
                })?;
                return Ok(self.table(table));
            }
            TableChoice::Requests => (
                "requests",
                report
                    .requests
                    .iter()
                    .flat_map(|r| &r.rows)
                    .flat_map(|r| &r.values)
                    .collect(),
            ),
            TableChoice::Disclosure | TableChoice::Litigation => {
                let (name, table) = match choice {
                    TableChoice::Disclosure => ("disclosure", &report.disclosure),
                    _ => ("litigation", &report.litigation),
                };
                let groups = table.iter().flat_map(|t| t.groups.values());
                (name, groups.flat_map(|g| g.values.values()).collect())
            }
        };
        let from = |table: &&Table| {
            values
                .iter()
                .any(|v| v.cell.as_ref().is_some_and(|cell| cell.table == table.id))
        };
        let tables: Vec<String> = report.tables.iter().filter(from).map(|t| self.table(t)).collect();
        if tables.is_empty() {
            return Err(usage(format!("the document has no table `{name}`")));
        }
        let of_table = |check: &Check| {
            check
                .cells
                .iter()
                .any(|cell| cell.split('/').next() == Some(name))
        };
        let disputes = self.disputes(|path| path.split('/').next() == Some(name));
        Ok(tables.join("\n") + &self.failures(of_table) + &disputes)
    }

    fn head(&self) -> String {
        let report = self.report;
        let agency = report
            .agency
            .as_ref()
            .map_or("agency not found", |a| a.value.as_str());
        let year = report
            .year
            .as_ref()
            .map_or_else(|| "year not found".to_owned(), |y| y.value.to_string());
        let source = &report.source;
        let mut about = vec![
            one_line(&source.file, 200),
            format!("{:?}", source.format).to_uppercase(),
        ];
        about.extend(source.pages.map(|n| format!("{n} pages")));
        about.push(report.form.map_or_else(
            || "no known form".to_owned(),
            |f| format!("form {}", form_name(f)),
        ));
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line(self.paint(&format!("{}  {year}", one_line(agency, 300)), Style::Strong));
        line(self.paint(&about.join(" · "), Style::Faint));
        if report.status == ReadStatus::NoText {
            line(self.paint("no page has text that can be read", Style::Bad));
        }
        if let Some(verdict) = report.verdict {
            let counts = report.evidence;
            let (name, style) = verdict_name(verdict);
            let counts = format!(
                "{} confirmed, {} single, {} disputed",
                counts.confirmed, counts.single, counts.disputed
            );
            line(format!("{}  {counts}", self.paint(name, style)));
        }
        for reason in &report.reasons {
            let text = format!("{}: {}", reason.code, reason.message);
            for part in wrap(&one_line(&text, 1_000), self.width.saturating_sub(4)) {
                line(format!("  {part}"));
            }
        }
        out
    }

    fn sections(&self) -> String {
        let mut out = String::new();
        if !self.report.sections.is_empty() {
            out.push('\n');
        }
        for section in &self.report.sections {
            let count = |of: fn(&Block) -> bool| section.blocks.iter().filter(|b| of(b)).count();
            let tables = count(|b| matches!(b, Block::Table { .. }));
            let rest = section.blocks.len() - tables;
            let what = format!(
                "{}, {}",
                counted(rest, "paragraph", "paragraphs"),
                counted(tables, "table", "tables")
            );
            let heading = one_line(&section.heading, 200);
            let lines = wrap(&heading, self.width.saturating_sub(what.len() + 2).max(10));
            out.push_str(&format!(
                "{}  {}\n",
                lines.join("\n"),
                self.paint(&what, Style::Faint)
            ));
        }
        out
    }

    fn table(&self, table: &Table) -> String {
        let title = table
            .title
            .as_deref()
            .map(|t| format!("  {}", one_line(t, 200)))
            .unwrap_or_default();
        let page = table.page.map(|p| format!(", page {p}")).unwrap_or_default();
        let size = format!("{} × {}{page}", table.n_rows, table.n_cols);
        let mut out = format!(
            "{}{title}  {}\n",
            self.paint(&table.id, Style::Strong),
            self.paint(&size, Style::Faint)
        );
        let cells: Vec<DrawnCell> = table
            .cells
            .iter()
            .map(|cell| self.cell(&table.id, cell))
            .collect();
        out.push_str(&draw(&cells, self.width, self.colours));
        for doubt in &table.doubts {
            let text = format!("? {}: {}", doubt.code, doubt.message);
            out.push_str(&self.paint(&one_line(&text, 300), Style::Doubtful));
            out.push('\n');
        }
        for inner in table.cells.iter().flat_map(|cell| &cell.tables) {
            out.push_str(&self.table(inner));
        }
        out
    }

    fn cell(&self, table: &str, cell: &crate::output::wire::Cell) -> DrawnCell {
        let mark = self
            .marks
            .get(&(table.to_owned(), cell.row, cell.col))
            .copied()
            .unwrap_or_default();
        let (suffix, style) = match (mark, cell.role) {
            (Mark { failed: true, .. }, _) => ("✗", Style::Bad),
            (Mark { disputed: true, .. }, _) => ("?", Style::Doubtful),
            (_, CellRole::Data) => ("", Style::Plain),
            _ => ("", Style::Strong),
        };
        let nested: String = cell.tables.iter().map(|t| format!("\n[{}]", t.id)).collect();
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        DrawnCell {
            rows: (size(cell.row), size(cell.row_span)),
            cols: (size(cell.col), size(cell.col_span)),
            text: format!("{}{suffix}{nested}", cell.text),
            style,
        }
    }

    /// The checks that fail, with both sides.
    fn failures(&self, is_wanted: impl Fn(&Check) -> bool) -> String {
        let mut out = String::new();
        for check in self.report.checks.iter().filter(|c| fails(c) && is_wanted(c)) {
            let side = |n: Option<Number>| n.map_or_else(|| "?".to_owned(), number_text);
            let mut text = format!("✗ {} {}", check.rule, check.place);
            if check.expected.is_some() || check.actual.is_some() {
                text.push_str(&format!(
                    ": expected {}, printed {}",
                    side(check.expected),
                    side(check.actual)
                ));
                if let (Some(expected), Some(actual)) = (check.expected, check.actual) {
                    text.push_str(&format!(" ({})", difference(expected, actual)));
                }
            }
            if check.outcome != Outcome::Fail {
                text.push_str(" (blank taken as 0)");
            }
            if let Some(note) = &check.note {
                text.push_str(&format!(": {note}"));
            }
            for line in wrap(&one_line(&text, 600), self.width) {
                out.push_str(&self.paint(&line, Style::Bad));
                out.push('\n');
            }
        }
        if out.is_empty() { out } else { format!("\n{out}") }
    }

    /// The values on which readings differ, with what each reading gives.
    fn disputes(&self, is_wanted: impl Fn(&str) -> bool) -> String {
        let mut out = String::new();
        let links = named_values(self.report);
        let disputed = links.iter().filter(|(_, v)| v.status == ValueStatus::Disputed);
        for (path, value) in disputed.filter(|(path, _)| is_wanted(path)) {
            let shown = |raw: &str| {
                let raw: String = raw.split_whitespace().collect();
                if raw.is_empty() { "blank".to_owned() } else { raw }
            };
            let mut text = format!("? {path}: taken {}", shown(&value.raw));
            for reading in &value.readings {
                let method = format!("{:?}", reading.method).to_lowercase();
                text.push_str(&format!(", {method} {}", shown(&reading.raw)));
            }
            for line in wrap(&one_line(&text, 600), self.width) {
                out.push_str(&self.paint(&line, Style::Doubtful));
                out.push('\n');
            }
        }
        if out.is_empty() { out } else { format!("\n{out}") }
    }

    fn warnings(&self) -> String {
        let mut out = String::new();
        for warning in &self.report.warnings {
            let page = warning.page.map(|p| format!(" (page {p})")).unwrap_or_default();
            let text = format!("! {}: {}{page}", warning.code, warning.message);
            out.push_str(&self.paint(&one_line(&text, 400), Style::Doubtful));
            out.push('\n');
        }
        if out.is_empty() { out } else { format!("\n{out}") }
    }
}

fn form_name(form: crate::output::wire::Form) -> &'static str {
    match form {
        crate::output::wire::Form::Form2021 => "2021",
        crate::output::wire::Form::Form2019 => "2019",
    }
}

fn verdict_name(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Suspect => ("suspect", Style::Bad),
        Verdict::Incomplete => ("incomplete", Style::Doubtful),
        Verdict::SourceInconsistent => ("source_inconsistent", Style::Doubtful),
        Verdict::Verified => ("verified", Style::Good),
    }
}

fn number_text(number: Number) -> String {
    match number {
        Number::Whole(n) => n.to_string(),
        Number::Decimal(n) => n.to_string(),
    }
}
