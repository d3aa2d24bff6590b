//! Paragraph and character styles, with what they inherit (`w:basedOn`) already taken in.

use std::collections::HashMap;

use super::colors::Ground;
use super::look::TableStyle;
use super::props::{self, ListRef, ParaProps, RunProps};
use super::xml::Xml;
use crate::diagnostic::{Budget, Error, Warning, Warnings};

/// The longest chain of `w:basedOn` that is followed.
const CHAIN: usize = 64;

/// A style with everything that it inherits.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Style {
    /// Outline level, 0-based; 9 is body text; `None` where no style of the chain says.
    pub(super) outline: Option<u8>,
    /// List reference, number and level each from the nearest style that gives it.
    pub(super) list: ListRef,
    /// The ids of the styles along the chain that may be linked to a list level, nearest first.
    pub(super) linked: Vec<String>,
    /// Character properties.
    pub(super) run: RunProps,
    /// Centred.
    pub(super) centered: Option<bool>,
    /// The document's title style.
    pub(super) is_title: bool,
    /// A caption style.
    pub(super) is_caption: bool,
    /// What is painted behind paragraphs.
    pub(super) ground: Option<Ground>,
    /// What it paints as a table's style.
    pub(super) table: TableStyle,
}

/// The styles of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The `w:numId` that each list style (`w:type="numbering"`) names.
    lists: HashMap<String, i64>,
    /// The id of the style that paragraphs without one have.
    default: Option<String>,
    /// Character properties of the whole document.
    defaults: RunProps,
}

/// A style as the file writes it.
#[derive(Debug, Default)]
struct RawStyle {
    kind: String,
    name: String,
    based_on: Option<String>,
    para: ParaProps,
    run: RunProps,
    table: TableStyle,
}

impl Styles {
    /// What a table's style of this id paints; `None` where there is none.
    pub(super) fn table(&self, id: &str) -> Option<&TableStyle> {
        self.by_id.get(id).map(|s| &s.table)
    }

    /// The style of this id, or the default style; an empty one where there is none.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Option<&Style> {
        let named = id.and_then(|id| self.by_id.get(id));
        named.or_else(|| self.default.as_ref().and_then(|d| self.by_id.get(d)))
    }

    /// The character style of this id.
    pub(super) fn character(&self, id: &str) -> Option<&RunProps> {
        self.by_id.get(id).map(|s| &s.run)
    }

    /// The number of the list that a list style names.
    pub(super) fn list(&self, id: &str) -> Option<i64> {
        self.lists.get(id).copied()
    }

    /// Character properties of the whole document (`w:docDefaults`).
    pub(super) fn defaults(&self) -> &RunProps {
        &self.defaults
    }

    /// Reads `styles.xml`.
    ///
    /// # Errors
    /// Those of the XML reader.
    pub(super) fn read(text: &str, budget: &Budget, warnings: &mut Warnings) -> Result<Styles, Error> {
        let mut xml = Xml::new(text, budget);
        xml.root()?;
        let mut raw: HashMap<String, RawStyle> = HashMap::new();
        let mut order = Vec::new();
        let mut styles = Styles::default();
        while let Some(element) = xml.child()? {
            match element.name() {
                "style" => {
                    let id = element.attr("styleId").unwrap_or_default().into_owned();
                    let kind = element.attr("type").unwrap_or_default().into_owned();
                    let is_default = matches!(element.attr("default").as_deref(), Some("1" | "true" | "on"));
                    let style = read_style(&mut xml, kind)?;
                    if is_default && style.kind == "paragraph" {
                        styles.default = Some(id.clone());
                    }
                    if raw.insert(id.clone(), style).is_none() {
                        order.push(id);
                    }
                }
                "docDefaults" => styles.defaults = read_defaults(&mut xml)?,
                _ => xml.skip()?,
            }
        }
        for id in order {
            budget.work(1)?;
            let style = styles.resolve(&id, &raw, budget, warnings)?;
            styles.by_id.insert(id, style);
        }
        Ok(styles)
    }

    fn resolve(
        &mut self,
        id: &str,
        raw: &HashMap<String, RawStyle>,
        budget: &Budget,
        warnings: &mut Warnings,
    ) -> Result<Style, Error> {
        let mut style = Style::default();
        let mut chain: Vec<&str> = Vec::new();
        let mut at = Some(id);
        while let Some((id, from)) = at.and_then(|id| raw.get_key_value(id)) {
            budget.work(1)?;
            if chain.len() >= CHAIN || chain.contains(&id.as_str()) {
                let message = format!("style {id} inherits from itself or through more than {CHAIN} styles");
                warnings.push(Warning::new("style_chain", message));
                break;
            }
            chain.push(id);
            style.inherit(id, from);
            at = from.based_on.as_deref();
        }
        if let (Some(from), Some(num)) = (raw.get(id), style.list.num)
            && from.kind == "numbering"
        {
            self.lists.insert(id.to_owned(), num);
        }
        Ok(style)
    }
}

impl Style {
    /// Takes from a style further down the chain what is not known yet.
    fn inherit(&mut self, id: &str, from: &RawStyle) {
        let name = normal_name(&from.name);
        let is_nearest = self.linked.is_empty();
        let built_in = heading_level(&name);
        self.outline = self.outline.or(from.para.outline).or(built_in);
        self.list.num = self.list.num.or(from.para.list.num);
        self.list.level = self.list.level.or(from.para.list.level);
        self.centered = self.centered.or(from.para.centered);
        self.run.inherit(&from.run);
        self.ground = self.ground.or(from.para.ground);
        self.table.inherit(&from.table);
        if is_nearest {
            self.is_title = is_title(&name);
            self.is_caption = is_caption(&name);
        }
        self.linked.push(id.to_owned());
    }
}

/// What a toggle property of characters is where the text itself says nothing: where styles of several levels switch it on,
/// they undo each other, and what the document's defaults switch on stays (ECMA-376 part 1, 17.7.3).
fn toggled(
    own: Option<bool>,
    levels: impl Iterator<Item = Option<bool>>,
    default: Option<bool>,
) -> Option<bool> {
    let said: Vec<bool> = levels.flatten().collect();
    let on = said.iter().filter(|on| **on).count();
    let by_levels = (!said.is_empty()).then_some(default == Some(true) || on % 2 == 1);
    own.or(by_levels)
}

impl RunProps {
    /// These properties, set on the text itself, with what the styles of the levels (character, paragraph, table; nearest
    /// first) and the document's defaults say.
    pub(super) fn with_levels(mut self, levels: &[&RunProps], defaults: &RunProps) -> RunProps {
        self.bold = toggled(self.bold, levels.iter().map(|l| l.bold), defaults.bold);
        self.hidden = toggled(self.hidden, levels.iter().map(|l| l.hidden), defaults.hidden);
        self.struck = toggled(self.struck, levels.iter().map(|l| l.struck), defaults.struck);
        for level in levels {
            self.inherit(level);
        }
        self.inherit(defaults);
        self
    }

    /// Takes what is not known yet from `from`.
    pub(super) fn inherit(&mut self, from: &RunProps) {
        self.bold = self.bold.or(from.bold);
        self.hidden = self.hidden.or(from.hidden);
        self.raised = self.raised.or(from.raised);
        self.struck = self.struck.or(from.struck);
        self.struck_twice = self.struck_twice.or(from.struck_twice);
        self.lifted = self.lifted.or(from.lifted);
        self.narrow = self.narrow.or(from.narrow);
        self.color = self.color.or(from.color);
        self.fill = self.fill.or(from.fill);
        self.shading = self.shading.or(from.shading);
        self.highlight = self.highlight.or(from.highlight);
        self.half_points = self.half_points.or(from.half_points);
        if self.font.is_none() {
            self.font.clone_from(&from.font);
        }
    }
}

fn read_style(xml: &mut Xml<'_, '_>, kind: String) -> Result<RawStyle, Error> {
    let mut style = RawStyle {
        kind,
        ..RawStyle::default()
    };
    while let Some(child) = xml.child()? {
        match child.name() {
            "name" => style.name = child.val().unwrap_or_default().into_owned(),
            "basedOn" => style.based_on = child.val().map(|v| v.into_owned()),
            "pPr" => {
                style.para = props::paragraph(xml)?;
                continue;
            }
            "rPr" => {
                style.run = props::run(xml)?;
                continue;
            }
            "tblPr" | "tcPr" => {
                style.table.read_whole(xml)?;
                continue;
            }
            "tblStylePr" => {
                let kind = child.attr("type").unwrap_or_default().into_owned();
                style.table.read_part(xml, &kind)?;
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    if style.kind == "table" {
        // The colour is one of those that go by the place of a cell.
        style.table.paint(None, style.run.shown_ink());
        (style.run.color, style.run.fill) = (None, None);
    }
    Ok(style)
}

fn read_defaults(xml: &mut Xml<'_, '_>) -> Result<RunProps, Error> {
    let mut defaults = RunProps::default();
    while let Some(child) = xml.child()? {
        if child.name() != "rPrDefault" {
            xml.skip()?;
            continue;
        }
        while let Some(inner) = xml.child()? {
            if inner.name() == "rPr" {
                defaults = props::run(xml)?;
            } else {
                xml.skip()?;
            }
        }
    }
    Ok(defaults)
}

/// A style's name in lower case without spaces, so that `Heading 1`, `heading 1` and `标题 1` of any producer meet.
fn normal_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The outline level (0-based) of the built-in heading styles, under the names that Word and WPS write in English
/// and Chinese.
fn heading_level(name: &str) -> Option<u8> {
    let digits = name
        .strip_prefix("heading")
        .or_else(|| name.strip_prefix("标题"))?;
    let level: u8 = digits.parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

fn is_title(name: &str) -> bool {
    matches!(name, "title" | "标题" | "文档标题")
}

fn is_caption(name: &str) -> bool {
    matches!(
        name,
        "caption"
            | "题注"
            | "图注"
            | "表注"
            | "tablecaption"
            | "imagecaption"
            | "figurecaption"
            | "表题"
            | "图题"
    )
}
