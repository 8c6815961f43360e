//! Making a [`Tree`] node by node: the one place that counts children, finds keys written twice, and keeps aliases
//! bounded. Both the reader and the writer build through it, so that they agree.

use gatefold_diagnostic::Map;
use std::ops::Range;

use crate::tree::{Raw, Shape, Tree, mark, small};

/// How deep a document may nest, aliases followed. Kubernetes' own schemas stay below 60; a typed view or a walk
/// recurses once a level, and this is what a Wasm stack surely holds.
pub const MAX_DEPTH: u32 = 128;

/// How many nodes a document may have once its aliases are followed, beyond ten times what it has written.
const ALIAS_ALLOWANCE: u64 = 100_000;

/// Up to so many keys, comparing each with each is quicker than a table.
const FEW_KEYS: usize = 12;

/// The key that merges another mapping into its own.
pub(crate) const MERGE: &str = "<<";

/// Where a scalar's value is found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// At these offsets of the document.
    Here(u32, u32),
    /// Not as such in the document.
    Elsewhere(&'a str),
}

/// A limit that the document is past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    /// It nests deeper than [`MAX_DEPTH`].
    Depth,
    /// Its aliases, followed, make it too large.
    Aliases,
    /// An alias stands within what it means.
    Cycle,
}

#[derive(Debug)]
struct Open {
    index: u32,
    /// Nodes below, aliases followed.
    expanded: u64,
    /// Levels below, aliases followed.
    height: u32,
    uneven: bool,
}

#[derive(Debug, Clone, Copy)]
struct Anchor {
    target: u32,
    expanded: u64,
    height: u32,
    closed: bool,
}

/// A tree under construction.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    nodes: Vec<Raw>,
    pool: String,
    open: Vec<Open>,
    anchors: Map<usize, Anchor>,
    /// Anchored collections still open: the anchor and the collection's index.
    pending: Vec<(usize, u32)>,
    /// Keys written twice: the earlier key's node and the later's.
    pub(crate) twice: Vec<(u32, u32)>,
    /// Keys that are no scalars.
    pub(crate) complex: Vec<u32>,
    /// Aliases.
    pub(crate) aliases: Vec<u32>,
    /// Where the node that was completed last ends.
    last_end: u32,
    /// Kept for its memory.
    keys: Vec<u32>,
}

impl Builder {
    /// A builder with room for the nodes of a document of this length: few have more than one in eight bytes.
    pub(crate) fn for_text(text: &str) -> Self {
        Self { nodes: Vec::with_capacity(text.len() / 8), ..Self::default() }
    }

    /// Adds a scalar that is written at `span`.
    pub(crate) fn scalar(&mut self, shape: Shape, span: Range<u32>, value: Value<'_>, anchor: usize) {
        let (marks, a, b) = match value {
            Value::Here(a, b) => (0, a, b),
            Value::Elsewhere(value) => {
                let a = small(self.pool.len());
                self.pool.push_str(value);
                (mark::POOLED, a, small(self.pool.len()))
            }
        };
        let index = self.push(Raw::new(shape, marks, span.start, [span.end, a, b]));
        if anchor > 0 {
            self.anchors.insert(anchor, Anchor { target: index, expanded: 1, height: 0, closed: true });
        }
    }

    /// Opens a mapping or a sequence that begins at `start`.
    pub(crate) fn open(&mut self, shape: Shape, start: u32, anchor: usize) -> Result<(), Excess> {
        if small(self.open.len()) >= MAX_DEPTH {
            return Err(Excess::Depth);
        }
        let index = self.push(Raw::new(shape, 0, start, [start, 0, 0]));
        self.open.push(Open { index, expanded: 1, height: 1, uneven: false });
        if anchor > 0 {
            self.anchors.insert(anchor, Anchor { target: index, expanded: 0, height: 0, closed: false });
            self.pending.push((anchor, index));
        }
        Ok(())
    }

    /// Adds an alias of `anchor`.
    pub(crate) fn alias(&mut self, span: Range<u32>, anchor: usize) -> Result<(), Excess> {
        let meant = *self.anchors.get(&anchor).filter(|anchor| anchor.closed).ok_or(Excess::Cycle)?;
        let index = self.push(Raw::new(Shape::Alias, 0, span.start, [span.end, meant.target, 0]));
        self.aliases.push(index);
        let deep = small(self.open.len()) + meant.height > MAX_DEPTH;
        if let Some(open) = self.open.last_mut() {
            open.expanded = open.expanded.saturating_add(meant.expanded);
            open.height = open.height.max(meant.height + 1);
            if open.expanded > 10 * self.nodes.len() as u64 + ALIAS_ALLOWANCE {
                return Err(Excess::Aliases);
            }
        }
        if deep { Err(Excess::Depth) } else { Ok(()) }
    }

    /// Notes that the open mapping has a merge key.
    pub(crate) fn merges(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.uneven = true;
        }
    }

    /// Whether what comes next is a key of a mapping.
    pub(crate) fn expects_key(&self) -> bool {
        self.innermost().is_some_and(|raw| raw.shape() == Shape::Mapping && raw.a.is_multiple_of(2))
    }

    /// Whether what comes next is a value of a mapping.
    pub(crate) fn expects_value(&self) -> bool {
        self.innermost().is_some_and(|raw| raw.shape() == Shape::Mapping && !raw.a.is_multiple_of(2))
    }

    fn innermost(&self) -> Option<&Raw> {
        self.open.last().map(|open| &self.nodes[open.index as usize])
    }

    /// Closes the innermost collection. Its end is `end`, or where its last child ends.
    pub(crate) fn close(&mut self, text: &str, end: Option<u32>) {
        let Some(open) = self.open.pop() else { return };
        let after = small(self.nodes.len());
        let raw = &mut self.nodes[open.index as usize];
        raw.end = end.unwrap_or(self.last_end).max(raw.start());
        raw.b = after;
        self.last_end = raw.end;
        let shape = raw.shape();
        if let Some(parent) = self.open.last_mut() {
            parent.expanded = parent.expanded.saturating_add(open.expanded - 1);
            parent.height = parent.height.max(open.height + 1);
        }
        if self.pending.last().is_some_and(|&(_, index)| index == open.index)
            && let Some((anchor, _)) = self.pending.pop()
            && let Some(anchor) = self.anchors.get_mut(&anchor)
        {
            *anchor = Anchor { expanded: open.expanded, height: open.height, closed: true, ..*anchor };
        }
        if shape == Shape::Mapping && (self.find_twice(open.index, text) || open.uneven) {
            self.nodes[open.index as usize].mark(mark::UNEVEN);
        }
    }

    fn push(&mut self, raw: Raw) -> u32 {
        let index = small(self.nodes.len());
        self.last_end = raw.end;
        if let Some(open) = self.open.last_mut() {
            let parent = &mut self.nodes[open.index as usize];
            parent.a += 1;
            let is_key = parent.shape() == Shape::Mapping && parent.a % 2 == 1;
            if is_key && matches!(raw.shape(), Shape::Mapping | Shape::Sequence) {
                self.complex.push(index);
            }
            open.expanded = open.expanded.saturating_add(1);
            open.height = open.height.max(1);
        }
        self.nodes.push(raw);
        index
    }

    /// Notes the keys of a mapping that later ones replace; whether there were any.
    fn find_twice(&mut self, mapping: u32, text: &str) -> bool {
        let nodes = &self.nodes;
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        let mut at = mapping + 1;
        let end = nodes[mapping as usize].b;
        while at < end {
            if matches!(nodes[at as usize].shape(), Shape::Plain | Shape::Text) {
                keys.push(at);
            }
            at = nodes[at as usize].after(at);
            at = if at < end { nodes[at as usize].after(at) } else { end };
        }
        let name = |index: u32| nodes[index as usize].scalar(text, &self.pool);
        let before = self.twice.len();
        if keys.len() <= FEW_KEYS {
            for (position, &key) in keys.iter().enumerate() {
                if let Some(&earlier) = keys[..position].iter().rev().find(|&&earlier| name(earlier) == name(key)) {
                    self.twice.push((earlier, key));
                }
            }
        } else {
            let mut latest: Map<&str, u32> = Map::with_capacity(keys.len());
            self.twice
                .extend(keys.iter().filter_map(|&key| latest.insert(name(key), key).map(|earlier| (earlier, key))));
        }
        self.keys = keys;
        // `<<` may stand twice: each merges.
        let merge = |index: u32| {
            let raw = &self.nodes[index as usize];
            raw.shape() == Shape::Plain && raw.scalar(text, &self.pool) == MERGE
        };
        let found: Vec<_> = self.twice.drain(before..).filter(|&(earlier, _)| !merge(earlier)).collect();
        let any = !found.is_empty();
        self.twice.extend(found);
        any
    }

    /// A node that has been added.
    pub(crate) fn raw(&self, index: u32) -> &Raw {
        &self.nodes[index as usize]
    }

    /// Whether the document is one scalar.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.nodes.as_slice(), [only] if matches!(only.shape(), Shape::Plain | Shape::Text))
    }

    /// What the document holds, whatever its layout: of each node its shape, and how many children or bytes it has.
    pub(crate) fn outline(&self) -> Vec<(Shape, u32)> {
        let size = |raw: &Raw| match raw.shape() {
            Shape::Mapping | Shape::Sequence | Shape::Alias => raw.a,
            Shape::Plain | Shape::Text => raw.b - raw.a,
        };
        self.nodes.iter().map(|raw| (raw.shape(), size(raw))).collect()
    }

    /// Where the node that was completed last ends.
    pub(crate) fn last_end(&self) -> u32 {
        self.last_end
    }

    /// The tree.
    pub(crate) fn finish(mut self) -> Tree {
        self.take()
    }

    /// The tree, and a builder for another that keeps this one's memory.
    pub(crate) fn take(&mut self) -> Tree {
        let tree = Tree { nodes: self.nodes.as_slice().into(), pool: self.pool.as_str().into() };
        let (mut nodes, mut pool) = (std::mem::take(&mut self.nodes), std::mem::take(&mut self.pool));
        nodes.clear();
        pool.clear();
        *self = Self { nodes, pool, ..Self::default() };
        tree
    }
}
