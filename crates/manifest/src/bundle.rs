//! All objects of an Input, by kind, namespace and name.

use std::hash::{BuildHasher, Hasher};

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

/// Where in a list the things with a name are: a table of places that keeps no name again, for what is listed has it.
#[derive(Debug, Clone, Default)]
struct Places {
    /// A power of two of them, some free: the hash of a name, and its place. A name stands at its hash or right behind.
    slots: Vec<Option<(u32, u32)>>,
    taken: usize,
}

impl Places {
    /// The place of the name with this hash that `is_it` recognises.
    fn find(&self, hash: u32, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = hash as usize;
        loop {
            // Without any slots there is nothing to find.
            let (of, place) = (*self.slots.get(at & self.slots.len().wrapping_sub(1))?)?;
            if of == hash && is_it(place as usize) {
                return Some(place as usize);
            }
            at += 1;
        }
    }

    /// Notes the place of a name that has none yet.
    fn insert(&mut self, hash: u32, place: usize) {
        if self.taken * 4 >= self.slots.len() * 3 {
            let slots = vec![None; (self.slots.len() * 2).max(16)];
            let before = std::mem::replace(&mut self.slots, slots);
            before.into_iter().flatten().for_each(|(hash, place)| self.put(hash, place));
        }
        self.put(hash, small(place));
        self.taken += 1;
    }

    fn put(&mut self, hash: u32, place: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].is_some() {
            at = (at + 1) & mask;
        }
        self.slots[at] = Some((hash, place));
    }
}

fn hash(kind: Kind, namespace: &str, name: &str) -> u32 {
    let mut hasher = foldhash::fast::FixedState::default().build_hasher();
    hasher.write_u32(kind as u32);
    hasher.write(namespace.as_bytes());
    // No name has a slash.
    hasher.write_u8(b'/');
    hasher.write(name.as_bytes());
    let hash = hasher.finish();
    (hash >> 32) as u32
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
        if self.get(object.kind(), object.namespace(), object.name()).is_none() {
            self.by_name.insert(hash(object.kind(), object.namespace(), object.name()), place);
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
        self.by_service.find(hash(Kind::EndpointSlice, namespace, service), |place| {
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
        let is_it = |place: usize| {
            let object = &self.objects[place];
            object.kind() == kind && object.namespace() == namespace && object.name() == name
        };
        self.by_name.find(hash(kind, namespace, name), is_it).map(|place| &self.objects[place])
    }
}

/// The Service that an EndpointSlice is of; empty where it does not say.
fn service_of(slice: &Object) -> &str {
    slice.field("metadata.labels[kubernetes.io/service-name]").map(Node::text).unwrap_or_default()
}
