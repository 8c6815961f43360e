//! What a rule does, as a function of the request: a [`Template`] filled by [`Choice::outcome`].

use crate::{
    Backend, ClientHeaders, Forward, HeaderValue, LocationTemplate, Mirror, Outcome, Redirect, Request, Respond,
    Response, Rewrite, Scheme, Upstream, rewrite,
};
use gatefold_diagnostic::order_by;

/// A header's value in an answer that stands for the request's own `Origin`.
pub const REQUEST_ORIGIN: &str = "\0Origin";

/// What happens when a rule wins.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// The request goes to one of the backends.
    Forward {
        /// The backends, shares summing to 1 unless every weight is 0.
        backends: Vec<WeightedBackend>,
        /// The path that arrives.
        path: PathTemplate,
        /// The Host header that arrives.
        host: HostTemplate,
        /// Headers towards the backend.
        request: HeaderEdits,
        /// Headers in which the proxy tells of the client.
        client: ClientHeaders,
        /// Headers towards the client.
        response: HeaderEdits,
        /// Copies.
        mirrors: Vec<Mirror>,
    },
    /// The client is sent elsewhere.
    Redirect(RedirectTemplate),
    /// The client is sent to a Location that is written piece by piece.
    Location(LocationTemplate),
    /// The proxy answers.
    Respond {
        /// The status.
        status: u16,
        /// Headers of the answer.
        headers: Vec<HeaderValue>,
        /// Why, in a sentence.
        reason: String,
    },
    /// The connection is not taken.
    Refuse {
        /// Why, in a sentence.
        reason: String,
    },
    /// It cannot be said.
    Unknown {
        /// What it depends on, in a sentence.
        reason: String,
    },
}

/// A backend and where its share ends on the line from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedBackend {
    /// The backend with its share.
    pub backend: Backend,
    /// The sum of the shares up to and with this one.
    pub until: f64,
}

/// A path as a function of the request's path. The query is kept by all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathTemplate {
    /// As it came.
    Keep,
    /// Always this.
    Full(Box<str>),
    /// The matched prefix replaced, element-wise as HTTPPathModifier's ReplacePrefixMatch says.
    ReplacePrefix {
        /// The prefix that matched.
        prefix: Box<str>,
        /// What stands there instead.
        replacement: Box<str>,
    },
    /// Written anew from captures, as nginx's `rewrite` does.
    Rewrite(Box<Rewrite>),
}

/// A Host header as a function of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostTemplate {
    /// As it came.
    Keep,
    /// Always this.
    Set(Box<str>),
}

/// Edits of headers, applied in this order: remove, set, add.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderEdits {
    /// Taken away.
    pub remove: Vec<String>,
    /// Overwritten.
    pub set: Vec<HeaderValue>,
    /// Appended to what is there.
    pub add: Vec<HeaderValue>,
}

/// A redirect as a function of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectTemplate {
    /// The status.
    pub status: u16,
    /// The scheme; the request's own when none.
    pub scheme: Option<Scheme>,
    /// The host; the request's own when none.
    pub host: Option<Box<str>>,
    /// The port written into Location; none for no port.
    pub port: Option<u16>,
    /// The path.
    pub path: PathTemplate,
    /// Whether one slash at the very end of path and query is taken away, as ingress-nginx's `ssl-redirect` does
    /// (`lua_ingress.lua`).
    pub trailing_slash: TrailingSlash,
    /// Other headers of the answer.
    pub headers: Vec<HeaderValue>,
}

/// What becomes of a slash at the end of a redirect's path and query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailingSlash {
    /// It stays.
    Keep,
    /// One is taken away.
    StripOne,
}

/// What a router chose: a template, and a backend where there are several.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// What happens.
    pub template: &'a Template,
}

impl Template {
    /// A forward to weighted backends that changes nothing else. Shares are `weight / sum of weights`.
    pub fn forward(backends: impl IntoIterator<Item = (Backend, u32)>) -> Self {
        Self::Forward {
            backends: WeightedBackend::from_weights(backends),
            path: PathTemplate::Keep,
            host: HostTemplate::Keep,
            request: HeaderEdits::default(),
            client: ClientHeaders::None,
            response: HeaderEdits::default(),
            mirrors: Vec::new(),
        }
    }
}

impl WeightedBackend {
    /// Turns weights into shares; all zero gives shares of zero.
    pub fn from_weights(backends: impl IntoIterator<Item = (Backend, u32)>) -> Vec<Self> {
        let backends: Vec<_> = backends.into_iter().collect();
        let total: f64 = backends.iter().map(|(_, weight)| f64::from(*weight)).sum();
        let mut until = 0.0;
        let share = |weight: u32| if total > 0.0 { f64::from(weight) / total } else { 0.0 };
        backends
            .into_iter()
            .map(|(mut backend, weight)| {
                backend.share = share(weight);
                until += backend.share;
                Self { backend, until }
            })
            .collect()
    }
}

impl PathTemplate {
    /// The path and query that `request` arrives with.
    pub fn fill(&self, request: &Request) -> String {
        let path = match self {
            Self::Keep => return request.path.clone(),
            Self::Full(path) => path.to_string(),
            Self::Rewrite(rewrite) => {
                let path = rewrite.path(request);
                // nginx writes the arguments anew; without any there is no mark.
                return match request.query().filter(|query| !query.is_empty()) {
                    Some(query) => format!("{path}?{query}"),
                    None => path,
                };
            }
            Self::ReplacePrefix { prefix, replacement } => replace_prefix(request.path_only(), prefix, replacement),
        };
        match request.query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        }
    }
}

/// `/foo/bar` with `/foo` → `/xyz` is `/xyz/bar`; slashes at the seam are never doubled or lost, and an empty result is
/// `/`. The table in the API reference of HTTPPathModifier is the rule.
fn replace_prefix(path: &str, prefix: &str, replacement: &str) -> String {
    let rest = path.strip_prefix(prefix.strip_suffix('/').unwrap_or(prefix)).unwrap_or(path);
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let head = replacement.strip_suffix('/').unwrap_or(replacement);
    if rest.is_empty() && !path.ends_with('/') && !replacement.is_empty() {
        return replacement.to_owned();
    }
    format!("{head}/{rest}")
}

impl Choice<'_> {
    /// Fills the template with the request; `draw` picks among weighted backends.
    pub fn outcome(&self, request: &Request) -> Outcome {
        match self.template {
            Template::Forward { backends, path, host, request: towards, client, response, mirrors } => {
                let arriving = path.fill(request);
                if let Some(instead) = rewrite::broken_target(path, &arriving, response) {
                    return instead;
                }
                let last = backends.len().saturating_sub(1);
                let chosen = backends.iter().position(|backend| request.draw < backend.until).unwrap_or(last);
                Outcome::Forward(Forward {
                    backends: backends.iter().map(|weighted| weighted.backend.clone()).collect(),
                    chosen,
                    upstream: Upstream {
                        path: arriving,
                        host: match host {
                            HostTemplate::Keep => request.authority().into_owned(),
                            HostTemplate::Set(host) => host.to_string(),
                        },
                        headers: {
                            let mut headers = towards.values(|name| request.header(name));
                            if let PathTemplate::Rewrite(rewrite) = path {
                                headers.extend(rewrite.header(request));
                            }
                            sorted(headers)
                        },
                        removed: sorted(towards.remove.clone()),
                        forwarded: client.values(request),
                    },
                    response: Response { headers: echoed(response.values(|_| None), request) },
                    mirrors: mirrors.clone(),
                })
            }
            Template::Location(location) => location.outcome(request),
            Template::Redirect(redirect) => Outcome::Redirect(Redirect {
                status: redirect.status,
                location: redirect.location(request),
                response: Response { headers: echoed(redirect.headers.clone(), request) },
            }),
            Template::Respond { status, headers, reason } => Outcome::Respond(Respond {
                status: *status,
                response: Response { headers: echoed(headers.clone(), request) },
                reason: reason.clone(),
            }),
            Template::Refuse { reason } => Outcome::Refuse { reason: reason.clone() },
            Template::Unknown { reason } => Outcome::Unknown { reason: reason.clone() },
        }
    }
}

/// Headers of an answer, in which [`REQUEST_ORIGIN`] is filled in.
pub(crate) fn echoed(mut headers: Vec<HeaderValue>, request: &Request) -> Vec<HeaderValue> {
    for (_, value) in headers.iter_mut().filter(|(_, value)| value == REQUEST_ORIGIN) {
        request.header("origin").unwrap_or_default().clone_into(value);
    }
    headers
}

impl RedirectTemplate {
    /// The Location header for `request`.
    pub fn location(&self, request: &Request) -> String {
        let scheme = match self.scheme.unwrap_or(request.scheme) {
            Scheme::Https => "https",
            _ => "http",
        };
        let host = self.host.as_deref().unwrap_or(&request.host);
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let path = self.path.fill(request);
        let path = match self.trailing_slash {
            TrailingSlash::Keep => path.as_str(),
            TrailingSlash::StripOne => path.strip_suffix('/').unwrap_or(&path),
        };
        format!("{scheme}://{host}{port}{path}")
    }
}

impl HeaderEdits {
    /// The headers that are set or added, with the value that arrives, sorted by name; `before` tells what was there.
    pub(crate) fn values<'a>(&self, before: impl Fn(&str) -> Option<&'a str>) -> Vec<HeaderValue> {
        let mut values: Vec<HeaderValue> = self.set.clone();
        for (name, value) in &self.add {
            let set = values.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name));
            match (set, before(name)) {
                (Some((_, there)), _) => *there = format!("{there},{value}"),
                (None, Some(there)) => values.push((name.clone(), format!("{there},{value}"))),
                (None, None) => values.push((name.clone(), value.clone())),
            }
        }
        sorted(values)
    }
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    order_by(&mut list, Ord::cmp);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replace_prefix_follows_the_table_of_the_api_reference() {
        #[rustfmt::skip]
        let cases = [
            ("/foo/bar", "/foo",  "/xyz",  "/xyz/bar"),
            ("/foo/bar", "/foo",  "/xyz/", "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz",  "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz/", "/xyz/bar"),
            ("/foo",     "/foo",  "/xyz",  "/xyz"),
            ("/foo/",    "/foo",  "/xyz",  "/xyz/"),
            ("/foo/bar", "/foo",  "",      "/bar"),
            ("/foo/",    "/foo",  "",      "/"),
            ("/foo",     "/foo",  "",      "/"),
            ("/foo/",    "/foo",  "/",     "/"),
            ("/foo",     "/foo",  "/",     "/"),
        ];
        for (path, prefix, replacement, expected) in cases {
            assert_eq!(replace_prefix(path, prefix, replacement), expected, "{path} {prefix} → {replacement}");
        }
    }
}
