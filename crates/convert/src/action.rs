//! Where requests of a path go: the Service that its backend names, or what an action of AWS Load Balancer Controller does
//! in place of one.

use gatefold_diagnostic::{Args, Code, Span};
use gatefold_ingress::{Action, Dialect, action, action_key};
use gatefold_manifest::{Kind, Node, Presence};
use gatefold_routing::Scheme;
use k8s_openapi::api::networking::v1::IngressBackend;

use crate::{
    fill::Filler,
    hostname::is_hostname,
    plan::{Backend, Plan},
    report,
    rules::RedirectTo,
};

impl Filler<'_> {
    /// What `written` is.
    pub(crate) fn backend(
        &mut self,
        plan: &Plan<'_>,
        ingress: usize,
        written: &IngressBackend,
        field: &str,
        span: Span,
    ) -> Result<Backend, Code> {
        let view = &plan.ingresses[ingress];
        let Some(service) = &written.service else {
            let (code, finding) = report::no_service(view, field, written, span);
            self.diagnostics.push(finding);
            return Err(code);
        };
        if plan.settings[ingress].dialect == Dialect::AwsAlb
            && let Some(key) = action_key(service)
        {
            return self.acted(plan, ingress, &key, field, span);
        }
        let port = service.port.as_ref();
        let has_port = port.is_some_and(|port| port.number.is_some() || port.name.is_some());
        if !is_hostname(&service.name) || !has_port {
            self.diagnostics.push(report::no_backend(view, field, &service.name, span));
            return Err(Code::GW0735);
        }
        if let Some(number) = port.and_then(|port| port.number).filter(|number| (1..=65535).contains(number)) {
            return Ok(Backend::Service { name: service.name.clone(), port: number });
        }
        let name = port.and_then(|port| port.name.as_deref()).unwrap_or_default();
        let found = self.bundle.service(self.scope, Kind::Service, view.object.namespace(), &service.name);
        if let Presence::Given(object) = found {
            let ports = object.field("spec.ports").into_iter().flat_map(Node::items);
            let is_it = |port: &Node<'_>| port.get("name").is_some_and(|node| node.text() == name);
            let mut ports = ports.filter(|port| !name.is_empty() && is_it(port)).peekable();
            if ports.peek().is_none() && !name.is_empty() {
                return Ok(Backend::NoPort { name: service.name.clone(), port: name.to_owned() });
            }
            let number = ports
                .find_map(|port| port.get("port").and_then(Node::as_i64))
                .and_then(|number| i32::try_from(number).ok());
            if let Some(port) = number {
                return Ok(Backend::Service { name: service.name.clone(), port });
            }
        }
        self.diagnostics.push(report::named_port(view, field, &service.name, name, found, span));
        Ok(Backend::Unresolved)
    }

    /// What an action of AWS Load Balancer Controller becomes.
    pub(crate) fn acted(
        &mut self,
        plan: &Plan<'_>,
        ingress: usize,
        key: &str,
        field: &str,
        span: Span,
    ) -> Result<Backend, Code> {
        let view = &plan.ingresses[ingress];
        match action(view, key) {
            Some(Action::Redirect { status, scheme, host, port, path }) => {
                if let (Some(scheme), None) = (scheme, port) {
                    // `#{port}`: the listener's, where clients of the other scheme find nobody.
                    let why = format!(
                        "it keeps the port that a request came to, on which {} is not spoken, and the filter sends to its own",
                        scheme.name()
                    );
                    let args = Args::new().with("annotation", key).with("why", why);
                    self.diagnostics.push(report::finding(Code::GW0702, view, field, span, args));
                }
                let scheme = scheme.map(Scheme::name);
                Ok(Backend::Elsewhere(RedirectTo { scheme, host, port, path, status }))
            }
            Some(Action::Forward { groups, .. }) => {
                let mut backends = Vec::with_capacity(groups.len());
                for (service, weight) in groups {
                    let one = IngressBackend { service: Some(service), resource: None };
                    backends.push((self.backend(plan, ingress, &one, field, span)?, weight));
                }
                Ok(Backend::Split(backends))
            }
            Some(Action::Respond(status)) => {
                self.diagnostics.push(report::answered(view, field, status, span));
                Ok(Backend::Untold(Code::GW0790))
            }
            None => {
                self.diagnostics.push(report::untold(view, key, field, span));
                Ok(Backend::Untold(Code::GW0762))
            }
        }
    }
}
