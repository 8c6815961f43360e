//! GW0213: nothing in the input refers to anything by way of this ReferenceGrant.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::{context::Context, cursor::finding_of};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let unused = context.grants.all().into_iter().filter(|(_, used)| !used);
    found.extend(
        unused.map(|(grant, _)| finding_of(grant, Code::GW0213, Args::new().with("namespace", grant.namespace()))),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(kind: &str) -> String {
        format!(
            "kind: {kind}
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec: {{rules: [{{backendRefs: [{{name: api, namespace: pay, port: 80}}]}}]}}
---
kind: ReferenceGrant
apiVersion: gateway.networking.k8s.io/v1
metadata:
  name: from-shop
  namespace: pay
spec:
  from: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}}]
  to: [{{group: \"\", kind: Service}}]
"
        )
    }

    #[test]
    fn a_grant_is_of_use() {
        let drawn = text("TCPRoute")
            .replacen("\n---", "\n#                                                    ^^^ GW0208 error\n---", 1)
            .replace("name: from-shop", "name: from-shop\n  #     ^^^^^^^^^ GW0213 info");
        rule(&[Code::GW0213], &[&text("HTTPRoute")], &[&drawn], &[]);
    }
}
