//! `keys.toml`: read, and written as `accolade key` leaves it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use toml::de::{DeTable, DeValue};

use super::conflict;
use super::document::Document;
use super::folder::Folder;
use super::limits::{MAX_DEFINITION_BYTES, MAX_KEYS};
use super::section::Section;
use super::text::LABEL;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::model::key::{KeyState, Keys, ListedKey};
use crate::proof::key::PublicKey;

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
    conflict::ensure_none(source, ONE_SIDE)?;
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
    let id = section.parsed("id", public_key);
    let is_state = |text: &str| KeyState::NAMES.contains(&text).then(|| text.to_owned());
    let state = section.word("state", &KeyState::NAMES, is_state);
    let added = instant(&section, "added");
    let since = instant(&section, "since");
    let state = state.and_then(|word| match KeyState::parse(&word, since) {
        Ok(state) => Some(state),
        Err(error) => {
            section.push(
                section.span(),
                Diagnostic::error(error.to_string()).hint(SINCE),
            );
            None
        }
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

fn instant(section: &Section<'_>, name: &'static str) -> Option<Timestamp> {
    let text = section.scalar(name)?;
    let instant: Result<Timestamp, _> = text.value.trim().parse();
    if instant.is_err() {
        let message = format!("`{name}` is no instant: `{}`", text.value);
        let expected = "one with its zone, such as `2026-05-02T09:30:00Z`";
        section.push(text.span, Diagnostic::error(message).expected(expected));
    }
    instant.ok()
}

/// The exact text of `keys.toml` for these keys.
pub fn render(keys: &Keys) -> String {
    let entries = keys.0.iter().map(entry);
    std::iter::once(HEADER.to_owned()).chain(entries).collect()
}

fn entry(key: &ListedKey) -> String {
    format!("\n{}", key.to_toml())
}

/// Writes `keys` into the `keys.toml` of a site, whole or not at all.
///
/// Entries whose key is as it was stay as they are written, comments included.
///
/// # Errors
/// The file cannot be read or written.
pub fn write(root: &Path, keys: &Keys) -> Result<(), Diagnostic> {
    let path = root.join(KEYS_FILE);
    let write = || {
        let text = match fs::read_to_string(&path) {
            Ok(old) => edited(&old, keys),
            Err(error) if error.kind() == io::ErrorKind::NotFound => render(keys),
            Err(error) => return Err(error),
        };
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(".keys-").tempfile_in(root)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        match cfg!(unix) {
            true => fs::File::open(root)?.sync_all(),
            false => Ok(()),
        }
    };
    write().map_err(|error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        Diagnostic::error(message).hint("nothing was changed; make room or make it writable")
    })
}

fn edited(old: &str, keys: &Keys) -> String {
    edit(old, keys).unwrap_or_else(|| render(keys))
}

/// `None` if the file is not written as this program writes it.
fn edit(old: &str, keys: &Keys) -> Option<String> {
    let table = DeTable::parse(old).ok()?;
    let entries = match table.get_ref().get("key").map(|it| it.get_ref()) {
        Some(DeValue::Array(entries)) => &entries[..],
        Some(_) => return None,
        None => &[],
    };
    let mut text = old.to_owned();
    let mut rest = entries.len();
    // From the last to the first, so that earlier places stay right.
    for entry in entries.iter().rev() {
        let DeValue::Table(members) = entry.get_ref() else {
            return None;
        };
        rest -= 1;
        let key = keys.0.get(rest)?;
        let state = members.get("state")?;
        let since = members.get("since");
        if members.get("id")?.get_ref().as_str() != Some(&key.id) {
            return None;
        }
        let written = key.state.since().map(|it| it.to_string());
        match (since, &written) {
            (Some(old), Some(new)) => text.replace_range(old.span(), new),
            (Some(_), None) => return None,
            (None, Some(new)) => {
                let line = old[state.span().end..].find('\n')?;
                let at = state.span().end + line + 1;
                text.insert_str(at, &format!("since = {new}\n"));
            }
            (None, None) => {}
        }
        text.replace_range(state.span(), &format!("\"{}\"", key.state.as_str()));
    }
    let new = keys.0.get(entries.len()..)?;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(new.iter().map(self::entry));
    Some(text)
}

/// The ledger knows every key, so either side will do.
const ONE_SIDE: &str = "keep one side whole, whichever: `git checkout --ours keys.toml`, `git add keys.toml`, and \
                        commit; `accolade check` then gives the entries that are missing";

const HEADER: &str = "\
# The public keys of this site, written by `accolade key`. Publish and commit this file.
# state: active (signs), backup (signs when the active one is lost), retired (what it signed
# stays valid), compromised (what it signed is no longer believed; `since` says from when on others
# may have used it).
";

const SINCE: &str =
    "write `since = 2026-05-02T00:00:00Z` for a key whose state is `compromised`, and for no other";

fn public_key(text: &str) -> Result<String, String> {
    if text.len() != ID_LENGTH || !text.starts_with("z6Mk") {
        return Err(NO_ID.to_owned());
    }
    let key = PublicKey::from_multikey(text);
    key.map(|it| it.to_multikey())
        .map_err(|error| format!("{error}, so a character of it is wrong"))
}

const ID_LENGTH: usize = 48;

const NO_ID: &str =
    "it is not the public key of an Ed25519 pair: 48 characters of base58 that start with `z6Mk`";
