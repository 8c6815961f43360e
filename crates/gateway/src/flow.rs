//! Where the traffic of each rule goes: listener → rule → backend with weights and shares, as plain data to draw and list.

use gatefold_routing::Origin;
use serde::Serialize;

use crate::{Hostname, ReferenceState, RouteNode, Topology, fields::items, matches, precedence::Seniority, templates};

/// The flow of a Bundle or of one route.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Flow {
    /// Listeners that the rules hang on.
    pub listeners: Vec<FlowListener>,
    /// Rules.
    pub rules: Vec<FlowRule>,
    /// From a rule to a backend.
    pub edges: Vec<FlowEdge>,
}

/// A listener of a [`Flow`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowListener {
    /// The Gateway as `namespace/name`.
    pub gateway: String,
    /// The listener's name.
    pub name: String,
    /// Its port.
    pub port: u16,
    /// Its protocol.
    pub protocol: String,
    /// Its hostname; `*` for any.
    pub hostname: Hostname,
    /// Where it is written.
    pub origin: Origin,
}

/// A rule of a [`Flow`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowRule {
    /// Listeners that it hangs on, by index into [`Flow::listeners`].
    pub listeners: Vec<usize>,
    /// The route's kind.
    pub kind: String,
    /// The route as `namespace/name`.
    pub route: String,
    /// The rule's place in the route.
    pub index: usize,
    /// The rule's name.
    pub name: Option<String>,
    /// The route's own hostnames; none where it takes its listeners'.
    pub hostnames: Vec<Hostname>,
    /// Its matches in words.
    pub matches: Vec<String>,
    /// What its traffic comes to.
    pub split: Split,
    /// Where it is written.
    pub origin: Origin,
}

/// What the traffic of a rule comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// It is shared out by weight.
    Weighted,
    /// Every weight is 0: 500 for all of it.
    AllZero,
    /// There is no backend: 500 for all of it.
    NoBackend,
    /// A filter sends the client elsewhere; backends get nothing.
    Redirected,
}

/// A backend of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowEdge {
    /// The rule, by index into [`Flow::rules`].
    pub rule: usize,
    /// Group of the backend; empty for the core group.
    pub group: String,
    /// Kind of the backend.
    pub kind: String,
    /// Namespace of the backend.
    pub namespace: String,
    /// Name of the backend.
    pub name: String,
    /// Port of the backend.
    pub port: Option<u16>,
    /// The weight as written; none where it is left out, which counts as 1.
    pub weight: Option<u32>,
    /// The share of the rule's traffic, 0 to 1.
    pub share: f64,
    /// The status that this share gets where the backend cannot answer.
    pub status: Option<u16>,
    /// Whether the backend is taken to exist.
    pub assumed: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// The flow of all routes that `shows` accepts; routes that attach nowhere are among them, on no listener.
pub fn flow(topology: &Topology, shows: impl Fn(&RouteNode) -> bool) -> Flow {
    let mut flow = Flow::default();
    let mut places: Vec<Option<usize>> = vec![None; topology.listeners.len()];
    for route in topology.routes.iter().filter(|route| shows(route)) {
        let mut listeners = Vec::new();
        let attached = route.parents.iter().flat_map(|parent| &parent.listeners).filter(|it| it.hostnames.is_ok());
        for index in attached.map(|attachment| attachment.listener) {
            let place = *places[index].get_or_insert_with(|| {
                flow.listeners.push(listener(topology, index));
                flow.listeners.len() - 1
            });
            if !listeners.contains(&place) {
                listeners.push(place);
            }
        }
        for index in 0..route.rules.len() {
            rule(route, index, &listeners, &mut flow);
        }
    }
    flow
}

fn listener(topology: &Topology, index: usize) -> FlowListener {
    let node = &topology.listeners[index];
    FlowListener {
        gateway: topology.gateways[node.gateway].object.id().path(),
        name: node.name.clone(),
        port: node.port,
        protocol: node.protocol.as_str().to_owned(),
        hostname: node.hostname.clone(),
        origin: node.place.origin(),
    }
}

fn rule(route: &RouteNode, index: usize, listeners: &[usize], flow: &mut Flow) {
    let node = &route.rules[index];
    let total: f64 = node.backends.iter().map(|backend| f64::from(backend.effective_weight())).sum();
    let tree = node.place.object.field(&node.place.field);
    let redirects = tree.is_some_and(|tree| items(tree, "filters").any(|it| it.get("requestRedirect").is_some()));
    let split = match () {
        () if redirects => Split::Redirected,
        () if node.backends.is_empty() => Split::NoBackend,
        () if total == 0.0 => Split::AllZero,
        () => Split::Weighted,
    };
    let words = if templates::speaks_http(route.kind) {
        let nobody = Seniority { created: "".into(), path: "".into() };
        let all = matches::of_rule(route, index, &nobody, crate::RegexRule::Open);
        all.into_iter().map(|matched| matched.words).collect()
    } else {
        vec!["every connection".to_owned()]
    };
    for backend in &node.backends {
        let reference = &backend.reference;
        let weight = f64::from(backend.effective_weight());
        flow.edges.push(FlowEdge {
            rule: flow.rules.len(),
            group: reference.group.clone().into_owned(),
            kind: reference.kind.clone().into_owned(),
            namespace: reference.namespace.clone(),
            name: reference.name.clone(),
            port: reference.port,
            weight: backend.weight,
            share: if split == Split::Weighted { weight / total } else { 0.0 },
            status: templates::status(&reference.state),
            assumed: reference.state == ReferenceState::Assumed,
            origin: reference.place.origin(),
        });
    }
    flow.rules.push(FlowRule {
        listeners: listeners.to_vec(),
        kind: route.object.id().kind.to_string(),
        route: route.object.id().path(),
        index,
        name: node.name.clone(),
        hostnames: route.hostnames.clone(),
        matches: words,
        split,
        origin: node.place.origin(),
    });
}
