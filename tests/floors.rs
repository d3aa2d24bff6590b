//! The versions of other crates below which a known hole is open. `Cargo.lock` must stay above.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Crate, lowest sound version, and what is wrong below it.
const FLOORS: [(&str, [u32; 3], &str); 11] = [
    (
        "lopdf",
        [0, 47, 0],
        "RUSTSEC-2026-0187, stack overflow and allocation by a number in the file; no limit on streams",
    ),
    (
        "quick-xml",
        [0, 41, 0],
        "RUSTSEC-2026-0194 and -0195, quadratic attributes and unbounded namespaces",
    ),
    ("zip", [2, 3, 0], "RUSTSEC-2025-0168, links in archives"),
    ("encoding_rs", [0, 8, 21], "panic in the UTF-16 decoder"),
    ("crossbeam-epoch", [0, 9, 20], "RUSTSEC-2026-0204"),
    ("memmap2", [0, 9, 11], "RUSTSEC-2026-0186"),
    ("time", [0, 3, 47], "RUSTSEC-2026-0009, stack exhaustion"),
    (
        "hayro-syntax",
        [0, 9, 0],
        "the version whose limits this project was measured with",
    ),
    (
        "miniz_oxide",
        [0, 9, 0],
        "the version whose limits this project was measured with",
    ),
    (
        "flate2",
        [1, 1, 0],
        "the version whose limits this project was measured with",
    ),
    (
        "tempfile",
        [3, 0, 0],
        "older ones depend on an unmaintained crate",
    ),
];

/// Crates that have no place here, and why.
const BANNED: [(&str, &str); 4] = [
    ("adobe-cmap-parser", "panics on odd strings"),
    ("ttf-parser", "RUSTSEC-2026-0192, unmaintained"),
    ("rustybuzz", "RUSTSEC-2026-0206, unmaintained"),
    ("openssl-sys", "C code"),
];

/// Crates of the lock file that only measure others and never read a document for a user.
const PEERS: [&str; 1] = ["pdf-extract"];

/// One entry of the lock file.
struct Locked {
    name: String,
    version: [u32; 3],
    /// `name`, or `name version` where several versions are locked.
    dependencies: Vec<String>,
}

fn entries() -> Vec<Locked> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let text = fs::read_to_string(path).unwrap();
    let entry = |block: &str| {
        let field = |key: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(key));
            line.unwrap().trim_matches('"').to_owned()
        };
        let version = field("version = ");
        let numbers: Vec<u32> = version
            .split(['.', '-', '+'])
            .take(3)
            .map(|n| n.parse().unwrap())
            .collect();
        let listed = block.split_once("dependencies = [").map_or("", |(_, rest)| rest);
        let names = listed.lines().map(|l| l.trim().trim_matches([',', '"'])).skip(1);
        Locked {
            name: field("name = "),
            version: numbers.try_into().unwrap(),
            dependencies: names.take_while(|n| *n != "]").map(str::to_owned).collect(),
        }
    };
    text.split("[[package]]").skip(1).map(entry).collect()
}

/// Every crate that the project needs, peers apart, with its versions.
fn locked() -> BTreeMap<String, Vec<[u32; 3]>> {
    let entries = entries();
    let mut all: BTreeMap<String, Vec<[u32; 3]>> = BTreeMap::new();
    let mut open = vec!["baobiao".to_owned()];
    while let Some(wanted) = open.pop() {
        let (name, version) = wanted.split_once(' ').unwrap_or((&wanted, ""));
        let is_wanted = |e: &&Locked| {
            let shown = format!("{}.{}.{}", e.version[0], e.version[1], e.version[2]);
            e.name == name && (version.is_empty() || version.starts_with(&shown))
        };
        for entry in entries.iter().filter(is_wanted) {
            let versions = all.entry(entry.name.clone()).or_default();
            if versions.contains(&entry.version) {
                continue;
            }
            versions.push(entry.version);
            let not_peers = |d: &&String| !PEERS.iter().any(|p| d.split(' ').next() == Some(*p));
            open.extend(entry.dependencies.iter().filter(not_peers).cloned());
        }
    }
    all
}

#[test]
fn no_crate_is_older_than_its_last_known_hole() {
    let locked = locked();
    assert!(
        locked.len() > 50 && locked.contains_key("lopdf"),
        "the lock file was not understood"
    );
    for (name, floor, why) in FLOORS {
        for version in locked.get(name).into_iter().flatten() {
            assert!(*version >= floor, "{name} {version:?} is below {floor:?}: {why}");
        }
    }
}

#[test]
fn no_crate_is_here_that_has_no_place() {
    let locked = locked();
    for (name, why) in BANNED {
        assert!(!locked.contains_key(name), "{name}: {why}");
    }
}
