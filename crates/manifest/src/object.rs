//! One resource and the document that it was read from.

use std::{fmt, sync::Arc};

use gatefold_diagnostic::{ObjectRef, SourceId, Span};
use serde::de::DeserializeOwned;

use crate::{
    Kind, Node, Tree, ViewError,
    tree::{Raw, Shape, mark},
    view,
};

/// One YAML or JSON document: its tree and the text that the tree points into.
#[derive(Clone)]
pub struct Document {
    source: SourceId,
    text: Arc<str>,
    start: u32,
    end: u32,
    tree: Tree,
}

/// Without the text: a Secret may be in it.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, {} nodes)", self.span(0, self.end - self.start), self.tree.len())
    }
}

impl Document {
    pub(crate) fn new(source: SourceId, text: Arc<str>, start: u32, end: u32, tree: Tree) -> Self {
        Self { source, text, start, end, tree }
    }

    /// The one JSON value that `text` is, apart from any source: its spans lie in `text` itself. None where it is none.
    pub fn json(text: &str) -> Option<Self> {
        let tree = crate::json::parse(text).ok()?.finish();
        Some(Self::new(SourceId(0), text.into(), 0, u32::try_from(text.len()).ok()?, tree))
    }

    /// The document's own text. Where it is to be shown, stored or sent, [`crate::redacted`] takes the values of Secrets
    /// out of it.
    pub fn text(&self) -> &str {
        &self.text[self.start as usize..self.end as usize]
    }

    /// Where it begins in its source, in bytes: what to take from a span to find it in [`Document::text`].
    pub fn start(&self) -> u32 {
        self.start
    }

    /// A scalar's text.
    pub(crate) fn scalar(&self, raw: &Raw) -> &str {
        // In one step from the source's text: this is the engine's most frequent question.
        let here = matches!(raw.shape(), Shape::Plain | Shape::Text) && !raw.has(mark::POOLED);
        if here {
            let (start, end) = (self.start + raw.a, self.start + raw.b);
            return self.text.get(start as usize..end as usize).unwrap_or_default();
        }
        self.tree.scalar(raw, "")
    }

    /// The same text with other nodes.
    pub(crate) fn with(&self, tree: Tree) -> Self {
        Self { tree, ..self.clone() }
    }

    /// Its nodes.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The root; none for a document without content.
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.tree.is_empty()).then(|| Node::new(self, 0))
    }

    /// Where it stands in its source.
    pub fn whole_span(&self) -> Span {
        self.span(0, self.end - self.start)
    }

    /// Which text it is from.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// An offset within the document from one of the source.
    pub(crate) fn relative(&self, at: u32) -> usize {
        at.saturating_sub(self.start) as usize
    }

    /// A span of the source from offsets within the document.
    pub(crate) fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.source, self.start + start, self.start + end)
    }
}

/// What a document says of one of its objects, whatever text stands around the document.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) id: Arc<ObjectRef>,
    pub(crate) kind: Kind,
    pub(crate) root: u32,
    pub(crate) nodes: MetadataNodes,
    /// The field path of the object in its document: empty, or `items[3]` in a List.
    pub(crate) pointer: Box<str>,
}

/// What is asked of `metadata` again and again, by its node: 0, the root, where it is not written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct MetadataNodes {
    pub(crate) annotations: u32,
    pub(crate) created: u32,
}

/// One resource: who it is, and where its tree lies. An item of a `kind: List` is an object of its own.
#[derive(Debug, Clone)]
pub struct Object {
    member: Arc<Member>,
    document: Arc<Document>,
}

impl Object {
    pub(crate) fn new(member: Arc<Member>, document: Arc<Document>) -> Self {
        Self { member, document }
    }

    /// Group, version, kind, namespace (`default` where a namespaced kind leaves it out) and name.
    pub fn id(&self) -> &Arc<ObjectRef> {
        &self.member.id
    }

    /// Which kind, of those that Gatefold knows.
    pub fn kind(&self) -> Kind {
        self.member.kind
    }

    /// Its namespace; empty for kinds without.
    pub fn namespace(&self) -> &str {
        &self.member.id.namespace
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.member.id.name
    }

    /// Its tree.
    pub fn node(&self) -> Node<'_> {
        Node::new(&self.document, self.member.root)
    }

    /// The document it stands in.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Where in its document: empty, or `items[3]`.
    pub fn pointer(&self) -> &str {
        &self.member.pointer
    }

    /// The node at a field path such as `spec.rules[0].host`.
    pub fn field(&self, path: &str) -> Option<Node<'_>> {
        self.node().field(path)
    }

    /// The span of a field, or of the nearest parent that is written.
    pub fn span_of(&self, path: &str) -> Span {
        let mut path = path;
        loop {
            if let Some(node) = self.field(path) {
                return node.span();
            }
            path = path.rfind(['.', '[']).map_or("", |end| &path[..end]);
        }
    }

    /// `metadata.creationTimestamp`, empty where it is not written: RFC 3339 in UTC, so texts compare as times do.
    pub fn created(&self) -> &str {
        self.written(self.member.nodes.created).map(Node::text).unwrap_or_default()
    }

    /// The annotations: key node and value node, in the order written.
    pub fn annotations(&self) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
        self.written(self.member.nodes.annotations).into_iter().flat_map(Node::entries)
    }

    /// One annotation's text.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.written(self.member.nodes.annotations)?.get(key).map(Node::text)
    }

    fn written(&self, index: u32) -> Option<Node<'_>> {
        (index > 0).then(|| Node::new(&self.document, index))
    }

    /// The object as a typed view, such as `k8s_openapi::api::networking::v1::Ingress`.
    ///
    /// # Errors
    /// When a value has another type than the view's, with the field at which it fails.
    pub fn view<T: DeserializeOwned>(&self) -> Result<T, ViewError> {
        view::view(self.node(), self.values())
    }

    /// A part of the object as a typed view: the default where the field at `path` is not written or null.
    ///
    /// # Errors
    /// As [`Object::view`]; the field is told from the object's root.
    pub fn view_at<T: DeserializeOwned + Default>(&self, path: &str) -> Result<T, ViewError> {
        match self.field(path).filter(|node| !node.is_null()) {
            Some(node) => view::view(node, self.values()).map_err(|error| error.in_field(path)),
            None => Ok(T::default()),
        }
    }

    /// As [`Object::view`], with every field that has another type and not just the first.
    ///
    /// # Errors
    /// When values have other types than the view's: one error for each, in the order found.
    pub fn view_all<T: DeserializeOwned>(&self) -> Result<T, Vec<ViewError>> {
        view::view_all(self.node(), self.values())
    }

    fn values(&self) -> view::Values {
        if self.is_secret() { view::Values::Hidden } else { view::Values::Shown }
    }
}
