//! What can go wrong, and how much a document may cost.
//!
//! Three things are never mixed. An [`Error`] means there is no result. A [`Warning`] stands beside a result:
//! something was repaired, guessed or skipped. The outcome of a check (module `check`) speaks of the report
//! itself. [`Limits`] and [`Budget`] bound time, memory and depth.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::crew::Crew;

/// Why there is no result: the stable kinds of the summary's `kind` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are of no format that is read here.
    NotSupported,
    /// The file is of a known format and too damaged to read.
    Corrupt,
    /// A password is needed.
    Encrypted,
    /// The file is larger than `Limits::file_size`.
    TooBig,
    /// Something is nested deeper than the limit.
    LimitDepth,
    /// A part unpacks to more than the limit.
    LimitSize,
    /// More operators, glyphs, events or cells than the limit.
    LimitWork,
    /// The deadline passed.
    Timeout,
    /// The document would hold more memory than the limit.
    Memory,
    /// The operating system refused to read or write.
    Io,
    /// The file changed while it was read.
    Changed,
    /// A directory, pipe or device stands where a file should.
    NotRegular,
    /// A symbolic link, which a walk does not follow.
    Link,
    /// The lock file of an office program (`~$name.docx`).
    LockFile,
    /// The process that read this file died.
    Crashed,
    /// The caller asked to stop.
    Cancelled,
    /// A fault of this program: please report it.
    Internal,
}

impl ErrorKind {
    /// The stable name, as written in summaries: lower case with underscores.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::NotSupported => "not_supported",
            ErrorKind::Corrupt => "corrupt",
            ErrorKind::Encrypted => "encrypted",
            ErrorKind::TooBig => "too_big",
            ErrorKind::LimitDepth => "limit_depth",
            ErrorKind::LimitSize => "limit_size",
            ErrorKind::LimitWork => "limit_work",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Memory => "memory",
            ErrorKind::Io => "io",
            ErrorKind::Changed => "changed",
            ErrorKind::NotRegular => "not_regular",
            ErrorKind::Link => "link",
            ErrorKind::LockFile => "lock_file",
            ErrorKind::Crashed => "crashed",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Internal => "internal",
        }
    }

    /// Whether the same call may succeed later with the same bytes.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            ErrorKind::Timeout
                | ErrorKind::Io
                | ErrorKind::Changed
                | ErrorKind::Crashed
                | ErrorKind::Cancelled
                | ErrorKind::Memory
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The stage of the pipeline that gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Opening and reading the file.
    Open,
    /// Bytes to characters, rulings, paragraphs and raw grids.
    Read,
    /// Characters to words, lines and paragraphs.
    Layout,
    /// Finding tables.
    Table,
    /// Naming the values.
    Report,
    /// Checking the equations.
    Check,
    /// Writing the result.
    Output,
}

impl Stage {
    /// The stable name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Read => "read",
            Stage::Layout => "layout",
            Stage::Table => "table",
            Stage::Report => "report",
            Stage::Check => "check",
            Stage::Output => "output",
        }
    }
}

/// No result: what kind of failure, at which stage, and one line of plain words.
///
/// The message never holds a path; whoever knows the file's name puts it in front.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    stage: Stage,
    message: String,
    page: Option<u32>,
}

/// The longest message kept, in bytes; longer ones are cut at a character.
const MESSAGE_BYTES: usize = 200;

impl Error {
    /// An error of this kind. Control characters in `message` are replaced and its length is bounded, since parts
    /// of it may come out of a hostile file.
    pub fn new(kind: ErrorKind, stage: Stage, message: impl AsRef<str>) -> Error {
        Error {
            kind,
            stage,
            message: one_line(message.as_ref(), MESSAGE_BYTES),
            page: None,
        }
    }

    /// A damaged file, found while reading it.
    pub fn corrupt(message: impl AsRef<str>) -> Error {
        Error::new(ErrorKind::Corrupt, Stage::Read, message)
    }

    /// The same error with the page (1-based) where it happened.
    #[must_use]
    pub fn on_page(mut self, page: u32) -> Error {
        self.page = Some(page);
        self
    }

    /// What kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Which stage gave up.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The page, 1-based, where known.
    pub fn page(&self) -> Option<u32> {
        self.page
    }

    /// One line in plain words, without the file's name.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the same call may succeed later with the same bytes.
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.kind)?;
        match self.page {
            Some(page) => write!(f, ", page {page}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// `text` on one line: control characters and line ends become `\u{..}` escapes, at most `max` bytes.
pub fn one_line(text: &str, max: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let piece: String = if c.is_control() || bidi || matches!(c, '\u{2028}' | '\u{2029}') {
            c.escape_unicode().collect()
        } else {
            c.into()
        };
        if out.len() + piece.len() > max {
            out.push('…');
            break;
        }
        out.push_str(&piece);
    }
    out
}

/// Something was repaired, guessed or skipped; the result stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// Stable kebab- or snake-case name, for example `name_mismatch`.
    pub code: &'static str,
    /// One line in plain words.
    pub message: String,
    /// The page, 1-based, where known.
    pub page: Option<u32>,
}

impl Warning {
    /// A warning about the whole document.
    pub fn new(code: &'static str, message: impl AsRef<str>) -> Warning {
        Warning {
            code,
            message: one_line(message.as_ref(), MESSAGE_BYTES),
            page: None,
        }
    }

    /// A warning about one page (1-based).
    pub fn on_page(code: &'static str, page: u32, message: impl AsRef<str>) -> Warning {
        Warning {
            page: Some(page),
            ..Warning::new(code, message)
        }
    }
}

/// Collects warnings; past `Limits::warnings` they are only counted.
#[derive(Clone, Debug, Default)]
pub struct Warnings {
    list: Vec<Warning>,
    max: usize,
    more: usize,
}

impl Warnings {
    /// A sink that keeps at most `limits.warnings`.
    pub fn new(limits: &Limits) -> Warnings {
        Warnings {
            list: Vec::new(),
            max: limits.warnings,
            more: 0,
        }
    }

    /// Keeps the warning, or counts it when there are too many. A warning equal to one that is kept is not repeated.
    pub fn push(&mut self, warning: Warning) {
        if self.list.contains(&warning) {
            return;
        }
        if self.list.len() < self.max {
            self.list.push(warning);
        } else {
            self.more += 1;
        }
    }

    /// All that were kept, with a last one that counts those which were not.
    pub fn into_vec(mut self) -> Vec<Warning> {
        if self.more > 0 {
            let message = format!("{} further warnings are not listed", self.more);
            self.list.push(Warning::new("more_warnings", message));
        }
        self.list
    }

    /// A sink for a part of the work that is done beside others, as large as this one.
    pub(crate) fn share(&self) -> Warnings {
        Warnings {
            list: Vec::new(),
            max: self.max,
            more: 0,
        }
    }

    /// Takes the warnings of a part, in their order.
    pub(crate) fn take_back(&mut self, part: Warnings) {
        part.list.into_iter().for_each(|warning| self.push(warning));
        self.more = self.more.saturating_add(part.more);
    }

    /// Whether a warning with this code was kept.
    pub fn has(&self, code: &str) -> bool {
        self.list.iter().any(|w| w.code == code)
    }
}

/// How much one document may cost. Every limit is a plain number; `u64::MAX` (or `None`) means no limit.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Wall-clock time for the whole document; `None` for no deadline.
    pub timeout: Option<Duration>,
    /// Largest input, in bytes.
    pub file_size: u64,
    /// Most memory charged to the document at one time, in bytes.
    pub memory: u64,
    /// Most bytes that one stream or one DOCX part may unpack to.
    pub part_size: u64,
    /// Most bytes that all streams of one document may unpack to.
    pub decoded: u64,
    /// Units of work (an operator, a glyph, an XML event, a cell) for the whole document.
    pub work: u64,
    /// Nesting of elements and anything else a file can nest.
    pub depth: u32,
    /// Nesting of arrays and dictionaries of a PDF in each other.
    pub object_depth: u32,
    /// Nesting of Form XObjects, Type 3 glyphs and patterns.
    pub form_depth: u32,
    /// Pages read.
    pub pages: u32,
    /// Operators executed on one page, Form XObjects counted at each use.
    pub page_operators: u64,
    /// Glyphs kept of one page.
    pub page_glyphs: u64,
    /// Rulings of one page, after joining; above it no tables are looked for on that page.
    pub page_rulings: usize,
    /// Cells of one table.
    pub table_cells: usize,
    /// Deepest nested table; what is deeper is kept as text.
    pub nested_tables: u32,
    /// Largest column span or number of skipped columns.
    pub span: u32,
    /// Entries in a DOCX package.
    pub entries: usize,
    /// Filters on one PDF stream.
    pub filters: usize,
    /// Warnings kept; the rest is counted.
    pub warnings: usize,
    /// Largest output, in bytes.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            timeout: Some(Duration::from_secs(30)),
            file_size: 256 << 20,
            memory: 512 << 20,
            part_size: 128 << 20,
            decoded: 1 << 30,
            work: 50_000_000,
            depth: 256,
            object_depth: 100,
            form_depth: 16,
            pages: 50_000,
            page_operators: 5_000_000,
            page_glyphs: 1_000_000,
            page_rulings: 200_000,
            table_cells: 1_000_000,
            nested_tables: 32,
            span: 1_024,
            entries: 20_000,
            filters: 16,
            warnings: 100,
            output: 512 << 20,
        }
    }
}

/// The deepest nesting that [`Limits::set`] allows: the stack of a thread must bear it.
const MOST_DEPTH: u32 = 1_024;

/// The deepest nesting of forms and of tables that [`Limits::set`] allows.
const MOST_NESTED: u32 = 64;

impl Limits {
    /// All limits but the timeout, by name: those that [`Limits::set`] changes.
    pub fn entries(&self) -> [(&'static str, u64); 19] {
        [
            ("file_size", self.file_size),
            ("memory", self.memory),
            ("part_size", self.part_size),
            ("decoded", self.decoded),
            ("work", self.work),
            ("depth", u64::from(self.depth)),
            ("object_depth", u64::from(self.object_depth)),
            ("form_depth", u64::from(self.form_depth)),
            ("pages", u64::from(self.pages)),
            ("page_operators", self.page_operators),
            ("page_glyphs", self.page_glyphs),
            ("page_rulings", self.page_rulings as u64),
            ("table_cells", self.table_cells as u64),
            ("nested_tables", u64::from(self.nested_tables)),
            ("span", u64::from(self.span)),
            ("entries", self.entries as u64),
            ("filters", self.filters as u64),
            ("warnings", self.warnings as u64),
            ("output", self.output),
        ]
    }

    /// Changes the limit of this name; `u64::MAX` is no limit. Limits of nesting stay where the stack of a thread can
    /// bear them. Says whether there is a limit of this name.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        let number = usize::try_from(value).unwrap_or(usize::MAX);
        let small = u32::try_from(value).unwrap_or(u32::MAX);
        match name {
            "file_size" => self.file_size = value,
            "memory" => self.memory = value,
            "part_size" => self.part_size = value,
            "decoded" => self.decoded = value,
            "work" => self.work = value,
            "depth" => self.depth = small.min(MOST_DEPTH),
            "object_depth" => self.object_depth = small.min(MOST_DEPTH),
            "form_depth" => self.form_depth = small.min(MOST_NESTED),
            "pages" => self.pages = small,
            "page_operators" => self.page_operators = value,
            "page_glyphs" => self.page_glyphs = value,
            "page_rulings" => self.page_rulings = number,
            "table_cells" => self.table_cells = number,
            "nested_tables" => self.nested_tables = small.min(MOST_NESTED),
            "span" => self.span = small,
            "entries" => self.entries = number,
            "filters" => self.filters = number,
            "warnings" => self.warnings = number,
            "output" => self.output = value,
            _ => return false,
        }
        true
    }
}

/// A handle by which a caller stops a document that is being read.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that is not yet cancelled.
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// Asks every document that holds this token to stop with [`ErrorKind::Cancelled`].
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`CancelToken::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many threads may work on one document at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads {
    /// Their number, the calling thread among them; 0 is 1.
    pub count: usize,
    /// The stack of each besides the calling one, in bytes.
    pub stack: usize,
}

impl Threads {
    /// The calling thread alone.
    pub const ONE: Threads = Threads::new(1);

    /// So many, with the stack that [`crate::pipeline`] gives its threads.
    pub const fn new(count: usize) -> Threads {
        Threads { count, stack: STACK }
    }
}

impl Default for Threads {
    /// The calling thread alone.
    fn default() -> Threads {
        Threads::ONE
    }
}

/// The stack of a reading thread, in bytes.
pub const STACK: usize = 8 << 20;

/// What one document has used of its [`Limits`]. Passed by reference through every stage; shareable between threads,
/// among which each has a [`Budget::share`] of it.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    deadline: Option<Instant>,
    cancel: Option<CancelToken>,
    threads: Threads,
    /// Who helps; started when first asked for.
    crew: OnceLock<Crew>,
    work: AtomicU64,
    decoded: AtomicU64,
    live: AtomicU64,
    /// The most that `live` ever was.
    peak: AtomicU64,
    depth: AtomicU32,
}

/// What a part of the work has used of a [`Budget`] beyond what had been used before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    work: u64,
    decoded: u64,
    /// Memory held at its end, less what it gave back of what was held before.
    live: i64,
    /// The most memory held at a time.
    peak: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, more: Usage) {
        self.work = self.work.saturating_add(more.work);
        self.decoded = self.decoded.saturating_add(more.decoded);
        self.peak = self
            .peak
            .max(self.live.max(0).unsigned_abs().saturating_add(more.peak));
        self.live = self.live.saturating_add(more.live);
    }
}

/// How many units of work pass between two looks at the clock.
const CLOCK_EVERY: u64 = 4_096;

impl Budget {
    /// A fresh budget; the deadline counts from now.
    pub fn new(limits: &Limits, cancel: Option<CancelToken>) -> Budget {
        Budget {
            limits: limits.clone(),
            deadline: limits.timeout.and_then(|t| Instant::now().checked_add(t)),
            cancel,
            threads: Threads::ONE,
            crew: OnceLock::new(),
            work: AtomicU64::new(0),
            decoded: AtomicU64::new(0),
            live: AtomicU64::new(0),
            peak: AtomicU64::new(0),
            depth: AtomicU32::new(0),
        }
    }

    /// The same budget for so many threads.
    #[must_use]
    pub fn with_threads(self, threads: Threads) -> Budget {
        Budget { threads, ..self }
    }

    /// How many threads may work on the document.
    pub fn threads(&self) -> Threads {
        self.threads
    }

    /// Those who help the calling thread; `None` when it works alone.
    pub(crate) fn crew(&self) -> Option<&Crew> {
        let Threads { count, stack } = self.threads;
        let helpers = count.checked_sub(1).filter(|&n| n > 0)?;
        let crew = self.crew.get_or_init(|| Crew::start(helpers, stack));
        (crew.helpers() > 0).then_some(crew)
    }

    /// A budget for a part of the work that one thread does beside others. It begins where this one stands now and
    /// keeps the same limits and deadline; what the others use meanwhile does not count in it, so that it does not depend on
    /// them. [`Budget::charge`] takes it back.
    pub(crate) fn share(&self) -> Budget {
        let now = |counter: &AtomicU64| AtomicU64::new(counter.load(Ordering::Relaxed));
        Budget {
            limits: self.limits.clone(),
            deadline: self.deadline,
            cancel: self.cancel.clone(),
            threads: Threads::ONE,
            crew: OnceLock::new(),
            work: now(&self.work),
            decoded: now(&self.decoded),
            live: now(&self.live),
            peak: now(&self.live),
            depth: AtomicU32::new(self.depth.load(Ordering::Relaxed)),
        }
    }

    /// What a share used since it was made; nothing was charged to this budget meanwhile.
    pub(crate) fn used_by(&self, share: &Budget) -> Usage {
        let more = |counter: fn(&Budget) -> &AtomicU64| {
            let [now, before] = [share, self].map(|b| counter(b).load(Ordering::Relaxed));
            (now.saturating_sub(before), before.saturating_sub(now))
        };
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (held, given_back) = more(|b| &b.live);
        Usage {
            work: more(|b| &b.work).0,
            decoded: more(|b| &b.decoded).0,
            live: signed(held) - signed(given_back),
            peak: share
                .peak
                .load(Ordering::Relaxed)
                .saturating_sub(self.live.load(Ordering::Relaxed)),
        }
    }

    /// Whether so much more may be used.
    ///
    /// # Errors
    /// `LimitWork`, `LimitSize`, `Memory`.
    pub(crate) fn bears(&self, usage: &Usage) -> Result<(), Error> {
        let sum = |counter: &AtomicU64, more| counter.load(Ordering::Relaxed).saturating_add(more);
        if sum(&self.work, usage.work) > self.limits.work {
            return Err(self.too_much_work());
        }
        if sum(&self.decoded, usage.decoded) > self.limits.decoded {
            return Err(self.too_much_decoded());
        }
        if sum(&self.live, usage.peak) > self.limits.memory {
            return Err(self.too_much_memory());
        }
        Ok(())
    }

    /// Charges what a share used.
    ///
    /// # Errors
    /// As [`Budget::bears`].
    pub(crate) fn charge(&self, usage: &Usage) -> Result<(), Error> {
        let borne = self.bears(usage);
        self.work.fetch_add(usage.work, Ordering::Relaxed);
        self.decoded.fetch_add(usage.decoded, Ordering::Relaxed);
        if usage.live >= 0 {
            self.live.fetch_add(usage.live.unsigned_abs(), Ordering::Relaxed);
        } else {
            self.release(usage.live.unsigned_abs());
        }
        borne
    }

    #[cfg(test)]
    pub(crate) fn worked(&self) -> u64 {
        self.work.load(Ordering::Relaxed)
    }

    fn too_much_work(&self) -> Error {
        let message = format!("the document takes more than {} steps to read", self.limits.work);
        Error::new(ErrorKind::LimitWork, Stage::Read, message)
    }

    fn too_much_decoded(&self) -> Error {
        let message = format!("the document unpacks to more than {} bytes", self.limits.decoded);
        Error::new(ErrorKind::LimitSize, Stage::Read, message)
    }

    fn too_much_memory(&self) -> Error {
        let message = format!(
            "the document needs more than {} bytes of memory",
            self.limits.memory
        );
        Error::new(ErrorKind::Memory, Stage::Read, message)
    }

    /// The limits that this budget keeps.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Charges `units` of work and, every few thousand units, looks at the clock.
    ///
    /// # Errors
    /// `LimitWork`, `Timeout` or `Cancelled`.
    pub fn work(&self, units: u64) -> Result<(), Error> {
        let before = self.work.fetch_add(units, Ordering::Relaxed);
        let after = before.saturating_add(units);
        if after > self.limits.work {
            return Err(self.too_much_work());
        }
        if before / CLOCK_EVERY != after / CLOCK_EVERY {
            self.check_clock()
        } else {
            Ok(())
        }
    }

    /// Looks at the clock and at the caller's wish to stop.
    ///
    /// # Errors
    /// `Timeout` or `Cancelled`.
    pub fn check_clock(&self) -> Result<(), Error> {
        if self.cancel.as_ref().is_some_and(CancelToken::is_cancelled) {
            return Err(Error::new(
                ErrorKind::Cancelled,
                Stage::Read,
                "stopped by the caller",
            ));
        }
        match self.deadline {
            Some(deadline) if Instant::now() > deadline => {
                let seconds = self.limits.timeout.unwrap_or_default().as_secs_f64();
                let message = format!("not done within {seconds} s");
                Err(Error::new(ErrorKind::Timeout, Stage::Read, message))
            }
            _ => Ok(()),
        }
    }

    /// Charges bytes that came out of a decompressor.
    ///
    /// # Errors
    /// `LimitSize` when the document unpacks to more than it may; `Timeout`, `Cancelled`.
    pub fn decoded(&self, bytes: u64) -> Result<(), Error> {
        let total = self
            .decoded
            .fetch_add(bytes, Ordering::Relaxed)
            .saturating_add(bytes);
        if total > self.limits.decoded {
            return Err(self.too_much_decoded());
        }
        self.check_clock()
    }

    /// Charges memory that the document holds from now on; give it back with [`Budget::release`].
    ///
    /// # Errors
    /// `Memory` when the document would hold more than it may.
    pub fn hold(&self, bytes: u64) -> Result<(), Error> {
        let total = self
            .live
            .fetch_add(bytes, Ordering::Relaxed)
            .saturating_add(bytes);
        self.peak.fetch_max(total, Ordering::Relaxed);
        if total > self.limits.memory {
            return Err(self.too_much_memory());
        }
        Ok(())
    }

    /// Gives back memory that was charged with [`Budget::hold`].
    pub fn release(&self, bytes: u64) {
        let before = self.live.load(Ordering::Relaxed);
        self.live.store(before.saturating_sub(bytes), Ordering::Relaxed);
    }

    /// Goes one level deeper into something that a file nests; the guard goes back up when dropped.
    ///
    /// # Errors
    /// `LimitDepth`.
    pub fn enter(&self) -> Result<DepthGuard<'_>, Error> {
        let depth = self.depth.fetch_add(1, Ordering::Relaxed) + 1;
        let guard = DepthGuard {
            depth: &self.depth,
            _not_send: Cell::new(()),
        };
        if depth > self.limits.depth {
            let message = format!("nested more than {} levels deep", self.limits.depth);
            return Err(Error::new(ErrorKind::LimitDepth, Stage::Read, message));
        }
        Ok(guard)
    }
}

/// One level of nesting; see [`Budget::enter`].
#[derive(Debug)]
pub struct DepthGuard<'a> {
    depth: &'a AtomicU32,
    _not_send: Cell<()>,
}

impl Drop for DepthGuard<'_> {
    fn drop(&mut self) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_past_the_limit_is_refused() {
        let budget = Budget::new(
            &Limits {
                work: 10,
                ..Limits::default()
            },
            None,
        );
        assert!(budget.work(10).is_ok());
        assert_eq!(budget.work(1).map_err(|e| e.kind()), Err(ErrorKind::LimitWork));
    }

    #[test]
    fn every_limit_has_a_name_by_which_it_is_set() {
        let names: Vec<&str> = Limits::default()
            .entries()
            .iter()
            .map(|(name, _)| *name)
            .collect();
        // A field without a name could not be set from the command line; the timeout has a flag of its own.
        let text = format!("{:?}", Limits::default());
        let fields: Vec<&str> = text
            .split(['{', ',', '}'])
            .filter_map(|part| Some(part.split_once(':')?.0.trim()))
            .collect();
        assert_eq!(
            fields
                .iter()
                .filter(|f| **f != "timeout")
                .copied()
                .collect::<Vec<_>>(),
            names
        );
        for name in names {
            let mut limits = Limits::default();
            assert!(limits.set(name, 7));
            let changed: Vec<_> = limits.entries().into_iter().filter(|(_, v)| *v == 7).collect();
            assert_eq!(changed, [(name, 7)]);
        }
        let mut limits = Limits::default();
        assert!(limits.set("depth", u64::MAX) && limits.depth == MOST_DEPTH);
        assert!(!limits.set("nonsense", 1));
    }

    #[test]
    fn depth_is_given_back_when_the_guard_drops() {
        let budget = Budget::new(
            &Limits {
                depth: 2,
                ..Limits::default()
            },
            None,
        );
        for _ in 0..5 {
            let _one = budget.enter().unwrap();
            let _two = budget.enter().unwrap();
            assert_eq!(
                budget.enter().map(|_| ()).map_err(|e| e.kind()),
                Err(ErrorKind::LimitDepth)
            );
        }
    }

    #[test]
    fn a_cancelled_token_stops_the_work() {
        let token = CancelToken::new();
        let budget = Budget::new(&Limits::default(), Some(token.clone()));
        assert!(budget.work(CLOCK_EVERY).is_ok());
        token.cancel();
        assert_eq!(
            budget.work(CLOCK_EVERY).map_err(|e| e.kind()),
            Err(ErrorKind::Cancelled)
        );
    }

    #[test]
    fn a_message_from_a_file_stays_on_one_short_line() {
        let error = Error::corrupt(format!("bad name \u{1b}[31m\n{}", "长".repeat(500)));
        assert!(error.message().len() <= MESSAGE_BYTES + '…'.len_utf8());
        assert!(!error.message().chars().any(char::is_control));
    }

    #[test]
    fn warnings_past_the_limit_are_counted() {
        let mut warnings = Warnings::new(&Limits {
            warnings: 1,
            ..Limits::default()
        });
        for page in 1..=3 {
            warnings.push(Warning::on_page("tables_skipped", page, "too many rulings"));
        }
        let list = warnings.into_vec();
        assert_eq!(list.len(), 2);
        assert_eq!(list[1].message, "2 further warnings are not listed");
    }
}
