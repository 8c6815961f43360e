//! What an implementation does where the specification leaves it a choice: a row for each flavour of router.
//!
//! `Open` says that the row does not know; where the answer depends on it, the outcome is unknown and says so.

use crate::Implementation;
use gatefold_manifest::InputScope;

/// Whose choices a router follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// Only what every conformant implementation does.
    Spec,
    /// Envoy Gateway with its default settings.
    #[default]
    EnvoyGateway,
    /// Another control plane in front of Envoy: what Envoy itself decides is known, its settings are not.
    Envoy,
    /// NGINX Gateway Fabric.
    Nginx,
    /// An implementation of which only its conformance is known.
    Other,
}

/// Whether a host whose most specific hostname has no matching rule falls to a wider one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallThrough {
    /// The most specific hostname alone answers.
    Never,
    /// Not known.
    Open,
}

/// How a regular expression is read, and where it stands among other path matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexRule {
    /// RE2 on the whole value; behind Exact, before PathPrefix, the longer text first.
    Re2BeforePrefix,
    /// RE2 on the whole value; its place among paths is not known.
    Re2,
    /// Neither dialect nor place is known.
    Open,
}

/// Which counts first when two matches share a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodRule {
    /// A method match, then the number of headers: the specification's order.
    BeforeHeaders,
    /// A method match counts as one more header. Envoy Gateway sorts so (`internal/gatewayapi/sort.go`).
    AsHeader,
}

/// What decides between routes that share a hostname on a listener and are written with different ones: v1.7 says that
/// the hostname written on the route should, and lets implementations compare the shared one, where they tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostnameTie {
    /// The shared hostname: such routes tie, and their matches decide.
    Shared,
    /// Not known.
    Open,
}

/// What answers with a CORS filter where its own words leave a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorsRule {
    /// 200 to questions, always the origin itself in the answer (Envoy's filter `cors`).
    Echoes,
    /// Not known.
    Open,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FlavourFacts {
    pub(crate) flavour: Flavour,
    pub(crate) name: &'static str,
    pub(crate) fall_through: FallThrough,
    pub(crate) regex: RegexRule,
    pub(crate) method: MethodRule,
    pub(crate) tie: HostnameTie,
    pub(crate) cors: CorsRule,
}

#[rustfmt::skip]
static FLAVOURS: &[FlavourFacts] = &[
    //  flavour                 name             other hostnames      regular expressions         method                     hostname tie          CORS
    row(Flavour::Spec,         "spec",          FallThrough::Open,   RegexRule::Open,            MethodRule::BeforeHeaders, HostnameTie::Open,    CorsRule::Open),
    row(Flavour::EnvoyGateway, "envoy-gateway", FallThrough::Never,  RegexRule::Re2BeforePrefix, MethodRule::AsHeader,      HostnameTie::Shared,  CorsRule::Echoes),
    row(Flavour::Envoy,        "envoy",         FallThrough::Never,  RegexRule::Re2,             MethodRule::BeforeHeaders, HostnameTie::Open,    CorsRule::Echoes),
    row(Flavour::Nginx,        "nginx",         FallThrough::Never,  RegexRule::Open,            MethodRule::BeforeHeaders, HostnameTie::Open,    CorsRule::Open),
    row(Flavour::Other,        "other",         FallThrough::Open,   RegexRule::Open,            MethodRule::BeforeHeaders, HostnameTie::Open,    CorsRule::Open),
];

const fn row(
    flavour: Flavour,
    name: &'static str,
    fall_through: FallThrough,
    regex: RegexRule,
    method: MethodRule,
    tie: HostnameTie,
    cors: CorsRule,
) -> FlavourFacts {
    FlavourFacts { flavour, name, fall_through, regex, method, tie, cors }
}

impl Flavour {
    /// The flavour of an implementation.
    pub fn of(implementation: &Implementation) -> Self {
        let own = Self::by_name(implementation.id);
        own.or_else(|| Self::by_name(implementation.flavour)).unwrap_or(Self::Other)
    }

    /// The flavour that `--flavour` names so.
    pub fn by_name(name: &str) -> Option<Self> {
        FLAVOURS.iter().find(|row| row.name == name).map(|row| row.flavour)
    }

    /// Whether it is Envoy that routes.
    pub fn is_envoy(self) -> bool {
        matches!(self, Self::EnvoyGateway | Self::Envoy)
    }

    /// How `--flavour` names it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    pub(crate) fn facts(self) -> FlavourFacts {
        let row = FLAVOURS.iter().find(|row| row.flavour == self);
        *row.expect("every flavour has a row: a test asks for each")
    }
}

/// A namespace and a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GatewayName {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// How to read the Gateway API side of a Bundle.
#[derive(Debug, Clone, Default)]
pub struct GatewayOptions {
    /// What an absence means.
    pub scope: InputScope,
    /// Whose choices the router follows.
    pub flavour: Flavour,
    /// The Gateway whose address requests reach; all of them where none is named.
    pub gateway: Option<GatewayName>,
    /// The implementation whose controller a class that is not in the input is taken to name.
    pub implementation: Option<&'static Implementation>,
}

impl GatewayOptions {
    /// The options of an implementation.
    pub fn of(implementation: &'static Implementation, scope: InputScope) -> Self {
        Self { scope, flavour: Flavour::of(implementation), gateway: None, implementation: Some(implementation) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flavour_has_its_row() {
        for flavour in [Flavour::Spec, Flavour::EnvoyGateway, Flavour::Envoy, Flavour::Nginx, Flavour::Other] {
            assert_eq!(Flavour::by_name(flavour.name()), Some(flavour));
        }
    }

    #[test]
    fn implementations_find_their_flavour() {
        let of = |id: &str| Flavour::of(Implementation::by_id(id).unwrap());
        assert_eq!(of("envoy-gateway"), Flavour::EnvoyGateway);
        assert_eq!(of("istio"), Flavour::Envoy);
        assert_eq!(of("nginx-gateway-fabric"), Flavour::Nginx);
        assert_eq!(of("traefik"), Flavour::Other);
    }
}
