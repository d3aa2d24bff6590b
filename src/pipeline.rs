//! Many documents as a stream: threads read them, the caller gets the results one after another in the order of the
//! inputs, and no more than a fixed number of documents is in memory at a time.
//!
//! ```
//! use baobiao::pipeline::{Batch, Input, Plan};
//!
//! # fn main() -> Result<(), baobiao::diagnostic::Error> {
//! let inputs = ["samples/lo-plain.pdf", "samples/not-there.pdf"].map(Input::path);
//! for item in Batch::new(inputs, Plan::default())? {
//!     match item.result {
//!         Ok(report) => println!("{}: {:?}", item.name, report.verdict),
//!         // Worth trying again when `error.is_retryable()`.
//!         Err(error) => eprintln!("{}: {} at {}: {error}", item.name, error.kind(), error.stage().as_str()),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Reading happens in this process. A document that exhausts the stack or the memory of the process ends it; the
//! command guards against that with a process of its own, and so should a service that reads files of strangers.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::diagnostic::{Error, ErrorKind, Stage};
use crate::extract::{Options, extract, extract_path};
use crate::output::ReportJson;

pub use crate::diagnostic::STACK;

/// A document to be read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name that the report's JSON gives to its source, and the item to the caller.
    pub name: String,
    /// Where its bytes are.
    pub bytes: Bytes,
}

/// Where the bytes of a document are.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// In a file, which is opened when its turn has come. A name that ends in `.txt` lets plain text be read.
    Path(PathBuf),
    /// At hand. Plain text is read only when [`Options::format`] says so.
    Here(Vec<u8>),
}

impl Input {
    /// A file; its name is the last part of the path.
    pub fn path(path: impl AsRef<Path>) -> Input {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str());
        Input {
            name: name.to_string_lossy().into_owned(),
            bytes: Bytes::Path(path.to_path_buf()),
        }
    }

    /// Bytes under a name.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Input {
        Input {
            name: name.into(),
            bytes: Bytes::Here(bytes),
        }
    }
}

/// How a batch is read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How each document is read: its limits, and the token that cancels the whole batch.
    pub options: Options,
    /// How many threads read; at least 1.
    pub threads: usize,
    /// How many documents may be taken from the inputs and not yet given to the caller; at least `threads`. This bounds the
    /// memory: one slow document holds up those behind it, and no more of them than this are read meanwhile.
    pub in_flight: usize,
    /// When the whole batch must be done. Documents that are being read then, and all after them, end in `Timeout`.
    pub deadline: Option<Instant>,
}

impl Default for Plan {
    /// A thread for each processor, two documents in flight for each thread, no deadline.
    fn default() -> Plan {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        Plan {
            options: Options::default(),
            threads,
            in_flight: threads * 2,
            deadline: None,
        }
    }
}

/// What became of one input.
#[derive(Debug)]
pub struct Item {
    /// The input's name.
    pub name: String,
    /// The report, or why there is none.
    pub result: Result<Box<ReportJson>, Error>,
}

/// An iterator over what became of each input, in the order of the inputs. Every input has exactly one item, also after
/// a cancellation or the deadline: those that were not read then have an error of kind `Cancelled` or `Timeout`, which
/// costs next to nothing. Inputs are taken only when there is room for them, on the thread that asks for items.
///
/// A panic in the reading of a document, which would be a fault of this library, becomes an error of kind `Internal`.
///
/// Dropping the iterator waits for the documents in flight; cancel the token first to have them given up.
#[derive(Debug)]
pub struct Batch<I> {
    inputs: std::iter::Fuse<I>,
    jobs: Option<Sender<(u64, Input)>>,
    items: Receiver<(u64, Item)>,
    threads: Vec<JoinHandle<()>>,
    /// Items that came before their turn; at most `in_flight`.
    early: BTreeMap<u64, Item>,
    taken: u64,
    given: u64,
    in_flight: u64,
}

impl<I: Iterator<Item = Input>> Batch<I> {
    /// Starts the threads. No input is taken before the first item is asked for.
    ///
    /// # Errors
    /// `Io` when the system gives no thread.
    pub fn new(inputs: impl IntoIterator<IntoIter = I>, plan: Plan) -> Result<Batch<I>, Error> {
        let count = plan.threads.max(1);
        let in_flight = plan.in_flight.max(count) as u64;
        let (jobs, queue) = channel();
        let (sender, items) = channel();
        let (queue, plan) = (Arc::new(Mutex::new(queue)), Arc::new(plan));
        let mut threads = Vec::with_capacity(count);
        for _ in 0..count {
            let (queue, sender, plan) = (Arc::clone(&queue), sender.clone(), Arc::clone(&plan));
            let thread = thread::Builder::new()
                .name("baobiao-read".to_owned())
                .stack_size(STACK)
                .spawn(move || serve(&queue, &sender, &plan));
            threads.push(thread.map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()))?);
        }
        Ok(Batch {
            inputs: inputs.into_iter().fuse(),
            jobs: Some(jobs),
            items,
            threads,
            early: BTreeMap::new(),
            taken: 0,
            given: 0,
            in_flight,
        })
    }

    /// Hands out inputs as long as there is room.
    fn feed(&mut self) {
        while self.taken - self.given < self.in_flight {
            let Some(jobs) = &self.jobs else { return };
            let sent = self.inputs.next().map(|input| jobs.send((self.taken, input)));
            if matches!(sent, Some(Ok(()))) {
                self.taken += 1;
            } else {
                self.jobs = None;
            }
        }
    }
}

impl<I: Iterator<Item = Input>> Iterator for Batch<I> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.feed();
        while self.given < self.taken {
            if let Some(item) = self.early.remove(&self.given) {
                self.given += 1;
                return Some(item);
            }
            // The threads answer for every job: they end only after this iterator has let go of the queue.
            let (place, item) = self.items.recv().ok()?;
            self.early.insert(place, item);
        }
        None
    }
}

impl<I> Drop for Batch<I> {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A thread whose document panicked has caught it; there is nothing left to report to.
            let _ = thread.join();
        }
    }
}

fn serve(queue: &Mutex<Receiver<(u64, Input)>>, items: &Sender<(u64, Item)>, plan: &Plan) {
    loop {
        // Only one thread waits for a job at a time; the others wait for the lock.
        let job = queue.lock().ok().and_then(|queue| queue.recv().ok());
        let Some((place, input)) = job else { return };
        let result = fenced(|| read(&input, plan));
        let item = Item {
            name: input.name,
            result,
        };
        if items.send((place, item)).is_err() {
            return;
        }
    }
}

fn read(input: &Input, plan: &Plan) -> Result<Box<ReportJson>, Error> {
    let options = in_time(plan)?;
    let extraction = match &input.bytes {
        Bytes::Path(path) => extract_path(path, &options)?,
        Bytes::Here(bytes) => extract(bytes, &options)?,
    };
    Ok(Box::new(ReportJson::from_extraction(&extraction, &input.name)))
}

/// The options for a document that begins now.
fn in_time(plan: &Plan) -> Result<Options, Error> {
    let mut options = plan.options.clone();
    if options.cancel.as_ref().is_some_and(|token| token.is_cancelled()) {
        return Err(Error::new(
            ErrorKind::Cancelled,
            Stage::Open,
            "stopped by the caller",
        ));
    }
    if let Some(deadline) = plan.deadline {
        let left = deadline.saturating_duration_since(Instant::now());
        if left == Duration::ZERO {
            let message = "the time for the whole batch is over";
            return Err(Error::new(ErrorKind::Timeout, Stage::Open, message));
        }
        options.limits.timeout = Some(options.limits.timeout.map_or(left, |timeout| timeout.min(left)));
    }
    Ok(options)
}

/// Does `work`; a panic in it becomes an error of kind `Internal`.
///
/// # Errors
/// That of `work`, and `Internal`.
pub fn fenced<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(internal(panic.as_ref())))
}

fn internal(panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let message = format!("a fault of this program, please report it: {text}");
    Error::new(ErrorKind::Internal, Stage::Report, message)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::diagnostic::CancelToken;
    use crate::document::Format;

    fn plan(threads: usize, in_flight: usize) -> Plan {
        Plan {
            options: Options {
                format: Some(Format::Text),
                ..Options::default()
            },
            threads,
            in_flight,
            deadline: None,
        }
    }

    /// Texts of very different lengths, so that threads finish out of order.
    fn text(i: usize) -> Input {
        let lines = if i.is_multiple_of(5) { 400 } else { 1 };
        let text = format!(
            "某局2022年政府信息公开工作年度报告\n\n一、总体情况\n\n{}",
            "正常。\n".repeat(lines)
        );
        Input::bytes(i.to_string(), text.into_bytes())
    }

    #[test]
    fn items_come_in_the_order_of_the_inputs_and_no_more_are_taken_than_allowed() {
        let taken = Rc::new(Cell::new(0));
        let count = Rc::clone(&taken);
        let inputs = (0..40).map(move |i| {
            count.set(count.get() + 1);
            text(i)
        });
        let mut given = 0;
        for (i, item) in Batch::new(inputs, plan(3, 4)).unwrap().enumerate() {
            assert_eq!(item.name, i.to_string());
            assert_eq!(item.result.unwrap().source.file, item.name);
            given += 1;
            assert!(taken.get() <= given + 4, "{} taken, {given} given", taken.get());
        }
        assert_eq!(given, 40);
    }

    #[test]
    fn what_cannot_be_read_says_why_and_stops_nothing() {
        let mut plan = plan(2, 2);
        plan.options.format = None;
        let inputs = [
            Input::path("samples/lo-plain.pdf"),
            Input::path("not-there.pdf"),
            Input::bytes("junk", b"junk".to_vec()),
        ];
        let ends: Vec<_> = Batch::new(inputs, plan)
            .unwrap()
            .map(|item| item.result.map(|_| ()).map_err(|e| (e.kind(), e.is_retryable())))
            .collect();
        let expected = [
            Ok(()),
            Err((ErrorKind::Io, true)),
            Err((ErrorKind::NotSupported, false)),
        ];
        assert_eq!(ends, expected);
    }

    #[test]
    fn after_a_cancellation_every_input_still_has_its_item() {
        let token = CancelToken::new();
        let mut plan = plan(2, 4);
        plan.options.cancel = Some(token.clone());
        let mut batch = Batch::new((0..50).map(text), plan).unwrap();
        assert!(batch.next().unwrap().result.is_ok());
        token.cancel();
        let rest: Vec<Item> = batch.collect();
        assert_eq!(rest.len(), 49);
        let cancelled = |item: &Item| matches!(&item.result, Err(e) if e.kind() == ErrorKind::Cancelled);
        assert!(rest.iter().skip(4).all(cancelled));
    }

    #[test]
    fn after_the_deadline_nothing_is_read() {
        let mut plan = plan(1, 1);
        plan.deadline = Some(Instant::now());
        let late =
            |item: Item| matches!(item.result, Err(e) if e.kind() == ErrorKind::Timeout && e.is_retryable());
        let mut batch = Batch::new((0..3).map(text), plan).unwrap();
        assert!(batch.by_ref().all(late));
        assert!(batch.next().is_none());
    }

    #[test]
    fn a_panic_is_an_error_of_its_document() {
        #[allow(clippy::panic, reason = "this is what the test wants")]
        let error = fenced::<()>(|| panic!("as the test wants")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
        assert!(error.message().ends_with("as the test wants"));
    }
}
