//! What a router took to be so because the input does not say: each with what it is about.

use std::collections::{BTreeMap, BTreeSet};

use gatefold_diagnostic::{Args, Set, ordered};
use gatefold_manifest::{Bundle, Kind};
use gatefold_routing::{Assumed, Assumption};

use crate::{
    ClassState, GatewayOptions, IMPLEMENTATIONS, NamespacesFrom, Reference, ReferenceState, Topology, fields::text,
};

/// All assumptions of `topology`, in their order, each once; `entries` are the ports that a Service maps to others.
pub(crate) fn list(
    bundle: &Bundle,
    topology: &Topology,
    options: &GatewayOptions,
    entries: &[(u16, u16)],
) -> Vec<Assumption> {
    let mut all = Vec::new();
    classes(topology, options, &mut all);
    services(bundle, topology, &mut all);
    let certificates = topology.listeners.iter().flat_map(|listener| &listener.certificates);
    if let Some(names) = names(certificates.filter(|it| it.state == ReferenceState::Assumed)) {
        all.push(Assumption::new(Assumed::Certificates, Args::new().with("names", names)));
    }
    namespaces(bundle, topology, &mut all);
    if let Some(gateway) = &options.gateway {
        let name = format!("Gateway {}/{}", gateway.namespace, gateway.name);
        all.push(Assumption::new(Assumed::Addresses, Args::new().with("gateway", name)));
    }
    let name = options.implementation.map_or("", |it| it.name);
    all.extend(entries.iter().map(|(port, entry)| {
        let args = Args::new().with("implementation", name).with("port", i64::from(*port));
        Assumption::new(Assumed::EntryPort, args.with("entry", i64::from(*entry)))
    }));
    Assumption::merge(all)
}

fn classes(topology: &Topology, options: &GatewayOptions, all: &mut Vec<Assumption>) {
    for gateway in topology.gateways.iter().filter(|gateway| gateway.class == ClassState::Assumed) {
        let by_name = || IMPLEMENTATIONS.iter().find(|it| it.class_name == gateway.class_name);
        let implementation = options.implementation.or_else(by_name);
        let controller = implementation.map_or("that the input does not name", |it| it.controller_name);
        let args = Args::new().with("name", &*gateway.class_name).with("controller", controller);
        all.push(Assumption::new(Assumed::GatewayClass, args));
    }
}

fn services(bundle: &Bundle, topology: &Topology, all: &mut Vec<Assumption>) {
    let rules = || topology.routes.iter().flat_map(|route| &route.rules);
    let references = || rules().flat_map(|rule| rule.backends.iter().map(|it| &it.reference).chain(&rule.mirrors));
    let mut by_kind: BTreeMap<&str, Vec<&Reference>> = BTreeMap::new();
    for reference in references().filter(|it| it.state == ReferenceState::Assumed) {
        by_kind.entry(&reference.kind).or_default().push(reference);
    }
    for (kind, references) in by_kind {
        let group = references.first().map_or("", |reference| &reference.group);
        if bundle.has(Kind::of(group, kind)) {
            for name in names(references.into_iter()).unwrap_or_default() {
                all.push(Assumption::new(Assumed::Service, Args::new().with("kind", kind).with("name", name)));
            }
        } else if let Some(names) = names(references.into_iter()) {
            all.push(Assumption::new(Assumed::Services, Args::new().with("kind", kind).with("names", names)));
        }
    }
    let sliced: Set<(&str, &str)> = Set::of(bundle.of_kind(Kind::EndpointSlice).filter_map(|slice| {
        Some((slice.namespace(), text(slice.node(), "metadata.labels[kubernetes.io/service-name]")?))
    }));
    let answers = |it: &&Reference| {
        it.state == ReferenceState::Valid && !sliced.contains_key(&(it.namespace.as_str(), it.name.as_str()))
    };
    if let Some(names) = names(references().filter(answers)) {
        all.push(Assumption::new(Assumed::Endpoints, Args::new().with("names", names)));
    }
}

/// Namespaces whose labels a selector asks for and the input does not hold.
fn namespaces(bundle: &Bundle, topology: &Topology, all: &mut Vec<Assumption>) {
    let selects = |route: &&crate::RouteNode| {
        let mut named = route.parents.iter().flat_map(|parent| &parent.listeners);
        named.any(|it| topology.listeners[it.listener].namespaces == NamespacesFrom::Selector)
    };
    let asked: BTreeSet<&str> = ordered(topology.routes.iter().filter(selects).map(|route| route.object.namespace()));
    for name in asked.into_iter().filter(|name| bundle.get(Kind::Namespace, "", name).is_none()) {
        all.push(Assumption::new(Assumed::Namespace, Args::new().with("name", name)));
    }
}

/// `namespace/name` of each, sorted and once; none where there are none.
fn names<'a>(references: impl Iterator<Item = &'a Reference>) -> Option<Vec<String>> {
    let names: BTreeSet<String> = ordered(references.map(|it| format!("{}/{}", it.namespace, it.name)));
    (!names.is_empty()).then(|| names.into_iter().collect())
}
