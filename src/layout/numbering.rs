//! Numbers and bullets at the start of a text: of headings (`一、`, `（一）`, `第一章`, `1.1`) and of list items.

use super::paragraphs::Paragraph;
use super::script::{is_cjk, is_hanzi};
use crate::fold;
use crate::fold::half_width;

/// What kind of number a heading begins with, from the outermost on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbering {
    /// `第一章`, `第1部分`, `Chapter 1`.
    Chapter,
    /// `一、` and `一.`.
    Hanzi,
    /// `（一）`.
    BracketHanzi,
    /// `1.`, `1、`, `1 `.
    Digit,
    /// `（1）`.
    BracketDigit,
    /// `1.1`, with its depth (2 or more).
    Decimal(u8),
}

/// The number at the start of a text, and how many characters it takes.
pub fn numbering(text: &str) -> Option<(Numbering, usize)> {
    let numeral = |c: &char| "一二三四五六七八九十百〇零两".contains(*c);
    // Most text begins with a hanzi that no number begins with.
    if text
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}') && c != '第' && !numeral(&c))
    {
        return None;
    }
    let chars: Vec<char> = text
        .chars()
        .map(|c| half_width(fold::ideograph(c)))
        .take(40)
        .collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let run =
        |from: usize, test: &dyn Fn(&char) -> bool| chars.iter().skip(from).take_while(|c| test(c)).count();
    let digit = |c: &char| c.is_ascii_digit();
    if at(0) == '第' {
        let n = run(1, &|c| numeral(c) || digit(c));
        // Articles and items of a law (`第二十条`) are named in running text.
        let named = n > 0 && "章节编篇部款".contains(at(1 + n));
        return named.then_some((Numbering::Chapter, n + 2));
    }
    let n = run(0, &numeral);
    if n > 0 && n <= 3 && matches!(at(n), '、' | '.' | ',' | ':') {
        return Some((Numbering::Hanzi, n + 1));
    }
    if at(0) == '(' {
        let n = run(1, &numeral);
        if n > 0 && n <= 3 && at(1 + n) == ')' {
            return Some((Numbering::BracketHanzi, n + 2));
        }
        let n = run(1, &digit);
        if n > 0 && n <= 2 && at(1 + n) == ')' {
            return Some((Numbering::BracketDigit, n + 2));
        }
        return None;
    }
    decimal(&chars)
}

/// `1.`, `1、`, `1.2`, `1.2.3`: small numbers parted by dots, with a space, a sign or a hanzi behind.
fn decimal(chars: &[char]) -> Option<(Numbering, usize)> {
    let (mut i, mut depth) = (0usize, 0u8);
    loop {
        let n = chars.iter().skip(i).take_while(|c| c.is_ascii_digit()).count();
        if n == 0 || n > 2 {
            break;
        }
        i += n;
        depth = depth.saturating_add(1);
        match chars.get(i) {
            Some('.' | '．') if depth < 6 => i += 1,
            _ => break,
        }
    }
    let after = chars.get(i).copied().unwrap_or('\0');
    let before = i
        .checked_sub(1)
        .and_then(|k| chars.get(k))
        .copied()
        .unwrap_or('\0');
    let ends = after.is_whitespace() || is_hanzi(after) || matches!(after, '、' | ')') || before == '.';
    match depth {
        0 => None,
        _ if !ends || after.is_ascii_digit() || after == '%' => None,
        1 if before == '.' || matches!(after, '、') => {
            Some((Numbering::Digit, i + usize::from(after == '、')))
        }
        1 if after.is_whitespace() => Some((Numbering::Digit, i)),
        1 => None,
        d => Some((Numbering::Decimal(d), i)),
    }
}

/// The bullet that begins a list item, with the bytes it takes.
pub fn bullet(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    // Symbol fonts put their bullets into the private use area.
    if matches!(
        first,
        '\u{e000}'
            ..='\u{f8ff}'
                | '•'
                | '●'
                | '○'
                | '■'
                | '□'
                | '◆'
                | '◇'
                | '▪'
                | '▫'
                | '►'
                | '➢'
                | '✓'
                | '·'
                | '◦'
                | '∙'
    ) {
        return Some(first.len_utf8());
    }
    let spaced = text.chars().nth(1).is_some_and(char::is_whitespace);
    (matches!(first, '-' | '–' | '*' | 'o' | '＊' | '※') && spaced).then_some(first.len_utf8())
}

/// The bullet or number that begins a list item, with the bytes it takes; `None` when the text is no list item. A
/// number with nothing but space behind it counts: beside other columns it may be that of an item.
pub fn list_mark(text: &str) -> Option<usize> {
    let bytes = |n: usize| text.chars().take(n).map(char::len_utf8).sum();
    match numbering(text) {
        Some((Numbering::Digit | Numbering::BracketDigit, n)) => Some(bytes(n)),
        _ => bullet(text).or_else(|| letter_mark(text)),
    }
}

/// The bullet or number that begins an item of a list in running text, with the bytes it takes: a number has a sign
/// behind it, for without one it may be any number.
pub fn item_mark(text: &str) -> Option<usize> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let closed = (1..=2).contains(&digits)
        && text.chars().nth(digits) == Some(')')
        && text.chars().nth(digits + 1).is_some_and(char::is_whitespace);
    let marked = list_mark(text).filter(|n| {
        text.get(..*n)
            .is_some_and(|m| !m.ends_with(|c: char| c.is_ascii_digit()))
    });
    marked.or(closed.then_some(digits + 1))
}

/// `a)`, `b.` and `iii)` with a space behind.
fn letter_mark(text: &str) -> Option<usize> {
    let roman = text.chars().take_while(|c| "ivx".contains(*c)).count();
    let letters = roman.max(usize::from(text.starts_with(|c: char| c.is_ascii_alphabetic())));
    let mut behind = text.chars().skip(letters);
    let closed = matches!(behind.next(), Some(')' | '.'));
    let spaced = behind.next().is_some_and(char::is_whitespace);
    ((1..=MOST_ROMAN).contains(&letters) && closed && spaced).then_some(letters + 1)
}

/// The longest roman number of a list item, in characters.
const MOST_ROMAN: usize = 5;

/// How many characters a number of letters takes at the start of a text: `A.`, `b)`, `IV.`.
fn letter_number(text: &str) -> Option<usize> {
    let roman = text.chars().take_while(|c| "IVXivx".contains(*c)).count();
    let letters = roman.max(usize::from(text.starts_with(|c: char| c.is_ascii_alphabetic())));
    let closed = text.chars().nth(letters).is_some_and(|c| matches!(c, '.' | ')'));
    (letters > 0 && letters <= 5 && closed).then_some(letters + 1)
}

/// The parts of the number with dots that a text begins with: `1.`, `1.2`, `2.10.1.`. `None` where it begins with none, and
/// for a number of one part without its dot.
pub fn outline(text: &str) -> Option<Vec<u32>> {
    let head: String = text
        .chars()
        .map(half_width)
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .take(MOST_OUTLINE)
        .collect();
    let parts = dotted(&head);
    let behind = text.chars().nth(head.len());
    let closed = behind.is_some_and(|c| !c.is_lowercase() && !matches!(c, '%' | ',' | '-'));
    parts.filter(|parts| closed && (parts.len() > 1 || head.ends_with('.')))
}

/// The longest number with dots that is looked at, in characters.
const MOST_OUTLINE: usize = 16;

/// Whether an item with the number `b` follows one with the number `a`: the first inside it, or the next of its level or of
/// one above.
pub fn follows(a: &[u32], b: &[u32]) -> bool {
    let inside = b.split_last() == Some((&1, a));
    let next = b.split_last().is_some_and(|(last, before)| {
        a.starts_with(before) && a.get(before.len()).is_some_and(|n| n + 1 == *last)
    });
    inside || next
}

/// The parts of a number with dots, `2`, `2.1`, `2.10.1.`: each less than a hundred. `None` for any other text.
pub fn dotted(number: &str) -> Option<Vec<u32>> {
    let parts = number.trim_end_matches('.').split('.');
    parts.map(|part| part.parse().ok().filter(|n| *n < 100)).collect()
}

/// The bullet or number of a list item that stands apart from its text without a space between them, as before hanzi, and the
/// rest of the text.
pub fn parted_mark(p: &Paragraph) -> Option<(String, String)> {
    let first = p.lines.first()?;
    let [mark, next, ..] = first.words.as_slice() else {
        return None;
    };
    let apart = next.bbox.x0 - mark.bbox.x1 >= SET_APART_EM * first.size;
    if mark.glyphs.len() > MOST_ROMAN + 1 || !apart {
        return None;
    }
    let mark = mark.text();
    item_mark(&format!("{mark} "))?;
    let rest = p.text().strip_prefix(&mark)?.trim_start().to_owned();
    Some((mark, rest))
}

/// What a program leaves behind an automatic number before hanzi is this wide (em) or wider.
const SET_APART_EM: f32 = 0.6;

/// The automatic number in front of a heading or list item and the rest of its text, where the number was set by
/// the program and not typed: it stands apart from the text without a space between them, or at a capital without a gap.
pub fn automatic_number(p: &Paragraph) -> Option<(String, String)> {
    let text = p.text();
    let first = p.lines.first()?;
    let length = match numbering(&text) {
        Some((Numbering::Digit | Numbering::Decimal(_), length)) => length,
        Some(_) => return None,
        None => letter_number(&text)?,
    };
    // Whoever types a number before a Latin word leaves a space behind it.
    let head: String = text.chars().take(length).collect();
    let glued = head.ends_with('.') && text.chars().nth(length).is_some_and(char::is_uppercase);
    if glued && first.words.first().is_some_and(|w| w.glyphs.len() > length) {
        return Some((head, text.chars().skip(length).collect()));
    }
    let mut seen = 0usize;
    let mut end = first.bbox.x0;
    for word in &first.words {
        let next = word.glyphs.first()?;
        if seen >= length.saturating_sub(1) && seen > 0 {
            // Hanzi are typed without a space behind the number, and what a program leaves there is wide.
            let gap = next.bbox.x0 - end;
            let typed = next.space_before || (is_cjk(next.unicode) && gap < SET_APART_EM * first.size);
            let number: String = text.chars().take(seen).collect();
            let rest: String = text.chars().skip(seen).collect();
            return (!typed).then(|| (number, rest.trim_start().to_owned()));
        }
        seen += word.glyphs.len();
        end = word.bbox.x1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::flow::order;
    use crate::layout::paragraphs::paragraphs;
    use crate::layout::settings::LayoutSettings;
    use crate::layout::words::Line;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::reader::pdf::PdfPage;

    #[test]
    fn heading_numbers_are_told_apart() {
        let kind = |t: &str| numbering(t).map(|(n, _)| n);
        assert_eq!(kind("一、总体情况"), Some(Numbering::Hanzi));
        assert_eq!(kind("\u{2f06}、主动公开"), Some(Numbering::Hanzi));
        assert_eq!(kind("（二）依申请公开"), Some(Numbering::BracketHanzi));
        assert_eq!(kind("第三章 附则"), Some(Numbering::Chapter));
        assert_eq!(kind("第二十条第（一）项"), None);
        assert_eq!(kind("1.2 Scope"), Some(Numbering::Decimal(2)));
        assert_eq!(kind("2．重复申请"), Some(Numbering::Digit));
        assert_eq!(kind("2023年工作"), None);
        assert_eq!(kind("3.5%"), None);
    }

    #[test]
    fn letters_with_a_sign_are_numbers() {
        assert_eq!(letter_number("A. Chart"), Some(2));
        assert_eq!(letter_number("IV. Chart"), Some(3));
        assert_eq!(letter_number("Chart"), None);
        assert_eq!(letter_number("civil) law"), None);
    }

    #[test]
    fn items_of_lists_begin_with_a_bullet_or_a_number_with_a_sign() {
        for text in [
            "• one",
            "- one",
            "1. one",
            "12) one",
            "a) one",
            "iii) one",
            "（1）一",
            "2、二",
            "\u{f0b7} one",
        ] {
            assert!(item_mark(text).is_some(), "{text}");
        }
        for text in ["38 0 2 1", "-4.5", "4.5 17", "one", "2023年", "and) so"] {
            assert!(item_mark(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_number_that_touches_a_capital_was_set_by_the_program() {
        let of = |page: &PdfPage| {
            let flow = order(all_words(page), &[], 12.0, (page.width, page.height));
            let found: Vec<Paragraph> = paragraphs(flow, &[], &[], &LayoutSettings::default())
                .into_iter()
                .flatten()
                .collect();
            automatic_number(&found[0])
        };
        let parted = |text: &str| {
            let mut page = blank_page();
            print(&mut page, text, 50.0, 100.0, 12.0, 0.0);
            of(&page)
        };
        // Hanzi far behind a number, without a space, were set so.
        let mut page = blank_page();
        print(&mut page, "1", 50.0, 100.0, 12.0, 0.0);
        print(&mut page, "总体情况", 68.0, 100.0, 12.0, 0.0);
        assert_eq!(of(&page), Some(("1".to_owned(), "总体情况".to_owned())));
        assert_eq!(parted("1.A name"), Some(("1.".to_owned(), "A name".to_owned())));
        assert_eq!(parted("3.x"), None);
        assert_eq!(parted("1.总体情况"), None);
    }

    #[test]
    fn a_mark_apart_from_hanzi_is_parted_without_a_space() {
        let parted = |mark: &str, x: f32| {
            let mut page = blank_page();
            print(&mut page, mark, 100.0, 50.0, 10.0, 0.0);
            print(&mut page, "统计通知", x, 50.0, 10.0, 0.0);
            let line = Line::new(all_words(&page))?;
            parted_mark(&Paragraph::new(line, (100.0, 400.0)))
        };
        let expect = |mark: &str| Some((mark.to_owned(), "统计通知".to_owned()));
        assert_eq!(parted("–", 118.0), expect("–"));
        assert_eq!(parted("a)", 124.0), expect("a)"));
        assert_eq!(parted("–", 105.0), None);
        assert_eq!(parted("3", 118.0), None);
    }
}
