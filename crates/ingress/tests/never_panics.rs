//! Ingresses and requests of any kind are answered, and the trace's outcome is the router's.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use gatefold_ingress::{IngressRouter, read};
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Request, Router, Scheme};
use proptest::prelude::*;
use serde_json::json;

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "/[ab]{0,2}(/[ab]{0,2}){0,2}",
        "/[ab(|)$\\[\\].*?+\\\\^{}\"é%]{0,6}",
        Just("/.well-known/acme-challenge/x".to_owned()),
    ]
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![Just(""), Just("a.com"), Just("*.a.com"), Just("x.a.com"), Just("www.a.com"), Just("_")]
        .prop_map(str::to_owned)
}

fn annotation() -> impl Strategy<Value = (String, String)> {
    let key = prop_oneof![
        Just("rewrite-target"),
        Just("use-regex"),
        Just("canary"),
        Just("canary-weight"),
        Just("app-root"),
        Just("canary-by-cookie"),
        Just("canary-by-header"),
        Just("canary-by-header-pattern"),
        Just("server-alias"),
        Just("ssl-redirect"),
        Just("from-to-www-redirect"),
        Just("permanent-redirect"),
        Just("auth-url"),
    ];
    let value =
        prop_oneof![Just("true"), Just("/$1"), Just("50"), Just("*.b.com"), Just("$host/$2"), Just("([a-"), Just("")];
    (key, value).prop_map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), value.to_owned()))
}

fn object() -> impl Strategy<Value = serde_json::Value> {
    let rule = (host(), proptest::collection::vec((path(), "(Exact|Prefix|ImplementationSpecific)", "[st]"), 0..3));
    let spec = (proptest::collection::vec(rule, 0..3), any::<bool>(), any::<bool>());
    let meta = ("[a-c]", proptest::collection::vec(annotation(), 0..3), "(nginx|kong)");
    (spec, meta).prop_map(|((rules, tls, default), (name, annotations, class))| {
        let backend = |service: &str| json!({"service": {"name": service, "port": {"number": 80}}});
        let rules = rules.into_iter().map(|(host, paths)| {
            let paths = paths
                .into_iter()
                .map(|(path, kind, service)| json!({"path": path, "pathType": kind, "backend": backend(&service)}));
            json!({"host": host, "http": {"paths": paths.collect::<Vec<_>>()}})
        });
        let mut spec = json!({"ingressClassName": class, "rules": rules.collect::<Vec<_>>()});
        if tls {
            spec["tls"] = json!([{"hosts": ["a.com"]}]);
        }
        if default {
            spec["defaultBackend"] = backend("d");
        }
        let annotations: serde_json::Map<_, _> =
            annotations.into_iter().map(|(key, value)| (key, json!(value))).collect();
        json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": spec,
            "metadata": {"name": name, "namespace": "n", "annotations": annotations}})
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_ingress_and_any_request(
        items in proptest::collection::vec(object(), 0..4),
        targets in proptest::collection::vec("/[ab/.%2fé?$]{0,8}", 1..4),
        host in "(a.com|x.a.com|y.x.a.com|www.a.com|q.b.com|zz|_|)",
        https in any::<bool>(),
    ) {
        let text = json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string();
        let bundle = gatefold_manifest::read(&[Source { name: "a".into(), text: text.into() }]).bundle;
        let router = IngressRouter::new(&bundle, &read(&bundle, InputScope::Auto), InputScope::Auto);
        for target in targets {
            let request = Request::get(if https { Scheme::Https } else { Scheme::Http }, &host, &target);
            let decision = router.decide(&request);
            prop_assert_eq!(&decision.outcome, &router.route(&request));
            for step in &decision.trace {
                prop_assert!(!step.text().contains("{host"), "{}", step.text());
            }
        }
    }
}
