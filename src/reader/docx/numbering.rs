//! Automatic numbers: list definitions, and the counting that turns them into what Word shows
//! (ECMA-376 part 1, 17.9).

use std::collections::HashMap;

use super::number_format::format_number;
use super::props::{self, ListRef};
use super::styles::{Style, Styles};
use super::symbols;
use super::xml::Xml;
use crate::diagnostic::{Budget, Error, Warning, Warnings};

/// Levels of a list.
const LEVELS: usize = 9;

/// The longest `w:lvlText` that is kept, in characters; Word's own dialog allows far less.
const LEVEL_TEXT: usize = 255;

/// The longest chain of `w:numStyleLink` that is followed.
const CHAIN: usize = 64;

/// A level of a list.
#[derive(Clone, Debug, PartialEq)]
struct Level {
    start: i64,
    format: String,
    text: String,
    /// `w:lvlRestart`: 1-based level whose use restarts this one; 0 for never; `None` for any higher level.
    restart: Option<i64>,
    /// `w:isLgl`: all numbers in decimal digits.
    legal: bool,
    /// The paragraph style that this level belongs to.
    style: Option<String>,
    /// The font of the number, which decides what a bullet looks like.
    font: Option<String>,
}

/// A level where nothing is said (ECMA-376 part 1, 17.9.6).
impl Default for Level {
    fn default() -> Level {
        Level {
            start: 0,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            legal: false,
            style: None,
            font: None,
        }
    }
}

/// `w:abstractNum`.
#[derive(Clone, Debug, Default)]
struct Definition {
    levels: [Option<Level>; LEVELS],
    style_link: Option<String>,
    num_style_link: Option<String>,
}

/// `w:num`.
#[derive(Clone, Debug, Default)]
struct Instance {
    definition: i64,
    overrides: [Override; LEVELS],
}

/// `w:lvlOverride`.
#[derive(Clone, Debug, Default)]
struct Override {
    start: Option<i64>,
    level: Option<Level>,
}

/// The lists of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    definitions: HashMap<i64, Definition>,
    instances: HashMap<i64, Instance>,
    /// List of each definition that others name by `w:styleLink`.
    by_style: HashMap<String, i64>,
}

/// Where each list stands: one for the body, one for each header, footer and note.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    /// Values of each definition's levels; lists of one definition count on from each other.
    values: HashMap<i64, [Option<i64>; LEVELS]>,
    /// Lists and levels whose `w:startOverride` was used already.
    started: HashMap<i64, [bool; LEVELS]>,
}

/// An automatic number as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// Number or bullet.
    pub(super) text: String,
    /// 0-based.
    pub(super) level: u8,
    /// Whether it is a bullet.
    pub(super) bullet: bool,
}

impl Numbering {
    /// Reads `numbering.xml`.
    ///
    /// # Errors
    /// Those of the XML reader.
    pub(super) fn read(text: &str, budget: &Budget) -> Result<Numbering, Error> {
        let mut xml = Xml::new(text, budget);
        xml.root()?;
        let mut numbering = Numbering::default();
        while let Some(element) = xml.child()? {
            match element.name() {
                "abstractNum" => {
                    let id = number_attr(element.attr("abstractNumId"));
                    let definition = read_definition(&mut xml)?;
                    if let Some(style) = &definition.style_link {
                        numbering.by_style.insert(style.clone(), id);
                    }
                    numbering.definitions.insert(id, definition);
                }
                "num" => {
                    let id = number_attr(element.attr("numId"));
                    let instance = read_instance(&mut xml)?;
                    numbering.instances.insert(id, instance);
                }
                _ => xml.skip()?,
            }
        }
        Ok(numbering)
    }

    /// The definition that an instance leads to, through `w:numStyleLink`.
    fn definition(&self, instance: &Instance, styles: &Styles) -> Option<(i64, &Definition)> {
        let mut id = instance.definition;
        for _ in 0..CHAIN {
            let definition = self.definitions.get(&id)?;
            let Some(link) = &definition.num_style_link else {
                return Some((id, definition));
            };
            let by_style = styles.list(link).and_then(|num| self.instances.get(&num));
            let next = by_style
                .map(|i| i.definition)
                .or_else(|| self.by_style.get(link).copied());
            match next {
                Some(next) if next != id => id = next,
                _ => return Some((id, definition)),
            }
        }
        None
    }

    /// The next number of the list that a paragraph belongs to, by its own reference and its style's; `None` for a
    /// paragraph in no list. Counts it.
    pub(super) fn next(
        &self,
        direct: ListRef,
        style: Option<&Style>,
        counters: &mut Counters,
        styles: &Styles,
        warnings: &mut Warnings,
    ) -> Option<Number> {
        let inherited = style.map(|s| s.list).unwrap_or_default();
        let num = direct.num.or(inherited.num).filter(|n| *n > 0)?;
        let instance = self.instances.get(&num)?;
        let (id, definition) = self.definition(instance, styles)?;
        // The level that the style belongs to counts in the style's own list only; `w:ilvl` is inherited by itself.
        let linked = style.filter(|_| direct.num.is_none_or(|n| Some(n) == inherited.num));
        let linked = linked.and_then(|s| linked_level(definition, instance, s));
        let level = direct.level.or(linked).or(inherited.level).unwrap_or(0);
        let level = level.min(LEVELS as u8 - 1);
        let list = List { definition, instance };
        counters.advance(id, num, &list, level as usize);
        let values = counters.values.get(&id)?;
        list.show(values, level, warnings)
    }
}

/// A definition as an instance changes it.
struct List<'n> {
    definition: &'n Definition,
    instance: &'n Instance,
}

impl List<'_> {
    fn level(&self, level: usize) -> Option<&Level> {
        let changed = self.instance.overrides.get(level).and_then(|o| o.level.as_ref());
        changed.or_else(|| self.definition.levels.get(level).and_then(Option::as_ref))
    }

    fn start(&self, level: usize) -> i64 {
        self.level(level).map_or(1, |l| l.start)
    }

    fn start_override(&self, level: usize) -> Option<i64> {
        self.instance.overrides.get(level).and_then(|o| o.start)
    }

    /// The number at a level, with the levels above it where its text names them.
    fn show(&self, values: &[Option<i64>; LEVELS], level: u8, warnings: &mut Warnings) -> Option<Number> {
        let shown = self.level(level as usize)?;
        if shown.format == "bullet" {
            let text = symbols::mapped(&shown.text, shown.font.as_deref());
            return (!text.is_empty()).then_some(Number {
                text,
                level,
                bullet: true,
            });
        }
        let mut out = String::new();
        let mut rest = shown.text.chars().peekable();
        while let Some(c) = rest.next() {
            let named = rest
                .peek()
                .and_then(|d| d.to_digit(10))
                .filter(|d| (1..=9).contains(d));
            match named {
                Some(digit) if c == '%' => {
                    rest.next();
                    out.push_str(&self.value(values, digit as usize - 1, shown.legal, warnings));
                }
                _ => out.push(c),
            }
        }
        let text = symbols::mapped(out.trim_end(), shown.font.as_deref());
        (!text.is_empty()).then_some(Number {
            text,
            level,
            bullet: false,
        })
    }

    fn value(
        &self,
        values: &[Option<i64>; LEVELS],
        level: usize,
        legal: bool,
        warnings: &mut Warnings,
    ) -> String {
        let value = values
            .get(level)
            .copied()
            .flatten()
            .unwrap_or_else(|| self.start(level));
        let format = self.level(level).map_or("decimal", |l| l.format.as_str());
        let format = if legal && format != "none" {
            "decimal"
        } else {
            format
        };
        let (text, known) = format_number(format, value);
        if !known {
            let message = format!("list numbers of the format {format} are written in digits");
            warnings.push(Warning::new("numbering_format", message));
        }
        text
    }
}

/// The level that belongs to the paragraph's style, or to one that it inherits from.
fn linked_level(definition: &Definition, instance: &Instance, style: &Style) -> Option<u8> {
    let list = List { definition, instance };
    let level_of =
        |id: &String| (0..LEVELS).find(|&i| list.level(i).is_some_and(|l| l.style.as_ref() == Some(id)));
    style
        .linked
        .iter()
        .find_map(level_of)
        .and_then(|l| u8::try_from(l).ok())
}

impl Counters {
    /// Counts a paragraph at a level of a list: that level goes on by one (or starts), deeper ones start anew.
    fn advance(&mut self, definition: i64, num: i64, list: &List<'_>, level: usize) {
        let values = self.values.entry(definition).or_default();
        let started = self.started.entry(num).or_default();
        for (depth, (value, used)) in values.iter_mut().zip(started).enumerate() {
            if depth < level {
                // A level that was passed over counts as begun.
                *value = value.or(Some(list.start(depth)));
            } else if depth > level {
                if restarts(list.level(depth), level) {
                    *value = None;
                }
            } else {
                let next = value.map_or_else(|| list.start(depth), |v| v.saturating_add(1));
                // A list that sets its own start begins there, although its definition was counted before.
                let own_start = list.start_override(depth).filter(|_| !*used);
                *value = Some(own_start.unwrap_or(next));
                *used = true;
            }
        }
    }
}

/// Whether the use of `used` (0-based) restarts a deeper level.
fn restarts(deeper: Option<&Level>, used: usize) -> bool {
    match deeper.and_then(|l| l.restart) {
        Some(restart) => i64::try_from(used).is_ok_and(|used| used < restart),
        None => true,
    }
}

fn number_attr(value: Option<std::borrow::Cow<'_, str>>) -> i64 {
    value.and_then(|v| v.trim().parse().ok()).unwrap_or(-1)
}

fn read_definition(xml: &mut Xml<'_, '_>) -> Result<Definition, Error> {
    let mut definition = Definition::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "lvl" => {
                let at = number_attr(child.attr("ilvl"));
                let level = read_level(xml)?;
                if let Some(slot) = usize::try_from(at)
                    .ok()
                    .and_then(|i| definition.levels.get_mut(i))
                {
                    *slot = Some(level);
                }
                continue;
            }
            "styleLink" => definition.style_link = child.val().map(|v| v.into_owned()),
            "numStyleLink" => definition.num_style_link = child.val().map(|v| v.into_owned()),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(definition)
}

fn read_level(xml: &mut Xml<'_, '_>) -> Result<Level, Error> {
    let mut level = Level::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "start" => level.start = child.number().unwrap_or(0),
            "numFmt" => level.format = child.val().unwrap_or_default().into_owned(),
            "lvlText" => level.text = child.val().unwrap_or_default().chars().take(LEVEL_TEXT).collect(),
            "lvlRestart" => level.restart = child.number(),
            "isLgl" => level.legal = child.is_on(),
            "pStyle" => level.style = child.val().map(|v| v.into_owned()),
            "rPr" => {
                level.font = props::run(xml)?.font;
                continue;
            }
            "AlternateContent" => {
                read_alternate_format(xml, &mut level)?;
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(level)
}

/// Number formats that came after the first edition are wrapped: the choice names the format, the fallback digits.
fn read_alternate_format(xml: &mut Xml<'_, '_>, level: &mut Level) -> Result<(), Error> {
    let mut taken = false;
    while let Some(child) = xml.child()? {
        let wanted = child.name() == "Choice" || (child.name() == "Fallback" && !taken);
        if !wanted {
            xml.skip()?;
            continue;
        }
        while let Some(inner) = xml.child()? {
            let value = inner.val().filter(|v| v != "custom").map(|v| v.into_owned());
            if let (true, Some(format)) = (inner.name() == "numFmt", value) {
                level.format = format;
                taken = true;
            }
            xml.skip()?;
        }
    }
    Ok(())
}

fn read_instance(xml: &mut Xml<'_, '_>) -> Result<Instance, Error> {
    let mut instance = Instance::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "abstractNumId" => instance.definition = child.number().unwrap_or(-1),
            "lvlOverride" => {
                let at = number_attr(child.attr("ilvl"));
                let change = read_override(xml)?;
                if let Some(slot) = usize::try_from(at)
                    .ok()
                    .and_then(|i| instance.overrides.get_mut(i))
                {
                    *slot = change;
                }
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(instance)
}

fn read_override(xml: &mut Xml<'_, '_>) -> Result<Override, Error> {
    let mut change = Override::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "startOverride" => change.start = child.number(),
            "lvl" => {
                change.level = Some(read_level(xml)?);
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(change)
}
