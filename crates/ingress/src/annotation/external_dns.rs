//! The annotations of ExternalDNS, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation,
    Becomes::{Field, Lost},
    Effect::Nothing,
    Form::{Bool, OneOf, Text},
    GATEWAY_ANNOTATIONS,
    Invalid::Ignored,
    ROUTE_ANNOTATIONS,
    Risk::Low,
    Scope::Paths,
    Table, row,
};

/// All of them.
pub static EXTERNAL_DNS: Table = Table {
    name: "external-dns",
    prefixes: &["external-dns.alpha.kubernetes.io/"],
    rows: ROWS,
    aliases: &[],
    page: "https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                        effect   form                                               default           invalid  scope  risk becomes                      page
    row("access",                  Nothing, OneOf(&["public", "private"]),                     "",               Ignored, Paths, Low, Lost,                        ""),
    row("alias",                   Nothing, Bool,                                              "false",          Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("aws-*",                   Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("cloudflare-*",            Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("controller",              Nothing, Text,                                              "dns-controller", Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("hostname",                Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("ingress-hostname-source", Nothing, OneOf(&["annotation-only", "defined-hosts-only"]), "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("set-identifier",          Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
    row("target",                  Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), ""),
    row("ttl",                     Nothing, Text,                                              "",               Ignored, Paths, Low, Field(&ROUTE_ANNOTATIONS),   ""),
];
