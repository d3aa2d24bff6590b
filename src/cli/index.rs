//! `baobiao index`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use anyhow::Context;

use super::args::IndexArgs;
use super::{OK, say, usage, write_page};
use crate::batch::converted::json_files;
use crate::batch::{MANIFEST, shown};
use crate::inspect::{FolderEntry, folder};
use crate::output::summary::{ManifestRow, RowStatus};
use crate::output::{MAX_OUTPUT_BYTES, read_report};

pub(super) fn run(args: &IndexArgs) -> anyhow::Result<u8> {
    if !args.folder.is_dir() {
        return Err(usage(format!("{} is no folder", args.folder.display())));
    }
    let prefix = prefix(&args.folder, &args.output)?;
    let mut entries: BTreeMap<String, FolderEntry> = BTreeMap::new();
    let mut foreign = 0_usize;
    let files = json_files(&args.folder).with_context(|| format!("cannot list {}", shown(&args.folder)))?;
    for path in files {
        let relative = path.strip_prefix(&args.folder).unwrap_or(&path);
        match entry(&path, relative, &prefix) {
            Some(entry) => {
                entries.insert(entry.file.clone(), entry);
            }
            None => foreign += 1,
        }
    }
    for (file, error) in failures(&args.folder.join(MANIFEST)) {
        entries
            .entry(file.clone())
            .or_insert_with(|| FolderEntry::failed(file, error));
    }
    if foreign > 0 {
        say(&format!("{foreign} JSON files are no reports and were left out"));
    }
    let entries: Vec<FolderEntry> = entries.into_values().collect();
    if entries.is_empty() {
        return Err(usage(format!(
            "{} holds no converted report",
            args.folder.display()
        )));
    }
    let name = args.folder.canonicalize().ok();
    let name = name
        .as_deref()
        .and_then(Path::file_name)
        .map(|n| shown(Path::new(n)));
    write_page(&args.output, &folder(&name.unwrap_or_default(), &entries))?;
    Ok(OK)
}

/// What the index says of a JSON file; `None` when it is no report.
fn entry(path: &Path, relative: &Path, prefix: &str) -> Option<FolderEntry> {
    if fs::metadata(path).ok()?.len() > MAX_OUTPUT_BYTES {
        return None;
    }
    let report = read_report(&fs::read(path).ok()?).ok()?;
    let file = shown(&relative.with_extension(""));
    // Names that are no UTF-8 cannot be linked to.
    let link = |p: &Path| p.to_str().map(|p| format!("{prefix}{p}"));
    let page = path.with_extension("html");
    let page = page
        .is_file()
        .then(|| link(&relative.with_extension("html")))
        .flatten();
    let json = link(relative).unwrap_or_default();
    Some(FolderEntry::report(&report, file, json, page))
}

/// Documents that could not be read, from a folder's manifest: path and reason.
fn failures(manifest: &Path) -> Vec<(String, String)> {
    let text = fs::read(manifest).unwrap_or_default();
    let rows = text.split(|b| *b == b'\n').filter_map(ManifestRow::from_line);
    let failed = rows.filter(|r| r.row.status == RowStatus::Error);
    failed
        .map(|r| (r.row.path, r.row.message.or(r.row.kind).unwrap_or_default()))
        .collect()
}

/// What leads from the index to the folder, as the beginning of a relative link.
fn prefix(folder: &Path, output: &Path) -> anyhow::Result<String> {
    if output == Path::new("-") {
        return Ok(String::new());
    }
    let parent = output
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let from = parent
        .canonicalize()
        .with_context(|| format!("cannot write {}", output.display()))?;
    let to = folder
        .canonicalize()
        .with_context(|| format!("cannot read {}", folder.display()))?;
    Ok(relative(&from, &to))
}

fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(from.len().saturating_sub(common));
    for part in to.iter().skip(common) {
        out.push_str(&part.as_os_str().to_string_lossy());
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_index_to_the_folder() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/json", "/a/json"), "");
        assert_eq!(way("/a", "/a/json"), "json/");
        assert_eq!(way("/a/site", "/a/json/x"), "../json/x/");
    }
}
