//! Where each annotation goes: by its row in its controller's table, or by the controller whose prefix it has.
//!
//! Values are read as the controller does (Go's `strconv.ParseBool`; what does not parse counts as not written). Which
//! values change routing is the Ingress crate's knowledge; what is written for one is its reader's.

use gatefold_ingress::{
    Dialect,
    annotation::{
        Annotation, Becomes, CERT_MANAGER, EXTERNAL_DNS, Effect, Field, INGRESS_NGINX, Meaning, PATH_MATCH, Reading,
        TABLES, Table,
    },
};

/// The prefix of ingress-nginx's annotations.
pub(crate) const NGINX: &str = INGRESS_NGINX.prefixes[0];

/// The class of an Ingress that has no `spec.ingressClassName`.
const CLASS: &str = "kubernetes.io/ingress.class";

/// Prefixes of controllers that have no table.
static OTHERS: &[&str] = &["appgw.ingress.kubernetes.io/", "projectcontour.io/"];

/// Where an annotation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goes {
    /// Into the class of the Gateway.
    Class,
    /// Into the redirect from HTTP to HTTPS.
    Redirect,
    /// Into a filter that rewrites the Host header.
    UpstreamHost,
    /// Into a policy of the implementation: Gateway API itself has no field for it.
    Policy,
    /// Nowhere: its controller does not read it, which validation says.
    Unread,
    /// Nowhere yet, though Gateway API could say it or part of it.
    NotYet,
    /// Nowhere: it is configuration text for nginx.
    Snippet,
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

use Goes::{Class, Default, Dns, Foreign, Issuer, NoEffect, NotYet, Policy, Redirect, Snippet, Unread, UpstreamHost};

/// Where the annotation `key` of an Ingress of that dialect goes.
pub(crate) fn goes(key: &str, value: &str, dialect: Dialect) -> Goes {
    if key == CLASS {
        return Class;
    }
    if let Some(name) = key.strip_prefix(NGINX) {
        return match INGRESS_NGINX.row(name) {
            _ if dialect != Dialect::IngressNginx => Foreign,
            Some(row) => by_row(row, value),
            None => Unread,
        };
    }
    let own = dialect.table();
    if let Some(row) = own.and_then(|table| table.find(key)) {
        return by_row(row, value);
    }
    // Several controllers read keys of Kubernetes' own prefix, each its few.
    let has_prefix = |table: &&&Table| table.name(key).is_some() && !key.starts_with("kubernetes.io/");
    let table = TABLES.iter().find(|table| table.find(key).is_some()).or_else(|| TABLES.iter().find(has_prefix));
    match table.map(|table| table.name) {
        Some(name) if name == CERT_MANAGER.name => Issuer,
        Some(name) if name == EXTERNAL_DNS.name => Dns,
        None if !OTHERS.iter().any(|prefix| key.starts_with(prefix)) => NoEffect,
        // The specification gives no meaning to any annotation: another controller's own are part of what it routes.
        _ if dialect != Dialect::IngressNginx => NotYet,
        _ => Foreign,
    }
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
    if matches!(row.becomes, Becomes::Field(field) if is_of_paths(field)) {
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
    fn an_annotation_goes_where_its_row_says() {
        let nginx = Dialect::IngressNginx;
        for (key, value, dialect, expected) in [
            ("nginx.ingress.kubernetes.io/ssl-redirect", "false", nginx, Redirect),
            ("nginx.ingress.kubernetes.io/upstream-vhost", "a.example", nginx, UpstreamHost),
            ("nginx.ingress.kubernetes.io/no-such-key", "true", nginx, Unread),
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
            ("konghq.com/no-such-key", "true", nginx, Foreign),
            ("projectcontour.io/websocket-routes", "/", nginx, Foreign),
            ("kubernetes.io/ingress.class", "nginx", nginx, Class),
            ("kubernetes.io/tls-acme", "true", nginx, Issuer),
            ("acme.cert-manager.io/http01-edit-in-place", "true", nginx, Issuer),
            ("certmanager.k8s.io/issuer", "ca", nginx, Issuer),
            ("kubernetes.io/ingress.allow-http", "false", nginx, Foreign),
            ("kubernetes.io/no-such-key", "true", nginx, NoEffect),
            ("external-dns.alpha.kubernetes.io/ttl", "60", nginx, Dns),
            ("example.com/owner", "team-a", nginx, NoEffect),
        ] {
            assert_eq!(goes(key, value, dialect), expected, "{key}={value}");
        }
    }
}
