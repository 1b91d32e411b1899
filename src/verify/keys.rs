//! Whose key it is: from the id of an issuer to the list of its keys.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::instant::instant;
use super::members::{is_web, list, text};
use super::report::Finding;
use super::sentence::{Code, Sentence};
use super::session::{Asker, host, place};
use crate::proof::did::{DidWeb, parse_did_key};
use crate::proof::jwt::JwsKey;
use crate::proof::key::PublicKey;

/// The published keys of one issuer.
pub(super) struct KeyList {
    issuer: String,
    document: Arc<Result<Value, Finding>>,
    now: Timestamp,
}

impl KeyList {
    /// Asks the issuer's own address for its keys: `did:web`, or an https id.
    ///
    /// The id of the document must be that of the issuer, so that nobody else's list counts.
    pub fn of(issuer: &str, asker: &Asker<'_>) -> Result<Self, Finding> {
        let document = asker.ask_for_json(&address(issuer)?)?;
        if let Err(finding) = &*document {
            return Err(finding.clone());
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            document,
            now: asker.session.now,
        })
    }

    /// The key of that id, if the issuer lists it for assertions.
    pub fn find(&self, id: &str) -> Result<JwsKey, Finding> {
        let document = self.document();
        // An address may give one key alone, as Open Badges allows.
        if text(document, "controller") == Some(&self.issuer) && has_key(document) {
            return match text(document, "id") {
                Some(own) if own != id => Err(self.not_listed(id)),
                _ => self.read(document),
            };
        }
        self.refuse_other_list()?;
        self.find_listed(id)
    }

    fn find_listed(&self, id: &str) -> Result<JwsKey, Finding> {
        let is_listed = self
            .assertion_methods()
            .any(|it| self.full_id(it).as_deref() == Some(id));
        let entry = self
            .entries()
            .find(|it| self.full_id(it).as_deref() == Some(id));
        match entry {
            Some(entry) if is_listed => self.read(entry),
            _ => Err(self.not_listed(id)),
        }
    }

    /// Whether one of the issuer's keys for assertions is this one, whatever its id.
    pub fn has(&self, key: &JwsKey) -> Result<(), Finding> {
        self.refuse_other_list()?;
        let ids = self.assertion_methods().filter_map(|it| self.full_id(it));
        let is_listed = ids
            .take(MAX_KEYS)
            .any(|id| self.find_listed(&id).as_ref() == Ok(key));
        is_listed
            .then_some(())
            .ok_or_else(|| self.not_listed("jwk"))
    }

    fn document(&self) -> &Value {
        self.document
            .as_ref()
            .as_ref()
            .expect("errors were returned before")
    }

    fn refuse_other_list(&self) -> Result<(), Finding> {
        let issuer = || host_of(&self.issuer);
        if text(self.document(), "id") != Some(&self.issuer) {
            return Err(Finding::fail(
                Sentence::new(Code::OtherKeyList).with("issuer", issuer()),
            ));
        }
        if self.entries().next().is_none() {
            return Err(Finding::fail(
                Sentence::new(Code::NoKeyList).with("issuer", issuer()),
            ));
        }
        Ok(())
    }

    fn assertion_methods(&self) -> impl Iterator<Item = &Value> {
        list(self.document().get("assertionMethod")).take(MAX_KEYS)
    }

    fn entries(&self) -> impl Iterator<Item = &Value> {
        let methods = list(self.document().get("verificationMethod")).take(MAX_KEYS);
        methods
            .chain(self.assertion_methods())
            .filter(|it| it.is_object())
    }

    // Ids within the document may leave out its own.
    fn full_id(&self, entry: &Value) -> Option<String> {
        let id = entry.as_str().or_else(|| text(entry, "id"))?;
        Some(match id.strip_prefix('#') {
            Some(_) => format!("{}{id}", self.issuer),
            None => id.to_owned(),
        })
    }

    fn read(&self, entry: &Value) -> Result<JwsKey, Finding> {
        let id = text(entry, "id").unwrap_or_default();
        if text(entry, "controller") != Some(&self.issuer) {
            return Err(self.not_listed(id));
        }
        for name in ["revoked", "expires"] {
            let is_over = |it: &Value| {
                it.as_str()
                    .and_then(instant)
                    .is_none_or(|it| it <= self.now)
            };
            if entry.get(name).is_some_and(is_over) {
                return Err(Finding::fail(
                    Sentence::new(Code::KeyRevoked).with("key", id),
                ));
            }
        }
        key_in(entry).ok_or_else(wrong_key)
    }

    fn not_listed(&self, key: &str) -> Finding {
        let sentence = Sentence::new(Code::KeyNotListed);
        Finding::fail(
            sentence
                .with("issuer", host_of(&self.issuer))
                .with("key", key),
        )
    }
}

/// The key that its own id holds: `did:key:z6Mk…`, or any id with `#z6Mk…`.
///
/// # Errors
/// The id looks like one that holds a key, but the key is none.
pub(super) fn key_in_name(id: &str) -> Result<Option<PublicKey>, Finding> {
    if id.starts_with("did:key:") {
        return parse_did_key(id).map(Some).map_err(|_| wrong_key());
    }
    match id.split_once('#') {
        Some((_, fragment)) if fragment.starts_with("z6Mk") => PublicKey::from_multikey(fragment)
            .map(Some)
            .map_err(|_| wrong_key()),
        _ => Ok(None),
    }
}

/// Whether an id says where the keys of its owner are listed.
pub(super) fn has_address(issuer: &str) -> bool {
    issuer.starts_with("did:web:") || is_web(issuer)
}

/// The domain that answers for an issuer, with the folder in which its keys are listed.
pub(super) fn domain(issuer: &str) -> Option<String> {
    let place = place(&address(issuer).ok()?);
    let folder = place.strip_suffix("/did.json");
    let domain = folder.map(|it| it.strip_suffix("/.well-known").unwrap_or(it));
    Some(domain.unwrap_or(&place).to_owned())
}

/// The host of an id that is an address of somebody else than the issuer. Within a host, folders
/// of a `did:web` are told apart.
pub(super) fn foreign_host(id: &str, issuer: &str) -> Option<String> {
    if !is_web(id) {
        return None;
    }
    let own = if is_web(issuer) {
        host(issuer)
    } else {
        host_of(issuer)
    };
    let is_below = format!("{}/", place(id)).starts_with(&format!("{own}/"));
    let is_part = !own.contains('/') && host(id).ends_with(&format!(".{own}"));
    (!is_below && !is_part).then(|| host(id))
}

/// What people know an issuer by: its domain, or the whole id.
pub(super) fn host_of(issuer: &str) -> String {
    domain(issuer).unwrap_or_else(|| issuer.to_owned())
}

fn address(issuer: &str) -> Result<String, Finding> {
    if is_web(issuer) {
        return Ok(issuer.to_owned());
    }
    if issuer.starts_with("did:web:") {
        let did = DidWeb::parse(issuer);
        let bad = |_| Finding::fail(Sentence::new(Code::BadDid).with("did", issuer));
        return did.map(|it| it.document_url()).map_err(bad);
    }
    let sentence = Sentence::new(Code::IssuerNoAddress).with("issuer", issuer);
    Err(Finding::unchecked(sentence))
}

fn has_key(entry: &Value) -> bool {
    entry.get("publicKeyMultibase").is_some() || entry.get("publicKeyJwk").is_some()
}

fn key_in(entry: &Value) -> Option<JwsKey> {
    match text(entry, "publicKeyMultibase") {
        Some(multikey) => PublicKey::from_multikey(multikey).ok().map(JwsKey::Ed25519),
        None => JwsKey::from_jwk(entry.get("publicKeyJwk")?).ok(),
    }
}

pub(super) fn wrong_key() -> Finding {
    Finding::fail(Sentence::new(Code::WrongKey).with("kind", "Ed25519"))
}

/// Keys of one issuer that are looked at: a key a year for a lifetime.
const MAX_KEYS: usize = 64;
