//! Further readings of a PDF's tables, by means that fail differently from rulings: from where texts stand to each other, from
//! the order of the stream, and by alignment alone.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::pdf::{PageWork, Piece, begin_at_the_right, turn_back};
use crate::diagnostic::{Budget, Error};
use crate::document::{Document, Method, Provenance, Reading, Table};
use crate::geometry::Rect;
use crate::layout::turn::Turn;
use crate::layout::words;
use crate::parallel;
use crate::reader::pdf::PdfContent;
use crate::report::hints::FormHints;
use crate::table::alignment::Search;
use crate::table::flat::{self, FlatCell};
use crate::table::placement::{self, Heads};
use crate::table::rulings::PlacedTable;
use crate::table::settings::TableSettings;
use crate::table::stream::{self, StreamChunk};
use crate::table::{alignment, pages};

/// What the outline of one placed table holds, piece by piece as the content stream prints it.
pub(super) struct Area {
    page: u32,
    turn: Turn,
    em: f32,
    chunks: Vec<StreamChunk>,
}

/// The areas of all tables among the pieces of a page, in order. Neither rulings nor columns take part beyond the outline.
pub(super) fn areas(work: &PageWork, outlines: &[Rect], pieces: &[Piece]) -> Vec<Area> {
    let tables = pieces.iter().filter_map(|piece| match piece {
        Piece::Table(_, at) => Some(outlines.get(*at)),
        _ => None,
    });
    let tables: Vec<_> = tables.collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let chunks = stream::stream_cells(&work.page, &work.sifted, outlines);
    let area = |outline: Option<&Rect>| {
        let inside = chunks
            .iter()
            .filter(|c| outline.is_some_and(|o| o.contains(c.bbox.center())));
        Area {
            page: work.page.number,
            turn: work.turn,
            em: work.em,
            chunks: inside.cloned().collect(),
        }
    };
    tables.into_iter().map(area).collect()
}

/// The pieces of an area as cells of a flattened text, with their places on the sheet.
fn flat_cells(area: &Area) -> Vec<FlatCell> {
    let cell = |c: &StreamChunk| FlatCell {
        text: c.text.clone(),
        provenance: Provenance::Page {
            page: area.page,
            bbox: area.turn.back(&c.bbox),
        },
    };
    area.chunks.iter().map(cell).collect()
}

/// The tables rebuilt from where their texts stand to each other. Tables that go on on the next page keep their heads.
fn placement_reading(areas: &[Area], budget: &Budget) -> Result<Vec<Table>, Error> {
    let mut tables = Vec::new();
    let mut above = Heads::default();
    let mut last: Option<u32> = None;
    for area in areas {
        let page = area.page;
        if last.is_none_or(|last| last + 1 != page) {
            above = Heads::default();
        }
        last = Some(page);
        budget.work(area.chunks.len() as u64 * 16)?;
        for mut table in placement::rebuild(&area.chunks, area.em, &mut above) {
            turn_back(&mut table, &area.turn);
            tables.push(table);
        }
    }
    Ok(tables)
}

/// A joined table rebuilt from the order of the stream.
fn stream_reading(cells: &[FlatCell], budget: &Budget) -> Result<Vec<Table>, Error> {
    let mut tables = flat::rebuild_stream(cells, &FormHints::default(), budget)?;
    tables.iter_mut().for_each(|t| t.method = Method::Stream);
    Ok(tables)
}

/// A part of the further readings.
enum Part {
    /// The tables rebuilt from where their texts stand to each other.
    Placement(Vec<Area>),
    /// A joined table rebuilt from the order of its cells in the stream.
    Stream(Vec<FlatCell>),
}

impl Part {
    /// About how long it takes, in cells of a stream.
    fn work(&self) -> usize {
        match self {
            Part::Placement(areas) => areas.iter().map(|a| a.chunks.len()).sum(),
            Part::Stream(cells) => cells.len() + flat::head_work(cells),
        }
    }

    fn method(&self) -> Method {
        match self {
            Part::Placement(_) => Method::Placement,
            Part::Stream(_) => Method::Stream,
        }
    }
}

/// Reads the tables in `areas` by placement and by the stream. `index` gives for every area the joined table that it is a part
/// of.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn read(areas: Vec<Area>, index: &[usize], budget: &Budget) -> Result<Vec<Reading>, Error> {
    // Parts that were joined are rebuilt as one.
    let mut whole: BTreeMap<usize, Vec<FlatCell>> = BTreeMap::new();
    for (area, table) in areas.iter().zip(index) {
        whole.entry(*table).or_default().extend(flat_cells(area));
    }
    let mut parts = vec![Part::Placement(areas)];
    parts.extend(whole.into_values().map(Part::Stream));
    // The longest first, so that no thread begins it when the others have nothing left.
    let mut order: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    let worth = order.iter().map(|(_, part)| part.work() as u64).sum();
    order.sort_by_cached_key(|(_, part)| Reverse(part.work()));
    let (places, parts): (Vec<usize>, Vec<Part>) = order.into_iter().unzip();
    let results = parallel::map(budget, worth, parts, move |part, budget| {
        let method = part.method();
        let tables = match part {
            Part::Placement(areas) => placement_reading(&areas, budget),
            Part::Stream(cells) => stream_reading(&cells, budget),
        };
        tables.map(|tables| (method, tables))
    });
    let results: Result<Vec<(Method, Vec<Table>)>, Error> = results.into_iter().collect();
    let mut results: Vec<_> = places.into_iter().zip(results?).collect();
    results.sort_by_key(|(place, _)| *place);
    let mut readings: Vec<Reading> = Vec::new();
    for (_, (method, tables)) in results {
        match readings.last_mut() {
            Some(reading) if reading.method == method => reading.tables.extend(tables),
            _ if tables.is_empty() => {}
            _ => readings.push(Reading { method, tables }),
        }
    }
    Ok(readings)
}

/// The pages with ruled tables of a document, which may be read once more by alignment alone, as if nothing were drawn: a reading
/// that costs as much as all others together.
pub(super) struct Unread {
    pages: Vec<PageWork>,
    content: Arc<PdfContent>,
    settings: TableSettings,
}

impl Unread {
    pub fn new(pages: Vec<PageWork>, content: Arc<PdfContent>, settings: TableSettings) -> Unread {
        Unread {
            pages,
            content,
            settings,
        }
    }

    /// Reads the pages and puts what comes of it among the readings of their document. Gives the place that it has there; `None`
    /// where no table is found.
    ///
    /// # Errors
    /// The limits of `budget`.
    pub fn read_into(self, document: &mut Document, budget: &Budget) -> Result<Option<usize>, Error> {
        let worth = self.pages.iter().map(|work| work.sifted.text.len() as u64).sum();
        let (content, own) = (self.content, self.settings.clone());
        let results = parallel::map(budget, worth, self.pages, move |work, budget| {
            by_alignment(&work, &content, &own, budget)
        });
        let mut found = Vec::new();
        for tables in results {
            found.extend(tables?);
        }
        let tables = join(found, &self.settings);
        if tables.is_empty() {
            return Ok(None);
        }
        let method = Method::Alignment;
        // Before those that infer more; of equally complete readings the first is believed.
        let tags = |r: &Reading| r.method == Method::Tags;
        let place = document.readings.iter().take_while(|r| tags(r)).count();
        document.readings.insert(place, Reading { method, tables });
        Ok(Some(place))
    }
}

/// The tables of a page as if there were no rulings.
fn by_alignment(
    work: &PageWork,
    content: &PdfContent,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Vec<PlacedTable>, Error> {
    let is_furniture = |i: usize| work.furniture.binary_search(&i).is_ok();
    let words = match &work.words {
        Some(words) => {
            let text = words.iter();
            let text = text.filter(|w| !w.glyphs.iter().any(|g| is_furniture(g.index)));
            text.cloned().collect()
        }
        None => {
            let text = work.sifted.text.iter().copied();
            let text: Vec<usize> = text.filter(|i| !is_furniture(*i)).collect();
            words::words(&work.page, &text, &content.fonts)
        }
    };
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
    Ok(tables)
}

/// Joins tables read by alignment on pages that follow one another where nothing stands between: the last of one page
/// and the first of the next.
fn join(found: Vec<PlacedTable>, settings: &TableSettings) -> Vec<Table> {
    let follows: Vec<bool> = found
        .iter()
        .enumerate()
        .map(|(i, t)| {
            i.checked_sub(1)
                .and_then(|k| found.get(k))
                .is_some_and(|before| before.page + 1 == t.page)
        })
        .collect();
    let (mut tables, ..) = pages::join(found, &follows, settings);
    tables.iter_mut().for_each(|t| begin_at_the_right(&mut t.table));
    tables.into_iter().map(|t| t.table).collect()
}
