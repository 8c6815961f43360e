//! Listeners and their TLS: codes GW0401 to GW0404, and GW0740.

mod entry_hosts;
mod listener_tls;
mod secret;

use crate::Rule;

#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = &[
    entry_hosts::check,
    listener_tls::check,
    secret::check,
];
