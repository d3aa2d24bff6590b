//! Automatic numbers, compared with what LibreOffice writes for the same files.

use super::*;

/// A level: index, number format, text, and what else its element holds.
fn level(index: u8, format: &str, text: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{index}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>"
    )
}

fn definition(id: u8, inner: &str) -> String {
    format!("<w:abstractNum w:abstractNumId=\"{id}\">{inner}</w:abstractNum>")
}

fn list(id: u8, definition: u8, overrides: &str) -> String {
    format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{definition}\"/>{overrides}</w:num>")
}

fn item(num: u8, level: u8) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
    )
}

fn styled(style: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
}

fn numbers(numbering: &str, styles: &str, body: &str) -> Vec<String> {
    let docx = Docx::body(body)
        .part("numbering", "numbering", numbering)
        .part("styles", "styles", styles);
    let (content, _) = docx.read();
    paragraphs(&content)
        .iter()
        .map(|p| p.number.clone().unwrap_or_default())
        .collect()
}

fn chinese() -> String {
    let levels = level(0, "chineseCountingThousand", "%1、", "")
        + &level(1, "chineseCounting", "（%2）", "")
        + &level(2, "decimal", "%3.", "")
        + &level(3, "decimalEnclosedCircleChinese", "%4", "");
    definition(0, &levels) + &list(1, 0, "")
}

#[test]
fn chinese_levels_count_and_restart() {
    let body: String = [0, 1, 1, 2, 3, 3, 1, 2, 0, 1]
        .iter()
        .map(|l| item(1, *l))
        .collect();
    let expect = [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "①",
        "②",
        "（三）",
        "1.",
        "二、",
        "（一）",
    ];
    assert_eq!(numbers(&chinese(), "", &body), expect);
}

#[test]
fn levels_name_those_above_them_and_legal_ones_in_digits() {
    let levels = level(0, "upperRoman", "%1", "")
        + &level(1, "lowerLetter", "%1.%2", "")
        + &level(2, "decimal", "%1.%2.%3", "<w:isLgl/>");
    let body: String = [0, 1, 2, 2, 0, 1].iter().map(|l| item(1, *l)).collect();
    let numbering = definition(0, &levels) + &list(1, 0, "");
    assert_eq!(
        numbers(&numbering, "", &body),
        ["I", "I.a", "1.1.1", "1.1.2", "II", "II.a"]
    );
}

#[test]
fn lists_of_one_definition_count_on_and_a_start_override_begins_anew() {
    let numbering = chinese()
        + &list(2, 0, "")
        + &list(
            3,
            0,
            "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride>",
        );
    let body: String = [1, 2, 3, 3, 1].iter().map(|n| item(*n, 0)).collect();
    assert_eq!(
        numbers(&numbering, "", &body),
        ["一、", "二、", "五、", "六、", "七、"]
    );
}

#[test]
fn a_level_can_be_replaced_in_one_list() {
    let change = format!(
        "<w:lvlOverride w:ilvl=\"0\">{}</w:lvlOverride>",
        level(0, "upperLetter", "%1)", "")
    );
    let numbering = chinese() + &list(2, 0, &change);
    assert_eq!(numbers(&numbering, "", &item(2, 0)), ["A)"]);
}

#[test]
fn a_level_may_go_on_when_the_one_above_is_used() {
    let levels = level(0, "decimal", "%1.", "") + &level(1, "decimal", "(%2)", "<w:lvlRestart w:val=\"0\"/>");
    let numbering = definition(0, &levels) + &list(1, 0, "");
    let body: String = [0, 1, 1, 0, 1].iter().map(|l| item(1, *l)).collect();
    assert_eq!(numbers(&numbering, "", &body), ["1.", "(1)", "(2)", "2.", "(3)"]);
}

#[test]
fn numbers_linked_to_styles() {
    let levels = level(0, "chineseCounting", "第%1章", "<w:pStyle w:val=\"H1\"/>")
        + &level(1, "chineseCounting", "第%2节", "<w:pStyle w:val=\"H2\"/>");
    let numbering = definition(0, &levels) + &list(1, 0, "");
    let styles = concat!(
        r#"<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/></w:style>"#,
    );
    let none = "<w:p><w:pPr><w:pStyle w:val=\"H1\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    let body = styled("H1") + &styled("H2") + &styled("H2") + none + &styled("H1");
    assert_eq!(
        numbers(&numbering, styles, &body),
        ["第一章", "第一节", "第二节", "", "第二章"]
    );
}

#[test]
fn a_list_style_leads_to_its_definition() {
    let numbering = definition(0, "<w:numStyleLink w:val=\"L\"/>")
        + &definition(
            1,
            &format!("<w:styleLink w:val=\"L\"/>{}", level(0, "decimalZero", "%1", "")),
        )
        + &list(1, 0, "")
        + &list(2, 1, "");
    let styles = "<w:style w:type=\"numbering\" w:styleId=\"L\"><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style>";
    assert_eq!(numbers(&numbering, styles, &item(1, 0)), ["01"]);
    let cycle = definition(0, "<w:styleLink w:val=\"L\"/><w:numStyleLink w:val=\"L\"/>") + &list(1, 0, "");
    assert_eq!(numbers(&cycle, "", &item(1, 0)), [""]);
}

#[test]
fn bullets_are_told_from_numbers() {
    let bullet = level(
        0,
        "bullet",
        "\u{f06c}",
        "<w:rPr><w:rFonts w:ascii=\"Wingdings\"/></w:rPr>",
    );
    let docx = Docx::body(&item(1, 0)).part(
        "numbering",
        "numbering",
        &(definition(0, &bullet) + &list(1, 0, "")),
    );
    let (content, _) = docx.read();
    let p = paragraphs(&content)[0];
    assert_eq!(
        (p.number.as_deref(), p.bullet, p.number_level),
        (Some("●"), true, Some(0))
    );
}

#[test]
fn deleted_paragraphs_and_paragraphs_that_run_on_do_not_count() {
    let removed = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>";
    assert_eq!(
        numbers(&chinese(), "", &(item(1, 0) + removed + &item(1, 0))),
        ["一、", "二、"]
    );
}

#[test]
fn hostile_numbers_stay_short() {
    let long = level(0, "upperRoman", &"%1".repeat(5_000), "")
        .replace("w:start w:val=\"1\"", "w:start w:val=\"3999\"");
    let got = numbers(
        &(definition(0, &long) + &list(1, 0, "")),
        "",
        &(item(1, 0) + &item(1, 0)),
    );
    assert!(got[0].len() < 255 * 10 && got[1].starts_with("40004000"));
    let odd = level(0, "decimal", "%999%%0%a%", "");
    assert_eq!(
        numbers(&(definition(0, &odd) + &list(1, 0, "")), "", &item(1, 0)),
        ["199%%0%a%"]
    );
    let huge =
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"999999999\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p>";
    assert_eq!(numbers(&chinese(), "", huge), [""]);
}
