//! A redirect to an address: what of a URL a RequestRedirect filter can say.

/// The fields of a RequestRedirect filter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RedirectTo {
    pub(crate) scheme: Option<&'static str>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    /// `ReplaceFullPath`; the request's path stays without it.
    pub(crate) path: Option<String>,
    pub(crate) status: u16,
}

impl RedirectTo {
    /// A redirect of the same scheme and host.
    pub(crate) fn to_path(path: &str, status: u16) -> Self {
        Self { scheme: None, host: None, port: None, path: Some(path.to_owned()), status }
    }

    /// A redirect of the same path to another host.
    pub(crate) fn to_host(host: &str, status: u16) -> Self {
        Self { scheme: None, host: Some(host.to_owned()), port: None, path: None, status }
    }

    /// What of `url` can be said; none where it is no address of this kind, or the status none of a redirect's. A query in
    /// it cannot be.
    pub(crate) fn to_url(url: &str, status: u16) -> Option<Self> {
        if !matches!(status, 301 | 302 | 303 | 307 | 308) || url.contains('$') {
            return None;
        }
        let url = url.split(['?', '#']).next().unwrap_or_default();
        if url.starts_with('/') {
            return Some(Self::to_path(url, status));
        }
        let (scheme, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => ("https", rest),
            (None, Some(rest)) => ("http", rest),
            (None, None) => return None,
        };
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        crate::hostname::is_hostname(&host).then(|| Self {
            scheme: Some(scheme),
            host: Some(host),
            port,
            path: Some(path.to_owned()),
            status,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_fields() {
        let fields = |url| {
            RedirectTo::to_url(url, 301).map(|to| (to.scheme, to.host.unwrap_or_default(), to.port, to.path.unwrap()))
        };
        let of = |scheme, host: &str, port, path: &str| Some((scheme, host.to_owned(), port, path.to_owned()));
        for (url, expected) in [
            ("http://r.example", of(Some("http"), "r.example", None, "/")),
            ("https://R.example:8443/a/b?c=d", of(Some("https"), "r.example", Some(8443), "/a/b")),
            ("/new", of(None, "", None, "/new")),
            ("https://r.example/$1", None),
            ("r.example/a", None),
            ("http://a_b/", None),
        ] {
            assert_eq!(fields(url), expected, "{url}");
        }
        assert_eq!(RedirectTo::to_url("/a", 300), None);
    }
}
