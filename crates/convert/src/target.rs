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

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    id: &'static str,
    pub(crate) certificates: Certificates,
    /// `HTTPRoute308RedirectStatusCode`.
    pub(crate) redirect_308: Support,
    /// `HTTPRouteSchemeRedirect`.
    pub(crate) redirect_scheme: Support,
    /// `HTTPRouteResponseHeaderModification`.
    pub(crate) response_headers: Support,
    /// `HTTPRouteHostRewrite`.
    pub(crate) rewrite_host: Support,
    /// `ListenerSet`.
    pub(crate) listener_set: Support,
}

const fn row(
    id: &'static str,
    certificates: Certificates,
    [redirect_308, redirect_scheme, response_headers, rewrite_host, listener_set]: [Support; 5],
) -> Target {
    Target { id, certificates, redirect_308, redirect_scheme, response_headers, rewrite_host, listener_set }
}

use Certificates::{Elsewhere, Listener};
use Support::{No, Unknown, Yes};

#[rustfmt::skip]
static TARGETS: &[Target] = &[
    //                                              certificates  308      scheme   headers  host     ListenerSet
    row("envoy-gateway",                            Listener,     [Yes,     Yes,     Yes,     Yes,     Yes]),
    row("istio",                                    Listener,     [Yes,     Yes,     Yes,     Yes,     No]),
    row("cilium",                                   Listener,     [Yes,     Yes,     Yes,     Yes,     Yes]),
    row("nginx-gateway-fabric",                     Listener,     [Yes,     Yes,     Yes,     Yes,     Yes]),
    row("kong-operator",                            Listener,     [No,      No,      Yes,     Yes,     No]),
    row("kong-ingress-controller",                  Listener,     [Unknown, No,      Yes,     Yes,     Unknown]),
    row("traefik",                                  Listener,     [Yes,     Yes,     Yes,     Yes,     No]),
    row("aws-load-balancer-controller",             Elsewhere,    [No,      No,      No,      No,      Yes]),
    row("azure-application-gateway-for-containers", Listener,     [Unknown, Yes,     Yes,     Yes,     Unknown]),
    row("gke-gateway",                              Listener,     [No,      Yes,     Yes,     Yes,     No]),
    row("kgateway",                                 Listener,     [Yes,     Yes,     Yes,     Yes,     Yes]),
    row("agentgateway",                             Listener,     [Yes,     Yes,     Yes,     Yes,     Yes]),
    row("contour",                                  Listener,     [Unknown, Yes,     Yes,     Yes,     Unknown]),
    row("apisix",                                   Listener,     [Unknown, Unknown, Unknown, Unknown, Unknown]),
];

static UNKNOWN: Target = row("", Listener, [Unknown; 5]);

impl Target {
    /// The row of an implementation; one that knows nothing where there is none.
    pub(crate) fn of(implementation: &Implementation) -> &'static Self {
        TARGETS.iter().find(|target| target.id == implementation.id).unwrap_or(&UNKNOWN)
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
