//! What is done with the requests that a path takes: a Service gets them, or an action stands in its place.

use gatefold_routing::{Backend, PathTemplate, RedirectTemplate, Template, TrailingSlash};
use k8s_openapi::api::networking::v1::{IngressBackend, IngressServiceBackend};

use super::{
    action::{Action, action, action_key},
    paths::Written,
    said::{edited, service_doubt},
    table::Preset,
    unknown,
};
use crate::{Dialect, IngressView, backend::Backends, nginx::settings::Doubt};

/// What is done with the requests of a path, or of a default backend.
pub(super) fn template(
    backends: &mut Backends<'_>,
    preset: &Preset,
    view: &IngressView,
    backend: &IngressBackend,
    written: Option<&Written<'_>>,
) -> Template {
    let Some(service) = &backend.service else {
        return unknown("what a resource backend does is the controller's own");
    };
    if preset.dialect == Dialect::AwsAlb
        && let Some(key) = action_key(service)
    {
        let acted = action(view, &key).map(|action| acted(backends, view, (&service.name, written), action));
        return acted.unwrap_or_else(|| Doubt::not_modelled(&view.object, &key).template());
    }
    match served(backends, view, service) {
        Ok(backend) => edited(backends, view, (&service.name, written), Template::forward([(backend, 1)])),
        Err(template) => *template,
    }
}

/// A Service that requests can be sent to, or what happens in its place.
fn served(
    backends: &mut Backends<'_>,
    view: &IngressView,
    service: &IngressServiceBackend,
) -> Result<Backend, Box<Template>> {
    if let Some(doubt) = service_doubt(backends, view, service) {
        return Err(Box::new(doubt.template()));
    }
    let resolved = backends.resolve(view.object.namespace(), service);
    match (resolved.doubt, resolved.problem) {
        (Some(doubt), _) => Err(Box::new(doubt.template())),
        (None, Some((reason, args))) => {
            let doubt = Doubt { origin: None, reason, args };
            Err(Box::new(unknown(&format!("{}, and what answers then is the controller's own", doubt.step().text()))))
        }
        (None, None) if resolved.is_external => {
            Err(Box::new(unknown("whether the controller follows a Service of type ExternalName is its own")))
        }
        (None, None) => Ok(resolved.backend),
    }
}

/// What an action of AWS Load Balancer Controller does.
fn acted(
    backends: &mut Backends<'_>,
    view: &IngressView,
    at: (&str, Option<&Written<'_>>),
    action: Action,
) -> Template {
    match action {
        Action::Redirect { status, scheme, host, port, path } => Template::Redirect(RedirectTemplate {
            status,
            scheme,
            host: host.map(Into::into),
            port,
            path: path.map_or(PathTemplate::Keep, |path| PathTemplate::Full(path.into())),
            trailing_slash: TrailingSlash::Keep,
            headers: Vec::new(),
        }),
        Action::Respond(status) => {
            Template::Respond { status, headers: Vec::new(), reason: "an action of the Ingress says so".to_owned() }
        }
        Action::Forward { groups, .. } => {
            let mut weighted = Vec::with_capacity(groups.len());
            for (service, weight) in &groups {
                match served(backends, view, service) {
                    Ok(backend) => weighted.push((backend, *weight)),
                    Err(template) => return *template,
                }
            }
            edited(backends, view, at, Template::forward(weighted))
        }
    }
}
