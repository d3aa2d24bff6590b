//! Threads that read documents, one each. They take the next job when they are done with the last, so that no more
//! documents are in memory than there are threads.

use std::io;
use std::thread;

use super::document::{Job, Outcome, Settings, run_job};

/// What a thread tells of its work.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The job with this id is being read.
    Started(usize),
    /// It is done.
    Done(usize, Outcome),
}

pub use crate::pipeline::STACK;

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
        while let Some(job) = next() {
            if !emit(Event::Started(job.id)) || !emit(Event::Done(job.id, run_job(&job, settings))) {
                break;
            }
        }
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

/// Panics are caught document by document and told in its row; nothing is to be printed besides.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}
