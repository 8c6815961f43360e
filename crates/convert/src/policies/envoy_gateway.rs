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
        What::BasicAuth { secret, .. } => {
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
            let fields = vec![("tls", map([("clientValidation", Yaml::map(value))]))];
            let kind = "ClientTrafficPolicy";
            Some(Part { version: VERSION, kind, attach: Attach::Listeners, suffix: "", fields, note })
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
                    let name = format!("{}-{AUTH}", of.name).into();
                    let backend = vec![
                        ("group", "gateway.envoyproxy.io".into()),
                        ("kind", "Backend".into()),
                        ("name", name),
                        ("port", port.into()),
                    ];
                    (backend, path, String::new())
                }
            };
            let path = path.split('?').next().unwrap_or_default();
            let mut http = vec![("backendRefs", Yaml::list([Yaml::map(backend)]))];
            if !matches!(path, "" | "/") {
                http.push(("path", path.into()));
            }
            if !headers.is_empty() {
                http.push(("headersToBackend", list(headers)));
            }
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str("The request's path is appended to the one that is asked for.");
            security("extAuth", map([("http", Yaml::map(http))]), note)
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
        What::BodySize(size) => traffic(
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
        What::Connections(_) | What::Buffers { .. } | What::ServiceAddress => None,
    }
}

/// What a Backend of external authentication is called, after its Ingress.
const AUTH: &str = "auth";

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
    Some(Part { version: VERSION, kind: "Backend", attach: Attach::Nothing, suffix: AUTH, fields, note })
}
