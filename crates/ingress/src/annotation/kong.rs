//! The annotations of Kong, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation, BACKEND_TLS,
    Becomes::{Field, Lost, NoTraffic, Policy},
    Effect::{Backend, Host, Location, Modelled, Nothing, Only},
    FILTERS,
    Form::{Bool, Int, Text},
    HEADER_MATCH, HOSTNAMES,
    Invalid::Ignored,
    LISTENERS, METHOD_MATCH, Meaning, PATH_MATCH,
    Policy::{BackendTls, Buffers, LoadBalancing, Timeouts},
    REDIRECT, RETRY, REWRITE,
    Risk::Low,
    Scope::{Either, Paths, Service},
    TIMEOUTS, Table, row,
};

/// All of them.
pub static KONG: Table = Table {
    name: "kong",
    prefixes: &["konghq.com/", "configuration.konghq.com/"],
    rows: ROWS,
    aliases: &[],
    page: "https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                           effect             form  default       invalid  scope    risk  becomes                page
    row("ca-certificates-configmaps", Nothing,           Text, "",           Ignored, Service, Low,  Field(&BACKEND_TLS),   ""),
    row("ca-certificates-secrets",    Nothing,           Text, "",           Ignored, Service, Low,  Field(&BACKEND_TLS),   "").means(Meaning::BackendAuthority),
    row("client-cert",                Nothing,           Text, "",           Ignored, Service, Low,  Policy(BackendTls),    ""),
    row("connect-timeout",            Nothing,           Int,  "60000",      Ignored, Service, Low,  Policy(Timeouts),      "").means(Meaning::ConnectTimeout),
    row("headers-separator",          Nothing,           Text, ",",          Ignored, Paths,   Low,  Field(&HEADER_MATCH),  "").means(Meaning::HeadersSeparator),
    row("headers.*",                  Modelled,          Text, "",           Ignored, Paths,   Low,  Field(&HEADER_MATCH),  "").means(Meaning::HeaderMatch),
    row("host-aliases",               Modelled,          Text, "",           Ignored, Paths,   Low,  Field(&HOSTNAMES),     "").means(Meaning::HostAliases),
    row("host-header",                Nothing,           Text, "",           Ignored, Service, Low,  Field(&REWRITE),       "").means(Meaning::UpstreamHost),
    row("https-redirect-status-code", Only("protocols"), Int,  "426",        Ignored, Paths,   Low,  Field(&REDIRECT),      ""),
    row("methods",                    Modelled,          Text, "",           Ignored, Paths,   Low,  Field(&METHOD_MATCH),  "").means(Meaning::Methods),
    row("override",                   Host,              Text, "",           Ignored, Paths,   Low,  Lost,                  ""),
    row("path",                       Modelled,          Text, "/",          Ignored, Service, Low,  Field(&REWRITE),       "").means(Meaning::BackendPath),
    row("path-handling",              Backend,           Text, "v0",         Ignored, Paths,   Low,  Lost,                  ""),
    row("plugins",                    Location,          Text, "",           Ignored, Either,  Low,  Field(&FILTERS),       ""),
    row("preserve-host",              Modelled,          Bool, "true",       Ignored, Paths,   Low,  Field(&REWRITE),       "").means(Meaning::PreserveHost),
    row("protocol",                   Nothing,           Text, "http",       Ignored, Service, Low,  Field(&BACKEND_TLS),   "").means(Meaning::BackendProtocol),
    row("protocols",                  Location,          Text, "http,https", Ignored, Paths,   Low,  Field(&LISTENERS),     ""),
    row("read-timeout",               Nothing,           Int,  "60000",      Ignored, Service, Low,  Field(&TIMEOUTS),      "").means(Meaning::ReadTimeout),
    row("regex-prefix",               Host,              Text, "/~",         Ignored, Paths,   Low,  Field(&PATH_MATCH),    ""),
    row("regex-priority",             Host,              Int,  "0",          Ignored, Paths,   Low,  Lost,                  ""),
    row("request-buffering",          Nothing,           Bool, "true",       Ignored, Paths,   Low,  Policy(Buffers),       ""),
    row("response-buffering",         Nothing,           Bool, "true",       Ignored, Paths,   Low,  Policy(Buffers),       ""),
    row("retries",                    Nothing,           Int,  "5",          Ignored, Service, Low,  Field(&RETRY),         "").means(Meaning::Retries),
    row("rewrite",                    Backend,           Text, "",           Ignored, Paths,   Low,  Field(&REWRITE),       ""),
    row("snis",                       Host,              Text, "",           Ignored, Paths,   Low,  Field(&LISTENERS),     ""),
    row("strip-path",                 Modelled,          Bool, "false",      Ignored, Paths,   Low,  Field(&REWRITE),       "").means(Meaning::StripPath),
    row("tags",                       Nothing,           Text, "",           Ignored, Either,  Low,  NoTraffic,             ""),
    row("tls-verify",                 Nothing,           Bool, "false",      Ignored, Service, Low,  Field(&BACKEND_TLS),   "").means(Meaning::BackendVerify),
    row("tls-verify-depth",           Nothing,           Int,  "",           Ignored, Service, Low,  Lost,                  ""),
    row("upstream-policy",            Nothing,           Text, "",           Ignored, Service, Low,  Policy(LoadBalancing), ""),
    row("write-timeout",              Nothing,           Int,  "60000",      Ignored, Service, Low,  Policy(Timeouts),      "").means(Meaning::SendTimeout),
];
