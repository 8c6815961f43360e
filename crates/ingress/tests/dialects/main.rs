//! What each controller makes of the same paths and hosts. Every line was read from the source or documentation that the
//! controller's row in `src/preset/table.rs` names.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

mod balancers;
#[path = "../common/mod.rs"]
mod common;
mod proxies;

use common::{fits, router, short};
use gatefold_ingress::read;
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Request, Router};

const KINDS: [&str; 3] = ["Prefix", "Exact", "ImplementationSpecific"];

/// An Ingress: `name class`, annotations and further fields of the spec as flow mappings, rules as `host path type service`
/// with the type by its first letter.
fn ingress(named: &str, annotations: &str, spec: &str, rules: &[&str]) -> String {
    let (name, class) = named.split_once(' ').unwrap();
    let mut text = format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, namespace: shop, annotations: \
         {{{annotations}}}}}\nspec:\n  ingressClassName: {class}\n"
    );
    spec.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
    text.push_str(if rules.is_empty() { "" } else { "  rules:\n" });
    for rule in rules {
        let words: Vec<_> = rule.split(' ').collect();
        let [host, path, kind, service] = words[..] else { panic!("{rule}") };
        let kind = KINDS.iter().find(|known| known.starts_with(kind)).unwrap();
        let host = if host == "-" { "http".to_owned() } else { format!("host: \"{host}\"\n    http") };
        text.push_str(&format!(
            "  - {host}: {{paths: [{{path: \"{path}\", pathType: {kind}, backend: {{service: {{name: {service}, port: \
             {{number: 80}}}}}}}}]}}\n"
        ));
    }
    text
}

#[track_caller]
fn asks(text: &str, cases: &[(&str, &str)]) {
    let router = router(text);
    let mut wrong = Vec::new();
    for (line, expected) in cases {
        let request = Request::parse(line).expect(line);
        let decision = router.decide(&request);
        let found = short(&decision.outcome);
        if !fits(&found, expected) {
            wrong.push(format!("{line}: expected {expected}, found {found}"));
        }
        assert_eq!(decision.outcome, router.route(&request), "{line}");
        assert!(decision.trace.iter().all(|step| !step.text().contains('{')), "{line}: {:?}", decision.trace);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The rules that every controller is asked about.
const RULES: &[&str] = &[
    "h.com /foo P prefix",
    "h.com /only E exact",
    "h.com /spec I specific",
    "h.com /foo/bar P longer",
    "*.w.com / P wild",
    "a.w.com /a P named",
];

#[test]
fn a_class_is_found_by_the_annotations() {
    for (class, annotation, controller) in [
        ("nginx", "nginx.org/keepalive: '1'", "nginx.org/ingress-controller"),
        ("nginx", "", "k8s.io/ingress-nginx"),
        ("haproxy", "haproxy-ingress.github.io/timeout-server: 1s", "haproxy-ingress.github.io/controller"),
        ("internal", "konghq.com/tags: x", "ingress-controllers.konghq.com/kong"),
        ("\"\"", "alb.ingress.kubernetes.io/tags: x=y", "ingress.k8s.aws/alb"),
        ("\"\"", "nginx.org/keepalive: '1', konghq.com/tags: x", "k8s.io/ingress-nginx"),
        ("traefik", "nginx.ingress.kubernetes.io/rewrite-target: /", "traefik.io/ingress-controller"),
    ] {
        let text = ingress(&format!("a {class}"), annotation, "", &["h.com / P a"]);
        let bundle = gatefold_manifest::read(&[Source { name: "a.yaml".into(), text: text.into() }]).bundle;
        let read = read(&bundle, InputScope::Auto);
        assert_eq!(read.served[0].class.controller, controller, "{class} {annotation}");
    }
}

#[test]
fn what_a_service_says_is_not_overlooked() {
    let service = |annotation: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: a, namespace: shop, annotations: {{{annotation}}}}}\nspec: {{ports: [{{port: 80}}]}}\n"
        )
    };
    for (class, annotation, expected) in [
        ("kong", "konghq.com/made-up: x", "? konghq.com/made-up"),
        ("kong", "konghq.com/upstream-policy: p", "a"),
        ("kong", "konghq.com/read-timeout: '1000', konghq.com/retries: '3', konghq.com/protocol: https", "a"),
        // What is read on Ingresses only means nothing on a Service.
        ("kong", "konghq.com/rewrite: /x", "a"),
        ("kong", "konghq.com/plugins: p", "? konghq.com/plugins"),
        ("traefik", "traefik.ingress.kubernetes.io/service.sticky.cookie: 'true'", "a"),
        ("traefik", "traefik.ingress.kubernetes.io/service.passhostheader: 'false'", "? which Host"),
        ("traefik", "traefik.ingress.kubernetes.io/service.middlewares: m", "? service.middlewares"),
        ("gce", "cloud.google.com/backend-config: '{}'", "? backend-config"),
        ("gce", "cloud.google.com/neg: '{}'", "a"),
        ("alb", "alb.ingress.kubernetes.io/auth-type: oidc", "? auth-type"),
        ("alb", "alb.ingress.kubernetes.io/backend-protocol: HTTPS", "a"),
        ("haproxy", "haproxy.org/route-acl: x", "? route-acl"),
    ] {
        let text = ingress(&format!("a {class}"), "", "", &["h.com / P a"]);
        asks(&format!("{text}{}", service(annotation)), &[("h.com/", expected)]);
    }
    // And what is read on Services only means nothing on an Ingress.
    let text = ingress("a gce", "cloud.google.com/backend-config: '{}'", "", &["h.com / P a"]);
    asks(&text, &[("h.com/", "a")]);
}

#[test]
fn what_a_service_says_of_paths_and_hosts_is_done() {
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop, annotations: {konghq.com/path: \
                   /inner, konghq.com/host-header: in.example}}\nspec: {ports: [{port: 80}]}\n";
    let upstream = |annotations: &str, line: &str| {
        let text = format!("{}{service}", ingress("a kong", annotations, "", &["h.com /api P a", "h.com /whole E a"]));
        let outcome = router(&text).route(&Request::parse(line).unwrap());
        let gatefold_routing::Outcome::Forward(forward) = outcome else { panic!("{outcome:?}") };
        format!("{}{}", forward.upstream.host, forward.upstream.path)
    };
    assert_eq!(upstream("", "h.com/api/x?y"), "h.com/inner/api/x?y");
    assert_eq!(upstream("", "h.com/whole"), "h.com/inner/whole");
    assert_eq!(upstream("konghq.com/strip-path: 'true'", "h.com/api/x"), "h.com/inner/x");
    assert_eq!(upstream("konghq.com/preserve-host: 'false'", "h.com/api"), "in.example/inner/api");
}
