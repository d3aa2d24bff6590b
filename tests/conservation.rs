//! Every character that a reader sees ends in exactly one place of the document: characters in = characters out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod common;

use baobiao::diagnostic::Limits;
use baobiao::document::Format;
use common::{difference, document_bag, is_cell_mark, options, reader_bag, samples};

#[test]
fn characters_in_are_characters_out() {
    let mut seen = 0;
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let seen_by_reader = reader_bag(&bytes, &Limits::default()).unwrap();
        let as_written = baobiao::read_document(&bytes, &options(&path)).unwrap();
        let for_a_report = baobiao::extract(&bytes, &options(&path)).unwrap().document;
        for document in [&as_written, &for_a_report] {
            let mut lost = difference(&seen_by_reader, &document_bag(document));
            if document.format == Format::Text {
                // Marks that separate the cells of a flattened row are no text.
                lost.retain(|c, n| !(*n > 0 && is_cell_mark(*c)));
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
