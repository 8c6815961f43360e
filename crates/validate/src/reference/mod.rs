//! Whether what an object names is there, is of the right kind, and may be used: codes GW0201 to GW0220.

mod annotation;
mod backend;
mod backend_absent;
mod backend_kind;
mod backend_not_granted;
mod certificate_not_granted;
mod dotted_name;
mod external_name;
mod gateway_class;
mod grant_from;
mod grant_misplaced;
mod grant_unused;
mod ingress_backend;
mod ingress_class;
mod ingress_secret;
mod material_absent;
mod no_endpoint;
mod parent_absent;
mod parent_port;
mod policy_target;
mod port_missing;
mod section_name;
mod service_port;

use crate::Rule;

/// `grant_unused` and `grant_misplaced` come last: they read which grants the others used.
#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = &[
    gateway_class::check,
    parent_absent::check,
    section_name::check,
    parent_port::check,
    backend::check,
    certificate_not_granted::check,
    material_absent::check,
    ingress_backend::check,
    annotation::check,
    ingress_class::check,
    ingress_secret::check,
    policy_target::check,
    grant_from::check,
    grant_misplaced::check,
    grant_unused::check,
];
