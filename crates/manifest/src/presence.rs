//! What it means that something is not in the input: the cluster may hold it all the same.
//!
//! The rules are the terminal's contract: an Input that holds some objects of a kind is taken to be whole in that
//! respect, one that holds none is taken to be a part.

use crate::{Bundle, Kind, Node, Object};

/// How to read an absence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum InputScope {
    /// By kind: Services are missing where the input holds some and not this one; TLS certificates are taken to exist;
    /// Secrets and ConfigMaps that annotations name are missing; an IngressClass is taken to exist.
    #[default]
    Auto,
    /// Everything absent is missing.
    Whole,
    /// Everything absent exists.
    Part,
}

/// Whether an object that something names is there.
#[derive(Debug, Clone, Copy)]
pub enum Presence<'a> {
    /// It is in the input.
    Given(&'a Object),
    /// It is not in the input and taken to exist.
    Assumed,
    /// It is not there.
    Missing,
}

impl<'a> Presence<'a> {
    /// The object, where the input holds it.
    pub fn object(self) -> Option<&'a Object> {
        match self {
            Self::Given(object) => Some(object),
            Self::Assumed | Self::Missing => None,
        }
    }

    /// Whether it is not there.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// Why something names a Secret or a ConfigMap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// As a certificate of a listener or of `spec.tls`.
    Certificate,
    /// As anything else.
    Other,
}

impl Object {
    /// Whether it is a Service that is a name outside the cluster.
    pub fn is_external_name(&self) -> bool {
        self.field("spec.type").map(Node::text) == Some("ExternalName")
    }
}

impl Bundle {
    /// Whether the Service (or ServiceImport) of that name is there.
    pub fn service(&self, scope: InputScope, kind: Kind, namespace: &str, name: &str) -> Presence<'_> {
        let absent = match scope {
            InputScope::Auto if self.has(kind) => Presence::Missing,
            InputScope::Whole => Presence::Missing,
            InputScope::Auto | InputScope::Part => Presence::Assumed,
        };
        self.get(kind, namespace, name).map_or(absent, Presence::Given)
    }

    /// Whether the Secret or ConfigMap of that name is there.
    pub fn material(
        &self,
        scope: InputScope,
        kind: Kind,
        namespace: &str,
        name: &str,
        purpose: Purpose,
    ) -> Presence<'_> {
        let absent = match (scope, purpose) {
            (InputScope::Part, _) | (InputScope::Auto, Purpose::Certificate) => Presence::Assumed,
            (InputScope::Whole, _) | (InputScope::Auto, Purpose::Other) => Presence::Missing,
        };
        self.get(kind, namespace, name).map_or(absent, Presence::Given)
    }

    /// Whether the class of that name is there: an IngressClass or GatewayClass, assumed unless the input is whole.
    pub fn class(&self, scope: InputScope, kind: Kind, name: &str) -> Presence<'_> {
        let absent = if scope == InputScope::Whole { Presence::Missing } else { Presence::Assumed };
        self.get(kind, "", name).map_or(absent, Presence::Given)
    }

    /// Whether a Service has endpoints to answer with: false only where the input holds EndpointSlices for it and none of
    /// them has a ready endpoint.
    pub fn has_endpoints(&self, namespace: &str, service: &str) -> bool {
        self.ready_endpoints(namespace, service).unwrap_or(true)
    }
}
