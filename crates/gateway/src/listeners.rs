//! Gateways, ListenerSets and their listeners: which there are, what they take, and which stand in each other's way.

use gatefold_diagnostic::{Map, order_by};
use gatefold_manifest::{Bundle, InputScope, Kind, Node, Object, Presence};

use crate::{
    ClassState, GatewayClassNode, GatewayNode, Hostname, ListenerNode, ListenerProblem, ListenerSetNode,
    ListenerSetState, NamespacesFrom, Place, Protocol, TlsMode, Topology,
    fields::{items, number, text},
    namespaces,
    references::Resolver,
};

/// The API group of everything here.
pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

/// Kinds of routes that a protocol can carry, in each TLS mode.
#[rustfmt::skip]
static CARRIED: &[(&str, Option<TlsMode>, &[Kind])] = &[
    ("HTTP",  None,                       &[Kind::HTTPRoute, Kind::GRPCRoute]),
    ("HTTPS", Some(TlsMode::Terminate),   &[Kind::HTTPRoute, Kind::GRPCRoute]),
    ("TLS",   Some(TlsMode::Terminate),   &[Kind::TLSRoute, Kind::TCPRoute]),
    ("TLS",   Some(TlsMode::Passthrough), &[Kind::TLSRoute]),
    ("TCP",   None,                       &[Kind::TCPRoute]),
    ("UDP",   None,                       &[Kind::UDPRoute]),
];

/// Fills classes, Gateways, ListenerSets and listeners of an empty topology.
pub(crate) fn read(bundle: &Bundle, scope: InputScope, resolver: &Resolver<'_>, topology: &mut Topology) {
    topology.classes = bundle.of_kind(Kind::GatewayClass).map(class).collect();
    for object in bundle.of_kind(Kind::Gateway) {
        let gateway = topology.gateways.len();
        let class_name = text(object.node(), "spec.gatewayClassName").unwrap_or_default().to_owned();
        let class = class_state(bundle, scope, &class_name, &mut topology.classes, gateway);
        topology.gateways.push(GatewayNode {
            object: object.clone(),
            class_name,
            class,
            listeners: Vec::new(),
            listener_sets: Vec::new(),
        });
    }
    topology.listener_sets = listener_sets(bundle, &topology.gateways);
    for index in 0..topology.gateways.len() {
        let gateway = topology.gateways[index].object.clone();
        topology.gateways[index].listeners = add_listeners(resolver, topology, &gateway, index, None);
        for set in 0..topology.listener_sets.len() {
            let node = &topology.listener_sets[set];
            if node.gateway != Some(index) || node.state != ListenerSetState::Allowed {
                continue;
            }
            let object = node.object.clone();
            let added = add_listeners(resolver, topology, &object, index, Some(set));
            topology.gateways[index].listeners.extend(&added);
            topology.gateways[index].listener_sets.push(set);
            topology.listener_sets[set].listeners = added;
        }
        let listeners = topology.gateways[index].listeners.clone();
        find_conflicts(&listeners, &mut topology.listeners);
    }
}

fn class(object: &Object) -> GatewayClassNode {
    let controller = text(object.node(), "spec.controllerName").unwrap_or_default().to_owned();
    GatewayClassNode { object: object.clone(), controller, gateways: Vec::new() }
}

fn class_state(
    bundle: &Bundle,
    scope: InputScope,
    name: &str,
    classes: &mut [GatewayClassNode],
    gateway: usize,
) -> ClassState {
    match bundle.class(scope, Kind::GatewayClass, name) {
        Presence::Given(class) => {
            let found = classes.iter().position(|node| node.object.name() == class.name());
            let index = found.expect("classes are those of the same bundle");
            classes[index].gateways.push(gateway);
            ClassState::Given(index)
        }
        Presence::Assumed => ClassState::Assumed,
        Presence::Missing => ClassState::Missing,
    }
}

/// In the order of their precedence: oldest first, then by namespace and name.
fn listener_sets(bundle: &Bundle, gateways: &[GatewayNode]) -> Vec<ListenerSetNode> {
    let mut objects: Vec<&Object> = bundle.of_kind(Kind::ListenerSet).collect();
    order_by(&mut objects, |a, b| a.created().cmp(b.created()).then_with(|| a.id().path().cmp(&b.id().path())));
    let node = |object: &Object| {
        let name = text(object.node(), "spec.parentRef.name").unwrap_or_default();
        let namespace = text(object.node(), "spec.parentRef.namespace").unwrap_or(object.namespace());
        let gateway = gateways.iter().position(|it| it.object.name() == name && it.object.namespace() == namespace);
        let state = gateway.map_or(ListenerSetState::ParentAbsent, |index| {
            let parent = &gateways[index].object;
            let allowed = parent.field("spec.allowedListeners.namespaces");
            let from = namespaces::from(allowed, NamespacesFrom::None);
            match namespaces::accepts(bundle, from, allowed, parent.namespace(), object.namespace()) {
                true => ListenerSetState::Allowed,
                false => ListenerSetState::NotAllowed,
            }
        });
        ListenerSetNode { object: object.clone(), gateway, state, listeners: Vec::new() }
    };
    objects.into_iter().map(node).collect()
}

fn add_listeners(
    resolver: &Resolver<'_>,
    topology: &mut Topology,
    object: &Object,
    gateway: usize,
    listener_set: Option<usize>,
) -> Vec<usize> {
    let first = topology.listeners.len();
    for (index, node) in items(object.node(), "spec.listeners").enumerate() {
        let place = Place::new(object, format!("spec.listeners[{index}]"));
        topology.listeners.push(listener(resolver, place, node, gateway, listener_set));
    }
    (first..topology.listeners.len()).collect()
}

fn listener(
    resolver: &Resolver<'_>,
    place: Place,
    node: Node<'_>,
    gateway: usize,
    listener_set: Option<usize>,
) -> ListenerNode {
    let protocol = Protocol::new(text(node, "protocol").unwrap_or_default());
    let tls = match protocol {
        Protocol::Https => Some(TlsMode::Terminate),
        Protocol::Tls if text(node, "tls.mode") == Some("Passthrough") => Some(TlsMode::Passthrough),
        Protocol::Tls => Some(TlsMode::Terminate),
        Protocol::Http | Protocol::Tcp | Protocol::Udp | Protocol::Other(_) => None,
    };
    let certificates: Vec<_> = items(node, "tls.certificateRefs")
        .enumerate()
        .map(|(index, it)| resolver.certificate(place.below(&format!("tls.certificateRefs[{index}]")), it))
        .collect();
    let mut problems = Vec::new();
    let ends_tls = tls == Some(TlsMode::Terminate);
    if ends_tls && !certificates.is_empty() && !certificates.iter().any(|it| it.state.is_resolved()) {
        problems.push(ListenerProblem::NoUsableCertificate);
    }
    let carried = CARRIED.iter().find(|(name, mode, _)| *name == protocol.as_str() && *mode == tls);
    if carried.is_none() {
        problems.push(ListenerProblem::UnsupportedProtocol);
    }
    let kinds = kinds(node, carried.map_or(&[], |(_, _, kinds)| kinds), &mut problems);
    ListenerNode {
        gateway,
        listener_set,
        name: text(node, "name").unwrap_or_default().to_owned(),
        port: number(node, "port").unwrap_or_default(),
        protocol,
        hostname: text(node, "hostname").map_or_else(Hostname::any, Hostname::new),
        tls,
        certificates,
        kinds,
        namespaces: namespaces::from(node.field("allowedRoutes.namespaces"), NamespacesFrom::Same),
        problems,
        attached_routes: 0,
        place,
    }
}

/// The kinds that a listener takes: those it names that its protocol carries; all that it carries where it names none.
fn kinds(node: Node<'_>, carried: &[Kind], problems: &mut Vec<ListenerProblem>) -> Vec<Kind> {
    let mut named = items(node, "allowedRoutes.kinds").enumerate().peekable();
    if named.peek().is_none() {
        return carried.to_vec();
    }
    let mut kinds = Vec::new();
    for (index, entry) in named {
        let name = text(entry, "kind").unwrap_or_default();
        let kind = Kind::of(text(entry, "group").unwrap_or(GROUP), name);
        if carried.contains(&kind) {
            kinds.push(kind);
        } else {
            problems.push(ListenerProblem::InvalidRouteKind { kind: name.to_owned(), index });
        }
    }
    kinds
}

/// Protocols that may share a port: TLS tells its listeners apart by server name, HTTP by Host, UDP is a port of its own.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Family {
    Http,
    Tls,
    Tcp,
    Udp,
}

fn family(protocol: &Protocol) -> Option<Family> {
    match protocol {
        Protocol::Http => Some(Family::Http),
        Protocol::Https | Protocol::Tls => Some(Family::Tls),
        Protocol::Tcp => Some(Family::Tcp),
        Protocol::Udp => Some(Family::Udp),
        Protocol::Other(_) => None,
    }
}

/// Marks listeners of one Gateway that cannot stand beside each other. Within one object all of them are refused; of
/// several objects the one with precedence keeps its listener: the Gateway, then ListenerSets in their order.
fn find_conflicts(indexes: &[usize], listeners: &mut [ListenerNode]) {
    let mut by_port: Map<(u16, bool), Taken<'_>> = Map::new();
    let mut problems = Vec::new();
    for &index in indexes {
        let listener = &listeners[index];
        let Some(family) = family(&listener.protocol) else { continue };
        let taken = by_port.or_default((listener.port, family == Family::Udp));
        let mut stays = true;
        if let Some((other, problem)) = taken.clash(family, &listener.hostname) {
            stays = listeners[other].listener_set == listener.listener_set;
            if stays {
                problems.push((other, problem(index)));
            }
            problems.push((index, problem(other)));
        }
        if stays {
            taken.families.or_insert_with(family, || index);
            taken.hostnames.or_insert_with((family, &listener.hostname), || index);
        }
    }
    for (index, problem) in problems {
        listeners[index].problems.push(problem);
    }
}

/// The problem of standing beside the listener of that index.
type ProblemWith = fn(usize) -> ListenerProblem;

/// What listeners of one port have taken: the first listener of each, and indexes grow in the order of precedence.
#[derive(Default)]
struct Taken<'a> {
    families: Map<Family, usize>,
    hostnames: Map<(Family, &'a Hostname), usize>,
}

impl Taken<'_> {
    /// The first listener that one of this family and hostname cannot stand beside, and the problem with it.
    fn clash(&self, family: Family, hostname: &Hostname) -> Option<(usize, ProblemWith)> {
        let protocol = self.families.iter().filter(|(other, _)| *other != family).map(|(_, index)| *index).min();
        let hostname = self.hostnames.get(&(family, hostname)).copied();
        let protocol = protocol.filter(|protocol| hostname.is_none_or(|hostname| *protocol < hostname));
        match (protocol, hostname) {
            (Some(other), _) => Some((other, |with| ListenerProblem::ProtocolConflict { with })),
            (None, Some(other)) => Some((other, |with| ListenerProblem::HostnameConflict { with })),
            (None, None) => None,
        }
    }
}
