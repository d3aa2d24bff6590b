//! Documents of any size, made of invented words, for the growth benches and for `examples/large_files.rs`.
//!
//! The PDFs use a predefined Chinese CMap without embedding, as old writers do, so that no font has to be shipped.

#![allow(dead_code, reason = "each user takes what it needs")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;

const WORDS: [&str; 6] = [
    "本年度共收到申请",
    "依法公开信息",
    "加强组织领导",
    "完善工作制度",
    "回应社会关切",
    "提高服务水平",
];

/// A content stream in the making; y counts up from the lower edge, as PDF has it.
#[derive(Default)]
struct Content(String);

impl Content {
    fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let hex = text.encode_utf16().fold(String::new(), |mut out, unit| {
            let _ = write!(out, "{unit:04X}");
            out
        });
        let _ = writeln!(self.0, "BT /F1 {size} Tf {x:.2} {y:.2} Td <{hex}> Tj ET");
    }

    fn line(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) {
        let _ = writeln!(self.0, "0.5 w {x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S");
    }

    /// A ruled table of so many rows of `columns` cells, from `top` down, numbered from `first`.
    fn table(&mut self, top: f32, rows: usize, columns: usize, (width, height): (f32, f32), first: usize) {
        let (x1, bottom) = (60.0 + width * columns as f32, top - height * rows as f32);
        for row in 0..=rows {
            let y = top - height * row as f32;
            self.line(60.0, y, x1, y);
        }
        for column in 0..=columns {
            let x = 60.0 + width * column as f32;
            self.line(x, top, x, bottom);
        }
        let size = (height * 0.6).min(9.0);
        for row in 0..rows {
            for column in 0..columns {
                let number = first + row * columns + column;
                let text = if column == 0 {
                    WORDS[row % WORDS.len()].to_owned()
                } else {
                    number.to_string()
                };
                let (x, y) = (62.0 + width * column as f32, top - height * (row as f32 + 0.75));
                self.text(x, y, size, &text);
            }
        }
    }
}

/// A PDF of these pages, each as large as it says.
fn pdf(pages: &[(Content, (f32, f32))]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 6 + 2 * i)).collect();
    objects.push(b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.push(format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")).into_bytes());
    objects.push(
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".to_vec(),
    );
    objects.push(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1[500]2 94 500]/FontDescriptor 5 0 R>>"
            .to_vec(),
    );
    objects.push(
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/Ascent 859/Descent -140/ItalicAngle 0/StemV 80>>"
            .to_vec(),
    );
    for (i, (content, (width, height))) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
                7 + 2 * i
            )
            .into_bytes(),
        );
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(content.0.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let mut stream = format!("<</Length {}/Filter/FlateDecode>>stream\n", packed.len()).into_bytes();
        stream.extend_from_slice(&packed);
        stream.extend_from_slice(b"\nendstream");
        objects.push(stream);
    }
    file_of(&objects)
}

/// The objects, numbered from 1, with a cross-reference table behind them.
fn file_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut xref = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (i, object) in objects.iter().enumerate() {
        let _ = writeln!(xref, "{:010} 00000 n ", out.len());
        out.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    out.extend_from_slice(xref.as_bytes());
    let size = objects.len() + 1;
    out.extend_from_slice(
        format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    out
}

/// So many A4 pages with a heading, 12 lines of text, a table of 20 rows and a page number.
pub fn pdf_of_pages(pages: usize) -> Vec<u8> {
    let page = |number: usize| {
        let mut content = Content::default();
        content.text(60.0, 770.0, 16.0, &format!("第{number}部分 总体情况"));
        for line in 0..12 {
            let text: String = (0..4).map(|i| WORDS[(line + i + number) % WORDS.len()]).collect();
            content.text(60.0, 740.0 - 18.0 * line as f32, 12.0, &text);
        }
        content.table(510.0, 20, 6, (79.0, 20.0), number);
        content.text(280.0, 40.0, 9.0, &format!("— {number} —"));
        (content, (595.0, 842.0))
    };
    pdf(&(1..=pages).map(page).collect::<Vec<_>>())
}

/// One page, as high as it takes, with so many lines of text and no table.
pub fn pdf_of_glyphs(lines: usize) -> Vec<u8> {
    let height = 100.0 + 18.0 * lines as f32;
    let mut content = Content::default();
    for line in 0..lines {
        let text: String = (0..4).map(|i| WORDS[(line + i) % WORDS.len()]).collect();
        content.text(60.0, height - 50.0 - 18.0 * line as f32, 12.0, &text);
    }
    pdf(&[(content, (595.0, height))])
}

/// One table of so many rows, 35 a page.
pub fn pdf_of_rows(rows: usize) -> Vec<u8> {
    let mut pages = Vec::new();
    let mut done = 0;
    while done < rows {
        let here = (rows - done).min(35);
        let mut content = Content::default();
        content.table(780.0, here, 6, (79.0, 20.0), done);
        pages.push((content, (595.0, 842.0)));
        done += here;
    }
    pdf(&pages)
}

/// One page with one table of 10 columns and so many rows, as high as it takes.
pub fn pdf_of_cells(rows: usize) -> Vec<u8> {
    let height = 100.0 + 12.0 * rows as f32;
    let mut content = Content::default();
    content.table(height - 50.0, rows, 10, (60.0, 12.0), 0);
    pdf(&[(content, (720.0, height))])
}

/// A DOCX of so many parts: a heading, four paragraphs and a table of 20 rows with a merged head.
pub fn docx_of_parts(parts: usize) -> Vec<u8> {
    const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut body = String::new();
    for part in 0..parts {
        let _ = write!(body, "<w:p><w:r><w:t>{}、总体情况</w:t></w:r></w:p>", part + 1);
        for i in 0..4 {
            let text: String = (0..6).map(|k| WORDS[(i + k + part) % WORDS.len()]).collect();
            let _ = write!(body, "<w:p><w:r><w:t>{text}。</w:t></w:r></w:p>");
        }
        body.push_str("<w:tbl><w:tblGrid>");
        body.push_str(&"<w:gridCol w:w=\"1500\"/>".repeat(6));
        body.push_str("</w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"6\"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc></w:tr>");
        for row in 0..20 {
            body.push_str("<w:tr>");
            for column in 0..6 {
                let text = if column == 0 {
                    WORDS[row % 6].to_owned()
                } else {
                    (row * 6 + column).to_string()
                };
                let _ = write!(
                    body,
                    "<w:tc><w:tcPr><w:tcW w:w=\"1500\" w:type=\"dxa\"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
                );
            }
            body.push_str("</w:tr>");
        }
        body.push_str("</w:tbl>");
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{W}\"><w:body>{body}</w:body></w:document>"
    );
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, part) in [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations),
        ("word/document.xml", document.as_str()),
    ] {
        package.start_file(name, options).unwrap();
        package.write_all(part.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

/// A flattened text of so many parts, the cells of a table one a line.
pub fn text_of_parts(parts: usize) -> Vec<u8> {
    let mut out = String::new();
    for part in 0..parts {
        let _ = writeln!(out, "{}、总体情况", part + 1);
        for i in 0..4 {
            let text: String = (0..6).map(|k| WORDS[(i + k + part) % WORDS.len()]).collect();
            let _ = writeln!(out, "{text}。");
        }
        for row in 0..20 {
            let _ = writeln!(out, "{}\t{}\t{}\t{}", WORDS[row % 6], row, row + part, row * 2);
        }
    }
    out.into_bytes()
}
