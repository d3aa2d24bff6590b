//! A document's structure as HTML that stands for itself: headings, paragraphs, lists, tables with spans and heads.
//!
//! What belongs to the page and not to the flow (furniture), and what was dropped, is left out; the JSON has it.

use std::io::{self, Write};

use super::structure::{Block, Body, Cell, StructureJson, Table};
use super::wire::{CellRole, Provenance};

/// What stands in the head of every page.
const STYLE: &str = "\
body{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;line-height:1.5;max-width:60em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;margin:1em 0}\
th,td{border:1px solid #888;padding:.2em .5em;vertical-align:top}\
th{background:#f2f2f2;text-align:start}\
td.none{border:0}\
ul{list-style:none;padding-inline-start:1.5em}\
.n{margin-inline-end:.4em}\
.caption{font-style:italic}\
.footnote{font-size:85%}\
.picture{border:1px dashed #888;min-height:2em;margin:1em 0}";

/// Writes the document as one HTML page.
///
/// # Errors
/// Whatever `out` says.
pub(super) fn write_page(structure: &StructureJson, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&structure.source.file);
    write!(
        out,
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n"
    )?;
    write!(out, "<style>{STYLE}</style>\n</head>\n<body>\n")?;
    let mut open_lists = 0;
    for block in &structure.blocks {
        if let Block::ListItem { level, number, body } = block {
            open_lists = list_item(*level, number.as_deref(), body, open_lists, out)?;
            continue;
        }
        close_lists(&mut open_lists, 0, out)?;
        write_block(block, out)?;
    }
    close_lists(&mut open_lists, 0, out)?;
    out.write_all(b"</body>\n</html>\n")
}

fn write_block(block: &Block, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Heading { level, number, body } => {
            let (level, page) = ((*level).clamp(1, 6), page(body));
            let (number, text) = (number_span(number.as_deref()), lines(&body.text));
            writeln!(out, "<h{level}{page}>{number}{text}</h{level}>")
        }
        Block::Paragraph { body } => writeln!(out, "<p{}>{}</p>", page(body), lines(&body.text)),
        Block::Caption { body } => {
            writeln!(
                out,
                "<p class=\"caption\"{}>{}</p>",
                page(body),
                lines(&body.text)
            )
        }
        Block::Footnote { mark, body } => {
            let mark = mark.as_deref().map(|m| format!("<sup>{}</sup> ", escaped(m)));
            let (mark, text) = (mark.unwrap_or_default(), lines(&body.text));
            writeln!(out, "<p class=\"footnote\"{}>{mark}{text}</p>", page(body))
        }
        Block::Picture { body } => {
            writeln!(
                out,
                "<div class=\"picture\"{}>{}</div>",
                page(body),
                lines(&body.text)
            )
        }
        Block::Table(table) => {
            write_table(table, out)?;
            out.write_all(b"\n")
        }
        // Lists are opened and closed by the caller.
        Block::ListItem { .. } => Ok(()),
    }
}

/// Writes an item at the end of the lists that are open; gives how many are open then.
fn list_item(
    level: u8,
    number: Option<&str>,
    body: &Body,
    mut open: usize,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let depth = usize::from(level) + 1;
    if open >= depth {
        close_lists(&mut open, depth, out)?;
        out.write_all(b"</li>\n")?;
    } else {
        // A level that was skipped is no level: only one list opens at a time.
        out.write_all(b"<ul>\n")?;
        open += 1;
    }
    write!(
        out,
        "<li{}>{}{}",
        page(body),
        number_span(number),
        lines(&body.text)
    )?;
    Ok(open)
}

/// Closes the innermost lists until `depth` are open.
fn close_lists(open: &mut usize, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    while *open > depth {
        out.write_all(b"</li>\n</ul>\n")?;
        *open -= 1;
    }
    Ok(())
}

/// Writes a table without any blank line, so that it may stand inside Markdown. Tables nest as deep as the reader's
/// `Limits::nested_tables`.
pub(super) fn write_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let page = table
        .page
        .map(|page| format!(" data-page=\"{page}\""))
        .unwrap_or_default();
    writeln!(out, "<table id=\"{}\"{page}>", escaped(&table.id))?;
    // A cell cannot run out of the head into the body.
    let crosses = |c: &Cell| c.row < table.header_rows && c.row + c.row_span > table.header_rows;
    let head = if table.cells.iter().any(crosses) {
        0
    } else {
        table.header_rows
    };
    let mut cells = table.cells.iter().peekable();
    // For each column, the first row that no cell from above covers.
    let mut free_from = vec![0_u32; table.n_cols as usize];
    for row in 0..table.n_rows {
        if row == 0 && head > 0 {
            out.write_all(b"<thead>\n")?;
        }
        if row == head {
            out.write_all(b"<tbody>\n")?;
        }
        out.write_all(b"<tr>")?;
        let mut col = 0;
        while let Some(cell) = cells.next_if(|cell| cell.row == row) {
            write_gaps(&free_from, row, col..cell.col, out)?;
            write_cell(cell, out)?;
            col = cell.col + cell.col_span;
            for free in free_from
                .get_mut(cell.col as usize..col as usize)
                .unwrap_or_default()
            {
                *free = row + cell.row_span;
            }
        }
        write_gaps(&free_from, row, col..table.n_cols, out)?;
        out.write_all(b"</tr>\n")?;
        if row + 1 == head {
            out.write_all(b"</thead>\n")?;
        }
    }
    if head < table.n_rows {
        out.write_all(b"</tbody>\n")?;
    }
    out.write_all(b"</table>")
}

/// Writes one cell for each run of places that no cell covers, so that those behind keep their columns.
fn write_gaps(
    free_from: &[u32],
    row: u32,
    cols: std::ops::Range<u32>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let places = free_from
        .get(cols.start as usize..cols.end as usize)
        .unwrap_or_default();
    for run in places.chunk_by(|a, b| (*a <= row) == (*b <= row)) {
        if run.first().is_some_and(|free| *free <= row) {
            match run.len() {
                1 => out.write_all(b"<td class=\"none\"></td>")?,
                n => write!(out, "<td class=\"none\" colspan=\"{n}\"></td>")?,
            }
        }
    }
    Ok(())
}

fn write_cell(cell: &Cell, out: &mut dyn Write) -> io::Result<()> {
    let (name, scope) = match cell.role {
        CellRole::ColumnHead if cell.col_span > 1 => ("th", " scope=\"colgroup\""),
        CellRole::ColumnHead => ("th", " scope=\"col\""),
        CellRole::RowHead if cell.row_span > 1 => ("th", " scope=\"rowgroup\""),
        CellRole::RowHead => ("th", " scope=\"row\""),
        CellRole::Data => ("td", ""),
    };
    write!(out, "<{name}{scope}")?;
    for (attribute, span) in [("rowspan", cell.row_span), ("colspan", cell.col_span)] {
        if span > 1 {
            write!(out, " {attribute}=\"{span}\"")?;
        }
    }
    write!(out, ">{}", lines(&cell.shown_text()))?;
    for table in &cell.tables {
        out.write_all(b"\n")?;
        write_table(table, out)?;
    }
    write!(out, "</{name}>")
}

/// The page and the box of a block, as attributes.
fn page(body: &Body) -> String {
    let place = body.provenance.iter().find_map(|p| match p {
        Provenance::Page { page, bbox } => Some((page, bbox)),
        _ => None,
    });
    place
        .map(|(page, [x0, top, x1, bottom])| {
            format!(" data-page=\"{page}\" data-box=\"{x0} {top} {x1} {bottom}\"")
        })
        .unwrap_or_default()
}

fn number_span(number: Option<&str>) -> String {
    number
        .map(|n| format!("<span class=\"n\">{}</span>", escaped(n)))
        .unwrap_or_default()
}

/// The text with its line ends as `<br>`; empty lines leave none.
pub(super) fn lines(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| escaped(line.trim()))
        .collect::<Vec<_>>()
        .join("<br>")
}

/// The text as HTML shows it, between tags and in attributes. Control characters, which HTML forbids, become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
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
    use crate::document::{self, BlockKind, Document, Format, Method, Provenance as Place};
    use crate::geometry::Rect;
    use crate::table::heads;

    fn page_of(document: &Document) -> String {
        let structure = StructureJson::from_document(document, "a & b.pdf", "00", 1);
        let mut out = Vec::new();
        write_page(&structure, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn with_blocks(blocks: Vec<(BlockKind, &str)>) -> Document {
        let mut document = Document::empty(Format::Docx);
        let block = |(kind, text)| document::Block::new(kind, text, Place::Paragraph(0));
        document.blocks = blocks.into_iter().map(block).collect();
        document
    }

    fn table(n_rows: u32, n_cols: u32, cells: Vec<document::Cell>) -> String {
        let mut document = Document::empty(Format::Docx);
        let mut table = document::Table::new(n_rows, n_cols, cells, Method::Grid).unwrap();
        heads::mark(&mut table);
        document.tables.push(table);
        let page = page_of(&document);
        let (start, end) = (page.find("<table").unwrap(), page.rfind("</table>").unwrap());
        page[start..end].replace('\n', "")
    }

    #[test]
    fn nothing_in_a_text_is_taken_for_markup() {
        let text = "<script>alert('1 & 2')</script>\n\"x\"\u{1}";
        let page = page_of(&with_blocks(vec![(BlockKind::Paragraph, text)]));
        let shown = "<p>&lt;script&gt;alert(&#39;1 &amp; 2&#39;)&lt;/script&gt;<br>&quot;x&quot;\u{fffd}</p>";
        assert!(page.contains(shown), "{page}");
        assert!(page.contains("<title>a &amp; b.pdf</title>"));
    }

    #[test]
    fn lists_nest_and_close() {
        let item = |level, number: &str, text| {
            let number = Some(number.to_owned());
            (BlockKind::ListItem { level, number }, text)
        };
        let page = page_of(&with_blocks(vec![
            item(0, "1.", "a"),
            item(2, "•", "b"),
            item(0, "2.", "c"),
            (BlockKind::Paragraph, "d"),
        ]));
        let body = page[page.find("<body>").unwrap() + 6..].replace('\n', "");
        let n = |n| format!("<span class=\"n\">{n}</span>");
        let list = format!(
            "<ul><li>{}a<ul><li>{}b</li></ul></li><li>{}c</li></ul><p>d</p>",
            n("1."),
            n("•"),
            n("2.")
        );
        assert_eq!(body, format!("{list}</body></html>"));
    }

    #[test]
    fn spans_heads_and_places_without_a_cell_keep_their_columns() {
        let cell = document::Cell::spanning;
        let shown = table(
            4,
            3,
            vec![
                cell(0..2, 0..1, "Item"),
                cell(0..1, 1..3, "Cost"),
                cell(1..2, 1..2, "planned"),
                cell(1..2, 2..3, "spent"),
                cell(2..4, 0..1, "Roads"),
                cell(2..3, 1..2, "12"),
                cell(3..4, 2..3, "9"),
            ],
        );
        let expected = "<table id=\"t1\"><thead>\
            <tr><th scope=\"col\" rowspan=\"2\">Item</th><th scope=\"colgroup\" colspan=\"2\">Cost</th></tr>\
            <tr><th scope=\"col\">planned</th><th scope=\"col\">spent</th></tr></thead><tbody>\
            <tr><th scope=\"rowgroup\" rowspan=\"2\">Roads</th><td>12</td><td class=\"none\"></td></tr>\
            <tr><td class=\"none\"></td><td>9</td></tr></tbody>";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_table_inside_a_cell_stands_behind_its_text() {
        let mut outer = document::Cell::new(0, 0, "outer");
        let inner = document::Table::new(1, 1, vec![document::Cell::new(0, 0, "inner")], Method::Grid);
        outer.tables.push(inner.unwrap());
        let shown = table(1, 1, vec![outer]);
        let nested = "<td>outer<table id=\"t1.1\"><tbody><tr><td>inner</td></tr></tbody></table></td>";
        assert!(shown.contains(nested), "{shown}");
    }

    #[test]
    fn a_block_tells_its_page_and_box() {
        let mut document = Document::empty(Format::Pdf);
        let bbox = Rect {
            x0: 1.0,
            top: 2.5,
            x1: 30.0,
            bottom: 4.0,
        };
        let kind = BlockKind::Heading {
            level: 9,
            number: Some("九、".to_owned()),
        };
        document.blocks = vec![document::Block::new(kind, "Last", Place::Page { page: 3, bbox })];
        let heading = "<h6 data-page=\"3\" data-box=\"1 2.5 30 4\"><span class=\"n\">九、</span>Last</h6>";
        assert!(page_of(&document).contains(heading));
    }
}
