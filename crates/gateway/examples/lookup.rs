//! Prints how long one `choose` among 1,000 rules of one host takes, beside one `matchit` lookup among the same paths.

use std::{fmt::Write, hint::black_box, time::Instant};

use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_manifest::{Source, read};
use gatefold_routing::{Request, Router, Scheme};

const RULES: usize = 1_000;
const ROUNDS: usize = 400;

fn manifests() -> String {
    let mut text = String::from(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec:\n  \
         gatewayClassName: eg\n  listeners: [{name: http, port: 80, protocol: HTTP}]\n",
    );
    for route in 0..RULES / 10 {
        let _ = write!(
            text,
            "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r{route}, namespace: shop}}\n\
             spec:\n  parentRefs: [{{name: edge}}]\n  hostnames: [shop.example.com]\n  rules:\n"
        );
        for rule in 0..10 {
            let _ = writeln!(
                text,
                "  - matches: [{{path: {{type: PathPrefix, value: /api/v1/area{route}/part{rule}}}}}]\n    \
                 backendRefs: [{{name: s{rule}, port: 80}}]"
            );
        }
    }
    text
}

/// The least of many rounds over all requests, in nanoseconds for each: what is left is the work and not the machine's
/// other tenants.
#[allow(clippy::cast_precision_loss, reason = "a count of a thousand")]
fn time(requests: &[Request], call: impl Fn(&Request)) -> f64 {
    let round = |_| {
        let start = Instant::now();
        requests.iter().for_each(&call);
        start.elapsed().as_nanos() as f64 / requests.len() as f64
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn main() {
    let text = manifests();
    let bundle = read(&[Source { name: "bench".into(), text: text.as_str().into() }]).bundle;
    let router = GatewayRouter::new(&bundle, &GatewayOptions::default());
    let mut paths = matchit::Router::new();
    for route in 0..RULES / 10 {
        for rule in 0..10 {
            // matchit knows no prefixes: a path and all below it are two entries.
            let path = format!("/api/v1/area{route}/part{rule}");
            paths.insert(path.clone(), rule).expect("paths are distinct");
            paths.insert(format!("{path}/{{*rest}}"), rule).expect("paths are distinct");
        }
    }
    let mut requests = Vec::with_capacity(RULES);
    for route in 0..RULES / 10 {
        let ask = |rule| format!("/api/v1/area{route}/part{rule}/items/42");
        requests.extend((0..10).map(|rule| Request::get(Scheme::Http, "shop.example.com", &ask(rule))));
    }
    let ours = time(&requests, |request| {
        black_box(router.choose(black_box(request)));
    });
    let theirs = time(&requests, |request| {
        black_box(paths.at(black_box(&request.path)).is_ok());
    });
    println!("choose {ours:.1} ns, matchit {theirs:.1} ns, ratio {:.1} (budget 8)", ours / theirs);
}
