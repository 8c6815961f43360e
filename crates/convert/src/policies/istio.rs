//! Istio: AuthorizationPolicy at the Gateway and DestinationRule for Services.

use gatefold_manifest::Yaml;

use super::{Attach, Balance, Need, Of, Part, What, list, map, seconds, truth};

pub(super) fn says<'a>(need: &Need<'a>, of: &Of<'_>) -> Option<Part<'a>> {
    match &need.what {
        What::Addresses { allow, deny } => {
            let mut from = Vec::new();
            let source = |field: &'static str, items: &[&'a str]| map([("source", map([(field, list(items))]))]);
            if !deny.is_empty() {
                from.push(source("remoteIpBlocks", deny));
            }
            if !allow.is_empty() {
                from.push(source("notRemoteIpBlocks", allow));
            }
            let mut operation = Vec::new();
            if !of.hosts.is_empty() {
                // A star stands at one end only.
                let hosts = of.hosts.iter().flat_map(|host| {
                    let with_port = (!host.starts_with('*')).then(|| format!("{host}:*"));
                    [Some((*host).to_owned()), with_port].into_iter().flatten()
                });
                operation.push(("hosts", Yaml::list(hosts)));
            }
            if !of.paths.iter().any(|(path, is_prefix)| *path == "/" && *is_prefix) {
                let paths = of.paths.iter().flat_map(|(path, is_prefix)| {
                    let below = is_prefix.then(|| format!("{}/*", path.trim_end_matches('/')));
                    [Some((*path).to_owned()), below].into_iter().flatten()
                });
                operation.push(("paths", Yaml::list(paths)));
            }
            let mut rule = vec![("from", Yaml::list(from))];
            if !operation.is_empty() {
                rule.push(("to", Yaml::list([map([("operation", Yaml::map(operation))])])));
            }
            let fields = vec![("action", "DENY".into()), ("rules", Yaml::list([Yaml::map(rule)]))];
            let note =
                "The client's address is the one that numTrustedProxies of the Gateway's pods leaves.".to_owned();
            let (version, kind) = ("security.istio.io/v1", "AuthorizationPolicy");
            Some(Part { version, kind, attach: Attach::Gateway, suffix: "", fields, note })
        }
        What::Balance(balance) => {
            let value = match *balance {
                Balance::LeastRequest => map([("simple", "LEAST_REQUEST".into())]),
                Balance::Address => hash("useSourceIp", truth(true)),
                Balance::Header(name) => hash("httpHeaderName", name.into()),
                Balance::Cookie(said) => {
                    let mut cookie = vec![("name", said.name.into())];
                    cookie.extend(said.path.map(|path| ("path", path.into())));
                    cookie.push(("ttl", seconds(said.age.unwrap_or(0))));
                    let attribute = |(name, value): (&'static str, &'a str)| {
                        let value = (!value.is_empty()).then(|| ("value", value.into()));
                        Yaml::map([("name", name.into())].into_iter().chain(value))
                    };
                    let attributes: Vec<_> = said.attributes().map(attribute).collect();
                    if !attributes.is_empty() {
                        cookie.push(("attributes", Yaml::list(attributes)));
                    }
                    hash("httpCookie", Yaml::map(cookie))
                }
            };
            rule("loadBalancer", value)
        }
        What::Timeouts { connect: Some(connect), .. } => {
            rule("connectionPool", map([("tcp", map([("connectTimeout", seconds(*connect))]))]))
        }
        _ => None,
    }
}

fn hash<'a>(field: &'static str, value: Yaml<'a>) -> Yaml<'a> {
    map([("consistentHash", map([(field, value)]))])
}

/// Each setting in a rule of its own would hide the others: one Service has one DestinationRule.
fn rule<'a>(field: &'static str, value: Yaml<'a>) -> Option<Part<'a>> {
    let fields = vec![("trafficPolicy", map([(field, value)]))];
    let (version, kind) = ("networking.istio.io/v1", "DestinationRule");
    let note = "It holds for every route to the Service.".to_owned();
    Some(Part { version, kind, attach: Attach::EachHost, suffix: "", fields, note })
}
