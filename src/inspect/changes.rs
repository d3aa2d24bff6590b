//! The report on golden files: what is read otherwise than before, old and new side by side, with the piece of the
//! page where it stands. Only what changed.

use std::collections::BTreeMap;

use super::links::{Links, cell_key};
use super::markup::{Count, Markup};
use super::svg::{crop, on_page};
use super::{names, shell};
use crate::extract::trace::PageTrace;
use crate::geometry::Rect;
use crate::output::wire::{Provenance, ReportJson};

const STYLE: &str = concat!(
    include_str!("assets/sheet.css"),
    include_str!("assets/changes.css")
);
const SCRIPT: &str = include_str!("assets/changes.js");

/// The most changes of one sample that are shown, and that are shown with a piece of the page; the rest is counted.
const MOST_CHANGES: usize = 400;
const MOST_CROPS: usize = 60;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The stable name of its class: `value`, `raw text`, `provenance`, `structure`, `check` or `error`.
    pub class: String,
    /// Where, in words.
    pub place: String,
    /// What it was; `None` when it is new.
    pub old: Option<String>,
    /// What it is now; `None` when it is gone.
    pub new: Option<String>,
    /// Where it stood before.
    pub was: Vec<Provenance>,
    /// Where it stands now.
    pub is: Vec<Provenance>,
}

/// The page about all changes, in the making: samples are added one by one, so that no more than one is held.
#[derive(Debug, Default)]
pub struct ChangesPage {
    body: Markup,
    counts: BTreeMap<String, usize>,
    samples: usize,
}

impl ChangesPage {
    /// Adds a sample that is read otherwise. `report` is what is read now, when it can be read; `pages` those of a PDF.
    pub fn add(&mut self, name: &str, changes: &[Change], report: Option<&ReportJson>, pages: &[PageTrace]) {
        self.samples += 1;
        for change in changes {
            *self.counts.entry(change.class.clone()).or_default() += 1;
        }
        let links = report.map(Links::new);
        let m = &mut self.body;
        m.fixed("<section class=\"sample\"><h2>");
        m.text(name);
        m.fixed(" <small>");
        let n = changes.len();
        let word = if n == 1 { "change" } else { "changes" };
        m.both(&format!("{n} 处变化"), &format!("{n} {word}"));
        m.fixed("</small></h2>");
        let mut crops = 0;
        for group in grouped(changes.get(..changes.len().min(MOST_CHANGES)).unwrap_or(changes)) {
            m.fixed("<div class=\"group\"><div class=\"told\">");
            group.iter().for_each(|change| told(m, change));
            m.fixed("</div>");
            if crops < MOST_CROPS
                && let (Some(change), Some(links)) = (group.first(), &links)
                && shown_place(m, change, links, pages)
            {
                crops += 1;
            }
            m.fixed("</div>");
        }
        if changes.len() > MOST_CHANGES {
            let n = changes.len() - MOST_CHANGES;
            m.element_both(
                "p",
                &[],
                (&format!("另有 {n} 处"), &format!("{n} further changes")),
            );
        }
        m.fixed("</section>");
    }

    /// The page. `orphans` are golden files without a sample, `total` counts all samples that were compared.
    pub fn finish(self, orphans: &[String], total: usize) -> String {
        let mut m = Markup::default();
        m.fixed("<header id=\"top\"><span class=\"brand\">报表</span><h1>");
        m.both("样本读取的变化", "Samples read otherwise");
        m.fixed("</h1>");
        shell::language_switch(&mut m);
        m.fixed("</header><main><p class=\"sum\">");
        let differ = self.samples;
        m.both(
            &format!(
                "{total} 个样本，{differ} 个有变化，{} 个多余的黄金文件。",
                orphans.len()
            ),
            &format!(
                "{total} samples, {differ} differ, {} golden files without a sample.",
                orphans.len()
            ),
        );
        m.fixed("</p><fieldset class=\"classes\"><legend><span lang=\"zh\">类别</span><span lang=\"en\">Classes</span></legend>");
        for (class, count) in &self.counts {
            m.fixed("<label>");
            m.empty(
                "input",
                &[
                    ("type", &"checkbox"),
                    ("checked", &"checked"),
                    ("data-class", class),
                ],
            );
            class_name(&mut m, class);
            m.element("b", &[], &format!(" {count}"));
            m.fixed("</label>");
        }
        m.fixed("</fieldset>");
        if !orphans.is_empty() {
            m.fixed("<section class=\"orphans\"><h2>");
            m.both("没有样本的黄金文件", "Golden files without a sample");
            m.fixed("</h2><ul>");
            orphans.iter().for_each(|o| m.element("li", &[], o));
            m.fixed("</ul></section>");
        }
        if differ == 0 {
            m.element_both(
                "p",
                &[("class", &"good")],
                ("没有变化。", "Nothing is read otherwise."),
            );
        }
        m.append(self.body);
        m.fixed("</main>");
        shell::page("golden", STYLE, SCRIPT, m)
    }
}

fn class_name(m: &mut Markup, class: &str) {
    let words = match class {
        "value" => ("数值", "value"),
        "raw text" => ("原文", "raw text"),
        "provenance" => ("位置", "provenance"),
        "structure" => ("结构", "structure"),
        "check" => ("检查", "check"),
        "error" => ("错误", "error"),
        other => (other, other),
    };
    m.open(
        "span",
        &[("class", &format!("class {}", class.replace(' ', "-")))],
    );
    m.both(words.0, words.1);
    m.close("span");
}

/// Changes that stand at one place, together; in the order in which the first of each comes.
fn grouped(changes: &[Change]) -> Vec<Vec<&Change>> {
    let mut out: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        let same = |group: &&mut Vec<&Change>| {
            let first = group.first();
            first.is_some_and(|f| !change.is.is_empty() && f.is == change.is && f.was == change.was)
        };
        match out.iter_mut().find(same) {
            Some(group) => group.push(change),
            None => out.push(vec![change]),
        }
    }
    out
}

fn told(m: &mut Markup, change: &Change) {
    m.open("div", &[("class", &"change"), ("data-class", &change.class)]);
    class_name(m, &change.class);
    m.element("span", &[("class", &"place")], &change.place);
    if change.old.is_none() && change.new.is_none() {
        // It concerns the sample as a whole: there is nothing to set side by side.
        return m.close("div");
    }
    m.fixed("<span class=\"sides\">");
    for (class, side, none) in [
        ("old", &change.old, ("新增", "new")),
        ("new", &change.new, ("已消失", "gone")),
    ] {
        m.open("span", &[("class", &class)]);
        match side {
            Some(text) => m.lines(text),
            None => m.element_both("i", &[], none),
        }
        m.close("span");
    }
    m.fixed("</span>");
    m.close("div");
}

/// The piece of the page, or the rows of the table, in which a change stands. Says whether there is one.
fn shown_place(m: &mut Markup, change: &Change, links: &Links<'_>, pages: &[PageTrace]) -> bool {
    let first = change.is.first().or(change.was.first());
    match first {
        Some(Provenance::Page { page, .. }) => {
            let Some(trace) = pages.iter().find(|t| t.page.number == *page) else {
                return false;
            };
            let was: Vec<Rect> = on_page(&change.was, *page).collect();
            let is: Vec<Rect> = on_page(&change.is, *page).collect();
            let Some(bbox) = was.iter().chain(&is).copied().reduce(|a, b| a.union(&b)) else {
                return false;
            };
            // Wide enough to see the neighbours, and of one scale for all.
            let (cx, cy) = (bbox.center().x, bbox.center().y);
            let (w, h) = (bbox.width().max(180.0) + 40.0, bbox.height().max(40.0) + 30.0);
            let clip = Rect::new(cx - w / 2.0, cy - h / 2.0, cx + w / 2.0, cy + h / 2.0);
            m.fixed("<figure>");
            m.append(crop(trace, links, clip, &was, &is));
            m.element("figcaption", &[], &format!("p. {page}"));
            m.fixed("</figure>");
            true
        }
        Some(place @ Provenance::Cell { .. }) => rows_around(m, place, links),
        _ => false,
    }
}

/// The row of a table in which a cell of a DOCX stands, with the rows above and below.
fn rows_around(m: &mut Markup, place: &Provenance, links: &Links<'_>) -> bool {
    let found = links
        .tables
        .iter()
        .find_map(|t| Some((t, t.cells.iter().find(|c| c.provenance.contains(place))?)));
    let Some((table, cell)) = found else { return false };
    let from = cell.row.saturating_sub(1);
    let to = cell
        .row
        .saturating_add(cell.row_span.min(3))
        .saturating_add(1)
        .min(table.n_rows);
    m.fixed("<figure><table class=\"read\">");
    for row in from..to {
        m.fixed("<tr>");
        for c in table.cells.iter().filter(|c| c.row == row) {
            let here = std::ptr::eq(c, cell);
            let class = format!("{}{}", names::role_class(c.role), if here { " is" } else { "" });
            let rows = c.row_span.min(to.saturating_sub(row));
            let key = cell_key(&table.id, c.row, c.col);
            m.open(
                "td",
                &[
                    ("class", &class),
                    ("title", &key),
                    ("rowspan", &Count(rows)),
                    ("colspan", &Count(c.col_span)),
                ],
            );
            m.lines(&c.text);
            m.close("td");
        }
        m.fixed("</tr>");
    }
    m.fixed("</table>");
    m.element("figcaption", &[], &table.id);
    m.fixed("</figure>");
    true
}
