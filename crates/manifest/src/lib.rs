//! Text to Kubernetes objects in which every node knows its place, and back to text.
//!
//! Invariant: the spanned [`Tree`] is the truth. Typed views read what they cover and are never written through, and
//! what could not be understood is returned together with what could.

mod build;
mod bundle;
mod collect;
mod json;
mod kind;
mod node;
mod object;
mod presence;
mod read;
mod scalar;
mod split;
mod tree;
mod view;
pub mod write;
mod yaml;

pub use build::MAX_DEPTH;
pub use bundle::Bundle;
pub use kind::{Kind, KindFacts, Scope};
pub use node::{Entries, Items, Node, NodeKind};
pub use object::{Document, Object};
pub use presence::{InputScope, Presence, Purpose};
pub use read::{Reading, Source, read};
pub use tree::Tree;
pub use view::ViewError;
pub use write::{Manifest, Pages, Written, to_json, write};
