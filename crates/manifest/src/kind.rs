//! The kinds that Gatefold reads, one row each.

macro_rules! kinds {
    ($($variant:ident $group:literal $scope:ident [$($served:literal)*] [$($past:literal)*])+) => {
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
                        served: &[$($served),*], past: &[$($past),*],
                    }),)+
                    Self::Other => None,
                }
            }

            /// The kind that a group and a `kind:` name.
            pub fn of(group: &str, kind: &str) -> Self {
                match (group, kind) {
                    $(($group, stringify!($variant)) => Self::$variant,)+
                    _ => Self::Other,
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
    /// The versions that an API server serves, the one to write first: Kubernetes 1.36, and the Gateway API bundle v1.7.0
    /// in either channel.
    pub served: &'static [&'static str],
    /// Versions that are served no more.
    pub past: &'static [&'static str],
}

impl KindFacts {
    /// `group/version` as `apiVersion:` says it, with the version to write.
    pub fn api_version(&self) -> String {
        let version = self.served.first().copied().unwrap_or("v1");
        if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) }
    }

    /// Whether the kind is, or was, in that version.
    pub fn knows(&self, version: &str) -> bool {
        self.served.contains(&version) || self.past.contains(&version)
    }
}

/// The group of Gateway API.
pub const GATEWAY_GROUP: &str = "gateway.networking.k8s.io";

/// The group of Gateway API's experiments, whose kinds begin with `X`.
pub const GATEWAY_EXPERIMENTS_GROUP: &str = "gateway.networking.x-k8s.io";

#[rustfmt::skip]
kinds! {
    // kind                group                          scope       served                   past
    Ingress               "networking.k8s.io"             Namespaced ["v1"]                   ["v1beta1"]
    IngressClass          "networking.k8s.io"             Cluster    ["v1"]                   ["v1beta1"]
    Service               ""                              Namespaced ["v1"]                   []
    EndpointSlice         "discovery.k8s.io"              Namespaced ["v1"]                   ["v1beta1"]
    Secret                ""                              Namespaced ["v1"]                   []
    ConfigMap             ""                              Namespaced ["v1"]                   []
    Namespace             ""                              Cluster    ["v1"]                   []
    ServiceImport         "multicluster.x-k8s.io"         Namespaced ["v1alpha1" "v1beta1"]   []
    GatewayClass          "gateway.networking.k8s.io"     Cluster    ["v1" "v1beta1"]         ["v1alpha2"]
    Gateway               "gateway.networking.k8s.io"     Namespaced ["v1" "v1beta1"]         ["v1alpha2"]
    ListenerSet           "gateway.networking.k8s.io"     Namespaced ["v1"]                   []
    HTTPRoute             "gateway.networking.k8s.io"     Namespaced ["v1" "v1beta1"]         ["v1alpha2"]
    GRPCRoute             "gateway.networking.k8s.io"     Namespaced ["v1"]                   ["v1alpha2"]
    TLSRoute              "gateway.networking.k8s.io"     Namespaced ["v1" "v1alpha3" "v1alpha2"] []
    TCPRoute              "gateway.networking.k8s.io"     Namespaced ["v1" "v1alpha2"]        []
    UDPRoute              "gateway.networking.k8s.io"     Namespaced ["v1" "v1alpha2"]        []
    ReferenceGrant        "gateway.networking.k8s.io"     Namespaced ["v1" "v1beta1"]         ["v1alpha2"]
    BackendTLSPolicy      "gateway.networking.k8s.io"     Namespaced ["v1" "v1alpha3"]        ["v1alpha2"]
    XBackend              "gateway.networking.x-k8s.io"   Namespaced ["v1alpha1"]             []
    XBackendTrafficPolicy "gateway.networking.x-k8s.io"   Namespaced ["v1alpha1"]             []
    XMesh                 "gateway.networking.x-k8s.io"   Cluster    ["v1alpha1"]             []
    XTelemetryPolicy      "gateway.networking.x-k8s.io"   Namespaced ["v1alpha1"]             []
}

impl Kind {
    /// Whether it is one of Gateway API's.
    pub fn is_gateway_api(self) -> bool {
        self.facts().is_some_and(|facts| matches!(facts.group, GATEWAY_GROUP | GATEWAY_EXPERIMENTS_GROUP))
    }
}
