//! All rules that answer for one hostname of a listener, in their order, and what is not known about it.

use std::sync::Arc;

use gatefold_diagnostic::order_by;
use gatefold_manifest::Kind;
use gatefold_routing::{Guard, PathMatch, Request, Rule, RuleSet, Template};

use crate::{
    Hostname, ListenerNode, RouteNode,
    flavour::{FlavourFacts, HostnameTie},
    matches::{self, Doubt, Match},
    precedence::{PathRank, Seniority},
    templates,
};

/// The rules of one hostname.
#[derive(Debug)]
pub(crate) struct Vhost {
    /// In order of precedence, without those that are in doubt.
    pub(crate) rules: RuleSet,
    /// The match of each rule.
    pub(crate) matches: Vec<Arc<Match>>,
    /// Matches of which it is not known what they take, or when.
    pub(crate) doubtful: Vec<Doubtful>,
    /// The order in which the hostname written on the route counts first, where that order is another.
    by_written: Option<ByWritten>,
    /// Why nothing can be said of this hostname at all.
    pub(crate) closed: Option<Template>,
}

#[derive(Debug)]
struct ByWritten {
    rules: RuleSet,
    /// The place of each of its rules in the other order.
    places: Vec<usize>,
    unknown: Template,
}

/// A match in doubt.
#[derive(Debug)]
pub(crate) struct Doubtful {
    pub(crate) matched: Arc<Match>,
    /// What it does if it wins.
    rule: Rule,
    /// Rules before this place win whatever it matches.
    before: usize,
    unknown: Template,
}

/// What a hostname's rules say to a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Picked<'a> {
    /// The rule at this place wins.
    Rule(usize, &'a Template),
    /// A match in doubt is the only one, and it is certain that it takes the request.
    Doubtful(usize, &'a Template),
    /// It cannot be said.
    Unknown(&'a Template),
    /// None matches.
    Nothing,
}

/// A route on a hostname of a listener, and the hostname that is written on it.
pub(crate) struct Member<'a> {
    pub(crate) route: &'a RouteNode,
    pub(crate) written: Hostname,
}

struct Candidate {
    matched: Arc<Match>,
    written: Hostname,
    rules: Vec<Rule>,
}

impl Vhost {
    /// The rules of the routes `members` on `listener`.
    pub(crate) fn new(
        hostname: &Hostname,
        members: &[Member<'_>],
        listener: &ListenerNode,
        facts: FlavourFacts,
    ) -> Self {
        if !templates::speaks_http(members[0].route.kind) {
            return Self::connection(members);
        }
        let mut candidates = Vec::new();
        for member in members {
            collect(member, listener, facts, &mut candidates);
        }
        order_by(&mut candidates, |a, b| a.matched.precedence.compare(&b.matched.precedence, facts.method).0);
        let (doubtful, certain): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|it| it.matched.doubt.is_some());
        let written_differ = facts.tie == HostnameTie::Open
            && certain.iter().any(|candidate| candidate.written.specificity(&certain[0].written).is_ne());
        let by_written = written_differ.then(|| by_written(hostname, &certain));
        let doubtful = doubtful.into_iter().flat_map(|it| Doubtful::all(it, &certain, facts)).collect();
        let (mut rules, mut matches) = (Vec::new(), Vec::new());
        for candidate in certain {
            matches.extend(candidate.rules.iter().map(|_| Arc::clone(&candidate.matched)));
            rules.extend(candidate.rules);
        }
        Self { rules: RuleSet::new(rules), matches, doubtful, by_written, closed: mixed(hostname, members) }
    }

    /// Connections go to the oldest route of a hostname; the others attach and get nothing.
    fn connection(members: &[Member<'_>]) -> Self {
        let oldest = members.iter().min_by_key(|member| seniority_key(member.route));
        let rules = oldest.map(|member| Rule {
            guard: Guard::path(PathMatch::Any),
            template: templates::of_connection(member.route),
            origin: member.route.rules.first().map(|rule| rule.place.origin()),
        });
        let rules = RuleSet::new(rules.into_iter().collect());
        Self { rules, matches: Vec::new(), doubtful: Vec::new(), by_written: None, closed: None }
    }

    /// What becomes of a request. Does not allocate.
    pub(crate) fn pick(&self, path: &str, request: &Request) -> Picked<'_> {
        if let Some(closed) = &self.closed {
            return Picked::Unknown(closed);
        }
        let winner = self.rules.first_match(path, request);
        let template = winner.map(|index| &self.rules.rules()[index].template);
        let mut alone = None;
        let reaches = |it: &&(usize, &Doubtful)| {
            winner.is_none_or(|index| index >= it.1.before && template != Some(&it.1.rule.template))
                && it.1.rule.guard.accepts(path, request)
        };
        for (index, doubtful) in self.doubtful.iter().enumerate().filter(|it| reaches(&it)) {
            let is_certain = matches!(doubtful.matched.doubt, Some(Doubt::Rank(_)));
            if !is_certain || winner.is_some() || alone.is_some() {
                return Picked::Unknown(&doubtful.unknown);
            }
            alone = Some(Picked::Doubtful(index, &doubtful.rule.template));
        }
        if let Some(alone) = alone {
            return alone;
        }
        let Some(index) = winner else { return Picked::Nothing };
        let template = &self.rules.rules()[index].template;
        if let Some(other) = &self.by_written {
            let second = other.rules.first_match(path, request).map(|place| other.places[place]);
            if second.is_some_and(|second| self.rules.rules()[second].template != *template) {
                return Picked::Unknown(&other.unknown);
            }
        }
        Picked::Rule(index, template)
    }
}

/// Age and name of a route, as far as they decide.
fn seniority_key(route: &RouteNode) -> (&str, &str, &str) {
    (route.object.created(), route.object.namespace(), route.object.name())
}

fn collect(member: &Member<'_>, listener: &ListenerNode, facts: FlavourFacts, candidates: &mut Vec<Candidate>) {
    let object = &member.route.object;
    let seniority = Seniority { created: object.created().into(), path: object.id().path().into() };
    for (index, rule) in member.route.rules.iter().enumerate() {
        for matched in matches::of_rule(member.route, index, &seniority, facts.regex) {
            let origin = matched.place.origin();
            let cases = templates::of_match(member.route, rule, &matched, listener, facts.cors);
            let rule = |(guard, template)| Rule { guard, template, origin: Some(origin.clone()) };
            let rules = cases.into_iter().map(rule).collect();
            candidates.push(Candidate { matched: Arc::new(matched), written: member.written.clone(), rules });
        }
    }
}

fn by_written(hostname: &Hostname, certain: &[Candidate]) -> ByWritten {
    let mut next = 0;
    let mut entries: Vec<(&Candidate, usize)> = Vec::with_capacity(certain.len());
    for candidate in certain {
        entries.push((candidate, next));
        next += candidate.rules.len();
    }
    order_by(&mut entries, |(a, _), (b, _)| b.written.specificity(&a.written));
    let places = entries.iter().flat_map(|(it, first)| *first..*first + it.rules.len()).collect();
    let rules = entries.iter().flat_map(|(it, _)| it.rules.clone()).collect();
    let reason = format!(
        "routes share {hostname} on this listener and are written with different hostnames; whether the written \
         hostname or the matches decide is the implementation's choice"
    );
    ByWritten { rules: RuleSet::new(rules), places, unknown: Template::Unknown { reason } }
}

/// HTTPRoutes and GRPCRoutes on one hostname: all but one kind have to be refused, which one is told by age, and
/// implementations are at odds.
fn mixed(hostname: &Hostname, members: &[Member<'_>]) -> Option<Template> {
    let of =
        |kind: Kind| members.iter().find(|member| member.route.kind == kind).map(|member| member.route.object.id());
    let (http, grpc) = (of(Kind::HTTPRoute)?, of(Kind::GRPCRoute)?);
    let reason = format!("{http} and {grpc} share {hostname} on this listener, and only one kind may serve it");
    Some(Template::Unknown { reason })
}

impl Doubtful {
    fn all(candidate: Candidate, certain: &[Candidate], facts: FlavourFacts) -> impl Iterator<Item = Self> {
        let precedence = &candidate.matched.precedence;
        let is_first = |other: &&Candidate| other.matched.precedence.compare(precedence, facts.method).0.is_lt();
        // Where the doubt is about a path, nothing is sure to come before it.
        let before = match precedence.path {
            PathRank::Regex => 0,
            PathRank::Exact | PathRank::Prefix => certain.iter().take_while(is_first).map(|it| it.rules.len()).sum(),
        };
        let field = &candidate.matched.place.field;
        let route = candidate.matched.place.object.id();
        let what = match &candidate.matched.doubt {
            Some(Doubt::Dialect(regex)) => {
                format!("how {field} of {route} reads the regular expression {regex} depends on the implementation")
            }
            Some(Doubt::Rank(regex)) => {
                format!("whether the path {regex} at {field} of {route} comes first depends on the implementation")
            }
            Some(Doubt::Refused(regex, why)) => format!("the regular expression {regex} at {field} of {route}: {why}"),
            None => String::new(),
        };
        let matched = candidate.matched;
        let unknown = Template::Unknown { reason: what };
        candidate.rules.into_iter().map(move |rule| Self {
            matched: Arc::clone(&matched),
            rule,
            before,
            unknown: unknown.clone(),
        })
    }
}
