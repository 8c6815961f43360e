//! What becomes of each annotation today: a table by key, then by prefix.
//!
//! Values are read as the controller does (Go's `strconv.ParseBool`; what does not parse counts as not written). Which
//! values change routing is the Ingress crate's knowledge; this table only says where the annotation goes.

use gatefold_ingress::{
    Dialect,
    annotation::{Annotation, Becomes, Effect, Field, INGRESS_NGINX, Meaning, PATH_MATCH, Reading},
};

/// The prefix of ingress-nginx's annotations.
pub(crate) const NGINX: &str = INGRESS_NGINX.prefixes[0];

/// Where an annotation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goes {
    /// Into the class of the Gateway.
    Class,
    /// Into the redirect from HTTP to HTTPS.
    Redirect,
    /// Into a filter that rewrites the Host header.
    UpstreamHost,
    /// Into paths, rewrites, redirects and host names of the routes.
    Shape,
    /// Into a policy of the implementation: Gateway API itself has no field for it.
    Policy,
    /// Nowhere: its controller does not read it, which validation says.
    Unread,
    /// Nowhere yet, though Gateway API could say it or part of it.
    NotYet,
    /// Nowhere: it is configuration text for nginx.
    Snippet,
    /// It makes the whole Ingress a canary of another one.
    Canary,
    /// It is for cert-manager, which reads it on a Gateway for that Gateway's own namespace only.
    Issuer,
    /// Nowhere: it says what is so anyway.
    Default,
    /// It changes no traffic, or is for somebody else.
    NoEffect,
    /// ExternalDNS reads it on routes and Gateways as well.
    Dns,
    /// It is another controller's, which has no say here.
    Foreign,
}

use Goes::{
    Canary, Class, Default, Dns, Foreign, Issuer, NoEffect, NotYet, Policy, Redirect, Shape, Snippet, Unread,
    UpstreamHost,
};

/// By key, sorted.
#[rustfmt::skip]
static KEYS: &[(&str, Goes)] = &[
    ("cert-manager.io/cluster-issuer",        Issuer),
    ("cert-manager.io/issuer",                Issuer),
    ("kubernetes.io/ingress.class",           Class),
    ("kubernetes.io/tls-acme",                Issuer),
];

/// Where a row of ingress-nginx's table goes today, past what the row itself says.
#[rustfmt::skip]
static HANDLED: &[(&str, Goes)] = &[
    ("app-root",                 Shape),
    ("canary",                   Canary),
    ("canary-by-cookie",         Canary),
    ("canary-by-header",         Canary),
    ("canary-by-header-pattern", Canary),
    ("canary-by-header-value",   Canary),
    ("canary-weight",            Canary),
    ("canary-weight-total",      Canary),
    ("force-ssl-redirect",       Redirect),
    ("from-to-www-redirect",     Shape),
    ("permanent-redirect",       Shape),
    ("permanent-redirect-code",  Shape),
    ("preserve-trailing-slash",  Redirect),
    ("rewrite-target",           Shape),
    ("server-alias",             Shape),
    ("ssl-redirect",             Redirect),
    ("temporal-redirect",        Shape),
    ("temporal-redirect-code",   Shape),
    ("upstream-vhost",           UpstreamHost),
    ("use-regex",                Shape),
];

/// By prefix, where no key is listed.
#[rustfmt::skip]
static PREFIXES: &[(&str, Goes)] = &[
    ("acme.cert-manager.io/",             Issuer),
    ("alb.ingress.kubernetes.io/",        Foreign),
    ("appgw.ingress.kubernetes.io/",      Foreign),
    ("cert-manager.io/",                  Issuer),
    ("certmanager.k8s.io/",               Issuer),
    ("external-dns.alpha.kubernetes.io/", Dns),
    ("haproxy-ingress.github.io/",        Foreign),
    ("haproxy.org/",                      Foreign),
    ("ingress.cilium.io/",                Foreign),
    ("ingress.kubernetes.io/",            Foreign),
    ("k8s.apisix.apache.org/",            Foreign),
    ("konghq.com/",                       Foreign),
    ("networking.gke.io/",                Foreign),
    ("nginx.org/",                        Foreign),
    ("projectcontour.io/",                Foreign),
    ("traefik.ingress.kubernetes.io/",    Foreign),
    (NGINX,                               NotYet),
];

/// Where the annotation `key` of an Ingress of that dialect goes.
pub(crate) fn goes(key: &str, value: &str, dialect: Dialect) -> Goes {
    if let Ok(at) = KEYS.binary_search_by_key(&key, |(known, _)| known) {
        return KEYS[at].1;
    }
    let own = (dialect != Dialect::IngressNginx).then(|| dialect.table()).flatten();
    if let Some(row) = own.and_then(|table| table.find(key)) {
        return by_row(row, value);
    }
    let Some(name) = key.strip_prefix(NGINX) else {
        let known = PREFIXES.iter().find(|(prefix, _)| key.starts_with(prefix));
        // The specification gives no meaning to any annotation: another controller's own are part of what it routes.
        return match known.map(|(_, goes)| *goes) {
            Some(Foreign) if dialect != Dialect::IngressNginx => NotYet,
            Some(goes) => goes,
            None => NoEffect,
        };
    };
    if dialect != Dialect::IngressNginx {
        return Foreign;
    }
    let Some(row) = INGRESS_NGINX.row(name) else { return Unread };
    if let Ok(at) = HANDLED.binary_search_by_key(&name, |(known, _)| known) {
        return HANDLED[at].1;
    }
    by_row(row, value)
}

/// Where an annotation goes by its row.
fn by_row(row: &Annotation, value: &str) -> Goes {
    match row.meaning {
        Some(
            Meaning::SslRedirect | Meaning::SslRedirectCode | Meaning::ForceSslRedirect | Meaning::SslRedirectPort,
        ) => {
            return Redirect;
        }
        Some(Meaning::UpstreamHost) => return UpstreamHost,
        _ => {}
    }
    // How paths are compared is in the matches, or each path has a finding of its own.
    let is_of_paths = |field: &Field| field.path == PATH_MATCH.path && row.effect == Effect::Modelled;
    if row.key != "use-regex" && matches!(row.becomes, Becomes::Field(field) if is_of_paths(field)) {
        return Default;
    }
    // What the controller does not take counts as not written.
    let changes = !value.trim().is_empty() && row.read(value.trim()) == Reading::Set;
    match row.becomes {
        Becomes::NoTraffic => NoEffect,
        _ if !changes => Default,
        Becomes::Policy(_) => Policy,
        Becomes::Snippet => Snippet,
        Becomes::Field(_) | Becomes::Lost => NotYet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(KEYS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(HANDLED.is_sorted_by(|a, b| a.0 < b.0));
        assert!(PREFIXES[..PREFIXES.len() - 1].is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn an_annotation_goes_where_its_row_says() {
        let nginx = Dialect::IngressNginx;
        for (key, value, dialect, expected) in [
            ("nginx.ingress.kubernetes.io/ssl-redirect", "false", nginx, Redirect),
            ("nginx.ingress.kubernetes.io/rewrite-target", "/$1", nginx, Shape),
            ("nginx.ingress.kubernetes.io/use-regex", "false", nginx, Shape),
            ("nginx.ingress.kubernetes.io/backend-protocol", "HTTP", nginx, Default),
            ("nginx.ingress.kubernetes.io/backend-protocol", "GRPC", nginx, NotYet),
            ("nginx.ingress.kubernetes.io/enable-cors", "true", nginx, NotYet),
            ("nginx.ingress.kubernetes.io/cors-allow-credentials", "false", nginx, NotYet),
            ("nginx.ingress.kubernetes.io/cors-allow-credentials", "true", nginx, Default),
            ("nginx.ingress.kubernetes.io/opentelemetry-trust-incoming-span", "false", nginx, Policy),
            ("nginx.ingress.kubernetes.io/ssl-prefer-server-ciphers", "false", nginx, Policy),
            ("nginx.ingress.kubernetes.io/auth-tls-pass-certificate-to-upstream", "true", nginx, Policy),
            ("nginx.ingress.kubernetes.io/proxy-body-size", "8m", nginx, Policy),
            ("nginx.ingress.kubernetes.io/proxy-body-size", "0", nginx, Policy),
            ("nginx.ingress.kubernetes.io/rewrite-target", "/", Dialect::Specification, Foreign),
            ("konghq.com/strip-path", "true", nginx, Foreign),
            ("konghq.com/strip-path", "true", Dialect::Specification, NotYet),
            ("example.com/owner", "team-a", nginx, NoEffect),
        ] {
            assert_eq!(goes(key, value, dialect), expected, "{key}={value}");
        }
    }
}
