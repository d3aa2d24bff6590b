//! What stands in a text and is none of it: running heads and page numbers that the pages of its source had, the empty line
//! that a page's end leaves. And texts whose line ends were lost, cut where their blanks and bars are.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::Rewritten;
use crate::document::{Furniture, FurnitureKind, Provenance};
use crate::reader::text::TextContent;
use crate::report::{normalise, order};

/// A line of more characters is one whose line ends were lost, where it has so many pieces.
const LONG: usize = 1_500;
const MANY_PIECES: usize = 60;
/// A longer line is no running head, in characters.
const MAX_HEAD: usize = 48;

/// A text without what is none of it, and what that was.
pub(super) struct Settled {
    /// The text.
    pub(super) rewritten: Rewritten,
    /// What was taken out, by its lines.
    pub(super) furniture: Vec<Furniture>,
}

impl Settled {
    /// Whether page numbers were taken out.
    pub(super) fn has_page_numbers(&self) -> bool {
        self.furniture.iter().any(|f| f.kind == FurnitureKind::PageNumber)
    }
}

/// Takes out of a text what is none of it.
pub(super) fn settle(content: &TextContent) -> Settled {
    let heads = running_heads(&content.lines);
    let page_starts: BTreeSet<usize> = content.pages.iter().copied().collect();
    let (mut lines, mut origins, mut furniture) = (Vec::new(), Vec::new(), Vec::new());
    // Whether the last line was taken out from behind an empty one: empty ones behind it are of the same gap.
    let mut closes_gap = false;
    for (at, line) in content.lines.iter().enumerate() {
        let kind = if order::is_page_number_line(line) {
            Some(FurnitureKind::PageNumber)
        } else if heads.contains(&at) {
            Some(FurnitureKind::PageHeader)
        } else {
            None
        };
        if let Some(kind) = kind {
            furniture.push(Furniture {
                kind,
                text: line.trim().to_owned(),
                provenance: vec![Provenance::Line(at as u32 + 1)],
            });
            closes_gap = lines.last().is_none_or(|l: &String| l.trim().is_empty());
        } else if closes_gap && line.trim().is_empty() {
            // It is gone with what stood before it.
        } else if !(line.is_empty() && page_starts.contains(&(at + 1))) {
            closes_gap = false;
            let mut push = |piece: &str| {
                lines.push(piece.to_owned());
                origins.push(at);
            };
            match pieces(line) {
                Some(pieces) => pieces.into_iter().for_each(push),
                None => push(line),
            }
        }
    }
    let place = |page: &usize| origins.partition_point(|origin| origin < page);
    let pages = content.pages.iter().map(place).collect();
    Settled {
        rewritten: Rewritten {
            content: TextContent {
                lines,
                pages,
                encoding: content.encoding,
            },
            origins,
        },
        furniture,
    }
}

/// The pieces of a line whose line ends were lost: what blanks and bars part. Words of other scripts go together.
fn pieces(line: &str) -> Option<Vec<&str>> {
    if line.len() <= LONG || line.chars().count() <= LONG {
        return None;
    }
    let ideographs = line.chars().filter(|c| !c.is_ascii()).count();
    let pieces = || line.split(|c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '│'));
    let filled: Vec<&str> = pieces().filter(|p| !p.is_empty()).collect();
    (filled.len() >= MANY_PIECES && ideographs * 4 > line.chars().count()).then_some(filled)
}

/// The lines (0-based) that print the title of the report once more: every time but the first. A page number may stand
/// beside it.
fn running_heads(lines: &[String]) -> BTreeSet<usize> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut heads = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(title) = title_of(line) else { continue };
        let times = seen.entry(title).or_default();
        *times += 1;
        if *times > 1 {
            heads.insert(at);
        }
    }
    heads
}

/// A line that reads as the title of a report, without blanks and page number.
fn title_of(line: &str) -> Option<String> {
    if line.len() > 4 * MAX_HEAD || !line.contains("公开") {
        return None;
    }
    let words = line
        .trim()
        .trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace() || matches!(c, '-' | '—'));
    let words = match words.split_once(char::is_whitespace) {
        Some((number, rest)) if number.chars().all(char::is_numeric) => rest,
        _ => words,
    };
    let squeezed = normalise::squeeze(words);
    let reads = squeezed.contains("信息公开")
        && (squeezed.ends_with("报告") || squeezed.ends_with("年报"))
        && squeezed.chars().count() <= MAX_HEAD
        && !squeezed.contains(['。', ',', ':', ';', '|']);
    reads.then_some(squeezed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str, pages: &[usize]) -> (Vec<String>, Vec<usize>, Vec<String>) {
        let content = TextContent {
            lines: text.split('\n').map(str::to_owned).collect(),
            pages: pages.to_vec(),
            encoding: "UTF-8",
        };
        let found = settle(&content);
        let furniture = found.furniture.into_iter().map(|f| f.text).collect();
        (found.rewritten.content.lines, found.rewritten.origins, furniture)
    }

    #[test]
    fn running_heads_and_page_numbers_are_no_text() {
        let title = "某局2023年政府信息公开工作年度报告";
        let text = format!("{title}\n一、总体情况\n— 1 —\n{title}\n甲\n\n乙\n{title} 2\n丙");
        let (lines, origins, furniture) = settled(&text, &[]);
        assert_eq!(lines, [title, "一、总体情况", "甲", "", "乙", "丙"]);
        assert_eq!(origins, [0, 1, 4, 5, 6, 8]);
        assert_eq!(furniture, ["— 1 —", title, &format!("{title} 2")]);
        let others = "某局2023年政府信息公开工作年度报告\n某局2022年政府信息公开工作年度报告";
        assert_eq!(settled(others, &[]).0.len(), 2);
    }

    #[test]
    fn no_gap_is_left_where_a_line_was() {
        assert_eq!(
            settled("a\n\n— 1 —\n\n\nb\n第2页\n\nc", &[]).0,
            ["a", "", "b", "", "c"]
        );
    }

    #[test]
    fn the_empty_line_at_the_end_of_a_page_is_none() {
        assert_eq!(settled("a\n\nb\n\nc", &[2]).0, ["a", "b", "", "c"]);
    }

    #[test]
    fn a_text_without_line_ends_is_cut_at_its_blanks_and_bars() {
        let row = "一、本年新收政府信息公开申请数量|1|0 0";
        let long = vec![row; 120].join(" ");
        let (lines, origins, _) = settled(&long, &[]);
        assert_eq!((lines.len(), lines[1].as_str(), origins[479]), (480, "1", 0));
        assert_eq!(settled(row, &[]).0, [row]);
    }
}
