//! The predefined CMaps (ISO 32000-1, 9.7.5.2) and the characters of Adobe's collections, looked up where they lie in
//! the program: nothing is unpacked or parsed. `build.rs` lays them out.

use std::ops::Range;

use super::Text;

static DATA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cmaps.bin"));

include!(concat!(env!("OUT_DIR"), "/cmaps.rs"));

/// Where the ranges of codes of one to four bytes lie.
type Places = [Range<usize>; 4];

/// From codes to CIDs.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    /// Two bytes, the CID itself.
    Identity,
    /// The ranges by the length of the codes, and what is asked for codes that they lack.
    Ranges(&'static Places, Option<&'static Places>),
}

impl Encoding {
    /// The CMap of this name; `None` when the standard has none.
    pub(super) fn find(name: &[u8]) -> Option<Encoding> {
        if matches!(name, b"Identity-H" | b"Identity-V") {
            return Some(Encoding::Identity);
        }
        let (ranges, base) = encoding(name)?;
        let base = base.and_then(encoding).map(|(ranges, _)| ranges);
        Some(Encoding::Ranges(ranges, base))
    }

    /// The CID of a code of so many bytes.
    pub(super) fn cid(self, code: u32, length: u8) -> Option<u32> {
        match self {
            Encoding::Identity => (length == 2 && code <= 0xffff).then_some(code),
            Encoding::Ranges(ranges, base) => {
                let at = usize::from(length).checked_sub(1)?;
                cid_in(ranges.get(at)?, code).or_else(|| cid_in(base?.get(at)?, code))
            }
        }
    }
}

/// Ranges of codes: first code (4 bytes), codes after it (2), CID of the first (2), all little-endian.
fn cid_in(place: &Range<usize>, code: u32) -> Option<u32> {
    let ranges = records(place);
    let first = |&[a, b, c, d, ..]: &[u8; 8]| u32::from_le_bytes([a, b, c, d]);
    let at = ranges.partition_point(|r| first(r) <= code).checked_sub(1)?;
    let range @ &[_, _, _, _, a, b, c, d] = ranges.get(at)?;
    let beyond = code - first(range);
    (beyond <= u32::from(u16::from_le_bytes([a, b]))).then(|| u32::from(u16::from_le_bytes([c, d])) + beyond)
}

/// The text of a CID in a collection, `Adobe-GB1-UCS2` and the like.
pub(super) fn text(collection_name: &[u8], cid: u32) -> Option<Text> {
    let (place, strings) = collection(collection_name)?;
    let cid = u16::try_from(cid).ok()?;
    let ranges = records(&place);
    let first = |&[a, b, ..]: &[u8; 8]| u16::from_le_bytes([a, b]);
    let at = ranges.partition_point(|r| first(r) <= cid).checked_sub(1)?;
    let range @ &[_, _, a, b, c, d, e, f] = ranges.get(at)?;
    let beyond = cid - first(range);
    if beyond > u16::from_le_bytes([a, b]) {
        return None;
    }
    let value = u32::from_le_bytes([c, d, e, f]);
    if value >> 31 == 0 {
        return char::from_u32(value + u32::from(beyond)).map(Text::One);
    }
    let strings = DATA.get(strings)?.get((value & !(1 << 31)) as usize..)?;
    let (&length, bytes) = strings.split_first()?;
    let text = std::str::from_utf8(bytes.get(..usize::from(length))?).ok()?;
    Some(Text::from_str(text))
}

fn records(place: &Range<usize>) -> &'static [[u8; 8]] {
    DATA.get(place.clone()).map_or(&[], |bytes| bytes.as_chunks().0)
}

#[cfg(test)]
mod tests {
    use hayro_cmap::{BfString, CMap, CMapName};

    use super::*;

    fn unpacked(name: &str) -> CMap {
        let data = hayro_cmap::load_embedded(CMapName::from_bytes(name.as_bytes())).unwrap();
        CMap::parse(data, hayro_cmap::load_embedded).unwrap()
    }

    #[test]
    fn codes_have_the_cids_of_the_packed_maps() {
        for name in [
            "GBK-EUC-H",
            "GBK-EUC-V",
            "GBK2K-V",
            "UniGB-UTF16-H",
            "CNS-EUC-H",
            "EUC-H",
            "V",
        ] {
            let map = unpacked(name);
            let own = Encoding::find(name.as_bytes()).unwrap();
            let step = |codes: Range<u32>, step| codes.step_by(step);
            let mut found = 0;
            for (length, codes) in [
                (1, step(0..0x100, 1)),
                (2, step(0..0x1_0000, 1)),
                (3, step(0..0x100_0000, 13)),
                (4, step(0x8130_8130..0xfe3a_0000, 1009)),
            ] {
                for code in codes {
                    let cid = own.cid(code, length);
                    assert_eq!(
                        cid,
                        map.lookup_cid_code(code, length),
                        "{name} {code:x} of {length}"
                    );
                    found += usize::from(cid.is_some());
                }
            }
            assert!(found > 6000, "{name} knows {found}");
        }
    }

    #[test]
    fn cids_have_the_texts_of_the_packed_maps() {
        for name in [
            "Adobe-GB1-UCS2",
            "Adobe-CNS1-UCS2",
            "Adobe-Japan1-UCS2",
            "Adobe-Korea1-UCS2",
        ] {
            let map = unpacked(name);
            let mut found = 0;
            for cid in 0..=0x1_0000 {
                let expected = map.lookup_bf_string(cid).map(|text| match text {
                    BfString::Char(c) => Text::One(c),
                    BfString::String(s) => Text::from_str(&s),
                });
                found += usize::from(expected.is_some());
                assert_eq!(text(name.as_bytes(), cid), expected, "{name} {cid}");
            }
            assert!(found > 10_000, "{name} knows {found}");
        }
    }

    #[test]
    fn only_names_of_the_standard_are_found() {
        assert!(Encoding::find(b"UniGB-UCS2-H").is_some());
        assert!(Encoding::find(b"NoSuchMap").is_none());
        let identity = Encoding::find(b"Identity-V").unwrap();
        assert_eq!([identity.cid(7, 2), identity.cid(7, 1)], [Some(7), None]);
    }
}
