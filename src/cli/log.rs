//! What the command says on standard error: lines for people, or events as JSON lines for machines (`--log-format json`).

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::level_filters::LevelFilter;

use super::args::LogFormat;
use crate::diagnostic::one_line;

/// Whether events are written as JSON.
static JSON: AtomicBool = AtomicBool::new(false);

/// The longest line about one input, in bytes.
pub(super) const LINE_BYTES: usize = 290;

/// Sets how the command speaks from now on.
pub(super) fn init(format: LogFormat, quiet: bool) {
    if format == LogFormat::Text {
        return;
    }
    let level = if quiet {
        LevelFilter::ERROR
    } else {
        LevelFilter::INFO
    };
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_max_level(level)
        .with_writer(io::stderr)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        JSON.store(true, Ordering::Relaxed);
    }
}

/// Whether events are to be given to `tracing` and lines are not to be written.
pub(super) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Says one line, without control characters: what is wrong, or how it ended.
pub(super) fn say(line: &str) {
    if is_json() {
        tracing::error!("{}", one_line(line, LINE_BYTES));
    } else {
        write(line);
    }
}

/// Says one line that is no complaint.
pub(super) fn tell(line: &str) {
    if is_json() {
        tracing::info!("{}", one_line(line, LINE_BYTES));
    } else {
        write(line);
    }
}

fn write(line: &str) {
    // There is nobody left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "baobiao: {}", one_line(line, LINE_BYTES));
}
