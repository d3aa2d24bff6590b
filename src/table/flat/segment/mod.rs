//! Parts the lines of a text into paragraphs and flat tables.
//!
//! Lines with bars, lines with tabs and even rows of comma-separated cells are told by their marks. Among the lines that are
//! left, a table is where rows of labels and values stand, parted by blanks, or where values stand alone on lines.

mod bars;
mod commas;
mod free;
mod stream;
mod tabs;

use std::ops::Range;

use super::{FlatCell, FlatRow, LabelHints, RowForm};
use crate::diagnostic::{Budget, Error};
use crate::document::Provenance;
use crate::table::outline::{OutlineKind, parse_outline};
use crate::table::values::{is_numeric, is_value_like};

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The lines, 0-based, half-open. Segments follow each other without gaps.
    pub lines: Range<usize>,
    /// What they are.
    pub kind: SegmentKind,
}

/// What a part of a text is.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentKind {
    /// Running text, blank lines included.
    Paragraphs,
    /// Rows of a flattened table.
    Table {
        /// The rows, for [`super::rebuild`].
        rows: Vec<FlatRow>,
        /// Lines (0-based) that only draw the table (`|---|---|`) and are no content.
        rules: Vec<usize>,
    },
}

/// A table found in some lines.
struct Found {
    lines: Range<usize>,
    rows: Vec<FlatRow>,
    rules: Vec<usize>,
}

/// The longest text, in characters, that is taken for a cell of a table without marks.
const MAX_CELL: usize = 60;

/// Parts the lines of a text into paragraphs and flat tables; every line is in exactly one segment.
///
/// # Errors
/// The limits of `budget`.
pub fn segment(lines: &[String], hints: &dyn LabelHints, budget: &Budget) -> Result<Vec<Segment>, Error> {
    budget.work(lines.len() as u64)?;
    // Each mark and each blank may make a cell: what the cells will need is known before they are made.
    let is_mark = |c: &char| c.is_whitespace() || bars::is_bar(*c) || matches!(c, ',' | ';');
    let marks: usize = lines.iter().map(|l| l.chars().filter(is_mark).count()).sum();
    let needed = (marks + lines.len()) as u64 * size_of::<FlatCell>() as u64;
    budget.hold(needed)?;
    let mut found = bars::find(lines, hints);
    found.extend(tabs::find(&uncovered(lines, &found), hints));
    found.extend(commas::find(&uncovered(lines, &found)));
    let spaced = free::find(&uncovered(lines, &found), hints);
    found.extend(spaced);
    let streams = stream::find(&uncovered(lines, &found), hints, budget)?;
    found.extend(streams);
    found.sort_by_key(|f| f.lines.start);
    budget.release(needed);
    Ok(with_paragraphs(found, lines.len()))
}

/// A line that no table has taken yet, with its place; `None` stands for lines that are taken.
type Free<'a> = Vec<Option<&'a str>>;

fn uncovered<'a>(lines: &'a [String], found: &[Found]) -> Free<'a> {
    let mut free: Free<'a> = lines.iter().map(|l| Some(l.as_str())).collect();
    for range in found.iter().map(|f| f.lines.clone()) {
        if let Some(taken) = free.get_mut(range) {
            taken.fill(None);
        }
    }
    free
}

fn with_paragraphs(found: Vec<Found>, total: usize) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = 0;
    for table in found {
        if at < table.lines.start {
            segments.push(Segment {
                lines: at..table.lines.start,
                kind: SegmentKind::Paragraphs,
            });
        }
        at = table.lines.end;
        segments.push(Segment {
            lines: table.lines,
            kind: SegmentKind::Table {
                rows: table.rows,
                rules: table.rules,
            },
        });
    }
    if at < total {
        segments.push(Segment {
            lines: at..total,
            kind: SegmentKind::Paragraphs,
        });
    }
    segments
}

/// A cell with this text, blanks around it taken off, from a line (0-based).
fn cell(text: &str, line: usize) -> FlatCell {
    FlatCell {
        text: text.trim().to_owned(),
        provenance: Provenance::Line(line as u32 + 1),
    }
}

/// The form of rows whose ends are known: they kept their empty cells unless there is not one empty cell and the rows
/// have different lengths, as they have when empty cells were thrown away.
fn form_of(rows: &[Vec<FlatCell>]) -> RowForm {
    let has_empty = rows.iter().flatten().any(|c| c.text.is_empty());
    let first = rows.first().map(Vec::len);
    let same_length = rows.iter().all(|r| Some(r.len()) == first);
    if has_empty || same_length {
        RowForm::Kept
    } else {
        RowForm::Lost { width: None }
    }
}

/// Fewer rows of one length are no table of their own.
const MIN_ROWS_OF_LENGTH: usize = 3;

/// What tells tables that follow each other apart.
struct RowLength {
    cells: usize,
    has_number: bool,
    /// The number of its label.
    outline: Option<(OutlineKind, u32)>,
}

impl RowLength {
    fn of(row: &[FlatCell]) -> RowLength {
        let outline = row.first().and_then(|c| parse_outline(&c.text));
        RowLength {
            cells: row.len(),
            has_number: row.iter().any(|c| is_numeric(&c.text)),
            outline: outline.map(|o| (o.kind, o.number)),
        }
    }
}

/// Where rows that follow each other without anything between them are several tables, as where a program writes all tables
/// of a document behind its text: all rows of each have one length, and the next begins with heads of another. A row whose
/// number follows that of the last numbered row is no head. The ends of the tables, in rows; that of the last row alone where
/// they are one table or lengths say nothing.
fn ends_by_length<'a>(rows: impl Iterator<Item = &'a [FlatCell]>) -> Vec<usize> {
    let rows: Vec<RowLength> = rows.map(RowLength::of).collect();
    let runs: Vec<&[RowLength]> = rows.chunk_by(|a, b| a.cells == b.cells).collect();
    let is_short =
        |run: &&[RowLength]| run.len() < MIN_ROWS_OF_LENGTH || run.iter().any(|row| row.cells == 1);
    let is_table = |run: &&[RowLength]| {
        run.first().is_some_and(|head| !head.has_number) && run.iter().any(|row| row.has_number)
    };
    let goes_on = |pair: &[&[RowLength]]| {
        let [above, run] = pair else { return false };
        let last = above.iter().rev().find_map(|row| row.outline);
        let next = run.first().and_then(|row| row.outline);
        last.is_some_and(|(kind, number)| next == Some((kind, number.saturating_add(1))))
    };
    if runs.iter().any(is_short) || !runs.iter().all(is_table) || runs.windows(2).any(goes_on) {
        return vec![rows.len()];
    }
    let mut end = 0;
    let add = |run: &[RowLength]| {
        end += run.len();
        end
    };
    runs.into_iter().map(add).collect()
}

/// Whether a column holds a text in some data rows and a value in others, as happens when rows lost cells at their front.
fn labels_shift(rows: &[Vec<FlatCell>]) -> bool {
    let mut has_text = Vec::new();
    let mut has_value = Vec::new();
    for row in rows.iter().filter(|r| r.iter().any(|c| is_value_like(&c.text))) {
        has_text.resize(row.len().max(has_text.len()), false);
        has_value.resize(row.len().max(has_value.len()), false);
        let flags = has_text.iter_mut().zip(has_value.iter_mut());
        for ((text, value), cell) in flags.zip(row).filter(|(_, c)| !c.text.is_empty()) {
            *(if is_value_like(&cell.text) { value } else { text }) = true;
        }
    }
    has_text.iter().zip(&has_value).any(|(t, v)| *t && *v)
}

/// Whether a line reads like running text and not like the content of a cell.
fn is_sentence(text: &str) -> bool {
    text.contains('。')
        || text.contains('；')
        || text.ends_with(['：', ':', '，', ',', '!', '！'])
        || text.chars().count() > MAX_CELL
}

/// Whether a line without marks between two lines of a table can be a row of one cell: a title, or a label whose values
/// are gone. A numbered text is one only when a neighbour's label has a number of the same kind, since headings of the
/// document are numbered, too.
fn is_lone_row(text: &str, neighbours: [&str; 2], hints: &dyn LabelHints) -> bool {
    let text = text.trim();
    if text.is_empty() || is_sentence(text) || hints.is_heading(text) {
        return false;
    }
    let kind = |t: &str| parse_outline(t).map(|o| o.kind);
    let own = kind(text);
    own.is_none() || hints.row_level(text).is_some() || neighbours.iter().any(|n| kind(n) == own)
}

/// Where the table begins in a stretch of texts that stand before a value: after the last text that is a heading of the
/// document. A numbered text is a heading when a text without a number follows; a label is followed by a deeper
/// number or by its values.
fn after_headings(texts: &[&str], hints: &dyn LabelHints) -> usize {
    let is_heading = |at: usize| {
        let Some(text) = texts.get(at) else { return false };
        if hints.is_heading(text) {
            return true;
        }
        if hints.row_level(text).is_some() {
            return false;
        }
        let kind = parse_outline(text).map(|o| o.kind);
        let heads = matches!(
            kind,
            Some(OutlineKind::Han | OutlineKind::Chapter | OutlineKind::Digit | OutlineKind::Roman)
        );
        let plain_follows = texts
            .get(at + 1)
            .is_some_and(|next| parse_outline(next).is_none());
        heads && plain_follows
    };
    (0..texts.len())
        .rev()
        .find(|&i| is_heading(i))
        .map_or(0, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::super::NoHints;
    use super::*;
    use crate::diagnostic::Limits;

    /// Segments as text: `P` and the line range, or the form and the rows of a table.
    pub fn shown(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let segments = segment(&lines, &NoHints, &Budget::new(&Limits::default(), None)).unwrap();
        let mut at = 0;
        let mut out = Vec::new();
        for s in segments {
            assert_eq!(s.lines.start, at);
            at = s.lines.end;
            match s.kind {
                SegmentKind::Paragraphs => out.push(format!("P{:?}", s.lines)),
                SegmentKind::Table { rows, .. } => out.extend(rows.iter().map(show_row)),
            }
        }
        assert_eq!(at, lines.len());
        out
    }

    fn show_row(row: &FlatRow) -> String {
        let texts: Vec<String> = row.cells.iter().map(|c| c.text.replace('\n', "\\")).collect();
        let form = match row.form {
            RowForm::Kept => "K".to_owned(),
            RowForm::Lost { width: None } => "L".to_owned(),
            RowForm::Lost { width: Some(w) } => format!("L{w}"),
            RowForm::Stream => "S".to_owned(),
        };
        format!("{form}:{}", texts.join("|"))
    }

    #[test]
    fn a_row_whose_number_follows_the_last_one_begins_no_table() {
        let rows = |third: &str| {
            let text = format!(
                "| 项目 | 数量 |\n| 一、甲 | 1 |\n| 二、乙 | 2 |\n| {third} | （一）子 |  |\n|  | （二）丑 | 3 |\n|  | （三）寅 | 4 |"
            );
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let budget = Budget::new(&Limits::default(), None);
            segment(&lines, &NoHints, &budget).unwrap().len()
        };
        assert_eq!((rows("三、丙"), rows("指标")), (1, 2));
    }

    #[test]
    fn cells_behind_tabs_with_rows_ended_by_blank_lines() {
        let text = "title\n\n\tcorner\n\ta\nb\n\n\t\n\t\n\n\tx\n\t\n0\n\nend";
        assert_eq!(shown(text), ["P0..2", "K:corner|a\\b", "K:|", "K:x|0", "P12..14"]);
    }

    #[test]
    fn tab_separated_lines() {
        assert_eq!(
            shown("t\nname\ta\tb\nx\t\t2\n\nend"),
            ["P0..1", "K:name|a|b", "K:x||2", "P3..5"]
        );
    }

    #[test]
    fn tables_without_anything_between_are_told_by_the_lengths_of_their_rows() {
        let segments = |text: &str, mark: &str| {
            let text = text.replace(',', mark);
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let segments = segment(&lines, &NoHints, &Budget::new(&Limits::default(), None)).unwrap();
            segments.into_iter().map(|s| s.lines.end).collect::<Vec<_>>()
        };
        for mark in ["\t", " | "] {
            let two = "n,a\nx,1\ny,9\nm,b,c\nz,2,3\nw,4,5";
            assert_eq!(segments(two, mark), [3, 6]);
            // What begins with numbers goes on below the heads before it.
            let cut = "n,a\nx,1\ny,9\nm,7,8\nz,2,3\nw,4,5";
            assert_eq!(segments(cut, mark), [6]);
            let few = "n,a\nx,1\ny,9\nm,b,c\nz,2,3";
            assert_eq!(segments(few, mark), [5]);
        }
    }

    #[test]
    fn quoted_cells_of_a_spreadsheet_hold_line_breaks() {
        assert_eq!(shown("name\t\"a\nb\"\nx\t1"), ["K:name|a\\b", "K:x|1"]);
    }

    #[test]
    fn cells_of_a_spreadsheet_parted_by_commas() {
        let lines = "指标,单位,上年,本年\n\"甲,\n乙\",件,,\"1,204\"\n丙,件,3,4\n说明。";
        assert_eq!(
            shown(lines),
            [
                "K:指标|单位|上年|本年",
                "K:甲,\\乙|件||1,204",
                "K:丙|件|3|4",
                "P4..5"
            ]
        );
        let corner = "\"指\n标\",单位,上年,本年\n甲,件,,5\n丙,件,3,4";
        assert_eq!(shown(corner)[0], "K:指\\标|单位|上年|本年");
        let prose = "one, two, three, four\nfive, six, seven, eight";
        assert!(!shown(prose).iter().any(|s| s.starts_with("K:")));
    }

    #[test]
    fn tables_drawn_with_rules_between_their_rows() {
        let boxed = "┌──┬──┐\n│名称│数量│\n├──┼──┤\n│长的│12│\n│名字│  │\n├──┼──┤\n│乙  │3   │\n└──┴──┘";
        let grid = "+----+----+\n| 名称 | 数量 |\n+====+====+\n| 长的 | 12 |\n| 名字 |  |\n+----+----+\n| 乙 | 3 |\n+----+----+";
        for text in [boxed, grid] {
            assert_eq!(shown(text), ["K:名称|数量", "K:长的\\名字|12", "K:乙|3"]);
        }
    }

    #[test]
    fn bars_with_kept_and_with_lost_empty_cells() {
        assert_eq!(shown("| a | b | c |\n|  | 1 |  |"), ["K:a|b|c", "K:|1|"]);
        assert_eq!(shown("t |\na | b |\nx | 1 |"), ["L:t", "L:a|b", "L:x|1"]);
        assert_eq!(
            shown("| t | |||\n| n | a | b | c | \n| x | 1 | ||"),
            ["L4:t", "L4:n|a|b|c", "L4:x|1"]
        );
    }

    #[test]
    fn one_cell_a_line_with_fillers() {
        let text = "t |\n||\nn |\na |\nb |\nx |\n1 |\n2 |";
        assert_eq!(shown(text), ["L3:t", "L3:n|a|b", "L3:x|1|2"]);
    }

    #[test]
    fn markdown_rules_are_no_rows() {
        assert_eq!(shown("| a | b |\n|---|:-:|\n| x | 1 |"), ["K:a|b", "K:x|1"]);
    }

    #[test]
    fn runs_of_blanks() {
        let text = "一、说明\n名称  数量  金额\n甲  1  2\n乙  3  4\n以上数据均为初步统计。";
        assert_eq!(
            shown(text),
            ["P0..1", "L:名称|数量|金额", "L:甲|1|2", "L:乙|3|4", "P4..5"]
        );
        assert_eq!(
            shown("Region Households\nNorth west 5\nSouth 6"),
            ["L:Region|Households", "L:North west|5", "L:South|6"]
        );
    }

    #[test]
    fn one_cell_a_line_with_empty_lines_between() {
        let text = "一、说明\n\n名称\n\n数量\n\n金额\n\n甲\n\n\n\n2\n\n乙\n\n3\n\n4\n\n\n\n二、其他\n无";
        assert_eq!(shown(text), ["P0..2", "S:名称|数量|金额|甲||2|乙|3|4", "P22..24"]);
    }

    #[test]
    fn running_text_is_no_table() {
        let text = "一、总体情况\n2022年，共收到申请3件。\n二、其他\n无\n联系电话 | 网站地图\n第 1 页";
        assert_eq!(shown(text), ["P0..6"]);
    }
}
