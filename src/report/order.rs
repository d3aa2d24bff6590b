//! The three tables out of lines of text, by nothing but the order of labels and numbers.
//!
//! Whatever takes a text out of a report keeps the numbers of a row in their order, and a label begins before its row's
//! numbers do; where labels and heads wrap, their lines are torn apart and mixed with those of their neighbours. So rows
//! are runs of numbers, as many as the form has columns, and each is named by the label that begins right before it.
//! Neither blank cells nor rows with other columns can be told like this: a row with more or fewer numbers says nothing.

use super::labels::{
    ColumnLabel, DISCLOSURE_HEADS, DISCLOSURE_ROWS, DisclosureHead, LITIGATION_COLUMNS, LITIGATION_GROUPS,
    LITIGATION_HEADS, LitigationLabel, REQUEST_COLUMNS, REQUEST_ROWS, ROWS_2019, ROWS_2021, RowLabel,
    Vocabulary, disclosure_shape,
};
use super::number::Number;
use super::values::{self, Parsed};
use super::{COLUMNS, Form, ValueKind, normalise, requests};
use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Method, Provenance, Table};
use crate::table::values::is_value_like;

/// A line begins a label that goes on below with this many of its characters.
const LEAST_BEGINNING: usize = 2;
/// A line that begins like a label and goes on otherwise must have this many characters of it.
const SURE_BEGINNING: usize = 5;
/// Rows as many as the form's are the form's when this share of them stands behind its label, in percent.
const LABELLED: usize = 80;
/// A label of table 2 is looked for in this many texts.
const MAX_LABEL_LINES: usize = 3;
/// Heads are looked for in this many texts before the numbers; more are running text.
const MAX_HEAD_TEXTS: usize = 200;
/// Labels are looked for in this many texts of a line; lines of more are running text.
const MAX_LINE_TEXTS: usize = 24;
/// Fewer rows are no table 3.
const MIN_ROWS: usize = 5;

/// A text or a number of a line, with the line's number (0-based).
#[derive(Clone, Debug)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// Numbers that follow each other and the texts before them.
#[derive(Clone, Debug, Default)]
struct Row<'a> {
    texts: Vec<Token<'a>>,
    values: Vec<Token<'a>>,
}

/// The tables that the order of labels and numbers tells; none where it does not.
///
/// # Errors
/// The limits of `budget`.
pub fn tables(lines: &[String], budget: &Budget) -> Result<Vec<Table>, Error> {
    let bytes: usize = lines.iter().map(String::len).sum();
    budget.work(bytes as u64 / 4 + 1)?;
    let parts: usize = lines.iter().map(|l| l.split(is_separator).count()).sum();
    let needed = (parts * size_of::<Token<'_>>()) as u64;
    budget.hold(needed)?;
    let rows = rows(lines);
    let found = [
        disclosure_table(&rows),
        requests_table(&rows),
        litigation_table(&rows),
    ];
    budget.release(needed);
    Ok(found.into_iter().flatten().collect())
}

fn rows(lines: &[String]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = vec![Row::default()];
    for (line, text) in lines.iter().enumerate() {
        if is_page_number(text) {
            continue;
        }
        for text in text.split(is_separator).filter(|t| !t.is_empty()) {
            let token = Token { text, line };
            let is_value = is_value_like(text);
            if !is_value && rows.last().is_some_and(|r| !r.values.is_empty()) {
                rows.push(Row::default());
            }
            if let Some(row) = rows.last_mut() {
                (if is_value { &mut row.values } else { &mut row.texts }).push(token);
            }
        }
    }
    rows
}

/// What parts cells in a line: blanks, and the bars of drawn tables.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '│' | '┃' | '║')
}

/// Whether a line is a page number between dashes.
fn is_page_number(line: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―' | '·');
    let inner = line.trim();
    let number = inner.trim_matches(|c: char| is_dash(c) || c.is_whitespace());
    inner.starts_with(is_dash)
        && inner.ends_with(is_dash)
        && !number.is_empty()
        && number.chars().all(|c| c.is_numeric())
}

/// A text without blanks, outline number and punctuation; unlike [`normalise::label`] with what stands in brackets, which
/// a line may leave open.
fn bare(text: &str) -> Vec<char> {
    let squeezed = normalise::squeeze(text);
    let (_, rest) = normalise::split_outline(&squeezed);
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text begins a label: it is the label or the first line of it, or begins with it.
fn begins(text: &[char], label: &[char]) -> bool {
    let common = text.iter().zip(label).take_while(|(a, b)| a == b).count();
    let whole = common == text.len() || (common == label.len() && label.len() >= SURE_BEGINNING);
    common >= LEAST_BEGINNING && (whole || common >= SURE_BEGINNING)
}

/// The labels of a vocabulary, bare, with what they stand for.
fn bare_labels<K: Copy + PartialEq, T>(
    vocabulary: &Vocabulary<K>,
    wanted: impl Fn(K) -> Option<T>,
) -> Vec<(T, Vec<char>)> {
    let labels = vocabulary.labels();
    labels
        .filter_map(|(key, label)| Some((wanted(key)?, bare(label))))
        .collect()
}

/// The texts that may begin a label: from each text of a line to the line's end.
fn beginnings<'a>(texts: &'a [Token<'a>]) -> impl Iterator<Item = Vec<char>> + 'a {
    let lines = texts.chunk_by(|a, b| a.line == b.line);
    lines.flat_map(|line| {
        let line = line.get(..MAX_LINE_TEXTS).unwrap_or(line);
        (0..line.len()).map(move |from| {
            let rest: String = line.iter().skip(from).map(|t| t.text).collect();
            bare(&rest)
        })
    })
}

/// The keys of the rows whose labels begin in these texts, in the order of their beginnings.
fn begun(texts: &[Token<'_>], labels: &[(&'static str, Vec<char>)]) -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = Vec::new();
    for text in beginnings(texts) {
        let fitting = labels.iter().filter(|(_, label)| begins(&text, label));
        keys.extend(fitting.map(|(key, _)| *key));
    }
    keys
}

/// A line of table 2 with its numbers.
struct Line<'a> {
    group: &'static str,
    heads: &'static [&'static str],
    form: Form,
    values: &'a [Token<'a>],
}

/// Table 2, line by line: a label, as many numbers as its heads are in one of the forms, and these heads above.
fn disclosure_table(rows: &[Row<'_>]) -> Option<Table> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut heads: &[Token<'_>] = &[];
    let mut labels = 0;
    for row in rows {
        let last = (1..=MAX_LABEL_LINES.min(row.texts.len())).find_map(|n| {
            let (above, label) = row.texts.split_at(row.texts.len() - n);
            let text: String = label.iter().map(|t| t.text).collect();
            Some((above, DISCLOSURE_ROWS.find(&text)?))
        });
        let Some((above, group)) = last else {
            heads = &[];
            continue;
        };
        labels += 1;
        // A label alone stands below the heads of the line before.
        if !above.is_empty() {
            heads = last_of(above);
        }
        let fits = |form: &Form| Some((*form, heads_of_line(*form, group, row.values.len(), heads)?));
        let mut forms = [Form::Form2021, Form::Form2019].iter().filter_map(fits);
        if let (Some((form, keys)), None) = (forms.next(), forms.next()) {
            lines.push(Line {
                group,
                heads: keys,
                form,
                values: &row.values,
            });
        }
    }
    // A line that stands twice is last year's, too.
    let once = |line: &&Line<'_>| lines.iter().filter(|l| l.group == line.group).count() == 1;
    let lines: Vec<&Line<'_>> = lines.iter().filter(once).collect();
    // Where blanks are lost or numbers are torn, some lines may have the right number of numbers by chance.
    (lines.len() * 2 > labels)
        .then(|| disclosure_sheet(&lines))
        .flatten()
}

/// The keys of a line's columns in a form, when they are `n` and the texts above hold all of their heads, those that share
/// a line in the form's order.
fn heads_of_line(form: Form, group: &str, n: usize, above: &[Token<'_>]) -> Option<&'static [&'static str]> {
    let (_, keys) = disclosure_shape(form).iter().find(|(key, _)| *key == group)?;
    let keys: &'static [&'static str] = keys;
    let labels = keys
        .iter()
        .map(|key| DISCLOSURE_HEADS.label_of(DisclosureHead { key, form }));
    let labels: Vec<Vec<char>> = labels.map(|label| label.map(bare)).collect::<Option<_>>()?;
    let lines: Vec<&[Token<'_>]> = above.chunk_by(|a, b| a.line == b.line).collect();
    let in_order = |line: &&[Token<'_>]| {
        let places = line.iter().filter_map(|token| {
            let text = bare(token.text);
            labels.iter().position(|label| text.starts_with(label))
        });
        places.is_sorted()
    };
    let text: Vec<char> = lines.iter().flat_map(|line| joined(line)).collect();
    (keys.len() == n && lines.iter().all(in_order) && holds(&text, &labels.concat())).then_some(keys)
}

/// Lines of table 2, each below its heads.
fn disclosure_sheet(lines: &[&Line<'_>]) -> Option<Table> {
    let mut cells = Vec::new();
    for (row, line) in (0..).step_by(2).zip(lines) {
        cells.push(Cell::new(row, 0, ""));
        cells.push(Cell::new(row + 1, 0, DISCLOSURE_ROWS.label_of(line.group)?));
        for ((col, key), token) in (1..).zip(line.heads).zip(line.values) {
            let head = DisclosureHead { key, form: line.form };
            cells.push(Cell::new(row, col, DISCLOSURE_HEADS.label_of(head)?));
            cells.push(value(row + 1, col, token));
        }
    }
    let widest = lines.iter().map(|line| line.heads.len()).max()?;
    Table::new(2 * lines.len() as u32, widest as u32 + 1, cells, Method::Order).ok()
}

/// A run of as many numbers as there are columns, with the keys of the labels that begin before it.
struct Run<'a> {
    /// Empty for numbers that are more or fewer than there are columns.
    values: &'a [Token<'a>],
    /// Whether no other run stands between the same labels and its numbers stand in one line or each in a line of its own.
    alone: bool,
    begun: Vec<&'static str>,
}

/// Table 3.
fn requests_table(rows: &[Row<'_>]) -> Option<Table> {
    let labels = bare_labels(&REQUEST_ROWS, |label| match label {
        RowLabel::Leaf(key) => Some(key),
        _ => None,
    });
    let with_values = rows.iter().filter(|r| !r.values.is_empty());
    let all: Vec<(&Row<'_>, Vec<&str>)> = with_values.map(|r| (r, begun(&r.texts, &labels))).collect();
    let begins = |at: usize, key: &str| all.get(at).is_some_and(|(_, begun)| begun.contains(&key));
    // Rows that can be the first and the last one twice are those of two tables.
    let only = |fits: &dyn Fn(usize) -> bool| {
        let mut found = (0..all.len()).filter(|&at| fits(at));
        found.next().filter(|_| found.next().is_none())
    };
    let first = only(&|at| begins(at, "received") && begins(at + 1, "carried_over"))?;
    let last = only(&|at| begins(at, "carried_forward"))?;
    // Where the last labels are printed behind their numbers, what follows them is not the table's.
    let ends = all.get(last)?.0.values.len().is_multiple_of(COLUMNS.len());
    let inside = all.get(first..last + usize::from(ends))?;
    let (head, _) = inside.first()?;
    let runs: Vec<Run<'_>> = inside.iter().flat_map(|(row, begun)| cut(row, begun)).collect();
    // The head 总计 may be printed behind rows that stand beside it; that its numbers come last, their sums then tell.
    let sums = runs.iter().filter(|run| row_adds_up(run)).count();
    let (heads, last) = (last_of(&head.texts), COLUMNS.len() - 1);
    let has_heads = has_request_heads(heads, COLUMNS.get(..last)?)
        && (has_request_heads(heads, &COLUMNS) || sums * 2 > runs.len());
    if !has_heads {
        return None;
    }
    // Where blanks are lost or numbers are torn, some rows may have the right number of numbers by chance; numbers of several
    // rows may be mixed.
    let whole = runs.iter().filter(|r| !r.values.is_empty()).count();
    let sure =
        |run: &Run<'_>| !run.values.is_empty() && ((whole == runs.len() && run.alone) || row_adds_up(run));
    let named: Vec<(&'static str, &[Token<'_>])> = names(&runs)
        .into_iter()
        .zip(&runs)
        .filter_map(|(name, run)| name.filter(|_| sure(run)).zip(Some(run.values)))
        .collect();
    let enough = named.len() >= MIN_ROWS && whole * 2 > runs.len();
    enough.then(|| requests_sheet(&named)).flatten()
}

/// A row's numbers as runs of as many as there are columns. Several runs without a label between them are rows whose labels
/// stand elsewhere.
fn cut<'a>(row: &'a Row<'a>, begun: &[&'static str]) -> Vec<Run<'a>> {
    let n = COLUMNS.len();
    if !row.values.len().is_multiple_of(n) {
        return vec![Run {
            values: &[],
            alone: true,
            begun: begun.to_vec(),
        }];
    }
    let runs = row.values.chunks(n).enumerate();
    runs.map(|(at, values)| Run {
        values,
        alone: row.values.len() == n && is_even(values),
        begun: if at == 0 { begun.to_vec() } else { Vec::new() },
    })
    .collect()
}

/// Whether numbers stand in one line, or each in a line of its own.
fn is_even(values: &[Token<'_>]) -> bool {
    let lines = values.chunk_by(|a, b| a.line == b.line).count();
    lines == 1 || lines == values.len()
}

/// The names of runs. As many as a form has rows are that form's in its order, when all of its equations hold or when
/// nearly all stand behind their labels; then those that do not are named only between ones that do. Of fewer or more only
/// those are named that [`anchors`] tells, and those between them where just as many are missing.
fn names(runs: &[Run<'_>]) -> Vec<Option<&'static str>> {
    let forms: [&[&'static str]; 2] = [&ROWS_2021, &ROWS_2019];
    for form in forms.into_iter().filter(|form| form.len() == runs.len()) {
        let printed = form
            .iter()
            .filter(|key| runs.iter().any(|r| r.begun.contains(key)));
        if printed.count() * 100 >= LABELLED * form.len() && adds_up(runs) {
            return form.iter().map(|key| Some(*key)).collect();
        }
        let pairs = runs.iter().zip(form);
        let own: Vec<Option<&'static str>> = pairs
            .map(|(run, key)| run.begun.contains(key).then_some(*key))
            .collect();
        if own.iter().flatten().count() * 100 >= LABELLED * form.len() {
            return requests::named_between(&own, form);
        }
    }
    let divided = runs.iter().any(|r| r.begun.contains(&"other.correction_overdue"));
    let form: &[&'static str] = if divided { &ROWS_2021 } else { &ROWS_2019 };
    requests::named_between(&anchors(runs, form), form)
}

/// Names of the runs before which one label begins that has, in the form, just as many rows before it as the run has, or
/// as many behind it. A label that begins before the numbers of the row above it, as lines of wrapped labels do, or
/// whose row is blank, moves the runs against the labels from there on.
fn anchors(runs: &[Run<'_>], form: &[&'static str]) -> Vec<Option<&'static str>> {
    let anchor = |(at, run): (usize, &Run<'_>)| {
        let mut keys = run.begun.iter().filter(|key| form.contains(key));
        let key = *keys.next()?;
        let place = form.iter().position(|k| *k == key)?;
        let fits = place == at || form.len() - place == runs.len() - at;
        (fits && keys.all(|k| *k == key)).then_some(key)
    };
    runs.iter().enumerate().map(anchor).collect()
}

/// The counts of a run, marks for none as 0; `None` when one is no count.
fn counts(run: &Run<'_>) -> Option<Vec<i64>> {
    let count = |token: &Token<'_>| match values::parse(token.text) {
        Parsed {
            kind: ValueKind::Mark,
            ..
        } => Some(0),
        Parsed { number, .. } => number.and_then(Number::as_whole),
    };
    run.values.iter().map(count).collect()
}

/// Whether a run's last number is the sum of the others, as the form has it.
fn row_adds_up(run: &Run<'_>) -> bool {
    counts(run).is_some_and(|counts| {
        let total = counts.last().copied();
        total.is_some_and(|total| counts.iter().sum::<i64>() == 2 * total)
    })
}

/// Whether the runs are numbers of a whole table 3 in its order: every row and every column adds up, and there is something
/// to add up.
fn adds_up(runs: &[Run<'_>]) -> bool {
    let Some(rows) = runs.iter().map(counts).collect::<Option<Vec<Vec<i64>>>>() else {
        return false;
    };
    let [received, carried_over, outcomes @ .., concluded, carried_forward] = rows.as_slice() else {
        return false;
    };
    let column_adds_up = |col: usize| {
        let of = |row: &Vec<i64>| row.get(col).copied();
        let sum: Option<i64> = outcomes.iter().map(of).sum();
        let begun = of(received).zip(of(carried_over)).map(|(a, b)| a + b);
        let ended = of(concluded).zip(of(carried_forward)).map(|(a, b)| a + b);
        begun.is_some() && begun == ended && sum == of(concluded)
    };
    let something = outcomes.iter().flatten().any(|n| *n > 0);
    something && runs.iter().all(row_adds_up) && (0..COLUMNS.len()).all(column_adds_up)
}

/// Whether the texts before the first row hold the heads of these columns, and print those that share a line in the
/// form's order.
fn has_request_heads(texts: &[Token<'_>], columns: &[&str]) -> bool {
    let heads = bare_labels(&REQUEST_COLUMNS, |label| match label {
        ColumnLabel::Leaf(key) => Some(key),
        ColumnLabel::Parent => None,
    });
    let first = |key: &str| {
        heads
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, label)| label.as_slice())
    };
    let wanted: Vec<char> = columns
        .iter()
        .filter_map(|key| first(key))
        .flatten()
        .copied()
        .collect();
    let lines: Vec<Vec<char>> = texts.chunk_by(|a, b| a.line == b.line).map(joined).collect();
    let one_a_line = lines.iter().all(|line| places_in(line, &first).len() < 2);
    let in_order = |line: &Vec<char>| places_in(line, &first).is_sorted();
    let ordered = match one_a_line {
        true => places_in(&lines.concat(), &first).is_sorted(),
        false => lines.iter().all(in_order),
    };
    ordered && holds(&lines.concat(), &wanted)
}

/// The last of many texts, in which heads are looked for.
fn last_of<'a, 'b>(texts: &'a [Token<'b>]) -> &'a [Token<'b>] {
    let first = texts.len().saturating_sub(MAX_HEAD_TEXTS);
    texts.get(first..).unwrap_or_default()
}

/// The texts of a line as one, bare.
fn joined(line: &[Token<'_>]) -> Vec<char> {
    line.iter().flat_map(|t| bare(t.text)).collect()
}

/// Columns that stand side by side below one head and begin with characters of their own: where these stand in a line,
/// as numbers of the columns in the order of the line.
fn places_in<'a>(line: &[char], label: &impl Fn(&str) -> Option<&'a [char]>) -> Vec<usize> {
    const TOLD: [&str; 4] = [
        "enterprise",
        "research_institution",
        "social_organization",
        "legal_service",
    ];
    let beginnings = TOLD.iter().map(|key| label(key).and_then(|l| l.get(..2)));
    let found = beginnings.enumerate().filter_map(|(at, begin)| {
        let place = line.windows(2).position(|pair| Some(pair) == begin)?;
        Some((place, at))
    });
    let mut found: Vec<(usize, usize)> = found.collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Whether a text has each of the wanted characters, as often as wanted.
fn holds(text: &[char], wanted: &[char]) -> bool {
    let mut rest: Vec<char> = text.to_vec();
    wanted.iter().all(|c| {
        let at = rest.iter().position(|r| r == c);
        at.map(|at| rest.swap_remove(at)).is_some()
    })
}

/// A cell with the text of a token.
fn value(row: u32, col: u32, token: &Token<'_>) -> Cell {
    let mut cell = Cell::new(row, col, token.text);
    cell.provenance = vec![Provenance::Line(token.line as u32 + 1)];
    cell
}

/// Table 3 with its columns' heads in one row and its rows' labels in one column.
fn requests_sheet(named: &[(&'static str, &[Token<'_>])]) -> Option<Table> {
    let mut cells = vec![Cell::new(0, 0, "")];
    for (col, key) in (1..).zip(COLUMNS) {
        cells.push(Cell::new(
            0,
            col,
            REQUEST_COLUMNS.label_of(ColumnLabel::Leaf(key))?,
        ));
    }
    for (row, (key, values)) in (1..).zip(named) {
        cells.push(Cell::new(row, 0, REQUEST_ROWS.label_of(RowLabel::Leaf(key))?));
        cells.extend((1..).zip(*values).map(|(col, token)| value(row, col, token)));
    }
    Table::new(
        named.len() as u32 + 1,
        COLUMNS.len() as u32 + 1,
        cells,
        Method::Order,
    )
    .ok()
}

/// Table 4: the one run of as many numbers as it has columns, with its heads before it or each of them before its number.
fn litigation_table(rows: &[Row<'_>]) -> Option<Table> {
    let n = LITIGATION_GROUPS.len() * LITIGATION_COLUMNS.len();
    let below = rows
        .iter()
        .filter(|r| r.values.len() == n && has_litigation_heads(last_of(&r.texts)))
        .map(|r| r.values.iter().collect::<Vec<_>>());
    let behind = rows.windows(n).filter(|rows| are_behind_heads(rows));
    let behind = behind.map(|rows| rows.iter().flat_map(|r| &r.values).collect());
    let mut found = below.chain(behind);
    let values = found.next().filter(|_| found.next().is_none())?;
    let label = |head: LitigationLabel| LITIGATION_HEADS.label_of(head);
    let mut cells = Vec::new();
    let per_group = LITIGATION_COLUMNS.len() as u32;
    for (at, group) in (0..).zip(LITIGATION_GROUPS) {
        let from = at * per_group;
        cells.push(Cell::spanning(
            0..1,
            from..from + per_group,
            label(LitigationLabel::Group(group))?,
        ));
        for (col, key) in (from..).zip(LITIGATION_COLUMNS) {
            cells.push(Cell::new(1, col, label(LitigationLabel::Column(key))?));
        }
    }
    cells.extend((0..).zip(values).map(|(col, token)| value(2, col, token)));
    Table::new(3, n as u32, cells, Method::Order).ok()
}

/// Whether each of these rows is one number behind the head of its column, in the form's order, with the heads of the groups
/// among them.
fn are_behind_heads(rows: &[Row<'_>]) -> bool {
    let keys = LITIGATION_GROUPS.iter().flat_map(|_| LITIGATION_COLUMNS);
    let ends = |row: &Row<'_>, key: &'static str| {
        let head = LITIGATION_HEADS.label_of(LitigationLabel::Column(key)).map(bare);
        head.is_some_and(|head| joined(last_of(&row.texts)).ends_with(&head))
    };
    // The numbers first: hardly any other rows are like this.
    rows.iter().all(|row| row.values.len() == 1)
        && rows.iter().zip(keys).all(|(row, key)| ends(row, key))
        && {
            let text: Vec<char> = rows.iter().flat_map(|row| joined(last_of(&row.texts))).collect();
            let labels = bare_labels(&LITIGATION_HEADS, |head| {
                (!matches!(head, LitigationLabel::Column(_))).then_some(())
            });
            labels.iter().all(|(_, label)| holds(&text, label))
        }
}

/// Whether texts hold all heads of table 4, and print 维持 and 纠正 in turn where they share a line.
fn has_litigation_heads(texts: &[Token<'_>]) -> bool {
    let lines: Vec<Vec<char>> = texts.chunk_by(|a, b| a.line == b.line).map(joined).collect();
    let labels = bare_labels(&LITIGATION_HEADS, Some);
    let mut wanted: Vec<char> = Vec::new();
    let mut seen: Vec<LitigationLabel> = Vec::new();
    for (key, label) in &labels {
        if !seen.contains(key) {
            let times = if matches!(key, LitigationLabel::Column(_)) {
                LITIGATION_GROUPS.len()
            } else {
                1
            };
            wanted.extend(std::iter::repeat_n(label, times).flatten());
            seen.push(*key);
        }
    }
    let outcomes = |line: &[char]| -> Vec<bool> {
        let pairs = line.windows(2).filter_map(|pair| match pair {
            ['维', '持'] => Some(true),
            ['纠', '正'] => Some(false),
            _ => None,
        });
        pairs.collect()
    };
    let in_turn = |line: &Vec<char>| {
        let found = outcomes(line);
        let alone = found.iter().all(|o| *o) || found.iter().all(|o| !*o);
        alone || found.iter().enumerate().all(|(at, o)| *o == (at % 2 == 0))
    };
    lines.iter().all(in_turn) && holds(&lines.concat(), &wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn read(text: &str) -> Vec<Table> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        tables(&lines, &Budget::new(&Limits::default(), None)).unwrap()
    }

    /// The rows of a table, its cells' texts with bars between.
    fn shown(table: &Table) -> Vec<String> {
        let row = |row: u32| {
            let cells = table.cells().iter().filter(|c| c.rows.start == row);
            cells.map(|c| c.text.as_str()).collect::<Vec<_>>().join("|")
        };
        (0..table.n_rows()).map(row).collect()
    }

    /// Heads as a program prints them that goes line by line over the page: those of one line side by side.
    const HEADS: &str = "三、收到和处理政府信息公开申请情况\n申请人情况\n法人或其他组织\n自然 社会 法律 总计\n人 商业 科研\n\
        公益 服务 其他\n企业 机构\n组织 机构";

    /// Table 3 of form 2021 with these numbers, each label in one line.
    fn requests(numbers: impl Fn(usize) -> String) -> String {
        let label = |key: &'static str| REQUEST_ROWS.label_of(RowLabel::Leaf(key)).unwrap();
        let rows = ROWS_2021
            .iter()
            .enumerate()
            .map(|(at, key)| format!("\n{} {}", label(key), numbers(at)));
        format!("{HEADS}{}", rows.collect::<String>())
    }

    /// Numbers that break every equation.
    fn distinct(row: usize) -> String {
        let numbers = (1..8).map(|col| format!("{}", 10 * row + col));
        numbers.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rows_are_named_by_their_order_behind_their_labels() {
        let found = read(&requests(distinct));
        let rows = shown(&found[0]);
        assert_eq!(rows.len(), 26);
        assert_eq!(
            rows[0],
            "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
        );
        assert_eq!(rows[2], "上年结转政府信息公开申请数量|11|12|13|14|15|16|17");
        assert_eq!(rows[25], "结转下年度继续办理|241|242|243|244|245|246|247");
    }

    #[test]
    fn lines_of_a_label_stand_above_and_below_its_numbers() {
        let text = requests(distinct).replace(
            "要求行政机关确认或重新出具已获取信息 191",
            "（五） 5.要求行政机关确认或重新\n不予处 191",
        );
        let text = text.replace("196 197\n", "196 197\n理 出具已获取信息\n");
        let rows = shown(&read(&text)[0]);
        assert_eq!(rows.len(), 26);
        assert!(rows[20].ends_with("|191|192|193|194|195|196|197"));
    }

    #[test]
    fn one_number_a_line_and_page_numbers_between() {
        let rows = requests(distinct).replace(HEADS, "").replace(' ', "\n");
        let rows = rows.replace("\n57\n", "\n57\n— 1 —\n");
        let text = format!("{HEADS}{rows}");
        assert_eq!(shown(&read(&text)[0]).len(), 26);
    }

    #[test]
    fn a_row_that_lost_a_number_says_nothing_and_shifts_no_other() {
        // What is left over adds up by itself, so that the rows around may be believed.
        let even = |row: usize| format!("{row} 0 0 0 0 0 {row}");
        let rows = shown(
            &read(&requests(|row| match row {
                7 => "7 0 0 0 0 7".to_owned(),
                _ => even(row),
            }))[0],
        );
        assert_eq!(rows.len(), 25);
        assert!(!rows.iter().any(|r| r.starts_with("保护第三方合法权益")));
        assert_eq!(rows[8], "属于三类内部事务信息|8|0|0|0|0|0|8");
    }

    #[test]
    fn a_blank_row_between_wrapped_labels_names_nothing_by_chance() {
        // The second row is blank; the label of the third begins before the numbers of the first.
        let text = requests(|row| format!("{row} 0 0 0 0 0 {row}"));
        let text = text.replace("没有现成信息需要另行制作 13 0 0 0 0 0 13\n", "");
        let text = text.replace(
            "本机关不掌握相关政府信息 12 0 0 0 0 0 12\n补正后申请内容仍不明确 14",
            "本机关不掌握相关政府信息\n没有现成信息需要另行制作 12 0 0 0 0 0 12\n补正后申请内容仍不明确 14",
        );
        let rows = shown(&read(&text)[0]);
        assert!(!rows.iter().any(|r| r.starts_with("没有现成信息需要另行制作")));
        assert!(rows.iter().any(|r| r == "补正后申请内容仍不明确|14|0|0|0|0|0|14"));
    }

    #[test]
    fn columns_in_another_order_are_not_read() {
        let text = requests(distinct).replace("人 商业 科研", "人 科研 商业");
        assert!(read(&text).is_empty());
        let text = requests(distinct).replace("企业 机构", "");
        assert!(read(&text).is_empty(), "a head is not there");
    }

    #[test]
    fn two_tables_3_are_not_told_apart() {
        let text = requests(distinct);
        assert!(read(&format!("{text}\n{text}")).is_empty());
    }

    #[test]
    fn rows_are_named_by_the_equations_where_labels_stand_in_a_block_of_their_own() {
        // One request, granted.
        let even = |row: usize| match row {
            0 | 2 | 23 => "1 0 0 0 0 0 1".to_owned(),
            _ => "0 0 0 0 0 0 0".to_owned(),
        };
        let apart = |text: String| {
            let label = "重复申请 0 0 0 0 0 0 0\n要求提供公开出版物 0 0 0 0 0 0 0";
            let moved = "0 0 0 0 0 0 0\n0 0 0 0 0 0 0\n重复申请\n要求提供公开出版物";
            let label = [label, "信访举报投诉类申请 0 0 0 0 0 0 0\n"];
            text.replace(label[0], moved)
                .replace(label[1], "0 0 0 0 0 0 0\n信访举报投诉类申请\n")
        };
        assert_eq!(shown(&read(&apart(requests(even)))[0]).len(), 26);
    }

    #[test]
    fn table_4_has_its_heads_before_its_numbers_or_among_them() {
        let heads = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果 结果 其他 尚未 结果 结果 其他 尚未 结果 结果 其他 尚未\n\
            总计 总计 总计\n维持 纠正 结果 审结 维持 纠正 结果 审结 维持 纠正 结果 审结\n";
        let numbers: Vec<String> = (1..16).map(|n| n.to_string()).collect();
        let below = read(&format!("{heads}{}", numbers.join(" ")));
        assert_eq!(shown(&below[0])[2], numbers.join("|"));
        assert!(read(&format!("{heads}{}", numbers[1..].join(" "))).is_empty());
        let wrong = heads.replace("维持 纠正", "纠正 维持");
        assert!(read(&format!("{wrong}{}", numbers.join(" "))).is_empty());

        let names = ["结果维\n持", "结果\n纠正", "其他结果", "尚未审\n结", "总计"];
        let pairs = names
            .iter()
            .cycle()
            .zip(&numbers)
            .map(|(name, n)| format!("{name}\n{n}\n"));
        let text = format!(
            "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n{}",
            pairs.collect::<String>()
        );
        assert_eq!(shown(&read(&text)[0])[2], numbers.join("|"));
    }

    #[test]
    fn lines_of_table_2_have_the_heads_of_their_form() {
        let text = "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章 1 2 3\n行政规范\n性文件 4 5 6\n\
            第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 7\n行政处罚 8 9";
        let found = read(text);
        let rows = shown(&found[0]);
        assert_eq!(rows[1], "规章|1|2|3");
        assert_eq!(rows[3], "行政规范性文件|4|5|6");
        assert_eq!(rows[4..], ["|本年处理决定数量", "行政许可|7"]);
        let swapped = text.replace(
            "本年制发件数\n本年废止件数\n现行有效件数",
            "本年废止件数 本年制发件数 现行有效件数",
        );
        assert!(
            !read(&swapped)
                .iter()
                .any(|t| shown(t).iter().any(|r| r.starts_with("规章")))
        );
    }

    #[test]
    fn page_numbers_stand_between_dashes() {
        assert!(is_page_number(" — 12 — ") && is_page_number("-3-"));
        assert!(
            !is_page_number("—") && !is_page_number("- -") && !is_page_number("-3") && !is_page_number("12")
        );
    }
}
