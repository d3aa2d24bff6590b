//! JSON Schemas of what is written, generated from the types themselves.

use schemars::{JsonSchema, schema_for};

use super::structure::StructureJson;
use super::summary::ManifestRow;
use super::wire::{ErrorJson, ReportJson};

/// Which schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaName {
    /// The report JSON.
    Report,
    /// The JSON of `convert --structure`.
    Structure,
    /// A line of `--summary FILE` or `manifest.jsonl`.
    Summary,
    /// A golden file of a document that cannot be read.
    Error,
}

impl SchemaName {
    /// Every schema.
    pub const ALL: [SchemaName; 4] = [
        SchemaName::Report,
        SchemaName::Structure,
        SchemaName::Summary,
        SchemaName::Error,
    ];

    /// The first part of the file name `NAME.schema.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            SchemaName::Report => "report",
            SchemaName::Structure => "structure",
            SchemaName::Summary => "summary",
            SchemaName::Error => "error",
        }
    }

    /// The schema as laid-out JSON, with a line end behind it.
    pub fn to_json(self) -> String {
        match self {
            SchemaName::Report => text::<ReportJson>(),
            SchemaName::Structure => text::<StructureJson>(),
            SchemaName::Summary => text::<SummaryLine>(),
            SchemaName::Error => text::<ErrorJson>(),
        }
    }
}

/// A line of a summary, or one of a manifest.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
enum SummaryLine {
    /// A line of `--summary FILE`.
    Summary(super::summary::SummaryRow),
    /// A line of `manifest.jsonl`.
    Manifest(ManifestRow),
}

fn text<T: JsonSchema>() -> String {
    // A schema holds nothing that JSON cannot; should that change, the test beside the files says so.
    let mut text = serde_json::to_string_pretty(&schema_for!(T)).unwrap_or_default();
    text.push('\n');
    text
}
