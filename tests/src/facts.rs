//! Requests and what is expected of their answers, as the cases in `tests/cases` and in other projects' suites write them.

use std::{fs, io, path::Path};

use gatefold_manifest::{Bundle, read};
use gatefold_routing::{HeaderValue, Outcome, Request};
use serde_json::{Value, json};

use crate::source;

/// The cases of a folder, each a JSON file, in the order of names. Files that are no cases (no `manifests`) are left out.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is no JSON.
pub fn cases(folder: &Path) -> io::Result<Vec<Value>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let read = |file| Ok(serde_json::from_str(&fs::read_to_string(file)?)?);
    let mut cases: Vec<Value> = files.into_iter().map(read).collect::<io::Result<_>>()?;
    cases.retain(|case| case["manifests"].is_array());
    Ok(cases)
}

/// The items of a list, and nothing where it is left out.
pub fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// `objects` as they are read from one text.
pub fn bundle(objects: &[Value]) -> Bundle {
    let text = json!({"apiVersion": "v1", "kind": "List", "items": objects}).to_string();
    read(&source(&text)).bundle
}

/// What says that the Services of a case's `noEndpoints` have none.
pub fn without_endpoints(case: &Value) -> impl Iterator<Item = Value> {
    items(&case["options"]["noEndpoints"]).map(|service| {
        json!({
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "endpoints": [],
            "metadata": {"name": service, "namespace": "default", "labels": {"kubernetes.io/service-name": service}},
        })
    })
}

/// A request as a case writes it; none where it is none. Unless a case says otherwise it comes from the machine itself.
pub fn request(asked: &Value) -> Option<Request> {
    let text = |key: &str| asked[key].as_str().unwrap_or_default();
    let pairs = |key: &str| {
        let map = asked[key].as_object().into_iter().flatten();
        map.map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    };
    let mut headers: Vec<(String, String)> = pairs("headers").collect();
    let cookies: Vec<_> = pairs("cookies").map(|(name, value)| format!("{name}={value}")).collect();
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let (host, port) = text("host").split_once(':').unwrap_or((text("host"), ""));
    let mut json = json!({
        "scheme": text("scheme"), "host": host, "method": text("method"), "path": text("path"), "headers": headers,
        "bodySize": asked["bodyBytes"].as_u64().unwrap_or(0),
        "source": asked["source"].as_str().unwrap_or("127.0.0.1"),
    });
    if let Ok(port) = port.parse::<u16>() {
        json["port"] = json!(port);
    }
    serde_json::from_value(json).ok()
}

/// The status of an answer; none where it cannot be said.
pub fn status(outcome: &Outcome) -> Option<u16> {
    match outcome {
        Outcome::Forward(forward) => Some(forward.backends.get(forward.chosen).and_then(|it| it.status).unwrap_or(200)),
        Outcome::Redirect(redirect) => Some(redirect.status),
        Outcome::Respond(respond) => Some(respond.status),
        Outcome::Refuse { .. } | Outcome::Unknown { .. } => None,
    }
}

/// Headers that the proxy adds to an answer.
pub fn added(outcome: &Outcome) -> &[HeaderValue] {
    match outcome {
        Outcome::Forward(forward) => &forward.response.headers,
        Outcome::Redirect(redirect) => &redirect.response.headers,
        Outcome::Respond(respond) => &respond.response.headers,
        Outcome::Refuse { .. } | Outcome::Unknown { .. } => &[],
    }
}

/// The value of a header.
pub fn header<'a>(headers: &'a [HeaderValue], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Each value that a case expects, by name, and whether the outcome has it.
pub fn kept(expect: &Value, outcome: &Outcome) -> Vec<(&'static str, bool)> {
    let mut facts = Vec::new();
    if let Some(expected) = expect["status"].as_u64() {
        facts.push(("status", status(outcome).map(u64::from) == Some(expected)));
    }
    if let Some(expected) = expect["location"].as_str() {
        facts.push((
            "location",
            matches!(outcome, Outcome::Redirect(redirect) if address(&redirect.location) == address(expected)),
        ));
    }
    if let Some(expected) = expect["backend"].as_str() {
        let is_it = match outcome {
            Outcome::Forward(forward) => forward.backends.get(forward.chosen).is_some_and(|it| it.name == expected),
            Outcome::Respond(respond) => expected == "default-backend" && respond.status == 404,
            _ => false,
        };
        facts.push(("backend", is_it));
    }
    if let Some(expected) = expect["forwarded_path"].as_str() {
        let is_it = matches!(outcome, Outcome::Forward(forward) if forward.upstream.path == expected);
        facts.push(("forwarded_path", is_it));
    }
    if let Some(expected) = expect["response_headers"].as_object() {
        facts.push((
            "response_headers",
            expected.iter().all(|(name, value)| header(added(outcome), name) == value.as_str()),
        ));
    }
    if let Some(expected) = expect["forwarded_headers"].as_object() {
        let is_it = match outcome {
            Outcome::Forward(forward) => expected.iter().all(|(name, value)| {
                let is_host = (name.eq_ignore_ascii_case("host") || name == ":authority")
                    && value.as_str() == Some(&forward.upstream.host);
                is_host || header(&forward.upstream.headers, name) == value.as_str()
            }),
            _ => false,
        };
        facts.push(("forwarded_headers", is_it));
    }
    facts
}

/// An address without what makes no difference: the scheme's own port, and the slash that stands for no path.
fn address(location: &str) -> String {
    let Some((scheme, rest)) = location.split_once("://") else { return location.to_owned() };
    let (authority, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    let own = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(own).unwrap_or(authority);
    format!("{scheme}://{authority}{}", if path == "/" { "" } else { path })
}
