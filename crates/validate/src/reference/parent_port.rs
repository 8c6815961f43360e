//! GW0204: the parent, or the listener that `sectionName` picks, does not listen on the port that a parentRef gives.

use gatefold_diagnostic::{Args, Code, Diagnostic, order_by};
use gatefold_gateway::Unattached;

use crate::{context::Context, fix};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for parent in &context.parents {
        if parent.node.unattached != Some(Unattached::PortDiffers) {
            continue;
        }
        let Some(port) = parent.cursor.get("port") else { continue };
        let Some(number) = port.node().as_i64() else { continue };
        let section = parent.cursor.text("sectionName");
        let listeners = context.listeners_of(&parent.target);
        let picked = listeners.iter().filter(|listener| section.is_empty() || listener.node.name == section);
        let mut ports: Vec<i64> = picked.map(|listener| listener.node.port.into()).collect();
        order_by(&mut ports, Ord::cmp);
        ports.dedup();
        let whole = parent.target.to_string();
        let target = if section.is_empty() { whole } else { format!("Listener {section} of {whole}") };
        let known: Vec<String> = ports.iter().map(ToString::to_string).collect();
        let args = Args::new().with("target", target).with("port", number).with("ports", known);
        let finding = port.finding(Code::GW0204, args);
        found.push(match ports.as_slice() {
            [only] => finding.fix("Use port {near}", fix::replace_number(port.node(), *only)).arg("near", *only),
            _ => finding,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(reference: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  parentRefs:
  - name: web
{reference}---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  gatewayClassName: eg
  listeners: [{{name: a, port: 80, protocol: HTTP}}, {{name: b, port: 8080, protocol: HTTP}}]
"
        )
    }

    #[test]
    fn a_parent_listens_on_the_port() {
        let wrong = text("    port: 443\n    #     ^^^ GW0204 error\n");
        let pair = text("    sectionName: a\n    port: 8080\n    #     ^^^^ GW0204 error\n");
        rule(
            &[Code::GW0204],
            &[&text("    port: 8080\n"), &text("    sectionName: b\n    port: 8080\n"), &text("")],
            &[&wrong, &pair],
            &[(&text("    sectionName: a\n    port: 8080\n"), &text("    sectionName: a\n    port: 80\n"))],
        );
        assert_eq!(
            message(Code::GW0204, &wrong),
            "spec.parentRefs[0].port: Gateway infra/web does not listen on port 443; it listens on 80 and 8080."
        );
        assert_eq!(
            message(Code::GW0204, &pair),
            "spec.parentRefs[0].port: Listener a of Gateway infra/web does not listen on port 8080; it listens on 80."
        );
    }
}
