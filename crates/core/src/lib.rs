//! The façade: one Input in, everything that Gatefold knows about it out.
//!
//! Invariant: this is the only crate that the page and the command line use. It adds no meaning of its own: it runs the
//! stages in order, keeps what they computed, and turns it into the rows that a person looks at.

mod analysis;
mod annotations;
mod ask;
mod chosen;
mod describe;
mod diff;
mod dump;
mod examples;
mod flow;
mod highlight;
mod json;
mod ledger;
mod link;
mod markers;
mod output;
mod places;
mod problems;
mod report;
mod session;
mod settings;
mod summary;
pub mod view;

pub use annotations::{AnnotationFacts, annotation, annotations};
pub use ask::Routed;
pub use describe::{percent, tenths};
pub use dump::dump;
pub use examples::{EXAMPLES, Example, example};
pub use gatefold_convert::standing;
pub use gatefold_diagnostic::{CODES, Code, Located, order_by};
pub use gatefold_gateway::{BUNDLE_VERSIONS, BundleVersion, DEFAULT_IMPLEMENTATION, IMPLEMENTATIONS, Implementation};
pub use gatefold_ingress::{NGINX_SETTINGS, NginxSetting};
pub use gatefold_manifest::Source;
pub use gatefold_routing::{Request, RequestError, Verdict};
pub use link::{INFLATE_LIMIT, LinkError, Named, Shared, SharedSource};
pub use markers::{edits_json, markers_json};
pub use report::{Report, analyze};
pub use session::Session;
pub use settings::{
    AuthServiceSetting, FidelitySetting, FlavourSetting, GatewaySide, PlacementSetting, ScopeSetting, SettingError,
    Settings,
};
