//! The request that is asked of both sides, as the terminal and the page write it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How the client speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain text HTTP.
    #[default]
    Http,
    /// HTTP in TLS.
    Https,
    /// A TCP connection.
    Tcp,
    /// UDP datagrams.
    Udp,
    /// TLS that is not ended here.
    Tls,
}

impl Scheme {
    /// The port that a client connects to when it is told none.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Https | Self::Tls => 443,
            Self::Http | Self::Tcp | Self::Udp => 80,
        }
    }

    /// As a URL begins with it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Tls => "tls",
        }
    }

    /// As a proxy of HTTP tells it: what is not TLS is `http`.
    pub(crate) fn of_http(self) -> &'static str {
        if self == Self::Https { "https" } else { "http" }
    }

    pub(crate) const ALL: [Self; 5] = [Self::Http, Self::Https, Self::Tcp, Self::Udp, Self::Tls];
}

/// One request. All fields but host and path have defaults; the JSON names are those of `gatefold route --requests`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// How the client speaks; `http` when left out.
    #[serde(default)]
    pub scheme: Scheme,
    /// The Host header without its port.
    pub host: String,
    /// The port that the client connects to; the scheme's own when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// `GET` when left out.
    #[serde(default = "get")]
    pub method: String,
    /// The request target as sent: path with query, not decoded.
    pub path: String,
    /// Headers in the order sent; names may repeat. Host is not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// Server name of the TLS handshake; the host when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// The client's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<std::net::IpAddr>,
    /// Bytes of the body; 0 when left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub body_size: u64,
    /// A number in [0, 1) that pins weighted choices; 0 when left out.
    #[serde(default, skip_serializing_if = "is_zero_draw")]
    pub draw: f64,
}

fn get() -> String {
    "GET".to_owned()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(size: &u64) -> bool {
    *size == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero_draw(draw: &f64) -> bool {
    *draw == 0.0
}

/// Why a text is not a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// What is wrong, in one lower-case sentence that says what to write instead.
    pub message: String,
    /// The byte of the text at which it goes wrong.
    pub at: usize,
}

impl RequestError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), at }
    }

    /// The same error, its place on a character of `text`: escapes before it make words shorter than their text.
    pub(crate) fn within(mut self, text: &str) -> Self {
        self.at = text.floor_char_boundary(self.at);
        self
    }
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RequestError {}

impl Request {
    /// `GET http://host/path`.
    pub fn get(scheme: Scheme, host: &str, path: &str) -> Self {
        Self {
            scheme,
            host: host.to_owned(),
            port: None,
            method: get(),
            path: path.to_owned(),
            headers: Vec::new(),
            sni: None,
            source: None,
            body_size: 0,
            draw: 0.0,
        }
    }

    /// The path without its query, as sent.
    pub fn path_only(&self) -> &str {
        self.path.split_once('?').map_or(&self.path, |(path, _)| path)
    }

    /// The query without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.path.split_once('?').map(|(_, query)| query)
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The port that the client connects to: the one written, else 443 for https and tls, else 80.
    pub fn effective_port(&self) -> u16 {
        self.port.unwrap_or(self.scheme.default_port())
    }

    /// The Host header as the client sends it: with the port where that is not the scheme's own.
    pub fn authority(&self) -> Cow<'_, str> {
        match self.port.filter(|&port| port != self.scheme.default_port()) {
            Some(port) => Cow::Owned(format!("{}:{port}", self.host)),
            None => Cow::Borrowed(&self.host),
        }
    }
}
