//! The annotations of cert-manager, one row each.
//!
//! A key with a star stands for every key that begins so.

use super::{
    Annotation,
    Becomes::{Field, Lost},
    Effect::Nothing,
    Form::{Bool, Int, Text},
    GATEWAY_ANNOTATIONS,
    Invalid::Ignored,
    Risk::Low,
    Scope::Paths,
    Table, row,
};

/// All of them.
pub static CERT_MANAGER: Table = Table {
    name: "cert-manager",
    prefixes: &["cert-manager.io/", "acme.cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/"],
    rows: ROWS,
    aliases: &[],
    page: "https://cert-manager.io/docs/usage/gateway/",
};

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                            effect   form  default                               invalid  scope  risk becomes                      page
    row("cluster-issuer",              Nothing, Text, "",                                   Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("common-name",                 Nothing, Text, "",                                   Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("duration",                    Nothing, Text, "2160h",                              Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("http01-edit-in-place",        Nothing, Bool, "false",                              Ignored, Paths, Low, Lost,                        ""),
    row("http01-ingress-class",        Nothing, Text, "",                                   Ignored, Paths, Low, Lost,                        ""),
    row("issuer",                      Nothing, Text, "",                                   Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("issuer-group",                Nothing, Text, "cert-manager.io",                    Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("issuer-kind",                 Nothing, Text, "Issuer",                             Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("private-key-algorithm",       Nothing, Text, "RSA",                                Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("private-key-encoding",        Nothing, Text, "PKCS1",                              Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("private-key-rotation-policy", Nothing, Text, "Always",                             Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("private-key-size",            Nothing, Int,  "2048",                               Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("renew-before",                Nothing, Text, "",                                   Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("revision-history-limit",      Nothing, Int,  "",                                   Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
    row("tls-acme",                    Nothing, Bool, "false",                              Ignored, Paths, Low, Lost,                        ""),
    row("usages",                      Nothing, Text, "digital signature,key encipherment", Ignored, Paths, Low, Field(&GATEWAY_ANNOTATIONS), "supported-annotations"),
];
