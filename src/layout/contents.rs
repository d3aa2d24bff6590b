//! Entries of a table of contents: a title, a leader of dots or a wide gap, and a page number; or a title alone, below a line
//! that says contents, which stands once more where its part begins.

use std::collections::BTreeMap;
use std::ops::Range;

use super::paragraphs::Paragraph;
use super::settings::LayoutSettings;
use super::words::Line;

/// Fewest dots in a row, counted, that lead from a text to a page or a figure; an ellipsis has three, or six in Chinese print.
pub(crate) const LEADER_DOTS: usize = 5;

/// How many dots a character of a leader prints; `None` for other characters.
pub(crate) fn dots(c: char) -> Option<usize> {
    match c {
        '.' | '·' | '‧' | '∙' | '•' | '．' | '․' => Some(1),
        '…' | '⋯' | '‥' => Some(3),
        _ => None,
    }
}

/// What stands over a list of contents, in lower case and without blanks.
const TITLES: [&str; 16] = [
    "目录",
    "目錄",
    "目次",
    "contents",
    "tableofcontents",
    "inhalt",
    "inhaltsverzeichnis",
    "sommaire",
    "tabledesmatières",
    "índice",
    "sumário",
    "indice",
    "содержание",
    "оглавление",
    "المحتويات",
    "목차",
];

/// So many entries make a list of contents.
const LEAST_ENTRIES: usize = 2;

/// An entry of a list of contents takes so many lines at most.
const MOST_ENTRY_LINES: usize = 2;

/// [`lists`] among paragraphs, `None` for a table or picture.
pub(crate) fn lists_among(items: &[(u32, Option<&Paragraph>)]) -> Vec<Range<usize>> {
    let short = |p: &&Paragraph| p.lines.len() <= MOST_ENTRY_LINES;
    let texts = items.iter().map(|(_, p)| p.filter(short).map(Paragraph::text));
    lists(&texts.collect::<Vec<_>>())
}

/// The entries, ranges of indices in order, of the lists of contents among texts in reading order: below a line that says contents,
/// texts that stand once more behind the list, each in its place.
fn lists(texts: &[Option<String>]) -> Vec<Range<usize>> {
    let plain = |text: &String| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let is_title = |text: &String| TITLES.contains(&plain(text).as_str());
    let titles: Vec<usize> = (0..texts.len())
        .filter(|i| texts.get(*i).and_then(Option::as_ref).is_some_and(is_title))
        .collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let plain: Vec<Option<String>> = texts.iter().map(|t| t.as_ref().map(plain)).collect();
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, text) in plain.iter().enumerate() {
        if let Some(text) = text {
            last.insert(text, i);
        }
    }
    let is_entry = |i: usize| {
        let text = plain.get(i).and_then(Option::as_deref).filter(|t| !t.is_empty());
        text.is_some_and(|t| last.get(t).is_some_and(|at| *at > i))
    };
    let mut lists: Vec<Range<usize>> = Vec::new();
    for title in titles {
        // A line that says contents among the entries begins no list of its own.
        if lists.last().is_some_and(|list| title < list.end) {
            continue;
        }
        let n = (title + 1..texts.len()).take_while(|i| is_entry(*i)).count();
        lists.push(title + 1..title + 1 + n);
    }
    lists.retain(|list| list.len() >= LEAST_ENTRIES);
    lists
}

/// Whether the line is an entry with a leader: dots in a row up to a page number or the end of the line.
pub fn is_entry(line: &Line, settings: &LayoutSettings) -> bool {
    let chars: Vec<char> = line.glyphs().map(|g| g.unicode).collect();
    has_leader(&chars, settings.leader)
}

/// Whether `least` dots stand in a row, with letters in front and at most a page number behind.
fn has_leader(chars: &[char], least: usize) -> bool {
    let Some(last) = chars.iter().rposition(|c| dots(*c).is_some()) else {
        return false;
    };
    let Some((front, behind)) = chars.split_at_checked(last + 1) else {
        return false;
    };
    let run: usize = front.iter().rev().map_while(|c| dots(*c)).sum();
    let words = front.iter().any(|c| c.is_alphabetic());
    run >= least && words && is_page(behind)
}

/// Whether nothing or a page is named: `12`, `iv`, `A-3`, `(12)`, `第3页`, `N/A`.
fn is_page(chars: &[char]) -> bool {
    let letters = chars.iter().filter(|c| c.is_alphabetic()).count();
    chars.len() <= 8 && letters <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> bool {
        let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        has_leader(&chars, LayoutSettings::default().leader)
    }

    #[test]
    fn titles_below_a_line_that_says_contents_are_entries_where_they_stand_once_more() {
        let found = |texts: &[&str]| {
            let texts: Vec<Option<String>> = texts.iter().map(|t| Some((*t).to_owned())).collect();
            let found = lists(&texts).into_iter();
            found.map(|list| (list.start, list.end)).collect::<Vec<_>>()
        };
        let document = [
            "总结",
            "目  录",
            "一、总体情况",
            "二、问题",
            "一、总体情况",
            "正文",
            "二、问题",
        ];
        assert_eq!(found(&document), [(2, 4)]);
        assert_eq!(
            found(&[
                "Table of Contents",
                "1 Scope",
                "2 Terms",
                "Scope 1",
                "1. Scope",
                "2. Terms"
            ]),
            [(1, 3)]
        );
        // No such line, one entry, titles that stand nowhere else.
        assert_eq!(
            found(&["总结", "一、总体情况", "二、问题", "一、总体情况", "二、问题"]),
            []
        );
        assert_eq!(found(&["目录", "一、总体情况", "一、总体情况", "正文"]), []);
        assert_eq!(found(&["目录", "一、总体情况", "二、问题"]), []);
    }

    #[test]
    fn an_entry_has_a_leader_and_at_most_a_page_behind_it() {
        for text in [
            "一、总体情况 ………………… 3",
            "Scope . . . . . . . . 12",
            "A. Organizational Chart..................N/A",
            "Preface......iv",
            "Rights and freedoms........",
        ] {
            assert!(entry(text), "{text}");
        }
        for text in [
            "and so on...",
            "......",
            "Value is 3.14",
            "甲……乙认为应当继续推进工作",
            "3.2.1.4.5 Title",
        ] {
            assert!(!entry(text), "{text}");
        }
    }
}
