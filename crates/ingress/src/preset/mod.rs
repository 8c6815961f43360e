//! Controllers of which the rules for hosts and paths are known, each by its row in [`table`]; the Ingress specification is
//! one of them, for those of which nothing else is modelled.
//!
//! Where a row leaves something open (equal ranks of two backends, how paths are decoded, https without spec.tls, a Service
//! that is not there, an annotation that is not modelled) the outcome is unknown and says which.

mod action;
mod asks;
mod build;
mod deed;
mod paths;
mod said;
mod table;
mod told;

use std::collections::BTreeMap;

use gatefold_diagnostic::Args;
use gatefold_routing::{
    Choice, PathMatch, Reason, Request, Rule, RuleSet, Scheme, Step, StepResult, Template, normalise,
};

use crate::{
    IngressView,
    nginx::{settings::Doubt, with_lower},
};
pub use action::{Action, Transforms, action, action_key, transforms};
pub use asks::{Ask, Asked, AskedValue, asks, hosts, ways, wildcards};
use paths::Rank;
pub use paths::is_entry_point;
pub use said::{means as meaning, replaced_host};
use table::{Address, Hosts, NoMatch, Preset, Star, Unlisted};
pub use told::{PathMeaning, SslRedirect, path_meaning, reads_default_backend, served_over, ssl_redirect};

/// Rules, strongest first, with their ranks.
#[derive(Debug, Default)]
struct Rules {
    set: RuleSet,
    ranks: Vec<(Rank, Rank)>,
}

/// Rules of one host.
#[derive(Debug)]
struct Host {
    name: Box<str>,
    rules: Rules,
    /// Over https, where that is not the same.
    https: Option<Rules>,
    has_tls: bool,
    doubt: Option<(Doubt, Template)>,
    /// Paths that begin so are served over http as over https.
    exempt: &'static str,
}

/// A controller by its row.
pub(crate) struct PresetRouter {
    preset: &'static Preset,
    /// By name; the rules without a host are named by the empty text.
    hosts: BTreeMap<Box<str>, Host>,
    /// `*.example.com` by `example.com`.
    wildcards: BTreeMap<Box<str>, Host>,
    /// What gets the requests that no rule takes.
    default: Option<Template>,
    no_match: Template,
    closed: Option<Template>,
    no_tls: Template,
    fall_through: Template,
    odd_path: Template,
    tie: Template,
    flavour: Template,
    star: Template,
}

impl std::fmt::Debug for PresetRouter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PresetRouter({:?})", self.preset.dialect)
    }
}

fn unknown(why: &str) -> Template {
    Template::Unknown { reason: why.to_owned() }
}

/// Which Ingresses of a controller share an address with `view`: the group that an annotation names, else itself. Empty
/// where all of the controller do.
pub(crate) fn address(view: &IngressView) -> String {
    let Address::Own { group } = Preset::of(view.class.dialect).address else { return String::new() };
    let named = view.object.annotation(group).map(str::trim).filter(|name| !name.is_empty() && *name != "dedicated");
    named.map_or_else(|| view.object.id().path(), |name| format!("group {name}"))
}

/// What won: a host and a rule of it.
struct Won<'a> {
    host: &'a Host,
    rule: Option<usize>,
}

impl PresetRouter {
    /// Whether a host of its Ingresses covers `host`.
    pub(crate) fn knows(&self, host: &str) -> bool {
        self.covering(host).any(|host| !host.name.is_empty())
    }

    /// Whether rules without a host or a default backend answer for the others.
    pub(crate) fn has_catch_all(&self) -> bool {
        self.hosts.contains_key("") || matches!(self.default, Some(Template::Forward { .. }))
    }

    /// Hosts that cover `host`, the most exact first.
    fn covering(&self, host: &str) -> impl Iterator<Item = &Host> {
        const DEPTH: usize = 8;
        let mut found = [None; DEPTH];
        with_lower(host, |host| {
            found[0] = self.hosts.get(host).filter(|_| !host.is_empty());
            let mut rest = host;
            for slot in &mut found[1..DEPTH - 1] {
                let Some((_, parent)) = rest.split_once('.') else { break };
                *slot = self.wildcards.get(parent);
                rest = parent;
                if self.preset.star == Star::One {
                    break;
                }
            }
        });
        found[DEPTH - 1] = self.hosts.get("");
        found.into_iter().flatten()
    }

    fn select(&self, request: &Request) -> (Option<Won<'_>>, &Template) {
        let path = request.path_only();
        if normalise(&request.path).is_none_or(|normal| normal.path != path) {
            return (None, &self.odd_path);
        }
        let mut best: Option<(Won<'_>, &Template, Rank)> = None;
        let mut other: Option<(Rank, &Template)> = None;
        for (place, host) in self.covering(&request.host).enumerate() {
            if let Some((_, template)) = &host.doubt {
                return (Some(Won { host, rule: None }), template);
            }
            if self.preset.star == Star::Open && host.is_deep(&request.host) {
                return (Some(Won { host, rule: None }), &self.star);
            }
            let rules = host.rules(request, path);
            if let Some(found) = rules.set.first_match(path, request) {
                let template = match request.scheme {
                    Scheme::Https if !host.has_tls && self.preset.unlisted == Unlisted::Open => &self.no_tls,
                    _ if rules.is_tied(found, path, request) => &self.tie,
                    _ => &rules.set.rules()[found].template,
                };
                let rank = rules.ranks[found].0;
                let won = Won { host, rule: Some(found) };
                if self.preset.hosts != Hosts::Compete {
                    let is_open = place > 0 && self.preset.hosts == Hosts::FirstOrOpen;
                    return (Some(won), if is_open { &self.fall_through } else { template });
                }
                best = match best {
                    Some((old, _, at)) if at == rank => Some((old, &self.tie, rank)),
                    Some(stronger) if stronger.2 < rank => Some(stronger),
                    _ => Some((won, template, rank)),
                };
                if self.preset.rules == table::Rules::Backends {
                    let strongest = rules.strongest_otherwise(path, request);
                    other = [other, strongest].into_iter().flatten().min_by_key(|(rank, _)| *rank);
                }
            } else if self.preset.hosts == Hosts::First && !host.name.is_empty() {
                break;
            }
        }
        match best {
            Some((won, template, _)) if other.is_some_and(|(_, other)| *other != *template) => {
                (Some(won), if matches!(template, Template::Unknown { .. }) { template } else { &self.flavour })
            }
            Some((won, template, _)) => (Some(won), template),
            None => (None, self.nothing(request)),
        }
    }

    /// What answers where no rule does.
    fn nothing(&self, request: &Request) -> &Template {
        let is_closed = |host: &Host| host.rules(request, request.path_only()).set.rules().is_empty();
        let mut hosts = self.covering(&request.host).peekable();
        match &self.closed {
            Some(closed) if hosts.peek().is_some() && hosts.all(is_closed) => closed,
            _ => self.default.as_ref().unwrap_or(&self.no_match),
        }
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
            let winner = won.as_ref().filter(|won| std::ptr::eq(won.host, host));
            let result = if winner.is_some() { StepResult::Won } else { StepResult::Lost };
            let args = Args::new().with("hostname", name).with("host", request.host.as_str());
            let rules = host.rules(request, request.path_only()).set.rules();
            let best = winner.and_then(|won| rules.get(won.rule?));
            // A host stands where the rule does that it is asked for, or else its first one.
            let doubted = || host.doubt.as_ref().and_then(|(doubt, _)| doubt.origin.clone());
            let origin = best.or(rules.first()).and_then(|rule| rule.origin.clone()).or_else(doubted);
            trace.push(Step { origin, ..step(result, Reason::HostMatches, args) });
            if let Some((doubt, _)) = host.doubt.as_ref().filter(|_| winner.is_some()) {
                trace.push(doubt.step());
                return trace;
            }
            trace.extend(steps(rules, best, request));
        }
        if let Template::Unknown { reason } | Template::Respond { reason, .. } | Template::Refuse { reason } = template
        {
            trace.push(step(StepResult::Applied, Reason::NotSaid, Args::new().with("why", reason.as_str())));
        }
        trace
    }
}

impl Host {
    fn rules(&self, request: &Request, path: &str) -> &Rules {
        let is_exempt = !self.exempt.is_empty() && path.starts_with(self.exempt);
        match &self.https {
            Some(https) if request.scheme == Scheme::Https || is_exempt => https,
            _ => &self.rules,
        }
    }

    /// Whether its star would have to stand for several labels of `host`.
    fn is_deep(&self, host: &str) -> bool {
        let labels = |name: &str| name.trim_end_matches('.').split('.').count();
        self.name.starts_with("*.") && labels(host) > labels(&self.name)
    }
}

impl Rules {
    /// Whether another rule of the same rank takes the request elsewhere.
    fn is_tied(&self, found: usize, path: &str, request: &Request) -> bool {
        let rules = self.set.rules();
        let rank = self.ranks[found].0;
        let equals = rules.iter().zip(&self.ranks).skip(found + 1).take_while(|(_, (other, _))| *other == rank);
        let mut takers = equals.map(|(rule, _)| rule).filter(|rule| rule.guard.accepts(path, request));
        takers.any(|rule| rule.template != rules[found].template)
    }

    /// The strongest rule that takes the request by the other rank.
    fn strongest_otherwise(&self, path: &str, request: &Request) -> Option<(Rank, &Template)> {
        let takes = |rule: &&Rule| rule.guard.accepts(path, request);
        let all = self.set.rules().iter().zip(&self.ranks).filter(|(rule, _)| takes(rule));
        all.map(|(rule, (_, other))| (*other, &rule.template)).min_by_key(|(rank, _)| *rank)
    }
}

fn steps<'a>(rules: &'a [Rule], best: Option<&'a Rule>, request: &'a Request) -> impl Iterator<Item = Step> {
    rules.iter().map(move |rule| {
        let path = Args::new().with("path", rule.guard.path.text());
        let (result, reason, args) = match (best, rule.guard.obstacle(request.path_only(), request)) {
            (Some(best), _) if std::ptr::eq(best, rule) => (StepResult::Won, compared(&rule.guard.path), path),
            (_, Some((reason, args))) => (StepResult::Lost, reason, args),
            (best, None) => {
                let winner = best.map_or("another host's", |best| best.guard.path.text());
                (StepResult::Lost, Reason::WeakerPath, path.with("winner", winner))
            }
        };
        Step { origin: rule.origin.clone(), result, reason, args }
    })
}

fn compared(path: &PathMatch) -> Reason {
    match path {
        PathMatch::Exact(_) => Reason::PathExact,
        PathMatch::Begin(_) => Reason::PathBegin,
        PathMatch::Regex(_) => Reason::PathRegex,
        PathMatch::Prefix(_) | PathMatch::Any => Reason::PathPrefix,
    }
}
