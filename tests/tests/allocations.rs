//! A lookup without a trace allocates nothing, on either side.

use gatefold_routing::{Request, Router};
use gatefold_tests::{many_expressions, many_rules, requests, routers};

const RULES: usize = 100;

fn allocations(router: &impl Router, requests: &[Request]) -> u64 {
    let ask = || {
        for request in requests {
            std::hint::black_box(router.choose(request));
        }
    };
    // Once before: what is made on the first use of a thread is not the lookup's.
    ask();
    allocation_counter::measure(ask).count_total
}

#[test]
fn choosing_allocates_nothing() {
    let (ingress, gateway) = routers(&many_rules(RULES));
    let requests = requests(RULES);
    assert_eq!(allocations(&ingress, &requests), 0, "IngressRouter");
    assert_eq!(allocations(&gateway, &requests), 0, "GatewayRouter");
    let (ingress, _) = routers(&many_expressions(RULES));
    assert_eq!(allocations(&ingress, &requests), 0, "IngressRouter among regular expressions");
}

#[test]
fn the_requests_reach_their_expressions() {
    let (ingress, _) = routers(&many_expressions(RULES));
    for (number, request) in requests(RULES).iter().enumerate() {
        let text = format!("{:?}", ingress.route(request));
        let expected = [format!("\"service-{number}\""), "\"/42/reviews\"".to_owned()];
        assert!(expected.iter().all(|part| text.contains(part)), "rule {number}: {text}");
    }
}

#[test]
fn the_requests_reach_their_rules() {
    let (ingress, gateway) = routers(&many_rules(RULES));
    for (number, request) in requests(RULES).iter().enumerate() {
        for (side, outcome) in [("Ingress", ingress.route(request)), ("Gateway API", gateway.route(request))] {
            let text = format!("{outcome:?}");
            assert!(text.contains(&format!("\"service-{number}\"")), "{side}, rule {number}: {text}");
        }
    }
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![1])));
    assert_eq!(counted.count_total, 1);
}
