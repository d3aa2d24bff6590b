//! Reads annual government disclosure reports (政府信息公开工作年度报告) from PDF, DOCX and text into checked values.

#[cfg(feature = "cli")]
pub mod batch;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod evidence;
pub mod extract;
pub mod geometry;
#[cfg(feature = "cli")]
pub mod golden;
pub mod inspect;
pub mod layout;
pub mod output;
pub mod reader;
pub mod report;
pub mod table;

pub use extract::{Extraction, Options, extract, extract_path, extract_reader, read_document};

/// The example of the README is compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
