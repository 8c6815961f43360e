//! HTTPRoutes, and GRPCRoutes where they say all: one for each host and namespace, continued in further ones past the limits of a route.
//!
//! Which rule wins depends on its matches only, never on the order of rules or on which route of the host holds it, and
//! no two matches of a host are equal; so cutting a route keeps every winner. Paths with one backend share a rule.

mod comment;

use std::collections::BTreeSet;

use gatefold_diagnostic::{Diagnostic, order_by};
use gatefold_manifest::Yaml;

use crate::{
    Role, carried,
    filters::filters,
    labels::labels,
    listeners::{Listening, ParentKind, Parents},
    names::Names,
    output::{GROUP, Identity, Metadata, Outputs},
    passthrough,
    plan::{Backend, PathKind, Plan},
    policies::names_rules,
    report, rpc,
    rules::{Action, Rule, ValueMatch},
    shape::{Http, Shape},
};

const MAX_RULES: usize = 16;
const MAX_MATCHES: usize = 128;

/// Where a location stands in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) object: usize,
    pub(crate) rule: usize,
    pub(crate) matching: usize,
    pub(crate) action: Action,
    /// Which of the rule's backends is the location's own, and which is its canary's.
    pub(crate) own: Option<usize>,
    pub(crate) canary: Option<usize>,
    /// Whether the rule changes the path.
    pub(crate) rewrites: bool,
}

/// All routes.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    /// By location.
    pub(crate) places: Vec<Vec<Place>>,
    /// By host: the routes that have its name.
    pub(crate) of_host: Vec<Vec<usize>>,
    /// By host: the rules that redirect paths nobody serves.
    pub(crate) root_redirects: Vec<Vec<(usize, usize)>>,
    /// By Ingress: the routes that it has a part in.
    pub(crate) of_ingress: Vec<Vec<usize>>,
    /// By object and rule: the types of its filters, in order.
    pub(crate) filters: Vec<Vec<Vec<&'static str>>>,
    /// By host: the TLSRoute, where it has one.
    pub(crate) passthrough: Vec<Option<usize>>,
    /// The objects that are GRPCRoutes.
    pub(crate) rpc: BTreeSet<usize>,
}

/// Which scheme a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Https,
    Http,
}

/// What a rule with policies of its own is called; none where the name would be too long.
pub(crate) fn rule_name(plan: &Plan<'_>, ingress: usize, rule: usize) -> Option<String> {
    let name = format!("{}-{}", plan.ingresses[ingress].object.name(), rule + 1);
    (name.len() <= 253).then_some(name)
}

/// Whether rules of several Ingresses stand together.
fn is_shared(rules: &[&Rule]) -> bool {
    let mut of = rules.iter().flat_map(|rule| &rule.matches).filter(|it| it.location.is_some()).map(|it| it.ingress);
    let first = of.next();
    of.any(|ingress| Some(ingress) != first)
}

/// Writes all routes.
pub(crate) fn emit<'a>(
    from: &Listening<'a>,
    parents: &Parents,
    outputs: &mut Outputs<'a>,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Routes {
    let plan = from.plan;
    let routes = Routes {
        places: plan.locations.iter().map(|_| Vec::new()).collect(),
        of_host: plan.hosts.iter().map(|_| Vec::new()).collect(),
        root_redirects: plan.hosts.iter().map(|_| Vec::new()).collect(),
        of_ingress: plan.ingresses.iter().map(|_| Vec::new()).collect(),
        filters: Vec::new(),
        passthrough: vec![None; plan.hosts.len()],
        rpc: BTreeSet::new(),
    };
    let mut writer =
        Writer { from, parents, outputs, names, diagnostics, routes, has_explained_hsts: false, wide: rpc::wide(plan) };
    for (index, shape) in from.shapes.iter().enumerate() {
        if shape.is_joint {
            writer.side(index, *shape, Side::Both);
        } else {
            match shape.passthrough {
                Some(location) if shape.has_https => {
                    let namespace = from.plan.namespace(from.plan.locations[location].ingress);
                    let parents = writer.parent_refs(index, namespace, Side::Https);
                    let Writer { outputs, names, routes, .. } = &mut writer;
                    passthrough::emit(from, (index, location), parents, (outputs, names), routes);
                }
                _ if shape.has_https => writer.side(index, *shape, Side::Https),
                _ => {}
            }
            if shape.http != Http::Nothing {
                writer.side(index, *shape, Side::Http);
            }
        }
    }
    for of_one in &mut writer.routes.of_ingress {
        order_by(of_one, Ord::cmp);
        of_one.dedup();
    }
    writer.routes
}

struct Writer<'a, 'b> {
    from: &'b Listening<'a>,
    parents: &'b Parents,
    outputs: &'b mut Outputs<'a>,
    names: &'b mut Names,
    diagnostics: &'b mut Vec<Diagnostic>,
    routes: Routes,
    has_explained_hsts: bool,
    wide: Vec<usize>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn side(&mut self, index: usize, shape: Shape, side: Side) {
        let suffix = match (side, shape.http) {
            (Side::Http, Http::Redirect) => "-redirect",
            (Side::Http, _) if shape.has_https => "-http",
            _ => "",
        };
        let all = if side == Side::Https { &self.from.rules[index].https } else { &self.from.rules[index].http };
        // Each host has an HTTPS listener of its own.
        let every = all.iter().flat_map(|(_, rules)| rules);
        let is_rpc = rpc::is_rpc(self.from, index, every, if side == Side::Https { &[] } else { &self.wide });
        for (namespace, rules) in all {
            let mut rest = rules.iter().peekable();
            let mut number = 1;
            while rest.peek().is_some() {
                let mut some: Vec<&Rule> = Vec::new();
                let mut matches = 0;
                while let Some(rule) =
                    rest.next_if(|rule| some.len() < MAX_RULES && matches + rule.matches.len() <= MAX_MATCHES)
                {
                    matches += rule.matches.len();
                    some.push(rule);
                }
                let suffix = if number == 1 { suffix.to_owned() } else { format!("{suffix}-{number}") };
                self.route(index, namespace, &suffix, (side, is_rpc), &some);
                number += 1;
            }
        }
    }

    fn route(&mut self, index: usize, namespace: &str, suffix: &str, (side, is_rpc): (Side, bool), rules: &[&Rule]) {
        let plan = self.from.plan;
        let host = &plan.hosts[index];
        let object = self.outputs.next();
        let kind = if is_rpc { "GRPCRoute" } else { "HTTPRoute" };
        let name = self.names.of_host(&format!("{kind} {namespace}"), "", &host.name, suffix);
        if name.clash {
            self.diagnostics.push(report::name_clash(plan, host.owner, kind, &host.name, &name.text));
        }
        if is_rpc {
            self.routes.rpc.insert(object);
        }
        let mut sources = Vec::new();
        let named = names_rules(self.from.options.implementation.id) && is_shared(rules);
        let mut filters = Vec::with_capacity(rules.len());
        let mut values = Vec::with_capacity(rules.len());
        for (at, rule) in rules.iter().enumerate() {
            for (matching, matched) in rule.matches.iter().enumerate() {
                sources.push(matched.ingress);
                match matched.location {
                    Some(location) => {
                        let own = &plan.locations[location].backend;
                        let (mut mine, mut others) = (None, None);
                        for (place, (backend, _)) in rule.deed.backends.iter().enumerate() {
                            *if backend == own { &mut mine } else { &mut others } = Some(place);
                        }
                        let action = rule.deed.action;
                        let place = Place {
                            object,
                            rule: at,
                            matching,
                            action,
                            own: mine,
                            canary: others,
                            rewrites: rule.deed.path.is_some(),
                        };
                        self.routes.places[location].push(place);
                    }
                    None if rule.deed.action == Action::Redirect => {
                        self.routes.root_redirects[index].push((object, at));
                    }
                    None => {}
                }
            }
            let name = rule.deed.extras.filter(|_| named);
            let name = name.and_then(|extras| rule_name(plan, self.from.extras[extras].ingress, at));
            let (value, kinds) = self.rule(rule, name, is_rpc);
            values.push(value);
            filters.push(kinds);
        }
        self.routes.filters.resize_with(object, Vec::new);
        self.routes.filters.push(filters);
        order_by(&mut sources, Ord::cmp);
        sources.dedup();
        for &ingress in &sources {
            self.routes.of_ingress[ingress].push(object);
        }
        self.routes.of_host[index].push(object);
        let mut spec = vec![("parentRefs", self.parent_refs(index, namespace, side))];
        if !host.name.is_empty() {
            let names = [&*host.name].into_iter().chain(host.aliases.iter().map(|alias| &**alias));
            spec.push(("hostnames", Yaml::list(names)));
        }
        spec.push(("rules", Yaml::list(values)));
        let comment = self.comment(&sources, rules);
        let metadata = Metadata { labels: labels(plan, &sources), annotations: carried::of_route(plan, &sources) };
        let identity = Identity { version: "v1", kind, namespace, name: &name.text };
        self.outputs.push(Role::ApplicationDeveloper, identity, metadata, Yaml::map(spec), comment);
    }

    /// A rule, and the types of its filters.
    fn rule<'r>(&self, rule: &'r Rule, name: Option<String>, is_rpc: bool) -> (Yaml<'r>, Vec<&'static str>)
    where
        'a: 'r,
    {
        let matches = rule.matches.iter().map(|matched| {
            let kind = match matched.kind {
                PathKind::Exact => "Exact",
                PathKind::Prefix => "PathPrefix",
                PathKind::Regex => "RegularExpression",
            };
            let path = Yaml::map([("type", kind.into()), ("value", matched.path.as_str().into())]);
            let values = |field: &'static str, all: &'r [ValueMatch]| {
                let value = |one: &'r ValueMatch| {
                    let kind = one.is_regex.then_some(("type", "RegularExpression".into()));
                    let rest = [("name", one.name.as_str().into()), ("value", one.value.as_str().into())];
                    Yaml::map(kind.into_iter().chain(rest))
                };
                (!all.is_empty()).then(|| (field, Yaml::list(all.iter().map(value))))
            };
            let headers = values("headers", &matched.headers);
            let query = values("queryParams", &matched.query);
            let method = matched.method.map(|method| ("method", method.into()));
            Yaml::map([("path", path)].into_iter().chain(headers).chain(query).chain(method))
        });
        let mut value = Vec::with_capacity(4);
        value.extend(name.map(|name| ("name", name.into())));
        if is_rpc {
            value.extend(rpc::matches(self.from, rule).map(|matches| ("matches", matches)));
        } else {
            value.push(("matches", Yaml::list(matches)));
        }
        let extras = rule.deed.extras.map(|index| &self.from.extras[index]);
        let (kinds, filters) = filters(self.from.target, &rule.deed, extras);
        if !filters.is_empty() {
            value.push(("filters", Yaml::list(filters)));
        }
        if let Some(extras) = extras {
            value.extend(extras.fields.iter().cloned());
        }
        if !is_rpc {
            value.extend(self.defaults(rule).into_iter().flatten());
        }
        let weighted = rule.deed.backends.len() > 1;
        let backends = rule.deed.backends.iter().filter_map(|(backend, weight)| {
            let Backend::Service { name, port } = backend else { return None };
            let weight = weighted.then(|| ("weight", i32::try_from(*weight).unwrap_or(i32::MAX).into()));
            Some(Yaml::map([("name", name.as_str().into()), ("port", (*port).into())].into_iter().chain(weight)))
        });
        let backends: Vec<_> = backends.collect();
        if !backends.is_empty() {
            value.push(("backendRefs", Yaml::list(backends)));
        }
        (Yaml::map(value), kinds)
    }

    /// The fields for what the controller does by itself.
    fn defaults<'r>(&self, rule: &Rule) -> [Option<(&'static str, Yaml<'r>)>; 2] {
        let asked = rule.deed.defaults;
        let own = rule.matches.first().map(|matched| self.from.plan.controller(matched.ingress).defaults);
        let silence = own.map(|own| own.read_timeout).filter(|seconds| asked.timeouts && *seconds > 0);
        let silence =
            silence.map(|seconds| Yaml::map([("backendRequest", format!("{}s", seconds.min(99_999)).into())]));
        let retries = own.map(|own| own.retries).filter(|retries| asked.retry && *retries > 0);
        let retries = retries.map(|retries| Yaml::map([("attempts", Yaml::Integer(retries.into()))]));
        [silence.map(|value| ("timeouts", value)), retries.map(|value| ("retry", value))]
    }

    fn parent_refs(&self, host: usize, namespace: &str, side: Side) -> Yaml<'b> {
        let parents = self.parents;
        let http = parents.http[host].filter(|_| side != Side::Https);
        let https = parents.https[host].filter(|_| side != Side::Http);
        let reference = |index: usize| {
            let parent = &parents.all[index];
            let mut value = Vec::with_capacity(5);
            if parent.kind == ParentKind::ListenerSet {
                value.extend([("group", GROUP.into()), ("kind", "ListenerSet".into())]);
            }
            value.push(("name", parent.name.as_str().into()));
            if parent.namespace != namespace {
                value.push(("namespace", parent.namespace.as_str().into()));
            }
            value.push(("sectionName", parent.section.as_str().into()));
            Yaml::map(value)
        };
        let aliases = https.iter().flat_map(|_| &parents.aliases[host]).copied();
        Yaml::list(http.into_iter().chain(https).chain(aliases).map(reference))
    }
}
