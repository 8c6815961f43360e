//! Walking a document: a [`Node`] is a cheap handle that knows its value and its place.

use gatefold_diagnostic::{Map, Span};

use crate::{
    Document,
    build::MERGE,
    scalar::{Scalar, resolve},
    tree::{Raw, Shape, mark},
};

/// What a node's value is, plain scalars typed as YAML 1.1 does (the dialect that `kubectl` reads).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `false`, and what YAML 1.1 takes for them: `yes`, `no`, `on`, `off`.
    Bool,
    /// A whole number.
    Integer,
    /// Another number.
    Float,
    /// Text.
    String,
    /// Keys and values.
    Mapping,
    /// A list.
    Sequence,
}

impl NodeKind {
    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Integer | Self::Float => "a number",
            Self::String => "a string",
            Self::Mapping => "a mapping",
            Self::Sequence => "a list",
        }
    }
}

/// A value in a document. Aliases are followed.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    index: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.span())
    }
}

impl<'a> Node<'a> {
    pub(crate) fn new(document: &'a Document, index: u32) -> Self {
        Self { document, index }
    }

    fn raw(self) -> &'a Raw {
        let raw = &self.document.tree().nodes[self.index as usize];
        if raw.shape() == Shape::Alias { &self.document.tree().nodes[raw.a as usize] } else { raw }
    }

    fn target(self) -> u32 {
        let raw = &self.document.tree().nodes[self.index as usize];
        if raw.shape() == Shape::Alias { raw.a } else { self.index }
    }

    /// The node written after this one and all below it; for a key, its value.
    pub(crate) fn next(self) -> Option<Node<'a>> {
        let tree = self.document.tree();
        let index = tree.after(self.index);
        ((index as usize) < tree.len()).then_some(Node { document: self.document, index })
    }

    /// Another node of the same document.
    pub(crate) fn sibling(self, index: u32) -> Node<'a> {
        Node { document: self.document, index }
    }

    /// What an alias means; the node itself for all others.
    pub(crate) fn meant(self) -> Node<'a> {
        Node { document: self.document, index: self.target() }
    }

    /// Which node of its document it is: two handles are of one node where these agree.
    pub fn index(self) -> u32 {
        self.index
    }

    /// What the value is.
    pub fn kind(self) -> NodeKind {
        match self.raw().shape() {
            Shape::Mapping => NodeKind::Mapping,
            Shape::Sequence => NodeKind::Sequence,
            Shape::Text => NodeKind::String,
            Shape::Plain | Shape::Alias => resolve(self.text()).kind(),
        }
    }

    /// A scalar's text, whatever its type; empty for collections.
    pub fn text(self) -> &'a str {
        self.document.scalar(self.raw())
    }

    /// What a scalar written without quotes means; none for everything else.
    pub(crate) fn plain(self) -> Option<Scalar> {
        (self.raw().shape() == Shape::Plain).then(|| resolve(self.text()))
    }

    /// The text of a string; none for other types.
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == NodeKind::String).then(|| self.text())
    }

    /// A boolean's value.
    pub fn as_bool(self) -> Option<bool> {
        match self.plain()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A whole number's value; none past the range.
    pub fn as_i64(self) -> Option<i64> {
        match self.plain()? {
            Scalar::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// A number's value.
    pub fn as_f64(self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "what a reader into f64 does")]
        match self.plain()? {
            Scalar::Integer(number) => Some(number as f64),
            Scalar::Unsigned(number) => Some(number as f64),
            Scalar::Float(number) => Some(number),
            Scalar::Null | Scalar::Bool(_) | Scalar::String => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == NodeKind::Null
    }

    /// Where it is written. For an alias, where the alias stands.
    pub fn span(self) -> Span {
        let raw = &self.document.tree().nodes[self.index as usize];
        self.document.span(raw.start(), raw.end)
    }

    /// How many children: items of a sequence, entries of a mapping, 0 for scalars.
    pub fn len(self) -> usize {
        let raw = self.raw();
        match raw.shape() {
            Shape::Sequence => raw.a as usize,
            Shape::Mapping if raw.has(mark::UNEVEN) => self.entries().count(),
            Shape::Mapping => raw.a as usize / 2,
            Shape::Plain | Shape::Text | Shape::Alias => 0,
        }
    }

    /// Whether it has no children.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a sequence; nothing for other types.
    pub fn items(self) -> Items<'a> {
        self.children(Shape::Sequence)
    }

    /// Keys and values of a mapping; nothing for other types. Of a key written twice the later stands, as for
    /// `kubectl`, and `<<` has brought what it merges.
    pub fn entries(self) -> Entries<'a> {
        let raw = self.raw();
        if raw.shape() == Shape::Mapping && raw.has(mark::UNEVEN) {
            let mut merged = Merged::default();
            self.merge_into(&mut merged);
            Entries(Walk::Merged(merged.into_iter()))
        } else {
            Entries(Walk::Written(self.children(Shape::Mapping)))
        }
    }

    /// Keys and values exactly as written: `<<` is a key, and a key written twice comes twice.
    pub fn written_entries(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
        Entries(Walk::Written(self.children(Shape::Mapping)))
    }

    fn merge_into(self, merged: &mut Merged<'a>) {
        for (key, value) in self.written_entries() {
            let raw = key.raw();
            if raw.shape() == Shape::Plain && key.text() == MERGE {
                // Of several, the earlier take precedence. The builder holds the whole bounded.
                if value.kind() == NodeKind::Sequence {
                    let items: Vec<_> = value.items().collect();
                    items.into_iter().rev().for_each(|item| item.merge_into(merged));
                } else {
                    value.merge_into(merged);
                }
            } else {
                merged.insert(key.text(), (key, value));
            }
        }
    }

    fn children(self, shape: Shape) -> Items<'a> {
        let raw = self.raw();
        let (next, end) = if raw.shape() == shape { (self.target() + 1, raw.b) } else { (0, 0) };
        Items { document: self.document, next, end }
    }

    /// The value of a key of a mapping.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key's own node and its value.
    pub fn entry(self, key: &str) -> Option<(Node<'a>, Node<'a>)> {
        let raw = self.raw();
        if raw.shape() != Shape::Mapping {
            return None;
        }
        if raw.has(mark::UNEVEN) {
            return self.entries().find(|(name, _)| name.text() == key);
        }
        // Every stage looks fields up all the time: lengths are compared before any text is fetched.
        let tree = self.document.tree();
        let mut at = self.target() + 1;
        while at < raw.b {
            let (name, value) = (self.sibling(at), tree.after(at));
            let written = name.raw();
            if (written.b - written.a) as usize == key.len() && name.text() == key {
                return Some((name, self.sibling(value)));
            }
            at = tree.after(value);
        }
        None
    }

    /// The node at a field path in Kubernetes' spelling below this one: `rules[0].http.paths[2].path`, a key with dots in
    /// brackets: `metadata.annotations[example.com/name]`. The empty path is this node.
    pub fn field(self, path: &str) -> Option<Node<'a>> {
        let mut node = self;
        let mut rest = path;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (step, tail) = inner.split_once(']')?;
                node = match step.parse::<usize>() {
                    Ok(index) if node.kind() == NodeKind::Sequence => node.items().nth(index)?,
                    _ => node.get(step)?,
                };
                rest = tail.strip_prefix('.').unwrap_or(tail);
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                node = node.get(&rest[..end])?;
                rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
            }
        }
        Some(node)
    }
}

/// The items of a sequence.
#[derive(Clone)]
pub struct Items<'a> {
    document: &'a Document,
    next: u32,
    end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let index = (self.next < self.end).then_some(self.next)?;
        self.next = self.document.tree().after(index);
        Some(Node { document: self.document, index })
    }
}

/// The entries of a mapping.
pub struct Entries<'a>(Walk<'a>);

enum Walk<'a> {
    Written(Items<'a>),
    Merged(std::vec::IntoIter<(&'a str, (Node<'a>, Node<'a>))>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Node<'a>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walk::Written(children) => Some((children.next()?, children.next()?)),
            Walk::Merged(entries) => entries.next().map(|(_, entry)| entry),
        }
    }
}

/// The entries of a mapping with what it merges by their keys, a later one in the place of an earlier.
type Merged<'a> = Map<&'a str, (Node<'a>, Node<'a>)>;
