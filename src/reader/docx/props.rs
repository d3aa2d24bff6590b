//! Properties of paragraphs, runs, rows and cells, each read from its property element to its end.

use super::colors::{self, Ground, Ink};
use super::look::TableLook;
use super::xml::{Element, Xml};
use super::{Merge, RawRow};
use crate::diagnostic::Error;

/// A reference to a list: `w:numPr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct ListRef {
    /// `w:numId`; 0 takes a paragraph out of the list of its style.
    pub(super) num: Option<i64>,
    /// `w:ilvl`, 0-based, clamped to 0..=8.
    pub(super) level: Option<u8>,
}

/// What a run, a style or a paragraph mark says about its characters. `None` where it says nothing.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct RunProps {
    /// Character style.
    pub(super) style: Option<String>,
    /// `w:b`.
    pub(super) bold: Option<bool>,
    /// `w:vanish` (`w:webHidden` hides in a browser only and does not count).
    pub(super) hidden: Option<bool>,
    /// `w:vertAlign` of `superscript`.
    pub(super) raised: Option<bool>,
    /// `w:strike`.
    pub(super) struck: Option<bool>,
    /// `w:dstrike`.
    pub(super) struck_twice: Option<bool>,
    /// `w:color`.
    pub(super) color: Option<Ink>,
    /// `w14:textFill`, which stands over `w:color`.
    pub(super) fill: Option<TextFill>,
    /// `w:shd`, and whether it paints a ground.
    pub(super) shading: Option<Option<Ground>>,
    /// `w:highlight`, and whether it paints a ground.
    pub(super) highlight: Option<Option<Ground>>,
    /// `w:position`, in half-points; a subscript is lowered.
    pub(super) lifted: Option<i64>,
    /// `w:w` leaves nearly nothing of the characters' width.
    pub(super) narrow: Option<bool>,
    /// `w:sz`, in half-points.
    pub(super) half_points: Option<u32>,
    /// The font of ordinary characters.
    pub(super) font: Option<String>,
    /// Of a paragraph mark: deleted or moved away, so that the paragraph runs on into the next.
    pub(super) mark_removed: bool,
}

/// What `w14:textFill` and `w14:textOutline` leave of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFill {
    /// Nothing: what lies behind shows.
    Nothing,
    /// Characters of this colour.
    Ink(Ink),
}

impl RunProps {
    /// The colour in which characters are seen; `None` where nothing is said.
    pub(super) fn shown_ink(&self) -> Option<Ink> {
        match self.fill {
            Some(TextFill::Ink(ink)) => Some(ink),
            Some(TextFill::Nothing) | None => self.color,
        }
    }

    /// What is painted right behind the characters.
    pub(super) fn ground(&self) -> Option<Ground> {
        self.highlight.flatten().or(self.shading.flatten())
    }
}

/// What a paragraph or a paragraph style says. `None` where it says nothing.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct ParaProps {
    /// Paragraph style.
    pub(super) style: Option<String>,
    /// List.
    pub(super) list: ListRef,
    /// `w:outlineLvl`, 0-based; 9 is body text.
    pub(super) outline: Option<u8>,
    /// `w:jc` is `center`.
    pub(super) centered: Option<bool>,
    /// `w:shd`: what is painted behind the paragraph.
    pub(super) ground: Option<Ground>,
    /// `w:framePr` makes it the large first letter of the next paragraph.
    pub(super) drop_cap: bool,
    /// Properties of the paragraph mark.
    pub(super) mark: RunProps,
    /// The section that ends with this paragraph.
    pub(super) section: Option<Section>,
}

/// What is wanted of a section's properties (`w:sectPr`).
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Section {
    /// Relationship ids of headers, in file order.
    pub(super) headers: Vec<String>,
    /// Relationship ids of footers, in file order.
    pub(super) footers: Vec<String>,
    /// Number format of footnote marks.
    pub(super) footnote_format: Option<String>,
    /// Number format of endnote marks.
    pub(super) endnote_format: Option<String>,
}

/// Reads `w:pPr`, which was opened last, to its end.
pub(super) fn paragraph(xml: &mut Xml<'_, '_>) -> Result<ParaProps, Error> {
    let mut props = ParaProps::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "pStyle" => props.style = child.val().map(|v| v.into_owned()),
            "outlineLvl" => props.outline = child.number().and_then(|n| u8::try_from(n).ok()),
            "jc" => props.centered = child.val().map(|v| v == "center"),
            "shd" => props.ground = colors::shading(&child),
            "framePr" => {
                props.drop_cap = child
                    .attr("dropCap")
                    .is_some_and(|v| matches!(&*v, "drop" | "margin"));
            }
            "numPr" => {
                props.list = list_ref(xml)?;
                continue;
            }
            "rPr" => {
                props.mark = run(xml)?;
                continue;
            }
            "sectPr" => {
                props.section = Some(section(xml)?);
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(props)
}

fn list_ref(xml: &mut Xml<'_, '_>) -> Result<ListRef, Error> {
    let mut list = ListRef::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "ilvl" => list.level = child.number().map(level),
            "numId" => list.num = child.number(),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(list)
}

/// A list level within the nine that exist.
pub(super) fn level(number: i64) -> u8 {
    u8::try_from(number.clamp(0, 8)).unwrap_or(0)
}

/// How far a superscript or subscript is moved, in half-points, for want of a better figure.
pub(super) const SCRIPT: i64 = 6;

/// Characters of less than this width, in per cent, are strokes.
const NARROW: i64 = 10;

/// A run that `w:position` lifts by so many half-points is raised; less only centres it on its line.
const LIFTED: i64 = 5;

/// Reads `w:rPr`, which was opened last, to its end.
pub(super) fn run(xml: &mut Xml<'_, '_>) -> Result<RunProps, Error> {
    let (mut props, mut outlined) = (RunProps::default(), false);
    while let Some(child) = xml.child()? {
        match child.name() {
            "rStyle" => props.style = child.val().map(|v| v.into_owned()),
            "b" => props.bold = Some(child.is_on()),
            "vanish" => props.hidden = Some(child.is_on()),
            "strike" => props.struck = Some(child.is_on()),
            "dstrike" => props.struck_twice = Some(child.is_on()),
            "vertAlign" => {
                props.raised = child.val().map(|v| v == "superscript");
                if child.val().as_deref() == Some("subscript") {
                    props.lifted = Some(-SCRIPT);
                }
            }
            "color" => props.color = colors::ink(&child),
            // Word's own fill (MS-DOCX 2.7.1.28) stands over `w:color`; none at all shows what lies behind.
            "textFill" => {
                props.fill = text_fill(xml)?.or(props.fill);
                continue;
            }
            "textOutline" => {
                outlined |= xml.skip_with(|e| matches!(e.name(), "solidFill" | "gradFill"))?;
                continue;
            }
            "shd" => props.shading = Some(colors::shading(&child)),
            "highlight" => props.highlight = Some(child.val().and_then(|v| colors::highlight(&v))),
            "sz" => props.half_points = child.number().and_then(|n| u32::try_from(n).ok()),
            "position" => props.lifted = child.number(),
            "w" => props.narrow = child.number().map(|percent| percent < NARROW),
            "rFonts" => {
                props.font = child
                    .attr("ascii")
                    .or(child.attr("hAnsi"))
                    .map(|v| v.into_owned())
            }
            "del" | "moveFrom" => props.mark_removed = true,
            _ => {}
        }
        xml.skip()?;
    }
    if outlined {
        props.fill = Some(TextFill::Ink(Ink::Automatic));
    }
    // LibreOffice writes a superscript as a lifted run of its own, smaller size.
    if props.half_points.is_some() && props.lifted >= Some(LIFTED) {
        props.raised = props.raised.or(Some(true));
    }
    Ok(props)
}

/// What `w14:textFill`, which was opened last and is read to its end, leaves of characters. `None` where it does not say.
/// Changed colours of a theme are taken for ones that can be seen.
fn text_fill(xml: &mut Xml<'_, '_>) -> Result<Option<TextFill>, Error> {
    let mut left = None;
    while let Some(fill) = xml.child()? {
        match fill.name() {
            "noFill" => left = Some(TextFill::Nothing),
            "solidFill" => {
                while let Some(color) = xml.child()? {
                    let val = color.val().unwrap_or_default();
                    let changed = xml.skip_with(|_| true)?;
                    let ink = match color.name() {
                        "srgbClr" => colors::drawn(&val),
                        "schemeClr" if matches!(&*val, "bg1" | "lt1") => Some(colors::PAPER_INK),
                        "schemeClr" => Some(Ink::Automatic),
                        _ => continue,
                    };
                    let ink = ink.filter(|_| !changed).unwrap_or(Ink::Automatic);
                    left = Some(TextFill::Ink(ink));
                }
                continue;
            }
            "gradFill" => left = Some(TextFill::Ink(Ink::Automatic)),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(left)
}

/// Reads `w:sectPr`, which was opened last, to its end.
pub(super) fn section(xml: &mut Xml<'_, '_>) -> Result<Section, Error> {
    let mut section = Section::default();
    while let Some(child) = xml.child()? {
        let id = child.attr("id").map(|v| v.into_owned());
        match child.name() {
            "headerReference" => section.headers.extend(id),
            "footerReference" => section.footers.extend(id),
            "footnotePr" => {
                section.footnote_format = note_format(xml)?;
                continue;
            }
            "endnotePr" => {
                section.endnote_format = note_format(xml)?;
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(section)
}

/// The `w:numFmt` inside `w:footnotePr` or `w:endnotePr`, which was opened last and is read to its end.
pub(super) fn note_format(xml: &mut Xml<'_, '_>) -> Result<Option<String>, Error> {
    let mut format = None;
    while let Some(child) = xml.child()? {
        if child.name() == "numFmt" {
            format = child.val().map(|v| v.into_owned());
        }
        xml.skip()?;
    }
    Ok(format)
}

/// Reads `w:tblGrid`, which was opened last, to its end: the widths in twips, 0 where unreadable.
pub(super) fn grid(xml: &mut Xml<'_, '_>, span_limit: usize) -> Result<Vec<i32>, Error> {
    let mut widths = Vec::new();
    while let Some(child) = xml.child()? {
        // Columns past the limit are of no use: no cell may span that far.
        if child.name() == "gridCol" && widths.len() < span_limit {
            widths.push(twips(&child).unwrap_or(0));
        }
        xml.skip()?;
    }
    Ok(widths)
}

/// `w:w` as twips; universal measures such as `2.5cm` (Strict) are converted (ECMA-376 part 1, 22.9.2.15).
fn twips(element: &Element<'_>) -> Option<i32> {
    let text = element.attr("w")?;
    let text = text.trim();
    let unit_at = text
        .find(|c: char| c.is_ascii_alphabetic() || c == '%')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit_at)?;
    let number: f64 = number.parse().ok()?;
    let factor = match unit {
        "" => 1.0,
        "pt" => 20.0,
        "pc" | "pi" => 240.0,
        "in" => 1_440.0,
        "cm" => 1_440.0 / 2.54,
        "mm" => 144.0 / 2.54,
        _ => return None,
    };
    let twips = (number * factor).round();
    // 22 inches is the widest page of Word; ten times that is surely no width.
    (0.0..=316_800.0).contains(&twips).then_some(twips as i32)
}

/// Reads `w:trPr`, which was opened last, to its end, into `row`. The answer says whether the row was deleted.
pub(super) fn row(xml: &mut Xml<'_, '_>, row: &mut RawRow, span_limit: u32) -> Result<bool, Error> {
    let mut deleted = false;
    while let Some(child) = xml.child()? {
        let skipped = || span(&child, span_limit).unwrap_or(0);
        match child.name() {
            "gridBefore" => row.grid_before = skipped(),
            "gridAfter" => row.grid_after = skipped(),
            "tblHeader" => row.header = child.is_on(),
            "del" | "moveFrom" => deleted = true,
            _ => {}
        }
        xml.skip()?;
    }
    Ok(deleted)
}

/// What `w:tblPr` says.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct TableProps {
    /// Table style.
    pub(super) style: Option<String>,
    /// What is painted behind the table.
    pub(super) ground: Option<Ground>,
    /// Which parts of its style the table takes.
    pub(super) look: TableLook,
}

/// Reads `w:tblPr`, which was opened last, to its end.
pub(super) fn table(xml: &mut Xml<'_, '_>) -> Result<TableProps, Error> {
    let mut props = TableProps::default();
    while let Some(child) = xml.child()? {
        match child.name() {
            "tblStyle" => props.style = child.val().map(|v| v.into_owned()),
            "shd" => props.ground = colors::shading(&child),
            "tblLook" => props.look.read(&child),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(props)
}

/// A number of columns, clamped to the limit; `None` where it is no positive number.
fn span(element: &Element<'_>, limit: u32) -> Option<u32> {
    let number = element.number()?;
    (number > 0).then(|| u32::try_from(number).unwrap_or(limit).min(limit))
}

/// What `w:tcPr` says.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(super) struct CellProps {
    /// At least 1.
    pub(super) grid_span: u32,
    pub(super) v_merge: Merge,
    pub(super) h_merge: Merge,
    /// In twips, where absolute.
    pub(super) width: Option<i32>,
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    /// `w:shd`: what is painted behind the cell.
    pub(super) ground: Option<Ground>,
    /// Whether a span was cut to the limit.
    pub(super) clamped: bool,
}

/// Reads `w:tcPr`, which was opened last, to its end.
pub(super) fn cell(xml: &mut Xml<'_, '_>, span_limit: u32) -> Result<CellProps, Error> {
    let mut props = CellProps {
        grid_span: 1,
        ..CellProps::default()
    };
    while let Some(child) = xml.child()? {
        match child.name() {
            "gridSpan" => {
                props.grid_span = span(&child, span_limit).unwrap_or(1);
                props.clamped = child.number().is_some_and(|n| n > i64::from(span_limit));
            }
            "vMerge" => props.v_merge = merge(&child),
            "hMerge" => props.h_merge = merge(&child),
            "tcW" if matches!(child.attr("type").as_deref(), None | Some("dxa")) => {
                props.width = twips(&child).filter(|w| *w > 0);
            }
            "shd" => props.ground = colors::shading(&child),
            "cellDel" => props.deleted = true,
            _ => {}
        }
        xml.skip()?;
    }
    Ok(props)
}

/// `restart` starts a merged cell; anything else, also a missing value, continues one (ECMA-376 part 1, 17.18.57).
fn merge(element: &Element<'_>) -> Merge {
    match element.val().as_deref() {
        Some("restart") => Merge::Restart,
        _ => Merge::Continue,
    }
}
