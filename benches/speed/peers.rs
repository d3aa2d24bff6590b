//! The peers that are Rust libraries, on the same bytes: `pdf-extract` gives text, `lopdf` text or only the decoded
//! content. Ours stands three times: its reader, which gives every character with its box, size and font, and every
//! ruling; the whole structure, with tables read by several means; and the report with values, checks and JSON.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use divan::Bencher;

use super::{options, sample, samples, whole};

/// Files that all of them can read, and one with the predefined Chinese CMaps that only ours can.
const FILES: [&str; 4] = [
    "lo-plain.pdf",
    "chrome-untagged.pdf",
    "direct-embedded.pdf",
    "direct-gbk-euc.pdf",
];

/// Does the work, and says whether it went well; a panic is a failure.
fn went_well<T, E>(work: impl FnOnce() -> Result<T, E>) -> bool {
    matches!(catch_unwind(AssertUnwindSafe(work)), Ok(Ok(_)))
}

fn pdf_extract_text(bytes: &[u8]) -> Result<String, pdf_extract::OutputError> {
    pdf_extract::extract_text_from_mem(bytes)
}

fn lopdf_text(bytes: &[u8]) -> lopdf::Result<String> {
    let file = lopdf::Document::load_mem(bytes)?;
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    file.extract_text(&pages)
}

/// Opens the file and splits every page's content into operators: no text, no fonts.
fn lopdf_operators(bytes: &[u8]) -> lopdf::Result<usize> {
    let file = lopdf::Document::load_mem(bytes)?;
    let mut operators = 0;
    for page in file.get_pages().into_values() {
        operators += file.get_and_decode_page_content(page)?.operations.len();
    }
    Ok(operators)
}

/// Prints how many of the sample PDFs each can read at all. `false` when the run is only to list or test the benches.
pub fn print_what_they_can_read() -> bool {
    let asked = std::env::args().any(|a| a == "--bench") && !std::env::args().any(|a| a == "--list");
    if !asked {
        return true;
    }
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let mut files: Vec<_> = std::fs::read_dir(samples())
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "pdf"));
    let mut read = [0; 3];
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let ours = || baobiao::extract(&bytes, &baobiao::Options::default());
        let results = [
            went_well(ours),
            went_well(|| pdf_extract_text(&bytes)),
            went_well(|| lopdf_text(&bytes)),
        ];
        for (count, well) in read.iter_mut().zip(results) {
            *count += usize::from(well);
        }
    }
    set_hook(hook);
    let [ours, pdf_extract, lopdf] = read;
    println!(
        "of {} sample PDFs, without an error or a panic: baobiao {ours}, pdf-extract {pdf_extract}, lopdf {lopdf}",
        files.len()
    );
    true
}

/// What the peers do, and the boxes, fonts and rulings with it.
#[divan::bench(args = FILES)]
fn baobiao_1_characters(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    let options = options(name);
    bencher.bench_local(|| baobiao::extract::read_content(&bytes, &options).is_ok());
}

#[divan::bench(args = FILES)]
fn baobiao_2_structure(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    let options = options(name);
    bencher.bench_local(|| baobiao::read_document(&bytes, &options).is_ok());
}

#[divan::bench(args = FILES)]
fn baobiao_3_report(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    bencher.bench_local(|| whole(name, &bytes));
}

/// A file that the peer cannot read is left out.
fn bench_peer<T, E>(bencher: Bencher<'_, '_>, name: &str, work: impl Fn(&[u8]) -> Result<T, E>) {
    let bytes = sample(name);
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let well = went_well(|| work(&bytes));
    set_hook(hook);
    if well {
        bencher.bench_local(|| work(&bytes).is_ok());
    }
}

#[divan::bench(args = FILES)]
fn pdf_extract(bencher: Bencher<'_, '_>, name: &str) {
    bench_peer(bencher, name, pdf_extract_text);
}

#[divan::bench(args = FILES)]
fn lopdf_as_text(bencher: Bencher<'_, '_>, name: &str) {
    bench_peer(bencher, name, lopdf_text);
}

#[divan::bench(args = FILES)]
fn lopdf_as_operators(bencher: Bencher<'_, '_>, name: &str) {
    bench_peer(bencher, name, lopdf_operators);
}
