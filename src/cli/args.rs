//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::batch::journal::Shard;
use crate::diagnostic::Limits;
use crate::document::Format;
use crate::inspect::Stage;
use crate::output::StructureFormat;
use crate::output::schema::SchemaName;

// Lines of these texts fit into 80 columns: wider ones would be broken anywhere.
const AFTER_HELP: &str = "\
Examples:
  baobiao convert reports/ -o json/            every report below, one JSON each
  baobiao convert reports/ -o json/ --resume   go on, or read only what is new
  baobiao convert a.pdf -o -                   one report to standard output
  baobiao check json/                          what several years say together
  baobiao show a.docx --table requests         one table, drawn in the terminal
  baobiao inspect a.pdf -o a.html              what was read, and where it stood
  baobiao golden check samples --golden golden is any sample read otherwise?

Exit codes:
  0    all well
  1    finished, but some inputs failed, a golden differs, check found
       something, or what --fail-on names occurred
  2    the command line makes no sense
  3    could not go on (the output folder cannot be written, the disk is full)
  130, 143  stopped by Ctrl-C or SIGTERM; the summary is written";

/// Reads annual government disclosure reports (政府信息公开工作年度报告) from PDF, DOCX and text into checked JSON.
#[derive(Debug, Parser)]
#[command(name = "baobiao", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read documents and write one JSON each.
    Convert(Box<ConvertArgs>),
    /// Check converted reports against each other: consecutive years, missing years, duplicates.
    Check(CheckArgs),
    /// Draw a report in the terminal: agency, year, verdict, sections, tables.
    Show(ShowArgs),
    /// Write a page that shows what was read from a document, where it stood, and what does not add up.
    Inspect(InspectArgs),
    /// Write a page over a converted folder: every report with agency, year, verdict and failed equations.
    Index(IndexArgs),
    /// Compare what is read from samples with what was read before.
    Golden(GoldenArgs),
    /// Print the JSON Schema of what is written.
    Schema(SchemaArgs),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  baobiao completions bash > ~/.local/share/bash-completion/completions/baobiao"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(after_help = "Example:\n  baobiao man | man -l -")]
    Man,
    /// Read documents for another process of this program.
    #[command(hide = true)]
    Worker,
}

const CONVERT_HELP: &str = "\
What is read:
  Folders are walked; links are not followed. By name .pdf, .docx, .docm, .dotx,
  .dotm and .txt are taken, by content each is read as what it is: a PDF under
  the name x.docx is converted, with a warning. Everything else has a row of
  status `skipped` in the summary.

What is written:
  a/b.pdf becomes DIR/a/b.pdf.json; a half-written file is never seen. For a
  folder, DIR/manifest.jsonl says what became of each entry. One line on
  standard error tells of each input that failed; what an earlier run made of
  it is removed. Results of inputs that are no longer there stay. Of names that
  differ by case alone the second becomes NAME.EXT~NUMBER.json, as its row says.
  With --format ndjson, csv or parquet, DIR/values.EXT (a row each value) and
  DIR/reports.EXT (a row each report or failed input) are built from the JSON
  files when all of them stand; with --shard, values-IofN.EXT and
  reports-IofN.EXT. A single document is also written to standard output, with
  `-o -`, or to a file that is named as what is written, with `-o NAME.json`
  (.md, .html, .ndjson, .csv, .parquet); then --format means its value rows.

Examples:
  baobiao convert reports/ -o json/ --summary summary.jsonl
  baobiao convert report.pdf -o report.json
  baobiao convert reports/ -o json/ --resume --retry-failed
  baobiao convert reports/ -o json/ --include '**/2023/**' --exclude '**/draft*'
  baobiao convert reports/ -o json/ --shard 1/4  (elsewhere: 2/4, 3/4, 4/4)
  baobiao convert reports/ -o json/ --fail-on suspect,incomplete
  baobiao convert reports/ -o out/ --format parquet
  baobiao convert reports/ -o out/ --format csv --bom     for Excel and WPS
  baobiao convert --structure any.docx -o -    headings, paragraphs and tables
  baobiao convert --structure --as markdown any.pdf -o -  the same to read
  curl -s https://example.org/a.pdf | baobiao convert - -o -

Exit codes: 0 all well; 1 some inputs failed, or what --fail-on names occurred;
2 usage; 3 could not go on; 130, 143 stopped, summary written. What the checks
find changes the code only with --fail-on.";

#[derive(Debug, Args)]
#[command(after_help = CONVERT_HELP)]
pub(super) struct ConvertArgs {
    /// Files and folders to read; `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to write to; `-` writes one document to standard output, `NAME.json` to that file.
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Write the structure alone: blocks and tables of any document, nothing about reports.
    #[arg(long)]
    pub(super) structure: bool,
    /// In which form the structure is written: a/b.pdf becomes DIR/a/b.pdf.json, .md or .html [default: json].
    #[arg(long = "as", value_name = "FORM", requires = "structure")]
    pub(super) structure_as: Option<StructureArg>,
    /// Threads: as many documents are read at a time, and a single document by as many [default: one for each processor].
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Take only files whose path below the folder matches (may be repeated); `*` stays within a folder, `**` does not.
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Pass over files and folders whose path below the folder matches (may be repeated).
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Write what became of each entry, as JSON lines in the order of the entries.
    #[arg(long, value_name = "FILE")]
    pub(super) summary: Option<PathBuf>,
    /// Keep what an earlier run with the same program and options made of the same bytes.
    #[arg(long)]
    pub(super) resume: bool,
    /// With what --resume does, try inputs again that failed.
    #[arg(long)]
    pub(super) retry_failed: bool,
    /// Take only part I of N of the inputs.
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub(super) shard: Option<Shard>,
    /// Stop at the first input that fails.
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// End with code 1 when a report has one of these verdicts or states.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    /// Read as this format what does not begin as a PDF or a DOCX does; `text` takes plain text under any name.
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<FormatArg>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    /// How values are written: `json` one file a document, the others also rows of all of them.
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(super) format: OutputFormat,
    /// Make the CSV for Excel and WPS: a byte-order mark before it, and an apostrophe before what would be a formula.
    #[arg(long)]
    pub(super) bom: bool,
    /// Say nothing but a line for each input that failed.
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// How standard error is written: lines for people, or events as JSON lines.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) log_format: LogFormat,
    /// Read in this process: a file that kills its reader then ends the run.
    #[arg(long)]
    pub(super) no_supervisor: bool,
    /// Stack of each reading thread.
    #[arg(long, value_name = "SIZE", value_parser = parse_size, hide = true)]
    pub(super) stack: Option<u64>,
}

impl ConvertArgs {
    /// What a command line without options means.
    pub(super) fn usual(paths: Vec<PathBuf>, output: PathBuf) -> ConvertArgs {
        ConvertArgs {
            paths,
            output,
            structure: false,
            structure_as: None,
            jobs: None,
            include: Vec::new(),
            exclude: Vec::new(),
            summary: None,
            resume: false,
            retry_failed: false,
            shard: None,
            fail_fast: false,
            fail_on: Vec::new(),
            input_format: None,
            limits: LimitArgs::usual(),
            format: OutputFormat::Json,
            bom: false,
            quiet: false,
            log_format: LogFormat::Text,
            no_supervisor: false,
            stack: None,
        }
    }
}

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// One JSON file a document.
    Json,
    /// Rows as JSON lines, besides the JSON files.
    Ndjson,
    /// Rows as comma-separated values, besides the JSON files.
    Csv,
    /// Rows as Parquet, besides the JSON files.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RowFormat {
    /// One array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// Comma-separated values.
    Csv,
}

/// How standard error is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people.
    Text,
    /// Events as JSON lines.
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "\
What is checked, for reports of the same agency:
  years-carried-over   what one year carries forward (结转下年度继续办理) the
                       next carries over (上年结转)
  years-in-force       in force the year before + issued = in force + repealed
  missing-year         a year between two others has no report
  duplicate-report     two documents for one year
  duplicate-document   two files with the same bytes

The table lists what was found; rows (--format) have every outcome, also `pass`
and `not_assessable`.

Examples:
  baobiao convert reports/ -o json/ && baobiao check json/
  baobiao check json/ --format csv > findings.csv

Exit codes: 0 nothing found; 1 something found, or a JSON that cannot be read;
2 usage; 3 could not go on.")]
pub(super) struct CheckArgs {
    /// The folder that convert wrote.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Print rows to standard output and no table.
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<RowFormat>,
    /// With --format csv: for Excel and WPS, as for convert.
    #[arg(long)]
    pub(super) bom: bool,
    /// Say nothing but the findings and what cannot be read.
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// Seconds that one document may take, or `none`.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = parse_timeout)]
    pub(super) timeout: Timeout,
    /// Memory that one document may hold, such as 320MiB, or `none`.
    #[arg(long, value_name = "SIZE", default_value = "512MiB", value_parser = parse_size)]
    pub(super) max_memory: u64,
    /// Largest input, such as 64MiB, or `none`.
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = parse_size)]
    pub(super) max_file_size: u64,
    /// Any other limit, such as pages=100 or decoded=4GiB; --help names them.
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = parse_limit, long_help = limit_help())]
    pub(super) limits: Vec<(&'static str, u64)>,
}

/// The names with their defaults, as `--help` shows them.
fn limit_help() -> String {
    let names: Vec<String> = Limits::default()
        .entries()
        .iter()
        .filter(|(name, _)| !matches!(*name, "file_size" | "memory"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "Any other limit, or `none` for its value; may be given more than once. Names and defaults: {}",
        names.join(", ")
    )
}

fn parse_limit(text: &str) -> Result<(&'static str, u64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=VALUE, such as pages=100")?;
    let known = Limits::default()
        .entries()
        .into_iter()
        .find(|(known, _)| *known == name);
    let (name, _) = known.ok_or("no such limit; see --help")?;
    Ok((name, parse_size(value)?))
}

impl LimitArgs {
    /// What a command line without limits means: those of the library, as a test holds.
    fn usual() -> LimitArgs {
        let limits = Limits::default();
        LimitArgs {
            timeout: Timeout(limits.timeout),
            max_memory: limits.memory,
            max_file_size: limits.file_size,
            limits: Vec::new(),
        }
    }

    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits {
            timeout: self.timeout.0,
            memory: self.max_memory,
            file_size: self.max_file_size,
            ..Limits::default()
        };
        for (name, value) in &self.limits {
            limits.set(name, *value);
        }
        limits
    }
}

/// A time, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeout(Option<Duration>);

/// What may end a run with code 1 although every input was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum FailOn {
    /// Readings disagree or something was left over.
    Suspect,
    /// A standard table is missing.
    Incomplete,
    /// An equation of the report does not hold.
    SourceInconsistent,
    /// The document has no readable text.
    NoText,
    /// The document is no such report.
    NoForm,
    /// Parts of a document could not be read.
    Partial,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StructureArg {
    /// Everything, with pages and boxes.
    Json,
    /// Markdown; tables with spans as HTML inside.
    Markdown,
    /// One HTML page.
    Html,
}

impl From<StructureArg> for StructureFormat {
    fn from(form: StructureArg) -> StructureFormat {
        match form {
            StructureArg::Json => StructureFormat::Json,
            StructureArg::Markdown => StructureFormat::Markdown,
            StructureArg::Html => StructureFormat::Html,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// Portable Document Format.
    Pdf,
    /// WordprocessingML.
    Docx,
    /// Plain text.
    Text,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Format {
        match format {
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Docx => Format::Docx,
            FormatArg::Text => Format::Text,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
A cell of an equation that fails is marked with ✗, a value on which readings
differ with ?.
Examples:
  baobiao show a.pdf
  baobiao show a.pdf --table litigation
  baobiao show json/a.pdf.json --table 2       from a JSON that convert wrote")]
pub(super) struct ShowArgs {
    /// The document, or its JSON; `-` for standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Only this table: disclosure, requests, litigation, or the number of a table from 1.
    #[arg(long, value_name = "TABLE")]
    pub(super) table: Option<TableChoice>,
    /// Columns of the terminal [default: as wide as it is, 80 when that is not known].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub(super) width: Option<u16>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The page needs no network. Point at a value and its place lights up, and the
other way round; ? on the page tells the keys.
Examples:
  baobiao inspect a.pdf -o a.html
  baobiao inspect reports/a.pdf -o json/a.pdf.html     where `index` links to it
  baobiao inspect a.pdf --stage edges --page 3         lines, crossings as text
  baobiao inspect a.pdf --stage words --page 1 --format svg -o words.svg")]
pub(super) struct InspectArgs {
    /// The document; `-` for standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The file to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Draw this page of a PDF alone, from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) page: Option<u32>,
    /// Instead of the whole, one stage of reading the page, for a maintainer.
    #[arg(long, value_enum, value_name = "STAGE", requires = "page")]
    pub(super) stage: Option<StageArg>,
    /// How the stage is given.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        requires = "stage"
    )]
    pub(super) format: StageFormat,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StageArg {
    /// Characters as the reader gave them.
    Chars,
    /// Words.
    Words,
    /// Lines after joining, and where they cross.
    Edges,
    /// The cells between the lines of the page.
    Cells,
    /// The tables of the document after joining.
    Tables,
}

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Stage {
        match stage {
            StageArg::Chars => Stage::Chars,
            StageArg::Words => Stage::Words,
            StageArg::Edges => Stage::Edges,
            StageArg::Cells => Stage::Cells,
            StageArg::Tables => Stage::Tables,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StageFormat {
    /// One line for each thing.
    Text,
    /// A drawing.
    Svg,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Each NAME.EXT.json below DIR is a row; NAME.EXT.html beside it, where `inspect`
wrote one, is linked. Documents that could not be read are taken from
DIR/manifest.jsonl.
Example:
  baobiao index json/ -o json/index.html")]
pub(super) struct IndexArgs {
    /// The folder that `convert` wrote.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The file to write; its links are relative to it. `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// Which table to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TableChoice {
    Disclosure,
    Requests,
    Litigation,
    Number(usize),
}

impl std::str::FromStr for TableChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<TableChoice, String> {
        match text {
            "disclosure" => Ok(TableChoice::Disclosure),
            "requests" => Ok(TableChoice::Requests),
            "litigation" => Ok(TableChoice::Litigation),
            _ => match text.parse() {
                Ok(number @ 1..) => Ok(TableChoice::Number(number)),
                _ => Err("expected disclosure, requests, litigation or a number from 1".to_owned()),
            },
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Each sample NAME.EXT has a golden file NAME.EXT.json under the same relative
path. A sample without one, and one without a sample, are differences. Nothing
is rounded: a box that moved by a hundredth of a point is a difference, too.
Examples:
  baobiao golden check samples --golden golden
  baobiao golden check samples --golden golden --report diff.html
  baobiao golden bless samples --golden golden     then read git diff

Exit codes: 0 no difference; 1 differences; 2 usage; 3 could not go on.")]
pub(super) struct GoldenArgs {
    #[command(subcommand)]
    pub(super) action: GoldenAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum GoldenAction {
    /// Say, cell by cell, what is read otherwise than the golden files have it.
    Check {
        #[command(flatten)]
        paths: GoldenPaths,
        /// Differences told of each sample; the rest is counted.
        #[arg(long, value_name = "N", default_value_t = 20)]
        show: usize,
        /// Write a page with old and new side by side and the pieces of the pages; `-` for standard output.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Write the golden files anew where they differ. Refused in CI and on a git tree with other changes.
    Bless {
        #[command(flatten)]
        paths: GoldenPaths,
        /// Also when the git tree has other changes.
        #[arg(long)]
        allow_dirty: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct GoldenPaths {
    /// The folder of samples.
    #[arg(value_name = "SAMPLES")]
    pub(super) samples: PathBuf,
    /// The folder of golden files.
    #[arg(long, value_name = "DIR")]
    pub(super) golden: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which: the report JSON, that of --structure, a line of a summary or manifest, or a golden file of an error.
    #[arg(value_enum, default_value = "report")]
    name: SchemaArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchemaArg {
    Report,
    Structure,
    Summary,
    Error,
}

impl SchemaArgs {
    pub(super) fn schema(&self) -> SchemaName {
        match self.name {
            SchemaArg::Report => SchemaName::Report,
            SchemaArg::Structure => SchemaName::Structure,
            SchemaArg::Summary => SchemaName::Summary,
            SchemaArg::Error => SchemaName::Error,
        }
    }
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    let parts = text
        .split_once('/')
        .and_then(|(i, n)| Shard::new(i.parse().ok()?, n.parse().ok()?));
    parts.ok_or_else(|| "expected I/N with I from 1 to N, such as 1/4".to_owned())
}

fn parse_timeout(text: &str) -> Result<Timeout, String> {
    if text == "none" {
        return Ok(Timeout(None));
    }
    let seconds = text.strip_suffix('s').unwrap_or(text).parse::<f64>().ok();
    let time = seconds
        .filter(|&s| s > 0.0)
        .and_then(|s| Duration::try_from_secs_f64(s).ok());
    time.map(|t| Timeout(Some(t)))
        .ok_or_else(|| "expected seconds, such as 30 or 2.5, or `none`".to_owned())
}

fn parse_size(text: &str) -> Result<u64, String> {
    if text == "none" {
        return Ok(u64::MAX);
    }
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text
        .get(digits.len()..)
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => 0,
    };
    let bytes = digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(unit))
        .filter(|&n| n > 0);
    bytes.ok_or_else(|| "expected a size such as 320MiB, 64M or 1000000, or `none`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_is_not_broken_at_the_end_of_a_terminal_line() {
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            let after = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            for line in after.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(parse_size("320MiB"), Ok(320 << 20));
        assert_eq!(parse_size("1gb"), Ok(1_000_000_000));
        assert_eq!(parse_size("17"), Ok(17));
        assert_eq!(parse_size("none"), Ok(u64::MAX));
        for bad in ["", "0", "MiB", "-1", "1.5MiB", "3 parsec", "99999999999GiB"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_limit_has_a_name_and_a_value() {
        assert_eq!(parse_limit("decoded=1GiB"), Ok(("decoded", 1 << 30)));
        assert_eq!(parse_limit("pages=none"), Ok(("pages", u64::MAX)));
        for bad in ["pages", "pages=", "pages=0", "page=1", "timeout=1"] {
            assert!(parse_limit(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn zero_is_no_timeout() {
        assert!(parse_timeout("0").is_err());
        assert!(parse_timeout("nan").is_err());
        assert!(matches!(parse_timeout("none"), Ok(Timeout(None))));
        assert!(matches!(parse_timeout("2.5"), Ok(Timeout(Some(t))) if t.as_millis() == 2500));
    }
}
