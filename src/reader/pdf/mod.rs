//! PDF: characters, rulings, areas and images of each page, the tag tree and the outline.
//!
//! Everything is given in the page as a reader sees it: crop box and rotation applied, origin top-left, points.

mod bookmarks;
mod color;
mod cover;
mod filters;
mod font;
mod interpret;
mod lexer;
mod matrix;
mod open;
mod page;
mod paths;
mod raised;
mod salvage;
mod slices;
mod tags;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;

use hayro_syntax::object::Dict;

use self::interpret::{Shared, hidden_groups};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warnings};
use crate::geometry::{Rect, Ruling};

/// The way a character's line runs on the page as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Left to right: ordinary text.
    Right,
    /// Top to bottom: text turned clockwise, or vertical writing.
    Down,
    /// Right to left: text upside down.
    Left,
    /// Bottom to top: text turned counter-clockwise.
    Up,
}

/// Whether a viewer shows a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Painted, inside the clip and on the page.
    Visible,
    /// Text render mode 3 or 7 (invisible or clip only), or covered by what is painted later.
    Invisible,
    /// Wholly outside the clip path or the page.
    Clipped,
}

/// How much of a character's height the clip takes away, in 255ths. A viewer does not show that part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// At the top.
    pub above: u8,
    /// At the bottom.
    pub below: u8,
}

/// One character as it was painted. A ligature gives several, which share its box in the direction of their script.
#[derive(Clone, Debug, PartialEq)]
pub struct Char {
    /// The character, for a radical the ideograph that it looks like; U+FFFD when the file does not say which it is.
    pub unicode: char,
    /// Advance width by ascent and descent of the font: not the ink.
    pub bbox: Rect,
    /// Height of the em in points after all transformations.
    pub size: f32,
    /// Index into [`PdfContent::fonts`].
    pub font: u32,
    /// The way its line runs.
    pub direction: Direction,
    /// Whether the glyph itself stands upright while the line runs down (vertical writing mode).
    pub vertical_writing: bool,
    /// Slant of the baseline against `direction` in degrees, 0 for all but slanted text (watermarks).
    pub skew: f32,
    /// The baseline: y for `Right` and `Left`, x for `Down` and `Up`.
    pub baseline: f32,
    /// The innermost marked-content id around it, with the stream it belongs to (0 is the page itself).
    pub mcid: Option<Mcid>,
    /// Whether it was inside an /Artifact.
    pub artifact: bool,
    /// Whether a viewer shows it.
    pub visibility: Visibility,
    /// What the clip takes away of it.
    pub cut: Cut,
    /// Lightness of the fill (or stroke) colour: 0 black to 255 white, opacity mixed against white paper.
    pub lightness: u8,
    /// Which styles are made of it that its font lacks.
    pub imitated: Imitated,
}

/// Bold and italic type made of a font that has neither: outlines stroked thick around the fill, upright letters slanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Imitated {
    /// As the font has it.
    #[default]
    Nothing,
    /// Thick outlines.
    Bold,
    /// Slanted.
    Italic,
    /// Both.
    BoldItalic,
}

impl Imitated {
    /// What is made of the two.
    pub fn of(bold: bool, italic: bool) -> Imitated {
        match (bold, italic) {
            (false, false) => Imitated::Nothing,
            (true, false) => Imitated::Bold,
            (false, true) => Imitated::Italic,
            (true, true) => Imitated::BoldItalic,
        }
    }

    /// Whether it is thick.
    pub fn is_bold(self) -> bool {
        matches!(self, Imitated::Bold | Imitated::BoldItalic)
    }

    /// Whether it is slanted.
    pub fn is_italic(self) -> bool {
        matches!(self, Imitated::Italic | Imitated::BoldItalic)
    }
}

/// A marked-content id; it counts within one content stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mcid {
    /// 0 for the page's own content, otherwise the object number of the Form XObject.
    pub stream: u32,
    /// The number after /MCID.
    pub id: u32,
}

/// A filled area that is no line: a shaded cell, a band, a background.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilledArea {
    /// Its box, clipped.
    pub bbox: Rect,
    /// Lightness of the fill: 0 black to 255 white.
    pub lightness: u8,
}

/// One page, in the order of its content stream.
#[derive(Clone, Debug, PartialEq)]
pub struct PdfPage {
    /// 1-based.
    pub number: u32,
    /// Width in points as seen.
    pub width: f32,
    /// Height in points as seen.
    pub height: f32,
    /// The /Rotate that was applied: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Characters in the order of the stream, invisible ones too.
    pub chars: Vec<Char>,
    /// Straight lines and thin fills, as drawn.
    pub rulings: Vec<Ruling>,
    /// Filled areas that are no lines, as drawn.
    pub areas: Vec<FilledArea>,
    /// Boxes of curved and leaning marks, clipped to the page, at most 10,000: the lines of plots, arrows, logos, seals.
    pub shapes: Vec<Rect>,
    /// Boxes of images, clipped to the page.
    pub images: Vec<Rect>,
    /// Glyphs painted on the page for which no Unicode could be had.
    pub unmapped: u32,
    /// Why the page has no readable text although it is not blank: `None` when it is readable (or truly blank).
    pub no_text: Option<NoText>,
}

impl PdfPage {
    /// A page of this size in points with nothing on it; `number` is 1-based.
    pub fn blank(number: u32, width: f32, height: f32) -> PdfPage {
        PdfPage {
            number,
            width,
            height,
            rotation: 0,
            chars: Vec::new(),
            rulings: Vec::new(),
            areas: Vec::new(),
            shapes: Vec::new(),
            images: Vec::new(),
            unmapped: 0,
            no_text: None,
        }
    }
}

/// Why a page gives no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// Pictures and no characters: a scan.
    Scan,
    /// Characters whose fonts do not say what they mean.
    UndecodableFonts,
    /// The page's content could not be read.
    Damaged,
}

/// A font, as far as layout needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct PdfFont {
    /// The base name without its subset prefix.
    pub name: String,
    /// Whether name, descriptor or flags say bold.
    pub bold: bool,
    /// Whether it says italic.
    pub italic: bool,
}

/// One element of the tag tree (ISO 32000-1, 14.7); role map applied.
#[derive(Clone, Debug, PartialEq)]
pub struct TagNode {
    /// The standard role: `Table`, `TR`, `TH`, `TD`, `P`, `H1`, ...; the file's own word when the role map has none.
    pub role: String,
    /// What the element holds, in order.
    pub kids: Vec<TagKid>,
    /// /RowSpan, at least 1.
    pub row_span: u32,
    /// /ColSpan, at least 1.
    pub col_span: u32,
}

/// What a tag element holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TagKid {
    /// Another element: an index into [`TagTree::nodes`].
    Node(usize),
    /// Marked content on a page (1-based).
    Content {
        /// 1-based.
        page: u32,
        /// Which marked content there.
        mcid: Mcid,
    },
}

/// The tag tree, flat: children are named by index, so that no walk needs recursion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TagTree {
    /// All elements; parents stand before their children.
    pub nodes: Vec<TagNode>,
    /// The elements at the top.
    pub roots: Vec<usize>,
}

/// An entry of the document outline, which a viewer shows as a bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Its title; never blank.
    pub title: String,
    /// How deep it stands: 1 at the top.
    pub depth: u8,
    /// 1-based page that it leads to; `None` where the file does not say, or only by a name.
    pub page: Option<u32>,
}

/// Everything read from a PDF.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PdfContent {
    /// The pages in order.
    pub pages: Vec<PdfPage>,
    /// The fonts that characters refer to.
    pub fonts: Vec<PdfFont>,
    /// The tag tree, if the file has one.
    pub tags: Option<TagTree>,
    /// The document outline, in the order in which a viewer shows it.
    pub bookmarks: Vec<Bookmark>,
    /// /Producer, else /Creator.
    pub producer: Option<String>,
    /// Whether the file had to be repaired (broken cross-reference, missing catalog, damaged streams).
    pub salvaged: bool,
}

/// Whether the bytes are a PDF: `%PDF-` within the first 1,024 bytes.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes
        .get(..1024.min(bytes.len()))
        .unwrap_or(bytes)
        .windows(5)
        .any(|w| w == b"%PDF-")
}

/// Reads a whole PDF.
///
/// # Errors
/// `Encrypted` when a password is needed, `Corrupt` when no page can be found, and the limits of `budget`.
pub fn read(bytes: &[u8], budget: &Budget, warnings: &mut Warnings) -> Result<PdfContent, Error> {
    let opened = open::open(bytes, budget, warnings)?;
    let mut content = PdfContent {
        salvaged: opened.salvaged,
        ..PdfContent::default()
    };
    let pdf = &opened.pdf;
    let metadata = pdf.metadata();
    let producer = [&metadata.producer, &metadata.creator].into_iter().flatten();
    content.producer = producer.map(|b| text_string(b)).find(|s| !s.trim().is_empty());
    let catalog = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .unwrap_or_default();
    let mut shared = Shared::new(pdf.xref(), hidden_groups(&catalog));
    let mut strays = salvage::Strays::new(bytes);
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Error::corrupt("the file has no pages"));
    }
    let most = budget.limits().pages;
    if pages.len() > most as usize {
        let message = format!("the file has more than {most} pages");
        return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
    }
    for (number, page) in (1..).zip(pages.iter()) {
        budget.check_clock()?;
        let page = page::read_page(
            page,
            number,
            &mut shared,
            &mut strays,
            budget,
            warnings,
            &mut content.salvaged,
        )?;
        budget
            .hold((page.chars.len() * size_of::<Char>() + page.rulings.len() * size_of::<Ruling>()) as u64)?;
        content.pages.push(page);
    }
    slices::hide_lesser(&mut content.pages);
    if content.salvaged && content.pages.iter().all(is_bare) {
        return Err(Error::corrupt(
            "the file is damaged, and nothing in it can be read",
        ));
    }
    content.fonts = shared.infos;
    let numbers = (1..).zip(pages.iter());
    let numbers: HashMap<_, u32> = numbers
        .filter_map(|(n, p)| Some((p.raw().obj_id()?, n)))
        .collect();
    content.tags = tags::read(&catalog, &numbers, budget, warnings)?;
    content.bookmarks = bookmarks::read(&catalog, &numbers, budget, warnings)?;
    Ok(content)
}

/// Whether there is nothing at all on the page.
fn is_bare(page: &PdfPage) -> bool {
    page.chars.is_empty() && page.rulings.is_empty() && page.areas.is_empty() && page.images.is_empty()
}

/// What a Flate stream unpacks to (ISO 32000-1, 7.4.4): of damaged data, what comes out before the damage.
///
/// # Errors
/// The limits of `budget`.
pub fn inflate(data: &[u8], budget: &Budget) -> Result<Vec<u8>, Error> {
    filters::inflate(data, budget).map(|(bytes, _)| bytes)
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16BE or UTF-8 with a mark, else taken for UTF-8, GBK or Latin-1.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
        },
    }
}
