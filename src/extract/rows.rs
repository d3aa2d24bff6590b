//! Rows of a text brought into the form in which tabs stand between their cells and nowhere else: rows whose cells commas part and that
//! differ in length, as where merged cells were left out, and rows in which a tab stands behind the last cell, too. Even rows between commas,
//! as spreadsheets write them, are told where they stand.

use crate::diagnostic::{Budget, Error};
use crate::reader::text::TextContent;
use crate::table::values::is_value_like;

/// A row that tells a table has at least this many values behind its labels.
const MIN_VALUES: usize = 4;
/// And at least this many rows have as many.
const MIN_ROWS: usize = 3;
/// More cells are no row.
const MAX_CELLS: usize = 64;
/// The longest cell, in characters.
const MAX_CELL: usize = 80;

/// What commas make of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    cells: usize,
    /// How many of the cells are values behind which no text stands.
    values: usize,
    /// Whether two of the cells may be one number with a comma between its thousands.
    may_be_thousands: bool,
}

/// The text with tabs between the cells of its rows.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn rewrite(content: TextContent, budget: &Budget) -> Result<TextContent, Error> {
    commas_as_tabs(without_last_tabs(content), budget)
}

/// The text without the tabs behind the last cells, where every line with tabs has one there.
fn without_last_tabs(mut content: TextContent) -> TextContent {
    let has_tab = |line: &&String| line.contains('\t') && !line.trim().is_empty();
    let rows = || content.lines.iter().filter(has_tab);
    let has_several = |line: &String| line.trim_end_matches('\t').contains('\t');
    if rows().take(MIN_ROWS).count() < MIN_ROWS
        || !rows().all(|line| line.ends_with('\t'))
        || !rows().any(has_several)
    {
        return content;
    }
    for line in &mut content.lines {
        if has_tab(&&*line) {
            line.pop();
        }
    }
    content
}

/// The text with tabs for the commas of uneven rows.
fn commas_as_tabs(mut content: TextContent, budget: &Budget) -> Result<TextContent, Error> {
    let needed = (content.lines.len() * (size_of::<Option<Row>>() + 2 * size_of::<usize>())) as u64;
    budget.hold(needed)?;
    let rows: Vec<Option<Row>> = content.lines.iter().map(|line| row(line)).collect();
    if let Some(values) = values_of_rows(&rows) {
        for at in lines_of_rows(&rows, values) {
            if let Some(line) = content.lines.get_mut(at) {
                *line = line.replace(',', "\t");
            }
        }
    }
    budget.release(needed);
    Ok(content)
}

/// The cells of a line, where commas part some and nothing tells that it is a sentence or parted otherwise.
fn row(line: &str) -> Option<Row> {
    if !line.contains(',') || line.contains(['"', '\t', '|', '。', '；', '？', '！']) {
        return None;
    }
    let cells: Vec<&str> = line.split(',').take(MAX_CELLS + 1).map(str::trim).collect();
    if cells.len() > MAX_CELLS || cells.iter().any(|c| c.chars().count() > MAX_CELL) {
        return None;
    }
    let is_group = |c: &str| c.len() == 3 && c.bytes().all(|b| b.is_ascii_digit());
    let is_start = |c: &str| (1..=3).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_digit());
    let pairs = cells.iter().zip(cells.iter().skip(1));
    Some(Row {
        cells: cells.len(),
        values: cells
            .iter()
            .rev()
            .take_while(|c| c.is_empty() || is_value_like(c))
            .count(),
        may_be_thousands: pairs.into_iter().any(|(a, b)| is_start(a) && is_group(b)),
    })
}

/// How many values most rows with labels have, where these are enough and have not all as many cells.
fn values_of_rows(rows: &[Option<Row>]) -> Option<usize> {
    let mut of_count = [0_usize; MAX_CELLS + 1];
    let labelled = || {
        rows.iter()
            .flatten()
            .filter(|r| (MIN_VALUES..r.cells).contains(&r.values))
    };
    for row in labelled() {
        *of_count.get_mut(row.values)? += 1;
    }
    let (values, rows) = of_count.iter().enumerate().max_by_key(|(_, n)| **n)?;
    let mut lengths = labelled().filter(|r| r.values == values).map(|r| r.cells);
    let first = lengths.next()?;
    (*rows >= MIN_ROWS && lengths.any(|n| n != first)).then_some(values)
}

/// The lines that are rows: those that end with values, and texts right above one that is.
fn lines_of_rows(rows: &[Option<Row>], values: usize) -> Vec<usize> {
    let heads = heads_above(rows);
    let mut taken = Vec::new();
    let mut is_below_row = false;
    for (at, (row, head)) in rows.iter().zip(heads).enumerate().rev() {
        let Some(row) = row else {
            is_below_row = false;
            continue;
        };
        let is_row = if row.values > 0 {
            is_sure(row, values, head)
        } else {
            is_below_row
        };
        is_below_row = is_row;
        taken.extend(is_row.then_some(at));
    }
    taken
}

/// For each line how many cells the line of heads has that stands nearest above it in the same run; 0 without one.
fn heads_above(rows: &[Option<Row>]) -> Vec<usize> {
    let mut cells = 0;
    let above = |row: &Option<Row>| {
        cells = match row {
            Some(row) if row.values == 0 => row.cells,
            Some(_) => cells,
            None => 0,
        };
        cells
    };
    rows.iter().map(above).collect()
}

/// Whether commas part the cells of a row and none stands within a number: no two cells can be one number, or the row has as many values
/// as most, as many cells as its heads, or nothing but values and many of them.
fn is_sure(row: &Row, values: usize, head_cells: usize) -> bool {
    !row.may_be_thousands
        || row.values == values
        || row.cells == head_cells
        || (row.values == row.cells && row.values >= 2 * MIN_VALUES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn rewritten(lines: &[&str]) -> Vec<String> {
        let content = TextContent {
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            ..TextContent::default()
        };
        let budget = Budget::new(&Limits::default(), None);
        rewrite(content, &budget).unwrap().lines
    }

    #[test]
    fn rows_of_several_lengths_with_as_many_values_are_parted_by_tabs() {
        let lines = rewritten(&[
            "全年收到申请,均已办结,无逾期。",
            "信息内容,本年处理决定数量",
            "行政许可,426",
            "",
            "自然人,商业企业,科研机构,总计",
            "一、本年新收,9,120,345,12",
            "三、本年度办理结果,（一）予以公开,4,1,0,5",
            "三、本年度办理结果,（三）不予公开,1.属于国家秘密,0,,/,0",
            "以下空白,无",
            "行政处罚,231,477",
            "",
            "信息内容,本年制发件数,现行有效件数",
            "规章,1,2",
            "行政规范性文件,17,688",
            "12,345,0,0,1,2,3,4",
        ]);
        assert_eq!(
            lines,
            [
                "全年收到申请,均已办结,无逾期。",
                "信息内容\t本年处理决定数量",
                "行政许可\t426",
                "",
                "自然人\t商业企业\t科研机构\t总计",
                "一、本年新收\t9\t120\t345\t12",
                "三、本年度办理结果\t（一）予以公开\t4\t1\t0\t5",
                "三、本年度办理结果\t（三）不予公开\t1.属于国家秘密\t0\t\t/\t0",
                "以下空白\t无",
                "行政处罚,231,477",
                "",
                "信息内容\t本年制发件数\t现行有效件数",
                "规章\t1\t2",
                "行政规范性文件\t17\t688",
                "12\t345\t0\t0\t1\t2\t3\t4",
            ]
        );
    }

    #[test]
    fn a_tab_behind_every_last_cell_parts_nothing() {
        let lines = ["标题", "信息内容\t本年制发件数\t", "规章\t0\t", "\t\t", "项\t"];
        assert_eq!(
            rewritten(&lines),
            ["标题", "信息内容\t本年制发件数", "规章\t0", "\t\t", "项"]
        );
        for lines in [["甲\t1\t", "乙\t1", "丙\t1\t"], ["甲\t", "乙\t", "丙\t"]] {
            assert_eq!(rewritten(&lines), lines);
        }
    }

    #[test]
    fn even_rows_and_sentences_stay_as_they_are() {
        let even = ["甲,1,2,3,4", "乙,1,2,3,4", "丙,1,2,3,4"];
        assert_eq!(rewritten(&even), even);
        let few = ["甲,1,2,3,4", "乙,子,1,2,3,4", "2021年,本局,共3次"];
        assert_eq!(rewritten(&few), few);
    }
}
