//! DOCX: paragraphs, raw table grids, notes, headers and footers, in document order.
//!
//! Names are matched by their local part, so that Transitional, Strict and odd prefixes read alike
//! (ECMA-376 part 1, 17).

mod colors;
mod controls;
mod fields;
mod look;
mod notes;
mod number_format;
mod numbering;
mod package;
mod parts;
mod props;
mod scope;
mod story;
mod styles;
mod symbols;
mod xml;

use crate::diagnostic::{Budget, Error, Warning, Warnings};

pub use colors::{Ground, Ink, Rgb};
pub use look::TableLook;

use numbering::Numbering;
use package::Package;
use parts::Parts;
use story::Shared;
use styles::Styles;

/// A piece of the body, in document order.
#[derive(Clone, Debug, PartialEq)]
pub enum RawBlock {
    /// A paragraph, empty ones too.
    Paragraph(RawParagraph),
    /// A table.
    Table(RawTable),
    /// A picture (drawing, VML image, embedded object).
    Picture(RawPicture),
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawParagraph {
    /// 0-based, counting every paragraph of the body, those in cells and text boxes too.
    pub index: u32,
    /// The text as shown: `\t` for a tab, `\n` for a line break. Without the automatic number.
    pub text: String,
    /// The automatic number or bullet as Word shows it, without the tab or space behind it.
    pub number: Option<String>,
    /// The level of that number, 0-based.
    pub number_level: Option<u8>,
    /// Whether the number is a bullet.
    pub bullet: bool,
    /// Outline level from the style or the paragraph, 1-based (Heading 1 is 1); `None` for body text.
    pub heading: Option<u8>,
    /// Whether the style is the document's title style.
    pub title_style: bool,
    /// Whether the style is a caption style.
    pub caption_style: bool,
    /// Marks of the footnotes and endnotes referred to, by index into [`DocxContent::notes`].
    pub notes: Vec<usize>,
    /// Size of most of its text in half-points, where a run or style says.
    pub half_points: Option<u32>,
    /// Whether all of its text is bold.
    pub bold: bool,
    /// Whether it is centred.
    pub centered: bool,
    /// Whether it stood in a text box.
    pub in_text_box: bool,
    /// The colours of its characters, each once with what is painted right behind them. Without a colour where that is left
    /// to the table's style; without a ground where what is behind the paragraph shows.
    pub inks: Vec<(Option<Ink>, Option<Ground>)>,
    /// What is painted behind it.
    pub ground: Option<Ground>,
    /// Whether some of it is too small or narrow to be seen, or has no colour at all.
    pub unseen_text: bool,
    /// Whether its digits differ in size by more than a fifth, or in how far they are lifted; superscripts left out.
    pub uneven_digits: bool,
    /// Whether some of it stands in a content control whose stored text differed from the text inside it; the stored one is
    /// what is shown.
    pub outdated: bool,
    /// Whether a field stands in it that is drawn from its instruction and has no text.
    pub drawn_field: bool,
}

/// How a cell takes part in a vertical or horizontal merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Merge {
    /// Not merged.
    #[default]
    None,
    /// Starts a merged cell.
    Restart,
    /// Continues the one above (vMerge) or to the left (hMerge).
    Continue,
}

/// A table as the file writes it: rows of cells, spans not yet resolved.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawTable {
    /// 0-based, counting every table of the body in document order, nested ones too.
    pub index: u32,
    /// Widths of `w:tblGrid` in twips (1/20 pt); may not match the rows.
    pub grid: Vec<i32>,
    /// The rows.
    pub rows: Vec<RawRow>,
    /// Nesting: 0 for a table of the body.
    pub depth: u32,
    /// Id of its style.
    pub style: Option<String>,
    /// What is painted behind the table.
    pub ground: Option<Ground>,
    /// What its style gives the cells.
    pub look: TableLook,
}

/// A row as the file writes it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawRow {
    /// Grid columns skipped before the first cell.
    pub grid_before: u32,
    /// Grid columns skipped after the last cell.
    pub grid_after: u32,
    /// Whether the row is marked to be repeated as a head on each page.
    pub header: bool,
    /// The cells from left to right.
    pub cells: Vec<RawCell>,
}

/// A cell as the file writes it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawCell {
    /// `w:gridSpan`, at least 1, clamped to the limit.
    pub grid_span: u32,
    /// `w:vMerge`.
    pub v_merge: Merge,
    /// `w:hMerge`.
    pub h_merge: Merge,
    /// `w:tcW` in twips, where given in absolute units.
    pub width: Option<i32>,
    /// What is painted behind the cell.
    pub ground: Option<Ground>,
    /// What the cell holds.
    pub blocks: Vec<RawBlock>,
}

/// A picture and where it stood.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawPicture {
    /// Index of the paragraph that holds it.
    pub paragraph: u32,
    /// Its description or name, as the file gives it; not shown text.
    pub description: Option<String>,
}

/// A footnote or endnote.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RawNote {
    /// The number as shown, counted in document order.
    pub mark: String,
    /// Its paragraphs, joined with `\n`.
    pub text: String,
}

/// Text that is read and not shown.
#[derive(Clone, Debug, PartialEq)]
pub struct RawDropped {
    /// The text.
    pub text: String,
    /// `deleted`, `moved-from`, `hidden`, `field-instruction`, `form-field` (the box of a check box), `outdated` (the text in a
    /// content control that is stored otherwise) or `ruby`.
    pub reason: &'static str,
    /// Index of the paragraph it stood in.
    pub paragraph: u32,
}

/// Everything read from a DOCX.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DocxContent {
    /// The body in document order.
    pub blocks: Vec<RawBlock>,
    /// Texts of headers, in the order of the sections, each once.
    pub headers: Vec<String>,
    /// Texts of footers, in the order of the sections, each once.
    pub footers: Vec<String>,
    /// Footnotes and endnotes that the body refers to, in order of reference; then any that nothing refers to.
    pub notes: Vec<RawNote>,
    /// Text that is not shown.
    pub dropped: Vec<RawDropped>,
    /// The application that wrote the file (`docProps/app.xml`).
    pub producer: Option<String>,
    /// Whether the file had to be repaired.
    pub salvaged: bool,
}

/// Reads a whole DOCX (also `.docm`, `.dotx`, `.dotm`).
///
/// # Errors
/// `Encrypted` for a password-protected file (a compound file with an `EncryptedPackage` stream, or an encrypted
/// zip entry), `NotSupported` for another kind of zip or compound file, `Corrupt`, and the limits of `budget`.
pub fn read(bytes: &[u8], budget: &Budget, warnings: &mut Warnings) -> Result<DocxContent, Error> {
    let mut package = Package::open(bytes, budget)?;
    let main = package.main_part(warnings)?;
    let mut document = Parts::find(&mut package, &main, warnings)?;
    let mut content = DocxContent {
        producer: document.producer(warnings)?,
        ..DocxContent::default()
    };
    let styles = match document.text("styles", warnings)? {
        Some(part) => document.usable(Styles::read(&part.text, budget, warnings), part, warnings)?,
        None => Styles::default(),
    };
    let numbering = match document.text("numbering", warnings)? {
        Some(part) => document.usable(Numbering::read(&part.text, budget), part, warnings)?,
        None => Numbering::default(),
    };
    let shared = Shared {
        styles: &styles,
        numbering: &numbering,
    };
    let body = document.body(&main, &shared, warnings)?;
    content.dropped = body.dropped;
    content.blocks = body.blocks;
    if content.blocks.is_empty() {
        // Every application writes at least one paragraph.
        let message = "the body holds neither a paragraph nor a table";
        warnings.push(Warning::new("empty_body", message));
    }
    notes::collect(
        &mut document,
        &shared,
        &body.notes,
        &body.dropped_notes,
        &body.sections,
        &mut content,
        warnings,
    )?;
    document.furniture(&shared, &body.sections, &mut content, warnings)?;
    content.salvaged = document.salvaged;
    Ok(content)
}

#[cfg(test)]
mod tests;
