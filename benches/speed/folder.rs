//! A folder of 2,000 documents, by the command's own machinery, without its child process.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use baobiao::batch::document::{Job, Mode, Outcome, Settings};
use baobiao::batch::pool::{self, Event};
use baobiao::diagnostic::{CancelToken, Limits, Threads};
use divan::Bencher;

use super::samples;

const DOCUMENTS: usize = 2_000;

/// How many are read at a time: the second figure against the first is the gain of a second thread.
const THREADS: [usize; 2] = [1, 2];

#[divan::bench(args = THREADS, sample_count = 3, sample_size = 1)]
fn two_thousand(bencher: Bencher<'_, '_>, threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let jobs = copies(folder.path());
    let count = divan::counter::ItemsCount::new(DOCUMENTS);
    bencher.counter(count).bench_local(|| {
        let output = tempfile::tempdir().unwrap();
        convert(jobs.clone(), output.path(), threads)
    });
}

/// Copies of the samples that every reader can read, so many that there are `DOCUMENTS`.
fn copies(folder: &Path) -> Vec<Job> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(samples())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| {
            p.extension()
                .is_some_and(|e| ["pdf", "docx", "txt"].iter().any(|x| e == *x))
        })
        .collect();
    files.sort();
    let numbered = (0..DOCUMENTS).zip(files.iter().cycle());
    let job = |(id, from): (usize, &PathBuf)| {
        let name = format!("{id:04}-{}", from.file_name().unwrap().to_string_lossy());
        let path = folder.join(&name);
        std::fs::copy(from, &path).unwrap();
        Job {
            id,
            path,
            follow: false,
            output: PathBuf::from(format!("{name}.json")),
            shown: name,
            unchanged: None,
        }
    };
    numbered.map(job).collect()
}

fn convert(jobs: Vec<Job>, output: &Path, threads: usize) -> usize {
    let settings = Settings {
        mode: Mode::Report,
        limits: Limits::default(),
        format: None,
        output: output.to_path_buf(),
        tag: "bench".to_owned(),
        cancel: CancelToken::new(),
        threads: Threads::ONE,
    };
    let queue = Mutex::new(jobs.into_iter());
    let done = Mutex::new(0);
    let next = || queue.lock().unwrap().next();
    let emit = |event| {
        if let Event::Done(_, Outcome::Row(_)) = event {
            *done.lock().unwrap() += 1;
        }
        true
    };
    pool::work(threads, pool::STACK, &settings, &next, &emit).unwrap();
    done.into_inner().unwrap()
}
