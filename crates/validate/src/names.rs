//! Which names there are, by kind and namespace: where a suggestion is looked for. Made when the first one is asked for.

use gatefold_diagnostic::Map;
use std::cell::OnceCell;

use gatefold_manifest::{Bundle, Kind};

use crate::near::near;

#[derive(Default)]
struct Index<'a> {
    names: Map<(Kind, &'a str), Vec<&'a str>>,
    homes: Map<(Kind, &'a str), Vec<&'a str>>,
}

/// The names of a Bundle's objects.
pub(crate) struct Names<'a> {
    bundle: &'a Bundle,
    index: OnceCell<Index<'a>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(bundle: &'a Bundle) -> Self {
        Self { bundle, index: OnceCell::new() }
    }

    /// The name of a kind in a namespace that was probably meant.
    pub(crate) fn near(&self, kind: Kind, namespace: &str, name: &str) -> Option<&'a str> {
        let names = self.index().names.get(&(kind, namespace))?;
        near(name, names.iter().copied())
    }

    /// The only namespace that holds an object of that kind and name.
    pub(crate) fn home(&self, kind: Kind, name: &str) -> Option<&'a str> {
        match self.index().homes.get(&(kind, name))?.as_slice() {
            [home] => Some(home),
            _ => None,
        }
    }

    fn index(&self) -> &Index<'a> {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for object in self.bundle.objects() {
                let (kind, namespace, name) = (object.kind(), object.namespace(), object.name());
                index.names.or_default((kind, namespace)).push(name);
                index.homes.or_default((kind, name)).push(namespace);
            }
            index
        })
    }
}
