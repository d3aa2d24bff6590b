//! The inspector: the pages as they were read on the left, what was read out of them on the right.

use super::links::{Failure, Links, cell_key, difference, number};
use super::markup::{Count, Markup};
use super::{names, shell, standard, svg};
use crate::extract::trace::PageTrace;
use crate::output::wire::{Block, Format, Number, Provenance, ReadStatus, ReportJson, Table, ValueStatus};

/// The most pages that are drawn into one page; of a longer document the rest is left out, which is said.
pub const MOST_PAGES: usize = 60;

const STYLE: &str = concat!(
    include_str!("assets/sheet.css"),
    include_str!("assets/inspect.css")
);
const SCRIPT: &str = include_str!("assets/inspect.js");

/// The inspector of a report as a self-contained HTML page. `pages` are those of a PDF, empty for other formats;
/// when `only` is given, that page alone (1-based) is drawn.
pub fn page(report: &ReportJson, pages: &[PageTrace], only: Option<u32>) -> String {
    let links = Links::new(report);
    let mut m = Markup::default();
    top(&mut m, report, pages);
    m.fixed("<main id=\"panes\"><section id=\"left\" aria-label=\"原文 document\">");
    if report.source.format == Format::Pdf {
        sheets(&mut m, &links, pages, only);
    } else {
        flowing(&mut m, &links);
    }
    m.fixed("</section><section id=\"right\" aria-label=\"读取结果 result\">");
    summary(&mut m, report);
    findings(&mut m, &links);
    sections(&mut m, &links);
    rest(&mut m, &links);
    m.fixed(
        "</section></main><aside id=\"detail\" hidden role=\"status\" aria-live=\"polite\"></aside>\
         <dialog id=\"help\"><h2><span lang=\"zh\">键盘</span><span lang=\"en\">Keyboard</span></h2>",
    );
    help(&mut m);
    m.fixed("</dialog>");
    shell::page(&title(report), STYLE, SCRIPT, m)
}

fn title(report: &ReportJson) -> String {
    let agency = report.agency.as_ref().map_or("", |a| a.value.as_str());
    let year = report
        .year
        .as_ref()
        .map_or_else(String::new, |y| y.value.to_string());
    let name = format!("{agency} {year}");
    let name = name.trim();
    if name.is_empty() {
        report.source.file.clone()
    } else {
        format!("{name} · {}", report.source.file)
    }
}

/// The layers of a page, by their class, with their words. The first is on from the start.
const LAYERS: [(&str, &str, &str); 7] = [
    ("cells", "单元格", "cells"),
    ("chars", "字符", "characters"),
    ("words", "词", "words"),
    ("edges", "线", "edges"),
    ("intersections", "交点", "crossings"),
    ("tags", "标签树", "tag tree"),
    ("order", "阅读顺序", "reading order"),
];

fn top(m: &mut Markup, report: &ReportJson, pages: &[PageTrace]) {
    let verdict = names::verdict_key(report.verdict);
    m.fixed("<header id=\"top\"><span class=\"brand\">报表</span>");
    m.open("span", &[("class", &format!("badge {verdict}"))]);
    match report.verdict {
        Some(verdict) => {
            let (zh, en) = names::verdict(verdict);
            m.both(zh, en);
        }
        None if report.status == ReadStatus::NoText => m.both("无文字", "no text"),
        None => m.both("非标准报告", "no known form"),
    }
    m.close("span");
    m.open("span", &[("class", &"what")]);
    m.text(&title(report));
    m.close("span");
    if report.source.format == Format::Pdf {
        m.fixed("<fieldset class=\"layers\"><legend><span lang=\"zh\">图层</span><span lang=\"en\">Layers</span></legend>");
        for (index, (class, zh, en)) in LAYERS.iter().enumerate() {
            let has_tags = pages.iter().any(|p| !p.tags.is_empty());
            if *class == "tags" && !has_tags {
                continue;
            }
            let id = format!("ly-{class}");
            m.fixed("<label>");
            let key = (index + 1).to_string();
            let mut attributes: Vec<(&'static str, &dyn super::markup::AttributeValue)> =
                vec![("type", &"checkbox"), ("id", &id), ("data-key", &key)];
            if index == 0 {
                attributes.push(("checked", &"checked"));
            }
            m.empty("input", &attributes);
            m.both(zh, en);
            m.fixed("</label>");
        }
        m.fixed("</fieldset>");
    }
    shell::language_switch(m);
    m.fixed(
        "<button type=\"button\" id=\"help-open\" aria-label=\"帮助 help\">?</button>\
         <nav class=\"tabs\" aria-label=\"窗格 panes\">\
         <button type=\"button\" data-pane=\"right\"><span lang=\"zh\">结果</span><span lang=\"en\">Values</span></button>\
         <button type=\"button\" data-pane=\"left\"><span lang=\"zh\">原文</span><span lang=\"en\">Document</span></button>\
         </nav></header>",
    );
}

fn help(m: &mut Markup) {
    let keys: [(&str, &str, &str); 8] = [
        ("← ↑ → ↓", "在表格或页面内移动", "move within a table or page"),
        ("Tab", "下一个表格、页面或问题", "next table, page or finding"),
        ("Enter", "固定或放开", "pin or let go"),
        ("g", "到另一侧的位置", "go to its place on the other side"),
        ("n / p", "下一个、上一个问题", "next, previous finding"),
        ("1 – 7", "图层", "layers"),
        ("l", "语言", "language"),
        ("Esc", "放开", "let go"),
    ];
    m.fixed("<dl>");
    for (key, zh, en) in keys {
        m.element("dt", &[], key);
        m.element_both("dd", &[], (zh, en));
    }
    m.fixed(
        "</dl><form method=\"dialog\"><button><span lang=\"zh\">关闭</span><span lang=\"en\">Close</span></button></form>",
    );
}

fn sheets(m: &mut Markup, links: &Links<'_>, pages: &[PageTrace], only: Option<u32>) {
    let wanted = |p: &&PageTrace| only.is_none_or(|n| n == p.page.number);
    for trace in pages.iter().filter(wanted).take(MOST_PAGES) {
        m.fixed("<figure class=\"leaf\">");
        m.append(svg::sheet(trace, links));
        m.fixed("<figcaption>");
        let n = trace.page.number;
        m.both(&format!("第 {n} 页"), &format!("page {n}"));
        if trace.page.no_text.is_some() {
            m.fixed(" · <b class=\"bad\">");
            m.both("没有可读文字", "no text that can be read");
            m.fixed("</b>");
        }
        if trace.page.unmapped > 0 {
            let n = trace.page.unmapped;
            m.fixed(" · <b class=\"bad\">");
            m.both(
                &format!("{n} 个字形没有对应文字"),
                &format!("{n} glyphs without a character"),
            );
            m.fixed("</b>");
        }
        m.fixed("</figcaption></figure>");
    }
    let left_out = pages.iter().filter(wanted).count().saturating_sub(MOST_PAGES);
    if left_out > 0 {
        m.element_both(
            "p",
            &[("class", &"note")],
            (
                &format!("另有 {left_out} 页未画出；用 --page 画出单页。"),
                &format!("{left_out} further pages are not drawn; --page draws one of them."),
            ),
        );
    }
}

/// A document without pages: its blocks in order, its tables as they were read.
fn flowing(m: &mut Markup, links: &Links<'_>) {
    m.fixed("<article class=\"leaf flowing\">");
    let mut keys = links.flow.iter();
    let report = links.report;
    for b in &report.front {
        flow_block(m, b, keys.next().map_or("", |k| &k.key), links);
    }
    for section in &report.sections {
        let key = keys.next().map_or("", |k| &k.key);
        m.element("h3", &[("data-k", &key)], &section.heading);
        for b in &section.blocks {
            flow_block(m, b, keys.next().map_or("", |k| &k.key), links);
        }
    }
    for (index, f) in report.furniture.iter().enumerate() {
        m.open(
            "p",
            &[("class", &"furniture"), ("data-k", &format!("f{}", index + 1))],
        );
        m.lines(&f.text);
        m.close("p");
    }
    for (index, d) in report.dropped.iter().enumerate() {
        m.open(
            "p",
            &[
                ("class", &"furniture dropped"),
                ("data-k", &format!("d{}", index + 1)),
            ],
        );
        m.lines(&d.text);
        m.close("p");
    }
    m.fixed("</article>");
}

fn flow_block(m: &mut Markup, block: &Block, key: &str, links: &Links<'_>) {
    match block {
        Block::Table { table } => {
            if let Some((index, table)) = links.tables.iter().enumerate().find(|(_, t)| t.id == *table) {
                as_read(m, table, index, links, true);
            }
        }
        other => text_block(m, other, key),
    }
}

fn text_block(m: &mut Markup, block: &Block, key: &str) {
    let numbered = |number: &Option<String>, text: &str| match number {
        Some(number) => format!("{number}{text}"),
        None => text.to_owned(),
    };
    let (name, class, text) = match block {
        Block::Heading {
            number, text, level, ..
        } => {
            let name = if *level <= 1 { "h3" } else { "h4" };
            (name, "", numbered(number, text))
        }
        Block::Paragraph { text, .. } => ("p", "", text.clone()),
        Block::ListItem { number, text, .. } => ("p", "item", numbered(number, text)),
        Block::Footnote { mark, text, .. } => (
            "p",
            "footnote",
            format!("{} {text}", mark.as_deref().unwrap_or_default()),
        ),
        Block::Caption { text, .. } => ("p", "caption", text.clone()),
        Block::Picture { text, .. } => ("p", "picture", text.clone()),
        Block::Table { .. } => return,
    };
    m.open(name, &[("class", &class), ("data-k", &key)]);
    if class == "picture" {
        m.both("［图片］", "[picture] ");
    }
    m.lines(&text);
    m.close(name);
}

/// A table as it was read, with its merged cells. `main` says that this drawing is the document side's.
fn as_read(m: &mut Markup, table: &Table, index: usize, links: &Links<'_>, main: bool) {
    let class = format!("read tint{}{}", index % 6, if main { " main" } else { "" });
    m.open("div", &[("class", &"wide"), ("tabindex", &"-1")]);
    m.open(
        "table",
        &[("class", &class), ("data-table", &table.id), ("role", &"grid")],
    );
    m.open("caption", &[]);
    m.text(&table.id);
    if let Some(title) = &table.title {
        m.text(" · ");
        m.text(title);
    }
    let (zh, en) = names::method(table.method);
    m.open("small", &[]);
    m.text(&format!(" {}×{} · ", table.n_rows, table.n_cols));
    m.both(zh, en);
    m.close("small");
    m.close("caption");
    let mut cells = table.cells.iter().peekable();
    for row in 0..table.n_rows {
        m.fixed("<tr>");
        // Rows that merged cells cover wholly stay empty; a browser then keeps their height.
        while let Some(cell) = cells.next_if(|c| c.row <= row) {
            let key = cell_key(&table.id, cell.row, cell.col);
            let facts = links.cells.get(&key);
            let mut class = names::role_class(cell.role).to_owned();
            if cell.row_span > 1 || cell.col_span > 1 {
                class.push_str(" merged");
            }
            if facts.is_some_and(|f| f.failed) {
                class.push_str(" failed");
            }
            if facts.is_some_and(|f| f.disputed) {
                class.push_str(" disputed");
            }
            let name = if class.starts_with('h') { "th" } else { "td" };
            m.open(
                name,
                &[
                    ("class", &class),
                    ("data-k", &key),
                    ("rowspan", &Count(cell.row_span)),
                    ("colspan", &Count(cell.col_span)),
                    ("tabindex", &"-1"),
                ],
            );
            m.lines(&cell.text);
            for inner in &cell.tables {
                let at = links.tables.iter().position(|t| t.id == inner.id).unwrap_or(0);
                as_read(m, inner, at, links, main);
            }
            m.close(name);
        }
        m.fixed("</tr>");
        if row >= MOST_ROWS {
            m.fixed("<tr>");
            m.element_both("td", &[], ("其余行未画出", "further rows are not drawn"));
            m.fixed("</tr>");
            break;
        }
    }
    m.close("table");
    m.close("div");
}

/// The most rows of one table that are drawn.
const MOST_ROWS: u32 = 5_000;

fn summary(m: &mut Markup, report: &ReportJson) {
    m.fixed("<header class=\"summary\"><h1>");
    match &report.agency {
        Some(agency) => m.element("span", &[("data-k", &"agency")], &agency.value),
        None => m.both("未找到机构名称", "agency not found"),
    }
    m.fixed(" ");
    match &report.year {
        Some(year) => m.element("span", &[("data-k", &"year")], &year.value.to_string()),
        None => m.both("（年份未知）", "(year not found)"),
    }
    m.fixed("</h1><p class=\"verdict\">");
    if report.status == ReadStatus::NoText {
        // What it is, nobody knows.
        m.open("span", &[("class", &"bad")]);
        m.both("没有一页有可读的文字。", "No page has text that can be read.");
        m.close("span");
    } else {
        let (zh, en) = names::verdict_meaning(report.verdict);
        m.both(zh, en);
    }
    m.fixed("</p>");
    evidence(m, report);
    if !report.reasons.is_empty() {
        m.fixed("<ul class=\"reasons\">");
        // Equations are told one by one among the findings.
        for reason in report.reasons.iter().filter(|r| r.code != "equation-fails") {
            m.fixed("<li><code>");
            m.text(&reason.code);
            m.fixed("</code> ");
            m.text(&reason.message);
            m.fixed("</li>");
        }
        m.fixed("</ul>");
    }
    m.fixed("<p class=\"source\">");
    let source = &report.source;
    m.text(&source.file);
    if let Some(n) = source.pages {
        m.text(" · ");
        let pages = if n == 1 { "page" } else { "pages" };
        m.both(&format!("{n} 页"), &format!("{n} {pages}"));
    }
    if let Some(producer) = &source.producer {
        m.text(" · ");
        m.text(producer);
    }
    m.text(" · SHA-256 ");
    m.element("code", &[], source.sha256.get(..12).unwrap_or_default());
    if source.salvaged {
        m.fixed(" · <b class=\"bad\">");
        m.both("文件已修复", "file was repaired");
        m.fixed("</b>");
    }
    m.fixed("</p></header>");
}

/// How many values are how sure, as a bar.
fn evidence(m: &mut Markup, report: &ReportJson) {
    let e = report.evidence;
    let all = e.confirmed.saturating_add(e.single).saturating_add(e.disputed);
    if all == 0 {
        return;
    }
    m.open("div", &[("class", &"evidence")]);
    m.open(
        "svg",
        &[
            ("viewBox", &"0 0 200 6"),
            ("preserveAspectRatio", &"none"),
            ("aria-hidden", &"true"),
        ],
    );
    let mut x = 0.0_f32;
    let counts = [
        (ValueStatus::Confirmed, e.confirmed),
        (ValueStatus::Single, e.single),
        (ValueStatus::Disputed, e.disputed),
    ];
    for (status, n) in counts {
        let wide = 200.0 * n as f32 / all as f32;
        m.empty(
            "rect",
            &[
                ("class", &names::status_key(status)),
                ("x", &super::markup::Points(x)),
                ("y", &"0"),
                ("width", &super::markup::Points(wide)),
                ("height", &"6"),
            ],
        );
        x += wide;
    }
    m.close("svg");
    for (status, n) in counts {
        m.open("span", &[("class", &names::status_key(status))]);
        m.element("b", &[], &n.to_string());
        m.text(" ");
        let (zh, en) = names::status(status);
        m.both(zh, en);
        m.close("span");
    }
    m.close("div");
}

fn findings(m: &mut Markup, links: &Links<'_>) {
    let disputed: Vec<_> = links
        .values
        .iter()
        .filter(|(_, v)| v.status == ValueStatus::Disputed)
        .collect();
    let doubts: Vec<_> = links.tables.iter().filter(|t| !t.doubts.is_empty()).collect();
    let warnings = &links.report.warnings;
    let none = links.failures.is_empty() && disputed.is_empty() && doubts.is_empty() && warnings.is_empty();
    m.fixed("<section class=\"findings\"><h2>");
    m.both("问题", "Findings");
    m.fixed("</h2>");
    if none {
        let passed = links
            .report
            .checks
            .iter()
            .filter(|c| c.outcome == crate::output::wire::Outcome::Pass)
            .count();
        let (class, zh, en) = if passed == 0 {
            (
                "",
                "没有可以检查的内容。".to_owned(),
                "There is nothing to check.".to_owned(),
            )
        } else {
            (
                "good",
                format!("没有问题。{passed} 项检查通过。"),
                format!("None. {passed} checks pass."),
            )
        };
        m.element_both("p", &[("class", &class)], (&zh, &en));
    }
    m.fixed("<ol>");
    links.failures.iter().for_each(|f| failure(m, f, links));
    for (path, value) in disputed {
        let (zh, en) = names::path(path);
        let key = super::links::value_key(path, value);
        m.open(
            "li",
            &[("class", &"finding doubt"), ("data-k", &key), ("tabindex", &"0")],
        );
        m.open("b", &[]);
        m.both(&zh, &en);
        m.close("b");
        m.open("span", &[("class", &"readings")]);
        reading(m, ("采用", "taken"), &value.raw, value.value);
        for r in &value.readings {
            reading(m, names::method(r.method), &r.raw, r.value);
        }
        m.close("span");
        m.close("li");
    }
    for table in doubts {
        for doubt in &table.doubts {
            let key = match (doubt.row, doubt.col) {
                (Some(row), Some(col)) => cell_key(&table.id, row, col),
                _ => String::new(),
            };
            m.open(
                "li",
                &[("class", &"finding doubt"), ("data-k", &key), ("tabindex", &"0")],
            );
            m.element("code", &[], &doubt.code);
            m.text(&format!(" {}: {}", table.id, doubt.message));
            m.close("li");
        }
    }
    for warning in warnings {
        m.open("li", &[("class", &"finding warn"), ("tabindex", &"0")]);
        m.element("code", &[], &warning.code);
        m.text(" ");
        m.text(&warning.message);
        if let Some(page) = warning.page {
            m.text(&format!(" (p. {page})"));
        }
        m.close("li");
    }
    m.fixed("</ol></section>");
}

fn reading(m: &mut Markup, words: names::Both, raw: &str, value: Option<Number>) {
    m.fixed("<span><i>");
    m.both(words.0, words.1);
    m.fixed("</i> ");
    if raw.is_empty() {
        m.text("∅");
    } else {
        m.text(&raw.replace('\n', "⏎"));
    }
    if let Some(value) = value.map(number).filter(|v| v != raw) {
        m.text(" = ");
        m.text(&value);
    }
    m.fixed("</span>");
}

/// An equation that does not hold: which one, where, both sides with their numbers, and the difference.
fn failure(m: &mut Markup, failure: &Failure<'_>, links: &Links<'_>) {
    let check = failure.check;
    let keys = |paths: &[String]| -> String {
        let keys: Vec<String> = paths.iter().filter_map(|p| links.key(p)).collect();
        keys.join(" ")
    };
    m.open(
        "li",
        &[
            ("class", &"finding fail"),
            ("data-f", &failure.id),
            ("data-left", &keys(failure.addends)),
            ("data-right", &keys(failure.totals)),
            ("tabindex", &"0"),
        ],
    );
    let (zh, en) = names::rule(&check.rule);
    let place = place_words(&check.place);
    m.open("b", &[]);
    m.both(&place.0, &place.1);
    m.close("b");
    m.text(" ");
    m.open("span", &[("class", &"rule")]);
    m.both(zh, en);
    m.close("span");
    if let (Some(expected), Some(actual)) = (check.expected, check.actual) {
        m.fixed("<span class=\"equation\">");
        side(m, "left", failure.addends, expected, links);
        m.fixed(" <span class=\"ne\">≠</span> ");
        side(m, "right", failure.totals, actual, links);
        m.fixed(" <strong>");
        let by = difference(expected, actual);
        m.both(&format!("差 {by}"), &format!("off by {by}"));
        m.fixed("</strong></span>");
    }
    if check.outcome != crate::output::wire::Outcome::Fail {
        m.element_both("small", &[], ("（空白按 0 计）", " (blank taken as 0)"));
    }
    if let Some(note) = &check.note {
        m.element("small", &[], &format!(" {note}"));
    }
    m.close("li");
}

/// One side of an equation: its numbers other than 0, and what they come to.
fn side(m: &mut Markup, class: &'static str, paths: &[String], sum: Number, links: &Links<'_>) {
    let of = |p: &String| links.values.get(p).and_then(|v| v.value);
    let shown: Vec<(&String, Number)> = paths.iter().filter_map(|p| Some((p, of(p)?))).collect();
    let told: Vec<_> = shown
        .iter()
        .filter(|(_, n)| n.as_f64() != 0.0 || shown.len() <= 2)
        .collect();
    m.open("span", &[("class", &class)]);
    for (index, (path, n)) in told.iter().enumerate() {
        if index > 0 {
            m.text(" + ");
        }
        m.element("span", &[("title", &names::path(path).0)], &number(*n));
    }
    if told.len() != 1 {
        m.text(" = ");
        m.element("b", &[], &number(sum));
    }
    m.close("span");
}

/// What a check's place is called.
fn place_words(place: &str) -> (String, String) {
    let words = names::request_column(place)
        .or_else(|| names::request_row(place))
        .or_else(|| names::litigation(place));
    match words {
        Some((zh, en)) => (zh.to_owned(), en.replace('\u{ad}', "")),
        None => (place.to_owned(), place.to_owned()),
    }
}

/// The standard table that draws on a table of the document.
fn standard_of(id: &str, links: &Links<'_>) -> Option<&'static str> {
    let mut from = links
        .values
        .iter()
        .filter(|(_, v)| v.cell.as_ref().is_some_and(|c| c.table == id));
    from.next().and_then(|(path, _)| {
        ["disclosure", "requests", "litigation"]
            .into_iter()
            .find(|name| path.split('/').next() == Some(name))
    })
}

fn sections(m: &mut Markup, links: &Links<'_>) {
    let report = links.report;
    let mut keys = links.flow.iter();
    let mut shown: Vec<&'static str> = Vec::new();
    let mut block = |m: &mut Markup, b: &Block, key: &str| match b {
        Block::Table { table } => section_table(m, table, &mut shown, links),
        other => text_block(m, other, key),
    };
    if !report.front.is_empty() {
        m.fixed("<section class=\"part front\">");
        for b in &report.front {
            let key = keys.next().map_or("", |k| &k.key);
            block(m, b, key);
        }
        m.fixed("</section>");
    }
    for section in &report.sections {
        let key = keys.next().map_or("", |k| &k.key);
        m.fixed("<section class=\"part\"><h2>");
        m.element("span", &[("data-k", &key)], &section.heading);
        if let Some(kind) = section.kind {
            m.element("small", &[("lang", &"en")], names::section(kind).1);
        }
        m.fixed("</h2>");
        for b in &section.blocks {
            let key = keys.next().map_or("", |k| &k.key);
            block(m, b, key);
        }
        m.fixed("</section>");
    }
    for name in ["disclosure", "requests", "litigation"] {
        if !shown.contains(&name) {
            standard::table(m, name, links);
        }
    }
}

fn section_table(m: &mut Markup, id: &str, shown: &mut Vec<&'static str>, links: &Links<'_>) {
    let Some((index, table)) = links.tables.iter().enumerate().find(|(_, t)| t.id == id) else {
        return;
    };
    match standard_of(id, links) {
        Some(name) => {
            if !shown.contains(&name) {
                shown.push(name);
                standard::table(m, name, links);
            }
            m.fixed("<details><summary>");
            m.both(&format!("{id}：按读取结果"), &format!("{id} as it was read"));
            m.fixed("</summary>");
            as_read(m, table, index, links, false);
            m.fixed("</details>");
        }
        None => as_read(m, table, index, links, false),
    }
}

/// Checks, furniture and what was dropped.
fn rest(m: &mut Markup, links: &Links<'_>) {
    let report = links.report;
    if !report.checks.is_empty() {
        m.fixed("<details class=\"checks\"><summary>");
        let n = report.checks.len();
        m.both(&format!("全部检查（{n}）"), &format!("All checks ({n})"));
        m.fixed("</summary><table class=\"list\">");
        for check in &report.checks {
            let (class, sign) = match check.outcome {
                crate::output::wire::Outcome::Pass => ("good", "✓"),
                crate::output::wire::Outcome::Fail => ("bad", "✗"),
                crate::output::wire::Outcome::NotAssessable => ("unsure", "–"),
            };
            m.fixed("<tr>");
            m.element("td", &[("class", &class)], sign);
            m.element("td", &[], &check.rule);
            let (zh, en) = place_words(&check.place);
            m.element_both("td", &[], (&zh, &en));
            let sides = check
                .expected
                .zip(check.actual)
                .map(|(a, b)| format!("{} / {}", number(a), number(b)));
            m.element("td", &[], &sides.unwrap_or_default());
            m.element("td", &[], check.note.as_deref().unwrap_or_default());
            m.fixed("</tr>");
        }
        m.fixed("</table></details>");
    }
    if report.furniture.is_empty() && report.dropped.is_empty() {
        return;
    }
    m.fixed("<details class=\"asides\"><summary>");
    let n = report.furniture.len() + report.dropped.len();
    m.both(
        &format!("页眉页脚与剔除的文字（{n}）"),
        &format!("Furniture and dropped text ({n})"),
    );
    m.fixed("</summary><table class=\"list\">");
    for (index, f) in report.furniture.iter().enumerate() {
        let (zh, en) = names::furniture(f.kind);
        aside(m, &format!("f{}", index + 1), (zh, en), &f.text, &f.provenance);
    }
    for (index, d) in report.dropped.iter().enumerate() {
        aside(
            m,
            &format!("d{}", index + 1),
            (&d.reason, &d.reason),
            &d.text,
            &d.provenance,
        );
    }
    m.fixed("</table></details>");
}

fn aside(m: &mut Markup, key: &str, what: (&str, &str), text: &str, places: &[Provenance]) {
    m.open("tr", &[("data-k", &key), ("tabindex", &"-1")]);
    m.element_both("td", &[], what);
    m.element("td", &[], text);
    let page = places.iter().find_map(|p| match p {
        Provenance::Page { page, .. } => Some(format!("p. {page}")),
        _ => None,
    });
    m.element("td", &[], &page.unwrap_or_default());
    m.close("tr");
}
