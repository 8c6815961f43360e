//! All objects of an Input, by kind, namespace and name.

use gatefold_diagnostic::Places;

use crate::{Kind, Node, Object, tree::small};

/// Objects in the order read, with indexes. Of two objects with one name the first is found; the second is kept.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    objects: Vec<Object>,
    /// By kind: its objects, in the order read.
    by_kind: Vec<Vec<u32>>,
    by_name: Places,
    /// Services that the input has EndpointSlices for.
    endpoints: Vec<Endpoints>,
    by_service: Places,
}

/// A Service that has EndpointSlices, by a slice of it.
#[derive(Debug, Clone, Copy)]
struct Endpoints {
    slice: u32,
    is_ready: bool,
}

fn hash(kind: Kind, namespace: &str, name: &str) -> u32 {
    Places::hash(&(kind, namespace, name))
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
        let kind = object.kind() as usize;
        if self.by_kind.len() <= kind {
            self.by_kind.resize_with(kind + 1, Vec::new);
        }
        self.by_kind[kind].push(small(place));
        let hash = hash(object.kind(), object.namespace(), object.name());
        if self.find(hash, object.kind(), object.namespace(), object.name()).is_none() {
            self.by_name.insert(hash, place);
        }
        if object.kind() == Kind::EndpointSlice {
            self.note_endpoints(&object, place);
        }
        self.objects.push(object);
    }

    fn note_endpoints(&mut self, slice: &Object, place: usize) {
        let service = service_of(slice);
        if service.is_empty() {
            return;
        }
        let is_ready = |endpoint: Node<'_>| endpoint.field("conditions.ready").and_then(Node::as_bool).unwrap_or(true);
        let is_ready = slice.field("endpoints").into_iter().flat_map(Node::items).any(is_ready);
        match self.endpoints_of(slice.namespace(), service) {
            Some(there) => self.endpoints[there].is_ready |= is_ready,
            None => {
                let hash = hash(Kind::EndpointSlice, slice.namespace(), service);
                self.by_service.insert(hash, self.endpoints.len());
                self.endpoints.push(Endpoints { slice: small(place), is_ready });
            }
        }
    }

    fn endpoints_of(&self, namespace: &str, service: &str) -> Option<usize> {
        self.by_service.find(hash(Kind::EndpointSlice, namespace, service), &|place| {
            let slice = &self.objects[self.endpoints[place].slice as usize];
            slice.namespace() == namespace && service_of(slice) == service
        })
    }

    /// Whether an EndpointSlice of that Service has a ready endpoint; none where the input has no EndpointSlice for it.
    pub fn ready_endpoints(&self, namespace: &str, service: &str) -> Option<bool> {
        self.endpoints_of(namespace, service).map(|place| self.endpoints[place].is_ready)
    }

    /// All of them, in the order read.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Those of one kind, in the order read.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.by_kind.get(kind as usize).into_iter().flatten().map(|&place| &self.objects[place as usize])
    }

    /// Whether there is any object of that kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.by_kind.get(kind as usize).is_some_and(|places| !places.is_empty())
    }

    /// The object of that name; `namespace` is empty for kinds without.
    pub fn get(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        self.find(hash(kind, namespace, name), kind, namespace, name).map(|place| &self.objects[place])
    }

    fn find(&self, hash: u32, kind: Kind, namespace: &str, name: &str) -> Option<usize> {
        self.by_name.find(hash, &|place| {
            let object = &self.objects[place];
            object.kind() == kind && object.namespace() == namespace && object.name() == name
        })
    }
}

/// The Service that an EndpointSlice is of; empty where it does not say.
fn service_of(slice: &Object) -> &str {
    slice.field("metadata.labels[kubernetes.io/service-name]").map(Node::text).unwrap_or_default()
}
