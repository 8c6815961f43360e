//! Text to Kubernetes objects in which every node knows its place, and back to text.
//!
//! Invariant: the spanned [`Tree`] is the truth. Typed views read what they cover and are never written through, and
//! what could not be understood is returned together with what could. The values of Secrets stay in memory: text is
//! shown, stored or sent as [`redacted`] gives it.
//!
//! ```
//! use gatefold_manifest::{Kind, Source, read};
//!
//! let text = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\na: b: c\n";
//! let reading = read(&[Source { name: "web.yaml".into(), text: text.into() }]);
//! assert!(reading.bundle.get(Kind::Service, "default", "web").is_some());
//! assert_eq!(reading.diagnostics[0].code.facts().name, "yaml-syntax");
//! ```

mod build;
mod bundle;
mod checks;
mod collect;
mod float;
mod json;
mod kind;
mod legacy;
mod mend;
mod node;
mod object;
mod parsed;
mod presence;
mod read;
mod recover;
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
pub use scalar::is_number;
pub use tree::Tree;
pub use view::ViewError;
pub use write::{Pages, Written, Yaml, from_json, push_double};
