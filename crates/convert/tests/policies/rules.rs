//! What every set of policies keeps to, whatever the input.

use std::{collections::HashSet, fs, path::Path};

use gatefold_convert::{Conversion, Fidelity};
use gatefold_manifest::{Node, Object};

use super::{COLUMNS, converted};

/// Kinds of which several hold for one object.
const TOGETHER: &[&str] = &["AuthorizationPolicy"];

fn name(object: &Object) -> String {
    let id = object.id();
    let slash = if id.namespace.is_empty() { "" } else { "/" };
    format!("{} {}{slash}{}", id.kind, id.namespace, id.name)
}

/// Whether a part of an object has that name: a rule of a route, a listener.
fn has_section(object: &Object, section: &str) -> bool {
    let parts = ["spec.rules", "spec.listeners"].into_iter().filter_map(|field| object.field(field));
    parts.flat_map(Node::items).any(|part| part.get("name").map(Node::text) == Some(section))
}

/// Everything that is wrong with a conversion's policies.
fn broken(conversion: &Conversion) -> Vec<String> {
    let mut broken = Vec::new();
    let (mut names, mut targets) = (HashSet::new(), HashSet::new());
    let written = conversion.written.bundle.objects();
    for policy in conversion.policies.bundle.objects() {
        let own = name(policy);
        if !names.insert(own.clone()) || policy.name().len() > 63 {
            broken.push(format!("{own}: no name of its own"));
        }
        let lists = policy.field("spec.targetRefs").into_iter().flat_map(Node::items);
        let singles = ["spec.targetRef", "spec.host"].into_iter().filter_map(|field| policy.field(field));
        for reference in lists.chain(singles) {
            let text = |field| reference.get(field).map_or("", Node::text);
            let (kind, of, section) = (text("kind"), text("name"), text("sectionName"));
            let mut key =
                format!("{} {} {kind} {of}{} {section}", policy.id().kind, policy.namespace(), reference.text());
            if policy.node().get("apiVersion").is_some_and(|it| it.text().starts_with("gateway.nginx.org/")) {
                // Several hold for one object, each for its fields.
                let fields = policy.field("spec").into_iter().flat_map(Node::entries);
                let own = fields.map(|(field, _)| field.text()).filter(|field| !field.starts_with("target"));
                key.extend(own);
            }
            if !TOGETHER.contains(&&*policy.id().kind) && !targets.insert(key) {
                broken.push(format!("{own}: another one holds for {kind} {of} {section}"));
            }
            if kind.is_empty() || kind == "Service" {
                continue;
            }
            let is_it = |object: &&Object| {
                object.id().kind == kind && object.name() == of && object.namespace() == policy.namespace()
            };
            match written.iter().find(is_it) {
                Some(object) if section.is_empty() || has_section(object, section) => {}
                _ => broken.push(format!("{own}: there is no {kind} {of} {section}")),
            }
        }
    }
    for to in conversion.ledger.entries.iter().flat_map(|entry| &entry.to).filter(|to| to.index == usize::MAX) {
        let object = conversion.policies.bundle.objects().iter().find(|policy| name(policy) == *to.object);
        if object.is_none_or(|object| object.field(&to.field).is_none()) {
            broken.push(format!("the ledger names {} {}, which is not there", to.object, to.field));
        }
    }
    broken
}

fn check(name: &str, text: &str, failures: &mut Vec<String>) -> usize {
    let mut policies = 0;
    for column in COLUMNS {
        for fidelity in [Fidelity::Idiomatic, Fidelity::Faithful] {
            let conversion = converted(text, column, fidelity);
            policies += conversion.policies.bundle.objects().len();
            let of = |rule| format!("{name}, {column}, {fidelity:?}: {rule}");
            failures.extend(broken(&conversion).into_iter().map(of));
        }
    }
    policies
}

#[test]
fn policies_hold_for_what_there_is_and_stand_alone() {
    let mut failures = Vec::new();
    let mut policies = 0;
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = fs::read_dir(&golden).unwrap().map(|entry| entry.unwrap().path()).collect();
    if let Some(oracles) = std::env::var_os("GATEFOLD_ORACLES") {
        files.extend(fs::read_dir(Path::new(&oracles).join("wild")).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    for file in &files {
        let file = if file.is_dir() { file.join("input.yaml") } else { file.clone() };
        if file.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&file).unwrap();
            policies += check(&file.display().to_string(), &text, &mut failures);
        }
    }
    println!("{} inputs, {policies} policies", files.len());
    assert!(policies > 300, "{policies} policies");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Two Ingresses of one host: `a` with annotations, `b` with others.
fn two(a: &[(&str, &str)], b: &[(&str, &str)]) -> String {
    let of = |name: &str, path: &str, annotations: &[(&str, &str)]| {
        let lines: String = annotations
            .iter()
            .map(|(key, value)| format!("    nginx.ingress.kubernetes.io/{key}: {value:?}\n"))
            .collect();
        format!(
            "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: shop
  annotations:
    kubernetes.io/ingress.class: nginx
{lines}spec:
  tls: [{{hosts: [shop.example.com], secretName: shop-tls}}]
  rules:
  - host: shop.example.com
    http:
      paths:
      - {{path: {path}, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}
---
"
        )
    };
    of("a", "/", a) + &of("b", "/b", b)
}

/// The policies of a kind for such a pair.
fn of_kind(conversion: &Conversion, kind: &str) -> Vec<String> {
    let all = conversion.policies.text.split("---\n").filter(|text| text.contains(&format!("kind: {kind}\n")));
    all.map(str::to_owned).collect()
}

#[test]
fn an_ingress_without_annotations_keeps_its_paths() {
    let text = two(&[("allowlist-source-range", "10.0.0.0/8"), ("limit-rps", "5")], &[]);
    let istio = converted(&text, "istio", Fidelity::Idiomatic);
    let [policy] = &of_kind(&istio, "AuthorizationPolicy")[..] else { panic!("{}", istio.policies.text) };
    assert!(policy.contains("notPaths:\n        - /b\n        - /b/*\n"), "{policy}");
    let envoy = converted(&text, "envoy-gateway", Fidelity::Idiomatic);
    for kind in ["SecurityPolicy", "BackendTrafficPolicy"] {
        let [policy] = &of_kind(&envoy, kind)[..] else { panic!("{}", envoy.policies.text) };
        assert!(policy.contains("sectionName: a-2\n"), "{policy}");
    }
    let nginx = converted(&text, "nginx-gateway-fabric", Fidelity::Idiomatic);
    let [filter] = &of_kind(&nginx, "SnippetsFilter")[..] else { panic!("{}", nginx.policies.text) };
    assert!(filter.contains("add this filter to rule 2 of HTTPRoute shop-example-com:"), "{filter}");
    assert!(
        filter.contains("allow 10.0.0.0/8; deny all;\n      limit_req zone=shop.a.s burst=25 nodelay;\n"),
        "{filter}"
    );
    assert!(of_kind(&nginx, "RateLimitPolicy").is_empty(), "{}", nginx.policies.text);
}

#[test]
fn a_host_that_is_read_as_regular_expressions_is_guarded_whole() {
    let text = two(&[], &[("allowlist-source-range", "10.0.0.0/8"), ("use-regex", "true")]);
    let istio = converted(&text, "istio", Fidelity::Faithful);
    let [policy] = &of_kind(&istio, "AuthorizationPolicy")[..] else { panic!("{}", istio.policies.text) };
    assert!(policy.contains("hosts:\n        - shop.example.com\n") && !policy.contains("aths:"), "{policy}");
    assert!(policy.contains("holds for the whole host"), "{policy}");
}

#[test]
fn one_policy_of_a_kind_holds_for_a_service() {
    let ewma = ("load-balance", "ewma");
    for (b, covered) in [(ewma, 2), (("upstream-hash-by", "$remote_addr"), 1)] {
        for (column, kind) in [("istio", "DestinationRule"), ("kong-operator", "KongUpstreamPolicy")] {
            let conversion = converted(&two(&[ewma], &[b]), column, Fidelity::Idiomatic);
            assert_eq!(of_kind(&conversion, kind).len(), 1, "{}", conversion.policies.text);
            let keys = ["load-balance", "upstream-hash-by"];
            let entries = conversion.ledger.entries.iter().filter(|of| keys.iter().any(|key| of.field.contains(key)));
            assert_eq!(entries.filter(|entry| !entry.to.is_empty()).count(), covered, "{column}");
        }
    }
}

#[test]
fn names_of_policies_never_meet() {
    let text = two(&[("auth-url", "http://auth.example.com/x")], &[("auth-type", "basic"), ("auth-secret", "users")]);
    // `a-external` with `auth` and `a` with `external-auth`.
    let conversion = converted(&text.replace("name: b\n", "name: a-external\n"), "traefik", Fidelity::Idiomatic);
    assert_eq!(of_kind(&conversion, "Middleware").len(), 2);
    assert_eq!(broken(&conversion), Vec::<String>::new());
}

#[test]
fn a_server_takes_lines_of_its_first_ingress_alone() {
    let text = two(&[("ssl-ciphers", "HIGH")], &[("ssl-ciphers", "LOW")]);
    let conversion = converted(&text, "nginx-gateway-fabric", Fidelity::Idiomatic);
    let [filter] = &of_kind(&conversion, "SnippetsFilter")[..] else { panic!("{}", conversion.policies.text) };
    // Of two of one age the controller takes the one first whose name is the later.
    assert!(filter.contains("ssl_ciphers 'LOW';"), "{filter}");
}
