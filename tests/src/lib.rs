//! What suites that cross crates share: made-up inputs, and both routers on them.

pub mod facts;
pub mod ingress2gateway;

use std::fmt::Write as _;

use gatefold_convert::{Options, convert_ingresses};
use gatefold_core::Source;
use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_ingress::{IngressRouter, NginxModel};
use gatefold_manifest::{InputScope, read};
use gatefold_routing::{Request, Scheme};

pub mod live;
pub mod meaning;
pub mod nginx_oracle;
pub mod tally;

pub use gatefold_core::dump;

/// `text` as the only source.
pub fn source(text: &str) -> Vec<Source> {
    vec![Source { name: "input.yaml".into(), text: text.into() }]
}

/// The path of rule `number`.
pub fn rule_path(number: usize) -> String {
    format!("/api/v{}/service-{number}/items", number % 7)
}

/// One Ingress whose host has `rules` paths, [`rule_path`] each, and no two alike.
pub fn many_rules(rules: usize) -> String {
    many("{name: many, namespace: shop}", "Prefix", "", rules)
}

/// The same paths as regular expressions, each rewritten to what follows it.
pub fn many_expressions(rules: usize) -> String {
    let metadata = "{name: many, namespace: shop, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /$2}}";
    many(metadata, "ImplementationSpecific", "(/|$)(.*)", rules)
}

fn many(metadata: &str, path_type: &str, tail: &str, rules: usize) -> String {
    let mut text = format!(
        "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {metadata}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
"
    );
    for number in 0..rules {
        let path = rule_path(number);
        let backend = format!("{{service: {{name: service-{number}, port: {{number: 80}}}}}}");
        let _ = writeln!(text, "      - {{path: {path}{tail}, pathType: {path_type}, backend: {backend}}}");
    }
    text
}

/// A request for each rule of [`many_rules`], below its path.
pub fn requests(rules: usize) -> Vec<Request> {
    let ask = |number| Request::get(Scheme::Http, "shop.example.com", &format!("{}/42/reviews", rule_path(number)));
    (0..rules).map(ask).collect()
}

/// Both sides of an input: its Ingresses, and what they are converted to.
pub fn routers(text: &str) -> (IngressRouter, GatewayRouter) {
    let scope = InputScope::Auto;
    let bundle = read(&source(text)).bundle;
    let ingresses = gatefold_ingress::read(&bundle, scope);
    let model = NginxModel::new(&bundle, &ingresses, scope);
    let conversion = convert_ingresses(&bundle, &ingresses, &model, &Options::default());
    let ingress = IngressRouter::of(&bundle, &ingresses, model, &scope.into());
    (ingress, GatewayRouter::new(&conversion.written.bundle, &GatewayOptions::default()))
}
