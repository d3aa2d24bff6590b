//! Table 2 by order: a label and as many numbers as its heads are.

use std::collections::BTreeMap;

use super::super::labels::{DISCLOSURE_HEADS, DISCLOSURE_ROWS, DisclosureHead, disclosure_shape};
use super::{Row, Token, bare, holds, joined, last_of, value};
use crate::document::{Cell, Method, Table};
use crate::report::Form;

/// A label of table 2 is looked for in this many texts.
const MAX_LABEL_LINES: usize = 3;

/// A line of table 2 with its numbers.
struct Line<'a> {
    group: &'static str,
    heads: &'static [&'static str],
    form: Form,
    values: &'a [Token<'a>],
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
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &lines {
        *times.entry(line.group).or_default() += 1;
    }
    let once = |line: &&Line<'_>| times.get(line.group) == Some(&1);
    let lines: Vec<&Line<'_>> = lines.iter().filter(once).collect();
    // Where blanks are lost or numbers are torn, some lines may have the right number of numbers by chance.
    (lines.len() * 2 > labels).then(|| sheet(&lines)).flatten()
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
        for ((col, key), token) in (1..).zip(line.heads).zip(line.values) {
            let head = DisclosureHead { key, form: line.form };
            cells.push(Cell::new(row, col, DISCLOSURE_HEADS.label_of(head)?));
            cells.push(value(row + 1, col, token));
        }
    }
    let widest = lines.iter().map(|line| line.heads.len()).max()?;
    Table::new(2 * lines.len() as u32, widest as u32 + 1, cells, Method::Order).ok()
}
