//! What the chosen implementation takes: certificates and the extended features that a conversion may need.
//!
//! Read in the conformance reports that the implementations published for Gateway API v1.6 (older where there is none);
//! a feature that a report does not list is unknown, never unsupported.

use gatefold_gateway::Implementation;

/// Whether an implementation has an extended feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Support {
    /// Its report lists the feature.
    Yes,
    /// Its report lists the feature as unsupported.
    No,
    /// Its report does not say.
    Unknown,
}

/// Where a listener's certificates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certificates {
    /// From `certificateRefs`.
    Listener,
    /// From somewhere else; `certificateRefs` have no effect.
    Elsewhere,
}

/// A feature that the output may need, in the order of the columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    Redirect308,
    SchemeRedirect,
    ResponseHeaders,
    HostRewrite,
    ListenerSet,
    Cors,
    Mirror,
    BackendTimeout,
    Retry,
    BackendTls,
    /// None: the field is core, or no feature stands for it.
    Core,
}

impl Feature {
    /// What reports call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Redirect308 => "HTTPRoute308RedirectStatusCode",
            Self::SchemeRedirect => "HTTPRouteSchemeRedirect",
            Self::ResponseHeaders => "HTTPRouteResponseHeaderModification",
            Self::HostRewrite => "HTTPRouteHostRewrite",
            Self::ListenerSet => "ListenerSet",
            Self::Cors => "HTTPRouteCORS",
            Self::Mirror => "HTTPRouteRequestMirror",
            Self::BackendTimeout => "HTTPRouteBackendTimeout",
            // It was `HTTPRouteRetry`.
            Self::Retry => "HTTPRouteRetryCodes",
            Self::BackendTls => "BackendTLSPolicy",
            Self::Core => "",
        }
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    id: &'static str,
    pub(crate) certificates: Certificates,
    features: [Support; Feature::Core as usize],
}

const fn row(id: &'static str, certificates: Certificates, features: [Support; Feature::Core as usize]) -> Target {
    Target { id, certificates, features }
}

use Certificates::{Elsewhere, Listener};
use Support::{No, Unknown, Yes};

#[rustfmt::skip]
static TARGETS: &[Target] = &[
    //                                              certificates   308      scheme   headers  host     sets     CORS     mirror   timeout  retry    TLS
    row("envoy-gateway",                            Listener,     [Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    row("istio",                                    Listener,     [Yes,     Yes,     Yes,     Yes,     No,      Yes,     Yes,     Yes,     Unknown, Yes]),
    row("cilium",                                   Listener,     [Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    row("nginx-gateway-fabric",                     Listener,     [Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     No,      No,      Yes]),
    row("kong-operator",                            Listener,     [No,      No,      Yes,     Yes,     No,      No,      No,      Yes,     No,      No]),
    row("kong-ingress-controller",                  Listener,     [Unknown, No,      Yes,     Yes,     Unknown, Unknown, No,      No,      Unknown, Unknown]),
    row("traefik",                                  Listener,     [Yes,     Yes,     Yes,     Yes,     No,      No,      No,      No,      No,      Yes]),
    row("aws-load-balancer-controller",             Elsewhere,    [No,      No,      No,      No,      Yes,     No,      No,      No,      No,      No]),
    row("azure-application-gateway-for-containers", Listener,     [Unknown, Yes,     Yes,     Yes,     Unknown, Unknown, No,      No,      Unknown, Unknown]),
    row("gke-gateway",                              Listener,     [No,      Yes,     Yes,     Yes,     No,      No,      Yes,     No,      No,      Yes]),
    row("kgateway",                                 Listener,     [Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    row("agentgateway",                             Listener,     [Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    row("contour",                                  Listener,     [Unknown, Yes,     Yes,     Yes,     Unknown, Unknown, Yes,     Yes,     Unknown, Unknown]),
    row("apisix",                                   Listener,     [Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown]),
];

static UNKNOWN: Target = row("", Listener, [Unknown; Feature::Core as usize]);

impl Target {
    /// The row of an implementation; one that knows nothing where there is none.
    pub(crate) fn of(implementation: &Implementation) -> &'static Self {
        TARGETS.iter().find(|target| target.id == implementation.id).unwrap_or(&UNKNOWN)
    }

    /// Whether it has a feature.
    pub(crate) fn support(&self, feature: Feature) -> Support {
        self.features.get(feature as usize).copied().unwrap_or(Yes)
    }

    /// Whether it surely has it.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.support(feature) == Yes
    }

    /// Whether it surely lacks it.
    pub(crate) fn lacks(&self, feature: Feature) -> bool {
        self.support(feature) == No
    }

    /// The status that redirects have where this one is asked for: it has both that keep the method, or neither.
    pub(crate) fn status(&self, asked: u16) -> u16 {
        match asked {
            307 if !self.has(Feature::Redirect308) => 302,
            308 if !self.has(Feature::Redirect308) => 301,
            status => status,
        }
    }
}

#[cfg(test)]
mod tests {
    use gatefold_gateway::IMPLEMENTATIONS;

    use super::*;

    #[test]
    fn every_implementation_has_its_row() {
        let rows: Vec<_> = TARGETS.iter().map(|target| target.id).collect();
        let implementations: Vec<_> = IMPLEMENTATIONS.iter().map(|implementation| implementation.id).collect();
        assert_eq!(rows, implementations);
    }
}
