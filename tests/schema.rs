//! The schemas in `schema/` are those of the types, and what is written keeps to them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use baobiao::golden::{orphans, samples};
use baobiao::output::read_report;
use baobiao::output::schema::SchemaName;
use serde_json::Value;

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn validator(name: SchemaName) -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(&name.to_json()).unwrap()).unwrap()
}

#[test]
fn the_schema_files_are_those_of_the_types() {
    for name in SchemaName::ALL {
        let file = format!("schema/{}.schema.json", name.as_str());
        let text = fs::read_to_string(root(&file)).unwrap_or_default();
        assert!(
            text == name.to_json(),
            "{file} is stale: baobiao schema {} > {file}",
            name.as_str()
        );
    }
}

#[test]
fn a_schema_refuses_what_it_should() {
    let validator = validator(SchemaName::Report);
    assert!(!validator.is_valid(&serde_json::json!({"schema_version": "1.0"})));
}

#[test]
fn every_golden_file_has_a_sample_keeps_to_the_schema_and_reads_back() {
    let (golden, report, error) = (
        root("golden"),
        validator(SchemaName::Report),
        validator(SchemaName::Error),
    );
    let samples = samples(&root("samples"), &golden);
    assert_eq!(orphans(&golden, &samples), Vec::<PathBuf>::new());
    for sample in &samples {
        let bytes = fs::read(&sample.golden).unwrap_or_else(|e| panic!("{}: {e}", sample.golden.display()));
        let json: Value = serde_json::from_slice(&bytes).unwrap();
        let is_error = json.get("error").is_some();
        let schema = if is_error { &error } else { &report };
        let faults: Vec<String> = schema
            .iter_errors(&json)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .take(3)
            .collect();
        assert!(faults.is_empty(), "{}: {faults:?}", sample.name);
        assert!(is_error || read_report(&bytes).is_ok(), "{}", sample.name);
    }
}
