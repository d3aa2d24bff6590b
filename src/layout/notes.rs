//! Footnotes: small print with a mark at the foot of a page or column.

use std::collections::{BTreeMap, BTreeSet};

use crate::fold::{is_superscript, raised_digit};
use crate::geometry::{Orientation, Ruling};

use super::headings::{Body, Item};
use super::paragraphs::Paragraph;
use super::script::is_cjk;
use super::settings::LayoutSettings;
use super::words::{Glyph, Line};

/// What a paragraph is of a footnote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It begins one with a mark of so many characters, spaces not counted.
    Begins(usize),
    /// It goes on with the one before.
    GoesOn,
}

/// Which paragraphs are footnotes. `rules` holds the rulings of every page by its number (1-based): a short one above
/// the first note tells notes whose marks do not stand out.
///
/// Notes are what stands last in a column, is smaller than the body or parted from it by a short rule, and begins with
/// a mark. A number that does not stand out is a mark, too, where a raised one on the same page calls it.
pub fn find(
    items: &[Item<'_>],
    rules: &BTreeMap<u32, &[Ruling]>,
    body: &Body,
    settings: &LayoutSettings,
) -> Vec<Option<Note>> {
    let mut out = vec![None; items.len()];
    // The numbers that are called on the page looked at last.
    let mut called: Option<(u32, BTreeSet<u32>)> = None;
    let mut end = items.len();
    while end > 0 {
        let start = column_start(items, end);
        let rules = items.get(start).and_then(|(page, _)| rules.get(page)).copied();
        let small = first_small(items, start, end, body, settings);
        let first = first_marked(items, start, small, rules.unwrap_or_default());
        let mut open = false;
        let page = items.get(start).map_or(0, |(page, _)| *page);
        if first < end && called.as_ref().is_none_or(|(of, _)| *of != page) {
            called = Some((page, calls_on_page(items, start)));
        }
        let calls = |p: &Paragraph| {
            let number = p.lines.first().and_then(number_in_front);
            number.is_some_and(|n| called.as_ref().is_some_and(|(_, all)| all.contains(&n)))
        };
        for i in first..end {
            let Some(p) = items.get(i).and_then(|(_, p)| *p) else {
                continue;
            };
            let below_rule = open || rules.is_some_and(|r| is_below_short_rule(p, r));
            let is_called = calls(p);
            // Notes stand below text; a column of small print alone holds none, unless a rule parts them from it or they
            // are called.
            let below_text = first > start || below_rule || is_called;
            let note = match mark(p, below_rule || is_called).filter(|_| below_text) {
                Some(length) => Some(Note::Begins(length)),
                None => open.then_some(Note::GoesOn),
            };
            open |= note.is_some();
            if let Some(place) = out.get_mut(i) {
                *place = note;
            }
        }
        end = start;
    }
    out
}

/// The numbers that stand raised in the text of the page of the item at `at`.
fn calls_on_page(items: &[Item<'_>], at: usize) -> BTreeSet<u32> {
    let page = items.get(at).map(|(page, _)| *page);
    let on_page = |item: &&Item<'_>| Some(item.0) == page;
    let (before, after) = items.split_at_checked(at).unwrap_or((items, &[]));
    let around = before.iter().rev().take_while(on_page);
    let around = around.chain(after.iter().take_while(on_page));
    let mut out = BTreeSet::new();
    for line in around.filter_map(|(_, p)| *p).flat_map(|p| &p.lines) {
        let mut number: Option<u32> = None;
        for glyph in line.glyphs() {
            match raised_digit(glyph.unicode) {
                Some(digit) => number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit)),
                None => out.extend(number.take()),
            }
        }
        out.extend(number);
    }
    out
}

/// The number that a line begins with: raised, small or as large as the text.
fn number_in_front(line: &Line) -> Option<u32> {
    let digit = |g: &Glyph| g.unicode.to_digit(10).or_else(|| raised_digit(g.unicode));
    let digits: Vec<u32> = line.glyphs().map_while(digit).take(4).collect();
    let number = digits.iter().fold(0, |n, d| 10 * n + d);
    (1..=3).contains(&digits.len()).then_some(number)
}

/// Where the run of paragraphs of one page and column that ends before `end` begins.
fn column_start(items: &[Item<'_>], end: usize) -> usize {
    let column = |i: usize| items.get(i).map(|(page, p)| (*page, p.map(|p| p.column)));
    let last = end.saturating_sub(1);
    let alike = (0..last).rev().take_while(|i| column(*i) == column(last)).count();
    last - alike
}

/// Where the small print at the end of the run begins; `end` without any.
fn first_small(
    items: &[Item<'_>],
    start: usize,
    end: usize,
    body: &Body,
    settings: &LayoutSettings,
) -> usize {
    let small = |i: &usize| {
        let p = items.get(*i).and_then(|(_, p)| *p);
        p.is_some_and(|p| p.size() < settings.smaller * body.size)
    };
    end - (start..end).rev().take_while(small).count()
}

/// The first paragraph from `start` on that begins with a raised mark right below a short rule: a note, be it as large as
/// the body; `end` without any.
fn first_marked(items: &[Item<'_>], start: usize, end: usize, rules: &[Ruling]) -> usize {
    let is_note = |i: &usize| {
        let p = items.get(*i).and_then(|(_, p)| *p);
        p.is_some_and(|p| p.lines.first().and_then(raised_mark).is_some() && is_below_short_rule(p, rules))
    };
    (start..end).find(is_note).unwrap_or(end)
}

/// How many characters the mark takes that begins the paragraph: raised or small digits or letters, a sign, a number in
/// brackets; plain digits only below the rule that parts notes from text.
fn mark(p: &Paragraph, ruled: bool) -> Option<usize> {
    let line = p.lines.first()?;
    let length = raised_mark(line)
        .or_else(|| bracketed_mark(line))
        .or_else(|| ruled.then(|| plain_mark(line)).flatten())?;
    // A mark alone is none.
    (line.glyphs().count() > length).then_some(length)
}

fn raised_mark(line: &Line) -> Option<usize> {
    let first = line.glyphs().next()?;
    if matches!(
        first.unicode,
        '*' | '†' | '‡' | '§' | '※' | '\u{2460}'..='\u{2473}'
    ) {
        return Some(
            line.glyphs()
                .take(4)
                .take_while(|g| g.unicode == first.unicode)
                .count(),
        );
    }
    let raised = |g: &&Glyph| {
        is_superscript(g.unicode)
            || g.unicode.is_ascii_alphanumeric()
                && (g.size <= 0.8 * line.size || g.bbox.bottom < line.bbox.bottom - 0.2 * line.size)
    };
    let length = line.glyphs().take(4).take_while(raised).count();
    (1..=3).contains(&length).then_some(length)
}

/// `(4)`, `[4]` and `(*)`.
fn bracketed_mark(line: &Line) -> Option<usize> {
    let chars: Vec<char> = line.glyphs().take(6).map(|g| g.unicode).collect();
    let open = chars.first().is_some_and(|c| matches!(c, '(' | '['));
    let inner = chars
        .iter()
        .skip(1)
        .take_while(|c| c.is_ascii_digit() || **c == '*')
        .count();
    let closed = chars.get(inner + 1).is_some_and(|c| matches!(c, ')' | ']'));
    (open && closed && (1..=3).contains(&inner)).then_some(inner + 2)
}

fn plain_mark(line: &Line) -> Option<usize> {
    let digits = line
        .glyphs()
        .take(4)
        .take_while(|g| g.unicode.is_ascii_digit())
        .count();
    let behind = |n: usize| line.glyphs().nth(digits + n);
    // Hanzi follow a number close up.
    let apart = |g: &Glyph| g.space_before || !g.unicode.is_alphanumeric() || is_cjk(g.unicode);
    let alone = line.words.first().is_some_and(|w| w.glyphs.len() == digits);
    let parted = behind(0).is_some_and(|g| alone || apart(g));
    // The sign behind the number is part of the mark, and that of a decimal is none.
    let signed = behind(0).is_some_and(|g| matches!(g.unicode, '.' | ')' | '、' | '．'));
    let decimal = signed && behind(1).is_some_and(|g| g.unicode.is_ascii_digit() && !g.space_before);
    ((1..=3).contains(&digits) && parted && !decimal).then_some(digits + usize::from(signed))
}

/// Whether a rule shorter than the text is wide stands right above the paragraph, at the side where it begins.
fn is_below_short_rule(p: &Paragraph, rules: &[Ruling]) -> bool {
    let em = p.size();
    let (left, right) = p.column;
    rules.iter().any(|r| {
        let above = p.bbox.top - r.position;
        r.orientation == Orientation::Horizontal
            && (-0.2 * em..2.0 * em).contains(&above)
            && (r.start - left).abs() < 2.0 * em
            && r.end - r.start < 0.7 * (right - left).max(20.0 * em)
    })
}

/// Parts the mark of so many characters from the text behind it.
pub fn part(text: &str, length: usize) -> (String, String) {
    let mut left = length;
    let at = text.char_indices().find(|(_, c)| {
        let behind = left == 0;
        left = left.saturating_sub(usize::from(!c.is_whitespace()));
        behind
    });
    let (mark, rest) = text
        .split_at_checked(at.map_or(text.len(), |(i, _)| i))
        .unwrap_or((text, ""));
    let mark = mark.chars().filter(|c| !c.is_whitespace()).collect();
    (mark, rest.trim_start().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::RulingKind;
    use crate::layout::flow::order;
    use crate::layout::paragraphs::paragraphs;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn notes(mark_size: f32, rule: bool) -> Vec<(String, Option<Note>)> {
        notes_in(8.0, mark_size, rule)
    }

    /// Two notes of this size below a body of 12 points.
    fn notes_in(size: f32, mark_size: f32, rule: bool) -> Vec<(String, Option<Note>)> {
        let settings = LayoutSettings::default();
        let mut page = blank_page();
        for i in 0..6 {
            let y = 100.0 + 14.0 * i as f32;
            print(
                &mut page,
                "body text that fills its line from side to side",
                50.0,
                y,
                12.0,
                0.0,
            );
        }
        print(&mut page, "1", 50.0, 700.0, mark_size, 0.0);
        print(
            &mut page,
            " The first note.",
            50.0 + mark_size / 2.0,
            700.0,
            size,
            0.0,
        );
        print(&mut page, "2", 50.0, 700.0 + 1.5 * size, mark_size, 0.0);
        print(
            &mut page,
            " The second note.",
            50.0 + mark_size / 2.0,
            700.0 + 1.5 * size,
            size,
            0.0,
        );
        let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
        let paragraphs: Vec<Paragraph> = paragraphs(flow, &[], &[], &settings)
            .into_iter()
            .flatten()
            .collect();
        let items: Vec<Item<'_>> = paragraphs.iter().map(|p| (1, Some(p))).collect();
        let ruling = Ruling {
            orientation: Orientation::Horizontal,
            position: 690.0,
            start: 50.0,
            end: 150.0,
            width: 0.5,
            kind: RulingKind::Stroke,
            dashed: false,
        };
        let rulings = [ruling];
        let rules: BTreeMap<u32, &[Ruling]> = if rule {
            BTreeMap::from([(1, rulings.as_slice())])
        } else {
            BTreeMap::new()
        };
        let found = find(&items, &rules, &Body::of(paragraphs.iter()), &settings);
        paragraphs
            .iter()
            .map(Paragraph::text)
            .zip(found)
            .skip(1)
            .collect()
    }

    #[test]
    fn small_print_with_raised_marks_at_the_foot_is_notes() {
        let expect = [
            ("1 The first note.".to_owned(), Some(Note::Begins(1))),
            ("2 The second note.".to_owned(), Some(Note::Begins(1))),
        ];
        assert_eq!(notes(5.0, false), expect);
    }

    #[test]
    fn plain_numbers_are_marks_below_a_short_rule_alone() {
        assert!(notes(8.0, true).iter().all(|(_, n)| *n == Some(Note::Begins(1))));
        assert!(notes(8.0, false).iter().all(|(_, n)| n.is_none()));
    }

    #[test]
    fn notes_as_large_as_the_body_are_told_by_rule_and_mark() {
        let noted = |mark_size: f32, rule: bool| {
            let found = notes_in(12.0, mark_size, rule).into_iter();
            found.map(|(_, note)| note.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(noted(7.0, true), [true, true]);
        assert!(noted(7.0, false).iter().all(|note| !note));
        assert!(noted(12.0, true).iter().all(|note| !note));
    }

    #[test]
    fn the_mark_is_parted_from_the_text() {
        assert_eq!(part("12 The note", 2), ("12".to_owned(), "The note".to_owned()));
        assert_eq!(
            part("( 4 ) The note", 3),
            ("(4)".to_owned(), "The note".to_owned())
        );
        assert_eq!(part("* a", 1), ("*".to_owned(), "a".to_owned()));
    }

    #[test]
    fn plain_numbers_that_are_called_on_the_page_are_marks_without_a_rule() {
        let settings = LayoutSettings::default();
        let found = |marks: [&str; 2], x: f32| {
            let mut page = blank_page();
            for i in 0..6 {
                let text = "body text¹ that² fills its line from side to side";
                print(&mut page, text, 50.0, 100.0 + 14.0 * i as f32, 12.0, 0.0);
            }
            for (i, mark) in marks.into_iter().enumerate() {
                let y = 700.0 + 40.0 * i as f32;
                print(&mut page, mark, 50.0, y, 8.0, 0.0);
                print(&mut page, "The note.", x, y, 8.0, 0.0);
            }
            let flow = order(all_words(&page), &[], 10.0, (page.width, page.height));
            let paragraphs: Vec<Paragraph> = paragraphs(flow, &[], &[], &settings)
                .into_iter()
                .flatten()
                .collect();
            let items: Vec<Item<'_>> = paragraphs.iter().map(|p| (1, Some(p))).collect();
            let notes = find(&items, &BTreeMap::new(), &Body::of(paragraphs.iter()), &settings);
            notes.into_iter().skip(1).collect::<Vec<_>>()
        };
        assert_eq!(found(["1.", "2."], 62.0), [Some(Note::Begins(2)); 2]);
        // Without a space, but apart from its text.
        assert_eq!(found(["1", "2"], 66.0), [Some(Note::Begins(1)); 2]);
        assert_eq!(found(["3.", "4."], 62.0), [None; 2]);
    }
}
