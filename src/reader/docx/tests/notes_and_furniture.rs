//! Footnotes, endnotes, headers and footers.

use super::builder::{p, tbl, tc};
use super::*;

fn reference(kind: &str, id: u8) -> String {
    format!("<w:r><w:{kind}Reference w:id=\"{id}\"/></w:r>")
}

fn note(kind: &str, id: u8, text: &str) -> String {
    format!("<w:{kind} w:id=\"{id}\"><w:p><w:r><w:{kind}Ref/><w:t>{text}</w:t></w:r></w:p></w:{kind}>")
}

#[test]
fn notes_come_in_the_order_of_reference() {
    let footnotes =
        "<w:footnote w:id=\"0\" w:type=\"separator\"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>"
            .to_owned()
            + &note("footnote", 1, "甲")
            + &note("footnote", 2, "乙")
            + &note("footnote", 3, "孤");
    let body = format!(
        "<w:p><w:r><w:t>a</w:t></w:r>{}{}</w:p><w:p>{}{}</w:p>",
        reference("footnote", 2),
        reference("endnote", 1),
        reference("footnote", 1),
        reference("footnote", 2)
    );
    let docx = Docx::body(&body).part("footnotes", "footnotes", &footnotes).part(
        "endnotes",
        "endnotes",
        &note("endnote", 1, "尾"),
    );
    let (content, _) = docx.read();
    let notes: Vec<_> = content
        .notes
        .iter()
        .map(|n| (n.mark.as_str(), n.text.as_str()))
        .collect();
    assert_eq!(notes, [("1", "乙"), ("i", "尾"), ("2", "甲"), ("", "孤")]);
    let list = paragraphs(&content);
    assert_eq!(
        (list[0].text.as_str(), &list[0].notes[..], &list[1].notes[..]),
        ("a", &[0, 1][..], &[2, 0][..])
    );
}

#[test]
fn the_section_names_the_marks() {
    let body = format!(
        "<w:p>{}</w:p><w:sectPr><w:footnotePr><w:numFmt w:val=\"decimalEnclosedCircle\"/></w:footnotePr></w:sectPr>",
        reference("footnote", 1)
    );
    let (content, _) = Docx::body(&body)
        .part("footnotes", "footnotes", &note("footnote", 1, "甲"))
        .read();
    assert_eq!(content.notes[0].mark, "①");
}

#[test]
fn a_note_whose_reference_was_deleted_is_dropped() {
    let body = format!("<w:p><w:del>{}</w:del></w:p>", reference("footnote", 1));
    let (content, _) = Docx::body(&body)
        .part("footnotes", "footnotes", &note("footnote", 1, "甲"))
        .read();
    assert!(content.notes.is_empty());
    assert_eq!(
        (content.dropped[0].reason, content.dropped[0].text.as_str()),
        ("deleted", "甲")
    );
}

#[test]
fn a_note_that_refers_to_itself_ends() {
    let own = "<w:footnote w:id=\"2\"><w:p><w:r><w:t>note</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p></w:footnote>";
    let (content, _) = Docx::body(&format!("<w:p>{}</w:p>", reference("footnote", 2)))
        .part("footnotes", "footnotes", own)
        .read();
    assert_eq!(content.notes.len(), 1);
}

#[test]
fn headers_and_footers_once_each_in_the_order_of_sections() {
    let section = |list: &str| format!("<w:sectPr>{list}</w:sectPr>");
    let first = section(
        "<w:headerReference w:type=\"default\" r:id=\"rId1\"/><w:footerReference w:type=\"default\" r:id=\"rId2\"/>",
    );
    let second = section(
        "<w:headerReference w:type=\"first\" r:id=\"rId3\"/><w:headerReference w:type=\"default\" r:id=\"rId1\"/><w:headerReference r:id=\"rId9\"/>",
    );
    let body = format!("<w:p><w:pPr>{first}</w:pPr></w:p>{}{second}", p("a"));
    let page = "<w:p><w:r><w:t>— </w:t><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>1</w:t><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    let docx = Docx::body(&body)
        .part(
            "header",
            "hdr",
            &(p("头") + &tbl(&[tc("", "左") + &tc("", "右")])),
        )
        .part("footer", "ftr", page)
        .part("header", "hdr", &p("首页"));
    let (content, _) = docx.read();
    assert_eq!(content.headers, ["头\n左\t右", "首页"]);
    assert_eq!(content.footers, ["—1"]);
    assert_eq!(texts(&content.blocks), ["", "a"]);
}
