//! What Gateway API means: implementations, releases, attachment, and [`GatewayRouter`].
//!
//! Invariant: this crate knows gateway.networking.k8s.io and nothing of Ingress.

mod assume;
mod attach;
mod bundle_version;
mod cors;
mod fields;
mod filters;
mod flavour;
mod flow;
mod grants;
mod host_index;
mod hostname;
mod implementation;
mod listeners;
mod matches;
mod namespaces;
mod ports;
mod precedence;
mod re2;
mod references;
mod router;
mod templates;
mod topology;
mod trace;
mod vhost;

pub use attach::attach;
pub use bundle_version::{BUNDLE_VERSIONS, BundleVersion, Channel, UnknownName};
pub use flavour::{CorsRule, FallThrough, Flavour, GatewayName, GatewayOptions, HostnameTie, MethodRule, RegexRule};
pub use flow::{Flow, FlowEdge, FlowListener, FlowRule, Split, flow};
pub use grants::Grants;
pub use hostname::{Hostname, effective_hostnames};
pub use implementation::{
    ClassOwner, DEFAULT_IMPLEMENTATION, EntryPorts, IMPLEMENTATIONS, Implementation, On, Parameters,
};
pub use re2::expression_problem;
pub use references::{Reference, ReferenceState};
pub use router::GatewayRouter;
pub use topology::{
    Attachment, BackendNode, ClassState, GatewayClassNode, GatewayNode, ListenerNode, ListenerProblem, ListenerSetNode,
    ListenerSetState, NamespacesFrom, ParentNode, Place, Protocol, RouteNode, RuleNode, TlsMode, Topology, Unattached,
};
