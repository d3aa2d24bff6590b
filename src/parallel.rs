//! Parts of one document worked on beside each other, by as many threads as its budget allows.
//!
//! What comes out does not depend on how many there are, limits included: each part is charged to a share of the
//! budget, and the shares are taken back in the order of the parts, so that the part that passes a limit is the one that
//! would pass it alone. Only the deadline depends on how fast the machine is, as ever.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
        (std::mem::take(&mut state.results), state.panic.take())
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
    use std::thread;
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
}
