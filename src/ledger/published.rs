//! What a built site says of awards, beside the ledger: what was taken back never holds again.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Ledger;
use super::writing::list_bits;
use crate::credential::places;
use crate::credential::status_list::{Bitstring, MIN_ENTRIES};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;

impl Ledger {
    /// Makes sure that the site in that folder, if there is one, calls no award withdrawn that the status
    /// lists of the ledger do not. The ledger's newest file is named by no other: only what was published
    /// tells that it is missing.
    ///
    /// # Errors
    /// Every list of the site that says more, or a list of the ledger cannot be read.
    pub fn ensure_still_withdrawn(&self, site: &Path) -> Result<(), Diagnostics> {
        let mut findings = Diagnostics::new();
        let lists = self.status_lists().into_iter();
        let changed: Vec<_> = lists
            .filter_map(|(number, list)| {
                let before = published(site, number, list.get())?;
                Some((number, before))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let bits = list_bits(self)?;
        for (number, before) in changed {
            let now = |index: &u32| bits[&number].get(*index as usize) == Some(true);
            let set = (0..MIN_ENTRIES).filter(|it| before.get(*it as usize) == Some(true));
            let unset: Vec<u32> = set.filter(|it| !now(it)).collect();
            findings.extend(self.holds_again(number, &unset));
        }
        findings.finish(())
    }

    fn holds_again(&self, number: u32, unset: &[u32]) -> Option<Diagnostic> {
        let mut awards = self.awards().iter();
        let is_one = |list: u32, index: &u32| list == number && unset.contains(index);
        let first = awards.find(|it| is_one(it.status.list, &it.status.index));
        let message = match (unset.len(), first.map(|it| it.id)) {
            (0, _) => return None,
            (1, first) => format!(
                "{} was published as withdrawn, and the ledger does not say so any more",
                named(first)
            ),
            (count, first) => format!(
                "{} and {} more were published as withdrawn, and the ledger does not say so any more",
                named(first),
                count - 1
            ),
        };
        Some(Diagnostic::error(message).in_file("ledger").hint(
            "is a file of `ledger/` missing? bring it back, with `git restore ledger` or from a copy; if \
             the built site was never online, delete it and build again",
        ))
    }
}

fn named(award: Option<AwardId>) -> String {
    award.map_or_else(|| "an award".to_owned(), |it| format!("award `{it}`"))
}

/// The bits of a list as it was published, if they may differ from those of `own`, the ledger's list.
fn published(site: &Path, number: u32, own: &str) -> Option<Bitstring> {
    let path = site.join(places::status_list(number));
    let size = fs::metadata(&path).ok()?.len();
    let bytes = (size <= MAX_SIZE).then(|| fs::read(&path).ok())??;
    if bytes == own.as_bytes() {
        return None;
    }
    let before: Value = serde_json::from_slice(&bytes).ok()?;
    let own: Value = serde_json::from_str(own).ok()?;
    // The site of another issuer says nothing of these awards.
    let encoded = &before["credentialSubject"]["encodedList"];
    let encoded = encoded.as_str().filter(|_| before["id"] == own["id"]);
    Bitstring::decode(encoded?).ok()
}

/// A list takes some twenty kilobytes.
const MAX_SIZE: u64 = 1 << 20;
