//! Servers and locations: which hosts and paths the lines of nginx's configuration take, and which the router does.

use gatefold_ingress::read;
use gatefold_manifest::InputScope;
use gatefold_routing::Pattern;
use gatefold_tests::facts::{bundle, items};
use serde_json::{Value, json};

use super::{config, ingress, object, path, reached, router};

/// What follows `location` in a line.
enum Location {
    Exact(String),
    Prefix(String),
    Regex(String),
}

impl Location {
    fn read(line: &str) -> Self {
        let (kind, quoted) = line.split_at(line.find('"').expect("a quoted path"));
        let text = quoted[1..quoted.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\");
        match kind.trim() {
            "=" => Self::Exact(text),
            "~*" => Self::Regex(text),
            _ => Self::Prefix(text),
        }
    }

    fn takes(&self, path: &str) -> bool {
        match self {
            Self::Exact(text) => path == text,
            Self::Prefix(text) => path.starts_with(text),
            Self::Regex(text) => Pattern::new(&format!("(?i){text}")).expect("an expression").is_match(path),
        }
    }

    /// Paths beside which it ends.
    fn probes(&self) -> Vec<String> {
        let (Self::Exact(text) | Self::Prefix(text) | Self::Regex(text)) = self;
        let path = text.trim_start_matches('^').replace("\\d+", "7");
        let tails = ["", "x", "/x"].map(|tail| format!("{path}{tail}"));
        let others = [path.trim_end_matches('/').to_owned(), path.to_uppercase(), "/".to_owned(), "/zzz".to_owned()];
        tails.into_iter().chain(others).filter(|probe| probe.starts_with('/')).collect()
    }
}

/// Whether the router takes the paths that these lines take, and no others. Which of them a path goes to, the cases say.
fn hold<'a>(objects: &[Value], lines: impl Iterator<Item = &'a Value>) -> bool {
    let locations: Vec<_> = lines.filter_map(Value::as_str).map(Location::read).collect();
    let router = router(objects);
    let probes = locations.iter().flat_map(Location::probes);
    let differs = |probe: &String| {
        let is_taken = locations.iter().any(|location| location.takes(probe));
        is_taken == reached(&router, "h.com", probe).is_empty()
    };
    let wrong: Vec<_> = probes.filter(differs).collect();
    wrong.iter().for_each(|probe| println!("{probe} fares otherwise"));
    wrong.is_empty()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(crate) fn one(input: &Value, expect: &Value) -> bool {
    let spec = path("h.com", text(input, "path"), text(input, "pathType"), "web");
    let annotations = [("rewrite-target", &input["rewriteTarget"]), ("use-regex", &input["enforceRegex"])];
    hold(&[object("web", &annotations, &spec)], std::iter::once(expect))
}

pub(crate) fn all(input: &Value, expect: &Value) -> bool {
    let objects: Vec<Value> = items(input).enumerate().map(located).collect();
    hold(&objects, items(expect))
}

pub(crate) fn enforces_regex(input: &Value, expect: &Value) -> bool {
    let objects: Vec<Value> = items(&input["locations"]).enumerate().map(located).collect();
    let lines: Vec<Value> =
        items(&input["locations"]).map(|it| json!(format!("~* \"^{}\"", text(it, "path")))).collect();
    hold(&objects, lines.iter()) == *expect
}

/// An Ingress of its own for a location.
fn located((number, location): (usize, &Value)) -> Value {
    let kind = location["type"].as_str().unwrap_or("Prefix");
    let spec = path("h.com", text(location, "path"), kind, "web");
    let annotations = [("rewrite-target", &location["target"]), ("use-regex", &location["useRegex"])];
    object(&format!("web-{number}"), &annotations, &spec)
}

/// The name of a server takes exactly the hosts that the expression takes.
pub(crate) fn server_name(input: &Value, expect: &Value) -> bool {
    let router = router(&[object("web", &[], &path(text(input, "hostname"), "/", "Prefix", "web"))]);
    let takes = |asked: &str| reached(&router, asked, "/") == "web";
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
pub(crate) fn is_in_list(input: &Value, expect: &Value) -> bool {
    let path = text(input, "locationPath");
    let config = config(&json!({"no-tls-redirect-locations": input["list"]}));
    let web = ingress("web", path, &[("force-ssl-redirect", &json!(true))]);
    (reached(&router(&[web, config]), "h.com", path) == "web") == *expect
}

pub(crate) fn sort_ingresses(input: &Value, expect: &Value) -> bool {
    let created = |one: &Value| {
        let name = one["key"].as_str().and_then(|key| key.split_once('/')).map_or("", |(_, name)| name);
        let mut object = ingress(name, "/", &[]);
        object["metadata"]["creationTimestamp"] = json!(format!("2026-01-01T00:00:0{}Z", one["ts"]));
        object
    };
    let objects: Vec<Value> = items(input).map(created).collect();
    let views = read(&bundle(&objects), InputScope::Auto).served;
    let order: Vec<String> = views.iter().map(|view| view.object.id().path()).collect();
    json!(order) == *expect
}
