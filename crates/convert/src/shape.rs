//! Which routes a host needs: one for both schemes, or one for HTTPS and one for plain HTTP that redirects.

use crate::{
    extras::Extras,
    passthrough,
    plan::{Host, Location, Origin, Plan},
};

/// What answers plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http {
    /// Nothing: no path is served.
    Nothing,
    /// The same backends.
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
    /// Whether a path that nobody serves is redirected.
    pub(crate) root_redirects: bool,
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

pub(crate) fn shape(plan: &Plan<'_>, host: &Host, extras: &[Extras<'_>]) -> Shape {
    let (mut some, mut any_redirect, mut all_redirect, mut any_hsts, mut has_root) = (false, false, true, false, false);
    for (_, location) in live(plan, host) {
        some = true;
        has_root |= location.is_root();
        let redirect = redirects(plan, host, location);
        any_redirect |= redirect;
        all_redirect &= redirect;
        any_hsts |= plan.has_hsts(location.ingress);
    }
    let root_redirects = !has_root && !host.name.is_empty() && plan.redirects(host, host.owner, "/");
    let http = match (some, any_redirect || root_redirects) {
        (false, false) => Http::Nothing,
        (true, false) => Http::Forward,
        _ if all_redirect && (has_root || root_redirects) => Http::Redirect,
        _ => Http::Mixed,
    };
    let passthrough = passthrough::root(plan, host, extras);
    let has_https = (host.certificate.is_some() || passthrough.is_some()) && http != Http::Nothing;
    let is_joint = has_https && http == Http::Forward && !any_hsts && passthrough.is_none();
    Shape { http, has_https, is_joint, passthrough, root_redirects }
}
