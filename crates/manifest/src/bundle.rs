//! All objects of an Input, by kind, namespace and name.

use std::collections::HashMap;

use crate::{Kind, Object};

type ByName = HashMap<Box<str>, usize>;
type ByNamespace = HashMap<Box<str>, ByName>;

/// Objects in the order read, with an index. Of two objects with one name the first is found; the second is kept.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    objects: Vec<Object>,
    by_kind: HashMap<Kind, ByNamespace>,
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
        let names = self.by_kind.entry(object.kind()).or_default().entry(object.namespace().into()).or_default();
        names.entry(object.name().into()).or_insert(self.objects.len());
        self.objects.push(object);
    }

    /// All of them, in the order read.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Those of one kind, in the order read.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |object| object.kind() == kind)
    }

    /// Whether there is any object of that kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.by_kind.contains_key(&kind)
    }

    /// The object of that name; `namespace` is empty for kinds without.
    pub fn get(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        let index = *self.by_kind.get(&kind)?.get(namespace)?.get(name)?;
        self.objects.get(index)
    }
}
