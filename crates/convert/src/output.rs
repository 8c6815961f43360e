//! Objects, each written as soon as it is made: fields in the order in which people write them, a comment and a role.

use std::sync::Arc;

use gatefold_manifest::{Manifest, Pages};
use serde_yaml::{Mapping, Value};

use crate::Role;

pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

/// One object.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) role: Role,
    /// `HTTPRoute shop/web`.
    pub(crate) title: Arc<str>,
    /// The labels that it carries.
    pub(crate) labels: Option<Mapping>,
}

/// All objects so far; an index into it is an index into the written bundle.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    pub(crate) all: Vec<Output>,
    pub(crate) pages: Pages,
}

impl Outputs {
    /// The index that the next object will have.
    pub(crate) fn next(&self) -> usize {
        self.all.len()
    }

    /// Adds one; `namespace` is empty for kinds without.
    pub(crate) fn push(
        &mut self,
        role: Role,
        (version, kind): (&str, &str),
        (namespace, name): (&str, &str),
        metadata: Mapping,
        spec: Value,
        comment: String,
    ) -> usize {
        let labels = metadata.get("labels").and_then(Value::as_mapping).cloned();
        let mut full = Mapping::with_capacity(3);
        full.insert("name".into(), name.into());
        if !namespace.is_empty() {
            full.insert("namespace".into(), namespace.into());
        }
        full.extend(metadata);
        let value = map([
            ("apiVersion", format!("{GROUP}/{version}").into()),
            ("kind", kind.into()),
            ("metadata", Value::Mapping(full)),
            ("spec", spec),
        ]);
        let title = if namespace.is_empty() { format!("{kind} {name}") } else { format!("{kind} {namespace}/{name}") };
        self.pages.add(&Manifest { comment: vec![comment], value });
        self.all.push(Output { role, title: title.into(), labels });
        self.all.len() - 1
    }
}

/// A mapping of these entries.
pub(crate) fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::Mapping(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// A list of texts.
pub(crate) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Sequence(texts.into_iter().map(Value::from).collect())
}
