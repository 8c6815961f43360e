//! Whatever the Ingresses say, the ledger's sums agree, names are valid and unique, limits are kept, and the same text
//! gives the same bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use gatefold_convert::{Conversion, Options};
use gatefold_manifest::Kind;
use proptest::{prelude::*, sample::select};

#[derive(Debug, Clone)]
struct Path {
    path: &'static str,
    kind: &'static str,
    backend: &'static str,
}

#[derive(Debug, Clone)]
struct Ingress {
    namespace: &'static str,
    class: &'static str,
    created: &'static str,
    annotations: Vec<&'static str>,
    default_backend: bool,
    tls: Vec<&'static str>,
    rules: Vec<(&'static str, Vec<Path>)>,
}

const HOSTS: &[&str] =
    &["", "a.example", "b.a.example", "b-a.example", "'*.a.example'", "c.d", "c-d", "Upper.example", "bad_host"];

fn path() -> impl Strategy<Value = Path> {
    (
        select(&["/", "/a", "/a/", "/a/b", "/a//b", "'/x y'", "'/r(.*)'", "''", "/.well-known/acme-challenge/t"][..]),
        select(&["Prefix", "Exact", "ImplementationSpecific"][..]),
        select(
            &[
                "service: {name: one, port: {number: 80}}",
                "service: {name: two, port: {number: 81}}",
                "service: {name: one, port: {name: http}}",
                "service: {name: two, port: {name: lost}}",
                "resource: {kind: Bucket, name: files}",
                "service: {name: two}",
                "",
            ][..],
        ),
    )
        .prop_map(|(path, kind, backend)| Path { path, kind, backend })
}

fn ingress() -> impl Strategy<Value = Ingress> {
    let annotations = select(
        &[
            "nginx.ingress.kubernetes.io/ssl-redirect: 'false'",
            "nginx.ingress.kubernetes.io/force-ssl-redirect: 'true'",
            "nginx.ingress.kubernetes.io/preserve-trailing-slash: 'true'",
            "nginx.ingress.kubernetes.io/rewrite-target: /$1",
            "nginx.ingress.kubernetes.io/use-regex: 'true'",
            "nginx.ingress.kubernetes.io/canary: 'true'",
            "nginx.ingress.kubernetes.io/proxy-body-size: 8m",
            "nginx.ingress.kubernetes.io/server-snippet: return 200;",
            "nginx.ingress.kubernetes.io/upstream-vhost: inner.example",
            "nginx.ingress.kubernetes.io/upstream-vhost: $host",
            "nginx.ingress.kubernetes.io/enable-cors: 'true'",
            "nginx.ingress.kubernetes.io/cors-allow-origin: 'https://*.a.example, null, x://y'",
            "nginx.ingress.kubernetes.io/cors-max-age: soon",
            "nginx.ingress.kubernetes.io/custom-headers: shop/none",
            "nginx.ingress.kubernetes.io/mirror-target: http://two.blog.svc/$request_uri",
            "nginx.ingress.kubernetes.io/auth-url: http://two.blog.svc/check",
            "nginx.ingress.kubernetes.io/auth-url: https://login.example.com/check",
            "nginx.ingress.kubernetes.io/proxy-read-timeout: '90'",
            "nginx.ingress.kubernetes.io/proxy-next-upstream: 'off'",
            "nginx.ingress.kubernetes.io/proxy-next-upstream-tries: '0'",
            "nginx.ingress.kubernetes.io/affinity: cookie",
            "nginx.ingress.kubernetes.io/backend-protocol: HTTPS",
            "nginx.ingress.kubernetes.io/backend-protocol: grpc",
            "nginx.ingress.kubernetes.io/ssl-passthrough: 'true'",
            "nginx.ingress.kubernetes.io/proxy-ssl-secret: blog/ca",
            "nginx.ingress.kubernetes.io/allowlist-source-range: 10.0.0.0/8",
            "nginx.ingress.kubernetes.io/denylist-source-range: nobody",
            "nginx.ingress.kubernetes.io/auth-tls-secret: shop/ca",
            "nginx.ingress.kubernetes.io/limit-rps: '5'",
            "nginx.ingress.kubernetes.io/load-balance: ewma",
            "cert-manager.io/issuer: own",
            "konghq.com/strip-path: 'true'",
            "example.com/note: hello",
            "kubectl.kubernetes.io/last-applied-configuration: '{}'",
        ][..],
    );
    let tls = select(
        &[
            "{hosts: [a.example], secretName: a}",
            "{hosts: [a.example], secretName: other}",
            "{hosts: ['*.a.example'], secretName: w}",
            "{hosts: [b.a.example]}",
            "{secretName: bare}",
            "{hosts: [], secretName: bare}",
        ][..],
    );
    (
        select(&["shop", "blog", "infra"][..]),
        select(&["nginx", "traefik", ""][..]),
        select(&["", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"][..]),
        prop::collection::vec(annotations, 0..8),
        any::<bool>(),
        prop::collection::vec(tls, 0..3),
        prop::collection::vec((select(HOSTS), prop::collection::vec(path(), 0..4)), 0..4),
    )
        .prop_map(|(namespace, class, created, annotations, default_backend, tls, rules)| Ingress {
            namespace,
            class,
            created,
            // One of each key.
            annotations: annotations
                .into_iter()
                .map(|line| (line.split(':').next(), line))
                .collect::<BTreeMap<_, _>>()
                .into_values()
                .collect(),
            default_backend,
            tls,
            rules,
        })
}

fn text(ingresses: &[Ingress], services: bool) -> String {
    let mut out = String::new();
    for (index, ingress) in ingresses.iter().enumerate() {
        out += "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n";
        out += &format!("  name: i{index}\n  namespace: {}\n", ingress.namespace);
        out += "  labels: {app: web, helm.sh/chart: web-1}\n";
        if !ingress.created.is_empty() {
            out += &format!("  creationTimestamp: '{}'\n", ingress.created);
        }
        if !ingress.annotations.is_empty() {
            out += "  annotations:\n";
        }
        for annotation in &ingress.annotations {
            out += &format!("    {annotation}\n");
        }
        out += "spec:\n";
        if !ingress.class.is_empty() {
            out += &format!("  ingressClassName: {}\n", ingress.class);
        }
        if ingress.default_backend {
            out += "  defaultBackend: {service: {name: fallback, port: {number: 80}}}\n";
        }
        out += "  tls:\n";
        for entry in &ingress.tls {
            out += &format!("  - {entry}\n");
        }
        out += "  rules:\n";
        for (host, paths) in &ingress.rules {
            out += "  - http:\n      paths:\n";
            for path in paths {
                out += &format!("      - path: {}\n        pathType: {}\n", path.path, path.kind);
                out += &format!("        backend: {{{}}}\n", path.backend);
            }
            if paths.is_empty() {
                out += "        []\n";
            }
            if !host.is_empty() {
                out += &format!("    host: {host}\n");
            }
        }
    }
    if services {
        out += "---\napiVersion: v1\nkind: Service\nmetadata: {name: one, namespace: shop}\n";
        out += "spec: {ports: [{name: http, port: 8080}]}\n";
    }
    out
}

fn placements() -> impl Strategy<Value = (&'static str, &'static str, &'static str, &'static str)> {
    (
        select(&["infra/gatefold", "*/edge"][..]),
        select(
            &[
                "envoy-gateway",
                "nginx-gateway-fabric",
                "istio",
                "kong-operator",
                "traefik",
                "cilium",
                "aws-load-balancer-controller",
            ][..],
        ),
        select(&["v1.7", "v1.4"][..]),
        select(&["standard", "experimental"][..]),
    )
}

fn options((placement, implementation, bundle, channel): (&str, &str, &str, &str)) -> Options {
    Options {
        placement: placement.parse().unwrap(),
        implementation: gatefold_gateway::Implementation::by_id(implementation).unwrap(),
        bundle: bundle.parse().unwrap(),
        channel: channel.parse().unwrap(),
        ..Options::default()
    }
}

fn routes(conversion: &Conversion) -> BTreeSet<(String, String)> {
    let routes = conversion.written.bundle.of_kind(Kind::HTTPRoute);
    routes.map(|route| (route.namespace().to_owned(), route.name().to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_for_any_ingresses(
        ingresses in prop::collection::vec(ingress(), 0..8),
        services in any::<bool>(),
        options in placements().prop_map(options),
    ) {
        let text = text(&ingresses, services);
        let conversion = common::converted(&text, &options);
        let broken = common::broken_rules(&text, &conversion);
        prop_assert!(broken.is_empty(), "{broken:#?}\n{text}\n{}", conversion.written.text);
        let again = common::converted(&text, &options);
        prop_assert_eq!(&conversion.written.text, &again.written.text);
        prop_assert_eq!(&conversion.ledger, &again.ledger);
        prop_assert_eq!(&conversion.diagnostics, &again.diagnostics);
        for link in &conversion.links() {
            let entry = &conversion.ledger.entries[link.entry];
            prop_assert!(entry.to.get(link.target).is_some());
            prop_assert!(text.get(link.input.start as usize..link.input.end as usize).is_some());
            prop_assert!(conversion.written.text.get(link.output.start as usize..link.output.end as usize).is_some());
        }
    }

    #[test]
    fn many_paths_keep_the_limits(
        paths in prop::collection::vec((0..300_u32, 0..40_u32, any::<bool>()), 0..300),
        secure in any::<bool>(),
    ) {
        let mut text = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n".to_owned();
        if secure {
            text += "  tls: [{hosts: [a.example], secretName: a}]\n";
        }
        text += "  rules:\n  - host: a.example\n    http:\n      paths:\n";
        for (path, service, exact) in &paths {
            let kind = if *exact { "Exact" } else { "Prefix" };
            text += &format!("      - path: /p{path}\n        pathType: {kind}\n");
            text += &format!("        backend: {{service: {{name: s{service}, port: {{number: 80}}}}}}\n");
        }
        if paths.is_empty() {
            text += "        []\n";
        }
        let conversion = common::converted(&text, &Options::default());
        let broken = common::broken_rules(&text, &conversion);
        prop_assert!(broken.is_empty(), "{broken:#?}");
        // Every path's first claimant is in the output, and nothing else.
        let mut expected: BTreeSet<(bool, u32)> = BTreeSet::new();
        expected.extend(paths.iter().map(|(path, _, exact)| (*exact, *path)));
        let emitted = conversion.written.text.matches("value: /p").count();
        prop_assert_eq!(emitted, expected.len());
    }

    #[test]
    fn a_newer_ingress_for_another_host_renames_nothing(ingresses in prop::collection::vec(ingress(), 1..6)) {
        let options = Options::default();
        let before = text(&ingresses, false);
        // A class where another names one: as soon as one does, Ingresses without a class are nobody's.
        let class = ingresses.iter().map(|ingress| ingress.class).find(|class| !class.is_empty());
        let class = class.map(|class| format!("  ingressClassName: {class}\n")).unwrap_or_default();
        let after = before.clone()
            + "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\n"
            + "metadata: {name: new, namespace: shop, creationTimestamp: '2026-12-01T00:00:00Z'}\n"
            + &format!("spec:\n{class}  rules:\n  - host: brand-new.example\n    http:\n      paths:\n")
            + "      - {path: /, pathType: Prefix, backend: {service: {name: new, port: {number: 80}}}}\n";
        let before = routes(&common::converted(&before, &options));
        let after = routes(&common::converted(&after, &options));
        prop_assert!(after.is_superset(&before));
    }
}
