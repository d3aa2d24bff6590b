//! From bytes to a checked report: strings the stages together.

mod again;
mod assess;
mod blocks;
mod docx;
mod doubled;
mod framed;
mod headings;
mod markup;
mod pdf;
mod rows;
mod settle;
mod tabbed;
pub(crate) mod text;
pub mod trace;
mod typed;

use std::io::Read;
use std::path::Path;

use again::Unread;
pub use assess::{Assessment, assess};

use crate::check::Check;
use crate::diagnostic::{Budget, CancelToken, Error, ErrorKind, Limits, Stage, Threads, Warnings};
use crate::document::{Document, Format, Method, Provenance, Reading};
use crate::evidence::Judgement;
use crate::parallel::{self, Aside};
use crate::reader;
use crate::reader::docx::DocxContent;
use crate::reader::pdf::PdfContent;
use crate::reader::text::TextContent;
use crate::report::hints::FormHints;
use crate::report::{Report, order};
use crate::table::heads;

/// How to read a document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What it may cost.
    pub limits: Limits,
    /// What bytes are taken for that do not begin as a PDF, a zip file or a compound file does; plain text is only taken when
    /// this says so.
    pub format: Option<Format>,
    /// By which the caller may stop the work.
    pub cancel: Option<CancelToken>,
    /// How many threads may work on the document at a time; the calling thread alone, where nothing is said. Nothing that
    /// comes out depends on it. It shortens the wait for a single document; many documents are better read beside each
    /// other, each by one thread, as [`crate::pipeline`] does.
    pub threads: Threads,
}

impl Options {
    /// A fresh budget for a document.
    pub(crate) fn budget(&self) -> Budget {
        Budget::new(&self.limits, self.cancel.clone()).with_threads(self.threads)
    }
}

/// Whether anything could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadStatus {
    /// There is text.
    Ok,
    /// Not one page has readable text: a scan, or fonts that cannot be decoded.
    NoText,
}

impl ReadStatus {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ReadStatus::Ok => "ok",
            ReadStatus::NoText => "no_text",
        }
    }
}

/// Everything that was got out of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Number of bytes.
    pub size: u64,
    /// Whether anything could be read.
    pub status: ReadStatus,
    /// The document as structure, as it is read for a report: in a DOCX, tables that only lay out the page are opened
    /// and tables that were cut in two are joined. [`read_document`] keeps them as they are written.
    pub document: Document,
    /// The document as a report; its `form` is `None` when it is none.
    pub report: Report,
    /// What the rules found.
    pub checks: Vec<Check>,
    /// The verdict.
    pub judgement: Judgement,
}

/// Reads a document and the report in it.
///
/// # Errors
/// When the bytes cannot be read at all, or a limit of `options` is passed; see [`ErrorKind`].
pub fn extract(bytes: &[u8], options: &Options) -> Result<Extraction, Error> {
    extract_by(bytes, options, &options.budget())
}

/// [`extract`] by a budget of these options, whose helpers may then go on with what comes next.
pub(crate) fn extract_by(bytes: &[u8], options: &Options, budget: &Budget) -> Result<Extraction, Error> {
    let digest = digest_aside(bytes, budget);
    let read = read_with(bytes, options, budget, View::Report, &mut |_| Ok(()))?;
    conclude(bytes, read, budget, digest)
}

/// The extraction of a document that was read from these bytes; `digest` is their SHA-256, where it was asked for before.
fn conclude(
    bytes: &[u8],
    (document, unread): (Document, Option<Unread>),
    budget: &Budget,
    digest: Option<Aside<String>>,
) -> Result<Extraction, Error> {
    let status = status(&document);
    let Assessment {
        document,
        report,
        checks,
        judgement,
    } = assess::assess_by(document, unread, budget)?;
    let extraction = Extraction {
        sha256: digest.map_or_else(|| sha256(bytes), Aside::get),
        size: bytes.len() as u64,
        status,
        document,
        report,
        checks,
        judgement,
    };
    Ok(extraction)
}

/// The most bytes that are copied for a helper.
const MOST_COPIED: usize = 1 << 20;

/// The SHA-256 of a PDF's bytes by a helper: while the file is read, helpers have nothing else to do.
fn digest_aside(bytes: &[u8], budget: &Budget) -> Option<Aside<String>> {
    if budget.threads().count < 2 || bytes.len() > MOST_COPIED || sniff(bytes) != Some(Format::Pdf) {
        return None;
    }
    let copy = bytes.to_vec();
    Some(parallel::aside(budget, move || sha256(&copy)))
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A PDF of which no page has readable text has none.
fn status(document: &Document) -> ReadStatus {
    let unreadable = !document.pages.is_empty() && document.pages.iter().all(|p| p.no_text);
    if unreadable {
        ReadStatus::NoText
    } else {
        ReadStatus::Ok
    }
}

/// What the bytes are, told by how they begin; `None` for what is no document that is read here.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if ZIP.iter().any(|magic| bytes.starts_with(magic)) || bytes.starts_with(COMPOUND_FILE) {
        return Some(Format::Docx);
    }
    reader::pdf::is_pdf(bytes).then_some(Format::Pdf)
}

/// What a document is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// To find a report: what an editor did to lay it out or by accident is undone.
    Report,
    /// As the file has it.
    AsWritten,
}

/// Reads a document's structure only: blocks, tables, furniture. No report is looked for, so that the tables of a PDF or DOCX are
/// read but once. A table of a DOCX is what the file writes as one.
///
/// # Errors
/// As [`extract`].
pub fn read_document(bytes: &[u8], options: &Options) -> Result<Document, Error> {
    let (document, _) = read_with(
        bytes,
        options,
        &options.budget(),
        View::AsWritten,
        &mut |_| Ok(()),
    )?;
    Ok(document)
}

/// Reads a document's structure; what the PDF reader gave is shown to `look` on its way.
fn read_with(
    bytes: &[u8],
    options: &Options,
    budget: &Budget,
    view: View,
    look: &mut dyn FnMut(&PdfContent) -> Result<(), Error>,
) -> Result<(Document, Option<Unread>), Error> {
    let mut warnings = Warnings::new(&options.limits);
    let content = content_of(bytes, options, budget, &mut warnings)?;
    if let Content::Pdf(content) = &content {
        look(content)?;
    }
    structure_of(content, view, budget, warnings)
}

/// What the reader of a format saw, before anything is made of it.
#[derive(Clone, Debug)]
pub enum Content {
    /// Characters, rulings and pictures by page.
    Pdf(PdfContent),
    /// Paragraphs and tables as they are written.
    Docx(DocxContent),
    /// Lines.
    Text(TextContent),
}

/// Reads a document no further than its format's own reader goes: for looking at what was printed, and for changing it
/// before [`document_of`].
///
/// # Errors
/// As [`extract`].
pub fn read_content(bytes: &[u8], options: &Options) -> Result<Content, Error> {
    let budget = options.budget();
    content_of(bytes, options, &budget, &mut Warnings::new(&options.limits))
}

/// The document that [`extract`] makes of what a reader saw, with all readings of its tables, also those that [`extract`] asks
/// for only where the others leave something open; [`assess`] finds the report in it.
///
/// # Errors
/// The limits of `options`.
pub fn document_of(content: Content, options: &Options) -> Result<Document, Error> {
    let budget = options.budget();
    let warnings = Warnings::new(&options.limits);
    let (mut document, unread) = structure_of(content, View::Report, &budget, warnings)?;
    if let Some(unread) = unread {
        unread.read_into(&mut document, &budget)?;
    }
    Ok(document)
}

/// What [`extract`] makes of what a reader saw.
///
/// # Errors
/// The limits of `options`.
pub fn assessment_of(content: Content, options: &Options) -> Result<Assessment, Error> {
    let budget = options.budget();
    let warnings = Warnings::new(&options.limits);
    let (document, unread) = structure_of(content, View::Report, &budget, warnings)?;
    assess::assess_by(document, unread, &budget)
}

fn content_of(
    bytes: &[u8],
    options: &Options,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Content, Error> {
    if bytes.is_empty() {
        return Err(Error::corrupt("the file is empty"));
    }
    if bytes.len() as u64 > options.limits.file_size {
        let message = format!("the file is larger than {} bytes", options.limits.file_size);
        return Err(Error::new(ErrorKind::TooBig, Stage::Open, message));
    }
    let format = sniff(bytes).or(options.format);
    match format {
        Some(Format::Pdf) => {
            // While the file is read they come to where they wait.
            budget.crew();
            reader::pdf::read(bytes, budget, warnings).map(Content::Pdf)
        }
        Some(Format::Docx) => reader::docx::read(bytes, budget, warnings).map(Content::Docx),
        Some(Format::Text) => reader::text::read(bytes, budget, warnings).map(Content::Text),
        None => Err(Error::new(ErrorKind::NotSupported, Stage::Open, refusal(bytes))),
    }
}

/// How many of a file's first bytes are looked at to say what it is.
const HEAD_BYTES: usize = 1024;

/// Why bytes that are no document are refused. What stands under the name of a document most often, by its first bytes.
fn refusal(bytes: &[u8]) -> &'static str {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |mark: &[u8]| {
        head.get(..mark.len())
            .is_some_and(|h| h.eq_ignore_ascii_case(mark))
    };
    if begins(b"<!doctype html") || begins(b"<html") {
        "this is a web page, neither a PDF nor a DOCX"
    } else if begins(b"{\\rtf") {
        "this is an RTF file; save it as .docx first"
    } else if begins(b"MIME-Version:") {
        "this is a web page with its parts (MHT), neither a PDF nor a DOCX"
    } else if begins(b"<?xml") {
        "this is an XML file, neither a PDF nor a DOCX; one that Word wrote can be saved as .docx"
    } else if [&b"\x1f\x8b"[..], b"Rar!", b"7z\xbc\xaf\x27\x1c"]
        .iter()
        .any(|m| bytes.starts_with(m))
    {
        "this is a compressed file; unpack it first"
    } else if [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*"]
        .iter()
        .any(|m| bytes.starts_with(m))
    {
        "this is a picture, neither a PDF nor a DOCX"
    } else {
        "neither a PDF nor a DOCX; plain text is read only when it is named so"
    }
}

fn structure_of(
    content: Content,
    view: View,
    budget: &Budget,
    mut warnings: Warnings,
) -> Result<(Document, Option<Unread>), Error> {
    let (mut document, unread) = match content {
        Content::Pdf(content) => pdf::read_document(content, view == View::Report, budget, &mut warnings)?,
        Content::Docx(content) => (docx::read_document(content, view, budget, &mut warnings)?, None),
        Content::Text(content) => (text_document(content, budget, &mut warnings)?, None),
    };
    document.tables.iter_mut().for_each(heads::mark);
    document.warnings.extend(warnings.into_vec());
    Ok((document, unread))
}

/// A text whose columns are laid out by blanks is read like a page, any other as flattened rows; what the order of the forms'
/// labels and numbers tells is a reading beside it.
fn text_document(content: TextContent, budget: &Budget, warnings: &mut Warnings) -> Result<Document, Error> {
    let Some(rewritten) = markup::rewrite(&content, budget)? else {
        return plain_document(content, budget, warnings);
    };
    let mut document = plain_document(rewritten.content, budget, warnings)?;
    tell_origins(&mut document, &rewritten.origins);
    Ok(document)
}

fn plain_document(content: TextContent, budget: &Budget, warnings: &mut Warnings) -> Result<Document, Error> {
    let content = rows::rewrite(content, budget)?;
    let printed = typed::read_document(&content, budget, warnings)?;
    let bytes: usize = content.lines.iter().map(String::len).sum();
    budget.work(bytes as u64 / 16 + 1)?;
    budget.hold(bytes as u64)?;
    let settled = settle::settle(&content);
    let lines = &settled.rewritten.content.lines;
    // Where pages have numbers that say so, a bare one at the end of a page is a value.
    let pages = match settled.has_page_numbers() {
        true => &[],
        false => settled.rewritten.content.pages.as_slice(),
    };
    let ordered = order::tables(lines, pages, budget)?;
    let is_doubled = doubled::is_printed_twice(lines);
    let mut flat = match printed {
        Some(_) => Document::empty(Format::Text),
        None => text::read_document(settled.rewritten.content, &FormHints::default(), budget, warnings)?,
    };
    if !ordered.is_empty() {
        flat.readings.push(Reading {
            method: Method::Order,
            tables: ordered,
        });
    }
    tell_origins(&mut flat, &settled.rewritten.origins);
    budget.release(bytes as u64);
    let mut document = match printed {
        Some(mut document) => {
            document.readings.append(&mut flat.readings);
            document
        }
        None => {
            flat.furniture = settled.furniture;
            flat
        }
    };
    if is_doubled {
        doubled::doubt(&mut document);
    }
    Ok(document)
}

/// Says of everything on which line it stands of those before a text was rewritten.
fn tell_origins(document: &mut Document, origins: &[usize]) {
    document.for_each_place(|place| {
        if let Provenance::Line(line) = place {
            let was = (*line as usize).checked_sub(1).and_then(|at| origins.get(at));
            *line = was.map_or(*line, |at| *at as u32 + 1);
        }
    });
}

/// [`extract`] from anything that can be read, up to the size limit.
///
/// # Errors
/// As [`extract`], and `Io`, `TooBig`.
pub fn extract_reader(mut reader: impl Read, options: &Options) -> Result<Extraction, Error> {
    let max = options.limits.file_size;
    let mut bytes = Vec::new();
    let read = reader
        .by_ref()
        .take(max.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()))?;
    extract(&bytes, options)
}

/// [`extract`] from a file. A name that ends in `.txt` lets plain text be read.
///
/// # Errors
/// As [`extract`], and `Io`, `NotRegular`.
pub fn extract_path(path: impl AsRef<Path>, options: &Options) -> Result<Extraction, Error> {
    let path = path.as_ref();
    let is_text = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    let io = |e: std::io::Error| Error::new(ErrorKind::Io, Stage::Open, e.to_string());
    let file = std::fs::File::open(path).map_err(io)?;
    if !file.metadata().map_err(io)?.is_file() {
        return Err(Error::new(
            ErrorKind::NotRegular,
            Stage::Open,
            "not a regular file",
        ));
    }
    let format = options.format.or(is_text.then_some(Format::Text));
    extract_reader(
        file,
        &Options {
            format,
            ..options.clone()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_and_message(bytes: &[u8], format: Option<Format>) -> (ErrorKind, String) {
        let options = Options {
            format,
            ..Options::default()
        };
        let error = extract(bytes, &options).unwrap_err();
        (error.kind(), error.message().to_owned())
    }

    #[test]
    fn a_refusal_says_what_the_file_is() {
        for (bytes, what) in [
            (
                &b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><title>404</title>"[..],
                "a web page",
            ),
            (b"<HTML>", "a web page"),
            (b"{\\rtf1 x}", "an RTF file"),
            (b"MIME-Version: 1.0\r\n", "MHT"),
            (b"<?xml version=\"1.0\"?><pkg:package/>", "an XML file"),
            (b"\x1f\x8b\x08\0", "compressed"),
            (b"Rar!\x1a\x07", "compressed"),
            (b"\xff\xd8\xff\xe0 JFIF", "a picture"),
            (b"\x89PNG\r\n\x1a\n", "a picture"),
            (b"some words", "neither a PDF nor a DOCX; plain text"),
            (b"<ht", "neither a PDF nor a DOCX; plain text"),
        ] {
            let (kind, message) = kind_and_message(bytes, None);
            assert_eq!(kind, ErrorKind::NotSupported);
            assert!(message.contains(what), "{message}");
        }
    }

    #[test]
    fn a_value_above_a_page_number_is_none() {
        // The last value of the first page is the page's own number.
        let text = |number: &str| {
            format!(
                "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0\n1\n{number}\n\u{c}\n行政规范性文件\n4\n5\n6\n"
            )
        };
        let issued = |text: &str| {
            let options = Options {
                format: Some(Format::Text),
                ..Options::default()
            };
            let document = read_document(text.as_bytes(), &options).unwrap();
            let ordered = document.readings.iter().filter(|r| r.method == Method::Order);
            let cells = ordered.flat_map(|r| &r.tables).flat_map(|t| t.cells());
            cells.map(|c| c.text.clone()).collect::<Vec<_>>().join("|")
        };
        assert!(
            issued(&text("— 1 —")).contains("0|0|1|"),
            "{}",
            issued(&text("— 1 —"))
        );
    }

    #[test]
    fn a_format_that_is_named_is_tried_where_the_bytes_tell_none() {
        let words = b"some words";
        assert_eq!(kind_and_message(words, Some(Format::Pdf)).0, ErrorKind::Corrupt);
        assert_eq!(kind_and_message(words, Some(Format::Docx)).0, ErrorKind::Corrupt);
        let text = Options {
            format: Some(Format::Text),
            ..Options::default()
        };
        assert!(extract(words, &text).is_ok());
    }
}
