//! What filters and weights do.

use gatefold_gateway::{Flavour, GatewayOptions, Split, attach, flow};
use gatefold_routing::{Outcome, Request, Router, Scheme};

use crate::{EDGE, answer, bundle, doubt, get, route, router};

const SERVICES: &str = "
apiVersion: v1
kind: Service
metadata: {name: good, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: empty-1, namespace: shop, labels: {kubernetes.io/service-name: empty}}
addressType: IPv4
endpoints: []
";

fn outcome(rules: &str, request: &Request) -> Outcome {
    let bundle = bundle(&[EDGE, SERVICES, &route("r", &format!("  rules:\n{rules}"))]);
    router(&bundle, Flavour::Spec).decide(request).outcome
}

fn location(gateway: &str, redirect: &str, request: &Request) -> String {
    let rules = format!(
        "  rules:\n  - filters: [{{type: RequestRedirect, requestRedirect: {redirect}}}]\n    matches: [{{path: {{value: /a}}}}]"
    );
    let bundle = bundle(&[gateway, &route("r", &rules)]);
    answer(&router(&bundle, Flavour::Spec), request)
}

#[test]
fn a_redirect_writes_a_port_where_it_has_to() {
    let on = |port: u16| EDGE.replace("port: 80,", &format!("port: {port},"));
    let at = |port: u16| Request { port: Some(port), ..get("/a/b?c=d") };
    #[rustfmt::skip]
    let cases = [
        (80,   "{scheme: https}",                                                  "https://shop.example.com/a/b?c=d"),
        (80,   "{scheme: https, port: 8443}",                                      "https://shop.example.com:8443/a/b?c=d"),
        (80,   "{scheme: https, port: 443}",                                       "https://shop.example.com/a/b?c=d"),
        (8080, "{hostname: x.io}",                                                 "http://x.io:8080/a/b?c=d"),
        (8080, "{scheme: http}",                                                   "http://shop.example.com/a/b?c=d"),
        (80,   "{hostname: x.io}",                                                 "http://x.io/a/b?c=d"),
        (80,   "{path: {type: ReplaceFullPath, replaceFullPath: /x}}",             "http://shop.example.com/x?c=d"),
        (80,   "{path: {type: ReplacePrefixMatch, replacePrefixMatch: /x}}",       "http://shop.example.com/x/b?c=d"),
    ];
    for (port, redirect, expected) in cases {
        assert_eq!(location(&on(port), redirect, &at(port)), expected, "{port} {redirect}");
    }
}

#[test]
fn shares_follow_weights_and_say_what_cannot_answer() {
    let rules = "  - backendRefs: [{name: good, port: 80, weight: 6}, {name: empty, port: 80, weight: 2}, {name: absent, port: 80, weight: 2}, {name: good, port: 81, weight: 0}]";
    let Outcome::Forward(forward) = outcome(rules, &Request { draw: 0.9, ..get("/") }) else { panic!("forwarded") };
    let shares: Vec<_> = forward.backends.iter().map(|it| (it.share, it.status)).collect();
    assert_eq!(shares, [(0.6, None), (0.2, Some(503)), (0.2, Some(500)), (0.0, Some(500))]);
    assert_eq!(forward.chosen, 2);
}

#[test]
fn no_backend_and_only_weights_of_zero_are_500() {
    for rules in ["  - backendRefs: []", "  - {}", "  - backendRefs: [{name: good, port: 80, weight: 0}]"] {
        let Outcome::Respond(respond) = outcome(rules, &get("/")) else { panic!("answered: {rules}") };
        assert_eq!(respond.status, 500, "{rules}");
    }
}

#[test]
fn a_route_without_rules_takes_every_request_and_answers_500() {
    let bundle = bundle(&[EDGE, &route("r", "")]);
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/a")), "500");
}

#[test]
fn headers_are_removed_set_and_added_and_the_path_is_rewritten() {
    let rules = "
  - matches: [{path: {value: /a}}]
    filters:
    - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: s, value: new}], add: [{name: a, value: more}], remove: [r]}}
    - {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: t, value: v}]}}
    - {type: URLRewrite, urlRewrite: {hostname: in.example, path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}
    - {type: RequestMirror, requestMirror: {backendRef: {name: good, port: 80}, percent: 25}}
    backendRefs: [{name: good, port: 80}]";
    let headers = vec![("A".to_owned(), "one".to_owned())];
    let Outcome::Forward(forward) = outcome(rules, &Request { headers, ..get("/a/b") }) else { panic!("forwarded") };
    assert_eq!(forward.upstream.path, "/b");
    assert_eq!(forward.upstream.host, "in.example");
    assert_eq!(forward.upstream.removed, ["r"]);
    let pairs = [("a", "one,more"), ("s", "new")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(forward.upstream.headers, pairs);
    assert_eq!(forward.response.headers, [("t".to_owned(), "v".to_owned())]);
    assert!((forward.mirrors[0].backend.share - 0.25).abs() < 1e-9);
}

#[test]
fn filters_of_the_only_backend_come_after_those_of_the_rule() {
    let rules = "
  - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: rule}]}}]
    backendRefs:
    - {name: good, port: 80, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X, value: backend}]}}]}";
    let Outcome::Forward(forward) = outcome(rules, &get("/")) else { panic!("forwarded") };
    assert_eq!(forward.upstream.headers, [("X".to_owned(), "backend".to_owned())]);
}

#[test]
fn what_is_not_modelled_is_named() {
    for (kind, filter) in [
        ("ExtensionRef", "{type: ExtensionRef, extensionRef: {group: g.io, kind: K, name: n}}"),
        ("ExternalAuth", "{type: ExternalAuth, externalAuth: {protocol: HTTP}}"),
    ] {
        let rules = format!("  rules:\n  - filters: [{filter}]\n    backendRefs: [{{name: good, port: 80}}]");
        let bundle = bundle(&[EDGE, SERVICES, &route("r", &rules)]);
        let reason = doubt(&router(&bundle, Flavour::EnvoyGateway), &get("/"));
        assert!(reason.contains(kind) && reason.contains("spec.rules[0].filters[0]"), "{reason}");
    }
}

#[test]
fn cors_changes_nothing_for_a_request_without_an_origin() {
    let rules = "  - filters: [{type: CORS, cors: {allowOrigins: ['https://a.io']}}]\n    backendRefs: [{name: good, port: 80}]";
    assert!(matches!(outcome(rules, &get("/")), Outcome::Forward(_)));
    let headers = vec![("Origin".to_owned(), "https://a.io".to_owned())];
    let Outcome::Forward(forward) = outcome(rules, &Request { headers, ..get("/") }) else { panic!("not forwarded") };
    assert_eq!(forward.response.headers, [("Access-Control-Allow-Origin".to_owned(), "https://a.io".to_owned())]);
}

#[test]
fn cors_answers_what_an_allowed_origin_asks() {
    let rules = "  rules:\n  - filters: [{type: CORS, cors: {allowOrigins: ['https://*.a.io'], allowMethods: [GET], allowHeaders: [X-A, X-B], \
                 allowCredentials: true, maxAge: 9}}]\n    backendRefs: [{name: good, port: 80}]";
    let ask = |origin: &str| {
        let headers = [("Origin", origin), ("Access-Control-Request-Method", "GET")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Request { method: "OPTIONS".to_owned(), headers, ..get("/") }
    };
    let bundle = bundle(&[EDGE, SERVICES, &route("r", rules)]);
    let envoy = router(&bundle, Flavour::EnvoyGateway);
    let Outcome::Respond(respond) = envoy.decide(&ask("https://x.y.a.io")).outcome else { panic!("no answer") };
    let expected = [
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Headers", "X-A, X-B"),
        ("Access-Control-Allow-Methods", "GET"),
        ("Access-Control-Allow-Origin", "https://x.y.a.io"),
        ("Access-Control-Max-Age", "9"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!((respond.status, &respond.response.headers[..]), (200, &expected[..]));
    // What becomes of another origin's question is left to the implementation, and so is what answers elsewhere.
    assert!(matches!(envoy.decide(&ask("https://a.io")).outcome, Outcome::Unknown { .. }));
    let other = router(&bundle, Flavour::Nginx);
    assert!(matches!(other.decide(&ask("https://x.a.io")).outcome, Outcome::Unknown { .. }));
}

#[test]
fn a_grpc_method_is_a_path() {
    let grpc = "
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: g, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - {matches: [{method: {service: a.B}}], backendRefs: [{name: service, port: 80}]}
  - {matches: [{method: {service: a.B, method: Get}}], backendRefs: [{name: method, port: 80}]}
";
    let bundle = bundle(&[EDGE, grpc]);
    let router = router(&bundle, Flavour::Spec);
    let call =
        |path: &str| answer(&router, &Request { method: "POST".to_owned(), ..Request::get(Scheme::Http, "h", path) });
    assert_eq!([call("/a.B/Get"), call("/a.B/Put"), call("/a.Bc/Get")], ["method", "service", "404"]);
}

#[test]
fn the_flow_tells_zero_all_zero_and_no_weight_apart() {
    let rules = "
  rules:
  - backendRefs: [{name: good, port: 80}, {name: empty, port: 80, weight: 3}, {name: good, port: 80, weight: 0}]
  - backendRefs: [{name: good, port: 80, weight: 0}]
  - backendRefs: []";
    let bundle = bundle(&[EDGE, SERVICES, &route("r", rules)]);
    let flow = flow(&attach(&bundle, &GatewayOptions::default()), |_| true);
    assert_eq!(flow.listeners.len(), 1);
    let splits: Vec<_> = flow.rules.iter().map(|rule| (rule.split, &*rule.listeners)).collect();
    assert_eq!(splits, [(Split::Weighted, &[0][..]), (Split::AllZero, &[0]), (Split::NoBackend, &[0])]);
    let edges: Vec<_> = flow.edges.iter().map(|edge| (edge.rule, edge.weight, edge.share, edge.status)).collect();
    #[rustfmt::skip]
    assert_eq!(edges, [
        (0, None,    0.25, None),
        (0, Some(3), 0.75, Some(503)),
        (0, Some(0), 0.0,  None),
        (1, Some(0), 0.0,  None),
    ]);
}
