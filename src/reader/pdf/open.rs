//! Opens the bytes: bombs are looked for first, then the file is parsed, and salvaged when that fails.
//!
//! `hayro-syntax` inflates object streams and cross-reference streams by itself and without a cap. So all streams that
//! it could inflate while it opens or follows references are inflated here before, under the budget.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, FromBytes, Number};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::filters::{decode, steps};
use super::lexer::{find, is_space, name_bytes};
use super::salvage::{self, string_length};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};

/// The most streams that are looked at one by one.
const MAX_STREAMS: usize = 2_000_000;

/// The largest object number (Annex C of ISO 32000-1 and common practice).
const MAX_OBJECTS: usize = 8_388_607;

/// The most that deflated data can grow, as a factor.
const MAX_GROWTH: u64 = 1_032;

/// An opened file and whether it had to be repaired.
pub(super) struct Opened {
    pub(super) pdf: Pdf,
    pub(super) salvaged: bool,
}

/// Parses the file, by salvage when it is damaged.
///
/// # Errors
/// `Encrypted`, `Corrupt`, the limits of `budget`.
pub(super) fn open(bytes: &[u8], budget: &Budget, warnings: &mut Warnings) -> Result<Opened, Error> {
    check_nesting(bytes, budget)?;
    check_bombs(bytes, budget)?;
    budget.hold(bytes.len() as u64)?;
    if let Some(pdf) = parse(bytes.to_vec())? {
        let salvaged = !xref_is_sound(bytes);
        if salvaged {
            warnings.push(Warning::new(
                "xref_rebuilt",
                "the cross-reference table is damaged and was rebuilt",
            ));
        }
        return Ok(Opened { pdf, salvaged });
    }
    budget.check_clock()?;
    let clean = salvage::with_clean_words(bytes);
    if let Some(clean) = &clean
        && let Some(pdf) = parse(clean.clone())?
    {
        let message = "the file holds words that mean nothing; they are read as 0";
        warnings.push(Warning::new("words_replaced", message));
        return Ok(Opened { pdf, salvaged: true });
    }
    let bytes = clean.as_deref().unwrap_or(bytes);
    if let Some(patched) = salvage::with_catalog(bytes, budget)?
        && let Some(pdf) = parse(patched)?
    {
        let message = "the page tree is missing; the pages found in the file are taken in their order";
        warnings.push(Warning::new("page_tree_rebuilt", message));
        return Ok(Opened { pdf, salvaged: true });
    }
    budget.check_clock()?;
    if let Some(rewritten) = salvage::rewritten(bytes, budget)? {
        check_bombs(&rewritten, budget)?;
        if let Some(pdf) = parse(rewritten)? {
            warnings.push(Warning::new(
                "file_rewritten",
                "the file is damaged and was put together anew",
            ));
            return Ok(Opened { pdf, salvaged: true });
        }
    }
    if find(bytes, b"/Encrypt").is_some() {
        return Err(encrypted(DecryptionError::InvalidEncryption));
    }
    Err(Error::corrupt("no page can be found in the file"))
}

/// The parsed file; `None` when it has no pages that way.
fn parse(bytes: Vec<u8>) -> Result<Option<Pdf>, Error> {
    match Pdf::new(bytes) {
        Ok(pdf) if pdf.pages().is_empty() => Ok(None),
        Ok(pdf) => Ok(Some(pdf)),
        Err(LoadPdfError::Decryption(error)) => Err(encrypted(error)),
        Err(LoadPdfError::Invalid) => Ok(None),
    }
}

fn encrypted(error: DecryptionError) -> Error {
    let message = match error {
        DecryptionError::PasswordProtected => "a password is needed to open the file",
        _ => "the file is encrypted in a way that cannot be read",
    };
    Error::new(ErrorKind::Encrypted, Stage::Read, message)
}

/// Whether the last `startxref` leads to a cross-reference section: the parser repairs silently where it does not.
fn xref_is_sound(bytes: &[u8]) -> bool {
    let tail_start = bytes.len().saturating_sub(2_048);
    let tail = bytes.get(tail_start..).unwrap_or_default();
    let Some(at) = tail.windows(9).rposition(|w| w == b"startxref") else {
        return false;
    };
    let number = tail.get(at + 9..).unwrap_or_default();
    let digits = number
        .iter()
        .skip_while(|b| is_space(**b))
        .take_while(|b| b.is_ascii_digit());
    let offset = digits
        .take(12)
        .fold(0_usize, |v, b| v * 10 + usize::from(b - b'0'));
    let section = bytes.get(offset..).unwrap_or_default();
    let section = section
        .iter()
        .position(|b| !is_space(*b))
        .and_then(|p| section.get(p..));
    section.is_some_and(|s| s.starts_with(b"xref") || s.first().is_some_and(u8::is_ascii_digit))
}

/// A stream as the raw bytes show it.
pub(super) struct Head {
    /// Its object number; 0 where none can be read.
    pub(super) number: u32,
    dict: (usize, usize),
    data: usize,
}

impl Head {
    /// The bytes of its dictionary, escapes in names decoded.
    pub(super) fn dict<'b>(&self, bytes: &'b [u8]) -> std::borrow::Cow<'b, [u8]> {
        name_bytes(bytes.get(self.dict.0..self.dict.1).unwrap_or_default())
    }

    /// The bytes of its data, up to `endstream`.
    pub(super) fn data<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let data = bytes.get(self.data..).unwrap_or_default();
        let end = find(data, b"endstream").unwrap_or(data.len());
        data.get(..end).unwrap_or_default()
    }
}

/// All places where a stream seems to start.
///
/// # Errors
/// `LimitWork` when there are far too many.
pub(super) fn stream_heads(bytes: &[u8], budget: &Budget) -> Result<Vec<Head>, Error> {
    let mut heads = Vec::new();
    let (mut from, mut floor) = (0, 0);
    let (mut number, mut start) = (0, 0);
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b"stream")) {
        let at = from + found;
        from = at + 6;
        let ended = bytes.get(..at).is_some_and(|b| b.ends_with(b"end"));
        if ended || !bytes.get(from).is_some_and(|b| matches!(b, b'\r' | b'\n' | b' ')) {
            continue;
        }
        let before = bytes.get(floor..at).unwrap_or_default();
        if let Some(obj) = before.windows(3).rposition(|w| w == b"obj") {
            number = number_before(before.get(..obj).unwrap_or_default());
            start = floor + obj + 3;
        }
        // Without a new header this is the same object still: the word stood in a string or a comment of it.
        floor = at;
        budget.work(1 + (at - start) as u64 / 64)?;
        let line_end = bytes.get(from..).unwrap_or_default().iter().take(2);
        let data = from + line_end.take_while(|b| matches!(b, b'\r' | b'\n')).count();
        heads.push(Head {
            number,
            dict: (start, at),
            data,
        });
        if heads.len() > MAX_STREAMS {
            let message = format!("the file has more than {MAX_STREAMS} streams");
            return Err(Error::new(ErrorKind::LimitWork, Stage::Read, message));
        }
    }
    Ok(heads)
}

/// The object number in front of `obj`: the number before the generation.
pub(super) fn number_before(text: &[u8]) -> u32 {
    let mut words = text.rsplit(|b| is_space(*b)).filter(|w| !w.is_empty());
    let _generation = words.next();
    let word = words.next().unwrap_or_default();
    let digits = word.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let digits = word.get(word.len() - digits..).unwrap_or_default();
    digits
        .iter()
        .take(10)
        .fold(0_u32, |v, b| v.wrapping_mul(10).wrapping_add(u32::from(b - b'0')))
}

/// Gives a file up whose objects are nested too deep: the parser stops at a depth of its own, and then tries again
/// from every bracket inside.
fn check_nesting(bytes: &[u8], budget: &Budget) -> Result<(), Error> {
    let limit = budget.limits().object_depth;
    budget.work(bytes.len() as u64 / 1_024)?;
    let mut depth = 0_u32;
    // Once a string or a stream has no end, none after it has: looking again would take for ever.
    let (mut strings_end, mut streams_end) = (true, true);
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let (change, length) = match (b, rest.get(1)) {
            (b'[', _) => (1, 1),
            (b'<', Some(b'<')) => (1, 2),
            (b']', _) => (-1, 1),
            (b'>', Some(b'>')) => (-1, 2),
            (b'(', _) if strings_end => {
                let length = string_length(rest);
                strings_end = length.is_some();
                (0, length.unwrap_or(1))
            }
            (b's', Some(b't')) if streams_end && rest.starts_with(b"stream") => {
                let length = find(rest, b"endstream");
                streams_end = length.is_some();
                (0, length.map_or(6, |length| length + 9))
            }
            (b'e', Some(b'n')) if rest.starts_with(b"endobj") => {
                depth = 0;
                (0, 6)
            }
            _ => (0, 1),
        };
        at += length;
        depth = depth.saturating_add_signed(change);
        if depth > limit {
            let message = format!("objects are nested more than {limit} levels deep");
            return Err(Error::new(ErrorKind::LimitDepth, Stage::Read, message));
        }
    }
    Ok(())
}

/// Inflates what the parser would inflate unasked, and gives the file up when that is too much.
fn check_bombs(bytes: &[u8], budget: &Budget) -> Result<(), Error> {
    let heads = stream_heads(bytes, budget)?;
    let contains = |dict: &[u8], word: &[u8]| find(dict, word).is_some();
    let mut containers: HashSet<u32> = HashSet::new();
    let mut others = Vec::new();
    let mut entries = 0_usize;
    for head in &heads {
        let dict = head.dict(bytes);
        if contains(&dict, b"XRef") {
            entries += read_xref_stream(head, &dict, bytes, budget, &mut containers)?;
            if entries > MAX_OBJECTS.min(bytes.len().max(1_000)) {
                let message = "the cross-reference streams list more objects than the file can hold";
                return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
            }
        } else {
            others.push((head, contains(&dict, b"ObjStm")));
        }
    }
    let locked = find(bytes, b"/Encrypt").is_some();
    for (head, named) in others {
        if named || containers.contains(&head.number) {
            measure(head, bytes, locked, budget)?;
        }
    }
    Ok(())
}

/// Inflates an object stream. What is encrypted cannot be inflated here: then its length says enough.
fn measure(head: &Head, bytes: &[u8], locked: bool, budget: &Budget) -> Result<(), Error> {
    let data = head.data(bytes);
    budget.work(1 + data.len() as u64 / 64)?;
    if locked {
        if (data.len() as u64).saturating_mul(MAX_GROWTH) > budget.limits().memory {
            let message = "an encrypted object stream may unpack to more than the document may hold";
            return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
        }
        return Ok(());
    }
    let dict = head.dict(bytes);
    let dict = Dict::from_bytes(trimmed(&dict)).unwrap_or_default();
    let decoded = decode(data, &steps(&dict, budget)?, budget)?;
    check_nesting(&decoded.bytes, budget)?;
    // The parser keeps every object stream that it opens.
    budget.hold(decoded.bytes.len() as u64)
}

fn trimmed(dict: &[u8]) -> &[u8] {
    let start = dict.iter().position(|b| !is_space(*b)).unwrap_or(0);
    dict.get(start..).unwrap_or_default()
}

/// Adds the object streams that a cross-reference stream names (ISO 32000-1, 7.5.8.3), and counts its entries.
fn read_xref_stream(
    head: &Head,
    dict: &[u8],
    bytes: &[u8],
    budget: &Budget,
    containers: &mut HashSet<u32>,
) -> Result<usize, Error> {
    let dict = Dict::from_bytes(trimmed(dict)).unwrap_or_default();
    let decoded = decode(head.data(bytes), &steps(&dict, budget)?, budget)?;
    let widths = dict.get::<Array<'_>>("W");
    let widths: Vec<usize> = widths
        .iter()
        .flat_map(|a| a.iter::<Number>())
        .take(3)
        .map(|n| n.as_i64().clamp(0, 8) as usize)
        .collect();
    let [kind, second, third] = widths.as_slice() else {
        return Ok(0);
    };
    let size = kind + second + third;
    if size == 0 {
        return Ok(0);
    }
    let count = decoded.bytes.len() / size;
    budget.work(count as u64 / 4)?;
    for entry in decoded.bytes.chunks_exact(size) {
        let (first, rest) = entry.split_at(*kind);
        let (second, _) = rest.split_at((*second).min(rest.len()));
        if first.last() == Some(&2) {
            containers.insert(second.iter().fold(0_u32, |v, &b| v << 8 | u32::from(b)));
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn with_stream(dict: &str, data: &[u8]) -> Vec<u8> {
        let mut out = format!("%PDF-1.5\n7 0 obj\n<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
        out.extend_from_slice(data);
        out.extend_from_slice(b"\nendstream\nendobj\n");
        out
    }

    fn refused(bytes: &[u8]) -> Option<ErrorKind> {
        let limits = Limits {
            part_size: 1 << 20,
            ..Limits::default()
        };
        check_bombs(bytes, &Budget::new(&limits, None))
            .err()
            .map(|e| e.kind())
    }

    #[test]
    fn an_object_stream_that_is_a_bomb_is_refused() {
        let bomb = deflated(&vec![b' '; 4 << 20]);
        let dict = "/Type/ObjStm/N 1/First 4/Filter/FlateDecode";
        assert_eq!(refused(&with_stream(dict, &bomb)), Some(ErrorKind::LimitSize));
        let escaped = "/Type/Obj#53tm/N 1/First 4/Filter/FlateDecode";
        assert_eq!(refused(&with_stream(escaped, &bomb)), Some(ErrorKind::LimitSize));
        let hidden = "/X(stream\n)/Type/ObjStm/N 1/First 4/Filter/FlateDecode";
        assert_eq!(refused(&with_stream(hidden, &bomb)), Some(ErrorKind::LimitSize));
        assert_eq!(refused(&with_stream("/Filter/FlateDecode", &bomb)), None);
    }

    #[test]
    fn a_stream_that_only_the_cross_reference_calls_an_object_stream_is_measured() {
        let mut file = with_stream("/Filter/FlateDecode", &deflated(&vec![b' '; 4 << 20]));
        let xref = with_stream("/Type/XRef/W[1 2 1]", &[2, 0, 7, 0]);
        file.extend_from_slice(&xref);
        assert_eq!(refused(&file), Some(ErrorKind::LimitSize));
    }

    #[test]
    fn a_cross_reference_stream_of_endless_entries_is_refused() {
        let xref = with_stream(
            "/Type/XRef/W[0 1 0]/Filter/FlateDecode",
            &deflated(&vec![1; 900 << 10]),
        );
        assert_eq!(refused(&xref), Some(ErrorKind::LimitSize));
    }

    #[test]
    fn objects_nested_too_deep_are_refused() {
        let nested =
            |n: usize| format!("1 0 obj {}{} endobj", "<</A [".repeat(n), "]>>".repeat(n)).into_bytes();
        let check = |n| check_nesting(&nested(n), &Budget::new(&Limits::default(), None)).err();
        assert!(check(50).is_none());
        assert_eq!(check(51).map(|e| e.kind()), Some(ErrorKind::LimitDepth));
        let far = "[ endobj ".repeat(1_000) + "(" + &"[".repeat(1_000) + ")";
        assert!(check_nesting(far.as_bytes(), &Budget::new(&Limits::default(), None)).is_ok());
    }

    #[test]
    fn the_number_of_an_object_stands_before_its_generation() {
        assert_eq!(number_before(b"endobj\n12 0 "), 12);
        assert_eq!(number_before(b""), 0);
    }
}
