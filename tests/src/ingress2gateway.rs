//! The cases of the converter ingress2gateway: a folder each with an input and what its authors expect. They are another
//! project's files, so they stay outside: `GATEFOLD_ORACLES` names where.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// One case of a grade.
#[derive(Debug)]
pub struct Case {
    /// Its name, which is its folder's.
    pub name: String,
    /// Where its Ingresses come from: `ingress-nginx`, `kong`, …
    pub provider: String,
    /// What its expectation is about: the whole output, one feature, requests, …
    pub grade: String,
    folder: PathBuf,
}

impl Case {
    /// A file of the case; none where it has no such file.
    pub fn file(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(name)).ok()
    }

    /// What the expectation is a piece of; empty where it is whole objects.
    pub fn shape(&self) -> String {
        let note = self.file("note.json").and_then(|text| serde_json::from_str::<Value>(&text).ok());
        note.and_then(|note| note["shape"].as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The Ingresses and what stands beside them.
    pub fn input(&self) -> String {
        self.file("input.yaml").unwrap_or_else(|| panic!("{} has no input", self.name))
    }
}

/// The cases of a grade in the order of their index; none where `GATEFOLD_ORACLES` is not set.
///
/// # Panics
/// When it is set and the cases cannot be read there: a suite must not pass because nothing is asked.
pub fn cases(grades: &[&str]) -> Option<Vec<Case>> {
    let Some(root) = std::env::var_os("GATEFOLD_ORACLES") else {
        println!("skipped: GATEFOLD_ORACLES names no folder");
        return None;
    };
    let folder = PathBuf::from(root).join("ingress2gateway");
    let index = fs::read_to_string(folder.join("INDEX.json")).unwrap_or_else(|error| {
        panic!("GATEFOLD_ORACLES is set, and the cases of ingress2gateway are not there: {error}")
    });
    let index: Value = serde_json::from_str(&index).expect("the index is JSON");
    let text = |case: &Value, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let of_grade =
        crate::facts::items(&index["cases"]).filter(|case| grades.iter().any(|grade| case["grade"] == *grade));
    let case = |case: &Value| {
        let name = text(case, "case");
        Case { folder: folder.join(&name), provider: text(case, "provider"), grade: text(case, "grade"), name }
    };
    Some(of_grade.map(case).collect())
}
