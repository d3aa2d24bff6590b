//! Headings of a PDF with their levels: those that the file declares, and those that look like headings.

use std::collections::BTreeMap;

use crate::diagnostic::{Budget, Error};
use crate::layout::declared;
use crate::layout::headings::{self, Body, Style};
use crate::layout::levels::levels;
use crate::layout::paragraphs::Paragraph;
use crate::layout::settings::LayoutSettings;
use crate::reader::pdf::{PdfContent, PdfPage};

/// The deepest level given.
const DEEPEST: u8 = 9;

/// Something in reading order with its page (1-based): a paragraph, or a table or picture.
pub type Item<T> = (u32, Result<Paragraph, T>);

/// An item with its level as a heading.
pub type Told<T> = (u32, Result<Paragraph, T>, Option<u8>);

/// Gives every paragraph its level as a heading (1 the highest), or `None`. Lines of one heading become one
/// paragraph, and a heading is cut out of the text around it where the file declares it. `pages` are those of the items.
///
/// # Errors
/// The limits of `budget`.
pub fn tell<'a, T>(
    items: Vec<Item<T>>,
    content: &PdfContent,
    pages: impl Iterator<Item = &'a PdfPage> + Clone,
    settings: &LayoutSettings,
    budget: &Budget,
) -> Result<Vec<Told<T>>, Error> {
    let seen = views(&items);
    let outline = declared::find(&seen, &content.bookmarks, budget)?;
    let tagged = declared::tagged(&seen, content.tags.as_ref(), pages.clone(), budget)?;
    let by_tags = tagged.len() > outline.len();
    let found = if by_tags { tagged } else { outline };
    let is_bold = |font: u32| content.fonts.get(font as usize).is_some_and(|f| f.bold);
    // In tables, too.
    let letters = pages
        .flat_map(|page| &page.chars)
        .filter(|c| !c.unicode.is_whitespace());
    let letters = letters.map(|c| (c.size, is_bold(c.font) || c.imitated.is_bold()));
    let body = Body::of_document(seen.iter().filter_map(|(_, p)| *p), letters);
    let mut told: Vec<Told<T>> = if found.is_empty() {
        let joined = join_lines(items, &body, settings);
        joined
            .into_iter()
            .map(|(page, item)| (page, item, None))
            .collect()
    } else {
        declared::cut(items, &found)
    };
    let views: Vec<(u32, Option<&Paragraph>)> =
        told.iter().map(|(page, p, _)| (*page, p.as_ref().ok())).collect();
    let mut styles = headings::tell(&views, &body, settings);
    let known: Vec<Option<u8>> = told.iter().map(|(_, _, level)| *level).collect();
    if !found.is_empty() {
        let missed = styles
            .iter()
            .zip(&known)
            .filter(|(s, k)| s.is_some() && k.is_none());
        // A writer lists in an outline what it knows as a heading, and so does one that tags; but many tag a title
        // alone and leave the sections, which are set by hand, as paragraphs.
        let whole = !by_tags || missed.count() <= found.len();
        // Most tag a title as a paragraph: it is larger than the headings.
        let declared = views.iter().zip(&known).filter(|(_, k)| k.is_some());
        let sizes = declared.filter_map(|((_, p), _)| Some((*p)?.size()));
        let largest = sizes.fold(0.0, f32::max);
        let title = |s: &Style| by_tags && s.size > settings.larger * largest;
        for style in &mut styles {
            *style = style.filter(|s| !whole || s.is_numbered() || title(s));
        }
    }
    let levels = join_levels(&views, &styles, &known, settings);
    for ((_, _, old), new) in told.iter_mut().zip(levels) {
        *old = new;
    }
    Ok(told)
}

fn views<T>(items: &[Item<T>]) -> Vec<(u32, Option<&Paragraph>)> {
    items
        .iter()
        .map(|(page, item)| (*page, item.as_ref().ok()))
        .collect()
}

/// Joins the lines of headings that were taken for paragraphs of their own.
fn join_lines<T>(items: Vec<Item<T>>, body: &Body, settings: &LayoutSettings) -> Vec<Item<T>> {
    let mut out: Vec<Item<T>> = Vec::with_capacity(items.len());
    for (page, item) in items {
        match (out.last_mut(), item) {
            (Some((before, Ok(p))), Ok(q)) if *before == page && headings::goes_on(p, &q, body, settings) => {
                q.lines.into_iter().for_each(|line| p.push(line));
            }
            (_, item) => out.push((page, item)),
        }
    }
    out
}

/// The levels of all headings: the declared ones keep theirs, and what looks like a heading beside them gets the level
/// of those that are set or numbered alike, else one below the last declared one that stands above it.
fn join_levels(
    views: &[(u32, Option<&Paragraph>)],
    styles: &[Option<Style>],
    known: &[Option<u8>],
    settings: &LayoutSettings,
) -> Vec<Option<u8>> {
    let style_at = |i: usize| match known.get(i).copied().flatten() {
        Some(_) => views
            .get(i)
            .and_then(|v| v.1)
            .map(|p| headings::style_of(p, settings)),
        None => styles.get(i).copied().flatten(),
    };
    let all: Vec<(usize, Style)> = (0..views.len()).filter_map(|i| Some((i, style_at(i)?))).collect();
    let found: Vec<Style> = all.iter().map(|(_, s)| *s).collect();
    let looks = levels(&found);
    // What level by look is declared as which; the first declaration counts.
    let mut declared: BTreeMap<u8, u8> = BTreeMap::new();
    for ((i, _), look) in all.iter().zip(&looks) {
        if let Some(level) = known.get(*i).copied().flatten() {
            declared.entry(*look).or_insert(level);
        }
    }
    let mut out = vec![None; views.len()];
    for ((i, _), look) in all.iter().zip(looks) {
        let level = known.get(*i).copied().flatten().unwrap_or_else(|| {
            let above = declared.range(..=look).next_back();
            above.map_or(look, |(at, level)| level.saturating_add(look - at))
        });
        if let Some(place) = out.get_mut(*i) {
            *place = Some(level.clamp(1, DEEPEST));
        }
    }
    out
}
