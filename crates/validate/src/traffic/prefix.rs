//! GW0506: ReplacePrefixMatch in a rule that does not match by exactly one PathPrefix. The API server's own rule.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::{context::Context, cursor::Cursor};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for spec in context.specs(Kind::HTTPRoute) {
        for rule in spec.list("rules") {
            if has_one_prefix(&rule) {
                continue;
            }
            let of_backends = rule.list("backendRefs").flat_map(|backend| backend.list("filters"));
            for filter in rule.list("filters").chain(of_backends) {
                found.extend(["requestRedirect", "urlRewrite"].into_iter().filter_map(|key| judge(filter, key)));
            }
        }
    }
}

/// Without matches a rule has the one match of prefix `/`, which is a default of the API server.
fn has_one_prefix(rule: &Cursor<'_>) -> bool {
    let mut matches = rule.list("matches");
    let Some(first) = matches.next() else { return true };
    let path = first.get("path");
    let kind = path.map_or("", |path| path.text("type"));
    matches.next().is_none() && matches!(kind, "" | "PathPrefix")
}

fn judge(filter: Cursor<'_>, key: &'static str) -> Option<Diagnostic> {
    let path = filter.at(&[key, "path"])?;
    let kind = path.get("type").filter(|kind| kind.node().text() == "ReplacePrefixMatch")?;
    Some(kind.finding(Code::GW0506, Args::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(matches: &str, drawn: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - matches: {matches}
    backendRefs: [{{name: a, port: 80}}]
    filters:
    - type: URLRewrite
      urlRewrite:
        path:
          type: ReplacePrefixMatch
{drawn}          replacePrefixMatch: /
"
        )
    }

    #[test]
    fn there_is_one_prefix_to_replace() {
        let drawn = "          #     ^^^^^^^^^^^^^^^^^^ GW0506 error\n";
        rule(
            &[Code::GW0506],
            &[
                &text("[{path: {type: PathPrefix, value: /a}}]", ""),
                &text("[{path: {value: /a}}]", ""),
                &text("[]", ""),
                &text("[{path: {type: Exact, value: /a}}]", "").replace("ReplacePrefixMatch", "ReplaceFullPath"),
            ],
            &[
                &text("[{path: {type: Exact, value: /a}}]", drawn),
                &text("[{path: {value: /a}}, {path: {value: /b}}]", drawn),
            ],
            &[],
        );
    }
}
