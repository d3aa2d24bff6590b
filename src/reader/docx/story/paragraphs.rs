//! Paragraphs, runs and the text in them.

use super::controls::Shown;
use super::{Element, Error, Frame, Opened, PARAGRAPH_COST, RunState, Scope, TextKind, Walker, Xml, skipped};
use crate::fold::{self, half_width, superscript};
use crate::reader::docx::props::{self, RunProps};
use crate::reader::docx::scope::OpenParagraph;
use crate::reader::docx::{RawDropped, symbols};

impl Walker<'_, '_> {
    pub(super) fn start_paragraph(
        &mut self,
        xml: &mut Xml<'_, '_>,
        element: &Element<'_>,
    ) -> Result<Opened, Error> {
        match (element.name(), self.frames.last()) {
            ("p", _) => {
                self.open_paragraph()?;
                Ok(Some(Frame::Paragraph))
            }
            ("r", _) => {
                let state = RunState::of(self.base());
                Ok(Some(Frame::Run(std::mem::replace(&mut self.run, state))))
            }
            ("pPr", Some(Frame::Paragraph)) => {
                let props = props::paragraph(xml)?;
                self.set_paragraph_props(props);
                Ok(None)
            }
            ("rPr", Some(Frame::Run(_))) => {
                let props = props::run(xml)?;
                self.run = RunState::of(&self.with_styles(props));
                Ok(None)
            }
            ("sectPr", _) => {
                let section = props::section(xml)?;
                self.story.sections.push(section);
                Ok(None)
            }
            _ => skipped(xml),
        }
    }

    /// A run's own properties with what its styles say.
    fn with_styles(&self, props: RunProps) -> RunProps {
        let id = props.style.as_ref();
        let Some(character) = id.and_then(|id| self.shared.styles.character(id)) else {
            let mut props = props;
            props.inherit(self.base());
            return props;
        };
        let styles = self.shared.styles;
        let paragraph = match self.scopes.last() {
            Some(Scope::Paragraph(paragraph)) => styles.paragraph(paragraph.style.as_deref()),
            _ => None,
        };
        let mut levels = vec![character];
        levels.extend(paragraph.map(|s| &s.run));
        levels.extend(self.table_run());
        props.with_levels(&levels, styles.defaults())
    }

    /// Character properties that the style of the innermost open table gives all of its text.
    fn table_run(&self) -> Option<&RunProps> {
        let mut open = self.scopes.iter().rev();
        let style = open.find_map(|scope| match scope {
            Scope::Table(table) => Some(table.style.as_deref()),
            _ => None,
        });
        self.shared.styles.character(style??)
    }

    /// Character properties that a run of the open paragraph starts from.
    pub(super) fn base(&self) -> &RunProps {
        match self.scopes.last() {
            Some(Scope::Paragraph(paragraph)) => &paragraph.base,
            _ => self.shared.styles.defaults(),
        }
    }

    pub(super) fn open_paragraph(&mut self) -> Result<(), Error> {
        self.budget.hold(PARAGRAPH_COST)?;
        let mut paragraph = Box::new(OpenParagraph::default());
        paragraph.raw.index = self.next_paragraph;
        self.next_paragraph = self.next_paragraph.saturating_add(1);
        if let Some(container) = self.container()
            && let Some(earlier) = container.pending.take()
        {
            paragraph.continue_from(*earlier);
        }
        self.apply_style(&mut paragraph);
        self.scopes.push(Scope::Paragraph(paragraph));
        Ok(())
    }

    /// Sets what the paragraph's style says (the default style where it names none).
    pub(super) fn apply_style(&self, paragraph: &mut OpenParagraph) {
        let style = self.shared.styles.paragraph(paragraph.style.as_deref());
        let levels = style.map(|s| &s.run).into_iter().chain(self.table_run());
        let levels: Vec<&RunProps> = levels.collect();
        paragraph.base = RunProps::default().with_levels(&levels, self.shared.styles.defaults());
        let Some(style) = style else { return };
        paragraph.raw.heading = heading(style.outline);
        paragraph.raw.title_style = style.is_title;
        paragraph.raw.caption_style = style.is_caption;
        paragraph.raw.centered = style.centered.unwrap_or(false);
        paragraph.raw.ground = style.ground;
        paragraph.number_due = style.list.num.is_some();
    }

    pub(super) fn set_paragraph_props(&mut self, props: props::ParaProps) {
        self.story.sections.extend(props.section);
        let Some(Scope::Paragraph(mut paragraph)) = self.scopes.pop() else {
            return;
        };
        if !std::mem::replace(&mut paragraph.has_props, true) {
            paragraph.style = props.style;
            self.apply_style(&mut paragraph);
            paragraph.list = props.list;
            if props.outline.is_some() {
                paragraph.raw.heading = heading(props.outline);
            }
            paragraph.raw.ground = props.ground.or(paragraph.raw.ground);
            paragraph.drop_cap = props.drop_cap;
            if let Some(centered) = props.centered {
                paragraph.raw.centered = centered;
            }
            paragraph.number_due |= props.list.num.is_some();
            paragraph.mark_removed = props.mark.mark_removed;
            paragraph.mark_hidden = props.mark.hidden.unwrap_or(false);
        }
        self.scopes.push(Scope::Paragraph(paragraph));
    }

    /// Counts the open paragraph's number, if that is still to be done. Called at its first text or anchored box and
    /// at its end, so that numbers are counted in the order of reading.
    pub(super) fn settle_number(&mut self) {
        let unshown = self.deleted > 0 || self.moved > 0;
        let Some(Scope::Paragraph(paragraph)) = self.scopes.last_mut() else {
            return;
        };
        if unshown || paragraph.mark_removed || !std::mem::take(&mut paragraph.number_due) {
            return;
        }
        let style = self.shared.styles.paragraph(paragraph.style.as_deref());
        let (numbering, styles) = (self.shared.numbering, self.shared.styles);
        let number = numbering.next(paragraph.list, style, &mut self.counters, styles, self.warnings);
        if let Some(number) = number {
            paragraph.raw.number = Some(number.text);
            paragraph.raw.number_level = Some(number.level);
            paragraph.raw.bullet = number.bullet;
        }
    }

    pub(super) fn close_paragraph(&mut self) -> Result<(), Error> {
        self.settle_control()?;
        let hidden =
            matches!(self.scopes.last(), Some(Scope::Paragraph(p)) if p.mark_hidden && p.raw.text.is_empty());
        if !hidden {
            self.settle_number();
        }
        let Some(Scope::Paragraph(paragraph)) = self.scopes.pop() else {
            return Ok(());
        };
        self.budget.hold(paragraph.raw.text.len() as u64)?;
        let unshown = self.deleted > 0 || self.moved > 0;
        if (paragraph.mark_removed || paragraph.drop_cap || unshown)
            && let Some(container) = self.container()
        {
            container.pending = Some(paragraph);
            return Ok(());
        }
        let mut blocks = Vec::new();
        paragraph.finish(&mut blocks);
        for block in blocks {
            self.emit(block);
        }
        Ok(())
    }

    pub(super) fn start_text(&mut self, element: &Element<'_>) -> Frame {
        self.text.clear();
        Frame::Text {
            keep_blanks: element.attr("space").as_deref() == Some("preserve"),
            kind: match element.name() {
                "delText" => TextKind::Deleted,
                "instrText" | "delInstrText" => TextKind::Instruction,
                _ => TextKind::Shown,
            },
        }
    }

    pub(super) fn end_text(&mut self, keep_blanks: bool, kind: TextKind) -> Result<(), Error> {
        let text = std::mem::take(&mut self.text);
        // Word takes a line end inside a text element for a blank, and blanks at its ends only where it says so.
        let trimmed = if keep_blanks {
            text.as_str()
        } else {
            text.trim_matches([' ', '\t', '\n'])
        };
        let clean = trimmed.replace('\n', " ");
        let clean = clean.replace(|c: char| c.is_control() && c != '\t', "\u{fffd}");
        match kind {
            TextKind::Shown if self.run.raised => self.show(&raised(clean))?,
            TextKind::Shown if self.run.struck => self.show(&struck(&clean))?,
            TextKind::Shown => self.show(&clean)?,
            TextKind::Deleted => self.drop_text("deleted", &clean)?,
            TextKind::Instruction => {
                self.fields.instruct(&clean);
                self.drop_text(self.unshown().unwrap_or("field-instruction"), &clean)?;
            }
        }
        self.text = text;
        Ok(())
    }

    /// Why text at this place is not shown; `None` where it is.
    pub(super) fn unshown(&self) -> Option<&'static str> {
        if self.deleted > 0 {
            Some("deleted")
        } else if self.moved > 0 {
            Some("moved-from")
        } else if self.fields.in_instruction() {
            Some("field-instruction")
        } else if self.run.hidden || self.outer_hidden {
            Some("hidden")
        } else if self.ruby > 0 {
            Some("ruby")
        } else {
            None
        }
    }

    /// Text at this place: to the open paragraph or, where it is not shown, to `dropped`.
    pub(super) fn show(&mut self, text: &str) -> Result<(), Error> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(reason) = self.unshown() {
            if reason == "field-instruction" {
                self.fields.swallow();
            }
            return self.drop_text(reason, text);
        }
        if !matches!(self.scopes.last(), Some(Scope::Paragraph(_))) {
            // Text in no paragraph gets one of its own.
            self.open_paragraph()?;
            self.show(text)?;
            return self.close_paragraph();
        }
        match self.bound_text(text)? {
            Shown::AsItIs => self.append(text),
            Shown::Nothing => self.drop_text("outdated", text)?,
            Shown::Instead(stored) => {
                self.drop_text("outdated", text)?;
                self.show_outdated(&stored)?;
            }
        }
        Ok(())
    }

    /// Text that is stored for a control and differs from the one inside.
    pub(super) fn show_outdated(&mut self, stored: &str) -> Result<(), Error> {
        if !matches!(self.scopes.last(), Some(Scope::Paragraph(_))) {
            self.open_paragraph()?;
            self.show_outdated(stored)?;
            return self.close_paragraph();
        }
        let clean = stored
            .trim()
            .replace(|c: char| c.is_control() && c != '\t' && c != '\n', "\u{fffd}");
        self.append(&clean);
        if let Some(Scope::Paragraph(paragraph)) = self.scopes.last_mut() {
            paragraph.raw.outdated = true;
        }
        Ok(())
    }

    /// Appends text to the open paragraph.
    fn append(&mut self, text: &str) {
        self.settle_number();
        let mapped;
        let text = match &self.run.font {
            Some(font) => {
                mapped = symbols::mapped(text, Some(font));
                &mapped
            }
            None => text,
        };
        if let Some(Scope::Paragraph(paragraph)) = self.scopes.last_mut() {
            paragraph.push(text, &self.run, self.moved_off);
        }
    }

    pub(super) fn drop_text(&mut self, reason: &'static str, text: &str) -> Result<(), Error> {
        if text.is_empty() {
            return Ok(());
        }
        self.budget.hold(text.len() as u64)?;
        let paragraph = self.paragraph_index();
        match self.story.dropped.last_mut() {
            Some(last) if last.paragraph == paragraph && last.reason == reason => last.text.push_str(text),
            _ => {
                self.budget.hold(PARAGRAPH_COST)?;
                self.story.dropped.push(RawDropped {
                    text: text.to_owned(),
                    reason,
                    paragraph,
                });
            }
        }
        Ok(())
    }

    /// Index of the innermost open paragraph, else of the last one.
    pub(super) fn paragraph_index(&self) -> u32 {
        let open = self.scopes.iter().rev().find_map(|s| match s {
            Scope::Paragraph(p) => Some(p.raw.index),
            _ => None,
        });
        open.unwrap_or(self.next_paragraph.saturating_sub(1))
    }

    /// Characters that stand as elements.
    pub(super) fn mark(&mut self, element: &Element<'_>) -> Result<(), Error> {
        if element.name() == "br" && matches!(element.attr("type").as_deref(), Some("page" | "column")) {
            if let (None, Some(Scope::Paragraph(paragraph))) = (self.unshown(), self.scopes.last_mut()) {
                paragraph.break_due = true;
            }
            return Ok(());
        }
        let text = match element.name() {
            "tab" | "ptab" => "\t".to_owned(),
            "noBreakHyphen" => "-".to_owned(),
            "sym" | "symEx" => symbol(element).into(),
            _ => "\n".to_owned(),
        };
        self.show(&text)
    }

    pub(super) fn start_unshown(&mut self, name: &str) -> Frame {
        let (counter, frame) = match name {
            "del" => (&mut self.deleted, Frame::Deleted),
            "moveFrom" => (&mut self.moved, Frame::MovedFrom),
            _ => (&mut self.ruby, Frame::Ruby),
        };
        *counter += 1;
        frame
    }
}

/// The heading level, 1-based, of an outline level, 0-based; 9 and more is body text.
fn heading(outline: Option<u8>) -> Option<u8> {
    outline.filter(|level| *level < 9).map(|level| level + 1)
}

/// The character of `w:sym` or `w16se:symEx`: as its font shows it, else the code itself, else U+FFFD.
fn symbol(element: &Element<'_>) -> char {
    let code = element
        .attr("char")
        .and_then(|c| u32::from_str_radix(c.trim(), 16).ok());
    let font = element.attr("font").unwrap_or_default();
    let shown = code.and_then(|code| symbols::symbol(&font, code));
    shown
        .or_else(|| code.and_then(char::from_u32))
        .filter(|c| *c != '\0')
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Text that is struck out with the stroke over each character (U+0336): it is no part of the label or number beside it.
fn struck(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(c);
        if !c.is_whitespace() {
            out.push(fold::STROKE);
        }
    }
    out
}

/// Digits set as a superscript as the characters that look so: the mark of a note behind a number must not become digits of
/// the number (`12` and a raised `1` are not 112 nor 121).
fn raised(text: String) -> String {
    let is_digit = |c: char| half_width(c).is_ascii_digit();
    let is_mark = |c: char| is_digit(c) || matches!(c, ' ' | ',' | '-');
    if !text.contains(is_digit) || !text.chars().all(is_mark) {
        return text;
    }
    text.chars().map(|c| superscript(half_width(c))).collect()
}
