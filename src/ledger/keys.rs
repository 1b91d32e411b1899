//! The keys that a site lists beside those that its ledger vouches for.

use super::Ledger;
use super::entry::LedgerKey;
use super::intent;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::key::{KeyState, Keys, ListedKey};

impl Ledger {
    /// Finds out whether `keys.toml` lists every key that the ledger vouches for, believes each as
    /// much as the ledger does, and lists none that could never have signed here.
    ///
    /// # Errors
    /// Every key of which that is not so; or an act that the ledger does not hold yet was interrupted.
    pub fn ensure_keys_listed(&self, listed: &Keys) -> Result<(), Diagnostics> {
        if intent::lacking_its_name(self.root())?.is_some() {
            return Err(begun().into());
        }
        let mut findings = Diagnostics::new();
        for key in self.keys() {
            match listed.find(&key.id) {
                None => findings.push(missing(key)),
                Some(it) if it.state.is_believed_more(key.state) => findings.push(revived(key, it)),
                Some(it) if key.state.is_believed_more(it.state) => findings.push(ended(key, it)),
                Some(_) => {}
            }
        }
        if !self.heads().is_empty() {
            let strangers = listed.0.iter().filter(|it| !self.vouches_for(&it.id));
            let ended = strangers.filter(|it| !it.state.may_sign());
            findings.extend(ended.map(|it| unvouched(it, REMOVE)));
        }
        findings.finish(())
    }

    /// As [`Ledger::ensure_keys_listed`]; and once anything was issued, a key that the ledger does
    /// not vouch for yet may not be published either.
    ///
    /// # Errors
    /// Every key of which that is not so.
    pub fn ensure_keys_vouched(&self, listed: &Keys) -> Result<(), Diagnostics> {
        self.ensure_keys_listed(listed)?;
        let mut findings = Diagnostics::new();
        // The first act begins the list.
        if !self.heads().is_empty() {
            let strangers = listed.signing().filter(|it| !self.vouches_for(&it.id));
            findings.extend(strangers.map(|it| unvouched(it, &vouch(it))));
        }
        findings.finish(())
    }

    fn vouches_for(&self, id: &str) -> bool {
        self.keys().iter().any(|it| it.id == id)
    }
}

/// Whether a key may come from one state to another: it is never believed more than before.
pub fn may_become(before: KeyState, now: KeyState) -> bool {
    !now.is_believed_more(before)
}

fn told(state: KeyState) -> String {
    let word = state.as_str();
    match state.since() {
        Some(since) => format!("{word} since {since}"),
        None => word.to_owned(),
    }
}

/// The command that gives a key that state.
fn command(id: &str, state: KeyState) -> String {
    match state.since() {
        None => format!("accolade key retire {id}"),
        Some(since) => format!("accolade key compromise {id} --since {since}"),
    }
}

fn missing(key: &LedgerKey) -> Diagnostic {
    let (id, label) = (&key.id, &key.label);
    let entry = ListedKey {
        id: id.clone(),
        state: key.state,
        added: key.added,
        label: label.clone(),
    };
    Diagnostic::error(format!(
        "`keys.toml` no longer lists the key `{id}` ({label}): what it signed could not be checked"
    ))
    .in_file(KEYS_FILE)
    .hint(format!(
        "bring its entry back, with `git restore keys.toml` or at the end of the file:\n{}",
        entry.to_toml().trim_end()
    ))
}

fn revived(key: &LedgerKey, listed: &ListedKey) -> Diagnostic {
    let (id, state, written) = (&key.id, told(key.state), told(listed.state));
    Diagnostic::error(format!(
        "`keys.toml` calls the key `{id}` {written}, but the ledger knows it as {state}"
    ))
    .in_file(KEYS_FILE)
    .hint(format!(
        "a key does not come back; `{}` brings the file up to the ledger",
        command(id, key.state)
    ))
}

fn begun() -> Diagnostic {
    Diagnostic::error(
        "an act on a key was interrupted: `keys.toml` tells of it, and the ledger does not yet",
    )
    .in_file(KEYS_FILE)
    .hint("run `accolade issue`: it finishes that, and issues nothing twice")
}

fn ended(key: &LedgerKey, listed: &ListedKey) -> Diagnostic {
    let (id, state, written) = (&key.id, told(key.state), told(listed.state));
    let finish = command(id, listed.state);
    Diagnostic::error(format!(
        "`keys.toml` calls the key `{id}` {written}, but the ledger still knows it as {state}"
    ))
    .in_file(KEYS_FILE)
    .hint(format!(
        "if that was interrupted, `{finish}` finishes it; if nobody meant it, bring the file back"
    ))
}

fn unvouched(key: &ListedKey, hint: &str) -> Diagnostic {
    let (id, label) = (&key.id, &key.label);
    Diagnostic::error(format!(
        "`keys.toml` lists the key `{id}` ({label}), for which the ledger does not vouch"
    ))
    .in_file(KEYS_FILE)
    .hint(hint)
}

/// The list of keys, within the content folder.
pub(super) const KEYS_FILE: &str = "keys.toml";

fn vouch(key: &ListedKey) -> String {
    format!(
        "if you know whose it is, `accolade key vouch {}` lets a key that the ledger knows vouch for it; \
         if you do not, remove its entry and find out who added it",
        key.id
    )
}

const REMOVE: &str = "it can never have signed here: remove its entry, and find out who added it";
