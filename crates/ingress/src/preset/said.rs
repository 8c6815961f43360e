//! What annotations of an Ingress and its Services say to a router: what they change, and which of them it does not model.

use gatefold_manifest::{Node, Presence};
use gatefold_routing::{HostTemplate, PathTemplate, Template};
use k8s_openapi::api::networking::v1::IngressServiceBackend;

use super::{
    paths::{Kind, Written},
    unknown,
};
use crate::{
    IngressView,
    annotation::{Annotations, Effect, Meaning, Reading, parse_bool},
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
    let row = table.rows.iter().find(|row| row.meaning == Some(meaning))?;
    Annotations::new(&view.object, table).text(row.key)
}

/// A forward with the path and Host that the annotations of the Ingress give it.
pub(super) fn edited(view: &IngressView, written: Option<&Written<'_>>, mut template: Template) -> Template {
    let Template::Forward { path, host, .. } = &mut template else { return template };
    if let Some(name) = means(view, Meaning::UpstreamHost) {
        *host = HostTemplate::Set(name.into());
    }
    if let Some(target) = means(view, Meaning::FullRewrite) {
        *path = PathTemplate::Full(target.into());
    }
    let strips = means(view, Meaning::StripPath).and_then(parse_bool) == Some(true);
    let replacement = means(view, Meaning::PrefixRewrite).or(strips.then_some("/"));
    let (Some(replacement), Some(written)) = (replacement, written) else { return template };
    *path = match written.kind {
        Kind::Exact => PathTemplate::Full(replacement.into()),
        _ if matches!(written.path, "" | "/") && replacement == "/" => PathTemplate::Keep,
        Kind::Prefix => PathTemplate::ReplacePrefix {
            prefix: written.path.trim_end_matches('/').into(),
            replacement: replacement.into(),
        },
        Kind::Specific => {
            return unknown("what takes the place of a path that is compared letter by letter is left open");
        }
    };
    template
}

/// An annotation on the Service that changes what its requests become.
pub(super) fn service_doubt(
    backends: &Backends<'_>,
    view: &IngressView,
    service: &IngressServiceBackend,
) -> Option<Doubt> {
    let table = view.class.dialect.table()?;
    let found = backends.service(view.object.namespace(), &service.name);
    let Presence::Given(object) = found else { return None };
    let changes = |key: &str| {
        use crate::annotation::Becomes::{NoTraffic, Policy};
        table.name(key).is_some() && table.find(key).is_none_or(|row| !matches!(row.becomes, NoTraffic | Policy(_)))
    };
    let own = Controller::named(&view.class.controller)?.annotations;
    let mut keys = object.annotations().map(|(key, _)| key.text());
    keys.find(|key| begins(key, own) && changes(key)).map(|key| Doubt::not_modelled(object, key))
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
        let Some((read, row)) = read.as_ref().and_then(|read| Some((read, read.table().find(key)?))) else {
            return true;
        };
        let reading = read.reading(row, value);
        match row.effect {
            Effect::Nothing | Effect::Only(_) => false,
            Effect::Modelled => reading == Reading::Invalid,
            Effect::Backend | Effect::Location | Effect::Host => reading != Reading::Quiet,
        }
    };
    let mut keys = view.object.annotations().map(|(key, value)| (key.text(), value));
    keys.find(|(key, value)| may_route(key, Node::text(*value))).map(|(key, _)| Doubt::not_modelled(&view.object, key))
}
