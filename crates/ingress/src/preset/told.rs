//! What a controller's row says of one Ingress, for those who write it down elsewhere.

use gatefold_routing::PathMatch;

use super::{
    paths::{Compared, Kind, REGEX, Written},
    said::means,
    table::{By, DefaultBackend, Preset},
};
use crate::{
    Dialect, IngressView,
    annotation::{Meaning, parse_bool},
};

/// What a path is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathMeaning {
    /// Equality.
    Exact(String),
    /// By segments.
    Prefix(String),
    /// Nearly by segments: letter by letter, in any case, or with the slash at its end.
    NearlyPrefix(String),
    /// A regular expression, with its anchors.
    Regex(String),
    /// A regular expression of a dialect that is not compared here.
    Unread,
    /// It is left open.
    Open,
}

/// The redirect to https of an Ingress's paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SslRedirect {
    /// The status.
    pub status: u16,
    /// Whether it is there for hosts that no `spec.tls` names, too.
    pub is_forced: bool,
    /// Paths that begin so are left alone; empty where none is.
    pub exempt: &'static str,
}

/// What `path` of that `pathType` means to the controller of `view`, which is not ingress-nginx.
pub fn path_meaning(view: &IngressView, path: &str, path_type: &str) -> PathMeaning {
    let kind = Kind::of(path_type);
    let preset = Preset::of(view.class.dialect);
    let written = Written { view, host: "", path, kind, ingress: 0, rule: 0, at: 0, before: 0 };
    let compared = (preset.read)(&written);
    if compared.iter().any(|compared| compared.doubt == Some(REGEX)) {
        return PathMeaning::Unread;
    }
    if compared.iter().any(|compared| compared.doubt.is_some()) {
        return PathMeaning::Open;
    }
    let nearly = |stem: &str| PathMeaning::NearlyPrefix(stem.to_owned());
    match compared.as_slice() {
        [Compared { matches: PathMatch::Any, .. }] => PathMeaning::Prefix("/".to_owned()),
        [Compared { matches: PathMatch::Exact(path), .. }] => PathMeaning::Exact(path.to_string()),
        [Compared { matches: PathMatch::Prefix(stem), .. }] => PathMeaning::Prefix(with_root(stem)),
        [Compared { matches: PathMatch::Begin(stem), .. }] if &**stem == "/" => PathMeaning::Prefix("/".to_owned()),
        [Compared { matches: PathMatch::Begin(stem), .. }] => nearly(&with_root(stem.trim_end_matches('/'))),
        // `begin` of HAProxy Ingress.
        [Compared { matches: PathMatch::Regex(pattern), .. }]
            if pattern.source().starts_with("(?i)^") && view.class.dialect == Dialect::HaproxyIngress =>
        {
            nearly(path)
        }
        [Compared { matches: PathMatch::Regex(pattern), .. }] => PathMeaning::Regex(pattern.source().to_owned()),
        [Compared { matches: PathMatch::Exact(whole), .. }, Compared { matches: PathMatch::Begin(stem), .. }] => {
            match stem.strip_suffix('/') {
                Some(stem) if stem == &**whole => PathMeaning::Prefix(whole.to_string()),
                // APISIX's `/` and `/*`.
                Some("") if &**whole == "/" => PathMeaning::Prefix("/".to_owned()),
                Some(stem) => nearly(&with_root(stem)),
                None => nearly(whole),
            }
        }
        _ => PathMeaning::Open,
    }
}

fn with_root(stem: &str) -> String {
    if stem.is_empty() { "/".to_owned() } else { stem.to_owned() }
}

/// Whether the controller of `view` reads a default backend that stands beside rules.
pub fn reads_default_backend(view: &IngressView) -> bool {
    let read = Preset::of(view.class.dialect).default_backend;
    view.class.dialect == Dialect::IngressNginx
        || !matches!(read, DefaultBackend::Ignored | DefaultBackend::WithoutRules)
}

/// Whether the controller of `view` serves its paths over plain HTTP, and over https; none there where `spec.tls` decides.
pub fn served_over(view: &IngressView) -> (bool, Option<bool>) {
    let schemes = (Preset::of(view.class.dialect).schemes)(view);
    (schemes.http, schemes.https)
}

/// The redirect that the controller of `view`, which is not ingress-nginx, makes; none where it makes none.
pub fn ssl_redirect(view: &IngressView) -> Option<SslRedirect> {
    let wish = |meaning| means(view, meaning).and_then(wish);
    let number = |meaning| means(view, meaning).and_then(|text| text.parse::<u16>().ok());
    let secure = Preset::of(view.class.dialect).secure;
    let status = number(Meaning::SslRedirectCode).or(secure.map(|secure| secure.status)).unwrap_or(301);
    let exempt = secure.map_or("", |secure| secure.exempt);
    let is_forced = wish(Meaning::ForceSslRedirect) == Some(true) || number(Meaning::SslRedirectPort) == Some(443);
    match (secure, wish(Meaning::SslRedirect)) {
        _ if is_forced => Some(SslRedirect { status, is_forced, exempt }),
        (None, _) | (_, Some(false)) => None,
        (Some(secure), wish) => {
            Some(SslRedirect { status, is_forced: secure.by == By::Ingress && wish == Some(true), exempt })
        }
    }
}

/// A truth value as controllers write it.
fn wish(text: &str) -> Option<bool> {
    match text {
        "enabled" => Some(true),
        "disabled" => Some(false),
        text => parse_bool(text),
    }
}
