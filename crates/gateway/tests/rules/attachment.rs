//! Which parentRefs and references hold, and why the others do not.

use gatefold_gateway::{
    GatewayOptions, ListenerProblem, ListenerSetState, ReferenceState, Topology, Unattached, attach,
};
use gatefold_manifest::InputScope;

use crate::{bundle, route};

const GATEWAY: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: eg
  listeners:
  - {name: same, port: 80, protocol: HTTP}
  - {name: all, port: 81, protocol: HTTP, hostname: '*.example.com', allowedRoutes: {namespaces: {from: All}}}
  - {name: tcp, port: 82, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}
  - {name: chosen, port: 83, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
";

fn attached(parent: &str, hostname: &str) -> Option<Unattached> {
    let rest = format!("  hostnames: ['{hostname}']");
    let route = route("r", &rest).replace("{name: edge}", parent);
    let topology = attach(&bundle(&[GATEWAY, &route]), &GatewayOptions::default());
    topology.routes[0].parents[0].unattached
}

#[test]
fn a_parent_ref_that_attaches_nowhere_says_why() {
    #[rustfmt::skip]
    let cases = [
        ("{name: edge, namespace: infra}",                                  "a.example.com", None),
        ("{name: edge, namespace: infra, sectionName: all, port: 81}",      "a.example.com", None),
        ("{name: edge, namespace: infra, sectionName: chosen}",             "a.example.com", None),
        ("{name: edge}",                                                    "a.example.com", Some(Unattached::ParentAbsent)),
        ("{name: edge, kind: Service, group: ''}",                          "a.example.com", Some(Unattached::ParentKind)),
        ("{name: edge, namespace: infra, sectionName: none}",               "a.example.com", Some(Unattached::SectionNameAbsent)),
        ("{name: edge, namespace: infra, sectionName: all, port: 80}",      "a.example.com", Some(Unattached::PortDiffers)),
        ("{name: edge, namespace: infra, port: 9}",                         "a.example.com", Some(Unattached::PortDiffers)),
        ("{name: edge, namespace: infra, sectionName: same}",               "a.example.com", Some(Unattached::NamespaceNotAllowed)),
        ("{name: edge, namespace: infra, sectionName: tcp}",                "a.example.com", Some(Unattached::KindNotAllowed)),
        ("{name: edge, namespace: infra, sectionName: all}",                "example.com",   Some(Unattached::HostnamesDisjoint)),
    ];
    for (parent, hostname, expected) in cases {
        assert_eq!(attached(parent, hostname), expected, "{parent} {hostname}");
    }
}

#[test]
fn entries_point_at_their_fields() {
    let topology = attach(&bundle(&[GATEWAY, &route("r", "")]), &GatewayOptions::default());
    let parent = &topology.routes[0].parents[0];
    assert_eq!(parent.place.field, "spec.parentRefs[0]");
    assert!(parent.place.span().start > 0);
    assert_eq!(topology.listeners[2].place.field, "spec.listeners[2]");
}

fn backend(reference: &str, more: &[&str]) -> ReferenceState {
    let route = route("r", &format!("  rules:\n  - backendRefs: [{reference}]"));
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {ports: [{port: 80}]}";
    let other = service.replace("namespace: shop", "namespace: back");
    let mut documents = vec![service, &other, &route];
    documents.extend(more);
    let topology = attach(&bundle(&documents), &GatewayOptions::default());
    topology.routes[0].rules[0].backends[0].reference.state.clone()
}

#[test]
fn a_backend_reference_says_what_came_of_it() {
    let grant = "
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: g, namespace: back}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: '', kind: Service, name: api}]
";
    let elsewhere = "{name: api, namespace: back, port: 80}";
    assert_eq!(backend("{name: api, port: 80}", &[]), ReferenceState::Valid);
    assert_eq!(backend("{name: api, port: 81}", &[]), ReferenceState::PortNotFound { available: vec![80] });
    assert_eq!(backend("{name: api}", &[]), ReferenceState::PortMissing);
    assert_eq!(backend("{name: none, port: 80}", &[]), ReferenceState::NotFound);
    assert_eq!(backend("{name: api, kind: Pod, port: 80}", &[]), ReferenceState::InvalidKind);
    assert_eq!(backend(elsewhere, &[]), ReferenceState::NotPermitted);
    assert_eq!(backend(elsewhere, &[grant]), ReferenceState::Valid);
    assert_eq!(backend(elsewhere, &[&grant.replace("name: api", "name: other")]), ReferenceState::NotPermitted);
}

fn listeners(text: &str) -> Topology {
    attach(&bundle(&[text]), &GatewayOptions { scope: InputScope::Whole, ..GatewayOptions::default() })
}

#[test]
fn listeners_in_each_others_way_are_refused() {
    let gateway = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  allowedListeners: {namespaces: {from: Same}}
  listeners:
  - {name: a, port: 80, protocol: HTTP, hostname: a.io}
  - {name: b, port: 80, protocol: HTTP, hostname: A.io}
  - {name: c, port: 80, protocol: HTTP}
  - {name: d, port: 80, protocol: UDP}
  - {name: e, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: absent}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: more, namespace: infra}
spec:
  parentRef: {name: edge}
  listeners: [{name: f, port: 80, protocol: TCP}, {name: g, port: 81, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: foreign, namespace: shop}
spec: {parentRef: {name: edge, namespace: infra}, listeners: [{name: h, port: 82, protocol: HTTP}]}
";
    let topology = listeners(gateway);
    let problems: Vec<_> = topology.listeners.iter().map(|it| (&*it.name, &*it.problems)).collect();
    #[rustfmt::skip]
    assert_eq!(problems, [
        ("a", &[ListenerProblem::HostnameConflict { with: 1 }][..]),
        ("b", &[ListenerProblem::HostnameConflict { with: 0 }]),
        ("c", &[]),
        ("d", &[]),
        ("e", &[ListenerProblem::NoUsableCertificate]),
        ("f", &[ListenerProblem::ProtocolConflict { with: 0 }]),
        ("g", &[]),
    ]);
    let states: Vec<_> = topology.listener_sets.iter().map(|it| it.state).collect();
    assert_eq!(states, [ListenerSetState::Allowed, ListenerSetState::NotAllowed]);
}

#[test]
fn malformed_objects_do_not_stop_the_rest() {
    let broken = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: broken, namespace: infra}
spec: {parentRefs: edge, hostnames: {a: b}, rules: [7, null, {matches: x, backendRefs: [{port: eighty}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: odd, namespace: infra}
spec: [1, 2]
";
    let fine = route("r", "").replace("{name: edge}", "{name: edge, namespace: infra}");
    let topology = attach(&bundle(&[broken, GATEWAY, &fine]), &GatewayOptions::default());
    assert_eq!(topology.routes.len(), 2);
    assert_eq!(topology.routes[1].parents[0].unattached, None);
}

#[test]
fn http_goes_to_no_port_of_another_protocol() {
    let service = |ports: &str| {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: shop}}\nspec: {{ports: [{ports}]}}\n")
    };
    let route = crate::route("r", &format!("  rules:\n{}", crate::rule("{path: {value: /}}", "s")));
    let tcp_route = route.replace("HTTPRoute", "TCPRoute").replace("- matches: [{path: {value: /}}]\n    ", "- ");
    let state = |route: &str, ports: &str| {
        let bundle = crate::bundle(&[crate::EDGE, route, &service(ports)]);
        let topology = gatefold_gateway::attach(&bundle, &gatefold_gateway::GatewayOptions::default());
        topology.routes[0].rules[0].backends[0].reference.state.clone()
    };
    use gatefold_gateway::ReferenceState::{PortNotFound, Valid};
    assert_eq!(state(&route, "{port: 80}"), Valid);
    assert_eq!(state(&route, "{port: 80, protocol: TCP}"), Valid);
    assert_eq!(state(&route, "{port: 80, protocol: UDP}, {port: 81}"), PortNotFound { available: vec![81] });
    assert_eq!(state(&route, "{port: 80, protocol: SCTP}"), PortNotFound { available: Vec::new() });
    assert_eq!(state(&route, "{port: 80, name: a, protocol: UDP}, {port: 80, name: b}"), Valid, "one of TCP beside it");
    assert_eq!(state(&tcp_route, "{port: 80, protocol: UDP}"), Valid, "other kinds are not judged by it");
}
