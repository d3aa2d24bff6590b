//! From what was extracted to the types of the wire.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::wire;
use crate::check::Check;
use crate::diagnostic::{Error, Warning};
use crate::document::{self, Block, BlockKind, Document, Dropped, Furniture, Provenance};
use crate::evidence::{Judgement, Reason};
use crate::extract::{Extraction, ReadStatus};
use crate::geometry::Rect;
use crate::report::{self, Field, GroupTable, Number, Report, RequestRow, Value};

impl wire::ReportJson {
    /// The JSON of an extraction. `file` is the name that the JSON gives to the source: relative, with `/`.
    pub fn from_extraction(extraction: &Extraction, file: &str) -> wire::ReportJson {
        let Extraction {
            document,
            report,
            checks,
            judgement,
            ..
        } = extraction;
        let (front, sections) = sections(document, report);
        wire::ReportJson {
            schema_version: wire::SCHEMA_VERSION.to_owned(),
            source: source(document, file, &extraction.sha256, extraction.size),
            status: extraction.status.into(),
            form: report.form.map(Into::into),
            verdict: judgement.verdict.map(Into::into),
            evidence: evidence(judgement),
            reasons: judgement.reasons.iter().map(reason).collect(),
            agency: report.agency.as_ref().map(text_field),
            year: report.year.as_ref().map(year_field),
            title: report.title.as_ref().map(text_field),
            front,
            sections,
            disclosure: report.disclosure.as_ref().map(groups),
            requests: report.requests.as_ref().map(requests),
            litigation: report.litigation.as_ref().map(groups),
            tables: tables(document),
            checks: checks.iter().map(check).collect(),
            furniture: document.furniture.iter().map(furniture).collect(),
            dropped: document.dropped.iter().map(dropped).collect(),
            warnings: document.warnings.iter().map(warning).collect(),
        }
    }
}

impl wire::ErrorJson {
    /// The JSON of a document that could not be read.
    pub fn from_error(error: &Error, file: &str) -> wire::ErrorJson {
        wire::ErrorJson {
            schema_version: wire::SCHEMA_VERSION.to_owned(),
            file: file.to_owned(),
            error: wire::ErrorDetail {
                kind: error.kind().as_str().to_owned(),
                stage: error.stage().as_str().to_owned(),
                message: error.message().to_owned(),
                page: error.page(),
            },
        }
    }
}

pub(super) fn source(document: &Document, file: &str, sha256: &str, size: u64) -> wire::Source {
    let pages = u32::try_from(document.pages.len()).unwrap_or(u32::MAX);
    let no_text = document.pages.iter().filter(|page| page.no_text);
    wire::Source {
        file: file.to_owned(),
        sha256: sha256.to_owned(),
        size,
        format: document.format.into(),
        pages: (document.format == document::Format::Pdf).then_some(pages),
        no_text_pages: no_text.map(|page| page.number).collect(),
        producer: document.producer.clone(),
        salvaged: document.salvaged,
    }
}

/// Whether a document on its own, without a report, has readable text.
pub(super) fn read_status(document: &Document) -> ReadStatus {
    let has_text = !document.tables.is_empty() || document.blocks.iter().any(|b| !b.text.trim().is_empty());
    if has_text || !document.pages.iter().any(|page| page.no_text) {
        ReadStatus::Ok
    } else {
        ReadStatus::NoText
    }
}

fn evidence(judgement: &Judgement) -> wire::Evidence {
    wire::Evidence {
        confirmed: judgement.counts.confirmed,
        single: judgement.counts.single,
        disputed: judgement.counts.disputed,
    }
}

fn reason(reason: &Reason) -> wire::Reason {
    wire::Reason {
        code: reason.code.to_owned(),
        message: reason.message.clone(),
        cells: reason.cells.clone(),
    }
}

fn text_field(field: &Field<String>) -> wire::TextField {
    wire::TextField {
        value: field.value.clone(),
        raw: field.raw.clone(),
        provenance: provenance(&field.provenance),
    }
}

fn year_field(field: &Field<i32>) -> wire::YearField {
    wire::YearField {
        value: field.value,
        raw: field.raw.clone(),
        provenance: provenance(&field.provenance),
    }
}

pub(super) fn provenance(places: &[Provenance]) -> Vec<wire::Provenance> {
    let place = |p: &Provenance| match *p {
        Provenance::Page { page, bbox } => wire::Provenance::Page {
            page,
            bbox: rounded(bbox),
        },
        Provenance::Cell { table, row, col } => wire::Provenance::Cell { table, row, col },
        Provenance::Paragraph(paragraph) => wire::Provenance::Paragraph { paragraph },
        Provenance::Line(line) => wire::Provenance::Line { line },
    };
    places.iter().map(place).collect()
}

/// A box rounded to 0.01 points. JSON knows no infinite numbers, so what is not finite becomes 0.
fn rounded(rect: Rect) -> [f64; 4] {
    [rect.x0, rect.top, rect.x1, rect.bottom].map(|v| {
        let hundredths = (f64::from(v) * 100.0).round();
        // Adding 0 turns -0 into 0.
        if hundredths.is_finite() {
            hundredths / 100.0 + 0.0
        } else {
            0.0
        }
    })
}

fn number(number: Number) -> wire::Number {
    match number.as_whole() {
        Some(whole) => wire::Number::Whole(whole),
        None => wire::Number::Decimal(number.as_f64()),
    }
}

fn cell_value(value: &Value) -> wire::CellValue {
    let reading = |r: &report::OtherReading| wire::OtherReading {
        method: r.method.into(),
        raw: r.raw.clone(),
        value: r.number.map(number),
    };
    wire::CellValue {
        raw: value.raw.clone(),
        value: value.number.map(number),
        unit: value.unit.clone(),
        kind: value.kind.into(),
        status: value.status.into(),
        readings: value.readings.iter().map(reading).collect(),
        provenance: provenance(&value.provenance),
        cell: value.cell.map(|c| wire::CellRef {
            table: table_id(c.table),
            row: c.row,
            col: c.col,
        }),
    }
}

fn groups(table: &GroupTable) -> wire::Groups {
    let mut out = wire::Groups::default();
    for group in &table.groups {
        let mut values = IndexMap::new();
        let mut extra = Vec::new();
        for named in &group.values {
            let value = cell_value(&named.value);
            match (group.key, named.key) {
                (Some(_), Some(key)) if !values.contains_key(key) => {
                    values.insert(key.to_owned(), value);
                }
                _ => extra.push(wire::ExtraValue {
                    path: named.path.clone(),
                    value,
                }),
            }
        }
        match group.key {
            Some(key) if !out.groups.contains_key(key) => {
                out.groups.insert(key.to_owned(), wire::Group { values, extra });
            }
            _ => {
                // A group without a key, or a second one under the same key, is kept as what it is: unknown.
                let again = values.into_iter().map(|(key, value)| wire::ExtraValue {
                    path: vec![key],
                    value,
                });
                out.extra.extend(again.chain(extra));
            }
        }
    }
    out
}

fn requests(requests: &report::Requests) -> wire::Requests {
    let row = |row: &RequestRow| wire::RequestRow {
        key: row.key.map(str::to_owned),
        path: row.path.clone(),
        values: row.values.iter().map(cell_value).collect(),
        extra: row.extra.iter().map(cell_value).collect(),
    };
    let column = |path: &Vec<String>| wire::ExtraColumn { path: path.clone() };
    wire::Requests {
        columns: report::COLUMNS.map(str::to_owned).to_vec(),
        extra_columns: requests.extra_columns.iter().map(column).collect(),
        rows: requests.rows.iter().map(row).collect(),
    }
}

/// The blocks before the first section, and the sections with theirs. No block is left out: each goes to the last
/// section that begins at or before it.
fn sections(document: &Document, report: &Report) -> (Vec<wire::Block>, Vec<wire::Section>) {
    let mut front = Vec::new();
    let mut sections: Vec<wire::Section> = report.sections.iter().map(|s| section(document, s)).collect();
    let headings: BTreeSet<usize> = report.sections.iter().filter_map(|s| s.heading_block).collect();
    let mut starts = report.sections.iter().map(|s| s.blocks.start).peekable();
    let mut begun = 0_usize;
    for (index, block) in document.blocks.iter().enumerate() {
        while starts.next_if(|&start| start <= index).is_some() {
            begun += 1;
        }
        if headings.contains(&index) {
            continue;
        }
        match begun.checked_sub(1).and_then(|at| sections.get_mut(at)) {
            Some(section) => section.blocks.push(self::block(block)),
            None => front.push(self::block(block)),
        }
    }
    (front, sections)
}

fn section(document: &Document, section: &report::Section) -> wire::Section {
    let heading = section.heading_block.and_then(|index| document.blocks.get(index));
    wire::Section {
        kind: section.kind.map(Into::into),
        number: section.number.clone(),
        heading: section.heading.clone(),
        provenance: heading
            .map(|block| provenance(&block.provenance))
            .unwrap_or_default(),
        blocks: Vec::new(),
    }
}

fn block(block: &Block) -> wire::Block {
    let text = block.text.clone();
    let provenance = provenance(&block.provenance);
    match block.kind.clone() {
        BlockKind::Heading { level, number } => wire::Block::Heading {
            level,
            number,
            text,
            provenance,
        },
        BlockKind::Paragraph => wire::Block::Paragraph { text, provenance },
        BlockKind::ListItem { level, number } => wire::Block::ListItem {
            level,
            number,
            text,
            provenance,
        },
        BlockKind::Table(index) => wire::Block::Table {
            table: table_id(index),
        },
        BlockKind::Picture => wire::Block::Picture { text, provenance },
        BlockKind::Footnote { mark } => wire::Block::Footnote {
            mark,
            text,
            provenance,
        },
        BlockKind::Caption => wire::Block::Caption { text, provenance },
    }
}

fn table_id(index: usize) -> String {
    format!("t{}", index + 1)
}

fn tables(document: &Document) -> Vec<wire::Table> {
    let number = |(index, t)| table(t, table_id(index));
    document.tables.iter().enumerate().map(number).collect()
}

/// The table and what is nested in it. The depth of nesting is bounded by the reader's `Limits::nested_tables`.
fn table(table: &document::Table, id: String) -> wire::Table {
    let cells = cells(table, &id);
    wire::Table {
        cells,
        ..table_without_cells(table, id)
    }
}

pub(super) fn table_without_cells(table: &document::Table, id: String) -> wire::Table {
    let doubt = |doubt: &document::Doubt| wire::Doubt {
        code: doubt.code.to_owned(),
        message: doubt.message.clone(),
        row: doubt.place.map(|(row, _)| row),
        col: doubt.place.map(|(_, col)| col),
    };
    let repeated = |head: &document::RepeatedHead| wire::RepeatedHead {
        page: head.page,
        rows: head.rows,
    };
    wire::Table {
        title: table.title.clone(),
        page: table.page,
        n_rows: table.n_rows(),
        n_cols: table.n_cols(),
        header_rows: table.header_rows,
        label_cols: table.label_cols,
        method: table.method.into(),
        repeated_heads: table.repeated_heads.iter().map(repeated).collect(),
        doubts: table.doubts.iter().map(doubt).collect(),
        cells: Vec::new(),
        id,
    }
}

fn cells(table: &document::Table, id: &str) -> Vec<wire::Cell> {
    let mut nested = 0_usize;
    let mut cell = |cell: &document::Cell| wire::Cell {
        row: cell.rows.start,
        col: cell.cols.start,
        row_span: cell.row_span(),
        col_span: cell.col_span(),
        text: cell.text.clone(),
        role: cell.role.into(),
        provenance: provenance(&cell.provenance),
        tables: cell
            .tables
            .iter()
            .map(|inner| {
                nested += 1;
                self::table(inner, format!("{id}.{nested}"))
            })
            .collect(),
    };
    table.cells().iter().map(&mut cell).collect()
}

fn check(check: &Check) -> wire::Check {
    wire::Check {
        rule: check.rule.to_owned(),
        place: check.place.clone(),
        outcome: check.outcome.into(),
        outcome_blank_as_zero: check.outcome_blank_as_zero.map(Into::into),
        expected: check.expected.map(number),
        actual: check.actual.map(number),
        cells: check.cells.clone(),
        note: check.note.clone(),
    }
}

pub(super) fn furniture(furniture: &Furniture) -> wire::Furniture {
    wire::Furniture {
        kind: furniture.kind.into(),
        text: furniture.text.clone(),
        provenance: provenance(&furniture.provenance),
    }
}

pub(super) fn dropped(dropped: &Dropped) -> wire::Dropped {
    wire::Dropped {
        text: dropped.text.clone(),
        reason: dropped.reason.to_owned(),
        provenance: provenance(&dropped.provenance),
    }
}

pub(super) fn warning(warning: &Warning) -> wire::Warning {
    wire::Warning {
        code: warning.code.to_owned(),
        message: warning.message.clone(),
        page: warning.page,
    }
}
