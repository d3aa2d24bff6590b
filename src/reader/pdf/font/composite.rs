//! Composite fonts: codes of one to four bytes (ISO 32000-1, 9.7).
//!
//! Codes are split by rules of our own: the predefined CMaps leave out characters (`·` in UniGB-UCS2-H), and who
//! splits by looking them up loses step there. For the same reason Unicode and GBK codes are turned into characters
//! directly; CIDs are only asked for widths, and for characters where nothing else says.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::cmap::FileCMap;
use super::predefined::{self, Encoding};
use super::sfnt::Sfnt;
use super::simple::to_unicode;
use super::{Glyph, Text, standard};
use crate::diagnostic::{Budget, Error};
use crate::reader::pdf::filters::decode_stream;

/// How the bytes of a string make codes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Codes {
    /// Two bytes each, the CID itself.
    Identity,
    /// UTF-16BE.
    Utf16,
    /// UTF-32BE.
    Utf32,
    /// UTF-8.
    Utf8,
    /// GBK; the lead bytes of two-byte codes end at this one.
    Gbk(u8),
    /// GB 18030, with four-byte codes.
    Gb18030,
    /// Another predefined CMap.
    Predefined,
    /// A CMap in the file.
    File,
}

/// Widths of a run of CIDs, kept as a run.
struct Run {
    first: u32,
    last: u32,
    /// Index of the first value; a run with one value for all CIDs has `step` 0.
    at: usize,
    step: usize,
}

/// A composite font.
pub(super) struct Composite<'a> {
    /// /FontDescriptor of the descendant; empty without.
    pub(super) descriptor: Dict<'a>,
    /// Whether strings run down the page.
    pub(super) vertical: bool,
    descendant: Dict<'a>,
    codes: Codes,
    file: Option<FileCMap>,
    predefined: Option<Encoding>,
    collection: Option<&'static [u8]>,
    to_unicode: Option<FileCMap>,
    identity_to_unicode: bool,
    default_width: f32,
    default_vertical: [f32; 2],
    runs: Vec<Run>,
    widths: Vec<f32>,
    runs2: Vec<Run>,
    widths2: Vec<f32>,
    program: Option<(Sfnt, Option<Vec<u8>>)>,
}

fn codes_of(name: &[u8]) -> Codes {
    let has = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
    match name {
        b"Identity-H" | b"Identity-V" => Codes::Identity,
        _ if name.starts_with(b"Uni") && has(b"UTF32") => Codes::Utf32,
        _ if name.starts_with(b"Uni") && has(b"UTF8") => Codes::Utf8,
        _ if name.starts_with(b"Uni") => Codes::Utf16,
        _ if name.starts_with(b"GBK2K") => Codes::Gb18030,
        _ if name.starts_with(b"GBpc-EUC") => Codes::Gbk(0xfc),
        _ if name.starts_with(b"GBK") || name.starts_with(b"GB-EUC") => Codes::Gbk(0xfe),
        _ => Codes::Predefined,
    }
}

/// The CMap from CIDs to Unicode of a character collection.
fn collection(ordering: &[u8]) -> Option<&'static [u8]> {
    match ordering {
        b"GB1" => Some(b"Adobe-GB1-UCS2"),
        b"CNS1" => Some(b"Adobe-CNS1-UCS2"),
        b"Japan1" => Some(b"Adobe-Japan1-UCS2"),
        b"Korea1" => Some(b"Adobe-Korea1-UCS2"),
        _ => None,
    }
}

/// The collection that a predefined encoding belongs to, by its name.
fn collection_of_encoding(name: &[u8]) -> Option<&'static [u8]> {
    let has = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
    let ordering: &[u8] = if name.starts_with(b"GB") || has(b"UniGB") {
        b"GB1"
    } else if has(b"B5") || has(b"CNS") {
        b"CNS1"
    } else if has(b"KS") {
        b"Korea1"
    } else if name.starts_with(b"Identity") {
        return None;
    } else {
        b"Japan1"
    };
    collection(ordering)
}

impl<'a> Composite<'a> {
    /// Reads the font and its descendant.
    pub(super) fn load(dict: &Dict<'a>, budget: &Budget) -> Result<Composite<'a>, Error> {
        let descendant = dict.get::<Array<'_>>("DescendantFonts");
        let descendant = descendant
            .and_then(|a| a.iter::<Dict<'_>>().next())
            .unwrap_or_default();
        let info = descendant.get::<Dict<'_>>("CIDSystemInfo").unwrap_or_default();
        let ordering = info.get::<PdfString<'_>>("Ordering");
        let mut font = Composite {
            descriptor: descendant.get::<Dict<'_>>("FontDescriptor").unwrap_or_default(),
            vertical: false,
            codes: Codes::Identity,
            file: None,
            predefined: None,
            collection: ordering.and_then(|o| collection(&o)),
            to_unicode: to_unicode(dict, budget)?,
            identity_to_unicode: dict
                .get::<Name<'_>>("ToUnicode")
                .is_some_and(|n| n.starts_with(b"Identity")),
            default_width: descendant.get::<f32>("DW").unwrap_or(1000.0),
            default_vertical: descendant.get::<[f32; 2]>("DW2").unwrap_or([880.0, -1000.0]),
            runs: Vec::new(),
            widths: Vec::new(),
            runs2: Vec::new(),
            widths2: Vec::new(),
            program: None,
            descendant,
        };
        font.read_encoding(dict, budget)?;
        font.read_widths(budget)?;
        Ok(font)
    }

    fn read_encoding(&mut self, dict: &Dict<'a>, budget: &Budget) -> Result<(), Error> {
        match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => self.take_predefined(&name),
            Some(Object::Stream(stream)) => {
                let decoded = decode_stream(&stream, budget)?;
                budget.work(decoded.bytes.len() as u64 / 16)?;
                let map = FileCMap::parse(&decoded.bytes);
                let used = stream.dict().get::<Name<'_>>("UseCMap").map(|n| n.to_vec());
                if let Some(base) = map.base.clone().or(used) {
                    self.take_predefined(&base);
                }
                self.vertical = map.vertical || stream.dict().get::<i32>("WMode") == Some(1);
                // A map that adds nothing of its own to a predefined one is that one.
                if map.has_cids() || self.predefined.is_none() {
                    self.codes = Codes::File;
                    self.file = Some(map);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_predefined(&mut self, name: &[u8]) {
        self.codes = codes_of(name);
        self.vertical = name.ends_with(b"-V") || name == b"V";
        self.collection = collection_of_encoding(name).or(self.collection);
        self.predefined = Encoding::find(name);
    }

    fn read_widths(&mut self, budget: &Budget) -> Result<(), Error> {
        if let Some(array) = self.descendant.get::<Array<'_>>("W") {
            budget.work(array.data().len() as u64 / 16)?;
            (self.runs, self.widths) = read_runs(&array, 1);
        }
        if self.vertical
            && let Some(array) = self.descendant.get::<Array<'_>>("W2")
        {
            budget.work(array.data().len() as u64 / 16)?;
            (self.runs2, self.widths2) = read_runs(&array, 3);
        }
        Ok(())
    }

    /// How many bytes the next code takes.
    pub(super) fn code_length(&self, bytes: &[u8]) -> usize {
        let first = bytes.first().copied().unwrap_or_default();
        let second = bytes.get(1).copied().unwrap_or_default();
        match self.codes {
            Codes::Identity => 2,
            Codes::Utf16 if (0xd8..=0xdb).contains(&first) && matches!(bytes.get(2), Some(0xdc..=0xdf)) => 4,
            Codes::Utf16 => 2,
            Codes::Utf32 => 4,
            Codes::Utf8 => match first {
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf7 => 4,
                _ => 1,
            },
            Codes::Gbk(last) if (0x81..=last).contains(&first) && second >= 0x40 => 2,
            Codes::Gbk(_) => 1,
            Codes::Gb18030 => match (first, second) {
                (0x81..=0xfe, 0x30..=0x39) => 4,
                (0x81..=0xfe, 0x40..) => 2,
                _ => 1,
            },
            Codes::File => {
                let own = self.file.as_ref().and_then(|f| f.code_length(bytes));
                own.unwrap_or_else(|| {
                    if self.predefined.is_some() {
                        self.looked_up_length(bytes)
                    } else {
                        2
                    }
                })
            }
            Codes::Predefined => self.looked_up_length(bytes),
        }
    }

    /// The shortest prefix that the predefined CMap knows; two bytes after a high one otherwise.
    fn looked_up_length(&self, bytes: &[u8]) -> usize {
        let mut code = 0_u32;
        for (length, &b) in (1_u8..=4).zip(bytes) {
            code = code << 8 | u32::from(b);
            if self.predefined.is_some_and(|p| p.cid(code, length).is_some()) {
                return usize::from(length);
            }
        }
        if bytes.first().is_some_and(|&b| b >= 0x80) {
            2
        } else {
            1
        }
    }

    /// What is known of a code.
    pub(super) fn glyph(&mut self, code: u32, length: u8, budget: &Budget) -> Result<Glyph, Error> {
        let text = self.text(code, length, budget)?;
        let needs_cid = !self.runs.is_empty() || !self.runs2.is_empty();
        let cid = if needs_cid { self.cid(code, length) } else { None };
        let width = cid.and_then(|c| lookup(&self.runs, &self.widths, c, 1));
        let width = width
            .and_then(|w| w.first().copied())
            .unwrap_or(self.default_width);
        let [origin_y, advance] = self.default_vertical;
        let own = cid.and_then(|c| lookup(&self.runs2, &self.widths2, c, 3));
        let vertical = match own {
            Some(&[advance, x, y]) => [advance, x, y],
            _ => [advance, width / 2.0, origin_y],
        };
        Ok(Glyph {
            text,
            width: finite(width) / 1000.0,
            vertical: vertical.map(|v| finite(v) / 1000.0),
        })
    }

    fn cid(&self, code: u32, length: u8) -> Option<u32> {
        if self.codes == Codes::Identity {
            return Some(code);
        }
        if let Some(cid) = self.file.as_ref().and_then(|f| f.cid(code, length)) {
            return Some(cid);
        }
        self.predefined?.cid(code, length)
    }

    fn text(&mut self, code: u32, length: u8, budget: &Budget) -> Result<Text, Error> {
        if let Some(map) = &self.to_unicode {
            let mut text = String::new();
            if map.text(code, &mut text) {
                return Ok(Text::from_str(&text));
            }
        }
        if let Some(text) = self.direct_text(code, length) {
            return Ok(text);
        }
        let cid = self.cid(code, length);
        if let Some(text) = cid.and_then(|c| self.collection_text(c)) {
            return Ok(text);
        }
        if let Some(text) = self.program_text(cid.unwrap_or(code), budget)? {
            return Ok(text);
        }
        if self.identity_to_unicode {
            return Ok(char::from_u32(code).map_or(Text::Unknown, Text::One));
        }
        Ok(Text::Unknown)
    }

    /// The characters of a code that is itself Unicode or GBK.
    fn direct_text(&self, code: u32, length: u8) -> Option<Text> {
        let bytes = code.to_be_bytes();
        let bytes = bytes.get(4 - usize::from(length.min(4))..)?;
        let encoding = match self.codes {
            Codes::Utf16 if length == 4 => encoding_rs::UTF_16BE,
            Codes::Utf16 | Codes::Utf32 => return char::from_u32(code).and_then(known),
            Codes::Utf8 => encoding_rs::UTF_8,
            Codes::Gbk(0xfc) => match code {
                0xfd => return Some(Text::One('©')),
                0xfe => return Some(Text::One('™')),
                0xff => return Some(Text::One('…')),
                _ => encoding_rs::GBK,
            },
            Codes::Gbk(_) => encoding_rs::GBK,
            Codes::Gb18030 => encoding_rs::GB18030,
            _ => return None,
        };
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        if bad {
            return None;
        }
        match Text::from_str(&text) {
            Text::One(c) => known(c),
            other => Some(other),
        }
    }

    /// The character of a CID by its collection.
    fn collection_text(&self, cid: u32) -> Option<Text> {
        match predefined::text(self.collection?, cid)? {
            Text::One(c) => known(c),
            other => Some(other),
        }
    }

    /// What the embedded program says of a glyph.
    fn program_text(&mut self, cid: u32, budget: &Budget) -> Result<Option<Text>, Error> {
        if self.program.is_none() {
            let file = ["FontFile2", "FontFile3"]
                .iter()
                .find_map(|k| self.descriptor.get::<Stream<'_>>(k));
            let sfnt = match file {
                Some(file) => Sfnt::parse(&decode_stream(&file, budget)?.bytes),
                None => Sfnt::default(),
            };
            let map = match self.descendant.get::<Stream<'_>>("CIDToGIDMap") {
                Some(stream) => Some(decode_stream(&stream, budget)?.bytes),
                None => None,
            };
            self.program = Some((sfnt, map));
        }
        let Some((sfnt, map)) = &self.program else {
            return Ok(None);
        };
        let glyph = match map {
            None => u16::try_from(cid).ok(),
            Some(map) => {
                let pair = map.get(cid as usize * 2..).and_then(|m| m.first_chunk::<2>());
                pair.map(|p| u16::from_be_bytes(*p))
            }
        };
        let Some(glyph) = glyph.filter(|g| *g != 0) else {
            return Ok(None);
        };
        if let Some(c) = sfnt.unicode(glyph) {
            return Ok(known(c));
        }
        let named = sfnt
            .name(glyph)
            .and_then(|n| standard::texts_of_names(&[n.as_bytes()]).pop());
        Ok(named.filter(|t| *t != Text::Unknown))
    }
}

fn known(c: char) -> Option<Text> {
    (!matches!(c, '\0' | '\u{fffd}' | '\u{ffff}')).then(|| Text::from_str(c.encode_utf8(&mut [0; 4])))
}

fn finite(v: f32) -> f32 {
    if v.is_finite() { v } else { 0.0 }
}

/// /W or /W2 as runs: `first [v v v]` and `first last v`, each value being `size` numbers.
fn read_runs(array: &Array<'_>, size: usize) -> (Vec<Run>, Vec<f32>) {
    let mut runs = Vec::new();
    let mut values: Vec<f32> = Vec::new();
    let mut pending: Vec<f32> = Vec::new();
    for item in array.iter::<Object<'_>>() {
        match item {
            Object::Number(n) => pending.push(n.as_f32()),
            Object::Array(list) => {
                let Some(first) = pending.pop().map(|f| f as u32) else {
                    continue;
                };
                pending.clear();
                let at = values.len();
                values.extend(list.iter::<Object<'_>>().map(|o| o.into_f32().unwrap_or(0.0)));
                let count = ((values.len() - at) / size) as u32;
                if count > 0 {
                    runs.push(Run {
                        first,
                        last: first.saturating_add(count - 1),
                        at,
                        step: size,
                    });
                }
                continue;
            }
            _ => continue,
        }
        if pending.len() == 2 + size {
            let [first, last] = [0, 1].map(|i| pending.get(i).copied().unwrap_or(0.0) as u32);
            runs.push(Run {
                first,
                last,
                at: values.len(),
                step: 0,
            });
            values.extend(pending.iter().skip(2));
            pending.clear();
        }
    }
    runs.sort_by_key(|r| r.first);
    (runs, values)
}

/// The values of a CID; of runs that overlap, the one that starts last.
fn lookup<'v>(runs: &[Run], values: &'v [f32], cid: u32, size: usize) -> Option<&'v [f32]> {
    let end = runs.partition_point(|r| r.first <= cid);
    let run = runs.get(..end)?.iter().rev().take(8).find(|r| cid <= r.last)?;
    let at = run.at + run.step * (cid - run.first) as usize;
    values.get(at..at.checked_add(size)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_syntax::object::FromBytes;

    #[test]
    fn widths_of_both_forms_are_found() {
        let array = Array::from_bytes(b"[1 [500 600] 10 4294967295 700]").unwrap();
        let (runs, values) = read_runs(&array, 1);
        let width = |cid| lookup(&runs, &values, cid, 1).map(|w| w[0]);
        let found = [width(0), width(2), width(3), width(4_000_000_000)];
        assert_eq!(found, [None, Some(600.0), None, Some(700.0)]);
    }

    #[test]
    fn vertical_widths_are_found() {
        let array = Array::from_bytes(b"[7 [-500 250 880] 9 12 -900 450 770]").unwrap();
        let (runs, values) = read_runs(&array, 3);
        assert_eq!(lookup(&runs, &values, 7, 3), Some(&[-500.0, 250.0, 880.0][..]));
        assert_eq!(lookup(&runs, &values, 11, 3), Some(&[-900.0, 450.0, 770.0][..]));
    }
}
