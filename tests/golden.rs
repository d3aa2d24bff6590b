//! Each sample is read as its golden file has it: one test a sample. When a change is meant, run
//! `baobiao golden bless samples --golden golden`, read the diff and commit it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fmt::Write;
use std::path::Path;

use baobiao::golden::{Sample, check};

const SAMPLES: &str = "samples";

fn is_read_as_before(path: &Path) -> datatest_stable::Result<()> {
    let relative = path.strip_prefix(SAMPLES)?;
    let differences = check(&Sample::new(Path::new(SAMPLES), Path::new("golden"), relative))?;
    let mut text = String::new();
    for difference in differences.iter().take(20) {
        writeln!(text, "{difference}")?;
    }
    if text.is_empty() {
        Ok(())
    } else {
        Err(format!("{} differences\n{text}", differences.len()).into())
    }
}

datatest_stable::harness! {
    { test = is_read_as_before, root = SAMPLES, pattern = r"(?i)[^/]\.(pdf|docx|docm|dotx|dotm|txt)$" },
}
