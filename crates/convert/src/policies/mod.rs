//! Policies of the implementation for what Gateway API has no field for, as manifests to apply beside the output.
//!
//! They are kept apart: the output stays portable, and these are for one implementation only. One file for each
//! implementation says which of its kinds takes what, after its documentation.

mod aim;
mod cilium;
mod emit;
mod envoy_gateway;
mod istio;
mod kong;
mod need;
mod nginx_gateway_fabric;
mod traefik;
mod words;

use gatefold_manifest::Yaml;

use crate::{Fidelity, plan::Plan};

pub(crate) use emit::{Policies, emit};
pub(crate) use need::{Balance, Cors, Need, What, external_auth, of};
pub(crate) use words::words;

/// What a policy is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attach {
    /// The routes, by `targetRefs`.
    Routes,
    /// One route each, by `targetRef`.
    EachRoute,
    /// The Services, by `targetRefs`.
    Services,
    /// One Service each, by `host`.
    EachHost,
    /// The Gateway, by `targetRefs`, in its namespace.
    Gateway,
    /// The HTTPS listeners of its hosts, by `targetRefs`, in their namespace.
    Listeners,
    /// Rules, by a filter of type ExtensionRef in each.
    Filter,
    /// Services, by this annotation on each.
    Annotation(&'static str),
    /// All traffic that enters the cluster.
    Cluster,
    /// Nothing: another policy refers to it.
    Nothing,
}

/// A part of a policy: what one need becomes.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    /// Group and version.
    pub(crate) version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) attach: Attach,
    /// What sets it apart from other objects of its kind for one Ingress; parts with the same are one object.
    pub(crate) suffix: &'static str,
    /// Fields of `spec`, or of the object where it has none.
    pub(crate) fields: Vec<(&'static str, Yaml<'a>)>,
    /// What a person has to know or to do.
    pub(crate) note: String,
}

/// Kinds whose fields stand beside `metadata`.
static WITHOUT_SPEC: &[&str] = &["KongPlugin"];

/// What a kind leaves unsaid of what it is asked for, by how the annotations' keys end.
static UNSAID: &[(&str, &[&str])] = &[
    ("BackendTrafficPolicy", &["limit-burst-multiplier", "opentelemetry-trust-incoming-span"]),
    ("DestinationRule", &["-read-timeout", "-send-timeout", "timeout-server"]),
    ("KongPlugin", &["limit-burst-multiplier"]),
    ("KongUpstreamPolicy", &["-domain", "-samesite", "-secure", "-max-age", "-expires"]),
    ("Middleware", &["denylist-source-range"]),
    ("SecurityPolicy", &["auth-realm"]),
];

/// Whether an object of that kind says what the annotation `key` asks for, where it says the rest.
fn says_key(kind: &str, key: &str) -> bool {
    !UNSAID.iter().any(|(of, ends)| *of == kind && ends.iter().any(|end| key.ends_with(end)))
}

/// How an implementation says something, if it does; the first of several is what the ledger points at.
type Says = for<'a> fn(&Need<'a>, &Of<'_>) -> Option<Part<'a>>;

/// By implementation.
static SAYS: &[(&str, &[Says])] = &[
    ("cilium", &[cilium::says]),
    ("envoy-gateway", &[envoy_gateway::says, envoy_gateway::backend]),
    ("istio", &[istio::says]),
    ("kong-ingress-controller", &[kong::says]),
    ("kong-operator", &[kong::says]),
    ("nginx-gateway-fabric", &[nginx_gateway_fabric::says]),
    ("traefik", &[traefik::says]),
];

/// Implementations whose policies can be for single rules of a route, by the rule's name.
pub(crate) fn names_rules(implementation: &str) -> bool {
    implementation == "envoy-gateway"
}

/// Whether several policies of a kind hold for one object, each for its fields (`policies.Conflicts` of NGINX Gateway
/// Fabric); otherwise the oldest holds alone.
fn adds_up(version: &str) -> bool {
    version.starts_with("gateway.nginx.org/")
}

/// The Ingress that a policy is for, as far as a policy has to name it.
#[derive(Debug)]
pub(crate) struct Of<'p> {
    pub(crate) plan: &'p Plan<'p>,
    pub(crate) ingress: usize,
    /// The place of what is asked for among all extras.
    pub(crate) extras: usize,
    /// Its locations that have a rule, in order.
    pub(crate) locations: &'p [usize],
    pub(crate) namespace: &'p str,
    pub(crate) name: &'p str,
    pub(crate) fidelity: Fidelity,
    /// What the object is called that another policy of the Ingress refers to.
    pub(crate) beside: &'p str,
}

impl Of<'_> {
    /// Whether a route of its hosts has rules of another Ingress too.
    fn shares_routes(&self) -> bool {
        let plan = self.plan;
        let is_other = |index: &usize| {
            let ingress = plan.locations[*index].ingress;
            ingress != self.ingress && plan.namespace(ingress) == self.namespace
        };
        self.locations.iter().any(|index| plan.hosts[plan.locations[*index].host].locations.iter().any(is_other))
    }
}

/// Mappings and lists, for short.
fn map<'a, const N: usize>(entries: [(&'a str, Yaml<'a>); N]) -> Yaml<'a> {
    Yaml::map(entries)
}

/// A truth value.
pub(crate) fn truth(value: bool) -> Yaml<'static> {
    Yaml::Plain(if value { "true" } else { "false" }.into())
}

/// Texts in a list.
fn list<'a>(items: &[&'a str]) -> Yaml<'a> {
    Yaml::list(items.iter().copied())
}

/// Addresses as ranges, of one where an address is no range.
fn ranges(addresses: &[&str]) -> Yaml<'static> {
    Yaml::list(addresses.iter().map(|address| match (address.contains('/'), address.contains(':')) {
        (true, _) => (*address).to_owned(),
        (false, true) => format!("{address}/128"),
        (false, false) => format!("{address}/32"),
    }))
}

/// Seconds as a duration, which has five digits of a unit at most (GEP-2257).
fn seconds(number: i64) -> Yaml<'static> {
    match number {
        ..=99_999 => format!("{number}s"),
        _ => format!("{}h{}m{}s", number / 3600, number / 60 % 60, number % 60),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use gatefold_gateway::IMPLEMENTATIONS;

    use super::*;

    #[test]
    fn a_duration_has_five_digits_of_a_unit_at_most() {
        assert_eq!(
            [90, 99_999, 1_728_000, 100_000].map(seconds),
            ["90s", "99999s", "480h0m0s", "27h46m40s"].map(Yaml::from)
        );
    }

    #[test]
    fn policies_are_for_known_implementations() {
        assert!(SAYS.is_sorted_by(|a, b| a.0 < b.0));
        for (id, _) in SAYS {
            assert!(IMPLEMENTATIONS.iter().any(|implementation| implementation.id == *id), "{id}");
        }
    }
}
