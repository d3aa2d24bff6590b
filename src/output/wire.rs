//! The report JSON: plain types with public fields, written and read back by serde.
//!
//! These types are the contract. They stand apart from the types of the pipeline, so that a change there cannot
//! change the JSON by accident. Fields are written in the order in which they stand here. Within one major
//! [`SCHEMA_VERSION`] fields and names of enumerations may be added; none changes its meaning or goes away.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the JSON: major and minor. A reader of major 1 can read every 1.x.
pub const SCHEMA_VERSION: &str = "1.0";

/// Declares an enumeration of the wire with the variants of one of the pipeline, and the way from that to this.
/// The names on the wire are the variants' names in snake case unless they say otherwise.
macro_rules! mirrored {
    ($(#[$meta:meta])* $name:ident from $domain:path { $($(#[$variant_meta:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> $name {
                use $domain as Domain;
                match value {
                    $(Domain::$variant => $name::$variant),+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> $domain {
                use $domain as Domain;
                match value {
                    $($name::$variant => Domain::$variant),+
                }
            }
        }
    };
}

/// Gives enumerations of the wire their names without serde.
macro_rules! named {
    ($($name:ident from $domain:path),+ $(,)?) => {
        $(impl $name {
            /// The name in the JSON.
            pub fn as_str(self) -> &'static str {
                <$domain>::from(self).as_str()
            }
        })+
    };
}

named! {
    Format from crate::document::Format,
    Form from crate::report::Form,
    Verdict from crate::evidence::Verdict,
    ValueKind from crate::report::ValueKind,
    ValueStatus from crate::report::Status,
    Outcome from crate::check::Outcome,
}

mirrored! {
    /// What the bytes were, told by content and not by name.
    Format from crate::document::Format {
        /// Portable Document Format.
        Pdf,
        /// WordprocessingML.
        Docx,
        /// Plain text, flattened out of a document.
        Text,
    }
}

mirrored! {
    /// Whether anything could be read.
    ReadStatus from crate::extract::ReadStatus {
        /// There is text.
        Ok,
        /// Not one page has readable text: a scan, or fonts that cannot be decoded.
        NoText,
    }
}

mirrored! {
    /// Which form the report follows.
    Form from crate::report::Form {
        /// 国办公开办函〔2021〕30号: reports for 2021 and later.
        #[serde(rename = "2021")]
        Form2021,
        /// 国办公开办函〔2019〕60号 (试行): reports for 2019 and 2020.
        #[serde(rename = "2019")]
        Form2019,
    }
}

mirrored! {
    /// The verdict on a report, the first that applies.
    Verdict from crate::evidence::Verdict {
        /// Readings disagree, marks were left over in a table's area, or the file was salvaged.
        Suspect,
        /// A standard table is missing, a picture or a scan.
        Incomplete,
        /// The readings stand and an equation fails: the report itself is wrong.
        SourceInconsistent,
        /// Everything holds.
        Verified,
    }
}

mirrored! {
    /// Which of the form's six sections.
    SectionKind from crate::report::SectionKind {
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
}

mirrored! {
    /// What a cell of the form holds.
    ValueKind from crate::report::ValueKind {
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
}

mirrored! {
    /// How sure a value is.
    ValueStatus from crate::report::Status {
        /// Independent readings agree, or equations pin it.
        Confirmed,
        /// One reading gives it and nothing else speaks for or against it; or readings agree and the equations through it
        /// all fail.
        Single,
        /// Readings differ, or the place is in doubt.
        Disputed,
    }
}

mirrored! {
    /// By which means a table was read.
    Method from crate::document::Method {
        /// PDF: drawn rulings.
        Rulings,
        /// PDF: alignment of words.
        Alignment,
        /// PDF: where texts stand to each other.
        Placement,
        /// PDF: the order of the text in the content stream.
        Stream,
        /// PDF: the tag tree.
        Tags,
        /// DOCX: the table grid.
        Grid,
        /// DOCX and text: the flattened rows.
        Flat,
        /// Text: the order of the forms' labels and of the numbers behind them.
        Order,
    }
}

mirrored! {
    /// What a cell of a table is for.
    CellRole from crate::document::CellRole {
        /// A head that names columns.
        ColumnHead,
        /// A label that names rows.
        RowHead,
        /// A value.
        Data,
    }
}

mirrored! {
    /// How a check ended.
    Outcome from crate::check::Outcome {
        /// The equation holds.
        Pass,
        /// It does not hold.
        Fail,
        /// It cannot be assessed, for the reason in `note`.
        NotAssessable,
    }
}

mirrored! {
    /// What kind of furniture.
    FurnitureKind from crate::document::FurnitureKind {
        /// A running head.
        PageHeader,
        /// A running foot.
        PageFooter,
        /// A page number.
        PageNumber,
        /// Large pale or slanted text under or over the page.
        Watermark,
        /// Text of a stamp or seal.
        Stamp,
        /// Text that a viewer does not show.
        Invisible,
    }
}

/// A report as it is written to `NAME.EXT.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportJson {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema_version: String,
    /// The file it was read from.
    pub source: Source,
    /// Whether anything could be read.
    pub status: ReadStatus,
    /// Which form the report follows; null when it is no such report.
    pub form: Option<Form>,
    /// The verdict; null exactly when `form` is null.
    pub verdict: Option<Verdict>,
    /// How many values are how sure.
    pub evidence: Evidence,
    /// Why the verdict is what it is; empty for `verified`.
    pub reasons: Vec<Reason>,
    /// Who reports.
    pub agency: Option<TextField>,
    /// The year reported on.
    pub year: Option<YearField>,
    /// The title of the document.
    pub title: Option<TextField>,
    /// The blocks before the first section.
    pub front: Vec<Block>,
    /// The sections in the order of the document.
    pub sections: Vec<Section>,
    /// Table 2 (主动公开).
    pub disclosure: Option<Groups>,
    /// Table 3 (收到和处理政府信息公开申请情况).
    pub requests: Option<Requests>,
    /// Table 4 (行政复议、行政诉讼).
    pub litigation: Option<Groups>,
    /// Every table of the document, standard or not, in reading order.
    pub tables: Vec<Table>,
    /// What the rules found.
    pub checks: Vec<Check>,
    /// Page headers and footers, page numbers, watermarks.
    pub furniture: Vec<Furniture>,
    /// Text that was read and kept out of everything above, and why.
    pub dropped: Vec<Dropped>,
    /// What was repaired, guessed or skipped.
    pub warnings: Vec<Warning>,
}

/// The file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Its path relative to the folder that was converted, with `/`; never an absolute path.
    pub file: String,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Number of bytes.
    pub size: u64,
    /// What the bytes were.
    pub format: Format,
    /// Number of pages; null for formats without pages.
    pub pages: Option<u32>,
    /// Pages (1-based) that are not blank and have no text that can be read.
    pub no_text_pages: Vec<u32>,
    /// The program that wrote the file, as the file says.
    pub producer: Option<String>,
    /// Whether the file was so damaged that parts of it were reconstructed.
    pub salvaged: bool,
}

/// How many values are how sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Agreed by independent readings or pinned by equations.
    pub confirmed: u32,
    /// Given by one reading alone, or agreed while the equations through them fail.
    pub single: u32,
    /// Readings differ, or the place is in doubt.
    pub disputed: u32,
}

/// One reason for a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// Stable kebab-case name.
    pub code: String,
    /// One line in plain words.
    pub message: String,
    /// The values or tables it speaks of: `requests/received/total`, `table 2`.
    pub cells: Vec<String>,
}

/// A text said once in the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextField {
    /// What it means, normalised.
    pub value: String,
    /// The printed text it was read from.
    pub raw: String,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// The year reported on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct YearField {
    /// The year.
    pub value: i32,
    /// The printed text it was read from.
    pub raw: String,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// Where a piece of text stood in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Provenance {
    /// PDF: a box on a page.
    Page {
        /// 1-based.
        page: u32,
        /// Left, top, right, bottom in points (1/72 inch) from the top-left corner of the page, y down.
        bbox: [f64; 4],
    },
    /// DOCX: a cell of a table.
    Cell {
        /// 0-based, counting every table of the body in document order, nested ones too.
        table: u32,
        /// 0-based row of that table.
        row: u32,
        /// 0-based grid column where the cell starts.
        col: u32,
    },
    /// DOCX: a paragraph outside tables.
    Paragraph {
        /// 0-based, counting every paragraph of the body in document order.
        paragraph: u32,
    },
    /// Text: a line.
    Line {
        /// 1-based.
        line: u32,
    },
}

/// A number as it is printed: whole, or with decimals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(with = "f64")]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// A number with decimals; at most 15 digits, so that the nearest binary fraction prints as it was printed.
    Decimal(f64),
}

impl Number {
    /// The number as a binary fraction.
    pub fn as_f64(self) -> f64 {
        match self {
            // At most 15 digits: exact.
            Number::Whole(value) => value as f64,
            Number::Decimal(value) => value,
        }
    }
}

/// One value of the form as the report prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CellValue {
    /// The printed text; empty for blank and absent.
    pub raw: String,
    /// The printed number, never converted to another unit; null unless `kind` is `number`.
    pub value: Option<Number>,
    /// A unit printed in the cell.
    pub unit: Option<String>,
    /// What it is.
    pub kind: ValueKind,
    /// How sure it is.
    pub status: ValueStatus,
    /// What the other readings gave, where they speak of this value.
    pub readings: Vec<OtherReading>,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
    /// The cell of `tables` it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellRef>,
}

/// What another reading gave for the same value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OtherReading {
    /// By which means.
    pub method: Method,
    /// The text it found.
    pub raw: String,
    /// The number in that text, if it is one.
    pub value: Option<Number>,
}

/// A cell of one of the document's tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CellRef {
    /// Id of the table.
    pub table: String,
    /// First grid row of the cell, 0-based.
    pub row: u32,
    /// First grid column of the cell, 0-based.
    pub col: u32,
}

/// Table 2 or table 4: groups of named values, in the form's order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Groups {
    /// The groups that the form knows: `regulations`, `review`, ...
    #[serde(flatten)]
    pub groups: IndexMap<String, Group>,
    /// Values of groups that the form does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<ExtraValue>,
}

impl Groups {
    /// The value under these two keys.
    pub fn get(&self, group: &str, key: &str) -> Option<&CellValue> {
        self.groups.get(group)?.values.get(key)
    }
}

/// Values that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The values that the form knows: `issued`, `decisions`, ...
    #[serde(flatten)]
    pub values: IndexMap<String, CellValue>,
    /// Values of the same group that the form does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<ExtraValue>,
}

/// A value that the form does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExtraValue {
    /// The printed labels that lead to it, outermost first.
    pub path: Vec<String>,
    /// The value.
    pub value: CellValue,
}

/// Table 3.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requests {
    /// The keys of the columns, in the order of `values`.
    pub columns: Vec<String>,
    /// Columns that the form does not know, in the order of `extra`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra_columns: Vec<ExtraColumn>,
    /// The rows: those of the form in its order, with those that it does not know where they were printed.
    pub rows: Vec<RequestRow>,
}

impl Requests {
    /// The value under this row key and column key.
    pub fn get(&self, row: &str, column: &str) -> Option<&CellValue> {
        let index = self.columns.iter().position(|c| c == column)?;
        let row = self.rows.iter().find(|r| r.key.as_deref() == Some(row))?;
        row.values.get(index)
    }
}

/// A column of table 3 that the form does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExtraColumn {
    /// The printed heads that lead to it, outermost first.
    pub path: Vec<String>,
}

/// A row of table 3.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestRow {
    /// The stable key; null for a row that the form does not know.
    pub key: Option<String>,
    /// The printed labels that lead to it, outermost first, normalised.
    pub path: Vec<String>,
    /// One value for each of `columns`.
    pub values: Vec<CellValue>,
    /// One value for each of `extra_columns`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<CellValue>,
}

/// A part of the report under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Which of the six; null for a part without a place in the form.
    pub kind: Option<SectionKind>,
    /// The printed or automatic number (`一、`).
    pub number: Option<String>,
    /// The heading as shown, with its number.
    pub heading: String,
    /// Where the heading stood.
    #[serde(default)]
    pub provenance: Vec<Provenance>,
    /// What stands under the heading.
    pub blocks: Vec<Block>,
}

/// A block of running text, or the place of a table or picture in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for the highest.
        level: u8,
        /// The automatic number as it is shown, which the file does not hold as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// The text without the automatic number.
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
    /// A paragraph.
    Paragraph {
        /// The text.
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
    /// A paragraph of a list.
    ListItem {
        /// 0 for the outermost list.
        level: u8,
        /// The automatic number or bullet as it is shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// The text without the automatic number.
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
    /// The place of a table.
    Table {
        /// Its id in `tables`.
        table: String,
    },
    /// A picture.
    Picture {
        /// Text that belongs to the picture, where there is any.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
    /// The text of a footnote or endnote.
    Footnote {
        /// The mark that refers to it, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<String>,
        /// The text.
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
    /// The caption of a table or picture.
    Caption {
        /// The text.
        text: String,
        /// Where it stood.
        provenance: Vec<Provenance>,
    },
}

/// A table: a grid of places, tiled by cells that do not overlap. Places that no cell covers are possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// `t1`, `t2`, ... in reading order; the k-th table inside `t2` is `t2.k`.
    pub id: String,
    /// The caption or heading that names the table.
    pub title: Option<String>,
    /// The page (1-based) on which it starts; null without pages.
    pub page: Option<u32>,
    /// Number of grid rows.
    pub n_rows: u32,
    /// Number of grid columns.
    pub n_cols: u32,
    /// How many rows at the top are column heads.
    pub header_rows: u32,
    /// How many columns at the left are row labels.
    pub label_cols: u32,
    /// By which means it was read.
    pub method: Method,
    /// Heads that were printed again after page ends and left out.
    pub repeated_heads: Vec<RepeatedHead>,
    /// Reasons to doubt the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// The cells in row-major order.
    pub cells: Vec<Cell>,
}

/// A head that was printed again after a page end and left out of the joined table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatedHead {
    /// The page (1-based) where it stood again.
    pub page: u32,
    /// How many rows it had there.
    pub rows: u32,
}

/// Something about a table that makes it untrustworthy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// Stable kebab-case name.
    pub code: String,
    /// One line in plain words.
    pub message: String,
    /// Grid row in doubt, 0-based; null for the whole table.
    pub row: Option<u32>,
    /// Grid column in doubt, 0-based; null for the whole table.
    pub col: Option<u32>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// First grid row, 0-based.
    pub row: u32,
    /// First grid column, 0-based.
    pub col: u32,
    /// Grid rows covered, at least 1.
    pub row_span: u32,
    /// Grid columns covered, at least 1.
    pub col_span: u32,
    /// The printed text; `\n` where the print starts a new line.
    pub text: String,
    /// What the cell is for.
    pub role: CellRole,
    /// Where it stood; two places when a page end cut it.
    pub provenance: Vec<Provenance>,
    /// Tables inside the cell.
    pub tables: Vec<Table>,
}

/// What one rule found at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Stable kebab-case id of the rule.
    pub rule: String,
    /// The column key, the row key, or `review`, `direct_suit`, `suit_after_review`.
    #[serde(rename = "where")]
    pub place: String,
    /// The outcome with blanks taken as unknown.
    pub outcome: Outcome,
    /// The outcome with blanks and marks taken as 0; null for rules that are no equations.
    pub outcome_blank_as_zero: Option<Outcome>,
    /// What the other cells say the value should be.
    pub expected: Option<Number>,
    /// What is printed.
    pub actual: Option<Number>,
    /// The values it speaks of: `requests/denied.state_secret/total`.
    pub cells: Vec<String>,
    /// Why it could not be assessed, or what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Text that belongs to the page and not to the document's flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Its text.
    pub text: String,
    /// Where it stood; empty where the file does not say.
    pub provenance: Vec<Provenance>,
}

/// Text that was read and kept out of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dropped {
    /// The text.
    pub text: String,
    /// Stable kebab-case reason.
    pub reason: String,
    /// Where it stood.
    pub provenance: Vec<Provenance>,
}

/// Something was repaired, guessed or skipped; the result stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Stable name.
    pub code: String,
    /// One line in plain words.
    pub message: String,
    /// The page, 1-based, where known.
    pub page: Option<u32>,
}

/// A document that could not be read, as golden files record it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorJson {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema_version: String,
    /// The file's path relative to the folder that was read.
    pub file: String,
    /// Why there is no result.
    pub error: ErrorDetail,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorDetail {
    /// Stable kind: `corrupt`, `encrypted`, `not_supported`, ...
    pub kind: String,
    /// The stage that gave up: `open`, `read`, ...
    pub stage: String,
    /// One line in plain words.
    pub message: String,
    /// The page, 1-based, where known.
    pub page: Option<u32>,
}
