use super::*;
use crate::check::{Check, Outcome};
use crate::diagnostic::Warning;
use crate::document::{
    Block, BlockKind, Cell, Document, Dropped, Format, Furniture, FurnitureKind, Method, Page, Provenance,
    Table,
};
use crate::evidence::{Counts, Judgement, Verdict};
use crate::extract::{Extraction, ReadStatus};
use crate::geometry::Rect;
use crate::report::{
    CellRef, Field, Form, Group, GroupTable, NamedValue, Number, Report, RequestRow, Requests, Section,
    SectionKind, Status, Value, ValueKind,
};

/// A number in a cell of the first table.
fn value(raw: &str, number: &str) -> Value {
    Value {
        raw: raw.to_owned(),
        kind: ValueKind::Number,
        number: Number::parse(number),
        unit: None,
        status: Status::Confirmed,
        readings: Vec::new(),
        provenance: vec![Provenance::Page {
            page: 1,
            bbox: Rect::new(72.004, 10.0, 90.126, 20.5),
        }],
        cell: Some(CellRef {
            table: 0,
            row: 1,
            col: 2,
        }),
    }
}

fn named(key: Option<&'static str>, value: Value) -> NamedValue {
    NamedValue {
        key,
        path: vec!["规章".to_owned(), "本年制发件数".to_owned()],
        value,
    }
}

/// An extraction in which every kind of thing occurs once.
pub(crate) fn sample() -> Extraction {
    let place = Provenance::Page {
        page: 1,
        bbox: Rect::new(0.0, 0.0, 10.0, 10.0),
    };
    let inner = Table::new(1, 1, vec![Cell::new(0, 0, "inner")], Method::Grid).unwrap();
    let mut holder = Cell::spanning(0..1, 0..2, "head");
    holder.tables.push(inner);
    let table = Table::new(
        2,
        2,
        vec![holder, Cell::new(1, 0, "a"), Cell::new(1, 1, "b\nc")],
        Method::Rulings,
    );
    let mut document = Document::empty(Format::Pdf);
    document.pages.push(Page {
        number: 1,
        width: 595.0,
        height: 842.0,
        no_text: false,
    });
    document.pages.push(Page {
        number: 2,
        width: 595.0,
        height: 842.0,
        no_text: true,
    });
    document.tables.push(table.unwrap());
    document.blocks = vec![
        Block::new(BlockKind::Paragraph, "front", place),
        Block::new(
            BlockKind::Heading {
                level: 1,
                number: Some("一、".to_owned()),
            },
            "总体情况",
            place,
        ),
        Block::new(BlockKind::Table(0), "", place),
        Block::new(
            BlockKind::Footnote {
                mark: Some("1".to_owned()),
            },
            "note",
            place,
        ),
    ];
    document.furniture.push(Furniture {
        kind: FurnitureKind::PageNumber,
        text: "— 1 —".to_owned(),
        provenance: vec![place],
    });
    document.dropped.push(Dropped {
        text: "x".to_owned(),
        reason: "printed-twice",
        provenance: vec![Provenance::Line(3)],
    });
    document
        .warnings
        .push(Warning::on_page("tables_skipped", 2, "too many rulings"));
    let group = Group {
        key: Some("regulations"),
        values: vec![
            named(Some("issued"), value("3", "3")),
            named(None, Value::absent()),
        ],
    };
    let unknown = Group {
        key: None,
        values: vec![named(None, value("增１", "1"))],
    };
    let row = RequestRow {
        key: Some("received"),
        path: vec!["一、".to_owned()],
        values: vec![value("12.50", "12.50"); 7],
        extra: vec![value("1", "1")],
    };
    let report = Report {
        form: Some(Form::Form2021),
        year: Some(Field {
            value: 2022,
            raw: "２０２２年".to_owned(),
            provenance: vec![place],
        }),
        front: 0..1,
        sections: vec![Section {
            kind: Some(SectionKind::Overview),
            number: Some("一、".to_owned()),
            heading: "一、总体情况".to_owned(),
            blocks: 2..3,
            heading_block: Some(1),
        }],
        disclosure: Some(GroupTable {
            groups: vec![group, unknown],
        }),
        requests: Some(Requests {
            rows: vec![row],
            extra_columns: vec![vec!["小计".to_owned()]],
        }),
        ..Report::default()
    };
    let check = Check {
        rule: "requests-balance",
        place: "total".to_owned(),
        outcome: Outcome::Fail,
        outcome_blank_as_zero: None,
        expected: Number::parse("3"),
        actual: Number::parse("4"),
        cells: vec!["requests/received/total".to_owned()],
        note: None,
    };
    Extraction {
        sha256: "0".repeat(64),
        size: 1234,
        status: ReadStatus::Ok,
        document,
        report,
        checks: vec![check],
        judgement: Judgement {
            verdict: Some(Verdict::SourceInconsistent),
            counts: Counts {
                confirmed: 9,
                single: 0,
                disputed: 0,
            },
            reasons: Vec::new(),
        },
    }
}

#[test]
fn a_report_reads_back_as_it_was_written() {
    let report = ReportJson::from_extraction(&sample(), "a/b.pdf");
    let bytes = to_json(&report).unwrap();
    assert_eq!(read_report(&bytes).unwrap(), report);
}

#[test]
fn a_structure_reads_back_as_it_was_written() {
    let structure = StructureJson::from_document(&sample().document, "b.pdf", "00", 1);
    let bytes = to_json(&structure).unwrap();
    assert_eq!(
        serde_json::from_slice::<StructureJson>(&bytes).unwrap(),
        structure
    );
}

#[test]
fn the_contract_is_kept_word_for_word() {
    let report = serde_json::to_value(ReportJson::from_extraction(&sample(), "b.pdf")).unwrap();
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "schema_version",
            "source",
            "status",
            "form",
            "verdict",
            "evidence",
            "reasons",
            "agency",
            "year",
            "title",
            "front",
            "sections",
            "disclosure",
            "requests",
            "litigation",
            "tables",
            "checks",
            "furniture",
            "dropped",
            "warnings"
        ]
    );
    assert_eq!(report["form"], "2021");
    assert_eq!(report["verdict"], "source_inconsistent");
    assert_eq!(
        report["requests"]["rows"][0]["values"][6]["value"].to_string(),
        "12.5"
    );
    assert_eq!(
        report["disclosure"]["regulations"]["issued"]["value"].to_string(),
        "3"
    );
    assert_eq!(
        report["disclosure"]["regulations"]["issued"]["provenance"][0]["bbox"].to_string(),
        "[72.0,10.0,90.13,20.5]"
    );
    assert_eq!(
        report["disclosure"]["regulations"]["extra"][0]["value"]["kind"],
        "absent"
    );
    assert_eq!(report["disclosure"]["extra"][0]["value"]["raw"], "增１");
    assert_eq!(
        report["sections"][0]["blocks"][0],
        serde_json::json!({"type": "table", "table": "t1"})
    );
    assert_eq!(report["tables"][0]["cells"][0]["tables"][0]["id"], "t1.1");
    assert_eq!(report["checks"][0]["where"], "total");
    assert_eq!(report["source"]["no_text_pages"], serde_json::json!([2]));
}

#[test]
fn a_block_that_belongs_to_no_section_is_kept_in_the_one_before() {
    let report = ReportJson::from_extraction(&sample(), "b.pdf");
    assert_eq!(report.front.len(), 1);
    assert_eq!(report.sections[0].blocks.len(), 2);
}

#[test]
fn a_document_without_sections_has_all_blocks_in_front() {
    let mut extraction = sample();
    extraction.report = Report::default();
    let report = ReportJson::from_extraction(&extraction, "b.pdf");
    assert_eq!(report.front.len(), 4);
}

#[test]
fn a_table_without_a_block_is_kept_in_the_structure() {
    let mut document = sample().document;
    document.blocks.clear();
    let structure = StructureJson::from_document(&document, "b.pdf", "00", 1);
    assert!(matches!(structure.blocks.as_slice(), [structure::Block::Table(t)] if t.n_cols == 2));
}

#[test]
fn boxes_that_are_not_finite_do_not_reach_the_json() {
    let mut extraction = sample();
    let bbox = Rect {
        x0: f32::NAN,
        top: f32::INFINITY,
        x1: -0.001,
        bottom: 1.0,
    };
    extraction.document.furniture[0].provenance = vec![Provenance::Page { page: 1, bbox }];
    let report = serde_json::to_value(ReportJson::from_extraction(&extraction, "b.pdf")).unwrap();
    assert_eq!(
        report["furniture"][0]["provenance"][0]["bbox"].to_string(),
        "[0.0,0.0,0.0,1.0]"
    );
}

#[test]
fn a_cell_is_one_line_of_the_file() {
    let text = String::from_utf8(to_json(&ReportJson::from_extraction(&sample(), "b.pdf")).unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|l| l.contains("\"b\\nc\"")).collect();
    assert!(
        matches!(lines.as_slice(), [line] if line.contains("\"row\": 1") && line.contains("\"role\": \"data\"")),
        "{text}"
    );
}

#[test]
fn another_major_version_is_refused() {
    let mut report = ReportJson::from_extraction(&sample(), "b.pdf");
    report.schema_version = "2.0".to_owned();
    let error = read_report(&to_json(&report).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSupported);
}

#[test]
fn a_minor_version_may_add_fields() {
    let mut report = serde_json::to_value(ReportJson::from_extraction(&sample(), "b.pdf")).unwrap();
    report["schema_version"] = "1.7".into();
    report["new_field"] = 1.into();
    assert!(read_report(report.to_string().as_bytes()).is_ok());
}
