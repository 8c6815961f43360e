//! What hangs on what: classes, Gateways, listeners, routes, and why a route is attached or not.
//!
//! Plain data, made by [`attach`](crate::attach). Every entry knows the object and field that it comes from, so that a
//! diagnostic can point there; listeners and routes refer to each other by index into the lists of [`Topology`].

use std::borrow::Cow;

use gatefold_diagnostic::Span;
use gatefold_manifest::{Kind, Object};
use gatefold_routing::Origin;

use crate::{Hostname, Reference};

/// A field of an object.
#[derive(Debug, Clone)]
pub struct Place {
    /// The object.
    pub object: Object,
    /// The field in Kubernetes' spelling; empty for the whole object.
    pub field: String,
}

impl Place {
    /// A field of `object`.
    pub fn new(object: &Object, field: impl Into<String>) -> Self {
        Self { object: object.clone(), field: field.into() }
    }

    /// Where it is written; where it is left out, its nearest parent.
    pub fn span(&self) -> Span {
        self.object.span_of(&self.field)
    }

    /// A field below this one.
    #[must_use]
    pub fn below(&self, field: &str) -> Self {
        let join = if self.field.is_empty() || field.starts_with('[') { "" } else { "." };
        Self { object: self.object.clone(), field: [&self.field, join, field].concat() }
    }

    /// It as the origin of a rule or of a step of a trace.
    pub fn origin(&self) -> Origin {
        Origin { object: self.object.id().clone(), field: self.field.as_str().into(), span: Some(self.span()) }
    }
}

/// Everything of Gateway API in a Bundle and how it hangs together.
#[derive(Debug, Clone, Default)]
pub struct Topology {
    /// GatewayClasses of the input, in the order read.
    pub classes: Vec<GatewayClassNode>,
    /// Gateways, in the order read.
    pub gateways: Vec<GatewayNode>,
    /// ListenerSets, in the order of their precedence: oldest first, then by namespace and name.
    pub listener_sets: Vec<ListenerSetNode>,
    /// Listeners: of each Gateway in turn its own, then those of its ListenerSets.
    pub listeners: Vec<ListenerNode>,
    /// Routes of all kinds, in the order read.
    pub routes: Vec<RouteNode>,
}

/// A GatewayClass.
#[derive(Debug, Clone)]
pub struct GatewayClassNode {
    /// The object.
    pub object: Object,
    /// `spec.controllerName`; empty where it is left out.
    pub controller: String,
    /// Gateways of this class, by index.
    pub gateways: Vec<usize>,
}

/// Whether the class that a Gateway names is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassState {
    /// The input holds it: its index in [`Topology::classes`].
    Given(usize),
    /// It is not in the input and taken to exist.
    Assumed,
    /// There is none, so no controller serves the Gateway.
    Missing,
}

/// A Gateway.
#[derive(Debug, Clone)]
pub struct GatewayNode {
    /// The object.
    pub object: Object,
    /// `spec.gatewayClassName`.
    pub class_name: String,
    /// Whether that class is there.
    pub class: ClassState,
    /// Its own listeners and those of its ListenerSets, by index.
    pub listeners: Vec<usize>,
    /// ListenerSets that are allowed on it, by index.
    pub listener_sets: Vec<usize>,
}

/// A ListenerSet.
#[derive(Debug, Clone)]
pub struct ListenerSetNode {
    /// The object.
    pub object: Object,
    /// The Gateway it names, by index; none where there is no such Gateway.
    pub gateway: Option<usize>,
    /// Whether that Gateway takes it.
    pub state: ListenerSetState,
    /// Its listeners, by index; empty unless it is taken.
    pub listeners: Vec<usize>,
}

/// Whether a Gateway takes a ListenerSet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenerSetState {
    /// It does.
    Allowed,
    /// The Gateway's `allowedListeners` leaves this namespace out, as it does when it is not written.
    NotAllowed,
    /// There is no such Gateway.
    ParentAbsent,
}

/// A listener's protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// Plain HTTP.
    Http,
    /// HTTP in TLS that ends here.
    Https,
    /// TLS, ended here or passed through.
    Tls,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// One that is not in the specification.
    Other(String),
}

impl Protocol {
    /// The protocol of that name.
    pub fn new(written: &str) -> Self {
        match written {
            "HTTP" => Self::Http,
            "HTTPS" => Self::Https,
            "TLS" => Self::Tls,
            "TCP" => Self::Tcp,
            "UDP" => Self::Udp,
            other => Self::Other(other.to_owned()),
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Http => "HTTP",
            Self::Https => "HTTPS",
            Self::Tls => "TLS",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Other(other) => other,
        }
    }
}

/// What a listener does with TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// It ends here.
    Terminate,
    /// It goes on to the backend.
    Passthrough,
}

/// Which namespaces a listener takes routes from, or a Gateway ListenerSets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamespacesFrom {
    /// Its own.
    Same,
    /// All.
    All,
    /// Those whose labels fit the selector at `namespaces.selector`.
    Selector,
    /// None.
    None,
}

/// What is wrong with a listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenerProblem {
    /// Another listener of the same Gateway has its port, a protocol of the same family and its hostname.
    HostnameConflict {
        /// That listener, by index.
        with: usize,
    },
    /// Another listener of the same Gateway has its port with a protocol that cannot share it.
    ProtocolConflict {
        /// That listener, by index.
        with: usize,
    },
    /// The protocol is not one of the specification's.
    UnsupportedProtocol,
    /// A kind in `allowedRoutes.kinds` that the protocol cannot carry.
    InvalidRouteKind {
        /// The kind.
        kind: String,
        /// Its place in `allowedRoutes.kinds`.
        index: usize,
    },
    /// It ends TLS and no certificate of it can be used.
    NoUsableCertificate,
}

impl ListenerProblem {
    /// Whether a listener with it takes no traffic.
    pub fn stops_traffic(&self) -> bool {
        !matches!(self, Self::InvalidRouteKind { .. })
    }
}

/// A listener of a Gateway or of a ListenerSet.
#[derive(Debug, Clone)]
pub struct ListenerNode {
    /// The Gateway or ListenerSet, and the field: `spec.listeners[2]`.
    pub place: Place,
    /// Its Gateway, by index.
    pub gateway: usize,
    /// The ListenerSet that holds it, by index; none for the Gateway's own.
    pub listener_set: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its port.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its hostname; any where it is left out.
    pub hostname: Hostname,
    /// What it does with TLS; none for protocols without.
    pub tls: Option<TlsMode>,
    /// Its certificates.
    pub certificates: Vec<Reference>,
    /// Kinds of routes that it takes.
    pub kinds: Vec<Kind>,
    /// Namespaces that it takes routes from.
    pub namespaces: NamespacesFrom,
    /// What is wrong with it.
    pub problems: Vec<ListenerProblem>,
    /// How many routes are attached, as `status.listeners[].attachedRoutes` counts them.
    pub attached_routes: u32,
}

impl ListenerNode {
    /// Whether it takes traffic, its Gateway being served.
    pub fn takes_traffic(&self) -> bool {
        !self.problems.iter().any(ListenerProblem::stops_traffic)
    }
}

/// A route of any kind.
#[derive(Debug, Clone)]
pub struct RouteNode {
    /// The object.
    pub object: Object,
    /// HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute.
    pub kind: Kind,
    /// Its hostnames as written; empty for none, and for kinds without.
    pub hostnames: Vec<Hostname>,
    /// Its parents.
    pub parents: Vec<ParentNode>,
    /// Its rules.
    pub rules: Vec<RuleNode>,
}

/// A parentRef of a route and what came of it.
#[derive(Debug, Clone)]
pub struct ParentNode {
    /// The field: `spec.parentRefs[0]`.
    pub place: Place,
    /// Group of the parent.
    pub group: Cow<'static, str>,
    /// Kind of the parent.
    pub kind: Cow<'static, str>,
    /// Namespace of the parent.
    pub namespace: String,
    /// Name of the parent.
    pub name: String,
    /// `sectionName`.
    pub section_name: Option<String>,
    /// `port`.
    pub port: Option<u16>,
    /// Every listener that the parentRef names, and whether the route attaches there.
    pub listeners: Vec<Attachment>,
    /// Why it attaches nowhere; none where it attaches somewhere. Of several reasons the one that came furthest.
    pub unattached: Option<Unattached>,
}

/// A listener that a parentRef names.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The listener, by index.
    pub listener: usize,
    /// The hosts that both serve, or why the route does not attach. A listener that takes no traffic still has attached
    /// routes: see [`ListenerNode::problems`].
    pub hostnames: Result<Vec<Hostname>, Unattached>,
}

/// Why a route is not attached, in the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unattached {
    /// The parent is of a kind that takes no routes here (a Service is a mesh's).
    ParentKind,
    /// There is no such Gateway or ListenerSet.
    ParentAbsent,
    /// The Gateway does not take the ListenerSet that is the parent.
    ListenerSetNotAllowed,
    /// It has no listener of that `sectionName`.
    SectionNameAbsent,
    /// It has listeners, and none of those named has that `port`.
    PortDiffers,
    /// The listener does not take routes of this kind.
    KindNotAllowed,
    /// The listener does not take routes from this namespace.
    NamespaceNotAllowed,
    /// No hostname of the route is one of the listener's.
    HostnamesDisjoint,
}

impl Unattached {
    /// The reason of the condition Accepted=False that a controller writes; none where it writes none, the parent not
    /// being its own.
    pub fn condition_reason(self) -> Option<&'static str> {
        match self {
            Self::ParentKind | Self::ParentAbsent => None,
            Self::SectionNameAbsent | Self::PortDiffers => Some("NoMatchingParent"),
            Self::KindNotAllowed | Self::NamespaceNotAllowed | Self::ListenerSetNotAllowed => {
                Some("NotAllowedByListeners")
            }
            Self::HostnamesDisjoint => Some("NoMatchingListenerHostname"),
        }
    }
}

/// A rule of a route.
#[derive(Debug, Clone)]
pub struct RuleNode {
    /// The field: `spec.rules[0]`.
    pub place: Place,
    /// Its name.
    pub name: Option<String>,
    /// Its backends, in order.
    pub backends: Vec<BackendNode>,
    /// Who gets copies, by the filters of the rule and of its backends.
    pub mirrors: Vec<Reference>,
}

/// A backendRef of a rule.
#[derive(Debug, Clone)]
pub struct BackendNode {
    /// What it names.
    pub reference: Reference,
    /// Its weight as written; 1 where it is left out.
    pub weight: Option<u32>,
}

impl BackendNode {
    /// The weight that counts.
    pub fn effective_weight(&self) -> u32 {
        self.weight.unwrap_or(1)
    }
}
