//! What a reference of Gateway API points at, and whether it may: backends, mirrors and certificates.
//!
//! A reference to another namespace needs a ReferenceGrant there; what is absent from the input is read as the input's
//! scope says. A Service has no named ports here: a reference to one must carry a number. HTTP goes to a port of TCP alone.

use gatefold_diagnostic::Set;
use std::borrow::Cow;

use gatefold_manifest::{Bundle, InputScope, Kind, Node, Object, Presence, Purpose};

use crate::{
    Grants, Place,
    fields::{items, number, or_known, text},
    templates,
};

/// A reference and what came of it.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The field: `spec.rules[0].backendRefs[1]`.
    pub place: Place,
    /// Group of what it names; empty for the core group.
    pub group: Cow<'static, str>,
    /// Kind of what it names.
    pub kind: Cow<'static, str>,
    /// Namespace of what it names.
    pub namespace: String,
    /// Name of what it names.
    pub name: String,
    /// Port, where one is written.
    pub port: Option<u16>,
    /// What came of it.
    pub state: ReferenceState,
}

/// What came of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceState {
    /// The input holds it and it can be used.
    Valid,
    /// The input does not hold it and it is taken to exist.
    Assumed,
    /// A Service that has EndpointSlices and none of them a ready endpoint: 503.
    NoEndpoints,
    /// A Service of type ExternalName: implementations should not forward there, and some do.
    ExternalName,
    /// It does not exist.
    NotFound,
    /// The Service has no such port.
    PortNotFound {
        /// Those that it has.
        available: Vec<u16>,
    },
    /// A Service is named without a port.
    PortMissing,
    /// It lies in another namespace that holds no ReferenceGrant for it.
    NotPermitted,
    /// Its kind can not stand here.
    InvalidKind,
    /// A Secret that holds no certificate with its key.
    Unusable,
    /// A Service whose BackendTLSPolicy names no usable authority: 5xx, which one is the implementation's choice.
    NoAuthority,
}

impl ReferenceState {
    /// Whether the reference can be followed; a Service without endpoints is one that can.
    pub fn is_resolved(&self) -> bool {
        matches!(self, Self::Valid | Self::Assumed | Self::NoEndpoints | Self::ExternalName | Self::NoAuthority)
    }

    /// The reason of ResolvedRefs=False that a backend in this state gives a route; none where it gives none.
    pub fn backend_condition_reason(&self) -> Option<&'static str> {
        match self {
            Self::Valid | Self::Assumed | Self::NoEndpoints | Self::ExternalName | Self::NoAuthority => None,
            Self::NotFound | Self::PortNotFound { .. } | Self::PortMissing | Self::Unusable => Some("BackendNotFound"),
            Self::NotPermitted => Some("RefNotPermitted"),
            Self::InvalidKind => Some("InvalidKind"),
        }
    }

    /// The reason of ResolvedRefs=False that a certificate in this state gives a listener; none where it gives none.
    pub fn certificate_condition_reason(&self) -> Option<&'static str> {
        match self {
            Self::NotPermitted => Some("RefNotPermitted"),
            state => (!state.is_resolved()).then_some("InvalidCertificateRef"),
        }
    }
}

/// A kind that may stand as a backend.
struct BackendKind {
    group: &'static str,
    name: &'static str,
    kind: Kind,
}

#[rustfmt::skip]
static BACKEND_KINDS: &[BackendKind] = &[
    BackendKind { group: "",                       name: "Service",       kind: Kind::Service },
    BackendKind { group: "multicluster.x-k8s.io",  name: "ServiceImport", kind: Kind::ServiceImport },
];

/// Resolves references against a Bundle that it has indexed once.
pub(crate) struct Resolver<'a> {
    bundle: &'a Bundle,
    scope: InputScope,
    grants: Grants<'a>,
    /// Services with a BackendTLSPolicy none of whose authorities can be used.
    without_authority: Set<(&'a str, &'a str)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(bundle: &'a Bundle, scope: InputScope) -> Self {
        let mut without_authority = Set::new();
        for policy in bundle.of_kind(Kind::BackendTLSPolicy).filter(|policy| !has_authority(bundle, scope, policy)) {
            let targets = items(policy.node(), "spec.targetRefs").filter_map(|target| text(target, "name"));
            without_authority.extend(targets.map(|name| ((policy.namespace(), name), ())));
        }
        Self { bundle, scope, grants: Grants::new(bundle), without_authority }
    }

    /// A backendRef at `place`, whose node is `node`.
    pub(crate) fn backend(&self, place: Place, node: Node<'_>) -> Reference {
        let mut reference = read(place, node, "Service");
        let known = BACKEND_KINDS.iter().find(|row| row.group == reference.group && row.name == reference.kind);
        reference.state = match known {
            None => ReferenceState::InvalidKind,
            Some(_) if !self.is_permitted(&reference) => ReferenceState::NotPermitted,
            Some(row) => self.backend_state(row.kind, &reference),
        };
        reference
    }

    fn backend_state(&self, kind: Kind, reference: &Reference) -> ReferenceState {
        let Some(port) = reference.port else { return ReferenceState::PortMissing };
        let (namespace, name) = (reference.namespace.as_str(), reference.name.as_str());
        let service = match self.bundle.service(self.scope, kind, namespace, name) {
            Presence::Missing => return ReferenceState::NotFound,
            Presence::Assumed => return self.hindrance(namespace, name).unwrap_or(ReferenceState::Assumed),
            Presence::Given(service) => service,
        };
        if service.is_external_name() {
            return ReferenceState::ExternalName;
        }
        let any_protocol = !templates::speaks_http(reference.place.object.kind());
        let available: Vec<u16> = items(service.node(), "spec.ports")
            .filter(|entry| any_protocol || matches!(text(*entry, "protocol"), None | Some("TCP")))
            .filter_map(|entry| number(entry, "port"))
            .collect();
        if !available.contains(&port) {
            return ReferenceState::PortNotFound { available };
        }
        self.hindrance(namespace, name).unwrap_or(ReferenceState::Valid)
    }

    /// What keeps an existing Service from answering.
    fn hindrance(&self, namespace: &str, service: &str) -> Option<ReferenceState> {
        if self.without_authority.contains_key(&(namespace, service)) {
            return Some(ReferenceState::NoAuthority);
        }
        (!self.bundle.has_endpoints(namespace, service)).then_some(ReferenceState::NoEndpoints)
    }

    /// A certificateRef at `place`, whose node is `node`.
    pub(crate) fn certificate(&self, place: Place, node: Node<'_>) -> Reference {
        let mut reference = read(place, node, "Secret");
        reference.state = if !reference.group.is_empty() || reference.kind != "Secret" {
            ReferenceState::InvalidKind
        } else if !self.is_permitted(&reference) {
            ReferenceState::NotPermitted
        } else {
            let (namespace, name) = (reference.namespace.as_str(), reference.name.as_str());
            match self.bundle.material(self.scope, Kind::Secret, namespace, name, Purpose::Certificate) {
                Presence::Missing => ReferenceState::NotFound,
                Presence::Assumed => ReferenceState::Assumed,
                Presence::Given(secret) if holds_certificate(secret) => ReferenceState::Valid,
                Presence::Given(_) => ReferenceState::Unusable,
            }
        };
        reference
    }

    /// Whether the reference stays in its namespace, or a ReferenceGrant where it leads allows it.
    fn is_permitted(&self, reference: &Reference) -> bool {
        let from = reference.place.object.id();
        let to = [&*reference.group, &*reference.kind, &*reference.namespace, &*reference.name];
        from.namespace == reference.namespace || self.grants.allowing(from, to).next().is_some()
    }
}

fn read(place: Place, node: Node<'_>, default_kind: &'static str) -> Reference {
    Reference {
        group: or_known(text(node, "group"), ""),
        kind: or_known(text(node, "kind"), default_kind),
        namespace: text(node, "namespace").unwrap_or(place.object.namespace()).to_owned(),
        name: text(node, "name").unwrap_or_default().to_owned(),
        port: number(node, "port"),
        state: ReferenceState::NotFound,
        place,
    }
}

fn holds_certificate(secret: &Object) -> bool {
    ["tls.crt", "tls.key"].iter().all(|key| holds(secret, key))
}

/// Whether a Secret has something under `key`.
fn holds(secret: &Object, key: &str) -> bool {
    let written = |map: &str| text(secret.node(), &format!("{map}[{key}]")).is_some_and(|value| !value.is_empty());
    written("data") || written("stringData")
}

/// Whether a BackendTLSPolicy names the system's authorities, or one that is there.
fn has_authority(bundle: &Bundle, scope: InputScope, policy: &Object) -> bool {
    let usable = |node: Node<'_>| {
        let kind = match (text(node, "group").unwrap_or_default(), text(node, "kind")) {
            ("certificates.k8s.io", Some("ClusterTrustBundle")) => return true,
            ("", Some("ConfigMap")) => Kind::ConfigMap,
            // Implementations may take a Secret too.
            ("", Some("Secret")) => Kind::Secret,
            _ => return false,
        };
        let name = text(node, "name").unwrap_or_default();
        match bundle.material(scope, kind, policy.namespace(), name, Purpose::Certificate) {
            Presence::Missing => false,
            Presence::Assumed => true,
            Presence::Given(secret) if kind == Kind::Secret => holds(secret, "ca.crt"),
            Presence::Given(map) => {
                text(map.node(), "data[ca.crt]").is_some_and(|pem| pem.contains("BEGIN CERTIFICATE"))
            }
        }
    };
    text(policy.node(), "spec.validation.wellKnownCACertificates").is_some()
        || items(policy.node(), "spec.validation.caCertificateRefs").any(usable)
}
