//! What whole hosts and canaries do otherwise.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_gateway::Flavour;
use gatefold_ingress::{Answer, LocationView, ServerView};

use super::at;
use crate::{
    Fidelity,
    annotation::NGINX,
    hostname::is_hostname,
    listeners::{Listening, aliases},
    plan::{Host, PathResult, Plan},
    report::example,
    shape::live,
};

pub(super) fn report(from: &Listening<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    let wide = wide_hosts(from);
    let mut slash_removed = false;
    for (at_host, host) in plan.hosts.iter().enumerate() {
        let Some(server) = host.server.map(|server| &plan.servers.list[server]) else { continue };
        let name = example(&host.name);
        let mut found = |ingress: usize, code: Code, field: String, request: String| {
            diagnostics.push(at(plan, ingress, code, field, request));
        };
        if !server.is_loaded && host.www_of.is_none() {
            found(host.owner, Code::A9, "spec.rules".to_owned(), format!("GET http://{name}/"));
        }
        if let Some((ingress, _)) = &host.app_root {
            found(*ingress, Code::B8, annotation("app-root"), format!("GET http://{name}/?a=1"));
        }
        if host.www_of.is_some() {
            let owner = annotated(plan, server, "from-to-www-redirect").unwrap_or(host.owner);
            found(owner, Code::B9, annotation("from-to-www-redirect"), format!("GET http://{name}/y/"));
            continue;
        }
        let removes = |location: &LocationView<'_>| {
            location.to_https && location.ingress.is_some_and(|it| !plan.settings[it].preserve_trailing_slash)
        };
        if !slash_removed && server.locations.iter().any(removes) {
            slash_removed = true;
            found(host.owner, Code::C1, "spec.tls".to_owned(), format!("GET http://{name}/a/"));
        }
        // An expression is no hostname; a name has no listener for https unless it was given one.
        let listened = aliases(from, at_host);
        let is_lost = |alias: &&&str| {
            !is_hostname(alias) || host.certificate.is_some() && !listened.iter().any(|of| of == **alias)
        };
        for alias in server.aliases.iter().filter(is_lost) {
            let owner = annotated(plan, server, "server-alias").unwrap_or(host.owner);
            let request = if is_hostname(alias) {
                format!("GET https://{alias}/")
            } else {
                format!("GET http://{}/", super::sample::sample(alias.trim_start_matches('~')))
            };
            found(owner, Code::D5, annotation("server-alias"), request);
        }
        if from.options.fidelity == Fidelity::Idiomatic {
            leaks(plan, (at_host, server), &name, &mut found);
        }
        if falls_through(plan, host, &wide) {
            found(host.owner, Code::D2, "spec.rules".to_owned(), format!("GET http://{name}/no-such-path"));
        }
    }
    canaries(plan, diagnostics);
}

/// The Ingress of the server that has an annotation.
fn annotated(plan: &Plan<'_>, server: &ServerView, key: &str) -> Option<usize> {
    let key = format!("{NGINX}{key}");
    let mut owners = server.locations.iter().filter_map(|location| location.ingress);
    owners.find(|ingress| plan.ingresses[*ingress].object.annotation(&key).is_some())
}

fn annotation(key: &str) -> String {
    format!("metadata.annotations[{NGINX}{key}]")
}

/// What the first Ingress of a host does to paths that nobody serves, and what looks like a canary and is none.
fn leaks(
    plan: &Plan<'_>,
    (host, server): (usize, &ServerView<'_>),
    name: &str,
    found: &mut impl FnMut(usize, Code, String, String),
) {
    for view in server.locations.iter().filter(|view| view.field.is_none()) {
        if let (Answer::Redirect(..), Some(ingress)) = (&view.answer, view.ingress) {
            let keys = ["temporal-redirect", "permanent-redirect"];
            let is_written = |key: &&str| plan.ingresses[ingress].object.annotation(&format!("{NGINX}{key}")).is_some();
            let key = keys.into_iter().find(is_written).unwrap_or(keys[1]);
            found(ingress, Code::B7, annotation(key), format!("GET http://{name}/other"));
        }
    }
    for view in server.locations.iter().filter(|view| view.backend.is_some()) {
        let (Some(ingress), Some(field)) = (view.ingress.filter(|it| plan.settings[*it].canary), &view.field) else {
            continue;
        };
        found(
            ingress,
            Code::E3,
            (*field).to_owned(),
            format!("GET http://{name}{}", super::paths::asked(plan, Some(host), view.path)),
        );
    }
    for (at, location) in live(plan, &plan.hosts[host]).filter(|_| server.is_loaded) {
        if plan.views.get(at).is_some_and(Option::is_none) && plan.results[location.ingress].refused.is_none() {
            let request = format!("GET http://{name}{}", super::paths::asked(plan, Some(location.host), &location.raw));
            found(location.ingress, Code::E3, location.field(), request);
        }
    }
}

/// The hosts to which the implementation may let requests fall that no path of a narrower one takes.
fn wide_hosts<'p>(from: &Listening<'p>) -> Vec<&'p Host> {
    let is_open = matches!(Flavour::of(from.options.implementation), Flavour::Other | Flavour::Spec);
    let is_wide = |host: &&Host| is_open && (host.name.is_empty() || host.name.starts_with('*'));
    from.plan.hosts.iter().filter(is_wide).collect()
}

/// Whether a request that no path of the host takes may reach one of these.
fn falls_through(plan: &Plan<'_>, host: &Host, wide: &[&Host]) -> bool {
    let covers = |wide: &&&Host| {
        let suffix = wide.name.strip_prefix('*').unwrap_or_default();
        wide.group == host.group && wide.name != host.name && host.name.ends_with(suffix)
    };
    !host.name.is_empty()
        && wide.iter().any(|wide| covers(&wide))
        && !live(plan, host).any(|(_, location)| location.is_root())
}

/// Endpoints come and go, and a weight in the output stays.
fn canaries(plan: &Plan<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (ingress, result) in plan.results.iter().enumerate().filter(|(at, _)| plan.settings[*at].canary) {
        let is_its = |path: &&PathResult| matches!(path, PathResult::Canary(_) | PathResult::Dropped(Code::E8));
        if result.refused.is_none() && result.paths.iter().flatten().any(|path| is_its(&path)) {
            let request = super::Shown::of(plan, ingress).get("");
            diagnostics.push(at(plan, ingress, Code::E8, annotation("canary"), request));
        }
    }
}
