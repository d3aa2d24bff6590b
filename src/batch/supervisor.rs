//! Has documents read in a child process, so that a file that kills its reader (a stack that overflows, memory that
//! runs out, a fault in a loop) costs one row and not the run.
//!
//! The child is this same program. In the normal case there is one, with all the threads. When it dies, the documents
//! it was reading are suspects: each is read once more in a child of its own, and the one whose child dies again is
//! given up. Documents that were not yet begun go to the next child. A document that passes its deadline by more
//! than a grace is stopped from outside.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::document::{Job, Outcome, Settings, failed_row, manifest_row};
use super::pool::{BEGUN, Event};
use super::protocol::{self, Hello};
use super::write::remove_temporary;
use super::{read, sha256};
use crate::diagnostic::{Error, ErrorKind, Stage};
use crate::output::summary::RowStatus;

/// How often the clock and the wish to stop are looked at.
const TICK: Duration = Duration::from_millis(50);

/// After so many children that died before they did anything, no further one is tried.
const MAX_BARREN: u32 = 3;

/// How much of what a dying child says is kept, in bytes.
const LAST_WORDS: usize = 4_096;

/// A program that reads documents when it is told to.
#[derive(Clone, Debug)]
pub struct Worker {
    /// The program; itself, as a rule.
    pub program: PathBuf,
    /// What it is to be called with, so that it serves.
    pub arguments: Vec<String>,
}

/// How a child ended.
enum End {
    /// Everything it was given is done, or the run is to stop.
    Finished,
    /// It died. `alone` when it never did anything but this one document.
    Died {
        suspects: Vec<Job>,
        cause: Error,
        alone: bool,
    },
}

/// Has all jobs read. Returns early, with jobs left undone, when `stop` says so.
///
/// # Errors
/// When children cannot be started or keep dying before they begin.
pub fn run(
    jobs: Vec<Job>,
    worker: &Worker,
    hello: &Hello,
    stop: &dyn Fn() -> bool,
    emit: &mut dyn FnMut(Event),
) -> io::Result<()> {
    let mut todo = VecDeque::from(jobs);
    let mut barren = 0;
    while !todo.is_empty() && !stop() {
        let End::Died {
            suspects,
            cause,
            alone,
        } = run_child(&mut todo, worker, hello, stop, emit)?
        else {
            continue;
        };
        if suspects.is_empty() {
            barren += 1;
            if barren >= MAX_BARREN {
                return Err(io::Error::other(format!(
                    "the reading process keeps failing: {}",
                    cause.message()
                )));
            }
        }
        for job in suspects {
            if alone || cause.kind() == ErrorKind::Timeout {
                emit(given_up(&job, &cause, &hello.settings));
            } else if !stop() {
                retry_alone(job, worker, hello, stop, emit)?;
            }
        }
    }
    Ok(())
}

fn retry_alone(
    job: Job,
    worker: &Worker,
    hello: &Hello,
    stop: &dyn Fn() -> bool,
    emit: &mut dyn FnMut(Event),
) -> io::Result<()> {
    let hello = Hello {
        threads: 1,
        ..hello.clone()
    };
    let mut todo = VecDeque::from([job.clone()]);
    if let End::Died { cause, .. } = run_child(&mut todo, worker, &hello, stop, emit)? {
        emit(given_up(&job, &cause, &hello.settings));
    }
    Ok(())
}

/// The row of a document that killed its reader. The file is looked at once more so that a later run can tell
/// whether it is still the same.
fn given_up(job: &Job, cause: &Error, settings: &Settings) -> Event {
    let bytes = read::read_input(&job.path, job.follow, settings.limits.file_size).ok();
    let identity = bytes.map(|bytes| (sha256(&bytes), bytes.len() as u64));
    let row = failed_row(&job.shown, RowStatus::Error, cause);
    Event::Done(
        job.id,
        Outcome::Row(Box::new(manifest_row(row, identity, settings))),
    )
}

/// A child at work.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    events: Receiver<Event>,
    last_words: JoinHandle<Vec<u8>>,
    /// Jobs that it was given and has not done, with the time when it began.
    given: BTreeMap<usize, (Job, Option<Instant>)>,
    done: usize,
}

fn run_child(
    todo: &mut VecDeque<Job>,
    worker: &Worker,
    hello: &Hello,
    stop: &dyn Fn() -> bool,
    emit: &mut dyn FnMut(Event),
) -> io::Result<End> {
    let mut running = Running::start(worker, hello)?;
    loop {
        running.feed(todo, hello.threads);
        if running.given.is_empty() {
            running.input = None;
            running.child.wait()?;
            return Ok(End::Finished);
        }
        match running.events.recv_timeout(TICK) {
            Ok(event) => running.note(event, emit),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                let cause = running.cause_of_death()?;
                return Ok(running.dead(todo, cause, hello, |_| true));
            }
        }
        if stop() {
            running.kill()?;
            running.clean_up(&hello.settings);
            return Ok(End::Finished);
        }
        if let Some(latest) = deadline(hello).filter(|&limit| running.overdue(limit)) {
            running.kill()?;
            while let Ok(event) = running.events.try_recv() {
                running.note(event, emit);
            }
            let seconds = hello.settings.limits.timeout.unwrap_or_default().as_secs_f64();
            let cause = format!("not done within {seconds} s, and did not stop by itself");
            let cause = Error::new(ErrorKind::Timeout, Stage::Read, cause);
            return Ok(running.dead(todo, cause, hello, |begun| begun.elapsed() > latest));
        }
    }
}

/// When a document is stopped from outside: after its own deadline and a grace.
fn deadline(hello: &Hello) -> Option<Duration> {
    let timeout = hello.settings.limits.timeout?;
    timeout.checked_add(
        (timeout / 4)
            .min(Duration::from_secs(10))
            .max(Duration::from_millis(200)),
    )
}

impl Running {
    fn start(worker: &Worker, hello: &Hello) -> io::Result<Running> {
        let mut child = Command::new(&worker.program)
            .args(&worker.arguments)
            // A backtrace behind the last words would hide what ran out.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take();
        if let Some(pipe) = &mut input {
            // A child that is already dead shows it by the end of its events.
            let _ = protocol::write_hello(pipe, hello);
        }
        let (sender, events) = channel();
        let output = child.stdout.take();
        thread::Builder::new().spawn(move || {
            let mut output = output.map(BufReader::new);
            while let Some(Ok(Some(event))) = output.as_mut().map(protocol::read_event) {
                if sender.send(event).is_err() {
                    break;
                }
            }
        })?;
        let errors = child.stderr.take();
        let last_words = thread::Builder::new().spawn(move || {
            let mut kept = Vec::new();
            let mut chunk = [0; 1_024];
            let mut errors = errors;
            while let Some(Ok(read @ 1..)) = errors.as_mut().map(|e| e.read(&mut chunk)) {
                kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
                let surplus = kept.len().saturating_sub(LAST_WORDS);
                kept.drain(..surplus);
            }
            kept
        })?;
        Ok(Running {
            child,
            input,
            events,
            last_words,
            given: BTreeMap::new(),
            done: 0,
        })
    }

    /// Keeps one job ready for each thread besides those that it has begun.
    fn feed(&mut self, todo: &mut VecDeque<Job>, threads: usize) {
        while self.given.len() < threads.saturating_mul(BEGUN + 1) {
            let Some(job) = todo.pop_front() else { break };
            let sent = self.input.as_mut().map(|pipe| protocol::write_job(pipe, &job));
            self.given.insert(job.id, (job, None));
            if !matches!(sent, Some(Ok(()))) {
                break;
            }
        }
    }

    fn note(&mut self, event: Event, emit: &mut dyn FnMut(Event)) {
        match &event {
            Event::Started(id) => {
                if let Some((_, begun)) = self.given.get_mut(id) {
                    *begun = Some(Instant::now());
                }
            }
            Event::Done(id, _) => {
                self.given.remove(id);
                self.done += 1;
            }
        }
        emit(event);
    }

    fn overdue(&self, limit: Duration) -> bool {
        self.given
            .values()
            .any(|(_, begun)| begun.is_some_and(|b| b.elapsed() > limit))
    }

    fn kill(&mut self) -> io::Result<()> {
        // Killing a child that is already dead is no fault.
        let _ = self.child.kill();
        self.child.wait().map(|_| ())
    }

    /// Sorts what a dead child leaves: what it had begun (and `is_suspect`) from what goes back.
    fn dead(
        self,
        todo: &mut VecDeque<Job>,
        cause: Error,
        hello: &Hello,
        is_suspect: impl Fn(Instant) -> bool,
    ) -> End {
        self.clean_up(&hello.settings);
        let alone = self.done == 0 && self.given.values().filter(|(_, begun)| begun.is_some()).count() == 1;
        let (mut suspects, mut back) = (Vec::new(), Vec::new());
        for (job, begun) in self.given.into_values() {
            let list = if begun.is_some_and(&is_suspect) {
                &mut suspects
            } else {
                &mut back
            };
            list.push(job);
        }
        for job in back.into_iter().rev() {
            todo.push_front(job);
        }
        End::Died {
            suspects,
            cause,
            alone,
        }
    }

    /// Removes what the child had half written.
    fn clean_up(&self, settings: &Settings) {
        let tag = format!("{}{}-", settings.tag, self.child.id());
        for (job, _) in self.given.values() {
            let output = settings.output.join(&job.output);
            remove_temporary(output.parent().unwrap_or(Path::new(".")), |name| {
                name.starts_with(&tag)
            });
        }
    }

    fn cause_of_death(&mut self) -> io::Result<Error> {
        // A child that speaks nonsense is as good as dead.
        let _ = self.child.kill();
        let status = self.child.wait()?;
        let empty = thread::Builder::new().spawn(Vec::new)?;
        let words = std::mem::replace(&mut self.last_words, empty)
            .join()
            .unwrap_or_default();
        Ok(cause(status, &String::from_utf8_lossy(&words)))
    }
}

fn cause(status: ExitStatus, last_words: &str) -> Error {
    let (kind, message) = if last_words.contains("memory allocation of") {
        (
            ErrorKind::Memory,
            "memory ran out while the file was read".to_owned(),
        )
    } else if last_words.contains("has overflowed its stack") {
        (
            ErrorKind::Crashed,
            "the stack overflowed while the file was read".to_owned(),
        )
    } else if let Some(signal) = status.signal() {
        (
            ErrorKind::Crashed,
            format!("the process that read the file died of signal {signal}"),
        )
    } else {
        let code = status.code().unwrap_or(-1);
        (
            ErrorKind::Crashed,
            format!("the process that read the file ended with code {code}"),
        )
    };
    Error::new(kind, Stage::Read, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_tell_what_ran_out() {
        let aborted = ExitStatus::from_raw(6);
        assert_eq!(
            cause(aborted, "memory allocation of 8 bytes failed").kind(),
            ErrorKind::Memory
        );
        assert_eq!(
            cause(aborted, "thread 'x' has overflowed its stack").kind(),
            ErrorKind::Crashed
        );
        assert!(cause(aborted, "").message().contains("signal 6"));
    }
}
