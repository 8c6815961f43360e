//! The same wish in several dialects is the same filter.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gatefold_convert::{Fate, Options, convert};
use gatefold_diagnostic::Code;
use gatefold_gateway::{Channel, Implementation};
use gatefold_manifest::{Kind, Node, Source, read};

/// The filters of the only rule that an Ingress of that class becomes.
fn filters(class: &str, annotation: &str, path: &str, more: &str) -> String {
    field("filters", class, annotation, path, more)
}

/// A field of the only rule that an Ingress of that class becomes, in the channel that has them all.
fn field(name: &str, class: &str, annotation: &str, path: &str, more: &str) -> String {
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\n\
         spec:\n  ingressClassName: {class}\n  rules:\n  - host: h.com\n    http: {{paths: [{{path: \"{path}\", pathType: Prefix, \
         backend: {{service: {{name: a, port: {{number: 80}}}}}}}}]}}\n---\n{more}"
    );
    let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
    let options = Options { channel: Channel::Experimental, ..Options::default() };
    let conversion = convert(&reading.bundle, &options);
    let routes: Vec<_> = conversion.written.bundle.of_kind(Kind::HTTPRoute).collect();
    assert_eq!(routes.len(), 1, "{class}: {:?}", conversion.diagnostics);
    let found = routes[0].field(&format!("spec.rules[0].{name}")).map(Node::span);
    let found = found.unwrap_or_else(|| panic!("{class}: no {name}: {:?}", conversion.diagnostics));
    conversion.written.text[found.start as usize..found.end as usize].to_owned()
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

/// Annotations of one prefix.
fn keys(prefix: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(key, value)| format!("{prefix}/{key}: '{value}'")).collect::<Vec<_>>().join(", ")
}

/// An annotation that names a Middleware, and the Middleware.
fn traefik(spec: &str) -> (&'static str, String) {
    let object = "apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: own, namespace: shop}\nspec: ";
    ("traefik.ingress.kubernetes.io/router.middlewares: shop-own@kubernetescrd", format!("{object}{spec}\n"))
}

#[test]
fn cors_is_one_filter_in_every_dialect() {
    let cors = |name: &str, on: &str, prefix: &str| {
        let pairs = [
            (on, "true"),
            ("cors-allow-origin", "https://a.com"),
            ("cors-allow-methods", "GET, PUT"),
            ("cors-allow-headers", "X-A"),
            ("cors-allow-credentials", "true"),
            ("cors-max-age", if name == "haproxy" { "60s" } else { "60" }),
        ];
        filters(name, &keys(prefix, &pairs), "/", "")
    };
    let expected = cors("nginx", "enable-cors", "nginx.ingress.kubernetes.io");
    assert!(expected.contains("maxAge: 60") && expected.contains("https://a.com"), "{expected}");
    assert_eq!(cors("haproxy", "cors-enable", "haproxy.org"), expected);
    assert_eq!(cors("haproxy-ingress", "cors-enable", "haproxy-ingress.github.io"), expected);
    let (annotation, object) = traefik(
        "{headers: {accessControlAllowOriginList: ['https://a.com'], accessControlAllowMethods: [GET, PUT], \
         accessControlAllowHeaders: [X-A], accessControlAllowCredentials: true, accessControlMaxAge: 60}}",
    );
    assert_eq!(filters("traefik", annotation, "/", &object), expected);
    // APISIX has neither credentials nor an age among its annotations.
    let pairs = [("enable-cors", "true"), ("cors-allow-origin", "https://a.com"), ("cors-allow-methods", "GET")];
    let apisix = filters("apisix", &keys("k8s.apisix.apache.org", &pairs), "/", "");
    assert!(apisix.contains("allowCredentials: false") && apisix.contains("- '*'"), "{apisix}");
}

#[test]
fn fields_of_rules_are_one_in_every_dialect() {
    let nginx = "nginx.ingress.kubernetes.io";
    let waits = field("timeouts", "nginx", &keys(nginx, &[("proxy-read-timeout", "90")]), "/", "");
    for (class, annotation) in [
        ("haproxy", keys("haproxy.org", &[("timeout-server", "90s")])),
        ("haproxy-ingress", keys("haproxy-ingress.github.io", &[("timeout-server", "90s")])),
        ("nginx-org", keys("nginx.org", &[("proxy-read-timeout", "90s")])),
        ("apisix", keys("k8s.apisix.apache.org", &[("upstream-read-timeout", "90s")])),
    ] {
        assert_eq!(field("timeouts", class, &annotation, "/", ""), waits, "{class}");
    }
    let session = field(
        "sessionPersistence",
        "nginx",
        &keys(nginx, &[("affinity", "cookie"), ("session-cookie-name", "C")]),
        "/",
        "",
    );
    // HAProxy's own controller reads it on the Service.
    let service = |annotation: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\nspec: {{ports: [{{port: 80}}]}}\n"
        )
    };
    let own = service(&keys("haproxy.org", &[("cookie-persistence", "C")]));
    assert_eq!(field("sessionPersistence", "haproxy", "", "/", &own), session);
    let sticky = [("service.sticky.cookie", "true"), ("service.sticky.cookie.name", "C")];
    let own = service(&keys("traefik.ingress.kubernetes.io", &sticky));
    assert_eq!(field("sessionPersistence", "traefik", "", "/", &own), session);
    let keys_of = keys("haproxy-ingress.github.io", &[("affinity", "cookie"), ("session-cookie-name", "C")]);
    assert_eq!(field("sessionPersistence", "haproxy-ingress", &keys_of, "/", ""), session);
    let tries = field("retry", "nginx", &keys(nginx, &[("proxy-next-upstream-tries", "4")]), "/", "");
    let (annotation, object) = traefik("{retry: {attempts: 4}}");
    assert_eq!(field("retry", "traefik", annotation, "/", &object), tries);
    assert_eq!(field("retry", "apisix", &keys("k8s.apisix.apache.org", &[("upstream-retries", "3")]), "/", ""), tries);
    assert_eq!(field("retry", "nginx-org", &keys("nginx.org", &[("proxy-next-upstream-tries", "4")]), "/", ""), tries);
}

#[test]
fn asking_before_and_sending_elsewhere_are_one_filter_in_every_dialect() {
    let url = "http://auth.shop.svc.cluster.local/check";
    let asked = [("auth-url", url), ("auth-response-headers", "X-User")];
    let asked = filters("nginx", &keys("nginx.ingress.kubernetes.io", &asked), "/", "");
    let pairs = [("auth-url", url), ("auth-headers-succeed", "X-User")];
    assert_eq!(filters("haproxy-ingress", &keys("haproxy-ingress.github.io", &pairs), "/", ""), asked);
    let pairs = [("auth-uri", url), ("auth-upstream-headers", "X-User")];
    assert_eq!(filters("apisix", &keys("k8s.apisix.apache.org", &pairs), "/", ""), asked);
    let (annotation, object) =
        traefik(&format!("{{forwardAuth: {{address: '{url}', authResponseHeaders: [X-User]}}}}"));
    assert_eq!(filters("traefik", annotation, "/", &object), asked);

    let sent = [("permanent-redirect", "https://new.com/x")];
    let sent = filters("nginx", &keys("nginx.ingress.kubernetes.io", &sent), "/", "");
    let pairs = [("redirect-to", "https://new.com/x"), ("redirect-to-code", "301")];
    assert_eq!(filters("haproxy-ingress", &keys("haproxy-ingress.github.io", &pairs), "/", ""), sent);
    assert_eq!(
        filters("apisix", &keys("k8s.apisix.apache.org", &[("http-redirect", "https://new.com/x")]), "/", ""),
        sent
    );
    let (annotation, object) =
        traefik("{redirectRegex: {regex: '.*', replacement: 'https://new.com/x', permanent: true}}");
    assert_eq!(filters("traefik", annotation, "/", &object), sent);
}

/// What became of an annotation by the ledger, and the codes of the findings at it.
fn fate(class: &str, annotation: &str, options: &Options, more: &str) -> (Fate, Vec<Code>) {
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\n\
         spec:\n  ingressClassName: {class}\n  rules: [{{host: h.com, http: {{paths: [{{path: /, pathType: Prefix, backend: \
         {{service: {{name: a, port: {{number: 80}}}}}}}}]}}}}]\n---\n{more}"
    );
    let conversion = convert(&read(&[Source { name: "a.yaml".into(), text: text.into() }]).bundle, options);
    let of_annotations = |field: &str| field.starts_with("metadata.annotations[");
    let entry = conversion.ledger.entries.iter().find(|entry| of_annotations(&entry.field)).unwrap();
    let at = conversion.diagnostics.iter().filter(|it| *it.field == *entry.field);
    (entry.fate, at.map(|it| it.code).collect())
}

#[test]
fn what_a_middleware_asks_for_in_vain_is_named_at_the_annotation() {
    // The filter ExternalAuth is in no standard channel: the policy says it.
    let url = "http://auth.shop.svc.cluster.local/check";
    let (annotation, object) =
        traefik(&format!("{{forwardAuth: {{address: '{url}', authResponseHeaders: [X-User]}}}}"));
    let (fate_of, codes) = fate("traefik", annotation, &Options::default(), &object);
    assert_eq!(fate_of, Fate::Policy, "{codes:?}");
    assert!(codes.contains(&Code::GW0761), "{codes:?}");
    // An address that is no Service's has no filter, and here no policy either.
    let (annotation, object) = traefik("{forwardAuth: {address: 'https://auth.example.com/'}}");
    let implementation = Implementation::by_id("aws-load-balancer-controller").unwrap();
    let options = Options { channel: Channel::Experimental, implementation, ..Options::default() };
    let (fate_of, codes) = fate("traefik", annotation, &options, &object);
    assert_eq!(fate_of, Fate::Dropped, "{codes:?}");
    assert!(codes.contains(&Code::GW0762) && codes.contains(&Code::GW0768), "{codes:?}");
}

#[test]
fn parts_share_the_fate_of_what_they_are_parts_of() {
    let aws = Options {
        implementation: Implementation::by_id("aws-load-balancer-controller").unwrap(),
        ..Options::default()
    };
    let annotation = keys("nginx.org", &[("hsts-max-age", "5"), ("hsts", "true")]);
    assert_eq!(fate("nginx-org", &annotation, &aws, "").0, Fate::Dropped);
    assert_eq!(fate("nginx-org", &annotation, &Options::default(), "").0, Fate::Converted);
    let (annotation, object) = traefik("{headers: {stsSeconds: 60}}");
    assert_eq!(fate("traefik", annotation, &Options::default(), &object), (Fate::Dropped, vec![Code::GW0762]));
}

#[test]
fn entry_points_that_are_not_known_are_named_beside_those_that_are() {
    let points = |names: &str| {
        let annotation = format!("traefik.ingress.kubernetes.io/router.entrypoints: '{names}'");
        fate("traefik", &annotation, &Options::default(), "")
    };
    assert_eq!(points("web"), (Fate::Converted, vec![]));
    assert_eq!(points("web, metrics"), (Fate::Approximated, vec![Code::GW0702]));
    assert_eq!(points("metrics"), (Fate::Dropped, vec![Code::GW0762]));
}

#[test]
fn chains_of_middlewares_are_followed_and_guards_are_missed_aloud() {
    let (annotation, object) = traefik("{chain: {middlewares: [{name: in}, {name: add}]}}");
    let more = format!(
        "{object}---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {{name: in, namespace: shop}}\n\
         spec: {{stripPrefix: {{prefixes: [/api]}}, headers: {{frameDeny: true}}, digestAuth: {{secret: s}}}}\n---\n\
         apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {{name: add, namespace: shop}}\n\
         spec: {{addPrefix: {{prefix: /v2}}}}\n"
    );
    let found = filters("traefik", annotation, "/api", &more);
    assert!(found.contains("replacePrefixMatch: /v2") && found.contains("value: DENY"), "{found}");
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\n\
         spec:\n  ingressClassName: traefik\n  defaultBackend: {{service: {{name: a, port: {{number: 80}}}}}}\n---\n{more}"
    );
    let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
    let conversion = convert(&reading.bundle, &Options::default());
    let codes: Vec<_> = conversion.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(codes.contains(&Code::GW0768), "{codes:?}");
}

#[test]
fn the_root_of_a_host_is_sent_elsewhere_in_every_dialect() {
    let sent = |class, prefix| filters(class, &keys(prefix, &[("app-root", "/home")]), "/x", "");
    let expected = sent("nginx", "nginx.ingress.kubernetes.io");
    assert!(expected.contains("replaceFullPath: /home") && expected.contains("statusCode: 302"), "{expected}");
    assert_eq!(sent("nginx-org", "nginx.org"), expected);
    assert_eq!(sent("haproxy-ingress", "haproxy-ingress.github.io"), expected);
}

#[test]
fn a_filter_sets_a_header_once_and_never_to_nothing() {
    let (annotation, object) = traefik(
        "{headers: {customResponseHeaders: {x-frame-options: NONE, X-A: a}, frameDeny: true, referrerPolicy: ''}}",
    );
    let found = filters("traefik", annotation, "/", &object);
    assert_eq!(found.to_lowercase().matches("x-frame-options").count(), 1, "{found}");
    assert!(found.contains("value: DENY") && found.contains("X-A") && !found.contains("Referrer-Policy"), "{found}");
}

#[test]
fn no_limit_is_made_up_where_traefik_sets_none() {
    let policies = |spec: &str| {
        let (annotation, object) = traefik(spec);
        let text = format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\n\
             spec:\n  ingressClassName: traefik\n  rules: [{{host: h.com, http: {{paths: [{{path: /, pathType: Prefix, backend: \
             {{service: {{name: a, port: {{number: 80}}}}}}}}]}}}}]\n---\n{object}"
        );
        let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
        convert(&reading.bundle, &Options::default()).policies.text.contains("requests: 5")
    };
    assert!(policies("{rateLimit: {average: 5}}"));
    assert!(!policies("{rateLimit: {burst: 5}}"));
}
