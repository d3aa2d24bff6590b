//! What changed between two readings of a sample, said in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use crate::output::wire::Provenance;

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A value, the agency, the year: what the report says.
    Value,
    /// Printed text.
    RawText,
    /// Where something stood.
    Provenance,
    /// Which tables, rows, cells, sections and blocks there are.
    Structure,
    /// Checks, statuses and the verdict.
    Check,
    /// The sample can be read no longer, or can be read now.
    Error,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::Value => "value",
            Class::RawText => "raw text",
            Class::Provenance => "provenance",
            Class::Structure => "structure",
            Class::Check => "check",
            Class::Error => "error",
        })
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What kind.
    pub class: Class,
    /// In words: where, what it is now, what it was.
    pub text: String,
    /// Where in the JSON, in words; empty for what concerns the whole.
    pub place: String,
    /// What it was; `None` when it is new.
    pub old: Option<String>,
    /// What it is now; `None` when it is gone.
    pub new: Option<String>,
    /// Where in the document it stood before: the places of the innermost thing that has some.
    pub was: Vec<Provenance>,
    /// Where it stands now.
    pub is: Vec<Provenance>,
}

impl Difference {
    /// A change of this kind.
    pub fn new(class: Class, text: impl Into<String>) -> Difference {
        Difference {
            class,
            text: text.into(),
            place: String::new(),
            old: None,
            new: None,
            was: Vec::new(),
            is: Vec::new(),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class, self.text)
    }
}

/// The longest piece of old or new text that is told, in characters.
const TOLD_CHARS: usize = 60;

/// All changes from `old` to `new`, the gravest class first.
pub(super) fn differences(old: &[u8], new: &[u8]) -> Vec<Difference> {
    if old == new {
        return Vec::new();
    }
    let (old_json, new_json) = (parse(old), parse(new));
    let mut found = Found {
        path: Vec::new(),
        places: Vec::new(),
        list: Vec::new(),
    };
    match (&old_json, &new_json) {
        (None, _) => found
            .list
            .push(Difference::new(Class::Structure, "the golden file is no JSON")),
        (Some(old), Some(new)) if old.contains_key("error") != new.contains_key("error") => {
            found.list.push(readability(old, new));
        }
        (Some(old), Some(new)) => found.objects(old, new),
        (Some(_), None) => found
            .list
            .push(Difference::new(Class::Structure, "what is read now is no JSON")),
    }
    if found.list.is_empty() {
        let text = "the same JSON, laid out or ordered otherwise: bless it";
        found.list.push(Difference::new(Class::Structure, text));
    }
    found.list.sort_by_key(|difference| difference.class);
    found.list
}

fn parse(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

fn readability(old: &Map<String, Value>, new: &Map<String, Value>) -> Difference {
    let message = |json: &Map<String, Value>| {
        let error = json.get("error")?;
        Some(format!(
            "{} ({})",
            error.get("message")?.as_str()?,
            error.get("kind")?.as_str()?
        ))
    };
    let text = match (message(old), message(new)) {
        (Some(was), None) => format!("can be read now; it was: {was}"),
        (_, now) => format!("cannot be read any more: {}", now.unwrap_or_default()),
    };
    Difference::new(Class::Error, text)
}

/// A step on the way to a place in the JSON.
#[derive(Clone, Debug)]
struct Step {
    /// The key, also that of the array in which an element stands.
    key: String,
    /// What an element of an array is called in words.
    element: Option<String>,
}

struct Found {
    path: Vec<Step>,
    /// The places in the document of the things on the way, old and new; the innermost last.
    places: Vec<(Vec<Provenance>, Vec<Provenance>)>,
    list: Vec<Difference>,
}

impl Found {
    fn objects(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        let places = (places_of(old), places_of(new));
        let has_places = !places.0.is_empty() || !places.1.is_empty();
        if has_places {
            self.places.push(places);
        }
        // In the order of the new reading, then what is gone.
        for key in new.keys().chain(old.keys().filter(|k| !new.contains_key(*k))) {
            self.path.push(Step {
                key: key.clone(),
                element: None,
            });
            match (old.get(key), new.get(key)) {
                (Some(old), Some(new)) => self.values(old, new),
                (old, new) => self.tell(old, new),
            }
            self.path.pop();
        }
        if has_places {
            self.places.pop();
        }
    }

    /// Compares two values. Readings nest no deeper than the JSON reader allows.
    fn values(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new => {}
            (Value::Object(old), Value::Object(new)) => self.objects(old, new),
            (Value::Array(old), Value::Array(new)) if has_objects(old) || has_objects(new) => {
                self.elements(old, new);
            }
            _ => self.tell(Some(old), Some(new)),
        }
    }

    /// Compares two lists element by element; elements are the same when they are called the same.
    fn elements(&mut self, old: &[Value], new: &[Value]) {
        let key = self.path.last().map(|step| step.key.clone()).unwrap_or_default();
        let (old, new) = (named(&key, old), named(&key, new));
        let by_name: BTreeMap<&String, &Value> = old.iter().map(|(name, value)| (name, *value)).collect();
        let new_names: BTreeSet<&String> = new.iter().map(|(name, _)| name).collect();
        for (name, value) in &new {
            self.path.push(Step {
                key: key.clone(),
                element: Some(name.clone()),
            });
            match by_name.get(name) {
                Some(old) => self.values(old, value),
                None => self.tell(None, Some(value)),
            }
            self.path.pop();
        }
        for (name, value) in old.iter().filter(|(name, _)| !new_names.contains(name)) {
            self.path.push(Step {
                key: key.clone(),
                element: Some(name.clone()),
            });
            self.tell(Some(value), None);
            self.path.pop();
        }
    }

    fn tell(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let what = match (old, new) {
            (Some(old), Some(new)) => format!("{}, was {}", told(new), told(old)),
            (Some(old), None) => format!("is gone; it was {}", told(old)),
            (None, Some(new)) => format!("is new: {}", told(new)),
            (None, None) => return,
        };
        let place: Vec<&str> = self
            .path
            .iter()
            .map(|step| step.element.as_ref().unwrap_or(&step.key).as_str())
            .collect();
        // An element follows the key of its list, which says nothing more then.
        let is_list = |at: usize| self.path.get(at + 1).is_some_and(|next| next.element.is_some());
        let place: Vec<&str> = place
            .into_iter()
            .enumerate()
            .filter(|(at, _)| !is_list(*at))
            .map(|(_, p)| p)
            .collect();
        let place = place.join(" › ");
        // What is new or gone as a whole has its own places.
        let own = |side: Option<&Value>| side.and_then(Value::as_object).map(places_of).unwrap_or_default();
        let (mut was, mut is) = (own(old), own(new));
        if was.is_empty() && is.is_empty() {
            (was, is) = self.places.last().cloned().unwrap_or_default();
        }
        self.list.push(Difference {
            class: self.class(),
            text: format!("{place}: {what}"),
            place,
            old: old.map(whole),
            new: new.map(whole),
            was,
            is,
        });
    }

    /// The class of a change at this place: the innermost key that says something decides.
    fn class(&self) -> Class {
        let of = |step: &Step| match step.key.as_str() {
            "error" => Some(Class::Error),
            "value" | "kind" | "unit" | "agency" | "year" | "form" => Some(Class::Value),
            "raw" | "text" | "heading" | "furniture" | "dropped" | "title" => Some(Class::RawText),
            "provenance" | "bbox" | "page" | "cell" => Some(Class::Provenance),
            "checks" | "verdict" | "evidence" | "reasons" | "status" | "readings" => Some(Class::Check),
            _ => None,
        };
        let is_outermost = |key| self.path.first().is_some_and(|step| step.key == key);
        if is_outermost("checks") || is_outermost("reasons") {
            return Class::Check;
        }
        // An element that is new or gone as a whole is a matter of structure.
        match self.path.last() {
            Some(Step {
                element: Some(_),
                key,
            }) if !matches!(key.as_str(), "provenance" | "readings") => Class::Structure,
            _ => self.path.iter().rev().find_map(of).unwrap_or(Class::Structure),
        }
    }
}

/// The places that a thing itself names.
fn places_of(object: &Map<String, Value>) -> Vec<Provenance> {
    let places = object.get("provenance").cloned();
    places
        .and_then(|p| serde_json::from_value(p).ok())
        .unwrap_or_default()
}

/// The longest piece of old or new text that is shown whole, in characters.
const WHOLE_CHARS: usize = 400;

/// A text as it is, anything else as JSON.
fn whole(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut out: String = text.chars().take(WHOLE_CHARS).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

fn has_objects(list: &[Value]) -> bool {
    list.iter().any(Value::is_object)
}

/// Each element with what it is called; the second of the same name gets a number.
fn named<'a>(list: &str, elements: &'a [Value]) -> Vec<(String, &'a Value)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        let name = name(list, index, element);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count > 1 {
            format!("{name} ({count})")
        } else {
            name
        };
        out.push((name, element));
    }
    out
}

/// What an element of the list under this key is called.
fn name(list: &str, index: usize, element: &Value) -> String {
    let text = |key: &str| element.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| element.get(key).and_then(Value::as_u64).unwrap_or_default();
    match list {
        "rows" if element.get("path").is_some() => row_name(element),
        "values" => crate::report::COLUMNS
            .get(index)
            .map_or_else(|| index.to_string(), |c| (*c).to_owned()),
        "checks" => format!("{} at {}", text("rule"), text("where")),
        "reasons" => format!("reason {} {}", text("code"), text("message")),
        "warnings" => format!("warning {} {}", text("code"), text("message")),
        "tables" => format!("table {}", text("id")),
        "cells" => format!("row {}, column {}", number("row"), number("col")),
        "sections" => format!("section {}", text("heading")),
        "extra_columns" | "extra" => format!("extra {}", joined(element)),
        "provenance" => format!("place {}", index + 1),
        "readings" => format!("reading by {}", text("method")),
        _ if element.get("table").is_some() => format!("place of table {}", text("table")),
        _ if element.get("text").is_some() => {
            let kind = if text("type").is_empty() {
                text("kind")
            } else {
                text("type")
            };
            format!("{kind} “{}”", shortened(text("text")))
        }
        _ => format!("{list} {}", index + 1),
    }
}

fn row_name(row: &Value) -> String {
    let key = row
        .get("key")
        .and_then(Value::as_str)
        .map(|key| format!(" [{key}]"));
    format!("row {}{}", joined(row), key.unwrap_or_default())
}

fn joined(element: &Value) -> String {
    let parts = element.get("path").and_then(Value::as_array);
    let parts: Vec<&str> = parts.into_iter().flatten().filter_map(Value::as_str).collect();
    parts.join(" / ")
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => format!("“{}”", shortened(text)),
        other => shortened(&other.to_string()),
    }
}

fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(TOLD_CHARS).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out.replace('\n', "⏎")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(old: Value, new: Value, expected: &[&str]) {
        let found = differences(old.to_string().as_bytes(), new.to_string().as_bytes());
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            expected
        );
    }

    fn requests(value: i64, x0: i64) -> Value {
        let cell = json!({"raw": value.to_string(), "value": value, "provenance": [{"page": 1, "bbox": [x0, 2, 3, 4]}]});
        let path = ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"];
        json!({"requests": {"rows": [{"key": "denied.state_secret", "path": path, "values": [cell]}]}})
    }

    #[test]
    fn a_changed_value_names_table_row_and_column() {
        let place = "requests › row 三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密 [denied.state_secret] › natural_person";
        check(
            requests(3, 1),
            requests(4, 1),
            &[
                &format!("value: {place} › value: 4, was 3"),
                &format!("raw text: {place} › raw: “4”, was “3”"),
            ],
        );
        check(
            requests(3, 1),
            requests(3, 9),
            &[&format!(
                "provenance: {place} › place 1 › bbox: [9,2,3,4], was [1,2,3,4]"
            )],
        );
    }

    #[test]
    fn a_change_knows_where_in_the_document_it_stands() {
        let (old, new) = (requests(3, 1).to_string(), requests(4, 9).to_string());
        let found = differences(old.as_bytes(), new.as_bytes());
        let value = &found[0];
        assert_eq!(
            (value.old.as_deref(), value.new.as_deref()),
            (Some("3"), Some("4"))
        );
        let place = |x0: f64| Provenance::Page {
            page: 1,
            bbox: [x0, 2.0, 3.0, 4.0],
        };
        assert_eq!(
            (&value.was[..], &value.is[..]),
            (&[place(1.0)][..], &[place(9.0)][..])
        );
    }

    #[test]
    fn an_added_row_does_not_shift_the_others() {
        let cell = |row: u32, text: &str| json!({"row": row, "col": 0, "text": text});
        check(
            json!({"tables": [{"id": "t1", "cells": [cell(0, "a"), cell(2, "c")]}]}),
            json!({"tables": [{"id": "t1", "cells": [cell(0, "a"), cell(1, "b"), cell(2, "c")]}]}),
            &["structure: table t1 › row 1, column 0: is new: {\"row\":1,\"col\":0,\"text\":\"b\"}"],
        );
    }

    #[test]
    fn the_same_check_is_compared_with_itself() {
        let one = |outcome: &str| json!({"rule": "requests-balance", "where": "total", "outcome": outcome});
        check(
            json!({"checks": [one("pass")]}),
            json!({"checks": [one("fail")]}),
            &["check: requests-balance at total › outcome: “fail”, was “pass”"],
        );
    }

    #[test]
    fn a_sample_that_is_read_no_longer_is_an_error() {
        check(
            json!({"form": "2021"}),
            json!({"error": {"kind": "corrupt", "message": "no page"}}),
            &["error: cannot be read any more: no page (corrupt)"],
        );
    }

    #[test]
    fn no_difference_goes_unsaid() {
        let found = differences(b"{\"a\":1}", b"{\"a\": 1}");
        assert!(matches!(&found[..], [d] if d.text.contains("laid out")));
        check(
            json!({"a": 1}),
            json!({"a": 1, "b": {}}),
            &["structure: b: is new: {}"],
        );
    }
}
