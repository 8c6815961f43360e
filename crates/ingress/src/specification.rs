//! The Ingress specification's own rules (networking.k8s.io/v1), for controllers of which nothing else is modelled.
//!
//! Host and path must both match; Exact is equality, Prefix goes by segments, the longest path wins and Exact before
//! Prefix. Where the specification leaves something open (ImplementationSpecific, a host that matches with no path of its
//! own, no match at all, equal paths of two backends, how paths are decoded, https without spec.tls, a Service that is not
//! there, the controller's annotations) the outcome is unknown and says which.

use std::collections::{BTreeMap, HashSet};

use gatefold_diagnostic::{Args, order_by_key, ordered};
use gatefold_manifest::Node;
use gatefold_routing::{
    Choice, Guard, PathMatch, Reason, Request, Rule, RuleSet, Scheme, Step, StepResult, Template, normalise,
};

use crate::{
    CONTROLLERS, IngressView,
    backend::Backends,
    class::CLASS_ANNOTATION,
    nginx::{
        settings::{Doubt, annotation_origin},
        with_lower,
    },
};

/// Annotations that no controller routes by.
#[rustfmt::skip]
static HARMLESS: &[&str] = &[
    "acme.cert-manager.io/", "app.kubernetes.io/", "argocd.argoproj.io/", "cert-manager.io/", "external-dns.alpha.kubernetes.io/",
    "field.cattle.io/", "helm.sh/", "kubectl.kubernetes.io/", "meta.helm.sh/", CLASS_ANNOTATION,
];

/// Rules of one host, strongest first.
#[derive(Debug)]
struct Host {
    name: Box<str>,
    rules: RuleSet,
    has_tls: bool,
    doubt: Option<(Doubt, Template)>,
}

/// A controller by the specification alone.
#[derive(Debug)]
pub(crate) struct SpecificationRouter {
    /// By name; the rules without a host are named by the empty text.
    hosts: BTreeMap<Box<str>, Host>,
    /// `*.example.com` by `example.com`.
    wildcards: BTreeMap<Box<str>, Host>,
    default: Template,
    no_tls: Template,
    fall_through: Template,
    odd_path: Template,
}

/// One path of a host before it is compiled.
struct Written {
    path: Box<str>,
    kind: Kind,
    rule: Rule,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Exact,
    Prefix,
    Specific,
}

fn unknown(why: &str) -> Template {
    Template::Unknown { reason: why.to_owned() }
}

impl SpecificationRouter {
    /// Builds the router from the controller's Ingresses.
    pub(crate) fn new(views: &[&IngressView], backends: &mut Backends<'_>) -> Self {
        let mut written: BTreeMap<Box<str>, Vec<Written>> = BTreeMap::new();
        let mut doubts: BTreeMap<Box<str>, Doubt> = BTreeMap::new();
        let mut tls = HashSet::new();
        let mut defaults = Vec::new();
        for view in views {
            let doubt = annotation_doubt(view);
            tls.extend(view.spec.tls.iter().flatten().flat_map(|tls| tls.hosts.iter().flatten().cloned()));
            if let Some(service) = view.spec.default_backend.as_ref().and_then(|backend| backend.service.as_ref()) {
                defaults.push(template(backends, view, service));
            }
            for (at, rule) in view.spec.rules.iter().flatten().enumerate() {
                let host: Box<str> = rule.host.as_deref().unwrap_or_default().to_ascii_lowercase().into();
                if let Some(doubt) = &doubt {
                    doubts.entry(host.clone()).or_insert_with(|| doubt.clone());
                }
                let paths = written.entry(host).or_default();
                for (number, path) in rule.http.iter().flat_map(|http| &http.paths).enumerate() {
                    let field = format!("spec.rules[{at}].http.paths[{number}]");
                    let text = path.path.as_deref().filter(|path| !path.is_empty()).unwrap_or("/");
                    let kind = match path.path_type.as_str() {
                        "Exact" => Kind::Exact,
                        "Prefix" => Kind::Prefix,
                        _ => Kind::Specific,
                    };
                    let template = match (&path.backend.service, kind) {
                        (_, Kind::Specific) => {
                            unknown("what pathType ImplementationSpecific matches is the controller's own")
                        }
                        (Some(service), _) => template(backends, view, service),
                        (None, _) => unknown("what a resource backend does is the controller's own"),
                    };
                    let matches = match kind {
                        Kind::Exact => PathMatch::Exact(text.into()),
                        Kind::Prefix => PathMatch::prefix(text),
                        Kind::Specific => PathMatch::Any,
                    };
                    let origin = Some(crate::nginx::path_origin(view, field));
                    let rule = Rule { guard: Guard::path(matches), template, origin };
                    paths.push(Written { path: text.into(), kind, rule });
                }
            }
        }
        let hosts = written.into_iter().map(|(name, paths)| {
            let doubt = doubts.get(&name).map(|doubt| (doubt.clone(), doubt.template()));
            let has_tls = tls.contains(&*name);
            (name.clone(), Host { name, rules: compile(paths), has_tls, doubt })
        });
        let (wildcards, hosts): (Vec<_>, Vec<_>) = hosts.partition(|(name, _)| name.starts_with("*."));
        let wildcards = ordered(wildcards.into_iter().map(|(name, host)| (name[2..].into(), host)));
        let default = match defaults.as_slice() {
            [one] if views.len() == 1 => one.clone(),
            [] => unknown("no rule matches, and what answers without a defaultBackend is the controller's own"),
            _ => unknown("no rule matches, and which Ingress's defaultBackend answers is the controller's own"),
        };
        Self {
            hosts: ordered(hosts),
            wildcards,
            default,
            no_tls: unknown(
                "the specification does not say what answers over https where spec.tls does not name the host",
            ),
            fall_through: unknown(
                "the most exact host has no path for the request, and whether a less exact host is asked is left open",
            ),
            odd_path: unknown(
                "the specification does not say how a path with escapes, dots or empty segments is compared",
            ),
        }
    }

    /// Whether a host of its Ingresses covers `host`.
    pub(crate) fn knows(&self, host: &str) -> bool {
        self.covering(host).any(|host| !host.name.is_empty())
    }

    /// Whether rules without a host or a default backend answer for the others.
    pub(crate) fn has_catch_all(&self) -> bool {
        self.hosts.contains_key("") || matches!(self.default, Template::Forward { .. })
    }

    /// Hosts that cover `host`, the most exact first.
    fn covering(&self, host: &str) -> impl Iterator<Item = &Host> {
        let found = with_lower(host, |host| {
            let exact = self.hosts.get(host).filter(|_| !host.is_empty());
            let wildcard = host.split_once('.').and_then(|(_, parent)| self.wildcards.get(parent));
            [exact, wildcard, self.hosts.get("")]
        });
        found.into_iter().flatten()
    }

    fn select(&self, request: &Request) -> (Option<(&Host, usize)>, &Template) {
        let path = request.path_only();
        if normalise(&request.path).is_none_or(|normal| normal.path != path) {
            return (None, &self.odd_path);
        }
        for (place, host) in self.covering(&request.host).enumerate() {
            if let Some((_, template)) = &host.doubt {
                return (Some((host, usize::MAX)), template);
            }
            if let Some(found) = host.rules.first_match(path, request) {
                let template = match (place, request.scheme) {
                    (0, Scheme::Https) if !host.has_tls => &self.no_tls,
                    (0, _) => &host.rules.rules()[found].template,
                    _ => &self.fall_through,
                };
                return (Some((host, found)), template);
            }
        }
        (None, &self.default)
    }

    pub(crate) fn choose(&self, request: &Request) -> Choice<'_> {
        Choice { template: self.select(request).1 }
    }

    /// Hosts and paths considered, in order.
    pub(crate) fn trace(&self, request: &Request) -> Vec<Step> {
        let (won, template) = self.select(request);
        let mut trace = Vec::new();
        let step = |result, reason, args| Step { origin: None, result, reason, args };
        for host in self.covering(&request.host) {
            let name = if host.name.is_empty() { "*" } else { &host.name };
            let is_winner = won.is_some_and(|(winner, _)| std::ptr::eq(winner, host));
            let result = if is_winner { StepResult::Won } else { StepResult::Lost };
            let args = Args::new().with("hostname", name).with("host", request.host.as_str());
            trace.push(step(result, Reason::HostMatches, args));
            if let Some((doubt, _)) = host.doubt.as_ref().filter(|_| is_winner) {
                trace.push(doubt.step());
                return trace;
            }
            let best = won.filter(|_| is_winner).and_then(|(_, found)| host.rules.rules().get(found));
            trace.extend(paths(host, best, request));
        }
        if let Template::Unknown { reason } = template {
            trace.push(step(StepResult::Applied, Reason::NotSaid, Args::new().with("why", reason.as_str())));
        }
        trace
    }
}

fn paths<'a>(host: &'a Host, best: Option<&'a Rule>, request: &'a Request) -> impl Iterator<Item = Step> {
    host.rules.rules().iter().map(move |rule| {
        let path = Args::new().with("path", rule.guard.path.text());
        let (result, reason, args) = match (best, rule.guard.obstacle(request.path_only(), request)) {
            (Some(best), _) if std::ptr::eq(best, rule) => match rule.guard.path {
                PathMatch::Exact(_) => (StepResult::Won, Reason::PathExact, path),
                _ => (StepResult::Won, Reason::PathPrefix, path),
            },
            (_, Some((reason, args))) => (StepResult::Lost, reason, args),
            (best, None) => {
                let winner = best.map_or("another host's", |best| best.guard.path.text());
                (StepResult::Lost, Reason::ShorterPath, path.with("winner", winner))
            }
        };
        Step { origin: rule.origin.clone(), result, reason, args }
    })
}

/// Exact paths first, then what only the controller knows, then the longest prefix. Equal paths with other backends are
/// left open.
fn compile(mut paths: Vec<Written>) -> RuleSet {
    let rank = |kind: Kind| match kind {
        Kind::Exact => 0,
        Kind::Specific => 1,
        Kind::Prefix => 2,
    };
    order_by_key(&mut paths, |written| {
        (rank(written.kind), std::cmp::Reverse(written.path.trim_end_matches('/').len()))
    });
    let mut rules: Vec<Rule> = Vec::with_capacity(paths.len());
    for written in paths {
        match rules.iter_mut().find(|rule| rule.guard == written.rule.guard) {
            Some(twin) if twin.template != written.rule.template => {
                twin.template =
                    unknown("two rules of one host have the same path, and which of them wins is left open");
            }
            Some(_) => {}
            None => rules.push(written.rule),
        }
    }
    RuleSet::new(rules)
}

fn template(
    backends: &mut Backends<'_>,
    view: &IngressView,
    service: &k8s_openapi::api::networking::v1::IngressServiceBackend,
) -> Template {
    let resolved = backends.resolve(view.object.namespace(), service);
    match (resolved.doubt, resolved.problem) {
        (Some(doubt), _) => doubt.template(),
        (None, Some((reason, args))) => {
            let doubt = Doubt { origin: None, reason, args };
            unknown(&format!("{}, and what answers then is the controller's own", doubt.step().text()))
        }
        (None, None) => Template::forward([(resolved.backend, 1)]),
    }
}

/// The first annotation that may route.
fn annotation_doubt(view: &IngressView) -> Option<Doubt> {
    let prefixes =
        CONTROLLERS.iter().find(|known| known.controller == view.class.controller).map(|known| known.annotations);
    let may_route = |key: &str| match prefixes {
        Some(prefixes) => key != CLASS_ANNOTATION && prefixes.iter().any(|prefix| key.starts_with(prefix)),
        None => !HARMLESS.iter().any(|prefix| key.starts_with(prefix)),
    };
    let key = view.object.annotations().map(|(key, _)| key).map(Node::text).find(|key| may_route(key))?;
    let args = Args::new().with("annotation", key).with("ingress", view.object.id().to_string());
    Some(Doubt { origin: Some(annotation_origin(&view.object, key)), reason: Reason::NotModelled, args })
}
