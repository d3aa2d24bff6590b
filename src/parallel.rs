//! Parts of one document worked on beside each other, by as many threads as its budget allows.
//!
//! What comes out does not depend on how many there are, limits included: each part is charged to a share of the
//! budget, and the shares are taken back in the order of the parts, so that the part that passes a limit is the one that
//! would pass it alone. Only the deadline depends on how fast the machine is, as ever.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::crew::Job;
use crate::diagnostic::{Budget, Error, Usage};

/// A thread is worth its wages for so many characters: for fewer, waking it and waiting for it takes as long as the work.
const WORTH_A_THREAD: u64 = 400;

/// Does `work` with each item and gives what comes of it, in order, up to and with the first error.
///
/// `worth` is about how many characters all of the items have: for little work no other thread is asked. A panic in `work`
/// goes on in the calling thread. Helpers drop each item within `work`, but `work` itself perhaps later than this returns.
pub fn map<T: Send + 'static, R: Send + 'static>(
    budget: &Budget,
    worth: u64,
    items: Vec<T>,
    work: impl Fn(T, &Budget) -> Result<R, Error> + Send + Sync + 'static,
) -> Vec<Result<R, Error>> {
    map_with(
        budget,
        worth,
        items,
        || (),
        move |(), item, budget| work(item, budget),
    )
}

/// [`map`] with work that cannot fail and keeps something from item to item: every thread begins with what `kept` gives.
pub fn map_keeping<T: Send + 'static, R: Send + 'static, S>(
    budget: &Budget,
    worth: u64,
    items: Vec<T>,
    kept: impl Fn() -> S + Send + Sync + 'static,
    work: impl Fn(&mut S, T) -> R + Send + Sync + 'static,
) -> Vec<R> {
    let results = map_with(budget, worth, items, kept, move |kept, item, _| {
        Ok(work(kept, item))
    });
    // Nothing is charged, so that there is no error.
    results.into_iter().flatten().collect()
}

fn map_with<T: Send + 'static, R: Send + 'static, S>(
    budget: &Budget,
    worth: u64,
    items: Vec<T>,
    kept: impl Fn() -> S + Send + Sync + 'static,
    work: impl Fn(&mut S, T, &Budget) -> Result<R, Error> + Send + Sync + 'static,
) -> Vec<Result<R, Error>> {
    let worthy = usize::try_from(worth / WORTH_A_THREAD).unwrap_or(usize::MAX);
    let count = budget.threads().count.min(items.len()).min(worthy);
    let Some(crew) = (count > 1).then(|| budget.crew()).flatten() else {
        return one_by_one(budget, items, kept(), work);
    };
    let parts = Arc::new(Parts {
        state: Mutex::new(State {
            results: items.iter().map(|_| None).collect(),
            items: items.into_iter().enumerate(),
            shares: (1..count).map(|_| budget.share()).collect(),
            begun: 0,
            used: Usage::default(),
            panic: None,
        }),
        changed: Condvar::new(),
        kept,
        work,
    });
    let help = |_| {
        let parts = Arc::clone(&parts);
        let job: Job = Box::new(move || parts.help());
        job
    };
    crew.give((1..count.min(crew.helpers() + 1)).map(help));
    parts.help_with(budget.share());
    let (results, panic) = parts.finish();
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
    let mut out = Vec::with_capacity(results.len());
    for (result, used) in results.into_iter().map_while(|slot| slot) {
        let result = budget.charge(&used).and(result);
        let failed = result.is_err();
        out.push(result);
        if failed {
            break;
        }
    }
    out
}

/// Something that a helper works out while the calling thread goes on.
pub struct Aside<R>(Arc<Slot<R>>);

struct Slot<R> {
    state: Mutex<Pending<R>>,
    changed: Condvar,
}

enum Pending<R> {
    /// Nobody has begun it.
    Waiting(Box<dyn FnOnce() -> R + Send>),
    Begun,
    Done(thread::Result<R>),
}

/// Has a helper do `work`, where there is one. Nothing is charged for it; a panic in it goes on in [`Aside::get`].
pub fn aside<R: Send + 'static>(budget: &Budget, work: impl FnOnce() -> R + Send + 'static) -> Aside<R> {
    let aside = Aside(Arc::new(Slot {
        state: Mutex::new(Pending::Waiting(Box::new(work))),
        changed: Condvar::new(),
    }));
    if let Some(crew) = budget.crew() {
        let slot = Arc::clone(&aside.0);
        let job: Job = Box::new(move || slot.work());
        crew.give([job]);
    }
    aside
}

impl<R> Aside<R> {
    /// What came of it. Does it now, if nobody has begun it, and waits for whoever has.
    pub fn get(self) -> R {
        self.0.work();
        let mut state = self.0.lock();
        loop {
            match mem::replace(&mut *state, Pending::Begun) {
                Pending::Done(result) => {
                    drop(state);
                    return result.unwrap_or_else(|panic| resume_unwind(panic));
                }
                other => *state = other,
            }
            state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<R> Slot<R> {
    /// Does the work, if nobody has begun it.
    fn work(&self) {
        let work = {
            let mut state = self.lock();
            match mem::replace(&mut *state, Pending::Begun) {
                Pending::Waiting(work) => work,
                other => {
                    *state = other;
                    return;
                }
            }
        };
        let result = catch_unwind(AssertUnwindSafe(work));
        *self.lock() = Pending::Done(result);
        self.changed.notify_all();
    }

    /// Nothing that holds the lock panics.
    fn lock(&self) -> MutexGuard<'_, Pending<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of each item what came of it and what it used.
type Results<R> = Vec<Option<(Result<R, Error>, Usage)>>;

/// Work that several threads share.
struct Parts<T, R, K, F> {
    state: Mutex<State<T, R>>,
    changed: Condvar,
    kept: K,
    work: F,
}

struct State<T, R> {
    items: std::iter::Enumerate<std::vec::IntoIter<T>>,
    results: Results<R>,
    /// Budgets for threads that come to help, at the state before the work.
    shares: Vec<Budget>,
    /// How many items are being worked on.
    begun: usize,
    /// What all parts that are done have used.
    used: Usage,
    panic: Option<Box<dyn Any + Send>>,
}

impl<T, R, S, K, F> Parts<T, R, K, F>
where
    K: Fn() -> S,
    F: Fn(&mut S, T, &Budget) -> Result<R, Error>,
{
    fn help(&self) {
        let share = self.lock().shares.pop();
        if let Some(share) = share {
            self.help_with(share);
        }
    }

    /// Works as long as there is something to do. Each item has a share of its own.
    fn help_with(&self, before: Budget) {
        let mut kept = (self.kept)();
        let mut state = self.lock();
        while let Some((place, item)) = state.items.next() {
            state.begun += 1;
            drop(state);
            let share = before.share();
            let result = catch_unwind(AssertUnwindSafe(|| (self.work)(&mut kept, item, &share)));
            let used = before.used_by(&share);
            state = self.lock();
            state.begun -= 1;
            state.used += used;
            match result {
                Ok(result) => {
                    if result.is_err() || before.bears(&state.used).is_err() {
                        state.stop();
                    }
                    if let Some(slot) = state.results.get_mut(place) {
                        *slot = Some((result, used));
                    }
                }
                Err(panic) => {
                    state.stop();
                    state.panic = Some(panic);
                }
            }
        }
        if state.begun == 0 {
            self.changed.notify_all();
        }
    }

    /// Waits for the other threads.
    fn finish(&self) -> (Results<R>, Option<Box<dyn Any + Send>>) {
        let mut state = self.lock();
        while state.begun > 0 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        (mem::take(&mut state.results), state.panic.take())
    }

    /// Nothing that holds the lock panics.
    fn lock(&self) -> MutexGuard<'_, State<T, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, R> State<T, R> {
    /// What stands behind this part will not be asked for; all before it have begun.
    fn stop(&mut self) {
        self.items = Vec::new().into_iter().enumerate();
    }
}

fn one_by_one<T, R, S>(
    budget: &Budget,
    items: Vec<T>,
    mut kept: S,
    work: impl Fn(&mut S, T, &Budget) -> Result<R, Error>,
) -> Vec<Result<R, Error>> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let result = work(&mut kept, item, budget);
        let failed = result.is_err();
        out.push(result);
        if failed {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::diagnostic::{Limits, Threads};

    const WORTH_IT: u64 = 1 << 20;

    fn budget(limits: Limits, count: usize) -> Budget {
        let stack = 1 << 20;
        Budget::new(&limits, None).with_threads(Threads { count, stack })
    }

    /// Works `n` units for each item, the first ones slowest, so that they end last.
    fn run(limits: Limits, count: usize, items: &[u64]) -> (Vec<Result<u64, String>>, u64) {
        let budget = budget(limits, count);
        let results = map(&budget, WORTH_IT, items.to_vec(), |n, budget| {
            let _deeper = budget.enter()?;
            budget.hold(n)?;
            thread::sleep(Duration::from_millis(20 / (1 + n)));
            budget.work(n)?;
            budget.release(n / 2);
            Ok(n * 10)
        });
        let plain = |r: Result<u64, Error>| r.map_err(|e| e.to_string());
        (results.into_iter().map(plain).collect(), budget.worked())
    }

    #[test]
    fn results_come_in_order_whoever_worked() {
        let items: Vec<u64> = (0..20).collect();
        let expected: Vec<_> = items.iter().map(|n| Ok(n * 10)).collect();
        for count in [1, 2, 5] {
            assert_eq!(run(Limits::default(), count, &items), (expected.clone(), 190));
        }
    }

    #[test]
    fn the_part_that_passes_a_limit_is_the_same_with_any_number_of_threads() {
        let items: Vec<u64> = (0..20).collect();
        for limits in [
            Limits {
                work: 50,
                ..Limits::default()
            },
            Limits {
                memory: 40,
                ..Limits::default()
            },
            Limits {
                depth: 0,
                ..Limits::default()
            },
        ] {
            let (alone, _) = run(limits.clone(), 1, &items);
            assert!(alone.len() < items.len() && alone.last().is_some_and(Result::is_err));
            for count in [2, 3, 20] {
                assert_eq!(run(limits.clone(), count, &items).0, alone);
            }
        }
    }

    #[test]
    fn nothing_behind_an_error_is_begun_for_long() {
        let begun = Arc::new(Mutex::new(0));
        let count = Arc::clone(&begun);
        let budget = budget(Limits::default(), 2);
        let results = map(&budget, WORTH_IT, (0..1_000).collect(), move |n: u64, _| {
            *count.lock().unwrap() += 1;
            thread::sleep(Duration::from_millis(1));
            if n == 3 { Err(Error::corrupt("no")) } else { Ok(n) }
        });
        assert_eq!(results.len(), 4);
        assert!(*begun.lock().unwrap() < 10);
    }

    #[test]
    fn a_panic_of_any_part_reaches_the_caller() {
        for at in [0, 1, 2, 3] {
            let budget = budget(Limits::default(), 2);
            let ended = catch_unwind(AssertUnwindSafe(|| {
                #[allow(clippy::panic, reason = "this is what the test wants")]
                let work = move |n: u64, _: &Budget| {
                    thread::sleep(Duration::from_millis(5));
                    if n == at { panic!("part {n}") } else { Ok(n) }
                };
                map(&budget, WORTH_IT, (0..4).collect(), work)
            }));
            let panic = ended.unwrap_err();
            assert_eq!(panic.downcast_ref::<String>(), Some(&format!("part {at}")));
        }
    }

    #[test]
    fn what_is_worked_out_aside_is_had_with_and_without_helpers() {
        for count in [1, 2] {
            let budget = budget(Limits::default(), count);
            let slow = aside(&budget, || {
                thread::sleep(Duration::from_millis(20));
                thread::current().id()
            });
            thread::sleep(Duration::from_millis(5));
            let helped = slow.get() != thread::current().id();
            assert_eq!(helped, count == 2);
        }
    }

    #[test]
    fn a_panic_aside_reaches_who_asks_for_the_result() {
        for count in [1, 2] {
            let budget = budget(Limits::default(), count);
            #[allow(clippy::panic, reason = "this is what the test wants")]
            let broken = aside(&budget, || -> u8 { panic!("aside") });
            let panic = catch_unwind(AssertUnwindSafe(|| broken.get())).unwrap_err();
            assert_eq!(panic.downcast_ref::<&str>(), Some(&"aside"));
        }
    }
}
