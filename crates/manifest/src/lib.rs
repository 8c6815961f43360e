//! Text to Kubernetes objects in which every node knows its place, and back to text.
//!
//! Invariant: the spanned [`Tree`] is the truth. Typed views read what they cover and are never written through, and
//! what could not be understood is returned together with what could.

mod build;
mod bundle;
mod checks;
mod collect;
mod json;
mod kind;
mod legacy;
mod node;
mod object;
mod parsed;
mod presence;
mod read;
mod redact;
mod scalar;
mod split;
mod syntax;
mod tree;
mod view;
pub mod write;
mod yaml;

pub use build::MAX_DEPTH;
pub use bundle::Bundle;
pub use kind::{GATEWAY_EXPERIMENTS_GROUP, GATEWAY_GROUP, Kind, KindFacts, Scope};
pub use node::{Entries, Items, Node, NodeKind};
pub use object::{Document, Object};
pub use parsed::Outcome;
pub use presence::{InputScope, Presence, Purpose};
pub use read::{DocumentFacts, MAX_DOCUMENTS, MAX_TEXT, Reader, Reading, Source, read};
pub use redact::{REDACTED, redacted};
pub use tree::Tree;
pub use view::ViewError;
pub use write::{Manifest, Written, to_json, write};
