//! NGINX Gateway Fabric: its policies take whole routes, its filters single rules.

use gatefold_manifest::Yaml;

use super::{Attach, Balance, Need, Of, Part, What, map, seconds, truth};

const VERSION: &str = "gateway.nginx.org/v1alpha1";

pub(super) fn says<'a>(need: &Need<'a>, of: &Of<'_>) -> Option<Part<'a>> {
    let part = |kind, attach, suffix, field, value, note: &str| {
        let fields = vec![(field, value)];
        Some(Part { version: VERSION, kind, attach, suffix, fields, note: note.to_owned() })
    };
    match &need.what {
        What::Addresses { allow, deny } => {
            let mut text: String = deny.iter().map(|item| format!("deny {item}; ")).collect();
            text.extend(allow.iter().map(|item| format!("allow {item}; ")));
            if !allow.is_empty() {
                text.push_str("deny all;");
            }
            let snippet =
                map([("context", "http.server.location".into()), ("value", text.trim_end().to_owned().into())]);
            let note = "SnippetsFilters have to be enabled in NGINX Gateway Fabric.";
            part("SnippetsFilter", Attach::Filter, "addresses", "snippets", Yaml::list([snippet]), note)
        }
        What::BasicAuth { secret, realm } => {
            let name = secret.split_once('/').map_or(*secret, |(_, name)| name);
            let basic = map([("secretRef", map([("name", name.into())])), ("realm", (*realm).into())]);
            let note = format!(
                "The Secret is in {}, with an htpasswd file under the key auth, as for ingress-nginx.",
                of.namespace
            );
            let fields = vec![("type", "Basic".into()), ("basic", basic)];
            let (kind, attach) = ("AuthenticationFilter", Attach::Filter);
            Some(Part { version: VERSION, kind, attach, suffix: "auth", fields, note })
        }
        What::RateLimit { second, minute, burst } => {
            let rule = |requests: i64, unit: &str| {
                map([
                    ("rate", format!("{requests}r/{unit}").into()),
                    ("key", "$binary_remote_addr".into()),
                    ("burst", Yaml::Integer(requests.saturating_mul(*burst).min(i32::MAX.into()))),
                    ("noDelay", truth(true)),
                ])
            };
            let rules = [second.map(|it| rule(it, "s")), minute.map(|it| rule(it, "m"))];
            let local = map([("rules", Yaml::list(rules.into_iter().flatten()))]);
            let value = map([("rejectCode", Yaml::Integer(503)), ("local", local)]);
            part("RateLimitPolicy", Attach::Routes, "", "rateLimit", value, "")
        }
        What::BodySize(size) => {
            let value = map([("maxSize", size.to_string().into())]);
            part("ClientSettingsPolicy", Attach::EachRoute, "", "body", value, "")
        }
        What::Timeouts { connect, idle } => {
            let mut value = Vec::new();
            value.extend(connect.map(|number| ("connect", seconds(number))));
            if let Some(number) = *idle {
                value.extend([("read", seconds(number)), ("send", seconds(number))]);
            }
            part("ProxySettingsPolicy", Attach::Routes, "", "timeout", Yaml::map(value), "")
        }
        What::Buffers { on, size } => {
            let mut value = Vec::new();
            value.extend(on.map(|on| ("disable", truth(!on))));
            value.extend(size.map(|size| ("bufferSize", size.to_ascii_lowercase().into())));
            part("ProxySettingsPolicy", Attach::Routes, "", "buffering", Yaml::map(value), "")
        }
        What::ServiceAddress => part("UpstreamSettingsPolicy", Attach::Services, "", "useClusterIP", truth(true), ""),
        What::Balance(balance) => {
            let method = match balance {
                Balance::LeastRequest => "least_conn",
                Balance::Address | Balance::Header(_) => "hash consistent",
                Balance::Cookie(..) => return None,
            };
            let mut fields = vec![("loadBalancingMethod", method.into())];
            match balance {
                Balance::Address => fields.push(("hashMethodKey", "$binary_remote_addr".into())),
                Balance::Header(name) => fields.push(("hashMethodKey", format!("$http_{name}").into())),
                Balance::LeastRequest | Balance::Cookie(..) => {}
            }
            let (kind, attach) = ("UpstreamSettingsPolicy", Attach::Services);
            Some(Part { version: VERSION, kind, attach, suffix: "", fields, note: String::new() })
        }
        What::Connections(number) => {
            let zone = format!("{}_{}", of.namespace, of.name).replace(['-', '.'], "_");
            let snippet =
                |context: &'static str, value: String| map([("context", context.into()), ("value", value.into())]);
            let snippets = [
                snippet("http", format!("limit_conn_zone $binary_remote_addr zone={zone}:10m;")),
                snippet("http.server.location", format!("limit_conn {zone} {number};")),
            ];
            let note = "SnippetsFilters have to be enabled in NGINX Gateway Fabric.";
            part("SnippetsFilter", Attach::Filter, "connections", "snippets", Yaml::list(snippets), note)
        }
        What::ExternalAuth { .. } | What::ClientCertificate { .. } | What::Cors(_) => None,
    }
}
