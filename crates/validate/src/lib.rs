//! Everything that is wrong with a [`Bundle`]: references, attachment, TLS and traffic.
//!
//! Invariant: a rule reads the bundle and the topology and reports; it never changes either, and it computes no attachment
//! of its own. A rule looks at each object a bounded number of times, so the whole is linear in the input.
//!
//! What this crate does not do yet: the API server's own schema and CEL rules (only shapes that keep an object from being
//! read are reported), certificates' contents, and what an implementation's features allow.

mod attachment;
mod context;
mod cursor;
mod fix;
mod grants;
mod names;
mod near;
mod options;
mod reference;
mod shape;
mod target;
#[cfg(test)]
mod testing;
mod tls;
mod traffic;

use gatefold_diagnostic::Set;

use gatefold_diagnostic::{Diagnostic, order_by};
use gatefold_gateway::{GatewayOptions, Topology, attach};
use gatefold_manifest::Bundle;

pub use options::ValidateOptions;

use crate::context::Context;

/// A rule: looks at everything, reports what it finds.
type Rule = fn(&Context<'_>, &mut Vec<Diagnostic>);

/// All rules; the order does not matter, since findings are sorted.
#[rustfmt::skip]
static RULES: &[&[Rule]] = &[
    shape::RULES,
    reference::RULES,
    attachment::RULES,
    tls::RULES,
    traffic::RULES,
];

/// Every finding about the objects of `bundle`, by place and then by code, none twice. Objects of both sides may be in one
/// bundle: an Ingress and what was made of it, and the Services that both refer to.
pub fn validate(bundle: &Bundle, options: &ValidateOptions) -> Vec<Diagnostic> {
    let gateway = GatewayOptions { scope: options.scope, ..GatewayOptions::default() };
    validate_attached(bundle, &attach(bundle, &gateway), options)
}

/// As [`validate`], for a caller that has the topology of `bundle` already. It must have been made with the same scope.
pub fn validate_attached(bundle: &Bundle, topology: &Topology, options: &ValidateOptions) -> Vec<Diagnostic> {
    let context = Context::new(bundle, topology, options);
    let mut found = Vec::new();
    for rule in RULES.iter().copied().flatten() {
        rule(&context, &mut found);
    }
    order_by(&mut found, |a, b| {
        let place = (a.span, a.code, &a.field).cmp(&(b.span, b.code, &b.field));
        place.then_with(|| a.message().cmp(&b.message()))
    });
    let mut seen = Set::new();
    found.retain(|one| seen.add((one.code, one.span, one.object.clone(), one.message())));
    found
}
