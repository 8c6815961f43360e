//! GW0308, GW0315: the addresses that Gateways ask for.

use gatefold_diagnostic::{Args, Code, Diagnostic, Map};
use gatefold_manifest::Kind;

use crate::{context::Context, cursor::Cursor};

/// What the type is where it is left out.
const DEFAULT_TYPE: &str = "IPAddress";
/// The types that mean the same everywhere.
const TYPES: &[&str] = &["IPAddress", "Hostname"];

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut wanted: Map<(&str, &str), Cursor<'_>> = Map::new();
    for spec in context.specs(Kind::Gateway) {
        for address in spec.list("addresses") {
            let kind = Some(address.text("type")).filter(|kind| !kind.is_empty()).unwrap_or(DEFAULT_TYPE);
            if !TYPES.contains(&kind) {
                found.push(address.finding_at("type", Code::GW0315, Args::new().with("type", kind)));
            }
            // Without a value any free address will do.
            let value = address.text("value");
            if value.is_empty() {
                continue;
            }
            let first = *wanted.or_insert_with((kind, value), || address);
            if first.object().id() != address.object().id() {
                let args = Args::new().with("target", first.object().id().to_string()).with("address", value);
                found.push(address.finding_at("value", Code::GW0308, args));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(address: &str) -> String {
        format!(
            "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: a, namespace: infra}}
spec: {{gatewayClassName: eg, addresses: [{{value: 10.0.0.1}}], listeners: [{{name: http, port: 80, protocol: HTTP}}]}}
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: b, namespace: infra}}
spec:
  gatewayClassName: eg
  addresses:
  - type: IPAddress
{address}  listeners: [{{name: http, port: 80, protocol: HTTP}}]
"
        )
    }

    #[test]
    fn an_address_has_one_gateway() {
        let twice = text("    value: 10.0.0.1\n    #      ^^^^^^^^ GW0308 warning\n");
        rule(&[Code::GW0308], &[&text("    value: 10.0.0.2\n"), &text("")], &[&twice], &[]);
    }

    #[test]
    fn a_type_is_one_of_two() {
        let named = text("").replace("type: IPAddress", "type: NamedAddress\n    #     ^^^^^^^^^^^^ GW0315 warning");
        let hostname = text("").replace("IPAddress", "Hostname");
        rule(&[Code::GW0315], &[&text(""), &hostname], &[&named], &[]);
    }
}
