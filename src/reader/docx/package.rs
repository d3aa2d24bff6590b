//! The package: a zip file with parts, relationships and content types (ECMA-376 part 2).
//!
//! Only parts that something refers to are unpacked, each under the limits, so that a bomb among the media costs
//! nothing. Names are compared without regard to case and to the kind of slash.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::xml::{self, Xml};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};
use crate::reader::inflate::{End, Wrapper, inflate};

/// An opened package.
pub(super) struct Package<'d, 'b> {
    bytes: &'d [u8],
    zip: ZipArchive<Cursor<&'d [u8]>>,
    budget: &'b Budget,
    /// Index in the archive by raw name, and by normalised name (the first such entry).
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
    /// Where the parts read so far lie in the file.
    used: Vec<(Range<u64>, usize)>,
}

/// A part, decoded to text.
#[derive(Debug)]
pub(super) struct Part {
    /// The XML.
    pub(super) text: String,
    /// Whether it was damaged: cut short, a wrong checksum, or bytes that are no characters.
    pub(super) damaged: bool,
}

/// A relationship that leads to a part of the package.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Relationship {
    /// Its id, unique in the source part.
    pub(super) id: String,
    /// The last segment of its type: `styles`, `numbering`, `header`, ...
    pub(super) kind: String,
    /// The full name of the part, without a leading slash; `None` when it leads out of the package.
    pub(super) target: Option<String>,
}

/// The first bytes of a compound file (MS-CFB 2.2), the container of `.doc` and of encrypted OOXML.
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

impl<'d, 'b> Package<'d, 'b> {
    /// Opens a package and indexes its names.
    ///
    /// # Errors
    /// `Encrypted`, `NotSupported` and `Corrupt` for what is no readable zip; `LimitSize` for too many entries.
    pub(super) fn open(bytes: &'d [u8], budget: &'b Budget) -> Result<Package<'d, 'b>, Error> {
        refuse_other_formats(bytes)?;
        let too_many = count_entries(bytes, budget.limits().entries);
        if too_many {
            let message = format!("the package has more than {} entries", budget.limits().entries);
            return Err(Error::new(ErrorKind::LimitSize, Stage::Open, message));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_error(&e))?;
        let (mut exact, mut folded) = (HashMap::new(), HashMap::new());
        for index in 0..zip.len() {
            budget.work(1)?;
            let Ok(entry) = zip.by_index_data(index) else {
                continue;
            };
            // The name in the header itself: a Unicode name in an extra field (APPNOTE 4.6.9) is no part name and
            // could give one part two names.
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            folded.entry(fold(&name)).or_insert(index);
            exact.insert(name, index);
        }
        Ok(Package {
            bytes,
            zip,
            budget,
            exact,
            folded,
            used: Vec::new(),
        })
    }

    /// The budget that this package charges.
    pub(super) fn budget(&self) -> &'b Budget {
        self.budget
    }

    /// Whether a part of this name is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        self.exact
            .get(name)
            .or_else(|| self.folded.get(&fold(name)))
            .copied()
    }

    /// Unpacks and decodes a part; `None` when there is none of this name.
    ///
    /// # Errors
    /// `Encrypted`; `Corrupt` when nothing of it can be unpacked, when there are two of this name or when it shares
    /// bytes with another part; the limits of the budget.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, Error> {
        let Some(index) = self.find(name) else {
            return Ok(None);
        };
        self.check_unique(index, name)?;
        let (bytes, cut) = self.unpack(index, name)?;
        let held = bytes.len() as u64;
        self.budget.hold(held)?;
        let (text, bad) = xml::decode(bytes);
        Ok(Some(Part {
            text,
            damaged: cut || bad,
        }))
    }

    /// Gives back the memory that a part was charged with.
    pub(super) fn release(&self, part: Part) {
        self.budget.release(part.text.len() as u64);
    }

    /// Refuses a part that is there twice, under one name or under a second one in an extra field (APPNOTE 4.6.9):
    /// programs disagree on which of the two they read.
    fn check_unique(&self, index: usize, name: &str) -> Result<(), Error> {
        let start = usize::try_from(self.zip.central_directory_start()).unwrap_or(usize::MAX);
        let directory = self.bytes.get(start..).unwrap_or_default();
        let Ok(entry) = self.zip.by_index_data(index) else {
            return Ok(());
        };
        let raw = entry.name_raw();
        let twice =
            self.zip.has_duplicate_names() && directory_names(directory).filter(|n| *n == raw).count() != 1;
        let header = usize::try_from(entry.central_header_start()).unwrap_or(usize::MAX);
        let own = self.bytes.get(header..).and_then(|h| directory_names(h).next());
        if twice || own.is_some_and(|own| own != raw) {
            return Err(Error::corrupt(format!("the package has two parts named {name}")));
        }
        Ok(())
    }

    /// The bytes of an entry, and whether it ended early or with another size or checksum than its own.
    fn unpack(&mut self, index: usize, name: &str) -> Result<(Vec<u8>, bool), Error> {
        let file = self.zip.by_index_raw(index).map_err(|e| zip_error(&e))?;
        if file.encrypted() {
            return Err(zip_error(&ZipError::UnsupportedArchive(
                ZipError::PASSWORD_REQUIRED,
            )));
        }
        let start = file.header_start();
        let data = file.data_start().unwrap_or(start);
        let end = data.saturating_add(file.compressed_size());
        let (method, size, sum) = (file.compression(), file.size(), file.crc32());
        let expected = usize::try_from(size).unwrap_or(usize::MAX);
        drop(file);
        let packed = place(self.bytes, data..end);
        let (out, ending) = match method {
            CompressionMethod::Stored => self.stored(packed, end, name)?,
            CompressionMethod::Deflated => {
                let too_large = |limit| too_large(name, limit);
                inflate(packed, Wrapper::None, expected, self.budget, too_large)?
            }
            // Nothing else may be in a package (ECMA-376 part 2, annex B).
            other => {
                let message = format!("{name} is packed as {other}, which a DOCX may not use");
                return Err(Error::new(ErrorKind::NotSupported, Stage::Open, message));
            }
        };
        let as_said = out.len() as u64 == size && crc32fast::hash(&out) == sum;
        let sound = ending == End::Good && as_said;
        if out.is_empty() && !sound {
            let message = format!("{name} cannot be unpacked: its data is broken");
            return Err(Error::corrupt(message));
        }
        self.claim(start..end, index, name)?;
        Ok((out, !sound))
    }

    /// The bytes of an entry that is not packed and ends at `end`.
    fn stored(&self, bytes: &[u8], end: u64, name: &str) -> Result<(Vec<u8>, End), Error> {
        let limit = self.budget.limits().part_size;
        self.budget.decoded(bytes.len() as u64)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(name, limit));
        }
        let whole = end <= self.bytes.len() as u64;
        Ok((bytes.to_vec(), if whole { End::Good } else { End::Cut }))
    }

    /// Two parts that share bytes are a trick to make a small file unpack to a large one.
    fn claim(&mut self, range: Range<u64>, index: usize, name: &str) -> Result<(), Error> {
        let overlaps = self
            .used
            .iter()
            .any(|(r, other)| *other != index && r.start < range.end && range.start < r.end);
        if overlaps {
            return Err(Error::corrupt(format!(
                "{name} shares its bytes with another part"
            )));
        }
        self.used.push((range, index));
        Ok(())
    }

    /// The relationships of a part (`""` for the package itself); none where it has no relationships part.
    ///
    /// # Errors
    /// Those of [`Package::part`], and `Corrupt` for broken XML.
    pub(super) fn relationships(&mut self, source: &str) -> Result<Vec<Relationship>, Error> {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let name = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Some(part) = self.part(&name)? else {
            return Ok(Vec::new());
        };
        let list = read_relationships(&part.text, folder, self.budget);
        self.release(part);
        list
    }

    /// The main document: by relationship; where that is missing or leads nowhere, by content type or by its usual
    /// name, with a warning.
    ///
    /// # Errors
    /// `NotSupported` for another kind of package, `Corrupt` when there is no document or the relationship leads out
    /// of the package.
    pub(super) fn main_part(&mut self, warnings: &mut Warnings) -> Result<String, Error> {
        let relationships = match self.relationships("") {
            Err(e) if e.kind() == ErrorKind::Corrupt => {
                warnings.push(Warning::new("part_unreadable", "_rels/.rels cannot be read"));
                Vec::new()
            }
            other => other?,
        };
        let main = relationships.into_iter().find(|r| r.kind == "officeDocument");
        let named = match main {
            Some(Relationship { target: None, .. }) => {
                return Err(Error::corrupt("the main document lies outside the package"));
            }
            Some(Relationship { target, .. }) => target,
            None => None,
        };
        if let Some(name) = named.filter(|n| self.has(n)) {
            return Ok(name);
        }
        self.usual_main_part(warnings)
    }

    fn usual_main_part(&mut self, warnings: &mut Warnings) -> Result<String, Error> {
        let by_type = self.main_by_content_type()?;
        let usual = ["word/document.xml", "word/document2.xml", "document.xml"];
        let mut candidates = by_type.into_iter().chain(usual.map(str::to_owned));
        match candidates.find(|name| self.has(name)) {
            Some(name) => {
                let message = format!("no relationship leads to the main document; {name} is taken");
                warnings.push(Warning::new("relationships_broken", message));
                Ok(name)
            }
            None => Err(self.not_a_document()),
        }
    }

    fn main_by_content_type(&mut self) -> Result<Option<String>, Error> {
        let Some(part) = self.part("[Content_Types].xml")? else {
            return Ok(None);
        };
        let mut xml = Xml::new(&part.text, self.budget);
        let mut found = None;
        // Broken content types are no reason to stop: the usual names are tried next.
        while let Ok(xml::Token::Start(element)) = skip_text(&mut xml) {
            let kind = element.attr("ContentType").unwrap_or_default();
            let is_main =
                kind.ends_with("main+xml") && (kind.contains("wordprocessingml") || kind.contains("ms-word"));
            if element.name() == "Override" && is_main {
                found = element
                    .attr("PartName")
                    .map(|n| n.trim_start_matches('/').to_owned());
                break;
            }
        }
        self.release(part);
        Ok(found)
    }

    fn not_a_document(&self) -> Error {
        let has_folder = |folder: &str| self.folded.keys().any(|n| n.starts_with(folder));
        let what = if has_folder("xl/") {
            "the package is a workbook, not a text document"
        } else if has_folder("ppt/") {
            "the package is a presentation, not a text document"
        } else if self.has("META-INF/manifest.xml") || self.has("mimetype") {
            "the package is an OpenDocument file, not a DOCX"
        } else if self.has("OFD.xml") {
            "the package is an OFD file, not a DOCX"
        } else if self.has("[Content_Types].xml") || self.has("_rels/.rels") {
            return Error::corrupt("the package has no main document");
        } else {
            "the zip file holds no document"
        };
        Error::new(ErrorKind::NotSupported, Stage::Open, what)
    }
}

/// The next start tag or the end, whatever lies between.
fn skip_text<'x>(xml: &mut Xml<'x, '_>) -> Result<xml::Token<'x>, Error> {
    loop {
        match xml.next()? {
            xml::Token::End | xml::Token::Text(_) => {}
            other => return Ok(other),
        }
    }
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), Error> {
    let unsupported = |what: &str| Err(Error::new(ErrorKind::NotSupported, Stage::Open, what));
    if bytes.is_empty() {
        return unsupported("the file is empty");
    }
    if bytes.starts_with(&COMPOUND_FILE) {
        return if holds_utf16(bytes, "EncryptedPackage") {
            let message = "the document is protected by a password";
            Err(Error::new(ErrorKind::Encrypted, Stage::Open, message))
        } else if holds_utf16(bytes, "WordDocument") {
            unsupported("this is an old .doc or .wps file; save it as .docx first")
        } else {
            unsupported("this is an old office file or another compound file, not a DOCX")
        };
    }
    if !bytes.starts_with(b"PK") && bytes.starts_with(b"{\\rtf") {
        return unsupported("this is an RTF file, not a DOCX");
    }
    Ok(())
}

/// Whether the name stands in the file in UTF-16LE, as a compound file writes the names of its streams.
fn holds_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Directory entries are 128 bytes long and start on a multiple of 128 in any sector size; broken files may not
    // keep to that, so every place is looked at.
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

/// Whether more central headers than `max` stand in the file. Counted before the directory is parsed, since each
/// costs several times its bytes in memory.
fn count_entries(bytes: &[u8], max: usize) -> bool {
    const HEADER: usize = 46;
    if bytes.len() / HEADER <= max {
        return false;
    }
    let signature = [b'P', b'K', 1, 2];
    bytes.windows(4).filter(|w| *w == signature).nth(max).is_some()
}

/// The raw names in a central directory (APPNOTE 4.3.12), as far as it can be followed.
fn directory_names(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    const FIXED: usize = 46;
    std::iter::from_fn(move || {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let word = |at: usize| Some(u16::from_le_bytes(rest.get(at..at + 2)?.try_into().ok()?) as usize);
        let (name, extra, comment) = (word(28)?, word(30)?, word(32)?);
        let raw = rest.get(FIXED..FIXED + name)?;
        rest = rest.get(FIXED + name + extra + comment..)?;
        Some(raw)
    })
}

fn too_large(name: &str, limit: u64) -> Error {
    let message = format!("{name} unpacks to more than {limit} bytes");
    Error::new(ErrorKind::LimitSize, Stage::Read, message)
}

/// What there is of `bytes` in that range.
fn place(bytes: &[u8], range: Range<u64>) -> &[u8] {
    let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(at(range.start)..at(range.end)).unwrap_or_default()
}

fn zip_error(e: &ZipError) -> Error {
    match e {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Error::new(
            ErrorKind::Encrypted,
            Stage::Open,
            "a part of the package is encrypted",
        ),
        ZipError::CompressionMethodNotSupported(method) => {
            let message = format!("a part is packed with method {method}, which a DOCX may not use");
            Error::new(ErrorKind::NotSupported, Stage::Open, message)
        }
        other => Error::new(
            ErrorKind::Corrupt,
            Stage::Open,
            format!("the zip file is broken: {other}"),
        ),
    }
}

fn fold(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn read_relationships(text: &str, folder: &str, budget: &Budget) -> Result<Vec<Relationship>, Error> {
    let mut xml = Xml::new(text, budget);
    xml.root()?;
    let mut list = Vec::new();
    while let Some(element) = xml.child()? {
        let external = element
            .attr("TargetMode")
            .is_some_and(|m| m.eq_ignore_ascii_case("external"));
        let (id, kind) = (element.attr("Id"), element.attr("Type"));
        if let (Some(id), Some(kind), Some(target)) = (id, kind, element.attr("Target")) {
            list.push(Relationship {
                id: id.into_owned(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external { None } else { join(folder, &target) },
            });
        }
        xml.skip()?;
    }
    Ok(list)
}

/// The part that a target names, seen from a folder; `None` when it leads out of the package.
fn join(folder: &str, target: &str) -> Option<String> {
    let target = percent_decoded(target).replace('\\', "/");
    let target = target.split(['#', '?']).next().unwrap_or_default();
    if target.contains("://") {
        return None;
    }
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|s| !s.is_empty()).collect(),
    };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            other => path.push(other),
        }
    }
    Some(path.join("/"))
}

fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = match tail {
            [a, b, ..] if first == b'%' => {
                let digits = [*a, *b];
                std::str::from_utf8(&digits)
                    .ok()
                    .and_then(|d| u8::from_str_radix(d, 16).ok())
            }
            _ => None,
        };
        match code {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
