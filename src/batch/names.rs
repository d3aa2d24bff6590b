//! Where outputs go: `a/b.pdf` to `a/b.pdf.json` (or another ending). No two inputs share an output, also on file systems that do not
//! tell upper from lower case or composed from decomposed characters, and no name is longer than they allow.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{sha256, shown};

/// The longest file name, in bytes, that ordinary file systems allow.
const MAX_NAME: usize = 255;

/// Two inputs would be written to one output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two inputs for one output: {0}")]
pub struct Clash(pub String);

/// The output paths of inputs with these relative paths, in the same order, relative to the output folder. Their names
/// end in `ending`.
///
/// # Errors
/// When two inputs have the same relative path (they lie below different folders that were named).
pub fn output_paths(inputs: &[&Path], ending: &str) -> Result<Vec<PathBuf>, Clash> {
    let plain: Vec<PathBuf> = inputs.iter().map(|path| with_ending(path, &[], ending)).collect();
    let folders: BTreeSet<String> = inputs
        .iter()
        .flat_map(|path| path.ancestors().skip(1))
        .map(folded)
        .collect();
    // Among names that fold alike, the first in the order of bytes is free to stay as it is.
    let mut first: BTreeMap<String, &PathBuf> = BTreeMap::new();
    for path in &plain {
        let kept = first.entry(folded(path)).or_insert(path);
        if path < *kept {
            *kept = path;
        }
    }
    let unclear = |path: &PathBuf| {
        let key = folded(path);
        first.get(&key).is_some_and(|kept| *kept != path) || folders.contains(&key)
    };
    let outputs: Vec<PathBuf> = plain
        .iter()
        .zip(inputs)
        .map(|(path, input)| {
            if unclear(path) {
                with_ending(input, tag(input).as_bytes(), ending)
            } else {
                path.clone()
            }
        })
        .collect();
    let mut seen = BTreeSet::new();
    match outputs.iter().find(|path| !seen.insert(folded(path))) {
        Some(twice) => Err(Clash(shown(twice))),
        None => Ok(outputs),
    }
}

/// What stands for a path in a name that had to be changed.
fn tag(input: &Path) -> String {
    let hash = sha256(input.as_os_str().as_bytes());
    format!("~{}", hash.get(..16).unwrap_or(&hash))
}

/// The path with `tag` and the ending behind its name, which is cut (and tagged) when it would become too long.
fn with_ending(input: &Path, tag: &[u8], ending: &str) -> PathBuf {
    let name = input.file_name().unwrap_or(OsStr::new("input")).as_bytes();
    if name.len() + tag.len() + ending.len() > MAX_NAME {
        let tag = self::tag(input);
        let room = MAX_NAME - tag.len() - ending.len();
        return input.with_file_name(joined([cut(name, room), tag.as_bytes(), ending.as_bytes()]));
    }
    input.with_file_name(joined([name, tag, ending.as_bytes()]))
}

fn joined(parts: [&[u8]; 3]) -> OsString {
    OsString::from_vec(parts.concat())
}

/// At most `room` bytes of the name, not ending inside a character.
fn cut(name: &[u8], room: usize) -> &[u8] {
    let mut end = room.min(name.len());
    while end > 0
        && name
            .get(end)
            .is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000)
    {
        end -= 1;
    }
    name.get(..end).unwrap_or(name)
}

/// What the path is on a file system that knows neither case nor forms of composition.
fn folded(path: impl AsRef<Path>) -> String {
    shown(path.as_ref())
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outputs(inputs: &[&str]) -> Vec<String> {
        let inputs: Vec<&Path> = inputs.iter().map(Path::new).collect();
        output_paths(&inputs, ".json")
            .unwrap()
            .iter()
            .map(|p| shown(p))
            .collect()
    }

    #[test]
    fn the_ending_is_put_behind_the_whole_name() {
        assert_eq!(
            outputs(&["a/b.pdf", "a/b.docx", "..pdf"]),
            ["a/b.pdf.json", "a/b.docx.json", "..pdf.json"]
        );
    }

    #[test]
    fn names_that_differ_in_case_alone_are_told_apart() {
        let outputs = outputs(&["b.pdf", "B.pdf", "cafe\u{301}.pdf", "café.pdf"]);
        assert_eq!(outputs[1], "B.pdf.json");
        assert!(outputs[0].starts_with("b.pdf~") && outputs[0].ends_with(".json"));
        assert_ne!(folded(&outputs[2]), folded(&outputs[3]));
    }

    #[test]
    fn an_output_never_takes_the_name_of_a_folder() {
        assert_ne!(outputs(&["a.pdf", "a.pdf.json/b.pdf"])[0], "a.pdf.json");
    }

    #[test]
    fn a_long_name_is_cut_at_a_character() {
        let long = format!("{}.pdf", "长".repeat(83));
        let output = &outputs(&[&long])[0];
        assert!(
            output.len() <= MAX_NAME && output.starts_with("长长") && output.ends_with(".json"),
            "{output}"
        );
    }

    #[test]
    fn the_same_relative_path_twice_is_a_clash() {
        let inputs = [Path::new("a.pdf"), Path::new("a.pdf")];
        assert_eq!(
            output_paths(&inputs, ".json"),
            Err(Clash("a.pdf.json".to_owned()))
        );
    }

    proptest! {
        #[test]
        fn different_inputs_have_different_outputs(names in prop::collection::btree_set("[aAbBéÉ\\\\x~.]{1,4}(/[aA.]{1,3})?", 1..20)) {
            let names: Vec<PathBuf> = names.iter().map(|n| PathBuf::from(format!("{n}.pdf"))).collect();
            let inputs: Vec<&Path> = names.iter().map(PathBuf::as_path).collect();
            let outputs = output_paths(&inputs, ".json").unwrap();
            let distinct: BTreeSet<String> = outputs.iter().map(folded).collect();
            prop_assert_eq!(distinct.len(), inputs.len());
            for output in &outputs {
                prop_assert!(output.is_relative() && output.file_name().unwrap().len() <= MAX_NAME);
            }
        }
    }
}
