//! Prints how long one `choose` among 1,000 rules of one host takes, beside one `matchit` lookup among the same paths.

use std::{fmt::Write, hint::black_box, time::Instant};

use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_manifest::{Source, read};
use gatefold_routing::{Request, Router, Scheme};

const RULES: usize = 1_000;
const ROUNDS: u32 = 2_000;

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

/// The least of several runs, in nanoseconds for each call.
fn time(mut call: impl FnMut()) -> f64 {
    let run = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..ROUNDS).for_each(|_| call());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(ROUNDS)
    };
    (0..20).map(|_| run(&mut call)).fold(f64::INFINITY, f64::min)
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
    let request = Request::get(Scheme::Http, "shop.example.com", "/api/v1/area57/part3/items/42");
    let ours = time(|| {
        black_box(router.choose(black_box(&request)));
    });
    let theirs = time(|| {
        black_box(paths.at(black_box(&request.path)).is_ok());
    });
    println!("choose {ours:.0} ns, matchit {theirs:.0} ns, ratio {:.1}", ours / theirs);
}
