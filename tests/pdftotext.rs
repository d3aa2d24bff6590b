//! The characters that are read from the sample PDFs are those that `pdftotext` of poppler-utils reads, or it is said
//! here why not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may panic and say what it left out"
)]

mod common;

use std::process::Command;

use common::{Bag, add, difference, document_bag, options, samples};
use unicode_normalization::UnicodeNormalization;

/// Samples that the two read differently, and why.
const DIFFERENT: [(&str, &str); 3] = [
    (
        "direct-gbk-bytes.pdf",
        "simple fonts that hold GBK: decoded here, mojibake there",
    ),
    (
        "direct-embedded-without-map.pdf",
        "CIDs of Adobe-GB1 without a map: named here, nothing or mojibake there",
    ),
    (
        "direct-without-unicode.pdf",
        "glyphs that nothing names: U+FFFD and `no_text` here, mojibake there",
    ),
];

/// Characters after folding compatibility forms, without white space, controls and soft hyphens.
fn folded(bag: &Bag) -> Bag {
    let mut folded = Bag::new();
    for (c, n) in bag {
        for c in std::iter::once(*c)
            .nfkc()
            .filter(|c| !c.is_whitespace() && *c != '\u{ad}')
        {
            *folded.entry(c).or_default() += n;
        }
    }
    folded
}

#[test]
fn the_characters_are_those_that_pdftotext_reads() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("NOT TESTED: pdftotext (poppler-utils) is not on this machine");
        return;
    }
    let mut compared = 0;
    let mut wrong = Vec::new();
    for path in samples()
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "pdf"))
    {
        let name = path.file_name().unwrap().to_string_lossy();
        let run = Command::new("pdftotext")
            .args(["-raw", "-enc", "UTF-8"])
            .arg(path)
            .arg("-")
            .output()
            .unwrap();
        if String::from_utf8_lossy(&run.stderr).contains("Missing language pack") {
            eprintln!("NOT TESTED: pdftotext is without its tables of Chinese characters (poppler-data)");
            return;
        }
        let mut theirs = Bag::new();
        add(&mut theirs, &String::from_utf8_lossy(&run.stdout));
        let document = baobiao::read_document(&std::fs::read(path).unwrap(), &options(path)).unwrap();
        let differs = difference(&folded(&document_bag(&document)), &folded(&theirs));
        compared += 1;
        match (differs.is_empty(), DIFFERENT.iter().any(|(n, _)| *n == name)) {
            (true, true) => wrong.push(format!("{name} is read alike now: take it from the list")),
            (false, false) => wrong.push(format!("{name}: here more (+) or less (-): {differs:?}")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        compared > DIFFERENT.len() + 30,
        "only {compared} PDFs were compared"
    );
}
