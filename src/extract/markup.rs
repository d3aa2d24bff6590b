//! Tables in HTML inside a text, as programs write them that turn documents into Markdown: Markdown has no merged cells.
//!
//! Each is rewritten as rows of cells between bars, a merged cell once and as empty cells in the other places that it
//! covers, so that it is read like any other table of a text.

use crate::diagnostic::{Budget, Error};
use crate::reader::references::{self, unescaped};
use crate::reader::text::TextContent;

/// Spans are cut to this many rows or columns.
const MAX_SPAN: usize = 512;
/// Columns behind these are not covered from above.
const MAX_WIDTH: usize = 1_024;
/// The rows of a table of more places than this are not filled up to one length.
const MAX_PLACES: usize = 1 << 18;

/// The lines of a text with its tables rewritten.
#[derive(Debug, PartialEq)]
pub(super) struct Rewritten {
    /// The text.
    pub(super) content: TextContent,
    /// For each line, which line it was before, 0-based.
    pub(super) origins: Vec<usize>,
}

/// Rewrites the HTML tables of a text; `None` where it has none.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn rewrite(content: &TextContent, budget: &Budget) -> Result<Option<Rewritten>, Error> {
    if !content.lines.iter().any(|line| find_tag(line, "table").is_some()) {
        return Ok(None);
    }
    let bytes: usize = content.lines.iter().map(String::len).sum();
    budget.work(bytes as u64 / 16 + 1)?;
    let mut out = Builder::default();
    let mut lines = content.lines.iter().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(start) = find_tag(line, "table") else {
            out.push(line.clone(), at);
            continue;
        };
        let (before, rest) = line.split_at(start);
        if !before.trim().is_empty() {
            out.push(before.to_owned(), at);
        }
        let mut reader = TableReader::default();
        let mut rest = reader.read(rest, at);
        let mut end = at;
        while rest.is_none() {
            let Some((next, line)) = lines.next() else { break };
            end = next;
            rest = reader.read(line, next);
        }
        for (line, origin) in reader.rows(budget)? {
            out.push(line, origin);
        }
        // More may follow on the same line, other tables too: each is a table of its own.
        let mut rest = rest.unwrap_or_default();
        while let Some(start) = find_tag(rest, "table") {
            let (before, table) = rest.split_at(start);
            out.push(before.trim().to_owned(), end);
            let mut reader = TableReader::default();
            rest = reader.read(table, end).unwrap_or_default();
            for (line, origin) in reader.rows(budget)? {
                out.push(line, origin);
            }
        }
        // An empty line parts it from a table that follows.
        out.push(rest.trim().to_owned(), end);
    }
    Ok(Some(out.finish(content)))
}

#[derive(Default)]
struct Builder {
    lines: Vec<String>,
    origins: Vec<usize>,
}

impl Builder {
    fn push(&mut self, line: String, origin: usize) {
        self.lines.push(line);
        self.origins.push(origin);
    }

    fn finish(self, content: &TextContent) -> Rewritten {
        let place = |page: &usize| self.origins.partition_point(|origin| origin < page);
        let pages = content.pages.iter().map(place).collect();
        Rewritten {
            content: TextContent {
                lines: self.lines,
                pages,
                encoding: content.encoding,
            },
            origins: self.origins,
        }
    }
}

/// Where a start tag of this name begins.
fn find_tag(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find('<')) {
        let start = from + at;
        let tag = text.get(start + 1..).unwrap_or_default();
        if tag_name(tag).eq_ignore_ascii_case(name) {
            return Some(start);
        }
        from = start + 1;
    }
    None
}

/// The name at the beginning of what stands behind `<`.
fn tag_name(tag: &str) -> &str {
    let end = tag
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default()
}

/// A cell as it is written.
#[derive(Debug, Default)]
struct HtmlCell {
    text: String,
    across: usize,
    down: usize,
}

/// What was read of a table so far.
#[derive(Debug, Default)]
struct TableReader {
    /// The rows, each with the line (0-based) on which it begins.
    rows: Vec<(usize, Vec<HtmlCell>)>,
    /// A tag that the line's end broke.
    tag: Option<String>,
    /// Whether a cell is open.
    in_cell: bool,
    /// How many tables are open; what stands in an inner one is text of the cell around it.
    depth: usize,
}

impl TableReader {
    /// Reads a line, or the rest of one; what stands behind the table's end, where it ends.
    fn read<'t>(&mut self, line: &'t str, at: usize) -> Option<&'t str> {
        let mut rest = line;
        loop {
            if let Some(open) = &mut self.tag {
                let Some(end) = rest.find('>') else {
                    open.push_str(rest);
                    open.push(' ');
                    return None;
                };
                open.push_str(rest.get(..end).unwrap_or_default());
                rest = rest.get(end + 1..).unwrap_or_default();
                let tag = self.tag.take().unwrap_or_default();
                if self.take_tag(&tag, at) {
                    return Some(rest);
                }
                continue;
            }
            let Some(start) = rest.find('<') else {
                self.take_text(rest);
                self.take_text("\n");
                return None;
            };
            self.take_text(rest.get(..start).unwrap_or_default());
            rest = rest.get(start + 1..).unwrap_or_default();
            self.tag = Some(String::new());
        }
    }

    fn take_text(&mut self, text: &str) {
        if self.in_cell
            && let Some(cell) = self.rows.last_mut().and_then(|(_, row)| row.last_mut())
        {
            cell.text.push_str(text);
        }
    }

    /// Takes a tag without its brackets; whether it ends the table.
    fn take_tag(&mut self, tag: &str, at: usize) -> bool {
        let (closes, inner) = match tag.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, tag),
        };
        let name = tag_name(inner).to_ascii_lowercase();
        match (name.as_str(), closes) {
            ("table", false) => self.depth += 1,
            ("table", true) => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ if self.depth > 1 => self.take_text(" "),
            ("tr", false) => {
                self.in_cell = false;
                self.rows.push((at, Vec::new()));
            }
            ("td" | "th", false) => {
                if self.rows.is_empty() {
                    self.rows.push((at, Vec::new()));
                }
                let span = |name| attribute(inner, name).and_then(|n| n.parse().ok()).unwrap_or(1);
                let cell = HtmlCell {
                    text: String::new(),
                    across: span("colspan").clamp(1, MAX_SPAN),
                    down: span("rowspan").clamp(1, MAX_SPAN),
                };
                if let Some((_, row)) = self.rows.last_mut() {
                    row.push(cell);
                }
                self.in_cell = true;
            }
            ("td" | "th" | "tr", true) => self.in_cell = false,
            ("br" | "p" | "div" | "li", _) => self.take_text(" "),
            _ => {}
        }
        false
    }

    /// The rows as lines with bars, each with the line on which it began.
    fn rows(self, budget: &Budget) -> Result<Vec<(String, usize)>, Error> {
        // How many more rows each column is covered from above.
        let mut covered: Vec<usize> = Vec::new();
        let mut rows: Vec<(Vec<String>, usize)> = Vec::new();
        for (origin, row) in self.rows {
            budget.work((covered.len() + row.len()) as u64 / 16 + 1)?;
            let mut texts: Vec<String> = Vec::new();
            let is_covered = |covered: &[usize], col: usize| covered.get(col).is_some_and(|rows| *rows > 0);
            for cell in row {
                while is_covered(&covered, texts.len()) {
                    texts.push(String::new());
                }
                let from = texts.len();
                let to = (from + cell.across).min(MAX_WIDTH).max(from + 1);
                texts.push(plain(&cell.text));
                texts.resize(to, String::new());
                if covered.len() < to && to <= MAX_WIDTH {
                    covered.resize(to, 0);
                }
                let below = covered.get_mut(from..to).unwrap_or_default();
                below.iter_mut().for_each(|rows| *rows = (*rows).max(cell.down));
            }
            let rest = covered.get(texts.len()..).unwrap_or_default();
            let reach = rest.iter().rposition(|rows| *rows > 0).map_or(0, |at| at + 1);
            texts.resize(texts.len() + reach, String::new());
            covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            rows.push((texts, origin));
        }
        let width = rows.iter().map(|(texts, _)| texts.len()).max().unwrap_or(0);
        let pads = rows.len().saturating_mul(width) <= MAX_PLACES;
        let line = |(mut texts, origin): (Vec<String>, usize)| {
            if pads {
                texts.resize(width, String::new());
            }
            (format!("| {} |", texts.join(" | ")), origin)
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!(" {name}"))?;
    let behind = tag.get(at + 1 + name.len()..)?.trim_start().strip_prefix('=')?;
    let value = behind.trim_start();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(value.trim())
}

/// The text of a cell on one line, references resolved; bars, which would part it, become strokes.
fn plain(text: &str) -> String {
    let out = unescaped(text.into(), resolved);
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").replace(['|', '｜', '│', '┃', '║', '¦'], "丨")
}

/// The character that a reference of HTML stands for: blanks have names there, too.
fn resolved(name: &str) -> Option<char> {
    match name {
        "nbsp" | "ensp" | "emsp" => Some(' '),
        _ => references::resolve(name).filter(|c| !c.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;

    fn rewritten(text: &str) -> Option<(Vec<String>, Vec<usize>)> {
        let content = TextContent {
            lines: text.split('\n').map(str::to_owned).collect(),
            pages: vec![1],
            encoding: "UTF-8",
        };
        let limits = Limits::default();
        let found = rewrite(&content, &Budget::new(&limits, None)).unwrap()?;
        Some((found.content.lines, found.origins))
    }

    #[test]
    fn a_table_becomes_rows_with_empty_cells_for_merged_ones() {
        let text = "前\n<table class=\"a\">\n<tr><td colspan=\"2\">甲</td>\n<th rowspan='2'>乙</th></tr>\n<tr\n><td>1<br>2</td><td><p>a|b&amp;</p></td></tr></table>后\n末";
        let (lines, origins) = rewritten(text).unwrap();
        assert_eq!(lines, ["前", "| 甲 |  | 乙 |", "| 1 2 | a丨b& |  |", "后", "末"]);
        assert_eq!(origins, [0, 2, 5, 5, 6]);
    }

    #[test]
    fn tables_on_one_line_are_told_apart_and_inner_ones_are_text() {
        let table = |text: &str| format!("<TABLE><tr><td>{text}</td><td>2</td></tr></TABLE>");
        let (lines, _) = rewritten(&format!("x{}y{}", table("1"), table("3"))).unwrap();
        assert_eq!(lines, ["x", "| 1 | 2 |", "y", "| 3 | 2 |", ""]);
        let (lines, _) = rewritten(&table(&table("7"))).unwrap();
        assert_eq!(lines, ["| 7 2 | 2 |", ""]);
    }

    #[test]
    fn what_is_no_table_stays() {
        assert_eq!(rewritten("a < b\n<tablet>"), None);
        let (lines, _) = rewritten("<table><tr><td>1").unwrap();
        assert_eq!(lines, ["| 1 |", ""]);
    }
}
