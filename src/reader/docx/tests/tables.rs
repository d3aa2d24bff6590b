//! Rows and cells as the file writes them.

use super::builder::{p, tbl, tc};
use super::*;

fn cell_texts(row: &RawRow) -> Vec<Vec<&str>> {
    row.cells.iter().map(|c| texts(&c.blocks)).collect()
}

#[test]
fn spans_merges_and_widths() {
    let body = tbl(&[
        format!(
            "<w:trPr><w:gridBefore w:val=\"1\"/><w:gridAfter w:val=\"2\"/><w:tblHeader/></w:trPr>{}",
            tc(
                "<w:tcW w:w=\"900\" w:type=\"dxa\"/><w:gridSpan w:val=\"3\"/><w:vMerge w:val=\"restart\"/>",
                "a"
            )
        ),
        format!(
            "{}{}",
            tc("<w:tcW w:w=\"5000\" w:type=\"pct\"/><w:vMerge/>", "b"),
            tc("<w:tcW w:w=\"1cm\"/><w:hMerge w:val=\"continue\"/>", "c")
        ),
    ]);
    let (content, _) = Docx::body(&body).read();
    let table = table(&content);
    assert_eq!(
        (table.index, table.depth, table.grid.as_slice()),
        (0, 0, &[1000][..])
    );
    let row = &table.rows[0];
    assert_eq!((row.grid_before, row.grid_after, row.header), (1, 2, true));
    let cell = &row.cells[0];
    assert_eq!(
        (cell.grid_span, cell.v_merge, cell.width),
        (3, Merge::Restart, Some(900))
    );
    let cells = &table.rows[1].cells;
    assert_eq!(
        (cells[0].grid_span, cells[0].v_merge, cells[0].width),
        (1, Merge::Continue, None)
    );
    assert_eq!((cells[1].h_merge, cells[1].width), (Merge::Continue, Some(567)));
}

#[test]
fn spans_that_are_no_numbers_are_one_and_huge_ones_are_cut() {
    let spans = ["0", "-5", "x", "18446744073709551616"];
    let cells: String = spans
        .iter()
        .map(|s| tc(&format!("<w:gridSpan w:val=\"{s}\"/>"), "a"))
        .collect();
    let huge = tc("<w:gridSpan w:val=\"999999999\"/>", "b");
    let (content, codes) = Docx::body(&tbl(&[cells + &huge])).read();
    let got: Vec<_> = table(&content).rows[0]
        .cells
        .iter()
        .map(|c| c.grid_span)
        .collect();
    assert_eq!(got, [1, 1, 1, 1, 1_024]);
    assert_eq!(codes, ["span_clamped"]);
}

#[test]
fn rows_and_cells_inside_controls_and_insertions() {
    let cell = tc("", "a");
    let body = format!(
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtPr/><w:sdtContent>{cell}</w:sdtContent></w:sdt><w:customXml>{cell}</w:customXml></w:tr></w:sdtContent></w:sdt><w:ins><w:tr>{cell}</w:tr></w:ins></w:tbl>"
    );
    let (content, _) = Docx::body(&body).read();
    let rows: Vec<_> = table(&content).rows.iter().map(cell_texts).collect();
    assert_eq!(rows, [vec![vec!["a"], vec!["a"]], vec![vec!["a"]]]);
}

#[test]
fn deleted_rows_and_cells_go_to_dropped() {
    let body = tbl(&[
        tc("", "a"),
        format!("<w:trPr><w:del w:id=\"1\"/></w:trPr>{}", tc("", "b")),
        tc("<w:cellDel w:id=\"2\"/>", "c") + &tc("", "d"),
    ]) + &p("e");
    let (content, _) = Docx::body(&body).read();
    let rows: Vec<_> = table(&content).rows.iter().map(cell_texts).collect();
    assert_eq!(rows, [[["a"]], [["d"]]]);
    let dropped: Vec<_> = content
        .dropped
        .iter()
        .map(|d| (d.reason, d.text.as_str()))
        .collect();
    assert_eq!(dropped, [("deleted", "b"), ("deleted", "c")]);
    assert_eq!(texts(&content.blocks), ["e"]);
}

#[test]
fn nested_tables_and_their_order() {
    let inner = tbl(&[tc("", "内")]);
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>{inner}",
        p("前"),
        p("后")
    );
    let (content, _) = Docx::body(&body).read();
    let cell = &table(&content).rows[0].cells[0];
    let RawBlock::Table(nested) = &cell.blocks[1] else {
        panic!("no nested table")
    };
    assert_eq!((nested.index, nested.depth), (1, 1));
    let RawBlock::Table(last) = &content.blocks[1] else {
        panic!("no second table")
    };
    assert_eq!((last.index, last.depth), (2, 0));
}

#[test]
fn tables_nested_too_deep_are_kept_as_text() {
    let body = "<w:tbl><w:tr><w:tc>".repeat(50) + &p("深") + &"</w:tc></w:tr></w:tbl>".repeat(50);
    let (content, codes) = Docx::body(&body).read();
    assert_eq!(codes, ["nested_tables"]);
    let mut blocks = &content.blocks;
    let mut depth = 0;
    while let [RawBlock::Table(t)] = blocks.as_slice() {
        blocks = &t.rows[0].cells[0].blocks;
        depth += 1;
    }
    assert_eq!((depth, texts(blocks)), (33, vec!["深"]));
}

#[test]
fn a_text_box_in_a_cell_stays_in_the_cell() {
    let body = "<w:tbl><w:tr><w:tc><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let (content, _) = Docx::body(body).read();
    assert_eq!(cell_texts(&table(&content).rows[0]), [["格", "框"]]);
}

#[test]
fn paragraphs_between_rows_come_before_the_table() {
    let body = format!("<w:tbl>{}<w:tr>{}</w:tr></w:tbl>", p("散"), tc("", "a"));
    let (content, _) = Docx::body(&body).read();
    assert_eq!(texts(&content.blocks), ["散"]);
    assert!(matches!(content.blocks[1], RawBlock::Table(_)));
}

#[test]
fn tables_without_rows_are_none() {
    check(&format!("<w:tbl/><w:tbl><w:tblPr/></w:tbl>{}", p("a")), &["a"]);
}

#[test]
fn more_cells_than_the_limit_are_refused() {
    let body = tbl(&[tc("", "a").repeat(5)]);
    let limits = Limits {
        table_cells: 4,
        ..Limits::default()
    };
    let (result, _) = builder::read_bytes(&Docx::body(&body).bytes(), &limits);
    assert_eq!(result.map_err(|e| e.kind()).err(), Some(ErrorKind::LimitWork));
}

#[test]
fn grounds_of_cells_and_of_table_styles_are_told() {
    let styles = |fill: &str| {
        let parts = format!(
            "<w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:shd w:val=\"clear\" w:fill=\"{fill}\"/></w:tcPr></w:tblStylePr>"
        );
        format!(
            "<w:style w:type=\"table\" w:styleId=\"T\">{parts}</w:style>\
                 <w:style w:type=\"table\" w:styleId=\"U\"><w:basedOn w:val=\"T\"/></w:style>"
        )
    };
    let dark = tc("<w:shd w:val=\"clear\" w:fill=\"1F3864\"/>", "a");
    let light = tc("<w:shd w:val=\"clear\" w:fill=\"FFFFFF\"/>", "b");
    let of = |style: &str, fill: &str| {
        let body = format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblLook w:firstRow=\"1\"/></w:tblPr><w:tr>{dark}{light}</w:tr></w:tbl>"
        );
        let (content, _) = Docx::body(&body).part("styles", "styles", &styles(fill)).read();
        let table = table(&content);
        let cells: Vec<bool> = table.rows[0]
            .cells
            .iter()
            .map(|c| c.ground == Some(Ground::PAPER))
            .collect();
        assert_eq!(cells, [false, true]);
        table.look.at((0, 1), (0, 2)).0
    };
    let blue = Some(Ground::Color(Rgb([0x44, 0x72, 0xc4])));
    assert_eq!(of("U", "4472C4"), blue);
    assert_eq!((of("U", "auto"), of("V", "4472C4")), (None, None));
}

#[test]
fn a_tables_style_paints_by_the_place_of_a_cell() {
    let part = |kind: &str, fill: &str, color: &str| {
        format!(
            "<w:tblStylePr w:type=\"{kind}\"><w:rPr><w:color w:val=\"{color}\"/></w:rPr><w:tcPr><w:shd w:fill=\"{fill}\"/></w:tcPr></w:tblStylePr>"
        )
    };
    let style = format!(
        "<w:style w:type=\"table\" w:styleId=\"T\"><w:rPr><w:color w:val=\"333333\"/></w:rPr>{}{}{}</w:style>",
        part("firstRow", "112233", "FFFFFF"),
        part("band1Horz", "DDDDDD", "auto"),
        part("nwCell", "445566", "auto")
    );
    let at = |look: &str, row: usize, cell: usize| {
        let cells = tc("", "a") + &tc("", "b");
        let body = format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"T\"/><w:tblLook {look}/></w:tblPr>{}</w:tbl>",
            format!("<w:tr>{cells}</w:tr>").repeat(3)
        );
        let (content, _) = Docx::body(&body).part("styles", "styles", &style).read();
        let (ground, ink) = table(&content).look.at((row, 3), (cell, 2));
        let hex = |c: Rgb| c.0.iter().map(|p| format!("{p:02X}")).collect::<String>();
        let ground = ground.map_or(String::new(), |g| match g {
            Ground::Color(c) => hex(c),
            Ground::Pattern => "pattern".to_owned(),
        });
        let ink = match ink {
            Some(Ink::Color(c)) => hex(c),
            Some(Ink::Automatic) => "auto".to_owned(),
            None => String::new(),
        };
        format!("{ground} {ink}")
    };
    let look = "w:val=\"00A0\"";
    assert_eq!(at(look, 0, 0), "445566 auto");
    assert_eq!(at(look, 0, 1), "112233 FFFFFF");
    assert_eq!([at(look, 1, 1), at(look, 2, 1)], ["DDDDDD auto", " 333333"]);
    let no_bands = "w:firstRow=\"0\" w:noHBand=\"1\"";
    assert_eq!([at(no_bands, 0, 0), at(no_bands, 1, 0)], [" 333333", " 333333"]);
}
