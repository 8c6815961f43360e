//! What Gateway API means: implementations, releases, attachment.
//!
//! Invariant: this crate knows gateway.networking.k8s.io and nothing of Ingress.

mod attach;
mod bundle_version;
mod fields;
mod flavour;
mod hostname;
mod implementation;
mod listeners;
mod namespaces;
mod references;
mod topology;

pub use attach::attach;
pub use bundle_version::{BUNDLE_VERSIONS, BundleVersion, Channel, UnknownName};
pub use flavour::{FallThrough, Flavour, GatewayName, GatewayOptions, MethodRule, PathNormalisation, RegexRule};
pub use hostname::{Hostname, effective_hostnames};
pub use implementation::{ClassOwner, DEFAULT_IMPLEMENTATION, IMPLEMENTATIONS, Implementation, On, Parameters};
pub use references::{Reference, ReferenceState};
pub use topology::{
    Attachment, BackendNode, ClassState, GatewayClassNode, GatewayNode, ListenerNode, ListenerProblem, ListenerSetNode,
    ListenerSetState, NamespacesFrom, ParentNode, Place, Protocol, RouteNode, RuleNode, TlsMode, Topology, Unattached,
};
