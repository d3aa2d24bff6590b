//! Table 3: the requests table, filled by header path and row path.

mod columns;
mod naming;

use std::ops::Range;

use columns::{add_columns, adds_columns};
pub(super) use naming::named_between;
use naming::{name_columns, name_rows};

use super::labels::{ColumnLabel, REQUEST_COLUMNS, ROWS_2019, ROWS_2021, RowLabel};
use super::lexicon::Names;
use super::normalise;
use super::sheet::{Sheet, Under, pair, shown};
use super::{COLUMNS, Form, RequestRow, Requests, Status, Value, ValueKind};
use crate::diagnostic::Warning;
use crate::document::{Cell, Method};
use crate::table::values::is_value_like;

/// A table is taken for table 3, or a part of it, only with at least this many of its rows.
const MIN_ROWS: usize = 3;
/// And, unless it continues another part, with at least this many of its columns.
const MIN_COLUMNS: usize = 3;

/// A head over a column of values.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    cols: Range<u32>,
    key: Option<&'static str>,
    path: Vec<String>,
}

/// A row of values as it was found.
struct Found {
    key: Option<&'static str>,
    path: Vec<String>,
    values: Vec<Value>,
    extra: Vec<Value>,
    /// Whether its label is the form's word for word.
    exact: bool,
}

/// A row's label: which cells of the row are labels, and what the innermost of them says.
struct RowHead<'a> {
    leaf: Option<&'static str>,
    /// Whether the innermost label is the form's word for word.
    exact: bool,
    /// With their places in the table's list of cells.
    labels: Vec<(usize, &'a Cell)>,
    cells: Vec<&'a Cell>,
}

/// What was got out of the tables of one reading.
pub struct Filled {
    /// The table, with every row of the form.
    pub requests: Requests,
    /// Which form its rows are of, where they tell.
    pub form: Option<Form>,
    /// What the columns of values are, from left to right; `None` for those that the form does not know.
    pub columns: Vec<Option<&'static str>>,
    /// Indexes of the document's tables that it came from.
    pub tables: Vec<usize>,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
    /// Whether one of the tables is in doubt as a whole.
    pub doubted: bool,
    /// Whether another table prints other numbers for the same rows: which of them the report means, last year's or this
    /// year's, the first or the corrected one, nothing tells.
    pub rivalled: bool,
}

/// Whether rows of a second table print other numbers than the rows of the same names that were found already.
fn says_otherwise(found: &[Found], second: &[Found]) -> bool {
    let numbers = |row: &Found| -> Vec<_> { row.values.iter().filter_map(|v| v.number).collect() };
    // A form that was left blank is nobody's rival.
    let is_blank = |v: &Value| matches!(v.kind, ValueKind::Blank | ValueKind::Absent);
    if second.iter().flat_map(|row| &row.values).all(is_blank) {
        return false;
    }
    // The first row of each name; names are few, rows may be many.
    let mut named: Vec<(&str, &Found)> = Vec::new();
    for row in found {
        let is_new = |key: &&str| !named.iter().any(|(known, _)| known == key);
        if let Some(key) = row.key.filter(is_new) {
            named.push((key, row));
        }
    }
    second.iter().any(|row| {
        let first = named.iter().find(|(key, _)| Some(*key) == row.key);
        first.is_some_and(|(_, first)| numbers(first) != numbers(row))
    })
}

/// Fills table 3 from all tables of one reading; `None` when none of them is a part of it.
pub fn fill(sheets: &[Sheet<'_>]) -> Option<Filled> {
    let start = best_start(sheets)?;
    let mut heads = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    let mut tables = Vec::new();
    let mut doubted = false;
    let mut rivalled = false;
    let mut warnings = Vec::new();
    for sheet in sheets.iter().skip(start) {
        let first_row = first_data_row(sheet);
        let mut own = first_row.map(|row| heads_of(sheet, row)).unwrap_or_default();
        let own_keys = own.iter().filter(|h| h.key.is_some()).count();
        let inherits = own_keys < MIN_COLUMNS;
        let guessed = !inherits && name_columns(&mut own);
        let rows = if inherits {
            read_rows(sheet, 0, &heads, true)
        } else {
            read_rows(sheet, first_row.unwrap_or(0), &own, false)
        };
        let keys: Vec<&str> = rows.iter().filter_map(|r| r.key).collect();
        let seen = |key: &str| found.iter().any(|f| f.key == Some(key));
        let repeats = keys.iter().filter(|k| seen(k)).count();
        if !keys.is_empty() && repeats == keys.len() && adds_columns(sheet, &heads, &own) {
            let rows = read_rows(sheet, first_row.unwrap_or(0), &own, false);
            doubted |= sheet.is_doubted_whole() || guessed;
            add_columns(&mut found, rows);
            heads.extend(own);
            tables.extend(sheet.index);
            continue;
        }
        if keys.is_empty() || (heads.is_empty() && inherits) || repeats * 2 > keys.len() {
            if keys.len() >= MIN_ROWS && repeats * 2 > keys.len() {
                warnings.push(Warning::new(
                    "second_requests_table",
                    "a second table looks like table 3; the first is taken",
                ));
                rivalled |= is_rival(sheet, &found, &rows);
            }
            continue;
        }
        if !inherits {
            heads = own;
        }
        tables.extend(sheet.index);
        doubted |= sheet.is_doubted_whole() || lost_labels(sheet) || guessed;
        found.extend(rows);
    }
    // One of other rows, or fewer, may stand before it.
    for sheet in sheets.iter().take(start) {
        let Some(row) = first_data_row(sheet) else {
            continue;
        };
        let own = heads_of(sheet, row);
        if own.iter().filter(|h| h.key.is_some()).count() < MIN_COLUMNS {
            continue;
        }
        let rows = read_rows(sheet, row, &own, false);
        let keys = || rows.iter().filter_map(|r| r.key);
        let repeats = keys().filter(|k| found.iter().any(|f| f.key == Some(*k))).count();
        rivalled |=
            keys().count() >= MIN_ROWS && repeats * 2 > keys().count() && is_rival(sheet, &found, &rows);
    }
    // What only its place names is read, and in doubt.
    doubted |= name_rows(&mut found);
    let form = form_of(&found);
    // A known column that is missing beside an unknown one is likelier misread than left out.
    let missing = COLUMNS
        .iter()
        .any(|key| !heads.iter().any(|h| h.key == Some(*key)));
    doubted |= missing && heads.iter().any(|h| h.key.is_none());
    let requests = assemble(found, &heads, form.unwrap_or(Form::Form2021), &mut warnings);
    // The same goes for rows.
    let absent = |r: &RequestRow| r.key.is_some() && r.values.iter().all(|v| v.kind == ValueKind::Absent);
    doubted |= requests.rows.iter().any(absent) && requests.rows.iter().any(|r| r.key.is_none());
    Some(Filled {
        requests,
        form,
        columns: heads.iter().map(|h| h.key).collect(),
        tables,
        warnings,
        doubted,
        rivalled,
    })
}

/// Whether two rows have the same in every column.
fn prints_alike(a: &RequestRow, b: &RequestRow) -> bool {
    let pairs = a.values.iter().zip(&b.values);
    a.values.len() == b.values.len()
        && pairs
            .clone()
            .all(|(a, b)| (a.kind, a.number) == (b.kind, b.number))
}

/// Whether the rows of another table print other numbers than those found. The reading by stream finds pieces of one table
/// twice.
fn is_rival(sheet: &Sheet<'_>, found: &[Found], rows: &[Found]) -> bool {
    sheet.table.method != Method::Stream && says_otherwise(found, rows)
}

/// Whether a flattened table has a row of numbers without any label between rows that have theirs. Numbers stand behind their
/// labels or before them, and such a row tells that labels and numbers may be paired one off.
fn lost_labels(sheet: &Sheet<'_>) -> bool {
    if sheet.table.method != Method::Flat {
        return false;
    }
    let rows: Vec<RowHead<'_>> = (0..sheet.table.n_rows()).map(|r| row_head(sheet, r)).collect();
    let is_named = |row: &&RowHead<'_>| row.leaf.is_some();
    let first = rows.iter().position(|r| is_named(&r));
    let last = rows.iter().rposition(|r| is_named(&r));
    let Some(between) = first.zip(last).and_then(|(first, last)| rows.get(first..last)) else {
        return false;
    };
    let lacks_label = |row: &RowHead<'_>| {
        let numbers = row.cells.iter().filter(|c| super::values::is_value_like(&c.text));
        row.labels.iter().all(|(_, c)| c.text.trim().is_empty()) && numbers.count() >= MIN_COLUMNS
    };
    between.iter().any(lacks_label)
}

/// Table 3 from tables of a reading that could not make out the heads: rows with just as many values as another reading
/// found columns, taken in the order of these. Rows are known by their labels, and those whose labels are not, or not
/// once, by the rows of the form that are missing between their neighbours, when these are as many. `None` with too few
/// rows.
pub fn fill_in_order(sheets: &[Sheet<'_>], columns: &[Option<&'static str>], form: Form) -> Option<Requests> {
    let heads: Vec<Head> = (0..)
        .zip(columns)
        .map(|(col, key)| Head {
            cols: col..col + 1,
            key: *key,
            path: Vec::new(),
        })
        .collect();
    let mut found: Vec<Found> = Vec::new();
    for sheet in sheets {
        let mut labels = (0..sheet.table.cells().len()).filter_map(|index| row_label(sheet, index));
        if labels.next().is_none() {
            continue;
        }
        for row in 0..sheet.table.n_rows() {
            let head = row_head(sheet, row);
            let values = head.cells.len() == heads.len()
                && head.cells.iter().all(|c| super::values::is_value_like(&c.text));
            if !values {
                continue;
            }
            let under: Vec<Under> = (0..heads.len()).map(Under::Cell).collect();
            let (values, extra) = values_under(sheet, &heads, &head, &under);
            found.push(Found {
                key: head.leaf,
                path: Vec::new(),
                values,
                extra,
                exact: head.exact,
            });
        }
    }
    let keys: Vec<Option<&str>> = found.iter().map(|f| f.key).collect();
    for (row, key) in found.iter_mut().zip(named_between(&keys, rows_of(form))) {
        row.key = key;
    }
    found.retain(|f| f.key.is_some());
    (found.len() >= MIN_ROWS).then(|| assemble(found, &heads, form, &mut Vec::new()))
}

/// The rows of a form in its order.
fn rows_of(form: Form) -> &'static [&'static str] {
    match form {
        Form::Form2021 => &ROWS_2021,
        Form::Form2019 => &ROWS_2019,
    }
}

/// Where table 3 begins: at the first of the tables with most of its rows, of those that have its columns too, or at a
/// part of it before that, however few, which has other rows.
fn best_start(sheets: &[Sheet<'_>]) -> Option<usize> {
    let keys = |sheet: &Sheet<'_>| -> Option<Vec<&'static str>> {
        let row = first_data_row(sheet)?;
        let columns = heads_of(sheet, row).iter().filter(|h| h.key.is_some()).count();
        let keys: Vec<&str> = (row..sheet.table.n_rows())
            .filter_map(|r| row_head(sheet, r).leaf)
            .collect();
        (columns >= MIN_COLUMNS && !keys.is_empty()).then_some(keys)
    };
    // A form left blank beside the one that is filled in says nothing.
    let is_filled = |i: usize| {
        let sheet = sheets.get(i);
        let from = sheet.and_then(first_data_row).unwrap_or(0);
        let cells = sheet.into_iter().flat_map(|s| s.table.cells());
        cells
            .filter(|c| c.rows.start >= from)
            .any(|c| is_value_like(&c.text))
    };
    let parts: Vec<(usize, Vec<&str>)> = sheets
        .iter()
        .enumerate()
        .filter_map(|(i, s)| Some((i, keys(s)?)))
        .collect();
    let (_, most) = parts
        .iter()
        .filter(|(_, keys)| keys.len() >= MIN_ROWS)
        .max_by_key(|(i, keys)| (is_filled(*i), keys.len(), std::cmp::Reverse(*i)))?;
    let filled = parts.iter().any(|(i, _)| is_filled(*i));
    let belongs = |i: usize, keys: &[&str]| {
        (keys == most && is_filled(i) == filled) || !keys.iter().any(|k| most.contains(k))
    };
    parts.iter().find(|(i, keys)| belongs(*i, keys)).map(|(i, _)| *i)
}

/// Whether a cell's label is one of table 3's rows (and not only a head that reads the same, such as 总计).
fn row_label(sheet: &Sheet<'_>, index: usize) -> Option<RowLabel> {
    sheet.names(index)?.request_row()
}

/// The first row whose label is one that no head can be mistaken for.
fn first_data_row(sheet: &Sheet<'_>) -> Option<u32> {
    (0..sheet.table.n_rows()).find(|&row| {
        sheet.row(row).iter().take(3).any(|(index, cell)| {
            let label = row_label(sheet, *index);
            let own = !matches!(label, None | Some(RowLabel::Leaf("other.other" | "concluded")));
            own && cell.rows.start == row
        })
    })
}

/// The heads above `row`, from left to right, right of the labels.
fn heads_of(sheet: &Sheet<'_>, row: u32) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let labels_end = label_end(sheet, row);
    for col in labels_end..sheet.table.n_cols() {
        let above = sheet.above(row, col);
        let Some(head) = head_of(sheet, &above, col) else {
            continue;
        };
        match heads.last_mut() {
            Some(last)
                if last.path == head.path && last.cols.end == col && same_leaf(&above, last.cols.start) =>
            {
                last.cols.end = col + 1;
            }
            _ => heads.push(head),
        }
    }
    unname_part_totals(&mut heads);
    heads
}

/// A 合计 below 法人或其他组织 is no total where a 总计 stands outside. Which head a group reaches to, readings that go by where texts
/// stand do not always know, so that two of the same name stay as they are, and in doubt.
fn unname_part_totals(heads: &mut [Head]) {
    if heads.iter().filter(|h| h.key == Some("total")).count() < 2 {
        return;
    }
    let says = |h: &Head, word: &str| h.path.last().is_some_and(|text| normalise::label(text) == word);
    let is_part = |h: &Head| {
        h.path
            .iter()
            .any(|text| normalise::label(text).starts_with("法人"))
    };
    if !heads.iter().any(|h| says(h, "总计") && !is_part(h)) {
        return;
    }
    for head in heads.iter_mut().filter(|h| h.key == Some("total")) {
        if says(head, "合计") && is_part(head) {
            head.key = None;
        }
    }
}

/// Whether the lowest printed head above also covers `col`.
fn same_leaf(above: &[(usize, &Cell)], col: u32) -> bool {
    above
        .iter()
        .rev()
        .find(|(_, c)| !c.text.trim().is_empty())
        .is_some_and(|(_, c)| c.cols.contains(&col))
}

/// The column where the values of a row begin: behind its innermost label.
fn label_end(sheet: &Sheet<'_>, row: u32) -> u32 {
    let ends = sheet
        .row(row)
        .iter()
        .filter(|(i, _)| row_label(sheet, *i).is_some())
        .map(|(_, c)| c.cols.end);
    ends.max().unwrap_or(0)
}

/// The head made of the cells above a column: its key is that of the lowest label that is known. Rows below that
/// which only number the columns, or name a unit, do not change it.
fn head_of(sheet: &Sheet<'_>, above: &[(usize, &Cell)], col: u32) -> Option<Head> {
    let labelled: Vec<&(usize, &Cell)> = above.iter().filter(|(_, c)| !c.text.trim().is_empty()).collect();
    let known = |(i, _): &&(usize, &Cell)| sheet.names(*i)?.request_column();
    let leaf = labelled.iter().rev().find_map(|c| match known(c) {
        Some(ColumnLabel::Leaf(key)) => Some(key),
        _ => None,
    });
    let path: Vec<String> = labelled.iter().map(|(_, c)| shown(&c.text)).collect();
    let torn = |label| match label {
        ColumnLabel::Leaf(key) => Some(key),
        ColumnLabel::Parent => None,
    };
    let leaf = leaf.or_else(|| REQUEST_COLUMNS.find_torn(&path, torn));
    let lowest = labelled.last()?;
    if leaf.is_none() && known(lowest) == Some(ColumnLabel::Parent) {
        return None;
    }
    Some(Head {
        cols: col..col + 1,
        key: leaf,
        path,
    })
}

/// Splits a row into labels and values.
fn row_head<'a>(sheet: &Sheet<'a>, row: u32) -> RowHead<'a> {
    let cells = sheet.row(row);
    let known = |i: usize| row_label(sheet, i);
    let last_known = cells.iter().rposition(|(i, _)| known(*i).is_some());
    let leaf = last_known
        .and_then(|at| cells.get(at))
        .and_then(|(i, _)| match known(*i) {
            Some(RowLabel::Leaf(key)) => Some(key),
            _ => None,
        });
    // A row that the form does not know has a label of its own behind known parents, or no known label at all.
    let is_text = |c: &Cell| super::values::is_label_like(&c.text);
    let after_known = last_known.map_or(0, |at| at + 1);
    let own_labels = cells
        .iter()
        .skip(after_known)
        .take_while(|(_, c)| is_text(c))
        .count();
    let labels_end = after_known + own_labels;
    let foreign = own_labels > 0;
    let labels = cells.iter().take(labels_end).copied().collect();
    // Cells that reach down from a row above are no values of this row.
    let values = cells
        .iter()
        .skip(labels_end)
        .filter(|(_, c)| c.rows.start == row)
        .map(|(_, c)| *c)
        .collect();
    let is_exact = |(i, _): &(usize, &Cell)| sheet.names(*i).is_some_and(Names::is_exact_request_row);
    RowHead {
        leaf: if foreign { None } else { leaf },
        exact: last_known.and_then(|at| cells.get(at)).is_some_and(is_exact),
        labels,
        cells: values,
    }
}

fn read_rows(sheet: &Sheet<'_>, from: u32, heads: &[Head], in_order: bool) -> Vec<Found> {
    let rows: Vec<RowHead<'_>> = (from..sheet.table.n_rows()).map(|r| row_head(sheet, r)).collect();
    let mut outline = Context::default();
    let mut found = Vec::new();
    let mut headed = Headed {
        from,
        columns: vec![None; sheet.table.n_cols() as usize],
    };
    for (head, row) in rows.iter().zip(from..) {
        let path = outline.path(sheet, head);
        let has_label = head.labels.iter().any(|(_, c)| !c.text.trim().is_empty());
        if head.cells.is_empty() || !has_label {
            continue;
        }
        let ranges: Vec<Range<u32>> = heads.iter().map(|h| h.cols.clone()).collect();
        let cells: Vec<Range<u32>> = head.cells.iter().map(|c| c.cols.clone()).collect();
        let under = if in_order && heads.len() == cells.len() {
            (0..cells.len()).map(Under::Cell).collect()
        } else {
            pair(&ranges, &cells)
        };
        let (mut values, extra) = values_under(sheet, heads, head, &under);
        if has_stray(sheet, head, &under, &mut headed) || reaches_under_head(head, heads, &under) {
            values.iter_mut().for_each(|v| v.status = Status::Disputed);
        }
        dispute_shared(
            &mut values,
            head,
            &under,
            heads,
            &is_row_below(&rows, from, row, head.leaf),
        );
        found.push(Found {
            key: head.leaf,
            path,
            values,
            extra,
            exact: head.exact,
        });
    }
    found
}

/// Whether a label of a row reaches under the head of a column that has no value in this row: its values may stand one column
/// off, as where a web page gives a label in front more rows than it has, and the last of them outside the page.
fn reaches_under_head(row: &RowHead<'_>, heads: &[Head], under: &[Under]) -> bool {
    let end = row.labels.iter().map(|(_, c)| c.cols.end).max().unwrap_or(0);
    let open = |(head, under): (&Head, &Under)| {
        head.key.is_some() && *under == Under::Nothing && head.cols.start < end
    };
    !row.cells.is_empty() && heads.iter().zip(under).any(open)
}

/// Whether a cell covers, below `row`, another one of the form's rows than its `own`, whose label may cover several rows of the grid.
fn is_row_below<'a>(
    rows: &'a [RowHead<'_>],
    from: u32,
    row: u32,
    own: Option<&'static str>,
) -> impl Fn(&Cell) -> bool + 'a {
    move |cell| {
        let below = (row + 1).saturating_sub(from) as usize..cell.rows.end.saturating_sub(from) as usize;
        let covered = rows.get(below).unwrap_or_default();
        covered.iter().any(|r| r.leaf.is_some() && r.leaf != own)
    }
}

/// A number in a cell that several rows of the form share may be each one's, or that of all together.
fn dispute_shared(
    values: &mut [Value],
    row: &RowHead<'_>,
    under: &[Under],
    heads: &[Head],
    is_shared: &impl Fn(&Cell) -> bool,
) {
    for (head, under) in heads.iter().zip(under) {
        let (Under::Cell(at) | Under::Unclear(at)) = under else {
            continue;
        };
        let shared = row
            .cells
            .get(*at)
            .is_some_and(|cell| cell.rows.len() > 1 && !cell.text.trim().is_empty() && is_shared(cell));
        let slot = COLUMNS.iter().position(|key| head.key == Some(*key));
        if let Some(value) = slot.filter(|_| shared).and_then(|at| values.get_mut(at)) {
            value.status = Status::Disputed;
        }
    }
}

/// Which columns have words above the first row of values, looked up once for each.
struct Headed {
    from: u32,
    columns: Vec<Option<bool>>,
}

impl Headed {
    fn has_words(&mut self, sheet: &Sheet<'_>, col: u32) -> bool {
        let Some(known) = self.columns.get_mut(col as usize) else {
            return false;
        };
        *known.get_or_insert_with(|| {
            let is_words =
                |(_, c): &(usize, &Cell)| !c.text.trim().is_empty() && !super::values::is_value_like(&c.text);
            sheet.above(self.from, col).iter().any(is_words)
        })
    }
}

/// Whether a row has a number in a column that nothing is printed above: its values may stand one column off, as where a web
/// page gives a label more rows than it has. What stands under heads that are no columns of values is none of them.
fn has_stray(sheet: &Sheet<'_>, row: &RowHead<'_>, under: &[Under], headed: &mut Headed) -> bool {
    let mut is_left = vec![true; row.cells.len()];
    for under in under {
        if let Under::Cell(at) | Under::Unclear(at) = under
            && let Some(left) = is_left.get_mut(*at)
        {
            *left = false;
        }
    }
    let mut left = is_left.iter().zip(&row.cells).filter(|(left, _)| **left);
    left.any(|(_, cell)| {
        super::values::parse(&cell.text).number.is_some() && !headed.has_words(sheet, cell.cols.start)
    })
}

/// The values of a row in the order of [`COLUMNS`], and those under heads that the form does not know.
fn values_under(
    sheet: &Sheet<'_>,
    heads: &[Head],
    row: &RowHead<'_>,
    under: &[Under],
) -> (Vec<Value>, Vec<Value>) {
    let value = |under: &Under| match under {
        Under::Cell(i) => row.cells.get(*i).map(|c| sheet.value(c)),
        Under::Unclear(i) => row.cells.get(*i).map(|c| sheet.shared_value(c, row.cells.len())),
        Under::Nothing => None,
    };
    let pairs = || heads.iter().zip(under);
    let values = COLUMNS
        .iter()
        .map(|&key| {
            let mut hits = pairs().filter(|(h, _)| h.key == Some(key));
            let first = hits
                .next()
                .and_then(|(_, u)| value(u))
                .unwrap_or_else(Value::absent);
            match hits.next() {
                Some(_) => Value {
                    status: Status::Disputed,
                    ..first
                },
                None => first,
            }
        })
        .collect();
    let unknown = pairs().filter(|(h, _)| h.key.is_none());
    let extra = unknown
        .map(|(_, u)| value(u).unwrap_or_else(Value::absent))
        .collect();
    (values, extra)
}

/// The labels above that a row stands under, where merged cells were lost: told by the outline numbers.
#[derive(Default)]
struct Context {
    results: Option<String>,
    parent: Option<String>,
}

impl Context {
    /// The path of a row: the labels printed for it, with those that an earlier row printed for this one too.
    fn path(&mut self, sheet: &Sheet<'_>, head: &RowHead<'_>) -> Vec<String> {
        let (known, printed): (Vec<Option<RowLabel>>, Vec<String>) = head
            .labels
            .iter()
            .map(|(i, c)| (row_label(sheet, *i), shown(&c.text)))
            .filter(|(_, t)| !t.is_empty())
            .unzip();
        let mut path = Vec::new();
        let mut has_results = false;
        let mut has_parent = false;
        for (label, known) in printed.iter().zip(known) {
            match known {
                Some(RowLabel::Results) => {
                    self.results = Some(label.clone());
                    self.parent = None;
                    has_results = true;
                }
                Some(RowLabel::Parent(_)) => {
                    self.parent = Some(label.clone());
                    has_parent = true;
                }
                Some(RowLabel::Leaf("other")) if printed.len() > 1 && printed.last() != Some(label) => {
                    self.parent = Some(label.clone());
                    has_parent = true;
                }
                _ => {}
            }
        }
        let outer = matches!(head.leaf, Some("received" | "carried_over" | "carried_forward"));
        let inner = head
            .leaf
            .map_or_else(|| is_third_level(printed.last()), |key| key.contains('.'));
        if !outer && !has_results && (inner || head.leaf.is_some()) {
            path.extend(self.results.clone());
        }
        if inner && !has_parent {
            path.extend(self.parent.clone());
        }
        // The printed order is outermost first; a parent taken from above goes behind 三、 and before the leaf.
        if has_results && inner && !has_parent {
            let at = 1.min(printed.len());
            let mut full = printed.clone();
            if let Some(parent) = self.parent.clone() {
                full.insert(at, parent);
            }
            return full;
        }
        path.extend(printed);
        path
    }
}

fn is_third_level(label: Option<&String>) -> bool {
    label.is_some_and(|l| {
        matches!(
            normalise::split_outline(&normalise::squeeze(l)).0,
            Some((normalise::Outline::Arabic, _))
        )
    })
}

/// Which form the rows are of: form 2021 divides 其他处理 into three rows, form 2019 does not.
fn form_of(found: &[Found]) -> Option<Form> {
    form_of_keys(&found.iter().map(|f| f.key).collect::<Vec<_>>())
}

/// [`form_of`] of the names of rows.
fn form_of_keys(keys: &[Option<&'static str>]) -> Option<Form> {
    let has = |key: &str| keys.contains(&Some(key));
    let divided = has("other.correction_overdue") || has("other.fee_overdue") || has("other.other");
    match (divided, has("other")) {
        (true, _) => Some(Form::Form2021),
        (false, true) => Some(Form::Form2019),
        (false, false) => None,
    }
}

/// Puts the known rows into the form's order, with absent values for those that the report does not print; rows that
/// the form does not know stay behind the row they were printed under.
fn assemble(found: Vec<Found>, heads: &[Head], form: Form, warnings: &mut Vec<Warning>) -> Requests {
    let keys = rows_of(form);
    let extra_columns: Vec<Vec<String>> = heads
        .iter()
        .filter(|h| h.key.is_none())
        .map(|h| h.path.clone())
        .collect();
    let mut known: Vec<Option<RequestRow>> = keys.iter().map(|_| None).collect();
    let mut known_exactly = vec![false; keys.len()];
    let mut unknown: Vec<(usize, RequestRow)> = Vec::new();
    let mut after = 0;
    for f in found {
        let place = f.key.and_then(|key| keys.iter().position(|k| *k == key));
        let mut row = RequestRow {
            key: f.key,
            path: f.path,
            values: f.values,
            extra: f.extra,
        };
        let slots = place.and_then(|p| {
            known
                .get_mut(p)
                .zip(known_exactly.get_mut(p))
                .map(|(s, e)| (p, s, e))
        });
        match slots {
            Some((p, slot @ None, exact)) => {
                *slot = Some(row);
                *exact = f.exact;
                after = p + 1;
            }
            // A row that prints the form's own words is that row, and one that is merely near to them another.
            Some((_, Some(first), exact)) if *exact != f.exact => {
                if f.exact {
                    std::mem::swap(first, &mut row);
                    *exact = true;
                }
                row.key = None;
                unknown.push((after, row));
            }
            Some((_, Some(first), _)) => {
                let message = format!("the row {} is printed more than once", first.path.join(" / "));
                warnings.push(Warning::new("row_twice", message));
                // Pages that overlap print a row on both.
                if prints_alike(first, &row) {
                    continue;
                }
                first.values.iter_mut().for_each(|v| v.status = Status::Disputed);
                row.key = None;
                unknown.push((after, row));
            }
            None => {
                row.key = None;
                unknown.push((after, row));
            }
        }
    }
    let mut rows = Vec::new();
    for (p, slot) in known.into_iter().enumerate() {
        rows.extend(
            unknown
                .iter()
                .filter(|(after, _)| *after == p)
                .map(|(_, r)| r.clone()),
        );
        rows.push(slot.unwrap_or_else(|| absent_row(keys.get(p).copied(), extra_columns.len())));
    }
    rows.extend(
        unknown
            .into_iter()
            .filter(|(after, _)| *after == keys.len())
            .map(|(_, r)| r),
    );
    Requests { rows, extra_columns }
}

fn absent_row(key: Option<&'static str>, extra: usize) -> RequestRow {
    let absent = |n| (0..n).map(|_| Value::absent()).collect();
    RequestRow {
        key,
        path: Vec::new(),
        values: absent(COLUMNS.len()),
        extra: absent(extra),
    }
}

#[cfg(test)]
mod tests;
