//! GW0317: several TCPRoutes or UDPRoutes on one listener, of which only the oldest gets traffic.

use gatefold_diagnostic::{Args, Code, Diagnostic, Map, order_by};
use gatefold_manifest::{Kind, Object};

use crate::context::{Context, ParentUse};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut on: Map<usize, Vec<&ParentUse<'_>>> = Map::new();
    for parent in context.parents.iter().filter(|it| matches!(it.route.kind, Kind::TCPRoute | Kind::UDPRoute)) {
        for attachment in parent.node.listeners.iter().filter(|attachment| attachment.hostnames.is_ok()) {
            on.or_default(attachment.listener).push(parent);
        }
    }
    for (listener, mut parents) in on {
        order_by(&mut parents, |a, b| precedence(&a.route.object).cmp(&precedence(&b.route.object)));
        let Some((first, rest)) = parents.split_first() else { continue };
        for parent in rest.iter().filter(|parent| parent.route.object.id() != first.route.object.id()) {
            let route = &parent.route.object;
            let args = Args::new()
                .with("name", &*context.listeners[listener].node.name)
                .with("kind", &*route.id().kind)
                .with("other", first.route.object.id().path());
            found.push(parent.cursor.finding_at("name", Code::GW0317, args));
        }
    }
}

/// Oldest first; an object that was never created comes after those that were. Equal ages by namespace and name.
fn precedence(object: &Object) -> (bool, &str, String) {
    (object.created().is_empty(), object.created(), object.id().path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: TCPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: b, namespace: infra}
spec:
  parentRefs:
  - name: web
    #     ^^^ GW0317 warning
    sectionName: db
---
kind: TCPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: a, namespace: infra}
spec: {parentRefs: [{name: web, sectionName: db}]}
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners: [{name: db, port: 5432, protocol: TCP}, {name: cache, port: 6379, protocol: TCP}]
";

    #[test]
    fn a_stream_has_one_route() {
        let fine = WRONG
            .replace("    #     ^^^ GW0317 warning\n", "")
            .replace("    sectionName: db", "    sectionName: cache");
        rule(&[Code::GW0317], &[&fine], &[WRONG], &[]);
    }
}
