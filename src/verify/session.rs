//! What one run of verification shares: the time, the question, and the answers received so far.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::fetch::{Answer, Fetch, FetchError, MAX_ANSWER};
use super::recipient::Expected;
use super::report::Finding;
use super::sentence::{Code, Sentence};
use super::status::StatusList;
use crate::proof::strict_json;

/// Shared by all inputs of a run, from any thread.
pub(super) struct Session<'a> {
    fetch: &'a dyn Fetch,
    pub now: Timestamp,
    pub recipient: Option<Expected>,
    answers: Kept<Result<Answer, FetchError>>,
    documents: Kept<Result<Value, Finding>>,
    /// By address, and the issuer that must have signed.
    lists: Kept<Result<StatusList, Finding>>,
}

impl<'a> Session<'a> {
    pub fn new(fetch: &'a dyn Fetch, now: Timestamp, recipient: Option<Expected>) -> Self {
        Self {
            fetch,
            now,
            recipient,
            answers: Kept::default(),
            documents: Kept::default(),
            lists: Kept::default(),
        }
    }
}

/// The questions of one input: limited in number, so that no badge sends its reader around.
pub(super) struct Asker<'a> {
    pub session: &'a Session<'a>,
    asked: AtomicUsize,
}

impl<'a> Asker<'a> {
    pub fn new(session: &'a Session<'a>) -> Self {
        let asked = AtomicUsize::new(0);
        Self { session, asked }
    }

    /// What an address answers. One of http is asked over https.
    pub fn ask(&self, address: &str) -> Result<Arc<Result<Answer, FetchError>>, Finding> {
        let url = secure(address)?;
        self.count(address)?;
        Ok(self.answer(&url))
    }

    /// The JSON object at an address.
    pub fn ask_for_json(&self, address: &str) -> Result<Arc<Result<Value, Finding>>, Finding> {
        let url = secure(address)?;
        self.count(address)?;
        let read = || match &*self.answer(&url) {
            Ok(answer) if answer.status == 200 => match strict_json::parse(&answer.body) {
                Ok(value @ Value::Object(_)) => Ok(value),
                _ => Err(missing(address, 200)),
            },
            Ok(answer) => Err(missing(address, answer.status)),
            Err(error) => Err(unanswered(address, error)),
        };
        Ok(self.session.documents.get(url.to_string(), read))
    }

    fn answer(&self, url: &Url) -> Arc<Result<Answer, FetchError>> {
        let fetch = || self.session.fetch.fetch(url);
        self.session.answers.get(url.to_string(), fetch)
    }

    fn count(&self, address: &str) -> Result<(), Finding> {
        if self.asked.fetch_add(1, Ordering::Relaxed) < MAX_QUESTIONS {
            return Ok(());
        }
        Err(unanswered(address, &FetchError::TooMany))
    }

    /// A list of revoked credentials, checked once for each issuer.
    pub fn list(
        &self,
        address: &str,
        issuer: &str,
        check: impl FnOnce() -> Result<StatusList, Finding>,
    ) -> Arc<Result<StatusList, Finding>> {
        self.session
            .lists
            .get(format!("{address}\n{issuer}"), check)
    }
}

/// The host of an address, for messages; the whole of it where it has none.
pub(super) fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url
        .as_ref()
        .and_then(|it| Some((it.host_str()?, it.port())));
    match host {
        Some((host, Some(port))) => format!("{host}:{port}"),
        Some((host, None)) => host.to_owned(),
        None => address.to_owned(),
    }
}

/// Host and path of an address: a folder of a host may be somebody else's than the host.
pub(super) fn place(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return address.to_owned();
    };
    let path = url.path();
    let path = path.strip_suffix('/').unwrap_or(path);
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    format!("{}{path}{query}", host(address))
}

pub(super) fn unanswered(address: &str, error: &FetchError) -> Finding {
    let host = host(address);
    Finding::unchecked(match error {
        FetchError::Offline => Sentence::new(Code::NotAsked).with("host", host),
        FetchError::TooLarge => Sentence::new(Code::TooLarge).with("limit", MAX_ANSWER),
        other => Sentence::new(Code::Unreachable)
            .with("host", host)
            .with("problem", other),
    })
}

pub(super) fn missing(address: &str, status: u16) -> Finding {
    let sentence = Sentence::new(Code::Missing);
    Finding::unchecked(sentence.with("address", address).with("status", status))
}

// The fragment stays here; a password would be sent to whoever answers.
fn secure(address: &str) -> Result<Url, Finding> {
    let refused = || {
        let address = address.to_owned();
        unanswered(&address.clone(), &FetchError::NotHttps { address })
    };
    if address.len() > MAX_ADDRESS {
        return Err(refused());
    }
    let secure = match address.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None => address.to_owned(),
    };
    let mut url = Url::parse(&secure).map_err(|_| refused())?;
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    url.set_fragment(None);
    Ok(url)
}

/// Values made once and kept.
struct Kept<V>(Mutex<HashMap<String, Arc<V>>>);

impl<V> Default for Kept<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V> Kept<V> {
    // The lock is not held while a value is made: two threads may ask the same thing at first.
    fn get(&self, key: String, make: impl FnOnce() -> V) -> Arc<V> {
        if let Some(known) = self.0.lock().expect(NO_PANIC).get(&key) {
            return Arc::clone(known);
        }
        let made = Arc::new(make());
        let mut kept = self.0.lock().expect(NO_PANIC);
        if kept.len() < MAX_KEPT {
            kept.insert(key, Arc::clone(&made));
        }
        made
    }
}

const NO_PANIC: &str = "nothing that holds the lock can panic";

/// A badge with its issuer, status list and a few endorsements needs less than ten.
const MAX_QUESTIONS: usize = 40;

/// With answers of at most 2 MiB each, and few of them large.
const MAX_KEPT: usize = 1000;

/// Longer than any address a browser or server carries.
const MAX_ADDRESS: usize = 2_000;
