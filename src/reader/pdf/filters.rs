//! Decodes streams (ISO 32000-1, 7.4) under the budget, and keeps what came out before a stream turned bad.

use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::lexer::{hex_digit, is_space};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage};
pub(super) use crate::reader::inflate::End;
use crate::reader::inflate::{self, Wrapper};

/// The bytes of a stream after its filters.
pub(super) struct Decoded {
    /// What came out.
    pub(super) bytes: Vec<u8>,
    /// Whether the data broke off or turned bad before its end.
    pub(super) damaged: bool,
    /// Whether it only broke off: then what there is of it is sound to its last byte.
    pub(super) cut: bool,
}

/// One filter with its parameters.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// `None` for a name that is no filter's.
    filter: Option<Filter>,
    predictor: Predictor,
    early_change: bool,
}

/// How rows were prepared before compression (ISO 32000-1, 7.4.4.4).
#[derive(Clone, Copy, PartialEq)]
enum Predictor {
    None,
    /// Its parameters make no sense: the data is taken as it is.
    Senseless,
    Tiff {
        bpp: usize,
        row: usize,
        bits: u32,
    },
    Png {
        bpp: usize,
        row: usize,
    },
}

/// The longest row that a predictor is undone for, in bytes.
const MAX_ROW: usize = 1 << 24;

fn too_large(limit: u64) -> Error {
    let message = format!("a stream unpacks to more than {limit} bytes");
    Error::new(ErrorKind::LimitSize, Stage::Read, message)
}

/// Decodes a stream that holds no picture.
///
/// # Errors
/// `LimitSize` when more comes out than a stream or the document may unpack to; `Timeout`, `Cancelled`.
pub(super) fn decode_stream(stream: &Stream<'_>, budget: &Budget) -> Result<Decoded, Error> {
    decode_leniently(&stream.raw_data(), stream.dict(), budget)
}

/// Decodes the raw bytes of a stream that holds no picture; deflated data is known even where the dictionary does not
/// say that it is deflated: neither content nor a font begins like that.
///
/// # Errors
/// As [`decode_stream`].
pub(super) fn decode_leniently(raw: &[u8], dict: &Dict<'_>, budget: &Budget) -> Result<Decoded, Error> {
    let steps = steps(dict, budget)?;
    let mut decoded = decode(raw, &steps, budget)?;
    if steps.iter().all(|step| step.filter.is_none()) && zlib_header(&decoded.bytes) {
        let (bytes, end) = inflate(&decoded.bytes, budget)?;
        if !bytes.is_empty() {
            decoded = Decoded {
                bytes,
                damaged: true,
                cut: end == End::Cut,
            };
        }
    }
    Ok(decoded)
}

/// The filters that a stream dictionary names, in order.
///
/// # Errors
/// `LimitDepth` when there are more than a stream may have.
pub(super) fn steps(dict: &Dict<'_>, budget: &Budget) -> Result<Vec<Step>, Error> {
    let (names, params) = match dict.get::<Object<'_>>("Filter") {
        Some(Object::Name(name)) => {
            let param = dict.get::<Dict<'_>>("DecodeParms").unwrap_or_default();
            (vec![name], vec![param])
        }
        Some(Object::Array(names)) => {
            let most = budget.limits().filters.saturating_add(1);
            let names: Vec<Name<'_>> = names.iter::<Name<'_>>().take(most).collect();
            let params = dict.get::<Array<'_>>("DecodeParms");
            let params = params.map(|a| a.iter::<Object<'_>>().take(most).collect::<Vec<_>>());
            let params = params.unwrap_or_default().into_iter();
            (names, params.map(|p| p.into_dict().unwrap_or_default()).collect())
        }
        _ => (Vec::new(), Vec::new()),
    };
    if names.len() > budget.limits().filters {
        let message = format!("a stream has more than {} filters", budget.limits().filters);
        return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
    }
    let mut params = params.into_iter();
    let mut out = Vec::new();
    for name in names {
        let param = params.next().unwrap_or_default();
        // `Crypt` is undone by whoever hands out the raw bytes.
        if &*name != b"Crypt" {
            out.push(Step {
                filter: filter_of(&name),
                predictor: predictor(&param),
                early_change: param.get::<i32>("EarlyChange") != Some(0),
            });
        }
    }
    Ok(out)
}

fn filter_of(name: &[u8]) -> Option<Filter> {
    Some(match name {
        b"FlateDecode" | b"Fl" => Filter::FlateDecode,
        b"LZWDecode" | b"LZW" => Filter::LzwDecode,
        b"ASCII85Decode" | b"A85" => Filter::Ascii85Decode,
        b"ASCIIHexDecode" | b"AHx" => Filter::AsciiHexDecode,
        b"RunLengthDecode" | b"RL" => Filter::RunLengthDecode,
        b"DCTDecode" | b"DCT" => Filter::DctDecode,
        b"JPXDecode" => Filter::JpxDecode,
        b"CCITTFaxDecode" | b"CCF" => Filter::CcittFaxDecode,
        b"JBIG2Decode" => Filter::Jbig2Decode,
        _ => return None,
    })
}

fn predictor(params: &Dict<'_>) -> Predictor {
    let number = |key: &str, default: i64| params.get::<Number>(key).map_or(default, |n| n.as_i64());
    let kind = number("Predictor", 1);
    let numbers = [
        ("Colors", 1, 64),
        ("BitsPerComponent", 8, 16),
        ("Columns", 1, MAX_ROW),
    ];
    let numbers = numbers.map(|(key, default, most)| {
        let given = usize::try_from(number(key, default)).unwrap_or_default();
        given.min(most)
    });
    let [colors, bits, columns] = numbers;
    if kind > 1 && (numbers.contains(&0) || !matches!(kind, 2 | 10..=15)) {
        return Predictor::Senseless;
    }
    let bpp = (colors * bits).div_ceil(8);
    let row = (columns * colors * bits).div_ceil(8).min(MAX_ROW);
    match kind {
        2 => Predictor::Tiff {
            bpp,
            row,
            bits: bits as u32,
        },
        10.. => Predictor::Png { bpp, row },
        _ => Predictor::None,
    }
}

/// Runs `raw` through the filters.
///
/// # Errors
/// As [`decode_stream`].
pub(super) fn decode(raw: &[u8], steps: &[Step], budget: &Budget) -> Result<Decoded, Error> {
    let mut current = Decoded {
        bytes: Vec::new(),
        damaged: false,
        cut: false,
    };
    if steps.is_empty() {
        current.bytes.extend_from_slice(raw);
    }
    for (index, step) in steps.iter().enumerate() {
        let input = if index == 0 { raw } else { current.bytes.as_slice() };
        let (bytes, end) = match step.filter {
            Some(Filter::FlateDecode) => inflate(input, budget)?,
            Some(Filter::LzwDecode) => lzw(input, step.early_change, budget)?,
            Some(Filter::Ascii85Decode) => ascii85(input),
            Some(Filter::AsciiHexDecode) => ascii_hex(input),
            Some(Filter::RunLengthDecode) => run_length(input, budget)?,
            // A picture codec never holds content.
            Some(_) => (Vec::new(), End::Bad),
            None => (input.to_vec(), End::Bad),
        };
        let bytes = undo_predictor(bytes, step.predictor);
        let senseless = step.predictor == Predictor::Senseless;
        current = Decoded {
            bytes,
            damaged: end != End::Good || senseless || current.damaged,
            cut: end == End::Cut && !senseless && (current.cut || !current.damaged),
        };
    }
    Ok(current)
}

/// Inflates zlib data, or raw deflate data when the header is damaged, and keeps what came out before an error.
pub(super) fn inflate(input: &[u8], budget: &Budget) -> Result<(Vec<u8>, End), Error> {
    let input = match input.iter().position(|&b| !is_space(b)) {
        // Some writers leave the line end after `stream` in the data; 0x0A never starts a zlib stream.
        Some(skip) if skip <= 2 && zlib_header(input.get(skip..).unwrap_or_default()) => {
            input.get(skip..).unwrap_or_default()
        }
        _ => input,
    };
    let (bytes, end) = inflate_as(input, Wrapper::Zlib, budget)?;
    if bytes.is_empty() && end != End::Good && input.len() > 2 {
        let headless = if zlib_header(input) {
            input.get(2..).unwrap_or_default()
        } else {
            input
        };
        let (raw_bytes, raw_end) = inflate_as(headless, Wrapper::None, budget)?;
        if !raw_bytes.is_empty() {
            return Ok((raw_bytes, raw_end));
        }
    }
    Ok((bytes, end))
}

fn zlib_header(input: &[u8]) -> bool {
    match input {
        [cmf, flg, ..] => cmf & 0x0f == 8 && (u32::from(*cmf) * 256 + u32::from(*flg)) % 31 == 0,
        _ => false,
    }
}

/// Page content and fonts shrink to a fourth and less.
fn inflate_as(input: &[u8], wrapper: Wrapper, budget: &Budget) -> Result<(Vec<u8>, End), Error> {
    inflate::inflate(input, wrapper, input.len().saturating_mul(4), budget, too_large)
}

/// How many bytes of LZW data come out between two looks at the budget.
const CHUNK: usize = 64 << 10;

/// Decodes LZW data (ISO 32000-1, 7.4.4.2); `early` is /EarlyChange.
fn lzw(input: &[u8], early: bool, budget: &Budget) -> Result<(Vec<u8>, End), Error> {
    let limit = budget.limits().part_size;
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a place in the output: where its string starts and how long it is.
    let mut table: Vec<(u32, u32)> = Vec::new();
    let mut previous: Option<(u32, u32)> = None;
    let (mut acc, mut bits, mut width) = (0_u32, 0_u32, 9_u32);
    let mut charged = 0_usize;
    for &byte in input {
        acc = acc << 8 | u32::from(byte);
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = acc >> bits & ((1 << width) - 1);
        acc &= (1 << bits) - 1;
        match code {
            256 => {
                table.clear();
                previous = None;
                width = 9;
                continue;
            }
            257 => return Ok((out, End::Good)),
            _ => {}
        }
        let start = out.len() as u32;
        let entry = code.checked_sub(258).and_then(|i| table.get(i as usize).copied());
        match (code, entry, previous) {
            (0..256, _, _) => out.push(code as u8),
            (_, Some((at, len)), _) => copy_within(&mut out, at, len),
            (_, None, Some((at, len))) if code as usize == 258 + table.len() => {
                copy_within(&mut out, at, len);
                copy_within(&mut out, at, 1);
            }
            _ => return Ok((out, End::Bad)),
        }
        if let Some((at, len)) = previous
            && table.len() < 4096 - 258
        {
            // The previous string and the first byte of this one stand side by side in the output.
            table.push((at, len + 1));
        }
        previous = Some((start, out.len() as u32 - start));
        width = match 258 + table.len() + usize::from(early) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if out.len() - charged >= CHUNK {
            budget.decoded((out.len() - charged) as u64)?;
            charged = out.len();
        }
        if out.len() as u64 > limit.min(1 << 31) {
            return Err(too_large(limit));
        }
    }
    budget.decoded((out.len() - charged) as u64)?;
    Ok((out, End::Cut))
}

fn copy_within(out: &mut Vec<u8>, at: u32, len: u32) {
    for i in at..at.saturating_add(len) {
        let byte = out.get(i as usize).copied().unwrap_or_default();
        out.push(byte);
    }
}

fn ascii85(input: &[u8]) -> (Vec<u8>, End) {
    let mut out = Vec::new();
    let mut group = [0_u8; 5];
    let mut count = 0;
    let body = input.strip_prefix(b"<~").unwrap_or(input);
    let mut ended = false;
    let mut damaged = false;
    for (i, &b) in body.iter().enumerate() {
        match b {
            b'~' => {
                let after = body.iter().skip(i + 1).find(|b| !is_space(**b));
                ended = true;
                damaged |= after.is_some_and(|&b| b != b'>');
                break;
            }
            b'z' if count == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                if let Some(slot) = group.get_mut(count) {
                    *slot = b - b'!';
                }
                count += 1;
                if count == 5 {
                    out.extend_from_slice(&ascii85_group(group));
                    count = 0;
                }
            }
            b if is_space(b) => {}
            // A byte that cannot stand here is skipped: the rest may still be good.
            _ => damaged = true,
        }
    }
    if count > 1 {
        for slot in group.iter_mut().skip(count) {
            *slot = 84;
        }
        out.extend(ascii85_group(group).iter().take(count - 1));
    }
    let end = match (damaged, ended) {
        (true, _) => End::Bad,
        (false, false) => End::Cut,
        (false, true) => End::Good,
    };
    (out, end)
}

fn ascii85_group(group: [u8; 5]) -> [u8; 4] {
    let value = group.iter().fold(0_u64, |v, &d| v * 85 + u64::from(d));
    (value as u32).to_be_bytes()
}

fn ascii_hex(input: &[u8]) -> (Vec<u8>, End) {
    let mut out = Vec::new();
    let mut high = None;
    let mut end = End::Good;
    for &b in input {
        if b == b'>' {
            break;
        }
        let Some(digit) = hex_digit(b) else {
            if !is_space(b) {
                end = End::Bad;
            }
            continue;
        };
        match high.take() {
            Some(h) => out.push(h << 4 | digit),
            None => high = Some(digit),
        }
    }
    if let Some(h) = high {
        out.push(h << 4);
    }
    (out, end)
}

fn run_length(input: &[u8], budget: &Budget) -> Result<(Vec<u8>, End), Error> {
    let mut out = Vec::new();
    let mut rest = input;
    while let Some((&length, tail)) = rest.split_first() {
        match length {
            128 => {
                budget.decoded(out.len() as u64)?;
                return Ok((out, End::Good));
            }
            0..=127 => {
                let take = (usize::from(length) + 1).min(tail.len());
                let (copy, after) = tail.split_at(take);
                out.extend_from_slice(copy);
                rest = after;
            }
            _ => {
                let Some((&byte, after)) = tail.split_first() else {
                    break;
                };
                out.resize(out.len() + 257 - usize::from(length), byte);
                rest = after;
            }
        }
        if out.len() as u64 > budget.limits().part_size {
            return Err(too_large(budget.limits().part_size));
        }
    }
    budget.decoded(out.len() as u64)?;
    Ok((out, End::Cut))
}

fn undo_predictor(bytes: Vec<u8>, predictor: Predictor) -> Vec<u8> {
    match predictor {
        Predictor::None | Predictor::Senseless => bytes,
        Predictor::Tiff { bpp, row, bits: 8 } => undo_tiff(bytes, bpp, row),
        // Other depths only occur in pictures.
        Predictor::Tiff { .. } => bytes,
        Predictor::Png { bpp, row } => undo_png(&bytes, bpp, row),
    }
}

fn undo_tiff(mut bytes: Vec<u8>, bpp: usize, row: usize) -> Vec<u8> {
    for line in bytes.chunks_mut(row.max(1)) {
        for i in bpp..line.len() {
            let left = line.get(i - bpp).copied().unwrap_or_default();
            if let Some(byte) = line.get_mut(i) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    bytes
}

fn undo_png(bytes: &[u8], bpp: usize, row: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = 0_usize;
    for (index, line) in bytes.chunks(row.saturating_add(1)).enumerate() {
        let Some((&kind, line)) = line.split_first() else {
            break;
        };
        let start = out.len();
        for (i, &byte) in line.iter().enumerate() {
            let at = |from: Option<usize>| from.and_then(|p| out.get(p)).copied().unwrap_or_default();
            let left = if i >= bpp {
                at((start + i).checked_sub(bpp))
            } else {
                0
            };
            let up = if index > 0 { at(Some(above + i)) } else { 0 };
            let corner = if index > 0 && i >= bpp {
                at((above + i).checked_sub(bpp))
            } else {
                0
            };
            let add = match kind {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            out.push(byte.wrapping_add(add));
        }
        above = start;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let [a, b, c] = [left, up, corner].map(|v| (estimate - i16::from(v)).abs());
    if a <= b && a <= c {
        left
    } else if b <= c {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use flate2::{Compression, write::ZlibEncoder};
    use hayro_syntax::object::FromBytes as _;
    use std::io::Write as _;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn budget() -> Budget {
        Budget::new(&Limits::default(), None)
    }

    #[test]
    fn inflating_gives_the_data_back() {
        let data = b"BT (x) Tj ET ".repeat(50_000);
        let (out, end) = inflate(&deflated(&data), &budget()).unwrap();
        assert!(out == data && end == End::Good);
    }

    #[test]
    fn data_that_breaks_off_gives_what_came_before() {
        let data: Vec<u8> = (0..60_000_u32).flat_map(|i| (i * i).to_le_bytes()).collect();
        let packed = deflated(&data);
        let (out, end) = inflate(&packed[..packed.len() / 2], &budget()).unwrap();
        assert!(end == End::Cut && out.len() > 1_000 && data.starts_with(&out));
    }

    #[test]
    fn a_bomb_is_refused() {
        let limits = Limits {
            part_size: 1 << 20,
            ..Limits::default()
        };
        let error = inflate(&deflated(&vec![0; 2 << 20]), &Budget::new(&limits, None)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitSize);
    }

    #[test]
    fn a_predictor_of_senseless_parameters_leaves_the_data_alone() {
        let dict = |parms: &str| {
            let text = format!("<</Filter/FlateDecode/DecodeParms<<{parms}>>>>");
            let text: &'static [u8] = text.into_bytes().leak();
            Dict::from_bytes(text).unwrap()
        };
        let packed = deflated(b"\0BT ET");
        for parms in [
            "/Predictor 12/Columns 0",
            "/Predictor 12/Colors -1",
            "/Predictor 99/Columns 4",
        ] {
            let out = decode_leniently(&packed, &dict(parms), &budget()).unwrap();
            assert!(out.bytes == b"\0BT ET" && out.damaged && !out.cut, "{parms}");
        }
        let out = decode_leniently(&packed, &dict("/Predictor 12/Columns 5"), &budget()).unwrap();
        assert!(out.bytes == b"BT ET" && !out.damaged);
    }

    #[test]
    fn deflated_data_is_known_where_the_filter_is_misspelt() {
        let packed = deflated(b"BT ET");
        for dict in [&b"<<>>"[..], b"<</Filter/FlateTecode>>"] {
            let out = decode_leniently(&packed, &Dict::from_bytes(dict).unwrap(), &budget()).unwrap();
            assert!(out.bytes == b"BT ET" && out.damaged);
        }
        let plain = decode_leniently(b"BT ET", &Dict::default(), &budget()).unwrap();
        assert!(plain.bytes == b"BT ET" && !plain.damaged);
    }

    #[test]
    fn ascii85_skips_what_cannot_stand_there() {
        assert_eq!(ascii85(b"87cUR\x80D]j7BEbo7~>").0, b"Hello world");
    }

    #[test]
    fn lzw_decodes_the_example_of_the_standard() {
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        let (out, end) = lzw(&packed, true, &budget()).unwrap();
        assert_eq!(out, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(end, End::Good);
    }

    #[test]
    fn the_up_predictor_is_undone() {
        assert_eq!(undo_png(&[2, 1, 2, 2, 1, 1], 1, 2), [1, 2, 2, 3]);
    }

    #[test]
    fn run_lengths_are_spread() {
        let (out, end) = run_length(&[1, 7, 8, 254, 9, 128], &budget()).unwrap();
        assert_eq!((out, end), (vec![7, 8, 9, 9, 9], End::Good));
    }
}
