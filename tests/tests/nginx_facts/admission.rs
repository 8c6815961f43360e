//! What the controller's admission webhook refuses. Nothing is admitted here, so a refusal is a finding of the conversion,
//! or an Ingress that the router leaves out.

use gatefold_convert::{Options, convert};
use gatefold_tests::facts::bundle;
use serde_json::{Value, json};

use super::{ingress, object, path, reached, router};

/// Whether the conversion finds one of these.
fn finds(objects: &[Value], codes: &[&str]) -> bool {
    let found = convert(&bundle(objects), &Options::default()).diagnostics;
    found.iter().any(|one| codes.contains(&one.code.facts().id))
}

/// D8 names paths that their type may not have.
pub(crate) fn strict_path(input: &Value, expect: &Value) -> bool {
    let text = |key: &str| input[key].as_str().expect("a text");
    let web = object("web", &[], &path("h.com", text("path"), text("pathType"), "web"));
    finds(&[web], &["D8"]) != *expect
}

pub(crate) fn admits(input: &Value, expect: &Value) -> bool {
    let (yes, snippet) = (json!(true), json!("return 418;"));
    let canary = |name: &str| ingress(name, "/", &[("canary", &yes), ("canary-weight", &json!(10))]);
    let is_left_out = |path: &str| reached(&router(&[ingress("web", path, &[])]), "h.com", path).is_empty();
    // One of two paths is lost, or one of two canaries is not merged.
    let clash = |objects: &[Value]| finds(objects, &["GW0709", "GW0711", "E2"]);
    let is_refused = match input.as_str().unwrap_or_default() {
        "no overlap annotations: same host+path in two non-canary Ingresses" => {
            clash(&[ingress("web", "/", &[]), ingress("api", "/", &[])])
        }
        "same host+path, one is canary" => clash(&[ingress("web", "/", &[]), canary("new")]),
        "same host+path, both canary, different Ingresses" => {
            clash(&[ingress("web", "/", &[]), canary("new"), canary("newer")])
        }
        "path /etc/nginx" => is_left_out("/etc/nginx"),
        "path with *_by_lua" => is_left_out("/content_by_lua"),
        "annotation key ending in -snippet while allow-snippet-annotations=false" => {
            finds(&[ingress("web", "/", &[("configuration-snippet", &snippet)])], &["GW0704"])
        }
        "unknown ingress class" => {
            // Who serves it does not look for the controller's files.
            let mut other = ingress("web", "/etc/nginx", &[]);
            other["spec"]["ingressClassName"] = json!("somebody-else");
            reached(&router(&[other]), "h.com", "/etc/nginx").is_empty()
        }
        _ => return false,
    };
    expect.as_str().is_some_and(|expect| expect.starts_with("rejected") == is_refused)
}
