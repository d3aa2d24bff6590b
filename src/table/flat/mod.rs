//! Tables out of flattened text: the rows (or only the stream) of cells that are left when a table was turned into
//! lines, with its merged cells gone or left as empty cells.
//!
//! Four steps, each a module:
//! 1. `segment` parts the lines of a text into paragraphs and flat tables, whatever separates the cells;
//! 2. `cut` cuts a stream of cells without row ends into rows;
//! 3. `blocks` tells head rows from data rows and finds the value columns; `labels` finds the label columns out of
//!    empty cells, outline numbers and the number of labels in a row; `head` finds what each head cell covers;
//! 4. `build` puts the cells onto the grid.
//!
//! Nothing here knows a form. Known labels enter as [`LabelHints`], evidence that settles what the rows leave open;
//! without hints the same is settled by repeated labels, equal groups and total words, and where several readings
//! stay equally good the table carries a doubt.

mod blocks;
mod build;
mod cut;
mod head;
mod labels;
#[cfg(test)]
mod property_tests;
mod segment;

use crate::diagnostic::{Budget, Error};
use crate::document::{Provenance, Table};

pub use segment::{Segment, SegmentKind, segment};

/// A cell of a flattened table.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatCell {
    /// The text without blanks around it, `\n` for a line break inside the cell; empty for an empty cell.
    pub text: String,
    /// Where it stood.
    pub provenance: Provenance,
}

/// What a flattened row still says about the table it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowForm {
    /// The row is whole: empty cells are there, and a cell that is merged with the one above is an empty cell. A cell
    /// merged with its right neighbour may be there once or be followed by empty cells.
    Kept,
    /// The row's end is known, but empty cells may be gone.
    Lost {
        /// How many grid columns the row covers, where fillers at its end tell that.
        width: Option<u32>,
    },
    /// Not one row but a run of cells whose row ends are unknown.
    Stream,
}

/// A row of a flattened table.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatRow {
    /// The cells from left to right.
    pub cells: Vec<FlatCell>,
    /// What the row still says.
    pub form: RowForm,
}

/// What is known about labels beforehand: evidence for readings that the rows alone leave open.
///
/// Texts come as they are printed: an implementation folds widths, blanks and quotes itself. Every method has the
/// answer "nothing is known" as its default.
pub trait LabelHints {
    /// Whether the text is a known label or head of any table.
    fn is_label(&self, _text: &str) -> bool {
        false
    }

    /// Whether the text is a known heading of the document and so belongs to no table.
    fn is_heading(&self, _text: &str) -> bool {
        false
    }

    /// Whether a head with this text has heads below it; `None` when the text is unknown.
    fn has_children(&self, _head: &str) -> Option<bool> {
        None
    }

    /// Whether the head `child` is known to stand below the head `parent`; `None` when either is unknown.
    fn is_child(&self, _parent: &str, _child: &str) -> Option<bool> {
        None
    }

    /// How deep a row label stands among the row labels of its table, 0 for the outermost; `None` when unknown.
    fn row_level(&self, _label: &str) -> Option<u8> {
        None
    }
}

/// No knowledge beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHints;

impl LabelHints for NoHints {}

/// Rebuilds the tables of a run of flattened rows, in order. Mostly that is one table; a run whose rows change their
/// label columns on the way gives one table for each part.
///
/// Doubts on the tables: `lost-blanks` (a row has fewer values than columns and nothing says where the blanks were; its
/// values stand left-aligned), `ambiguous-head` (several readings of the head are equally good, or none fits),
/// `ambiguous-labels` (the depth of a row label is a guess), `ragged-row` (a row has more or fewer cells than its
/// neighbours), `uneven-runs` (a stream of cells could not be cut into equal rows).
///
/// # Errors
/// The limits of `budget`.
pub fn rebuild(rows: &[FlatRow], hints: &dyn LabelHints, budget: &Budget) -> Result<Vec<Table>, Error> {
    let cells: usize = rows.iter().map(|r| r.cells.len()).sum();
    budget.work(cells as u64)?;
    let mut tables = Vec::new();
    let mut rest = rows;
    while let Some(first) = rest.first() {
        if first.form == RowForm::Stream {
            let cut = cut::cut_stream(&first.cells, hints, budget)?;
            let mut found = build::build(&cut.rows, hints, budget)?;
            if let (Some(table), true) = (found.first_mut(), !cut.doubts.is_empty()) {
                table.doubts.extend(cut.doubts);
            }
            tables.append(&mut found);
            rest = rest.get(1..).unwrap_or_default();
        } else {
            let end = rest
                .iter()
                .position(|r| r.form == RowForm::Stream)
                .unwrap_or(rest.len());
            let (run, tail) = rest.split_at(end);
            tables.append(&mut build::build(run, hints, budget)?);
            rest = tail;
        }
    }
    Ok(tables)
}

/// About how long the head of a stream takes that [`rebuild_stream`] is given, where a cell takes 1.
pub(crate) fn head_work(cells: &[FlatCell]) -> usize {
    cut::head_work(cells)
}

/// Rebuilds tables from chunks of text in reading order without row ends, such as the text of a PDF's content stream.
///
/// A second, independent reading: where the chunks do not tell the rows, the tables carry doubts or there are none.
///
/// # Errors
/// The limits of `budget`.
pub fn rebuild_stream(
    chunks: &[FlatCell],
    hints: &dyn LabelHints,
    budget: &Budget,
) -> Result<Vec<Table>, Error> {
    let row = FlatRow {
        cells: chunks.to_vec(),
        form: RowForm::Stream,
    };
    rebuild(&[row], hints, budget)
}

/// Rebuilds tables from whole rows whose spans were thrown away: a merged cell once in its first row and as an empty
/// cell in each row below, cells merged sideways once.
///
/// # Errors
/// The limits of `budget`.
pub fn rebuild_rows(
    rows: Vec<Vec<FlatCell>>,
    hints: &dyn LabelHints,
    budget: &Budget,
) -> Result<Vec<Table>, Error> {
    let rows: Vec<FlatRow> = rows
        .into_iter()
        .map(|cells| FlatRow {
            cells,
            form: RowForm::Kept,
        })
        .collect();
    rebuild(&rows, hints, budget)
}

/// A text without any blanks, for comparing labels with each other.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a label says that its row or column sums others up: a total is nobody's parent and spans the label columns.
fn is_total_word(text: &str) -> bool {
    let word = squeezed(text).to_lowercase();
    let body = crate::table::outline::parse_outline(&word)
        .and_then(|o| word.get(o.len..))
        .unwrap_or(&word);
    matches!(
        body,
        "总计" | "合计" | "小计" | "共计" | "总数" | "total" | "totals" | "sum" | "subtotal" | "grandtotal"
    )
}

#[cfg(test)]
mod tests {
    use super::blocks::tests::row;
    use super::*;
    use crate::diagnostic::Limits;

    const KEPT: RowForm = RowForm::Kept;
    const LOST: RowForm = RowForm::Lost { width: None };

    fn tables(form: RowForm, lines: &[&str]) -> Vec<Table> {
        let rows: Vec<FlatRow> = lines.iter().map(|l| row(form, l)).collect();
        rebuild(&rows, &NoHints, &Budget::new(&Limits::default(), None)).unwrap()
    }

    /// The grid as text: each place shows the text of the cell that covers it, `-` where no cell is.
    fn grid(table: &Table) -> Vec<String> {
        let grid = table.grid();
        let place = |r, c| {
            grid.index_at(r, c)
                .map_or("-", |i| table.cells()[i].text.as_str())
                .to_owned()
        };
        (0..table.n_rows())
            .map(|r| {
                (0..table.n_cols())
                    .map(|c| place(r, c))
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect()
    }

    /// One table without doubts, with this grid, head rows and label columns.
    fn check(form: RowForm, lines: &[&str], expect: &[&str], header_rows: u32, label_cols: u32) {
        let tables = tables(form, lines);
        assert_eq!(tables.len(), 1);
        assert_eq!(grid(&tables[0]), expect);
        assert_eq!(
            (tables[0].header_rows, tables[0].label_cols),
            (header_rows, label_cols)
        );
        assert_eq!(tables[0].doubts, []);
    }

    fn doubts(form: RowForm, lines: &[&str]) -> Vec<(&'static str, Option<(u32, u32)>)> {
        let tables = tables(form, lines);
        tables
            .iter()
            .flat_map(|t| &t.doubts)
            .map(|d| (d.code, d.place))
            .collect()
    }

    #[test]
    fn a_plain_table_comes_back_from_either_form() {
        let lines = ["地区|户数|金额", "东区|12|300", "西区|5|90"];
        check(KEPT, &lines, &lines, 1, 1);
        check(LOST, &lines, &lines, 1, 1);
    }

    #[test]
    fn an_english_head_of_two_levels_without_empty_cells() {
        let lines = [
            "Region|Households|Total",
            "urban households|rural households",
            "North|1|2|3",
            "South|4|5|9",
        ];
        let expect = [
            "Region|Households|Households|Total",
            "Region|urban households|rural households|Total",
            "North|1|2|3",
            "South|4|5|9",
        ];
        check(LOST, &lines, &expect, 2, 1);
    }

    #[test]
    fn outline_numbers_give_the_label_columns_back() {
        let lines = [
            "项目|甲|乙",
            "一、收|1|2",
            "二、支|（一）人|3|4",
            "（二）物|5|6",
            "三、余|7|8",
        ];
        let expect = [
            "项目|项目|甲|乙",
            "一、收|一、收|1|2",
            "二、支|（一）人|3|4",
            "二、支|（二）物|5|6",
            "三、余|三、余|7|8",
        ];
        check(LOST, &lines, &expect, 1, 2);
    }

    #[test]
    fn inner_heads_stay_in_the_table_and_reach_to_its_end() {
        let lines = ["甲", "内容|a|b", "x|1|", "乙", "内容|c", "y|3"];
        let expect = ["甲|甲|甲", "内容|a|b", "x|1|", "乙|乙|乙", "内容|c|c", "y|3|3"];
        check(KEPT, &lines, &expect, 2, 1);
        let table = &tables(KEPT, &lines)[0];
        let inner = table.cells().iter().find(|c| c.text == "c").unwrap();
        assert_eq!(inner.role, crate::document::CellRole::ColumnHead);
    }

    #[test]
    fn blank_cells_that_were_kept_stay_in_their_places() {
        check(
            KEPT,
            &["n|a|b|c", "x|1||3", "y|||", "z||5|"],
            &["n|a|b|c", "x|1||3", "y|||", "z||5|"],
            1,
            1,
        );
    }

    #[test]
    fn a_row_that_lost_blanks_is_doubted_at_its_place() {
        let found = doubts(LOST, &["n|a|b|c", "x|1|2|3", "y|7", "z|4|5|6", "u|1|1|1"]);
        assert_eq!(found, [("lost-blanks", Some((2, 1)))]);
    }

    #[test]
    fn a_row_without_any_value_lost_nothing_that_could_be_misplaced() {
        assert_eq!(doubts(LOST, &["n|a|b", "x|1|2", "y", "z|4|5"]), []);
    }

    #[test]
    fn parts_with_other_label_columns_become_tables_of_their_own() {
        let lines = ["n|a", "x|1", "y|2", "p|q|r|s", "1|2|3|4"];
        assert_eq!(tables(KEPT, &lines).len(), 2);
    }

    #[test]
    fn a_table_of_texts_alone_is_a_plain_grid() {
        check(
            KEPT,
            &["名称|地址", "甲|东路", "乙|西路"],
            &["名称|地址", "甲|东路", "乙|西路"],
            1,
            0,
        );
    }

    #[test]
    fn a_head_wider_than_the_rows_is_doubted() {
        assert_eq!(
            doubts(KEPT, &["n|a|b|c|d", "x|1|2", "y|3|4"])[0].0,
            "ambiguous-head"
        );
    }

    #[test]
    fn numbers_in_columns_of_text_stay_where_they_are() {
        check(
            KEPT,
            &["编号|名称|金额|备注", "1|甲|300|已付", "2|乙||未付"],
            &["编号|名称|金额|备注", "1|甲|300|已付", "2|乙||未付"],
            1,
            0,
        );
    }

    #[test]
    fn a_stream_without_values_gives_no_table() {
        let cells = row(RowForm::Stream, "甲|乙|丙").cells;
        assert_eq!(
            rebuild_stream(&cells, &NoHints, &Budget::new(&Limits::default(), None)).unwrap(),
            []
        );
    }
}
