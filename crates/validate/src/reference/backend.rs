//! A backendRef, judged once: the first thing that keeps it from working, or else what is worth knowing about it.
//!
//! GW0211 is the same finding where a filter refers to the backend; the cause is told in the words of its own code.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_gateway::ReferenceState;

use super::{
    backend_absent, backend_kind, backend_not_granted, dotted_name, external_name, no_endpoint, port_missing,
    service_port,
};
use crate::context::{BackendUse, Context, Role};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &context.backends {
        let Some(finding) = judge(context, backend) else { continue };
        found.push(match backend.role {
            Role::Filter(filter) => of_filter(filter, backend, finding),
            Role::Traffic => finding,
        });
    }
}

fn judge(context: &Context<'_>, backend: &BackendUse<'_>) -> Option<Diagnostic> {
    match &backend.state {
        ReferenceState::InvalidKind => Some(backend_kind::finding(backend)),
        _ if dotted_name::is_dotted(&backend.target) => Some(dotted_name::finding(backend)),
        ReferenceState::NotPermitted => Some(backend_not_granted::finding(context, backend)),
        ReferenceState::NotFound | ReferenceState::Assumed => backend_absent::finding(context, backend),
        ReferenceState::PortMissing => port_missing::finding(backend),
        ReferenceState::PortNotFound { .. } => service_port::finding(context, backend),
        ReferenceState::ExternalName => Some(external_name::finding(context, backend)),
        ReferenceState::NoEndpoints => Some(no_endpoint::finding(backend)),
        ReferenceState::Valid | ReferenceState::Unusable | ReferenceState::NoAuthority => None,
    }
}

fn of_filter(filter: &'static str, backend: &BackendUse<'_>, cause: Diagnostic) -> Diagnostic {
    let (message, help) = (cause.message(), cause.help());
    let args = cause.args.with("filter", filter).with("cause", message).with("advice", help);
    let wrapped = backend.cursor.finding(Code::GW0211, args).at(cause.field, cause.span).severity(cause.severity);
    Diagnostic { fixes: cause.fixes, ..wrapped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    const MIRROR: &str = "
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  rules:
  - filters:
    - type: RequestMirror
      requestMirror:
        backendRef:
          name: shadow
          #     ^^^^^^ GW0211 error
          port: 80
---
{kind: Service, apiVersion: v1, metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]}}
";

    #[test]
    fn a_mirror_needs_its_backend() {
        let fine = MIRROR.replace("name: shadow\n          #     ^^^^^^ GW0211 error", "name: api");
        let granted = MIRROR.replace(
            "          name: shadow\n          #     ^^^^^^ GW0211 error\n",
            "          name: api\n          namespace: other\n          #          ^^^^^ GW0211 error\n",
        );
        let port = fine.replace("port: 80\n---", "port: 8080\n          #     ^^^^ GW0211 error\n---");
        rule(&[Code::GW0211], &[&fine], &[MIRROR, &granted, &port], &[]);
        assert_eq!(
            message(Code::GW0211, MIRROR),
            "spec.rules[0].filters[0].requestMirror.backendRef.name: The RequestMirror filter cannot use Service \
             shop/shadow: Service shop/shadow is not in the input."
        );
    }
}
