//! One `choose` among 1,000 rules of ingress-nginx as a ratio to `matchit`, and the time to build a router from 100 to
//! 10,000 Ingresses. `cargo bench -p gatefold-ingress`.

use std::{hint::black_box, time::Instant};

use gatefold_ingress::{IngressRouter, read};
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Request, Router, Scheme};

const RULES: usize = 1000;
const ROUNDS: usize = 400;

fn main() {
    let paths: Vec<String> = (0..RULES).map(|n| format!("/api/v{}/service-{n}/items", n % 7)).collect();
    let mut text = String::from(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  ingressClassName: nginx\n  tls: \
         [{hosts: [shop.example.com]}]\n  rules:\n  - host: shop.example.com\n    http:\n      paths:\n",
    );
    for path in &paths {
        text.push_str(&format!(
            "      - {{path: {path}, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}\n"
        ));
    }
    let (router, _) = build(&text);
    let mut tree = matchit::Router::new();
    for (index, path) in paths.iter().enumerate() {
        tree.insert(format!("{path}/{{*rest}}"), index).expect("paths do not collide");
    }
    let ask = |path: &String| Request::get(Scheme::Https, "shop.example.com", &format!("{path}/42/reviews"));
    let requests: Vec<Request> = paths.iter().map(ask).collect();
    let ours = best_of(|| {
        for request in &requests {
            black_box(router.choose(black_box(request)));
        }
    });
    let theirs = best_of(|| {
        for request in &requests {
            black_box(tree.at(black_box(&request.path)).ok());
        }
    });
    println!("choose {ours:.1} ns, matchit {theirs:.1} ns, ratio {:.2} (budget 8)", ours / theirs);
    for count in [100, 1000, 10_000] {
        let ingress = |n| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i{n}, namespace: n{}}}\nspec:\n  \
                 ingressClassName: nginx\n  rules:\n  - host: h{}.example.com\n    http: {{paths: [{{path: /p{n}, pathType: \
                 Prefix, backend: {{service: {{name: s{n}, port: {{number: 80}}}}}}}}]}}\n",
                n % 50,
                n / 3,
            )
        };
        let text: String = (0..count).map(ingress).collect();
        let (_, seconds) = build(&text);
        println!("router of {count} Ingresses: {:.2} ms", seconds * 1e3);
    }
}

/// The router, and how long it took once the text was read.
fn build(text: &str) -> (IngressRouter, f64) {
    let bundle = gatefold_manifest::read(&[Source { name: "bench".into(), text: text.into() }]).bundle;
    let start = Instant::now();
    let router = IngressRouter::new(&bundle, &read(&bundle, InputScope::Auto), InputScope::Auto);
    (router, start.elapsed().as_secs_f64())
}

/// Nanoseconds a request, the best round: what is left is the work and not the machine's other tenants.
#[allow(clippy::cast_precision_loss, reason = "a count of a thousand")]
fn best_of(mut round: impl FnMut()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        round();
        start.elapsed().as_nanos() as f64 / RULES as f64
    };
    (0..ROUNDS).map(time).fold(f64::INFINITY, f64::min)
}
