//! Tables from drawn lines: snap and join the rulings, build the grid of every component, fill it with words.

use crate::diagnostic::{Budget, Error, Warning, Warnings};
use crate::document::{Cell, Doubt, Method, Provenance, Table};
use crate::geometry::{Orientation, Rect, Ruling};
use crate::layout::captions::is_caption;
use crate::layout::words::{Word, cell_text, lines};
use crate::reader::pdf::PdfPage;

use super::boxes::{is_drawn_round, part_stacks};
use super::charts::part_charts;
use super::columns::is_tabular;
use super::drawn::{Drawn, has_axis};
use super::edges::{Edge, components, join_rulings};
use super::fill::{cut_at_borders, holds_two_numbers};
use super::ink::Ink;
use super::lattice::{Lattice, Places, Region, borders};
use super::nested::detach;
use super::settings::TableSettings;
use super::underlines::without_underlines;
use super::{alignment, inner, open, outside, refine, shading, shelves};

/// A table with its place on one page.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedTable {
    /// The table; boxes of its cells are in the frame of the (turned) page.
    pub table: Table,
    /// 1-based page.
    pub page: u32,
    /// The outline in points.
    pub bbox: Rect,
    /// Column borders from left to right, in points: one more than columns.
    pub xs: Vec<f32>,
    /// The page's type size in points, by which its tolerances scale.
    pub em: f32,
    /// The characters in the table's cells: indices into the page's characters, sorted.
    pub chars: Vec<usize>,
    /// Whether a line closes the table at its top and at its bottom.
    pub closed: (bool, bool),
    /// Whether lines are drawn around its head only, so that rows on the next page have none either.
    pub open: bool,
}

/// Tables out of the rulings of one page, and the words that are in none of them.
///
/// `em` is the page's type size in points. Shading counts as lines only where no drawn table stands.
///
/// # Errors
/// The limits of `budget`.
pub fn find_tables(
    page: &PdfPage,
    words: Vec<Word>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<(Vec<PlacedTable>, Vec<Word>), Error> {
    let mut tables: Vec<PlacedTable> = Vec::new();
    let mut rest = words;
    let most_edges = settings.most_edges.min(budget.limits().page_rulings);
    let mut places = Places::up_to(budget.limits().table_cells);
    let mut skipped = false;
    let ink = Ink::of(page, em);
    let mut heads = Vec::new();
    for shading in [false, true] {
        let parts = if shading {
            let shaded = shading::components(page, &rest, em, settings, budget)?;
            heads = shaded.heads;
            shaded.tables
        } else {
            let edges = join_rulings(&page.rulings, em, settings, budget)?;
            if edges.len() > most_edges {
                skipped = true;
                continue;
            }
            let edges = without_underlines(edges, &rest, em, settings);
            let parts = detach(components(&edges, em, settings, budget)?, em, settings, budget)?;
            let parts = part_charts(parts, settings.meet * em, settings.snap * em);
            let parts = part_stacks(parts, settings.snap * em);
            let parts = join_open(parts, &rest, em, settings);
            let boxes: Vec<Rect> = rest.iter().map(|w| w.bbox).collect();
            let shelved = parts
                .into_iter()
                .map(|p| shelves::put_in(p, &boxes, em, settings, budget));
            shelved.collect::<Result<Vec<Vec<Edge>>, Error>>()?
        };
        let mut lattices: Vec<(Lattice, Drawn)> = Vec::new();
        for part in &parts {
            budget.work(part.len() as u64 + rest.len() as u64)?;
            let Some(lattice) = lattice_of(part, &rest, &tables, em, settings, &mut places) else {
                continue;
            };
            // The border of a filled area draws nothing.
            let drawn = if shading {
                Drawn::default()
            } else {
                Drawn::of(part, &lattice, em, settings)
            };
            lattices.push((lattice, drawn));
        }
        let boxes: Vec<Rect> = lattices.iter().filter_map(|(l, _)| l.bbox()).collect();
        lattices.retain(|(l, d)| !is_single(l) || is_cell_alone(page, l, d, &boxes, em, settings));
        // Inner tables first: their words are theirs, and the table around them gets what is left.
        lattices.sort_by(|a, b| area(&a.0).total_cmp(&area(&b.0)));
        for (lattice, drawn) in lattices {
            let (placed, left) = fill(&ink, lattice, drawn, rest, em, settings, budget)?;
            tables.extend(placed);
            rest = left;
        }
    }
    for part in &heads {
        budget.work(part.len() as u64 + rest.len() as u64)?;
        let Some(lattice) = lattice_of(part, &rest, &tables, em, settings, &mut places) else {
            continue;
        };
        let all = rest.clone();
        let (head, left) = fill(&ink, lattice, Drawn::default(), rest, em, settings, budget)?;
        let Some(head) = head else {
            rest = left;
            continue;
        };
        let (whole, left) = open::complete(&ink, &head, &tables, left, settings, budget)?;
        // Without rows it is not told from any other text on a background.
        rest = if whole.is_some() { left } else { all };
        tables.extend(whole);
    }
    if skipped || places.exceeded {
        let message = "the page has too many lines for all of them to be looked at for ruled tables";
        warnings.push(Warning::on_page("tables_skipped", page.number, message));
    }
    let mut tables = nest(tables)
        .into_iter()
        .map(|t| inner::part(t, settings, budget))
        .collect::<Result<Vec<PlacedTable>, Error>>()?;
    tables.sort_by(|a, b| {
        a.bbox
            .top
            .total_cmp(&b.bbox.top)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    let (tables, rest) = outside::adopt(tables, rest, settings, budget)?;
    open::extend(&ink, tables, rest, em, settings, budget)
}

/// Joins components that stand on one another in a table without outer borders: equally wide, open at both sides,
/// with one line of text between them (a row that is one merged cell, so that no upright line connects them).
fn join_open(parts: Vec<Vec<Edge>>, words: &[Word], em: f32, settings: &TableSettings) -> Vec<Vec<Edge>> {
    let mut parts: Vec<(Rect, Vec<Edge>)> = parts
        .into_iter()
        .filter_map(|p| {
            let bbox = p.iter().map(Edge::rect).reduce(|a, b| a.union(&b))?;
            Some((bbox, p))
        })
        .collect();
    parts.sort_by(|a, b| a.0.top.total_cmp(&b.0.top).then(a.0.x0.total_cmp(&b.0.x0)));
    let tolerance = settings.snap * em;
    let mut out: Vec<(Rect, Vec<Edge>)> = Vec::new();
    for (bbox, part) in parts {
        let host = out.iter_mut().rev().take(4).find(|(above, edges)| {
            let gap = bbox.top - above.bottom;
            let alike = (above.x0 - bbox.x0).abs() < tolerance && (above.x1 - bbox.x1).abs() < tolerance;
            let open = is_open(edges, above, tolerance) && is_open(&part, &bbox, tolerance);
            let tallest = tallest_row(edges, tolerance).max(tallest_row(&part, tolerance));
            let near = gap > 0.0 && gap < (2.6 * em).max(1.2 * tallest);
            alike && open && near && {
                let level = |w: &&Word| w.center().y > above.bottom && w.center().y < bbox.top;
                let uprights = [edges, &part].map(|list| borders(list, Orientation::Vertical, tolerance));
                let between: Vec<Rect> = words.iter().filter(level).map(|w| w.bbox).collect();
                is_row_between(&between, &uprights, &bbox, em, tolerance)
            }
        });
        match host {
            Some((above, edges)) => {
                *above = above.union(&bbox);
                edges.extend(part);
            }
            None => out.push((bbox, part)),
        }
    }
    for (bbox, part) in &mut out {
        if part.len() > 2 && is_open(part, bbox, tolerance) {
            close_top(bbox, part, words, em);
        }
    }
    out.into_iter().map(|(_, part)| part).collect()
}

/// The largest distance between horizontal lines that follow one another.
fn tallest_row(edges: &[Edge], tolerance: f32) -> f32 {
    let ys = borders(edges, Orientation::Horizontal, tolerance);
    let gaps = ys.windows(2).filter_map(|w| Some(w.get(1)? - w.first()?));
    gaps.fold(0.0, f32::max)
}

/// Whether texts between two parts of a table without outer borders are a row of it that is one cell. A line that reaches
/// beyond the table is a text between two tables. So is one at the left over other columns; a title stands in the middle.
fn is_row_between(texts: &[Rect], uprights: &[Vec<f32>; 2], bbox: &Rect, em: f32, tolerance: f32) -> bool {
    let Some(text) = texts.iter().copied().reduce(|a, b| a.union(&b)) else {
        return false;
    };
    let inside = text.x0 > bbox.x0 - em && text.x1 < bbox.x1 + em;
    let titled = text.x0 > bbox.x0 + em && (text.center().x - bbox.center().x).abs() < em;
    let [above, below] = uprights;
    let in_line = |(a, b): (&f32, &f32)| (a - b).abs() <= tolerance;
    let same = above.len() == below.len() && above.iter().zip(below).all(in_line);
    let some = !above.is_empty() || !below.is_empty();
    inside && some && (same || above.is_empty() || below.is_empty() || titled)
}

/// Whether no upright line stands at either side of the component.
fn is_open(edges: &[Edge], bbox: &Rect, tolerance: f32) -> bool {
    edges.iter().all(|e| {
        e.orientation == Orientation::Horizontal
            || (e.position > bbox.x0 + tolerance && e.position < bbox.x1 - tolerance)
    })
}

/// In a table without outer borders the first row has no line above it either: where a centred line of text stands
/// close above the first line, a border is put over it.
fn close_top(bbox: &Rect, edges: &mut Vec<Edge>, words: &[Word], em: f32) {
    let near: Vec<&Word> = words
        .iter()
        .filter(|w| {
            w.bbox.bottom <= bbox.top + 0.1 * em && w.bbox.bottom > bbox.top - 0.8 * w.size.max(em * 0.5)
        })
        .filter(|w| w.bbox.x1 > bbox.x0 && w.bbox.x0 < bbox.x1)
        .collect();
    let row = near.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
    let inside: Vec<f32> = words
        .iter()
        .filter(|w| bbox.contains(w.center()))
        .map(|w| w.size)
        .collect();
    let largest = inside.iter().copied().fold(0.0, f32::max);
    let Some(row) = row else { return };
    let centred = (row.center().x - bbox.center().x).abs() < em && row.x0 > bbox.x0 + em;
    let alike = near.iter().all(|w| w.size <= 1.05 * largest);
    let named = lines(near.into_iter().cloned().collect())
        .iter()
        .any(|l| is_caption(&l.text()));
    if centred && alike && !named {
        edges.push(Edge {
            orientation: Orientation::Horizontal,
            position: row.top - 0.3 * em,
            start: bbox.x0,
            end: bbox.x1,
        });
    }
}

fn area(lattice: &Lattice) -> f32 {
    lattice.bbox().map_or(0.0, |b| b.area())
}

/// The grid of a component, unless it lies on a table that is there already.
fn lattice_of(
    part: &[Edge],
    words: &[Word],
    tables: &[PlacedTable],
    em: f32,
    settings: &TableSettings,
    places: &mut Places,
) -> Option<Lattice> {
    if part.len() < 3 {
        return None;
    }
    let bbox = part.iter().map(Edge::rect).reduce(|a, b| a.union(&b))?;
    let on_table = tables.iter().any(|t| {
        t.bbox
            .grown(-0.5 * em)
            .intersection(&bbox.grown(-0.5 * em))
            .is_some()
    });
    if on_table {
        return None;
    }
    let near = bbox.grown(em);
    let text: Vec<Rect> = words
        .iter()
        .map(|w| w.bbox)
        .filter(|b| near.contains(b.center()))
        .collect();
    Lattice::build(part, &text, em, settings, places)
}

/// Whether the grid is one cell.
fn is_single(lattice: &Lattice) -> bool {
    lattice.regions().len() < 2
}

/// Whether a box may be a table of one cell: drawn line by line as cells are, in no other grid (`boxes`), wider than
/// a check box and smaller than a frame around the page.
fn is_cell_alone(
    page: &PdfPage,
    lattice: &Lattice,
    drawn: &Drawn,
    boxes: &[Rect],
    em: f32,
    settings: &TableSettings,
) -> bool {
    let Some(bbox) = lattice.bbox() else { return false };
    let around = |r: &Rect| r.area() > bbox.area() && r.grown(0.1 * em).contains(bbox.center());
    drawn.closed
        && drawn.separate
        && drawn.roomy
        && bbox.width() >= settings.single_width * em
        && bbox.area() <= settings.single_area * page.width * page.height
        && !boxes.iter().any(around)
        && !is_drawn_round(&page.rulings, &bbox, settings.snap * em)
}

/// Whether nothing at all is in a box: no picture, no line. One that is drawn as cells are is a cell to be filled in.
fn is_blank_box(page: &PdfPage, bbox: &Rect, em: f32, settings: &TableSettings) -> bool {
    let inside = bbox.grown(-settings.snap * em);
    let line = |r: &Ruling| match r.orientation {
        Orientation::Horizontal => Rect::new(r.start, r.position, r.end, r.position),
        Orientation::Vertical => Rect::new(r.position, r.start, r.position, r.end),
    };
    !page.images.iter().any(|i| i.intersection(bbox).is_some())
        && !page.rulings.iter().any(|r| inside.contains(line(r).center()))
}

/// A region with the words in it.
pub(crate) struct Filled {
    pub(crate) region: Region,
    pub(crate) words: Vec<Word>,
}

/// Fills a grid with words; gives the table, unless so little of it is filled that it is a drawing, and the words
/// outside it.
fn fill(
    ink: &Ink<'_>,
    lattice: Lattice,
    drawn: Drawn,
    words: Vec<Word>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Option<PlacedTable>, Vec<Word>), Error> {
    let page = ink.page;
    let Some(bbox) = lattice.bbox() else {
        return Ok((None, words));
    };
    let regions = lattice.regions();
    let mut owner = vec![0usize; lattice.n_rows() * lattice.n_cols()];
    for (i, region) in regions.iter().enumerate() {
        budget.work((region.rows.len() * region.cols.len()) as u64)?;
        for r in region.rows.clone() {
            for c in region.cols.clone() {
                if let Some(slot) = owner.get_mut(r * lattice.n_cols() + c) {
                    *slot = i;
                }
            }
        }
    }
    let region_at = |row: usize, col: usize| owner.get(row * lattice.n_cols() + col).copied().unwrap_or(0);
    let reach = bbox.grown(0.2 * em);
    let (inside, outside): (Vec<Word>, Vec<Word>) = words.into_iter().partition(|w| {
        reach.intersection(&w.bbox).is_some()
            && w.bbox.center().y > bbox.top
            && w.bbox.center().y < bbox.bottom
    });
    let whole = inside.clone();
    let cut = cut_at_borders(inside, |b| {
        let row = lattice.row_at(b.center().y);
        (1..lattice.n_cols())
            .filter(|&c| region_at(row, c - 1) != region_at(row, c))
            .filter_map(|c| lattice.xs.get(c).copied())
            .chain(lattice.xs.first().copied())
            .chain(lattice.xs.last().copied())
            .filter(|x| *x > b.x0 && *x < b.x1)
            .collect()
    });
    let mut filled: Vec<Filled> = regions
        .into_iter()
        .map(|region| Filled {
            region,
            words: Vec::new(),
        })
        .collect();
    let mut left = outside.clone();
    for word in cut {
        let p = word.center();
        if !reach.contains(p) {
            left.push(word);
            continue;
        }
        let i = region_at(lattice.row_at(p.y), lattice.col_at(p.x));
        if let Some(f) = filled.get_mut(i) {
            f.words.push(word);
        }
    }
    // Only the end of a page cuts a cell: nothing but furniture may stand below.
    let foot = 0.88 * page.height;
    let hangs = |w: &Word| w.bbox.top > bbox.bottom - w.size && w.bbox.top < bbox.bottom + 2.0 * em;
    let cut = bbox.bottom > settings.page_end * page.height
        && !left
            .iter()
            .any(|w| w.center().y > bbox.bottom && w.center().y < foot && !hangs(w));
    if cut {
        left = hang(left, &mut filled, &lattice, em, settings);
    }
    left.sort_by(|a, b| {
        a.bbox
            .top
            .total_cmp(&b.bbox.top)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    filled.retain(|f| !f.words.is_empty() || !drawn.notches.contains(&f.region));
    let filled = cut_where_filled(page, &lattice, filled, em, settings);
    let (lattice, filled) = refine::refine(lattice, filled, em, settings);
    let single = is_single(&lattice);
    let enough = is_table(&filled, &lattice, settings)
        || (single
            && (filled.iter().any(|f| !f.words.is_empty()) || is_blank_box(page, &bbox, em, settings)))
        || (!single && drawn.closed && drawn.roomy && !has_axis(&bbox, &left, em, settings));
    let framed = if lattice.n_cols() == 1 {
        alignment::is_made_of_columns(page, &filled, em, settings, budget)?
    } else if let Some(hiding) = hiding_columns(&lattice, &filled) {
        alignment::is_made_of_columns(page, &hiding, em, settings, budget)?
    } else {
        false
    };
    if !enough || framed || refine::is_starved(&filled, settings) {
        let mut words = outside;
        words.extend(whole);
        return Ok((None, words));
    }
    Ok((make(ink, &lattice, filled, bbox, em, settings), left))
}

/// So many parts of a drawn column's cells, at least, hold texts apart from one another where lines part only some of the
/// columns.
const MOSTLY: f32 = 0.75;

/// A drawn column that may hide several has at least so many rows.
const LEAST_HIDING: usize = 4;

/// A table with more drawn columns has them all.
const MOST_DRAWN_COLUMNS: usize = 3;

/// The cells of the widest drawn column, where most of them hold one line of texts apart from one another: lines were drawn
/// between rows and beside the labels, but not between the other columns. `None` for any other grid.
fn hiding_columns(lattice: &Lattice, filled: &[Filled]) -> Option<Vec<Filled>> {
    if lattice.n_cols() > MOST_DRAWN_COLUMNS {
        return None;
    }
    let width = |c: &usize| match lattice.xs.get(*c..c + 2) {
        Some([a, b]) => b - a,
        _ => 0.0,
    };
    let widest = (0..lattice.n_cols()).max_by(|a, b| width(a).total_cmp(&width(b)))?;
    let mut cells = Vec::new();
    for f in filled.iter().filter(|f| f.region.cols.contains(&widest)) {
        if f.region.cols.len() > 1 || f.region.rows.len() > 1 {
            return None;
        }
        if !f.words.is_empty() {
            cells.push(f);
        }
    }
    if cells.len() < LEAST_HIDING {
        return None;
    }
    let apart = |f: &Filled| f.words.len() > 1 && lines(f.words.clone()).iter().any(is_tabular);
    // Most grids are told by their first cells.
    let mut whole = 0;
    for cell in &cells {
        whole += usize::from(!apart(cell));
        if whole as f32 > (1.0 - MOSTLY) * cells.len() as f32 {
            return None;
        }
    }
    let hides = cells.len() - whole >= LEAST_HIDING;
    hides.then(|| {
        let cell = |f: &&Filled| Filled {
            region: f.region.clone(),
            words: f.words.clone(),
        };
        cells.iter().map(cell).collect()
    })
}

/// Cuts cells over several rows of one column where no line lies between the rows, but each has a ground and a line of text
/// of its own.
fn cut_where_filled(
    page: &PdfPage,
    lattice: &Lattice,
    filled: Vec<Filled>,
    em: f32,
    settings: &TableSettings,
) -> Vec<Filled> {
    let mut out = Vec::with_capacity(filled.len());
    for f in filled {
        match by_grounds(page, lattice, &f, em, settings) {
            Some(parts) => out.extend(parts),
            None => out.push(f),
        }
    }
    out
}

/// A cell has as many rows as this to be cut: two lines of a label may stand in two rows by chance.
const LEAST_GROUNDS: usize = 3;

/// The parts of such a cell, one for each row; `None` for any other.
fn by_grounds(
    page: &PdfPage,
    lattice: &Lattice,
    f: &Filled,
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Filled>> {
    let Region { rows, cols } = &f.region;
    if rows.len() < LEAST_GROUNDS || cols.len() != 1 || f.words.is_empty() || page.areas.is_empty() {
        return None;
    }
    let texts = lines(f.words.clone());
    if texts.len() != rows.len() {
        return None;
    }
    let whole = lattice.region_box(&f.region)?;
    let slack = settings.snap * em;
    let beside = |a: &Rect| a.x1.min(whole.x1) - a.x0.max(whole.x0) > 0.8 * whole.width();
    let mut grounds: Vec<Rect> = page.areas.iter().map(|a| a.bbox).filter(beside).collect();
    grounds.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut parts = Vec::new();
    for (row, line) in rows.clone().zip(texts) {
        let region = Region {
            rows: row..row + 1,
            cols: cols.clone(),
        };
        let place = lattice.region_box(&region)?;
        let from = grounds.partition_point(|g| g.top < place.top - slack);
        let near = grounds
            .iter()
            .skip(from)
            .take_while(|g| g.top <= place.top + slack);
        let mut level = near.filter(|g| (g.bottom - place.bottom).abs() <= slack);
        if level.next().is_none() || lattice.row_at(line.bbox.center().y) != row {
            return None;
        }
        parts.push(Filled {
            region,
            words: line.words,
        });
    }
    Some(parts)
}

/// Gives texts that hang out below the table to the label above them: where a page end cuts a cell, its text may go
/// on below the last line. They stand right below, no wider than the cell, in step with its last line.
fn hang(
    words: Vec<Word>,
    filled: &mut [Filled],
    lattice: &Lattice,
    em: f32,
    settings: &TableSettings,
) -> Vec<Word> {
    let Some(bbox) = lattice.bbox() else { return words };
    let is_below = |w: &Word| {
        w.bbox.top > bbox.bottom - w.size
            && w.bbox.top < bbox.bottom + settings.hanging * em
            && w.center().y > bbox.bottom
    };
    let (below, mut out): (Vec<Word>, Vec<Word>) = words.into_iter().partition(is_below);
    for text in lines(below).into_iter().flat_map(|l| apart(l.words, em)) {
        let host = filled.iter_mut().find(|f| is_host(f, &text, lattice, em));
        match host {
            Some(f) => f.words.extend(text),
            None => out.extend(text),
        }
    }
    out
}

/// The words of a line in runs with gaps of more than an em between them.
fn apart(words: Vec<Word>, em: f32) -> Vec<Vec<Word>> {
    let mut out: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match out.last_mut() {
            Some(run) if run.last().is_some_and(|last| word.bbox.x0 - last.bbox.x1 <= em) => run.push(word),
            _ => out.push(vec![word]),
        }
    }
    out
}

/// Whether a text below the table goes on with the text of a cell of its last row.
fn is_host(f: &Filled, text: &[Word], lattice: &Lattice, em: f32) -> bool {
    let (Some(cell), Some(b)) = (
        lattice.region_box(&f.region),
        text.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b)),
    ) else {
        return false;
    };
    let size = text.iter().map(|w| w.size).fold(0.0, f32::max);
    let last = f.words.iter().map(|w| w.bbox);
    let last = last.max_by(|a, b| a.bottom.total_cmp(&b.bottom));
    f.region.rows.end == lattice.n_rows()
        && b.x0 > cell.x0 - 0.2 * em
        && b.x1 < cell.x1 + 0.2 * em
        && last.is_some_and(|l| {
            b.bottom - l.bottom < 1.5 * size && b.bottom > l.bottom && (b.x0 - l.x0).abs() < 2.0 * em
        })
}

/// Whether a filled grid is a table rather than a drawing: two cells with text, and not nearly all of it empty.
fn is_table(filled: &[Filled], lattice: &Lattice, settings: &TableSettings) -> bool {
    let with_text = filled.iter().filter(|f| !f.words.is_empty()).count();
    let enough = with_text as f32 >= settings.least_filled * filled.len() as f32;
    let rows_with_text = (0..lattice.n_rows())
        .filter(|r| {
            filled
                .iter()
                .any(|f| !f.words.is_empty() && f.region.rows.contains(r))
        })
        .count();
    let rows_enough = rows_with_text as f32 >= settings.least_rows_filled * lattice.n_rows() as f32;
    // One column of boxes is a table only when nearly all of them are filled.
    let narrow = lattice.n_cols() == 1 && with_text * 5 < filled.len() * 3;
    with_text >= 2 && enough && rows_enough && !narrow && lattice.n_rows() * lattice.n_cols() >= 2
}

fn make(
    ink: &Ink<'_>,
    lattice: &Lattice,
    filled: Vec<Filled>,
    bbox: Rect,
    em: f32,
    settings: &TableSettings,
) -> Option<PlacedTable> {
    let mut chars = Vec::new();
    let mut cells = Vec::new();
    let mut doubts = Vec::new();
    for f in filled {
        let (row, col) = (f.region.rows.start as u32, f.region.cols.start as u32);
        chars.extend(f.words.iter().flat_map(|w| w.glyphs.iter().map(|g| g.index)));
        if holds_two_numbers(&f.words, settings) {
            doubts.push(Doubt {
                code: "two-numbers-in-cell",
                message: "the cell holds two numbers side by side".into(),
                place: Some((row, col)),
            });
        }
        doubts.extend(ink.doubt(&f.words, lattice.region_box(&f.region).as_ref(), (row, col)));
        let rows = row..f.region.rows.end as u32;
        let cols = col..f.region.cols.end as u32;
        let mut cell = Cell::spanning(rows, cols, cell_text(f.words));
        if let Some(bbox) = lattice.region_box(&f.region) {
            cell.provenance.push(Provenance::Page {
                page: ink.page.number,
                bbox,
            });
        }
        cells.push(cell);
    }
    let (n_rows, n_cols) = (lattice.n_rows() as u32, lattice.n_cols() as u32);
    let mut table = Table::new(n_rows, n_cols, cells, Method::Rulings).ok()?;
    table.page = Some(ink.page.number);
    table.doubts = doubts;
    chars.sort_unstable();
    Some(PlacedTable {
        table,
        page: ink.page.number,
        bbox,
        xs: lattice.xs.clone(),
        em,
        chars,
        closed: (true, true),
        open: false,
    })
}

/// Puts tables that lie inside one cell of another into that cell.
fn nest(mut tables: Vec<PlacedTable>) -> Vec<PlacedTable> {
    // From the smallest on: a table is put into the smallest one that can hold it.
    tables.sort_by(|a, b| a.bbox.area().total_cmp(&b.bbox.area()));
    let mut out: Vec<PlacedTable> = Vec::new();
    while !tables.is_empty() {
        let inner = tables.remove(0);
        let host = tables.iter_mut().find_map(|outer| {
            let at = cell_around(&outer.table, &inner.bbox)?;
            Some((outer, at))
        });
        match host {
            Some((outer, at)) => {
                outer.chars.extend(&inner.chars);
                outer.chars.sort_unstable();
                if let Some(cell) = outer.table.cells_mut().get_mut(at) {
                    cell.tables.push(inner.table);
                }
            }
            None => out.push(inner),
        }
    }
    out
}

fn cell_around(table: &Table, inner: &Rect) -> Option<usize> {
    table.cells().iter().position(|c| {
        c.provenance.iter().any(|p| match p {
            Provenance::Page { bbox, .. } => {
                bbox.x0 <= inner.x0 + 1.0
                    && bbox.top <= inner.top + 1.0
                    && bbox.x1 >= inner.x1 - 1.0
                    && bbox.bottom >= inner.bottom - 1.0
            }
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests;
