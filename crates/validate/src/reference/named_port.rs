//! GW0219: an Ingress names a port, and the Service that would give its number is not in the input.
//!
//! A warning here, since the Ingress itself works all the same; the conversion, which cannot write such a backend, reports
//! the same field as an error.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};

use crate::{cursor::Cursor, target::Target};

pub(super) fn judge(service: Cursor<'_>, target: &Target<'_>) -> Option<Diagnostic> {
    let port = service.get("port")?;
    let name = port.get("name").filter(|_| port.get("number").is_none())?;
    let args = Args::new()
        .with("port", name.node().text())
        .with("service", format!("{}/{}", target.namespace, target.name))
        .with("why", "that Service is not in the input");
    let finding = name.finding(Code::GW0219, args).severity(Severity::Warning);
    Some(finding.at(port.path().to_string(), Some(name.node().span())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  defaultBackend:
    service:
      name: web
      port:
        name: http
        #     ^^^^ GW0219 warning
";

    #[test]
    fn a_named_port_needs_its_service() {
        let number = WRONG.replace("name: http\n        #     ^^^^ GW0219 warning", "number: 80");
        let service = "---\n{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, \
                       spec: {ports: [{name: http, port: 80}]}}\n";
        let known = format!("{}{service}", WRONG.replace("        #     ^^^^ GW0219 warning\n", ""));
        rule(&[Code::GW0219], &[&number, &known], &[WRONG], &[]);
    }
}
