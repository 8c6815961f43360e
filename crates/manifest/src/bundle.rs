//! All objects of an Input, by kind, namespace and name.

use std::collections::HashMap;

use crate::{Kind, Node, Object};

type ByName = HashMap<Box<str>, usize>;
type ByNamespace = HashMap<Box<str>, ByName>;

/// Objects in the order read, with indexes. Of two objects with one name the first is found; the second is kept.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    objects: Vec<Object>,
    by_kind: HashMap<Kind, OfKind>,
    /// Services that the input has EndpointSlices for: whether one of them has a ready endpoint.
    endpoints: HashMap<Box<str>, HashMap<Box<str>, bool>>,
}

#[derive(Debug, Clone, Default)]
struct OfKind {
    order: Vec<usize>,
    names: ByNamespace,
}

impl Bundle {
    /// Indexes `objects`.
    pub fn new(objects: Vec<Object>) -> Self {
        let mut bundle = Self::default();
        for object in objects {
            bundle.push(object);
        }
        bundle
    }

    /// Adds one more.
    pub fn push(&mut self, object: Object) {
        let place = self.objects.len();
        let kind = self.by_kind.entry(object.kind()).or_default();
        kind.order.push(place);
        let names = match kind.names.get_mut(object.namespace()) {
            Some(names) => names,
            None => kind.names.entry(object.namespace().into()).or_default(),
        };
        names.entry(object.name().into()).or_insert(place);
        if object.kind() == Kind::EndpointSlice {
            self.note_endpoints(&object);
        }
        self.objects.push(object);
    }

    fn note_endpoints(&mut self, slice: &Object) {
        let Some(service) = slice.field("metadata.labels[kubernetes.io/service-name]") else { return };
        let is_ready = |endpoint: Node<'_>| endpoint.field("conditions.ready").and_then(Node::as_bool).unwrap_or(true);
        let ready = slice.field("endpoints").into_iter().flat_map(Node::items).any(is_ready);
        let services = self.endpoints.entry(slice.namespace().into()).or_default();
        *services.entry(service.text().into()).or_default() |= ready;
    }

    /// Whether an EndpointSlice of that Service has a ready endpoint; none where the input has no EndpointSlice for it.
    pub fn ready_endpoints(&self, namespace: &str, service: &str) -> Option<bool> {
        self.endpoints.get(namespace)?.get(service).copied()
    }

    /// All of them, in the order read.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Those of one kind, in the order read.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.by_kind.get(&kind).into_iter().flat_map(|of_kind| &of_kind.order).map(|&place| &self.objects[place])
    }

    /// Whether there is any object of that kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.by_kind.contains_key(&kind)
    }

    /// The object of that name; `namespace` is empty for kinds without.
    pub fn get(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        let place = *self.by_kind.get(&kind)?.names.get(namespace)?.get(name)?;
        self.objects.get(place)
    }
}
