//! What only ingress-nginx's annotations add to rules: headers from a ConfigMap, the prefix that was taken away, copies.

use gatefold_ingress::annotation::{Annotations, MIRROR, REQUEST_HEADERS, RESPONSE_HEADERS};
use gatefold_manifest::{Kind, Yaml};

use super::{Feature, Writer, service_url, services::reference};
use crate::annotation::NGINX;

/// The whole key of an annotation.
pub(crate) fn key(name: &str) -> String {
    format!("{NGINX}{name}")
}

pub(super) fn read<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    response_headers(writer, read);
    forwarded_prefix(writer, read);
    mirror(writer, read);
}

/// Whether one of the parts of external authentication is not taken, which switches the whole of it off.
pub(super) fn asks_nobody(read: &Annotations<'_>) -> bool {
    let parts = ["auth-cache-duration", "auth-request-redirect", "auth-always-set-cookie"];
    parts.iter().any(|part| read.written(part).is_some() && read.text(part).is_none())
}

/// `custom-headers` names a ConfigMap, whose entries are written out.
fn response_headers<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let Some(name) = read.text("custom-headers") else { return };
    let own = key("custom-headers");
    if !writer.can(&own, Feature::ResponseHeaders, &RESPONSE_HEADERS) {
        return;
    }
    let (namespace, name) = name.split_once('/').unwrap_or((writer.view.object.namespace(), name));
    let map = writer.bundle.get(Kind::ConfigMap, namespace, name);
    let Some(data) = map.and_then(|map| map.field("data")).filter(|data| !data.is_empty()) else {
        let why = format!("ConfigMap {namespace}/{name} with the headers is not in the input");
        return writer.missed(&own, &why);
    };
    for (name, value) in data.entries() {
        writer.extras.back.set.push((name.text().into(), value.text().into()));
    }
    writer.same(own, Some("ResponseHeaderModifier"), "responseHeaderModifier.set");
}

/// The header is sent only where the path is rewritten.
fn forwarded_prefix<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let Some(prefix) = read.text("x-forwarded-prefix") else { return };
    let own = key("x-forwarded-prefix");
    if read.text("rewrite-target").is_none() {
        return writer.same(own, None, "");
    }
    if prefix.contains('$') {
        return writer.missed(&own, "the value has a part of the path in it, which no filter can put into a header");
    }
    if writer.can(&own, Feature::Core, &REQUEST_HEADERS) {
        writer.extras.towards.set.push(("X-Forwarded-Prefix".into(), prefix.into()));
        writer.same(own, Some("RequestHeaderModifier"), "requestHeaderModifier.set");
    }
}

fn mirror<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let Some(url) = read.text("mirror-target") else { return };
    let own = key("mirror-target");
    let Some(to) = service_url(url) else {
        return writer.missed(&own, "copies go to a Service, and this address is not a Service's name in the cluster");
    };
    if !writer.can(&own, Feature::Mirror, &MIRROR) {
        return;
    }
    let backend = reference(writer, &to);
    writer.filter("RequestMirror", "requestMirror", Yaml::map([("backendRef", backend)]));
    let same_path = matches!(to.path.trim_start_matches('/'), "$request_uri" | "$uri$is_args$args");
    let field = "requestMirror.backendRef";
    match (same_path, to.is_tls) {
        (true, false) => writer.same(own, Some("RequestMirror"), field),
        (false, _) => writer.nearly(&own, Some("RequestMirror"), field, "copies keep the path of the request"),
        (true, true) => {
            writer.nearly(
                &own,
                Some("RequestMirror"),
                field,
                "copies go out without TLS unless a BackendTLSPolicy asks for it",
            );
        }
    }
}
