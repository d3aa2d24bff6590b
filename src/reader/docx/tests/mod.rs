//! Tests by hand-written OOXML: one feature each.

mod builder;
mod controls;
mod notes_and_furniture;
mod numbering;
mod package;
mod tables;
mod text;

use super::*;
use crate::diagnostic::{ErrorKind, Limits};
use builder::Docx;

/// What a document's paragraphs say, tables left out.
fn texts(blocks: &[RawBlock]) -> Vec<&str> {
    fn text(b: &RawBlock) -> Option<&str> {
        match b {
            RawBlock::Paragraph(p) => Some(p.text.as_str()),
            _ => None,
        }
    }
    blocks.iter().filter_map(text).collect()
}

/// The first table.
fn table(content: &DocxContent) -> &RawTable {
    fn table(b: &RawBlock) -> Option<&RawTable> {
        match b {
            RawBlock::Table(t) => Some(t),
            _ => None,
        }
    }
    content.blocks.iter().find_map(table).expect("a table")
}

/// The paragraphs, tables left out.
fn paragraphs(content: &DocxContent) -> Vec<&RawParagraph> {
    fn paragraph(b: &RawBlock) -> Option<&RawParagraph> {
        match b {
            RawBlock::Paragraph(p) => Some(p),
            _ => None,
        }
    }
    content.blocks.iter().filter_map(paragraph).collect()
}

/// The body's paragraph texts.
fn check(body: &str, expect: &[&str]) {
    let (content, _) = Docx::body(body).read();
    assert_eq!(texts(&content.blocks), expect, "{body}");
}

/// The body's paragraph texts, and what is dropped with its reason.
fn check_dropped(body: &str, expect: &[&str], dropped: &[(&str, &str)]) {
    let (content, _) = Docx::body(body).read();
    assert_eq!(texts(&content.blocks), expect, "{body}");
    let got: Vec<_> = content
        .dropped
        .iter()
        .map(|d| (d.reason, d.text.as_str()))
        .collect();
    assert_eq!(got, dropped, "{body}");
}
