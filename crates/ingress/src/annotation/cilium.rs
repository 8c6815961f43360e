//! The annotations of Cilium, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation,
    Becomes::{Field, Lost},
    Effect::{Host, Modelled, Nothing},
    Form::{AnyCase, Int, OneOf, Text},
    Invalid::Ignored,
    LISTENERS, Meaning, REDIRECT,
    Risk::Low,
    Scope::Paths,
    TIMEOUTS, TLS_ROUTE, Table, row,
};

/// All of them.
pub static CILIUM: Table = Table {
    name: "cilium",
    prefixes: &["ingress.cilium.io/"],
    rows: ROWS,
    aliases: &[],
    page: "https://docs.cilium.io/en/stable/network/servicemesh/ingress/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                                effect    form                                                                    default         invalid  scope  risk becomes            page
    row("force-https",                     Modelled, AnyCase(&["enabled", "disabled", "true", "false", "1", "0", "t", "f"]), "",             Ignored, Paths, Low, Field(&REDIRECT),  "supported-ingress-annotations").means(Meaning::SslRedirect),
    row("host-listener-port",              Nothing,  Int,                                                                    "8080",         Ignored, Paths, Low, Field(&LISTENERS), "supported-ingress-annotations"),
    row("insecure-node-port",              Nothing,  Int,                                                                    "",             Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("loadbalancer-class",              Nothing,  Text,                                                                   "",             Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("loadbalancer-mode",               Modelled, OneOf(&["dedicated", "shared"]),                                        "dedicated",    Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("request-timeout",                 Nothing,  Text,                                                                   "",             Ignored, Paths, Low, Field(&TIMEOUTS),  "supported-ingress-annotations").means(Meaning::RequestTimeout),
    row("secure-node-port",                Nothing,  Int,                                                                    "",             Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("service-external-traffic-policy", Nothing,  OneOf(&["Cluster", "Local"]),                                           "Cluster",      Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("service-type",                    Nothing,  OneOf(&["LoadBalancer", "NodePort"]),                                   "LoadBalancer", Ignored, Paths, Low, Lost,              "supported-ingress-annotations"),
    row("tls-passthrough",                 Host,     AnyCase(&["enabled", "disabled", "true", "false", "1", "0", "t", "f"]), "disabled",     Ignored, Paths, Low, Field(&TLS_ROUTE), "supported-ingress-annotations").means(Meaning::Passthrough),
];
