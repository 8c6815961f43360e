//! The rules of Gateway API, one a test: two candidates side by side, and who wins.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attachment;
mod filters;
mod flavours;
mod listeners;
mod precedence;

use gatefold_gateway::{Flavour, GatewayOptions, GatewayRouter};
use gatefold_manifest::{Bundle, Source, read};
use gatefold_routing::{Outcome, Request, Router, Scheme};

/// A Gateway `edge` in `shop` with one plain listener for every host.
pub(crate) const EDGE: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 80, protocol: HTTP}]
";

pub(crate) fn bundle(documents: &[&str]) -> Bundle {
    let text = documents.join("\n---\n");
    let reading = read(&[Source { name: "test".into(), text: text.as_str().into() }]);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    reading.bundle
}

/// An HTTPRoute of `edge` in `shop`; `rest` are further lines of its spec.
pub(crate) fn route(name: &str, rest: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec:\n  parentRefs: [{{name: edge}}]\n{rest}\n"
    )
}

/// A rule with one match (in flow style) and one backend.
pub(crate) fn rule(matched: &str, backend: &str) -> String {
    format!("  - matches: [{matched}]\n    backendRefs: [{{name: {backend}, port: 80}}]\n")
}

pub(crate) fn router(bundle: &Bundle, flavour: Flavour) -> GatewayRouter {
    GatewayRouter::new(bundle, &GatewayOptions { flavour, ..GatewayOptions::default() })
}

pub(crate) fn get(path: &str) -> Request {
    Request::get(Scheme::Http, "shop.example.com", path)
}

/// What became of a request, in a word: the backend's name, a Location, a status, `refused` or `unknown`.
pub(crate) fn answer(router: &GatewayRouter, request: &Request) -> String {
    let decision = router.decide(request);
    assert_eq!(decision.outcome, router.choose(request).outcome(request), "decide and choose agree");
    match decision.outcome {
        Outcome::Forward(forward) => forward.backends[forward.chosen].name.clone(),
        Outcome::Redirect(redirect) => redirect.location,
        Outcome::Respond(respond) => respond.status.to_string(),
        Outcome::Refuse { .. } => "refused".to_owned(),
        Outcome::Unknown { .. } => "unknown".to_owned(),
    }
}

/// The words of an unknown outcome.
pub(crate) fn doubt(router: &GatewayRouter, request: &Request) -> String {
    match router.decide(request).outcome {
        Outcome::Unknown { reason } => reason,
        other => panic!("{other:?}"),
    }
}
