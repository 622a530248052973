//! Which addresses a tutorial may be fetched from. Only `https`, only public hosts: a pasted address must not make this
//! program knock at the doors of the network it runs in. Fetching itself is done above; each redirect and each resolved
//! address is asked here again.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bytes that are fetched at most.
pub const MOST_BYTES: usize = crate::tutorial::MOST_BYTES;
/// Seconds that a fetch may take.
pub const SECONDS: u64 = 10;
/// Redirects that are followed.
pub const REDIRECTS: usize = 5;

/// An address that is not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an `https` address.
    #[error("only https addresses are fetched")]
    NotHttps,
    /// No host, or one with a user name before it.
    #[error("the address names no host that could be public")]
    NoHost,
    /// A host of this computer or its network.
    #[error("{0} is not a public host")]
    Private(String),
    /// Another port than that of https.
    #[error("only the usual port of https is used, not {0}")]
    Port(String),
}

/// The host of an address that may be fetched.
///
/// # Errors
/// Why it may not be.
pub fn host(address: &str) -> Result<String, AddressError> {
    let rest = address.trim().get(..8).filter(|start| start.eq_ignore_ascii_case("https://"));
    if rest.is_none() {
        return Err(AddressError::NotHttps);
    }
    let rest = &address.trim()[8..];
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@')
        || authority.is_empty()
        || authority.chars().any(|letter| letter.is_whitespace() || letter.is_control())
    {
        return Err(AddressError::NoHost);
    }
    let (name, port) = match authority.strip_prefix('[') {
        Some(inner) => {
            let (name, after) = inner.split_once(']').ok_or(AddressError::NoHost)?;
            (name, after.strip_prefix(':').unwrap_or_default())
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    if !port.is_empty() && port != "443" {
        return Err(AddressError::Port(port.to_owned()));
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = name.parse::<IpAddr>() {
        return if public(address) { Ok(name) } else { Err(AddressError::Private(name)) };
    }
    let inner = [
        "localhost",
        "local",
        "internal",
        "lan",
        "home.arpa",
        "intranet",
        "corp",
        "test",
        "invalid",
        "onion",
    ];
    let private = inner.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")));
    // A name without a dot, or one that ends in a number, is either a neighbour or an address in disguise.
    let last = name.rsplit('.').next().unwrap_or_default();
    let number = last.chars().all(|letter| letter.is_ascii_digit()) || last.starts_with("0x");
    if private || !name.contains('.') || number {
        return Err(AddressError::Private(name));
    }
    Ok(name)
}

/// Is this an address on the public internet?
///
/// Sources: IANA special-purpose address registries for IPv4 and IPv6.
#[must_use]
pub fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => public_v4(address),
        IpAddr::V6(address) => public_v6(address),
    }
}

fn public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let protocol = first == 192 && second == 0 && (third == 0 || third == 2);
    let bench = first == 198 && (second == 18 || second == 19);
    let written = first == 198 && second == 51 && third == 100 || first == 203 && second == 0 && third == 113;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || shared
        || protocol
        || bench
        || written)
}

fn public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return public_v4(mapped);
    }
    let segments = address.segments();
    // Only 2000::/3 is in use as the global internet; tunnels inside it carry IPv4 addresses along.
    let global = segments[0] & 0xe000 == 0x2000;
    let tunnel = segments[0] == 0x2002 || segments[0] == 0x2001 && segments[1] == 0;
    let written = segments[0] == 0x2001 && segments[1] == 0x0db8;
    global && !tunnel && !written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_https_pages_are_fetched() {
        assert_eq!(host("https://learn.microsoft.com/en-us/entra/x").as_deref(), Ok("learn.microsoft.com"));
        assert_eq!(host("HTTPS://Docs.Example.com:443?x").as_deref(), Ok("docs.example.com"));
    }

    #[test]
    fn doors_of_the_own_network_stay_shut() {
        for inside in [
            "https://localhost/",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://[fd00::1]/",
            "https://printer/",
            "https://wiki.corp/",
            "https://2130706433/",
            "https://127.1/",
        ] {
            assert!(matches!(host(inside), Err(AddressError::Private(_))), "{inside} is not public");
        }
        assert_eq!(host("http://learn.microsoft.com"), Err(AddressError::NotHttps));
        assert_eq!(host("https://user@learn.microsoft.com/"), Err(AddressError::NoHost));
        assert_eq!(host("https://learn.microsoft.com:22/"), Err(AddressError::Port("22".to_owned())));
        assert!(host("https://").is_err());
    }
}
