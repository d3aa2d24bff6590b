//! One row for each input entry: the lines of `--summary FILE` and of `manifest.jsonl`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wire::{Form, ReadStatus, Verdict};

/// How an input entry ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// There is an output; a document without readable text counts as one.
    Ok,
    /// There is an output, and parts of the document are missing in it or were reconstructed.
    Partial,
    /// There is no output, for the reason in `kind` and `message`.
    Error,
    /// The entry is no input.
    Skipped,
}

/// What became of one input entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryRow {
    /// The entry's path relative to the PATH argument, with `/`. Bytes that are no UTF-8 stand as `\xff`.
    pub path: String,
    /// How it ended.
    pub status: RowStatus,
    /// Kind of the error or of the reason to skip; null for `ok` and `partial`.
    pub kind: Option<String>,
    /// The stage that gave up; null for `ok` and `partial`.
    pub stage: Option<String>,
    /// One line in plain words that goes with `kind`.
    pub message: Option<String>,
    /// Whether the same input may succeed when it is tried again; null for `ok` and `partial`.
    pub retryable: Option<bool>,
    /// Where the output stands, relative to the output folder; null when there is none.
    pub output: Option<String>,
    /// Whether the document has readable text; null without an output.
    pub read: Option<ReadStatus>,
    /// The verdict on the report; null without an output or a form.
    pub verdict: Option<Verdict>,
    /// The form of the report; null without an output or a form.
    pub form: Option<Form>,
    /// Number of pages; null without an output or without pages.
    pub pages: Option<u32>,
    /// Codes of the document's warnings, each once, sorted.
    pub warnings: Vec<String>,
}

/// A line of `manifest.jsonl`: the row, and what `--resume` needs to know whether it still holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ManifestRow {
    /// The row of the summary.
    #[serde(flatten)]
    pub row: SummaryRow,
    /// SHA-256 of the input's bytes; null when it was not read to its end.
    pub sha256: Option<String>,
    /// Number of bytes of the input; null when it was not read to its end.
    pub size: Option<u64>,
    /// Version of the JSON.
    pub schema_version: String,
    /// Version of the program.
    pub program_version: String,
    /// The options that the output depends on, in one line.
    pub options: String,
}

impl SummaryRow {
    /// The row as one line of JSON, with its line end.
    pub fn to_line(&self) -> Vec<u8> {
        line(self)
    }
}

impl ManifestRow {
    /// The row as one line of JSON, with its line end.
    pub fn to_line(&self) -> Vec<u8> {
        line(self)
    }

    /// Reads a line back; `None` when it is none, or only the beginning of one.
    pub fn from_line(line: &[u8]) -> Option<ManifestRow> {
        serde_json::from_slice(line).ok()
    }
}

fn line(row: &impl Serialize) -> Vec<u8> {
    // Rows hold nothing that JSON cannot: strings, numbers, lists of strings.
    let mut bytes = serde_json::to_vec(row).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
