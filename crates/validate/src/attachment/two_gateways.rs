//! GW0307: two Gateways of one class serve the same hostname on the same port. Listeners without a hostname are not
//! compared: every Gateway has such a one on port 80.

use gatefold_diagnostic::{Args, Code, Diagnostic, Map};

use super::unattached::hostname_of;
use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let gateways = &context.topology.gateways;
    let mut first = Map::new();
    for listener in context.listeners.iter().filter(|listener| !listener.node.hostname.is_any()) {
        let gateway = &gateways[listener.node.gateway];
        let key = (&gateway.class_name, &listener.node.hostname, listener.node.port, listener.node.protocol.as_str());
        let earlier = *first.or_insert_with(key, || listener.node.gateway);
        if earlier == listener.node.gateway {
            continue;
        }
        let args = Args::new()
            .with("target", gateways[earlier].object.id().to_string())
            .with("hostname", hostname_of(listener))
            .with("port", i64::from(listener.node.port))
            .with("class", &*gateway.class_name);
        found.push(listener.cursor.finding_at("hostname", Code::GW0307, args));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: a, namespace: infra}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 80, protocol: HTTP, hostname: a.example.com}]
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: b, namespace: infra}
spec:
  gatewayClassName: eg
  listeners:
  - name: http
    port: 80
    protocol: HTTP
    hostname: a.example.com
    #         ^^^^^^^^^^^^^ GW0307 warning
";

    #[test]
    fn a_hostname_has_one_gateway() {
        let fine = WRONG.replace("    #         ^^^^^^^^^^^^^ GW0307 warning\n", "");
        let class = fine.replacen("gatewayClassName: eg", "gatewayClassName: internal", 1);
        let port = fine.replacen("port: 80", "port: 8080", 1);
        let any = fine.replace(", hostname: a.example.com", "").replace("    hostname: a.example.com\n", "");
        rule(&[Code::GW0307], &[&class, &port, &any], &[WRONG], &[]);
    }
}
