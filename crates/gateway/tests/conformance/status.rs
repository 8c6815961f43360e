//! What the suite expects of statuses, as far as a Topology says it: attachment, references, kinds, conflicts.

use gatefold_gateway::{GatewayOptions, ListenerNode, ListenerProblem, RouteNode, Topology, attach};
use gatefold_manifest::{Bundle, InputScope};
use serde_json::Value;

use crate::{Fact, Fared};

/// Every expectation of one row.
pub(crate) fn facts(name: &str, row: &Value, bundle: &Bundle) -> Vec<Fact> {
    let topology = attach(bundle, &GatewayOptions { scope: InputScope::Whole, ..GatewayOptions::default() });
    let mut facts = Vec::new();
    for condition in row["conditions"].as_array().into_iter().flatten() {
        let kind = condition["type"].as_str().unwrap();
        let answer = if row.get("listener").is_some() {
            find_listener(&topology, row).and_then(|it| listener_condition(it, kind))
        } else {
            find_route(&topology, row).and_then(|it| route_condition(it, row, kind))
        };
        let fared = answer.map_or(Fared::NotCovered, |answers| {
            let fits = |(status, reason): &(&str, &str)| {
                condition["status"].as_str().is_none_or(|it| it == *status)
                    && condition["reason"].as_str().is_none_or(|it| it == *reason)
            };
            if answers.iter().any(fits) { Fared::Met } else { Fared::Otherwise(format!("{answers:?}")) }
        });
        facts.push(Fact { name: format!("{name}.{kind}"), fared });
    }
    for (key, expected) in row.as_object().unwrap() {
        if let Some(fared) = listener_fact(&topology, row, key, expected) {
            facts.push(Fact { name: format!("{name}.{key}"), fared });
        }
    }
    facts
}

fn find_listener<'a>(topology: &'a Topology, row: &Value) -> Option<&'a ListenerNode> {
    topology.listeners.iter().find(|node| {
        let id = node.place.object.id();
        Some(&*id.kind) == row["kind"].as_str()
            && Some(id.namespace.as_str()) == row["namespace"].as_str()
            && Some(id.name.as_str()) == row["name"].as_str()
            && Some(node.name.as_str()) == row["listener"].as_str()
    })
}

fn find_route<'a>(topology: &'a Topology, row: &Value) -> Option<&'a RouteNode> {
    topology.routes.iter().find(|route| {
        let id = route.object.id();
        Some(&*id.kind) == row["kind"].as_str()
            && Some(id.namespace.as_str()) == row["namespace"].as_str()
            && Some(id.name.as_str()) == row["name"].as_str()
    })
}

type Answers = Option<Vec<(&'static str, &'static str)>>;

/// A route's condition, one answer for each parentRef that names the row's parent.
fn route_condition(route: &RouteNode, row: &Value, kind: &str) -> Answers {
    let parents = route.parents.iter().filter(|parent| {
        Some(parent.name.as_str()) == row["parent"]["name"].as_str()
            && row["parent"]["kind"].as_str().is_none_or(|it| it == parent.kind)
            && row["parent"]["namespace"].as_str().is_none_or(|it| it == parent.namespace)
    });
    match kind {
        "Accepted" => {
            let answer = |parent: &gatefold_gateway::ParentNode| match parent.unattached {
                None => ("True", "Accepted"),
                Some(why) => ("False", why.condition_reason().unwrap_or_default()),
            };
            Some(parents.map(answer).collect())
        }
        "ResolvedRefs" => {
            let backends = route.rules.iter().flat_map(|rule| &rule.backends).map(|backend| &backend.reference);
            let mirrors = route.rules.iter().flat_map(|rule| &rule.mirrors);
            let broken = backends.chain(mirrors).find_map(|it| it.state.backend_condition_reason());
            Some(vec![broken.map_or(("True", "ResolvedRefs"), |reason| ("False", reason))])
        }
        _ => None,
    }
}

fn listener_condition(node: &ListenerNode, kind: &str) -> Answers {
    let conflict = node.problems.iter().find_map(|problem| match problem {
        ListenerProblem::HostnameConflict { .. } => Some("HostnameConflict"),
        ListenerProblem::ProtocolConflict { .. } => Some("ProtocolConflict"),
        ListenerProblem::UnsupportedProtocol
        | ListenerProblem::InvalidRouteKind { .. }
        | ListenerProblem::NoUsableCertificate => None,
    });
    let unsupported = node.problems.contains(&ListenerProblem::UnsupportedProtocol).then_some("UnsupportedProtocol");
    Some(vec![match kind {
        "Conflicted" => conflict.map_or(("False", "NoConflicts"), |reason| ("True", reason)),
        "Accepted" => conflict.or(unsupported).map_or(("True", "Accepted"), |reason| ("False", reason)),
        "ResolvedRefs" => {
            let kinds = node.problems.iter().any(|it| matches!(it, ListenerProblem::InvalidRouteKind { .. }));
            let broken = node.certificates.iter().find_map(|it| it.state.certificate_condition_reason());
            let reason = kinds.then_some("InvalidRouteKinds").or(broken);
            reason.map_or(("True", "ResolvedRefs"), |reason| ("False", reason))
        }
        "Programmed" if conflict.is_none() => {
            if node.takes_traffic() {
                ("True", "Programmed")
            } else {
                ("False", "Invalid")
            }
        }
        "Programmed" => ("False", conflict.unwrap_or_default()),
        _ => return None,
    }])
}

fn listener_fact(topology: &Topology, row: &Value, key: &str, expected: &Value) -> Option<Fared> {
    let is = |actual: String, met: bool| if met { Fared::Met } else { Fared::Otherwise(actual) };
    Some(match key {
        "attachedRoutes" => {
            let node = find_listener(topology, row)?;
            is(node.attached_routes.to_string(), expected.as_u64() == Some(u64::from(node.attached_routes)))
        }
        "supportedKinds" => {
            let node = find_listener(topology, row)?;
            let names: Vec<&str> = node.kinds.iter().filter_map(|kind| kind.facts()).map(|facts| facts.kind).collect();
            let wanted = expected.as_array()?;
            let all = wanted.iter().all(|it| names.contains(&it["kind"].as_str().unwrap_or_default()));
            is(format!("{names:?}"), all && (!wanted.is_empty() || names.is_empty()))
        }
        "listenerNames" => {
            let own = topology.listeners.iter().filter(|node| {
                let id = node.place.object.id();
                Some(&*id.kind) == row["kind"].as_str() && Some(id.name.as_str()) == row["name"].as_str()
            });
            let names: Vec<&str> = own.map(|node| node.name.as_str()).collect();
            let wanted: Vec<&str> = expected.as_array()?.iter().filter_map(Value::as_str).collect();
            is(format!("{names:?}"), names == wanted)
        }
        "noAcceptedParents" => {
            let route = find_route(topology, row)?;
            is(format!("{:?}", route.parents), route.parents.iter().all(|parent| parent.unattached.is_some()))
        }
        _ => return None,
    })
}
