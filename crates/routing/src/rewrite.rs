//! Texts that are written piece by piece from a request: nginx's `rewrite … break`, `return CODE URL` and its kind.
//!
//! A pattern is run on the path as nginx compares it ([`crate::normalise`]), the result is the whole path, and the query
//! is kept beside it.

use crate::{
    HeaderEdits, HeaderValue, Outcome, PathTemplate, Pattern, Redirect, Request, Respond, Response, escape, normalise,
    template::echoed,
    uri::{is_written, push_escaped},
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
    /// What a proxy in front says in X-Forwarded-Proto, be it nothing, else as [`Self::Scheme`] (`$pass_access_scheme` of
    /// `nginx.tmpl` where such headers are believed).
    ToldScheme,
    /// The request's host in lower case, without its port.
    Host,
    /// The Host header as sent, with its port.
    Authority,
    /// The path as nginx compares it.
    Path,
    /// The port that a proxy in front says in X-Forwarded-Port, be it nothing, else this one.
    ToldPort(u16),
    /// Path and query as sent, without one slash at their end.
    StrippedTarget,
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
        let location = match &self.pattern {
            None => fill(&self.location, &[], path, request),
            Some(pattern) => {
                let mut captures = pattern.captures(path).unwrap_or_default();
                if request.path_only().contains(['%', '+']) {
                    captures.iter_mut().for_each(|capture| *capture = escape_argument(capture));
                }
                // The request's own query is put behind what was written.
                let (written, query) = match self.location.split_last() {
                    Some((Piece::Query, written)) => (written, &[Piece::Query][..]),
                    _ => (&*self.location, &[][..]),
                };
                let filled = |pieces| fill(pieces, &captures, path, request);
                unescape_redirect(&filled(written)) + &filled(query)
            }
        };
        Outcome::Redirect(Redirect {
            status: self.status,
            location,
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
            Piece::Scheme => out.push_str(request.scheme.of_http()),
            Piece::ToldScheme => out.push_str(request.header("x-forwarded-proto").unwrap_or(request.scheme.of_http())),
            Piece::Host => {
                out.push_str(request.host.strip_suffix('.').unwrap_or(&request.host).to_ascii_lowercase().as_str());
            }
            Piece::Authority => out.push_str(&request.authority()),
            Piece::Path => out.push_str(path),
            Piece::ToldPort(port) => match request.header("x-forwarded-port") {
                Some(told) => out.push_str(told),
                None => out.push_str(&port.to_string()),
            },
            Piece::StrippedTarget => out.push_str(request.path.strip_suffix('/').unwrap_or(&request.path)),
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

/// What a redirecting `rewrite` captured of a path that came with escapes or a `+` (`ngx_http_script_copy_capture_code`
/// with `quote`, `NGX_ESCAPE_ARGS` since 1.21.1).
fn escape_argument(capture: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    push_escaped(capture, |byte| is_written(byte) && !b"&+;".contains(&byte), &mut out);
    out.into_bytes()
}

/// A Location that `rewrite` wrote: up to the query, escapes of what may stand in a URL are taken back, and of what is no
/// escape the sign is lost, with its only digit and what follows that (`ngx_unescape_uri`, `NGX_UNESCAPE_REDIRECT`).
fn unescape_redirect(location: &str) -> String {
    let bytes = location.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        at += 1;
        let mut byte = first;
        if first == b'%' {
            match digit(at).map(|high| (high, digit(at + 1))) {
                Some((high, Some(low))) => {
                    at += 2;
                    byte = u8::try_from(high * 16 + low).unwrap_or(first);
                    if !(b'&'..0x7f).contains(&byte) {
                        out.extend_from_slice(&bytes[at - 3..at]);
                        continue;
                    }
                }
                Some((_, None)) => {
                    at += 2;
                    continue;
                }
                None => {
                    // Whatever it is, it is not looked at.
                    out.extend(bytes.get(at));
                    at += 1;
                    continue;
                }
            }
        }
        out.push(byte);
        if byte == b'?' {
            break;
        }
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    String::from_utf8_lossy(&out).into_owned()
}

/// Escapes all but what RFC 3986 calls unreserved (nginx's `set_escape_uri`).
fn escape_component(text: &str, out: &mut String) {
    push_escaped(text.as_bytes(), |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte), out);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirecting_rewrite_escapes_what_it_captured_of_an_escaped_path() {
        let template = |text: &str| LocationTemplate {
            status: 302,
            pattern: Some(Pattern::pcre("^/a/(.*)", crate::Need::Captures).unwrap()),
            location: vec![Piece::Text(text.into()), Piece::Capture(1), Piece::Query],
            headers: Vec::new(),
        };
        #[rustfmt::skip]
        let cases = [
            ("/a/b%20c",     "http://b.com/",   "http://b.com/b%20c"),
            ("/a/b%2526c",   "http://b.com/",   "http://b.com/b%2526c"),
            ("/a/%26+%3Bc",  "http://b.com/",   "http://b.com/&+;c"),
            ("/a/%3F%26",    "http://b.com/",   "http://b.com/?%26"),
            ("/a/x+y%C3%A9", "http://b.com/?q=", "http://b.com/?q=x%2By%C3%A9"),
            ("/a/x&y",       "http://b.com/",   "http://b.com/x&y"),
            ("/a/x",         "http://b.com/%41%20", "http://b.com/A%20x"),
            ("/a/x?%41=%z",  "http://b.com/%4",     "http://b.com/?%41=%z"),
        ];
        for (path, text, location) in cases {
            let request = Request::parse(&format!("http://a.com{path}")).unwrap();
            let Outcome::Redirect(redirect) = template(text).outcome(&request) else { panic!("no redirect") };
            assert_eq!(redirect.location, location, "{path}");
        }
    }
    #[test]
    fn of_what_is_no_escape_the_sign_is_lost() {
        #[rustfmt::skip]
        let cases = [
            ("/100%",   "/100"),
            ("/%zz",    "/zz"),
            ("/%%41",   "/%41"),
            ("/%4zA",   "/A"),
            ("/%4",     "/"),
            ("/%?a%41", "/?aA"),
            ("/%3F%41", "/?%41"),
            ("/?%41%z", "/?%41%z"),
            ("/%éa",    "/éa"),
        ];
        for (written, sent) in cases {
            assert_eq!(unescape_redirect(written), sent, "{written}");
        }
    }
}
