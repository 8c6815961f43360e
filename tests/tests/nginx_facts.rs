//! Facts about single functions of ingress-nginx, asked of the router that stands for them. A function without a row in
//! [`ASKED`] is not asked yet, and the count says so.

use std::{fs, path::Path};

use gatefold_ingress::{IngressRouter, read};
use gatefold_manifest::InputScope;
use gatefold_routing::{Outcome, Request, Router, Scheme};
use gatefold_tests::facts::{self, bundle};
use serde_json::{Value, json};

/// How a fact of a function is asked.
type Ask = fn(&Value, &Value) -> bool;

static ASKED: &[(&str, Ask)] = &[
    ("buildServerName", server_name),
    ("isLocationInLocationList", location_in_list),
    ("routeToCanary", route_to_canary),
    ("sortIngresses", sort_ingresses),
];

#[test]
fn facts_of_functions_hold() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx/_facts.json");
    let facts: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).expect("the facts")).expect("a list");
    let mut held = 0;
    for fact in &facts {
        let Some((_, ask)) = ASKED.iter().find(|(name, _)| fact["function"] == *name) else { continue };
        // Which of two endpoints a cookie names is the controller's own hash.
        if !fact["input"]["request"]["affinity"].is_null() {
            continue;
        }
        assert!(ask(&fact["input"], &fact["expect"]), "{fact:#}");
        held += 1;
    }
    println!("{held} of {} facts are asked and hold", facts.len());
    assert!(held >= 26, "facts were removed");
}

fn router(objects: &[Value]) -> IngressRouter {
    let bundle = bundle(objects);
    IngressRouter::new(&bundle, &read(&bundle, InputScope::Auto), InputScope::Auto)
}

fn ingress(name: &str, host: &str, path: &str, annotations: &Value) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": {"name": name, "namespace": "ns", "annotations": annotations},
        "spec": {"ingressClassName": "nginx", "rules": [{"host": host, "http": {"paths": [
            {"path": path, "pathType": "Prefix", "backend": {"service": {"name": name, "port": {"number": 80}}}}]}}]},
    })
}

fn service(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Forward(forward) => &forward.backends[forward.chosen].name,
        _ => "",
    }
}

/// The name of a server takes exactly the hosts that the expression takes.
fn server_name(input: &Value, expect: &Value) -> bool {
    let host = input["hostname"].as_str().expect("a host");
    let router = router(&[ingress("web", host, "/", &json!({}))]);
    let takes = |asked: &str| service(&router.route(&Request::get(Scheme::Http, asked, "/"))) == "web";
    let expected = expect.as_str().expect("a name");
    match expected.strip_prefix("~^(?<subdomain>[\\w-]+)") {
        Some(rest) => {
            let suffix = rest.trim_end_matches('$').replace('\\', "");
            takes(&format!("one_label-1{suffix}")) && !takes(&format!("a.b{suffix}")) && !takes(&suffix[1..])
        }
        None => takes(expected) && !takes(&format!("x.{expected}")),
    }
}

/// A location that is in the list is not redirected to https.
fn location_in_list(input: &Value, expect: &Value) -> bool {
    let path = input["locationPath"].as_str().expect("a path");
    let config = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "data": {"no-tls-redirect-locations": input["list"]},
        "metadata": {"name": "ingress-nginx-controller", "namespace": "ingress-nginx"},
    });
    let forced = json!({"nginx.ingress.kubernetes.io/force-ssl-redirect": "true"});
    let outcome =
        router(&[ingress("web", "h.com", path, &forced), config]).route(&Request::get(Scheme::Http, "h.com", path));
    (service(&outcome) == "web") == *expect
}

fn route_to_canary(input: &Value, expect: &Value) -> bool {
    let (policy, asked) = (&input["policy"], &input["request"]);
    let mut objects = vec![ingress("stable", "h.com", "/", &json!({}))];
    if !policy.is_null() {
        let mut annotations = json!({"nginx.ingress.kubernetes.io/canary": "true"});
        for (field, key) in [
            ("weight", "canary-weight"),
            ("weightTotal", "canary-weight-total"),
            ("cookie", "canary-by-cookie"),
            ("header", "canary-by-header"),
            ("headerValue", "canary-by-header-value"),
        ] {
            if let Some(value) = policy.get(field) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                annotations[format!("nginx.ingress.kubernetes.io/{key}")] = json!(text);
            }
        }
        objects.push(ingress("canary", "h.com", "/", &annotations));
    }
    let request = facts::request(&json!({
        "scheme": "http", "host": "h.com", "method": "GET", "path": "/",
        "headers": asked["headers"], "cookies": asked["cookies"],
    }));
    let request = Request { draw: 0.999, ..request.expect("a request that can be read") };
    (service(&router(&objects).route(&request)) == "canary") == *expect
}

fn sort_ingresses(input: &Value, expect: &Value) -> bool {
    let objects: Vec<Value> = input
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| {
            let name = one["key"].as_str().and_then(|key| key.split_once('/')).map_or("", |(_, name)| name);
            let mut object = ingress(name, "h.com", "/", &json!({}));
            object["metadata"]["creationTimestamp"] = json!(format!("2026-01-01T00:00:0{}Z", one["ts"]));
            object
        })
        .collect();
    let views = read(&bundle(&objects), InputScope::Auto).served;
    let order: Vec<String> = views.iter().map(|view| view.object.id().path()).collect();
    json!(order) == *expect
}
