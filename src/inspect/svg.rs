//! A page of a PDF as SVG, drawn from what was read: nothing of the file's own drawing is used.

use std::fmt::Write as _;

use super::links::{Links, cell_key, difference, number};
use super::markup::{Count, Markup, Points, points};
use crate::extract::trace::{Fate, PageTrace, TracedWord};
use crate::geometry::{Orientation, Point, Rect};
use crate::output::wire::{FurnitureKind, Provenance, Table};
use crate::reader::pdf::Direction;
use crate::table::edges::Edge;

/// The most marks of one kind that are drawn of a page, so that a map or a plot does not make a page that no browser
/// opens. What is left out is said.
const MOST_MARKS: usize = 20_000;

/// A stage of reading, to be looked at alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Characters as the reader gave them.
    Chars,
    /// Words.
    Words,
    /// Lines after joining, and where they cross.
    Edges,
    /// The cells between the lines of each page.
    Cells,
    /// The tables of the document after joining.
    Tables,
}

/// The style of an SVG that stands alone; in a page the page's style does it.
const STYLE: &str = include_str!("assets/sheet.css");

/// The whole page with every layer, to be switched by the page's style.
pub(crate) fn sheet(trace: &PageTrace, links: &Links<'_>) -> Markup {
    let mut m = Markup::default();
    let label = format!("第 {0} 页 page {0}", trace.page.number);
    open_svg(&mut m, trace, None, &label);
    paper(&mut m, trace);
    cells(&mut m, trace.page.number, links);
    blocks(&mut m, trace.page.number, links);
    text(&mut m, trace, links);
    stage_layers(&mut m, trace);
    tags(&mut m, trace);
    order(&mut m, trace.page.number, links);
    marks(&mut m, trace.page.number, links);
    equations(&mut m, trace.page.number, links);
    m.close("svg");
    m
}

/// One stage of a page as an SVG file.
pub(crate) fn stage(trace: &PageTrace, links: &Links<'_>, stage: Stage) -> String {
    let mut m = Markup::default();
    open_svg(&mut m, trace, None, "");
    let mut out = std::mem::take(&mut m).into_string();
    // The style is this program's own.
    out.push_str("<style>");
    out.push_str(STYLE);
    out.push_str("</style>");
    paper(&mut m, trace);
    if stage == Stage::Tables {
        cells(&mut m, trace.page.number, links);
    }
    text(&mut m, trace, links);
    match stage {
        Stage::Chars => chars(&mut m, trace),
        Stage::Words => words(&mut m, trace),
        Stage::Edges => edges(&mut m, trace),
        Stage::Cells => lattice(&mut m, trace),
        Stage::Tables => marks(&mut m, trace.page.number, links),
    }
    m.close("svg");
    out.push_str(&m.into_string());
    out.push('\n');
    out
}

/// A piece of a page: what lies in `clip`, with the boxes where something stood before and stands now.
pub(crate) fn crop(trace: &PageTrace, links: &Links<'_>, clip: Rect, old: &[Rect], new: &[Rect]) -> Markup {
    let mut m = Markup::default();
    open_svg(&mut m, trace, Some(clip), "");
    let (w, h) = (clip.width(), clip.height());
    m.empty(
        "rect",
        &[
            ("class", &"paper"),
            ("x", &Points(clip.x0)),
            ("y", &Points(clip.top)),
            ("width", &Points(w)),
            ("height", &Points(h)),
        ],
    );
    rulings(&mut m, trace, Some(clip));
    words_as_text(&mut m, trace, links, Some(clip));
    for (class, boxes) in [("was", old), ("is", new)] {
        for bbox in boxes {
            rect(&mut m, class, bbox);
        }
    }
    m.close("svg");
    m
}

fn open_svg(m: &mut Markup, trace: &PageTrace, clip: Option<Rect>, label: &str) {
    let page = &trace.page;
    let view = clip.unwrap_or(Rect::new(0.0, 0.0, page.width, page.height));
    let mut view_box = String::new();
    for (i, v) in [view.x0, view.top, view.width(), view.height()]
        .into_iter()
        .enumerate()
    {
        if i > 0 {
            view_box.push(' ');
        }
        points(&mut view_box, v);
    }
    let id = format!("p{}", page.number);
    if clip.is_some() {
        m.open(
            "svg",
            &[
                ("class", &"crop"),
                ("viewBox", &view_box),
                ("xmlns", &"http://www.w3.org/2000/svg"),
            ],
        );
    } else {
        m.open(
            "svg",
            &[
                ("class", &"sheet"),
                ("id", &id),
                ("viewBox", &view_box),
                ("data-page", &Count(page.number)),
                ("role", &"group"),
                ("aria-label", &label),
                ("xmlns", &"http://www.w3.org/2000/svg"),
            ],
        );
    }
}

fn rect(m: &mut Markup, class: &str, bbox: &Rect) {
    m.empty(
        "rect",
        &[
            ("class", &class),
            ("x", &Points(bbox.x0)),
            ("y", &Points(bbox.top)),
            ("width", &Points(bbox.width())),
            ("height", &Points(bbox.height())),
        ],
    );
}

/// Shading, pictures and lines as they were drawn.
fn paper(m: &mut Markup, trace: &PageTrace) {
    let page = &trace.page;
    rect(m, "paper", &Rect::new(0.0, 0.0, page.width, page.height));
    for area in page
        .areas
        .iter()
        .filter(|a| a.bbox.is_sane())
        .take(MOST_MARKS / 10)
    {
        // Dark areas are drawn paler, so that text on them, which may be white, can be read.
        let shade = format!("#{0:02x}{0:02x}{0:02x}", area.lightness.max(200));
        m.empty(
            "rect",
            &[
                ("x", &Points(area.bbox.x0)),
                ("y", &Points(area.bbox.top)),
                ("width", &Points(area.bbox.width())),
                ("height", &Points(area.bbox.height())),
                ("fill", &shade),
            ],
        );
    }
    for image in page.images.iter().filter(|r| r.is_sane()).take(MOST_MARKS / 10) {
        rect(m, "image", image);
    }
    rulings(m, trace, None);
}

fn rulings(m: &mut Markup, trace: &PageTrace, clip: Option<Rect>) {
    let mut d = String::new();
    for r in trace.page.rulings.iter().take(MOST_MARKS) {
        let edge = Edge {
            orientation: r.orientation,
            position: r.position,
            start: r.start,
            end: r.end,
        };
        if clip.is_none_or(|c| c.intersection(&edge.rect()).is_some()) {
            push_edge(&mut d, &edge);
        }
    }
    path(m, "rulings", &d);
}

fn path(m: &mut Markup, class: &str, d: &str) {
    if !d.is_empty() {
        m.empty("path", &[("class", &class), ("d", &d)]);
    }
}

fn push_edge(d: &mut String, edge: &Edge) {
    let (from, to) = match edge.orientation {
        Orientation::Horizontal => ((edge.start, edge.position), 'H'),
        Orientation::Vertical => ((edge.position, edge.start), 'V'),
    };
    d.push('M');
    points(d, from.0);
    d.push(' ');
    points(d, from.1);
    d.push(to);
    points(d, edge.end);
}

fn push_box(d: &mut String, bbox: &Rect) {
    d.push('M');
    points(d, bbox.x0);
    d.push(' ');
    points(d, bbox.top);
    d.push('h');
    points(d, bbox.width());
    d.push('v');
    points(d, bbox.height());
    d.push('h');
    points(d, -bbox.width());
    d.push('z');
}

/// Which boxes of the output lie on a page, for telling whether a word is in one of them.
struct Places {
    cells: Vec<Rect>,
    outlines: Vec<Rect>,
    blocks: Vec<Rect>,
    furniture: Vec<Rect>,
    repeated: Vec<Rect>,
}

impl Places {
    fn new(page: u32, links: &Links<'_>) -> Places {
        let report = links.report;
        let line_kinds = [
            FurnitureKind::PageHeader,
            FurnitureKind::PageFooter,
            FurnitureKind::PageNumber,
        ];
        let furniture = report.furniture.iter().filter(|f| line_kinds.contains(&f.kind));
        // Watermarks, stamps and copies are known character by character; their boxes lie over other text.
        let repeated = report.dropped.iter().filter(|d| d.reason == "repeated-head");
        let mut cells = Vec::new();
        let mut outlines = Vec::new();
        for table in &links.tables {
            let own: Vec<Rect> = table
                .cells
                .iter()
                .flat_map(|c| on_page(&c.provenance, page))
                .collect();
            outlines.extend(own.iter().copied().reduce(|a, b| a.union(&b)));
            cells.extend(own);
        }
        Places {
            cells,
            outlines,
            blocks: links.flow.iter().flat_map(|b| on_page(b.places, page)).collect(),
            furniture: furniture.flat_map(|f| on_page(&f.provenance, page)).collect(),
            repeated: repeated.flat_map(|d| on_page(&d.provenance, page)).collect(),
        }
    }

    /// The class of a word: what became of it.
    fn class(&self, word: &TracedWord) -> &'static str {
        let at = word.bbox.center();
        let inside = |list: &[Rect], by: f32| list.iter().any(|r| r.grown(by).contains(at));
        match word.fate {
            Fate::Text if word.text.contains('\u{fffd}') => "lost",
            Fate::Text if inside(&self.cells, 0.5) => "w",
            Fate::Text if inside(&self.furniture, 1.0) || inside(&self.repeated, 1.0) => "w f",
            Fate::Text if inside(&self.outlines, -1.0) => "lost",
            Fate::Text if inside(&self.blocks, 1.5) => "w",
            Fate::Text => "lost",
            Fate::Invisible => "w f i",
            Fate::Copy | Fate::Watermark | Fate::Stamp => "w f",
        }
    }
}

/// The boxes of some places that lie on a page.
pub(crate) fn on_page(places: &[Provenance], page: u32) -> impl Iterator<Item = Rect> + '_ {
    places.iter().filter_map(move |p| match p {
        Provenance::Page {
            page: at,
            bbox: [x0, top, x1, bottom],
        } if *at == page => Some(Rect::new(*x0 as f32, *top as f32, *x1 as f32, *bottom as f32)),
        _ => None,
    })
}

fn text(m: &mut Markup, trace: &PageTrace, links: &Links<'_>) {
    m.open("g", &[("class", &"text")]);
    words_as_text(m, trace, links, None);
    m.close("g");
    if trace.words.len() > MOST_MARKS || trace.page.rulings.len() > MOST_MARKS {
        let note = format!(
            "只画出前 {MOST_MARKS} 个标记 · only the first {MOST_MARKS} marks of each kind are drawn"
        );
        m.element("text", &[("class", &"note"), ("x", &"8"), ("y", &"12")], &note);
    }
}

fn words_as_text(m: &mut Markup, trace: &PageTrace, links: &Links<'_>, clip: Option<Rect>) {
    let places = Places::new(trace.page.number, links);
    let seen = trace.words.iter().filter(|w| w.bbox.is_sane());
    for word in seen
        .filter(|w| clip.is_none_or(|c| c.intersection(&w.bbox).is_some()))
        .take(MOST_MARKS)
    {
        let mut class = places.class(word).to_owned();
        if word.bold {
            class.push_str(" b");
        }
        draw_word(m, word, &class);
    }
}

/// A word at its place, set as wide as it was printed, whatever font the browser has.
fn draw_word(m: &mut Markup, word: &TracedWord, class: &str) {
    let b = &word.bbox;
    let level = matches!(word.direction, Direction::Right | Direction::Left);
    let (long, high) = if level {
        (b.width(), b.height())
    } else {
        (b.height(), b.width())
    };
    // The box is as high as the em; four fifths of it stand above the baseline.
    let (ascent, size) = (
        0.8 * high,
        if word.size > 0.0 {
            word.size.min(4.0 * high.max(1.0))
        } else {
            high
        },
    );
    let (x, y, turn) = match word.direction {
        Direction::Right => (b.x0, b.top + ascent, 0),
        Direction::Left => (b.x1, b.bottom - ascent, 180),
        Direction::Down => (b.x1 - ascent, b.top, 90),
        Direction::Up => (b.x0 + ascent, b.bottom, 270),
    };
    let mut transform = String::new();
    if turn != 0 {
        let _ = write!(transform, "rotate({turn} ");
        points(&mut transform, x);
        transform.push(' ');
        points(&mut transform, y);
        transform.push(')');
    }
    let (x, y, size, long) = (Points(x), Points(y), Points(size), Points(long));
    let single = word.text.chars().count() < 2;
    let mut attributes: Vec<(&'static str, &dyn super::markup::AttributeValue)> =
        vec![("class", &class), ("x", &x), ("y", &y), ("font-size", &size)];
    if !single {
        attributes.push(("textLength", &long));
        attributes.push(("lengthAdjust", &"spacingAndGlyphs"));
    }
    if turn != 0 {
        attributes.push(("transform", &transform));
    }
    m.element("text", &attributes, &word.text);
}

/// The cells of the document's tables: tinted by table, merged ones marked, each to be pointed at.
fn cells(m: &mut Markup, page: u32, links: &Links<'_>) {
    m.open("g", &[("class", &"l-cells")]);
    for (index, table) in links.tables.iter().enumerate() {
        if !table
            .cells
            .iter()
            .any(|c| on_page(&c.provenance, page).next().is_some())
        {
            continue;
        }
        m.open("g", &[("class", &format!("tint{}", index % 6))]);
        table_cells(m, page, table, links);
        m.close("g");
    }
    m.close("g");
}

fn table_cells(m: &mut Markup, page: u32, table: &Table, links: &Links<'_>) {
    for cell in &table.cells {
        let merged = cell.row_span > 1 || cell.col_span > 1;
        let key = cell_key(&table.id, cell.row, cell.col);
        let mut class = format!("cell {}", super::names::role_class(cell.role));
        if merged {
            class.push_str(" merged");
        }
        if links.cells.get(&key).is_some_and(|f| !f.paths.is_empty()) {
            class.push_str(" value");
        }
        for bbox in on_page(&cell.provenance, page) {
            m.empty(
                "rect",
                &[
                    ("class", &class),
                    ("data-k", &key),
                    ("x", &Points(bbox.x0)),
                    ("y", &Points(bbox.top)),
                    ("width", &Points(bbox.width())),
                    ("height", &Points(bbox.height())),
                ],
            );
            if merged && bbox.width() > 14.0 && bbox.height() > 7.0 {
                let span = format!("{}×{}", cell.row_span, cell.col_span);
                let (x, y) = (Points(bbox.x1 - 1.0), Points(bbox.bottom - 1.2));
                m.element("text", &[("class", &"span"), ("x", &x), ("y", &y)], &span);
            }
        }
    }
}

/// Blocks of running text, each to be pointed at, and values that no cell of the document's tables gave.
fn blocks(m: &mut Markup, page: u32, links: &Links<'_>) {
    m.open("g", &[("class", &"blocks")]);
    for item in &links.flow {
        for bbox in on_page(item.places, page) {
            keyed(m, "block", &item.key, &bbox.grown(1.0));
        }
    }
    for (path, value) in links.values.iter().filter(|(_, v)| v.cell.is_none()) {
        for bbox in on_page(&value.provenance, page) {
            keyed(m, "cell value", &super::links::value_key(path, value), &bbox);
        }
    }
    for (index, f) in links.report.furniture.iter().enumerate() {
        for bbox in on_page(&f.provenance, page) {
            keyed(m, "aside", &format!("f{}", index + 1), &bbox);
        }
    }
    for (index, d) in links.report.dropped.iter().enumerate() {
        for bbox in on_page(&d.provenance, page) {
            keyed(m, "aside", &format!("d{}", index + 1), &bbox);
        }
    }
    let report = links.report;
    let fields = [
        ("agency", report.agency.as_ref().map(|f| &f.provenance)),
        ("year", report.year.as_ref().map(|f| &f.provenance)),
    ];
    for (key, places) in fields {
        for bbox in places.into_iter().flat_map(|p| on_page(p, page)) {
            keyed(m, "field", key, &bbox.grown(1.0));
        }
    }
    m.close("g");
}

fn keyed(m: &mut Markup, class: &str, key: &str, bbox: &Rect) {
    m.empty(
        "rect",
        &[
            ("class", &class),
            ("data-k", &key),
            ("x", &Points(bbox.x0)),
            ("y", &Points(bbox.top)),
            ("width", &Points(bbox.width())),
            ("height", &Points(bbox.height())),
        ],
    );
}

fn stage_layers(m: &mut Markup, trace: &PageTrace) {
    chars(m, trace);
    words(m, trace);
    edges(m, trace);
}

fn chars(m: &mut Markup, trace: &PageTrace) {
    let mut shown = String::new();
    let mut aside = String::new();
    for (c, fate) in trace.page.chars.iter().zip(&trace.fates).take(MOST_MARKS) {
        if c.bbox.is_sane() && !c.unicode.is_whitespace() {
            push_box(
                if *fate == Fate::Text {
                    &mut shown
                } else {
                    &mut aside
                },
                &c.bbox,
            );
        }
    }
    m.open("g", &[("class", &"l-chars")]);
    path(m, "line", &shown);
    path(m, "line faint", &aside);
    m.close("g");
}

fn words(m: &mut Markup, trace: &PageTrace) {
    let mut d = String::new();
    for word in trace.words.iter().filter(|w| w.bbox.is_sane()).take(MOST_MARKS) {
        push_box(&mut d, &word.bbox);
    }
    m.open("g", &[("class", &"l-words")]);
    path(m, "line", &d);
    m.close("g");
}

fn edges(m: &mut Markup, trace: &PageTrace) {
    let all = |edges: &[Edge]| {
        let mut d = String::new();
        edges.iter().take(MOST_MARKS).for_each(|e| push_edge(&mut d, e));
        d
    };
    m.open("g", &[("class", &"l-edges")]);
    path(m, "shading", &all(&trace.shading));
    path(m, "line", &all(&trace.edges));
    m.close("g");
    let mut d = String::new();
    for p in trace.intersections.iter().take(MOST_MARKS) {
        d.push('M');
        points(&mut d, p.x);
        d.push(' ');
        points(&mut d, p.y);
        d.push_str("h0");
    }
    m.open("g", &[("class", &"l-intersections")]);
    path(m, "dots", &d);
    m.close("g");
}

/// The cells of the page's own ruled tables, before joining, with their rows and columns.
fn lattice(m: &mut Markup, trace: &PageTrace) {
    m.open("g", &[("class", &"l-lattice")]);
    for cell in trace.cells.iter().take(MOST_MARKS) {
        let merged = cell.rows.1 > 1 || cell.cols.1 > 1;
        m.open("g", &[("class", &format!("tint{}", cell.table % 6))]);
        rect(m, if merged { "cell merged" } else { "cell" }, &cell.bbox);
        m.close("g");
        let place = format!("{},{}", cell.rows.0, cell.cols.0);
        let (x, y) = (Points(cell.bbox.x0 + 1.0), Points(cell.bbox.top + 4.5));
        m.element("text", &[("class", &"place"), ("x", &x), ("y", &y)], &place);
    }
    m.close("g");
}

fn tags(m: &mut Markup, trace: &PageTrace) {
    if trace.tags.is_empty() {
        return;
    }
    m.open("g", &[("class", &"l-tags")]);
    for tag in trace.tags.iter().filter(|t| t.role != "Span").take(MOST_MARKS) {
        // Nested boxes are drawn a little apart.
        let bbox = tag.bbox.grown(1.5 - 0.3 * (tag.depth.min(10) as f32));
        rect(m, "tag", &bbox);
        let (x, y) = (Points(bbox.x0), Points(bbox.top - 0.4));
        m.element("text", &[("class", &"role"), ("x", &x), ("y", &y)], &tag.role);
    }
    m.close("g");
}

/// The blocks of the page in the order in which they are read.
fn order(m: &mut Markup, page: u32, links: &Links<'_>) {
    let mut stops: Vec<(usize, Point)> = Vec::new();
    for (index, item) in links.flow.iter().enumerate() {
        let table = item.table.and_then(|id| links.table(id));
        let cells = table
            .iter()
            .flat_map(|t| &t.cells)
            .flat_map(|c| on_page(&c.provenance, page));
        let bbox = on_page(item.places, page).chain(cells).reduce(|a, b| a.union(&b));
        if let Some(b) = bbox {
            let (x, y) = (b.x0 - 7.0, b.top + 5.0);
            stops.push((index + 1, Point { x: x.max(6.0), y }));
        }
    }
    let mut d = String::new();
    for (i, (_, p)) in stops.iter().enumerate() {
        d.push(if i == 0 { 'M' } else { 'L' });
        points(&mut d, p.x);
        d.push(' ');
        points(&mut d, p.y);
    }
    m.open("g", &[("class", &"l-order")]);
    path(m, "way", &d);
    for (n, p) in &stops {
        m.empty(
            "circle",
            &[("cx", &Points(p.x)), ("cy", &Points(p.y)), ("r", &"5.5")],
        );
        m.element(
            "text",
            &[("x", &Points(p.x)), ("y", &Points(p.y + 2.2))],
            &n.to_string(),
        );
    }
    m.close("g");
}

/// Marks that are always there: totals that do not come out, values on which readings differ.
fn marks(m: &mut Markup, page: u32, links: &Links<'_>) {
    m.open("g", &[("class", &"marks")]);
    for (key, facts) in links.cells.iter().filter(|(_, f)| f.failed || f.disputed) {
        let class = if facts.failed { "mark bad" } else { "mark doubt" };
        for bbox in facts
            .paths
            .iter()
            .take(1)
            .flat_map(|p| on_page(links.places(p), page))
        {
            rect(m, class, &bbox.grown(-0.6));
            let sign = if facts.failed { "✗" } else { "?" };
            let (x, y) = (Points(bbox.x1 - 1.2), Points(bbox.top + 6.2));
            m.element(
                "text",
                &[("class", &class), ("data-of", key), ("x", &x), ("y", &y)],
                sign,
            );
        }
    }
    m.close("g");
}

/// For every check that fails its cells, both sides, and the difference; shown when the finding is chosen.
fn equations(m: &mut Markup, page: u32, links: &Links<'_>) {
    for failure in &links.failures {
        let boxes = |paths: &[String]| -> Vec<Rect> {
            paths
                .iter()
                .flat_map(|p| on_page(links.places(p), page))
                .collect()
        };
        let (left, right) = (boxes(failure.addends), boxes(failure.totals));
        let Some(last) = right.last().or(left.last()) else {
            continue;
        };
        m.open("g", &[("class", &"eq"), ("data-f", &failure.id)]);
        left.iter().for_each(|b| rect(m, "left", &b.grown(-0.5)));
        right.iter().for_each(|b| rect(m, "right", &b.grown(-0.5)));
        if let (Some(expected), Some(actual)) = (failure.check.expected, failure.check.actual) {
            let label = format!(
                "{} ≠ {}  ({})",
                number(expected),
                number(actual),
                difference(expected, actual)
            );
            let wide = 6.0 * label.chars().count() as f32 + 6.0;
            let x = last.x0.min(last.x1 - wide).max(2.0);
            let tag = Rect::new(x, last.bottom + 1.0, x + wide, last.bottom + 14.0);
            rect(m, "tag-back", &tag);
            let (x, y) = (Points(tag.center().x), Points(tag.bottom - 3.5));
            m.element("text", &[("x", &x), ("y", &y)], &label);
        }
        m.close("g");
    }
}
