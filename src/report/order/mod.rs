//! The three tables out of lines of text, by nothing but the order of labels and numbers.
//!
//! Whatever takes a text out of a report keeps the numbers of a row in their order, and a label begins before its row's
//! numbers do; where labels and heads wrap, their lines are torn apart and mixed with those of their neighbours. So rows
//! are runs of numbers, as many as the form has columns, and each is named by the label that begins right before it.
//! Neither blank cells nor rows with other columns can be told like this: a row with more or fewer numbers says nothing.

mod disclosure;
mod litigation;
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use super::labels::{LITIGATION_HEADS, REQUEST_ROWS, Vocabulary};
use super::normalise;
use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, Provenance, Table};
use crate::layout::furniture::is_dressed_page_number;
use crate::table::values::is_value_like;

/// A line begins a label that goes on below with this many of its characters.
const LEAST_BEGINNING: usize = 2;
/// A line that begins like a label and goes on otherwise must have this many characters of it.
const SURE_BEGINNING: usize = 5;
/// Labels are told by this many characters of a line, outline numbers and marks among them.
const MAX_LABEL: usize = 80;
/// Heads are looked for in this many texts before the numbers; more are running text.
const MAX_HEAD_TEXTS: usize = 200;
/// Labels are looked for in this many texts of a line; lines of more are running text.
const MAX_LINE_TEXTS: usize = 24;

/// A text or a number of a line, with the line's number (0-based).
#[derive(Clone, Debug)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// Numbers that follow each other and the texts before them.
#[derive(Clone, Debug, Default)]
struct Row<'a> {
    texts: Vec<Token<'a>>,
    values: Vec<Token<'a>>,
}

/// The tables that the order of labels and numbers tells; none where it does not. `pages` are the lines (0-based) before which
/// a form feed stands.
///
/// # Errors
/// The limits of `budget`.
pub fn tables(lines: &[String], pages: &[usize], budget: &Budget) -> Result<Vec<Table>, Error> {
    let bytes: usize = lines.iter().map(String::len).sum();
    budget.work(bytes as u64 / 4 + 1)?;
    let parts: usize = lines.iter().map(|l| l.split(is_separator).count()).sum();
    let needed = (parts * size_of::<Token<'_>>()) as u64;
    budget.hold(needed)?;
    let rows = rows(lines, pages);
    if runs_backwards(&rows) {
        budget.release(needed);
        return Ok(Vec::new());
    }
    let found = [
        disclosure::table(&rows),
        requests::table(&rows),
        litigation::table(&rows),
    ];
    budget.release(needed);
    Ok(found.into_iter().flatten().collect())
}

fn rows<'a>(lines: &'a [String], pages: &[usize]) -> Vec<Row<'a>> {
    let page_numbers = bare_page_numbers(lines, pages);
    let mut rows: Vec<Row<'a>> = vec![Row::default()];
    for (line, text) in lines.iter().enumerate() {
        if is_page_number_line(text) || page_numbers.contains(&line) {
            continue;
        }
        for text in text.split(is_separator).filter(|t| !t.is_empty()) {
            let token = Token { text, line };
            let is_value = is_value_like(text);
            if !is_value && rows.last().is_some_and(|r| !r.values.is_empty()) {
                rows.push(Row::default());
            }
            if let Some(row) = rows.last_mut() {
                (if is_value { &mut row.values } else { &mut row.texts }).push(token);
            }
        }
    }
    rows
}

/// Whether more pairs of neighbouring characters of labels stand the other way round than as labels have them: what takes
/// the text out of a page that lies on its side may write each line from its end, its numbers, too.
fn runs_backwards(rows: &[Row<'_>]) -> bool {
    let rows_3 = bare_labels(&REQUEST_ROWS, |_| Some(()));
    let heads = bare_labels(&LITIGATION_HEADS, |_| Some(()));
    let labels = rows_3.iter().chain(&heads).map(|(_, label)| label);
    let pairs: BTreeSet<(char, char)> = labels
        .flat_map(|label| label.iter().copied().zip(label.iter().copied().skip(1)))
        .collect();
    let (mut onwards, mut backwards) = (0_usize, 0_usize);
    for token in rows.iter().flat_map(|r| &r.texts) {
        for (a, b) in token.text.chars().zip(token.text.chars().skip(1)) {
            onwards += usize::from(pairs.contains(&(a, b)));
            backwards += usize::from(pairs.contains(&(b, a)));
        }
    }
    backwards > onwards
}

/// What parts cells in a line: blanks, and the bars of drawn tables.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '│' | '┃' | '║')
}

/// Whether a line is a page number that says so. Bars part cells, and a number behind a dash is negative.
pub fn is_page_number_line(line: &str) -> bool {
    let line = line.trim();
    let is_digit = |c: char| c.is_numeric();
    let signed = line.ends_with(is_digit) && !line.starts_with(is_digit) && is_value_like(line);
    !line.contains('|') && !signed && is_dressed_page_number(line)
}

/// Lines (0-based) that hold nothing but the number of their page: the first or the last of a page that has a form feed
/// before it or behind it, where the number is the page's own or the numbers of several pages count with them.
fn bare_page_numbers(lines: &[String], pages: &[usize]) -> BTreeSet<usize> {
    if pages.is_empty() {
        return BTreeSet::new();
    }
    let starts = [0].into_iter().chain(pages.iter().copied());
    let ends = pages.iter().copied().chain([lines.len()]);
    let mut edges: Vec<(i64, usize)> = Vec::new();
    for (ordinal, (from, to)) in (1..).zip(starts.zip(ends)) {
        let number = |at: usize| {
            let text = lines.get(at)?.trim();
            let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            let number: i64 = digits.then(|| text.parse().ok())??;
            Some((number - ordinal, at))
        };
        let filled = |at: &usize| lines.get(*at).is_some_and(|l| !l.trim().is_empty());
        let ends = [(from..to).find(filled), (from..to).rev().find(filled)];
        edges.extend(ends.into_iter().flatten().filter_map(number));
    }
    edges.dedup();
    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    for (offset, _) in &edges {
        *times.entry(*offset).or_default() += 1;
    }
    let counts = |offset: &i64| *offset == 0 || times.get(offset).is_some_and(|n| *n > 1);
    let numbers = edges.iter().filter(|(offset, _)| counts(offset));
    numbers.map(|(_, at)| *at).collect()
}

/// A text without blanks, outline number and punctuation; unlike [`normalise::label`] with what stands in brackets, which
/// a line may leave open.
fn bare(text: &str) -> Vec<char> {
    let squeezed = normalise::squeeze(text);
    let (_, rest) = normalise::split_outline(&squeezed);
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text begins a label: it is the label or the first line of it, or begins with it.
fn begins(text: &[char], label: &[char]) -> bool {
    let common = text.iter().zip(label).take_while(|(a, b)| a == b).count();
    let whole = common == text.len() || (common == label.len() && label.len() >= SURE_BEGINNING);
    common >= LEAST_BEGINNING && (whole || common >= SURE_BEGINNING)
}

/// The labels of a vocabulary, bare, with what they stand for.
fn bare_labels<K: Copy + PartialEq, T>(
    vocabulary: &Vocabulary<K>,
    wanted: impl Fn(K) -> Option<T>,
) -> Vec<(T, Vec<char>)> {
    let labels = vocabulary.labels();
    labels
        .filter_map(|(key, label)| Some((wanted(key)?, bare(label))))
        .collect()
}

/// The texts that may begin a label: from each text of a line to the line's end.
fn beginnings<'a>(texts: &'a [Token<'a>]) -> impl Iterator<Item = Vec<char>> + 'a {
    let lines = texts.chunk_by(|a, b| a.line == b.line);
    lines.flat_map(|line| {
        let line = line.get(..MAX_LINE_TEXTS).unwrap_or(line);
        (0..line.len()).map(move |from| {
            let rest = line.iter().skip(from).flat_map(|t| t.text.chars());
            bare(&rest.take(MAX_LABEL).collect::<String>())
        })
    })
}

/// The keys of the rows whose labels begin in these texts, in the order of their beginnings.
fn begun(texts: &[Token<'_>], labels: &[(&'static str, Vec<char>)]) -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = Vec::new();
    for text in beginnings(texts) {
        let fitting = labels.iter().filter(|(_, label)| begins(&text, label));
        keys.extend(fitting.map(|(key, _)| *key));
    }
    keys
}

/// The last of many texts, in which heads are looked for.
fn last_of<'a, 'b>(texts: &'a [Token<'b>]) -> &'a [Token<'b>] {
    let first = texts.len().saturating_sub(MAX_HEAD_TEXTS);
    texts.get(first..).unwrap_or_default()
}

/// The texts of a line as one, bare.
fn joined(line: &[Token<'_>]) -> Vec<char> {
    line.iter().flat_map(|t| bare(t.text)).collect()
}

/// Whether a text has each of the wanted characters, as often as wanted.
fn holds(text: &[char], wanted: &[char]) -> bool {
    let mut rest: Vec<char> = text.to_vec();
    wanted.iter().all(|c| {
        let at = rest.iter().position(|r| r == c);
        at.map(|at| rest.swap_remove(at)).is_some()
    })
}

/// A cell with the text of a token.
fn value(row: u32, col: u32, token: &Token<'_>) -> Cell {
    let mut cell = Cell::new(row, col, token.text);
    cell.provenance = vec![Provenance::Line(token.line as u32 + 1)];
    cell
}

#[cfg(test)]
mod tests {
    use super::super::labels::{REQUEST_ROWS, ROWS_2021, RowLabel};
    use super::*;
    use crate::diagnostic::Limits;

    fn read(text: &str) -> Vec<Table> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        tables(&lines, &[], &Budget::new(&Limits::default(), None)).unwrap()
    }

    /// The rows of a table, its cells' texts with bars between.
    fn shown(table: &Table) -> Vec<String> {
        let row = |row: u32| {
            let cells = table.cells().iter().filter(|c| c.rows.start == row);
            cells.map(|c| c.text.as_str()).collect::<Vec<_>>().join("|")
        };
        (0..table.n_rows()).map(row).collect()
    }

    /// Heads as a program prints them that goes line by line over the page: those of one line side by side.
    const HEADS: &str = "三、收到和处理政府信息公开申请情况\n申请人情况\n法人或其他组织\n自然 社会 法律 总计\n人 商业 科研\n\
        公益 服务 其他\n企业 机构\n组织 机构";

    /// Table 3 of form 2021 with these numbers, each label in one line.
    fn requests(numbers: impl Fn(usize) -> String) -> String {
        let label = |key: &'static str| REQUEST_ROWS.label_of(RowLabel::Leaf(key)).unwrap();
        let rows = ROWS_2021
            .iter()
            .enumerate()
            .map(|(at, key)| format!("\n{} {}", label(key), numbers(at)));
        format!("{HEADS}{}", rows.collect::<String>())
    }

    /// Numbers that break every equation.
    fn distinct(row: usize) -> String {
        let numbers = (1..8).map(|col| format!("{}", 10 * row + col));
        numbers.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rows_are_named_by_their_order_behind_their_labels() {
        let found = read(&requests(distinct));
        let rows = shown(&found[0]);
        assert_eq!(rows.len(), 26);
        assert_eq!(
            rows[0],
            "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
        );
        assert_eq!(rows[2], "上年结转政府信息公开申请数量|11|12|13|14|15|16|17");
        assert_eq!(rows[25], "结转下年度继续办理|241|242|243|244|245|246|247");
    }

    #[test]
    fn lines_of_a_label_stand_above_and_below_its_numbers() {
        let text = requests(distinct).replace(
            "要求行政机关确认或重新出具已获取信息 191",
            "（五） 5.要求行政机关确认或重新\n不予处 191",
        );
        let text = text.replace("196 197\n", "196 197\n理 出具已获取信息\n");
        let rows = shown(&read(&text)[0]);
        assert_eq!(rows.len(), 26);
        assert!(rows[20].ends_with("|191|192|193|194|195|196|197"));
    }

    #[test]
    fn one_number_a_line_and_page_numbers_between() {
        let rows = requests(distinct).replace(HEADS, "").replace(' ', "\n");
        let rows = rows.replace("\n57\n", "\n57\n— 1 —\n");
        let text = format!("{HEADS}{rows}");
        assert_eq!(shown(&read(&text)[0]).len(), 26);
    }

    #[test]
    fn a_row_that_lost_a_number_says_nothing_and_shifts_no_other() {
        // What is left over adds up by itself, so that the rows around may be believed.
        let even = |row: usize| format!("{row} 0 0 0 0 0 {row}");
        let rows = shown(
            &read(&requests(|row| match row {
                7 => "7 0 0 0 0 7".to_owned(),
                _ => even(row),
            }))[0],
        );
        assert_eq!(rows.len(), 25);
        assert!(!rows.iter().any(|r| r.starts_with("保护第三方合法权益")));
        assert_eq!(rows[8], "属于三类内部事务信息|8|0|0|0|0|0|8");
    }

    #[test]
    fn a_blank_row_between_wrapped_labels_names_nothing_by_chance() {
        // The second row is blank; the label of the third begins before the numbers of the first.
        let text = requests(|row| format!("{row} 0 0 0 0 0 {row}"));
        let text = text.replace("没有现成信息需要另行制作 13 0 0 0 0 0 13\n", "");
        let text = text.replace(
            "本机关不掌握相关政府信息 12 0 0 0 0 0 12\n补正后申请内容仍不明确 14",
            "本机关不掌握相关政府信息\n没有现成信息需要另行制作 12 0 0 0 0 0 12\n补正后申请内容仍不明确 14",
        );
        let rows = shown(&read(&text)[0]);
        assert!(!rows.iter().any(|r| r.starts_with("没有现成信息需要另行制作")));
        assert!(rows.iter().any(|r| r == "补正后申请内容仍不明确|14|0|0|0|0|0|14"));
    }

    #[test]
    fn columns_in_another_order_are_not_read() {
        let text = requests(distinct).replace("人 商业 科研", "人 科研 商业");
        assert!(read(&text).is_empty());
        let text = requests(distinct).replace("企业 机构", "");
        assert!(read(&text).is_empty(), "a head is not there");
    }

    #[test]
    fn two_tables_3_are_not_told_apart() {
        let text = requests(distinct);
        assert!(read(&format!("{text}\n{text}")).is_empty());
    }

    #[test]
    fn rows_are_named_by_the_equations_where_labels_stand_in_a_block_of_their_own() {
        // One request, granted.
        let even = |row: usize| match row {
            0 | 2 | 23 => "1 0 0 0 0 0 1".to_owned(),
            _ => "0 0 0 0 0 0 0".to_owned(),
        };
        let apart = |text: String| {
            let label = "重复申请 0 0 0 0 0 0 0\n要求提供公开出版物 0 0 0 0 0 0 0";
            let moved = "0 0 0 0 0 0 0\n0 0 0 0 0 0 0\n重复申请\n要求提供公开出版物";
            let label = [label, "信访举报投诉类申请 0 0 0 0 0 0 0\n"];
            text.replace(label[0], moved)
                .replace(label[1], "0 0 0 0 0 0 0\n信访举报投诉类申请\n")
        };
        assert_eq!(shown(&read(&apart(requests(even)))[0]).len(), 26);
    }

    #[test]
    fn table_4_has_its_heads_before_its_numbers_or_among_them() {
        let heads = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果 结果 其他 尚未 结果 结果 其他 尚未 结果 结果 其他 尚未\n\
            总计 总计 总计\n维持 纠正 结果 审结 维持 纠正 结果 审结 维持 纠正 结果 审结\n";
        let numbers: Vec<String> = (1..16).map(|n| n.to_string()).collect();
        let below = read(&format!("{heads}{}", numbers.join(" ")));
        assert_eq!(shown(&below[0])[2], numbers.join("|"));
        assert!(read(&format!("{heads}{}", numbers[1..].join(" "))).is_empty());
        let wrong = heads.replace("维持 纠正", "纠正 维持");
        assert!(read(&format!("{wrong}{}", numbers.join(" "))).is_empty());

        let names = ["结果维\n持", "结果\n纠正", "其他结果", "尚未审\n结", "总计"];
        let pairs = names
            .iter()
            .cycle()
            .zip(&numbers)
            .map(|(name, n)| format!("{name}\n{n}\n"));
        let text = format!(
            "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n{}",
            pairs.collect::<String>()
        );
        assert_eq!(shown(&read(&text)[0])[2], numbers.join("|"));
    }

    #[test]
    fn a_text_that_runs_backwards_is_not_read() {
        let heads = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果维持 结果纠正 其他结果 尚未审结 总计 \
            结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计\n";
        let numbers: Vec<String> = (11..26).map(|n| n.to_string()).collect();
        let text = format!("{heads}{}", numbers.join(" "));
        assert_eq!(read(&text).len(), 1);
        let backwards = text.lines().map(|l| l.chars().rev().collect::<String>());
        let backwards: Vec<String> = backwards.map(|l| l.replace(' ', "\n")).collect();
        assert!(read(&backwards.join("\n")).is_empty());
    }

    #[test]
    fn lines_of_table_2_have_the_heads_of_their_form() {
        let text = "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章 1 2 3\n行政规范\n性文件 4 5 6\n\
            第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 7\n行政处罚 8 9";
        let found = read(text);
        let rows = shown(&found[0]);
        assert_eq!(rows[1], "规章|1|2|3");
        assert_eq!(rows[3], "行政规范性文件|4|5|6");
        assert_eq!(rows[4..], ["|本年处理决定数量", "行政许可|7"]);
        let swapped = text.replace(
            "本年制发件数\n本年废止件数\n现行有效件数",
            "本年废止件数 本年制发件数 现行有效件数",
        );
        assert!(
            !read(&swapped)
                .iter()
                .any(|t| shown(t).iter().any(|r| r.starts_with("规章")))
        );
    }

    #[test]
    fn several_numbers_below_one_head_are_one_value_or_none_that_is_plain() {
        let line = |heads: &str, numbers: &str| {
            let text = format!(
                "信息内容 {heads}\n行政许可 {numbers}\n信息内容 本年处理决定数量\n行政处罚 8\n行政强制 9"
            );
            shown(&read(&text)[0])[1].clone()
        };
        let head = "本年处理决定数量";
        assert_eq!(line(&[head; 3].join(" "), "426 426 426"), "行政许可|426");
        assert_eq!(line(head, "13\n47"), "行政许可|13\n47");
        assert_eq!(
            line(head, "13 47"),
            "行政处罚|8",
            "on one line they may be anything"
        );
    }

    #[test]
    fn page_numbers_are_told_from_numbers() {
        for text in [" — 12 — ", "-3-", "第 3 页 共 12 页", "第3页", "3 / 12"] {
            assert!(is_page_number_line(text), "{text}");
        }
        for text in ["—", "- -", "-3", "12", "1 |", "| 1 | 2 |"] {
            assert!(!is_page_number_line(text), "{text}");
        }
        let bare = |text: &str, pages: &[usize]| {
            let lines: Vec<String> = text.split(' ').map(str::to_owned).collect();
            bare_page_numbers(&lines, pages).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(bare("a 7 1 b 7 2 c", &[3, 6]), [2, 5], "the pages' own");
        assert_eq!(bare("a 5 b 6 c", &[2, 4]), [1, 3], "they count with the pages");
        assert_eq!(bare("a 5 b 9 c", &[2, 4]), [0_usize; 0]);
        assert_eq!(bare("a 1 b 2 c", &[]), [0_usize; 0], "without form feeds");
    }
}
