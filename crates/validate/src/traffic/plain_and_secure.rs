//! GW0804: one parentRef attaches a route to an HTTP listener and to an HTTPS listener of the same Gateway.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::{ParentNode, Protocol};

use crate::{
    context::{Context, ParentUse},
    cursor::Cursor,
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let is_whole = |parent: &&ParentUse<'_>| parent.node.section_name.as_ref().is_none_or(String::is_empty);
    for parent in context.parents.iter().filter(is_whole) {
        let (plain, secure) = (on(context, parent.node, &Protocol::Http), on(context, parent.node, &Protocol::Https));
        if plain.is_empty() || secure.is_empty() || only_redirects(&parent.cursor) {
            continue;
        }
        let args = Args::new().with("plain", plain).with("secure", secure);
        found.push(parent.cursor.finding_at("name", Code::GW0804, args));
    }
}

/// Names of the listeners of a protocol that the route is attached to.
fn on(context: &Context<'_>, parent: &ParentNode, protocol: &Protocol) -> Vec<String> {
    let attached = parent.listeners.iter().filter(|attachment| attachment.hostnames.is_ok());
    let listeners = attached.map(|attachment| context.listeners[attachment.listener].node);
    listeners.filter(|listener| listener.protocol == *protocol).map(|listener| listener.name.clone()).collect()
}

/// Whether every rule of the route redirects, as one for both listeners may on purpose.
fn only_redirects(parent: &Cursor<'_>) -> bool {
    let spec = Cursor::root(parent.object()).get("spec");
    let mut rules = spec.into_iter().flat_map(|spec| spec.list("rules")).peekable();
    rules.peek().is_some() && rules.all(|rule| rule.list("filters").any(|it| it.text("type") == "RequestRedirect"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    const WRONG: &str = "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  parentRefs:
  - name: web
    #     ^^^ GW0804 info
  rules: [{backendRefs: [{name: a, port: 80}]}]
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: web}]}}
";

    #[test]
    fn plain_text_is_asked_for() {
        let fine = WRONG.replace("    #     ^^^ GW0804 info", "    sectionName: https");
        let bare = WRONG.replace("    #     ^^^ GW0804 info\n", "");
        let redirect = bare.replace("backendRefs: [{name: a, port: 80}]", "filters: [{type: RequestRedirect}]");
        let plain_only =
            bare.replace("  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: web}]}}\n", "");
        rule(&[Code::GW0804], &[&fine, &redirect, &plain_only], &[WRONG], &[]);
        assert_eq!(
            message(Code::GW0804, WRONG),
            "spec.parentRefs[0].name: Without sectionName this route answers on http in plain text as well as on https."
        );
    }
}
