//! Headings that the file itself declares: its outline (the bookmarks of a viewer) names them, or its tag tree marks
//! them.
//!
//! Word processors write an entry for every paragraph that has a heading style. So where the entries of an outline
//! are found in the text, they are the headings, with their levels, and nothing has to be guessed from type sizes.
//! An outline that names other things (the files that were put together, the pages) is not found in the text and
//! tells nothing.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Budget, Error};
use crate::reader::pdf::{Bookmark, Mcid, PdfPage, TagKid, TagTree};

use super::contents;
use super::numbering::numbering;
use super::paragraphs::Paragraph;

/// The most lines that one heading runs over.
const MOST_LINES: usize = 12;
/// The least part of the entries, 0 to 1, that must be found in the text for the outline to be believed.
const LEAST_FOUND: f32 = 0.5;

/// A heading of the outline, found in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its first line, counted over the lines of all paragraphs.
    pub line: usize,
    /// How many lines it takes; they may be those of several paragraphs.
    pub lines: usize,
    /// How deep it stands in the outline: 1 at the top.
    pub depth: u8,
}

/// A line that may begin or continue a heading.
struct Place {
    page: u32,
    /// The run of paragraphs without a table between that it belongs to.
    run: usize,
    key: String,
    /// The key without an outline number at its start.
    bare: String,
}

/// Finds the entries of the outline among the paragraphs (`None` for a table or picture, with its page), ordered by
/// line. Empty when too few are found for the outline to be one of headings.
///
/// # Errors
/// The limits of `budget`.
pub fn find(
    paragraphs: &[(u32, Option<&Paragraph>)],
    bookmarks: &[Bookmark],
    budget: &Budget,
) -> Result<Vec<Declared>, Error> {
    if bookmarks.is_empty() {
        return Ok(Vec::new());
    }
    let places = places(paragraphs);
    let mut by_first: BTreeMap<char, Vec<usize>> = BTreeMap::new();
    for (i, place) in places.iter().enumerate() {
        let (a, b) = (place.key.chars().next(), place.bare.chars().next());
        for c in [a, b.filter(|_| a != b)].into_iter().flatten() {
            by_first.entry(c).or_default().push(i);
        }
    }
    let mut taken = vec![false; places.len()];
    let mut out: Vec<Declared> = Vec::new();
    let mut from = 0;
    for mark in bookmarks {
        let keys = [key(&mark.title), key(without_number(&mark.title))];
        let mut best: Option<(usize, usize)> = None;
        let firsts: Vec<char> = keys.iter().filter_map(|k| k.chars().next()).collect();
        for i in firsts.iter().filter_map(|c| by_first.get(c)).flatten().copied() {
            budget.work(1)?;
            let here = places
                .get(i)
                .is_some_and(|p| mark.page.is_none_or(|page| page == p.page));
            let free = taken.get(i) == Some(&false);
            // The entries follow the text: what stands behind the last one found is meant first.
            let rank = |i: usize| (i < from, i);
            if here
                && free
                && best.is_none_or(|(b, _)| rank(i) < rank(b))
                && let Some(lines) = keys.iter().find_map(|k| reach(&places, i, k))
            {
                best = Some((i, lines));
            }
        }
        if let Some((line, lines)) = best {
            taken.iter_mut().skip(line).take(lines).for_each(|t| *t = true);
            from = line + lines;
            out.push(Declared {
                line,
                lines,
                depth: mark.depth,
            });
        }
    }
    if (out.len() as f32) < LEAST_FOUND * bookmarks.len() as f32 {
        out.clear();
    }
    out.sort_by_key(|d| d.line);
    Ok(out)
}

/// The headings that the tag tree marks (H, H1 to H6; ISO 32000-1, 14.8.4.3.2), ordered by line. Empty for an untagged
/// file. `pages` are those that the paragraphs' characters stand on.
///
/// # Errors
/// The limits of `budget`.
pub fn tagged<'a>(
    paragraphs: &[(u32, Option<&Paragraph>)],
    tags: Option<&TagTree>,
    pages: impl Iterator<Item = &'a PdfPage>,
    budget: &Budget,
) -> Result<Vec<Declared>, Error> {
    let Some(tree) = tags else {
        return Ok(Vec::new());
    };
    let marked = marked_headings(tree, budget)?;
    if marked.is_empty() {
        return Ok(Vec::new());
    }
    let pages: BTreeMap<u32, &PdfPage> = pages.map(|p| (p.number, p)).collect();
    let mut out: Vec<Declared> = Vec::new();
    // Element, level and paragraph of the heading that the line before belongs to.
    let mut last: Option<(usize, u8, usize)> = None;
    let mut at = 0;
    for (i, (page, paragraph)) in paragraphs.iter().enumerate() {
        let chars = pages.get(page).map(|p| p.chars.as_slice()).unwrap_or_default();
        for line in paragraph.iter().flat_map(|p| &p.lines) {
            budget.work(1)?;
            // All of a line is a heading's; a line that only begins with one is a paragraph with a title run in.
            let mut heads = line.glyphs().map(|g| {
                let mcid = chars.get(g.index).and_then(|c| c.mcid)?;
                marked.get(&(*page, mcid)).copied()
            });
            let first = heads.next().flatten();
            let head = first.filter(|first| heads.all(|h| h.is_some_and(|h| h.0 == first.0)));
            // One element is one heading; so is what looks like one, though its lines may be marked one by one.
            let same = |(element, depth)| last.is_some_and(|l| l.0 == element || (l.1 == depth && l.2 == i));
            match (head, out.last_mut()) {
                (Some(head), Some(open)) if same(head) => open.lines += 1,
                (Some((_, depth)), _) => out.push(Declared {
                    line: at,
                    lines: 1,
                    depth,
                }),
                (None, _) => {}
            }
            last = head.map(|(element, depth)| (element, depth, i));
            at += 1;
        }
    }
    Ok(out)
}

/// Page and id of marked content with the number of the tree's element that it belongs to and that heading's level.
type Marked = BTreeMap<(u32, Mcid), (usize, u8)>;

/// For every marked content that is part of a heading the heading's number in the tree and its level.
fn marked_headings(tree: &TagTree, budget: &Budget) -> Result<Marked, Error> {
    let mut out = BTreeMap::new();
    for (i, node) in tree.nodes.iter().enumerate() {
        budget.work(1)?;
        let level = match node.role.as_str() {
            "H" => 1,
            role => match role.strip_prefix('H').and_then(|n| n.parse::<u8>().ok()) {
                Some(level @ 1..=9) => level,
                _ => continue,
            },
        };
        let mut stack = vec![i];
        while let Some(at) = stack.pop() {
            budget.work(1)?;
            for kid in tree.nodes.get(at).map(|n| n.kids.as_slice()).unwrap_or_default() {
                match kid {
                    // Nodes stand behind their parents, so that this ends.
                    TagKid::Node(kid) if *kid > at => stack.push(*kid),
                    TagKid::Node(_) => {}
                    TagKid::Content { page, mcid } => {
                        out.entry((*page, *mcid)).or_insert((i, level));
                    }
                }
            }
        }
    }
    Ok(out)
}

/// Cuts the paragraphs so that every heading found is one of its own, and gives it its depth; lines of several
/// paragraphs become one. What is no paragraph (`Err`) keeps its place.
pub fn cut<T>(
    items: Vec<(u32, Result<Paragraph, T>)>,
    found: &[Declared],
) -> Vec<(u32, Result<Paragraph, T>, Option<u8>)> {
    let mut out: Vec<(u32, Result<Paragraph, T>, Option<u8>)> = Vec::new();
    let mut found = found.iter().peekable();
    let mut at = 0;
    for (page, item) in items {
        let paragraph = match item {
            Ok(paragraph) => paragraph,
            Err(other) => {
                out.push((page, Err(other), None));
                continue;
            }
        };
        let column = paragraph.column;
        let mut drawn_mark = paragraph.drawn_mark;
        // The line before, when this one may go on with it: of a heading by its index, of a plain text `None`.
        let mut open: Option<Option<usize>> = None;
        for line in paragraph.lines {
            while found.next_if(|d| d.line + d.lines <= at).is_some() {}
            let heading = found.peek().filter(|d| d.line <= at);
            let id = heading.map(|d| d.line);
            let goes_on = match id {
                Some(first) if at > first => true,
                _ => open == Some(id),
            };
            match out.last_mut() {
                Some((_, Ok(last), _)) if goes_on => last.push(line),
                _ => {
                    let part = Paragraph {
                        // A bullet stands in front of the first line alone.
                        drawn_mark: std::mem::take(&mut drawn_mark) && heading.is_none(),
                        ..Paragraph::new(line, column)
                    };
                    out.push((page, Ok(part), heading.map(|d| d.depth)));
                }
            }
            open = Some(id);
            at += 1;
        }
    }
    out
}

fn places(paragraphs: &[(u32, Option<&Paragraph>)]) -> Vec<Place> {
    let mut out = Vec::new();
    // A run is named by the first paragraph behind a table or picture.
    let mut run = 0;
    let mut lists = contents::lists_among(paragraphs).into_iter().peekable();
    for (i, (page, paragraph)) in paragraphs.iter().enumerate() {
        let Some(paragraph) = paragraph else {
            run = i + 1;
            continue;
        };
        while lists.next_if(|list| list.end <= i).is_some() {}
        // An entry of a list of contents only names the heading.
        let is_entry = lists.peek().is_some_and(|list| list.contains(&i));
        if is_entry {
            run = i + 1;
        }
        out.extend(paragraph.lines.iter().map(|line| {
            let text = if is_entry { String::new() } else { line.text() };
            Place {
                page: *page,
                run,
                key: key(&text),
                bare: key(without_number(&text)),
            }
        }));
    }
    out
}

/// How many lines from `at` on give exactly `wanted`.
fn reach(places: &[Place], at: usize, wanted: &str) -> Option<usize> {
    let first = places.get(at)?;
    [&first.key, &first.bare].into_iter().find_map(|start| {
        let mut rest = wanted
            .strip_prefix(start.as_str())
            .filter(|_| !start.is_empty())?;
        let mut lines = 1;
        while !rest.is_empty() && lines < MOST_LINES {
            let next = places
                .get(at + lines)
                .filter(|p| p.run == first.run && p.page == first.page)?;
            rest = rest.strip_prefix(next.key.as_str())?;
            lines += 1;
        }
        rest.is_empty().then_some(lines)
    })
}

/// What of a text is compared: its letters and digits, whatever their width and case.
fn key(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn without_number(text: &str) -> &str {
    let Some((_, length)) = numbering(text) else {
        return text;
    };
    let at = text.char_indices().nth(length).map_or(text.len(), |(i, _)| i);
    text.get(at..).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::layout::flow::order;
    use crate::layout::paragraphs::paragraphs;
    use crate::layout::settings::LayoutSettings;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::PdfContent;

    fn found(lines: &[&str], marks: &[(&str, u8)]) -> Vec<(usize, usize, u8)> {
        let mut page = blank_page();
        for (i, text) in lines.iter().enumerate() {
            print(&mut page, text, 50.0, 100.0 + 30.0 * i as f32, 10.0, 0.0);
        }
        let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
        let paragraphs: Vec<_> = paragraphs(flow, &[], &[], &LayoutSettings::default())
            .into_iter()
            .flatten()
            .collect();
        let views: Vec<_> = paragraphs.iter().map(|p| (1, Some(p))).collect();
        let bookmarks: Vec<Bookmark> = marks
            .iter()
            .map(|(title, depth)| Bookmark {
                title: (*title).into(),
                depth: *depth,
                page: Some(1),
            })
            .collect();
        let budget = Budget::new(&Limits::default(), None);
        find(&views, &bookmarks, &budget)
            .unwrap()
            .iter()
            .map(|d| (d.line, d.lines, d.depth))
            .collect()
    }

    #[test]
    fn an_entry_is_found_over_two_lines_and_with_or_without_its_number() {
        let lines = ["1. Scope", "Scope", "of the second", "part", "text"];
        let marks = [("Scope", 1), ("2 Scope of the Second Part", 2)];
        assert_eq!(found(&lines, &marks), [(0, 1, 1), (1, 3, 2)]);
    }

    #[test]
    fn an_entry_of_the_outline_means_the_heading_and_not_the_line_in_the_list_of_contents() {
        let lines = ["Contents", "Scope", "Terms", "Scope", "some text", "Terms"];
        let marks = [("Scope", 1), ("Terms", 1)];
        assert_eq!(found(&lines, &marks), [(3, 1, 1), (5, 1, 1)]);
        assert_eq!(found(&lines[1..], &marks), [(0, 1, 1), (1, 1, 1)]);
    }

    #[test]
    fn a_heading_is_cut_out_of_its_paragraph() {
        let mut page = blank_page();
        for (i, text) in ["end of text", "Scope and", "purpose", "text"].iter().enumerate() {
            print(&mut page, text, 50.0, 100.0 + 12.0 * i as f32, 10.0, 0.0);
        }
        let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
        let mut all = paragraphs(flow, &[], &[], &LayoutSettings::default())
            .into_iter()
            .flatten();
        let mut whole = all.next().unwrap();
        all.flat_map(|p| p.lines).for_each(|line| whole.push(line));
        let heading = Declared {
            line: 1,
            lines: 2,
            depth: 2,
        };
        let parts: Vec<(String, Option<u8>)> = cut::<()>(vec![(1, Ok(whole))], &[heading])
            .into_iter()
            .map(|(_, p, depth)| (p.unwrap().text(), depth))
            .collect();
        let expect = [
            ("end of text", None),
            ("Scope and purpose", Some(2)),
            ("text", None),
        ];
        assert_eq!(parts, expect.map(|(text, depth)| (text.to_owned(), depth)));
    }

    #[test]
    fn a_line_that_only_begins_like_an_entry_is_none() {
        assert_eq!(found(&["Scope of work", "text"], &[("Scope", 1)]), []);
    }

    #[test]
    fn an_outline_of_other_things_tells_nothing() {
        let marks = [("first.docx", 1), ("second.docx", 1), ("Scope", 2)];
        assert_eq!(found(&["Scope", "text"], &marks), []);
    }

    #[test]
    fn the_tag_tree_marks_headings_of_several_lines() {
        use crate::reader::pdf::TagNode;
        let mut page = blank_page();
        for (i, text) in ["Scope and", "purpose", "text of the body"].iter().enumerate() {
            let from = page.chars.len();
            print(&mut page, text, 50.0, 100.0 + 30.0 * i as f32, 10.0, 0.0);
            let id = i as u32;
            for c in page.chars.iter_mut().skip(from) {
                c.mcid = Some(Mcid { stream: 0, id });
            }
        }
        let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
        let paragraphs: Vec<_> = paragraphs(flow, &[], &[], &LayoutSettings::default())
            .into_iter()
            .flatten()
            .collect();
        let node = |role: &str, ids: &[u32]| TagNode {
            role: role.to_owned(),
            kids: ids
                .iter()
                .map(|id| TagKid::Content {
                    page: 1,
                    mcid: Mcid { stream: 0, id: *id },
                })
                .collect(),
            row_span: 1,
            col_span: 1,
        };
        let content = PdfContent {
            tags: Some(TagTree {
                nodes: vec![node("H2", &[0, 1]), node("P", &[2])],
                roots: vec![0, 1],
            }),
            pages: vec![page],
            ..PdfContent::default()
        };
        let views: Vec<_> = paragraphs.iter().map(|p| (1, Some(p))).collect();
        let budget = Budget::new(&Limits::default(), None);
        let expect = Declared {
            line: 0,
            lines: 2,
            depth: 2,
        };
        let found = tagged(&views, content.tags.as_ref(), content.pages.iter(), &budget);
        assert_eq!(found.unwrap(), [expect]);
    }
}
