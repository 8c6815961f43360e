//! GW0503: a rule of an HTTPRoute or GRPCRoute without a backend and without a filter that answers in its place.
//!
//! A filter of an implementation's own may answer as well, so a rule with an ExtensionRef is left alone.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::{context::Context, cursor::Cursor};

/// Filters after which no backend is asked, or that nobody here can judge.
const ANSWERING: &[&str] = &["RequestRedirect", "ExtensionRef"];

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let routes = context.topology.routes.iter().filter(|it| matches!(it.kind, Kind::HTTPRoute | Kind::GRPCRoute));
    for route in routes.filter(|route| route.rules.iter().any(|rule| rule.backends.is_empty())) {
        let Some(spec) = Cursor::root(&route.object).get("spec") else { continue };
        for (rule, node) in spec.list("rules").zip(&route.rules) {
            let answers = rule.list("filters").any(|filter| ANSWERING.contains(&filter.text("type")));
            if node.backends.is_empty() && !answers {
                found.push(rule.finding(Code::GW0503, Args::new()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(rule: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - matches: [{{path: {{value: /a}}}}]
{rule}"
        )
    }

    #[test]
    fn a_rule_answers() {
        rule(
            &[Code::GW0503],
            &[
                &text("    backendRefs: [{name: a, port: 80}]\n"),
                &text("    filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]\n"),
                &text("    filters: [{type: ExtensionRef, extensionRef: {group: a.b, kind: C, name: d}}]\n"),
            ],
            &[
                &text("   #^^^^^^^ GW0503 warning\n"),
                &text("   #^^^^^^^ GW0503 warning\n    filters: [{type: URLRewrite, urlRewrite: {hostname: a.b}}]\n"),
            ],
            &[],
        );
    }
}
