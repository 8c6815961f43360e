//! Rules that take requests and then do not do what they seem to: codes GW0501 to GW0506, and GW0804.

mod no_backend;
mod plain_and_secure;
mod prefix;
mod weights;

use crate::Rule;

#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = &[
    weights::check,
    no_backend::check,
    prefix::check,
    plain_and_secure::check,
];
