//! What an action of AWS Load Balancer Controller becomes that stands in place of a Service.

use gatefold_diagnostic::{Code, Span};
use gatefold_ingress::{Action, action};
use gatefold_routing::Scheme;
use k8s_openapi::api::networking::v1::IngressBackend;

use crate::{
    fill::Filler,
    plan::{Backend, Plan},
    report,
    rules::RedirectTo,
};

impl Filler<'_> {
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
                let scheme = scheme.map(Scheme::name);
                Ok(Backend::Elsewhere(RedirectTo { scheme, host, port, path, status }))
            }
            Some(Action::Forward(all)) => {
                let mut backends = Vec::with_capacity(all.len());
                for (service, weight) in all {
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
