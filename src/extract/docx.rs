//! A DOCX as a document: paragraphs to blocks, raw grids to tables. For a report, tables that only lay out the page are
//! opened and tables that were cut in two are joined.

use super::View;
use super::tabbed::{self, Piece};
use crate::diagnostic::{Budget, Error, Warnings};
use crate::document::{
    Block, BlockKind, Document, Dropped, Format, Furniture, FurnitureKind, Method, Provenance, Reading, Table,
};
use crate::fold;
use crate::reader::docx::{DocxContent, Merge, RawBlock, RawCell, RawParagraph, RawTable};
use crate::report::hints::FormHints;
use crate::table::flat::{self, FlatCell};
use crate::table::{grid, heads, join};

/// The longest paragraph that names the table behind it, in characters.
const TITLE_CHARS: usize = 40;

/// Puts what was read into the shape of a document, with the flattened rows as a second reading of its tables.
///
/// # Errors
/// The limits of `budget`.
pub fn read_document(
    content: DocxContent,
    view: View,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Document, Error> {
    let mut document = Document::empty(Format::Docx);
    document.producer = content.producer;
    document.salvaged = content.salvaged;
    let hints = FormHints::default();
    let mut flat_tables = Vec::new();
    // Whether the last thing seen, empty paragraphs aside, was a table of the same level.
    let mut after_table = false;
    let blocks = match view {
        View::Report => open_layout_tables(content.blocks),
        View::AsWritten => content.blocks,
    };
    let pieces = match view {
        View::Report => tabbed::pieces(blocks),
        View::AsWritten => blocks.into_iter().map(Piece::Block).collect(),
    };
    for piece in pieces {
        budget.work(1)?;
        let block = match piece {
            Piece::Block(block) => block,
            Piece::Lines(lines) => {
                let table = tabbed::table_of(lines, budget, warnings)?;
                place_table(&mut document, table, false);
                after_table = false;
                continue;
            }
        };
        match block {
            RawBlock::Paragraph(paragraph) if is_empty(&paragraph) => {}
            RawBlock::Paragraph(paragraph) => {
                document.blocks.push(text_block(paragraph));
                after_table = false;
            }
            RawBlock::Picture(picture) => {
                let place = Provenance::Paragraph(picture.paragraph);
                document.blocks.push(Block::new(BlockKind::Picture, "", place));
                after_table = false;
            }
            RawBlock::Table(raw) => {
                let again = (view == View::Report).then(|| with_inner(&raw));
                for table in again.into_iter().flatten() {
                    flat_tables.extend(flat::rebuild_rows(flat_rows(table), &hints, budget)?);
                }
                let mut table = grid::resolve(&raw, budget, warnings)?;
                heads::mark(&mut table);
                let joins = after_table && view == View::Report;
                place_table(&mut document, table, joins);
                document.blocks.extend(pictures(raw));
                after_table = true;
            }
        }
    }
    if view == View::Report {
        document.readings.push(Reading {
            method: Method::Flat,
            tables: flat_tables,
        });
    }
    let note = |n: crate::reader::docx::RawNote| Block {
        kind: BlockKind::Footnote { mark: Some(n.mark) },
        text: n.text,
        provenance: Vec::new(),
    };
    document.blocks.extend(content.notes.into_iter().map(note));
    let furniture = |kind| {
        move |text| Furniture {
            kind,
            text,
            provenance: Vec::new(),
        }
    };
    document.furniture.extend(
        content
            .headers
            .into_iter()
            .map(furniture(FurnitureKind::PageHeader)),
    );
    document.furniture.extend(
        content
            .footers
            .into_iter()
            .map(furniture(FurnitureKind::PageFooter)),
    );
    document
        .dropped
        .extend(content.dropped.into_iter().map(|d| Dropped {
            text: d.text,
            reason: d.reason,
            provenance: vec![Provenance::Paragraph(d.paragraph)],
        }));
    Ok(document)
}

fn is_empty(paragraph: &RawParagraph) -> bool {
    paragraph.text.trim().is_empty() && paragraph.number.is_none()
}

fn text_block(paragraph: RawParagraph) -> Block {
    let level = paragraph.number_level.unwrap_or(0);
    let kind = match (paragraph.heading, paragraph.number) {
        (Some(level), number) => BlockKind::Heading { level, number },
        (None, number @ Some(_)) => BlockKind::ListItem { level, number },
        (None, None) if paragraph.caption_style => BlockKind::Caption,
        (None, None) => BlockKind::Paragraph,
    };
    Block::new(kind, paragraph.text, Provenance::Paragraph(paragraph.index))
}

/// The pictures in a table's cells, in document order, as blocks behind the table: a cell holds text and tables.
fn pictures(table: RawTable) -> Vec<Block> {
    let mut out = Vec::new();
    let mut rest = vec![RawBlock::Table(table)];
    while let Some(block) = rest.pop() {
        match block {
            RawBlock::Paragraph(_) => {}
            RawBlock::Picture(picture) => {
                let place = Provenance::Paragraph(picture.paragraph);
                out.push(Block::new(BlockKind::Picture, "", place));
            }
            RawBlock::Table(table) => {
                let cells = table
                    .rows
                    .into_iter()
                    .rev()
                    .flat_map(|r| r.cells.into_iter().rev());
                rest.extend(cells.flat_map(|c| c.blocks.into_iter().rev()));
            }
        }
    }
    out
}

/// Appends a table, or joins it to the one before it when that `may_join` and the two are parts of one.
fn place_table(document: &mut Document, mut table: Table, may_join: bool) {
    let last = document.tables.len().checked_sub(1);
    if let Some(previous) = last.filter(|_| may_join).and_then(|i| document.tables.get_mut(i))
        && let Some(joined) = join::join(previous, &table)
    {
        *previous = joined.table;
        let dropped = joined.repeated.into_iter().filter(|c| !c.text.trim().is_empty());
        document.dropped.extend(dropped.map(|c| Dropped {
            text: c.text,
            reason: "repeated-head",
            provenance: c.provenance,
        }));
        return;
    }
    table.title = document.blocks.last().and_then(title_of);
    let provenance = table
        .cells()
        .iter()
        .flat_map(|c| c.provenance.first())
        .next()
        .copied();
    let kind = BlockKind::Table(document.tables.len());
    document.blocks.push(Block {
        kind,
        text: String::new(),
        provenance: provenance.into_iter().collect(),
    });
    document.tables.push(table);
}

/// A heading, a caption or a short paragraph in front of a table is its title.
fn title_of(block: &Block) -> Option<String> {
    let names = match block.kind {
        BlockKind::Heading { .. } | BlockKind::Caption => true,
        BlockKind::Paragraph | BlockKind::ListItem { .. } => block.text.chars().count() <= TITLE_CHARS,
        _ => false,
    };
    names.then(|| block.shown_text().trim().to_owned())
}

/// Opens tables that only lay out the page: those that hold tables, with one filled cell a row or with a cell that holds
/// what a page holds. What they hold takes their place, in order.
fn open_layout_tables(blocks: Vec<RawBlock>) -> Vec<RawBlock> {
    let mut out = Vec::new();
    let mut rest: Vec<RawBlock> = blocks;
    rest.reverse();
    while let Some(block) = rest.pop() {
        match block {
            RawBlock::Table(table) if is_layout(&table) => {
                let inner = table
                    .rows
                    .into_iter()
                    .flat_map(|r| r.cells)
                    .flat_map(|c| c.blocks);
                let mut inner: Vec<RawBlock> = inner.collect();
                inner.reverse();
                rest.extend(inner);
            }
            other => out.push(other),
        }
    }
    out
}

fn is_layout(table: &RawTable) -> bool {
    let holds_table = |b: &RawBlock| matches!(b, RawBlock::Table(_));
    let filled = |b: &RawBlock| match b {
        RawBlock::Paragraph(p) => !is_empty(p),
        RawBlock::Table(_) | RawBlock::Picture(_) => true,
    };
    let one_a_row = table
        .rows
        .iter()
        .all(|r| r.cells.iter().filter(|c| c.blocks.iter().any(filled)).count() <= 1);
    let cells = || table.rows.iter().flat_map(|r| &r.cells);
    // Beside the links of a page from the web stands its text, tables and all: no cell of figures holds that much.
    let is_page = |c: &RawCell| {
        let tables = c.blocks.iter().filter(|b| holds_table(b)).count();
        let texts = c.blocks.iter().filter(|b| filled(b)).count() - tables;
        tables > 0 && texts >= PAGE_TEXTS
    };
    (one_a_row && cells().flat_map(|c| &c.blocks).any(holds_table)) || cells().any(is_page)
}

/// A cell with a table and so many paragraphs or more holds a page.
const PAGE_TEXTS: usize = 4;

/// A table and all tables inside it, in document order.
fn with_inner(table: &RawTable) -> Vec<&RawTable> {
    let mut out = Vec::new();
    let mut rest = vec![table];
    while let Some(table) = rest.pop() {
        out.push(table);
        let cells = table.rows.iter().flat_map(|r| &r.cells);
        let inner = cells.flat_map(|c| &c.blocks).filter_map(|b| match b {
            RawBlock::Table(inner) => Some(inner),
            _ => None,
        });
        let mut inner: Vec<&RawTable> = inner.collect();
        inner.reverse();
        rest.extend(inner);
    }
    out
}

/// The rows of a table with its spans thrown away, as a converter to plain text would leave them: a cell merged with
/// the one above is an empty cell, a cell merged sideways stands once.
fn flat_rows(raw: &RawTable) -> Vec<Vec<FlatCell>> {
    let mut rows = Vec::new();
    for (row, raw_row) in raw.rows.iter().enumerate() {
        let cells = raw_row.cells.iter().filter(|c| c.h_merge != Merge::Continue);
        let flat = cells.enumerate().map(|(col, cell)| FlatCell {
            text: if cell.v_merge == Merge::Continue {
                String::new()
            } else {
                cell_text(cell)
            },
            provenance: Provenance::Cell {
                table: raw.index,
                row: row as u32,
                col: col as u32,
            },
        });
        rows.push(flat.collect());
    }
    rows
}

/// The paragraphs of a cell, each with its automatic number, one a line.
fn cell_text(cell: &RawCell) -> String {
    let mut text = String::new();
    for block in &cell.blocks {
        let RawBlock::Paragraph(paragraph) = block else {
            continue;
        };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(paragraph.number.as_deref().unwrap_or_default());
        text.push_str(&paragraph.text);
    }
    fold::without_struck(&text).unwrap_or(text).trim().to_owned()
}
