//! What several tests share: where the samples are, and bags of characters.
//!
//! Each test takes what it needs of it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test takes what it needs of it, and may panic"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use baobiao::diagnostic::{Budget, Error, Limits, Warnings};
use baobiao::document::{BlockKind, Document, Format, Table};
use baobiao::reader::docx::{DocxContent, RawBlock};
use baobiao::{extract, reader};

/// How often each character that is not white space occurs.
pub type Bag = BTreeMap<char, i64>;

/// The project's own samples, sorted by name.
pub fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| {
            p.extension()
                .is_some_and(|e| ["pdf", "docx", "docm", "dotx", "txt"].iter().any(|x| e == *x))
        })
        .collect();
    files.sort();
    files
}

/// The options that the command would read this file with.
pub fn options(path: &Path) -> baobiao::Options {
    let text = path.extension().is_some_and(|e| e == "txt");
    baobiao::Options {
        format: text.then_some(baobiao::document::Format::Text),
        ..baobiao::Options::default()
    }
}

/// Adds the characters of a text to a bag.
pub fn add(bag: &mut Bag, text: &str) {
    for c in text.chars().filter(|c| !c.is_whitespace() && !c.is_control()) {
        *bag.entry(c).or_default() += 1;
    }
}

/// Counts a bracket that became the other of its pair as kept: some files give the brackets of a line that runs from
/// right to left as they look, and such a line is read with them turned.
pub fn either_way_round(difference: &mut Bag) {
    for (open, close) in [('(', ')'), ('[', ']'), ('«', '»')] {
        let count = |c| difference.get(&c).copied().unwrap_or_default();
        if count(open) + count(close) == 0 {
            difference.remove(&open);
            difference.remove(&close);
        }
    }
}

/// What the reader of the file's format saw.
pub fn reader_bag(bytes: &[u8], limits: &Limits) -> Result<Bag, Error> {
    let budget = Budget::new(limits, None);
    let mut warnings = Warnings::new(limits);
    Ok(match extract::sniff(bytes) {
        Some(Format::Pdf) => pdf_bag(&reader::pdf::read(bytes, &budget, &mut warnings)?),
        Some(Format::Docx) => docx_bag(reader::docx::read(bytes, &budget, &mut warnings)?),
        _ => {
            let mut bag = Bag::new();
            let content = reader::text::read(bytes, &budget, &mut warnings)?;
            content.lines.iter().for_each(|l| add(&mut bag, l));
            bag
        }
    })
}

fn pdf_bag(content: &reader::pdf::PdfContent) -> Bag {
    let mut bag = Bag::new();
    for c in content.pages.iter().flat_map(|p| &p.chars) {
        add(&mut bag, &c.unicode.to_string());
    }
    bag
}

fn docx_bag(content: DocxContent) -> Bag {
    let mut bag = Bag::new();
    let mut blocks = content.blocks;
    while let Some(block) = blocks.pop() {
        match block {
            RawBlock::Paragraph(p) => {
                add(&mut bag, &p.text);
                add(&mut bag, p.number.as_deref().unwrap_or_default());
            }
            RawBlock::Table(t) => {
                blocks.extend(t.rows.into_iter().flat_map(|r| r.cells).flat_map(|c| c.blocks))
            }
            RawBlock::Picture(_) => {}
        }
    }
    content
        .headers
        .iter()
        .chain(&content.footers)
        .for_each(|t| add(&mut bag, t));
    content.notes.iter().for_each(|n| add(&mut bag, &n.text));
    content.dropped.iter().for_each(|d| add(&mut bag, &d.text));
    bag
}

/// Every character of a document: blocks with their numbers and marks, cells, furniture, and what was dropped.
pub fn document_bag(document: &Document) -> Bag {
    let mut bag = Bag::new();
    for block in &document.blocks {
        add(&mut bag, &block.text);
        let apart = match &block.kind {
            BlockKind::Heading { number, .. } | BlockKind::ListItem { number, .. } => number,
            // In a PDF the mark is printed; in a DOCX the program numbers the notes.
            BlockKind::Footnote { mark } if document.format == Format::Pdf => mark,
            _ => &None,
        };
        add(&mut bag, apart.as_deref().unwrap_or_default());
    }
    document.tables.iter().for_each(|t| add_table(&mut bag, t));
    document.furniture.iter().for_each(|f| add(&mut bag, &f.text));
    document.dropped.iter().for_each(|d| add(&mut bag, &d.text));
    bag
}

fn add_table(bag: &mut Bag, table: &Table) {
    for cell in table.cells() {
        add(bag, &cell.text);
        cell.tables.iter().for_each(|t| add_table(bag, t));
    }
}

/// Whether a flattened text parts cells, or a head from its rows, with this character: then it is no text.
pub fn is_cell_mark(c: char) -> bool {
    matches!(
        c,
        '|' | '｜' | '│' | '┃' | '¦' | '-' | ':' | '+' | '=' | '─' | '━' | '┼' | '├' | '┤'
    )
}

/// What one bag has more (positive) or less (negative) of than the other.
pub fn difference(a: &Bag, b: &Bag) -> Bag {
    let mut all = a.clone();
    for (c, n) in b {
        *all.entry(*c).or_default() -= n;
    }
    all.retain(|_, n| *n != 0);
    all
}

/// A small generator of numbers, so that the damages are the same in every run.
pub struct Dice(u64);

impl Dice {
    /// The numbers for a file: they do not depend on other files.
    pub fn of(name: &str) -> Dice {
        let seed = name
            .bytes()
            .fold(7, |n: u64, b| n.wrapping_mul(31).wrapping_add(u64::from(b)));
        Dice(seed)
    }

    /// A number from 0 to below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// Does something with every sample on two threads, and gives what each gathered.
pub fn on_two_threads<T: Default + Send>(work: impl Fn(&Path, &mut T) + Sync) -> [T; 2] {
    let samples = samples();
    let half = |n: usize| {
        let mut gathered = T::default();
        let own = samples.iter().skip(n).step_by(2);
        own.for_each(|path| work(path, &mut gathered));
        gathered
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        [half(0), other.join().unwrap()]
    })
}
