//! One document as a compact arena over the parser's events: 20 bytes a node, text shared with the source.

use std::sync::Arc;

/// What a node is.
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

/// What else there is to know about a node, as bits.
pub(crate) mod mark {
    /// A scalar whose text lies in the pool because it differs from the source (escapes, folding).
    pub(crate) const POOLED: u8 = 1;
    /// A mapping with replaced keys or `<<`, whose entries are not simply its children.
    pub(crate) const UNEVEN: u8 = 4;
}

/// Offsets are bytes from the document's own start, so that a tree can be kept while text before it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) shape: Shape,
    pub(crate) marks: u8,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Scalars: where the text begins. Collections: how many children. Aliases: the node meant.
    pub(crate) a: u32,
    /// Scalars: where the text ends. Collections: the index after the last descendant.
    pub(crate) b: u32,
}

impl Raw {
    /// The index after it and all below it, where `index` is its own.
    pub(crate) fn after(&self, index: u32) -> u32 {
        match self.shape {
            Shape::Mapping | Shape::Sequence => self.b,
            Shape::Plain | Shape::Text | Shape::Alias => index + 1,
        }
    }

    /// A scalar's text, of the document or of the pool.
    pub(crate) fn scalar<'a>(&self, text: &'a str, pool: &'a str) -> &'a str {
        match self.shape {
            Shape::Mapping | Shape::Sequence | Shape::Alias => "",
            Shape::Plain | Shape::Text => {
                let from = if self.marks & mark::POOLED == 0 { text } else { pool };
                from.get(self.a as usize..self.b as usize).unwrap_or_default()
            }
        }
    }
}

/// The nodes of one document, in the order written; the root is the first. A handle: a copy is of the same nodes, and
/// no step lies between a document and its nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    pub(crate) nodes: Arc<[Raw]>,
    pub(crate) pool: Arc<str>,
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

    /// How many bytes of memory it holds.
    pub fn memory(&self) -> usize {
        size_of_val(&*self.nodes) + self.pool.len()
    }

    /// The index after `index` and all below it.
    pub(crate) fn after(&self, index: u32) -> u32 {
        self.nodes[index as usize].after(index)
    }

    /// Where the scalars are written, in order.
    pub(crate) fn scalar_places(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let scalars = self.nodes.iter().filter(|raw| !matches!(raw.shape, Shape::Mapping | Shape::Sequence));
        scalars.map(|raw| raw.start as usize..raw.end as usize)
    }

    /// A scalar's text, where `text` is the document's.
    pub(crate) fn scalar<'a>(&'a self, raw: &Raw, text: &'a str) -> &'a str {
        raw.scalar(text, &self.pool)
    }
}

pub(crate) fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
