//! Who is at the other end: the address and the scheme, seen through proxies that are trusted.

use std::{fmt, net::IpAddr, str::FromStr};

use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderName},
};

use crate::services::ApiSettings;

/// Where a request came from.
///
/// Each proxy on the way appends the address it was called from to `X-Forwarded-For`, so the header is read from its
/// end: as long as a hop is a trusted proxy, what it wrote is believed, and the first one that is not is the client.
/// Whatever stands further left was sent by the client itself. `Forwarded` is not read: a proxy that writes the one header
/// passes the other on as the client sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The address; `None` for a caller on this machine that has none.
    pub address: Option<IpAddr>,
    /// Whether it came over https, or never left this machine.
    pub confidential: bool,
    /// Whether it came from this machine, through no proxy.
    pub local: bool,
}

impl Client {
    /// The client of this request.
    pub fn of(http: &HttpRequest, settings: &ApiSettings) -> Self {
        let peer = http.peer_addr().map(|address| address.ip());
        Self::behind(peer, http.headers(), &settings.trusted_proxies)
    }

    fn behind(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let peer = peer.map(|peer| peer.to_canonical());
        let [forwarded, proto] = ["x-forwarded-for", "x-forwarded-proto"].map(HeaderName::from_static);
        let direct = !headers.contains_key(&forwarded) && !headers.contains_key(&proto);
        // Without an address (a unix socket, a test in process) the peer is on this machine.
        let local = direct && peer.is_none_or(|peer| peer.is_loopback());
        let trusted = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
        if !peer.is_none_or(trusted) {
            return Self { address: peer, confidential: local, local };
        }
        let mut address = peer;
        for hop in hops(headers, &forwarded) {
            // Behind a hop that can't be read nothing is certain.
            let Some(hop) = read_address(hop) else { break };
            address = Some(hop);
            if !trusted(hop) {
                break;
            }
        }
        let https = hops(headers, &proto).next().is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
        Self { address, confidential: https || local, local }
    }
}

/// The parts of a list that may stand in several headers, the last first.
fn hops<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines: Vec<&str> = headers.get_all(name).map(|line| line.to_str().unwrap_or_default()).collect();
    lines.into_iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim)
}

/// An address, with or without a port, as proxies write it.
fn read_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    let without_port = || text.rsplit_once(':').map_or(text, |(address, _)| address);
    let parsed = bare.unwrap_or(text).parse::<IpAddr>().or_else(|_| without_port().parse());
    parsed.ok().map(|address| address.to_canonical())
}

/// An address, or all addresses that begin alike: `192.0.2.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// The text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an IP address, nor one with a prefix like 10.0.0.0/8")]
pub struct InvalidNetwork;

impl Network {
    /// Whether `address` is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let rest = 32_u32.saturating_sub(u32::from(self.prefix));
                (own.to_bits() ^ other.to_bits()).checked_shr(rest).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let rest = 128_u32.saturating_sub(u32::from(self.prefix));
                (own.to_bits() ^ other.to_bits()).checked_shr(rest).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| InvalidNetwork)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidNetwork)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        if prefix > longest { Err(InvalidNetwork) } else { Ok(Self { address, prefix }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests;
