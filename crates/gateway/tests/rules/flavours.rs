//! Where the specification leaves a choice: what each flavour says, and that silence is unknown.

use gatefold_gateway::Flavour;
use gatefold_routing::{Request, Scheme};

use crate::{EDGE, answer, bundle, doubt, get, route, router, rule};

#[test]
fn falling_to_a_wider_hostname_is_the_implementations_choice() {
    let narrow =
        route("n", &format!("  hostnames: [shop.example.com]\n  rules:\n{}", rule("{path: {value: /a}}", "narrow")));
    let wide =
        route("w", &format!("  hostnames: ['*.example.com']\n  rules:\n{}", rule("{path: {value: /b}}", "wide")));
    let bundle = bundle(&[EDGE, &narrow, &wide]);
    assert_eq!(answer(&router(&bundle, Flavour::EnvoyGateway), &get("/b")), "404");
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/b")), "unknown");
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/c")), "404", "nobody answers, whatever the choice");
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/a")), "narrow");
}

#[test]
fn a_regular_expression_is_read_where_its_dialect_is_known() {
    let rules = format!(
        "  rules:\n{}{}",
        rule("{path: {value: /a}}", "prefix"),
        rule("{path: {type: RegularExpression, value: '/a/[0-9]+'}}", "regex")
    );
    let bundle = bundle(&[EDGE, &route("r", &rules)]);
    let envoy_gateway = router(&bundle, Flavour::EnvoyGateway);
    assert_eq!(answer(&envoy_gateway, &get("/a/42")), "regex");
    assert_eq!(answer(&envoy_gateway, &get("/a/42/b")), "prefix", "the whole path has to match");
    let reason = doubt(&router(&bundle, Flavour::Spec), &get("/a/42"));
    assert!(reason.contains("/a/[0-9]+"), "{reason}");
    // Another Envoy reads it the same, and where it stands before a prefix is its control plane's choice.
    let envoy = router(&bundle, Flavour::Envoy);
    assert_eq!(answer(&envoy, &get("/a/42")), "unknown");
    assert_eq!(answer(&envoy, &get("/a/x")), "prefix");
}

#[test]
fn a_regular_expression_that_re2_refuses_is_named() {
    let bundle = bundle(&[
        EDGE,
        &route("r", &format!("  rules:\n{}", rule("{path: {type: RegularExpression, value: '/(?=a)'}}", "s"))),
    ]);
    let reason = doubt(&router(&bundle, Flavour::EnvoyGateway), &get("/a"));
    assert!(reason.contains("/(?=a)"), "{reason}");
}

#[test]
fn paths_that_may_be_normalised_are_unknown() {
    let bundle = bundle(&[EDGE, &route("r", &format!("  rules:\n{}", rule("{path: {value: /a}}", "s")))]);
    let router = router(&bundle, Flavour::Spec);
    for path in ["//a", "/b/../a", "/%61"] {
        assert_eq!(answer(&router, &get(path)), "unknown", "{path}");
    }
    assert_eq!(answer(&router, &get("/a?x=//")), "s", "a query is no path");
}

#[test]
fn routes_with_one_shared_hostname_tie_or_the_written_one_decides() {
    let gateway = EDGE.replace("protocol: HTTP}", "protocol: HTTP, hostname: shop.example.com}");
    let exact =
        route("z", &format!("  hostnames: [shop.example.com]\n  rules:\n{}", rule("{path: {value: /}}", "exact")));
    let wild =
        route("a", &format!("  hostnames: ['*.example.com']\n  rules:\n{}", rule("{path: {value: /a}}", "wild")));
    let bundle = bundle(&[&gateway, &exact, &wild]);
    assert_eq!(answer(&router(&bundle, Flavour::EnvoyGateway), &get("/a")), "wild");
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/a")), "unknown");
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/b")), "exact");
}

#[test]
fn a_method_and_two_headers_are_told_apart_by_flavour() {
    let rules = format!(
        "  rules:\n{}{}",
        rule("{headers: [{name: a, value: '1'}, {name: b, value: '1'}]}", "headers"),
        rule("{method: GET}", "method")
    );
    let bundle = bundle(&[EDGE, &route("r", &rules)]);
    let headers = ["a", "b"].map(|name| (name.to_owned(), "1".to_owned())).to_vec();
    let request = Request { headers, ..Request::get(Scheme::Http, "shop.example.com", "/") };
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &request), "method");
    assert_eq!(answer(&router(&bundle, Flavour::EnvoyGateway), &request), "headers");
}

#[test]
fn a_regular_expression_leaves_paths_alone_that_no_dialect_can_match() {
    let at = |regex: &str, path: &str| {
        let regex = format!("{{path: {{type: RegularExpression, value: '{regex}'}}}}");
        let rules = format!("  rules:\n{}{}", crate::rule(&regex, "regex"), crate::rule("{path: {value: /}}", "s"));
        let bundle = crate::bundle(&[crate::EDGE, &crate::route("r", &rules)]);
        crate::answer(&crate::router(&bundle, Flavour::Spec), &crate::get(path))
    };
    #[rustfmt::skip]
    let cases = [
        ("/api/v[0-9]+", "/shop",        "s"),
        ("^/api/.*",     "/shop",        "s"),
        ("/api/v[0-9]+", "/api/v1",      "unknown"),
        ("/api/v[0-9]+", "/API/V1",      "unknown"),
        ("/api/v[0-9]+", "/x/api/vault", "unknown"),
        ("/apis?",       "/api",         "unknown"),
        ("/apis{0}",     "/api",         "unknown"),
        ("/apis?",       "/ap",          "s"),
        ("/api|/shop",   "/shop",        "unknown"),
        ("/a(b|/shop)",  "/shop",        "unknown"),
        (".*/api",       "/shop",        "unknown"),
        ("/caf%C3%A9",   "/caf",         "unknown"),
    ];
    for (regex, path, expected) in cases {
        assert_eq!(at(regex, path), expected, "{regex} {path}");
    }
}
