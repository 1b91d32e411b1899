//! The only place of the program that opens a connection: https, bounded in size, time and
//! redirects, never into a private network, without cookies.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use super::fetch::{Answer, Fetch, FetchError, MAX_ANSWER, read_all};

/// Asks the internet.
#[derive(Debug, Default)]
pub struct Network {
    agent: OnceLock<Agent>,
}

impl Network {
    /// Nothing is opened before the first question.
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&self, address: &Url) -> Result<Reply, FetchError> {
        refuse_unsafe(address)?;
        let agent = self.agent.get_or_init(|| agent(Reach::Public));
        let response = agent
            .get(address.as_str())
            .call()
            .map_err(|error| reason(address, error))?;
        let status = response.status().as_u16();
        let location = response.headers().get("location");
        let location = location.and_then(|it| it.to_str().ok()).map(str::to_owned);
        if let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) {
            let next = address
                .join(&location)
                .map_err(|_| FetchError::NotHttps { address: location })?;
            return Ok(Reply::Elsewhere(next));
        }
        let body = read_all(response.into_body().into_reader(), MAX_ANSWER);
        let body = body.map_err(|error| FetchError::Unreachable {
            reason: error.to_string(),
        })?;
        let body = body.ok_or(FetchError::TooLarge)?;
        Ok(Reply::Here(Answer { status, body }))
    }
}

enum Reply {
    Here(Answer),
    Elsewhere(Url),
}

impl Fetch for Network {
    fn fetch(&self, address: &Url) -> Result<Answer, FetchError> {
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            match self.ask(&address)? {
                Reply::Here(answer) => return Ok(answer),
                Reply::Elsewhere(next) => address = next,
            }
        }
        Err(FetchError::Redirects {
            limit: MAX_REDIRECTS,
        })
    }
}

/// Which addresses may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those of the internet, with https.
    Public,
    /// This machine alone, as its user asked for; plain http will do.
    Loopback,
}

/// What asks: one address at a time, so that each is looked at before it is asked.
pub(super) fn agent(reach: Reach) -> Agent {
    let resolver = Allowed {
        names: DefaultResolver::default(),
        is_allowed: match reach {
            Reach::Public => is_public,
            Reach::Loopback => |it| it.is_loopback(),
        },
    };
    agent_with(reach, resolver, TlsConfig::default(), MAX_TIME)
}

fn agent_with(reach: Reach, resolver: impl Resolver, tls: TlsConfig, max_time: Duration) -> Agent {
    let config = Config::builder()
        .https_only(reach == Reach::Public)
        .tls_config(tls)
        // Followed one by one, so that each address is looked at.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        // A proxy would resolve names itself, beyond the reach of the check below.
        .proxy(None)
        .timeout_global(Some(max_time))
        .max_response_header_size(MAX_HEADERS)
        .max_idle_connections(8)
        .user_agent(concat!("accolade/", env!("CARGO_PKG_VERSION")))
        .accept(ACCEPTED)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// Resolves names, and refuses those that lead to an address which is not allowed. The connection
/// goes to the very addresses that were looked at, so a name can't change its mind in between.
#[derive(Debug)]
struct Allowed<R> {
    names: R,
    is_allowed: fn(IpAddr) -> bool,
}

impl<R: Resolver> Resolver for Allowed<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if found.iter().all(|it| (self.is_allowed)(it.ip())) {
            return Ok(found);
        }
        let refused = std::io::Error::new(std::io::ErrorKind::PermissionDenied, PRIVATE);
        Err(ureq::Error::Io(refused))
    }
}

pub(super) fn reason(address: &Url, error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            let host = address.host_str().unwrap_or_default().to_owned();
            FetchError::Private { host }
        }
        error => FetchError::Unreachable {
            reason: error.to_string(),
        },
    }
}

pub(super) fn refuse_unsafe(address: &Url) -> Result<(), FetchError> {
    let is_plain = address.username().is_empty() && address.password().is_none();
    if address.scheme() != "https" || !is_plain || address.host().is_none() {
        let address = address.to_string();
        return Err(FetchError::NotHttps { address });
    }
    Ok(())
}

/// Whether an address is one of the internet, not of a machine or a network of one's own.
///
/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let last_four = || {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // IPv4 in the clothes of IPv6: mapped, translated, 6to4.
        [0, 0, 0, 0, 0, 0xffff, _, _] | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => {
            is_public_v4(last_four())
        }
        [0x2002, high, low, ..] => {
            let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Tunnels, tests, documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

const ACCEPTED: &str =
    "application/ld+json, application/json, image/png, image/svg+xml, text/plain";

const PRIVATE: &str = "the name leads into a private network";

/// A moved issuer needs one or two.
pub(super) const MAX_REDIRECTS: usize = 3;

/// For one address, from the name to the last byte.
const MAX_TIME: Duration = Duration::from_secs(10);

/// Usual answers have less than 2 KB.
const MAX_HEADERS: usize = 32 << 10;

#[cfg(test)]
mod tests;
