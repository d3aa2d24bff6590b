//! The reader on small files written here by hand.

use std::fmt::Write as _;

use super::*;
use crate::diagnostic::Limits;
use crate::geometry::{Orientation, RulingKind};

/// Writes a PDF: the objects by number, from 1, the first being the catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    write!(
        out,
        "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
}

fn stream(dict: &str, data: &str) -> String {
    format!("<<{dict}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// One page of 200 x 100 points: `page` goes into its dictionary, `more` are objects from number 6.
fn one_page(page: &str, content: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{page}>>"),
        stream("", content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

const HELVETICA: &str = "/Resources<</Font<</F 5 0 R>>>>";

fn read_with(bytes: &[u8], limits: &Limits) -> (Result<PdfContent, Error>, Warnings) {
    let mut warnings = Warnings::new(limits);
    let content = read(bytes, &Budget::new(limits, None), &mut warnings);
    (content, warnings)
}

fn read_all(bytes: &[u8]) -> PdfContent {
    read_with(bytes, &Limits::default()).0.unwrap()
}

fn page_of(bytes: &[u8]) -> PdfPage {
    read_all(bytes).pages.remove(0)
}

fn text(page: &PdfPage) -> String {
    page.chars.iter().map(|c| c.unicode).collect()
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.01
}

fn assert_box(r: &Rect, [x0, top, x1, bottom]: [f32; 4]) {
    let same = near(r.x0, x0) && near(r.top, top) && near(r.x1, x1) && near(r.bottom, bottom);
    assert!(same, "{r:?} is not {:?}", [x0, top, x1, bottom]);
}

#[test]
fn a_character_has_its_box_size_and_baseline() {
    let page = page_of(&one_page(HELVETICA, "BT /F 10 Tf 20 30 Td (AB) Tj ET", &[]));
    assert_eq!(text(&page), "AB");
    let a = &page.chars[0];
    assert_box(&a.bbox, [20.0, 62.0, 26.67, 72.0]);
    assert!(near(a.size, 10.0) && near(a.baseline, 70.0) && a.direction == Direction::Right);
    assert!(near(page.chars[1].bbox.x0, 26.67));
    assert_eq!(
        (a.visibility, a.lightness, page.no_text),
        (Visibility::Visible, 0, None)
    );
}

#[test]
fn spacing_rise_and_stretch_move_the_pen() {
    let content = "BT /F 10 Tf 50 Tz 2 Tc 3 Tw 5 Ts 20 30 Td [(A) -1000 ( B)] TJ ET";
    let page = page_of(&one_page(HELVETICA, content, &[]));
    let x: Vec<f32> = page.chars.iter().map(|c| c.bbox.x0).collect();
    // A: (6.67 + 2) / 2, kern 10 / 2; space: (2.78 + 2 + 3) / 2.
    assert!(
        near(x[1], 20.0 + 4.335 + 5.0) && near(x[2], 29.335 + 3.89),
        "{x:?}"
    );
    assert!(near(page.chars[0].baseline, 65.0));
}

#[test]
fn a_page_is_seen_through_its_crop_box_and_rotation() {
    let content = "BT /F 10 Tf 20 30 Td (A) Tj ET";
    let at = |page: &str| page_of(&one_page(&format!("{HELVETICA}{page}"), content, &[]));
    let turned = at("/Rotate 90/CropBox[10 10 150 90]");
    assert_eq!((turned.width, turned.height, turned.rotation), (80.0, 140.0, 90));
    assert_box(&turned.chars[0].bbox, [18.0, 10.0, 28.0, 16.67]);
    assert_eq!(turned.chars[0].direction, Direction::Down);
    assert!(near(turned.chars[0].baseline, 20.0));
    assert_eq!(at("/Rotate -90").rotation, 270);
    assert_eq!(at("/Rotate 450").chars, at("/Rotate 90").chars);
    assert_eq!(at("/Rotate 180").chars[0].direction, Direction::Left);
    assert_eq!(at("/Rotate -90").chars[0].direction, Direction::Up);
    assert_box(&at("/UserUnit 2").chars[0].bbox, [40.0, 124.0, 53.34, 144.0]);
}

#[test]
fn hidden_and_cut_away_characters_are_told_apart() {
    let content = "BT /F 10 Tf 3 Tr 20 30 Td (a) Tj 0 Tr 300 0 Td (b) Tj ET \
                   q 0 0 5 5 re W n BT /F 10 Tf 20 30 Td (c) Tj ET Q BT /F 10 Tf 20 50 Td (d) Tj ET";
    let page = page_of(&one_page(HELVETICA, content, &[]));
    let seen: Vec<_> = page.chars.iter().map(|c| c.visibility).collect();
    use Visibility::{Clipped, Invisible, Visible};
    assert_eq!(seen, [Invisible, Clipped, Clipped, Visible]);
}

#[test]
fn colours_and_opacity_become_lightness() {
    let resources = "/Resources<</Font<</F 5 0 R>>/ExtGState<</G <</ca 0.5>>>>\
                     /ColorSpace<</S [/Separation/Black/DeviceCMYK 6 0 R]>>>>";
    let content = "BT /F 10 Tf 20 30 Td 1 g (a) Tj 1 0 0 rg (b) Tj 0 0 0 1 k (c) Tj /S cs 0.25 scn (d) Tj \
                   0 g /G gs (e) Tj ET";
    let page = page_of(&one_page(resources, content, &[]));
    let light: Vec<u8> = page.chars.iter().map(|c| c.lightness).collect();
    assert_eq!(light, [255, 76, 0, 191, 128]);
}

#[test]
fn text_without_any_opacity_is_not_seen() {
    use Visibility::{Invisible, Visible};
    let resources = "/Resources<</Font<</F 5 0 R>>/ExtGState<</N <</ca 0>>/O <</CA 0>>>>>>";
    let content = "BT /F 10 Tf 20 30 Td (a) Tj /N gs (b) Tj 1 Tr (c) Tj 2 Tr (d) Tj /O gs (e) Tj ET";
    let page = page_of(&one_page(resources, content, &[]));
    let seen: Vec<_> = page.chars.iter().map(|c| c.visibility).collect();
    assert_eq!(seen, [Visible, Invisible, Visible, Visible, Invisible]);
}

#[test]
fn text_under_a_later_opaque_fill_is_not_seen() {
    use Visibility::{Invisible, Visible};
    let resources =
        "/Resources<</Font<</F 5 0 R>>/ExtGState<</T <</ca 0.5>>/M <</BM/Multiply>>/N <</BM[/Normal]>>>>>>";
    let seen = |paint: &str| {
        let content = format!("BT /F 10 Tf 20 30 Td (a) Tj ET {paint} BT /F 10 Tf 22 30 Td (b) Tj ET");
        let page = page_of(&one_page(resources, &content, &[]));
        page.chars.iter().map(|c| c.visibility).collect::<Vec<_>>()
    };
    assert_eq!(seen("1 g 10 20 30 30 re f"), [Invisible, Visible]);
    assert_eq!(seen("/N gs 0 g 10 20 30 30 re f"), [Invisible, Visible]);
    let shown = [
        "1 g 10 20 30 10 re f",
        "1 g 40 20 30 30 re f",
        "1 g 10 20 30 30 re S",
        "/T gs 10 20 30 30 re f",
        "/M gs 0.9 g 10 20 30 30 re f",
    ];
    for paint in shown {
        assert_eq!(seen(paint), [Visible, Visible], "{paint}");
    }
}

fn rulings(content: &str) -> Vec<Ruling> {
    page_of(&one_page("", content, &[])).rulings
}

#[test]
fn strokes_are_rulings_with_their_width() {
    let found = rulings("2 0 0 2 0 0 cm 0.5 w 10 20 m 60 20 l S [3 1] 0 d 10 10 m 10 40 l S 0 0 m 30 20 l S");
    assert_eq!(found.len(), 2);
    let line = found[0];
    assert_eq!(
        (line.orientation, line.kind, line.dashed),
        (Orientation::Horizontal, RulingKind::Stroke, false)
    );
    assert!(
        near(line.position, 60.0) && near(line.start, 20.0) && near(line.end, 120.0) && near(line.width, 1.0)
    );
    assert!(
        found[1].orientation == Orientation::Vertical && found[1].dashed && near(found[1].position, 20.0)
    );
}

#[test]
fn a_stroked_rectangle_is_four_rulings() {
    let found = rulings("10 10 50 20 re S");
    let horizontal = found.iter().filter(|r| r.orientation == Orientation::Horizontal);
    assert_eq!((found.len(), horizontal.count()), (4, 2));
}

#[test]
fn a_box_with_round_corners_is_four_rulings_and_a_ring_is_none() {
    // Corners of 5 points; then of nearly all of the box.
    let round = |r: f32| {
        let (w, h) = (50.0, 20.0);
        format!(
            "{r} 0 m {} 0 l {w} 0 {w} 0 {w} {r} c {w} {} l {w} {h} {w} {h} {} {h} c {r} {h} l 0 {h} 0 {h} 0 {} c 0 {r} l \
             0 0 0 0 {r} 0 c h",
            w - r,
            h - r,
            w - r,
            h - r
        )
    };
    let page = |paint: &str, r: f32| {
        page_of(&one_page(
            "",
            &format!("1 0 0 1 10 10 cm {} {paint}", round(r)),
            &[],
        ))
    };
    let found = page("S", 5.0);
    assert_eq!((found.rulings.len(), found.shapes.len()), (4, 0));
    let top = found
        .rulings
        .iter()
        .find(|r| r.orientation == Orientation::Horizontal)
        .unwrap();
    assert_eq!((top.start, top.end), (10.0, 60.0));
    let ring = page("S", 9.0);
    assert_eq!(ring.shapes.len(), 1);
    assert!(ring.rulings.iter().all(|r| r.end - r.start < 40.0));
    assert_eq!(page("f", 5.0).areas.len(), 1);
}

#[test]
fn thin_fills_are_rulings_and_thick_ones_areas() {
    let page = page_of(&one_page(
        "",
        "10 10 50 0.5 re f 10 20 0 30 re f 0.5 g 100 10 40 40 re f",
        &[],
    ));
    let kinds: Vec<_> = page.rulings.iter().map(|r| (r.kind, r.orientation)).collect();
    use Orientation::{Horizontal, Vertical};
    assert_eq!(
        kinds,
        [
            (RulingKind::ThinFill, Horizontal),
            (RulingKind::ThinFill, Vertical)
        ]
    );
    assert!(near(page.rulings[0].position, 89.75) && near(page.rulings[0].width, 0.5));
    assert_eq!(page.areas.len(), 1);
    assert_box(&page.areas[0].bbox, [100.0, 50.0, 140.0, 90.0]);
    assert_eq!(page.areas[0].lightness, 128);
}

#[test]
fn a_frame_drawn_as_one_path_is_four_thin_fills() {
    for content in [
        "10 10 100 50 re 11 11 98 48 re f*",
        "10 10 100 50 re 11 11 m 11 59 l 109 59 l 109 11 l h f",
    ] {
        let page = page_of(&one_page("", content, &[]));
        assert_eq!((page.rulings.len(), page.areas.len()), (4, 0), "{content}");
    }
    let page = page_of(&one_page("", "10 10 100 50 re 11 11 98 48 re f", &[]));
    assert_eq!(page.areas.len(), 2, "the same turn fills both");
}

#[test]
fn dots_in_a_row_are_pieces_of_a_line_and_lone_ones_are_not() {
    let row: String = (0..10).map(|i| format!("{} 50 0.5 0.5 re f ", 20 + i)).collect();
    let column: String = (0..10).map(|i| format!("150 {} 0.5 0.5 re f ", 20 + i)).collect();
    let page = page_of(&one_page("", &format!("{row}{column}100 90 1 1 re f"), &[]));
    let of = |o| page.rulings.iter().filter(|r| r.orientation == o).count();
    assert_eq!(
        (
            of(Orientation::Horizontal),
            of(Orientation::Vertical),
            page.areas.len()
        ),
        (10, 10, 1)
    );
}

#[test]
fn a_large_fill_behind_a_narrow_clip_is_a_line() {
    let found = rulings("q 10 50 100 0.7 re W n 0 0 200 100 re f Q");
    assert_eq!(found.len(), 1);
    assert!(near(found[0].start, 10.0) && near(found[0].end, 110.0));
}

#[test]
fn white_lines_count_only_on_a_dark_ground() {
    assert!(rulings("1 G 10 10 m 90 10 l S").is_empty());
    assert_eq!(rulings("0.8 g 0 0 100 40 re f 1 G 10 10 m 90 10 l S").len(), 1);
}

#[test]
fn forms_bring_their_matrix_clip_and_resources() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 20 20]/Matrix[1 0 0 1 50 0]/Resources<</Font<</X 5 0 R>>>>",
        "BT /X 10 Tf 0 5 Td (in) Tj 100 0 Td (o) Tj ET",
    );
    let page = page_of(&one_page(
        "/Resources<</XObject<</M 6 0 R>>>>",
        "1 0 0 1 10 0 cm /M Do",
        &[form],
    ));
    assert_eq!(text(&page), "ino");
    assert!(near(page.chars[0].bbox.x0, 60.0));
    assert_eq!(page.chars[2].visibility, Visibility::Clipped);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = stream("/Type/XObject/Subtype/Form", "/M Do /M Do");
    let bytes = one_page("/Resources<</XObject<</M 6 0 R>>>>", "/M Do", &[form]);
    let (content, warnings) = read_with(&bytes, &Limits::default());
    assert!(content.is_ok());
    assert!(warnings.has("form_in_itself"), "{:?}", warnings.into_vec());
}

#[test]
fn forms_that_multiply_are_stopped_by_the_operator_limit() {
    let form = |next: usize| {
        let resources = format!("/Type/XObject/Subtype/Form/Resources<</XObject<</M {next} 0 R>>>>");
        stream(&resources, &"/M Do ".repeat(10))
    };
    let forms: Vec<String> = (7..20).map(form).collect();
    let limits = Limits {
        page_operators: 10_000,
        ..Limits::default()
    };
    let bytes = one_page("/Resources<</XObject<</M 6 0 R>>>>", "/M Do", &forms);
    let error = read_with(&bytes, &limits).0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitWork);
}

#[test]
fn images_have_their_box_and_a_page_of_them_is_a_scan() {
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        "x",
    );
    let resources = "/Resources<</XObject<</I 6 0 R>>>>";
    let page = page_of(&one_page(resources, "q 180 0 0 90 10 5 cm /I Do Q", &[image]));
    assert_box(&page.images[0], [10.0, 5.0, 190.0, 95.0]);
    assert_eq!(page.no_text, Some(NoText::Scan));
    let blank = page_of(&one_page("", "", &[]));
    assert_eq!(blank.no_text, None);
}

#[test]
fn text_under_a_later_opaque_image_is_not_seen() {
    use Visibility::{Invisible, Visible};
    let resources = "/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>/ExtGState<</T <</ca 0.5>>>>>>";
    let image = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8";
    let seen = |keys: &str, paint: &str| {
        let content =
            format!("BT /F 10 Tf 20 30 Td (a) Tj ET q {paint} /I Do Q BT /F 10 Tf 22 30 Td (b) Tj ET");
        let more = [stream(&format!("{image}{keys}"), "x"), stream(image, "x")];
        let page = page_of(&one_page(resources, &content, &more));
        page.chars.iter().map(|c| c.visibility).collect::<Vec<_>>()
    };
    assert_eq!(seen("", "30 0 0 30 10 20 cm"), [Invisible, Visible]);
    assert_eq!(
        seen("", "0 30 -30 0 40 20 cm"),
        [Invisible, Visible],
        "a quarter turn"
    );
    for (keys, paint) in [
        ("/SMask 7 0 R", "30 0 0 30 10 20 cm"),
        ("/Mask[0 0]", "30 0 0 30 10 20 cm"),
        ("/ImageMask true", "30 0 0 30 10 20 cm"),
        ("", "/T gs 30 0 0 30 10 20 cm"),
        ("", "30 0 0 30 40 20 cm"),
        ("", "20 20 -20 20 30 20 cm"),
    ] {
        assert_eq!(seen(keys, paint), [Visible, Visible], "{keys} {paint}");
    }
}

#[test]
fn marked_content_ids_and_artifacts_are_kept() {
    let content = "BT /F 10 Tf 20 30 Td /P <</MCID 3>> BDC (a) Tj /Span <</Lang (en)>> BDC (b) Tj EMC EMC \
                   /Artifact BMC (c) Tj EMC (d) Tj ET";
    let page = page_of(&one_page(HELVETICA, content, &[]));
    let marks: Vec<_> = page
        .chars
        .iter()
        .map(|c| (c.mcid.map(|m| m.id), c.artifact))
        .collect();
    assert_eq!(
        marks,
        [(Some(3), false), (Some(3), false), (None, true), (None, false)]
    );
}

/// A composite font without a program, with this encoding and collection.
fn composite(encoding: &str, ordering: &str, more: &str) -> Vec<String> {
    vec![
        format!("<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/{encoding}/DescendantFonts[7 0 R]>>"),
        format!(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})\
             /Supplement 4>>/DW 1000{more}>>"
        ),
    ]
}

fn composite_text(encoding: &str, bytes: &[u8]) -> PdfPage {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let content = format!("BT /F 10 Tf 20 30 Td <{hex}> Tj ET");
    page_of(&one_page(
        "/Resources<</Font<</F 6 0 R>>>>",
        &content,
        &composite(encoding, "GB1", ""),
    ))
}

#[test]
fn every_predefined_chinese_encoding_gives_its_text() {
    let gbk = encoding_rs::GBK.encode("政府·2023年").0;
    let utf16: Vec<u8> = "政府·2023年".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for encoding in ["GBK-EUC-H", "GBKp-EUC-H", "GBK2K-H", "GB-EUC-H", "GBpc-EUC-H"] {
        assert_eq!(text(&composite_text(encoding, &gbk)), "政府·2023年", "{encoding}");
    }
    for encoding in ["UniGB-UCS2-H", "UniGB-UTF16-H"] {
        assert_eq!(
            text(&composite_text(encoding, &utf16)),
            "政府·2023年",
            "{encoding}"
        );
    }
    let rare = encoding_rs::GB18030.encode("㐂").0;
    assert_eq!(
        (rare.len(), text(&composite_text("GBK2K-H", &rare))),
        (4, "㐂".to_owned())
    );
}

#[test]
fn identity_codes_are_cids_of_the_collection() {
    // CID 4162 of Adobe-GB1 is 中; with an unknown collection nothing is known.
    let cid = |ordering| {
        let fonts = composite("Identity-H", ordering, "");
        let content = "BT /F 10 Tf 20 30 Td <0041> Tj ET";
        page_of(&one_page("/Resources<</Font<</F 6 0 R>>>>", content, &fonts))
    };
    assert_eq!(text(&cid("GB1")), "`");
    let unknown = cid("Identity");
    assert_eq!((text(&unknown).as_str(), unknown.unmapped), ("\u{fffd}", 1));
    assert_eq!(unknown.no_text, Some(NoText::UndecodableFonts));
}

#[test]
fn vertical_writing_runs_down() {
    let page = composite_text("UniGB-UCS2-V", &[0x65, 0x3f, 0x5e, 0x9c]);
    let [a, b] = page.chars.as_slice() else {
        panic!("two characters")
    };
    assert!(a.direction == Direction::Down && a.vertical_writing);
    assert_box(&a.bbox, [15.0, 70.0, 25.0, 80.0]);
    assert!(near(b.bbox.top, 80.0) && near(b.baseline, 20.0) && near(b.size, 10.0));
}

#[test]
fn widths_of_cids_move_the_pen() {
    let fonts = composite("Identity-H", "GB1", "/W[65[500] 66 4294967295 250]");
    let content = "BT /F 10 Tf 20 30 Td <004100420043> Tj ET";
    let page = page_of(&one_page("/Resources<</Font<</F 6 0 R>>>>", content, &fonts));
    let x: Vec<f32> = page.chars.iter().map(|c| c.bbox.x0).collect();
    assert!(near(x[1], 25.0) && near(x[2], 27.5), "{x:?}");
}

#[test]
fn a_simple_font_with_gbk_bytes_gives_hanzi() {
    let bytes: String = encoding_rs::GBK
        .encode("政府信息公开2023年")
        .0
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let font = "<</Type/Font/Subtype/TrueType/BaseFont/#CB#CE#CC#E5/Encoding/WinAnsiEncoding/FirstChar 0/LastChar 255\
                /Widths[500]>>";
    let content = format!("BT /F 10 Tf 20 30 Td <{bytes}> Tj ET");
    let content = read_all(&one_page(
        "/Resources<</Font<</F 6 0 R>>>>",
        &content,
        &[font.to_owned()],
    ));
    assert_eq!(text(&content.pages[0]), "政府信息公开2023年");
    assert_eq!(content.fonts[0].name, "宋体");
}

#[test]
fn thick_outlines_and_slant_imitate_bold_and_italic() {
    let content = "BT /F 10 Tf 1 0 0 1 20 30 Tm 0.4 w 2 Tr (a) Tj 0 Tr (b) Tj 0.05 w 2 Tr (c) Tj \
                   0 Tr 1 0 0.3 1 80 30 Tm (d) Tj 2 Tr 0.5 w (e) Tj ET";
    let page = page_of(&one_page(HELVETICA, content, &[]));
    let imitated: Vec<Imitated> = page.chars.iter().map(|c| c.imitated).collect();
    let expected = [
        Imitated::Bold,
        Imitated::Nothing,
        Imitated::Nothing,
        Imitated::Italic,
        Imitated::BoldItalic,
    ];
    assert_eq!(imitated, expected);
}

#[test]
fn to_unicode_wins_and_ligatures_share_their_box() {
    let map = stream("", "1 beginbfchar <41> <00660069> endbfchar");
    let font = "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Any-BoldItalic/FirstChar 65/LastChar 65/Widths[600]\
                /ToUnicode 7 0 R>>";
    let content = "BT /F 10 Tf 20 30 Td (A) Tj ET";
    let content = read_all(&one_page(
        "/Resources<</Font<</F 6 0 R>>>>",
        content,
        &[font.to_owned(), map],
    ));
    let page = &content.pages[0];
    assert_eq!(text(page), "fi");
    assert!(near(page.chars[0].bbox.x1, 23.0) && near(page.chars[1].bbox.x1, 26.0));
    let font = &content.fonts[0];
    assert_eq!(
        (font.name.as_str(), font.bold, font.italic),
        ("Any-BoldItalic", true, true)
    );
}

#[test]
fn type_3_fonts_are_scaled_by_their_matrix() {
    let font = "<</Type/Font/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FontBBox[0 -20 100 80]/FirstChar 1\
                /LastChar 2/Widths[60 50]/CharProcs<<>>/Encoding<</Differences[1/uni653F/a7]>>>>";
    let content = "BT /F 10 Tf 20 30 Td <0102> Tj ET";
    let page = page_of(&one_page(
        "/Resources<</Font<</F 6 0 R>>>>",
        content,
        &[font.to_owned()],
    ));
    assert_eq!(text(&page), "政\u{fffd}");
    assert_box(&page.chars[0].bbox, [20.0, 62.0, 26.0, 72.0]);
}

#[test]
fn annotations_are_read_unless_hidden() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</Font<</F 5 0 R>>>>",
        "BT /F 5 Tf (x) Tj ET",
    );
    let annotation = |flags: u32| format!("<</Subtype/Widget/F {flags}/Rect[20 20 40 40]/AP<</N 6 0 R>>>>");
    let page = |flags| {
        let entries = format!("/Annots[{}]", annotation(flags));
        page_of(&one_page(&entries, "", std::slice::from_ref(&form)))
    };
    let shown = page(4);
    assert_eq!(text(&shown), "x");
    assert!(near(shown.chars[0].bbox.x0, 20.0) && near(shown.chars[0].size, 10.0));
    assert_eq!(text(&page(2)), "");
}

#[test]
fn groups_that_are_switched_off_are_not_seen() {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>>>"
            .to_owned(),
    ];
    objects.push(stream(
        "",
        "/OC /L BDC BT /F 9 Tf (a) Tj ET 0 0 m 50 0 l S EMC BT /F 9 Tf (b) Tj ET",
    ));
    objects.push("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned());
    objects.push("<</Type/OCG/Name(x)>>".to_owned());
    let page = page_of(&pdf(&objects));
    assert_eq!(page.chars[0].visibility, Visibility::Invisible);
    assert_eq!(
        (page.chars[1].visibility, page.rulings.len()),
        (Visibility::Visible, 0)
    );
}

#[test]
fn the_tag_tree_is_read_with_roles_spans_and_content() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</Type/StructTreeRoot/K 5 0 R/RoleMap<</Zelle/TD/Loop/Loop>>/ClassMap<</C<</O/Table/ColSpan 3>>>>>>",
        "<</S/Table/Pg 3 0 R/K[6 0 R 7 0 R 5 0 R]>>",
        "<</S/TR/K[<</S/Zelle/A<</O/Table/RowSpan 2>>/K 7>> <</S/TD/C/C/K[1 <</Type/MCR/MCID 2/Stm 9 0 R>>]>>]>>",
        "<</S/TR/K[<</S/Loop/K null>>]>>",
    ];
    let content = read_all(&pdf(&objects.map(str::to_owned)));
    let tree = content.tags.unwrap();
    let roles: Vec<&str> = tree.nodes.iter().map(|n| n.role.as_str()).collect();
    assert_eq!(roles, ["Table", "TR", "TD", "TD", "TR", "Loop"]);
    assert_eq!(tree.roots, [0]);
    assert_eq!(tree.nodes[0].kids, [TagKid::Node(1), TagKid::Node(4)]);
    assert_eq!((tree.nodes[2].row_span, tree.nodes[2].col_span), (2, 1));
    assert_eq!(tree.nodes[3].col_span, 3);
    let content = |stream, id| TagKid::Content {
        page: 1,
        mcid: Mcid { stream, id },
    };
    assert_eq!(tree.nodes[2].kids, [content(0, 7)]);
    assert_eq!(tree.nodes[3].kids, [content(0, 1), content(9, 2)]);
}

#[test]
fn a_file_without_catalog_and_xref_is_salvaged() {
    let whole = one_page(HELVETICA, "BT /F 10 Tf 20 30 Td (AB) Tj ET", &[]);
    let source = String::from_utf8(whole).unwrap();
    let broken = source
        .replace("/Type/Catalog", "/Type/Katalog")
        .replace("/Root", "/Boot")
        .replace("xref", "xrxx");
    let (content, warnings) = read_with(broken.as_bytes(), &Limits::default());
    let content = content.unwrap();
    assert!(content.salvaged && warnings.has("page_tree_rebuilt"));
    assert_eq!(text(&content.pages[0]), "AB");
    let shifted = source.replace("startxref\n", "startxref\n1");
    let content = read_all(shifted.as_bytes());
    assert!(content.salvaged);
    assert_eq!(text(&content.pages[0]), "AB");
}

#[test]
fn what_is_no_pdf_is_refused_in_one_line() {
    let error = read_with(b"%PDF-1.4\nnothing here", &Limits::default())
        .0
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
}

#[test]
fn marks_far_off_are_dropped_with_a_warning() {
    let content = "1e3 0 0 1 0 0 cm 1 0 0 1 99999999 0 cm 0 0 m 10 0 l S 10 10 m 20 10 l S";
    let bytes = one_page("", content, &[]);
    let (content, warnings) = read_with(&bytes, &Limits::default());
    assert!(content.unwrap().pages[0].rulings.is_empty() && warnings.has("marks_out_of_range"));
}

#[test]
fn damaged_content_gives_what_can_be_read() {
    let bytes = one_page(HELVETICA, "BT /F 10 Tf 20 30 Td (A) Tj ET ] >> 7 (B", &[]);
    assert_eq!(text(&page_of(&bytes)), "A");
}

#[test]
fn contents_that_cannot_be_had_do_not_hide_those_behind_them() {
    let text_stream = stream("", "BT /F 10 Tf 20 30 Td (AB) Tj ET");
    let page = format!("/Type/Page/Parent 2 0 R{HELVETICA}");
    for kids in ["9 0 R 4 0 R", "6 0 R 4 0 R", "17 4 0 R"] {
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>>".to_owned(),
            format!("<<{page}/Contents 6 0 R>>"),
            text_stream.clone(),
        ];
        objects.push("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned());
        objects.push(format!("[{kids}]"));
        let (content, warnings) = read_with(&pdf(&objects), &Limits::default());
        let content = content.unwrap();
        assert_eq!(text(&content.pages[0]), "AB", "{kids}");
        assert!(content.salvaged && warnings.has("content_damaged"), "{kids}");
    }
}

#[test]
fn a_stream_without_its_end_is_read_as_far_as_it_goes() {
    let file = one_page(HELVETICA, "BT /F 10 Tf 20 30 Td (AB) Tj ET", &[]);
    let text_of = |from: &str, to: &str| {
        let file = String::from_utf8(file.clone()).unwrap().replacen(from, to, 1);
        let content = read_all(file.as_bytes());
        assert!(content.salvaged);
        text(&content.pages[0])
    };
    assert_eq!(text_of("endstream", "endsTream"), "AB");
    assert_eq!(text_of("\nendstream", ""), "AB");
}

#[test]
fn a_damaged_file_that_gives_nothing_is_an_error() {
    let missing = one_page(HELVETICA, "", &[]);
    let missing = String::from_utf8(missing)
        .unwrap()
        .replacen("/Contents 4 0 R", "/Contents 8 0 R", 1);
    let (result, _) = read_with(missing.as_bytes(), &Limits::default());
    assert_eq!(result.map_err(|e| e.kind()), Err(ErrorKind::Corrupt));
    // An empty page is none the worse for it.
    assert!(!read_all(&one_page(HELVETICA, "", &[])).salvaged);
}

#[test]
fn text_of_a_missing_font_is_read_when_all_of_it_is_plain() {
    let content_of = |strings: &str| {
        let content = format!("BT /Nope 10 Tf 20 30 Td {strings} ET");
        read_with(&one_page(HELVETICA, &content, &[]), &Limits::default())
    };
    let (content, warnings) = content_of("(No. 7) Tj");
    let content = content.unwrap();
    assert_eq!(text(&content.pages[0]), "No. 7");
    assert!(content.salvaged && warnings.has("font_missing"));
    let (content, _) = content_of("(No. 7) Tj <2F41013D> Tj");
    let page = &content.unwrap().pages[0];
    assert!(
        page.chars
            .iter()
            .all(|c| c.unicode == char::REPLACEMENT_CHARACTER)
    );
    assert_eq!(page.no_text, Some(NoText::UndecodableFonts));
}

#[test]
fn operators_without_operands_change_nothing() {
    let plain = page_of(&one_page(HELVETICA, "BT /F 10 Tf 20 30 Td (AB) Tj ET", &[]));
    let content = "w J BT Tz Tc Tw TL Ts Tr Tf Td Tm TJ /F 10 Tf 20 30 Td (AB) Tj ET";
    assert_eq!(page_of(&one_page(HELVETICA, content, &[])).chars, plain.chars);
}

#[test]
fn the_outline_is_read_in_order_and_a_cycle_is_cut() {
    let outline = [
        "<</First 7 0 R/Last 9 0 R>>",
        "<</Title(One)/Dest[3 0 R/XYZ 0 0 0]/First 8 0 R/Next 9 0 R>>",
        "<</Title<FEFF4E00>/A<</S/GoTo/D[3 0 R/Fit]>>/Next 7 0 R>>",
        "<</Title(Two)/Dest(name)/Next 9 0 R>>",
    ];
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned(),
        stream("", ""),
        "<<>>".to_owned(),
    ];
    objects.extend(outline.map(str::to_owned));
    let mark = |title: &str, depth, page| Bookmark {
        title: title.into(),
        depth,
        page,
    };
    let expect = [
        mark("One", 1, Some(1)),
        mark("一", 2, Some(1)),
        mark("Two", 1, None),
    ];
    assert_eq!(read_all(&pdf(&objects)).bookmarks, expect);
}
