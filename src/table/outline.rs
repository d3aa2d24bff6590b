//! Outline numbers at the start of a text: `一、`, `（一）`, `1.`, `(1)`, `①`, `第一章`, `A.`, `a)`.

/// The shape of an outline number. The order is that of nesting in Chinese papers: the earlier stands higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutlineKind {
    /// `第一编`, `第一章`, `第一节`, `第一条`.
    Chapter,
    /// `I.`, `Ⅱ、`.
    Roman,
    /// `一、`.
    Han,
    /// `（一）`.
    HanParen,
    /// `1.`, `1、`.
    Digit,
    /// `(1)`.
    DigitParen,
    /// `1)`.
    DigitHalfParen,
    /// `①`, `⑴`, `⒈`.
    Circled,
    /// `A.`, `a.`, `A、`.
    Letter,
    /// `a)`, `(a)`.
    LetterParen,
}

/// An outline number that a text starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its shape.
    pub kind: OutlineKind,
    /// Its value, from 1.
    pub number: u32,
    /// How many bytes of the text, leading blanks included, the number and its mark take.
    pub len: usize,
}

/// Reads the outline number at the start of `text`; `None` where there is none or nothing follows it.
pub fn parse_outline(text: &str) -> Option<Outline> {
    let body = text.trim_start();
    let (kind, number, rest) = circled(body)
        .or_else(|| chapter(body))
        .or_else(|| in_parens(body))
        .or_else(|| with_mark(body))?;
    if rest.trim().is_empty() {
        return None;
    }
    Some(Outline {
        kind,
        number,
        len: text.len() - rest.len(),
    })
}

type Found<'a> = Option<(OutlineKind, u32, &'a str)>;

fn circled(body: &str) -> Found<'_> {
    let mut chars = body.chars();
    let c = chars.next()?;
    let number = match c {
        '①'..='⑳' => c as u32 - '①' as u32,
        '⑴'..='⒇' => c as u32 - '⑴' as u32,
        '⒈'..='⒛' => c as u32 - '⒈' as u32,
        '❶'..='❿' => c as u32 - '❶' as u32,
        '㈠'..='㈩' => return Some((OutlineKind::HanParen, c as u32 - '㈠' as u32 + 1, chars.as_str())),
        _ => return None,
    };
    Some((OutlineKind::Circled, number + 1, chars.as_str()))
}

fn chapter(body: &str) -> Found<'_> {
    let (number, rest) = any_number(body.strip_prefix('第')?)?;
    let mut chars = rest.trim_start().chars();
    let unit = chars.next()?;
    let tail = chars.as_str();
    let parted = tail.starts_with(|c: char| c.is_whitespace() || matches!(c, '、' | '：' | ':' | '.' | '．'));
    (matches!(unit, '编' | '章' | '节' | '条' | '部') && parted).then_some((
        OutlineKind::Chapter,
        number,
        tail,
    ))
}

fn in_parens(body: &str) -> Found<'_> {
    let inner = body.strip_prefix(['(', '（', '〔', '[', '【'])?;
    let close = |rest: &'_ str| -> Option<usize> {
        let trimmed = rest.trim_start();
        let c = trimmed.chars().next()?;
        matches!(c, ')' | '）' | '〕' | ']' | '】').then(|| rest.len() - trimmed.len() + c.len_utf8())
    };
    if let Some((number, rest)) = han_number(inner.trim_start()) {
        return Some((
            OutlineKind::HanParen,
            number,
            skip_mark(rest.get(close(rest)?..)?),
        ));
    }
    if let Some((number, rest)) = digits(inner.trim_start()) {
        return Some((
            OutlineKind::DigitParen,
            number,
            skip_mark(rest.get(close(rest)?..)?),
        ));
    }
    let (number, rest) = letter(inner.trim_start())?;
    Some((OutlineKind::LetterParen, number, rest.get(close(rest)?..)?))
}

fn with_mark(body: &str) -> Found<'_> {
    if let Some((number, rest)) = han_number(body) {
        // `一.` and `一 、` are seen, too; without a mark it is an ordinary word (`一是`).
        let tail = rest.trim_start().strip_prefix(['、', '．', '.', '，', ','])?;
        return Some((OutlineKind::Han, number, tail));
    }
    if let Some((number, rest)) = digits(body) {
        return after_digits(number, rest);
    }
    if let Some((number, rest)) = roman(body) {
        let tail = rest.strip_prefix(['.', '、', '．'])?;
        return Some((OutlineKind::Roman, number, tail));
    }
    let (number, rest) = letter(body)?;
    if let Some(tail) = rest.strip_prefix([')', '）']) {
        return Some((OutlineKind::LetterParen, number, tail));
    }
    let tail = rest.strip_prefix(['.', '、', '．'])?;
    // `U.S. exports` is no item U: a letter with a dot is a number only before a blank or a Chinese character.
    let stands_apart = tail.starts_with(|c: char| c.is_whitespace() || !c.is_ascii());
    stands_apart.then_some((OutlineKind::Letter, number, tail))
}

fn after_digits(number: u32, rest: &str) -> Found<'_> {
    if let Some(tail) = rest.strip_prefix([')', '）']) {
        return Some((OutlineKind::DigitHalfParen, number, tail));
    }
    let tail = rest.trim_start().strip_prefix(['.', '、', '．'])?;
    // `1.5` is a number; `3.2 标题` is the second level of a decimal outline and not told from it.
    let is_fraction = tail.starts_with(|c: char| c.is_numeric());
    (!is_fraction).then_some((OutlineKind::Digit, number, tail))
}

/// `（一）、` carries a second mark that belongs to the number.
fn skip_mark(rest: &str) -> &str {
    rest.strip_prefix(['、', '．', '.']).unwrap_or(rest)
}

fn any_number(body: &str) -> Option<(u32, &str)> {
    han_number(body).or_else(|| digits(body))
}

fn digits(body: &str) -> Option<(u32, &str)> {
    let mut number = 0_u32;
    let mut rest = body;
    let mut count = 0;
    while let Some(c) = rest.chars().next() {
        let Some(digit) = c.to_digit(10).or_else(|| full_width_digit(c)) else {
            break;
        };
        number = number * 10 + digit;
        count += 1;
        if count > 2 {
            return None;
        }
        rest = rest.get(c.len_utf8()..)?;
    }
    (count > 0 && number > 0).then_some((number, rest))
}

fn full_width_digit(c: char) -> Option<u32> {
    ('０'..='９').contains(&c).then(|| c as u32 - '０' as u32)
}

/// A Chinese number up to 99.
fn han_number(body: &str) -> Option<(u32, &str)> {
    let end = body
        .find(|c| !"一二三四五六七八九十〇零".contains(c))
        .unwrap_or(body.len());
    // No number below a hundred is longer.
    if end == 0 || end > 3 * '十'.len_utf8() {
        return None;
    }
    let (number, rest) = body.split_at(end);
    let chars: Vec<char> = number.chars().collect();
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|p| p as u32 + 1)
    };
    let value = match *chars.as_slice() {
        ['十'] => 10,
        ['十', ones] => 10 + digit(ones)?,
        [tens, '十'] => digit(tens)? * 10,
        [tens, '十', ones] => digit(tens)? * 10 + digit(ones)?,
        [ones] => digit(ones)?,
        _ => return None,
    };
    Some((value, rest))
}

fn roman(body: &str) -> Option<(u32, &str)> {
    let first = body.chars().next()?;
    if ('Ⅰ'..='Ⅻ').contains(&first) {
        return Some((first as u32 - 'Ⅰ' as u32 + 1, body.get(first.len_utf8()..)?));
    }
    let end = body.find(|c| !matches!(c, 'I' | 'V' | 'X')).unwrap_or(body.len());
    let (number, rest) = body.split_at(end);
    const ROMANS: [&str; 12] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    let value = ROMANS.iter().position(|r| *r == number)?;
    Some((value as u32 + 1, rest))
}

fn letter(body: &str) -> Option<(u32, &str)> {
    let c = body.chars().next().filter(char::is_ascii_alphabetic)?;
    Some((c.to_ascii_lowercase() as u32 - 'a' as u32 + 1, body.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: OutlineKind, number: u32, rest: &str) {
        let outline = parse_outline(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (outline.kind, outline.number, &text[outline.len..]),
            (kind, number, rest)
        );
    }

    #[test]
    fn every_shape_of_number_is_read() {
        check("一、总体情况", OutlineKind::Han, 1, "总体情况");
        check("十二、其他", OutlineKind::Han, 12, "其他");
        check("二.主动公开", OutlineKind::Han, 2, "主动公开");
        check("（一）予以公开", OutlineKind::HanParen, 1, "予以公开");
        check("(七) 总计", OutlineKind::HanParen, 7, " 总计");
        check("（三）、不予公开", OutlineKind::HanParen, 3, "不予公开");
        check("1.属于国家秘密", OutlineKind::Digit, 1, "属于国家秘密");
        check("2、 主动公开", OutlineKind::Digit, 2, " 主动公开");
        check("３．危及", OutlineKind::Digit, 3, "危及");
        check("(1)甲", OutlineKind::DigitParen, 1, "甲");
        check("1)甲", OutlineKind::DigitHalfParen, 1, "甲");
        check("①甲", OutlineKind::Circled, 1, "甲");
        check("第一章 总则", OutlineKind::Chapter, 1, " 总则");
        check("A. Income", OutlineKind::Letter, 1, " Income");
        check("b) costs", OutlineKind::LetterParen, 2, " costs");
        check("II. Costs", OutlineKind::Roman, 2, " Costs");
    }

    #[test]
    fn ordinary_texts_have_no_number() {
        for text in [
            "总体情况",
            "一是加强",
            "2022年",
            "1.5",
            "12",
            "第二十条第（一）项",
            "（区分处理的）",
            "",
            "1.",
            "U.S. exports",
            "一、",
            "Income",
            "3件",
        ] {
            assert_eq!(parse_outline(text), None, "{text}");
        }
    }
}
