//! Holds the registry and the rest of the workspace together: a code that no stage reports, or that no test draws under a
//! line of YAML, is a promise that nobody keeps.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use gatefold_diagnostic::CODES;

/// The sources of the crates that `wanted` accepts by name.
fn sources(crates: &Path, wanted: impl Fn(&str) -> bool) -> String {
    fn walk(folder: &Path, text: &mut String) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut text = String::new();
    for entry in fs::read_dir(crates).unwrap() {
        let path = entry.unwrap().path();
        let source = path.join("src");
        if source.is_dir() && path.file_name().and_then(|name| name.to_str()).is_some_and(&wanted) {
            walk(&source, &mut text);
        }
    }
    text
}

#[test]
fn every_code_is_reported_by_some_stage() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sources = sources(crates, |name| name != "diagnostic");
    let unused: Vec<_> = CODES.iter().filter(|code| !sources.contains(&format!("Code::{code}"))).collect();
    assert!(unused.is_empty(), "no stage reports {unused:?}");
}

#[test]
fn every_code_of_validate_is_drawn_in_a_test() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let all = sources(crates, |name| name == "validate");
    let reported =
        |code: &str| all.contains(&format!(".finding(Code::{code}")) || all.contains(&format!(", Code::{code}, "));
    let drawn = |code: &str| all.contains(&format!("^ {code} "));
    let undrawn: Vec<_> = CODES.iter().map(|code| code.facts().id).filter(|id| reported(id) && !drawn(id)).collect();
    assert!(undrawn.is_empty(), "no test draws {undrawn:?}");
}

#[test]
fn every_page_has_a_row_and_is_short() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for entry in fs::read_dir(docs).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let code = CODES.iter().find(|code| code.facts().id == id);
        let lines = code.unwrap_or_else(|| panic!("{id}: a page without a row")).page().lines().count();
        assert!(lines <= 25, "{id}: a page has 25 lines at most, this one {lines}");
    }
}
