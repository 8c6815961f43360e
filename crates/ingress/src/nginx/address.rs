//! Which address of a request is its client's.

use std::net::IpAddr;

use gatefold_routing::Request;

use super::config::Config;
use crate::network::is_in;

/// The address that nginx takes for the client's: the peer's, or, where proxies are believed, the first of those that
/// the header names before one that is not to be believed (`real_ip_recursive on`).
pub(crate) fn of_client(config: &Config, request: &Request) -> Option<IpAddr> {
    let Some(header) = &config.real_ip_header else { return request.source };
    let is_believed = |address: IpAddr| is_in(&config.proxies, address);
    let mut client = request.source;
    // Headers of one name are one list.
    let named = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(header)).rev();
    for address in named.flat_map(|(_, value)| value.rsplit(',')).map(|one| one.trim().parse().ok()) {
        match address {
            Some(address) if client.is_none_or(is_believed) => client = Some(address),
            _ => break,
        }
    }
    client
}
