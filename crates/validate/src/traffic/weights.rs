//! GW0501, GW0502: weights of zero.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::{BackendNode, RouteNode};

use crate::{context::Context, cursor::Cursor};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let is_zero = |backend: &BackendNode| backend.effective_weight() == 0;
    // The topology knows the weights; the tree is for the place of a finding.
    let has_zero = |route: &&RouteNode| route.rules.iter().flat_map(|rule| &rule.backends).any(is_zero);
    for route in context.topology.routes.iter().filter(has_zero) {
        let Some(spec) = Cursor::root(&route.object).get("spec") else { continue };
        for (rule, node) in spec.list("rules").zip(&route.rules) {
            let zeros = node.backends.iter().filter(|backend| is_zero(backend)).count();
            if zeros == 0 {
                continue;
            }
            if zeros == node.backends.len() {
                found.push(rule.finding_at("backendRefs", Code::GW0501, Args::new()));
                continue;
            }
            for (cursor, backend) in rule.list("backendRefs").zip(&node.backends) {
                if is_zero(backend) {
                    found.push(cursor.finding_at("weight", Code::GW0502, Args::new()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(backends: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - name: shares
    backendRefs:
{backends}"
        )
    }

    #[test]
    fn zero_is_no_share() {
        let all = text(
            "   #^^^^^^^^^^^ GW0501 warning\n    - {name: a, port: 80, weight: 0}\n    - {name: b, port: 80, weight: 0}\n",
        );
        let one = text(
            "    - {name: a, port: 80, weight: 1}\n    - name: b\n      port: 80\n      weight: 0\n      #       ^ GW0502 info\n",
        );
        rule(
            &[Code::GW0501, Code::GW0502],
            &[
                &text("    - {name: a, port: 80, weight: 1}\n    - {name: b, port: 80, weight: 30}\n"),
                // Left out, a weight is 1.
                &text("    - {name: a, port: 80}\n"),
            ],
            &[&all, &one],
            &[],
        );
    }
}
