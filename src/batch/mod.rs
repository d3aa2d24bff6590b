//! Folders of documents: which entries are inputs, where their outputs go, who reads them, what became of each.
//!
//! A run goes: [`walk`] lists the entries, [`names`] gives each input an output name, [`run`] has them read by
//! threads in a child process ([`supervisor`]) or in this one ([`pool`]), writes each output atomically and keeps a
//! journal, so that a run that was killed can be taken up again ([`journal`]). When all is done the rows of all reports are built from the outputs ([`tables`]). Rows come out in the order of the
//! walk, whatever the threads did.

pub mod converted;
pub mod document;
pub mod journal;
pub mod names;
pub mod pool;
pub mod protocol;
pub mod read;
pub mod run;
pub mod supervisor;
pub mod tables;
pub mod walk;
pub mod worker;
pub mod write;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The name of the file of rows that stands in an output folder.
pub const MANIFEST: &str = "manifest.jsonl";

/// What names of files in the making and of the journal begin with.
pub const TEMPORARY: &str = ".baobiao-";

/// A path as text, with `/` between its parts: bytes that are no UTF-8 stand as `\xff`. Two paths never look alike:
/// in a name that holds such an escape, or bytes that need one, the backslash is escaped as well.
pub fn shown(path: &Path) -> String {
    let bytes = path.as_os_str().as_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) if !holds_escape(text) => text.to_owned(),
        _ => {
            let mut out = String::new();
            for chunk in bytes.utf8_chunks() {
                for c in chunk.valid().chars() {
                    if c == '\\' {
                        out.push_str("\\x5c")
                    } else {
                        out.push(c)
                    }
                }
                for byte in chunk.invalid() {
                    // Writing to a string does not fail.
                    let _ = write!(out, "\\x{byte:02x}");
                }
            }
            out
        }
    }
}

fn holds_escape(text: &str) -> bool {
    text.split("\\x")
        .skip(1)
        .any(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

/// The formats that names ending so promise; `None` for a name that is not taken.
pub fn promised(name: &OsStr) -> Option<crate::document::Format> {
    use crate::document::Format;
    let name = name.as_bytes().to_ascii_lowercase();
    let ends = |suffix: &str| name.len() > suffix.len() && name.ends_with(suffix.as_bytes());
    if ends(".pdf") {
        Some(Format::Pdf)
    } else if [".docx", ".docm", ".dotx", ".dotm"].iter().any(|s| ends(s)) {
        Some(Format::Docx)
    } else if ends(".txt") {
        Some(Format::Text)
    } else {
        None
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let mut out = String::new();
    for byte in sha2::Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_paths_look_alike() {
        let shown = |bytes: &[u8]| shown(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(shown("年报.pdf".as_bytes()), "年报.pdf");
        assert_eq!(shown(b"a\\b.pdf"), "a\\b.pdf");
        assert_eq!(shown(b"a\xff.pdf"), "a\\xff.pdf");
        assert_eq!(shown(b"a\\xff.pdf"), "a\\x5cxff.pdf");
    }

    #[test]
    fn a_name_that_is_only_an_ending_promises_nothing() {
        assert_eq!(promised(OsStr::new(".pdf")), None);
        assert!(promised(OsStr::new("..PDF")).is_some());
        assert_eq!(promised(OsStr::new("report.pdf.json")), None);
    }
}
