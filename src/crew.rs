//! Threads that wait to help the thread that reads a document.
//!
//! They are started once a document, before there is anything to help with, and are kept off the processor of the thread
//! that they help. Left to the system, a helper is often put behind that thread on the same processor, when it is started
//! and when it is woken, because the idle processors of a virtual machine do not look idle from within; there it waits for
//! milliseconds, as long as the reading of a report takes.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::heap;

/// Something to do. It must not panic: the helper would end.
pub type Job = Box<dyn FnOnce() + Send>;

/// Helpers. They end when this is dropped and what they are doing is done; nobody waits for that.
pub struct Crew {
    board: Arc<Board>,
    helpers: usize,
    places: Arc<Places>,
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
    /// Starts so many helpers with stacks of `stack` bytes, or as many as the system gives. Does not wait for them.
    pub fn start(helpers: usize, stack: usize) -> Crew {
        let board = Arc::new(Board::default());
        let places = Arc::new(Places::here());
        let start = |_: usize| {
            let (board, places) = (Arc::clone(&board), Arc::clone(&places));
            let work = move || {
                places.enter();
                heap::make_room();
                while let Some(job) = board.next() {
                    job();
                }
            };
            let builder = thread::Builder::new().name("baobiao-help".to_owned());
            builder.stack_size(stack).spawn(work).is_ok()
        };
        let helpers = (0..helpers).map(start).take_while(|&started| started).count();
        // One that was put behind this thread comes to leave.
        thread::yield_now();
        Crew {
            board,
            helpers,
            places,
        }
    }

    /// How many helpers there are.
    pub fn helpers(&self) -> usize {
        self.helpers
    }

    /// Gives the helpers something to do.
    pub fn give(&self, jobs: impl IntoIterator<Item = Job>) {
        self.places.make_way();
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

#[cfg(all(target_os = "linux", feature = "cli"))]
use linux::Places;
#[cfg(not(all(target_os = "linux", feature = "cli")))]
use other::Places;

/// On which processors helpers run. What fails here costs time and nothing else.
#[cfg(all(target_os = "linux", feature = "cli"))]
mod linux {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};

    use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

    pub(super) struct Places {
        /// The processors that the helped thread may use; none where that cannot be told.
        allowed: Option<CpuSet>,
        /// The processor that helpers keep off.
        kept_free: AtomicUsize,
        helpers: Mutex<Vec<Pid>>,
    }

    impl Places {
        /// For helpers of the calling thread.
        pub(super) fn here() -> Places {
            Places {
                allowed: sched_getaffinity(None).ok().filter(|set| set.count() > 1),
                kept_free: AtomicUsize::new(sched_getcpu()),
                helpers: Mutex::default(),
            }
        }

        /// The calling thread is a helper from now on.
        pub(super) fn enter(&self) {
            let mut helpers = self.helpers.lock().unwrap_or_else(PoisonError::into_inner);
            helpers.push(gettid());
            self.keep_off(None);
        }

        /// Keeps the helpers off the processor of the calling thread, which gives them work.
        pub(super) fn make_way(&self) {
            let here = sched_getcpu();
            let helpers = self.helpers.lock().unwrap_or_else(PoisonError::into_inner);
            if self.kept_free.swap(here, Ordering::Relaxed) != here {
                helpers.iter().for_each(|helper| self.keep_off(Some(*helper)));
            }
        }

        fn keep_off(&self, helper: Option<Pid>) {
            if let Some(mut others) = self.allowed {
                others.unset(self.kept_free.load(Ordering::Relaxed));
                let _ = sched_setaffinity(helper, &others);
            }
        }
    }
}

/// Elsewhere than on Linux nothing is known of processors.
#[cfg(not(all(target_os = "linux", feature = "cli")))]
mod other {
    pub(super) struct Places;

    impl Places {
        pub(super) fn here() -> Places {
            Places
        }

        pub(super) fn enter(&self) {}

        pub(super) fn make_way(&self) {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

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
