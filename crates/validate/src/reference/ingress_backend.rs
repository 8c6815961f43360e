//! GW0218: the Service or the port that an Ingress sends requests to is not there. A port that is known by name only is the
//! conversion's to report (GW0219).
//!
//! ingress-nginx takes a `targetPort` for the port as well, so such a port is a warning only.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};
use gatefold_manifest::{Kind, Presence};

use super::{backend_absent, dotted_name, service_port};
use crate::{
    context::Context,
    cursor::Cursor,
    fix,
    near::near,
    target::{SERVICE, Target},
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for spec in context.specs(Kind::Ingress) {
        let default = spec.get("defaultBackend");
        let paths = spec.list("rules").filter_map(|rule| rule.get("http")).flat_map(|http| http.list("paths"));
        for backend in default.into_iter().chain(paths.filter_map(|path| path.get("backend"))) {
            if let Some(service) = backend.get("service") {
                found.extend(judge(context, service));
            }
        }
    }
}

fn judge(context: &Context<'_>, service: Cursor<'_>) -> Option<Diagnostic> {
    let name = service.get("name")?;
    let target = Target {
        group: SERVICE.group,
        kind: SERVICE.kind,
        namespace: service.object().namespace(),
        name: name.node().text(),
    };
    if target.name.contains('.') {
        let cause = Diagnostic::new(Code::GW0215, dotted_name::args(target.name));
        return Some(leads_nowhere(name, &target, &cause));
    }
    let presence = context.bundle.service(context.scope, Kind::Service, target.namespace, target.name);
    if let Presence::Given(object) = presence {
        // Behind a name outside the cluster every number is a port; the Service need not list it.
        if object.is_external_name() && service.get("port").is_some_and(|port| port.get("number").is_some()) {
            return None;
        }
        return service.get("port").and_then(|port| judge_port(port, &target, &service_port::ports(object)));
    }
    let severity = context.absence(presence, Kind::Service)?;
    let cause = Diagnostic::new(Code::GW0205, backend_absent::args(&target));
    let finding = leads_nowhere(name, &target, &cause).severity(severity);
    Some(match context.names.near(Kind::Service, target.namespace, target.name) {
        Some(meant) => finding.fix("Name {near} instead", fix::replace(name.node(), meant)).arg("near", meant),
        None => finding,
    })
}

fn judge_port(port: Cursor<'_>, target: &Target<'_>, ports: &[service_port::Port<'_>]) -> Option<Diagnostic> {
    let (at, wanted) = match (port.get("number"), port.get("name")) {
        (Some(number), _) => (number, number.node().text()),
        (None, Some(name)) => (name, name.node().text()),
        (None, None) => return None,
    };
    let number = at.node().as_i64();
    let has = |known: &service_port::Port<'_>| match number {
        Some(number) => known.number == Some(number),
        None => known.name == wanted,
    };
    if ports.iter().any(has) {
        return None;
    }
    let cause = Diagnostic::new(Code::GW0206, service_port::args(target, wanted, ports));
    let finding = leads_nowhere(at, target, &cause);
    let is_target = ports.iter().any(|known| known.target == wanted);
    let finding = finding.severity(if is_target { Severity::Warning } else { Severity::Error });
    Some(match ports {
        [service_port::Port { number: Some(only), .. }] if number.is_some() => {
            finding.fix("Use port {near}", fix::replace_number(at.node(), *only)).arg("near", *only)
        }
        _ if number.is_none() => {
            match near(wanted, ports.iter().map(|known| known.name).filter(|name| !name.is_empty())) {
                Some(meant) => finding.fix("Use port {near}", fix::replace(at.node(), meant)).arg("near", meant),
                None => finding,
            }
        }
        _ => finding,
    })
}

fn leads_nowhere(at: Cursor<'_>, target: &Target<'_>, cause: &Diagnostic) -> Diagnostic {
    let args = Args::new().with("target", target.to_string()).with("cause", cause.message());
    at.finding(Code::GW0218, args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(name: &str, port: &str) -> String {
        format!(
            "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: {name}
            port:
              {port}
---
kind: Service
apiVersion: v1
metadata: {{name: cart, namespace: shop}}
spec: {{ports: [{{port: 80, name: http, targetPort: 8080}}]}}
"
        )
    }

    #[test]
    fn an_ingress_leads_to_a_service_and_a_port() {
        let absent = text("pay\n            #     ^^^ GW0218 error", "number: 80");
        let dotted = text("cart.shop\n            #     ^^^^^^^^^ GW0218 error", "number: 80");
        let number = text("cart", "number: 81\n              #       ^^ GW0218 error");
        let name = text("cart", "name: web\n              #     ^^^ GW0218 error");
        let target_port = text("cart", "number: 8080\n              #       ^^^^ GW0218 warning");
        rule(
            &[Code::GW0218],
            &[&text("cart", "number: 80"), &text("cart", "name: http")],
            &[&absent, &dotted, &number, &name, &target_port],
            &[
                (&text("crat", "number: 80"), &text("cart", "number: 80")),
                (&text("cart", "number: 8080"), &text("cart", "number: 80")),
                (&text("cart", "name: htp"), &text("cart", "name: http")),
            ],
        );
        assert_eq!(
            message(Code::GW0218, &number),
            "spec.rules[0].http.paths[0].backend.service.port.number: This Ingress backend leads nowhere: Service shop/cart \
             has no port 81; it has 80 (http)."
        );
    }
}
