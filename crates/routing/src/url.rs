//! A URL as people write it: `https://host:8443/path?query`, the scheme and the path optional.

use crate::{RequestError, Scheme};

/// What a URL says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: Scheme,
    /// `user:password`, decoded no further.
    pub(crate) user: Option<String>,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// Path and query, without the fragment.
    pub(crate) path: String,
}

impl Url {
    /// Reads `text`, which stands at byte `at` of the input.
    pub(crate) fn parse(text: &str, at: usize) -> Result<Self, RequestError> {
        let (scheme, rest) = match text.split_once("://") {
            Some((name, rest)) if !name.contains(['/', '?']) => (scheme(name, at)?, rest),
            _ => (Scheme::Http, text),
        };
        let offset = at + (text.len() - rest.len());
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, host_port) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority),
        };
        let (host, port) = host_and_port(host_port, offset + (authority.len() - host_port.len()))?;
        let path = target(path, scheme, offset + end)?;
        Ok(Self { scheme, user, host, port, path })
    }
}

fn scheme(name: &str, at: usize) -> Result<Scheme, RequestError> {
    let known = Scheme::ALL.into_iter().find(|scheme| scheme.name().eq_ignore_ascii_case(name));
    known.ok_or_else(|| {
        RequestError::new(at, format!("{name} is no scheme that is routed; write http, https, tcp, udp or tls"))
    })
}

/// Host and port of an authority or a Host header.
pub(crate) fn host_and_port(text: &str, at: usize) -> Result<(String, Option<u16>), RequestError> {
    let port_at = match text.rfind(']') {
        Some(bracket) => text[bracket..].find(':').map(|colon| bracket + colon),
        None => text.find(':'),
    };
    let (host, port) = match port_at {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    };
    let port = match port {
        None | Some("") => None,
        Some(port) => {
            Some(port.parse().ok().filter(|&port: &u16| port > 0 && !text.ends_with('+')).ok_or_else(|| {
                RequestError::new(at + host.len() + 1, format!("{port} is no port; write a number from 1 to 65535"))
            })?)
        }
    };
    Ok((self::host(host, at)?, port))
}

/// A host in lower case; an IPv6 address keeps its brackets.
pub(crate) fn host(text: &str, at: usize) -> Result<String, RequestError> {
    let error = |message: String| Err(RequestError::new(at, message));
    if text.is_empty() {
        return error("there is no host; write one, as in GET https://shop.example.com/path".to_owned());
    }
    if let Some(inner) = text.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|inner| inner.parse::<std::net::Ipv6Addr>().ok());
        return match address {
            Some(address) => Ok(format!("[{address}]")),
            None => error(format!("{text} is no IPv6 address; write one as in [2001:db8::1]")),
        };
    }
    if !text.is_ascii() {
        return error(format!("{text} is not how a host is sent; write its ASCII form, which begins with xn--"));
    }
    if text.contains('*') {
        return error(format!("{text} is a pattern; write one host that it stands for"));
    }
    if let Some(bad) = text.chars().find(|letter| !letter.is_ascii_alphanumeric() && !"-._".contains(*letter)) {
        return error(format!("a host has letters, digits, hyphens and dots, not {bad:?}; check {text}"));
    }
    if text.len() > 253 || text.starts_with('.') || text.contains("..") {
        return error(format!(
            "{text} is no host: its parts between the dots must not be empty, its length at most 253"
        ));
    }
    Ok(text.to_ascii_lowercase())
}

/// Path and query as they are sent, `/` where nothing is written.
pub(crate) fn target(text: &str, scheme: Scheme, at: usize) -> Result<String, RequestError> {
    let sent = text.split_once('#').map_or(text, |(before, _)| before);
    if let Some((place, bad)) = sent.char_indices().find(|(_, letter)| letter.is_control() || letter.is_whitespace()) {
        let code: String = bad.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect();
        return Err(RequestError::new(at + place, format!("a path has no {bad:?}; write {code}")));
    }
    Ok(match scheme {
        Scheme::Http | Scheme::Https if !sent.starts_with('/') => format!("/{sent}"),
        _ => sent.to_owned(),
    })
}
