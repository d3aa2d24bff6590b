//! The pieces of a PDF in reading order to the blocks of its document.

use std::collections::BTreeMap;

use super::pdf::{PageWork, Piece, place};
use crate::document::{Block, BlockKind, Document, Provenance};
use crate::geometry::Rect;
use crate::layout::captions::is_unit_line;
use crate::layout::headings::{Body, plain_kind};
use crate::layout::items;
use crate::layout::notes::{self, Note};
use crate::layout::numbering::{automatic_number, bullet, item_mark, parted_mark};
use crate::layout::paragraphs::{Paragraph, first_width, push_joined, runs_left};
use crate::layout::script::is_cjk;
use crate::layout::settings::LayoutSettings;
use crate::table::rulings::PlacedTable;

/// A piece with what was told of it.
pub(super) struct Told {
    pub(super) piece: Piece,
    /// Its level as a heading, 1 the highest.
    pub(super) level: Option<u8>,
    /// What it is of a footnote.
    pub(super) note: Option<Note>,
    /// Whether it is an item of a list whose numbers are bare.
    pub(super) item: bool,
}

/// The footnotes among the pieces; `levels` are those of headings, which are none.
pub(super) fn find_notes(
    pieces: &[Piece],
    levels: &[Option<u8>],
    works: &[PageWork],
    settings: &LayoutSettings,
) -> Vec<Option<Note>> {
    let items: Vec<(u32, Option<&Paragraph>)> = pieces
        .iter()
        .zip(levels)
        .map(|(piece, level)| match piece {
            Piece::Paragraph(page, p) => (*page, Some(p).filter(|_| level.is_none())),
            Piece::Table(page, _) | Piece::Picture(page, _) => (*page, None),
        })
        .collect();
    let rules = works
        .iter()
        .map(|w| (w.page.number, w.page.rulings.as_slice()))
        .collect();
    let body = Body::of(items.iter().filter_map(|(_, p)| *p));
    notes::find(&items, &rules, &body, settings)
}

/// Which pieces are items of lists with bare numbers; headings and notes are none.
pub(super) fn find_items(pieces: &[Piece], levels: &[Option<u8>], notes: &[Option<Note>]) -> Vec<bool> {
    let items: Vec<(u32, Option<&Paragraph>)> = pieces
        .iter()
        .zip(levels.iter().zip(notes))
        .map(|(piece, (level, note))| match piece {
            Piece::Paragraph(page, p) => (*page, Some(p).filter(|_| level.is_none() && note.is_none())),
            Piece::Table(page, _) | Piece::Picture(page, _) => (*page, None),
        })
        .collect();
    items::find(&items)
}

/// Writes the blocks and tables of the document. `index` names for every table among the pieces its place in `tables`.
pub(super) fn fill_blocks(
    out: &mut Document,
    told: Vec<Told>,
    tables: Vec<PlacedTable>,
    index: &[usize],
    works: &[PageWork],
    settings: &LayoutSettings,
) {
    let mut writer = Writer {
        out,
        works: works.iter().map(|w| (w.page.number, w)).collect(),
        settings,
        open: None,
        indents: Vec::new(),
    };
    let mut shown: Vec<bool> = vec![false; tables.len()];
    let mut numbers = index.iter();
    for Told {
        piece,
        level,
        note,
        item,
    } in told
    {
        match piece {
            Piece::Paragraph(page, p) => writer.paragraph(page, &p, level, note, item),
            Piece::Table(page, _) => {
                let Some(&i) = numbers.next() else { continue };
                let Some(first) = shown.get_mut(i) else { continue };
                if !std::mem::replace(first, true) {
                    let bbox = tables.get(i).map(|t| t.bbox);
                    let at = writer.works.get(&page).zip(bbox).map(|(w, b)| place(w, &b));
                    writer.indents.clear();
                    writer.out.blocks.push(Block {
                        kind: BlockKind::Table(i),
                        text: String::new(),
                        provenance: at.into_iter().collect(),
                    });
                }
            }
            Piece::Picture(page, bbox) => {
                if let Some(work) = writer.works.get(&page) {
                    let at = place(work, &bbox);
                    writer.out.blocks.push(Block::new(BlockKind::Picture, "", at));
                }
            }
        }
    }
    out.tables = tables.into_iter().map(|t| t.table).collect();
    name_tables(out);
}

/// The last paragraph or list item, which may go on in the next column or on the next page.
struct Open {
    /// Index of its block.
    block: usize,
    page: u32,
    column: (f32, f32),
    size: f32,
    bottom: f32,
    /// How far its last line ends from the column's side, in points.
    room: f32,
}

/// Writes pieces of text as blocks.
struct Writer<'a> {
    out: &'a mut Document,
    works: BTreeMap<u32, &'a PageWork>,
    settings: &'a LayoutSettings,
    open: Option<Open>,
    /// How far the open lists are indented, outermost first, in points.
    indents: Vec<f32>,
}

impl Writer<'_> {
    fn paragraph(&mut self, page: u32, p: &Paragraph, level: Option<u8>, note: Option<Note>, item: bool) {
        let Some(work) = self.works.get(&page) else { return };
        let at = place(work, &p.bbox);
        match note {
            Some(note) => self.note(p, note, at),
            None => self.text(page, p, level, item, at),
        }
    }

    fn note(&mut self, p: &Paragraph, note: Note, at: Provenance) {
        match (note, self.out.blocks.last_mut()) {
            (Note::GoesOn, Some(last)) if matches!(last.kind, BlockKind::Footnote { .. }) => {
                push_joined(&mut last.text, &p.text());
                last.provenance.push(at);
            }
            (Note::GoesOn, _) => {
                let kind = BlockKind::Footnote { mark: None };
                self.out.blocks.push(Block::new(kind, p.text(), at));
            }
            (Note::Begins(length), _) => {
                let (mark, text) = notes::part(&p.text(), length);
                let kind = BlockKind::Footnote { mark: Some(mark) };
                self.out.blocks.push(Block::new(kind, text, at));
            }
        }
    }

    fn text(&mut self, page: u32, p: &Paragraph, level: Option<u8>, item: bool, at: Provenance) {
        let text = p.text();
        let kind = match level {
            Some(level) => BlockKind::Heading { level, number: None },
            None if item => BlockKind::ListItem {
                level: 0,
                number: None,
            },
            None => plain_kind(p, &text, self.settings),
        };
        if kind == BlockKind::Paragraph
            && let Some(open) = self.open.take_if(|open| goes_on(open, page, p, self.settings))
            && let Some(block) = self.out.blocks.get_mut(open.block)
            && is_unfinished(&block.text)
            && goes_on_with(&text)
        {
            push_joined(&mut block.text, &text);
            block.provenance.push(at);
            self.leave_open(open.block, page, p);
            return;
        }
        let (kind, text) = self.numbered(kind, p, text, item);
        let open = matches!(kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
        if !matches!(kind, BlockKind::ListItem { .. }) {
            self.indents.clear();
        }
        self.out.blocks.push(Block::new(kind, text, at));
        match self.out.blocks.len().checked_sub(1) {
            Some(block) if open => self.leave_open(block, page, p),
            _ => self.open = None,
        }
    }

    fn leave_open(&mut self, block: usize, page: u32, p: &Paragraph) {
        let Some(last) = p.lines.last() else { return };
        let room = if runs_left(last) {
            last.bbox.x0 - p.column.0
        } else {
            p.column.1 - last.bbox.x1
        };
        self.open = Some(Open {
            block,
            page,
            column: p.column,
            size: p.size(),
            bottom: p.bbox.bottom,
            room,
        });
    }

    /// The kind with its number and level, and the text without the number: a bullet is never typed as text is, and
    /// a number that the program set stands apart.
    fn numbered(&mut self, kind: BlockKind, p: &Paragraph, text: String, item: bool) -> (BlockKind, String) {
        match kind {
            BlockKind::Heading { level, .. } => match automatic_number(p) {
                Some((number, rest)) => (heading(level, Some(number)), rest),
                None => (heading(level, None), text),
            },
            BlockKind::ListItem { .. } => {
                let level = self.list_level(p);
                let parted = match bullet(&text).and_then(|n| text.split_at_checked(n)) {
                    Some((mark, rest)) => Some((mark.to_owned(), rest.trim_start().to_owned())),
                    None => item_mark(&text)
                        .and_then(|_| automatic_number(p))
                        .or_else(|| parted_mark(p).filter(|_| item_mark(&text).is_none()))
                        .or_else(|| item.then(|| bare_number(&text)).flatten()),
                };
                let (number, text) = match parted {
                    Some((number, rest)) => (Some(number), rest),
                    None => (None, text),
                };
                (BlockKind::ListItem { level, number }, text)
            }
            kind => (kind, text),
        }
    }

    /// How many lists the item stands in, by how far it is indented.
    fn list_level(&mut self, p: &Paragraph) -> u8 {
        let em = p.size();
        let indent = p.lines.first().map_or(0.0, |l| {
            if runs_left(l) {
                p.column.1 - l.bbox.x1
            } else {
                l.bbox.x0 - p.column.0
            }
        });
        while self.indents.last().is_some_and(|i| *i > indent + 0.5 * em) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|i| *i < indent - 0.5 * em) {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }
}

/// The bare number in front of an item and the rest of its text.
fn bare_number(text: &str) -> Option<(String, String)> {
    let (number, rest) = text.split_once(char::is_whitespace)?;
    Some((number.to_owned(), rest.trim_start().to_owned()))
}

fn heading(level: u8, number: Option<String>) -> BlockKind {
    BlockKind::Heading { level, number }
}

/// Whether the paragraph stands where the open one would go on: at the top of the next column or page, set alike, its
/// first line not indented, and the open one's last line full.
fn goes_on(open: &Open, page: u32, p: &Paragraph, settings: &LayoutSettings) -> bool {
    let Some(first) = p.lines.first() else {
        return false;
    };
    let rtl = runs_left(first);
    let indent = if rtl {
        p.column.1 - first.bbox.x1
    } else {
        first.bbox.x0 - p.column.0
    };
    let size = p.size();
    let next_column = page == open.page && p.column != open.column && p.bbox.top < open.bottom;
    (page == open.page + 1 || next_column)
        && (size - open.size).abs() < 0.12 * open.size
        && indent <= 0.5 * size
        && open.room <= first_width(first, rtl) + settings.ragged * size
}

/// Whether a text breaks off before the end of its sentence.
fn is_unfinished(text: &str) -> bool {
    let ends = [
        '。', '.', '!', '?', '！', '？', ':', '：', ';', '；', '”', ')', '）',
    ];
    !text.ends_with(ends) && text.chars().count() > 20
}

/// Whether a text may be the rest of a sentence.
fn goes_on_with(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| !c.is_uppercase() && (!c.is_ascii_digit() || item_mark(text).is_none()))
        || text.chars().next().is_some_and(is_cjk)
}

/// Of captions side by side above the table at `at`, or above the tables beside it, the one that stands over it.
fn caption_beside(blocks: &[Block], at: usize) -> Option<usize> {
    let (page, bbox) = page_box(blocks.get(at)?)?;
    let level = |b: &Block, (page, with): (u32, Rect)| {
        page_box(b).is_some_and(|(p, o)| p == page && o.top < with.bottom && with.top < o.bottom)
    };
    let beside = |b: &&Block| matches!(b.kind, BlockKind::Table(_)) && level(b, (page, bbox));
    let above = at - blocks.get(..at)?.iter().rev().take_while(beside).count();
    let before = blocks.get(..above)?;
    let nearest = before.last().and_then(page_box).filter(|(p, _)| *p == page)?;
    let is_caption = |b: &&Block| b.kind == BlockKind::Caption && level(b, nearest);
    let n = before.iter().rev().take_while(is_caption).count();
    let shared = |k: &usize| {
        let over = blocks.get(*k).and_then(page_box);
        over.map_or(0.0, |(_, o)| o.x1.min(bbox.x1) - o.x0.max(bbox.x0))
    };
    let over = (above - n..above).max_by(|a, b| shared(a).total_cmp(&shared(b)));
    over.filter(|k| n > 1 && shared(k) > 0.0)
}

/// Page and box of the first place of a block.
fn page_box(block: &Block) -> Option<(u32, Rect)> {
    match block.provenance.first()? {
        Provenance::Page { page, bbox } => Some((*page, *bbox)),
        _ => None,
    }
}

/// Gives every table the caption or heading in front of it as its title, or a caption right behind it. A line that
/// only tells the unit stands between title and table.
fn name_tables(out: &mut Document) {
    for i in 0..out.blocks.len() {
        let Some(BlockKind::Table(t)) = out.blocks.get(i).map(|b| b.kind.clone()) else {
            continue;
        };
        let unit = |b: &Block| is_unit_line(&b.text);
        let mut above = i.checked_sub(1);
        if let Some(block) = above.and_then(|k| out.blocks.get_mut(k))
            && matches!(block.kind, BlockKind::Paragraph | BlockKind::Caption)
            && unit(block)
        {
            block.kind = BlockKind::Caption;
            above = above.and_then(|k| k.checked_sub(1));
        }
        let named = |b: &&Block| matches!(b.kind, BlockKind::Caption | BlockKind::Heading { .. });
        let beside = caption_beside(&out.blocks, i);
        let before = above.and_then(|k| out.blocks.get(k)).filter(named);
        let before = beside.and_then(|k| out.blocks.get(k)).or(before);
        let after = out
            .blocks
            .get(i + 1)
            .filter(|b| b.kind == BlockKind::Caption && !unit(b));
        let title = before.or(after).map(|b| b.text.clone());
        if let Some(table) = out.tables.get_mut(t) {
            table.title = title;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, x0: f32, x1: f32, top: f32) -> Block {
        let bbox = Rect::new(x0, top, x1, top + 10.0);
        Block {
            kind,
            text: String::new(),
            provenance: vec![Provenance::Page { page: 1, bbox }],
        }
    }

    #[test]
    fn tables_side_by_side_have_the_captions_over_them() {
        let caption = |x0, top| block(BlockKind::Caption, x0, x0 + 80.0, top);
        let table = |i, x0| block(BlockKind::Table(i), x0, x0 + 100.0, 130.0);
        let blocks = [
            caption(50.0, 100.0),
            caption(300.0, 100.0),
            table(0, 40.0),
            table(1, 290.0),
        ];
        assert_eq!(caption_beside(&blocks, 2), Some(0));
        assert_eq!(caption_beside(&blocks, 3), Some(1));
        // That of a picture above, and the table's own.
        let stacked = [caption(50.0, 80.0), caption(55.0, 100.0), table(0, 40.0)];
        assert_eq!(caption_beside(&stacked, 2), None);
        assert_eq!(caption_beside(&blocks[1..], 1), None);
    }
}
