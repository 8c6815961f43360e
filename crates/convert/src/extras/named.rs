//! What is said for one backend of an Ingress only: by annotations of its Service, and by AWS Load Balancer Controller's
//! `transforms.NAME` and `actions.NAME`.

use gatefold_ingress::annotation::{Meaning, REWRITE, SESSION};
use gatefold_ingress::{Action, Dialect, IngressView, Transforms, action, action_key, asks, replaced_host, transforms};
use gatefold_manifest::{Bundle, Kind, Object};
use k8s_openapi::api::networking::v1::IngressServiceBackend;

use super::{Extras, Feature, PathChange, Writer, fields, middleware::replaced_prefix};
use crate::{
    Options,
    hostname::is_one_host,
    plan::{Location, Origin, Plan},
};

/// The backends of an Ingress that more is said for than for the others, with their Services where those are given.
pub(super) fn services<'a>(
    bundle: &'a Bundle,
    options: &Options,
    view: &'a IngressView,
) -> Vec<(&'a str, Option<&'a Object>)> {
    let mut found: Vec<(&str, Option<&Object>)> = Vec::new();
    let Some(table) = view.class.dialect.table().filter(|_| view.class.dialect != Dialect::IngressNginx) else {
        return found;
    };
    for (_, _, service) in backends(view) {
        if found.iter().any(|(name, _)| *name == service.name) {
            continue;
        }
        let object = bundle.service(options.scope, Kind::Service, view.object.namespace(), &service.name).object();
        let is_read = |key: &str| table.find(key).is_some_and(|row| row.scope.is_of_services());
        let object = object.filter(|object| object.annotations().any(|(key, _)| is_read(key.text())));
        let is_named = view.class.dialect == Dialect::AwsAlb
            && (!asks(view, &service.name).is_empty()
                || !matches!(transforms(view, &service.name), Ok(None))
                || action_key(service).is_some());
        if object.is_some() || is_named {
            found.push((&service.name, object));
        }
    }
    found
}

/// By location: which of `extras` hold for it.
pub(crate) fn by_location(plan: &Plan<'_>, extras: &[Extras<'_>]) -> Vec<usize> {
    let of = |location: &Location| {
        let own = &extras[location.ingress].of_services;
        let service = if own.is_empty() { "" } else { service_of(&plan.ingresses[location.ingress], location) };
        own.iter().find(|(name, _)| *name == service).map_or(location.ingress, |(_, index)| *index)
    };
    plan.locations.iter().map(of).collect()
}

/// The name of the backend that the Ingress writes for a location.
fn service_of<'a>(view: &'a IngressView, location: &Location) -> &'a str {
    let backend = match location.origin {
        Origin::DefaultBackend => view.spec.default_backend.as_ref(),
        Origin::Path { rule, path } => {
            let rule = view.spec.rules.as_ref().and_then(|rules| rules.get(rule));
            rule.and_then(|rule| rule.http.as_ref()?.paths.get(path)).map(|path| &path.backend)
        }
    };
    backend.and_then(|backend| backend.service.as_ref()).map_or("", |service| &service.name)
}

/// The Services that an Ingress names: each with its rule's host and its path.
pub(super) fn backends(view: &IngressView) -> impl Iterator<Item = (&str, &str, &IngressServiceBackend)> {
    let rules = view.spec.rules.iter().flatten();
    let paths = rules.flat_map(|rule| {
        let host = rule.host.as_deref().unwrap_or_default();
        let paths = rule.http.iter().flat_map(|http| &http.paths);
        paths.map(move |path| (host, path.path.as_deref().unwrap_or("/"), &path.backend))
    });
    let default = view.spec.default_backend.iter().map(|backend| ("", "/", backend));
    paths.chain(default).filter_map(|(host, path, backend)| Some((host, path, backend.service.as_ref()?)))
}

pub(super) fn read(writer: &mut Writer<'_, '_>) {
    host(writer);
    before(writer);
    if writer.view.class.dialect == Dialect::AwsAlb
        && let Some(service) = writer.service
    {
        transform(writer, service);
        stick(writer, service);
    }
    attributes(writer);
}

/// Kong sends a Host of its own only where the request's is not kept; what it then is without an annotation is an endpoint's
/// address, as with Traefik.
fn host(writer: &mut Writer<'_, '_>) {
    let words = &writer.words;
    let Some(keeps) = words.get(Meaning::PreserveHost) else {
        if let Some(host) = words.get(Meaning::UpstreamHost).filter(|_| words.has(Meaning::PreserveHost)) {
            writer.same(host.key, None, "");
        }
        return;
    };
    let host = words.get(Meaning::UpstreamHost);
    match host {
        _ if words.flag(Meaning::PreserveHost) != Some(false) => {
            for word in [Some(keeps), host].into_iter().flatten() {
                writer.same(word.key, None, "");
            }
        }
        Some(host) if is_one_host(host.text) => {
            if writer.can(host.key, Feature::HostRewrite, &REWRITE) {
                writer.extras.host = Some(host.text);
                writer.same(host.key, Some("URLRewrite"), "urlRewrite.hostname");
                writer.same(keeps.key, None, "");
            }
        }
        // Where no Service is looked at yet, its annotation may say it.
        None if writer.service.is_none() && words.has(Meaning::UpstreamHost) => writer.same(keeps.key, None, ""),
        _ => writer
            .missed(keeps.key, "backends got an endpoint's address or another name as Host, and no filter knows it"),
    }
}

/// What stands before the path of each request.
fn before(writer: &mut Writer<'_, '_>) {
    let Some(word) = writer.words.set(Meaning::BackendPath) else { return };
    let before = word.text.trim_end_matches('/');
    let is_path = before.starts_with('/') && !before.contains(['$', '%', '?', '#']);
    let mut own = backends(writer.view).filter(|(_, _, service)| Some(&*service.name) == writer.service);
    if !is_path || own.any(|(_, path, _)| path.starts_with("/~")) {
        return writer.missed(word.key, "the filter takes a path, and puts none before what an expression matches");
    }
    if !writer.can(word.key, Feature::Core, &REWRITE) {
        return;
    }
    if writer.words.flag(Meaning::StripPath) == Some(true) {
        writer.extras.path = Some(PathChange::Prefix(before.into()));
    } else {
        writer.extras.before = Some(before);
    }
    writer.same(word.key, Some("URLRewrite"), "urlRewrite.path");
}

/// Expressions of which a filter can say what they do to every path and host of the backend.
fn transform(writer: &mut Writer<'_, '_>, service: &str) {
    const WHY: &str =
        "the filter replaces the matched beginning of a path, or the whole Host, and no other part of them";
    let found = match transforms(writer.view, service) {
        Ok(None) => return,
        Ok(Some(found)) => found,
        Err(key) => return writer.missed(&key, WHY),
    };
    let is_said = |(host, path, _): (&str, &str, &IngressServiceBackend)| {
        let path = found.path.is_none() || path_of(&found, path).is_some();
        let host = found
            .host
            .as_ref()
            .is_none_or(|(regex, replace)| replaced_host(regex, replace, host).is_some_and(|host| is_one_host(&host)));
        path && host
    };
    if !backends(writer.view).filter(|(_, _, of)| of.name == service).all(is_said) {
        return writer.missed(&found.key, WHY);
    }
    let (field, feature) = match (&found.path, &found.host) {
        (Some(_), _) => ("urlRewrite.path", Feature::Core),
        _ => ("urlRewrite.hostname", Feature::HostRewrite),
    };
    if writer.can(&found.key, feature, &REWRITE) {
        let what = "an expression that asks for more than the path itself leaves the path itself alone, and the filter does not";
        match &found.path {
            Some(_) => writer.nearly(&found.key, Some("URLRewrite"), field, what),
            None => writer.same(&*found.key, Some("URLRewrite"), field),
        }
        writer.extras.transforms = Some(found);
    }
}

/// What takes the place of a path's beginning.
pub(super) fn path_of(transforms: &Transforms, path: &str) -> Option<String> {
    let (regex, replace) = transforms.path.as_ref()?;
    replaced_prefix(regex, replace, path.trim_end_matches('/'))
}

/// A forward action whose clients stay with the Service that they were sent to.
fn stick(writer: &mut Writer<'_, '_>, service: &str) {
    let mut own = backends(writer.view).filter(|(_, _, of)| of.name == service);
    let Some(key) = own.find_map(|(_, _, of)| action_key(of)) else { return };
    let Some(Action::Forward { sticky: Some(seconds), .. }) = action(writer.view, &key) else { return };
    if writer.can(&key, Feature::Core, &SESSION) {
        fields::cookie(writer, "AWSALBTG".into(), Some(seconds.saturating_mul(1000)), None);
        let what = "clients get a new cookie, which also keeps them with one endpoint";
        writer.nearly(&key, None, "sessionPersistence", what);
    }
}

/// What of a target group's attributes a field says: a cookie of the load balancer's own.
fn attributes(writer: &mut Writer<'_, '_>) {
    let Some(word) = writer.words.get(Meaning::TargetAttributes) else { return };
    let all: Vec<_> = writer.words.items(Meaning::TargetAttributes);
    let value = |name: &str| all.iter().find_map(|item| item.split_once('=').filter(|(of, _)| of.trim() == name));
    let value = |name: &str| value(name).map(|(_, value)| value.trim());
    let is_ours = value("stickiness.type").unwrap_or("lb_cookie") == "lb_cookie";
    if value("stickiness.enabled") != Some("true") || !is_ours {
        return writer.missed(
            word.key,
            "no field says what a target group does but stay with an endpoint by a cookie of the load balancer's",
        );
    }
    if writer.can(word.key, Feature::Core, &SESSION) {
        let seconds = value("stickiness.lb_cookie.duration_seconds").and_then(|text| text.parse::<i64>().ok());
        fields::cookie(writer, "AWSALB".into(), Some(seconds.unwrap_or(86_400).saturating_mul(1000)), None);
        let is_all = all.iter().all(|item| item.trim().starts_with("stickiness."));
        let what = match is_all {
            true => "clients get a new cookie, so that every session is placed anew once",
            false => {
                "clients get a new cookie, so that every session is placed anew once, and attributes that are not of stickiness have no field"
            }
        };
        writer.nearly(word.key, None, "sessionPersistence", what);
    }
}
