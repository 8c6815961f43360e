//! Whether the chosen release, channel and implementation have a field.
//!
//! Implementations: read in the conformance reports that they published for Gateway API v1.6 (older where there is none);
//! a feature that a report does not list is unknown, never unsupported.

use gatefold_gateway::{BUNDLE_VERSIONS, Channel};
use gatefold_ingress::annotation::Field;

use crate::{Options, target::Support};

/// An extended feature that annotations need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// None: the field is core, or no feature stands for it.
    Core,
    /// `HTTPRouteCORS`.
    Cors,
    /// `HTTPRouteRequestMirror`.
    Mirror,
    /// `HTTPRouteBackendTimeout`.
    BackendTimeout,
    /// `HTTPRouteRetryCodes`, which was `HTTPRouteRetry`.
    Retry,
    /// `HTTPRouteResponseHeaderModification`.
    ResponseHeaders,
    /// `BackendTLSPolicy`.
    BackendTls,
}

/// What keeps a field from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lack {
    /// The release or channel: what has it.
    Release(String),
    /// The implementation's report lists it as unsupported.
    Implementation,
}

use Support::{No, Unknown, Yes};

#[rustfmt::skip]
static REPORTS: &[(&str, [Support; 6])] = &[
    //                                            CORS     mirror   timeout  retry    headers  BackendTLSPolicy
    ("envoy-gateway",                            [Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    ("istio",                                    [Yes,     Yes,     Yes,     Unknown, Yes,     Yes]),
    ("cilium",                                   [Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    ("nginx-gateway-fabric",                     [Yes,     Yes,     No,      No,      Yes,     Yes]),
    ("kong-operator",                            [No,      No,      Yes,     No,      Yes,     No]),
    ("kong-ingress-controller",                  [Unknown, No,      No,      Unknown, Yes,     Unknown]),
    ("traefik",                                  [No,      No,      No,      No,      Yes,     Yes]),
    ("aws-load-balancer-controller",             [No,      No,      No,      No,      No,      No]),
    ("azure-application-gateway-for-containers", [Unknown, No,      No,      Unknown, Yes,     Unknown]),
    ("gke-gateway",                              [No,      Yes,     No,      No,      Yes,     Yes]),
    ("kgateway",                                 [Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    ("agentgateway",                             [Yes,     Yes,     Yes,     Yes,     Yes,     Yes]),
    ("contour",                                  [Unknown, Yes,     Yes,     Unknown, Yes,     Unknown]),
    ("apisix",                                   [Unknown; 6]),
];

fn support(feature: Feature, id: &str) -> Support {
    let at = match feature {
        Feature::Core => return Yes,
        Feature::Cors => 0,
        Feature::Mirror => 1,
        Feature::BackendTimeout => 2,
        Feature::Retry => 3,
        Feature::ResponseHeaders => 4,
        Feature::BackendTls => 5,
    };
    REPORTS.iter().find(|(of, _)| *of == id).map_or(Unknown, |(_, features)| features[at])
}

/// What keeps `field` from being used; none where nothing is known to.
pub(crate) fn lack(feature: Feature, field: &Field, options: &Options) -> Option<Lack> {
    let since = match options.channel {
        Channel::Standard => field.standard,
        Channel::Experimental => field.experimental.or(field.standard),
    };
    let minor = options.bundle.minor();
    if since.is_none_or(|since| since > minor) {
        let release = |minor: u8| {
            BUNDLE_VERSIONS.iter().find(|(bundle, _)| bundle.minor() == minor).map_or("", |(_, written)| *written)
        };
        // The same release, where its other channel has the field; else the first whose channel does.
        let needs = match (field.standard, field.experimental) {
            (_, Some(experimental)) if experimental <= minor && options.channel == Channel::Standard => {
                format!("{}@{}", Channel::Experimental, options.bundle)
            }
            (Some(standard), _) => format!("{}@{}", Channel::Standard, release(standard)),
            (None, experimental) => format!("{}@{}", Channel::Experimental, release(experimental.unwrap_or(minor))),
        };
        return Some(Lack::Release(needs));
    }
    (support(feature, options.implementation.id) == No).then_some(Lack::Implementation)
}

#[cfg(test)]
mod tests {
    use gatefold_gateway::{BundleVersion, IMPLEMENTATIONS};
    use gatefold_ingress::annotation::{CORS, RETRY, SESSION};

    use super::*;

    #[test]
    fn every_implementation_has_its_row() {
        let rows: Vec<_> = REPORTS.iter().map(|(id, _)| *id).collect();
        let implementations: Vec<_> = IMPLEMENTATIONS.iter().map(|implementation| implementation.id).collect();
        assert_eq!(rows, implementations);
    }

    #[test]
    fn a_field_is_there_from_its_release_on() {
        let on =
            |bundle, channel, feature, field| lack(feature, field, &Options { bundle, channel, ..Options::default() });
        let (standard, experimental) = (Channel::Standard, Channel::Experimental);
        assert_eq!(on(BundleVersion::V1_7, standard, Feature::Retry, &RETRY), None);
        assert_eq!(on(BundleVersion::V1_6, experimental, Feature::Retry, &RETRY), None);
        let needs = |text: &str| Some(Lack::Release(text.to_owned()));
        assert_eq!(on(BundleVersion::V1_6, standard, Feature::Retry, &RETRY), needs("experimental@v1.6.1"));
        assert_eq!(on(BundleVersion::V1_4, standard, Feature::Cors, &CORS), needs("experimental@v1.4.1"));
        assert_eq!(on(BundleVersion::V1_7, standard, Feature::Core, &SESSION), needs("experimental@v1.7.0"));
        let traefik = gatefold_gateway::Implementation::by_id("traefik").expect("a row");
        let options = Options { implementation: traefik, ..Options::default() };
        assert_eq!(lack(Feature::Cors, &CORS, &options), Some(Lack::Implementation));
    }
}
