//! Documents of 1, 10 and 100 times the size: the time must grow no faster than the document.

use divan::Bencher;
use divan::counter::ItemsCount;

use super::{make, whole};

const TIMES: [usize; 3] = [1, 10, 100];

fn bench(bencher: Bencher<'_, '_>, times: usize, name: &str, bytes: &[u8]) {
    bencher
        .counter(ItemsCount::new(times))
        .bench_local(|| whole(name, bytes));
}

/// So many pages, each with text and a table of its own.
#[divan::bench(args = TIMES, max_time = 4)]
fn pdf_pages(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "pages.pdf", &make::pdf_of_pages(times));
}

/// One page with so many times the text.
#[divan::bench(args = TIMES, max_time = 4)]
fn pdf_glyphs(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "glyphs.pdf", &make::pdf_of_glyphs(20 * times));
}

/// One table of so many rows, over as many pages as it takes.
#[divan::bench(args = TIMES, max_time = 4)]
fn pdf_rows(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "rows.pdf", &make::pdf_of_rows(20 * times));
}

/// One page with so many ruled cells.
#[divan::bench(args = TIMES, max_time = 4)]
fn pdf_cells(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "cells.pdf", &make::pdf_of_cells(20 * times));
}

/// So many paragraphs and tables.
#[divan::bench(args = TIMES, max_time = 4)]
fn docx(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "parts.docx", &make::docx_of_parts(times));
}

/// A text with so many times the lines.
#[divan::bench(args = TIMES, max_time = 4)]
fn text(bencher: Bencher<'_, '_>, times: usize) {
    bench(bencher, times, "lines.txt", &make::text_of_parts(times));
}
