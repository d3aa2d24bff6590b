//! Writes files so that nobody ever sees half of one: into a temporary file in the same folder, to the disk, then
//! under its name.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::TEMPORARY;

/// A file that is written whole and has not got its name yet. It is gone when it is dropped.
#[derive(Debug)]
pub struct Unsettled {
    file: NamedTempFile,
    path: PathBuf,
}

impl Unsettled {
    /// Waits until the disk has the file, and gives it its name.
    ///
    /// # Errors
    /// Whatever the system says; the temporary file is gone then.
    pub fn settle(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(self.path).map_err(|e| e.error)?;
        Ok(())
    }
}

/// Writes the file at `path` with what `fill` gives. An earlier file under that name stays until the new one is
/// complete. The folder must be there. `tag` marks the temporary file as one of this run.
///
/// # Errors
/// Whatever the system or `fill` says; the temporary file is gone then.
pub fn write_atomically(
    path: &Path,
    tag: &str,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    write_unsettled(path, tag, fill)?.settle()
}

/// The first part of [`write_atomically`]: nothing stands under the name before [`Unsettled::settle`].
///
/// # Errors
/// As [`write_atomically`].
pub fn write_unsettled(
    path: &Path,
    tag: &str,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<Unsettled> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(&format!("{TEMPORARY}{tag}-"))
        .suffix(".tmp")
        // Opened here, since errors of the crate's own opening name the temporary file, which nobody asked for.
        .make_in(folder, |path| {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true).mode(0o666).open(path)
        })?;
    let mut buffered = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    fill(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    Ok(Unsettled {
        file,
        path: path.to_owned(),
    })
}

/// Removes temporary files in `folder` (not below it) that `is_stale` names by their tag and number.
pub fn remove_temporary(folder: &Path, is_stale: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let tag = name
            .to_str()
            .and_then(|n| n.strip_prefix(TEMPORARY)?.strip_suffix(".tmp"));
        if tag.is_some_and(&is_stale) {
            // Somebody else may have removed it first.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether writing further outputs is pointless after this error: the disk is full, or cannot be written at all.
pub fn is_fatal(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::StorageFull | Kind::QuotaExceeded | Kind::ReadOnlyFilesystem | Kind::FileTooLarge
    )
}

/// Whether the folder may not be written by who asks.
pub fn is_denied(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}

/// Why a run cannot go on, with the path that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}", super::shown(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_atomically(&path, "t", |out| out.write_all(b"old")).unwrap();
        let failed = write_atomically(&path, "t", |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(is_fatal(&failed.unwrap_err()));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_settled_has_no_name_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        let written = write_unsettled(&path, "t", |out| out.write_all(b"new")).unwrap();
        assert!(!path.exists());
        drop(written);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let written = write_unsettled(&path, "t", |out| out.write_all(b"new")).unwrap();
        written.settle().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_message_tells_of_temporary_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("none/a.json");
        let error = write_atomically(&path, "t", |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(TEMPORARY), "{error}");
        assert!(unwritable(&path, &error).starts_with(&format!("{} cannot", path.display())));
    }

    #[test]
    fn only_stale_temporary_files_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            ".baobiao-7-x.tmp",
            ".baobiao-8-x.tmp",
            ".baobiao-journal.jsonl",
            "b.tmp",
        ] {
            fs::write(dir.path().join(name), b"").unwrap();
        }
        remove_temporary(dir.path(), |tag| tag.starts_with("7-"));
        assert!(!dir.path().join(".baobiao-7-x.tmp").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }
}
