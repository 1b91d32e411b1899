//! Which keys the ledger vouches for, so that nobody can slip in one of their own.
//!
//! The first act lists the first keys. Every later word about a key carries the signature of one
//! that was listed before and may still sign.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;

use super::entry::LedgerKey;
use super::line::{Header, KeyBody};
use crate::diagnostic::Diagnostic;
use crate::model::key::KeyState;
use crate::proof::key::{PublicKey, SIGNATURE_LENGTH, SecretKey};

/// The keys of a ledger, as its files are joined.
#[derive(Default)]
pub(super) struct Trust {
    keys: Vec<LedgerKey>,
    /// The keys that the first act listed.
    first: Option<BTreeSet<String>>,
    /// The keys that this file lists, if it is a first act.
    listed: Option<BTreeSet<String>>,
}

impl Trust {
    /// A file begins.
    pub fn begin(&mut self, header: &Header) {
        self.listed = header.parents.is_empty().then(BTreeSet::new);
    }

    /// Hears one entry.
    ///
    /// # Errors
    /// It is not vouched for, or contradicts an earlier one.
    pub fn add(&mut self, body: &KeyBody) -> Result<(), String> {
        PublicKey::from_multikey(&body.id).map_err(|error| format!("`{}`: {error}", body.id))?;
        let state = KeyState::parse(&body.state);
        let state = state.ok_or_else(|| format!("`{}` is no state of a key", body.state))?;
        if body.label.len() > MAX_LABEL_LENGTH || body.label.contains(char::is_control) {
            return Err("the label of a key is too long or holds a control character".to_owned());
        }
        match &mut self.listed {
            Some(listed) => _ = listed.insert(body.id.clone()),
            None => self.check_voucher(body)?,
        }
        self.apply(body, state)
    }

    /// The file ends.
    ///
    /// # Errors
    /// It is a second beginning that lists other keys than the first.
    pub fn end(&mut self) -> Result<(), Diagnostic> {
        let Some(listed) = self.listed.take() else {
            return Ok(());
        };
        // Two people may both have made the first act, and both list what `keys.toml` listed.
        match &self.first {
            Some(first) if *first != listed => Err(Diagnostic::error(
                "the ledger has two beginnings that list different keys",
            )
            .hint(
                "a file that follows no other was added by someone: find out who, and remove it",
            )),
            Some(_) => Ok(()),
            None => {
                self.first = Some(listed);
                Ok(())
            }
        }
    }

    /// The keys, in the order in which they were added.
    pub fn into_keys(self) -> Vec<LedgerKey> {
        self.keys
    }

    fn check_voucher(&self, body: &KeyBody) -> Result<(), String> {
        let (Some(by), Some(signature)) = (&body.by, &body.signature) else {
            return Err(format!("no listed key vouches for the key `{}`", body.id));
        };
        let known = self.keys.iter().find(|it| it.id == *by);
        if !known.is_some_and(|it| it.state.may_sign()) {
            let id = &body.id;
            return Err(format!(
                "`{by}` vouches for the key `{id}`, but is not listed itself"
            ));
        }
        let public = PublicKey::from_multikey(by).map_err(|error| error.to_string())?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok();
        let signature = signature.and_then(|it| <[u8; SIGNATURE_LENGTH]>::try_from(it).ok());
        if signature.is_some_and(|it| public.verify(&body.statement(), &it)) {
            Ok(())
        } else {
            Err(format!(
                "the signature that vouches for the key `{}` is wrong",
                body.id
            ))
        }
    }

    fn apply(&mut self, body: &KeyBody, state: KeyState) -> Result<(), String> {
        let on = body.on.get();
        let Some(known) = self.keys.iter_mut().find(|it| it.id == body.id) else {
            if !state.may_sign() {
                return Err(format!("the key `{}` ends before it was added", body.id));
            }
            self.keys.push(LedgerKey {
                id: body.id.clone(),
                state,
                added: on,
                label: body.label.clone(),
                changed: on,
            });
            return Ok(());
        };
        let is_same_addition = state.may_sign() && known.added == on && known.label == body.label;
        let is_promotion = (known.state, state) == (KeyState::Backup, KeyState::Active);
        match state {
            KeyState::Active | KeyState::Backup if is_same_addition => {}
            KeyState::Active if is_promotion && on > known.changed => {
                (known.state, known.changed) = (state, on);
            }
            KeyState::Active | KeyState::Backup => {
                return Err(format!("the key `{}` was added before", body.id));
            }
            // Nothing is heard of a compromised key any more.
            _ if known.state == KeyState::Compromised => {}
            KeyState::Retired | KeyState::Compromised => {
                (known.state, known.changed) = (state, on);
            }
        }
        Ok(())
    }
}

/// Lets `signer` vouch for an entry.
pub(super) fn vouch(body: &mut KeyBody, signer: &SecretKey) {
    body.by = Some(signer.public().to_multikey());
    body.signature = Some(BASE64URL_NOPAD.encode(&signer.sign(&body.statement())));
}

/// What `key` accepts, and some room.
const MAX_LABEL_LENGTH: usize = 256;

#[cfg(test)]
mod tests {
    use super::super::line::Instant;
    use super::*;

    fn header(is_first: bool) -> Header {
        Header {
            accolade: super::super::line::FORM.to_owned(),
            parents: if is_first { vec![] } else { vec!["x".into()] },
            made: Instant::new("2026-05-14T10:00:00Z".parse().unwrap()),
        }
    }

    fn entry(seed: u8, state: &str) -> KeyBody {
        KeyBody {
            id: SecretKey::from_seed([seed; 32]).public().to_multikey(),
            state: state.to_owned(),
            on: Instant::new("2026-05-14T10:00:00Z".parse().unwrap()),
            label: "working".to_owned(),
            by: None,
            signature: None,
        }
    }

    fn vouched(seed: u8, state: &str, signer: u8) -> KeyBody {
        let mut body = entry(seed, state);
        vouch(&mut body, &SecretKey::from_seed([signer; 32]));
        body
    }

    fn begun() -> Trust {
        let mut trust = Trust::default();
        trust.begin(&header(true));
        trust.add(&entry(1, "active")).unwrap();
        trust.end().unwrap();
        trust.begin(&header(false));
        trust
    }

    #[test]
    fn a_key_is_added_by_a_listed_one_alone() {
        let mut trust = begun();
        assert!(trust.add(&entry(2, "active")).is_err());
        assert!(trust.add(&vouched(2, "active", 2)).is_err());
        assert!(trust.add(&vouched(2, "active", 3)).is_err());
        let mut altered = vouched(2, "active", 1);
        altered.label.push('!');
        assert!(trust.add(&altered).is_err());
        trust.add(&vouched(2, "active", 1)).unwrap();
        trust.add(&vouched(3, "backup", 2)).unwrap();
        assert_eq!(trust.into_keys().len(), 3);
    }

    #[test]
    fn a_key_that_may_no_longer_sign_vouches_for_none() {
        for state in ["retired", "compromised"] {
            let mut trust = begun();
            trust.add(&vouched(2, "active", 1)).unwrap();
            trust.add(&vouched(1, state, 2)).unwrap();
            assert!(trust.add(&vouched(3, "active", 1)).is_err(), "{state}");
        }
    }

    #[test]
    fn a_second_beginning_lists_the_same_keys_or_is_refused() {
        let mut trust = begun();
        trust.begin(&header(true));
        trust.add(&entry(1, "active")).unwrap();
        trust.end().unwrap();
        trust.begin(&header(true));
        trust.add(&entry(9, "active")).unwrap();
        assert!(trust.end().is_err());
    }
}
