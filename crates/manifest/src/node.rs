//! Walking a document: a [`Node`] is a cheap handle that knows its value and its place.

use gatefold_diagnostic::Span;

use crate::{
    Document,
    tree::{Pooled, Raw, Shape},
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
        if raw.shape == Shape::Alias { &self.document.tree().nodes[raw.a as usize] } else { raw }
    }

    fn target(self) -> u32 {
        let raw = &self.document.tree().nodes[self.index as usize];
        if raw.shape == Shape::Alias { raw.a } else { self.index }
    }

    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// What the value is.
    pub fn kind(self) -> NodeKind {
        match self.raw().shape {
            Shape::Mapping => NodeKind::Mapping,
            Shape::Sequence => NodeKind::Sequence,
            Shape::Text => NodeKind::String,
            Shape::Plain | Shape::Alias => plain_kind(self.text()),
        }
    }

    /// A scalar's text, whatever its type; empty for collections.
    pub fn text(self) -> &'a str {
        let raw = self.raw();
        match raw.shape {
            Shape::Mapping | Shape::Sequence | Shape::Alias => "",
            Shape::Plain | Shape::Text => {
                let range = raw.a as usize..raw.b as usize;
                let from = if raw.pooled == Pooled::InPool { &self.document.tree().pool } else { self.document.text() };
                from.get(range).unwrap_or_default()
            }
        }
    }

    /// The text of a string; none for other types.
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == NodeKind::String).then(|| self.text())
    }

    /// A boolean's value.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == NodeKind::Bool).then(|| {
            matches!(self.text().as_bytes()[0], b't' | b'T' | b'y' | b'Y') || self.text().eq_ignore_ascii_case("on")
        })
    }

    /// A whole number's value.
    pub fn as_i64(self) -> Option<i64> {
        (self.kind() == NodeKind::Integer).then(|| parse_integer(self.text())).flatten()
    }

    /// A number's value.
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            NodeKind::Float => self.text().replace('_', "").parse().ok(),
            #[allow(clippy::cast_precision_loss, reason = "what a reader into f64 does")]
            NodeKind::Integer => self.as_i64().map(|number| number as f64),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == NodeKind::Null
    }

    /// Where it is written. For an alias, where the alias stands.
    pub fn span(self) -> Span {
        let raw = &self.document.tree().nodes[self.index as usize];
        self.document.span(raw.start, raw.end)
    }

    /// How many children: items of a sequence, entries of a mapping, 0 for scalars.
    pub fn len(self) -> usize {
        let raw = self.raw();
        match raw.shape {
            Shape::Sequence => raw.a as usize,
            Shape::Mapping => raw.a as usize / 2,
            Shape::Plain | Shape::Text | Shape::Alias => 0,
        }
    }

    /// Whether it has no children.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a sequence; nothing for other types.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        self.children(Shape::Sequence)
    }

    /// Keys and values of a mapping; nothing for other types.
    pub fn entries(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
        let mut children = self.children(Shape::Mapping);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    fn children(self, shape: Shape) -> impl Iterator<Item = Node<'a>> {
        let raw = self.raw();
        let tree = self.document.tree();
        let (mut next, end) = if raw.shape == shape { (self.target() + 1, raw.b) } else { (0, 0) };
        std::iter::from_fn(move || {
            let index = (next < end).then_some(next)?;
            next = tree.after(index);
            Some(Node { document: self.document, index })
        })
    }

    /// The value of a key of a mapping.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key's own node and its value.
    pub fn entry(self, key: &str) -> Option<(Node<'a>, Node<'a>)> {
        self.entries().find(|(name, _)| name.text() == key)
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

/// The type that YAML 1.1 gives a plain scalar.
fn plain_kind(text: &str) -> NodeKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" | "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on"
        | "On" | "ON" | "off" | "Off" | "OFF" | "y" | "Y" | "n" | "N" => NodeKind::Bool,
        _ if parse_integer(text).is_some() => NodeKind::Integer,
        _ if is_float(text) => NodeKind::Float,
        _ => NodeKind::String,
    }
}

fn parse_integer(text: &str) -> Option<i64> {
    text.bytes().next().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+'))?;
    text.parse().ok()
}

fn is_float(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'))
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok()
}
