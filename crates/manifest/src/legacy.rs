//! Ingress as it was before `networking.k8s.io/v1`, read as what it says today.
//!
//! A quarter of the Ingresses that people still have in files is of `extensions/v1beta1` or `networking.k8s.io/v1beta1`.
//! Their tree is made anew in the shape of v1, each node at the place of what it was made from: `spec.backend` becomes
//! `spec.defaultBackend`, `serviceName` and `servicePort` become `service.name` and `service.port`, and a path without
//! `pathType` is `ImplementationSpecific`, its default then. That it was removed is GW0111.

use crate::{
    Document, Node, NodeKind, Tree,
    build::{Builder, Excess, Value},
    collect::list_items,
    tree::{Shape, small},
};

/// What a former Ingress is read as.
const API_VERSION: &str = "networking.k8s.io/v1";

/// Whether the group, version and kind are those of a former Ingress.
pub(crate) fn is_former_ingress(group: &str, version: &str, kind: &str) -> bool {
    kind == "Ingress" && version == "v1beta1" && matches!(group, "extensions" | "networking.k8s.io")
}

/// The document's tree with every former Ingress in the shape of v1; none where there is no such Ingress.
pub(crate) fn upgrade(document: &Document) -> Option<Tree> {
    let root = document.root()?;
    let items = list_items(root);
    let has_any = items.map_or_else(|| is_former(root), |items| is_former(root) || items.items().any(is_former));
    if !has_any {
        return None;
    }
    let mut upgrade = Upgrade { document, builder: Builder::default() };
    let place = match items {
        Some(_) if root.get("kind").is_some_and(|kind| kind.text() == "IngressList") => Place::IngressList,
        Some(_) => Place::List,
        None => Place::Ingress,
    };
    // What nests so deep that the two new levels are too much stays as it is.
    upgrade.copy(root, place).ok()?;
    Some(upgrade.builder.finish())
}

fn is_former(node: Node<'_>) -> bool {
    let text = |key: &str| node.get(key).map(Node::text).unwrap_or_default();
    let (group, version) = text("apiVersion").split_once('/').unwrap_or_default();
    let kind = text("kind");
    is_former_ingress(group, version, kind.strip_suffix("List").unwrap_or(kind))
}

/// Where in an Ingress a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    List,
    Items,
    IngressList,
    Ingresses,
    Ingress,
    Spec,
    Rules,
    Rule,
    Http,
    Paths,
    Path,
    Backend,
    Elsewhere,
}

impl Place {
    fn of_key(self, key: &str) -> Self {
        match (self, key) {
            (Self::List, "items") => Self::Items,
            (Self::IngressList, "items") => Self::Ingresses,
            (Self::Ingress, "spec") => Self::Spec,
            (Self::Spec, "rules") => Self::Rules,
            (Self::Rule, "http") => Self::Http,
            (Self::Http, "paths") => Self::Paths,
            (Self::Spec | Self::Path, "backend") => Self::Backend,
            _ => Self::Elsewhere,
        }
    }

    fn of_item(self, item: Node<'_>) -> Self {
        match self {
            Self::Items if is_former(item) => Self::Ingress,
            Self::Ingresses => Self::Ingress,
            Self::Rules => Self::Rule,
            Self::Paths => Self::Path,
            _ => Self::Elsewhere,
        }
    }
}

struct Upgrade<'a> {
    document: &'a Document,
    builder: Builder,
}

impl<'a> Upgrade<'a> {
    fn copy(&mut self, node: Node<'a>, place: Place) -> Result<(), Excess> {
        match node.kind() {
            NodeKind::Mapping => {
                self.open(node, Shape::Mapping)?;
                let mut has_path_type = false;
                for (key, value) in node.entries() {
                    match (place, key.text()) {
                        // Together they are written where the first of them stands.
                        (Place::Backend, "serviceName") => self.service(node, key, value)?,
                        (Place::Backend, "servicePort") if node.get("serviceName").is_some() => {}
                        (Place::Ingress | Place::IngressList, "apiVersion") => {
                            self.copy(key, Place::Elsewhere)?;
                            self.text(value, API_VERSION);
                        }
                        (Place::Spec, "backend") => {
                            self.text(key, "defaultBackend");
                            self.copy(value, Place::Backend)?;
                        }
                        (_, name) => {
                            has_path_type |= name == "pathType";
                            self.copy(key, Place::Elsewhere)?;
                            self.copy(value, place.of_key(name))?;
                        }
                    }
                }
                if place == Place::Path && !has_path_type {
                    let first = node.entries().next().map_or(node, |(key, _)| key);
                    self.text(first, "pathType");
                    self.text(first, "ImplementationSpecific");
                }
                self.close(node);
            }
            NodeKind::Sequence => {
                self.open(node, Shape::Sequence)?;
                for item in node.items() {
                    self.copy(item, place.of_item(item))?;
                }
                self.close(node);
            }
            kind => {
                let shape = if kind == NodeKind::String { Shape::Text } else { Shape::Plain };
                self.scalar(node, shape, node.text());
            }
        }
        Ok(())
    }

    /// `service: {name, port: {number or name}}`.
    fn service(&mut self, backend: Node<'a>, key: Node<'a>, name: Node<'a>) -> Result<(), Excess> {
        self.text(key, "service");
        self.open(name, Shape::Mapping)?;
        self.text(key, "name");
        self.copy(name, Place::Elsewhere)?;
        if let Some((port_key, port)) = backend.entry("servicePort") {
            self.text(port_key, "port");
            self.open(port, Shape::Mapping)?;
            self.text(port_key, if port.kind() == NodeKind::Integer { "number" } else { "name" });
            self.copy(port, Place::Elsewhere)?;
            self.close(port);
        }
        self.close(name);
        Ok(())
    }

    fn open(&mut self, node: Node<'a>, shape: Shape) -> Result<(), Excess> {
        self.builder.open(shape, small(self.document.relative(node.span().start)), 0)
    }

    fn close(&mut self, node: Node<'a>) {
        let end = small(self.document.relative(node.span().end));
        self.builder.close(self.document.text(), Some(end));
    }

    /// A text that stands in the place of another.
    fn text(&mut self, node: Node<'a>, text: &str) {
        self.scalar(node, Shape::Text, text);
    }

    fn scalar(&mut self, node: Node<'a>, shape: Shape, text: &str) {
        let span = node.span();
        let span = small(self.document.relative(span.start))..small(self.document.relative(span.end));
        let written = self.document.text().get(span.start as usize..span.end as usize);
        let value = if written == Some(text) { Value::Here(span.start, span.end) } else { Value::Elsewhere(text) };
        self.builder.scalar(shape, span, value, 0);
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::networking::v1::Ingress;

    use crate::{Kind, Source, read};

    const TEXT: &str = "apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: web}
spec:
  backend: {serviceName: other, servicePort: http}
  rules:
  - http:
      paths:
      - path: /a
        backend:
          servicePort: 80
          serviceName: web
      - pathType: Exact
        path: /b
        backend: {serviceName: web, servicePort: 81}
";

    fn check(text: &str) {
        let reading = read(&[Source { name: "-".into(), text: text.into() }]);
        let ingress = reading.bundle.get(Kind::Ingress, "default", "web").expect("it is read as an Ingress");
        ingress.view::<Ingress>().expect("in the shape of v1");
        let field = |path: &str| {
            let node = ingress.field(path).unwrap_or_else(|| panic!("no {path}"));
            (node.text(), &text[node.span().start as usize..node.span().end as usize])
        };
        assert_eq!(field("spec.defaultBackend.service.port.name"), ("http", "http"));
        assert_eq!(field("spec.rules[0].http.paths[0].backend.service.name"), ("web", "web"));
        assert_eq!(field("spec.rules[0].http.paths[0].backend.service.port.number"), ("80", "80"));
        assert_eq!(field("spec.rules[0].http.paths[0].pathType"), ("ImplementationSpecific", "path"));
        assert_eq!(field("spec.rules[0].http.paths[1].pathType"), ("Exact", "Exact"));
        assert_eq!(field("spec.rules[0].http.paths[1].backend.service.port.number"), ("81", "81"));
    }

    #[test]
    fn a_former_ingress_is_read_in_the_shape_of_today() {
        check(TEXT);
        check(&TEXT.replace("extensions", "networking.k8s.io"));
    }

    #[test]
    fn so_are_those_of_a_list() {
        let indented = TEXT.replace('\n', "\n  ");
        check(&format!("kind: List\napiVersion: v1\nitems:\n- {}\n", indented.trim_end()));
        let typed = indented.replace("apiVersion: extensions/v1beta1\n  kind: Ingress\n  ", "");
        check(&format!("kind: IngressList\napiVersion: extensions/v1beta1\nitems:\n- {}\n", typed.trim_end()));
    }
}
