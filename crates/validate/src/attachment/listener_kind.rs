//! GW0309: `allowedRoutes.kinds` names a kind that the listener's protocol cannot carry.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::{ListenerProblem, Protocol};

use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for listener in &context.listeners {
        // What a protocol of an implementation's own carries is that one's business.
        if matches!(listener.node.protocol, Protocol::Other(_)) {
            continue;
        }
        for problem in &listener.node.problems {
            let ListenerProblem::InvalidRouteKind { kind, index } = problem else { continue };
            let written = listener.cursor.get("allowedRoutes").and_then(|routes| routes.list("kinds").nth(*index));
            let args = Args::new()
                .with("name", &*listener.node.name)
                .with("kind", &**kind)
                .with("protocol", listener.node.protocol.as_str());
            found.push(written.unwrap_or(listener.cursor).finding_at("kind", Code::GW0309, args));
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
      kinds:
      - kind: HTTPRoute
      - kind: TCPRoute
        #     ^^^^^^^^ GW0309 warning
";

    #[test]
    fn a_protocol_carries_the_kind() {
        let fine = WRONG.replace("TCPRoute\n        #     ^^^^^^^^ GW0309 warning", "GRPCRoute");
        rule(&[Code::GW0309], &[&fine], &[WRONG], &[]);
    }
}
