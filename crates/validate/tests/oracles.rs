//! Findings against the world: real files, which must not panic, and the conformance suite, whose facts about conditions
//! say which objects may have an error and which may not.
//!
//! `GATEFOLD_ORACLES` names the folder; without it these tests print that they are skipped.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use gatefold_diagnostic::{Diagnostic, Severity};
use gatefold_manifest::{Source, read};
use gatefold_validate::{ValidateOptions, validate};
use serde_json::Value;

fn oracle(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("GATEFOLD_ORACLES") else {
        println!("skipped: GATEFOLD_ORACLES is not set");
        return None;
    };
    let folder = Path::new(&root).join(name);
    assert!(folder.is_dir(), "GATEFOLD_ORACLES has no folder {name}");
    Some(folder)
}

fn source(path: &Path) -> Source {
    let text = fs::read(path).unwrap();
    Source { name: path.to_string_lossy().into(), text: String::from_utf8_lossy(&text).into() }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn real_files_are_judged_without_a_panic() {
    let Some(folder) = oracle("wild") else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in folders(&folder).iter().filter(|path| path.extension().is_some_and(|it| it == "yaml")) {
        for one in validate(&read(&[source(path)]).bundle, &ValidateOptions::default()) {
            *counts.entry(format!("{} {}", one.code, one.severity.as_str())).or_default() += 1;
            if one.severity == Severity::Error {
                println!("{}: {} {}", path.file_name().unwrap().to_string_lossy(), one.code, one.message());
            }
        }
    }
    println!("{counts:#?}");
}

/// The codes of which one has to be found where a condition of a route has a reason.
#[rustfmt::skip]
static CODES_OF: &[(&str, &[&str])] = &[
    ("BackendNotFound",            &["GW0205", "GW0206", "GW0215"]),
    ("RefNotPermitted",            &["GW0208"]),
    ("InvalidKind",               &["GW0207"]),
    ("NoMatchingParent",           &["GW0203", "GW0204"]),
    ("NotAllowedByListeners",      &["GW0301", "GW0302", "GW0311"]),
    ("NoMatchingListenerHostname", &["GW0303"]),
];

const ROUTES: &[&str] = &["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

#[test]
fn errors_are_where_the_conformance_suite_sees_them() {
    let Some(folder) = oracle("conformance") else { return };
    let base = source(&folder.join("base.yaml"));
    let (mut facts, mut failures) = (0, Vec::new());
    for case in folders(&folder).iter().filter(|path| path.is_dir()) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let sources = [source(&case.join("manifests.yaml")), base.clone()];
        let found = validate(&read(&sources).bundle, &ValidateOptions::default());
        let text = fs::read_to_string(case.join("case.json")).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap();
        if !case["onlyWhenUnsupported"].is_null() {
            continue;
        }
        for status in case["status"].as_array().into_iter().flatten() {
            if ROUTES.contains(&status["kind"].as_str().unwrap_or_default()) {
                facts += 1;
                failures.extend(judge(status, &found).map(|failure| format!("{name}: {failure}")));
            }
        }
    }
    println!("{facts} routes judged");
    assert!(failures.is_empty(), "{failures:#?}");
}

fn judge(status: &Value, found: &[Diagnostic]) -> Option<String> {
    let text = |key: &str| status[key].as_str().unwrap_or_default();
    let (kind, namespace, name) = (text("kind"), text("namespace"), text("name"));
    let of_object = |one: &&Diagnostic| {
        one.object.as_ref().is_some_and(|it| it.kind == kind && it.namespace == namespace && it.name == name)
    };
    let of_object: Vec<_> = found.iter().filter(of_object).collect();
    let list: Vec<_> = of_object.iter().map(|one| format!("{} {}", one.code, one.message())).collect();
    let conditions = status["conditions"].as_array().into_iter().flatten();
    let (mut bad, mut good) = (false, 0);
    for condition in conditions {
        let (what, value) = (condition["type"].as_str()?, condition["status"].as_str()?);
        if !matches!(what, "Accepted" | "ResolvedRefs") {
            continue;
        }
        if value == "True" {
            good += 1;
            continue;
        }
        bad = true;
        let reason = condition["reason"].as_str().unwrap_or_default();
        let Some((_, codes)) = CODES_OF.iter().find(|(known, _)| *known == reason) else { continue };
        if !of_object.iter().any(|one| codes.contains(&one.code.facts().id)) {
            return Some(format!("{kind} {namespace}/{name} has {what}={value} {reason}, found {list:?}"));
        }
    }
    let errors = of_object.iter().any(|one| one.severity == Severity::Error);
    (errors && !bad && good == 2).then(|| format!("{kind} {namespace}/{name} is fine, found {list:?}"))
}

/// Codes that say what the API server says: none of them may be an error on an object that it takes.
#[rustfmt::skip]
static API_SERVER: &[&str] = &["GW0102", "GW0103", "GW0316", "GW0401", "GW0403", "GW0506"];

#[test]
fn what_the_api_server_takes_is_not_refused_in_its_name() {
    let Some(folder) = oracle("crd") else { return };
    let (mut taken, mut failures) = (0, Vec::new());
    for line in fs::read_to_string(folder.join("fuzz.jsonl")).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let verdicts = ["standard@v1.7.0", "experimental@v1.7.0"].map(|channel| &row["apiserver"][channel]["errors"]);
        if !verdicts.iter().any(|errors| errors.as_array().is_some_and(Vec::is_empty)) {
            continue;
        }
        taken += 1;
        let text = row["object"].to_string();
        let reading = read(&[Source { name: "object".into(), text: text.as_str().into() }]);
        for one in validate(&reading.bundle, &ValidateOptions::default()) {
            if one.severity == Severity::Error && API_SERVER.contains(&one.code.facts().id) {
                failures.push(format!("{}: {} {} {}", row["id"], one.code, one.field, one.message()));
            }
        }
    }
    println!("{taken} objects taken");
    assert!(failures.is_empty(), "{failures:#?}");
}
#[test]
fn what_every_conformance_case_stands_on_has_no_finding() {
    let Some(folder) = oracle("conformance") else { return };
    let found = validate(&read(&[source(&folder.join("base.yaml"))]).bundle, &ValidateOptions::default());
    let list: Vec<_> = found.iter().map(|one| format!("{} {}", one.code, one.message())).collect();
    assert!(list.is_empty(), "{list:#?}");
}
