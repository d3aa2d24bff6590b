//! Fonts: from the bytes of a string to codes, from codes to characters and advances (ISO 32000-1, 9.5 to 9.10).

mod cmap;
mod composite;
mod predefined;
mod sfnt;
mod simple;
mod standard;
mod tex;

use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt as _};
use hayro_syntax::object::{Dict, Name, Number};

use self::composite::Composite;
use self::simple::Simple;
use crate::diagnostic::{Budget, Error};
use crate::fold;
use crate::reader::pdf::PdfFont;

/// The characters that a code stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Text {
    /// The file does not say.
    Unknown,
    /// One character: nearly always.
    One(char),
    /// Several, for a ligature.
    Many(Box<str>),
}

impl Text {
    fn from_str(text: &str) -> Text {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Text::Unknown,
            (Some(c), None) => Text::One(plain(c)),
            _ => Text::Many(text.chars().map(plain).collect()),
        }
    }
}

/// Tabs and line ends that a font maps to are spaces as far as the page goes, and radicals are the ideographs whose glyphs
/// they share.
fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { fold::ideograph(c) }
}

/// What is known of a code in a font. Lengths are in ems.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// Its characters.
    pub(super) text: Text,
    /// Horizontal advance.
    pub(super) width: f32,
    /// Vertical writing: the advance (negative is down) and the place of the vertical origin.
    pub(super) vertical: [f32; 3],
}

/// Whether a simple font's bytes may be GBK: old Chinese writers name no encoding at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum GbkHint {
    /// No.
    No,
    /// If the bytes look like it.
    Maybe,
    /// Yes, its name is written in GBK.
    Yes,
}

/// A loaded font.
pub(super) struct Font<'a> {
    /// Index into `PdfContent::fonts`.
    pub(super) index: u32,
    /// Top of the character boxes above the baseline, in ems.
    pub(super) ascent: f32,
    /// Bottom of the character boxes, in ems; negative.
    pub(super) descent: f32,
    /// Whether strings run down the page.
    pub(super) vertical: bool,
    /// Whether its bytes may be GBK.
    pub(super) gbk: GbkHint,
    kind: Kind<'a>,
    cache: HashMap<u64, Glyph>,
}

enum Kind<'a> {
    Simple(Box<Simple<'a>>),
    Composite(Box<Composite<'a>>),
}

impl<'a> Font<'a> {
    /// Reads a font dictionary. Nothing is decoded yet that may not be needed.
    ///
    /// # Errors
    /// The limits of `budget`.
    pub(super) fn load(dict: &Dict<'a>, index: u32, budget: &Budget) -> Result<(Font<'a>, PdfFont), Error> {
        let composite = dict.get::<Name<'_>>("Subtype").is_some_and(|n| &*n == b"Type0");
        let name = dict.get::<Name<'_>>("BaseFont");
        let name = name.as_deref().unwrap_or_default();
        if composite {
            let font = Composite::load(dict, budget)?;
            let descriptor = font.descriptor.clone();
            let (ascent, descent) = vertical_extent(&descriptor, 0.88, -0.12);
            let info = info(name, &descriptor);
            let vertical = font.vertical;
            let kind = Kind::Composite(Box::new(font));
            let font = Font::new(index, (ascent, descent), vertical, GbkHint::No, kind);
            return Ok((font, info));
        }
        let font = Simple::load(dict, name, budget)?;
        let descriptor = font.descriptor.clone();
        let extent = match font.type3_extent() {
            Some(extent) => extent,
            None => vertical_extent(&descriptor, 0.8, -0.2),
        };
        let gbk = font.gbk_hint(name);
        let font = Font::new(index, extent, false, gbk, Kind::Simple(Box::new(font)));
        Ok((font, info(name, &descriptor)))
    }

    fn new(index: u32, extent: (f32, f32), vertical: bool, gbk: GbkHint, kind: Kind<'a>) -> Font<'a> {
        Font {
            index,
            ascent: extent.0,
            descent: extent.1,
            vertical,
            gbk,
            kind,
            cache: HashMap::new(),
        }
    }

    /// The next code of a string and how many bytes it takes (at least one); `None` at the end.
    pub(super) fn next_code(&self, bytes: &[u8]) -> Option<(u32, usize)> {
        let (&first, _) = bytes.split_first()?;
        match &self.kind {
            Kind::Simple(_) => Some((u32::from(first), 1)),
            Kind::Composite(font) => {
                let length = font.code_length(bytes).clamp(1, bytes.len().min(4));
                let code = bytes.iter().take(length);
                Some((code.fold(0, |v, &b| v << 8 | u32::from(b)), length))
            }
        }
    }

    /// What is known of a code.
    ///
    /// # Errors
    /// The limits of `budget`, when a part of the font has to be decoded for it.
    pub(super) fn glyph(&mut self, code: u32, length: usize, budget: &Budget) -> Result<&Glyph, Error> {
        // Codes of different lengths are different codes.
        let key = (length as u64) << 32 | u64::from(code);
        Ok(match self.cache.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(match &mut self.kind {
                Kind::Simple(font) => font.glyph(code as u8, budget)?,
                Kind::Composite(font) => font.glyph(code, length as u8, budget)?,
            }),
        })
    }
}

/// Ascent and descent of a font in ems. Many descriptors hold nonsense; boxes must neither vanish nor swallow the
/// next line, so that what is out of any type designer's range is replaced.
fn vertical_extent(descriptor: &Dict<'_>, ascent: f32, descent: f32) -> (f32, f32) {
    let number = |key: &str| {
        descriptor
            .get::<f32>(key)
            .map(|v| v / 1000.0)
            .filter(|v| v.is_finite())
    };
    let up = number("Ascent")
        .filter(|v| (0.5..=1.2).contains(v))
        .unwrap_or(ascent);
    let down = number("Descent").map(|v| -v.abs());
    let down = down.filter(|v| (-0.5..=-0.01).contains(v)).unwrap_or(descent);
    (up, down)
}

/// What layout needs to know of a font.
fn info(base_font: &[u8], descriptor: &Dict<'_>) -> PdfFont {
    let name = font_name(base_font);
    let lower = name.to_lowercase();
    let flags = flags(descriptor);
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let weight = descriptor.get::<f32>("FontWeight").unwrap_or(400.0);
    let angle = descriptor.get::<f32>("ItalicAngle").unwrap_or(0.0);
    PdfFont {
        bold: has(&["bold", "black", "heavy", "demi"])
            || tex::is_bold(&name)
            || weight >= 600.0
            || flags & (1 << 18) != 0,
        italic: has(&["italic", "oblique"]) || tex::is_italic(&name) || angle != 0.0 || flags & (1 << 6) != 0,
        name,
    }
}

/// The base font's name without its subset prefix. Names are UTF-8 by the standard and GBK by habit.
fn font_name(base_font: &[u8]) -> String {
    let name = match base_font {
        [prefix @ .., _] if prefix.get(6) == Some(&b'+') => base_font.get(7..).unwrap_or_default(),
        _ => base_font,
    };
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GBK.decode(name).0.into_owned(),
    }
}

/// /Flags of a font descriptor (ISO 32000-1, table 123); 0 without.
fn flags(descriptor: &Dict<'_>) -> u32 {
    descriptor.get::<Number>("Flags").map_or(0, |n| n.as_i64() as u32)
}
