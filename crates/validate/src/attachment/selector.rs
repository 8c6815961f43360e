//! GW0310: a listener takes routes by selector and has no selector.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::NamespacesFrom;

use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for listener in context.listeners.iter().filter(|listener| listener.node.namespaces == NamespacesFrom::Selector) {
        let Some(namespaces) = listener.cursor.at(&["allowedRoutes", "namespaces"]) else { continue };
        if namespaces.get("selector").is_none() {
            let args = Args::new().with("name", &*listener.node.name);
            found.push(namespaces.finding_at("from", Code::GW0310, args));
        }
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
    allowedRoutes:
      namespaces:
        from: Selector
        #     ^^^^^^^^ GW0310 warning
";

    #[test]
    fn a_selector_is_written() {
        let selector = "        selector: {matchLabels: {team: shop}}";
        let fine = WRONG.replace("        #     ^^^^^^^^ GW0310 warning", selector);
        // An empty selector is one that fits all namespaces.
        let empty = WRONG.replace("        #     ^^^^^^^^ GW0310 warning", "        selector: {}");
        rule(&[Code::GW0310], &[&fine, &empty], &[WRONG], &[]);
    }
}
