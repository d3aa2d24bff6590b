//! Colours, where there is a terminal that wants them.

use std::io::IsTerminal;

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// Not at all.
    #[default]
    Plain,
    /// A heading or a head of a table.
    Strong,
    /// Lines of a table and what is less important.
    Faint,
    /// Something that holds.
    Good,
    /// A cell of an equation that fails.
    Bad,
    /// A value on which readings differ.
    Doubtful,
}

impl Style {
    /// The escape sequence that begins the style (ECMA-48, 8.3.117).
    pub(super) fn sequence(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Strong => "\x1b[1m",
            Style::Faint => "\x1b[2m",
            Style::Good => "\x1b[32m",
            Style::Bad => "\x1b[1;31m",
            Style::Doubtful => "\x1b[33m",
        }
    }
}

/// The escape sequence that ends every style.
pub(super) const RESET: &str = "\x1b[0m";

/// The text in a style, or as it is without `colours`.
pub(super) fn painted(text: &str, style: Style, colours: bool) -> String {
    if colours && style != Style::Plain {
        format!("{}{text}{RESET}", style.sequence())
    } else {
        text.to_owned()
    }
}

/// Whether standard output is a terminal that wants colours (<https://no-color.org>).
pub(super) fn wants_colours() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
    std::io::stdout().is_terminal() && !refused && !dumb
}

/// Columns of the terminal, 80 when there is none that says.
pub(super) fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok();
    size.map(|size| usize::from(size.ws_col))
        .filter(|&n| n >= 20)
        .unwrap_or(80)
}
