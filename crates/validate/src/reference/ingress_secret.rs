//! GW0210 for an Ingress: the Secret of `spec.tls` is not there.

use gatefold_diagnostic::Diagnostic;
use gatefold_manifest::{Kind, Purpose};

use super::material_absent::finding;
use crate::{
    context::Context,
    target::{SECRET, Target},
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for spec in context.specs(Kind::Ingress) {
        for tls in spec.list("tls") {
            let Some(secret) = tls.get("secretName") else { continue };
            let name = secret.node().text();
            let target =
                Target { group: SECRET.group, kind: SECRET.kind, namespace: secret.object().namespace(), name };
            let purpose = Purpose::Certificate;
            let presence = context.bundle.material(context.scope, Kind::Secret, target.namespace, name, purpose);
            if let Some(severity) = context.absence(presence, Kind::Secret) {
                found.push(finding(context, secret, &target, severity));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gatefold_diagnostic::Code;

    use crate::testing::rule;

    const INGRESS: &str = "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  tls:
  - hosts: [a.example.com]
    secretName: web-tls
    #           ^^^^^^^ GW0210 warning
  defaultBackend: {service: {name: web, port: {number: 80}}}
---
{kind: Secret, apiVersion: v1, metadata: {name: web-tls, namespace: pay}, type: kubernetes.io/tls}
";

    #[test]
    fn a_certificate_is_looked_for_in_the_namespace_of_the_ingress() {
        let fine = INGRESS.replace("    #           ^^^^^^^ GW0210 warning\n", "");
        let own = fine.replace("namespace: pay", "namespace: shop");
        rule(&[Code::GW0210], &[&own, fine.split("---").next().unwrap()], &[INGRESS], &[]);
    }
}
