//! Page headers, page footers and page numbers: told by where they stand, by what repeats from page to page, and by
//! the shape of a page number.

use std::collections::BTreeMap;

use crate::document::FurnitureKind;

use super::numbering::list_mark;
use super::script::normalised;
use super::words::Line;
use crate::fold::half_width;

/// Furniture stands in this part of the page's height at the top or the bottom: margins of up to an eighth are usual,
/// and a running head may have two lines.
const ZONE: f32 = 0.14;
/// A page number stands apart from the text by at least this many em.
const APART_EM: f32 = 0.8;
/// The rows of a table follow its head within this many em, bottom to top: a rule with white on both sides lies between.
const HEAD_GAP_EM: f32 = 1.25;
/// The same line on two pages may differ in height by this many points: rounding and different margins.
const SAME_HEIGHT: f32 = 6.0;
/// A line comes again as furniture within so many pages: heads of left and right pages take turns.
const NEXT_PAGES: usize = 2;
/// A line on this part of all pages is furniture wherever they are.
const MANY_PAGES: f32 = 0.25;
/// A line that touches the text is furniture on this part of all pages; on fewer it is text that happens to stand alike.
const MOST_PAGES: f32 = 0.5;
/// At most this many lines at either end of a page are looked at.
const MOST_LINES: usize = 4;
/// The names of groups above the names of columns are at most so many pieces together.
const HEAD_PIECES: usize = 16;

/// A page's lines outside tables, with the page's height in points and the span of everything printed in tables.
#[derive(Clone, Debug)]
pub struct PageLines<'a> {
    /// The lines from top to bottom.
    pub lines: &'a [Line],
    /// The page's height.
    pub height: f32,
    /// Top and bottom of the tables on the page, if any: furniture does not stand between them.
    pub tables: Option<(f32, f32)>,
}

/// A line that may be furniture.
struct Candidate {
    page: usize,
    line: usize,
    top: bool,
    y: f32,
    shape: String,
    text: String,
    apart: bool,
    alone: bool,
}

/// Which lines are furniture: for every page a list of (index of the line, kind), by line.
pub fn find(pages: &[PageLines<'_>]) -> Vec<Vec<(usize, FurnitureKind)>> {
    let mut out: Vec<Vec<(usize, FurnitureKind)>> = vec![Vec::new(); pages.len()];
    let mut found = Vec::new();
    for (i, page) in pages.iter().enumerate() {
        found.extend(candidates(i, page));
    }
    let mut shapes: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (i, c) in found.iter().enumerate() {
        shapes.entry((c.top, &c.shape)).or_default().push(i);
    }
    // From the text outwards, so that the second line of a head is known before the first.
    let mut inner: Option<&Candidate> = None;
    for c in found.iter().rev() {
        let alike = shapes.get(&(c.top, c.shape.as_str()));
        let pages_alike = alike.map_or_else(Vec::new, |list| {
            let mut pages: Vec<usize> = list
                .iter()
                .filter_map(|&j| found.get(j))
                .filter(|d| (d.y - c.y).abs() <= SAME_HEIGHT)
                .map(|d| d.page)
                .collect();
            pages.dedup();
            pages
        });
        let on_furniture = inner.is_some_and(|i| (i.page, i.top) == (c.page, c.top));
        let kind = kind_of(c, &pages_alike, pages.len(), on_furniture);
        if let (Some(kind), Some(list)) = (kind, out.get_mut(c.page)) {
            list.push((c.line, kind));
        }
        inner = kind.map(|_| c);
    }
    for list in &mut out {
        list.sort_by_key(|(line, _)| *line);
        list.dedup_by_key(|(line, _)| *line);
    }
    out
}

/// What a line is, that looks like it on these pages, of so many; `on_furniture` says whether the next line towards the text
/// is furniture.
fn kind_of(c: &Candidate, alike: &[usize], pages: usize, on_furniture: bool) -> Option<FurnitureKind> {
    let number = page_number(&c.text);
    let pages_alike = alike.len();
    match number {
        // A dressed number (`— 3 —`, `第3页`) is enough by itself; a bare one has to stand alone and to be a number
        // that the page can have.
        Some(Dress::Dressed) if c.apart => return Some(FurnitureKind::PageNumber),
        Some(Dress::Bare) if !c.alone || c.text.trim() == "0" => return None,
        Some(Dress::Bare) if c.apart && (pages_alike >= 2 || !c.top) => {
            return Some(FurnitureKind::PageNumber);
        }
        _ => {}
    }
    if !c.apart && pages <= 2 {
        return None;
    }
    let share = pages_alike as f32 / pages as f32;
    let comes_soon = alike
        .iter()
        .any(|&p| p != c.page && p.abs_diff(c.page) <= NEXT_PAGES);
    let is_text = !c.apart && !on_furniture && share < MOST_PAGES;
    // The mark of a list item is alike on any two pages.
    let is_mark = number.is_none() && list_mark(&format!("{} x", c.text)) == Some(c.text.len());
    if is_mark || is_text || !(comes_soon || share >= MANY_PAGES) {
        return None;
    }
    // With two pages alone, chance can repeat a line: only the very same text counts there, and it does by its shape.
    (pages_alike >= 2 && (pages > 2 || !c.shape.contains('#') || c.apart)).then_some(if c.top {
        FurnitureKind::PageHeader
    } else {
        FurnitureKind::PageFooter
    })
}

fn candidates(index: usize, page: &PageLines<'_>) -> Vec<Candidate> {
    let mut order: Vec<usize> = (0..page.lines.len()).collect();
    let top = |i: &usize| page.lines.get(*i).map_or(0.0, |l| l.bbox.top);
    order.sort_by(|a, b| top(a).total_cmp(&top(b)));
    let mut out = Vec::new();
    let ends: [(bool, Vec<usize>); 2] = [
        (true, order.iter().copied().take(MOST_LINES).collect()),
        (false, order.iter().rev().copied().take(MOST_LINES).collect()),
    ];
    for (at_top, list) in ends {
        for (k, &i) in list.iter().enumerate() {
            let Some(line) = page.lines.get(i) else { continue };
            if at_top && heads_columns(order.iter().copied().skip(k).take(HEAD_PIECES), page) {
                break;
            }
            let y = line.bbox.center().y;
            let in_zone = if at_top {
                y < ZONE * page.height && page.tables.is_none_or(|(t, _)| y < t)
            } else {
                y > (1.0 - ZONE) * page.height && page.tables.is_none_or(|(_, b)| y > b)
            };
            if !in_zone {
                break;
            }
            let next = list.get(k + 1).and_then(|&j| page.lines.get(j));
            let text = line.text();
            out.push(Candidate {
                page: index,
                line: i,
                top: at_top,
                y,
                shape: shape(&text),
                apart: stands_apart(line, next, page, at_top),
                alone: stands_alone(i, page),
                text,
            });
        }
    }
    out
}

/// Whether the line is parted from the text next to it, or shares its height with it (left and right foot).
fn stands_apart(line: &Line, next: Option<&Line>, page: &PageLines<'_>, at_top: bool) -> bool {
    let gap = |top: f32, bottom: f32| {
        if at_top {
            top - line.bbox.bottom
        } else {
            line.bbox.top - bottom
        }
    };
    let from_text = next.map_or(f32::INFINITY, |n| gap(n.bbox.top, n.bbox.bottom));
    let from_table = page.tables.map_or(f32::INFINITY, |(t, b)| gap(t, b));
    from_text.min(from_table) > APART_EM * line.size || from_text < -0.5 * line.size
}

/// Whether the first of these lines, from the top of the page down, is the head of a table without rules or a title
/// right above it: a row of three pieces or more with another row of pieces close below. Such a head comes again on every page.
fn heads_columns(below: impl Iterator<Item = usize>, page: &PageLines<'_>) -> bool {
    let mut lines = below.filter_map(|i| Some((i, page.lines.get(i)?)));
    let mut above: Option<&Line> = None;
    lines
        .by_ref()
        .map_while(|(i, line)| {
            let close = above.is_none_or(|a| line.bbox.top - a.bbox.bottom <= APART_EM * a.size);
            above = Some(line);
            close.then_some((i, line))
        })
        .any(|(i, line)| {
            let goes_on = page.lines.iter().enumerate().any(|(k, l)| {
                let gap = l.bbox.top - line.bbox.bottom;
                let close = !is_level(l, line) && gap > -0.5 * line.size && gap <= HEAD_GAP_EM * line.size;
                close && beside(k, page) >= 1
            });
            goes_on && beside(i, page) >= 2
        })
}

fn is_level(a: &Line, b: &Line) -> bool {
    (a.bbox.center().y - b.bbox.center().y).abs() < 0.5 * b.size
}

/// How many other pieces stand at the line's height.
fn beside(at: usize, page: &PageLines<'_>) -> usize {
    let Some(line) = page.lines.get(at) else { return 0 };
    let others = page
        .lines
        .iter()
        .enumerate()
        .filter(|(i, l)| *i != at && is_level(l, line));
    others.count()
}

/// Whether no other piece stands at the line's height, but for one or two far away (left and right foot).
fn stands_alone(at: usize, page: &PageLines<'_>) -> bool {
    at < page.lines.len() && beside(at, page) <= 2
}

/// The text with every run of digits as `#` and without spaces, so that page numbers do not hide repetition.
fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in normalised(text).chars() {
        if c.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else if !c.is_whitespace() {
            out.push(c);
        }
    }
    out
}

/// How a page number is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    /// A number alone.
    Bare,
    /// With dashes, words or a total.
    Dressed,
}

/// Whether a line is a page number that says so by its dress: `— 3 —`, `第3页`, `3/12`.
pub fn is_dressed_page_number(line: &str) -> bool {
    page_number(line) == Some(Dress::Dressed)
}

/// Whether the text is a page number, and how it is dressed.
fn page_number(text: &str) -> Option<Dress> {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    let dash = |c: char| {
        matches!(
            c,
            '-' | '—' | '–' | '―' | '‐' | '‑' | '−' | '·' | '•' | '~' | '|' | '一' | '[' | ']'
        )
    };
    let is_number = |s: &str| {
        let digits = !s.is_empty() && s.len() <= 4 && s.chars().all(|c| c.is_ascii_digit());
        let roman = !s.is_empty() && s.len() <= 6 && s.chars().all(|c| "ivxlc".contains(c));
        digits || roman
    };
    if is_number(&plain) {
        return Some(Dress::Bare);
    }
    let inner = plain.trim_matches(dash);
    if is_number(inner) {
        return Some(Dress::Dressed);
    }
    let parts = inner
        .trim_start_matches("page")
        .trim_start_matches('第')
        .trim_end_matches('页');
    if is_number(parts) && parts != inner {
        return Some(Dress::Dressed);
    }
    let pair = parts
        .split_once("页共")
        .or_else(|| parts.split_once("页/共"))
        .or_else(|| parts.split_once("页,共"))
        .or_else(|| parts.split_once('/'))
        .or_else(|| parts.split_once("of"));
    let strip = |s: &str| {
        s.trim_matches(|c: char| c == '共' || c == '页' || c == '第')
            .to_owned()
    };
    match pair {
        Some((a, b)) if is_number(&strip(a)) && is_number(&strip(b)) => Some(Dress::Dressed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::lines;
    use crate::layout::words::tests::{all_words, blank_page, print};

    #[test]
    fn page_numbers_in_every_dress_are_known() {
        for text in [
            "— 3 —",
            "- 3 -",
            "3/12",
            "第3页",
            "第 3 页 共 12 页",
            "Page 3 of 12",
            "－３－",
        ] {
            assert_eq!(page_number(text), Some(Dress::Dressed), "{text}");
        }
        assert_eq!(page_number("12"), Some(Dress::Bare));
        for text in ["3件", "2023年", "总计"] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_repeated_head_is_furniture_and_a_repeated_body_line_is_not() {
        let mut pages = Vec::new();
        for _ in 0..3 {
            let mut page = blank_page();
            print(&mut page, "某局年度报告", 200.0, 40.0, 9.0, 0.0);
            print(&mut page, "正文", 80.0, 300.0, 12.0, 0.0);
            print(&mut page, "— 1 —", 280.0, 770.0, 9.0, 0.0);
            pages.push(lines(all_words(&page)));
        }
        let views: Vec<PageLines<'_>> = pages
            .iter()
            .map(|lines| PageLines {
                lines,
                height: 800.0,
                tables: None,
            })
            .collect();
        let found = find(&views);
        let expect = vec![(0, FurnitureKind::PageHeader), (2, FurnitureKind::PageNumber)];
        assert_eq!(found, [expect.clone(), expect.clone(), expect]);
    }

    /// How many lines of pages with these first lines are furniture; another line follows at this distance.
    fn heads(firsts: &[&str], gap: f32) -> usize {
        let print_page = |(i, first): (usize, &&str)| {
            let mut page = blank_page();
            print(&mut page, first, 80.0, 60.0, 10.0, 0.0);
            let words = [
                "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "more",
            ];
            print(&mut page, words[i % words.len()], 80.0, 60.0 + gap, 10.0, 0.0);
            print(&mut page, "text of the page", 80.0, 300.0, 10.0, 0.0);
            lines(all_words(&page))
        };
        let pages: Vec<Vec<Line>> = firsts.iter().enumerate().map(print_page).collect();
        let view = |lines| PageLines {
            lines,
            height: 800.0,
            tables: None,
        };
        find(&pages.iter().map(|p| view(p)).collect::<Vec<_>>())
            .iter()
            .map(Vec::len)
            .sum()
    }

    #[test]
    fn text_that_comes_again_far_away_or_at_the_text_or_as_a_mark_is_no_head() {
        let far = ["alpha", "b", "c", "d", "e", "f", "g", "h", "i", "alpha", "k"];
        assert_eq!(heads(&far, 60.0), 0);
        let soon = ["alpha", "alpha", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        assert_eq!(heads(&soon, 60.0), 2);
        assert_eq!(heads(&soon, 14.0), 0);
        assert_eq!(heads(&["alpha"; 5], 14.0), 5);
        assert_eq!(heads(&["1.", "2.", "1.", "c)"], 60.0), 0);
    }

    #[test]
    fn the_head_of_a_table_on_every_page_is_no_furniture() {
        let page = |gap: f32| {
            let mut page = blank_page();
            for (text, x) in [("name", 80.0), ("sum", 200.0), ("of all", 320.0)] {
                print(&mut page, text, x, 40.0, 10.0, 0.0);
                print(&mut page, "12", x, 40.0 + gap, 10.0, 0.0);
                print(&mut page, "15", x, 56.0 + gap, 10.0, 0.0);
            }
            flow_pieces(&page)
        };
        // Names of groups, more pieces than are looked at as furniture, above the names of columns.
        let groups = || {
            let mut page = blank_page();
            let above = [
                ("Office", 80.0, 46.0),
                ("of town", 130.0, 46.0),
                ("early", 220.0, 40.0),
                ("late", 320.0, 40.0),
            ];
            for (text, x, y) in above {
                print(&mut page, text, x, y, 10.0, 0.0);
            }
            for x in [200.0, 250.0, 300.0, 350.0] {
                print(&mut page, "sum", x, 54.0, 10.0, 0.0);
                print(&mut page, "12", x, 68.0, 10.0, 0.0);
                print(&mut page, "15", x, 82.0, 10.0, 0.0);
            }
            flow_pieces(&page)
        };
        let count = |pages: Vec<Vec<Line>>| {
            let views: Vec<PageLines<'_>> = pages
                .iter()
                .map(|lines| PageLines {
                    lines,
                    height: 800.0,
                    tables: None,
                })
                .collect();
            find(&views).iter().map(Vec::len).sum::<usize>()
        };
        let furniture = |gap: f32| count((0..3).map(|_| page(gap)).collect());
        let grouped = count((0..3).map(|_| groups()).collect());
        assert_eq!(furniture(16.0), 0);
        assert_eq!(grouped, 0);
        // With a wide gap below it is a running head: left, middle and right.
        assert_eq!(furniture(200.0), 9);
    }

    fn flow_pieces(page: &crate::reader::pdf::PdfPage) -> Vec<Line> {
        let words = all_words(page);
        crate::layout::flow::pieces(words, 10.0)
            .into_iter()
            .filter_map(Line::new)
            .collect()
    }
}
