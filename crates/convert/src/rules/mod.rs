//! The rules of a host, before they are cut into routes: what each does, and the matches that lead to it.

mod canary;
mod faithful;
mod idiomatic;
pub(crate) mod order;
mod redirect;
pub(crate) mod rewrite;

use gatefold_diagnostic::{Diagnostic, Map};

pub(crate) use redirect::RedirectTo;

use crate::{
    Fidelity,
    extras::Defaults,
    listeners::Listening,
    plan::{Backend, PathKind, Plan, Settings},
    target::Feature,
};

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// Requests go to backends.
    Forward,
    /// Plain HTTP is sent to HTTPS.
    Redirect,
    /// Requests are sent to an address.
    Elsewhere,
}

/// What becomes of the path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PathTo {
    /// `ReplaceFullPath`.
    Full(String),
    /// `ReplacePrefixMatch`.
    Prefix(String),
}

/// All that a rule does; rules that do the same are one rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Deed {
    pub(crate) action: Action,
    /// Where [`Action::Elsewhere`] sends.
    pub(crate) redirect: Option<RedirectTo>,
    /// The path that arrives.
    pub(crate) path: Option<PathTo>,
    /// The backend, and a canary beside it, each with its weight where there are two.
    pub(crate) backends: Vec<(Backend, u32)>,
    pub(crate) has_hsts: bool,
    /// The Host that the backend gets, where it is not the request's.
    pub(crate) upstream_host: Option<String>,
    /// What annotations add to it, by its place among all extras.
    pub(crate) extras: Option<usize>,
    /// What the controller does by itself.
    pub(crate) defaults: Defaults,
    /// The status of a redirect to HTTPS.
    pub(crate) status: u16,
    /// How the one path is compared that another controller's annotation changes.
    pub(crate) alone: Option<(PathKind, usize)>,
}

impl Deed {
    /// A redirect to HTTPS.
    pub(crate) fn to_https(status: u16) -> Self {
        Self { status, ..Self::bare(Action::Redirect) }
    }

    /// A redirect to an address.
    pub(crate) fn elsewhere(to: RedirectTo) -> Self {
        Self { redirect: Some(to), ..Self::bare(Action::Elsewhere) }
    }

    /// What sends an Ingress's requests to a backend; `extras` are those that hold for it.
    fn forward(from: &Listening<'_>, ingress: usize, extras: usize, backend: Backend, scheme: Scheme) -> Self {
        let rewrites = !from.target.lacks(Feature::HostRewrite);
        let own = &from.extras[extras];
        let host = own.host.map(str::to_owned).or_else(|| from.plan.settings[ingress].upstream_host.clone());
        Self {
            backends: match backend {
                Backend::Split(all) => all,
                one => vec![(one, 1)],
            },
            has_hsts: has_hsts(from, ingress, scheme),
            upstream_host: host.filter(|_| rewrites),
            extras: (!own.is_empty()).then_some(extras),
            defaults: own.defaults,
            ..Self::bare(Action::Forward)
        }
    }

    fn bare(action: Action) -> Self {
        let (redirect, path, upstream_host, extras) = (None, None, None, None);
        let (status, alone, defaults) = (308, None, Defaults::default());
        let (backends, has_hsts) = (Vec::new(), false);
        Self { action, redirect, path, backends, has_hsts, upstream_host, extras, defaults, status, alone }
    }

    /// Where it sends, when one backend takes everything.
    pub(crate) fn backend(&self) -> Option<&Backend> {
        self.backends.first().map(|(backend, _)| backend)
    }
}

/// What a match asks for besides its path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asking {
    pub(crate) method: Option<&'static str>,
    pub(crate) headers: Vec<ValueMatch>,
    pub(crate) query: Vec<ValueMatch>,
    /// A pattern with `*` and `?` in place of the path.
    pub(crate) path: Option<String>,
}

/// A header or a parameter of the query that a match asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ValueMatch {
    pub(crate) name: String,
    /// Whether the value is a regular expression.
    pub(crate) is_regex: bool,
    pub(crate) value: String,
}

/// One match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matching {
    /// The Ingress whose it is.
    pub(crate) ingress: usize,
    /// The location of the plan that it is from.
    pub(crate) location: Option<usize>,
    pub(crate) kind: PathKind,
    pub(crate) path: String,
    pub(crate) method: Option<&'static str>,
    pub(crate) headers: Vec<ValueMatch>,
    pub(crate) query: Vec<ValueMatch>,
}

/// A match of every path.
fn root(ingress: usize) -> Matching {
    let (kind, path) = (PathKind::Prefix, "/".to_owned());
    Matching { ingress, location: None, kind, path, method: None, headers: Vec::new(), query: Vec::new() }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) deed: Deed,
    pub(crate) matches: Vec<Matching>,
}

/// Rules by namespace, both in the order in which they first appear.
pub(crate) type Side<'a> = Vec<(&'a str, Vec<Rule>)>;

/// The rules of one host.
#[derive(Debug, Default)]
pub(crate) struct HostRules<'a> {
    /// For plain HTTP.
    pub(crate) http: Side<'a>,
    /// For HTTPS; empty where nobody listens.
    pub(crate) https: Side<'a>,
}

/// Which scheme rules are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Settings {
    /// Whether its paths are served over a scheme, where somebody listens for it.
    fn is_served(&self, scheme: Scheme) -> bool {
        match scheme {
            Scheme::Http => self.http,
            Scheme::Https => self.https != Some(false),
        }
    }
}

/// The rules of a host.
pub(crate) fn of_host<'a>(from: &Listening<'a>, host: usize, diagnostics: &mut Vec<Diagnostic>) -> HostRules<'a> {
    let plan = from.plan;
    let faithful = from.options.fidelity == Fidelity::Faithful && plan.hosts[host].server.is_some();
    let mut side = |scheme| {
        let mut collector = Collector::new(plan);
        let owner = plan.hosts[host].owner;
        match (plan.hosts[host].www_of, faithful) {
            // What the twin of a host does (`from-to-www-redirect`).
            (Some(of), _) => {
                let has_hsts = faithful && has_hsts(from, owner, scheme);
                let to = Deed::elsewhere(RedirectTo::to_host(&plan.hosts[of].name, plan.redirect_status(owner)));
                collector.add(0, Deed { has_hsts, ..to }, root(owner));
            }
            (None, true) => faithful::rules(from, host, scheme, &mut collector, diagnostics),
            (None, false) => idiomatic::rules(from, host, scheme, &mut collector, diagnostics),
        }
        collector.finish()
    };
    let http = side(Scheme::Http);
    let https = if plan.hosts[host].certificate.is_some() { side(Scheme::Https) } else { Side::new() };
    HostRules { http, https }
}

/// Whether HSTS is set on a scheme's answers for an Ingress's paths.
fn has_hsts(from: &Listening<'_>, ingress: usize, scheme: Scheme) -> bool {
    scheme == Scheme::Https && !from.target.lacks(Feature::ResponseHeaders) && from.plan.has_hsts(ingress)
}

/// Collects matches into rules: those that do the same, in the same case, share one.
struct Collector<'a> {
    plan: &'a Plan<'a>,
    side: Side<'a>,
    namespaces: Map<&'a str, usize>,
    open: Map<(usize, usize, Deed), usize>,
}

const MAX_RULE_MATCHES: usize = 64;

impl<'a> Collector<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        Self { plan, side: Side::new(), namespaces: Map::new(), open: Map::new() }
    }

    /// Adds a match; `case` keeps the ways in which a canary decides in their order.
    fn add(&mut self, case: usize, deed: Deed, matching: Matching) {
        let namespace = self.plan.namespace(matching.ingress);
        let at = *self.namespaces.or_insert_with(namespace, || {
            self.side.push((namespace, Vec::new()));
            self.side.len() - 1
        });
        let rules = &mut self.side[at].1;
        let key = (at, case, deed);
        if let Some(&rule) = self.open.get(&key).filter(|rule| rules[**rule].matches.len() < MAX_RULE_MATCHES) {
            rules[rule].matches.push(matching);
            return;
        }
        rules.push(Rule { deed: key.2.clone(), matches: vec![matching] });
        self.open.insert(key, rules.len() - 1);
    }

    fn finish(mut self) -> Side<'a> {
        // Rules of all hosts are held at once, and most hosts have few.
        self.side.iter_mut().for_each(|(_, rules)| rules.shrink_to_fit());
        self.side
    }
}
