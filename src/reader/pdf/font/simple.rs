//! Simple fonts: one byte a code (ISO 32000-1, 9.6), Type 3 among them.

use std::sync::Arc;

use hayro_font::{CMapResolverFn, FontCache, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::cmap::FileCMap;
use super::sfnt::Sfnt;
use super::standard::{self, Base, Table};
use super::{GbkHint, Glyph, Text, flags, font_name};
use crate::diagnostic::{Budget, Error};
use crate::reader::pdf::filters::decode_stream;
use crate::reader::pdf::lexer::{Lexer, Operand};

/// What kind of font program there is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Program {
    /// None: a viewer takes a font of its own.
    None,
    /// Type 1 or bare CFF.
    Type1,
    /// TrueType or OpenType.
    Sfnt,
    /// Type 3: glyphs are content streams.
    Type3,
}

/// A simple font.
pub(super) struct Simple<'a> {
    dict: Dict<'a>,
    /// /FontDescriptor; empty without.
    pub(super) descriptor: Dict<'a>,
    program: Program,
    subset: bool,
    stand_in: &'static str,
    /// Whether /Encoding has /Differences.
    has_differences: bool,
    first_char: i64,
    widths: Vec<f32>,
    missing_width: f32,
    to_unicode: Option<FileCMap>,
    /// /FontMatrix of a Type 3 font; 1/1000 otherwise.
    scale: f32,
    texts: Option<Vec<Text>>,
    table: Option<Arc<Table>>,
}

impl<'a> Simple<'a> {
    /// Reads what every font needs; encodings are worked out at the first code that /ToUnicode leaves open.
    pub(super) fn load(dict: &Dict<'a>, name: &[u8], budget: &Budget) -> Result<Simple<'a>, Error> {
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let type3 = dict.get::<Name<'_>>("Subtype").is_some_and(|n| &*n == b"Type3");
        let encoding = dict.get::<Dict<'_>>("Encoding");
        let widths = dict.get::<Array<'_>>("Widths").map(|a| numbers(&a, 256));
        let number = |key: &str| dict.get::<Number>(key).map(|n| n.as_i64());
        Ok(Simple {
            program: program(&descriptor, type3),
            subset: name.get(6) == Some(&b'+'),
            stand_in: standard::stand_in(&font_name(name)),
            has_differences: encoding.is_some_and(|e| e.contains_key("Differences")),
            first_char: number("FirstChar").unwrap_or(0),
            widths: widths.unwrap_or_default(),
            missing_width: descriptor.get::<f32>("MissingWidth").unwrap_or(0.0),
            to_unicode: to_unicode(dict, budget)?,
            scale: if type3 {
                dict.get::<[f32; 6]>("FontMatrix").map_or(0.001, |m| m[0])
            } else {
                0.001
            },
            texts: None,
            table: None,
            dict: dict.clone(),
            descriptor,
        })
    }

    /// Ascent and descent of a Type 3 font in ems, by its /FontBBox; `None` for other fonts.
    pub(super) fn type3_extent(&self) -> Option<(f32, f32)> {
        if self.program != Program::Type3 {
            return None;
        }
        let scale = self.dict.get::<[f32; 6]>("FontMatrix").map_or(0.001, |m| m[3]);
        let bbox = self.dict.get::<[f32; 4]>("FontBBox").unwrap_or_default();
        let (up, down) = (bbox[1].max(bbox[3]) * scale, bbox[1].min(bbox[3]) * scale);
        let fits = (0.3..=1.5).contains(&up) && (-0.7..=0.05).contains(&down);
        Some(if fits {
            (up.min(1.0), down.clamp(-0.35, -0.05))
        } else {
            (0.8, -0.2)
        })
    }

    /// Whether the bytes of its strings may be GBK: only without a font program, /ToUnicode or glyph names.
    pub(super) fn gbk_hint(&self, name: &[u8]) -> GbkHint {
        if self.program != Program::None || self.to_unicode.is_some() || self.has_differences {
            return GbkHint::No;
        }
        let hanzi = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let gbk_name = !name.is_ascii() && font_name(name).chars().any(hanzi);
        if gbk_name { GbkHint::Yes } else { GbkHint::Maybe }
    }

    /// What is known of a code.
    pub(super) fn glyph(&mut self, code: u8, budget: &Budget) -> Result<Glyph, Error> {
        let text = self.text(code, budget)?;
        Ok(Glyph {
            text,
            width: self.width(code),
            vertical: [0.0; 3],
        })
    }

    fn width(&mut self, code: u8) -> f32 {
        let at = usize::try_from(i64::from(code) - self.first_char).ok();
        let width = match at.and_then(|i| self.widths.get(i)) {
            Some(&width) => width * self.scale,
            None if self.widths.is_empty() && self.program != Program::Type3 => {
                let table = self.table();
                table.widths.get(usize::from(code)).copied().unwrap_or(0.0)
            }
            None => self.missing_width * self.scale,
        };
        if width.is_finite() { width } else { 0.0 }
    }

    fn text(&mut self, code: u8, budget: &Budget) -> Result<Text, Error> {
        if let Some(map) = &self.to_unicode {
            let mut text = String::new();
            if map.text(u32::from(code), &mut text) {
                return Ok(Text::from_str(&text));
            }
        }
        if self.texts.is_none() {
            self.texts = Some(self.encoding_texts(budget)?);
        }
        let texts = self.texts.as_deref().unwrap_or_default();
        Ok(texts.get(usize::from(code)).cloned().unwrap_or(Text::Unknown))
    }

    /// The standard font's characters and widths under this font's encoding.
    fn table(&mut self) -> Arc<Table> {
        if let Some(table) = &self.table {
            return Arc::clone(table);
        }
        let (base, differences) = encoding(&self.dict);
        let own = matches!(self.stand_in, "Symbol" | "ZapfDingbats") && self.program == Program::None;
        let base = match base {
            _ if own => Base::BuiltIn,
            Some(base) => base,
            // Without a word on it, names are put over the standard set; bare codes are those of Windows.
            None if self.has_differences => Base::Standard,
            None => Base::WinAnsi,
        };
        let table = standard::table_with(self.stand_in, base, &differences);
        self.table = Some(Arc::clone(&table));
        table
    }

    /// The characters of all codes by encoding, glyph names and what the font program says.
    fn encoding_texts(&mut self, budget: &Budget) -> Result<Vec<Text>, Error> {
        budget.work(256)?;
        let (base, differences) = encoding(&self.dict);
        if base.is_some() || self.program == Program::None {
            return Ok(self.table().texts.clone());
        }
        let mut texts = match self.program {
            Program::None | Program::Type3 => vec![Text::Unknown; 256],
            Program::Type1 => self.type1_texts(budget)?,
            Program::Sfnt => self.sfnt_texts(budget)?,
        };
        let names: Vec<&[u8]> = differences.iter().map(|(_, name)| name.as_slice()).collect();
        for ((code, _), text) in differences.iter().zip(standard::texts_of_names(&names)) {
            if let Some(slot) = texts.get_mut(usize::from(*code)) {
                *slot = text;
            }
        }
        Ok(texts)
    }

    /// The encoding inside a Type 1 or CFF program.
    fn type1_texts(&self, budget: &Budget) -> Result<Vec<Text>, Error> {
        let file = ["FontFile", "FontFile3"]
            .iter()
            .find_map(|k| self.descriptor.get::<Stream<'_>>(k));
        // The font crate inflates the program without a cap and sizes a table by /FirstChar.
        let sane = (0..=255).contains(&self.first_char);
        let (Some(file), true) = (file, sane) else {
            return Ok(vec![Text::Unknown; 256]);
        };
        decode_stream(&file, budget)?;
        let fonts: FontResolverFn = Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(_) => None,
        });
        let cmaps: CMapResolverFn = Arc::new(|_| None);
        let font = FontCache::new().font(&self.dict, &fonts, &cmaps);
        let texts = font.map(|f| (0..256).map(|code| standard::text_of(&f, code)).collect());
        Ok(texts.unwrap_or_else(|| vec![Text::Unknown; 256]))
    }

    /// What a TrueType program says of its glyphs. A subset whose codes mean nothing by themselves stays unknown.
    fn sfnt_texts(&self, budget: &Budget) -> Result<Vec<Text>, Error> {
        if flags(&self.descriptor) & (1 << 5) != 0 {
            // Flagged non-symbolic: the codes are those of the standard Latin set.
            return Ok(standard::table(self.stand_in, Base::Standard).texts.clone());
        }
        let file = ["FontFile2", "FontFile3"]
            .iter()
            .find_map(|k| self.descriptor.get::<Stream<'_>>(k));
        let sfnt = match file {
            Some(file) => Sfnt::parse(&decode_stream(&file, budget)?.bytes),
            None => Sfnt::default(),
        };
        let whole = (!self.subset).then(|| standard::table(self.stand_in, Base::MacRoman));
        let text = |code: u8| {
            let glyph = sfnt.glyph(code)?;
            if let Some(c) = sfnt.unicode(glyph) {
                return Some(Text::One(c));
            }
            if let Some(name) = sfnt.name(glyph) {
                return standard::texts_of_names(&[name.as_bytes()]).pop();
            }
            whole.as_ref()?.texts.get(usize::from(code)).cloned()
        };
        Ok((0..=255)
            .map(|code| text(code).unwrap_or(Text::Unknown))
            .collect())
    }
}

/// The numbers of an array, at most so many. Arrays of plain numbers are read off their bytes.
fn numbers(array: &Array<'_>, most: usize) -> Vec<f32> {
    let data = array.data();
    if data.contains(&b'R') {
        return array.iter::<f32>().take(most).collect();
    }
    let mut lexer = Lexer::new(data);
    lexer.next();
    let number = |operand: &Operand<'_>| match operand {
        Operand::Number(n) => *n as f32,
        _ => 0.0,
    };
    lexer.operands.iter().take(most).map(number).collect()
}

fn program(descriptor: &Dict<'_>, type3: bool) -> Program {
    let opentype = || {
        let file = descriptor.get::<Stream<'_>>("FontFile3");
        file.and_then(|s| s.dict().get::<Name<'_>>("Subtype"))
            .is_some_and(|n| &*n == b"OpenType")
    };
    if type3 {
        Program::Type3
    } else if descriptor.contains_key("FontFile2") || opentype() {
        Program::Sfnt
    } else if descriptor.contains_key("FontFile") || descriptor.contains_key("FontFile3") {
        Program::Type1
    } else {
        Program::None
    }
}

/// /ToUnicode, when it says anything.
pub(super) fn to_unicode(dict: &Dict<'_>, budget: &Budget) -> Result<Option<FileCMap>, Error> {
    let Some(stream) = dict.get::<Stream<'_>>("ToUnicode") else {
        return Ok(None);
    };
    let decoded = decode_stream(&stream, budget)?;
    budget.work(decoded.bytes.len() as u64 / 16)?;
    let map = FileCMap::parse(&decoded.bytes);
    Ok(map.has_text().then_some(map))
}

/// The base encoding and the differences to it.
fn encoding(dict: &Dict<'_>) -> (Option<Base>, Vec<(u8, Vec<u8>)>) {
    let mut differences = Vec::new();
    let base = match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(name)) => Base::from_name(&name),
        Some(Object::Dict(encoding)) => {
            let mut code = 0_i64;
            let items = encoding.get::<Array<'_>>("Differences");
            for item in items.iter().flat_map(|a| a.iter::<Object<'_>>()).take(4_096) {
                match item {
                    Object::Number(n) => code = n.as_i64(),
                    Object::Name(name) => {
                        if let Ok(code) = u8::try_from(code) {
                            differences.push((code, name.to_vec()));
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
            encoding
                .get::<Name<'_>>("BaseEncoding")
                .and_then(|n| Base::from_name(&n))
        }
        _ => None,
    };
    (base, differences)
}
