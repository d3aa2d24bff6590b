//! The document outline (ISO 32000-1, 12.3.3), which viewers show as bookmarks: read flat, cycles cut.

use std::collections::{HashMap, HashSet};

use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier};

use super::{Bookmark, text_string};
use crate::diagnostic::{Budget, Error, Warning, Warnings};

/// The most bookmarks kept; a longer outline is cut with a warning.
const MAX_BOOKMARKS: usize = 100_000;

/// Reads the outline below /Outlines in the order in which a viewer shows it; `pages` gives the 1-based number of
/// each page object.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn read<'a>(
    catalog: &Dict<'a>,
    pages: &HashMap<ObjectIdentifier, u32>,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Vec<Bookmark>, Error> {
    let mut out = Vec::new();
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    // What waits, the next one last: an item and its depth.
    let mut waiting: Vec<(Dict<'a>, u32)> = Vec::new();
    let top = catalog.get::<Dict<'a>>("Outlines");
    waiting.extend(top.and_then(|o| child(&o, "First", &mut seen)).map(|d| (d, 1)));
    while let Some((item, depth)) = waiting.pop() {
        budget.work(4)?;
        if out.len() >= MAX_BOOKMARKS || depth > budget.limits().depth {
            let message = "the outline is too long or too deep; the rest of it is left out";
            warnings.push(Warning::new("outline_cut", message));
            break;
        }
        waiting.extend(child(&item, "Next", &mut seen).map(|d| (d, depth)));
        waiting.extend(child(&item, "First", &mut seen).map(|d| (d, depth + 1)));
        let title = match item.get::<Object<'a>>("Title") {
            Some(Object::String(s)) => text_string(&s),
            _ => String::new(),
        };
        if !title.trim().is_empty() {
            out.push(Bookmark {
                title: title.trim().to_owned(),
                depth: u8::try_from(depth).unwrap_or(u8::MAX),
                page: page_of(&item, pages),
            });
        }
    }
    Ok(out)
}

/// The item under a key, unless it was seen before.
fn child<'a>(dict: &Dict<'a>, key: &str, seen: &mut HashSet<ObjectIdentifier>) -> Option<Dict<'a>> {
    let id: ObjectIdentifier = dict.get_ref(key)?.into();
    seen.insert(id).then(|| dict.get::<Dict<'a>>(key)).flatten()
}

/// The page that an item leads to, when it says so itself: destinations by name are not looked up.
fn page_of(item: &Dict<'_>, pages: &HashMap<ObjectIdentifier, u32>) -> Option<u32> {
    let action = || item.get::<Dict<'_>>("A")?.get::<Array<'_>>("D");
    let dest = item.get::<Array<'_>>("Dest").or_else(action)?;
    let page = dest.raw_iter().next()?.as_obj_ref()?;
    pages.get(&page.into()).copied()
}
