//! PDF content to a document: pages are turned and sifted, tables and furniture are found, the rest becomes blocks
//! in reading order, and tables that page ends cut are joined.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::again::{self, Area, Unread};
use super::blocks::{Told, fill_blocks, find_items, find_notes};
use super::{framed, headings};
use crate::diagnostic::{Budget, Error, Warnings};
use crate::document::{
    Document, Dropped, Format, Furniture, FurnitureKind, Method, Page, Provenance, Reading, Table,
};
use crate::geometry::Rect;
use crate::layout::bidi;
use crate::layout::bullets;
use crate::layout::flow;
use crate::layout::furniture::{self, PageLines};
use crate::layout::notes::Note;
use crate::layout::paragraphs::{Paragraph, paragraphs};
use crate::layout::settings::LayoutSettings;
use crate::layout::sift::{self, Sifted};
use crate::layout::turn::{Turn, main_direction};
use crate::layout::words::{self, Line, Word};
use crate::parallel;
use crate::reader::pdf::{PdfContent, PdfPage};
use crate::table::alignment::Search;
use crate::table::rulings::PlacedTable;
use crate::table::settings::TableSettings;
use crate::table::{alignment, leaders, pages, rulings, tags};

/// The words of a document of so many pages are kept from one reading to the next; of a longer one they would take much memory.
const MOST_KEPT: usize = 16;

/// A page on its way to blocks. Everything but `turn` is in the frame in which the page's text runs right.
#[derive(Clone)]
pub(super) struct PageWork {
    pub(super) turn: Turn,
    pub(super) page: PdfPage,
    pub(super) em: f32,
    pub(super) sifted: Sifted,
    tables: Vec<PlacedTable>,
    /// All words of the text, where they are kept for the second reading.
    pub(super) words: Option<Vec<Word>>,
    /// Words outside tables and furniture.
    rest: Vec<Word>,
    /// Characters of page headers, footers and page numbers, sorted.
    pub(super) furniture: Vec<usize>,
}

/// Something in reading order, before headings are told and tables joined.
pub(super) enum Piece {
    Paragraph(u32, Paragraph),
    /// Page and number of a placed table on it.
    Table(u32, usize),
    Picture(u32, Rect),
}

/// The pages with their tables without rulings, the pieces in reading order, and the areas of the tables among these.
type Pages = (Vec<PageWork>, Vec<Piece>, Vec<Area>);

/// Finds the tables without rulings among the words that are left, and puts everything in order. The areas are those that are
/// read `again`.
fn read_pages(
    mut works: Vec<PageWork>,
    again: bool,
    settings: &TableSettings,
    layout: &LayoutSettings,
    budget: &Budget,
) -> Result<Pages, Error> {
    let words: Vec<Vec<Word>> = works.iter_mut().map(|w| std::mem::take(&mut w.rest)).collect();
    let worth = worth(&works);
    let parts = works.into_iter().zip(words).collect();
    let (settings, layout) = (settings.clone(), layout.clone());
    let results = parallel::map(budget, worth, parts, move |(mut work, words), budget| {
        let (pieces, outlines) = read_page(&mut work, words, &settings, &layout, budget)?;
        let areas = match again {
            true => again::areas(&work, &outlines, &pieces),
            false => Vec::new(),
        };
        Ok((work, pieces, areas))
    });
    let (mut works, mut all_pieces, mut all_areas) =
        (Vec::with_capacity(results.len()), Vec::new(), Vec::new());
    for result in results {
        let (work, pieces, areas) = result?;
        works.push(work);
        all_pieces.extend(pieces);
        all_areas.extend(areas);
    }
    Ok((works, all_pieces, all_areas))
}

/// Adds the tables without rulings among `words` to those of the page. Gives its pieces in reading order and the outlines of
/// all its tables.
fn read_page(
    work: &mut PageWork,
    words: Vec<Word>,
    settings: &TableSettings,
    layout: &LayoutSettings,
    budget: &Budget,
) -> Result<(Vec<Piece>, Vec<Rect>), Error> {
    let taken: Vec<Rect> = work.tables.iter().map(|t| t.bbox).collect();
    let search = Search {
        page: &work.page,
        taken: &taken,
        rules: true,
        em: work.em,
    };
    let (tables, rest) = alignment::find_tables(&search, words, settings, budget)?;
    let outlines: Vec<Rect> = taken.into_iter().chain(tables.iter().map(|t| t.bbox)).collect();
    let (framed, rest) = framed::part(&work.page, &outlines, rest, work.em, settings, budget)?;
    let pieces = reading_order(work, &outlines, framed, rest, layout);
    work.tables.extend(tables);
    Ok((pieces, outlines))
}

/// How much there is to do with all pages, for [`parallel::map`].
fn worth(works: &[PageWork]) -> u64 {
    works.iter().map(|w| w.page.chars.len() as u64).sum()
}

/// Builds the structure of a PDF's content. `again` says whether the tables are read by further means; what of that is left
/// undone comes beside the document.
///
/// Every visible character ends in exactly one block, table cell, furniture or dropped entry.
///
/// # Errors
/// The limits of `budget`.
pub fn read_document(
    mut content: PdfContent,
    again: bool,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<(Document, Option<Unread>), Error> {
    let settings = TableSettings::default();
    let layout = LayoutSettings::default();
    let mut out = Document::empty(Format::Pdf);
    out.pages = content.pages.iter().map(page_of).collect();
    out.producer = content.producer.take();
    out.salvaged = content.salvaged;
    let tagged = match again {
        true => tags::tables(&content, budget)?,
        false => Vec::new(),
    };
    let pages = std::mem::take(&mut content.pages);
    let content = Arc::new(content);
    let mut works = prepare_all(pages, &content, &settings, budget, warnings)?;
    set_furniture_aside(&mut works, &mut out.furniture);
    let ruled: Vec<bool> = works.iter().map(|w| !w.tables.is_empty()).collect();
    let (mut works, pieces, areas) = read_pages(works, again, &settings, &layout, budget)?;
    let (pieces, marks) = tell_headings(pieces, &content, &works, &layout, budget)?;
    let notes = find_notes(&pieces, &marks, &works, &layout);
    let joined = join_tables(&mut works, &pieces, &notes, &settings);
    let further = again::read(areas, &joined.index, budget)?;
    out.dropped = joined.dropped;
    let items = find_items(&pieces, &marks, &notes);
    let told = pieces.into_iter().zip(marks).zip(notes.into_iter().zip(items));
    let told = told.map(|((piece, level), (note, item))| Told {
        piece,
        level,
        note,
        item,
    });
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
    out.readings.extend(further);
    if !again {
        return Ok((out, None));
    }
    let few = works.len() <= MOST_KEPT;
    let works = works.into_iter().zip(ruled);
    let ruled: Vec<PageWork> = works.filter_map(|(work, ruled)| ruled.then_some(work)).collect();
    let unread = (!ruled.is_empty()).then(|| Unread::new(ruled, content, settings));
    match unread {
        Some(unread) if !few => {
            unread.read_into(&mut out, budget)?;
            Ok((out, None))
        }
        unread => Ok((out, unread)),
    }
}

/// [`prepare`] of every page.
fn prepare_all(
    pages: Vec<PdfPage>,
    content: &Arc<PdfContent>,
    settings: &TableSettings,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Vec<PageWork>, Error> {
    let worth = pages.iter().map(|p| p.chars.len() as u64).sum();
    let numbers: Vec<u32> = pages.iter().map(|p| p.number).collect();
    let keeps = pages.len() <= MOST_KEPT;
    let (sink, content, settings) = (warnings.share(), Arc::clone(content), settings.clone());
    let results = parallel::map(budget, worth, pages, move |page, budget| {
        let mut warnings = sink.share();
        let work = prepare(page, keeps, &content, &settings, budget, &mut warnings)?;
        Ok((work, warnings))
    });
    let mut works = Vec::with_capacity(results.len());
    for (result, number) in results.into_iter().zip(numbers) {
        let (work, told) = result.map_err(|e| e.on_page(number))?;
        warnings.take_back(told);
        works.push(work);
    }
    Ok(works)
}

fn page_of(page: &PdfPage) -> Page {
    Page {
        number: page.number,
        width: page.width,
        height: page.height,
        no_text: page.no_text.is_some(),
    }
}

/// Turns and sifts a page and finds its ruled tables. `keeps` says whether its words are kept.
fn prepare(
    page: PdfPage,
    keeps: bool,
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
    let kept = keeps.then(|| words.clone());
    let (tables, rest) = rulings::find_tables(&turned, words, em, settings, budget, warnings)?;
    Ok(PageWork {
        turn,
        words: kept.filter(|_| !tables.is_empty()),
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

/// The page's paragraphs, tables and pictures in reading order; `outlines` are those of its tables, and `framed` boxes whose
/// words are read together.
fn reading_order(
    work: &PageWork,
    outlines: &[Rect],
    framed: Vec<framed::Framed>,
    words: Vec<Word>,
    layout: &LayoutSettings,
) -> Vec<Piece> {
    let number = work.page.number;
    let pictures: Vec<Rect> = work
        .page
        .images
        .iter()
        .filter(|r| r.width().min(r.height()) > 2.0 * work.em)
        .copied()
        .collect();
    let n_tables = outlines.len();
    let n_pictures = pictures.len();
    let boxes = framed.iter().map(|(frame, _)| frame);
    let figures: Vec<Rect> = outlines.iter().chain(&pictures).chain(boxes).copied().collect();
    let size = (work.page.width, work.page.height);
    let flow = flow::order(words, &figures, work.em, size);
    let bullets = bullets::drawn(&work.page, work.em);
    // Lines end where their box does, however narrow it is.
    let boxed = LayoutSettings {
        column_width: 0.0,
        ..layout.clone()
    };
    let mut inside: Vec<Vec<Piece>> = framed
        .into_iter()
        .map(|(_, words)| {
            let flow = flow::order(words, &[], work.em, size);
            let inner = paragraphs(flow, &[], &bullets, &boxed).into_iter().flatten();
            inner.map(|p| Piece::Paragraph(number, p)).collect()
        })
        .collect();
    let mut pieces = Vec::new();
    for p in paragraphs(flow, &figures, &bullets, layout) {
        match p {
            Ok(p) => pieces.push(Piece::Paragraph(number, p)),
            Err(i) if i < n_tables => pieces.push(Piece::Table(number, i)),
            Err(i) => match i
                .checked_sub(n_tables + n_pictures)
                .and_then(|k| inside.get_mut(k))
            {
                Some(inner) => pieces.append(inner),
                None => {
                    let nowhere = Rect::new(0.0, 0.0, 0.0, 0.0);
                    let bbox = figures.get(i).copied().unwrap_or(nowhere);
                    pieces.push(Piece::Picture(number, bbox));
                }
            },
        }
    }
    pieces
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
    let (mut tables, index, mut dropped) = pages::join(tables, &follows, settings);
    for placed in &mut tables {
        begin_at_the_right(&mut placed.table);
        let leaders = leaders::take_off(&mut placed.table);
        dropped.extend(leaders.into_iter().map(|(text, provenance)| Dropped {
            text,
            reason: "leader",
            provenance,
        }));
    }
    Joined {
        tables,
        index,
        dropped,
    }
}

/// Where most letters run from right to left the first column is the rightmost one.
pub(super) fn begin_at_the_right(table: &mut Table) {
    let mut stack: Vec<&mut Table> = vec![table];
    while let Some(table) = stack.pop() {
        let texts = table.cells().iter().flat_map(|c| c.text.chars());
        let from_right = texts.clone().filter(|c| bidi::is_rtl(*c) && c.is_alphabetic());
        let from_right = from_right.count();
        if from_right > 0 && from_right * 2 > texts.filter(|c| c.is_alphabetic()).count() {
            table.reverse_columns();
        }
        stack.extend(table.cells_mut().iter_mut().flat_map(|c| c.tables.iter_mut()));
    }
}

/// Turns the boxes of all cells back to the sheet, those of nested tables too.
pub(super) fn turn_back(table: &mut Table, turn: &Turn) {
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
    works: &[PageWork],
    settings: &LayoutSettings,
    budget: &Budget,
) -> Result<(Vec<Piece>, Vec<Option<u8>>), Error> {
    let items = pieces.into_iter().map(|p| match p {
        Piece::Paragraph(page, p) => (page, Ok(p)),
        Piece::Table(page, _) | Piece::Picture(page, _) => (page, Err(p)),
    });
    let told = headings::tell(
        items.collect(),
        content,
        works.iter().map(|w| &w.page),
        settings,
        budget,
    )?;
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
        read_document(content.clone(), false, &budget, &mut Warnings::new(&limits))
            .unwrap()
            .0
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
    fn a_table_whose_text_runs_left_begins_at_the_right() {
        let texts = |rows: &[(&str, &str)]| {
            let content = PdfContent {
                pages: vec![page(1, false, 60.0, rows)],
                ..PdfContent::default()
            };
            let document = read(&content);
            let cells = document.tables[0].cells().iter();
            cells.map(|c| c.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(texts(&[("a", "b"), ("1", "2")]), ["a", "b", "1", "2"]);
        assert_eq!(
            texts(&[("\u{5d0}", "\u{5d1}"), ("1", "2")]),
            ["\u{5d1}", "\u{5d0}", "2", "1"]
        );
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
