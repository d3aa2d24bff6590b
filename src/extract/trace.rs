//! What was seen on the way through a PDF's pages, for whoever wants to look at it: a read-only second walk over the
//! same pure functions that the normal path uses. The normal path does not know of it and does not pay for it.

use std::collections::BTreeMap;

use super::{Extraction, Options};
use crate::diagnostic::{Budget, Error, Warnings};
use crate::geometry::{Point, Rect};
use crate::layout::sift;
use crate::layout::turn::{Turn, main_direction};
use crate::layout::words::{self, Word};
use crate::reader::pdf::{Direction, Mcid, PdfContent, PdfPage, TagKid, TagTree};
use crate::table::edges::{Edge, intersections, join_rulings};
use crate::table::rulings;
use crate::table::settings::TableSettings;
use crate::table::shading;

/// An extraction, and what was seen on the way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// The result, the same as that of [`super::extract`].
    pub extraction: Extraction,
    /// The pages of a PDF in order; empty for other formats.
    pub pages: Vec<PageTrace>,
}

/// What became of a character before words were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It belongs to the page's text.
    Text,
    /// It is the second copy of a character, printed for boldness.
    Copy,
    /// A viewer does not show it.
    Invisible,
    /// It belongs to a watermark.
    Watermark,
    /// It belongs to a stamp.
    Stamp,
}

impl Fate {
    /// The name in listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Text => "text",
            Fate::Copy => "copy",
            Fate::Invisible => "invisible",
            Fate::Watermark => "watermark",
            Fate::Stamp => "stamp",
        }
    }
}

/// A word as it was put together.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedWord {
    /// Its characters.
    pub text: String,
    /// Its box on the sheet, in points.
    pub bbox: Rect,
    /// Height of the em of its largest character, in points.
    pub size: f32,
    /// The way it runs on the sheet.
    pub direction: Direction,
    /// Whether its font is bold.
    pub bold: bool,
    /// What its characters were taken for.
    pub fate: Fate,
}

/// A cell between the edges of one ruled table of one page, before tables of several pages are joined.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedCell {
    /// Number of the table on the page, from 0.
    pub table: usize,
    /// First grid row and rows covered.
    pub rows: (u32, u32),
    /// First grid column and columns covered.
    pub cols: (u32, u32),
    /// Its box on the sheet, in points.
    pub bbox: Rect,
    /// The text in it.
    pub text: String,
}

/// An element of the tag tree as far as it stands on one page.
#[derive(Clone, Debug, PartialEq)]
pub struct TagBox {
    /// Its standard role: `Table`, `TR`, `P`, ...
    pub role: String,
    /// How deep in the tree it stands; 0 for the outermost.
    pub depth: u32,
    /// The box around its characters on the page, in points.
    pub bbox: Rect,
}

/// One page as it went through the stages. Everything stands on the sheet as a reader sees it: points from the
/// top-left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct PageTrace {
    /// What the reader gave: characters, rulings, filled areas, images.
    pub page: PdfPage,
    /// The page's own type size in points, by which tolerances scale.
    pub em: f32,
    /// What each of the page's characters was taken for.
    pub fates: Vec<Fate>,
    /// All words, those of watermarks and stamps too.
    pub words: Vec<TracedWord>,
    /// Drawn lines after joining.
    pub edges: Vec<Edge>,
    /// Further edges: the sides of filled areas that are the cells of a table, which count where no drawn table stands.
    pub shading: Vec<Edge>,
    /// Where edges of the two kinds cross or meet.
    pub intersections: Vec<Point>,
    /// The cells of the tables that rulings give.
    pub cells: Vec<TracedCell>,
    /// The elements of the tag tree that stand on the page, parents before their children.
    pub tags: Vec<TagBox>,
}

/// [`super::extract`] with what was seen on the way.
///
/// # Errors
/// As [`super::extract`].
pub fn extract_traced(bytes: &[u8], options: &Options) -> Result<Traced, Error> {
    let mut pages = Vec::new();
    let budget = options.budget();
    let view = super::View::Report;
    let read = super::read_with(bytes, options, &budget, view, &mut |content| {
        pages = trace(content, &budget)?;
        Ok(())
    })?;
    let extraction = super::conclude(bytes, read, &budget, None)?;
    Ok(Traced { extraction, pages })
}

/// The stages of every page of a PDF's content.
///
/// # Errors
/// The limits of `budget`.
pub fn trace(content: &PdfContent, budget: &Budget) -> Result<Vec<PageTrace>, Error> {
    let settings = TableSettings::default();
    let mut tags = match &content.tags {
        Some(tree) => tag_boxes(content, tree, budget)?,
        None => BTreeMap::new(),
    };
    let mut out = Vec::new();
    for page in &content.pages {
        let tags = tags.remove(&page.number).unwrap_or_default();
        let traced = trace_page(page, content, tags, &settings, budget);
        out.push(traced.map_err(|e| e.on_page(page.number))?);
    }
    Ok(out)
}

fn trace_page(
    page: &PdfPage,
    content: &PdfContent,
    tags: Vec<TagBox>,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<PageTrace, Error> {
    budget.work(page.chars.len() as u64 / 16 + 1)?;
    let turn = Turn::new(main_direction(page), page.width, page.height);
    let turned = turn.page(page);
    let em = sift::type_size(&turned);
    let sifted = sift::sift(&turned, em);
    let mut fates = vec![Fate::Text; page.chars.len()];
    let mut words = Vec::new();
    let text = words::words(&turned, &sifted.text, &content.fonts);
    for (fate, list) in [
        (Fate::Copy, &sifted.copies),
        (Fate::Invisible, &sifted.invisible),
        (Fate::Watermark, &sifted.watermark),
        (Fate::Stamp, &sifted.stamp),
    ] {
        for &i in list {
            if let Some(slot) = fates.get_mut(i) {
                *slot = fate;
            }
        }
        // Copies lie on what they copy and would only thicken it.
        if fate != Fate::Copy {
            let aside = words::words(&turned, list, &content.fonts);
            words.extend(aside.iter().map(|w| traced_word(w, fate, page, &turn)));
        }
    }
    words.extend(text.iter().map(|w| traced_word(w, Fate::Text, page, &turn)));
    let edges = join_rulings(&turned.rulings, em, settings, budget)?;
    let shaded = shading::components(&turned, &text, em, settings, budget)?;
    let shading: Vec<Edge> = shaded
        .tables
        .into_iter()
        .chain(shaded.heads)
        .flatten()
        .filter(|e| !edges.contains(e))
        .collect();
    let crossings = intersections(&edges, em, settings, budget)?;
    // What is to be warned of, the reading itself has said.
    let mut told = Warnings::new(budget.limits());
    let (tables, _) = rulings::find_tables(&turned, text, em, settings, budget, &mut told)?;
    Ok(PageTrace {
        page: page.clone(),
        em,
        fates,
        words,
        edges: edges.iter().map(|e| turn_edge(e, &turn)).collect(),
        shading: shading.iter().map(|e| turn_edge(e, &turn)).collect(),
        intersections: crossings.into_iter().map(|p| turn_point(p, &turn)).collect(),
        cells: cells(&tables, &turn),
        tags,
    })
}

fn traced_word(word: &Word, fate: Fate, page: &PdfPage, turn: &Turn) -> TracedWord {
    let first = word.glyphs.first().and_then(|g| page.chars.get(g.index));
    TracedWord {
        text: word.text(),
        bbox: turn.back(&word.bbox),
        size: word.size,
        direction: first.map_or(Direction::Right, |c| c.direction),
        bold: word.bold(),
        fate,
    }
}

fn turn_point(p: Point, turn: &Turn) -> Point {
    turn.back(&Rect::new(p.x, p.y, p.x, p.y)).center()
}

fn turn_edge(edge: &Edge, turn: &Turn) -> Edge {
    use crate::geometry::Orientation::{Horizontal, Vertical};
    let rect = turn.back(&edge.rect());
    let level = rect.width() >= rect.height();
    Edge {
        orientation: if level { Horizontal } else { Vertical },
        position: if level { rect.top } else { rect.x0 },
        start: if level { rect.x0 } else { rect.top },
        end: if level { rect.x1 } else { rect.bottom },
    }
}

fn cells(tables: &[rulings::PlacedTable], turn: &Turn) -> Vec<TracedCell> {
    let mut out = Vec::new();
    for (number, placed) in tables.iter().enumerate() {
        for cell in placed.table.cells() {
            let boxes = cell.provenance.iter().filter_map(|p| match p {
                crate::document::Provenance::Page { bbox, .. } => Some(*bbox),
                _ => None,
            });
            let Some(bbox) = boxes.reduce(|a, b| a.union(&b)) else {
                continue;
            };
            out.push(TracedCell {
                table: number,
                rows: (cell.rows.start, cell.row_span()),
                cols: (cell.cols.start, cell.col_span()),
                bbox: turn.back(&bbox),
                text: cell.text.clone(),
            });
        }
    }
    out
}

/// The boxes of all elements of the tag tree, page by page.
fn tag_boxes(
    content: &PdfContent,
    tree: &TagTree,
    budget: &Budget,
) -> Result<BTreeMap<u32, Vec<TagBox>>, Error> {
    let marked = marked_boxes(content, budget)?;
    let mut boxes: Vec<BTreeMap<u32, Rect>> = vec![BTreeMap::new(); tree.nodes.len()];
    let mut depths: Vec<u32> = vec![0; tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        let depth = depths.get(at).copied().unwrap_or(0);
        for kid in &node.kids {
            budget.work(1)?;
            match *kid {
                // Parents stand before their children; whatever points back is no tree.
                TagKid::Node(kid) if kid > at => {
                    if let Some(slot) = depths.get_mut(kid) {
                        *slot = depth.saturating_add(1);
                    }
                }
                TagKid::Content { page, mcid } => {
                    if let (Some(own), Some(rect)) = (boxes.get_mut(at), marked.get(&(page, mcid))) {
                        grow(own, page, *rect);
                    }
                }
                TagKid::Node(_) => {}
            }
        }
    }
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        for kid in &node.kids {
            let TagKid::Node(kid) = *kid else { continue };
            let below: Vec<(u32, Rect)> = match boxes.get(kid).filter(|_| kid > at) {
                Some(below) => below.iter().map(|(page, rect)| (*page, *rect)).collect(),
                None => continue,
            };
            budget.work(below.len() as u64)?;
            if let Some(own) = boxes.get_mut(at) {
                below.into_iter().for_each(|(page, rect)| grow(own, page, rect));
            }
        }
    }
    let mut out: BTreeMap<u32, Vec<TagBox>> = BTreeMap::new();
    for ((node, boxes), depth) in tree.nodes.iter().zip(boxes).zip(depths) {
        for (page, bbox) in boxes {
            out.entry(page).or_default().push(TagBox {
                role: node.role.clone(),
                depth,
                bbox,
            });
        }
    }
    Ok(out)
}

fn grow(boxes: &mut BTreeMap<u32, Rect>, page: u32, rect: Rect) {
    boxes
        .entry(page)
        .and_modify(|own| *own = own.union(&rect))
        .or_insert(rect);
}

/// The box around the visible characters of every marked content.
fn marked_boxes(content: &PdfContent, budget: &Budget) -> Result<BTreeMap<(u32, Mcid), Rect>, Error> {
    let mut out: BTreeMap<(u32, Mcid), Rect> = BTreeMap::new();
    for page in &content.pages {
        budget.work(page.chars.len() as u64 / 64 + 1)?;
        for c in page.chars.iter().filter(|c| !c.unicode.is_whitespace()) {
            if let Some(mcid) = c.mcid
                && c.bbox.is_sane()
            {
                out.entry((page.number, mcid))
                    .and_modify(|own| *own = own.union(&c.bbox))
                    .or_insert(c.bbox);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::geometry::{Orientation, Ruling, RulingKind};
    use crate::layout::words::tests::{blank_page, print};
    use crate::reader::pdf::TagNode;

    fn traced(content: &PdfContent) -> Vec<PageTrace> {
        trace(content, &Budget::new(&Limits::default(), None)).unwrap()
    }

    fn ruled_page() -> PdfPage {
        let mut page = blank_page();
        let mut line = |orientation, position, start, end| {
            page.rulings.push(Ruling {
                orientation,
                position,
                start,
                end,
                width: 0.5,
                kind: RulingKind::Stroke,
                dashed: false,
            });
        };
        for y in [100.0, 120.0, 140.0] {
            line(Orientation::Horizontal, y, 100.0, 300.0);
        }
        for x in [100.0, 200.0, 300.0] {
            line(Orientation::Vertical, x, 100.0, 140.0);
        }
        for (text, x, y) in [
            ("项目", 105.0, 114.0),
            ("数量", 205.0, 114.0),
            ("甲", 105.0, 134.0),
            ("1", 205.0, 134.0),
        ] {
            print(&mut page, text, x, y, 10.0, 0.0);
        }
        page
    }

    #[test]
    fn every_stage_of_a_ruled_page_is_seen() {
        let content = PdfContent {
            pages: vec![ruled_page()],
            ..PdfContent::default()
        };
        let pages = traced(&content);
        let page = &pages[0];
        assert_eq!((page.edges.len(), page.intersections.len()), (6, 9));
        let texts: Vec<&str> = page.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["项目", "数量", "甲", "1"]);
        let last = page.cells.last().unwrap();
        assert_eq!((last.rows, last.cols, last.text.as_str()), ((1, 1), (1, 1), "1"));
        assert!((last.bbox.x0 - 200.0).abs() < 0.5 && (last.bbox.bottom - 140.0).abs() < 0.5);
        assert!(page.fates.iter().all(|f| *f == Fate::Text));
    }

    #[test]
    fn a_tag_stands_around_what_its_children_hold() {
        let mut page = ruled_page();
        let mcid = |id| Mcid { stream: 0, id };
        let count = page.chars.len() as u32;
        page.chars[0].mcid = Some(mcid(0));
        page.chars[count as usize - 1].mcid = Some(mcid(1));
        let node = |role: &str, kids| TagNode {
            role: role.into(),
            kids,
            row_span: 1,
            col_span: 1,
        };
        let content = |id| TagKid::Content {
            page: page.number,
            mcid: mcid(id),
        };
        // The last child points back at the root, as a damaged file may.
        let nodes = vec![
            node("Table", vec![TagKid::Node(1), TagKid::Node(2)]),
            node("TD", vec![content(0)]),
            node("TD", vec![content(1), TagKid::Node(0)]),
        ];
        let expect = page.chars[0].bbox.union(&page.chars[count as usize - 1].bbox);
        let content = PdfContent {
            tags: Some(TagTree {
                nodes,
                roots: vec![0],
            }),
            pages: vec![page],
            ..PdfContent::default()
        };
        let pages = traced(&content);
        let tags = &pages[0].tags;
        assert_eq!(
            tags.iter()
                .map(|t| (t.role.as_str(), t.depth))
                .collect::<Vec<_>>(),
            [("Table", 0), ("TD", 1), ("TD", 1)]
        );
        assert_eq!(tags[0].bbox, expect);
    }
}
