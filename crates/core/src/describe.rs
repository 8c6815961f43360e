//! Outcomes and their differences in a few words, for the answers under the address bar and for the terminal.

use std::fmt::Display;

use gatefold_routing::{Backend, Forward, HeaderValue, Outcome, Request, Response};

/// The outcome in as few characters as tell it apart: `coffee:8080`, `308 https://shop.example.com/`, `404`.
pub(crate) fn title(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Forward(forward) => match forward.backends.get(forward.chosen) {
            Some(Backend { status: Some(status), .. }) => status.to_string(),
            Some(backend) => backend_name(backend),
            None => "no backend".to_owned(),
        },
        Outcome::Redirect(redirect) => format!("{} {}", redirect.status, redirect.location),
        Outcome::Respond(respond) => respond.status.to_string(),
        Outcome::Refuse { .. } => "no connection".to_owned(),
        Outcome::Unknown { .. } => "can’t tell".to_owned(),
    }
}

/// The kind as the terminal's JSON spells it.
pub(crate) fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Forward(_) => "forward",
        Outcome::Redirect(_) => "redirect",
        Outcome::Respond(_) => "respond",
        Outcome::Refuse { .. } => "refuse",
        Outcome::Unknown { .. } => "unknown",
    }
}

/// The outcome's own reason, where it has one.
pub(crate) fn reason(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Respond(respond) => Some(&respond.reason),
        Outcome::Refuse { reason } | Outcome::Unknown { reason } => Some(reason),
        Outcome::Forward(_) | Outcome::Redirect(_) => None,
    }
}

/// What else is true of an outcome, as name and value; what is as the request had it is left out.
pub(crate) fn facts(outcome: &Outcome, request: &Request) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    match outcome {
        Outcome::Forward(forward) => {
            if forward.backends.len() > 1 {
                for backend in &forward.backends {
                    fact("share", format!("{} {}", percent(backend.share), backend_or_status(backend)));
                }
            }
            if forward.upstream.path != request.path {
                fact("path that arrives", forward.upstream.path.clone());
            }
            if forward.upstream.host != request.host {
                fact("Host that arrives", forward.upstream.host.clone());
            }
            for (name, value) in &forward.upstream.headers {
                fact("header that arrives", format!("{name}: {value}"));
            }
            for name in &forward.upstream.removed {
                fact("header taken away", name.clone());
            }
            for mirror in &forward.mirrors {
                fact("copy", format!("{} {}", percent(mirror.backend.share), backend_name(&mirror.backend)));
            }
            response_facts(&forward.response, &mut fact);
        }
        Outcome::Redirect(redirect) => response_facts(&redirect.response, &mut fact),
        Outcome::Respond(respond) => response_facts(&respond.response, &mut fact),
        Outcome::Refuse { .. } | Outcome::Unknown { .. } => {}
    }
    facts
}

fn response_facts(response: &Response, fact: &mut impl FnMut(&str, String)) {
    for (name, value) in &response.headers {
        fact("header of the answer", format!("{name}: {value}"));
    }
}

/// The first way in which two outcomes part, weightiest first; empty when they are the same.
pub(crate) fn difference(ingress: &Outcome, gateway: &Outcome) -> String {
    if ingress.same_as(gateway) {
        return String::new();
    }
    match (ingress, gateway) {
        (Outcome::Forward(a), Outcome::Forward(b)) => forward_difference(a, b),
        (Outcome::Redirect(a), Outcome::Redirect(b)) if a.status != b.status => {
            sides("the redirect’s status differs", a.status, b.status)
        }
        (Outcome::Redirect(a), Outcome::Redirect(b)) if !a.goes_with(b) => {
            sides("the redirect goes elsewhere", &a.location, &b.location)
        }
        (Outcome::Redirect(a), Outcome::Redirect(b)) => header_difference(&a.response.headers, &b.response.headers),
        (Outcome::Respond(a), Outcome::Respond(b)) if a.status == b.status => {
            header_difference(&a.response.headers, &b.response.headers)
        }
        _ => format!("Ingress: {}; Gateway API: {}", ends(ingress), ends(gateway)),
    }
}

/// What differs, and how it is on either side.
fn sides(what: &str, ingress: impl Display, gateway: impl Display) -> String {
    format!("{what}. Ingress: {ingress}; Gateway API: {gateway}")
}

fn ends(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Forward(_) => format!("{} answers", title(outcome)),
        Outcome::Redirect(_) => format!("a redirect {}", title(outcome)),
        Outcome::Respond(_) => format!("the proxy answers {}", title(outcome)),
        Outcome::Refuse { .. } => "no connection".to_owned(),
        Outcome::Unknown { .. } => "can’t tell".to_owned(),
    }
}

fn forward_difference(a: &Forward, b: &Forward) -> String {
    let place = |forward: &Forward| {
        let shares = forward.backends.iter().filter(|backend| backend.share > 0.0);
        shares
            .map(|backend| format!("{} {}", percent(backend.share), backend_or_status(backend)))
            .collect::<Vec<_>>()
            .join(" and ")
    };
    if place(a) != place(b) {
        return sides("traffic goes elsewhere", place(a), place(b));
    }
    if a.upstream.path != b.upstream.path {
        return sides("the backend sees another path", &a.upstream.path, &b.upstream.path);
    }
    if !a.upstream.host.eq_ignore_ascii_case(&b.upstream.host) {
        return sides("the backend sees another Host", &a.upstream.host, &b.upstream.host);
    }
    if !a.upstream.same_as(&b.upstream) {
        return format!("towards the backend, {}", header_difference(&a.upstream.headers, &b.upstream.headers));
    }
    if !a.response.same_as(&b.response) {
        return format!("in the answer, {}", header_difference(&a.response.headers, &b.response.headers));
    }
    "copies of the request go to different places".to_owned()
}

fn header_difference(a: &[HeaderValue], b: &[HeaderValue]) -> String {
    let only = |these: &[HeaderValue], those: &[HeaderValue]| {
        let is_there = |(name, value): &&HeaderValue| {
            those.iter().any(|(other, is)| other.eq_ignore_ascii_case(name) && is == value)
        };
        these.iter().find(|header| !is_there(header)).map(|(name, value)| format!("{name}: {value}"))
    };
    match (only(a, b), only(b, a)) {
        (Some(before), Some(after)) => sides("a header differs", before, after),
        (Some(before), None) => format!("only Ingress has the header {before}"),
        (None, Some(after)) => format!("only Gateway API has the header {after}"),
        (None, None) => "the headers that are taken away differ".to_owned(),
    }
}

/// `coffee:8080`, with its kind where it is no Service.
pub(crate) fn backend_name(backend: &Backend) -> String {
    let port = backend.port.map(|port| format!(":{port}")).unwrap_or_default();
    match backend.kind.as_str() {
        "Service" => format!("{}{port}", backend.name),
        kind => format!("{kind} {}{port}", backend.name),
    }
}

fn backend_or_status(backend: &Backend) -> String {
    match backend.status {
        Some(status) => format!("{status} ({})", backend_name(backend)),
        None => backend_name(backend),
    }
}

/// A share as people write it: `95 %`, `33.3 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", tenths(share * 100.0))
}

/// A number to its nearest tenth: `95`, `33.3`. Whole numbers are written: the way in which floats are, exact to the last
/// digit, is several kilobytes of the page.
pub fn tenths(number: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "shares and pixels are far below, and the rest is cut")]
    let tenths = (number * 10.0).round() as i64;
    let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    match size % 10 {
        0 => format!("{sign}{}", size / 10),
        tenth => format!("{sign}{}.{tenth}", size / 10),
    }
}

#[cfg(test)]
mod tests {
    use gatefold_routing::{Choice, Template};

    use super::*;

    fn backend(name: &str) -> Backend {
        Backend {
            group: String::new(),
            kind: "Service".to_owned(),
            namespace: "shop".to_owned(),
            name: name.to_owned(),
            port: Some(8080),
            share: 1.0,
            status: None,
        }
    }

    fn forward(backends: &[(&str, u32)]) -> Outcome {
        let template = Template::forward(backends.iter().map(|(name, weight)| (backend(name), *weight)));
        Choice { template: &template }.outcome(&Request::get(gatefold_routing::Scheme::Http, "shop.example.com", "/"))
    }

    #[test]
    fn a_difference_names_both_ends() {
        let not_found = Outcome::Respond(gatefold_routing::Respond {
            status: 404,
            response: Response::default(),
            reason: "no rule matches".to_owned(),
        });
        assert_eq!(
            difference(&forward(&[("tea", 1)]), &not_found),
            "Ingress: tea:8080 answers; Gateway API: the proxy answers 404"
        );
        assert_eq!(
            difference(&forward(&[("tea", 95), ("chai", 5)]), &forward(&[("tea", 1)])),
            "traffic goes elsewhere. Ingress: 95 % tea:8080 and 5 % chai:8080; Gateway API: 100 % tea:8080"
        );
        assert_eq!(difference(&forward(&[("tea", 1)]), &forward(&[("tea", 7)])), "");
    }

    #[test]
    fn what_no_comparison_counts_explains_no_difference() {
        let (Outcome::Forward(mut nginx), Outcome::Forward(mut gateway)) =
            (forward(&[("tea", 1)]), forward(&[("tea", 1)]))
        else {
            panic!("both are forwarded")
        };
        nginx.upstream.forwarded.push(("X-Real-IP".to_owned(), "192.0.2.1".to_owned()));
        gateway.upstream.host = nginx.upstream.host.to_ascii_uppercase();
        gateway.response.headers.push(("X-Answer".to_owned(), "yes".to_owned()));
        assert_eq!(
            difference(&Outcome::Forward(nginx), &Outcome::Forward(gateway)),
            "in the answer, only Gateway API has the header X-Answer: yes"
        );
    }

    #[test]
    fn a_redirect_to_the_same_address_is_told_by_its_headers() {
        let redirect = |location: &str, headers: &[(&str, &str)]| {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let (location, response) = (location.to_owned(), Response { headers });
            Outcome::Redirect(gatefold_routing::Redirect { status: 308, location, response })
        };
        let nginx = redirect("https://shop.example.com", &[("x-a", "1"), ("Access-Control-Allow-Origin", "*")]);
        let gateway = redirect("https://shop.example.com/", &[("X-A", "1")]);
        assert_eq!(difference(&nginx, &gateway), "only Ingress has the header Access-Control-Allow-Origin: *");
    }

    #[test]
    fn shares_read_as_people_write_them() {
        assert_eq!(percent(0.95), "95 %");
        assert_eq!(percent(1.0 / 3.0), "33.3 %");
        assert_eq!(percent(0.99999), "100 %");
        assert_eq!([tenths(-0.04), tenths(-12.25), tenths(7.05)], ["0", "-12.3", "7.1"]);
    }
}
