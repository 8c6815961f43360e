//! What becomes of a request. One type for both sides; its JSON is the terminal's (`gatefold route --format json`).

use gatefold_diagnostic::order_by;
use serde::Serialize;

/// A header's name and value, written as a pair in JSON.
pub type HeaderValue = (String, String);

/// What a side does with a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Outcome {
    /// It goes to a backend.
    Forward(Forward),
    /// The client is sent elsewhere.
    Redirect(Redirect),
    /// The proxy answers by itself.
    Respond(Respond),
    /// The connection is not taken: no listener, no TLS.
    Refuse {
        /// Why, in a sentence.
        reason: String,
    },
    /// It cannot be said, and a guess would be a lie.
    Unknown {
        /// What it depends on, in a sentence.
        reason: String,
    },
}

/// A request that reaches a backend.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forward {
    /// Every backend that the matching rule may choose, in the order that `draw` picks from.
    pub backends: Vec<Backend>,
    /// Which of them this request's `draw` chose.
    pub chosen: usize,
    /// What the backend sees.
    pub upstream: Upstream,
    /// What the client sees in addition to the backend's answer.
    pub response: Response,
    /// Who gets a copy.
    pub mirrors: Vec<Mirror>,
}

/// One backend and its share of the traffic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backend {
    /// API group; empty for a Service.
    pub group: String,
    /// Kind, usually `Service`.
    pub kind: String,
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// Port number, where the kind has ports.
    pub port: Option<u16>,
    /// Share of the rule's traffic, 0 to 1.
    pub share: f64,
    /// The status that this share gets when the backend cannot answer: 500 for a reference that is not valid, 503
    /// for a Service without endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// What arrives at the backend.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Upstream {
    /// Path with query.
    pub path: String,
    /// Host header.
    pub host: String,
    /// Headers that the proxy sets or changes, with the value that arrives, sorted by name.
    pub headers: Vec<HeaderValue>,
    /// Headers that the proxy takes away, sorted.
    pub removed: Vec<String>,
    /// Headers in which the proxy by itself tells of the client and of what it asked for (`X-Forwarded-For` and its
    /// kin), sorted by name. Every product has its own, so they are left out of comparisons by [`Outcome::same_as`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forwarded: Vec<HeaderValue>,
}

/// What the proxy adds to the answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Response {
    /// Headers, sorted by name.
    pub headers: Vec<HeaderValue>,
}

/// An answer that sends the client elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Redirect {
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// The Location header, exactly.
    pub location: String,
    /// Other headers of the answer.
    pub response: Response,
}

/// An answer of the proxy's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Respond {
    /// The status.
    pub status: u16,
    /// Headers of the answer.
    pub response: Response,
    /// Why, in a sentence. It says nothing about traffic and is left out of comparisons by [`Outcome::same_as`].
    pub reason: String,
}

/// A copy of the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mirror {
    /// Who gets it; `share` is the fraction of requests that are copied.
    pub backend: Backend,
}

impl Outcome {
    /// Whether traffic ends the same on both sides: everything but the words of a reason counts. The group, kind,
    /// namespace, name and port of backends count, so do their shares to a millionth, what reaches them, and what the
    /// client sees. Backends with share 0 do not. Hosts and names of headers count in any case and headers in any order.
    pub fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Forward(a), Self::Forward(b)) => a.same_as(b),
            (Self::Redirect(a), Self::Redirect(b)) => {
                a.status == b.status && a.goes_with(b) && a.response.same_as(&b.response)
            }
            (Self::Respond(a), Self::Respond(b)) => a.status == b.status && a.response.same_as(&b.response),
            (Self::Refuse { .. }, Self::Refuse { .. }) => true,
            _ => false,
        }
    }
}

impl Redirect {
    /// Whether both send to the same address: equal but for the case of scheme and host, and for a path that is left out
    /// instead of `/` (RFC 9110, section 4.2.3).
    pub fn goes_with(&self, other: &Self) -> bool {
        same_location(&self.location, &other.location)
    }
}

impl Forward {
    fn same_as(&self, other: &Self) -> bool {
        let mirrors = |list: &[Mirror]| list.iter().map(|mirror| mirror.backend.clone()).collect::<Vec<_>>();
        same_shares(&self.backends, &other.backends)
            && self.upstream.same_as(&other.upstream)
            && self.response.same_as(&other.response)
            && same_shares(&mirrors(&self.mirrors), &mirrors(&other.mirrors))
    }
}

impl Upstream {
    /// Whether the same reaches the backend, as [`Outcome::same_as`] compares.
    pub fn same_as(&self, other: &Self) -> bool {
        let removed = |list: &[String]| sorted(list.iter().map(|name| name.to_ascii_lowercase()));
        self.path == other.path
            && self.host.eq_ignore_ascii_case(&other.host)
            && same_headers(&self.headers, &other.headers)
            && removed(&self.removed) == removed(&other.removed)
    }
}

impl Response {
    /// Whether the client sees the same headers, as [`Outcome::same_as`] compares.
    pub fn same_as(&self, other: &Self) -> bool {
        same_headers(&self.headers, &other.headers)
    }
}

fn same_headers(a: &[HeaderValue], b: &[HeaderValue]) -> bool {
    let lower =
        |list: &[HeaderValue]| sorted(list.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())));
    a.len() == b.len() && lower(a) == lower(b)
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = items.collect();
    order_by(&mut list, Ord::cmp);
    list
}

fn same_location(a: &str, b: &str) -> bool {
    let parts = |location: &str| {
        let start = location.find("://").map_or(0, |at| at + 3);
        let end = location[start..].find(['/', '?', '#']).map_or(location.len(), |at| start + at);
        let (origin, rest) = if start == 0 { ("", location) } else { location.split_at(end) };
        let rest = if rest.starts_with('/') || start == 0 { rest.to_owned() } else { format!("/{rest}") };
        (origin.to_ascii_lowercase(), rest)
    };
    parts(a) == parts(b)
}

/// Whether two lists send the same share to the same places, in whatever order and split.
fn same_shares(a: &[Backend], b: &[Backend]) -> bool {
    let total = |list: &[Backend], of: &Backend| -> f64 {
        list.iter().filter(|backend| backend.is_same_place(of)).map(|backend| backend.share).sum()
    };
    let carries_traffic = |backends: &[Backend]| backends.iter().any(|backend| backend.share > 0.0);
    a.iter().chain(b).all(|backend| (total(a, backend) - total(b, backend)).abs() < 1e-6)
        && (carries_traffic(a) || carries_traffic(b) || a.is_empty() == b.is_empty())
}

impl Backend {
    /// Same group, kind, namespace, name, port and status, whatever the share.
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.name == other.name
            && self.namespace == other.namespace
            && self.port == other.port
            && self.kind == other.kind
            && self.group == other.group
            && self.status == other.status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend(name: &str, share: f64) -> Backend {
        let text = str::to_owned;
        let (group, kind, namespace) = (text(""), text("Service"), text("shop"));
        Backend { group, kind, namespace, name: text(name), port: Some(80), share, status: None }
    }

    fn forward(backends: Vec<Backend>) -> Forward {
        let (upstream, response) = (Upstream::default(), Response::default());
        Forward { backends, chosen: 0, upstream, response, mirrors: Vec::new() }
    }

    fn header(name: &str, value: &str) -> HeaderValue {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn shares_count_by_place_in_any_split() {
        let whole = forward(vec![backend("a", 0.5), backend("b", 0.5)]);
        let split = forward(vec![backend("b", 0.5), backend("a", 0.25), backend("a", 0.25), backend("c", 0.0)]);
        assert!(whole.same_as(&split) && split.same_as(&whole));
        assert!(!whole.same_as(&forward(vec![backend("a", 0.6), backend("b", 0.4)])));
        let mut broken = backend("a", 1.0);
        broken.status = Some(503);
        assert!(!forward(vec![backend("a", 1.0)]).same_as(&forward(vec![broken])));
    }

    #[test]
    fn mirrors_and_headers_count_in_any_order_and_case() {
        let mut a = forward(vec![backend("a", 1.0)]);
        let mut b = a.clone();
        a.mirrors = vec![Mirror { backend: backend("m", 0.5) }, Mirror { backend: backend("n", 1.0) }];
        b.mirrors = vec![Mirror { backend: backend("n", 1.0) }, Mirror { backend: backend("m", 0.5) }];
        a.upstream.headers = vec![header("X-A", "1"), header("x-b", "2")];
        b.upstream.headers = vec![header("X-B", "2"), header("x-a", "1")];
        (a.upstream.host, b.upstream.host) = ("H.com:81".to_owned(), "h.com:81".to_owned());
        assert!(a.same_as(&b));
        for change in [
            |b: &mut Forward| b.mirrors[1].backend.share = 0.4,
            |b: &mut Forward| b.upstream.headers[0].1 = "3".to_owned(),
            |b: &mut Forward| b.upstream.host = "h.com".to_owned(),
            |b: &mut Forward| b.response.headers = vec![header("a", "b")],
            |b: &mut Forward| b.upstream.removed = vec!["a".to_owned()],
        ] {
            let mut other = b.clone();
            change(&mut other);
            assert!(!a.same_as(&other), "{other:?}");
        }
    }

    #[test]
    fn locations_are_compared_as_clients_read_them() {
        for (a, b, same) in [
            ("https://H.com", "https://h.com/", true),
            ("https://h.com?x", "https://h.com/?x", true),
            ("https://h.com/A", "https://h.com/a", false),
            ("https://h.com:443/", "https://h.com/", false),
            ("/a", "/A", false),
        ] {
            assert_eq!(same_location(a, b), same, "{a} {b}");
        }
    }
}
