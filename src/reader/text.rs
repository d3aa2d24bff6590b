//! Text: bytes to numbered lines, whatever the encoding and the line ends.
//!
//! The encoding is told by the bytes alone: a byte order mark, then strict UTF-8, then the statistics of UTF-16,
//! then GB 18030 (of which GBK is a part). Bytes that stay undecodable become U+FFFD and a warning; bytes that
//! look like no text at all are refused.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};
use crate::fold;

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TextContent {
    /// The lines without their ends; `lines[0]` is line 1.
    pub lines: Vec<String>,
    /// The lines (0-based) before which a form feed stands: where pages begin.
    pub pages: Vec<usize>,
    /// Name of the encoding found: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `GBK`, `gb18030`.
    pub encoding: &'static str,
}

/// Byte order mark of GB 18030.
const GB18030_BOM: [u8; 4] = [0x84, 0x31, 0x95, 0x33];

/// UTF-16 without a mark is believed when this share of its characters is of a kind that texts are made of.
const UTF16_PLAUSIBLE: f64 = 0.9;

/// GBK is believed without a warning when this share of its two-byte characters lies in the GB 2312 square,
/// where nearly all printed characters are.
const GBK_PLAUSIBLE: f64 = 0.8;

/// Above this share of undecodable places the bytes are no text.
const MAX_BROKEN: f64 = 0.1;

/// Above this share of control characters the bytes are no text.
const MAX_CONTROL: f64 = 0.02;

/// What a line costs beyond its characters, in bytes of memory.
const LINE_COST: u64 = size_of::<String>() as u64;

/// Decodes text and splits it into lines. Radicals become the ideographs that they look like.
///
/// A form feed (page break), a vertical tab and the Unicode line separators end a line, too.
///
/// # Errors
/// `NotSupported` when the bytes are no text; `TooBig` and the limits of `budget`.
pub fn read(bytes: &[u8], budget: &Budget, warnings: &mut Warnings) -> Result<TextContent, Error> {
    if bytes.len() as u64 > budget.limits().file_size {
        let message = format!("the text is larger than {} bytes", budget.limits().file_size);
        return Err(Error::new(ErrorKind::TooBig, Stage::Read, message));
    }
    budget.work(bytes.len() as u64 / 64 + 1)?;
    // Three bytes of UTF-8 for two bytes of GBK or UTF-16 is the most that decoding can grow a text.
    let decoded_size = (bytes.len() as u64).saturating_mul(3) / 2;
    budget.hold(decoded_size)?;
    let (text, encoding) = decode(bytes, warnings)?;
    let controls = text.chars().filter(|&c| is_stray_control(c)).count();
    if controls as f64 > MAX_CONTROL * text.chars().count() as f64 {
        return Err(no_text("the bytes hold too many control characters to be text"));
    }
    let text = without_escapes(text);
    let (mut lines, pages) = split_lines(&text, budget)?;
    for line in lines.iter_mut().filter(|l| !l.is_ascii()) {
        if line.contains(is_unseen) {
            line.retain(|c| !is_unseen(c));
        }
        // A text that was taken out of a PDF has what its fonts left behind.
        if line.chars().any(|c| fold::ideograph(c) != c) {
            *line = fold::ideographs(line);
        }
    }
    budget.release(decoded_size);
    Ok(TextContent {
        lines,
        pages,
        encoding,
    })
}

/// A mark without width that only allows or forbids to break a line beside it.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The text without the backslashes that Markdown puts before marks that would mean something (`18230\\.55`, `1\\. 甲`) and
/// before the end of a line that is no end of a paragraph. A text is Markdown in this where no backslash stands before
/// anything else. One before a bar stays: the bar parts no cells.
fn without_escapes(text: String) -> String {
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = behind.chars();
        match chars.next() {
            Some('|') => out.push_str("\\|"),
            Some(c) if c.is_ascii_punctuation() => out.push(c),
            Some('\n' | '\r') => chars = behind.chars(),
            _ => return text,
        }
        rest = chars.as_str();
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(rest);
    out
}

fn no_text(message: &str) -> Error {
    Error::new(ErrorKind::NotSupported, Stage::Read, message)
}

/// A control character that no text file uses for its layout. Ctrl-Z ends old DOS texts.
fn is_stray_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{85}')
}

fn decode(bytes: &[u8], warnings: &mut Warnings) -> Result<(String, &'static str), Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return finish(encoding, body, warnings);
    }
    if let Some(body) = bytes.strip_prefix(&GB18030_BOM) {
        return finish(GB18030, body, warnings);
    }
    if bytes.contains(&0) {
        let wide = best_utf16(bytes).ok_or_else(|| no_text("the bytes hold NUL and are no text"))?;
        return finish(wide, bytes, warnings);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), "UTF-8"));
    }
    let han = GbShape::of(bytes);
    if han.broken == 0 && han.in_square() >= GBK_PLAUSIBLE {
        return finish(GB18030, bytes, warnings);
    }
    if let Some(wide) = best_utf16(bytes) {
        return finish(wide, bytes, warnings);
    }
    let utf8_broken = String::from_utf8_lossy(bytes)
        .chars()
        .filter(|&c| c == '\u{fffd}')
        .count();
    if utf8_broken > han.broken {
        if han.in_square() < GBK_PLAUSIBLE {
            let message = format!(
                "read as GBK, but only {:.0} % of its two-byte characters are usual ones",
                100.0 * han.in_square()
            );
            warnings.push(Warning::new("encoding_uncertain", message));
        }
        return finish(GB18030, bytes, warnings);
    }
    finish(UTF_8, bytes, warnings)
}

/// Decodes with a known encoding, counts what could not be decoded.
fn finish(
    encoding: &'static Encoding,
    bytes: &[u8],
    warnings: &mut Warnings,
) -> Result<(String, &'static str), Error> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if text.contains('\0') {
        return Err(no_text("the text holds NUL characters"));
    }
    if had_errors {
        let broken = text.chars().filter(|&c| c == '\u{fffd}').count();
        let all = text.chars().count();
        if broken as f64 > MAX_BROKEN * all as f64 {
            return Err(no_text("too much of it is text in no known encoding"));
        }
        let message = format!("{broken} places are not valid {}", encoding.name());
        warnings.push(Warning::new("undecodable_bytes", message));
    }
    let name = match encoding {
        e if e == GB18030 && GbShape::of(bytes).four_byte == 0 => "GBK",
        e => e.name(),
    };
    Ok((text.into_owned(), name))
}

/// The byte order of UTF-16 without a mark, when one of the two gives plausible text.
fn best_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    [UTF_16LE, UTF_16BE]
        .into_iter()
        .map(|e| (e, utf16_plausibility(e, bytes)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|&(_, share)| share >= UTF16_PLAUSIBLE)
        .map(|(e, _)| e)
}

/// The share of characters that texts of our kind are made of, when `bytes` are read as this UTF-16.
fn utf16_plausibility(encoding: &'static Encoding, bytes: &[u8]) -> f64 {
    let (mut usual, mut all) = (0_u64, 0_u64);
    for pair in bytes.chunks_exact(2) {
        let &[a, b] = pair else { continue };
        let unit = if encoding == UTF_16LE {
            u16::from_le_bytes([a, b])
        } else {
            u16::from_be_bytes([a, b])
        };
        all += 1;
        // ASCII, general and CJK punctuation, unified ideographs, full-width forms.
        let is_usual = matches!(unit, 0x09..=0x0d | 0x20..=0x7e | 0x2010..=0x206f | 0x2460..=0x24ff
            | 0x3000..=0x303f | 0x4e00..=0x9fff | 0xff00..=0xff65);
        usual += u64::from(is_usual);
    }
    usual as f64 / all.max(1) as f64
}

/// What a walk over bytes as GB 18030 finds.
#[derive(Clone, Copy, Debug, Default)]
struct GbShape {
    /// Two-byte characters.
    two_byte: usize,
    /// Those of them whose both bytes lie in the GB 2312 square.
    square: usize,
    /// Four-byte characters, which GBK does not have.
    four_byte: usize,
    /// Bytes that fit nowhere.
    broken: usize,
}

impl GbShape {
    fn of(bytes: &[u8]) -> GbShape {
        let mut shape = GbShape::default();
        let mut rest = bytes;
        loop {
            rest = match rest {
                [] => return shape,
                [0x00..=0x7f, tail @ ..] => tail,
                [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, tail @ ..] => {
                    shape.four_byte += 1;
                    tail
                }
                [lead @ 0x81..=0xfe, trail @ (0x40..=0x7e | 0x80..=0xfe), tail @ ..] => {
                    shape.two_byte += 1;
                    shape.square += usize::from(matches!(lead, 0xa1..=0xf7) && *trail >= 0xa1);
                    tail
                }
                [_, tail @ ..] => {
                    shape.broken += 1;
                    tail
                }
            }
        }
    }

    fn in_square(&self) -> f64 {
        self.square as f64 / self.two_byte.max(1) as f64
    }
}

/// The lines, and before which of them a form feed stands.
fn split_lines(text: &str, budget: &Budget) -> Result<(Vec<String>, Vec<usize>), Error> {
    let mut lines = Vec::new();
    let mut pages = Vec::new();
    let text = text.strip_suffix('\u{1a}').unwrap_or(text);
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_line_end).unwrap_or(rest.len());
        let (line, tail) = rest.split_at(end);
        budget.work(1)?;
        budget.hold(LINE_COST + line.len() as u64)?;
        lines.push(line.to_owned());
        let mut tail_chars = tail.chars();
        rest = match tail_chars.next() {
            Some('\r') => {
                let after = tail_chars.as_str();
                after.strip_prefix('\n').unwrap_or(after)
            }
            Some('\u{c}') => {
                pages.push(lines.len());
                tail_chars.as_str()
            }
            _ => tail_chars.as_str(),
        };
    }
    Ok((lines, pages))
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    const SAMPLE: &str = "一、总体情况\n2022年，共收到申请3件。\n无\n";

    fn read_all(bytes: &[u8]) -> (Result<TextContent, Error>, Warnings) {
        let limits = Limits::default();
        let mut warnings = Warnings::new(&limits);
        let result = read(bytes, &Budget::new(&limits, None), &mut warnings);
        (result, warnings)
    }

    fn check(bytes: &[u8], encoding: &str) {
        let (result, warnings) = read_all(bytes);
        let content = result.unwrap();
        assert_eq!(content.encoding, encoding);
        assert_eq!(content.lines, ["一、总体情况", "2022年，共收到申请3件。", "无"]);
        assert!(warnings.into_vec().is_empty());
    }

    fn utf16(text: &str, le: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() })
            .collect()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check(SAMPLE.as_bytes(), "UTF-8");
        check(format!("\u{feff}{SAMPLE}").as_bytes(), "UTF-8");
    }

    #[test]
    fn utf16_with_and_without_mark_in_both_orders() {
        for (le, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
            check(&utf16(&format!("\u{feff}{SAMPLE}"), le), name);
            check(&utf16(SAMPLE, le), name);
        }
    }

    #[test]
    fn gbk_is_told_by_validity() {
        check(&GB18030.encode(SAMPLE).0, "GBK");
    }

    #[test]
    fn four_byte_characters_make_it_gb18030() {
        let bytes = GB18030.encode("一般汉字与生僻字𠀀\n").0.into_owned();
        let content = read_all(&bytes).0.unwrap();
        assert_eq!(
            (content.encoding, content.lines[0].as_str()),
            ("gb18030", "一般汉字与生僻字𠀀")
        );
    }

    #[test]
    fn every_line_end_ends_a_line() {
        let text = "a\r\nb\rc\nd\u{2028}e\u{85}f\u{c}g";
        assert_eq!(
            read_all(text.as_bytes()).0.unwrap().lines,
            ["a", "b", "c", "d", "e", "f", "g"]
        );
        assert_eq!(read_all(b"a\n\n\r\rb").0.unwrap().lines, ["a", "", "", "", "b"]);
        assert!(read_all(b"").0.unwrap().lines.is_empty());
    }

    #[test]
    fn binary_is_refused() {
        let png = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d];
        assert_eq!(read_all(&png).0.unwrap_err().kind(), ErrorKind::NotSupported);
        let controls: Vec<u8> = (1..9).chain(14..31).cycle().take(500).collect();
        assert_eq!(read_all(&controls).0.unwrap_err().kind(), ErrorKind::NotSupported);
    }

    #[test]
    fn a_few_broken_bytes_are_kept_with_a_warning() {
        let mut bytes = "政府信息公开工作年度报告".repeat(5).into_bytes();
        bytes.insert(30, 0xff);
        let (result, warnings) = read_all(&bytes);
        assert!(result.unwrap().lines[0].contains('\u{fffd}'));
        assert!(warnings.has("undecodable_bytes"));
    }

    #[test]
    fn more_lines_than_memory_allows_are_refused() {
        let limits = Limits {
            memory: 10_000,
            ..Limits::default()
        };
        let mut warnings = Warnings::new(&limits);
        let error = read(&[b'\n'; 5_000], &Budget::new(&limits, None), &mut warnings).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Memory);
    }

    #[test]
    fn marks_without_width_are_no_text() {
        let (read, _) = read_all("一\u{200b}、12\u{2060}3\u{feff}\n".as_bytes());
        assert_eq!(read.unwrap().lines, ["一、123"]);
    }

    #[test]
    fn the_escapes_of_markdown_are_no_text() {
        let lines = |text: &str| read_all(text.as_bytes()).0.unwrap().lines;
        assert_eq!(
            lines("1\\. 甲 18230\\.55\\\n乙\\|丙"),
            ["1. 甲 18230.55", "乙\\|丙"]
        );
        assert_eq!(lines("1\\. D:\\甲"), ["1\\. D:\\甲"]);
    }

    #[test]
    fn radicals_are_read_as_the_ideographs_they_look_like() {
        let (read, _) = read_all("⼀、农⼾\n⻅１件\n".as_bytes());
        assert_eq!(read.unwrap().lines, ["一、农户", "见１件"]);
    }
}
