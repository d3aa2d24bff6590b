//! Golden files: for each sample the JSON that was read from it and found right. A check says in words what is now
//! read otherwise; blessing takes what is read now as right.

mod compare;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::batch::document::{Mode, Settings, read_report, read_traced};
use crate::batch::walk::{EntryKind, WalkOptions, walk};
use crate::batch::write::write_atomically;
use crate::batch::{read, shown};
use crate::diagnostic::{CancelToken, Limits, Threads};
use crate::inspect::{Change, ChangesPage};
use crate::output::{ErrorJson, ReportJson, to_json};

pub use compare::{Class, Difference};

/// A sample and where its golden file belongs.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The document.
    pub path: PathBuf,
    /// Its path below the folder of samples, as text.
    pub name: String,
    /// Its golden file.
    pub golden: PathBuf,
}

/// What came out of a sample: a report, or an error that is right because the sample is broken on purpose.
#[derive(Clone, Debug)]
pub enum Reading {
    /// It was read.
    Report(Box<ReportJson>),
    /// It could not be read.
    Error(ErrorJson),
}

impl Sample {
    /// The sample at `relative` below the folder of samples.
    pub fn new(samples: &Path, golden: &Path, relative: &Path) -> Sample {
        let mut name = relative.as_os_str().to_owned();
        name.push(".json");
        Sample {
            path: samples.join(relative),
            name: shown(relative),
            golden: golden.join(name),
        }
    }
}

/// The samples below a folder, in order.
pub fn samples(folder: &Path, golden: &Path) -> Vec<Sample> {
    let options = WalkOptions {
        output: Some(golden.to_path_buf()),
        ..WalkOptions::default()
    };
    let inputs = walk(&[folder.to_path_buf()], &options);
    let inputs = inputs
        .into_iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Input));
    inputs
        .map(|entry| Sample::new(folder, golden, &entry.relative))
        .collect()
}

/// How samples are read.
fn settings() -> Settings {
    Settings {
        mode: Mode::Report,
        // Without a deadline, so that a busy machine gives the same answer.
        limits: Limits {
            timeout: None,
            ..Limits::default()
        },
        format: None,
        output: PathBuf::new(),
        tag: String::new(),
        cancel: CancelToken::new(),
        threads: Threads::ONE,
    }
}

/// Reads a sample.
pub fn read_sample(sample: &Sample) -> Reading {
    let settings = settings();
    let bytes = read::read_input(&sample.path, true, settings.limits.file_size);
    match bytes.and_then(|bytes| read_report(&bytes, Some(&sample.path), &sample.name, &settings)) {
        Ok(report) => Reading::Report(report),
        Err(error) => Reading::Error(ErrorJson::from_error(&error, &sample.name)),
    }
}

/// Adds a sample that is read otherwise to the page about all of them, with the pieces of its pages.
pub fn show_changes(page: &mut ChangesPage, sample: &Sample, differences: &[Difference]) {
    let settings = settings();
    let bytes = read::read_input(&sample.path, true, settings.limits.file_size);
    let read = bytes
        .and_then(|bytes| read_traced(&bytes, Some(&sample.path), &sample.name, &settings))
        .ok();
    let change = |d: &Difference| Change {
        class: d.class.to_string(),
        place: if d.place.is_empty() {
            d.text.clone()
        } else {
            d.place.clone()
        },
        old: d.old.clone(),
        new: d.new.clone(),
        was: d.was.clone(),
        is: d.is.clone(),
    };
    let changes: Vec<Change> = differences.iter().map(change).collect();
    let (report, pages) = match &read {
        Some((report, pages)) => (Some(&**report), pages.as_slice()),
        None => (None, &[][..]),
    };
    page.add(&sample.name, &changes, report, pages);
}

impl Reading {
    /// The bytes of its golden file.
    ///
    /// # Errors
    /// When the JSON would be too large.
    pub fn to_json(&self) -> Result<Vec<u8>, crate::diagnostic::Error> {
        match self {
            Reading::Report(report) => to_json(report),
            Reading::Error(error) => to_json(error),
        }
    }
}

/// How a sample is now read otherwise than its golden file says; empty when it is not.
///
/// # Errors
/// When the golden file is there and cannot be read.
pub fn check(sample: &Sample) -> io::Result<Vec<Difference>> {
    let new = read_sample(sample).to_json().map_err(io::Error::other)?;
    match fs::read(&sample.golden) {
        Ok(old) => Ok(compare::differences(&old, &new)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(vec![Difference::new(Class::Structure, "there is no golden file")])
        }
        Err(error) => Err(error),
    }
}

/// Writes the golden file of a sample when it differs; says whether it did.
///
/// # Errors
/// When the file cannot be written.
pub fn bless(sample: &Sample) -> io::Result<bool> {
    let new = read_sample(sample).to_json().map_err(io::Error::other)?;
    if fs::read(&sample.golden).is_ok_and(|old| old == new) {
        return Ok(false);
    }
    if let Some(folder) = sample.golden.parent() {
        fs::create_dir_all(folder)?;
    }
    write_atomically(&sample.golden, "golden", |out| out.write_all(&new))?;
    Ok(true)
}

/// Golden files without a sample.
pub fn orphans(golden: &Path, samples: &[Sample]) -> Vec<PathBuf> {
    let known: BTreeSet<&Path> = samples.iter().map(|s| s.golden.as_path()).collect();
    let files = walkdir::WalkDir::new(golden)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let json = files.filter(|f| f.file_type().is_file() && f.path().extension().is_some_and(|e| e == "json"));
    json.map(walkdir::DirEntry::into_path)
        .filter(|path| !known.contains(path.as_path()))
        .collect()
}

/// Why golden files are not to be blessed now; `None` when they may be.
pub fn objection(golden: &Path, allow_dirty: bool) -> Option<String> {
    if std::env::var_os("CI").is_some_and(|value| is_ci(&value)) {
        return Some("golden files are not blessed in CI (the environment variable CI is set)".to_owned());
    }
    if allow_dirty {
        return None;
    }
    let first = changes_outside(golden)?;
    Some(format!(
        "the git tree has other changes ({first}): commit them first, or say --allow-dirty"
    ))
}

/// Whether a value of `CI` says so. Most services set `true`, some `1` or their name.
fn is_ci(value: &OsStr) -> bool {
    !["", "0", "false", "False", "FALSE"].iter().any(|no| value == *no)
}

/// The first change of the git tree outside the golden folder; `None` when there is none, or no git tree.
fn changes_outside(golden: &Path) -> Option<String> {
    let existing = golden.ancestors().find(|p| p.is_dir()).unwrap_or(Path::new("."));
    let output = Command::new("git")
        .arg("-C")
        .arg(existing)
        .args(["status", "--porcelain", "--untracked-files=no", "--", ":/"])
        .arg(":(exclude).")
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned())
}

/// The path of a golden file as messages show it.
pub fn shown_path(path: &Path) -> String {
    shown(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_service_counts_as_one() {
        let says = |value: &str| is_ci(OsStr::new(value));
        assert!(["true", "1", "woodpecker"].into_iter().all(says));
        assert!(!["", "0", "false"].into_iter().any(says));
    }
}
