//! GW0221: an Ingress names an IngressClass that is not there, while the input declares others.

use gatefold_diagnostic::{Code, Diagnostic};
use gatefold_manifest::{Kind, Object};

use super::gateway_class::judge;
use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = context.bundle.of_kind(Kind::IngressClass).map(Object::name).collect();
    for spec in context.specs(Kind::Ingress) {
        if let Some(class) = spec.get("ingressClassName") {
            found.extend(judge(context, class, Kind::IngressClass, Code::GW0221, &known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const INGRESS: &str = "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: ngnix
  #                 ^^^^^ GW0221 warning
  defaultBackend: {service: {name: web, port: {number: 80}}}
---
{kind: IngressClass, apiVersion: networking.k8s.io/v1, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
";

    #[test]
    fn a_class_has_to_be_there() {
        let before = INGRESS.replace("  #                 ^^^^^ GW0221 warning\n", "");
        let fixed = before.replace("ngnix", "nginx");
        rule(&[Code::GW0221], &[&fixed, before.split("---").next().unwrap()], &[INGRESS], &[(&before, &fixed)]);
    }
}
