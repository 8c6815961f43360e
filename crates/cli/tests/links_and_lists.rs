//! Links to and fro, and what the command says about itself: codes, examples, completions, manual pages.

mod common;

use common::{fields, gatefold, piped, run_in};
use serde_json::json;

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

#[test]
fn a_link_brings_everything_back() {
    let run = piped("link -f - --request 'GET http://a.b.shop.example.com/' --implementation istio", TENANTS).exits(0);
    let link = run.stdout.trim();
    assert!(link.starts_with("#1."), "{link}");
    assert!(run.stderr.contains("characters"), "{}", run.stderr);
    let opened = gatefold(&format!("open {link}")).exits(0);
    assert_eq!(opened.stdout, TENANTS);
    let json = gatefold(&format!("open https://gatefold.example/{link} --format json")).exits(0).json();
    assert_eq!(fields(&json), ["request", "settings", "sources"]);
    assert_eq!(json["settings"], json!({"implementation": "istio"}));
    assert_eq!(json["request"], "GET http://a.b.shop.example.com/");
    let json = piped("link -f - --page https://gatefold.example/x#y --format json", TENANTS).exits(0).json();
    assert_eq!(fields(&json), ["fragment", "length", "link", "redactedSecrets", "size"]);
    assert!(json["link"].as_str().unwrap().starts_with("https://gatefold.example/x#1."));
    assert!(json["fragment"].as_str().unwrap().starts_with("#1."));
    assert_eq!(json["length"], json["link"].as_str().unwrap().len());
}

#[test]
fn a_link_never_holds_a_secret() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\ndata:\n  tls.key: c2VjcmV0LXZhbHVl\n";
    let run = piped("link -f -", secret).exits(0);
    assert!(run.stderr.contains("Secret"), "{}", run.stderr);
    let opened = gatefold(&format!("open {}", run.stdout.trim())).exits(0);
    assert!(!opened.stdout.contains("c2VjcmV0LXZhbHVl"), "{}", opened.stdout);
}

#[test]
fn open_writes_files_and_replaces_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.yaml"), TENANTS).unwrap();
    let link = run_in(folder.path(), "link -f in.yaml").exits(0).stdout;
    run_in(folder.path(), &format!("open {} -o out", link.trim())).exits(0);
    assert_eq!(std::fs::read_to_string(folder.path().join("out/in.yaml")).unwrap(), TENANTS);
    let again = run_in(folder.path(), &format!("open {} -o out", link.trim())).exits(2);
    assert!(again.stderr.contains("in.yaml") && again.stderr.contains("not replaced"), "{}", again.stderr);
    let example = gatefold("open #example/wildcard-depth").exits(0);
    assert!(example.stdout.contains("kind: Ingress"));
}

#[test]
fn explain_reads_out_the_registry() {
    let run = gatefold("explain gw0001").exits(0);
    assert!(run.stdout.starts_with("# GW0001 "), "{}", run.stdout);
    let json = gatefold("explain GW0001 --format json").exits(0).json();
    assert_eq!(fields(&json), ["code", "documentation", "help", "message", "name", "severity"]);
    let annotation = gatefold("explain nginx.ingress.kubernetes.io/proxy-read-timeout").exits(0);
    assert!(annotation.stdout.contains("Default: 60"), "{}", annotation.stdout);
    let all = gatefold("explain --format json").exits(0).json();
    let codes: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.is_sorted() && codes.contains(&"GW0001"), "{codes:?}");
    let text = gatefold("explain").exits(0);
    assert_eq!(text.stdout.lines().count(), codes.len());
}

#[test]
fn examples_are_listed_and_printed() {
    let list = gatefold("examples").exits(0);
    assert!(list.stdout.starts_with("wildcard-depth "), "{}", list.stdout);
    let all = gatefold("examples --format json").exits(0).json();
    assert!(all.as_array().unwrap().len() >= 12);
    assert_eq!(fields(&all[0]), ["about", "id", "request", "title", "verdict"]);
    let one = gatefold("examples wildcard-depth").exits(0);
    assert!(one.stdout.starts_with("# ingress-nginx: "));
    assert_eq!(gatefold("examples wildcard-depth --format json").exits(0).json()["text"], one.stdout);
}

#[test]
fn completions_man_pages_and_version() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = gatefold(&format!("completions {shell}")).exits(0);
        assert!(run.stdout.contains("convert"), "{shell}");
    }
    let page = gatefold("man").exits(0);
    assert!(page.stdout.contains(".TH gatefold 1"), "{}", page.stdout);
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), "man -o man1").exits(0);
    assert!(folder.path().join("man1/gatefold-convert.1").is_file());
    let version = gatefold("--version").exits(0);
    assert_eq!(version.stdout, format!("gatefold {}\n", env!("CARGO_PKG_VERSION")));
}
