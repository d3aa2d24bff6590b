//! Table 4: 行政复议、行政诉讼, one row of fifteen values under a head of three levels.

use std::ops::Range;

use super::labels::{LITIGATION_COLUMNS, LITIGATION_GROUPS, LITIGATION_HEADS, LitigationLabel};
use super::sheet::{Sheet, Under, pair, shown};
use super::{Group, GroupTable, NamedValue, Status, Value, values};
use crate::diagnostic::Warning;
use crate::document::{Cell, Method};

/// A table is taken for table 4 only with at least this many of its fifteen columns.
const MIN_COLUMNS: usize = 5;

/// Group and key of a column of values; `None` for those that the form does not know.
pub type Column = (Option<&'static str>, Option<&'static str>);

/// A table whose heads cannot all be made out is table 4 with at least this many labels of it.
const LEAST_HEADS: usize = 2;

/// What was got out of the tables of one reading.
pub struct Filled {
    /// The table, with all three groups.
    pub litigation: GroupTable,
    /// Group and key of the columns, from left to right, of a table that is the whole of table 4; none otherwise.
    pub columns: Vec<Column>,
    /// Indexes of the document's tables that it came from.
    pub tables: Vec<usize>,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
    /// Whether the table is in doubt as a whole.
    pub doubted: bool,
    /// Whether another table, or another row of it, prints other numbers: which of them the report means, nothing tells.
    pub rivalled: bool,
}

/// A head over a column of values.
struct Head {
    cols: Range<u32>,
    group: Option<&'static str>,
    key: Option<&'static str>,
    path: Vec<String>,
}

/// Fills table 4 from the best of the tables of one reading, and the groups that it lacks from further ones: 行政复议 and
/// 行政诉讼 are printed as tables of their own, too. `None` when none of the tables is it.
pub fn fill(sheets: &[Sheet<'_>]) -> Option<Filled> {
    let mut scored: Vec<(usize, &Sheet<'_>, u32, Vec<Head>)> = sheets
        .iter()
        .filter_map(|s| {
            let row = data_row(s)?;
            let heads = heads_of(s, row);
            let known = heads
                .iter()
                .filter(|h| h.group.is_some() && h.key.is_some())
                .count();
            (known >= MIN_COLUMNS).then_some((known, s, row, heads))
        })
        .collect();
    // The best first; of equally good ones the first.
    scored.sort_by_key(|(known, ..)| std::cmp::Reverse(*known));
    let mut filled: Option<Filled> = None;
    for (_, sheet, row, heads) in &scored {
        match &mut filled {
            None => {
                let mut warnings = Vec::new();
                let litigation = assemble(sheet, *row, heads, &mut warnings);
                filled = Some(Filled {
                    litigation,
                    columns: heads.iter().map(|h| (h.group, h.key)).collect(),
                    tables: sheet.index.into_iter().collect(),
                    rivalled: warn_of_rows(sheet, *row, heads, &mut warnings),
                    warnings,
                    doubted: sheet.is_doubted_whole(),
                });
            }
            Some(filled) if adds_groups(&filled.litigation, heads) => {
                let more = assemble(sheet, *row, heads, &mut filled.warnings);
                filled.columns.clear();
                add_groups(&mut filled.litigation, more);
                filled.tables.extend(sheet.index);
                filled.doubted |= sheet.is_doubted_whole();
                filled.rivalled |= warn_of_rows(sheet, *row, heads, &mut filled.warnings);
            }
            Some(filled) => {
                let second = assemble(sheet, *row, heads, &mut Vec::new());
                if sheet.table.method != Method::Stream && says_otherwise(&filled.litigation, &second) {
                    let message = "a second table looks like table 4 and has other numbers; one is taken";
                    filled
                        .warnings
                        .push(Warning::new("second_litigation_table", message));
                    filled.rivalled = true;
                }
            }
        }
    }
    if let Some(filled) = &mut filled {
        filled.tables.sort_unstable();
    }
    filled
}

/// Fills table 4 from a table that has a row for each group and the results for columns: the only one, and with no group twice.
/// `None` when none of the tables is so.
pub fn fill_by_rows(sheets: &[Sheet<'_>]) -> Option<Filled> {
    let mut laid_out = sheets.iter().filter_map(|s| Some((s, group_rows(s)?)));
    let (sheet, rows) = laid_out.next()?;
    let mut warnings = Vec::new();
    let litigation = assemble_rows(sheet, &rows, &mut warnings);
    let is_other = |(s, rows): (&Sheet<'_>, Vec<GroupRow>)| {
        s.table.method != Method::Stream
            && says_otherwise(&litigation, &assemble_rows(s, &rows, &mut Vec::new()))
    };
    let rivalled = laid_out.any(is_other);
    Some(Filled {
        litigation,
        columns: Vec::new(),
        tables: sheet.index.into_iter().collect(),
        warnings,
        doubted: sheet.is_doubted_whole(),
        rivalled,
    })
}

/// A row of table 4 that is a group of the form.
struct GroupRow {
    row: u32,
    key: &'static str,
    path: Vec<String>,
    /// The column behind the labels.
    values_from: u32,
}

/// The rows that name groups in front of their values, when there are several of them below heads of results.
fn group_rows(sheet: &Sheet<'_>) -> Option<Vec<GroupRow>> {
    const LEAST_ROWS: usize = 2;
    let is_group = |l: LitigationLabel| match l {
        LitigationLabel::Group(key) => Some(key),
        _ => None,
    };
    let group_row = |row: u32| {
        let cells = sheet.row(row);
        let named = cells
            .iter()
            .rev()
            .find_map(|(i, c)| Some((label(sheet, *i).and_then(is_group)?, c)));
        let (key, cell) = named.filter(|(_, c)| c.rows == (row..row + 1))?;
        let labels = cells.iter().filter(|(_, c)| c.cols.end <= cell.cols.end);
        Some(GroupRow {
            row,
            key,
            path: labels
                .map(|(_, c)| shown(&c.text))
                .filter(|t| !t.is_empty())
                .collect(),
            values_from: cell.cols.end,
        })
    };
    let rows: Vec<GroupRow> = (0..sheet.table.n_rows()).filter_map(group_row).collect();
    let first = rows.first().filter(|_| rows.len() >= LEAST_ROWS)?;
    let has_results = results_of(sheet, first)
        .iter()
        .filter(|h| h.key.is_some())
        .count()
        >= MIN_RESULTS;
    has_results.then_some(rows)
}

/// A row of a group has at least this many of the five results.
const MIN_RESULTS: usize = 4;

/// The heads over the values of a row of a group.
fn results_of(sheet: &Sheet<'_>, row: &GroupRow) -> Vec<Head> {
    let mut heads = heads_of(sheet, row.row);
    heads.retain(|h| h.cols.start >= row.values_from);
    heads
}

/// The values of the rows, each under its group.
fn assemble_rows(sheet: &Sheet<'_>, rows: &[GroupRow], warnings: &mut Vec<Warning>) -> GroupTable {
    let mut table = GroupTable { groups: Vec::new() };
    let Some(first) = rows.first() else {
        return table;
    };
    for row in rows {
        let mut heads = results_of(sheet, first);
        for head in &mut heads {
            head.group = Some(row.key);
            let results = std::mem::take(&mut head.path);
            head.path = row.path.iter().cloned().chain(results).collect();
        }
        let more = assemble(sheet, row.row, &heads, warnings);
        if table.groups.is_empty() {
            table = more;
            continue;
        }
        let is_twice = |g: &&Group| g.key == Some(row.key) && !is_open(g);
        let twice = table.groups.iter().any(|g| is_twice(&g));
        add_groups(&mut table, more);
        if twice {
            let message = format!("{} is printed more than once", row.path.join(" / "));
            warnings.push(Warning::new("column_twice", message));
            let group = table.groups.iter_mut().filter(|g| g.key == Some(row.key));
            let values = group.flat_map(|g| &mut g.values);
            values.for_each(|v| v.value.status = Status::Disputed);
        }
    }
    table
}

/// Whether rows below the `first` row of values print other numbers, as where a report gives last year's beside this
/// year's; says so in a warning.
fn warn_of_rows(sheet: &Sheet<'_>, first: u32, heads: &[Head], warnings: &mut Vec<Warning>) -> bool {
    // Nearly always it is the last row.
    let rest = first + 1..sheet.table.n_rows();
    if rest.is_empty() {
        return false;
    }
    let taken = assemble(sheet, first, heads, &mut Vec::new());
    let is_rival = |row: u32| {
        let other = assemble(sheet, row, heads, &mut Vec::new());
        let values = || {
            other
                .groups
                .iter()
                .filter(|g| g.key.is_some())
                .flat_map(|g| &g.values)
        };
        let numbers = values().filter(|v| v.value.number.is_some()).count();
        numbers >= MIN_COLUMNS && says_otherwise(&taken, &other)
    };
    let found = rest.into_iter().any(is_rival);
    if found {
        let message = "table 4 has more than one row of values, with other numbers; the first is taken";
        warnings.push(Warning::new("second_litigation_row", message));
    }
    found
}

/// Table 4 from a table of a reading that could not make out the heads: its last row, when that has just as many values
/// as another reading found columns, taken in the order of these, below heads that are known to be table 4's. `None` when
/// not just one of the tables is so.
pub fn fill_in_order(sheets: &[Sheet<'_>], columns: &[Column]) -> Option<GroupTable> {
    if columns.len() < MIN_COLUMNS {
        return None;
    }
    let mut rows = sheets.iter().filter_map(|sheet| {
        let row = sheet.table.n_rows().checked_sub(1)?;
        let cells = sheet.row(row);
        let values = cells.len() == columns.len()
            && cells.iter().all(|(_, c)| values::is_value_like(&c.text))
            && !cells.iter().all(|(_, c)| c.text.trim().is_empty());
        let is_head = |i: usize| label(sheet, i).is_some();
        let known = (0..sheet.table.cells().len()).filter(|&i| is_head(i)).count();
        (values && known >= LEAST_HEADS).then_some((sheet, row))
    });
    let (sheet, row) = rows.next()?;
    if rows.next().is_some() {
        return None;
    }
    let heads: Vec<Head> = sheet
        .row(row)
        .iter()
        .zip(columns)
        .map(|((_, cell), (group, key))| Head {
            cols: cell.cols.clone(),
            group: *group,
            key: *key,
            path: vec![String::new()],
        })
        .collect();
    Some(assemble(sheet, row, &heads, &mut Vec::new()))
}

/// The columns of the form from left to right.
pub fn in_order() -> impl Iterator<Item = Column> {
    LITIGATION_GROUPS
        .iter()
        .flat_map(|group| LITIGATION_COLUMNS.iter().map(|key| (Some(*group), Some(*key))))
}

/// Whether a second table prints other numbers for values that the first one has.
fn says_otherwise(first: &GroupTable, second: &GroupTable) -> bool {
    let printed = |table: &GroupTable, group: &str, key: &str| table.get(group, key).and_then(|v| v.number);
    LITIGATION_GROUPS.iter().any(|group| {
        LITIGATION_COLUMNS.iter().any(|key| {
            let both = printed(first, group, key).zip(printed(second, group, key));
            both.is_some_and(|(a, b)| a != b)
        })
    })
}

/// Whether nothing was read of a group so far.
fn is_open(group: &Group) -> bool {
    group.key.is_some() && group.values.iter().all(|v| v.path.is_empty())
}

/// Whether a further table's heads are of groups that are still open, and of no other.
fn adds_groups(table: &GroupTable, heads: &[Head]) -> bool {
    let mut named = heads.iter().filter(|h| h.key.is_some()).peekable();
    let open = |h: &Head| table.groups.iter().any(|g| g.key == h.group && is_open(g));
    named.peek().is_some() && named.all(open)
}

fn add_groups(table: &mut GroupTable, more: GroupTable) {
    for group in more.groups {
        match table
            .groups
            .iter_mut()
            .find(|g| group.key.is_some() && g.key == group.key)
        {
            Some(open) if is_open(open) => *open = group,
            Some(_) => {}
            None => table.groups.push(group),
        }
    }
}

fn label(sheet: &Sheet<'_>, index: usize) -> Option<LitigationLabel> {
    sheet.names(index)?.litigation()
}

/// The row of values: the first below the last row that prints a head of table 4, passing over rows that only
/// number the columns, and empty ones, when a further row follows.
fn data_row(sheet: &Sheet<'_>) -> Option<u32> {
    let n_rows = sheet.table.n_rows();
    let prints_head = |row: u32| {
        sheet.row(row).iter().any(|(i, c)| {
            matches!(label(sheet, *i), Some(LitigationLabel::Column(_))) && c.rows.end == row + 1
        })
    };
    let first = (0..n_rows).find(|&r| prints_head(r))?;
    let below = (first..n_rows).find(|&r| !sheet.row(r).iter().any(|(i, _)| label(sheet, *i).is_some()))?;
    let below = if numbers_columns(sheet, below) && below + 1 < n_rows {
        below + 1
    } else {
        below
    };
    // A row that merged heads leave empty is not the row of values where one with values follows.
    let is_empty = |row: u32| sheet.row(row).iter().all(|(_, c)| c.text.trim().is_empty());
    Some((below..n_rows).find(|&r| !is_empty(r)).unwrap_or(below))
}

/// Whether a row holds 1, 2, 3, ... and nothing else.
fn numbers_columns(sheet: &Sheet<'_>, row: u32) -> bool {
    let cells = sheet.row(row);
    let texts: Vec<&str> = cells
        .iter()
        .map(|(_, c)| c.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    texts.len() >= LITIGATION_COLUMNS.len() && texts.iter().zip(1..).all(|(t, n)| *t == n.to_string())
}

fn heads_of(sheet: &Sheet<'_>, row: u32) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut last_leaf = None;
    for col in 0..sheet.table.n_cols() {
        let above = sheet.above(row, col);
        let labelled: Vec<&(usize, &Cell)> = above
            .iter()
            .filter(|(i, c)| {
                !c.text.trim().is_empty() && (label(sheet, *i).is_some() || !values::is_value_like(&c.text))
            })
            .collect();
        let Some((leaf, _)) = labelled.last() else {
            continue;
        };
        if last_leaf == Some(*leaf)
            && let Some(head) = heads.last_mut()
        {
            head.cols.end = col + 1;
            continue;
        }
        last_leaf = Some(*leaf);
        let labels = || labelled.iter().filter_map(|(i, _)| label(sheet, *i));
        let mut group = labels().filter_map(|l| match l {
            LitigationLabel::Group(key) => Some(key),
            _ => None,
        });
        let mut key = labels().filter_map(|l| match l {
            LitigationLabel::Column(key) => Some(key),
            _ => None,
        });
        let path: Vec<String> = labelled.iter().map(|(_, c)| shown(&c.text)).collect();
        let torn = |label| match label {
            LitigationLabel::Column(key) => Some(key),
            _ => None,
        };
        let key = key.next_back();
        heads.push(Head {
            cols: col..col + 1,
            group: group.next_back(),
            key: key.or_else(|| LITIGATION_HEADS.find_torn(&path, torn)),
            path,
        });
    }
    heads
}

fn assemble(sheet: &Sheet<'_>, row: u32, heads: &[Head], warnings: &mut Vec<Warning>) -> GroupTable {
    let cells: Vec<&Cell> = sheet.row(row).iter().map(|(_, c)| *c).collect();
    let ranges: Vec<Range<u32>> = cells.iter().map(|c| c.cols.clone()).collect();
    let over: Vec<Range<u32>> = heads.iter().map(|h| h.cols.clone()).collect();
    let under = pair(&over, &ranges);
    let mut groups: Vec<Group> = LITIGATION_GROUPS
        .iter()
        .map(|g| Group {
            key: Some(*g),
            values: LITIGATION_COLUMNS
                .iter()
                .map(|k| NamedValue {
                    key: Some(*k),
                    path: Vec::new(),
                    value: Value::absent(),
                })
                .collect(),
        })
        .collect();
    let mut unknown = Vec::new();
    for (head, under) in heads.iter().zip(&under) {
        let value = match under {
            Under::Cell(i) => cells.get(*i).map(|c| sheet.value(c)),
            Under::Unclear(i) => cells.get(*i).map(|c| sheet.shared_value(c, cells.len())),
            Under::Nothing => None,
        };
        let value = value.unwrap_or_else(Value::absent);
        let group = head
            .group
            .and_then(|key| groups.iter_mut().find(|g| g.key == Some(key)));
        let slot = group.and_then(|g| g.values.iter_mut().find(|v| v.key.is_some() && v.key == head.key));
        match slot {
            Some(slot) if slot.path.is_empty() => {
                slot.path = head.path.clone();
                slot.value = value;
            }
            Some(slot) => {
                slot.value.status = Status::Disputed;
                warnings.push(Warning::new(
                    "column_twice",
                    format!("{} is printed more than once", head.path.join(" / ")),
                ));
            }
            None if head.key.is_none() && values::is_value_like(&value.raw) && value.raw.is_empty() => {}
            None => unknown.push(NamedValue {
                key: None,
                path: head.path.clone(),
                value,
            }),
        }
    }
    if !unknown.is_empty() {
        groups.push(Group {
            key: None,
            values: unknown,
        });
    }
    GroupTable { groups }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Table;
    use crate::report::lexicon::Lexicon;

    fn litigation_table(with_label_column: bool, numbered: bool) -> Table {
        let names = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"];
        let shift = u32::from(with_label_column);
        let mut cells = vec![
            Cell::spanning(0..1, shift..shift + 5, "行政复议"),
            Cell::spanning(0..1, shift + 5..shift + 15, "行政诉讼"),
            Cell::spanning(1..2, shift + 5..shift + 10, "未经复议直接起诉"),
            Cell::spanning(1..2, shift + 10..shift + 15, "复议后起诉"),
        ];
        if with_label_column {
            cells.push(Cell::spanning(0..3, 0..1, "项目"));
            cells.push(Cell::new(3, 0, "数量"));
        }
        let data = if numbered { 4 } else { 3 };
        for i in 0..15_u32 {
            let top = if i < 5 { 1 } else { 2 };
            cells.push(Cell::spanning(
                top..3,
                shift + i..shift + i + 1,
                names[i as usize % 5],
            ));
            if numbered {
                cells.push(Cell::new(3, shift + i, (i + 1).to_string()));
            }
            cells.push(Cell::new(data, shift + i, (100 + i).to_string()));
        }
        Table::new(data + 1, 15 + shift, cells, Method::Grid).unwrap()
    }

    #[test]
    fn values_are_found_under_their_group_and_column() {
        for (labelled, numbered) in [(false, false), (true, false), (false, true)] {
            let table = litigation_table(labelled, numbered);
            let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
            let raw = |g: &str, k: &str| filled.litigation.get(g, k).unwrap().raw.clone();
            assert_eq!(raw("review", "upheld"), "100");
            assert_eq!(raw("direct_suit", "total"), "109");
            assert_eq!(raw("suit_after_review", "pending"), "113");
        }
    }

    /// Table 4 with a row for each group: 类别 over two columns, then the five results.
    fn by_rows(groups: &[(&str, &str)]) -> Table {
        let names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
        let mut cells = vec![Cell::spanning(0..1, 0..2, "类别")];
        cells.extend((2..).zip(names).map(|(col, name)| Cell::new(0, col, name)));
        for (row, (outer, inner)) in (1..).zip(groups) {
            match *inner {
                "" => cells.push(Cell::spanning(row..row + 1, 0..2, *outer)),
                inner => cells.extend([Cell::new(row, 0, *outer), Cell::new(row, 1, inner)]),
            }
            cells.extend((0..5).map(|i| Cell::new(row, 2 + i, (10 * row + i).to_string())));
        }
        Table::new(groups.len() as u32 + 1, 7, cells, Method::Grid).unwrap()
    }

    #[test]
    fn groups_may_be_rows_and_results_columns() {
        let suits = [("行政诉讼", "未经复议直接起诉"), ("", "复议后起诉")];
        let table = by_rows(&[("行政复议", ""), suits[0], suits[1]]);
        let sheets = [Sheet::new(&table, Some(0), &Lexicon::default())];
        assert!(fill(&sheets).is_none());
        let litigation = fill_by_rows(&sheets).unwrap().litigation;
        let raw = |g: &str, k: &str| litigation.get(g, k).unwrap().raw.clone();
        assert_eq!(raw("review", "upheld"), "10");
        assert_eq!(raw("direct_suit", "total"), "24");
        assert_eq!(raw("suit_after_review", "pending"), "33");
        assert_eq!(litigation.groups.len(), 3);
    }

    #[test]
    fn a_group_that_has_two_rows_is_in_doubt() {
        let table = by_rows(&[("行政复议", ""), ("行政复议", "")]);
        let filled = fill_by_rows(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        assert_eq!(
            filled.litigation.get("review", "total").unwrap().status,
            Status::Disputed
        );
    }

    #[test]
    fn heads_that_a_page_end_tore_are_put_together() {
        let torn = |text: &str| {
            text.chars()
                .next()
                .map(String::from)
                .zip(text.get(3..).map(str::to_owned))
        };
        let whole = litigation_table(false, false);
        let mut cells: Vec<Cell> = Vec::new();
        for cell in whole.cells() {
            let down = |row: u32| if row > 2 { row + 1 } else { row };
            let rows = down(cell.rows.start)..down(cell.rows.end);
            // The lowest heads of 行政诉讼 take rows 2 and 3.
            match torn(&cell.text.replace('\n', "")).filter(|_| cell.rows == (2..3)) {
                Some((first, rest)) => {
                    cells.push(Cell::spanning(2..3, cell.cols.clone(), first));
                    cells.push(Cell::spanning(3..4, cell.cols.clone(), rest));
                }
                None => cells.push(Cell::spanning(rows, cell.cols.clone(), cell.text.clone())),
            }
        }
        let table = Table::new(whole.n_rows() + 1, 15, cells, Method::Rulings).unwrap();
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let raw = |g: &str, k: &str| filled.litigation.get(g, k).unwrap().raw.clone();
        let found = [
            raw("direct_suit", "upheld"),
            raw("direct_suit", "total"),
            raw("review", "other"),
        ];
        assert_eq!(found, ["105", "109", "102"]);
    }

    #[test]
    fn under_heads_that_run_together_values_are_taken_by_the_order_that_another_reading_gives() {
        let together = |last: &str| {
            let mut cells = vec![
                Cell::spanning(0..1, 0..5, "行政复议"),
                Cell::spanning(0..1, 5..15, "行政诉讼"),
                Cell::spanning(1..2, 0..15, "结果 结果 其他 尚未"),
            ];
            let value = |i: u32| if i == 14 { last.to_owned() } else { i.to_string() };
            cells.extend((0..15).map(|i| Cell::new(2, i, value(i))));
            Table::new(3, 15, cells, Method::Alignment).unwrap()
        };
        let columns: Vec<Column> = in_order().collect();
        let read = |table: &Table, columns: &[Column]| {
            let sheet = Sheet::new(table, None, &Lexicon::default());
            fill_in_order(&[sheet], columns)
        };
        let whole = together("14");
        assert!(fill(&[Sheet::new(&whole, None, &Lexicon::default())]).is_none());
        let table = read(&whole, &columns).unwrap();
        assert_eq!(table.get("suit_after_review", "upheld").unwrap().raw, "10");
        assert!(read(&whole, &columns[..14]).is_none(), "a value too many");
        assert!(
            read(&together("共计"), &columns).is_none(),
            "a text among the values"
        );
    }

    /// The columns of the whole table from `from` to `to` as a table of their own.
    fn part(from: u32, to: u32, add: u32) -> Table {
        let whole = litigation_table(false, false);
        let inside = whole
            .cells()
            .iter()
            .filter(|c| c.cols.start < to && c.cols.end > from);
        let cells: Vec<Cell> = inside
            .map(|c| {
                let cols = c.cols.start.max(from) - from..c.cols.end.min(to) - from;
                let text = match c.text.parse::<u32>() {
                    Ok(number) => (number + add).to_string(),
                    Err(_) => c.text.clone(),
                };
                Cell::spanning(c.rows.clone(), cols, text)
            })
            .collect();
        Table::new(4, to - from, cells, Method::Grid).unwrap()
    }

    #[test]
    fn groups_printed_as_tables_of_their_own_come_together() {
        let tables = [part(0, 5, 0), part(5, 15, 0), part(0, 5, 700)];
        let sheets: Vec<Sheet<'_>> = tables
            .iter()
            .enumerate()
            .map(|(i, t)| Sheet::new(t, Some(i), &Lexicon::default()))
            .collect();
        let filled = fill(&sheets).unwrap();
        let raw = |g: &str, k: &str| filled.litigation.get(g, k).unwrap().raw.clone();
        assert_eq!(raw("review", "upheld"), "100");
        assert_eq!(raw("direct_suit", "upheld"), "105");
        assert_eq!(raw("suit_after_review", "total"), "114");
        // A second table of the same group changes nothing.
        assert_eq!(filled.tables, [0, 1]);
        // But which of two is meant is not sure when they differ.
        assert!(filled.rivalled);
        assert!(!fill(sheets.get(..2).unwrap()).unwrap().rivalled);
    }

    #[test]
    fn a_table_with_its_heads_beside_its_values_is_read_turned() {
        let printed = litigation_table(false, false).turned();
        let lexicon = Lexicon::default();
        assert!(fill(&[Sheet::new(&printed, Some(3), &lexicon)]).is_none());
        let turned = [(3, printed.turned())];
        let filled = fill(&Sheet::all_turned(&turned, &lexicon)).unwrap();
        let value = filled.litigation.get("suit_after_review", "total").unwrap();
        let place = value.cell.as_ref().map(|c| (c.table, c.row, c.col));
        assert_eq!((value.raw.as_str(), place), ("114", Some((3, 14, 3))));
    }

    #[test]
    fn a_table_with_other_heads_is_not_table_4() {
        let table = Table::new(
            2,
            1,
            vec![Cell::new(0, 0, "总计"), Cell::new(1, 0, "3")],
            Method::Grid,
        )
        .unwrap();
        assert!(fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).is_none());
    }
}
