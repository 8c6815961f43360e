//! Whether a namespace is one of those that `allowedRoutes.namespaces` or `allowedListeners.namespaces` names.

use gatefold_manifest::{Bundle, Kind, Node};

use crate::{
    NamespacesFrom,
    fields::{items, text},
};

/// The label that every Namespace carries with its own name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// What `namespaces.from` says; `left_out` where it says nothing.
pub(crate) fn from(namespaces: Option<Node<'_>>, left_out: NamespacesFrom) -> NamespacesFrom {
    match namespaces.and_then(|node| text(node, "from")) {
        Some("Same") => NamespacesFrom::Same,
        Some("All") => NamespacesFrom::All,
        Some("Selector") => NamespacesFrom::Selector,
        Some(_) => NamespacesFrom::None,
        None => left_out,
    }
}

/// Whether `namespace` is named by `namespaces` of an object in `own`.
pub(crate) fn accepts(
    bundle: &Bundle,
    from: NamespacesFrom,
    namespaces: Option<Node<'_>>,
    own: &str,
    namespace: &str,
) -> bool {
    match from {
        NamespacesFrom::Same => own == namespace,
        NamespacesFrom::All => true,
        NamespacesFrom::None => false,
        NamespacesFrom::Selector => namespaces
            .and_then(|node| node.get("selector"))
            .is_some_and(|selector| selector_accepts(bundle, selector, namespace)),
    }
}

/// A label selector: every requirement must hold. A Namespace that is not in the input has no label but its name.
fn selector_accepts(bundle: &Bundle, selector: Node<'_>, namespace: &str) -> bool {
    let labels = bundle.get(Kind::Namespace, "", namespace).and_then(|object| object.field("metadata.labels"));
    let label = |key: &str| {
        let written = labels.and_then(|labels| labels.get(key)).map(Node::text);
        if key == NAME_LABEL { written.or(Some(namespace)) } else { written }
    };
    let wanted = selector.get("matchLabels").into_iter().flat_map(Node::entries);
    wanted.into_iter().all(|(key, value)| label(key.text()) == Some(value.text()))
        && items(selector, "matchExpressions").all(|expression| {
            let value = text(expression, "key").and_then(label);
            let listed = || value.is_some_and(|value| items(expression, "values").any(|item| item.text() == value));
            match text(expression, "operator") {
                Some("In") => listed(),
                Some("NotIn") => !listed(),
                Some("Exists") => value.is_some(),
                Some("DoesNotExist") => value.is_none(),
                _ => false,
            }
        })
}
