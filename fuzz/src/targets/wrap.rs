//! The smallest whole documents around the bytes of a fuzzer.

/// The body of `stream`: dictionary with the true length, data.
pub(super) fn stream(dict: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = format!("<</Length {} ", data.len()).into_bytes();
    out.extend_from_slice(dict);
    out.extend_from_slice(b">>\nstream\n");
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
    out
}

/// One page with this content, fonts of all kinds (F1 to F4) and a form X, some objects replaced or added.
pub(super) fn pdf_with(content: &[u8], more: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut objects = vec![(4, stream(b"", content))];
    objects.extend_from_slice(more);
    pdf_around(&objects)
}

/// A file of one page; `more` replaces objects and adds to them.
pub(super) fn pdf_around(more: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 6 0 R>>";
    let resources =
        "<</Font<</F1 5 0 R/F2 7 0 R/F3 8 0 R/F4 9 0 R>>/XObject<</X 12 0 R>>/Properties<</P <</MCID 1>>>>>>";
    let composite = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[10 0 R]/ToUnicode 11 0 R>>";
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 97/LastChar 97/Widths[1000]/Encoding<</Differences[97/a]>>/CharProcs<</a 4 0 R>>>>";
    let own: [(u32, &str); 9] = [
        (1, "<</Type/Catalog/Pages 2 0 R>>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, page),
        (
            5,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ),
        (6, resources),
        (7, composite),
        (
            8,
            "<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 65/LastChar 66/Widths[500 500]>>",
        ),
        (9, type3),
        (
            10,
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        ),
    ];
    let mut objects: std::collections::BTreeMap<u32, Vec<u8>> = own
        .into_iter()
        .map(|(n, text)| (n, text.as_bytes().to_vec()))
        .collect();
    objects.extend(more.iter().cloned());
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for n in 1..=objects.keys().max().copied().unwrap_or_default() {
        match objects.get(&n) {
            Some(body) => {
                table += &format!("{:010} 00000 n \n", out.len());
                out.extend_from_slice(format!("{n} 0 obj\n").as_bytes());
                out.extend_from_slice(body);
                out.extend_from_slice(b"\nendobj\n");
            }
            None => table += "0000000000 65535 f \n",
        }
    }
    let size = table.len() / 20 + 1;
    let start = out.len();
    let tail = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend_from_slice(tail.as_bytes());
    out
}

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Paragraphs and a table that use whatever styles and numbering may be.
pub(super) const STYLED_BODY: &str = "<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>\
<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:rPr><w:rStyle w:val=\"B\"/></w:rPr><w:t>two</w:t></w:r></w:p>\
<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>three</w:t></w:r></w:p>\
<w:p><w:pPr><w:numPr><w:ilvl w:val=\"8\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>four</w:t></w:r></w:p>\
<w:tbl><w:tblPr><w:tblStyle w:val=\"C\"/></w:tblPr><w:tr><w:tc><w:p><w:r><w:t>five</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";

/// `data` inside a root element, unless it brings one of its own.
pub(super) fn root(name: &str, data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"<?xml") || data.starts_with(b"\xff\xfe") || data.starts_with(b"\xfe\xff") {
        return data.to_vec();
    }
    let mut out = format!("<{name} xmlns:w=\"{W}\" xmlns:r=\"{R}\">").into_bytes();
    out.extend_from_slice(data);
    out.extend_from_slice(format!("</{name}>").as_bytes());
    out
}

/// `data` as the body of a document, unless it brings a root of its own.
pub(super) fn body(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"<?xml") || data.starts_with(b"\xff\xfe") || data.starts_with(b"\xfe\xff") {
        return data.to_vec();
    }
    root(
        "w:document",
        &[b"<w:body>".as_slice(), data, b"</w:body>"].concat(),
    )
}

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";

fn relations(list: &[(&str, &str)]) -> Vec<u8> {
    let mut out =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">".to_owned();
    for (id, (kind, target)) in list.iter().enumerate() {
        out += &format!("<Relationship Id=\"rId{id}\" Type=\"{R}/{kind}\" Target=\"{target}\"/>");
    }
    (out + "</Relationships>").into_bytes()
}

/// A package of stored parts with content types and relationships to go with them.
pub(super) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let package = relations(&[("officeDocument", "word/document.xml")]);
    let document = relations(&[("styles", "styles.xml"), ("numbering", "numbering.xml")]);
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", &package),
        ("word/_rels/document.xml.rels", &document),
    ];
    all.extend_from_slice(parts);
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in &all {
        let mut crc = flate2::Crc::new();
        crc.update(data);
        let size = (data.len() as u32).to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 33, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        let offset = (out.len() as u32).to_le_bytes();
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset);
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(*data);
    }
    let (start, count) = ((out.len() as u32).to_le_bytes(), (all.len() as u16).to_le_bytes());
    let size = (directory.len() as u32).to_le_bytes();
    out.extend(directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([count, count].concat());
    out.extend([size, start].concat());
    out.extend([0, 0]);
    out
}
