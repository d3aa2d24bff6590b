//! Nothing that comes out depends on how many threads worked on a document, errors included.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::path::Path;

use baobiao::Options;
use baobiao::diagnostic::{Limits, Threads};
use baobiao::extract::extract;
use baobiao::output::{ReportJson, to_json};
use common::{options, samples};

/// Small stacks: what helps has no larger ones than what reads.
const STACK: usize = 512 << 10;

/// The JSON of a file, or the line that says why there is none.
fn read(path: &Path, bytes: &[u8], limits: &Limits, count: usize) -> Result<Vec<u8>, String> {
    let options = Options {
        threads: Threads { count, stack: STACK },
        limits: limits.clone(),
        ..options(path)
    };
    let extraction = extract(bytes, &options).map_err(|e| e.to_string())?;
    to_json(&ReportJson::from_extraction(&extraction, "a")).map_err(|e| e.to_string())
}

#[test]
fn every_sample_gives_the_same_bytes_with_any_number_of_threads() {
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let alone = read(&path, &bytes, &Limits::default(), 1);
        for count in [2, 5] {
            let together = read(&path, &bytes, &Limits::default(), count);
            assert!(alone == together, "{}, {count} threads", path.display());
        }
    }
}

/// The limit is set so that the reading ends at many places, one after the other.
#[test]
fn a_limit_ends_the_reading_with_the_same_error_with_any_number_of_threads() {
    let mut errors = std::collections::BTreeSet::new();
    for name in ["lo-plain.pdf", "word-plain.docx"] {
        let path = samples().into_iter().find(|p| p.ends_with(name)).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let steps = (1..40).map(|i| ("work", i * i * 100));
        let memory = (1..30).map(|i| ("memory", bytes.len() as u64 + i * i * 2_000));
        for (limit, value) in steps.chain(memory) {
            let mut limits = Limits::default();
            limits.set(limit, value);
            let alone = read(&path, &bytes, &limits, 1);
            let together = read(&path, &bytes, &limits, 3);
            assert_eq!(
                alone.as_ref().map(Vec::len),
                together.as_ref().map(Vec::len),
                "{name}: {limit} {value}"
            );
            errors.extend(alone.err().map(|e| format!("{name}: {limit}: {e}")));
        }
    }
    assert!(errors.len() > 30, "too few ends: {}", errors.len());
}
