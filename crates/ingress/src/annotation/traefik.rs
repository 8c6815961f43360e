//! The annotations of Traefik, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation, BACKEND_TLS,
    Becomes::{Field, Lost, NoTraffic, Policy},
    Effect::{Location, Modelled, Nothing},
    FILTERS,
    Form::{Bool, Int, OneOf, Text},
    Invalid::Dropped,
    LISTENERS, Meaning, PATH_MATCH,
    Policy::{Affinity, Ciphers, Logs, ServiceAddress, Tracing},
    Risk::Low,
    SESSION,
    Scope::{Paths, Service},
    Table, row,
};

/// All of them.
pub static TRAEFIK: Table = Table {
    name: "traefik",
    prefixes: &["traefik.ingress.kubernetes.io/"],
    rows: ROWS,
    aliases: &[],
    page: "https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                                    effect    form                                          default       invalid  scope    risk  becomes                 page
    row("router.entrypoints",                  Modelled, Text,                                         "",           Dropped, Paths,   Low,  Field(&LISTENERS),      "on-ingress").means(Meaning::EntryPoints),
    row("router.middlewares",                  Location, Text,                                         "",           Dropped, Paths,   Low,  Field(&FILTERS),        "on-ingress").means(Meaning::Middlewares),
    row("router.observability.accesslogs",     Nothing,  Bool,                                         "true",       Dropped, Paths,   Low,  Policy(Logs),           "on-ingress"),
    row("router.observability.metrics",        Nothing,  Bool,                                         "true",       Dropped, Paths,   Low,  NoTraffic,              "on-ingress"),
    row("router.observability.traceverbosity", Nothing,  Text,                                         "minimal",    Dropped, Paths,   Low,  Policy(Tracing),        "on-ingress"),
    row("router.observability.tracing",        Nothing,  Bool,                                         "true",       Dropped, Paths,   Low,  Policy(Tracing),        "on-ingress"),
    row("router.pathmatcher",                  Modelled, OneOf(&["Path", "PathPrefix", "PathRegexp"]), "PathPrefix", Dropped, Paths,   Low,  Field(&PATH_MATCH),     "on-ingress"),
    row("router.priority",                     Modelled, Int,                                          "0",          Dropped, Paths,   Low,  Lost,                   "on-ingress"),
    row("router.rulesyntax",                   Location, Text,                                         "default",    Dropped, Paths,   Low,  Lost,                   "on-ingress"),
    row("router.tls",                          Modelled, Bool,                                         "false",      Dropped, Paths,   Low,  Field(&LISTENERS),      "on-ingress").means(Meaning::TlsOnly),
    row("router.tls.certresolver",             Nothing,  Text,                                         "",           Dropped, Paths,   Low,  Lost,                   "on-ingress"),
    row("router.tls.domains.*",                Nothing,  Text,                                         "",           Dropped, Paths,   Low,  Field(&LISTENERS),      "on-ingress"),
    row("router.tls.options",                  Nothing,  Text,                                         "",           Dropped, Paths,   Low,  Policy(Ciphers),        "on-ingress"),
    row("service.middlewares",                 Location, Text,                                         "",           Dropped, Service, Low,  Field(&FILTERS),        "on-service"),
    row("service.nativelb",                    Nothing,  Bool,                                         "false",      Dropped, Service, Low,  Policy(ServiceAddress), "on-service").means(Meaning::ServiceAddress),
    row("service.nodeportlb",                  Nothing,  Bool,                                         "false",      Dropped, Service, Low,  Policy(ServiceAddress), "on-service"),
    row("service.passhostheader",              Modelled, Bool,                                         "true",       Dropped, Service, Low,  Lost,                   "on-service").means(Meaning::PreserveHost),
    row("service.serversscheme",               Nothing,  OneOf(&["http", "https", "h2c"]),             "http",       Dropped, Service, Low,  Field(&BACKEND_TLS),    "on-service").means(Meaning::BackendProtocol),
    row("service.serverstransport",            Nothing,  Text,                                         "",           Dropped, Service, Low,  Field(&BACKEND_TLS),    "on-service"),
    row("service.sticky.cookie",               Nothing,  Bool,                                         "false",      Dropped, Service, Low,  Field(&SESSION),        "on-service").means(Meaning::Session),
    row("service.sticky.cookie.domain",        Nothing,  Text,                                         "",           Dropped, Service, Low,  Policy(Affinity),       "on-service").means(Meaning::SessionDomain),
    row("service.sticky.cookie.httponly",      Nothing,  Bool,                                         "false",      Dropped, Service, Low,  Policy(Affinity),       "on-service"),
    row("service.sticky.cookie.maxage",        Nothing,  Int,                                          "0",          Dropped, Service, Low,  Field(&SESSION),        "on-service").means(Meaning::SessionMaxAge),
    row("service.sticky.cookie.name",          Nothing,  Text,                                         "",           Dropped, Service, Low,  Field(&SESSION),        "on-service").means(Meaning::SessionName),
    row("service.sticky.cookie.path",          Nothing,  Text,                                         "/",          Dropped, Service, Low,  Field(&SESSION),        "on-service").means(Meaning::SessionPath),
    row("service.sticky.cookie.samesite",      Nothing,  OneOf(&["none", "lax", "strict"]),            "",           Dropped, Service, Low,  Policy(Affinity),       "on-service").means(Meaning::SessionSameSite),
    row("service.sticky.cookie.secure",        Nothing,  Bool,                                         "false",      Dropped, Service, Low,  Policy(Affinity),       "on-service").means(Meaning::SessionSecure),
];
