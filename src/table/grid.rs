//! Raw grids to tables: the DOCX reading of a table.
//!
//! 1. Each row's cells are put on grid columns: by their spans, or by their widths where the rows' spans disagree and
//!    their widths do not ([`columns`]).
//! 2. Cells that continue one above are joined to it ([`merge`]).
//! 3. Grid columns in which no cell starts or ends are removed, so that `n_cols` is what a person counts.

mod columns;
mod merge;

use std::ops::Range;

use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};
use crate::document::{Cell, CellRole, Doubt, Method, Provenance, Table};
use crate::fold::half_width;
use crate::reader::docx::{Ground, Ink, RawBlock, RawCell, RawParagraph, RawTable};

use merge::Merged;

/// Resolves the spans of a raw table.
///
/// The text of a cell is that of its paragraphs, each with its automatic number (bullets are no text), joined with
/// `\n`; empty paragraphs leave no line. Nested tables go to [`Cell::tables`], and their text is not repeated in the
/// cell around them. Provenance is the table's index, the row's place among the table's rows and the grid column.
///
/// # Errors
/// The limits of `budget`.
pub fn resolve(raw: &RawTable, budget: &Budget, warnings: &mut Warnings) -> Result<Table, Error> {
    let _level = budget.enter()?;
    let cells = raw.rows.iter().map(|r| r.cells.len() as u64).sum::<u64>();
    budget.work(cells + raw.rows.len() as u64)?;
    let placed = columns::place(raw, warnings);
    let merged = merge::merge(raw, &placed, warnings);
    let (merged, n_cols) = without_unused_columns(merged);
    let n_rows = row_count(raw)?;
    let mut cells = Vec::with_capacity(merged.len());
    let mut doubts = Vec::new();
    for cell in merged {
        let pictured = holds_picture(raw, &cell);
        let boxed = holds_text_box(raw, &cell);
        let unlike = unlike_print(raw, &cell);
        let built = build(raw, cell, budget, warnings)?;
        let reason = if pictured && built.text.trim().is_empty() && built.tables.is_empty() {
            Some((Doubt::UNREAD_MARKS, "a blank cell holds a picture or a drawing"))
        } else {
            not_plain(&built, boxed).or(unlike.filter(|_| is_number(&built.text)))
        };
        if let Some((code, message)) = reason {
            doubts.push(Doubt {
                code,
                message: message.to_owned(),
                place: Some((built.rows.start, built.cols.start)),
            });
        }
        cells.push(built);
    }
    // A table of rows without any cell is one column of empty places.
    let mut table = match Table::new(n_rows, n_cols.max(1), cells, Method::Grid) {
        Ok(table) => table,
        Err(e) => by_rows(raw, n_rows, &e.to_string(), budget, warnings)?,
    };
    table.doubts.extend(doubts);
    table.header_rows = raw.rows.iter().take_while(|r| r.header).count() as u32;
    Ok(table)
}

fn row_count(raw: &RawTable) -> Result<u32, Error> {
    let count = raw.rows.len();
    if count > Table::MAX_PLACES {
        let message = format!("a table has more than {} rows", Table::MAX_PLACES);
        return Err(Error::new(ErrorKind::LimitSize, Stage::Table, message));
    }
    Ok(count as u32)
}

/// The cells on the columns that are used: a column boundary is where some cell starts or ends.
fn without_unused_columns(mut cells: Vec<Merged>) -> (Vec<Merged>, u32) {
    let mut edges: Vec<u32> = cells.iter().flat_map(|c| [c.cols.start, c.cols.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let index = |col: u32| edges.partition_point(|e| *e < col) as u32;
    for cell in &mut cells {
        cell.cols = index(cell.cols.start)..index(cell.cols.end);
    }
    (cells, (edges.len() as u32).saturating_sub(1))
}

fn build(raw: &RawTable, merged: Merged, budget: &Budget, warnings: &mut Warnings) -> Result<Cell, Error> {
    let (mut text, mut auto_numbers) = (String::new(), Vec::new());
    let mut tables = Vec::new();
    for &(row, index) in &merged.sources {
        let Some(cell) = raw_cell(raw, row, index) else {
            continue;
        };
        push_text(cell, &mut text, &mut auto_numbers);
        for block in &cell.blocks {
            if let RawBlock::Table(nested) = block {
                tables.push(resolve(nested, budget, warnings)?);
            }
        }
    }
    budget.hold(text.len() as u64 + std::mem::size_of::<Cell>() as u64)?;
    let is_head = raw.rows.get(merged.rows.start as usize).is_some_and(|r| r.header);
    let mut cell = Cell::spanning(merged.rows.clone(), merged.cols, text);
    cell.tables = tables;
    cell.auto_numbers = auto_numbers;
    cell.provenance = vec![Provenance::Cell {
        table: raw.index,
        row: merged.rows.start,
        col: merged.grid_col,
    }];
    if is_head && raw.rows.iter().take(merged.rows.start as usize).all(|r| r.header) {
        cell.role = CellRole::ColumnHead;
    }
    Ok(cell)
}

/// Whether a picture stands in a cell.
fn holds_picture(raw: &RawTable, merged: &Merged) -> bool {
    let sources = merged
        .sources
        .iter()
        .filter_map(|&(row, index)| raw_cell(raw, row, index));
    sources
        .flat_map(|c| &c.blocks)
        .any(|b| matches!(b, RawBlock::Picture(_)))
}

/// Why a number in a cell may not be what is seen there: some of its digits are white, or smaller than the others.
fn unlike_print(raw: &RawTable, merged: &Merged) -> Option<(&'static str, &'static str)> {
    let holds = |cell: &RawCell, test: fn(&RawParagraph) -> bool| {
        let mut blocks = cell.blocks.iter();
        blocks.any(|b| matches!(b, RawBlock::Paragraph(p) if test(p)))
    };
    let cells = || {
        let sources = merged.sources.iter();
        sources.filter_map(|&(row, index)| raw_cell(raw, row, index))
    };
    if cells().any(|c| holds(c, |p| p.unseen_text)) {
        return Some((
            Doubt::UNSEEN_TEXT,
            "characters of a cell are too small or narrow to be seen",
        ));
    }
    let hidden = |&(row, index): &(u32, u32)| {
        raw_cell(raw, row, index).is_some_and(|cell| hides_text(raw, row as usize, index as usize, cell))
    };
    if merged.sources.iter().any(hidden) {
        return Some((
            Doubt::UNSEEN_TEXT,
            "characters of a cell have the colour of what is behind them",
        ));
    }
    if cells().any(|c| holds(c, |p| p.outdated)) {
        return Some((
            Doubt::OUTDATED,
            "the text of a cell is stored apart, and the file shows another in its place",
        ));
    }
    if cells().any(|c| holds(c, |p| p.drawn_field)) {
        return Some((Doubt::UNREAD_MARKS, "a field of a cell is drawn and has no text"));
    }
    let uneven = cells().any(|c| holds(c, |p| p.uneven_digits));
    uneven.then_some((Doubt::UNEVEN_SIZES, "digits of a cell differ in size"))
}

/// Whether characters of a cell have the colour of what is painted behind them: right behind them, behind their paragraph,
/// the cell or the table, or the paper.
fn hides_text(raw: &RawTable, row: usize, index: usize, cell: &RawCell) -> bool {
    let cells = raw.rows.get(row).map_or(0, |r| r.cells.len());
    let (styled, ink_of_style) = raw.look.at((row, raw.rows.len()), (index, cells));
    let behind = cell.ground.or(styled).or(raw.ground).unwrap_or(Ground::PAPER);
    let mut paragraphs = cell.blocks.iter().filter_map(|b| match b {
        RawBlock::Paragraph(p) => Some(p),
        _ => None,
    });
    paragraphs.any(|p| {
        p.inks.iter().any(|(ink, ground)| {
            let ink = ink.or(ink_of_style).unwrap_or(Ink::Automatic);
            ground.or(p.ground).unwrap_or(behind).hides(ink)
        })
    })
}

/// Why the value of a cell may not be its text.
fn not_plain(cell: &Cell, boxed: bool) -> Option<(&'static str, &'static str)> {
    let blank = cell.text.trim().is_empty();
    let counted: usize = cell.auto_numbers.iter().map(Range::len).sum();
    let message = if blank && !cell.tables.is_empty() {
        "the text of a cell stands in a table inside it"
    } else if blank || !is_number(&cell.text) {
        return None;
    } else if boxed {
        "the number of a cell stands in a text box"
    } else if counted > 0 && counted < cell.text.trim().len() {
        "a number that the file counts by itself stands before that of a cell"
    } else {
        return None;
    };
    Some((Doubt::NOT_PLAIN, message))
}

/// Whether a paragraph of a text box stands in a cell.
fn holds_text_box(raw: &RawTable, merged: &Merged) -> bool {
    let sources = merged.sources.iter();
    let cells = sources.filter_map(|&(row, index)| raw_cell(raw, row, index));
    let mut blocks = cells.flat_map(|c| &c.blocks);
    blocks.any(|b| matches!(b, RawBlock::Paragraph(p) if p.in_text_box))
}

/// Whether a text is more number than anything else: labels have digits, too.
fn is_number(text: &str) -> bool {
    let shown = text.chars().filter(|c| !c.is_whitespace());
    let (digits, all) = shown.fold((0, 0), |(digits, all), c| {
        (digits + usize::from(half_width(c).is_ascii_digit()), all + 1)
    });
    digits * 2 >= all
}

fn raw_cell(raw: &RawTable, row: u32, index: u32) -> Option<&RawCell> {
    raw.rows.get(row as usize)?.cells.get(index as usize)
}

/// Appends the text of a cell's paragraphs, each on a line of its own, and notes which bytes are numbers.
fn push_text(cell: &RawCell, text: &mut String, auto_numbers: &mut Vec<Range<usize>>) {
    for block in &cell.blocks {
        let RawBlock::Paragraph(paragraph) = block else {
            continue;
        };
        let number = paragraph
            .number
            .as_deref()
            .filter(|_| !paragraph.bullet)
            .unwrap_or_default();
        if paragraph.text.is_empty() && number.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if !number.is_empty() {
            auto_numbers.push(text.len()..text.len() + number.len());
        }
        text.push_str(number);
        text.push_str(&paragraph.text);
    }
}

/// Whether a cell shows any text of its own.
fn has_text(cell: &RawCell) -> bool {
    let shows = |b: &RawBlock| matches!(b, RawBlock::Paragraph(p) if !p.text.trim().is_empty());
    cell.blocks.iter().any(shows)
}

/// A table whose grid cannot be held: one cell a row, its cells' texts behind tabs. Said in a doubt.
fn by_rows(
    raw: &RawTable,
    n_rows: u32,
    why: &str,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Table, Error> {
    let message = format!("a table is kept as one cell a row: {why}");
    warnings.push(Warning::new("table_not_a_grid", &message));
    let mut cells = Vec::with_capacity(raw.rows.len());
    for (row, content) in raw.rows.iter().enumerate() {
        let mut texts = Vec::new();
        for cell in &content.cells {
            let mut text = String::new();
            push_text(cell, &mut text, &mut Vec::new());
            texts.push(text);
        }
        let text = texts.join("\t");
        budget.hold(text.len() as u64)?;
        let mut cell = Cell::new(row as u32, 0, text);
        cell.provenance = vec![Provenance::Cell {
            table: raw.index,
            row: row as u32,
            col: 0,
        }];
        cells.push(cell);
    }
    let not_held = |e| Error::new(ErrorKind::LimitSize, Stage::Table, format!("{e}"));
    let mut table = Table::new(n_rows, 1, cells, Method::Grid).map_err(not_held)?;
    table.doubts.push(Doubt {
        code: "table-not-a-grid",
        message,
        place: None,
    });
    Ok(table)
}

#[cfg(test)]
mod tests;
