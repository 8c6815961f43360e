//! GW0215: a backend named by a host name, `api.shop.svc.cluster.local`. Names of Services have no dots.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::{context::BackendUse, fix, target::Target};

pub(super) fn is_dotted(target: &Target<'_>) -> bool {
    target.known() == Kind::Service && target.name.contains('.')
}

pub(super) fn finding(backend: &BackendUse<'_>) -> Diagnostic {
    let target = &backend.target;
    let finding = backend.cursor.finding_at("name", Code::GW0215, args(target.name).with("target", target.to_string()));
    // `api.shop`, with or without what the cluster's DNS puts behind it, in the route's own namespace.
    let mut labels = target.name.split('.');
    let (service, namespace) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let own = namespace == target.namespace && labels.next().is_none_or(|next| next == "svc");
    match backend.cursor.get("name") {
        Some(name) if own => finding.fix("Write the name alone", fix::replace(name.node(), service)),
        _ => finding,
    }
}

pub(super) fn args(name: &str) -> Args {
    Args::new().with("name", name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(name: &str) -> String {
        format!(
            "kind: TLSRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  rules:
  - backendRefs:
    - name: {name}
      port: 80
"
        )
    }

    #[test]
    fn a_service_name_has_no_dots() {
        let wrong = text("api.shop.svc.cluster.local\n      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^ GW0215 error");
        let short = text("api.pay\n      #     ^^^^^^^ GW0215 error");
        rule(
            &[Code::GW0215],
            &[&text("api")],
            &[&wrong, &short],
            &[(&text("api.shop.svc.cluster.local"), &text("api")), (&text("api.shop"), &text("api"))],
        );
    }
}
