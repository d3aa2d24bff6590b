//! Tables whose cells are told by their background alone: no line is drawn, but the cells are filled, side by side
//! and row below row, or every second row is.
//!
//! A filled area is a *tile* here. One alone is the background of a text; two that share a whole side are two cells,
//! for nobody paints one background in two pieces. What paints tiles besides tables is told apart: marked text (the
//! tile ends where the text does), bars of a plot (their sides do not go on in the next row), the background behind
//! other tiles.

mod heads;
mod quilts;
mod tiles;

use std::collections::BTreeSet;

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Rect, Ruling};
use crate::layout::script::is_numeric;
use crate::layout::words::Word;
use crate::reader::pdf::PdfPage;

use super::edges::{Edge, horizontal_rules};
use super::settings::TableSettings;
use super::values::is_year_like;

use quilts::{Quilt, banded, nested, settle, touching};
use tiles::{Tile, tiles, without_grounds};

/// What tiles draw.
#[derive(Default)]
pub(crate) struct Shaded {
    /// The edges of every table that is drawn with backgrounds only: along the sides of the tiles, and on through the rows
    /// without a background.
    pub(crate) tables: Vec<Vec<Edge>>,
    /// The edges of what may be the head of a table that has no background below it.
    pub(crate) heads: Vec<Vec<Edge>>,
}

/// The tables and heads that are drawn with backgrounds.
///
/// # Errors
/// The limits of `budget`.
pub(crate) fn components(
    page: &PdfPage,
    words: &[Word],
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<Shaded, Error> {
    if page.areas.len() < 2 {
        return Ok(Shaded::default());
    }
    budget.work(page.areas.len() as u64)?;
    budget.work((page.areas.len().min(settings.most_tiles) * words.len()) as u64 / 64)?;
    let tiles = tiles(page, words, em, settings);
    // Every two are looked at below; a page with more is a picture made of fills.
    if tiles.len() < 2 || tiles.len() > settings.most_tiles {
        return Ok(Shaded::default());
    }
    budget.work((tiles.len() * tiles.len()) as u64 / 16 + 1)?;
    let tiles = without_grounds(tiles, em, settings);
    let quilts = nested(touching(&tiles, em, settings), em, settings);
    let quilts = nested(banded(quilts, words, em, settings), em, settings);
    budget.work((quilts.len() * words.len()) as u64 / 16 + 1)?;
    let mut rules: Option<Vec<(f32, f32, f32)>> = None;
    let mut out = Shaded::default();
    for mut quilt in quilts {
        settle(&mut quilt, words, em, settings);
        let grid = Grid::of(&quilt, em, settings);
        if grid.places() > budget.limits().table_cells.min(MOST_PLACES) {
            continue;
        }
        budget.work(grid.places() as u64 + (quilt.tiles.len() * grid.bands.len()) as u64 / 16)?;
        if !is_table(&quilt, &grid, page, words, em, settings) {
            continue;
        }
        let blank = grid.bands.iter().any(|b| b.is_blank(&quilt.bbox));
        let is_head = !blank && goes_on_below(&quilt, &grid, words, em, settings);
        let mut above = Vec::new();
        if !is_head {
            let rules: &[(f32, f32, f32)] = match &mut rules {
                Some(rules) => rules,
                none => none.insert(horizontal_rules(&page.rulings, em, settings, budget)?),
            };
            if let Some((tile, body)) = head_in_one(&quilt, &grid, settings.snap * em) {
                let found = heads::edges_inside(&tile, &body, &grid.xs, words, rules, em, settings);
                above.extend(found.into_iter().flatten());
            }
            let headed = has_head_of_its_color(&quilt, &grid, settings.snap * em);
            let head = |body: &Rect| match headed {
                true => None,
                false => heads::edges(body, &grid.xs, words, rules, em, settings),
            };
            above.extend(extend(&mut quilt, &grid, words, rules, em, head));
        }
        let mut inside: Vec<&Word> = words.iter().filter(|w| quilt.bbox.contains(w.center())).collect();
        inside.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
        budget.work((grid.xs.len() * inside.len()) as u64 / 16)?;
        let mut all = edges(&quilt, &inside, em, settings);
        all.extend(above);
        if is_head {
            out.heads.push(all);
        } else {
            out.tables.push(all);
        }
    }
    Ok(out)
}

/// The background that all heads of a table share, over its whole width, and what lies below it, where that has columns.
fn head_in_one(quilt: &Quilt, grid: &Grid, slack: f32) -> Option<(Rect, Rect)> {
    let all = &quilt.bbox;
    let mut at_top = quilt
        .tiles
        .iter()
        .map(|t| t.bbox)
        .filter(|b| (b.top - all.top).abs() <= slack);
    let tile = at_top.next().filter(|_| at_top.next().is_none())?;
    let whole = (tile.x0 - all.x0).abs() <= slack && (tile.x1 - all.x1).abs() <= slack;
    let body = Rect::new(all.x0, tile.bottom, all.x1, all.bottom);
    (whole && body.height() > slack && grid.xs.len() > 2).then_some((tile, body))
}

/// Whether the first row is one background from side to side in a color that no other has: the head, with none above it.
fn has_head_of_its_color(quilt: &Quilt, grid: &Grid, slack: f32) -> bool {
    let Some((head, _)) = head_in_one(quilt, grid, slack) else {
        return false;
    };
    let is_head = |t: &&Tile| (t.bbox.top - head.top).abs() <= slack;
    let Some(color) = quilt.tiles.iter().find(is_head).map(|t| t.lightness) else {
        return false;
    };
    quilt
        .tiles
        .iter()
        .filter(|t| !is_head(t))
        .all(|t| t.lightness != color)
}

/// The most rows without a background above the first that has one, counted.
const MOST_ABOVE: usize = 3;

/// The most places (columns times rows) of one table, counted.
const MOST_PLACES: usize = 200_000;

/// A row of places: from one y at which a tile begins or ends to the next, in points.
struct Band {
    top: f32,
    bottom: f32,
    /// What tiles cover of it: x in points, from left to right.
    covered: Vec<(f32, f32)>,
    /// Whether every tile in it reaches beyond it, up or down.
    passing: bool,
}

/// What the sides of the tiles divide their table into.
struct Grid {
    /// Column borders, those at the sides too: x in points.
    xs: Vec<f32>,
    bands: Vec<Band>,
}

impl Grid {
    fn of(quilt: &Quilt, em: f32, settings: &TableSettings) -> Grid {
        let slack = settings.snap * em;
        let b = &quilt.bbox;
        let sides = quilt.tiles.iter().flat_map(|t| [t.bbox.x0, t.bbox.x1]);
        let ends = quilt.tiles.iter().flat_map(|t| [t.bbox.top, t.bbox.bottom]);
        let ends = ends.chain(quilt.ends.iter().copied());
        let xs = distinct(sides.chain([b.x0, b.x1]).collect(), slack);
        let ys = distinct(ends.chain([b.top, b.bottom]).collect(), slack);
        let bands = ys.windows(2).filter_map(|w| {
            let (top, bottom) = (*w.first()?, *w.get(1)?);
            let middle = (top + bottom) / 2.0;
            let over = |t: &&Tile| t.bbox.top < middle && t.bbox.bottom > middle;
            let tiles: Vec<&Tile> = quilt.tiles.iter().filter(over).collect();
            let mut covered: Vec<(f32, f32)> = tiles.iter().map(|t| (t.bbox.x0, t.bbox.x1)).collect();
            covered.sort_by(|a, b| a.0.total_cmp(&b.0));
            let passing = tiles
                .iter()
                .all(|t| t.bbox.top < top - slack || t.bbox.bottom > bottom + slack);
            Some(Band {
                top,
                bottom,
                covered,
                passing,
            })
        });
        Grid {
            xs,
            bands: bands.collect(),
        }
    }

    /// Which column holds `x`.
    fn column(&self, x: f32) -> usize {
        self.xs.partition_point(|border| *border < x)
    }

    fn places(&self) -> usize {
        self.xs.len().saturating_mul(self.bands.len())
    }
}

impl Band {
    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The part of the width, 0 to 1, that tiles cover.
    fn cover(&self, bbox: &Rect) -> f32 {
        let sum: f32 = self.covered.iter().map(|(a, b)| b - a).sum();
        sum / bbox.width().max(0.01)
    }

    /// Whether `x` lies inside a tile or at its side.
    fn is_covered(&self, x: f32, slack: f32) -> bool {
        self.covered.iter().any(|(a, b)| x >= a - slack && x <= b + slack)
    }

    /// Whether it has no background but that of cells which go on above or below.
    fn is_blank(&self, bbox: &Rect) -> bool {
        self.passing && self.cover(bbox) < 0.85
    }
}

/// The values in order, those within `slack` of the one before left out.
fn distinct(mut values: Vec<f32>, slack: f32) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values.dedup_by(|a, b| *a - *b <= slack);
    values
}

/// The tiles row by row, from top to bottom.
fn rows(quilt: &Quilt, slack: f32) -> Vec<Vec<Tile>> {
    let mut tiles = quilt.tiles.clone();
    tiles.sort_by(|a, b| (a.bbox.top.total_cmp(&b.bbox.top)).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut out: Vec<(f32, Vec<Tile>)> = Vec::new();
    for tile in tiles {
        match out.last_mut() {
            Some((top, row)) if tile.bbox.top - *top <= slack => row.push(tile),
            _ => out.push((tile.bbox.top, vec![tile])),
        }
    }
    out.into_iter().map(|(_, row)| row).collect()
}

/// The borders between the tiles of a row: x in points.
fn inner_borders(row: &[Tile], bbox: &Rect, slack: f32) -> Vec<f32> {
    let sides = row.iter().flat_map(|t| [t.bbox.x0, t.bbox.x1]);
    let inner = |x: &f32| *x > bbox.x0 + slack && *x < bbox.x1 - slack;
    distinct(sides.filter(inner).collect(), slack)
}

/// Whether tiles are the cells of a table.
fn is_table(
    quilt: &Quilt,
    grid: &Grid,
    page: &PdfPage,
    words: &[Word],
    em: f32,
    settings: &TableSettings,
) -> bool {
    let slack = settings.snap * em;
    let rows = rows(quilt, slack);
    let borders: Vec<Vec<f32>> = rows
        .iter()
        .map(|r| inner_borders(r, &quilt.bbox, slack))
        .collect();
    // The backgrounds of paragraphs stand below one another, some of them indented.
    let boxes: Vec<&Rect> = quilt.tiles.iter().map(|t| &t.bbox).collect();
    if borders.iter().all(Vec::is_empty) || !has_pair(&boxes, slack) {
        return false;
    }
    // Rows are filled from side to side, or not at all.
    let whole = |b: &&Band| b.cover(&quilt.bbox) >= 0.85 || b.is_blank(&quilt.bbox);
    let regular: f32 = grid.bands.iter().filter(whole).map(Band::height).sum();
    if regular < 0.85 * quilt.bbox.height() || is_crossed(quilt, &page.rulings, em, settings) {
        return false;
    }
    if rows.len() > 1 {
        return go_on(&borders, slack);
    }
    // One row alone: two backgrounds of one colour that touch. A bar has another colour for every part of it.
    let first = quilt.tiles.first().map(|t| t.lightness);
    let with_text = |t: &&Tile| words.iter().any(|w| t.bbox.contains(w.center()));
    quilt.tiles.iter().all(|t| Some(t.lightness) == first)
        && quilt.tiles.iter().filter(with_text).count() >= 2
}

/// Whether any two tiles stand side by side, sharing a side.
fn has_pair(boxes: &[&Rect], slack: f32) -> bool {
    let mut order: Vec<&Rect> = boxes.to_vec();
    order.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    boxes.iter().any(|a| {
        let from = order.partition_point(|b| b.x0 < a.x1 - slack);
        let beside = order.iter().skip(from).take_while(|b| b.x0 <= a.x1 + slack);
        beside.into_iter().any(|b| {
            let level = a.bottom.min(b.bottom) - a.top.max(b.top);
            level >= 0.6 * a.height().min(b.height())
        })
    })
}

/// Whether borders inside most rows stand where another row has one, too.
fn go_on(borders: &[Vec<f32>], slack: f32) -> bool {
    let mut shared = 0usize;
    let mut all = 0usize;
    for (i, row) in borders.iter().enumerate() {
        for x in row {
            all += 1;
            let elsewhere = borders
                .iter()
                .enumerate()
                .any(|(j, other)| j != i && other.iter().any(|o| (o - x).abs() <= slack));
            shared += usize::from(elsewhere);
        }
    }
    let divided = borders.iter().filter(|row| !row.is_empty()).count();
    // A single divided row among whole ones is a title over a row of cells.
    divided == 1 || shared * 2 >= all
}

/// Whether drawn lines run through the tiles, where no border is: a plot, or cells that lines tell.
fn is_crossed(quilt: &Quilt, rulings: &[Ruling], em: f32, settings: &TableSettings) -> bool {
    let slack = settings.snap * em;
    quilt.tiles.iter().any(|t| {
        let inner = t.bbox.grown(-slack);
        rulings.iter().any(|r| match r.orientation {
            Orientation::Horizontal => {
                r.position > inner.top
                    && r.position < inner.bottom
                    && r.start <= inner.x0 + slack
                    && r.end >= inner.x1 - slack
            }
            Orientation::Vertical => {
                r.position > inner.x0
                    && r.position < inner.x1
                    && r.start <= inner.top + slack
                    && r.end >= inner.bottom - slack
            }
        })
    })
}

/// Whether texts stand under at least two cells of the row, close below it, and none runs over a border: the row is
/// the head of a table.
fn goes_on_below(quilt: &Quilt, grid: &Grid, words: &[Word], em: f32, settings: &TableSettings) -> bool {
    let b = &quilt.bbox;
    let reach = b.bottom + settings.row_gap * 0.5 * em;
    let near: Vec<&Word> = words
        .iter()
        .filter(|w| w.center().y > b.bottom && w.center().y < reach)
        .filter(|w| w.bbox.x1 > b.x0 && w.bbox.x0 < b.x1)
        .collect();
    let columns = near.iter().map(|w| grid.column(w.center().x));
    let columns: BTreeSet<usize> = columns.collect();
    columns.len() >= 2 && !near.iter().any(|w| crosses(w, &grid.xs, em))
}

fn crosses(word: &Word, borders: &[f32], em: f32) -> bool {
    let slack = 0.1 * em;
    borders
        .iter()
        .any(|x| word.bbox.x0 < x - slack && word.bbox.x1 > x + slack)
}

/// A banded table may begin and end with a row that is not filled: texts within the height of a row that cross no
/// border. Gives the borders of a head above, which `head` makes for the box of the rows below it.
fn extend(
    quilt: &mut Quilt,
    grid: &Grid,
    words: &[Word],
    rules: &[(f32, f32, f32)],
    em: f32,
    head: impl Fn(&Rect) -> Option<Vec<Edge>>,
) -> Vec<Edge> {
    let b = quilt.bbox;
    let blank = grid.bands.iter().filter(|band| band.is_blank(&b));
    let Some(row) = blank.map(Band::height).reduce(f32::max) else {
        return Vec::new();
    };
    let within = |top: f32, bottom: f32| -> Vec<&Word> {
        let level = |w: &&Word| w.center().y > top && w.center().y < bottom;
        words.iter().filter(level).collect()
    };
    let is_inside = |top: f32, bottom: f32| {
        let level = within(top, bottom);
        let fits = |w: &&Word| {
            w.bbox.x0 >= b.x0 - 0.2 * em
                && w.bbox.x1 <= b.x1 + 0.2 * em
                && w.bbox.top >= top - 0.2 * em
                && w.bbox.bottom <= bottom + 0.2 * em
                && !crosses(w, &grid.xs, em)
        };
        !level.is_empty() && level.iter().all(fits)
    };
    let is_row = |top: f32, bottom: f32| {
        let level = within(top, bottom);
        let columns = level.iter().map(|w| grid.column(w.center().x));
        let columns: BTreeSet<usize> = columns.collect();
        columns.len() >= 2 && is_inside(top, bottom)
    };
    // The label of a sum may reach over borders, where the sum stands in the last column and one between them is blank.
    let is_sum = |top: f32, bottom: f32| {
        let level = within(top, bottom);
        let inside = |w: &&Word| w.bbox.x0 >= b.x0 - 0.2 * em && w.bbox.x1 <= b.x1 + 0.2 * em;
        let upright = |w: &&Word| w.bbox.top >= top - 0.2 * em && w.bbox.bottom <= bottom + 0.2 * em;
        let (sums, label): (Vec<&Word>, Vec<&Word>) = level
            .iter()
            .partition(|w| grid.column(w.bbox.x0) + 1 == grid.xs.len());
        let end = label.iter().map(|w| grid.column(w.bbox.x1)).max();
        end.is_some_and(|end| end + 2 < grid.xs.len())
            && level.iter().all(inside)
            && level.iter().all(upright)
            && !sums.is_empty()
            && sums.iter().all(|w| is_numeric(&w.text()))
    };
    // A rule below says where the last row ends, also when most of it is blank or it has more lines than the others. One right
    // below the last background closes the table, unless there are rules between the rows, too.
    let whole = |r: &&(f32, f32, f32)| r.1 <= b.x0 + em && r.2 >= b.x1 - em;
    let ys = || rules.iter().filter(whole).map(|r| r.0);
    let between = ys().any(|y| y > b.top + 0.5 * em && y < b.bottom - 0.5 * em);
    let closed = ys().any(|y| (y - b.bottom).abs() <= 0.5 * em);
    let last = b.bottom + if between { 0.5 * em } else { -0.5 * em };
    let end = ys().filter(|y| *y > last).reduce(f32::min);
    match end.filter(|y| *y > b.bottom + em && *y < b.bottom + 2.0 * row) {
        Some(end) if is_inside(b.bottom, end) => quilt.bbox.bottom = end,
        _ if !closed && (is_row(b.bottom, b.bottom + row) || is_sum(b.bottom, b.bottom + row)) => {
            quilt.bbox.bottom += row;
        }
        _ => {}
    }
    // The head, too, may be without a background, and rows of values below it.
    for _ in 0..MOST_ABOVE {
        let top = quilt.bbox.top;
        let is_figure = |text: String| is_numeric(&text) && !is_year_like(&text);
        let has_value = within(top - row, top).iter().any(|w| is_figure(w.text()));
        if !has_value && let Some(head) = head(&quilt.bbox) {
            return head;
        }
        if !is_row(top - row, top) {
            break;
        }
        quilt.bbox.top -= row;
        quilt.ends.push(top);
    }
    Vec::new()
}

/// The sides of the tiles, and borders through the rows without a background: those of the row above or below that no
/// word crosses. `words` are those inside, sorted by height.
fn edges(quilt: &Quilt, words: &[&Word], em: f32, settings: &TableSettings) -> Vec<Edge> {
    let slack = settings.snap * em;
    let grid = Grid::of(quilt, em, settings);
    let mut out = Vec::new();
    out.extend(quilt.ends.iter().map(|&y| level(y, quilt.bbox.x0, quilt.bbox.x1)));
    for b in quilt.tiles.iter().map(|t| &t.bbox).chain([&quilt.bbox]) {
        out.push(level(b.top, b.x0, b.x1));
        out.push(level(b.bottom, b.x0, b.x1));
        out.push(upright(b.x0, b.top, b.bottom));
        out.push(upright(b.x1, b.top, b.bottom));
    }
    for (i, &x) in grid.xs.iter().enumerate() {
        let free = |band: &Band| !band.is_covered(x, slack);
        for run in grid.bands.chunk_by(|a, b| free(a) && free(b)) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            if !free(first) {
                continue;
            }
            let (top, bottom) = (first.top, last.bottom);
            let from = words.partition_point(|w| w.center().y <= top);
            let to = words.partition_point(|w| w.center().y < bottom);
            let level = words.get(from..to).unwrap_or_default();
            let near =
                |at: f32, y: fn(&Rect) -> f32| is_border(quilt, x, slack, |b| (y(b) - at).abs() <= slack);
            let wanted = match (near(top, |b| b.bottom), near(bottom, |b| b.top)) {
                (Some(above), Some(below)) if above != below => {
                    let left = i.checked_sub(1).and_then(|i| grid.xs.get(i)).copied();
                    let right = grid.xs.get(i + 1).copied();
                    let holds = |a: f32, b: f32| level.iter().any(|w| w.center().x > a && w.center().x < b);
                    left.is_some_and(|l| holds(l, x)) && right.is_some_and(|r| holds(x, r))
                }
                (Some(is), _) | (None, Some(is)) => is,
                (None, None) => false,
            };
            let whole = run.len() == 1 && first.covered.is_empty();
            let spanned =
                level.iter().any(|w| crosses(w, &[x], em)) || (whole && is_title(&quilt.bbox, level, em));
            if wanted && !spanned {
                out.push(upright(x, top, bottom));
            }
        }
    }
    out
}

/// Whether `x` is a side of the tiles over it for which `is_next` holds; `None` without such tiles.
fn is_border(quilt: &Quilt, x: f32, slack: f32, is_next: impl Fn(&Rect) -> bool) -> Option<bool> {
    let over = |b: &&Rect| b.x0 <= x + slack && b.x1 >= x - slack;
    let tiles = quilt
        .tiles
        .iter()
        .map(|t| &t.bbox)
        .filter(|b| is_next(b))
        .filter(over);
    let is_side = |b: &Rect| (b.x0 - x).abs() <= slack || (b.x1 - x).abs() <= slack;
    tiles.map(is_side).reduce(|a, b| a || b)
}

/// Whether the words of a row are one text in the middle of the table, as that of a row that is one cell is.
fn is_title(bbox: &Rect, level: &[&Word], em: f32) -> bool {
    let mut boxes: Vec<Rect> = level.iter().map(|w| w.bbox).collect();
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let one = boxes.windows(2).all(|w| match w {
        [a, b] => b.x0 - a.x1 < 0.6 * em,
        _ => true,
    });
    let text = boxes.into_iter().reduce(|a, b| a.union(&b));
    one && text.is_some_and(|t| (t.center().x - bbox.center().x).abs() <= 0.3 * em)
}

fn upright(position: f32, start: f32, end: f32) -> Edge {
    Edge {
        orientation: Orientation::Vertical,
        position,
        start,
        end,
    }
}

fn level(position: f32, start: f32, end: f32) -> Edge {
    Edge {
        orientation: Orientation::Horizontal,
        position,
        start,
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Limits, Warnings};
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::FilledArea;
    use crate::table::edges::tests::h;
    use crate::table::rulings::find_tables;

    /// Size and texts of the tables on a page with these fills (left, top, right, bottom, lightness) and texts.
    fn read(fills: &[(f32, f32, f32, f32, u8)], texts: &[(&str, f32, f32)]) -> Vec<(u32, u32, Vec<String>)> {
        tables(&page_of(fills, texts))
    }

    fn page_of(fills: &[(f32, f32, f32, f32, u8)], texts: &[(&str, f32, f32)]) -> PdfPage {
        let mut page = blank_page();
        page.areas = fills
            .iter()
            .map(|(x0, top, x1, bottom, lightness)| FilledArea {
                bbox: Rect::new(*x0, *top, *x1, *bottom),
                lightness: *lightness,
            })
            .collect();
        for (text, x, y) in texts {
            print(&mut page, text, *x, *y, 10.0, 0.0);
        }
        page
    }

    fn tables(page: &PdfPage) -> Vec<(u32, u32, Vec<String>)> {
        let limits = Limits::default();
        let (budget, mut warnings) = (Budget::new(&limits, None), Warnings::new(&limits));
        let settings = TableSettings::default();
        let found = find_tables(page, all_words(page), 10.0, &settings, &budget, &mut warnings);
        let tables = found.unwrap().0;
        let texts = |t: &crate::document::Table| t.cells().iter().map(|c| c.text.clone()).collect();
        tables
            .iter()
            .map(|t| (t.table.n_rows(), t.table.n_cols(), texts(&t.table)))
            .collect()
    }

    /// A row of three cells at this height.
    fn row(top: f32, lightness: u8) -> Vec<(f32, f32, f32, f32, u8)> {
        [(50.0, 120.0), (120.0, 200.0), (200.0, 300.0)]
            .iter()
            .map(|(a, b)| (*a, top, *b, top + 20.0, lightness))
            .collect()
    }

    fn texts(baseline: f32, texts: [&'static str; 3]) -> Vec<(&'static str, f32, f32)> {
        texts
            .into_iter()
            .zip([55.0, 125.0, 205.0])
            .map(|(t, x)| (t, x, baseline))
            .collect()
    }

    #[test]
    fn filled_cells_side_by_side_are_a_table() {
        let fills = [row(100.0, 200), row(120.0, 240)].concat();
        let words = [texts(114.0, ["a", "b", "c"]), texts(134.0, ["1", "2", "3"])].concat();
        let cells = ["a", "b", "c", "1", "2", "3"].map(String::from).to_vec();
        assert_eq!(read(&fills, &words), [(2, 3, cells)]);
    }

    #[test]
    fn heads_of_two_levels_in_one_background_are_cells_of_their_own() {
        let fills = [
            vec![(50.0, 100.0, 300.0, 140.0, 220)],
            row(140.0, 245),
            row(160.0, 255),
            row(180.0, 245),
        ]
        .concat();
        let words = [
            vec![("both of them", 180.0, 114.0)],
            texts(134.0, ["name", "one", "two"]),
            texts(154.0, ["a", "1", "2"]),
            texts(174.0, ["b", "3", "4"]),
            texts(194.0, ["c", "5", "6"]),
        ]
        .concat();
        let found = read(&fills, &words);
        let [(rows, cols, cells)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((*rows, *cols), (5, 3));
        assert_eq!(
            cells.get(..4),
            Some(&["name", "both of them", "one", "two"].map(String::from)[..])
        );
    }

    #[test]
    fn rows_between_filled_ones_and_after_them_have_their_columns() {
        let fills = [row(100.0, 230), row(140.0, 230)].concat();
        let words = [
            texts(114.0, ["a", "b", "c"]),
            texts(134.0, ["1", "2", "3"]),
            texts(154.0, ["4", "5", "6"]),
            texts(174.0, ["7", "8", "9"]),
        ]
        .concat();
        let cells = "abc123456789".chars().map(String::from).collect();
        assert_eq!(read(&fills, &words), [(4, 3, cells)]);
    }

    #[test]
    fn the_label_of_a_sum_below_the_last_filled_row_may_reach_over_borders() {
        let borders = [(50.0, 100.0), (100.0, 150.0), (150.0, 220.0), (220.0, 300.0)];
        let fill = |top: f32| borders.map(|(x0, x1)| (x0, top, x1, top + 20.0, 230));
        let fills = [fill(100.0), fill(140.0)].concat();
        let words = |baseline: f32| [55.0, 105.0, 155.0, 225.0].map(|x| ("1", x, baseline));
        let words = [words(114.0), words(134.0), words(154.0)].concat();
        let rows = |sum: &'static str| {
            let last = [("altogether-both", 55.0, 174.0), (sum, 225.0, 174.0)];
            let found = read(&fills, &[words.clone(), last.to_vec()].concat());
            found.iter().map(|t| t.0).collect::<Vec<_>>()
        };
        assert_eq!(rows("18"), [4]);
        // What goes on below the table is no sum.
        assert_eq!(rows("and more"), [3]);
    }

    #[test]
    fn a_text_over_a_head_of_its_own_color_is_no_head() {
        let fills = [
            vec![(50.0, 100.0, 300.0, 120.0, 90)],
            row(120.0, 230),
            row(160.0, 230),
        ]
        .concat();
        let words = [
            vec![("about all", 150.0, 92.0)],
            texts(114.0, ["name", "one", "two"]),
            texts(134.0, ["a", "1", "2"]),
            texts(154.0, ["b", "3", "4"]),
            texts(174.0, ["c", "5", "6"]),
        ]
        .concat();
        let found = read(&fills, &words);
        assert_eq!(found.iter().map(|t| (t.0, t.1)).collect::<Vec<_>>(), [(4, 3)]);
    }

    #[test]
    fn a_single_text_in_the_middle_of_an_unfilled_row_is_a_cell_over_all_columns() {
        let fills = [row(100.0, 230), row(140.0, 230)].concat();
        let words = [
            texts(114.0, ["a", "b", "c"]),
            vec![("mid", 167.5, 134.0)],
            texts(154.0, ["4", "5", "6"]),
        ]
        .concat();
        let cells = ["a", "b", "c", "mid", "4", "5", "6"].map(String::from).to_vec();
        assert_eq!(read(&fills, &words), [(3, 3, cells)]);
    }

    #[test]
    fn the_lines_of_a_cell_that_are_painted_once_more_are_no_cells() {
        let inner = |r: &(f32, f32, f32, f32, u8)| (r.0 + 6.0, r.1 + 3.0, r.2 - 6.0, r.3, r.4);
        let cells = [row(100.0, 255), row(120.0, 255)].concat();
        let fills: Vec<_> = cells.iter().copied().chain(cells.iter().map(inner)).collect();
        let words = [texts(114.0, ["a", "b", "c"]), texts(134.0, ["1", "2", "3"])].concat();
        let found = read(&fills, &words);
        assert_eq!(found.iter().map(|t| (t.0, t.1)).collect::<Vec<_>>(), [(2, 3)]);
    }

    #[test]
    fn one_row_is_two_cells_of_one_colour_and_not_the_parts_of_a_bar() {
        let words = [("Note:", 55.0, 114.0), ("this", 125.0, 114.0)];
        let pair = |right| {
            [
                (50.0, 100.0, 120.0, 120.0, 230),
                (120.0, 100.0, 300.0, 120.0, right),
            ]
        };
        assert_eq!(read(&pair(230), &words).len(), 1);
        assert_eq!(read(&pair(120), &words).len(), 0);
    }

    #[test]
    fn a_row_of_heads_is_a_table_with_the_rows_below_it_only() {
        let heads = texts(114.0, ["a", "b", "c"]);
        let read_above = |below: [&'static str; 3]| {
            let words = [heads.clone(), texts(134.0, below)].concat();
            let found = read(&row(100.0, 230), &words);
            found
                .into_iter()
                .map(|(rows, cols, _)| (rows, cols))
                .collect::<Vec<_>>()
        };
        assert_eq!(read_above(["1", "2", "3"]), [(2, 3)]);
        // A single row of words may be anything.
        assert_eq!(read_above(["x", "y", "z"]), []);
    }

    #[test]
    fn marked_words_and_backgrounds_of_paragraphs_are_no_cells() {
        let mut page = blank_page();
        print(&mut page, "marked", 50.0, 110.0, 10.0, 0.0);
        let first = all_words(&page)[0].bbox;
        print(&mut page, "words", first.x1, 110.0, 10.0, 0.0);
        let width = all_words(&page).iter().map(|w| w.bbox.x1).fold(0.0, f32::max);
        let marks = [
            (first.x0, first.top, first.x1, first.bottom, 200),
            (first.x1, first.top, width, first.bottom, 200),
        ];
        let words = [("marked", 50.0, 110.0), ("words", first.x1, 110.0)];
        assert_eq!(read(&marks, &words), []);
        let paragraphs = [
            (50.0, 100.0, 300.0, 120.0, 255),
            (70.0, 120.0, 300.0, 140.0, 255),
            (70.0, 140.0, 300.0, 160.0, 255),
        ];
        let words = [("one", 52.0, 114.0), ("two", 72.0, 134.0), ("three", 72.0, 154.0)];
        assert_eq!(read(&paragraphs, &words), []);
    }

    #[test]
    fn bars_whose_parts_end_anywhere_are_no_table() {
        let bar = |top: f32, at: f32| [(50.0, top, at, top + 20.0, 90), (at, top, 300.0, top + 20.0, 200)];
        let fills = [bar(100.0, 110.0), bar(120.0, 170.0), bar(140.0, 230.0)].concat();
        let words = [
            ("25", 60.0, 114.0),
            ("75", 250.0, 114.0),
            ("50", 60.0, 134.0),
            ("50", 250.0, 134.0),
        ];
        assert_eq!(read(&fills, &words), []);
    }

    #[test]
    fn a_rule_below_ends_the_last_row_though_most_of_it_is_blank() {
        let fills = [row(100.0, 230), row(140.0, 230)].concat();
        let words = [
            texts(114.0, ["a", "1", "2"]),
            texts(134.0, ["b", "3", "4"]),
            texts(154.0, ["c", "5", "6"]),
            vec![("last", 55.0, 174.0)],
        ];
        let rows = |rules: &[f32]| {
            let mut page = page_of(&fills, &words.concat());
            page.rulings = rules.iter().map(|y| h(*y, 50.0, 300.0)).collect();
            tables(&page).iter().map(|t| t.0).collect::<Vec<_>>()
        };
        assert_eq!((rows(&[]), rows(&[180.0])), (vec![3], vec![4]));
        // One right below the last background closes the table, unless the rows have rules between them.
        assert_eq!(rows(&[160.0, 180.0]), [3]);
        assert_eq!(rows(&[120.0, 140.0, 160.0, 180.0]), [4]);
    }

    #[test]
    fn a_row_of_several_lines_between_filled_ones_is_one_row_and_a_title_is_none() {
        let fills = [row(100.0, 230), row(180.0, 230)].concat();
        let rows = |middle: Vec<(&str, f32, f32)>| {
            let words = [
                texts(114.0, ["a", "1", "2"]),
                middle,
                texts(194.0, ["c", "5", "6"]),
            ];
            let found = read(&fills, &words.concat());
            found.iter().map(|t| t.0).collect::<Vec<_>>()
        };
        let lines = |x: f32| vec![("one", x, 138.0), ("two", x, 152.0), ("three", x, 166.0)];
        assert_eq!(rows([lines(55.0), vec![("3", 125.0, 138.0)]].concat()), [3]);
        // It crosses a border, or stands in one column alone.
        assert!(rows([lines(100.0), vec![("3", 205.0, 138.0)]].concat()) != [3]);
        assert!(rows(lines(55.0)) != [3]);
    }

    #[test]
    fn heads_above_the_first_row_keep_their_levels_and_spans() {
        let mut fills = row(100.0, 230);
        fills.extend(row(140.0, 230));
        let words = [
            vec![("Name", 55.0, 86.0), ("both years", 185.0, 80.0)],
            vec![("2020", 125.0, 92.0), ("2021", 205.0, 92.0)],
            texts(114.0, ["a", "1", "2"]),
            texts(134.0, ["b", "3", "4"]),
            texts(154.0, ["c", "5", "6"]),
        ];
        let found = read(&fills, &words.concat());
        let [(rows, cols, texts)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((*rows, *cols), (5, 3));
        assert_eq!(texts[..4], ["Name", "both years", "2020", "2021"]);
    }
}
