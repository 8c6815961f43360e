//! Annotations of Ingresses that other tools read on routes and Gateways too, carried over where they mean the same there.
//!
//! ExternalDNS reads `target` on a Gateway, for all its routes, and all others on routes (its page on annotations).
//! cert-manager reads its own on a Gateway, for all its listeners, and makes Certificates in the Gateway's namespace only
//! (`pkg/controller/certificate-shim`).

use gatefold_diagnostic::order_by;
use gatefold_ingress::{
    IngressView,
    annotation::{
        Annotations, Becomes, CERT_MANAGER, EXTERNAL_DNS, Field, GATEWAY_ANNOTATIONS, ROUTE_ANNOTATIONS, Table,
    },
};

use crate::{output::Texts, plan::Plan};

/// What an annotation of an Ingress is called on a route, where that is not the same.
static RENAMED: &[(&str, &str)] = &[(
    "external-dns.alpha.kubernetes.io/ingress-hostname-source",
    "external-dns.alpha.kubernetes.io/gateway-hostname-source",
)];

/// What an annotation of an Ingress is called where it is carried.
pub(crate) fn renamed(key: &str) -> &str {
    RENAMED.iter().find(|(of, _)| *of == key).map_or(key, |(_, name)| name)
}

/// Annotations of a table that a field says.
fn said<'a>(view: &'a IngressView, table: &'static Table, field: &Field) -> Texts<'a> {
    let read = Annotations::new(&view.object, table);
    let is_said = |becomes: Becomes| matches!(becomes, Becomes::Field(of) if of == field);
    let rows = read.rows().filter(|(.., row)| is_said(row.becomes));
    rows.map(|(key, value, _)| (renamed(key), value.text())).collect()
}

/// What a route made from these Ingresses carries; where they say different things, what the first says.
pub(crate) fn of_route<'a>(plan: &Plan<'a>, ingresses: &[usize]) -> Texts<'a> {
    let mut all = Texts::new();
    for view in ingresses.iter().map(|ingress| &plan.ingresses[*ingress]) {
        for (key, value) in said(view, &EXTERNAL_DNS, &ROUTE_ANNOTATIONS) {
            if !all.iter().any(|(of, _)| *of == key) {
                all.push((key, value));
            }
        }
    }
    all
}

/// What the Gateways of a group carry: what all its Ingresses agree on.
pub(crate) fn of_gateway<'a>(plan: &Plan<'a>, group: usize) -> Texts<'a> {
    let is_of = |ingress: &usize| plan.settings[*ingress].group == group && plan.results[*ingress].refused.is_none();
    let all: Vec<_> = (0..plan.ingresses.len()).filter(is_of).map(|ingress| &plan.ingresses[ingress]).collect();
    let mut carried = agreed(all.iter().copied(), &EXTERNAL_DNS);
    let has_tls = |view: &&IngressView| view.spec.tls.as_ref().is_some_and(|tls| !tls.is_empty());
    if all.iter().all(|view| view.object.namespace() == plan.groups[group].namespace) {
        carried.extend(agreed(all.into_iter().filter(has_tls), &CERT_MANAGER));
    }
    carried
}

/// What all of them say alike; nothing where one says otherwise.
fn agreed<'a>(mut views: impl Iterator<Item = &'a IngressView>, table: &'static Table) -> Texts<'a> {
    let of = |view| {
        let mut texts = said(view, table, &GATEWAY_ANNOTATIONS);
        order_by(&mut texts, Ord::cmp);
        texts
    };
    let first = views.next().map(of).unwrap_or_default();
    if !first.is_empty() && views.all(|view| of(view) == first) { first } else { Texts::new() }
}
