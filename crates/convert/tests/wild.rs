//! What people really write: every file of the corpus converts, keeps the rules that always hold, and stays in the ledger.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::PathBuf};

use gatefold_convert::Options;

#[test]
fn the_wild_corpus_is_never_lost() {
    let Some(oracles) = std::env::var_os("GATEFOLD_ORACLES") else {
        println!("skipped: GATEFOLD_ORACLES names no folder");
        return;
    };
    let folder = PathBuf::from(oracles).join("wild");
    let mut files: Vec<_> = fs::read_dir(&folder).expect("the corpus").map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut failures = Vec::new();
    let (mut read, mut routes) = (0, 0);
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let conversion = common::converted(&text, &Options::default());
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        failures.extend(common::broken_rules(&text, &conversion).into_iter().map(|rule| format!("{name}: {rule}")));
        read += conversion.ledger.totals().read;
        routes += conversion.written.bundle.of_kind(gatefold_manifest::Kind::HTTPRoute).count();
    }
    println!("{} files, {read} fields, {routes} routes", files.len());
    assert!(files.len() > 200 && routes > 150, "{} files, {routes} routes", files.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
