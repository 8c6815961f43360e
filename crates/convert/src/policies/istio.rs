//! Istio: AuthorizationPolicy at the Gateway and DestinationRule for Services.

use gatefold_manifest::Yaml;

use crate::{
    Fidelity,
    plan::{Location, PathKind},
};

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
            let rule = map([("from", Yaml::list(from)), ("to", Yaml::list(operations(of)))]);
            let fields = vec![("action", "DENY".into()), ("rules", Yaml::list([rule]))];
            let mut note =
                "The client's address is the one that numTrustedProxies of the Gateway's pods leaves.".to_owned();
            if of.locations.iter().any(|index| is_regex(of, *index)) {
                note.push_str("\nIt has no regular expressions: where a path is one it holds for the whole host.");
            }
            let (version, kind) = ("security.istio.io/v1", "AuthorizationPolicy");
            Some(Part { version, kind, attach: Attach::Gateway, suffix: "", fields, note })
        }
        What::ExternalAuth { to: Some(to), headers, .. } => {
            let rule = map([("to", Yaml::list(operations(of)))]);
            let provider = format!("{}.{}", of.namespace, of.name);
            let mut note = format!(
                "MeshConfig has to name the service under extensionProviders:\n- name: {provider}\n  envoyExtAuthzHttp: {{service: \
                 {}.{}.svc.cluster.local, port: {}",
                to.service, to.namespace, to.port
            );
            let path = to.path.split('?').next().unwrap_or_default();
            if !matches!(path, "" | "/") {
                note.push_str(&format!(", pathPrefix: {path}"));
            }
            if !headers.is_empty() {
                note.push_str(&format!(", headersToUpstreamOnAllow: [{}]", headers.join(", ")));
            }
            note.push_str(
                ", includeRequestHeadersInCheck: [authorization, cookie]}\nThe request's path is appended to the one that is \
                 asked for.",
            );
            let provider = map([("name", provider.into())]);
            let fields = vec![("action", "CUSTOM".into()), ("provider", provider), ("rules", Yaml::list([rule]))];
            let (version, kind) = ("security.istio.io/v1", "AuthorizationPolicy");
            Some(Part { version, kind, attach: Attach::Gateway, suffix: "external-auth", fields, note })
        }
        What::Balance(balance) => {
            let value = match *balance {
                Balance::LeastRequest => map([("simple", "LEAST_REQUEST".into())]),
                Balance::Address => hash("useSourceIp", truth(true)),
                Balance::Header(name) => hash("httpHeaderName", name.into()),
                Balance::Query(name) => hash("httpQueryParameterName", name.into()),
                Balance::Variable(_) => return None,
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

/// The requests of an Ingress's paths: without those that a longer path of another Ingress takes.
fn operations(of: &Of<'_>) -> Vec<Yaml<'static>> {
    let plan = of.plan;
    let mut operations: Vec<Vec<(&'static str, Yaml<'static>)>> = Vec::new();
    for (at, index) in of.locations.iter().enumerate() {
        let own = &plan.locations[*index];
        let host = &plan.hosts[own.host];
        let is_same_host = |index: &&usize| plan.locations[**index].host == own.host;
        let whole = of.locations.iter().filter(is_same_host).any(|index| is_regex(of, *index));
        if whole && of.locations[..at].iter().any(|index| is_same_host(&index)) {
            continue;
        }
        let mut operation = match &*host.name {
            // A star stands at one end only.
            name if name.starts_with('*') => vec![("hosts", Yaml::list([name.to_owned()]))],
            "" => {
                let others = plan.hosts.iter().filter(|other| other.group == host.group && !other.name.is_empty());
                let others: Vec<_> = others.map(|other| other.name.clone()).collect();
                if others.is_empty() { Vec::new() } else { vec![("notHosts", Yaml::list(others))] }
            }
            name => vec![("hosts", Yaml::list([name.to_owned(), format!("{name}:*")]))],
        };
        if !whole {
            let below = |other: &&Location| {
                let is_longer =
                    is_below(&other.value, &own.value) || other.value == own.value && other.kind == PathKind::Exact;
                other.ingress != of.ingress && own.kind == PathKind::Prefix && is_longer
            };
            let others = host.locations.iter().map(|index| &plan.locations[*index]).filter(below);
            let others: Vec<_> = others.flat_map(paths).collect();
            if !own.is_root() {
                operation.push(("paths", Yaml::list(paths(own))));
            }
            if !others.is_empty() {
                operation.push(("notPaths", Yaml::list(others)));
            }
        }
        // Without any field it would be none.
        if operation.is_empty() {
            operation.push(("paths", Yaml::list(["/*"])));
        }
        operations.push(operation);
    }
    operations.into_iter().map(|fields| map([("operation", Yaml::map(fields))])).collect()
}

/// Whether a location's match is a regular expression.
fn is_regex(of: &Of<'_>, index: usize) -> bool {
    let location = &of.plan.locations[index];
    let all_are = of.fidelity == Fidelity::Faithful && of.plan.hosts[location.host].regex.is_some();
    all_are || location.kind == PathKind::Regex
}

/// A path, and those below it where it stands for them too.
fn paths(location: &Location) -> impl Iterator<Item = String> + use<> {
    let below = (location.kind == PathKind::Prefix).then(|| format!("{}/*", location.value.trim_end_matches('/')));
    [Some(location.value.clone()), below].into_iter().flatten()
}

fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of.trim_end_matches('/')).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
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
