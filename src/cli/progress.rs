//! What is seen while a run goes on.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::log::{is_json, say, tell};
use crate::batch::run::Observer;
use crate::diagnostic::one_line;
use crate::output::summary::{RowStatus, SummaryRow};

/// How often a line tells of the progress where there is no terminal for a bar.
const EVERY: Duration = Duration::from_secs(10);

/// A bar on a terminal, now and then a line elsewhere, and a line for each failed input anywhere.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: Option<Lines>,
}

/// Progress as lines.
struct Lines {
    started: Instant,
    told: Instant,
}

impl Progress {
    /// Follows a run over `total` entries; `quiet` leaves only the failed inputs.
    pub(super) fn new(total: usize, quiet: bool) -> Progress {
        let wanted = !quiet && total > 1;
        let is_terminal = std::io::stderr().is_terminal() && !is_json();
        let bar = (wanted && is_terminal).then(|| {
            let template = "{bar:30} {pos}/{len} {rate} {eta} left {msg}";
            let style =
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                // A bar that cannot be drawn is no reason to stop.
                let _ = write!(out, "{:.1}/s", state.per_sec());
            };
            ProgressBar::new(total as u64).with_style(style.with_key("rate", rate))
        });
        let now = Instant::now();
        let lines = (wanted && !is_terminal).then_some(Lines {
            started: now,
            told: now,
        });
        Progress { bar, lines }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Lines {
    fn progress(&mut self, done: usize, total: usize) {
        let now = Instant::now();
        if now.duration_since(self.told) < EVERY || done == total {
            return;
        }
        self.told = now;
        let (rate, left) = pace(done, total, now.duration_since(self.started));
        if is_json() {
            tracing::info!(
                done,
                total,
                per_second = rate,
                seconds_left = left.as_secs(),
                "progress"
            );
        } else {
            tell(&format!(
                "{done}/{total}, {rate:.1}/s, {} left",
                HumanDuration(left)
            ));
        }
    }
}

/// Entries a second, and the time that the rest takes at that rate.
fn pace(done: usize, total: usize, elapsed: Duration) -> (f64, Duration) {
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = total.saturating_sub(done) as f64 / rate.max(0.001);
    (
        rate,
        Duration::try_from_secs_f64(left.round()).unwrap_or(Duration::MAX),
    )
}

impl Observer for Progress {
    fn progress(&mut self, done: usize, total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
        if let Some(lines) = &mut self.lines {
            lines.progress(done, total);
        }
    }

    fn row(&mut self, row: &SummaryRow) {
        if row.status != RowStatus::Error {
            return;
        }
        if is_json() {
            event(row);
            return;
        }
        let line = failure(row);
        match &self.bar {
            Some(bar) => bar.suspend(|| say(&line)),
            None => say(&line),
        }
    }

    fn building(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message("writing the rows");
        }
    }
}

/// A failed input as an event.
fn event(row: &SummaryRow) {
    let text = |value: &Option<String>| one_line(value.as_deref().unwrap_or_default(), 300);
    tracing::error!(
        path = row.path.as_str(),
        kind = text(&row.kind),
        stage = text(&row.stage),
        retryable = row.retryable.unwrap_or_default(),
        "{}",
        text(&row.message)
    );
}

/// A failed input on one line: its name, what is wrong, the kind of error.
fn failure(row: &SummaryRow) -> String {
    let name = one_line(&row.path, 100);
    let kind = row.kind.as_deref().unwrap_or("error");
    let message = one_line(row.message.as_deref().unwrap_or_default(), 150);
    format!("{name}: {message} ({kind})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::document::failed_row;
    use crate::diagnostic::Error;

    #[test]
    fn a_failure_is_one_short_line() {
        let row = failed_row(
            &"长\n\u{1b}".repeat(200),
            RowStatus::Error,
            &Error::corrupt("x".repeat(999)),
        );
        let line = failure(&row);
        assert!(line.len() < super::super::log::LINE_BYTES, "{}", line.len());
        assert!(line.ends_with("(corrupt)") && !line.chars().any(char::is_control));
    }

    #[test]
    fn the_time_left_is_that_of_the_rest_at_the_same_rate() {
        let (rate, left) = pace(30, 120, Duration::from_secs(10));
        assert_eq!((rate, left), (3.0, Duration::from_secs(30)));
        assert_eq!(pace(0, 5, Duration::ZERO).0, 0.0);
    }
}
