//! The child process of the command: reads the documents it is told to and says what became of them.

use std::io::{self, BufReader};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::pool::{self, silence_panics};
use super::protocol;
use crate::diagnostic::Limits;

/// Address space that a thread takes besides its document: stack, arenas of the allocator.
const FOR_A_THREAD: u64 = 128 << 20;

/// Address space that the program takes before it reads anything, and some to spare.
const FOR_THE_PROGRAM: u64 = 256 << 20;

/// Serves until standard input ends.
///
/// # Errors
/// When the pipes are broken, or no thread can be started.
pub fn serve() -> io::Result<()> {
    silence_panics();
    stay_with_parent()?;
    let mut input = BufReader::new(io::stdin());
    let hello = protocol::read_hello(&mut input)?;
    // With each reader there are its helpers and one thread that waits for the disk.
    let threads = hello
        .threads
        .saturating_mul(hello.settings.threads.count.max(1).saturating_add(1));
    limit_memory(&hello.settings.limits, hello.threads as u64, threads as u64)?;
    let input = Mutex::new(input);
    let output = Mutex::new(io::stdout());
    let next = || protocol::read_job(&mut *input.lock().ok()?).ok().flatten();
    let emit = |event| {
        let Ok(mut output) = output.lock() else {
            return false;
        };
        protocol::write_event(&mut *output, &event).is_ok()
    };
    pool::work(hello.threads, hello.stack, &hello.settings, &next, &emit)
}

/// The parent decides when to stop: the terminal's Ctrl-C reaches both, and only the parent heeds it. When the
/// parent dies, so does the child.
fn stay_with_parent() -> io::Result<()> {
    let unheeded = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, Arc::clone(&unheeded))?;
    signal_hook::flag::register(SIGTERM, unheeded)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Behind the budget of each document stands a limit of the system for all of them.
fn limit_memory(limits: &Limits, documents: u64, threads: u64) -> io::Result<()> {
    let for_documents = limits.memory.saturating_mul(documents);
    let for_threads = FOR_A_THREAD.saturating_mul(threads);
    let total = for_documents
        .saturating_add(for_threads)
        .saturating_add(FOR_THE_PROGRAM);
    set_limit(Resource::Core, 0)?;
    if limits.memory == u64::MAX {
        Ok(())
    } else {
        set_limit(Resource::As, total)
    }
}

/// Lowers a limit; one that is lower already stays.
fn set_limit(resource: Resource, value: u64) -> io::Result<()> {
    let old = getrlimit(resource);
    let current = Some(old.current.map_or(value, |o| o.min(value)));
    setrlimit(
        resource,
        Rlimit {
            current,
            maximum: old.maximum,
        },
    )?;
    Ok(())
}
