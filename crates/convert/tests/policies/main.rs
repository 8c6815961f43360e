//! Which implementation has a policy for which annotation of ingress-nginx: each cell is the manifest that the conversion
//! writes, or the sentence why there is none; and what every set of policies has to keep to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod matrix;
mod rules;

use gatefold_convert::{Conversion, Fidelity, Options};
use gatefold_gateway::Implementation;

/// The implementations that policies are written for, in the order of a row's cells.
const COLUMNS: [&str; 6] = ["envoy-gateway", "nginx-gateway-fabric", "istio", "kong-operator", "traefik", "cilium"];

fn converted(text: &str, implementation: &str, fidelity: Fidelity) -> Conversion {
    let implementation = Implementation::by_id(implementation).unwrap();
    common::converted(text, &Options { implementation, fidelity, ..Options::default() })
}
