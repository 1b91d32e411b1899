//! `keys.toml`: read, and written as `accolade key` leaves it.

use std::sync::Arc;

use jiff::Timestamp;

use super::document::Document;
use super::folder::Folder;
use super::limits::{MAX_DEFINITION_BYTES, MAX_KEYS};
use super::section::Section;
use super::text::LABEL;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::model::key::{KeyState, Keys, ListedKey};

/// The name of the file in the content folder.
pub const KEYS_FILE: &str = "keys.toml";

/// Reads the keys; none where there is no file.
pub(super) fn load(folder: &Folder) -> Result<Keys, Diagnostics> {
    if !folder.has(KEYS_FILE) {
        return Ok(Keys::default());
    }
    read_source(&folder.text(KEYS_FILE, MAX_DEFINITION_BYTES)?)
}

/// Reads keys from a text of that name.
pub(super) fn read_all(name: &str, text: String) -> Result<Keys, Diagnostics> {
    let name = name.to_owned();
    read_source(&Arc::new(Source { name, text }))
}

fn read_source(source: &Arc<Source>) -> Result<Keys, Diagnostics> {
    let document = Document::new(Arc::clone(source), 0);
    let table = document.parse(&source.text);
    let section = document.section(&table);
    let mut keys = Keys::default();
    for entry in section.sections("key", MAX_KEYS) {
        let span = entry.span();
        let Some(key) = read(entry) else { continue };
        if keys.find(&key.id).is_some() {
            let message = format!("the key `{}` is listed twice", key.id);
            document.push(span, Diagnostic::error(message));
        } else {
            keys.0.push(key);
        }
    }
    section.finish();
    document.into_findings().finish(keys)
}

fn read(section: Section<'_>) -> Option<ListedKey> {
    section.require("id", "\"z6Mk…\"");
    section.require("state", "\"active\"");
    section.require("added", "2026-05-02T09:30:00Z");
    let id = section.parsed("id", |text| check_multikey(text).map(|()| text.to_owned()));
    let state = section.word("state", &KeyState::NAMES, KeyState::parse);
    let added = section.scalar("added").and_then(|text| {
        let instant: Result<Timestamp, _> = text.value.trim().parse();
        if instant.is_err() {
            let message = format!("`added` is no instant: `{}`", text.value);
            let expected = "one with its zone, such as `2026-05-02T09:30:00Z`";
            section.push(text.span, Diagnostic::error(message).expected(expected));
        }
        instant.ok()
    });
    let label = section.text("label", LABEL).unwrap_or_default();
    section.finish();
    Some(ListedKey {
        id: id?,
        state: state?,
        added: added?,
        label,
    })
}

/// The exact text of `keys.toml` for these keys.
pub fn render(keys: &Keys) -> String {
    let mut text = HEADER.to_owned();
    for key in &keys.0 {
        let label = toml::Value::from(key.label.as_str());
        text.push_str(&format!(
            "\n[[key]]\nid = \"{}\"\nstate = \"{}\"\nadded = {}\nlabel = {label}\n",
            key.id,
            key.state.as_str(),
            key.added,
        ));
    }
    text
}

const HEADER: &str = "\
# The public keys of this site, written by `accolade key`. Publish and commit this file.
# state: active (signs), backup (signs when the active one is lost), retired (what it signed
# stays valid), compromised (what it signed is no longer believed).
";

#[derive(Debug, thiserror::Error)]
#[error(
    "it is not the public key of an Ed25519 pair: 48 characters of base58 that start with `z6Mk`"
)]
struct MultikeyError;

// Source: Controlled Identifiers v1.0, "Multikey": `z` for base58btc, 0xed01 for Ed25519.
fn check_multikey(text: &str) -> Result<(), MultikeyError> {
    let encoded = text.strip_prefix('z').filter(|_| text.len() == 48);
    let bytes = encoded.and_then(|it| bs58::decode(it).into_vec().ok());
    match bytes {
        Some(bytes) if bytes.len() == 34 && bytes.starts_with(&[0xed, 0x01]) => Ok(()),
        _ => Err(MultikeyError),
    }
}
