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
use super::{COLUMNS, Form, normalise, requests};
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
pub fn tables(lines: &[String]) -> Vec<Table> {
    let rows = rows(lines);
    let found = [
        disclosure_table(&rows),
        requests_table(&rows),
        litigation_table(&rows),
    ];
    found.into_iter().flatten().collect()
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
        // A label alone stands below the heads of the line before.
        if !above.is_empty() {
            heads = above;
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
    disclosure_sheet(&lines)
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
    let inside = all.get(first..=last)?;
    let (head, _) = inside.first()?;
    if !has_request_heads(&head.texts) {
        return None;
    }
    let runs: Vec<Run<'_>> = inside.iter().flat_map(|(row, begun)| cut(row, begun)).collect();
    let names = names(&runs)?;
    let values = runs.iter().map(|r| r.values);
    let named: Vec<(&'static str, &[Token<'_>])> = names
        .into_iter()
        .zip(values)
        .filter_map(|(name, values)| name.filter(|_| !values.is_empty()).zip(Some(values)))
        .collect();
    (named.len() >= MIN_ROWS)
        .then(|| requests_sheet(&named))
        .flatten()
}

/// A row's numbers as runs of as many as there are columns. Several runs without a label between them are rows whose labels
/// stand elsewhere.
fn cut<'a>(row: &'a Row<'a>, begun: &[&'static str]) -> Vec<Run<'a>> {
    let n = COLUMNS.len();
    if !row.values.len().is_multiple_of(n) {
        return vec![Run {
            values: &[],
            begun: begun.to_vec(),
        }];
    }
    let runs = row.values.chunks(n).enumerate();
    runs.map(|(at, values)| Run {
        values,
        begun: if at == 0 { begun.to_vec() } else { Vec::new() },
    })
    .collect()
}

/// The names of runs: by their order, when they are as many as the form has rows and nearly all stand behind their labels;
/// otherwise by the labels that begin right before them, and between named ones by order where just as many are missing.
fn names(runs: &[Run<'_>]) -> Option<Vec<Option<&'static str>>> {
    let forms: [&[&'static str]; 2] = [&ROWS_2021, &ROWS_2019];
    for form in forms {
        let pairs = || runs.iter().zip(form);
        let labelled = pairs().filter(|(run, key)| run.begun.contains(key)).count();
        if runs.len() == form.len() && labelled * 100 >= LABELLED * form.len() {
            return Some(form.iter().map(|key| Some(*key)).collect());
        }
    }
    let divided = runs.iter().any(|r| r.begun.contains(&"other.correction_overdue"));
    let form: &[&'static str] = if divided { &ROWS_2021 } else { &ROWS_2019 };
    let place = |key: &Option<&'static str>| key.and_then(|key| form.iter().position(|k| *k == key));
    let last = |run: &Run<'_>| run.begun.iter().rev().find(|key| form.contains(key)).copied();
    let keys: Vec<Option<&'static str>> = runs.iter().map(last).collect();
    let places: Vec<usize> = keys.iter().filter_map(place).collect();
    places
        .is_sorted_by(|a, b| a < b)
        .then(|| requests::named_between(&keys, form))
}

/// Whether the texts before the first row hold the heads of all columns, and print those that share a line in the
/// form's order.
fn has_request_heads(texts: &[Token<'_>]) -> bool {
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
    let wanted: Vec<char> = COLUMNS
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

/// Table 4: the one run of as many numbers as it has columns below its heads.
fn litigation_table(rows: &[Row<'_>]) -> Option<Table> {
    let n = LITIGATION_GROUPS.len() * LITIGATION_COLUMNS.len();
    let mut found = rows
        .iter()
        .filter(|r| r.values.len() == n && has_litigation_heads(&r.texts));
    let row = found.next().filter(|_| found.next().is_none())?;
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
    cells.extend((0..).zip(&row.values).map(|(col, token)| value(2, col, token)));
    Table::new(3, n as u32, cells, Method::Order).ok()
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
