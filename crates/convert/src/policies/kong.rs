//! Kong: plugins, which rules name in a filter, and KongUpstreamPolicy, which Services name in an annotation.

use gatefold_manifest::Yaml;

use super::{Attach, Balance, Need, Of, Part, What, list, map, truth};

pub(super) fn says<'a>(need: &Need<'a>, _: &Of<'_>) -> Option<Part<'a>> {
    let plugin = |name: &'static str, suffix, config: Vec<(&'static str, Yaml<'a>)>, note: &str| {
        let fields = vec![("plugin", name.into()), ("config", Yaml::map(config))];
        let (version, kind) = ("configuration.konghq.com/v1", "KongPlugin");
        Some(Part { version, kind, attach: Attach::Filter, suffix, fields, note: note.to_owned() })
    };
    match &need.what {
        What::Addresses { allow, deny } => {
            let lists = [("allow", allow), ("deny", deny)];
            let config = lists.into_iter().filter(|(_, items)| !items.is_empty());
            let config = config.map(|(name, items)| (name, list(items))).collect();
            plugin("ip-restriction", "addresses", config, "")
        }
        What::Passwords { realm, is_digest: false, .. } => {
            let config = vec![("hide_credentials", truth(true)), ("realm", (*realm).into())];
            let note =
                "Each user becomes a KongConsumer with a Secret of type basic-auth; hashes of htpasswd are not read.";
            plugin("basic-auth", "auth", config, note)
        }
        What::RateLimit { second, minute, .. } => {
            let mut config = Vec::new();
            config.extend(second.map(|number| ("second", Yaml::Integer(number))));
            config.extend(minute.map(|number| ("minute", Yaml::Integer(number))));
            config.extend([("limit_by", "ip".into()), ("policy", "local".into()), ("error_code", Yaml::Integer(503))]);
            plugin("rate-limiting", "rate", config, "It knows no burst.")
        }
        What::BodySize(size) if *size > 0 => {
            let config = vec![
                ("allowed_payload_size", Yaml::Integer(*size)),
                ("size_unit", "bytes".into()),
                ("require_content_length", truth(false)),
            ];
            plugin("request-size-limiting", "body", config, "")
        }
        What::Cors(cors) => {
            let mut config = vec![
                ("origins", list(&cors.origins)),
                ("methods", list(&cors.methods)),
                ("headers", list(&cors.headers)),
            ];
            if !cors.expose.is_empty() {
                config.push(("exposed_headers", list(&cors.expose)));
            }
            config.extend([("credentials", truth(cors.credentials)), ("max_age", Yaml::Integer(cors.max_age))]);
            plugin("cors", "cors", config, "")
        }
        What::Balance(balance) => {
            let hash = |on: &'static str, name: &'a str| {
                vec![("algorithm", "consistent-hashing".into()), ("hashOn", map([(on, name.into())]))]
            };
            let fields = match *balance {
                Balance::LeastRequest => vec![("algorithm", "least-connections".into())],
                Balance::Address => hash("input", "ip"),
                Balance::Header(name) => hash("header", name),
                Balance::Query(name) => hash("queryArg", name),
                Balance::Variable(_) => return None,
                Balance::Cookie(said) => {
                    let on = map([("cookie", said.name.into()), ("cookiePath", said.path.unwrap_or("/").into())]);
                    vec![("algorithm", "consistent-hashing".into()), ("hashOn", on)]
                }
            };
            let (version, kind) = ("configuration.konghq.com/v1beta1", "KongUpstreamPolicy");
            let attach = Attach::Annotation("konghq.com/upstream-policy");
            Some(Part { version, kind, attach, suffix: "", fields, note: String::new() })
        }
        _ => None,
    }
}
