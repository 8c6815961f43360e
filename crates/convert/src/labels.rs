//! Which labels of Ingresses their routes carry: those that all of a route's Ingresses agree on, tools' own left out.

use crate::{output::Texts, plan::Plan};
use gatefold_diagnostic::Map;

/// Labels by which a tool knows what it has made: on a copy they would claim that it made that too, and some tools delete
/// what they find so labelled and do not know.
#[rustfmt::skip]
static TOOLS: &[&str] = &[
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    "argocd.argoproj.io/",
    "chart",
    "heritage",
    "helm.sh/",
    "helm.toolkit.fluxcd.io/",
    "kustomize.toolkit.fluxcd.io/",
    "objectset.rio.cattle.io/",
    "release",
];

/// Whether a label belongs to a tool.
pub(crate) fn is_tools(key: &str) -> bool {
    TOOLS.iter().any(|known| if known.ends_with('/') { key.starts_with(known) } else { key == *known })
}

/// The labels of a route made from these Ingresses.
pub(crate) fn labels<'a>(plan: &Plan<'a>, ingresses: &[usize]) -> Texts<'a> {
    let views = plan.ingresses;
    let of = |ingress: &usize| {
        let labels = views[*ingress].object.field("metadata.labels");
        labels.into_iter().flat_map(gatefold_manifest::Node::entries)
    };
    let Some((first, others)) = ingresses.split_first() else { return Vec::new() };
    let mut agreed: Map<&str, (&str, usize)> = Map::new();
    for (key, value) in of(first) {
        if !is_tools(key.text()) {
            agreed.insert(key.text(), (value.text(), 0));
        }
    }
    for (number, ingress) in (1..).zip(others) {
        for (key, value) in of(ingress) {
            if let Some((expected, seen)) = agreed.get_mut(key.text())
                && *expected == value.text()
                && *seen == number - 1
            {
                *seen = number;
            }
        }
        // What this one lacks nobody after it can agree to.
        if agreed.iter().all(|(_, (_, seen))| *seen < number) {
            return Vec::new();
        }
    }
    let all = others.len();
    of(first)
        .filter(|(key, value)| agreed.get(key.text()) == Some(&(value.text(), all)))
        .map(|(key, value)| (key.text(), value.text()))
        .collect()
}
