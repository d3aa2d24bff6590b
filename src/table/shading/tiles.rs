//! The filled areas of a page that may be the backgrounds of cells.

use crate::geometry::Rect;
use crate::layout::words::Word;
use crate::reader::pdf::PdfPage;
use crate::table::settings::TableSettings;

/// A filled area that may be the background of a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tile {
    pub(super) bbox: Rect,
    pub(super) lightness: u8,
}

/// The areas that may be cells: each once, with room for a line of text, no larger than a part of the page, and not
/// wrapped around the text in it.
pub(super) fn tiles(page: &PdfPage, words: &[Word], em: f32, settings: &TableSettings) -> Vec<Tile> {
    let most = settings.single_area * page.width * page.height;
    let mut tiles: Vec<Tile> = page
        .areas
        .iter()
        .map(|a| Tile {
            bbox: a.bbox,
            lightness: a.lightness,
        })
        .filter(|t| t.bbox.is_sane() && t.bbox.width().min(t.bbox.height()) >= settings.room * em)
        .filter(|t| t.bbox.area() <= most)
        .collect();
    // What is painted last is seen.
    tiles.reverse();
    tiles.sort_by(|a, b| {
        (a.bbox.top.total_cmp(&b.bbox.top))
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
            .then(a.bbox.x1.total_cmp(&b.bbox.x1))
            .then(a.bbox.bottom.total_cmp(&b.bbox.bottom))
    });
    tiles.dedup_by(|a, b| a.bbox == b.bbox);
    if tiles.len() <= settings.most_tiles {
        tiles.retain(|t| !is_marked_text(&t.bbox, words, settings));
    }
    tiles
}

/// Whether an area begins and ends with the text in it, as the colour behind marked words does.
fn is_marked_text(bbox: &Rect, words: &[Word], settings: &TableSettings) -> bool {
    let inside = words.iter().filter(|w| bbox.contains(w.center()));
    let text = inside.fold(None, |sum: Option<(Rect, f32)>, w| match sum {
        Some((r, size)) => Some((r.union(&w.bbox), size.max(w.size))),
        None => Some((w.bbox, w.size)),
    });
    text.is_some_and(|(text, size)| {
        let (before, after) = (text.x0 - bbox.x0, bbox.x1 - text.x1);
        let ends = before.max(after) < settings.padding * size && bbox.height() < 2.0 * size;
        // With blanks behind the last word, begun where it begins and no higher than the line.
        let blank =
            before < 0.25 * settings.padding * size && after < 1.2 * size && bbox.height() < 1.35 * size;
        ends || blank
    })
}

/// Leaves out what lies behind several other tiles (the background of a row, of a table, of a box), and what lies inside
/// a cell: some writers paint each line of a cell once more.
pub(super) fn without_grounds(tiles: Vec<Tile>, em: f32, settings: &TableSettings) -> Vec<Tile> {
    let slack = settings.snap * em;
    let is_inside = |o: &Tile, t: &Tile| {
        let around = t.bbox.grown(slack);
        o.bbox != t.bbox
            && o.bbox.area() < 0.95 * t.bbox.area()
            && o.bbox.x0 >= around.x0
            && o.bbox.x1 <= around.x1
            && o.bbox.top >= around.top
            && o.bbox.bottom <= around.bottom
    };
    let mut is_ground = vec![false; tiles.len()];
    let mut is_inner = vec![false; tiles.len()];
    for (t, ground) in tiles.iter().zip(&mut is_ground) {
        let inner: Vec<usize> = (0..tiles.len())
            .filter(|&i| tiles.get(i).is_some_and(|o| is_inside(o, t)))
            .collect();
        let boxes: Vec<&Rect> = inner
            .iter()
            .filter_map(|&i| tiles.get(i))
            .map(|o| &o.bbox)
            .collect();
        // From side to side, or side by side: rows and cells. The lines of a cell keep away from its sides.
        let reaches = |b: &&Rect| b.x0 <= t.bbox.x0 + slack && b.x1 >= t.bbox.x1 - slack;
        *ground = boxes.len() > 1 && (boxes.iter().any(reaches) || boxes.windows(2).any(is_side_by_side));
        if !*ground {
            for i in inner {
                if let Some(slot) = is_inner.get_mut(i) {
                    *slot = true;
                }
            }
        }
    }
    let left_out = is_ground.into_iter().zip(is_inner);
    let kept = tiles
        .into_iter()
        .zip(left_out)
        .filter(|(_, (ground, inner))| !ground && !inner);
    kept.map(|(tile, _)| tile).collect()
}

/// Whether two boxes in a row share most of their height.
fn is_side_by_side(pair: &[&Rect]) -> bool {
    let [a, b] = pair else { return false };
    let level = a.bottom.min(b.bottom) - a.top.max(b.top);
    level > 0.5 * a.height().min(b.height())
        && (a.x1 <= b.x0 + 0.1 * a.width() || b.x1 <= a.x0 + 0.1 * b.width())
}
