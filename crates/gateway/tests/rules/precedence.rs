//! Which of two matches comes first.

use gatefold_gateway::Flavour;
use gatefold_routing::{Reason, Request, Router, Scheme, StepResult};

use crate::{EDGE, answer, bundle, get, route, router, rule};

/// Who answers GET `path` with header `x: 1`, of two matches written in this order, under the specification alone.
fn winner(first: &str, second: &str, path: &str) -> String {
    let rules = format!("  rules:\n{}{}", rule(first, "first"), rule(second, "second"));
    let bundle = bundle(&[EDGE, &route("r", &rules)]);
    let mut request = get(path);
    request.headers.push(("X".to_owned(), "1".to_owned()));
    answer(&router(&bundle, Flavour::Spec), &request)
}

#[test]
fn longer_prefix_wins() {
    assert_eq!(winner("{path: {value: /a}}", "{path: {value: /a/b}}", "/a/b/c"), "second");
}

#[test]
fn exact_wins_over_a_prefix_of_the_same_length() {
    assert_eq!(winner("{path: {value: /a}}", "{path: {type: Exact, value: /a}}", "/a"), "second");
}

#[test]
fn path_counts_before_method() {
    assert_eq!(winner("{method: GET}", "{path: {value: /a}}", "/a"), "second");
}

#[test]
fn method_counts_before_headers() {
    assert_eq!(winner("{headers: [{name: x, value: '1'}]}", "{method: GET}", "/"), "second");
}

#[test]
fn headers_count_before_query_parameters() {
    let query = "{queryParams: [{name: a, value: '1'}, {name: b, value: '2'}]}";
    assert_eq!(winner(query, "{headers: [{name: X, value: '1'}]}", "/?a=1&b=2"), "second");
}

#[test]
fn more_query_parameters_win() {
    let one = "{queryParams: [{name: a, value: '1'}]}";
    let two = "{queryParams: [{name: a, value: '1'}, {name: b, value: '2'}]}";
    assert_eq!(winner(one, two, "/?a=1&b=2"), "second");
}

#[test]
fn the_earlier_rule_wins_a_tie() {
    assert_eq!(winner("{path: {value: /a}}", "{path: {value: /a/}}", "/a"), "first");
}

#[test]
fn a_prefix_ends_at_a_segment() {
    assert_eq!(winner("{path: {value: /foo}}", "{path: {value: /}}", "/foobar"), "second");
    assert_eq!(winner("{path: {value: /foo}}", "{path: {value: /}}", "/foo"), "first");
    assert_eq!(winner("{path: {value: /foo}}", "{path: {value: /}}", "/FOO"), "second");
}

#[test]
fn conditions_of_one_match_are_all_asked_and_matches_are_alternatives() {
    let both = "{method: POST, path: {value: /a}}, {headers: [{name: x, value: '1'}], path: {value: /a}}";
    assert_eq!(winner(both, "{path: {value: /}}", "/a"), "first");
    assert_eq!(winner("{method: POST, path: {value: /a}}", "{path: {value: /}}", "/a"), "second");
}

fn aged(name: &str, created: &str, backend: &str) -> String {
    route(name, &format!("  rules:\n{}", rule("{path: {value: /}}", backend)))
        .replace(", namespace: shop}", &format!(", namespace: shop, creationTimestamp: \"{created}\"}}"))
}

#[test]
fn the_older_route_wins_before_the_alphabet() {
    let bundle =
        bundle(&[EDGE, &aged("a", "2026-02-01T00:00:00Z", "newer"), &aged("b", "2026-01-01T00:00:00Z", "older")]);
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/")), "older");
}

#[test]
fn the_alphabet_decides_between_routes_of_one_age() {
    let bundle = bundle(&[EDGE, &aged("b", "2026-01-01T00:00:00Z", "b"), &aged("a", "2026-01-01T00:00:00Z", "a")]);
    assert_eq!(answer(&router(&bundle, Flavour::Spec), &get("/")), "a");
}

#[test]
fn the_trace_names_the_clause_that_decided() {
    let rules = format!("  rules:\n{}{}", rule("{path: {value: /a}}", "short"), rule("{path: {value: /a/b}}", "long"));
    let bundle = bundle(&[EDGE, &route("r", &rules)]);
    let decision = router(&bundle, Flavour::Spec).decide(&get("/a/b"));
    let won: Vec<_> = decision.trace.iter().filter(|step| step.result == StepResult::Won).collect();
    let fields: Vec<_> = won.iter().map(|step| &*step.origin.as_ref().unwrap().field).collect();
    assert_eq!(fields, ["spec.listeners[0]", "spec.listeners[0]", "spec.rules[1].matches[0]"]);
    let lost = decision.trace.iter().find(|step| step.reason == Reason::LowerPrecedence).unwrap();
    assert_eq!(lost.text(), "matches too, but PathPrefix /a/b comes first: the longer path");
    assert!(won.iter().all(|step| step.origin.as_ref().unwrap().span.is_some()));
}

#[test]
fn the_trace_leads_to_the_hostname_on_the_route() {
    let named = |name: &str, hostnames: &str, path: &str| {
        let rest =
            format!("  hostnames: {hostnames}\n  rules:\n{}", rule(&format!("{{path: {{value: {path}}}}}"), name));
        route(name, &rest)
    };
    let all = route("all", &format!("  rules:\n{}", rule("{path: {value: /}}", "all")));
    let bundle = bundle(&[
        EDGE,
        &named("first", "['*.example.com']", "/first"),
        &named("second", "[a.org, '*.example.com']", "/second"),
        &all,
    ]);
    let router = router(&bundle, Flavour::Spec);
    let place = |host: &str, path: &str| {
        let decision = router.decide(&Request::get(Scheme::Http, host, path));
        let matches = |step: &&gatefold_routing::Step| step.reason == Reason::HostMatches;
        let origin = decision.trace.iter().find(matches).and_then(|step| step.origin.clone()).unwrap();
        format!("{} {}", origin.object.name, origin.field)
    };
    assert_eq!(place("shop.example.com", "/second"), "second spec.hostnames[1]", "of the route that takes it");
    assert_eq!(place("shop.example.com", "/none"), "first spec.hostnames[0]", "of the first that names it");
    assert_eq!(place("a.net", "/"), "edge spec.listeners[0]", "a route without hostnames takes the listener's");
}
