//! Splits a content stream into operators and their operands (ISO 32000-1, 7.2 and 7.8.2).
//!
//! Nothing is allocated for a number, a name or a plain string: they borrow from the stream. Operands are kept flat;
//! brackets are operands of their own, so that nesting in a hostile file costs no recursion.

use std::borrow::Cow;
use std::ops::Range;

/// The most operands kept for one operator; further ones are dropped. The longest honest ones are the arrays of `TJ`.
const MAX_OPERANDS: usize = 1 << 18;

/// One operand of an operator.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand<'a> {
    /// An integer or a real.
    Number(f64),
    /// A name without its slash, escapes not yet decoded (see [`name_bytes`]).
    Name(&'a [u8]),
    /// A string without escapes.
    Text(&'a [u8]),
    /// A string that had to be decoded: a range of [`Lexer::scratch`].
    Decoded(Range<usize>),
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// `<<`
    DictStart,
    /// `>>`
    DictEnd,
    /// `true`, `false` or `null`.
    Other,
}

/// Reads operators off a content stream.
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    pos: usize,
    /// The operands of the operator that [`Lexer::next`] returned last.
    pub(super) operands: Vec<Operand<'a>>,
    scratch: Vec<u8>,
    /// Whether an inline image was met that does not end: then none after it does.
    pub(super) endless_image: bool,
}

/// Whether the byte is white space (ISO 32000-1, table 1).
pub(super) const fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether the byte ends a token (ISO 32000-1, table 2).
pub(super) const fn is_delimiter(b: u8) -> bool {
    matches!(
        b,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

/// By byte, whether it is neither white space nor a delimiter: every byte of a stream is asked for it.
const REGULAR: [bool; 256] = {
    let mut regular = [false; 256];
    let mut at = 0;
    while at < regular.len() {
        regular[at] = !is_space(at as u8) && !is_delimiter(at as u8);
        at += 1;
    }
    regular
};

fn is_regular(b: u8) -> bool {
    REGULAR[usize::from(b)]
}

/// The value of a hexadecimal digit.
pub(super) fn hex_digit(b: u8) -> Option<u8> {
    match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    }
}

/// A name with its `#xx` escapes decoded.
pub(super) fn name_bytes(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'#') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::new();
    let mut rest = raw;
    while let Some((&b, tail)) = rest.split_first() {
        rest = tail;
        if b == b'#'
            && let [hi, lo, after @ ..] = tail
            && let (Some(hi), Some(lo)) = (hex_digit(*hi), hex_digit(*lo))
        {
            out.push(hi << 4 | lo);
            rest = after;
            continue;
        }
        out.push(b);
    }
    Cow::Owned(out)
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `data`.
    pub(super) fn new(data: &'a [u8]) -> Lexer<'a> {
        Lexer {
            data,
            pos: 0,
            operands: Vec::new(),
            scratch: Vec::new(),
            endless_image: false,
        }
    }

    /// The bytes of a string operand; empty for any other operand.
    pub(super) fn text<'s>(&'s self, operand: &'s Operand<'a>) -> &'s [u8] {
        match operand {
            Operand::Text(bytes) => bytes,
            Operand::Decoded(range) => self.scratch.get(range.clone()).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The number at `index`, 0 when there is none.
    pub(super) fn number(&self, index: usize) -> f64 {
        match self.operands.get(index) {
            Some(Operand::Number(n)) => *n,
            _ => 0.0,
        }
    }

    /// The last `N` operands, when there are so many and all are numbers. Viewers take the last ones, too.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let start = self.operands.len().checked_sub(N)?;
        let mut out = [0.0; N];
        for (slot, operand) in out.iter_mut().zip(self.operands.get(start..)?) {
            let Operand::Number(n) = operand else { return None };
            *slot = *n;
        }
        Some(out)
    }

    /// The last operand as a name.
    pub(super) fn last_name(&self) -> Option<&'a [u8]> {
        match self.operands.last() {
            Some(Operand::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// The next operator; its operands stand in [`Lexer::operands`]. `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        self.operands.clear();
        self.scratch.clear();
        loop {
            self.skip_space();
            let first = *self.data.get(self.pos)?;
            let operand = match first {
                b'0'..=b'9' | b'+' | b'-' | b'.' => match self.number_token() {
                    Some(n) => Operand::Number(n),
                    None => return Some(self.word()),
                },
                b'/' => {
                    self.pos += 1;
                    Operand::Name(self.word())
                }
                b'(' => self.literal(),
                b'<' if self.data.get(self.pos + 1) == Some(&b'<') => {
                    self.pos += 2;
                    Operand::DictStart
                }
                b'<' => self.hexadecimal(),
                b'>' if self.data.get(self.pos + 1) == Some(&b'>') => {
                    self.pos += 2;
                    Operand::DictEnd
                }
                b'[' => {
                    self.pos += 1;
                    Operand::ArrayStart
                }
                b']' => {
                    self.pos += 1;
                    Operand::ArrayEnd
                }
                _ if is_regular(first) => match self.word() {
                    b"true" | b"false" | b"null" => Operand::Other,
                    operator => return Some(operator),
                },
                _ => {
                    // A stray closing bracket: nothing can be made of it.
                    self.pos += 1;
                    continue;
                }
            };
            if self.operands.len() < MAX_OPERANDS {
                self.operands.push(operand);
            }
        }
    }

    fn skip_space(&mut self) {
        while let Some(&b) = self.data.get(self.pos) {
            if is_space(b) {
                self.pos += 1;
            } else if b == b'%' {
                while let Some(&b) = self.data.get(self.pos) {
                    if matches!(b, b'\n' | b'\r') {
                        break;
                    }
                    self.pos += 1;
                }
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = self.data.get(self.pos..).unwrap_or_default();
        let len = rest.iter().position(|&b| !is_regular(b)).unwrap_or(rest.len());
        self.pos += len;
        rest.get(..len).unwrap_or_default()
    }

    /// A number, read as viewers do: any signs in front, a minus inside ends it, a lone sign or dot is 0.
    fn number_token(&mut self) -> Option<f64> {
        let rest = self.data.get(self.pos..).unwrap_or_default();
        if let Some((value, used)) = plain_number(rest) {
            self.pos += used;
            return Some(value);
        }
        let word = {
            let start = self.pos;
            let word = self.word();
            self.pos = start;
            word
        };
        let (value, used) = parse_number(word)?;
        self.pos += used;
        Some(value)
    }

    fn literal(&mut self) -> Operand<'a> {
        self.pos += 1;
        let rest = self.data.get(self.pos..).unwrap_or_default();
        // The common case: no escape, no nested parenthesis, no line end to normalise.
        if let Some(len) = rest.iter().position(|b| matches!(b, b'(' | b')' | b'\\' | b'\r'))
            && rest.get(len) == Some(&b')')
        {
            self.pos += len + 1;
            return Operand::Text(rest.get(..len).unwrap_or_default());
        }
        let start = self.scratch.len();
        let mut depth = 1_usize;
        while let Some(&b) = self.data.get(self.pos) {
            self.pos += 1;
            match b {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape();
                    continue;
                }
                b'\r' => {
                    if self.data.get(self.pos) == Some(&b'\n') {
                        self.pos += 1;
                    }
                    self.scratch.push(b'\n');
                    continue;
                }
                _ => {}
            }
            self.scratch.push(b);
        }
        Operand::Decoded(start..self.scratch.len())
    }

    /// What follows a backslash in a literal string (ISO 32000-1, table 3).
    fn escape(&mut self) {
        let Some(&b) = self.data.get(self.pos) else { return };
        self.pos += 1;
        let byte = match b {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'0'..=b'7' => {
                let mut value = u32::from(b - b'0');
                for _ in 0..2 {
                    match self.data.get(self.pos) {
                        Some(&d @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(d - b'0');
                            self.pos += 1;
                        }
                        _ => break,
                    }
                }
                (value & 0xff) as u8
            }
            b'\n' => return,
            b'\r' => {
                if self.data.get(self.pos) == Some(&b'\n') {
                    self.pos += 1;
                }
                return;
            }
            other => other,
        };
        self.scratch.push(byte);
    }

    fn hexadecimal(&mut self) -> Operand<'a> {
        self.pos += 1;
        let start = self.scratch.len();
        let mut high = None;
        while let Some(&b) = self.data.get(self.pos) {
            self.pos += 1;
            if b == b'>' {
                break;
            }
            let Some(digit) = hex_digit(b) else { continue };
            match high.take() {
                Some(h) => self.scratch.push(h << 4 | digit),
                None => high = Some(digit),
            }
        }
        if let Some(h) = high {
            self.scratch.push(h << 4);
        }
        Operand::Decoded(start..self.scratch.len())
    }

    /// Steps over an inline image after `BI`: its dictionary, `ID`, the data and `EI`. Where no `EI` ends it, reading
    /// goes on at the next text.
    pub(super) fn skip_inline_image(&mut self) {
        self.skip_to_image_data();
        if !self.endless_image && self.skip_image_data() {
            return;
        }
        self.endless_image = true;
        let data = self.data.get(self.pos..).unwrap_or_default();
        self.pos += find_word(data, b"BT").unwrap_or(data.len());
    }

    /// Steps over the data of an inline image and `EI`; stays where it is when there is none.
    fn skip_image_data(&mut self) -> bool {
        let data = self.data.get(self.pos..).unwrap_or_default();
        let end = find_word(data, b"EI");
        self.pos += end.map_or(0, |at| at + 2);
        end.is_some()
    }

    fn skip_to_image_data(&mut self) {
        // The dictionary has no brackets of its own and short values: `ID` as a word ends it.
        while let Some(&b) = self.data.get(self.pos) {
            if b == b'(' {
                self.literal();
            } else if is_regular(b) {
                if self.word() == b"ID" {
                    self.pos += 1;
                    return;
                }
            } else if b == b'/' {
                self.pos += 1;
                self.word();
            } else {
                self.pos += 1;
            }
        }
    }
}

/// Where a word of two letters stands by itself with something behind it that could be content.
fn find_word(data: &[u8], word: &[u8; 2]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = find(data.get(from..).unwrap_or_default(), word) {
        let at = from + found;
        let before = at.checked_sub(1).and_then(|i| data.get(i)).copied();
        let after = data.get(at + 2..).unwrap_or_default();
        let alone = before.is_none_or(is_space) && after.first().is_none_or(|&b| is_space(b));
        if alone && looks_like_content(after) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Whether the first bytes after `EI` could be content and not the rest of an image.
fn looks_like_content(rest: &[u8]) -> bool {
    rest.iter()
        .take(24)
        .all(|&b| b.is_ascii_graphic() || (is_space(b) && b != 0))
}

/// Where `needle`, which is not empty, starts in `hay`.
pub(super) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(hay, needle)
}

/// Powers of ten that are exact as binary fractions, as many as a plain number has digits.
const TENS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// The number at the start of `rest` and how many bytes it takes, for the usual ones: a minus at most, up to 15 digits with
/// at most one dot, and then the end of the word. Digits and power of ten are exact, so that the quotient is the binary
/// fraction that is nearest to the number. `None` for all others, which [`parse_number`] reads.
fn plain_number(rest: &[u8]) -> Option<(f64, usize)> {
    let negative = rest.first() == Some(&b'-');
    let sign = usize::from(negative);
    let (mut mantissa, mut digits, mut dot) = (0_u64, 0_usize, None);
    let mut used = sign;
    for &b in rest.get(sign..)? {
        match b {
            b'0'..=b'9' if digits < TENS.len() - 1 => {
                mantissa = mantissa * 10 + u64::from(b - b'0');
                digits += 1;
            }
            b'.' if dot.is_none() => dot = Some(digits),
            _ if is_regular(b) => return None,
            _ => break,
        }
        used += 1;
    }
    let value = mantissa as f64 / TENS.get(digits - dot.unwrap_or(digits))?;
    (digits > 0).then_some((if negative { -value } else { value }, used))
}

/// The number at the start of `word` and how many bytes it takes; `None` when the word is none.
fn parse_number(word: &[u8]) -> Option<(f64, usize)> {
    let mut negative = false;
    let mut used = 0;
    while let Some(b @ (b'+' | b'-')) = word.get(used) {
        negative = *b == b'-';
        used += 1;
    }
    let mut mantissa = 0.0_f64;
    let mut scale = 0.0_f64;
    let mut digits = 0;
    while let Some(&b) = word.get(used) {
        match b {
            b'0'..=b'9' if scale == 0.0 => mantissa = mantissa * 10.0 + f64::from(b - b'0'),
            b'0'..=b'9' => {
                mantissa += f64::from(b - b'0') * scale;
                scale /= 10.0;
            }
            b'.' if scale == 0.0 => scale = 0.1,
            _ => break,
        }
        digits += 1;
        used += 1;
    }
    // `12-34` is 12 to every viewer; what follows the minus is lost.
    if digits > 0 && word.get(used) == Some(&b'-') {
        used = word.len();
    }
    let lone_sign = digits == 0 && used == word.len() && used > 0;
    (digits > 0 || lone_sign).then_some((if negative { -mantissa } else { mantissa }, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(source: &str) -> Vec<f64> {
        let mut lexer = Lexer::new(source.as_bytes());
        lexer.next();
        (0..lexer.operands.len()).map(|i| lexer.number(i)).collect()
    }

    #[test]
    fn plain_numbers_are_the_nearest_binary_fractions() {
        for (text, value) in [
            ("0.6 w", 0.6),
            ("785.89", 785.89),
            ("-.002]", -0.002),
            ("17/", 17.0),
            ("4.", 4.0),
            ("123456789012345", 123_456_789_012_345.0),
            ("0.00000000000001", 1e-14),
        ] {
            assert_eq!(plain_number(text.as_bytes()).map(|n| n.0), Some(value), "{text}");
        }
        for other in [
            "",
            "-",
            ".",
            "+1",
            "1-2",
            "1.2.3",
            "12a",
            "--1",
            "1234567890123456",
        ] {
            assert_eq!(plain_number(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn numbers_are_read_as_viewers_read_them() {
        assert_eq!(
            numbers("1 -2.5 +.5 4. --7 12-3 - x"),
            [1.0, -2.5, 0.5, 4.0, -7.0, 12.0, 0.0]
        );
    }

    #[test]
    fn strings_are_unescaped() {
        let mut lexer = Lexer::new(b"(a\\(b\\)\\101\\\n(c)) <4 1 4> Tj");
        assert_eq!(lexer.next(), Some(&b"Tj"[..]));
        let texts: Vec<_> = lexer.operands.iter().map(|o| lexer.text(o)).collect();
        assert_eq!(texts, [&b"a(b)A(c)"[..], b"A@"]);
    }

    #[test]
    fn an_inline_image_is_stepped_over() {
        let mut lexer = Lexer::new(b"BI /W 2 /H 2 /BPC 8 ID \x01EI\x80 EI \xff\xff EI Q (x) Tj");
        assert_eq!(lexer.next(), Some(&b"BI"[..]));
        lexer.skip_inline_image();
        assert_eq!(lexer.next(), Some(&b"Q"[..]));
    }

    #[test]
    fn reading_goes_on_at_the_next_text_after_an_image_without_end() {
        let mut lexer =
            Lexer::new(b"BI /W 2 ID \x00\x01 BT\x80 BT 1 Tr (some more content) Tj BI /W 2 ID \x00 BT ET");
        let mut seen = Vec::new();
        while let Some(operator) = lexer.next() {
            seen.push(operator);
            if operator == b"BI" {
                lexer.skip_inline_image();
            }
        }
        assert_eq!(seen, [&b"BI"[..], b"BT", b"Tr", b"Tj", b"BI", b"BT", b"ET"]);
        assert!(lexer.endless_image);
    }

    #[test]
    fn a_dictionary_is_kept_flat() {
        let mut lexer = Lexer::new(b"/P <</MCID 3>> BDC");
        assert_eq!(lexer.next(), Some(&b"BDC"[..]));
        assert_eq!(lexer.operands.len(), 5);
        assert_eq!(lexer.operands[3], Operand::Number(3.0));
    }

    #[test]
    fn escapes_in_names_are_decoded() {
        assert_eq!(name_bytes(b"A#42C").as_ref(), b"ABC");
        assert_eq!(name_bytes(b"A#4").as_ref(), b"A#4");
    }

    #[test]
    fn junk_does_not_stop_the_lexer() {
        let mut lexer = Lexer::new(b")>} 1 g % comment\n0 G");
        assert_eq!(lexer.next(), Some(&b"g"[..]));
        assert_eq!(lexer.next(), Some(&b"G"[..]));
        assert_eq!(lexer.next(), None);
    }
}
