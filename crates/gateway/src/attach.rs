//! Which routes attach to which listeners: [`attach`].
//!
//! A route attaches where it names a listener (by parent, `sectionName`, `port`) and the listener takes it (kind,
//! namespace, hostname): the API reference of ParentReference and of AllowedRoutes.

use gatefold_diagnostic::order_by;
use std::collections::HashMap;

use gatefold_manifest::{Bundle, Kind, Node, Object};

use crate::{
    Attachment, BackendNode, GatewayOptions, Hostname, ListenerSetState, NamespacesFrom, ParentNode, Place, Reference,
    RouteNode, RuleNode, Topology, Unattached,
    fields::{items, number, text},
    hostname::effective_hostnames,
    listeners::{self, GROUP},
    namespaces,
    references::Resolver,
};

/// Kinds of routes, in the order in which they are read.
pub(crate) const ROUTE_KINDS: [Kind; 5] =
    [Kind::HTTPRoute, Kind::GRPCRoute, Kind::TLSRoute, Kind::TCPRoute, Kind::UDPRoute];

/// Reads everything of Gateway API in `bundle` and finds what hangs on what. A malformed object is read as far as it can
/// be and never stops the rest.
pub fn attach(bundle: &Bundle, options: &GatewayOptions) -> Topology {
    let resolver = Resolver::new(bundle, options.scope);
    let mut topology = Topology::default();
    listeners::read(bundle, options.scope, &resolver, &mut topology);
    let parents = Parents::new(&topology);
    let mut counts = vec![0; topology.listeners.len()];
    for object in bundle.objects().iter().filter(|object| ROUTE_KINDS.contains(&object.kind())) {
        let route = route(bundle, &resolver, &topology, &parents, object);
        let mut attached: Vec<usize> = route
            .parents
            .iter()
            .flat_map(|parent| &parent.listeners)
            .filter(|attachment| attachment.hostnames.is_ok())
            .map(|attachment| attachment.listener)
            .collect();
        order_by(&mut attached, Ord::cmp);
        attached.dedup();
        for listener in attached {
            counts[listener] += 1;
        }
        topology.routes.push(route);
    }
    for (listener, count) in topology.listeners.iter_mut().zip(counts) {
        listener.attached_routes = count;
    }
    topology
}

/// Gateways and ListenerSets by kind, namespace and name: what a parentRef finds.
struct Parents(HashMap<(Kind, String, String), ParentTarget>);

struct ParentTarget {
    listeners: Vec<usize>,
    refused: bool,
}

impl Parents {
    fn new(topology: &Topology) -> Self {
        let key = |object: &Object| (object.kind(), object.namespace().to_owned(), object.name().to_owned());
        let gateways = topology.gateways.iter().map(|gateway| {
            let own = |index: &usize| topology.listeners[*index].listener_set.is_none();
            let listeners = gateway.listeners.iter().copied().filter(own).collect();
            (key(&gateway.object), ParentTarget { listeners, refused: false })
        });
        let sets = topology.listener_sets.iter().map(|set| {
            let target =
                ParentTarget { listeners: set.listeners.clone(), refused: set.state != ListenerSetState::Allowed };
            (key(&set.object), target)
        });
        Self(gateways.chain(sets).collect())
    }
}

fn route(
    bundle: &Bundle,
    resolver: &Resolver<'_>,
    topology: &Topology,
    parents: &Parents,
    object: &Object,
) -> RouteNode {
    let hostnames: Vec<Hostname> =
        items(object.node(), "spec.hostnames").map(|hostname| Hostname::new(hostname.text())).collect();
    let mut route = RouteNode {
        object: object.clone(),
        kind: object.kind(),
        hostnames,
        parents: Vec::new(),
        rules: items(object.node(), "spec.rules")
            .enumerate()
            .map(|(index, node)| rule(resolver, Place::new(object, format!("spec.rules[{index}]")), node))
            .collect(),
    };
    if route.kind == Kind::HTTPRoute && object.field("spec.rules").is_none() {
        // The API server writes one rule that takes every request and has no backend.
        let place = Place::new(object, "spec.rules[0]");
        route.rules.push(RuleNode { name: None, backends: Vec::new(), mirrors: Vec::new(), place });
    }
    for (index, node) in items(object.node(), "spec.parentRefs").enumerate() {
        let place = Place::new(object, format!("spec.parentRefs[{index}]"));
        let mut parent = parent(place, node);
        find(bundle, topology, parents, &route, &mut parent);
        route.parents.push(parent);
    }
    route
}

fn parent(place: Place, node: Node<'_>) -> ParentNode {
    ParentNode {
        group: text(node, "group").unwrap_or(GROUP).to_owned(),
        kind: text(node, "kind").unwrap_or("Gateway").to_owned(),
        namespace: text(node, "namespace").unwrap_or(place.object.namespace()).to_owned(),
        name: text(node, "name").unwrap_or_default().to_owned(),
        section_name: text(node, "sectionName").map(str::to_owned),
        port: number(node, "port"),
        listeners: Vec::new(),
        unattached: None,
        place,
    }
}

/// Finds the listeners that a parentRef names and asks each.
fn find(bundle: &Bundle, topology: &Topology, parents: &Parents, route: &RouteNode, parent: &mut ParentNode) {
    let kind = Kind::of(&parent.group, &parent.kind);
    if !matches!(kind, Kind::Gateway | Kind::ListenerSet) {
        parent.unattached = Some(Unattached::ParentKind);
        return;
    }
    let Some(target) = parents.0.get(&(kind, parent.namespace.clone(), parent.name.clone())) else {
        parent.unattached = Some(Unattached::ParentAbsent);
        return;
    };
    if target.refused {
        parent.unattached = Some(Unattached::ListenerSetNotAllowed);
        return;
    }
    let is_named = |&&index: &&usize| {
        parent.section_name.as_ref().is_none_or(|section| *section == topology.listeners[index].name)
    };
    let named: Vec<usize> = target.listeners.iter().filter(is_named).copied().collect();
    let has_port = |&index: &usize| parent.port.is_none_or(|port| port == topology.listeners[index].port);
    if named.is_empty() {
        parent.unattached = Some(Unattached::SectionNameAbsent);
        return;
    }
    let ask = |listener| Attachment { listener, hostnames: accepts(bundle, topology, listener, route) };
    parent.listeners = named.into_iter().filter(has_port).map(ask).collect();
    if parent.listeners.is_empty() {
        parent.unattached = Some(Unattached::PortDiffers);
        return;
    }
    let attached = parent.listeners.iter().any(|attachment| attachment.hostnames.is_ok());
    let furthest = parent.listeners.iter().filter_map(|attachment| attachment.hostnames.as_ref().err().copied()).max();
    parent.unattached = if attached { None } else { furthest };
}

/// The hosts that listener and route share, or what holds the route back.
fn accepts(
    bundle: &Bundle,
    topology: &Topology,
    listener: usize,
    route: &RouteNode,
) -> Result<Vec<Hostname>, Unattached> {
    let listener = &topology.listeners[listener];
    if !listener.kinds.contains(&route.kind) {
        return Err(Unattached::KindNotAllowed);
    }
    // The selector alone is read again; finding a listener's node walks the list.
    let selects = listener.namespaces == NamespacesFrom::Selector;
    let path = selects.then(|| format!("{}.allowedRoutes.namespaces", listener.place.field));
    let allowed = path.and_then(|path| listener.place.object.field(&path));
    let own = listener.place.object.namespace();
    if !namespaces::accepts(bundle, listener.namespaces, allowed, own, route.object.namespace()) {
        return Err(Unattached::NamespaceNotAllowed);
    }
    if matches!(route.kind, Kind::TCPRoute | Kind::UDPRoute) {
        return Ok(vec![listener.hostname.clone()]);
    }
    let effective = effective_hostnames(&listener.hostname, &route.hostnames);
    if effective.is_empty() { Err(Unattached::HostnamesDisjoint) } else { Ok(effective) }
}

fn rule(resolver: &Resolver<'_>, place: Place, node: Node<'_>) -> RuleNode {
    let mut mirrors = mirrors(resolver, &place, node);
    let mut backends = Vec::new();
    for (index, entry) in items(node, "backendRefs").enumerate() {
        let place = place.below(&format!("backendRefs[{index}]"));
        mirrors.extend(self::mirrors(resolver, &place, entry));
        backends.push(BackendNode { reference: resolver.backend(place, entry), weight: number(entry, "weight") });
    }
    RuleNode { name: text(node, "name").map(str::to_owned), backends, mirrors, place }
}

/// The mirrors among the filters of a rule or of a backend.
fn mirrors(resolver: &Resolver<'_>, place: &Place, node: Node<'_>) -> Vec<Reference> {
    let filters = items(node, "filters").enumerate();
    filters
        .filter_map(|(index, filter)| {
            let target = filter.field("requestMirror.backendRef")?;
            Some(resolver.backend(place.below(&format!("filters[{index}].requestMirror.backendRef")), target))
        })
        .collect()
}
