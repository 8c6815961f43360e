//! GW0312: a listener without routes, in an input that has some.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.topology.routes.is_empty() {
        return;
    }
    for listener in context.listeners.iter().filter(|listener| listener.node.attached_routes == 0) {
        found.push(listener.cursor.finding_at("name", Code::GW0312, Args::new().with("name", &*listener.node.name)));
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
  - name: http
    port: 80
    protocol: HTTP
  - name: spare
    #     ^^^^^ GW0312 info
    port: 8080
    protocol: HTTP
---
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec: {parentRefs: [{name: web, sectionName: http}]}
";

    #[test]
    fn a_listener_has_a_route() {
        let fine = WRONG.replace("    #     ^^^^^ GW0312 info\n", "");
        let both = fine.replace(", sectionName: http", "");
        let no_routes = fine.split("---").next().unwrap();
        rule(&[Code::GW0312], &[&both, no_routes], &[WRONG], &[]);
    }
}
