//! Symbol fonts: what their characters look like in Unicode.
//!
//! A symbol font puts its pictures where other fonts have letters; Word writes them as `w:sym` or as characters of
//! the private-use block U+F020 to U+F0FF. Pictures without a plain counterpart stay as they are.

/// The first code of the block in which Word writes characters of symbol fonts.
const PRIVATE: u32 = 0xf000;

/// The character that code `code` (with or without the private-use offset) of the font shows, where known.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (PRIVATE..PRIVATE + 0x100).contains(&code) {
        code - PRIVATE
    } else {
        code
    };
    let table: &[(u32, &str)] = match font.to_lowercase().as_str() {
        "symbol" => SYMBOL,
        "wingdings" => WINGDINGS,
        "wingdings 2" => WINGDINGS_2,
        "wingdings 3" => WINGDINGS_3,
        "webdings" => WEBDINGS,
        _ => return None,
    };
    let (first, run) = table.iter().rev().find(|(first, _)| *first <= code)?;
    run.chars().nth((code - first) as usize).filter(|c| *c != NONE)
}

/// The text as the font shows it: characters of symbol fonts replaced by what they look like. Without a font,
/// private-use characters are read as the font Symbol, which is what bullets are written in.
pub(super) fn mapped(text: &str, font: Option<&str>) -> String {
    let is_private = |c: char| (PRIVATE..PRIVATE + 0x100).contains(&(c as u32));
    let map = |c: char| {
        let code = c as u32;
        let shown = match font {
            Some(font) if code > 0x20 && (code < 0x100 || is_private(c)) => symbol(font, code),
            _ => None,
        };
        shown
            .or_else(|| is_private(c).then(|| symbol("symbol", code)).flatten())
            .unwrap_or(c)
    };
    text.chars().map(map).collect()
}

/// Whether a run in this font may need [`mapped`].
pub(super) fn is_symbol_font(font: &str) -> bool {
    ["symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"].contains(&font.to_lowercase().as_str())
}

/// Holds the place of a picture that has no counterpart here.
const NONE: char = '\u{0}';

/// Runs of characters, each with the code of its first, in rising order (the encoding of the PostScript font Symbol).
const SYMBOL: &[(u32, &str)] = &[
    (0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?"),
    (0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    (0x60, "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    (0xa0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵"),
    (0xc0, "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
    (0xe0, "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{0}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"),
];

const WINGDINGS: &[(u32, &str)] = &[
    (0x20, " \u{0}✂✁"),
    (0x28, "☎✆✉"),
    (0x36, "⌛"),
    (0x3e, "✇✍\u{0}✌"),
    (0x45, "☜☞☝☟\u{0}☺\u{0}☹\u{0}☠"),
    (0x51, "✈☼\u{0}❄\u{0}✞\u{0}✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓"),
    (0x6c, "●❍■□◻❑❒⬧⧫◆❖⬥⌧\u{0}⌘"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9e, "·•▪○◯◉◉◎\u{0}▪◻\u{0}✦★✶✴✹✵"),
    (0xb1, "⌖⟡⌑\u{0}✪✰"),
    (0xd5, "⌫⌦\u{0}➢"),
    (0xdf, "←→↑↓↖↗↙↘"),
    (0xe7, "⬅➔⬆⬇"),
    (0xef, "⇦⇨⇧⇩⬄⇳"),
    (0xfb, "✗✔☒☑"),
];

const WINGDINGS_2: &[(u32, &str)] = &[
    (0x4f, "✗✓☒☑☒☒"),
    (0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x96, "•●●"),
    (0xa0, "■■■□"),
];

const WINGDINGS_3: &[(u32, &str)] = &[(0x70, "▲▼△▽◀▶◁▷"), (0x7d, "▶")];

const WEBDINGS: &[(u32, &str)] = &[(0x61, "✔"), (0x63, "□"), (0x67, "■"), (0x6e, "●"), (0x72, "✖")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_and_without_the_private_offset_are_one() {
        assert_eq!(symbol("Symbol", 0xf0b7), Some('•'));
        assert_eq!(symbol("Symbol", 0xb7), Some('•'));
        assert_eq!(symbol("Wingdings", 0xf0fe), Some('☑'));
        assert_eq!(symbol("Wingdings 2", 0xa3), Some('□'));
        assert_eq!(symbol("Arial", 0x41), None);
    }

    #[test]
    fn the_tables_line_up() {
        for (font, code, c) in [
            ("symbol", 0x3f, '?'),
            ("symbol", 0x5f, '_'),
            ("symbol", 0x7e, '∼'),
            ("symbol", 0xbf, '↵'),
            ("symbol", 0xdf, '⇓'),
            ("symbol", 0xfe, '⎭'),
            ("wingdings", 0x4e, '☠'),
            ("wingdings", 0x69, '♓'),
            ("wingdings", 0x6c, '●'),
            ("wingdings", 0x6f, '□'),
            ("wingdings", 0x76, '❖'),
            ("wingdings", 0x95, '❿'),
            ("wingdings", 0xa7, '▪'),
            ("wingdings", 0xd8, '➢'),
            ("wingdings", 0xfc, '✔'),
            ("wingdings 2", 0x52, '☑'),
        ] {
            assert_eq!(symbol(font, code), Some(c), "{font} {code:x}");
        }
        assert_eq!(symbol("symbol", 0xff), None);
    }

    #[test]
    fn other_text_stays() {
        assert_eq!(mapped("中a\u{f0b7}", None), "中a•");
        assert_eq!(mapped("中a", Some("Wingdings")), "中♋");
    }
}
