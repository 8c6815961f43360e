//! GW0203: the parent has no listener of the name that a parentRef gives.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::Unattached;

use crate::{context::Context, fix, near::near};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for parent in &context.parents {
        if parent.node.unattached != Some(Unattached::SectionNameAbsent) {
            continue;
        }
        let Some(section) = parent.cursor.get("sectionName") else { continue };
        let (wanted, listeners) = (section.node().text(), context.listeners_of(&parent.target));
        let names: Vec<String> = listeners.iter().map(|listener| listener.node.name.clone()).collect();
        let args = Args::new().with("target", parent.target.to_string()).with("name", wanted).with("listeners", names);
        let finding = section.finding(Code::GW0203, args);
        found.push(match near(wanted, listeners.iter().map(|listener| &*listener.node.name)) {
            Some(meant) => finding.fix("Name {near} instead", fix::replace(section.node(), meant)).arg("near", meant),
            None => finding,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(section: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  parentRefs:
  - name: web
    sectionName: {section}
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  gatewayClassName: eg
  listeners: [{{name: http, port: 80, protocol: HTTP}}, {{name: public, port: 8080, protocol: HTTP}}]
"
        )
    }

    #[test]
    fn a_section_is_a_listener() {
        let wrong = text("https-shop\n    #            ^^^^^^^^^^ GW0203 error");
        // The name of a listener, not its protocol.
        let protocol = text("HTTP\n    #            ^^^^ GW0203 error");
        rule(
            &[Code::GW0203],
            &[&text("http"), &text("public")],
            &[&wrong, &protocol],
            &[(&text("pubilc"), &text("public")), (&text("\"HTTP\""), &text("\"http\""))],
        );
        assert_eq!(
            message(Code::GW0203, &wrong),
            "spec.parentRefs[0].sectionName: Gateway infra/web has no listener https-shop; it has http and public."
        );
    }
}
