//! GW0301, GW0302, GW0303: a parentRef that finds listeners, none of which takes the route, by namespace, kind or hostname.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::{NamespacesFrom, Unattached};
use gatefold_manifest::Kind;

use crate::{
    context::{Context, Listener, ParentUse},
    cursor::Cursor,
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for parent in &context.parents {
        found.extend(parent.node.unattached.and_then(|why| judge(context, parent, why)));
    }
}

fn judge(context: &Context<'_>, parent: &ParentUse<'_>, why: Unattached) -> Option<Diagnostic> {
    let (code, allowed) = match why {
        Unattached::NamespaceNotAllowed => (Code::GW0301, each(context, parent, namespaces)),
        Unattached::KindNotAllowed => (Code::GW0302, each(context, parent, kinds)),
        Unattached::HostnamesDisjoint => (Code::GW0303, each(context, parent, hostname)),
        // A mesh's business, or told by GW0202, GW0203, GW0204 and GW0311.
        Unattached::ParentKind
        | Unattached::ParentAbsent
        | Unattached::ListenerSetNotAllowed
        | Unattached::SectionNameAbsent
        | Unattached::PortDiffers => return None,
    };
    let route = parent.cursor.object();
    let target = match parent.cursor.text("sectionName") {
        "" => parent.target.to_string(),
        section => format!("Listener {section} of {}", parent.target),
    };
    let hostnames: Vec<String> = parent.route.hostnames.iter().map(ToString::to_string).collect();
    let args = Args::new()
        .with("target", target)
        .with("namespace", route.namespace())
        .with("kind", &*route.id().kind)
        .with("hostnames", hostnames)
        .with("allowed", allowed);
    let finding = match (code, Cursor::root(route).at(&["spec", "hostnames"])) {
        (Code::GW0303, Some(hostnames)) => hostnames.finding(code, args),
        _ => parent.cursor.finding_at("name", code, args),
    };
    let by_labels = code == Code::GW0301 && is_selected(context, parent);
    Some(if by_labels { finding.severity(context.refusal_by_labels(route.namespace())) } else { finding })
}

/// Whether any listener that the parentRef names chooses namespaces by their labels.
fn is_selected(context: &Context<'_>, parent: &ParentUse<'_>) -> bool {
    let listeners = parent.node.listeners.iter().map(|attachment| context.listeners[attachment.listener].node);
    listeners.into_iter().any(|listener| listener.namespaces == NamespacesFrom::Selector)
}

/// What `say` says of each listener that the parentRef names, none twice.
fn each(context: &Context<'_>, parent: &ParentUse<'_>, say: fn(&Listener<'_>) -> Vec<String>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for attachment in &parent.node.listeners {
        for one in say(&context.listeners[attachment.listener]) {
            if !said.contains(&one) {
                said.push(one);
            }
        }
    }
    said
}

fn namespaces(listener: &Listener<'_>) -> Vec<String> {
    vec![match listener.node.namespaces {
        NamespacesFrom::Same => format!("from: Same ({})", listener.cursor.object().namespace()),
        NamespacesFrom::All => "from: All".to_owned(),
        NamespacesFrom::Selector => "from: Selector".to_owned(),
        NamespacesFrom::None => "from: None".to_owned(),
    }]
}

fn kinds(listener: &Listener<'_>) -> Vec<String> {
    let name = |kind: &Kind| kind.facts().map(|facts| facts.kind.to_owned());
    listener.node.kinds.iter().filter_map(name).collect()
}

fn hostname(listener: &Listener<'_>) -> Vec<String> {
    vec![hostname_of(listener)]
}

/// A listener's hostname for a person; `*` for all.
pub(super) fn hostname_of(listener: &Listener<'_>) -> String {
    if listener.node.hostname.is_any() { "*".to_owned() } else { listener.node.hostname.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(kind: &str, route: &str, listener: &str) -> String {
        format!(
            "kind: {kind}
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
{route}---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  gatewayClassName: eg
  listeners:
  - name: http
    port: 80
    protocol: HTTP
{listener}"
        )
    }

    const PARENT: &str = "  parentRefs:\n  - name: web\n    namespace: infra\n";
    const ALL: &str = "    allowedRoutes: {namespaces: {from: All}}\n";

    #[test]
    fn a_route_is_taken_from_an_allowed_namespace() {
        let drawn = PARENT.replace("- name: web\n", "- name: web\n    #     ^^^ GW0301 error\n");
        let selector = "    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}\n";
        let named = selector.replace("team", "kubernetes.io/metadata.name");
        let labelled = format!(
            "{}---\n{{kind: Namespace, apiVersion: v1, metadata: {{name: shop, labels: {{team: shop}}}}}}\n",
            text("HTTPRoute", PARENT, selector)
        );
        rule(
            &[Code::GW0301],
            &[&text("HTTPRoute", PARENT, ALL), &text("HTTPRoute", PARENT, &named), &labelled],
            &[
                &text("HTTPRoute", &drawn, ""),
                // The Namespace is not in the input: its labels may fit.
                &text("HTTPRoute", &drawn.replace("error", "warning"), selector),
                &labelled.replace("team: shop}}}\n", "team: x}}}\n").replace(PARENT, &drawn),
            ],
            &[],
        );
        assert_eq!(
            message(Code::GW0301, &text("HTTPRoute", PARENT, "")),
            "spec.parentRefs[0].name: Gateway infra/web takes no route from namespace shop; its listeners allow from: Same \
             (infra)."
        );
    }

    #[test]
    fn a_listener_carries_the_kind() {
        let drawn = PARENT.replace("- name: web\n", "- name: web\n    #     ^^^ GW0302 error\n");
        let only_grpc = "    allowedRoutes: {namespaces: {from: All}, kinds: [{kind: GRPCRoute}]}\n";
        rule(
            &[Code::GW0302],
            &[&text("GRPCRoute", PARENT, only_grpc), &text("GRPCRoute", PARENT, ALL)],
            &[&text("TCPRoute", &drawn, ALL), &text("HTTPRoute", &drawn, only_grpc)],
            &[],
        );
        assert_eq!(
            message(Code::GW0302, &text("TCPRoute", PARENT, ALL)),
            "spec.parentRefs[0].name: Gateway infra/web takes no TCPRoute; its listeners take HTTPRoute and GRPCRoute."
        );
    }

    #[test]
    fn route_and_listener_share_a_hostname() {
        let route = |hostnames: &str| format!("{PARENT}  hostnames: {hostnames}\n");
        let listener = format!("{ALL}    hostname: \"*.shop.example.com\"\n");
        let drawn = route("[shop.example.com]\n# ^^^^^^^^^ GW0303 error");
        rule(
            &[Code::GW0303],
            &[
                &text("HTTPRoute", &route("[a.shop.example.com]"), &listener),
                &text("HTTPRoute", &route("[\"*.example.com\"]"), &listener),
                &text("HTTPRoute", PARENT, &listener),
            ],
            &[&text("HTTPRoute", &drawn, &listener)],
            &[],
        );
        assert_eq!(
            message(Code::GW0303, &text("HTTPRoute", &route("[shop.example.com]"), &listener)),
            "spec.hostnames: Gateway infra/web serves none of the route's hostnames shop.example.com; its listeners serve \
             *.shop.example.com."
        );
    }
}
