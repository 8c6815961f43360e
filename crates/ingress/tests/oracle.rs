//! How a real ingress-nginx routes, as facts: `tests/cases/ingress-nginx/*.json`.
//!
//! Every fact is one expected value of one request. A request whose outcome is unknown must have something that is not
//! modelled, which is named; a fact that is answered must be right. What is not answered as ingress-nginx does on purpose
//! stands in [`ON_PURPOSE`].

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use std::{collections::BTreeMap, fs, path::Path};

use gatefold_ingress::{IngressRouter, read};
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Backend, Outcome, Request, Router, Scheme};
use serde_json::{Value, json};

/// Facts that we answer otherwise, by case and the beginning of the fact, with the reason. A row that no longer differs
/// fails.
#[rustfmt::skip]
const ON_PURPOSE: &[(&str, &str, &str)] = &[
    ("class-annotation-other-ignored",          "GET http://a.com/", "another class may be another controller's: unknown, not 404"),
    ("class-name-wins-over-annotation",         "GET http://b.com/", "another class may be another controller's: unknown, not 404"),
    ("forwarded-headers-overwritten-by-default", "GET http://forwarded-headers/: forwarded_headers/X-", "sent by every ingress-nginx: outcomes leave it out"),
    ("upstreamvhost-host-header", "GET http://upstreamvhost.foo.com/: forwarded_headers/X-", "sent by every ingress-nginx: outcomes leave it out"),
];

#[derive(Default)]
struct Counts {
    passed: usize,
    unknown: BTreeMap<String, usize>,
    on_purpose: BTreeMap<usize, usize>,
    failed: Vec<String>,
}

#[test]
fn facts_of_ingress_nginx_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/ingress-nginx");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the cases").map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut counts = Counts::default();
    for file in &files {
        let case: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        ask(&case, &mut counts);
    }
    let unknown: usize = counts.unknown.values().sum();
    println!(
        "{} cases: {} facts passed, {unknown} unknown, {} otherwise on purpose, {} failed",
        files.len(),
        counts.passed,
        counts.on_purpose.values().sum::<usize>(),
        counts.failed.len(),
    );
    for (reason, count) in &counts.unknown {
        println!("  {count:3} unknown: {reason}");
    }
    for (row, (case, fact, _)) in ON_PURPOSE.iter().enumerate() {
        assert!(counts.on_purpose.contains_key(&row), "{case}: {fact} does not differ any more");
    }
    assert!(counts.failed.is_empty(), "{}", counts.failed.join("\n"));
    assert!(counts.passed >= 400, "only {} facts are answered", counts.passed);
}

fn ask(case: &Value, counts: &mut Counts) {
    let name = case["name"].as_str().unwrap();
    let mut manifests = case["manifests"].as_array().unwrap().clone();
    for service in case["options"]["noEndpoints"].as_array().into_iter().flatten() {
        manifests.push(json!({
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "endpoints": [],
            "metadata": {"name": service, "namespace": "default", "labels": {"kubernetes.io/service-name": service}},
        }));
    }
    let text = json!({"apiVersion": "v1", "kind": "List", "items": manifests}).to_string();
    let bundle = gatefold_manifest::read(&[Source { name: name.into(), text: text.into() }]).bundle;
    let router = IngressRouter::new(&bundle, &read(&bundle, InputScope::Auto), InputScope::Auto);
    if case["expectConfigError"] == true {
        let outcome = router.route(&Request::get(Scheme::Http, "any.example.com", "/"));
        let is_unknown = matches!(&outcome, Outcome::Unknown { reason } if reason.contains("cannot load"));
        counts.note(name, "configuration refused", &json!(true), Some(&json!(is_unknown)));
    }
    for asked in case["requests"].as_array().unwrap() {
        let request = request(&asked["request"]);
        let decision = router.decide(&request);
        assert_eq!(decision.outcome, router.route(&request), "{name}");
        let what = format!("{} {}://{}{}", request.method, request.scheme.name(), request.host, request.path);
        for (fact, expected) in facts(&asked["expect"]) {
            let fact_of = format!("{what}: {fact}");
            if let Outcome::Unknown { reason } = &decision.outcome {
                counts.unknown(name, &fact_of, case, reason);
            } else {
                counts.note(name, &fact_of, &expected, answer(&decision.outcome, &fact).as_ref());
            }
        }
    }
    for weight in case["weights"].as_array().into_iter().flatten() {
        let asked = json!({"scheme": "http", "host": weight["host"], "method": "GET", "path": weight["path"]});
        for (backend, share) in weight["backends"].as_object().unwrap() {
            let of = |one: &&Backend| one.name == *backend;
            let found = match router.route(&self::request(&asked)) {
                Outcome::Forward(forward) => forward.backends.iter().filter(of).map(|one| one.share).sum::<f64>(),
                _ => -1.0,
            };
            let is_near = (found - share.as_f64().unwrap()).abs() < 1e-9;
            counts.note(name, &format!("share of {backend}"), &json!(true), Some(&json!(is_near)));
        }
    }
}

impl Counts {
    fn note(&mut self, case: &str, fact: &str, expected: &Value, found: Option<&Value>) {
        if found == Some(expected) || expected.is_null() && found.is_none() {
            self.passed += 1;
        } else {
            self.differs(case, fact, &format!("expected {expected}, found {found:?}"));
        }
    }

    fn unknown(&mut self, case: &str, fact: &str, manifests: &Value, reason: &str) {
        let names_annotation = manifests["manifests"].as_array().unwrap().iter().any(|manifest| {
            let annotations = manifest["metadata"]["annotations"].as_object();
            annotations.into_iter().flatten().any(|(key, _)| reason.contains(key.as_str()))
        });
        if names_annotation {
            *self.unknown.entry(reason.to_owned()).or_default() += 1;
        } else {
            self.differs(case, fact, &format!("unknown without an annotation: {reason}"));
        }
    }

    fn differs(&mut self, case: &str, fact: &str, how: &str) {
        let row = ON_PURPOSE.iter().position(|(name, start, _)| *name == case && fact.starts_with(start));
        match row {
            Some(row) => *self.on_purpose.entry(row).or_default() += 1,
            None => self.failed.push(format!("{case}: {fact}: {how}")),
        }
    }
}

/// The oracle's request as ours.
fn request(asked: &Value) -> Request {
    let text = |key: &str| asked[key].as_str().unwrap_or_default();
    let mut all: Vec<(String, String)> = pairs(&asked["headers"]).collect();
    let cookies: Vec<_> = pairs(&asked["cookies"]).map(|(name, value)| format!("{name}={value}")).collect();
    if !cookies.is_empty() {
        all.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let (host, port) = text("host").split_once(':').unwrap_or((text("host"), ""));
    let mut json = json!({
        "scheme": text("scheme"), "host": host, "method": text("method"), "path": text("path"), "headers": all,
        "bodySize": asked["bodyBytes"].as_u64().unwrap_or(0),
    });
    if let Ok(port) = port.parse::<u16>() {
        json["port"] = json!(port);
    }
    serde_json::from_value(json).expect("a request")
}

fn pairs(map: &Value) -> impl Iterator<Item = (String, String)> {
    map.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
}

/// Every expected value by its name.
fn facts(expect: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (key, value) in expect.as_object().unwrap() {
        match value.as_object() {
            Some(map) => all.extend(map.iter().map(|(name, value)| (format!("{key}/{name}"), value.clone()))),
            None => all.push((key.clone(), value.clone())),
        }
    }
    all
}

fn answer(outcome: &Outcome, fact: &str) -> Option<Value> {
    let header = |list: &[(String, String)], name: &str| {
        list.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| json!(value))
    };
    match (fact.split_once('/').unwrap_or((fact, "")), outcome) {
        (("status", _), Outcome::Forward(forward)) => {
            Some(json!(forward.backends[forward.chosen].status.unwrap_or(200)))
        }
        (("status", _), Outcome::Redirect(redirect)) => Some(json!(redirect.status)),
        (("status", _), Outcome::Respond(respond)) => Some(json!(respond.status)),
        (("location", _), Outcome::Redirect(redirect)) => Some(json!(redirect.location)),
        (("backend", _), Outcome::Forward(forward)) => Some(json!(forward.backends[forward.chosen].name)),
        (("backend", _), Outcome::Respond(respond)) if respond.status == 404 => Some(json!("default-backend")),
        (("forwarded_path", _), Outcome::Forward(forward)) => Some(json!(forward.upstream.path)),
        (("forwarded_headers", "Host"), Outcome::Forward(forward)) => Some(json!(forward.upstream.host)),
        (("forwarded_headers", name), Outcome::Forward(forward)) => header(&forward.upstream.headers, name),
        (("response_headers", name), Outcome::Forward(forward)) => header(&forward.response.headers, name),
        (("response_headers", name), Outcome::Redirect(redirect)) => header(&redirect.response.headers, name),
        (("response_headers", name), Outcome::Respond(respond)) => header(&respond.response.headers, name),
        _ => None,
    }
}
