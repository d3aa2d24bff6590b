//! Flattened text to a document: headings, paragraphs and rebuilt tables in reading order.

use std::ops::Range;

use crate::diagnostic::{Budget, Error, Warning, Warnings};
use crate::document::{Block, BlockKind, Document, Dropped, Format, Provenance, Table};
use crate::reader::text::TextContent;
use crate::table::flat::{FlatRow, LabelHints, SegmentKind, rebuild, segment};
use crate::table::outline::{Outline, OutlineKind, parse_outline};

/// The longest heading, in characters.
const MAX_HEADING: usize = 50;

/// Builds a document out of decoded text. Tables are rebuilt from their flattened rows; everything else becomes
/// headings and paragraphs, one a line. Marks that a converter left in the text, such as `[bookmark: _GoBack]`, are
/// dropped with their reason.
///
/// # Errors
/// The limits of `budget`.
pub fn read_document(
    content: TextContent,
    hints: &dyn LabelHints,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Document, Error> {
    let mut builder = Builder {
        document: Document::empty(Format::Text),
        headings: Headings::default(),
        hints,
    };
    let lines = builder.without_marks(content.lines);
    for part in segment(&lines, hints, budget)? {
        budget.work(part.lines.len() as u64)?;
        match part.kind {
            SegmentKind::Paragraphs => builder.paragraphs(&lines, part.lines),
            SegmentKind::Table { rows, rules } => {
                let tables = rebuild(&rows, hints, budget)?;
                if holds_all(&tables, &rows) {
                    builder.tables(tables, &rows);
                    builder.rules(&lines, &rules);
                } else {
                    let first = part.lines.start + 1;
                    let message = format!("the lines from {first} on look like a table and make none");
                    warnings.push(Warning::new("table_not_rebuilt", message));
                    builder.paragraphs(&lines, part.lines);
                }
            }
        }
    }
    Ok(builder.document)
}

/// How many characters that are no blanks the text has.
fn weight(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Whether the tables hold every character of the rows once.
fn holds_all(tables: &[Table], rows: &[FlatRow]) -> bool {
    let given: usize = rows.iter().flat_map(|r| &r.cells).map(|c| weight(&c.text)).sum();
    let held: usize = tables
        .iter()
        .flat_map(|t| t.cells())
        .map(|c| weight(&c.text))
        .sum();
    !tables.is_empty() && given == held
}

struct Builder<'a> {
    document: Document,
    headings: Headings,
    hints: &'a dyn LabelHints,
}

impl Builder<'_> {
    /// The lines with converters' marks taken out into `dropped`.
    fn without_marks(&mut self, mut lines: Vec<String>) -> Vec<String> {
        for (at, line) in lines.iter_mut().enumerate() {
            while let Some(range) = bookmark_mark(line) {
                self.document.dropped.push(Dropped {
                    text: line.get(range.clone()).unwrap_or_default().to_owned(),
                    reason: "bookmark-mark",
                    provenance: vec![Provenance::Line(at as u32 + 1)],
                });
                line.replace_range(range, "");
            }
        }
        lines
    }

    fn paragraphs(&mut self, lines: &[String], range: Range<usize>) {
        for at in range {
            let text = lines.get(at).map_or("", |l| l.trim());
            if text.is_empty() {
                continue;
            }
            let kind = match self.headings.level(text, self.hints) {
                Some(level) => BlockKind::Heading { level, number: None },
                None => BlockKind::Paragraph,
            };
            self.document
                .blocks
                .push(Block::new(kind, text, Provenance::Line(at as u32 + 1)));
        }
    }

    fn tables(&mut self, tables: Vec<Table>, rows: &[FlatRow]) {
        let place = rows.iter().flat_map(|r| &r.cells).map(|c| c.provenance).next();
        let title = self.last_heading();
        for mut table in tables {
            table.title.clone_from(&title);
            let own = table.cells().first().and_then(|c| c.provenance.first().copied());
            let index = self.document.tables.len();
            self.document.tables.push(table);
            self.document.blocks.push(Block {
                kind: BlockKind::Table(index),
                text: String::new(),
                provenance: own.or(place).into_iter().collect(),
            });
        }
    }

    /// The heading that stands right before the table.
    fn last_heading(&self) -> Option<String> {
        let block = self.document.blocks.last()?;
        matches!(block.kind, BlockKind::Heading { .. }).then(|| block.text.clone())
    }

    fn rules(&mut self, lines: &[String], rules: &[usize]) {
        for &at in rules {
            self.document.dropped.push(Dropped {
                text: lines.get(at).map_or(String::new(), |l| l.trim().to_owned()),
                reason: "table-rule",
                provenance: vec![Provenance::Line(at as u32 + 1)],
            });
        }
    }
}

/// Where a mark such as `[bookmark: _GoBack]` stands in a line.
fn bookmark_mark(line: &str) -> Option<Range<usize>> {
    let start = line.find("[bookmark:")?;
    let len = line.get(start..)?.find(']')?;
    Some(start..start + len + 1)
}

/// The kinds of outline numbers seen so far, for telling a heading's level.
#[derive(Debug, Default)]
struct Headings {
    /// The last number of the top level.
    top: Option<u32>,
    /// The kinds below the top level, from the outermost.
    below: Vec<OutlineKind>,
}

impl Headings {
    /// The level of a heading, `None` when the text is none.
    fn level(&mut self, text: &str, hints: &dyn LabelHints) -> Option<u8> {
        if hints.is_heading(text) {
            self.top = parse_outline(text).map(|o| o.number).or(self.top.map(|t| t + 1));
            self.below.clear();
            return Some(1);
        }
        if text.chars().count() > MAX_HEADING
            || text.contains(['。', '；', '，'])
            || text.ends_with(['：', ':', ','])
        {
            return None;
        }
        let outline = parse_outline(text)?;
        if self.is_top(outline) {
            self.top = Some(outline.number);
            self.below.clear();
            return Some(1);
        }
        let depth = match self.below.iter().position(|&k| k == outline.kind) {
            Some(depth) => depth,
            None => {
                self.below.push(outline.kind);
                self.below.len() - 1
            }
        };
        u8::try_from(depth + 2).ok()
    }

    /// Whether the number belongs to the highest level: `一、`, or `2、` where the count of that level goes on with it.
    fn is_top(&self, outline: Outline) -> bool {
        match outline.kind {
            OutlineKind::Chapter | OutlineKind::Han => true,
            OutlineKind::Digit | OutlineKind::Roman => {
                self.top.map_or(outline.number == 1, |t| t + 1 == outline.number)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::table::flat::NoHints;

    fn document(text: &str) -> Document {
        document_with(text, &NoHints)
    }

    fn document_with(text: &str, hints: &dyn LabelHints) -> Document {
        let limits = Limits::default();
        let content = TextContent {
            lines: text.split('\n').map(str::to_owned).collect(),
            encoding: "UTF-8",
            pages: Vec::new(),
        };
        read_document(
            content,
            hints,
            &Budget::new(&limits, None),
            &mut Warnings::new(&limits),
        )
        .unwrap()
    }

    #[test]
    fn blocks_stand_in_reading_order() {
        let doc = document("一、说明\n正文。\n2、 数据\n| n | a |\n|---|---|\n| x | 1 |\n（一）其他");
        let kinds: Vec<&BlockKind> = doc.blocks.iter().map(|b| &b.kind).collect();
        let heading = |level| BlockKind::Heading { level, number: None };
        assert_eq!(
            kinds,
            [
                &heading(1),
                &BlockKind::Paragraph,
                &heading(1),
                &BlockKind::Table(0),
                &heading(2)
            ]
        );
        assert_eq!(doc.tables[0].title.as_deref(), Some("2、 数据"));
        assert_eq!(doc.dropped[0].reason, "table-rule");
    }

    #[test]
    fn bookmark_marks_are_dropped_with_their_reason() {
        let doc = document("甲[bookmark: _GoBack]乙");
        assert_eq!(doc.blocks[0].text, "甲乙");
        assert_eq!(
            (doc.dropped[0].text.as_str(), doc.dropped[0].reason),
            ("[bookmark: _GoBack]", "bookmark-mark")
        );
    }

    #[test]
    fn known_heads_that_a_single_blank_parts_are_heads_of_their_own() {
        struct Known;
        impl LabelHints for Known {
            fn is_label(&self, text: &str) -> bool {
                matches!(text, "甲类" | "乙类" | "丙类")
            }
        }
        let text = "项目  甲类 乙类 丙类  合计\n一、收到  1  2  3  6\n二、结转  0  1  0  1";
        let heads = |hints: &dyn LabelHints| -> Vec<String> {
            let doc = document_with(text, hints);
            let cells = doc.tables[0].cells().iter().filter(|c| c.rows.start == 0);
            cells.map(|c| c.text.clone()).collect()
        };
        assert_eq!(heads(&Known), ["项目", "甲类", "乙类", "丙类", "合计"]);
    }
}
