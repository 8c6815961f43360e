//! Ingresses as the generator makes them: only what the comparison is about.

use std::fmt::Write as _;

/// One Ingress in the namespace of all.
#[derive(Debug, Clone, Default)]
pub struct Ingress {
    /// Its name.
    pub name: String,
    /// Seconds of its creation.
    pub created: usize,
    /// Annotations without their prefix.
    pub annotations: Vec<(&'static str, String)>,
    /// Whether it has a `spec.tls`.
    pub tls: bool,
    /// The Service of its `spec.defaultBackend`.
    pub default_backend: Option<&'static str>,
    /// Its rules.
    pub rules: Vec<IngressRule>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct IngressRule {
    /// The host; empty for none.
    pub host: &'static str,
    /// Its paths.
    pub paths: Vec<IngressPath>,
}

/// A path.
#[derive(Debug, Clone)]
pub struct IngressPath {
    /// The path.
    pub path: String,
    /// `Exact`, `Prefix` or `ImplementationSpecific`.
    pub path_type: &'static str,
    /// The Service.
    pub service: &'static str,
}

impl Ingress {
    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }

    /// Whether an annotation is `true`.
    pub fn is_on(&self, key: &str) -> bool {
        self.annotation(key) == Some("true")
    }
}

/// A Service of which no endpoint is ready.
pub(super) const IDLE: &str = "idle";

/// Settings of the controller's ConfigMap.
#[derive(Debug, Clone, Default)]
pub struct Settings(pub Vec<(&'static str, &'static str)>);

impl Settings {
    /// The value of a setting, or its default.
    pub fn value(&self, key: &str, default: &'static str) -> &'static str {
        self.0.iter().find(|(name, _)| *name == key).map_or(default, |(_, value)| value)
    }

    /// Whether an Ingress says `true`, or, where it does not say, the controller's settings do.
    pub fn is_on(&self, ingress: &Ingress, key: &str, default: &'static str) -> bool {
        ingress.annotation(key).unwrap_or_else(|| self.value(key, default)) == "true"
    }

    /// Whether a path begins with one of those that a setting lists.
    pub fn lists(&self, key: &str, path: &str) -> bool {
        self.value(key, "/.well-known/acme-challenge").split(',').any(|prefix| path.starts_with(prefix))
    }
}

/// The input: the controller's settings, Services, an EndpointSlice for the one that has no endpoints, and the Ingresses.
pub fn manifest(settings: &Settings, ingresses: &[Ingress], services: &[&str]) -> String {
    let mut text = String::from(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\ndata:\n  \
         x: ''\n",
    );
    for (key, value) in &settings.0 {
        let _ = writeln!(text, "  {key}: {}", quoted(value));
    }
    text.push_str(
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: passwords, namespace: shop}\nstringData: {auth: x}\n---\n\
         apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: tls, namespace: shop}\n---\n",
    );
    for name in services {
        let _ = write!(
            text,
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{port: 80}}]}}\n---\n\
             apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: {name}-1, namespace: shop, labels: \
             {{kubernetes.io/service-name: {name}}}}}\naddressType: IPv4\nendpoints: {}\nports: [{{port: 8080}}]\n---\n",
            if *name == IDLE { "[]" } else { "[{addresses: [10.0.0.1], conditions: {ready: true}}]" }
        );
    }
    for ingress in ingresses {
        let _ = write!(
            text,
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {}\n  namespace: shop\n  \
             creationTimestamp: 2024-01-01T00:00:{:02}Z\n  annotations:\n    x: x\n",
            ingress.name, ingress.created
        );
        for (key, value) in &ingress.annotations {
            let _ = writeln!(text, "    nginx.ingress.kubernetes.io/{key}: {}", quoted(value));
        }
        text.push_str("spec:\n  ingressClassName: nginx\n");
        let backend = |service: &str| format!("{{service: {{name: {service}, port: {{number: 80}}}}}}");
        if ingress.tls {
            text.push_str("  tls: [{secretName: tls}]\n");
        }
        if let Some(service) = ingress.default_backend {
            let _ = writeln!(text, "  defaultBackend: {}", backend(service));
        }
        if !ingress.rules.is_empty() {
            text.push_str("  rules:\n");
        }
        for rule in &ingress.rules {
            if rule.host.is_empty() {
                text.push_str("  - http:\n      paths:\n");
            } else {
                let _ = write!(text, "  - host: {}\n    http:\n      paths:\n", quoted(rule.host));
            }
            for IngressPath { path, path_type, service } in &rule.paths {
                let _ = writeln!(
                    text,
                    "      - {{path: {}, pathType: {path_type}, backend: {}}}",
                    quoted(path),
                    backend(service)
                );
            }
        }
        text.push_str("---\n");
    }
    text
}

/// A YAML text in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
