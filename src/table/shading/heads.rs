//! Heads without a background above rows that have one: the borders of their cells, from where their texts stand over the
//! columns.

use crate::geometry::Rect;
use crate::layout::headings::is_caption;
use crate::layout::words::{Line, Word, lines};
use crate::table::columns::{Column, Segment, between_borders, cut_at_columns, segments};
use crate::table::edges::Edge;
use crate::table::settings::TableSettings;
use crate::table::{leaves, stack};

use super::{level, upright};

/// A head has at most so many lines.
const MOST_LINES: usize = 6;

/// The borders of the cells of a head that ends at the upper side of `body`, whose column borders are `xs`; `None` when
/// what stands above is no head with a text for every column (but the first, of labels). `rules` are horizontal lines as
/// (y, x0, x1); lengths in points, `em` is the type size.
pub(super) fn edges(
    body: &Rect,
    xs: &[f32],
    words: &[Word],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Edge>> {
    let columns = between_borders(xs, em);
    let mut near = lines_above(body, &columns, words, rules, em, settings);
    while !near.is_empty() {
        if let Some(found) = cells(&near, &columns, rules, em, settings) {
            let top = near.iter().map(|l| l.bbox.top).fold(f32::INFINITY, f32::min) - 0.2 * em;
            return Some(borders(body, top, xs, found));
        }
        near.pop();
    }
    None
}

/// The borders of the cells of a head of several levels inside one background `tile` that ends at the upper side of `body`; `None`
/// when the texts in it are no such head.
pub(super) fn edges_inside(
    tile: &Rect,
    body: &Rect,
    xs: &[f32],
    words: &[Word],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<Vec<Edge>> {
    let inside = words.iter().filter(|w| tile.contains(w.center()));
    let mut near = lines(inside.cloned().collect());
    if near.len() > MOST_LINES {
        return None;
    }
    near.sort_by(|a, b| b.bbox.center().y.total_cmp(&a.bbox.center().y));
    let found = cells(&near, &between_borders(xs, em), rules, em, settings)?;
    (found.0 > 1).then(|| borders(body, tile.top, xs, found))
}

/// The lines right above the body, the lowest first, up to the first rule over the whole width or wide white.
fn lines_above(
    body: &Rect,
    columns: &[Column],
    words: &[Word],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Vec<Line> {
    let reach = body.top - MOST_LINES as f32 * settings.row_gap * em;
    let above = |w: &&Word| w.center().y < body.top && w.bbox.top > reach;
    let mut all = lines(words.iter().filter(above).cloned().collect());
    all.sort_by(|a, b| b.bbox.center().y.total_cmp(&a.bbox.center().y));
    let mut out: Vec<Line> = Vec::new();
    for line in all.into_iter().take(MOST_LINES) {
        let below = out.last().map_or(body.top, |l| l.bbox.top);
        let whole = |r: &(f32, f32, f32)| {
            r.0 > line.bbox.center().y && r.0 < below && r.1 <= body.x0 + em && r.2 >= body.x1 - em
        };
        let parted = !out.is_empty() && rules.iter().any(whole);
        let outside = line.bbox.x0 < body.x0 - 0.2 * em || line.bbox.x1 > body.x1 + 0.2 * em;
        let far = below - line.bbox.bottom > settings.row_gap * 0.5 * em;
        if parted || outside || far || is_text_above(&line, out.first(), columns) {
            break;
        }
        out.push(line);
    }
    out
}

/// Whether a line is the title of a table, or of the text above: a caption, larger type than the lowest line of the head,
/// or one piece from the first column into others or over all of them.
fn is_text_above(line: &Line, lowest: Option<&Line>, columns: &[Column]) -> bool {
    let larger = lowest.is_some_and(|l| line.size > 1.08 * l.size);
    let pieces = segments(line);
    let all_over = match pieces.as_slice() {
        [only] => {
            let b = only.bbox;
            let reaches = |c: &&Column| b.x0 < c.x1 && b.x1 > c.x0;
            let first = columns.first().is_some_and(|c| reaches(&c));
            let n = columns.iter().filter(reaches).count();
            n == columns.len() || (first && n > 1)
        }
        _ => false,
    };
    larger || all_over || is_caption(&line.text())
}

/// The cells of the head that these lines make, with the number of levels.
fn cells(
    near: &[Line],
    columns: &[Column],
    rules: &[(f32, f32, f32)],
    em: f32,
    settings: &TableSettings,
) -> Option<(usize, Vec<stack::HeadCell>)> {
    let rows: Vec<Vec<Segment>> = near
        .iter()
        .rev()
        .map(|l| cut_at_columns(segments(l), columns, em, settings))
        .collect();
    let texts: Vec<&[Segment]> = rows.iter().map(Vec::as_slice).collect();
    // A head widens no column: its cell ends where the one below does.
    let told = leaves::columns(columns, &texts, rules, em)?;
    let same = |(a, b): (&Column, &Column)| a.x0 == b.x0 && a.x1 == b.x1;
    if !told.iter().zip(columns).all(same) {
        return None;
    }
    let all = rows.into_iter().flatten().map(|s| (s.words, s.bbox)).collect();
    let mut texts = stack::texts(all, columns, rules, em);
    stack::widen(&mut texts, columns, rules, em);
    Some(stack::cells(texts, columns.len()))
}

/// The sides of the cells of a head from `top` down to the body: levels part in the middle between the lowest text of one and the
/// highest of the next.
fn borders(body: &Rect, top: f32, xs: &[f32], (levels, cells): (usize, Vec<stack::HeadCell>)) -> Vec<Edge> {
    let boxes = |pick: &dyn Fn(&stack::HeadCell) -> bool| {
        let some = cells.iter().filter(|c| pick(c));
        some.flat_map(|c| c.words.iter().map(|w| w.bbox))
            .collect::<Vec<Rect>>()
    };
    let mut ys = vec![top];
    for border in 1..levels {
        let above = boxes(&|c| c.rows.end == border);
        let below = boxes(&|c| c.rows.start == border);
        let bottom = above.iter().map(|b| b.bottom).fold(f32::NEG_INFINITY, f32::max);
        let next = below.iter().map(|b| b.top).fold(f32::INFINITY, f32::min);
        ys.push((bottom + next) / 2.0);
    }
    ys.push(body.top);
    let mut out = vec![level(top, body.x0, body.x1), level(body.top, body.x0, body.x1)];
    let ends =
        |range: &std::ops::Range<usize>, at: &[f32]| Some((*at.get(range.start)?, *at.get(range.end)?));
    for cell in &cells {
        let (Some((y0, y1)), Some((x0, x1))) = (ends(&cell.rows, &ys), ends(&cell.cols, xs)) else {
            continue;
        };
        out.extend([
            level(y0, x0, x1),
            level(y1, x0, x1),
            upright(x0, y0, y1),
            upright(x1, y0, y1),
        ]);
    }
    out.extend([body.x0, body.x1].map(|x| upright(x, top, body.top)));
    out
}
