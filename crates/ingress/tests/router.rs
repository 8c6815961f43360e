//! What the Ingress side answers beyond the oracle's cases: unknowns and their reasons, other controllers, traces,
//! assumptions, and that asking neither allocates nor panics.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

mod common;

use common::{asks, classed, router, router_with, short};
use gatefold_ingress::IngressRouter;
use gatefold_manifest::InputScope;
use gatefold_routing::{Outcome, Request, Router, StepResult};

#[test]
fn what_is_not_modelled_is_named_and_touches_no_more_than_it_can() {
    let text = [
        classed("a", "nginx", "nginx.ingress.kubernetes.io/upstream-vhost: '$x'", &["h.com /a Prefix a"]),
        classed("b", "nginx", "nginx.ingress.kubernetes.io/proxy-read-timeout: '5'", &["h.com /b Prefix b"]),
        classed("c", "nginx", "nginx.ingress.kubernetes.io/server-alias: '~x'", &["c.com /x Prefix c"]),
        classed("d", "nginx", "nginx.ingress.kubernetes.io/limit-rps: ten", &["d.com / Prefix d"]),
        classed("e", "nginx", "nginx.ingress.kubernetes.io/made-up: '1', example.com/x: z", &["e.com / Prefix e"]),
        classed("f", "nginx", "nginx.ingress.kubernetes.io/ssl-redirect: 'maybe'", &["f.com / Prefix f"]),
    ];
    // The last of equal ages by name comes first, so h.com belongs to b first.
    asks(
        &router(&text.concat()),
        &[
            ("h.com/a", "? nginx.ingress.kubernetes.io/upstream-vhost of Ingress shop/a"),
            ("h.com/b", "b"),
            ("h.com/else", "404"),
            ("c.com/y", "? server-alias"),
            ("d.com/", "404"),
            ("e.com/", "e"),
            ("f.com/", "f"),
            ("other.com/", "404"),
        ],
    );
}

#[test]
fn redirects_come_before_what_only_backends_see() {
    let mut text = classed("a", "nginx", "nginx.ingress.kubernetes.io/upstream-vhost: $x", &["h.com /a/ Prefix a"]);
    text.push_str("  tls: [{hosts: [h.com]}]\n");
    asks(
        &router(&text),
        &[
            ("h.com/a", "301 http://h.com/a/"),
            ("h.com/a/x/", "308 https://h.com/a/x"),
            ("https://h.com/a/x/", "? upstream-vhost"),
            ("https://h.com/", "? upstream-vhost"),
        ],
    );
}

#[test]
fn services_ports_and_endpoints_decide_whether_a_backend_answers() {
    let mut text =
        classed("a", "nginx", "", &["h.com /ok Prefix web", "h.com /gone Prefix gone", "h.com /dead Prefix dead"]);
    let named = "  - host: h.com\n    http: {paths: [{path: /named, pathType: Prefix, backend: {service: {name: web, port: \
                 {name: http}}}}, {path: /wrong, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}, \
                 {path: /target, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}]}\n";
    text.push_str(named);
    let alone = text.clone();
    text.push_str(
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{name: http, port: 80, \
         targetPort: 8080}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: dead, namespace: shop}\nspec: {ports: \
         [{port: 80}]}\n---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: dead-1, namespace: \
         shop, labels: {kubernetes.io/service-name: dead}}\nendpoints: [{conditions: {ready: false}}]\n",
    );
    let whole = router(&text);
    asks(
        &whole,
        &[
            ("h.com/ok", "web"),
            ("h.com/gone", "503"),
            ("h.com/dead", "503"),
            ("h.com/named", "web"),
            ("h.com/wrong", "503"),
            ("h.com/target", "web"),
        ],
    );
    let Outcome::Forward(forward) = whole.route(&Request::parse("h.com/named").unwrap()) else { panic!("a forward") };
    assert_eq!(forward.backends[0].port, Some(80));
    asks(&router(&alone), &[("h.com/gone", "gone"), ("h.com/named", "? port http of Service shop/web is a name")]);
    let ids = |router: &IngressRouter| router.assumptions().iter().map(|one| one.id.id()).collect::<Vec<_>>();
    assert_eq!(ids(&whole), ["ingress-class", "endpoints", "controller-config", "controller-flags"]);
    assert_eq!(
        ids(&router(&alone)),
        ["ingress-class", "services", "endpoints", "controller-config", "controller-flags"]
    );
}

#[test]
fn two_controllers_are_two_addresses() {
    let text = [
        classed("a", "nginx", "", &["a.com / Prefix a", "both.com / Prefix a"]),
        classed("b", "kong", "", &["b.com / Prefix b", "both.com / Prefix b"]),
        classed("c", "house", "", &["c.com / Prefix c"]),
    ];
    asks(
        &router(&text.concat()),
        &[
            ("a.com/", "a"),
            ("b.com/", "b"),
            ("both.com/", "? k8s.io/ingress-nginx"),
            ("both.com/", "? kong"),
            ("c.com/", "? class house names no controller that is known"),
            ("none.com/", "? several controllers"),
        ],
    );
    asks(&router(&classed("c", "house", "", &["c.com / Prefix c"])), &[("c.com/", "c")]);
}

#[test]
fn the_specification_says_what_it_says_and_no_more() {
    let text = [
        classed(
            "a",
            "azure-application-gateway",
            "",
            &[
                "h.com /foo Prefix foo",
                "h.com /foo Exact exact",
                "h.com /foo/bar/ Prefix bar",
                "*.w.com / Prefix wild",
                "a.w.com /only Prefix only",
                "twice.com /x Prefix one",
                "twice.com /x Prefix two",
                "s.com /s ImplementationSpecific s",
                "s.com /e Exact e",
            ],
        ),
        classed(
            "b",
            "azure-application-gateway",
            "appgw.ingress.kubernetes.io/backend-path-prefix: /",
            &["k.com / Prefix k"],
        ),
    ];
    asks(
        &router(&text.concat()),
        &[
            ("h.com/foo", "exact"),
            ("h.com/foo/", "foo"),
            ("h.com/foo/bar", "bar"),
            ("h.com/foobar", "? no rule matches"),
            ("x.w.com/", "wild"),
            ("a.w.com/only", "only"),
            ("a.w.com/else", "? less exact host"),
            ("x.y.w.com/", "? no rule matches"),
            ("twice.com/x", "? which of them wins"),
            ("s.com/s", "? ImplementationSpecific"),
            ("s.com/e", "e"),
            ("h.com/%66oo", "? escapes"),
            ("https://h.com/foo", "? over https"),
            ("k.com/", "? backend-path-prefix"),
        ],
    );
}

#[test]
fn classless_ingresses_are_served_only_where_none_names_a_class() {
    let classless = classed("a", "\"\"", "", &["a.com / Prefix a"]);
    asks(&router(&classless), &[("a.com/", "a")]);
    assert!(router(&classless).assumptions().iter().any(|one| one.id.id() == "no-class"));
    let classed = classed("b", "nginx", "", &["b.com / Prefix b"]);
    asks(&router(&format!("{classless}{classed}")), &[("a.com/", "404"), ("b.com/", "b")]);
    let default = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx, annotations: \
                   {ingressclass.kubernetes.io/is-default-class: \"true\"}}\nspec: {controller: k8s.io/ingress-nginx}\n";
    asks(&router(&format!("{classless}{classed}{default}")), &[("a.com/", "a"), ("b.com/", "b")]);
    asks(&router_with(&classless, InputScope::Whole), &[("a.com/", "? no Ingress of the input")]);
}

#[test]
fn a_class_annotation_needs_no_ingress_class() {
    let text = classed("a", "\"\"", "kubernetes.io/ingress.class: nginx", &["a.com / Prefix a"]);
    let text = text.replace("  ingressClassName: \"\"\n", "");
    let services =
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    let router = router_with(&format!("{text}{services}"), InputScope::Whole);
    asks(&router, &[("a.com/", "a"), ("b.com/", "404")]);
}

#[test]
fn the_trace_names_each_candidate_and_its_place() {
    let text = classed(
        "a",
        "nginx",
        "",
        &["*.shop.example.com / Prefix wild", "a.shop.example.com /x Prefix x", "a.shop.example.com /x/y Prefix deep"],
    );
    let router = router(&text);
    let told = |line: &str| {
        let trace = router.decide(&Request::parse(line).unwrap()).trace;
        trace.iter().map(|step| (step.result, step.reason.id())).collect::<Vec<_>>()
    };
    assert_eq!(
        told("a.b.shop.example.com/"),
        [
            (StepResult::Lost, "host-depth"),
            (StepResult::Won, "default-server"),
            (StepResult::Lost, "path-differs"),
            (StepResult::Lost, "path-differs"),
            (StepResult::Won, "implicit-root"),
            (StepResult::Applied, "default-backend"),
        ]
    );
    let trace = router.decide(&Request::parse("a.shop.example.com/x/y").unwrap()).trace;
    let won: Vec<_> = trace.iter().filter(|step| step.result == StepResult::Won).collect();
    let origin = won[1].origin.as_ref().expect("a place");
    assert_eq!(&*origin.field, "spec.rules[2].http.paths[0]");
    let span = origin.span.expect("a span");
    assert!(text[span.start as usize..span.end as usize].contains("/x/y"));
    assert!(trace.iter().all(|step| !step.text().contains('{')), "every argument is there: {trace:#?}");
}

#[test]
fn only_http_is_served() {
    asks(
        &router(&classed("a", "nginx", "", &["a.com / Prefix a"])),
        &[("tcp://a.com:80", "refused: an Ingress serves HTTP and HTTPS only")],
    );
}

#[test]
fn choosing_does_not_allocate() {
    let rules: Vec<String> = (0..1000).map(|n| format!("h{}.com /api/v1/s{n} Prefix s{n}", n % 10)).collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    for (class, line) in [("nginx", "https://h7.com/api/v1/s777/items?x=y"), ("kong", "h7.com/api/v1/s777/items")] {
        let router = router(&classed("a", class, "", &rules));
        let request = Request::parse(line).unwrap();
        let counted = allocation_counter::measure(|| {
            std::hint::black_box(router.choose(&request));
        });
        assert_eq!((short(&router.route(&request)).as_str(), counted.count_total), ("s777", 0), "{class}");
    }
}

#[test]
fn a_proxy_that_is_believed_says_where_www_is_sent() {
    let settings = |data: &str| {
        classed("a", "nginx", "nginx.ingress.kubernetes.io/from-to-www-redirect: 'true'", &["h.com / Prefix a"])
            + &format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: ingress-nginx-controller, namespace: \
                 ingress-nginx}}\ndata: {{{data}}}\n"
            )
    };
    let mut told = Request::parse("www.h.com/x/").unwrap();
    told.headers.push(("X-Forwarded-Proto".to_owned(), "https".to_owned()));
    told.headers.push(("X-Forwarded-Port".to_owned(), "8443".to_owned()));
    let sent = |data: &str, request: &Request| short(&router(&settings(data)).route(request));
    let silent = Request::parse("www.h.com/x/").unwrap();
    assert_eq!(sent("use-forwarded-headers: 'true'", &told), "308 https://h.com:8443/x");
    assert_eq!(sent("use-forwarded-headers: 'true'", &silent), "308 http://h.com:80/x");
    let mut empty = silent.clone();
    empty.headers.push(("X-Forwarded-Port".to_owned(), String::new()));
    assert_eq!(sent("use-forwarded-headers: 'true'", &empty), "308 http://h.com:/x");
    assert_eq!(sent("hsts: 'true'", &told), "308 http://h.com:80/x");
}
