//! Facts about single functions of ingress-nginx, asked of what stands for them here: the router, and for what only the
//! controller's admission looks at, the findings of a conversion.
//!
//! Each function has its row in [`ASKED`]; facts that nothing here says are rows of [`NOT_SAID`].

mod admission;
mod backends;
mod canary;
mod locations;

use std::{fs, path::Path};

use gatefold_ingress::{IngressOptions, IngressRouter, read};
use gatefold_manifest::InputScope;
use gatefold_routing::{Outcome, Request, Router, Scheme};
use gatefold_tests::facts::bundle;
use serde_json::{Value, json};

/// How a fact of a function is asked.
type Ask = fn(&Value, &Value) -> bool;

static ASKED: &[(&str, Ask)] = &[
    ("admission", admission::admits),
    ("buildAuthSignURL", backends::sign_in),
    ("buildLocation", locations::one),
    ("buildProxyPass", backends::proxy_pass),
    ("buildServerName", locations::server_name),
    ("enforceRegexModifier", locations::enforces_regex),
    ("getBackendServers", backends::scene),
    ("isLocationInLocationList", locations::is_in_list),
    ("mergeAlternativeBackends", canary::scene),
    ("routeToCanary", canary::routes),
    ("sortIngresses", locations::sort_ingresses),
    ("strictValidatePathType", admission::strict_path),
    ("updateServerLocations", locations::all),
];

/// A function, a part of its input, and why nothing here says it.
static NOT_SAID: &[(&str, &str, &str)] = &[
    (
        "getBackendServers",
        "proxy-ssl",
        "which certificate is shown to a backend, and from which block of the configuration, is no part of an outcome",
    ),
    (
        "mergeAlternativeBackends",
        "affinity-canary-behavior",
        "which cookie a client is given is no part of an outcome; with one it is unknown whether the canary answers",
    ),
    ("routeToCanary", "affinity", "which endpoint a cookie names is the controller's own hash; the outcome is unknown"),
];

#[test]
fn facts_of_functions_hold() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx/_facts.json");
    let facts: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).expect("the facts")).expect("a list");
    let (mut held, mut not_said, mut wrong) = (0, 0, Vec::new());
    for fact in &facts {
        let input = fact["input"].to_string();
        if NOT_SAID.iter().any(|(name, part, _)| fact["function"] == *name && input.contains(part)) {
            not_said += 1;
            continue;
        }
        let ask = ASKED.iter().find(|(name, _)| fact["function"] == *name);
        match ask.is_some_and(|(_, ask)| ask(&fact["input"], &fact["expect"])) {
            true => held += 1,
            false => wrong.push(format!("{}: {input}: {}", fact["function"], fact["expect"])),
        }
    }
    println!("{held} of {} facts hold, {} do not, {not_said} are not said here", facts.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held >= 93 && not_said <= 6, "facts were removed");
}

fn router(objects: &[Value]) -> IngressRouter {
    router_with(objects, IngressOptions::default())
}

fn router_with(objects: &[Value], options: IngressOptions) -> IngressRouter {
    let bundle = bundle(objects);
    IngressRouter::new(&bundle, &read(&bundle, InputScope::Auto), options)
}

/// An Ingress of ingress-nginx; its annotations without the prefix, each with a value that is no null.
fn object(name: &str, annotations: &[(&str, &Value)], spec: &Value) -> Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let annotations: serde_json::Map<String, Value> = annotations
        .iter()
        .filter(|(_, value)| !value.is_null() && **value != "")
        .map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), json!(text(value))))
        .collect();
    let mut spec = spec.clone();
    spec["ingressClassName"] = json!("nginx");
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": spec,
        "metadata": {"name": name, "namespace": "ns", "annotations": annotations},
    })
}

/// The Service of port 80 called `name`.
fn backend(name: &str) -> Value {
    json!({"service": {"name": name, "port": {"number": 80}}})
}

/// The `spec` of one path to the Service `name`; a host that is empty is left out.
fn path(host: &str, path: &str, path_type: &str, name: &str) -> Value {
    let mut rule = json!({"http": {"paths": [{"path": path, "pathType": path_type, "backend": backend(name)}]}});
    if !host.is_empty() {
        rule["host"] = json!(host);
    }
    json!({"rules": [rule]})
}

/// An Ingress with one path of `h.com`, to the Service of its own name.
fn ingress(name: &str, path: &str, annotations: &[(&str, &Value)]) -> Value {
    object(name, annotations, &self::path("h.com", path, "Prefix", name))
}

/// The settings of the controller.
fn config(data: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap", "data": data,
        "metadata": {"name": "ingress-nginx-controller", "namespace": "ingress-nginx"},
    })
}

/// The Service that a plain request reaches; empty for none.
fn reached(router: &IngressRouter, host: &str, path: &str) -> String {
    service(&router.route(&Request::get(Scheme::Http, host, path))).to_owned()
}

fn service(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Forward(forward) => &forward.backends[forward.chosen].name,
        _ => "",
    }
}
