//! The kinds that Gatefold reads, one row each.

macro_rules! kinds {
    ($($variant:ident $group:literal $scope:ident)+) => {
        /// A kind of object; `Other` is kept and listed, and means nothing to Gatefold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is the Kubernetes kind of that name")]
        pub enum Kind { $($variant,)+ Other }

        impl Kind {
            /// Every kind that is known.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What is known about it; none for `Other`.
            pub fn facts(self) -> Option<&'static KindFacts> {
                match self {
                    $(Self::$variant => Some(&KindFacts {
                        kind: stringify!($variant), group: $group, scope: Scope::$scope,
                    }),)+
                    Self::Other => None,
                }
            }
        }
    };
}

/// Whether objects of a kind live in a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// They do.
    Namespaced,
    /// They do not.
    Cluster,
}

/// What is known about a kind.
#[derive(Debug, Clone, Copy)]
pub struct KindFacts {
    /// As `kind:` says it.
    pub kind: &'static str,
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Whether it lives in a namespace.
    pub scope: Scope,
}

#[rustfmt::skip]
kinds! {
    Ingress              "networking.k8s.io"          Namespaced
    IngressClass         "networking.k8s.io"          Cluster
    Service              ""                           Namespaced
    EndpointSlice        "discovery.k8s.io"           Namespaced
    Secret               ""                           Namespaced
    ConfigMap            ""                           Namespaced
    Namespace            ""                           Cluster
    ServiceImport        "multicluster.x-k8s.io"      Namespaced
    GatewayClass         "gateway.networking.k8s.io"  Cluster
    Gateway              "gateway.networking.k8s.io"  Namespaced
    ListenerSet          "gateway.networking.k8s.io"  Namespaced
    HTTPRoute            "gateway.networking.k8s.io"  Namespaced
    GRPCRoute            "gateway.networking.k8s.io"  Namespaced
    TLSRoute             "gateway.networking.k8s.io"  Namespaced
    TCPRoute             "gateway.networking.k8s.io"  Namespaced
    UDPRoute             "gateway.networking.k8s.io"  Namespaced
    ReferenceGrant       "gateway.networking.k8s.io"  Namespaced
    BackendTLSPolicy     "gateway.networking.k8s.io"  Namespaced
}

impl Kind {
    /// The kind that a group and a `kind:` name.
    pub fn of(group: &str, kind: &str) -> Self {
        let matches =
            |candidate: &&Self| candidate.facts().is_some_and(|facts| facts.kind == kind && facts.group == group);
        Self::ALL.iter().find(matches).copied().unwrap_or(Self::Other)
    }
}
