//! The text of a table cell as a value: a number, blank, a mark for nothing, or unreadable.

use super::{Number, ValueKind, spelled};
use crate::fold::{self, is_digit, is_ignorable};
use crate::layout::script::is_hanzi;
use crate::table::values::{is_note_sign, without_note};

/// What a cell's text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What it is; never `Absent`.
    pub kind: ValueKind,
    /// The number, when `kind` is `Number`.
    pub number: Option<Number>,
    /// A unit printed behind the number.
    pub unit: Option<String>,
}

/// Units that counts and sums of money are printed with, longest first.
const UNITS: [&str; 19] = [
    "人次", "万元", "亿元", "千元", "万件", "件次", "件", "条", "项", "个", "元", "部", "次", "宗", "份",
    "篇", "起", "家", "万",
];

/// Marks that stand for nothing.
const MARKS: [char; 13] = ['/', '\\', '-', '—', '–', '―', '‐', '‒', '−', '~', '─', '∕', '⁄'];
/// Words that do; the last ones where the change against the year before is asked for.
const MARK_WORDS: [&str; 8] = [
    "无",
    "暂无",
    "没有",
    "未发生",
    "不适用",
    "持平",
    "无变化",
    "无增减",
];

/// Reads the text of a cell that is known to hold a value. Width, spaces, line breaks, thousands separators, units and signs
/// (`增10`, `减10`, `+3`) are understood, and the mark of a note behind the number (`12①`, `12[1]`, `12*`) or a remark of what
/// it contains (`12（其中网上6件）`) is no part of it; a number may be written out (`十二件`). Anything else that is printed is
/// `Unreadable`, never 0. Struck-out characters (U+0336) are left out.
pub fn parse(text: &str) -> Parsed {
    let printed = parse_digits(text);
    if printed.kind != ValueKind::Unreadable {
        return printed;
    }
    let kept = fold::without_struck(text);
    let folded = fold::nfkc(kept.as_deref().unwrap_or(text));
    let folded = folded.trim();
    match before_remark(folded)
        .and_then(parse_number)
        .or_else(|| written_out(folded))
    {
        Some((number, unit)) => Parsed {
            kind: ValueKind::Number,
            number: Some(number),
            unit,
        },
        None => printed,
    }
}

/// [`parse`] for numbers that stand in digits by themselves.
fn parse_digits(text: &str) -> Parsed {
    if let Some(number) = plain_digits(text) {
        return Parsed {
            kind: ValueKind::Number,
            number: Some(number),
            unit: None,
        };
    }
    let kept = fold::without_struck(text);
    let struck = kept.is_some();
    let text = without_note(kept.as_deref().unwrap_or(text));
    // Where all is struck out, nothing tells whether a value was meant.
    if text.contains(is_note_sign) || (struck && text.trim().is_empty()) {
        return Parsed {
            kind: ValueKind::Unreadable,
            number: None,
            unit: None,
        };
    }
    let mut folded = fold::nfkc(text);
    folded.retain(|c| !is_ignorable(c));
    let trimmed = folded.trim();
    if trimmed.is_empty() {
        return Parsed {
            kind: ValueKind::Blank,
            number: None,
            unit: None,
        };
    }
    if is_written_zero(trimmed) {
        return Parsed {
            kind: ValueKind::Number,
            number: Number::new(0, 0),
            unit: None,
        };
    }
    if is_mark(trimmed) {
        return Parsed {
            kind: ValueKind::Mark,
            number: None,
            unit: None,
        };
    }
    match parse_number(trimmed) {
        Some((number, unit)) => Parsed {
            kind: ValueKind::Number,
            number: Some(number),
            unit,
        },
        None => Parsed {
            kind: ValueKind::Unreadable,
            number: None,
            unit: None,
        },
    }
}

/// The number of a text that is a few digits and nothing else, as nearly all values are.
fn plain_digits(text: &str) -> Option<Number> {
    let short = (1..=9).contains(&text.len());
    let digits = short && text.bytes().all(|b| b.is_ascii_digit());
    Number::new(digits.then(|| text.parse().ok()).flatten()?, 0)
}

/// Whether a cell's text looks like a value (a number in digits, a mark or nothing) rather than a label.
pub fn is_value_like(text: &str) -> bool {
    parse_digits(text).kind != ValueKind::Unreadable
}

/// Whether a cell's text may be a label: it has words or no digits, and is neither a value nor a number with words behind it. `62#`,
/// `1/2` and `12（其中网上3件）` are values that cannot be read, `1.属于国家秘密` is a label, and the mark of a note by itself is no value.
pub fn is_label_like(text: &str) -> bool {
    let is_worded = text.contains(char::is_alphabetic) || !text.contains(is_digit);
    is_worded && !text.trim().is_empty() && !is_value_like(text) && !is_remarked_number(text)
}

/// Whether a text is a number, with its unit or without, and then a remark in brackets.
fn is_remarked_number(text: &str) -> bool {
    let rest = text.trim_start().trim_start_matches(|c| is_digit(c) || c == ',');
    let behind_unit = UNITS
        .iter()
        .find_map(|unit| rest.trim_start().strip_prefix(unit))
        .unwrap_or(rest);
    rest.len() < text.trim_start().len() && behind_unit.trim_start().starts_with(['(', '（', '[', '［', '【'])
}

/// What stands before a remark in brackets that says what the number contains or where more is told of it, or what share it is:
/// `12（其中网上6件）`, `3（见附注）`, `4（33%）`. One of anything else (`12（应为13）`, `5（百件）`) may change the number.
fn before_remark(folded: &str) -> Option<&str> {
    const BEGINNINGS: [&str; 12] = [
        "其中",
        "含",
        "包括",
        "包含",
        "均",
        "都是",
        "注",
        "见",
        "详见",
        "已办结",
        "已答复",
        "已公开",
    ];
    let (number, behind) = folded.split_once(['(', '[', '【'])?;
    let inside = behind.strip_suffix([')', ']', '】'])?;
    let inside: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
    if inside.contains(['(', ')', '[', ']', '【', '】']) {
        return None;
    }
    let is_share = inside
        .strip_suffix('%')
        .is_some_and(|share| Number::parse(share).is_some());
    (is_share || BEGINNINGS.iter().any(|word| inside.starts_with(word))).then_some(number.trim())
}

/// A number that is written out in hanzi, with its unit: 十二, 二〇, 两千零五件.
fn written_out(folded: &str) -> Option<(Number, Option<String>)> {
    if !folded.contains(is_hanzi) {
        return None;
    }
    let bare: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let (number, unit) = UNITS
        .iter()
        .find_map(|unit| Some((bare.strip_suffix(unit)?, Some((*unit).to_owned()))))
        .unwrap_or((&bare, None));
    Some((Number::new(spelled::hanzi_number(number)?, 0)?, unit))
}

/// Whether a text is a unit with which values are printed.
pub fn is_unit(text: &str) -> bool {
    UNITS.contains(&text)
}

/// Whether a text is the zero of written numbers, or a circle in its place.
fn is_written_zero(trimmed: &str) -> bool {
    matches!(trimmed, "零" | "〇" | "○")
}

fn is_mark(trimmed: &str) -> bool {
    let bare: Vec<char> = trimmed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_word = |word: &str| word.chars().eq(bare.iter().copied());
    MARK_WORDS.iter().any(|word| is_word(word)) || (bare.len() <= 4 && bare.iter().all(|c| MARKS.contains(c)))
}

fn parse_number(trimmed: &str) -> Option<(Number, Option<String>)> {
    let trimmed = ["共计", "共"]
        .iter()
        .find_map(|word| trimmed.strip_prefix(word))
        .map_or(trimmed, str::trim_start);
    let (sign, rest) = split_sign(trimmed);
    // `减-9` says it twice, `增-9` is no growth; `--9` and `减+9` may be anything.
    let (again, bare) = split_sign(rest);
    let twice = bare.len() < rest.len();
    if twice && (trimmed.starts_with(MARKS) || trimmed.starts_with('+') || (sign && !again)) {
        return None;
    }
    let (sign, rest) = if twice { (again, bare) } else { (sign, rest) };
    let (digits, unit) = split_unit(rest.trim())?;
    let plain = join_digits(digits.trim())?;
    let number = Number::parse(&plain)?;
    let number = if sign {
        Number::new(-number.mantissa(), number.scale())?
    } else {
        number
    };
    Some((number, unit))
}

/// Whether the number is negative, and what stands behind the sign.
fn split_sign(text: &str) -> (bool, &str) {
    for (mark, negative) in [
        ("增加", false),
        ("增长", false),
        ("上升", false),
        ("减少", true),
        ("下降", true),
        ("增", false),
        ("减", true),
        ("+", false),
        ("-", true),
        ("−", true),
        ("—", true),
        ("–", true),
        ("‐", true),
        ("‒", true),
    ] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (negative, rest.trim_start());
        }
    }
    (false, text)
}

fn split_unit(text: &str) -> Option<(&str, Option<String>)> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (digits, tail) = text.split_at_checked(end)?;
    let tail: String = tail.chars().filter(|c| !c.is_whitespace()).collect();
    // A unit may stand in brackets: 314（万元）.
    let bare = tail.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let unit = bare.unwrap_or(&tail);
    match unit {
        "" => tail.is_empty().then_some((digits, None)),
        _ => UNITS.contains(&unit).then(|| (digits, Some(unit.to_owned()))),
    }
}

/// Digits with thousands separators, and with the spaces and line breaks that typesetting puts into them, as plain
/// digits. `None` when they may as well be two numbers.
fn join_digits(text: &str) -> Option<String> {
    // A tab parts what stands in two places.
    if text.contains('\t') {
        return None;
    }
    let one_line: String = text
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}'))
        .collect();
    let groups: Vec<&str> = one_line.split_whitespace().collect();
    let spaced_out = groups.iter().all(|g| g.chars().count() == 1);
    let by_thousands = groups.iter().skip(1).all(|g| starts_with_three_digits(g))
        && groups.first().is_some_and(|g| g.len() <= 3)
        && groups
            .iter()
            .rev()
            .skip(1)
            .all(|g| g.bytes().all(|b| b.is_ascii_digit()));
    let around_mark = groups
        .iter()
        .any(|g| g.starts_with(['.', ',']) || g.ends_with(['.', ',']));
    if groups.len() > 1 && !spaced_out && !by_thousands && !around_mark {
        return None;
    }
    let joined = groups.concat();
    let (whole, fraction) = match joined.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (joined.as_str(), None),
    };
    let whole = without_thousands(whole)?;
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

fn starts_with_three_digits(group: &str) -> bool {
    let whole = group.split('.').next().unwrap_or(group);
    whole.len() == 3 && whole.bytes().all(|b| b.is_ascii_digit())
}

fn without_thousands(whole: &str) -> Option<String> {
    let mut groups = whole.split([',', '\'']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let right = rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|g| g.len() == 3));
    right.then(|| format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: ValueKind, number: Option<&str>, unit: Option<&str>) {
        let parsed = parse(text);
        let number = number.map(|n| Number::parse(n).unwrap());
        assert_eq!(
            (parsed.kind, parsed.number, parsed.unit.as_deref()),
            (kind, number, unit),
            "{text:?}"
        );
    }

    #[test]
    fn a_remark_of_what_a_number_contains_is_no_part_of_it() {
        for (text, number, unit) in [
            ("12（其中网上6件）", "12", None),
            ("3件（含上年结转1件）", "3", Some("件")),
            ("４（33.3%）", "4", None),
            ("1,024 (见附注)", "1024", None),
            ("77（其\n中网上\n38件）", "77", None),
            ("105（已办结）", "105", None),
        ] {
            check(text, ValueKind::Number, Some(number), unit);
            assert!(!is_value_like(text) && !is_label_like(text), "{text}");
        }
        for text in [
            "12（应为13）",
            "12（已更正为13）",
            "12（13）",
            "5（百件）",
            "12（其中（网上）6）",
            "（其中3）",
            "12（其中",
        ] {
            check(text, ValueKind::Unreadable, None, None);
        }
    }

    #[test]
    fn numbers_may_be_written_out() {
        for (text, number, unit) in [
            ("十二", "12", None),
            ("二十件", "20", Some("件")),
            ("二〇五", "205", None),
            ("两千零五", "2005", None),
            ("一百一十", "110", None),
            ("叁佰贰拾壹", "321", None),
            ("三百零二 条", "302", Some("条")),
            ("零", "0", None),
        ] {
            check(text, ValueKind::Number, Some(number), unit);
        }
        // A row of 一 is typed for a dash; 三五 is three to five and 二百五 may be 250; 一月 and 十分 are words, 十百 no number.
        for text in [
            "一",
            "一一",
            "三五",
            "二百五",
            "百",
            "一月",
            "十分",
            "十百",
            "二三十",
            "二百百",
            "三、",
            "（一）",
        ] {
            check(text, ValueKind::Unreadable, None, None);
        }
        assert!(is_label_like("十二") && !is_value_like("十二"));
    }

    #[test]
    fn numbers_as_reports_print_them() {
        for (text, number, unit) in [
            ("0", "0", None),
            (" 12\n", "12", None),
            ("１２３", "123", None),
            ("1,808,595", "1808595", None),
            ("１，２３４．５", "1234.5", None),
            ("12\n345", "12345", None),
            ("1 2 3", "123", None),
            ("1 234 567", "1234567", None),
            ("59237. 2449", "59237.2449", None),
            ("251000元", "251000", Some("元")),
            ("3 件", "3", Some("件")),
            ("增10", "10", None),
            ("减10", "-10", None),
            ("-35", "-35", None),
            ("－35", "-35", None),
            ("+3", "3", None),
            ("007", "7", None),
            ("–12", "-12", None),
            ("‒12", "-12", None),
            ("下降2项", "-2", Some("项")),
            ("上升3", "3", None),
            ("\u{202d}12\u{202c}", "12", None),
            ("1\u{200b}2", "12", None),
            ("零", "0", None),
            ("〇", "0", None),
            ("减-9", "-9", None),
            ("增-9", "-9", None),
            ("314（万元）", "314", Some("万元")),
            ("3 (件)", "3", Some("件")),
            ("共12件", "12", Some("件")),
            ("1\u{336}2\u{336}15", "15", None),
            ("-\u{336}9", "9", None),
        ] {
            check(text, ValueKind::Number, Some(number), unit);
        }
    }

    #[test]
    fn the_mark_of_a_note_is_no_digit() {
        for text in [
            "12①",
            "12¹",
            "12[1]",
            "12*",
            "12 ②",
            "12〔3〕",
            "12注1",
            "12（注2）",
            "12（注）",
            "12＊＊",
        ] {
            check(text, ValueKind::Number, Some("12"), None);
        }
        check("3件①", ValueKind::Number, Some("3"), Some("件"));
        for text in ["①", "①2", "12(1)", "12（3）", "[1]", "1²3", "12 注"] {
            assert_ne!(parse(text).kind, ValueKind::Number, "{text}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_no_label() {
        for text in [
            "62#",
            "1/2",
            "12%",
            "12（其中网上3件）",
            "3(2)",
            "3-5",
            "",
            "5件",
            "/",
        ] {
            assert!(!is_label_like(text), "{text:?}");
        }
        for text in ["1.属于国家秘密", "（七）总计", "3其他", "规章", "（1）其他", "¹"] {
            assert!(is_label_like(text), "{text:?}");
        }
    }

    #[test]
    fn blank_and_marks_are_neither_zero_nor_each_other() {
        for text in ["", " ", "\u{3000}\n"] {
            check(text, ValueKind::Blank, None, None);
        }
        for text in [
            "/",
            "—",
            "——",
            "－",
            "-",
            "／",
            "无",
            " / ",
            "暂 无",
            "未发生",
            "不适用",
            "──",
            "‒",
            "∕",
            "持平",
            "无 变化",
        ] {
            check(text, ValueKind::Mark, None, None);
        }
    }

    #[test]
    fn what_is_no_number_is_said_to_be_so() {
        for text in [
            "三五件",
            "12 34",
            "1,23",
            "约5",
            "5左右",
            "1/2",
            "O",
            "12%",
            "1.2.3",
            "1234,567",
            "自然人",
            "(3)",
            "3()",
            "3（项目）",
            "共",
            "--9",
            "减+9",
            "6\t9",
            "1\u{336}2\u{336}",
        ] {
            check(text, ValueKind::Unreadable, None, None);
        }
    }
}
