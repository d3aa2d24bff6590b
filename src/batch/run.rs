//! A whole run: entries in, outputs and rows out.

use std::cell::Cell;
use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::document::{Job, Outcome, Settings, failed_row, manifest_row};
use super::journal::{Folder, Journal, Shard};
use super::names::{Clash, output_paths};
use super::pool::{self, Event};
use super::protocol::Hello;
use super::supervisor::{self, Worker};
use super::tables;
use super::walk::{Entry, EntryKind};
use super::write::unwritable;
use crate::diagnostic::{Error, ErrorKind, Stage, Threads};
use crate::output::rows::Format;
use crate::output::summary::{ManifestRow, RowStatus, SummaryRow};
use crate::output::wire::SCHEMA_VERSION;

/// How a run goes.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// What all documents have in common. Its `tag` is set by the run.
    pub settings: Settings,
    /// How many threads read: as many documents at a time, and where there are fewer documents, the parts of each.
    pub threads: usize,
    /// Bytes of stack for each thread.
    pub stack: usize,
    /// Who reads them in a child process; `None` for threads of this process.
    pub worker: Option<Worker>,
    /// Whether the folder keeps a manifest and a journal.
    pub manifest: bool,
    /// Whether rows of earlier runs that still hold are kept and their inputs not read again.
    pub resume: bool,
    /// With `resume`: whether failed inputs are tried again nevertheless.
    pub retry_failed: bool,
    /// Whether the first failed input ends the run.
    pub fail_fast: bool,
    /// Which part of the inputs this run takes.
    pub shard: Option<Shard>,
    /// How the rows of all reports are written at the end of a run that dealt with every entry; `None` for not at all.
    pub tables: Option<Format>,
}

/// Hears how a run goes.
pub trait Observer {
    /// So many of so many entries are done, in whatever order.
    fn progress(&mut self, done: usize, total: usize);
    /// The next entry, in input order, is done.
    fn row(&mut self, row: &SummaryRow);
    /// Every entry is done, and the rows of all reports are being built.
    fn building(&mut self) {}
}

/// What became of a run.
#[derive(Clone, Debug)]
pub struct Finished {
    /// A row for each entry, in input order.
    pub rows: Vec<ManifestRow>,
    /// Why the run could not go on.
    pub fatal: Option<String>,
    /// Whether every entry was dealt with.
    pub complete: bool,
    /// How many rows are those of an earlier run, whose inputs were not read again.
    pub unchanged: usize,
}

/// Runs over the entries. When `stop` begins to say so, what is being read is given up and the run ends.
///
/// # Errors
/// When two inputs would have the same output; nothing was written then.
pub fn run(
    entries: Vec<Entry>,
    options: &RunOptions,
    stop: &(dyn Fn() -> bool + Sync),
    observer: &mut dyn Observer,
) -> Result<Finished, Clash> {
    let outputs = outputs(&entries, options.settings.mode.ending())?;
    let folder = Folder::new(&options.settings.output, options.shard);
    let mut options = options.clone();
    options.settings.tag = format!("{}{}.", folder.tag(), std::process::id());
    let mine = entries.into_iter().zip(outputs);
    let mine: Vec<(Entry, Option<PathBuf>)> = mine
        .filter(|(entry, _)| options.shard.is_none_or(|shard| shard.holds(&entry.relative)))
        .collect();
    let mut run = Run {
        shown: mine.iter().map(|(entry, _)| entry.shown()).collect(),
        outputs: mine.iter().map(|(_, output)| output.clone()).collect(),
        rows: vec![None; mine.len()],
        kept: vec![None; mine.len()],
        told: 0,
        done: 0,
        unchanged: 0,
        journal: None,
        fatal: None,
        failed: Cell::new(false),
        options: &options,
        observer,
    };
    run.go(mine, &folder, stop);
    Ok(run.finish(&folder, stop))
}

/// The output path of each entry that is an input. All entries count, of whatever shard.
fn outputs(entries: &[Entry], ending: &str) -> Result<Vec<Option<PathBuf>>, Clash> {
    let is_input = |entry: &&Entry| matches!(entry.kind, EntryKind::Input);
    let inputs: Vec<_> = entries
        .iter()
        .filter(is_input)
        .map(|e| e.relative.as_path())
        .collect();
    let mut paths = output_paths(&inputs, ending)?.into_iter();
    Ok(entries
        .iter()
        .map(|e| if is_input(&e) { paths.next() } else { None })
        .collect())
}

struct Run<'a> {
    shown: Vec<String>,
    outputs: Vec<Option<PathBuf>>,
    rows: Vec<Option<ManifestRow>>,
    /// Rows of earlier runs, which hold when the bytes are the same.
    kept: Vec<Option<ManifestRow>>,
    /// How many rows the observer has heard of.
    told: usize,
    done: usize,
    unchanged: usize,
    journal: Option<Journal>,
    fatal: Option<String>,
    failed: Cell<bool>,
    options: &'a RunOptions,
    observer: &'a mut dyn Observer,
}

impl Run<'_> {
    fn go(
        &mut self,
        entries: Vec<(Entry, Option<PathBuf>)>,
        folder: &Folder,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let options = self.options;
        if let Err(error) = self.open(folder) {
            self.fatal = Some(unwritable(folder.root(), &error));
            return;
        }
        let mut earlier = if options.resume {
            folder.rows()
        } else {
            Default::default()
        };
        let mut jobs = Vec::new();
        for (id, (entry, output)) in entries.into_iter().enumerate() {
            let shown = self.shown.get(id).cloned().unwrap_or_default();
            let status = match (&entry.kind, output) {
                (EntryKind::Input, Some(output)) => {
                    let kept = earlier.remove(&shown).filter(|row| self.holds(row, &output));
                    let unchanged = kept.as_ref().and_then(|row| row.sha256.clone());
                    if let Some(place) = self.kept.get_mut(id) {
                        *place = kept;
                    }
                    let Entry {
                        path, named: follow, ..
                    } = entry;
                    jobs.push(Job {
                        id,
                        path,
                        follow,
                        shown,
                        output,
                        unchanged,
                    });
                    continue;
                }
                (EntryKind::Skipped(error), _) => failed_row(&shown, RowStatus::Skipped, error),
                (EntryKind::Refused(error), _) => failed_row(&shown, RowStatus::Error, error),
                (EntryKind::Input, None) => continue,
            };
            self.put(id, manifest_row(status, None, &options.settings));
        }
        self.work(jobs, stop);
    }

    fn open(&mut self, folder: &Folder) -> io::Result<()> {
        fs::create_dir_all(&self.options.settings.output)?;
        if self.options.resume {
            folder.remove_stale();
        }
        if self.options.manifest {
            self.journal = Some(folder.open_journal(self.options.resume)?);
        }
        Ok(())
    }

    /// Whether an earlier row speaks of the same program, options and output, and the output is there.
    fn holds(&self, row: &ManifestRow, output: &PathBuf) -> bool {
        let settings = &self.options.settings;
        let same_program = row.program_version == env!("CARGO_PKG_VERSION")
            && row.schema_version == SCHEMA_VERSION
            && row.options == settings.fingerprint();
        let stands = match row.row.status {
            RowStatus::Ok | RowStatus::Partial => {
                row.row.output.as_deref() == Some(super::shown(output).as_str())
                    && settings.output.join(output).is_file()
            }
            RowStatus::Error => !self.options.retry_failed,
            RowStatus::Skipped => false,
        };
        same_program && stands
    }

    fn work(&mut self, jobs: Vec<Job>, stop: &(dyn Fn() -> bool + Sync)) {
        let options = self.options;
        let (threads, stack) = (options.threads.min(jobs.len()).max(1), options.stack);
        if jobs.is_empty() {
            return;
        }
        let mut settings = options.settings.clone();
        settings.threads = Threads {
            count: options.threads / threads,
            stack,
        };
        let result = match &options.worker {
            Some(worker) => {
                let hello = Hello {
                    settings,
                    threads,
                    stack,
                };
                let over = Cell::new(false);
                let stop = || stop() || over.get();
                supervisor::run(jobs, worker, &hello, &stop, &mut |event| {
                    self.note(event);
                    over.set(self.is_over());
                })
            }
            None => self.work_here(jobs, &settings, threads, stop),
        };
        if let Err(error) = result {
            self.fatal.get_or_insert(error.to_string());
        }
    }

    fn work_here(
        &mut self,
        jobs: Vec<Job>,
        settings: &Settings,
        threads: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> io::Result<()> {
        let stack = self.options.stack;
        let queue = Mutex::new(VecDeque::from(jobs));
        let (sender, events) = channel();
        let cancel = &settings.cancel;
        thread::scope(|scope| {
            let pool = scope.spawn(move || {
                let next = || {
                    if cancel.is_cancelled() {
                        None
                    } else {
                        queue.lock().ok()?.pop_front()
                    }
                };
                let emit = |event| sender.send(event).is_ok();
                pool::work(threads, stack, settings, &next, &emit)
            });
            loop {
                match events.recv_timeout(Duration::from_millis(50)) {
                    Ok(event) => self.note(event),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if stop() || self.is_over() {
                    cancel.cancel();
                }
            }
            pool.join()
                .unwrap_or_else(|_| Err(io::Error::other("a reading thread died")))
        })
    }

    /// Whether nothing more is to be done.
    fn is_over(&self) -> bool {
        self.fatal.is_some() || (self.options.fail_fast && self.failed.get())
    }

    fn note(&mut self, event: Event) {
        let Event::Done(id, outcome) = event else { return };
        match outcome {
            Outcome::Row(row) => self.put(id, *row),
            Outcome::Unchanged => {
                if let Some(row) = self.kept.get_mut(id).and_then(Option::take) {
                    self.unchanged += 1;
                    self.put(id, row);
                }
            }
            Outcome::Fatal(message) => self.fatal = Some(message),
        }
    }

    fn put(&mut self, id: usize, row: ManifestRow) {
        if row.row.kind.as_deref() == Some(ErrorKind::Cancelled.as_str()) {
            return;
        }
        self.failed
            .set(self.failed.get() || row.row.status == RowStatus::Error);
        if let Some(Err(error)) = self.journal.as_mut().map(|journal| journal.push(&row)) {
            self.fatal = Some(unwritable(&self.options.settings.output, &error));
        }
        if let Some(output) = self.outputs.get(id).and_then(Option::as_deref)
            && is_void(&row.row)
        {
            remove_result(&self.options.settings.output, output);
        }
        if let Some(place) = self.rows.get_mut(id) {
            *place = Some(row);
        }
        self.done += 1;
        self.observer.progress(self.done, self.rows.len());
        while let Some(Some(row)) = self.rows.get(self.told) {
            self.observer.row(&row.row);
            self.told += 1;
        }
    }

    fn build(
        &mut self,
        format: Format,
        folder: &Folder,
        rows: &[ManifestRow],
        stop: &dyn Fn() -> bool,
    ) -> io::Result<()> {
        self.observer.building();
        let outputs = self.outputs.iter().map(Option::as_deref);
        tables::write(folder, format, rows.iter().zip(outputs), stop)
    }

    fn finish(mut self, folder: &Folder, stop: &dyn Fn() -> bool) -> Finished {
        let mut complete = self.fatal.is_none() && self.rows.iter().all(Option::is_some);
        let stopped = Error::new(
            ErrorKind::Cancelled,
            Stage::Open,
            "not done: the run was stopped before",
        );
        let mut rows = Vec::with_capacity(self.rows.len());
        for (row, shown) in std::mem::take(&mut self.rows).into_iter().zip(&self.shown) {
            let undone = || failed_row(shown, RowStatus::Skipped, &stopped);
            let known = row.is_some();
            let row = row.unwrap_or_else(|| manifest_row(undone(), None, &self.options.settings));
            if known && rows.len() >= self.told {
                self.observer.row(&row.row);
            }
            rows.push(row);
        }
        if let Some(format) = self.options.tables.filter(|_| complete) {
            match self.build(format, folder, &rows, stop) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => complete = false,
                Err(error) => {
                    self.fatal = Some(format!("the rows of all reports cannot be written: {error}"));
                    complete = false;
                }
                Ok(()) => {}
            }
        }
        if complete
            && self.options.manifest
            && let Err(error) = folder.finish(rows.iter())
        {
            self.fatal = Some(unwritable(&folder.manifest(), &error));
        }
        Finished {
            rows,
            fatal: self.fatal,
            complete,
            unchanged: self.unchanged,
        }
    }
}

/// Whether an input has no result any more: it was read now, and in vain. Where it could not even be opened (a share that
/// is away, a lock) its bytes may be what they were, and so the result of an earlier run may hold.
fn is_void(row: &SummaryRow) -> bool {
    let unopened = row.stage.as_deref() == Some(Stage::Open.as_str()) && row.retryable == Some(true);
    row.status == RowStatus::Error && !unopened
}

/// Removes what an earlier run made of an input that fails now: nobody is to take it for what the input says. Nothing that
/// links lead to outside of the folder is touched.
fn remove_result(root: &Path, output: &Path) {
    let path = root.join(output);
    let place = path.parent().and_then(|folder| folder.canonicalize().ok());
    let is_inside = |place: &Path| root.canonicalize().is_ok_and(|root| place.starts_with(root));
    if place.as_deref().is_some_and(is_inside) {
        // Most often there is none.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_goes_when_its_input_was_read_in_vain() {
        let row = |status, kind, stage| failed_row("a", status, &Error::new(kind, stage, "x"));
        use ErrorKind as Kind;
        for (kind, stage, void) in [
            (Kind::Corrupt, Stage::Read, true),
            (Kind::NotSupported, Stage::Open, true),
            (Kind::Timeout, Stage::Table, true),
            (Kind::Io, Stage::Open, false),
            (Kind::Changed, Stage::Open, false),
        ] {
            assert_eq!(is_void(&row(RowStatus::Error, kind, stage)), void, "{kind}");
        }
        assert!(!is_void(&row(RowStatus::Skipped, Kind::Corrupt, Stage::Read)));
    }

    #[test]
    fn nothing_outside_of_the_folder_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for folder in ["out/sub", "elsewhere"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        for file in ["out/sub/a.json", "elsewhere/a.json"] {
            fs::write(at(file), b"x").unwrap();
        }
        std::os::unix::fs::symlink(at("elsewhere"), at("out/link")).unwrap();
        for output in ["sub/a.json", "link/a.json", "none/a.json", "sub/none.json"] {
            remove_result(&at("out"), Path::new(output));
        }
        assert!(!at("out/sub/a.json").exists() && at("elsewhere/a.json").exists());
    }
}
