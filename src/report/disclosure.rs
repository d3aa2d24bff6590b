//! Table 2: 主动公开, filled from whichever tables hold its lines, as one table or as several.

use std::ops::Range;

use super::labels::{DISCLOSURE_HEADS, DisclosureHead, disclosure_shape};
use super::sheet::{Sheet, Under, pair, shown};
use super::{Form, Group, GroupTable, NamedValue, Status, Value, normalise, values};
use crate::diagnostic::Warning;
use crate::document::{Cell, Method};

/// What was got out of the tables of one reading.
pub struct Filled {
    /// The table, with every line of the form.
    pub disclosure: GroupTable,
    /// Which form its heads are of.
    pub form: Form,
    /// Indexes of the document's tables that it came from.
    pub tables: Vec<usize>,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
    /// Whether one of the tables is in doubt as a whole.
    pub doubted: bool,
}

/// One line of values as it was found.
struct Line {
    group: Option<&'static str>,
    sheet: usize,
    values: Vec<(Option<DisclosureHead>, NamedValue)>,
}

/// Fills table 2 from all tables of one reading; `None` when no line of it is found.
pub fn fill(sheets: &[Sheet<'_>]) -> Option<Filled> {
    let lines: Vec<Line> = sheets
        .iter()
        .enumerate()
        .flat_map(|(i, sheet)| lines_of(sheet).into_iter().map(move |l| (i, l)))
        .map(|(sheet, l)| Line { sheet, ..l })
        .collect();
    let known = |l: &&Line| l.group.is_some() && l.values.iter().any(|(h, _)| h.is_some());
    let form = form_of(&lines)?;
    // Unknown lines count only in tables that also hold a known one.
    let holds: Vec<usize> = lines.iter().filter(known).map(|l| l.sheet).collect();
    let lines: Vec<Line> = lines.into_iter().filter(|l| holds.contains(&l.sheet)).collect();
    let mut tables: Vec<usize> = holds.iter().filter_map(|&i| sheets.get(i)?.index).collect();
    tables.dedup();
    let doubted = holds
        .iter()
        .filter_map(|&i| sheets.get(i))
        .any(Sheet::is_doubted_whole);
    let mut warnings = Vec::new();
    let disclosure = assemble(lines, form, &mut warnings);
    Some(Filled {
        disclosure,
        form,
        tables,
        warnings,
        doubted,
    })
}

/// The form that most of the heads over known lines are of; `None` without any.
fn form_of(lines: &[Line]) -> Option<Form> {
    let heads = || {
        lines
            .iter()
            .filter(|l| l.group.is_some())
            .flat_map(|l| &l.values)
            .filter_map(|(h, _)| *h)
    };
    let of = |form| heads().filter(|h| h.form == form).count();
    match (of(Form::Form2021), of(Form::Form2019)) {
        (0, 0) => None,
        (new, old) if new >= old => Some(Form::Form2021),
        _ => Some(Form::Form2019),
    }
}

fn head(sheet: &Sheet<'_>, index: usize) -> Option<DisclosureHead> {
    let known = sheet.names(index)?.disclosure_head();
    // Several heads in one cell of a flattened text: the first of them, for their places are a guess anyway.
    let cell = sheet.table.cells().get(index);
    let several =
        cell.filter(|c| known.is_none() && sheet.table.method == Method::Flat && is_several(&c.text));
    known.or_else(|| DISCLOSURE_HEADS.find(several?.text.split_whitespace().next()?))
}

/// What a head says whose first line may stand in a cell of its own right above it (本年新 / 制作数量): readings that tell
/// cells from where text stands do not always join the lines of one. Where a flattened text has them, places are a guess.
fn torn_head(sheet: &Sheet<'_>, row: u32, cell: &Cell) -> Option<DisclosureHead> {
    if matches!(sheet.table.method, Method::Flat | Method::Stream) {
        return None;
    }
    let above = sheet.row(row.checked_sub(1)?);
    let (index, first) = above.iter().find(|(_, c)| c.cols.contains(&cell.cols.start))?;
    if first.text.trim().is_empty() || head(sheet, *index).is_some() {
        return None;
    }
    DISCLOSURE_HEADS.find_torn(&[shown(&first.text), shown(&cell.text)], Some)
}

fn row_label(sheet: &Sheet<'_>, index: usize) -> Option<&'static str> {
    sheet.names(index)?.disclosure_row()
}

/// Heads over numbers or codes of the rows.
const NUMBERINGS: [&str; 5] = ["序号", "行次", "编号", "代码", "编码"];

/// The rows of a table that have a label and, somewhere above, a row of heads.
fn lines_of(sheet: &Sheet<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut heads: Vec<(Option<DisclosureHead>, &Cell)> = Vec::new();
    // The columns of texts between 信息内容 and the first known head: 序号, 代码.
    let mut in_front: Vec<Range<u32>> = Vec::new();
    // Whether the row above was one of heads, and whether the heads in force were found on more rows than one.
    let (mut below_heads, mut torn) = (false, false);
    for row in 0..sheet.table.n_rows() {
        let cells = sheet.row(row);
        let is_known = |(i, _): &(usize, &Cell)| head(sheet, *i).is_some();
        if cells.iter().any(is_known) {
            let here: Vec<(Option<DisclosureHead>, &Cell)> = cells
                .iter()
                .map(|(i, c)| (head(sheet, *i).or_else(|| torn_head(sheet, row, c)), *c))
                .collect();
            // 信息内容 | 本年制发件数 | ...: all cells behind the label are heads, also those that are not known.
            let first = here.iter().position(|(found, _)| found.is_some()).unwrap_or(0);
            // The heads over a line stand in one row. Where a flattened text gives known ones in two, their places are a guess.
            let above = |(found, c): &(Option<DisclosureHead>, &Cell)| c.rows.start < row && found.is_some();
            let several = |(i, c): &(usize, &Cell)| head(sheet, *i).is_some() && is_several(&c.text);
            torn = sheet.table.method == Method::Flat
                && ((below_heads && heads.iter().any(above)) || cells.iter().any(several));
            let is_text = |(_, c): &&(Option<DisclosureHead>, &Cell)| values::is_label_like(&c.text);
            // Heads that stand over the labels; else all may stand one column off.
            let over_labels = here.first().is_some_and(|head| is_text(&head));
            let unknown = here.get(1..first).filter(|_| over_labels).unwrap_or_default();
            // A text that is cut off a known head, or shifted, is none of these.
            let is_numbering = |(_, c): &&(Option<DisclosureHead>, &Cell)| {
                let is_laid_out = matches!(sheet.table.method, Method::Rulings | Method::Grid | Method::Tags);
                is_laid_out && NUMBERINGS.contains(&normalise::label(&c.text).as_str())
            };
            in_front = unknown
                .iter()
                .filter(is_numbering)
                .map(|(_, c)| c.cols.clone())
                .collect();
            heads = here.into_iter().skip(first).collect();
            below_heads = true;
            continue;
        }
        below_heads = false;
        let line = line_of(sheet, cells, &heads, &in_front);
        lines.extend(line.map(|l| if torn { doubted(l) } else { l }));
    }
    lines
}

/// Whether a cell holds the texts of several heads with blanks between: the reading did not part them.
fn is_several(text: &str) -> bool {
    text.split_whitespace()
        .filter(|piece| DISCLOSURE_HEADS.has_whole(&normalise::label(piece)))
        .count()
        > 1
}

/// A line whose heads do not tell which value is whose.
fn doubted(mut line: Line) -> Line {
    for (_, named) in &mut line.values {
        named.value.status = Status::Disputed;
    }
    line
}

fn line_of(
    sheet: &Sheet<'_>,
    cells: &[(usize, &Cell)],
    heads: &[(Option<DisclosureHead>, &Cell)],
    in_front: &[Range<u32>],
) -> Option<Line> {
    let first_head = heads.first()?.1.cols.start;
    let is_label = |c: &Cell| values::is_label_like(&c.text);
    let known = cells.iter().rposition(|(i, _)| row_label(sheet, *i).is_some());
    let at = known.or_else(|| {
        cells
            .iter()
            .rposition(|(_, c)| c.cols.start < first_head && is_label(c))
    })?;
    let (index, label) = cells.get(at)?;
    let group = row_label(sheet, *index);
    let values: Vec<&Cell> = cells.iter().skip(at + 1).map(|(_, c)| *c).collect();
    // A row with text where values should be is a line of headings: 第二十条第（五）项.
    if values.is_empty() || (group.is_none() && !values.iter().any(|c| values::is_value_like(&c.text))) {
        return None;
    }
    let ranges: Vec<Range<u32>> = values.iter().map(|c| c.cols.clone()).collect();
    let over: Vec<Range<u32>> = heads.iter().map(|(_, c)| c.cols.clone()).collect();
    let under = pair(&over, &ranges);
    // A number that no head stands over may be one that a head before or behind it belongs to.
    let mut is_left = vec![true; values.len()];
    for under in &under {
        if let Under::Cell(v) | Under::Unclear(v) = under
            && let Some(left) = is_left.get_mut(*v)
        {
            *left = false;
        }
    }
    let mut left = is_left.iter().zip(&values).filter(|(left, _)| **left);
    let has_other_head = |c: &Cell| in_front.contains(&c.cols);
    let has_more = left.any(|(_, c)| values::parse(&c.text).number.is_some() && !has_other_head(c));
    let named = heads.iter().zip(under).map(|((found, c), under)| {
        let value = match under {
            Under::Cell(v) => values.get(v).map(|c| sheet.value(c)),
            Under::Unclear(v) => values.get(v).map(|c| unclear(sheet, c, &values)),
            Under::Nothing => None,
        };
        let value = value.map(|v| in_unit_of_head(v, found.map(|h| h.key), &c.text));
        let value = value.map(|v| Value {
            status: if has_more { Status::Disputed } else { v.status },
            ..v
        });
        let path = vec![shown(&label.text), shown(&c.text)];
        (
            *found,
            NamedValue {
                key: found.map(|h| h.key),
                path,
                value: value.unwrap_or_else(Value::absent),
            },
        )
    });
    // A blank below a blank head is a place of the grid that nothing was printed in.
    let is_printed = |(found, named): &(Option<DisclosureHead>, NamedValue)| {
        found.is_some()
            || named.path.last().is_some_and(|head| !head.is_empty())
            || !named.value.raw.is_empty()
    };
    Some(Line {
        group,
        sheet: 0,
        values: named.filter(is_printed).collect(),
    })
}

/// The value with the unit that its head names in brackets, and in doubt, where that is not the unit of its key: sums are
/// in 万元, all else is counted one by one. Without a key there is nothing that the unit could gainsay.
fn in_unit_of_head(value: Value, key: Option<&str>, head: &str) -> Value {
    let Some(unit) = unit_of_head(head).filter(|_| value.number.is_some() && value.unit.is_none()) else {
        return value;
    };
    let expected = match key {
        Some("amount_10k_yuan") => unit == "万元",
        // The key says nothing of the unit.
        Some("amount") | None => true,
        Some(_) => !unit.contains(['万', '亿', '千', '百']),
    };
    if expected {
        return value;
    }
    Value {
        unit: Some(unit),
        status: Status::Disputed,
        ..value
    }
}

/// The unit that a head names in brackets: （单位：万元）, （元）.
fn unit_of_head(head: &str) -> Option<String> {
    let squeezed = normalise::squeeze(head);
    let mut brackets = squeezed.split('(').skip(1).filter_map(|b| b.split(')').next());
    brackets.find_map(|inside| {
        let unit = inside.strip_prefix("单位").unwrap_or(inside);
        let unit = unit.trim_start_matches([':', '为']);
        values::is_unit(unit).then(|| unit.to_owned())
    })
}

/// A value that shares its head with other cells: it is in doubt unless the others are empty.
fn unclear(sheet: &Sheet<'_>, cell: &Cell, all: &[&Cell]) -> Value {
    let filled = all.iter().filter(|c| !c.text.trim().is_empty()).count();
    let only = all
        .iter()
        .find(|c| !c.text.trim().is_empty())
        .filter(|_| filled == 1);
    match only {
        Some(only) => sheet.value(only),
        None if filled == 0 => sheet.value(cell),
        None => Value {
            status: Status::Disputed,
            ..sheet.value(cell)
        },
    }
}

fn assemble(lines: Vec<Line>, form: Form, warnings: &mut Vec<Warning>) -> GroupTable {
    let shape = disclosure_shape(form);
    let mut groups: Vec<Group> = shape
        .iter()
        .map(|(key, values)| Group {
            key: Some(*key),
            values: values
                .iter()
                .map(|v| NamedValue {
                    key: Some(*v),
                    path: Vec::new(),
                    value: Value::absent(),
                })
                .collect(),
        })
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    for line in lines {
        let slot = line
            .group
            .and_then(|key| groups.iter_mut().find(|g| g.key == Some(key)));
        let values = line.values.into_iter().map(|(_, v)| v);
        match slot {
            Some(group) if !seen.contains(&group.key.unwrap_or_default()) => {
                seen.extend(group.key);
                values.for_each(|v| place(group, v));
            }
            Some(group) => {
                let same = values.clone().all(|v| {
                    v.key
                        .and_then(|k| group.get(k))
                        .is_none_or(|g| g.number == v.value.number)
                });
                let message = format!("{} is printed more than once", group.key.unwrap_or_default());
                warnings.push(Warning::new("line_twice", message));
                if !same {
                    group
                        .values
                        .iter_mut()
                        .for_each(|v| v.value.status = Status::Disputed);
                }
            }
            None => groups.push(Group {
                key: None,
                values: values.map(|v| NamedValue { key: None, ..v }).collect(),
            }),
        }
    }
    GroupTable { groups }
}

/// Puts a value into its place in the group; one that the form does not have there goes behind.
fn place(group: &mut Group, named: NamedValue) {
    match group
        .values
        .iter_mut()
        .find(|v| v.key.is_some() && v.key == named.key)
    {
        Some(slot) if slot.path.is_empty() => *slot = named,
        // The text of a merged cell, printed once for each column that it covers, below its head printed as often.
        Some(slot) if slot.path == named.path && slot.value.raw == named.value.raw => {}
        Some(slot) => slot.value.status = Status::Disputed,
        None => group.values.push(NamedValue { key: None, ..named }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Table;
    use crate::report::lexicon::Lexicon;

    fn table(rows: &[&[(&str, u32)]]) -> Table {
        let mut cells = Vec::new();
        let mut n_cols = 0;
        for (r, row) in rows.iter().enumerate() {
            let mut col = 0;
            for (text, across) in *row {
                cells.push(Cell::spanning(r as u32..r as u32 + 1, col..col + across, *text));
                col += across;
            }
            n_cols = n_cols.max(col);
        }
        Table::new(rows.len() as u32, n_cols, cells, Method::Grid).unwrap()
    }

    fn raw<'a>(filled: &'a Filled, group: &str, key: &str) -> &'a str {
        &filled.disclosure.get(group, key).unwrap().raw
    }

    #[test]
    fn a_blank_below_a_blank_head_is_no_value() {
        let extras = |head: &str, text: &str| {
            let table = table(&[
                &[("信息内容", 1), ("本年处理决定数量", 1), (head, 1)],
                &[("行政许可", 1), ("12", 1), (text, 1)],
            ]);
            let sheets = [Sheet::new(&table, Some(0), &Lexicon::default())];
            let filled = fill(&sheets).unwrap();
            assert_eq!(raw(&filled, "licences", "decisions"), "12");
            let groups = filled.disclosure.groups.iter().flat_map(|g| &g.values);
            groups.filter(|v| v.key.is_none()).count()
        };
        assert_eq!([extras("", ""), extras("", "3"), extras("备注", "")], [0, 1, 1]);
    }

    #[test]
    fn a_number_that_no_head_stands_over_leaves_its_line_in_doubt() {
        let status = |first: &str| {
            let table = table(&[
                &[("", 1), (first, 1), ("本年制发件数", 1), ("本年废止件数", 1)],
                &[("规章", 1), ("1", 1), ("0", 1), ("4", 1)],
                &[("行政规范性文件", 1), ("", 1), ("3", 1), ("2", 1)],
            ]);
            let sheets = [Sheet::new(&table, Some(0), &Lexicon::default())];
            let filled = fill(&sheets).unwrap();
            let of = |group: &str| filled.disclosure.get(group, "issued").unwrap().status;
            [of("regulations"), of("normative_documents")]
        };
        assert_eq!(status("信息内容"), [Status::Disputed, Status::Single]);
    }

    #[test]
    fn a_number_below_another_head_in_front_shifts_nothing() {
        let table = table(&[
            &[
                ("信息内容", 1),
                ("序号", 1),
                ("本年制发件数", 1),
                ("本年废止件数", 1),
            ],
            &[("规章", 1), ("1", 1), ("0", 1), ("4", 1)],
        ]);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let repealed = filled.disclosure.get("regulations", "repealed").unwrap();
        assert_eq!((repealed.raw.as_str(), repealed.status), ("4", Status::Single));
    }

    #[test]
    fn a_unit_in_the_head_that_is_not_that_of_the_key_is_told() {
        let value = |head: &str, text: &str| {
            let table = table(&[&[("信息内容", 1), (head, 1)], &[("行政事业性收费", 1), (text, 1)]]);
            let sheets = [Sheet::new(&table, Some(0), &Lexicon::default())];
            let filled = fill(&sheets).unwrap();
            let value = filled.disclosure.get("fees", "amount_10k_yuan").unwrap();
            (value.status == Status::Disputed, value.unit.clone())
        };
        assert_eq!(value("本年收费金额（单位：万元）", "12.5"), (false, None));
        assert_eq!(value("本年收费金额", "12.5"), (false, None));
        let yuan = Some("元".to_owned());
        assert_eq!(value("本年收费金额（单位：元）", "125000"), (true, yuan.clone()));
        assert_eq!(value("本年收费金额（元）", "125000"), (true, yuan));
        assert_eq!(value("本年收费金额（元）", "/"), (false, None));
        assert_eq!(
            value("本年收费金额（元）", "12.5万元"),
            (false, Some("万元".to_owned()))
        );
        let of = |key, head: &str| {
            let value = Value {
                number: crate::report::Number::new(3, 0),
                ..Value::absent()
            };
            in_unit_of_head(value, key, head).status == Status::Disputed
        };
        assert!(of(Some("decisions"), "本年处理决定数量（万件）"));
        assert!(!of(Some("decisions"), "本年处理决定数量（件）"));
        assert!(!of(Some("amount"), "采购总金额（万元）") && !of(None, "投入金额（万元）"));
    }

    #[test]
    fn the_blocks_of_one_table_each_have_their_own_heads() {
        let table = table(&[
            &[("第二十条第（一）项", 4)],
            &[
                ("信息内容", 1),
                ("本年制发件数", 1),
                ("本年废止件数", 1),
                ("现行有效件数", 1),
            ],
            &[("规章", 1), ("1", 1), ("", 1), ("/", 1)],
            &[("行政规范性文件", 1), ("4", 1), ("5", 1), ("6", 1)],
            &[("其他主动公开文件", 1), ("7", 1), ("8", 1), ("9", 1)],
            &[("第二十条第（五）项", 4)],
            &[("信息内容", 1), ("本年处理决定数量", 3)],
            &[("行政许可", 1), ("777", 3)],
        ]);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        assert_eq!(filled.form, Form::Form2021);
        assert_eq!(raw(&filled, "normative_documents", "repealed"), "5");
        assert_eq!(raw(&filled, "licences", "decisions"), "777");
        assert_eq!(
            filled.disclosure.get("regulations", "repealed").unwrap().kind,
            crate::report::ValueKind::Blank
        );
        assert_eq!(
            filled.disclosure.get("penalties", "decisions").unwrap().kind,
            crate::report::ValueKind::Absent
        );
        let extra = filled.disclosure.groups.last().unwrap();
        assert_eq!(
            (extra.key, extra.values[1].path.join("/")),
            (None, "其他主动公开文件/本年废止件数".into())
        );
    }

    #[test]
    fn the_older_forms_heads_are_told_by_their_labels() {
        let table = table(&[
            &[
                ("信息内容", 1),
                ("上一年项目数量", 1),
                ("本年增/减", 1),
                ("处理决定\n数量", 1),
            ],
            &[("行政许可", 1), ("1215", 1), ("-35", 1), ("1180", 1)],
        ]);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        assert_eq!(filled.form, Form::Form2019);
        assert_eq!(raw(&filled, "licences", "change"), "-35");
    }

    #[test]
    fn the_lines_of_a_head_may_stand_in_cells_of_their_own() {
        let table = table(&[
            &[("", 1), ("本年新", 1), ("本年新", 1), ("", 1)],
            &[
                ("信息内容", 1),
                ("制作数量", 1),
                ("公开数量", 1),
                ("对外公开总数量", 1),
            ],
            &[("规章", 1), ("3", 1), ("2", 1), ("9", 1)],
        ]);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let of = |key| raw(&filled, "regulations", key);
        assert_eq!(
            [of("created"), of("published"), of("published_total")],
            ["3", "2", "9"]
        );
    }

    #[test]
    fn heads_torn_over_two_rows_or_run_together_leave_their_lines_in_doubt() {
        let doubt = |rows: &[&[(&str, u32)]]| {
            let mut table = table(rows);
            table.method = Method::Flat;
            let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
            filled
                .disclosure
                .get("normative_documents", "in_force")
                .map(|v| v.status)
        };
        let line: &[(&str, u32)] = &[("行政规范性文件", 1), ("4", 1), ("33", 1)];
        let torn = doubt(&[
            &[("信息内容", 1), ("本年制发件数", 2)],
            &[("", 1), ("本年废止件数", 1), ("现行有效件数", 1)],
            line,
        ]);
        assert_eq!(torn, Some(Status::Disputed));
        let mut table = table(&[
            &[("信息内容", 1), ("本年制发件数 本年废止件数 现行有效件数", 2)],
            line,
        ]);
        table.method = Method::Flat;
        let together = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let issued = together.disclosure.get("normative_documents", "issued").unwrap();
        assert_eq!(issued.status, Status::Disputed);
        let whole = doubt(&[&[("信息内容", 1), ("本年制发件数", 1), ("现行有效件数", 1)], line]);
        assert_eq!(whole, Some(Status::Single));
    }

    #[test]
    fn a_merged_value_written_into_each_of_its_columns_is_no_doubt() {
        let status = |last: &str| {
            let table = table(&[
                &[("信息内容", 1), ("本年处理决定数量", 1), ("本年处理决定数量", 1)],
                &[("行政许可", 1), ("7", 1), (last, 1)],
            ]);
            let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
            filled.disclosure.get("licences", "decisions").unwrap().status
        };
        assert_eq!((status("7"), status("8")), (Status::Single, Status::Disputed));
    }

    #[test]
    fn a_table_of_other_things_gives_nothing() {
        let table = table(&[&[("指标", 1), ("数量", 1)], &[("行政许可", 1), ("3", 1)]]);
        assert!(fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).is_none());
    }
}
