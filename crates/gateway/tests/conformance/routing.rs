//! What the suite expects of requests.

use gatefold_gateway::{Flavour, GatewayName, GatewayOptions, GatewayRouter};
use gatefold_manifest::{Bundle, InputScope};
use gatefold_routing::{Forward, Outcome, Request, Router, Scheme};
use serde_json::Value;

use crate::{Fact, Fared};

fn router(row: &Value, bundle: &Bundle, flavour: Flavour) -> GatewayRouter {
    let (namespace, name) = row["gateway"].as_str().unwrap().split_once('/').unwrap();
    let gateway = Some(GatewayName { namespace: namespace.to_owned(), name: name.to_owned() });
    GatewayRouter::new(
        bundle,
        &GatewayOptions { scope: InputScope::Whole, flavour, gateway, ..GatewayOptions::default() },
    )
}

fn request(row: &Value) -> Request {
    let text = |field: &str| row[field].as_str().map(str::to_owned);
    let scheme = match row["scheme"].as_str().unwrap_or("http") {
        "https" => Scheme::Https,
        "tls" => Scheme::Tls,
        "tcp" => Scheme::Tcp,
        "udp" => Scheme::Udp,
        _ => Scheme::Http,
    };
    let headers = match &row["headers"] {
        Value::Object(map) => {
            map.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
        }
        _ => Vec::new(),
    };
    Request {
        port: row["port"].as_u64().map(|port| u16::try_from(port).unwrap()),
        method: text("method").unwrap_or_else(|| "GET".to_owned()),
        headers,
        sni: text("sni"),
        ..Request::get(scheme, &text("host").unwrap_or_default(), &text("path").unwrap_or_else(|| "/".to_owned()))
    }
}

/// Every expectation of one row.
pub(crate) fn facts(name: &str, row: &Value, bundle: &Bundle, flavour: Flavour) -> Vec<Fact> {
    let router = router(row, bundle, flavour);
    let request = request(&row["request"]);
    let decision = router.decide(&request);
    assert_eq!(decision.outcome, router.choose(&request).outcome(&request), "{name}: decide and choose");
    let beyond =
        row.get("backendResponse").is_some_and(|it| it.get("failFirst").is_some() || it.get("delay").is_some())
            || row["request"].get("clientCert").is_some();
    let expect = row["expect"].as_object().unwrap();
    let mut facts = Vec::new();
    for (field, expected) in expect {
        let parts: Vec<(String, &Value)> = match (field.as_str(), expected) {
            ("upstream" | "response" | "redirect", Value::Object(map)) => {
                map.iter().map(|(key, value)| (format!("{field}.{key}"), value)).collect()
            }
            _ => vec![(field.clone(), expected)],
        };
        for (part, expected) in parts {
            let fared = match &decision.outcome {
                _ if beyond => Fared::NotCovered,
                Outcome::Unknown { reason } => Fared::Unknown(reason.clone()),
                outcome => check(&part, expected, outcome, &request, row),
            };
            facts.push(Fact { name: format!("{name}.{part}"), fared });
        }
    }
    facts
}

/// The shares of the backends.
pub(crate) fn weights(name: &str, row: &Value, bundle: &Bundle, flavour: Flavour) -> Vec<Fact> {
    let outcome = router(row, bundle, flavour).decide(&request(&row["request"])).outcome;
    let tolerance = row["tolerance"].as_f64().unwrap_or(0.05);
    let expected = row["expect"].as_object().unwrap();
    let share = |service: &str| match &outcome {
        Outcome::Forward(forward) => forward.backends.iter().filter(|it| it.name == service).map(|it| it.share).sum(),
        _ => f64::NAN,
    };
    let fact = |(service, expected): (&String, &Value)| {
        let (share, expected) = (share(service), expected.as_f64().unwrap());
        let met = (share - expected).abs() <= tolerance && (expected > 0.0 || share == 0.0);
        let fared = if met { Fared::Met } else { Fared::Otherwise(format!("{share}")) };
        Fact { name: format!("{name}.{service}"), fared }
    };
    expected.iter().map(fact).collect()
}

fn is(actual: impl std::fmt::Debug, met: bool) -> Fared {
    if met { Fared::Met } else { Fared::Otherwise(format!("{actual:?}")) }
}

/// The status that the client sees, the backend answering 200.
fn status(outcome: &Outcome) -> Option<u64> {
    Some(u64::from(match outcome {
        Outcome::Forward(forward) => forward.backends[forward.chosen].status.unwrap_or(200),
        Outcome::Redirect(redirect) => redirect.status,
        Outcome::Respond(respond) => respond.status,
        Outcome::Refuse { .. } | Outcome::Unknown { .. } => return None,
    }))
}

fn reached(outcome: &Outcome) -> Option<&Forward> {
    match outcome {
        Outcome::Forward(forward) if forward.backends[forward.chosen].status.is_none() => Some(forward),
        _ => None,
    }
}

fn check(part: &str, expected: &Value, outcome: &Outcome, request: &Request, row: &Value) -> Fared {
    let forward = reached(outcome);
    let backend = forward.map(|forward| &forward.backends[forward.chosen]);
    match part {
        "status" => is(outcome, status(outcome) == expected.as_u64()),
        "statusNot" => is(outcome, status(outcome) != expected.as_u64()),
        "statusAnyOf" => {
            let any = expected.as_array().unwrap().iter().any(|it| it.as_u64() == status(outcome));
            is(outcome, any)
        }
        "connection" => is(outcome, matches!(outcome, Outcome::Refuse { .. })),
        "answered" => is(outcome, forward.is_some() == expected.as_bool().unwrap_or(true)),
        "grpcStatus" => match expected.as_u64() {
            Some(0) => is(outcome, forward.is_some()),
            Some(12) => is(outcome, status(outcome) == Some(404)),
            _ => Fared::NotCovered,
        },
        "backend" => is(outcome, backend.map(|it| it.name.as_str()) == expected.as_str()),
        "namespace" => match backend {
            Some(backend) => is(outcome, expected.as_str() == Some(&backend.namespace)),
            None => is(outcome, expected.is_null()),
        },
        "mirroredTo" => mirrored(expected, forward),
        _ if part.starts_with("upstream.") => match forward {
            Some(forward) => upstream(&part["upstream.".len()..], expected, forward, request),
            None => Fared::Otherwise(format!("{outcome:?}")),
        },
        _ if part.starts_with("redirect.") => redirect(&part["redirect.".len()..], expected, outcome),
        _ if part.starts_with("response.") => {
            response(&part["response.".len()..], expected, outcome, &row["backendResponse"]["headers"])
        }
        _ => Fared::NotCovered,
    }
}

fn mirrored(expected: &Value, forward: Option<&Forward>) -> Fared {
    let Some(forward) = forward else { return Fared::Otherwise("nothing is forwarded".to_owned()) };
    let entries = match expected {
        Value::Array(list) => list.clone(),
        other => vec![other.clone()],
    };
    let found = |entry: &Value| {
        let share = entry["percent"].as_f64().unwrap_or(100.0) / 100.0;
        forward.mirrors.iter().any(|mirror| {
            Some(mirror.backend.name.as_str()) == entry["backend"].as_str()
                && Some(mirror.backend.namespace.as_str()) == entry["namespace"].as_str()
                && (mirror.backend.share - share).abs() < 1e-9
        })
    };
    is(&forward.mirrors, entries.iter().all(found))
}

/// A header as the backend sees it: what the proxy makes of it, else what the client sent.
fn arriving(forward: &Forward, request: &Request, name: &str) -> Option<String> {
    let edited = forward.upstream.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    if let Some((_, value)) = edited {
        return Some(value.clone());
    }
    if forward.upstream.removed.iter().any(|key| key.eq_ignore_ascii_case(name)) {
        return None;
    }
    let sent: Vec<&str> =
        request.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| &**value).collect();
    (!sent.is_empty()).then(|| sent.join(","))
}

fn upstream(part: &str, expected: &Value, forward: &Forward, request: &Request) -> Fared {
    match part {
        "path" => is(&forward.upstream.path, expected.as_str() == Some(&forward.upstream.path)),
        "host" => {
            let host = &forward.upstream.host;
            let written = expected.as_str().unwrap_or_default();
            let same = written.split(':').next() == host.split(':').next();
            is(host, same)
        }
        "method" => is(&request.method, expected.as_str() == Some(&request.method)),
        "headers" => {
            let map = expected.as_object().unwrap();
            let met = map.iter().all(|(name, value)| {
                let bare = |text: &str| text.replace(", ", ",");
                arriving(forward, request, name).map(|it| bare(&it)) == value.as_str().map(bare)
            });
            is(&forward.upstream, met)
        }
        "absentHeaders" => {
            let absent = |name: &Value| arriving(forward, request, name.as_str().unwrap()).is_none();
            is(&forward.upstream, expected.as_array().unwrap().iter().all(absent))
        }
        _ => Fared::NotCovered,
    }
}

fn redirect(part: &str, expected: &Value, outcome: &Outcome) -> Fared {
    let Outcome::Redirect(redirect) = outcome else { return Fared::Otherwise(format!("{outcome:?}")) };
    let (scheme, rest) = redirect.location.split_once("://").unwrap();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let met = match part {
        "status" => expected.as_u64() == Some(u64::from(redirect.status)),
        "scheme" => expected.as_str() == Some(scheme),
        "host" => expected.as_str() == Some(host),
        "path" => expected.as_str() == Some(path.split('?').next().unwrap_or_default()),
        "port" => {
            let wanted = expected.as_u64().map(|it| it.to_string()).or_else(|| expected.as_str().map(str::to_owned));
            let default = if scheme == "https" { "443" } else { "80" };
            port.unwrap_or(default) == wanted.as_deref().unwrap_or(default)
        }
        _ => return Fared::NotCovered,
    };
    is(&redirect.location, met)
}

fn response(part: &str, expected: &Value, outcome: &Outcome, answered: &Value) -> Fared {
    let edited = match outcome {
        Outcome::Forward(forward) => &forward.response.headers,
        Outcome::Redirect(redirect) => &redirect.response.headers,
        Outcome::Respond(respond) => &respond.response.headers,
        Outcome::Refuse { .. } | Outcome::Unknown { .. } => return Fared::NotCovered,
    };
    if part != "headers" {
        // What is taken from an answer and what is added to a value of the backend's is no part of an Outcome.
        return Fared::NotCovered;
    }
    let map = expected.as_object().unwrap();
    let own = |name: &str| answered.as_object().is_some_and(|map| map.keys().any(|key| key.eq_ignore_ascii_case(name)));
    let met = map.iter().filter(|(name, _)| !own(name)).all(|(name, value)| {
        let found = edited.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, it)| it.as_str()) == value.as_str()
    });
    is(edited, met)
}
