//! Every character that a reader sees ends in exactly one place of the document: characters in = characters out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod common;

use baobiao::diagnostic::{Budget, Limits, Warnings};
use baobiao::document::Format;
use baobiao::reader::docx::{DocxContent, RawBlock};
use baobiao::{extract, reader};
use common::{Bag, add, difference, document_bag, options, samples};

/// What the reader of the file's format saw.
fn reader_bag(bytes: &[u8]) -> Bag {
    let limits = Limits::default();
    let budget = Budget::new(&limits, None);
    let mut warnings = Warnings::new(&limits);
    match extract::sniff(bytes) {
        Some(Format::Pdf) => pdf_bag(&reader::pdf::read(bytes, &budget, &mut warnings).unwrap()),
        Some(Format::Docx) => docx_bag(reader::docx::read(bytes, &budget, &mut warnings).unwrap()),
        _ => {
            let mut bag = Bag::new();
            let content = reader::text::read(bytes, &budget, &mut warnings).unwrap();
            content.lines.iter().for_each(|l| add(&mut bag, l));
            bag
        }
    }
}

fn pdf_bag(content: &reader::pdf::PdfContent) -> Bag {
    let mut bag = Bag::new();
    for c in content.pages.iter().flat_map(|p| &p.chars) {
        add(&mut bag, &c.unicode.to_string());
    }
    bag
}

fn docx_bag(content: DocxContent) -> Bag {
    let mut bag = Bag::new();
    let mut blocks = content.blocks;
    while let Some(block) = blocks.pop() {
        match block {
            RawBlock::Paragraph(p) => {
                add(&mut bag, &p.text);
                add(&mut bag, p.number.as_deref().unwrap_or_default());
            }
            RawBlock::Table(t) => {
                blocks.extend(t.rows.into_iter().flat_map(|r| r.cells).flat_map(|c| c.blocks))
            }
            RawBlock::Picture(_) => {}
        }
    }
    content
        .headers
        .iter()
        .chain(&content.footers)
        .for_each(|t| add(&mut bag, t));
    content.notes.iter().for_each(|n| add(&mut bag, &n.text));
    content.dropped.iter().for_each(|d| add(&mut bag, &d.text));
    bag
}

#[test]
fn characters_in_are_characters_out() {
    let mut seen = 0;
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let seen_by_reader = reader_bag(&bytes);
        let as_written = baobiao::read_document(&bytes, &options(&path)).unwrap();
        let for_a_report = baobiao::extract(&bytes, &options(&path)).unwrap().document;
        for document in [&as_written, &for_a_report] {
            let mut lost = difference(&seen_by_reader, &document_bag(document));
            if document.format == Format::Text {
                // Marks that separate the cells of a flattened row are no text.
                lost.retain(|c, n| !(*n > 0 && matches!(c, '|' | '-' | ':')));
            }
            assert!(
                lost.is_empty(),
                "{}: lost (+) or invented (-): {lost:?}",
                path.display()
            );
        }
        seen += document_bag(&as_written).values().sum::<i64>();
    }
    assert!(seen > 10_000, "the samples hold only {seen} characters");
}
