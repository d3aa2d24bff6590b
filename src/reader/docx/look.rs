//! What a table's style gives its cells, by where in the table they stand (`w:tblStylePr`, `w:tblLook`; ECMA-376 part 1,
//! 17.7.6 and 17.4.55).

use super::colors::{self, Ground, Ink};
use super::props;
use super::xml::{Element, Xml};
use crate::diagnostic::Error;

/// Which cells of a table a part of its style is for, in the order in which they go over one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Whole,
    Column { is_first_band: bool },
    Row { is_first_band: bool },
    FirstColumn,
    LastColumn,
    FirstRow,
    LastRow,
    Corner { is_top: bool, is_left: bool },
}

impl Part {
    /// `w:type` of `w:tblStylePr`.
    fn of(kind: &str) -> Option<Part> {
        let corner = |is_top, is_left| Part::Corner { is_top, is_left };
        Some(match kind {
            "wholeTable" => Part::Whole,
            "band1Vert" => Part::Column { is_first_band: true },
            "band2Vert" => Part::Column { is_first_band: false },
            "band1Horz" => Part::Row { is_first_band: true },
            "band2Horz" => Part::Row { is_first_band: false },
            "firstCol" => Part::FirstColumn,
            "lastCol" => Part::LastColumn,
            "firstRow" => Part::FirstRow,
            "lastRow" => Part::LastRow,
            "nwCell" => corner(true, true),
            "neCell" => corner(true, false),
            "swCell" => corner(false, true),
            "seCell" => corner(false, false),
            _ => return None,
        })
    }
}

/// What a part of a style paints. `None` where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Painted {
    part: Part,
    ground: Option<Ground>,
    ink: Option<Ink>,
}

/// What a style paints by the place of a cell, and how wide its bands are.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct TableStyle {
    painted: Vec<Painted>,
    row_band: Option<u32>,
    column_band: Option<u32>,
}

impl TableStyle {
    /// Takes from a style further down the chain what is not known yet.
    pub(super) fn inherit(&mut self, from: &TableStyle) {
        for painted in &from.painted {
            match self.painted.iter_mut().find(|p| p.part == painted.part) {
                Some(own) => {
                    own.ground = own.ground.or(painted.ground);
                    own.ink = own.ink.or(painted.ink);
                }
                None => self.painted.push(*painted),
            }
        }
        self.row_band = self.row_band.or(from.row_band);
        self.column_band = self.column_band.or(from.column_band);
    }

    /// Notes what the style paints in the whole table.
    pub(super) fn paint(&mut self, ground: Option<Ground>, ink: Option<Ink>) {
        self.add(Part::Whole, ground, ink);
    }

    fn add(&mut self, part: Part, ground: Option<Ground>, ink: Option<Ink>) {
        if ground.is_none() && ink.is_none() {
            return;
        }
        let more = TableStyle {
            painted: vec![Painted { part, ground, ink }],
            ..TableStyle::default()
        };
        self.inherit(&more);
    }

    /// Reads `w:tblPr` or `w:tcPr` of a style, which was opened last, to its end.
    pub(super) fn read_whole(&mut self, xml: &mut Xml<'_, '_>) -> Result<(), Error> {
        while let Some(child) = xml.child()? {
            let size = || child.number().and_then(|n| u32::try_from(n).ok());
            match child.name() {
                "shd" => self.paint(colors::shading(&child), None),
                "tblStyleRowBandSize" => self.row_band = size(),
                "tblStyleColBandSize" => self.column_band = size(),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(())
    }

    /// Reads `w:tblStylePr`, which was opened last, to its end.
    pub(super) fn read_part(&mut self, xml: &mut Xml<'_, '_>, kind: &str) -> Result<(), Error> {
        let (mut ground, mut ink) = (None, None);
        while let Some(child) = xml.child()? {
            match child.name() {
                "rPr" => ink = props::run(xml)?.shown_ink(),
                "tcPr" | "tblPr" | "trPr" => {
                    while let Some(inner) = xml.child()? {
                        if inner.name() == "shd" {
                            ground = colors::shading(&inner).or(ground);
                        }
                        xml.skip()?;
                    }
                }
                _ => xml.skip()?,
            }
        }
        if let Some(part) = Part::of(kind) {
            self.add(part, ground, ink);
        }
        Ok(())
    }
}

/// Which parts of its style a table takes, and what these paint.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TableLook {
    style: TableStyle,
    first_row: bool,
    last_row: bool,
    first_column: bool,
    last_column: bool,
    no_row_bands: bool,
    no_column_bands: bool,
}

impl TableLook {
    /// Reads `w:tblLook`: attributes of their own names, or bits of `w:val`.
    pub(super) fn read(&mut self, look: &Element<'_>) {
        let bits = look.val().and_then(|v| u32::from_str_radix(v.trim(), 16).ok());
        let is_on = |name: &str, bit: u32| match look.attr(name).as_deref() {
            Some(value) => matches!(value, "1" | "true" | "on"),
            None => bits.is_some_and(|bits| bits & bit != 0),
        };
        self.first_row = is_on("firstRow", 0x20);
        self.last_row = is_on("lastRow", 0x40);
        self.first_column = is_on("firstColumn", 0x80);
        self.last_column = is_on("lastColumn", 0x100);
        self.no_row_bands = is_on("noHBand", 0x200);
        self.no_column_bands = is_on("noVBand", 0x400);
    }

    /// The same with a style.
    pub(super) fn with_style(self, style: Option<&TableStyle>) -> TableLook {
        TableLook {
            style: style.cloned().unwrap_or_default(),
            ..self
        }
    }

    /// Which ground and which colour of characters the style gives a cell: the one of this place (0-based) among the `rows`
    /// of the table and the `cells` of its row.
    pub(crate) fn at(
        &self,
        (row, rows): (usize, usize),
        (cell, cells): (usize, usize),
    ) -> (Option<Ground>, Option<Ink>) {
        let is_first_row = self.first_row && row == 0;
        let is_last_row = self.last_row && row + 1 == rows;
        let is_first_column = self.first_column && cell == 0;
        let is_last_column = self.last_column && cell + 1 == cells;
        let is_first_band = |at: usize, skipped: bool, size: Option<u32>| {
            let size = size.filter(|s| *s > 0).unwrap_or(1) as usize;
            (at.saturating_sub(usize::from(skipped)) / size).is_multiple_of(2)
        };
        let row_band = is_first_band(row, self.first_row, self.style.row_band);
        let column_band = is_first_band(cell, self.first_column, self.style.column_band);
        let holds = |part: Part| match part {
            Part::Whole => true,
            Part::Column { is_first_band } => !self.no_column_bands && is_first_band == column_band,
            Part::Row { is_first_band } => {
                !self.no_row_bands && !is_first_row && !is_last_row && is_first_band == row_band
            }
            Part::FirstColumn => is_first_column,
            Part::LastColumn => is_last_column,
            Part::FirstRow => is_first_row,
            Part::LastRow => is_last_row,
            Part::Corner { is_top, is_left } => {
                (if is_top { is_first_row } else { is_last_row })
                    && (if is_left { is_first_column } else { is_last_column })
            }
        };
        let painted = || self.style.painted.iter().filter(|p| holds(p.part));
        let ground = painted().filter(|p| p.ground.is_some()).max_by_key(|p| p.part);
        let ink = painted().filter(|p| p.ink.is_some()).max_by_key(|p| p.part);
        (ground.and_then(|p| p.ground), ink.and_then(|p| p.ink))
    }
}
