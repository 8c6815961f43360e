//! How much of ingress-nginx's behaviour a conversion keeps: what its cases expect of each request, asked of our own output
//! with Envoy Gateway's choices, in both fidelities.

use std::{collections::BTreeMap, fs, path::Path};

use gatefold_convert::{Fidelity, Options, convert};
use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_manifest::read;
use gatefold_routing::Router;
use gatefold_tests::{facts, source};
use serde_json::Value;

fn cases() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the cases are here").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let is_case = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".json") && !name.starts_with('_') && name != "INDEX.json"
    };
    files
        .iter()
        .filter(|path| is_case(path))
        .map(|path| {
            let text = fs::read_to_string(path).expect("a case is text");
            serde_json::from_str(&text).expect("a case is JSON")
        })
        .collect()
}

/// The objects of a case as one text, and what its options add to both sides.
fn manifests(case: &Value) -> (String, String) {
    let documents = case["manifests"].as_array().into_iter().flatten().map(Value::to_string);
    let slices = case["options"]["noEndpoints"].as_array().into_iter().flatten().enumerate().map(|(number, service)| {
        let service = service.as_str().unwrap_or_default();
        format!("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\nmetadata: {{name: none-{number}, namespace: default, labels: {{kubernetes.io/service-name: {service}}}}}\nendpoints: []\n")
    });
    let slices = slices.collect::<Vec<_>>().join("---\n");
    let text = documents.collect::<Vec<_>>().join("\n---\n");
    (format!("{text}\n---\n{slices}"), slices)
}

/// Values and requests kept, of how many; by case what is not.
#[derive(Default)]
struct Score {
    values: [usize; 2],
    requests: [usize; 2],
    missed: BTreeMap<String, Vec<String>>,
}

fn score(fidelity: Fidelity) -> Score {
    let mut score = Score::default();
    for case in cases() {
        if case["expectConfigError"].as_bool() == Some(true) {
            continue;
        }
        let (text, slices) = manifests(&case);
        let bundle = read(&source(&text)).bundle;
        let conversion = convert(&bundle, &Options { fidelity, ..Options::default() });
        let output = read(&source(&format!("{}\n---\n{slices}", conversion.written.text))).bundle;
        let router = GatewayRouter::new(&output, &GatewayOptions::default());
        for asked in case["requests"].as_array().into_iter().flatten() {
            let request = facts::request(&asked["request"]);
            let outcome = router.route(&request);
            let facts = facts::kept(&asked["expect"], &outcome);
            let kept = facts.iter().filter(|(_, kept)| *kept).count();
            score.values[0] += kept;
            score.values[1] += facts.len();
            score.requests[0] += usize::from(kept == facts.len());
            score.requests[1] += 1;
            for (fact, _) in facts.iter().filter(|(_, kept)| !kept) {
                let name = case["name"].as_str().unwrap_or_default().to_owned();
                let what = format!("{fact} of {} {}{}: {outcome:?}", request.method, request.host, request.path);
                score.missed.entry(name).or_default().push(what);
            }
        }
    }
    score
}

#[test]
fn both_fidelities_are_counted() {
    // What was measured, so that it does not get less unnoticed.
    for (fidelity, least) in [(Fidelity::Idiomatic, 450), (Fidelity::Faithful, 500)] {
        let Score { values, requests, missed } = score(fidelity);
        for (case, what) in &missed {
            for line in what {
                println!("  {case}: {line}");
            }
        }
        println!(
            "{fidelity:?} keeps {} of {} values, {} of {} requests",
            values[0], values[1], requests[0], requests[1]
        );
        assert!(values[0] >= least, "{fidelity:?} keeps {} values, and kept {least}", values[0]);
    }
}
