//! Fields and references to notes.

use super::{Element, Error, Frame, NoteId, Opened, Scope, Walker, Xml, skipped};
use crate::reader::docx::fields::{self, Form};

impl Walker<'_, '_> {
    pub(super) fn reference(
        &mut self,
        xml: &mut Xml<'_, '_>,
        element: &Element<'_>,
    ) -> Result<Opened, Error> {
        match element.name() {
            "fldSimple" => {
                let instruction = element.attr("instr").unwrap_or_default();
                self.drop_text(self.unshown().unwrap_or("field-instruction"), &instruction)?;
                return Ok(Some(Frame::Through));
            }
            "fldChar" => match element.attr("fldCharType").as_deref() {
                Some("begin") => {
                    let form = fields::form_result(xml)?;
                    self.fields.begin(form);
                    return Ok(None);
                }
                Some("separate") => self.fields.separate(),
                Some("end") => match self.fields.end() {
                    Some(Form::Entry(entry)) => self.show(&entry)?,
                    Some(Form::Box(state)) => self.drop_text("form-field", state)?,
                    Some(Form::Drawn) => self.note_drawn(),
                    None => {}
                },
                _ => {}
            },
            name => {
                let is_endnote = name == "endnoteReference";
                if let Some(id) = element.attr("id").and_then(|id| id.trim().parse().ok()) {
                    self.note(NoteId { is_endnote, id });
                }
            }
        }
        skipped(xml)
    }

    /// A field that is drawn from its instruction stands here.
    fn note_drawn(&mut self) {
        if let (None, Some(Scope::Paragraph(paragraph))) = (self.unshown(), self.scopes.last_mut()) {
            paragraph.raw.drawn_field = true;
        }
    }

    pub(super) fn note(&mut self, note: NoteId) {
        let at = self.paragraph_index();
        if let Some(reason) = self.unshown() {
            self.story.dropped_notes.push((note, reason, at));
            return;
        }
        let known = self.story.notes.iter().position(|(n, _)| *n == note);
        let index = known.unwrap_or(self.story.notes.len());
        if known.is_none() {
            self.story.notes.push((note, at));
        }
        if let Some(Scope::Paragraph(paragraph)) = self.scopes.last_mut() {
            paragraph.raw.notes.push(index);
        }
    }
}
