//! Rules as a person would write them, from the Ingress's own rules: each path with its type, each annotation as the filter
//! that is meant for it. What then changes is reported.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_ingress::Answer;

use super::{
    Action, Collector, Deed, Matching, PathTo, RedirectTo, Scheme, Side, has_hsts,
    rewrite::{Rewriting, rewriting},
};
use crate::{
    listeners::Listening,
    pitfall,
    plan::{PathKind, Plan},
    shape::{live, redirects},
    target::Support,
};

pub(crate) fn rules<'a>(
    from: &Listening<'a>,
    index: usize,
    scheme: Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Side<'a> {
    let plan = from.plan;
    let host = &plan.hosts[index];
    let mut collector = Collector::new(plan);
    if let Some(to) = www(plan, index) {
        collector.add(0, to, root(host.owner, None));
        return collector.finish();
    }
    let to_https = |location| scheme == Scheme::Http && redirects(plan, host, location);
    let has_root = live(plan, host).any(|(_, location)| location.is_root());
    let root_redirects =
        scheme == Scheme::Http && !has_root && !host.name.is_empty() && plan.redirects(host, host.owner, "/");
    let all = live(plan, host).all(|(_, location)| to_https(location));
    if scheme == Scheme::Http && all && !host.locations.is_empty() && (has_root || root_redirects) {
        collector.add(0, Deed::to_https(plan.redirect_status(host.owner)), root(host.owner, None));
        return collector.finish();
    }
    if let Some((ingress, path)) = &host.app_root {
        let matching = Matching { kind: PathKind::Exact, ..root(*ingress, None) };
        collector.add(0, Deed::elsewhere(RedirectTo::to_path(path, 302)), matching);
    }
    for (at, location) in live(plan, host) {
        let taken = host.app_root.is_some() && location.kind == PathKind::Exact && location.value == "/";
        if taken {
            continue;
        }
        let settings = &plan.settings[location.ingress];
        let mut matching = Matching {
            ingress: location.ingress,
            location: Some(at),
            kind: location.kind,
            path: location.value.clone(),
            headers: Vec::new(),
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
        let rewrites = from.target.rewrite_host != Support::No;
        let adds = !from.extras[location.ingress].is_empty();
        let changes = adds && from.extras[location.ingress].path.is_some();
        let mut deed = Deed {
            alone: changes.then_some((location.kind, at)),
            backends: vec![(location.backend.clone(), 1)],
            has_hsts: has_hsts(from, location.ingress, scheme),
            upstream_host: settings.upstream_host.clone().filter(|_| rewrites),
            extras: adds.then_some(location.ingress),
            ..Deed::bare(Action::Forward)
        };
        if let Some(target) = view.and_then(|view| view.rewrite.as_deref()) {
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
        super::faithful::cases(&mut collector, plan, &deed, &matching, canary);
    }
    if root_redirects {
        collector.add(0, Deed::to_https(plan.redirect_status(host.owner)), root(host.owner, None));
    }
    collector.finish()
}

/// A match of every path.
pub(crate) fn root(ingress: usize, location: Option<usize>) -> Matching {
    Matching { ingress, location, kind: PathKind::Prefix, path: "/".to_owned(), headers: Vec::new() }
}

/// What the twin of a host does (`from-to-www-redirect`).
pub(crate) fn www(plan: &Plan<'_>, host: usize) -> Option<Deed> {
    let of = plan.hosts[host].www_of?;
    Some(Deed::elsewhere(RedirectTo {
        scheme: None,
        host: Some(plan.hosts[of].name.clone()),
        port: None,
        path: None,
        status: 308,
    }))
}
