//! Files whose page tree cannot be reached: the pages that are still there are found and listed anew.

use hayro_syntax::object::{Dict, FromBytes, Number};

use super::filters::{Decoded, decode, decode_leniently, steps};
use super::lexer::{find, is_delimiter, is_space};
use super::open::{Head, number_before, stream_heads};
use crate::diagnostic::{Budget, Error};

/// The most pages listed anew.
const MAX_PAGES: usize = 50_000;

/// The largest file that is read whole into objects and written anew.
const MAX_REWRITE: usize = 64 << 20;

/// Streams that the parser cannot find or read, by what the file's bytes show of them.
pub(super) struct Strays<'b> {
    bytes: &'b [u8],
    /// All streams of the file, looked for when the first one is asked for.
    heads: Option<Vec<Head>>,
}

impl<'b> Strays<'b> {
    /// Those of this file.
    pub(super) fn new(bytes: &'b [u8]) -> Strays<'b> {
        Strays { bytes, heads: None }
    }

    /// The stream of this object, as far as it goes; `None` where there is none, or where it may be encrypted.
    ///
    /// # Errors
    /// The limits of `budget`.
    pub(super) fn find(&mut self, number: u32, budget: &Budget) -> Result<Option<Decoded>, Error> {
        if self.heads.is_none() {
            let locked = find(self.bytes, b"/Encrypt").is_some();
            let heads = if locked {
                Vec::new()
            } else {
                stream_heads(self.bytes, budget)?
            };
            self.heads = Some(heads);
        }
        let heads = self.heads.as_deref().unwrap_or_default();
        budget.work(1 + heads.len() as u64 / 64)?;
        let Some(head) = heads.iter().rfind(|h| h.number == number && number > 0) else {
            return Ok(None);
        };
        // Where its own end is missing, the end of its object is nearer than that of the next stream.
        let data = head.data(self.bytes);
        let end = find(data, b"endobj");
        let data = data.get(..end.unwrap_or(data.len())).unwrap_or_default();
        budget.work(1 + data.len() as u64 / 64)?;
        let text = head.dict(self.bytes);
        let start = text.iter().position(|b| !is_space(*b)).unwrap_or(0);
        let dict = Dict::from_bytes(text.get(start..).unwrap_or_default()).unwrap_or_default();
        Ok(Some(decode_leniently(data, &dict, budget)?))
    }
}

/// The file with a catalog and a page list appended, over all page objects in it; `None` when it has none.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn with_catalog(bytes: &[u8], budget: &Budget) -> Result<Option<Vec<u8>>, Error> {
    let mut pages = pages_in_plain(bytes, budget)?;
    pages.extend(pages_in_object_streams(bytes, budget)?);
    // An object that was written again counts once, at its last place.
    let mut seen = std::collections::HashSet::new();
    pages.reverse();
    pages.retain(|n| seen.insert(*n));
    pages.reverse();
    pages.truncate(MAX_PAGES);
    let Some(&largest) = pages.iter().max() else {
        return Ok(None);
    };
    let catalog = largest.saturating_add(1_000_000);
    let tree = catalog.saturating_add(1);
    let mut out = bytes.to_vec();
    out.extend_from_slice(
        format!("\n{catalog} 0 obj\n<</Type/Catalog/Pages {tree} 0 R>>\nendobj\n").as_bytes(),
    );
    out.extend_from_slice(format!("{tree} 0 obj\n<</Type/Pages/Count {}/Kids[", pages.len()).as_bytes());
    for page in &pages {
        out.extend_from_slice(format!("{page} 0 R ").as_bytes());
    }
    let lock = encryption(bytes);
    let size = tree.saturating_add(1);
    out.extend_from_slice(format!("]>>\nendobj\ntrailer\n<</Size {size}/Root {catalog} 0 R").as_bytes());
    out.extend_from_slice(&lock);
    // The offset is wrong on purpose: the parser then looks for the objects itself.
    out.extend_from_slice(b">>\nstartxref\n1\n%%EOF\n");
    Ok(Some(out))
}

/// The numbers of the page objects that stand in the file as they are.
fn pages_in_plain(bytes: &[u8], budget: &Budget) -> Result<Vec<u32>, Error> {
    let mut pages = Vec::new();
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b"obj")) {
        let at = from + found;
        from = at + 3;
        let before = bytes.get(at.saturating_sub(24)..at).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        let rest = rest.get(..rest.len().min(16 << 10)).unwrap_or_default();
        let body = rest
            .get(..find(rest, b"endobj").unwrap_or(rest.len()))
            .unwrap_or_default();
        let body = body
            .get(..find(body, b"stream").unwrap_or(body.len()))
            .unwrap_or_default();
        budget.work(1 + body.len() as u64 / 32)?;
        let number = number_before(before);
        if is_page(body) && number > 0 && pages.len() < MAX_PAGES {
            pages.push(number);
        }
    }
    Ok(pages)
}

/// Whether the text of an object says /Type /Page.
fn is_page(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = find(rest, b"/Type") {
        rest = rest.get(at + 5..).unwrap_or_default();
        let value = rest
            .iter()
            .position(|b| !is_space(*b))
            .and_then(|p| rest.get(p..))
            .unwrap_or_default();
        if let Some(after) = value.strip_prefix(b"/Page") {
            return after.first().is_none_or(|&b| is_space(b) || is_delimiter(b));
        }
    }
    false
}

/// The numbers of the page objects inside object streams (ISO 32000-1, 7.5.7).
fn pages_in_object_streams(bytes: &[u8], budget: &Budget) -> Result<Vec<u32>, Error> {
    let mut pages = Vec::new();
    for head in stream_heads(bytes, budget)? {
        let text = head.dict(bytes);
        if find(&text, b"ObjStm").is_none() {
            continue;
        }
        let start = text.iter().position(|b| !is_space(*b)).unwrap_or(0);
        let dict = Dict::from_bytes(text.get(start..).unwrap_or_default()).unwrap_or_default();
        let decoded = decode(head.data(bytes), &steps(&dict, budget)?, budget)?.bytes;
        let first = dict
            .get::<Number>("First")
            .map_or(0, |n| n.as_i64().max(0) as usize);
        let (index, bodies) = decoded.split_at(first.min(decoded.len()));
        let numbers: Vec<usize> = index
            .split(|b| is_space(*b))
            .filter_map(|w| std::str::from_utf8(w).ok()?.parse().ok())
            .collect();
        let pairs: Vec<(usize, usize)> = numbers
            .chunks_exact(2)
            .filter_map(|p| Some((*p.first()?, *p.get(1)?)))
            .collect();
        for (i, (number, offset)) in pairs.iter().enumerate() {
            budget.work(1)?;
            let end = pairs
                .get(i + 1)
                .map_or(bodies.len(), |next| next.1.min(bodies.len()));
            let body = bodies.get(*offset..end).unwrap_or_default();
            if is_page(body) && pages.len() < MAX_PAGES {
                pages.extend(u32::try_from(*number));
            }
        }
    }
    Ok(pages)
}

/// /Encrypt and /ID of an old trailer, to stand in the new one.
fn encryption(bytes: &[u8]) -> Vec<u8> {
    let value = |key: &[u8], end: u8| {
        let at = find(bytes, key)?;
        let rest = bytes.get(at..)?;
        let rest = rest.get(..rest.len().min(512))?;
        let end = rest.iter().position(|&b| b == end)?;
        rest.get(..=end)
    };
    let mut out = Vec::new();
    if let Some(reference) = value(b"/Encrypt", b'R') {
        out.extend_from_slice(reference);
        out.extend_from_slice(value(b"/ID", b']').unwrap_or_default());
    }
    out
}

/// The file with every word that can stand nowhere in an object (`1e300`, `nan`) replaced by a 0 of the same length,
/// so that the dictionaries around them can be read; `None` when there is no such word.
pub(super) fn with_clean_words(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out: Option<Vec<u8>> = None;
    let mut strings_end = true;
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let end_of_word = |from: usize| {
            let word = rest.get(from..).unwrap_or_default();
            from + word
                .iter()
                .position(|&b| is_space(b) || is_delimiter(b))
                .unwrap_or(word.len())
        };
        at += match b {
            b'%' => rest
                .iter()
                .position(|b| matches!(b, b'\r' | b'\n'))
                .unwrap_or(rest.len()),
            b'(' if strings_end => string_length(rest).unwrap_or_else(|| {
                strings_end = false;
                1
            }),
            b'/' => end_of_word(1),
            _ if is_space(b) || is_delimiter(b) => 1,
            _ => {
                let word = rest.get(..end_of_word(0)).unwrap_or_default();
                if word == b"stream" {
                    find(rest, b"endstream").unwrap_or(rest.len())
                } else {
                    if !is_known(word) {
                        let out = out.get_or_insert_with(|| bytes.to_vec());
                        for (i, slot) in out.iter_mut().skip(at).take(word.len()).enumerate() {
                            *slot = if i == 0 { b'0' } else { b' ' };
                        }
                    }
                    word.len()
                }
            }
        };
    }
    out
}

/// Whether a word is a number or one of the words that a file is made of.
fn is_known(word: &[u8]) -> bool {
    let number = word
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    number
        || matches!(
            word,
            b"obj"
                | b"endobj"
                | b"endstream"
                | b"xref"
                | b"trailer"
                | b"startxref"
                | b"true"
                | b"false"
                | b"null"
        )
        || matches!(word, b"R" | b"n" | b"f")
}

/// The length of a literal string with its parentheses; `None` when it is not closed. After that there is no need to
/// look for the end of another one.
pub(super) fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, &b) in bytes.iter().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The file read by another parser and written anew: the last resort. `None` when that parser gives up, too.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn rewritten(bytes: &[u8], budget: &Budget) -> Result<Option<Vec<u8>>, Error> {
    if bytes.len() > MAX_REWRITE {
        return Ok(None);
    }
    budget.work(bytes.len() as u64 / 16)?;
    let Ok(mut document) = lopdf::Document::load_mem(bytes) else {
        return Ok(None);
    };
    let mut out = Vec::new();
    Ok((document.save_to(&mut out).is_ok() && out != bytes).then_some(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    #[test]
    fn page_objects_are_told_from_page_trees() {
        assert!(is_page(b"<</Type /Page/Parent 1 0 R>>"));
        assert!(is_page(b"<</Resources<</Font<</F<</Type/Font>>>>>>/Type/Page>>"));
        assert!(!is_page(b"<</Type/Pages/Kids[]>>"));
    }

    #[test]
    fn words_that_mean_nothing_are_blanked() {
        let file = b"1 0 obj <</A (nan) /nan 1e300 /B [-inf 2.5]>> stream\nnan endstream endobj";
        let clean = b"1 0 obj <</A (nan) /nan 0     /B [0    2.5]>> stream\nnan endstream endobj";
        assert_eq!(with_clean_words(file).as_deref(), Some(&clean[..]));
        assert_eq!(with_clean_words(b"1 0 obj [1 2 R true] endobj"), None);
    }

    #[test]
    fn found_pages_are_listed_once_in_their_order() {
        let budget = Budget::new(&Limits::default(), None);
        let file =
            b"%PDF-1.4\n4 0 obj<</Type/Page>>endobj 3 0 obj<</Type/Page>>endobj 4 0 obj<</Type/Page>>endobj";
        let patched = with_catalog(file, &budget).unwrap().unwrap();
        assert!(find(&patched, b"/Count 2/Kids[3 0 R 4 0 R ]").is_some());
        assert!(with_catalog(b"%PDF-1.4 nothing", &budget).unwrap().is_none());
    }
}
