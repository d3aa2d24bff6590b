//! Threads that wait to help the thread that reads a document.
//!
//! They are started once a document and not once a piece of work: a new thread first stands on its parent's processor and
//! may wait there for milliseconds, as long as the reading of a report takes, while a waiting one is woken on a processor
//! that is free.

use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Something to do. It must not panic: the helper would end.
pub type Job = Box<dyn FnOnce() + Send>;

/// Helpers. They end when this is dropped and what they are doing is done; nobody waits for that.
pub struct Crew {
    board: Arc<Board>,
    helpers: usize,
}

#[derive(Default)]
struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    over: bool,
}

impl Crew {
    /// Starts so many helpers with stacks of `stack` bytes, or as many as the system gives, and waits until they wait.
    pub fn start(helpers: usize, stack: usize) -> Crew {
        let board = Arc::new(Board::default());
        let (ready, waiting) = channel();
        let start = |_: usize| {
            let (board, ready) = (Arc::clone(&board), ready.clone());
            let work = move || {
                // Whoever started this thread waits for it.
                let _ = ready.send(());
                drop(ready);
                while let Some(job) = board.next() {
                    job();
                }
            };
            let builder = thread::Builder::new().name("baobiao-help".to_owned());
            builder.stack_size(stack).spawn(work).is_ok()
        };
        let helpers = (0..helpers).map(start).take_while(|&started| started).count();
        drop(ready);
        // One that ended before it could say so is not waited for.
        let _ = waiting.iter().take(helpers).count();
        // Woken by a helper, this thread may have come before it on the processor that both stand on. Helpers that have
        // not yet gone to sleep there would be overlooked by whoever wakes sleepers on free processors.
        thread::yield_now();
        Crew { board, helpers }
    }

    /// How many helpers there are.
    pub fn helpers(&self) -> usize {
        self.helpers
    }

    /// Gives the helpers something to do.
    pub fn give(&self, jobs: impl IntoIterator<Item = Job>) {
        self.board.lock().jobs.extend(jobs);
        self.board.changed.notify_all();
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.board.lock().over = true;
        self.board.changed.notify_all();
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew").field("helpers", &self.helpers).finish()
    }
}

impl Board {
    /// The next job, for which it waits; `None` when there will be none.
    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.over {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Nothing that holds the lock panics.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_done_and_then_the_helpers_end() {
        let (done, results) = channel();
        let crew = Crew::start(3, 1 << 20);
        assert_eq!(crew.helpers(), 3);
        let job = |n: usize| {
            let done = done.clone();
            let job: Job = Box::new(move || {
                let _ = done.send((n, thread::current().id()));
            });
            job
        };
        crew.give((0..10).map(job));
        drop(done);
        drop(crew);
        // Ends when the last helper has let go of its last job.
        let mut results: Vec<_> = results.into_iter().collect();
        results.sort_by_key(|(n, _)| *n);
        assert!(results.iter().map(|(n, _)| *n).eq(0..10));
        assert!(
            results
                .iter()
                .all(|(_, thread)| *thread != thread::current().id())
        );
    }
}
