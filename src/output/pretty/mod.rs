//! JSON laid out for people and for line-by-line comparison: what fits on a line stands on one line, so that a
//! cell or a value is one line of a golden file; everything larger is opened up, two spaces a level.
//!
//! The layout depends on nothing but the JSON. Nothing is read twice: the serializer says where containers begin, go on and
//! end, and only what turns out not to fit on a line is written anew, once for each level that is opened up. The writer
//! looks ahead no further than one line, so that its memory does not grow with the document.

mod serializer;

use std::io::{self, Write};
use std::mem;

use serde::Serialize;

use self::serializer::Refusal;
use crate::parallel::Aside;

/// An object or array stays on one line when it takes at most this many bytes there, indentation not counted.
const LINE_BYTES: usize = 240;

/// Bytes that are kept before they are handed on.
const BUFFER: usize = 1 << 14;

/// Writes `value` laid out, with a line end behind it, and gives `out` back.
///
/// # Errors
/// What `out` gives, and what keeps the value from being JSON.
pub(super) fn write<W: Write>(value: &impl Serialize, out: W) -> io::Result<W> {
    write_with(value, None, out)
}

/// [`write`] where the value of one field is laid out already, or by somebody else at the same time.
///
/// # Errors
/// As [`write`], and what went wrong with the field.
pub(super) fn write_with<W: Write>(
    value: &impl Serialize,
    known: Option<KnownField>,
    out: W,
) -> io::Result<W> {
    let mut layout = Layout::new(out);
    layout.known = known;
    value.serialize(&mut layout).map_err(Refusal::into_io)?;
    layout.buffer.push(b'\n');
    layout.finish()
}

/// A field of the outermost object with what [`field`] gives for its value.
pub(super) struct KnownField {
    /// Its name.
    pub name: &'static str,
    /// Its value, laid out.
    pub bytes: Aside<io::Result<Vec<u8>>>,
}

/// Writes the value of a field of the outermost object as it stands where that object is opened up.
///
/// # Errors
/// As [`write`].
pub(super) fn field<W: Write>(value: &impl Serialize, out: W) -> io::Result<W> {
    let mut layout = Layout::new(out);
    layout.depth = 1;
    value.serialize(&mut layout).map_err(Refusal::into_io)?;
    layout.finish()
}

/// A container that is still open and of which it is not yet known whether it fits on a line.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// Where its bracket stands in the buffer.
    start: usize,
    /// How many commas of the containers around it stand before it.
    commas: usize,
}

struct Layout<W> {
    out: W,
    /// What is not yet handed on. From the first waiting container on, it stands as on one line.
    buffer: Vec<u8>,
    /// Room for what is laid out anew.
    again: Vec<u8>,
    /// Outermost first; at most as many as a line has brackets.
    waiting: Vec<Waiting>,
    /// Where the commas of waiting containers stand in the buffer; those of containers that have ended are gone.
    commas: Vec<usize>,
    /// How long the buffer may grow before the outermost waiting container does not fit.
    full: usize,
    /// How many containers around all of it were opened up.
    depth: usize,
    /// A field whose value need not be laid out here.
    known: Option<KnownField>,
}

impl<W: Write> Layout<W> {
    fn new(out: W) -> Layout<W> {
        Layout {
            out,
            buffer: Vec::with_capacity(2 * BUFFER),
            again: Vec::new(),
            waiting: Vec::new(),
            commas: Vec::new(),
            full: usize::MAX,
            depth: 0,
            known: None,
        }
    }

    /// Hands everything on.
    fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Opens up and hands on where the buffer has grown too long.
    #[inline]
    fn grown(&mut self) -> io::Result<()> {
        if self.buffer.len() <= self.full && self.buffer.len() < BUFFER {
            return Ok(());
        }
        self.fit(0);
        self.hand_on()
    }

    /// Takes a scalar that `print` writes to the end of the buffer.
    fn scalar(&mut self, print: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        print(&mut self.buffer)?;
        self.grown()
    }

    fn open(&mut self, bracket: u8) -> io::Result<()> {
        let start = self.buffer.len();
        if self.waiting.is_empty() {
            self.full = start.saturating_add(LINE_BYTES);
        }
        self.waiting.push(Waiting {
            start,
            commas: self.commas.len(),
        });
        self.buffer.push(bracket);
        self.grown()
    }

    /// Parts an element from the one before it.
    fn comma(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            self.buffer.push(b',');
            newline(&mut self.buffer, self.depth);
        } else {
            self.commas.push(self.buffer.len());
            self.buffer.extend_from_slice(b", ");
        }
        self.grown()
    }

    /// Takes the key of a field that has a name of plain characters, with what parts it from the field before.
    fn key(&mut self, name: &str, first: bool) -> io::Result<()> {
        if !first {
            self.comma()?;
        }
        self.buffer.reserve(name.len() + 4);
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(b"\": ");
        self.grown()
    }

    /// The value of the field of this name, where it is known: one of the outermost object, which is opened up by now.
    fn known(&mut self, name: &str) -> Option<io::Result<Vec<u8>>> {
        if self.depth != 1 || !self.waiting.is_empty() {
            return None;
        }
        let known = self.known.take_if(|known| known.name == name)?;
        Some(known.bytes.get())
    }

    fn close(&mut self, bracket: u8) -> io::Result<()> {
        self.fit(1);
        match self.waiting.pop() {
            Some(ended) => {
                self.commas.truncate(ended.commas);
                if self.waiting.is_empty() {
                    self.full = usize::MAX;
                }
            }
            None => {
                self.depth = self.depth.saturating_sub(1);
                newline(&mut self.buffer, self.depth);
            }
        }
        self.buffer.push(bracket);
        self.hand_on()
    }

    /// How long the buffer may grow.
    fn measure(&mut self) {
        let first = self.waiting.first();
        self.full = first.map_or(usize::MAX, |first| first.start.saturating_add(LINE_BYTES));
    }

    /// Opens up what does not fit on a line with so many bytes more.
    fn fit(&mut self, more: usize) {
        while self.buffer.len().saturating_add(more) > self.full {
            self.open_up();
        }
    }

    /// Hands on what stands for good, when it is enough.
    fn hand_on(&mut self) -> io::Result<()> {
        if self.buffer.len() < BUFFER {
            return Ok(());
        }
        let done = self.waiting.first().map_or(self.buffer.len(), |w| w.start);
        self.out.write_all(self.buffer.get(..done).unwrap_or_default())?;
        self.buffer.drain(..done);
        self.waiting.iter_mut().for_each(|w| w.start -= done);
        self.commas.iter_mut().for_each(|at| *at -= done);
        self.measure();
        Ok(())
    }

    /// Opens up the outermost waiting container: its elements stand on lines of their own. The first container in it that
    /// is still open waits in its place.
    fn open_up(&mut self) {
        let Some(outer) = self.waiting.first().copied() else {
            return;
        };
        let mut again = mem::take(&mut self.again);
        let inner = self.waiting.get(1).copied();
        self.depth += 1;
        again.clear();
        again.extend_from_slice(self.buffer.get(outer.start + 1..).unwrap_or_default());
        self.buffer.truncate(outer.start + 1);
        newline(&mut self.buffer, self.depth);
        // Places in `again` are places in the old buffer less this.
        let before = outer.start + 1;
        let own = inner.map_or(self.commas.len(), |inner| inner.commas);
        let mut from = 0;
        for at in self.commas.drain(..own) {
            let at = at - before;
            self.buffer
                .extend_from_slice(again.get(from..at).unwrap_or_default());
            self.buffer.push(b',');
            newline(&mut self.buffer, self.depth);
            from = at + 2;
        }
        // What follows the last comma is not moved against the new buffer any more.
        let (old, new) = (before + from, self.buffer.len());
        self.buffer
            .extend_from_slice(again.get(from..).unwrap_or_default());
        self.waiting.remove(0);
        for waiting in &mut self.waiting {
            waiting.start = waiting.start - old + new;
            waiting.commas -= own;
        }
        self.commas.iter_mut().for_each(|at| *at = *at - old + new);
        self.again = again;
        self.measure();
    }
}

/// Begins a line, two spaces a level.
fn newline(buffer: &mut Vec<u8>, depth: usize) {
    buffer.push(b'\n');
    buffer.resize(buffer.len() + 2 * depth, b' ');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Budget, Limits};
    use crate::parallel::aside;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn pretty(value: &Value) -> String {
        String::from_utf8(write(value, Vec::new()).unwrap()).unwrap()
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let value = json!({"a": 1, "b": ["x, {y}: \"z\" \\", null], "c": {}});
        let expected = r#"{"a": 1, "b": ["x, {y}: \"z\" \\", null], "c": {}}"#;
        assert_eq!(pretty(&value), format!("{expected}\n"));
    }

    #[test]
    fn only_what_does_not_fit_is_opened_up() {
        let long = "长".repeat(60);
        let value = json!({"a": [1, 2], "b": {"c": long, "d": [long, []]}, "e": []});
        let expected = format!(
            "{{\n  \"a\": [1, 2],\n  \"b\": {{\n    \"c\": \"{long}\",\n    \"d\": [\"{long}\", []]\n  }},\n  \"e\": []\n}}\n"
        );
        assert_eq!(pretty(&value), expected);
    }

    #[test]
    fn the_layout_changes_nothing_but_white_space() {
        let value =
            json!([[[[[["deep".repeat(100)]]]]], {"k": {"k": vec![7; 300]}}, "\u{1}\n\"", -1.5, true]);
        let text = pretty(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.lines().all(|line| line.trim_end() == line));
    }

    /// The same layout by its definition.
    fn by_definition(value: &Value, depth: usize) -> String {
        let one_line = one_line(value);
        if one_line.len() <= LINE_BYTES {
            return one_line;
        }
        let line = format!("\n{}", "  ".repeat(depth + 1));
        let end = format!("\n{}", "  ".repeat(depth));
        let joined = |elements: Vec<String>| elements.join(&format!(",{line}"));
        match value {
            Value::Array(list) => {
                let elements = list.iter().map(|v| by_definition(v, depth + 1)).collect();
                format!("[{line}{}{end}]", joined(elements))
            }
            Value::Object(map) => {
                let element = |(k, v): (&String, &Value)| format!("\"{k}\": {}", by_definition(v, depth + 1));
                format!("{{{line}{}{end}}}", joined(map.iter().map(element).collect()))
            }
            scalar => scalar.to_string(),
        }
    }

    fn one_line(value: &Value) -> String {
        match value {
            Value::Array(list) => {
                let elements: Vec<String> = list.iter().map(one_line).collect();
                format!("[{}]", elements.join(", "))
            }
            Value::Object(map) => {
                let element = |(k, v): (&String, &Value)| format!("\"{k}\": {}", one_line(v));
                let elements: Vec<String> = map.iter().map(element).collect();
                format!("{{{}}}", elements.join(", "))
            }
            scalar => scalar.to_string(),
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            "[a-z\u{4e00}\\[\\]{}\",:]{0,80}".prop_map(Value::from),
            // As long as a line, give or take a few bytes.
            (225usize..245).prop_map(|n| Value::from("x".repeat(n))),
        ];
        leaf.prop_recursive(6, 200, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec(("[a-z]{1,6}", inner), 0..8)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_layout_is_as_it_is_defined(value in any_value()) {
            prop_assert_eq!(pretty(&value), by_definition(&value, 0) + "\n");
        }
    }

    #[test]
    fn what_is_longer_than_the_buffer_is_handed_on_in_pieces() {
        let row = json!({"text": "字".repeat(30), "list": [1, [2, "x".repeat(90)]]});
        let value = json!([vec![row; 900], "y".repeat(3 * BUFFER), []]);
        assert_eq!(pretty(&value), by_definition(&value, 0) + "\n");
    }

    #[derive(Serialize)]
    struct Outer {
        long: String,
        /// One of the same name inside another is none of the outermost.
        inner: Inner,
        tables: Value,
        last: [u8; 2],
    }

    #[derive(Serialize)]
    struct Inner {
        tables: u8,
    }

    fn outer(tables: Value) -> Outer {
        Outer {
            long: "x".repeat(300),
            inner: Inner { tables: 1 },
            tables,
            last: [1, 2],
        }
    }

    #[test]
    fn a_field_that_is_known_stands_as_if_it_were_laid_out_here() {
        let budget = Budget::new(&Limits::default(), None);
        let rows = vec!["x".repeat(100); 5];
        for tables in [json!([]), json!([{"cells": rows}, [1, [2]]]), json!(7)] {
            let value = outer(tables.clone());
            let known = KnownField {
                name: "tables",
                bytes: aside(&budget, move || field(&tables, Vec::new())),
            };
            let written = write_with(&value, Some(known), Vec::new()).unwrap();
            assert_eq!(written, write(&value, Vec::new()).unwrap());
        }
    }

    #[test]
    fn a_field_that_cannot_be_laid_out_is_an_error() {
        let budget = Budget::new(&Limits::default(), None);
        let known = KnownField {
            name: "tables",
            bytes: aside(&budget, || Err(io::ErrorKind::StorageFull.into())),
        };
        let error = write_with(&outer(json!([])), Some(known), Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn a_lone_scalar_is_a_line() {
        assert_eq!(pretty(&json!("x")), "\"x\"\n");
    }
}
