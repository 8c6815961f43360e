//! Compiles a controller's Ingresses into its router: whose host it is, what each path becomes, what is redirected.

use std::collections::BTreeMap;

use gatefold_diagnostic::{Set, order_by, order_by_key, ordered};
use gatefold_routing::{
    Guard, Origin, PathMatch, PathTemplate, RedirectTemplate, Rule, RuleSet, Scheme, Template, TrailingSlash,
};
use k8s_openapi::api::networking::v1::{IngressRule, IngressServiceBackend};

use super::{
    Host, NoMatch, PresetRouter, Rules,
    asks::{Asked, Case, asks, hosts, ways},
    deed::template,
    paths::{Compared, Kind, Rank, Written, glob},
    said::annotation_doubt,
    table::{By, DefaultBackend, Preset, SameHost, Secure},
    told::ssl_redirect,
    unknown,
};
use crate::{
    Dialect, IngressView,
    backend::Backends,
    nginx::{origin, settings::Doubt},
    read::paths,
};

/// One comparison of a host before it is compiled.
#[derive(Clone)]
struct Entry<'a> {
    guard: Guard,
    rank: Rank,
    other: Rank,
    template: Template,
    origin: Option<Origin>,
    view: &'a IngressView,
    service: Option<&'a IngressServiceBackend>,
}

impl<'a> Entry<'a> {
    /// Its Ingress and backend: the Service, the port by number and by name.
    fn route(&self) -> (usize, &'a str, Option<i32>, Option<&'a str>) {
        let name = self.service.map_or("", |service| &service.name);
        let port = self.service.and_then(|service| service.port.as_ref());
        let (number, called) = (port.and_then(|port| port.number), port.and_then(|port| port.name.as_deref()));
        (std::ptr::from_ref(self.view) as usize, name, number, called)
    }
}

type Entries<'a> = BTreeMap<Box<str>, Vec<Entry<'a>>>;

impl PresetRouter {
    /// Builds the router from Ingresses of one controller that share an address.
    pub(crate) fn new(views: &[&IngressView], backends: &mut Backends<'_>) -> Self {
        let preset = Preset::of(views.first().map_or(Dialect::Specification, |view| view.class.dialect));
        let mut entries = Entries::new();
        let mut doubts: BTreeMap<Box<str>, Doubt> = BTreeMap::new();
        let mut defaults = Vec::new();
        let mut before = 0;
        let mut names: Vec<_> = views.iter().map(|view| view.object.id().path()).collect();
        order_by(&mut names, Ord::cmp);
        for view in views {
            let ingress = names.binary_search(&view.object.id().path()).unwrap_or_default();
            let doubt = annotation_doubt(view);
            for (rule, (written, node)) in view.rules().enumerate() {
                let host = host_name(written);
                if let Some(doubt) = &doubt {
                    doubts.entry(host.clone()).or_insert_with(|| doubt.clone());
                }
                let list = entries.entry(host.clone()).or_default();
                if preset.same_host == SameHost::LastRule {
                    list.retain(|entry| !std::ptr::eq(entry.view, *view));
                }
                for (at, (path, node)) in paths(written, node).enumerate() {
                    let kind = Kind::of(&path.path_type);
                    let text = path.path.as_deref().unwrap_or_default();
                    let origin = Some(origin(&view.object, format!("spec.rules[{rule}].http.paths[{at}]"), node));
                    let service = path.backend.service.as_ref();
                    let called = service.map_or("", |service| &service.name);
                    let asks = asks(view, called);
                    let ways = ways(&asks);
                    for name in hosts(view, &host, called) {
                        let written = Written { view, host: &name, path: text, kind, ingress, rule, at, before };
                        let template = match &ways {
                            Some(_) => template(backends, preset, view, &path.backend, Some(&written)),
                            None => {
                                Doubt::not_modelled(&view.object, asks.first().map_or("", |ask| &ask.key)).template()
                            }
                        };
                        let all = [Asked::default()];
                        let entries_of = |way| compared(preset, &written, way, &template);
                        let list = entries.entry(name.as_str().into()).or_default();
                        for (guard, ranks, template) in ways.as_deref().unwrap_or(&all).iter().flat_map(entries_of) {
                            let (rank, other) = ranks;
                            list.push(Entry { guard, rank, other, template, origin: origin.clone(), view, service });
                        }
                        if let Some(doubt) = &doubt {
                            doubts.entry(name.as_str().into()).or_insert_with(|| doubt.clone());
                        }
                    }
                    before += 1;
                }
            }
            if let Some(backend) = &view.spec.default_backend {
                default_backend(
                    &mut entries,
                    &mut defaults,
                    preset,
                    view,
                    template(backends, preset, view, backend, None),
                );
            }
        }
        if preset.same_host == SameHost::Oldest {
            owners(&mut entries, &mut doubts, views);
        }
        if preset.rules == super::table::Rules::Backends {
            entries.values_mut().for_each(|list| join(list));
        }
        let mut tls: Set<&str> = Set::new();
        for view in views {
            let hosts = view.spec.tls.iter().flatten().flat_map(|tls| tls.hosts.iter().flatten());
            tls.extend(hosts.map(|host| (host.as_str(), ())));
        }
        let hosts = entries.into_iter().map(|(name, list)| {
            let doubt = doubts.remove(&name).map(Doubt::with_template);
            let is_listed = tls.contains_key(&*name);
            (name.clone(), host(preset, name, list, is_listed, doubt))
        });
        let (wildcards, hosts): (Vec<_>, Vec<_>) = hosts.partition(|(name, _)| name.starts_with("*."));
        let default = match defaults.as_slice() {
            [] => None,
            [one] if preset.dialect != Dialect::Specification || views.len() == 1 => Some(one.clone()),
            _ => Some(unknown("no rule matches, and which Ingress's defaultBackend answers is the controller's own")),
        };
        Self {
            preset,
            hosts: ordered(hosts),
            wildcards: ordered(wildcards.into_iter().map(|(name, host)| (name[2..].into(), host))),
            default,
            no_match: match preset.no_match {
                NoMatch::Status(status, why) => {
                    Template::Respond { status, headers: Vec::new(), reason: why.to_owned() }
                }
                NoMatch::Open(why) => unknown(why),
            },
            closed: preset.closed.map(|why| Template::Refuse { reason: why.to_owned() }),
            no_tls: unknown("it is not said what answers over https where spec.tls does not name the host"),
            fall_through: unknown(
                "the most exact host has no path for the request, and whether a less exact host is asked is left open",
            ),
            odd_path: unknown("it is not said how a path with escapes, dots or empty segments is compared"),
            tie: unknown("two rules of the same strength take the request, and which of them wins is left open"),
            flavour: unknown("which rule wins depends on which of its routers the controller is set to use"),
            star: unknown("whether the star of the host stands for several labels is left open"),
        }
    }
}

/// What a path is compared with, one way of what its annotations ask for: guards with their ranks, and what is done.
fn compared(
    preset: &Preset,
    written: &Written<'_>,
    way: &Asked,
    template: &Template,
) -> Vec<(Guard, (Rank, Rank), Template)> {
    let mut all = Vec::new();
    for Compared { matches, rank, other, doubt } in (preset.read)(written) {
        let template = doubt.map_or_else(|| template.clone(), unknown);
        let matches = match &way.path {
            Some(pattern) => glob(pattern, rank).matches,
            // Beside patterns no path at all is not any path.
            None => matches,
        };
        if preset.dialect == Dialect::Kong && !way.headers.is_empty() {
            all.push((way.guard(matches.clone(), Case::Same), (rank, other), template));
            let why = "whether values of headers are compared in any case depends on which router the controller is set to use";
            all.push((way.guard(matches, Case::Any), (weaker(rank), weaker(other)), unknown(why)));
        } else {
            all.push((way.guard(matches, Case::Any), (rank, other), template));
        }
    }
    all
}

/// The next rank after one.
fn weaker([first, second, third]: Rank) -> Rank {
    [first, second, third.saturating_add(1)]
}

/// The host of a rule, empty where it has none.
fn host_name(rule: &IngressRule) -> Box<str> {
    rule.host.as_deref().unwrap_or_default().to_ascii_lowercase().into()
}

/// What becomes of a default backend.
fn default_backend<'a>(
    entries: &mut Entries<'a>,
    defaults: &mut Vec<Template>,
    preset: &Preset,
    view: &'a IngressView,
    template: Template,
) {
    let has_rules = view.spec.rules.as_ref().is_some_and(|rules| !rules.is_empty());
    let last = |template: Template| Entry {
        guard: Guard::path(PathMatch::Any),
        rank: [u32::MAX; 3],
        other: [u32::MAX; 3],
        template,
        origin: Some(origin(&view.object, "spec.defaultBackend".to_owned(), None)),
        view,
        service: None,
    };
    match preset.default_backend {
        DefaultBackend::Ignored => {}
        DefaultBackend::WithoutRules if has_rules => {}
        DefaultBackend::Everywhere | DefaultBackend::WithoutRules => defaults.push(template),
        DefaultBackend::Open => {
            defaults
                .push(unknown("no rule matches, and which of its default backends the controller asks is left open"));
        }
        DefaultBackend::OnItsHosts => {
            for rule in view.spec.rules.iter().flatten() {
                entries.entry(host_name(rule)).or_default().push(last(template.clone()));
            }
        }
        DefaultBackend::OtherHosts => entries.entry("".into()).or_default().push(last(template)),
    }
}

/// A host that several Ingresses name is the oldest's; minions share it under a master. Where ages are not written, it is
/// left open.
fn owners(entries: &mut Entries<'_>, doubts: &mut BTreeMap<Box<str>, Doubt>, views: &[&IngressView]) {
    const KEY: &str = "nginx.org/mergeable-ingress-type";
    let is_minion = |entry: &Entry<'_>| entry.view.object.annotation(KEY) == Some("minion");
    let masters = views.iter().filter(|view| view.object.annotation(KEY) == Some("master"));
    let mastered: Set<Box<str>> = Set::of(masters.flat_map(|view| view.spec.rules.iter().flatten()).map(host_name));
    for (host, list) in entries {
        if list.iter().any(is_minion) {
            list.retain(is_minion);
            if !mastered.contains_key(host) {
                let why = "the host's paths are those of minions, and no master of the host is in the input";
                doubts.entry(host.clone()).or_insert_with(|| Doubt::not_said(why, None));
            }
            continue;
        }
        let Some(first) = list.first().map(|entry| entry.view) else { continue };
        let others = list.iter().map(|entry| entry.view).filter(|view| !std::ptr::eq(*view, first));
        let ages: Vec<&str> = others.map(|view| view.object.created()).collect();
        if ages.iter().any(|age| age.is_empty() || *age == first.object.created()) {
            let why = "several Ingresses name the host, which is the oldest's, and their ages are not in the input";
            doubts.entry(host.clone()).or_insert_with(|| Doubt::not_said(why, None));
        }
        list.retain(|entry| std::ptr::eq(entry.view, first));
    }
}

/// Paths of one Ingress and backend are as strong as the strongest of them.
fn join(list: &mut [Entry<'_>]) {
    let mut strongest = BTreeMap::new();
    for entry in &*list {
        let rank = strongest.entry(entry.route()).or_insert(entry.other);
        *rank = entry.other.min(*rank);
    }
    for entry in list {
        entry.other = strongest.get(&entry.route()).copied().unwrap_or(entry.other);
    }
}

fn host(
    preset: &Preset,
    name: Box<str>,
    list: Vec<Entry<'_>>,
    is_listed: bool,
    doubt: Option<(Doubt, Template)>,
) -> Host {
    let mut has_tls = is_listed;
    let mut differs = false;
    let (mut http, mut https) = (Vec::new(), Vec::new());
    for entry in list {
        let schemes = (preset.schemes)(entry.view);
        has_tls |= schemes.https == Some(true);
        let secure = preset.secure.and_then(|secure| redirect(secure, entry.view, is_listed));
        differs |= secure.is_some() || !schemes.has(Scheme::Http) || !schemes.has(Scheme::Https);
        let rule =
            |guard: &Guard, template: Template| Rule { guard: guard.clone(), template, origin: entry.origin.clone() };
        let elsewhere = || unknown("the Ingress is served at an entry point whose port is not in the input");
        let ranks = (entry.rank, entry.other);
        if schemes.has(Scheme::Https) {
            let mut template = entry.template.clone();
            if let (Template::Forward { response, .. }, Some(age), true) = (&mut template, preset.hsts, is_listed) {
                response.set.push(("Strict-Transport-Security".to_owned(), format!("max-age={age}")));
                differs = true;
            }
            https.push((ranks, rule(&entry.guard, with_port(preset, template, 443))));
        } else if schemes.others {
            https.push((ranks, rule(&entry.guard, elsewhere())));
        }
        match secure {
            _ if !schemes.has(Scheme::Http) && schemes.others => http.push((ranks, rule(&entry.guard, elsewhere()))),
            _ if !schemes.has(Scheme::Http) => {}
            Some((true, template)) => http.push((([0; 3], [0; 3]), rule(&Guard::path(PathMatch::Any), template))),
            Some((false, template)) => http.push((ranks, rule(&entry.guard, template))),
            None => http.push((ranks, rule(&entry.guard, with_port(preset, entry.template, 80)))),
        }
    }
    let exempt = preset.secure.map_or("", |secure| secure.exempt);
    let https = differs.then(|| compile(https));
    Host { name, rules: compile(http), https, has_tls, doubt, exempt }
}

/// A redirect to another scheme that names no port keeps that of the listener (`#{port}` of AWS's load balancers).
fn with_port(preset: &Preset, mut template: Template, own: u16) -> Template {
    if let (Template::Redirect(to), Dialect::AwsAlb) = (&mut template, preset.dialect)
        && let (Some(scheme), None) = (to.scheme, to.port)
    {
        to.port = Some(own).filter(|own| *own != scheme.default_port());
    }
    template
}

fn compile(mut all: Vec<((Rank, Rank), Rule)>) -> Rules {
    order_by_key(&mut all, |(ranks, _)| ranks.0);
    all.dedup_by(|a, b| a.0.0 == b.0.0 && a.1.guard == b.1.guard && a.1.template == b.1.template);
    let (ranks, rules) = all.into_iter().unzip();
    Rules { set: RuleSet::new(rules), ranks }
}

/// The redirect to https of an Ingress's paths, and whether it comes before paths are looked at.
fn redirect(secure: Secure, view: &IngressView, is_listed: bool) -> Option<(bool, Template)> {
    let has_tls = match secure.by {
        By::Host => is_listed,
        By::Ingress => view.spec.tls.as_ref().is_some_and(|tls| !tls.is_empty()),
    };
    let said = ssl_redirect(view).filter(|said| said.is_forced || has_tls)?;
    let template = RedirectTemplate {
        status: said.status,
        scheme: Some(Scheme::Https),
        host: None,
        port: secure.port,
        path: PathTemplate::Keep,
        trailing_slash: TrailingSlash::Keep,
        headers: Vec::new(),
    };
    Some((secure.before_paths, Template::Redirect(template)))
}
