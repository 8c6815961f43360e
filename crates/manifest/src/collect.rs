//! From a document to its objects: one, or the items of a list.

use std::{borrow::Cow, sync::Arc};

use gatefold_diagnostic::ObjectRef;

use crate::{
    Document, Kind, KindFacts, Node, NodeKind, Scope,
    object::{Member, MetadataNodes},
};

/// What a document is as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing but comments, or `null`.
    Empty,
    /// Neither an object nor a list of objects.
    NoObject,
    /// One object.
    One,
    /// `kind: List`, or a typed one such as `IngressList`, of so many items.
    List(usize),
}

/// Gives each object of `document` to `take`, in the order written.
pub(crate) fn collect(document: &Document, take: &mut impl FnMut(Member)) -> Form {
    let Some(root) = document.root().filter(|root| !root.is_null()) else { return Form::Empty };
    if root.kind() != NodeKind::Mapping {
        return Form::NoObject;
    }
    let Some(items) = list_items(root) else {
        take(member(root, String::new(), None));
        return Form::One;
    };
    let implied = member_type(root);
    let mut count = 0;
    for (index, item) in items.items().enumerate() {
        count += 1;
        let default = implied.as_ref().map(|(version, kind)| (version.as_str(), kind.as_str()));
        take(member(item, format!("items[{index}]"), default));
    }
    Form::List(count)
}

/// The items, where the object is a list: its kind ends in `List` and `items` is a list.
pub(crate) fn list_items(root: Node<'_>) -> Option<Node<'_>> {
    let kind = root.get("kind")?.as_str()?;
    if !kind.ends_with("List") {
        return None;
    }
    root.get("items").filter(|items| matches!(items.kind(), NodeKind::Sequence | NodeKind::Null))
}

/// The apiVersion and kind that the items of a typed list have without saying so: none for `kind: List`.
fn member_type(root: Node<'_>) -> Option<(String, String)> {
    let kind = root.get("kind")?.text().strip_suffix("List").filter(|kind| !kind.is_empty())?;
    Some((root.get("apiVersion")?.text().to_owned(), kind.to_owned()))
}

fn member(node: Node<'_>, pointer: String, default: Option<(&str, &str)>) -> Member {
    let mut api_version = "";
    let mut kind_text = "";
    let mut metadata = None;
    for (key, value) in node.entries() {
        match key.text() {
            "apiVersion" => api_version = value.text(),
            "kind" => kind_text = value.text(),
            "metadata" => metadata = Some(value),
            _ => {}
        }
    }
    if let Some((version, kind)) = default {
        api_version = if api_version.is_empty() { version } else { api_version };
        kind_text = if kind_text.is_empty() { kind } else { kind_text };
    }
    let (mut name, mut namespace) = ("", "");
    let mut nodes = MetadataNodes::default();
    for (key, value) in metadata.into_iter().flat_map(Node::entries) {
        match key.text() {
            "name" => name = value.text(),
            "namespace" if !value.is_null() => namespace = value.text(),
            "annotations" => nodes.annotations = value.index(),
            "creationTimestamp" => nodes.created = value.index(),
            _ => {}
        }
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = Kind::of(group, kind_text);
    let facts = kind.facts();
    let namespace = match (namespace, facts.map(|facts| facts.scope)) {
        (_, Some(Scope::Cluster)) => "",
        ("", Some(Scope::Namespaced)) => "default",
        (namespace, _) => namespace,
    };
    let id = ObjectRef {
        group: facts.map_or_else(|| group.to_owned().into(), |facts| facts.group.into()),
        version: facts.and_then(|facts| known_version(facts, version)).unwrap_or_else(|| version.to_owned().into()),
        kind: facts.map_or_else(|| kind_text.to_owned().into(), |facts| facts.kind.into()),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    Member { id: Arc::new(id), kind, root: node.index(), nodes, pointer: pointer.into() }
}

/// A version's text, where the kind has it.
fn known_version(facts: &KindFacts, version: &str) -> Option<Cow<'static, str>> {
    let mut known = facts.served.iter().chain(facts.past);
    known.find(|known| **known == version).map(|known| (*known).into())
}
