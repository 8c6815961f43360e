//! Rules as a person would write them, from the Ingress's own rules: each path with its type, each annotation as the filter
//! that is meant for it. What then changes is reported.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_ingress::{Answer, wildcards};

use super::{
    Asking, Collector, Deed, Matching, PathTo, RedirectTo, Scheme,
    canary::cases,
    rewrite::{Rewriting, rewriting},
    root,
};
use crate::{
    listeners::Listening,
    pitfall,
    plan::{Backend, Location, PathKind},
    shape::{live, redirects},
};

pub(super) fn rules(
    from: &Listening<'_>,
    index: usize,
    scheme: Scheme,
    collector: &mut Collector<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let plan = from.plan;
    let host = &plan.hosts[index];
    let to_https = |location| scheme == Scheme::Http && redirects(plan, host, location);
    let served = |(_, location): &(usize, &Location)| plan.settings[location.ingress].is_served(scheme);
    let has_root = live(plan, host).filter(served).any(|(_, location)| location.is_root());
    let is_served = scheme == Scheme::Http && plan.settings[host.owner].is_served(scheme);
    let root_redirects = is_served && !has_root && !host.name.is_empty() && plan.redirects(host, host.owner, "/");
    // Redirects of the Ingress's own come before the one to https.
    let is_own = |at| plan.view_of(at).is_some_and(|view| matches!(view.answer, Answer::Redirect(..)));
    let mut sent = live(plan, host).filter(served).map(|(at, location)| to_https(location) && !is_own(at));
    let all = host.app_root.is_none() && sent.all(|is_sent| is_sent);
    if scheme == Scheme::Http && all && !host.locations.is_empty() && (has_root || root_redirects) {
        return collector.add(0, Deed::to_https(plan.redirect_status(host.owner)), root(host.owner));
    }
    if let Some((ingress, path)) = &host.app_root {
        let matching = Matching { kind: PathKind::Exact, ..root(*ingress) };
        collector.add(0, Deed::elsewhere(RedirectTo::to_path(path, 302)), matching);
    }
    for (at, location) in live(plan, host).filter(served) {
        let taken = host.app_root.is_some() && location.kind == PathKind::Exact && location.value == "/";
        if taken {
            continue;
        }
        let mut matching = Matching {
            ingress: location.ingress,
            location: Some(at),
            kind: location.kind,
            path: location.value.clone(),
            method: None,
            headers: Vec::new(),
            query: Vec::new(),
        };
        let view = plan.view_of(at);
        if let Some(Answer::Redirect(status, url)) = view.map(|view| &view.answer) {
            match RedirectTo::to_url(url, *status) {
                Some(to) => {
                    collector.add(0, Deed::elsewhere(to), matching);
                    continue;
                }
                None => pitfall::redirect(plan, at, diagnostics),
            }
        }
        if to_https(location) {
            collector.add(0, Deed::to_https(plan.redirect_status(location.ingress)), matching);
            continue;
        }
        let index = from.extras_of[at];
        let extras = &from.extras[index];
        if let Some(to) = &extras.redirect {
            collector.add(0, Deed::elsewhere(to.clone()), matching);
            continue;
        }
        if let Backend::Elsewhere(to) = &location.backend {
            collect(collector, &extras.asks, Deed::elsewhere(to.clone()), matching);
            continue;
        }
        let mut deed = Deed::forward(from, location.ingress, index, location.backend.clone(), scheme);
        let changes = extras.path.is_some();
        deed.alone = changes.then_some((location.kind, at));
        if let Some(to) = extras.path_of(location) {
            deed.alone = Some((location.kind, at));
            deed.path = Some(match location.kind {
                PathKind::Prefix => PathTo::Prefix(to),
                PathKind::Exact | PathKind::Regex => PathTo::Full(to),
            });
        }
        if let Some(to) = extras.host_of(&host.name) {
            deed.upstream_host = Some(to);
        }
        if let Some(target) = view.and_then(|view| view.rewrite) {
            match rewriting(&location.raw, target) {
                Rewriting::Keep => {}
                Rewriting::Full(path) => deed.path = Some(PathTo::Full(path)),
                Rewriting::Prefix { prefix, to } => {
                    (matching.kind, matching.path) = (PathKind::Prefix, prefix);
                    deed.path = Some(PathTo::Prefix(to));
                    pitfall::rewritten_prefix(plan, at, scheme, diagnostics);
                }
                Rewriting::Redirect(url) => {
                    if let Some(to) = RedirectTo::to_url(&url, 302) {
                        collector.add(0, Deed::elsewhere(to), matching);
                        continue;
                    }
                }
                Rewriting::General => pitfall::general_rewrite(plan, at, scheme, diagnostics),
            }
        }
        let canary = plan.canary_of(at).filter(|canary| {
            let named = plan.names(canary.ingress, &host.name, &location.raw);
            if !named && scheme == Scheme::Http {
                pitfall::of_location(plan, at, Code::E1, diagnostics);
            }
            named
        });
        if extras.asks.is_empty() {
            cases(collector, plan, deed, matching, canary);
        } else {
            collect(collector, &extras.asks, deed, matching);
        }
    }
    if root_redirects {
        collector.add(0, Deed::to_https(plan.redirect_status(host.owner)), root(host.owner));
    }
}

/// Adds a match for each way in which a request has to be asked.
fn collect(collector: &mut Collector<'_>, asks: &[Asking], deed: Deed, matching: Matching) {
    for (number, way) in asks.iter().enumerate() {
        // A rule that takes a matched beginning away has one match.
        let case = if deed.alone.is_some() { number } else { 0 };
        let mut matching = Matching { method: way.method, ..matching.clone() };
        matching.headers.extend(way.headers.iter().cloned());
        matching.query.extend(way.query.iter().cloned());
        if let Some((kind, path)) = way.path.as_deref().map(pattern) {
            (matching.kind, matching.path) = (kind, path);
        }
        collector.add(case, deed.clone(), matching);
    }
    if asks.is_empty() {
        collector.add(0, deed, matching);
    }
}

/// A pattern in which `*` stands for any letters and `?` for one.
fn pattern(text: &str) -> (PathKind, String) {
    match text.strip_suffix("/*") {
        _ if !text.contains(['*', '?']) => (PathKind::Exact, text.to_owned()),
        Some("") => (PathKind::Prefix, "/".to_owned()),
        Some(stem) if !stem.contains(['*', '?']) => (PathKind::Prefix, stem.to_owned()),
        _ => (PathKind::Regex, wildcards(text)),
    }
}
