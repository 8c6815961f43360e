//! What reading costs beside `serde_yaml`'s values: time as a ratio, and memory as a multiple of the text.
//!
//! `cargo run --release -p gatefold-manifest --example read_cost [INGRESSES]`

use std::time::{Duration, Instant};

use gatefold_diagnostic::SourceId;
use gatefold_manifest::{Kind, Node, NodeKind, Object, Pages, Reader, Source, Yaml, read};
use serde::Deserialize as _;
use serde_yaml::Value;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1000);
    let text = ingresses(count);
    println!("{count} Ingresses, {} bytes", text.len());
    let sources = [Source { name: "-".into(), text: text.as_str().into() }];
    let before = peak();
    let first = read(&sources);
    println!("memory at its peak: {:.1} × text", (peak() - before) * 1024.0 / text.len() as f64);
    drop(first);
    let values = best(|| {
        serde_yaml::Deserializer::from_str(&text).map(|d| Value::deserialize(d).expect("valid")).collect::<Vec<_>>()
    });
    let ours = best(|| read(&sources));
    println!("serde_yaml {values:?}, read {ours:?}: ratio {:.2}", ours.as_secs_f64() / values.as_secs_f64());
    let reading = read(&sources);
    assert_eq!(reading.bundle.of_kind(Kind::Ingress).count(), count);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    let mut reader = Reader::default();
    reader.read(&sources);
    let again = best(|| reader.read(&sources));
    println!("read again with nothing changed: {again:?}");
    let objects: Vec<_> = reading.bundle.objects().iter().map(Object::node).map(yaml).collect();
    let written = best(|| {
        let mut pages = Pages::default();
        objects.iter().for_each(|object| pages.add(&[], object));
        pages.finish(SourceId::OUTPUT, "out")
    });
    println!("write: {written:?}");
}

fn yaml(node: Node<'_>) -> Yaml<'_> {
    match node.kind() {
        NodeKind::Mapping => Yaml::map(node.entries().map(|(key, value)| (key.text(), yaml(value)))),
        NodeKind::Sequence => Yaml::list(node.items().map(yaml)),
        NodeKind::String => node.text().into(),
        _ => Yaml::Plain(node.text().into()),
    }
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..7)
        .map(|_| {
            let start = Instant::now();
            let result = work();
            let time = start.elapsed();
            drop(result);
            time
        })
        .min()
        .unwrap_or_default()
}

/// Ingresses of about 855 bytes, as a cluster holds them.
fn ingresses(count: usize) -> String {
    let mut text = String::new();
    for index in 0..count {
        text.push_str(&format!(
            "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop-{index}
  namespace: team-{}
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: \"true\"
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
    cert-manager.io/cluster-issuer: letsencrypt
  labels:
    app.kubernetes.io/name: shop
    app.kubernetes.io/instance: shop-{index}
spec:
  ingressClassName: nginx
  tls:
  - hosts:
    - shop-{index}.example.com
    secretName: shop-{index}-tls
  rules:
  - host: shop-{index}.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: shop-{index}
            port:
              number: 80
      - path: /api
        pathType: Prefix
        backend:
          service:
            name: api-{index}
            port:
              name: http
---
",
            index % 37
        ));
    }
    text
}

/// The most memory that this process has had, in kB, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
