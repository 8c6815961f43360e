//! Where the picture of the traffic has its nodes and ribbons: numbers only, in a space 900 wide.

use gatefold_core::view::FlowView;

/// Width of the picture.
pub(super) const WIDTH: f64 = 900.0;
/// Left edges of the three columns of nodes.
pub(super) const COLUMNS: [f64; 3] = [0.0, 250.0, 620.0];
/// Width of a node.
pub(super) const NODE: f64 = 8.0;
/// Height of a rule: all of its traffic.
const RULE: f64 = 26.0;
/// Space between nodes.
const GAP: f64 = 12.0;
/// The least height at which a label still has room.
const LEAST: f64 = 26.0;
/// Space above the first node.
const TOP: f64 = 24.0;

/// A node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    /// Upper edge.
    pub(super) top: f64,
    /// Height.
    pub(super) height: f64,
}

/// A ribbon between two columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ribbon {
    /// The rule whose traffic it is.
    pub(super) rule: usize,
    /// Upper edge on the left.
    pub(super) from: f64,
    /// Upper edge on the right.
    pub(super) to: f64,
    /// Thickness: its share of the rule's traffic.
    pub(super) thick: f64,
}

/// The whole picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Layout {
    /// Listeners, rules, backends.
    pub(super) nodes: [Vec<Node>; 3],
    /// Listener to rule.
    pub(super) listened: Vec<Ribbon>,
    /// Rule to backend, one for each edge.
    pub(super) shared: Vec<Ribbon>,
    /// Height of the picture.
    pub(super) height: f64,
}

fn stack(heights: impl Iterator<Item = f64>) -> Vec<Node> {
    let mut top = TOP;
    heights
        .map(|height| {
            let node = Node { top, height: height.max(LEAST) };
            top += node.height + GAP;
            node
        })
        .collect()
}

/// A column that is lower than the picture stands in its middle.
fn centre(nodes: &mut [Node], height: f64) {
    let end = nodes.last().map_or(TOP, |last| last.top + last.height);
    let down = ((height - GAP - end) / 2.0).max(0.0);
    for node in nodes {
        node.top += down;
    }
}

/// Lays the picture out.
pub(super) fn layout(flow: &FlowView) -> Layout {
    let rules = stack(flow.rules.iter().map(|_| RULE));
    let part = |rule: usize| {
        let count = flow.rules.get(rule).map_or(1, |rule| rule.listeners.len().max(1));
        RULE / f64::from(u32::try_from(count).unwrap_or(1))
    };
    let mut into_listener = vec![0.0; flow.listeners.len()];
    for (index, rule) in flow.rules.iter().enumerate() {
        for listener in &rule.listeners {
            if let Some(sum) = into_listener.get_mut(*listener) {
                *sum += part(index);
            }
        }
    }
    let mut into_backend = vec![0.0; flow.backends.len()];
    for edge in &flow.edges {
        if let Some(sum) = into_backend.get_mut(edge.backend) {
            *sum += edge.share * RULE;
        }
    }
    let mut nodes = [stack(into_listener.into_iter()), rules, stack(into_backend.into_iter())];
    let height =
        nodes.iter().filter_map(|column| column.last()).map(|last| last.top + last.height + GAP).fold(60.0, f64::max);
    for column in &mut nodes {
        centre(column, height);
    }
    let tops = |column: &[Node]| column.iter().map(|node| node.top).collect::<Vec<_>>();
    let [mut from_listener, mut into_rule, mut to_backend] = nodes.each_ref().map(|column| tops(column));
    let mut from_rule = into_rule.clone();
    let (listeners, rules, backends) = (from_listener.len(), from_rule.len(), to_backend.len());
    let mut picture = Layout { height, ..Layout::default() };
    for (index, rule) in flow.rules.iter().enumerate() {
        for listener in rule.listeners.iter().filter(|listener| **listener < listeners) {
            let thick = part(index);
            picture.listened.push(Ribbon { rule: index, from: from_listener[*listener], to: into_rule[index], thick });
            from_listener[*listener] += thick;
            into_rule[index] += thick;
        }
    }
    for edge in flow.edges.iter().filter(|edge| edge.rule < rules && edge.backend < backends) {
        let thick = edge.share * RULE;
        picture.shared.push(Ribbon {
            rule: edge.rule,
            from: from_rule[edge.rule],
            to: to_backend[edge.backend],
            thick,
        });
        from_rule[edge.rule] += thick;
        to_backend[edge.backend] += thick;
    }
    picture.nodes = nodes;
    picture
}

#[cfg(test)]
mod tests {
    use gatefold_core::view::{FlowBackend, FlowEdge, FlowListener, FlowRule};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn ribbons_of_a_rule_are_as_thick_as_their_shares() {
        let rule = FlowRule {
            route: "HTTPRoute shop/web".to_owned(),
            hosts: String::new(),
            matches: "/".to_owned(),
            listeners: vec![0, 0],
            outcome: String::new(),
            place: None,
        };
        let edge = |backend, share| FlowEdge { rule: 0, backend, weight: None, share };
        let backend = |name: &str| FlowBackend { name: name.to_owned(), problem: String::new() };
        let flow = FlowView {
            listeners: vec![FlowListener { name: "web".to_owned(), detail: String::new() }],
            rules: vec![rule],
            backends: vec![backend("a"), backend("b")],
            edges: vec![edge(0, 0.75), edge(1, 0.25)],
            answering: None,
            total_rules: 1,
        };
        let picture = layout(&flow);
        let thick: Vec<f64> = picture.shared.iter().map(|ribbon| ribbon.thick).collect();
        assert_eq!(thick, [RULE * 0.75, RULE * 0.25]);
        assert_eq!(picture.listened.iter().map(|ribbon| ribbon.thick).sum::<f64>(), RULE);
        assert!(picture.nodes.iter().flatten().all(|node| node.top + node.height <= picture.height));
    }
}
