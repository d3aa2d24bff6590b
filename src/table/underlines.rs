//! Lines under words, which are no borders.

use crate::geometry::Orientation;
use crate::layout::words::Word;

use super::edges::Edge;
use super::settings::TableSettings;

/// Leaves out the lines that underline words: right below the letters, from the start of a word to the end of one,
/// and meeting no upright line. A border keeps away from the letters, or goes on to the next border.
pub(crate) fn without_underlines(
    edges: Vec<Edge>,
    words: &[Word],
    em: f32,
    settings: &TableSettings,
) -> Vec<Edge> {
    let mut by_height: Vec<&Word> = words.iter().collect();
    by_height.sort_by(|a, b| a.bbox.bottom.total_cmp(&b.bbox.bottom));
    let uprights: Vec<Edge> = edges
        .iter()
        .filter(|e| e.orientation == Orientation::Vertical)
        .copied()
        .collect();
    let largest = words.iter().map(|w| w.size).fold(0.0, f32::max);
    let keeps = |e: &Edge| {
        e.orientation == Orientation::Vertical
            || !underlines(e, &by_height, largest, settings)
            || meets(e, &uprights, settings.touch * em)
    };
    edges.into_iter().filter(keeps).collect()
}

fn meets(edge: &Edge, uprights: &[Edge], meet: f32) -> bool {
    uprights.iter().any(|v| {
        edge.position >= v.start - meet
            && edge.position <= v.end + meet
            && ((edge.start - v.position).abs() <= meet || (edge.end - v.position).abs() <= meet)
    })
}

/// Whether the line stands under words and is as long as they are; `words` are sorted by their lower side, and none
/// is larger than `largest`.
fn underlines(edge: &Edge, words: &[&Word], largest: f32, settings: &TableSettings) -> bool {
    let from = words.partition_point(|w| w.bbox.bottom < edge.position - settings.underline * largest);
    let under: Vec<&&Word> = words
        .iter()
        .skip(from)
        .take_while(|w| w.bbox.bottom < edge.position + settings.underline * largest)
        .filter(|w| (w.bbox.bottom - edge.position).abs() <= settings.underline * w.size)
        .filter(|w| w.bbox.x1 > edge.start && w.bbox.x0 < edge.end)
        .collect();
    let slack = under
        .iter()
        .map(|w| settings.underline * w.size)
        .fold(0.0, f32::max);
    let starts = under.iter().any(|w| (w.bbox.x0 - edge.start).abs() <= slack);
    // A blank behind the last word is underlined, too.
    let last = under.iter().map(|w| w.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
    let covered: f32 = under
        .iter()
        .map(|w| w.bbox.x1.min(edge.end) - w.bbox.x0.max(edge.start))
        .sum();
    starts && edge.end <= last + 3.0 * slack && covered >= settings.underline_cover * edge.length()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn left(position: f32, start: f32, end: f32, upright: Option<f32>) -> usize {
        let mut page = blank_page();
        print(&mut page, "number", 50.0, 100.0, 10.0, 0.0);
        let words = all_words(&page);
        let bbox: Rect = words[0].bbox;
        let edge = |orientation, position, start, end| Edge {
            orientation,
            position,
            start,
            end,
        };
        let mut edges = vec![edge(
            Orientation::Horizontal,
            bbox.bottom + position,
            bbox.x0 + start,
            bbox.x1 + end,
        )];
        edges.extend(upright.map(|x| edge(Orientation::Vertical, bbox.x1 + x, 80.0, 120.0)));
        without_underlines(edges, &words, 10.0, &TableSettings::default()).len()
    }

    #[test]
    fn a_line_right_below_a_word_is_no_border_and_a_longer_or_lower_one_is() {
        assert_eq!(left(-0.5, 0.0, 0.0, None), 0);
        assert_eq!(left(-0.5, -20.0, 20.0, None), 1);
        assert_eq!(left(4.0, 0.0, 0.0, None), 1);
    }

    #[test]
    fn a_line_that_ends_at_an_upright_one_is_a_border() {
        assert_eq!(left(-0.5, 0.0, 1.0, Some(1.0)), 2);
    }
}
