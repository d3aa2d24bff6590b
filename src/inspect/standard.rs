//! The three standard tables as people know them: merged heads, the form's own order, each value where it belongs.
//!
//! They are drawn from named values, not from the cells of the file, so they look alike whatever the file did.

use super::links::{Links, difference, number, value_key};
use super::markup::{Count, Markup};
use super::names::{self, Both};
use crate::output::wire::{CellValue, Form, Groups, RequestRow, Requests, ValueKind, ValueStatus};
use crate::report::labels::{LITIGATION_COLUMNS, LITIGATION_GROUPS, REQUEST_ROWS, RowLabel};

/// One of the three tables; nothing when the report does not have it.
pub(crate) fn table(m: &mut Markup, name: &'static str, links: &Links<'_>) {
    let report = links.report;
    let there = match name {
        "disclosure" => report.disclosure.is_some(),
        "requests" => report.requests.is_some(),
        _ => report.litigation.is_some(),
    };
    if !there {
        return;
    }
    m.open("div", &[("class", &"wide"), ("tabindex", &"-1")]);
    m.open(
        "table",
        &[
            ("class", &format!("std {name}")),
            ("data-table", &name),
            ("role", &"grid"),
        ],
    );
    m.element_both("caption", &[], names::table(name));
    match name {
        "disclosure" => report.disclosure.iter().for_each(|t| disclosure(m, t, links)),
        "requests" => report.requests.iter().for_each(|t| requests(m, t, links)),
        _ => report.litigation.iter().for_each(|t| litigation(m, t, links)),
    }
    m.close("table");
    m.close("div");
}

fn head(m: &mut Markup, text: Both, rows: u32, cols: u32, class: &str) {
    let scope = if class == "row" { "row" } else { "col" };
    m.open(
        "th",
        &[
            ("scope", &scope),
            ("class", &class),
            ("rowspan", &Count(rows)),
            ("colspan", &Count(cols)),
        ],
    );
    m.both(text.0, text.1);
    m.close("th");
}

/// A printed label that no form knows.
fn printed_head(m: &mut Markup, text: &str, rows: u32, cols: u32) {
    m.open(
        "th",
        &[
            ("class", &"row unknown"),
            ("rowspan", &Count(rows)),
            ("colspan", &Count(cols)),
        ],
    );
    m.lines(text);
    m.close("th");
}

/// A value in its cell, with everything that is to be said about it.
fn value(m: &mut Markup, path: Option<&str>, value: &CellValue, cols: u32, links: &Links<'_>) {
    let key = match (path, &value.cell) {
        (Some(path), _) => value_key(path, value),
        (None, Some(cell)) => super::links::cell_key(&cell.table, cell.row, cell.col),
        (None, None) => String::new(),
    };
    let failures: Vec<_> = links
        .failures
        .iter()
        .filter(|f| path.is_some_and(|path| f.totals.iter().any(|t| t == path)))
        .collect();
    let class = format!(
        "v {} {}{}",
        names::kind_key(value.kind),
        names::status_key(value.status),
        if failures.is_empty() { "" } else { " failed" }
    );
    let readings: Vec<String> = value
        .readings
        .iter()
        .map(|r| format!("{}\t{}", names::method(r.method).1, r.raw.replace('\n', "⏎")))
        .collect();
    let readings = readings.join("\n");
    let named = path.unwrap_or_default();
    m.open(
        "td",
        &[
            ("class", &class),
            ("data-k", &key),
            ("data-path", &named),
            ("data-raw", &value.raw),
            ("data-readings", &readings),
            ("colspan", &Count(cols)),
            ("tabindex", &"-1"),
        ],
    );
    match value.kind {
        ValueKind::Absent => m.both("缺", "absent"),
        ValueKind::Blank => m.fixed("<i aria-label=\"空白 blank\"></i>"),
        // Digits of one number that the print broke over lines are one number.
        ValueKind::Number => m.text(&value.raw.split_whitespace().collect::<String>()),
        ValueKind::Mark | ValueKind::Unreadable => m.lines(&value.raw),
    }
    if value.status == ValueStatus::Disputed {
        for r in &value.readings {
            m.open("span", &[("class", &"reading")]);
            let (zh, en) = names::method(r.method);
            m.open("b", &[]);
            m.both(zh, en);
            m.close("b");
            m.text(if r.raw.is_empty() { " ∅" } else { " " });
            m.text(&r.raw.split_whitespace().collect::<String>());
            m.close("span");
        }
    }
    // One sum is told in the cell; the findings tell of all.
    if let Some((expected, actual)) = failures.iter().find_map(|f| f.check.expected.zip(f.check.actual)) {
        let text = format!(
            "{}≠{} {}",
            number(expected),
            number(actual),
            difference(expected, actual)
        );
        m.element("span", &[("class", &"fail")], &text);
    }
    m.close("td");
}

/// An article of table 2: its heading, the keys of its columns and of its rows.
struct Article {
    title: Both,
    columns: &'static [&'static str],
    rows: &'static [&'static str],
}

const FILES: &[&str] = &["regulations", "normative_documents"];

fn articles(form: Option<Form>) -> [Option<Article>; 5] {
    let article = |title, columns, rows| Some(Article { title, columns, rows });
    let one = ("第二十条第（一）项", "Article 20 (1)");
    let five = ("第二十条第（五）项", "Article 20 (5)");
    let six = ("第二十条第（六）项", "Article 20 (6)");
    let eight = ("第二十条第（八）项", "Article 20 (8)");
    let nine = ("第二十条第（九）项", "Article 20 (9)");
    const ITEMS: &[&str] = &["previous_items", "change", "decisions"];
    const MEASURES: &[&str] = &["penalties", "coercive_measures"];
    if form == Some(Form::Form2019) {
        [
            article(one, &["created", "published", "published_total"], FILES),
            article(five, ITEMS, &["licences", "other_services"]),
            article(six, ITEMS, MEASURES),
            article(eight, &["previous_items", "change"], &["fees"]),
            article(nine, &["items", "amount"], &["procurement"]),
        ]
    } else {
        [
            article(one, &["issued", "repealed", "in_force"], FILES),
            article(five, &["decisions"], &["licences"]),
            article(six, &["decisions"], MEASURES),
            article(eight, &["amount_10k_yuan"], &["fees"]),
            None,
        ]
    }
}

/// Columns of values that the articles of table 2 share; articles with fewer columns stretch.
const SHARED: u32 = 6;

fn disclosure(m: &mut Markup, table: &Groups, links: &Links<'_>) {
    for article in articles(links.report.form).into_iter().flatten() {
        m.open("tbody", &[]);
        m.fixed("<tr>");
        head(m, article.title, 1, SHARED + 1, "article");
        m.fixed("</tr><tr>");
        head(m, ("信息内容", "Content"), 1, 1, "");
        let wide = SHARED / article.columns.len().max(1) as u32;
        for column in article.columns {
            let mut words = names::disclosure_head(column).unwrap_or((column, column));
            if *column == "decisions" && links.report.form == Some(Form::Form2019) {
                words.0 = "处理决定数量";
            }
            head(m, words, 1, wide, "");
        }
        m.fixed("</tr>");
        for row in article.rows {
            m.fixed("<tr>");
            head(m, names::disclosure_row(row).unwrap_or((row, row)), 1, 1, "row");
            for column in article.columns {
                group_value(m, "disclosure", table, row, column, wide, links);
            }
            m.fixed("</tr>");
        }
        m.close("tbody");
    }
    extras(m, table, SHARED, links);
}

fn group_value(
    m: &mut Markup,
    name: &str,
    table: &Groups,
    row: &str,
    column: &str,
    wide: u32,
    links: &Links<'_>,
) {
    match table.get(row, column) {
        Some(found) => value(m, Some(&format!("{name}/{row}/{column}")), found, wide, links),
        None => {
            m.open("td", &[("class", &"v absent"), ("colspan", &Count(wide))]);
            m.both("缺", "absent");
            m.close("td");
        }
    }
}

/// Values that the form does not know, with the labels that lead to them.
fn extras(m: &mut Markup, table: &Groups, wide: u32, links: &Links<'_>) {
    let inner = table.groups.values().flat_map(|g| &g.extra);
    let all: Vec<_> = inner.chain(&table.extra).collect();
    if all.is_empty() {
        return;
    }
    m.open("tbody", &[]);
    for extra in all {
        m.fixed("<tr>");
        printed_head(m, &extra.path.join(" / "), 1, 1);
        value(m, None, &extra.value, wide, links);
        m.fixed("</tr>");
    }
    m.close("tbody");
}

/// A label of table 3's rows: one that the form has, by its key, or one as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Label {
    Known(&'static str),
    Row(String),
    Printed(String),
}

const PARENTS: [&str; 4] = ["denied", "unavailable", "not_processed", "other"];

/// The labels that lead to a row, outermost first.
fn labels(row: &RequestRow) -> Vec<Label> {
    let Some(key) = &row.key else {
        return row.path.iter().map(|text| printed_label(text)).collect();
    };
    let mut out = Vec::new();
    if !["received", "carried_over", "carried_forward"].contains(&key.as_str()) {
        out.push(Label::Known("results"));
    }
    let parent = key.split_once('.').map(|(parent, _)| parent);
    out.extend(
        PARENTS
            .iter()
            .find(|p| parent == Some(**p))
            .map(|p| Label::Known(p)),
    );
    out.push(Label::Row(key.clone()));
    out
}

/// A printed label above a row that the form does not know; it may still be one of the form's own groups.
fn printed_label(text: &str) -> Label {
    match REQUEST_ROWS.find(text) {
        Some(RowLabel::Results) => Label::Known("results"),
        Some(RowLabel::Parent(parent)) => Label::Known(parent),
        Some(RowLabel::Leaf("other")) => Label::Known("other"),
        _ => Label::Printed(text.to_owned()),
    }
}

/// The columns that labels take.
const LABEL_COLUMNS: usize = 3;

fn requests(m: &mut Markup, table: &Requests, links: &Links<'_>) {
    request_heads(m, table);
    let rows: Vec<Vec<Label>> = table.rows.iter().map(labels).collect();
    m.open("tbody", &[]);
    for (index, (row, own)) in table.rows.iter().zip(&rows).enumerate() {
        m.fixed("<tr>");
        let before = index.checked_sub(1).and_then(|i| rows.get(i));
        for (level, label) in own.iter().enumerate().take(LABEL_COLUMNS) {
            let last = level + 1 == own.len().min(LABEL_COLUMNS);
            let outer = own.get(..=level).unwrap_or_default();
            if !last && before.is_some_and(|b| b.len() > level + 1 && b.get(..=level) == Some(outer)) {
                continue;
            }
            let same = |other: &&Vec<Label>| other.len() > level + 1 && other.get(..=level) == Some(outer);
            let rows_covered = if last {
                1
            } else {
                rows.iter().skip(index).take_while(same).count()
            };
            let cols = if last { LABEL_COLUMNS - level } else { 1 };
            label_cell(m, label, rows_covered as u32, cols as u32);
        }
        for (column, found) in table.columns.iter().zip(&row.values) {
            let path = row.key.as_ref().map(|key| format!("requests/{key}/{column}"));
            value(m, path.as_deref(), found, 1, links);
        }
        row.extra.iter().for_each(|found| value(m, None, found, 1, links));
        m.fixed("</tr>");
    }
    m.close("tbody");
}

fn label_cell(m: &mut Markup, label: &Label, rows: u32, cols: u32) {
    match label {
        Label::Known(key) => head(
            m,
            names::request_row(key).unwrap_or((key, key)),
            rows,
            cols,
            "row",
        ),
        Label::Row(key) => match names::request_row(key) {
            Some(words) => head(m, words, rows, cols, "row"),
            None => printed_head(m, key, rows, cols),
        },
        Label::Printed(text) => printed_head(m, text, rows, cols),
    }
}

fn request_heads(m: &mut Markup, table: &Requests) {
    let extra = table.extra_columns.len() as u32;
    m.fixed("<thead><tr>");
    let corner = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        "(The sums: item 1 plus item 2 equals item 3 plus item 4)",
    );
    head(m, corner, 3, LABEL_COLUMNS as u32, "corner");
    head(m, ("申请人情况", "Applicants"), 1, 7 + extra, "");
    m.fixed("</tr><tr>");
    let words = |key: &'static str| names::request_column(key).unwrap_or((key, key));
    head(m, words("natural_person"), 2, 1, "");
    head(m, ("法人或其他组织", "Legal persons and organisations"), 1, 5, "");
    head(m, words("total"), 2, 1, "");
    for column in &table.extra_columns {
        printed_head(m, &column.path.join(" / "), 2, 1);
    }
    m.fixed("</tr><tr>");
    for key in [
        "enterprise",
        "research_institution",
        "social_organization",
        "legal_service",
        "other_organization",
    ] {
        head(m, words(key), 1, 1, "");
    }
    m.fixed("</tr></thead>");
}

fn litigation(m: &mut Markup, table: &Groups, links: &Links<'_>) {
    let words = |key: &'static str| names::litigation(key).unwrap_or((key, key));
    m.fixed("<thead><tr>");
    head(m, words("review"), 2, 5, "");
    head(m, ("行政诉讼", "Administrative litigation"), 1, 10, "");
    m.fixed("</tr><tr>");
    head(m, words("direct_suit"), 1, 5, "");
    head(m, words("suit_after_review"), 1, 5, "");
    m.fixed("</tr><tr>");
    for _ in LITIGATION_GROUPS {
        LITIGATION_COLUMNS
            .iter()
            .for_each(|key| head(m, words(key), 1, 1, ""));
    }
    m.fixed("</tr></thead><tbody><tr>");
    for group in LITIGATION_GROUPS {
        for column in LITIGATION_COLUMNS {
            group_value(m, "litigation", table, group, column, 1, links);
        }
    }
    m.fixed("</tr></tbody>");
    extras(m, table, 14, links);
}
