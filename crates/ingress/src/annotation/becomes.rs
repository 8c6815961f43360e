//! What can become of an annotation: fields of Gateway API and kinds of policies, by name only.
//!
//! Which release has a field is a fact about its CRDs; what is written into it is the conversion's.

use gatefold_diagnostic::Code;

/// A field of Gateway API that says what an annotation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The kind that has it.
    pub kind: &'static str,
    /// Where it is, in Kubernetes' spelling.
    pub path: &'static str,
    /// The first minor release of v1 that has it in the standard channel, if any; those before v1.3 count as that.
    pub standard: Option<u8>,
    /// The same for the experimental channel.
    pub experimental: Option<u8>,
}

/// What a policy of an implementation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Which client addresses are let in.
    AddressList,
    /// Which backend a session stays with, past what a cookie's name says.
    Affinity,
    /// TLS to backends: ciphers, protocols.
    BackendTls,
    /// User names and passwords.
    BasicAuth,
    /// How large a request's body may be.
    BodySize,
    /// How much of a request or response is kept in memory.
    Buffers,
    /// TLS from clients: ciphers, protocols.
    Ciphers,
    /// Certificates of clients, past whether they are valid.
    ClientCertificate,
    /// CORS where the channel has no filter for it.
    Cors,
    /// What answers in place of a backend that fails.
    ErrorPages,
    /// Asking another service whether a request is let through.
    ExternalAuth,
    /// A web application firewall.
    Firewall,
    /// Which endpoint of a Service is chosen.
    LoadBalancing,
    /// Access logs.
    Logs,
    /// How many requests a client may send.
    RateLimit,
    /// Trying again, past what the field of a route says.
    Retries,
    /// A Service's address in place of its endpoints.
    ServiceAddress,
    /// Waiting for connections, and between reads and writes.
    Timeouts,
    /// Traces.
    Tracing,
}

/// What becomes of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// A field says it, where the channel and the release have the field.
    Field(&'static Field),
    /// A policy of the implementation has to say it.
    Policy(Policy),
    /// Nothing can say it: it is configuration text of the controller.
    Snippet,
    /// Nothing says it, and requests may be answered otherwise.
    Lost,
    /// Nothing says it, and no request is answered otherwise: speed, memory, logs of the controller itself.
    NoTraffic,
}

impl Becomes {
    /// The finding where what it means does not get into the output.
    pub fn code(self) -> Code {
        match self {
            Self::Field(_) | Self::Lost => Code::GW0701,
            Self::Policy(_) => Code::GW0703,
            Self::Snippet => Code::GW0704,
            Self::NoTraffic => Code::GW0729,
        }
    }
}

const fn route(path: &'static str, standard: Option<u8>, experimental: u8) -> Field {
    Field { kind: "HTTPRoute", path, standard, experimental: Some(experimental) }
}

/// Hostnames of a route.
pub static HOSTNAMES: Field = route("spec.hostnames", Some(3), 3);
/// The path of a match.
pub static PATH_MATCH: Field = route("spec.rules[].matches[].path", Some(3), 3);
/// Headers of a match.
pub static HEADER_MATCH: Field = route("spec.rules[].matches[].headers", Some(3), 3);
/// Weights of backends.
pub static WEIGHTS: Field = route("spec.rules[].backendRefs[].weight", Some(3), 3);
/// The filter RequestRedirect.
pub static REDIRECT: Field = route("spec.rules[].filters[].requestRedirect", Some(3), 3);
/// The filter URLRewrite.
pub static REWRITE: Field = route("spec.rules[].filters[].urlRewrite", Some(3), 3);
/// The filter RequestHeaderModifier.
pub static REQUEST_HEADERS: Field = route("spec.rules[].filters[].requestHeaderModifier", Some(3), 3);
/// The filter ResponseHeaderModifier.
pub static RESPONSE_HEADERS: Field = route("spec.rules[].filters[].responseHeaderModifier", Some(3), 3);
/// The filter RequestMirror.
pub static MIRROR: Field = route("spec.rules[].filters[].requestMirror", Some(3), 3);
/// The filter CORS.
pub static CORS: Field = route("spec.rules[].filters[].cors", Some(5), 3);
/// The filter ExternalAuth.
pub static EXTERNAL_AUTH: Field = route("spec.rules[].filters[].externalAuth", None, 4);
/// Timeouts of a rule.
pub static TIMEOUTS: Field = route("spec.rules[].timeouts", Some(3), 3);
/// Retries of a rule.
pub static RETRY: Field = route("spec.rules[].retry", Some(7), 3);
/// Sticky sessions of a rule.
pub static SESSION: Field = route("spec.rules[].sessionPersistence", None, 3);
/// TLS to a Service.
pub static BACKEND_TLS: Field =
    Field { kind: "BackendTLSPolicy", path: "spec.validation", standard: Some(4), experimental: Some(3) };
/// TLS passed through.
pub static TLS_ROUTE: Field = Field { kind: "TLSRoute", path: "spec.rules", standard: Some(5), experimental: Some(3) };
/// Certificates of clients.
pub static CLIENT_CERTIFICATE: Field =
    Field { kind: "Gateway", path: "spec.tls.frontend", standard: Some(5), experimental: Some(4) };
/// The protocol that a Service's port speaks.
pub static APP_PROTOCOL: Field =
    Field { kind: "Service", path: "spec.ports[].appProtocol", standard: Some(3), experimental: Some(3) };
/// The method of a match.
pub static METHOD_MATCH: Field = route("spec.rules[].matches[].method", Some(3), 3);
/// A filter of an implementation's own.
pub static FILTERS: Field = route("spec.rules[].filters[].extensionRef", Some(3), 3);
/// Annotations of a route.
pub static ROUTE_ANNOTATIONS: Field = route("metadata.annotations", Some(3), 3);
/// Listeners of a Gateway.
pub static LISTENERS: Field = gateway("spec.listeners");
/// The class of a Gateway.
pub static GATEWAY_CLASS: Field = gateway("spec.gatewayClassName");
/// Addresses of a Gateway.
pub static ADDRESSES: Field = gateway("spec.addresses");
/// Annotations of a Gateway.
pub static GATEWAY_ANNOTATIONS: Field = gateway("metadata.annotations");

const fn gateway(path: &'static str) -> Field {
    Field { kind: "Gateway", path, standard: Some(3), experimental: Some(3) }
}
