//! The annotations of Apache APISIX, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation, BACKEND_TLS,
    Becomes::{Field, Lost, NoTraffic, Policy},
    CORS, EXTERNAL_AUTH,
    Effect::{Backend, Location, Modelled, Nothing, Only},
    FILTERS,
    Form::{Bool, Int, OneOf, Text},
    Invalid::Ignored,
    Meaning, PATH_MATCH,
    Policy::{AddressList, BasicAuth, Timeouts},
    REDIRECT, RETRY, REWRITE,
    Risk::Low,
    Scope::Paths,
    TIMEOUTS, Table, row,
};

/// All of them.
pub static APISIX: Table = Table {
    name: "apisix",
    prefixes: &["k8s.apisix.apache.org/"],
    rows: ROWS,
    aliases: &[],
    page: "https://apisix.apache.org/docs/ingress-controller/reference/annotations/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                              effect                           form                                        default  invalid  scope  risk becomes                page
    row("allowlist-source-range",        Location,                        Text,                                       "",      Ignored, Paths, Low, Policy(AddressList),   "").means(Meaning::AddressesAllowed),
    row("auth-client-headers",           Only("auth-uri"),                Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("auth-request-headers",          Only("auth-uri"),                Text,                                       "",      Ignored, Paths, Low, Field(&EXTERNAL_AUTH), ""),
    row("auth-ssl-verify",               Only("auth-uri"),                Bool,                                       "true",  Ignored, Paths, Low, Lost,                  ""),
    row("auth-type",                     Location,                        OneOf(&["keyAuth", "basicAuth"]),           "",      Ignored, Paths, Low, Policy(BasicAuth),     ""),
    row("auth-upstream-headers",         Only("auth-uri"),                Text,                                       "",      Ignored, Paths, Low, Field(&EXTERNAL_AUTH), "").means(Meaning::AuthHeaders),
    row("auth-uri",                      Location,                        Text,                                       "",      Ignored, Paths, Low, Field(&EXTERNAL_AUTH), "").means(Meaning::AuthUrl),
    row("blocklist-source-range",        Location,                        Text,                                       "",      Ignored, Paths, Low, Policy(AddressList),   "").means(Meaning::AddressesDenied),
    row("cors-allow-headers",            Only("enable-cors"),             Text,                                       "*",     Ignored, Paths, Low, Field(&CORS),          "").means(Meaning::CorsHeaders),
    row("cors-allow-methods",            Only("enable-cors"),             Text,                                       "*",     Ignored, Paths, Low, Field(&CORS),          "").means(Meaning::CorsMethods),
    row("cors-allow-origin",             Only("enable-cors"),             Text,                                       "*",     Ignored, Paths, Low, Field(&CORS),          "").means(Meaning::CorsOrigins),
    row("csrf-key",                      Only("enable-csrf"),             Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("enable-cors",                   Location,                        Bool,                                       "false", Ignored, Paths, Low, Field(&CORS),          "").means(Meaning::Cors),
    row("enable-csrf",                   Location,                        Bool,                                       "false", Ignored, Paths, Low, Lost,                  ""),
    row("enable-response-rewrite",       Location,                        Bool,                                       "false", Ignored, Paths, Low, Lost,                  ""),
    row("enable-websocket",              Nothing,                         Bool,                                       "false", Ignored, Paths, Low, NoTraffic,             ""),
    row("http-allow-methods",            Location,                        Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("http-block-methods",            Location,                        Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("http-redirect",                 Location,                        Text,                                       "",      Ignored, Paths, Low, Field(&REDIRECT),      "").means(Meaning::RedirectTo),
    row("http-redirect-code",            Only("http-redirect"),           Int,                                        "301",   Ignored, Paths, Low, Field(&REDIRECT),      "").means(Meaning::RedirectCode),
    row("http-to-https",                 Location,                        Bool,                                       "false", Ignored, Paths, Low, Field(&REDIRECT),      "").means(Meaning::ForceSslRedirect),
    row("plugin-config-name",            Location,                        Text,                                       "",      Ignored, Paths, Low, Field(&FILTERS),       ""),
    row("response-rewrite-*",            Only("enable-response-rewrite"), Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("rewrite-target",                Modelled,                        Text,                                       "",      Ignored, Paths, Low, Field(&REWRITE),       "").means(Meaning::FullRewrite),
    row("rewrite-target-regex",          Backend,                         Text,                                       "",      Ignored, Paths, Low, Field(&REWRITE),       ""),
    row("rewrite-target-regex-template", Only("rewrite-target-regex"),    Text,                                       "",      Ignored, Paths, Low, Field(&REWRITE),       ""),
    row("svc-namespace",                 Backend,                         Text,                                       "",      Ignored, Paths, Low, Lost,                  ""),
    row("upstream-connect-timeout",      Nothing,                         Text,                                       "60s",   Ignored, Paths, Low, Policy(Timeouts),      "").means(Meaning::ConnectTimeout),
    row("upstream-read-timeout",         Nothing,                         Text,                                       "60s",   Ignored, Paths, Low, Field(&TIMEOUTS),      "").means(Meaning::ReadTimeout),
    row("upstream-retries",              Nothing,                         Int,                                        "",      Ignored, Paths, Low, Field(&RETRY),         "").means(Meaning::Retries),
    row("upstream-scheme",               Nothing,                         OneOf(&["http", "https", "grpc", "grpcs"]), "http",  Ignored, Paths, Low, Field(&BACKEND_TLS),   "").means(Meaning::BackendProtocol),
    row("upstream-send-timeout",         Nothing,                         Text,                                       "60s",   Ignored, Paths, Low, Policy(Timeouts),      "").means(Meaning::SendTimeout),
    row("use-regex",                     Modelled,                        Bool,                                       "false", Ignored, Paths, Low, Field(&PATH_MATCH),    ""),
];
