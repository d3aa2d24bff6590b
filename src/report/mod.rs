//! The annual disclosure report (政府信息公开工作年度报告): which form it follows, its sections, and the values of its
//! three tables, found by header path and row path and never by fixed position.

mod agency;
pub mod captions;
pub mod disclosure;
pub mod front;
pub mod hints;
pub mod labels;
pub mod lexicon;
pub mod litigation;
pub mod normalise;
pub mod number;
pub mod order;
mod parted;
pub mod read;
pub mod requests;
pub mod sections;
pub mod sheet;
mod spelled;
pub mod values;

use std::fmt;

use crate::document::{Method, Provenance};
pub use number::Number;

/// Which form a report follows, told by its labels and never by its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// 国办公开办函〔2021〕30号: reports for 2021 and later.
    Form2021,
    /// 国办公开办函〔2019〕60号 (试行): reports for 2019 and 2020.
    Form2019,
}

impl Form {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Form2021 => "2021",
            Form::Form2019 => "2019",
        }
    }
}

/// What a table cell holds. Absent, blank, a mark and 0 are four different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// A number.
    Number,
    /// The cell is there and empty.
    Blank,
    /// A mark for nothing: `/`, `-`, `—`.
    Mark,
    /// The report has no such cell.
    Absent,
    /// Something is printed that is no number.
    Unreadable,
}

impl ValueKind {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ValueKind::Number => "number",
            ValueKind::Blank => "blank",
            ValueKind::Mark => "mark",
            ValueKind::Absent => "absent",
            ValueKind::Unreadable => "unreadable",
        }
    }
}

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Independent readings agree, or equations pin it, and no equation speaks against it alone.
    Confirmed,
    /// One reading gives it and nothing else speaks for or against it; or readings agree and the equations through it
    /// all fail, so that what they share may be wrong.
    Single,
    /// Readings differ, or the place is in doubt.
    Disputed,
}

impl Status {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Confirmed => "confirmed",
            Status::Single => "single",
            Status::Disputed => "disputed",
        }
    }
}

/// A cell of one of [`crate::document::Document::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellRef {
    /// Index into the document's tables.
    pub table: usize,
    /// First grid row of the cell, 0-based.
    pub row: u32,
    /// First grid column of the cell, 0-based.
    pub col: u32,
}

/// What another reading gave for the same value.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherReading {
    /// By which means.
    pub method: Method,
    /// The text it found.
    pub raw: String,
    /// The number in that text, if it is one.
    pub number: Option<Number>,
}

/// One value of the form as the report prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The printed text; empty for blank and absent.
    pub raw: String,
    /// What it is.
    pub kind: ValueKind,
    /// The printed number, never converted to another unit; `None` unless `kind` is `Number`.
    pub number: Option<Number>,
    /// A unit printed in the cell (`元`, `件`).
    pub unit: Option<String>,
    /// How sure it is.
    pub status: Status,
    /// What the other readings gave, where they speak of this value.
    pub readings: Vec<OtherReading>,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
    /// The cell it came from.
    pub cell: Option<CellRef>,
}

impl Value {
    /// A value that the report does not have.
    pub fn absent() -> Value {
        Value {
            raw: String::new(),
            kind: ValueKind::Absent,
            number: None,
            unit: None,
            status: Status::Single,
            readings: Vec::new(),
            provenance: Vec::new(),
            cell: None,
        }
    }
}

/// A value with its name within its table's row or group.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedValue {
    /// The stable key; `None` for a column or row that the form does not know.
    pub key: Option<&'static str>,
    /// The printed labels that lead to it, outermost first, normalised.
    pub path: Vec<String>,
    /// The value.
    pub value: Value,
}

/// Values that belong together: a line of table 2 (`regulations`), or a third of table 4 (`review`).
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The stable key; `None` for a line that the form does not know.
    pub key: Option<&'static str>,
    /// Its values: the known ones in the form's order, then others.
    pub values: Vec<NamedValue>,
}

impl Group {
    /// The value under this key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|v| v.key == Some(key)).map(|v| &v.value)
    }
}

/// Table 2 (主动公开) or table 4 (行政复议、行政诉讼): groups of named values, in the form's order.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupTable {
    /// The groups that the form knows, in its order, then others.
    pub groups: Vec<Group>,
}

impl GroupTable {
    /// The value under these two keys.
    pub fn get(&self, group: &str, key: &str) -> Option<&Value> {
        self.groups
            .iter()
            .find(|g| g.key == Some(group))
            .and_then(|g| g.get(key))
    }
}

/// A row of table 3.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRow {
    /// The stable key; `None` for a row that the form does not know.
    pub key: Option<&'static str>,
    /// The printed labels that lead to it, outermost first, normalised.
    pub path: Vec<String>,
    /// One value for each of [`COLUMNS`], in that order.
    pub values: Vec<Value>,
    /// One value for each of [`Requests::extra_columns`], in that order.
    pub extra: Vec<Value>,
}

/// Table 3 (收到和处理政府信息公开申请情况).
#[derive(Clone, Debug, PartialEq)]
pub struct Requests {
    /// The rows that the form knows in the form's order, with rows that it does not know where they were printed.
    pub rows: Vec<RequestRow>,
    /// Header paths of columns that the form does not know.
    pub extra_columns: Vec<Vec<String>>,
}

impl Requests {
    /// The row under this key.
    pub fn row(&self, key: &str) -> Option<&RequestRow> {
        self.rows.iter().find(|r| r.key == Some(key))
    }

    /// The value under this row key and column key.
    pub fn get(&self, row: &str, column: &str) -> Option<&Value> {
        let index = COLUMNS.iter().position(|&c| c == column)?;
        self.row(row)?.values.get(index)
    }
}

/// Column keys of table 3, in the form's order: applicants, then the total.
pub const COLUMNS: [&str; 7] = [
    "natural_person",
    "enterprise",
    "research_institution",
    "social_organization",
    "legal_service",
    "other_organization",
    "total",
];

/// The six sections of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// 一、总体情况
    Overview,
    /// 二、主动公开政府信息情况
    Disclosure,
    /// 三、收到和处理政府信息公开申请情况
    Requests,
    /// 四、政府信息公开行政复议、行政诉讼情况
    Litigation,
    /// 五、存在的主要问题及改进情况
    Problems,
    /// 六、其他需要报告的事项
    Other,
}

impl SectionKind {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            SectionKind::Overview => "overview",
            SectionKind::Disclosure => "disclosure",
            SectionKind::Requests => "requests",
            SectionKind::Litigation => "litigation",
            SectionKind::Problems => "problems",
            SectionKind::Other => "other",
        }
    }
}

/// A part of the report under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which of the six; `None` for a part without a place in the form.
    pub kind: Option<SectionKind>,
    /// The printed or automatic number (`一、`), where there is one.
    pub number: Option<String>,
    /// The heading as shown, with its number.
    pub heading: String,
    /// The blocks under the heading: a half-open range of [`crate::document::Document::blocks`], heading excluded.
    pub blocks: std::ops::Range<usize>,
    /// Index of the block that is the heading; `None` when the section begins inside a block.
    pub heading_block: Option<usize>,
}

/// Something said once in the document: the agency, the year, the title.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    /// What it means.
    pub value: T,
    /// The printed text it was read from.
    pub raw: String,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// A report: a document whose parts have names.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Report {
    /// Which form; `None` when the labels are those of none.
    pub form: Option<Form>,
    /// Who reports.
    pub agency: Option<Field<String>>,
    /// The year reported on.
    pub year: Option<Field<i32>>,
    /// The title.
    pub title: Option<Field<String>>,
    /// Blocks before the first section: a half-open range of the document's blocks.
    pub front: std::ops::Range<usize>,
    /// The sections in the order of the document.
    pub sections: Vec<Section>,
    /// Table 2.
    pub disclosure: Option<GroupTable>,
    /// Table 3.
    pub requests: Option<Requests>,
    /// Table 4.
    pub litigation: Option<GroupTable>,
    /// Indexes of the document's tables that the three tables were filled from.
    pub used_tables: Vec<usize>,
}

/// The path of a value that the form knows, printed as checks and reasons name it: `requests/received/total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValuePath {
    /// `disclosure`, `requests` or `litigation`.
    pub table: &'static str,
    /// The key of the row of table 3, or of the group of table 2 or 4.
    pub row: &'static str,
    /// The key of the column, or of the value within its group.
    pub column: &'static str,
}

impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [self.table, "/", self.row, "/", self.column] {
            f.write_str(part)?;
        }
        Ok(())
    }
}

impl PartialEq<str> for ValuePath {
    fn eq(&self, other: &str) -> bool {
        let mut parts = other.splitn(3, '/');
        [self.table, self.row, self.column]
            .into_iter()
            .all(|part| parts.next() == Some(part))
    }
}

/// [`ValuePath`] as text.
pub fn value_path(table: &str, row: &str, column: &str) -> String {
    [table, row, column].join("/")
}

impl GroupTable {
    /// Every value that the form knows, with its path; `table` is the table's own name.
    fn known(&self, table: &'static str) -> impl Iterator<Item = (ValuePath, &Value)> {
        self.groups.iter().flat_map(move |group| {
            let row = group.key;
            let path = move |v: &NamedValue| {
                Some(ValuePath {
                    table,
                    row: row?,
                    column: v.key?,
                })
            };
            group
                .values
                .iter()
                .filter_map(move |v| Some((path(v)?, &v.value)))
        })
    }

    fn known_mut(&mut self, table: &'static str) -> impl Iterator<Item = (ValuePath, &mut Value)> {
        self.groups.iter_mut().flat_map(move |group| {
            let row = group.key;
            let path = move |v: &NamedValue| {
                Some(ValuePath {
                    table,
                    row: row?,
                    column: v.key?,
                })
            };
            let values = group.values.iter_mut();
            values.filter_map(move |v| Some((path(v)?, &mut v.value)))
        })
    }
}

impl Requests {
    fn known(&self) -> impl Iterator<Item = (ValuePath, &Value)> {
        self.rows.iter().flat_map(|row| {
            let key = row.key;
            let cells = COLUMNS.iter().zip(&row.values);
            cells.filter_map(move |(column, v)| Some((request_path(key?, column), v)))
        })
    }

    fn known_mut(&mut self) -> impl Iterator<Item = (ValuePath, &mut Value)> {
        self.rows.iter_mut().flat_map(|row| {
            let key = row.key;
            let cells = COLUMNS.iter().zip(&mut row.values);
            cells.filter_map(move |(column, v)| Some((request_path(key?, column), v)))
        })
    }
}

fn request_path(row: &'static str, column: &'static str) -> ValuePath {
    ValuePath {
        table: "requests",
        row,
        column,
    }
}

/// Every value of the three tables that the form knows, with its path, table by table in the form's order.
pub fn known_values<'a>(
    disclosure: Option<&'a GroupTable>,
    requests: Option<&'a Requests>,
    litigation: Option<&'a GroupTable>,
) -> impl Iterator<Item = (ValuePath, &'a Value)> {
    let disclosure = disclosure.into_iter().flat_map(|t| t.known("disclosure"));
    let requests = requests.into_iter().flat_map(Requests::known);
    let litigation = litigation.into_iter().flat_map(|t| t.known("litigation"));
    disclosure.chain(requests).chain(litigation)
}

impl Report {
    /// Every value that the form knows, with its path, table by table in the form's order.
    pub fn values(&self) -> impl Iterator<Item = (ValuePath, &Value)> {
        known_values(
            self.disclosure.as_ref(),
            self.requests.as_ref(),
            self.litigation.as_ref(),
        )
    }

    /// [`Report::values`], to set their status.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (ValuePath, &mut Value)> {
        let disclosure = self.disclosure.iter_mut().flat_map(|t| t.known_mut("disclosure"));
        let requests = self.requests.iter_mut().flat_map(Requests::known_mut);
        let litigation = self.litigation.iter_mut().flat_map(|t| t.known_mut("litigation"));
        disclosure.chain(requests).chain(litigation)
    }
}
