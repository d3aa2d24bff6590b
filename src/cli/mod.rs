//! The command: arguments, terminal, exit codes. Everything else is in the library.

mod args;
mod check;
mod convert;
mod drawing;
mod golden;
mod index;
mod inspect;
mod log;
mod progress;
mod show;
mod style;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, Parser};

use crate::batch::write::write_atomically;
use crate::heap;
use args::{Cli, Command, ConvertArgs};
use log::say;

/// Every input has an output.
const OK: u8 = 0;
/// Finished, but an input failed, a golden differs, or what `--fail-on` names occurred.
const FAILED: u8 = 1;
/// The command line makes no sense.
const USAGE: u8 = 2;
/// The run could not go on.
const BROKEN: u8 = 3;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    heap::keep();
    let convert = quick_convert(std::env::args_os()).map(Command::Convert);
    let result = match convert.unwrap_or_else(|| Cli::parse().command) {
        Command::Convert(args) => convert::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Golden(args) => golden::run(&args),
        Command::Schema(args) => print(args.schema().to_json().as_bytes()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "baobiao", &mut script);
            print(&script)
        }
        Command::Man => man(),
        Command::Worker => crate::batch::worker::serve().map(|()| OK).map_err(Into::into),
    };
    result.map_or_else(|error| ExitCode::from(complain(&error)), ExitCode::from)
}

/// The arguments of `baobiao convert PATH... -o DIR`, with or without `--quiet` and `--structure`, told without a parser, which
/// takes longer to set up than a page takes to read. `None` where there is anything else on the line.
fn quick_convert(mut arguments: impl Iterator<Item = OsString>) -> Option<Box<ConvertArgs>> {
    arguments.next()?;
    arguments.next().filter(|name| name == "convert")?;
    let (mut paths, mut output) = (Vec::new(), None);
    let (mut quiet, mut structure) = (false, false);
    while let Some(argument) = arguments.next() {
        // What stands twice is the parser's to complain of.
        match argument.to_str() {
            Some("-o") if output.is_none() => output = Some(plain(arguments.next()?)?),
            Some("--quiet") if !quiet => quiet = true,
            Some("--structure") if !structure => structure = true,
            _ => paths.push(plain(argument)?),
        }
    }
    let output = output.filter(|_| !paths.is_empty())?;
    Some(Box::new(ConvertArgs {
        quiet,
        structure,
        ..ConvertArgs::usual(paths, output)
    }))
}

/// An argument that is a path and nothing else.
fn plain(argument: OsString) -> Option<PathBuf> {
    let bytes = argument.as_encoded_bytes();
    let is_path = bytes == b"-" || bytes.first().is_some_and(|first| *first != b'-');
    is_path.then(|| argument.into())
}

/// Says on one line why the command could not go on.
fn complain(error: &anyhow::Error) -> u8 {
    let broken_pipe = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    if error.downcast_ref::<io::Error>().is_some_and(broken_pipe) {
        // Whoever read the output has seen enough.
        return OK;
    }
    say(&format!("{error:#}"));
    if error.is::<Usage>() { USAGE } else { BROKEN }
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// A number of things, by their name for one and for many.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// How many threads this process may have at work.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn usage(message: impl Into<String>) -> anyhow::Error {
    Usage(message.into()).into()
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(OK)
}

/// Writes a page to a file, or to standard output when `path` is `-`. Nobody ever sees half of it.
fn write_page(path: &Path, page: &str) -> anyhow::Result<u8> {
    if path == Path::new("-") {
        return print(page.as_bytes());
    }
    write_atomically(path, "page", |out| out.write_all(page.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(OK)
}

fn man() -> anyhow::Result<u8> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    // Gives the subcommands their full names.
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        clap_mangen::Man::new(sub.clone()).render(&mut page)?;
    }
    print(&page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_told_quickly_are_those_of_the_whole_command_line() {
        let lines: [&[&str]; 6] = [
            &["baobiao", "convert", "a.pdf", "-o", "-", "--quiet"],
            &[
                "baobiao",
                "convert",
                "--structure",
                "a.pdf",
                "--quiet",
                "-o",
                "out",
            ],
            &["baobiao", "convert", "a.pdf", "-o", "-"],
            &["baobiao", "convert", "-o", "out", "a b", "报告"],
            &["baobiao", "convert", "-", "-o", "out"],
            &["baobiao", "convert", "a", "-o", ".", "b.docx"],
        ];
        for line in lines {
            let quick = quick_convert(line.iter().map(OsString::from));
            let whole = Cli::try_parse_from(line).ok().map(|cli| cli.command);
            assert!(whole.is_some(), "{line:?}");
            assert_eq!(format!("{:?}", quick.map(Command::Convert)), format!("{whole:?}"));
        }
    }

    #[test]
    fn what_the_command_line_has_something_to_say_of_is_not_told_quickly() {
        let lines: [&[&str]; 15] = [
            &["baobiao", "convert", "a.pdf", "-o", "x", "--quiet", "--quiet"],
            &["baobiao", "convert", "a.pdf", "-o", "x", "--quiet=1"],
            &["baobiao", "convert", "a.pdf", "-o", "--quiet"],
            &["baobiao"],
            &["baobiao", "check", "json"],
            &["baobiao", "convert", "--help"],
            &["baobiao", "convert", "a.pdf"],
            &["baobiao", "convert", "-o", "x"],
            &["baobiao", "convert", "a.pdf", "-o"],
            &["baobiao", "convert", "a.pdf", "-o", "-x"],
            &["baobiao", "convert", "a.pdf", "-o", "x", "-o", "y"],
            &["baobiao", "convert", "a.pdf", "-ox"],
            &["baobiao", "convert", "a.pdf", "-o", "x", "--jobs", "2"],
            &["baobiao", "convert", "", "-o", "x"],
            &["baobiao", "--version"],
        ];
        for line in lines {
            assert!(
                quick_convert(line.iter().map(OsString::from)).is_none(),
                "{line:?}"
            );
        }
    }
}
