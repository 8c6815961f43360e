//! The controller's ConfigMap: settings that change no outcome, and all the others, of which none is modelled yet.

use std::sync::Arc;

use gatefold_diagnostic::Args;
use gatefold_manifest::{Bundle, Kind, Node};
use gatefold_routing::{Origin, Reason};

use super::settings::Doubt;

/// The namespace and name that the controller's manifests give it.
pub(crate) const CONFIG_MAP: (&str, &str) = ("ingress-nginx", "ingress-nginx-controller");

/// Keys, or beginnings of keys, of settings that no outcome tells of: logs, buffers, timeouts, TLS parameters, workers.
#[rustfmt::skip]
static QUIET: &[&str] = &[
    "access-log-", "brotli-", "client-body-buffer-size", "client-body-timeout", "client-header-", "compute-full-forwarded-for",
    "disable-access-log", "disable-ipv6", "enable-access-log-for-default-backend", "enable-brotli", "enable-multi-accept",
    "enable-opentelemetry", "error-log-", "forwarded-for-header", "gzip-", "http2-max-", "keep-alive", "large-client-header-",
    "load-balance", "log-format-", "lua-shared-dicts", "map-hash-", "max-worker-", "opentelemetry-", "otel-", "otlp-",
    "proxy-buffer", "proxy-busy-", "proxy-connect-timeout", "proxy-next-upstream", "proxy-read-timeout",
    "proxy-request-buffering", "proxy-send-timeout", "reuse-port", "server-name-hash-", "server-tokens", "skip-access-log-",
    "ssl-buffer-size", "ssl-ciphers", "ssl-dh-param", "ssl-early-data", "ssl-ecdh-curve", "ssl-protocols", "ssl-session-",
    "upstream-keepalive-", "use-gzip", "use-http2", "use-proxy-protocol", "variables-hash-", "worker-",
];

/// The first setting of the ConfigMap, where it is in the input, that may change an outcome.
pub(crate) fn doubt(bundle: &Bundle) -> Option<Doubt> {
    let object = bundle.get(Kind::ConfigMap, CONFIG_MAP.0, CONFIG_MAP.1)?;
    let is_quiet = |key: &str| QUIET.iter().any(|quiet| key.starts_with(quiet));
    let mut keys = object.field("data").into_iter().flat_map(Node::entries).map(|(key, _)| key);
    let key = keys.find(|key| !is_quiet(key.text()))?;
    let origin = Origin {
        object: Arc::clone(object.id()),
        field: format!("data[{}]", key.text()).into(),
        span: Some(key.span()),
    };
    let args = Args::new().with("key", key.text()).with("config", object.id().to_string());
    Some(Doubt { origin: Some(origin), reason: Reason::SettingNotModelled, args })
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::{Source, read};

    use super::*;

    #[test]
    fn settings_that_may_change_an_outcome_are_named() {
        let doubt_of = |data: &str| {
            let text = format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}, namespace: {}}}\ndata: {data}\n",
                CONFIG_MAP.1, CONFIG_MAP.0
            );
            doubt(&read(&[Source { name: "a".into(), text: text.into() }]).bundle).map(|doubt| doubt.step().text())
        };
        assert_eq!(doubt_of("{worker-processes: \"4\", use-gzip: \"true\"}"), None);
        let named = doubt_of("{use-gzip: \"true\", hsts: \"false\"}").expect("a doubt");
        assert!(named.contains("hsts of ConfigMap ingress-nginx/ingress-nginx-controller"), "{named}");
    }
}
