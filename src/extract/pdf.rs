//! PDF content to a document: pages are turned and sifted, tables and furniture are found, the rest becomes blocks
//! in reading order, and tables that page ends cut are joined.

use std::collections::BTreeMap;

use super::blocks::{Told, fill_blocks, find_notes};
use super::headings;
use crate::diagnostic::{Budget, Error, Warnings};
use crate::document::{
    Document, Dropped, Format, Furniture, FurnitureKind, Method, Page, Provenance, Reading, Table,
};
use crate::geometry::Rect;
use crate::layout::flow;
use crate::layout::furniture::{self, PageLines};
use crate::layout::notes::Note;
use crate::layout::paragraphs::{Paragraph, paragraphs};
use crate::layout::settings::LayoutSettings;
use crate::layout::sift::{self, Sifted};
use crate::layout::turn::{Turn, main_direction};
use crate::layout::words::{self, Line, Word};
use crate::reader::pdf::{PdfContent, PdfPage};
use crate::report::hints::FormHints;
use crate::table::alignment::Search;
use crate::table::flat::{self, FlatCell};
use crate::table::placement::{self, Heads};
use crate::table::rulings::PlacedTable;
use crate::table::settings::TableSettings;
use crate::table::stream::{self, StreamChunk};
use crate::table::{alignment, pages, rulings, tags};

/// A page on its way to blocks. Everything but `turn` is in the frame in which the page's text runs right.
pub(super) struct PageWork {
    turn: Turn,
    pub(super) page: PdfPage,
    pub(super) em: f32,
    sifted: Sifted,
    tables: Vec<PlacedTable>,
    /// Words outside tables and furniture.
    rest: Vec<Word>,
    /// Characters of page headers, footers and page numbers, sorted.
    furniture: Vec<usize>,
}

/// Something in reading order, before headings are told and tables joined.
pub(super) enum Piece {
    Paragraph(u32, Paragraph),
    /// Page and number of a placed table on it.
    Table(u32, usize),
    Picture(u32, Rect),
}

/// What the outline of one placed table holds, piece by piece as the content stream prints it.
struct Area<'a> {
    work: &'a PageWork,
    chunks: Vec<StreamChunk>,
}

/// The areas of all tables among the pieces, in order. Neither rulings nor columns take part beyond the outline.
fn areas<'a>(works: &'a [PageWork], pieces: &[Piece]) -> Vec<Area<'a>> {
    let mut all: BTreeMap<u32, Vec<StreamChunk>> = BTreeMap::new();
    let mut out = Vec::new();
    for piece in pieces {
        let Piece::Table(page, at) = piece else { continue };
        let Some(work) = works.iter().find(|w| w.page.number == *page) else {
            continue;
        };
        let chunks = all.entry(*page).or_insert_with(|| {
            let outlines: Vec<Rect> = work.tables.iter().map(|t| t.bbox).collect();
            stream::stream_cells(&work.page, &work.sifted, &outlines)
        });
        let outline = work.tables.get(*at).map(|t| t.bbox);
        let inside = chunks
            .iter()
            .filter(|c| outline.is_some_and(|o| o.contains(c.bbox.center())));
        out.push(Area {
            work,
            chunks: inside.cloned().collect(),
        });
    }
    out
}

/// The pieces of an area as cells of a flattened text, with their places on the sheet.
fn flat_cells(area: &Area<'_>) -> Vec<FlatCell> {
    let cell = |c: &StreamChunk| FlatCell {
        text: c.text.clone(),
        provenance: place(area.work, &c.bbox),
    };
    area.chunks.iter().map(cell).collect()
}

/// The tables rebuilt from where their texts stand to each other. Tables that go on on the next page keep their heads.
fn placement_reading(areas: &[Area<'_>], budget: &Budget) -> Result<Option<Reading>, Error> {
    let mut tables = Vec::new();
    let mut above = Heads::default();
    let mut last: Option<u32> = None;
    for area in areas {
        let page = area.work.page.number;
        if last.is_none_or(|last| last + 1 != page) {
            above = Heads::default();
        }
        last = Some(page);
        budget.work(area.chunks.len() as u64 * 16)?;
        for mut table in placement::rebuild(&area.chunks, area.work.em, &mut above) {
            turn_back(&mut table, &area.work.turn);
            tables.push(table);
        }
    }
    Ok((!tables.is_empty()).then_some(Reading {
        method: Method::Placement,
        tables,
    }))
}

/// The tables rebuilt from the order of the stream; parts that were joined are rebuilt as one.
fn stream_reading(
    chunks: Vec<Vec<FlatCell>>,
    index: &[usize],
    budget: &Budget,
) -> Result<Option<Reading>, Error> {
    let mut whole: BTreeMap<usize, Vec<FlatCell>> = BTreeMap::new();
    for (cells, table) in chunks.into_iter().zip(index) {
        whole.entry(*table).or_default().extend(cells);
    }
    let hints = FormHints::default();
    let mut tables = Vec::new();
    for cells in whole.values() {
        tables.extend(flat::rebuild_stream(cells, &hints, budget)?);
    }
    tables.iter_mut().for_each(|t| t.method = Method::Stream);
    Ok((!tables.is_empty()).then_some(Reading {
        method: Method::Stream,
        tables,
    }))
}

/// Builds the structure of a PDF's content.
///
/// Every visible character ends in exactly one block, table cell, furniture or dropped entry.
///
/// # Errors
/// The limits of `budget`.
pub fn read_document(
    mut content: PdfContent,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Document, Error> {
    let settings = TableSettings::default();
    let layout = LayoutSettings::default();
    let mut works = Vec::new();
    let mut out = Document::empty(Format::Pdf);
    out.pages = content.pages.iter().map(page_of).collect();
    out.producer = content.producer.take();
    out.salvaged = content.salvaged;
    let tagged = tags::tables(&content, budget)?;
    // Only a tag tree asks for the pages once more; without one each is given up as soon as it is turned.
    let pages = match content.tags {
        Some(_) => content.pages.clone(),
        None => std::mem::take(&mut content.pages),
    };
    for page in pages {
        let number = page.number;
        works.push(prepare(page, &content, &settings, budget, warnings).map_err(|e| e.on_page(number))?);
    }
    set_furniture_aside(&mut works, &mut out.furniture);
    let second = second_reading(&works, &content, &settings, budget)?;
    for work in &mut works {
        let words = std::mem::take(&mut work.rest);
        let taken: Vec<Rect> = work.tables.iter().map(|t| t.bbox).collect();
        let search = Search {
            page: &work.page,
            taken: &taken,
            rules: true,
            em: work.em,
        };
        let (tables, rest) = alignment::find_tables(&search, words, &settings, budget)?;
        work.tables.extend(tables);
        work.rest = rest;
    }
    let pieces = reading_order(&mut works, &layout);
    let areas = areas(&works, &pieces);
    let placed = placement_reading(&areas, budget)?;
    let chunks = areas.iter().map(flat_cells).collect();
    let (pieces, marks) = tell_headings(pieces, &content, &layout, budget)?;
    let notes = find_notes(&pieces, &marks, &works, &layout);
    let joined = join_tables(&mut works, &pieces, &notes, &settings);
    let streamed = stream_reading(chunks, &joined.index, budget)?;
    out.dropped = joined.dropped;
    let told = pieces.into_iter().zip(marks).zip(notes);
    let told = told.map(|((piece, level), note)| Told { piece, level, note });
    fill_blocks(
        &mut out,
        told.collect(),
        joined.tables,
        &joined.index,
        &works,
        &layout,
    );
    for work in &works {
        set_sifted_aside(work, &mut out);
    }
    if !tagged.is_empty() {
        out.readings.push(Reading {
            method: Method::Tags,
            tables: tagged,
        });
    }
    out.readings.extend(second);
    out.readings.extend(placed);
    out.readings.extend(streamed);
    Ok(out)
}

fn page_of(page: &PdfPage) -> Page {
    Page {
        number: page.number,
        width: page.width,
        height: page.height,
        no_text: page.no_text.is_some(),
    }
}

/// Turns and sifts a page and finds its ruled tables.
fn prepare(
    page: PdfPage,
    content: &PdfContent,
    settings: &TableSettings,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<PageWork, Error> {
    budget.work(page.chars.len() as u64 / 16 + 1)?;
    let turn = Turn::new(main_direction(&page), page.width, page.height);
    let turned = turn.whole(page);
    let em = sift::type_size(&turned);
    let sifted = sift::sift(&turned, em);
    let words = words::words(&turned, &sifted.text, &content.fonts);
    let (tables, rest) = rulings::find_tables(&turned, words, em, settings, budget, warnings)?;
    Ok(PageWork {
        turn,
        page: turned,
        em,
        sifted,
        tables,
        rest,
        furniture: Vec::new(),
    })
}

/// Finds page headers, footers and page numbers and takes their words out of the pages.
fn set_furniture_aside(works: &mut [PageWork], out: &mut Vec<Furniture>) {
    let lines: Vec<Vec<Line>> = works
        .iter()
        .map(|w| {
            flow::pieces(w.rest.clone(), w.em)
                .into_iter()
                .filter_map(Line::new)
                .collect()
        })
        .collect();
    let views: Vec<PageLines<'_>> = works
        .iter()
        .zip(&lines)
        .map(|(w, lines)| PageLines {
            lines,
            height: w.page.height,
            tables: w
                .tables
                .iter()
                .map(|t| (t.bbox.top, t.bbox.bottom))
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))),
        })
        .collect();
    let found = furniture::find(&views);
    for ((work, lines), found) in works.iter_mut().zip(&lines).zip(found) {
        for (i, kind) in found {
            let Some(line) = lines.get(i) else { continue };
            out.push(Furniture {
                kind,
                text: line.text(),
                provenance: vec![place(work, &line.bbox)],
            });
            let gone: Vec<usize> = line.glyphs().map(|g| g.index).collect();
            work.rest
                .retain(|w| !w.glyphs.iter().any(|g| gone.contains(&g.index)));
            work.furniture.extend(gone);
            work.furniture.sort_unstable();
        }
    }
}

/// A box of the turned page as a place in the file.
pub(super) fn place(work: &PageWork, bbox: &Rect) -> Provenance {
    Provenance::Page {
        page: work.page.number,
        bbox: work.turn.back(bbox),
    }
}

/// All pages' paragraphs, tables and pictures in reading order.
fn reading_order(works: &mut [PageWork], layout: &LayoutSettings) -> Vec<Piece> {
    let mut out = Vec::new();
    for work in works {
        let number = work.page.number;
        let words = std::mem::take(&mut work.rest);
        let pictures: Vec<Rect> = work
            .page
            .images
            .iter()
            .filter(|r| r.width().min(r.height()) > 2.0 * work.em)
            .copied()
            .collect();
        let mut figures: Vec<Rect> = work.tables.iter().map(|t| t.bbox).collect();
        let n_tables = figures.len();
        figures.extend(&pictures);
        let flow = flow::order(words, &figures, work.em, (work.page.width, work.page.height));
        for p in paragraphs(flow, &figures, layout) {
            out.push(match p {
                Ok(p) => Piece::Paragraph(number, p),
                Err(i) if i < n_tables => Piece::Table(number, i),
                Err(i) => Piece::Picture(
                    number,
                    figures.get(i).copied().unwrap_or(Rect::new(0.0, 0.0, 0.0, 0.0)),
                ),
            });
        }
    }
    out
}

/// The document's tables after joining.
struct Joined {
    tables: Vec<PlacedTable>,
    /// For every `Piece::Table` in order, the index of its table in `tables`.
    index: Vec<usize>,
    dropped: Vec<Dropped>,
}

/// Joins tables over page ends. Boxes are turned back to the sheet first.
fn join_tables(
    works: &mut [PageWork],
    pieces: &[Piece],
    notes: &[Option<Note>],
    settings: &TableSettings,
) -> Joined {
    let mut by_page: BTreeMap<u32, (Turn, Vec<Option<PlacedTable>>)> = works
        .iter_mut()
        .map(|w| {
            let tables = std::mem::take(&mut w.tables).into_iter().map(Some).collect();
            (w.page.number, (w.turn, tables))
        })
        .collect();
    let mut tables = Vec::new();
    let mut follows = Vec::new();
    let mut last: Option<u32> = None;
    for (piece, note) in pieces.iter().zip(notes) {
        match piece {
            Piece::Table(page, i) => {
                let Some((turn, list)) = by_page.get_mut(page) else {
                    continue;
                };
                let Some(mut placed) = list.get_mut(*i).and_then(Option::take) else {
                    continue;
                };
                turn_back(&mut placed.table, turn);
                tables.push(placed);
                follows.push(last.is_some_and(|l| l + 1 == *page));
                last = Some(*page);
            }
            // Footnotes stand at the foot of the page and not behind the table.
            Piece::Paragraph(_, p) if note.is_some() || pages::says_continued(&p.text()) => {}
            Piece::Paragraph(..) => last = None,
            Piece::Picture(..) => {}
        }
    }
    let (tables, index, dropped) = pages::join(tables, &follows, settings);
    Joined {
        tables,
        index,
        dropped,
    }
}

/// Turns the boxes of all cells back to the sheet, those of nested tables too.
fn turn_back(table: &mut Table, turn: &Turn) {
    let mut stack: Vec<&mut Table> = vec![table];
    while let Some(table) = stack.pop() {
        for cell in table.cells_mut() {
            for p in &mut cell.provenance {
                if let Provenance::Page { bbox, .. } = p {
                    *bbox = turn.back(bbox);
                }
            }
            stack.extend(cell.tables.iter_mut());
        }
    }
}

/// Tells headings from paragraphs. Gives for every piece its level as a heading, 1 the highest.
fn tell_headings(
    pieces: Vec<Piece>,
    content: &PdfContent,
    settings: &LayoutSettings,
    budget: &Budget,
) -> Result<(Vec<Piece>, Vec<Option<u8>>), Error> {
    let items = pieces.into_iter().map(|p| match p {
        Piece::Paragraph(page, p) => (page, Ok(p)),
        Piece::Table(page, _) | Piece::Picture(page, _) => (page, Err(p)),
    });
    let told = headings::tell(items.collect(), content, settings, budget)?;
    Ok(told
        .into_iter()
        .map(|(page, item, level)| match item {
            Ok(p) => (Piece::Paragraph(page, p), level),
            Err(piece) => (piece, None),
        })
        .unzip())
}

/// Writes what sifting set aside: copies to `dropped`, the rest to `furniture`.
fn set_sifted_aside(work: &PageWork, out: &mut Document) {
    let s = &work.sifted;
    if let Some((text, at)) = text_of(work, &s.copies) {
        out.dropped.push(Dropped {
            text,
            reason: "printed-twice",
            provenance: vec![at],
        });
    }
    for (kind, list) in [
        (FurnitureKind::Invisible, &s.invisible),
        (FurnitureKind::Watermark, &s.watermark),
        (FurnitureKind::Stamp, &s.stamp),
    ] {
        if let Some((text, at)) = text_of(work, list) {
            out.furniture.push(Furniture {
                kind,
                text,
                provenance: vec![at],
            });
        }
    }
}

/// The characters in stream order, without spaces, and the box around them.
fn text_of(work: &PageWork, indices: &[usize]) -> Option<(String, Provenance)> {
    let chars = || {
        indices
            .iter()
            .filter_map(|&i| work.page.chars.get(i))
            .filter(|c| !c.unicode.is_whitespace())
    };
    let bbox = chars().map(|c| c.bbox).reduce(|a, b| a.union(&b))?;
    Some((chars().map(|c| c.unicode).collect(), place(work, &bbox)))
}

/// The tables of pages with ruled tables read a second time by alignment alone, as if there were no rulings.
fn second_reading(
    works: &[PageWork],
    content: &PdfContent,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Option<Reading>, Error> {
    let mut found = Vec::new();
    for work in works.iter().filter(|w| !w.tables.is_empty()) {
        let text: Vec<usize> = work
            .sifted
            .text
            .iter()
            .copied()
            .filter(|i| work.furniture.binary_search(i).is_err())
            .collect();
        let words = words::words(&work.page, &text, &content.fonts);
        let search = Search {
            page: &work.page,
            taken: &[],
            rules: false,
            em: work.em,
        };
        let (mut tables, _) = alignment::find_tables(&search, words, settings, budget)?;
        for placed in &mut tables {
            turn_back(&mut placed.table, &work.turn);
        }
        found.append(&mut tables);
    }
    // Tables of pages that follow one another are joined where nothing stands between: the last of one page and
    // the first of the next.
    let follows: Vec<bool> = found
        .iter()
        .enumerate()
        .map(|(i, t)| {
            i.checked_sub(1)
                .and_then(|k| found.get(k))
                .is_some_and(|before| before.page + 1 == t.page)
        })
        .collect();
    let (tables, ..) = pages::join(found, &follows, settings);
    let tables: Vec<Table> = tables.into_iter().map(|t| t.table).collect();
    Ok((!tables.is_empty()).then_some(Reading {
        method: Method::Alignment,
        tables,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnostic::Limits;
    use crate::document::{Block, BlockKind};
    use crate::geometry::{Orientation, Ruling, RulingKind};
    use crate::layout::words::tests::{blank_page, print};
    use crate::reader::pdf::Direction;

    fn read(content: &PdfContent) -> Document {
        let limits = Limits::default();
        let budget = Budget::new(&limits, None);
        read_document(content.clone(), &budget, &mut Warnings::new(&limits)).unwrap()
    }

    /// How often each character, spaces apart, stands in the texts.
    fn count<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<char, usize> {
        let mut bag = BTreeMap::new();
        for c in texts.flat_map(str::chars).filter(|c| !c.is_whitespace()) {
            *bag.entry(c).or_default() += 1;
        }
        bag
    }

    fn table_texts(tables: &[Table]) -> Vec<String> {
        let mut out = Vec::new();
        let mut stack: Vec<&Table> = tables.iter().collect();
        while let Some(table) = stack.pop() {
            for cell in table.cells() {
                out.push(cell.text.clone());
                stack.extend(&cell.tables);
            }
        }
        out
    }

    fn assert_conserved(content: &PdfContent, name: &str) {
        let document = read(content);
        let seen: Vec<String> = content
            .pages
            .iter()
            .flat_map(|p| &p.chars)
            .map(|c| c.unicode.to_string())
            .collect();
        let mut given: Vec<String> = document.blocks.iter().map(Block::shown_text).collect();
        given.extend(table_texts(&document.tables));
        given.extend(document.furniture.iter().map(|f| f.text.clone()));
        given.extend(document.dropped.iter().map(|d| d.text.clone()));
        let (seen, given) = (seen.iter().map(String::as_str), given.iter().map(String::as_str));
        assert_eq!(count(seen), count(given), "{name}");
    }

    fn line(orientation: Orientation, position: f32, start: f32, end: f32) -> Ruling {
        Ruling {
            orientation,
            position,
            start,
            end,
            width: 0.5,
            kind: RulingKind::Stroke,
            dashed: false,
        }
    }

    /// A page with a ruled table of two columns at the given rows' texts, a page number and, when asked, a heading.
    fn page(number: u32, heading: bool, top: f32, rows: &[(&str, &str)]) -> PdfPage {
        let mut page = blank_page();
        page.number = number;
        if heading {
            print(&mut page, "一、总体情况", 100.0, 80.0, 16.0, 0.0);
        }
        for (i, (a, b)) in rows.iter().enumerate() {
            let y = top + 20.0 * i as f32;
            print(&mut page, a, 105.0, y + 14.0, 10.0, 0.0);
            print(&mut page, b, 305.0, y + 14.0, 10.0, 0.0);
            page.rulings.push(line(Orientation::Horizontal, y, 100.0, 400.0));
        }
        let bottom = top + 20.0 * rows.len() as f32;
        page.rulings
            .push(line(Orientation::Horizontal, bottom, 100.0, 400.0));
        for x in [100.0, 300.0, 400.0] {
            page.rulings.push(line(Orientation::Vertical, x, top, bottom));
        }
        print(&mut page, &format!("— {number} —"), 280.0, 780.0, 9.0, 0.0);
        page
    }

    fn two_pages() -> PdfContent {
        PdfContent {
            pages: vec![
                page(1, true, 600.0, &[("项目", "数量"), ("甲", "1"), ("乙", "2")]),
                page(2, false, 60.0, &[("项目", "数量"), ("丙", "3"), ("丁", "4")]),
            ],
            ..PdfContent::default()
        }
    }

    #[test]
    fn a_table_over_two_pages_is_one_with_its_page_number_as_furniture() {
        let document = read(&two_pages());
        assert_eq!(document.tables.len(), 1);
        assert_eq!((document.tables[0].n_rows(), document.tables[0].n_cols()), (5, 2));
        assert_eq!(document.furniture.len(), 2);
        assert!(matches!(document.blocks[0].kind, BlockKind::Heading { .. }));
        assert_eq!(document.tables[0].title.as_deref(), Some("一、总体情况"));
    }

    #[test]
    fn every_character_ends_in_one_place() {
        let mut content = two_pages();
        // Printed twice for boldness, on the second page.
        let copies = content.pages[1].chars.clone();
        content.pages[1].chars.extend(copies.into_iter().take(3));
        assert_conserved(&content, "two pages");
    }

    #[test]
    fn a_sideways_page_gives_boxes_on_the_sheet() {
        let mut content = two_pages();
        let upright = content.pages.remove(0);
        let turn = Turn::new(Direction::Up, upright.width, upright.height);
        // What ran right now runs down a sheet as wide as the page was high.
        content.pages = vec![turn.page(&upright)];
        let document = read(&content);
        let cell = &document.tables[0].cells()[0];
        assert_eq!(cell.text, "项目");
        let Provenance::Page { bbox, .. } = &cell.provenance[0] else {
            panic!("a page")
        };
        let expect = turn.rect(&Rect::new(100.0, 600.0, 300.0, 620.0));
        assert!((bbox.x0 - expect.x0).abs() < 0.5 && (bbox.top - expect.top).abs() < 0.5);
    }

    #[test]
    fn the_characters_of_every_report_of_the_corpus_are_conserved() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/docs");
        let Ok(entries) = std::fs::read_dir(folder) else {
            eprintln!("skipped: the corpus is not at {folder}");
            return;
        };
        let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        paths.retain(|p| p.extension().is_some_and(|e| e == "pdf"));
        paths.sort();
        let limits = Limits::default();
        for path in paths {
            let bytes = std::fs::read(&path).unwrap();
            let budget = Budget::new(&limits, None);
            let mut warnings = Warnings::new(&limits);
            let content = crate::reader::pdf::read(&bytes, &budget, &mut warnings).unwrap();
            assert_conserved(&content, &path.display().to_string());
        }
    }
}
