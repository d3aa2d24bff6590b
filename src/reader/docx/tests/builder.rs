//! Packages made in memory.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

pub(super) const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:wpi="http://schemas.microsoft.com/office/word/2010/wordprocessingInk" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#,
);

const TYPES: &str = concat!(
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"</Types>"#,
);

const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A package to be written.
#[derive(Clone)]
pub(super) struct Docx {
    entries: Vec<(String, Vec<u8>)>,
    relationships: Vec<(String, String)>,
}

impl Docx {
    /// A package of these entries only.
    pub(super) fn of(entries: &[(&str, &str)]) -> Docx {
        Docx {
            entries: entries
                .iter()
                .map(|(n, t)| (n.to_string(), t.as_bytes().to_vec()))
                .collect(),
            relationships: Vec::new(),
        }
    }

    /// A document with this inside its body.
    pub(super) fn body(inner: &str) -> Docx {
        Docx::document(&format!(
            "<w:document {NAMESPACES}><w:body>{inner}</w:body></w:document>"
        ))
    }

    /// A document with this main part.
    pub(super) fn document(xml: &str) -> Docx {
        Docx::of(&[
            ("[Content_Types].xml", TYPES),
            (
                "_rels/.rels",
                &relationships(&[("officeDocument", "word/document.xml")]),
            ),
            ("word/document.xml", xml),
        ])
    }

    /// The same with one entry more, or in place of the one of that name.
    pub(super) fn with(mut self, name: &str, content: impl AsRef<[u8]>) -> Docx {
        self.entries.retain(|(n, _)| n != name);
        self.entries.push((name.to_owned(), content.as_ref().to_vec()));
        self
    }

    /// The same without an entry.
    pub(super) fn without(mut self, name: &str) -> Docx {
        self.entries.retain(|(n, _)| n != name);
        self
    }

    /// The same with a part beside the main document and the relationship that leads to it (`rId1`, `rId2`, ...).
    pub(super) fn part(mut self, kind: &str, root: &str, inner: &str) -> Docx {
        let file = format!("{kind}{}.xml", self.relationships.len() + 1);
        self.relationships.push((kind.to_owned(), file.clone()));
        let all: Vec<_> = self
            .relationships
            .iter()
            .map(|(k, f)| (k.as_str(), f.as_str()))
            .collect();
        let list = relationships(&all);
        self.with("word/_rels/document.xml.rels", list).with(
            &format!("word/{file}"),
            format!("<w:{root} {NAMESPACES}>{inner}</w:{root}>"),
        )
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.entries {
            zip.start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// What is read of it, and the codes of the warnings.
    pub(super) fn read(&self) -> (DocxContent, Vec<&'static str>) {
        let (content, codes) = read_bytes(&self.bytes(), &Limits::default());
        (content.expect("a readable document"), codes)
    }

    /// The kind of error that it ends in.
    pub(super) fn fails(&self) -> ErrorKind {
        read_bytes(&self.bytes(), &Limits::default())
            .0
            .expect_err("an error")
            .kind()
    }
}

/// Reads a file.
pub(super) fn read_bytes(bytes: &[u8], limits: &Limits) -> (Result<DocxContent, Error>, Vec<&'static str>) {
    let budget = Budget::new(limits, None);
    let mut warnings = Warnings::new(limits);
    let content = read(bytes, &budget, &mut warnings);
    (content, warnings.into_vec().iter().map(|w| w.code).collect())
}

/// A relationships part.
pub(super) fn relationships(list: &[(&str, &str)]) -> String {
    let mut out =
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#.to_owned();
    for (i, (kind, target)) in list.iter().enumerate() {
        out += &format!(
            r#"<Relationship Id="rId{}" Type="{KIND}{kind}" Target="{target}"/>"#,
            i + 1
        );
    }
    out + "</Relationships>"
}

/// A paragraph of one run.
pub(super) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell with these properties and one paragraph.
pub(super) fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

/// A table of these rows.
pub(super) fn tbl(rows: &[String]) -> String {
    let rows: String = rows.iter().map(|r| format!("<w:tr>{r}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"1000\"/></w:tblGrid>{rows}</w:tbl>")
}
