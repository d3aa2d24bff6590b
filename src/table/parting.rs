//! What is drawn between rows of a table without vertical lines: rules from side to side, and the edges of the backgrounds
//! that rows have by turns.

use crate::layout::words::Line;
use crate::reader::pdf::PdfPage;

/// A horizontal line: y, x0, x1 in points.
pub(super) type Rule = (f32, f32, f32);

/// The horizontal lines that may part rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parting<'a> {
    /// Drawn lines.
    pub(super) rules: &'a [Rule],
    /// Upper and lower edges of backgrounds.
    pub(super) edges: &'a [Rule],
}

/// More backgrounds than this are a picture made of fills.
const MOST_AREAS: usize = 4_000;
/// The background of a row is at least this high (em): one line with hardly any padding.
const ROW_HEIGHT_EM: f32 = 0.9;
/// Edges of the backgrounds of neighbouring cells lie within this many em.
const SAME_EDGE_EM: f32 = 0.15;
/// Backgrounds of neighbouring cells are no further apart than this many em.
const CELL_GAP_EM: f32 = 0.6;
/// Of so many lines between two rules one at least stands in columns where the rules are those of a table.
const LINES_A_ROW: usize = 4;
/// A text of a cell beside others takes no more than this part, 0 to 1, of the width of its table.
const CELL_WIDTH: f32 = 0.8;
/// More rules than this are not looked at: each pair is held against all lines.
const MOST_RULES: usize = 400;

/// The upper and lower edges of the backgrounds on a page that may be those of rows, those of neighbouring cells joined. `em` is
/// the page's type size in points.
pub(super) fn background_edges(page: &PdfPage, em: f32) -> Vec<Rule> {
    if page.areas.len() > MOST_AREAS {
        return Vec::new();
    }
    let row = |h: f32| h >= ROW_HEIGHT_EM * em && h < page.height / 2.0;
    let rows = page.areas.iter().map(|a| a.bbox).filter(|b| row(b.height()));
    let mut edges: Vec<Rule> = rows
        .flat_map(|b| [(b.top, b.x0, b.x1), (b.bottom, b.x0, b.x1)])
        .filter(|(y, x0, x1)| y.is_finite() && x1 > x0)
        .collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<Rule> = Vec::new();
    let mut level: Vec<Rule> = Vec::new();
    for edge in edges {
        if level
            .first()
            .is_some_and(|first| edge.0 - first.0 > SAME_EDGE_EM * em)
        {
            join_level(&mut level, em, &mut out);
        }
        level.push(edge);
    }
    join_level(&mut level, em, &mut out);
    out
}

/// Joins the edges of one height from left to right.
fn join_level(level: &mut Vec<Rule>, em: f32, out: &mut Vec<Rule>) {
    level.sort_by(|a, b| a.1.total_cmp(&b.1));
    let from = out.len();
    for (y, x0, x1) in level.drain(..) {
        match out.get_mut(from..).and_then(<[Rule]>::last_mut) {
            Some(last) if x0 - last.2 <= CELL_GAP_EM * em => last.2 = last.2.max(x1),
            _ => out.push((y, x0, x1)),
        }
    }
}

/// For every line whether it stands between two neighbouring rules of one length that have rows between them: text there is the
/// text of a cell. `tabular` says which lines have pieces side by side.
pub(super) fn held(lines: &[&Line], tabular: &[bool], rules: &[Rule], em: f32) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    if rules.len() > MOST_RULES {
        return out;
    }
    let mut sorted: Vec<Rule> = rules.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let alike = |a: &Rule, b: &Rule| (a.1 - b.1).abs() <= 0.3 * em && (a.2 - b.2).abs() <= 0.3 * em;
    for (i, upper) in sorted.iter().enumerate() {
        let mut below = sorted
            .iter()
            .skip(i + 1)
            .filter(|r| r.0 > upper.0 + SAME_EDGE_EM * em);
        let Some(lower) = below.find(|r| alike(upper, r)) else {
            continue;
        };
        let inside = |l: &Line| {
            let y = l.bbox.center().y;
            y > upper.0 && y < lower.0 && l.bbox.x0 > upper.1 - em && l.bbox.x1 < upper.2 + em
        };
        let between: Vec<usize> = (0..lines.len())
            .filter(|k| lines.get(*k).is_some_and(|l| inside(l)))
            .collect();
        let rows = between.iter().filter(|k| tabular.get(**k) == Some(&true)).count();
        // Running text takes all the width, and the text of a cell that of its column.
        let whole = |k: &&usize| {
            let line = lines.get(**k).map_or(0.0, |l| l.bbox.width());
            tabular.get(**k) != Some(&true) && line > CELL_WIDTH * (upper.2 - upper.1)
        };
        let text = between.iter().filter(whole).count() > 0;
        if !text && rows > 0 && rows * LINES_A_ROW >= between.len() {
            for k in between {
                if let Some(slot) = out.get_mut(k) {
                    *slot = true;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::layout::words::lines;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::FilledArea;

    #[test]
    fn edges_of_the_backgrounds_of_neighbouring_cells_are_one() {
        let mut page = blank_page();
        let cell = |x: f32, top: f32| FilledArea {
            bbox: Rect::new(x, top, x + 98.0, top + 16.0),
            lightness: 230,
        };
        page.areas = vec![
            cell(50.0, 100.0),
            cell(150.0, 100.0),
            cell(50.0, 132.0),
            cell(150.0, 132.0),
        ];
        let edges = background_edges(&page, 10.0);
        assert_eq!(edges.len(), 4);
        assert!(edges.iter().all(|e| e.1 == 50.0 && e.2 == 248.0));
    }

    #[test]
    fn lines_between_rules_with_rows_are_held_and_text_between_two_tables_is_not() {
        let mut page = blank_page();
        let mut at = 100.0;
        for (left, right) in [
            ("name", "what it is"),
            ("", "and so on"),
            ("kind", "other"),
            ("", ""),
            ("text", ""),
            ("a", "b"),
        ] {
            print(&mut page, left, 50.0, at, 10.0, 0.0);
            print(&mut page, right, 150.0, at, 10.0, 0.0);
            at += 14.0;
        }
        let all = lines(all_words(&page));
        let lines: Vec<&Line> = all.iter().collect();
        let tabular: Vec<bool> = lines
            .iter()
            .map(|l| l.words.len() > 1 && l.bbox.x0 < 60.0 && l.bbox.x1 > 140.0)
            .collect();
        let rule = |y: f32| (y, 45.0, 250.0);
        let found = held(
            &lines,
            &tabular,
            &[rule(88.0), rule(133.0), rule(160.0), rule(180.0)],
            10.0,
        );
        assert_eq!(found, [true, true, true, false, true]);
    }

    #[test]
    fn text_that_takes_all_the_width_between_two_rules_is_no_text_of_a_cell() {
        let mut page = blank_page();
        let running = "w".repeat(38);
        let texts = [("name", "kind"), ("Anna", "b"), (running.as_str(), "")];
        for (i, (left, right)) in texts.into_iter().enumerate() {
            print(&mut page, left, 50.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            print(&mut page, right, 150.0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        let all = lines(all_words(&page));
        let lines: Vec<&Line> = all.iter().collect();
        let rules = [(88.0, 45.0, 250.0), (140.0, 45.0, 250.0)];
        assert_eq!(held(&lines, &[true, true, false], &rules, 10.0), [false; 3]);
        assert_eq!(held(&lines[..2], &[true, true], &rules, 10.0), [true; 2]);
    }
}
