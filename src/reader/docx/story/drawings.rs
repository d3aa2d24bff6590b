//! Pictures, text boxes and the alternatives in which they are written.

use std::collections::HashMap;

use super::{Element, Error, Frame, Opened, Scope, Walker, Xml, skipped};
use crate::reader::docx::RawBlock;
use crate::reader::docx::scope::{Container, OpenPicture};

impl Walker<'_, '_> {
    pub(super) fn start_drawing(&mut self, element: &Element<'_>) -> Result<Frame, Error> {
        let picture = self.pictures.last_mut();
        match (element.name(), picture) {
            ("drawing" | "pict" | "object", _) => {
                self.pictures.push(OpenPicture::default());
                return Ok(Frame::Picture);
            }
            ("docPr" | "cNvPr" | "shape", Some(picture)) if picture.description.is_none() => {
                let texts = ["descr", "title", "alt", "name"];
                let mut found = texts.iter().filter_map(|a| element.attr(a));
                picture.description = found.find(|t| !t.trim().is_empty()).map(|t| t.into_owned());
            }
            ("blip" | "imagedata" | "chart" | "relIds" | "OLEObject", Some(picture)) => {
                picture.is_picture = true
            }
            ("textpath", _) => {
                // WordArt: its text stands in an attribute. It is a box of its own.
                if let Some(text) = element.attr("string") {
                    let frame = self.start_text_box();
                    self.show(&text)?;
                    self.end_text_box(frame);
                }
            }
            _ => {}
        }
        Ok(Frame::Through)
    }

    pub(super) fn close_picture(&mut self) {
        let at = self.paragraph_index();
        let unshown = self.unshown().is_some();
        if let Some(picture) = self.pictures.pop().and_then(|p| p.finish(at))
            && !unshown
        {
            self.emit(RawBlock::Picture(picture));
        }
    }

    pub(super) fn start_text_box(&mut self) -> Frame {
        self.settle_number();
        let hidden = self.outer_hidden;
        self.outer_hidden = hidden || self.run.hidden;
        self.scopes.push(Scope::Blocks(Container {
            is_text_box: true,
            ..Container::default()
        }));
        let fields = self.fields.set_aside();
        let run = std::mem::take(&mut self.run);
        Frame::TextBox { run, hidden, fields }
    }

    pub(super) fn end_text_box(&mut self, frame: Frame) {
        let Frame::TextBox { run, hidden, fields } = frame else {
            return;
        };
        let unfinished = self.fields.take_back(fields);
        self.story.unfinished_fields.extend(unfinished);
        self.run = run;
        self.outer_hidden = hidden;
        if let Some(Scope::Blocks(container)) = self.scopes.pop() {
            for block in container.into_blocks() {
                self.emit(block);
            }
        }
    }

    /// Of alternatives, the first choice whose needs are known is read, else the fallback; never two.
    pub(super) fn start_alternate(
        &mut self,
        xml: &mut Xml<'_, '_>,
        element: &Element<'_>,
    ) -> Result<Opened, Error> {
        if element.name() == "AlternateContent" {
            self.namespaces.extend(element.namespaces());
            return Ok(Some(Frame::Alternate(false)));
        }
        let local = element.namespaces();
        let requires = element.attr("Requires").unwrap_or_default();
        let known = element.name() == "Fallback"
            || requires
                .split_whitespace()
                .all(|prefix| is_understood(prefix, &local, &self.namespaces));
        match self.frames.last_mut() {
            Some(Frame::Alternate(taken)) if known && !*taken => {
                *taken = true;
                Ok(Some(Frame::Through))
            }
            Some(Frame::Alternate(_)) => skipped(xml),
            _ => Ok(Some(Frame::Through)),
        }
    }
}

/// Whether content that needs the namespace of this prefix is understood: Word's own extensions, but not ink.
fn is_understood(prefix: &str, local: &[(String, String)], root: &HashMap<String, String>) -> bool {
    let bound = local
        .iter()
        .find(|(p, _)| p == prefix)
        .map(|(_, uri)| uri.as_str());
    match bound.or_else(|| root.get(prefix).map(String::as_str)) {
        Some(uri) => {
            let is_word = uri.contains("/office/word/") && !uri.ends_with("Ink");
            is_word || uri.ends_with("/office/drawing/2010/main") || uri.contains("/wordprocessingml/")
        }
        None => ["wps", "wpg", "wpc", "wp14", "w14", "w15", "a14"].contains(&prefix),
    }
}
