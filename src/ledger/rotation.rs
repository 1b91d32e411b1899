//! Acts on keys: one is added, one is retired, one turns out to be in other hands.
//!
//! A [`Rotation`] says what would happen and changes nothing; [`Rotation::carry_out`] does it.
//! `keys.toml` is written just before the act is done: whatever interrupts it, no key is believed
//! more than it should be, and the next act finishes it.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;

use super::Ledger;
use super::act::Act;
use super::intent::{self, Intent};
use super::line::{Instant, KeyBody, Line};
use super::name::FileName;
use super::trust::vouch;
use super::writing::{Draft, Means, check_clock, list_signers};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, Keys, ListedKey};
use crate::proof::key::SecretKey;

/// What an act on a key would do.
pub struct Rotation {
    /// The key, as it is to be.
    pub key: ListedKey,
    /// What `keys.toml` is to say.
    pub keys: Keys,
    /// The backup key that is to sign from now on, as no other is left for that.
    pub promoted: Option<ListedKey>,
    /// The status lists that are signed anew, as they were signed with that key.
    pub lists: BTreeSet<u32>,
    /// What the ledger is to say. Nothing where it has nothing to say yet, or says so already.
    entries: Vec<KeyBody>,
    label: &'static str,
    now: Timestamp,
}

/// Writes `keys.toml`.
pub type WriteKeys<'a> = dyn Fn(&Keys) -> Result<(), Diagnostic> + 'a;

impl Rotation {
    /// Adds `key`, for which a listed one vouches.
    ///
    /// # Errors
    /// The clock cannot be right.
    pub fn adding(
        listed: &Keys,
        ledger: &Ledger,
        key: ListedKey,
        now: Timestamp,
    ) -> Result<Self, Diagnostics> {
        check_clock(ledger, now)?;
        let mut rotation = Self::unchanged(listed, &key, ADDED, now);
        if !ledger.heads().is_empty() {
            rotation.entries.push(key_entry(&key, key.added));
        }
        if rotation.keys.find(&key.id).is_none() {
            rotation.keys.0.push(key);
        }
        Ok(rotation)
    }

    /// Adds `key` without any earlier one, because all of them were lost.
    ///
    /// # Errors
    /// The clock cannot be right, or nothing was issued yet.
    pub fn breaking_glass(
        listed: &Keys,
        ledger: &Ledger,
        key: ListedKey,
        now: Timestamp,
    ) -> Result<Self, Diagnostics> {
        let mut rotation = Self::adding(listed, ledger, key, now)?;
        let entry = rotation.entries.first_mut();
        entry.ok_or_else(not_begun)?.break_glass = true;
        Ok(rotation)
    }

    /// Retires a key: it signs no more, and what it signed stays valid.
    ///
    /// # Errors
    /// It is the last that can sign, or no longer signs, or the clock cannot be right.
    pub fn retiring(
        listed: &Keys,
        ledger: &Ledger,
        id: &str,
        now: Timestamp,
    ) -> Result<Self, Diagnostics> {
        check_clock(ledger, now)?;
        let key = find(listed, id)?;
        if let Some(known) = ledger.key(id).filter(|it| !it.state.may_sign()) {
            let state = known.state.as_str();
            return Err(Diagnostic::error(format!("the key `{id}` is {state} already")).into());
        }
        Self::ending(listed, ledger, key, KeyState::Retired, now)
    }

    /// Ends all trust in a key, which others may have used since then.
    ///
    /// # Errors
    /// It is the last that can sign, that date is yet to come or no earlier than the one before, or
    /// the clock cannot be right.
    pub fn compromising(
        listed: &Keys,
        ledger: &Ledger,
        id: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Self, Diagnostics> {
        check_clock(ledger, now)?;
        let key = find(listed, id)?;
        if since > now {
            let message =
                format!("a key was not in other hands since {since}, which is yet to come");
            return Err(Diagnostic::error(message).into());
        }
        let state = KeyState::Compromised { since };
        let known = ledger.key(id).map(|it| it.state);
        match known.and_then(KeyState::since) {
            Some(before) if before <= since => {
                let message = format!("the key `{id}` is compromised since {before} already");
                let finding = Diagnostic::error(message);
                Err(finding
                    .hint("only an earlier date can still be told")
                    .into())
            }
            _ => Self::ending(listed, ledger, key, state, now),
        }
    }

    /// Whether a key must vouch for it, in the ledger.
    pub fn needs_voucher(&self) -> bool {
        !self.entries.is_empty() && !self.entries.iter().any(|it| it.break_glass)
    }

    /// Whether a backup key is left to do what this one did.
    pub fn leaves_backup(&self) -> bool {
        self.keys.signing().any(|it| it.state == KeyState::Backup)
    }

    /// Does it; gives the name of the ledger's new file, if there is one.
    ///
    /// The key in `means` vouches; none is needed where the ledger has nothing to say, or the glass is broken.
    ///
    /// # Errors
    /// The key may not vouch here, or the disk refuses. What was begun then is finished by the next act.
    pub fn carry_out(
        mut self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
        write_keys: &WriteKeys<'_>,
    ) -> Result<Option<String>, Diagnostics> {
        if self.entries.is_empty() {
            write_keys(&self.keys)?;
            return Ok(None);
        }
        if self.entries.iter().any(|it| it.break_glass) {
            return Ok(Some(self.break_glass(root, ledger, write_keys)?));
        }
        let secret = means.secret.as_ref();
        let secret = secret.ok_or_else(|| Diagnostic::error("there is no key to sign with"))?;
        self.check_voucher(secret)?;
        for entry in &mut self.entries {
            vouch(entry, secret);
        }
        let write_keys = || write_keys(&self.keys);
        let draft = Draft {
            keys: self.entries.clone(),
            signed_again: self.lists.clone(),
            write_keys: Some(&write_keys),
            ..Draft::new(self.label, self.now)
        };
        let file = draft.write(root, catalog, ledger, means)?;
        Ok(Some(file))
    }

    // Nothing is signed, so that no draft can make it.
    fn break_glass(
        &self,
        root: &Path,
        ledger: &Ledger,
        write_keys: &WriteKeys<'_>,
    ) -> Result<String, Diagnostic> {
        let mut act = Act::begin(root, ledger, self.now)?;
        for entry in &self.entries {
            act.add(&Line::Key(entry.clone()))?;
        }
        let prepared = act.prepare(self.label)?;
        let file = prepared.name.clone();
        let intent = Intent::new(root, &file, &[])?.with_keys(root);
        if let Err(finding) = intent.save(root) {
            prepared.discard();
            return Err(finding);
        }
        prepared.commit_with_keys(root, &intent, &|| write_keys(&self.keys))?;
        intent::settle(root)?;
        Ok(file)
    }

    // Whoever has a stolen key could otherwise say so of every other.
    fn check_voucher(&self, secret: &SecretKey) -> Result<(), Diagnostic> {
        let is_own = secret.public().to_multikey() == self.key.id;
        if !is_own || self.key.state.is_trusted() {
            return Ok(());
        }
        let message = "a compromised key cannot say so of itself: another one that is listed must";
        Err(Diagnostic::error(message).hint(ANOTHER))
    }

    fn unchanged(listed: &Keys, key: &ListedKey, label: &'static str, now: Timestamp) -> Self {
        Self {
            key: key.clone(),
            keys: listed.clone(),
            promoted: None,
            lists: BTreeSet::new(),
            entries: Vec::new(),
            label,
            now,
        }
    }

    /// Gives the key its state in `keys.toml`.
    fn list(mut self, state: KeyState) -> Self {
        self.key.state = state;
        for listed in &mut self.keys.0 {
            if listed.id == self.key.id {
                listed.state = state;
            }
        }
        self
    }

    fn ending(
        listed: &Keys,
        ledger: &Ledger,
        key: &ListedKey,
        state: KeyState,
        now: Timestamp,
    ) -> Result<Self, Diagnostics> {
        let label = match state.is_trusted() {
            true => "retire",
            false => "compromise",
        };
        let vouched = |it: &&ListedKey| ledger.heads().is_empty() || ledger.key(&it.id).is_some();
        let others = listed.signing().filter(|it| it.id != key.id);
        let others: Vec<_> = others.filter(vouched).collect();
        if others.is_empty() {
            return Err(last(key).into());
        }
        let mut rotation = Self::unchanged(listed, key, label, now);
        if ledger.key(&key.id).is_none() {
            // It has signed nothing, so that nobody needs to know of it.
            rotation.keys.0.retain(|it| it.id != key.id);
            rotation.key.state = state;
            return Ok(rotation);
        }
        rotation = rotation.list(state);
        if others.iter().all(|it| it.state != KeyState::Active) {
            let mut promoted = others[0].clone();
            promoted.state = KeyState::Active;
            rotation.entries.push(key_entry(&promoted, now));
            for listed in rotation.keys.0.iter_mut().filter(|it| it.id == promoted.id) {
                listed.state = KeyState::Active;
            }
            rotation.promoted = Some(promoted);
        }
        rotation.entries.push(key_entry(&rotation.key, now));
        if !state.is_trusted() {
            let signers = list_signers(ledger)?.into_iter();
            let own = signers.filter(|(_, signer)| *signer == key.id);
            rotation.lists = own.map(|(number, _)| number).collect();
        }
        Ok(rotation)
    }
}

/// Whether the file of the ledger with that name is of a key that was added.
pub fn is_addition(file: &str) -> bool {
    FileName::parse(file).is_some_and(|it| it.label.as_str() == ADDED)
}

/// The entry of a key as it is listed, for which nobody vouches yet.
pub(super) fn key_entry(key: &ListedKey, on: Timestamp) -> KeyBody {
    KeyBody {
        id: key.id.clone(),
        state: key.state.as_str().to_owned(),
        on: Instant::new(on),
        label: key.label.clone(),
        since: key.state.since().map(Instant::new),
        break_glass: false,
        by: None,
        signature: None,
    }
}

fn find<'a>(listed: &'a Keys, id: &str) -> Result<&'a ListedKey, Diagnostic> {
    let found = listed.find(id);
    found.ok_or_else(|| Diagnostic::error(format!("`keys.toml` does not list the key `{id}`")))
}

fn last(key: &ListedKey) -> Diagnostic {
    let (id, label) = (&key.id, &key.label);
    Diagnostic::error(format!(
        "`{id}` ({label}) is the last key of this site that can sign"
    ))
    .in_file("keys.toml")
    .hint("make another one first, with `accolade key new`")
}

fn not_begun() -> Diagnostic {
    Diagnostic::error("nothing was issued yet, so that there is no glass to break")
        .hint("leave out `--break-glass`: the first act lists every key of `keys.toml`")
}

/// What such a file is called.
const ADDED: &str = "key";

const ANOTHER: &str = "put the file of the backup key into the folder of keys, or name it with `--key`; \
                       if there is no other key any more, make one with `accolade key new --break-glass`";
