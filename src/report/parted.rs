//! Heads of table 3 or 4 that stand in a table of their own right above the table of their values.

use super::labels::{ColumnLabel, LitigationLabel};
use super::lexicon::Names;
use super::sheet::Sheet;
use super::values;
use crate::document::{Cell, Method, Table};

/// A table of values with the heads above its rows that stand in the table before it.
pub struct Headed {
    /// The place of the table of values among the document's.
    pub index: usize,
    /// How many rows of heads were put above.
    pub rows_above: u32,
    /// Both as one.
    pub table: Table,
}

/// A table of heads has at least this many that are known.
const MIN_HEADS: usize = 5;
/// And at most this many rows.
const MOST_ROWS: u32 = 8;

/// The tables that hold values and no heads, each below the heads of the table right before it. Where cells are inferred from where texts
/// stand or from their order, a table is no more than a guess at what belongs together.
pub fn below_heads(sheets: &[Sheet<'_>]) -> Vec<Headed> {
    let pairs = sheets.iter().zip(sheets.iter().skip(1));
    let parted = pairs.filter(|(heads, body)| holds_heads_alone(heads) && begins_with_values(body));
    parted.filter_map(|(heads, body)| together(heads, body)).collect()
}

fn is_laid_out(table: &Table) -> bool {
    matches!(table.method, Method::Rulings | Method::Grid | Method::Tags)
}

fn is_column(names: &Names) -> bool {
    matches!(names.request_column(), Some(ColumnLabel::Leaf(_)))
        || matches!(names.litigation(), Some(LitigationLabel::Column(_)))
}

fn is_number(cell: &Cell) -> bool {
    values::is_value_like(&cell.text) && values::parse(&cell.text).number.is_some()
}

fn holds_heads_alone(sheet: &Sheet<'_>) -> bool {
    let table = sheet.table;
    let is_known = |i: &usize| sheet.names(*i).is_some_and(is_column);
    sheet.index.is_some()
        && is_laid_out(table)
        && table.n_rows() <= MOST_ROWS
        && !table.cells().iter().any(is_number)
        && (0..table.cells().len()).filter(is_known).take(MIN_HEADS).count() == MIN_HEADS
}

fn begins_with_values(sheet: &Sheet<'_>) -> bool {
    let is_head = |(i, _): &(usize, &Cell)| sheet.names(*i).is_some_and(is_column);
    let first = sheet.row(0);
    sheet.index.is_some()
        && is_laid_out(sheet.table)
        && first.iter().filter(|(_, c)| is_number(c)).count() >= MIN_HEADS
        && !first.iter().any(is_head)
}

/// The two as one table. The heads stand over the last columns of the values: a corner over several columns of labels is but one
/// column of a table of heads.
fn together(heads: &Sheet<'_>, body: &Sheet<'_>) -> Option<Headed> {
    let (upper, lower) = (heads.table, body.table);
    let shift = lower.n_cols().checked_sub(upper.n_cols())?;
    let rows_above = upper.n_rows();
    let head = |c: &Cell| {
        let start = if c.cols.start == 0 {
            0
        } else {
            c.cols.start + shift
        };
        placed(
            c,
            Cell::spanning(c.rows.clone(), start..c.cols.end + shift, c.text.clone()),
        )
    };
    let value = |c: &Cell| {
        let rows = c.rows.start + rows_above..c.rows.end + rows_above;
        placed(c, Cell::spanning(rows, c.cols.clone(), c.text.clone()))
    };
    let cells = upper
        .cells()
        .iter()
        .map(head)
        .chain(lower.cells().iter().map(value));
    let rows = rows_above + lower.n_rows();
    let mut table = Table::new(rows, lower.n_cols(), cells.collect(), lower.method).ok()?;
    table.doubts.clone_from(&lower.doubts);
    for (row, _) in table.doubts.iter_mut().filter_map(|d| d.place.as_mut()) {
        *row += rows_above;
    }
    Some(Headed {
        index: body.index?,
        rows_above,
        table,
    })
}

fn placed(from: &Cell, cell: Cell) -> Cell {
    Cell {
        provenance: from.provenance.clone(),
        auto_numbers: from.auto_numbers.clone(),
        ..cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::lexicon::Lexicon;
    use crate::report::{COLUMNS, requests};

    fn heads() -> Table {
        let names = [
            "自然人",
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
            "总计",
        ];
        let cells = (1..).zip(names).map(|(col, name)| Cell::new(0, col, name));
        let corner = Cell::new(0, 0, "（本列数据的勾稽关系为：第一项加第二项之和）");
        Table::new(
            1,
            8,
            std::iter::once(corner).chain(cells).collect(),
            Method::Rulings,
        )
        .unwrap()
    }

    const LABELS: [&str; 3] = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
    ];

    /// Rows of values behind labels over three columns.
    fn body(first: &str, labels: [&str; 3]) -> Table {
        let row = |(row, label): (u32, &str)| {
            let values = (0..7_u32).map(move |at| {
                let text = if (row, at) == (0, 0) {
                    first.to_owned()
                } else {
                    format!("{}", 10 * row + at)
                };
                Cell::new(row, 3 + at, text)
            });
            std::iter::once(Cell::spanning(row..row + 1, 0..3, label))
                .chain(values)
                .collect::<Vec<_>>()
        };
        let cells = (0..).zip(labels).flat_map(row).collect();
        Table::new(3, 10, cells, Method::Rulings).unwrap()
    }

    #[test]
    fn heads_in_a_table_of_their_own_head_the_values_right_below() {
        let lexicon = Lexicon::default();
        let tables = [heads(), body("5", LABELS)];
        let sheets = Sheet::all(&tables, &lexicon);
        assert!(requests::fill(&sheets).is_none());
        let headed = below_heads(&sheets);
        let filled = requests::fill(&Sheet::all_headed(&headed, &tables, &lexicon)).unwrap();
        let row: Vec<String> = COLUMNS
            .iter()
            .map(|key| filled.requests.get("carried_over", key).unwrap().raw.clone())
            .collect();
        assert_eq!(row, ["10", "11", "12", "13", "14", "15", "16"]);
        let place = filled.requests.get("carried_over", "total").and_then(|v| v.cell);
        assert_eq!(place.map(|c| (c.table, c.row, c.col)), Some((1, 1, 9)));
    }

    #[test]
    fn a_table_behind_goes_on_with_the_headed_one() {
        let lexicon = Lexicon::default();
        let rest = ["（二）部分公开", "（七）总计", "四、结转下年度继续办理"];
        let tables = [heads(), body("5", LABELS), body("6", rest)];
        let sheets = Sheet::all(&tables, &lexicon);
        let headed = below_heads(&sheets);
        let filled = requests::fill(&Sheet::all_headed(&headed, &tables, &lexicon)).unwrap();
        let total = |row: &str| filled.requests.get(row, "total").unwrap().raw.clone();
        assert_eq!([total("granted"), total("partly_granted")], ["26", "6"]);
    }

    #[test]
    fn a_table_with_heads_or_without_numbers_is_not_put_below_others() {
        let lexicon = Lexicon::default();
        for tables in [
            [heads(), heads()],
            [body("5", LABELS), body("5", LABELS)],
            [body("5", LABELS), heads()],
        ] {
            assert!(below_heads(&Sheet::all(&tables, &lexicon)).is_empty());
        }
    }
}
