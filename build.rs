//! Lays the predefined CMaps (ISO 32000-1, 9.7.5.2) out as sorted ranges, so that the program looks codes up in its own
//! data. The crate that carries them keeps all of them in one packed stream, which takes 7 ms to unpack: as long as the
//! reading of a report.
//!
//! Written to `OUT_DIR`: `cmaps.bin`, the ranges of all CMaps one after the other, and `cmaps.rs`, where each of them lies.
//! Every code of every length that a CMap may know is asked for, so nothing depends on how the crate keeps them.
//! `src/reader/pdf/font/predefined.rs` reads both and says what a range is.
//!
//! It also says how the command is linked.

use std::error::Error;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use hayro_cmap::{BfString, CMap, CMapName};

/// From codes to CIDs; one for writing down the page says only what it has otherwise than its base.
const ENCODINGS: [&str; 59] = [
    "83pv-RKSJ-H",
    "90ms-RKSJ-H",
    "90ms-RKSJ-V",
    "90msp-RKSJ-H",
    "90msp-RKSJ-V",
    "90pv-RKSJ-H",
    "Add-RKSJ-H",
    "Add-RKSJ-V",
    "B5pc-H",
    "B5pc-V",
    "CNS-EUC-H",
    "CNS-EUC-V",
    "ETen-B5-H",
    "ETen-B5-V",
    "ETenms-B5-H",
    "ETenms-B5-V",
    "EUC-H",
    "EUC-V",
    "Ext-RKSJ-H",
    "Ext-RKSJ-V",
    "GB-EUC-H",
    "GB-EUC-V",
    "GBK-EUC-H",
    "GBK-EUC-V",
    "GBK2K-H",
    "GBK2K-V",
    "GBKp-EUC-H",
    "GBKp-EUC-V",
    "GBpc-EUC-H",
    "GBpc-EUC-V",
    "H",
    "HKscs-B5-H",
    "HKscs-B5-V",
    "KSC-EUC-H",
    "KSC-EUC-V",
    "KSCms-UHC-H",
    "KSCms-UHC-HW-H",
    "KSCms-UHC-HW-V",
    "KSCms-UHC-V",
    "KSCpc-EUC-H",
    "UniCNS-UCS2-H",
    "UniCNS-UCS2-V",
    "UniCNS-UTF16-H",
    "UniCNS-UTF16-V",
    "UniGB-UCS2-H",
    "UniGB-UCS2-V",
    "UniGB-UTF16-H",
    "UniGB-UTF16-V",
    "UniJIS-UCS2-H",
    "UniJIS-UCS2-HW-H",
    "UniJIS-UCS2-HW-V",
    "UniJIS-UCS2-V",
    "UniJIS-UTF16-H",
    "UniJIS-UTF16-V",
    "UniKS-UCS2-H",
    "UniKS-UCS2-V",
    "UniKS-UTF16-H",
    "UniKS-UTF16-V",
    "V",
];

/// From CIDs to characters.
const COLLECTIONS: [&str; 4] = [
    "Adobe-CNS1-UCS2",
    "Adobe-GB1-UCS2",
    "Adobe-Japan1-UCS2",
    "Adobe-Korea1-UCS2",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    link_at_fixed_addresses();
    let out = std::env::var("OUT_DIR")?;
    let mut data = Vec::new();
    let mut encodings = String::new();
    for name in ENCODINGS {
        let map = load(name)?;
        let base = base_of(name);
        let base_map = base.as_deref().map(load).transpose()?;
        let mut places = Vec::new();
        for length in 1..=4 {
            let begin = data.len();
            for [first, end] in codes_of(name, length) {
                put_cids(&map, base_map.as_ref(), first..end, length, &mut data)?;
            }
            places.push(format!("{begin}..{}", data.len()));
        }
        let base = base.map_or("None".to_owned(), |b| format!("Some(b\"{b}\")"));
        writeln!(
            encodings,
            "b\"{name}\" => Some((&[{}], {base})),",
            places.join(", ")
        )?;
    }
    let mut collections = String::new();
    for name in COLLECTIONS {
        let map = load(name)?;
        let begin = data.len();
        let mut strings = Vec::new();
        put_texts(&map, &mut data, &mut strings)?;
        let end = data.len();
        data.extend(strings);
        writeln!(
            collections,
            "b\"{name}\" => Some(({begin}..{end}, {end}..{})),",
            data.len()
        )?;
    }
    let code = format!(
        "/// The ranges of an encoding by the length of the codes, and the name of its base.\n\
         fn encoding(name: &[u8]) -> Option<(&'static Places, Option<&'static [u8]>)> {{\n\
         match name {{\n{encodings}_ => None,\n}}\n}}\n\
         /// The ranges of a collection, and its strings.\n\
         fn collection(name: &[u8]) -> Option<(Range<usize>, Range<usize>)> {{\n\
         match name {{\n{collections}_ => None,\n}}\n}}\n"
    );
    std::fs::write(Path::new(&out).join("cmaps.bin"), data)?;
    std::fs::write(Path::new(&out).join("cmaps.rs"), code)?;
    Ok(())
}

/// Links the command (not the library, the tests or the Python package) without position independence where the linker is
/// known to understand it. Its data holds 49,000 addresses; otherwise the loader writes each of them anew at every start and
/// touches 210 pages for it, which is a tenth of the time of a small report. Where the heap, the stacks and the C library lie
/// stays random. Against it speaks that the code of a program that reads hostile files lies where it is known; that weighs little
/// where neither its own code nor what reads fonts, CMaps and packed streams is unsafe, and what is (searching bytes,
/// character sets, zip) is in wide use.
fn link_at_fixed_addresses() {
    let has = |key: &str, value: &str| std::env::var(key).is_ok_and(|v| v.split(',').any(|v| v == value));
    // With the C library in it, the compiler chooses another start of the program, which does not go with this.
    let with_libc = has("CARGO_CFG_TARGET_FEATURE", "crt-static");
    if has("CARGO_CFG_TARGET_OS", "linux") && has("CARGO_CFG_TARGET_ENV", "gnu") && !with_libc {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn load(name: &str) -> Result<CMap, String> {
    let known = CMapName::from_bytes(name.as_bytes());
    let data = hayro_cmap::load_embedded(known).ok_or(format!("{name} is not among the CMaps"))?;
    CMap::parse(data, hayro_cmap::load_embedded).ok_or(format!("{name} cannot be parsed"))
}

/// The CMap for writing along the line that one for writing down the page changes.
fn base_of(name: &str) -> Option<String> {
    let begin = name.strip_suffix('V')?;
    Some(format!("{begin}H"))
}

/// Where codes of a length can lie, the first one and the one after the last: all of one and two bytes; of three those
/// of EUC's third set; of four GB 18030, EUC's further planes, and UTF-16's pairs.
fn codes_of(name: &str, length: u8) -> Vec<[u32; 2]> {
    match length {
        1 => vec![[0, 0x100]],
        2 => vec![[0, 0x1_0000]],
        3 if name.contains("EUC") => vec![[0x8e_0000, 0x90_0000]],
        3 => Vec::new(),
        _ if name.contains("UTF16") => (0xd800..0xdc00_u32)
            .map(|high| [(high << 16) + 0xdc00, (high << 16) + 0xe000])
            .collect(),
        _ if name.starts_with("GBK2K") => (0x81..0xff_u32)
            .flat_map(|a| (0x30..0x3a_u32).map(move |b| (a << 8) + b))
            .flat_map(|ab| (0x81..0xff_u32).map(move |c| (ab << 8) + c))
            .map(|abc| [(abc << 8) + 0x30, (abc << 8) + 0x3a])
            .collect(),
        _ if name.starts_with("CNS-EUC") => vec![[0x8ea1_0000, 0x8eb1_0000]],
        _ => Vec::new(),
    }
}

/// Ranges of codes: first code (4 bytes), codes after it (2), CID of the first (2), all little-endian.
fn put_cids(
    map: &CMap,
    base: Option<&CMap>,
    codes: Range<u32>,
    length: u8,
    data: &mut Vec<u8>,
) -> Result<(), Box<dyn Error>> {
    let mut run: Option<(u32, u16, u16)> = None;
    let put = |run: Option<(u32, u16, u16)>, data: &mut Vec<u8>| {
        if let Some((first, more, cid)) = run {
            data.extend(first.to_le_bytes());
            data.extend(more.to_le_bytes());
            data.extend(cid.to_le_bytes());
        }
    };
    for code in codes {
        let cid = map.lookup_cid_code(code, length);
        let of_base = base.and_then(|b| b.lookup_cid_code(code, length));
        let Some(cid) = cid else {
            if of_base.is_some() {
                return Err(format!("code {code:x} is known to the base alone").into());
            }
            continue;
        };
        if of_base == Some(cid) {
            continue;
        }
        let cid = u16::try_from(cid)?;
        match &mut run {
            Some((first, more, at))
                if *more < u16::MAX
                    && code == *first + u32::from(*more) + 1
                    && u32::from(cid) == u32::from(*at) + u32::from(*more) + 1 =>
            {
                *more += 1;
            }
            _ => {
                put(run, data);
                run = Some((code, 0, cid));
            }
        }
    }
    put(run, data);
    Ok(())
}

/// Ranges of CIDs: first CID (2 bytes), CIDs after it (2), character of the first (4). One whose highest bit is set is
/// a place in `strings` instead, where a byte says how many bytes of UTF-8 follow.
fn put_texts(map: &CMap, data: &mut Vec<u8>, strings: &mut Vec<u8>) -> Result<(), Box<dyn Error>> {
    let mut run: Option<(u16, u16, u32)> = None;
    let put = |run: Option<(u16, u16, u32)>, data: &mut Vec<u8>| {
        if let Some((first, more, value)) = run {
            data.extend(first.to_le_bytes());
            data.extend(more.to_le_bytes());
            data.extend(value.to_le_bytes());
        }
    };
    for cid in 0..=u16::MAX {
        match map.lookup_bf_string(u32::from(cid)) {
            None => {}
            Some(BfString::Char(c)) => match &mut run {
                Some((first, more, value))
                    if u32::from(cid) == u32::from(*first) + u32::from(*more) + 1
                        && u32::from(c) == *value + u32::from(*more) + 1 =>
                {
                    *more += 1;
                }
                _ => {
                    put(run, data);
                    run = Some((cid, 0, u32::from(c)));
                }
            },
            Some(BfString::String(text)) => {
                put(run, data);
                run = Some((cid, 0, 1 << 31 | u32::try_from(strings.len())?));
                strings.push(u8::try_from(text.len())?);
                strings.extend(text.as_bytes());
            }
        }
    }
    put(run, data);
    Ok(())
}
