//! Labels made comparable: width, spaces, quotes, punctuation and outline numbers do not tell two labels apart.

use unicode_normalization::UnicodeNormalization;

use crate::fold::{self, is_ignorable};
use crate::layout::script::is_hanzi;

/// An outline number that was printed in front of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outline {
    /// 一、 二. 三，
    Chinese,
    /// （一） (二)
    ChineseInBrackets,
    /// 1. 2、 3．
    Arabic,
    /// （1） 1) ①
    ArabicInBrackets,
}

const CHINESE_DIGITS: &str = "一二三四五六七八九十百零〇";

/// Width and compatibility forms folded (NFKC), white space and control characters removed.
///
/// Kangxi radicals become the ideographs that they look like, traditional characters of the forms' words the simplified ones;
/// full-width digits and brackets become ASCII.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        match fold::simple(c) {
            Some(c) if c.is_ascii_whitespace() => {}
            Some(c) => squeezed.push(fold::simplified(c)),
            None => return squeeze_any(text),
        }
    }
    squeezed
}

/// [`squeeze`] for any text.
fn squeeze_any(text: &str) -> String {
    let numbered = text.contains(is_circled).then(|| bracketed(text));
    let text = numbered.as_deref().unwrap_or(text);
    text.chars()
        .map(fold::ideograph)
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_ignorable(*c))
        .map(fold::simplified)
        .collect()
}

/// A number in a circle: NFKC would leave its digits alone, which run into what stands behind.
fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳')
}

/// `③` as `(3)`.
fn bracketed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_circled(c) {
            out.push_str(&format!("({})", u32::from(c) - u32::from('①') + 1));
        } else {
            out.push(c);
        }
    }
    out
}

/// Splits an outline number from a squeezed label: `（三）不予公开` is a bracketed Chinese 3 and `不予公开`.
///
/// Takes text that went through [`squeeze`], in which brackets and full stops are ASCII.
pub fn split_outline(squeezed: &str) -> (Option<(Outline, u32)>, &str) {
    let none = (None, squeezed);
    if let Some(rest) = squeezed.strip_prefix('(') {
        let Some((inside, after)) = rest.split_once(')') else {
            return none;
        };
        let after = after.trim_start_matches(['、', '.', ',']);
        return match (chinese_number(inside), arabic_number(inside)) {
            (Some(n), _) => (Some((Outline::ChineseInBrackets, n)), after),
            (_, Some(n)) => (Some((Outline::ArabicInBrackets, n)), after),
            _ => none,
        };
    }
    let digits = |set: fn(char) -> bool| {
        let end = squeezed.find(|c| !set(c)).unwrap_or(squeezed.len());
        squeezed.split_at(end)
    };
    let (number, rest) = digits(|c| CHINESE_DIGITS.contains(c));
    if let (Some(n), Some(after)) = (
        chinese_number(number),
        rest.strip_prefix(['、', '.', ',', ':', ')']),
    ) {
        return (Some((Outline::Chinese, n)), after);
    }
    let (number, rest) = digits(|c| c.is_ascii_digit());
    if let Some(n) = arabic_number(number) {
        if let Some(after) = rest.strip_prefix(')') {
            return (Some((Outline::ArabicInBrackets, n)), after);
        }
        // `1.5` is a number, `1.属于` is a numbered label.
        let after = rest.strip_prefix(['、', '.', ',']);
        if let Some(after) = after.filter(|a| !a.starts_with(|c: char| c.is_ascii_digit())) {
            return (Some((Outline::Arabic, n)), after);
        }
    }
    none
}

fn arabic_number(text: &str) -> Option<u32> {
    (1..=3).contains(&text.len()).then(|| text.parse().ok()).flatten()
}

/// Chinese counting numbers up to 99: 七, 十二, 二十, 三十五.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|p| p as u32)
    };
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['十', ones] => digit(*ones).map(|o| 10 + o),
        [one] => digit(*one),
        [tens, '十'] => digit(*tens).map(|t| t * 10),
        [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        _ => None,
    }
}

/// The letters and digits of a label, without its outline number, its bracketed remarks, quotes and punctuation:
/// what labels are compared by.
///
/// A label that is printed several times over (for boldness, or by programs that write what a field holds once more for
/// each of its parts) is that label.
pub fn label(text: &str) -> String {
    if let Some(kept) = fold::without_struck(text) {
        return label(&kept);
    }
    let mut squeezed = squeeze(text);
    if let Some(once) = printed_once(&squeezed) {
        squeezed.truncate(once);
    }
    without_translation(&mut squeezed);
    // 其它 is 其他 written otherwise.
    if squeezed.contains("其它") {
        squeezed = squeezed.replace("其它", "其他");
    }
    // Outline numbers and remarks do not go without a mark.
    if squeezed.chars().all(is_alphanumeric) {
        return squeezed;
    }
    let (_, rest) = split_outline(&squeezed);
    let bare = without_brackets(rest);
    let mut kept = String::with_capacity(bare.len());
    kept.extend(bare.chars().filter(|c| is_alphanumeric(*c)));
    if kept.is_empty() {
        rest.chars().filter(|c| c.is_alphanumeric()).collect()
    } else {
        kept
    }
}

/// Takes the words of another script off that stand before or behind a label in hanzi: 总计 Total.
fn without_translation(squeezed: &mut String) {
    /// One letter may be part of the label (A类).
    const LETTERS: usize = 2;
    let is_letter = |c: char| !is_hanzi(c) && c.is_alphabetic();
    if !squeezed.contains(is_letter) || squeezed.chars().filter(|c| is_hanzi(*c)).count() < LETTERS {
        return;
    }
    let is_foreign = |part: &str| part.chars().filter(|c| is_letter(*c)).count() >= LETTERS;
    let last = squeezed.char_indices().rfind(|(_, c)| is_hanzi(*c));
    let behind = last.map_or(0, |(at, c)| at + c.len_utf8());
    if let Some(tail) = squeezed.get(behind..).filter(|tail| is_foreign(tail)) {
        let letters = behind + tail.find(is_letter).unwrap_or(0);
        squeezed.truncate(letters);
    }
    let first = squeezed.find(is_hanzi).unwrap_or(0);
    if squeezed.get(..first).is_some_and(is_foreign) {
        squeezed.drain(..first);
    }
}

/// What stands in the brackets at the end of a text, made comparable; `None` for a text that does not end so.
pub fn in_brackets(text: &str) -> Option<String> {
    let inside = text.trim_end().strip_suffix([')', '）'])?;
    let at = inside.rfind(['(', '（'])?;
    let inside = inside.get(at..)?.trim_start_matches(['(', '（']);
    Some(label(inside)).filter(|l| !l.is_empty())
}

/// Where the first of several equal parts ends that make up the whole of a squeezed text; a part holds at least two
/// ideographs.
fn printed_once(squeezed: &str) -> Option<usize> {
    const TWO_IDEOGRAPHS: usize = 6;
    let bytes = squeezed.as_bytes();
    let ends = |n: &usize| {
        bytes.len().is_multiple_of(*n)
            && squeezed.is_char_boundary(*n)
            && bytes.first_chunk::<3>() == bytes.get(*n..).and_then(<[u8]>::first_chunk)
    };
    let mut parts = (TWO_IDEOGRAPHS..=bytes.len() / 2).filter(ends);
    parts.find(|n| {
        let (first, rest) = bytes.split_at(*n);
        !squeezed.is_ascii() && rest.chunks(*n).all(|part| part == first)
    })
}

/// [`char::is_alphanumeric`], at once for ideographs.
fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()
}

/// The text without what stands in round brackets; an opening bracket that is never closed takes the rest with it.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '〔' | '[' => depth += 1,
            ')' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_script_beside_a_label_are_no_part_of_it() {
        for text in [
            "总计\nTotal",
            "Grand total\n总 计",
            "总计（件）\nཁྱོན་བསྡོམས",
            "总计 جەمئىي",
            "总计（Total）",
        ] {
            assert_eq!(label(text), "总计", "{text:?}");
        }
        assert_eq!(label("1.属于国家秘密 State secrets 1"), "属于国家秘密");
        assert_eq!(label("A类"), "A类");
        assert_eq!(label("科研WTO机构"), "科研WTO机构");
        assert_eq!(label("Total"), "Total");
    }

    #[test]
    fn outline_numbers_of_every_make_are_split_off() {
        let cases = [
            (
                "三、本年度办理结果",
                Some((Outline::Chinese, 3)),
                "本年度办理结果",
            ),
            ("（十二）其他", Some((Outline::ChineseInBrackets, 12)), "其他"),
            ("1．属于国家秘密", Some((Outline::Arabic, 1)), "属于国家秘密"),
            ("2、 主动公开", Some((Outline::Arabic, 2)), "主动公开"),
            ("① 甲", Some((Outline::ArabicInBrackets, 1)), "甲"),
            ("（1）甲", Some((Outline::ArabicInBrackets, 1)), "甲"),
            ("1.5", None, "1.5"),
            ("一般情况", None, "一般情况"),
            ("2022年度", None, "2022年度"),
        ];
        for (text, number, rest) in cases {
            let squeezed = squeeze(text);
            assert_eq!(split_outline(&squeezed), (number, rest), "{text}");
        }
    }

    #[test]
    fn radicals_in_a_label_are_the_ideographs_they_look_like() {
        assert_eq!(label("⻓期有效⾏政许可"), "长期有效行政许可");
    }

    #[test]
    fn traditional_characters_of_a_label_are_the_simplified_ones() {
        assert_eq!(
            label("一、本年新收政府信息公開申請數量"),
            "本年新收政府信息公开申请数量"
        );
        assert_eq!(
            label("5.要求行政機關確認或重新出具已獲取信息"),
            "要求行政机关确认或重新出具已获取信息"
        );
        assert_eq!(label("復議後起訴②"), label("复议后起诉②"));
    }

    #[test]
    fn common_characters_are_squeezed_as_all_others_are() {
        let all = (0..0x1_0000).filter_map(char::from_u32);
        for c in all.filter(|c| fold::simple(*c).is_some()) {
            let text = format!("甲{c}1{c}");
            assert_eq!(squeeze(&text), squeeze_any(&text), "{c:?}");
        }
    }

    #[test]
    fn width_quotes_breaks_and_remarks_do_not_tell_labels_apart() {
        assert_eq!(label("3.危及“三安全一稳定”"), label("3．危及\"三安全\n一 稳定\""));
        assert_eq!(label("（二）部分公开（区分处理的，只计这一情形）"), "部分公开");
        assert_eq!(label("⼀、总计"), "总计");
        assert_eq!(label("（单位：万元）"), "单位万元");
    }
}
