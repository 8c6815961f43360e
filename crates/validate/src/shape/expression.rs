//! GW0113: a regular expression of a match that RE2 refuses or that is too large, so that nothing is said of its rule.

use gatefold_diagnostic::{Args, Code, Diagnostic, excerpt};
use gatefold_gateway::expression_problem;
use gatefold_manifest::Kind;

use crate::{context::Context, cursor::Cursor};

/// The fields of an expression, by the field beside `type` that it stands in.
const VALUES: &[&str] = &["value", "service", "method"];

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for kind in [Kind::HTTPRoute, Kind::GRPCRoute] {
        for matched in context.specs(kind).flat_map(|spec| spec.list("rules")).flat_map(|rule| rule.list("matches")) {
            let fields = ["path", "method"].into_iter().filter_map(|key| matched.get(key));
            let lists = ["headers", "queryParams"].into_iter().flat_map(|key| matched.list(key));
            fields.chain(lists).for_each(|field| judge(&field, found));
        }
    }
}

fn judge(field: &Cursor<'_>, found: &mut Vec<Diagnostic>) {
    if field.text("type") != "RegularExpression" {
        return;
    }
    for value in VALUES.iter().filter_map(|key| field.get(key)) {
        let written = value.node().text();
        if let Some(problem) = expression_problem(written) {
            let args = Args::new().with("value", excerpt(written)).with("problem", problem);
            found.push(value.finding(Code::GW0113, args));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(matched: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - backendRefs: [{{name: a, port: 80}}]
    matches:
    - {matched}
"
        )
    }

    #[test]
    fn an_expression_is_one_that_is_run() {
        let rpc =
            |method: &str| text(&format!("method: {{type: RegularExpression, {method}}}")).replace("HTTP", "GRPC");
        let drawn =
            "path:\n        type: RegularExpression\n        value: /(?=a)\n        #      ^^^^^^ GW0113 warning";
        let header = "headers:\n      - name: X-A\n        type: RegularExpression\n        value: (a{1000}){1000}\n        \
                      #      ^^^^^^^^^^^^^^^ GW0113 warning";
        let method = "method: S++}\n    #                                           ^^^ GW0113 warning\n#";
        rule(
            &[Code::GW0113],
            &[
                &text("path: {type: RegularExpression, value: /a.*}"),
                &text("path: {type: Exact, value: /(}"),
                &rpc("service: s.*"),
            ],
            &[&text(drawn), &text(header), &rpc(method)],
            &[],
        );
    }
}
