//! `baobiao golden`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::args::{GoldenAction, GoldenArgs, GoldenPaths};
use super::{FAILED, OK, print, usage, write_page};
use crate::batch::pool::silence_panics;
use crate::diagnostic::one_line;
use crate::golden::{self, Class, Difference, Sample};
use crate::inspect::ChangesPage;

/// The longest line about one difference, in bytes.
const LINE_BYTES: usize = 1_000;

pub(super) fn run(args: &GoldenArgs) -> anyhow::Result<u8> {
    silence_panics();
    match &args.action {
        GoldenAction::Check { paths, show, report } => check(paths, *show, report.as_deref()),
        GoldenAction::Bless { paths, allow_dirty } => bless(paths, *allow_dirty),
    }
}

/// The samples; a folder without any was most likely not the one that was meant, and says nothing of the golden files.
fn samples(paths: &GoldenPaths) -> anyhow::Result<Vec<Sample>> {
    let folder = golden::shown_path(&paths.samples);
    if !paths.samples.is_dir() {
        return Err(usage(format!("{folder} is no folder")));
    }
    let samples = golden::samples(&paths.samples, &paths.golden);
    if samples.is_empty() {
        return Err(usage(format!("{folder} holds no sample")));
    }
    Ok(samples)
}

fn check(paths: &GoldenPaths, show: usize, report: Option<&Path>) -> anyhow::Result<u8> {
    let samples = samples(paths)?;
    let mut page = ChangesPage::default();
    let mut text = String::new();
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    let mut differing = 0;
    for sample in &samples {
        let differences =
            golden::check(sample).with_context(|| format!("the golden file of {}", sample.name))?;
        for difference in &differences {
            *counts.entry(difference.class).or_default() += 1;
        }
        differing += usize::from(!differences.is_empty());
        tell(&mut text, &sample.name, &differences, show);
        if report.is_some() && !differences.is_empty() {
            golden::show_changes(&mut page, sample, &differences);
        }
    }
    let orphans = golden::orphans(&paths.golden, &samples);
    for orphan in &orphans {
        text.push_str(&one_line(
            &format!("{}: a golden file without a sample", golden::shown_path(orphan)),
            LINE_BYTES,
        ));
        text.push('\n');
    }
    let total = samples.len();
    if let Some(path) = report {
        let orphans: Vec<String> = orphans.iter().map(|o| golden::shown_path(o)).collect();
        write_page(path, &page.finish(&orphans, total))?;
    }
    let classes: Vec<String> = counts.iter().map(|(class, n)| format!("{class} {n}")).collect();
    text.push_str(&format!(
        "{total} samples, {differing} differ, {} orphans",
        orphans.len()
    ));
    if !classes.is_empty() {
        text.push_str(&format!(" ({})", classes.join(", ")));
    }
    text.push('\n');
    print(text.as_bytes())?;
    Ok(if differing == 0 && orphans.is_empty() {
        OK
    } else {
        FAILED
    })
}

fn tell(text: &mut String, name: &str, differences: &[Difference], most: usize) {
    for difference in differences.iter().take(most) {
        text.push_str(&one_line(&format!("{name}: {difference}"), LINE_BYTES));
        text.push('\n');
    }
    if differences.len() > most {
        text.push_str(&format!(
            "{}: {} further differences\n",
            one_line(name, LINE_BYTES),
            differences.len() - most
        ));
    }
}

fn bless(paths: &GoldenPaths, allow_dirty: bool) -> anyhow::Result<u8> {
    if let Some(objection) = golden::objection(&paths.golden, allow_dirty) {
        return Err(usage(objection));
    }
    let samples = samples(paths)?;
    let mut text = String::new();
    let mut written = 0;
    for sample in &samples {
        if golden::bless(sample)
            .with_context(|| format!("cannot write the golden file of {}", sample.name))?
        {
            text.push_str(&format!("wrote {}\n", golden::shown_path(&sample.golden)));
            written += 1;
        }
    }
    let orphans = golden::orphans(&paths.golden, &samples);
    for orphan in &orphans {
        fs::remove_file(orphan).with_context(|| format!("cannot remove {}", golden::shown_path(orphan)))?;
        text.push_str(&format!("removed {}\n", golden::shown_path(orphan)));
    }
    text.push_str(&format!(
        "{} samples, {written} golden files written, {} removed\n",
        samples.len(),
        orphans.len()
    ));
    print(text.as_bytes())
}
