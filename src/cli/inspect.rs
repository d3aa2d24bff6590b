//! `baobiao inspect`.

use std::io::{self, Read};
use std::path::Path;

use super::args::{InspectArgs, StageFormat};
use super::{FAILED, say, usage, write_page};
use crate::batch::document::{self, Mode, Settings};
use crate::batch::pool::silence_panics;
use crate::batch::{read, shown};
use crate::diagnostic::{CancelToken, Error, ErrorKind, Stage, Threads, one_line};
use crate::extract::trace::PageTrace;
use crate::inspect::{self, listing, stage_svg};
use crate::output::ReportJson;

pub(super) fn run(args: &InspectArgs) -> anyhow::Result<u8> {
    silence_panics();
    let name = shown(Path::new(args.file.file_name().unwrap_or(args.file.as_os_str())));
    let (report, pages) = match load(args, &name) {
        Ok(read) => read,
        Err(error) => {
            say(&format!("{}: {error}", one_line(&name, 100)));
            return Ok(FAILED);
        }
    };
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let page = match args.page {
        Some(number) => Some(chosen(&pages, number, &name)?),
        None => None,
    };
    let text = match (args.stage, page) {
        (Some(stage), Some(page)) => match args.format {
            StageFormat::Text => listing(&report, page, stage.into()),
            StageFormat::Svg => stage_svg(&report, page, stage.into()),
        },
        _ => inspect::page(&report, &pages, args.page),
    };
    write_page(output, &text)
}

fn chosen<'a>(pages: &'a [PageTrace], number: u32, name: &str) -> anyhow::Result<&'a PageTrace> {
    if pages.is_empty() {
        return Err(usage(format!("{}: only a PDF has pages", one_line(name, 100))));
    }
    let page = pages.iter().find(|p| p.page.number == number);
    page.ok_or_else(|| {
        usage(format!(
            "{}: there are {} pages",
            one_line(name, 100),
            pages.len()
        ))
    })
}

fn load(args: &InspectArgs, name: &str) -> Result<(Box<ReportJson>, Vec<PageTrace>), Error> {
    let limits = args.limits.limits();
    let stdin = args.file == Path::new("-");
    let bytes = if stdin {
        let mut bytes = Vec::new();
        let most = limits.file_size.saturating_add(1);
        let read = io::stdin().lock().take(most).read_to_end(&mut bytes);
        read.map_err(|e| Error::new(ErrorKind::Io, Stage::Open, e.to_string()))?;
        bytes
    } else {
        read::read_input(&args.file, true, limits.file_size)?
    };
    let settings = Settings {
        mode: Mode::Report,
        limits,
        format: None,
        output: Default::default(),
        tag: String::new(),
        cancel: CancelToken::new(),
        threads: Threads::ONE,
    };
    let path = (!stdin).then_some(args.file.as_path());
    document::read_traced(&bytes, path, name, &settings)
}
