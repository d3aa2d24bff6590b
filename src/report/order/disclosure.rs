//! Table 2 by order: a label and as many numbers as its heads are.

use std::collections::BTreeMap;

use super::super::labels::{DISCLOSURE_HEADS, DISCLOSURE_ROWS, DisclosureHead, disclosure_shape};
use super::{Row, Token, bare, holds, joined, last_of, value};
use crate::document::{Cell, Method, Table};
use crate::report::Form;

/// A label of table 2 is looked for in this many texts.
const MAX_LABEL_LINES: usize = 3;
/// So many numbers at most are taken for pieces of one.
const MAX_PIECES: usize = 4;

/// A line of table 2 with its numbers.
struct Line<'a> {
    group: &'static str,
    heads: &'static [&'static str],
    form: Form,
    values: Vec<Printed<'a>>,
}

/// A value of a line: the numbers that stand for it, with the first one's token.
struct Printed<'a> {
    token: &'a Token<'a>,
    text: String,
}

/// Table 2, line by line: a label, as many numbers as its heads are in one of the forms, and these heads above.
pub(super) fn table(rows: &[Row<'_>]) -> Option<Table> {
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
        let line = |n: usize| {
            let fits = |form: &Form| Some((*form, heads_of_line(*form, group, n, heads)?));
            let mut forms = [Form::Form2021, Form::Form2019].iter().filter_map(fits);
            forms.next().filter(|_| forms.next().is_none())
        };
        let whole = || line(row.values.len()).map(|found| (found, row.values.iter().map(alone).collect()));
        let joined = || line(1).and_then(|found| Some((found, vec![as_one(row, found.1, found.0, heads)?])));
        if let Some(((form, keys), values)) = whole().or_else(joined) {
            lines.push(Line {
                group,
                heads: keys,
                form,
                values,
            });
        }
    }
    // A line that stands twice is last year's, too.
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &lines {
        *times.entry(line.group).or_default() += 1;
    }
    let once = |line: &&Line<'_>| times.get(line.group) == Some(&1);
    let lines: Vec<&Line<'_>> = lines.iter().filter(once).collect();
    // Where blanks are lost or numbers are torn, some lines may have the right number of numbers by chance.
    (lines.len() * 2 > labels).then(|| sheet(&lines)).flatten()
}

fn alone<'a>(token: &'a Token<'a>) -> Printed<'a> {
    Printed {
        token,
        text: token.text.to_owned(),
    }
}

/// Several numbers below a single head as one value. What writes a merged cell once for each column that it covers repeats
/// its head, too. Others are pieces of a number that was broken onto lines, or numbers of which one does not belong there:
/// set below one another they are told from a plain number.
fn as_one<'a>(
    row: &'a Row<'a>,
    keys: &[&'static str],
    form: Form,
    above: &[Token<'_>],
) -> Option<Printed<'a>> {
    let first = row.values.first()?;
    let head = DisclosureHead {
        key: keys.first()?,
        form,
    };
    let heads = above
        .iter()
        .filter(|t| DISCLOSURE_HEADS.find(t.text) == Some(head))
        .count();
    if heads == row.values.len() && row.values.iter().all(|t| t.text == first.text) {
        return Some(alone(first));
    }
    let lines = row.values.chunk_by(|a, b| a.line == b.line).count();
    let have_digits = row.values.iter().all(|t| t.text.contains(char::is_numeric));
    let is_broken = heads == 1 && have_digits && lines == row.values.len() && lines <= MAX_PIECES;
    let texts: Vec<&str> = row.values.iter().map(|t| t.text).collect();
    is_broken.then(|| Printed {
        token: first,
        text: texts.join("\n"),
    })
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
fn sheet(lines: &[&Line<'_>]) -> Option<Table> {
    let mut cells = Vec::new();
    for (row, line) in (0..).step_by(2).zip(lines) {
        cells.push(Cell::new(row, 0, ""));
        cells.push(Cell::new(row + 1, 0, DISCLOSURE_ROWS.label_of(line.group)?));
        for ((col, key), printed) in (1..).zip(line.heads).zip(&line.values) {
            let head = DisclosureHead { key, form: line.form };
            cells.push(Cell::new(row, col, DISCLOSURE_HEADS.label_of(head)?));
            let mut cell = value(row + 1, col, printed.token);
            cell.text.clone_from(&printed.text);
            cells.push(cell);
        }
    }
    let widest = lines.iter().map(|line| line.heads.len()).max()?;
    Table::new(2 * lines.len() as u32, widest as u32 + 1, cells, Method::Order).ok()
}
