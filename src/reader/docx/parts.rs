//! The parts of a document beside each other: which there are, and what becomes of one that cannot be read.

use super::controls::{self, Bound, Store};
use super::package::{Package, Part, Relationship};
use super::props::Section;
use super::story::{Shared, Story, Walker};
use super::xml::Xml;
use super::{DocxContent, RawBlock, RawDropped, notes};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};

/// The most custom parts that content controls are looked up in.
const STORES: usize = 64;

const OUTDATED: &str =
    "the text in a content control differs from the stored one that it is bound to, which is shown";

/// The parts of one document, found by relationship or, where there are no relationships, by their usual names.
pub(super) struct Parts<'p, 'd, 'b> {
    pub(super) package: &'p mut Package<'d, 'b>,
    pub(super) budget: &'b Budget,
    folder: String,
    relationships: Vec<Relationship>,
    pub(super) salvaged: bool,
}

impl<'p, 'd, 'b> Parts<'p, 'd, 'b> {
    pub(super) fn find(
        package: &'p mut Package<'d, 'b>,
        main: &str,
        warnings: &mut Warnings,
    ) -> Result<Parts<'p, 'd, 'b>, Error> {
        let relationships = match package.relationships(main) {
            Err(e) if e.kind() == ErrorKind::Corrupt => {
                let message = format!(
                    "the relationships of the main document cannot be read: {}",
                    e.message()
                );
                warnings.push(Warning::new("relationships_broken", message));
                Vec::new()
            }
            other => other?,
        };
        Ok(Parts {
            budget: package.budget(),
            package,
            folder: main
                .rsplit_once('/')
                .map(|(folder, _)| format!("{folder}/"))
                .unwrap_or_default(),
            relationships,
            salvaged: false,
        })
    }

    /// The name of the part of a kind.
    pub(super) fn name(&self, kind: &str) -> Option<String> {
        if self.relationships.is_empty() {
            return Some(format!("{}{kind}.xml", self.folder));
        }
        let found = self.relationships.iter().find(|r| r.kind == kind);
        found.and_then(|r| r.target.clone())
    }

    /// The text of the part of a kind; `None` where there is none or it cannot be unpacked.
    pub(super) fn text(&mut self, kind: &str, warnings: &mut Warnings) -> Result<Option<Part>, Error> {
        match self.name(kind) {
            Some(name) => self.named(&name, warnings),
            None => Ok(None),
        }
    }

    /// The text of a part beside the main document; `None` where there is none or it cannot be unpacked.
    pub(super) fn named(&mut self, name: &str, warnings: &mut Warnings) -> Result<Option<Part>, Error> {
        match self.package.part(name) {
            Ok(Some(part)) => {
                self.note_damage(&part, name, warnings);
                Ok(Some(part))
            }
            Ok(None) => Ok(None),
            Err(e) if e.kind() == ErrorKind::Corrupt => {
                self.skip(&e, name, warnings);
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    pub(super) fn skip(&mut self, e: &Error, name: &str, warnings: &mut Warnings) {
        let message = format!("{name} cannot be read and was left out: {}", e.message());
        warnings.push(Warning::new("part_unreadable", message));
        self.salvaged = true;
    }

    pub(super) fn note_damage(&mut self, part: &Part, name: &str, warnings: &mut Warnings) {
        if part.damaged {
            warnings.push(Warning::new(
                "part_damaged",
                format!("{name} is damaged; what could be unpacked was read"),
            ));
            self.salvaged = true;
        }
    }

    /// What was read of a part that the document can do without.
    pub(super) fn usable<T: Default>(
        &mut self,
        read: Result<T, Error>,
        part: Part,
        warnings: &mut Warnings,
    ) -> Result<T, Error> {
        self.package.release(part);
        match read {
            Err(e) if e.kind() == ErrorKind::Corrupt => {
                self.skip(&e, "a part with styles or lists", warnings);
                Ok(T::default())
            }
            other => other,
        }
    }

    pub(super) fn producer(&mut self, warnings: &mut Warnings) -> Result<Option<String>, Error> {
        let Some(part) = self.named("docProps/app.xml", warnings)? else {
            return Ok(None);
        };
        let name = application(&part.text, self.budget);
        self.package.release(part);
        match name {
            Err(e) if e.kind() == ErrorKind::Corrupt => Ok(None),
            other => other,
        }
    }

    /// The main document's story.
    pub(super) fn body(
        &mut self,
        main: &str,
        shared: &Shared<'_>,
        warnings: &mut Warnings,
    ) -> Result<Story, Error> {
        let Some(part) = self.package.part(main)? else {
            return Err(Error::corrupt("the main document is missing"));
        };
        self.note_damage(&part, main, warnings);
        let mut xml = Xml::new(&part.text, self.budget);
        let root = xml.root()?;
        if root.name() != "document" && root.name() != "glossaryDocument" {
            let message = format!(
                "the main part is no WordprocessingML document but <{}>",
                root.name()
            );
            return Err(Error::new(ErrorKind::NotSupported, Stage::Read, message));
        }
        let namespaces = root.namespaces();
        let budget = self.budget;
        let read = |without: &[u32], stored: &[(u32, String)], lenient: bool, warnings: &mut Warnings| {
            let xml = Xml::new(&part.text, budget);
            let mut xml = if lenient { xml.lenient() } else { xml };
            xml.root()?;
            let walker = Walker::new(shared, budget, warnings, without);
            let walker = walker.with_namespaces(&namespaces).with_stored(stored);
            walker.read(&mut xml)
        };
        let mut story = read(&[], &[], false, warnings)?;
        let mut cut = story.broken.take();
        if let Some(e) = &cut {
            let message = format!("the main document is broken: {}", e.message());
            warnings.push(Warning::new("document_cut", message));
            // Where only the names of end tags are wrong, all of it can still be read.
            let second = read(&[], &[], true, warnings)?;
            if second.broken.is_none() {
                story = second;
                cut = None;
            }
            self.salvaged = true;
        }
        let mut unfinished = Vec::new();
        if !story.unfinished_fields.is_empty() && cut.is_none() {
            let message = "a field begins and never ends; its beginning was ignored";
            warnings.push(Warning::new("field_unfinished", message));
            unfinished = std::mem::take(&mut story.unfinished_fields);
            story = read(&unfinished, &[], self.salvaged, warnings)?;
        }
        let stored = self.outdated(main, &story.controls, warnings)?;
        if !stored.is_empty() {
            warnings.push(Warning::new("control_outdated", OUTDATED));
            story = read(&unfinished, &stored, self.salvaged, warnings)?;
            story.broken = None;
        }
        if let Some(e) = cut.filter(|_| story.blocks.iter().all(is_bare)) {
            return Err(e);
        }
        self.package.release(part);
        Ok(story)
    }

    /// What is stored for bound content controls, by the order of their beginnings, where the text inside differs.
    fn outdated(
        &mut self,
        main: &str,
        controls: &[(u32, Bound)],
        warnings: &mut Warnings,
    ) -> Result<Vec<(u32, String)>, Error> {
        if controls.is_empty() {
            return Ok(Vec::new());
        }
        let stores = self.stores(main, warnings)?;
        let mut outdated = Vec::new();
        for (ordinal, bound) in controls {
            if let Some(text) = bound.stored(&stores, self.budget)? {
                self.budget.hold(text.len() as u64)?;
                outdated.push((*ordinal, text));
            }
        }
        outdated.sort_unstable();
        for store in stores {
            self.package.release(store.part);
        }
        Ok(outdated)
    }

    /// The parts that content controls may be bound to: the package's properties and custom parts.
    fn stores(&mut self, main: &str, warnings: &mut Warnings) -> Result<Vec<Store>, Error> {
        let mut stores = Vec::new();
        for (name, of) in [
            ("docProps/core.xml", Store::core as fn(Part) -> Store),
            ("docProps/app.xml", Store::app),
        ] {
            stores.extend(self.named(name, warnings)?.map(of));
        }
        let custom = self.relationships.iter().filter(|r| r.kind == "customXml");
        let names: Vec<String> = custom.filter_map(|r| r.target.clone()).take(STORES).collect();
        for name in names.iter().filter(|name| *name != main) {
            let Some(part) = self.named(name, warnings)? else {
                continue;
            };
            let relationships = self.package.relationships(name).unwrap_or_default();
            let props = relationships.into_iter().find(|r| r.kind == "customXmlProps");
            let id = match props.and_then(|r| r.target) {
                Some(props) => match self.named(&props, warnings)? {
                    Some(props) => {
                        let id = controls::item_id(&props.text, self.budget).unwrap_or_default();
                        self.package.release(props);
                        id
                    }
                    None => None,
                },
                None => None,
            };
            stores.push(Store { id, part });
        }
        Ok(stores)
    }

    /// The text of a part that holds a story of its own, such as a header; its paragraphs joined with line ends.
    pub(super) fn story_text(
        &mut self,
        id: &str,
        shared: &Shared<'_>,
        warnings: &mut Warnings,
    ) -> Result<Option<(String, Vec<RawDropped>)>, Error> {
        let target = self
            .relationships
            .iter()
            .find(|r| r.id == id)
            .and_then(|r| r.target.clone());
        let Some(name) = target else { return Ok(None) };
        let Some(part) = self.named(&name, warnings)? else {
            return Ok(None);
        };
        let budget = self.budget;
        let read = |stored: &[(u32, String)], warnings: &mut Warnings| {
            let mut xml = Xml::new(&part.text, budget);
            let namespaces = xml.root()?.namespaces();
            let walker = Walker::new(shared, budget, warnings, &[]);
            walker
                .with_namespaces(&namespaces)
                .with_stored(stored)
                .read(&mut xml)
        };
        let mut story = read(&[], warnings);
        let controls = story.as_mut().map(|s| std::mem::take(&mut s.controls));
        let stored = self.outdated(&name, &controls.unwrap_or_default(), warnings)?;
        if !stored.is_empty() {
            warnings.push(Warning::new("control_outdated", OUTDATED));
            story = read(&stored, warnings);
        }
        self.package.release(part);
        match story {
            Ok(mut story) => {
                if let Some(e) = story.broken.take() {
                    self.skip(&e, &name, warnings);
                }
                Ok(Some((notes::flat_text(&story.blocks), story.dropped)))
            }
            Err(e) if e.kind() == ErrorKind::Corrupt => {
                self.skip(&e, &name, warnings);
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    /// Headers and footers of all sections, each part once.
    pub(super) fn furniture(
        &mut self,
        shared: &Shared<'_>,
        sections: &[Section],
        content: &mut DocxContent,
        warnings: &mut Warnings,
    ) -> Result<(), Error> {
        let mut seen: Vec<&str> = Vec::new();
        let ids = sections.iter().flat_map(|s| {
            let headers = s.headers.iter().map(|id| (id, true));
            headers.chain(s.footers.iter().map(|id| (id, false)))
        });
        for (id, is_header) in ids {
            self.budget.work(1 + seen.len() as u64)?;
            if seen.contains(&id.as_str()) {
                continue;
            }
            seen.push(id);
            let Some((text, dropped)) = self.story_text(id, shared, warnings)? else {
                continue;
            };
            content.dropped.extend(dropped);
            if !text.is_empty() {
                let list = if is_header {
                    &mut content.headers
                } else {
                    &mut content.footers
                };
                list.push(text);
            }
        }
        Ok(())
    }
}

/// Whether a block shows nothing.
fn is_bare(block: &RawBlock) -> bool {
    matches!(block, RawBlock::Paragraph(p) if p.text.trim().is_empty() && p.number.is_none())
}

/// The `Application` in `docProps/app.xml`.
fn application(text: &str, budget: &Budget) -> Result<Option<String>, Error> {
    let mut xml = Xml::new(text, budget);
    xml.root()?;
    while let Some(child) = xml.child()? {
        if child.name() == "Application" {
            let name = xml.text()?;
            let name = name.trim();
            return Ok((!name.is_empty()).then(|| name.chars().take(200).collect()));
        }
        xml.skip()?;
    }
    Ok(None)
}
