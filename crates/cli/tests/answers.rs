//! What each command answers: its text, the fields of its JSON, its exit code.

mod common;

use std::collections::BTreeSet;

use common::{fields, gatefold, piped, run_in};
use serde_json::{Value, json};

const WEB: &str = r#"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {nginx.ingress.kubernetes.io/server-snippet: "return 418;"}}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 8080}}}
"#;

const TENANTS: &str = r#"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: tenants, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: "*.shop.example.com"
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: storefront, port: {number: 8080}}}
"#;

/// An Ingress whose Service has another port.
const WRONG_PORT: &str = r#"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 8080}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80}]}
"#;

/// An HTTPRoute whose Gateway has no such listener: an error whatever the cluster holds.
const NO_SECTION: &str = r#"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs:
  - name: web
    sectionName: https
  rules:
  - backendRefs: [{name: web, port: 80}]
"#;

#[test]
fn convert_writes_manifests_and_says_the_rest_on_the_side() {
    let run = piped("convert -f -", WEB).exits(0);
    for kind in ["kind: Gateway\n", "kind: HTTPRoute\n"] {
        assert!(run.stdout.contains(kind), "{}", run.stdout);
    }
    assert!(run.stdout.contains("shop.example.com"));
    assert!(!run.stdout.contains("fields and annotations read"), "the sums belong to standard error");
    assert!(run.stderr.contains("fields and annotations read"), "{}", run.stderr);
    assert!(run.stderr.contains("server-snippet"), "what is dropped is named: {}", run.stderr);
}

#[test]
fn converted_manifests_are_the_same_in_json() {
    let json = piped("convert -f - -o json", WEB).exits(0).json();
    assert_eq!(json["kind"], "List");
    let machine = piped("convert -f - --format json", WEB).exits(0).json();
    assert_eq!(fields(&machine), ["diagnostics", "ledger", "objects", "policies"]);
    assert_eq!(machine["objects"], json["items"]);
    assert_eq!(fields(&machine["ledger"]), ["entries", "totals"]);
    let kinds: Vec<&str> =
        machine["objects"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(kinds.contains(&"HTTPRoute") && kinds.contains(&"Gateway"), "{kinds:?}");
}

#[test]
fn convert_check_reports_what_was_dropped() {
    piped("convert -f - --check", WEB).exits(1);
    piped("convert -f - --check", TENANTS).exits(0);
}

#[test]
fn convert_folds_findings_that_repeat() {
    let many: String = (0..9)
        .map(|number| {
            NO_SECTION.replace("name: web, namespace: shop", &format!("name: web, namespace: n{number}")) + "---\n"
        })
        .collect();
    let run = piped("convert -f -", &many).exits(0);
    assert_eq!(run.stderr.matches("[GW0203]").count(), 3, "{}", run.stderr);
    assert!(run.stderr.contains("6 more GW0203"), "{}", run.stderr);
    assert_eq!(piped("validate -f -", &many).exits(1).stdout.matches("[GW0203]").count(), 9);
}

#[test]
fn flags_name_the_target() {
    let flags = "--implementation istio --gateway edge/public --bundle 1.6 --channel experimental";
    let run = piped(&format!("convert -f - {flags}"), WEB).exits(0);
    for part in ["gatewayClassName: istio", "namespace: edge", "name: public"] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let run = piped("convert -f - --placement per-namespace", WEB).exits(0);
    assert!(!run.stdout.contains("namespace: infra"), "{}", run.stdout);
}

#[test]
fn validate_draws_the_place() {
    let run = piped("validate -f -", NO_SECTION).exits(1);
    assert!(run.stdout.contains("error[GW0203]"), "{}", run.stdout);
    assert!(run.stdout.contains("--> -:14:18"), "{}", run.stdout);
    assert!(run.stdout.contains("14 |     sectionName: https"), "{}", run.stdout);
    assert!(run.stdout.contains("   |                  ^^^^^"), "{}", run.stdout);
    assert!(run.stdout.contains("= help: "));
    assert!(run.stderr.contains("1 error"), "{}", run.stderr);
}

#[test]
fn validate_has_its_fields() {
    let run = piped("validate -f - --format json", NO_SECTION).exits(1);
    let json = run.json();
    assert_eq!(fields(&json), ["diagnostics"]);
    let found = json["diagnostics"].as_array().unwrap().iter().find(|one| one["code"] == "GW0203").expect("GW0203");
    let names = "code column field fixes help kind line message name namespace severity source";
    assert_eq!(fields(found), names.split(' ').collect::<Vec<_>>());
    assert_eq!(found["severity"], "error");
    assert_eq!([&found["kind"], &found["namespace"], &found["name"]], ["HTTPRoute", "shop", "web"]);
    assert_eq!(found["field"], "spec.parentRefs[0].sectionName");
    assert_eq!([&found["source"], &found["line"], &found["column"]], [&json!("-"), &json!(14), &json!(18)]);
}

#[test]
fn validate_exits_0_without_errors() {
    let run = piped("validate -f - --format json", TENANTS).exits(0);
    let errors =
        |json: &Value| json["diagnostics"].as_array().unwrap().iter().filter(|one| one["severity"] == "error").count();
    assert_eq!(errors(&run.json()), 0);
}

#[test]
fn a_missing_port_is_found_on_the_ingress_side() {
    let run = piped("validate -f -", WRONG_PORT);
    assert!(run.stdout.contains("8080") && run.stdout.contains("--> -:12:"), "{}", run.stdout);
}

#[test]
fn a_broken_document_does_not_hide_the_good_ones() {
    let text = format!("a: [\n---\n{TENANTS}");
    let run = piped("validate -f -", &text).exits(1);
    assert!(run.stdout.contains("error[GW00"), "{}", run.stdout);
    let run = piped("convert -f -", &text);
    assert!(run.stdout.contains("kind: HTTPRoute"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn route_asks_both_sides() {
    let run = piped("route -f - 'GET http://a.b.shop.example.com/'", TENANTS).exits(0);
    assert!(run.stdout.contains("DIFFERENT"), "{}", run.stdout);
    assert!(run.stdout.contains("storefront:8080") && run.stdout.contains("404"), "{}", run.stdout);
    assert!(run.stdout.contains("Why Gateway API"), "{}", run.stdout);
    let run = piped("route -f - 'GET http://a.shop.example.com/'", TENANTS).exits(0);
    assert!(run.stdout.contains("SAME"), "{}", run.stdout);
}

#[test]
fn route_has_its_fields() {
    let json = piped("route -f - http://a.b.shop.example.com/x?y=1 --format json", TENANTS).exits(0).json();
    assert_eq!(fields(&json), ["assumptions", "gateway", "ingress", "request", "verdict"]);
    assert_eq!(json["verdict"], "different");
    assert_eq!(json["request"]["host"], "a.b.shop.example.com");
    assert_eq!(json["request"]["path"], "/x?y=1");
    assert_eq!(fields(&json["ingress"]), ["outcome", "trace"]);
    assert_eq!(fields(&json["ingress"]["outcome"]), ["kind", "reason", "response", "status"]);
    assert_eq!(json["ingress"]["outcome"]["status"], 404);
    let forward = &json["gateway"]["outcome"];
    assert_eq!(fields(forward), ["backends", "chosen", "kind", "mirrors", "response", "upstream"]);
    assert_eq!(fields(&forward["backends"][0]), ["group", "kind", "name", "namespace", "port", "share"]);
    assert_eq!(fields(&forward["upstream"]), ["headers", "host", "path", "removed"]);
    assert_eq!(forward["backends"][0]["name"], "storefront");
    assert!(json["gateway"]["trace"].as_array().is_some_and(|trace| !trace.is_empty()));
}

#[test]
fn a_request_may_be_a_curl_line_and_has_headers() {
    let curl = "curl -X POST http://a.shop.example.com/ -H 'X-A: 1'";
    let run = common::run_words(&["route", "-f", "-", curl, "-H", "X-B: 2", "--format", "json"], TENANTS).exits(0);
    let request = &run.json()["request"];
    assert_eq!(request["method"], "POST");
    assert_eq!(request["headers"], json!([["X-A", "1"], ["X-B", "2"]]));
    let run = piped("route -f - POST http://a.shop.example.com/ -H 'X-B: 2' --format json", TENANTS).exits(0);
    assert_eq!(run.json()["request"]["method"], "POST");
}

#[test]
fn many_requests_are_answered_a_line_each() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.yaml"), TENANTS).unwrap();
    let lines = "{\"host\":\"a.shop.example.com\",\"path\":\"/\"}\n\n{\"host\":\"a.b.shop.example.com\",\"path\":\"/\",\"scheme\":\"http\",\"draw\":0.5}\n";
    std::fs::write(folder.path().join("r.jsonl"), lines).unwrap();
    let run = run_in(folder.path(), "route -f in.yaml --requests r.jsonl --format json").exits(0);
    let answers: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.iter().map(|one| one["verdict"].as_str().unwrap()).collect::<Vec<_>>(), ["same", "different"]);
    assert_eq!(answers[1]["request"]["draw"], 0.5);
    let from_stdin = piped(&format!("route -f {}/in.yaml --requests - --format json", folder.path().display()), lines);
    assert_eq!(from_stdin.exits(0).stdout, run.stdout);
    let text = run_in(folder.path(), "route -f in.yaml --requests r.jsonl").exits(0);
    assert_eq!(text.stdout.lines().count(), 2, "{}", text.stdout);
}

#[test]
fn without_ingress_objects_its_side_is_null() {
    let json = piped("route -f - http://shop.example.com/ --format json", NO_SECTION).exits(0).json();
    assert_eq!(json["ingress"], Value::Null);
    assert!(json["gateway"]["outcome"]["kind"].is_string());
}

#[test]
fn flags_say_which_side_answers_and_what_an_absence_means() {
    let canary = gatefold("examples step-5-canary").exits(0).stdout;
    let ask = |flags: &str| {
        let line = format!("route -f - http://shop.example.com/checkout -H 'X-Canary: always' --format json {flags}");
        piped(&line, &canary).exits(0).json()
    };
    let chosen = |json: &Value| json["gateway"]["outcome"]["backends"][0]["name"].as_str().map(str::to_owned);
    assert_eq!(chosen(&ask("")).as_deref(), Some("checkout-next"));
    assert_eq!(chosen(&ask("--gateway-side given --flavour spec")).as_deref(), Some("checkout-next"));
    let converted = ask("--gateway-side converted");
    assert_eq!((chosen(&converted).as_deref(), &converted["verdict"]), (Some("checkout"), &json!("same")));
    let is_assumed = |json: &Value| json["assumptions"].to_string().contains("checkout");
    assert!(is_assumed(&ask("")), "Services that are not in the input are taken to exist");
    assert!(!is_assumed(&ask("--input whole")));
    // Its GatewayClass is not in the input either, so no controller listens.
    assert_eq!(ask("--input whole")["gateway"]["outcome"]["kind"], "refuse");
}

#[test]
fn ledger_accounts_for_every_field() {
    let json = piped("ledger -f - --format json", WEB).exits(0).json();
    assert_eq!(fields(&json), ["entries", "totals"]);
    let entries = json["entries"].as_array().unwrap();
    assert_eq!(fields(&entries[0]), ["code", "fate", "field", "object", "to"]);
    let count = |fate: &str| entries.iter().filter(|entry| entry["fate"] == fate).count();
    for fate in ["converted", "approximated", "policy", "dropped"] {
        assert_eq!(json["totals"][fate], count(fate), "{fate}");
    }
    assert_eq!(json["totals"]["read"], entries.len());
    let text = piped("ledger -f -", WEB).exits(0);
    assert!(text.stdout.contains("Ingress shop/web") && text.stdout.contains("server-snippet"), "{}", text.stdout);
}

#[test]
fn folders_files_and_standard_input_are_one_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["in/b", "in/.git"] {
        std::fs::create_dir_all(path(name)).unwrap();
    }
    let named = |name: &str| TENANTS.replace("tenants", name).replace("*.shop", name);
    for (file, name) in
        [("in/z.yaml", "z"), ("in/b/a.yml", "a"), ("in/.git/x.yaml", "hidden"), ("in/notes.txt", "notes")]
    {
        std::fs::write(path(file), named(name)).unwrap();
    }
    std::fs::write(path("one.json"), r#"{"apiVersion":"v1","kind":"List","items":[]}"#).unwrap();
    let line = format!("link -f {} -f - -f {}", path("in").display(), path("one.json").display());
    let link = piped(&line, &named("piped")).exits(0).stdout;
    let json = gatefold(&format!("open {} --format json", link.trim())).exits(0).json();
    let names: Vec<&str> =
        json["sources"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    let expected = [path("in/b/a.yml"), path("in/z.yaml"), "-".into(), path("one.json")];
    assert_eq!(names, expected.iter().map(|path| path.to_str().unwrap()).collect::<Vec<_>>());
    let json = piped(&line.replace("link", "ledger --format json"), &named("piped")).exits(0).json();
    let entries = json["entries"].as_array().unwrap().iter();
    let objects: BTreeSet<&str> = entries.filter_map(|one| one["object"].as_str()).collect();
    assert_eq!(objects, ["Ingress shop/a", "Ingress shop/piped", "Ingress shop/z"].into());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for line in [
        "convert -f - --format json",
        "validate -f - --format json",
        "route -f - http://a.b.shop.example.com/",
        "link -f -",
    ] {
        let run = || piped(line, TENANTS).stdout;
        assert_eq!(run(), run(), "{line}");
    }
}

#[test]
fn a_pipe_gets_no_colours() {
    for line in ["validate -f -", "convert -f -", "route -f - http://shop.example.com/", "ledger -f -", "--help"] {
        let run = piped(line, WEB);
        assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{line}");
    }
}
