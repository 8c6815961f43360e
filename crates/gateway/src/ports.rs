//! The compiled Gateways: by port and transport, then Gateway, listener and hostname.

use gatefold_diagnostic::order_by;
use std::collections::BTreeMap;

use gatefold_manifest::Kind;
use gatefold_routing::{Scheme, Template};

use crate::{
    ClassState, GatewayOptions, Hostname, ListenerNode, Protocol, RouteNode, Topology,
    flavour::FlavourFacts,
    host_index::HostIndex,
    vhost::{Member, Vhost},
};

/// How a connection begins, as far as a listener can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Transport {
    Plain,
    Tls,
    Tcp,
    Udp,
}

impl Transport {
    pub(crate) fn of(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Http => Self::Plain,
            Scheme::Https | Scheme::Tls => Self::Tls,
            Scheme::Tcp => Self::Tcp,
            Scheme::Udp => Self::Udp,
        }
    }

    fn of_listener(protocol: &Protocol) -> Option<Self> {
        match protocol {
            Protocol::Http => Some(Self::Plain),
            Protocol::Https | Protocol::Tls => Some(Self::Tls),
            Protocol::Tcp => Some(Self::Tcp),
            Protocol::Udp => Some(Self::Udp),
            Protocol::Other(_) => None,
        }
    }
}

/// All Gateways that listen on a port.
#[derive(Debug)]
pub(crate) struct PortTable {
    pub(crate) gateways: Vec<GatewayTable>,
    /// Which of them have routes for a host; only where there are several.
    owners: Option<HostIndex<Owners>>,
}

/// The Gateways with routes for a host, by place in [`PortTable::gateways`].
#[derive(Debug)]
pub(crate) struct Owners {
    pub(crate) gateways: Vec<usize>,
    /// What is said where their answers differ.
    pub(crate) unknown: Template,
}

/// One Gateway's listeners on a port.
#[derive(Debug)]
pub(crate) struct GatewayTable {
    /// Index into the topology.
    pub(crate) gateway: usize,
    pub(crate) listeners: HostIndex<ListenerTable>,
}

/// One listener.
#[derive(Debug)]
pub(crate) struct ListenerTable {
    /// Index into the topology.
    pub(crate) listener: usize,
    pub(crate) speaks: Speaks,
    pub(crate) vhosts: HostIndex<Vhost>,
    /// Why nothing can be said of it.
    pub(crate) closed: Option<Template>,
    /// What is said where a wider hostname might answer.
    pub(crate) falls_through: Template,
}

/// What a listener tells requests apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// HTTP: by Host.
    Http,
    /// Connections: by server name.
    Connections,
}

pub(crate) type Ports = BTreeMap<(u16, Transport), PortTable>;

/// Compiles everything that takes traffic.
pub(crate) fn compile(topology: &Topology, options: &GatewayOptions) -> Ports {
    let routes = routes_by_listener(topology);
    let facts = options.flavour.facts();
    let mut ports = Ports::new();
    for (index, gateway) in topology.gateways.iter().enumerate() {
        let id = gateway.object.id();
        let asked = options.gateway.as_ref().is_none_or(|only| only.namespace == id.namespace && only.name == id.name);
        if !asked || gateway.class == ClassState::Missing {
            continue;
        }
        for &listener in &gateway.listeners {
            let node = &topology.listeners[listener];
            let Some(transport) = Transport::of_listener(&node.protocol).filter(|_| node.takes_traffic()) else {
                continue;
            };
            let port =
                ports.entry((node.port, transport)).or_insert_with(|| PortTable { gateways: Vec::new(), owners: None });
            if port.gateways.last().is_none_or(|last| last.gateway != index) {
                port.gateways.push(GatewayTable { gateway: index, listeners: HostIndex::default() });
            }
            if let Some(table) = port.gateways.last_mut() {
                table.listeners.entry(&node.hostname, || self::listener(topology, listener, &routes[listener], facts));
            }
        }
    }
    for port in ports.values_mut().filter(|port| port.gateways.len() > 1) {
        port.owners = Some(owners(topology, &port.gateways));
    }
    ports
}

/// Ports that clients ask and no listener has, and the entry points' ports that the implementation's Service maps them to.
pub(crate) fn entries(ports: &Ports, options: &GatewayOptions) -> Vec<(u16, u16)> {
    let listens = |port: u16| ports.keys().any(|(number, _)| *number == port);
    let mapped = options.implementation.into_iter().flat_map(|it| it.ports.mapped());
    mapped.filter(|(asked, entry)| !listens(*asked) && listens(*entry)).collect()
}

/// The routes on each listener, with the hosts that they share, in the order of the topology.
fn routes_by_listener(topology: &Topology) -> Vec<Vec<(usize, &[Hostname])>> {
    let mut routes: Vec<Vec<(usize, &[Hostname])>> = vec![Vec::new(); topology.listeners.len()];
    for (index, route) in topology.routes.iter().enumerate() {
        for attachment in route.parents.iter().flat_map(|parent| &parent.listeners) {
            let list = &mut routes[attachment.listener];
            // Two parentRefs may name one listener.
            if let Ok(hostnames) = &attachment.hostnames
                && list.last().is_none_or(|(last, _)| *last != index)
            {
                list.push((index, hostnames));
            }
        }
    }
    routes
}

fn listener(topology: &Topology, index: usize, routes: &[(usize, &[Hostname])], facts: FlavourFacts) -> ListenerTable {
    let node = &topology.listeners[index];
    let mut members: HostIndex<Vec<Member<'_>>> = HostIndex::default();
    for (route, hostnames) in routes {
        let route = &topology.routes[*route];
        for hostname in *hostnames {
            let member = Member { route, written: written(route, hostname) };
            members.entry(hostname, Vec::new).push(member);
        }
    }
    let name = format!("listener {} of {}", node.name, node.place.object.id());
    let speaks = match node.protocol {
        Protocol::Http | Protocol::Https => Speaks::Http,
        Protocol::Tls | Protocol::Tcp | Protocol::Udp | Protocol::Other(_) => Speaks::Connections,
    };
    ListenerTable {
        listener: index,
        speaks,
        vhosts: members.map(|hostname, members| Vhost::new(hostname, &members, node, facts)),
        closed: asks_for_client_certificate(topology, node).then(|| Template::Unknown {
            reason: format!("{name} asks for a client certificate, which a request does not carry here"),
        }),
        falls_through: Template::Unknown {
            reason: format!(
                "no rule of the most specific hostname on {name} matches, and one of a wider hostname does; whether it \
                 answers is the implementation's choice"
            ),
        },
    }
}

/// The most specific hostname of a route whose hosts on the listener are `effective`.
pub(crate) fn written(route: &RouteNode, effective: &Hostname) -> Hostname {
    let covering = route.hostnames.iter().filter(|it| it.covers(effective) || effective.covers(it));
    covering.max_by(|a, b| a.specificity(b)).cloned().unwrap_or_else(Hostname::any)
}

/// Whether the Gateway's `tls.frontend` has this port's clients show a certificate.
fn asks_for_client_certificate(topology: &Topology, listener: &ListenerNode) -> bool {
    if listener.protocol != Protocol::Https {
        return false;
    }
    let Some(frontend) = topology.gateways[listener.gateway].object.field("spec.tls.frontend") else { return false };
    let mut own = crate::fields::items(frontend, "perPort")
        .filter(|entry| crate::fields::number(*entry, "port") == Some(listener.port))
        .peekable();
    let tls = if own.peek().is_some() { own.next().and_then(|it| it.field("tls")) } else { frontend.field("default") };
    tls.is_some_and(|tls| tls.field("validation").is_some())
}

/// For each hostname that a Gateway has routes for, all Gateways with routes for its hosts.
fn owners(topology: &Topology, gateways: &[GatewayTable]) -> HostIndex<Owners> {
    let mut claims: HostIndex<Vec<usize>> = HostIndex::default();
    for (place, gateway) in gateways.iter().enumerate() {
        let listeners = gateway.listeners.entries().map(|(_, listener)| listener);
        for (hostname, _) in listeners.flat_map(|listener| listener.vhosts.entries()) {
            claims.entry(hostname, Vec::new).push(place);
        }
    }
    let mut all: HostIndex<Owners> = HostIndex::default();
    for (hostname, _) in claims.entries() {
        let mut places: Vec<usize> = claims.covering(hostname).flat_map(|(_, places)| places).copied().collect();
        order_by(&mut places, Ord::cmp);
        places.dedup();
        let names: Vec<String> = places
            .iter()
            .take(2)
            .map(|&place| topology.gateways[gateways[place].gateway].object.id().to_string())
            .collect();
        let reason = format!(
            "{} both have routes for {hostname}, and a request does not say whose address it reaches",
            names.join(" and ")
        );
        all.entry(hostname, || Owners { gateways: places, unknown: Template::Unknown { reason } });
    }
    all
}

impl PortTable {
    /// The Gateways with routes for `host`; none where no Gateway has, or where there is only one Gateway.
    pub(crate) fn owners(&self, host: &str) -> Option<&Owners> {
        self.owners.as_ref()?.find(host).map(|(_, owners)| owners)
    }
}

/// Whether routes of this kind name a Gateway that the input does not hold.
pub(crate) fn route_without_gateway(topology: &Topology) -> Option<(&RouteNode, &crate::ParentNode)> {
    let absent = |parent: &&crate::ParentNode| {
        parent.unattached == Some(crate::Unattached::ParentAbsent)
            && Kind::of(&parent.group, &parent.kind) == Kind::Gateway
    };
    topology.routes.iter().find_map(|route| route.parents.iter().find(absent).map(|parent| (route, parent)))
}
