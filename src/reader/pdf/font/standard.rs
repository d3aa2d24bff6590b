//! The encodings, glyph names and standard-14 metrics that `hayro-font` carries, reached through small font
//! dictionaries written here. No number of a file gets into them, so that nothing can be blown up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use hayro_cmap::BfString;
use hayro_font::{CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Dict, FromBytes};

use super::Text;

/// The encodings that a font may name (ISO 32000-1, annex D).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Base {
    /// /WinAnsiEncoding
    WinAnsi,
    /// /MacRomanEncoding
    MacRoman,
    /// /MacExpertEncoding
    MacExpert,
    /// /StandardEncoding
    Standard,
    /// The font's own: that of Symbol and ZapfDingbats.
    BuiltIn,
}

impl Base {
    /// The encoding of that name.
    pub(super) fn from_name(name: &[u8]) -> Option<Base> {
        match name {
            b"WinAnsiEncoding" => Some(Base::WinAnsi),
            b"MacRomanEncoding" => Some(Base::MacRoman),
            b"MacExpertEncoding" => Some(Base::MacExpert),
            b"StandardEncoding" => Some(Base::Standard),
            _ => None,
        }
    }

    fn entry(self) -> &'static str {
        match self {
            Base::WinAnsi => "/BaseEncoding/WinAnsiEncoding",
            Base::MacRoman => "/BaseEncoding/MacRomanEncoding",
            Base::MacExpert => "/BaseEncoding/MacExpertEncoding",
            Base::Standard => "/BaseEncoding/StandardEncoding",
            Base::BuiltIn => "",
        }
    }
}

/// Characters and standard widths (in ems) of the 256 codes.
pub(super) struct Table {
    /// By code.
    pub(super) texts: Vec<Text>,
    /// By code, for a font without /Widths.
    pub(super) widths: Vec<f32>,
}

/// Which of the 14 standard fonts stands in for a font of that name.
pub(super) fn stand_in(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let bold = has(&["bold", "black", "heavy", "demi"]);
    let italic = has(&["italic", "oblique"]);
    if lower.starts_with("symbol") {
        return "Symbol";
    }
    if has(&["dingbats"]) {
        return "ZapfDingbats";
    }
    let family = if has(&["courier", "mono", "consolas"]) {
        [
            "Courier",
            "Courier-Bold",
            "Courier-Oblique",
            "Courier-BoldOblique",
        ]
    } else if has(&["times", "serif", "roman", "georgia", "song", "ming"]) && !has(&["sans"]) {
        ["Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"]
    } else {
        [
            "Helvetica",
            "Helvetica-Bold",
            "Helvetica-Oblique",
            "Helvetica-BoldOblique",
        ]
    };
    family[usize::from(bold) + 2 * usize::from(italic)]
}

/// The table of a standard font under an encoding; made once for the whole process.
pub(super) fn table(font: &'static str, base: Base) -> Arc<Table> {
    type Made = Mutex<HashMap<(&'static str, Base), Arc<Table>>>;
    static MADE: OnceLock<Made> = OnceLock::new();
    let made = MADE.get_or_init(Mutex::default);
    let mut made = made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Arc::clone(
        made.entry((font, base))
            .or_insert_with(|| Arc::new(build(font, base, &[]))),
    )
}

/// The table of a standard font under an encoding and differences to it (code and glyph name).
pub(super) fn table_with(font: &'static str, base: Base, differences: &[(u8, Vec<u8>)]) -> Arc<Table> {
    if differences.is_empty() {
        return table(font, base);
    }
    Arc::new(build(font, base, differences))
}

/// The characters of glyph names (Adobe Glyph List, `uniXXXX`, `uXXXXX`), in order.
pub(super) fn texts_of_names(names: &[&[u8]]) -> Vec<Text> {
    let mut out = Vec::new();
    for part in names.chunks(256) {
        let numbered = (0_u8..=255).zip(part);
        let differences: Vec<_> = numbered.map(|(code, name)| (code, name.to_vec())).collect();
        let table = build("Helvetica", Base::Standard, &differences);
        out.extend(table.texts.into_iter().take(part.len()));
    }
    out
}

/// Writes a font dictionary, has it read, and asks for every code.
fn build(font: &str, base: Base, differences: &[(u8, Vec<u8>)]) -> Table {
    let mut source = format!(
        "<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding<</Type/Encoding{}",
        base.entry()
    );
    source.push_str("/Differences[");
    for (code, name) in differences {
        source.push_str(&format!("{code} /"));
        for &b in name.iter().take(256) {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-') {
                source.push(char::from(b));
            } else {
                source.push_str(&format!("#{b:02x}"));
            }
        }
        source.push(' ');
    }
    source.push_str("]>>>>");
    let mut table = Table {
        texts: vec![Text::Unknown; 256],
        widths: vec![0.0; 256],
    };
    let fonts: FontResolverFn = Arc::new(|query| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
    });
    let cmaps: CMapResolverFn = Arc::new(|_| None);
    let dict = Dict::from_bytes(source.as_bytes());
    let cache = FontCache::new();
    let Some(font) = dict.and_then(|d| cache.font(&d, &fonts, &cmaps)) else {
        return table;
    };
    let slots = table.texts.iter_mut().zip(table.widths.iter_mut());
    for (code, (text, width)) in (0_u32..256).zip(slots) {
        *width = (font.code_advance(code).x / 1000.0) as f32;
        *text = text_of(&font, code);
    }
    table
}

/// The characters of a code by a font of `hayro-font`.
pub(super) fn text_of(font: &hayro_font::Font<'_>, code: u32) -> Text {
    let unicode = match font.glyph(font.map_code(code), code) {
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
    };
    match unicode {
        Some(BfString::Char(c)) => Text::One(c),
        Some(BfString::String(s)) => Text::from_str(&s),
        None => Text::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_are_those_of_the_standard() {
        let texts = |base| table("Helvetica", base);
        assert_eq!(texts(Base::WinAnsi).texts[0x80], Text::One('€'));
        assert_eq!(texts(Base::MacRoman).texts[0x80], Text::One('Ä'));
        assert_eq!(texts(Base::Standard).texts[0xa9], Text::One('\''));
        assert_eq!(table("Symbol", Base::BuiltIn).texts[0x61], Text::One('α'));
    }

    #[test]
    fn widths_are_those_of_the_standard_fonts() {
        assert_eq!(table("Helvetica", Base::WinAnsi).widths[usize::from(b'A')], 0.667);
        assert_eq!(
            table(stand_in("CourierNew,Bold"), Base::WinAnsi).widths[usize::from(b'i')],
            0.6
        );
    }

    #[test]
    fn glyph_names_are_characters() {
        let names: [&[u8]; 5] = [b"uni4E2D", b"f_i", b"eacute", b"g17", b"odd#name"];
        let texts = texts_of_names(&names);
        assert_eq!(texts[0], Text::One('中'));
        assert_eq!(texts[1], Text::Many("fi".into()));
        assert_eq!(texts[2..], [Text::One('é'), Text::Unknown, Text::Unknown]);
    }
}
