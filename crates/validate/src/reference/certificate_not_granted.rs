//! GW0209: a Secret or ConfigMap in another namespace that no ReferenceGrant there allows.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_gateway::ReferenceState;

use super::backend_not_granted::{add_grant, args};
use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for material in &context.materials {
        let (referrer, target) = (material.cursor.object(), &material.target);
        if material.state != ReferenceState::NotPermitted {
            continue;
        }
        let finding = material.cursor.finding_at("namespace", Code::GW0209, args(referrer, target));
        found.push(match add_grant(referrer, target) {
            Some(edits) => finding.fix("Add a ReferenceGrant in namespace {namespace}", edits),
            None => finding,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs:
      - name: shop-tls
        namespace: shop
        #          ^^^^ GW0209 error
";

    #[test]
    fn a_certificate_elsewhere_needs_a_grant() {
        let before = WRONG.replace("        #          ^^^^ GW0209 error\n", "");
        let grant = "---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata:
  name: shop-tls-from-infra
  namespace: shop
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: Gateway
    namespace: infra
  to:
  - group: \"\"
    kind: Secret
    name: shop-tls
";
        let fixed = format!("{before}{grant}");
        let service = format!("{WRONG}{}", grant.replace("Secret", "Service"));
        rule(&[Code::GW0209], &[&fixed], &[WRONG, &service], &[(&before, &fixed)]);
    }
}
