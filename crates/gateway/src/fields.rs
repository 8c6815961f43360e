//! Small readings of a spanned tree that every kind needs: text, numbers and lists, null counting as left out.

use std::borrow::Cow;

use gatefold_manifest::Node;

/// The text of a scalar field; none where it is left out or null.
pub(crate) fn text<'a>(node: Node<'a>, field: &str) -> Option<&'a str> {
    node.field(field).filter(|value| !value.is_null()).map(Node::text)
}

/// The items of a list, and nothing where it is left out.
pub(crate) fn items<'a>(node: Node<'a>, field: &str) -> impl Iterator<Item = Node<'a>> {
    node.field(field).into_iter().flat_map(Node::items)
}

/// What `read` makes of each item of a list and its index; no more room than they take, for there are as many lists as rules.
pub(crate) fn each<'a, T>(node: Node<'a>, field: &str, mut read: impl FnMut(usize, Node<'a>) -> T) -> Vec<T> {
    let Some(list) = node.field(field) else { return Vec::new() };
    let mut all = Vec::with_capacity(list.len());
    all.extend(list.items().enumerate().map(|(index, item)| read(index, item)));
    all
}

/// A whole number of the type asked for; none where it is left out or does not fit.
pub(crate) fn number<T: TryFrom<i64>>(node: Node<'_>, field: &str) -> Option<T> {
    node.field(field)?.as_i64()?.try_into().ok()
}

/// What is written, or what it means where it is left out or says the same; nearly all references need no memory for it.
pub(crate) fn or_known(written: Option<&str>, known: &'static str) -> Cow<'static, str> {
    match written {
        Some(other) if other != known => Cow::Owned(other.to_owned()),
        _ => Cow::Borrowed(known),
    }
}
