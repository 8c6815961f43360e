//! What an Ingress asks credentials with, and the objects that hold them or headers of answers.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, order_by, ordered};
use gatefold_manifest::{Kind, Node, Object, Presence, Purpose};
use gatefold_routing::{Assumed, Assumption, ClientHeaders, HeaderValue, Piece};

use super::settings::{Reader, Settings, target_pieces};
use crate::annotation::{Annotations, Reading};

/// One way to ask for credentials.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Auth {
    /// A name and a password, with `Basic` or `Digest`.
    Password { scheme: &'static str, realm: String },
    /// A service is asked.
    Service { url: String, signin: Option<Vec<Piece>> },
}

impl Auth {
    /// The annotation that asks so.
    pub(crate) fn annotation(&self) -> &'static str {
        match self {
            Self::Password { .. } => "auth-type",
            Self::Service { .. } => "auth-url",
        }
    }
}

/// Reads `auth-type` and `auth-url` into `settings`.
pub(crate) fn read(reader: &Reader<'_, '_>, object: &Object, read: &Annotations<'_>, settings: &mut Settings) {
    if let Some(kind) = read.text("auth-type") {
        match passwords(reader, object, read) {
            Ok(name) => {
                let scheme = if kind == "basic" { "Basic" } else { "Digest" };
                let realm = read.text("auth-realm").unwrap_or_default().to_owned();
                settings.auth.push(Auth::Password { scheme, realm });
                let names = Args::new().with("names", format!("Secret {name}"));
                settings.assumed.push(Assumption::new(Assumed::Credentials, names));
            }
            Err(why) => settings.deny(object, &reader.config.whole_key("auth-secret"), &why),
        }
    }
    let Some(url) = read.text("auth-url") else { return };
    // One of these that is not taken switches the whole of it off.
    let parts = ["auth-cache-duration", "auth-request-redirect", "auth-always-set-cookie"];
    let is_off = read
        .rows()
        .any(|(_, value, row)| parts.contains(&row.key) && read.reading(row, value.text()) == Reading::Invalid);
    if is_off {
        return;
    }
    let key = reader.config.whole_key("auth-url");
    let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
    if host.is_none_or(|host| host.is_empty() || host.contains("..")) {
        return settings.deny(object, &key, &format!("{url} is no URL with a scheme and a host"));
    }
    let param = read.text("auth-signin-redirect-param").unwrap_or("rd");
    let signin = read.text("auth-signin").and_then(|url| signin(url, param, reader.config.client));
    settings.auth.push(Auth::Service { url: url.to_owned(), signin });
    settings.assumed.push(Assumption::new(Assumed::AuthService, Args::new().with("url", url)));
}

/// Where a person is sent to sign in: the request's own address is added, unless the parameter is there already
/// (`buildAuthSignURL`). None where it has a variable that is not modelled.
fn signin(url: &str, param: &str, client: ClientHeaders) -> Option<Vec<Piece>> {
    let mut pieces = target_pieces(url)?;
    let query = url.split_once('?').map(|(_, query)| query).filter(|query| !query.is_empty());
    let mut named =
        query.into_iter().flat_map(|query| query.split('&')).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    if named.any(|(name, value)| name == param && !value.is_empty()) {
        return Some(pieces);
    }
    let sign = if query.is_some() { '&' } else { '?' };
    pieces.push(Piece::Text(format!("{sign}{param}=").into()));
    let scheme = if client == ClientHeaders::Believed { Piece::ToldScheme } else { Piece::Scheme };
    pieces.extend([scheme, Piece::Text("://".into()), Piece::Authority, Piece::EscapedTarget]);
    Some(pieces)
}

/// Reads `proxy-ssl-secret`: what the controller shows to backends that speak TLS, and by what it knows them. Whether they
/// take each other's certificates is not looked at.
pub(crate) fn towards_backends(
    reader: &Reader<'_, '_>,
    object: &Object,
    read: &Annotations<'_>,
    settings: &mut Settings,
) {
    let Some(written) = read.text("proxy-ssl-secret") else { return };
    if read.text("proxy-ssl-verify") == Some("on") {
        let ingress = Args::new().with("ingress", object.id().to_string());
        settings.assumed.push(Assumption::new(Assumed::BackendCertificate, ingress));
    }
    match certificates(reader, object, written, settings) {
        Ok(_) => {}
        Err(why) => settings.deny(object, &reader.config.whole_key("proxy-ssl-secret"), &why),
    }
}

/// The Secret with certificates, where the input has it, or why there is none. Its namespace has to be written
/// (`ParseNameNS`).
pub(super) fn certificates<'b>(
    reader: &Reader<'_, 'b>,
    object: &Object,
    written: &str,
    settings: &mut Settings,
) -> Result<Option<&'b Object>, String> {
    if !written.contains('/') {
        return Err(format!("{written} is not written as namespace/name"));
    }
    let (path, secret) = secret(reader, object, written, Purpose::Certificate)?;
    if secret.is_none() {
        settings.assumed.push(Assumption::new(Assumed::Secret, Args::new().with("name", path)));
    }
    Ok(secret)
}

/// The Secret with the passwords, or why there is none.
fn passwords(reader: &Reader<'_, '_>, object: &Object, read: &Annotations<'_>) -> Result<String, String> {
    let written = read.text("auth-secret").ok_or("auth-secret is not written")?;
    let (path, secret) = secret(reader, object, written, Purpose::Other)?;
    let is_file = read.text("auth-secret-type") != Some("auth-map");
    let lacks = |secret: &Object| {
        let has = |field: &str| secret.field(field).and_then(|data| data.get("auth")).is_some();
        !has("data") && !has("stringData")
    };
    if is_file && secret.is_some_and(lacks) {
        return Err(format!("Secret {path} has no key auth"));
    }
    Ok(path)
}

/// The path of a Secret that an annotation names, and the Secret where the input has it; or why there is none.
fn secret<'b>(
    reader: &Reader<'_, 'b>,
    object: &Object,
    written: &str,
    purpose: Purpose,
) -> Result<(String, Option<&'b Object>), String> {
    let (namespace, name) = own(reader, object, written, "Secret")?;
    let path = format!("{namespace}/{name}");
    match reader.backends.material(Kind::Secret, namespace, name, purpose) {
        Presence::Missing => Err(format!("Secret {path} does not exist")),
        Presence::Assumed => Ok((path, None)),
        Presence::Given(secret) => Ok((path, Some(secret))),
    }
}

/// Namespace and name of what an annotation names; another namespace than the Ingress's has to be allowed.
fn own<'a>(
    reader: &Reader<'_, '_>,
    object: &'a Object,
    written: &'a str,
    kind: &str,
) -> Result<(&'a str, &'a str), String> {
    let (namespace, name) = written.split_once('/').unwrap_or((object.namespace(), written));
    if namespace != object.namespace() && !reader.config.cross_namespace {
        return Err(format!("{kind} {namespace}/{name} is in another namespace"));
    }
    Ok((namespace, name))
}

/// The headers of `custom-headers`, sorted, or why the controller does not take them.
pub(crate) fn headers(reader: &Reader<'_, '_>, object: &Object, name: &str) -> Result<Vec<HeaderValue>, String> {
    let (namespace, name) = name.split_once('/').unwrap_or((object.namespace(), name));
    let map = match reader.backends.material(Kind::ConfigMap, namespace, name, Purpose::Other) {
        Presence::Given(map) => map,
        Presence::Assumed => return Err(format!("the headers in ConfigMap {namespace}/{name} are not in the input")),
        Presence::Missing => return Err(format!("ConfigMap {namespace}/{name} does not exist")),
    };
    let allowed: BTreeSet<&str> = ordered(reader.config.allowed_headers.iter().map(String::as_str));
    let mut headers = Vec::new();
    for (key, value) in map.field("data").into_iter().flat_map(Node::entries) {
        let (key, value) = (key.text(), value.text());
        if key.is_empty() || !key.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-_".contains(&letter)) {
            return Err(format!("{key} is no name of a header"));
        }
        let signs = b"_ :;.,\\/\"'?!(){}[]@<>=-+*#$&`|~^%";
        if value.is_empty() || !value.bytes().all(|letter| letter.is_ascii_alphanumeric() || signs.contains(&letter)) {
            return Err(format!("the value of header {key} has letters that are not taken"));
        }
        if !allowed.contains(key) {
            return Err(format!("header {key} is not in global-allowed-response-headers of the controller"));
        }
        headers.push((key.to_owned(), value.to_owned()));
    }
    order_by(&mut headers, Ord::cmp);
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_page_is_told_where_to_come_back_to() {
        let text_for = |client, url, param| {
            let word = |piece: Piece| match piece {
                Piece::Text(text) => text.to_string(),
                other => format!("{other:?}"),
            };
            signin(url, param, client).map(|pieces| pieces.into_iter().map(word).collect::<String>())
        };
        let text = |url, param| text_for(ClientHeaders::Own, url, param);
        let back = "Scheme://AuthorityEscapedTarget";
        assert_eq!(text("http://s.com", "rd"), Some(format!("http://s.com?rd={back}")));
        assert_eq!(text("http://s.com?cat=0", "orig"), Some(format!("http://s.com?cat=0&orig={back}")));
        assert_eq!(text("http://s.com?cat&rd=x", "rd"), Some("http://s.com?cat&rd=x".to_owned()));
        let told = text_for(ClientHeaders::Believed, "http://s.com", "rd");
        assert_eq!(told, Some(format!("http://s.com?rd=Told{back}")));
    }
}
