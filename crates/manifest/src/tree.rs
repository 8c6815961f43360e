//! One document as a compact arena over the parser's events: 16 bytes a node, text shared with the source.

use std::sync::Arc;

/// What a node is; in the order of its place in a head.
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

/// What else there is to know about a node, as bits of its head.
pub(crate) mod mark {
    /// A scalar whose text lies in the pool because it differs from the source (escapes, folding).
    pub(crate) const POOLED: u32 = 1 << 27;
    /// A mapping with replaced keys or `<<`, whose entries are not simply its children.
    pub(crate) const UNEVEN: u32 = 1 << 28;
}

/// The bits of a head that say where the node starts: four times what all sources may have together.
const START: u32 = (1 << 27) - 1;
/// How far a shape is from its place in a head.
const SHAPE: u32 = 29;

/// Offsets are bytes from the document's own start, so that a tree can be kept while text before it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raw {
    /// Its shape, its marks and where it starts: trees are most of what a bundle holds, so they share four bytes.
    head: u32,
    pub(crate) end: u32,
    /// Scalars: where the text begins. Collections: how many children. Aliases: the node meant.
    pub(crate) a: u32,
    /// Scalars: where the text ends. Collections: the index after the last descendant.
    pub(crate) b: u32,
}

impl Raw {
    /// A node from `start`; `end`, `a` and `b` as its fields are.
    pub(crate) fn new(shape: Shape, marks: u32, start: u32, [end, a, b]: [u32; 3]) -> Self {
        Self { head: (shape as u32) << SHAPE | marks | start.min(START), end, a, b }
    }

    pub(crate) fn shape(&self) -> Shape {
        match self.head >> SHAPE {
            0 => Shape::Plain,
            1 => Shape::Text,
            2 => Shape::Mapping,
            3 => Shape::Sequence,
            _ => Shape::Alias,
        }
    }

    pub(crate) fn start(&self) -> u32 {
        self.head & START
    }

    /// Whether it has a mark.
    pub(crate) fn has(&self, mark: u32) -> bool {
        self.head & mark != 0
    }

    /// Gives it a mark.
    pub(crate) fn mark(&mut self, mark: u32) {
        self.head |= mark;
    }

    /// The index after it and all below it, where `index` is its own.
    pub(crate) fn after(&self, index: u32) -> u32 {
        match self.shape() {
            Shape::Mapping | Shape::Sequence => self.b,
            Shape::Plain | Shape::Text | Shape::Alias => index + 1,
        }
    }

    /// A scalar's text, of the document or of the pool.
    pub(crate) fn scalar<'a>(&self, text: &'a str, pool: &'a str) -> &'a str {
        match self.shape() {
            Shape::Mapping | Shape::Sequence | Shape::Alias => "",
            Shape::Plain | Shape::Text => {
                let from = if self.has(mark::POOLED) { pool } else { text };
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
        let scalars = self.nodes.iter().filter(|raw| !matches!(raw.shape(), Shape::Mapping | Shape::Sequence));
        scalars.map(|raw| raw.start() as usize..raw.end as usize)
    }

    /// A scalar's text, where `text` is the document's.
    pub(crate) fn scalar<'a>(&'a self, raw: &Raw, text: &'a str) -> &'a str {
        raw.scalar(text, &self.pool)
    }
}

pub(crate) fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
