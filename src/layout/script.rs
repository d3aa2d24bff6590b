//! What kind of character it is, as far as spacing and line joining need to know.

use crate::fold::half_width;

/// Whether the character belongs to a script that is written without spaces between words: hanzi, kana, and the
/// full-width punctuation and forms that go with them.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{303f}'     // radicals, Kangxi radicals, punctuation
        | '\u{3040}'..='\u{30ff}'   // kana
        | '\u{3100}'..='\u{31ff}'   // bopomofo, strokes
        | '\u{3200}'..='\u{33ff}'   // enclosed and squared
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'   // compatibility ideographs
        | '\u{fe30}'..='\u{fe4f}'   // vertical forms
        | '\u{ff00}'..='\u{ffef}'   // full-width forms
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether the character is a hanzi or a radical that stands for one.
pub fn is_hanzi(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Quotes and dashes that a Chinese font sets full width although Unicode files them under general punctuation.
pub fn is_shared_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{00b7}')
}

/// Whether the text is a number as printed in a table: digits with signs, separators, brackets, per cent or currency.
pub fn is_numeric(text: &str) -> bool {
    let mut digits = 0usize;
    for c in text.chars() {
        let c = half_width(c);
        if c.is_ascii_digit() {
            digits += 1;
        } else if !matches!(
            c,
            '.' | ','
                | '-'
                | '+'
                | '%'
                | '('
                | ')'
                | '−'
                | '–'
                | '—'
                | '‰'
                | '*'
                | '\''
                | '~'
                | '<'
                | '>'
                | '$'
                | '€'
                | '£'
                | '¥'
                | '/'
                | ':'
        ) && !c.is_whitespace()
        {
            return false;
        }
    }
    digits > 0
}

/// Whether the text is a mark that stands for no value: `/`, `-`, `—`, `…`, `n/a`, `(X)` and the like.
pub fn is_blank_mark(text: &str) -> bool {
    let t = text.trim();
    !t.is_empty()
        && (t.chars().all(|c| {
            matches!(
                c,
                '/' | '-' | '—' | '–' | '－' | '／' | '…' | '.' | ':' | '*' | '−' | '_'
            )
        }) || t == "无"
            || ["n/a", "na", "n.a."]
                .iter()
                .any(|mark| t.eq_ignore_ascii_case(mark))
            || is_bracketed_mark(t))
}

/// What statistical offices print in brackets for a figure: (D) withheld, (N) and (NA) not available, (S) suppressed, (X) not
/// applicable, (Z) rounds to nothing. Other letters in brackets number columns and items.
fn is_bracketed_mark(text: &str) -> bool {
    ["(D)", "(N)", "(NA)", "(S)", "(X)", "(Z)"].contains(&text)
}

/// The text with Kangxi radicals, CJK radicals, compatibility ideographs and full-width forms replaced by the
/// characters that they look like (Unicode NFKC). For comparing; printed text keeps its own characters.
pub fn normalised(text: &str) -> String {
    crate::fold::nfkc(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_brackets_stand_for_no_value() {
        for (text, is) in [
            ("(X)", true),
            ("(NA)", true),
            ("(A)", false),
            ("(x)", false),
            ("()", false),
        ] {
            assert_eq!(is_blank_mark(text), is, "{text}");
        }
    }

    #[test]
    fn numbers_in_any_dress_are_numbers_and_words_are_not() {
        for n in ["0", "1,234.5", "(12)", "１２３", "-7", "12 %"] {
            assert!(is_numeric(n), "{n}");
        }
        for w in ["", "—", "3件", "a1"] {
            assert!(!is_numeric(w), "{w}");
        }
    }

    #[test]
    fn a_kangxi_radical_is_the_hanzi_after_normalising() {
        assert_eq!(normalised("\u{2f00}１"), "一1");
    }
}
