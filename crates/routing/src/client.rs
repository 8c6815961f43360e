//! Headers in which a proxy tells a backend of the client and of what it asked for.

use std::net::IpAddr;

use crate::{HeaderValue, Request};

/// Which of them a proxy writes by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClientHeaders {
    /// None that is known.
    #[default]
    None,
    /// Those of ingress-nginx, whatever the client sent.
    Own,
    /// Those of ingress-nginx with `use-forwarded-headers`: what the client sent is believed.
    Believed,
}

impl ClientHeaders {
    /// The headers that arrive, sorted by name. An address that the request does not tell leaves its headers out.
    pub(crate) fn values(self, request: &Request) -> Vec<HeaderValue> {
        if self == Self::None {
            return Vec::new();
        }
        let sent = |name: &str| request.header(name).filter(|_| self == Self::Believed);
        let scheme = sent("X-Forwarded-Proto").unwrap_or(request.scheme.of_http()).to_owned();
        let port = sent("X-Forwarded-Port").map_or_else(|| request.scheme.default_port().to_string(), str::to_owned);
        let first = |list: &str| list.split(',').next().unwrap_or_default().to_owned();
        let host = sent("X-Forwarded-Host").map_or_else(|| request.authority().into_owned(), first);
        let address = |list: &str| list.split(',').next().and_then(|one| one.trim().parse::<IpAddr>().ok());
        let source = sent("X-Forwarded-For").and_then(address).or(request.source).map(|address| address.to_string());
        let original = |name: &str| request.header(name).map(str::to_owned);
        let all = [
            ("X-Forwarded-For", source.clone()),
            ("X-Forwarded-Host", Some(host)),
            ("X-Forwarded-Port", Some(port)),
            ("X-Forwarded-Proto", Some(scheme.clone())),
            ("X-Forwarded-Scheme", Some(scheme.clone())),
            ("X-Original-Forwarded-For", original("X-Forwarded-For")),
            ("X-Original-Forwarded-Host", original("X-Forwarded-Host")),
            ("X-Real-IP", source),
            ("X-Request-ID", original("X-Request-ID")),
            ("X-Scheme", Some(scheme)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;

    #[test]
    fn what_the_client_says_of_itself_is_believed_only_where_it_is_told_to() {
        let mut request = Request::get(Scheme::Http, "h.com", "/");
        request.source = Some([10, 0, 0, 1].into());
        let sent =
            [("x-forwarded-for", "1.2.3.4, 5.6.7.8"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "o.com")];
        request.headers = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let value = |client: ClientHeaders, name: &str| {
            client.values(&request).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
        };
        for (name, own, believed) in [
            ("X-Forwarded-For", "10.0.0.1", "1.2.3.4"),
            ("X-Forwarded-Host", "h.com", "o.com"),
            ("X-Forwarded-Port", "80", "80"),
            ("X-Forwarded-Proto", "http", "https"),
            ("X-Original-Forwarded-For", "1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8"),
            ("X-Real-IP", "10.0.0.1", "1.2.3.4"),
        ] {
            assert_eq!(value(ClientHeaders::Own, name).as_deref(), Some(own), "{name}");
            assert_eq!(value(ClientHeaders::Believed, name).as_deref(), Some(believed), "{name}");
        }
        assert!(ClientHeaders::None.values(&request).is_empty());
        assert!(ClientHeaders::Own.values(&request).is_sorted());
    }
}
