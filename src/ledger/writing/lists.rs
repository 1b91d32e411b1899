//! Status lists: which of them an act signs anew, and what they then say.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::raw;
use super::signing::Signing;
use crate::credential::status_list::{self, Bitstring};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::brief::Brief;
use crate::ledger::entry::StatusPlace;
use crate::ledger::line::{self, Line, StatusListBody};

impl Ledger {
    /// The status lists that the next act signs anew: those that do not say yet what the ledger says,
    /// as two people each took an award back, and each signed the list without what the other knew; and
    /// those that are signed with a key which somebody else found to be compromised meanwhile.
    ///
    /// # Errors
    /// A list of the ledger cannot be read.
    pub fn lagging_lists(&self) -> Result<BTreeSet<u32>, Diagnostic> {
        let mut found = self.behind()?;
        found.extend(self.distrusted_lists()?);
        Ok(found)
    }

    /// Makes sure that every list may be published. One that lags behind may even say less than the
    /// published one does: what was taken back would be signed to hold again. And of one that a
    /// compromised key signed, nobody believes anything.
    ///
    /// # Errors
    /// Every list that lags behind or that nobody believes, or a list of the ledger cannot be read.
    pub fn ensure_lists_current(&self) -> Result<(), Diagnostics> {
        let mut findings = Diagnostics::new();
        findings.extend(self.behind()?.into_iter().map(lags_behind));
        findings.append(self.ensure_lists_believed().err().unwrap_or_default());
        findings.finish(())
    }

    /// Makes sure that every list is signed with a key that is believed.
    ///
    /// # Errors
    /// Every list that is not, or a list of the ledger cannot be read.
    pub fn ensure_lists_believed(&self) -> Result<(), Diagnostics> {
        let mut findings = Diagnostics::new();
        let believed = |key: &str| self.key(key).is_some_and(|it| it.state.is_trusted());
        for (number, key) in list_signers(self)? {
            if !believed(&key) {
                findings.push(self.not_believed(number, &key));
            }
        }
        findings.finish(())
    }

    fn behind(&self) -> Result<BTreeSet<u32>, Diagnostic> {
        let lists = list_bits(self)?;
        let lags = |place: &StatusPlace| {
            let bits = lists.get(&place.list);
            bits.is_some_and(|it| it.get(place.index as usize) != Some(true))
        };
        let withdrawn = withdrawn(self).filter(lags);
        Ok(withdrawn.map(|it| it.list).collect())
    }

    /// The status lists that a compromised key signed.
    pub(in crate::ledger) fn distrusted_lists(&self) -> Result<BTreeSet<u32>, Diagnostic> {
        let is_compromised = |key: &str| self.key(key).is_some_and(|it| !it.state.is_trusted());
        let signers = list_signers(self)?.into_iter();
        let found = signers.filter(|(_, key)| is_compromised(key));
        Ok(found.map(|(number, _)| number).collect())
    }

    fn not_believed(&self, number: u32, key: &str) -> Diagnostic {
        let (why, hint) = match self.key(key) {
            Some(_) => (
                "which is compromised: nobody believes it any more",
                "run `accolade issue`: any act signs the list anew, also where there is nothing to \
                 issue",
            ),
            None => (
                "for which the ledger does not vouch",
                "accolade signs no such list: find out who added the newest file of `ledger` that has \
                 it, and take it out",
            ),
        };
        let message = format!("status list {number} is signed with the key `{key}`, {why}");
        Diagnostic::error(message).in_file("ledger").hint(hint)
    }
}

/// The newest lists of a ledger, each with the key that signed it.
pub(in crate::ledger) fn list_signers(ledger: &Ledger) -> Result<Vec<(u32, String)>, Diagnostic> {
    let lists = ledger.status_lists().into_iter();
    let signers = lists.map(|(number, list)| {
        let brief = Brief::of(&list).map_err(|error| wrong(number, &error))?;
        Ok((number, brief.signer.into_owned()))
    });
    signers.collect()
}

fn lags_behind(number: u32) -> Diagnostic {
    Diagnostic::error(format!(
        "status list {number} does not say of all that was taken back that it was: two people took \
         awards back at once, and each signed the list without what the other knew"
    ))
    .in_file("ledger")
    .hint("run `accolade issue`: any act signs the list anew, also where there is nothing to issue")
}

/// The lines of the status lists of an act: those that begin, those in which a bit is set, those
/// that lag behind, and those that are to be signed again whatever they say.
pub(super) fn lines(
    signing: &Signing<'_>,
    ledger: &Ledger,
    begun: &[u32],
    withdrawn_now: &[StatusPlace],
    signed_again: &BTreeSet<u32>,
) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let mut lists = list_bits(ledger)?;
    let mut numbers: BTreeSet<u32> = begun.iter().copied().collect();
    numbers.extend(signed_again);
    numbers.extend(withdrawn_now.iter().map(|it| it.list));
    numbers.extend(ledger.lagging_lists()?);
    for place in withdrawn(ledger).chain(withdrawn_now.iter().copied()) {
        let bits = lists.entry(place.list).or_default();
        let index = place.index as usize;
        bits.set(index).map_err(|error| wrong(place.list, &error))?;
    }
    let line = |number: u32| line(signing, number, &lists.remove(&number).unwrap_or_default());
    numbers.into_iter().map(line).collect()
}

fn line(signing: &Signing<'_>, number: u32, bits: &Bitstring) -> Result<Vec<u8>, Diagnostic> {
    let document = status_list::document(&signing.publisher, number, bits, signing.now);
    let signed = signing.signer.sign(&document).map_err(|error| {
        Diagnostic::error(format!(
            "the status list {number} cannot be signed: {error}"
        ))
    })?;
    let credential = &raw(&signed);
    Ok(line::write(&Line::StatusList(StatusListBody {
        number,
        credential,
    })))
}

/// The bits of awards that no longer hold, whatever the lists say.
fn withdrawn(ledger: &Ledger) -> impl Iterator<Item = StatusPlace> {
    let awards = ledger.awards().iter();
    let withdrawn = awards.filter(|it| it.standing.is_withdrawn());
    withdrawn.map(|it| it.status)
}

/// The newest lists of a ledger, as it has them.
pub(in crate::ledger) fn list_bits(
    ledger: &Ledger,
) -> Result<BTreeMap<u32, Bitstring>, Diagnostic> {
    let lists = ledger.status_lists().into_iter();
    let read = lists.map(|(number, list)| {
        let list: serde_json::Value =
            serde_json::from_str(list.get()).map_err(|error| wrong(number, &error))?;
        let encoded = &list["credentialSubject"]["encodedList"];
        let encoded = encoded.as_str().unwrap_or_default();
        let bits = Bitstring::decode(encoded).map_err(|error| wrong(number, &error))?;
        Ok((number, bits))
    });
    read.collect()
}

fn wrong(number: u32, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(format!(
        "status list {number} of the ledger is wrong: {error}"
    ))
}
