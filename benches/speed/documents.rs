//! Whole documents by class, from the bytes to the JSON.

use divan::Bencher;

use super::{sample, whole};

/// Ordinary reports whose tables are ruled: the fonts of LibreOffice, Chromium and direct writing.
const RULED: [&str; 4] = [
    "lo-plain.pdf",
    "chrome-untagged.pdf",
    "direct-gbk-euc.pdf",
    "direct-embedded.pdf",
];

/// Reports without rules, with three rules, tagged, drawn as boxes, in Type 3 fonts, a character a cell.
const HARD: [&str; 6] = [
    "direct-no-rules.pdf",
    "direct-three-line.pdf",
    "chrome-tagged.pdf",
    "chrome-divs.pdf",
    "direct-type3.pdf",
    "direct-per-character.pdf",
];

const DOCX: [&str; 3] = ["word-plain.docx", "word-dense.docx", "lo-resaved.docx"];

const TEXT: [&str; 3] = ["text-cell-a-line.txt", "text-pipes.txt", "text-spaces.txt"];

fn bench(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    bencher.bench_local(|| whole(name, &bytes));
}

#[divan::bench(args = RULED)]
fn pdf_ruled(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, name);
}

#[divan::bench(args = HARD)]
fn pdf_hard(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, name);
}

#[divan::bench(args = DOCX)]
fn docx(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, name);
}

#[divan::bench(args = TEXT)]
fn text(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, name);
}
