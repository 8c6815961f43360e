//! From text to a [`Bundle`]: every document of every source, whatever happens to the others.

use std::sync::Arc;

use gatefold_diagnostic::{Args, Code, Diagnostic, ObjectRef, SourceId, Span};
use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::{
    Bundle, Document, Kind, Node, NodeKind, Object, Scope, Tree,
    tree::{Pooled, Raw, Shape},
};

/// A name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What to call it in messages: a file name, `-`.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// What was understood, and what was not.
#[derive(Debug, Default)]
pub struct Reading {
    /// All objects, those of unknown kinds among them.
    pub bundle: Bundle,
    /// Every problem found on the way, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads all sources.
pub fn read(sources: &[Source]) -> Reading {
    let mut reading = Reading::default();
    for (index, source) in (0_u32..).zip(sources) {
        read_document(SourceId(index), &source.text, 0, &mut reading);
    }
    reading
}

fn read_document(source: SourceId, text: &Arc<str>, start: u32, reading: &mut Reading) {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    match parse(&text[start as usize..]) {
        Ok(trees) => {
            for tree in trees {
                let document = Arc::new(Document::new(source, Arc::clone(text), start, end, Arc::new(tree)));
                collect(&document, &mut reading.bundle);
            }
        }
        Err((problem, at)) => reading.diagnostics.push(
            Diagnostic::new(Code::GW0001, Args::new().with("problem", problem))
                .at("", Some(Span::new(source, start + at, start + at))),
        ),
    }
}

fn collect(document: &Arc<Document>, bundle: &mut Bundle) {
    let Some(root) = document.root() else { return };
    if root.get("kind").map(Node::text).is_some_and(|kind| kind.ends_with("List")) {
        let items = root.get("items").into_iter().flat_map(Node::items);
        for (index, item) in items.enumerate() {
            bundle.push(object(document, item, format!("items[{index}]")));
        }
    } else if root.kind() == NodeKind::Mapping {
        bundle.push(object(document, root, String::new()));
    }
}

fn object(document: &Arc<Document>, node: Node<'_>, pointer: String) -> Object {
    let text = |path: &str| node.field(path).map(Node::text).unwrap_or_default();
    let api_version = text("apiVersion");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = Kind::of(group, text("kind"));
    let namespace = match (text("metadata.namespace"), kind.facts().map(|facts| facts.scope)) {
        (_, Some(Scope::Cluster)) => "",
        ("", Some(Scope::Namespaced)) => "default",
        (namespace, _) => namespace,
    };
    let id = ObjectRef {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: text("kind").to_owned(),
        namespace: namespace.to_owned(),
        name: text("metadata.name").to_owned(),
    };
    Object::new(id, kind, Arc::clone(document), node.index(), pointer)
}

fn parse(text: &str) -> Result<Vec<Tree>, (String, u32)> {
    let mut trees = Vec::new();
    let mut tree = Tree::default();
    let mut open: Vec<u32> = Vec::new();
    let mut anchors: Vec<(usize, u32)> = Vec::new();
    let offsets: Option<Vec<u32>> =
        (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| small(at)).chain([small(text.len())]).collect());
    let byte = |at: usize| match &offsets {
        Some(offsets) => offsets[at.min(offsets.len() - 1)],
        None => small(at.min(text.len())),
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| (error.info().to_owned(), byte(error.marker().index())))?;
        let (start, end) = (byte(span.start.index()), byte(span.end.index()));
        let index = small(tree.nodes.len());
        let mut raw = Raw { shape: Shape::Plain, pooled: Pooled::InSource, start, end, a: 0, b: 0 };
        match event {
            Event::Scalar(value, style, anchor, _) => {
                raw.shape = if style == ScalarStyle::Plain { Shape::Plain } else { Shape::Text };
                if text.get(start as usize..end as usize) == Some(&*value) {
                    (raw.a, raw.b) = (start, end);
                } else {
                    raw.pooled = Pooled::InPool;
                    raw.a = small(tree.pool.len());
                    tree.pool.push_str(&value);
                    raw.b = small(tree.pool.len());
                }
                anchors.push((anchor, index));
            }
            Event::MappingStart(anchor, _) => {
                raw.shape = Shape::Mapping;
                anchors.push((anchor, index));
            }
            Event::SequenceStart(anchor, _) => {
                raw.shape = Shape::Sequence;
                anchors.push((anchor, index));
            }
            Event::Alias(anchor) => {
                raw.shape = Shape::Alias;
                let target = anchors.iter().rev().find(|(id, _)| *id == anchor).map_or(0, |(_, target)| *target);
                raw.a = target;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(opened) = open.pop() {
                    let opened = &mut tree.nodes[opened as usize];
                    opened.end = end.max(opened.start);
                    opened.b = index;
                }
                continue;
            }
            Event::DocumentEnd => {
                trees.push(std::mem::take(&mut tree));
                anchors.clear();
                continue;
            }
            _ => continue,
        }
        if let Some(&parent) = open.last() {
            tree.nodes[parent as usize].a += 1;
        }
        if matches!(raw.shape, Shape::Mapping | Shape::Sequence) {
            open.push(index);
        }
        tree.nodes.push(raw);
    }
    Ok(trees)
}

fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::networking::v1::Ingress;

    use super::*;

    const TEXT: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - host: \"shop.example.com\"
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 80}}}
---
kind: Service
apiVersion: v1
metadata: {name: web}
";

    #[test]
    fn objects_know_their_fields_and_places() {
        let reading = read(&[Source { name: "a.yaml".into(), text: TEXT.into() }]);
        let ingress = reading.bundle.get(Kind::Ingress, "shop", "web").expect("the Ingress");
        let host = ingress.field("spec.rules[0].host").expect("a host");
        assert_eq!(host.as_str(), Some("shop.example.com"));
        let span = host.span();
        assert_eq!(&TEXT[span.start as usize..span.end as usize], "\"shop.example.com\"");
        assert!(reading.bundle.get(Kind::Service, "default", "web").is_some());
        let view: Ingress = ingress.view().expect("a typed view");
        let rules = view.spec.and_then(|spec| spec.rules).expect("rules");
        assert_eq!(rules[0].host.as_deref(), Some("shop.example.com"));
    }
}
