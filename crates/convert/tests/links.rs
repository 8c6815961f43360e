//! Links tie the words of an Ingress to the same words of the output, and the ledger prints as documented.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use gatefold_convert::{Options, Role};

const TEXT: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
spec:
  ingressClassName: nginx
  tls:
  - hosts: [shop.example.com]
    secretName: shop-tls
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /menu
        pathType: Prefix
        backend: {service: {name: coffee, port: {number: 8080}}}
      - path: /leaf
        pathType: Exact
        backend: {service: {name: tea, port: {number: 80}}}
";

#[test]
fn both_ends_of_a_link_say_the_same() {
    let conversion = common::converted(TEXT, &Options::default());
    let mut ties = BTreeSet::new();
    for link in &conversion.links() {
        let input = &TEXT[link.input.start as usize..link.input.end as usize];
        let output = &conversion.written.text[link.output.start as usize..link.output.end as usize];
        ties.insert((input, output));
    }
    for tie in [
        ("nginx", "eg"),
        ("shop.example.com", "shop.example.com"),
        ("shop-tls", "shop-tls"),
        ("/menu", "/menu"),
        ("Prefix", "PathPrefix"),
        ("coffee", "coffee"),
        ("8080", "8080"),
        ("/leaf", "/leaf"),
        ("Exact", "Exact"),
        ("tea", "tea"),
        ("80", "80"),
    ] {
        assert!(ties.remove(&tie), "no link ties {tie:?}; there are {ties:#?}");
    }
    assert!(ties.is_empty(), "links that tie other words: {ties:#?}");
}

#[test]
fn the_ledger_prints_as_documented() {
    let conversion = common::converted(TEXT, &Options::default());
    let json = serde_json::to_value(&conversion.ledger).unwrap();
    let path =
        json["entries"].as_array().unwrap().iter().find(|entry| entry["field"] == "spec.rules[0].http.paths[0].path");
    let expected = serde_json::json!({
        "object": "Ingress shop/web",
        "field": "spec.rules[0].http.paths[0].path",
        "fate": "converted",
        "to": [{"object": "HTTPRoute shop/shop-example-com", "field": "spec.rules[0].matches[0].path.value"}],
        "code": null,
    });
    assert_eq!(path, Some(&expected));
    let totals = serde_json::json!({"read": 14, "converted": 14, "approximated": 0, "policy": 0, "dropped": 0});
    assert_eq!(json["totals"], totals);
}

#[test]
fn each_object_has_the_role_of_its_kind() {
    let conversion = common::converted(TEXT, &Options::default());
    let objects = conversion.written.bundle.objects().iter().map(|object| &*object.id().kind);
    let roles: BTreeSet<_> = objects.zip(&conversion.roles).collect();
    let expected = [
        ("Gateway", &Role::ClusterOperator),
        ("GatewayClass", &Role::InfrastructureProvider),
        ("HTTPRoute", &Role::ApplicationDeveloper),
        ("ReferenceGrant", &Role::ApplicationDeveloper),
    ];
    assert_eq!(roles, BTreeSet::from(expected));
}

/// Each Ingress is tied to the route that has its rules, not to all routes of the host: the ties grow with the Ingresses.
#[test]
fn a_host_of_many_ingresses_is_tied_to_the_routes_of_each() {
    let ingress = |number: usize| {
        format!(
            "---\nkind: Ingress\napiVersion: networking.k8s.io/v1\nmetadata: {{name: i{number}, namespace: shop}}\nspec:\n  \
             ingressClassName: nginx\n  rules: [{{host: shop.example.com, http: {{paths: [{{path: /{number}, pathType: Prefix, \
             backend: {{service: {{name: s{number}, port: {{number: 80}}}}}}}}]}}}}]\n"
        )
    };
    let conversion = common::converted(&(0..40).map(ingress).collect::<String>(), &Options::default());
    let of = |field: &str| {
        let entries = conversion.ledger.entries.iter().filter(move |entry| *entry.field == *field);
        entries.map(|entry| entry.to.iter().map(|to| to.index).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let hosts = of("spec.rules[0].host");
    assert_eq!(hosts, of("spec.rules[0].http.paths[0].path"));
    assert!(hosts.len() == 40 && hosts.iter().all(|to| to.len() == 1) && hosts.first() != hosts.last(), "{hosts:?}");
}
