//! How long everything takes: each stage alone, whole documents by class, a folder, documents that grow, and the peers
//! that are Rust libraries, in one run.
//!
//!     cargo bench                  # all
//!     cargo bench -- stages        # one module
//!
//! `benches/peers.py` compares whole processes, `benches/instructions.py` counts instructions; docs/performance.md has
//! the figures.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench may panic and print"
)]

mod documents;
mod folder;
mod growth;
mod make;
mod peers;
mod stages;

use std::path::{Path, PathBuf};

fn main() {
    // The peers panic on files that they cannot read; that is counted, not printed.
    if peers::print_what_they_can_read() {
        divan::main();
    }
}

/// The folder of the project's own samples.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn sample(name: &str) -> Vec<u8> {
    let path = samples().join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The options that the command reads a file of this name with.
fn options(name: &str) -> baobiao::Options {
    baobiao::Options {
        format: name.ends_with(".txt").then_some(baobiao::document::Format::Text),
        ..baobiao::Options::default()
    }
}

/// One document from its bytes to its JSON.
fn whole(name: &str, bytes: &[u8]) -> usize {
    let extraction = baobiao::extract(bytes, &options(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let report = baobiao::output::ReportJson::from_extraction(&extraction, name);
    baobiao::output::to_json(&report).unwrap().len()
}
