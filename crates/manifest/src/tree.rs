//! One document as a compact arena over the parser's events: 20 bytes a node, text shared with the source.

/// What a node is, with how its text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A scalar written without quotes, to be typed by its text.
    Plain,
    /// A string whatever its text: quoted, a block, or tagged so.
    Text,
    /// A mapping: keys and values take turns.
    Mapping,
    /// A sequence.
    Sequence,
    /// Another node of this document, by its index.
    Alias,
}

/// Offsets are bytes from the document's own start, so that a tree can be kept while text before it changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw {
    pub(crate) shape: Shape,
    /// Whether the text of a scalar lies in the pool because it differs from the source (escapes, folding).
    pub(crate) pooled: Pooled,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Scalars: where the text begins. Collections: how many children. Aliases: the node meant.
    pub(crate) a: u32,
    /// Scalars: where the text ends. Collections: the index after the last descendant.
    pub(crate) b: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pooled {
    InSource,
    InPool,
}

/// The nodes of one document, in the order written; the root is the first.
#[derive(Debug, Default)]
pub struct Tree {
    pub(crate) nodes: Vec<Raw>,
    pub(crate) pool: String,
}

impl Tree {
    /// How many nodes it has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node at all, as in a document of comments.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The index after `index` and all below it.
    pub(crate) fn after(&self, index: u32) -> u32 {
        let raw = &self.nodes[index as usize];
        match raw.shape {
            Shape::Mapping | Shape::Sequence => raw.b,
            Shape::Plain | Shape::Text | Shape::Alias => index + 1,
        }
    }
}
