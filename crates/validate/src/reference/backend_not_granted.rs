//! GW0208: a backendRef into another namespace that no ReferenceGrant there allows.

use gatefold_diagnostic::{Args, Code, Diagnostic, TextEdit};
use gatefold_manifest::{Object, Presence};

use crate::{
    context::{BackendUse, Context},
    fix,
    target::Target,
};

pub(super) fn finding(context: &Context<'_>, backend: &BackendUse<'_>) -> Diagnostic {
    let (referrer, target) = (backend.cursor.object(), &backend.target);
    let kind = target.known();
    let there = context.bundle.service(context.scope, kind, target.namespace, target.name);
    let finding = backend.cursor.finding_at("namespace", Code::GW0208, args(referrer, target));
    // A grant for what does not exist would help nobody.
    let grant = if matches!(there, Presence::Missing) { None } else { add_grant(referrer, target) };
    match grant {
        Some(edits) => finding.fix("Add a ReferenceGrant in namespace {namespace}", edits),
        None => finding,
    }
}

pub(super) fn args(referrer: &Object, target: &Target<'_>) -> Args {
    Args::new()
        .with("referrer", referrer.id().to_string())
        .with("target", target.to_string())
        .with("namespace", target.namespace)
        .with("from", referrer.namespace())
        .with("kind", &*referrer.id().kind)
        .with("to", target.kind)
}

/// A ReferenceGrant that allows this reference and as little else as possible, after the referrer's document.
pub(super) fn add_grant(referrer: &Object, target: &Target<'_>) -> Option<Vec<TextEdit>> {
    let from = referrer.id();
    let name = format!("{}-from-{}", target.name, from.namespace);
    let document = format!(
        "apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata:
  name: {name}
  namespace: {namespace}
spec:
  from:
  - group: {from_group}
    kind: {from_kind}
    namespace: {from_namespace}
  to:
  - group: {to_group}
    kind: {to_kind}
    name: {to_name}
",
        name = fix::scalar(&name),
        namespace = fix::scalar(target.namespace),
        from_group = fix::scalar(&from.group),
        from_kind = from.kind,
        from_namespace = fix::scalar(&from.namespace),
        to_group = fix::scalar(target.group),
        to_kind = target.kind,
        to_name = fix::scalar(target.name),
    );
    fix::append_document(referrer, &document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    const WRONG: &str =
        "{kind: Service, apiVersion: v1, metadata: {name: api, namespace: pay}, spec: {ports: [{port: 80}]}}
---
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  rules:
  - backendRefs:
    - name: api
      namespace: pay
      #          ^^^ GW0208 error
      port: 80";

    const GRANT: &str = "
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata:
  name: api-from-shop
  namespace: pay
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: shop
  to:
  - group: \"\"
    kind: Service
    name: api
";

    #[test]
    fn another_namespace_has_to_agree() {
        let before = WRONG.replace("      #          ^^^ GW0208 error\n", "");
        let fixed = format!("{before}{GRANT}");
        let own = before.replace("namespace: shop", "namespace: pay");
        let whole = fixed.replace("    name: api\n", "");
        let other_kind = format!("{WRONG}{}", GRANT.replace("HTTPRoute", "GRPCRoute"));
        let other_name = format!("{WRONG}{}", GRANT.replace("name: api\n", "name: cart\n"));
        let wrong_place = format!("{WRONG}{}", GRANT.replace("namespace: pay", "namespace: other"));
        rule(
            &[Code::GW0208],
            &[&fixed, &own, &whole],
            &[WRONG, &other_kind, &other_name, &wrong_place],
            &[(&before, &fixed)],
        );
        assert_eq!(
            message(Code::GW0208, WRONG),
            "spec.rules[0].backendRefs[0].namespace: HTTPRoute shop/web may not use Service pay/api: no ReferenceGrant in \
             namespace pay allows it."
        );
    }
}
