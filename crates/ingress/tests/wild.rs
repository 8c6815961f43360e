//! What people really write (`GATEFOLD_ORACLES/wild`): every host and path that an Ingress names is asked, nothing panics,
//! and the trace's outcome is the router's. Printed: how many are answered, and what keeps from answering the others.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use std::{collections::BTreeMap, fs, path::Path};

use gatefold_ingress::{IngressRouter, read};
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Outcome, Request, Router, Scheme};

#[test]
fn every_wild_ingress_is_asked() {
    let Some(oracles) = std::env::var_os("GATEFOLD_ORACLES") else {
        println!("skipped: GATEFOLD_ORACLES does not name the folder of cases that are other projects' files");
        return;
    };
    let mut files = Vec::new();
    collect(&Path::new(&oracles).join("wild"), &mut files);
    assert!(!files.is_empty(), "no wild files");
    let (mut answered, mut unknown) = (0, BTreeMap::<String, usize>::new());
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else { continue };
        let bundle = gatefold_manifest::read(&[Source { name: "wild".into(), text: text.into() }]).bundle;
        let ingresses = read(&bundle, InputScope::Auto);
        let router = IngressRouter::new(&bundle, &ingresses, InputScope::Auto);
        for view in &ingresses.served {
            for rule in view.spec.rules.iter().flatten() {
                let host = rule.host.as_deref().unwrap_or("unnamed.example.com").replace('*', "one");
                for path in rule.http.iter().flat_map(|http| &http.paths) {
                    for scheme in [Scheme::Http, Scheme::Https] {
                        let request = Request::get(scheme, &host, path.path.as_deref().unwrap_or("/"));
                        let decision = router.decide(&request);
                        assert_eq!(decision.outcome, router.route(&request), "{}", file.display());
                        match decision.outcome {
                            Outcome::Unknown { reason } => {
                                let about = reason.split(" of Ingress").next().unwrap_or_default().to_owned();
                                *unknown.entry(about).or_default() += 1;
                            }
                            _ => answered += 1,
                        }
                    }
                }
            }
        }
    }
    println!("{} files: {answered} answered, {} unknown", files.len(), unknown.values().sum::<usize>());
    let mut reasons: Vec<_> = unknown.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), reason.clone()));
    for (reason, count) in reasons.iter().take(25) {
        println!("  {count:4} {reason}");
    }
    assert!(answered > 0, "some are answered");
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("the wild corpus").map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let is_manifest = entry.extension().is_some_and(|kind| kind == "yaml" || kind == "yml");
        if entry.is_dir() {
            collect(&entry, files);
        } else if is_manifest {
            files.push(entry);
        }
    }
}
