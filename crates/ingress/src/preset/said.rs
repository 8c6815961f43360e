//! What annotations of an Ingress and its Services say to a router: what they change, and which of them it does not model.

use gatefold_manifest::{Node, Object};
use gatefold_routing::{HostTemplate, PathTemplate, Piece, Rewrite, Template};
use k8s_openapi::api::networking::v1::IngressServiceBackend;

use super::{
    action::{Transforms, transforms},
    paths::{Kind, Written, common},
    unknown,
};
use crate::{
    Dialect, IngressView,
    annotation::{Annotation, Annotations, Effect, Meaning, Reading, Scope, Words},
    backend::Backends,
    class::{CLASS_ANNOTATION, Controller},
    nginx::settings::Doubt,
};

/// Annotations that no controller routes by.
#[rustfmt::skip]
static HARMLESS: &[&str] = &[
    "acme.cert-manager.io/", "app.kubernetes.io/", "argocd.argoproj.io/", "cert-manager.io/", "external-dns.alpha.kubernetes.io/",
    "field.cattle.io/", "helm.sh/", "kubectl.kubernetes.io/", "meta.helm.sh/", CLASS_ANNOTATION,
];

/// The value of the annotation of `view` that has a meaning, where its controller takes it.
pub fn means(view: &IngressView, meaning: Meaning) -> Option<&str> {
    let table = view.class.dialect.table()?;
    let row = table.rows.iter().find(|row| row.meaning == Some(meaning) && row.scope != Scope::Service)?;
    Annotations::new(&view.object, table).text(row.key)
}

/// The Service of that name, where it is in the input.
fn given<'a>(backends: &Backends<'a>, view: &IngressView, service: &str) -> Option<&'a Object> {
    backends.service(view.object.namespace(), service).object()
}

/// A forward with the path and Host that the annotations of the Ingress and of the Service give it.
pub(super) fn edited(
    backends: &Backends<'_>,
    view: &IngressView,
    (name, written): (&str, Option<&Written<'_>>),
    mut template: Template,
) -> Template {
    let Template::Forward { path, host, .. } = &mut template else { return template };
    let Some(table) = view.class.dialect.table() else { return template };
    let words = match given(backends, view, name) {
        Some(service) => Words::of_service(&view.object, service, table),
        None => Words::new(&view.object, table),
    };
    let keeps_host = words.flag(Meaning::PreserveHost) != Some(false);
    if let Some(name) = words.text(Meaning::UpstreamHost).filter(|_| !words.has(Meaning::PreserveHost) || !keeps_host) {
        *host = HostTemplate::Set(name.into());
    } else if !keeps_host {
        return unknown(
            "which Host the backend gets is an endpoint's address, or what the controller calls the Service",
        );
    }
    if let Some(target) = words.text(Meaning::FullRewrite) {
        *path = PathTemplate::Full(target.into());
    }
    let strips = words.flag(Meaning::StripPath) == Some(true);
    // What stands before each path takes the place of what was matched, or stands before that as well.
    let before = words.set(Meaning::BackendPath).map(|word| word.text.trim_end_matches('/'));
    let own = written.map_or("", |written| written.path.trim_end_matches('/'));
    let joined = before.map(|before| if strips { before.to_owned() } else { format!("{before}{own}") });
    let replacement = words.text(Meaning::PrefixRewrite).or(joined.as_deref()).or(strips.then_some("/"));
    if let (Some(replacement), Some(written)) = (replacement, written) {
        *path = match written.kind {
            Kind::Exact => PathTemplate::Full(replacement.into()),
            _ if matches!(written.path, "" | "/") && replacement == "/" => PathTemplate::Keep,
            Kind::Prefix => PathTemplate::ReplacePrefix { prefix: own.into(), replacement: replacement.into() },
            Kind::Specific => {
                return unknown("what takes the place of a path that is compared letter by letter is left open");
            }
        };
    }
    if view.class.dialect != Dialect::AwsAlb {
        return template;
    }
    let at = written.map_or("", |written| written.host);
    match transforms(view, name).map(|found| found.map_or(Some(()), |found| transform(&found, at, path, host))) {
        Ok(Some(())) => template,
        Ok(None) => unknown("an expression of the annotation transforms is not one that is compared here"),
        Err(key) => Doubt::not_modelled(&view.object, &key).template(),
    }
}

/// Does what transforms say; none where their expressions are not read.
fn transform(transforms: &Transforms, at: &str, path: &mut PathTemplate, host: &mut HostTemplate) -> Option<()> {
    if let Some((regex, replace)) = &transforms.path {
        // Of an expression that leaves a part of the path out nobody says what becomes of that part.
        let is_whole =
            regex.starts_with('^') && (regex.ends_with('$') || regex.ends_with("*)") || regex.ends_with("+)"));
        let pattern = common(regex).filter(|_| is_whole)?;
        *path = PathTemplate::Rewrite(Box::new(Rewrite { pattern, target: pieces(replace), told: None }));
    }
    if let Some((regex, replace)) = &transforms.host {
        *host = HostTemplate::Set(replaced_host(regex, replace, at)?.into());
    }
    Some(())
}

/// What takes the place of a host that an expression matches whole; the host itself where it does not. None where either is
/// not known.
pub fn replaced_host(regex: &str, replace: &str, host: &str) -> Option<String> {
    if host.is_empty() || host.starts_with('*') || !regex.starts_with('^') || !regex.ends_with('$') {
        return None;
    }
    let Some(groups) = common(regex)?.captures(host) else { return Some(host.to_owned()) };
    let text = pieces(replace).into_iter().map(|piece| match piece {
        Piece::Capture(group) => {
            groups.get(group).map_or("", |group| std::str::from_utf8(group).unwrap_or_default()).to_owned()
        }
        Piece::Text(text) => text.into_string(),
        _ => String::new(),
    });
    Some(text.collect())
}

/// A text in which `$1` and the like stand for groups.
fn pieces(text: &str) -> Vec<Piece> {
    let mut parts = text.split('$');
    let mut all: Vec<_> =
        parts.next().filter(|head| !head.is_empty()).map(|head| Piece::Text(head.into())).into_iter().collect();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        match part[..digits].parse() {
            Ok(group) => all.push(Piece::Capture(group)),
            Err(_) => all.push(Piece::Text("$".into())),
        }
        if digits < part.len() {
            all.push(Piece::Text(part[digits..].into()));
        }
    }
    all
}

/// An annotation on the Service that changes what its requests become.
pub(super) fn service_doubt(
    backends: &Backends<'_>,
    view: &IngressView,
    service: &IngressServiceBackend,
) -> Option<Doubt> {
    let table = view.class.dialect.table()?;
    let object = given(backends, view, &service.name)?;
    let read = Annotations::new(object, table);
    let own = Controller::named(&view.class.controller)?.annotations;
    let changes = |key: &str, value: &str| match table.find(key) {
        Some(row) => row.scope.is_of_services() && may_route(&read, row, value),
        None => table.name(key).is_some() && begins(key, own),
    };
    let mut keys = object.annotations().map(|(key, value)| (key.text(), value.text()));
    keys.find(|(key, value)| changes(key, value)).map(|(key, _)| Doubt::not_modelled(object, key))
}

/// Whether a value may decide of a request what is not modelled.
fn may_route(read: &Annotations<'_>, row: &Annotation, value: &str) -> bool {
    let reading = read.reading(row, value);
    match row.effect {
        Effect::Nothing | Effect::Only(_) => false,
        Effect::Modelled => reading == Reading::Invalid,
        Effect::Backend | Effect::Location | Effect::Host => reading != Reading::Quiet,
    }
}

fn begins(key: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| key.starts_with(prefix))
}

/// The first annotation that may route and is not modelled.
pub(super) fn annotation_doubt(view: &IngressView) -> Option<Doubt> {
    let own = Controller::named(&view.class.controller).map(|known| known.annotations);
    let read = view.class.dialect.table().map(|table| Annotations::new(&view.object, table));
    let may_route = |key: &str, value: &str| {
        let Some(own) = own else { return !begins(key, HARMLESS) };
        if key == CLASS_ANNOTATION || !begins(key, own) {
            return false;
        }
        let found = read.as_ref().and_then(|read| Some((read, read.table().find(key)?)));
        // What is for Services is not read on an Ingress.
        found.is_none_or(|(read, row)| row.scope != Scope::Service && may_route(read, row, value))
    };
    let mut keys = view.object.annotations().map(|(key, value)| (key.text(), value));
    keys.find(|(key, value)| may_route(key, Node::text(*value))).map(|(key, _)| Doubt::not_modelled(&view.object, key))
}
