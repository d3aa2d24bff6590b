//! Rows and columns of table 3 whose labels are in an agency's own words, named by their place between known ones.

use std::collections::BTreeMap;

use super::{Found, Head, form_of_keys};
use crate::report::labels::{ROWS_2019, ROWS_2021};
use crate::report::{COLUMNS, Form, normalise};

/// Names the columns whose heads are worded in a way of their own: by the columns of the form that are missing between the
/// known ones, when these are as many. Says whether there were any.
pub(super) fn name_columns(heads: &mut [Head]) -> bool {
    let keys: Vec<Option<&'static str>> = heads.iter().map(|h| h.key).collect();
    let mut named_any = false;
    for (head, key) in heads.iter_mut().zip(named_between(&keys, &COLUMNS)) {
        if head.key.is_none() && key.is_some() && !is_part(head.path.last()) {
            head.key = key;
            named_any = true;
        }
    }
    named_any
}

/// Names the rows with numbers whose labels are worded in a way of their own, as [`name_columns`] does, when the number in
/// front of the label is that of the form's row. Says whether there were any.
pub(super) fn name_rows(found: &mut [Found]) -> bool {
    let has_number = |row: &&mut Found| row.values.iter().any(|v| v.number.is_some());
    let mut rows: Vec<&mut Found> = found
        .iter_mut()
        .filter(|r| r.key.is_some() || has_number(r))
        .collect();
    let keys: Vec<Option<&'static str>> = rows.iter().map(|r| r.key).collect();
    let (new, old) = (
        named_in_order(&keys, &ROWS_2021),
        named_in_order(&keys, &ROWS_2019),
    );
    let names = |keys: &[Option<&str>]| keys.iter().flatten().count();
    let form = form_of_keys(&keys);
    let takes_old = form.map_or(names(&old) > names(&new), |form| form == Form::Form2019);
    let (named, order): (_, &[&str]) = if takes_old {
        (old, &ROWS_2019)
    } else {
        (new, &ROWS_2021)
    };
    let mut named_any = false;
    for (row, key) in rows.iter_mut().zip(named) {
        let Some(key) = key.filter(|_| row.key.is_none()) else {
            continue;
        };
        let label = row.path.last().map(|l| normalise::squeeze(l)).unwrap_or_default();
        let number = normalise::split_outline(&label).0.map(|(_, n)| n);
        let is_numbered_so = number.is_none_or(|n| Some(n) == number_of(key, order));
        if is_numbered_so && !is_part(row.path.last()) {
            row.key = Some(key);
            named_any = true;
        }
    }
    named_any
}

/// Whether a label names a part or a sum of others, which no row or column of the form is.
fn is_part(label: Option<&String>) -> bool {
    const PARTS: [&str; 2] = ["小计", "其中"];
    label.is_some_and(|label| PARTS.iter().any(|part| label.contains(part)))
}

/// The number that a form prints in front of the label of a row: 3 of `3.其他`, 7 of `（七）总计`, 4 of `四、结转下年度继续办理`.
fn number_of(key: &str, form: &[&'static str]) -> Option<u32> {
    const OUTER: [(&str, u32); 7] = [
        ("received", 1),
        ("carried_over", 2),
        ("granted", 1),
        ("partly_granted", 2),
        ("other", 6),
        ("concluded", 7),
        ("carried_forward", 4),
    ];
    let Some((group, _)) = key.split_once('.') else {
        return OUTER.iter().find(|(outer, _)| *outer == key).map(|(_, n)| *n);
    };
    let of_group = |k: &&&str| k.split_once('.').is_some_and(|(g, _)| g == group);
    (1..)
        .zip(form.iter().filter(of_group))
        .find(|(_, k)| **k == key)
        .map(|(n, _)| n)
}

/// [`named_between`], where the form's first and last names bound the outermost as well.
fn named_in_order(keys: &[Option<&'static str>], form: &[&'static str]) -> Vec<Option<&'static str>> {
    let mut named = named_between(keys, form);
    let is_open = |key: &&Option<&str>| key.is_none();
    let before = named.iter().take_while(is_open).count();
    let after = named.iter().rev().take_while(is_open).count();
    let place = |key: Option<&Option<&'static str>>| {
        let key = (*key?)?;
        form.iter().position(|k| *k == key)
    };
    let first = place(named.get(before));
    let last = place(named.len().checked_sub(after + 1).and_then(|at| named.get(at)));
    if first == Some(before) {
        named
            .iter_mut()
            .zip(form)
            .take(before)
            .for_each(|(slot, key)| *slot = Some(*key));
    }
    if last.is_some_and(|last| last + 1 + after == form.len()) {
        let open = named.iter_mut().rev().zip(form.iter().rev()).take(after);
        open.for_each(|(slot, key)| *slot = Some(*key));
    }
    named
}

/// The names of rows, without those that occur more than once, and with those of the form between two named rows for
/// just as many rows without a name between them.
pub(in crate::report) fn named_between(
    keys: &[Option<&'static str>],
    form: &[&'static str],
) -> Vec<Option<&'static str>> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys.iter().flatten() {
        *count.entry(key).or_default() += 1;
    }
    let place = |key: &Option<&'static str>| {
        let key = key.filter(|key| count.get(key) == Some(&1))?;
        form.iter().position(|k| *k == key)
    };
    let mut named: Vec<Option<&'static str>> = Vec::new();
    let mut above: Option<usize> = None;
    let mut open = 0;
    for key in keys {
        let Some(at) = place(key) else {
            named.push(None);
            open += 1;
            continue;
        };
        let missing = above
            .and_then(|above| form.get(above + 1..at))
            .unwrap_or_default();
        if missing.len() == open {
            let begin = named.len() - open;
            for (slot, key) in named.iter_mut().skip(begin).zip(missing) {
                *slot = Some(*key);
            }
        }
        named.push(*key);
        (above, open) = (Some(at), 0);
    }
    named
}
