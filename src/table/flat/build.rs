//! Rows onto a grid: measures the blocks, groups those that make one table, and places heads, labels and values.

use super::blocks::{Block, Class, Row, blocks};
use super::head::{HeadPlan, HeadTask, is_readable, numbered, rectangular, solve};
use super::labels::{LabelPlan, plan};
use super::{FlatRow, LabelHints, RowForm, squeezed};
use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, CellRole, Doubt, Method, Table};
use crate::table::outline::parse_outline;

/// How many value columns more than its fullest row a table may have.
const MAX_LOST: usize = 12;
/// How strongly full rows speak for their number of value columns.
const FULL_ROWS: i32 = 12;
/// How strongly a known row width speaks for the number of value columns.
const KNOWN_WIDTH: i32 = 10;

/// Heads of whole grids that are wider than this are not read.
const MAX_GRID_HEAD: usize = 1_024;

/// A block with its measures.
struct Measured {
    block: Block,
    /// Label columns.
    labels: usize,
    /// Value columns as the data rows show them.
    values: usize,
    kept: bool,
    /// Every row has an entry for every grid column.
    rectangular: bool,
}

/// Builds the tables of rows whose ends are known.
pub(super) fn build(flat: &[FlatRow], hints: &dyn LabelHints, budget: &Budget) -> Result<Vec<Table>, Error> {
    let is_content = |r: &&FlatRow| r.cells.len() > 1 || r.cells.iter().any(|c| !c.text.trim().is_empty());
    let rows: Vec<Row<'_>> = flat.iter().filter(is_content).map(Row::new).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let blocks = blocks(&rows);
    if blocks.iter().all(|b| b.data.is_empty() || !has_values(&rows, b)) && !has_blanks(&rows, &blocks) {
        return Ok(text_grid(&rows).into_iter().collect());
    }
    let measured: Vec<Measured> = blocks.into_iter().map(|b| measure(&rows, b, hints)).collect();
    let mut tables = Vec::new();
    for group in group(&rows, measured) {
        tables.extend(Builder::new(&rows, group, hints, budget).build()?);
    }
    Ok(tables)
}

fn data_rows<'r, 'a>(rows: &'r [Row<'a>], block: &Block) -> &'r [Row<'a>] {
    rows.get(block.data.clone()).unwrap_or_default()
}

fn has_values(rows: &[Row<'_>], block: &Block) -> bool {
    data_rows(rows, block).iter().any(|r| r.count(Class::Value) > 0)
}

/// Whether some data row shows blank values in whole rows, which makes a table even without a number.
fn has_blanks(rows: &[Row<'_>], blocks: &[Block]) -> bool {
    let mut data = blocks.iter().flat_map(|b| data_rows(rows, b));
    data.any(|r| r.is_kept() && r.len() > 1 && r.count(Class::Empty) > 0)
}

/// The number of cells in a row's value area as the row itself shows it.
fn rest(row: &Row<'_>) -> usize {
    row.len() - row.lead()
}

/// The commonest number, the larger of equally common ones.
fn mode(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut sorted: Vec<usize> = numbers.collect();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .max_by_key(|run| run.len())
        .and_then(|run| run.first().copied())
}

fn measure(rows: &[Row<'_>], block: Block, hints: &dyn LabelHints) -> Measured {
    let data = data_rows(rows, &block);
    let head = rows.get(block.head.clone()).unwrap_or_default();
    let kept = data.iter().chain(head).all(Row::is_kept);
    let width = data.iter().map(Row::len).max().unwrap_or(0);
    let full_heads = head.iter().all(|r| r.len() == width || r.len() == 1);
    let rectangular =
        kept && full_heads && data.iter().all(|r| r.len() == width) && head.iter().any(|r| r.len() == width);
    let (labels, values) = match (kept, rectangular) {
        (true, true) => {
            let labels = leading_label_columns(data, width);
            (labels, width - labels)
        }
        (true, false) => kept_measures(data),
        (false, _) => {
            let labels = plan(&data.iter().collect::<Vec<_>>(), hints).columns;
            (labels, data.iter().map(rest).max().unwrap_or(0))
        }
    };
    Measured {
        block,
        labels,
        values,
        kept,
        rectangular,
    }
}

/// Columns from the left that hold texts and no value.
fn leading_label_columns(data: &[Row<'_>], width: usize) -> usize {
    let is_label = |col: usize| {
        let has = |class| data.iter().any(|r| r.classes.get(col) == Some(&class));
        has(Class::Text) && !has(Class::Value)
    };
    let count = (0..width).take_while(|&c| is_label(c)).count();
    // A table of texts alone keeps its first column as labels.
    if count == width {
        1.min(width.saturating_sub(1))
    } else {
        count
    }
}

/// Label and value columns of whole rows whose lengths differ because cells merged sideways stand once.
fn kept_measures(data: &[Row<'_>]) -> (usize, usize) {
    let labelled = || data.iter().filter(|r| r.lead() > 0 && rest(r) > 0);
    match mode(labelled().map(rest)) {
        Some(values) => {
            let is_regular = |r: &&Row<'_>| {
                let lead = r.classes.get(..r.len() - values.min(r.len())).unwrap_or_default();
                r.len() > values && !lead.contains(&Class::Value)
            };
            let labels = labelled().filter(is_regular).map(|r| r.len() - values).max();
            (labels.unwrap_or(1), values)
        }
        None => {
            let lone = data.iter().any(|r| r.lead() > 0);
            (usize::from(lone), mode(data.iter().map(rest)).unwrap_or(0))
        }
    }
}

/// Blocks that make one table: the same label columns, or the same head printed again.
fn group(rows: &[Row<'_>], measured: Vec<Measured>) -> Vec<Vec<Measured>> {
    let mut groups: Vec<Vec<Measured>> = Vec::new();
    for m in measured {
        let joins = groups.last().and_then(|g| g.first()).is_some_and(|first| {
            let lone_title = m.block.data.is_empty();
            let same_form = first.kept == m.kept;
            same_form && (first.labels == m.labels || lone_title || same_head(rows, &first.block, &m.block))
        });
        match groups.last_mut() {
            Some(last) if joins => last.push(m),
            _ => groups.push(vec![m]),
        }
    }
    groups
}

fn same_head(rows: &[Row<'_>], a: &Block, b: &Block) -> bool {
    let texts = |block: &Block| -> Vec<String> {
        let head = rows.get(block.head.clone()).unwrap_or_default();
        head.iter()
            .flat_map(|r| r.flat.cells.iter().map(|c| squeezed(&c.text)))
            .collect()
    };
    !a.head.is_empty() && texts(a) == texts(b)
}

/// A table without values: each row's cells from left to right.
fn text_grid(rows: &[Row<'_>]) -> Option<Table> {
    let width = rows.iter().map(Row::len).max().unwrap_or(0);
    let mut cells = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (col, flat) in row.flat.cells.iter().enumerate() {
            let mut cell = Cell::new(at as u32, col as u32, flat.text.clone());
            cell.provenance = vec![flat.provenance];
            if at == 0 {
                cell.role = CellRole::ColumnHead;
            }
            cells.push(cell);
        }
    }
    let mut table = Table::new(rows.len() as u32, width as u32, cells, Method::Flat).ok()?;
    table.header_rows = 1;
    if rows.iter().any(|r| r.len() != width) {
        table.doubts.push(Doubt {
            code: "ragged-row",
            message: "the rows have different numbers of cells and no value tells the columns".to_owned(),
            place: None,
        });
    }
    Some(table)
}

/// Places the rows of one table.
struct Builder<'r, 'a> {
    rows: &'r [Row<'a>],
    group: Vec<Measured>,
    hints: &'r dyn LabelHints,
    budget: &'r Budget,
    labels: usize,
    n_cols: usize,
    cells: Vec<Cell>,
    doubts: Vec<Doubt>,
    /// For each label column the cell of the row above that covers it.
    open: Vec<Option<usize>>,
    row: usize,
    header_rows: usize,
}

/// A block's head, read: the number of title rows and the reading of the others.
struct ReadHead {
    titles: usize,
    plan: Option<HeadPlan>,
    /// For each head row below the titles the cell index of each entry.
    index: Vec<Vec<usize>>,
}

impl<'r, 'a> Builder<'r, 'a> {
    fn new(rows: &'r [Row<'a>], group: Vec<Measured>, hints: &'r dyn LabelHints, budget: &'r Budget) -> Self {
        let labels = group.iter().map(|m| m.labels).max().unwrap_or(0);
        Builder {
            rows,
            group,
            hints,
            budget,
            labels,
            n_cols: 0,
            cells: Vec::new(),
            doubts: Vec::new(),
            open: vec![None; labels],
            row: 0,
            header_rows: 0,
        }
    }

    fn build(mut self) -> Result<Option<Table>, Error> {
        let group = std::mem::take(&mut self.group);
        let rows = self.rows;
        let all_data: Vec<&Row<'_>> = group.iter().flat_map(|m| data_rows(rows, &m.block)).collect();
        let labels = group
            .first()
            .filter(|m| !m.kept)
            .map(|_| plan(&all_data, self.hints));
        if let Some(labels) = &labels {
            self.labels = labels.columns;
            self.open = vec![None; labels.columns];
        }
        let mut heads = Vec::new();
        for m in &group {
            heads.push(self.read_head(m)?);
        }
        let values: Vec<usize> = group
            .iter()
            .zip(&heads)
            .map(|(m, h)| h.plan.as_ref().map_or(m.values, |p| p.values))
            .collect();
        self.n_cols = self.grid_width(&all_data, &values, &heads);
        self.budget.work((self.n_cols * rows.len()) as u64)?;
        let mut label_row = 0;
        for ((at, m), (head, &values)) in group.iter().enumerate().zip(heads.iter().zip(&values)) {
            self.place_head(m, head, values);
            if at == 0 {
                self.header_rows = self.row;
            }
            for row in data_rows(rows, &m.block) {
                match &labels {
                    Some(labels) => self.place_lost(row, labels, label_row, values),
                    None => self.place_kept(row, values),
                }
                label_row += 1;
                self.row += 1;
            }
        }
        Ok(self.finish())
    }

    /// Columns enough for every block and for rows that are longer than they should be.
    fn grid_width(&self, data: &[&Row<'_>], values: &[usize], heads: &[ReadHead]) -> usize {
        let widest = values.iter().max().copied().unwrap_or(0);
        let longest = data
            .iter()
            .map(|r| self.value_cells(r, widest))
            .max()
            .unwrap_or(0);
        let of_heads = heads
            .iter()
            .filter_map(|h| h.plan.as_ref())
            .flat_map(|p| p.cells.iter().map(|c| c.col_end))
            .max();
        (self.labels + widest.max(longest))
            .max(of_heads.unwrap_or(0))
            .max(1)
    }

    /// How many cells of a row go to the value columns.
    fn value_cells(&self, row: &Row<'_>, values: usize) -> usize {
        match row.is_kept() {
            true if self.fits(row, values) => values,
            true => row.len() - row.lead().min(self.labels),
            false => rest(row),
        }
    }

    /// Whether a kept row has as many cells as the label and value columns ask for, labels before values.
    fn fits(&self, row: &Row<'_>, values: usize) -> bool {
        let lead = row.len().saturating_sub(values);
        let long_enough = row.len() >= values && (lead > 0 || self.labels == 0 || row.lead() == 0);
        long_enough
            && lead <= self.labels
            && row
                .classes
                .get(..lead)
                .is_some_and(|l| !l.contains(&Class::Value))
    }

    fn finish(self) -> Option<Table> {
        let cells = self.cells;
        let mut table = Table::new(self.row as u32, self.n_cols as u32, cells, Method::Flat).ok()?;
        table.header_rows = self.header_rows as u32;
        table.label_cols = self.labels as u32;
        table.doubts = self.doubts;
        Some(table)
    }

    /// Reads a block's head rows.
    fn read_head(&self, m: &Measured) -> Result<ReadHead, Error> {
        let head = self.rows.get(m.block.head.clone()).unwrap_or_default();
        let titles = head
            .iter()
            .take(head.len().saturating_sub(1))
            .take_while(|r| {
                r.count(Class::Text) == 1 && !r.text(0).is_empty() && (r.len() == 1 || m.rectangular)
            })
            .count();
        let below = head.get(titles..).unwrap_or_default();
        if m.rectangular
            && below.iter().any(|r| r.count(Class::Empty) > 0)
            && below.iter().all(|r| r.len() > 1 && r.len() <= MAX_GRID_HEAD)
        {
            return Ok(ReadHead {
                titles,
                plan: Some(rectangular(&texts_of(below), m.labels)),
                index: all_indices(below, true),
            });
        }
        let mut read = ReadHead {
            titles,
            plan: None,
            index: Vec::new(),
        };
        if below.is_empty() {
            return Ok(read);
        }
        let modes: &[bool] = if m.kept { &[true, false] } else { &[false] };
        for &kept in modes {
            let index = all_indices(below, kept);
            let texts: Vec<Vec<String>> = below
                .iter()
                .zip(&index)
                .map(|(r, index)| index.iter().map(|&i| squeezed(r.text(i))).collect())
                .collect();
            let values = self.value_candidates(m);
            if !is_readable(&texts) {
                continue;
            }
            let (facts, rows) = numbered(&texts, self.hints);
            let task = HeadTask {
                facts: &facts,
                rows: &rows,
                kept,
                labels: self.labels,
                values: &values,
                budget: self.budget,
            };
            read.plan = solve(&task)?;
            read.index = index;
            if read.plan.is_some() {
                break;
            }
        }
        Ok(read)
    }

    /// The numbers of value columns that are possible, each with how well the data rows bear it out.
    fn value_candidates(&self, m: &Measured) -> Vec<(usize, i32)> {
        let data = data_rows(self.rows, &m.block);
        if m.kept || data.is_empty() {
            return vec![(m.values, 0)];
        }
        let known = data.iter().find_map(|r| match r.flat.form {
            RowForm::Lost { width } => width,
            _ => None,
        });
        let filled = data.iter().filter(|r| rest(r) > 0).count();
        let full = data.iter().filter(|r| rest(r) == m.values).count();
        let support = |values: usize| {
            let by_width = known.is_some_and(|w| w as usize == self.labels + values);
            let by_rows = values == m.values && full * 2 >= filled;
            let distance = (values - m.values) as i32;
            let width_points = if by_width { KNOWN_WIDTH } else { 0 };
            width_points + if by_rows { FULL_ROWS } else { 0 } - distance
        };
        (m.values.max(1)..=m.values + MAX_LOST)
            .map(|v| (v, support(v)))
            .collect()
    }

    fn place_head(&mut self, m: &Measured, head: &ReadHead, values: usize) {
        let rows = self.rows.get(m.block.head.clone()).unwrap_or_default();
        let first = self.row;
        for row in rows.iter().take(head.titles) {
            self.push_title(row);
            self.row += 1;
        }
        let below = rows.get(head.titles..).unwrap_or_default();
        match &head.plan {
            Some(plan) => self.push_plan(below, head, plan, values),
            None if below
                .iter()
                .all(|r| r.count(Class::Text) + r.count(Class::Value) == 1) =>
            {
                for row in below {
                    self.push_title(row);
                    self.row += 1;
                }
            }
            None => self.push_unread(below),
        }
        self.row = first + rows.len();
        self.open.fill(None);
    }

    /// A row with one text: it heads all columns.
    fn push_title(&mut self, row: &Row<'_>) {
        let at = row.classes.iter().position(|&c| c != Class::Empty).unwrap_or(0);
        self.push(
            row,
            at,
            self.row..self.row + 1,
            0..self.n_cols,
            CellRole::ColumnHead,
        );
    }

    fn push_plan(&mut self, rows: &[Row<'_>], head: &ReadHead, plan: &HeadPlan, values: usize) {
        let top = self.row;
        let end = self.labels + values;
        for cell in &plan.cells {
            let at = head.index.get(cell.row).and_then(|i| i.get(cell.index)).copied();
            let (Some(row), Some(at)) = (rows.get(cell.row), at) else {
                continue;
            };
            let col_end = if cell.col_end == end {
                self.n_cols
            } else {
                cell.col_end
            };
            let place = top + cell.row..top + cell.row_end;
            self.push(row, at, place, cell.col..col_end, CellRole::ColumnHead);
        }
        let last_is_like_data = rows.len() > 1
            && rows.last().is_some_and(|r| {
                r.is_kept() && r.len() <= end && r.trailing_empty() == values && r.lead() > 0
            });
        if plan.ambiguous || last_is_like_data {
            self.doubt("ambiguous-head", "the head can be read in more than one way", top);
        }
    }

    /// Head rows that no reading fits: each row's texts from left to right, the last one to the end.
    fn push_unread(&mut self, rows: &[Row<'_>]) {
        self.doubt(
            "ambiguous-head",
            "the head does not fit the columns of the rows below it",
            self.row,
        );
        for row in rows {
            let filled: Vec<usize> = (0..row.len())
                .filter(|&i| row.classes.get(i) != Some(&Class::Empty))
                .collect();
            if filled.len() > self.n_cols {
                self.push_joined(row, &filled);
            } else {
                for (col, &at) in filled.iter().enumerate() {
                    let end = if col + 1 == filled.len() {
                        self.n_cols
                    } else {
                        col + 1
                    };
                    self.push(row, at, self.row..self.row + 1, col..end, CellRole::ColumnHead);
                }
            }
            self.row += 1;
        }
    }

    /// More head cells than columns: one cell over the whole row holds them all.
    fn push_joined(&mut self, row: &Row<'_>, filled: &[usize]) {
        let texts: Vec<&str> = filled.iter().map(|&i| row.text(i)).collect();
        let here = self.row as u32;
        let mut cell = Cell::spanning(here..here + 1, 0..self.n_cols as u32, texts.join("\n"));
        cell.role = CellRole::ColumnHead;
        cell.provenance = row.flat.cells.iter().map(|c| c.provenance).collect();
        self.cells.push(cell);
    }

    /// A data row whose empty cells are there.
    fn place_kept(&mut self, row: &Row<'_>, values: usize) {
        if self.fits(row, values) {
            let lead = row.len() - values;
            self.place_kept_labels(row, lead);
            self.place_values(row, lead, values);
            if (lead..row.lead()).any(|at| parse_outline(row.text(at)).is_some()) {
                self.doubt(
                    "ragged-row",
                    "a numbered label stands among the row's values",
                    self.row,
                );
            }
            return;
        }
        let lead = row.lead().min(self.labels);
        self.place_kept_labels(row, lead);
        self.place_values(row, lead, values);
        if rest(row) > 0 || row.lead() > self.labels {
            let message = format!(
                "the row has {} cells, its neighbours have up to {}",
                row.len(),
                self.labels + values
            );
            self.doubt("ragged-row", &message, self.row);
        }
    }

    /// The first `lead` cells of a kept row: labels, and empty cells that continue the label above.
    fn place_kept_labels(&mut self, row: &Row<'_>, lead: usize) {
        let last_text = (0..lead)
            .rev()
            .find(|&i| row.classes.get(i) != Some(&Class::Empty));
        let mut open = vec![None; self.labels];
        for at in 0..lead {
            let end = match last_text {
                Some(last) if at == last => self.labels,
                _ if at + 1 == lead => self.labels,
                _ => at + 1,
            };
            if last_text.is_some_and(|last| at > last) {
                break;
            }
            let above = self.open.get(at).copied().flatten();
            let is_empty = row.classes.get(at) == Some(&Class::Empty);
            let index = match above.filter(|&i| is_empty && self.spans_exactly(i, at, end)) {
                Some(index) => {
                    self.extend_down(index);
                    index
                }
                None => self.push(row, at, self.row..self.row + 1, at..end, CellRole::RowHead),
            };
            for slot in open.iter_mut().take(end).skip(at) {
                *slot = Some(index);
            }
        }
        self.open = open;
    }

    fn spans_exactly(&self, index: usize, start: usize, end: usize) -> bool {
        self.cells
            .get(index)
            .is_some_and(|c| c.cols == (start as u32..end as u32) && c.rows.end as usize == self.row)
    }

    fn extend_down(&mut self, index: usize) {
        if let Some(cell) = self.cells.get_mut(index) {
            cell.rows.end = self.row as u32 + 1;
        }
    }

    /// A data row that lost its empty cells.
    fn place_lost(&mut self, row: &Row<'_>, plan: &LabelPlan, plan_row: usize, values: usize) {
        let starts = plan.starts.get(plan_row).map_or(&[][..], Vec::as_slice);
        let first = starts.first().copied().unwrap_or(0);
        let mut open = vec![None; self.labels];
        for (col, slot) in open.iter_mut().enumerate().take(first) {
            let above = self.open.get(col).copied().flatten();
            let goes_on = |&i: &usize| self.cells.get(i).is_some_and(|c| c.cols.end as usize <= first);
            *slot = above.filter(goes_on);
            if let Some(index) = *slot {
                self.extend_down(index);
            }
        }
        let texts = (0..row.lead()).filter(|&i| row.classes.get(i) != Some(&Class::Empty));
        for (i, (at, &start)) in texts.zip(starts).enumerate() {
            let end = starts.get(i + 1).copied().unwrap_or(self.labels);
            let index = self.push(row, at, self.row..self.row + 1, start..end, CellRole::RowHead);
            for slot in open.iter_mut().take(end).skip(start) {
                *slot = Some(index);
            }
        }
        self.open = open;
        self.place_values(row, row.lead(), values);
        if plan.guessed.get(plan_row) == Some(&true) {
            self.doubt(
                "ambiguous-labels",
                "the depth of the row's label is a guess",
                self.row,
            );
        }
        let found = rest(row);
        if found > values {
            self.doubt(
                "ragged-row",
                &format!("the row has {found} values, the head {values} columns"),
                self.row,
            );
        } else if found > 0 && found < values {
            let message =
                format!("the row has {found} values for {values} columns: the places of the blanks are lost");
            self.doubt("lost-blanks", &message, self.row);
        }
    }

    /// The cells from `lead` on, one in each value column; the last of a block's columns reaches to the table's end.
    fn place_values(&mut self, row: &Row<'_>, lead: usize, values: usize) {
        for at in lead..row.len() {
            let col = self.labels + at - lead;
            let is_last = at - lead + 1 == values && at + 1 == row.len();
            let end = if is_last { self.n_cols } else { col + 1 };
            self.push(row, at, self.row..self.row + 1, col..end, CellRole::Data);
        }
    }

    fn push(
        &mut self,
        row: &Row<'_>,
        at: usize,
        rows: std::ops::Range<usize>,
        cols: std::ops::Range<usize>,
        role: CellRole,
    ) -> usize {
        let (rows, cols) = (
            rows.start as u32..rows.end as u32,
            cols.start as u32..cols.end as u32,
        );
        let mut cell = Cell::spanning(rows, cols, row.text(at));
        cell.role = role;
        cell.provenance = row.flat.cells.get(at).map(|c| c.provenance).into_iter().collect();
        self.cells.push(cell);
        self.cells.len() - 1
    }

    fn doubt(&mut self, code: &'static str, message: &str, row: usize) {
        self.doubts.push(Doubt {
            code,
            message: message.to_owned(),
            place: Some((row as u32, self.labels as u32)),
        });
    }
}

fn all_indices(rows: &[Row<'_>], with_empty: bool) -> Vec<Vec<usize>> {
    let index = |r: &Row<'_>| {
        (0..r.len())
            .filter(|&i| with_empty || r.classes.get(i) != Some(&Class::Empty))
            .collect()
    };
    rows.iter().map(index).collect()
}

fn texts_of(rows: &[Row<'_>]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|r| r.flat.cells.iter().map(|c| squeezed(&c.text)).collect())
        .collect()
}
