//! What keeps routes, listeners, ListenerSets and Gateways apart that were meant for each other: codes GW0301 to GW0317.
//!
//! Everything here is read off the topology; nothing is attached a second time.

mod address;
mod conflict;
mod hostname_unserved;
mod listener_kind;
mod listener_set;
mod no_parent;
mod no_route;
mod parent_twice;
mod selector;
mod status;
mod stream_routes;
mod two_gateways;
mod unattached;

use crate::Rule;

#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = &[
    unattached::check,
    hostname_unserved::check,
    conflict::check,
    two_gateways::check,
    address::check,
    listener_kind::check,
    selector::check,
    listener_set::check,
    no_route::check,
    no_parent::check,
    status::check,
    parent_twice::check,
    stream_routes::check,
];
