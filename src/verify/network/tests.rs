//! The network as it is asked: over TLS, from a server on this machine.
//!
//! What differs from production is what a test must say itself: which addresses a name has, which
//! authority is trusted, that this machine may be asked, and how long an answer may take. Needs the
//! program `openssl`, which makes the certificates; without it the tests say that they skip.

mod server;

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use ureq::tls::RootCerts;

use server::{LONG, Reply, Server};

use super::*;

#[test]
fn an_answer_comes_over_tls_whatever_its_status() {
    let Some(server) = Server::start(|path| match path {
        "/badge.json" => Reply::new("200 OK", "", b"{}"),
        "/revoked.json" => Reply::new("410 Gone", "", b"gone"),
        _ => Reply::new("404 Not Found", "", b""),
    }) else {
        return;
    };
    let network = server.network();
    let ask = |path: &str| server.ask(&network, "badges.test", path).unwrap();
    let said = ask("/badge.json");
    assert_eq!((said.status, said.body.as_slice()), (200, &b"{}"[..]));
    assert_eq!(ask("/revoked.json").status, 410);
    assert_eq!(ask("/else.json").status, 404);
}

#[test]
fn three_redirects_are_followed_and_no_fourth() {
    let Some(server) = Server::start(|path| {
        let number: u32 = path[1..].parse().unwrap();
        match number {
            0 => Reply::new("200 OK", "", b"here"),
            more => Reply::to(&format!("/{}", more - 1)),
        }
    }) else {
        return;
    };
    let network = server.network();
    let answer = server.ask(&network, "badges.test", "/3").unwrap();
    assert_eq!(answer.body, b"here");
    assert_eq!(server.asked().len(), 4);
    let refused = server.ask(&network, "badges.test", "/4");
    assert_eq!(refused, Err(FetchError::Redirects { limit: 3 }));
    assert_eq!(server.asked().len(), 8, "the last address was not asked");
}

#[test]
fn every_redirect_is_looked_at_as_the_first_address_was() {
    let private = |host: &str| FetchError::Private {
        host: host.to_owned(),
    };
    let plain = |address: &str| FetchError::NotHttps {
        address: address.to_owned(),
    };
    for (target, expected) in [
        ("https://intranet.test/", private("intranet.test")),
        ("https://10.0.0.1/", private("10.0.0.1")),
        ("https://[fe80::1]/", private("[fe80::1]")),
        ("//169.254.169.254/latest", private("169.254.169.254")),
        ("http://badges.test/", plain("http://badges.test/")),
        ("file:///etc/passwd", plain("file:///etc/passwd")),
        (
            "https://me:word@badges.test/",
            plain("https://me:word@badges.test/"),
        ),
    ] {
        let Some(server) = Server::start(move |_| Reply::to(target)) else {
            return;
        };
        let refused = server.ask(&server.network(), "badges.test", "/");
        assert_eq!(refused, Err(expected), "{target}");
        assert_eq!(server.asked().len(), 1, "{target}");
    }
}

#[test]
fn a_name_is_refused_if_one_of_its_addresses_is_private() {
    let Some(server) = Server::start(|_| Reply::new("200 OK", "", b"")) else {
        return;
    };
    for host in ["intranet.test", "half.test"] {
        let refused = server.ask(&server.network(), host, "/");
        let host = host.to_owned();
        assert_eq!(refused, Err(FetchError::Private { host }));
    }
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn only_the_server_that_its_certificate_names_is_believed() {
    let Some(server) = Server::start(|_| Reply::new("200 OK", "", b"")) else {
        return;
    };
    let unreachable = |network: &Network, host: &str| match server.ask(network, host, "/") {
        Err(FetchError::Unreachable { reason }) => reason,
        other => panic!("{host}: {other:?}"),
    };
    // A certificate for other names; an authority that nobody trusts; no TLS at all.
    let said = unreachable(&server.network(), "other.test");
    assert!(said.contains("certificate"), "{said}");
    let public = RootCerts::WebPki;
    let said = unreachable(&server.network_with(public, LONG), "badges.test");
    assert!(said.contains("certificate"), "{said}");
    assert_eq!(server.asked(), [""; 0]);
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = plain.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    let address = format!("https://badges.test:{port}/");
    let refused = server.network().fetch(&Url::parse(&address).unwrap());
    assert!(
        matches!(refused, Err(FetchError::Unreachable { .. })),
        "{refused:?}"
    );
}

#[test]
fn an_answer_without_end_is_given_up_and_so_are_endless_headers() {
    let Some(server) = Server::start(|path| match path {
        "/body" => Reply::endless("HTTP/1.1 200 OK\r\n\r\n", &[b'['; 16 << 10]),
        _ => Reply::endless("HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
    }) else {
        return;
    };
    let network = server.network();
    let refused = server.ask(&network, "badges.test", "/body");
    assert_eq!(refused, Err(FetchError::TooLarge));
    let refused = server.ask(&network, "badges.test", "/head");
    assert!(
        matches!(refused, Err(FetchError::Unreachable { .. })),
        "{refused:?}"
    );
}

#[test]
fn an_answer_that_does_not_come_or_comes_drop_by_drop_is_given_up() {
    let pause = Duration::from_millis(50);
    let Some(server) = Server::start(move |path| match path {
        "/silent" => Reply::endless("", b"").every(pause),
        _ => Reply::endless("HTTP/1.1 200 OK\r\n\r\n", b" ").every(pause),
    }) else {
        return;
    };
    let network = server.network_with(server.roots.clone(), Duration::from_millis(400));
    for path in ["/silent", "/drops"] {
        let begun = Instant::now();
        let refused = server.ask(&network, "badges.test", path);
        let said = match refused {
            Err(FetchError::Unreachable { reason }) => reason,
            other => panic!("{path}: {other:?}"),
        };
        assert!(said.contains("timeout"), "{said}");
        assert!(begun.elapsed() < LONG, "{path}: {:?}", begun.elapsed());
    }
}

#[test]
fn nothing_is_sent_that_tells_one_reader_from_another() {
    let Some(server) = Server::start(|path| match path {
        "/first" => Reply::new(
            "302 Found",
            "Location: /second\r\nSet-Cookie: reader=17; Path=/\r\n",
            b"",
        ),
        _ => Reply::new("200 OK", "Set-Cookie: reader=17; Path=/\r\n", b""),
    }) else {
        return;
    };
    let network = server.network();
    for _ in 0..2 {
        server.ask(&network, "badges.test", "/first").unwrap();
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    for request in asked {
        let names = request.lines().skip(1).filter_map(|it| it.split_once(':'));
        let mut names: Vec<_> = names.map(|it| it.0.to_lowercase()).collect();
        names.sort();
        assert_eq!(names, ["accept", "host", "user-agent"], "{request}");
    }
}

#[test]
fn addresses_of_private_networks_are_told_from_those_of_the_internet() {
    for private in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.51.100.7",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "::7f00:1",
        "3fff::1",
    ] {
        assert!(!is_public(private.parse().unwrap()), "{private}");
    }
    for public in [
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "185.199.108.153",
        "2606:50c0:8000::153",
        "2a00:1450:4001::200e",
        "::ffff:1.1.1.1",
        "2002:101:101::",
    ] {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn private_places_are_refused_before_a_connection_is_made() {
    let network = Network::new();
    let ask = |address: &str| network.fetch(&Url::parse(address).unwrap());
    for address in [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/did.json",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
    ] {
        let outcome = ask(address);
        assert!(
            matches!(outcome, Err(FetchError::Private { .. })),
            "{address}: {outcome:?}"
        );
    }
}

#[test]
fn only_https_without_a_password_is_asked() {
    let network = Network::new();
    for address in [
        "http://example.org/",
        "ftp://example.org/",
        "https://me:secret@example.org/",
    ] {
        let outcome = network.fetch(&Url::parse(address).unwrap());
        assert!(
            matches!(outcome, Err(FetchError::NotHttps { .. })),
            "{address}: {outcome:?}"
        );
    }
}
