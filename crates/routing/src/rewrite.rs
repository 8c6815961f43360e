//! Texts that are written piece by piece from a request: nginx's `rewrite … break`, `return CODE URL` and its kind.
//!
//! A pattern is run on the path as nginx compares it ([`crate::normalise`]), the result is the whole path, and the query
//! is kept beside it.

use crate::{
    HeaderEdits, HeaderValue, Outcome, PathTemplate, Pattern, Redirect, Request, Respond, Response, Scheme, escape,
    normalise, template::echoed, uri::push_escaped,
};

/// A piece of a text that depends on the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(Box<str>),
    /// What a group of the pattern captured; nothing where it did not take part.
    Capture(usize),
    /// `http` or `https`, as the client speaks.
    Scheme,
    /// The request's host in lower case, without its port.
    Host,
    /// The Host header as sent, with its port.
    Authority,
    /// The path as nginx compares it.
    Path,
    /// Path and query as sent, escaped to stand in a query's value.
    EscapedTarget,
    /// `?` and the query, where there is one that is not empty.
    Query,
}

/// A path written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// What is looked for in the path, unanchored.
    pub pattern: Pattern,
    /// What the whole path becomes where it is found.
    pub target: Vec<Piece>,
    /// A header that tells of it, written with the same captures; where nothing is written it is not sent.
    pub told: Option<(&'static str, Vec<Piece>)>,
}

/// A redirect whose Location is written piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationTemplate {
    /// The status.
    pub status: u16,
    /// Where captures come from; none where the pieces have none.
    pub pattern: Option<Pattern>,
    /// The Location header.
    pub location: Vec<Piece>,
    /// Other headers of the answer.
    pub headers: Vec<HeaderValue>,
}

impl Rewrite {
    /// The header that tells of it.
    pub(crate) fn header(&self, request: &Request) -> Option<HeaderValue> {
        let (name, pieces) = self.told.as_ref()?;
        let normal = normalise(&request.path)?;
        let captures = self.pattern.captures(&normal.path).unwrap_or_default();
        let value = fill(pieces, &captures, &normal.path, request);
        (!value.is_empty()).then(|| ((*name).to_owned(), value))
    }

    /// The path that arrives, without query.
    pub(crate) fn path(&self, request: &Request) -> String {
        let written = || {
            let normal = normalise(&request.path)?;
            let captures = self.pattern.captures(&normal.path)?;
            Some(escape(&fill(&self.target, &captures, &normal.path, request)))
        };
        written().unwrap_or_else(|| request.path_only().to_owned())
    }
}

impl LocationTemplate {
    pub(crate) fn outcome(&self, request: &Request) -> Outcome {
        let normal = normalise(&request.path);
        let path = normal.as_ref().map_or("", |normal| &*normal.path);
        let captures = self.pattern.as_ref().and_then(|pattern| pattern.captures(path)).unwrap_or_default();
        Outcome::Redirect(Redirect {
            status: self.status,
            location: fill(&self.location, &captures, path, request),
            response: Response { headers: echoed(self.headers.clone(), request) },
        })
    }
}

/// `path` is the request's as nginx compares it, `captures` what a pattern captured in it.
fn fill(pieces: &[Piece], captures: &[Vec<u8>], path: &str, request: &Request) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Capture(group) => {
                out.push_str(&String::from_utf8_lossy(captures.get(*group).map_or(b"", Vec::as_slice)));
            }
            Piece::Scheme => out.push_str(if request.scheme == Scheme::Https { "https" } else { "http" }),
            Piece::Host => {
                out.push_str(request.host.strip_suffix('.').unwrap_or(&request.host).to_ascii_lowercase().as_str());
            }
            Piece::Authority => out.push_str(&request.authority()),
            Piece::Path => out.push_str(path),
            Piece::EscapedTarget => escape_component(&request.path, &mut out),
            Piece::Query => {
                if let Some(query) = request.query().filter(|query| !query.is_empty()) {
                    out.push('?');
                    out.push_str(query);
                }
            }
        }
    }
    out
}

/// Escapes all but what RFC 3986 calls unreserved (nginx's `set_escape_uri`).
fn escape_component(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            push_escaped(byte, out);
        }
    }
}

/// What happens instead of a forward whose rewritten path is no path: nginx answers 500 to an empty one, and a backend
/// that gets one without a leading slash answers as it likes.
pub(crate) fn broken_target(path: &PathTemplate, arriving: &str, response: &HeaderEdits) -> Option<Outcome> {
    if !matches!(path, PathTemplate::Rewrite(_)) || arriving.starts_with('/') {
        return None;
    }
    Some(if arriving.is_empty() || arriving.starts_with('?') {
        Outcome::Respond(Respond {
            status: 500,
            response: Response { headers: response.values(|_| None) },
            reason: "the rewritten path is empty".to_owned(),
        })
    } else {
        Outcome::Unknown {
            reason: format!(
                "the rewritten path {arriving} has no leading slash: what a backend makes of such a request line is its own"
            ),
        }
    })
}
