//! GW0207: a backendRef to something that is neither a Service nor a ServiceImport.
//!
//! An error in the core group, where no other kind can answer requests; a warning elsewhere, since implementations add
//! kinds of their own.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};

use crate::{context::BackendUse, fix};

pub(super) fn finding(backend: &BackendUse<'_>) -> Diagnostic {
    let target = &backend.target;
    let at = if backend.cursor.get("kind").is_some() { "kind" } else { "group" };
    let group = if target.group.is_empty() { "the core group" } else { target.group };
    let args = Args::new().with("kind", target.kind).with("group", group).with("target", target.to_string());
    let finding = backend.cursor.finding_at(at, Code::GW0207, args);
    let core = target.group.is_empty();
    let finding = finding.severity(if core { Severity::Error } else { Severity::Warning });
    match backend.cursor.get("kind") {
        Some(kind) if core && target.kind.eq_ignore_ascii_case("Service") => {
            finding.fix("Spell it Service", fix::replace(kind.node(), "Service"))
        }
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(reference: &str) -> String {
        format!(
            "kind: GRPCRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  rules:
  - backendRefs:
    - name: api
      port: 80
{reference}"
        )
    }

    #[test]
    fn a_backend_is_a_service() {
        let fine = text("      kind: Service\n");
        let import = text("      kind: ServiceImport\n      group: multicluster.x-k8s.io\n");
        let core = text("      kind: service\n      #     ^^^^^^^ GW0207 error\n");
        let other =
            text("      group: gateway.envoyproxy.io\n      kind: Backend\n      #     ^^^^^^^ GW0207 warning\n");
        // The group of a kind has to be written: without it, a ServiceImport is looked for in the core group.
        let no_group = text("      kind: ServiceImport\n      #     ^^^^^^^^^^^^^ GW0207 error\n");
        let before = text("      kind: service\n");
        rule(&[Code::GW0207], &[&fine, &import], &[&core, &other, &no_group], &[(&before, &fine)]);
        assert_eq!(
            message(Code::GW0207, &other),
            "spec.rules[0].backendRefs[0].kind: Backend of gateway.envoyproxy.io is no Service: only implementations that \
             know this kind send requests to it."
        );
    }
}
