//! Runs a target over files, without a fuzzer and on any compiler: `replay TARGET FILE_OR_FOLDER...`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use baobiao_fuzz::targets::{TARGETS, target};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let chosen = arguments.next().and_then(|name| target(name.to_str()?));
    let Some(chosen) = chosen else {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!(
            "replay TARGET FILE_OR_FOLDER...; the targets are {}",
            names.join(", ")
        );
        return ExitCode::from(2);
    };
    let files: Vec<PathBuf> = arguments.flat_map(|path| files(Path::new(&path))).collect();
    for file in &files {
        match fs::read(file) {
            Ok(bytes) => {
                println!("{}", file.display());
                chosen(&bytes);
            }
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                return ExitCode::from(2);
            }
        }
    }
    println!("{} files, nothing found", files.len());
    ExitCode::SUCCESS
}

/// The files of a folder, sorted, or the file itself.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_path_buf()];
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.is_file())
        .collect();
    files.sort();
    files
}
