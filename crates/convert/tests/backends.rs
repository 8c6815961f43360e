//! What is said for one backend of an Ingress only: by annotations of its Service and, with AWS, by its name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::broken_rules;
use gatefold_convert::{Conversion, Fate, Options, convert};
use gatefold_diagnostic::Code;
use gatefold_gateway::Channel;
use gatefold_manifest::{Source, read};

/// An Ingress with one path for each `path service`, and Services with annotations.
fn converted(class: &str, annotations: &str, paths: &[&str], services: &[(&str, &str)]) -> Conversion {
    let mut text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web, namespace: shop, annotations: {{{annotations}}}}}\n\
         spec:\n  ingressClassName: {class}\n  rules:\n  - host: h.com\n    http:\n      paths:\n"
    );
    for path in paths {
        let (path, service) = path.split_once(' ').unwrap();
        text.push_str(&format!(
            "      - {{path: {path}, pathType: Prefix, backend: {{service: {{name: {service}, port: {{number: 80}}}}}}}}\n"
        ));
    }
    for (name, annotations) in services {
        text.push_str(&format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop, annotations: {{{annotations}}}}}\n\
             spec: {{ports: [{{port: 80}}]}}\n"
        ));
    }
    let text = text.replace("name: go, port: {number: 80}", "name: go, port: {name: use-annotation}");
    let reading = read(&[Source { name: "a.yaml".into(), text: text.as_str().into() }]);
    let conversion = convert(&reading.bundle, &Options { channel: Channel::Experimental, ..Options::default() });
    assert_eq!(broken_rules(&text, &conversion), Vec::<String>::new(), "{}", conversion.written.text);
    conversion
}

/// The rule that sends to a Service, as it is written.
fn rule<'c>(conversion: &'c Conversion, service: &str) -> &'c str {
    let text = &conversion.written.text;
    let rules = text.split("  - matches:").skip(1);
    let mut its = rules.filter(|rule| rule.contains(&format!("    - name: {service}\n")));
    its.next().unwrap_or_else(|| panic!("no rule for {service}:\n{text}"))
}

/// What became of an annotation, and with which code.
fn fate(conversion: &Conversion, key: &str) -> (Fate, Option<Code>) {
    let field = format!("metadata.annotations[{key}]");
    let mut entries = conversion.ledger.entries.iter().filter(|entry| *entry.field == *field);
    let entry = entries.next().unwrap_or_else(|| panic!("no entry for {key}"));
    assert!(entries.next().is_none(), "{key}");
    (entry.fate, entry.code)
}

#[test]
fn a_services_own_annotations_are_for_its_rules_only() {
    let own = "konghq.com/read-timeout: '5000', konghq.com/retries: '3', konghq.com/path: /inner, konghq.com/protocol: https, \
               konghq.com/upstream-policy: p, konghq.com/made-up: x";
    let conversion = converted("kong", "", &["/api one", "/ two"], &[("one", own)]);
    let (one, two) = (rule(&conversion, "one"), rule(&conversion, "two"));
    assert!(one.contains("backendRequest: 5s") && one.contains("attempts: 3"), "{one}");
    assert!(one.contains("replacePrefixMatch: /inner/api"), "{one}");
    assert!(!two.contains("timeouts") && !two.contains("retry") && !two.contains("filters"), "{two}");
    assert!(conversion.written.text.contains("kind: BackendTLSPolicy\nmetadata:\n  name: one"));
    for (key, fate_of) in [
        ("read-timeout", Fate::Approximated),
        ("retries", Fate::Approximated),
        ("path", Fate::Converted),
        ("protocol", Fate::Approximated),
        ("upstream-policy", Fate::Policy),
    ] {
        assert_eq!(fate(&conversion, &format!("konghq.com/{key}")).0, fate_of, "{key}");
    }
    let at =
        conversion.diagnostics.iter().filter(|it| it.object.as_ref().is_some_and(|object| object.kind == "Service"));
    assert!(at.count() >= 3, "{:?}", conversion.diagnostics);
}

#[test]
fn what_is_read_on_services_only_has_no_effect_on_an_ingress() {
    let conversion = converted("kong", "konghq.com/read-timeout: '5000'", &["/ one"], &[]);
    assert!(!conversion.written.text.contains("timeouts"));
    assert_eq!(fate(&conversion, "konghq.com/read-timeout"), (Fate::Dropped, Some(Code::GW0769)));
    assert!(conversion.diagnostics.iter().any(|it| it.code == Code::GW0769));
}

#[test]
fn the_services_own_annotation_wins_over_the_ingresses() {
    let both = "alb.ingress.kubernetes.io/backend-protocol";
    let conversion =
        converted("alb", &format!("{both}: HTTPS"), &["/a one", "/b two"], &[("one", &format!("{both}: HTTP"))]);
    let text = &conversion.written.text;
    assert!(text.contains("kind: BackendTLSPolicy\nmetadata:\n  name: two"), "{text}");
    assert!(!text.contains("kind: BackendTLSPolicy\nmetadata:\n  name: one"), "{text}");
}

#[test]
fn the_host_that_backends_get_is_said_where_it_is_known() {
    let host = ("one", "konghq.com/host-header: in.example");
    let keeps = converted("kong", "", &["/ one"], &[host]);
    assert!(!keeps.written.text.contains("in.example"));
    let sends = converted("kong", "konghq.com/preserve-host: 'false'", &["/ one"], &[host]);
    assert!(rule(&sends, "one").contains("hostname: in.example"), "{}", sends.written.text);
    let key = "traefik.ingress.kubernetes.io/service.passhostheader";
    let traefik = converted("traefik", "", &["/ one"], &[("one", &format!("{key}: 'false'"))]);
    assert_eq!(fate(&traefik, key), (Fate::Dropped, Some(Code::GW0762)));
}

/// Annotations by names of backends, as JSON.
fn named(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(key, json)| format!("alb.ingress.kubernetes.io/{key}: '{json}'"));
    pairs.collect::<Vec<_>>().join(", ")
}

#[test]
fn conditions_of_aws_are_matches() {
    let conditions = named(&[
        (
            "conditions.one",
            r#"[{"field": "http-header", "httpHeaderConfig": {"httpHeaderName": "X-Kind", "values": ["12", "3*"]}},
               {"field": "query-string", "queryStringConfig": {"values": [{"key": "a", "value": "1"}]}},
               {"field": "http-request-method", "httpRequestMethodConfig": {"values": ["PUT"]}}]"#,
        ),
        (
            "conditions.two",
            r#"[{"field": "path-pattern", "pathPatternConfig": {"values": ["/other/*", "/x?y"]}},
               {"field": "host-header", "hostHeaderConfig": {"values": ["*.o.com"]}}]"#,
        ),
        ("conditions.three", r#"[{"field": "source-ip", "sourceIpConfig": {"values": ["10.0.0.0/8"]}}]"#),
    ]);
    let conversion = converted("alb", &conditions, &["/1 one", "/2 two", "/3 three"], &[]);
    let one = rule(&conversion, "one");
    assert_eq!(one.matches("name: X-Kind").count(), 2, "{one}");
    assert!(one.contains("value: ^3.*$") && one.contains("method: PUT") && one.contains("queryParams:"), "{one}");
    let two = rule(&conversion, "two");
    assert!(two.contains("value: /other") && two.contains("value: /x.y"), "{two}");
    assert_eq!(conversion.written.text.matches("- '*.o.com'").count(), 1, "{}", conversion.written.text);
    assert_eq!(fate(&conversion, "alb.ingress.kubernetes.io/conditions.one").0, Fate::Converted);
    assert_eq!(fate(&conversion, "alb.ingress.kubernetes.io/conditions.two").0, Fate::Approximated);
    let (three, code) = fate(&conversion, "alb.ingress.kubernetes.io/conditions.three");
    assert_eq!((three, code), (Fate::Dropped, Some(Code::GW0762)));
    assert!(conversion.diagnostics.iter().any(|it| it.code == Code::GW0768), "addresses kept requests out");
}

#[test]
fn transforms_of_aws_are_rewrites_where_they_replace_the_beginning() {
    let rewrite = |regex: &str, replace: &str| {
        format!(
            r#"{{"type": "url-rewrite", "urlRewriteConfig": {{"rewrites": [{{"regex": "{regex}", "replace": "{replace}"}}]}}}}"#
        )
    };
    let host = r#"{"type": "host-header-rewrite", "hostHeaderRewriteConfig": {"rewrites": [{"regex": "^(.+)\\.com$", "replace": "$1.org"}]}}"#;
    let transforms = named(&[
        ("transforms.one", &format!("[{}, {host}]", rewrite(r"^\\/api\\/(.+)$", "/v2/$1"))),
        ("transforms.two", &format!("[{}]", rewrite("a", "b"))),
    ]);
    let conversion = converted("alb", &transforms, &["/api one", "/b two"], &[]);
    let one = rule(&conversion, "one");
    assert!(one.contains("replacePrefixMatch: /v2") && one.contains("hostname: h.org"), "{one}");
    assert!(!rule(&conversion, "two").contains("filters"));
    assert_eq!(fate(&conversion, "alb.ingress.kubernetes.io/transforms.one").0, Fate::Approximated);
    assert_eq!(fate(&conversion, "alb.ingress.kubernetes.io/transforms.two"), (Fate::Dropped, Some(Code::GW0762)));
}

#[test]
fn an_expression_that_asks_for_more_leaves_a_whole_path_as_it_is() {
    let transforms = named(&[(
        "transforms.one",
        r#"[{"type": "url-rewrite", "urlRewriteConfig": {"rewrites": [{"regex": "^/api/(.+)$", "replace": "/$1"}]}}]"#,
    )]);
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web, namespace: shop, annotations: {{{transforms}}}}}\n\
         spec: {{ingressClassName: alb, rules: [{{host: h.com, http: {{paths: [{{path: /api, pathType: Exact, backend: \
         {{service: {{name: one, port: {{number: 80}}}}}}}}]}}}}]}}\n"
    );
    let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
    let conversion = convert(&reading.bundle, &Options::default());
    assert!(!rule(&conversion, "one").contains("filters"), "{}", conversion.written.text);
}

#[test]
fn target_groups_of_aws_keep_sessions() {
    let attributes = "alb.ingress.kubernetes.io/target-group-attributes: \
                      'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=60'";
    let conversion = converted("alb", attributes, &["/ one"], &[]);
    let one = rule(&conversion, "one");
    assert!(one.contains("name: AWSALB\n") && one.contains("absoluteTimeout: 60s"), "{one}");
    let action = named(&[(
        "actions.go",
        r#"{"type": "forward", "forwardConfig": {"targetGroups": [{"serviceName": "one", "servicePort": 80, "weight": 1},
           {"serviceName": "two", "servicePort": 80, "weight": 1}],
           "TargetGroupStickinessConfig": {"Enabled": true, "DurationSeconds": 120}}}"#,
    )]);
    let conversion = converted("alb", &action, &["/ go"], &[]);
    let one = rule(&conversion, "one");
    assert!(one.contains("name: AWSALBTG\n") && one.contains("absoluteTimeout: 120s"), "{one}");
    assert_eq!(fate(&conversion, "alb.ingress.kubernetes.io/actions.go"), (Fate::Approximated, Some(Code::GW0702)));
}

#[test]
fn a_redirect_of_aws_to_https_names_what_becomes_of_the_port() {
    let redirect = named(&[(
        "actions.go",
        r#"{"type": "redirect", "redirectConfig": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}"#,
    )]);
    let conversion = converted("alb", &redirect, &["/ go"], &[]);
    assert!(conversion.written.text.contains("scheme: https"), "{}", conversion.written.text);
    assert!(conversion.diagnostics.iter().any(|it| it.code == Code::GW0702), "{:?}", conversion.diagnostics);
}

#[test]
fn aliases_are_hosts_with_the_same_rules() {
    for (class, key, value) in [
        ("kong", "konghq.com/host-aliases", "l.com,m.com"),
        ("haproxy-ingress", "haproxy-ingress.github.io/server-alias", "l.com"),
    ] {
        let conversion = converted(class, &format!("{key}: '{value}'"), &["/a one"], &[]);
        let text = &conversion.written.text;
        assert!(value.split(',').all(|host| text.contains(&format!("- {host}\n"))), "{text}");
        assert_eq!(fate(&conversion, key).0, Fate::Converted, "{class}");
    }
}

#[test]
fn one_path_asked_for_in_two_ways_is_two_matches() {
    let one = |name: &str, value: &str, service: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, namespace: shop, annotations: \
             {{konghq.com/headers.x-n: '{value}'}}}}\nspec: {{ingressClassName: kong, rules: [{{host: h.com, http: {{paths: [{{path: \
             /a, pathType: Prefix, backend: {{service: {{name: {service}, port: {{number: 80}}}}}}}}]}}}}]}}\n"
        )
    };
    let converted = |text: &str| {
        let reading = read(&[Source { name: "a.yaml".into(), text: text.into() }]);
        convert(&reading.bundle, &Options::default())
    };
    let conversion = converted(&[one("a", "1", "one"), one("b", "2", "two")].concat());
    assert!(conversion.diagnostics.iter().all(|it| it.code != Code::GW0709), "{:?}", conversion.diagnostics);
    for (service, value) in [("one", "1"), ("two", "2")] {
        let rule = rule(&conversion, service).replace(['\'', '"'], "");
        assert!(rule.contains(&format!("value: {value}\n")), "{rule}");
    }
    let conversion = converted(&[one("a", "1", "one"), one("b", "1", "two")].concat());
    assert!(conversion.diagnostics.iter().any(|it| it.code == Code::GW0709));
}
