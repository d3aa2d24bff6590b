//! Loads a folder of reports into tidy rows, one a value, as a step of a pipeline would: on all processors, with bounded
//! memory, in the order of the names.
//!
//!     cargo run --example load_rows -- samples > rows.csv
//!
//! The columns are those of `baobiao::output::rows::ValueRow`. Documents that cannot be read are told on standard error
//! and do not stop the rest; documents that are no such report give no rows.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use baobiao::output::rows::{Format, Writer, value_rows};
use baobiao::pipeline::{Batch, Input, Plan};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: load_rows FOLDER")?;
    let inputs = documents(Path::new(&folder))?.into_iter().map(Input::path);
    let mut rows = Writer::new(io::BufWriter::new(io::stdout()), Format::Csv { bom: false })?;
    for item in Batch::new(inputs, Plan::default())? {
        match item.result {
            Ok(report) => rows.push(value_rows(&*report))?,
            // A retryable error (a deadline, a file that changed) may go better another time.
            Err(error) => eprintln!("{}: {error}, retryable: {}", item.name, error.is_retryable()),
        }
    }
    rows.finish()?;
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
