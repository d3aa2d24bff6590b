//! The targets: each makes a document of the bytes and reads it. What must hold then is in [`check`].
//!
//! The inner parts (filters, CMaps, numbering ...) are reached through the smallest whole document around them, so
//! that a target needs nothing that a user of the library could not call, and that every finding is a document.

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "targets/wrap.rs"]
mod wrap;

use std::time::Duration;

use baobiao::diagnostic::{Error, ErrorKind, Limits, Threads};
use baobiao::document::Format;
use baobiao::output::wire::ReportJson;
use baobiao::{Extraction, Options};

use self::wrap::{pdf_around, pdf_with, stream, zip_of};

/// A target by its name.
pub type Target = fn(&[u8]);

/// All targets.
pub const TARGETS: [(&str, Target); 10] = [
    ("pdf", pdf),
    ("objects", objects),
    ("streams", streams),
    ("content", content),
    ("fonts", fonts),
    ("tables", tables),
    ("docx", docx),
    ("document_xml", document_xml),
    ("styles", styles),
    ("text", text),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
}

/// Small limits: what is slow here is slow by itself, and what is large is caught early.
fn limits() -> Limits {
    Limits {
        timeout: Some(Duration::from_secs(10)),
        memory: 64 << 20,
        part_size: 4 << 20,
        decoded: 16 << 20,
        work: 4_000_000,
        page_operators: 100_000,
        page_glyphs: 20_000,
        pages: 200,
        table_cells: 20_000,
        ..Limits::default()
    }
}

/// A whole PDF.
pub fn pdf(data: &[u8]) {
    let mut bytes = data.to_vec();
    if !data.starts_with(b"%PDF-") {
        bytes.splice(0..0, *b"%PDF-1.7\n");
    }
    check(&bytes, None);
}

/// Objects and cross-reference sections: the bytes follow a sound file, whose objects they may replace, or stand in
/// front of nothing but a trailer.
pub fn objects(data: &[u8]) {
    let Some((&mode, data)) = data.split_first() else {
        return;
    };
    let mut bytes = if mode & 1 == 0 {
        pdf_with(b"BT /F1 12 Tf 72 700 Td (fuzz 1,234.50) Tj ET", &[])
    } else {
        b"%PDF-1.7\n".to_vec()
    };
    bytes.extend_from_slice(data);
    if mode & 2 == 0 {
        bytes.extend_from_slice(b"\ntrailer <</Root 1 0 R/Size 20>>\nstartxref\n9\n%%EOF\n");
    }
    check(&bytes, None);
}

/// Filters and their parameters: the bytes are the dictionary of a stream, a line end, and its data.
pub fn streams(data: &[u8]) {
    let cut = data.iter().position(|&b| b == b'\n').unwrap_or(0);
    let (dict, body) = data.split_at(cut);
    check(&pdf_around(&[(4, stream(dict, body))]), None);
    check(
        &pdf_around(&[
            (4, stream(b"", b"BT /F2 12 Tf 72 700 Td <00410042> Tj ET /X Do")),
            (11, stream(dict, body)),
            (
                12,
                stream(
                    &[dict, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"].concat(),
                    body,
                ),
            ),
        ]),
        None,
    );
}

/// Content streams: the bytes are the content of a page with fonts of all kinds and a form that draws itself.
pub fn content(data: &[u8]) {
    check(
        &pdf_with(
            data,
            &[(12, stream(b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]", data))],
        ),
        None,
    );
}

/// CMaps, encodings, widths and font programs: up to five parts, each ended by `%%`.
pub fn fonts(data: &[u8]) {
    let mut parts = Vec::new();
    let mut rest = data;
    while parts.len() < 4
        && let Some(at) = rest.windows(2).position(|w| w == b"%%")
    {
        parts.push(&rest[..at]);
        rest = &rest[at + 2..];
    }
    parts.push(rest);
    let part = |i: usize| parts.get(i).copied().unwrap_or_default();
    let text = b"BT /F2 12 Tf 72 700 Td <0041004200ff81304081> Tj /F3 12 Tf 0 -20 Td (AB\x80\xd6\xd0) Tj ET";
    let mut objects = vec![(4, stream(b"", text)), (11, stream(b"", part(0)))];
    let simple = [
        b"<</Type/Font/BaseFont/X/FirstChar 65/LastChar 90/FontDescriptor 13 0 R".as_slice(),
        part(1),
        b">>",
    ];
    objects.push((8, simple.concat()));
    let cid = [
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/FontDescriptor 13 0 R".as_slice(),
        part(2),
        b">>",
    ];
    objects.push((10, cid.concat()));
    for key in ["FontFile", "FontFile2", "FontFile3"] {
        let mut all = objects.clone();
        all.push((
            13,
            format!("<</Type/FontDescriptor/Flags 4/{key} 14 0 R>>").into_bytes(),
        ));
        all.push((14, stream(part(3), part(4))));
        check(&pdf_around(&all), None);
    }
}

/// Tables: every six bytes place a word, a line or a filled box on a coarse grid of the page.
pub fn tables(data: &[u8]) {
    const WORDS: [&str; 8] = ["0", "12", "3,456.7", "/", "total", "x", "1.", "--"];
    let mut out = String::new();
    for piece in data.chunks_exact(6).take(2_000) {
        let [kind, x, y, w, h, more] = piece else { continue };
        // Most places are on a grid of 8 points; a few are a hair beside it.
        let at = |n: u8, fine: u8| {
            f64::from(n >> 2) * 8.0 + f64::from(n & 3) * if fine & 1 == 0 { 0.0 } else { 0.7 }
        };
        let (x, y, w, h) = (
            at(*x, *more),
            at(*y, *more >> 1),
            at(*w, *more >> 2),
            at(*h, *more >> 3),
        );
        out += &match kind % 8 {
            0..3 => {
                let word = WORDS[usize::from(more >> 5)];
                format!("BT /F1 {} Tf 1 0 0 1 {x} {y} Tm ({word}) Tj ET\n", 6 + more % 8)
            }
            3 => format!("{x} {y} m {} {y} l S\n", x + w),
            4 => format!("{x} {y} m {x} {} l S\n", y + h),
            5 => format!("{x} {y} {w} {h} re S\n"),
            6 => format!("{} g {x} {y} {w} {h} re f 0 g\n", f64::from(more % 5) / 4.0),
            _ => format!("{} w {x} {y} {w} 0.5 re f\n", f64::from(more % 9) / 2.0),
        };
    }
    check(&pdf_with(out.as_bytes(), &[]), None);
}

/// A whole DOCX.
pub fn docx(data: &[u8]) {
    let mut bytes = data.to_vec();
    if !data.starts_with(b"PK") {
        bytes.splice(0..0, *b"PK\x03\x04");
    }
    check(&bytes, None);
}

/// The main part of a DOCX, or, where the bytes have no root, what stands in its body.
pub fn document_xml(data: &[u8]) {
    check(&zip_of(&[("word/document.xml", &wrap::body(data))]), None);
}

/// Styles and numbering, parted by `%%`, for a document that uses them.
pub fn styles(data: &[u8]) {
    let cut = data.windows(2).position(|w| w == b"%%").unwrap_or(data.len());
    let (styles, numbering) = data.split_at(cut);
    let numbering = numbering.get(2..).unwrap_or_default();
    let body = wrap::body(wrap::STYLED_BODY.as_bytes());
    check(
        &zip_of(&[
            ("word/document.xml", &body),
            ("word/styles.xml", &wrap::root("w:styles", styles)),
            ("word/numbering.xml", &wrap::root("w:numbering", numbering)),
        ]),
        None,
    );
}

/// Plain text.
pub fn text(data: &[u8]) {
    check(data, Some(Format::Text));
}

/// Reads the bytes twice, by one thread and by two. Whatever they are: no panic, the same answer both times, JSON that any
/// parser takes, every character of the reader in the document, and an error that is one short line.
pub fn check(bytes: &[u8], format: Option<Format>) {
    let options = Options {
        limits: limits(),
        format,
        cancel: None,
        threads: Threads::ONE,
    };
    let together = Options {
        threads: Threads::new(2),
        ..options.clone()
    };
    let first = baobiao::extract(bytes, &options);
    let second = baobiao::extract(bytes, &together);
    let timed_out = |r: &Result<Extraction, Error>| r.as_ref().is_err_and(|e| e.kind() == ErrorKind::Timeout);
    if timed_out(&first) || timed_out(&second) {
        return;
    }
    match (first, second) {
        (Ok(one), Ok(two)) => {
            let json = json(&one);
            assert!(json == json_of(&two), "two runs differ");
            conserved(bytes, &options, &one);
        }
        (Err(one), Err(two)) => {
            assert_eq!(one.to_string(), two.to_string(), "two runs differ");
            assert_ne!(one.kind(), ErrorKind::Internal);
            assert!(one.to_string().len() <= 300 && !one.to_string().chars().any(char::is_control));
        }
        _ => panic!("one of two runs failed"),
    }
}

fn json(extraction: &Extraction) -> Vec<u8> {
    let json = json_of(extraction);
    if !json.is_empty() {
        let value = serde_json::from_slice::<serde_json::Value>(&json);
        assert!(value.is_ok_and(|v| v.is_object()), "the output is no JSON");
    }
    json
}

/// The JSON; nothing when it is too large to be written.
fn json_of(extraction: &Extraction) -> Vec<u8> {
    let report = ReportJson::from_extraction(extraction, "fuzz");
    match baobiao::output::to_json(&report) {
        Ok(json) => json,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::LimitSize);
            Vec::new()
        }
    }
}

/// Every character that the reader saw is in the document, once.
fn conserved(bytes: &[u8], options: &Options, extraction: &Extraction) {
    let Ok(seen) = common::reader_bag(bytes, &options.limits) else {
        return;
    };
    let mut lost = common::difference(&seen, &common::document_bag(&extraction.document));
    if seen.keys().any(|c| baobiao::layout::bidi::is_rtl(*c)) {
        common::either_way_round(&mut lost);
    }
    if extraction.document.format == Format::Text {
        // Marks that separate the cells of a flattened row are no text.
        lost.retain(|c, n| !(*n > 0 && common::is_cell_mark(*c)));
    }
    assert!(lost.is_empty(), "lost (+) or invented (-): {lost:?}");
}
