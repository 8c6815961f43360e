//! Traefik: middlewares, which rules name in a filter.

use gatefold_manifest::Yaml;

use super::{Attach, Need, Of, Part, What, list, map, truth};

pub(super) fn says<'a>(need: &Need<'a>, _: &Of<'_>) -> Option<Part<'a>> {
    let middleware = |suffix, field, value, note: &str| {
        let fields = vec![(field, value)];
        let (version, kind) = ("traefik.io/v1alpha1", "Middleware");
        Some(Part { version, kind, attach: Attach::Filter, suffix, fields, note: note.to_owned() })
    };
    match &need.what {
        What::Addresses { allow, deny } if !allow.is_empty() => {
            let note = if deny.is_empty() { "" } else { "Traefik has no list of addresses that are kept out." };
            middleware("addresses", "ipAllowList", map([("sourceRange", list(allow))]), note)
        }
        What::Passwords { secret, realm, is_digest } => {
            let name = secret.split_once('/').map_or(*secret, |(_, name)| name);
            let value = map([("secret", name.into()), ("realm", (*realm).into()), ("removeHeader", truth(true))]);
            let note = "The Secret has to be in the Middleware's namespace, with the file of users as its only key.";
            middleware("auth", if *is_digest { "digestAuth" } else { "basicAuth" }, value, note)
        }
        What::RateLimit { second, minute, burst } => {
            let (average, period) = match (second, minute) {
                (Some(second), _) => (*second, "1s"),
                (None, minute) => (minute.unwrap_or_default(), "1m"),
            };
            let burst = average.saturating_mul(*burst);
            let value =
                map([("average", Yaml::Integer(average)), ("period", period.into()), ("burst", Yaml::Integer(burst))]);
            middleware("rate", "rateLimit", value, "It answers 429 (ingress-nginx: 503).")
        }
        What::Connections(number) => middleware(
            "connections",
            "inFlightReq",
            // Without a criterion it counts all requests for a host together.
            map([
                ("amount", Yaml::Integer(*number)),
                ("sourceCriterion", map([("ipStrategy", map([("depth", Yaml::Integer(0))]))])),
            ]),
            "It counts requests for each client address, and answers 429 (ingress-nginx: connections, 503).",
        ),
        What::BodySize(size) if *size > 0 => {
            middleware("body", "buffering", map([("maxRequestBodyBytes", Yaml::Integer(*size))]), "")
        }
        What::ExternalAuth { url, headers, .. } if !url.contains('$') => {
            let mut value = vec![("address", (*url).into())];
            if !headers.is_empty() {
                value.push(("authResponseHeaders", list(headers)));
            }
            middleware("external-auth", "forwardAuth", Yaml::map(value), "")
        }
        What::Cors(cors) => {
            let mut value = vec![
                ("accessControlAllowOriginList", list(&cors.origins)),
                ("accessControlAllowMethods", list(&cors.methods)),
                ("accessControlAllowHeaders", list(&cors.headers)),
            ];
            if !cors.expose.is_empty() {
                value.push(("accessControlExposeHeaders", list(&cors.expose)));
            }
            value.push(("accessControlAllowCredentials", truth(cors.credentials)));
            value.push(("accessControlMaxAge", Yaml::Integer(cors.max_age)));
            value.push(("addVaryHeader", truth(true)));
            middleware(
                "cors",
                "headers",
                Yaml::map(value),
                "Origins with a star need accessControlAllowOriginListRegex.",
            )
        }
        What::ErrorPages { statuses, service, port } => {
            let service = map([("name", (*service).into()), ("port", Yaml::Integer(*port))]);
            let value = map([("status", list(statuses)), ("service", service), ("query", "/".into())]);
            let note =
                "The status stays the backend's, and the Service gets no X-Code: write {status} into query to tell it.";
            middleware("errors", "errors", value, note)
        }
        What::Word("auth-tls-pass-certificate-to-upstream", _) => {
            let note = "Backends get the certificate in X-Forwarded-Tls-Client-Cert (ingress-nginx: ssl-client-cert).";
            middleware("certificate", "passTLSClientCert", map([("pem", truth(true))]), note)
        }
        _ => None,
    }
}
