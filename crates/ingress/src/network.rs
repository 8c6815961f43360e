//! Networks as lists of client addresses write them.

use std::net::IpAddr;

/// A network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// `10.0.0.0/8`, or one address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, bits)| (a, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Self { address, bits })
    }

    /// The networks of a list with commas, without what is none.
    pub(crate) fn list(text: &str) -> Vec<Self> {
        text.split(',').filter_map(Self::parse).collect()
    }

    fn holds(self, address: IpAddr) -> bool {
        let shift = |width: u32| width - u32::from(self.bits);
        match (self.address, address) {
            (IpAddr::V4(net), IpAddr::V4(address)) => {
                (net.to_bits() ^ address.to_bits()).checked_shr(shift(32)).unwrap_or(0) == 0
            }
            (IpAddr::V6(net), IpAddr::V6(address)) => {
                (net.to_bits() ^ address.to_bits()).checked_shr(shift(128)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// Whether an address is in one of the networks.
pub(crate) fn is_in(list: &[Network], address: IpAddr) -> bool {
    list.iter().any(|network| network.holds(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        for (network, address, holds) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("0.0.0.0/0", "::1", false),
            ("56.0.0.1", "56.0.0.1", true),
            ("56.0.0.1", "56.0.0.2", false),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("::/0", "fe80::1", true),
        ] {
            let network = Network::parse(network).expect(network);
            assert_eq!(network.holds(address.parse().expect(address)), holds, "{network:?} {address}");
        }
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "a"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
