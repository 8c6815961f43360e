//! GW0316: two parentRefs of a route that name the same thing in the same way.

use gatefold_diagnostic::Set;

use gatefold_diagnostic::{Args, Code, Diagnostic};

use crate::context::{Context, ParentUse};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let of_one_route = |a: &ParentUse<'_>, b: &ParentUse<'_>| std::ptr::eq(a.route, b.route);
    for parents in context.parents.chunk_by(of_one_route).filter(|parents| parents.len() > 1) {
        let mut seen = Set::new();
        for parent in parents {
            let (section, port) = (parent.cursor.text("sectionName"), parent.cursor.text("port"));
            if !seen.add((parent.target, section, port)) {
                let args = Args::new().with("target", parent.target.to_string());
                found.push(parent.cursor.finding_at("name", Code::GW0316, args));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  parentRefs:
  - name: web
    namespace: infra
    sectionName: a
  - name: web
    #     ^^^ GW0316 error
    sectionName: a
";

    #[test]
    fn parents_differ() {
        let fine = WRONG.replace("    #     ^^^ GW0316 error\n    sectionName: a", "    sectionName: b");
        let namespace = WRONG.replace("namespace: infra\n    s", "namespace: edge\n    s");
        let namespace = namespace.replace("    #     ^^^ GW0316 error\n", "");
        rule(&[Code::GW0316], &[&fine, &namespace], &[WRONG], &[]);
    }
}
