//! A document's structure as Markdown (CommonMark with the tables of GitHub). A table that such a table cannot hold -
//! spans, several head rows, tables inside cells - stands as HTML.
//!
//! What belongs to the page and not to the flow (furniture), and what was dropped, is left out; the JSON has it.

use std::io::{self, Write};

use super::html;
use super::structure::{Block, Cell, StructureJson, Table};

/// Writes the document as Markdown.
///
/// # Errors
/// Whatever `out` says.
pub(super) fn write_document(structure: &StructureJson, out: &mut dyn Write) -> io::Result<()> {
    let mut list = List::default();
    let mut first = true;
    for block in &structure.blocks {
        let in_list = matches!(block, Block::ListItem { .. });
        // Items of one list follow each other; anything else is set off by a blank line.
        let goes_on = in_list && list.is_open();
        if !(first || goes_on) {
            out.write_all(b"\n")?;
        }
        first = false;
        if !in_list {
            list = List::default();
        }
        write_block(block, &mut list, out)?;
    }
    Ok(())
}

fn write_block(block: &Block, list: &mut List, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Heading { level, number, body } => {
            let marks = "#".repeat(usize::from(*level).clamp(1, 6));
            let text = format!("{}{}", shown_number(number.as_deref()), body.text);
            // A mark at the end would be taken for the heading's own.
            writeln!(out, "{marks} {}", inline(&squeezed(&text)).replace('#', "\\#"))
        }
        Block::Paragraph { body } => writeln!(out, "{}", paragraph(&body.text, "")),
        Block::Caption { body } => writeln!(out, "*{}*", inline(&squeezed(&body.text))),
        Block::Footnote { mark, body } => {
            let mark = mark
                .as_deref()
                .map(|m| format!("<sup>{}</sup> ", html::escaped(m)));
            writeln!(out, "{}{}", mark.unwrap_or_default(), paragraph(&body.text, ""))
        }
        Block::Picture { body } if body.text.trim().is_empty() => match body.page {
            Some(page) => writeln!(out, "<!-- picture, page {page} -->"),
            None => writeln!(out, "<!-- picture -->"),
        },
        Block::Picture { body } => writeln!(out, "{}", paragraph(&body.text, "")),
        Block::ListItem { level, number, body } => list.write(*level, number.as_deref(), &body.text, out),
        Block::Table(table) if is_plain(table) => write_plain(table, out),
        Block::Table(table) => {
            html::write_table(table, out)?;
            out.write_all(b"\n")
        }
    }
}

/// The lists that are open.
#[derive(Debug, Default)]
struct List {
    /// For each open level, how far its text is indented and the number of its last item, where that is a plain one.
    levels: Vec<(usize, Option<u32>)>,
}

impl List {
    fn is_open(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Writes an item. A plain number goes on as a Markdown list only where Markdown would count to the same; any other
    /// number is text behind a bullet, so that what is shown is what is printed.
    fn write(&mut self, level: u8, number: Option<&str>, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let level = usize::from(level);
        let last = self.levels.get(level).and_then(|(_, number)| *number);
        let goes_on = self.levels.len() > level;
        self.levels.truncate(level);
        let indent = self.levels.last().map_or(0, |(indent, _)| *indent);
        let plain = number.and_then(plain_number);
        let counted = plain.filter(|n| !goes_on || last.and_then(|l| l.checked_add(1)) == Some(*n));
        let (marker, text) = match counted {
            Some(n) => (format!("{n}. "), text.to_owned()),
            None => ("- ".to_owned(), format!("{}{text}", shown_number(number))),
        };
        let inside = indent + marker.len();
        self.levels.push((inside, counted));
        let spaces = " ".repeat(indent);
        writeln!(out, "{spaces}{marker}{}", paragraph(&text, &" ".repeat(inside)))
    }
}

/// The number of `12.`, as Markdown's own lists write it.
fn plain_number(number: &str) -> Option<u32> {
    let digits = number.strip_suffix('.')?;
    let plain = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let canonical = plain && (digits == "0" || !digits.starts_with('0'));
    digits.parse().ok().filter(|_| canonical)
}

/// A number in front of a text; bullets are no text. A number that ends in a letter or a digit or in ASCII punctuation
/// is set off by a space.
fn shown_number(number: Option<&str>) -> String {
    let number = number.filter(|n| n.chars().any(|c| c.is_alphanumeric()));
    number.map_or(String::new(), |n| {
        let space = if n.ends_with(|c: char| c.is_ascii()) {
            " "
        } else {
            ""
        };
        format!("{n}{space}")
    })
}

/// Whether a pipe table can hold the table: every place has a cell of its own, one head row at most.
fn is_plain(table: &Table) -> bool {
    let single = |c: &Cell| c.row_span == 1 && c.col_span == 1 && c.tables.is_empty();
    let places = u64::from(table.n_rows) * u64::from(table.n_cols);
    table.header_rows <= 1 && table.cells.len() as u64 == places && table.cells.iter().all(single)
}

/// Writes a pipe table. Where no row is a head, the head that Markdown demands is empty.
fn write_plain(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let n_cols = table.n_cols as usize;
    let rule = format!("|{}\n", " --- |".repeat(n_cols));
    if table.header_rows == 0 {
        write!(out, "|{}\n{rule}", "  |".repeat(n_cols))?;
    }
    for (row, cells) in table.cells.chunks(n_cols.max(1)).enumerate() {
        out.write_all(b"|")?;
        for cell in cells {
            write!(out, " {} |", in_cell(&cell.shown_text()))?;
        }
        out.write_all(b"\n")?;
        if row == 0 && table.header_rows == 1 {
            out.write_all(rule.as_bytes())?;
        }
    }
    Ok(())
}

/// A paragraph with its line ends kept; lines after the first begin with `indent`.
fn paragraph(text: &str, indent: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(line);
    lines.collect::<Vec<_>>().join(&format!("\\\n{indent}"))
}

/// A text on one line, its line ends as spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn in_cell(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|l| inline(l.trim()));
    lines.collect::<Vec<_>>().join("<br>")
}

/// One line with nothing in it that Markdown would take for markup, at its start neither.
fn line(text: &str) -> String {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let escape = match text.as_bytes() {
        [b'#' | b'+' | b'-' | b'=' | b':', ..] => Some(0),
        [..] if digits > 0 && is_item_mark(text.get(digits..).unwrap_or_default()) => Some(digits),
        _ => None,
    };
    match escape.and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) => format!("{before}\\{}", inline(after)),
        None => inline(text),
    }
}

/// Whether what follows digits makes them the number of a Markdown list.
fn is_item_mark(rest: &str) -> bool {
    let behind = rest.strip_prefix(['.', ')']);
    behind.is_some_and(|behind| behind.chars().next().is_none_or(char::is_whitespace))
}

/// The text with everything escaped that is markup inside a line. Control characters become U+FFFD.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\t' | '\n' => out.push(' '),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{self, BlockKind, Document, Format, Method, Provenance};
    use crate::table::heads;

    fn markdown(document: &Document) -> String {
        let structure = StructureJson::from_document(document, "a.pdf", "00", 1);
        let mut out = Vec::new();
        write_document(&structure, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn of_blocks(blocks: Vec<(BlockKind, &str)>) -> String {
        let mut document = Document::empty(Format::Docx);
        let block = |(kind, text)| document::Block::new(kind, text, Provenance::Paragraph(0));
        document.blocks = blocks.into_iter().map(block).collect();
        markdown(&document)
    }

    fn of_table(n_rows: u32, n_cols: u32, cells: Vec<document::Cell>) -> String {
        let mut document = Document::empty(Format::Docx);
        let mut table = document::Table::new(n_rows, n_cols, cells, Method::Grid).unwrap();
        heads::mark(&mut table);
        document.tables.push(table);
        markdown(&document)
    }

    fn item(level: u8, number: &str, text: &'static str) -> (BlockKind, &'static str) {
        let number = Some(number.to_owned());
        (BlockKind::ListItem { level, number }, text)
    }

    #[test]
    fn nothing_in_a_text_is_taken_for_markup() {
        for (text, shown) in [
            ("# no heading", "\\# no heading"),
            ("2. no item\n- nor this", "2\\. no item\\\n\\- nor this"),
            ("2.5 is a number", "2.5 is a number"),
            ("3)", "3\\)"),
            (
                "a*b* [c](d) <e> f_g `h` i|j",
                "a\\*b\\* \\[c\\](d) \\<e\\> f\\_g \\`h\\` i\\|j",
            ),
            ("a &amp; \\b\n\n=====", "a \\&amp; \\\\b\\\n\\====="),
            ("    no code\u{7}", "no code\u{fffd}"),
        ] {
            assert_eq!(
                of_blocks(vec![(BlockKind::Paragraph, text)]),
                format!("{shown}\n")
            );
        }
    }

    #[test]
    fn headings_captions_footnotes_and_pictures() {
        let heading = BlockKind::Heading {
            level: 2,
            number: Some("（一）".to_owned()),
        };
        let note = BlockKind::Footnote {
            mark: Some("1".to_owned()),
        };
        let shown = of_blocks(vec![
            (heading, "C#"),
            (BlockKind::Caption, "Table 1\nCosts"),
            (BlockKind::Picture, ""),
            (note, "see there"),
        ]);
        let expected = "## （一）C\\#\n\n*Table 1 Costs*\n\n<!-- picture -->\n\n<sup>1</sup> see there\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn numbers_are_shown_as_they_are_printed() {
        let shown = of_blocks(vec![
            item(0, "1.", "a"),
            item(1, "•", "b\nb"),
            item(0, "2.", "c"),
            item(0, "4.", "d"),
            (BlockKind::Paragraph, "e"),
            item(0, "（一）", "f"),
        ]);
        let expected = "1. a\n   - b\\\n     b\n2. c\n- 4\\. d\n\ne\n\n- （一）f\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_plain_table_is_a_pipe_table() {
        let cell = document::Cell::new;
        let shown = of_table(
            2,
            2,
            vec![
                cell(0, 0, "Name"),
                cell(0, 1, "Size | m"),
                cell(1, 0, "a\nb"),
                cell(1, 1, "1"),
            ],
        );
        assert_eq!(shown, "| Name | Size \\| m |\n| --- | --- |\n| a<br>b | 1 |\n");
    }

    #[test]
    fn a_table_without_a_head_has_an_empty_one() {
        let shown = of_table(
            1,
            2,
            vec![document::Cell::new(0, 0, "1"), document::Cell::new(0, 1, "2")],
        );
        assert_eq!(shown, "|  |  |\n| --- | --- |\n| 1 | 2 |\n");
    }

    #[test]
    fn a_table_with_spans_is_html_without_a_blank_line() {
        let shown = of_table(
            2,
            2,
            vec![
                document::Cell::spanning(0..1, 0..2, "Costs"),
                document::Cell::new(1, 0, "a\n\nb"),
                document::Cell::new(1, 1, "1"),
            ],
        );
        assert!(shown.starts_with("<table id=\"t1\">\n"), "{shown}");
        assert!(
            shown.contains("colspan=\"2\">Costs<") && shown.contains(">a<br>b<"),
            "{shown}"
        );
        assert!(!shown.contains("\n\n"), "{shown}");
    }
}
