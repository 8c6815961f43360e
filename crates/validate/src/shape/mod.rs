//! GW0103: a value of a Gateway API object has another type than its field, so the API server would refuse the object; and
//! GW0113, values that are no expressions.
//!
//! Only fields that something reads are judged; an Ingress is judged where it is read.

mod expression;
mod tables;

use gatefold_diagnostic::{Args, Code, Diagnostic, TextEdit};
use gatefold_manifest::NodeKind;

use self::tables::{SPECS, Want};
use crate::{Rule, context::Context, cursor::Cursor};

pub(crate) static RULES: &[Rule] = &[check, expression::check];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for object in context.bundle.objects() {
        let Some((_, want)) = SPECS.iter().find(|(kind, _)| *kind == object.kind()) else { continue };
        if let Some(spec) = Cursor::root(object).get("spec") {
            walk(spec, want, found);
        }
    }
}

fn walk(cursor: Cursor<'_>, want: &Want, found: &mut Vec<Diagnostic>) {
    let kind = cursor.node().kind();
    match (want, kind) {
        (_, NodeKind::Null) | (Want::Text, NodeKind::String) | (Want::Number, NodeKind::Integer | NodeKind::Float) => {}
        (Want::Map(keys), NodeKind::Mapping) => {
            // Objects say little of what they may say, so what is written is looked up, not what is known.
            for (key, value) in cursor.entries() {
                if let Some((_, want)) = keys.iter().find(|(known, _)| *known == key.text()) {
                    walk(value, want, found);
                }
            }
        }
        (Want::List(want), NodeKind::Sequence) => cursor.items().for_each(|item| walk(item, want, found)),
        (Want::Texts, NodeKind::Mapping) => {
            let other = |kind| !matches!(kind, NodeKind::String | NodeKind::Null);
            if let Some((_, value)) = cursor.node().entries().find(|(_, value)| other(value.kind())) {
                let problem = problem(value.kind(), "a string");
                let field = cursor.path().to_string();
                let args = Args::new().with("field", &*field).with("problem", problem);
                let finding = cursor.finding(Code::GW0103, args).at(field, Some(value.span()));
                found.push(quote(finding, value.span(), value.text()));
            }
        }
        (Want::Text, _) => {
            let node = cursor.node();
            found.push(quote(wrong(cursor, "a string"), node.span(), node.text()));
        }
        (Want::Number, _) => {
            let (finding, node) = (wrong(cursor, "a number"), cursor.node());
            let number = node.text().parse::<i64>().ok().filter(|_| kind == NodeKind::String);
            found.push(match number {
                Some(number) => {
                    let edit = TextEdit { span: node.span(), text: number.to_string() };
                    finding.fix("Write it without quotes", vec![edit])
                }
                None => finding,
            });
        }
        (Want::Map(_) | Want::Texts, _) => found.push(wrong(cursor, "a mapping")),
        (Want::List(_), _) => found.push(wrong(cursor, "a list")),
    }
}

fn wrong(cursor: Cursor<'_>, expected: &str) -> Diagnostic {
    let problem = problem(cursor.node().kind(), expected);
    cursor.finding(Code::GW0103, Args::new().with("field", cursor.path().to_string()).with("problem", problem))
}

fn problem(is: NodeKind, expected: &str) -> String {
    format!("{} where {expected} is expected", is.name())
}

/// The finding with the fix that puts a scalar into quotes.
fn quote(finding: Diagnostic, span: gatefold_diagnostic::Span, text: &str) -> Diagnostic {
    if text.is_empty() {
        return finding;
    }
    finding.fix("Put it into quotes", vec![TextEdit { span, text: format!("\"{text}\"") }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(field: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - matches: [{{headers: [{{name: X-Version, value: \"2\"}}]}}]
    backendRefs:
    - name: api
{field}"
        )
    }

    #[test]
    fn values_have_the_type_of_their_field() {
        let quoted = text("      port: \"80\"\n      #     ^^^^ GW0103 error\n");
        let boolean = text("      namespace: on\n      #          ^^ GW0103 error\n      port: 80\n")
            .replace("namespace: on", "kind: Service\n      namespace: on");
        let list = text("      port: 80\n")
            .replace("  rules:\n", "  hostnames: a.example.com\n  #          ^^^^^^^^^^^^^ GW0103 error\n  rules:\n");
        let fine = text("      port: 80\n");
        rule(
            &[Code::GW0103],
            &[&fine],
            &[&quoted, &list],
            &[(&text("      port: \"80\"\n"), &fine), (&fine.replace("\"2\"", "2"), &fine)],
        );
        assert_eq!(
            message(Code::GW0103, &quoted),
            "spec.rules[0].backendRefs[0].port: spec.rules[0].backendRefs[0].port has the wrong type: a string where a \
             number is expected."
        );
        assert!(message(Code::GW0103, &boolean).contains("a boolean where a string is expected"));
    }
}
