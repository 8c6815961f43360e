//! Which labels of Ingresses their routes carry: those that all of a route's Ingresses agree on, tools' own left out.

use std::collections::HashMap;

use crate::{output::Texts, plan::Plan};

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
    let mut agreed: HashMap<&str, (&str, usize)> = HashMap::new();
    for (key, value) in of(first) {
        if !is_tools(key.text()) {
            agreed.insert(key.text(), (value.text(), 0));
        }
    }
    for (number, ingress) in (1..).zip(others) {
        if agreed.is_empty() {
            break;
        }
        for (key, value) in of(ingress) {
            if let Some((expected, seen)) = agreed.get_mut(key.text())
                && *expected == value.text()
                && *seen == number - 1
            {
                *seen = number;
            }
        }
        agreed.retain(|_, (_, seen)| *seen == number);
    }
    of(first)
        .filter(|(key, value)| agreed.get(key.text()).is_some_and(|(text, _)| *text == value.text()))
        .map(|(key, value)| (key.text(), value.text()))
        .collect()
}
