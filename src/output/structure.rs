//! The JSON of `convert --structure`: a document's blocks with the tables in their places, and nothing about what
//! they mean.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build;
use super::wire::{
    CellRole, Doubt, Dropped, Furniture, Method, Provenance, ReadStatus, RepeatedHead, SCHEMA_VERSION,
    Source, Warning,
};
use crate::document::{self, BlockKind, Document};
use crate::fold;
use crate::table::paths::{self, Paths};

/// The most bytes that the header paths of one document may have together. A head of many characters over many cells
/// stands in the path of each; no table that people read comes near.
const MAX_PATH_BYTES: usize = 64 << 20;

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

/// A table: a grid of places, tiled by cells that do not overlap. Places that no cell covers are possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// `t1`, `t2`, ... in reading order; the k-th table inside `t2` is `t2.k`.
    pub id: String,
    /// The caption or heading that names the table.
    pub title: Option<String>,
    /// The page (1-based) on which it starts; null without pages.
    pub page: Option<u32>,
    /// Where it stood; empty for a table inside a cell, which stands where the cell does.
    pub provenance: Vec<Provenance>,
    /// Number of grid rows.
    pub n_rows: u32,
    /// Number of grid columns.
    pub n_cols: u32,
    /// How many rows at the top are column heads.
    pub header_rows: u32,
    /// How many columns at the left are row labels.
    pub label_cols: u32,
    /// By which means it was read.
    pub method: Method,
    /// Heads that were printed again after page ends and left out.
    pub repeated_heads: Vec<RepeatedHead>,
    /// Reasons to doubt the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// The cells in row-major order.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// First grid row, 0-based.
    pub row: u32,
    /// First grid column, 0-based.
    pub col: u32,
    /// Grid rows covered, at least 1.
    pub row_span: u32,
    /// Grid columns covered, at least 1.
    pub col_span: u32,
    /// The text without automatic numbers; `\n` where the print starts a new line.
    pub text: String,
    /// The automatic numbers that are shown in the text and that the file does not hold as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<AutoNumber>,
    /// What the cell is for.
    pub role: CellRole,
    /// The heads and labels that lead to the cell; none for a column head, or where no head and no label is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_path: Option<HeaderPath>,
    /// Where it stood; two places when a page end cut it.
    pub provenance: Vec<Provenance>,
    /// Tables inside the cell.
    pub tables: Vec<Table>,
}

impl Cell {
    /// The text as it is seen: with its automatic numbers.
    pub fn shown_text(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text.chars();
        let mut at = 0;
        for number in &self.numbers {
            while at < number.at
                && let Some(c) = rest.next()
            {
                out.push(c);
                at += 1;
            }
            out.push_str(&number.text);
        }
        out.push_str(rest.as_str());
        out
    }
}

/// An automatic number in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AutoNumber {
    /// Before which character of the cell's text it is shown; characters (Unicode scalar values) count from 0.
    pub at: usize,
    /// The number as it is shown.
    pub text: String,
}

/// The heads and labels that lead to a cell, with their automatic numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeaderPath {
    /// The heads that stand over all of the cell's columns, outermost first, each on one line.
    pub column: Vec<String>,
    /// The labels that stand beside all of the cell's rows, outermost first, each on one line. A row of one cell over
    /// the full width inside the body, without heads of its own, is a label of the rows below it.
    pub row: Vec<String>,
}

impl StructureJson {
    /// The JSON of a document. `file` is the name that the JSON gives to the source: relative, with `/`; `sha256`
    /// and `size` are those of its bytes.
    pub fn from_document(document: &Document, file: &str, sha256: &str, size: u64) -> StructureJson {
        let mut builder = Builder::new(MAX_PATH_BYTES);
        let blocks = builder.blocks(document);
        let mut warnings: Vec<Warning> = document.warnings.iter().map(build::warning).collect();
        warnings.extend(builder.warning());
        StructureJson {
            schema_version: SCHEMA_VERSION.to_owned(),
            source: build::source(document, file, sha256, size),
            status: build::read_status(document).into(),
            blocks,
            furniture: document.furniture.iter().map(build::furniture).collect(),
            dropped: document.dropped.iter().map(build::dropped).collect(),
            warnings,
        }
    }
}

/// Builds blocks and counts what their header paths take.
struct Builder {
    /// Bytes that header paths may still take.
    left: usize,
    /// Whether a path was left out.
    short: bool,
}

impl Builder {
    fn new(left: usize) -> Builder {
        Builder { left, short: false }
    }

    fn warning(&self) -> Option<Warning> {
        self.short.then(|| Warning {
            code: "header_paths_left_out".to_owned(),
            message: "the header paths would be too large; cells from some place on have none".to_owned(),
            page: None,
        })
    }

    /// The blocks with their tables; a table that no block names is kept at the end.
    fn blocks(&mut self, document: &Document) -> Vec<Block> {
        let mut placed = vec![false; document.tables.len()];
        let mut out = Vec::new();
        for block in &document.blocks {
            let BlockKind::Table(index) = block.kind else {
                out.extend(text_block(block));
                continue;
            };
            let first = placed
                .get_mut(index)
                .is_some_and(|seen| !std::mem::replace(seen, true));
            if let Some(table) = document.tables.get(index).filter(|_| first) {
                let mut table = self.table(table, format!("t{}", index + 1));
                table.provenance = build::provenance(&block.provenance);
                out.push(Block::Table(table));
            }
        }
        for (index, _) in placed.into_iter().enumerate().filter(|(_, placed)| !placed) {
            let table = document.tables.get(index);
            out.extend(table.map(|t| Block::Table(self.table(t, format!("t{}", index + 1)))));
        }
        out
    }

    /// The table and what is nested in it. The depth of nesting is bounded by the reader's `Limits::nested_tables`.
    fn table(&mut self, table: &document::Table, id: String) -> Table {
        let paths = Paths::new(table);
        let mut nested = 0_usize;
        let mut cells = Vec::with_capacity(table.cells().len());
        for cell in table.cells() {
            let mut tables = Vec::new();
            for inner in &cell.tables {
                nested += 1;
                tables.push(self.table(inner, format!("{id}.{nested}")));
            }
            cells.push(Cell {
                row: cell.rows.start,
                col: cell.cols.start,
                row_span: cell.row_span(),
                col_span: cell.col_span(),
                text: without_strokes(cell.text_without_numbers()),
                numbers: numbers(cell),
                role: cell.role.into(),
                header_path: self.header_path(&paths, cell),
                provenance: build::provenance(&cell.provenance),
                tables,
            });
        }
        let whole = build::table_without_cells(table, id);
        Table {
            id: whole.id,
            title: whole.title,
            page: whole.page,
            provenance: Vec::new(),
            n_rows: whole.n_rows,
            n_cols: whole.n_cols,
            header_rows: whole.header_rows,
            label_cols: whole.label_cols,
            method: whole.method,
            repeated_heads: whole.repeated_heads,
            doubts: whole.doubts,
            cells,
        }
    }

    fn header_path(&mut self, paths: &Paths<'_>, cell: &document::Cell) -> Option<HeaderPath> {
        if self.short {
            return None;
        }
        let paths::HeaderPath { column, row } = paths.of(cell);
        let bytes = column.iter().chain(&row).map(String::len).sum();
        let Some(left) = self.left.checked_sub(bytes) else {
            self.short = true;
            return None;
        };
        self.left = left;
        let leads = !column.is_empty() || !row.is_empty();
        leads.then_some(HeaderPath { column, row })
    }
}

/// The automatic numbers of a cell, each with its place in the text that is left without them.
fn numbers(cell: &document::Cell) -> Vec<AutoNumber> {
    let mut out = Vec::with_capacity(cell.auto_numbers.len());
    let (mut at, mut from) = (0, 0);
    for range in &cell.auto_numbers {
        let before = cell.text.get(from..range.start).unwrap_or_default();
        at += before.chars().count();
        from = range.end;
        let text = cell.text.get(range.clone()).unwrap_or_default().to_owned();
        out.push(AutoNumber { at, text });
    }
    out
}

fn text_block(block: &document::Block) -> Option<Block> {
    let body = Body {
        text: without_strokes(block.text.clone()),
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

/// The text as written: what is struck out is part of a document, if not of a value.
fn without_strokes(text: String) -> String {
    if text.contains(fold::STROKE) {
        text.replace(fold::STROKE, "")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Method;
    use crate::table::heads;

    fn document(cells: Vec<document::Cell>) -> Document {
        let mut table = document::Table::new(2, 2, cells, Method::Grid).unwrap();
        heads::mark(&mut table);
        let mut document = Document::empty(document::Format::Docx);
        document.tables.push(table);
        document
    }

    fn labelled() -> Document {
        let mut label = document::Cell::new(1, 0, "1.甲方案\n2.乙方案");
        label.auto_numbers = vec![0..2, 12..14];
        document(vec![
            document::Cell::new(0, 0, "项目"),
            document::Cell::new(0, 1, "件\n数"),
            label,
            document::Cell::new(1, 1, "3"),
        ])
    }

    fn cells(builder: &mut Builder, document: &Document) -> Vec<Cell> {
        match builder.blocks(document).remove(0) {
            Block::Table(table) => table.cells,
            other => panic!("{other:?} is no table"),
        }
    }

    #[test]
    fn automatic_numbers_stand_beside_the_text_and_in_the_paths() {
        let cells = cells(&mut Builder::new(1000), &labelled());
        let number = |at, text: &str| AutoNumber {
            at,
            text: text.to_owned(),
        };
        assert_eq!(cells[2].text, "甲方案\n乙方案");
        assert_eq!(cells[2].numbers, [number(0, "1."), number(4, "2.")]);
        assert_eq!(cells[2].shown_text(), "1.甲方案\n2.乙方案");
        assert_eq!(cells[1].shown_text(), "件\n数");
        let path = HeaderPath {
            column: vec!["件数".to_owned()],
            row: vec!["1.甲方案2.乙方案".to_owned()],
        };
        assert_eq!(cells[3].header_path, Some(path));
        assert_eq!(cells[1].header_path, None);
    }

    #[test]
    fn paths_that_would_be_too_large_are_left_out_and_that_is_said() {
        let mut builder = Builder::new(20);
        let cells = cells(&mut builder, &labelled());
        assert!(cells[2].header_path.is_some());
        assert_eq!(cells[3].header_path, None);
        assert_eq!(builder.warning().unwrap().code, "header_paths_left_out");
        assert_eq!(Builder::new(20).warning(), None);
    }
}
