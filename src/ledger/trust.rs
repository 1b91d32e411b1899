//! Which keys the ledger vouches for, so that nobody can slip in one of their own.
//!
//! The first act lists the first keys. Every later word about a key carries the signature of one
//! that was listed before and may still sign. There is one exception, which is never hidden: when
//! all keys were lost, a new one breaks the glass.

mod endings;

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;

use endings::{Endings, Voucher};

use super::entry::{KeyOrigin, LedgerKey, LinePlace};
use super::line::{Header, Instant, KeyBody};
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
    /// The number of this file.
    file: usize,
    endings: Endings,
}

impl Trust {
    /// The file of that number begins.
    pub fn begin(&mut self, header: &Header, file: usize) {
        self.listed = header.parents.is_empty().then(BTreeSet::new);
        self.file = file;
    }

    /// Hears one entry.
    ///
    /// # Errors
    /// It is not vouched for, or contradicts an earlier one.
    pub fn add(&mut self, body: &KeyBody, place: LinePlace) -> Result<(), String> {
        PublicKey::from_multikey(&body.id).map_err(|error| format!("`{}`: {error}", body.id))?;
        let state = KeyState::parse(&body.state, body.since.map(Instant::get));
        let state = state.map_err(|error| format!("`{}`: {error}", body.state))?;
        if body.label.len() > MAX_LABEL_LENGTH || body.label.contains(char::is_control) {
            return Err("the label of a key is too long or holds a control character".to_owned());
        }
        if body.break_glass {
            self.check_break_glass(body, state)?;
            return self.apply(body, state);
        }
        match &mut self.listed {
            Some(listed) => _ = listed.insert(body.id.clone()),
            None => self.check_voucher(body, place)?,
        }
        if let Some(by) = &body.by
            && !self.harms_nobody(body, state)
        {
            self.endings.hear(Voucher {
                id: body.id.clone(),
                by: by.clone(),
                place,
            });
        }
        self.check_return(body, state, place)?;
        self.apply(body, state)?;
        self.endings.note(&body.id, state, self.file);
        Ok(())
    }

    /// The key of that id, as it stands so far.
    pub fn find(&self, id: &str) -> Option<&LedgerKey> {
        self.keys.iter().find(|it| it.id == id)
    }

    /// Who ended which key, and who could not know of it.
    pub fn endings(&self) -> &Endings {
        &self.endings
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

    /// The keys, in the order in which they were added, and in which files some were withdrawn.
    pub fn finish(self) -> (Vec<LedgerKey>, BTreeMap<String, usize>) {
        (self.keys, self.endings.into_withdrawals())
    }

    /// When all keys were lost, a new one comes without a voucher, and says so for ever.
    fn check_break_glass(&self, body: &KeyBody, state: KeyState) -> Result<(), String> {
        let id = &body.id;
        if self.listed.is_some() || self.keys.is_empty() {
            return Err(format!("the key `{id}` broke the glass of a new ledger"));
        }
        if body.by.is_some() || body.signature.is_some() {
            return Err(format!(
                "the key `{id}` broke the glass, and yet is vouched for"
            ));
        }
        match self.find(id) {
            None if state == KeyState::Active => Ok(()),
            _ => Err(format!(
                "the key `{id}` broke the glass, and yet is not a new one that signs"
            )),
        }
    }

    fn check_voucher(&mut self, body: &KeyBody, place: LinePlace) -> Result<(), String> {
        let id = &body.id;
        let (Some(by), Some(signature)) = (&body.by, &body.signature) else {
            return Err(format!("no listed key vouches for the key `{id}`"));
        };
        let known = self.find(by).map(|it| it.state);
        if !known.is_some_and(KeyState::may_sign) {
            let why = known.map_or("not listed", KeyState::as_str);
            let error = format!("`{by}` vouches for the key `{id}`, but is {why} itself");
            self.endings.accept_unaware(by, place, error)?;
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

    /// Whether a word does no harm, even from a key in other hands: that it ends itself, or that a listed
    /// key, which may sign anyway, is the one to work with.
    fn harms_nobody(&self, body: &KeyBody, state: KeyState) -> bool {
        let ends_itself = !state.may_sign() && body.by.as_ref() == Some(&body.id);
        ends_itself || state == KeyState::Active && self.find(&body.id).is_some()
    }

    /// A key that has ended does not come back. A backup key may still be promoted by whoever did not know
    /// of its end, and has ended nevertheless.
    fn check_return(
        &mut self,
        body: &KeyBody,
        state: KeyState,
        place: LinePlace,
    ) -> Result<(), String> {
        let known = self.find(&body.id);
        let has_ended = known.is_some_and(|it| !it.state.may_sign());
        if !state.may_sign() || !has_ended || known.is_some_and(|it| is_addition_of(it, body)) {
            return Ok(());
        }
        let error = added_before(&body.id);
        self.endings.accept_unaware(&body.id, place, error)
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
                origin: origin(body),
            });
            return Ok(());
        };
        match (known.state, state) {
            (KeyState::Backup, KeyState::Active) if on >= known.changed => {
                (known.state, known.changed) = (state, on);
            }
            (_, KeyState::Active | KeyState::Backup) if is_addition_of(known, body) => {}
            // Two people may each have made it the one to work with; or have ended it meanwhile.
            (KeyState::Backup, KeyState::Backup) => return Err(added_before(&body.id)),
            (_, KeyState::Active | KeyState::Backup) if known.label == body.label => {}
            (_, KeyState::Active | KeyState::Backup) => return Err(added_before(&body.id)),
            // Later knowledge may only move it back: what was doubted stays so.
            (KeyState::Compromised { since: before }, KeyState::Compromised { since }) => {
                let since = since.min(before);
                known.state = KeyState::Compromised { since };
            }
            (KeyState::Compromised { .. } | KeyState::Retired, KeyState::Retired) => {}
            (_, KeyState::Retired | KeyState::Compromised { .. }) => {
                (known.state, known.changed) = (state, on);
            }
        }
        Ok(())
    }
}

/// Whether an entry is the one by which that key was added, as a second first act has it, too.
fn is_addition_of(known: &LedgerKey, body: &KeyBody) -> bool {
    known.added == body.on.get() && known.label == body.label
}

fn added_before(id: &str) -> String {
    format!("the key `{id}` was added before")
}

fn origin(body: &KeyBody) -> KeyOrigin {
    match &body.by {
        _ if body.break_glass => KeyOrigin::BreakGlass,
        Some(by) => KeyOrigin::VouchedFor { by: by.clone() },
        None => KeyOrigin::First,
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
    use super::*;

    const PLACE: LinePlace = LinePlace {
        file: 0,
        offset: 0,
        length: 0,
        number: 2,
    };

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    fn header(is_first: bool) -> Header {
        Header {
            accolade: super::super::line::FORM.to_owned(),
            parents: if is_first { vec![] } else { vec!["x".into()] },
            made: at("2026-05-14T10:00:00Z"),
        }
    }

    fn entry(seed: u8, state: &str) -> KeyBody {
        KeyBody {
            id: SecretKey::from_seed([seed; 32]).public().to_multikey(),
            state: state.to_owned(),
            on: at("2026-05-14T10:00:00Z"),
            label: "working".to_owned(),
            since: (state == "compromised").then(|| at("2026-05-01T10:00:00Z")),
            break_glass: false,
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
        trust.begin(&header(true), 0);
        trust.add(&entry(1, "active"), PLACE).unwrap();
        trust.end().unwrap();
        trust.begin(&header(false), 0);
        trust
    }

    #[test]
    fn a_key_is_added_by_a_listed_one_alone() {
        let mut trust = begun();
        assert!(trust.add(&entry(2, "active"), PLACE).is_err());
        assert!(trust.add(&vouched(2, "active", 2), PLACE).is_err());
        assert!(trust.add(&vouched(2, "active", 3), PLACE).is_err());
        let mut altered = vouched(2, "active", 1);
        altered.label.push('!');
        assert!(trust.add(&altered, PLACE).is_err());
        trust.add(&vouched(2, "active", 1), PLACE).unwrap();
        trust.add(&vouched(3, "backup", 2), PLACE).unwrap();
        assert_eq!(trust.finish().0.len(), 3);
    }

    #[test]
    fn a_key_that_may_no_longer_sign_vouches_for_none() {
        for state in ["retired", "compromised"] {
            let mut trust = begun();
            trust.add(&vouched(2, "active", 1), PLACE).unwrap();
            trust.add(&vouched(1, state, 2), PLACE).unwrap();
            assert!(
                trust.add(&vouched(3, "active", 1), PLACE).is_err(),
                "{state}"
            );
        }
    }

    fn broken(seed: u8, state: &str) -> KeyBody {
        let mut body = entry(seed, state);
        body.break_glass = true;
        body
    }

    #[test]
    fn a_broken_glass_adds_one_new_key_that_signs_and_nothing_else() {
        let refused = |body: KeyBody| assert!(begun().add(&body, PLACE).is_err(), "{body:?}");
        refused(broken(2, "backup"));
        refused(broken(2, "retired"));
        refused(broken(1, "active"));
        let mut both = broken(2, "active");
        vouch(&mut both, &SecretKey::from_seed([1; 32]));
        refused(both);
        let mut first = Trust::default();
        first.begin(&header(true), 0);
        assert!(first.add(&broken(2, "active"), PLACE).is_err());
        let mut trust = begun();
        trust.add(&broken(2, "active"), PLACE).unwrap();
        trust.add(&vouched(3, "backup", 2), PLACE).unwrap();
        let keys = trust.finish().0;
        assert_eq!(keys[1].origin, KeyOrigin::BreakGlass);
        assert_eq!(keys.len(), 3);
    }

    #[test]
    fn a_compromise_is_dated_and_its_date_moves_back_only() {
        let mut trust = begun();
        trust.add(&vouched(2, "backup", 1), PLACE).unwrap();
        let mut compromise = vouched(1, "compromised", 2);
        trust.add(&compromise, PLACE).unwrap();
        for (since, expected) in [
            ("2026-05-03T00:00:00Z", "2026-05-01T10:00:00Z"),
            ("2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        ] {
            compromise.since = Some(at(since));
            assert!(trust.add(&compromise, PLACE).is_err(), "the date is signed");
            vouch(&mut compromise, &SecretKey::from_seed([2; 32]));
            trust.add(&compromise, PLACE).unwrap();
            let since = trust.find(&compromise.id).unwrap().state.since();
            assert_eq!(since, Some(at(expected).get()));
        }
        compromise.since = None;
        vouch(&mut compromise, &SecretKey::from_seed([2; 32]));
        assert!(trust.add(&compromise, PLACE).is_err());
    }

    #[test]
    fn a_backup_key_is_promoted_and_a_retired_one_never_comes_back() {
        let mut trust = begun();
        trust.add(&vouched(2, "backup", 1), PLACE).unwrap();
        trust.add(&vouched(2, "active", 2), PLACE).unwrap();
        trust.add(&vouched(1, "retired", 2), PLACE).unwrap();
        let mut again = entry(1, "active");
        again.on = at("2026-05-15T10:00:00Z");
        vouch(&mut again, &SecretKey::from_seed([2; 32]));
        assert!(trust.add(&again, PLACE).is_err());
        let states = trust.finish().0.into_iter().map(|it| it.state);
        let states: Vec<_> = states.collect();
        assert_eq!(states, [KeyState::Retired, KeyState::Active]);
    }

    #[test]
    fn a_second_beginning_lists_the_same_keys_or_is_refused() {
        let mut trust = begun();
        trust.begin(&header(true), 0);
        trust.add(&entry(1, "active"), PLACE).unwrap();
        trust.end().unwrap();
        trust.begin(&header(true), 0);
        trust.add(&entry(9, "active"), PLACE).unwrap();
        assert!(trust.end().is_err());
    }
}
