//! A lookup allocates nothing, counted on the thread that looks up.

use gatefold_routing::{Guard, PathMatch, Request, Rule, RuleSet, Scheme, Template, normalise};

#[test]
fn first_match_does_not_allocate() {
    let rule =
        |path| Rule { guard: Guard::path(path), template: Template::Refuse { reason: String::new() }, origin: None };
    let rules = (0..1000).map(|n| rule(PathMatch::prefix(&format!("/api/v1/service-{n}/items"))));
    let set = RuleSet::new(rules.chain([rule(PathMatch::prefix("/"))]).collect());
    let request = Request::get(Scheme::Https, "shop.example.com", "/api/v1/service-700/items/12?x=y");
    let mut found = None;
    let counted = allocation_counter::measure(|| {
        let path = normalise(&request.path).expect("a path");
        found = set.first_match(&path.path, &request);
    });
    assert_eq!((found, counted.count_total), (Some(700), 0));
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![1])));
    assert_eq!(counted.count_total, 1, "the counter counts");
}
