//! The order of the modules: each uses only itself and those before it. And what belongs to one place stays there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up.
const ORDER: [&str; 21] = [
    "fold",
    "geometry",
    "document",
    "heap",
    "crew",
    "diagnostic",
    "parallel",
    "reader",
    "layout",
    "table",
    "report",
    "check",
    "evidence",
    "extract",
    "output",
    "across",
    "pipeline",
    "inspect",
    "batch",
    "golden",
    "cli",
];

/// `document` and `diagnostic` lean on each other: a document carries warnings.
const LEVEL_WITH: [(&str, &str); 1] = [("document", "diagnostic")];

/// Names that only these modules may use: the crates that parse what comes in, and the writing of JSON.
const CONFINED: [(&str, &[&str]); 11] = [
    ("hayro_syntax::", &["reader"]),
    ("hayro_font::", &["reader"]),
    ("hayro_cmap::", &["reader"]),
    ("lopdf::", &["reader"]),
    ("quick_xml::", &["reader"]),
    ("zip::", &["reader"]),
    ("miniz_oxide::", &["reader"]),
    ("crc32fast::", &["reader"]),
    ("encoding_rs::", &["reader"]),
    ("derive(Serialize", &["output"]),
    ("clap::", &["cli"]),
];

/// Source files with the module they belong to and their code lines: comments and what follows `mod tests` left out.
fn files() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && path.file_stem().unwrap() != "tests" {
                let relative = path.strip_prefix(&src).unwrap().to_path_buf();
                let first = relative
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_str()
                    .unwrap();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                let code: Vec<&str> = code.lines().filter(is_code).collect();
                files.push((
                    relative.clone(),
                    first.trim_end_matches(".rs").to_owned(),
                    code.join("\n"),
                ));
            }
        }
    }
    assert!(files.len() > 20, "the source is not where it should be");
    files.retain(|(_, module, _)| module != "lib" && module != "main");
    files
}

/// The modules that a piece of code names behind `crate::`, singly or in braces.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let list = match rest.strip_prefix('{') {
            Some(inner) => inner.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for item in list {
            let name: String = item
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn each_module_uses_only_those_before_it() {
    let place = |name: &str| ORDER.iter().position(|m| *m == name);
    for (file, module, code) in files() {
        let own = place(&module).unwrap_or_else(|| panic!("{}: not in the order of modules", file.display()));
        for name in named(&code) {
            let Some(other) = place(&name) else { continue };
            let level = LEVEL_WITH.contains(&(module.as_str(), name.as_str()));
            assert!(
                other <= own || level,
                "{} uses `{name}`, which stands after `{module}`",
                file.display()
            );
        }
    }
}

#[test]
fn what_belongs_to_one_module_stays_there() {
    for (file, module, code) in files() {
        for (name, homes) in CONFINED {
            let used = code.contains(name);
            assert!(
                !used || homes.contains(&module.as_str()),
                "{} uses {name}",
                file.display()
            );
        }
    }
}

#[test]
fn names_in_braces_are_seen() {
    assert_eq!(
        named("use crate::{report, check::Check};\nlet x = crate::cli::main();"),
        ["report", "check", "cli"]
    );
}
