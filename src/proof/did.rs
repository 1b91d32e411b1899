//! Decentralized identifiers: `did:web` for issuers, `did:key` for keys alone.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::key::{MultikeyError, PublicKey};

/// A `did:web` identifier: a host, perhaps a port, perhaps folders.
///
/// Source: did:web Method Specification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DidWeb {
    host: String,
    port: Option<u16>,
    segments: Vec<String>,
}

impl DidWeb {
    /// Of a site: `host` without a port, `segments` the folders below it, as they stand in the URL.
    ///
    /// # Errors
    /// The host is an IP address or no host; a folder is empty, `.` or `..`.
    pub fn new(host: &str, port: Option<u16>, segments: &[&str]) -> Result<Self, DidError> {
        check_host(host)?;
        let decoded = segments.iter().map(|it| decode_segment(it));
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
            segments: decoded.collect::<Result<_, _>>()?,
        })
    }

    /// Reads `did:web:org.github.io:repo`, without path, query or fragment.
    ///
    /// # Errors
    /// It is another kind of DID, or malformed.
    pub fn parse(text: &str) -> Result<Self, DidError> {
        if text.len() > MAX_DID_LENGTH {
            return Err(DidError::TooLong { length: text.len() });
        }
        let rest = text.strip_prefix("did:web:").ok_or(DidError::Method)?;
        let mut parts = rest.split(':');
        let authority = parts.next().unwrap_or_default();
        let (host, port) = parse_authority(authority)?;
        let segments: Vec<_> = parts.collect();
        Self::new(host, port, &segments)
    }

    /// Where its document is: `https://org.github.io/repo/did.json`, or below `.well-known` for a
    /// host alone.
    pub fn document_url(&self) -> String {
        let port = self.port.map(|it| format!(":{it}")).unwrap_or_default();
        let mut url = format!("https://{}{port}/", self.host);
        for segment in &self.segments {
            url.extend(utf8_percent_encode(segment, OUTSIDE_PATH));
            url.push('/');
        }
        if self.segments.is_empty() {
            url.push_str(".well-known/");
        }
        url + "did.json"
    }

    /// The host, in lower case, without the port.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for DidWeb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "did:web:{}", self.host)?;
        if let Some(port) = self.port {
            write!(formatter, "%3A{port}")?;
        }
        for segment in &self.segments {
            write!(
                formatter,
                ":{}",
                utf8_percent_encode(segment, OUTSIDE_SEGMENT)
            )?;
        }
        Ok(())
    }
}

/// The `did:key` of a key: `did:key:z6Mk…`.
pub fn did_key(key: &PublicKey) -> String {
    format!("did:key:{key}")
}

/// Reads `did:key:z6Mk…`, alone or with a fragment that repeats the key.
///
/// # Errors
/// It is another kind of DID, its key is not an Ed25519 one, or the fragment names another key.
///
/// Source: The did:key Method.
pub fn parse_did_key(text: &str) -> Result<PublicKey, DidError> {
    let rest = text.strip_prefix("did:key:").ok_or(DidError::Method)?;
    let (key, fragment) = match rest.split_once('#') {
        Some((key, fragment)) => (key, Some(fragment)),
        None => (rest, None),
    };
    if fragment.is_some_and(|it| it != key) {
        return Err(DidError::Fragment);
    }
    Ok(PublicKey::from_multikey(key)?)
}

/// The id of a key of an issuer: its id, `#`, and the key.
///
/// The fragment is the key itself, so that a copy of a credential can be checked even after the
/// document is gone.
pub fn verification_method(controller: &str, key: &PublicKey) -> String {
    format!("{controller}#{key}")
}

/// Why a text is no DID that can be used here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    #[error("it is a DID of another method, or none")]
    Method,
    #[error("it is {length} bytes long, more than {MAX_DID_LENGTH}")]
    TooLong { length: usize },
    #[error("`{host}` is not the name of a host")]
    Host { host: String },
    #[error("`{host}` is an IP address, which did:web does not allow")]
    IpAddress { host: String },
    #[error("`{port}` is no port")]
    Port { port: String },
    #[error("`{segment}` is no folder's name")]
    Segment { segment: String },
    #[error("the fragment names another key than the DID")]
    Fragment,
    #[error(transparent)]
    Key(#[from] MultikeyError),
}

fn parse_authority(authority: &str) -> Result<(&str, Option<u16>), DidError> {
    let colon = authority.find("%3A").or_else(|| authority.find("%3a"));
    let Some(colon) = colon else {
        return Ok((authority, None));
    };
    let (host, port) = (&authority[..colon], &authority[colon + 3..]);
    let is_plain = port.bytes().all(|it| it.is_ascii_digit()) && !port.starts_with('0');
    match port.parse() {
        Ok(number) if is_plain => Ok((host, Some(number))),
        _ => Err(DidError::Port { port: port.into() }),
    }
}

// Names in other alphabets stand in URLs in their ASCII form.
fn check_host(host: &str) -> Result<(), DidError> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_')
    };
    // `1.2.3.4`, but also the forms of it that browsers understand: `0x7f.1`, `2130706433`.
    let last = host.rsplit('.').next().unwrap_or_default();
    let looks_numeric = last.starts_with(|it: char| it.is_ascii_digit());
    if host.parse::<IpAddr>().is_ok() || looks_numeric || host.starts_with('[') {
        return Err(DidError::IpAddress { host: host.into() });
    }
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(DidError::Host { host: host.into() });
    }
    Ok(())
}

fn decode_segment(segment: &str) -> Result<String, DidError> {
    let refused = || DidError::Segment {
        segment: segment.into(),
    };
    let decoded = percent_decode_str(segment)
        .decode_utf8()
        .map_err(|_| refused())?;
    let leads_elsewhere = matches!(decoded.as_ref(), "" | "." | "..");
    if leads_elsewhere
        || decoded.contains(['/', '\\', '?', '#'])
        || decoded.contains(char::is_control)
    {
        return Err(refused());
    }
    Ok(decoded.into_owned())
}

/// Longer than any address a browser or server carries.
pub const MAX_DID_LENGTH: usize = 2_000;

/// All that may not stand in a DID as it is: everything but letters, digits, `.`, `-` and `_`.
const OUTSIDE_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// All that may not stand in a URL's path as it is.
const OUTSIDE_PATH: &AsciiSet = &OUTSIDE_SEGMENT.remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_did_web_names_the_place_of_its_document() {
        for (did, url) in [
            (
                "did:web:example.org",
                "https://example.org/.well-known/did.json",
            ),
            (
                "did:web:org.github.io:repo",
                "https://org.github.io/repo/did.json",
            ),
            (
                "did:web:example.org:a:b",
                "https://example.org/a/b/did.json",
            ),
            (
                "did:web:example.org%3A3000:a",
                "https://example.org:3000/a/did.json",
            ),
            (
                "did:web:localhost%3A8000",
                "https://localhost:8000/.well-known/did.json",
            ),
            (
                "did:web:example.org:%7Eada",
                "https://example.org/~ada/did.json",
            ),
            (
                "did:web:example.org:caf%C3%A9",
                "https://example.org/caf%C3%A9/did.json",
            ),
        ] {
            let parsed = DidWeb::parse(did).unwrap();
            assert_eq!(parsed.document_url(), url);
            assert_eq!(parsed.to_string(), did);
        }
    }

    #[test]
    fn a_did_web_is_made_from_the_parts_of_a_url() {
        let did = DidWeb::new("Example.org", Some(8443), &["a", "caf%C3%A9"]).unwrap();
        assert_eq!(did.to_string(), "did:web:example.org%3A8443:a:caf%C3%A9");
    }

    #[test]
    fn dids_that_lead_elsewhere_are_refused() {
        for bad in [
            "",
            "did:key:z6Mk",
            "did:web:",
            "did:web:192.0.2.1",
            "did:web:2130706433",
            "did:web:0x7f.1",
            "did:web:[::1]",
            "did:web:example.org/a",
            "did:web:user@example.org",
            "did:web:example.org%3A",
            "did:web:example.org%3A0",
            "did:web:example.org%3A70000",
            "did:web:example.org%3A+80",
            "did:web:example.org:",
            "did:web:example.org:..",
            "did:web:example.org:%2E%2E",
            "did:web:example.org:a%2Fb",
            "did:web:example.org:a%23b",
            "did:web:example.org%2Fa",
            "did:web:-example.org",
        ] {
            assert!(DidWeb::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_did_key_is_the_key() {
        let key = super::super::key::SecretKey::from_seed([1; 32]).public();
        let did = did_key(&key);
        assert_eq!(parse_did_key(&did), Ok(key));
        assert_eq!(parse_did_key(&verification_method(&did, &key)), Ok(key));
        assert_eq!(
            parse_did_key(&format!("{did}#other")),
            Err(DidError::Fragment)
        );
        assert_eq!(parse_did_key("did:web:example.org"), Err(DidError::Method));
    }
}
