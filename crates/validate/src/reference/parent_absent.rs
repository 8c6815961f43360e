//! GW0202: the Gateway or ListenerSet that a route (or a ListenerSet) names as its parent is not there.
//!
//! Where the input holds no such object at all it is a warning, even though it may exist: nothing that follows from it can
//! be told.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};
use gatefold_manifest::{InputScope, Kind, Presence};

use crate::{
    context::Context,
    cursor::Cursor,
    fix,
    target::{GATEWAY, Target},
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let of_routes = context.parents.iter().map(|parent| (parent.cursor, parent.target));
    let sets = context.specs(Kind::ListenerSet).filter_map(|spec| spec.get("parentRef"));
    let of_sets = sets.map(|cursor| (cursor, Target::read(&cursor, GATEWAY)));
    for (cursor, target) in of_routes.chain(of_sets) {
        found.extend(judge(context, cursor, &target));
    }
}

fn judge(context: &Context<'_>, cursor: Cursor<'_>, target: &Target<'_>) -> Option<Diagnostic> {
    let kind = Some(target.known()).filter(|kind| matches!(kind, Kind::Gateway | Kind::ListenerSet))?;
    let severity = match context.bundle.service(context.scope, kind, target.namespace, target.name) {
        Presence::Given(_) => return None,
        Presence::Missing => Severity::Error,
        Presence::Assumed if context.scope == InputScope::Part && !context.bundle.has(kind) => return None,
        Presence::Assumed => Severity::Warning,
    };
    let home = context.names.home(kind, target.name);
    let meant = context.names.near(kind, target.namespace, target.name);
    let args = Args::new()
        .with("target", target.to_string())
        .with("kind", target.kind)
        .with("namespace", cursor.object().namespace());
    let finding = cursor.finding_at("name", Code::GW0202, args).severity(severity);
    Some(match (meant, home, cursor.get("name")) {
        (Some(meant), _, Some(name)) => {
            finding.fix("Name {near} instead", fix::replace(name.node(), meant)).arg("near", meant)
        }
        (None, Some(home), Some(name)) => {
            finding.fix("Look in namespace {near}", in_namespace(cursor, name, home)).arg("near", home)
        }
        _ => finding,
    })
}

/// The edits that make the reference at `cursor` mean namespace `home`.
fn in_namespace(cursor: Cursor<'_>, name: Cursor<'_>, home: &str) -> Vec<gatefold_diagnostic::TextEdit> {
    match cursor.get("namespace") {
        Some(written) => fix::replace(written.node(), home),
        None => fix::add_key(cursor.object(), cursor.node(), name.node(), ("namespace", home)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ValidateOptions,
        testing::{check, message, rule},
    };

    const ROUTE: &str = "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  parentRefs:
  - name: web
    #     ^^^ GW0202 error
";
    const GATEWAY: &str = "---
{kind: Gateway, apiVersion: gateway.networking.k8s.io/v1, metadata: {name: web, namespace: infra}, spec: {listeners: [
  {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]}}
";

    #[test]
    fn a_parent_has_to_be_there() {
        let wrong = format!("{ROUTE}{GATEWAY}");
        let before = wrong.replace("    #     ^^^ GW0202 error\n", "");
        let flow = before.replace("\n  - name: web\n", " [{name: web, port: 80}]\n");
        let fixed = before.replace("- name: web\n", "- name: web\n    namespace: infra\n");
        let near = before.replace("- name: web\n", "- name: wbe\n    namespace: infra\n");
        let flow_fixed = flow.replace("[{name: web,", "[{name: web, namespace: infra,");
        rule(
            &[Code::GW0202],
            &[&fixed, &flow_fixed],
            &[&wrong],
            &[(&before, &fixed), (&flow, &flow_fixed), (&near, &fixed)],
        );
        assert_eq!(message(Code::GW0202, &wrong), "spec.parentRefs[0].name: Gateway shop/web is not in the input.");
    }

    #[test]
    fn without_any_gateway_it_may_exist() {
        let warning = ROUTE.replace("error", "warning");
        check(&[Code::GW0202], &ValidateOptions::default(), &[&warning]);
        let part = ValidateOptions { scope: InputScope::Part };
        check(&[Code::GW0202], &part, &[&ROUTE.replace("    #     ^^^ GW0202 error\n", "")]);
        check(&[Code::GW0202], &ValidateOptions { scope: InputScope::Whole }, &[ROUTE]);
    }

    #[test]
    fn a_listener_set_has_a_parent_too() {
        let set = ROUTE.replace("HTTPRoute", "ListenerSet").replace("parentRefs:\n  - name", "parentRef:\n    name");
        rule(&[Code::GW0202], &[], &[&format!("{set}{GATEWAY}")], &[]);
    }
}
