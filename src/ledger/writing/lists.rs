//! Status lists: which of them an act signs anew, and what they then say.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::raw;
use super::signing::Signing;
use crate::credential::status_list::{self, Bitstring};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::StatusPlace;
use crate::ledger::line::{self, Line, StatusListBody};

impl Ledger {
    /// The status lists that do not say yet what the ledger says: two people each took an award
    /// back, and each signed the list without what the other knew. The next act signs them anew.
    ///
    /// # Errors
    /// A list of the ledger cannot be read.
    pub fn lagging_lists(&self) -> Result<BTreeSet<u32>, Diagnostic> {
        let lists = bits(self)?;
        let lags = |place: &StatusPlace| {
            let bits = lists.get(&place.list);
            bits.is_some_and(|it| it.get(place.index as usize) != Some(true))
        };
        let withdrawn = withdrawn(self).filter(lags);
        Ok(withdrawn.map(|it| it.list).collect())
    }
}

impl Ledger {
    /// Makes sure that no list lags behind. One that does may even say less than the published one
    /// does: what was taken back would be signed to hold again.
    ///
    /// # Errors
    /// Every list that lags behind, or a list of the ledger cannot be read.
    pub fn ensure_lists_current(&self) -> Result<(), Diagnostics> {
        let mut findings = Diagnostics::new();
        findings.extend(self.lagging_lists()?.into_iter().map(lags_behind));
        findings.finish(())
    }
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
    let mut lists = bits(ledger)?;
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
fn bits(ledger: &Ledger) -> Result<BTreeMap<u32, Bitstring>, Diagnostic> {
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
