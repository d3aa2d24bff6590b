//! Which entries there are: every file below the folders that were named, sorted, no link followed.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::{promised, shown};
use crate::diagnostic::{Error, ErrorKind, Stage};

/// What to look at.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// When not empty, only files whose relative path matches are looked at.
    pub include: GlobSet,
    /// Files and folders whose relative path matches are passed over.
    pub exclude: GlobSet,
    /// A folder that is never walked: the one that outputs go to.
    pub output: Option<PathBuf>,
}

/// A set of globs over relative paths, in which `*` does not cross a `/` and `**` does.
///
/// # Errors
/// A pattern that is no glob.
pub fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(GlobBuilder::new(pattern).literal_separator(true).build()?);
    }
    set.build()
}

/// What an entry is.
#[derive(Clone, Debug)]
pub enum EntryKind {
    /// A file to be read.
    Input,
    /// Something with the name of an input that cannot be one.
    Refused(Error),
    /// No input, for this reason.
    Skipped(Error),
}

/// An entry below one of the paths that were named.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it is, as it can be opened.
    pub path: PathBuf,
    /// Its path below the folder that was named; of a file that was named itself, its name.
    pub relative: PathBuf,
    /// Whether the file was named itself; a link that was named is followed.
    pub named: bool,
    /// What it is.
    pub kind: EntryKind,
}

impl Entry {
    /// The relative path as text; see [`shown`].
    pub fn shown(&self) -> String {
        shown(&self.relative)
    }
}

/// Lists the entries below `paths`, folder by folder in the order of the bytes of their names.
///
/// Folders have no entry of their own, unless they have the name of a document or cannot be read.
pub fn walk(paths: &[PathBuf], options: &WalkOptions) -> Vec<Entry> {
    let output = options.output.as_deref().and_then(identity);
    let mut entries = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk_folder(path, options, output, &mut entries);
        } else {
            entries.push(named_file(path));
        }
    }
    entries
}

/// Device and inode, which say whether two paths are the same folder.
fn identity(path: &Path) -> Option<(u64, u64)> {
    let of = |data: Metadata| (data.dev(), data.ino());
    path.metadata().ok().map(of)
}

/// What a path that was named goes by.
fn name_of(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.to_path_buf(), PathBuf::from)
}

fn named_file(path: &Path) -> Entry {
    let relative = name_of(path);
    let kind = match path.metadata() {
        Ok(data) if data.is_file() => EntryKind::Input,
        Ok(_) => EntryKind::Refused(not_regular("not a regular file")),
        Err(error) => EntryKind::Refused(Error::new(ErrorKind::Io, Stage::Open, error.to_string())),
    };
    Entry {
        path: path.to_path_buf(),
        relative,
        named: true,
        kind,
    }
}

fn not_regular(message: &str) -> Error {
    Error::new(ErrorKind::NotRegular, Stage::Open, message)
}

fn walk_folder(root: &Path, options: &WalkOptions, output: Option<(u64, u64)>, entries: &mut Vec<Entry>) {
    let relative = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_path_buf();
    let wanted = |entry: &DirEntry| {
        if entry.depth() == 0 {
            return true;
        }
        let is_output = || entry.file_type().is_dir() && output.is_some() && identity(entry.path()) == output;
        !options.exclude.is_match(relative(entry.path())) && !is_output()
    };
    for entry in WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(wanted)
    {
        let (path, kind) = match &entry {
            Ok(entry) if entry.depth() == 0 => continue,
            Ok(entry) => (entry.path(), kind(entry)),
            Err(error) => (error.path().unwrap_or(root), Some(unreadable(error))),
        };
        let mut relative = relative(path);
        let is_root = relative.as_os_str().is_empty();
        if is_root {
            // The folder that was named has no path below itself.
            relative = name_of(root);
        }
        let is_included = || is_root || options.include.is_empty() || options.include.is_match(&relative);
        if let Some(kind) = kind.filter(|_| is_included()) {
            entries.push(Entry {
                path: path.to_path_buf(),
                relative,
                named: false,
                kind,
            });
        }
    }
}

fn unreadable(error: &walkdir::Error) -> EntryKind {
    let message = error
        .io_error()
        .map_or_else(|| "cannot be listed".to_owned(), ToString::to_string);
    EntryKind::Refused(Error::new(ErrorKind::Io, Stage::Open, message))
}

/// What an entry of a folder is; `None` for an ordinary folder, whose entries follow.
fn kind(entry: &DirEntry) -> Option<EntryKind> {
    let name = entry.file_name();
    let file_type = entry.file_type();
    let is_document = promised(name).is_some();
    let refused_or_skipped = |kind, message: &str| {
        let error = Error::new(kind, Stage::Open, message);
        Some(if is_document {
            EntryKind::Refused(error)
        } else {
            EntryKind::Skipped(error)
        })
    };
    if file_type.is_dir() {
        is_document.then(|| EntryKind::Refused(not_regular("a folder with the name of a document")))
    } else if file_type.is_symlink() {
        refused_or_skipped(ErrorKind::Link, "a symbolic link, which is not followed")
    } else if !file_type.is_file() {
        refused_or_skipped(ErrorKind::NotRegular, "a pipe, socket or device")
    } else if name.as_encoded_bytes().starts_with(b"~$") {
        let message = "the lock file of an office program";
        Some(EntryKind::Skipped(Error::new(
            ErrorKind::LockFile,
            Stage::Open,
            message,
        )))
    } else if is_document {
        Some(EntryKind::Input)
    } else {
        refused_or_skipped(
            ErrorKind::NotSupported,
            "not the name of a PDF, DOCX or text file",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    /// Relative paths with a letter for what they are.
    fn list(root: &Path, options: &WalkOptions) -> Vec<String> {
        let letter = |entry: &Entry| match entry.kind {
            EntryKind::Input => 'i',
            EntryKind::Refused(_) => 'r',
            EntryKind::Skipped(_) => 's',
        };
        let entries = walk(&[root.to_path_buf()], options);
        entries
            .iter()
            .map(|e| format!("{} {}", letter(e), e.shown()))
            .collect()
    }

    fn set(pattern: &str) -> GlobSet {
        globs(&[pattern.to_owned()]).unwrap()
    }

    #[test]
    fn every_entry_is_listed_once_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("sub/x.docx")).unwrap();
        fs::create_dir_all(at("out")).unwrap();
        for name in [
            "b.pdf",
            "a.TXT",
            "~$b.docx",
            "readme.md",
            "sub/c.docm",
            "sub/x.docx/in.pdf",
            "out/o.pdf",
        ] {
            fs::write(at(name), b"x").unwrap();
        }
        symlink(at("b.pdf"), at("link.pdf")).unwrap();
        symlink(dir.path(), at("sub/loop")).unwrap();
        let options = WalkOptions {
            output: Some(at("out")),
            ..WalkOptions::default()
        };
        let expected = [
            "i a.TXT",
            "i b.pdf",
            "r link.pdf",
            "s readme.md",
            "i sub/c.docm",
            "s sub/loop",
            "r sub/x.docx",
            "i sub/x.docx/in.pdf",
            "s ~$b.docx",
        ];
        assert_eq!(list(dir.path(), &options), expected);
        let options = WalkOptions {
            include: set("**/*.pdf"),
            exclude: set("sub"),
            ..WalkOptions::default()
        };
        assert_eq!(
            list(dir.path(), &options),
            ["i b.pdf", "r link.pdf", "i out/o.pdf"]
        );
    }

    #[test]
    fn a_folder_that_cannot_be_listed_has_a_name() {
        let dir = tempfile::tempdir().unwrap();
        let closed = dir.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
        if fs::read_dir(&closed).is_ok() {
            // Root may list every folder.
            return;
        }
        assert_eq!(list(&closed, &WalkOptions::default()), ["r closed"]);
        let options = WalkOptions {
            include: set("*.pdf"),
            ..WalkOptions::default()
        };
        assert_eq!(list(&closed, &options), ["r closed"]);
    }

    #[test]
    fn a_path_that_is_not_there_is_refused() {
        let entries = walk(&[PathBuf::from("/nonexistent/x.pdf")], &WalkOptions::default());
        assert!(
            matches!(&entries[..], [Entry { kind: EntryKind::Refused(e), .. }] if e.kind() == ErrorKind::Io)
        );
    }
}
