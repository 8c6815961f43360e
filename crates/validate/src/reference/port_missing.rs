//! GW0102 for a backendRef: a Service is named without a port.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::context::BackendUse;

/// None where a port is written in a way that cannot be read (that is a matter of its type), and for a ServiceImport, for
/// which the API server asks none.
pub(super) fn finding(backend: &BackendUse<'_>) -> Option<Diagnostic> {
    let is_missing = backend.cursor.get("port").is_none() && backend.target.known() == Kind::Service;
    let args = || Args::new().with("field", "port").with("target", backend.target.to_string());
    is_missing.then(|| backend.cursor.finding(Code::GW0102, args()))
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
  parentRefs: [{name: web}]
  rules:
  - backendRefs:
    - name: api
    # ^^^^ GW0102 error
";

    #[test]
    fn a_service_needs_a_port() {
        let fine = WRONG.replace("    # ^^^^ GW0102 error", "      port: 80");
        let import =
            WRONG.replace("    # ^^^^ GW0102 error", "      kind: ServiceImport\n      group: multicluster.x-k8s.io");
        rule(&[Code::GW0102], &[&fine, &import], &[WRONG], &[]);
    }
}
