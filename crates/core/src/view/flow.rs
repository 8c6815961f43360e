//! How traffic splits, as rows.

use serde::{Deserialize, Serialize};

use super::Place;

/// How traffic splits: what the picture draws and the table beside it lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowView {
    /// Listeners, in the order of the Gateway.
    pub listeners: Vec<FlowListener>,
    /// Rules, grouped by route.
    pub rules: Vec<FlowRule>,
    /// Backends, each once.
    pub backends: Vec<FlowBackend>,
    /// From a rule to a backend.
    pub edges: Vec<FlowEdge>,
    /// How many rules there are in all when only some are listed.
    pub total_rules: usize,
    /// The rule that answers the request in the address bar, by index.
    pub answering: Option<usize>,
}

/// A listener.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowListener {
    /// `Gateway infra/web https`.
    pub name: String,
    /// `HTTPS :443 shop.example.com`.
    pub detail: String,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowRule {
    /// `HTTPRoute shop/web`.
    pub route: String,
    /// The hosts of its route, `shop.example.com`; empty for those of its listeners.
    pub hosts: String,
    /// `path prefix /coffee`.
    pub matches: String,
    /// Listeners, by index.
    pub listeners: Vec<usize>,
    /// What happens without a backend: `redirect 308`, `500: every weight is 0`; empty when it forwards.
    pub outcome: String,
    /// Where it is written.
    pub place: Option<Place>,
}

/// A backend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowBackend {
    /// `Service shop/coffee:8080`.
    pub name: String,
    /// Why it cannot answer; empty when it can.
    pub problem: String,
}

/// A share of a rule's traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowEdge {
    /// The rule, by index.
    pub rule: usize,
    /// The backend, by index.
    pub backend: usize,
    /// The weight as written; none where it is left out (1).
    pub weight: Option<u32>,
    /// The share, 0 to 1.
    pub share: f64,
}
