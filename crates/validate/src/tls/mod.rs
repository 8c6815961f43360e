//! Listeners and their TLS: codes GW0401 to GW0404.

mod listener_tls;
mod secret;

use crate::Rule;

#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = &[
    listener_tls::check,
    secret::check,
];
