//! GW0205: the Service or ServiceImport that a backendRef names is not there.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::{
    context::{BackendUse, Context},
    fix,
    target::Target,
};

pub(super) fn finding(context: &Context<'_>, backend: &BackendUse<'_>) -> Option<Diagnostic> {
    let (target, kind) = (&backend.target, backend.target.known());
    let severity = context.absence_of(&backend.state, kind)?;
    let finding = backend.cursor.finding_at("name", Code::GW0205, args(target)).severity(severity);
    let meant = context.names.near(kind, target.namespace, target.name);
    Some(match (backend.cursor.get("name"), meant) {
        (Some(name), Some(meant)) => {
            finding.fix("Name {near} instead", fix::replace(name.node(), meant)).arg("near", meant)
        }
        _ => finding,
    })
}

pub(super) fn args(target: &Target<'_>) -> Args {
    Args::new().with("target", target.to_string()).with("namespace", target.namespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    const WRONG: &str = "
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  rules:
  - backendRefs:
    - name: \"aip\"
      #     ^^^^^ GW0205 error
      port: 80
---
{kind: Service, apiVersion: v1, metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]}}
";

    #[test]
    fn a_backend_has_to_be_there() {
        let fixed = WRONG.replace("\"aip\"\n      #     ^^^^^ GW0205 error", "\"api\"");
        let before = WRONG.replace("\n      #     ^^^^^ GW0205 error", "");
        let no_services = WRONG.split("---").next().unwrap().replace("\n      #     ^^^^^ GW0205 error", "");
        let import = "
kind: TCPRoute
apiVersion: gateway.networking.k8s.io/v1alpha2
metadata: {name: web, namespace: shop}
spec:
  rules:
  - backendRefs:
    - name: far
      #     ^^^ GW0205 error
      kind: ServiceImport
      group: multicluster.x-k8s.io
      port: 80
---
{kind: ServiceImport, apiVersion: multicluster.x-k8s.io/v1alpha1, metadata: {name: near, namespace: shop}}
";
        rule(&[Code::GW0205], &[&fixed, &no_services], &[WRONG, import], &[(&before, &fixed)]);
        assert_eq!(
            message(Code::GW0205, WRONG),
            "spec.rules[0].backendRefs[0].name: Service shop/aip is not in the input."
        );
    }
}
