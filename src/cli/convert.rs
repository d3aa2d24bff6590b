//! `baobiao convert`.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::args::{ConvertArgs, FailOn, OutputFormat};
use super::log::{self, say, tell};
use super::progress::Progress;
use super::{BROKEN, FAILED, OK, usage};
use crate::batch::document::{Converted, Mode, Settings, convert, failed_row};
use crate::batch::journal::write_lines;
use crate::batch::pool::{STACK, silence_panics};
use crate::batch::run::{Finished, Observer, RunOptions, run as run_batch};
use crate::batch::supervisor::Worker;
use crate::batch::walk::{WalkOptions, globs, walk};
use crate::batch::{read, shown};
use crate::diagnostic::{CancelToken, Error, ErrorKind, Stage, Threads};
use crate::document;
use crate::extract;
use crate::output::rows::{Format, Writer, value_rows};
use crate::output::summary::{RowStatus, SummaryRow};
use crate::output::wire::{ReadStatus, Verdict};

const DASH: &str = "-";

pub(super) fn run(args: &ConvertArgs) -> anyhow::Result<u8> {
    silence_panics();
    log::init(args.log_format, args.quiet);
    if args.bom && args.format != OutputFormat::Csv {
        return Err(usage("--bom goes with --format csv"));
    }
    if args.structure && args.format != OutputFormat::Json {
        return Err(usage(
            "--structure gives no values: it goes with --format json alone",
        ));
    }
    let is_dash = |path: &Path| path == Path::new(DASH);
    if args.paths.iter().any(|p| is_dash(p)) || is_dash(&args.output) {
        return one(args, is_dash(&args.output));
    }
    folder(args)
}

fn settings(args: &ConvertArgs) -> Settings {
    Settings {
        mode: if args.structure {
            Mode::Structure(args.structure_as.map(Into::into).unwrap_or_default())
        } else {
            Mode::Report
        },
        limits: args.limits.limits(),
        format: args.input_format.map(Into::into),
        output: args.output.clone(),
        tag: String::new(),
        cancel: CancelToken::new(),
        threads: Threads::ONE,
    }
}

/// One document, from standard input or to standard output.
fn one(args: &ConvertArgs, to_stdout: bool) -> anyhow::Result<u8> {
    let [path] = args.paths.as_slice() else {
        return Err(usage("with `-` there can be one input only"));
    };
    if args.resume || args.retry_failed || args.shard.is_some() {
        return Err(usage("`-` does not go with --resume, --retry-failed or --shard"));
    }
    if !to_stdout && rows_format(args).is_some() {
        return Err(usage("rows of standard input go to standard output: -o -"));
    }
    let mut settings = settings(args);
    let stdin = path == Path::new(DASH);
    let name = if stdin {
        "stdin".to_owned()
    } else {
        shown(Path::new(path.file_name().unwrap_or_default()))
    };
    let output = if to_stdout {
        None
    } else {
        Some(format!("{name}{}", settings.mode.ending()))
    };
    let bytes = bytes_of(path, stdin, &settings).inspect(|bytes| {
        // Nothing else is worth a second thread, and to ask the system how many there may be costs time too.
        if extract::sniff(bytes) == Some(document::Format::Pdf) {
            settings.threads.count = threads(args);
        }
    });
    let result =
        bytes.and_then(|bytes| convert(&bytes, (!stdin).then_some(path.as_path()), &name, &settings));
    let result = match result {
        Ok(converted) => write_one(&converted, output.as_deref(), args)?.map(|()| converted),
        Err(error) => Err(error),
    };
    let row = match &result {
        Ok(converted) => converted.row(&name, output),
        Err(error) => failed_row(&name, RowStatus::Error, error),
    };
    Progress::new(1, true).row(&row);
    write_summary(args, [&row].into_iter())?;
    Ok(code([&row].into_iter(), args))
}

fn bytes_of(path: &Path, stdin: bool, settings: &Settings) -> Result<Vec<u8>, Error> {
    let max = settings.limits.file_size;
    if !stdin {
        return read::read_input(path, true, max);
    }
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .take(max.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()))?;
    if bytes.len() as u64 > max {
        return Err(Error::new(
            ErrorKind::TooBig,
            Stage::Open,
            format!("more than the {max} bytes allowed"),
        ));
    }
    Ok(bytes)
}

/// Writes one document; the outer error is that of an output that cannot be written, the inner that of a result
/// that is too large.
fn write_one(
    converted: &Converted,
    output: Option<&str>,
    args: &ConvertArgs,
) -> anyhow::Result<Result<(), Error>> {
    let json = match to_write(converted, args) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    match output {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(&json)?;
            out.flush()?;
        }
        Some(name) => {
            let place = || format!("cannot write to {}", shown(&args.output));
            std::fs::create_dir_all(&args.output).with_context(place)?;
            let path = args.output.join(name);
            crate::batch::write::write_atomically(&path, "one", |out| out.write_all(&json))
                .with_context(place)?;
        }
    }
    Ok(Ok(()))
}

/// The JSON, or the value rows where those are wanted.
fn to_write(converted: &Converted, args: &ConvertArgs) -> Result<Vec<u8>, Error> {
    match (rows_format(args), converted.report()) {
        (Some(format), Some(report)) => {
            let mut writer = Writer::new(Vec::new(), format)?;
            writer.push(value_rows(report))?;
            writer.finish()
        }
        _ => {
            let mut json = Vec::new();
            converted.write(&mut json)?;
            Ok(json)
        }
    }
}

/// How rows are written; `None` for not at all.
fn rows_format(args: &ConvertArgs) -> Option<Format> {
    match args.format {
        OutputFormat::Json => None,
        OutputFormat::Ndjson => Some(Format::Ndjson),
        OutputFormat::Csv => Some(Format::Csv { bom: args.bom }),
        #[cfg(feature = "parquet")]
        OutputFormat::Parquet => Some(Format::Parquet),
    }
}

/// Files and folders into a folder.
fn folder(args: &ConvertArgs) -> anyhow::Result<u8> {
    let stop = signals()?;
    let walk_options = WalkOptions {
        include: globs(&args.include).map_err(|e| usage(e.to_string()))?,
        exclude: globs(&args.exclude).map_err(|e| usage(e.to_string()))?,
        output: Some(args.output.clone()),
    };
    let entries = walk(&args.paths, &walk_options);
    let options = run_options(args)?;
    let mut progress = Progress::new(entries.len(), args.quiet);
    let stopped = || stop.load(Ordering::Relaxed) != 0;
    let finished = run_batch(entries, &options, &stopped, &mut progress)
        .map_err(|clash| usage(format!("{clash}; convert the folders one by one")))?;
    progress.clear();
    write_summary(args, finished.rows.iter().map(|row| &row.row))?;
    if !args.quiet {
        tell(&sentence(&finished));
    }
    let signal = stop.load(Ordering::Relaxed);
    if signal != 0 && !finished.complete {
        return Ok(128_u8.saturating_add(u8::try_from(signal).unwrap_or_default()));
    }
    if let Some(reason) = &finished.fatal {
        say(&format!("cannot go on: {reason}"));
        return Ok(BROKEN);
    }
    Ok(code(finished.rows.iter().map(|row| &row.row), args))
}

/// The number of the first signal that asks to stop, 0 as long as there is none.
fn signals() -> anyhow::Result<Arc<AtomicUsize>> {
    let stop = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_usize(signal, Arc::clone(&stop), usize::try_from(signal)?)?;
    }
    Ok(stop)
}

/// How many threads read.
fn threads(args: &ConvertArgs) -> usize {
    args.jobs.map_or_else(super::processors, usize::from)
}

fn run_options(args: &ConvertArgs) -> anyhow::Result<RunOptions> {
    let worker = || -> anyhow::Result<Worker> {
        let program = std::env::current_exe().context("cannot find this program")?;
        Ok(Worker {
            program,
            arguments: vec!["worker".to_owned()],
        })
    };
    let resume = args.resume || args.retry_failed;
    Ok(RunOptions {
        settings: settings(args),
        threads: threads(args),
        stack: args.stack.and_then(|s| usize::try_from(s).ok()).unwrap_or(STACK),
        worker: if args.no_supervisor { None } else { Some(worker()?) },
        manifest: resume || args.paths.iter().any(|p| p.is_dir()),
        resume,
        retry_failed: args.retry_failed,
        fail_fast: args.fail_fast,
        shard: args.shard,
        tables: rows_format(args),
    })
}

fn write_summary<'a>(args: &ConvertArgs, rows: impl Iterator<Item = &'a SummaryRow>) -> anyhow::Result<()> {
    match &args.summary {
        Some(path) => write_lines(path, "summary", rows.map(SummaryRow::to_line))
            .with_context(|| format!("cannot write {}", shown(path))),
        None => Ok(()),
    }
}

/// The run in one sentence.
fn sentence(finished: &Finished) -> String {
    let count = |status| {
        finished
            .rows
            .iter()
            .filter(|row| row.row.status == status)
            .count()
    };
    let [ok, partial] = [RowStatus::Ok, RowStatus::Partial].map(count);
    let [failed, skipped] = [RowStatus::Error, RowStatus::Skipped].map(count);
    let suspect = finished
        .rows
        .iter()
        .filter(|row| row.row.verdict == Some(Verdict::Suspect))
        .count();
    let mut parts = vec![format!("{} converted", ok + partial)];
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    };
    add(partial, "of them in part");
    add(suspect, "of them suspect");
    add(failed, "failed");
    add(skipped, "skipped");
    if !finished.complete {
        parts.push("stopped before the end".to_owned());
    }
    parts.join(", ")
}

fn code<'a>(mut rows: impl Iterator<Item = &'a SummaryRow>, args: &ConvertArgs) -> u8 {
    let fails = |row: &SummaryRow| {
        row.status == RowStatus::Error || args.fail_on.iter().any(|&what| applies(what, row))
    };
    if rows.any(fails) { FAILED } else { OK }
}

fn applies(what: FailOn, row: &SummaryRow) -> bool {
    let read = row.read == Some(ReadStatus::Ok);
    match what {
        FailOn::Suspect => row.verdict == Some(Verdict::Suspect),
        FailOn::Incomplete => row.verdict == Some(Verdict::Incomplete),
        FailOn::SourceInconsistent => row.verdict == Some(Verdict::SourceInconsistent),
        FailOn::NoText => row.read == Some(ReadStatus::NoText),
        FailOn::NoForm => read && row.form.is_none(),
        FailOn::Partial => row.status == RowStatus::Partial,
    }
}
