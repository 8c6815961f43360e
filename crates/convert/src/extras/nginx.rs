//! What ingress-nginx's annotations add to rules: CORS, headers, copies, waiting, trying again, sessions, external
//! authentication.

use std::borrow::Cow;

use gatefold_gateway::{BundleVersion, Channel};
use gatefold_ingress::annotation::{
    Annotations, BACKEND_TLS, EXTERNAL_AUTH, INGRESS_NGINX, MIRROR, REQUEST_HEADERS, RESPONSE_HEADERS, RETRY, SESSION,
    TIMEOUTS, TLS_ROUTE,
};
use gatefold_manifest::{Kind, Yaml};

use super::{BackendTls, Feature, ServiceUrl, Writer, cors, service_url};
use crate::{
    annotation::NGINX,
    fill::is_one_host,
    policies::{self, Balance, What},
};

pub(super) fn key(name: &str) -> String {
    format!("{NGINX}{name}")
}

pub(super) fn read(writer: &mut Writer<'_, '_>) {
    let read = Annotations::new(&writer.view.object, &INGRESS_NGINX);
    if read.is_empty() {
        return;
    }
    // A canary's own annotations mean nothing: its requests are the primary's.
    if read.flag("canary") == Some(true) {
        return;
    }
    cors::read(writer, &read);
    response_headers(writer, &read);
    forwarded_prefix(writer, &read);
    mirror(writer, &read);
    external_auth(writer, &read);
    timeouts(writer, &read);
    retry(writer, &read);
    session(writer, &read);
    backend_tls(writer, &read);
    let own = key("ssl-passthrough");
    writer.extras.passes_tls =
        read.flag("ssl-passthrough") == Some(true) && writer.can(&own, Feature::Core, &TLS_ROUTE);
    // Where a field says it there is nothing left for a policy.
    let said = |name: &str, writer: &Writer<'_, '_>| writer.extras.said.iter().any(|said| said.key == key(name));
    for need in policies::of_nginx(&read, &key) {
        let by_field = match need.what {
            What::Balance(Balance::Cookie(..)) => said("affinity", writer),
            What::ExternalAuth { .. } => said("auth-url", writer),
            What::Timeouts { connect: None, .. } => said("proxy-read-timeout", writer),
            _ => false,
        };
        if !by_field {
            writer.extras.needs.push(need);
        }
    }
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
        writer.extras.response_headers.push((name.text().into(), value.text().into()));
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
        writer.extras.request_headers.push(("X-Forwarded-Prefix".into(), prefix.into()));
        writer.same(own, Some("RequestHeaderModifier"), "requestHeaderModifier.set");
    }
}

fn reference<'a>(writer: &mut Writer<'a, '_>, to: &ServiceUrl<'a>) -> Yaml<'a> {
    let mut value = vec![("name", to.service.into())];
    if to.namespace != writer.view.object.namespace() {
        value.push(("namespace", to.namespace.into()));
        writer.refers(to.namespace, to.service);
    }
    value.push(("port", to.port.into()));
    Yaml::map(value)
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

fn external_auth<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let Some(url) = read.text("auth-url") else { return };
    // One of these that is not taken switches the whole of it off.
    let parts = ["auth-cache-duration", "auth-request-redirect", "auth-always-set-cookie"];
    if parts.iter().any(|part| read.written(part).is_some() && read.text(part).is_none()) {
        return;
    }
    let own = key("auth-url");
    if !writer.can(&own, Feature::Core, &EXTERNAL_AUTH) {
        for part in ["auth-response-headers", "auth-proxy-set-headers"] {
            if read.text(part).is_some() {
                writer.miss_with(&key(part), &own);
            }
        }
        return;
    }
    let Some(to) = service_url(url).filter(|to| !to.path.contains('$') && !to.path.contains('?')) else {
        let why = "the filter asks a Service at a fixed path, and this address is not a Service's name in the cluster";
        return writer.missed(&own, why);
    };
    let mut http = Vec::new();
    if !matches!(to.path, "" | "/") {
        http.push(("path", to.path.into()));
    }
    let headers: Vec<_> = read.list("auth-response-headers").collect();
    let has_headers = !headers.is_empty();
    if has_headers {
        http.push(("allowedResponseHeaders", Yaml::list(headers)));
    }
    let backend = reference(writer, &to);
    let value = [("protocol", "HTTP".into()), ("backendRef", backend), ("http", Yaml::map(http))];
    writer.filter("ExternalAuth", "externalAuth", Yaml::map(value));
    let what = "the filter appends the request's path to the one it asks for, and passes on what the service answers";
    writer.nearly(&own, Some("ExternalAuth"), "externalAuth", what);
    if has_headers {
        writer.same(key("auth-response-headers"), Some("ExternalAuth"), "externalAuth.http.allowedResponseHeaders");
    }
}

/// As a duration of Gateway API; none where it would not be one.
fn seconds(number: i64) -> Option<String> {
    (1..=99_999).contains(&number).then(|| format!("{number}s"))
}

fn timeouts<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let Some(number) = read.number("proxy-read-timeout") else { return };
    let own = key("proxy-read-timeout");
    let Some(duration) = seconds(number) else {
        return writer.missed(&own, "a route's timeout is from 1 to 99999 seconds");
    };
    if !writer.can(&own, Feature::BackendTimeout, &TIMEOUTS) {
        return;
    }
    writer.extras.fields.push(("timeouts", Yaml::map([("backendRequest", duration.into())])));
    let what = "it limits the silence between two reads, and the field limits the whole answer: a long download or stream is \
                cut off";
    writer.nearly(&own, None, "timeouts.backendRequest", what);
}

fn retry<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let (when, tries) = (read.set("proxy-next-upstream"), read.number("proxy-next-upstream-tries"));
    let has_tries = read.set("proxy-next-upstream-tries").is_some();
    let own = key(if when.is_some() { "proxy-next-upstream" } else { "proxy-next-upstream-tries" });
    if when.is_none() && !has_tries {
        return;
    }
    if !writer.can(&own, Feature::Retry, &RETRY) {
        if when.is_some() && has_tries {
            writer.miss_with(&key("proxy-next-upstream-tries"), &own);
        }
        return;
    }
    let words = || when.unwrap_or("error timeout").split_whitespace();
    let tries = tries.unwrap_or(3);
    let off = words().any(|word| word == "off");
    let attempts = if off { 0 } else { tries.saturating_sub(1) };
    if attempts == 0 && writer.options.bundle < BundleVersion::V1_7 {
        return writer.missed(&own, "before v1.7 the field cannot say that nothing is tried again");
    }
    let mut codes: Vec<i32> = words().filter_map(|word| word.strip_prefix("http_")?.parse().ok()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut value = Vec::new();
    if !codes.is_empty() && attempts != 0 {
        value.push(("codes", Yaml::list(codes)));
    }
    // No limit is what the field cannot say.
    let attempts = if tries == 0 && !off { 1 } else { attempts.clamp(0, i32::MAX.into()) };
    value.push(("attempts", Yaml::Integer(attempts)));
    writer.extras.fields.push(("retry", Yaml::map(value)));
    if when.is_some() {
        let what = "ingress-nginx tries another endpoint, and only requests without effect unless non_idempotent is named; the \
                    field tries all requests again, wherever the implementation sends them";
        if off { writer.same(own, None, "retry.attempts") } else { writer.nearly(&own, None, "retry", what) }
    }
    if has_tries {
        let own = key("proxy-next-upstream-tries");
        match tries {
            0 => writer.nearly(&own, None, "retry", "0 sets no limit, which the field cannot say; it tries once more"),
            _ => writer.same(own, None, "retry.attempts"),
        }
    }
}

fn session<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    if read.text("affinity").is_none() {
        return;
    }
    let own = key("affinity");
    let parts = ["session-cookie-name", "session-cookie-max-age", "session-cookie-expires", "session-cookie-path"];
    if !writer.can(&own, Feature::Core, &SESSION) {
        for part in parts.into_iter().filter(|part| read.text(part).is_some()) {
            writer.miss_with(&key(part), &own);
        }
        return;
    }
    let name: Cow<'a, str> = read.text("session-cookie-name").unwrap_or("INGRESSCOOKIE").into();
    let age = ["session-cookie-max-age", "session-cookie-expires"].into_iter().find(|part| read.text(part).is_some());
    let lifetime = age.and_then(|part| read.number(part)).and_then(seconds);
    let kind = if lifetime.is_some() { "Permanent" } else { "Session" };
    let path = read.text("session-cookie-path");
    // The shape is another from v1.7 on, and the older one is refused there.
    let is_new = writer.options.bundle >= BundleVersion::V1_7;
    debug_assert_eq!(writer.options.channel, Channel::Experimental, "no release has it in its standard channel");
    let mut value = vec![("type", "Cookie".into())];
    if is_new {
        let mut cookie = vec![("name", Yaml::Text(name)), ("lifetimeType", kind.into())];
        if let Some(path) = path {
            cookie.push(("path", path.into()));
        }
        value.push(("cookie", Yaml::map(cookie)));
    } else {
        value.push(("sessionName", Yaml::Text(name)));
        value.push(("cookieConfig", Yaml::map([("lifetimeType", kind.into())])));
    }
    let has_lifetime = lifetime.is_some();
    value.extend(lifetime.map(|lifetime| ("absoluteTimeout", lifetime.into())));
    writer.extras.fields.push(("sessionPersistence", Yaml::map(value)));
    let what = match (path, is_new) {
        (Some(_), true) => "clients get a new cookie, so that every session is placed anew once",
        _ => {
            "clients get a new cookie, so that every session is placed anew once, and its path is no longer the path of the rule"
        }
    };
    writer.nearly(&own, None, "sessionPersistence", what);
    for part in parts.into_iter().filter(|part| read.text(part).is_some()) {
        let field = match (part, is_new) {
            ("session-cookie-name", true) => "sessionPersistence.cookie.name",
            ("session-cookie-name", false) => "sessionPersistence.sessionName",
            ("session-cookie-path", true) => "sessionPersistence.cookie.path",
            ("session-cookie-path", false) => {
                writer.missed(&key(part), "before v1.7 the field has no path");
                continue;
            }
            _ if !has_lifetime => {
                writer.missed(&key(part), "a session lasts from 1 to 99999 seconds");
                continue;
            }
            _ => "sessionPersistence.absoluteTimeout",
        };
        writer.same(key(part), None, field);
    }
}

/// The parts of `backend-protocol` that speak TLS.
fn backend_tls<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    let own = key("backend-protocol");
    let protocol = read.text("backend-protocol").unwrap_or_default().to_ascii_uppercase();
    writer.extras.is_rpc = matches!(&*protocol, "GRPC" | "GRPCS");
    let parts = ["proxy-ssl-secret", "proxy-ssl-name", "proxy-ssl-verify", "proxy-ssl-server-name"];
    let parts: Vec<_> = parts.into_iter().filter(|part| read.set(part).is_some()).map(key).collect();
    if !matches!(&*protocol, "HTTPS" | "GRPCS") {
        // Without TLS to the backend they do nothing.
        for part in parts {
            writer.same(part, None, "");
        }
        return;
    }
    if !writer.can(&own, Feature::BackendTls, &BACKEND_TLS) {
        for part in &parts {
            writer.miss_with(part, &own);
        }
        return;
    }
    let name = read.text("proxy-ssl-name").filter(|name| is_one_host(name));
    let secret = read.text("proxy-ssl-secret").map(|secret| secret.split_once('/').unwrap_or(("", secret)));
    let secret = secret.map(|(of, name)| (if of.is_empty() { writer.view.object.namespace() } else { of }, name));
    let verifies = read.text("proxy-ssl-verify") == Some("on") && secret.is_some();
    let keys = [vec![own], parts].concat();
    writer.extras.tls = Some(BackendTls { keys, name, secret, verifies });
}
