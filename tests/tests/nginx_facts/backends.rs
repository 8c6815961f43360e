//! What is done on the way to a backend, and which backends a host has.

use gatefold_convert::{Options, convert};
use gatefold_ingress::{AuthAnswer, IngressOptions};
use gatefold_manifest::Kind;
use gatefold_routing::{Outcome, Request, Router, Scheme};
use gatefold_tests::facts::{bundle, header, items};
use serde_json::{Value, json};

use super::{backend, config, ingress, object, path, reached, router, router_with};

/// The path that a backend sees, the prefix that it is told, and whether TLS is spoken to it: the first two in an outcome,
/// the last in the conversion, which writes a BackendTLSPolicy for it.
pub(crate) fn proxy_pass(input: &Value, expect: &Value) -> bool {
    let path = input["path"].as_str().expect("a path");
    let annotations = [
        ("rewrite-target", &input["rewriteTarget"]),
        ("backend-protocol", &input["backendProtocol"]),
        ("x-forwarded-prefix", &input["xForwardedPrefix"]),
    ];
    let objects = [ingress("web", path, &annotations)];
    // Of the two locations that a Prefix becomes, this is only in the one of the path as it is written.
    let below = format!("{path}x");
    let outcome = router(&objects).route(&Request::get(Scheme::Http, "h.com", &below));
    let Outcome::Forward(forward) = outcome else { return false };
    // The value of a directive is its last word.
    let value = |directive: &str| {
        let mut lines = items(expect).filter_map(Value::as_str).map(|line| line.trim_end_matches(';'));
        let line = lines.find(|line| line.starts_with(directive))?.trim_end_matches(" break");
        line.rsplit(' ').next().map(|word| word.trim_matches('"').to_owned())
    };
    let speaks_tls = convert(&bundle(&objects), &Options::default()).written.bundle.has(Kind::BackendTLSPolicy);
    forward.upstream.path == value("rewrite").unwrap_or(below)
        && header(&forward.upstream.headers, "X-Forwarded-Prefix")
            == value("proxy_set_header X-Forwarded-Prefix").as_deref()
        && value("proxy_pass").is_some_and(|url| url.starts_with("https://") == speaks_tls)
}

/// Where a person is sent to sign in. What the URL says besides is not read, so a word stands for its variable.
pub(crate) fn sign_in(input: &Value, expect: &Value) -> bool {
    let plain = |text: &Value| text.as_str().expect("a URL").replace("$request", "back");
    let annotations = [
        ("auth-url", &json!("http://auth.com/check")),
        ("auth-signin", &json!(plain(&input["signin"]))),
        ("auth-signin-redirect-param", &input["param"]),
    ];
    let options = IngressOptions { auth: AuthAnswer::Refuses, ..IngressOptions::default() };
    let router = router_with(&[ingress("web", "/", &annotations)], options);
    let outcome = router.route(&Request::get(Scheme::Http, "h.com", "/a?b=c"));
    let variables =
        [("$pass_access_scheme", "http"), ("$http_host", "h.com"), ("$escaped_request_uri", "%2Fa%3Fb%3Dc")];
    let expected = variables.iter().fold(plain(expect), |url, (name, value)| url.replace(name, value));
    matches!(outcome, Outcome::Redirect(redirect) if redirect.status == 302 && redirect.location == expected)
}

pub(crate) fn scene(input: &Value, _: &Value) -> bool {
    let yes = json!(true);
    let canary = |spec: &Value| object("canary", &[("canary", &yes), ("canary-weight", &json!(100))], spec);
    let catch_all = |name: &str| json!({"defaultBackend": backend(name)});
    match input.as_str().unwrap_or_default() {
        "only a canary catch-all" => reached(&router(&[canary(&catch_all("canary"))]), "h.com", "/").is_empty(),
        "canary catch-all then normal catch-all" => {
            // Without a weight the canary takes nothing, so what is seen is the server's own.
            let idle = object("canary", &[("canary", &yes)], &catch_all("canary"));
            reached(&router(&[idle, object("web", &[], &catch_all("web"))]), "h.com", "/") == "web"
        }
        "only a canary with host" => {
            // The host has no server, so what answers without a host does.
            let objects = [canary(&path("h.com", "/", "Prefix", "canary")), object("web", &[], &catch_all("web"))];
            reached(&router(&objects), "h.com", "/") == "web"
        }
        "resource backend" => {
            let resource = json!({"resource": {"apiGroup": "v.example.com", "kind": "Bucket", "name": "b"}});
            let rule = json!({"paths": [{"path": "/", "pathType": "Prefix", "backend": resource}]});
            let spec = json!({"rules": [{"host": "h.com", "http": rule}]});
            let outcome = router(&[object("web", &[], &spec)]).route(&Request::get(Scheme::Http, "h.com", "/"));
            matches!(outcome, Outcome::Respond(respond) if respond.status == 404)
        }
        "snippets with allow-snippet-annotations=false" => {
            let annotations =
                [("configuration-snippet", &json!("return 418;")), ("allowlist-source-range", &json!("10.0.0.0/8"))];
            let objects = [ingress("web", "/", &annotations), config(&json!({"annotations-risk-level": "Critical"}))];
            let from =
                |address: &str| Request { source: address.parse().ok(), ..Request::get(Scheme::Http, "h.com", "/") };
            let router = router(&objects);
            let refused = router.route(&from("11.0.0.1"));
            super::service(&router.route(&from("10.0.0.1"))) == "web"
                && matches!(refused, Outcome::Respond(respond) if respond.status == 403)
        }
        "ssl-passthrough on the second Ingress of a host" => {
            let objects = [ingress("web", "/", &[]), ingress("api", "/api", &[("ssl-passthrough", &yes)])];
            let outcome = router(&objects).route(&Request::get(Scheme::Https, "h.com", "/api"));
            super::service(&outcome) == "web"
        }
        _ => false,
    }
}
