//! Files, parts and relationships.

use super::builder::{NAMESPACES, p, read_bytes, relationships};
use super::*;

fn fails(bytes: &[u8]) -> ErrorKind {
    read_bytes(bytes, &Limits::default())
        .0
        .expect_err("an error")
        .kind()
}

#[test]
fn what_is_no_docx_is_told() {
    assert_eq!(fails(b""), ErrorKind::NotSupported);
    assert_eq!(fails(b"{\\rtf1 x}"), ErrorKind::NotSupported);
    assert_eq!(fails(b"PK\x03\x04"), ErrorKind::Corrupt);
    let workbook = Docx::of(&[
        ("_rels/.rels", &relationships(&[])),
        ("xl/workbook.xml", "<workbook/>"),
    ]);
    assert_eq!(workbook.fails(), ErrorKind::NotSupported);
}

#[test]
fn compound_files_are_encrypted_or_old() {
    let compound = |stream: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend([0; 700]);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert_eq!(fails(&compound("EncryptedPackage")), ErrorKind::Encrypted);
    assert_eq!(fails(&compound("WordDocument")), ErrorKind::NotSupported);
    let (result, _) = read_bytes(&compound("WordDocument"), &Limits::default());
    assert!(result.unwrap_err().message().contains(".doc"));
}

#[test]
fn the_main_document_may_have_another_name() {
    let xml = format!(
        "<w:document {NAMESPACES}><w:body>{}</w:body></w:document>",
        p("x")
    );
    for target in [
        "word/document2.xml",
        "/word/document2.xml",
        "./word/../word/document2.xml",
        "WORD/Document2.xml",
    ] {
        let docx = Docx::of(&[
            ("_rels/.rels", &relationships(&[("officeDocument", target)])),
            ("word/document2.xml", &xml),
        ]);
        let (content, codes) = docx.read();
        assert_eq!((texts(&content.blocks), codes), (vec!["x"], vec![]), "{target}");
    }
}

#[test]
fn without_relationships_the_usual_names_are_taken() {
    let (content, codes) = Docx::body(&p("x")).without("_rels/.rels").read();
    assert_eq!(
        (texts(&content.blocks), codes),
        (vec!["x"], vec!["relationships_broken"])
    );
    let styles = format!(
        "<w:styles {NAMESPACES}><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
    );
    let body = "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    let (content, _) = Docx::body(body).with("word/styles.xml", styles).read();
    assert_eq!(paragraphs(&content)[0].heading, Some(1));
}

#[test]
fn names_with_backslashes_are_read() {
    let xml = format!(
        "<w:document {NAMESPACES}><w:body>{}</w:body></w:document>",
        p("x")
    );
    let docx = Docx::of(&[
        (
            "_rels\\.rels",
            &relationships(&[("officeDocument", "word/document.xml")]),
        ),
        ("word\\document.xml", &xml),
    ]);
    assert_eq!(texts(&docx.read().0.blocks), ["x"]);
}

#[test]
fn relationships_out_of_the_package_are_refused() {
    let external = relationships(&[("officeDocument", "http://127.0.0.1/x")]);
    for list in [external, relationships(&[("officeDocument", "../../etc/passwd")])] {
        assert_eq!(
            Docx::body(&p("x")).with("_rels/.rels", list).fails(),
            ErrorKind::Corrupt
        );
    }
}

#[test]
fn a_main_part_that_is_no_document_is_refused() {
    assert_eq!(Docx::document("<workbook/>").fails(), ErrorKind::NotSupported);
    assert_eq!(Docx::document("").fails(), ErrorKind::Corrupt);
    assert_eq!(
        Docx::document("<?xml version=\"1.0\"?>").fails(),
        ErrorKind::Corrupt
    );
    assert_eq!(
        Docx::body("").without("word/document.xml").fails(),
        ErrorKind::Corrupt
    );
}

#[test]
fn document_type_declarations_are_refused() {
    let xml = format!(
        "<!DOCTYPE x [<!ENTITY e \"y\">]><w:document {NAMESPACES}><w:body>{}</w:body></w:document>",
        p("&e;")
    );
    assert_eq!(Docx::document(&xml).fails(), ErrorKind::NotSupported);
}

#[test]
fn encodings_that_packages_use() {
    let xml = format!(
        "<w:document {NAMESPACES}><w:body>{}</w:body></w:document>",
        p("公开")
    );
    let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let mut bytes = mark.to_vec();
        bytes.extend(xml.encode_utf16().flat_map(unit));
        bytes
    };
    let gbk = format!("<?xml version=\"1.0\" encoding=\"GBK\"?>{xml}");
    for bytes in [
        wide(&[0xff, 0xfe], u16::to_le_bytes),
        wide(&[0xfe, 0xff], u16::to_be_bytes),
        wide(&[], u16::to_le_bytes),
        wide(&[], u16::to_be_bytes),
        [&[0xef, 0xbb, 0xbf], xml.as_bytes()].concat(),
        encoding_rs::GBK.encode(&gbk).0.into_owned(),
        format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{xml}").into_bytes(),
    ] {
        let (content, codes) = Docx::body("").with("word/document.xml", bytes).read();
        assert_eq!((texts(&content.blocks), codes), (vec!["公开"], vec![]));
    }
}

#[test]
fn bytes_that_are_no_characters_are_told() {
    let xml = format!(
        "<w:document {NAMESPACES}><w:body>{}</w:body></w:document>",
        p("a@b")
    );
    let bytes: Vec<u8> = xml.bytes().map(|b| if b == b'@' { 0xff } else { b }).collect();
    let (content, codes) = Docx::body("").with("word/document.xml", bytes).read();
    assert_eq!(
        (texts(&content.blocks), codes, content.salvaged),
        (vec!["a\u{fffd}b"], vec!["part_damaged"], true)
    );
}

#[test]
fn a_document_that_breaks_off_is_kept_as_far_as_it_goes() {
    let whole = format!("<w:document {NAMESPACES}><w:body>{}<w:p><w:r><w:t>b", p("a"));
    let (content, codes) = Docx::document(&whole).read();
    assert_eq!(
        (texts(&content.blocks), codes, content.salvaged),
        (vec!["a", "b"], vec!["document_cut"], true)
    );
}

#[test]
fn tags_that_cross_each_other_lose_nothing() {
    let body = format!("<w:p><w:r><w:t>a</w:t></w:p></w:r>{}", p("b"));
    let (content, codes) = Docx::body(&body).read();
    assert_eq!(
        (texts(&content.blocks), codes, content.salvaged),
        (vec!["a", "b"], vec!["document_cut"], true)
    );
}

#[test]
fn broken_styles_do_not_stop_the_document() {
    let (content, codes) = Docx::body(&p("a")).part("styles", "styles", "<w:style>").read();
    assert_eq!(
        (texts(&content.blocks), codes, content.salvaged),
        (vec!["a"], vec!["part_unreadable"], true)
    );
}

#[test]
fn a_flipped_byte_in_a_part_is_told_by_its_checksum() {
    let mut bytes = Docx::body(&p("gleichbleibend")).bytes();
    // The central directory comes last, so the last checksum field of a directory entry is the document's.
    let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bytes[at + 16] ^= 1;
    let (result, codes) = read_bytes(&bytes, &Limits::default());
    let content = result.unwrap();
    assert_eq!(
        (texts(&content.blocks), codes, content.salvaged),
        (vec!["gleichbleibend"], vec!["part_damaged"], true)
    );
}

#[test]
fn a_part_of_another_size_than_it_says_is_told() {
    let mut bytes = Docx::body(&p("a")).bytes();
    let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bytes[at + 24] ^= 1;
    let (result, codes) = read_bytes(&bytes, &Limits::default());
    assert_eq!(
        (texts(&result.unwrap().blocks), codes),
        (vec!["a"], vec!["part_damaged"])
    );
}

#[test]
fn a_part_packed_in_another_way_is_told_by_its_name() {
    let mut bytes = Docx::body(&p("a")).bytes();
    for (signature, method) in [(b"PK\x01\x02", 10), (b"PK\x03\x04", 8)] {
        let at = bytes.windows(4).rposition(|w| w == signature).unwrap();
        bytes[at + method] = 12;
    }
    let (result, _) = read_bytes(&bytes, &Limits::default());
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSupported);
    assert!(
        error.message().contains("word/document.xml is packed as Bzip2"),
        "{}",
        error.message()
    );
}

#[test]
fn two_main_documents_of_one_name_are_refused() {
    let mut bytes = Docx::body(&p("a")).with("word/documenU.xml", "<x/>").bytes();
    let name = b"word/documenU.xml";
    while let Some(at) = bytes.windows(name.len()).position(|w| w == name) {
        bytes[at..at + name.len()].copy_from_slice(b"word/document.xml");
    }
    assert_eq!(fails(&bytes), ErrorKind::Corrupt);
}

#[test]
fn encrypted_entries_are_told() {
    let mut bytes = Docx::body(&p("a")).bytes();
    for (signature, flags) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let starts: Vec<_> = (0..bytes.len() - 4)
            .filter(|&i| &bytes[i..i + 4] == signature)
            .collect();
        for at in starts {
            bytes[at + flags] |= 1;
        }
    }
    assert_eq!(fails(&bytes), ErrorKind::Encrypted);
}

#[test]
fn limits_end_the_document_with_their_own_kind() {
    let of = |limits: Limits, body: &str| {
        let (result, _) = read_bytes(&Docx::body(body).bytes(), &limits);
        result.map(|_| ()).map_err(|e| e.kind())
    };
    let base = Limits::default;
    assert_eq!(
        of(Limits { entries: 2, ..base() }, &p(&"a".repeat(900))),
        Err(ErrorKind::LimitSize)
    );
    assert_eq!(
        of(
            Limits {
                part_size: 300,
                ..base()
            },
            &p("a")
        ),
        Err(ErrorKind::LimitSize)
    );
    assert_eq!(
        of(
            Limits {
                decoded: 300,
                ..base()
            },
            &p("a")
        ),
        Err(ErrorKind::LimitSize)
    );
    assert_eq!(
        of(Limits { depth: 4, ..base() }, &p("a")),
        Err(ErrorKind::LimitDepth)
    );
    assert_eq!(
        of(Limits { work: 12, ..base() }, &p("a")),
        Err(ErrorKind::LimitWork)
    );
    assert_eq!(
        of(
            Limits {
                memory: 2_000,
                ..base()
            },
            &p("a").repeat(20)
        ),
        Err(ErrorKind::Memory)
    );
    let attributes: String = (0..1_100).map(|i| format!(" a{i}=\"1\"")).collect();
    assert_eq!(
        of(base(), &format!("<w:p{attributes}/>")),
        Err(ErrorKind::LimitSize)
    );
}

#[test]
fn deep_nesting_does_not_use_the_stack() {
    let body = "<w:sdt>".repeat(200_000) + &"</w:sdt>".repeat(200_000);
    assert_eq!(Docx::body(&body).fails(), ErrorKind::LimitDepth);
}

#[test]
fn the_producer_is_read() {
    let app =
        "<Properties xmlns=\"x\"><Template>t</Template><Application>WPS Office_12</Application></Properties>";
    let (content, _) = Docx::body(&p("a")).with("docProps/app.xml", app).read();
    assert_eq!(content.producer.as_deref(), Some("WPS Office_12"));
}
