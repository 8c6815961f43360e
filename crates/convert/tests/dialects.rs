//! The same wish in several dialects is the same filter.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gatefold_convert::{Options, convert};
use gatefold_manifest::{Kind, Node, Source, read};

/// The filters of the only rule that an Ingress of that class becomes.
fn filters(class: &str, annotation: &str, path: &str, more: &str) -> String {
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\n\
         spec:\n  ingressClassName: {class}\n  rules:\n  - host: h.com\n    http: {{paths: [{{path: \"{path}\", pathType: Prefix, \
         backend: {{service: {{name: a, port: {{number: 80}}}}}}}}]}}\n---\n{more}"
    );
    let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
    let conversion = convert(&reading.bundle, &Options::default());
    let routes: Vec<_> = conversion.written.bundle.of_kind(Kind::HTTPRoute).collect();
    assert_eq!(routes.len(), 1, "{class}: {:?}", conversion.diagnostics);
    let filters = routes[0].field("spec.rules[0].filters").map(Node::span).expect("filters");
    conversion.written.text[filters.start as usize..filters.end as usize].to_owned()
}

#[test]
fn a_prefix_that_is_taken_away_is_one_filter_in_every_dialect() {
    let strip = "apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: strip, namespace: shop}\nspec: ";
    let traefik = |spec: &str| {
        let annotation = "traefik.ingress.kubernetes.io/router.middlewares: shop-strip@kubernetescrd";
        filters("traefik", annotation, "/api", &format!("{strip}{spec}\n"))
    };
    let kong = filters("kong", "konghq.com/strip-path: 'true'", "/api", "");
    assert!(kong.contains("replacePrefixMatch: /"), "{kong}");
    for (dialect, found) in [
        ("ingress-nginx", filters("nginx", "nginx.ingress.kubernetes.io/rewrite-target: /$2", "/api(/|$)(.*)", "")),
        ("haproxy-ingress", filters("haproxy-ingress", "haproxy-ingress.github.io/rewrite-target: /", "/api", "")),
        ("stripPrefix", traefik("{stripPrefix: {prefixes: [/api]}}")),
        ("replacePathRegex", traefik("{replacePathRegex: {regex: '^/api(/|$)(.*)', replacement: '/$2'}}")),
    ] {
        assert_eq!(found, kong, "{dialect}");
    }
}
