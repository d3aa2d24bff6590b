//! What a folder remembers of its runs: the manifest, written at the end of a run, and the journal, to which each row
//! is added as soon as its output stands. A run that was killed leaves its journal behind.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::write::{remove_temporary, write_atomically};
use super::{MANIFEST, TEMPORARY, sha256, shown};
use crate::output::summary::ManifestRow;

/// One part of a folder's inputs, for runs that share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// 1-based.
    index: u32,
    count: u32,
}

impl Shard {
    /// Part `index` (1-based) of `count`; `None` when there is no such part.
    pub fn new(index: u32, count: u32) -> Option<Shard> {
        (1..=count).contains(&index).then_some(Shard { index, count })
    }

    /// Whether the entry belongs to this part. Decided by the path alone, so that other entries do not matter.
    pub fn holds(self, relative: &Path) -> bool {
        let hash = sha256(shown(relative).as_bytes());
        let number = hash
            .get(..8)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .unwrap_or(0);
        number % self.count == self.index - 1
    }
}

/// An output folder with its manifest and journal.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    part: String,
}

impl Folder {
    /// The folder at `root`; each shard has a manifest and a journal of its own.
    pub fn new(root: &Path, shard: Option<Shard>) -> Folder {
        let part = shard.map_or_else(|| "all".to_owned(), |s| format!("{}of{}", s.index, s.count));
        Folder {
            root: root.to_path_buf(),
            part,
        }
    }

    /// What marks temporary files of this part's runs.
    pub fn tag(&self) -> String {
        format!("{}.", self.part)
    }

    /// Where the manifest stands.
    pub fn manifest(&self) -> PathBuf {
        match self.part.as_str() {
            "all" => self.root.join(MANIFEST),
            part => self.root.join(format!("manifest-{part}.jsonl")),
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the rows of all reports stand under this name.
    pub fn table(&self, name: &str, extension: &str) -> PathBuf {
        match self.part.as_str() {
            "all" => self.root.join(format!("{name}.{extension}")),
            part => self.root.join(format!("{name}-{part}.{extension}")),
        }
    }

    fn journal(&self) -> PathBuf {
        self.root.join(format!("{TEMPORARY}{}.journal", self.part))
    }

    /// The rows of earlier runs by path; later ones count. A line that a kill cut off is passed over.
    pub fn rows(&self) -> BTreeMap<String, ManifestRow> {
        let mut rows = BTreeMap::new();
        for path in [self.manifest(), self.journal()] {
            let Ok(file) = File::open(path) else { continue };
            for line in BufReader::new(file).split(b'\n').map_while(Result::ok) {
                if let Some(row) = ManifestRow::from_line(&line) {
                    rows.insert(row.row.path.clone(), row);
                }
            }
        }
        rows
    }

    /// Opens the journal, to go on with it or to begin anew.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open_journal(&self, go_on: bool) -> io::Result<Journal> {
        let mut options = OpenOptions::new();
        options.create(true);
        let mut file = if go_on {
            options.append(true).open(self.journal())?
        } else {
            options.write(true).truncate(true).open(self.journal())?
        };
        if go_on {
            // The last line may have been cut off.
            file.write_all(b"\n")?;
        }
        Ok(Journal { file })
    }

    /// Writes the manifest, which makes the journal needless.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn finish<'a>(&self, rows: impl Iterator<Item = &'a ManifestRow>) -> io::Result<()> {
        write_lines(&self.manifest(), &self.tag(), rows.map(ManifestRow::to_line))?;
        match fs::remove_file(self.journal()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes what killed runs of this part left half done.
    pub fn remove_stale(&self) {
        let tag = self.tag();
        for entry in WalkDir::new(&self.root)
            .into_iter()
            .flatten()
            .filter(|e| e.file_type().is_dir())
        {
            remove_temporary(entry.path(), |name| name.starts_with(&tag));
        }
    }
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Adds a row.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn push(&mut self, row: &ManifestRow) -> io::Result<()> {
        self.file.write_all(&row.to_line())
    }
}

/// Writes lines, atomically where the path is or becomes a regular file.
///
/// # Errors
/// Whatever the system says.
pub fn write_lines(path: &Path, tag: &str, mut lines: impl Iterator<Item = Vec<u8>>) -> io::Result<()> {
    let mut fill = |out: &mut dyn Write| lines.try_for_each(|line| out.write_all(&line));
    match fs::metadata(path) {
        Ok(data) if !data.is_file() => fill(&mut OpenOptions::new().write(true).open(path)?),
        _ => write_atomically(path, tag, |out| fill(out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::document::failed_row;
    use crate::diagnostic::Error;
    use crate::output::summary::RowStatus;

    fn row(path: &str, message: &str) -> ManifestRow {
        ManifestRow {
            row: failed_row(path, RowStatus::Error, &Error::corrupt(message)),
            sha256: None,
            size: None,
            schema_version: "1.0".to_owned(),
            program_version: "0".to_owned(),
            options: String::new(),
        }
    }

    #[test]
    fn a_journal_that_was_cut_off_is_taken_up_again() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path(), None);
        folder
            .finish([&row("a", "old"), &row("b", "old")].into_iter())
            .unwrap();
        folder
            .open_journal(false)
            .unwrap()
            .push(&row("b", "new"))
            .unwrap();
        let mut file = OpenOptions::new().append(true).open(folder.journal()).unwrap();
        file.write_all(b"{\"path\": \"c").unwrap();
        folder.open_journal(true).unwrap().push(&row("d", "new")).unwrap();
        let rows = folder.rows();
        assert_eq!(rows.keys().collect::<Vec<_>>(), ["a", "b", "d"]);
        assert_eq!(rows["b"].row.message.as_deref(), Some("new"));
        folder.finish(rows.values()).unwrap();
        assert!(!folder.journal().exists());
        assert_eq!(folder.rows(), rows);
    }

    #[test]
    fn every_entry_belongs_to_one_shard() {
        for name in ["a.pdf", "b.pdf", "c/d.docx", "年报.txt"] {
            let holds = |index| Shard::new(index, 3).unwrap().holds(Path::new(name));
            assert_eq!((1..=3).filter(|&i| holds(i)).count(), 1, "{name}");
        }
        assert_eq!(Shard::new(0, 3), None);
        assert_eq!(Shard::new(4, 3), None);
    }
}
