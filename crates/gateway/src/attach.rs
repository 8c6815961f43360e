//! Which routes attach to which listeners: [`attach`].
//!
//! A route attaches where it names a listener (by parent, `sectionName`, `port`) and the listener takes it (kind,
//! namespace, hostname): the API reference of ParentReference and of AllowedRoutes.

use gatefold_diagnostic::{Map, order_by};

use gatefold_manifest::{Bundle, Kind, Node, Object};

use crate::{
    Attachment, BackendNode, GatewayOptions, Hostname, ListenerSetState, NamespacesFrom, ParentNode, Place, Reference,
    RouteNode, RuleNode, Topology, Unattached,
    fields::{each, items, number, or_known, text},
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
    let mut attaching = Attaching {
        bundle,
        resolver: &resolver,
        topology: &topology,
        parents: Parents::new(&topology),
        admitted: Map::new(),
    };
    let mut counts = vec![0; topology.listeners.len()];
    let mut routes = Vec::new();
    for object in bundle.objects().iter().filter(|object| ROUTE_KINDS.contains(&object.kind())) {
        let route = attaching.route(object);
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
        routes.push(route);
    }
    topology.routes = routes;
    for (listener, count) in topology.listeners.iter_mut().zip(counts) {
        listener.attached_routes = count;
    }
    topology
}

/// Gateways and ListenerSets by kind, namespace and name: what a parentRef finds.
struct Parents<'a>(Map<(Kind, &'a str, &'a str), ParentTarget<'a>>);

struct ParentTarget<'a> {
    listeners: Vec<usize>,
    by_name: Map<&'a str, Vec<usize>>,
    refused: bool,
}

impl<'a> Parents<'a> {
    fn new(topology: &'a Topology) -> Self {
        let target = |object: &'a Object, listeners: Vec<usize>, refused| {
            let mut by_name: Map<&str, Vec<usize>> = Map::new();
            for &index in &listeners {
                by_name.or_default(&topology.listeners[index].name).push(index);
            }
            ((object.kind(), object.namespace(), object.name()), ParentTarget { listeners, by_name, refused })
        };
        let gateways = topology.gateways.iter().map(|gateway| {
            let own = |index: &usize| topology.listeners[*index].listener_set.is_none();
            target(&gateway.object, gateway.listeners.iter().copied().filter(own).collect(), false)
        });
        let sets = topology.listener_sets.iter();
        let sets = sets.map(|set| target(&set.object, set.listeners.clone(), set.state != ListenerSetState::Allowed));
        Self(gateways.chain(sets).collect())
    }
}

/// What every route asks.
struct Attaching<'a, 't> {
    bundle: &'a Bundle,
    resolver: &'t Resolver<'a>,
    topology: &'t Topology,
    parents: Parents<'t>,
    /// Whether a listener's selector takes a namespace: it may list hundreds, and as many routes ask.
    admitted: Map<(usize, &'a str), bool>,
}

impl<'a> Attaching<'a, '_> {
    fn route(&mut self, object: &'a Object) -> RouteNode {
        let hostnames = each(object.node(), "spec.hostnames", |_, hostname| Hostname::new(hostname.text()));
        let mut route = RouteNode {
            object: object.clone(),
            kind: object.kind(),
            hostnames,
            parents: Vec::new(),
            rules: each(object.node(), "spec.rules", |index, node| {
                rule(self.resolver, Place::new(object, format!("spec.rules[{index}]")), node)
            }),
        };
        if route.kind == Kind::HTTPRoute && object.field("spec.rules").is_none() {
            // The API server writes one rule that takes every request and has no backend.
            let place = Place::new(object, "spec.rules[0]");
            route.rules.push(RuleNode { name: None, backends: Vec::new(), mirrors: Vec::new(), place });
        }
        route.parents = each(object.node(), "spec.parentRefs", |index, node| {
            let place = Place::new(object, format!("spec.parentRefs[{index}]"));
            let mut parent = parent(place, node);
            self.find(object, &route, &mut parent);
            parent
        });
        route
    }

    /// Finds the listeners that a parentRef names and asks each.
    fn find(&mut self, object: &'a Object, route: &RouteNode, parent: &mut ParentNode) {
        let kind = Kind::of(&parent.group, &parent.kind);
        if !matches!(kind, Kind::Gateway | Kind::ListenerSet) {
            parent.unattached = Some(Unattached::ParentKind);
            return;
        }
        let Some(target) = self.parents.0.get(&(kind, &*parent.namespace, &*parent.name)) else {
            parent.unattached = Some(Unattached::ParentAbsent);
            return;
        };
        if target.refused {
            parent.unattached = Some(Unattached::ListenerSetNotAllowed);
            return;
        }
        let named = match &parent.section_name {
            Some(section) => target.by_name.get(&**section).map_or(&[][..], Vec::as_slice),
            None => &target.listeners,
        };
        let has_port = |&index: &usize| parent.port.is_none_or(|port| port == self.topology.listeners[index].port);
        let listeners: Vec<usize> = named.iter().copied().filter(has_port).collect();
        if named.is_empty() {
            parent.unattached = Some(Unattached::SectionNameAbsent);
            return;
        }
        let ask = |listener| Attachment { listener, hostnames: self.accepts(listener, object, route) };
        parent.listeners = listeners.into_iter().map(ask).collect();
        if parent.listeners.is_empty() {
            parent.unattached = Some(Unattached::PortDiffers);
            return;
        }
        let attached = parent.listeners.iter().any(|attachment| attachment.hostnames.is_ok());
        let furthest =
            parent.listeners.iter().filter_map(|attachment| attachment.hostnames.as_ref().err().copied()).max();
        parent.unattached = if attached { None } else { furthest };
    }

    /// The hosts that listener and route share, or what holds the route back.
    fn accepts(&mut self, index: usize, object: &'a Object, route: &RouteNode) -> Result<Vec<Hostname>, Unattached> {
        let listener = &self.topology.listeners[index];
        if !listener.kinds.contains(&route.kind) {
            return Err(Unattached::KindNotAllowed);
        }
        if !self.admits(index, object.namespace()) {
            return Err(Unattached::NamespaceNotAllowed);
        }
        if matches!(route.kind, Kind::TCPRoute | Kind::UDPRoute) {
            return Ok(vec![listener.hostname.clone()]);
        }
        let effective = effective_hostnames(&listener.hostname, &route.hostnames);
        if effective.is_empty() { Err(Unattached::HostnamesDisjoint) } else { Ok(effective) }
    }

    fn admits(&mut self, index: usize, namespace: &'a str) -> bool {
        let listener = &self.topology.listeners[index];
        let accepts = |allowed| {
            let own = listener.place.object.namespace();
            namespaces::accepts(self.bundle, listener.namespaces, allowed, own, namespace)
        };
        if listener.namespaces != NamespacesFrom::Selector {
            return accepts(None);
        }
        // The selector alone is read again; finding a listener's node walks the list.
        let path = || format!("{}.allowedRoutes.namespaces", listener.place.field);
        *self.admitted.or_insert_with((index, namespace), || accepts(listener.place.object.field(&path())))
    }
}

fn parent(place: Place, node: Node<'_>) -> ParentNode {
    ParentNode {
        group: or_known(text(node, "group"), GROUP),
        kind: or_known(text(node, "kind"), "Gateway"),
        namespace: text(node, "namespace").unwrap_or(place.object.namespace()).to_owned(),
        name: text(node, "name").unwrap_or_default().to_owned(),
        section_name: text(node, "sectionName").map(str::to_owned),
        port: number(node, "port"),
        listeners: Vec::new(),
        unattached: None,
        place,
    }
}

fn rule(resolver: &Resolver<'_>, place: Place, node: Node<'_>) -> RuleNode {
    let mut mirrors = mirrors(resolver, &place, node);
    let backends = each(node, "backendRefs", |index, entry| {
        let place = place.below(&format!("backendRefs[{index}]"));
        mirrors.extend(self::mirrors(resolver, &place, entry));
        BackendNode { reference: resolver.backend(place, entry), weight: number(entry, "weight") }
    });
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
