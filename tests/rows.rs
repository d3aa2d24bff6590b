//! Rows of whole runs: every format says the same, a second implementation reads them back, threads change nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn baobiao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baobiao"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// A folder `in` with reports of several kinds, one that cannot be read and one file that is no input.
fn inputs() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::create_dir_all(dir.path().join("in/sub")).unwrap();
    for (sample, name) in [
        ("lo-plain.pdf", "a.pdf"),
        ("chrome-form-2019.pdf", "b.pdf"),
        ("lo-resaved.docx", "sub/某市.docx"),
        ("direct-encrypted-aes256.pdf", "sub/d.pdf"),
    ] {
        fs::copy(samples.join(sample), dir.path().join("in").join(name)).unwrap();
    }
    fs::write(dir.path().join("in/broken.pdf"), "%PDF-1.4\nnothing").unwrap();
    fs::write(dir.path().join("in/readme.md"), "no input").unwrap();
    dir
}

fn converted(dir: &Path, out: &str, more: &[&str]) {
    let mut arguments = vec!["convert", "in", "-o", out, "--quiet"];
    arguments.extend(more);
    // Some inputs are meant to fail.
    assert_eq!(baobiao(dir, &arguments).status.code(), Some(1));
}

#[test]
fn every_format_reads_back_the_same_with_another_program() {
    let dir = inputs();
    converted(dir.path(), "csv", &["--format", "csv", "--bom"]);
    converted(dir.path(), "ndjson", &["--format", "ndjson"]);
    if cfg!(not(feature = "parquet")) {
        eprintln!("skipped: built without the feature parquet");
        return;
    }
    converted(dir.path(), "parquet", &["--format", "parquet"]);
    let python = std::env::var("BAOBIAO_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rows/read_back.py");
    let output = Command::new(&python)
        .current_dir(dir.path())
        .arg(script)
        .args(["parquet", "csv", "ndjson"])
        .output();
    match output {
        Ok(output) if output.status.code() == Some(77) => {
            eprintln!("{}", String::from_utf8_lossy(&output.stdout).trim());
        }
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => eprintln!("skipped: {python} cannot be run: {error}"),
    }
}

#[test]
fn rows_are_the_same_bytes_with_any_number_of_threads_and_after_a_resume() {
    let dir = inputs();
    let read = |out: &str, name: &str| fs::read(dir.path().join(out).join(name)).unwrap();
    converted(dir.path(), "one", &["--format", "ndjson", "--jobs", "1"]);
    converted(dir.path(), "two", &["--format", "ndjson", "--jobs", "2"]);
    // A run that went on before its rows were built, and one whose rows were of another format.
    converted(dir.path(), "again", &["--format", "csv"]);
    fs::remove_file(dir.path().join("again/b.pdf.json")).unwrap();
    converted(dir.path(), "again", &["--format", "ndjson", "--resume"]);
    for name in ["values.ndjson", "reports.ndjson", "manifest.jsonl"] {
        assert_eq!(read("one", name), read("two", name), "{name}");
        assert_eq!(read("one", name), read("again", name), "{name}");
    }
    let reports = String::from_utf8(read("one", "reports.ndjson")).unwrap();
    let files: Vec<String> = reports
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| {
            format!(
                "{} {}",
                row["file"].as_str().unwrap(),
                row["status"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "a.pdf ok",
        "b.pdf ok",
        "broken.pdf error",
        "sub/d.pdf",
        "sub/某市.docx ok",
    ];
    assert_eq!(files.len(), expected.len());
    for (file, expected) in files.iter().zip(expected) {
        assert!(file.starts_with(expected), "{file}");
    }
}

#[test]
fn shards_have_rows_of_their_own() {
    let dir = inputs();
    let count = |name: String| {
        fs::read_to_string(dir.path().join("out").join(name))
            .unwrap()
            .lines()
            .count()
    };
    for shard in ["1/2", "2/2"] {
        baobiao(
            dir.path(),
            &[
                "convert", "in", "-o", "out", "--shard", shard, "--format", "ndjson",
            ],
        );
    }
    let reports = (1..=2)
        .map(|i| count(format!("reports-{i}of2.ndjson")))
        .sum::<usize>();
    assert_eq!(reports, 5);
}

#[test]
fn the_value_rows_of_one_document_go_to_standard_output() {
    let dir = inputs();
    let output = baobiao(dir.path(), &["convert", "in/a.pdf", "-o", "-", "--format", "csv"]);
    assert!(output.status.success());
    let csv = String::from_utf8(output.stdout).unwrap();
    assert_eq!(csv.lines().count(), 1 + 200);
    assert!(csv.contains("本年新收政府信息公开申请数量"));
}

#[test]
fn rows_that_make_no_sense_are_a_usage_error() {
    let dir = inputs();
    for wrong in [
        ["convert", "in", "-o", "out", "--bom"].as_slice(),
        &["convert", "in", "-o", "out", "--structure", "--format", "csv"],
        &["convert", "-", "-o", "out", "--format", "csv"],
        &["check", "in", "--format", "xlsx"],
    ] {
        assert_eq!(baobiao(dir.path(), wrong).status.code(), Some(2), "{wrong:?}");
        assert!(!dir.path().join("out").exists());
    }
}

#[test]
fn log_lines_are_json_when_asked_for() {
    let dir = inputs();
    let output = baobiao(
        dir.path(),
        &["convert", "in", "-o", "out", "--log-format", "json"],
    );
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stderr)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let broken = lines.iter().find(|line| line["path"] == "broken.pdf").unwrap();
    assert_eq!(
        (&broken["level"], &broken["retryable"]),
        (&"ERROR".into(), &false.into())
    );
    assert!(broken["kind"].is_string() && broken["stage"].is_string() && broken["message"].is_string());
    assert_eq!(lines.last().unwrap()["level"], "INFO");
}

#[test]
fn reports_of_several_years_are_checked_against_each_other() {
    let dir = inputs();
    fs::copy(dir.path().join("in/a.pdf"), dir.path().join("in/copy.pdf")).unwrap();
    converted(dir.path(), "out", &[]);
    let table = baobiao(dir.path(), &["check", "out"]);
    assert_eq!(table.status.code(), Some(1));
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("duplicate") && table.contains("copy.pdf"),
        "{table}"
    );
    let rows = baobiao(dir.path(), &["check", "out", "--format", "ndjson", "--quiet"]);
    assert!(rows.stderr.is_empty());
    let rows = String::from_utf8(rows.stdout).unwrap();
    let first: serde_json::Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert_eq!(first["rule"], "duplicate-document");
    let array = baobiao(dir.path(), &["check", "out", "--format", "json"]);
    let array: Vec<serde_json::Value> = serde_json::from_slice(&array.stdout).unwrap();
    assert_eq!(array.len(), rows.lines().count());
    // One report alone has nothing against it.
    fs::create_dir(dir.path().join("one")).unwrap();
    fs::copy(
        dir.path().join("out/a.pdf.json"),
        dir.path().join("one/a.pdf.json"),
    )
    .unwrap();
    assert_eq!(baobiao(dir.path(), &["check", "one"]).status.code(), Some(0));
    assert_eq!(
        baobiao(dir.path(), &["check", "not-there"]).status.code(),
        Some(3)
    );
}
