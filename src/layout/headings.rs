//! Which paragraphs are headings, list items and captions.
//!
//! A heading stands alone and differs from the body: it is larger, or bold, or numbered the way headings are
//! (`一、`, `（一）`, `第一章`, `1.1`). Levels follow the size, then the kind of number.

use crate::document::BlockKind;

use super::flow::Paragraph;
use super::script::{half_width, is_cjk, is_hanzi};

/// A heading is at least this many times larger than the body, unless it is bold or numbered.
const LARGER: f32 = 1.12;
/// Longer paragraphs (characters) are running text, whatever they look like.
const LONGEST: usize = 160;

/// Size and weight of the document's body text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// The commonest type size outside tables, in points.
    pub size: f32,
    /// Whether most of the text is bold: then weight tells nothing.
    pub bold: bool,
}

impl Body {
    /// The body style of these paragraphs, weighed by their characters.
    pub fn of<'a>(paragraphs: impl Iterator<Item = &'a Paragraph>) -> Body {
        let mut sizes: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
        let (mut bold, mut all) = (0usize, 0usize);
        for p in paragraphs {
            for line in &p.lines {
                for g in line.glyphs() {
                    *sizes.entry((g.size * 2.0).round() as u32).or_default() += 1;
                    bold += usize::from(g.bold);
                    all += 1;
                }
            }
        }
        let size = sizes
            .into_iter()
            .max_by_key(|(size, n)| (*n, std::cmp::Reverse(*size)))
            .map_or(10.0, |(size, _)| size as f32 / 2.0);
        Body {
            size,
            bold: bold * 2 > all,
        }
    }
}

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
    let chars: Vec<char> = text.chars().map(half_width).take(40).collect();
    let numeral = |c: &char| "一二三四五六七八九十百〇零两".contains(*c);
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let run =
        |from: usize, test: &dyn Fn(&char) -> bool| chars.iter().skip(from).take_while(|c| test(c)).count();
    let digit = |c: &char| c.is_ascii_digit();
    if at(0) == '第' {
        let n = run(1, &|c| numeral(c) || digit(c));
        if n > 0 && "章节编篇部条款项".contains(at(1 + n)) && at(1 + n) != '条' && at(1 + n) != '项'
        {
            return Some((Numbering::Chapter, n + 2));
        }
        return None;
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

/// The bullet or number that begins a list item, with the bytes it takes; `None` when the text is no list item.
pub fn list_mark(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if matches!(
        first,
        '•' | '●'
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
            | '\u{f0b7}'
            | '\u{f0a7}'
            | '◦'
            | '∙'
    ) {
        return Some(first.len_utf8());
    }
    let second = text.chars().nth(1);
    if matches!(first, '-' | '–' | '*' | 'o') && second.is_some_and(char::is_whitespace) {
        return Some(first.len_utf8());
    }
    let bytes = |n: usize| text.chars().take(n).map(char::len_utf8).sum();
    match numbering(text) {
        Some((Numbering::Digit | Numbering::BracketDigit, n)) => Some(bytes(n)),
        _ => {
            let letter = first.is_ascii_alphabetic() && matches!(second, Some(')' | '.'));
            let spaced = text.chars().nth(2).is_some_and(char::is_whitespace);
            (letter && spaced).then_some(2)
        }
    }
}

/// A paragraph's style, as far as it tells a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Type size in points.
    pub size: f32,
    /// Whether all of it is bold.
    pub bold: bool,
    /// The kind of its number.
    pub numbering: Option<Numbering>,
}

/// Whether the paragraph is a heading, by itself: levels come later, by comparing with the others.
pub fn heading_style(p: &Paragraph, body: &Body) -> Option<Style> {
    let text = p.text();
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if length == 0 || length > LONGEST || letters == 0 || letters * 2 < digits || p.lines.len() > 3 {
        return None;
    }
    let style = Style {
        size: p.size(),
        bold: p.bold(),
        numbering: numbering(&text).map(|(n, _)| n),
    };
    let ends_sentence = text.ends_with(['。', '；', '，', ';', ',', '：'])
        || (text.ends_with(['.', ':']) && style.size < LARGER * body.size);
    let larger = style.size > LARGER * body.size;
    let weight = style.bold && !body.bold;
    let chinese = text.chars().any(is_cjk);
    let numbered = matches!(
        style.numbering,
        Some(Numbering::Chapter | Numbering::Hanzi | Numbering::BracketHanzi)
    );
    let short = length <= if chinese { 45 } else { 110 };
    let smaller = style.size < 0.95 * body.size;
    let yes = !ends_sentence
        && !smaller
        && ((larger && length <= 140)
            || (weight && short && p.lines.len() <= 2)
            || (numbered && short && p.lines.len() == 1 && chinese));
    yes.then_some(style)
}

/// The automatic number in front of a heading or list item and the rest of its text, where the number was set by
/// the program and not typed: it stands apart from the text without a space between them.
pub fn automatic_number(p: &Paragraph) -> Option<(String, String)> {
    let text = p.text();
    let first = p.lines.first()?;
    let (_, length) =
        numbering(&text).filter(|(n, _)| matches!(n, Numbering::Digit | Numbering::Decimal(_)))?;
    let mut seen = 0usize;
    for word in &first.words {
        let next = word.glyphs.first()?;
        if seen >= length.saturating_sub(1) && seen > 0 {
            let typed = next.space_before || is_cjk(next.unicode);
            let number: String = text.chars().take(seen).collect();
            let rest: String = text.chars().skip(seen).collect();
            return (!typed).then(|| (number, rest.trim_start().to_owned()));
        }
        seen += word.glyphs.len();
    }
    None
}

/// Takes back headings that are bold lines one after the other without any text between: the front of a letter, a
/// form, an address. `styles` holds for every paragraph in order its style as a heading, if it has one.
pub fn take_back_runs(styles: &mut [Option<Style>], body: &Body) {
    let plain = |s: &Option<Style>| s.is_some_and(|s| s.numbering.is_none());
    let mut i = 0;
    while i < styles.len() {
        let n = styles.iter().skip(i).take_while(|s| plain(s)).count();
        if n >= 3 {
            let largest = styles
                .iter()
                .skip(i)
                .take(n)
                .flatten()
                .map(|s| s.size)
                .fold(0.0, f32::max);
            for style in styles.iter_mut().skip(i).take(n) {
                let stays =
                    style.is_some_and(|s| s.size > LARGER * body.size && (n < 5 || s.size >= largest - 0.3));
                if !stays {
                    *style = None;
                }
            }
        }
        i += n.max(1);
    }
}

/// Levels (1 the highest) for headings of these styles: each step down in size is a level; among one size, bold
/// stands above plain, and inside those the kinds of numbers follow one another.
pub fn levels(styles: &[Style]) -> Vec<u8> {
    let key = |s: &Style| {
        let size = std::cmp::Reverse((s.size * 2.0).round() as i64);
        let number = match s.numbering {
            // A bracketed or decimal number is always inside a plainer one; single digits do not tell.
            Some(n @ (Numbering::BracketHanzi | Numbering::BracketDigit | Numbering::Decimal(_))) => Some(n),
            _ => None,
        };
        (size, !s.bold, number)
    };
    let mut ranks: Vec<_> = styles.iter().map(key).collect();
    ranks.sort();
    ranks.dedup();
    styles
        .iter()
        .map(|s| {
            let at = ranks.iter().position(|r| *r == key(s)).unwrap_or(0);
            u8::try_from(at + 1).unwrap_or(9).min(9)
        })
        .collect()
}

/// Whether the text is the caption of a table or picture: `表1`, `图 2`, `Table 3:`, `附表`.
pub fn is_caption(text: &str) -> bool {
    let t = text.trim_start();
    let number_after = |rest: &str| {
        rest.trim_start().chars().next().is_some_and(|c| {
            c.is_ascii_digit() || "一二三四五六七八九十".contains(c) || matches!(c, 'I' | 'V' | 'X')
        })
    };
    let chinese = ["附表", "表", "图"]
        .iter()
        .any(|p| t.strip_prefix(p).is_some_and(number_after));
    let lower = t.to_ascii_lowercase();
    let latin = ["table", "figure", "fig.", "chart", "box"].iter().any(|p| {
        lower
            .strip_prefix(p)
            .is_some_and(|r| number_after(&r.to_ascii_uppercase()))
    });
    (chinese || latin) && t.chars().count() <= 250
}

/// The kind of a paragraph that is no heading.
pub fn plain_kind(text: &str) -> BlockKind {
    if is_caption(text) {
        BlockKind::Caption
    } else if list_mark(text).is_some() {
        BlockKind::ListItem {
            level: 0,
            number: None,
        }
    } else {
        BlockKind::Paragraph
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_numbers_are_told_apart() {
        let kind = |t: &str| numbering(t).map(|(n, _)| n);
        assert_eq!(kind("一、总体情况"), Some(Numbering::Hanzi));
        assert_eq!(kind("（二）依申请公开"), Some(Numbering::BracketHanzi));
        assert_eq!(kind("第三章 附则"), Some(Numbering::Chapter));
        assert_eq!(kind("第二十条第（一）项"), None);
        assert_eq!(kind("1.2 Scope"), Some(Numbering::Decimal(2)));
        assert_eq!(kind("2．重复申请"), Some(Numbering::Digit));
        assert_eq!(kind("2023年工作"), None);
        assert_eq!(kind("3.5%"), None);
    }

    #[test]
    fn levels_follow_size_and_then_number() {
        let style = |size, bold, numbering| Style {
            size,
            bold,
            numbering,
        };
        let styles = [
            style(22.0, true, None),
            style(16.0, true, Some(Numbering::Hanzi)),
            style(16.0, true, Some(Numbering::BracketHanzi)),
            style(16.0, true, Some(Numbering::Hanzi)),
        ];
        assert_eq!(levels(&styles), [1, 2, 3, 2]);
    }
}
