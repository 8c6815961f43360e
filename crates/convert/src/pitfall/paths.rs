//! What single paths do otherwise.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::Flavour;
use gatefold_ingress::Dialect;
use gatefold_routing::{Need, Pattern};

use super::sample::{other_case, sample};
use crate::{
    Fidelity,
    listeners::Listening,
    path,
    plan::{Host, Origin, PathKind, Plan},
    report,
    rules::{Scheme, order::start, rewrite::groups},
    shape::live,
};

/// How many pairs of a host's paths are looked at for one that changes places, which is all of more than a thousand paths,
/// and how many of them are run as expressions.
const PAIRS: usize = 1 << 20;
const COMPARED: usize = 64;

/// What is otherwise about a path without signs of an expression on a host that `by` makes one of regular expressions.
pub(crate) fn of_text(plan: &Plan<'_>, location: usize, by: usize) -> Option<Code> {
    let location = &plan.locations[location];
    let is_own = location.ingress == by && !plan.settings[by].use_regex;
    match (location.is_root(), location.kind) {
        // Every path begins so.
        (true, _) => None,
        _ if is_own => Some(Code::A5),
        (_, PathKind::Exact) => Some(Code::A2),
        _ => Some(Code::A1),
    }
}

/// A path to ask for, that a written one takes.
pub(super) fn asked(plan: &Plan<'_>, host: Option<usize>, raw: &str) -> String {
    let is_regex = host.is_some_and(|host| plan.hosts[host].regex.is_some());
    if is_regex && path::is_pattern(raw) {
        return sample(raw);
    }
    path::value(raw, Dialect::IngressNginx).unwrap_or_else(|_| "/".to_owned())
}

/// What comes of the host's being one of regular expressions is told of its first path in each Ingress.
pub(super) fn report(from: &Listening<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    let mut told = BTreeSet::new();
    let mut found = |at: usize, code: Code, path: String| {
        let location = &plan.locations[at];
        let is_of_path = matches!(code, Code::A4 | Code::A8);
        if is_of_path || told.insert((location.host, location.ingress, code)) {
            diagnostics.push(of_path(plan, at, code, &path));
        }
    };
    for host in &plan.hosts {
        for (at, location) in live(plan, host) {
            match location.changed {
                Some(code @ (Code::A1 | Code::A2 | Code::A5)) => {
                    found(at, code, format!("{}x", location.raw));
                    if let Some(dot) = location.raw.find('.') {
                        found(at, Code::A7, format!("{}x{}", &location.raw[..dot], &location.raw[dot + 1..]));
                    }
                }
                Some(Code::A4) => found(at, Code::A4, other_case(&sample(&location.raw))),
                Some(Code::A8) => found(at, Code::A8, path::prefix_key(&location.raw).to_owned()),
                _ => {}
            }
        }
        if let Some((at, path)) = moved(from, host) {
            found(at, Code::A6, path);
        }
    }
}

/// A path of which a request goes to another since the order is another, and the request's path.
fn moved(from: &Listening<'_>, host: &Host) -> Option<(usize, String)> {
    let plan = from.plan;
    let flavour = Flavour::of(from.options.implementation);
    let faithful = from.options.fidelity == Fidelity::Faithful;
    host.regex.filter(|_| !(faithful && flavour == Flavour::EnvoyGateway))?;
    let mut all: Vec<usize> =
        live(plan, host).filter(|(at, _)| plan.view_of(*at).is_some()).map(|(at, _)| at).collect();
    gatefold_diagnostic::order_by_key(&mut all, |at| plan.views[*at]);
    let rank = |at: usize| {
        let location = &plan.locations[at];
        let kind = match location.kind {
            PathKind::Exact => 0,
            PathKind::Regex => 1,
            PathKind::Prefix => 2,
        };
        (kind, std::cmp::Reverse(location.value.len()))
    };
    let starts: Vec<String> = all.iter().map(|at| start(&plan.locations[*at].raw)).collect();
    let is_moved = |(first, second): (usize, usize)| {
        let (a, b) = (&plan.locations[all[first]], &plan.locations[all[second]]);
        let has_regex = a.kind == PathKind::Regex || b.kind == PathKind::Regex;
        let is_open = has_regex && flavour != Flavour::EnvoyGateway;
        let overlap = starts[first].starts_with(&starts[second]) || starts[second].starts_with(&starts[first]);
        a.backend != b.backend && (is_open || rank(all[second]) < rank(all[first])) && overlap
    };
    let pairs = (0..all.len()).flat_map(|first| (first + 1..all.len()).map(move |second| (first, second)));
    let moved = pairs.take(PAIRS).filter(|pair| is_moved(*pair)).take(COMPARED);
    moved.map(|(first, second)| (all[first], all[second])).find_map(|(first, second)| {
        let [a, b] = [first, second].map(|at| &plan.locations[at].raw);
        let patterns = [a, b].map(|raw| Pattern::pcre(&format!("(?i)^{raw}"), Need::Match).ok());
        let [Some(a_matches), Some(b_matches)] = patterns else { return None };
        let shared =
            [sample(b), sample(a)].into_iter().find(|path| a_matches.is_match(path) && b_matches.is_match(path));
        Some((first, shared?))
    })
}

/// A finding about a location of the plan.
pub(crate) fn of_location(plan: &Plan<'_>, location: usize, code: Code, diagnostics: &mut Vec<Diagnostic>) {
    let of = &plan.locations[location];
    let path = asked(plan, Some(of.host), &of.raw);
    let path = if code == Code::A1 { other_case(&path) } else { path };
    diagnostics.push(of_path(plan, location, code, &path));
}

fn of_path(plan: &Plan<'_>, location: usize, code: Code, path: &str) -> Diagnostic {
    let of = &plan.locations[location];
    let host = &plan.hosts[of.host];
    let name = report::example(&host.name);
    let field = match of.origin {
        Origin::Path { .. } => format!("{}.path", of.field()),
        Origin::DefaultBackend => of.field(),
    };
    // Redirects of nginx's own come before the one to https.
    let is_sent = !matches!(code, Code::A8 | Code::B4 | Code::B6) && plan.redirects(host, of.ingress, &of.raw);
    let scheme = if is_sent { "https" } else { "http" };
    let args = Args::new().with("request", format!("GET {scheme}://{name}{path}"));
    report::finding(code, &plan.ingresses[of.ingress], field, of.span, args)
}

/// The rewrite of a prefix: its case and what is decoded differ.
pub(crate) fn rewritten_prefix(plan: &Plan<'_>, location: usize, scheme: Scheme, diagnostics: &mut Vec<Diagnostic>) {
    if scheme == Scheme::Http || plan.hosts[plan.locations[location].host].certificate.is_some() {
        let path = other_case(&sample(&plan.locations[location].raw));
        diagnostics.push(of_path(plan, location, Code::B2, &format!("{}/a", path::prefix_key(&path))));
    }
}

/// A rewrite that no field says.
pub(crate) fn general_rewrite(plan: &Plan<'_>, location: usize, scheme: Scheme, diagnostics: &mut Vec<Diagnostic>) {
    let target = plan.view_of(location).and_then(|view| view.rewrite).unwrap_or_default();
    let groups = groups(&plan.locations[location].raw);
    let is_anothers = (groups + 1..=9).any(|group| target.contains(&format!("${group}")));
    let code = match (target.contains("://"), is_anothers) {
        (true, _) => Code::B4,
        // The target is for another path of the Ingress.
        (false, true) => Code::B3b,
        (false, false) => Code::B3,
    };
    if scheme == Scheme::Http || plan.hosts[plan.locations[location].host].certificate.is_some() {
        of_location(plan, location, code, diagnostics);
    }
}

/// A redirect that no filter says.
pub(crate) fn redirect(plan: &Plan<'_>, location: usize, diagnostics: &mut Vec<Diagnostic>) {
    of_location(plan, location, Code::B6, diagnostics);
}
