//! The JSON of `convert --structure`: a document's blocks with the tables in their places, and nothing about what
//! they mean.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build;
use super::wire::{
    Cell, Doubt, Dropped, Furniture, Method, Provenance, ReadStatus, RepeatedHead, SCHEMA_VERSION, Source,
    Warning,
};
use crate::document::{self, BlockKind, Document};

/// A document's structure as it is written to `NAME.EXT.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StructureJson {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema_version: String,
    /// The file it was read from.
    pub source: Source,
    /// Whether anything could be read.
    pub status: ReadStatus,
    /// The blocks in reading order, tables among them.
    pub blocks: Vec<Block>,
    /// Page headers and footers, page numbers, watermarks.
    pub furniture: Vec<Furniture>,
    /// Text that was read and kept out of everything above, and why.
    pub dropped: Vec<Dropped>,
    /// What was repaired, guessed or skipped.
    pub warnings: Vec<Warning>,
}

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for the highest.
        level: u8,
        /// The automatic number as it is shown, which the file does not hold as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// What every block has.
        #[serde(flatten)]
        body: Body,
    },
    /// A paragraph.
    Paragraph {
        /// What every block has.
        #[serde(flatten)]
        body: Body,
    },
    /// A paragraph of a list.
    ListItem {
        /// 0 for the outermost list.
        level: u8,
        /// The automatic number or bullet as it is shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// What every block has.
        #[serde(flatten)]
        body: Body,
    },
    /// A table.
    Table(Table),
    /// A picture.
    Picture {
        /// What every block has; its text is mostly empty.
        #[serde(flatten)]
        body: Body,
    },
    /// The text of a footnote or endnote.
    Footnote {
        /// The mark that refers to it, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<String>,
        /// What every block has.
        #[serde(flatten)]
        body: Body,
    },
    /// The caption of a table or picture.
    Caption {
        /// What every block has.
        #[serde(flatten)]
        body: Body,
    },
}

/// What every block of running text has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Body {
    /// The text, without an automatic number.
    pub text: String,
    /// The page (1-based) on which it begins; null without pages.
    pub page: Option<u32>,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// A table in its place among the blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// The caption or heading that names the table.
    pub title: Option<String>,
    /// The page (1-based) on which it starts; null without pages.
    pub page: Option<u32>,
    /// Number of grid rows.
    pub n_rows: u32,
    /// Number of grid columns.
    pub n_cols: u32,
    /// How many rows at the top are column heads.
    pub header_rows: u32,
    /// By which means it was read.
    pub method: Method,
    /// Heads that were printed again after page ends and left out.
    pub repeated_heads: Vec<RepeatedHead>,
    /// Reasons to doubt the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// The cells in row-major order; a table inside a cell stands in the cell's `tables`.
    pub cells: Vec<Cell>,
}

impl StructureJson {
    /// The JSON of a document. `file` is the name that the JSON gives to the source: relative, with `/`; `sha256`
    /// and `size` are those of its bytes.
    pub fn from_document(document: &Document, file: &str, sha256: &str, size: u64) -> StructureJson {
        StructureJson {
            schema_version: SCHEMA_VERSION.to_owned(),
            source: build::source(document, file, sha256, size),
            status: build::read_status(document).into(),
            blocks: blocks(document),
            furniture: document.furniture.iter().map(build::furniture).collect(),
            dropped: document.dropped.iter().map(build::dropped).collect(),
            warnings: document.warnings.iter().map(build::warning).collect(),
        }
    }
}

/// The blocks with their tables; a table that no block names is kept at the end.
fn blocks(document: &Document) -> Vec<Block> {
    let mut placed = vec![false; document.tables.len()];
    let mut out = Vec::new();
    for block in &document.blocks {
        if let BlockKind::Table(index) = block.kind {
            let first = placed
                .get_mut(index)
                .is_some_and(|seen| !std::mem::replace(seen, true));
            out.extend(
                document
                    .tables
                    .get(index)
                    .filter(|_| first)
                    .map(|t| table(t, index)),
            );
        } else {
            out.extend(text_block(block));
        }
    }
    let left = document
        .tables
        .iter()
        .enumerate()
        .zip(placed)
        .filter(|(_, placed)| !placed);
    out.extend(left.map(|((index, t), _)| table(t, index)));
    out
}

fn table(table: &document::Table, index: usize) -> Block {
    let whole = build::table(table, format!("t{}", index + 1));
    Block::Table(Table {
        title: whole.title,
        page: whole.page,
        n_rows: whole.n_rows,
        n_cols: whole.n_cols,
        header_rows: whole.header_rows,
        method: whole.method,
        repeated_heads: whole.repeated_heads,
        doubts: whole.doubts,
        cells: whole.cells,
    })
}

fn text_block(block: &document::Block) -> Option<Block> {
    let body = Body {
        text: block.text.clone(),
        page: block.provenance.iter().find_map(|p| match p {
            document::Provenance::Page { page, .. } => Some(*page),
            _ => None,
        }),
        provenance: build::provenance(&block.provenance),
    };
    Some(match block.kind.clone() {
        BlockKind::Heading { level, number } => Block::Heading { level, number, body },
        BlockKind::Paragraph => Block::Paragraph { body },
        BlockKind::ListItem { level, number } => Block::ListItem { level, number, body },
        BlockKind::Picture => Block::Picture { body },
        BlockKind::Footnote { mark } => Block::Footnote { mark, body },
        BlockKind::Caption => Block::Caption { body },
        BlockKind::Table(_) => return None,
    })
}
