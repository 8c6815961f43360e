//! What the suites of this crate share: a router of a text, and an outcome in one word.

#![allow(dead_code, reason = "each suite uses a part")]

use gatefold_ingress::{IngressOptions, IngressRouter, read};
use gatefold_manifest::Source;
use gatefold_routing::{Outcome, Request, Router};

pub(crate) fn router_with(text: &str, options: impl Into<IngressOptions>) -> IngressRouter {
    let options = options.into();
    let bundle = gatefold_manifest::read(&[Source { name: "a.yaml".into(), text: text.into() }]).bundle;
    IngressRouter::new(&bundle, &read(&bundle, options.clone()), options)
}

pub(crate) fn router(text: &str) -> IngressRouter {
    router_with(text, IngressOptions::default())
}

/// One word for an outcome: the service or the status in its place, the status and where it leads, `?` and the reason.
pub(crate) fn short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Forward(forward) => {
            let backend = &forward.backends[forward.chosen];
            backend.status.map_or_else(|| backend.name.clone(), |status| status.to_string())
        }
        Outcome::Redirect(redirect) => format!("{} {}", redirect.status, redirect.location),
        Outcome::Respond(respond) => respond.status.to_string(),
        Outcome::Refuse { reason } => format!("refused: {reason}"),
        Outcome::Unknown { reason } => format!("? {reason}"),
    }
}

/// Whether that word is the expected one: of an unknown outcome a part of the reason is enough.
pub(crate) fn fits(found: &str, expected: &str) -> bool {
    expected.strip_prefix("? ").map_or(found == expected, |why| found.starts_with('?') && found.contains(why))
}

/// An Ingress: its name, class, annotations as a flow mapping, and rules as `host path type service` lines.
pub(crate) fn classed(name: &str, class: &str, annotations: &str, rules: &[&str]) -> String {
    let mut text = format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, namespace: shop, annotations: \
         {{{annotations}}}}}\nspec:\n  ingressClassName: {class}\n  rules:\n"
    );
    for rule in rules {
        let words: Vec<_> = rule.split(' ').collect();
        let [host, path, kind, service] = words[..] else { panic!("{rule}") };
        text.push_str(&format!(
            "  - host: \"{host}\"\n    http: {{paths: [{{path: \"{path}\", pathType: {kind}, backend: {{service: {{name: \
             {service}, port: {{number: 80}}}}}}}}]}}\n"
        ));
    }
    text
}

#[track_caller]
pub(crate) fn asks(router: &IngressRouter, cases: &[(&str, &str)]) {
    for (line, expected) in cases {
        let request = Request::parse(line).expect(line);
        let decision = router.decide(&request);
        let found = short(&decision.outcome);
        assert!(fits(&found, expected), "{line}: expected {expected}, found {found}");
        assert_eq!(decision.outcome, router.route(&request), "{line}");
    }
}

const PREFIX: &str = "nginx.ingress.kubernetes.io";

/// An Ingress for `h.com` and path `/` with annotations, each `name: value`.
pub(crate) fn ingress(name: &str, annotations: &[&str]) -> String {
    path(name, annotations, "h.com", "/")
}

/// The same for a host and a path.
pub(crate) fn path(name: &str, annotations: &[&str], host: &str, path: &str) -> String {
    let annotations: String = annotations.iter().map(|one| format!("    {PREFIX}/{one}\n")).collect();
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {name}\n  namespace: shop\n  annotations:\n    \
         a: b\n{annotations}spec:\n  ingressClassName: nginx\n  rules:\n  - host: {host}\n    http: {{paths: [{{path: \"{path}\", \
         pathType: Prefix, backend: {{service: {{name: {name}, port: {{number: 80}}}}}}}}]}}\n"
    )
}

/// The controller's ConfigMap with entries.
pub(crate) fn config(data: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: ingress-nginx-controller, namespace: ingress-nginx}}\ndata: \
         {{{data}}}\n"
    )
}

/// The controller's Deployment with flags.
pub(crate) fn deployment(args: &str) -> String {
    controller("c", args)
}

/// A controller's Deployment by its name, with flags.
pub(crate) fn controller(name: &str, args: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: ingress-nginx}}\nspec: {{template: \
         {{spec: {{containers: [{{name: c, args: [/nginx-ingress-controller, {args}]}}]}}}}}}\n"
    )
}
