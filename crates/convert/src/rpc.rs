//! gRPC: a host that takes nothing else has GRPCRoutes, whose backends are spoken to in HTTP/2 by themselves.
//!
//! HTTPRoutes and GRPCRoutes exclude each other on a hostname of a listener, so a host that takes both keeps HTTPRoutes, and
//! its Services have to say that they speak HTTP/2.

use gatefold_manifest::Yaml;

use crate::{
    listeners::Listening,
    plan::{Location, PathKind, Plan},
    rules::{Action, Rule},
};

/// The hosts that take others in.
pub(crate) fn wide(plan: &Plan<'_>) -> Vec<usize> {
    let is_wide = |host: &usize| plan.hosts[*host].name.is_empty() || plan.hosts[*host].name.starts_with('*');
    (0..plan.hosts.len()).filter(is_wide).collect()
}

/// Whether GRPCRoutes can say all of a host's rules; `beside` are the wide hosts whose routes attach to its listeners too.
pub(crate) fn is_rpc<'r>(
    from: &Listening<'_>,
    host: usize,
    mut rules: impl Iterator<Item = &'r Rule>,
    beside: &[usize],
) -> bool {
    let plan = from.plan;
    let is_covered = || {
        let here = &plan.hosts[host];
        beside.iter().map(|other| &plan.hosts[*other]).any(|other| {
            other.group == here.group && here.name.ends_with(other.name.strip_prefix('*').unwrap_or_default())
        })
    };
    let name = &plan.hosts[host].name;
    let can_be = !name.is_empty() && !name.starts_with('*') && plan.hosts[host].regex.is_none();
    can_be && rules.all(|rule| says(from, rule)) && !is_covered()
}

/// Whether a rule of a GRPCRoute can say what `rule` does.
fn says(from: &Listening<'_>, rule: &Rule) -> bool {
    let Some(extras) = rule.deed.extras.map(|index| &from.extras[index]) else { return false };
    let locations = || rule.matches.iter().filter_map(|it| it.location).map(|location| &from.plan.locations[location]);
    extras.is_rpc
        && rule.deed.action == Action::Forward
        && rule.deed.path.is_none()
        && rule.deed.backends.len() == 1
        && rule.deed.upstream_host.is_none()
        && extras.fields.iter().all(|(field, _)| *field == "sessionPersistence")
        && extras.filters.iter().all(|filter| filter.kind == "RequestMirror")
        && rule.matches.iter().all(|it| it.location.is_some() && it.headers.is_empty() && it.method.is_none())
        && locations().all(|location| method(location).is_some())
        // All calls, and then nothing else: a match of nothing is written by leaving it out.
        && (rule.matches.len() == 1 || locations().all(|location| location.value != "/"))
}

/// The service of a path, and its method where it names one; none where it is no path of calls. All calls have neither.
fn method(location: &Location) -> Option<(&str, Option<&str>)> {
    let path = location.value.strip_prefix('/')?;
    let is_prefix = location.kind == PathKind::Prefix;
    if path.is_empty() {
        return is_prefix.then_some(("", None));
    }
    let is_name = |text: &str, dots: bool| {
        let letters = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && part.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
        };
        if dots { text.split('.').all(letters) } else { letters(text) }
    };
    match path.split_once('/') {
        Some((service, method)) if is_name(service, true) && is_name(method, false) => Some((service, Some(method))),
        None if is_prefix && is_name(path, true) => Some((path, None)),
        _ => None,
    }
}

/// The matches of a rule; none for all calls.
pub(crate) fn matches<'r>(from: &Listening<'r>, rule: &Rule) -> Option<Yaml<'r>> {
    let locations = rule.matches.iter().filter_map(|it| it.location).map(|location| &from.plan.locations[location]);
    let one = |location: &'r Location| {
        let (service, name) = method(location).filter(|(service, _)| !service.is_empty())?;
        let mut value = vec![("service", service.into())];
        value.extend(name.map(|name| ("method", name.into())));
        Some(Yaml::map([("method", Yaml::map(value))]))
    };
    let all: Vec<_> = locations.filter_map(one).collect();
    (!all.is_empty()).then(|| Yaml::list(all))
}

/// The field of a match that says a path, or the rule where all calls match.
pub(crate) fn field(location: &Location, rule: usize, matching: usize) -> String {
    match method(location) {
        Some((service, _)) if !service.is_empty() => format!("spec.rules[{rule}].matches[{matching}].method.service"),
        _ => format!("spec.rules[{rule}]"),
    }
}
