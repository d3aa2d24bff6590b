//! A converted folder read back, one report at a time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{TEMPORARY, shown};
use crate::diagnostic::{Error, ErrorKind, Stage};
use crate::output::Brief;

/// The JSON files below a folder, in the order of the bytes of their names, folder by folder. Links are not followed.
///
/// # Errors
/// When the folder, or one below it, cannot be listed.
pub fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        // Without the path, which whoever asks names.
        let entry = entry.map_err(|e| {
            e.into_io_error()
                .unwrap_or_else(|| io::Error::other("links in a circle"))
        })?;
        let name = entry.file_name().as_encoded_bytes();
        if entry.file_type().is_file() && name.ends_with(b".json") && !name.starts_with(TEMPORARY.as_bytes())
        {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The report of a JSON file, and the file's name below `folder` for messages.
pub fn brief(folder: &Path, file: &Path) -> (String, Result<Brief, Error>) {
    let name = shown(file.strip_prefix(folder).unwrap_or(file));
    let bytes = fs::read(file).map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()));
    (name, bytes.and_then(|bytes| Brief::from_json(&bytes)))
}
