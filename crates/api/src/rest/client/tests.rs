//! Spoofed and honest headers, and what is made of them.

use std::net::IpAddr;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use super::{Client, Network};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn client(peer: &str, headers: &[(&str, &str)], proxies: &[&str]) -> Client {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let proxies: Vec<Network> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
    Client::behind(Some(ip(peer)), &map, &proxies)
}

const FOR: &str = "x-forwarded-for";
const PROTO: &str = "x-forwarded-proto";

#[test]
fn nobody_but_a_trusted_proxy_is_believed() {
    for proxies in [&["10.0.0.0/8"][..], &[]] {
        let spoofed = client("203.0.113.9", &[(FOR, "192.0.2.1"), (PROTO, "https")], proxies);
        assert_eq!((spoofed.address, spoofed.confidential), (Some(ip("203.0.113.9")), false));
    }
    let loopback = client("127.0.0.1", &[(FOR, "192.0.2.1"), (PROTO, "https")], &[]);
    assert_eq!((loopback.address, loopback.confidential), (Some(ip("127.0.0.1")), false));
    let believed = client("10.1.2.3", &[(FOR, "192.0.2.1"), (PROTO, "HTTPS")], &["10.0.0.0/8"]);
    assert_eq!((believed.address, believed.confidential), (Some(ip("192.0.2.1")), true));
}

#[test]
fn the_client_is_the_last_hop_that_is_no_proxy() {
    let proxies = ["10.0.0.0/8", "192.0.2.200"];
    let address = |lines: &[&str]| {
        let headers: Vec<_> = lines.iter().map(|line| (FOR, *line)).collect();
        client("10.0.0.1", &headers, &proxies).address.unwrap().to_string()
    };
    for (lines, wanted) in [
        (&["203.0.113.7"][..], "203.0.113.7"),
        // What the client sent stands to the left of what the proxies wrote.
        (&["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        (&["10.9.9.9, 203.0.113.7, 192.0.2.200"], "203.0.113.7"),
        // A proxy may write a line of its own behind the client's.
        (&["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        (&["198.51.100.1", "203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        // A caller within the trusted network.
        (&["10.0.0.5, 10.0.0.2"], "10.0.0.5"),
        // Behind what can't be read, nothing is certain.
        (&["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        (&["198.51.100.1, "], "10.0.0.1"),
        (&[""], "10.0.0.1"),
        // Ports and brackets, and an address of the fourth version in the sixth's clothes.
        (&["203.0.113.7:51234"], "203.0.113.7"),
        (&["[2001:db8::7]:443"], "2001:db8::7"),
        (&["2001:db8::7"], "2001:db8::7"),
        (&["203.0.113.7, ::ffff:10.0.0.2"], "203.0.113.7"),
    ] {
        assert_eq!(address(lines), wanted, "{lines:?}");
    }
}

#[test]
fn the_scheme_is_the_last_word_of_a_proxy() {
    let confidential = |lines: &[&str]| {
        let headers: Vec<_> = lines.iter().map(|line| (PROTO, *line)).collect();
        client("10.0.0.1", &headers, &["10.0.0.1"]).confidential
    };
    assert!(confidential(&["https"]) && confidential(&["http, https"]) && confidential(&["http", "https"]));
    assert!(!confidential(&["http"]) && !confidential(&["https, http"]) && !confidential(&["https", "http"]));
    assert!(!confidential(&[""]) && !confidential(&[]));
}

#[test]
fn only_what_came_straight_from_this_machine_is_local() {
    for proxies in [&["127.0.0.0/8", "::1"][..], &[]] {
        for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(client(peer, &[], proxies).local && client(peer, &[], proxies).confidential, "{peer}");
            assert!(!client(peer, &[(FOR, "127.0.0.1")], proxies).local, "{peer}");
            assert!(!client(peer, &[(PROTO, "http")], proxies).confidential, "{peer}");
        }
        assert!(!client("192.0.2.1", &[], proxies).local);
    }
}

#[test]
fn networks_hold_what_begins_alike() {
    let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().contains(ip(address));
    assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
    assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
    assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "2001:db8::1"));
    assert!(holds("172.16.0.0/12", "172.31.255.255") && !holds("172.16.0.0/12", "172.32.0.0"));
    assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1") && holds("::/0", "2001:db8::1"));
    assert!(holds("10.0.0.0/8", "::ffff:10.0.0.1"));
    for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0/8", "example.com", "10.0.0.0/-1"] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
    assert_eq!("10.0.0.0/8".parse::<Network>().unwrap().to_string(), "10.0.0.0/8");
}
