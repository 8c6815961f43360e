//! A large, made-up dump of Ingresses and Services: the large example, and what benchmarks and stress tests read.
//!
//! It has what real dumps have: several namespaces, TLS, ports by name, default backends, two hosts in one Ingress,
//! fields that the API server adds. Every reference resolves and no two Ingresses share a host.

use std::fmt::Write as _;

/// What the applications are called, each with a number behind it.
const NAMES: &[&str] = &["cart", "search", "catalogue", "payments", "profile", "reviews", "shipping", "media", "stock"];
/// Ingresses of one namespace.
const PER_NAMESPACE: usize = 25;

/// `ingresses` Ingresses and a Service for each, about 855 bytes together. The same number gives the same text.
pub fn dump(ingresses: usize) -> String {
    let mut out = String::with_capacity(ingresses * 900);
    for index in 0..ingresses {
        ingress(&mut out, index);
        service(&mut out, index);
    }
    out
}

fn name(index: usize) -> String {
    format!("{}-{index}", NAMES[index % NAMES.len()])
}

fn namespace(index: usize) -> String {
    format!("team-{}", index / PER_NAMESPACE)
}

fn ingress(out: &mut String, index: usize) {
    let (name, namespace) = (name(index), namespace(index));
    let host = format!("{name}.{namespace}.example.com");
    let _ = write!(
        out,
        "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: {namespace}
  creationTimestamp: \"2024-{:02}-{:02}T08:30:00Z\"
  labels:
    app: {name}
",
        index % 12 + 1,
        index % 28 + 1
    );
    if index.is_multiple_of(5) {
        out.push_str("  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: \"false\"\n");
    }
    out.push_str("spec:\n  ingressClassName: nginx\n");
    if index % 10 == 3 {
        let _ = write!(out, "  defaultBackend:\n    service:\n      name: {name}\n      port:\n        number: 8080\n");
    }
    if index.is_multiple_of(2) {
        let _ = write!(out, "  tls:\n  - hosts:\n    - {host}\n    secretName: {name}-tls\n");
    }
    out.push_str("  rules:\n");
    rule(out, &host, &name, index);
    if index % 7 == 4 {
        rule(out, &format!("www.{host}"), &name, index);
    }
    let _ = write!(out, "status:\n  loadBalancer:\n    ingress:\n    - ip: 192.0.2.{}\n---\n", index % 254 + 1);
}

fn rule(out: &mut String, host: &str, name: &str, index: usize) {
    let port = if index.is_multiple_of(3) { "name: http" } else { "number: 8080" };
    let paths: &[(&str, &str)] = match index % 4 {
        0 => &[("/", "Prefix")],
        1 => &[("/", "Prefix"), ("/healthz", "Exact")],
        2 => &[("/api", "Prefix")],
        _ => &[("/v1", "Prefix"), ("/v2", "Prefix")],
    };
    let _ = write!(out, "  - host: {host}\n    http:\n      paths:\n");
    for (path, path_type) in paths {
        let _ = write!(
            out,
            "      - path: {path}
        pathType: {path_type}
        backend:
          service:
            name: {name}
            port:
              {port}
"
        );
    }
}

fn service(out: &mut String, index: usize) {
    let (name, namespace) = (name(index), namespace(index));
    let _ = write!(
        out,
        "apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    app: {name}
  ports:
  - name: http
    port: 8080
    targetPort: web
---
"
    );
}

#[cfg(test)]
mod tests {
    use super::dump;

    #[test]
    fn a_dump_has_the_size_that_budgets_speak_of() {
        let bytes = dump(1_000).len();
        assert!((820_000..890_000).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn a_longer_dump_begins_like_a_shorter_one() {
        assert!(dump(30).starts_with(&dump(10)));
    }
}
