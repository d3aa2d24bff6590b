//! The command as its users meet it: what it writes, what it says, how it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const TEXT: &str = "某某局2022年政府信息公开工作年度报告\n\n一、总体情况\n\n本年度工作正常。\n";

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baobiao"));
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_remove("CI")
        .env_remove("BAOBIAO_TEST_FAULT");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

fn errors(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn rows(path: &Path) -> Vec<Value> {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every file below a folder with its bytes. What goes away while the folder is read is not there.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file());
    let file = |e: walkdir::DirEntry| {
        let name = e.path().strip_prefix(folder).unwrap().to_path_buf();
        fs::read(e.path()).ok().map(|bytes| (name, bytes))
    };
    files.filter_map(file).collect()
}

/// A folder `in` with `n` texts.
fn texts(n: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    for i in 0..n {
        fs::write(
            dir.path().join(format!("in/{i:03}.txt")),
            format!("{TEXT}第{i}号\n"),
        )
        .unwrap();
    }
    dir
}

/// A compound file that holds an encrypted package, as office programs write with a password.
fn encrypted_docx() -> Vec<u8> {
    let name = |text: &str| -> Vec<u8> {
        let mut entry: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend(((text.len() as u16 + 1) * 2).to_le_bytes());
        entry.extend([if text == "Root Entry" { 5 } else { 2 }, 1]);
        entry.extend([0xff; 12]);
        entry.resize(128, 0);
        entry
    };
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(24, 0);
    for number in [0x3e_u16, 3, 0xfffe, 9, 6] {
        file.extend(number.to_le_bytes());
    }
    file.resize(44, 0);
    // One sector of the allocation table; the directory begins in sector 1; no small streams, no further tables.
    for number in [1_u32, 1, 0, 4096, 0xffff_fffe, 0, 0xffff_fffe, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    file.resize(512, 0xff);
    for number in [0xffff_fffd_u32, 0xffff_fffe] {
        file.extend(number.to_le_bytes());
    }
    file.resize(1024, 0xff);
    for entry in ["Root Entry", "EncryptionInfo", "EncryptedPackage"] {
        file.extend(name(entry));
    }
    file.resize(1536, 0);
    file
}

#[test]
fn each_bad_input_gets_one_clear_line_and_the_rest_converts() {
    let dir = texts(2);
    let at = |name: &str| dir.path().join("in").join(name);
    fs::write(at("broken.docx"), b"PK\x03\x04 and then nothing that a zip has").unwrap();
    fs::write(at("empty.docx"), b"").unwrap();
    fs::write(at("locked.docx"), encrypted_docx()).unwrap();
    fs::create_dir(at("x.docx")).unwrap();
    fs::copy(sample_pdf(), at("really-a-pdf.docx")).unwrap();
    let output = run(
        dir.path(),
        &["convert", "in", "-o", "out", "--summary", "s.jsonl", "--quiet"],
    );
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let lines = errors(&output);
    assert_eq!(lines.len(), 4, "{lines:#?}");
    for (line, (name, kind)) in lines.iter().zip([
        ("broken.docx", "(corrupt)"),
        ("empty.docx", "("),
        ("locked.docx", "(encrypted)"),
        ("x.docx", "(not_regular)"),
    ]) {
        assert!(
            line.starts_with(&format!("baobiao: {name}: ")) && line.contains(kind),
            "{line}"
        );
        assert!(line.len() <= 300, "{line}");
    }
    let files: Vec<PathBuf> = tree(&dir.path().join("out")).into_keys().collect();
    let expected = [
        "000.txt.json",
        "001.txt.json",
        "manifest.jsonl",
        "really-a-pdf.docx.json",
    ];
    assert_eq!(files, expected.map(PathBuf::from));
    let rows = rows(&dir.path().join("s.jsonl"));
    assert_eq!(rows.len(), 7);
    let pdf = rows.iter().find(|r| r["path"] == "really-a-pdf.docx").unwrap();
    assert!(
        pdf["warnings"]
            .as_array()
            .unwrap()
            .contains(&"name_mismatch".into()),
        "{pdf}"
    );
}

fn sample_pdf() -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let pdf = |path: &PathBuf| path.extension().is_some_and(|e| e == "pdf");
    let mut paths: Vec<PathBuf> = fs::read_dir(samples)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(pdf)
        .collect();
    paths.sort();
    paths.swap_remove(0)
}

#[test]
fn one_job_and_many_and_no_supervisor_write_the_same_bytes() {
    let dir = texts(12);
    let variants: [&[&str]; 3] = [&["--jobs", "1"], &["--jobs", "4"], &["--no-supervisor"]];
    let trees: Vec<_> = variants
        .iter()
        .enumerate()
        .map(|(i, variant)| {
            let out = format!("out{i}");
            let output = run(dir.path(), &[&["convert", "in", "-o", &out], *variant].concat());
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            tree(&dir.path().join(out))
        })
        .collect();
    assert_eq!(trees[0].len(), 13);
    assert!(trees[0] == trees[1] && trees[1] == trees[2]);
}

#[test]
fn resume_reads_only_what_is_new_and_keeps_failures() {
    let dir = texts(3);
    fs::write(dir.path().join("in/bad.docx"), b"PK\x03\x04").unwrap();
    let convert = |more: &[&str]| {
        run(
            dir.path(),
            &[&["convert", "in", "-o", "out", "--quiet"], more].concat(),
        )
    };
    assert_eq!(convert(&[]).status.code(), Some(1));
    let whole = tree(&dir.path().join("out"));
    // An output that was tampered with stays: its input is the same, so it is not read again.
    fs::write(dir.path().join("out/000.txt.json"), b"kept").unwrap();
    fs::remove_file(dir.path().join("out/001.txt.json")).unwrap();
    fs::write(dir.path().join("out/.baobiao-all.1.2-x.tmp"), b"half").unwrap();
    let again = convert(&["--resume"]);
    assert_eq!((again.status.code(), errors(&again).len()), (Some(1), 1));
    let mut resumed = tree(&dir.path().join("out"));
    assert_eq!(resumed.remove(Path::new("000.txt.json")).unwrap(), b"kept");
    let mut expected = whole.clone();
    expected.remove(Path::new("000.txt.json"));
    assert_eq!(resumed, expected);
    fs::write(dir.path().join("in/bad.docx.txt"), TEXT).unwrap();
    fs::write(dir.path().join("in/000.txt"), "another text\n").unwrap();
    convert(&["--resume"]);
    assert_ne!(fs::read(dir.path().join("out/000.txt.json")).unwrap(), b"kept");
    // Other options make another output.
    fs::write(dir.path().join("out/002.txt.json"), b"kept").unwrap();
    convert(&["--resume", "--structure"]);
    assert!(
        fs::read_to_string(dir.path().join("out/002.txt.json"))
            .unwrap()
            .contains("\"blocks\"")
    );
}

#[test]
fn an_input_that_fails_has_no_result_of_an_earlier_run() {
    let dir = texts(3);
    let convert = |more: &[&str]| run(dir.path(), &[&["convert", "in", "-o", "out"], more].concat());
    assert_eq!(convert(&[]).status.code(), Some(0));
    fs::write(dir.path().join("in/001.txt"), b"").unwrap();
    fs::write(dir.path().join("in/old.doc"), b"x").unwrap();
    let output = convert(&["--resume"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        errors(&output),
        [
            "baobiao: 001.txt: the file is empty (corrupt)",
            "baobiao: 2 converted, 1 failed, 1 skipped (1 .doc), 2 as an earlier run left them",
        ]
    );
    let files: Vec<PathBuf> = tree(&dir.path().join("out")).into_keys().collect();
    let expected = ["000.txt.json", "002.txt.json", "manifest.jsonl"];
    assert_eq!(files, expected.map(PathBuf::from));
}

#[test]
fn a_structure_is_written_in_the_form_that_was_asked_for() {
    let dir = texts(1);
    for (form, ending, first) in [
        ("json", "json", "{"),
        ("markdown", "md", "某某局"),
        ("html", "html", "<!DOCTYPE html>"),
    ] {
        let arguments = [
            "convert",
            "in",
            "-o",
            "out",
            "--structure",
            "--as",
            form,
            "--quiet",
        ];
        assert_eq!(run(dir.path(), &arguments).status.code(), Some(0));
        let file = format!("out/000.txt.{ending}");
        let text = fs::read_to_string(dir.path().join(file)).unwrap();
        assert!(text.trim_start_matches(['#', ' ']).starts_with(first), "{text}");
        let stdout = run(
            dir.path(),
            &["convert", "in/000.txt", "-o", "-", "--structure", "--as", form],
        );
        assert_eq!(String::from_utf8(stdout.stdout).unwrap(), text);
    }
    let row = rows(&dir.path().join("out/manifest.jsonl")).remove(0);
    assert_eq!(row["output"], "000.txt.html");
    let refused = run(dir.path(), &["convert", "in", "-o", "out", "--as", "html"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_run_that_was_killed_is_taken_up_again() {
    let dir = texts(40);
    run(dir.path(), &["convert", "in", "-o", "whole", "--quiet"]);
    for wait in [5, 15, 30, 60] {
        let mut child = command(dir.path())
            .args(["convert", "in", "-o", "out", "--resume"])
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        for (path, bytes) in tree(&dir.path().join("out")) {
            let whole = path.extension().is_none_or(|e| e != "json")
                || serde_json::from_slice::<Value>(&bytes).is_ok();
            assert!(whole, "{}", path.display());
        }
    }
    // A child that outlived its parent for a moment may still hold a temporary file.
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(
        run(dir.path(), &["convert", "in", "-o", "out", "--resume"])
            .status
            .code(),
        Some(0)
    );
    assert!(tree(&dir.path().join("out")) == tree(&dir.path().join("whole")));
}

#[test]
fn a_document_that_kills_its_reader_costs_one_row() {
    if !cfg!(debug_assertions) {
        eprintln!("skipped: faults can be ordered in debug builds only");
        return;
    }
    let dir = texts(20);
    for (fault, kind) in [
        ("abort", "crashed"),
        ("overflow", "crashed"),
        ("allocate", "memory"),
        ("loop", "timeout"),
        ("panic", "internal"),
    ] {
        let mut command = command(dir.path());
        command.env("BAOBIAO_TEST_FAULT", format!("{fault}:007.txt"));
        let output = command
            .args([
                "convert",
                "in",
                "-o",
                fault,
                "--summary",
                "s.jsonl",
                "--quiet",
                "--timeout",
                "1",
                "--jobs",
                "2",
            ])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{fault}: {output:?}");
        assert_eq!(errors(&output).len(), 1, "{fault}: {output:?}");
        assert_eq!(tree(&dir.path().join(fault)).len(), 20, "{fault}");
        let rows = rows(&dir.path().join("s.jsonl"));
        let failed: Vec<&Value> = rows.iter().filter(|r| r["status"] == "error").collect();
        assert!(
            matches!(failed[..], [row] if row["path"] == "007.txt" && row["kind"] == kind),
            "{fault}: {failed:?}"
        );
    }
}

#[test]
fn a_thousand_documents_survive_the_one_that_kills_its_reader() {
    if !cfg!(debug_assertions) {
        eprintln!("skipped: faults can be ordered in debug builds only");
        return;
    }
    let dir = texts(1_001);
    let mut command = command(dir.path());
    command.env("BAOBIAO_TEST_FAULT", "abort:500.txt");
    let arguments = [
        "convert",
        "in",
        "-o",
        "out",
        "--summary",
        "s.jsonl",
        "--quiet",
        "--jobs",
        "2",
    ];
    let output = command.args(arguments).output().unwrap();
    assert_eq!(
        (output.status.code(), errors(&output).len()),
        (Some(1), 1),
        "{output:?}"
    );
    let rows = rows(&dir.path().join("s.jsonl"));
    let failed: Vec<&Value> = rows.iter().filter(|r| r["status"] == "error").collect();
    assert!(
        matches!(failed[..], [row] if row["path"] == "500.txt" && row["kind"] == "crashed"),
        "{failed:?}"
    );
    let written = tree(&dir.path().join("out"));
    let outputs = written
        .keys()
        .filter(|p| p.to_string_lossy().ends_with(".txt.json"));
    assert_eq!((rows.len(), outputs.count()), (1_001, 1_000));
}

#[test]
fn ctrl_c_ends_tidily_with_the_summary_written() {
    if !cfg!(debug_assertions) {
        eprintln!("skipped: faults can be ordered in debug builds only");
        return;
    }
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let dir = texts(5);
        let mut command = command(dir.path());
        command.env("BAOBIAO_TEST_FAULT", "loop:004.txt").args([
            "convert",
            "in",
            "-o",
            "out",
            "--summary",
            "s.jsonl",
        ]);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while !dir.path().join("out/003.txt.json").exists() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let killed = Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let rows = rows(&dir.path().join("s.jsonl"));
        assert_eq!(rows.len(), 5);
        assert_eq!(
            (&rows[0]["status"], &rows[4]["kind"]),
            (&"ok".into(), &"cancelled".into())
        );
        assert!(
            tree(&dir.path().join("out"))
                .keys()
                .all(|path| path.extension().is_none_or(|e| e != "tmp"))
        );
    }
}

#[test]
fn fail_fast_stops_and_says_what_was_not_done() {
    let dir = texts(30);
    fs::write(dir.path().join("in/000.docx"), b"PK\x03\x04").unwrap();
    let arguments = [
        "convert",
        "in",
        "-o",
        "out",
        "--fail-fast",
        "--jobs",
        "1",
        "--summary",
        "s.jsonl",
    ];
    assert_eq!(run(dir.path(), &arguments).status.code(), Some(1));
    let rows = rows(&dir.path().join("s.jsonl"));
    assert_eq!(rows.len(), 31);
    assert!(rows.iter().any(|row| row["kind"] == "cancelled"));
}

#[test]
fn shards_together_do_what_one_run_does() {
    let dir = texts(10);
    run(dir.path(), &["convert", "in", "-o", "whole"]);
    for shard in ["1/3", "2/3", "3/3"] {
        assert_eq!(
            run(dir.path(), &["convert", "in", "-o", "parts", "--shard", shard])
                .status
                .code(),
            Some(0)
        );
    }
    let json = |folder: &str| {
        let mut tree = tree(&dir.path().join(folder));
        tree.retain(|path, _| path.extension().is_some_and(|e| e == "json"));
        tree
    };
    assert!(json("whole") == json("parts"));
    assert!(dir.path().join("parts/manifest-2of3.jsonl").is_file());
}

#[test]
fn standard_input_and_output_are_named_by_a_dash() {
    let dir = texts(1);
    let input = fs::File::open(dir.path().join("in/000.txt")).unwrap();
    let output = command(dir.path())
        .args(["convert", "-", "-o", "-"])
        .stdin(input)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["source"]["file"], "stdin");
    let output = run(dir.path(), &["convert", "in/000.txt", "-o", "-"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["source"]["file"], "000.txt");
}

#[test]
fn an_output_named_as_the_file_of_one_document_is_that_file() {
    let dir = texts(1);
    let to = |arguments: &[&str]| {
        let output = run(
            dir.path(),
            &[&["convert", "in/000.txt", "-o"], arguments].concat(),
        );
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    };
    to(&["made/report.json"]);
    let written = fs::read(dir.path().join("made/report.json")).unwrap();
    assert_eq!(
        written,
        run(dir.path(), &["convert", "in/000.txt", "-o", "-"]).stdout
    );
    to(&["report.MD", "--structure", "--as", "markdown"]);
    assert!(dir.path().join("report.MD").is_file());
    to(&["values.csv", "--format", "csv"]);
    assert!(dir.path().join("values.csv").is_file());
    // Other names are folders, and so is a folder of such a name.
    fs::create_dir(dir.path().join("folder.json")).unwrap();
    for folder in ["folder.json", "report.html"] {
        to(&[folder]);
        assert!(dir.path().join(folder).join("000.txt.json").is_file());
    }
    // The input stays, and so does what was made of another.
    fs::copy(dir.path().join("report.MD"), dir.path().join("in/own.json")).unwrap();
    let output = run(dir.path(), &["convert", "in/own.json", "-o", "in/../in/own.json"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let output = run(dir.path(), &["convert", "in/none.txt", "-o", "made/report.json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(dir.path().join("in/own.json").is_file() && dir.path().join("made/report.json").is_file());
    // What could not be read leaves nothing that would pass for it.
    fs::write(dir.path().join("in/000.txt"), b"%PDF-1.7").unwrap();
    let output = run(dir.path(), &["convert", "in/000.txt", "-o", "made/report.json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(tree(&dir.path().join("made")).is_empty());
}

#[test]
fn what_is_written_does_not_depend_on_how_many_threads_write_it() {
    let dir = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/lo-plain.pdf");
    let of = |jobs: &str| run(dir.path(), &["convert", sample, "-o", "-", "--jobs", jobs]).stdout;
    let alone = of("1");
    assert!(serde_json::from_slice::<Value>(&alone).is_ok());
    assert_eq!(of("2"), alone);
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_2_and_writes_nothing() {
    let dir = texts(1);
    fs::create_dir(dir.path().join("other")).unwrap();
    fs::write(dir.path().join("other/000.txt"), TEXT).unwrap();
    let senseless: [&[&str]; 6] = [
        &["convert", "in"],
        &["convert", "in", "other", "-o", "out"],
        &["convert", "in", "-o", "out", "--include", "[", "-q"],
        &["convert", "in", "-o", "out", "--shard", "3/2"],
        &["convert", "in", "-o", "out", "--max-memory", "0"],
        &["convert", "-", "in/000.txt", "-o", "out"],
    ];
    for arguments in senseless {
        assert_eq!(run(dir.path(), arguments).status.code(), Some(2), "{arguments:?}");
        assert!(!dir.path().join("out").exists(), "{arguments:?}");
    }
}

#[test]
fn an_output_that_would_be_larger_than_its_limit_is_not_written() {
    let dir = texts(1);
    let done = run(
        dir.path(),
        &["convert", "in", "-o", "out", "--limit", "output=100"],
    );
    assert_eq!(done.status.code(), Some(1));
    assert!(
        errors(&done)[0].contains("larger than 100 bytes (limit_size)"),
        "{:?}",
        errors(&done)
    );
    let names: Vec<_> = tree(&dir.path().join("out")).into_keys().collect();
    assert_eq!(names, [PathBuf::from("manifest.jsonl")]);
    let check = run(dir.path(), &["check", "not-there"]);
    assert_eq!(
        (check.status.code(), errors(&check)),
        (Some(3), vec!["baobiao: not-there is no folder".to_owned()])
    );
}

#[test]
fn an_output_folder_that_cannot_be_ends_with_3() {
    let dir = texts(1);
    fs::write(dir.path().join("file"), b"").unwrap();
    let output = run(dir.path(), &["convert", "in", "-o", "file/out", "--quiet"]);
    assert_eq!(output.status.code(), Some(3));
    let told = errors(&output);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("file/out cannot be written: "), "{told:?}");
    // A summary that cannot be written does not hide what was done.
    let output = run(
        dir.path(),
        &["convert", "in", "-o", "out", "--summary", "none/s.jsonl"],
    );
    assert_eq!(output.status.code(), Some(3));
    let told = errors(&output);
    assert!(told[0].ends_with("1 converted"), "{told:?}");
    assert!(
        told[1].contains("none/s.jsonl") && !told[1].contains(".tmp"),
        "{told:?}"
    );
}

#[test]
fn outputs_stay_below_the_output_folder() {
    let dir = texts(1);
    fs::create_dir_all(dir.path().join("in/sub")).unwrap();
    fs::create_dir_all(dir.path().join("elsewhere")).unwrap();
    fs::create_dir_all(dir.path().join("out")).unwrap();
    fs::write(dir.path().join("in/sub/a.txt"), TEXT).unwrap();
    symlink(dir.path().join("elsewhere"), dir.path().join("out/sub")).unwrap();
    assert_eq!(
        run(dir.path(), &["convert", "in", "-o", "out", "--quiet"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(tree(&dir.path().join("elsewhere")).len(), 0);
}

#[test]
fn fail_on_turns_a_finding_into_an_exit_code() {
    let dir = texts(1);
    let convert = |list: &str| {
        run(dir.path(), &["convert", "in", "-o", "out", "--fail-on", list])
            .status
            .code()
    };
    let plain = run(dir.path(), &["convert", "in", "-o", "out"]).status.code();
    assert_eq!(
        (plain, convert("no_text"), convert("no_form")),
        (Some(0), Some(0), Some(1))
    );
}

#[test]
fn golden_files_are_compared_and_blessed() {
    let dir = texts(2);
    let golden = |action: &str| run(dir.path(), &["golden", action, "in", "--golden", "gold"]);
    assert_eq!(golden("check").status.code(), Some(1));
    assert_eq!(golden("bless").status.code(), Some(0));
    assert_eq!(golden("check").status.code(), Some(0));
    let path = dir.path().join("gold/000.txt.json");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replace("本年度工作正常。", "本年度工作不正常。");
    fs::write(&path, changed).unwrap();
    fs::write(dir.path().join("gold/gone.pdf.json"), b"{}").unwrap();
    let output = golden("check");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("000.txt: ") && text.contains("本年度工作正常。"),
        "{text}"
    );
    assert!(
        text.contains("gone.pdf.json: a golden file without a sample"),
        "{text}"
    );
    assert!(text.contains("2 samples, 1 differ, 1 orphans"), "{text}");
    let in_ci = command(dir.path())
        .env("CI", "true")
        .args(["golden", "bless", "in", "--golden", "gold"])
        .output();
    assert_eq!(in_ci.unwrap().status.code(), Some(2));
    let blessed = String::from_utf8(golden("bless").stdout).unwrap();
    assert!(
        blessed.contains("wrote ")
            && blessed.contains("removed ")
            && blessed.contains("1 golden files written, 1 removed")
    );
    assert_eq!(golden("check").status.code(), Some(0));
    // A folder without samples is the wrong one: no golden file goes for it.
    fs::create_dir(dir.path().join("wrong")).unwrap();
    for action in ["check", "bless"] {
        let output = run(dir.path(), &["golden", action, "wrong", "--golden", "gold"]);
        assert_eq!(output.status.code(), Some(2), "{action}");
    }
    assert_eq!(tree(&dir.path().join("gold")).len(), 2);
}

#[test]
fn a_golden_report_shows_old_and_new_side_by_side() {
    let dir = texts(1);
    let golden = |more: &[&str]| {
        run(
            dir.path(),
            &[&["golden"], more, &["in", "--golden", "gold"]].concat(),
        )
    };
    assert_eq!(golden(&["bless"]).status.code(), Some(0));
    let path = dir.path().join("gold/000.txt.json");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replace("本年度工作正常。", "<b>旧</b>");
    fs::write(&path, changed).unwrap();
    fs::write(dir.path().join("gold/gone.pdf.json"), b"{}").unwrap();
    assert_eq!(golden(&["check", "--report", "diff.html"]).status.code(), Some(1));
    let page = fs::read_to_string(dir.path().join("diff.html")).unwrap();
    assert!(page.contains("gone.pdf.json") && page.contains("000.txt"));
    assert!(page.contains("&lt;b&gt;旧&lt;/b&gt;") && page.contains("本年度工作正常。"));
    // What concerns a sample as a whole has no sides.
    fs::write(dir.path().join("in/001.txt"), TEXT).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(golden(&["check", "--report", "diff.html"]).status.code(), Some(1));
    let page = fs::read_to_string(dir.path().join("diff.html")).unwrap();
    assert!(page.contains("there is no golden file") && !page.contains("class=\"sides\""));
    assert_eq!(golden(&["bless"]).status.code(), Some(0));
    assert_eq!(golden(&["check", "--report", "diff.html"]).status.code(), Some(0));
    let page = fs::read_to_string(dir.path().join("diff.html")).unwrap();
    assert!(page.contains("Nothing is read otherwise.") && !page.contains("class=\"sample\""));
}

#[test]
fn inspect_and_index_say_what_is_wrong_in_one_line() {
    let dir = texts(1);
    let code = |arguments: &[&str]| {
        let output = run(dir.path(), arguments);
        let told = errors(&output);
        (output.status.code(), told.len())
    };
    fs::write(dir.path().join("bad.pdf"), b"%PDF-1.4 nothing").unwrap();
    assert_eq!(code(&["inspect", "bad.pdf", "-o", "bad.html"]), (Some(1), 1));
    assert!(!dir.path().join("bad.html").exists());
    assert_eq!(
        code(&["inspect", "in/000.txt", "--stage", "words", "--page", "1"]),
        (Some(2), 1)
    );
    assert_eq!(code(&["index", "in", "-o", "index.html"]), (Some(2), 1));
    assert_eq!(code(&["index", "nowhere", "-o", "index.html"]), (Some(2), 1));
    assert_eq!(code(&["inspect", "in/000.txt", "-o", "a.html"]), (Some(0), 0));
    let page = fs::read_to_string(dir.path().join("a.html")).unwrap();
    assert!(page.contains("本年度工作正常。"));
}

#[test]
fn a_stage_of_a_page_is_given_as_text_and_as_a_drawing() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/lo-plain.pdf");
    let stage = |more: &[&str]| {
        let arguments = [&["inspect", sample, "--page", "1", "--stage"], more].concat();
        let output = run(Path::new("."), &arguments);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = stage(&["edges"]);
    assert_eq!(code, Some(0));
    assert!(
        text.lines()
            .filter(|l| l.starts_with("drawn\thorizontal\t"))
            .count()
            > 20,
        "{text}"
    );
    assert!(text.lines().filter(|l| l.starts_with("intersection\t")).count() > 100);
    let (code, svg) = stage(&["cells", "--format", "svg"]);
    assert_eq!(code, Some(0));
    assert!(svg.starts_with("<svg") && svg.contains("class=\"cell merged\""));
    assert_eq!(
        run(Path::new("."), &["inspect", sample, "--page", "9"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn blessing_wants_a_tree_without_other_changes() {
    let dir = texts(1);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
        Command::new("git")
            .current_dir(dir.path())
            .args(identity)
            .args(arguments)
            .output()
            .unwrap()
    };
    assert!(git(&["init", "-q"]).status.success());
    git(&["add", "in"]);
    assert!(git(&["commit", "-qm", "x"]).status.success());
    fs::create_dir(dir.path().join("gold")).unwrap();
    let bless = |more: &[&str]| {
        run(
            dir.path(),
            &[&["golden", "bless", "in", "--golden", "gold"], more].concat(),
        )
        .status
        .code()
    };
    assert_eq!(bless(&[]), Some(0));
    fs::write(dir.path().join("in/000.txt"), "changed\n").unwrap();
    assert_eq!(bless(&[]), Some(2));
    assert_eq!(bless(&["--allow-dirty"]), Some(0));
}

#[test]
fn show_draws_a_document_and_its_json_alike() {
    let dir = texts(1);
    run(dir.path(), &["convert", "in", "-o", "out", "-q"]);
    let from_text = run(dir.path(), &["show", "in/000.txt"]);
    let from_json = run(dir.path(), &["show", "out/000.txt.json"]);
    assert_eq!(from_text.status.code(), Some(0), "{from_text:?}");
    assert_eq!(from_text.stdout, from_json.stdout);
    assert!(!from_text.stdout.contains(&0x1b), "colours without a terminal");
    assert_eq!(
        run(dir.path(), &["show", "in/000.txt", "--table", "requests"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn help_man_page_completions_and_schemas_are_printed() {
    let dir = texts(0);
    let printed: [(&[&str], &str); 6] = [
        (&["--help"], "Exit codes"),
        (&["convert", "--help"], "--resume"),
        (&["man"], ".TH"),
        (&["completions", "bash"], "complete -F"),
        (&["schema"], "\"ReportJson\""),
        (&["schema", "summary"], "retryable"),
    ];
    for (arguments, expected) in printed {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(
            String::from_utf8(output.stdout).unwrap().contains(expected),
            "{arguments:?}"
        );
    }
}
