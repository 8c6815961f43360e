//! Addresses in annotations that are a Service's own name in the cluster.

/// A Service as an annotation names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceUrl<'a> {
    /// Whether it is `https`.
    pub is_tls: bool,
    /// Its namespace.
    pub namespace: &'a str,
    /// Its name.
    pub service: &'a str,
    /// The port, that of the scheme where none is written.
    pub port: u16,
    /// With its slash; empty where the address has none.
    pub path: &'a str,
}

/// Whether an address is for TLS, its host, its port, and its path with the slash, which may be missing.
pub fn split_url(url: &str) -> Option<(bool, &str, u16, &str)> {
    let (is_tls, rest) = match url.strip_prefix("https://") {
        Some(rest) => (true, rest),
        None => (false, url.strip_prefix("http://")?),
    };
    // A path may follow without its slash where it is a variable.
    let (authority, path) = rest.split_at(rest.find(['/', '$']).unwrap_or(rest.len()));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, port.parse().ok().filter(|port| *port > 0)?),
        None => (authority, if is_tls { 443 } else { 80 }),
    };
    Some((is_tls, host, port, path))
}

/// Reads `http://auth.infra.svc.cluster.local:8080/check`; none where the host is not a Service's name.
pub fn service_url(url: &str) -> Option<ServiceUrl<'_>> {
    let (is_tls, host, port, path) = split_url(url)?;
    let name = host.strip_suffix('.').unwrap_or(host);
    let name = name.strip_suffix(".cluster.local").unwrap_or(name).strip_suffix(".svc")?;
    let (service, namespace) = name.split_once('.')?;
    let is_label = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-')
    };
    (is_label(service) && is_label(namespace)).then_some(ServiceUrl { is_tls, namespace, service, port, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_its_name_in_the_cluster() {
        let read = |url| service_url(url).map(|it| (it.is_tls, it.namespace, it.service, it.port, it.path));
        assert_eq!(read("http://auth.infra.svc.cluster.local:8080/a?b"), Some((false, "infra", "auth", 8080, "/a?b")));
        assert_eq!(read("https://auth.infra.svc/"), Some((true, "infra", "auth", 443, "/")));
        assert_eq!(read("http://a.b.svc$request_uri"), Some((false, "b", "a", 80, "$request_uri")));
        for url in
            ["https://auth.example.com/", "http://auth/x", "http://$host.b.svc/", "ftp://a.b.svc", "http://a.b.svc:0/"]
        {
            assert_eq!(read(url), None, "{url}");
        }
    }
}
