//! What a TrueType or OpenType program itself says about its glyphs: `cmap` and `post` (OpenType 1.9).
//!
//! Every offset comes from the file, so each read asks whether the bytes are there.

use std::collections::HashMap;

/// The most glyphs looked at; a TrueType program has no more.
const MAX_GLYPHS: usize = 65_536;

/// The most segments or groups read of one `cmap` subtable.
const MAX_SEGMENTS: usize = 65_536;

/// A font program, as far as it tells which characters its glyphs are.
#[derive(Clone, Debug, Default)]
pub(super) struct Sfnt {
    /// Glyph to character, by a Unicode `cmap` and glyph names of `post`.
    unicode: HashMap<u16, char>,
    /// Code to glyph, by a symbol (3,0) or Macintosh (1,0) subtable.
    codes: HashMap<u16, u16>,
    /// Glyph names of `post`.
    names: HashMap<u16, String>,
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    match data.get(at..at.checked_add(2)?)? {
        [a, b] => Some(u16::from_be_bytes([*a, *b])),
        _ => None,
    }
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    match data.get(at..at.checked_add(4)?)? {
        [a, b, c, d] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    }
}

fn table<'a>(data: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let base = match data.get(..4)? {
        b"ttcf" => u32_at(data, 12)? as usize,
        _ => 0,
    };
    let count = usize::from(u16_at(data, base.checked_add(4)?)?);
    for i in 0..count {
        let record = base.checked_add(12 + 16 * i)?;
        if data.get(record..record.checked_add(4)?)? == tag {
            let start = u32_at(data, record + 8)? as usize;
            let length = u32_at(data, record + 12)? as usize;
            let end = start.checked_add(length)?.min(data.len());
            return data.get(start..end);
        }
    }
    None
}

impl Sfnt {
    /// Reads what is there; a program without these tables gives an empty answer.
    pub(super) fn parse(data: &[u8]) -> Sfnt {
        let mut sfnt = Sfnt::default();
        if let Some(cmap) = table(data, b"cmap") {
            sfnt.read_cmap(cmap);
        }
        if let Some(post) = table(data, b"post") {
            sfnt.read_post(post);
        }
        sfnt
    }

    /// The character of a glyph by the program's Unicode `cmap`.
    pub(super) fn unicode(&self, glyph: u16) -> Option<char> {
        self.unicode.get(&glyph).copied()
    }

    /// The name of a glyph.
    pub(super) fn name(&self, glyph: u16) -> Option<&str> {
        self.names.get(&glyph).map(String::as_str)
    }

    /// The glyph of a one-byte code by a symbol or Macintosh subtable.
    pub(super) fn glyph(&self, code: u8) -> Option<u16> {
        self.codes.get(&u16::from(code)).copied()
    }

    fn read_cmap(&mut self, cmap: &[u8]) {
        let count = u16_at(cmap, 2).unwrap_or(0).min(64);
        for i in 0..usize::from(count) {
            let record = 4 + 8 * i;
            let (Some(platform), Some(encoding), Some(offset)) = (
                u16_at(cmap, record),
                u16_at(cmap, record + 2),
                u32_at(cmap, record + 4),
            ) else {
                return;
            };
            let Some(subtable) = cmap.get(offset as usize..) else {
                continue;
            };
            match (platform, encoding) {
                (0, _) | (3, 1 | 10) => each_mapping(subtable, |code, glyph| {
                    if let Some(c) = char::from_u32(code).filter(|c| !is_private(*c)) {
                        let slot = self.unicode.entry(glyph).or_insert(c);
                        *slot = preferred(*slot, c);
                    }
                }),
                (3, 0) => each_mapping(subtable, |code, glyph| {
                    self.codes.insert((code & 0xff) as u16, glyph);
                }),
                (1, 0) => each_mapping(subtable, |code, glyph| {
                    if code < 256 {
                        self.codes.entry(code as u16).or_insert(glyph);
                    }
                }),
                _ => {}
            }
        }
    }

    fn read_post(&mut self, post: &[u8]) {
        if u32_at(post, 0) != Some(0x0002_0000) {
            return;
        }
        let count = usize::from(u16_at(post, 32).unwrap_or(0));
        let mut strings = Vec::new();
        let mut at = 34 + 2 * count;
        while let Some(&length) = post.get(at)
            && strings.len() < MAX_GLYPHS
        {
            let Some(bytes) = post.get(at + 1..at + 1 + usize::from(length)) else {
                break;
            };
            strings.push(bytes);
            at += 1 + usize::from(length);
        }
        for glyph in 0..count {
            let Some(index) = u16_at(post, 34 + 2 * glyph) else {
                break;
            };
            // Below 258 the names are those of the Macintosh set, of which 3 to 97 are the printable ASCII characters
            // in order; names of the font's own follow.
            if let 3..=97 = index {
                let ascii = char::from(b' ' + (index - 3) as u8);
                self.unicode.entry(glyph as u16).or_insert(ascii);
            }
            let own = usize::from(index).checked_sub(258).and_then(|i| strings.get(i));
            if let Some(name) = own.and_then(|b| std::str::from_utf8(b).ok()) {
                self.names.insert(glyph as u16, name.to_owned());
            }
        }
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Of two characters that share a glyph, the plain one: not a radical or a compatibility form.
fn preferred(a: char, b: char) -> char {
    let odd = |c: char| matches!(c as u32, 0x2e80..=0x2fdf | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xa0 | 0xad);
    match (odd(a), odd(b)) {
        (true, false) => b,
        (false, true) => a,
        _ => a.min(b),
    }
}

/// Calls `see` with every code and glyph of a `cmap` subtable (formats 0, 4, 6, 12).
fn each_mapping(subtable: &[u8], mut see: impl FnMut(u32, u16)) {
    match u16_at(subtable, 0) {
        Some(0) => {
            for (code, &glyph) in subtable.iter().skip(6).take(256).enumerate() {
                if glyph != 0 {
                    see(code as u32, u16::from(glyph));
                }
            }
        }
        Some(4) => each_of_format4(subtable, &mut see),
        Some(6) => {
            let first = u32::from(u16_at(subtable, 6).unwrap_or(0));
            let count = u16_at(subtable, 8).unwrap_or(0);
            for i in 0..u32::from(count) {
                match u16_at(subtable, 10 + 2 * i as usize) {
                    Some(0) => {}
                    Some(glyph) => see(first + i, glyph),
                    None => return,
                }
            }
        }
        Some(12) => each_of_format12(subtable, &mut see),
        _ => {}
    }
}

fn each_of_format4(subtable: &[u8], see: &mut impl FnMut(u32, u16)) {
    let segments = usize::from(u16_at(subtable, 6).unwrap_or(0)) / 2;
    let mut seen = 0_usize;
    for i in 0..segments {
        let end = u16_at(subtable, 14 + 2 * i);
        let start = u16_at(subtable, 16 + 2 * (segments + i));
        let delta = u16_at(subtable, 16 + 2 * (2 * segments + i));
        let range_at = 16 + 2 * (3 * segments + i);
        let range = u16_at(subtable, range_at);
        let (Some(end), Some(start), Some(delta), Some(range)) = (end, start, delta, range) else {
            return;
        };
        for code in start..=end {
            seen += 1;
            // Overlapping segments must not cost more than the codes there are.
            if seen > MAX_GLYPHS || code == 0xffff {
                break;
            }
            let glyph = if range == 0 {
                code.wrapping_add(delta)
            } else {
                let at = range_at + usize::from(range) + 2 * usize::from(code - start);
                match u16_at(subtable, at) {
                    Some(0) | None => 0,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            if glyph != 0 {
                see(u32::from(code), glyph);
            }
        }
    }
}

fn each_of_format12(subtable: &[u8], see: &mut impl FnMut(u32, u16)) {
    let groups = (u32_at(subtable, 12).unwrap_or(0) as usize).min(MAX_SEGMENTS);
    let mut seen = 0_usize;
    for i in 0..groups {
        let at = 16 + 12 * i;
        let (Some(first), Some(last), Some(glyph)) = (
            u32_at(subtable, at),
            u32_at(subtable, at + 4),
            u32_at(subtable, at + 8),
        ) else {
            return;
        };
        for (code, glyph) in (first..=last.min(0x10_ffff)).zip(glyph..) {
            seen += 1;
            if seen > 2 * MAX_GLYPHS {
                return;
            }
            if let Ok(glyph @ 1..) = u16::try_from(glyph) {
                see(code, glyph);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An sfnt with one `cmap` that has one subtable of format 6.
    fn program(platform: u16, encoding: u16, first: u16, glyphs: &[u16]) -> Vec<u8> {
        let mut cmap: Vec<u16> = vec![0, 1, platform, encoding, 0, 12];
        cmap.extend([6, 10 + 2 * glyphs.len() as u16, 0, first, glyphs.len() as u16]);
        cmap.extend(glyphs);
        let cmap: Vec<u8> = cmap.iter().flat_map(|v| v.to_be_bytes()).collect();
        let mut out = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        out.extend(b"cmap");
        for v in [0_u32, 28, cmap.len() as u32] {
            out.extend(v.to_be_bytes());
        }
        out.extend(cmap);
        out
    }

    #[test]
    fn a_unicode_cmap_is_read_backwards() {
        let sfnt = Sfnt::parse(&program(3, 1, 0x4e2d, &[5, 0, 6]));
        assert_eq!(
            (sfnt.unicode(5), sfnt.unicode(6), sfnt.unicode(0)),
            (Some('中'), Some('\u{4e2f}'), None)
        );
    }

    #[test]
    fn a_symbol_cmap_only_gives_glyphs() {
        let sfnt = Sfnt::parse(&program(3, 0, 0xf041, &[9]));
        assert_eq!((sfnt.glyph(0x41), sfnt.unicode(9)), (Some(9), None));
    }

    #[test]
    fn a_plain_character_wins_over_a_radical() {
        assert_eq!(preferred('\u{2f00}', '一'), '一');
        assert_eq!(preferred('一', '\u{2f00}'), '一');
    }

    #[test]
    fn broken_programs_give_nothing() {
        let whole = program(3, 1, 0x4e2d, &[5, 6]);
        for cut in 0..whole.len() {
            let _ = Sfnt::parse(&whole[..cut]);
        }
        assert!(Sfnt::parse(&[0xff; 64]).unicode.is_empty());
    }
}
