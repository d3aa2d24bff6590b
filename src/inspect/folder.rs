//! The index of a converted folder: every report with agency, year, verdict and what does not add up, and a panel of
//! agencies by years.

use std::collections::{BTreeMap, BTreeSet};

use super::links::{Links, difference, number};
use super::markup::Markup;
use super::{names, shell};
use crate::output::wire::{Form, ReadStatus, ReportJson, Verdict};

const STYLE: &str = include_str!("assets/folder.css");
const SCRIPT: &str = include_str!("assets/folder.js");

/// A report of the folder, or a document that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderEntry {
    /// The document's path, as the folder names it.
    pub file: String,
    /// The path of its JSON relative to the index, with `/`; `None` when there is none.
    pub json: Option<String>,
    /// The path of its inspector page relative to the index, with `/`, where there is one.
    pub page: Option<String>,
    agency: Option<String>,
    year: Option<i32>,
    form: Option<Form>,
    verdict: Option<Verdict>,
    no_text: bool,
    evidence: (u32, u32, u32),
    failures: Vec<String>,
    error: Option<String>,
}

impl FolderEntry {
    /// What the index says of a report.
    pub fn report(report: &ReportJson, file: String, json: String, page: Option<String>) -> FolderEntry {
        let links = Links::new(report);
        let told = |f: &super::links::Failure<'_>| {
            let check = f.check;
            let sides = check.expected.zip(check.actual);
            let sides = sides.map(|(a, b)| format!(": {} ≠ {} ({})", number(a), number(b), difference(a, b)));
            format!("{} @ {}{}", check.rule, check.place, sides.unwrap_or_default())
        };
        let failing = links
            .failures
            .iter()
            .filter(|f| crate::check::is_equation(&f.check.rule));
        FolderEntry {
            file,
            json: Some(json),
            page,
            agency: report.agency.as_ref().map(|a| a.value.clone()),
            year: report.year.as_ref().map(|y| y.value),
            form: report.form,
            verdict: report.verdict,
            no_text: report.status == ReadStatus::NoText,
            evidence: (
                report.evidence.confirmed,
                report.evidence.single,
                report.evidence.disputed,
            ),
            failures: failing.map(told).collect(),
            error: None,
        }
    }

    /// A document that could not be read, with the reason.
    pub fn failed(file: String, error: String) -> FolderEntry {
        FolderEntry {
            file,
            json: None,
            page: None,
            agency: None,
            year: None,
            form: None,
            verdict: None,
            no_text: false,
            evidence: (0, 0, 0),
            failures: Vec::new(),
            error: Some(error),
        }
    }

    /// The verdict as a class: one of the four, `none`, `no_text` or `error`.
    fn state(&self) -> &'static str {
        match (&self.error, self.no_text) {
            (Some(_), _) => "error",
            (None, true) => "no_text",
            (None, false) => names::verdict_key(self.verdict),
        }
    }

    fn state_words(&self) -> names::Both {
        match (self.state(), self.verdict) {
            ("error", _) => ("无法读取", "error"),
            ("no_text", _) => ("没有文字", "no text"),
            (_, Some(verdict)) => names::verdict(verdict),
            (_, None) => ("非标准报告", "no known form"),
        }
    }

    fn link(&self) -> Option<&String> {
        self.page.as_ref().or(self.json.as_ref())
    }
}

/// The index as a self-contained HTML page; its links are relative. Entries are shown in the order given.
pub fn folder(title: &str, entries: &[FolderEntry]) -> String {
    let mut m = Markup::default();
    m.fixed("<header id=\"top\"><span class=\"brand\">报表</span><h1>");
    m.text(title);
    m.fixed("</h1>");
    shell::language_switch(&mut m);
    m.fixed("</header><main>");
    filters(&mut m, entries);
    panel(&mut m, entries);
    list(&mut m, entries);
    m.fixed("</main>");
    shell::page(title, STYLE, SCRIPT, m)
}

fn filters(m: &mut Markup, entries: &[FolderEntry]) {
    m.fixed("<form class=\"filters\" role=\"search\"><label class=\"search\"><span lang=\"zh\">搜索</span><span lang=\"en\">Search</span> <input type=\"search\" id=\"q\" autocomplete=\"off\"></label>");
    let mut states: BTreeMap<&'static str, (names::Both, usize)> = BTreeMap::new();
    for entry in entries {
        states.entry(entry.state()).or_insert((entry.state_words(), 0)).1 += 1;
    }
    m.fixed("<fieldset><legend><span lang=\"zh\">结论</span><span lang=\"en\">Verdict</span></legend>");
    for (state, ((zh, en), count)) in &states {
        m.fixed("<label>");
        m.empty(
            "input",
            &[
                ("type", &"checkbox"),
                ("checked", &"checked"),
                ("data-state", state),
            ],
        );
        m.open("span", &[("class", &format!("badge {state}"))]);
        m.both(zh, en);
        m.text(&format!(" {count}"));
        m.close("span");
        m.fixed("</label>");
    }
    m.fixed("</fieldset><label><span lang=\"zh\">年度</span><span lang=\"en\">Year</span> <select id=\"year\"><option value=\"\">–</option>");
    let years: BTreeSet<i32> = entries.iter().filter_map(|e| e.year).collect();
    for year in years.iter().rev() {
        let year = year.to_string();
        m.element("option", &[("value", &year)], &year);
    }
    m.fixed("</select></label><label><input type=\"checkbox\" id=\"failing\"> <span lang=\"zh\">只看勾稽不平</span><span lang=\"en\">Only failed equations</span></label> <output id=\"count\" aria-live=\"polite\"></output></form>");
}

/// Entries with their numbers in the list, from 0.
type Numbered<'a> = Vec<(usize, &'a FolderEntry)>;

/// Agencies by years: a mark for each report, in the colour of its verdict.
fn panel(m: &mut Markup, entries: &[FolderEntry]) {
    let mut years: BTreeSet<i32> = BTreeSet::new();
    let mut agencies: BTreeMap<&str, BTreeMap<i32, Numbered<'_>>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let (Some(agency), Some(year)) = (&entry.agency, entry.year) else {
            continue;
        };
        years.insert(year);
        agencies
            .entry(agency)
            .or_default()
            .entry(year)
            .or_default()
            .push((index, entry));
    }
    if agencies.is_empty() {
        return;
    }
    m.fixed("<details open class=\"panel\"><summary>");
    let (a, y) = (agencies.len(), years.len());
    m.both(
        &format!("机构 × 年度（{a} × {y}）"),
        &format!("Agencies × years ({a} × {y})"),
    );
    m.fixed("</summary><div class=\"wide\"><table id=\"panel\"><thead><tr><th></th>");
    years
        .iter()
        .for_each(|year| m.element("th", &[("scope", &"col")], &year.to_string()));
    m.fixed("</tr></thead><tbody>");
    for (agency, by_year) in &agencies {
        m.fixed("<tr>");
        m.element("th", &[("scope", &"row")], agency);
        for year in &years {
            m.fixed("<td>");
            for (index, entry) in by_year.get(year).into_iter().flatten() {
                mark(m, *index, entry);
            }
            m.fixed("</td>");
        }
        m.fixed("</tr>");
    }
    m.fixed("</tbody></table></div></details>");
}

fn mark(m: &mut Markup, index: usize, entry: &FolderEntry) {
    let (zh, en) = entry.state_words();
    let title = format!("{} · {zh} {en}", entry.file);
    let class = format!("dot {}", entry.state());
    let row = format!("#r{}", index + 1);
    m.open("a", &[("class", &class), ("href", &row), ("title", &title)]);
    // A sign beside the colour, for who does not see colours and for paper.
    m.text(match entry.state() {
        "verified" => "✓",
        "source_inconsistent" => "≠",
        "suspect" => "?",
        "incomplete" => "…",
        _ => "·",
    });
    if !entry.failures.is_empty() {
        m.element("sup", &[], &entry.failures.len().to_string());
    }
    m.close("a");
}

fn list(m: &mut Markup, entries: &[FolderEntry]) {
    m.fixed("<div class=\"wide\"><table id=\"list\"><thead><tr>");
    let heads: [(&str, &str, &str); 6] = [
        ("agency", "机构", "Agency"),
        ("year", "年度", "Year"),
        ("verdict", "结论", "Verdict"),
        ("failures", "勾稽不平", "Failed equations"),
        ("evidence", "已印证/未印证/分歧", "Confirmed/single/disputed"),
        ("file", "文件", "File"),
    ];
    for (key, zh, en) in heads {
        m.open("th", &[("scope", &"col"), ("aria-sort", &"none")]);
        m.open("button", &[("type", &"button"), ("data-sort", &key)]);
        m.both(zh, en);
        m.close("button");
        m.close("th");
    }
    m.fixed("</tr></thead><tbody>");
    for (index, entry) in entries.iter().enumerate() {
        row(m, index, entry);
    }
    m.fixed("</tbody></table></div>");
}

/// How grave a verdict is, for sorting: the gravest first.
fn gravity(state: &str) -> u32 {
    [
        "error",
        "suspect",
        "incomplete",
        "source_inconsistent",
        "no_text",
        "none",
        "verified",
    ]
    .iter()
    .position(|s| *s == state)
    .unwrap_or(0) as u32
}

fn row(m: &mut Markup, index: usize, entry: &FolderEntry) {
    let year = entry.year.map_or_else(String::new, |y| y.to_string());
    let state = entry.state();
    m.open(
        "tr",
        &[
            ("id", &format!("r{}", index + 1)),
            ("data-state", &state),
            ("data-year", &year),
        ],
    );
    m.open("td", &[]);
    match (&entry.agency, entry.link()) {
        (Some(agency), Some(link)) => m.element("a", &[("href", &url(link))], agency),
        (Some(agency), None) => m.text(agency),
        (None, _) => m.text("—"),
    }
    m.close("td");
    m.element("td", &[], &year);
    m.open("td", &[("data-v", &super::markup::Count(gravity(state)))]);
    m.open("span", &[("class", &format!("badge {state}"))]);
    let (zh, en) = entry.state_words();
    m.both(zh, en);
    m.close("span");
    m.close("td");
    let count = u32::try_from(entry.failures.len()).unwrap_or(u32::MAX);
    m.open(
        "td",
        &[("class", &"failures"), ("data-v", &super::markup::Count(count))],
    );
    if let Some(error) = &entry.error {
        m.text(error);
    }
    if count > 0 {
        m.open("details", &[]);
        m.element("summary", &[], &count.to_string());
        m.open("ul", &[]);
        entry.failures.iter().for_each(|f| m.element("li", &[], f));
        m.close("ul");
        m.close("details");
    }
    m.close("td");
    let (confirmed, single, disputed) = entry.evidence;
    m.open(
        "td",
        &[
            ("class", &"evidence"),
            ("data-v", &super::markup::Count(disputed)),
        ],
    );
    if confirmed + single + disputed > 0 {
        m.text(&format!("{confirmed} / {single} / "));
        m.element(
            if disputed > 0 { "b" } else { "span" },
            &[],
            &disputed.to_string(),
        );
    }
    m.close("td");
    m.open("td", &[("class", &"file")]);
    match entry.link() {
        Some(link) => m.element("a", &[("href", &url(link))], &entry.file),
        None => m.text(&entry.file),
    }
    if let (Some(_), Some(json)) = (&entry.page, &entry.json) {
        m.text(" ");
        m.element("a", &[("class", &"json"), ("href", &url(json))], "JSON");
    }
    if let Some(form) = entry.form {
        let form = if form == Form::Form2019 { "2019" } else { "2021" };
        m.element("small", &[], &format!(" form {form}"));
    }
    m.close("td");
    m.close("tr");
}

/// A relative path as a link (RFC 3986, 2.3): everything but unreserved characters and `/` is percent-encoded, and
/// `./` in front keeps a name with a colon from being taken for a scheme.
fn url(path: &str) -> String {
    let mut out = String::from("./");
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_below_the_index() {
        assert_eq!(url("javascript:x"), "./javascript%3Ax");
        assert_eq!(url("a/年.html"), "./a/%E5%B9%B4.html");
    }

    #[test]
    fn names_of_files_cannot_become_markup() {
        let hostile = "<script>alert(1)</script>\"'.pdf";
        let entries = [FolderEntry::failed(hostile.into(), hostile.into())];
        let page = folder(hostile, &entries);
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;.pdf"));
    }
}
