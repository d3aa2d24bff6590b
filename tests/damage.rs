//! Damaged documents: whatever the bytes are, the readers answer, twice alike, and lose nothing that they saw.
//!
//! The targets of the fuzzers run here over what they once found, and over our own samples after cuts, flipped bits
//! and pieces put elsewhere.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use baobiao::document::Format;
use baobiao::extract::sniff;
use proptest::prelude::*;
use proptest::sample::Index;

/// Samples of at most so many bytes are damaged: reading them takes a few milliseconds.
const SMALL: u64 = 8 << 10;

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let small = |path: &PathBuf| {
        let document = path
            .extension()
            .is_some_and(|e| ["pdf", "docx", "txt"].iter().any(|known| e == *known));
        document && fs::metadata(path).unwrap().len() <= SMALL
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(small)
        .collect();
    paths.sort();
    let samples: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    for format in [Some(Format::Pdf), Some(Format::Docx), None] {
        assert!(
            samples.iter().any(|bytes| sniff(bytes) == format),
            "no small sample of {format:?}"
        );
    }
    samples
});

/// One damage to a file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Overwrite(Index, Vec<u8>),
    Move(Index, Index, usize),
}

impl Damage {
    fn to(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len()) + 1),
            Damage::Flip(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Damage::Overwrite(at, with) => {
                let at = at.index(bytes.len());
                let length = with.len().min(bytes.len() - at);
                bytes[at..at + length].copy_from_slice(&with[..length]);
            }
            Damage::Move(from, to, length) => {
                let from = from.index(bytes.len());
                let end = (from + length).min(bytes.len());
                let piece: Vec<u8> = bytes.drain(from..end).collect();
                let to = to.index(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        1 => any::<Index>().prop_map(Damage::Cut),
        5 => (any::<Index>(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        2 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, with)| Damage::Overwrite(at, with)),
        2 => (any::<Index>(), any::<Index>(), 1_usize..400).prop_map(|(from, to, length)| Damage::Move(from, to, length)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn damaged_samples_are_read_or_refused(sample in any::<Index>(), damages in prop::collection::vec(damage(), 1..6)) {
        let mut bytes = sample.get(&SAMPLES).clone();
        damages.iter().for_each(|damage| damage.to(&mut bytes));
        targets::check(&bytes, Some(Format::Text));
    }

    #[test]
    fn any_bytes_will_do_for_every_target(which in any::<Index>(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let (_, target) = which.get(&targets::TARGETS);
        target(&bytes);
    }
}

#[test]
fn what_the_fuzzers_found_stays_mended() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    for (name, target) in targets::TARGETS {
        let Ok(entries) = fs::read_dir(root.join(name)) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            eprintln!("{}", path.display());
            target(&fs::read(path).unwrap());
        }
    }
    for entry in fs::read_dir(root).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "README.md" || targets::target(&name).is_some(),
            "no target is called {name}"
        );
    }
}
