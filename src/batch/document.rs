//! One document from its file to its output and its row.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::write::{Unsettled, is_denied, is_fatal, unwritable, write_unsettled};
use super::{promised, read, sha256};
use crate::diagnostic::{Budget, CancelToken, Error, ErrorKind, Limits, Stage, Threads, Warning};
use crate::document::{Document, Format};
use crate::extract::trace::{PageTrace, extract_traced};
use crate::extract::{self, Extraction, Options, extract_by};
use crate::output::structure::StructureJson;
use crate::output::summary::{ManifestRow, RowStatus, SummaryRow};
use crate::output::wire::{ReadStatus, ReportJson, SCHEMA_VERSION, Source, Warning as WireWarning};
use crate::output::{StructureFormat, as_error, is_too_large, write_report_io, write_structure_io};

/// What is made of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The report JSON.
    Report,
    /// The structure alone, in one of its forms.
    Structure(StructureFormat),
}

impl Mode {
    /// What the names of outputs end in, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Mode::Report => ".json",
            Mode::Structure(format) => format.ending(),
        }
    }

    /// The mode in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Report => "report",
            Mode::Structure(StructureFormat::Json) => "structure",
            Mode::Structure(format) => format.as_str(),
        }
    }

    /// The mode of that word.
    pub fn from_word(word: &str) -> Option<Mode> {
        let structures = StructureFormat::ALL.map(Mode::Structure);
        let mut modes = structures.into_iter().chain([Mode::Report]);
        modes.find(|mode| mode.as_str() == word)
    }
}

/// What all documents of a run have in common.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is made of each.
    pub mode: Mode,
    /// What each may cost.
    pub limits: Limits,
    /// What bytes are taken for that tell no format themselves.
    pub format: Option<Format>,
    /// The folder that outputs go to.
    pub output: PathBuf,
    /// Marks temporary files as those of this process.
    pub tag: String,
    /// By which documents that are being read are stopped.
    pub cancel: CancelToken,
    /// How many threads may work on each; nothing that comes out depends on it.
    pub threads: Threads,
}

impl Settings {
    /// The options that an output depends on, in one line.
    pub fn fingerprint(&self) -> String {
        let mode = self.mode.as_str();
        let format = self.format.map_or("any", Format::as_str);
        let limits = &self.limits;
        let timeout = limits
            .timeout
            .map_or_else(|| "none".to_owned(), |t| format!("{}ms", t.as_millis()));
        let line = format!(
            "{mode} format={format} timeout={timeout} memory={} file_size={}",
            limits.memory, limits.file_size
        );
        // What stands at its default says nothing.
        let usual = Limits::default().entries();
        let changed = limits.entries().into_iter().zip(usual).filter(|(a, b)| a != b);
        let named = changed.filter(|((name, _), _)| !matches!(*name, "memory" | "file_size"));
        named.fold(line, |line, ((name, value), _)| format!("{line} {name}={value}"))
    }
}

/// One document to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its place among the entries of the run.
    pub id: usize,
    /// Where it is.
    pub path: PathBuf,
    /// Whether a link at `path` is followed.
    pub follow: bool,
    /// Its path as rows and outputs show it.
    pub shown: String,
    /// Where its output goes, relative to the output folder.
    pub output: PathBuf,
    /// SHA-256 of the bytes for which an earlier run's row and output still hold.
    pub unchanged: Option<String>,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was read, well or not.
    Row(Box<ManifestRow>),
    /// The bytes are those of [`Job::unchanged`].
    Unchanged,
    /// The output folder cannot be written, for this reason: no other job will do better.
    Fatal(String),
}

/// A result with what a row says of it.
pub struct Converted {
    json: Json,
    /// The most bytes that may be written of it.
    most: u64,
}

enum Json {
    Report(Box<Whole>),
    Structure(Box<StructureJson>, StructureFormat),
}

/// A report, with what is still of use when it is written.
struct Whole {
    report: Arc<ReportJson>,
    /// What the report was made of. Who ends the process next need not give it back piece by piece.
    _made_of: Extraction,
    /// Whose helpers are still there.
    budget: Budget,
}

impl Converted {
    /// Writes the result in the form of its mode.
    ///
    /// # Errors
    /// `LimitSize` when it would be larger than the limit of the output, `Io` when `out` refuses.
    pub fn write(&self, out: impl Write) -> Result<(), Error> {
        self.write_io(out).map_err(as_error)
    }

    /// The report, where one was made.
    pub fn report(&self) -> Option<&ReportJson> {
        match &self.json {
            Json::Report(whole) => Some(&whole.report),
            Json::Structure(..) => None,
        }
    }

    /// The file that was read.
    fn source(&self) -> &Source {
        match &self.json {
            Json::Report(whole) => &whole.report.source,
            Json::Structure(structure, _) => &structure.source,
        }
    }

    fn write_io(&self, out: impl Write) -> io::Result<()> {
        match &self.json {
            Json::Report(whole) => write_report_io(&whole.report, &whole.budget, self.most, out),
            Json::Structure(structure, format) => write_structure_io(structure, *format, self.most, out),
        }
    }

    /// The row of a document whose output stands at `output`.
    pub fn row(&self, shown: &str, output: Option<String>) -> SummaryRow {
        let (source, status, warnings, verdict, form) = match &self.json {
            Json::Report(whole) => {
                let r = &whole.report;
                (&r.source, r.status, &r.warnings, r.verdict, r.form)
            }
            Json::Structure(s, _) => (&s.source, s.status, &s.warnings, None, None),
        };
        // A scan is a whole answer; a page without text among others is a gap.
        let gaps = source.salvaged || (status == ReadStatus::Ok && !source.no_text_pages.is_empty());
        SummaryRow {
            path: shown.to_owned(),
            status: if gaps { RowStatus::Partial } else { RowStatus::Ok },
            kind: None,
            stage: None,
            message: None,
            retryable: None,
            output,
            read: Some(status),
            verdict,
            form,
            pages: source.pages,
            warnings: codes(warnings),
        }
    }
}

fn codes(warnings: &[WireWarning]) -> Vec<String> {
    let codes: std::collections::BTreeSet<&String> = warnings.iter().map(|w| &w.code).collect();
    codes.into_iter().cloned().collect()
}

/// The row of an entry that has no output.
pub fn failed_row(shown: &str, status: RowStatus, error: &Error) -> SummaryRow {
    let page = error
        .page()
        .map(|page| format!(", page {page}"))
        .unwrap_or_default();
    SummaryRow {
        path: shown.to_owned(),
        status,
        kind: Some(error.kind().as_str().to_owned()),
        stage: Some(error.stage().as_str().to_owned()),
        message: Some(format!("{}{page}", error.message())),
        retryable: Some(error.is_retryable()),
        output: None,
        read: None,
        verdict: None,
        form: None,
        pages: None,
        warnings: Vec::new(),
    }
}

/// Reads a document's bytes in the mode of the settings. `name` is the name it goes by, `None` for standard input.
///
/// A panic in here ends the document and nothing else: it comes back as an error of kind `Internal`.
///
/// # Errors
/// As [`extract`].
pub fn convert(
    bytes: &[u8],
    name: Option<&Path>,
    shown: &str,
    settings: &Settings,
) -> Result<Converted, Error> {
    let json = match settings.mode {
        Mode::Report => Json::Report(Box::new(read_whole(bytes, name, shown, settings)?)),
        Mode::Structure(format) => Json::Structure(read_structure(bytes, name, shown, settings)?, format),
    };
    Ok(Converted {
        json,
        most: settings.limits.output,
    })
}

/// [`convert`] to a report, whatever the mode.
///
/// # Errors
/// As [`extract`].
pub fn read_report(
    bytes: &[u8],
    name: Option<&Path>,
    shown: &str,
    settings: &Settings,
) -> Result<Box<ReportJson>, Error> {
    let whole = read_whole(bytes, name, shown, settings)?;
    Ok(Box::new(Arc::unwrap_or_clone(whole.report)))
}

fn read_whole(bytes: &[u8], name: Option<&Path>, shown: &str, settings: &Settings) -> Result<Whole, Error> {
    let (options, promise) = options(bytes, name, settings);
    fenced(shown, || {
        let budget = options.budget();
        let mut extraction = extract_by(bytes, &options, &budget)?;
        warn_of_name(&mut extraction.document, promise);
        Ok(Whole {
            report: Arc::new(ReportJson::from_extraction(&extraction, shown)),
            _made_of: extraction,
            budget,
        })
    })
}

/// [`read_report`] with what was seen on the way: the pages of a PDF, none for other formats.
///
/// # Errors
/// As [`extract`].
pub fn read_traced(
    bytes: &[u8],
    name: Option<&Path>,
    shown: &str,
    settings: &Settings,
) -> Result<(Box<ReportJson>, Vec<PageTrace>), Error> {
    let (options, promise) = options(bytes, name, settings);
    fenced(shown, || {
        let mut traced = extract_traced(bytes, &options)?;
        warn_of_name(&mut traced.extraction.document, promise);
        let report = ReportJson::from_extraction(&traced.extraction, shown);
        Ok((Box::new(report), traced.pages))
    })
}

fn read_structure(
    bytes: &[u8],
    name: Option<&Path>,
    shown: &str,
    settings: &Settings,
) -> Result<Box<StructureJson>, Error> {
    let (options, promise) = options(bytes, name, settings);
    fenced(shown, || {
        let mut document = extract::read_document(bytes, &options)?;
        warn_of_name(&mut document, promise);
        let size = bytes.len() as u64;
        Ok(Box::new(StructureJson::from_document(
            &document,
            shown,
            &sha256(bytes),
            size,
        )))
    })
}

/// The options for these bytes, and the format that their name promises.
fn options(bytes: &[u8], name: Option<&Path>, settings: &Settings) -> (Options, Option<Format>) {
    let promise = name.and_then(Path::file_name).and_then(promised);
    let options = Options {
        limits: settings.limits.clone(),
        format: settings
            .format
            .or_else(|| text_if_allowed(bytes, name.is_none(), promise)),
        cancel: Some(settings.cancel.clone()),
        threads: settings.threads,
    };
    (options, promise)
}

/// Does `work`; a panic in it becomes an error.
fn fenced<T>(
    #[cfg_attr(
        not(debug_assertions),
        allow(unused_variables, reason = "only the faults of tests ask for it")
    )]
    shown: &str,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    crate::pipeline::fenced(|| {
        #[cfg(debug_assertions)]
        fault::strike(shown);
        work()
    })
}

/// Plain text is taken only from `.txt` and standard input, and only when the bytes are of no other format.
fn text_if_allowed(bytes: &[u8], is_stdin: bool, promise: Option<Format>) -> Option<Format> {
    let known = crate::reader::pdf::is_pdf(bytes)
        || bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    ((is_stdin || promise == Some(Format::Text)) && !known).then_some(Format::Text)
}

fn warn_of_name(document: &mut Document, promise: Option<Format>) {
    if let Some(promise) = promise.filter(|&p| p != document.format) {
        let message = format!(
            "the name says {}, the bytes are {}",
            promise.as_str(),
            document.format.as_str()
        );
        document.warnings.push(Warning::new("name_mismatch", message));
    }
}

/// How far a job is.
pub enum Progress {
    /// There is nothing left to do.
    Done(Outcome),
    /// The output is written and waits for the disk.
    Written(Written),
}

impl Progress {
    /// Does what is left to do: waits until the disk has the output, and gives it its name.
    pub fn finish(self, settings: &Settings) -> Outcome {
        match self {
            Progress::Done(outcome) => outcome,
            Progress::Written(written) => match written.file.settle() {
                Ok(()) => row(*written.row, written.identity, settings),
                Err(error) => not_written(&error, &written.path, &written.shown, written.identity, settings),
            },
        }
    }
}

/// An output that is written and has not got its name, with the row that says of it that it stands.
pub struct Written {
    file: Unsettled,
    path: PathBuf,
    shown: String,
    row: Box<SummaryRow>,
    identity: Option<(String, u64)>,
}

/// Reads a job's file, writes its output, makes its row. What is left to do is to wait for the disk: [`Progress::finish`].
pub fn begin_job(job: &Job, settings: &Settings) -> Progress {
    let bytes = match read::read_input(&job.path, job.follow, settings.limits.file_size) {
        Ok(bytes) => bytes,
        Err(error) => return Progress::Done(failed(&job.shown, &error, None, settings)),
    };
    let size = bytes.len() as u64;
    if job.unchanged.as_ref().is_some_and(|hash| *hash == sha256(&bytes)) {
        return Progress::Done(Outcome::Unchanged);
    }
    let converted = match convert(&bytes, Some(&job.path), &job.shown, settings) {
        Ok(converted) => converted,
        Err(error) => {
            let identity = Some((sha256(&bytes), size));
            return Progress::Done(failed(&job.shown, &error, identity, settings));
        }
    };
    drop(bytes);
    let identity = Some((converted.source().sha256.clone(), size));
    let path = settings.output.join(&job.output);
    let folder = path.parent().unwrap_or(&settings.output);
    let written = inside(folder, &settings.output)
        .and_then(|()| write_unsettled(&path, &settings.tag, |out| converted.write_io(out)));
    match written {
        Ok(file) => Progress::Written(Written {
            file,
            path,
            shown: job.shown.clone(),
            row: Box::new(converted.row(&job.shown, Some(super::shown(&job.output)))),
            identity,
        }),
        Err(error) => Progress::Done(not_written(&error, &path, &job.shown, identity, settings)),
    }
}

/// What becomes of a job whose output cannot be written at `path`.
fn not_written(
    error: &io::Error,
    path: &Path,
    shown: &str,
    identity: Option<(String, u64)>,
    settings: &Settings,
) -> Outcome {
    // Where the output folder itself takes no file, no other job will do better.
    let denied = is_denied(error) && path.parent() == Some(settings.output.as_path());
    if is_fatal(error) || denied {
        return Outcome::Fatal(unwritable(path, error));
    }
    let error = if is_too_large(error) {
        Error::new(ErrorKind::LimitSize, Stage::Output, error.to_string())
    } else {
        let message = format!("cannot write the result: {error}");
        Error::new(ErrorKind::Io, Stage::Output, message)
    };
    failed(shown, &error, identity, settings)
}

fn failed(shown: &str, error: &Error, identity: Option<(String, u64)>, settings: &Settings) -> Outcome {
    row(failed_row(shown, RowStatus::Error, error), identity, settings)
}

/// Makes the folder of an output and sees to it that no link leads it out of the output folder.
fn inside(folder: &Path, root: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if folder.canonicalize()?.starts_with(root.canonicalize()?) {
        Ok(())
    } else {
        Err(io::Error::other("a link leads out of the output folder"))
    }
}

fn row(row: SummaryRow, identity: Option<(String, u64)>, settings: &Settings) -> Outcome {
    Outcome::Row(Box::new(manifest_row(row, identity, settings)))
}

/// The row with what a later run needs to know of it: SHA-256 and size of the bytes, where they were read.
pub fn manifest_row(row: SummaryRow, identity: Option<(String, u64)>, settings: &Settings) -> ManifestRow {
    let (sha256, size) = identity.unzip();
    ManifestRow {
        row,
        sha256,
        size,
        schema_version: SCHEMA_VERSION.to_owned(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        options: settings.fingerprint(),
    }
}

/// Faults on purpose, for the tests of the supervisor: `BAOBIAO_TEST_FAULT` holds `abort:NAME`, `panic:NAME`,
/// `loop:NAME`, `overflow:NAME` or `allocate:NAME`, and the document whose path ends in NAME meets it. Only in builds
/// with debug assertions.
#[cfg(debug_assertions)]
mod fault {
    use std::time::Duration;

    pub(super) fn strike(shown: &str) {
        let Ok(wish) = std::env::var("BAOBIAO_TEST_FAULT") else {
            return;
        };
        match wish.split_once(':') {
            Some((fault, name)) if shown.ends_with(name) => commit(fault),
            _ => {}
        }
    }

    fn commit(fault: &str) {
        match fault {
            "abort" => std::process::abort(),
            "loop" => loop {
                std::thread::sleep(Duration::from_millis(50));
            },
            "overflow" => {
                std::hint::black_box(overflow(1));
            }
            "allocate" => {
                std::hint::black_box(vec![1_u8; 1 << 40]);
            }
            #[allow(clippy::panic, reason = "this is what the test wants")]
            "panic" => panic!("as the test wants"),
            _ => {}
        }
    }

    #[allow(unconditional_recursion, reason = "this is what the test wants")]
    fn overflow(depth: u64) -> u64 {
        std::hint::black_box(overflow(depth + 1)) + std::hint::black_box(depth)
    }
}
