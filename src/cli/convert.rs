//! `baobiao convert`.

use std::collections::BTreeMap;
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
use crate::diagnostic::{CancelToken, Error, ErrorKind, Stage, Threads, one_line};
use crate::document;
use crate::extract;
use crate::output::rows::{Format, Writer, value_rows};
use crate::output::summary::{RowStatus, SummaryRow};
use crate::output::wire::{ReadStatus, Verdict};

const DASH: &str = "-";

/// Room for the JSON of most reports, in bytes: as it grows it would be moved to fresh pages again and again. What is not
/// used of it costs nothing.
const ROOM: usize = 1 << 18;

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
    match target(args) {
        Some(target) => one(args, &target),
        None => folder(args),
    }
}

/// Where one document is written that is read by itself.
enum Target<'a> {
    /// To standard output.
    Stdout,
    /// Into a folder, under the name of the input.
    Folder,
    /// To this file.
    File(&'a Path),
}

/// Where the one document is written, when there is one; `None` for files and folders into a folder.
fn target(args: &ConvertArgs) -> Option<Target<'_>> {
    let is_dash = |path: &Path| path == Path::new(DASH);
    if is_dash(&args.output) {
        return Some(Target::Stdout);
    }
    let from_stdin = args.paths.iter().any(|p| is_dash(p));
    match args.paths.as_slice() {
        [path] if is_named_file(args) && !path.is_dir() => Some(Target::File(&args.output)),
        _ => from_stdin.then_some(Target::Folder),
    }
}

/// Whether the output is named as the file of one document is (`report.json`) and is no folder.
fn is_named_file(args: &ConvertArgs) -> bool {
    let wanted = match rows_format(args) {
        None => mode(args).ending().trim_start_matches('.'),
        Some(format) => format.extension(),
    };
    let own = args.output.extension();
    own.is_some_and(|own| own.eq_ignore_ascii_case(wanted)) && !args.output.is_dir()
}

fn mode(args: &ConvertArgs) -> Mode {
    if args.structure {
        Mode::Structure(args.structure_as.map(Into::into).unwrap_or_default())
    } else {
        Mode::Report
    }
}

fn settings(args: &ConvertArgs) -> Settings {
    Settings {
        mode: mode(args),
        limits: args.limits.limits(),
        format: args.input_format.map(Into::into),
        output: args.output.clone(),
        tag: String::new(),
        cancel: CancelToken::new(),
        threads: Threads::ONE,
    }
}

/// One document: from standard input, to standard output or to a file with a name of its own.
fn one(args: &ConvertArgs, target: &Target<'_>) -> anyhow::Result<u8> {
    let [path] = args.paths.as_slice() else {
        return Err(usage("with `-` there can be one input only"));
    };
    if args.resume || args.retry_failed || args.shard.is_some() {
        let message = "`-` and a file as output do not go with --resume, --retry-failed or --shard";
        return Err(usage(message));
    }
    if matches!(target, Target::Folder) && rows_format(args).is_some() {
        return Err(usage("rows of standard input go to standard output: -o -"));
    }
    if let Target::File(file) = target
        && is_same_file(path, file)
    {
        return Err(usage("the output would take the place of the input"));
    }
    let mut settings = settings(args);
    let stdin = path == Path::new(DASH);
    let name = if stdin {
        "stdin".to_owned()
    } else {
        shown(Path::new(path.file_name().unwrap_or_default()))
    };
    let place = match target {
        Target::Stdout => None,
        Target::Folder => Some(args.output.join(format!("{name}{}", settings.mode.ending()))),
        Target::File(file) => Some(file.to_path_buf()),
    };
    let output = place.as_deref().and_then(Path::file_name);
    let output = output.map(|name| shown(Path::new(name)));
    let bytes = bytes_of(path, stdin, &settings).inspect(|bytes| {
        // Nothing else is worth a second thread, and to ask the system how many there may be costs time too.
        if extract::sniff(bytes) == Some(document::Format::Pdf) {
            settings.threads.count = threads(args);
        }
    });
    let was_read = bytes.is_ok();
    let result =
        bytes.and_then(|bytes| convert(&bytes, (!stdin).then_some(path.as_path()), &name, &settings));
    let result = match result {
        Ok(converted) => write_one(&converted, place.as_deref(), args)?.map(|()| converted),
        Err(error) => Err(error),
    };
    if let (true, Err(_), Target::File(file)) = (was_read, &result, target) {
        // What an earlier run made of the input would pass for the result of this one. An input that is not there may be a
        // slip of the keyboard.
        match std::fs::remove_file(file) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(e).with_context(|| format!("cannot remove {}", shown(file)));
            }
            _ => {}
        }
    }
    let row = match &result {
        Ok(converted) => converted.row(&name, output),
        Err(error) => failed_row(&name, RowStatus::Error, error),
    };
    Progress::new(1, true).row(&row);
    // The process ends here, and with it its memory: to give it back piece by piece takes a tenth of what writing took.
    std::mem::forget(result);
    write_summary(args, [&row].into_iter())?;
    Ok(code([&row].into_iter(), args))
}

/// Whether both paths lead to one file that is there.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    whole(one).is_some_and(|one| Some(one) == whole(other))
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
    place: Option<&Path>,
    args: &ConvertArgs,
) -> anyhow::Result<Result<(), Error>> {
    let json = match to_write(converted, args) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    match place {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(&json)?;
            out.flush()?;
        }
        Some(path) => {
            let failed = || format!("cannot write to {}", shown(&args.output));
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            folder
                .map_or(Ok(()), std::fs::create_dir_all)
                .with_context(failed)?;
            crate::batch::write::write_atomically(path, "one", |out| out.write_all(&json))
                .with_context(failed)?;
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
            let mut json = Vec::with_capacity(ROOM);
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
    if !args.quiet {
        tell(&sentence(&finished, options.manifest));
    }
    write_summary(args, finished.rows.iter().map(|row| &row.row))?;
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

/// The run in one sentence. `remembered` says that the folder knows how far it came.
fn sentence(finished: &Finished, remembered: bool) -> String {
    let rows = || finished.rows.iter().map(|row| &row.row);
    let is_undone = |row: &&SummaryRow| row.kind.as_deref() == Some(ErrorKind::Cancelled.as_str());
    let count = |status| {
        rows()
            .filter(|row| row.status == status && !is_undone(row))
            .count()
    };
    let [ok, partial] = [RowStatus::Ok, RowStatus::Partial].map(count);
    let [failed, skipped] = [RowStatus::Error, RowStatus::Skipped].map(count);
    let suspect = rows().filter(|row| row.verdict == Some(Verdict::Suspect)).count();
    let mut parts = vec![format!("{} converted", ok + partial)];
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    };
    add(partial, "of them in part");
    add(suspect, "of them suspect");
    add(failed, "failed");
    add(skipped, &format!("skipped{}", endings(rows())));
    add(finished.unchanged, "as an earlier run left them");
    add(rows().filter(is_undone).count(), "not done");
    if rows().next().is_none() {
        parts.push("no file was found".to_owned());
    }
    if !finished.complete {
        let is_begun = rows().any(|row| !is_undone(&row));
        let how = if remembered && is_begun {
            ": --resume goes on"
        } else {
            ""
        };
        parts.push(format!("stopped before the end{how}"));
    }
    parts.join(", ")
}

/// The most endings of skipped files that are named.
const MOST_ENDINGS: usize = 4;

/// Which files were skipped because of what their names end in, the most frequent first: whoever has a folder full of
/// `.doc` is to see why so little was converted. Empty when there are none.
fn endings<'a>(rows: impl Iterator<Item = &'a SummaryRow>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.filter(|row| {
        row.status == RowStatus::Skipped && row.kind.as_deref() == Some(ErrorKind::NotSupported.as_str())
    }) {
        let ending = Path::new(&row.path).extension().map_or_else(
            || "without ending".to_owned(),
            |e| format!(".{}", e.to_string_lossy().to_lowercase()),
        );
        *counts.entry(ending).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let rest: usize = counts.iter().skip(MOST_ENDINGS).map(|(_, n)| n).sum();
    let mut told: Vec<String> = counts
        .into_iter()
        .take(MOST_ENDINGS)
        .map(|(ending, n)| format!("{n} {}", one_line(&ending, ENDING_BYTES)))
        .collect();
    if rest > 0 {
        told.push(format!("{rest} others"));
    }
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    }
}

/// The longest ending that is told, in bytes.
const ENDING_BYTES: usize = 20;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::document::manifest_row;

    fn finished(rows: &[(&str, RowStatus, ErrorKind)], complete: bool) -> Finished {
        let settings = Settings {
            mode: Mode::Report,
            limits: Default::default(),
            format: None,
            output: Default::default(),
            tag: String::new(),
            cancel: CancelToken::new(),
            threads: Threads::ONE,
        };
        let row = |&(path, status, kind): &(&str, RowStatus, ErrorKind)| {
            let error = Error::new(kind, Stage::Open, "x");
            manifest_row(failed_row(path, status, &error), None, &settings)
        };
        Finished {
            rows: rows.iter().map(row).collect(),
            fatal: None,
            complete,
            unchanged: 0,
        }
    }

    #[test]
    fn what_was_not_done_is_not_called_skipped() {
        use ErrorKind::{Cancelled, Corrupt, LockFile, NotSupported};
        use RowStatus::{Error, Skipped};
        let rows = [
            ("a.pdf", Error, Corrupt),
            ("old/a.DOC", Skipped, NotSupported),
            ("b.doc", Skipped, NotSupported),
            ("c.wps", Skipped, NotSupported),
            ("README", Skipped, NotSupported),
            ("~$d.docx", Skipped, LockFile),
            ("e.pdf", Skipped, Cancelled),
            ("f.pdf", Skipped, Cancelled),
        ];
        assert_eq!(
            sentence(&finished(&rows, false), true),
            "0 converted, 1 failed, 5 skipped (2 .doc, 1 .wps, 1 without ending), 2 not done, stopped before the end: \
             --resume goes on"
        );
        assert_eq!(
            sentence(&finished(&[], true), true),
            "0 converted, no file was found"
        );
    }

    #[test]
    fn many_endings_are_counted_together() {
        let names: Vec<String> = (0..7).map(|n| format!("x.e{n}")).collect();
        let rows: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), RowStatus::Skipped, ErrorKind::NotSupported))
            .collect();
        let told = sentence(&finished(&rows, true), true);
        assert_eq!(
            told,
            "0 converted, 7 skipped (1 .e0, 1 .e1, 1 .e2, 1 .e3, 3 others)"
        );
    }
}
