//! Which listener owns a request, and what happens where none does.

use gatefold_gateway::{Flavour, GatewayName, GatewayOptions, GatewayRouter, Implementation};
use gatefold_routing::{Assumed, Outcome, Request, Router, Scheme};

use crate::{EDGE, answer, bundle, doubt, get, route, router, rule};

const TWO: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: eg
  listeners:
  - {name: wide, port: 80, protocol: HTTP}
  - {name: narrow, port: 80, protocol: HTTP, hostname: '*.example.com'}
";

fn everything(name: &str, hostname: &str, section: &str, backend: &str) -> String {
    let rest = format!("  hostnames: ['{hostname}']\n  rules:\n{}", rule("{path: {value: /}}", backend));
    route(name, &rest).replace("{name: edge}]", &format!("{{name: edge, sectionName: {section}}}]"))
}

#[test]
fn the_listener_with_the_most_specific_hostname_owns_the_request() {
    let bundle = bundle(&[
        TWO,
        &everything("w", "shop.example.com", "wide", "wide"),
        &everything("n", "other.example.com", "narrow", "narrow"),
    ]);
    let router = router(&bundle, Flavour::Spec);
    assert_eq!(answer(&router, &get("/")), "404", "a wider listener's route is not asked");
    assert_eq!(answer(&router, &Request::get(Scheme::Http, "OTHER.example.com:80", "/")), "narrow");
}

#[test]
fn a_wildcard_takes_several_labels() {
    let bundle = bundle(&[EDGE, &everything("r", "*.example.com", "http", "s")]);
    let router = router(&bundle, Flavour::Spec);
    assert_eq!(answer(&router, &Request::get(Scheme::Http, "a.b.example.com", "/")), "s");
    assert_eq!(answer(&router, &Request::get(Scheme::Http, "example.com", "/")), "404");
}

#[test]
fn what_nothing_listens_for_is_refused() {
    let bundle = bundle(&[EDGE, &everything("r", "shop.example.com", "http", "s")]);
    let router = router(&bundle, Flavour::Spec);
    assert_eq!(answer(&router, &Request::get(Scheme::Https, "shop.example.com", "/")), "refused");
    let tls_on_80 = Request { port: Some(80), ..Request::get(Scheme::Https, "shop.example.com", "/") };
    assert_eq!(answer(&router, &tls_on_80), "refused");
    assert_eq!(answer(&router, &get("/")), "s");
}

#[test]
fn a_server_name_that_no_listener_has_is_refused() {
    let gateway = EDGE.replace(
        "{name: http, port: 80, protocol: HTTP}",
        "{name: tls, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: {certificateRefs: [{name: c}]}}",
    );
    let bundle = bundle(&[&gateway, &everything("r", "shop.example.com", "tls", "s")]);
    let router = router(&bundle, Flavour::Spec);
    assert_eq!(answer(&router, &Request::get(Scheme::Https, "shop.example.com", "/")), "s");
    assert_eq!(answer(&router, &Request::get(Scheme::Https, "other.example.com", "/")), "refused");
    let plain = Request { port: Some(443), ..get("/") };
    assert_eq!(answer(&router, &plain), "refused", "plain HTTP to a port that speaks TLS");
    let strange = Request { sni: Some("shop.example.com".to_owned()), ..Request::get(Scheme::Https, "other.io", "/") };
    assert_eq!(answer(&router, &strange), "unknown", "421 is recommended and not required");
}

#[test]
fn of_several_gateways_the_one_with_a_route_for_the_host_is_meant() {
    let other = EDGE.replace("name: edge", "name: other");
    let theirs = everything("o", "other.example.com", "http", "theirs").replace("name: edge", "name: other");
    let ours = everything("r", "shop.example.com", "http", "ours");
    let both = bundle(&[EDGE, &other, &ours, &theirs]);
    let router_of_both = router(&both, Flavour::Spec);
    assert_eq!(answer(&router_of_both, &get("/")), "ours");
    assert_eq!(answer(&router_of_both, &Request::get(Scheme::Http, "other.example.com", "/")), "theirs");
    assert_eq!(answer(&router_of_both, &Request::get(Scheme::Http, "third.example.com", "/")), "404");

    let clash = everything("c", "shop.example.com", "http", "clash").replace("name: edge", "name: other");
    let bundle = bundle(&[EDGE, &other, &ours, &clash]);
    let reason = doubt(&router(&bundle, Flavour::Spec), &get("/"));
    assert!(reason.contains("Gateway shop/edge and Gateway shop/other"), "{reason}");
    let gateway = Some(GatewayName { namespace: "shop".to_owned(), name: "other".to_owned() });
    let named = GatewayRouter::new(&bundle, &GatewayOptions { gateway, ..GatewayOptions::default() });
    assert_eq!(answer(&named, &get("/")), "clash");
}

#[test]
fn a_gateway_that_is_not_in_the_input_leaves_the_answer_open() {
    let bundle = bundle(&[&everything("r", "shop.example.com", "http", "s")]);
    let reason = doubt(&router(&bundle, Flavour::Spec), &get("/"));
    assert_eq!(reason, "HTTPRoute shop/r is attached to Gateway shop/edge, which is not in the input");
}

#[test]
fn connections_go_to_the_oldest_route_of_their_server_name() {
    let gateway = EDGE.replace(
        "{name: http, port: 80, protocol: HTTP}",
        "{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}",
    );
    let tls = everything("r", "shop.example.com", "tls", "s")
        .replace("HTTPRoute", "TLSRoute")
        .replace("matches: [{path: {value: /}}]\n    ", "");
    let bundle = bundle(&[&gateway, &tls]);
    let router = router(&bundle, Flavour::Spec);
    assert_eq!(answer(&router, &Request::get(Scheme::Tls, "shop.example.com", "/")), "s");
    assert_eq!(answer(&router, &Request::get(Scheme::Tls, "other.example.com", "/")), "refused");
}

#[test]
fn a_port_that_a_service_maps_to_an_entry_point_reaches_it() {
    let listeners =
        |ports: &str| EDGE.replace("eg", "traefik").replace("{name: http, port: 80, protocol: HTTP}", ports);
    let entry_points =
        listeners("{name: http, port: 8000, protocol: HTTP}, {name: https, port: 8443, protocol: HTTPS}");
    let route = route("r", &format!("  rules:\n{}", rule("{path: {value: /}}", "s")));
    let at = |gateway: &str, implementation: &str| {
        let options = GatewayOptions { implementation: Implementation::by_id(implementation), ..Default::default() };
        let router = GatewayRouter::new(&bundle(&[gateway, &route]), &options);
        let asked = |scheme| answer(&router, &Request::get(scheme, "shop.example.com", "/"));
        let mut mapped: Vec<String> = router.assumptions().iter().map(gatefold_routing::Assumption::text).collect();
        mapped.retain(|text| text.contains("entry point"));
        assert_eq!(mapped.len(), router.assumptions().iter().filter(|it| it.id == Assumed::EntryPort).count());
        (asked(Scheme::Http), asked(Scheme::Https), mapped)
    };
    let texts = [
        "Traefik's Service is taken to map port 443 to entry point 8443",
        "Traefik's Service is taken to map port 80 to entry point 8000",
    ];
    assert_eq!(at(&entry_points, "traefik"), ("s".to_owned(), "s".to_owned(), texts.map(str::to_owned).to_vec()));
    assert_eq!(at(&entry_points, "istio"), ("refused".to_owned(), "refused".to_owned(), Vec::new()));
    let own = listeners("{name: http, port: 80, protocol: HTTP}, {name: https, port: 8443, protocol: HTTPS}");
    let own = at(&own, "traefik");
    assert_eq!((own.0.as_str(), own.1.as_str()), ("s", "s"), "a listener on the asked port itself answers");
    assert_eq!(own.2, texts[..1], "and nothing is taken to be mapped to it");
}

#[test]
fn without_a_gateway_a_request_is_refused_for_that() {
    let refusal = |documents: &[&str], port| {
        let request = Request { port: Some(port), ..get("/") };
        match router(&bundle(documents), Flavour::Spec).decide(&request).outcome {
            Outcome::Refuse { reason } => reason,
            other => panic!("{other:?}"),
        }
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    assert_eq!(refusal(&[], 80), "there is no Gateway");
    assert_eq!(refusal(&[service], 80), "there is no Gateway");
    assert_eq!(refusal(&[EDGE, service], 81), "no listener on that port");
}
