//! Objects, each written as soon as it is made: fields in the order in which people write them, a comment and a role.

use std::sync::Arc;

use gatefold_manifest::{Pages, Yaml};

use crate::Role;

pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

/// Names and values of labels or annotations.
pub(crate) type Texts<'a> = Vec<(&'a str, &'a str)>;

/// One object.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    pub(crate) role: Role,
    /// `HTTPRoute shop/web`.
    pub(crate) title: Arc<str>,
    /// The labels that it carries.
    pub(crate) labels: Texts<'a>,
    /// The annotations that it carries.
    pub(crate) annotations: Texts<'a>,
}

/// All objects so far; an index into it is an index into the written bundle.
#[derive(Debug, Default)]
pub(crate) struct Outputs<'a> {
    pub(crate) all: Vec<Output<'a>>,
    pub(crate) pages: Pages,
}

/// Who an object is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'n> {
    pub(crate) version: &'static str,
    pub(crate) kind: &'n str,
    /// Empty for kinds without.
    pub(crate) namespace: &'n str,
    pub(crate) name: &'n str,
}

/// What `metadata` says besides who the object is.
#[derive(Debug, Default)]
pub(crate) struct Metadata<'a> {
    pub(crate) labels: Texts<'a>,
    pub(crate) annotations: Texts<'a>,
}

impl<'a> Outputs<'a> {
    /// The index that the next object will have.
    pub(crate) fn next(&self) -> usize {
        self.all.len()
    }

    /// Adds one.
    pub(crate) fn push(
        &mut self,
        role: Role,
        identity: Identity<'_>,
        metadata: Metadata<'a>,
        spec: Yaml<'_>,
        comment: String,
    ) -> usize {
        let Identity { version, kind, namespace, name } = identity;
        let mut full = Vec::with_capacity(3);
        full.push(("name", name.into()));
        if !namespace.is_empty() {
            full.push(("namespace", namespace.into()));
        }
        for (key, texts) in [("labels", &metadata.labels), ("annotations", &metadata.annotations)] {
            if !texts.is_empty() {
                full.push((key, Yaml::map(texts.iter().map(|(name, value)| (*name, (*value).into())))));
            }
        }
        let value = Yaml::map([
            ("apiVersion", format!("{GROUP}/{version}").into()),
            ("kind", kind.into()),
            ("metadata", Yaml::map(full)),
            ("spec", spec),
        ]);
        let title = if namespace.is_empty() { format!("{kind} {name}") } else { format!("{kind} {namespace}/{name}") };
        self.pages.add(&[comment], &value);
        self.all.push(Output { role, title: title.into(), labels: metadata.labels, annotations: metadata.annotations });
        self.all.len() - 1
    }
}
