//! Text with its width and compatibility forms folded (NFKC), quickly where it is made of common characters.

use unicode_normalization::UnicodeNormalization;

/// The text with width and compatibility forms folded (NFKC, Unicode Standard Annex 15).
pub fn nfkc(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match simple(c) {
            Some(c) => folded.push(c),
            None => return text.nfkc().collect(),
        }
    }
    folded
}

/// What NFKC makes of a character wherever it stands among others that this function knows; `None` for all others.
/// Nearly all text is made of such characters, and normalising costs much: none of them combines with its neighbours.
pub fn simple(c: char) -> Option<char> {
    match c {
        '\t'
        | '\n'
        | '\r'
        | ' '..='~'
        | '、'
        | '。'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '《'
        | '》'
        | '\u{4e00}'..='\u{9fff}' => Some(c),
        '\u{3000}' => Some(' '),
        // Full-width forms of ASCII stand in its order.
        '！'..='～' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_folded_as_all_others_are() {
        let all = (0..0x1_0000).filter_map(char::from_u32);
        for c in all.filter(|c| simple(*c).is_some()) {
            let text = format!("甲{c}1{c}");
            assert_eq!(nfkc(&text), text.nfkc().collect::<String>(), "{c:?}");
        }
        assert_eq!(nfkc("㈠e\u{301}"), "(一)é");
    }
}
