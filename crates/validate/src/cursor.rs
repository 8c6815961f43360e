//! Walking an object while remembering the field's path, so that a finding costs nothing until there is one.

use std::fmt::{self, Write};

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::{Node, NodeKind, Object};

/// The deepest path that a rule walks is `spec.rules[0].backendRefs[0].filters[0].requestMirror.backendRef.name`.
const DEEPEST: usize = 12;

#[derive(Debug, Clone, Copy)]
enum Step {
    Key(&'static str),
    Index(usize),
}

/// A value of an object and the way to it. Cheap to copy; the path is written out only for a finding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    object: &'a Object,
    node: Node<'a>,
    steps: [Step; DEEPEST],
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// The root of an object.
    pub(crate) fn root(object: &'a Object) -> Self {
        Self { object, node: object.node(), steps: [Step::Index(0); DEEPEST], depth: 0 }
    }

    /// The object that is walked.
    pub(crate) fn object(&self) -> &'a Object {
        self.object
    }

    /// The value.
    pub(crate) fn node(&self) -> Node<'a> {
        self.node
    }

    /// The value of a key; none where it is not written or null.
    pub(crate) fn get(&self, key: &'static str) -> Option<Self> {
        let node = self.node.get(key).filter(|node| !node.is_null())?;
        Some(self.step(Step::Key(key), node))
    }

    /// The value at several keys, one below the other.
    pub(crate) fn at(&self, keys: &[&'static str]) -> Option<Self> {
        keys.iter().try_fold(*self, |cursor, key| cursor.get(key))
    }

    /// The items of the list under a key; nothing where there is none.
    pub(crate) fn list(&self, key: &'static str) -> impl Iterator<Item = Self> + use<'a> {
        self.get(key).into_iter().flat_map(Cursor::items)
    }

    /// The items of this list.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> + use<'a> {
        self.node.items().enumerate().map(move |(index, node)| self.step(Step::Index(index), node))
    }

    /// A scalar's text under a key, whatever its type; empty where it is not written.
    pub(crate) fn text(&self, key: &str) -> &'a str {
        self.node.get(key).filter(|node| !node.is_null()).map(Node::text).unwrap_or_default()
    }

    /// A whole number under a key.
    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.node.get(key).and_then(Node::as_i64)
    }

    /// A finding at this value.
    pub(crate) fn finding(&self, code: Code, args: Args) -> Diagnostic {
        Diagnostic::new(code, args).of((**self.object.id()).clone()).at(self.path().to_string(), Some(self.place()))
    }

    /// A finding at the value of `key`, or at this value where the key is not written.
    pub(crate) fn finding_at(&self, key: &'static str, code: Code, args: Args) -> Diagnostic {
        match self.get(key) {
            Some(value) => value.finding(code, args),
            None => self.finding(code, args),
        }
    }

    /// The path, in Kubernetes' spelling.
    pub(crate) fn path(&self) -> impl fmt::Display + '_ {
        Path(&self.steps[..self.depth])
    }

    /// What to underline: a scalar, or the key that a collection hangs on, since a collection's own span may be pages long.
    fn place(&self) -> gatefold_diagnostic::Span {
        if !matches!(self.node.kind(), NodeKind::Mapping | NodeKind::Sequence) {
            return self.node.span();
        }
        match self.steps[..self.depth].last() {
            Some(Step::Key(key)) => self.key_span(key),
            Some(Step::Index(_)) => self.node.entries().next().map_or(self.node.span(), |(key, _)| key.span()),
            None => name_span(self.object),
        }
    }

    fn key_span(&self, key: &str) -> gatefold_diagnostic::Span {
        let path = Path(&self.steps[..self.depth - 1]).to_string();
        let parent = self.object.field(&path);
        parent.and_then(|parent| parent.entry(key)).map_or(self.node.span(), |(key, _)| key.span())
    }

    fn step(&self, step: Step, node: Node<'a>) -> Self {
        let mut next = Self { node, ..*self };
        if let Some(slot) = next.steps.get_mut(self.depth) {
            *slot = step;
            next.depth += 1;
        }
        next
    }
}

/// Where an object as a whole is pointed at: its name, else its kind.
pub(crate) fn name_span(object: &Object) -> gatefold_diagnostic::Span {
    let named = object.field("metadata.name").or_else(|| object.field("kind"));
    named.map_or_else(|| object.span_of("metadata"), Node::span)
}

/// A finding about an object as a whole.
pub(crate) fn finding_of(object: &Object, code: Code, args: Args) -> Diagnostic {
    Diagnostic::new(code, args).of((**object.id()).clone()).at("", Some(name_span(object)))
}

struct Path<'a>(&'a [Step]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    if at > 0 {
                        f.write_char('.')?;
                    }
                    f.write_str(key)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bundle;

    #[test]
    fn a_path_reads_as_kubernetes_writes_it() {
        let bundle = bundle(
            "kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1\nmetadata: {name: a}\nspec: {rules: [{}, {backendRefs: [{name: web}]}]}\n",
        );
        let root = Cursor::root(&bundle.objects()[0]);
        let rule = root.at(&["spec"]).unwrap().list("rules").nth(1).unwrap();
        let name = rule.list("backendRefs").next().unwrap().get("name").unwrap();
        assert_eq!(name.path().to_string(), "spec.rules[1].backendRefs[0].name");
        assert_eq!(root.path().to_string(), "");
    }
}
