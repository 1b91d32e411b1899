//! Asking a web host how it answers: within the limits of [`super::network`], but with what its
//! answer says beside its bytes.

use std::net::IpAddr;

use ureq::Agent;
use url::{Host, Url};

use super::fetch::{FetchError, read_all};
use super::network::{MAX_REDIRECTS, Reach, agent, reason, refuse_unsafe};

/// Asks one web host.
pub struct Probe {
    agent: Agent,
    reach: Reach,
}

/// How a host answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Without parameters, in lower case: `application/json`.
    pub content_type: String,
    /// The header `Access-Control-Allow-Origin`.
    pub allowed_origin: String,
    pub body: Vec<u8>,
    /// The address that answered in the end.
    pub address: String,
}

impl Probe {
    /// Asks the host of `address`: on the internet with https, or, where this machine itself is
    /// named, with whatever is asked for.
    pub fn of(address: &Url) -> Self {
        let reach = match is_loopback(address) {
            true => Reach::Loopback,
            false => Reach::Public,
        };
        let agent = agent(reach);
        Self { agent, reach }
    }

    /// What an address answers, at most `limit` bytes of it; led on up to three times.
    ///
    /// # Errors
    /// Nothing answers, or too much, or asking is not allowed.
    pub fn ask(&self, address: &Url, limit: usize) -> Result<Reply, FetchError> {
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            match self.ask_once(&address, limit)? {
                Ok(reply) => return Ok(reply),
                Err(next) => address = next,
            }
        }
        Err(FetchError::Redirects {
            limit: MAX_REDIRECTS,
        })
    }

    // The inner error: it leads elsewhere.
    fn ask_once(&self, address: &Url, limit: usize) -> Result<Result<Reply, Url>, FetchError> {
        match self.reach {
            Reach::Public => refuse_unsafe(address)?,
            Reach::Loopback if is_loopback(address) => {}
            Reach::Loopback => {
                let address = address.to_string();
                return Err(FetchError::NotHttps { address });
            }
        }
        let request = self.agent.get(address.as_str());
        // Some hosts tell whether others may read an answer only to those who say who they are.
        let request = request.header("Origin", "https://verifier.example");
        let response = request.header("Accept", "*/*").call();
        let response = response.map_err(|error| reason(address, error))?;
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = response.headers().get(name);
            value
                .and_then(|it| it.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        if matches!(status, 301 | 302 | 303 | 307 | 308) && !header("location").is_empty() {
            let location = header("location");
            let next = address.join(&location);
            return next
                .map(Err)
                .map_err(|_| FetchError::NotHttps { address: location });
        }
        let content_type = header("content-type");
        let content_type = content_type.split(';').next().unwrap_or_default();
        let content_type = content_type.trim().to_ascii_lowercase();
        let allowed_origin = header("access-control-allow-origin");
        let body = read_all(response.into_body().into_reader(), limit);
        let body = body.map_err(|error| FetchError::Unreachable {
            reason: error.to_string(),
        })?;
        Ok(Ok(Reply {
            status,
            content_type,
            allowed_origin,
            body: body.ok_or(FetchError::TooLarge)?,
            address: address.to_string(),
        }))
    }
}

/// Whether an address names this machine itself.
pub fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
