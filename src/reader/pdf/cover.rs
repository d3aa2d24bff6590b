//! Text that something painted later covers: a viewer shows the fill and not the text.

use super::{Char, Visibility};
use crate::geometry::Rect;

/// The part of a character's width and height about its middle, 0 to 1, that a fill has to cover: borders of the next cell
/// and the fills of lines of text beside it reach into a character's box, which is larger than its ink.
const CORE: f32 = 0.6;
/// A page whose fills take more looks at characters than this is a drawing.
const MOST_LOOKED: usize = 20_000_000;

/// An opaque fill, and how much text was there before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    /// Its box, clipped.
    pub(super) bbox: Rect,
    /// So many of the page's characters were painted before it.
    pub(super) before: usize,
}

/// Makes the visible characters invisible of which a later fill covers the middle; says how many they were, white space left
/// out. `chars` stand in the order of the stream.
pub(super) fn hide(chars: &mut [Char], covers: &[Cover]) -> usize {
    if covers.is_empty() {
        return 0;
    }
    let is_seen = |c: &Char| c.visibility == Visibility::Visible && c.bbox.is_sane();
    let mut order: Vec<(f32, usize)> = chars
        .iter()
        .enumerate()
        .filter(|(_, c)| is_seen(c))
        .map(|(i, c)| (c.bbox.center().y, i))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut looked, mut hidden) = (0, 0);
    for cover in covers {
        let from = order.partition_point(|(y, _)| *y < cover.bbox.top);
        let beside = order
            .iter()
            .skip(from)
            .take_while(|(y, _)| *y <= cover.bbox.bottom);
        for (_, i) in beside {
            looked += 1;
            if looked > MOST_LOOKED {
                return hidden;
            }
            let Some(c) = chars.get_mut(*i).filter(|_| *i < cover.before) else {
                continue;
            };
            if c.visibility == Visibility::Visible && holds(&cover.bbox, &core(&c.bbox)) {
                c.visibility = Visibility::Invisible;
                hidden += usize::from(!c.unicode.is_whitespace());
            }
        }
    }
    hidden
}

/// The middle of a box.
fn core(bbox: &Rect) -> Rect {
    let (x, y) = (
        (1.0 - CORE) / 2.0 * bbox.width(),
        (1.0 - CORE) / 2.0 * bbox.height(),
    );
    Rect::new(bbox.x0 + x, bbox.top + y, bbox.x1 - x, bbox.bottom - y)
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.x0 <= inner.x0 && outer.x1 >= inner.x1 && outer.top <= inner.top && outer.bottom >= inner.bottom
}
