//! Content controls that are bound to stored data.

use super::{Bound, Error, Frame, Opened, Scope, Walker, Xml, skipped};
use crate::reader::docx::controls;

/// A bound control that is being read.
#[derive(Debug)]
pub(super) struct OpenControl {
    ordinal: u32,
    bound: Bound,
    /// What is to be shown instead of the text inside, until it is.
    instead: Option<String>,
    /// Whether the text inside is to be dropped.
    is_outdated: bool,
    /// How many scopes were open at its beginning.
    scopes: usize,
}

/// What becomes of text in a control.
pub(super) enum Shown {
    AsItIs,
    Instead(String),
    Nothing,
}

impl Walker<'_, '_> {
    pub(super) fn start_control(&mut self, xml: &mut Xml<'_, '_>) -> Result<Opened, Error> {
        let Some(Frame::Control(is_bound @ false)) = self.frames.last_mut() else {
            return skipped(xml);
        };
        let Some(bound) = controls::binding(xml)? else {
            return Ok(None);
        };
        *is_bound = true;
        let ordinal = self.next_control;
        self.next_control = self.next_control.saturating_add(1);
        let stored = self.stored.binary_search_by_key(&ordinal, |(at, _)| *at).ok();
        let instead = stored
            .and_then(|at| self.stored.get(at))
            .map(|(_, text)| text.clone());
        self.controls.push(OpenControl {
            ordinal,
            bound,
            is_outdated: instead.is_some(),
            instead,
            scopes: self.scopes.len(),
        });
        Ok(None)
    }

    /// What to do with a text that would be shown here.
    pub(super) fn bound_text(&mut self, text: &str) -> Result<Shown, Error> {
        let Some(control) = self.controls.last_mut() else {
            return Ok(Shown::AsItIs);
        };
        if !control.is_outdated {
            self.budget.hold(text.len() as u64)?;
            control.bound.shown.push_str(text);
            return Ok(Shown::AsItIs);
        }
        Ok(control.instead.take().map_or(Shown::Nothing, Shown::Instead))
    }

    /// Shows what is stored for the innermost control, where no text in it gave place to it. Called while the paragraph
    /// is open that it belongs to.
    fn show_stored(&mut self) -> Result<(), Error> {
        let waiting = self.controls.last_mut().and_then(|c| c.instead.take());
        match waiting {
            Some(text) => self.show_outdated(&text),
            None => Ok(()),
        }
    }

    /// A paragraph ends: a control that began outside of it has no other place for its text, should it have none inside.
    pub(super) fn settle_control(&mut self) -> Result<(), Error> {
        let depth = self.scopes.len();
        let is_inside = |c: &OpenControl| c.scopes < depth;
        if matches!(self.scopes.last(), Some(Scope::Paragraph(_)))
            && self.controls.last().is_some_and(is_inside)
        {
            self.show_stored()?;
        }
        Ok(())
    }

    pub(super) fn close_control(&mut self) -> Result<(), Error> {
        self.show_stored()?;
        if let Some(control) = self.controls.pop() {
            self.story.controls.push((control.ordinal, control.bound));
        }
        Ok(())
    }
}
