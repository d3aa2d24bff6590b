//! Random tables, flattened in every form and rebuilt: where the flattening kept what is needed, the table must come back
//! cell by cell; where it did not, the table must not be wrong without a doubt. Random lines must never fail.

use proptest::prelude::*;

use super::{NoHints, SegmentKind, rebuild, segment};
use crate::diagnostic::{Budget, Limits};
use crate::document::{Cell, CellRole, Method, Table};

/// A head cell with its children.
#[derive(Clone, Debug)]
struct Head {
    children: usize,
}

/// A group of rows with one outer label.
#[derive(Clone, Debug)]
struct Group {
    /// Rows below the outer label; none for a row whose label spans both label columns.
    rows: usize,
}

#[derive(Clone)]
struct Plan {
    heads: Vec<Head>,
    groups: Vec<Group>,
    /// Values row by row: none for a blank cell.
    values: Vec<Option<u32>>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The values stand in the flattened text that a failure prints.
        write!(f, "{:?} {:?}", self.heads, self.groups)
    }
}

fn plans(blanks: bool) -> impl Strategy<Value = Plan> {
    let heads = prop::collection::vec(
        (0_usize..4).prop_map(|n| Head {
            children: if n == 1 { 0 } else { n },
        }),
        1..5,
    );
    let groups = prop::collection::vec((0_usize..4).prop_map(|rows| Group { rows }), 2..5);
    let value = if blanks {
        prop_oneof![3 => (0_u32..5000).prop_map(Some), 1 => Just(None)].boxed()
    } else {
        (0_u32..5000).prop_map(Some).boxed()
    };
    (heads, groups, prop::collection::vec(value, 200)).prop_map(|(heads, groups, values)| Plan {
        heads,
        groups,
        values,
    })
}

const HAN: [&str; 8] = ["一", "二", "三", "四", "五", "六", "七", "八"];

/// The table that a plan describes.
fn table(plan: &Plan) -> Table {
    let deep = plan.heads.iter().any(|h| h.children > 0);
    let head_rows = if deep { 2 } else { 1 };
    let labels = if plan.groups.iter().any(|g| g.rows > 0) {
        2
    } else {
        1
    };
    let mut cells = vec![role(
        Cell::spanning(0..head_rows, 0..labels, "项目"),
        CellRole::ColumnHead,
    )];
    let mut col = labels;
    for (i, head) in plan.heads.iter().enumerate() {
        let width = head.children.max(1) as u32;
        let rows = if head.children == 0 { 0..head_rows } else { 0..1 };
        cells.push(role(
            Cell::spanning(rows, col..col + width, format!("类别甲{i}")),
            CellRole::ColumnHead,
        ));
        for k in 0..head.children {
            cells.push(role(
                Cell::new(1, col + k as u32, format!("细目{i}乙{k}")),
                CellRole::ColumnHead,
            ));
        }
        col += width;
    }
    let mut values = plan.values.iter();
    let mut row = head_rows;
    for (i, group) in plan.groups.iter().enumerate() {
        let outer = format!("{}、部门", HAN[i]);
        let rows = group.rows.max(1) as u32;
        let width = if group.rows == 0 { labels } else { 1 };
        cells.push(role(
            Cell::spanning(row..row + rows, 0..width, outer),
            CellRole::RowHead,
        ));
        for k in 0..rows {
            if group.rows > 0 {
                let inner = format!("（{}）科室", HAN[k as usize]);
                cells.push(role(Cell::new(row, 1, inner), CellRole::RowHead));
            }
            for c in labels..col {
                let text = values
                    .next()
                    .copied()
                    .flatten()
                    .map_or(String::new(), |v| v.to_string());
                cells.push(Cell::new(row, c, text));
            }
            row += 1;
        }
    }
    Table::new(row, col, cells, Method::Flat).unwrap()
}

fn role(mut cell: Cell, role: CellRole) -> Cell {
    cell.role = role;
    cell
}

/// Each row's texts: a merged cell once, and as an empty text in each further row (`down`) and column (`right`) it covers.
fn flat_rows(table: &Table, down: bool, right: bool) -> Vec<Vec<String>> {
    let row = |r: u32| -> Vec<String> {
        let mut texts = Vec::new();
        for c in 0..table.n_cols() {
            let Some(cell) = table.at(r, c).cell() else {
                continue;
            };
            match (cell.rows.start == r, cell.cols.start == c) {
                (true, true) => texts.push(cell.text.clone()),
                (false, true) if down => texts.push(String::new()),
                (_, false) if right => texts.push(String::new()),
                _ => {}
            }
        }
        texts
    };
    (0..table.n_rows()).map(row).collect()
}

fn rebuilt(text: &str) -> Vec<Table> {
    let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let budget = Budget::new(&Limits::default(), None);
    let mut tables = Vec::new();
    for part in segment(&lines, &NoHints, &budget).unwrap() {
        if let SegmentKind::Table { rows, .. } = part.kind {
            tables.extend(rebuild(&rows, &NoHints, &budget).unwrap());
        }
    }
    tables
}

/// Cells as text, without provenance.
fn shown(table: &Table) -> Vec<String> {
    let show = |c: &Cell| format!("{:?} {:?} {:?} {}", c.rows, c.cols, c.role, c.text);
    table.cells().iter().map(show).collect()
}

fn same(text: &str, expect: &Table) -> Result<(), TestCaseError> {
    let tables = rebuilt(text);
    prop_assert_eq!(tables.len(), 1, "{}", text);
    prop_assert_eq!(shown(&tables[0]), shown(expect), "{}", text);
    Ok(())
}

/// Equal, or with a doubt, or not read as a table.
fn same_or_doubtful(text: &str, expect: &Table) -> Result<(), TestCaseError> {
    let tables = rebuilt(text);
    if tables.iter().any(|t| !t.doubts.is_empty()) || tables.is_empty() {
        return Ok(());
    }
    prop_assert_eq!(tables.len(), 1, "{}", text);
    prop_assert_eq!(shown(&tables[0]), shown(expect), "{}", text);
    Ok(())
}

/// A head without marks of its spans can be read in more than one way; with them, never.
fn flattened_seed(table: &Table) -> String {
    let rows = flat_rows(table, true, false);
    let lines = rows
        .iter()
        .map(|r| r.iter().map(|t| format!("\t{t}\n")).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

fn joined(rows: &[Vec<String>], start: &str, between: &str, end: &str) -> String {
    rows.iter()
        .map(|r| format!("{start}{}{end}\n", r.join(between)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kept_cells_behind_tabs_come_back(plan in plans(true)) {
        let table = table(&plan);
        same_or_doubtful(&flattened_seed(&table), &table)?;
    }

    #[test]
    fn kept_cells_between_bars_come_back(plan in plans(true)) {
        let table = table(&plan);
        same_or_doubtful(&joined(&flat_rows(&table, true, false), "| ", " | ", " |"), &table)?;
    }

    #[test]
    fn every_place_between_tabs_comes_back(plan in plans(true)) {
        let table = table(&plan);
        same_or_doubtful(&joined(&flat_rows(&table, true, true), "", "\t", ""), &table)?;
    }

    #[test]
    fn full_rows_without_merged_cells_come_back_or_are_doubted(plan in plans(false)) {
        let table = table(&plan);
        let rows = flat_rows(&table, false, false);
        same_or_doubtful(&joined(&rows, "", " | ", " |"), &table)?;
        same_or_doubtful(&joined(&rows, "", "  ", ""), &table)?;
        same_or_doubtful(&joined(&rows, "", " ", ""), &table)?;
        let width = table.n_cols() as usize;
        let padded: Vec<Vec<String>> = rows
            .iter()
            .map(|r| r.iter().cloned().chain(std::iter::repeat_n(String::new(), width - r.len())).collect())
            .collect();
        same_or_doubtful(&joined(&padded, "| ", "|", "|"), &table)?;
        same_or_doubtful(&joined(&padded, "", " |\n", " |"), &table)?;
    }

    #[test]
    fn streams_come_back_or_are_doubted(plan in plans(false)) {
        let table = table(&plan);
        let rows = flat_rows(&table, false, false);
        let cells: Vec<String> = rows.into_iter().flatten().collect();
        same_or_doubtful(&cells.join("\n\n"), &table)?;
        same_or_doubtful(&cells.join("\n"), &table)?;
    }

    #[test]
    fn lost_blanks_are_never_silent(plan in plans(true)) {
        let table = table(&plan);
        let rows: Vec<Vec<String>> = flat_rows(&table, false, false)
            .into_iter()
            .map(|r| r.into_iter().filter(|t| !t.is_empty()).collect())
            .collect();
        // Where every row, the head's too, has lost as many cells as every other, a whole table is left: nothing in it says
        // that it was another.
        if rows.windows(2).all(|w| w[0].len() == w[1].len()) {
            return Ok(());
        }
        for text in [joined(&rows, "", " | ", " |"), joined(&rows, "", "  ", "")] {
            let values = |t: &Table| -> Vec<String> {
                let data = t.cells().iter().filter(|c| c.role == CellRole::Data && !c.text.is_empty());
                data.map(|c| format!("{:?} {}", c.cols, c.text)).collect()
            };
            let tables = rebuilt(&text);
            let doubtful = tables.iter().any(|t| !t.doubts.is_empty());
            let read: Vec<String> = tables.iter().flat_map(values).collect();
            prop_assert!(doubtful || tables.is_empty() || read == values(&table), "{}", text);
        }
    }

    #[test]
    fn random_lines_never_fail(lines in prop::collection::vec("[ \t|｜0-9一二（）、.。甲乙a-c总计/-]{0,12}", 0..40)) {
        conserves(&lines)?;
    }
}

/// No character of the lines is lost on the way to tables.
fn conserves(lines: &[String]) -> Result<(), TestCaseError> {
    let text = lines.join("\n");
    let budget = Budget::new(&Limits::default(), None);
    let parts = segment(lines, &NoHints, &budget).unwrap();
    let mut at = 0;
    for part in &parts {
        prop_assert_eq!(part.lines.start, at);
        at = part.lines.end;
        if let SegmentKind::Table { rows, rules } = &part.kind {
            let given: usize = rows.iter().flat_map(|r| &r.cells).map(|c| weight(&c.text)).sum();
            let in_lines: usize = part
                .lines
                .clone()
                .filter(|i| !rules.contains(i))
                .map(|i| weight(&lines[i]))
                .sum();
            prop_assert_eq!(given, in_lines, "{}", &text);
            let tables = rebuild(rows, &NoHints, &budget).unwrap();
            let held: usize = tables
                .iter()
                .flat_map(Table::cells)
                .map(|c| weight(&c.text))
                .sum();
            prop_assert!(tables.is_empty() || held == given, "{}", &text);
        }
    }
    prop_assert_eq!(at, lines.len());
    Ok(())
}

#[test]
fn a_line_without_a_bar_that_no_later_line_takes_up_is_not_lost() {
    let lines = ["0|一", "｜", "二、｜", "一", "一.一", "｜"].map(String::from);
    conserves(&lines).unwrap();
}

fn weight(text: &str) -> usize {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '|' | '｜' | '"'))
        .count()
}

#[test]
fn a_table_without_ambiguity_comes_back_exactly() {
    let plan = Plan {
        heads: vec![Head { children: 0 }, Head { children: 3 }, Head { children: 0 }],
        groups: vec![Group { rows: 0 }, Group { rows: 3 }, Group { rows: 0 }],
        values: (0..100).map(|v| (v % 7 != 3).then_some(v)).collect(),
    };
    let table = table(&plan);
    same(&flattened_seed(&table), &table).unwrap();
    same(
        &joined(&flat_rows(&table, true, false), "| ", " | ", " |"),
        &table,
    )
    .unwrap();
    same(&joined(&flat_rows(&table, true, true), "", "\t", ""), &table).unwrap();
}
