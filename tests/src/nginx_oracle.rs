//! How a real ingress-nginx routes, as facts: a folder of cases, each a JSON file with manifests, the controller's settings,
//! requests, and what came of them. Every expected value of a request is one fact.

use std::{fmt, io, path::Path};

use gatefold_ingress::{IngressOptions, IngressRouter, read};
use gatefold_manifest::InputScope;
use gatefold_routing::{HeaderValue, Outcome, Request, Router, Step};
use serde_json::{Value, json};

use crate::facts::{added, bundle, cases, header, items, request, status, without_endpoints};

/// How the facts of some cases fare.
#[derive(Debug, Default)]
pub struct Report {
    /// Files read.
    pub cases: usize,
    /// Facts that hold.
    pub passed: usize,
    /// Facts that do not, with what was expected and found.
    pub failed: Vec<String>,
}

impl fmt::Display for Report {
    /// Every fact that does not hold, and the sum.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failed in &self.failed {
            writeln!(f, "FAILED {failed}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failed.len())
    }
}

/// Checks every case of a folder.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is no JSON.
pub fn check(folder: &Path) -> io::Result<Report> {
    let mut report = Report::default();
    for case in cases(folder)? {
        report.cases += 1;
        report.ask(&case);
    }
    Ok(report)
}

impl Report {
    fn ask(&mut self, case: &Value) {
        let name = case["name"].as_str().unwrap_or("?");
        let router = router(case);
        if case["expectConfigError"] == true {
            for host in ["any.example.com", "other.example.com"] {
                let outcome = router.route(&Request::get(gatefold_routing::Scheme::Http, host, "/"));
                let is_unknown = matches!(&outcome, Outcome::Unknown { reason } if reason.contains("cannot load"));
                let found = is_unknown && router.findings().next().is_some();
                self.note(name, &format!("{host}: configuration refused"), &json!(true), Some(&json!(found)));
            }
        }
        for asked in items(&case["requests"]) {
            let Some(request) = request(&asked["request"]) else {
                self.note(name, "a request that can be read", &json!(true), None);
                continue;
            };
            let decision = router.decide(&request);
            let what = format!("{} {}://{}{}", request.method, request.scheme.name(), request.host, request.path);
            let is_one = decision.outcome == router.route(&request);
            if !is_one {
                self.failed.push(format!("{name}: {what}: the decision is another with a trace"));
            }
            for (fact, expected) in facts(&asked["expect"]) {
                let found = answer(&request, &decision.outcome, &decision.trace, &fact);
                self.note(name, &format!("{what}: {fact}"), &expected, found.as_ref());
            }
        }
        for weight in items(&case["weights"]) {
            let asked = json!({"scheme": "http", "host": weight["host"], "method": "GET", "path": weight["path"]});
            let outcome = request(&asked).map(|request| router.route(&request));
            for (backend, share) in weight["backends"].as_object().into_iter().flatten() {
                let found = match &outcome {
                    Some(Outcome::Forward(forward)) => {
                        forward.backends.iter().filter(|one| one.name == *backend).map(|one| one.share).sum::<f64>()
                    }
                    _ => -1.0,
                };
                let is_near = share.as_f64().is_some_and(|share| (found - share).abs() < 1e-6);
                self.note(name, &format!("share of {backend}: {share}"), &json!(true), Some(&json!(is_near)));
            }
        }
    }

    fn note(&mut self, case: &str, fact: &str, expected: &Value, found: Option<&Value>) {
        if found == Some(expected) || expected.is_null() && found.is_none() {
            self.passed += 1;
        } else {
            let found = found.map_or_else(|| "nothing".to_owned(), ToString::to_string);
            self.failed.push(format!("{case}: {fact}: expected {expected}, found {found}"));
        }
    }
}

/// The cluster of a case: its manifests, its class, the Services that they name, the controller's settings. Nothing else is
/// there.
fn router(case: &Value) -> IngressRouter {
    let mut objects: Vec<Value> = items(&case["manifests"]).chain(items(&case["secrets"])).cloned().collect();
    objects.extend(items(&case["configMaps"]).cloned());
    objects.push(json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "nginx"},
        "spec": {"controller": "k8s.io/ingress-nginx"},
    }));
    if let Some(data) = case["config"].as_object() {
        objects.push(json!({
            "apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": {"name": "ingress-nginx-controller", "namespace": "ingress-nginx"},
        }));
    }
    objects.extend(without_endpoints(case));
    let mut services = Vec::new();
    for manifest in items(&case["manifests"]) {
        let namespace = manifest["metadata"]["namespace"].as_str().unwrap_or("default");
        let annotations = manifest["metadata"]["annotations"].as_object().into_iter().flatten();
        let default =
            annotations.filter(|(key, _)| key.ends_with("/default-backend")).map(|(_, name)| (name, &Value::Null));
        let mut backends = vec![&manifest["spec"]["defaultBackend"]];
        backends.extend(
            items(&manifest["spec"]["rules"]).flat_map(|rule| items(&rule["http"]["paths"])).map(|it| &it["backend"]),
        );
        let named = backends.iter().map(|backend| (&backend["service"]["name"], &backend["service"]["port"]));
        for (name, port) in named.chain(default) {
            let Some(name) = name.as_str() else { continue };
            let port =
                json!({"port": port["number"].as_u64().unwrap_or(80), "name": port["name"].as_str().unwrap_or("")});
            match services
                .iter_mut()
                .find(|(of, known, _): &&mut (&str, &str, Vec<Value>)| (*of, *known) == (namespace, name))
            {
                Some((.., ports)) if ports.contains(&port) => {}
                Some((.., ports)) => ports.push(port),
                None => services.push((namespace, name, vec![port])),
            }
        }
    }
    for (namespace, name, ports) in services {
        let is_there = |object: &Value| object["kind"] == "Service" && object["metadata"]["name"] == name;
        if !objects.iter().any(is_there) {
            objects.push(json!({
                "apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace},
                "spec": {"ports": ports},
            }));
        }
    }
    let bundle = bundle(&objects);
    let options = IngressOptions {
        scope: InputScope::Whole,
        controller: Some("k8s.io/ingress-nginx".to_owned()),
        ..IngressOptions::default()
    };
    IngressRouter::new(&bundle, &read(&bundle, InputScope::Whole), options)
}

/// Every expected value by its name.
fn facts(expect: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (key, value) in expect.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(map) => all.extend(map.iter().map(|(name, value)| (format!("{key}/{name}"), value.clone()))),
            None => all.push((key.clone(), value.clone())),
        }
    }
    all
}

fn answer(request: &Request, outcome: &Outcome, trace: &[Step], fact: &str) -> Option<Value> {
    let header = |list: &[HeaderValue], name: &str| header(list, name).map(|value| json!(value));
    match (fact.split_once('/').unwrap_or((fact, "")), outcome) {
        // A fact that asks for nothing in particular holds nowhere where nothing can be said.
        (_, Outcome::Unknown { reason } | Outcome::Refuse { reason }) => Some(json!(format!("? {reason}"))),
        (("status", _), outcome) => status(outcome).map(|status| json!(status)),
        (("location", _), Outcome::Redirect(redirect)) => Some(json!(redirect.location)),
        (("backend", _), Outcome::Forward(forward)) => {
            let chosen = &forward.backends[forward.chosen];
            chosen.status.is_none().then(|| json!(chosen.name))
        }
        (("backend", _), Outcome::Respond(respond)) if respond.status == 404 => {
            let told = trace.iter().any(|step| step.reason == gatefold_routing::Reason::DefaultBackend);
            told.then(|| json!("default-backend"))
        }
        (("forwarded_path", _), Outcome::Forward(forward)) => Some(json!(forward.upstream.path)),
        (("forwarded_headers", "Host" | ":authority"), Outcome::Forward(forward)) => Some(json!(forward.upstream.host)),
        (("forwarded_headers", name), Outcome::Forward(forward)) => {
            let upstream = &forward.upstream;
            let is_removed = upstream.removed.iter().any(|removed| removed.eq_ignore_ascii_case(name));
            let sent = || request.header(name).filter(|_| !is_removed).map(|value| json!(value));
            header(&upstream.headers, name).or_else(|| header(&upstream.forwarded, name)).or_else(sent)
        }
        (("response_headers", name), outcome) => header(added(outcome), name),
        _ => None,
    }
}
