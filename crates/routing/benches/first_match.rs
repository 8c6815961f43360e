//! One lookup among 1,000 rules, as a ratio to `matchit` on the same paths. `cargo bench -p gatefold-routing`.

use std::{hint::black_box, time::Instant};

use gatefold_routing::{Guard, PathMatch, Request, Rule, RuleSet, Scheme, Template, normalise};

const RULES: usize = 1000;
const ROUNDS: usize = 400;

fn main() {
    let prefixes: Vec<String> = (0..RULES).map(|n| format!("/api/v{}/service-{n}/items", n % 7)).collect();
    let rules = prefixes.iter().map(|prefix| Rule {
        guard: Guard::path(PathMatch::prefix(prefix)),
        template: Template::Refuse { reason: String::new() },
        origin: None,
    });
    let set = RuleSet::new(rules.collect());
    let mut tree = matchit::Router::new();
    for (index, prefix) in prefixes.iter().enumerate() {
        tree.insert(format!("{prefix}/{{*rest}}"), index).expect("paths do not collide");
    }
    let ask = |prefix: &String| Request::get(Scheme::Https, "shop.example.com", &format!("{prefix}/42/reviews"));
    let requests: Vec<Request> = prefixes.iter().map(ask).collect();
    let ours = best_of(|| {
        for request in &requests {
            let normal = normalise(black_box(&request.path)).expect("a path");
            black_box(set.first_match(&normal.path, request));
        }
    });
    let theirs = best_of(|| {
        for request in &requests {
            black_box(tree.at(black_box(&request.path)).ok());
        }
    });
    println!("first_match {ours:.1} ns, matchit {theirs:.1} ns, ratio {:.2} (budget 8)", ours / theirs);
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
