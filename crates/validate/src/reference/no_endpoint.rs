//! GW0217: the input's EndpointSlices say that a backend has nothing to answer with.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::context::BackendUse;

pub(super) fn finding(backend: &BackendUse<'_>) -> Diagnostic {
    let args = Args::new().with("target", backend.target.to_string());
    backend.cursor.finding_at("name", Code::GW0217, args)
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
    - name: api
      #     ^^^ GW0217 info
      port: 80
---
kind: EndpointSlice
apiVersion: discovery.k8s.io/v1
metadata: {name: api-1, namespace: shop, labels: {kubernetes.io/service-name: api}}
endpoints: [{addresses: [10.0.0.1], conditions: {ready: false}}]
";

    #[test]
    fn a_backend_needs_a_ready_endpoint() {
        let fine = WRONG.replace("      #     ^^^ GW0217 info\n", "");
        let ready = fine.replace("ready: false", "ready: true");
        let another =
            format!("{fine}---\n{}", &ready[ready.find("kind: EndpointSlice").unwrap()..].replace("api-1", "api-2"));
        rule(&[Code::GW0217], &[&ready, &another], &[WRONG], &[]);
    }
}
