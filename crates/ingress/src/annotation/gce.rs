//! The annotations of GKE Ingress, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    ADDRESSES, Annotation, BACKEND_TLS,
    Becomes::{Field, Lost, NoTraffic, Policy},
    Effect::{Host, Location, Modelled, Nothing},
    Form::{Bool, OneOf, Text},
    GATEWAY_CLASS,
    Invalid::Ignored,
    LISTENERS, Meaning,
    Policy::{Ciphers, LoadBalancing},
    Risk::Low,
    Scope::{Paths, Service},
    Table, row,
};

/// All of them.
pub static GCE: Table = Table {
    name: "gce",
    prefixes: &[
        "kubernetes.io/ingress.",
        "networking.gke.io/",
        "ingress.gcp.kubernetes.io/",
        "cloud.google.com/",
        "beta.cloud.google.com/",
        "service.alpha.kubernetes.io/",
        "ingress.kubernetes.io/",
    ],
    rows: ROWS,
    aliases: &[],
    page: "https://cloud.google.com/kubernetes-engine/docs/how-to/load-balance-ingress",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                                           effect    form                                                      default  invalid  scope    risk  becomes                page
    row("allow-http",                                 Host,     Bool,                                                     "true",  Ignored, Paths,   Low,  Field(&LISTENERS),     ""),
    row("app-protocols",                              Nothing,  Text,                                                     "",      Ignored, Service, Low,  Field(&BACKEND_TLS),   "").means(Meaning::BackendProtocol),
    row("backend-config",                             Location, Text,                                                     "",      Ignored, Service, Low,  Policy(LoadBalancing), ""),
    row("backends",                                   Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("class",                                      Modelled, OneOf(&["gce", "gce-internal", "gce-regional-external"]), "gce",   Ignored, Paths,   Low,  Field(&GATEWAY_CLASS), ""),
    row("forwarding-rule",                            Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("global-static-ip-name",                      Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  Field(&ADDRESSES),     ""),
    row("https-forwarding-rule",                      Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("https-target-proxy",                         Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("instance-groups",                            Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("internal-load-balancer-allow-global-access", Nothing,  Bool,                                                     "false", Ignored, Paths,   Low,  Lost,                  ""),
    row("managed-certificates",                       Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  Field(&LISTENERS),     ""),
    row("neg",                                        Nothing,  Text,                                                     "",      Ignored, Service, Low,  NoTraffic,             ""),
    row("pre-shared-cert",                            Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  Field(&LISTENERS),     ""),
    row("redirect-url-map",                           Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("regional-static-ip-name",                    Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  Field(&ADDRESSES),     ""),
    row("ssl-cert",                                   Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("static-ip",                                  Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("suppress-firewall-xpn-error",                Nothing,  Bool,                                                     "false", Ignored, Paths,   Low,  NoTraffic,             ""),
    row("target-proxy",                               Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("transparent-health-checker",                 Nothing,  Bool,                                                     "false", Ignored, Service, Low,  NoTraffic,             ""),
    row("url-map",                                    Nothing,  Text,                                                     "",      Ignored, Paths,   Low,  NoTraffic,             ""),
    row("v1beta1.FrontendConfig",                     Host,     Text,                                                     "",      Ignored, Paths,   Low,  Policy(Ciphers),       ""),
];
