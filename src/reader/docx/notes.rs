//! Footnotes and endnotes, and the flat text of a story.

use std::collections::HashMap;

use super::number_format::format_number;
use super::parts::Parts;
use super::props::Section;
use super::story::{NoteId, Shared, Walker};
use super::xml::Xml;
use super::{DocxContent, RawBlock, RawDropped, RawNote};
use crate::diagnostic::{Budget, Error, ErrorKind, Warnings};

/// The texts of one notes part.
#[derive(Debug, Default)]
pub(super) struct NoteTexts {
    /// By id: the text, and what of it is not shown.
    texts: HashMap<i64, (String, Vec<RawDropped>)>,
    /// The ids in file order.
    order: Vec<i64>,
}

impl NoteTexts {
    fn read(
        text: &str,
        shared: &Shared<'_>,
        budget: &Budget,
        warnings: &mut Warnings,
    ) -> Result<NoteTexts, Error> {
        let mut xml = Xml::new(text, budget);
        let namespaces = xml.root()?.namespaces();
        let mut notes = NoteTexts::default();
        while let Some(element) = xml.child()? {
            let id = element.attr("id").and_then(|id| id.trim().parse::<i64>().ok());
            // The line above the notes and the like are of other types.
            let is_note = matches!(element.attr("type").as_deref(), None | Some("normal"));
            let (Some(id), true) = (id, is_note) else {
                xml.skip()?;
                continue;
            };
            let walker = Walker::new(shared, budget, warnings, &[]).with_namespaces(&namespaces);
            let story = walker.read(&mut xml)?;
            if notes
                .texts
                .insert(id, (flat_text(&story.blocks), story.dropped))
                .is_none()
            {
                notes.order.push(id);
            }
            if let Some(e) = story.broken {
                return Err(e);
            }
        }
        Ok(notes)
    }
}

/// Reads the notes that the body refers to, in the order of reference, then any that nothing refers to.
///
/// # Errors
/// The limits of the budget.
pub(super) fn collect(
    parts: &mut Parts<'_, '_, '_>,
    shared: &Shared<'_>,
    references: &[(NoteId, u32)],
    unshown: &[(NoteId, &'static str, u32)],
    sections: &[Section],
    content: &mut DocxContent,
    warnings: &mut Warnings,
) -> Result<(), Error> {
    let mut footnotes = read_part(parts, "footnotes", shared, warnings)?;
    let mut endnotes = read_part(parts, "endnotes", shared, warnings)?;
    let footnote_format = sections
        .iter()
        .find_map(|s| s.footnote_format.as_deref())
        .unwrap_or("decimal");
    let endnote_format = sections
        .iter()
        .find_map(|s| s.endnote_format.as_deref())
        .unwrap_or("lowerRoman");
    let (mut last_footnote, mut last_endnote) = (0, 0);
    for (note, paragraph) in references {
        let (texts, last, format) = if note.is_endnote {
            (&mut endnotes, &mut last_endnote, endnote_format)
        } else {
            (&mut footnotes, &mut last_footnote, footnote_format)
        };
        *last += 1;
        let (text, dropped) = texts.texts.remove(&note.id).unwrap_or_default();
        content.dropped.extend(at(dropped, *paragraph));
        content.notes.push(RawNote {
            mark: format_number(format, *last).0,
            text,
        });
    }
    for (note, reason, paragraph) in unshown {
        let texts = if note.is_endnote {
            &mut endnotes
        } else {
            &mut footnotes
        };
        if let Some((text, dropped)) = texts.texts.remove(&note.id) {
            content.dropped.extend(at(dropped, *paragraph));
            content.dropped.extend((!text.is_empty()).then_some(RawDropped {
                text,
                reason,
                paragraph: *paragraph,
            }));
        }
    }
    for mut texts in [footnotes, endnotes] {
        for id in std::mem::take(&mut texts.order) {
            if let Some((text, dropped)) = texts.texts.remove(&id) {
                content.dropped.extend(at(dropped, 0));
                content.notes.push(RawNote {
                    mark: String::new(),
                    text,
                });
            }
        }
    }
    Ok(())
}

/// Paragraphs of notes are not counted: what is dropped of a note stands at the paragraph that refers to it.
fn at(dropped: Vec<RawDropped>, paragraph: u32) -> impl Iterator<Item = RawDropped> {
    dropped.into_iter().map(move |d| RawDropped { paragraph, ..d })
}

fn read_part(
    parts: &mut Parts<'_, '_, '_>,
    kind: &str,
    shared: &Shared<'_>,
    warnings: &mut Warnings,
) -> Result<NoteTexts, Error> {
    let Some(part) = parts.text(kind, warnings)? else {
        return Ok(NoteTexts::default());
    };
    let read = NoteTexts::read(&part.text, shared, parts.budget, warnings);
    parts.package.release(part);
    match read {
        Err(e) if e.kind() == ErrorKind::Corrupt => {
            parts.skip(&e, kind, warnings);
            Ok(NoteTexts::default())
        }
        other => other,
    }
}

/// The text of blocks: paragraphs with their numbers, one a line; the cells of a row behind tabs.
pub(super) fn flat_text(blocks: &[RawBlock]) -> String {
    let mut lines = Vec::new();
    push_lines(blocks, &mut lines);
    lines.join("\n")
}

// Tables nest no deeper than `Limits::nested_tables`, so this recursion is bounded.
fn push_lines(blocks: &[RawBlock], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            RawBlock::Paragraph(paragraph) if !paragraph.text.is_empty() => {
                let number = paragraph.number.as_deref().unwrap_or_default();
                lines.push(format!("{number}{}", paragraph.text));
            }
            RawBlock::Table(table) => {
                for row in &table.rows {
                    let cells = row.cells.iter().map(|c| flat_text(&c.blocks));
                    lines.push(cells.collect::<Vec<_>>().join("\t"));
                }
            }
            RawBlock::Paragraph(_) | RawBlock::Picture(_) => {}
        }
    }
}
