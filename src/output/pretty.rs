//! JSON laid out for people and for line-by-line comparison: what fits on a line stands on one line, so that a
//! cell or a value is one line of a golden file; everything larger is opened up, two spaces a level.
//!
//! The layout depends on nothing but the JSON. The writer looks ahead no further than one line, so that its memory
//! does not grow with the document.

use std::io::{self, Write};
use std::mem;

/// An object or array stays on one line when it takes at most this many bytes there, indentation not counted.
const LINE_BYTES: usize = 240;

/// A piece of JSON.
#[derive(Clone, Copy, Debug)]
enum Piece {
    /// `{` or `[`.
    Open(u8),
    /// `}` or `]`.
    Close(u8),
    /// The comma between two elements.
    Comma,
    /// A scalar, a key with its colon, or both: the next so many bytes of the text beside the pieces.
    Text(usize),
}

impl Piece {
    /// Bytes the piece takes on one line.
    fn width(&self) -> usize {
        match self {
            Piece::Open(_) | Piece::Close(_) => 1,
            Piece::Comma => 2,
            Piece::Text(length) => *length,
        }
    }
}

/// Pieces in their order, with their text.
#[derive(Debug, Default)]
struct Pieces {
    pieces: Vec<Piece>,
    text: Vec<u8>,
}

impl Pieces {
    fn clear(&mut self) {
        self.pieces.clear();
        self.text.clear();
    }
}

/// Takes compact JSON (no white space between tokens) and writes it laid out.
#[derive(Debug)]
pub(super) struct Pretty<W> {
    out: W,
    /// The pieces of a container of which it is not yet known whether it fits on a line; starts with its `Open`.
    waiting: Pieces,
    /// Room for the waiting pieces while they are gone through again.
    spare: Pieces,
    /// Bytes that the waiting pieces take on one line.
    width: usize,
    /// How many containers among the waiting pieces are still open.
    open: usize,
    /// How many containers around them were opened up.
    depth: usize,
    /// The text piece that is being put together.
    text: Vec<u8>,
    in_string: bool,
    after_backslash: bool,
}

impl<W: Write> Pretty<W> {
    /// A writer in front of `out`.
    pub(super) fn new(out: W) -> Pretty<W> {
        Pretty {
            out,
            waiting: Pieces::default(),
            spare: Pieces::default(),
            width: 0,
            open: 0,
            depth: 0,
            text: Vec::new(),
            in_string: false,
            after_backslash: false,
        }
    }

    /// Ends the last line and gives back what is behind.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_text()?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Takes the first bytes and says how many they were: a string, a number or a word up to its end, or one sign.
    fn take(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(&byte) = bytes.first() else { return Ok(0) };
        if self.in_string {
            return Ok(self.take_string(bytes));
        }
        match byte {
            b'{' | b'[' | b'}' | b']' | b',' => {
                self.end_text()?;
                let piece = match byte {
                    b',' => Piece::Comma,
                    b'{' | b'[' => Piece::Open(byte),
                    _ => Piece::Close(byte),
                };
                self.push(piece, &[])?;
            }
            b':' => self.text.extend_from_slice(b": "),
            b'"' => {
                self.in_string = true;
                self.text.push(byte);
            }
            _ => {
                let ends = |b: &u8| matches!(b, b'{' | b'[' | b'}' | b']' | b',' | b':' | b'"');
                let length = bytes.iter().position(ends).unwrap_or(bytes.len());
                self.text
                    .extend_from_slice(bytes.get(..length).unwrap_or_default());
                return Ok(length);
            }
        }
        Ok(1)
    }

    fn take_string(&mut self, bytes: &[u8]) -> usize {
        let escaped = usize::from(mem::take(&mut self.after_backslash));
        let rest = bytes.get(escaped..).unwrap_or_default();
        let plain = rest.iter().position(|b| matches!(b, b'"' | b'\\'));
        let taken = match plain {
            Some(plain) => {
                self.after_backslash = rest.get(plain) == Some(&b'\\');
                self.in_string = self.after_backslash;
                escaped + plain + 1
            }
            None => bytes.len(),
        };
        self.text
            .extend_from_slice(bytes.get(..taken).unwrap_or_default());
        taken
    }

    fn end_text(&mut self) -> io::Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = mem::take(&mut self.text);
        let pushed = self.push(Piece::Text(text.len()), &text);
        self.text = text;
        self.text.clear();
        pushed
    }

    /// Takes a piece; `text` is what a text piece holds.
    fn push(&mut self, piece: Piece, text: &[u8]) -> io::Result<()> {
        if self.waiting.pieces.is_empty() && !matches!(piece, Piece::Open(_)) {
            return self.write_opened_up(piece, text);
        }
        match piece {
            Piece::Open(_) => self.open += 1,
            Piece::Close(_) => self.open = self.open.saturating_sub(1),
            Piece::Comma | Piece::Text(_) => {}
        }
        self.width += piece.width();
        self.waiting.pieces.push(piece);
        self.waiting.text.extend_from_slice(text);
        if self.width > LINE_BYTES {
            self.open_up()
        } else if self.open == 0 {
            self.write_line()
        } else {
            Ok(())
        }
    }

    /// Writes a piece that stands directly in an opened-up container.
    fn write_opened_up(&mut self, piece: Piece, text: &[u8]) -> io::Result<()> {
        match piece {
            Piece::Comma => {
                self.out.write_all(b",")?;
                self.newline()
            }
            Piece::Close(byte) => {
                self.depth = self.depth.saturating_sub(1);
                self.newline()?;
                self.out.write_all(&[byte])
            }
            Piece::Open(byte) => self.out.write_all(&[byte]),
            Piece::Text(_) => self.out.write_all(text),
        }
    }

    fn newline(&mut self) -> io::Result<()> {
        const INDENTED: &[u8; 33] = b"\n                                ";
        let (first, mut rest) = (self.depth.min(16), self.depth.saturating_sub(16));
        self.out
            .write_all(INDENTED.get(..1 + 2 * first).unwrap_or_default())?;
        while rest > 0 {
            self.out.write_all(b"  ")?;
            rest -= 1;
        }
        Ok(())
    }

    /// Writes a container that is complete and fits.
    fn write_line(&mut self) -> io::Result<()> {
        self.width = 0;
        let mut line = mem::take(&mut self.spare.text);
        let mut text = self.waiting.text.as_slice();
        for piece in &self.waiting.pieces {
            match *piece {
                Piece::Open(byte) | Piece::Close(byte) => line.push(byte),
                Piece::Comma => line.extend_from_slice(b", "),
                Piece::Text(length) => {
                    let (own, rest) = text.split_at(length.min(text.len()));
                    line.extend_from_slice(own);
                    text = rest;
                }
            }
        }
        let written = self.out.write_all(&line);
        line.clear();
        self.spare.text = line;
        self.waiting.clear();
        written
    }

    /// Opens up the outermost waiting container, which does not fit, and goes through the rest again. The pieces
    /// that wait are few, and so are the levels among them: both are bounded by `LINE_BYTES`.
    fn open_up(&mut self) -> io::Result<()> {
        (self.width, self.open) = (0, 0);
        let mut again = mem::replace(&mut self.waiting, mem::take(&mut self.spare));
        let mut text = again.text.as_slice();
        let mut pieces = again.pieces.iter();
        if let Some(&first) = pieces.next() {
            self.write_opened_up(first, &[])?;
            self.depth += 1;
            self.newline()?;
        }
        for &piece in pieces {
            let length = match piece {
                Piece::Text(length) => length,
                _ => 0,
            };
            let (own, rest) = text.split_at(length.min(text.len()));
            text = rest;
            self.push(piece, own)?;
        }
        again.clear();
        self.spare = again;
        Ok(())
    }
}

impl<W: Write> Write for Pretty<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = self.take(rest)?;
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn pretty(value: &Value) -> String {
        let mut writer = Pretty::new(Vec::new());
        serde_json::to_writer(&mut writer, value).unwrap();
        String::from_utf8(writer.finish().unwrap()).unwrap()
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

    #[test]
    fn a_lone_scalar_is_a_line() {
        assert_eq!(pretty(&json!("x")), "\"x\"\n");
    }
}
