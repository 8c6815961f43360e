//! Requests that a real controller of Ingresses and a real Gateway answered alike, asked of both our sides: the router on
//! the Ingresses, and the router on what they are converted to, in both fidelities and for two implementations.
//!
//! Every expected value is one fact; those that are not met on purpose are rows of [`EXCEPTIONS`].

use std::collections::BTreeMap;

use gatefold_convert::{Fidelity, Options, convert_ingresses};
use gatefold_gateway::{GatewayOptions, GatewayRouter, Implementation};
use gatefold_ingress::{IngressRouter, NginxModel, read as ingresses};
use gatefold_manifest::{InputScope, read};
use gatefold_routing::{Forward, HeaderValue, Outcome, Pattern, Router};
use gatefold_tests::{
    facts, ingress2gateway, source,
    tally::{Exception, Tally},
};
use serde_json::{Value, json};

/// What needs a backend, or is answered otherwise on purpose.
#[rustfmt::skip]
const EXCEPTIONS: &[Exception] = &[
    ("ingress-nginx--e2e-ingressnginxcors-cors-denied-origin", "Faithful", "0 ", "who answers the question of an origin that is not in the list is open in the specification, so the outcome is unknown and says so"),
    ("ingress-nginx--e2e-ingressnginxcors-cors-denied-origin", "Idiomatic", "0 ",      "as above"),
    ("ingress-nginx--e2e-ingressnginxregex-host-level-matching", "Idiomatic", "",        "idiomatic keeps each path as it is written, and reports it: A2, A4"),
    ("ingress-nginx--e2e-ingressnginxregex-rewrite-target-implies-host-level-matching", "Idiomatic", "0 ",    "as above"),
    ("ingress-nginx--e2e-ingressnginxtimeouts-short-timeout", "*", "0 status", "a request takes no time here: timeouts change no route"),
    ("ingress-nginx--e2e-ingressnginxtimeouts-slow-response-allowed", "*", "0 body",  "the backend runs a command; that it is reached is the status's fact"),
];

#[test]
fn both_sides_answer_as_the_real_ones_did() {
    let Some(cases) = ingress2gateway::cases(&["behaviour"]) else { return };
    assert!(cases.len() >= 47, "cases were removed");
    let mut tally = Tally::new(EXCEPTIONS, &[]);
    for case in &cases {
        let asked: Value = serde_json::from_str(&case.file("requests.json").expect("requests")).expect("JSON");
        for (side, router) in sides(&case.input()) {
            for (fact, found) in answers(&asked, &*router) {
                tally.note(&case.name, &side, &fact, found);
            }
        }
    }
    println!("{} cases", cases.len());
    tally.close(660);
}

/// Each side with its name. What the input does not hold is taken to be there, as the routers do.
fn sides(text: &str) -> Vec<(String, Box<dyn Router>)> {
    let bundle = read(&source(text)).bundle;
    let read_ingresses = ingresses(&bundle, InputScope::Auto);
    let ingress = IngressRouter::new(&bundle, &read_ingresses, InputScope::Auto);
    let mut sides: Vec<(String, Box<dyn Router>)> = vec![("ingress".to_owned(), Box::new(ingress))];
    let model = NginxModel::new(&bundle, &read_ingresses, InputScope::Auto);
    for id in ["envoy-gateway", "istio"] {
        let implementation = Implementation::by_id(id).expect("a row of the table");
        for fidelity in [Fidelity::Idiomatic, Fidelity::Faithful] {
            let options = Options { implementation, fidelity, ..Options::default() };
            let output = convert_ingresses(&bundle, &read_ingresses, &model, &options).written.bundle;
            let router = GatewayRouter::new(&output, &GatewayOptions::of(implementation, InputScope::Auto));
            sides.push((format!("{fidelity:?} {id}"), Box::new(router)));
        }
    }
    sides
}

type Fact = (String, Result<(), String>);

/// Every expected value, and what was found where it is another.
fn answers(case: &Value, router: &dyn Router) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (number, asked) in facts::items(&case["requests"]).enumerate() {
        let request = facts::request(&asked["request"]).expect("a request that can be read");
        let outcome = router.decide(&request).outcome;
        let mut note = |name: &str, holds: bool, found: &str| {
            facts.push((format!("{number} {name}"), if holds { Ok(()) } else { Err(format!("{found}: {outcome:?}")) }));
        };
        let expect = &asked["expect"];
        let statuses: Vec<u64> = facts::items(&expect["status"]).filter_map(Value::as_u64).collect();
        let status = facts::status(&outcome).map(u64::from);
        note(&format!("status {statuses:?}"), status.is_some_and(|it| statuses.contains(&it)), &format!("{status:?}"));
        for header in facts::items(&expect["headers"]) {
            let (name, expression) = (text(&header["name"]), text(&header["regex"]));
            let value = response_header(&outcome, name);
            let matches = value.is_some_and(|value| is_match(expression, value));
            // A header that is not there does not hold the word that must not be in it.
            let holds = if header["must_not_match"] == true { status.is_some() && !matches } else { matches };
            note(&format!("header {name} {expression}"), holds, &format!("{value:?}"));
        }
        for name in facts::items(&expect["headers_absent"]).map(text) {
            let value = response_header(&outcome, name);
            note(&format!("header {name} absent"), status.is_some() && value.is_none(), &format!("{value:?}"));
        }
        if let Some(expression) = expect["body_regex"].as_str() {
            note_body(&asked["share"], expression, &outcome, &mut note);
        }
    }
    facts
}

/// The body's fact: the backend that was chosen writes one that matches, or, where many runs were counted, those backends
/// that do have their share.
fn note_body(share: &Value, expression: &str, outcome: &Outcome, note: &mut impl FnMut(&str, bool, &str)) {
    let fact = format!("body {expression}");
    let Outcome::Forward(forward) = outcome else { return note(&fact, false, "no backend") };
    let bodies = forward.backends.iter().enumerate().map(|(at, one)| (one.share, body(forward, at)));
    if share.is_null() {
        let body = body(forward, forward.chosen);
        return note(&fact, is_match(expression, &body), &body);
    }
    let found: f64 = bodies.filter(|(_, body)| is_match(expression, body)).map(|(share, _)| share).sum();
    let bound = |key: &str| share[key].as_f64().expect("a bound");
    note(&fact, bound("more_than") < found && found < bound("less_than"), &found.to_string());
}

/// What the backend of those cases answers: the start of its own name below `/hostname`, the headers that it saw below
/// `/header`.
fn body(forward: &Forward, backend: usize) -> String {
    let path = forward.upstream.path.as_str();
    if path.starts_with("/hostname") {
        return forward.backends[backend].name.clone();
    }
    if path.starts_with("/header") {
        let headers = forward.upstream.headers.iter().chain(&forward.upstream.forwarded);
        return json!(headers.map(|(name, value)| (name.clone(), json!([value]))).collect::<BTreeMap<_, _>>())
            .to_string();
    }
    String::new()
}

fn response_header<'a>(outcome: &'a Outcome, name: &str) -> Option<&'a str> {
    match outcome {
        Outcome::Redirect(redirect) if name.eq_ignore_ascii_case("location") => Some(&redirect.location),
        outcome => facts::header(facts::added(outcome) as &[HeaderValue], name),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn is_match(expression: &str, text: &str) -> bool {
    Pattern::new(expression).expect("an expression").is_match(text)
}
