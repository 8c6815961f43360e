//! GW0212: a ReferenceGrant trusts a namespace that is not there. Only an input that lists Namespaces can tell.

use gatefold_diagnostic::Set;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::{InputScope, Kind, Object};

use crate::{context::Context, cursor::Cursor, fix};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.bundle.has(Kind::Namespace) || context.scope == InputScope::Part {
        return;
    }
    let known: Set<&str> = Set::of(context.bundle.objects().iter().map(namespace_of));
    for spec in context.specs(Kind::ReferenceGrant) {
        let froms = spec.list("from").filter_map(|from| from.get("namespace"));
        found.extend(
            froms.filter(|namespace| !known.contains_key(namespace.node().text())).map(|at| finding(context, at)),
        );
    }
}

/// The namespace that an object proves to exist.
fn namespace_of(object: &Object) -> &str {
    match object.kind() {
        Kind::Namespace => object.name(),
        // A grant alone proves nothing about another one's namespace, and its own is not what is asked for.
        _ => object.namespace(),
    }
}

fn finding(context: &Context<'_>, at: Cursor<'_>) -> Diagnostic {
    let name = at.node().text();
    let finding = at.finding(Code::GW0212, Args::new().with("namespace", name));
    match context.names.near(Kind::Namespace, "", name) {
        Some(meant) => finding.fix("Name {near} instead", fix::replace(at.node(), meant)).arg("near", meant),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const GRANT: &str = "kind: ReferenceGrant
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: pay}
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: shpo
    #          ^^^^ GW0212 warning
  to: [{group: \"\", kind: Service}]
---
{kind: Namespace, apiVersion: v1, metadata: {name: shop}}
";

    #[test]
    fn a_trusted_namespace_has_to_be_there() {
        let before = GRANT.replace("    #          ^^^^ GW0212 warning\n", "");
        let fixed = before.replace("shpo", "shop");
        rule(&[Code::GW0212], &[&fixed, before.split("---").next().unwrap()], &[GRANT], &[(&before, &fixed)]);
    }
}
