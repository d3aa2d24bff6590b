//! Labels and heads that stand outside the lines: a grid that is drawn around the values only, with the labels of its rows
//! at its left and the names of its columns above it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Provenance, Table};
use crate::geometry::Rect;
use crate::layout::headings::is_caption;
use crate::layout::words::{Line, Word, cell_text, lines};
use crate::reader::pdf::Direction;

use super::columns::segments;
use super::rulings::PlacedTable;
use super::settings::TableSettings;
use super::values::{is_value_like, is_year_like};

/// Fewer rows of values than this, counted, need not be a table with labels outside.
const LEAST_ROWS: usize = 3;

/// A table has at most so many rows of heads above its values, counted.
const MOST_HEAD_ROWS: u32 = 2;

/// White between labels and grid, in em; or the width of a column, where that is more.
const LABEL_GAP_EM: f32 = 3.0;

/// White between the names of the columns and the grid, in em.
const HEAD_GAP_EM: f32 = 0.8;

/// A label has at most so many characters: longer lines are running text.
const MOST_CHARS: usize = 25;

/// Labels begin, end or have their middle at one place within so many em.
const ALIKE_EM: f32 = 0.3;

/// Gives grids of values the labels and heads that stand outside them, and gives the words that are left.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn adopt(
    tables: Vec<PlacedTable>,
    words: Vec<Word>,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Vec<PlacedTable>, Vec<Word>), Error> {
    let mut rest = words;
    let mut out = Vec::with_capacity(tables.len());
    for mut table in tables {
        if let Some(first) = first_values_at_left(&table.table) {
            budget.work(rest.len() as u64 + table.table.cells().len() as u64)?;
            if let Some(labels) = labels_beside(&table, first, &rest) {
                (table, rest) = with_labels(table, first, labels, rest);
            }
        }
        if begins_with_values(&table.table) {
            budget.work(rest.len() as u64)?;
            if let Some(names) = names_above(&table, &rest, settings) {
                (table, rest) = with_names(table, names, rest);
            }
        }
        out.push(table);
    }
    Ok((out, rest))
}

/// The first row that begins with a value, where all below it do, too.
fn first_values_at_left(table: &Table) -> Option<u32> {
    let first_column = || table.cells().iter().filter(|c| c.cols.start == 0);
    let mut values = first_column().filter(|c| is_value_like(c.text.trim()));
    let first = values.next()?.rows.start;
    let below = first_column().filter(|c| c.rows.start >= first);
    let all = below
        .clone()
        .all(|c| c.row_span() == 1 && c.col_span() == 1 && is_value_like(c.text.trim()));
    (all && first <= MOST_HEAD_ROWS && below.count() >= LEAST_ROWS && table.n_cols() > 1).then_some(first)
}

/// Whether the first row is values, but for a label, and no years.
fn begins_with_values(table: &Table) -> bool {
    let row = || table.cells().iter().filter(|c| c.rows.start == 0);
    let values = || row().filter(|c| c.cols.start > 0 && !c.text.trim().is_empty());
    row().all(|c| c.row_span() == 1 && c.col_span() == 1)
        && values().count() >= 2
        && values().all(|c| is_value_like(c.text.trim()))
        && !values().all(|c| is_year_like(&c.text))
        && table.n_rows() as usize >= LEAST_ROWS
}

/// The tops and bottoms of the rows, in points; `None` where a row has no cell of its own.
fn rows(table: &Table) -> Option<Vec<(f32, f32)>> {
    let mut out: Vec<Option<(f32, f32)>> = vec![None; table.n_rows() as usize];
    for cell in table.cells().iter().filter(|c| c.row_span() == 1) {
        if let (Some(slot), Some(Provenance::Page { bbox, .. })) =
            (out.get_mut(cell.rows.start as usize), cell.provenance.first())
        {
            *slot = Some((bbox.top, bbox.bottom));
        }
    }
    out.into_iter().collect()
}

/// A text outside the grid: the row or column that it belongs to, 0-based, and its words.
struct Outside {
    place: usize,
    words: Vec<Word>,
    bbox: Rect,
}

/// The labels at the left of a grid whose values begin in row `first`: one text beside each row, in one column.
fn labels_beside(table: &PlacedTable, first: u32, words: &[Word]) -> Option<Vec<Outside>> {
    let (b, em) = (&table.bbox, table.em);
    let rows = rows(&table.table)?;
    let beside = words.iter().filter(|w| {
        let y = w.center().y;
        w.direction == Direction::Right && w.center().x < b.x0 && y > b.top && y < b.bottom
    });
    let all = lines(beside.cloned().collect());
    let mut labels: Vec<Outside> = Vec::new();
    for line in all {
        let y = line.bbox.center().y;
        let place = rows.partition_point(|(_, bottom)| *bottom < y);
        let (top, bottom) = rows.get(place).filter(|(top, _)| *top < y)?;
        let head = place < first as usize;
        let level = head || (y - (top + bottom) / 2.0).abs() < ALIKE_EM * em;
        if segments(&line).len() != 1 || !level || is_prose(&line) {
            return None;
        }
        labels.push(Outside {
            // The head rows have one text together, the corner.
            place: if head { 0 } else { place },
            bbox: line.bbox,
            words: line.words,
        });
    }
    labels.sort_by_key(|l| l.place);
    let places: Vec<usize> = labels.iter().map(|l| l.place).collect();
    let of_body: Vec<usize> = places.iter().copied().filter(|p| *p >= first as usize).collect();
    let each = of_body.iter().copied().eq(first as usize..rows.len());
    let whole = labels.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b))?;
    // Short labels at the left of a column as wide as the others leave most of it white.
    let gap = (LABEL_GAP_EM * em).max(b.width() / table.table.n_cols() as f32);
    let near = b.x0 - whole.x1 <= gap && whole.x1 <= b.x0 + ALIKE_EM * em;
    let names = labels
        .iter()
        .filter(|l| !is_value_like(&cell_text(l.words.clone())));
    let named = names.count() * 2 > labels.len();
    (each && near && named && is_column(&labels, em) && !goes_on(&whole, b, words, em)).then_some(labels)
}

/// Whether a line is running text rather than a label.
fn is_prose(line: &Line) -> bool {
    let text = line.text();
    text.chars().count() > MOST_CHARS || text.ends_with(['。', '，', '；', '.', ',', ';'])
}

/// Whether texts begin, end, or have their middle at one place.
fn is_column(texts: &[Outside], em: f32) -> bool {
    let at: [fn(&Rect) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().x];
    at.iter().any(|at| {
        let places = texts.iter().map(|t| at(&t.bbox));
        let (least, most) = places.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, m), x| {
            (l.min(x), m.max(x))
        });
        most - least <= ALIKE_EM * em
    })
}

/// Whether text stands right below the labels and not below the grid: a column of text that runs past it.
fn goes_on(labels: &Rect, grid: &Rect, words: &[Word], em: f32) -> bool {
    let below = |w: &&Word| w.bbox.top >= grid.bottom - 0.2 * em && w.bbox.top < grid.bottom + em;
    let next = words.iter().filter(below).map(|w| w.bbox);
    let (mut under_labels, mut under_grid) = (false, false);
    for bbox in next {
        under_labels |= bbox.x0 < labels.x1 && bbox.x1 > labels.x0;
        under_grid |= bbox.x1 > grid.x0;
    }
    under_labels && !under_grid
}

/// The names right above a grid: one text for each column, but for the first.
fn names_above(table: &PlacedTable, words: &[Word], settings: &TableSettings) -> Option<Vec<Outside>> {
    let (b, em) = (&table.bbox, table.em);
    let slack = settings.snap * em;
    let above = words.iter().filter(|w| {
        let white = b.top - w.bbox.bottom;
        let beside = w.bbox.x1 > b.x0 - em && w.bbox.x0 < b.x1 + em;
        w.direction == Direction::Right && beside && w.center().y < b.top && white < HEAD_GAP_EM * em
    });
    let all = lines(above.cloned().collect());
    let [line] = all.as_slice() else { return None };
    let mut names: Vec<Outside> = Vec::new();
    for text in segments(line) {
        let border = table.xs.partition_point(|x| *x <= text.bbox.center().x);
        let place = border.checked_sub(1)?;
        let (x0, x1) = (table.xs.get(place)?, table.xs.get(border)?);
        let name = !text.value || is_year_like(&cell_text(text.words.clone()));
        if text.bbox.x0 < x0 - slack || text.bbox.x1 > x1 + slack || !name {
            return None;
        }
        names.push(Outside {
            place,
            bbox: text.bbox,
            words: text.words,
        });
    }
    let places: Vec<usize> = names.iter().map(|n| n.place).collect();
    let columns = table.xs.len().checked_sub(1)?;
    let each = places.iter().copied().filter(|p| *p > 0).eq(1..columns);
    let once = places.is_sorted_by(|a, b| a < b);
    (each && once && names.len() >= 2 && !is_caption(&line.text())).then_some(names)
}

/// The table with a column of labels before its first, in which the rows above row `first` have one cell, and the words that
/// are left.
fn with_labels(
    table: PlacedTable,
    first: u32,
    labels: Vec<Outside>,
    words: Vec<Word>,
) -> (PlacedTable, Vec<Word>) {
    let Some(rows) = rows(&table.table) else {
        return (table, words);
    };
    let left = labels.iter().map(|l| l.bbox.x0).fold(table.bbox.x0, f32::min);
    let mut places: Vec<Place> = Vec::new();
    for (i, (top, bottom)) in (0u32..).zip(rows) {
        let bbox = Rect::new(left, top, table.bbox.x0, bottom);
        match places.last_mut().filter(|_| i > 0 && i < first) {
            Some(corner) => {
                corner.rows.end = i + 1;
                corner.bbox = corner.bbox.union(&bbox);
            }
            None => places.push(Place {
                of: i as usize,
                rows: i..i + 1,
                cols: 0..1,
                bbox,
            }),
        }
    }
    let mut xs = vec![left];
    xs.extend(&table.xs);
    grown(table, labels, words, (0, 1), places, xs)
}

/// The table with a row of names above its first, and the words that are left.
fn with_names(table: PlacedTable, names: Vec<Outside>, words: Vec<Word>) -> (PlacedTable, Vec<Word>) {
    let top = names.iter().map(|n| n.bbox.top).fold(table.bbox.top, f32::min);
    let place = |(i, x): (u32, &[f32])| {
        let bbox = Rect::new(*x.first()?, top, *x.get(1)?, table.bbox.top);
        Some(Place {
            of: i as usize,
            rows: 0..1,
            cols: i..i + 1,
            bbox,
        })
    };
    let places = (0u32..).zip(table.xs.windows(2)).filter_map(place).collect();
    let xs = table.xs.clone();
    grown(table, names, words, (1, 0), places, xs)
}

/// A cell to be added.
struct Place {
    /// [`Outside::place`] of its texts.
    of: usize,
    rows: Range<u32>,
    cols: Range<u32>,
    bbox: Rect,
}

/// The table moved by so many rows and columns, with the cells of `places` in the room that this makes.
fn grown(
    table: PlacedTable,
    texts: Vec<Outside>,
    words: Vec<Word>,
    (down, right): (u32, u32),
    places: Vec<Place>,
    xs: Vec<f32>,
) -> (PlacedTable, Vec<Word>) {
    let old = &table.table;
    let mut cells: Vec<Cell> = old.cells().to_vec();
    for c in &mut cells {
        c.rows = c.rows.start + down..c.rows.end + down;
        c.cols = c.cols.start + right..c.cols.end + right;
    }
    let mut chars = table.chars.clone();
    let glyphs = |t: &Outside| -> Vec<usize> {
        let glyphs = t.words.iter().flat_map(|w| &w.glyphs);
        glyphs.map(|g| g.index).collect()
    };
    chars.extend(texts.iter().flat_map(glyphs));
    chars.sort_unstable();
    let bbox = places.iter().fold(table.bbox, |all, p| all.union(&p.bbox));
    let mut words_of: HashMap<usize, Vec<Word>> = HashMap::new();
    for text in &texts {
        words_of
            .entry(text.place)
            .or_default()
            .extend_from_slice(&text.words);
    }
    for place in places {
        let words = words_of.remove(&place.of).unwrap_or_default();
        let mut cell = Cell::spanning(place.rows, place.cols, cell_text(words));
        cell.provenance.push(Provenance::Page {
            page: table.page,
            bbox: place.bbox,
        });
        cells.push(cell);
    }
    let Ok(mut grown) = Table::new(old.n_rows() + down, old.n_cols() + right, cells, old.method) else {
        return (table, words);
    };
    grown.page = old.page;
    grown.doubts.clone_from(&old.doubts);
    for place in grown.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
        *place = (place.0 + down, place.1 + right);
    }
    let taken: HashSet<usize> = texts.iter().flat_map(glyphs).collect();
    let is_left = |w: &Word| !w.glyphs.iter().any(|g| taken.contains(&g.index));
    let rest = words.into_iter().filter(is_left).collect();
    let placed = PlacedTable {
        table: grown,
        bbox,
        xs,
        chars,
        closed: (table.closed.0 && down == 0, table.closed.1),
        ..table
    };
    (placed, rest)
}
