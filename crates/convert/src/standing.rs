//! What is true of the whole conversion, said once each: redirects, hosts without HTTPS, features of the implementation.

use std::collections::BTreeMap;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_ingress::Dialect;

use crate::{
    listeners::{Listening, ParentKind, Parents},
    report::of_host,
    shape::{Http, live},
    target::{Certificates, Feature, Support},
};

/// All of them.
pub(crate) fn report(from: &Listening<'_>, parents: &Parents, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    let implementation = from.options.implementation;
    let shapes = || from.shapes.iter().enumerate();
    let redirected: Vec<_> = shapes()
        .filter(|(_, shape)| matches!(shape.http, Http::Redirect | Http::Mixed))
        .map(|(host, _)| host)
        .collect();
    let is_nginx = |host: usize| plan.settings[plan.hosts[host].owner].dialect == Dialect::IngressNginx;
    if let Some(&host) = redirected.first().filter(|host| !is_nginx(**host)) {
        feature(from, host, Feature::SchemeRedirect, diagnostics);
    }
    let redirected: Vec<_> = redirected.into_iter().filter(|host| is_nginx(*host)).collect();
    if let Some(&first) = redirected.first() {
        let asked = plan.redirect_status(plan.hosts[first].owner);
        let status = from.target.status(asked);
        let args = Args::new().with("count", redirected.len()).with("status", i64::from(status));
        diagnostics.push(of_host(plan, first, Code::GW0713, args));
        if status != asked {
            let args = Args::new().with("implementation", implementation.name);
            diagnostics.push(of_host(plan, first, Code::GW0724, args));
        }
        feature(from, first, Feature::SchemeRedirect, diagnostics);
    }
    let plain: Vec<_> = shapes()
        .filter(|(host, shape)| shape.http == Http::Forward && !shape.has_https && is_nginx(*host))
        .map(|(host, _)| host)
        .collect();
    if let Some(&first) = plain.first() {
        let name = &plan.hosts[first].name;
        let name = if name.is_empty() { "the catch-all" } else { name };
        let args = Args::new().with("count", plain.len()).with("host", name);
        diagnostics.push(of_host(plan, first, Code::GW0722, args));
    }
    let rewrites = |host: usize| {
        live(plan, &plan.hosts[host]).any(|(_, location)| plan.settings[location.ingress].upstream_host.is_some())
    };
    if let Some((host, _)) = shapes().find(|(host, _)| rewrites(*host)) {
        feature(from, host, Feature::HostRewrite, diagnostics);
    }
    let Some(secure) = shapes().find(|(_, shape)| shape.has_https).map(|(host, _)| host) else {
        return host_on_two_gateways(from, diagnostics);
    };
    let has_hsts = |host: usize| live(plan, &plan.hosts[host]).any(|(_, location)| plan.has_hsts(location.ingress));
    if let Some((host, _)) = shapes().find(|(host, shape)| shape.has_https && has_hsts(*host)) {
        feature(from, host, Feature::ResponseHeaders, diagnostics);
    }
    if from.target.certificates == Certificates::Elsewhere {
        let args = Args::new().with("implementation", implementation.name).with("note", implementation.note);
        diagnostics.push(of_host(plan, secure, Code::GW0726, args));
    }
    let in_set = |parent: &Option<usize>| parent.is_some_and(|at| parents.all[at].kind == ParentKind::ListenerSet);
    if let Some(host) = parents.https.iter().position(in_set) {
        feature(from, host, Feature::ListenerSet, diagnostics);
    }
    host_on_two_gateways(from, diagnostics);
}

fn feature(from: &Listening<'_>, host: usize, feature: Feature, diagnostics: &mut Vec<Diagnostic>) {
    let code = match from.target.support(feature) {
        Support::Yes => return,
        Support::No => Code::GW0601,
        Support::Unknown => Code::GW0602,
    };
    let args = Args::new().with("feature", feature.name()).with("implementation", from.options.implementation.name);
    diagnostics.push(of_host(from.plan, host, code, args));
}

fn host_on_two_gateways(from: &Listening<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if from.plan.groups.len() < 2 {
        return;
    }
    // What two installations serve had two addresses before.
    let mut by_name: BTreeMap<(&str, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (index, host) in from.plan.hosts.iter().enumerate() {
        by_name.entry((&host.name, from.plan.groups[host.group].installation)).or_default().push(index);
    }
    for ((name, _), hosts) in by_name.into_iter().filter(|((name, _), hosts)| hosts.len() > 1 && !name.is_empty()) {
        let namespaces = hosts.iter().map(|host| from.plan.groups[from.plan.hosts[*host].group].namespace.clone());
        let args = Args::new().with("host", name).with("namespaces", namespaces.collect::<Vec<_>>());
        diagnostics.push(of_host(from.plan, hosts[0], Code::GW0727, args));
    }
}
