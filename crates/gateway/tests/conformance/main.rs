//! The Gateway API conformance suite as facts: `GATEFOLD_ORACLES/conformance`, each expectation counted for itself.
//!
//! Where a fact is not met on purpose it is a row of [`DEVIATIONS`]; a row that no longer differs fails. Facts about what
//! a Router does not say (handshakes, time, retries) are counted as not covered.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod routing;
mod status;

use std::{collections::BTreeMap, fs, path::PathBuf};

use gatefold_diagnostic::Severity;
use gatefold_gateway::Flavour;
use gatefold_manifest::{Bundle, Source, read};
use serde_json::Value;

/// A case, a flavour or `*`, the fact, and why it is otherwise here.
#[rustfmt::skip]
const DEVIATIONS: &[(&str, &str, &str, &str)] = &[
    ("BackendTLSPolicy",                                       "*",             "routing[3].statusNot",         "certificates of backends are not modelled: TLS to a backend is taken to succeed"),
    ("BackendTLSPolicyInvalidCACertificateRef",                "envoy-gateway", "routing",                      "which 5xx is open, so the outcome is unknown and says so"),
    ("BackendTLSPolicyInvalidKind",                            "envoy-gateway", "routing",                      "which 5xx is open, so the outcome is unknown and says so"),
    ("BackendTLSPolicySANValidation",                          "*",             "routing[1].statusNot",         "certificates of backends are not modelled"),
    ("BackendTLSPolicySANValidation",                          "*",             "routing[3].statusNot",         "certificates of backends are not modelled"),
    ("BackendTLSPolicySANValidation",                          "*",             "routing[5].statusNot",         "certificates of backends are not modelled"),
    ("GatewayFrontendInvalidDefaultClientCertificateValidation", "*",           "status[1]",                    "authorities of clients are not resolved; requests there are unknown"),
    ("GatewayFrontendInvalidDefaultClientCertificateValidation", "envoy-gateway", "routing",                    "a request carries no client certificate"),
    ("GatewayInvalidFrontendClientCertificateValidation",      "*",             "status",                       "authorities of clients are not resolved; requests there are unknown"),
    ("HTTPRouteBackendProtocolWebSocket",                      "*",             "routing[0].status",            "101 is the backend's own answer; the request reaches it"),
    ("HTTPRouteCORS",                                          "envoy-gateway", "routing[3]",               "what becomes of the question of an origin that is not in the list is open"),
    ("HTTPRouteCORS",                                          "envoy-gateway", "routing[7]",               "what a star among methods becomes is open"),
    ("HTTPRouteCORS",                                          "envoy-gateway", "routing[8]",               "what a star among methods becomes is open"),
    ("HTTPRouteCORS",                                          "envoy-gateway", "routing[13]",              "what stars among methods and headers become is open"),
    ("HTTPRouteCORS",                                          "envoy-gateway", "routing[14]",              "what stars among methods and headers become is open"),
    ("HTTPRouteRequestHeaderModifierBackendWeights",           "envoy-gateway", "routing",                      "filters that differ between backends are not modelled; the outcome is unknown and says so"),
];

/// The class that the suite's controller has made; the facts are about a whole cluster.
const CLASS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatefold-conformance}
spec: {controllerName: gatefold.example/controller}
";

/// How a fact fared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fared {
    Met,
    /// The outcome is unknown: why.
    Unknown(String),
    /// What is so instead.
    Otherwise(String),
    /// Nothing that a Router or a Topology says.
    NotCovered,
}

/// One expectation.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) fared: Fared,
}

/// The folder of the facts; none where `GATEFOLD_ORACLES` is not set.
fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GATEFOLD_ORACLES")?;
    let folder = PathBuf::from(root).join("conformance");
    assert!(folder.is_dir(), "GATEFOLD_ORACLES is set and {} is not there", folder.display());
    Some(folder)
}

fn bundle(texts: &[&str]) -> Bundle {
    let sources: Vec<Source> = texts.iter().map(|text| Source { name: "case".into(), text: (*text).into() }).collect();
    let reading = read(&sources);
    // The suite's own files say a kind twice, and hold kinds that have no part in routing: neither is an error.
    let errors: Vec<_> = reading.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    reading.bundle
}

fn facts_of(case: &Value, bundle: &Bundle, flavour: Flavour) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (index, row) in case["routing"].as_array().into_iter().flatten().enumerate() {
        facts.extend(routing::facts(&format!("routing[{index}]"), row, bundle, flavour));
    }
    for (index, row) in case["weights"].as_array().into_iter().flatten().enumerate() {
        facts.extend(routing::weights(&format!("weights[{index}]"), row, bundle, flavour));
    }
    for (index, row) in case["status"].as_array().into_iter().flatten().enumerate() {
        facts.extend(status::facts(&format!("status[{index}]"), row, bundle));
    }
    facts
}

#[test]
fn the_conformance_suite_is_met() {
    let Some(folder) = folder() else {
        eprintln!("skipped: GATEFOLD_ORACLES does not name the folder of the conformance facts");
        return;
    };
    let base = fs::read_to_string(folder.join("base.yaml")).unwrap();
    let mut names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.retain(|name| folder.join(name).is_dir());
    assert!(names.len() > 50, "only {} cases", names.len());
    let mut wrong = Vec::new();
    let mut seen = vec![false; DEVIATIONS.len()];
    for flavour in [Flavour::EnvoyGateway, Flavour::Spec] {
        let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
        for name in &names {
            let manifests = fs::read_to_string(folder.join(name).join("manifests.yaml")).unwrap();
            let case: Value =
                serde_json::from_str(&fs::read_to_string(folder.join(name).join("case.json")).unwrap()).unwrap();
            if case.get("onlyWhenUnsupported").is_some() {
                continue;
            }
            let bundle = bundle(&[CLASS, &base, &manifests]);
            for fact in facts_of(&case, &bundle, flavour) {
                let row = DEVIATIONS.iter().position(|(case, only, fact_name, _)| {
                    case == name && (*only == "*" || *only == flavour.name()) && fact.name.starts_with(fact_name)
                });
                let group = fact.name.split('[').next().unwrap_or_default().to_owned();
                let group = ["routing", "weights", "status"].into_iter().find(|it| *it == group).unwrap();
                let (column, differs) = match &fact.fared {
                    Fared::Met => (0, None),
                    Fared::Unknown(reason) => (1, (flavour != Flavour::Spec).then(|| format!("unknown: {reason}"))),
                    Fared::Otherwise(what) => (2, Some(what.clone())),
                    Fared::NotCovered => (3, None),
                };
                counts.entry(group).or_default()[column] += 1;
                match (row, differs) {
                    (Some(row), Some(_)) => seen[row] = true,
                    (None, Some(what)) => wrong.push(format!("{} {name} {}: {what}", flavour.name(), fact.name)),
                    (_, None) => {}
                }
            }
        }
        for (group, [met, unknown, otherwise, not_covered]) in counts {
            eprintln!(
                "{:13} {group:8} met {met:4}, unknown {unknown:3}, otherwise {otherwise:3}, not covered {not_covered:3}",
                flavour.name()
            );
        }
    }
    for (row, seen) in DEVIATIONS.iter().zip(seen) {
        if !seen {
            wrong.push(format!("{} {} no longer differs: take the row away", row.0, row.2));
        }
    }
    assert!(wrong.is_empty(), "{} facts:\n{}", wrong.len(), wrong.join("\n"));
}
