//! JSON laid out for people and for line-by-line comparison: what fits on a line stands on one line, so that a
//! cell or a value is one line of a golden file; everything larger is opened up, two spaces a level.
//!
//! The layout depends on nothing but the JSON. The writer looks ahead no further than one line, so that its memory
//! does not grow with the document.

use std::io::{self, Write};
use std::mem;

/// An object or array stays on one line when it takes at most this many bytes there, indentation not counted.
const LINE_BYTES: usize = 240;

/// What a piece of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// `{` or `[`.
    Open,
    /// `}` or `]`.
    Close,
    /// The comma between two elements.
    Comma,
    /// A scalar, a key with its colon, or both.
    Text,
}

/// Pieces on one line, with the places where each begins.
#[derive(Debug, Default)]
struct Line {
    bytes: Vec<u8>,
    pieces: Vec<(Piece, usize)>,
}

impl Line {
    fn clear(&mut self) {
        self.bytes.clear();
        self.pieces.clear();
    }

    fn push(&mut self, piece: Piece, bytes: &[u8]) {
        self.pieces.push((piece, self.bytes.len()));
        self.bytes.extend_from_slice(bytes);
    }
}

/// Takes compact JSON (no white space between tokens) and writes it laid out.
#[derive(Debug)]
pub(super) struct Pretty<W> {
    out: W,
    /// A container of which it is not yet known whether it fits on a line; starts with its `Open`. Empty when what comes
    /// stands directly in an opened-up container.
    waiting: Line,
    /// Room for the waiting line while it is gone through again.
    spare: Line,
    /// Whether the last waiting piece is a text that may go on.
    in_text: bool,
    /// How many containers among the waiting pieces are still open.
    open: usize,
    /// How many containers around them were opened up.
    depth: usize,
    in_string: bool,
    after_backslash: bool,
}

impl<W: Write> Pretty<W> {
    /// A writer in front of `out`.
    pub(super) fn new(out: W) -> Pretty<W> {
        Pretty {
            out,
            waiting: Line::default(),
            spare: Line::default(),
            in_text: false,
            open: 0,
            depth: 0,
            in_string: false,
            after_backslash: false,
        }
    }

    /// Ends the last line and gives back what is behind.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Takes the first bytes and says how many they were: a string, a number or a word up to its end, or one sign.
    fn take(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(&byte) = bytes.first() else { return Ok(0) };
        if self.in_string {
            return self.take_string(bytes);
        }
        match byte {
            b'{' | b'[' => self.sign(Piece::Open, &[byte])?,
            b'}' | b']' => self.sign(Piece::Close, &[byte])?,
            b',' => self.sign(Piece::Comma, b", ")?,
            b':' => self.text(b": ")?,
            b'"' => {
                self.in_string = true;
                self.text(&[byte])?;
            }
            _ => {
                let ends = |b: &u8| matches!(b, b'{' | b'[' | b'}' | b']' | b',' | b':' | b'"');
                let length = bytes.iter().position(ends).unwrap_or(bytes.len());
                self.text(bytes.get(..length).unwrap_or_default())?;
                return Ok(length);
            }
        }
        Ok(1)
    }

    fn take_string(&mut self, bytes: &[u8]) -> io::Result<usize> {
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
        self.text(bytes.get(..taken).unwrap_or_default())?;
        Ok(taken)
    }

    /// Takes a text or more of the last one.
    fn text(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.waiting.pieces.is_empty() {
            return self.out.write_all(bytes);
        }
        if self.in_text {
            self.waiting.bytes.extend_from_slice(bytes);
        } else {
            self.waiting.push(Piece::Text, bytes);
            self.in_text = true;
        }
        self.open_up_what_is_too_long()
    }

    /// Takes a piece that is no text.
    fn sign(&mut self, piece: Piece, bytes: &[u8]) -> io::Result<()> {
        self.in_text = false;
        if self.waiting.pieces.is_empty() && piece != Piece::Open {
            return self.write_opened_up(piece, bytes);
        }
        match piece {
            Piece::Open => self.open += 1,
            Piece::Close => self.open = self.open.saturating_sub(1),
            Piece::Comma | Piece::Text => {}
        }
        self.waiting.push(piece, bytes);
        if self.open == 0 && self.waiting.bytes.len() <= LINE_BYTES {
            // A container that is complete and fits.
            let written = self.out.write_all(&self.waiting.bytes);
            self.waiting.clear();
            return written;
        }
        self.open_up_what_is_too_long()
    }

    /// Writes a sign that stands directly in an opened-up container.
    fn write_opened_up(&mut self, piece: Piece, bytes: &[u8]) -> io::Result<()> {
        match piece {
            Piece::Comma => {
                self.out.write_all(b",")?;
                self.newline()
            }
            Piece::Close => {
                self.depth = self.depth.saturating_sub(1);
                self.newline()?;
                self.out.write_all(bytes)
            }
            Piece::Open | Piece::Text => self.out.write_all(bytes),
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

    /// Opens up the outermost waiting container when it does not fit, and goes through the rest again. The pieces
    /// that wait are few, and so are the levels among them: both are bounded by `LINE_BYTES`.
    fn open_up_what_is_too_long(&mut self) -> io::Result<()> {
        if self.waiting.bytes.len() <= LINE_BYTES {
            return Ok(());
        }
        self.open = 0;
        let mut again = mem::replace(&mut self.waiting, mem::take(&mut self.spare));
        let ends = again.pieces.iter().skip(1).map(|(_, start)| *start);
        let ends = ends.chain(std::iter::once(again.bytes.len()));
        for (at, (&(piece, start), end)) in again.pieces.iter().zip(ends).enumerate() {
            let bytes = again.bytes.get(start..end).unwrap_or_default();
            match piece {
                _ if at == 0 => {
                    self.write_opened_up(piece, bytes)?;
                    self.depth += 1;
                    self.newline()?;
                }
                Piece::Text => {
                    self.in_text = false;
                    self.text(bytes)?;
                }
                _ => self.sign(piece, bytes)?,
            }
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
