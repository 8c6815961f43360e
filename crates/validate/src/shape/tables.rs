//! The types of the fields of Gateway API objects that anything here reads, as the CRDs of v1.7.0 have them.

use gatefold_manifest::Kind;

/// What a value has to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Want {
    Text,
    Number,
    /// A mapping whose known keys have these types; other keys are not judged here.
    Map(&'static [(&'static str, Want)]),
    /// A mapping of any keys to text.
    Texts,
    /// A list of which every item is this.
    List(&'static Want),
}

use Want::{List, Map, Number, Text, Texts};

/// The spec of each kind.
#[rustfmt::skip]
pub(super) static SPECS: &[(Kind, Want)] = &[
    (Kind::GatewayClass,     Map(&[("controllerName", Text), ("parametersRef", REFERENCE), ("description", Text)])),
    (Kind::Gateway,          GATEWAY),
    (Kind::ListenerSet,      Map(&[("parentRef", REFERENCE), ("listeners", List(&LISTENER))])),
    (Kind::HTTPRoute,        HTTP_ROUTE),
    (Kind::GRPCRoute,        GRPC_ROUTE),
    (Kind::TLSRoute,         STREAM_ROUTE),
    (Kind::TCPRoute,         STREAM_ROUTE),
    (Kind::UDPRoute,         STREAM_ROUTE),
    (Kind::ReferenceGrant,   Map(&[("from", List(&REFERENCE)), ("to", List(&REFERENCE))])),
    (Kind::BackendTLSPolicy, Map(&[("targetRefs", List(&REFERENCE)), ("validation", CA)])),
];

/// Any reference: what it leaves out is not there to be judged.
#[rustfmt::skip]
const REFERENCE: Want = Map(&[
    ("group", Text), ("kind", Text), ("namespace", Text), ("name", Text), ("sectionName", Text), ("port", Number),
]);

#[rustfmt::skip]
const CA: Want = Map(&[
    ("caCertificateRefs", List(&REFERENCE)), ("hostname", Text), ("wellKnownCACertificates", Text),
]);

#[rustfmt::skip]
const NAMESPACES: Want = Map(&[
    ("from", Text), ("selector", Map(&[("matchLabels", Texts), ("matchExpressions", List(&EXPRESSION))])),
]);

const EXPRESSION: Want = Map(&[("key", Text), ("operator", Text), ("values", List(&Text))]);

#[rustfmt::skip]
const GATEWAY: Want = Map(&[
    ("gatewayClassName",  Text),
    ("listeners",         List(&LISTENER)),
    ("addresses",         List(&Map(&[("type", Text), ("value", Text)]))),
    ("allowedListeners",  Map(&[("namespaces", NAMESPACES)])),
    ("infrastructure",    Map(&[("labels", Texts), ("annotations", Texts), ("parametersRef", REFERENCE)])),
]);

#[rustfmt::skip]
const LISTENER: Want = Map(&[
    ("name",          Text),
    ("hostname",      Text),
    ("port",          Number),
    ("protocol",      Text),
    ("tls",           Map(&[("mode", Text), ("certificateRefs", List(&REFERENCE)), ("options", Texts)])),
    ("allowedRoutes", Map(&[("namespaces", NAMESPACES), ("kinds", List(&REFERENCE))])),
]);

#[rustfmt::skip]
const HTTP_ROUTE: Want = Map(&[
    ("parentRefs", List(&REFERENCE)),
    ("hostnames",  List(&Text)),
    ("rules",      List(&Map(&[
        ("name",        Text),
        ("matches",     List(&HTTP_MATCH)),
        ("filters",     List(&FILTER)),
        ("backendRefs", List(&BACKEND)),
        ("timeouts",    Map(&[("request", Text), ("backendRequest", Text)])),
        ("retry",       Map(&[("attempts", Number), ("backoff", Text), ("codes", List(&Number))])),
    ]))),
]);

#[rustfmt::skip]
const HTTP_MATCH: Want = Map(&[
    ("path",        Map(&[("type", Text), ("value", Text)])),
    ("headers",     List(&NAMED)),
    ("queryParams", List(&NAMED)),
    ("method",      Text),
]);

const NAMED: Want = Map(&[("type", Text), ("name", Text), ("value", Text)]);

#[rustfmt::skip]
const FILTER: Want = Map(&[
    ("type",                   Text),
    ("requestHeaderModifier",  HEADERS),
    ("responseHeaderModifier", HEADERS),
    ("requestMirror",          Map(&[("backendRef", REFERENCE), ("percent", Number)])),
    ("requestRedirect",        Map(&[
        ("scheme", Text), ("hostname", Text), ("port", Number), ("statusCode", Number), ("path", PATH_MODIFIER),
    ])),
    ("urlRewrite",             Map(&[("hostname", Text), ("path", PATH_MODIFIER)])),
    ("extensionRef",           REFERENCE),
]);

const HEADERS: Want = Map(&[("set", List(&NAMED)), ("add", List(&NAMED)), ("remove", List(&Text))]);

const PATH_MODIFIER: Want = Map(&[("type", Text), ("replaceFullPath", Text), ("replacePrefixMatch", Text)]);

#[rustfmt::skip]
const BACKEND: Want = Map(&[
    ("group", Text), ("kind", Text), ("namespace", Text), ("name", Text), ("port", Number), ("weight", Number),
    ("filters", List(&FILTER)),
]);

#[rustfmt::skip]
const GRPC_ROUTE: Want = Map(&[
    ("parentRefs", List(&REFERENCE)),
    ("hostnames",  List(&Text)),
    ("rules",      List(&Map(&[
        ("name",        Text),
        ("matches",     List(&Map(&[
            ("method",  Map(&[("type", Text), ("service", Text), ("method", Text)])),
            ("headers", List(&NAMED)),
        ]))),
        ("filters",     List(&FILTER)),
        ("backendRefs", List(&BACKEND)),
    ]))),
]);

#[rustfmt::skip]
const STREAM_ROUTE: Want = Map(&[
    ("parentRefs", List(&REFERENCE)),
    ("hostnames",  List(&Text)),
    ("rules",      List(&Map(&[("name", Text), ("backendRefs", List(&BACKEND))]))),
]);
