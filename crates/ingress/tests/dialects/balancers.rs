//! AWS, Google Cloud, Cilium and APISIX.

use gatefold_routing::{Outcome, Request, Router};

use crate::{RULES, asks, ingress, router, short};

const REDIRECT: &str = r#"alb.ingress.kubernetes.io/actions.go: '{"type": "redirect", "redirectConfig": {"host": "n.com", "protocol": "HTTPS", "port": "8443", "statusCode": "HTTP_301"}}'"#;
const FIXED: &str = r#"alb.ingress.kubernetes.io/actions.go: '{"type": "fixed-response", "fixedResponseConfig": {"statusCode": "503"}}'"#;
const FORWARD: &str = r#"alb.ingress.kubernetes.io/actions.go: '{"type": "forward", "forwardConfig": {"targetGroups": [{"serviceName": "only", "servicePort": 80}]}}'"#;

#[test]
fn alb_tries_one_list_in_order() {
    let group = |order: &str| {
        format!("alb.ingress.kubernetes.io/group.name: one, alb.ingress.kubernetes.io/group.order: '{order}'")
    };
    let text = [
        ingress("a alb", "", "", RULES),
        ingress("b alb", &group("2"), "", &["g.com /* I late"]),
        ingress("c alb", &group("1"), "", &["g.com /x P early", "g.com /y/* I star", "*.g.com /z? I letter"]),
        ingress("d alb", "alb.ingress.kubernetes.io/actions.go: '{}'", "", &["d.com / P d"]),
        ingress("e alb", "alb.ingress.kubernetes.io/transforms.e: '[{}]'", "", &["e.com / P e"]),
        ingress("f alb", "alb.ingress.kubernetes.io/made-up: x", "", &["f.com / P f"]),
        ingress("i alb", "alb.ingress.kubernetes.io/certificate-arn: arn", "", &["i.com / P i"]),
        ingress("j alb", REDIRECT, "", &["j.com / P j"]),
        ingress("k alb", FIXED, "", &["k.com / P k"]),
        ingress("l alb", FORWARD, "", &["l.com / P l"]),
        ingress("m alb", &REDIRECT.replace("HTTP_301", "HTTP_999"), "", &["m.com / P m"]),
        ingress("n alb", &FORWARD.replace("80}", "80, \"weight\": 4000000000}"), "", &["n.com / P n"]),
    ];
    let mut text = text.concat();
    for name in ["d", "j", "k", "l", "m", "n"] {
        text = text.replace(&format!("name: {name}, port: {{number: 80}}"), "name: go, port: {name: use-annotation}");
    }
    asks(
        &text,
        &[
            ("h.com/foo/x", "prefix"),
            ("h.com/foobar", "404"),
            ("h.com/foo/bar", "prefix"),
            ("h.com/spec", "specific"),
            ("h.com/spec/x", "404"),
            ("https://h.com/foo", "refused: the load balancer does not listen there"),
            ("x.y.w.com/", "wild"),
            ("g.com/x", "early"),
            ("g.com/xx", "late"),
            ("g.com/y/1", "star"),
            ("a.b.g.com/z1", "letter"),
            ("d.com/", "? actions.go"),
            ("j.com/a", "301 https://n.com:8443/a"),
            ("k.com/a", "503"),
            ("l.com/a", "only"),
            ("m.com/a", "? actions.go"),
            ("n.com/a", "? actions.go"),
            ("e.com/", "? transforms.e"),
            ("f.com/", "? made-up"),
            ("https://i.com/", "i"),
            ("i.com/", "refused: the load balancer does not listen there"),
        ],
    );
}

/// Annotations by the names of backends, as JSON.
fn named(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(key, json)| format!("alb.ingress.kubernetes.io/{key}: '{json}'"));
    pairs.collect::<Vec<_>>().join(", ")
}

#[test]
fn alb_asks_for_more_than_host_and_path() {
    let conditions = named(&[
        (
            "conditions.methods",
            r#"[{"field": "http-request-method", "httpRequestMethodConfig": {"Values": ["PUT", "POST"]}}]"#,
        ),
        (
            "conditions.header",
            r#"[{"field": "http-header", "httpHeaderConfig": {"httpHeaderName": "X-Kind", "values": ["on?", "two"]}}]"#,
        ),
        (
            "conditions.query",
            r#"[{"field": "query-string", "queryStringConfig": {"values": [{"key": "a", "value": "1*"}]}},
               {"field": "http-request-method", "httpRequestMethodConfig": {"values": ["GET"]}}]"#,
        ),
        ("conditions.path", r#"[{"field": "path-pattern", "pathPatternConfig": {"values": ["/other/*", "/one"]}}]"#),
        ("conditions.host", r#"[{"field": "host-header", "hostHeaderConfig": {"values": ["*.o.com"]}}]"#),
        ("conditions.source", r#"[{"field": "source-ip", "sourceIpConfig": {"values": ["10.0.0.0/8"]}}]"#),
        ("conditions.bent", r"[{"),
    ]);
    let rules = [
        "h.com /m P methods",
        "h.com /h P header",
        "h.com /q P query",
        "h.com /p P path",
        "h.com /a P host",
        "h.com /s P source",
        "h.com /b P bent",
        "h.com / P rest",
    ];
    asks(
        &ingress("a alb", &conditions, "", &rules),
        &[
            ("PUT h.com/m", "methods"),
            ("h.com/m", "rest"),
            ("h.com/h -H x-kind:ONE", "header"),
            ("h.com/h -H x-kind:three", "rest"),
            ("h.com/q?a=12", "query"),
            ("POST h.com/q?a=12", "rest"),
            ("h.com/q?a=2", "rest"),
            ("h.com/p/x", "path"),
            ("h.com/other/x", "path"),
            ("h.com/one/x", "rest"),
            ("x.o.com/a", "host"),
            ("x.o.com/", "404"),
            ("h.com/s", "? conditions.source"),
            ("h.com/b", "? conditions.bent"),
        ],
    );
}

#[test]
fn alb_changes_what_arrives() {
    let transforms = named(&[
        (
            "transforms.both",
            r#"[{"type": "url-rewrite", "urlRewriteConfig": {"rewrites": [{"regex": "^\\/api\\/(.+)$", "replace": "/v2/$1"}]}},
               {"type": "host-header-rewrite", "hostHeaderRewriteConfig": {"rewrites": [{"regex": "^(.+)\\.com$", "replace": "$1.org"}]}}]"#,
        ),
        (
            "transforms.part",
            r#"[{"type": "url-rewrite", "urlRewriteConfig": {"rewrites": [{"regex": "a", "replace": "b"}]}}]"#,
        ),
    ]);
    let router = router(&ingress("a alb", &transforms, "", &["h.com /api P both", "h.com /part P part"]));
    let arrives = |line: &str| match router.route(&Request::parse(line).unwrap()) {
        Outcome::Forward(forward) => format!("{}{}", forward.upstream.host, forward.upstream.path),
        other => short(&other),
    };
    assert_eq!(arrives("h.com/api/x?y"), "h.org/v2/x?y");
    assert_eq!(arrives("h.com/api"), "h.org/api");
    assert!(arrives("h.com/part").starts_with("?"), "{}", arrives("h.com/part"));
}

#[test]
fn an_action_is_json_and_keeps_the_port_of_the_request() {
    let ports = r#"alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'"#;
    let redirect = r#"alb.ingress.kubernetes.io/actions.go: '{"type": "redirect", "redirectConfig": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}'"#;
    let yaml =
        "alb.ingress.kubernetes.io/actions.go: \"{type: fixed-response, fixedResponseConfig: {statusCode: '503'}}\"";
    let any_case = r#"alb.ingress.kubernetes.io/actions.go: '{"Type": "fixed-response", "FixedResponseConfig": {"statuscode": "503"}}'"#;
    for (annotations, expected) in [
        (format!("{ports}, {redirect}"), "301 https://h.com:80/x"),
        (yaml.to_owned(), "? actions.go"),
        (any_case.to_owned(), "503"),
    ] {
        let text = ingress("a alb", &annotations, "", &["h.com / P go"])
            .replace("name: go, port: {number: 80}", "name: go, port: {name: use-annotation}");
        asks(&text, &[("h.com/x", expected)]);
    }
}

#[test]
fn each_alb_and_gce_ingress_has_its_own_address() {
    for class in ["alb", "gce", "cilium"] {
        let text = [
            ingress(&format!("a {class}"), "", "", &["h.com / P a", "a.com / P a"]),
            ingress(&format!("b {class}"), "", "", &["h.com / P b"]),
        ];
        asks(&text.concat(), &[("a.com/", "a"), ("h.com/", "? several controllers could be asked")]);
    }
}

#[test]
fn gce_takes_the_longest_and_a_later_rule_of_a_host_stands_alone() {
    let paths = "rules: [{host: h.com, http: {paths: [{path: /foo, pathType: Prefix, backend: {service: {name: prefix, port: {number: \
                 80}}}}, {path: /spec, pathType: ImplementationSpecific, backend: {service: {name: specific, port: {number: 80}}}}, {path: \
                 /spec/*, pathType: ImplementationSpecific, backend: {service: {name: star, port: {number: 80}}}}]}}]";
    let text = [
        ingress("a gce", "", paths, &[]),
        ingress(
            "b gce",
            "",
            "defaultBackend: {service: {name: default, port: {number: 80}}}",
            &["o.com /gone P gone", "o.com /there P there", "*.w.com / P wild"],
        ),
        ingress("c gce", "networking.gke.io/v1beta1.FrontendConfig: f", "", &["f.com / P f"]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foo/x", "prefix"),
            ("h.com/foobar", "404"),
            ("h.com/spec", "specific"),
            ("h.com/spec/x", "star"),
            ("h.com/specs", "404"),
            ("o.com/there", "there"),
            ("o.com/gone", "default"),
            ("x.w.com/", "wild"),
            ("x.y.w.com/", "? several labels"),
            ("f.com/", "? FrontendConfig"),
        ],
    );
}

#[test]
fn cilium_reads_implementation_specific_as_a_regular_expression() {
    let text = [
        ingress("a cilium", "ingress.cilium.io/loadbalancer-mode: shared", "", RULES),
        ingress(
            "b cilium",
            "ingress.cilium.io/loadbalancer-mode: shared",
            "",
            &["r.com /v[0-9]+ I regex", "r.com /v1 P prefix", "r.com / P root"],
        ),
        ingress(
            "c cilium",
            "ingress.cilium.io/loadbalancer-mode: shared",
            "tls: [{hosts: [s.com], secretName: s}]",
            &["s.com /s P s"],
        ),
        ingress(
            "d cilium",
            "ingress.cilium.io/loadbalancer-mode: shared, ingress.cilium.io/force-https: disabled",
            "tls: [{hosts: [o.com], secretName: s}]",
            &["o.com / P o"],
        ),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foobar", "404"),
            ("h.com/spec", "specific"),
            ("h.com/spec/x", "404"),
            ("r.com/v1", "regex"),
            ("r.com/v1/x", "prefix"),
            ("r.com/x", "root"),
            ("a.w.com/else", "404"),
            ("x.y.w.com/", "? several labels"),
            ("s.com/s", "301 https://s.com/s"),
            ("s.com/x", "404"),
            ("o.com/", "o"),
        ],
    );
}

#[test]
fn apisix_keeps_the_slash_of_a_prefix() {
    let text = [
        ingress("a apisix", "", "defaultBackend: {service: {name: ignored, port: {number: 80}}}", RULES),
        ingress("b apisix", "", "", &["s.com /dir/ P dir", "s.com /dir* E star"]),
        ingress("c apisix", "k8s.apisix.apache.org/use-regex: 'true'", "", &["r.com /v[0-9]+$ I regex"]),
        ingress("d apisix", "k8s.apisix.apache.org/rewrite-target: /inner", "", &["w.com /w P w"]),
        ingress("e apisix", "k8s.apisix.apache.org/http-to-https: 'true'", "", &["t.com / P t"]),
        ingress("f apisix", "", "", &["- /common P common"]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foo/", "prefix"),
            ("h.com/foobar", "404"),
            ("h.com/spec", "specific"),
            ("h.com/spec/x", "404"),
            ("s.com/dir/x", "dir"),
            ("s.com/dir", "star"),
            ("r.com/v12", "regex"),
            ("r.com/x", "404"),
            ("a.w.com/else", "wild"),
            ("x.y.w.com/", "wild"),
            ("h.com/common/x", "common"),
            ("w.com/w/x", "w"),
            ("t.com/", "? http-to-https"),
        ],
    );
    let outcome = router(&text.concat()).route(&Request::parse("w.com/w/x?y").unwrap());
    let Outcome::Forward(forward) = outcome else { panic!("{outcome:?}") };
    assert_eq!(forward.upstream.path, "/inner?y");
}
