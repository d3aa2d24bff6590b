//! A bounded pull reader over one XML part: elements by local name, text with references resolved.
//!
//! What it refuses: document type declarations (entities could grow without bound or reach outside), elements nested
//! deeper than `Limits::depth`, elements with more than [`MAX_ATTRIBUTES`] attributes and single pieces of text
//! longer than [`MAX_TOKEN`] bytes.
//!
//! What it passes over as if it were not there: elements of namespaces that the root lists in `mc:Ignorable` and that Word
//! does not know (ECMA-376 part 3, 7.2).

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::diagnostic::{Budget, Error, ErrorKind, Stage};
use crate::reader::references::{resolve, unescaped};

/// The most attributes that one element may have.
const MAX_ATTRIBUTES: usize = 1_024;

/// The longest piece of text, tag or comment, in bytes.
const MAX_TOKEN: usize = 16 << 20;

/// What the reader comes upon next.
#[derive(Debug)]
pub(super) enum Token<'x> {
    /// A start tag; an empty element gives this and then [`Token::End`].
    Start(Element<'x>),
    /// The end tag of the innermost open element.
    End,
    /// Text between tags, references resolved.
    Text(Cow<'x, str>),
    /// The end of the part.
    Eof,
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Element<'x> {
    tag: BytesStart<'x>,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.tag.name().into_inner())
    }

    /// The value of the first attribute with this local name, references resolved; `None` where there is none.
    pub(super) fn attr(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        attributes
            .take(MAX_ATTRIBUTES)
            .filter_map(Result::ok)
            .find(|a| local(a.key.into_inner()) == name)
            .map(|a| unescaped(a.value, resolve))
    }

    /// `w:val`.
    pub(super) fn val(&self) -> Option<Cow<'_, str>> {
        self.attr("val")
    }

    /// `w:val` as a whole number; `None` where there is none or it does not fit.
    pub(super) fn number(&self) -> Option<i64> {
        self.val()?.trim().parse().ok()
    }

    /// The value of an on/off property (ECMA-376 part 1, 17.17.4): on where `w:val` is missing.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off" | "none"))
    }

    /// The namespaces that this tag binds: prefix and address.
    pub(super) fn namespaces(&self) -> Vec<(String, String)> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        attributes
            .take(MAX_ATTRIBUTES)
            .filter_map(Result::ok)
            .filter_map(|a| {
                let prefix = a.key.into_inner().strip_prefix("xmlns:")?;
                Some((prefix.to_owned(), unescaped(a.value, resolve).into_owned()))
            })
            .collect()
    }
}

/// The name behind its prefix. Names are so short that looking at each byte is quickest.
fn local(name: &str) -> &str {
    let colon = name.bytes().rposition(|b| b == b':');
    colon.and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// Whether Word knows a namespace: those of the standard, transitional and strict, and Microsoft's own.
fn is_known(namespace: &str) -> bool {
    const KNOWN: [&str; 4] = [
        "http://schemas.openxmlformats.org/",
        "http://purl.oclc.org/ooxml/",
        "http://schemas.microsoft.com/",
        "urn:schemas-microsoft-com:",
    ];
    KNOWN.iter().any(|known| namespace.starts_with(known))
}

/// Which elements are passed over.
#[derive(Debug, Default)]
struct Ignored {
    /// The prefixes that the root lists in `mc:Ignorable` and whose namespaces are not known.
    prefixes: Vec<String>,
    /// The names of those that are looked through all the same (`mc:ProcessContent`), with their prefixes.
    read: Vec<String>,
}

impl Ignored {
    fn of(root: &Element<'_>) -> Ignored {
        let words = |name: &str| -> Vec<String> {
            let list = root.attr(name).unwrap_or_default();
            list.split_whitespace().map(str::to_owned).collect()
        };
        let mut prefixes = words("Ignorable");
        if !prefixes.is_empty() {
            let namespaces = root.namespaces();
            prefixes.retain(|prefix| {
                let bound = namespaces.iter().find(|(p, _)| p == prefix);
                bound.is_some_and(|(_, uri)| !is_known(uri))
            });
        }
        Ignored {
            read: if prefixes.is_empty() {
                Vec::new()
            } else {
                words("ProcessContent")
            },
            prefixes,
        }
    }

    fn holds(&self, name: &str) -> bool {
        if self.prefixes.is_empty() {
            return false;
        }
        let Some((prefix, _)) = name.split_once(':') else {
            return false;
        };
        let is_read =
            |read: &String| read == name || read.strip_suffix('*').is_some_and(|p| p == format!("{prefix}:"));
        self.prefixes.iter().any(|p| p == prefix) && !self.read.iter().any(is_read)
    }
}

/// The pull reader.
pub(super) struct Xml<'x, 'b> {
    reader: Reader<&'x [u8]>,
    budget: &'b Budget,
    depth: u32,
    rooted: bool,
    /// Whether the element that was opened last is an empty one, whose end comes next.
    ends: bool,
    /// Elements that are passed over.
    ignored: Ignored,
    /// How many references to entities that nobody defined were kept as they stand.
    pub(super) unknown_entities: u32,
}

impl<'x, 'b> Xml<'x, 'b> {
    /// A reader at the start of `text`.
    pub(super) fn new(text: &'x str, budget: &'b Budget) -> Xml<'x, 'b> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        Xml {
            reader,
            budget,
            depth: 0,
            rooted: false,
            ends: false,
            ignored: Ignored::default(),
            unknown_entities: 0,
        }
    }

    /// The same reader, taking every end tag for that of the innermost element, whatever its name: for files whose
    /// tags cross each other.
    pub(super) fn lenient(mut self) -> Xml<'x, 'b> {
        let config = self.reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        self
    }

    /// The next token. Comments, declarations and processing instructions are passed over.
    ///
    /// # Errors
    /// `Corrupt` for what is no XML, `NotSupported` for document type declarations, `LimitDepth`, `LimitSize`, `LimitWork`.
    pub(super) fn next(&mut self) -> Result<Token<'x>, Error> {
        loop {
            self.budget.work(1)?;
            if std::mem::take(&mut self.ends) {
                self.depth = self.depth.saturating_sub(1);
                return Ok(Token::End);
            }
            let event = self
                .reader
                .read_event()
                .map_err(|e| Error::corrupt(format!("the XML is broken: {e}")))?;
            check_length(&event)?;
            match event {
                Event::Start(tag) if self.ignored.holds(tag.name().into_inner()) => self.pass_over()?,
                Event::Empty(tag) if self.ignored.holds(tag.name().into_inner()) => {}
                Event::Start(tag) => return self.open(tag),
                Event::Empty(tag) => {
                    self.ends = true;
                    return self.open(tag);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::End);
                }
                Event::Text(text) => return Ok(Token::Text(line_ends(text.into_inner()))),
                Event::CData(text) => return Ok(Token::Text(line_ends(text.into_inner()))),
                Event::GeneralRef(name) => return Ok(Token::Text(self.reference(&name))),
                Event::DocType(_) => {
                    let message = "the XML holds a document type declaration, which a package may not";
                    return Err(Error::new(ErrorKind::NotSupported, Stage::Read, message));
                }
                Event::Eof => return self.close(),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Passes over the rest of an ignored element, whose start tag came last.
    fn pass_over(&mut self) -> Result<(), Error> {
        let mut open = 1u64;
        while open > 0 {
            self.budget.work(1)?;
            let event = self.reader.read_event();
            let event = event.map_err(|e| Error::corrupt(format!("the XML is broken: {e}")))?;
            check_length(&event)?;
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(Error::corrupt("the XML ends inside an element")),
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: BytesStart<'x>) -> Result<Token<'x>, Error> {
        self.depth += 1;
        self.rooted = true;
        let limits = self.budget.limits();
        if self.depth > limits.depth {
            let message = format!("elements are nested more than {} deep", limits.depth);
            return Err(Error::new(ErrorKind::LimitDepth, Stage::Read, message));
        }
        // Only a long tag can hold many attributes, so that ordinary tags are not looked through twice.
        if tag.attributes_raw().len() > 4 * MAX_ATTRIBUTES {
            let mut attributes = tag.attributes();
            attributes.with_checks(false);
            if attributes.take(MAX_ATTRIBUTES + 1).count() > MAX_ATTRIBUTES {
                let message = format!("an element has more than {MAX_ATTRIBUTES} attributes");
                return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
            }
        }
        Ok(Token::Start(Element { tag }))
    }

    fn close(&mut self) -> Result<Token<'x>, Error> {
        if self.depth > 0 {
            return Err(Error::corrupt("the XML ends inside an element"));
        }
        if !self.rooted {
            return Err(Error::corrupt("the XML has no element"));
        }
        Ok(Token::Eof)
    }

    fn reference(&mut self, name: &str) -> Cow<'x, str> {
        match resolve(name) {
            Some(c) => Cow::Owned(c.into()),
            None => {
                self.unknown_entities += 1;
                Cow::Owned(format!("&{name};"))
            }
        }
    }

    /// Passes over everything up to the end of the element that was opened last.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        self.skip_with(|_| false).map(|_| ())
    }

    /// Passes over everything up to the end of the element that was opened last, and says whether an element inside it is
    /// one of those asked for.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn skip_with(&mut self, is_one: impl Fn(&Element<'x>) -> bool) -> Result<bool, Error> {
        let (mut open, mut found) = (1u32, false);
        while open > 0 {
            match self.next()? {
                Token::Start(element) => {
                    open += 1;
                    found |= is_one(&element);
                }
                Token::End => open -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(found),
            }
        }
        Ok(found)
    }

    /// The next child of the element that was opened last, with everything between passed over; `None` at that
    /// element's end. Each child must be read to its end (or skipped) before the next call.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn child(&mut self) -> Result<Option<Element<'x>>, Error> {
        loop {
            match self.next()? {
                Token::Start(element) => return Ok(Some(element)),
                Token::End | Token::Eof => return Ok(None),
                Token::Text(_) => {}
            }
        }
    }

    /// The root element; what it says is ignorable and nobody knows is passed over from here on.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn root(&mut self) -> Result<Element<'x>, Error> {
        match self.child()? {
            Some(root) => {
                self.ignored = Ignored::of(&root);
                Ok(root)
            }
            None => Err(Error::corrupt("the XML has no element")),
        }
    }

    /// All text inside the element that was opened last, read to its end.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn text(&mut self) -> Result<String, Error> {
        let mut out = String::new();
        let mut open = 1u32;
        while open > 0 {
            match self.next()? {
                Token::Start(_) => open += 1,
                Token::End => open -= 1,
                Token::Text(text) => out.push_str(&text),
                Token::Eof => break,
            }
        }
        Ok(out)
    }
}

fn check_length(event: &Event<'_>) -> Result<(), Error> {
    if event.len() > MAX_TOKEN {
        let message = format!("one piece of the XML is longer than {MAX_TOKEN} bytes");
        return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
    }
    Ok(())
}

/// Line ends as XML 1.0 reads them (2.11): one line feed.
fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

/// The text of an XML part. UTF-8 and UTF-16 (with or without a byte order mark) are what OPC allows (ECMA-376
/// part 2, 8.2); other encodings that the declaration names are read too. The flag says whether some bytes were no
/// characters and became U+FFFD.
pub(super) fn decode(bytes: Vec<u8>) -> (String, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, bad) = encoding.decode_without_bom_handling(body);
        return (text.into_owned(), bad);
    }
    let wide = match bytes.as_slice() {
        [b'<', 0, ..] => Some(encoding_rs::UTF_16LE),
        [0, b'<', ..] => Some(encoding_rs::UTF_16BE),
        _ => declared(&bytes),
    };
    if let Some(encoding) = wide {
        let (text, bad) = encoding.decode_without_bom_handling(&bytes);
        return (text.into_owned(), bad);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(e) => (String::from_utf8_lossy(e.as_bytes()).into_owned(), true),
    }
}

/// The single-byte or double-byte encoding that the XML declaration names, where it is neither UTF-8 nor UTF-16 (a
/// declaration that can be read as ASCII and says UTF-16 is wrong).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split_once(quote)?.0;
    let encoding = Encoding::for_label(label.as_bytes())?;
    let is_unicode = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&encoding);
    (!is_unicode).then_some(encoding)
}
