//! The façade: one Input in, everything that Gatefold knows about it out.
//!
//! Invariant: this is the only crate that the page and the command line use. It adds no meaning of its own: it runs the
//! stages in order, keeps what they computed, and turns it into the rows that a person looks at.

mod dump;
mod examples;
mod highlight;
mod link;
mod session;
mod settings;
pub mod view;

pub use dump::dump;
pub use examples::{EXAMPLES, Example, Manifest, example};
pub use gatefold_diagnostic::{CODES, Code};
pub use gatefold_gateway::{BUNDLE_VERSIONS, DEFAULT_IMPLEMENTATION, IMPLEMENTATIONS, Implementation};
pub use gatefold_manifest::Source;
pub use gatefold_routing::Verdict;
pub use link::{INFLATE_LIMIT, LinkError, Shared, SharedSource, link_view};
pub use session::Session;
pub use settings::{FlavourSetting, GatewaySide, PlacementSetting, ScopeSetting, Settings};
