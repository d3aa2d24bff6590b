//! Each stage alone, on a ruled report and a dense tagged one: what it takes is made ready before.

use baobiao::check;
use baobiao::diagnostic::{Budget, Limits, Warnings};
use baobiao::document::Document;
use baobiao::extract::{Extraction, assess};
use baobiao::layout::settings::LayoutSettings;
use baobiao::layout::{flow, paragraphs, sift, words};
use baobiao::output::{self, ReportJson};
use baobiao::reader::{docx, pdf, text};
use baobiao::report::lexicon::Lexicon;
use baobiao::report::read as report;
use baobiao::table::rulings;
use baobiao::table::settings::TableSettings;
use divan::{Bencher, black_box};

use super::{options, sample};

const PDF: [&str; 2] = ["lo-plain.pdf", "lo-dense-tagged.pdf"];
const DOCX: &str = "word-dense.docx";
const TEXT: &str = "text-cell-a-line.txt";

fn budget() -> Budget {
    Budget::new(&Limits::default(), None)
}

fn content(name: &str) -> pdf::PdfContent {
    pdf::read(&sample(name), &budget(), &mut Warnings::new(&Limits::default())).unwrap()
}

fn document(name: &str) -> Document {
    baobiao::read_document(&sample(name), &options(name)).unwrap()
}

fn extraction(name: &str) -> Extraction {
    baobiao::extract(&sample(name), &options(name)).unwrap()
}

/// All Flate streams of the file, inflated.
#[divan::bench(args = PDF)]
fn inflate(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let streams = file.objects.values().filter_map(|o| o.as_stream().ok());
    let flate = |s: &&lopdf::Stream| s.filters().is_ok_and(|f| f == [b"FlateDecode"]);
    let packed: Vec<&[u8]> = streams.filter(flate).map(|s| s.content.as_slice()).collect();
    bencher.bench_local(|| {
        let mut total = 0;
        for data in &packed {
            total += pdf::inflate(data, &budget()).unwrap().len();
        }
        total
    });
}

/// From the bytes to characters and rulings: opening, inflating, fonts, running the content.
#[divan::bench(args = PDF)]
fn interpret(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    let limits = Limits::default();
    bencher.bench_local(|| pdf::read(&bytes, &budget(), &mut Warnings::new(&limits)).unwrap());
}

/// From a DOCX's bytes to paragraphs and raw grids.
#[divan::bench]
fn read_docx(bencher: Bencher<'_, '_>) {
    let bytes = sample(DOCX);
    let limits = Limits::default();
    bencher.bench_local(|| docx::read(&bytes, &budget(), &mut Warnings::new(&limits)).unwrap());
}

/// From a text's bytes to decoded lines.
#[divan::bench]
fn read_text(bencher: Bencher<'_, '_>) {
    let bytes = sample(TEXT);
    let limits = Limits::default();
    bencher.bench_local(|| text::read(&bytes, &budget(), &mut Warnings::new(&limits)).unwrap());
}

/// Characters sifted and made into words and paragraphs, as if there were no tables.
#[divan::bench(args = PDF)]
fn layout(bencher: Bencher<'_, '_>, name: &str) {
    let content = content(name);
    bencher.bench_local(|| {
        let settings = LayoutSettings::default();
        let mut count = 0;
        for page in &content.pages {
            let sifted = sift::sift(page, sift::type_size(page));
            let words = words::words(page, &sifted.text, &content.fonts);
            let em = sift::type_size(page);
            let order = flow::order(words, &[], em, (page.width, page.height));
            count += paragraphs::paragraphs(order, &[], &[], &settings).len();
        }
        count
    });
}

/// Ruled tables out of words and rulings.
#[divan::bench(args = PDF)]
fn table(bencher: Bencher<'_, '_>, name: &str) {
    let content = content(name);
    let settings = TableSettings::default();
    let pages = || -> Vec<_> {
        let words = |page| {
            words::words(
                page,
                &sift::sift(page, sift::type_size(page)).text,
                &content.fonts,
            )
        };
        content.pages.iter().map(|page| (page, words(page))).collect()
    };
    bencher.with_inputs(pages).bench_local_values(|pages| {
        let mut found = 0;
        for (page, words) in pages {
            let em = sift::type_size(page);
            let mut warnings = Warnings::new(&Limits::default());
            let result = rulings::find_tables(page, words, em, &settings, &budget(), &mut warnings);
            let (tables, _) = result.unwrap();
            found += tables.len();
        }
        found
    });
}

/// The form's values out of the tables and blocks of one reading.
#[divan::bench(args = [PDF[0], PDF[1], DOCX, TEXT])]
fn read_report(bencher: Bencher<'_, '_>, name: &str) {
    let document = document(name);
    bencher.bench_local(|| {
        let figures = report::figures(&document.tables, &Lexicon::default());
        report::read(&document, &figures)
    });
}

/// Values, comparison of readings, rules and verdict.
#[divan::bench(args = [PDF[0], PDF[1], DOCX, TEXT])]
fn assess_all(bencher: Bencher<'_, '_>, name: &str) {
    let document = document(name);
    bencher
        .with_inputs(|| document.clone())
        .bench_local_values(assess);
}

/// The rules alone.
#[divan::bench(args = [PDF[0], DOCX])]
fn check(bencher: Bencher<'_, '_>, name: &str) {
    let e = extraction(name);
    bencher.bench_local(|| check::run(black_box(&e.report), &e.document));
}

/// The wire types, and the JSON.
#[divan::bench(args = [PDF[0], PDF[1], DOCX])]
fn output(bencher: Bencher<'_, '_>, name: &str) {
    let e = extraction(name);
    bencher.bench_local(|| output::to_json(&ReportJson::from_extraction(&e, name)).unwrap());
}
