//! Threads that read documents, one each. They take the next job when they have written what came of the last, so that
//! no more documents are in memory than there are threads. Beside each a second thread waits for the disk, which takes a tenth
//! of the time that reading does, and more where the disk is slow.

use std::io;
use std::sync::mpsc::{Receiver, SendError, Sender, channel, sync_channel};
use std::thread;

use super::document::{Job, Outcome, Progress, Settings, begin_job};

/// What a thread tells of its work.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The job with this id is being read.
    Started(usize),
    /// It is done.
    Done(usize, Outcome),
}

pub use crate::pipeline::STACK;

/// How many outputs of a thread may wait for the disk. A slower disk is waited for.
const UNSETTLED: usize = 2;

/// How many jobs a thread may have begun: the one that it reads, those that wait for the disk, and the one that the disk is
/// at.
pub const BEGUN: usize = UNSETTLED + 2;

/// Stack of a thread that waits for the disk.
const SMALL_STACK: usize = 256 << 10;

/// Works with `threads` threads until `next` has no more jobs. `emit` hears of each; when it says `false`, nobody
/// listens any more and no further job is taken.
///
/// # Errors
/// When not even one thread can be started.
pub fn work(
    threads: usize,
    stack: usize,
    settings: &Settings,
    next: &(dyn Fn() -> Option<Job> + Sync),
    emit: &(dyn Fn(Event) -> bool + Sync),
) -> io::Result<()> {
    let one = || {
        thread::scope(|scope| {
            let (sender, begun) = sync_channel::<Begun>(UNSETTLED);
            let settler = thread::Builder::new()
                .name("settler".to_owned())
                .stack_size(SMALL_STACK);
            // Without such a thread nobody takes what is sent, and this one waits for the disk itself.
            let _ = settler.spawn_scoped(scope, move || finish(begun, settings, emit));
            while let Some(job) = next() {
                if !emit(Event::Started(job.id)) {
                    break;
                }
                let progress = begin_job(&job, settings);
                // What failed is told of before another job is taken: it may be the last.
                let is_done = matches!(progress, Progress::Done(_));
                let (told, is_told) = channel();
                let heard = match sender.send((job.id, progress, told)) {
                    Ok(()) => true,
                    Err(SendError((id, progress, _))) => emit(Event::Done(id, progress.finish(settings))),
                };
                if !heard {
                    break;
                }
                if is_done {
                    // Ends with an error when the other end is dropped.
                    let _ = is_told.recv();
                }
            }
        });
    };
    thread::scope(|scope| {
        let start = |index: usize| {
            let started = thread::Builder::new()
                .name(format!("reader-{index}"))
                .stack_size(stack)
                .spawn_scoped(scope, one);
            started.map(|_| ())
        };
        start(0)?;
        // Fewer threads than asked for do the same work.
        let _ = (1..threads.max(1)).try_for_each(start);
        Ok(())
    })
}

/// A job that is begun; its last part is dropped when it is done.
type Begun = (usize, Progress, Sender<()>);

/// Finishes jobs in the order in which they come, those that failed, too, as long as somebody hears of it.
fn finish(begun: Receiver<Begun>, settings: &Settings, emit: &(dyn Fn(Event) -> bool + Sync)) {
    for (id, progress, _told) in begun {
        if !emit(Event::Done(id, progress.finish(settings))) {
            break;
        }
    }
}

/// Panics are caught document by document and told in its row; nothing is to be printed besides.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    use super::*;
    use crate::batch::document::Mode;
    use crate::diagnostic::{CancelToken, Limits, Threads};
    use crate::output::summary::RowStatus;

    fn settings(output: &Path) -> Settings {
        Settings {
            mode: Mode::Report,
            limits: Limits::default(),
            format: None,
            output: output.to_path_buf(),
            tag: "pool".to_owned(),
            cancel: CancelToken::new(),
            threads: Threads::ONE,
        }
    }

    /// Texts, of which number 2 is none.
    fn jobs(folder: &Path, count: usize) -> VecDeque<Job> {
        let job = |id: usize| {
            let path = folder.join(format!("{id}.txt"));
            let text: &[u8] = if id == 2 {
                b"\x00\x01\x02"
            } else {
                "一、总体情况\n".as_bytes()
            };
            std::fs::write(&path, text).unwrap();
            Job {
                id,
                path,
                follow: false,
                shown: format!("{id}.txt"),
                output: PathBuf::from(format!("{id}.txt.json")),
                unchanged: None,
            }
        };
        (0..count).map(job).collect()
    }

    #[test]
    fn jobs_are_done_in_order_and_when_their_output_stands() {
        let dir = tempfile::tempdir().unwrap();
        let output = dir.path().join("out");
        let queue = Mutex::new(jobs(dir.path(), 12));
        let (done, failed) = (Mutex::new(Vec::new()), Mutex::new(false));
        let next = || queue.lock().unwrap().pop_front();
        let emit = |event| {
            if event == Event::Started(3) {
                assert!(
                    *failed.lock().unwrap(),
                    "what failed is told of before the next is taken"
                );
            }
            if let Event::Done(id, Outcome::Row(row)) = event {
                *failed.lock().unwrap() |= row.row.status == RowStatus::Error;
                let stands = output.join(format!("{id}.txt.json")).exists();
                done.lock().unwrap().push((id, row.row.status, stands));
            }
            true
        };
        work(1, STACK, &settings(&output), &next, &emit).unwrap();
        let expected = (0..12).map(|id| match id {
            2 => (id, RowStatus::Error, false),
            _ => (id, RowStatus::Ok, true),
        });
        assert_eq!(done.into_inner().unwrap(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn no_job_is_taken_when_nobody_listens_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let output = dir.path().join("out");
        let queue = Mutex::new(jobs(dir.path(), 40));
        let next = || queue.lock().unwrap().pop_front();
        let emit = |event| !matches!(event, Event::Done(..));
        work(1, STACK, &settings(&output), &next, &emit).unwrap();
        let begun = 40 - queue.lock().unwrap().len();
        // The one that was told of, those that wait, and one that could not be handed over.
        assert!(begun <= BEGUN, "{begun} jobs were taken");
        // What was not told of stands nowhere but the one that was settled.
        let left = std::fs::read_dir(&output).unwrap().count();
        assert!(left <= 2, "{left} files are left");
    }
}
