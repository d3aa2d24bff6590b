//! Captions of tables and pictures: `表 1 …`, `图2：…`, `Table 3. …`, `附表`.

use super::script::is_cjk;
use crate::fold::half_width;

/// The longest caption in characters; longer texts tell about a table and do not name it.
const LONGEST: usize = 250;

/// Words that begin a caption, in lower case; those of letters are followed by a number that stands apart.
const LATIN: [&str; 8] = [
    "table", "figure", "fig.", "fig", "chart", "box", "exhibit", "graph",
];
const CHINESE: [&str; 4] = ["附表", "附图", "表", "图"];

/// Whether the text is the caption of a table or picture: a word for one, its number, and then the end or a name, but
/// not the rest of a sentence (`Table 3 shows …`, `表1所示…`).
pub fn is_caption(text: &str) -> bool {
    let chars: Vec<char> = text
        .trim_start()
        .chars()
        .map(half_width)
        .take(LONGEST + 1)
        .collect();
    let numbered = || after_number(&chars).is_some_and(|(rest, letters)| names(rest, letters));
    chars.len() <= LONGEST && (numbered() || names_annex(&chars))
}

/// The longest name of a table in an annex without a number, in characters.
const LONGEST_NAME: usize = 40;

/// Whether the only table or picture of an annex is named: `附表　课程安排`, `附表：人员名单`.
fn names_annex(chars: &[char]) -> bool {
    let rest = match chars {
        ['附', '表' | '图', rest @ ..] if chars.len() <= LONGEST_NAME => rest,
        _ => return false,
    };
    let parted = |c: &&char| c.is_whitespace() || **c == ':';
    let name = rest
        .get(rest.iter().take_while(parted).count()..)
        .unwrap_or_default();
    let ends = |c: &char| ['。', ';', ',', ':', '、', '，', '；'].contains(c);
    name.len() < rest.len() && name.first().is_some_and(|c| is_cjk(*c)) && !name.last().is_some_and(ends)
}

/// Whether a caption may begin with this word: quickly told, and rarely so.
pub fn may_begin(word: &str) -> bool {
    let plain: String = word.chars().map(|c| half_width(c).to_ascii_lowercase()).collect();
    LATIN.iter().chain(&CHINESE).any(|begin| plain.starts_with(begin))
}

/// Whether a caption that begins with this word is one of a table and not of a picture.
pub fn names_table(word: &str) -> bool {
    let plain: String = word.chars().map(|c| half_width(c).to_ascii_lowercase()).collect();
    ["table", "附表", "表"]
        .iter()
        .any(|begin| plain.starts_with(begin))
}

/// Whether the text only tells in what unit a table counts: `单位：件`, `（单位:万元）`, `Unit: 1 000 t`.
pub fn is_unit_line(text: &str) -> bool {
    let plain: String = text.chars().map(half_width).collect::<String>().to_lowercase();
    let inner = plain.trim().trim_start_matches(['(', '[']).trim_start();
    let rest = ["计量单位", "金额单位", "单位", "units", "unit"]
        .iter()
        .find_map(|w| inner.strip_prefix(w));
    rest.is_some_and(|r| r.trim_start().starts_with(':') && r.chars().count() <= 30)
}

/// What stands behind the word and its number, and whether the word is one of letters.
fn after_number(chars: &[char]) -> Option<(&[char], bool)> {
    let begins = |word: &str| {
        let n = word.chars().count();
        let same = |(a, b): (char, &char)| a == b.to_ascii_lowercase();
        (chars.len() >= n && word.chars().zip(chars).all(same)).then_some(n)
    };
    let latin = LATIN.iter().find_map(|w| begins(w));
    let word = latin.or_else(|| CHINESE.iter().find_map(|w| begins(w)))?;
    let rest = chars.get(word..)?;
    let spaces = rest.iter().take_while(|c| c.is_whitespace()).count();
    let rest = rest.get(spaces..)?;
    let first = rest.first()?;
    let number = if first.is_ascii_digit() {
        joined_number(rest)
    } else if "一二三四五六七八九十".contains(*first) {
        rest.iter()
            .take_while(|c| "一二三四五六七八九十".contains(**c))
            .count()
    } else if latin.is_some() && spaces > 0 && first.is_ascii_uppercase() {
        // `Table II`, `Figure SA3`, `Table B.1`: few capitals, perhaps with a number.
        let capitals = rest.iter().take_while(|c| c.is_ascii_uppercase()).count();
        if capitals > 4 {
            return None;
        }
        capitals + joined_number(rest.get(capitals..)?)
    } else {
        return None;
    };
    Some((rest.get(number..)?, latin.is_some()))
}

/// How many characters a number like `3`, `6.12`, `2-1`, `3a` takes, dots inside it but not behind it. A space behind a
/// dot belongs to it only before a digit (`7. 5`).
fn joined_number(chars: &[char]) -> usize {
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut i = 0;
    loop {
        while at(i).is_ascii_digit() {
            i += 1;
        }
        let joint = matches!(at(i), '.' | '-' | '–');
        if joint && at(i + 1).is_ascii_digit() {
            i += 1;
        } else if at(i) == '.' && at(i + 1) == ' ' && at(i + 2).is_ascii_digit() {
            i += 2;
        } else {
            let letter = at(i).is_ascii_alphabetic() && !at(i + 1).is_alphanumeric() && i > 0;
            return i + usize::from(letter);
        }
    }
}

/// Whether what stands behind the number is a name or nothing.
fn names(rest: &[char], letters: bool) -> bool {
    let Some(first) = rest.first() else { return true };
    let word = rest.iter().position(|c| !c.is_whitespace());
    let Some(next) = word.and_then(|i| rest.get(i)) else {
        return true;
    };
    let signs = ['.', ':', '|', '-', '–', '—', '(', '、', '/', '〔', '['];
    if signs.contains(next) {
        return true;
    }
    if !first.is_whitespace() {
        // A Chinese name may follow close up; the words that lead on in a sentence may not.
        return !letters && is_cjk(*first) && !"所中的和与及是为可显反至、，。".contains(*first);
    }
    is_cjk(*next) || next.is_uppercase() || next.is_ascii_digit() || matches!(next, '"' | '“' | '‘')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_its_number_and_a_name_is_a_caption() {
        for text in [
            "表1 收到和处理情况",
            "表 2：主动公开情况",
            "图三　趋势",
            "附表1",
            "附表 课程安排",
            "附表：人员名单",
            "Table 6.1: Size of the market",
            "Table 6.10 Private Label Penetration",
            "Table 7. 5 Comparisons of two sources",
            "Figure SA3. | Age-specific distribution",
            "TABLE II",
            "Fig. 3a – Flow",
        ] {
            assert!(is_caption(text), "{text}");
        }
    }

    #[test]
    fn what_begins_no_caption_is_told_by_its_first_word() {
        assert!(["Table", "ＴＡＢＬＥ", "图1", "附表"].into_iter().all(may_begin));
        assert!(!["1", "Total", "一", "("].into_iter().any(may_begin));
    }

    #[test]
    fn a_line_that_tells_the_unit_is_known() {
        for text in ["单位：件", "（单位: 万元、件）", "Unit: 1 000 t"] {
            assert!(is_unit_line(text), "{text}");
        }
        for text in ["单位负责人：某某", "United: a name", "各单位：请于月底前报送"] {
            assert!(!is_unit_line(text), "{text}");
        }
    }

    #[test]
    fn a_sentence_about_a_table_is_none() {
        for text in [
            "Table 6.2 shows that sales grew",
            "表1所示",
            "Tables 6.1 and 6.2",
            "图书馆工作",
            "Figures",
            "Boxes 3",
            "Table of Contents",
            "表彰3人",
            "附表所列各项",
            "附表：",
            "附表 数据来自各区。",
        ] {
            assert!(!is_caption(text), "{text}");
        }
    }
}
