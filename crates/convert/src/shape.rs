//! Which routes a host needs: one for both schemes, or one for HTTPS and one for plain HTTP.

use crate::{
    extras::Extras,
    passthrough,
    plan::{Host, Location, Origin, Plan},
    rules::{Action, HostRules},
};

/// What answers plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http {
    /// Nothing: no path is served over it.
    Nothing,
    /// Backends.
    Forward,
    /// A redirect to HTTPS, whatever the path.
    Redirect,
    /// A redirect for some paths and backends for others.
    Mixed,
}

/// The routes of one host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) http: Http,
    /// Whether there is an HTTPS listener.
    pub(crate) has_https: bool,
    /// Whether one route says it all for both.
    pub(crate) is_joint: bool,
    /// The location whose backend gets TLS connections as they are.
    pub(crate) passthrough: Option<usize>,
}

/// The locations of a host that are emitted.
pub(crate) fn live<'a>(plan: &'a Plan<'_>, host: &'a Host) -> impl Iterator<Item = (usize, &'a Location)> {
    host.locations
        .iter()
        .map(|index| (*index, &plan.locations[*index]))
        .filter(|(_, location)| location.dropped.is_none())
}

/// Whether plain HTTP for this location is redirected.
pub(crate) fn redirects(plan: &Plan<'_>, host: &Host, location: &Location) -> bool {
    // The catch-all that an Ingress without rules gives carries none of its annotations.
    let is_bare = location.origin == Origin::DefaultBackend && host.name.is_empty();
    !is_bare && plan.redirects(host, location.ingress, &location.raw)
}

pub(crate) fn shape(plan: &Plan<'_>, host: &Host, rules: &HostRules<'_>, extras: &[Extras<'_>]) -> Shape {
    let mut actions = rules.http.iter().flat_map(|(_, rules)| rules).map(|rule| rule.deed.action);
    let is_redirect = |action: Action| action == Action::Redirect;
    let http = match (rules.http.is_empty(), actions.clone().all(is_redirect), actions.any(is_redirect)) {
        (true, ..) => Http::Nothing,
        (_, true, _) => Http::Redirect,
        (.., true) => Http::Mixed,
        _ => Http::Forward,
    };
    let passthrough = passthrough::root(plan, host, extras);
    let has_https =
        http != Http::Nothing && passthrough.is_some() || host.certificate.is_some() && !rules.https.is_empty();
    let is_joint = has_https && passthrough.is_none() && rules.http == rules.https;
    Shape { http, has_https, is_joint, passthrough }
}
