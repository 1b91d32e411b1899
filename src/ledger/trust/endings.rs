//! The ends of keys, as acts that may not know of each other tell them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::descent::Descent;
use crate::ledger::entry::LinePlace;
use crate::model::key::KeyState;

/// Which files ended keys, and what hangs on whether they were known.
#[derive(Default)]
pub struct Endings {
    /// In which files keys were retired or withdrawn.
    ended: BTreeMap<String, BTreeSet<usize>>,
    /// In which files keys were withdrawn, in their order. Later acts may date that back.
    withdrawn: BTreeMap<String, Vec<usize>>,
    vouchers: Vec<Voucher>,
    unaware: Vec<Unaware>,
}

/// A key's word for another, or for a state of one.
pub struct Voucher {
    /// The key that is spoken of.
    pub id: String,
    pub by: String,
    pub place: LinePlace,
}

/// An entry that is right only where its file does not follow one that ended a key: two people, each of
/// whom did not know yet what the other did.
pub struct Unaware {
    key: String,
    pub place: LinePlace,
    /// What is wrong with it otherwise.
    pub error: String,
}

impl Endings {
    /// A key came into that state in that file.
    pub fn note(&mut self, id: &str, state: KeyState, file: usize) {
        if state.may_sign() {
            return;
        }
        let ended = self.ended.entry(id.to_owned()).or_default();
        ended.insert(file);
        if !state.is_trusted() {
            let withdrawn = self.withdrawn.entry(id.to_owned()).or_default();
            withdrawn.push(file);
        }
    }

    /// A key vouches for something that must not come from a thief.
    pub fn hear(&mut self, voucher: Voucher) {
        self.vouchers.push(voucher);
    }

    /// Accepts an entry for now that speaks of a key, or for one, as if it had not ended.
    ///
    /// # Errors
    /// It did not end, or the entry's own file ended it before: `error`.
    pub fn accept_unaware(
        &mut self,
        key: &str,
        place: LinePlace,
        error: String,
    ) -> Result<(), String> {
        let ended = self.ended.get(key);
        if ended.is_none_or(|it| it.contains(&place.file)) {
            return Err(error);
        }
        let key = key.to_owned();
        self.unaware.push(Unaware { key, place, error });
        Ok(())
    }

    /// What compromised keys vouched for in files that the act which withdrew them does not follow.
    pub fn late_vouchers(&self, descent: &Descent) -> Vec<&Voucher> {
        let known = self.withdrawn.iter();
        let known: BTreeMap<&str, BTreeSet<usize>> = known
            .map(|(id, files)| (id.as_str(), known_by_first(files, descent)))
            .collect();
        let is_late = |voucher: &&Voucher| {
            let known = known.get(voucher.by.as_str());
            known.is_some_and(|it| !it.contains(&voucher.place.file))
        };
        self.vouchers.iter().filter(is_late).collect()
    }

    /// Accepted entries that do follow a file which ended the key.
    pub fn aware(&self, descent: &Descent) -> Vec<&Unaware> {
        let is_aware = |it: &&Unaware| {
            let before = descent.ancestors(it.place.file);
            !self.ended[&it.key].is_disjoint(&before)
        };
        self.unaware.iter().filter(is_aware).collect()
    }

    /// The files in which keys were withdrawn first.
    pub fn into_withdrawals(self) -> BTreeMap<String, usize> {
        let withdrawn = self.withdrawn.into_iter();
        let first = withdrawn.filter_map(|(id, files)| Some((id, *files.first()?)));
        first.collect()
    }
}

/// The files that every first withdrawal of a key knew of, its own included. Those are the acts that
/// follow no other withdrawal of it: a later one, which dates it back, follows whatever came in between.
/// One alone is not enough: whoever has the key could add another with it, which then withdraws it.
fn known_by_first(withdrawals: &[usize], descent: &Descent) -> BTreeSet<usize> {
    let reach = |file: &usize| (*file, descent.ancestors(*file));
    let all = withdrawals.iter().map(reach);
    let first = all.filter(|(_, before)| !withdrawals.iter().any(|it| before.contains(it)));
    let known = first.map(|(file, mut before)| {
        before.insert(file);
        before
    });
    known.reduce(|a, b| &a & &b).unwrap_or_default()
}
