//! GW0219: an Ingress names a port, and the Service that would give its number is not in the input.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::{cursor::Cursor, target::Target};

pub(super) fn judge(service: Cursor<'_>, target: &Target<'_>) -> Option<Diagnostic> {
    let name = service.at(&["port", "name"])?;
    let args = Args::new().with("target", target.to_string()).with("port", name.node().text());
    Some(name.finding(Code::GW0219, args))
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
