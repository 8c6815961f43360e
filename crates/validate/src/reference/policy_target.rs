//! GW0220: a BackendTLSPolicy is attached to something that is not there.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use super::service_port;
use crate::{
    context::Context,
    cursor::Cursor,
    target::{SERVICE, Target},
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for spec in context.specs(Kind::BackendTLSPolicy) {
        found.extend(spec.list("targetRefs").filter_map(|target| judge(context, target)));
    }
}

fn judge(context: &Context<'_>, cursor: Cursor<'_>) -> Option<Diagnostic> {
    let target = Target::read(&cursor, SERVICE);
    let kind = Some(target.known()).filter(|kind| *kind == Kind::Service)?;
    let absent =
        |at: &'static str, target: String| cursor.finding_at(at, Code::GW0220, Args::new().with("target", target));
    let presence = context.bundle.service(context.scope, kind, target.namespace, target.name);
    let Some(service) = presence.object() else {
        return context.absence(presence, kind).map(|_| absent("name", target.to_string()));
    };
    let section = cursor.text("sectionName");
    let has = section.is_empty() || service_port::ports(service).iter().any(|port| port.name == section);
    (!has).then(|| absent("sectionName", format!("Port {section} of {target}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(target: &str) -> String {
        format!(
            "kind: BackendTLSPolicy
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: api, namespace: shop}}
spec:
  targetRefs:
  - group: \"\"
    kind: Service
{target}  validation: {{hostname: api.example.com, wellKnownCACertificates: System}}
---
kind: Service
apiVersion: v1
metadata: {{name: api, namespace: shop}}
spec: {{ports: [{{port: 443, name: https}}]}}
"
        )
    }

    #[test]
    fn a_policy_needs_its_target() {
        let absent = text("    name: cart\n    #     ^^^^ GW0220 warning\n");
        let port = text("    name: api\n    sectionName: tls\n    #            ^^^ GW0220 warning\n");
        rule(
            &[Code::GW0220],
            &[&text("    name: api\n"), &text("    name: api\n    sectionName: https\n")],
            &[&absent, &port],
            &[],
        );
        assert_eq!(
            message(Code::GW0220, &port),
            "spec.targetRefs[0].sectionName: Port tls of Service shop/api is not in the input, so this policy has no effect."
        );
    }
}
