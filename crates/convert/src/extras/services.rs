//! Services that annotations name or describe: who is asked before a request is let through, and how backends are spoken to.

use gatefold_ingress::{
    IngressView,
    annotation::{BACKEND_TLS, EXTERNAL_AUTH, Meaning, Reading, TLS_ROUTE},
};
use gatefold_manifest::Yaml;

use super::{BackendTls, Feature, ServiceUrl, Writer, named::backends, service_url};
use crate::hostname::is_one_host;

/// A reference to a Service that a URL names.
pub(super) fn reference<'a>(writer: &mut Writer<'a, '_>, to: &ServiceUrl<'a>) -> Yaml<'a> {
    let mut value = vec![("name", to.service.into())];
    if to.namespace != writer.view.object.namespace() {
        value.push(("namespace", to.namespace.into()));
        writer.refers(to.namespace, to.service);
    }
    value.push(("port", to.port.into()));
    Yaml::map(value)
}

pub(super) fn external_auth(writer: &mut Writer<'_, '_>) {
    let Some(own) = writer.words.get(Meaning::AuthUrl) else { return };
    let parts: Vec<_> = writer.words.get(Meaning::AuthHeaders).map(|word| word.key.to_owned()).into_iter().collect();
    // A star is all of them, which the filter says by naming none.
    let headers = writer.words.items(Meaning::AuthHeaders).into_iter().filter(|name| *name != "*").collect();
    auth_filter(writer, own.key, own.text, headers, &parts);
}

/// Writes the filter that asks `url`, for the annotation `key` and the `parts` beside it that name headers. Whether
/// it could.
pub(super) fn auth_filter<'a>(
    writer: &mut Writer<'a, '_>,
    key: &str,
    url: &'a str,
    headers: Vec<&'a str>,
    parts: &[String],
) -> bool {
    if !writer.can(key, Feature::Core, &EXTERNAL_AUTH) {
        for part in parts {
            writer.miss_with(part, key);
        }
        return false;
    }
    let Some(to) = service_url(url).filter(|to| !to.path.contains('$') && !to.path.contains('?')) else {
        let why = "the filter asks a Service at a fixed path, and this address is not a Service's name in the cluster";
        writer.missed(key, why);
        return false;
    };
    let mut http = Vec::new();
    if !matches!(to.path, "" | "/") {
        http.push(("path", to.path.into()));
    }
    let has_headers = !headers.is_empty();
    if has_headers {
        http.push(("allowedResponseHeaders", Yaml::list(headers)));
    }
    let backend = reference(writer, &to);
    let value = [("protocol", "HTTP".into()), ("backendRef", backend), ("http", Yaml::map(http))];
    writer.filter("ExternalAuth", "externalAuth", Yaml::map(value));
    let what = "the filter appends the request's path to the one it asks for, and passes on what the service answers";
    writer.nearly(key, Some("ExternalAuth"), "externalAuth", what);
    if has_headers {
        for part in parts {
            writer.same(&**part, Some("ExternalAuth"), "externalAuth.http.allowedResponseHeaders");
        }
    }
    true
}

/// TLS to backends, gRPC, and TLS that is handed through.
pub(super) fn spoken_to(writer: &mut Writer<'_, '_>) {
    let words = &writer.words;
    if let Some(own) = words.get(Meaning::Passthrough).filter(|_| words.flag(Meaning::Passthrough) == Some(true)) {
        if writer.passes_tls {
            writer.extras.passes_tls = writer.can(own.key, Feature::Core, &TLS_ROUTE);
        } else {
            // A controller that does not look at it does what the output does.
            writer.same(own.key, None, "");
        }
    }
    let words = &writer.words;
    let protocol = words.text(Meaning::BackendProtocol).unwrap_or_default();
    let protocol = protocol_of_all(protocol).unwrap_or(protocol).to_ascii_uppercase();
    let version = words.get(Meaning::AppProtocol).filter(|word| word.row.read(word.text) == Reading::Set);
    let is_version = |name: &str| version.is_some_and(|word| word.text.eq_ignore_ascii_case(name));
    let rpc = words.items(Meaning::RpcServices);
    let all_are = !rpc.is_empty() && services(writer.view).all(|service| rpc.contains(&service));
    writer.extras.is_rpc = matches!(&*protocol, "GRPC" | "GRPCS") || all_are || is_version("GRPC");
    let version = version.filter(|_| !writer.extras.is_rpc);
    let is_h2 = matches!(&*protocol, "H2C" | "H2" | "HTTP2");
    if let Some(word) = version.or(words.get(Meaning::BackendProtocol).filter(|_| is_h2)) {
        let why = "no route says it but the Service: appProtocol of its port, kubernetes.io/h2c for HTTP/2 without TLS";
        writer.missed(word.key, why);
    }
    let words = &writer.words;
    let parts = [Meaning::BackendAuthority, Meaning::BackendName, Meaning::BackendVerify, Meaning::BackendServerName];
    let parts: Vec<_> = parts.into_iter().filter_map(|part| words.set(part)).map(|word| word.key.to_owned()).collect();
    let own = match &*protocol {
        "HTTPS" | "GRPCS" | "H1-SSL" | "H2-SSL" => words.get(Meaning::BackendProtocol),
        _ => words.get(Meaning::BackendTls).filter(|_| words.flag(Meaning::BackendTls) == Some(true)),
    };
    let only = if own.is_some() { Vec::new() } else { words.items(Meaning::TlsServices) };
    let Some(own) = own.or(words.get(Meaning::TlsServices)) else {
        // Without TLS to the backend they do nothing.
        for part in parts {
            writer.same(part, None, "");
        }
        return;
    };
    let name = words.text(Meaning::BackendName).filter(|name| is_one_host(name));
    let secret = words.text(Meaning::BackendAuthority).map(|secret| secret.split_once('/').unwrap_or(("", secret)));
    let secret = secret.map(|(of, name)| (if of.is_empty() { writer.view.object.namespace() } else { of }, name));
    // Where no annotation is for it, naming an authority is.
    let is_asked = !words.has(Meaning::BackendVerify) || words.flag(Meaning::BackendVerify) == Some(true);
    let verifies = is_asked && secret.is_some();
    if !writer.can(own.key, Feature::BackendTls, &BACKEND_TLS) {
        for part in &parts {
            writer.miss_with(part, own.key);
        }
        return;
    }
    let keys = [vec![own.key.to_owned()], parts].concat();
    writer.extras.tls = Some(BackendTls { keys, only, name, secret, verifies });
}

/// The protocol that GKE's JSON gives all ports, by their names.
fn protocol_of_all(text: &str) -> Option<&str> {
    let mut values = text.strip_prefix('{')?.strip_suffix('}')?.split(',').map(|pair| pair.split_once(':'));
    let value = |pair: Option<(&'_ str, &'_ str)>| pair.map(|(_, value)| value.trim().trim_matches('"').len());
    let first = values.next()??.1.trim().trim_matches('"');
    values
        .all(|pair| value(pair) == Some(first.len()) && pair.is_some_and(|(_, value)| value.contains(first)))
        .then_some(first)
}

/// The Services that an Ingress names.
fn services(view: &IngressView) -> impl Iterator<Item = &str> {
    backends(view).map(|(_, _, service)| &*service.name)
}
