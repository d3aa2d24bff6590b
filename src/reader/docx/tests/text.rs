//! Paragraphs, runs and everything that stands in them.

use super::builder::p;
use super::*;

#[test]
fn runs_split_anywhere_are_one_text() {
    check(
        "<w:p><w:r><w:t>三、本年</w:t></w:r><w:proofErr w:type=\"x\"/><w:r><w:rPr><w:b/></w:rPr><w:t>度</w:t><w:t>办理</w:t></w:r></w:p>",
        &["三、本年度办理"],
    );
}

#[test]
fn tabs_breaks_and_hyphens() {
    check(
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>e</w:t><w:ptab/></w:r></w:p>",
        &["a\tb\nc\nd-e\t"],
    );
}

#[test]
fn a_tab_stop_is_no_tab() {
    check(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"420\"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
        &["a"],
    );
}

#[test]
fn a_page_break_shows_only_between_texts() {
    check(
        "<w:p><w:r><w:br w:type=\"page\"/><w:t>a</w:t><w:br w:type=\"page\"/></w:r></w:p>",
        &["a"],
    );
    check(
        "<w:p><w:r><w:t>a</w:t><w:br w:type=\"column\"/><w:t>b</w:t></w:r></w:p>",
        &["a\nb"],
    );
}

#[test]
fn blanks_at_the_ends_of_text_count_only_where_said() {
    check(
        "<w:p><w:r><w:t> a </w:t><w:t xml:space=\"preserve\"> b </w:t></w:r></w:p>",
        &["a b "],
    );
    check("<w:p><w:r><w:t>\n   a\n b\n</w:t></w:r></w:p>", &["a  b"]);
}

#[test]
fn symbols_become_what_they_look_like() {
    check(
        "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:sym w:font=\"Symbol\" w:char=\"F0B7\"/><w:sym w:font=\"Odd\" w:char=\"F041\"/><w:sym w:char=\"D800\"/><w:sym/></w:r></w:p>",
        &["☑•\u{f041}\u{fffd}\u{fffd}"],
    );
    check(
        "<w:p><w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\"/></w:rPr><w:t>\u{f0fc}</w:t></w:r></w:p>",
        &["✔"],
    );
}

#[test]
fn the_large_first_letter_of_a_paragraph_belongs_to_it() {
    let body = format!(
        "<w:p><w:pPr><w:framePr w:dropCap=\"drop\" w:lines=\"3\"/></w:pPr><w:r><w:t>本</w:t></w:r></w:p>{}{}",
        p("年度共收到申请"),
        p("另有")
    );
    check(&body, &["本年度共收到申请", "另有"]);
}

#[test]
fn symbols_outside_the_first_plane_are_read() {
    check(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"w16se\" xmlns:w16se=\"http://schemas.microsoft.com/office/word/2015/wordml/symex\"><w16se:symEx w16se:font=\"Segoe UI Emoji\" w16se:char=\"1F60A\"/></mc:Choice><mc:Fallback><w:t>x</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        &["😊"],
    );
}

#[test]
fn references_and_cdata() {
    check(
        "<w:p><w:r><w:t>a&lt;b&amp;c&#20013;&#x4e2d;<![CDATA[<w:tbl>]]></w:t></w:r></w:p>",
        &["a<b&c中中<w:tbl>"],
    );
}

#[test]
fn entities_that_nobody_defined_are_kept_and_told() {
    let (content, codes) = Docx::body(&p("a&nbsp;b&#0;")).read();
    assert_eq!(texts(&content.blocks), ["a&nbsp;b\u{fffd}"]);
    assert_eq!(codes, ["unknown_entity"]);
}

#[test]
fn a_field_shows_its_result_and_not_its_instruction() {
    let field = "<w:p><w:r><w:t>第</w:t><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>3</w:t><w:fldChar w:fldCharType=\"end\"/><w:t>页</w:t></w:r></w:p>";
    check_dropped(field, &["第3页"], &[("field-instruction", "PAGE")]);
    check_dropped(
        "<w:p><w:fldSimple w:instr=\"DATE\"><w:r><w:t>今天</w:t></w:r></w:fldSimple></w:p>",
        &["今天"],
        &[("field-instruction", "DATE")],
    );
}

#[test]
fn the_result_of_a_field_inside_an_instruction_is_not_shown() {
    let b = "<w:fldChar w:fldCharType=\"begin\"/>";
    let s = "<w:fldChar w:fldCharType=\"separate\"/>";
    let e = "<w:fldChar w:fldCharType=\"end\"/>";
    let body = format!(
        "<w:p><w:r>{b}<w:instrText>IF </w:instrText>{b}<w:instrText>X</w:instrText>{s}<w:t>1</w:t>{e}{s}<w:t>yes</w:t>{e}<w:t>.</w:t></w:r></w:p>"
    );
    check_dropped(&body, &["yes."], &[("field-instruction", "IFX1")]);
}

#[test]
fn a_field_may_run_over_paragraphs() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>一</w:t></w:r></w:p><w:p><w:r><w:t>二</w:t><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    check(body, &["一", "二"]);
}

#[test]
fn a_field_that_never_ends_swallows_nothing() {
    let body = format!(
        "<w:p><w:r><w:t>a</w:t><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>{}",
        p("b")
    );
    let (content, codes) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["a", "b"]);
    assert_eq!(codes, ["field_unfinished"]);
}

#[test]
fn field_ends_without_a_beginning_are_passed_over() {
    check(
        "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/><w:fldChar w:fldCharType=\"separate\"/><w:t>a</w:t></w:r></w:p>",
        &["a"],
    );
}

#[test]
fn form_lists_show_their_entry_and_boxes_are_no_text() {
    let form = |data: &str| {
        let data = format!("<w:ffData>{data}</w:ffData>");
        format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\">{data}</w:fldChar><w:instrText>F</w:instrText><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
        )
    };
    let checked = form("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>");
    check_dropped(
        &checked,
        &[""],
        &[("field-instruction", "F"), ("form-field", "☒")],
    );
    let empty = form("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>");
    check_dropped(&empty, &[""], &[("field-instruction", "F"), ("form-field", "☐")]);
    check(
        &form(
            "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"是\"/><w:listEntry w:val=\"否\"/></w:ddList>",
        ),
        &["否"],
    );
}

#[test]
fn wrappers_are_looked_through() {
    check(
        "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:p><w:hyperlink r:id=\"rId9\"><w:r><w:t>a</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>b</w:t></w:r></w:smartTag><w:sdt><w:sdtContent><w:r><w:t>c</w:t></w:r></w:sdtContent></w:sdt><w:odd><w:bdo><w:r><w:t>d</w:t></w:r></w:bdo></w:odd></w:p></w:sdtContent></w:sdt>",
        &["abcd"],
    );
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    check_dropped(
        "<w:p><w:ins w:id=\"1\"><w:r><w:t>新</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText>旧</w:delText><w:tab/></w:r></w:del><w:r><w:t>文</w:t></w:r></w:p>",
        &["新文"],
        &[("deleted", "旧\t")],
    );
    check_dropped(
        "<w:p><w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:r><w:t>中</w:t></w:r><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>",
        &["中来"],
        &[("moved-from", "走")],
    );
}

#[test]
fn a_paragraph_whose_mark_was_deleted_runs_on() {
    let body = "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>";
    let (content, _) = Docx::body(body).read();
    assert_eq!(texts(&content.blocks), ["甲乙"]);
    assert!(paragraphs(&content)[0].centered);
}

#[test]
fn a_paragraph_that_was_deleted_whole_leaves_nothing() {
    let body = format!(
        "{}<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:del w:id=\"2\"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>{}",
        p("a"),
        p("b")
    );
    check_dropped(&body, &["a", "b"], &[("deleted", "旧")]);
}

#[test]
fn hidden_text_is_dropped_by_run_and_by_style() {
    let styles = "<w:style w:type=\"character\" w:styleId=\"H\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"P\"><w:rPr><w:vanish/></w:rPr></w:style>";
    let body = "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"H\"/></w:rPr><w:t>c</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>d</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"P\"/></w:pPr><w:r><w:t>e</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"false\"/></w:rPr><w:t>f</w:t></w:r></w:p>";
    let (content, _) = Docx::body(body).part("styles", "styles", styles).read();
    assert_eq!(texts(&content.blocks), ["ad", "f"]);
    let dropped: Vec<_> = content
        .dropped
        .iter()
        .map(|d| (d.reason, d.text.as_str(), d.paragraph))
        .collect();
    assert_eq!(dropped, [("hidden", "bc", 0), ("hidden", "e", 1)]);
}

#[test]
fn a_raised_number_is_no_digit_of_the_number_before_it() {
    let run = |props: &str, text: &str| format!("<w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r>");
    let up = "<w:vertAlign w:val=\"superscript\"/>";
    let down = "<w:vertAlign w:val=\"subscript\"/>";
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}{}{}</w:p>",
        run("", "309"),
        run(up, "12"),
        run("", "1"),
        run(down, "2"),
        run(up, "st"),
    );
    let (content, _) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["309¹²", "12st"]);
    let lifted = |by: u32| format!("<w:position w:val=\"{by}\"/><w:sz w:val=\"14\"/>");
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}</w:p>",
        run("", "30"),
        run(&lifted(7), "1"),
        run(&lifted(2), "2"),
    );
    let (content, _) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["30¹", "2"]);
    let body = format!("<w:p>{}{}</w:p>", run("<w:strike/>", "7a"), run("", "278"));
    let (content, _) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["7\u{336}a\u{336}278"]);
}

#[test]
fn a_text_box_is_read_once_and_stands_after_its_paragraph() {
    let content = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>{}",
        p("末")
    );
    let (content, _) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["前后", "框", "末"]);
    let marks: Vec<_> = paragraphs(&content)
        .iter()
        .map(|p| (p.index, p.in_text_box))
        .collect();
    assert_eq!(marks, [(0, false), (1, true), (2, false)]);
}

#[test]
fn a_vml_text_box_alone_is_read() {
    check(
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        &["", "框"],
    );
}

#[test]
fn of_alternatives_the_fallback_is_read_where_no_choice_is_understood() {
    let run = |t: &str| format!("<w:r><w:t>{t}</w:t></w:r>");
    let body = format!(
        "<w:p><mc:AlternateContent><mc:Choice Requires=\"wpi\">{}</mc:Choice><mc:Choice Requires=\"unknown\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:p>",
        run("墨"),
        run("x"),
        run("替")
    );
    check(&body, &["替"]);
    let two = format!(
        "<w:p><mc:AlternateContent><mc:Choice Requires=\"wps\">{}</mc:Choice><mc:Choice Requires=\"wps\">{}</mc:Choice></mc:AlternateContent></w:p>",
        run("一"),
        run("二")
    );
    check(&two, &["一"]);
}

#[test]
fn word_art_and_pictures_are_noted() {
    let body = "<w:p><w:r><w:drawing><wp:docPr id=\"1\" name=\"图片 1\" descr=\"印章\"/><a:blip r:embed=\"rId5\"/></w:drawing><w:drawing><wp:docPr name=\"直线\"/></w:drawing><w:pict><v:shape><v:textpath string=\"草稿\"/></v:shape></w:pict></w:r></w:p>";
    let (content, _) = Docx::body(body).read();
    let pictures: Vec<_> = content
        .blocks
        .iter()
        .filter_map(|b| match b {
            RawBlock::Picture(p) => Some((p.paragraph, p.description.as_deref())),
            _ => None,
        })
        .collect();
    assert_eq!(pictures, [(0, Some("印章"))]);
    assert_eq!(texts(&content.blocks), ["", "草稿"]);
}

#[test]
fn ruby_keeps_its_base_and_math_its_text() {
    check_dropped(
        "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>han</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        &["汉"],
        &[("ruby", "han")],
    );
    check(
        "<w:p><m:oMath><m:r><m:t>x</m:t></m:r><m:r><m:t>+1</m:t></m:r></m:oMath></w:p>",
        &["x+1"],
    );
}

#[test]
fn formulas_show_the_signs_that_word_draws() {
    let of = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let formula = |inner: &str| {
        let (content, _) = Docx::body(&format!("<w:p><m:oMath>{inner}</m:oMath>{}</w:p>", of("。"))).read();
        texts(&content.blocks).concat()
    };
    let parts = |num: &str, den: &str| format!("<m:num>{}</m:num><m:den>{}</m:den>", of(num), of(den));
    let fraction = |inner: &str| formula(&format!("<m:f>{inner}</m:f>"));
    assert_eq!(fraction(&parts("1", "2")), "1/2。");
    assert_eq!(fraction(&parts("a+b", "2")), "(a+b)/2。");
    let plain = "<m:fPr><m:type m:val=\"noBar\"/></m:fPr>";
    assert_eq!(fraction(&format!("{plain}{}", parts("5", "2"))), "52。");
    let part = |name: &str, text: &str| format!("<m:{name}>{}</m:{name}>", of(text));
    let root = format!("<m:rad>{}{}</m:rad>", part("deg", "3"), part("e", "8"));
    assert_eq!(formula(&root), "3√8。");
    let signs = "<m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"\"/></m:dPr>";
    let brackets = |inner: &str| formula(&format!("<m:d>{inner}</m:d>"));
    assert_eq!(brackets(&part("e", "4")), "(4)。");
    assert_eq!(
        brackets(&format!("{signs}{}{}", part("e", "4"), part("e", "5"))),
        "[4|5。"
    );
    let sum = "<m:nary><m:naryPr><m:chr m:val=\"∑\"/></m:naryPr></m:nary>";
    assert_eq!(formula(&format!("{sum}{}", of("3"))), "∑3。");
    let phantom = "<m:phant><m:phantPr><m:show m:val=\"0\"/></m:phantPr>";
    assert_eq!(
        formula(&format!("{}{phantom}{}</m:phant>", of("1"), part("e", "2"))),
        "1。"
    );
}

#[test]
fn elements_that_may_be_ignored_and_nobody_knows_are_not_there() {
    let document = |markup: &str, inner: &str| {
        let xml = format!(
            "<w:document {} xmlns:x=\"urn:x\" {markup}><w:body><w:p><w:r><w:t>1</w:t>{inner}</w:r></w:p></w:body></w:document>",
            builder::NAMESPACES
        );
        let (content, _) = Docx::document(&xml).read();
        texts(&content.blocks).concat()
    };
    let foreign = "<x:q><w:t>2</w:t><x:t>3</x:t></x:q><x:t/><w:t>4</w:t>";
    assert_eq!(document("mc:Ignorable=\"x\"", foreign), "14");
    assert_eq!(document("", foreign), "1234");
    for read in ["x:q", "x:*"] {
        let markup = format!("mc:Ignorable=\"x\" mc:ProcessContent=\"{read}\"");
        assert_eq!(
            document(&markup, foreign),
            if read == "x:q" { "124" } else { "1234" }
        );
    }
    let known = "<wps:t>2</wps:t><w:t>4</w:t>";
    assert_eq!(document("mc:Ignorable=\"wps x\"", known), "124");
    let properties = "</w:r><w:r><w:rPr><x:vanish/></w:rPr><w:t>5</w:t>";
    assert_eq!(document("mc:Ignorable=\"x\"", properties), "15");
}

#[test]
fn text_and_paragraphs_in_odd_places_are_kept() {
    check(
        &format!(
            "<w:t>散</w:t><w:r><w:t>落</w:t></w:r><w:tr/><w:tc>{}</w:tc>",
            p("a")
        ),
        &["散", "落", "a"],
    );
    check(
        "<w:p><w:r><w:t>外</w:t></w:r><w:p><w:r><w:t>内</w:t></w:r></w:p></w:p>",
        &["外", "内"],
    );
}

#[test]
fn headings_by_style_name_outline_and_inheritance() {
    let styles = concat!(
        r#"<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="3"><w:name w:val="我的"/><w:basedOn w:val="1"/></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="4"><w:name w:val="正文化"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="5"><w:name w:val="Title"/></w:style>"#,
        r#"<w:style w:type="paragraph" w:styleId="6"><w:name w:val="题注"/></w:style>"#,
    );
    let of = |style: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
    };
    let direct = "<w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    let body = format!(
        "{}{}{}{}{direct}{}{}{}",
        of("1"),
        of("2"),
        of("3"),
        of("4"),
        of("5"),
        of("6"),
        of("none")
    );
    let (content, _) = Docx::body(&body).part("styles", "styles", styles).read();
    let list = paragraphs(&content);
    let levels: Vec<_> = list.iter().map(|p| p.heading).collect();
    assert_eq!(
        levels,
        [Some(1), Some(2), Some(1), None, Some(3), None, None, None]
    );
    assert!(list[5].title_style && list[6].caption_style);
    assert_eq!((list[0].bold, list[0].half_points), (true, Some(44)));
    assert_eq!((list[7].bold, list[7].half_points), (false, None));
}

#[test]
fn styles_that_inherit_from_themselves_end() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>";
    let (content, codes) =
        Docx::body("<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
            .part("styles", "styles", styles)
            .read();
    assert_eq!(texts(&content.blocks), ["x"]);
    assert_eq!(codes, ["style_chain", "style_chain"]);
}

#[test]
fn strict_and_odd_prefixes_read_alike() {
    let xml = "<doc:document xmlns:doc=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><doc:body><doc:p><doc:r><doc:t>严</doc:t></doc:r></doc:p></doc:body></doc:document>";
    let (content, _) = Docx::document(xml).read();
    assert_eq!(texts(&content.blocks), ["严"]);
    let bare = "<document xmlns=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><body><p><r><t>裸</t></r></p></body></document>";
    let (content, _) = Docx::document(bare).read();
    assert_eq!(texts(&content.blocks), ["裸"]);
}

#[test]
fn a_body_without_anything_is_read_with_a_warning() {
    assert_eq!(Docx::body("").read().1, ["empty_body"]);
    assert!(Docx::body("<w:p/>").read().1.is_empty());
}

/// A run with properties.
fn run(props: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r>")
}

#[test]
fn digits_in_the_colour_of_paper_are_told_where_nothing_sets_a_ground() {
    let white = |paragraph: &str, props: &str, text: &str| {
        let body = format!("<w:p><w:pPr>{paragraph}</w:pPr>{}</w:p>", run(props, text));
        let styles = "<w:style w:type=\"character\" w:styleId=\"W\"><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr></w:style>";
        let (content, _) = Docx::body(&body).part("styles", "styles", styles).read();
        let paragraph = paragraphs(&content)[0];
        let behind = paragraph.ground.unwrap_or(Ground::PAPER);
        let hidden = |(ink, ground): &(Option<Ink>, Option<Ground>)| {
            ground.unwrap_or(behind).hides(ink.unwrap_or(Ink::Automatic))
        };
        paragraph.unseen_text || paragraph.inks.iter().any(hidden)
    };
    let color = "<w:color w:val=\"FFFFFF\"/>";
    assert!(white("", color, "12") && white("", "<w:rStyle w:val=\"W\"/>", "12"));
    assert!(white("", color, "件") && !white("", "<w:color w:val=\"auto\"/>", "12"));
    let ground = "<w:shd w:val=\"clear\" w:fill=\"404040\"/>";
    assert!(!white(ground, color, "12"));
    let theme = |more: &str| format!("<w:color w:val=\"000000\" {more}/>");
    assert!(white("", &theme("w:themeColor=\"background1\""), "12"));
    assert!(white(
        "",
        &theme("w:themeColor=\"text1\" w:themeTint=\"05\""),
        "12"
    ));
    assert!(!white(
        "",
        &theme("w:themeColor=\"background1\" w:themeShade=\"80\""),
        "12"
    ));
    assert!(!white(
        "",
        &theme("w:themeColor=\"text1\" w:themeTint=\"80\""),
        "12"
    ));
    let fill = |inner: &str| format!("<w14:textFill>{inner}</w14:textFill>");
    let solid = |inner: &str| fill(&format!("<w14:solidFill>{inner}</w14:solidFill>"));
    assert!(white("", &fill("<w14:noFill/>"), "12"));
    assert!(white("", &solid("<w14:srgbClr w14:val=\"FFFFFF\"/>"), "12"));
    assert!(white("", &solid("<w14:schemeClr w14:val=\"bg1\"/>"), "12"));
    let shade = "<w14:schemeClr w14:val=\"bg1\"><w14:lumMod w14:val=\"50000\"/></w14:schemeClr>";
    assert!(!white("", &solid(shade), "12"));
    assert!(!white(
        "",
        &format!("{color}{}", solid("<w14:srgbClr w14:val=\"000000\"/>")),
        "12"
    ));
    let outline = "<w14:textOutline><w14:solidFill/></w14:textOutline>";
    assert!(!white("", &format!("{outline}{}", fill("<w14:noFill/>")), "12"));
    assert!(!white("", &format!("{color}{ground}"), "12"));
    assert!(!white("", &format!("{color}<w:highlight w:val=\"blue\"/>"), "12"));
    assert!(white(
        "",
        &format!("{color}<w:shd w:val=\"clear\" w:fill=\"auto\"/>"),
        "12"
    ));
    // On a ground of their own colour, whatever that is.
    let blue = "<w:color w:val=\"1F4E79\"/>";
    let behind = |fill: &str| format!("<w:shd w:val=\"clear\" w:fill=\"{fill}\"/>");
    assert!(white("", &format!("{blue}{}", behind("1F4E79")), "12"));
    assert!(white(&behind("204F7A"), blue, "12") && !white(&behind("404040"), blue, "12"));
    let marked = "<w:color w:val=\"FFFF00\"/><w:highlight w:val=\"yellow\"/>";
    assert!(white("", marked, "12"));
    assert!(white(ground, &format!("{color}{}", behind("FFFFFF")), "12"));
    let solid = "<w:shd w:val=\"solid\" w:color=\"1F4E79\"/>";
    assert!(white("", &format!("{blue}{solid}"), "12"));
}

#[test]
fn toggle_properties_of_several_styles_undo_each_other() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"P\"><w:rPr><w:vanish/><w:b/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"C\"><w:rPr><w:vanish/><w:b/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"D\"><w:basedOn w:val=\"C\"/></w:style>\
        <w:style w:type=\"table\" w:styleId=\"T\"><w:rPr><w:vanish/></w:rPr></w:style>";
    let shown = |paragraph: &str, props: &str| {
        let inner = format!("<w:p><w:pPr>{paragraph}</w:pPr>{}</w:p>", run(props, "12"));
        let (content, _) = Docx::body(&inner).part("styles", "styles", styles).read();
        let paragraph = paragraphs(&content)[0];
        (paragraph.text == "12", paragraph.bold)
    };
    let (hidden, character) = ("<w:pStyle w:val=\"P\"/>", "<w:rStyle w:val=\"C\"/>");
    assert_eq!(shown(hidden, ""), (false, false));
    assert_eq!(shown("", character), (false, false));
    assert_eq!(shown(hidden, character), (true, false));
    assert_eq!(shown(hidden, "<w:rStyle w:val=\"D\"/>"), (true, false));
    assert_eq!(shown(hidden, "<w:vanish w:val=\"0\"/>"), (true, true));
    assert_eq!(shown(hidden, &format!("{character}<w:vanish/>")), (false, false));
    let in_table = |paragraph: &str| {
        let body = format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"T\"/></w:tblPr><w:tr><w:tc><w:p><w:pPr>{paragraph}</w:pPr>{}</w:p></w:tc></w:tr></w:tbl>",
            run("", "12")
        );
        let (content, _) = Docx::body(&body).part("styles", "styles", styles).read();
        let cell = &table(&content).rows[0].cells[0];
        matches!(&cell.blocks[..], [RawBlock::Paragraph(p)] if p.text == "12")
    };
    assert!(!in_table("") && in_table(hidden));
}

#[test]
fn digits_of_clearly_different_sizes_are_told() {
    let uneven = |first: &str, second: &str| {
        let body = format!("<w:p>{}{}</w:p>", run(first, "12"), run(second, "3"));
        paragraphs(&Docx::body(&body).read().0)[0].uneven_digits
    };
    let (large, small) = ("<w:sz w:val=\"24\"/>", "<w:sz w:val=\"15\"/>");
    assert!(uneven(large, small) && !uneven(large, large));
    assert!(!uneven(large, "<w:sz w:val=\"21\"/>"));
    let raised = format!("{small}<w:vertAlign w:val=\"superscript\"/>");
    assert!(!uneven(large, &raised));
    assert!(uneven("", "<w:vertAlign w:val=\"subscript\"/>"));
    assert!(uneven("", "<w:position w:val=\"6\"/>") && !uneven("", "<w:position w:val=\"2\"/>"));
    let of = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let formula = |inner: &str| {
        let body = format!("<w:p><m:oMath>{inner}</m:oMath></w:p>");
        paragraphs(&Docx::body(&body).read().0)[0].uneven_digits
    };
    let power = format!(
        "<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>",
        of("12"),
        of("3")
    );
    let part = format!("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", of("3"), of("4"));
    assert!(formula(&power) && formula(&part) && !formula(&of("123")));
}
