//! What people really write: every file of the wild corpus is read, and each of its documents accounted for.

use std::{fs, path::PathBuf};

use gatefold_manifest::{Outcome, redacted};

use crate::{read, robust::walk};

#[test]
fn every_document_of_the_corpus_is_accounted_for() {
    let Some(folder) = std::env::var_os("GATEFOLD_ORACLES") else {
        println!("skipped: GATEFOLD_ORACLES does not name a folder of oracles");
        return;
    };
    let folder = PathBuf::from(folder).join("wild");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("GATEFOLD_ORACLES is set, and its wild corpus cannot be listed: {error}"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the wild corpus has no file");
    for path in files {
        let text = fs::read_to_string(&path).expect("text");
        let reading = read(&text);
        walk(&text, &reading);
        redacted(&text);
        let objects: usize = reading
            .documents
            .iter()
            .map(|document| match document.outcome {
                Outcome::Object => 1,
                Outcome::List(count) => count,
                Outcome::Empty | Outcome::NoObject | Outcome::Broken => 0,
            })
            .sum();
        assert_eq!(reading.bundle.objects().len(), objects, "{}", path.display());
        for document in reading.documents.iter().filter(|document| document.outcome == Outcome::Broken) {
            let told = reading.diagnostics.iter().filter_map(|problem| problem.span);
            let told = told.filter(|span| document.span.start <= span.start && span.end <= document.span.end).count();
            assert!(told > 0, "{}: a broken document is not spoken of", path.display());
        }
    }
}
