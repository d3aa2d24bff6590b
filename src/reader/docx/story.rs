//! Reads a story (the body, a header, a footer, a note) into blocks.
//!
//! One pass over the elements with two stacks, so that nothing recurses over the file's nesting: frames, one for
//! each open element, and scopes, one for each paragraph, table, row, cell and text box that is open. Elements that
//! are not known are looked through. Every character of text goes to a paragraph or to `dropped`.

mod controls;
mod drawings;
mod formulas;
mod paragraphs;
mod references;
mod tables;

use controls::OpenControl;
use formulas::{Brackets, FormulaPart};

use std::collections::HashMap;

use super::colors::{Ground, Ink};
use super::controls::Bound;
use super::fields::Fields;
use super::numbering::{Counters, Numbering};
use super::props::{RunProps, Section, TextFill};
use super::scope::{Container, OpenPicture, Scope};
use super::styles::Styles;
use super::symbols;
use super::xml::{Element, Token, Xml};
use super::{RawBlock, RawDropped};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};

/// What every story of a document shares.
#[derive(Debug)]
pub(super) struct Shared<'s> {
    pub(super) styles: &'s Styles,
    pub(super) numbering: &'s Numbering,
}

/// Which note a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NoteId {
    pub(super) is_endnote: bool,
    pub(super) id: i64,
}

/// What a story gives.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) blocks: Vec<RawBlock>,
    pub(super) dropped: Vec<RawDropped>,
    pub(super) sections: Vec<Section>,
    /// Notes in the order of their first reference, with the paragraph that refers to them.
    pub(super) notes: Vec<(NoteId, u32)>,
    /// Notes whose only references are deleted or hidden, with the reason and the paragraph.
    pub(super) dropped_notes: Vec<(NoteId, &'static str, u32)>,
    /// Fields (by the order of their beginnings) that swallowed text and never end.
    pub(super) unfinished_fields: Vec<u32>,
    /// Content controls that are bound to stored data, in the order of their ends.
    pub(super) controls: Vec<(u32, Bound)>,
    /// Why reading stopped early.
    pub(super) broken: Option<Error>,
}

/// What an open element means.
#[derive(Debug)]
enum Frame {
    /// Looked through.
    Through,
    Paragraph,
    /// Holds the state to go back to.
    Run(RunState),
    Text {
        keep_blanks: bool,
        kind: TextKind,
    },
    Table,
    Row,
    Cell,
    /// Holds the state to go back to.
    TextBox {
        run: RunState,
        hidden: bool,
        fields: Fields,
    },
    Deleted,
    MovedFrom,
    Ruby,
    /// A formula.
    Formula,
    /// A fraction, and whether a bar stands between its parts.
    Fraction(bool),
    /// A root.
    Root,
    /// Parts of a formula in brackets.
    Bracketed(Brackets),
    /// Text that keeps its room and is not seen where the formula says so; holds whether what is around it is hidden.
    Phantom(bool),
    /// A part of a formula.
    Part(FormulaPart),
    /// Whether a choice was taken.
    Alternate(bool),
    Picture,
    /// A content control, and whether it is bound.
    Control(bool),
}

/// Text of so many half-points is a line of dots.
const UNSEEN: u32 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextKind {
    Shown,
    Deleted,
    Instruction,
}

/// Character properties in force.
#[derive(Clone, Debug, Default)]
pub(super) struct RunState {
    hidden: bool,
    pub(super) bold: bool,
    /// Set as a superscript.
    raised: bool,
    /// Struck out.
    struck: bool,
    /// Too small or narrow to be seen, or without any colour.
    pub(super) unseen: bool,
    /// In which colour; `None` where that is left to the table's style.
    pub(super) ink: Option<Ink>,
    /// What is painted right behind it.
    pub(super) ground: Option<Ground>,
    /// How far it is lifted, in half-points.
    pub(super) lifted: i64,
    pub(super) half_points: Option<u32>,
    /// Only kept for a symbol font.
    font: Option<String>,
}

impl RunState {
    fn of(props: &RunProps) -> RunState {
        RunState {
            hidden: props.hidden.unwrap_or(false),
            bold: props.bold.unwrap_or(false),
            raised: props.raised.unwrap_or(false),
            struck: props.struck.unwrap_or(false) || props.struck_twice.unwrap_or(false),
            unseen: props.fill == Some(TextFill::Nothing)
                || props.half_points.is_some_and(|size| size <= UNSEEN)
                || props.narrow.unwrap_or(false),
            ink: props.shown_ink(),
            ground: props.ground(),
            lifted: props.lifted.unwrap_or(0),
            half_points: props.half_points,
            font: props.font.clone().filter(|f| symbols::is_symbol_font(f)),
        }
    }
}

/// What a paragraph and a cell cost in memory beside their text, in bytes: their own size and the vectors around them.
const PARAGRAPH_COST: u64 = 200;
const CELL_COST: u64 = 120;

/// The reader of one story.
pub(super) struct Walker<'s, 'w> {
    shared: &'s Shared<'s>,
    budget: &'s Budget,
    warnings: &'w mut Warnings,
    frames: Vec<Frame>,
    scopes: Vec<Scope>,
    pictures: Vec<OpenPicture>,
    story: Story,
    run: RunState,
    /// Whether the run that anchors the text box being read is hidden.
    outer_hidden: bool,
    deleted: u32,
    moved: u32,
    ruby: u32,
    /// How many formulas are open.
    formulas: u32,
    /// How far parts of formulas that are open stand above their lines, in half-points.
    moved_off: i64,
    fields: Fields,
    /// The bound content controls that are open, innermost last.
    controls: Vec<OpenControl>,
    next_control: u32,
    /// What to show in a control (by the order of their beginnings) instead of the text inside. Sorted.
    stored: &'s [(u32, String)],
    counters: Counters,
    next_paragraph: u32,
    next_table: u32,
    /// How many tables are open.
    open_tables: u32,
    cells: usize,
    namespaces: HashMap<String, String>,
    /// Text of the open text element.
    text: String,
}

/// Whether an element was read to its end already, or is open now as this frame.
type Opened = Option<Frame>;

impl<'s, 'w> Walker<'s, 'w> {
    /// A reader before the start of a story. Fields named in `without_fields` are read as if they were none.
    pub(super) fn new(
        shared: &'s Shared<'s>,
        budget: &'s Budget,
        warnings: &'w mut Warnings,
        without_fields: &[u32],
    ) -> Walker<'s, 'w> {
        Walker {
            shared,
            budget,
            warnings,
            frames: Vec::new(),
            scopes: vec![Scope::Blocks(Container::default())],
            pictures: Vec::new(),
            story: Story::default(),
            run: RunState::of(shared.styles.defaults()),
            outer_hidden: false,
            deleted: 0,
            moved: 0,
            ruby: 0,
            formulas: 0,
            moved_off: 0,
            fields: Fields::without(without_fields),
            controls: Vec::new(),
            next_control: 0,
            stored: &[],
            counters: Counters::default(),
            next_paragraph: 0,
            next_table: 0,
            open_tables: 0,
            cells: 0,
            namespaces: HashMap::new(),
            text: String::new(),
        }
    }

    /// The same reader, knowing the namespaces that the root binds.
    pub(super) fn with_namespaces(mut self, namespaces: &[(String, String)]) -> Walker<'s, 'w> {
        self.namespaces.extend(namespaces.iter().cloned());
        self
    }

    /// The same reader, showing these texts in bound content controls instead of those inside.
    pub(super) fn with_stored(mut self, stored: &'s [(u32, String)]) -> Walker<'s, 'w> {
        self.stored = stored;
        self
    }

    /// Reads to the end of the element that was opened last, or to the end of the part. Where the XML breaks off,
    /// what was read until then is kept and the fault is told in [`Story::broken`].
    ///
    /// # Errors
    /// The limits of the budget.
    pub(super) fn read(mut self, xml: &mut Xml<'_, '_>) -> Result<Story, Error> {
        if let Err(e) = self.walk(xml) {
            if e.kind() != ErrorKind::Corrupt {
                return Err(e);
            }
            while !self.frames.is_empty() {
                self.end()?;
            }
            self.story.broken = Some(e);
        }
        if xml.unknown_entities > 0 {
            let message = "the XML refers to entities that are not defined; they are kept as they stand";
            self.warnings.push(Warning::new("unknown_entity", message));
        }
        let unfinished = self.fields.unfinished();
        self.story.unfinished_fields.extend(unfinished);
        if let Some(Scope::Blocks(container)) = self.scopes.pop() {
            self.story.blocks = container.into_blocks();
        }
        Ok(self.story)
    }

    fn walk(&mut self, xml: &mut Xml<'_, '_>) -> Result<(), Error> {
        loop {
            match xml.next()? {
                Token::Start(element) => {
                    if let Some(frame) = self.start(xml, &element)? {
                        self.frames.push(frame);
                    }
                }
                Token::End if self.frames.is_empty() => return Ok(()),
                Token::End => self.end()?,
                Token::Text(text) => {
                    if matches!(self.frames.last(), Some(Frame::Text { .. })) {
                        self.text.push_str(&text);
                    }
                }
                Token::Eof => return Ok(()),
            }
        }
    }

    fn start(&mut self, xml: &mut Xml<'_, '_>, element: &Element<'_>) -> Result<Opened, Error> {
        match element.name() {
            "p" | "r" | "pPr" | "rPr" | "sectPr" => self.start_paragraph(xml, element),
            "t" | "delText" | "instrText" | "delInstrText" => Ok(Some(self.start_text(element))),
            "tbl" | "tblPr" | "tblGrid" | "tr" | "trPr" | "tc" | "tcPr" => self.start_table(xml, element),
            "tab" | "ptab" | "br" | "cr" | "noBreakHyphen" | "sym" | "symEx" => {
                self.mark(element)?;
                skipped(xml)
            }
            "fldChar" | "fldSimple" | "footnoteReference" | "endnoteReference" => {
                self.reference(xml, element)
            }
            "oMath" | "f" | "fPr" | "num" | "den" | "sup" | "sub" | "rad" | "deg" | "e" | "d" | "dPr"
            | "naryPr" | "phant" | "phantPr" => self.start_formula(xml, element),
            "del" | "moveFrom" | "rt" => Ok(Some(self.start_unshown(element.name()))),
            "AlternateContent" | "Choice" | "Fallback" => self.start_alternate(xml, element),
            "drawing" | "pict" | "object" | "docPr" | "cNvPr" | "shape" | "blip" | "imagedata" | "chart"
            | "relIds" | "OLEObject" | "textpath" => Ok(Some(self.start_drawing(element)?)),
            "txbxContent" | "txBody" => Ok(Some(self.start_text_box())),
            "sdt" => Ok(Some(Frame::Control(false))),
            "sdtPr" => self.start_control(xml),
            "sdtEndPr" | "customXmlPr" | "smartTagPr" | "rubyPr" | "tblPrEx" | "bodyPr" => skipped(xml),
            "altChunk" | "subDoc" => {
                let message = "a part inserted from another file is not read";
                self.warnings.push(Warning::new("inserted_part_skipped", message));
                skipped(xml)
            }
            "document" => {
                self.namespaces.extend(element.namespaces());
                Ok(Some(Frame::Through))
            }
            _ => Ok(Some(Frame::Through)),
        }
    }

    /// The blocks that the innermost scope collects, where it is a story, a text box or a cell.
    fn container(&mut self) -> Option<&mut Container> {
        match self.scopes.last_mut() {
            Some(Scope::Blocks(container)) => Some(container),
            Some(Scope::Cell(cell)) => Some(&mut cell.content),
            _ => None,
        }
    }

    /// Puts a block where it belongs: into the innermost container, or after the paragraph that anchors it.
    fn emit(&mut self, block: RawBlock) {
        match self.scopes.last_mut() {
            Some(Scope::Blocks(container)) => container.push(block),
            Some(Scope::Cell(cell)) => cell.content.push(block),
            Some(Scope::Paragraph(paragraph)) => paragraph.after.push(block),
            Some(Scope::Row(row)) => row.loose.push(block),
            Some(Scope::Table(_)) | None => self.emit_before_table(block),
        }
    }

    /// A block between the rows of a table comes before the table.
    fn emit_before_table(&mut self, block: RawBlock) {
        let Some(table) = self.scopes.pop() else { return };
        if !self.scopes.is_empty() {
            self.emit_flat(block);
        }
        self.scopes.push(table);
    }

    /// As [`Walker::emit`], below a table that is set aside. A table stands in no other table directly, so this does
    /// not go on.
    fn emit_flat(&mut self, block: RawBlock) {
        match self.scopes.last_mut() {
            Some(Scope::Blocks(container)) => container.push(block),
            Some(Scope::Cell(cell)) => cell.content.push(block),
            Some(Scope::Paragraph(paragraph)) => paragraph.after.push(block),
            Some(Scope::Row(row)) => row.loose.push(block),
            Some(Scope::Table(_)) | None => {}
        }
    }

    fn end(&mut self) -> Result<(), Error> {
        match self.frames.pop() {
            Some(Frame::Paragraph) => self.close_paragraph()?,
            Some(Frame::Run(before)) => self.run = before,
            Some(Frame::Text { keep_blanks, kind }) => self.end_text(keep_blanks, kind)?,
            Some(Frame::Table) => self.close_table(),
            Some(Frame::Row) => self.close_row(),
            Some(Frame::Cell) => self.close_cell(),
            Some(frame @ Frame::TextBox { .. }) => self.end_text_box(frame),
            Some(Frame::Deleted) => self.deleted = self.deleted.saturating_sub(1),
            Some(Frame::MovedFrom) => self.moved = self.moved.saturating_sub(1),
            Some(Frame::Ruby) => self.ruby = self.ruby.saturating_sub(1),
            Some(Frame::Formula) => self.formulas = self.formulas.saturating_sub(1),
            Some(Frame::Bracketed(brackets)) => self.close_brackets(&brackets)?,
            Some(Frame::Phantom(around)) => self.outer_hidden = around,
            Some(Frame::Part(part)) => self.end_part(&part),
            Some(Frame::Picture) => self.close_picture(),
            Some(Frame::Control(true)) => self.close_control()?,
            Some(
                Frame::Through
                | Frame::Alternate(_)
                | Frame::Control(false)
                | Frame::Fraction(_)
                | Frame::Root,
            )
            | None => {}
        }
        Ok(())
    }
}

/// The element is read to its end here.
fn skipped(xml: &mut Xml<'_, '_>) -> Result<Opened, Error> {
    xml.skip()?;
    Ok(None)
}
