//! CMaps that stand in the file: /ToUnicode and embedded encodings (Adobe Technical Note 5014).
//!
//! Ranges are kept as ranges: `<0000> <FFFF>` costs one entry, whatever the file says.

use crate::reader::pdf::lexer::{Lexer, Operand};

/// The most ranges kept of one CMap; the PDF engines of browsers have limits of that size, too.
const MAX_RANGES: usize = 200_000;

/// The longest string that one code may stand for, in bytes of UTF-16.
const MAX_DESTINATION: usize = 512;

/// A range of codes of one length in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Codes {
    first: u32,
    last: u32,
    bytes: u8,
}

/// What the codes of a range stand for.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// CIDs, counting up.
    Cid(u32),
    /// UTF-16 units, of which the last counts up.
    Text(Box<[u16]>),
}

/// A CMap.
#[derive(Clone, Debug, Default)]
pub(super) struct FileCMap {
    spaces: Vec<Codes>,
    cids: Vec<(Codes, Target)>,
    texts: Vec<(Codes, Target)>,
    /// Whether /WMode is 1.
    pub(super) vertical: bool,
    /// The CMap that this one builds on, by name.
    pub(super) base: Option<Vec<u8>>,
}

impl FileCMap {
    /// Reads the operators that matter; everything else is skipped.
    pub(super) fn parse(data: &[u8]) -> FileCMap {
        let mut map = FileCMap::default();
        let mut lexer = Lexer::new(data);
        while let Some(operator) = lexer.next() {
            match operator {
                b"endcodespacerange" => map.add_spaces(&lexer),
                b"endcidrange" => map.add_cids(&lexer, true),
                b"endcidchar" => map.add_cids(&lexer, false),
                b"endbfrange" => map.add_text_ranges(&lexer),
                b"endbfchar" => map.add_text_chars(&lexer),
                b"usecmap" => map.base = lexer.last_name().map(<[u8]>::to_vec),
                b"def" => {
                    if let [.., Operand::Name(b"WMode"), Operand::Number(n)] = lexer.operands.as_slice() {
                        map.vertical = *n == 1.0;
                    }
                }
                _ => {}
            }
        }
        map.cids.sort_by_key(|(codes, _)| (codes.bytes, codes.first));
        map.texts.sort_by_key(|(codes, _)| codes.first);
        map
    }

    fn add_spaces(&mut self, lexer: &Lexer<'_>) {
        for pair in lexer.operands.chunks_exact(2) {
            let [low, high] = pair else { continue };
            if let (Some((first, bytes)), Some((last, _))) = (code(lexer, low), code(lexer, high))
                && self.spaces.len() < 1_000
            {
                self.spaces.push(Codes { first, last, bytes });
            }
        }
    }

    fn add_cids(&mut self, lexer: &Lexer<'_>, ranges: bool) {
        for entry in lexer.operands.chunks_exact(if ranges { 3 } else { 2 }) {
            let (Some(low), Some(Operand::Number(cid))) = (entry.first(), entry.last()) else {
                continue;
            };
            let high = if ranges { entry.get(1) } else { Some(low) };
            let Some(high) = high else { continue };
            if let (Some((first, bytes)), Some((last, _))) = (code(lexer, low), code(lexer, high))
                && self.cids.len() < MAX_RANGES
            {
                let target = Target::Cid(*cid as u32);
                self.cids.push((Codes { first, last, bytes }, target));
            }
        }
    }

    fn add_text_chars(&mut self, lexer: &Lexer<'_>) {
        for pair in lexer.operands.chunks_exact(2) {
            let [source, destination] = pair else { continue };
            if let Some((first, bytes)) = code(lexer, source) {
                let last = first;
                self.push_text(Codes { first, last, bytes }, lexer.text(destination));
            }
        }
    }

    fn add_text_ranges(&mut self, lexer: &Lexer<'_>) {
        let mut rest = lexer.operands.as_slice();
        while let [low, high, destination, tail @ ..] = rest {
            rest = tail;
            let bounds = (code(lexer, low), code(lexer, high));
            if *destination != Operand::ArrayStart {
                if let (Some((first, bytes)), Some((last, _))) = bounds {
                    self.push_text(Codes { first, last, bytes }, lexer.text(destination));
                }
                continue;
            }
            let end = rest
                .iter()
                .position(|o| *o == Operand::ArrayEnd)
                .unwrap_or(rest.len());
            let (items, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            let (Some((first, bytes)), Some((last, _))) = bounds else {
                continue;
            };
            for (item, at) in items.iter().zip(first..=last) {
                let codes = Codes {
                    first: at,
                    last: at,
                    bytes,
                };
                self.push_text(codes, lexer.text(item));
            }
        }
    }

    fn push_text(&mut self, codes: Codes, destination: &[u8]) {
        if destination.is_empty() || destination.len() > MAX_DESTINATION || self.texts.len() >= MAX_RANGES {
            return;
        }
        // One byte alone is padded in front; so is the odd byte of a longer string.
        let (odd, pairs) = destination.split_at(destination.len() % 2);
        let units = odd.iter().map(|&b| u16::from(b));
        let units = units.chain(pairs.chunks_exact(2).map(|p| match p {
            [hi, lo] => u16::from_be_bytes([*hi, *lo]),
            _ => 0,
        }));
        self.texts.push((codes, Target::Text(units.collect())));
    }

    /// Whether any code has a text.
    pub(super) fn has_text(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Whether any code has a CID.
    pub(super) fn has_cids(&self) -> bool {
        !self.cids.is_empty()
    }

    /// Writes what the code stands for into `out`; `false` when the map does not say or says nothing useful.
    pub(super) fn text(&self, code: u32, out: &mut String) -> bool {
        let Some((codes, Target::Text(units))) = find(&self.texts, |c| c.first <= code, |c| code <= c.last)
        else {
            return false;
        };
        let offset = code - codes.first;
        let Some((&last, head)) = units.split_last() else {
            return false;
        };
        let before = out.len();
        let tail = tail_units(head, last, offset);
        let head = if tail.1 {
            head.get(..head.len() - 1).unwrap_or_default()
        } else {
            head
        };
        let all = head.iter().copied().chain(tail.0.into_iter().flatten());
        for unit in char::decode_utf16(all) {
            match unit {
                Ok('\0' | '\u{fffd}' | '\u{feff}' | '\u{ffff}') | Err(_) => {}
                Ok(c) => out.push(c),
            }
        }
        out.len() > before
    }

    /// The CID of a code of so many bytes.
    pub(super) fn cid(&self, code: u32, bytes: u8) -> Option<u32> {
        let before = |c: &Codes| (c.bytes, c.first) <= (bytes, code);
        let within = |c: &Codes| c.bytes == bytes && code <= c.last;
        match find(&self.cids, before, within)? {
            (codes, Target::Cid(cid)) => cid.checked_add(code - codes.first),
            _ => None,
        }
    }

    /// How many bytes the next code takes, by the code space ranges; `None` when the map has none.
    ///
    /// Every byte of a code has to lie within the bytes of the range's ends (Technical Note 5014, 7.2).
    pub(super) fn code_length(&self, bytes: &[u8]) -> Option<usize> {
        if self.spaces.is_empty() {
            return None;
        }
        let longest = self.spaces.iter().map(|s| s.bytes).max().unwrap_or(1);
        for length in 1..=longest {
            let Some(head) = bytes.get(..usize::from(length)) else {
                break;
            };
            let fits = |space: &&Codes| {
                let shift = |i: usize| 8 * (usize::from(length) - 1 - i) as u32;
                let inside = |(i, &b): (usize, &u8)| {
                    let (low, high) = (space.first >> shift(i), space.last >> shift(i));
                    (low as u8..=high as u8).contains(&b)
                };
                space.bytes == length && head.iter().enumerate().all(inside)
            };
            if self.spaces.iter().any(|s| fits(&s)) {
                return Some(usize::from(length));
            }
        }
        // No range fits: the shortest code is skipped, as the note says.
        self.spaces.iter().map(|s| usize::from(s.bytes)).min()
    }
}

/// The last units of a destination whose last one counts up; whether they replace two units (a surrogate pair).
fn tail_units(head: &[u16], last: u16, offset: u32) -> ([Option<u16>; 2], bool) {
    if offset == 0 {
        return ([Some(last), None], false);
    }
    if let (Some(&high @ 0xd800..=0xdbff), 0xdc00..=0xdfff) = (head.last(), last) {
        let value = 0x1_0000 + (u32::from(high) - 0xd800) * 0x400 + (u32::from(last) - 0xdc00);
        if let Some(c) = value.checked_add(offset).and_then(char::from_u32) {
            let mut pair = [0_u16; 2];
            c.encode_utf16(&mut pair);
            return ([Some(pair[0]), Some(pair[1])], true);
        }
    }
    let unit = u32::from(last)
        .checked_add(offset)
        .and_then(|u| u16::try_from(u).ok());
    ([unit, None], false)
}

/// The last entry that starts at or before what is sought, if it also ends at or after it. Overlapping ranges are
/// looked through backwards for a few entries, since a longer range may hide behind single codes.
fn find(
    entries: &[(Codes, Target)],
    before: impl Fn(&Codes) -> bool,
    within: impl Fn(&Codes) -> bool,
) -> Option<&(Codes, Target)> {
    let end = entries.partition_point(|(codes, _)| before(codes));
    let candidates = entries.get(..end)?;
    candidates.iter().rev().take(8).find(|(codes, _)| within(codes))
}

/// A code of one to four bytes, and its length.
fn code(lexer: &Lexer<'_>, operand: &Operand<'_>) -> Option<(u32, u8)> {
    let bytes = lexer.text(operand);
    if bytes.is_empty() || bytes.len() > 4 {
        return None;
    }
    let value = bytes.iter().fold(0_u32, |v, &b| v << 8 | u32::from(b));
    Some((value, bytes.len() as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(map: &FileCMap, code: u32) -> String {
        let mut out = String::new();
        map.text(code, &mut out);
        out
    }

    #[test]
    fn characters_ranges_and_arrays_are_read() {
        let map = FileCMap::parse(
            b"1 begincodespacerange <00> <FF> endcodespacerange
              2 beginbfchar <01> <4E2D> <02> <00660069> endbfchar
              2 beginbfrange <10> <12> <0041> <20> <21> [<5E74> <6708>] endbfrange",
        );
        let read: Vec<_> = [1, 2, 0x11, 0x21, 0x30].map(|c| text(&map, c)).to_vec();
        assert_eq!(read, ["中", "fi", "B", "月", ""]);
    }

    #[test]
    fn a_range_over_a_surrogate_pair_counts_on() {
        let map = FileCMap::parse(b"1 beginbfrange <01> <02> <D840DC00> endbfrange");
        assert_eq!(text(&map, 2), "\u{20001}");
    }

    #[test]
    fn a_huge_range_costs_one_entry() {
        let map = FileCMap::parse(b"1 begincidrange <00000000> <FFFFFFFF> 7 endcidrange");
        assert_eq!(map.cids.len(), 1);
        assert_eq!(map.cid(9, 4), Some(16));
        assert_eq!(map.cid(9, 2), None);
    }

    #[test]
    fn codes_of_mixed_length_are_split_by_the_code_space() {
        let map = FileCMap::parse(b"2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange");
        assert_eq!(map.code_length(b"A"), Some(1));
        assert_eq!(map.code_length(b"\xd6\xd0"), Some(2));
        assert_eq!(map.code_length(b"\xd6\x01"), Some(1));
    }

    #[test]
    fn a_map_to_nothing_useful_is_no_text() {
        let map = FileCMap::parse(b"2 beginbfchar <01> <0000> <02> <FFFD> endbfchar");
        assert_eq!((text(&map, 1), text(&map, 2)), (String::new(), String::new()));
    }
}
