//! Requests and what is expected of their answers, as the cases in `tests/cases` and in other projects' suites write them.

use gatefold_routing::{Outcome, Request, Scheme};
use serde_json::Value;

/// A request as a case writes it.
pub fn request(written: &Value) -> Request {
    let text = |key: &str| written[key].as_str().unwrap_or_default();
    let scheme = if text("scheme") == "https" { Scheme::Https } else { Scheme::Http };
    // A port in the Host header says nothing of the port that is connected to, which is the scheme's own.
    let host = text("host").split(':').next().unwrap_or_default();
    let mut request = Request::get(scheme, host, text("path"));
    if !text("method").is_empty() {
        text("method").clone_into(&mut request.method);
    }
    for (name, value) in written["headers"].as_object().into_iter().flatten() {
        request.headers.push((name.clone(), value.as_str().unwrap_or_default().to_owned()));
    }
    let cookies = written["cookies"].as_object().into_iter().flatten();
    let cookies: Vec<_> =
        cookies.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    if !cookies.is_empty() {
        request.headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    request.body_size = written["bodyBytes"].as_u64().unwrap_or(0);
    request
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
    let empty = Vec::new();
    let response = match outcome {
        Outcome::Forward(forward) => &forward.response.headers,
        Outcome::Redirect(redirect) => &redirect.response.headers,
        Outcome::Respond(respond) => &respond.response.headers,
        _ => &empty,
    };
    if let Some(expected) = expect["response_headers"].as_object() {
        facts.push(("response_headers", expected.iter().all(|(name, value)| has(response, name, value))));
    }
    if let Some(expected) = expect["forwarded_headers"].as_object() {
        let is_it = match outcome {
            Outcome::Forward(forward) => expected.iter().all(|(name, value)| {
                let is_host = (name.eq_ignore_ascii_case("host") || name == ":authority")
                    && value.as_str() == Some(&forward.upstream.host);
                is_host || has(&forward.upstream.headers, name, value)
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

fn has(headers: &[(String, String)], name: &str, value: &Value) -> bool {
    let found = headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    found == value.as_str()
}
