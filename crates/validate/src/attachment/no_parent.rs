//! GW0313: a route that names no parent.

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::{context::Context, cursor::finding_of};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let alone = context.topology.routes.iter().filter(|route| route.parents.is_empty());
    found.extend(alone.map(|route| finding_of(&route.object, Code::GW0313, Args::new())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: UDPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata:
  name: dns
  #     ^^^ GW0313 warning
spec:
  rules: [{backendRefs: [{name: dns, port: 53}]}]
";

    #[test]
    fn a_route_has_a_parent() {
        let fine = WRONG
            .replace("  #     ^^^ GW0313 warning\n", "")
            .replace("spec:\n", "spec:\n  parentRefs: [{name: web}]\n");
        let empty = WRONG.replace("spec:\n", "spec:\n  parentRefs: []\n");
        rule(&[Code::GW0313], &[&fine], &[WRONG, &empty], &[]);
    }
}
