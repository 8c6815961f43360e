//! What Gateway API means: implementations, releases, attachment, and [`GatewayRouter`].
//!
//! Invariant: this crate knows gateway.networking.k8s.io and nothing of Ingress.

mod bundle_version;
mod implementation;

pub use bundle_version::{BUNDLE_VERSIONS, BundleVersion, Channel, UnknownName};
pub use implementation::{ClassOwner, DEFAULT_IMPLEMENTATION, IMPLEMENTATIONS, Implementation, On, Parameters};
