//! GW0311: a Gateway does not take a ListenerSet from its namespace.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::ListenerSetState;
use gatefold_manifest::Node;

use crate::{
    context::Context,
    cursor::Cursor,
    target::{GATEWAY, Target},
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let refused = context.topology.listener_sets.iter().filter(|set| set.state == ListenerSetState::NotAllowed);
    for set in refused {
        let Some(parent) = Cursor::root(&set.object).at(&["spec", "parentRef"]) else { continue };
        let args = Args::new()
            .with("target", Target::read(&parent, GATEWAY).to_string())
            .with("namespace", set.object.namespace());
        let gateway = set.gateway.map(|index| &context.topology.gateways[index].object);
        let from = gateway.and_then(|gateway| gateway.field("spec.allowedListeners.namespaces.from")).map(Node::text);
        let finding = parent.finding_at("name", Code::GW0311, args);
        let by_labels = from == Some("Selector");
        let severity = if by_labels { context.refusal_by_labels(set.object.namespace()) } else { finding.severity };
        found.push(finding.severity(severity));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: ListenerSet
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: shop, namespace: shop}
spec:
  parentRef:
    name: web
    #     ^^^ GW0311 error
    namespace: infra
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 8080, protocol: HTTP}]
";

    #[test]
    fn a_gateway_has_to_agree() {
        let fine = WRONG.replace("    #     ^^^ GW0311 error\n", "");
        let all = fine.replace("Name: eg\n", "Name: eg\n  allowedListeners: {namespaces: {from: All}}\n");
        let same = WRONG.replace("Name: eg\n", "Name: eg\n  allowedListeners: {namespaces: {from: Same}}\n");
        let selector = same.replace("Same", "Selector, selector: {matchLabels: {a: b}}").replace("error", "warning");
        rule(&[Code::GW0311], &[&all], &[WRONG, &same, &selector], &[]);
    }
}
