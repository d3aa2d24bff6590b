//! Tells texts that look like values from texts that look like labels.

use crate::fold;

/// Words that stand where a number is not given.
const MARKS: [&str; 17] = [
    "无",
    "暂无",
    "没有",
    "未发生",
    "零",
    "〇",
    "n/a",
    "na",
    "nil",
    "none",
    "不适用",
    "无数据",
    "未统计",
    "持平",
    "无变化",
    "无增减",
    "*",
];

/// Words and signs that may stand before a number.
const PREFIXES: [&str; 12] = [
    "增加", "减少", "增长", "下降", "共计", "增", "减", "共", "约", "¥", "$", "±",
];

/// Characters that units are made of (`件`, `万元`, `人次`, `平方米`).
const UNIT_CHARS: &str =
    "件条项个元万亿千百部次份起人户名宗家篇例天处所位只台辆吨亩公里平方米张字期场款批笔册幅类页%‰°℃";

/// The longest unit, in characters.
const MAX_UNIT: usize = 4;

/// Whether a cell's text looks like a value and not like a label: a number with or without sign, thousands
/// separators, full-width digits, blanks, line breaks or a unit (`251000元`, `增10`, `１２`, `1,234`), or a mark that
/// stands for none (`/`, `—`, `无`). An empty text is neither; a year with its word (`2022年`) is a label.
pub fn is_value_like(text: &str) -> bool {
    // Most values are a few digits.
    if (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    if begins_as_label(text) {
        return false;
    }
    let text = without_note(text);
    if text.contains(is_note_sign) {
        return false;
    }
    let folded: String = fold::nfkc(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !fold::is_ignorable(*c))
        .collect();
    let folded = lower_case(folded);
    if folded.is_empty() || folded.len() > 64 {
        return false;
    }
    is_mark(&folded) || is_number(&folded)
}

/// Whether the first visible character is an ideograph that no mark and no word before a number begins with: so begin most
/// labels, and folding them costs much.
fn begins_as_label(text: &str) -> bool {
    let first = text
        .chars()
        .find(|c| !c.is_whitespace() && !fold::is_ignorable(*c));
    first.is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}') && !begins_word(c))
}

/// Whether an ideograph begins one of [`MARKS`] or [`PREFIXES`]: asked of every label, so that they are not gone through.
fn begins_word(c: char) -> bool {
    matches!(
        c,
        '无' | '暂' | '没' | '未' | '零' | '不' | '持' | '增' | '减' | '下' | '共' | '约'
    )
}

/// A cell's text without the mark of a note behind its number: `12①`, `12¹`, `12[1]`, `12*`, `12（注1）`. Such marks are no digits
/// of the number. The text itself where it ends otherwise, or is nothing but a mark.
pub fn without_note(text: &str) -> &str {
    let trimmed = text.trim_end();
    // Nearly all values end in a digit of a number.
    if trimmed.bytes().last().is_none_or(|b| b.is_ascii_digit()) && !trimmed.contains('注') {
        return text;
    }
    let bare = trimmed
        .trim_end_matches(|c| is_note_sign(c) || matches!(c, '*' | '＊' | '※' | '†' | '‡'))
        .trim_end();
    let bare = if bare.len() < trimmed.len() {
        Some(bare)
    } else {
        without_worded_note(trimmed)
    };
    bare.filter(|b| b.chars().any(char::is_numeric) && !b.contains(is_note_sign))
        .unwrap_or(text)
}

/// `[1]`, `〔1〕`, `【1】`, `注1`, `（注1）`, `（注）` at the end taken off.
fn without_worded_note(text: &str) -> Option<&str> {
    const BRACKETS: [(char, char); 5] = [('[', ']'), ('〔', '〕'), ('【', '】'), ('(', ')'), ('（', '）')];
    let number = |inside: &str| inside.chars().count() <= 2 && inside.chars().all(char::is_numeric);
    let closing = BRACKETS.iter().find(|(_, close)| text.ends_with(*close));
    if let Some((open, close)) = closing {
        let (before, inside) = text.strip_suffix(*close)?.rsplit_once(*open)?;
        let round = matches!(open, '(' | '（');
        // A number in round brackets alone may be a second value.
        let is_note = match inside.trim().strip_prefix('注') {
            Some(rest) => number(rest.trim()),
            None => !round && !inside.is_empty() && number(inside),
        };
        return is_note.then_some(before.trim_end());
    }
    let (before, inside) = text.rsplit_once('注')?;
    (!inside.is_empty() && number(inside)).then_some(before.trim_end())
}

/// Whether a character is a number that marks a note and never a digit of a value: `¹`, `①`, `❶`, `⑴`.
pub fn is_note_sign(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '\u{2070}' | '\u{2074}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3251}'..='\u{325f}' | '\u{32b1}'..='\u{32bf}')
}

/// The text in lower case; most texts have no letters that know one.
fn lower_case(text: String) -> String {
    let has_none = |c: char| matches!(c, '!'..='@' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(has_none) {
        text
    } else {
        text.chars().flat_map(char::to_lowercase).collect()
    }
}

/// Whether the text is a value and holds a digit.
pub fn is_numeric(text: &str) -> bool {
    is_value_like(text) && fold::nfkc(without_note(text)).chars().any(|c| c.is_ascii_digit())
}

/// Whether the text is a bare year such as `2021`, which heads columns as often as it is a value.
pub fn is_year_like(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the text is a date in numbers with its year: `31.12.2022`, `2022-12-31`, `12/2022`.
pub fn is_date_like(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['.', '-', '/']).collect();
    let short = |part: &&&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let years = parts.iter().filter(|part| is_year_like(part)).count();
    (2..=3).contains(&parts.len()) && years == 1 && parts.iter().filter(short).count() == parts.len() - 1
}

fn is_mark(folded: &str) -> bool {
    let dashes = |c: char| {
        matches!(
            c,
            '/' | '\\'
                | '-'
                | '—'
                | '–'
                | '−'
                | '―'
                | '─'
                | '_'
                | '…'
                | '·'
                | 'ー'
                | '‐'
                | '‒'
                | '∕'
                | '⁄'
        )
    };
    folded.chars().all(dashes) || MARKS.contains(&folded)
}

fn is_number(folded: &str) -> bool {
    let mut body = folded;
    for prefix in PREFIXES {
        if let Some(rest) = body.strip_prefix(prefix) {
            body = rest;
            break;
        }
    }
    if let Some(inner) = body.strip_prefix('(').and_then(|b| b.strip_suffix(')')) {
        body = inner;
    }
    let is_numeral = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ',' | '、' | '\'' | '+' | '-' | '−' | '‒' | '/' | ':' | '~'
            )
    };
    let end = body.find(|c| !is_numeral(c)).unwrap_or(body.len());
    let (numeral, unit) = body.split_at(end);
    // 314(万元)
    let unit = unit
        .strip_prefix('(')
        .and_then(|u| u.strip_suffix(')'))
        .unwrap_or(unit);
    let ends_well = numeral.ends_with(|c: char| c.is_ascii_digit());
    ends_well
        && unit.chars().count() <= MAX_UNIT
        && unit.chars().all(|c| UNIT_CHARS.contains(c))
        && !numeral.contains('、')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_printed_are_values() {
        for text in [
            "0",
            "0 ",
            " 0",
            "251000元",
            "1,234",
            "１２",
            "/",
            "—",
            "-",
            "3件",
            "增10",
            "减 2",
            "-5",
            "18.871",
            "\n0",
            "1\n2",
            "12%",
            "2.02万元",
            "314（万元）",
            "共12件",
            "无",
            "1，234",
            "——",
            "（3）",
            "N/A",
            "30人次",
            "2021",
            "\u{202d}12\u{202c}",
            "1\u{ad}2",
            "持平",
            "‒",
            "‒2",
        ] {
            assert!(is_value_like(text), "{text:?}");
        }
    }

    #[test]
    fn labels_are_no_values() {
        for text in [
            "",
            " ",
            "规章",
            "1.属于国家秘密",
            "一、本年新收",
            "2022年",
            "第二十条第（一）项",
            "3、",
            "1.",
            "1（一）",
            "A1",
            "其他",
            "North 3",
            "（一）",
            "2个月内办结",
        ] {
            assert!(!is_value_like(text), "{text:?}");
        }
    }

    #[test]
    fn what_begins_the_words_of_values_is_known() {
        let words = MARKS.iter().chain(&PREFIXES);
        let first: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
        for c in ('\u{4e00}'..='\u{9fff}').filter(|c| begins_word(*c) || first.contains(c)) {
            assert!(begins_word(c) && first.contains(&c), "{c}");
        }
    }

    #[test]
    fn dates_in_numbers_have_a_year() {
        for text in ["31.12.2022", "2022-12-31", "12/2022", "2022.6"] {
            assert!(is_date_like(text), "{text}");
        }
        for text in ["12.5", "2022", "1.2.3", "2021-2022", "10.2022.5.1", "123/2022"] {
            assert!(!is_date_like(text), "{text}");
        }
    }
}
