//! The structure of a document, whatever file it came from: blocks in reading order, tables with merged cells,
//! furniture, and what was dropped. Plain data: nothing here parses, reads or writes.

use std::ops::Range;

use crate::diagnostic::Warning;
use crate::geometry::Rect;

/// What the bytes were, told by content and not by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// WordprocessingML (`.docx`, `.docm`, `.dotx`, `.dotm`).
    Docx,
    /// Plain text, flattened out of a document.
    Text,
}

impl Format {
    /// The name in the JSON: `pdf`, `docx` or `text`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Text => "text",
        }
    }
}

/// Where a piece of text stood in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Provenance {
    /// PDF: a box on a page.
    Page {
        /// 1-based.
        page: u32,
        /// In points from the top-left corner of the page.
        bbox: Rect,
    },
    /// DOCX: a cell of a table.
    Cell {
        /// 0-based, counting every `w:tbl` of the body in document order, nested ones too.
        table: u32,
        /// 0-based `w:tr` of that table.
        row: u32,
        /// 0-based grid column where the cell starts.
        col: u32,
    },
    /// DOCX: a paragraph outside tables, 0-based, counting every paragraph of the body in document order.
    Paragraph(u32),
    /// Text: a line, 1-based.
    Line(u32),
}

/// By which means a table was read. Two methods fail differently; that is what makes comparing them worth it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// PDF: drawn rulings, their crossings and the cells between them.
    Rulings,
    /// PDF: alignment of words and gaps between them.
    Alignment,
    /// PDF: where texts stand to each other: values under heads and beside labels.
    Placement,
    /// PDF: the order of the text in the content stream, rebuilt as flattened text.
    Stream,
    /// PDF: the tag tree (Table, TR, TH, TD).
    Tags,
    /// DOCX: the table grid.
    Grid,
    /// DOCX and text: the flattened rows, rebuilt.
    Flat,
    /// Text: the order of the forms' labels and of the numbers behind them.
    Order,
}

impl Method {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Rulings => "rulings",
            Method::Alignment => "alignment",
            Method::Placement => "placement",
            Method::Stream => "stream",
            Method::Tags => "tags",
            Method::Grid => "grid",
            Method::Flat => "flat",
            Method::Order => "order",
        }
    }
}

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellRole {
    /// A head that names columns.
    ColumnHead,
    /// A label that names rows.
    RowHead,
    /// A value.
    Data,
}

/// A cell of a [`Table`]: a rectangle of grid places and the text in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Grid rows, 0-based, half-open. Never empty.
    pub rows: Range<u32>,
    /// Grid columns, 0-based, half-open. Never empty.
    pub cols: Range<u32>,
    /// The printed text. `\n` stands where the print starts a new line (a paragraph, a line break, a wrapped line).
    pub text: String,
    /// What the cell is for.
    pub role: CellRole,
    /// Where it stood; a cell that was cut by a page end has two places.
    pub provenance: Vec<Provenance>,
    /// Tables inside the cell.
    pub tables: Vec<Table>,
    /// Which bytes of `text` are automatic numbers: shown, but not held as text by the file. In rising order.
    pub auto_numbers: Vec<Range<usize>>,
}

impl Cell {
    /// A data cell of one grid place.
    pub fn new(row: u32, col: u32, text: impl Into<String>) -> Cell {
        Cell::spanning(row..row + 1, col..col + 1, text)
    }

    /// A data cell over these half-open ranges.
    pub fn spanning(rows: Range<u32>, cols: Range<u32>, text: impl Into<String>) -> Cell {
        Cell {
            rows,
            cols,
            text: text.into(),
            role: CellRole::Data,
            provenance: Vec::new(),
            tables: Vec::new(),
            auto_numbers: Vec::new(),
        }
    }

    /// The text as the file holds it: without automatic numbers.
    pub fn text_without_numbers(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut from = 0;
        for number in &self.auto_numbers {
            out.push_str(self.text.get(from..number.start).unwrap_or_default());
            from = number.end;
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
        out
    }

    /// How many grid rows the cell covers, at least 1.
    pub fn row_span(&self) -> u32 {
        self.rows.end.saturating_sub(self.rows.start)
    }

    /// How many grid columns the cell covers, at least 1.
    pub fn col_span(&self) -> u32 {
        self.cols.end.saturating_sub(self.cols.start)
    }
}

/// Rows of a table's head that were printed again after a page end and left out of the joined table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatedHead {
    /// The page (1-based) where the head stood again.
    pub page: u32,
    /// How many rows it had there.
    pub rows: u32,
}

/// A table: a grid of `n_rows` x `n_cols` places, tiled by cells that do not overlap.
///
/// Places that no cell covers are possible (a ragged row). Cells are kept in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    n_rows: u32,
    n_cols: u32,
    cells: Vec<Cell>,
    /// The caption or the heading that names the table, where one was found.
    pub title: Option<String>,
    /// The page (1-based) on which the table starts; `None` without pages.
    pub page: Option<u32>,
    /// How many rows at the top are column heads.
    pub header_rows: u32,
    /// How many columns at the left are row labels.
    pub label_cols: u32,
    /// Heads that were repeated after page ends.
    pub repeated_heads: Vec<RepeatedHead>,
    /// By which means the table was read.
    pub method: Method,
    /// Marks inside the table's outline that fell into no cell, and the like: reasons to doubt the table.
    pub doubts: Vec<Doubt>,
}

/// Something about a table that makes it untrustworthy, at a place where that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Stable kebab-case name, for example `left-over-marks`, `two-numbers-in-cell`, `ambiguous-columns`.
    pub code: &'static str,
    /// One line in plain words.
    pub message: String,
    /// Grid row and column that are in doubt; `None` for the whole table.
    pub place: Option<(u32, u32)>,
}

impl Doubt {
    /// A blank cell holds a picture, a drawing or invisible text.
    pub const UNREAD_MARKS: &str = "unread-marks";
    /// Characters of a value are printed over one another.
    pub const OVERPRINTED: &str = "overprinted";
    /// Characters of a value have the colour of the paper.
    pub const UNSEEN_TEXT: &str = "unseen-text";
    /// Digits of a value are struck out.
    pub const STRUCK_OUT: &str = "struck-out";
    /// Digits of a value differ in size, so that some may be the mark of a note.
    pub const UNEVEN_SIZES: &str = "uneven-sizes";

    /// A value stands in a table inside its cell, in a text box, or beside a number that the file counts by itself.
    pub const NOT_PLAIN: &str = "not-plain-text";
    /// A value stands in a content control and differs from the text that the file keeps there.
    pub const OUTDATED: &str = "outdated-control";

    /// Whether it is about what is printed at its place, so that no reading of the same characters can settle it.
    pub fn is_of_print(&self) -> bool {
        [
            Doubt::UNREAD_MARKS,
            Doubt::OVERPRINTED,
            Doubt::UNSEEN_TEXT,
            Doubt::STRUCK_OUT,
            Doubt::UNEVEN_SIZES,
            Doubt::NOT_PLAIN,
            Doubt::OUTDATED,
        ]
        .contains(&self.code)
    }
}

/// Why cells do not make a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A cell covers no place, or places outside the grid.
    #[error("the cell at row {row}, column {col} does not lie inside the {n_rows} x {n_cols} grid")]
    OutsideGrid {
        /// First row of the cell.
        row: u32,
        /// First column of the cell.
        col: u32,
        /// Rows of the grid.
        n_rows: u32,
        /// Columns of the grid.
        n_cols: u32,
    },
    /// Two cells cover one place.
    #[error("two cells cover row {row}, column {col}")]
    Overlap {
        /// 0-based.
        row: u32,
        /// 0-based.
        col: u32,
    },
    /// More places than [`Table::MAX_PLACES`].
    #[error("a grid of {n_rows} x {n_cols} places is too large")]
    TooLarge {
        /// Rows asked for.
        n_rows: u32,
        /// Columns asked for.
        n_cols: u32,
    },
}

/// What stands at a place of a table's grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot<'a> {
    /// The top-left place of this cell.
    Cell(&'a Cell),
    /// A place that a merged cell covers, away from its top-left place.
    Merged {
        /// The cell that covers the place.
        parent: &'a Cell,
    },
    /// No cell covers the place.
    Empty,
}

impl<'a> Slot<'a> {
    /// The cell that covers the place, from wherever it starts.
    pub fn cell(self) -> Option<&'a Cell> {
        match self {
            Slot::Cell(cell) | Slot::Merged { parent: cell } => Some(cell),
            Slot::Empty => None,
        }
    }
}

/// For every place of a table's grid, the index of the cell that covers it. Made by [`Table::grid`].
#[derive(Clone, Debug)]
pub struct Grid {
    n_rows: u32,
    n_cols: u32,
    places: Vec<u32>,
}

/// Marks a place that no cell covers.
const NO_CELL: u32 = u32::MAX;

impl Grid {
    fn build(n_rows: u32, n_cols: u32, cells: &[Cell]) -> Result<Grid, TableError> {
        let too_large = TableError::TooLarge { n_rows, n_cols };
        let size = (n_rows as usize).checked_mul(n_cols as usize).ok_or(too_large)?;
        if size > Table::MAX_PLACES {
            return Err(too_large);
        }
        let mut places = vec![NO_CELL; size];
        for (index, cell) in cells.iter().enumerate() {
            let (rows, cols) = (&cell.rows, &cell.cols);
            if rows.is_empty() || cols.is_empty() || rows.end > n_rows || cols.end > n_cols {
                let (row, col) = (rows.start, cols.start);
                return Err(TableError::OutsideGrid {
                    row,
                    col,
                    n_rows,
                    n_cols,
                });
            }
            for row in rows.clone() {
                for col in cols.clone() {
                    let at = row as usize * n_cols as usize + col as usize;
                    match places.get_mut(at) {
                        Some(place) if *place == NO_CELL => *place = index as u32,
                        _ => return Err(TableError::Overlap { row, col }),
                    }
                }
            }
        }
        Ok(Grid {
            n_rows,
            n_cols,
            places,
        })
    }

    /// The index, in [`Table::cells`], of the cell that covers the place (0-based); `None` outside the grid and
    /// where no cell is.
    pub fn index_at(&self, row: u32, col: u32) -> Option<usize> {
        if row >= self.n_rows || col >= self.n_cols {
            return None;
        }
        let at = row as usize * self.n_cols as usize + col as usize;
        self.places
            .get(at)
            .copied()
            .filter(|&i| i != NO_CELL)
            .map(|i| i as usize)
    }
}

impl Table {
    /// The most places (rows times columns) that a grid may have.
    pub const MAX_PLACES: usize = 4_000_000;

    /// A table of these cells, sorted into row-major order.
    ///
    /// # Errors
    /// When a cell lies outside the grid, two cells overlap, or the grid is too large.
    pub fn new(n_rows: u32, n_cols: u32, mut cells: Vec<Cell>, method: Method) -> Result<Table, TableError> {
        cells.sort_by_key(|c| (c.rows.start, c.cols.start));
        Grid::build(n_rows, n_cols, &cells)?;
        Ok(Table::of(n_rows, n_cols, cells, method))
    }

    /// [`Table::new`], or, with the reason, a table of one column with the cells below one another when they fit no such
    /// grid.
    pub fn new_or_list(
        n_rows: u32,
        n_cols: u32,
        mut cells: Vec<Cell>,
        method: Method,
    ) -> (Table, Option<TableError>) {
        cells.sort_by_key(|c| (c.rows.start, c.cols.start));
        match Grid::build(n_rows, n_cols, &cells) {
            Ok(_) => (Table::of(n_rows, n_cols, cells, method), None),
            Err(error) => {
                for (cell, row) in cells.iter_mut().zip(0..) {
                    cell.rows = row..row + 1;
                    cell.cols = 0..1;
                }
                (Table::of(cells.len() as u32, 1, cells, method), Some(error))
            }
        }
    }

    fn of(n_rows: u32, n_cols: u32, cells: Vec<Cell>, method: Method) -> Table {
        Table {
            n_rows,
            n_cols,
            cells,
            title: None,
            page: None,
            header_rows: 0,
            label_cols: 0,
            repeated_heads: Vec::new(),
            method,
            doubts: Vec::new(),
        }
    }

    /// The same table with its columns in the opposite order.
    pub(crate) fn reverse_columns(&mut self) {
        let n = self.n_cols;
        for cell in &mut self.cells {
            cell.cols = n.saturating_sub(cell.cols.end)..n.saturating_sub(cell.cols.start);
        }
        self.cells.sort_by_key(|c| (c.rows.start, c.cols.start));
        for (_, col) in self.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
            *col = n.saturating_sub(*col + 1);
        }
    }

    /// The same cells with rows for columns and columns for rows, without the tables inside them. No row or column is marked as
    /// head.
    pub(crate) fn turned(&self) -> Table {
        let turn = |cell: &Cell| Cell {
            provenance: cell.provenance.clone(),
            auto_numbers: cell.auto_numbers.clone(),
            ..Cell::spanning(cell.cols.clone(), cell.rows.clone(), cell.text.clone())
        };
        let mut cells: Vec<Cell> = self.cells.iter().map(turn).collect();
        cells.sort_by_key(|c| (c.rows.start, c.cols.start));
        let mut table = Table::of(self.n_cols, self.n_rows, cells, self.method);
        table.doubts.clone_from(&self.doubts);
        for (row, col) in table.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
            std::mem::swap(row, col);
        }
        table
    }

    /// Number of grid rows.
    pub fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// Number of grid columns.
    pub fn n_cols(&self) -> u32 {
        self.n_cols
    }

    /// The cells in row-major order of their top-left places.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells, to change what is in them. Their ranges must stay as they are: change those by building a new table.
    pub fn cells_mut(&mut self) -> &mut [Cell] {
        &mut self.cells
    }

    /// The cells by value.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// An index of the grid for many look-ups. A table whose ranges were broken from outside gives an empty grid.
    pub fn grid(&self) -> Grid {
        Grid::build(self.n_rows, self.n_cols, &self.cells).unwrap_or(Grid {
            n_rows: 0,
            n_cols: 0,
            places: Vec::new(),
        })
    }

    /// What stands at a place (0-based). Looks through the cells: for many look-ups take [`Table::grid`].
    pub fn at(&self, row: u32, col: u32) -> Slot<'_> {
        match self
            .cells
            .iter()
            .find(|c| c.rows.contains(&row) && c.cols.contains(&col))
        {
            Some(cell) if cell.rows.start == row && cell.cols.start == col => Slot::Cell(cell),
            Some(parent) => Slot::Merged { parent },
            None => Slot::Empty,
        }
    }
}

/// What a block of running text is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// 1 for the highest.
        level: u8,
        /// The automatic number as it is shown (`一、`), which the file does not hold as text.
        number: Option<String>,
    },
    /// A paragraph.
    Paragraph,
    /// A paragraph of a list.
    ListItem {
        /// 0 for the outermost list.
        level: u8,
        /// The automatic number or bullet as it is shown.
        number: Option<String>,
    },
    /// A table: an index into [`Document::tables`].
    Table(usize),
    /// A picture.
    Picture,
    /// The text of a footnote or endnote.
    Footnote {
        /// The mark that refers to it, where known.
        mark: Option<String>,
    },
    /// The caption of a table or picture.
    Caption,
}

/// A block of a document, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The text, without an automatic number; empty for tables and pictures.
    pub text: String,
    /// Where it stood; more than one place when it runs over a page end.
    pub provenance: Vec<Provenance>,
}

impl Block {
    /// A block at one place.
    pub fn new(kind: BlockKind, text: impl Into<String>, provenance: Provenance) -> Block {
        Block {
            kind,
            text: text.into(),
            provenance: vec![provenance],
        }
    }

    /// The text as it is seen: with the automatic number or the mark of a footnote in front.
    pub fn shown_text(&self) -> String {
        match &self.kind {
            BlockKind::Heading { number: Some(n), .. } | BlockKind::ListItem { number: Some(n), .. } => {
                format!("{n}{}", self.text)
            }
            BlockKind::Footnote { mark: Some(mark) } => format!("{mark} {}", self.text),
            _ => self.text.clone(),
        }
    }
}

/// What kind of furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FurnitureKind {
    /// A running head.
    PageHeader,
    /// A running foot.
    PageFooter,
    /// A page number.
    PageNumber,
    /// Large pale or slanted text under or over the page.
    Watermark,
    /// Text of a stamp or seal.
    Stamp,
    /// Text that a viewer does not show (invisible render mode, hidden runs).
    Invisible,
}

impl FurnitureKind {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            FurnitureKind::PageHeader => "page_header",
            FurnitureKind::PageFooter => "page_footer",
            FurnitureKind::PageNumber => "page_number",
            FurnitureKind::Watermark => "watermark",
            FurnitureKind::Stamp => "stamp",
            FurnitureKind::Invisible => "invisible",
        }
    }
}

/// Text that belongs to the page and not to the document's flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Its text.
    pub text: String,
    /// Where it stood; empty where the file does not say (DOCX headers and footers).
    pub provenance: Vec<Provenance>,
}

/// Text that was read and kept out of the result, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The text.
    pub text: String,
    /// Stable kebab-case reason: `printed-twice`, `repeated-head`, `deleted`, `hidden`, `field-instruction`, ...
    pub reason: &'static str,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// A page of a PDF.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// 1-based.
    pub number: u32,
    /// Width in points, after rotation.
    pub width: f32,
    /// Height in points, after rotation.
    pub height: f32,
    /// Whether the page has no text that can be read (a scan, undecodable fonts) although it is not blank.
    pub no_text: bool,
}

/// The same document's tables, read by another means.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// By which means.
    pub method: Method,
    /// The tables in document order. They need not match [`Document::tables`] one to one.
    pub tables: Vec<Table>,
}

/// A document as structure, whatever file it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What the bytes were.
    pub format: Format,
    /// The program that wrote the file, as the file says.
    pub producer: Option<String>,
    /// The pages; empty for formats without pages.
    pub pages: Vec<Page>,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// The tables that blocks refer to, in reading order. Nested tables are inside their cells.
    pub tables: Vec<Table>,
    /// Readings of the tables by other means than those of [`Document::tables`].
    pub readings: Vec<Reading>,
    /// Page headers and footers, page numbers, watermarks.
    pub furniture: Vec<Furniture>,
    /// What was read and kept out.
    pub dropped: Vec<Dropped>,
    /// What was repaired, guessed or skipped.
    pub warnings: Vec<Warning>,
    /// Whether the file was so damaged that parts of it were reconstructed.
    pub salvaged: bool,
}

impl Document {
    /// A document without content.
    pub fn empty(format: Format) -> Document {
        Document {
            format,
            producer: None,
            pages: Vec::new(),
            blocks: Vec::new(),
            tables: Vec::new(),
            readings: Vec::new(),
            furniture: Vec::new(),
            dropped: Vec::new(),
            warnings: Vec::new(),
            salvaged: false,
        }
    }

    /// Changes where everything stands: blocks, furniture, what was dropped, and the cells of all tables, those inside cells
    /// too. Cells keep each place once.
    pub(crate) fn for_each_place(&mut self, mut change: impl FnMut(&mut Provenance)) {
        let blocks = self.blocks.iter_mut().flat_map(|b| &mut b.provenance);
        let furniture = self.furniture.iter_mut().flat_map(|f| &mut f.provenance);
        let dropped = self.dropped.iter_mut().flat_map(|d| &mut d.provenance);
        blocks.chain(furniture).chain(dropped).for_each(&mut change);
        let readings = self.readings.iter_mut().flat_map(|r| &mut r.tables);
        let mut stack: Vec<&mut Table> = self.tables.iter_mut().chain(readings).collect();
        while let Some(table) = stack.pop() {
            for cell in table.cells_mut() {
                cell.provenance.iter_mut().for_each(&mut change);
                cell.provenance.dedup();
                stack.extend(cell.tables.iter_mut());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_place_knows_its_parent() {
        let cells = vec![
            Cell::spanning(0..1, 0..2, "head"),
            Cell::new(1, 0, "a"),
            Cell::new(1, 1, "b"),
        ];
        let table = Table::new(2, 2, cells, Method::Grid).unwrap();
        assert!(matches!(table.at(0, 0), Slot::Cell(c) if c.text == "head"));
        assert!(matches!(table.at(0, 1), Slot::Merged { parent } if parent.text == "head"));
        assert!(matches!(table.at(2, 0), Slot::Empty));
        assert_eq!(table.grid().index_at(0, 1), Some(0));
    }

    #[test]
    fn reversed_columns_keep_spans_and_take_their_doubts_along() {
        let cells = vec![Cell::spanning(0..1, 0..2, "a"), Cell::new(0, 2, "b")];
        let mut table = Table::new(1, 3, cells, Method::Grid).unwrap();
        table.doubts.push(Doubt {
            code: "two-numbers-in-cell",
            message: String::new(),
            place: Some((0, 2)),
        });
        table.reverse_columns();
        let cells: Vec<_> = table
            .cells()
            .iter()
            .map(|c| (c.cols.clone(), c.text.as_str()))
            .collect();
        assert_eq!(cells, [(0..1, "b"), (1..3, "a")]);
        assert_eq!(table.doubts[0].place, Some((0, 0)));
    }

    #[test]
    fn overlapping_cells_are_refused() {
        let cells = vec![Cell::spanning(0..2, 0..1, "a"), Cell::new(1, 0, "b")];
        assert_eq!(
            Table::new(2, 1, cells, Method::Grid),
            Err(TableError::Overlap { row: 1, col: 0 })
        );
    }

    #[test]
    fn a_cell_outside_the_grid_is_refused() {
        let cells = vec![Cell::new(0, 3, "a")];
        let error = TableError::OutsideGrid {
            row: 0,
            col: 3,
            n_rows: 1,
            n_cols: 2,
        };
        assert_eq!(Table::new(1, 2, cells, Method::Grid), Err(error));
    }
}
