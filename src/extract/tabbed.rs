//! Tables of a DOCX that are no tables of the file: paragraphs one after the other whose texts stand at tab stops.

use crate::diagnostic::{Budget, Error, Warnings};
use crate::document::{Doubt, Provenance, Table};
use crate::reader::docx::{RawBlock, RawCell, RawParagraph, RawRow, RawTable};
use crate::table::grid;
use crate::table::values::is_value_like;

/// A line of a table has at least this many tabs: an entry of contents has one, or two with its number.
const MIN_TABS: usize = 2;
/// And at most this many.
const MAX_TABS: usize = 64;
/// Fewer lines are no table.
const MIN_LINES: usize = 2;
/// One of the lines has at least this many values behind one another.
const MIN_VALUES: usize = 2;

/// A piece of the body: what the file says, or lines that tabs make a table of.
pub(super) enum Piece {
    /// As it stands in the file.
    Block(RawBlock),
    /// Lines of a table.
    Lines(Vec<RawParagraph>),
}

/// The pieces of a body, in order. Every block is in one of them.
pub(super) fn pieces(blocks: Vec<RawBlock>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut run: Vec<RawParagraph> = Vec::new();
    for block in blocks {
        match block {
            RawBlock::Paragraph(paragraph) if is_line(&paragraph) => run.push(paragraph),
            other => {
                out.extend(ended(std::mem::take(&mut run)));
                out.push(Piece::Block(other));
            }
        }
    }
    out.extend(ended(run));
    out
}

/// A run of lines as one table, or as the paragraphs that they are.
fn ended(run: Vec<RawParagraph>) -> Vec<Piece> {
    if run.len() >= MIN_LINES && run.iter().any(has_values) {
        return vec![Piece::Lines(run)];
    }
    let blocks = run.into_iter().map(RawBlock::Paragraph);
    blocks.map(Piece::Block).collect()
}

fn is_line(paragraph: &RawParagraph) -> bool {
    let tabs = paragraph.text.matches('\t').count();
    (MIN_TABS..=MAX_TABS).contains(&tabs) && paragraph.heading.is_none() && !paragraph.in_text_box
}

fn has_values(line: &RawParagraph) -> bool {
    let printed = line.text.split('\t').filter(|p| !p.trim().is_empty());
    let is_value: Vec<bool> = printed.map(is_value_like).collect();
    let mut runs = is_value.windows(MIN_VALUES);
    runs.any(|run| run.iter().all(|is_value| *is_value))
}

/// The table of some lines, each of its cells with the paragraph that it stands in. Which column a text stands in is told by the
/// tabs before it alone, and one tab may pass over several columns: the table is in doubt.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn table_of(
    lines: Vec<RawParagraph>,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Table, Error> {
    let places: Vec<u32> = lines.iter().map(|l| l.index).collect();
    let raw = RawTable {
        rows: lines.into_iter().map(row_of).collect(),
        ..RawTable::default()
    };
    let mut table = grid::resolve(&raw, budget, warnings)?;
    for cell in table.cells_mut() {
        let place = places.get(cell.rows.start as usize);
        cell.provenance = place
            .map(|&index| Provenance::Paragraph(index))
            .into_iter()
            .collect();
    }
    table.doubts.push(Doubt {
        code: "columns-by-tabs",
        message: "the columns of a table are told by tabs alone".to_owned(),
        place: None,
    });
    Ok(table)
}

/// A line as a row of cells; its automatic number stands in the first of them.
fn row_of(mut line: RawParagraph) -> RawRow {
    let (text, mut number) = (std::mem::take(&mut line.text), line.number.take());
    let cells = text.split('\t').map(|text| {
        let piece = RawParagraph {
            text: text.trim().to_owned(),
            number: number.take(),
            ..line.clone()
        };
        RawCell {
            grid_span: 1,
            blocks: vec![RawBlock::Paragraph(piece)],
            ..RawCell::default()
        }
    });
    RawRow {
        cells: cells.collect(),
        ..RawRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn paragraphs(texts: &[&str]) -> Vec<RawBlock> {
        let paragraph = |(index, text): (u32, &&str)| {
            RawBlock::Paragraph(RawParagraph {
                index,
                text: (*text).to_owned(),
                ..RawParagraph::default()
            })
        };
        (0..).zip(texts).map(paragraph).collect()
    }

    fn lines_of(texts: &[&str]) -> Vec<usize> {
        let lines = |piece: &Piece| match piece {
            Piece::Lines(lines) => Some(lines.len()),
            Piece::Block(_) => None,
        };
        pieces(paragraphs(texts)).iter().filter_map(lines).collect()
    }

    #[test]
    fn lines_of_values_behind_tabs_are_a_table_and_contents_and_signatures_are_none() {
        let table = ["信息内容\t甲\t乙", "规章\t1\t2", "规范性文件\t3\t4"];
        assert_eq!(lines_of(&table), [3]);
        assert_eq!(lines_of(&["一、\t总体情况\t1", "二、\t主动公开\t2"]), [0; 0]);
        assert_eq!(lines_of(&["\t\t某局", "\t\t2023年1月"]), [0; 0]);
        assert_eq!(lines_of(&["规章\t1\t2"]), [0; 0]);
    }

    #[test]
    fn cells_know_their_paragraph_and_the_table_is_in_doubt() {
        let blocks = paragraphs(&["前言", "信息内容\t甲\t乙", "规章\t1\t2"]);
        let lines = pieces(blocks).into_iter().find_map(|piece| match piece {
            Piece::Lines(lines) => Some(lines),
            Piece::Block(_) => None,
        });
        let limits = Limits::default();
        let budget = Budget::new(&limits, None);
        let table = table_of(lines.unwrap(), &budget, &mut Warnings::default()).unwrap();
        let cell = table.cells().iter().find(|c| c.text == "2").unwrap();
        assert_eq!((cell.rows.start, cell.cols.start), (1, 2));
        assert_eq!(cell.provenance, [Provenance::Paragraph(2)]);
        assert!(table.doubts.iter().any(|d| d.place.is_none()));
    }
}
