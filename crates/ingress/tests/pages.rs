//! Pages in the place of errors: whoever lists the statuses says who shows the page, and what else stands at the location
//! says whether there is one. Each was seen on a real nginx.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{config, deployment, fits, ingress, router_with, short};
use gatefold_ingress::{AuthAnswer, IngressOptions, IngressRouter};
use gatefold_routing::{Outcome, Reason, Request, Router};

/// Services, of which `idle` has no endpoint, and the controller's own page.
fn others(settings: &str) -> String {
    let service = |name: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{port: 80}}]}}\n"
        )
    };
    let services: String = ["a", "idle", "own", "whole"].map(service).concat();
    services
        + "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: idle-1, namespace: shop, labels: \
           {kubernetes.io/service-name: idle}}\naddressType: IPv4\nendpoints: []\nports: [{port: 80}]\n---\napiVersion: \
           v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: eA==}\n"
        + &deployment("--default-backend-service=shop/whole")
        + &config(settings)
}

fn router(name: &str, annotations: &[&str], settings: &str, auth: AuthAnswer) -> IngressRouter {
    let options = IngressOptions { auth, ..IngressOptions::default() };
    router_with(&(ingress(name, annotations) + &others(settings)), options)
}

fn post(size: u64) -> Request {
    Request { body_size: size, ..Request::parse("POST h.com/x?").unwrap() }
}

#[test]
fn whoever_lists_a_status_says_who_shows_its_page() {
    let all = "custom-http-errors: '401,403,413,503'";
    let (own, basic) = ("default-backend: own", ["auth-type: basic", "auth-secret: users"]);
    let signin = ["auth-url: http://auth.org/check", "auth-signin: http://sign.org/in?rd=x"];
    let deny = "denylist-source-range: 10.0.0.0/8";
    #[rustfmt::skip]
    let cases = [
        ("a",    vec![all, basic[0], basic[1]],      "",  0,       "whole"),
        ("a",    vec![all, own, basic[0], basic[1]], "",  0,       "own"),
        ("a",    vec![own, basic[0], basic[1]],      all, 0,       "whole"),
        ("a",    vec![deny, own],                    all, 0,       "whole"),
        ("a",    vec![deny, all, own],               "",  0,       "own"),
        ("a",    vec![own],                          all, 2 << 20, "whole"),
        ("a",    vec![all, own],                     "",  2 << 20, "own"),
        ("a",    vec![own],                          "",  2 << 20, "413"),
        ("idle", vec![],                             all, 0,       "whole"),
        // It stands in for the Service, whoever lists what.
        ("idle", vec![own],                          all, 0,       "own"),
        // The page to sign in is the first for 401, and keeps the settings' pages from being inherited.
        ("a",    [&signin[..], &[all, own]].concat(), "", 0,       "302 http://sign.org/in?rd=x"),
        ("a",    [&signin[..], &[deny]].concat(),
                 "custom-http-errors: '403'",             0,       "403"),
        ("a",    vec![signin[0], deny],
                 "custom-http-errors: '403'",             0,       "whole"),
        // The answer of the authentication service is replaced before it counts.
        ("a",    vec![signin[0]],                    all, 0,       "? the default backend answers in the place of"),
    ];
    for (name, annotations, settings, size, expected) in cases {
        let router = router(name, &annotations, settings, AuthAnswer::Refuses);
        let request = Request { source: Some([10, 0, 0, 1].into()), ..post(size) };
        let found = short(&router.route(&request));
        assert!(fits(&found, expected), "{name} {annotations:?} {settings}: expected {expected}, found {found}");
    }
}

#[test]
fn a_page_is_asked_for_without_a_query_that_is_empty() {
    let router = router("idle", &[], "custom-http-errors: '503'", AuthAnswer::Allows);
    let arrives = |url: &str| match router.route(&Request::parse(url).unwrap()) {
        Outcome::Forward(forward) => forward.upstream.path,
        other => panic!("{other:?}"),
    };
    assert_eq!(["h.com/x?", "h.com/x?a=b", "h.com/x"].map(arrives), ["/", "/?a=b", "/"]);
}

#[test]
fn no_copy_is_sent_of_what_is_answered_before() {
    let copies =
        |name: &str, annotations: &[&str]| match router(name, annotations, "", AuthAnswer::Allows).route(&post(0)) {
            Outcome::Forward(forward) => forward.mirrors.len(),
            other => panic!("{other:?}"),
        };
    let mirror = "mirror-target: http://copy.org/x";
    assert_eq!(copies("a", &[mirror]), 1);
    assert_eq!(copies("idle", &[mirror]), 0);
    assert_eq!(copies("idle", &[mirror, "default-backend: own"]), 1);
}

#[test]
fn one_way_to_pass_is_enough_without_lists_of_addresses() {
    let both = ["auth-type: basic", "auth-secret: users", "auth-url: http://auth.org/check"];
    let any = [&both[..], &["satisfy: any"]].concat();
    let asked = |annotations: &[&str], auth| short(&router("a", annotations, "", auth).route(&post(0)));
    assert_eq!(asked(&any, AuthAnswer::Allows), "a");
    assert_eq!(asked(&any, AuthAnswer::Refuses), "401");
    assert_eq!(asked(&both, AuthAnswer::Allows), "401");
}

#[test]
fn a_step_says_where_it_is_written() {
    let annotations = [
        "server-alias: other.org,*.alias.org",
        "proxy-body-size: 1k",
        "affinity: cookie",
        "from-to-www-redirect: 'true'",
    ];
    let router = router("a", &annotations, "", AuthAnswer::Allows);
    for (host, size, reason, key) in [
        ("other.org", 0, Reason::HostAlias, "server-alias"),
        ("x.alias.org", 0, Reason::HostAlias, "server-alias"),
        ("h.com", 2_000, Reason::BodyTooLarge, "proxy-body-size"),
        ("h.com", 0, Reason::SessionCookie, "affinity"),
        ("www.h.com", 0, Reason::WwwRedirect, "from-to-www-redirect"),
    ] {
        let trace = router.decide(&Request { host: host.to_owned(), ..post(size) }).trace;
        let step = trace.iter().find(|step| step.reason == reason).unwrap_or_else(|| panic!("{reason:?}: {trace:?}"));
        let origin = step.origin.as_ref().unwrap();
        assert_eq!(*origin.field, format!("metadata.annotations[nginx.ingress.kubernetes.io/{key}]"));
        assert!(origin.span.is_some());
    }
}
