//! Which requests a canary takes, and which backends it stands beside.

use gatefold_routing::{Request, Router};
use gatefold_tests::facts;
use serde_json::{Value, json};

use super::{backend, ingress, object, path, router, service};

pub(crate) fn routes(input: &Value, expect: &Value) -> bool {
    let (policy, asked) = (&input["policy"], &input["request"]);
    let mut objects = vec![ingress("stable", "/", &[])];
    if !policy.is_null() {
        let annotations = [
            ("canary", &json!(true)),
            ("canary-weight", &policy["weight"]),
            ("canary-weight-total", &policy["weightTotal"]),
            ("canary-by-cookie", &policy["cookie"]),
            ("canary-by-header", &policy["header"]),
            ("canary-by-header-value", &policy["headerValue"]),
        ];
        objects.push(ingress("canary", "/", &annotations));
    }
    let request = facts::request(&json!({
        "scheme": "http", "host": "h.com", "method": "GET", "path": "/",
        "headers": asked["headers"], "cookies": asked["cookies"],
    }));
    let request = Request { draw: 0.999, ..request.expect("a request that can be read") };
    (service(&router(&objects).route(&request)) == "canary") == *expect
}

/// What a scene is made of, hosts that are asked with the canary's header, and the Service that each reaches.
type Scene = (&'static str, fn() -> Vec<Value>, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
static SCENES: &[Scene] = &[
    ("canary rule host example.com path / Prefix; server example.com has / Prefix on svc-80",
        || vec![at("svc", "a.com"), canary(&rules(&["a.com"]))], &[("a.com", "canary")]),
    ("canary with two host rules",
        || vec![at("svc", "a.com"), at("other", "b.com"), canary(&rules(&["a.com", "b.com"]))], &[("a.com", "canary"), ("b.com", "canary")]),
    ("canary whose upstream has no matching server",
        || vec![at("svc", "a.com"), canary(&rules(&["b.com"]))], &[("a.com", "svc"), ("b.com", "")]),
    ("canary with only defaultBackend and server _ on svc-80",
        || vec![object("svc", &[], &json!({"defaultBackend": backend("svc")})), canary(&default())], &[("a.com", "canary")]),
    ("canary with only defaultBackend and server _ on upstream-default-backend",
        || vec![at("svc", "a.com"), canary(&default())], &[("a.com", "svc"), ("b.com", "")]),
    ("canary rule without host",
        || vec![at("svc", ""), canary(&rules(&[""]))], &[("a.com", "canary")]),
    ("canary rule host that does not exist",
        || vec![at("svc", "a.com"), canary(&rules(&["b.com", "a.com"]))], &[("a.com", "canary"), ("b.com", "")]),
];

pub(crate) fn scene(input: &Value, _: &Value) -> bool {
    let Some((_, objects, expected)) = SCENES.iter().find(|(what, ..)| input == *what) else { return false };
    let router = router(&objects());
    expected.iter().all(|(host, expected)| {
        let asked =
            json!({"scheme": "http", "host": host, "method": "GET", "path": "/", "headers": {"X-New": "always"}});
        let request = facts::request(&asked).expect("a request that can be read");
        service(&router.route(&request)) == *expected
    })
}

fn at(name: &str, host: &str) -> Value {
    object(name, &[], &path(host, "/", "Prefix", name))
}

fn canary(spec: &Value) -> Value {
    object("canary", &[("canary", &json!(true)), ("canary-by-header", &json!("X-New"))], spec)
}

fn default() -> Value {
    json!({"defaultBackend": backend("canary")})
}

fn rules(hosts: &[&str]) -> Value {
    let rules: Vec<Value> = hosts.iter().map(|host| path(host, "/", "Prefix", "canary")["rules"][0].clone()).collect();
    json!({"rules": rules})
}
