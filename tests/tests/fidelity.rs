//! How much of ingress-nginx's behaviour a conversion keeps: what its cases expect of each request, asked of our own output
//! with Envoy Gateway's choices, in both fidelities.

use std::{collections::BTreeMap, path::Path};

use gatefold_convert::{Fidelity, Options, convert};
use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_manifest::read;
use gatefold_routing::{Request, Router};
use gatefold_tests::{facts, source};
use serde_json::Value;

/// The objects of a case as one text, and what its options add to both sides.
fn manifests(case: &Value) -> (String, String) {
    let documents = facts::items(&case["manifests"]).map(Value::to_string);
    let slices: Vec<_> = facts::without_endpoints(case).map(|slice| slice.to_string()).collect();
    let slices = slices.join("\n---\n");
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx");
    for case in facts::cases(&folder).expect("the cases are here") {
        if case["expectConfigError"].as_bool() == Some(true) {
            continue;
        }
        let (text, slices) = manifests(&case);
        let bundle = read(&source(&text)).bundle;
        let conversion = convert(&bundle, &Options { fidelity, ..Options::default() });
        let output = read(&source(&format!("{}\n---\n{slices}", conversion.written.text))).bundle;
        let router = GatewayRouter::new(&output, &GatewayOptions::default());
        for asked in facts::items(&case["requests"]) {
            // A port in the Host header says nothing of the port that is connected to, which is the scheme's own.
            let request = facts::request(&asked["request"]).expect("a request that can be read");
            let request = Request { port: None, ..request };
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
