//! What is seen while a run goes on.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::say;
use crate::batch::run::Observer;
use crate::diagnostic::one_line;
use crate::output::summary::{RowStatus, SummaryRow};

/// A bar on a terminal, a line for each failed input anywhere.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A bar over `total` entries, unless `quiet`.
    pub(super) fn new(total: usize, quiet: bool) -> Progress {
        let wanted = !quiet && total > 1 && std::io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let template = "{bar:30} {pos}/{len} {per_sec} {eta} left";
            let style = ProgressStyle::with_template(template);
            let bar = ProgressBar::new(total as u64);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress { bar }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress {
    fn progress(&mut self, done: usize, _total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
    }

    fn row(&mut self, row: &SummaryRow) {
        if row.status == RowStatus::Error {
            let line = failure(row);
            match &self.bar {
                Some(bar) => bar.suspend(|| say(&line)),
                None => say(&line),
            }
        }
    }
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
        assert!(line.len() < super::super::LINE_BYTES, "{}", line.len());
        assert!(line.ends_with("(corrupt)") && !line.chars().any(char::is_control));
    }
}
