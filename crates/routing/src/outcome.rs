//! What becomes of a request. One type for both sides; its JSON is the terminal's (`gatefold route --format json`).

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
    /// client sees. Backends with share 0 do not.
    pub fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Forward(a), Self::Forward(b)) => a.same_as(b),
            (Self::Redirect(a), Self::Redirect(b)) => a == b,
            (Self::Respond(a), Self::Respond(b)) => a.status == b.status && a.response == b.response,
            (Self::Refuse { .. }, Self::Refuse { .. }) => true,
            _ => false,
        }
    }
}

impl Forward {
    fn same_as(&self, other: &Self) -> bool {
        same_shares(&self.backends, &other.backends)
            && self.upstream == other.upstream
            && self.response == other.response
            && self.mirrors == other.mirrors
    }
}

/// Whether two lists send the same share to the same places, in whatever order and split.
fn same_shares(a: &[Backend], b: &[Backend]) -> bool {
    let total = |list: &[Backend], of: &Backend| -> f64 {
        list.iter().filter(|backend| backend.is_same_place(of)).map(|backend| backend.share).sum()
    };
    a.iter().chain(b).all(|backend| (total(a, backend) - total(b, backend)).abs() < 1e-6)
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
