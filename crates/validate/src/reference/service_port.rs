//! GW0206: the Service is there and has no such port.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Object;

use crate::{
    context::{BackendUse, Context},
    cursor::Cursor,
    fix,
    target::Target,
};

pub(super) fn finding(context: &Context<'_>, backend: &BackendUse<'_>) -> Option<Diagnostic> {
    let target = &backend.target;
    let service = context.bundle.get(target.known(), target.namespace, target.name)?;
    let port = backend.cursor.get("port")?;
    let ports = ports(service);
    let number = port.node().as_i64()?;
    let finding = port.finding(Code::GW0206, args(target, &number.to_string(), &ports));
    Some(match ports.as_slice() {
        [Port { number: Some(only), .. }] if *only != number => {
            let edits = fix::replace_number(port.node(), *only);
            finding.fix("Use port {near}", edits).arg("near", *only)
        }
        _ => finding,
    })
}

/// A port of a Service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port<'a> {
    pub(super) name: &'a str,
    pub(super) number: Option<i64>,
    pub(super) target: &'a str,
    protocol: &'a str,
}

/// The ports of a Service or ServiceImport.
pub(super) fn ports(service: &Object) -> Vec<Port<'_>> {
    let spec = Cursor::root(service).get("spec");
    let list = spec.into_iter().flat_map(|spec| spec.list("ports"));
    list.map(read).collect()
}

fn read(port: Cursor<'_>) -> Port<'_> {
    Port {
        name: port.text("name"),
        number: port.number("port"),
        target: port.text("targetPort"),
        protocol: port.text("protocol"),
    }
}

pub(super) fn args(target: &Target<'_>, port: &str, ports: &[Port<'_>]) -> Args {
    let written = |known: &Port<'_>| {
        let number = known.number.map_or_else(String::new, |number| number.to_string());
        let number = match known.protocol {
            "" | "TCP" => number,
            other => format!("{number}/{other}"),
        };
        if known.name.is_empty() { number } else { format!("{number} ({})", known.name) }
    };
    let ports: Vec<String> = ports.iter().map(written).collect();
    Args::new().with("target", target.to_string()).with("port", port).with("ports", ports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(port: &str, ports: &str) -> String {
        format!(
            "
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  rules:
  - backendRefs:
    - name: api
      port: {port}
---
{{kind: Service, apiVersion: v1, metadata: {{name: api, namespace: shop}}, spec: {{ports: {ports}}}}}
"
        )
    }

    #[test]
    fn a_service_has_the_port() {
        let drawn = "8080\n      #     ^^^^ GW0206 error";
        let target_port = text(drawn, "[{port: 80, targetPort: 8080}]");
        let two = text(drawn, "[{port: 80, name: http}, {port: 443}]");
        rule(
            &[Code::GW0206],
            &[&text("80", "[{port: 80}, {port: 443}]"), &text("443", "[{port: 80}, {port: 443}]")],
            &[&target_port, &two, &text(drawn, "[]")],
            &[(&text("8080", "[{port: 80}]"), &text("80", "[{port: 80}]"))],
        );
        assert_eq!(
            message(Code::GW0206, &two),
            "spec.rules[0].backendRefs[0].port: Service shop/api has no port 8080; it has 80 (http) and 443."
        );
    }

    #[test]
    fn a_port_of_another_protocol_is_said_to_be_one() {
        let udp = text("53\n      #     ^^ GW0206 error", "[{port: 53, name: dns, protocol: UDP}]");
        rule(&[Code::GW0206], &[], &[&udp], &[]);
        assert_eq!(
            message(Code::GW0206, &udp),
            "spec.rules[0].backendRefs[0].port: Service shop/api has no port 53; it has 53/UDP (dns)."
        );
    }
}
