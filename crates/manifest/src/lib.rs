//! Text to Kubernetes objects in which every node knows its place, and back to text.
//!
//! Invariant: the spanned [`Tree`] is the truth. Typed views read what they cover and are never written through, and
//! what could not be understood is returned together with what could.

mod bundle;
mod kind;
mod node;
mod object;
mod presence;
mod read;
mod tree;
mod view;

pub use bundle::Bundle;
pub use kind::{Kind, KindFacts, Scope};
pub use node::{Node, NodeKind};
pub use object::{Document, Object};
pub use presence::{InputScope, Presence, Purpose};
pub use read::{Reading, Source, read};
pub use tree::Tree;
pub use view::ViewError;

/// A text without Secret values.
#[derive(Debug)]
pub struct Redacted<'a> {
    /// The text.
    pub text: std::borrow::Cow<'a, str>,
    /// How many Secrets it holds.
    pub secrets: usize,
}
/// shim
pub fn redact(text: &str) -> Redacted<'_> {
    Redacted { text: text.into(), secrets: 0 }
}
