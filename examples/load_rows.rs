//! Loads a folder of reports into tidy rows, one a value, as a step of a pipeline would.
//!
//!     cargo run --example load_rows -- samples > rows.tsv
//!
//! Each row: file, agency, year, verdict, table, row, column, kind, value, status. Documents that cannot be read are told
//! on standard error and do not stop the rest; documents that are no such report give no rows.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use baobiao::output::wire::{CellValue, Number, ReportJson};
use baobiao::{Options, extract_path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: load_rows FOLDER")?;
    let mut out = io::stdout().lock();
    for path in documents(Path::new(&folder))? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match extract_path(&path, &Options::default()) {
            Ok(extraction) => write_rows(&ReportJson::from_extraction(&extraction, &name), &mut out)?,
            // A retryable error (a deadline, a file that changed) may go better another time.
            Err(error) => eprintln!("{name}: {error}, retryable: {}", error.is_retryable()),
        }
    }
    Ok(())
}

fn documents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|e| {
            ["pdf", "docx", "txt"]
                .iter()
                .any(|known| e.eq_ignore_ascii_case(known))
        })
    };
    let mut paths = std::fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(is_document);
    paths.sort();
    Ok(paths)
}

fn write_rows(report: &ReportJson, out: &mut impl Write) -> io::Result<()> {
    let agency = report.agency.as_ref().map_or("", |a| a.value.as_str());
    let year = report
        .year
        .as_ref()
        .map_or(String::new(), |y| y.value.to_string());
    let verdict = report.verdict.map_or(String::new(), |v| format!("{v:?}"));
    for (table, row, column, value) in values(report) {
        let number = match value.value {
            Some(Number::Whole(n)) => n.to_string(),
            Some(Number::Decimal(n)) => n.to_string(),
            None => String::new(),
        };
        let fields = [
            &report.source.file,
            agency,
            &year,
            &verdict,
            table,
            row,
            column,
            &format!("{:?}", value.kind),
            &number,
            &format!("{:?}", value.status),
        ];
        writeln!(
            out,
            "{}",
            fields.map(|field| field.replace(['\t', '\n'], " ")).join("\t")
        )?;
    }
    Ok(())
}

/// Every value that the form knows, with the keys of its table, row and column.
fn values(report: &ReportJson) -> Vec<(&str, &str, &str, &CellValue)> {
    let mut rows = Vec::new();
    for (table, groups) in [
        ("disclosure", &report.disclosure),
        ("litigation", &report.litigation),
    ] {
        for (row, group) in groups.iter().flat_map(|g| &g.groups) {
            rows.extend(
                group
                    .values
                    .iter()
                    .map(|(column, v)| (table, row.as_str(), column.as_str(), v)),
            );
        }
    }
    if let Some(requests) = &report.requests {
        for row in &requests.rows {
            let key = row.key.as_deref().unwrap_or("");
            let columns = requests.columns.iter().zip(&row.values);
            rows.extend(columns.map(|(column, value)| ("requests", key, column.as_str(), value)));
        }
    }
    rows
}
