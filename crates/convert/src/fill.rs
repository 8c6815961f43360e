//! Which Ingress serves which path of which host, as ingress-nginx's `createServers` and `getBackendServers` decide.

use std::collections::HashMap;

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_gateway::Flavour;
use gatefold_ingress::{Ask, Dialect, asks, hosts, reads_default_backend};
use gatefold_manifest::{Bundle, InputScope, Node};

use crate::{
    Fidelity, Options, expression,
    hostname::is_hostname,
    meant::{Meant, meant},
    path, pitfall,
    plan::{Host, IngressResult, Location, Origin, PathKind, PathResult, Plan},
    report,
};

/// Fills hosts and locations of `plan`, with a result for every path.
pub(crate) fn fill(plan: &mut Plan<'_>, bundle: &Bundle, options: &Options, diagnostics: &mut Vec<Diagnostic>) {
    let Options { scope, fidelity, .. } = *options;
    // Most Ingresses have a host of their own, and one path or two.
    plan.hosts.reserve(plan.ingresses.len());
    plan.locations.reserve(2 * plan.ingresses.len());
    let mut filler = Filler {
        bundle,
        scope,
        fidelity,
        is_envoy: Flavour::of(options.implementation).is_envoy(),
        hosts: HashMap::with_capacity(plan.ingresses.len()),
        taken: HashMap::with_capacity(2 * plan.ingresses.len()),
        fallbacks: Vec::new(),
        diagnostics,
    };
    for ingress in 0..plan.ingresses.len() {
        if plan.settings[ingress].canary {
            plan.results[ingress].refused = Some(Code::GW0711);
        }
    }
    if fidelity == Fidelity::Faithful {
        for (ingress, _) in &plan.servers.left_out {
            plan.results[*ingress].refused = Some(Code::D7);
        }
    }
    // ingress-nginx gives the catch-all to the first Ingress without rules before it looks at any rule.
    for ingress in 0..plan.ingresses.len() {
        if plan.results[ingress].refused.is_none() {
            filler.catch_all(plan, ingress);
        }
    }
    for ingress in 0..plan.ingresses.len() {
        if plan.results[ingress].refused.is_none() {
            filler.rules(plan, ingress);
        }
    }
    filler.fall_back(plan);
    filler.borders(plan);
}

pub(crate) struct Filler<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) scope: InputScope,
    fidelity: Fidelity,
    pub(crate) is_envoy: bool,
    hosts: HashMap<(usize, String), usize>,
    pub(crate) taken: HashMap<(usize, PathKind, String), usize>,
    /// Hosts whose unserved paths a default backend wants, first come first served.
    fallbacks: Vec<(usize, Vec<usize>)>,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Filler<'_> {
    fn host(&mut self, plan: &mut Plan<'_>, ingress: usize, name: &str) -> (usize, bool) {
        let group = plan.settings[ingress].group;
        if let Some(&host) = self.hosts.get(&(group, name.to_owned())) {
            return (host, false);
        }
        let host = plan.hosts.len();
        self.hosts.insert((group, name.to_owned()), host);
        let name = name.to_owned();
        plan.hosts.push(Host::new(group, name, ingress));
        (host, true)
    }

    fn catch_all(&mut self, plan: &mut Plan<'_>, ingress: usize) {
        let view = &plan.ingresses[ingress];
        let rules = view.spec.rules.as_ref().map_or(0, Vec::len);
        if rules > 0 || view.spec.default_backend.is_none() {
            return;
        }
        let (host, _) = self.host(plan, ingress, "");
        self.default_backend(plan, ingress, &[host]);
    }

    /// The default backend of `ingress` as the catch-all of `hosts`, where they have none.
    fn default_backend(&mut self, plan: &mut Plan<'_>, ingress: usize, hosts: &[usize]) {
        let view = &plan.ingresses[ingress];
        let Some(written) = &view.spec.default_backend else { return };
        let node = view.object.field("spec.defaultBackend");
        let span = node.map_or_else(|| view.object.span_of("spec"), Node::span);
        let result = match self.backend(plan, ingress, written, "spec.defaultBackend", span) {
            Err(code) => PathResult::Dropped(code),
            Ok(backend) => {
                let mut kept = Vec::new();
                let mut lost = None;
                for &host in hosts {
                    let location = Location {
                        host,
                        ingress,
                        origin: Origin::DefaultBackend,
                        kind: PathKind::Prefix,
                        raw: "/".to_owned(),
                        value: "/".to_owned(),
                        backend: backend.clone(),
                        span,
                        is_known: true,
                        changed: None,
                        dropped: None,
                    };
                    match self.claim(plan, location, &[]) {
                        Ok(location) => kept.push(location),
                        Err(to) => lost = Some(to),
                    }
                }
                match lost {
                    Some(to) if kept.is_empty() => {
                        self.diagnostics.push(report::default_backend_unused(plan, ingress, to, span));
                        PathResult::Lost { to }
                    }
                    _ => PathResult::KeptOn(kept),
                }
            }
        };
        plan.results[ingress].default_backend = Some(result);
    }

    /// Gives a location its path, unless another has it that asks the same of requests otherwise.
    fn claim(&mut self, plan: &mut Plan<'_>, location: Location, asked: &[Ask]) -> Result<usize, usize> {
        let mut key = match location.kind {
            PathKind::Exact | PathKind::Regex => location.value.clone(),
            PathKind::Prefix => path::prefix_key(&location.value).to_owned(),
        };
        for ways in asked.iter().filter_map(|ask| ask.ways.as_ref()) {
            key.push_str(&format!(" {ways:?}"));
        }
        match self.taken.entry((location.host, location.kind, key)) {
            std::collections::hash_map::Entry::Occupied(winner) => Err(*winner.get()),
            std::collections::hash_map::Entry::Vacant(free) => {
                let index = plan.locations.len();
                free.insert(index);
                plan.hosts[location.host].locations.push(index);
                plan.locations.push(location);
                Ok(index)
            }
        }
    }

    fn rules(&mut self, plan: &mut Plan<'_>, ingress: usize) {
        let view = &plan.ingresses[ingress];
        let mut result =
            IngressResult { default_backend: plan.results[ingress].default_backend.take(), ..Default::default() };
        let nodes = view.object.field("spec.rules").into_iter().flat_map(Node::items);
        let mut fallback_hosts = Vec::new();
        for ((index, rule), node) in view.spec.rules.iter().flatten().enumerate().zip(nodes) {
            let written = rule.host.as_deref().unwrap_or_default();
            let name = written.to_ascii_lowercase();
            let paths = rule.http.as_ref().map(|http| &http.paths[..]).unwrap_or_default();
            if !name.is_empty() && !is_hostname(&name) {
                let span = node.get("host").unwrap_or(node).span();
                self.diagnostics.push(report::invalid_host(view, index, written, span));
                result.rules.push(Err(Code::GW0719));
                result.paths.push(vec![PathResult::Dropped(Code::GW0719); paths.len()]);
                continue;
            }
            let (host, is_new) = self.host(plan, ingress, &name);
            if is_new {
                // ingress-nginx's server for all other hosts is there before any Ingress, so no Ingress owns it.
                if !name.is_empty() || plan.settings[ingress].dialect != Dialect::IngressNginx {
                    fallback_hosts.push(host);
                }
                let is_kept = keeps(plan, self.fidelity, ingress) && self.is_envoy;
                if name.starts_with("*.") && !is_kept {
                    let span = node.get("host").unwrap_or(node).span();
                    let finding = report::wildcard(view, index, &name, span);
                    plan.hosts[host].widened = Some(finding.code);
                    self.diagnostics.push(finding);
                }
            }
            result.rules.push(Ok(host));
            if paths.is_empty() {
                self.diagnostics.push(report::rule_without_paths(view, index, &name, node.span()));
            }
            let items = node.field("http.paths").into_iter().flat_map(Node::items);
            let mut results = Vec::with_capacity(paths.len());
            for ((at, written), item) in paths.iter().enumerate().zip(items) {
                results.push(self.path(plan, ingress, host, (index, at), written, item, &mut result));
            }
            results.resize(paths.len(), PathResult::Dropped(Code::GW0732));
            result.paths.push(results);
        }
        plan.results[ingress] = result;
        if plan.results[ingress].implementation_specific > 0 {
            self.diagnostics.push(report::implementation_specific(plan, ingress));
        }
        if view.spec.default_backend.is_some() && !view.spec.rules.as_ref().is_none_or(Vec::is_empty) {
            if !reads_default_backend(view) {
                let span = view.object.span_of("spec.defaultBackend");
                self.diagnostics.push(report::default_backend_ignored(view, span));
                plan.results[ingress].default_backend = Some(PathResult::Dropped(Code::GW0710));
                return;
            }
            // The specification's default backend also answers hosts that no rule names.
            if plan.settings[ingress].dialect != Dialect::IngressNginx {
                let (host, _) = self.host(plan, ingress, "");
                fallback_hosts.push(host);
            }
            self.fallbacks.push((ingress, fallback_hosts));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one path, with all that says where it stands")]
    fn path(
        &mut self,
        plan: &mut Plan<'_>,
        ingress: usize,
        host: usize,
        (rule, at): (usize, usize),
        written: &k8s_openapi::api::networking::v1::HTTPIngressPath,
        item: Node<'_>,
        result: &mut IngressResult,
    ) -> PathResult {
        let view = &plan.ingresses[ingress];
        let dialect = plan.settings[ingress].dialect;
        let raw = written.path.as_deref().filter(|path| !path.is_empty()).unwrap_or("/");
        let field = |tail: &str| format!("spec.rules[{rule}].http.paths[{at}]{tail}");
        let open = result.implementation_specific;
        let Meant::Path(kind, meant, changed) = meant(view, written, raw, result) else {
            self.diagnostics.push(report::of_path(Code::GW0787, view, field(""), raw, item.span()));
            return PathResult::Dropped(Code::GW0787);
        };
        if let Some(code) = changed {
            self.diagnostics.push(report::of_path(code, view, field(""), raw, item.span()));
        }
        let is_known = result.implementation_specific == open;
        let value = if kind == PathKind::Regex { Ok(meant) } else { path::value(&meant, dialect) };
        let value = match value {
            Ok(value) => value,
            Err(problem) => {
                let span = item.get("path").unwrap_or(item).span();
                self.diagnostics.push(report::path_not_expressible(view, field(".path"), raw, problem, span));
                return PathResult::Dropped(Code::GW0718);
            }
        };
        let backend_span = item.get("backend").unwrap_or(item).span();
        let backend = match self.backend(plan, ingress, &written.backend, &field(".backend"), backend_span) {
            Ok(backend) => backend,
            Err(code) => return PathResult::Dropped(code),
        };
        let service = written.backend.service.as_ref().map_or("", |service| &service.name);
        let asked = asks(view, service);
        let own = plan.hosts[host].name.clone();
        let mut kept = Vec::new();
        let mut lost = None;
        for name in hosts(view, &own, service).iter().filter(|name| **name == own || is_hostname(name)) {
            let location = Location {
                host: if *name == own { host } else { self.host(plan, ingress, name).0 },
                ingress,
                origin: Origin::Path { rule, path: at },
                kind,
                raw: raw.to_owned(),
                value: value.clone(),
                backend: backend.clone(),
                span: item.span(),
                is_known,
                changed,
                dropped: None,
            };
            match self.claim(plan, location, &asked) {
                Ok(index) => kept.push(index),
                Err(to) => {
                    self.diagnostics.push(report::conflict(plan, ingress, field(""), raw, to, item.span()));
                    lost = Some(to);
                }
            }
        }
        match (&kept[..], lost) {
            ([location], _) => PathResult::Kept(*location),
            ([], Some(to)) => PathResult::Lost { to },
            _ => PathResult::KeptOn(kept),
        }
    }

    fn fall_back(&mut self, plan: &mut Plan<'_>) {
        for (ingress, hosts) in std::mem::take(&mut self.fallbacks) {
            if hosts.is_empty() {
                let view = &plan.ingresses[ingress];
                let span = view.object.span_of("spec.defaultBackend");
                self.diagnostics.push(report::default_backend_without_hosts(view, span));
                plan.results[ingress].default_backend = Some(PathResult::Dropped(Code::GW0710));
            } else {
                self.default_backend(plan, ingress, &hosts);
            }
        }
    }

    /// What the matches of a path do otherwise at its borders: a trailing slash, and regular expressions.
    fn borders(&mut self, plan: &mut Plan<'_>) {
        for host in 0..plan.hosts.len() {
            plan.hosts[host].regex = expression::owner(plan, host);
            let faithful = keeps(plan, self.fidelity, plan.hosts[host].owner);
            for at in 0..plan.hosts[host].locations.len() {
                let index = plan.hosts[host].locations[at];
                let location = &plan.locations[index];
                if plan.settings[location.ingress].dialect != Dialect::IngressNginx {
                    continue;
                }
                let bare = path::prefix_key(&location.value).to_owned();
                let slash = location.value.len() > 1
                    && location.value.ends_with('/')
                    && !self.taken.contains_key(&(host, PathKind::Exact, bare));
                if let Some(by) = plan.hosts[host].regex {
                    if path::is_pattern(&location.raw) {
                        self.expression(plan, index, faithful);
                        if let Some(finding) = expression::problem(plan, index) {
                            plan.locations[index].dropped = Some(finding.code);
                            self.diagnostics.push(finding);
                        }
                    } else if !faithful {
                        plan.locations[index].changed = pitfall::of_text(plan, index, by);
                    }
                } else if slash && !faithful {
                    plan.locations[index].changed = Some(Code::A8);
                }
            }
        }
    }
}

/// Whether behaviour is kept past what a person would write.
fn keeps(plan: &Plan<'_>, fidelity: Fidelity, ingress: usize) -> bool {
    fidelity == Fidelity::Faithful && plan.settings[ingress].dialect == Dialect::IngressNginx
}
