//! Envoy Gateway: SecurityPolicy and BackendTrafficPolicy, which take single rules of a route too.

use gatefold_manifest::Yaml;

use crate::{extras::split_url, hostname::is_hostname};

use super::{Attach, Balance, Need, Of, Part, What, list, map, ranges, seconds, truth};

const VERSION: &str = "gateway.envoyproxy.io/v1alpha1";

pub(super) fn says<'a>(need: &Need<'a>, of: &Of<'_>) -> Option<Part<'a>> {
    let part = |kind, field, value, note: String| {
        let fields = vec![(field, value)];
        Some(Part { version: VERSION, kind, attach: Attach::Routes, suffix: "", fields, note })
    };
    let security = |field, value, note: String| part("SecurityPolicy", field, value, note);
    let traffic = |field, value, note: &str| part("BackendTrafficPolicy", field, value, note.to_owned());
    let client = |field, value, note: String| {
        let (kind, attach, fields) = ("ClientTrafficPolicy", Attach::Listeners, vec![(field, value)]);
        Some(Part { version: VERSION, kind, attach, suffix: "", fields, note })
    };
    match &need.what {
        What::Addresses { allow, deny } => {
            let rule = |action: &'static str, list: &[&'a str]| {
                map([("action", action.into()), ("principal", map([("clientCIDRs", ranges(list))]))])
            };
            let mut rules = Vec::new();
            if !deny.is_empty() {
                rules.push(rule("Deny", deny));
            }
            if !allow.is_empty() {
                rules.push(rule("Allow", allow));
            }
            let default = if allow.is_empty() { "Allow" } else { "Deny" };
            let value = map([("defaultAction", default.into()), ("rules", Yaml::list(rules))]);
            let note = "The client's address is the peer's unless a ClientTrafficPolicy sets clientIPDetection.";
            security("authorization", value, note.to_owned())
        }
        What::Passwords { secret, is_digest: false, .. } => {
            let (namespace, name) = secret.split_once('/').map_or((None, *secret), |(of, name)| (Some(of), name));
            let mut users = vec![("name", name.into())];
            users.extend(namespace.filter(|it| *it != of.namespace).map(|namespace| ("namespace", namespace.into())));
            let note =
                "The Secret has to hold the users under the key .htpasswd, with SHA hashes (htpasswd -s).".to_owned();
            security("basicAuth", map([("users", Yaml::map(users))]), note)
        }
        What::ClientCertificate { secret, is_optional } => {
            let (namespace, name) = secret.split_once('/').map_or((None, *secret), |(of, name)| (Some(of), name));
            let namespace = namespace.map_or_else(|| of.namespace.to_owned(), str::to_owned);
            let note = format!(
                "A ReferenceGrant in {namespace} has to let ClientTrafficPolicies use the Secret, whose ca.crt counts. ingress-nginx \
                 answered 400; here the handshake fails."
            );
            let reference = map([
                ("group", "".into()),
                ("kind", "Secret".into()),
                ("name", name.into()),
                ("namespace", namespace.into()),
            ]);
            let mut value = vec![("caCertificateRefs", Yaml::list([reference]))];
            if *is_optional {
                value.insert(0, ("optional", truth(true)));
            }
            client("tls", map([("clientValidation", Yaml::map(value))]), note)
        }
        What::ExternalAuth { url, to, headers } => {
            let (backend, path, mut note) = match to {
                Some(to) => {
                    let mut backend = vec![("name", to.service.into())];
                    let mut note = String::new();
                    if to.namespace != of.namespace {
                        backend.push(("namespace", to.namespace.into()));
                        note = format!(
                            "A ReferenceGrant in {} has to let SecurityPolicies of {} in.",
                            to.namespace, of.namespace
                        );
                    }
                    backend.push(("port", to.port.into()));
                    (backend, to.path, note)
                }
                None => {
                    let (_, _, port, path) = outside(url)?;
                    let backend = vec![
                        ("group", "gateway.envoyproxy.io".into()),
                        ("kind", "Backend".into()),
                        ("name", of.beside.to_owned().into()),
                        ("port", port.into()),
                    ];
                    (backend, path, String::new())
                }
            };
            let path = path.split('?').next().unwrap_or_default();
            let mut http = vec![("backendRefs", Yaml::list([Yaml::map(backend)]))];
            http.push(("pathOverride", if path.is_empty() { "/" } else { path }.into()));
            if !headers.is_empty() {
                http.push(("headersToBackend", list(headers)));
            }
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(
                "Of the client's headers it gets Authorization and those under headersToExtAuth; ingress-nginx sent all. \
                 pathOverride is there since Envoy Gateway 1.8.",
            );
            security("extAuth", map([("http", Yaml::map(http)), ("headersToExtAuth", list(&["Cookie"]))]), note)
        }
        What::Cors(cors) => {
            let mut value = vec![
                ("allowOrigins", list(&cors.origins)),
                ("allowMethods", list(&cors.methods)),
                ("allowHeaders", list(&cors.headers)),
            ];
            if !cors.expose.is_empty() {
                value.push(("exposeHeaders", list(&cors.expose)));
            }
            value.extend([("allowCredentials", truth(cors.credentials)), ("maxAge", seconds(cors.max_age))]);
            security("cors", Yaml::map(value), String::new())
        }
        What::RateLimit { second, minute, .. } => {
            let rule = |requests: i64, unit: &'static str| {
                let every = map([("type", "Distinct".into()), ("value", "0.0.0.0/0".into())]);
                let limit = map([("requests", Yaml::Integer(requests)), ("unit", unit.into())]);
                map([("clientSelectors", Yaml::list([map([("sourceCIDR", every)])])), ("limit", limit)])
            };
            let both = [second.map(|it| rule(it, "Second")), minute.map(|it| rule(it, "Minute"))];
            let value =
                map([("type", "Global".into()), ("global", map([("rules", Yaml::list(both.into_iter().flatten()))]))]);
            let note = "Counting each client by itself needs Envoy Gateway's rate limit service. It answers 429 and knows no \
                        burst (ingress-nginx: 503).";
            traffic("rateLimit", value, note)
        }
        What::BodySize(size) if *size > 0 => traffic(
            "requestBuffer",
            map([("limit", size.to_string().into())]),
            "The whole request is read before it is sent on, and larger ones get 413.",
        ),
        What::Timeouts { connect, idle } => {
            let mut value = Vec::new();
            value.extend(connect.map(|number| ("tcp", map([("connectTimeout", seconds(number))]))));
            value.extend(idle.map(|number| ("http", map([("streamIdleTimeout", seconds(number))]))));
            traffic("timeout", Yaml::map(value), "streamIdleTimeout counts silence, as ingress-nginx does.")
        }
        What::Balance(balance) => {
            let hash = |kind: &'static str, more: Vec<(&'static str, Yaml<'a>)>| {
                let hash = Yaml::map([("type", kind.into())].into_iter().chain(more));
                map([("type", "ConsistentHash".into()), ("consistentHash", hash)])
            };
            let value = match *balance {
                Balance::LeastRequest => map([("type", "LeastRequest".into())]),
                Balance::Address => hash("SourceIP", Vec::new()),
                Balance::Header(name) => hash("Header", vec![("header", map([("name", name.into())]))]),
                Balance::Query(name) => {
                    hash("QueryParams", vec![("queryParams", Yaml::list([map([("name", name.into())])]))])
                }
                Balance::Variable(_) => return None,
                Balance::Cookie(said) => {
                    let mut cookie = vec![("name", said.name.into())];
                    cookie.extend(said.age.map(|age| ("ttl", seconds(age))));
                    let path = said.path.map(|path| ("Path", path));
                    let attributes: Vec<_> =
                        path.into_iter().chain(said.attributes()).map(|(name, value)| (name, value.into())).collect();
                    if !attributes.is_empty() {
                        cookie.push(("attributes", Yaml::map(attributes)));
                    }
                    hash("Cookie", vec![("cookie", Yaml::map(cookie))])
                }
            };
            traffic("loadBalancer", value, "")
        }
        What::ServiceAddress => traffic("routingType", "Service".into(), ""),
        What::Tracing { name, .. } => {
            let all = ("samplingFraction", map([("numerator", Yaml::Integer(100))]));
            let name = name.map(|name| ("spanName", map([("client", name.into()), ("server", name.into())])));
            let value = map([("tracing", Yaml::map([all].into_iter().chain(name)))]);
            traffic("telemetry", value, "Traces go where telemetry.tracing.provider of the EnvoyProxy says.")
        }
        What::Word("ssl-ciphers", text) => {
            let is_name = |text: &&str| text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
            let (names, others): (Vec<_>, Vec<_>) = text.split(':').partition(|name| CIPHERS.contains(name));
            if names.is_empty() || !others.iter().all(is_name) {
                return None;
            }
            let lacks = if others.is_empty() { String::new() } else { format!("Envoy has no {}.", others.join(", ")) };
            client("tls", map([("ciphers", list(&names))]), lacks)
        }
        What::Word("auth-tls-pass-certificate-to-upstream", _) => {
            let value = map([("mode", "SanitizeSet".into()), ("certDetailsToAdd", list(&["Cert"]))]);
            let note = "Backends get the certificate in X-Forwarded-Client-Cert (ingress-nginx: ssl-client-cert).";
            client("headers", map([("xForwardedClientCert", value)]), note.to_owned())
        }
        _ => None,
    }
}

/// Those that Envoy Gateway lists for TLS up to 1.2, by the names that nginx has for them too.
static CIPHERS: &[&str] = &[
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "AES128-GCM-SHA256",
    "AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "AES256-GCM-SHA384",
    "AES256-SHA",
];

/// An address outside of the cluster, if it is one.
fn outside(url: &str) -> Option<(bool, &str, u16, &str)> {
    split_url(url).filter(|(_, host, ..)| is_hostname(host) && host.contains('.') && !url.contains('$'))
}

/// The Backend for an authentication service outside of the cluster.
pub(super) fn backend<'a>(need: &Need<'a>, _: &Of<'_>) -> Option<Part<'a>> {
    let What::ExternalAuth { url, to: None, .. } = need.what else { return None };
    let (is_tls, host, port, _) = outside(url)?;
    let endpoint = map([("fqdn", map([("hostname", host.into()), ("port", port.into())]))]);
    let mut fields = vec![("endpoints", Yaml::list([endpoint]))];
    if is_tls {
        fields.insert(0, ("tls", map([("wellKnownCACertificates", "System".into()), ("sni", host.into())])));
    }
    let note = "Backends have to be enabled in Envoy Gateway (extensionApis.enableBackend).".to_owned();
    Some(Part { version: VERSION, kind: "Backend", attach: Attach::Nothing, suffix: "auth", fields, note })
}
