//! Pieces of text looked up by where their middles are, so that a page of many rows takes no longer than its length asks.

use std::ops::Range;

use crate::table::stream::StreamChunk;

/// Sums of coordinates are this exact, in points.
const ROUNDING: f32 = 0.01;

/// Pieces from top to bottom, by their middles.
pub(super) struct ByMiddle<'a> {
    pieces: Vec<&'a StreamChunk>,
    /// Half the height of the tallest, in points.
    reach: f32,
}

impl<'a> ByMiddle<'a> {
    /// Sorts the pieces; those with one middle stay in their order.
    pub(super) fn new(pieces: impl IntoIterator<Item = &'a StreamChunk>) -> ByMiddle<'a> {
        let mut pieces: Vec<&StreamChunk> = pieces.into_iter().collect();
        pieces.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        let tallest = pieces.iter().map(|c| c.bbox.height()).fold(0.0, f32::max);
        ByMiddle {
            pieces,
            reach: tallest / 2.0,
        }
    }

    /// All of them.
    pub(super) fn pieces(&self) -> &[&'a StreamChunk] {
        &self.pieces
    }

    /// Which of them have their middles at these heights.
    pub(super) fn within(&self, heights: &Range<f32>) -> Range<usize> {
        let from = self.pieces.partition_point(|c| middle(c) < heights.start);
        from..self.pieces.partition_point(|c| middle(c) < heights.end).max(from)
    }

    /// Those that may reach into these heights, and some others around them.
    pub(super) fn around(&self, heights: &Range<f32>) -> &[&'a StreamChunk] {
        let reach = self.reach + ROUNDING;
        let wide = heights.start - reach..heights.end + reach;
        self.pieces.get(self.within(&wide)).unwrap_or_default()
    }

    /// The two that are nearest to the height `y`, with how far they are in points, 0 beside them: the nearest first, of two as
    /// near the upper one.
    pub(super) fn nearest(&self, y: f32) -> [Option<(f32, usize)>; 2] {
        let mut found = [None; 2];
        let mut up = self.pieces.partition_point(|c| middle(c) < y);
        let mut down = up;
        // The middle of one that is nearer than the second found is no further than that and its reach.
        let worth = |found: &[Option<(f32, usize)>; 2], c: &StreamChunk| {
            found[1].is_none_or(|(far, _)| (middle(c) - y).abs() - self.reach - ROUNDING <= far)
        };
        loop {
            let above = up.checked_sub(1).and_then(|i| self.pieces.get(i));
            let above = above.filter(|c| worth(&found, c));
            let below = self.pieces.get(down).filter(|c| worth(&found, c));
            let (at, piece) = match (above, below) {
                (Some(a), Some(b)) if y - middle(a) <= middle(b) - y => (up - 1, a),
                (Some(a), None) => (up - 1, a),
                (_, Some(b)) => (down, b),
                (None, None) => return found,
            };
            if at < up {
                up = at;
            } else {
                down = at + 1;
            }
            add(&mut found, (away(piece, y), at));
        }
    }
}

/// Keeps the two nearest, of those as near the upper ones.
fn add(found: &mut [Option<(f32, usize)>; 2], one: (f32, usize)) {
    let before = |a: (f32, usize), b: (f32, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_lt();
    let [first, second] = found;
    if first.is_none_or(|f| before(one, f)) {
        *second = first.replace(one);
    } else if second.is_none_or(|s| before(one, s)) {
        *second = Some(one);
    }
}

fn middle(piece: &StreamChunk) -> f32 {
    piece.bbox.center().y
}

/// How far above or below a piece `y` is, in points; 0 beside it.
fn away(piece: &StreamChunk, y: f32) -> f32 {
    (piece.bbox.top - y).max(y - piece.bbox.bottom).max(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::Rect;

    fn chunk(top: f32, height: f32) -> StreamChunk {
        StreamChunk {
            text: String::new(),
            bbox: Rect::new(0.0, top, 10.0, top + height),
            page: 1,
        }
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_that_a_sort_gives(
            places in prop::collection::vec((0_u8..60, 1_u8..30), 0..12),
            y in 0_u8..80,
        ) {
            let chunks: Vec<StreamChunk> = places.iter().map(|(t, h)| chunk(f32::from(*t), f32::from(*h))).collect();
            let by_middle = ByMiddle::new(&chunks);
            let y = f32::from(y);
            let mut sorted: Vec<(f32, usize)> =
                (0..).zip(by_middle.pieces()).map(|(i, c)| (away(c, y), i)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            let sorted = sorted.iter().copied().map(Some).chain([None, None]).take(2);
            prop_assert_eq!(by_middle.nearest(y).to_vec(), sorted.collect::<Vec<_>>());
        }

        #[test]
        fn around_misses_nothing_that_reaches_in(
            places in prop::collection::vec((0_u8..60, 1_u8..30), 0..12),
            from in 0_u8..60,
            height in 0_u8..20,
        ) {
            let chunks: Vec<StreamChunk> = places.iter().map(|(t, h)| chunk(f32::from(*t), f32::from(*h))).collect();
            let by_middle = ByMiddle::new(&chunks);
            let heights = f32::from(from)..f32::from(from) + f32::from(height);
            let reaches = |c: &&&StreamChunk| c.bbox.bottom >= heights.start && c.bbox.top <= heights.end;
            let n = by_middle.pieces().iter().filter(reaches).count();
            prop_assert_eq!(by_middle.around(&heights).iter().filter(reaches).count(), n);
        }
    }
}
