//! The reports with truth in the shared corpus, where it is there: every one right, nothing wrong unflagged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let there = folder.join("score.py").is_file();
    if !there {
        eprintln!("skipped: the shared corpus is not beside this checkout");
    }
    there.then_some(folder)
}

/// The scorer's rows as maps from column name to text, by the name in the first column.
fn scores(corpus: &Path) -> Vec<(String, Vec<(String, String)>)> {
    let out = tempfile::tempdir().unwrap();
    let converted = Command::new(env!("CARGO_BIN_EXE_baobiao"))
        .args(["convert", "--quiet", "-o"])
        .arg(out.path())
        .arg(corpus.join("docs"))
        .output()
        .unwrap();
    assert!(converted.status.code().is_some(), "{converted:?}");
    let scored = Command::new("python3")
        .arg(corpus.join("score.py"))
        .arg(out.path())
        .arg("--tsv")
        .output()
        .unwrap();
    let text = String::from_utf8(scored.stdout).unwrap();
    let mut lines = text
        .lines()
        .map(|l| l.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    lines
        .map(|row| (row[0].clone(), head.iter().cloned().zip(row).collect()))
        .collect()
}

#[test]
fn every_report_with_truth_is_right_and_nothing_wrong_is_unflagged() {
    let Some(corpus) = shared() else { return };
    let rows = scores(&corpus);
    let (_, all) = rows.iter().find(|(name, _)| name == "~ALL").unwrap();
    let get = |row: &[(String, String)], name: &str| -> i64 {
        row.iter().find(|(n, _)| n == name).unwrap().1.parse().unwrap()
    };
    assert_eq!(get(all, "wrong&unflagged"), 0);
    for (style, row) in rows.iter().filter(|(name, _)| !name.starts_with('~')) {
        // Where blanks left no trace in the text, the right answer is `suspect`.
        let unsure = get(row, "right") < get(row, "docs");
        assert!(!unsure || style.starts_with("flat_"), "{style}: {row:?}");
    }
}
