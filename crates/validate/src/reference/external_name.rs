//! GW0216: a backend that is an ExternalName Service, which the specification advises implementations not to support.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Node;

use crate::context::{BackendUse, Context};

pub(super) fn finding(context: &Context<'_>, backend: &BackendUse<'_>) -> Diagnostic {
    let target = &backend.target;
    let service = context.bundle.get(target.known(), target.namespace, target.name);
    let host = service.and_then(|service| service.field("spec.externalName")).map(Node::text).unwrap_or_default();
    let args = Args::new().with("target", target.to_string()).with("host", host);
    backend.cursor.finding_at("name", Code::GW0216, args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  rules:
  - backendRefs:
    - name: old
      #     ^^^ GW0216 warning
      port: 80
---
kind: Service
apiVersion: v1
metadata: {name: old, namespace: shop}
spec: {type: ExternalName, externalName: old.example.com, ports: [{port: 80}]}
";

    #[test]
    fn an_external_name_is_no_backend_to_rely_on() {
        let fine = WRONG.replace("type: ExternalName,", "type: ClusterIP,");
        let fine = fine.replace("      #     ^^^ GW0216 warning\n", "");
        rule(&[Code::GW0216], &[&fine], &[WRONG], &[]);
    }
}
