//! Content controls that are bound to data stored beside the text, and fields that are drawn.

use super::builder::{Docx, p, tc};
use super::*;

const ID: &str = "{11111111-2222-3333-4444-555555555555}";
const STORE: &str =
    "<n:r xmlns:n=\"x\"><n:a>机关甲</n:a><n:a>12</n:a><n:e/><n:d>2023-01-05</n:d><n:t>true</n:t></n:r>";

/// A control with these further properties, bound to this path of the custom part.
fn control(path: &str, more: &str, inner: &str) -> String {
    format!(
        "<w:sdt><w:sdtPr>{more}<w:dataBinding w:xpath=\"{path}\" w:storeItemID=\"{ID}\"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    )
}

fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

/// A document with this body and a custom part.
fn bound(body: &str) -> Docx {
    let props = format!("<ds:datastoreItem xmlns:ds=\"y\" ds:itemID=\"{ID}\"/>");
    Docx::body(body)
        .with(
            "word/_rels/document.xml.rels",
            builder::relationships(&[("customXml", "../customXml/item1.xml")]),
        )
        .with("customXml/item1.xml", STORE)
        .with(
            "customXml/_rels/item1.xml.rels",
            builder::relationships(&[("customXmlProps", "itemProps1.xml")]),
        )
        .with("customXml/itemProps1.xml", props)
}

/// The texts of a document with a custom part, which of its paragraphs are outdated, what is dropped and the warnings.
fn read(body: &str) -> (Vec<String>, Vec<bool>, Vec<String>, Vec<&'static str>) {
    let (content, codes) = bound(body).read();
    let outdated = content.blocks.iter().map(|b| match b {
        RawBlock::Paragraph(p) => p.outdated,
        _ => false,
    });
    (
        texts(&content.blocks).into_iter().map(str::to_owned).collect(),
        outdated.collect(),
        content
            .dropped
            .iter()
            .map(|d| format!("{}:{}", d.reason, d.text))
            .collect(),
        codes,
    )
}

#[test]
fn a_bound_control_shows_what_is_stored() {
    let inline = format!(
        "<w:p>{}{}{}</w:p>",
        r("本机关："),
        control("/n:r[1]/n:a[1]", "<w:text/>", &(r("机关") + &r("乙"))),
        r("。")
    );
    let (texts, outdated, dropped, codes) = read(&inline);
    assert_eq!(texts, ["本机关：机关甲。"]);
    assert_eq!(
        (outdated, dropped),
        (vec![true], vec!["outdated:机关乙".to_owned()])
    );
    assert_eq!(codes, ["control_outdated"]);
    let block = control("/r/a", "<w:text/>", &p("机关乙")) + &p("x");
    assert_eq!(read(&block).0, ["机关甲", "x"]);
    assert_eq!(read(&block).1, [true, false]);
    // With no text inside, the stored one goes where the text would.
    assert_eq!(read(&control("/r/a", "", "<w:p/>")).0, ["机关甲"]);
    assert_eq!(
        read(&format!("<w:p>{}</w:p>", control("/r/a", "", ""))).0,
        ["机关甲"]
    );
    assert_eq!(read(&control("/r/e", "", &p("9"))).0, [""]);
    // Programs fill templates by their data alone.
    let filled = control("/r/a", "<w:showingPlcHdr/>", &p("单击输入"));
    assert_eq!(read(&filled).0, ["机关甲"]);
    let list = "<w:dropDownList><w:listItem w:displayText=\"十二\" w:value=\"12\"/></w:dropDownList>";
    assert_eq!(read(&control("/r/a[2]", list, &p("十一"))).0, ["十二"]);
    assert_eq!(read(&control("/r/a[2]", list, &p("十二"))).3, [""; 0]);
}

#[test]
fn a_control_whose_data_are_the_same_or_not_to_be_had_is_read_as_it_is() {
    let cases = [
        control("/r/a", "<w:text/>", &p("机关 甲")),
        control("/r/z", "<w:text/>", &p("机关乙")),
        control("count(/r)", "<w:text/>", &p("机关乙")),
        control("/r/e", "<w:showingPlcHdr/>", &p("单击输入")),
        control("/r/a", "<w:date/>", &p("机关乙")),
        control("/r/a", "", &p("机关乙")).replace("{1111", "{9999"),
    ];
    for body in cases {
        let (_, outdated, dropped, codes) = read(&body);
        assert_eq!((outdated, dropped), (vec![false], Vec::new()), "{body}");
        assert_eq!(codes, [""; 0], "{body}");
    }
}

#[test]
fn a_cell_in_a_bound_control_shows_what_is_stored() {
    let row = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        tc("", "新收"),
        control("/r/a[2]", "<w:text/>", &tc("", "21"))
    );
    let (content, _) = bound(&row).read();
    let cell = &table(&content).rows[0].cells[1];
    assert!(matches!(&cell.blocks[..], [RawBlock::Paragraph(p)] if p.text == "12" && p.outdated));
}

#[test]
fn the_properties_of_the_package_are_a_store() {
    let core = "<cp:coreProperties xmlns:cp=\"x\" xmlns:dc=\"y\"><dc:title>甲</dc:title></cp:coreProperties>";
    let body = control("/ns1:coreProperties[1]/ns0:title[1]", "<w:text/>", &p("乙"))
        .replace(ID, "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}");
    let (content, _) = Docx::body(&body).with("docProps/core.xml", core).read();
    assert_eq!(texts(&content.blocks), ["甲"]);
}

#[test]
fn fields_drawn_from_their_instruction_are_noted() {
    let field = |code: &str, result: &str| {
        let result = match result {
            "" => String::new(),
            text => format!("<w:fldChar w:fldCharType=\"separate\"/><w:t>{text}</w:t>"),
        };
        let body = format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> {code} </w:instrText>{result}<w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
        );
        let (content, _) = Docx::body(&body).read();
        matches!(&content.blocks[..], [RawBlock::Paragraph(p)] if p.drawn_field)
    };
    assert!(field("eq \\o(1,2)", ""));
    assert!(field("MACROBUTTON x 12", ""));
    assert!(field(" =SUM(LEFT) ", ""));
    assert!(!field("EQ \\o(1,2)", "12"));
    assert!(!field("XE 12", ""));
}

#[test]
fn dates_and_boxes_show_what_is_stored() {
    let date = "<w:date><w:dateFormat w:val=\"yyyy年M月d日\"/></w:date>";
    assert_eq!(
        read(&control("/r/d", date, &p("2022年1月5日"))).0,
        ["2023年1月5日"]
    );
    assert_eq!(read(&control("/r/d", date, &p("2023年1月5日"))).3, [""; 0]);
    let text = date.replace("</w:date>", "<w:storeMappedDataAs w:val=\"text\"/></w:date>");
    assert_eq!(read(&control("/r/d", &text, &p("2022年"))).0, ["2023-01-05"]);
    let tick = "<w14:checkbox><w14:checkedState w14:val=\"00FE\" w14:font=\"Wingdings\"/></w14:checkbox>";
    assert_eq!(read(&control("/r/t", tick, &p("☐"))).0, ["☑"]);
    assert_eq!(read(&control("/r/t", tick, &p("☑"))).3, [""; 0]);
}

#[test]
fn controls_in_headers_show_what_is_stored() {
    let section = "<w:p/><w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/></w:sectPr>";
    let header = format!(
        "<w:hdr {}>{}</w:hdr>",
        builder::NAMESPACES,
        control("/r/a", "<w:text/>", &p("机关乙"))
    );
    let (content, codes) = bound(section)
        .with(
            "word/_rels/document.xml.rels",
            builder::relationships(&[("customXml", "../customXml/item1.xml"), ("header", "header1.xml")]),
        )
        .with("word/header1.xml", header)
        .read();
    assert_eq!(content.headers, ["机关甲"]);
    assert_eq!(codes, ["control_outdated"]);
}
