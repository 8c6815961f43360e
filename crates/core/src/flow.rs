//! How traffic splits, as rows: backends each once, rules that a filter lets through.

use gatefold_diagnostic::Map;
use gatefold_gateway::{FlowEdge as Edge, FlowRule as Rule, Split, Topology, flow};

use crate::{
    places::Texts,
    view::{FlowBackend, FlowEdge, FlowListener, FlowRule, FlowView, Place},
};

/// How many rules before the one that answers are listed, where not all are.
const BEFORE: usize = 3;

/// Rules whose route, hostname or match contains `filter`, `most` of them: the first, or those around the one that is
/// written at `answering`.
pub(crate) fn flow_view(
    topology: &Topology,
    texts: &Texts,
    filter: &str,
    most: usize,
    answering: Option<Place>,
) -> FlowView {
    let all = flow(topology, |_| true);
    let filter = filter.to_ascii_lowercase();
    let words = |rule: &Rule| {
        format!("{} {} {} {}", rule.kind, rule.route, hosts(rule), rule.matches.join(" ")).to_ascii_lowercase()
    };
    let place = |rule: &Rule| rule.origin.span.and_then(|span| texts.place(span));
    let answers = |rule: &Rule| {
        answering.zip(place(rule)).is_some_and(|(answer, rule)| {
            answer.source == rule.source && (rule.line..=rule.end_line).contains(&answer.line)
        })
    };
    let has_words = |rule: &Rule| filter.is_empty() || words(rule).contains(&filter);
    let shown: Vec<usize> = (0..all.rules.len()).filter(|&index| has_words(&all.rules[index])).collect();
    let total_rules = shown.len();
    let winner = answering.and_then(|_| shown.iter().position(|&index| answers(&all.rules[index])));
    let first = winner.map_or(0, |winner| {
        if winner < most { 0 } else { (winner - BEFORE.min(winner)).min(total_rules.saturating_sub(most)) }
    });
    let mut view = FlowView { total_rules, answering: winner.map(|winner| winner - first), ..FlowView::default() };
    let mut listeners: Map<usize, usize> = Map::new();
    let mut places: Map<usize, usize> = Map::new();
    for &index in shown.iter().skip(first).take(most) {
        let rule = &all.rules[index];
        let hangs_on = rule.listeners.iter().map(|&listener| {
            *listeners.or_insert_with(listener, || {
                let node = &all.listeners[listener];
                view.listeners.push(FlowListener {
                    name: format!("{} {}", node.gateway, node.name),
                    detail: format!("{} :{} {}", node.protocol, node.port, node.hostname),
                });
                view.listeners.len() - 1
            })
        });
        let listeners = hangs_on.collect();
        places.insert(index, view.rules.len());
        view.rules.push(FlowRule {
            route: format!("{} {}", rule.kind, rule.route),
            hosts: hosts(rule),
            matches: rule.matches.join(" or "),
            listeners,
            outcome: outcome(rule.split).to_owned(),
            place: place(rule),
        });
    }
    let mut backends: Map<String, usize> = Map::new();
    for edge in &all.edges {
        let Some(&rule) = places.get(&edge.rule) else { continue };
        let name = backend_name(edge);
        let backend = *backends.or_insert_with(name.clone(), || {
            view.backends.push(FlowBackend { name, problem: problem(edge) });
            view.backends.len() - 1
        });
        view.edges.push(FlowEdge { rule, backend, weight: edge.weight, share: edge.share });
    }
    view
}

fn hosts(rule: &Rule) -> String {
    rule.hostnames.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn outcome(split: Split) -> &'static str {
    match split {
        Split::Weighted => "",
        Split::AllZero => "500: every weight is 0",
        Split::NoBackend => "500: no backend",
        Split::Redirected => "redirect",
    }
}

fn backend_name(edge: &Edge) -> String {
    let port = edge.port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{} {}/{}{port}", edge.kind, edge.namespace, edge.name)
}

fn problem(edge: &Edge) -> String {
    match edge.status {
        Some(status) => format!("answers {status}"),
        None => String::new(),
    }
}
